//! The head of the page: what this is, whose form it is, the day, and where the answers are.

use rules::Date;
use yew::Html;

use crate::library::Offers;
use crate::markup::{Tag, button, tag};
use crate::state::Saving;
use crate::texts::{T, fill};

/// Which packs the village is judged by, of those on offer.
#[derive(Clone, PartialEq)]
pub(crate) struct Choice {
    /// All that can be chosen.
    pub(crate) offers: Offers,
    /// Those that are, by their numbers.
    pub(crate) chosen: Vec<usize>,
    /// Whether one is being loaded.
    pub(crate) opening: bool,
    /// What went wrong, and what to do.
    pub(crate) trouble: Option<String>,
}

/// What the head shows.
#[derive(PartialEq)]
pub(crate) struct Props {
    /// The titles of the packs.
    pub(crate) policy: String,
    /// The packs to choose from.
    pub(crate) choice: Choice,
    /// The village, as far as it is answered.
    pub(crate) village: String,
    /// The day of the self-check.
    pub(crate) day: Date,
    /// How far saving is.
    pub(crate) saving: Saving,
}

pub(crate) fn view(props: &Props) -> Html {
    let village = if props.village.is_empty() { T.no_village } else { props.village.as_str() };
    let saved = match &props.saving {
        Saving::Pending => T.pending.to_owned(),
        Saving::Saved(time) => fill(T.saved, &[time]),
        _ => String::new(),
    };
    let acts = tag("div")
        .class("masthead-acts")
        .with(tag("button").fixed("type", "button").fixed("id", "care").class("to-more").text(T.care))
        .with(tag("a").fixed("id", "to-more").fixed("href", "#more").class("to-more").text(T.more));
    let day = tag("input")
        .fixed("id", "day")
        .fixed("type", "date")
        .fixed("min", "1900-01-01")
        .fixed("max", "2999-12-31")
        .value(&props.day.to_string());
    let saved = tag("span").fixed("data-saving", saving_key(&props.saving)).class("saved").text(&saved);
    let kept = tag("p").class("kept").with(tag("span").text(T.local_only)).with(saved);
    let name = tag("p").class(if props.village.is_empty() { "village is-empty" } else { "village" }).text(village);
    let policy = || tag("span").class("policy").text(&props.policy);
    let trouble = props.choice.trouble.as_ref().map(|it| tag("p").text(it));
    let inside = tag("div")
        .class("masthead-in")
        .with(tag("h1").text(T.product))
        .with(acts)
        .with(tag("p").class("purpose").text(T.purpose))
        .with(tag("div").class("whose").with(name).with(kept))
        .with(tag("div").class("day").with(tag("label").fixed("for", "day").text(T.day)).with(day))
        .with(if props.choice.offers.len() > 1 { packs(&props.choice, policy()) } else { policy() })
        .with(tag("div").fixed("role", "alert").class("pack-trouble").when(trouble));
    tag("header").class("masthead").with(inside).html()
}

/// What must be known while one fills in, in view wherever the page is scrolled: that nothing is kept, or that nothing can be typed.
/// `noted` is what has happened to the record.
pub(crate) fn trouble(saving: &Saving, following: bool, noted: Option<Tag>) -> Tag {
    let trouble = match saving {
        Saving::Failed => Some(T.save_failed),
        Saving::Full => Some(T.save_full),
        Saving::Newer => Some(T.save_newer),
        _ => None,
    };
    tag("div")
        .fixed("role", "alert")
        .class("save-trouble")
        .when(trouble.map(|says| bar(says, act("rescue", T.export))))
        .when(following.then(|| bar(T.following, act("take-over", T.take_over))))
        .when(noted)
}

/// What is said in it, and what can be done.
pub(crate) fn bar(says: &str, acts: Tag) -> Tag {
    tag("p").with(tag("span").text(says)).with(acts)
}

/// Something that can be done.
pub(crate) fn act(act: &'static str, word: &str) -> Tag {
    button(act).class("button").text(word)
}

/// The packs to choose from. One always stays chosen.
fn packs(choice: &Choice, policy: Tag) -> Tag {
    let row = |(number, offer): (usize, &crate::library::Offer)| {
        let chosen = choice.chosen.contains(&number);
        let input = tag("input")
            .fixed("type", "checkbox")
            .fixed("data-act", "pack")
            .about(number)
            .flag("disabled", choice.opening || (chosen && choice.chosen.len() == 1))
            .checked(chosen);
        tag("label").class("option").with(input).with(tag("span").text(&offer.title))
    };
    let opening = tag("p").fixed("role", "status").text(if choice.opening { T.opening } else { "" });
    let group = tag("div")
        .fixed("role", "group")
        .fixed("aria-label", T.packs)
        .class("options is-several")
        .each(choice.offers.iter().enumerate().map(row));
    tag("details")
        .class("packs")
        .with(tag("summary").with(tag("span").class("packs-name").text(T.packs)).with(policy))
        .with(tag("p").text(T.packs_help))
        .with(group)
        .with(opening)
}

fn saving_key(saving: &Saving) -> &'static str {
    match saving {
        Saving::Idle => "idle",
        Saving::Pending => "pending",
        Saving::Saved(_) => "saved",
        Saving::Failed => "failed",
        Saving::Full => "full",
        Saving::Newer => "newer",
    }
}
