//! What FEEL itself finds odd in a formula: types that never compare, contradictions, and in a condition that decides a
//! verdict a missing answer that passes for a false one.

use super::{Lint, Subject};
use crate::diagnostic::Diagnostic;

pub(super) struct Formulas;

impl Lint for Formulas {
    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
        for source in subject.sources {
            // What does not compile is told by compiling.
            let Ok(program) = feel::compile(source.text, subject.scope) else { continue };
            let odd = program.warnings().iter().cloned();
            let of_condition = source.is_condition.then(|| feel::check_condition(&program, subject.scope));
            let all = odd.chain(of_condition.into_iter().flatten());
            found.extend(all.map(|diagnostic| Diagnostic::feel(&source.place, diagnostic)));
        }
    }
}
