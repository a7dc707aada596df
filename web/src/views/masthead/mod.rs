//! The head of the page: what this is, whose form it is, the day, and where the answers are.

use rules::Date;
use yew::Html;

use crate::library::Offers;
use crate::markup::{Tag, button, tag};
use crate::state::{Notice, Saving};
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
    /// Whether another tab fills in the village.
    pub(crate) following: bool,
    /// What must be known about the village's record.
    pub(crate) notice: Option<Notice>,
}

pub(crate) fn view(props: &Props) -> Html {
    let village = if props.village.is_empty() { T.no_village } else { props.village.as_str() };
    let (saved, trouble) = match &props.saving {
        Saving::Idle => (None, None),
        Saving::Pending => (Some(T.pending.to_owned()), None),
        Saving::Saved(time) => (Some(fill(T.saved, &[time])), None),
        Saving::Failed => (None, Some(T.save_failed)),
        Saving::Full => (None, Some(T.save_full)),
        Saving::Newer => (None, Some(T.save_newer)),
    };
    let notice = props.notice.as_ref().map(|notice| match notice {
        Notice::Older => T.record_older.to_owned(),
        Notice::Unreadable => T.record_unreadable.to_owned(),
        Notice::Both(names) => fill(T.record_both, &[names]),
    });
    let bar = |says: &str, act: Option<Tag>| tag("p").text(says).when(act);
    let export = || Some(button("rescue").class("button").text(T.export));
    let take_over = || Some(button("take-over").class("button").text(T.take_over));
    let title = tag("div")
        .class("masthead-title")
        .with(tag("h1").text(T.product))
        .with(tag("a").fixed("id", "to-more").fixed("href", "#more").class("to-more").text(T.more))
        .with(tag("p").class("policy").text(&props.policy))
        .when((props.choice.offers.len() > 1).then(|| packs(&props.choice)));
    let day = tag("input")
        .fixed("id", "day")
        .fixed("type", "date")
        .fixed("min", "1900-01-01")
        .fixed("max", "2999-12-31")
        .value(&props.day.to_string());
    let saved = tag("span")
        .fixed("data-saving", saving_key(&props.saving))
        .class("saved")
        .text(saved.as_deref().unwrap_or_default());
    let inside = tag("div")
        .class("masthead-in")
        .with(title)
        .with(tag("p").class(if props.village.is_empty() { "village is-empty" } else { "village" }).text(village))
        .with(tag("div").class("day").with(tag("label").fixed("for", "day").text(T.day)).with(day))
        .with(tag("p").class("kept").with(tag("span").text(T.local_only)).with(saved))
        .with(
            tag("div")
                .fixed("role", "alert")
                .class("save-trouble")
                .when(trouble.map(|it| bar(it, export())))
                .when(props.following.then(|| bar(T.following, take_over())))
                .when(notice.map(|it| bar(&it, export())))
                .when(props.choice.trouble.as_ref().map(|it| bar(it, None))),
        );
    tag("header").class("masthead").with(inside).html()
}

/// The packs to choose from. One always stays chosen.
fn packs(choice: &Choice) -> Tag {
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
        .with(tag("summary").text(T.packs))
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
