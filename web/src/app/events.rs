//! What the browser reports, as messages; and what the page must do to the browser beyond painting.
//!
//! One listener serves the whole page: `data-act` on a pressed element says what is meant, `data-field` on an input
//! which answer it holds. While an input method composes, nothing is read.

use rules::{Answer, Answers};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{
    Element, Event, EventTarget, HtmlElement, HtmlInputElement, HtmlSelectElement, InputEvent, KeyboardEvent,
    ScrollIntoViewOptions, ScrollLogicalPosition,
};

use super::Msg;
use crate::state::{Action, Filter, Panel, Place, State, Tab};

/// What is listened to on the page.
const ON_PAGE: [&str; 7] = ["click", "input", "change", "compositionend", "focusin", "keydown", "submit"];
/// What tells on the window that the address names another screen.
const MOVED: &str = "hashchange";

/// Keeps the listener alive as long as the page.
pub(super) struct Listener {
    _closure: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Listens on the page and, where it has one for itself, on its window.
    pub(super) fn new(root: &Element, is_alone: bool, send: impl Fn(Msg) + 'static) -> Option<Self> {
        let closure = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            if let Some(msg) = read(&event) {
                send(msg);
            }
        });
        let listen = |target: &EventTarget, kinds: &[&str]| {
            for kind in kinds {
                // Only a wrong kind of argument could be refused.
                let _ = target.add_event_listener_with_callback(kind, closure.as_ref().unchecked_ref());
            }
        };
        listen(root, &ON_PAGE);
        if is_alone {
            listen(web_sys::window()?.as_ref(), &[MOVED]);
        }
        Some(Self { _closure: closure })
    }
}

fn read(event: &Event) -> Option<Msg> {
    let target = || event.target()?.dyn_into::<Element>().ok();
    if let Some(msg) = target().and_then(|target| done(&target, &event.type_())) {
        return Some(msg);
    }
    match event.type_().as_str() {
        "click" => press(&target()?),
        "input" | "change" | "compositionend" => {
            if event.dyn_ref::<InputEvent>().is_some_and(InputEvent::is_composing) {
                return None;
            }
            entered(&target()?).map(Msg::Act)
        }
        "focusin" => Some(Msg::Act(Action::Focused(field_of(&target()?)?))),
        "keydown" => {
            let key = event.dyn_ref::<KeyboardEvent>()?;
            let target = target()?;
            let is_enter =
                key.key() == "Enter" && !key.is_composing() && target.dyn_ref::<HtmlInputElement>().is_some();
            let field = field_of(&target).filter(|_| is_enter)?;
            event.prevent_default();
            Some(Msg::Act(Action::After(field)))
        }
        "submit" => {
            event.prevent_default();
            None
        }
        MOVED => Some(Msg::Moved),
        _ => None,
    }
}

/// What a screen is to do: of an entry when it has changed, of anything else when it is pressed.
fn done(target: &Element, event: &str) -> Option<Msg> {
    let element = target.closest("[data-do]").ok()??;
    let is_entry = matches!(element.tag_name().as_str(), "INPUT" | "SELECT" | "TEXTAREA");
    if event != if is_entry { "change" } else { "click" } {
        return None;
    }
    let number = element.get_attribute("data-n").and_then(|number| number.parse().ok());
    Some(Msg::Do(element.get_attribute("data-do")?, number.unwrap_or_default()))
}

fn press(target: &Element) -> Option<Msg> {
    let pressed = target.closest("[data-act]").ok()??;
    let number = || pressed.get_attribute("data-n")?.parse::<usize>().ok();
    Some(Msg::Act(match pressed.get_attribute("data-act")?.as_str() {
        "pack" => return Some(Msg::Choose(number()?)),
        "retry" => return Some(Msg::Part(None)),
        "demo" => return Some(Msg::Demo),
        "take-over" => return Some(Msg::TakeOver),
        "rescue" => return Some(Msg::Rescue),
        "check" => Action::Go(Place::Check(number()?)),
        "field" => Action::Go(Place::Field(number()?)),
        "goto-section" => Action::Go(Place::Section(number()?)),
        "section" => Action::ToggleSection(number()?),
        "fold-all" => Action::FoldAll(true),
        "unfold-all" => Action::FoldAll(false),
        "show-form" => Action::Show(Tab::Form),
        "show-results" => Action::Show(Tab::Results),
        "why" => Action::TogglePanel(Panel::Why(number()?)),
        "more" => Action::TogglePanel(Panel::More(number()?)),
        "filter-all" => Action::Filter(Filter::All),
        "filter-unmet" => Action::Filter(Filter::Unmet),
        "filter-undecided" => Action::Filter(Filter::Undecided),
        "filter-met" => Action::Filter(Filter::Met),
        "known" => Action::Notice(None),
        "next" => Action::Next,
        "clear" => Action::Replace(Answers::new()),
        "undo" => Action::Undo,
        "unset" => Action::Answer(number()?, Answer::Missing),
        "unfold" => Action::Unfold(number()?),
        _ => return None,
    }))
}

fn field_of(target: &Element) -> Option<usize> {
    target.get_attribute("data-field")?.parse().ok()
}

fn entered(target: &Element) -> Option<Action> {
    let value = match target.dyn_ref::<HtmlInputElement>() {
        Some(input) => input.value(),
        None => target.dyn_ref::<HtmlSelectElement>()?.value(),
    };
    if target.id() == "day" {
        return Some(Action::Date(value.parse().ok()));
    }
    let field = field_of(target)?;
    // Only a question with several answers is such a group.
    let answer = match target.closest("[role=group]").ok()? {
        Some(group) => Answer::List(chosen(&group)),
        None => Answer::Text(value),
    };
    Some(Action::Answer(field, answer))
}

/// The options that are ticked.
fn chosen(group: &Element) -> Vec<String> {
    let ticked = group.query_selector_all("input:checked");
    let ticked = ticked.iter().flat_map(|list| (0..list.length()).filter_map(|at| list.item(at)));
    ticked.filter_map(|node| node.dyn_into::<HtmlInputElement>().ok()).map(|input| input.value()).collect()
}

/// Writes the answers into the fields that the page does not control, but not under the cadre's fingers.
pub(super) fn write_answers(root: &Element, state: &State) {
    let Ok(fields) = root.query_selector_all("[data-field]") else {
        return;
    };
    for node in (0..fields.length()).filter_map(|at| fields.item(at)) {
        let Ok(element) = node.dyn_into::<Element>() else {
            continue;
        };
        let answer = field_of(&element).and_then(|number| state.fields.get(number)).map(|field| &field.answer);
        let text = match answer {
            Some(Answer::Text(text)) => text.as_str(),
            _ => "",
        };
        if element.matches(":focus").unwrap_or(false) {
            continue;
        }
        if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
            if !matches!(input.type_().as_str(), "radio" | "checkbox") && input.value() != text {
                input.set_value(text);
            }
        } else if let Some(select) = element.dyn_ref::<HtmlSelectElement>() {
            select.set_value(text);
        }
    }
}

/// Closes the entries where the village is only shown, and opens them again.
pub(super) fn close_entries(root: &Element, closed: bool) {
    let Ok(entries) = root.query_selector_all("[data-field],#day") else {
        return;
    };
    for entry in (0..entries.length()).filter_map(|at| entries.item(at)) {
        if let Some(input) = entry.dyn_ref::<HtmlInputElement>() {
            input.set_disabled(closed);
        } else if let Some(select) = entry.dyn_ref::<HtmlSelectElement>() {
            select.set_disabled(closed);
        }
    }
}

/// Gives the focus to an element, or to the first entry inside a group, and brings it into view.
pub(super) fn focus(root: &Element, id: &str, block: ScrollLogicalPosition) {
    let Some(element) = by_id(root, id) else {
        return;
    };
    let inner = match element.get_attribute("role") {
        Some(_) => element.query_selector("input").ok().flatten(),
        None => None,
    };
    if let Some(focusable) = inner.as_ref().unwrap_or(&element).dyn_ref::<HtmlElement>() {
        // An element that cannot take the focus is still scrolled to.
        let _ = focusable.focus();
    }
    let options = ScrollIntoViewOptions::new();
    options.set_block(block);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// The screen that the address names behind `#`; none for the form.
pub(super) fn asked_screen() -> Option<String> {
    let hash = web_sys::window()?.location().hash().ok()?;
    hash.strip_prefix('#').filter(|name| !name.is_empty()).map(str::to_owned)
}

/// The page's element of that id; the document may have another.
pub(crate) fn by_id(root: &Element, id: &str) -> Option<Element> {
    let mut selector = "#".to_owned();
    selector.push_str(id);
    root.query_selector(&selector).ok()?
}
