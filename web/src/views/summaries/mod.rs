//! What the checks add up to: the scope, and the document's summary goals in its own words.

use std::sync::Arc;

use rules::assessment::SummaryResult;
use rules::model::Kind;
use yew::Html;

use super::verdict;
use crate::markup::{Tag, tag};
use crate::texts::{T, fill};

/// The summaries.
#[derive(PartialEq)]
pub(crate) struct Props {
    /// In the pack's order; those of a group follow each other.
    pub(crate) summaries: Vec<Arc<SummaryResult>>,
}

pub(crate) fn view(props: &Props) -> Html {
    if props.summaries.is_empty() {
        return Html::default();
    }
    let group = |members: &[Arc<SummaryResult>]| {
        let name = members.first().map(|it| it.group.as_str()).unwrap_or_default();
        let named = members.iter().any(|member| member.name != name);
        tag("li")
            .class("summary-group")
            .when(named.then(|| tag("h4").text(name)))
            .with(tag("ul").each(members.iter().map(|member| row(member))))
    };
    tag("details")
        .class("summaries")
        .with(tag("summary").with(tag("h3").text(T.summaries)))
        .with(tag("ul").each(props.summaries.chunk_by(|a, b| a.group == b.group).map(group)))
        .html()
}

fn row(summary: &SummaryResult) -> Tag {
    let class = verdict::class(Kind::Target, summary.verdict);
    let head = tag("summary")
        .with(tag("span").class("summary-name").text(&summary.name))
        .with(verdict::said(class, &summary.said));
    let notes = summary.explanation.notes.iter().map(|note| tag("p").class("note").text(&note.text));
    let details = tag("details")
        .with(head)
        .with(tag("p").class("sentence").text(&summary.explanation.sentence))
        .each(notes)
        .with(tag("p").class("fine").text(&fill(T.clause, &[&summary.clause])));
    tag("li").attr("data-summary", &summary.name).fixed("data-verdict", verdict::key(summary.verdict)).with(details)
}
