//! The results: the filters, what is wrong in the data, the summaries, the cards, and the area's figures.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use rules::Verdict;
use rules::assessment::{Alert, CheckResult, DataError};
use rules::model::Kind;
use yew::Html;
use yew::virtual_dom::Key;

use super::{View, card, keyed, memo, reference, summaries, verdict};
use crate::catalogue::{Part, Shared};
use crate::later;
use crate::markup::{Tag, button, list, tag};
use crate::state::{Earlier, Filter, Findings, Panel, Reasons, sum};
use crate::texts::{T, fill};

/// The order in which verdicts stand: what needs work first.
const ORDER: [Verdict; 5] =
    [Verdict::Unmet, Verdict::Blocked, Verdict::Undecided, Verdict::Met, Verdict::NotApplicable];

/// The results as they were at one time.
#[derive(PartialEq, Eq)]
pub(crate) struct Results {
    /// The packs.
    pub(crate) catalogue: Shared,
    /// What is shown.
    pub(crate) filter: Filter,
    /// Which panels are open.
    pub(crate) open: Vec<Panel>,
    /// What the answers came to by each pack.
    pub(crate) findings: Vec<Findings>,
    /// What is wrong in the data.
    pub(crate) errors: Rc<Vec<DataError>>,
    /// The reasons that are open.
    pub(crate) reasons: Vec<(usize, Rc<Reasons>)>,
    /// What the village is compared with.
    pub(crate) earlier: Option<Rc<Earlier>>,
    /// Whether the second part has come.
    pub(crate) is_whole: bool,
    /// How many cards are drawn.
    pub(crate) drawn: usize,
}

impl Results {
    /// Before the first judging is shown.
    pub(crate) fn empty(catalogue: Shared) -> Self {
        let (open, findings, errors, reasons) = (Vec::new(), Vec::new(), Rc::default(), Vec::new());
        Self {
            catalogue,
            filter: Filter::All,
            open,
            findings,
            errors,
            reasons,
            earlier: None,
            is_whole: false,
            drawn: 0,
        }
    }

    fn is_open(&self, panel: Panel) -> bool {
        self.open.contains(&panel)
    }

    /// The reasons of that number, where they are open.
    fn why(&self, number: usize) -> Option<Rc<Reasons>> {
        self.reasons.iter().find(|(of, _)| *of == number).map(|(_, reasons)| reasons.clone())
    }
}

pub(crate) fn results(props: &Results) -> Html {
    if props.findings.is_empty() {
        return Html::default();
    }
    let parts = props.catalogue.parts.iter().zip(&props.findings).enumerate();
    let left = Cell::new(props.drawn);
    parts
        .fold(head(props), |list, (number, (part, findings))| list.with(of_part(props, &left, number, part, findings)))
        .html()
}

/// The results by one pack, under its title where there are several; so many cards as are `left`.
fn of_part(props: &Results, left: &Cell<usize>, part_number: usize, part: &Part, findings: &Findings) -> Tag {
    let catalogue = &props.catalogue;
    let card = |(number, result): (usize, &Arc<CheckResult>)| {
        left.set(left.get().checked_sub(1)?);
        let card = card::Props {
            catalogue: catalogue.clone(),
            part: part_number,
            number,
            result: result.clone(),
            why: props.why(number),
            more: props.is_open(Panel::More(number)),
        };
        Some(keyed(number, View::Card(card)))
    };
    let all = || part.plain.iter().copied().zip(&findings.checks);
    let mut cards = tag("div").class("cards-list");
    for wanted in ORDER {
        let of_verdict = || all().filter(move |(_, it)| it.kind.is_counted() && it.verdict == wanted);
        let count = of_verdict().count();
        if count > 0 {
            cards = of_verdict().filter_map(card).fold(cards.with(group(wanted, count)), Tag::child);
        }
    }
    let is_empty = match props.filter {
        Filter::All => false,
        Filter::Unmet => findings.counts.unmet == 0,
        Filter::Undecided => findings.counts.undecided == 0,
        Filter::Met => findings.counts.met == 0,
    };
    let eight =
        || {
            tag("section").class("eight").with(tag("h3").text(T.eight)).with(notices(catalogue, Kind::EightHave)).with(
                tag("div").class("cards-list").each(part.eight.iter().copied().zip(&findings.eight).filter_map(card)),
            )
        };
    let is_apart = |(_, result): &(usize, &Arc<CheckResult>)| !result.kind.is_counted();
    let apart = || {
        tag("section")
            .class("apart")
            .with(tag("h3").text(T.not_counted))
            .with(tag("div").class("cards-list").each(all().filter(is_apart).filter_map(card)))
    };
    let shown = tag("div")
        .classes(&["cards", filter_class(props.filter)])
        .with(cards)
        .when(is_empty.then(|| tag("p").class("nothing").text(T.nothing_here)))
        .when((!part.eight.is_empty()).then(eight))
        .when(all().any(|it| is_apart(&it)).then(apart));
    let numbered = (part.first_summary()..).zip(&findings.summaries);
    let summaries =
        numbered.map(|(number, result)| summaries::Row { number, result: result.clone(), why: props.why(number) });
    let summaries =
        summaries::Props { catalogue: catalogue.clone(), part: part_number, summaries: summaries.collect() };
    let several = catalogue.parts.len() > 1;
    tag("section")
        .class("of-pack")
        .when(several.then(|| tag("h2").class("pack-title").text(&part.pack().title)))
        .when((!findings.alerts.is_empty()).then(|| alerts(&findings.alerts)))
        .child(memo(View::Summaries(summaries)))
        .with(shown)
        .child(memo(View::References(reference::Props { references: findings.references.clone() })))
}

/// 预警, each in one sentence.
fn alerts(alerts: &[Alert]) -> Tag {
    let row = |alert: &Alert| {
        tag("li")
            .attr("data-alert", &alert.name)
            .with(tag("p").text(&alert.sentence))
            .with(tag("p").class("fine").text(&fill(T.clause, &[&alert.clause])))
    };
    tag("section").class("alerts").with(tag("h3").text(T.alerts)).with(tag("ul").each(alerts.iter().map(row)))
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
    let counts = sum(&props.findings);
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
    let error = |error: &DataError| {
        let jumps = error.fields.iter().map(|name| jump(&props.catalogue, name));
        tag("li").with(tag("p").text(&error.message)).with(tag("p").class("jumps").each(jumps))
    };
    let errors = || {
        tag("section")
            .class("errors")
            .with(tag("h3").with(verdict::said("is-blocked", T.wrong_data)))
            .with(tag("ul").each(props.errors.iter().map(error)))
    };
    let compared = props
        .earlier
        .as_ref()
        .map(|it| tag("p").class("fine").text(&fill(T.compared_with, &[&it.name, &it.date.to_string()])));
    let conclusion = tag("div").class("conclusion").when(props.is_whole.then(|| later::conclusion(props)));
    list().with(conclusion).with(filters).when((!props.errors.is_empty()).then(errors)).when(compared)
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

/// What the packs say about the checks of a kind.
pub(crate) fn notices(catalogue: &Shared, kind: Kind) -> Tag {
    catalogue.notices(kind).fold(list(), |list, notice| list.with(tag("p").class("notice").text(&notice.text)))
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
