//! The receipt of the self-check, to be copied and sent, and the place where a received one is verified.

use std::rc::Rc;

use yew::Html;

use crate::markup::{Tag, button, list, tag};
use crate::state::{Copied, Made, Verified};
use crate::texts::T;

/// Where a received record is pasted.
pub(crate) const PASTED: &str = "pasted";
/// Where the whole record of a pack stands, with the pack's number behind.
pub(crate) const RECORD: &str = "record-";

/// Receipts made and verified.
#[derive(PartialEq)]
pub(crate) struct Props {
    /// What was made of the answers as they are, one for each pack.
    pub(crate) made: Rc<Vec<Made>>,
    /// Which of them was copied, and whether that went well.
    pub(crate) copied: Option<Copied>,
    /// What the last verifying found.
    pub(crate) verified: Option<Verified>,
}

pub(crate) fn view(props: &Props) -> Html {
    let made = props.made.iter().enumerate().map(|(number, made)| receipt(props, number, made));
    tag("details")
        .class("receipt")
        .with(tag("summary").with(tag("h3").text(T.receipt)))
        .with(tag("p").class("fine").text(T.receipt_help))
        .with(tag("p").with(button("receipt").class("button is-main").text(T.receipt_make)))
        .with(tag("div").fixed("role", "status").each(made))
        .with(verifying(props))
        .html()
}

fn receipt(props: &Props, number: usize, made: &Made) -> Tag {
    let copied = props
        .copied
        .filter(|it| it.number == number)
        .map(|it| tag("p").class("fine").text(if it.done { T.receipt_copied } else { T.receipt_not_copied }));
    let whole = tag("textarea")
        .numbered("id", RECORD, number)
        .fixed("rows", "5")
        .fixed("readonly", "readonly")
        .fixed("aria-label", T.receipt_text)
        .value(&made.text);
    tag("div")
        .class("made")
        .when((props.made.len() > 1).then(|| tag("p").class("fine").text(&made.title)))
        .with(tag("p").text(T.receipt_code).text(T.colon).with(tag("strong").class("code").text(&made.code)))
        .with(whole)
        .with(tag("p").with(button("copy").about(number).class("button").text(T.receipt_copy)))
        .when(copied)
}

fn verifying(props: &Props) -> Tag {
    let found = props.verified.as_ref().map(|verified| {
        let class = if verified.agrees { "found is-met" } else { "found is-blocked" };
        let lines = verified.lines.iter().map(|line| tag("p").text(line));
        tag("div").class(class).each(lines)
    });
    list()
        .with(tag("h4").text(T.verify))
        .with(tag("label").fixed("for", PASTED).class("fine").text(T.verify_help))
        .with(tag("textarea").fixed("id", PASTED).fixed("rows", "5").fixed("autocomplete", "off"))
        .with(tag("p").with(button("verify").class("button").text(T.verify_do)))
        .with(tag("div").fixed("role", "status").when(found))
}
