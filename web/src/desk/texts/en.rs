//! English.

use crate::texts::texts;

texts! {
    pub(in crate::desk) const LOCAL: &str = "Files are read on this device only and never uploaded; no network is needed. Closing the page clears all of it, so please export in time.";
    pub(in crate::desk) const TABS: [&str; 6] = ["Import", "Table", "Area", "What if", "Compare", "Export"];
    pub(in crate::desk) const TABS_LABEL: &str = "Tables of many villages";
    pub(in crate::desk) const CANNOT_START: &str = "Tables of many villages cannot be opened here. Please open the page again.";
    pub(in crate::desk) const WORKING: &str = "Working…";
    pub(in crate::desk) const NOTHING_YET: &str = "No villages yet. Please choose a table under “Import”, or load the example first.";
    pub(in crate::desk) const TO_IMPORT: &str = "Go to the import";
    pub(in crate::desk) const DEMO_MARK: &str = "Example";
    pub(in crate::desk) const DEMO_NOTE: &str = "This is example data, not real villages. Please do not report it.";
    pub(in crate::desk) const PARTIAL_NOTE: &str = "The table was not read to its end. Below are only the villages read so far.";
    pub(in crate::desk) const SUPPOSED_MARK: &str = "What if";
    pub(in crate::desk) const SUPPOSED_NOTE: &str = "These results rest on supposed data, not on what is.";
    pub(in crate::desk) const RESET: &str = "Undo all that is supposed";
    pub(in crate::desk) const OUTDATED_NOTE: &str =
        "The check date or the document has changed in the form; this table is still judged as before. To judge it anew, please choose the file again under “Import”.";
    pub(in crate::desk) const SOURCE: &str = "{}, villages: {}, judged by “{}”, date {}.";
    pub(in crate::desk) const NONE: &str = "—";
    pub(in crate::desk) const CANCEL: &str = "Cancel";
    pub(in crate::desk) const BACK: &str = "Back";

    pub(in crate::desk) const CHOOSE: &str = "Choose a table";
    pub(in crate::desk) const CHOOSE_HELP: &str =
        "Excel (.xlsx) or CSV, one village a row, names of indicators in the first row. On a computer you can also drop the file here.";
    pub(in crate::desk) const DEMO: &str = "Load the example";
    pub(in crate::desk) const DEMO_FILE: &str = "example.csv";
    pub(in crate::desk) const DEMO_NOT_READ: &str = "The example was not loaded. Please check the network and try again.";
    pub(in crate::desk) const TEMPLATE: &str = "Download an empty template";
    pub(in crate::desk) const ENTRY_HELP: &str = "No table yet? Download the empty template, send it to the villages and gather what they fill in.";
    pub(in crate::desk) const OTHER_RUNNING: &str = "Another table is being judged; please wait until it is done.";
    pub(in crate::desk) const READING: &str = "Opening the file…";
    pub(in crate::desk) const NOT_READ: &str = "This file cannot be opened. Please check that it is whole and not in use by another program, and try again.";
    pub(in crate::desk) const TOO_LARGE: &str = "The file is larger than 200 MB, which is too much here. Please split it and import the parts one by one.";
    pub(in crate::desk) const SHEET: &str = "Which sheet to read";
    pub(in crate::desk) const RUN: &str = "Judge";
    pub(in crate::desk) const OTHER_FILE: &str = "Another file";
    pub(in crate::desk) const COLUMNS_FOUND: &str = "Columns recognised: {} of {}. Those are used, the others are not.";
    pub(in crate::desk) const COLUMNS_ASKED: &str = "Columns that are not certain: {}. Please answer the questions below; a column without an answer is not used.";
    pub(in crate::desk) const COLUMNS: &str = "What each column is";
    pub(in crate::desk) const COLUMNS_HELP: &str = "Change what is wrong. Your changes are kept on this device for tables with the same headings.";
    pub(in crate::desk) const COLUMN_HEADS: [&str; 3] = ["Column", "First values", "Indicator"];
    pub(in crate::desk) const COLUMN_NONE: &str = "(do not use this column)";
    pub(in crate::desk) const COLUMN_IS: &str = "Indicator of the column “{}”";
    pub(in crate::desk) const CHANGE: &str = "Change";
    pub(in crate::desk) const CHANGE_COLUMN: &str = "Change the indicator of “{}”";
    pub(in crate::desk) const COLUMN_SAID: &str = "as you chose";
    pub(in crate::desk) const COLUMN_ASKED: &str = "not certain, please choose";
    pub(in crate::desk) const COLUMN_OTHER: &str = "no indicator that is judged here";
    pub(in crate::desk) const COLUMN_PASSED: &str = "not used";
    pub(in crate::desk) const IS_IT: &str = "Column {} “{}”: is it “{}”?";
    pub(in crate::desk) const WHICH_IS_IT: &str = "Column {} “{}”: which of these is it?";
    pub(in crate::desk) const IT_CANNOT: &str = "Column {} “{}” cannot be used as it is written";
    pub(in crate::desk) const IT_IS: &str = "It is “{}”";
    pub(in crate::desk) const IT_IS_NONE: &str = "None of these, do not use it";
    pub(in crate::desk) const SAMPLES: &str = "Values of this column, for example: {}";
    pub(in crate::desk) const FIRST_ROWS: &str = "The first rows of the table";
    pub(in crate::desk) const ROW: &str = "Row";
    pub(in crate::desk) const RUNNING: &str = "{}% read, villages judged: {}…";
    pub(in crate::desk) const STOP: &str = "Stop";
    pub(in crate::desk) const NO_VILLAGES: &str = "No village was read. Please look at the problems below, correct the table and import it again.";
    pub(in crate::desk) const JUDGED: &str = "Done. Villages: {}. No problems were found.";
    pub(in crate::desk) const JUDGED_WITH_PROBLEMS: &str =
        "Done. Villages: {}. Problems: {}, listed below. Cells with a problem are not used, all else is judged.";
    pub(in crate::desk) const STOPPED: &str = "It was stopped before the end; only the villages read so far are here. To read all, choose another file and import again.";
    pub(in crate::desk) const TO_MATRIX: &str = "See the table";
    pub(in crate::desk) const TO_AREA: &str = "See the area";
    pub(in crate::desk) const PROBLEMS: &str = "Problems ({})";
    pub(in crate::desk) const PROBLEMS_HELP: &str = "Please correct them in the original table and import it again.";
    pub(in crate::desk) const PROBLEM_LIST: &str = "Problems in the table";
    pub(in crate::desk) const PROBLEM_HEADS: [&str; 3] = ["Where", "The cell says", "What is wrong, and how to mend it"];
    pub(in crate::desk) const PROBLEM_ROW: &str = "Row {}";
    pub(in crate::desk) const PROBLEM_COLUMN: &str = "column {} ({})";
    pub(in crate::desk) const PROBLEM_SHEET: &str = ", sheet “{}”";
    pub(in crate::desk) const PROBLEM: &str = "Not used";
    pub(in crate::desk) const PROBLEM_LOOK: &str = "Please check";
    pub(in crate::desk) const MORE_PROBLEMS: &str = "List more (left: {})";
    pub(in crate::desk) const OPEN_VILLAGE: &str = "See this village";

    pub(in crate::desk) const VILLAGE: &str = "Village";
    pub(in crate::desk) const GRID: &str = "Every verdict of every village";
    pub(in crate::desk) const GRID_HELP: &str = "Press a heading to sort; press a cell to choose it and again to see the village. Arrow keys move, Enter opens, Space ticks.";
    pub(in crate::desk) const ROW_BELOW: &str = "{} unmet {}";
    pub(in crate::desk) const ROW_COMING: &str = "…";
    pub(in crate::desk) const ORDERS: [&str; 6] =
        ["As in the table", "By village", "By district and township", "Most unmet first", "Most undecided first", "Most errors first"];
    pub(in crate::desk) const BY_CHECK: &str = "By “{}”";
    pub(in crate::desk) const ORDER: &str = "Sort";
    pub(in crate::desk) const SEARCH: &str = "Find a village, township or code";
    pub(in crate::desk) const FILTERS: &str = "Filter and sort";
    pub(in crate::desk) const TOWNSHIP: &str = "Township";
    pub(in crate::desk) const ALL_TOWNSHIPS: &str = "All townships";
    pub(in crate::desk) const ONLY_LABEL: &str = "Show only";
    pub(in crate::desk) const ONLY: [&str; 4] = ["All villages", "Villages with unmet checks", "Villages with errors in the data", "Villages with supposed data"];
    pub(in crate::desk) const CHECK: &str = "Filter by a check";
    pub(in crate::desk) const ANY_CHECK: &str = "No filter";
    pub(in crate::desk) const VERDICT: &str = "Its verdict";
    pub(in crate::desk) const SHOWN: &str = "Villages shown: {} of {}.";
    pub(in crate::desk) const RESET_FILTER: &str = "No filter";
    pub(in crate::desk) const NONE_PASS: &str = "There is no such village. Please change the filter or take it away.";
    pub(in crate::desk) const PICK: &str = "Tick";
    pub(in crate::desk) const PICKED: &str = "Villages ticked: {}";
    pub(in crate::desk) const UNPICK: &str = "Untick";
    pub(in crate::desk) const TO_SUPPOSE: &str = "What if these…";
    pub(in crate::desk) const EIGHT: &str = "Eight Haves met: {}";
    pub(in crate::desk) const MORE_ROWS: &str = "List more (left: {})";

    pub(in crate::desk) const VILLAGE_ROW: &str = ", row {}";
    pub(in crate::desk) const VILLAGE_PROBLEMS: &str = "Problems of this row";
    pub(in crate::desk) const VILLAGE_SUPPOSED: &str = "This village has supposed data ({}). Undo that before you open it in the form.";
    pub(in crate::desk) const WAS: &str = "Before: {}";
    pub(in crate::desk) const ONLY_UNMET: &str = "Show only what is unmet or has errors";
    pub(in crate::desk) const INTO_FORM: &str = "Open in the form";
    pub(in crate::desk) const INTO_FORM_ASK: &str = "Make a new village “{}” on this device with the answers of this row ({})? Villages already on this device do not change.";
    pub(in crate::desk) const INTO_FORM_KNOWN: &str = "Villages of that name already on this device: {}. This will be another one.";
    pub(in crate::desk) const INTO_FORM_NOW: &str = "Make and open it";
    pub(in crate::desk) const NO_STORE: &str = "It did not succeed: the storage of this device cannot be used now or is full. Nothing has changed; please try again later.";

    pub(in crate::desk) const LEVEL: &str = "Level";
    pub(in crate::desk) const LEVELS: [&str; 3] = ["Township", "District or county", "City (all villages of the table)"];
    pub(in crate::desk) const AREA: &str = "Which one";
    pub(in crate::desk) const AREA_NAME: &str = "{} (villages: {})";
    pub(in crate::desk) const AREA_VILLAGES: &str = "Villages: {}. With errors in the data and counted as unknown: {}.";
    pub(in crate::desk) const EIGHT_OF_AREA: &str = "Eight Haves: villages with all met {}, with some unmet {}, undecided {}.";
    pub(in crate::desk) const KEY_SURE: &str = "At least this much";
    pub(in crate::desk) const KEY_OPEN: &str = "Not all filled in: perhaps up to here";
    pub(in crate::desk) const KEY_LINE: &str = "Standard";
    pub(in crate::desk) const NO_FIGURE: &str = "cannot be computed";
    pub(in crate::desk) const BETWEEN: &str = "between {} and {}";
    pub(in crate::desk) const NOT_SET: &str = "not yet set by the district";
    pub(in crate::desk) const LISTED: &str = "Number only";
    pub(in crate::desk) const NOW: &str = "Now {}";
    pub(in crate::desk) const REQUIRED: &str = "Standard {}";
    pub(in crate::desk) const AWAITS: &str = "Waits for the district to set: {}";
    pub(in crate::desk) const DECIDING: &str = "Decided by these villages ({})";
    pub(in crate::desk) const BLOCKED: &str = "Villages with errors in the data, counted as unknown ({})";
    pub(in crate::desk) const LACKS: &str = "Missing: {}";
    pub(in crate::desk) const AND_MORE: &str = "More villages: {}";
    pub(in crate::desk) const ONLY_LISTED: &str = "Numbers only, without a verdict";
    pub(in crate::desk) const BY_CHECKS: &str = "How many villages meet each check";
    pub(in crate::desk) const COUNT_HEADS: [&str; 6] = ["Check", "Met", "Unmet", "Undecided", "Not applicable", "Errors"];
    pub(in crate::desk) const REPORT: &str = "Report of the area";
    pub(in crate::desk) const REPORT_SOURCE: &str = "The data is from {}. ";
    pub(in crate::desk) const REPORT_SUPPOSED: &str = "It rests on supposed data, not on what is: {}.";
    pub(in crate::desk) const REPORT_DAY: &str = "Judged for {}";
    pub(in crate::desk) const REPORT_AREAS: &str = "1. Figures of the area";
    pub(in crate::desk) const REPORT_AREA_HEADS: [&str; 5] = ["Figure", "Now and required", "Verdict", "Gap and situation", "Clause"];
    pub(in crate::desk) const REPORT_COUNTS: &str = "2. How many villages meet each check";
    pub(in crate::desk) const SIGNATURES: [&str; 3] = ["Filled in by (signature)", "Reviewed by (signature)", "Date"];
    pub(in crate::desk) const STAMP: &str = "Office (seal)";
    pub(in crate::desk) const REPORT_NOTE: &str = "Computed on this device from an imported table. It has not been reported and does not replace the official acceptance.";

    pub(in crate::desk) const SUPPOSE_HELP: &str = "Suppose that an answer of some villages were another, and see which verdicts change. It is only tried out here: the table stays as it is, and you can undo it at any time.";
    pub(in crate::desk) const WHOM: &str = "Which villages";
    pub(in crate::desk) const WHOM_PICKED: &str = "Villages ticked in the table: {}";
    pub(in crate::desk) const WHOM_FILTERED: &str = "Villages filtered in the table: {}";
    pub(in crate::desk) const WHOM_ALL: &str = "All villages: {}";
    pub(in crate::desk) const PICK_THERE: &str = "Tick villages in the table";
    pub(in crate::desk) const FIELD: &str = "Which question";
    pub(in crate::desk) const ANSWER: &str = "New answer";
    pub(in crate::desk) const ANSWER_IN: &str = "New answer ({})";
    pub(in crate::desk) const SUPPOSE: &str = "Try it out";
    pub(in crate::desk) const NO_FIELD: &str = "Please choose a question first.";
    pub(in crate::desk) const NO_ANSWER: &str = "Please give the new answer first.";
    pub(in crate::desk) const NONE_PICKED: &str = "No village is ticked. Please tick some under “Table”, or choose those that are filtered.";
    pub(in crate::desk) const NOTHING_SUPPOSED: &str = "Nothing is supposed now.";
    pub(in crate::desk) const OUTCOME: &str = "What would come of it";
    pub(in crate::desk) const UNDO: &str = "Undo the last step";
    pub(in crate::desk) const TURNED: &str = "Villages concerned: {}. Verdicts changed: {}.";
    pub(in crate::desk) const AREAS_TURNED: &str = "Changes in figures of areas";
    pub(in crate::desk) const VILLAGES_TURNED: &str = "Changes in verdicts of villages";
    pub(in crate::desk) const NOTHING_TURNED: &str = "Nothing has changed.";
    pub(in crate::desk) const TURNED_HEADS: [&str; 3] = ["Village", "Check", "Verdict"];
    pub(in crate::desk) const AREA_TURNED_HEADS: [&str; 4] = ["Area", "Figure", "Number", "Verdict"];
    pub(in crate::desk) const AND_MORE_ROWS: &str = "Not listed: {}.";
    pub(in crate::desk) const ARROW: &str = " → ";

    pub(in crate::desk) const COMPARE_HELP: &str = "Choose an earlier table to compare with the present “{}”, and see which villages became better or worse.";
    pub(in crate::desk) const EARLIER: &str = "The earlier table";
    pub(in crate::desk) const COMPARE: &str = "Compare";
    pub(in crate::desk) const COMPARED: &str = "From “{}” to “{}”";
    pub(in crate::desk) const COMPARED_COUNTS: &str =
        "Villages in both: {}; with something better: {}; with something worse: {}. New villages: {}; villages gone: {}.";
    pub(in crate::desk) const COMPARED_UNSURE: &str = "Villages that cannot be told apart (same name and no code) and were not compared: {}. Please add their administrative codes.";
    pub(in crate::desk) const COMPARED_VILLAGES: &str = "Changes of each village";
    pub(in crate::desk) const COMPARED_ONLY: [&str; 5] = ["Villages with changes", "Villages with something better", "Villages with something worse", "New villages", "Villages gone"];
    pub(in crate::desk) const COMPARED_BOTH: &str = "Better: {}, worse: {}";
    pub(in crate::desk) const COMPARED_NEW: &str = "New village";
    pub(in crate::desk) const COMPARED_GONE: &str = "Not there this time";
    pub(in crate::desk) const COMPARED_FILE: &str = "Download the changes (CSV)";
    pub(in crate::desk) const COMPARED_HEADS: [&str; 3] = ["Village", "How it stands", "What has changed"];

    pub(in crate::desk) const FILES: [(&str, &str); 6] = [
        ("Download the table (Excel)", "Every verdict of every village; WPS and Excel open it."),
        ("Download the table (CSV)", "The same, for other systems."),
        ("Download figures of townships (CSV)", "The area’s figures for every township."),
        ("Download figures of districts (CSV)", "The area’s figures for every district or county."),
        ("Download the problems (CSV)", "What is wrong in the table, to send to the villages."),
        ("Download the data (JSON lines)", "The answers of one village a line, for other systems."),
    ];
    pub(in crate::desk) const EXPORT_SUPPOSED: &str = "Something is supposed now; the files will say so.";
    pub(in crate::desk) const PRINT_THERE: &str = "Choose a district or township under “Area”, then print.";
    pub(in crate::desk) const TEMPLATE_TITLE: &str = "Empty template";
    pub(in crate::desk) const TEMPLATE_HELP: &str = "An Excel file with a column for each question, choices to pick from and notes on how to fill it in.";
    pub(in crate::desk) const SAVED: &str = "“{}” is made; please look at the browser’s downloads.";
    pub(in crate::desk) const NOT_SAVED: &str = "Downloads do not work here. Please open this page in a browser.";

    pub(in crate::desk) const AND_REQUIRED: &str = ", required ";
}
