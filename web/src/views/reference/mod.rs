//! The village beside the figures that bind only the area: shown, never counted.

use std::sync::Arc;

use rules::assessment::{Reference, ReferenceStanding};
use yew::Html;

use crate::markup::{Tag, tag};
use crate::texts::{T, fill};

/// The references.
#[derive(PartialEq)]
pub(crate) struct Props {
    /// In the pack's order.
    pub(crate) references: Vec<Arc<Reference>>,
}

pub(crate) fn view(props: &Props) -> Html {
    if props.references.is_empty() {
        return Html::default();
    }
    let row = |reference: &Arc<Reference>| {
        tag("li")
            .attr("data-reference", &reference.name)
            .fixed("data-standing", key(reference.standing))
            .class("reference")
            .with(tag("div").class("card-head").with(tag("h4").text(&reference.name)).with(said(reference)))
            .with(tag("p").class("sentence").text(&reference.sentence))
            .with(tag("p").class("fine").text(&fill(T.clause, &[&reference.clause])))
            .when(reference.origin.as_ref().map(|_| tag("p").class("fine").text(T.from_district)))
    };
    tag("section")
        .class("references")
        .with(tag("h3").text(T.reference))
        .with(tag("p").class("fine").text(T.reference_uncounted))
        .with(tag("ul").each(props.references.iter().map(row)))
        .html()
}

/// Where the village stands, in words.
pub(crate) fn said(reference: &Reference) -> Tag {
    let class = match reference.standing {
        ReferenceStanding::Reached => "is-apart-met",
        ReferenceStanding::NotReached => "is-apart-unmet",
        ReferenceStanding::Unknown => "is-undecided",
        ReferenceStanding::NotApplicable => "is-not-applicable",
    };
    super::verdict::said(class, T.standing_beside(reference.standing, reference.operator))
}

fn key(standing: ReferenceStanding) -> &'static str {
    match standing {
        ReferenceStanding::Reached => "reached",
        ReferenceStanding::NotReached => "not-reached",
        ReferenceStanding::Unknown => "unknown",
        ReferenceStanding::NotApplicable => "not-applicable",
    }
}
