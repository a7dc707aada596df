//! What if: an answer is supposed for some villages, and what that turns is shown, of villages and of areas, until it is taken
//! back. It is marked wherever it has part in what is shown.

use std::rc::Rc;

use rules::Verdict;
use rules::model::Kind;
use tables::desk::talk::{AnswerKind, AreaTurned, Ask, Filter, Given, IndicatorView, Turned, WhatIf, Which};

use super::{Shown, Tables, chosen, does, entered, mark, select};
use crate::desk::texts;
use crate::markup::{Tag, list, tag};
use crate::texts::{T, fill};
use crate::views::verdict;

/// The ids of the entries.
const FIELD: &str = "tables-field";
const ANSWER: &str = "tables-answer";
const WHOM: &str = "tables-whom";

/// What is chosen to be supposed.
#[derive(Default)]
pub(super) struct State {
    field: usize,
    /// Which of the field's options, where that is said.
    option: Option<usize>,
    is_filtered: bool,
}

pub(super) fn heard(tables: &Rc<Tables>, what_if: WhatIf) -> bool {
    let mut shown = tables.shown.borrow_mut();
    let is_same = shown.what_if.steps == what_if.steps;
    shown.what_if = what_if;
    let has_villages = shown.has_villages();
    drop(shown);
    if !is_same && has_villages {
        tables.judged_anew();
    }
    true
}

pub(super) fn press(tables: &Rc<Tables>, act: &str, _: usize) {
    let mut shown = tables.shown.borrow_mut();
    shown.failed.clear();
    let ask = match act {
        "field" => {
            shown.suppose.field = chosen(FIELD);
            shown.suppose.option = None;
            return;
        }
        "answer" => {
            shown.suppose.option = Some(chosen(ANSWER));
            return;
        }
        "whom" => {
            shown.suppose.is_filtered = chosen(WHOM) == 1;
            return;
        }
        "undo" => Ask::Undo,
        "reset" => Ask::Reset,
        _ => match order(&shown) {
            Ok(ask) => ask,
            Err(why) => {
                why.clone_into(&mut shown.failed);
                return;
            }
        },
    };
    drop(shown);
    tables.ask(&ask);
}

/// What is to be supposed, by the entries; or why that cannot be.
fn order(shown: &Shown) -> Result<Ask, &'static str> {
    let field = fields(shown).get(shown.suppose.field).copied().ok_or(texts::NO_FIELD)?;
    let text = entered(ANSWER).trim().to_owned();
    let answer = match (field.kind, text.as_str()) {
        (_, "") => return Err(texts::NO_ANSWER),
        (AnswerKind::YesNo, yes) => Given::YesNo(yes == "1"),
        (AnswerKind::Choice | AnswerKind::MultiChoice, at) => {
            let option =
                at.parse().ok().and_then(|at: usize| field.options.get(at)).cloned().ok_or(texts::NO_ANSWER)?;
            if field.kind == AnswerKind::Choice { Given::Text(option) } else { Given::List(vec![option]) }
        }
        _ => Given::Text(text),
    };
    let picked = &shown.matrix.picked;
    let villages = if takes_filtered(shown) {
        Which::Filtered(shown.matrix.filter.clone())
    } else if picked.is_empty() {
        return Err(texts::NONE_PICKED);
    } else {
        Which::These(picked.clone())
    };
    Ok(Ask::Suppose { name: field.name.clone(), answer: Some(answer), villages })
}

fn takes_filtered(shown: &Shown) -> bool {
    shown.suppose.is_filtered || shown.matrix.picked.is_empty()
}

/// What can be supposed: whatever is no name.
fn fields(shown: &Shown) -> Vec<&IndicatorView> {
    shown.indicators.iter().filter(|it| it.kind != AnswerKind::Text).collect()
}

pub(super) fn view(shown: &Shown) -> Tag {
    let fields = fields(shown);
    let names: Vec<(usize, &str)> = fields.iter().map(|it| it.name.as_str()).enumerate().collect();
    let on = shown.suppose.field;
    let answer = fields.get(on).map(|field| answer(field, shown.suppose.option));
    let picked = fill(texts::WHOM_PICKED, &[&shown.matrix.picked.len().to_string()]);
    let is_filtered = shown.matrix.filter != Filter::default();
    let filtered = if is_filtered { texts::WHOM_FILTERED } else { texts::WHOM_ALL };
    let filtered = fill(filtered, &[&shown.matrix.total().to_string()]);
    let whom = [(0, picked.as_str()), (1, filtered.as_str())];
    list()
        .with(tag("p").with(mark(texts::SUPPOSED_MARK)).text(texts::SUPPOSE_HELP))
        .with(
            tag("div")
                .class("desk-controls")
                .with(select(WHOM, texts::WHOM, "whom", usize::from(takes_filtered(shown)), &whom))
                .with(select(FIELD, texts::FIELD, "field", on, &names))
                .when(answer),
        )
        .with(
            tag("p")
                .class("row")
                .with(does("suppose").class("button is-main").text(texts::SUPPOSE))
                .with(does("tab").about(super::MATRIX).class("button").text(texts::PICK_THERE)),
        )
        .with(outcome(&shown.what_if))
}

fn answer(field: &IndicatorView, option: Option<usize>) -> Tag {
    let options: Vec<(usize, &str)> = match field.kind {
        AnswerKind::YesNo => vec![(1, T.yes), (0, T.no)],
        _ => field.options.iter().map(String::as_str).enumerate().collect(),
    };
    if !options.is_empty() {
        let first = if field.kind == AnswerKind::YesNo { 1 } else { 0 };
        return select(ANSWER, texts::ANSWER, "answer", option.unwrap_or(first), &options);
    }
    let label = if field.unit.is_empty() { texts::ANSWER.to_owned() } else { fill(texts::ANSWER_IN, &[&field.unit]) };
    tag("div").class("choice").with(tag("label").fixed("for", ANSWER).class("fine").text(&label)).with(
        tag("input")
            .key(field.name.as_str().into())
            .fixed("id", ANSWER)
            .fixed("type", "text")
            .fixed("inputmode", "decimal")
            .fixed("autocomplete", "off"),
    )
}

fn outcome(what_if: &WhatIf) -> Tag {
    if what_if.steps.is_empty() {
        return tag("p").class("fine").fixed("role", "status").text(texts::NOTHING_SUPPOSED);
    }
    let [villages, turned] = &super::words([what_if.villages, what_if.turned_total]);
    let shown = u32::try_from(what_if.turned.len()).unwrap_or(u32::MAX);
    let rest = what_if.turned_total.saturating_sub(shown);
    let steps = what_if.steps.iter().map(|step| tag("li").text(step));
    list()
        .with(tag("h3").with(mark(texts::SUPPOSED_MARK)).text(texts::OUTCOME))
        .with(tag("ol").class("steps").each(steps))
        .with(
            tag("p")
                .class("row")
                .with(does("undo").class("button").text(texts::UNDO))
                .with(does("reset").class("button").text(texts::RESET)),
        )
        .with(tag("p").fixed("role", "status").text(&fill(texts::TURNED, &[villages, turned])))
        .with(tag("h4").text(texts::AREAS_TURNED))
        .with(areas(&what_if.areas))
        .with(tag("h4").text(texts::VILLAGES_TURNED))
        .with(match what_if.turned.is_empty() {
            true => tag("p").class("fine").text(texts::NOTHING_TURNED),
            false => super::table(
                "turned-of",
                texts::VILLAGES_TURNED,
                &texts::TURNED_HEADS,
                what_if.turned.iter().map(row).collect(),
            ),
        })
        .when((rest > 0).then(|| tag("p").class("fine").text(&fill(texts::AND_MORE_ROWS, &[&rest.to_string()]))))
}

fn row(it: &Turned) -> Tag {
    let open = usize::try_from(it.index).unwrap_or_default();
    tag("tr")
        .with(tag("th").fixed("scope", "row").with(does("village").about(open).class("link").text(&it.village)))
        .with(tag("td").text(&it.check))
        .with(tag("td").with(turn(Some(it.from), Some(it.to))))
}

/// From one verdict to another, each with its sign; what did not turn is said once.
pub(super) fn turn(from: Option<Verdict>, to: Option<Verdict>) -> Tag {
    let said = |of: Option<Verdict>| match of {
        Some(of) => verdict::said(verdict::class(Kind::Target, of), T.verdict(of)),
        None => tag("span").text(texts::LISTED),
    };
    if from == to {
        return said(to);
    }
    list().with(said(from)).text(texts::ARROW).with(said(to))
}

/// Figures of areas that moved.
pub(super) fn areas(areas: &[AreaTurned]) -> Tag {
    if areas.is_empty() {
        return tag("p").class("fine").text(texts::NOTHING_TURNED);
    }
    let row = |it: &AreaTurned| {
        let figure = [it.before.as_str(), texts::ARROW, &it.after].concat();
        tag("tr")
            .with(tag("th").fixed("scope", "row").text(&it.area))
            .with(tag("td").text(&it.check))
            .with(tag("td").text(if it.before == it.after { &it.after } else { &figure }))
            .with(tag("td").with(turn(it.from, it.to)))
    };
    super::table("areas-of", texts::AREAS_TURNED, &texts::AREA_TURNED_HEADS, areas.iter().map(row).collect())
}
