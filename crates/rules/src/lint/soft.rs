//! The document's softening words and tolerances go together wherever it softens a figure of its own.

use super::{Lint, Subject};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::{AreaTest, Basis, Test};

pub(super) struct Soft;

impl Lint for Soft {
    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
        for (index, check) in subject.pack.checks.iter().enumerate() {
            let figure = match &check.test {
                Test::Share { at_least: figure, .. } | Test::Compare { than: figure, .. } => Some(figure),
                _ => None,
            };
            let place = Place::entry("checks", index, &check.name);
            look_at(subject, &place, figure, (check.soft.as_deref(), check.tolerance.as_deref()), found);
        }
        for (index, area) in subject.pack.areas.iter().enumerate() {
            let figure = match &area.test {
                AreaTest::Rate { than: figure, .. } | AreaTest::ShareOfVillages { than: figure, .. } => Some(figure),
                _ => None,
            };
            let place = Place::entry("areas", index, &area.name);
            look_at(subject, &place, figure, (area.soft.as_deref(), area.tolerance.as_deref()), found);
        }
    }
}

/// A figure that the district sets is as soft as the district wants; one of the document needs to say how soft.
fn look_at(
    subject: &Subject<'_>,
    place: &Place,
    figure: Option<&String>,
    said: (Option<&str>, Option<&str>),
    found: &mut Vec<Diagnostic>,
) {
    let is_of_document = figure.is_some_and(|figure| {
        subject.pack.parameters.iter().any(|it| it.name == *figure && it.basis == Basis::Document)
    });
    match said {
        (Some(soft), None) if is_of_document => {
            found.push(Diagnostic::new(Code::SoftWithoutTolerance, place.key("soft"), &[soft]));
        }
        (None, Some(_)) => found.push(Diagnostic::new(Code::ToleranceWithoutSoft, place.key("tolerance"), &[])),
        _ => {}
    }
}
