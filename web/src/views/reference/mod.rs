//! The village beside the figures that bind only the area: shown, never counted.

use std::rc::Rc;

use rules::assessment::{Reference, ReferenceStanding};
use yew::prelude::*;

use crate::texts::{T, fill};

/// The references.
#[derive(PartialEq)]
pub(crate) struct Props {
    /// In the pack's order.
    pub(crate) references: Vec<Rc<Reference>>,
}

pub(crate) fn view(props: &Props) -> Html {
    if props.references.is_empty() {
        return Html::default();
    }
    let row = |reference: &Rc<Reference>| {
        html! {
            <li class="reference" data-reference={reference.name.clone()} data-standing={key(reference.standing)}>
                <div class="card-head">
                    <h4>{ &reference.name }</h4>
                    { said(reference) }
                </div>
                <p class="sentence">{ &reference.sentence }</p>
                <p class="fine">{ fill(T.clause, &[&reference.clause]) }</p>
            </li>
        }
    };
    html! {
        <section class="references">
            <h3>{ T.reference }</h3>
            <p class="fine">{ T.reference_uncounted }</p>
            <ul>{ for props.references.iter().map(row) }</ul>
        </section>
    }
}

/// Where the village stands, in words.
pub(crate) fn said(reference: &Reference) -> Html {
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
