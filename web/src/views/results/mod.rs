//! The results: the filters, what is wrong in the data, the summaries, the cards, and the area's figures.

use std::sync::Arc;

use rules::Verdict;
use rules::assessment::{CheckResult, DataError, SummaryResult};
use rules::model::Kind;
use yew::Html;
use yew::virtual_dom::Key;

use super::{View, card, keyed, memo, reference, summaries, verdict};
use crate::catalogue::Shared;
use crate::markup::{Tag, button, list, tag};
use crate::state::{Filter, Findings, Panel};
use crate::texts::T;

/// The order in which verdicts stand: what needs work first.
const ORDER: [Verdict; 5] =
    [Verdict::Unmet, Verdict::Blocked, Verdict::Undecided, Verdict::Met, Verdict::NotApplicable];

/// The results as they were at one time.
#[derive(PartialEq, Eq)]
pub(crate) struct Results {
    /// The pack.
    pub(crate) catalogue: Shared,
    /// What is shown.
    pub(crate) filter: Filter,
    /// Which panels are open.
    pub(crate) open: Vec<Panel>,
    /// What the answers came to.
    pub(crate) findings: Findings,
}

impl Results {
    fn is_open(&self, panel: Panel) -> bool {
        self.open.contains(&panel)
    }
}

pub(crate) fn results(props: &Results) -> Html {
    let (catalogue, findings) = (&props.catalogue, &props.findings);
    if findings.checks.is_empty() && findings.eight.is_empty() {
        return Html::default();
    }
    let card = |(number, result): (usize, &Arc<CheckResult>)| {
        let (why, more) = (props.is_open(Panel::Why(number)), props.is_open(Panel::More(number)));
        let why = why.then(|| findings.errors.clone());
        keyed(
            number,
            View::Card(card::Props { catalogue: catalogue.clone(), number, result: result.clone(), why, more }),
        )
    };
    let all = || catalogue.plain.iter().copied().zip(&findings.checks);
    let mut cards = tag("div").class("cards-list");
    for wanted in ORDER {
        let of_verdict = || all().filter(move |(_, it)| it.kind.is_counted() && it.verdict == wanted);
        let count = of_verdict().count();
        if count > 0 {
            cards = of_verdict().map(card).fold(cards.with(group(wanted, count)), Tag::child);
        }
    }
    let is_empty = match props.filter {
        Filter::All => false,
        Filter::Unmet => findings.counts.unmet == 0,
        Filter::Undecided => findings.counts.undecided == 0,
        Filter::Met => findings.counts.met == 0,
    };
    let eight = catalogue.eight.iter().copied().zip(&findings.eight);
    let eight = tag("section")
        .class("eight")
        .with(tag("h3").text(T.eight))
        .with(notices(catalogue, Kind::EightHave))
        .with(tag("div").class("cards-list").each(eight.map(card)));
    let apart = tag("section")
        .class("apart")
        .with(tag("h3").text(T.not_counted))
        .with(tag("div").class("cards-list").each(all().filter(|(_, it)| !it.kind.is_counted()).map(card)));
    let shown = tag("div")
        .classes(&["cards", filter_class(props.filter)])
        .with(cards)
        .when(is_empty.then(|| tag("p").class("nothing").text(T.nothing_here)))
        .with(eight)
        .with(apart);
    head(props)
        .child(memo(View::Summaries(summaries::Props { catalogue: catalogue.clone(), summaries: summaries(props) })))
        .with(shown)
        .child(memo(View::References(reference::Props { references: findings.references.clone() })))
        .html()
}

/// The summaries, each with what is wrong in the data where its reasons are open.
fn summaries(props: &Results) -> Vec<summaries::Row> {
    let first = props.catalogue.engine.pack().checks.len();
    let numbered = (first..).zip(&props.findings.summaries);
    let row = |(number, result): (usize, &Arc<SummaryResult>)| summaries::Row {
        number,
        result: result.clone(),
        why: props.is_open(Panel::Why(number)).then(|| props.findings.errors.clone()),
    };
    numbered.map(row).collect()
}

/// The class of the list under a filter; the style hides what it does not show.
fn filter_class(filter: Filter) -> &'static str {
    match filter {
        Filter::All => "only-all",
        Filter::Unmet => "only-unmet",
        Filter::Undecided => "only-undecided",
        Filter::Met => "only-met",
    }
}

/// The filters and what is wrong in the data.
fn head(props: &Results) -> Tag {
    let counts = props.findings.counts;
    let filter = |filter: Filter, act: &'static str, word: &str, count: usize| {
        button(act)
            .fixed("aria-pressed", if props.filter == filter { "true" } else { "false" })
            .class("chip-button")
            .text(word)
            .with(tally(count))
    };
    let filters = tag("div")
        .fixed("role", "group")
        .fixed("aria-label", T.filter)
        .class("filters")
        .with(filter(Filter::All, "filter-all", T.all, counts.total()))
        .with(filter(Filter::Unmet, "filter-unmet", T.verdict(Verdict::Unmet), counts.unmet))
        .with(filter(Filter::Undecided, "filter-undecided", T.verdict(Verdict::Undecided), counts.undecided))
        .with(filter(Filter::Met, "filter-met", T.verdict(Verdict::Met), counts.met));
    let error = |error: &Arc<DataError>| {
        let jumps = error.fields.iter().map(|name| jump(&props.catalogue, name));
        tag("li").with(tag("p").text(&error.message)).with(tag("p").class("jumps").each(jumps))
    };
    let errors = || {
        tag("section")
            .class("errors")
            .with(tag("h3").with(verdict::said("is-blocked", T.wrong_data)))
            .with(tag("ul").each(props.findings.errors.iter().map(error)))
    };
    list().with(filters).when((!props.findings.errors.is_empty()).then(errors))
}

/// A button that goes to a field.
pub(crate) fn jump(catalogue: &Shared, name: &str) -> Tag {
    let place = match catalogue.field_number(name) {
        Some(number) => button("field").about(number).class("jump"),
        None => tag("span"),
    };
    place.text(name)
}

/// The fields that are missing, each to be gone to.
pub(crate) fn missing(catalogue: &Shared, names: &[String]) -> Tag {
    let named = tag("p").class("jumps").with(tag("span").text(T.missing).text(T.colon));
    named.each(names.iter().map(|name| jump(catalogue, name)))
}

/// What the pack says about the checks of a kind.
pub(crate) fn notices(catalogue: &Shared, kind: Kind) -> Tag {
    let notices = catalogue.engine.pack().notices.iter().filter(|notice| notice.kind == kind);
    notices.fold(list(), |list, notice| list.with(tag("p").class("notice").text(&notice.text)))
}

/// The heading of a group of cards, hidden with them by the filter.
fn group(verdict: Verdict, count: usize) -> Tag {
    let class = verdict::class(Kind::Target, verdict);
    tag("h3")
        .key(Key::from(verdict::key(verdict)))
        .classes(&["group", class])
        .with(verdict::said(class, T.verdict(verdict)))
        .with(tally(count))
}

fn tally(count: usize) -> Tag {
    tag("span").class("tally").text(&count.to_string())
}
