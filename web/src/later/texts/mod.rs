//! Every text of the second part in one place, as `crate::texts` has those of the first.

#[cfg(any(test, feature = "english"))]
mod en;
#[cfg(any(test, not(feature = "english")))]
mod zh;

use rules::model::Basis;

use crate::texts::texts;

#[cfg(feature = "english")]
use en as language;
#[cfg(not(feature = "english"))]
use zh as language;

texts! {
    /// The texts of the second part.
    pub(crate) struct Texts {
        pub(crate) wrong_value: &'static str,
        pub(crate) no_value: &'static str,
        pub(crate) parts_all: &'static str,
        pub(crate) alternative: &'static str,
        pub(crate) parts_deciding: &'static str,
        pub(crate) parts_others: &'static str,
        pub(crate) computed_value: &'static str,
        pub(crate) parameter: &'static str,
        pub(crate) due: &'static str,
        pub(crate) measures: &'static str,
        pub(crate) receipt: &'static str,
        pub(crate) receipt_help: &'static str,
        pub(crate) receipt_make: &'static str,
        pub(crate) receipt_code: &'static str,
        pub(crate) receipt_text: &'static str,
        pub(crate) receipt_copy: &'static str,
        pub(crate) receipt_copied: &'static str,
        pub(crate) receipt_not_copied: &'static str,
        pub(crate) verify: &'static str,
        pub(crate) verify_help: &'static str,
        pub(crate) verify_do: &'static str,
        pub(crate) verify_empty: &'static str,
        pub(crate) verify_unreadable: &'static str,
        pub(crate) verify_pack_unknown: &'static str,
        pub(crate) verify_not_opened: &'static str,
        pub(crate) verify_agrees: &'static str,
        pub(crate) verify_of: &'static str,
        pub(crate) verify_differs: &'static str,
        pub(crate) more_help: &'static str,
        pub(crate) receipt_about: &'static str,
        pub(crate) villages: &'static str,
        pub(crate) villages_about: &'static str,
        pub(crate) tables: &'static str,
        pub(crate) tables_about: &'static str,
        pub(crate) tables_left_out: &'static str,
        pub(crate) tables_stopped: &'static str,
        pub(crate) export: &'static str,
        pub(crate) export_about: &'static str,
        pub(crate) export_nothing: &'static str,
        pub(crate) export_village: &'static str,
        pub(crate) export_help: &'static str,
        pub(crate) code: &'static str,
        pub(crate) code_help: &'static str,
        pub(crate) code_copy: &'static str,
        pub(crate) code_too_long: &'static str,
        pub(crate) characters: &'static str,
        pub(crate) copied: &'static str,
        pub(crate) not_copied: &'static str,
        pub(crate) link: &'static str,
        pub(crate) link_help: &'static str,
        pub(crate) link_copy: &'static str,
        pub(crate) picture: &'static str,
        pub(crate) picture_help: &'static str,
        pub(crate) picture_show: &'static str,
        pub(crate) picture_scan: &'static str,
        pub(crate) picture_scan_text: &'static str,
        pub(crate) picture_scan_parts: &'static str,
        pub(crate) picture_part: &'static str,
        pub(crate) picture_too_long: &'static str,
        pub(crate) file: &'static str,
        pub(crate) file_help: &'static str,
        pub(crate) file_json: &'static str,
        pub(crate) file_csv: &'static str,
        pub(crate) file_failed: &'static str,
        pub(crate) village_unnamed: &'static str,
        pub(crate) import: &'static str,
        pub(crate) import_about: &'static str,
        pub(crate) import_help: &'static str,
        pub(crate) import_look: &'static str,
        pub(crate) import_file: &'static str,
        pub(crate) import_waiting: &'static str,
        pub(crate) import_kept: &'static str,
        pub(crate) import_no_text: &'static str,
        pub(crate) import_take: &'static str,
        pub(crate) import_done: &'static str,
        pub(crate) import_undo: &'static str,
        pub(crate) import_undone: &'static str,
        pub(crate) import_backup: &'static str,
        pub(crate) import_made: &'static str,
        pub(crate) import_open: &'static str,
        pub(crate) import_unmade: &'static str,
        pub(crate) preview: &'static str,
        pub(crate) preview_counts: &'static str,
        pub(crate) preview_counts_new: &'static str,
        pub(crate) preview_same: &'static str,
        pub(crate) preview_field: &'static str,
        pub(crate) preview_before: &'static str,
        pub(crate) preview_after: &'static str,
        pub(crate) preview_none: &'static str,
        pub(crate) preview_more: &'static str,
        pub(crate) preview_other_village: &'static str,
        pub(crate) preview_date: &'static str,
        pub(crate) preview_pack: &'static str,
        pub(crate) preview_pack_unknown: &'static str,
        pub(crate) preview_plan: &'static str,
        pub(crate) preview_unread: &'static str,
        pub(crate) preview_unusable: &'static str,
        pub(crate) preview_unknown: &'static str,
        pub(crate) preview_ignored: &'static str,
        pub(crate) preview_nameless: &'static str,
        pub(crate) scope: &'static str,
        pub(crate) scope_answered: &'static str,
        pub(crate) scope_whole: &'static str,
        pub(crate) scope_new: &'static str,
        pub(crate) read_only: &'static str,
        pub(crate) record_older: &'static str,
        pub(crate) record_unreadable: &'static str,
        pub(crate) record_both: &'static str,
        pub(crate) known: &'static str,
        pub(crate) demo_mark: &'static str,
        pub(crate) demo_end: &'static str,
        pub(crate) concluded_eight: &'static str,
        pub(crate) concluded_empty: &'static str,
        pub(crate) concluded_unmet: &'static str,
        pub(crate) concluded_none_unmet: &'static str,
        pub(crate) concluded_open: &'static str,
        pub(crate) concluded_awaits: &'static str,
        pub(crate) concluded_done: &'static str,
        pub(crate) plan: &'static str,
        pub(crate) plan_about: &'static str,
        pub(crate) plan_nothing: &'static str,
        pub(crate) plan_help: &'static str,
        pub(crate) plan_count: &'static str,
        pub(crate) plan_measure: &'static str,
        pub(crate) plan_who: &'static str,
        pub(crate) plan_due: &'static str,
        pub(crate) plan_columns: [&'static str; 6],
        pub(crate) print: &'static str,
        pub(crate) print_about: &'static str,
        pub(crate) print_do: &'static str,
        pub(crate) print_help: &'static str,
        pub(crate) print_refused: &'static str,
        pub(crate) report: &'static str,
        pub(crate) report_day: &'static str,
        pub(crate) report_pack: &'static str,
        pub(crate) report_code: &'static str,
        pub(crate) report_no_village: &'static str,
        pub(crate) report_village_code: &'static str,
        pub(crate) report_unmet: &'static str,
        pub(crate) report_none_unmet: &'static str,
        pub(crate) report_unmet_columns: [&'static str; 6],
        pub(crate) report_verdicts: &'static str,
        pub(crate) report_verdict_columns: [&'static str; 4],
        pub(crate) report_summary_columns: [&'static str; 3],
        pub(crate) report_figures: &'static str,
        pub(crate) report_blank: &'static str,
        pub(crate) report_unread: &'static str,
        pub(crate) report_unverified: &'static str,
        pub(crate) report_signatures: [&'static str; 3],
        pub(crate) report_stamp: &'static str,
        pub(crate) report_note: &'static str,
        pub(crate) basis_document: &'static str,
        pub(crate) basis_local: &'static str,
        pub(crate) basis_unverified: &'static str,
        pub(crate) comma: &'static str,
        pub(crate) semicolon: &'static str,
    }
}

/// The texts in the language of this build.
pub(crate) static L: Texts = language::TEXTS;

impl Texts {
    /// Whose word a figure is.
    pub(crate) fn basis(&self, basis: Basis) -> &'static str {
        match basis {
            Basis::Document => L.basis_document,
            Basis::Local => L.basis_local,
            Basis::Unverified => L.basis_unverified,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::texts::listed::faults;

    #[test]
    fn english_says_all_that_chinese_says() {
        assert_eq!(faults(&super::zh::TEXTS.listed(), &super::en::TEXTS.listed()), [""; 0]);
    }
}
