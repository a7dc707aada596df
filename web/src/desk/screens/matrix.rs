//! The table of all villages by all checks: sorted, filtered, walked through by keys. The desk gives windows of it, which are
//! kept until something changes; a phone that is held upright has a list instead.

use std::collections::VecDeque;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use rules::Verdict;
use tables::desk::talk::{Ask, Counts, Filter, Matrix, Row, Sort};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use super::grid::{self, Line, Painted, Place};
use super::{Shown, Tables, chosen, does, entered, is_narrow, select};
use crate::desk::runner::now;
use crate::desk::texts;
use crate::markup::{Tag, list, tag};
use crate::texts::{T, fill};
use crate::views::verdict;

/// So many rows are fetched at a time.
const WINDOW: usize = 100;
/// So many more a list shows with a press.
const LISTED: usize = 30;
/// Leaps that follow each other within this time, in milliseconds, are a flight: the first is painted in full, which takes a slow
/// machine half a second.
const FOLLOWS_WITHIN: u64 = 600;
/// So long after its last leap a flight ends, in milliseconds: later than a slow machine paints the next.
const FLIGHT_ENDS_AFTER: u32 = 200;

/// The ids of the entries.
pub(super) const SEARCH: &str = "tables-search";
const ORDER: &str = "tables-order";
const TOWNSHIP: &str = "tables-township";
const ONLY: &str = "tables-only";
const CHECK: &str = "tables-check";
const VERDICT: &str = "tables-verdict";

/// The verdicts in the order of counts.
pub(super) const VERDICTS: [Verdict; 5] =
    [Verdict::Met, Verdict::Unmet, Verdict::Undecided, Verdict::NotApplicable, Verdict::Blocked];

/// The orders that can be chosen; a press on a heading makes another.
const ORDERS: [Sort; 6] = [
    Sort::File,
    Sort::Name,
    Sort::Place,
    Sort::Count(Verdict::Unmet),
    Sort::Count(Verdict::Undecided),
    Sort::Count(Verdict::Blocked),
];

/// What has come of the matrix, and how it is looked at.
#[derive(Default)]
pub(super) struct State {
    sort: Sort,
    is_reversed: bool,
    pub(super) filter: Filter,
    pub(super) picked: Vec<u32>,
    /// How many pass, and how many there are; none until something has come.
    total: Option<(usize, usize)>,
    counts: Vec<Counts>,
    /// Windows by their numbers, and the numbers of those that are asked for, with the age of the question.
    windows: Vec<(usize, Vec<Row>)>,
    asked: VecDeque<(u32, usize)>,
    /// Raised whenever what was asked before is of no more use.
    age: u32,
    active: Place,
    painted: Painted,
    /// Whether something has come since.
    is_stale: bool,
    scrolled: (i32, i32),
    flight: Flight,
    listed: usize,
}

/// How the grid is scrolled: by so much at a time that nobody reads, or not.
#[derive(Default)]
struct Flight {
    /// When it was last elsewhere altogether, in milliseconds.
    leapt_at: u64,
    /// What ends it, as long as it lasts.
    end: Option<Timeout>,
}

impl State {
    /// Whatever has come is of no more use.
    pub(super) fn forget(&mut self) {
        self.age += 1;
        self.windows.clear();
    }

    /// The villages are others.
    pub(super) fn forget_filter(&mut self) {
        self.filter = Filter::default();
        self.picked.clear();
        self.sort = Sort::File;
        self.is_reversed = false;
        self.total = None;
        self.active = Place::default();
        self.scrolled = (0, 0);
        self.listed = 0;
    }

    pub(super) fn total(&self) -> usize {
        self.total.map_or(0, |(total, _)| total)
    }

    fn row(&self, number: usize) -> Option<&Row> {
        let (_, rows) = self.windows.iter().find(|(window, _)| *window == number / WINDOW)?;
        rows.get(number % WINDOW)
    }
}

impl Shown {
    /// Whether the grid is in view.
    pub(super) fn shows_grid(&self) -> bool {
        self.tab == super::MATRIX && self.village.is_none() && self.has_villages() && !is_narrow()
    }
}

/// Asks for the windows of these rows that have not come.
fn fetch_rows(tables: &Rc<Tables>, rows: core::ops::Range<usize>) {
    let mut shown = tables.shown.borrow_mut();
    let matrix = &mut shown.matrix;
    let mut asks = Vec::new();
    for window in rows.start / WINDOW..=rows.end.saturating_sub(1) / WINDOW {
        let is_known = matrix.windows.iter().any(|(known, _)| *known == window);
        if is_known || matrix.asked.contains(&(matrix.age, window)) {
            continue;
        }
        matrix.asked.push_back((matrix.age, window));
        asks.push(Ask::Matrix {
            from: u32::try_from(window * WINDOW).unwrap_or(u32::MAX),
            count: u32::try_from(WINDOW).unwrap_or(u32::MAX),
            sort: matrix.sort,
            is_reversed: matrix.is_reversed,
            filter: matrix.filter.clone(),
        });
    }
    drop(shown);
    asks.iter().for_each(|ask| tables.ask(ask));
}

/// Asks for the first rows.
pub(super) fn fetch(tables: &Rc<Tables>) {
    fetch_rows(tables, 0..1);
}

/// Rows have come. Whether the whole screen is to be painted again.
pub(super) fn heard(tables: &Rc<Tables>, came: Matrix) -> bool {
    let mut shown = tables.shown.borrow_mut();
    let matrix = &mut shown.matrix;
    let Some((age, window)) = matrix.asked.pop_front() else { return false };
    if age != matrix.age {
        return false;
    }
    let [total, all] = [came.total, came.all].map(|count| usize::try_from(count).unwrap_or(usize::MAX));
    let is_new = matrix.windows.is_empty() || matrix.total != Some((total, all));
    // Whoever scrolls far leaves windows behind that come later, many at once.
    let (first, painted) = (window * WINDOW, &matrix.painted.frame.rows);
    let is_in_view = first < painted.end && painted.start < first + WINDOW;
    matrix.total = Some((total, all));
    matrix.counts = came.counts;
    // As many as some screens full; those furthest from view have come first.
    if matrix.windows.len() > 20 {
        matrix.windows.remove(0);
    }
    matrix.windows.push((window, came.rows));
    drop(shown);
    if !is_new && is_in_view {
        paint_soon(tables, true);
    }
    is_new || is_narrow()
}

/// Looks at it in another way: what has come is of no more use.
fn look_again(tables: &Rc<Tables>, change: impl FnOnce(&mut State)) {
    let mut shown = tables.shown.borrow_mut();
    change(&mut shown.matrix);
    shown.matrix.forget();
    shown.matrix.scrolled.0 = 0;
    shown.matrix.active.row = shown.matrix.active.row.min(1);
    shown.matrix.listed = 0;
    drop(shown);
    fetch(tables);
}

pub(super) fn press(tables: &Rc<Tables>, act: &str, number: usize) {
    match act {
        "open" | "cell" => {
            let place = grid::place_of(number);
            let was = std::mem::replace(&mut tables.shown.borrow_mut().matrix.active, place);
            if act == "open" || was == place {
                open_active(tables);
            }
        }
        "sort" => sort_by(tables, grid::place_of(number).column),
        "order" => look_again(tables, |matrix| {
            // Beside those that can be chosen stands the check that the heading was pressed of.
            if let Some(sort) = ORDERS.get(chosen(ORDER)) {
                matrix.sort = *sort;
                matrix.is_reversed = false;
            }
        }),
        "filter" => look_again(tables, |matrix| {
            let only = chosen(ONLY);
            let township = chosen(TOWNSHIP).checked_sub(1);
            let check = chosen(CHECK).checked_sub(1).and_then(|check| u16::try_from(check).ok());
            // Which verdict is asked once a check is chosen.
            let verdict = entered(VERDICT).parse().ok().and_then(|at: usize| VERDICTS.get(at).copied());
            let verdict = verdict.unwrap_or(Verdict::Unmet);
            matrix.filter = Filter {
                text: entered(SEARCH).trim().to_owned(),
                township: township.and_then(|township| u32::try_from(township).ok()),
                district: None,
                check: check.map(|check| (check, verdict)),
                with_unmet: only == 1,
                with_errors: only == 2,
                supposed: only == 3,
            };
        }),
        "reset-filter" => {
            // Yew leaves what is typed to whoever types.
            if let Some(input) = super::element::<web_sys::HtmlInputElement>(SEARCH) {
                input.set_value("");
            }
            look_again(tables, |matrix| matrix.filter = Filter::default());
        }
        "pick" => {
            if let Ok(index) = u32::try_from(number) {
                pick(tables, index);
            }
        }
        "unpick" => tables.shown.borrow_mut().matrix.picked.clear(),
        _ => {
            let mut shown = tables.shown.borrow_mut();
            shown.matrix.listed += LISTED;
            let until = (shown.matrix.listed + LISTED).min(shown.matrix.total());
            drop(shown);
            fetch_rows(tables, 0..until);
        }
    }
}

fn pick(tables: &Rc<Tables>, index: u32) {
    let mut shown = tables.shown.borrow_mut();
    let picked = &mut shown.matrix.picked;
    match picked.iter().position(|known| *known == index) {
        Some(at) => {
            picked.remove(at);
        }
        None => picked.push(index),
    }
}

/// By the column of a heading: unmet first, met first, as in the file.
fn sort_by(tables: &Rc<Tables>, column: usize) {
    look_again(tables, |matrix| {
        let by = match column.checked_sub(1).and_then(|check| u16::try_from(check).ok()) {
            Some(check) => Sort::Check(check),
            None => Sort::Name,
        };
        (matrix.sort, matrix.is_reversed) = match (matrix.sort == by, matrix.is_reversed) {
            (false, _) => (by, false),
            (true, false) => (by, true),
            (true, true) => (Sort::File, false),
        };
    });
}

fn open_active(tables: &Rc<Tables>) {
    let shown = tables.shown.borrow();
    let place = shown.matrix.active;
    let row = place.row.checked_sub(1).and_then(|row| shown.matrix.row(row));
    let Some(index) = row.and_then(|row| usize::try_from(row.index).ok()) else { return };
    drop(shown);
    super::village::look_at(tables, index, place.column.checked_sub(1));
}

/// A key on the grid; whether it means something there.
pub(super) fn key(tables: &Rc<Tables>, key: &str) -> bool {
    let mut shown = tables.shown.borrow_mut();
    let (rows, columns) = (shown.matrix.total(), shown.heads.len());
    let Place { row, column } = shown.matrix.active;
    let page = grid::page();
    let (row, column) = match key {
        "ArrowDown" => (row + 1, column),
        "ArrowUp" => (row.saturating_sub(1), column),
        "ArrowRight" => (row, column + 1),
        "ArrowLeft" => (row, column.saturating_sub(1)),
        "PageDown" => (row + page, column),
        "PageUp" => (row.saturating_sub(page).max(1), column),
        "Home" => (row, 0),
        "End" => (row, columns),
        "Enter" => {
            drop(shown);
            if row == 0 {
                sort_by(tables, column);
            } else {
                open_active(tables);
            }
            tables.paint();
            return true;
        }
        " " => {
            let index = row.checked_sub(1).and_then(|row| shown.matrix.row(row)).map(|row| row.index);
            drop(shown);
            index.into_iter().for_each(|index| pick(tables, index));
            tables.paint();
            return true;
        }
        _ => return false,
    };
    let place = Place { row: row.min(rows), column: column.min(columns) };
    shown.matrix.active = place;
    drop(shown);
    grid::bring_into_view(place);
    paint(tables, true);
    true
}

/// Paints it in the next frame, once, whatever comes and however it is scrolled until then.
pub(super) fn paint_soon(tables: &Rc<Tables>, is_changed: bool) {
    tables.shown.borrow_mut().matrix.is_stale |= is_changed;
    if tables.has_frame.replace(true) {
        return;
    }
    let mut frame = tables.frame.borrow_mut();
    let frame = frame.get_or_insert_with(|| {
        let tables = Rc::downgrade(tables);
        Closure::new(move || {
            let Some(tables) = tables.upgrade() else { return };
            tables.has_frame.set(false);
            let is_changed = core::mem::take(&mut tables.shown.borrow_mut().matrix.is_stale);
            paint_by(&tables, is_changed, true);
        })
    });
    let asked = |window: web_sys::Window| window.request_animation_frame(frame.as_ref().unchecked_ref()).ok();
    tables.has_frame.set(web_sys::window().and_then(asked).is_some());
}

/// Paints what of the grid is in view, and asks for what has not come. Where nothing has changed but the place it is scrolled
/// to, what is painted may do.
pub(super) fn paint(tables: &Rc<Tables>, is_changed: bool) {
    paint_by(tables, is_changed, false);
}

/// Whether it flies past, having leapt to a frame. A leap alone is none: whoever leaps once reads what is there.
fn flies(tables: &Rc<Tables>, flight: &mut Flight, has_leapt: bool) -> bool {
    let now = now();
    if !has_leapt {
        return flight.end.is_some();
    }
    let before = core::mem::replace(&mut flight.leapt_at, now);
    if now.saturating_sub(before) > FOLLOWS_WITHIN {
        flight.end = None;
        return false;
    }
    let tables = Rc::downgrade(tables);
    flight.end = Some(Timeout::new(FLIGHT_ENDS_AFTER, move || {
        let Some(tables) = tables.upgrade() else { return };
        let end = tables.shown.borrow_mut().matrix.flight.end.take();
        // It has rung: forgetting it cancels nothing.
        end.map(Timeout::forget);
        paint(&tables, true);
    }));
    true
}

/// `may_fly` where it is scrolled by hand.
fn paint_by(tables: &Rc<Tables>, is_changed: bool, may_fly: bool) {
    let mut shown = tables.shown.borrow_mut();
    if !shown.shows_grid() {
        return;
    }
    let rows = shown.matrix.total();
    let columns = shown.heads.len();
    if is_changed {
        let scrolled = shown.matrix.scrolled;
        grid::size(&mut shown.matrix.painted, rows, columns, scrolled);
    }
    let Some((frame, scrolled)) = grid::in_view(rows, columns) else { return };
    shown.matrix.scrolled = scrolled;
    let does = !is_changed && grid::is_within(&shown.matrix.painted.frame, &frame);
    let wide = grid::with_more(&frame, rows, columns);
    if !does {
        let has_leapt = grid::is_elsewhere(&shown.matrix.painted.frame, &frame);
        let is_flying = may_fly && flies(tables, &mut shown.matrix.flight, has_leapt);
        let mut painted = core::mem::take(&mut shown.matrix.painted);
        let matrix = &shown.matrix;
        let kinds: Vec<_> = shown.heads.iter().map(|head| head.kind).collect();
        let head = |(number, head): (usize, &tables::desk::talk::Head)| grid::Head {
            name: head.name.clone(),
            sorted: (u16::try_from(number).is_ok_and(|number| matrix.sort == Sort::Check(number)))
                .then_some(!matrix.is_reversed),
        };
        let heads: Vec<grid::Head> = shown.heads.iter().enumerate().map(head).collect();
        let line = |number: usize| {
            let row = matrix.row(number)?;
            let cells = kinds.iter().zip(&row.verdicts);
            let [_, unmet, ..] = &super::words(row.counts);
            Some(Line {
                name: row.name.clone(),
                below: fill(texts::ROW_BELOW, &[&row.place, unmet]),
                index: row.index,
                is_picked: matrix.picked.contains(&row.index),
                is_supposed: row.is_supposed,
                cells: cells.map(|(kind, of)| (verdict::class(*kind, *of), T.verdict_of_kind(*kind, *of))).collect(),
            })
        };
        grid::paint(&mut painted, wide.clone(), &heads, matrix.active, is_flying, &line);
        shown.matrix.painted = painted;
    }
    drop(shown);
    fetch_rows(tables, wide.rows);
}

/// What is typed to be looked for.
pub(super) fn search(tables: &Rc<Tables>) {
    let text = entered(SEARCH).trim().to_owned();
    if tables.shown.borrow().matrix.filter.text != text {
        look_again(tables, |matrix| matrix.filter.text = text);
    }
}

pub(super) fn view(shown: &Shown) -> Tag {
    let matrix = &shown.matrix;
    let Some((total, all)) = matrix.total else { return tag("p").text(texts::WORKING) };
    let says = fill(texts::SHOWN, &[&total.to_string(), &all.to_string()]);
    let is_filtered = matrix.filter != Filter::default();
    let reset = is_filtered.then(|| does("reset-filter").class("button").text(texts::RESET_FILTER));
    let picked = (!matrix.picked.is_empty()).then(|| {
        let says = fill(texts::PICKED, &[&matrix.picked.len().to_string()]);
        list()
            .with(tag("span").text(&says))
            .with(does("unpick").class("button").text(texts::UNPICK))
            .with(does("tab").about(super::SUPPOSE).class("button").text(texts::TO_SUPPOSE))
    });
    let body = match (total, is_narrow()) {
        (0, _) => tag("p").text(texts::NONE_PASS),
        (_, true) => rows(shown),
        (_, false) => skeleton(total, shown.heads.len()),
    };
    list()
        .with(controls(shown))
        .with(tag("div").class("row").with(tag("span").fixed("role", "status").text(&says)).when(reset).when(picked))
        .when(
            (!is_narrow() && total > 0).then(|| tag("p").class("fine").fixed("id", "grid-help").text(texts::GRID_HELP)),
        )
        .with(body)
}

fn controls(shown: &Shown) -> Tag {
    let matrix = &shown.matrix;
    let orders: Vec<(usize, &str)> = texts::ORDERS.into_iter().enumerate().collect();
    let by_heading = match matrix.sort {
        Sort::Check(check) => shown.heads.get(usize::from(check)).map(|head| fill(texts::BY_CHECK, &[&head.name])),
        _ => None,
    };
    let on = ORDERS.iter().position(|sort| *sort == matrix.sort).unwrap_or(ORDERS.len());
    let orders: Vec<(usize, &str)> =
        orders.into_iter().chain(by_heading.iter().map(|name| (ORDERS.len(), name.as_str()))).collect();
    let townships = shown.area.townships.iter().map(|area| area.name.as_str());
    let townships: Vec<(usize, &str)> = core::iter::once(texts::ALL_TOWNSHIPS).chain(townships).enumerate().collect();
    let township = matrix.filter.township.and_then(|it| usize::try_from(it).ok()).map_or(0, |it| it + 1);
    let only: Vec<(usize, &str)> = texts::ONLY.into_iter().enumerate().collect();
    let Filter { with_unmet, with_errors, supposed, check, .. } = &matrix.filter;
    let is_only = match (with_unmet, with_errors, supposed) {
        (true, ..) => 1,
        (_, true, _) => 2,
        (_, _, true) => 3,
        _ => 0,
    };
    let checks = shown.heads.iter().map(|head| head.name.as_str());
    let checks: Vec<(usize, &str)> = core::iter::once(texts::ANY_CHECK).chain(checks).enumerate().collect();
    let verdicts: Vec<(usize, &str)> = VERDICTS.iter().map(|verdict| T.verdict(*verdict)).enumerate().collect();
    let on_check = check.map_or(0, |(check, _)| usize::from(check) + 1);
    let on_verdict = check.map_or(Verdict::Unmet, |(_, verdict)| verdict);
    let on_verdict = VERDICTS.iter().position(|verdict| *verdict == on_verdict).unwrap_or_default();
    let search =
        tag("div").class("choice").with(tag("label").fixed("for", SEARCH).class("fine").text(texts::SEARCH)).with(
            tag("input")
                .key(SEARCH.into())
                .fixed("id", SEARCH)
                .fixed("type", "search")
                .fixed("autocomplete", "off")
                .fixed("data-do", "filter")
                .attr("value", &matrix.filter.text),
        );
    let more = tag("div")
        .class("desk-controls")
        .when((townships.len() > 2).then(|| select(TOWNSHIP, texts::TOWNSHIP, "filter", township, &townships)))
        .with(select(ONLY, texts::ONLY_LABEL, "filter", is_only, &only))
        .with(select(CHECK, texts::CHECK, "filter", on_check, &checks))
        .when(check.map(|_| select(VERDICT, texts::VERDICT, "filter", on_verdict, &verdicts)))
        .with(select(ORDER, texts::ORDER, "order", on, &orders));
    // On a phone they would be all that is in view.
    let more = match is_narrow() {
        true => tag("details").with(tag("summary").text(texts::FILTERS)).with(more),
        false => more,
    };
    tag("div").class("desk-controls").with(search).with(more)
}

/// What the grid is painted into.
fn skeleton(rows: usize, columns: usize) -> Tag {
    let group = |id: &'static str| tag("div").fixed("id", id).fixed("role", "rowgroup");
    tag("div")
        .key(grid::GRID.into())
        .fixed("id", grid::GRID)
        .class("grid")
        .fixed("role", "grid")
        .fixed("tabindex", "0")
        .fixed("aria-label", texts::GRID)
        .fixed("aria-describedby", "grid-help")
        .fixed("aria-multiselectable", "true")
        .numbered("aria-rowcount", "", rows + 1)
        .numbered("aria-colcount", "", columns + 1)
        .with(
            tag("div")
                .class("grid-sized")
                .with(group(grid::HEAD).class("grid-head"))
                .with(group(grid::BODY).class("grid-body")),
        )
}

/// The villages as a list, for a narrow screen.
fn rows(shown: &Shown) -> Tag {
    let matrix = &shown.matrix;
    let until = (matrix.listed + LISTED).min(matrix.total());
    let row = |number: usize| {
        let Some(row) = matrix.row(number) else { return tag("li").text(texts::WORKING) };
        let index = usize::try_from(row.index).unwrap_or_default();
        let is_picked = matrix.picked.contains(&row.index);
        tag("li")
            .attr("data-village", &row.name)
            .with(
                tag("div")
                    .class("row")
                    .with(does("village").about(index).class("link").text(&row.name))
                    .with(tag("span").class("fine").text(&row.place)),
            )
            .with(tag("p").text(&fill(texts::EIGHT, &[&row.eight.to_string()])).with(counts(row.counts)))
            .with(
                tag("label")
                    .class("pick")
                    .with(
                        tag("input").fixed("type", "checkbox").fixed("data-do", "pick").about(index).checked(is_picked),
                    )
                    .text(texts::PICK),
            )
    };
    let more = fill(texts::MORE_ROWS, &[&(matrix.total() - until).to_string()]);
    list()
        .with(tag("ul").class("entries of-villages").each((0..until).map(row)))
        .when((until < matrix.total()).then(|| tag("p").with(does("more-rows").class("button").text(&more))))
}

/// Counts by verdict, each with its sign and word; what there is none of is left out.
pub(super) fn counts(counts: Counts) -> Tag {
    let one = |(verdict, count): (Verdict, u32)| {
        let says = [T.verdict(verdict), " ", &count.to_string()].concat();
        verdict::said(verdict::class(rules::model::Kind::Target, verdict), &says)
    };
    let some = VERDICTS.into_iter().zip(counts).filter(|(_, count)| *count > 0);
    tag("span").class("counted").each(some.map(one))
}
