//! The head of the page: what this is, whose form it is, the day, and where the answers are.

use rules::Date;
use yew::prelude::*;

use crate::state::Saving;
use crate::texts::{T, fill};

/// What the head shows.
#[derive(PartialEq)]
pub(crate) struct Props {
    /// The policy's title.
    pub(crate) policy: AttrValue,
    /// The village, as far as it is answered.
    pub(crate) village: AttrValue,
    /// The day of the self-check.
    pub(crate) day: Date,
    /// How far saving is.
    pub(crate) saving: Saving,
}

pub(crate) fn view(props: &Props) -> Html {
    let village = if props.village.is_empty() { T.no_village } else { props.village.as_str() };
    let (saved, trouble) = match &props.saving {
        Saving::Idle => (None, None),
        Saving::Pending => (Some(T.pending.to_owned()), None),
        Saving::Saved(time) => (Some(fill(T.saved, &[time])), None),
        Saving::Failed => (None, Some(T.save_failed)),
        Saving::Newer => (None, Some(T.save_newer)),
        Saving::Unreadable => (None, Some(T.save_unreadable)),
    };
    html! {
        <header class="masthead">
            <div class="masthead-in">
                <div class="masthead-title">
                    <h1>{ T.product }</h1>
                    <p class="policy">{ &props.policy }</p>
                </div>
                <p class={classes!("village", props.village.is_empty().then_some("is-empty"))}>{ village }</p>
                <div class="day">
                    <label for="day">{ T.day }</label>
                    <input id="day" type="date" min="1900-01-01" max="2999-12-31" value={props.day.to_string()} />
                </div>
                <p class="kept">
                    <span>{ T.local_only }</span>
                    <span class="saved" data-saving={saving_key(&props.saving)}>{ saved.unwrap_or_default() }</span>
                </p>
                <div role="alert" class="save-trouble">{ trouble.map(|text| html! { <p>{ text }</p> }) }</div>
            </div>
        </header>
    }
}

fn saving_key(saving: &Saving) -> &'static str {
    match saving {
        Saving::Idle => "idle",
        Saving::Pending => "pending",
        Saving::Saved(_) => "saved",
        Saving::Failed => "failed",
        Saving::Newer => "newer",
        Saving::Unreadable => "unreadable",
    }
}
