//! `bayou check`: everything about a pack that keeps it from being used, or that its author hardly means.
//!
//! One rule, one file, behind `Lint`; `LINTS` is the list. Never linked where compiled packs are loaded.
//! Depends on the model, on compiling, and on `feel`.

mod basis;
mod clause;
mod due;
mod figure;
mod formula;
mod gap_phrase;
mod option;
mod part;
mod reach;
mod soft;
mod source;
mod unused;
mod walk;
mod words;

use feel::Scope;

use crate::Date;
use crate::compile::{compile, scope_of};
use crate::diagnostic::{Code, Diagnostic, Place, Severity};
use crate::judgement::value_on;
use crate::model::{Allowance, Pack};
use crate::nearest::nearest;
use crate::program::Compiled;

use walk::{Source, sources};

/// A rule that a pack should keep.
trait Lint: Sync {
    /// Adds what breaks it.
    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Diagnostic>);
}

/// Every rule.
const LINTS: &[&dyn Lint] = &[
    &unused::Unused,
    &reach::Reach,
    &figure::Figure,
    &formula::Formulas,
    &option::Options,
    &part::Parts,
    &clause::Clauses,
    &due::Due,
    &gap_phrase::GapPhrase,
    &soft::Soft,
    &basis::BasisOfFigures,
    &source::Sources,
    &words::Words,
];

/// What the rules look at.
struct Subject<'p> {
    pack: &'p Pack,
    /// None where the pack does not compile; rules that need it have nothing to say then.
    compiled: Option<&'p Compiled>,
    scope: &'p Scope,
    /// Every formula and condition.
    sources: &'p [Source<'p>],
}

/// What looking at a pack gives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// Everything found, errors first where the pack cannot be used.
    pub findings: Vec<Diagnostic>,
    /// What was found and is accepted by the pack, with its reason.
    pub allowed: Vec<(Diagnostic, String)>,
}

impl Checked {
    /// Whether the pack can be used.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        self.findings.iter().all(|found| found.code.severity() != Severity::Error)
    }
}

/// Looks at a pack: errors of compiling, and where those leave room, the rules.
#[must_use]
pub fn check(pack: &Pack) -> Checked {
    let (compiled, mut findings) = match compile(pack) {
        Ok(compiled) => (Some(compiled), Vec::new()),
        Err(errors) => (None, errors),
    };
    let scope = scope_of(pack);
    let sources = sources(pack);
    let subject = Subject { pack, compiled: compiled.as_ref(), scope: &scope, sources: &sources };
    let mut lints = Vec::new();
    for lint in LINTS {
        lint.look(&subject, &mut lints);
    }
    // What compiling said is not said again in other words.
    lints.retain(|lint| !findings.iter().any(|error| error.place == lint.place));
    findings.extend(lints);
    accepted(pack, findings)
}

/// Takes out what the pack accepts, and holds the accepting itself against what was found.
fn accepted(pack: &Pack, findings: Vec<Diagnostic>) -> Checked {
    let mut used = vec![Vec::new(); pack.allow.len()];
    let mut checked = Checked::default();
    for found in findings {
        match allowance(pack, &found) {
            Some((number, allowance, name)) => {
                if let Some(names) = used.get_mut(number) {
                    names.push(name.to_owned());
                }
                checked.allowed.push((found, allowance.reason.clone()));
            }
            None => checked.findings.push(found),
        }
    }
    let compiles = checked.is_usable();
    for ((number, allowance), used) in pack.allow.iter().enumerate().zip(used) {
        let place = Place::entry("allow", number, "");
        let known = || Code::ALL.iter().filter(|code| code.severity() != Severity::Error).map(|code| code.as_str());
        if !known().any(|code| code == allowance.code) {
            let found = Diagnostic::new(Code::UnknownAllowance, place.key("code"), &[&allowance.code]);
            checked.findings.push(found.near(nearest(&allowance.code, known())));
            continue;
        }
        if allowance.reason.trim().is_empty() {
            checked.findings.push(Diagnostic::new(Code::NoText, place.key("reason"), &["reason"]));
        }
        // Where the pack does not compile, not everything was looked for.
        for (index, name) in allowance.names.iter().enumerate().filter(|(_, name)| compiles && !used.contains(*name)) {
            let place = place.key("names").at(index, "");
            checked.findings.push(Diagnostic::new(Code::NeedlessAllowance, place, &[&allowance.code, name]));
        }
    }
    checked
}

/// The allowance for a finding, and the name it allows it for. Errors have none.
fn allowance<'p>(pack: &'p Pack, found: &Diagnostic) -> Option<(usize, &'p Allowance, &'p str)> {
    let subject = found.place.subject().filter(|_| found.code.severity() != Severity::Error)?;
    let of_code = pack.allow.iter().enumerate().filter(|(_, allow)| allow.code == found.code.as_str());
    of_code
        .flat_map(|(number, allow)| allow.names.iter().map(move |name| (number, allow, name.as_str())))
        .find(|(_, _, name)| *name == subject)
}

/// A day of each span of time in which the parameters keep their values.
fn days(pack: &Pack) -> Vec<Date> {
    let dated = pack.parameters.iter().flat_map(|parameter| &parameter.dated).map(|dated| dated.from);
    let mut days: Vec<Date> = Date::from_unix_days(0).into_iter().chain(dated).collect();
    days.sort_unstable();
    days.dedup();
    days
}

/// The parameters' values on a day, a percent as a fraction.
fn values_on(pack: &Pack, day: Date) -> Vec<Option<feel::Number>> {
    pack.parameters.iter().map(|parameter| value_on(parameter, day)).collect()
}
