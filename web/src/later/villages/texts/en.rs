//! English.

use crate::texts::texts;

texts! {
    pub(in crate::later) const HELP: &str = "These villages are kept on this device only. “Open” goes on with one; the present one is saved first.";
    pub(in crate::later) const SEARCH: &str = "Find by village name or administrative code";
    pub(in crate::later) const FIND: &str = "Find";
    pub(in crate::later) const NEW: &str = "New village";
    pub(in crate::later) const SHELVES: [&str; 3] = ["In work", "Archived", "Recently deleted"];
    pub(in crate::later) const LOADING: &str = "Reading…";
    pub(in crate::later) const EMPTY: [&str; 3] = ["No village yet. Begin with “New village”.", "No archived village.", "No recently deleted village."];
    pub(in crate::later) const NONE_FOUND: &str = "Nothing found; please try other words.";
    pub(in crate::later) const NAMELESS: &str = "Without a name";
    pub(in crate::later) const OPEN: &str = "Open";
    pub(in crate::later) const HERE: &str = "Open now";
    pub(in crate::later) const COPY: &str = "Copy";
    pub(in crate::later) const ARCHIVE: &str = "Archive";
    pub(in crate::later) const UNARCHIVE: &str = "Take out of the archive";
    pub(in crate::later) const DELETE: &str = "Delete";
    pub(in crate::later) const RESTORE: &str = "Restore";
    pub(in crate::later) const ERASE: &str = "Delete for good";
    pub(in crate::later) const ERASE_SURE: &str = "Press again to delete for good";
    pub(in crate::later) const UNDO: &str = "Undo";
    pub(in crate::later) const DELETED: &str = "“{}” is deleted. You find it under “Recently deleted”.";
    pub(in crate::later) const ERASED: &str = "“{}” is deleted for good.";
    pub(in crate::later) const COPIED: &str = "There is now a copy of “{}”.";
    pub(in crate::later) const CHANGED_AT: &str = "Last changed {}";
    pub(in crate::later) const COUNTS: &str = "Met {}, unmet {}, undecided {}, errors in the data {}";
    pub(in crate::later) const CHECKS: &str = "Saved checks and history";
    pub(in crate::later) const REFUSED: &str = "It did not succeed: the storage of this device cannot be used now or is full. Nothing has changed; please try again later.";
    pub(in crate::later) const NEWER: &str = "From a newer version; please update the page before you open it.";
    pub(in crate::later) const UNREADABLE: &str = "This record cannot be read; it is kept as it is.";

    pub(in crate::later) const BACK: &str = "Back to the list";
    pub(in crate::later) const KEEP_HELP: &str = "Save the answers of today as a check, to compare with later.";
    pub(in crate::later) const KEEP_NAME: &str = "Name";
    pub(in crate::later) const KEEP_DEFAULT: &str = "Check of {}";
    pub(in crate::later) const KEEP: &str = "Save as a check";
    pub(in crate::later) const KEPT: &str = "Saved as “{}”.";
    pub(in crate::later) const NO_CHECKS: &str = "No saved check yet.";
    pub(in crate::later) const CHECK_LINE: &str = "{} ({})";
    pub(in crate::later) const NOW: &str = "Answers of now";
    pub(in crate::later) const COMPARE: &str = "Compare two checks";
    pub(in crate::later) const FROM: &str = "The earlier one";
    pub(in crate::later) const TO: &str = "The later one";
    pub(in crate::later) const COMPARE_DO: &str = "Compare";
    pub(in crate::later) const SAME: &str = "Please choose two different checks.";
    pub(in crate::later) const BETWEEN: &str = "From {} to {}, days between: {}, unchanged: {}.";
    pub(in crate::later) const ROSE: &str = "Better";
    pub(in crate::later) const FELL: &str = "Worse";
    pub(in crate::later) const OTHERS: &str = "Other changes";
    pub(in crate::later) const NOTHING: &str = "None";
    pub(in crate::later) const SUMMARIES: &str = "Overall";
    pub(in crate::later) const ALERTS: &str = "Warnings";

    pub(in crate::later) const HISTORY: &str = "History";
    pub(in crate::later) const HISTORY_HELP: &str = "The last 10 states, kept on this device by itself. Before one is restored, the present one is kept too.";
    pub(in crate::later) const NO_HISTORY: &str = "No history yet.";
    pub(in crate::later) const RESTORED: &str = "Restored. What was there before is in the history too.";
    pub(in crate::later) const ANSWERS: &str = "{}, answers: {}, {}";

    pub(in crate::later) const WHY_CLEAR: &str = "before clearing";
    pub(in crate::later) const WHY_BOTH: &str = "the other one of two changed in two windows";
    pub(in crate::later) const WHY_RESTORE: &str = "before restoring";
    pub(in crate::later) const WHY_IMPORT: &str = "before importing";
    pub(in crate::later) const WHY_DAY: &str = "before the changes of that day";
}
