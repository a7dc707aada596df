//! A verdict as people see it: an icon by shape, a word, a colour. The icon and the colour come from the class.

use crate::markup::{Tag, tag};
use crate::texts::T;
use rules::Verdict;
use rules::model::Kind;

/// The verdict's key in markup, the same as in JSON.
pub(crate) fn key(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "met",
        Verdict::Unmet => "unmet",
        Verdict::Undecided => "undecided",
        Verdict::NotApplicable => "not-applicable",
        Verdict::Blocked => "blocked",
    }
}

/// The class that gives icon and colour. What is not counted stays neutral.
pub(crate) fn class(kind: Kind, verdict: Verdict) -> &'static str {
    match (kind, verdict) {
        (Kind::Area | Kind::Guidance, Verdict::Met) => "is-apart-met",
        (Kind::Area | Kind::Guidance, Verdict::Unmet) => "is-apart-unmet",
        (_, Verdict::Met) => "is-met",
        (_, Verdict::Unmet) => "is-unmet",
        (_, Verdict::Undecided) => "is-undecided",
        (_, Verdict::NotApplicable) => "is-not-applicable",
        (_, Verdict::Blocked) => "is-blocked",
    }
}

/// The verdict of a check of this kind.
pub(crate) fn badge(kind: Kind, verdict: Verdict) -> Tag {
    said(class(kind, verdict), T.verdict_of_kind(kind, verdict))
}

/// A verdict in other words.
pub(crate) fn said(class: &'static str, word: &str) -> Tag {
    tag("span").classes(&["verdict", class]).text(word)
}
