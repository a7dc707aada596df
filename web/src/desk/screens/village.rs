//! One village: its verdicts by section, what is lacking and by which clause, why; the problems of its row; and its way into the
//! form, where nothing that is there is overwritten.

use std::rc::Rc;

use rules::model::Kind;
use rules::{Answer, Answers, Verdict};
use tables::desk::talk::{Ask, CheckView, Given as GivenAnswer, Reason, VillageView};
use yew::platform::spawn_local;

use super::{Shown, Tables, does, mark};
use crate::app::HEADING;
use crate::desk::texts;
use crate::later::texts::L;
use crate::later::villages::shelf::{self, Change};
use crate::markup::{Tag, list, tag};
use crate::store::Record;
use crate::texts::{T, fill};
use crate::views::verdict;

/// What the packs call a village's name.
const VILLAGE_NAME: &str = "村名";
/// The id of the village's heading.
pub(super) const TITLE: &str = "tables-village";

/// The village that is looked at.
pub(super) struct Open {
    pub(super) view: VillageView,
    /// The check whose reasons are asked for, with them once they have come.
    why: Option<(usize, Vec<Reason>)>,
    /// Whether it is asked if it shall be opened in the form, and how many of this device have its name.
    into_form: Option<usize>,
    /// Whether only what is unmet or wrong is shown.
    only_unmet: bool,
}

/// Asks for a village, and for the reasons of one of its checks.
pub(super) fn look_at(tables: &Rc<Tables>, index: usize, check: Option<usize>) {
    let Ok(index) = u32::try_from(index) else { return };
    tables.shown.borrow_mut().village = None;
    tables.ask(&Ask::Village { index });
    if let Some(check) = check {
        tables.shown.borrow_mut().asked_check = Some(check);
        ask_why(tables, index, check);
    }
}

fn ask_why(tables: &Rc<Tables>, index: u32, check: usize) {
    if let Ok(check) = u16::try_from(check) {
        tables.ask(&Ask::Why { index, check });
    }
}

pub(super) fn take(shown: &mut Shown, view: VillageView) {
    let why = shown.asked_check.take().map(|check| (check, Vec::new()));
    // Eighty checks are a long way on a phone.
    let at_first = why.is_none() && super::is_narrow();
    let only_unmet = shown.village.as_ref().map_or(at_first, |open| open.only_unmet);
    shown.village = Some(Open { view, why, into_form: None, only_unmet });
}

pub(super) fn explain(shown: &mut Shown, reasons: Vec<Reason>) {
    if let Some((_, kept)) = shown.village.as_mut().and_then(|open| open.why.as_mut()) {
        *kept = reasons;
    }
}

pub(super) fn press(tables: &Rc<Tables>, act: &str, number: usize) {
    let mut shown = tables.shown.borrow_mut();
    shown.failed.clear();
    let Some(open) = &mut shown.village else {
        drop(shown);
        if act == "village" {
            look_at(tables, number, None);
        }
        return;
    };
    match act {
        "village" => {
            drop(shown);
            look_at(tables, number, None);
        }
        "why" => {
            let is_open = open.why.as_ref().is_some_and(|(check, _)| *check == number);
            open.why = (!is_open).then(|| (number, Vec::new()));
            let index = open.view.index;
            drop(shown);
            if !is_open {
                ask_why(tables, index, number);
            }
        }
        "only-unmet" => open.only_unmet = !open.only_unmet,
        "list" => {
            shown.village = None;
            let is_grid = shown.tab == super::MATRIX && !super::is_narrow();
            tables.focus.set(Some(if is_grid { super::grid::GRID } else { HEADING }));
        }
        "into-form" => {
            let name = open.view.name.clone();
            let tables = tables.clone();
            drop(shown);
            spawn_local(async move {
                let known = shelf::villages().await.map(|all| {
                    let is_same = |record: &Record| match record.answers.get(VILLAGE_NAME) {
                        Some(Answer::Text(own)) => own.trim() == name,
                        _ => false,
                    };
                    all.iter().filter(|it| !it.is_deleted && is_same(&it.record)).count()
                });
                let mut shown = tables.shown.borrow_mut();
                match known {
                    Ok(known) => shown.village.iter_mut().for_each(|open| open.into_form = Some(known)),
                    Err(_) => texts::NO_STORE.clone_into(&mut shown.failed),
                }
                drop(shown);
                tables.paint();
            });
        }
        "into-form-now" => {
            let answers = answers(&open.view);
            drop(shown);
            put_into_form(tables, answers);
        }
        _ => open.into_form = None,
    }
}

fn answers(view: &VillageView) -> Answers {
    let answer = |given: &GivenAnswer| match given {
        GivenAnswer::YesNo(yes) => Answer::YesNo(*yes),
        GivenAnswer::Text(text) => Answer::Text(text.clone()),
        GivenAnswer::List(items) => Answer::List(items.clone()),
    };
    view.answers.iter().map(|(name, given)| (name.clone(), answer(given))).collect()
}

/// Makes a new village of this device of the answers, and shows it in the form.
fn put_into_form(tables: &Rc<Tables>, answers: Answers) {
    let tables = tables.clone();
    let packs = tables.given.borrow().catalogue.parts.iter().map(|part| part.pack().id.clone()).collect();
    spawn_local(async move {
        let id = shelf::new_id();
        let record = Record { answers, date: None, packs };
        let mut outcome = shelf::write(&[(id.clone(), Change::Whole(record))], "").await;
        if outcome.is_ok() {
            outcome = shelf::open(Some(id)).await;
        }
        match (outcome, web_sys::window()) {
            // An address of this page only.
            (Ok(()), Some(window)) => drop(window.location().set_hash("")),
            _ => {
                texts::NO_STORE.clone_into(&mut tables.shown.borrow_mut().failed);
                tables.paint();
            }
        }
    });
}

pub(super) fn view(shown: &Shown, open: &Open) -> Tag {
    let view = &open.view;
    let is_shown = |check: &CheckView| !open.only_unmet || matches!(check.verdict, Verdict::Unmet | Verdict::Blocked);
    let numbered: Vec<(usize, &CheckView)> =
        view.checks.iter().enumerate().filter(|(_, check)| is_shown(check)).collect();
    let mut sections: Vec<&str> = Vec::new();
    for (_, check) in &numbered {
        if !sections.contains(&check.section.as_str()) {
            sections.push(&check.section);
        }
    }
    let section = |name: &&str| {
        let checks = numbered.iter().filter(|(_, check)| check.section == *name);
        tag("section")
            .with(tag("h4").text(name))
            .with(tag("ul").class("checks").each(checks.map(|(number, check)| self::check(*number, check, open))))
    };
    let row = if view.row > 0 { fill(texts::VILLAGE_ROW, &[&view.row.to_string()]) } else { String::new() };
    let problems = || {
        list().with(tag("h4").text(texts::VILLAGE_PROBLEMS)).with(super::import::problem_table(&view.problems, false))
    };
    list()
        .with(tag("p").class("row").with(does("list").class("button").text(texts::BACK)))
        .with(
            tag("h3")
                .fixed("id", TITLE)
                .fixed("tabindex", "-1")
                .when(view.is_demo.then(|| mark(texts::DEMO_MARK)))
                .text(&[view.place.as_str(), " ", view.name.as_str()].concat()),
        )
        .with(tag("p").class("fine").text(&[shown.work().name().unwrap_or_default(), &row].concat()))
        .with(super::matrix::counts(counts(view)).class("counted is-wide"))
        .with(into_form(open))
        .with(
            tag("p").class("row").with(
                does("only-unmet")
                    .fixed("aria-pressed", if open.only_unmet { "true" } else { "false" })
                    .class("button")
                    .text(texts::ONLY_UNMET),
            ),
        )
        .when((!view.problems.is_empty()).then(problems))
        .each(sections.iter().map(section))
}

fn counts(view: &VillageView) -> tables::desk::talk::Counts {
    super::matrix::VERDICTS.map(|verdict| {
        let checks = view.checks.iter().filter(|check| check.kind.is_counted() && check.verdict == verdict);
        u32::try_from(checks.count()).unwrap_or(u32::MAX)
    })
}

fn into_form(open: &Open) -> Tag {
    let view = &open.view;
    if !view.supposed.is_empty() {
        let says = fill(texts::VILLAGE_SUPPOSED, &[&super::separated(&view.supposed)]);
        return tag("p").class("note").with(mark(texts::SUPPOSED_MARK)).text(&says);
    }
    let Some(known) = open.into_form else {
        return tag("p").class("row").with(does("into-form").class("button").text(texts::INTO_FORM));
    };
    let again = (known > 0).then(|| tag("p").text(&fill(texts::INTO_FORM_KNOWN, &[&known.to_string()])));
    tag("div")
        .class("asked")
        .fixed("role", "group")
        .fixed("aria-label", texts::INTO_FORM)
        .with(tag("p").text(&fill(texts::INTO_FORM_ASK, &[&view.name, &view.answers.len().to_string()])))
        .when(again)
        .with(does("into-form-now").class("button is-main").text(texts::INTO_FORM_NOW))
        .with(does("not-into-form").class("button").text(texts::CANCEL))
}

fn check(number: usize, it: &CheckView, open: &Open) -> Tag {
    let why = open.why.as_ref().filter(|(check, _)| *check == number);
    let was = it.was.map(|was| fill(texts::WAS, &[T.verdict_of_kind(it.kind, was)]));
    let fine =
        [it.standing.as_str(), if it.standing.is_empty() { "" } else { L.comma }, &fill(T.clause, &[&it.clause])]
            .concat();
    let lacks = match it.verdict {
        Verdict::Unmet if !it.gap.is_empty() => {
            let is_counted = it.kind.is_counted() || it.kind == Kind::EightHave;
            [if is_counted { T.gap } else { T.gap_apart }, &it.gap, T.sentence_end].concat()
        }
        _ => it.gap.clone(),
    };
    tag("li")
        .attr("data-check", &it.name)
        .fixed("data-verdict", verdict::key(it.verdict))
        .with(
            tag("div")
                .class("check-head")
                .with(tag("b").text(&it.name))
                .with(verdict::badge(it.kind, it.verdict))
                .when(was.map(|was| tag("span").class("fine").text(&was)))
                .with(
                    does("why")
                        .about(number)
                        .fixed("aria-expanded", if why.is_some() { "true" } else { "false" })
                        .class("link")
                        .text(T.why),
                ),
        )
        .when((!lacks.is_empty()).then(|| tag("p").text(&lacks)))
        .with(tag("p").class("fine").text(&fine))
        .when(why.map(|(_, reasons)| self::reasons(reasons)))
}

fn reasons(reasons: &[Reason]) -> Tag {
    const DEPTHS: [&str; 4] = ["deep-0", "deep-1", "deep-2", "deep-3"];
    let reason = |it: &Reason| {
        let class = DEPTHS.get(usize::from(it.depth)).copied().unwrap_or("deep-3");
        tag("li")
            .class(class)
            .with(verdict::said(verdict::class(Kind::Target, it.verdict), T.verdict(it.verdict)))
            .text(" ")
            .text(&it.sentence)
            .each(it.notes.iter().map(|note| tag("p").class("fine").text(note)))
    };
    tag("ul").class("reasons").each(reasons.iter().map(reason))
}
