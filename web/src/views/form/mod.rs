//! The form around its fields: what stands above all sections, the head and the foot of each.

use std::rc::Rc;

use rules::assessment::{DerivedResult, Reference};
use rules::model::Kind;
use yew::prelude::*;

use super::{reference, results};
use crate::catalogue::Shared;
use crate::state::Progress;
use crate::texts::{T, fill};

/// What stands above the sections.
#[derive(PartialEq)]
pub(crate) struct Head {
    /// The pack.
    pub(crate) catalogue: Shared,
    /// How much of each section is answered.
    pub(crate) progress: Vec<Progress>,
    /// Whether every section is folded.
    pub(crate) all_folded: bool,
    /// Whether cleared answers can come back.
    pub(crate) can_undo: bool,
    /// Whether there is something to clear.
    pub(crate) can_clear: bool,
}

pub(crate) fn head(props: &Head) -> Html {
    let sections = &props.catalogue.engine.pack().sections;
    let line = |(place, section): (usize, &crate::catalogue::Section)| {
        let progress = props.progress.get(place).copied().unwrap_or_default();
        let name = sections.get(section.number).map(|it| it.name.as_str()).unwrap_or_default();
        html! {
            <li>
                <button type="button" data-act="goto-section" data-n={place.to_string()}>
                    <span>{ name }</span>
                    <span class="tally">{ tally(progress) }</span>
                </button>
            </li>
        }
    };
    html! {
        <>
            <div class="form-tools">
                <details class="contents">
                    <summary>{ T.contents }</summary>
                    <ol>{ for props.catalogue.sections.iter().enumerate().map(line) }</ol>
                </details>
                <button type="button" class="button" data-act={if props.all_folded { "unfold-all" } else { "fold-all" }}>
                    { if props.all_folded { T.unfold_all } else { T.fold_all } }
                </button>
                <button type="button" class="button" data-act="clear" disabled={!props.can_clear}>{ T.clear }</button>
            </div>
            <div role="status" class="undo">
                if props.can_undo {
                    <p>{ T.cleared }</p>
                    <button type="button" class="button is-main" data-act="undo">{ T.undo }</button>
                }
            </div>
        </>
    }
}

/// The head of a section.
#[derive(PartialEq)]
pub(crate) struct SectionHead {
    /// The pack.
    pub(crate) catalogue: Shared,
    /// The section's place on the page.
    pub(crate) place: usize,
    /// Whether it is open.
    pub(crate) open: bool,
    /// How much of it is answered.
    pub(crate) progress: Progress,
    /// How many of its checks are unmet or stand on wrong data.
    pub(crate) trouble: usize,
    /// The kinds of its checks that have something to say.
    pub(crate) notices: Vec<Kind>,
}

pub(crate) fn section_head(props: &SectionHead) -> Html {
    let number = props.catalogue.sections.get(props.place).map(|it| it.number);
    let Some(section) = number.and_then(|number| props.catalogue.engine.pack().sections.get(number)) else {
        return Html::default();
    };
    let place = props.place.to_string();
    let (answered, total) = (props.progress.answered.to_string(), props.progress.total.to_string());
    html! {
        <>
            <h2 class="section-name">
                <button type="button" id={format!("s-{place}")} aria-expanded={if props.open { "true" } else { "false" }}
                    aria-controls={format!("b-{place}")} data-act="section" data-n={place.clone()}>
                    <span class="section-title">{ &section.name }</span>
                    <span class="tally">{ fill(T.answered, &[&answered, &total]) }</span>
                    if props.trouble > 0 {
                        <span class="section-trouble">{ fill(T.trouble, &[&props.trouble.to_string()]) }</span>
                    }
                </button>
            </h2>
            <progress class="section-progress" aria-hidden="true" value={answered} max={total}></progress>
            if props.open && !section.about.is_empty() {
                <p class="about">{ &section.about }</p>
            }
            if props.open {
                { for props.notices.iter().map(|kind| results::notices(&props.catalogue, *kind)) }
            }
        </>
    }
}

/// The foot of a section: what is computed from its answers, and the area's figures beside them.
#[derive(PartialEq)]
pub(crate) struct SectionFoot {
    /// The computed values with their units.
    pub(crate) derived: Vec<Rc<DerivedResult>>,
    /// The area's figures.
    pub(crate) references: Vec<Rc<Reference>>,
}

pub(crate) fn section_foot(props: &SectionFoot) -> Html {
    let derived = |result: &Rc<DerivedResult>| {
        let value = match &result.value {
            Some(value) => {
                html! { <dd class="value">{ &value.shown }{ &value.unit }</dd> }
            }
            None => html! { <dd>{ result.reason.as_deref().unwrap_or(T.computed_waits) }</dd> },
        };
        html! { <div class="figure"><dt>{ &result.name }</dt>{ value }</div> }
    };
    html! {
        <>
            if !props.derived.is_empty() {
                <div class="figures">
                    <h3>{ T.computed }</h3>
                    <dl>{ for props.derived.iter().map(derived) }</dl>
                </div>
            }
            if !props.references.is_empty() {
                <div class="figures">
                    <h3>{ T.reference }</h3>
                    <dl>
                        { for props.references.iter().map(|it| html! {
                            <div class="figure"><dt>{ &it.name }</dt><dd>{ reference::said(it) }</dd></div>
                        }) }
                    </dl>
                </div>
            }
        </>
    }
}

fn tally(progress: Progress) -> String {
    fill("{}/{}", &[&progress.answered.to_string(), &progress.total.to_string()])
}
