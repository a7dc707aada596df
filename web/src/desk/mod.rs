//! The clerk's page: sheets of many villages, the table of their verdicts, and the figures of areas. The finishing step moves
//! everything below this module, and `tables::desk`, into the page's third part; `later::tables` loads it before it is
//! called. What `later` says of entries and types holds here too.

mod client;
mod runner;
mod screens;
mod texts;
mod worker;

use std::rc::Rc;

use wasm_bindgen::JsValue;

use crate::app::{Given, Repaint, Screen};

/// The screen, opened. Whoever opened it himself would have it in his own part: the compiler knows what it is.
#[inline(never)]
pub(crate) fn screen(given: Rc<Given>, repaint: &Repaint) -> Box<dyn Screen> {
    let mut screen = screens::open(given);
    screen.opened(repaint);
    screen
}

/// What the script of the worker asks; see `worker`.
#[inline(never)]
pub(crate) fn serve(number: usize, value: &JsValue) -> JsValue {
    worker::act(number, value).into()
}
