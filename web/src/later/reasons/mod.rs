//! Why a verdict is what it is: the figures that decided it, what was required and by whose word; of a whole, the parts
//! that decided it first, each with its own reasons.

use std::rc::Rc;
use std::sync::Arc;

use rules::Verdict;
use rules::assessment::{DataError, Explanation, FieldValue, Note, NoteCode, Operator, Way};
use rules::model::{Check, Kind};

use crate::catalogue::Shared;
use crate::later::texts::L;
use crate::markup::{Tag, list, tag};
use crate::state::{Panel, Reasons, State};
use crate::texts::{T, fill};
use crate::views::{results, verdict};

/// What the reasons that are open are told from, by the number of the check or summary.
pub(super) fn opened(state: &State) -> Vec<(usize, Rc<Reasons>)> {
    let number = |panel: &Panel| match panel {
        Panel::Why(number) => Some(*number),
        _ => None,
    };
    let told = |number| Some((number, Rc::new(state.reasons(number)?)));
    state.open.iter().filter_map(number).filter_map(told).collect()
}

/// What reasons are told with.
pub(super) struct Teller<'a> {
    /// The packs.
    pub(super) catalogue: &'a Shared,
    /// Which pack is told of.
    pub(super) part: usize,
    /// What is wrong in the data.
    pub(super) errors: &'a [DataError],
}

impl Teller<'_> {
    /// Why in one sentence, what else would close the gap, and the reasons.
    pub(super) fn tell(&self, why: &Reasons) -> Tag {
        let way = |way: &Way| tag("p").class("note").text(L.alternative).text(&way.sentence);
        list()
            .with(tag("p").class("sentence").text(&why.explanation.sentence))
            .each(why.alternatives.iter().map(way))
            .with(self.reasons(&why.explanation))
    }

    /// The reasons behind a verdict, without its sentence.
    fn reasons(&self, of: &Explanation) -> Tag {
        let wrong = self.errors.iter().filter(|error| {
            of.verdict == Verdict::Blocked
                && error.fields.iter().any(|name| of.fields.iter().any(|it| it.name == *name))
        });
        list()
            .each(wrong.map(|error| tag("p").class("reason").text(&error.message)))
            .when(
                (!of.fields.is_empty())
                    .then(|| tag("ul").class("facts").each(of.fields.iter().map(|it| self.fact(it)))),
            )
            .when(figures(of))
            .each(
                of.notes
                    .iter()
                    .filter(|note| !is_said_above(note, of))
                    .map(|note| tag("p").class("note").text(&note.text)),
            )
            .when((!of.children.is_empty()).then(|| self.parts(of)))
    }

    /// An answer that took part; a press goes to it.
    fn fact(&self, field: &FieldValue) -> Tag {
        let is_wrong = || self.errors.iter().any(|error| error.fields.contains(&field.name));
        let (class, text) = match &field.value {
            Some(value) => ("value", rules::amount_text(value, &field.unit)),
            None if is_wrong() => ("no-value", L.wrong_value.to_owned()),
            None => ("no-value", L.no_value.to_owned()),
        };
        tag("li").with(results::jump(self.catalogue, &field.name)).with(tag("span").class(class).text(&text))
    }

    /// The parts of a whole: those that decided it, then the others.
    fn parts(&self, of: &Explanation) -> Tag {
        let decides = |part: &Arc<Explanation>| match (of.operator, of.verdict) {
            (Operator::SomeUnmet, Verdict::Met) => part.verdict == Verdict::Unmet,
            (_, Verdict::NotApplicable) => true,
            (_, verdict) => part.verdict == verdict,
        };
        let count = |wanted: bool| of.children.iter().filter(|part| decides(part) == wanted).count();
        let (deciding, others) = (count(true), count(false));
        let group = |wanted: bool| {
            let parts = of.children.iter().filter(|part| decides(part) == wanted);
            tag("ul").class("parts").each(parts.map(|part| self.part(part, deciding == 1 && wanted)))
        };
        let said =
            |template: &str, count: usize| tag("p").class("parts-name").text(&fill(template, &[&count.to_string()]));
        let all = deciding == 0 || others == 0;
        list()
            .with(said(
                if all { L.parts_all } else { L.parts_deciding },
                if all { of.children.len() } else { deciding },
            ))
            .with(group(deciding > 0))
            .when((!all).then(|| {
                tag("details")
                    .class("parts-others")
                    .with(tag("summary").text(&fill(L.parts_others, &[&others.to_string()])))
                    .with(group(false))
            }))
    }

    fn part(&self, part: &Explanation, open: bool) -> Tag {
        let check = self.catalogue.parts.get(self.part).and_then(|pack| pack.check_named(&part.name));
        let kind = check.map_or(Kind::Target, |check| check.kind);
        let head = tag("summary")
            .with(verdict::badge(kind, part.verdict))
            .with(tag("span").class("part-name").text(&part.name));
        let clause =
            check.map(|check| tag("p").class("fine").text(&fill(T.clause, &[&check.clause.join(T.list_separator)])));
        let details = tag("details")
            .flag("open", open)
            .with(head)
            .with(tag("p").class("sentence").text(&part.sentence))
            .with(self.reasons(part))
            .when(clause);
        tag("li").with(details)
    }
}

/// What was found and what was required, and by whose word.
fn figures(of: &Explanation) -> Option<Tag> {
    let required = match (of.operator, &of.required) {
        (Operator::IsYes, _) => T.yes.to_owned(),
        (Operator::IsNo, _) => T.no.to_owned(),
        (operator, Some(required)) => fill(
            "{} {}",
            &[rules::relation_text(operator, &required.unit), &rules::amount_text(&required.shown, &required.unit)],
        ),
        _ => String::new(),
    };
    // A figure that is an answer as it stands is among the answers already.
    let computed = of.actual.as_ref().filter(|actual| {
        !of.fields.iter().any(|field| field.value.as_ref() == Some(&actual.value) && field.unit == actual.unit)
    });
    if required.is_empty() && of.parameter.is_none() && computed.is_none() {
        return None;
    }
    let row = |name: &str, value: &str| {
        tag("div").class("figure").with(tag("dt").text(name)).with(tag("dd").class("value").text(value))
    };
    let figures = tag("dl")
        .when(computed.map(|it| row(L.computed_value, &rules::amount_text(&it.shown, &it.unit))))
        .when((!required.is_empty()).then(|| row(T.requirement, &required)));
    let parameter = of.parameter.as_ref().map(|it| {
        let whose = if it.origin.is_some() { T.from_district } else { L.basis(it.basis) };
        let from = [it.name.as_str(), whose, &it.clause];
        tag("p").class("fine").text(&fill(L.parameter, &from))
    });
    Some(list().with(figures).when(parameter))
}

/// Notes that stand on the card whether its reasons are open or not, or say what the sentence says.
fn is_said_above(note: &Note, of: &Explanation) -> bool {
    note.code == NoteCode::Unverified || note.text == of.sentence
}

/// What the document asks for, and how.
pub(super) fn requirement(check: &Check, unverified: bool) -> Tag {
    let measures = !check.measures.is_empty();
    let list = || tag("ul").class("measures").each(check.measures.iter().map(|it| tag("li").text(it)));
    tag("div")
        .class("more")
        .with(tag("p").text(T.requirement).text(T.colon).text(&check.requirement))
        .when(unverified.then(|| tag("p").class("fine").text(rules::unverified_text())))
        .when(check.due.map(|due| tag("p").class("fine").text(&fill(L.due, &[&due.to_string()]))))
        .when(measures.then(|| tag("p").class("measures-name").text(L.measures)))
        .when(measures.then(list))
}
