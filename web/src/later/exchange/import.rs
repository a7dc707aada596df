//! Import: whatever was pasted, opened or followed is read and shown field by field against what is there, before anything is
//! changed. It is taken up by the village that is open, or becomes one of its own; either is taken back by a press.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use rules::model::Pack;
use rules::{Answer, Answers, Engine, Reading};
use tables::share::{self, Change, Found, Known, Scope, SelfCheck, Unread};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlInputElement, HtmlTextAreaElement, TextDecoder, TextDecoderOptions};
use yew::Html;
use yew::platform::spawn_local;

use super::super::acts::does;
use super::super::texts::L;
use super::export::village;
use super::{element, focus};
use crate::app::{Given, Repaint, Screen};
use crate::later::plan;
use crate::later::villages::{self, shelf};
use crate::library;
use crate::markup::{Tag, list, tag};
use crate::state::Action;
use crate::store::Record;
use crate::texts::{T, fill};

/// In the address, behind `#`.
pub(in super::super) const NAME: &str = "import";
/// The ids of the text area, of the file entry, and of what was found.
const PASTED: &str = "brought";
const FILE: &str = "file";
const FOUND: &str = "found";
/// Most rows of a list that is shown; the rest is counted.
const MOST: usize = 300;

/// How far it is.
enum Step {
    /// Nothing was looked at.
    Start,
    /// A pack that it needs is on its way.
    Waiting,
    /// It cannot be read.
    Failed(String),
    /// What it would change.
    Preview(Preview),
    /// It was taken up; with what was there before.
    Done(Answers, usize),
    /// It is a backup of villages; whether the store has refused them.
    Backup(Vec<SelfCheck>, bool),
    /// It became villages of their own, by these keys of the store.
    Made(Vec<String>),
    /// It was taken back, which is said in these words.
    Undone(&'static str),
}

struct Preview {
    found: Found,
    way: Way,
    /// Whether the store has refused it.
    refused: bool,
}

/// What becomes of what was received.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// The village that is open takes it up.
    Into(Scope),
    /// It becomes a village of its own.
    New,
}

/// The ways by the numbers of their buttons, and their names.
const WAYS: [(Way, &str); 3] =
    [(Way::Into(Scope::Answered), L.scope_answered), (Way::Into(Scope::Whole), L.scope_whole), (Way::New, L.scope_new)];

struct Import {
    given: Rc<Given>,
    /// The answers as they are: those given, until something is taken up.
    own: Answers,
    step: Rc<RefCell<Step>>,
    /// What the address brought, until it is looked at.
    linked: Option<String>,
}

pub(in super::super) fn open(given: Rc<Given>) -> Box<dyn Screen> {
    Box::new(begun(given))
}

/// The screen with what the address brought, which is taken out of the address: it is nobody's to keep.
pub(in super::super) fn brought(given: Rc<Given>, code: &str) -> Box<dyn Screen> {
    let import = begun(given);
    if let Some(history) = web_sys::window().and_then(|window| window.history().ok()) {
        // Where the address cannot be changed, it stays as it came.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&["#", NAME].concat()));
    }
    Box::new(Import { linked: Some(code.to_owned()), ..import })
}

fn begun(given: Rc<Given>) -> Import {
    Import { own: given.answers.clone(), given, step: Rc::new(RefCell::new(Step::Start)), linked: None }
}

impl Screen for Import {
    fn opened(&mut self, repaint: &Repaint) {
        if let Some(code) = self.linked.take() {
            self.look(code, repaint);
        }
    }

    fn press(&mut self, act: &str, number: usize, repaint: &Repaint) {
        match act {
            "look" => {
                let text = element(PASTED).map(|area: HtmlTextAreaElement| area.value()).unwrap_or_default();
                self.look(text, repaint);
            }
            "file" => self.look_into_file(repaint),
            "scope" => {
                if let (Step::Preview(preview), Some((way, _))) = (&mut *self.step.borrow_mut(), WAYS.get(number)) {
                    preview.way = *way;
                }
            }
            "take" => self.take(repaint),
            "open" => self.open_made(repaint),
            "undo" => self.undo(repaint),
            _ => {}
        }
    }

    fn view(&self) -> Html {
        let entry = list()
            .with(tag("label").fixed("for", PASTED).class("fine").text(L.import_help))
            .with(tag("textarea").fixed("id", PASTED).fixed("rows", "5").fixed("autocomplete", "off"))
            .with(tag("p").class("row").with(does("look").class("button is-main").text(L.import_look)))
            .with(
                tag("p").class("row").with(tag("label").fixed("for", FILE).text(L.import_file)).with(
                    tag("input")
                        .fixed("id", FILE)
                        .fixed("type", "file")
                        .fixed("data-do", "file")
                        .fixed("accept", ".json,.csv,.txt,application/json,text/csv,text/plain"),
                ),
            );
        let found = match &*self.step.borrow() {
            Step::Start => list(),
            Step::Waiting => tag("p").text(L.import_waiting),
            Step::Failed(why) => said("is-blocked").with(tag("p").text(why)).with(tag("p").text(L.import_kept)),
            Step::Preview(preview) => self.preview(preview),
            Step::Done(_, count) => {
                said("is-met").with(tag("p").text(&fill(L.import_done, &[&count.to_string()]))).with(
                    tag("p")
                        .class("row")
                        .with(does("undo").class("button").text(L.import_undo))
                        .with(tag("a").class("button").fixed("href", "#").text(T.back)),
                )
            }
            Step::Backup(villages, refused) => backup(villages, *refused),
            Step::Made(ids) => said("is-met").with(tag("p").text(L.import_made)).with(
                tag("p")
                    .class("row")
                    .with(match ids.len() {
                        1 => does("open").class("button is-main").text(L.import_open),
                        _ => tag("a").class("button is-main").fixed("href", "#villages").text(L.villages),
                    })
                    .with(does("undo").class("button").text(L.import_undo))
                    .with(tag("a").class("button").fixed("href", "#").text(T.back)),
            ),
            Step::Undone(says) => said("is-met").with(tag("p").text(says)),
        };
        list()
            .with(entry)
            .with(
                tag("div")
                    .fixed("id", FOUND)
                    .fixed("tabindex", "-1")
                    .fixed("role", "status")
                    .class("brought")
                    .with(found),
            )
            .html()
    }
}

/// The villages of a backup, before they are taken up.
fn backup(villages: &[SelfCheck], refused: bool) -> Tag {
    let line =
        |it: &SelfCheck| tag("li").text(&fill(L.export_village, &[&village(it), &it.answers.len().to_string()])).html();
    list()
        .with(tag("h3").text(L.preview))
        .with(tag("p").text(&fill(L.import_backup, &[&villages.len().to_string()])))
        .with(tag("ul").class("notices").each(villages.iter().take(MOST).map(line)))
        .when(refused.then(|| tag("p").class("note").text(villages::REFUSED)))
        .with(tag("p").class("row").with(does("take").class("button is-main").text(L.import_take)))
}

fn said(class: &'static str) -> Tag {
    tag("div").classes(&["found", class])
}

impl Import {
    /// Reads a text; the packs on offer that have not come are fetched where its names ask for them.
    fn look(&self, text: String, repaint: &Repaint) {
        if let Some(villages) = share::rescued(&text).filter(|villages| !villages.is_empty()) {
            self.step.replace(Step::Backup(villages, false));
            focus(FOUND);
            return;
        }
        let opened: Vec<Arc<Engine>> = self.engines();
        let read = read(&text, &opened);
        let asks = read.as_ref().map_or_else(|error| *error == Unread::OtherNames, |found| found.nameless > 0);
        let more: Vec<usize> =
            (0..self.given.offers.len()).filter(|at| self.given.opened.iter().all(|(known, _)| known != at)).collect();
        if !asks || more.is_empty() {
            self.step.replace(step(read, &self.own));
            focus(FOUND);
            return;
        }
        self.step.replace(Step::Waiting);
        let (offers, kept, repaint) = (self.given.offers.clone(), self.step.clone(), repaint.clone());
        let own = self.own.clone();
        spawn_local(async move {
            let mut engines = opened;
            for number in more {
                // A pack that does not come leaves its names unknown, which is told.
                engines.extend(library::open(offers.clone(), number).await.ok());
            }
            kept.replace(step(self::read(&text, &engines), &own));
            repaint();
            focus(FOUND);
        });
    }

    fn engines(&self) -> Vec<Arc<Engine>> {
        self.given.opened.iter().map(|(_, engine)| engine.clone()).collect()
    }

    fn look_into_file(&self, repaint: &Repaint) {
        let input: Option<HtmlInputElement> = element(FILE);
        let Some(file) = input.as_ref().and_then(|input| input.files()?.get(0)) else { return };
        #[expect(clippy::float_arithmetic, reason = "the browser gives a file's size as a float")]
        let is_long = file.size() - f64::from(u32::try_from(share::MAX_BACKUP).unwrap_or(u32::MAX)) > 0.0;
        if is_long {
            self.step.replace(Step::Failed(Unread::TooLong.message()));
            return;
        }
        let again = Self { given: self.given.clone(), own: self.own.clone(), step: self.step.clone(), linked: None };
        let repaint = repaint.clone();
        spawn_local(async move {
            let bytes = JsFuture::from(file.array_buffer()).await;
            match bytes.ok().and_then(|bytes| decoded(&bytes)) {
                Some(text) => again.look(text, &repaint),
                None => {
                    again.step.replace(Step::Failed(L.import_no_text.to_owned()));
                }
            }
            repaint();
        });
    }

    /// What changes, by the way that is chosen.
    fn changes(&self, preview: &Preview) -> Vec<Change> {
        let (own, scope) = match preview.way {
            Way::Into(scope) => (plan::parted(&self.own).0, scope),
            Way::New => (Answers::new(), Scope::Whole),
        };
        share::changes(&own, &preview.found.self_check.answers, scope, |name, before, after| {
            let number = self.given.catalogue.field_number(name);
            let read = |answer| number.map(|number| self.given.catalogue.read(number, answer));
            match (read(before), read(after)) {
                (Some(Reading::Value { text: before, .. }), Some(Reading::Value { text: after, .. })) => {
                    before == after
                }
                _ => false,
            }
        })
    }

    fn take(&mut self, repaint: &Repaint) {
        let step = self.step.replace(Step::Start);
        let preview = match step {
            Step::Preview(preview) => preview,
            Step::Backup(villages, _) => {
                let made = villages.iter().map(|sent| self.record(sent)).collect();
                return self.make(made, repaint, move || Step::Backup(villages, true));
            }
            step => {
                self.step.replace(step);
                return;
            }
        };
        let Way::Into(scope) = preview.way else {
            let made = vec![self.record(&preview.found.self_check)];
            return self.make(made, repaint, move || Step::Preview(Preview { refused: true, ..preview }));
        };
        let changes = self.changes(&preview);
        let sent = preview.found.self_check;
        // What brings no plan takes none away.
        let tasks = if sent.plan.is_empty() { plan::parted(&self.own).1 } else { sent.plan };
        let other = plan::joined(sent.answers, &tasks);
        let after = share::apply(&self.own, &other, scope);
        let before = std::mem::replace(&mut self.own, after.clone());
        (self.given.act)(Action::Replace(after));
        if let Some(date) = sent.date.filter(|date| *date != self.given.day) {
            (self.given.act)(Action::Date(Some(date)));
        }
        self.step.replace(Step::Done(before, changes.len()));
        focus(FOUND);
    }

    /// What was received as a village of its own.
    fn record(&self, sent: &SelfCheck) -> Record {
        let ids = sent.packs.iter().map(|pack| &pack.id);
        let offered = ids.filter(|id| self.given.offers.iter().any(|offer| offer.id == **id));
        let mut packs: Vec<String> = offered.cloned().collect();
        if packs.is_empty() {
            packs.extend(self.given.catalogue.parts.iter().map(|part| part.pack().id.clone()));
        }
        Record { answers: plan::joined(sent.answers.clone(), &sent.plan), date: sent.date, packs }
    }

    /// Writes villages of their own, all or none; the one that is open stays as it is.
    fn make(&self, records: Vec<Record>, repaint: &Repaint, refused: impl FnOnce() -> Step + 'static) {
        let change = |record| (shelf::new_id(), shelf::Change::Whole(record));
        let changes: Vec<_> = records.into_iter().map(change).collect();
        let ids = changes.iter().map(|(id, _)| id.clone()).collect();
        self.written(changes, repaint, move |outcome| match outcome {
            Ok(()) => Step::Made(ids),
            Err(shelf::Refused) => refused(),
        });
    }

    /// Writes to the store, and goes on as `then` says.
    fn written(
        &self,
        changes: Vec<(String, shelf::Change)>,
        repaint: &Repaint,
        then: impl FnOnce(Result<(), shelf::Refused>) -> Step + 'static,
    ) {
        let (kept, repaint) = (self.step.clone(), repaint.clone());
        spawn_local(async move {
            let outcome = shelf::write(&changes, "").await;
            kept.replace(then(outcome));
            repaint();
            focus(FOUND);
        });
    }

    /// Brings the village that was made into the form.
    fn open_made(&self, repaint: &Repaint) {
        let Step::Made(ids) = &*self.step.borrow() else { return };
        let (kept, repaint, id) = (self.step.clone(), repaint.clone(), ids.first().cloned());
        spawn_local(async move {
            if villages::show(id).await.is_err() {
                kept.replace(Step::Failed(villages::REFUSED.to_owned()));
            }
            repaint();
        });
    }

    fn undo(&mut self, repaint: &Repaint) {
        let step = self.step.replace(Step::Start);
        match step {
            Step::Done(before, _) => {
                self.own = before.clone();
                (self.given.act)(Action::Replace(before));
                (self.given.act)(Action::Date(self.given.date));
                self.step.replace(Step::Undone(L.import_undone));
            }
            Step::Made(ids) => {
                let changes = ids.iter().map(|id| (id.clone(), shelf::Change::Deleted(true))).collect();
                self.written(changes, repaint, move |outcome| match outcome {
                    Ok(()) => Step::Undone(L.import_unmade),
                    Err(shelf::Refused) => Step::Made(ids),
                });
            }
            other => {
                self.step.replace(other);
            }
        }
        focus(FOUND);
    }

    fn preview(&self, preview: &Preview) -> Tag {
        let Preview { found, way, refused } = preview;
        let sent = &found.self_check;
        let changes = self.changes(preview);
        let lines = self.notices(found, *way).into_iter().map(|line| tag("li").text(&line));
        let choice = |(number, (which, name)): (usize, (Way, &'static str))| {
            tag("label")
                .with(
                    tag("input")
                        .fixed("type", "radio")
                        .fixed("name", "scope")
                        .fixed("data-do", "scope")
                        .about(number)
                        .checked(*way == which),
                )
                .text(name)
        };
        let (received, differing) = (sent.answers.len().to_string(), changes.len().to_string());
        let is_new = *way == Way::New;
        let is_empty = changes.is_empty()
            && sent.plan.is_empty()
            && (is_new || sent.date.is_none_or(|date| date == self.given.day));
        list()
            .with(tag("h3").text(L.preview))
            .with(tag("p").text(&match is_new {
                true => fill(L.preview_counts_new, &[&received]),
                false => fill(L.preview_counts, &[&received, &differing]),
            }))
            .with(tag("ul").class("notices").each(lines))
            .with(
                tag("fieldset")
                    .class("scopes")
                    .with(tag("legend").text(L.scope))
                    .each(WAYS.into_iter().enumerate().map(choice)),
            )
            .when((!changes.is_empty()).then(|| self.table(&changes)))
            .when(refused.then(|| tag("p").class("note").text(villages::REFUSED)))
            .with(if self.given.read_only && !is_new {
                tag("p").class("note").text(L.read_only)
            } else if is_empty {
                tag("p").class("note").text(L.preview_same)
            } else {
                tag("p").class("row").with(does("take").class("button is-main").text(L.import_take))
            })
    }

    /// What must be known before it is taken up.
    fn notices(&self, found: &Found, way: Way) -> Vec<String> {
        let sent = &found.self_check;
        let is_new = way == Way::New;
        let mut lines = Vec::new();
        if let Some((other, own)) = other_village(&sent.answers, &self.own) {
            lines.push(fill(L.preview_other_village, &[&other, &own]));
        }
        if let Some(date) = sent.date.filter(|date| !is_new && *date != self.given.day) {
            lines.push(fill(L.preview_date, &[&self.given.day.to_string(), &date.to_string()]));
        }
        // A village of its own brings the packs that it was judged by.
        let chosen = |id: &str| {
            let offered = is_new && self.given.offers.iter().any(|offer| offer.id == id);
            offered || self.given.catalogue.parts.iter().any(|part| part.pack().id == id)
        };
        for pack in sent.packs.iter().filter(|pack| !chosen(&pack.id)) {
            let title = self.given.offers.iter().find(|offer| offer.id == pack.id).map(|offer| offer.title.as_str());
            lines.push(match title {
                Some(title) => fill(L.preview_pack, &[title]),
                None => fill(L.preview_pack_unknown, &[&pack.id]),
            });
        }
        if !sent.plan.is_empty() {
            lines.push(fill(L.preview_plan, &[&sent.plan.len().to_string()]));
        }
        let unread = sent.answers.iter().filter_map(|(name, answer)| {
            let number = self.given.catalogue.field_number(name)?;
            match self.given.catalogue.read(number, answer) {
                Reading::Error(error) => Some(fill(L.preview_unread, &[&error.message])),
                _ => None,
            }
        });
        lines.extend(unread.take(MOST));
        let unusable = found.unusable.iter().map(|(name, given)| fill(L.preview_unusable, &[name, given]));
        lines.extend(unusable.take(MOST));
        let unknown = |name: &&String| self.given.catalogue.field_number(name).is_none();
        let unknown: Vec<&str> = sent.answers.keys().filter(unknown).map(String::as_str).take(MOST).collect();
        if !unknown.is_empty() {
            lines.push(fill(L.preview_unknown, &[&unknown.join(T.list_separator)]));
        }
        if !found.ignored.is_empty() {
            lines.push(fill(L.preview_ignored, &[&found.ignored.join(T.list_separator)]));
        }
        if found.nameless > 0 {
            lines.push(fill(L.preview_nameless, &[&found.nameless.to_string()]));
        }
        lines
    }

    fn table(&self, changes: &[Change]) -> Tag {
        let row = |change: &Change| {
            tag("tr")
                .attr("data-change", &change.name)
                .with(tag("th").fixed("scope", "row").text(&change.name))
                .with(tag("td").text(&or_none(&change.before)))
                .with(tag("td").text(&or_none(&change.after)))
        };
        let more = changes.len().saturating_sub(MOST);
        let head = [L.preview_field, L.preview_before, L.preview_after];
        list()
            .with(
                tag("table")
                    .class("changes")
                    .with(tag("thead").with(tag("tr").each(head.map(|it| tag("th").fixed("scope", "col").text(it)))))
                    .with(tag("tbody").each(changes.iter().take(MOST).map(row))),
            )
            .when((more > 0).then(|| tag("p").text(&fill(L.preview_more, &[&more.to_string()]))))
    }
}

/// What a text comes to. Another village than the one that is open becomes one of its own, unless that is chosen otherwise.
fn step(read: Result<Found, Unread>, own: &Answers) -> Step {
    let preview = |found: Found| {
        let is_other = other_village(&found.self_check.answers, own).is_some();
        let way = if is_other { Way::New } else { Way::Into(Scope::Answered) };
        Step::Preview(Preview { found, way, refused: false })
    };
    read.map_or_else(|error| Step::Failed(error.message()), preview)
}

/// The villages' names, where both have one and they differ.
fn other_village(sent: &Answers, own: &Answers) -> Option<(String, String)> {
    let [_, _, village] = super::VILLAGE_PARTS;
    let name = |answers: &Answers| shown(answers.get(village).unwrap_or(&Answer::Missing));
    let names = (name(sent), name(own));
    (!names.0.is_empty() && !names.1.is_empty() && names.0 != names.1).then_some(names)
}

fn read(text: &str, engines: &[Arc<Engine>]) -> Result<Found, Unread> {
    let packs: Vec<&Pack> = engines.iter().map(|engine| engine.pack()).collect();
    share::read(text, Known(&packs))
}

/// Text of a file: UTF-8, else the encoding of Chinese office programs.
fn decoded(bytes: &JsValue) -> Option<String> {
    let options = TextDecoderOptions::new();
    options.set_fatal(true);
    let decode = |label: &str| {
        let decoder = TextDecoder::new_with_label_and_options(label, &options).ok()?;
        decoder.decode_with_buffer_source(bytes.unchecked_ref()).ok()
    };
    decode("utf-8").or_else(|| decode("gb18030"))
}

/// An answer as it is read by people.
pub(in super::super) fn shown(answer: &Answer) -> String {
    match answer {
        Answer::Missing => String::new(),
        Answer::YesNo(yes) => (if *yes { T.yes } else { T.no }).to_owned(),
        Answer::Text(text) => text.trim().to_owned(),
        Answer::List(items) => items.join(T.list_separator),
    }
}

fn or_none(answer: &Answer) -> String {
    if answer.is_missing() { L.preview_none.to_owned() } else { shown(answer) }
}
