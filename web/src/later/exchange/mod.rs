//! The village's self-check out of the page and into it: as a text code, a link, QR codes, a file. What the forms are is the
//! matter of `tables::share`; here they are shown, copied, kept and taken up.

pub(crate) mod export;
pub(super) mod import;

use rules::model::Pack;
use tables::share::{PackVersion, SelfCheck};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::plan;
use crate::app::Given;

/// What names a village, the widest first, as the packs call it.
const VILLAGE_PARTS: [&str; 3] = ["区县", "乡镇", "村名"];

/// The village's self-check as it is passed on.
fn self_check(given: &Given) -> SelfCheck {
    let packs = given.catalogue.parts.iter().map(|part| PackVersion::from(part.pack())).collect();
    let (answers, plan) = plan::parted(&given.answers);
    SelfCheck { packs, date: Some(given.day), answers, plan }
}

/// The packs that the village is judged by.
fn packs(given: &Given) -> Vec<&Pack> {
    given.catalogue.parts.iter().map(|part| part.pack()).collect()
}

/// The element of an id.
pub(super) fn element<T: JsCast>(id: &str) -> Option<T> {
    web_sys::window()?.document()?.get_element_by_id(id)?.dyn_into().ok()
}

/// Gives the focus to what has just appeared, so that it is read and in view.
fn focus(id: &str) {
    if let Some(element) = element::<HtmlElement>(id) {
        // What cannot take the focus is in view all the same.
        let _ = element.focus();
    }
}
