//! How the missing amount is said: once with `{n}`, and wherever there is an amount.

use super::{Lint, Subject};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::Test;

pub(super) struct GapPhrase;

impl Lint for GapPhrase {
    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
        for (index, check) in subject.pack.checks.iter().enumerate() {
            let place = Place::entry("checks", index, &check.name).key("gap_phrase");
            let has_amount =
                matches!(check.test, Test::None(_) | Test::All { .. } | Test::Share { .. } | Test::Compare { .. });
            match &check.gap_phrase {
                Some(phrase) if phrase.matches("{n}").count() != 1 => {
                    found.push(Diagnostic::new(Code::GapPhraseForm, place, &[phrase]));
                }
                None if has_amount => found.push(Diagnostic::new(Code::NoGapPhrase, place, &[])),
                _ => {}
            }
        }
    }
}
