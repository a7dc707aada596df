//! The screens of the clerk's page: one screen with tabs. What is imported outlives the screen, so that a village can be opened
//! in the form and the table is still there afterwards; it ends with the page.
//!
//! The desk answers later and in order ([`Client`]). What has come is kept in [`Shown`]; a tab is painted from it, asks for
//! what it lacks, and is painted again when that comes.

mod area;
mod bar;
mod compare;
mod grid;
mod import;
mod listen;
mod matrix;
mod out;
mod suppose;
mod village;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use rules::Date;
use rules::area::assessment::Level;
use tables::desk::talk::{Ask, Head, IndicatorView, Progress, Reply, Slot, WhatIf};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use yew::Html;
use yew::platform::spawn_local;

use super::client::{Client, Setting};
use super::texts;
use crate::app::{Given, Repaint, Screen};
use crate::later::print::paper;
use crate::later::texts::L;
use crate::markup::{Tag, list, tag};
use crate::texts::{T, fill};

/// The tabs, in the order of their names in the texts.
const IMPORT: usize = 0;
const MATRIX: usize = 1;
const AREA: usize = 2;
const SUPPOSE: usize = 3;
const COMPARE: usize = 4;

thread_local! {
    /// What was imported, from one opening of the screen to the next.
    static KEPT: RefCell<Option<Rc<Tables>>> = const { RefCell::new(None) };
}

/// The screen.
pub(super) fn open(given: Rc<Given>) -> Box<dyn Screen> {
    let tables = KEPT.with_borrow_mut(|kept| {
        let known = kept.get_or_insert_with(|| {
            let given = RefCell::new(given.clone());
            Rc::new(Tables {
                given,
                shown: RefCell::default(),
                client: RefCell::default(),
                judged_by: RefCell::default(),
                repaint: RefCell::default(),
                listener: RefCell::default(),
                frame: RefCell::default(),
                has_frame: Cell::default(),
                is_open: Cell::new(false),
                focus: Cell::default(),
            })
        });
        known.given.replace(given);
        known.clone()
    });
    Box::new(Opened(tables))
}

/// The screen as long as it is open.
struct Opened(Rc<Tables>);

impl Drop for Opened {
    fn drop(&mut self) {
        self.0.is_open.set(false);
    }
}

/// All that the tabs know.
pub(super) struct Tables {
    given: RefCell<Rc<Given>>,
    shown: RefCell<Shown>,
    client: RefCell<Option<Client>>,
    /// The pack's title and the day that the desk judges by.
    judged_by: RefCell<Option<(String, Date)>>,
    repaint: RefCell<Option<Repaint>>,
    listener: RefCell<Option<listen::Listener>>,
    /// What the frame calls in which the grid is painted next, and whether one is asked for.
    frame: RefCell<Option<Closure<dyn FnMut()>>>,
    has_frame: Cell<bool>,
    is_open: Cell<bool>,
    /// What gets the focus once it is painted.
    focus: Cell<Option<&'static str>>,
}

/// What has come and what was chosen.
#[derive(Default)]
pub(super) struct Shown {
    tab: usize,
    /// What is said of what was done, and of what could not be.
    said: String,
    failed: String,
    imports: [import::Import; 2],
    /// The import that the desk is asked about.
    asked_slot: Slot,
    indicators: Vec<IndicatorView>,
    heads: Vec<Head>,
    matrix: matrix::State,
    village: Option<village::Open>,
    /// The check whose reasons are asked for with the village.
    asked_check: Option<usize>,
    area: area::State,
    what_if: WhatIf,
    suppose: suppose::State,
    compare: compare::State,
    is_exporting: bool,
    /// Whether the browser refused to print.
    not_printed: bool,
}

impl Shown {
    fn work(&self) -> &import::Import {
        let [work, _] = &self.imports;
        work
    }

    fn import(&mut self, slot: Slot) -> &mut import::Import {
        let [work, earlier] = &mut self.imports;
        match slot {
            Slot::Work => work,
            Slot::Earlier => earlier,
        }
    }

    fn indicators_by_name(&self) -> Vec<&str> {
        self.indicators.iter().map(|indicator| indicator.name.as_str()).collect()
    }

    /// Whether there are villages to be shown.
    fn has_villages(&self) -> bool {
        self.work().progress.is_some_and(|progress| progress.villages > 0)
    }

    /// Something cannot be done. Where the desk itself has died, all that was imported is gone with it.
    fn refused(&mut self, why: String) -> Option<Progress> {
        if why == L.tables_stopped {
            *self = Self {
                indicators: std::mem::take(&mut self.indicators),
                heads: std::mem::take(&mut self.heads),
                ..Self::default()
            };
        }
        let slot = self.asked_slot;
        self.is_exporting = false;
        self.failed = why;
        import::refused(self.import(slot))
    }

    fn is_demo(&self) -> bool {
        self.work().is_demo()
    }
}

impl Tables {
    /// Asks the desk, which is started with the first question.
    fn ask(self: &Rc<Self>, ask: &Ask) {
        let mut client = self.client.borrow_mut();
        if client.is_none() {
            let given = self.given.borrow().clone();
            let Some(setting) = Setting::of(&given) else {
                texts::CANNOT_START.clone_into(&mut self.shown.borrow_mut().failed);
                return;
            };
            let title = setting.engine.pack().title.clone();
            self.judged_by.replace(Some((title, setting.day)));
            let tables = Rc::downgrade(self);
            let on_reply = move |reply| {
                if let Some(tables) = tables.upgrade() {
                    tables.heard(reply);
                }
            };
            let started = Client::start(setting, Rc::new(on_reply));
            if let Some(text) = import::remembered() {
                started.ask(&Ask::TakeMapping { text });
            }
            started.ask(&Ask::Indicators);
            started.ask(&Ask::Heads);
            *client = Some(started);
        }
        if let Some(client) = &*client {
            client.ask(ask);
        }
    }

    /// Whether the form is judged by another pack or day than the desk by now.
    fn is_outdated(&self) -> bool {
        let now = Setting::of(&self.given.borrow()).map(|now| (now.engine.pack().title.clone(), now.day));
        now.is_some() && self.judged_by.borrow().is_some() && *self.judged_by.borrow() != now
    }

    /// Lets the desk begin anew by what the form is judged by now, where that is something else. For a new file: what was
    /// imported goes with the desk.
    fn follow_form(&self) {
        if self.is_outdated() {
            self.client.take();
            let tab = self.shown.borrow().tab;
            self.shown.replace(Shown { tab, ..Shown::default() });
        }
    }

    /// Takes a reply.
    fn heard(self: &Rc<Self>, reply: Reply) {
        let paints_all = match reply {
            Reply::Matrix(matrix) => matrix::heard(self, matrix),
            Reply::Progress(progress) => import::progressed(self, progress),
            Reply::Preview(preview) => import::looked_at(self, preview),
            Reply::NotUtf8(coding) => import::decode(self, coding),
            Reply::Text(text) => {
                import::remember(&text);
                false
            }
            Reply::File(file) => out::save(self, &file),
            Reply::WhatIf(what_if) => suppose::heard(self, what_if),
            reply => {
                let mut shown = self.shown.borrow_mut();
                match reply {
                    Reply::Refused(why) => {
                        let ended = shown.refused(why);
                        drop(shown);
                        // What was judged before it could not be read on stands.
                        if let Some(progress) = ended {
                            import::progressed(self, progress);
                        }
                    }
                    Reply::Indicators(indicators) => shown.indicators = indicators,
                    Reply::Heads(heads) => shown.heads = heads,
                    Reply::Problems(problems) => import::add_problems(&mut shown, problems),
                    Reply::Area(view) => shown.area.take(view),
                    Reply::Village(view) => {
                        let is_new = shown.village.as_ref().is_none_or(|open| open.view.index != view.index);
                        self.focus.set(is_new.then_some(village::TITLE));
                        village::take(&mut shown, view);
                    }
                    Reply::Reasons(reasons) => village::explain(&mut shown, reasons),
                    Reply::Compared(compared) => shown.compare.take(compared),
                    _ => {}
                }
                true
            }
        };
        if paints_all {
            self.paint();
        }
    }

    /// Paints the screen again, where it is open.
    fn paint(&self) {
        let repaint = self.repaint.borrow().clone();
        if let Some(repaint) = repaint.filter(|_| self.is_open.get()) {
            repaint();
        }
    }

    /// What follows painting: what Yew does not paint, and what is listened to.
    fn painted(self: &Rc<Self>) {
        listen::listen(self);
        if let Some(root) = self.given.borrow().root.cast() {
            show_chosen(&root);
        }
        if self.shown.borrow().shows_grid() {
            matrix::paint(self, true);
        }
        if let Some(element) = self.focus.take().and_then(element::<web_sys::HtmlElement>) {
            // What cannot take the focus is in view all the same.
            let _ = element.focus();
        }
    }

    /// Forgets what the verdicts of the villages were.
    fn judged_anew(self: &Rc<Self>) {
        let mut shown = self.shown.borrow_mut();
        shown.matrix.forget();
        shown.area.forget();
        let (open, level, which) =
            (shown.village.as_ref().map(|open| open.view.index), shown.area.level, shown.area.which);
        drop(shown);
        // What is looked at first comes first.
        matrix::fetch(self);
        self.ask(&Ask::Area { level: Level::Township, which: 0 });
        self.ask(&Ask::Area { level, which });
        if let Some(index) = open {
            self.ask(&Ask::Village { index });
        }
    }

    fn go(self: &Rc<Self>, tab: usize) {
        let mut shown = self.shown.borrow_mut();
        shown.tab = tab;
        shown.said.clear();
        shown.failed.clear();
        shown.village = None;
        let (level, which) = (shown.area.level, shown.area.which);
        let lacks_area = tab == AREA && shown.has_villages() && shown.area.view.is_none();
        drop(shown);
        if lacks_area {
            self.ask(&Ask::Area { level, which });
        }
    }
}

impl Screen for Opened {
    fn opened(&mut self, repaint: &Repaint) {
        self.0.repaint.replace(Some(repaint.clone()));
        self.0.is_open.set(true);
        // The desk starts while a file is being chosen.
        self.0.ask(&Ask::Heads);
    }

    fn press(&mut self, act: &str, number: usize, repaint: &Repaint) {
        let tables = &self.0;
        tables.repaint.replace(Some(repaint.clone()));
        match act {
            "tab" => tables.go(number),
            "open" | "cell" | "sort" | "order" | "pick" | "filter" | "reset-filter" | "more-rows" | "unpick" => {
                matrix::press(tables, act, number);
            }
            "village" | "why" | "list" | "only-unmet" | "into-form" | "into-form-now" | "not-into-form" => {
                village::press(tables, act, number);
            }
            "level" | "which" => area::press(tables, act, number),
            "suppose" | "undo" | "reset" | "field" | "answer" | "whom" => suppose::press(tables, act, number),
            "compare" | "only" | "more-compared" => compare::press(tables, act, number),
            "export" | "print" => out::press(tables, act, number),
            _ => import::press(tables, act, number),
        }
    }

    fn view(&self) -> Html {
        let tables = self.0.clone();
        let shown = tables.shown.borrow();
        let needs = |made: &dyn Fn() -> Tag| if shown.has_villages() { made() } else { nothing_yet() };
        let body = match (&shown.village, shown.tab) {
            (Some(open), _) => village::view(&shown, open),
            (None, IMPORT) => import::view(&shown),
            (None, MATRIX) => needs(&|| matrix::view(&shown)),
            (None, AREA) => needs(&|| area::view(&tables, &shown)),
            (None, SUPPOSE) => needs(&|| suppose::view(&shown)),
            (None, COMPARE) => needs(&|| compare::view(&shown)),
            (None, _) => out::view(&tables, &shown),
        };
        let page = list()
            .with(tag("p").class("fine not-printed").text(texts::LOCAL))
            .with(tabs(shown.tab))
            .with(self.state(&shown))
            .with(body)
            .html();
        drop(shown);
        // What is painted by hand needs the elements that are painted now.
        spawn_local(async move { tables.painted() });
        page
    }
}

impl Opened {
    /// What holds for all tabs: whose villages these are, what was said, what went wrong.
    fn state(&self, shown: &Shown) -> Tag {
        let judged_by = self.0.judged_by.borrow();
        let source = shown.work().name().filter(|_| shown.has_villages()).map(|name| {
            let count = shown.work().progress.unwrap_or_default().villages.to_string();
            let (title, day) =
                judged_by.as_ref().map(|(title, day)| (title.as_str(), day.to_string())).unwrap_or_default();
            let says = fill(texts::SOURCE, &[name, &count, title, &day]);
            let demo = shown.is_demo();
            tag("p")
                .class("fine")
                .when(demo.then(|| mark(texts::DEMO_MARK)))
                .text(&says)
                .when(demo.then(|| tag("b").text(texts::DEMO_NOTE)))
        });
        let note = |is: bool, text: &'static str| is.then(|| tag("p").class("note").text(text));
        let progress = shown.work().progress.unwrap_or_default();
        let supposed = (!shown.what_if.steps.is_empty()).then(|| {
            tag("p")
                .class("note")
                .with(mark(texts::SUPPOSED_MARK))
                .text(texts::SUPPOSED_NOTE)
                .with(does("reset").class("button").text(texts::RESET))
        });
        let said = (!shown.said.is_empty()).then(|| tag("p").text(&shown.said));
        let failed = (!shown.failed.is_empty()).then(|| tag("p").class("note").text(&shown.failed));
        tag("div")
            .class("not-printed")
            .when(source)
            .when(note(progress.is_partial && shown.has_villages(), texts::PARTIAL_NOTE))
            .when(note(shown.has_villages() && self.0.is_outdated(), texts::OUTDATED_NOTE))
            .when(supposed)
            .with(tag("div").fixed("role", "status").when(said))
            .with(tag("div").fixed("role", "alert").when(failed))
    }
}

fn tabs(on: usize) -> Tag {
    let tab = |(number, name): (usize, &&'static str)| {
        does("tab").about(number).fixed("aria-pressed", if number == on { "true" } else { "false" }).text(name)
    };
    tag("nav")
        .class("table-tabs not-printed")
        .fixed("aria-label", texts::TABS_LABEL)
        .each(texts::TABS.iter().enumerate().map(tab))
}

fn nothing_yet() -> Tag {
    let button = does("tab").about(IMPORT).class("button is-main").text(texts::TO_IMPORT);
    list().with(tag("p").text(texts::NOTHING_YET)).with(tag("p").with(button))
}

/// A word that marks what is not as it looks.
fn mark(word: &'static str) -> Tag {
    tag("span").class("mark").text(word)
}

/// A button of this screen.
fn does(act: &'static str) -> Tag {
    tag("button").fixed("type", "button").fixed("data-do", act)
}

/// Says on a choice which of its options is chosen. Once a person has chosen, the options' own marks count no more.
const CHOSEN: &str = "data-chosen";

/// Lets every choice show what is chosen.
fn show_chosen(root: &web_sys::Element) {
    let Ok(choices) = root.query_selector_all("select[data-chosen]") else { return };
    let choices = (0..choices.length()).filter_map(|at| choices.item(at));
    for choice in choices.filter_map(|it| it.dyn_into::<web_sys::HtmlSelectElement>().ok()) {
        let chosen = choice.get_attribute(CHOSEN).unwrap_or_default();
        if choice.value() != chosen {
            choice.set_value(&chosen);
        }
    }
}

/// A choice: its id and label, what it does, and its options by value and name, the chosen one marked.
fn select(id: &'static str, label: &str, act: &'static str, chosen: usize, options: &[(usize, &str)]) -> Tag {
    let option = |(value, name): &(usize, &str)| tag("option").numbered("value", "", *value).text(name);
    tag("div").class("choice").with(tag("label").fixed("for", id).class("fine").text(label)).with(
        tag("select")
            .key(id.into())
            .fixed("id", id)
            .fixed("data-do", act)
            .numbered(CHOSEN, "", chosen)
            .each(options.iter().map(option)),
    )
}

/// What is chosen in a `select`, or typed into an entry.
fn entered(id: &str) -> String {
    let element: Option<web_sys::Element> = element(id);
    let value = element.map(|element| super::client::get(&element, "value"));
    value.and_then(|value| value.as_string()).unwrap_or_default()
}

fn chosen(id: &str) -> usize {
    entered(id).parse().unwrap_or_default()
}

/// The element of an id.
fn element<T: JsCast>(id: &str) -> Option<T> {
    web_sys::window()?.document()?.get_element_by_id(id)?.dyn_into().ok()
}

/// Whether it is a phone that is held upright: for lists instead of tables.
fn is_narrow() -> bool {
    let width = web_sys::window().and_then(|window| window.inner_width().ok()?.as_f64());
    width.is_some_and(|width| width < 700.0)
}

/// A table with a heading of these words.
fn table(class: &'static str, label: &'static str, heads: &[&'static str], rows: Vec<Tag>) -> Tag {
    let table = paper::table(&["plain", class], heads, rows);
    tag("div").class("scrolls").fixed("tabindex", "0").fixed("role", "group").fixed("aria-label", label).with(table)
}

/// Some numbers as texts.
fn words<const N: usize>(numbers: [u32; N]) -> [String; N] {
    numbers.map(|number| number.to_string())
}

fn separated(texts: &[String]) -> String {
    texts.join(T.list_separator)
}
