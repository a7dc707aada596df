//! Says to a screen reader what the last answer led to, once the cadre has stopped typing.

use std::rc::Rc;

use yew::Html;

use crate::catalogue::Shared;
use crate::markup::tag;
use crate::state::FieldState;
use crate::texts::T;

/// How many verdicts are said at most.
const AT_MOST: usize = 3;

/// What is said.
#[derive(PartialEq)]
pub(crate) struct Props {
    /// The pack.
    pub(crate) catalogue: Shared,
    /// The field as it was when its answer was saved.
    pub(crate) field: Option<Rc<FieldState>>,
}

pub(crate) fn view(props: &Props) -> Html {
    let mut said = String::new();
    if let Some(field) = &props.field {
        for error in &field.errors {
            said.push_str(error);
        }
        if field.errors.is_empty() {
            for (number, verdict) in field.decided.iter().take(AT_MOST) {
                if let Some(check) = props.catalogue.check(*number) {
                    said.push_str(&check.name);
                    said.push_str(T.colon);
                    said.push_str(T.verdict_of_kind(check.kind, *verdict));
                    said.push_str(T.sentence_end);
                }
            }
        }
    }
    tag("p").fixed("role", "status").class("unseen").text(&said).html()
}
