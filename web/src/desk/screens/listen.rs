//! What the page's one listener does not tell: how far the grid is scrolled, keys on it, what is typed into the search while it
//! is typed, and files that are dropped. Listens on the page's element, before it does.

use std::rc::{Rc, Weak};

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, EventTarget, FileList, KeyboardEvent};

use super::{Tables, grid, import, matrix};
use crate::desk::client::get;

const ON_PAGE: [&str; 7] = ["scroll", "keydown", "input", "compositionend", "dragover", "dragleave", "drop"];

/// Keeps the listener alive as long as its element is that of the page.
pub(super) struct Listener {
    root: Element,
    _closure: Closure<dyn FnMut(Event)>,
}

/// Listens, unless that is done.
pub(super) fn listen(tables: &Rc<Tables>) {
    let Some(root) = tables.given.borrow().root.cast::<Element>() else { return };
    if tables.listener.borrow().as_ref().is_some_and(|listener| listener.root == root) {
        return;
    }
    let weak = Rc::downgrade(tables);
    let closure = Closure::<dyn FnMut(Event)>::new(move |event: Event| read(&weak, &event));
    let function = closure.as_ref().unchecked_ref();
    for kind in ON_PAGE {
        // Scrolling does not rise to the elements around; they see it on the way down.
        // Only a wrong kind of argument could be refused.
        let _ = root.add_event_listener_with_callback_and_bool(kind, function, true);
    }
    let window = web_sys::window();
    let _ = window.map(|window| EventTarget::from(window).add_event_listener_with_callback("resize", function));
    tables.listener.replace(Some(Listener { root, _closure: closure }));
}

fn read(tables: &Weak<Tables>, event: &Event) {
    let Some(tables) = tables.upgrade().filter(|tables| tables.is_open.get()) else { return };
    let kind = event.type_();
    if kind == "resize" {
        // A phone that is turned has a list instead of the grid, or the other way round.
        return tables.paint();
    }
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let is_on_grid = target.id() == grid::GRID;
    match kind.as_str() {
        "scroll" if is_on_grid => matrix::paint_soon(&tables, false),
        "keydown" if is_on_grid => {
            let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
            let is_alone = !event.ctrl_key() && !event.alt_key() && !event.meta_key();
            if is_alone && matrix::key(&tables, &event.key()) {
                event.prevent_default();
            }
        }
        "input" | "compositionend" if target.id() == matrix::SEARCH && !get(event, "isComposing").is_truthy() => {
            matrix::search(&tables);
        }
        "dragover" | "dragleave" | "drop" => dropped(&tables, event, &target, &kind),
        _ => {}
    }
}

/// A file over the place for files, or let go there.
fn dropped(tables: &Rc<Tables>, event: &Event, target: &Element, kind: &str) {
    let Some(place) = target.closest(".drop").ok().flatten() else { return };
    event.prevent_default();
    // A class of one word.
    let _ = place.class_list().toggle_with_force("is-over", kind == "dragover");
    let files: Option<FileList> = get(&get(event, "dataTransfer"), "files").dyn_into().ok();
    if let Some(file) = files.filter(|_| kind == "drop").and_then(|files| files.get(0)) {
        import::read(tables, file);
    }
}
