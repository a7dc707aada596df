//! How much is said of a verdict with every judging. What reasons, gaps and missing sets are made by are functions that a detail
//! holds, so that a program that judges by a lesser one carries them where it asks for more, or not at all.

use crate::assessment::Gap;
use crate::explain::{Explainer, Told};
use crate::facts::FieldId;
use crate::limits::MAX_ALTERNATIVES;
use crate::program::ItemId;

/// How much a session says of each verdict with every edit. The verdicts and all else are the same in each.
#[derive(Debug, Clone, Copy)]
pub struct Detail {
    /// Brings the explanations of stale items up to date.
    pub(crate) explain: Option<fn(&Explainer<'_>, &[bool], &mut Told)>,
    /// How far an unmet check is.
    pub(crate) how_far: Option<HowFar>,
    /// How many ways a gap lists beside the cheapest.
    pub(crate) alternatives: usize,
}

/// Finds what an item is away from being met, or decided.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HowFar {
    /// The gap of an unmet item, with at most so many alternatives.
    pub(crate) gap: fn(&Explainer<'_>, ItemId, usize) -> Option<Gap>,
    /// The smallest set of answers that could decide an undecided item.
    pub(crate) deciding: fn(&Explainer<'_>, ItemId) -> Vec<FieldId>,
}

impl HowFar {
    const TOLD: Option<Self> = Some(Self {
        gap: |explainer, id, alternatives| explainer.gap(id, alternatives),
        deciding: |explainer, id| explainer.missing.deciding(id),
    });
}

impl Detail {
    /// Everything: the whole contract.
    pub const FULL: Self = Self {
        explain: Some(|explainer, stale, told| explainer.explain(stale, told)),
        how_far: HowFar::TOLD,
        alternatives: MAX_ALTERNATIVES,
    };
    /// Everything but explanations, which follow at the end.
    pub(crate) const TO_BE_EXPLAINED: Self =
        Self { explain: None, how_far: HowFar::TOLD, alternatives: MAX_ALTERNATIVES };
    /// Neither explanations nor the alternatives of gaps: see `Session::explain` and `Session::alternatives`.
    pub const GAPS: Self = Self { explain: None, how_far: HowFar::TOLD, alternatives: 0 };
    /// Nothing beside the verdicts: neither gaps nor missing sets.
    pub const VERDICTS: Self = Self { explain: None, how_far: None, alternatives: 0 };

    /// Whether gaps and missing sets are found.
    #[must_use]
    pub const fn has_gaps(&self) -> bool {
        self.how_far.is_some()
    }
}
