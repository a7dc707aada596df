//! Where a figure comes from is said alike by the parameter and the check, and the document's figures are given.

use super::{Lint, Subject};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::{Basis, Test};

pub(super) struct BasisOfFigures;

impl Lint for BasisOfFigures {
    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
        let parameters = &subject.pack.parameters;
        for (index, parameter) in parameters.iter().enumerate() {
            let is_unset = parameter.value.is_none() && parameter.dated.is_empty();
            if is_unset && parameter.basis == Basis::Document {
                let place = Place::entry("parameters", index, &parameter.name).key("value");
                found.push(Diagnostic::new(Code::DocumentFigureUnset, place, &[]));
            }
        }
        for (index, check) in subject.pack.checks.iter().enumerate() {
            let (Test::Share { at_least: figure, .. } | Test::Compare { than: figure, .. }) = &check.test else {
                continue;
            };
            let parameter = parameters.iter().find(|parameter| parameter.name == *figure);
            if let Some(parameter) = parameter.filter(|parameter| parameter.basis != check.basis) {
                let basis = match parameter.basis {
                    Basis::Document => "document",
                    Basis::Local => "local",
                    Basis::Unverified => "unverified",
                };
                let place = Place::entry("checks", index, &check.name).key("basis");
                found.push(Diagnostic::new(Code::BasisDiffers, place, &[figure, basis]));
            }
        }
    }
}
