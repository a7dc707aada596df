//! The villages of this device: a list to search, open, copy, archive and delete in, and for each its 自查记录, their comparison
//! and its history.

mod comparison;
pub(crate) mod shelf;
mod texts;

pub(in crate::later) use texts::REFUSED;

use std::cell::RefCell;
use std::rc::Rc;

use rules::Date;
use rules::assessment::Counts;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::Html;
use yew::platform::spawn_local;

use self::comparison::Compared;
use self::shelf::{Change, Kept, Refused, Village};
use super::acts::does;
use crate::app::{Given, Repaint, Screen};
use crate::catalogue::Shared;
use crate::markup::{Tag, list, tag};
use crate::state::Earlier;
use crate::store::Record;
use crate::texts::fill;

/// The entries of this screen.
const SEARCH: &str = "village-search";
const NAME: &str = "check-name";
const FROM: &str = "check-from";
const TO: &str = "check-to";

/// A village as the list shows it.
struct Row {
    village: Village,
    name: String,
    code: String,
    counts: Counts,
}

/// What of the villages is listed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Active,
    Archived,
    Deleted,
}

/// One village with what is kept of it.
struct Detail {
    id: String,
    name: String,
    now: Record,
    checks: Vec<Kept>,
    snapshots: Vec<Kept>,
    compared: Vec<Compared>,
}

/// What the screen shows.
struct Shown {
    /// None until they are read.
    rows: Option<Vec<Row>>,
    place: Place,
    sought: String,
    detail: Option<Detail>,
    /// What was done or went wrong, and the village that can be brought back.
    said: String,
    can_undo: Option<String>,
    /// The village that the next press deletes for good.
    erasing: Option<String>,
}

struct Villages {
    given: Rc<Given>,
    shown: Rc<RefCell<Shown>>,
}

pub(super) fn open(given: Rc<Given>) -> Box<dyn Screen> {
    let shown = Shown {
        rows: None,
        place: Place::Active,
        sought: String::new(),
        detail: None,
        said: String::new(),
        can_undo: None,
        erasing: None,
    };
    Box::new(Villages { given, shown: Rc::new(RefCell::new(shown)) })
}

impl Screen for Villages {
    fn opened(&mut self, repaint: &Repaint) {
        self.reload(repaint);
    }

    fn press(&mut self, act: &str, number: usize, repaint: &Repaint) {
        let mut shown = self.shown.borrow_mut();
        let erasing = shown.erasing.take();
        if matches!(act, "shelf" | "seek" | "detail" | "list") {
            shown.said.clear();
            shown.can_undo = None;
        }
        match act {
            "shelf" => {
                shown.place =
                    [Place::Active, Place::Archived, Place::Deleted].get(number).copied().unwrap_or(shown.place);
            }
            "seek" => shown.sought = entered(SEARCH),
            "list" => shown.detail = None,
            "undo" => {
                if let Some(id) = shown.can_undo.take() {
                    self.change(repaint, vec![(id, Change::Deleted(false))], String::new());
                }
            }
            "new" => go(self.shown.clone(), repaint, None),
            "keep" | "drop" | "compare" | "restore" => {
                drop(shown);
                self.of_one(act, number, repaint);
            }
            _ => {
                let row = shown.rows.as_ref().and_then(|rows| listed(rows, &shown).nth(number));
                let Some((id, name, record)) =
                    row.map(|row| (row.village.id.clone(), row.name.clone(), row.village.record.clone()))
                else {
                    return;
                };
                match act {
                    "open" => go(self.shown.clone(), repaint, Some(id)),
                    "copy" => {
                        let changes = vec![(shelf::new_id(), Change::Whole(record))];
                        self.change(repaint, changes, fill(texts::COPIED, &[&name]));
                    }
                    "archive" => self.change(repaint, vec![(id, Change::Archived(true))], String::new()),
                    "unarchive" => self.change(repaint, vec![(id, Change::Archived(false))], String::new()),
                    "delete" => {
                        shown.can_undo = Some(id.clone());
                        self.change(repaint, vec![(id, Change::Deleted(true))], fill(texts::DELETED, &[&name]));
                    }
                    "bring-back" => self.change(repaint, vec![(id, Change::Deleted(false))], String::new()),
                    "erase" if erasing.as_ref() == Some(&id) => {
                        self.change(repaint, vec![(id, Change::Gone)], fill(texts::ERASED, &[&name]));
                    }
                    "erase" => shown.erasing = Some(id),
                    "detail" => {
                        drop(shown);
                        self.show_one(id, name, record, String::new(), repaint);
                    }
                    _ => {}
                }
            }
        }
    }

    fn view(&self) -> Html {
        let shown = self.shown.borrow();
        let undo = shown.can_undo.as_ref().map(|_| does("undo").class("button").text(texts::UNDO));
        let said = (!shown.said.is_empty()).then(|| tag("p").text(&shown.said).when(undo));
        let body = match &shown.detail {
            Some(detail) => self.one(detail),
            None => self.list(&shown),
        };
        list().with(tag("div").fixed("role", "status").class("villages-said").when(said)).with(body).html()
    }
}

impl Villages {
    /// Reads the list anew.
    fn reload(&self, repaint: &Repaint) {
        let (shown, given, repaint) = (self.shown.clone(), self.given.clone(), repaint.clone());
        spawn_local(async move {
            read(&shown, &given).await;
            repaint();
        });
    }

    /// Changes villages, says so, and reads the list anew. The form leaves a village that is deleted.
    fn change(&self, repaint: &Repaint, changes: Vec<(String, Change)>, says: String) {
        let (shown, given, repaint) = (self.shown.clone(), self.given.clone(), repaint.clone());
        spawn_local(async move {
            let here = shelf::open_one();
            let leaves = changes.iter().any(|(id, change)| {
                Some(id) == here.as_ref() && matches!(change, Change::Deleted(true) | Change::Gone)
            });
            let mut outcome = shelf::write(&changes, "").await;
            if outcome.is_ok() && leaves {
                outcome = shelf::open(None).await;
            }
            say(&shown, &outcome, says);
            read(&shown, &given).await;
            repaint();
        });
    }

    fn list(&self, shown: &Shown) -> Tag {
        let Some(rows) = &shown.rows else {
            return tag("p").text(if shown.said.is_empty() { texts::LOADING } else { "" });
        };
        let shelf = |(number, name): (usize, &&'static str)| {
            let is_on = number == shown.place as usize;
            does("shelf")
                .about(number)
                .fixed("aria-pressed", if is_on { "true" } else { "false" })
                .class("button")
                .text(name)
        };
        let search = tag("div")
            .class("villages-search")
            .with(tag("label").fixed("for", SEARCH).class("fine").text(texts::SEARCH))
            .with(tag("input").fixed("id", SEARCH).fixed("type", "search").fixed("data-do", "seek"))
            .with(does("seek").class("button").text(texts::FIND));
        let found: Vec<&Row> = listed(rows, shown).collect();
        let nothing = match (found.is_empty(), shown.sought.is_empty()) {
            (false, _) => None,
            (true, true) => texts::EMPTY.get(shown.place as usize).copied(),
            (true, false) => Some(texts::NONE_FOUND),
        };
        let here = shelf::open_one();
        let line = |(number, row): (usize, &&Row)| self.row(number, row, here.as_deref(), shown);
        list()
            .with(tag("p").class("fine").text(texts::HELP))
            .with(tag("p").with(does("new").class("button is-main").text(texts::NEW)))
            .with(search)
            .with(tag("p").class("villages-shelves").each(texts::SHELVES.iter().enumerate().map(shelf).map(Tag::html)))
            .when(nothing.map(|it| tag("p").text(it)))
            .with(tag("ul").class("villages").each(found.iter().enumerate().map(line).map(Tag::html)))
    }

    fn row(&self, number: usize, row: &Row, here: Option<&str>, shown: &Shown) -> Tag {
        let Row { village, name, code, counts } = row;
        let counted = [counts.met, counts.unmet, counts.undecided, counts.blocked].map(|it| it.to_string());
        let [met, unmet, undecided, blocked] = &counted;
        let act = |act: &'static str, text: &str| does(act).about(number).class("button").text(text);
        let is_here = here == Some(village.id.as_str());
        let acts = if village.is_newer || !village.is_whole {
            tag("p").text(if village.is_newer { texts::NEWER } else { texts::UNREADABLE })
        } else if village.is_deleted {
            let sure = shown.erasing.as_ref() == Some(&village.id);
            tag("p")
                .with(act("bring-back", texts::RESTORE))
                .with(act("erase", if sure { texts::ERASE_SURE } else { texts::ERASE }))
        } else {
            let (turn, word) =
                if village.is_archived { ("unarchive", texts::UNARCHIVE) } else { ("archive", texts::ARCHIVE) };
            tag("p")
                .with(act("open", texts::OPEN))
                .with(act("detail", texts::CHECKS))
                .with(act("copy", texts::COPY))
                .with(act(turn, word))
                .with(act("delete", texts::DELETE))
        };
        let title = tag("h3").text(name).when(is_here.then(|| tag("span").class("here").text(texts::HERE)));
        tag("li")
            .attr("data-village", name)
            .with(title)
            .when((!code.is_empty()).then(|| tag("p").class("fine").text(code)))
            .when(
                (village.at > 0.0)
                    .then(|| tag("p").class("fine").text(&fill(texts::CHANGED_AT, &[&moment(village.at)]))),
            )
            .with(tag("p").class("fine").text(&fill(texts::COUNTS, &[met, unmet, undecided, blocked])))
            .with(acts.class("acts"))
    }

    /// Shows one village with what is kept of it.
    fn show_one(&self, id: String, name: String, now: Record, says: String, repaint: &Repaint) {
        let (shown, repaint) = (self.shown.clone(), repaint.clone());
        spawn_local(async move {
            let read = async {
                let (checks, snapshots) = (shelf::checks(&id).await?, shelf::snapshots(&id).await?);
                Ok(Detail { id, name, now, checks, snapshots, compared: Vec::new() })
            };
            let outcome: Result<Detail, Refused> = read.await;
            let outcome = outcome.map(|detail| shown.borrow_mut().detail = Some(detail));
            say(&shown, &outcome, says);
            repaint();
        });
    }

    /// What is done with the village that is shown.
    fn of_one(&self, act: &str, number: usize, repaint: &Repaint) {
        let mut shown = self.shown.borrow_mut();
        let Some(detail) = &mut shown.detail else {
            return;
        };
        let (id, name, now) = (detail.id.clone(), detail.name.clone(), detail.now.clone());
        match act {
            "compare" => {
                let of = |id: &str| chosen(id).and_then(|value| value.parse::<usize>().ok());
                let pair = of(FROM).zip(of(TO)).filter(|(from, to)| from != to);
                let compared = pair.and_then(|(from, to)| {
                    let versions = versions(detail);
                    Some(comparison::compare(&self.given, versions.get(from)?.1, versions.get(to)?.1))
                });
                shown.said = if compared.is_some() { String::new() } else { texts::SAME.to_owned() };
                if let Some(detail) = &mut shown.detail {
                    detail.compared = compared.unwrap_or_default();
                }
            }
            "keep" => {
                let day = day(&self.given, &now).to_string();
                let typed = entered(NAME);
                let called = if typed.is_empty() { fill(texts::KEEP_DEFAULT, &[&day]) } else { typed };
                let (this, repaint) = (self.clone_for(), repaint.clone());
                spawn_local(async move {
                    let outcome = shelf::keep(&id, &called, &day).await;
                    this.shown_again(outcome, (id, name, now), fill(texts::KEPT, &[&called]), &repaint);
                });
            }
            "drop" => {
                let Some(key) = detail.checks.get(number).map(|check| check.key.clone()) else {
                    return;
                };
                let (this, repaint) = (self.clone_for(), repaint.clone());
                spawn_local(async move {
                    let outcome = shelf::drop_check(&key).await;
                    this.shown_again(outcome, (id, name, now), String::new(), &repaint);
                });
            }
            _ => {
                let Some(record) = detail.snapshots.get(number).map(|snapshot| snapshot.record.clone()) else {
                    return;
                };
                let (this, repaint) = (self.clone_for(), repaint.clone());
                spawn_local(async move {
                    let outcome = shelf::write(&[(id.clone(), Change::Whole(record.clone()))], "restore").await;
                    let now = if outcome.is_ok() { record } else { now };
                    this.shown_again(outcome, (id, name, now), texts::RESTORED.to_owned(), &repaint);
                    read(&this.shown, &this.given).await;
                });
            }
        }
    }

    fn clone_for(&self) -> Self {
        Self { given: self.given.clone(), shown: self.shown.clone() }
    }

    fn shown_again(
        &self,
        outcome: Result<(), Refused>,
        (id, name, now): (String, String, Record),
        says: String,
        repaint: &Repaint,
    ) {
        match outcome {
            Ok(()) => self.show_one(id, name, now, says, repaint),
            Err(refused) => {
                say(&self.shown, &Err(refused), says);
                repaint();
            }
        }
    }

    fn one(&self, detail: &Detail) -> Tag {
        let line =
            |name: &str, record: &Record| fill(texts::CHECK_LINE, &[name, &day(&self.given, record).to_string()]);
        let check = |(number, check): (usize, &Kept)| {
            let drop = does("drop").about(number).class("button").text(texts::DELETE);
            tag("li").with(tag("span").text(&line(&check.name, &check.record))).with(drop).html()
        };
        let snapshot = |(number, it): (usize, &Kept)| {
            let answered = it.record.answers.len().to_string();
            let says = fill(texts::ANSWERS, &[&moment(it.at), &answered, texts::why(&it.name)]);
            let back = does("restore").about(number).class("button").text(texts::RESTORE);
            tag("li").with(tag("span").text(&says)).with(back).html()
        };
        let versions = versions(detail);
        let options = |label: &'static str, id: &'static str, first: usize| {
            let option = |(number, (name, record)): (usize, &(String, &Record))| {
                let text = line(name, record);
                tag("option").numbered("value", "", number).flag("selected", number == first).text(&text).html()
            };
            let select = tag("select").fixed("id", id).each(versions.iter().enumerate().map(option));
            tag("p").with(tag("label").fixed("for", id).class("fine").text(label)).with(select)
        };
        let comparing = || {
            list()
                .with(tag("h3").text(texts::COMPARE))
                .with(options(texts::FROM, FROM, 1))
                .with(options(texts::TO, TO, 0))
                .with(tag("p").with(does("compare").class("button is-main").text(texts::COMPARE_DO)))
                .with(tag("div").fixed("role", "status").each(detail.compared.iter().map(|it| it.view().html())))
        };
        let kept = |empty: &'static str, rows: Vec<Html>| match rows.is_empty() {
            true => tag("p").text(empty),
            false => tag("ul").class("kept-rows").each(rows),
        };
        list()
            .with(tag("p").with(does("list").class("button").text(texts::BACK)))
            .with(tag("h3").text(&detail.name))
            .with(tag("p").class("fine").text(texts::KEEP_HELP))
            .with(
                tag("div")
                    .class("villages-search")
                    .with(tag("label").fixed("for", NAME).class("fine").text(texts::KEEP_NAME))
                    .with(tag("input").fixed("id", NAME).fixed("maxlength", "40").fixed("autocomplete", "off"))
                    .with(does("keep").class("button").text(texts::KEEP)),
            )
            .with(kept(texts::NO_CHECKS, detail.checks.iter().enumerate().map(check).collect()))
            .when((!detail.checks.is_empty()).then(comparing))
            .with(tag("h3").text(texts::HISTORY))
            .with(tag("p").class("fine").text(texts::HISTORY_HELP))
            .with(kept(texts::NO_HISTORY, detail.snapshots.iter().enumerate().map(snapshot).collect()))
    }
}

/// Tells which self-check the open village is compared with on a day: the last of an earlier one, since that of the day itself is
/// what is being compared.
pub(super) fn compare(catalogue: Shared, day: Date, tell: Rc<dyn Fn(Option<Rc<Earlier>>)>) {
    spawn_local(async move {
        let Some(id) = shelf::open_one() else { return };
        // Where they cannot be read nothing is compared, and the page says by other signs that the store has failed.
        let Ok(checks) = shelf::checks(&id).await else { return };
        if shelf::open_one() != Some(id) {
            return;
        }
        let mut last: Option<(Date, &Kept)> = None;
        for check in &checks {
            if let Some(date) =
                check.record.date.filter(|date| *date < day && last.is_none_or(|(than, _)| *date > than))
            {
                last = Some((date, check));
            }
        }
        tell(last.map(|(date, check)| {
            let verdicts = catalogue.parts.iter().map(|part| comparison::verdicts(part, &check.record, date));
            Rc::new(Earlier { name: check.name.clone(), date, verdicts: verdicts.collect() })
        }));
    });
}

/// The rows of the place that is shown which hold what is sought.
fn listed<'a>(rows: &'a [Row], shown: &'a Shown) -> impl Iterator<Item = &'a Row> {
    rows.iter().filter(|row| {
        let Village { is_archived, is_deleted, .. } = row.village;
        let place = match (is_deleted, is_archived) {
            (true, _) => Place::Deleted,
            (_, true) => Place::Archived,
            _ => Place::Active,
        };
        place == shown.place && (row.name.contains(&shown.sought) || row.code.starts_with(&shown.sought))
    })
}

/// The village as it is, then its self-checks.
fn versions(detail: &Detail) -> Vec<(String, &Record)> {
    let checks = detail.checks.iter().map(|check| (check.name.clone(), &check.record));
    core::iter::once((texts::NOW.to_owned(), &detail.now)).chain(checks).collect()
}

/// Reads all villages and judges each by the chosen packs.
async fn read(shown: &Rc<RefCell<Shown>>, given: &Rc<Given>) {
    match shelf::villages().await {
        Ok(villages) => {
            let rows = villages.into_iter().map(|village| row(given, village)).collect();
            shown.borrow_mut().rows = Some(rows);
        }
        Err(Refused) => shown.borrow_mut().said = REFUSED.to_owned(),
    }
}

fn row(given: &Given, village: Village) -> Row {
    let (mut name, mut code, mut counts) = (String::new(), String::new(), Counts::default());
    for (number, part) in given.catalogue.parts.iter().enumerate() {
        let assessment = comparison::assess(given, part, &village.record, None);
        let found = assessment.counts;
        counts.met += found.met;
        counts.unmet += found.unmet;
        counts.undecided += found.undecided;
        counts.blocked += found.blocked;
        for indicator in part.pack().indicators.iter().filter(|_| number == 0) {
            if let Some(text) = assessment.village.get(&indicator.name) {
                if indicator.digits.is_none() { &mut name } else { &mut code }.push_str(text);
            }
        }
    }
    if name.is_empty() {
        name.push_str(texts::NAMELESS);
    }
    Row { village, name, code, counts }
}

/// Brings a village into the form and shows the form, or says what went wrong.
fn go(shown: Rc<RefCell<Shown>>, repaint: &Repaint, id: Option<String>) {
    let repaint = repaint.clone();
    spawn_local(async move {
        let outcome = show(id).await;
        say(&shown, &outcome, String::new());
        repaint();
    });
}

/// Brings a village into the form and shows the form; a new one where none is named.
pub(in crate::later) async fn show(id: Option<String>) -> Result<(), Refused> {
    shelf::open(id).await?;
    if let Some(window) = web_sys::window() {
        // An address of this page only.
        let _ = window.location().set_hash("");
    }
    Ok(())
}

/// Says how something went.
fn say(shown: &RefCell<Shown>, outcome: &Result<(), Refused>, says: String) {
    let mut shown = shown.borrow_mut();
    shown.said = match outcome {
        Ok(()) => says,
        Err(Refused) => {
            shown.can_undo = None;
            REFUSED.to_owned()
        }
    };
}

/// The day of a record; today where the cadre set none.
fn day(given: &Given, record: &Record) -> Date {
    record.date.or_else(crate::today).unwrap_or(given.day)
}

/// A moment as `2019-06-30 08:15`, where this device is.
fn moment(at: f64) -> String {
    let date = js_sys::Date::new(&JsValue::from_f64(at));
    let two = |number: u32| if number < 10 { ["0", &number.to_string()].concat() } else { number.to_string() };
    let day = [date.get_full_year().to_string(), two(date.get_month() + 1), two(date.get_date())].join("-");
    [&day, " ", &two(date.get_hours()), ":", &two(date.get_minutes())].concat()
}

fn entered(id: &str) -> String {
    let input = web_sys::window().and_then(|window| window.document()?.get_element_by_id(id));
    let input = input.and_then(|element| element.dyn_into::<HtmlInputElement>().ok());
    input.map(|input| input.value().trim().to_owned()).unwrap_or_default()
}

fn chosen(id: &str) -> Option<String> {
    let select = web_sys::window()?.document()?.get_element_by_id(id)?;
    Some(select.dyn_into::<HtmlSelectElement>().ok()?.value())
}
