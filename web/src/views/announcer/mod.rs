//! Says to a screen reader what the last answer led to, once the cadre has stopped typing.

use std::rc::Rc;

use yew::Html;

use crate::markup::tag;
use crate::state::FieldState;
use crate::texts::T;

/// How many verdicts are said at most.
const AT_MOST: usize = 3;

/// What is said.
#[derive(PartialEq)]
pub(crate) struct Props {
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
            for (_, result) in field.decided.iter().take(AT_MOST) {
                said.push_str(&result.name);
                said.push_str(T.colon);
                said.push_str(T.verdict_of_kind(result.kind, result.verdict));
                said.push_str(T.sentence_end);
            }
        }
    }
    tag("p").fixed("role", "status").class("unseen").text(&said).html()
}
