//! An indicator, parameter or derived value that nothing uses.

use super::walk::tests;
use super::{Lint, Subject};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::{AreaTest, Test};

pub(super) struct Unused;

impl Lint for Unused {
    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
        let used = used(subject);
        let pack = subject.pack;
        let lists = [
            (
                "indicators",
                Code::UnusedIndicator,
                pack.indicators.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(),
            ),
            ("parameters", Code::UnusedParameter, pack.parameters.iter().map(|it| it.name.as_str()).collect()),
            ("derived", Code::UnusedDerived, pack.derived.iter().map(|it| it.name.as_str()).collect()),
        ];
        for (list, code, names) in lists {
            for (index, name) in names.into_iter().enumerate().filter(|(_, name)| !used.iter().any(|it| it == name)) {
                found.push(Diagnostic::new(code, Place::entry(list, index, name).key("name"), &[name]));
            }
        }
    }
}

/// The names that formulas and tests use, and the wholes that bound their parts.
fn used(subject: &Subject<'_>) -> Vec<String> {
    let mut used: Vec<String> = subject.sources.iter().flat_map(|source| source.names(subject.scope)).collect();
    let mut add = |names: &[&String]| used.extend(names.iter().map(|name| (*name).clone()));
    for (_, test) in tests(subject.pack) {
        match test {
            Test::Yes(name) | Test::No(name) | Test::None(name) => add(&[name]),
            Test::All { part, whole } => add(&[part, whole]),
            Test::Share { part, whole, at_least } => add(&[part, whole, at_least]),
            Test::Compare { than, .. } => add(&[than]),
            Test::CountOf { at_least, .. } => add(&[at_least]),
            _ => {}
        }
    }
    for indicator in &subject.pack.indicators {
        add(&indicator.at_most.iter().collect::<Vec<_>>());
    }
    if let Some(warn) = &subject.pack.warn {
        add(&warn.within.iter().chain(&warn.days).collect::<Vec<_>>());
    }
    for check in &subject.pack.checks {
        add(&check.tolerance.iter().collect::<Vec<_>>());
    }
    for area in &subject.pack.areas {
        add(&area.tolerance.iter().collect::<Vec<_>>());
        match &area.test {
            AreaTest::Rate { than, .. } | AreaTest::ShareOfVillages { than, .. } => add(&[than]),
            AreaTest::EveryVillage { townships, .. } => add(&townships.iter().collect::<Vec<_>>()),
            _ => {}
        }
    }
    used
}
