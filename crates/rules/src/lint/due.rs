//! A target without a day by which it is due: it could never be late.

use super::{Lint, Subject};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::Kind;

pub(super) struct Due;

impl Lint for Due {
    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
        for (index, check) in subject.pack.checks.iter().enumerate() {
            if check.kind == Kind::Target && check.due.is_none() {
                found.push(Diagnostic::new(Code::NoDue, Place::entry("checks", index, &check.name).key("due"), &[]));
            }
        }
    }
}
