//! A count judged as part of another that it may exceed: the share would be judged on broken data.

use super::walk::tests;
use super::{Lint, Subject};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Test;

pub(super) struct Parts;

impl Lint for Parts {
    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
        let Some(compiled) = subject.compiled else { return };
        for (place, test) in tests(subject.pack) {
            let (key, part, whole) = match test {
                Test::All { part, whole } => ("all", part, whole),
                Test::Share { part, whole, .. } => ("share", part, whole),
                _ => continue,
            };
            let whole_id = compiled.fields.iter().position(|field| field.name == *whole);
            let is_bound = |id| compiled.field(part).is_some_and(|field| field.above.contains(&id));
            if !whole_id.is_some_and(is_bound) {
                found.push(Diagnostic::new(Code::PartNotBounded, place.key(key).key("part"), &[part, whole]));
            }
        }
    }
}
