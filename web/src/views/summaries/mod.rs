//! What the checks add up to: the scope, and the document's summary goals in its own words.

use std::rc::Rc;

use rules::assessment::SummaryResult;
use rules::model::Kind;
use yew::prelude::*;

use super::verdict;
use crate::texts::{T, fill};

/// The summaries.
#[derive(PartialEq)]
pub(crate) struct Props {
    /// In the pack's order; those of a group follow each other.
    pub(crate) summaries: Vec<Rc<SummaryResult>>,
}

pub(crate) fn view(props: &Props) -> Html {
    if props.summaries.is_empty() {
        return Html::default();
    }
    let group = |members: &[Rc<SummaryResult>]| {
        let name = members.first().map(|it| it.group.as_str()).unwrap_or_default();
        html! {
            <li class="summary-group">
                if members.iter().any(|member| member.name != name) {
                    <h4>{ name }</h4>
                }
                <ul>{ for members.iter().map(|member| row(member)) }</ul>
            </li>
        }
    };
    html! {
        <details class="summaries">
            <summary><h3>{ T.summaries }</h3></summary>
            <ul>{ for props.summaries.chunk_by(|a, b| a.group == b.group).map(group) }</ul>
        </details>
    }
}

fn row(summary: &SummaryResult) -> Html {
    let class = verdict::class(Kind::Target, summary.verdict);
    html! {
        <li data-summary={summary.name.clone()} data-verdict={verdict::key(summary.verdict)}>
            <details>
                <summary>
                    <span class="summary-name">{ &summary.name }</span>
                    { verdict::said(class, &summary.said) }
                </summary>
                <p class="sentence">{ &summary.explanation.sentence }</p>
                { for summary.explanation.notes.iter().map(|note| html! { <p class="note">{ &note.text }</p> }) }
                <p class="fine">{ fill(T.clause, &[&summary.clause]) }</p>
            </details>
        </li>
    }
}
