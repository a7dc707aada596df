//! The clerk's page: sheets of many villages, the table of their verdicts, and the figures of areas. The finishing step moves
//! everything below this module, and `tables::desk`, into the page's third part; whoever calls it loads that first.
//! What `later` says of entries and types holds here too.

mod client;
mod runner;
mod worker;

use wasm_bindgen::JsValue;

/// What the script of the worker asks; see `worker`.
#[inline(never)]
pub(crate) fn serve(number: usize, value: &JsValue) -> JsValue {
    worker::act(number, value).into()
}
