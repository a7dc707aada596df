//! The form around its fields: what stands above all sections, and each section.

use std::rc::Rc;
use std::sync::Arc;

use rules::assessment::{DerivedResult, Reference};
use rules::model::Kind;
use yew::Html;

use super::{View, field, keyed, reference, results};
use crate::catalogue::Shared;
use crate::markup::{Tag, button, list, tag};
use crate::state::{FieldState, Progress};
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
    /// Whether there is nothing yet that a look at the demo village would put away.
    pub(crate) can_try: bool,
}

pub(crate) fn head(props: &Head) -> Html {
    let line = |(place, section): (usize, &crate::catalogue::Section)| {
        let progress = props.progress.get(place).copied().unwrap_or_default();
        let name = props.catalogue.describe(section).map(|it| it.name.as_str()).unwrap_or_default();
        let button = button("goto-section")
            .about(place)
            .with(tag("span").text(name))
            .with(tag("span").class("tally").text(&tally(progress)));
        tag("li").with(button)
    };
    let contents = tag("details")
        .class("contents")
        .with(tag("summary").text(T.contents))
        .with(tag("ol").each(props.catalogue.sections.iter().enumerate().map(line)));
    let (fold, word) = if props.all_folded { ("unfold-all", T.unfold_all) } else { ("fold-all", T.fold_all) };
    let tools = tag("div").class("form-tools").with(contents).with(button(fold).class("button").text(word)).with(
        match props.can_try {
            true => button("demo").class("button").text(T.demo),
            false => button("clear").flag("disabled", !props.can_clear).class("button").text(T.clear),
        },
    );
    let undo = || {
        let button = button("undo").class("button is-main").text(T.undo);
        list().with(tag("p").text(T.cleared)).with(button)
    };
    list().with(tools).with(tag("div").fixed("role", "status").class("undo").when(props.can_undo.then(undo))).html()
}

/// A section with its questions.
#[derive(PartialEq)]
pub(crate) struct Section {
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
    /// What its fields show.
    pub(crate) fields: Vec<Rc<FieldState>>,
    /// The computed values with their units.
    pub(crate) derived: Vec<Arc<DerivedResult>>,
    /// The area's figures.
    pub(crate) references: Vec<Arc<Reference>>,
}

pub(crate) fn section(props: &Section) -> Html {
    let catalogue = &props.catalogue;
    let Some(section) = catalogue.sections.get(props.place) else {
        return Html::default();
    };
    let field = |(number, state): (&usize, &Rc<FieldState>)| {
        keyed(
            *number,
            View::Field(field::Props { catalogue: catalogue.clone(), number: *number, state: state.clone() }),
        )
    };
    // Browsers that fill in forms look through the whole form of a changed entry, after every key: without a form
    // around it that is the whole page.
    let body = tag("form")
        .numbered("id", "b-", props.place)
        .flag("hidden", !props.open)
        .class("section-body")
        .each(section.fields.iter().zip(&props.fields).map(field))
        .with(section_foot(props));
    tag("section")
        .class(if props.open { "section" } else { "section is-closed" })
        .when(section_head(props, section))
        .with(body)
        .html()
}

fn section_head(props: &Section, section: &crate::catalogue::Section) -> Option<Tag> {
    let catalogue = &props.catalogue;
    let described = catalogue.describe(section)?;
    let mut kinds = Vec::new();
    for check in section.checks.iter().filter_map(|number| catalogue.check(*number)) {
        if props.open && check.kind != Kind::EightHave && !kinds.contains(&check.kind) {
            kinds.push(check.kind);
        }
    }
    let (answered, total) = (props.progress.answered.to_string(), props.progress.total.to_string());
    let trouble = || tag("span").class("section-trouble").text(&fill(T.trouble, &[&props.trouble.to_string()]));
    let button = button("section")
        .numbered("id", "s-", props.place)
        .fixed("aria-expanded", if props.open { "true" } else { "false" })
        .numbered("aria-controls", "b-", props.place)
        .about(props.place)
        .with(tag("span").class("section-title").text(&described.name))
        .with(tag("span").class("tally").text(&fill(T.answered, &[&answered, &total])))
        .when((props.trouble > 0).then(trouble));
    let progress = tag("progress")
        .fixed("aria-hidden", "true")
        .attr("value", &answered)
        .attr("max", &total)
        .class("section-progress");
    let about = || tag("p").class("about").text(&described.about);
    let head = list()
        .with(tag("h2").class("section-name").with(button))
        .with(progress)
        .when((props.open && !described.about.is_empty()).then(about));
    Some(head.each(kinds.into_iter().map(|kind| results::notices(catalogue, kind))))
}

/// What is computed from the answers, and the area's figures beside them.
fn section_foot(props: &Section) -> Tag {
    let figure = |name: &str, value: Tag| tag("div").class("figure").with(tag("dt").text(name)).with(value);
    let figures = |name: &str, figures: Tag| tag("div").class("figures").with(tag("h3").text(name)).with(figures);
    let derived = |result: &Arc<DerivedResult>| {
        let value = match &result.value {
            Some(value) => tag("dd").class("value").text(&value.shown).text(&value.unit),
            None => tag("dd").text(result.reason.as_deref().unwrap_or(T.computed_waits)),
        };
        figure(&result.name, value)
    };
    let beside = |it: &Arc<Reference>| figure(&it.name, tag("dd").with(reference::said(it)));
    list()
        .when(
            (!props.derived.is_empty()).then(|| figures(T.computed, tag("dl").each(props.derived.iter().map(derived)))),
        )
        .when(
            (!props.references.is_empty())
                .then(|| figures(T.reference, tag("dl").each(props.references.iter().map(beside)))),
        )
}

fn tally(progress: Progress) -> String {
    fill("{}/{}", &[&progress.answered.to_string(), &progress.total.to_string()])
}
