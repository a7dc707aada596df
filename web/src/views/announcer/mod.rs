//! Says to a screen reader what an answer led to, once the cadre has stopped typing.

use yew::Html;

use crate::markup::tag;

/// What is said.
#[derive(PartialEq)]
pub(crate) struct Props {
    /// In words; empty while there is nothing to say.
    pub(crate) said: String,
}

pub(crate) fn view(props: &Props) -> Html {
    tag("p").fixed("role", "status").class("unseen").text(&props.said).html()
}
