//! The results around their cards: the filters, the notices, and what is wrong in the data.

use std::rc::Rc;

use rules::Verdict;
use rules::assessment::{Counts, DataError};
use yew::prelude::*;

use super::verdict;
use crate::catalogue::Shared;
use crate::state::Filter;
use crate::texts::T;

/// What stands above the cards.
#[derive(PartialEq)]
pub(crate) struct Head {
    /// The pack.
    pub(crate) catalogue: Shared,
    /// What is shown.
    pub(crate) filter: Filter,
    /// Counts over the checks that count.
    pub(crate) counts: Counts,
    /// What is wrong in the data.
    pub(crate) errors: Vec<Rc<DataError>>,
}

/// The class of the list under a filter; the style hides what it does not show.
pub(crate) fn filter_class(filter: Filter) -> &'static str {
    match filter {
        Filter::All => "only-all",
        Filter::Unmet => "only-unmet",
        Filter::Undecided => "only-undecided",
        Filter::Met => "only-met",
    }
}

pub(crate) fn head(props: &Head) -> Html {
    let counts = props.counts;
    let filter = |filter: Filter, act: &'static str, word: &str, count: usize| {
        let pressed = if props.filter == filter { "true" } else { "false" };
        html! {
            <button type="button" class="chip-button" aria-pressed={pressed} data-act={act}>
                { word }<span class="tally">{ count }</span>
            </button>
        }
    };
    let error = |error: &Rc<DataError>| {
        html! {
            <li>
                <p>{ &error.message }</p>
                <p class="jumps">{ for error.fields.iter().map(|name| jump(&props.catalogue, name)) }</p>
            </li>
        }
    };
    html! {
        <>
            <div class="filters" role="group" aria-label={T.filter}>
                { filter(Filter::All, "filter-all", T.all, counts.total()) }
                { filter(Filter::Unmet, "filter-unmet", T.verdict(Verdict::Unmet), counts.unmet) }
                { filter(Filter::Undecided, "filter-undecided", T.verdict(Verdict::Undecided), counts.undecided) }
                { filter(Filter::Met, "filter-met", T.verdict(Verdict::Met), counts.met) }
            </div>
            if !props.errors.is_empty() {
                <section class="errors">
                    <h3>{ verdict::said("is-blocked", T.wrong_data) }</h3>
                    <ul>{ for props.errors.iter().map(error) }</ul>
                </section>
            }
        </>
    }
}

/// A button that goes to a field.
pub(crate) fn jump(catalogue: &Shared, name: &str) -> Html {
    match catalogue.field_number(name) {
        Some(number) => html! {
            <button type="button" class="jump" data-act="field" data-n={number.to_string()}>{ name }</button>
        },
        None => html! { <span>{ name }</span> },
    }
}

/// What the pack says about the checks of a kind.
pub(crate) fn notices(catalogue: &Shared, kind: rules::model::Kind) -> Html {
    let notices = catalogue.engine.pack().notices.iter().filter(|notice| notice.kind == kind);
    html! { { for notices.map(|notice| html! { <p class="notice">{ &notice.text }</p> }) } }
}

/// The heading of a group of cards, hidden with them by the filter.
pub(crate) fn group(key: &'static str, class: &'static str, word: &str, count: usize) -> Html {
    html! {
        <h3 key={key} class={classes!("group", class)}>
            { verdict::said(class, word) }
            <span class="tally">{ count }</span>
        </h3>
    }
}
