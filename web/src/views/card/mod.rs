//! The card of a check: the verdict first, what is missing to it, then why and by which clause.

use std::sync::Arc;

use rules::Verdict;
use rules::assessment::{CheckResult, Explanation, Note, NoteCode};
use rules::model::{Check, Kind};
use yew::Html;

use super::{results, verdict};
use crate::catalogue::Shared;
use crate::markup::{Tag, tag};
use crate::texts::{T, fill};

/// A check and its result.
#[derive(PartialEq)]
pub(crate) struct Props {
    /// The pack.
    pub(crate) catalogue: Shared,
    /// The check's number in the pack.
    pub(crate) number: usize,
    /// Its result.
    pub(crate) result: Arc<CheckResult>,
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
    let unverified = result.explanation.notes.iter().find(|note| note.code == NoteCode::Unverified);
    let gap = |sentence: &str| {
        let name = if counted { T.gap } else { T.gap_apart };
        tag("p").class("gap").with(tag("span").text(name)).text(sentence)
    };
    let head = tag("div")
        .class("card-head")
        .with(tag("h4").text(&result.name))
        .with(verdict::badge(result.kind, result.verdict));
    let line = tag("p")
        .class("card-line")
        .with(tag("span").text(T.kind(result.kind)))
        .with(tag("span").text(&fill(T.clause, &[&result.clause])))
        .when(unverified.map(|_| tag("span").text(T.unverified)))
        .when(standing.map(|standing| tag("span").class("standing").text(&standing)));
    tag("article")
        .numbered("id", "c-", props.number)
        .fixed("tabindex", "-1")
        .maybe("data-check", shown.then_some(&result.name))
        .maybe("data-verdict", shown.then(|| verdict::key(result.verdict)))
        .classes(&["card", verdict::class(result.kind, result.verdict)])
        .with(head)
        .with(line)
        .when(result.gap.as_ref().map(|it| gap(&it.sentence)))
        .with(tag("p").class("sentence").text(&result.explanation.sentence))
        .when((!result.missing.is_empty()).then(|| jumps(props)))
        .when((!result.awaits.is_empty()).then(|| note(&fill(T.awaits, &[&result.awaits.join(T.list_separator)]))))
        .each(result.explanation.notes.iter().filter(|it| it.code != NoteCode::Unverified).map(|it| note(&it.text)))
        .when((!result.explanation.children.is_empty()).then(|| parts(&result.explanation.children)))
        .with(more(check, unverified))
        .html()
}

/// The fields that are missing.
fn jumps(props: &Props) -> Tag {
    let named = tag("p").class("jumps").with(tag("span").text(T.missing).text(T.colon));
    named.each(props.result.missing.iter().map(|name| results::jump(&props.catalogue, name)))
}

fn note(text: &str) -> Tag {
    tag("p").class("note").text(text)
}

fn parts(parts: &[Arc<Explanation>]) -> Tag {
    let part = |part: &Arc<Explanation>| {
        let class = verdict::class(Kind::Target, part.verdict);
        let wrong = part.verdict == Verdict::Unmet || part.verdict == Verdict::Blocked;
        tag("li")
            .with(verdict::said(class, T.verdict(part.verdict)))
            .with(tag("span").text(&part.name))
            .when(wrong.then(|| tag("span").class("sentence").text(&part.sentence)))
    };
    tag("ul").class("parts").each(parts.iter().map(part))
}

/// What the document asks for, and how.
fn more(check: &Check, unverified: Option<&Note>) -> Tag {
    let measures = !check.measures.is_empty();
    let list = || tag("ul").class("measures").each(check.measures.iter().map(|it| tag("li").text(it)));
    tag("details")
        .class("more")
        .with(tag("summary").text(if measures { T.requirement_and_measures } else { T.requirement }))
        .with(tag("p").text(T.requirement).text(T.colon).text(&check.requirement))
        .when(unverified.map(|it| tag("p").class("fine").text(&it.text)))
        .when(check.due.map(|due| tag("p").class("fine").text(&fill(T.due, &[&due.to_string()]))))
        .when(measures.then(|| tag("p").class("measures-name").text(T.measures)))
        .when(measures.then(list))
}
