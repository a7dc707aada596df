//! The layout of the page: which view stands where, with which piece of the state.

use std::rc::Rc;

use rules::model::Kind;
use yew::Html;

use crate::markup::{Tag, list, tag};
use crate::state::{State, Tab};
use crate::views::results::Results;
use crate::views::{View, announcer, form, keyed, masthead, memo, overview, results};

/// The whole page; its second half may lag behind the state by a frame.
pub(super) fn layout(state: &State, results: &Rc<Results>) -> Html {
    let pack = state.catalogue.engine.pack();
    let eight = state.catalogue.eight.iter().copied().zip(state.findings.eight.iter().cloned());
    let masthead = View::Masthead(masthead::Props {
        policy: pack.title.clone().into(),
        village: state.findings.village.clone().into(),
        day: state.day(),
        saving: state.saving.clone(),
    });
    let tiles = View::Tiles(overview::Tiles { eight: eight.collect(), counts: state.findings.counts });
    let controls =
        View::Controls(overview::Controls { tab: state.tab, progress: state.progress(), has_next: state.has_next() });
    let announcer = View::Announcer(announcer::Props { field: state.announced.clone() });
    let overview = tag("div").class("overview-in").child(memo(tiles)).child(memo(controls));
    let halves = tag("div")
        .class(match state.tab {
            Tab::Form => "halves shows-form",
            Tab::Results => "halves shows-results",
        })
        .with(tag("div").class("half form").with(form_half(state)))
        .with(tag("div").class("half results").child(memo(View::Results(results.clone()))));
    let main = tag("main")
        .with(tag("div").class("notices").with(results::notices(&state.catalogue, Kind::EightHave)))
        .with(tag("div").class("overview").with(overview))
        .with(halves);
    list().child(memo(masthead)).with(main).child(memo(announcer)).html()
}

fn form_half(state: &State) -> Tag {
    let catalogue = &state.catalogue;
    let sections = &catalogue.sections;
    let section = |(place, section): (usize, &crate::catalogue::Section)| {
        let derived = section.derived.iter().filter_map(|number| state.findings.derived.get(*number).cloned());
        let name = catalogue.engine.pack().sections.get(section.number).map(|it| it.name.as_str());
        let references = state.findings.references.iter().filter(|it| Some(it.section.as_str()) == name).cloned();
        keyed(
            place,
            View::Section(form::Section {
                catalogue: catalogue.clone(),
                place,
                open: state.folded.get(place) != Some(&true),
                progress: state.progress_of(&section.fields),
                trouble: state.trouble_among(&section.checks),
                fields: section.fields.iter().filter_map(|number| state.fields.get(*number).cloned()).collect(),
                derived: derived.collect(),
                references: references.collect(),
            }),
        )
    };
    let head = View::FormHead(form::Head {
        catalogue: catalogue.clone(),
        progress: sections.iter().map(|section| state.progress_of(&section.fields)).collect(),
        all_folded: state.folded.iter().all(|folded| *folded),
        can_undo: state.cleared.is_some(),
        can_clear: !state.answers.is_empty(),
    });
    list().child(memo(head)).each(sections.iter().enumerate().map(section))
}
