//! An assessment cut into pieces that keep their identity from one assessment to the next, so that only views whose
//! piece changed are painted again. Pure.

use std::sync::Arc;

use rules::assessment::{CheckResult, Counts, DataError, DerivedResult, Reference, SummaryResult};
use rules::{Assessment, Verdict};

use crate::catalogue::Catalogue;

/// What the views know of an assessment.
#[derive(Clone, Default, PartialEq, Eq)]
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
    /// The computed values.
    pub(crate) derived: Vec<Arc<DerivedResult>>,
    /// What is wrong in the data.
    pub(crate) errors: Vec<Arc<DataError>>,
    /// The village, from the outermost area inwards.
    pub(crate) village: String,
    /// Every check by its number in the pack.
    by_number: Vec<Option<Arc<CheckResult>>>,
}

impl Findings {
    /// Takes over an assessment; what has not changed stays the same piece.
    pub(crate) fn update(&mut self, catalogue: &Catalogue, fresh: Assessment) {
        keep(&mut self.checks, fresh.checks);
        keep(&mut self.eight, fresh.eight_have.items);
        keep(&mut self.summaries, fresh.summaries);
        keep(&mut self.references, fresh.references);
        keep(&mut self.derived, fresh.derived);
        keep(&mut self.errors, fresh.errors.into_iter().map(Arc::new));
        self.counts = fresh.counts;
        self.village.clear();
        for indicator in catalogue.engine.pack().indicators.iter().filter(|it| it.digits.is_none()) {
            if let Some(part) = fresh.village.get(&indicator.name) {
                self.village.push_str(part);
            }
        }
        self.by_number = vec![None; catalogue.plain.len() + catalogue.eight.len()];
        let plain = catalogue.plain.iter().zip(&self.checks);
        for (number, result) in plain.chain(catalogue.eight.iter().zip(&self.eight)) {
            if let Some(place) = self.by_number.get_mut(*number) {
                *place = Some(result.clone());
            }
        }
    }

    /// What a check comes to.
    pub(crate) fn result(&self, check: usize) -> Option<&Arc<CheckResult>> {
        self.by_number.get(check)?.as_ref()
    }

    /// The verdict of a check.
    pub(crate) fn verdict(&self, check: usize) -> Option<Verdict> {
        self.result(check).map(|result| result.verdict)
    }
}

/// Replaces the pieces that differ.
fn keep<T: PartialEq>(old: &mut Vec<Arc<T>>, fresh: impl IntoIterator<Item = Arc<T>>) {
    let mut count = 0;
    for (place, piece) in fresh.into_iter().enumerate() {
        count = place + 1;
        match old.get_mut(place) {
            Some(present) if **present == *piece => {}
            Some(present) => *present = piece,
            None => old.push(piece),
        }
    }
    old.truncate(count);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unchanged_pieces_keep_their_identity() {
        let mut pieces = Vec::new();
        keep(&mut pieces, [1, 2, 3].map(Arc::new));
        let before = pieces.clone();
        keep(&mut pieces, [1, 5].map(Arc::new));
        assert_eq!(pieces, [Arc::new(1), Arc::new(5)]);
        assert!(Arc::ptr_eq(&before[0], &pieces[0]));
        assert!(!Arc::ptr_eq(&before[1], &pieces[1]));
    }
}
