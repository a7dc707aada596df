//! A pack rests on a document: without one, no clause means anything.

use super::{Lint, Subject};
use crate::diagnostic::{Code, Diagnostic, Place};

pub(super) struct Sources;

impl Lint for Sources {
    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
        if subject.pack.sources.is_empty() {
            found.push(Diagnostic::new(Code::NoSource, Place::top("sources"), &[]));
        }
    }
}
