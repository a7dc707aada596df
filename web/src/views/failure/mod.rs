//! What stands in place of the page when it cannot start.

use yew::Html;

use crate::markup::tag;
use crate::texts::T;

/// Says what happened and what to do.
pub(crate) fn view(says: &str) -> Html {
    let again = tag("a").fixed("href", "").class("button is-main").text(T.reload);
    tag("main")
        .fixed("role", "alert")
        .class("failure")
        .with(tag("h1").text(T.failed))
        .with(tag("p").text(says))
        .with(tag("p").with(again))
        .html()
}
