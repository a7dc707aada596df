//! The desk in the worker: what its script (`worker.js`) calls, and what it tells the page.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use js_sys::{Function, Uint8Array};
use rules::Engine;
use tables::desk::talk::{from_bytes, to_bytes};
use wasm_bindgen::{JsCast, JsValue};

use super::client::get;
use super::runner::Runner;

/// How long the desk works before it looks for questions, in milliseconds.
const SLICE: u32 = 40;

/// What the script asks for by number; `worker.js` knows them too.
const BEGIN: usize = 0;
const ASK: usize = 1;

thread_local! {
    static RUNNER: RefCell<Option<Runner>> = const { RefCell::new(None) };
}

/// Begins, or takes a question; whether that could be.
pub(super) fn act(number: usize, value: &JsValue) -> bool {
    match number {
        BEGIN => begin(value).is_some(),
        ASK => RUNNER.with_borrow(|runner| ask(runner.as_ref()?, value)).is_some(),
        _ => false,
    }
}

fn begin(given: &JsValue) -> Option<()> {
    let tell: Function = get(given, "tell").dyn_into().ok()?;
    let pack = get(given, "pack").dyn_into::<Uint8Array>().ok()?.to_vec();
    let day = get(given, "day").as_string()?.parse().ok()?;
    let engine = Engine::from_image(&pack).ok()?;
    let on_reply = Rc::new(move |reply| {
        // Telling the page of it is all that can be done.
        let _ = tell.call1(&JsValue::NULL, &Uint8Array::from(to_bytes(&reply).as_slice()));
    });
    RUNNER.replace(Some(Runner::new(Arc::new(engine), day, SLICE, on_reply)));
    Some(())
}

fn ask(runner: &Runner, bytes: &JsValue) -> Option<()> {
    let bytes = bytes.dyn_ref::<Uint8Array>()?.to_vec();
    runner.ask(from_bytes(&bytes)?);
    Some(())
}
