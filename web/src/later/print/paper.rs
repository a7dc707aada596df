//! A sheet of paper: everything stands in one table whose head browsers repeat on each page.

use super::super::texts::L;
use super::judged::ByPack;
use crate::app::Given;
use crate::markup::{Tag, list, tag};
use crate::texts::{T, fill};

/// A cell of a table on paper.
pub(in super::super) enum Cell {
    Head(String),
    Text(String),
}

/// A document on paper under its title, with village, day and packs on every page.
pub(in super::super) fn paper(given: &Given, packs: &[ByPack<'_>], title: &str, body: Tag) -> Tag {
    let day = given.day.to_string();
    let village = packs.first().map(|pack| village(pack)).unwrap_or_default();
    let village = if village.is_empty() { L.report_no_village } else { &village };
    let titles = packs.iter().map(|pack| {
        let it = pack.part.pack();
        fill(L.report_pack, &[&it.title, &it.version])
    });
    let titles = titles.collect::<Vec<_>>().join(T.list_separator);
    let codes: Vec<&str> = packs.iter().map(|pack| pack.code.as_str()).collect();
    let first = tag("p").class("small").text(&fill(L.report_code, &[&codes.join(T.list_separator)]));
    sheet(title, &[village, &fill(L.report_day, &[&day]), &titles], list().with(first).with(body))
}

/// A sheet of paper under its title; what runs over every page begins with whom it is about.
pub(crate) fn sheet(title: &str, running: &[&str], body: Tag) -> Tag {
    let piece = |(number, text): (usize, &&str)| tag(if number == 0 { "b" } else { "span" }).text(text);
    let running = tag("div").class("running").each(running.iter().enumerate().map(piece));
    let head = tag("tr").with(tag("td").with(running));
    let content = tag("td").with(tag("h3").text(title)).with(body);
    let paper = tag("table").class("paper").with(tag("thead").with(head));
    tag("div")
        .class("sheet")
        .fixed("role", "region")
        .fixed("tabindex", "0")
        .attr("aria-label", title)
        .with(paper.with(tag("tbody").with(tag("tr").with(content))))
}

/// The village, from the outermost area inwards.
fn village(pack: &ByPack<'_>) -> String {
    let named = pack.part.pack().indicators.iter().filter_map(|it| {
        let name = pack.assessment.village.get(&it.name)?;
        Some(if it.digits.is_some() { fill(L.report_village_code, &[name]) } else { name.clone() })
    });
    named.collect::<Vec<_>>().concat()
}

/// A table on paper; no row is parted by the end of a page.
pub(in super::super) fn rows(class: &'static str, columns: &[&'static str], rows: Vec<Vec<Cell>>) -> Tag {
    let cell = |cell: Cell| match cell {
        Cell::Head(text) => tag("th").fixed("scope", "row").text(&text),
        Cell::Text(text) => tag("td").text(&text),
    };
    let rows = rows.into_iter().map(|cells| tag("tr").each(cells.into_iter().map(cell)));
    table(&["rows", class], columns, rows.collect())
}

/// A table of these classes below a heading.
pub(crate) fn table(classes: &[&str], columns: &[&'static str], rows: Vec<Tag>) -> Tag {
    let head = tag("tr").each(columns.iter().map(|name| tag("th").fixed("scope", "col").text(name)));
    tag("table").classes(classes).with(tag("thead").with(head)).with(tag("tbody").each(rows))
}
