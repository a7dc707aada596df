//! The layout of the page: which view stands where, with which piece of the state.

use std::rc::Rc;

use rules::model::Kind;
use yew::Html;

use super::Part;
use crate::later;
use crate::markup::{Tag, button, list, tag};
use crate::part::{self, LATER};
use crate::state::{Saving, State, Tab};
use crate::texts::T;
use crate::views::masthead::Choice;
use crate::views::results::Results;
use crate::views::{View, announcer, form, keyed, masthead, memo, overview, results};

/// The whole page, in an element of the name `outermost`; its second half may lag behind the state by a frame, and the form
/// has its first `drawn` fields; beyond those come the results' cards. Hidden, it keeps what was typed while a screen stands
/// in its place.
pub(super) fn layout(
    state: &State,
    choice: &Choice,
    results: &Rc<Results>,
    drawn: usize,
    is_hidden: bool,
    outermost: &'static str,
) -> Html {
    let parts = || state.catalogue.parts.iter().zip(&state.findings);
    let eight = parts().flat_map(|(part, findings)| part.eight.iter().copied().zip(findings.eight.iter().cloned()));
    let titles: Vec<&str> = parts().map(|(part, _)| part.pack().title.as_str()).collect();
    let masthead = View::Masthead(masthead::Props {
        policy: titles.join(T.list_separator),
        choice: choice.clone(),
        village: state.village.clone(),
        day: state.day(),
        saving: state.saving.clone(),
    });
    let tiles = View::Tiles(overview::Tiles { eight: eight.collect(), counts: state.counts() });
    let controls =
        View::Controls(overview::Controls { tab: state.tab, progress: state.progress(), has_next: state.has_next() });
    let announcer = View::Announcer(announcer::Props { said: state.said.clone() });
    // One of the two is there: where the form is hidden, what must be known stands above the screen in its place.
    let said = |here: bool| {
        let noted = state.notice.as_ref().filter(|_| part::is_ready(LATER)).map(later::notice);
        let trouble = || masthead::trouble(&state.saving, state.following, noted);
        list().when(here.then(trouble)).when((here && state.demo).then(later::demo_mark))
    };
    let is_unkept = matches!(state.saving, Saving::Failed | Saving::Full | Saving::Newer);
    let is_warned = is_unkept || state.following || state.notice.is_some() || state.demo;
    let stays = tag("div").class("stays").with(said(!is_hidden)).child(memo(controls));
    let overview = tag("div").class("overview-in").child(memo(tiles)).with(stays);
    let halves = tag("div")
        .class(match state.tab {
            Tab::Form => "halves shows-form",
            Tab::Results => "halves shows-results",
        })
        .with(tag("div").class("half form").with(form_half(state, drawn, outermost == "main")))
        .with(
            tag("div")
                .maybe("aria-busy", (drawn < usize::MAX).then_some("true"))
                .class("half results")
                .child(memo(View::Results(results.clone()))),
        );
    let main = tag(outermost)
        .flag("hidden", is_hidden)
        .with(tag("div").class("notices").with(results::notices(&state.catalogue, Kind::EightHave)))
        .with(tag("div").class(if is_warned { "overview is-warned" } else { "overview" }).with(overview))
        .with(halves);
    let above = tag("div").class("stays").with(said(is_hidden));
    list().child(memo(masthead)).with(above).with(main).child(memo(announcer)).html()
}

/// What is said while something waits for the second part, in view wherever the page is scrolled.
pub(super) fn part(part: Part) -> Html {
    let failed = || list().with(tag("p").text(T.part_failed)).with(button("retry").class("button").text(T.retry));
    let opening = tag("div").fixed("role", "status").when((part == Part::Coming).then(|| tag("p").text(T.opening)));
    let failed = tag("div").fixed("role", "alert").when((part == Part::Failed).then(failed));
    tag("div").class("part").with(opening).with(failed).html()
}

/// Stands in place of a screen that has not come.
pub(super) fn waiting() -> Html {
    tag("main").class("waiting-text").with(tag("a").fixed("href", "#").class("button").text(T.back)).html()
}

fn form_half(state: &State, drawn: usize, is_alone: bool) -> Tag {
    let catalogue = &state.catalogue;
    let sections = &catalogue.sections;
    let mut left = drawn;
    let section = |(place, section): (usize, &crate::catalogue::Section)| {
        if left == 0 {
            return None;
        }
        let fields = section.fields.get(..left).unwrap_or(&section.fields);
        left -= fields.len();
        let derived =
            section.derived.iter().filter_map(|of| state.findings.get(of.part)?.derived.get(of.number).cloned());
        let name = catalogue.describe(section).map(|it| it.name.as_str());
        let references = state.findings.iter().flat_map(|findings| &findings.references);
        let references = references.filter(|it| Some(it.section.as_str()) == name).cloned();
        let section = form::Section {
            catalogue: catalogue.clone(),
            place,
            open: state.folded.get(place) != Some(&true),
            progress: state.progress_of(&section.fields),
            trouble: state.trouble_among(&section.checks),
            fields: fields.iter().filter_map(|number| state.fields.get(*number).cloned()).collect(),
            derived: derived.collect(),
            references: references.collect(),
        };
        Some(keyed(place, View::Section(section)))
    };
    let head = View::FormHead(form::Head {
        catalogue: catalogue.clone(),
        progress: sections.iter().map(|section| state.progress_of(&section.fields)).collect(),
        all_folded: state.folded.iter().all(|folded| *folded),
        can_undo: state.cleared.is_some(),
        can_clear: !state.answers.is_empty() && !state.is_read_only() && !state.demo,
        can_try: is_alone && state.answers.is_empty() && !state.is_read_only() && !state.demo,
    });
    let form = list().child(memo(head)).each(sections.iter().enumerate().map_while(section));
    // Below the form, and nowhere else while that grows.
    form.when((left > 0).then(|| button("show-results").class("button is-main to-results").text(T.see_results)))
}
