//! What parts come to, by the words of the design: parts that do not apply are left out. Depends on the verdicts alone.

use rules::Verdict;

/// Every part that applies is met.
pub(crate) fn all(parts: &[Verdict]) -> Verdict {
    if parts.contains(&Verdict::Unmet) {
        Verdict::Unmet
    } else if parts.contains(&Verdict::Met) {
        Verdict::Met
    } else {
        Verdict::NotApplicable
    }
}

/// Some part is met.
pub(crate) fn any(parts: &[Verdict]) -> Verdict {
    if parts.contains(&Verdict::Met) {
        Verdict::Met
    } else if parts.contains(&Verdict::Unmet) {
        Verdict::Unmet
    } else {
        Verdict::NotApplicable
    }
}
