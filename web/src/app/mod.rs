//! The one component with state: it takes what happens, lets the state change, keeps the answers, and lays out the views.

mod events;
mod page;

use std::rc::Rc;
use std::sync::Arc;

use gloo::timers::callback::Timeout;
use rules::{Answers, Date, Engine};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ScrollLogicalPosition};
use yew::html::Scope;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::catalogue::{self, Catalogue, Shared};
use crate::later;
use crate::library::{self, Offers, Unopened};
use crate::part::{self, LATER};
use crate::state::{Action, Earlier, Effects, Notice, Place, Saving, State};
use crate::store::{Browser, Event, Record, Store};
use crate::texts::{T, fill};
use crate::views::masthead::Choice;
use crate::views::results::Results;
use events::Listener;
pub(crate) use events::by_id;

/// How long after the start the second part is fetched, in milliseconds: when the form is painted.
const AHEAD_AFTER: u32 = 300;
/// After how long it is tried again.
const AHEAD_AGAIN: u32 = 15_000;
/// So many fields, and then cards, are drawn in a frame once the tiles stand: all together would be one long task.
const DRAWN_AT_ONCE: usize = 10;
/// Within that many milliseconds a frame comes that was asked for, unless nobody looks at the page.
pub(crate) const FRAME_WITHIN: u32 = 2000;

/// What the page starts with.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The packs on offer.
    pub(crate) offers: Offers,
    /// The default one.
    pub(crate) catalogue: Shared,
    /// Today, by the browser's clock.
    pub(crate) today: Date,
    /// Who has put the form into another page; none where the page is its own.
    pub(crate) host: Option<Rc<dyn Host>>,
}

/// Whoever has put the form into another page. It keeps the answers, and says which screen is open.
pub(crate) trait Host {
    /// The screen in place of the form, as the address has it where the page is its own.
    fn screen(&self) -> Option<String>;
    /// The form is painted as the state has it.
    fn painted(&self, state: &State);
}

impl PartialEq for dyn Host {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::addr_eq(self, other)
    }
}

/// What the screens are given: the village as it is when 更多 is opened.
pub(crate) struct Given {
    /// The packs that it is judged by.
    pub(crate) catalogue: Shared,
    /// What was answered.
    pub(crate) answers: Answers,
    /// The day of the self-check, and the one that the cadre set.
    pub(crate) day: Date,
    pub(crate) date: Option<Date>,
    /// The self-check that the village is compared with.
    pub(crate) earlier: Option<Rc<Earlier>>,
    /// The packs on offer, and those of them that have come, with their numbers.
    pub(crate) offers: Offers,
    pub(crate) opened: Vec<(usize, Arc<Engine>)>,
    /// Whether the village is only shown, and takes no change.
    pub(crate) read_only: bool,
    /// Lets something happen to the village.
    pub(crate) act: Rc<dyn Fn(Action)>,
    /// The element that holds the screen.
    pub(crate) root: NodeRef,
    /// Whether a host keeps the answers.
    pub(crate) is_hosted: bool,
}

/// A screen behind 更多. It is made anew whenever it is opened.
pub(crate) trait Screen {
    /// The screen is open: time to fetch what it shows.
    fn opened(&mut self, _: &Repaint) {}
    /// Takes a press or a change of what has `data-do`, and its `data-n`.
    fn press(&mut self, act: &str, number: usize, repaint: &Repaint);
    /// The screen.
    fn view(&self) -> Html;
}

/// Paints a screen again, for what ends after a press has been taken.
pub(crate) type Repaint = Rc<dyn Fn()>;

/// The id of a screen's heading, which gets the focus.
pub(crate) const HEADING: &str = "screen-title";

/// What reaches the component.
pub(crate) enum Msg {
    /// A press or a change on the screen behind 更多.
    Do(String, usize),
    /// That screen has changed.
    Repaint,
    /// Something the state knows of.
    Act(Action),
    /// A pack on offer is added to those that are judged by, or taken away from them.
    Choose(usize),
    /// Chosen packs came, with their numbers among the offers, or one of them did not.
    Opened(Result<Vec<(usize, Arc<Engine>)>, String>),
    /// The address may name another screen.
    Moved,
    /// The second part came or did not; none: it is to be asked for again.
    Part(Option<bool>),
    /// The second part did not come while nobody waited for it.
    Ahead,
    /// Something happened in the store.
    Store(Event),
    /// The demo village comes into the form, or goes out of it.
    Demo,
    /// This tab shall fill in the village.
    TakeOver,
    /// What is filled in shall be exported, whatever the store does.
    Rescue,
    /// The form is painted: time for the results.
    Painted,
}

/// The page.
pub(crate) struct App {
    state: State,
    /// The packs on offer; those that are judged by, by their numbers; and those that have come.
    choice: Choice,
    opened: Vec<(usize, Arc<Engine>)>,
    root: NodeRef,
    listener: Option<Listener>,
    effects: Effects,
    /// Whether the entries are closed.
    closed: bool,
    /// None where a host keeps the answers.
    store: Option<Browser>,
    /// What the results show. They follow the form by a frame, so that a key's verdict does not wait for eighty cards.
    results: Rc<Results>,
    frame: Rc<Closure<dyn FnMut()>>,
    /// Whether the results wait for the form to be painted.
    waiting: bool,
    /// How many fields are drawn, and of the results how many cards beyond those: both grow from frame to frame.
    drawn: usize,
    /// Where the page has just gone. Heights out of view are only guessed, so that it goes there again once it is painted.
    going: Option<Place>,
    /// How far the half of the page that is not shown was scrolled, and where to scroll after painting.
    left_at: f64,
    scroll_to: Option<f64>,
    /// The screen behind 更多 that stands in place of the form, with what it is given.
    screen: Option<Asked>,
    /// How far the form was scrolled when a screen took its place.
    form_at: f64,
    /// Whether a screen has just opened.
    is_new: bool,
    /// Whether the store has said what it holds.
    has_village: bool,
    /// Whether the second part is asked for, and whether it failed to come.
    part: Part,
    /// What fetches it; none once it has come.
    ahead: Option<Timeout>,
}

/// A screen that the address names; open as soon as the second part has come.
struct Asked {
    name: String,
    given: Rc<Given>,
    open: Option<Box<dyn Screen>>,
}

/// How far the second part is, for what waits for it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Nothing waits.
    Quiet,
    Coming,
    Failed,
}

impl Component for App {
    type Message = Msg;
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> Self {
        let state = State::new(ctx.props().catalogue.clone(), ctx.props().today);
        let mut app = Self {
            results: Rc::new(Results::empty(state.catalogue.clone())),
            choice: Choice { offers: ctx.props().offers.clone(), chosen: vec![0], opening: false, trouble: None },
            opened: state.catalogue.parts.iter().map(|part| (0, part.engine.clone())).collect(),
            frame: Rc::new(after_frame(ctx.link().clone())),
            waiting: false,
            drawn: 0,
            going: None,
            state,
            root: NodeRef::default(),
            listener: None,
            effects: Effects::default(),
            closed: false,
            store: start_store(ctx),
            left_at: 0.0,
            scroll_to: None,
            screen: None,
            form_at: 0.0,
            is_new: false,
            part: Part::Quiet,
            ahead: None,
            has_village: false,
        };
        app.fetch_ahead(ctx, AHEAD_AFTER);
        app.moved(ctx);
        let asked = if ctx.props().host.is_none() {
            let (asked, unknown) = library::known(&app.choice.offers, &library::asked());
            app.choice.trouble = unknown.map(|name| fill(T.pack_unknown, &[&name]));
            asked
        } else {
            // A host offers what it has asked for.
            (0..app.choice.offers.len()).collect()
        };
        app.open(ctx, asked);
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
                let opens = matches!(action, Action::TogglePanel(_) | Action::Go(Place::Check(_)));
                let clears = matches!(action, Action::Replace(_));
                let dates = matches!(action, Action::Date(_));
                let effects = self.state.reduce(action);
                if tab != self.state.tab {
                    self.remember_scroll(effects.go.is_none());
                }
                self.take(effects, clears);
                if opens {
                    self.need_part(ctx, false);
                }
                if dates {
                    self.compare(ctx);
                }
                if is_answer {
                    self.show_results_later();
                    return effects.save;
                }
                self.show_results();
                true
            }
            Msg::Choose(number) => {
                let chosen = |n: &usize| self.choice.chosen.contains(n) != (*n == number);
                self.choice.trouble = None;
                self.open(ctx, (0..self.choice.offers.len()).filter(chosen).collect());
                true
            }
            Msg::Moved => {
                self.moved(ctx);
                true
            }
            Msg::Do(act, number) => {
                let repaint = repaint(ctx);
                if let Some(screen) = self.screen.as_mut().and_then(|asked| asked.open.as_mut()) {
                    screen.press(&act, number, &repaint);
                }
                true
            }
            Msg::Repaint => true,
            Msg::Part(came) => {
                match came {
                    Some(true) => {
                        self.part = Part::Quiet;
                        if self.state.says_more() {
                            // Told once more, for want of frames or by who waits for the part: there is nothing left to wait for.
                            self.draw_all();
                        } else {
                            self.ahead = None;
                            self.state.say_more(later::begin(ctx.link()));
                            self.compare(ctx);
                        }
                    }
                    Some(false) => self.part = Part::Failed,
                    None => self.need_part(ctx, false),
                }
                self.open_screen(ctx);
                self.show_results();
                true
            }
            Msg::Ahead => {
                self.fetch_ahead(ctx, AHEAD_AGAIN);
                false
            }
            Msg::Opened(opened) => {
                let changed = self.opened(opened);
                self.compare(ctx);
                changed
            }
            Msg::Store(event) => {
                self.heard(ctx, event);
                true
            }
            Msg::Demo => {
                if self.state.demo {
                    self.state.reduce(Action::Opened);
                    self.heard(ctx, Event::Record);
                } else if part::is_ready(LATER) {
                    let effects = self.state.reduce(Action::Demo(later::demo()));
                    self.take(effects, false);
                    self.show_results_later();
                } else {
                    self.need_part(ctx, true);
                }
                true
            }
            Msg::TakeOver => {
                if let Some(store) = &self.store {
                    store.take_over();
                }
                false
            }
            Msg::Rescue => {
                if let Some(store) = &self.store {
                    store.rescue();
                }
                false
            }
            Msg::Painted => {
                self.waiting = false;
                if let (Some(place), Some(root)) = (self.going.take(), self.element()) {
                    go(&root, place);
                }
                let grows = self.drawn < usize::MAX;
                if grows {
                    let fields = self.state.fields.len();
                    let checks = self.state.catalogue.parts.last().map_or(0, catalogue::Part::first_summary);
                    self.effects.rewrite |= self.drawn < fields;
                    self.drawn = if self.drawn < fields + checks { self.drawn + DRAWN_AT_ONCE } else { usize::MAX };
                    self.show_results_later();
                }
                self.show_results() || grows
            }
        }
    }

    fn destroy(&mut self, _: &Context<Self>) {
        // A frame that is on its way calls it yet.
        if self.waiting {
            let frame = self.frame.clone();
            Timeout::new(FRAME_WITHIN, move || drop(frame)).forget();
        }
    }

    fn view(&self, _: &Context<Self>) -> Html {
        let page =
            page::layout(&self.state, &self.choice, &self.results, self.drawn, self.screen.is_some(), self.outermost());
        let screen = self.screen.as_ref().map(|asked| asked.open.as_ref().map_or_else(page::waiting, |it| it.view()));
        let screen = screen.unwrap_or_default();
        html! { <div class="app" ref={self.root.clone()}>{ page }{ screen }{ page::part(self.part) }</div> }
    }

    fn rendered(&mut self, ctx: &Context<Self>, _: bool) {
        let Some(root) = self.element() else {
            return;
        };
        let host = &ctx.props().host;
        if self.listener.is_none() {
            let link = ctx.link().clone();
            self.listener = Listener::new(&root, host.is_none(), move |msg| link.send_message(msg));
        }
        let effects = std::mem::take(&mut self.effects);
        if effects.rewrite {
            events::write_answers(&root, &self.state);
        }
        let closed = self.state.is_read_only();
        if closed || self.closed {
            events::close_entries(&root, closed);
            self.closed = closed;
        }
        if let Some(top) = self.scroll_to.take() {
            self.scroll(top);
        }
        if std::mem::take(&mut self.is_new) {
            events::focus(&root, HEADING, ScrollLogicalPosition::Nearest);
        }
        if let Some(place) = effects.go {
            go(&root, place);
            self.going = Some(place);
            self.show_results_later();
        }
        if let Some(host) = host {
            host.painted(&self.state);
        }
    }
}

impl App {
    #[expect(clippy::float_arithmetic, reason = "pixels, which no verdict rests on")]
    fn scroll(&self, top: f64) {
        if let Some(window) = web_sys::window() {
            window.scroll_by_with_x_and_y(0.0, top - self.top());
        }
    }

    /// The element that holds what the page is for; a host's page has a `main` of its own.
    fn outermost(&self) -> &'static str {
        if self.store.is_some() { "main" } else { "div" }
    }

    fn element(&self) -> Option<Element> {
        self.root.cast()
    }

    /// How far the page is scrolled below its upper edge, which may stand anywhere in its window.
    #[expect(clippy::float_arithmetic, reason = "pixels, which no verdict rests on")]
    fn top(&self) -> f64 {
        self.element().map_or(0.0, |root| -root.get_bounding_client_rect().top())
    }

    /// Asks for the second part, for something that waits for it, such as the demo village.
    fn need_part(&mut self, ctx: &Context<Self>, for_demo: bool) {
        if part::is_ready(LATER) || (self.part == Part::Coming && !for_demo) {
            return;
        }
        self.part = Part::Coming;
        let link = ctx.link().clone();
        spawn_local(async move {
            let came = part::load(LATER).await.is_ok();
            link.send_message(Msg::Part(Some(came)));
            if came && for_demo {
                link.send_message(Msg::Demo);
            }
        });
    }

    /// Fetches the second part, which says how far verdicts are and why; that it did not come is told only when it is used.
    fn fetch_ahead(&mut self, ctx: &Context<Self>, after: u32) {
        let link = ctx.link().clone();
        self.ahead = Some(Timeout::new(after, move || {
            spawn_local(async move {
                let came = part::load(LATER).await.is_ok();
                link.send_message(if came { Msg::Part(Some(true)) } else { Msg::Ahead });
            });
        }));
    }

    /// Follows the address to a screen or back to the form.
    fn moved(&mut self, ctx: &Context<Self>) {
        let name = ctx.props().host.as_ref().map_or_else(events::asked_screen, |host| host.screen());
        match (name, self.screen.take()) {
            (Some(name), known) => {
                if known.is_none() {
                    self.form_at = self.top();
                }
                self.scroll_to = Some(0.0);
                self.ask_for(ctx, name);
                self.need_part(ctx, false);
            }
            (None, Some(_)) => {
                self.scroll_to = Some(self.form_at);
                // What failed to come is not waited for any more.
                self.part = Part::Quiet;
                // Another self-check may have been kept on the screen, or this one taken away.
                self.compare(ctx);
            }
            (None, None) => {}
        }
    }

    /// Looks for the self-check that the village is compared with.
    fn compare(&self, ctx: &Context<Self>) {
        if self.store.is_some() && part::is_ready(LATER) && !self.state.demo {
            let link = ctx.link().clone();
            let tell = move |earlier| link.send_message(Msg::Act(Action::Compare(earlier)));
            later::compare(self.state.catalogue.clone(), self.state.day(), Rc::new(tell));
        }
    }

    /// Puts a screen in place of the form, with the village as it is now.
    fn ask_for(&mut self, ctx: &Context<Self>, name: String) {
        self.screen = Some(Asked { name, given: Rc::new(self.given(ctx)), open: None });
        self.open_screen(ctx);
    }

    /// Opens the screen that is asked for, where that can be.
    fn open_screen(&mut self, ctx: &Context<Self>) {
        if let Some(asked) = self.screen.as_mut().filter(|asked| asked.open.is_none() && part::is_ready(LATER)) {
            let mut screen = later::screen(&asked.name, asked.given.clone());
            screen.opened(&repaint(ctx));
            asked.open = Some(screen);
            self.is_new = true;
        }
    }

    fn given(&self, ctx: &Context<Self>) -> Given {
        let link = ctx.link().clone();
        Given {
            act: Rc::new(move |action| link.send_message(Msg::Act(action))),
            date: self.state.date,
            earlier: self.state.earlier.clone(),
            read_only: self.state.is_read_only() || self.state.demo,
            catalogue: self.state.catalogue.clone(),
            answers: self.state.answers.clone(),
            day: self.state.day(),
            offers: self.choice.offers.clone(),
            opened: self.opened.clone(),
            root: self.root.clone(),
            is_hosted: self.store.is_none(),
        }
    }

    /// Judges by these packs once they have come; nothing where none is named, for the page always judges by one.
    fn open(&mut self, ctx: &Context<Self>, numbers: Vec<usize>) {
        if numbers.is_empty() || numbers == self.choice.chosen {
            return;
        }
        self.choice.opening = true;
        let (link, offers, opened) = (ctx.link().clone(), self.choice.offers.clone(), self.opened.clone());
        spawn_local(async move {
            let mut engines = Vec::new();
            for number in numbers {
                let known = opened.iter().find(|(known, _)| *known == number).map(|(_, engine)| engine.clone());
                match known {
                    Some(engine) => engines.push((number, engine)),
                    None => match library::open(offers.clone(), number).await {
                        Ok(engine) => engines.push((number, engine)),
                        Err(why) => {
                            let title = offers.get(number).map(|offer| offer.title.as_str()).unwrap_or_default();
                            let template = match why {
                                Unopened::NotFetched => T.pack_failed,
                                Unopened::NotAPack => T.pack_unusable,
                            };
                            return link.send_message(Msg::Opened(Err(fill(template, &[title]))));
                        }
                    },
                }
            }
            link.send_message(Msg::Opened(Ok(engines)));
        });
    }

    fn opened(&mut self, opened: Result<Vec<(usize, Arc<Engine>)>, String>) -> bool {
        self.choice.opening = false;
        match opened {
            Ok(engines) => {
                self.choice.chosen = engines.iter().map(|(number, _)| *number).collect();
                let chosen: Vec<Arc<Engine>> = engines.iter().map(|(_, engine)| engine.clone()).collect();
                let catalogue = Catalogue::shared(&chosen);
                for (number, engine) in engines {
                    if self.opened.iter().all(|(known, _)| *known != number) {
                        self.opened.push((number, engine));
                    }
                }
                let effects = self.state.reduce(Action::Packs(catalogue));
                self.take(effects, false);
                self.show_results();
            }
            Err(says) => self.choice.trouble = Some(says),
        }
        true
    }

    /// Brings the results up to date; whether that changed them. None are shown before a screen full of cards is drawn: what
    /// stands below those would move.
    fn show_results(&mut self) -> bool {
        let drawn = self.drawn.saturating_sub(self.state.fields.len());
        if drawn == 0 {
            return false;
        }
        let State { catalogue, filter, open, findings, errors, earlier, .. } = &self.state;
        let fresh = Results {
            catalogue: catalogue.clone(),
            filter: *filter,
            // What opens is of the second part.
            open: if part::is_ready(LATER) { open.clone() } else { Vec::new() },
            findings: findings.clone(),
            errors: errors.clone(),
            earlier: earlier.clone(),
            reasons: if part::is_ready(LATER) { later::opened(&self.state) } else { Vec::new() },
            is_whole: part::is_ready(LATER),
            drawn,
        };
        let changed = *self.results != fresh;
        if changed {
            self.results = Rc::new(fresh);
        }
        changed
    }

    /// Brings the results up to date once the form is painted.
    fn show_results_later(&mut self) {
        let asked =
            |window: web_sys::Window| window.request_animation_frame(self.frame.as_ref().as_ref().unchecked_ref()).ok();
        if !self.waiting {
            self.waiting = web_sys::window().and_then(asked).is_some();
        }
    }

    /// Takes up what happened in the store.
    fn heard(&mut self, ctx: &Context<Self>, event: Event) {
        let is_record = matches!(event, Event::Record);
        let is_first = is_record && !std::mem::replace(&mut self.has_village, true);
        let action = match event {
            Event::Record => {
                let Record { answers, date, packs } = self.store.as_mut().map(Browser::now).unwrap_or_default();
                if library::asked().is_empty() {
                    self.open(ctx, library::known(&self.choice.offers, &packs).0);
                }
                self.show_results_later();
                Action::Restore { answers, date }
            }
            Event::Opened => Action::Opened,
            Event::Lead => Action::Follow(false),
            Event::Follow => Action::Follow(true),
            Event::Saved(time) => Action::Saving(Saving::Saved(time)),
            Event::Full => Action::Saving(Saving::Full),
            Event::Blocked => Action::Saving(Saving::Failed),
            Event::Newer => Action::Saving(Saving::Newer),
            Event::Older => Action::Notice(Some(Notice::Older)),
            Event::Unreadable => Action::Notice(Some(Notice::Unreadable)),
            Event::Both(names) => Action::Notice(Some(Notice::Both(names))),
        };
        let effects = self.state.reduce(action);
        self.take(effects, false);
        if is_record {
            self.compare(ctx);
        }
        // A screen that was opened before the village came shows it too.
        if is_first
            && !self.state.answers.is_empty()
            && let Some(asked) = self.screen.take()
        {
            self.ask_for(ctx, asked.name);
        }
    }

    /// Takes up what an action asks for; views are painted before the rest is done. `clears` keeps what was before.
    fn take(&mut self, effects: Effects, clears: bool) {
        self.effects.rewrite |= effects.rewrite;
        self.effects.go = effects.go.or(self.effects.go);
        if effects.go.is_some() && self.drawn < usize::MAX {
            // Where it goes may not be drawn yet.
            self.draw_all();
        }
        if effects.save {
            let packs = self.state.catalogue.parts.iter().map(|part| part.pack().id.clone()).collect();
            let record = Record { answers: self.state.answers.clone(), date: self.state.date, packs };
            let unsaved = self.store.as_mut().map(|store| store.edit(&record, clears));
            if unsaved != Some(false) && !matches!(self.state.saving, Saving::Failed | Saving::Full) {
                self.state.reduce(Action::Saving(Saving::Pending));
            }
        }
    }

    /// Whether all of it is.
    pub(crate) fn is_drawn(&self) -> bool {
        self.drawn == usize::MAX
    }

    fn draw_all(&mut self) {
        self.drawn = usize::MAX;
        self.effects.rewrite = true;
    }

    /// Keeps how far the half that is left was scrolled, and brings the other back to where it was.
    fn remember_scroll(&mut self, bring_back: bool) {
        let top = self.top();
        let back = std::mem::replace(&mut self.left_at, top);
        self.scroll_to = bring_back.then_some(back);
    }
}

/// Paints again what stands in place of the form.
fn repaint(ctx: &Context<App>) -> Repaint {
    let link = ctx.link().clone();
    Rc::new(move || link.send_message(Msg::Repaint))
}

/// Opens the store. Its key of old is the default pack's, although answers are the village's, whichever packs judge it.
fn start_store(ctx: &Context<App>) -> Option<Browser> {
    if ctx.props().host.is_some() {
        return None;
    }
    let key = ctx.props().offers.first().map(|offer| offer.id.clone()).unwrap_or_default();
    let link = ctx.link().clone();
    Some(Browser::start(&key, move |event| link.send_message(Msg::Store(event))))
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
fn go(root: &Element, place: Place) {
    match place {
        Place::Field(number) => events::focus(root, &format!("f-{number}"), ScrollLogicalPosition::Center),
        Place::Section(number) => events::focus(root, &format!("s-{number}"), ScrollLogicalPosition::Start),
        Place::Check(number) => events::focus(root, &format!("c-{number}"), ScrollLogicalPosition::Start),
    }
}
