//! What is always in view: the eight 八有 tiles, the counts, and the controls of the page.

use std::rc::Rc;

use rules::Verdict;
use rules::assessment::{CheckResult, Counts};
use yew::prelude::*;

use super::verdict;
use crate::state::{Progress, Tab};
use crate::texts::{T, fill};

/// The tiles and counts.
#[derive(PartialEq)]
pub(crate) struct Tiles {
    /// The 八有 with their numbers in the pack.
    pub(crate) eight: Vec<(usize, Rc<CheckResult>)>,
    /// Counts over the checks that count.
    pub(crate) counts: Counts,
}

pub(crate) fn tiles(props: &Tiles) -> Html {
    let tile = |(number, result): &(usize, Rc<CheckResult>)| {
        html! {
            <li key={*number}>
                <button type="button" class={classes!("tile", verdict::class(result.kind, result.verdict))}
                    data-check={result.name.clone()} data-verdict={verdict::key(result.verdict)}
                    data-act="check" data-n={number.to_string()}>
                    <span class="tile-name">{ &result.name }</span>
                    { verdict::badge(result.kind, result.verdict) }
                </button>
            </li>
        }
    };
    let counts = props.counts;
    let count = |word: Verdict, count: usize| {
        html! {
            <div class={classes!("count", verdict::class(rules::model::Kind::Target, word), (count == 0).then_some("is-zero"))}
                data-count={verdict::key(word)}>
                <dt>{ T.verdict(word) }</dt>
                <dd>{ count }</dd>
            </div>
        }
    };
    html! {
        <>
            <h2 class="unseen">{ T.eight }</h2>
            <ul class="tiles">{ for props.eight.iter().map(tile) }</ul>
            <h2 class="unseen">{ T.counts }</h2>
            <dl class="counts">
                { count(Verdict::Met, counts.met) }
                { count(Verdict::Unmet, counts.unmet) }
                { count(Verdict::Undecided, counts.undecided) }
                { count(Verdict::NotApplicable, counts.not_applicable) }
                { count(Verdict::Blocked, counts.blocked) }
            </dl>
        </>
    }
}

/// The switch between the halves of the page, the progress, and the next question.
#[derive(PartialEq)]
pub(crate) struct Controls {
    /// What a narrow screen shows.
    pub(crate) tab: Tab,
    /// How much is answered.
    pub(crate) progress: Progress,
    /// Whether there is a next question.
    pub(crate) has_next: bool,
}

pub(crate) fn controls(props: &Controls) -> Html {
    let tab = |tab: Tab, act: &'static str, text: &'static str| {
        let pressed = if props.tab == tab { "true" } else { "false" };
        html! { <button type="button" class="tab" aria-pressed={pressed} data-act={act}>{ text }</button> }
    };
    let (answered, total) = (props.progress.answered.to_string(), props.progress.total.to_string());
    html! {
        <div class="controls">
            <div class="tabs">
                { tab(Tab::Form, "show-form", T.form) }
                { tab(Tab::Results, "show-results", T.results) }
            </div>
            <p class="progress">
                <span id="progress">{ fill(T.answered, &[&answered, &total]) }</span>
                <progress value={answered} max={total} aria-labelledby="progress"></progress>
            </p>
            <button type="button" class="button is-main" data-act="next" disabled={!props.has_next}>
                { if props.has_next { T.next } else { T.all_answered } }
            </button>
        </div>
    }
}
