//! The page's second part: a module of WebAssembly and a style sheet that the finishing step has set apart, both named by
//! `link`s of the document. They are fetched once, when something of `later` is about to be used. A page that has no such
//! module (Trunk alone has built it) is whole from the start.

use std::cell::{Cell, RefCell};

use js_sys::{Function, Object, Promise, Reflect, WebAssembly};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::Element;

use crate::library;

/// Under which name the second module imports from the first.
const FIRST: &str = "1";

thread_local! {
    /// What everyone waits for who has asked for the part before it came.
    static COMING: RefCell<Option<Promise>> = const { RefCell::new(None) };
    static IS_READY: Cell<bool> = const { Cell::new(false) };
}

/// The part did not come, or what came is not it.
pub(crate) struct Unloaded;

/// Whether `later` may be called.
pub(crate) fn is_ready() -> bool {
    IS_READY.get() || link("module").is_none()
}

/// Loads the part; what is asked for several times comes once, and what failed is tried anew.
pub(crate) async fn load() -> Result<(), Unloaded> {
    let coming = COMING.with_borrow_mut(|coming| coming.get_or_insert_with(|| future_to_promise(start())).clone());
    if JsFuture::from(coming).await.is_err() {
        COMING.take();
        return Err(Unloaded);
    }
    Ok(())
}

async fn start() -> Result<JsValue, JsValue> {
    if !is_ready() {
        let style = link("style").map(|link| JsFuture::from(styled(&link)));
        let module = bytes("module").await?;
        let imports = Object::new();
        Reflect::set(&imports, &JsValue::from_str(FIRST), &wasm_bindgen::exports())?;
        if let Some(style) = style {
            style.await?;
        }
        // What moved fills its slots of the table when the module starts.
        JsFuture::from(WebAssembly::instantiate_buffer(&module, &imports)).await?;
        IS_READY.set(true);
    }
    Ok(JsValue::UNDEFINED)
}

/// The bytes of a file of the part.
async fn bytes(file: &str) -> Result<Vec<u8>, JsValue> {
    let link = link(file).ok_or(JsValue::NULL)?;
    let attribute = |name: &str| link.get_attribute(name).unwrap_or_default();
    library::fetch(&attribute("href"), &attribute("integrity")).await
}

/// Lets the style sheet, named as an alternative so far, be loaded.
fn styled(link: &Element) -> Promise {
    Promise::new(&mut |yes: Function, no: Function| {
        for (kind, told) in [("load", yes), ("error", no)] {
            // Only a wrong kind of argument could be refused.
            let _ = link.add_event_listener_with_callback(kind, &told);
        }
        for rel in ["alternate", "stylesheet"] {
            let _ = link.set_attribute("rel", rel);
        }
    })
}

fn link(file: &str) -> Option<Element> {
    let selector = format!("link[data-later={file}]");
    web_sys::window()?.document()?.query_selector(&selector).ok()?
}
