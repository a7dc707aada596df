//! The card of a check: the verdict with what is missing to it, and by which clause. The reasons and the measures open
//! below.

use std::rc::Rc;
use std::sync::Arc;

use rules::assessment::CheckResult;
use rules::model::{Basis, Kind};
use yew::Html;

use super::{explanation, results, verdict};
use crate::catalogue::Shared;
use crate::later;
use crate::markup::{Tag, tag};
use crate::state::Reasons;
use crate::texts::{T, fill};

/// A check and its result.
#[derive(PartialEq)]
pub(crate) struct Props {
    /// The packs.
    pub(crate) catalogue: Shared,
    /// Which pack it is of.
    pub(crate) part: usize,
    /// The check's number.
    pub(crate) number: usize,
    /// Its result.
    pub(crate) result: Arc<CheckResult>,
    /// The reasons, where they are open.
    pub(crate) why: Option<Rc<Reasons>>,
    /// Whether the requirement and the measures are open.
    pub(crate) more: bool,
}

pub(crate) fn view(props: &Props) -> Html {
    let result = &*props.result;
    let Some(check) = props.catalogue.check(props.number) else {
        return Html::default();
    };
    // A tile carries the verdict of a 八有; everything else carries its own.
    let shown = result.kind != Kind::EightHave;
    let counted = result.kind.is_counted() || !shown;
    // What is not counted is neither on time nor late.
    let standing = result.standing.as_ref().filter(|_| counted).and_then(|it| T.standing(it.code, it.days));
    let unverified = check.basis == Basis::Unverified && check.off.is_none();
    let gap = |sentence: &str| {
        let name = if counted { T.gap } else { T.gap_apart };
        tag("span").class("gap").with(tag("span").text(name)).text(sentence)
    };
    let outcome = tag("p")
        .class("outcome")
        .with(verdict::badge(result.kind, result.verdict))
        .when(result.gap.as_ref().map(|it| gap(&it.sentence)));
    let line = tag("p")
        .class("card-line")
        .with(tag("span").text(T.kind(result.kind)))
        .with(tag("span").text(&fill(T.clause, &[&result.clause])))
        .when(unverified.then(|| tag("span").text(T.unverified)))
        .when(result.origin.as_ref().map(|_| tag("span").text(T.from_district)))
        .when(standing.map(|standing| tag("span").class("standing").text(&standing)));
    let number = props.number;
    let toggles = tag("p")
        .class("toggles")
        .with(explanation::toggle("why", "w-", number, props.why.is_some()).text(T.why))
        .with(explanation::toggle("more", "m-", number, props.more).text(match check.measures.is_empty() {
            true => T.requirement,
            false => T.requirement_and_measures,
        }));
    tag("article")
        .numbered("id", "c-", number)
        .fixed("tabindex", "-1")
        .attr("aria-label", &result.name)
        .maybe("data-check", shown.then_some(&result.name))
        .maybe("data-verdict", shown.then(|| verdict::key(result.verdict)))
        .classes(&["card", verdict::class(result.kind, result.verdict)])
        .with(tag("h4").text(&result.name))
        .with(outcome)
        .with(line)
        .when((!result.missing.is_empty()).then(|| results::missing(&props.catalogue, &result.missing)))
        .when((!result.awaits.is_empty()).then(|| note(&fill(T.awaits, &[&result.awaits.join(T.list_separator)]))))
        .with(toggles)
        .when(props.why.as_ref().map(|why| {
            let reasons = later::reasons(&props.catalogue, props.part, why);
            tag("div").numbered("id", "w-", number).class("why").with(reasons)
        }))
        .when(props.more.then(|| later::requirement(check, unverified).numbered("id", "m-", number)))
        .html()
}

fn note(text: &str) -> Tag {
    tag("p").class("note").text(text)
}
