//! Every text of the page in one place, so that another language is another file beside `zh`. A `{}` is filled in, in the
//! order in which the values come.
//!
//! What the policy itself says (names, help, requirements) comes from the pack, and what the engine says of a village
//! from the assessment; neither stands here. What only the second part says stands in `later::texts`.

#[cfg(any(test, feature = "english"))]
mod en;
pub(crate) mod listed;
#[cfg(any(test, not(feature = "english")))]
mod zh;

use rules::Verdict;
use rules::assessment::{Operator, ReferenceStanding, StandingCode};
use rules::model::Kind;

pub(crate) use listed::texts;

#[cfg(feature = "english")]
use en as language;
#[cfg(not(feature = "english"))]
use zh as language;

texts! {
    /// The texts of the page.
    pub(crate) struct Texts {
        pub(crate) product: &'static str,
        pub(crate) purpose: &'static str,
        pub(crate) care: &'static str,
        pub(crate) day: &'static str,
        pub(crate) no_village: &'static str,
        pub(crate) local_only: &'static str,
        pub(crate) pending: &'static str,
        pub(crate) saved: &'static str,
        pub(crate) save_failed: &'static str,
        pub(crate) save_full: &'static str,
        pub(crate) save_newer: &'static str,
        pub(crate) export: &'static str,
        pub(crate) following: &'static str,
        pub(crate) take_over: &'static str,
        pub(crate) eight: &'static str,
        pub(crate) counts: &'static str,
        pub(crate) form: &'static str,
        pub(crate) results: &'static str,
        pub(crate) answered: &'static str,
        pub(crate) next: &'static str,
        pub(crate) all_answered: &'static str,
        pub(crate) nothing_left: &'static str,
        pub(crate) packs: &'static str,
        pub(crate) packs_help: &'static str,
        pub(crate) opening: &'static str,
        pub(crate) pack_failed: &'static str,
        pub(crate) pack_unusable: &'static str,
        pub(crate) pack_unknown: &'static str,
        pub(crate) contents: &'static str,
        pub(crate) fold_all: &'static str,
        pub(crate) unfold_all: &'static str,
        pub(crate) clear: &'static str,
        pub(crate) cleared: &'static str,
        pub(crate) undo: &'static str,
        pub(crate) demo: &'static str,
        pub(crate) see_results: &'static str,
        pub(crate) trouble: &'static str,
        pub(crate) yes: &'static str,
        pub(crate) no: &'static str,
        pub(crate) unset: &'static str,
        pub(crate) choose: &'static str,
        pub(crate) read_as: &'static str,
        pub(crate) not_above_field: &'static str,
        pub(crate) between: &'static str,
        pub(crate) not_below: &'static str,
        pub(crate) not_above: &'static str,
        pub(crate) optional: &'static str,
        pub(crate) folded: &'static str,
        pub(crate) unfold: &'static str,
        pub(crate) computed: &'static str,
        pub(crate) computed_waits: &'static str,
        pub(crate) reference: &'static str,
        pub(crate) reference_uncounted: &'static str,
        pub(crate) filter: &'static str,
        pub(crate) all: &'static str,
        pub(crate) wrong_data: &'static str,
        pub(crate) summaries: &'static str,
        pub(crate) not_counted: &'static str,
        pub(crate) missing: &'static str,
        pub(crate) awaits: &'static str,
        pub(crate) why: &'static str,
        pub(crate) alerts: &'static str,
        pub(crate) compared_with: &'static str,
        pub(crate) from_district: &'static str,
        pub(crate) requirement: &'static str,
        pub(crate) clause: &'static str,
        pub(crate) requirement_and_measures: &'static str,
        pub(crate) gap_apart: &'static str,
        pub(crate) list_separator: &'static str,
        pub(crate) sentence_end: &'static str,
        pub(crate) colon: &'static str,
        pub(crate) failed: &'static str,
        pub(crate) failed_network: &'static str,
        pub(crate) failed_pack: &'static str,
        pub(crate) failed_clock: &'static str,
        pub(crate) nothing_here: &'static str,
        pub(crate) gap: &'static str,
        pub(crate) unverified: &'static str,
        pub(crate) reload: &'static str,
        pub(crate) more: &'static str,
        pub(crate) back: &'static str,
        pub(crate) part_failed: &'static str,
        pub(crate) retry: &'static str,
        pub(crate) beside_not_below: &'static str,
        pub(crate) beside_not_above: &'static str,
        pub(crate) beside_reached: &'static str,
        pub(crate) beside_below: &'static str,
        pub(crate) beside_above: &'static str,
        pub(crate) beside_not_reached: &'static str,
        pub(crate) beside_unknown: &'static str,
        pub(crate) beside_not_applicable: &'static str,
        pub(crate) in_progress: &'static str,
        pub(crate) overdue: &'static str,
        pub(crate) on_time: &'static str,
    }
}

/// The texts in the language of this build.
pub(crate) static T: Texts = language::TEXTS;

impl Texts {
    /// The word for a verdict.
    pub(crate) fn verdict(&self, verdict: Verdict) -> &'static str {
        language::verdict(verdict)
    }

    /// The word for a verdict on a check of this kind; area figures and recommendations have words of their own.
    pub(crate) fn verdict_of_kind(&self, kind: Kind, verdict: Verdict) -> &'static str {
        language::verdict_of_kind(kind, verdict)
    }

    /// The word for a kind of check.
    pub(crate) fn kind(&self, kind: Kind) -> &'static str {
        language::kind(kind)
    }

    /// Where a village stands beside an area's figure.
    pub(crate) fn standing_beside(&self, standing: ReferenceStanding, operator: Operator) -> &'static str {
        match (standing, operator) {
            (ReferenceStanding::Reached, Operator::AtLeast | Operator::Above) => T.beside_not_below,
            (ReferenceStanding::Reached, Operator::AtMost | Operator::Below) => T.beside_not_above,
            (ReferenceStanding::Reached, _) => T.beside_reached,
            (ReferenceStanding::NotReached, Operator::AtLeast | Operator::Above) => T.beside_below,
            (ReferenceStanding::NotReached, Operator::AtMost | Operator::Below) => T.beside_above,
            (ReferenceStanding::NotReached, _) => T.beside_not_reached,
            (ReferenceStanding::Unknown, _) => T.beside_unknown,
            (ReferenceStanding::NotApplicable, _) => T.beside_not_applicable,
        }
    }

    /// Where a check stands towards its due date; nothing where there is nothing to say.
    pub(crate) fn standing(&self, code: StandingCode, days: i64) -> Option<String> {
        let template = match code {
            StandingCode::InProgress => T.in_progress,
            StandingCode::Overdue => T.overdue,
            StandingCode::OnTime => T.on_time,
            StandingCode::Met => return None,
        };
        Some(fill(template, &[&days.to_string()]))
    }
}

/// Puts the values where the template has `{}`, in order. A template has no other braces: looking for a character instead
/// of a text spares the page 2 KB of code.
pub(crate) fn fill(template: &str, values: &[&str]) -> String {
    let mut text = String::with_capacity(template.len());
    let mut values = values.iter();
    let mut pieces = template.split('{');
    text.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        text.push_str(values.next().unwrap_or(&""));
        text.push_str(piece.strip_prefix('}').unwrap_or(piece));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_go_where_the_template_has_room() {
        assert_eq!(fill("已填 {}/{}", &["5", "12"]), "已填 5/12");
        assert_eq!(fill("目录", &["5"]), "目录");
        assert_eq!(fill("{}", &[]), "");
    }

    #[test]
    fn english_says_all_that_chinese_says() {
        assert_eq!(listed::faults(&zh::TEXTS.listed(), &en::TEXTS.listed()), [""; 0]);
    }

    #[test]
    fn every_verdict_and_kind_has_a_word_of_its_own_in_english() {
        const VERDICTS: [Verdict; 5] =
            [Verdict::Met, Verdict::Unmet, Verdict::Undecided, Verdict::NotApplicable, Verdict::Blocked];
        const KINDS: [Kind; 4] = [Kind::EightHave, Kind::Target, Kind::Area, Kind::Guidance];
        let differ = |mut words: Vec<&'static str>| {
            assert!(words.iter().all(|word| !word.is_empty() && !word.contains(listed::is_chinese)), "{words:?}");
            let all = words.len();
            words.sort_unstable();
            words.dedup();
            assert_eq!(words.len(), all, "{words:?}");
        };
        differ(VERDICTS.map(en::verdict).to_vec());
        differ(KINDS.map(en::kind).to_vec());
        for kind in KINDS {
            differ(VERDICTS.map(|verdict| en::verdict_of_kind(kind, verdict)).to_vec());
        }
    }

    #[test]
    fn what_is_not_counted_never_looks_unmet() {
        for kind in [Kind::Area, Kind::Guidance] {
            assert_ne!(T.verdict_of_kind(kind, Verdict::Unmet), T.verdict(Verdict::Unmet));
            assert!(!zh::verdict_of_kind(kind, Verdict::Unmet).contains("未达标"));
            assert!(!en::verdict_of_kind(kind, Verdict::Unmet).to_lowercase().contains("unmet"));
        }
    }
}
