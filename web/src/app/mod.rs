//! The one component with state: it takes what happens, lets the state change, keeps the answers, and lays out the views.

mod events;
mod page;

use std::rc::Rc;

use gloo::timers::callback::Timeout;
use rules::Date;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ScrollLogicalPosition};
use yew::html::Scope;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::catalogue::Shared;
use crate::state::{Action, Effects, Findings, Place, Saving, State};
use crate::store::{Found, IndexedDb, Record, Store, Unavailable};
use crate::views::{self, results::Results};
use events::Listener;

/// How long after the last key the answers are saved, in milliseconds. With the commit it stays below 300.
const SAVE_AFTER: u32 = 200;

/// What the page starts with.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The pack.
    pub(crate) catalogue: Shared,
    /// Today, by the browser's clock.
    pub(crate) today: Date,
}

/// What reaches the component.
pub(crate) enum Msg {
    /// Something the state knows of.
    Act(Action),
    /// The store was read.
    Loaded(Result<Found, Unavailable>),
    /// The form is painted: time for the results.
    Painted,
    /// Time to save, if there is something to save.
    Save,
    /// A save ended; with the number of the edit it held.
    Saved(u32, Result<(), Unavailable>),
}

/// The page.
pub(crate) struct App {
    state: State,
    root: NodeRef,
    listener: Option<Listener>,
    effects: Effects,
    store: Rc<IndexedDb>,
    /// Whether the store was read, so that saving cannot overwrite what was not seen.
    loaded: bool,
    /// Edits since the start, and the last of them that a save has taken up.
    edits: u32,
    taken: u32,
    /// Saves when it runs out; a new edit puts a new one in its place.
    timer: Option<Timeout>,
    /// What the results show. They follow the form by a frame, so that a key's verdict does not wait for eighty cards.
    results: Rc<Results>,
    frame: Closure<dyn FnMut()>,
    /// Whether the results wait for the form to be painted.
    waiting: bool,
    /// Where the page has just gone. Heights out of view are only guessed, so that it goes there again once it is painted.
    going: Option<Place>,
    /// How far the half of the page that is not shown was scrolled, and where to scroll after painting.
    left_at: f64,
    scroll_to: Option<f64>,
}

impl Component for App {
    type Message = Msg;
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> Self {
        let state = State::new(ctx.props().catalogue.clone(), ctx.props().today);
        let mut app = Self {
            results: Rc::new(Results {
                catalogue: state.catalogue.clone(),
                filter: state.filter,
                open: Vec::new(),
                findings: Findings::default(),
            }),
            frame: after_frame(ctx.link().clone()),
            waiting: false,
            going: None,
            state,
            root: NodeRef::default(),
            listener: None,
            effects: Effects::default(),
            store: Rc::default(),
            loaded: false,
            edits: 0,
            taken: 0,
            timer: None,
            left_at: 0.0,
            scroll_to: None,
        };
        app.load(ctx);
        app.show_results_later();
        app
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Act(Action::Focused(field)) => {
                self.state.reduce(Action::Focused(field));
                false
            }
            Msg::Act(action) => {
                let tab = self.state.tab;
                let is_answer = matches!(action, Action::Answer(..));
                let effects = self.state.reduce(action);
                if tab != self.state.tab {
                    self.remember_scroll(effects.go.is_none());
                }
                self.take(ctx, effects);
                if is_answer {
                    self.show_results_later();
                    return effects.save;
                }
                self.show_results();
                true
            }
            Msg::Loaded(found) => self.loaded(ctx, found),
            Msg::Painted => {
                self.waiting = false;
                if let Some(place) = self.going.take() {
                    go(place);
                }
                self.show_results()
            }
            Msg::Save => self.save(ctx),
            Msg::Saved(edit, outcome) => {
                let saving = match outcome {
                    Ok(()) if edit == self.edits => Saving::Saved(events::clock()),
                    Ok(()) => Saving::Pending,
                    Err(Unavailable) => Saving::Failed,
                };
                self.state.reduce(Action::Saving(saving));
                true
            }
        }
    }

    fn view(&self, _: &Context<Self>) -> Html {
        html! { <div class="app" ref={self.root.clone()}>{ page::layout(&self.state, &self.results) }</div> }
    }

    fn rendered(&mut self, ctx: &Context<Self>, _: bool) {
        let Some(root) = self.root.cast::<Element>() else {
            return;
        };
        if self.listener.is_none() {
            let link = ctx.link().clone();
            self.listener = Listener::new(&root, self.state.catalogue.clone(), move |msg| link.send_message(msg));
        }
        let effects = std::mem::take(&mut self.effects);
        if effects.rewrite {
            events::write_answers(&root, &self.state);
        }
        if let (Some(top), Some(window)) = (self.scroll_to.take(), web_sys::window()) {
            window.scroll_to_with_x_and_y(0.0, top);
        }
        if let Some(place) = effects.go {
            go(place);
            self.going = Some(place);
            self.show_results_later();
        }
    }
}

impl App {
    fn load(&self, ctx: &Context<Self>) {
        let (link, store) = (ctx.link().clone(), self.store.clone());
        let pack = self.state.catalogue.engine.pack().id.clone();
        spawn_local(async move { link.send_message(Msg::Loaded(store.load(&pack).await)) });
    }

    /// Brings the results up to date; whether that changed them.
    fn show_results(&mut self) -> bool {
        let State { catalogue, filter, open, findings, .. } = &self.state;
        if self.results.filter == *filter && self.results.open == *open && self.results.findings == *findings {
            return false;
        }
        self.results = Rc::new(Results {
            catalogue: catalogue.clone(),
            filter: *filter,
            open: open.clone(),
            findings: findings.clone(),
        });
        true
    }

    /// Brings the results up to date once the form is painted.
    fn show_results_later(&mut self) {
        let asked = |window: web_sys::Window| window.request_animation_frame(self.frame.as_ref().unchecked_ref()).ok();
        if !self.waiting {
            self.waiting = web_sys::window().and_then(asked).is_some();
        }
    }

    fn loaded(&mut self, ctx: &Context<Self>, found: Result<Found, Unavailable>) -> bool {
        let saving = match found {
            Ok(Found::Nothing) => {
                self.loaded = true;
                None
            }
            Ok(Found::Record(Record { answers, date })) => {
                self.loaded = true;
                let effects = self.state.reduce(Action::Restore { answers, date });
                self.take(ctx, effects);
                self.show_results_later();
                None
            }
            Ok(Found::Newer) => Some(Saving::Newer),
            Ok(Found::Unreadable) => Some(Saving::Unreadable),
            Err(Unavailable) => Some(Saving::Failed),
        };
        match saving {
            Some(saving) => {
                self.state.reduce(Action::Saving(saving));
            }
            // What was typed before the store was read is saved now.
            None if self.edits != self.taken => self.save_later(ctx),
            None => {}
        }
        true
    }

    /// Takes up what an action asks for; views are painted before the rest is done.
    fn take(&mut self, ctx: &Context<Self>, effects: Effects) {
        self.effects.rewrite |= effects.rewrite;
        self.effects.go = effects.go.or(self.effects.go);
        if effects.save {
            self.edits = self.edits.wrapping_add(1);
            self.save_later(ctx);
            if !matches!(self.state.saving, Saving::Newer | Saving::Unreadable | Saving::Failed) {
                self.state.reduce(Action::Saving(Saving::Pending));
            }
        }
    }

    fn save_later(&mut self, ctx: &Context<Self>) {
        let link = ctx.link().clone();
        self.timer = Some(Timeout::new(SAVE_AFTER, move || link.send_message(Msg::Save)));
    }

    /// Saves what no save has taken up yet; never paints by itself.
    fn save(&mut self, ctx: &Context<Self>) -> bool {
        if self.edits == self.taken {
            return false;
        }
        if !self.loaded {
            // A store that could not be read is tried once more before anything is written to it.
            if self.state.saving == Saving::Failed {
                self.load(ctx);
            }
            return false;
        }
        self.taken = self.edits;
        let record = Record { answers: self.state.answers.clone(), date: self.state.date };
        let (link, store, edit) = (ctx.link().clone(), self.store.clone(), self.edits);
        let pack = self.state.catalogue.engine.pack().id.clone();
        spawn_local(async move { link.send_message(Msg::Saved(edit, store.save(&pack, &record).await)) });
        false
    }

    /// Keeps how far the half that is left was scrolled, and brings the other back to where it was.
    fn remember_scroll(&mut self, bring_back: bool) {
        let Some(window) = web_sys::window() else {
            return;
        };
        let back = std::mem::replace(&mut self.left_at, window.scroll_y().unwrap_or(0.0));
        self.scroll_to = bring_back.then_some(back);
    }
}

/// What a frame calls, so that `Painted` comes when it has been painted.
fn after_frame(link: Scope<App>) -> Closure<dyn FnMut()> {
    let painted = Closure::<dyn FnMut()>::new(move || link.send_message(Msg::Painted));
    Closure::new(move || {
        if let Some(window) = web_sys::window() {
            // Only a wrong kind of argument could be refused.
            let _ = window.set_timeout_with_callback(painted.as_ref().unchecked_ref());
        }
    })
}

/// Scrolls to a place and gives it the focus.
fn go(place: Place) {
    match place {
        Place::Field(number) => events::focus(&format!("f-{number}"), ScrollLogicalPosition::Center),
        Place::Section(number) => events::focus(&format!("s-{number}"), ScrollLogicalPosition::Start),
        Place::Check(number) => events::focus(&format!("c-{number}"), ScrollLogicalPosition::Start),
    }
}

/// What to show when the page cannot start.
#[derive(PartialEq, Properties)]
pub(crate) struct FailedProps {
    /// What happened and what to do.
    pub(crate) says: &'static str,
}

/// Stands in place of the page when it cannot start.
pub(crate) struct Failed;

impl Component for Failed {
    type Message = ();
    type Properties = FailedProps;

    fn create(_: &Context<Self>) -> Self {
        Self
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        views::failure::view(ctx.props().says)
    }
}
