//! Two imports side by side: the one at work and an earlier one, village by village and for all together.

use std::rc::Rc;

use tables::desk::talk::{Ask, Compared, ComparedRow, Only, Presence};

use super::{Shown, Tables, chosen, does, import, select};
use crate::desk::texts;
use crate::markup::{Tag, list, tag};
use crate::texts::{T, fill};

const ONLY: &str = "tables-compared";
const ROWS: u32 = 100;

/// The choices, in the order of their names.
const ONLYS: [Only; 5] = [Only::Changed, Only::Risen, Only::Fallen, Only::New, Only::Gone];

#[derive(Default)]
pub(super) struct State {
    only: Only,
    compared: Option<Compared>,
}

impl State {
    pub(super) fn forget(&mut self) {
        self.compared = None;
    }

    pub(super) fn take(&mut self, more: Compared) {
        match &mut self.compared {
            Some(known) => known.rows.extend(more.rows),
            None => self.compared = Some(more),
        }
    }
}

/// Asks for the rows that follow those that have come.
pub(super) fn fetch(tables: &Rc<Tables>) {
    let shown = tables.shown.borrow();
    let known = shown.compare.compared.as_ref().map_or(0, |compared| compared.rows.len());
    let ask = Ask::Compare { from: u32::try_from(known).unwrap_or(u32::MAX), count: ROWS, only: shown.compare.only };
    drop(shown);
    tables.ask(&ask);
}

pub(super) fn press(tables: &Rc<Tables>, act: &str, _: usize) {
    if act != "more-compared" {
        let mut shown = tables.shown.borrow_mut();
        shown.compare.only = ONLYS.get(chosen(ONLY)).copied().unwrap_or_default();
        shown.compare.forget();
    }
    fetch(tables);
}

pub(super) fn view(shown: &Shown) -> Tag {
    let [_, earlier] = &shown.imports;
    let is_ready = earlier.is_done() && earlier.progress.is_some_and(|progress| progress.villages > 0);
    list()
        .with(tag("p").text(&fill(texts::COMPARE_HELP, &[shown.work().name().unwrap_or_default()])))
        .when(is_ready.then(|| match &shown.compare.compared {
            Some(compared) => of(shown, compared),
            None => tag("p").with(does("compare").class("button is-main").text(texts::COMPARE)),
        }))
        .with(match is_ready {
            true => {
                let title = tag("summary").text(texts::EARLIER);
                tag("details").with(title).with(import::of(shown, earlier, false))
            }
            false => import::of(shown, earlier, false),
        })
}

fn of(shown: &Shown, it: &Compared) -> Tag {
    let counts = super::words([it.both, it.risen, it.fallen, it.new, it.gone]);
    let counts: Vec<&str> = counts.iter().map(String::as_str).collect();
    let onlys: Vec<(usize, &str)> = texts::COMPARED_ONLY.into_iter().enumerate().collect();
    let on = ONLYS.iter().position(|only| *only == shown.compare.only).unwrap_or_default();
    let rest = usize::try_from(it.total).unwrap_or_default().saturating_sub(it.rows.len());
    let more = fill(texts::MORE_ROWS, &[&rest.to_string()]);
    let unsure = fill(texts::COMPARED_UNSURE, &[&it.unsure.to_string()]);
    let rows: Vec<Tag> = it.rows.iter().map(|row| self::row(shown, row)).collect();
    list()
        .with(tag("h3").text(&fill(texts::COMPARED, &[&it.earlier, &it.now])))
        .with(tag("p").fixed("role", "status").text(&fill(texts::COMPARED_COUNTS, &counts)))
        .when((it.unsure > 0).then(|| tag("p").class("note").text(&unsure)))
        .when(it.is_partial.then(|| tag("p").class("note").text(texts::PARTIAL_NOTE)))
        .with(tag("h4").text(texts::AREAS_TURNED))
        .with(super::suppose::areas(&it.areas))
        .with(tag("h4").text(texts::COMPARED_VILLAGES))
        .with(tag("p").with(does("export").about(super::out::COMPARED).class("button").text(texts::COMPARED_FILE)))
        .with(tag("div").class("desk-controls").with(select(ONLY, texts::ONLY_LABEL, "only", on, &onlys)))
        .with(match rows.is_empty() {
            true => tag("p").class("fine").text(texts::NOTHING_TURNED),
            false => super::table("compared-of", texts::COMPARED_VILLAGES, &texts::COMPARED_HEADS, rows),
        })
        .when((rest > 0).then(|| tag("p").with(does("more-compared").class("button").text(&more))))
}

fn row(shown: &Shown, it: &ComparedRow) -> Tag {
    let name = [it.place.as_str(), " ", &it.name].concat();
    let name = match it.index.and_then(|index| usize::try_from(index).ok()) {
        Some(index) => does("village").about(index).class("link").text(&name),
        None => tag("span").text(&name),
    };
    let state = match it.state {
        Presence::Both => fill(texts::COMPARED_BOTH, &[&it.rose.to_string(), &it.fell.to_string()]),
        Presence::New => texts::COMPARED_NEW.to_owned(),
        Presence::Gone => texts::COMPARED_GONE.to_owned(),
    };
    let one = |(check, from, to): &(u16, rules::Verdict, rules::Verdict)| {
        let name = shown.heads.get(usize::from(*check)).map(|head| head.name.as_str()).unwrap_or_default();
        tag("li").text(name).text(T.colon).with(super::suppose::turn(Some(*from), Some(*to)))
    };
    tag("tr")
        .with(tag("th").fixed("scope", "row").with(name))
        .with(tag("td").text(&state))
        .with(tag("td").with(tag("ul").each(it.turned.iter().map(one))))
}
