//! Import: a file is chosen, looked at and matched column by column, then read and judged; what could not be used is listed.
//! The same for the import at work and for the earlier one that it is compared with.

use std::rc::Rc;

use js_sys::Uint8Array;
use tables::desk::talk::{
    Ask, Coding, ColumnState, ColumnView, Export, Preview, ProblemView, Problems, Progress, Slot,
};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, HtmlInputElement, TextDecoder};
use yew::platform::spawn_local;

use super::{Shown, Tables, chosen, does, element, mark, select, table};
use crate::desk::texts;
use crate::markup::{Tag, list, tag};
use crate::texts::fill;
use crate::{library, part};

/// The ids of the entries.
const FILE: &str = "tables-file";
const SHEET: &str = "tables-sheet";
/// Where the browser keeps what was said of columns.
const MAPPING: &str = "bayou-columns";
/// How many problems are fetched at a time.
const PROBLEMS: u32 = 100;
/// So many suggestions of a column are numbered at most.
const SUGGESTIONS: usize = 10;
/// The id of the choice of a column's indicator.
const COLUMN: &str = "tables-column";
/// No file that the page could hold is longer, in bytes.
const MOST_BYTES: u32 = 200 << 20;

/// One of the two imports.
#[derive(Default)]
pub(super) struct Import {
    /// The file's name and its bytes, until the desk has looked at it.
    file: Option<(String, Vec<u8>)>,
    is_coming: bool,
    preview: Option<Preview>,
    pub(super) progress: Option<Progress>,
    problems: Vec<ProblemView>,
    problems_total: u32,
    /// The column whose indicator is being chosen. One at a time: a choice among all indicators beside each column would be
    /// ten thousand elements.
    changing: Option<usize>,
}

impl Import {
    pub(super) fn name(&self) -> Option<&str> {
        self.preview.as_ref().map(|preview| preview.name.as_str())
    }

    pub(super) fn is_demo(&self) -> bool {
        self.preview.as_ref().is_some_and(|preview| preview.is_demo)
    }

    pub(super) fn is_done(&self) -> bool {
        self.progress.is_some_and(|progress| progress.is_done)
    }

    fn is_running(&self) -> bool {
        self.progress.is_some_and(|progress| !progress.is_done)
    }
}

/// The import that a tab is about.
fn slot_of(shown: &Shown) -> Slot {
    if shown.tab == super::COMPARE { Slot::Earlier } else { Slot::Work }
}

pub(super) fn press(tables: &Rc<Tables>, act: &str, number: usize) {
    let mut shown = tables.shown.borrow_mut();
    shown.said.clear();
    shown.failed.clear();
    let slot = slot_of(&shown);
    shown.asked_slot = slot;
    let ask = match act {
        "file" => {
            let input: Option<HtmlInputElement> = element(FILE);
            let file = input.as_ref().and_then(|input| input.files()?.get(0));
            drop(shown);
            return file.into_iter().for_each(|file| read(tables, file));
        }
        "demo" => {
            drop(shown);
            return fetch_demo(tables);
        }
        "template" => {
            shown.is_exporting = true;
            Ask::Export { what: Export::Template, with_supposed: false }
        }
        "sheet" => Ask::Map { slot, sheet: u16::try_from(chosen(SHEET)).ok(), columns: Vec::new() },
        "change" => {
            shown.import(slot).changing = Some(number);
            tables.focus.set(Some(COLUMN));
            return;
        }
        "column" | "take" => {
            let Some((column, said)) = said_of(&shown, slot, act, number) else { return };
            Ask::Map { slot, sheet: None, columns: vec![(column, said)] }
        }
        "run" => {
            shown.import(slot).progress = Some(Progress::default());
            Ask::Run { slot, villages: u32::MAX }
        }
        "stop" => Ask::Cancel { slot },
        "other-file" => {
            *shown.import(slot) = Import::default();
            Ask::Close { slot }
        }
        "more-problems" => {
            let from = u32::try_from(shown.import(slot).problems.len()).unwrap_or(u32::MAX);
            Ask::Problems { slot, from, count: PROBLEMS, village: None }
        }
        _ => return,
    };
    let is_mapped = matches!(ask, Ask::Map { .. });
    drop(shown);
    tables.ask(&ask);
    if is_mapped {
        tables.ask(&Ask::Mapping);
    }
    if act == "other-file" && slot == Slot::Work {
        tables.shown.borrow_mut().matrix.forget();
    }
}

/// What a person says of a column: by the choice beside it, or by agreeing to what is asked.
fn said_of(shown: &Shown, slot: Slot, act: &str, number: usize) -> Option<(u16, Option<String>)> {
    if act == "column" {
        // The first option is none.
        let said = chosen(COLUMN).checked_sub(1).and_then(|at| shown.indicators.get(at));
        return Some((u16::try_from(number).ok()?, said.map(|indicator| indicator.name.clone())));
    }
    let column = number / SUGGESTIONS;
    let [work, earlier] = &shown.imports;
    let import = if slot == Slot::Work { work } else { earlier };
    let view = import.preview.as_ref()?.columns.get(column)?;
    let said = (number % SUGGESTIONS).checked_sub(1).and_then(|at| view.suggestions.get(at));
    Some((u16::try_from(column).ok()?, said.cloned()))
}

/// Reads a file of this device.
pub(super) fn read(tables: &Rc<Tables>, file: File) {
    let slot = {
        let mut shown = tables.shown.borrow_mut();
        shown.failed.clear();
        let slot = slot_of(&shown);
        if file.size() > f64::from(MOST_BYTES) {
            texts::TOO_LARGE.clone_into(&mut shown.failed);
            drop(shown);
            return tables.paint();
        }
        *shown.import(slot) = Import { is_coming: true, ..Import::default() };
        slot
    };
    tables.paint();
    let tables = tables.clone();
    spawn_local(async move {
        match JsFuture::from(file.array_buffer()).await {
            Ok(bytes) => look_at(&tables, slot, file.name(), Uint8Array::new(&bytes).to_vec()),
            Err(_) => not_read(&tables, slot, texts::NOT_READ),
        }
    });
}

/// The district to try, a file of the page.
fn fetch_demo(tables: &Rc<Tables>) {
    let slot = slot_of(&tables.shown.borrow());
    *tables.shown.borrow_mut().import(slot) = Import { is_coming: true, ..Import::default() };
    let tables = tables.clone();
    spawn_local(async move {
        let address = part::address(part::DESK, "data").unwrap_or_default();
        match library::fetch(&address, "").await {
            Ok(bytes) => look_at(&tables, slot, texts::DEMO_FILE.to_owned(), bytes),
            Err(_) => not_read(&tables, slot, texts::DEMO_NOT_READ),
        }
    });
}

fn not_read(tables: &Rc<Tables>, slot: Slot, why: &str) {
    let mut shown = tables.shown.borrow_mut();
    *shown.import(slot) = Import::default();
    why.clone_into(&mut shown.failed);
    drop(shown);
    tables.paint();
}

fn look_at(tables: &Rc<Tables>, slot: Slot, name: String, bytes: Vec<u8>) {
    if slot == Slot::Work {
        tables.follow_form();
    }
    let mut shown = tables.shown.borrow_mut();
    shown.asked_slot = slot;
    shown.import(slot).file = Some((name.clone(), bytes.clone()));
    drop(shown);
    tables.ask(&Ask::Open { slot, name, bytes, is_decoded: false });
}

/// The text is not UTF-8: the browser decodes it, and it is looked at again.
pub(super) fn decode(tables: &Rc<Tables>, coding: Coding) -> bool {
    let mut shown = tables.shown.borrow_mut();
    let slot = shown.asked_slot;
    let file = shown.import(slot).file.take();
    drop(shown);
    let label = match coding {
        Coding::Gb18030 => "gb18030",
        Coding::Utf16Le => "utf-16le",
        Coding::Utf16Be => "utf-16be",
    };
    let decoded = file.and_then(|(name, bytes)| {
        let decoder = TextDecoder::new_with_label(label).ok()?;
        let text = decoder.decode_with_buffer_source(Uint8Array::from(bytes.as_slice()).unchecked_ref()).ok()?;
        Some((name, text.into_bytes()))
    });
    match decoded {
        Some((name, bytes)) => tables.ask(&Ask::Open { slot, name, bytes, is_decoded: true }),
        None => not_read(tables, slot, texts::NOT_READ),
    }
    false
}

/// The desk has looked at the file, or looked again.
pub(super) fn looked_at(tables: &Rc<Tables>, preview: Preview) -> bool {
    let mut shown = tables.shown.borrow_mut();
    let slot = shown.asked_slot;
    // What was judged before was of another file, or of other columns.
    let changing = shown.import(slot).changing.take();
    *shown.import(slot) = Import { preview: Some(preview), changing, ..Import::default() };
    if slot == Slot::Work {
        shown.matrix.forget();
        shown.matrix.forget_filter();
        shown.area.forget();
        shown.what_if = tables::desk::talk::WhatIf::default();
    }
    shown.compare.forget();
    true
}

/// How far reading is.
pub(super) fn progressed(tables: &Rc<Tables>, progress: Progress) -> bool {
    let mut shown = tables.shown.borrow_mut();
    let slot = shown.asked_slot;
    let import = shown.import(slot);
    let ends = progress.is_done && !import.is_done();
    import.progress = Some(progress);
    if ends {
        import.problems.clear();
        shown.compare.forget();
        drop(shown);
        tables.ask(&Ask::Problems { slot, from: 0, count: PROBLEMS, village: None });
        if progress.villages > 0 {
            match slot {
                Slot::Work => tables.judged_anew(),
                Slot::Earlier => super::compare::fetch(tables),
            }
        }
    }
    true
}

/// Something was refused: what was under way has ended, as this says.
pub(super) fn refused(import: &mut Import) -> Option<Progress> {
    import.is_coming = false;
    import.file = None;
    let running = import.progress.filter(|progress| !progress.is_done)?;
    Some(Progress { is_done: true, is_partial: true, ..running })
}

pub(super) fn add_problems(shown: &mut Shown, problems: Problems) {
    let slot = shown.asked_slot;
    let import = shown.import(slot);
    import.problems_total = problems.total;
    import.problems.extend(problems.rows);
}

/// What was said of columns before.
pub(super) fn remembered() -> Option<String> {
    web_sys::window()?.local_storage().ok()??.get_item(MAPPING).ok()?
}

pub(super) fn remember(text: &str) {
    let store = web_sys::window().and_then(|window| window.local_storage().ok()?);
    // A browser that keeps nothing is asked again at the next file.
    let _ = store.map(|store| store.set_item(MAPPING, text));
}

pub(super) fn view(shown: &Shown) -> Tag {
    of(shown, shown.work(), true)
}

/// An import: the entry for a file, what it holds, how far it is, what came of it.
pub(super) fn of(shown: &Shown, import: &Import, is_work: bool) -> Tag {
    // The desk reads one file at a time.
    let is_other_running = shown.imports.iter().any(|other| !std::ptr::eq(other, import) && other.is_running());
    if is_other_running {
        return tag("p").fixed("role", "status").text(texts::OTHER_RUNNING);
    }
    if import.is_coming {
        return tag("p").fixed("role", "status").text(texts::READING);
    }
    let Some(preview) = &import.preview else { return entry(is_work) };
    let body = match &import.progress {
        None => look(shown, import, preview),
        Some(progress) if import.is_running() => running(progress),
        Some(progress) => ended(import, progress, is_work),
    };
    let name = tag("h3").when(preview.is_demo.then(|| mark(texts::DEMO_MARK))).text(&preview.name);
    list().with(name).with(body)
}

fn entry(is_work: bool) -> Tag {
    let more = || {
        tag("div")
            .class("row")
            .with(does("demo").class("button").text(texts::DEMO))
            .with(does("template").class("button").text(texts::TEMPLATE))
    };
    list()
        .with(
            tag("div")
                .class("drop")
                .with(
                    tag("input")
                        .key(FILE.into())
                        .fixed("id", FILE)
                        .class("unseen")
                        .fixed("type", "file")
                        .fixed("data-do", "file")
                        .fixed("accept", ".xlsx,.xlsm,.csv,.tsv,.txt,.jsonl,.ndjson"),
                )
                .with(tag("label").fixed("for", FILE).class("button is-main").text(texts::CHOOSE))
                .with(tag("p").class("fine").text(texts::CHOOSE_HELP)),
        )
        .when(is_work.then(more))
        .when(is_work.then(|| tag("p").class("fine").text(texts::ENTRY_HELP)))
}

/// What the file holds, before it is read.
fn look(shown: &Shown, import: &Import, preview: &Preview) -> Tag {
    let sheets: Vec<(usize, &str)> = preview.sheets.iter().map(|sheet| sheet.name.as_str()).enumerate().collect();
    let on = preview.sheets.iter().position(|sheet| sheet.is_chosen).unwrap_or_default();
    let sheet = (sheets.len() > 1).then(|| select(SHEET, texts::SHEET, "sheet", on, &sheets));
    let [taken, asked] = [preview.taken, preview.asked].map(|count| count.to_string());
    let notices = preview.notices.iter().map(|notice| tag("li").text(notice));
    let begin = does("run").class("button is-main").text(texts::RUN);
    let columns = || {
        let names = shown.indicators_by_name();
        let asked = numbered(preview).filter(|(_, column)| column.state == ColumnState::Asked);
        let rows = numbered(preview).filter(|(_, column)| column.state != ColumnState::Untitled);
        list()
            .with(tag("p").text(&fill(texts::COLUMNS_FOUND, &[&taken, &preview.columns.len().to_string()])))
            .each(asked.map(|(number, column)| ask(number, column)))
            .with(
                tag("details")
                    .flag("open", preview.asked > 0 || preview.taken == 0)
                    .with(tag("summary").text(texts::COLUMNS))
                    .with(tag("p").class("fine").text(texts::COLUMNS_HELP))
                    .with(table(
                        "columns-of",
                        texts::COLUMNS,
                        &texts::COLUMN_HEADS,
                        rows.map(|it| column(it, &names, import.changing)).collect(),
                    )),
            )
            .with(first_rows(preview))
    };
    list()
        .when(sheet)
        .with(tag("ul").class("notices").each(notices))
        .when((preview.asked > 0).then(|| tag("p").class("note").text(&fill(texts::COLUMNS_ASKED, &[&asked]))))
        .with(tag("div").class("row").with(begin).with(does("other-file").class("button").text(texts::OTHER_FILE)))
        .when((!preview.columns.is_empty()).then(columns))
}

fn numbered(preview: &Preview) -> impl Iterator<Item = (usize, &ColumnView)> {
    preview.columns.iter().enumerate()
}

/// A column that must be asked about, with an answer to press for each that it may be.
fn ask(number: usize, column: &ColumnView) -> Tag {
    let yes = |(at, name): (usize, &String)| {
        let number = number * SUGGESTIONS + at + 1;
        does("take").about(number).class("button").text(&fill(texts::IT_IS, &[name]))
    };
    let samples = super::separated(&column.samples);
    let question = match column.suggestions.as_slice() {
        [] => fill(texts::IT_CANNOT, &[&column.letters, &column.title]),
        [only] => fill(texts::IS_IT, &[&column.letters, &column.title, only]),
        _ => fill(texts::WHICH_IS_IT, &[&column.letters, &column.title]),
    };
    tag("div")
        .class("asked")
        .with(tag("p").with(tag("b").text(&question)))
        .with(tag("p").class("fine").text(&column.note))
        .when((!samples.is_empty()).then(|| tag("p").class("fine").text(&fill(texts::SAMPLES, &[&samples]))))
        .each(column.suggestions.iter().enumerate().take(SUGGESTIONS - 1).map(yes))
        .with(does("take").about(number * SUGGESTIONS).class("button").text(texts::IT_IS_NONE))
}

fn column((number, column): (usize, &ColumnView), names: &[&str], changing: Option<usize>) -> Tag {
    let own = column.indicator.as_deref();
    let choice = || {
        let on = own.and_then(|own| names.iter().position(|name| *name == own));
        let option = |(value, name): (usize, &str)| tag("option").numbered("value", "", value).text(name);
        let options = core::iter::once(texts::COLUMN_NONE).chain(names.iter().copied()).enumerate().map(option);
        tag("select")
            .key(COLUMN.into())
            .fixed("id", COLUMN)
            .fixed("data-do", "column")
            .about(number)
            .numbered(super::CHOSEN, "", on.map_or(0, |on| on + 1))
            .attr("aria-label", &fill(texts::COLUMN_IS, &[&column.title]))
            .each(options)
    };
    let change = || {
        let button = does("change").about(number).attr("aria-label", &fill(texts::CHANGE_COLUMN, &[&column.title]));
        tag("span")
            .class("chosen")
            .with(tag("span").text(own.unwrap_or(texts::COLUMN_NONE)))
            .with(button.class("link").text(texts::CHANGE))
    };
    let state = match column.state {
        ColumnState::Found | ColumnState::Dressed => "",
        ColumnState::Said => texts::COLUMN_SAID,
        ColumnState::Asked => texts::COLUMN_ASKED,
        ColumnState::Other => texts::COLUMN_OTHER,
        ColumnState::PassedOver | ColumnState::Untitled => texts::COLUMN_PASSED,
    };
    tag("tr")
        .with(tag("th").fixed("scope", "row").text(&[&column.letters, " ", &column.title].concat()))
        .with(tag("td").class("cell").text(&super::separated(&column.samples)))
        .with(
            tag("td")
                .with(if changing == Some(number) { choice() } else { change() })
                .with(tag("p").class("fine").text(if column.note.is_empty() { state } else { &column.note })),
        )
}

fn first_rows(preview: &Preview) -> Tag {
    let titles = preview.columns.iter().map(|column| tag("th").fixed("scope", "col").text(&column.title));
    let row = |row: &tables::desk::talk::PreviewRow| {
        tag("tr")
            .with(tag("th").fixed("scope", "row").text(&row.number.to_string()))
            .each(row.cells.iter().map(|cell| tag("td").class("cell").text(cell)))
    };
    let head = tag("tr").with(tag("th").fixed("scope", "col").text(texts::ROW)).each(titles);
    tag("details").with(tag("summary").text(texts::FIRST_ROWS)).with(
        tag("div")
            .class("scrolls")
            .fixed("tabindex", "0")
            .fixed("role", "group")
            .fixed("aria-label", texts::FIRST_ROWS)
            .with(
                tag("table")
                    .class("plain")
                    .with(tag("thead").with(head))
                    .with(tag("tbody").each(preview.rows.iter().map(row))),
            ),
    )
}

fn running(progress: &Progress) -> Tag {
    let percent = (progress.permille / 10).to_string();
    let says = fill(texts::RUNNING, &[&percent, &progress.villages.to_string()]);
    list()
        .with(tag("p").text(&says))
        .with(
            tag("progress")
                .fixed("max", "1000")
                .numbered("value", "", progress.permille.into())
                .fixed("aria-label", texts::RUN),
        )
        .with(tag("p").with(does("stop").class("button").text(texts::STOP)))
}

fn ended(import: &Import, progress: &Progress, is_work: bool) -> Tag {
    let [villages, found] = &super::words([progress.villages, progress.problems]);
    let says = match (progress.villages, progress.problems) {
        (0, _) => texts::NO_VILLAGES.to_owned(),
        (_, 0) => fill(texts::JUDGED, &[villages]),
        _ => fill(texts::JUDGED_WITH_PROBLEMS, &[villages, found]),
    };
    let on = || does("tab").about(super::MATRIX).class("button is-main").text(texts::TO_MATRIX);
    let area = || does("tab").about(super::AREA).class("button").text(texts::TO_AREA);
    let has = is_work && progress.villages > 0;
    list()
        .with(tag("p").fixed("role", "status").text(&says))
        .when(progress.is_partial.then(|| tag("p").class("note").text(texts::STOPPED)))
        .with(
            tag("div")
                .class("row")
                .when(has.then(on))
                .when(has.then(area))
                .with(does("other-file").class("button").text(texts::OTHER_FILE)),
        )
        .when((import.problems_total > 0).then(|| problems(import, is_work)))
}

fn problems(import: &Import, is_work: bool) -> Tag {
    let listed = import.problems.len();
    let total = usize::try_from(import.problems_total).unwrap_or(usize::MAX);
    let says = fill(texts::MORE_PROBLEMS, &[&(total - listed.min(total)).to_string()]);
    let more = does("more-problems").class("button").text(&says);
    list()
        .with(tag("h4").text(&fill(texts::PROBLEMS, &[&total.to_string()])))
        .with(tag("p").class("fine").text(texts::PROBLEMS_HELP))
        .with(problem_table(&import.problems, is_work))
        .when((listed < total).then(|| tag("p").with(more)))
}

/// Problems with their places, and with their villages to be opened where those are at work.
pub(super) fn problem_table(problems: &[ProblemView], is_work: bool) -> Tag {
    let rows = problems.iter().map(|it| problem(it, is_work)).collect();
    table("problems-of", texts::PROBLEM_LIST, &texts::PROBLEM_HEADS, rows)
}

fn problem(it: &ProblemView, is_work: bool) -> Tag {
    let row = if it.row == 0 { String::new() } else { fill(texts::PROBLEM_ROW, &[&it.row.to_string()]) };
    let column =
        if it.letters.is_empty() { String::new() } else { fill(texts::PROBLEM_COLUMN, &[&it.letters, &it.heading]) };
    let sheet = if it.sheet.is_empty() { String::new() } else { fill(texts::PROBLEM_SHEET, &[&it.sheet]) };
    let word = if it.is_error { texts::PROBLEM } else { texts::PROBLEM_LOOK };
    let class = if it.is_error { "is-blocked" } else { "is-undecided" };
    let message = tag("td").with(crate::views::verdict::said(class, word)).text(" ").text(&it.message);
    let open = it
        .village
        .filter(|_| is_work)
        .and_then(|village| usize::try_from(village).ok())
        .map(|village| does("village").about(village).class("link").text(texts::OPEN_VILLAGE));
    tag("tr")
        .with(tag("th").fixed("scope", "row").text(&[row.as_str(), " ", &column, &sheet].concat()))
        .with(tag("td").class("cell").text(if it.cell.is_empty() { texts::NONE } else { &it.cell }))
        .with(message.when(open))
}
