//! What is always in view: the eight 八有 tiles, the counts, and the controls of the page.

use std::sync::Arc;

use rules::Verdict;
use rules::assessment::{CheckResult, Counts};
use rules::model::Kind;
use yew::Html;
use yew::virtual_dom::Key;

use super::verdict;
use crate::markup::{Tag, button, list, tag};
use crate::state::{Progress, Tab};
use crate::texts::{T, fill};

/// The tiles and counts.
#[derive(PartialEq)]
pub(crate) struct Tiles {
    /// The 八有 with their numbers in the pack.
    pub(crate) eight: Vec<(usize, Arc<CheckResult>)>,
    /// Counts over the checks that count.
    pub(crate) counts: Counts,
}

pub(crate) fn tiles(props: &Tiles) -> Html {
    let tile = |(number, result): &(usize, Arc<CheckResult>)| {
        let button = button("check")
            .about(*number)
            .attr("data-check", &result.name)
            .fixed("data-verdict", verdict::key(result.verdict))
            .classes(&["tile", verdict::class(result.kind, result.verdict)])
            .with(tag("span").class("tile-name").text(&result.name))
            .with(verdict::badge(result.kind, result.verdict));
        tag("li").key(Key::from(*number)).with(button)
    };
    let counts = props.counts;
    let row = |classes: &[&str], name: Tag, count: usize| {
        tag("div").classes(classes).with(tag("dt").with(name)).with(tag("dd").text(&count.to_string()))
    };
    let count = |word: Verdict, count: usize| {
        let classes = ["count", verdict::class(Kind::Target, word), if count == 0 { "is-zero" } else { "" }];
        // What is wrong in the data is told above the results.
        let name = match (word, count) {
            (Verdict::Blocked, 1..) => button("show-results").class("jump"),
            _ => tag("span"),
        };
        row(&classes, name.text(T.verdict(word)), count).fixed("data-count", verdict::key(word))
    };
    let counts = tag("dl")
        .class("counts")
        .with(row(&["count"], tag("span").text(T.counts), counts.total()))
        .with(count(Verdict::Met, counts.met))
        .with(count(Verdict::Unmet, counts.unmet))
        .with(count(Verdict::Undecided, counts.undecided))
        .with(count(Verdict::NotApplicable, counts.not_applicable))
        .with(count(Verdict::Blocked, counts.blocked));
    list()
        .with(tag("h2").class("unseen").text(T.eight))
        .with(tag("ul").class("tiles").each(props.eight.iter().map(tile)))
        .with(tag("h2").class("unseen").text(T.counts))
        .with(counts)
        .html()
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
    let tab = |tab: Tab, act: &'static str, text: &str| {
        button(act).fixed("aria-pressed", if props.tab == tab { "true" } else { "false" }).class("tab").text(text)
    };
    let (answered, total) = (props.progress.answered.to_string(), props.progress.total.to_string());
    let progress = tag("progress").attr("value", &answered).attr("max", &total).fixed("aria-labelledby", "progress");
    let next = button("next").flag("disabled", !props.has_next).class("button is-main").text(if props.has_next {
        T.next
    } else {
        T.all_answered
    });
    let tabs = tag("div").class("tabs").with(tab(Tab::Form, "show-form", T.form)).with(tab(
        Tab::Results,
        "show-results",
        T.results,
    ));
    let said = tag("span").fixed("id", "progress").text(&fill(T.answered, &[&answered, &total]));
    tag("div").class("controls").with(tabs).with(tag("p").class("progress").with(said).with(progress)).with(next).html()
}
