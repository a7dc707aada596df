//! What the form and its verdicts do without: reasons, requirements, and the screens behind 更多. The finishing step moves
//! everything below this module into the page's second part; whoever calls into it waits for `load` first.
//!
//! Entries are `#[inline(never)]`: what the compiler puts into its caller stays in the first part with it. No type of this
//! module stands in one of the first part (what copies or drops it would have moved), and there is no Yew component here: the
//! names of its parts do not say whose they are. A screen is one
//! folder (`<name>/mod.rs`, `<name>/<name>.css`), its texts in `texts`, and one line of `shell::screens`.

mod acts;
mod conclusion;
mod demo;
mod embed;
pub(crate) mod exchange;
mod notice;
mod plan;
pub(crate) mod print;
mod reasons;
mod receipt;
mod shell;
mod tables;
pub(crate) mod texts;
pub(crate) mod villages;

use std::rc::Rc;

use gloo::timers::callback::Timeout;
use rules::model::Check;
use rules::{Answers, Date, Detail};
use wasm_bindgen::JsValue;
use yew::html::Scope;

use crate::app::{App, FRAME_WITHIN, Given, Msg, Screen};
use crate::catalogue::Shared;
use crate::markup::Tag;
use crate::state::{Earlier, Notice, Reasons, State};
use crate::views::results::Results;

/// This part begins: how much is said of verdicts from now on. And it has the page drawn, whether that has frames or not: one that
/// nobody looks at (a tab behind another, a frame far down in somebody's page) has none, and is told once more of this part.
#[inline(never)]
pub(crate) fn begin(page: &Scope<App>) -> Detail {
    let page = page.clone();
    let late = move || {
        if !page.get_component().is_some_and(|app| app.is_drawn()) {
            page.send_message(Msg::Part(Some(true)));
        }
    };
    Timeout::new(FRAME_WITHIN, late).forget();
    Detail::GAPS
}

/// What the reasons that are open are told from, by the number of the check or summary.
#[inline(never)]
pub(crate) fn opened(state: &State) -> Vec<(usize, Rc<Reasons>)> {
    reasons::opened(state)
}

/// Why a verdict of a pack is what it is: the sentence, what else would close the gap, and the reasons.
#[inline(never)]
pub(crate) fn reasons(catalogue: &Shared, part: usize, why: &Reasons) -> Tag {
    reasons::Teller { catalogue, part, errors: &why.errors }.tell(why)
}

/// What the document asks for, and how.
#[inline(never)]
pub(crate) fn requirement(check: &Check, unverified: bool) -> Tag {
    reasons::requirement(check, unverified)
}

/// What all results come to, in a sentence or two, and what to do next.
#[inline(never)]
pub(crate) fn conclusion(results: &Results) -> Tag {
    conclusion::view(results)
}

/// The answers of the demo village.
#[inline(never)]
pub(crate) fn demo() -> Answers {
    demo::answers()
}

/// Says what has happened to the village's record.
#[inline(never)]
pub(crate) fn notice(notice: &Notice) -> Tag {
    notice::view(notice)
}

/// Says that what stands in the form is the demo village, and takes it away again.
#[inline(never)]
pub(crate) fn demo_mark() -> Tag {
    demo::mark()
}

/// Tells, once it is found, which self-check the open village is compared with on a day: the last of an earlier one.
#[inline(never)]
pub(crate) fn compare(catalogue: Shared, day: Date, tell: Rc<dyn Fn(Option<Rc<Earlier>>)>) {
    villages::compare(catalogue, day, tell);
}

/// What the script of a page that holds the form asks of it; see `embed`.
#[inline(never)]
pub(crate) fn embed(act: &str, number: usize, value: &JsValue) -> JsValue {
    embed::act(act, number, value)
}

/// The screen that the address names; the list of all of them where it names none.
#[inline(never)]
pub(crate) fn screen(name: &str, given: Rc<Given>) -> Box<dyn Screen> {
    shell::open(name, given)
}
