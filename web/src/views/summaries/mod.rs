//! What the checks add up to: the scope, and the document's summary goals in its own words.

use std::rc::Rc;
use std::sync::Arc;

use rules::assessment::SummaryResult;
use rules::model::Kind;
use yew::Html;

use super::{explanation, results, verdict};
use crate::catalogue::Shared;
use crate::later;
use crate::markup::{Tag, tag};
use crate::state::Reasons;
use crate::texts::{T, fill};

/// The summaries.
#[derive(PartialEq)]
pub(crate) struct Props {
    /// The packs.
    pub(crate) catalogue: Shared,
    /// Which pack they are of.
    pub(crate) part: usize,
    /// In the pack's order; those of a group follow each other.
    pub(crate) summaries: Vec<Row>,
}

/// One of them.
#[derive(PartialEq)]
pub(crate) struct Row {
    /// Its number behind the checks.
    pub(crate) number: usize,
    /// What it comes to.
    pub(crate) result: Arc<SummaryResult>,
    /// Its reasons, where they are open.
    pub(crate) why: Option<Rc<Reasons>>,
}

pub(crate) fn view(props: &Props) -> Html {
    if props.summaries.is_empty() {
        return Html::default();
    }
    let group = |members: &[Row]| {
        let name = members.first().map(|it| it.result.group.as_str()).unwrap_or_default();
        let named = members.iter().any(|member| member.result.name != name);
        tag("li")
            .class("summary-group")
            .when(named.then(|| tag("h4").text(name)))
            .with(tag("ul").each(members.iter().map(|member| row(props, member))))
    };
    tag("details")
        .class("summaries")
        .with(tag("summary").with(tag("h3").text(T.summaries)))
        .with(tag("ul").each(props.summaries.chunk_by(|a, b| a.result.group == b.result.group).map(group)))
        .html()
}

fn row(props: &Props, row: &Row) -> Tag {
    let catalogue = &props.catalogue;
    let summary = &*row.result;
    let class = verdict::class(Kind::Target, summary.verdict);
    let head = explanation::toggle("why", "w-", row.number, row.why.is_some())
        .with(tag("span").class("summary-name").text(&summary.name))
        .with(verdict::said(class, &summary.said));
    let why = row.why.as_ref().map(|why| {
        tag("div")
            .numbered("id", "w-", row.number)
            .class("why")
            .when((!summary.missing.is_empty()).then(|| results::missing(catalogue, &summary.missing)))
            .with(later::reasons(catalogue, props.part, why))
            .with(tag("p").class("fine").text(&fill(T.clause, &[&summary.clause])))
            .when(summary.origin.as_ref().map(|_| tag("p").class("fine").text(T.from_district)))
    });
    tag("li")
        .attr("data-summary", &summary.name)
        .fixed("data-verdict", verdict::key(summary.verdict))
        .with(head)
        .when(why)
}
