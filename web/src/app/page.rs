//! The layout of the page: which view stands where, with which piece of the state.

use std::rc::Rc;

use rules::Verdict;
use rules::assessment::CheckResult;
use rules::model::Kind;
use yew::prelude::*;

use crate::state::{Filter, State, Tab};
use crate::texts::T;
use crate::views::{
    View, announcer, card, field, form, keyed, masthead, memo, overview, reference, results, summaries, verdict,
};

/// The order in which verdicts stand in the results: what needs work first.
const ORDER: [Verdict; 5] =
    [Verdict::Unmet, Verdict::Blocked, Verdict::Undecided, Verdict::Met, Verdict::NotApplicable];

/// The whole page.
pub(super) fn layout(state: &State) -> Html {
    let pack = state.catalogue.engine.pack();
    let eight = || state.catalogue.eight.iter().copied().zip(state.findings.eight.iter().cloned());
    let shown = match state.tab {
        Tab::Form => "shows-form",
        Tab::Results => "shows-results",
    };
    html! {
        <>
            { memo(View::Masthead(masthead::Props {
                policy: pack.title.clone().into(),
                village: state.findings.village.clone().into(),
                day: state.day(),
                saving: state.saving.clone(),
            })) }
            <main>
            <div class="notices">{ results::notices(&state.catalogue, Kind::EightHave) }</div>
            <div class="overview">
                <div class="overview-in">
                    { memo(View::Tiles(overview::Tiles { eight: eight().collect(), counts: state.findings.counts })) }
                    { memo(View::Controls(overview::Controls {
                        tab: state.tab,
                        progress: state.progress(),
                        has_next: state.next_question().is_some(),
                    })) }
                </div>
            </div>
            <div class={classes!("halves", shown)}>
                <div class="half form">{ form_half(state) }</div>
                <div class="half results">{ results_half(state, eight()) }</div>
            </div>
            </main>
            { memo(View::Announcer(announcer::Props {
                catalogue: state.catalogue.clone(),
                field: state.announced.clone(),
            })) }
        </>
    }
}

fn form_half(state: &State) -> Html {
    let catalogue = &state.catalogue;
    let sections = &catalogue.sections;
    let section = |(place, section): (usize, &crate::catalogue::Section)| {
        let open = state.folded.get(place) != Some(&true);
        let field = |number: &usize| {
            let field = state.fields.get(*number)?.clone();
            Some(keyed(
                *number,
                View::Field(field::Props { catalogue: catalogue.clone(), number: *number, state: field }),
            ))
        };
        let mut notices = Vec::new();
        for check in section.checks.iter().filter_map(|number| catalogue.check(*number)) {
            if !notices.contains(&check.kind) && check.kind != Kind::EightHave {
                notices.push(check.kind);
            }
        }
        let derived = section.derived.iter().filter_map(|number| state.findings.derived.get(*number).cloned());
        let name = catalogue.engine.pack().sections.get(section.number).map(|it| it.name.as_str());
        let references = state.findings.references.iter().filter(|it| Some(it.section.as_str()) == name).cloned();
        html! {
            <section class={classes!("section", (!open).then_some("is-closed"))} key={place}>
                { memo(View::SectionHead(form::SectionHead {
                    catalogue: catalogue.clone(),
                    place,
                    open,
                    progress: state.progress_of(&section.fields),
                    trouble: state.trouble_among(&section.checks),
                    notices,
                })) }
                <div class="section-body" id={format!("b-{place}")} hidden={!open}>
                    { for section.fields.iter().filter_map(field) }
                    { memo(View::SectionFoot(form::SectionFoot {
                        derived: derived.collect(),
                        references: references.collect(),
                    })) }
                </div>
            </section>
        }
    };
    html! {
        <>
            { memo(View::FormHead(form::Head {
                catalogue: catalogue.clone(),
                progress: sections.iter().map(|section| state.progress_of(&section.fields)).collect(),
                all_folded: state.folded.iter().all(|folded| *folded),
                can_undo: state.cleared.is_some(),
                can_clear: !state.answers.is_empty(),
            })) }
            { for sections.iter().enumerate().map(section) }
        </>
    }
}

fn results_half(state: &State, eight: impl Iterator<Item = (usize, Rc<CheckResult>)>) -> Html {
    let catalogue = &state.catalogue;
    let card = |number: usize, result: &Rc<CheckResult>| {
        keyed(number, View::Card(card::Props { catalogue: catalogue.clone(), number, result: result.clone() }))
    };
    let all = || catalogue.plain.iter().copied().zip(&state.findings.checks);
    let mut cards: Vec<Html> = Vec::with_capacity(state.findings.checks.len() + ORDER.len());
    for wanted in ORDER {
        let of_verdict = || all().filter(move |(_, it)| it.kind.is_counted() && it.verdict == wanted);
        let count = of_verdict().count();
        if count > 0 {
            let class = verdict::class(Kind::Target, wanted);
            cards.push(results::group(verdict::key(wanted), class, T.verdict(wanted), count));
            cards.extend(of_verdict().map(|(number, result)| card(number, result)));
        }
    }
    let counts = state.findings.counts;
    let is_empty = match state.filter {
        Filter::All => false,
        Filter::Unmet => counts.unmet == 0,
        Filter::Undecided => counts.undecided == 0,
        Filter::Met => counts.met == 0,
    };
    let apart = || all().filter(|(_, it)| !it.kind.is_counted());
    html! {
        <>
            { memo(View::ResultsHead(results::Head {
                catalogue: catalogue.clone(),
                filter: state.filter,
                counts: state.findings.counts,
                errors: state.findings.errors.clone(),
            })) }
            { memo(View::Summaries(summaries::Props { summaries: state.findings.summaries.clone() })) }
            <div class={classes!("cards", results::filter_class(state.filter))}>
                <div class="cards-list">{ for cards }</div>
                if is_empty {
                    <p class="nothing">{ T.nothing_here }</p>
                }
                <section class="eight">
                    <h3>{ T.eight }</h3>
                    { results::notices(catalogue, Kind::EightHave) }
                    <div class="cards-list">{ for eight.map(|(number, result)| card(number, &result)) }</div>
                </section>
                <section class="apart">
                    <h3>{ T.not_counted }</h3>
                    <div class="cards-list">{ for apart().map(|(number, result)| card(number, result)) }</div>
                </section>
            </div>
            { memo(View::References(reference::Props { references: state.findings.references.clone() })) }
        </>
    }
}
