//! A check that can never apply, be met or be missed, decided by the engine's own bounds with nothing known.

use super::{Lint, Subject, days, values_on};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::facts::{Case, Fact};
use crate::formula::Truth;
use crate::outcome::{Outcomes, Setting};

pub(super) struct Reach;

impl Lint for Reach {
    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
        let Some(compiled) = subject.compiled else { return };
        let facts = vec![Fact::Missing; compiled.fields.len()];
        let case = Case::new(&compiled.fields, &facts);
        let values: Vec<_> = days(subject.pack).into_iter().map(|day| values_on(subject.pack, day)).collect();
        let by_day: Vec<Vec<Outcomes>> = values
            .iter()
            .map(|parameters| {
                let setting = Setting { items: &compiled.items, parameters, earlier: None };
                let mut outcomes = vec![Outcomes::ANY; compiled.items.len()];
                setting.update(&compiled.order, &case, &vec![true; compiled.items.len()], &mut outcomes);
                outcomes
            })
            .collect();
        let on_some_day = |holds: &dyn Fn(Truth) -> bool, formula: &crate::formula::Formula| {
            values.iter().any(|parameters| holds(formula.truth(&case, parameters)))
        };
        for (id, item) in compiled.items.iter().enumerate() {
            let place = place(subject, id);
            let mut tell = |code, key: &str| found.push(Diagnostic::new(code, place.key(key), &[]));
            // What an overlay switched off has its reason there.
            if subject.pack.checks.get(id).is_some_and(|check| check.off.is_some()) {
                continue;
            }
            if let Some(applies) = &item.applies {
                if !on_some_day(&|truth| truth.may_hold, applies) {
                    tell(Code::NeverApplies, "applies_when");
                    continue;
                }
                if !on_some_day(&|truth| truth.may_fail, applies) {
                    tell(Code::AlwaysApplies, "applies_when");
                }
            }
            let can_be = |wanted| by_day.iter().filter_map(|known| known.get(id)).any(|outcome| outcome.can_be(wanted));
            if !can_be(Outcomes::MET) {
                tell(Code::NeverMet, "test");
            } else if !can_be(Outcomes::UNMET) {
                tell(Code::NeverUnmet, "test");
            }
        }
        for ((index, check), remarks) in subject.pack.checks.iter().enumerate().zip(&compiled.remarks) {
            for (number, remark) in remarks.iter().enumerate() {
                if !on_some_day(&|truth| truth.may_hold, remark) {
                    let place = Place::entry("checks", index, &check.name).key("remarks").at(number, "").key("when");
                    found.push(Diagnostic::new(Code::NeverRemarked, place, &[]));
                }
            }
        }
    }
}

/// Where an item stands: a check, or behind them a summary.
fn place(subject: &Subject<'_>, id: usize) -> Place {
    if let Some(check) = subject.pack.checks.get(id) {
        return Place::entry("checks", id, &check.name);
    }
    let index = id.saturating_sub(subject.pack.checks.len());
    let name = subject.pack.summaries.get(index).map(|summary| summary.name.as_str()).unwrap_or_default();
    Place::entry("summaries", index, name)
}
