//! How much is said of a verdict with every judging. What reasons are made from is a function that `FULL` holds and nothing
//! else does, so that a program that only judges by `VERDICTS` carries it where it asks for reasons, or not at all.

use crate::explain::{Explainer, Told};
use crate::limits::MAX_ALTERNATIVES;

/// How much a session says of each verdict with every edit. The verdicts, gaps and all else are the same in both.
#[derive(Debug, Clone, Copy)]
pub struct Detail {
    /// Brings the explanations of stale items up to date.
    pub(crate) explain: Option<fn(&Explainer<'_>, &[bool], &mut Told)>,
    /// How many ways a gap lists beside the cheapest.
    pub(crate) alternatives: usize,
}

impl Detail {
    /// Everything: the whole contract.
    pub const FULL: Self =
        Self { explain: Some(|explainer, stale, told| explainer.explain(stale, told)), alternatives: MAX_ALTERNATIVES };
    /// Everything but explanations, which follow at the end.
    pub(crate) const TO_BE_EXPLAINED: Self = Self { explain: None, alternatives: MAX_ALTERNATIVES };
    /// Neither explanations nor the alternatives of gaps: see `Session::explain` and `Session::alternatives`.
    pub const VERDICTS: Self = Self { explain: None, alternatives: 0 };
}
