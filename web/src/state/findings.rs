//! What the views know of an assessment. Its pieces keep their identity from one edit to the next, so that only views
//! whose piece changed are painted again. Pure.

use std::rc::Rc;
use std::sync::Arc;

use rules::assessment::{
    Alert, CheckResult, Counts, DataError, DerivedResult, Explanation, Reference, SummaryResult, Way,
};
use rules::{Assessment, Verdict};

use crate::catalogue::Part;

/// What one pack's assessment says.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Findings {
    /// Every check but the 八有, in the pack's order.
    pub(crate) checks: Vec<Arc<CheckResult>>,
    /// The 八有.
    pub(crate) eight: Vec<Arc<CheckResult>>,
    /// Counts over the checks that count.
    pub(crate) counts: Counts,
    /// The summaries.
    pub(crate) summaries: Vec<Arc<SummaryResult>>,
    /// The area figures.
    pub(crate) references: Vec<Arc<Reference>>,
    /// 预警: what fell back, is close to a figure, or is due soon.
    pub(crate) alerts: Vec<Alert>,
    /// The computed values.
    pub(crate) derived: Vec<Arc<DerivedResult>>,
    /// Every check by its number behind the pack's first.
    by_number: Vec<Arc<CheckResult>>,
}

impl Findings {
    /// What a pack's assessment says.
    pub(crate) fn of(part: &Part, assessment: &Assessment) -> Self {
        let (checks, eight) = (&assessment.checks, &assessment.eight_have.items);
        let mut by_number = Vec::with_capacity(checks.len() + eight.len());
        let (mut next_check, mut next_eight) = (checks.iter(), eight.iter());
        for number in (part.first..).take(checks.len() + eight.len()) {
            let next = if part.eight.contains(&number) { next_eight.next() } else { next_check.next() };
            by_number.extend(next.cloned());
        }
        Self {
            checks: checks.clone(),
            eight: eight.clone(),
            counts: assessment.counts,
            summaries: assessment.summaries.clone(),
            references: assessment.references.clone(),
            alerts: assessment.alerts.clone(),
            derived: assessment.derived.clone(),
            by_number,
        }
    }

    /// What a check comes to.
    pub(crate) fn result(&self, number: usize) -> Option<&Arc<CheckResult>> {
        self.by_number.get(number)
    }

    /// Whether a computed value or an area figure waits for an answer.
    pub(crate) fn waits_for(&self, name: &str) -> bool {
        let derived = self.derived.iter().map(|it| &it.missing);
        derived.chain(self.references.iter().map(|it| &it.missing)).any(|missing| missing.iter().any(|it| it == name))
    }
}

/// What the reasons of one verdict are told from.
#[derive(PartialEq, Eq)]
pub(crate) struct Reasons {
    /// The tree.
    pub(crate) explanation: Arc<Explanation>,
    /// Other ways to close the gap.
    pub(crate) alternatives: Vec<Way>,
    /// What is wrong in the data.
    pub(crate) errors: Rc<Vec<DataError>>,
}

/// What is wrong in the data, by all packs: what two of them say alike is said once.
pub(crate) fn errors<'a>(assessments: impl Iterator<Item = &'a Assessment>) -> Rc<Vec<DataError>> {
    let mut errors: Vec<DataError> = Vec::new();
    for error in assessments.flat_map(|assessment| &assessment.errors) {
        if !errors.contains(error) {
            errors.push(error.clone());
        }
    }
    Rc::new(errors)
}

/// The counts of all packs together.
pub(crate) fn sum(findings: &[Findings]) -> Counts {
    let mut sum = Counts::default();
    for counts in findings.iter().map(|it| it.counts) {
        sum.met += counts.met;
        sum.unmet += counts.unmet;
        sum.undecided += counts.undecided;
        sum.not_applicable += counts.not_applicable;
        sum.blocked += counts.blocked;
    }
    sum
}

/// Whether a verdict needs work.
pub(crate) fn is_trouble(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Unmet | Verdict::Blocked)
}
