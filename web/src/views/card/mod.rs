//! The card of a check: the verdict first, what is missing to it, then why and by which clause.

use std::rc::Rc;

use rules::Verdict;
use rules::assessment::{CheckResult, Explanation, NoteCode};
use rules::model::Kind;
use yew::prelude::*;

use super::{results, verdict};
use crate::catalogue::Shared;
use crate::texts::{T, fill};

/// A check and its result.
#[derive(PartialEq)]
pub(crate) struct Props {
    /// The pack.
    pub(crate) catalogue: Shared,
    /// The check's number in the pack.
    pub(crate) number: usize,
    /// Its result.
    pub(crate) result: Rc<CheckResult>,
}

pub(crate) fn view(props: &Props) -> Html {
    let result = &*props.result;
    let Some(check) = props.catalogue.check(props.number) else {
        return Html::default();
    };
    // A tile carries the verdict of a 八有; everything else carries its own.
    let own = (result.kind != Kind::EightHave).then(|| (result.name.clone(), verdict::key(result.verdict)));
    let (name, key) = own.unzip();
    let counted = result.kind.is_counted() || result.kind == Kind::EightHave;
    // What is not counted is neither on time nor late.
    let standing = result.standing.as_ref().filter(|_| counted).and_then(|it| T.standing(it.code, it.days));
    let unverified = result.explanation.notes.iter().find(|note| note.code == NoteCode::Unverified);
    html! {
        <article class={classes!("card", verdict::class(result.kind, result.verdict))} id={format!("c-{}", props.number)}
            tabindex="-1" data-check={name} data-verdict={key}>
            <div class="card-head">
                <h4>{ &result.name }</h4>
                { verdict::badge(result.kind, result.verdict) }
            </div>
            <p class="card-line">
                <span>{ T.kind(result.kind) }</span>
                <span>{ fill(T.clause, &[&result.clause]) }</span>
                if unverified.is_some() {
                    <span>{ T.unverified }</span>
                }
                if let Some(standing) = standing {
                    <span class="standing">{ standing }</span>
                }
            </p>
            if let Some(gap) = &result.gap {
                <p class="gap"><span>{ if counted { T.gap } else { T.gap_apart } }</span>{ &gap.sentence }</p>
            }
            <p class="sentence">{ &result.explanation.sentence }</p>
            if !result.missing.is_empty() {
                <p class="jumps">
                    <span>{ T.missing }{ T.colon }</span>
                    { for result.missing.iter().map(|name| results::jump(&props.catalogue, name)) }
                </p>
            }
            if !result.awaits.is_empty() {
                <p class="note">{ fill(T.awaits, &[&result.awaits.join(T.list_separator)]) }</p>
            }
            { for notes(result) }
            if !result.explanation.children.is_empty() {
                <ul class="parts">{ for result.explanation.children.iter().map(|it| part(it)) }</ul>
            }
            <details class="more">
                <summary>{ if check.measures.is_empty() { T.requirement } else { T.requirement_and_measures } }</summary>
                <p>{ T.requirement }{ T.colon }{ &check.requirement }</p>
                if let Some(note) = unverified {
                    <p class="fine">{ &note.text }</p>
                }
                if let Some(due) = check.due {
                    <p class="fine">{ fill(T.due, &[&due.to_string()]) }</p>
                }
                if !check.measures.is_empty() {
                    <p class="measures-name">{ T.measures }</p>
                    <ul class="measures">{ for check.measures.iter().map(|it| html! { <li>{ it }</li> }) }</ul>
                }
            </details>
        </article>
    }
}

/// The notes, but for the one that a tag says in short.
fn notes(result: &CheckResult) -> impl Iterator<Item = Html> {
    let notes = result.explanation.notes.iter().filter(|note| note.code != NoteCode::Unverified);
    notes.map(|note| html! { <p class="note">{ &note.text }</p> })
}

fn part(part: &Explanation) -> Html {
    let class = verdict::class(Kind::Target, part.verdict);
    html! {
        <li>
            { verdict::said(class, T.verdict(part.verdict)) }
            <span>{ &part.name }</span>
            if part.verdict == Verdict::Unmet || part.verdict == Verdict::Blocked {
                <span class="sentence">{ &part.sentence }</span>
            }
        </li>
    }
}
