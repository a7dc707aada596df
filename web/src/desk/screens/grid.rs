//! The grid of villages by checks, painted by hand: of ten thousand rows only those in view, and some beside them, are in the
//! document. Rows and columns have fixed sizes, so that where one stands needs no measuring. What is painted goes in as one
//! text of markup, below an element whose inside Yew leaves alone.

use std::ops::Range;

use web_sys::{Element, HtmlElement};

use super::element;
use crate::desk::texts;

/// In CSS pixels; the style sheet is told.
const ROW: i32 = 44;
const COLUMN: i32 = 92;
/// How much is painted beside what is in view, so that scrolling does not come upon nothing.
const ROWS_BESIDE: usize = 4;
const COLUMNS_BESIDE: usize = 1;

/// The ids of the part that scrolls, of its heading and of its rows.
pub(super) const GRID: &str = "grid";
pub(super) const HEAD: &str = "grid-head";
pub(super) const BODY: &str = "grid-body";

/// What of the grid is painted.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) rows: Range<usize>,
    pub(super) columns: Range<usize>,
}

/// A cell by its row, 0 for the heading, and its column, 0 for the village.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) row: usize,
    pub(super) column: usize,
}

/// A column as its heading shows it.
pub(super) struct Head {
    pub(super) name: String,
    /// Ascending or descending, where the rows are sorted by it.
    pub(super) sorted: Option<bool>,
}

/// A row; its cells as a class and a word each.
pub(super) struct Line {
    pub(super) name: String,
    /// Where it is, in short.
    pub(super) below: String,
    /// By which it is picked.
    pub(super) index: u32,
    pub(super) is_picked: bool,
    pub(super) is_supposed: bool,
    pub(super) cells: Vec<(&'static str, &'static str)>,
}

/// The part of so many rows and columns that is in view, and how far the grid is scrolled.
pub(super) fn in_view(rows: usize, columns: usize) -> Option<(Frame, (i32, i32))> {
    let grid: Element = element(GRID)?;
    let part = |from: i32, length: i32, size: i32, most: usize| {
        let [first, end] = [from / size, from.saturating_add(length) / size + 1];
        let [first, end] = [first, end].map(|it| usize::try_from(it).unwrap_or_default().min(most));
        first..end
    };
    let (top, left) = (grid.scroll_top(), grid.scroll_left());
    let frame = Frame {
        rows: part(top, grid.client_height(), ROW, rows),
        columns: part(left, grid.client_width(), COLUMN, columns),
    };
    Some((frame, (top, left)))
}

/// Whether nothing that was in view is in view any more.
pub(super) fn is_elsewhere(painted: &Frame, frame: &Frame) -> bool {
    let is_apart = |one: &Range<usize>, other: &Range<usize>| one.end <= other.start || other.end <= one.start;
    is_apart(&painted.rows, &frame.rows) || is_apart(&painted.columns, &frame.columns)
}

/// Whether all of a frame is painted with another.
pub(super) fn is_within(painted: &Frame, frame: &Frame) -> bool {
    let within = |outer: &Range<usize>, inner: &Range<usize>| outer.start <= inner.start && inner.end <= outer.end;
    within(&painted.rows, &frame.rows) && within(&painted.columns, &frame.columns)
}

/// A frame with what is beside it.
pub(super) fn with_more(frame: &Frame, rows: usize, columns: usize) -> Frame {
    let more = |range: &Range<usize>, beside: usize, most: usize| {
        range.start.saturating_sub(beside)..(range.end + beside).min(most)
    };
    Frame { rows: more(&frame.rows, ROWS_BESIDE, rows), columns: more(&frame.columns, COLUMNS_BESIDE, columns) }
}

/// Makes room for all rows and columns, and scrolls to where it was.
pub(super) fn size(painted: &mut Painted, rows: usize, columns: usize, (top, left): (i32, i32)) {
    let (Some(grid), Some(body)) = (element::<HtmlElement>(GRID), element::<Element>(BODY)) else { return };
    // Even the same sizes again would have the style of everything below looked at.
    if painted.sized == (rows, columns) && painted.is_in(&body) {
        return;
    }
    painted.sized = (rows, columns);
    let [row, column] = [ROW, COLUMN].map(|size| size.to_string());
    let sizes =
        [("--row", row), ("--column", column), ("--rows", rows.to_string()), ("--columns", columns.to_string())];
    set(&grid, sizes);
    // A grid that was painted before is where it is scrolled to; a new one is at its beginning.
    if (grid.scroll_top(), grid.scroll_left()) == (0, 0) && (top, left) != (0, 0) {
        grid.set_scroll_top(top);
        grid.set_scroll_left(left);
    }
}

fn set<const N: usize>(grid: &HtmlElement, sizes: [(&str, String); N]) {
    let style = grid.style();
    for (name, size) in sizes {
        // A custom property takes any value.
        let _ = style.set_property(name, &size);
    }
}

/// What is painted: a frame, its rows as markup, and of how many rows and columns.
#[derive(Default)]
pub(super) struct Painted {
    pub(super) frame: Frame,
    rows: Vec<String>,
    sized: (usize, usize),
}

impl Painted {
    /// Whether it is still there: Yew may have made the body anew.
    fn is_in(&self, body: &Element) -> bool {
        let there = usize::try_from(body.child_element_count());
        there.is_ok_and(|there| there > 0 && there == self.rows.len())
    }
}

/// Paints a frame; a row that is painted as it is to be stays. `line` has the rows that have come. Of rows that fly past only
/// names and colours are painted: no more can be seen of them, and all of it takes a browser several frames.
pub(super) fn paint(
    painted: &mut Painted,
    frame: Frame,
    heads: &[Head],
    active: Place,
    is_flying: bool,
    line: &dyn Fn(usize) -> Option<Line>,
) {
    let (Some(grid), Some(head), Some(body)) =
        (element::<HtmlElement>(GRID), element::<Element>(HEAD), element::<HtmlElement>(BODY))
    else {
        return;
    };
    let row = |number: usize| {
        let mut text = String::with_capacity(4 * 1024);
        row_of(&mut text, &frame, number, line(number).as_ref(), active, is_flying);
        text
    };
    let rows: Vec<String> = frame.rows.clone().map(row).collect();
    head.set_inner_html(&heading(&frame, heads, active));
    set(&body, [("--first-row", frame.rows.start.to_string())]);
    let stays = painted.is_in(&body) && painted.frame.columns == frame.columns;
    if !stays {
        set(&grid, [("--first-column", frame.columns.start.to_string())]);
    }
    if !stays || replace_rows(&body, painted, &frame, &rows).is_none() {
        body.set_inner_html(&rows.concat());
    }
    (painted.frame, painted.rows) = (frame, rows);
    let id = id_of(active);
    let is_painted = element::<Element>(&id).is_some();
    // Only a wrong name of an attribute could be refused.
    let _ = match is_painted {
        true => grid.set_attribute("aria-activedescendant", &id),
        false => grid.remove_attribute("aria-activedescendant"),
    };
}

/// Takes out the rows that a frame has no more, puts those before and after that it has besides, and changes those that are
/// others. Nothing, and the document half changed, where no row stays.
fn replace_rows(body: &Element, painted: &Painted, frame: &Frame, rows: &[String]) -> Option<()> {
    let was = &painted.frame.rows;
    let stays = was.start.max(frame.rows.start)..was.end.min(frame.rows.end);
    if stays.is_empty() {
        return None;
    }
    let before = stays.start - was.start;
    let after = was.end - stays.end;
    (0..before).filter_map(|_| body.first_element_child()).for_each(|row| row.remove());
    (0..after).filter_map(|_| body.last_element_child()).for_each(|row| row.remove());
    let known = painted.rows.get(before..painted.rows.len() - after)?;
    let first = stays.start - frame.rows.start;
    let mut next = body.first_element_child();
    for (known, row) in known.iter().zip(rows.get(first..)?) {
        let element = next?;
        next = element.next_element_sibling();
        if known != row {
            element.set_outer_html(row);
        }
    }
    body.insert_adjacent_html("afterbegin", &rows.get(..first)?.concat()).ok()?;
    body.insert_adjacent_html("beforeend", &rows.get(stays.end - frame.rows.start..)?.concat()).ok()
}

/// Scrolls so far that a cell is in view.
pub(super) fn bring_into_view(place: Place) {
    let (Some(grid), Some(head)) = (element::<Element>(GRID), element::<Element>(HEAD)) else { return };
    let names = head.first_element_child().and_then(|row| row.first_element_child()).map_or(0, |it| it.client_width());
    let scrolled = |at: i32, before: i32, room: i32, number: usize, size: i32| {
        // The heading and the names are always in view; whoever goes there goes to the beginning.
        let Some(before_it) = number.checked_sub(1).and_then(|it| i32::try_from(it).ok()) else { return 0 };
        let start = before_it * size;
        let room = room - before;
        if start < at {
            start
        } else if start + size > at + room {
            start + size - room
        } else {
            at
        }
    };
    let (top, left) = (grid.scroll_top(), grid.scroll_left());
    grid.set_scroll_top(scrolled(top, head.client_height(), grid.client_height(), place.row, ROW));
    grid.set_scroll_left(scrolled(left, names, grid.client_width(), place.column, COLUMN));
}

/// How many rows a page of the keyboard is.
pub(super) fn page() -> usize {
    element::<Element>(GRID).and_then(|grid| usize::try_from(grid.client_height() / ROW - 2).ok()).unwrap_or(1).max(1)
}

fn heading(frame: &Frame, heads: &[Head], active: Place) -> String {
    let mut text = String::from("<div class=grid-row role=row aria-rowindex=1>");
    cell(&mut text, "columnheader", "grid-name", Place::default(), active, " data-do=sort", |text| {
        text.push_str(texts::VILLAGE);
    });
    text.push_str("<span class=grid-skip></span>");
    for (number, head) in heads.iter().enumerate().skip(frame.columns.start).take(frame.columns.len()) {
        let sorted = match head.sorted {
            Some(true) => " data-do=sort aria-sort=ascending",
            Some(false) => " data-do=sort aria-sort=descending",
            None => " data-do=sort",
        };
        cell(&mut text, "columnheader", "", Place { row: 0, column: number + 1 }, active, sorted, |text| {
            escape(text, &head.name);
        });
    }
    text.push_str("</div>");
    text
}

fn row_of(text: &mut String, frame: &Frame, row: usize, line: Option<&Line>, active: Place, is_flying: bool) {
    text.push_str("<div class=grid-row role=row aria-rowindex=");
    // The heading is the first.
    text.push_str(&(row + 2).to_string());
    if let Some(line) = line {
        text.push_str(if line.is_picked { " aria-selected=true>" } else { " aria-selected=false>" });
    } else {
        text.push('>');
    }
    let place = |column: usize| Place { row: row + 1, column };
    cell(text, "rowheader", "grid-name", place(0), active, " data-do=open", |text| match line {
        Some(line) => {
            text.push_str("<span class=grid-pick data-do=pick data-n=");
            text.push_str(&line.index.to_string());
            text.push_str(if line.is_picked { ">☑</span><b>" } else { ">☐</span><b>" });
            escape(text, &line.name);
            text.push_str("</b><small>");
            if line.is_supposed {
                text.push_str(texts::SUPPOSED_MARK);
                text.push(' ');
            }
            escape(text, &line.below);
            text.push_str("</small>");
        }
        None => text.push_str(texts::ROW_COMING),
    });
    text.push_str("<span class=grid-skip></span>");
    let cells = line.into_iter().flat_map(|line| line.cells.iter().enumerate());
    for (column, (class, word)) in cells.skip(frame.columns.start).take(frame.columns.len()) {
        if is_flying {
            text.push_str("<i class=");
            text.push_str(class);
            text.push_str("></i>");
        } else {
            cell(text, "gridcell", class, place(column + 1), active, " data-do=cell", |text| text.push_str(word));
        }
    }
    text.push_str("</div>");
}

/// One cell; `more` are attributes of its own.
fn cell(
    text: &mut String,
    role: &str,
    class: &str,
    place: Place,
    active: Place,
    more: &str,
    inside: impl FnOnce(&mut String),
) {
    text.push_str("<div role=");
    text.push_str(role);
    text.push_str(" id=");
    text.push_str(&id_of(place));
    text.push_str(" aria-colindex=");
    text.push_str(&(place.column + 1).to_string());
    text.push_str(" data-n=");
    text.push_str(&number_of(place).to_string());
    text.push_str(more);
    text.push_str(" class=\"grid-cell ");
    text.push_str(class);
    text.push_str(if place == active { " is-active\">" } else { "\">" });
    inside(text);
    text.push_str("</div>");
}

/// Columns fit into so many numbers.
const MOST_COLUMNS: usize = 1000;

/// A place as one number, for what is pressed.
fn number_of(place: Place) -> usize {
    place.row * MOST_COLUMNS + place.column
}

/// The place of what was pressed.
pub(super) fn place_of(number: usize) -> Place {
    Place { row: number / MOST_COLUMNS, column: number % MOST_COLUMNS }
}

fn id_of(place: Place) -> String {
    ["cell-", &number_of(place).to_string()].concat()
}

/// A text of a sheet is no markup.
fn escape(text: &mut String, given: &str) {
    for c in given.chars() {
        match c {
            '<' => text.push_str("&lt;"),
            '&' => text.push_str("&amp;"),
            c => text.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_sheet_holds_is_shown_and_never_becomes_markup() {
        let line = Line {
            name: "<img src=x onerror=alert(1)>村".to_owned(),
            below: "a & b".to_owned(),
            index: 7,
            is_picked: false,
            is_supposed: false,
            cells: vec![("is-met", "达标")],
        };
        let frame = Frame { rows: 4..5, columns: 0..2 };
        let mut text = String::new();
        row_of(&mut text, &frame, 4, Some(&line), Place { row: 5, column: 1 }, false);
        assert!(text.contains("&lt;img src=x onerror=alert(1)>村") && text.contains("a &amp; b"), "{text}");
        assert!(text.contains("aria-rowindex=6"), "{text}");
        assert!(text.contains(
            "id=cell-5001 aria-colindex=2 data-n=5001 data-do=cell class=\"grid-cell is-met is-active\">达标"
        ));
    }

    #[test]
    fn what_flies_past_has_its_name_and_colours_alone() {
        let cells = vec![("is-met", "达标"), ("is-unmet", "未达标")];
        let line = Line {
            name: "甲村".to_owned(),
            below: String::new(),
            index: 7,
            is_picked: false,
            is_supposed: false,
            cells,
        };
        let frame = Frame { rows: 4..5, columns: 1..2 };
        let mut text = String::new();
        row_of(&mut text, &frame, 4, Some(&line), Place::default(), true);
        assert!(text.contains("<b>甲村</b>") && text.contains("<i class=is-unmet></i>"), "{text}");
        assert!(!text.contains("is-met>") && !text.contains("达标"), "{text}");
    }

    #[test]
    fn elsewhere_is_where_no_row_or_no_column_is_the_same() {
        let of_columns = |columns| Frame { rows: 0..30, columns };
        assert!(
            is_elsewhere(&of_columns(0..9), &of_columns(9..18)) && !is_elsewhere(&of_columns(0..9), &of_columns(8..17))
        );
        let frame = |rows| Frame { rows, columns: 0..9 };
        assert!(is_elsewhere(&frame(0..30), &frame(30..60)) && is_elsewhere(&frame(30..60), &frame(0..30)));
        assert!(!is_elsewhere(&frame(0..30), &frame(29..59)) && !is_elsewhere(&frame(30..60), &frame(0..31)));
    }

    #[test]
    fn a_place_comes_back_from_its_number() {
        for place in [Place::default(), Place { row: 10_000, column: 81 }, Place { row: 1, column: 999 }] {
            assert!(place_of(number_of(place)) == place);
        }
    }
}
