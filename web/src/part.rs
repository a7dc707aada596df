//! The page's later parts: modules of WebAssembly and style sheets that the finishing step has set apart, named by `link`s of
//! the document. They are levels: what is of a higher one needs those below it. Each is fetched once, when something of it is
//! about to be used. A page that has no such module (Trunk alone has built it) is whole from the start, and so is a worker,
//! whose script has loaded what it was given.

use std::cell::RefCell;

use js_sys::{Array, Function, Object, Promise, Reflect, WebAssembly};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::Element;

use crate::library;

/// How the parts are marked in the document, and under which names a module imports from the levels below its own.
const PARTS: [(&str, &str); 2] = [("later", "1"), ("desk", "2")];

/// The level of `later`, and that of `desk`.
pub(crate) const LATER: usize = 1;
pub(crate) const DESK: usize = 2;

thread_local! {
    /// What everyone waits for who has asked for a part before it came, by levels.
    static COMING: RefCell<Vec<Promise>> = const { RefCell::new(Vec::new()) };
    /// What has come, by levels: the module and its instance.
    static STARTED: RefCell<Vec<JsValue>> = const { RefCell::new(Vec::new()) };
}

/// The part did not come, or what came is not it.
pub(crate) struct Unloaded;

/// Whether what is of the level may be called.
pub(crate) fn is_ready(level: usize) -> bool {
    STARTED.with_borrow(Vec::len) >= level || link(level, "module").is_none()
}

/// Whether this page does without the part for good, as that in one file does: its tag is there and names no file.
pub(crate) fn is_left_out(level: usize) -> bool {
    link(level, "module").is_some_and(|link| link.get_attribute("href").is_none())
}

/// Loads the part of the level and those below it; what is asked for several times comes once, and what failed is tried anew.
pub(crate) async fn load(level: usize) -> Result<(), Unloaded> {
    for level in 1..=level {
        let coming = COMING.with_borrow_mut(|coming| {
            if coming.len() < level {
                coming.push(future_to_promise(start(level)));
            }
            coming.get(level - 1).cloned()
        });
        if JsFuture::from(coming.ok_or(Unloaded)?).await.is_err() {
            COMING.with_borrow_mut(|coming| coming.truncate(level - 1));
            return Err(Unloaded);
        }
    }
    Ok(())
}

async fn start(level: usize) -> Result<JsValue, JsValue> {
    if !is_ready(level) {
        let style = link(level, "style").map(|link| JsFuture::from(styled(&link)));
        let module = bytes(level, "module").await?;
        let imports = Object::new();
        let names = PARTS.iter().map(|(_, name)| JsValue::from_str(name));
        let below = STARTED.with_borrow(Clone::clone);
        for (name, exports) in names.zip([Ok(wasm_bindgen::exports())].into_iter().chain(below.iter().map(exports))) {
            Reflect::set(&imports, &name, &exports?)?;
        }
        if let Some(style) = style {
            style.await?;
        }
        // What moved fills its slots of the table when the module starts.
        let started = JsFuture::from(WebAssembly::instantiate_buffer(&module, &imports)).await?;
        STARTED.with_borrow_mut(|all| {
            // Tried again by two at once, it may have come twice.
            if all.len() < level {
                all.push(started);
            }
        });
    }
    Ok(JsValue::UNDEFINED)
}

/// What a started module gives to others.
fn exports(started: &JsValue) -> Result<JsValue, JsValue> {
    Reflect::get(&Reflect::get(started, &JsValue::from_str("instance"))?, &JsValue::from_str("exports"))
}

/// The bytes of a file of the part.
async fn bytes(level: usize, file: &str) -> Result<Vec<u8>, JsValue> {
    let link = link(level, file).ok_or(JsValue::NULL)?;
    let attribute = |name: &str| link.get_attribute(name).unwrap_or_default();
    library::fetch(&attribute("href"), &attribute("integrity")).await
}

/// Where a file of a part is fetched.
pub(crate) fn address(level: usize, file: &str) -> Option<String> {
    link(level, file)?.get_attribute("href")
}

/// The compiled modules of all levels, as long as all have come.
pub(crate) fn modules() -> Option<Array> {
    let later = STARTED.with_borrow(Clone::clone);
    let all = later.iter().map(|started| Reflect::get(started, &JsValue::from_str("module")).ok());
    let all: Option<Array> = [Some(wasm_bindgen::module())].into_iter().chain(all).collect();
    all.filter(|_| later.len() == PARTS.len())
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

fn link(level: usize, file: &str) -> Option<Element> {
    let (mark, _) = PARTS.get(level.checked_sub(1)?)?;
    let selector = ["link[data-", mark, "=", file, "]"].concat();
    web_sys::window()?.document()?.query_selector(&selector).ok()?
}
