//! What the screens behind 更多 have in common: their buttons, and texts that are copied out of a text area.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDocument, HtmlTextAreaElement};

use crate::app::{Given, by_id};
use crate::markup::{Tag, tag};

/// A button of a screen.
pub(super) fn does(act: &'static str) -> Tag {
    tag("button").fixed("type", "button").fixed("data-do", act)
}

/// The text area of an id, which may stand in a page of others.
pub(super) fn text_area(given: &Given, id: &str) -> Option<HtmlTextAreaElement> {
    by_id(&given.root.cast::<Element>()?, id)?.dyn_into().ok()
}

/// Copies what stands in a text area, in the way that needs no secure address and works in old in-app browsers.
pub(super) fn copy(given: &Given, id: &str) -> bool {
    let area = text_area(given, id);
    area.iter().for_each(HtmlTextAreaElement::select);
    let document = web_sys::window().and_then(|window| window.document()?.dyn_into::<HtmlDocument>().ok());
    area.is_some() && document.is_some_and(|document| document.exec_command("copy").unwrap_or(false))
}
