//! What the desk is asked and what it answers: plain values, small, ready to be shown, that travel as bytes (`wire`). Depends on
//! `rules` for verdicts and kinds, and on `wire`.

use rules::Verdict;
use rules::area::assessment::Level;
use rules::model::Kind;

use super::store::push_number;
use super::wire::{Bytes, Wire, wired};
pub use super::wire::{from_bytes, to_bytes};

wired! {

/// A question or an order. What it needs and is not there is answered by [`Reply::Refused`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Takes up a file and looks at it: [`Reply::Preview`], or [`Reply::NotUtf8`].
    Open {
        /// Whether it is the import at work or the one that it is compared with.
        slot: Slot,
        /// The file's name.
        name: String,
        /// All of it; a text in UTF-8.
        bytes: Vec<u8>,
        /// Whether the page has decoded it already, so that what could not be decoded is told.
        is_decoded: bool,
    },
    /// Reads another sheet, or takes columns for something else: a new [`Reply::Preview`].
    Map {
        /// Which import.
        slot: Slot,
        /// The sheet, by its place in the preview.
        sheet: Option<u16>,
        /// Columns by their place from 0, and what they are of; none for nothing.
        columns: Vec<(u16, Option<String>)>,
    },
    /// What was said of columns, as text to be saved: [`Reply::Text`].
    Mapping,
    /// Takes what was said of columns before: [`Reply::Preview`] where a file is open, else [`Reply::Done`].
    TakeMapping {
        /// As [`Ask::Mapping`] gave it, or the file of `bayou assess --columns`.
        text: String,
    },
    /// The indicators that columns may be of: [`Reply::Indicators`].
    Indicators,
    /// Reads and judges on, at most so many villages: [`Reply::Progress`]. Asked again until it is done. Refused where the rest
    /// cannot be read; what was judged before stands, as after [`Ask::Cancel`].
    Run {
        /// Which import.
        slot: Slot,
        /// At most so many.
        villages: u32,
    },
    /// Ends reading; what is judged stays and says that it is not all: [`Reply::Progress`].
    Cancel {
        /// Which import.
        slot: Slot,
    },
    /// Problems of an import: [`Reply::Problems`].
    Problems {
        /// Which import.
        slot: Slot,
        /// From which on.
        from: u32,
        /// How many at most.
        count: u32,
        /// Only those of a village.
        village: Option<u32>,
    },
    /// The columns of the matrix: [`Reply::Heads`].
    Heads,
    /// A window of the matrix: [`Reply::Matrix`].
    Matrix {
        /// The first row, from 0.
        from: u32,
        /// How many at most.
        count: u32,
        /// In which order.
        sort: Sort,
        /// The other way round.
        is_reversed: bool,
        /// Which of them.
        filter: Filter,
    },
    /// The areas of a level, and one of them: [`Reply::Area`].
    Area {
        /// The level.
        level: Level,
        /// Which, by its place in the list.
        which: u32,
    },
    /// A village: [`Reply::Village`].
    Village {
        /// Which.
        index: u32,
    },
    /// Why a village's check has its verdict: [`Reply::Reasons`].
    Why {
        /// Which village.
        index: u32,
        /// Which check, by its place among the heads.
        check: u16,
    },
    /// Supposes an answer for villages: [`Reply::WhatIf`].
    Suppose {
        /// The indicator.
        name: String,
        /// What is supposed; none takes the answer away.
        answer: Option<Given>,
        /// For which villages.
        villages: Which,
    },
    /// Takes back the last supposition: [`Reply::WhatIf`].
    Undo,
    /// Takes back all suppositions: [`Reply::WhatIf`].
    Reset,
    /// What is supposed: [`Reply::WhatIf`].
    WhatIf,
    /// Holds the import at work against the other one: [`Reply::Compared`].
    Compare {
        /// The first row, from 0.
        from: u32,
        /// How many at most.
        count: u32,
        /// Which rows.
        only: Only,
    },
    /// A file to be saved: [`Reply::File`].
    Export {
        /// What is in it.
        what: Export,
        /// With what is supposed, which name and cells of the file then say; else as imported.
        with_supposed: bool,
    },
    /// Forgets an import: [`Reply::Done`].
    Close {
        /// Which.
        slot: Slot,
    },
}

/// Which import.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Slot {
    /// The one at work.
    #[default]
    Work,
    /// The one that it is compared with: an earlier one.
    Earlier,
}

/// What is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// Nothing else to say.
    Done,
    /// It cannot be done; in Chinese: why, and what to do.
    Refused(String),
    /// The text is not UTF-8: to be decoded as this, and opened again.
    NotUtf8(Coding),
    /// What a file holds.
    Preview(Preview),
    /// A text.
    Text(String),
    /// What columns may be of.
    Indicators(Vec<IndicatorView>),
    /// How far reading is.
    Progress(Progress),
    /// Problems.
    Problems(Problems),
    /// The columns of the matrix.
    Heads(Vec<Head>),
    /// Rows of the matrix.
    Matrix(Matrix),
    /// Areas.
    Area(AreaView),
    /// A village.
    Village(VillageView),
    /// Why.
    Reasons(Vec<Reason>),
    /// What is supposed.
    WhatIf(WhatIf),
    /// Two imports.
    Compared(Compared),
    /// A file.
    File(File),
}

/// How a text that is not UTF-8 is to be decoded; the names are those that `TextDecoder` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// `gb18030`
    Gb18030,
    /// `utf-16le`
    Utf16Le,
    /// `utf-16be`
    Utf16Be,
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A table as text.
    Csv,
    /// A workbook.
    Xlsx,
    /// A village a line, as JSON.
    JsonLines,
}

/// What a file holds, before it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The file's name.
    pub name: String,
    /// What it is.
    pub kind: FileKind,
    /// Whether it is the district that is there to be tried, to be marked 示例.
    pub is_demo: bool,
    /// The sheets of a workbook.
    pub sheets: Vec<SheetView>,
    /// The columns, in order; none for JSON.
    pub columns: Vec<ColumnView>,
    /// The number of the row that names the columns; 0 for none.
    pub head_row: u32,
    /// The first rows of data, as they stand.
    pub rows: Vec<PreviewRow>,
    /// What there is to say of the whole.
    pub notices: Vec<String>,
    /// How many columns are settled, and how many must be asked about.
    pub taken: u16,
    /// Those.
    pub asked: u16,
}

/// A sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetView {
    /// Its name; a second one of the same name says so behind it.
    pub name: String,
    /// Whether it is the one that is read.
    pub is_chosen: bool,
    /// Whether people do not see it.
    pub is_hidden: bool,
    /// Whether it has columns of indicators.
    pub has_indicators: bool,
}

/// A column of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnView {
    /// `A`, `AB`
    pub letters: String,
    /// What stands at its head; empty for nothing.
    pub title: String,
    /// What became of it.
    pub state: ColumnState,
    /// The indicator, where it is settled.
    pub indicator: Option<String>,
    /// Indicators that it may be of, where it is asked.
    pub suggestions: Vec<String>,
    /// In Chinese: what is asked or told of it.
    pub note: String,
    /// The first values.
    pub samples: Vec<String>,
}

/// What became of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnState {
    /// It bears an indicator's name.
    Found,
    /// It bears it in other dress.
    Dressed,
    /// A person said.
    Said,
    /// A person must say; not used until then.
    Asked,
    /// Not ours.
    Other,
    /// A person said that it is not to be used.
    PassedOver,
    /// Nothing stands at its head.
    Untitled,
}

/// A row as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewRow {
    /// Its number, from 1.
    pub number: u32,
    /// Its cells, shortened.
    pub cells: Vec<String>,
}

/// An indicator to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndicatorView {
    /// Its name.
    pub name: String,
    /// Its unit; empty for none.
    pub unit: String,
    /// The section of the form.
    pub section: String,
    /// What kind of answer it takes.
    pub kind: AnswerKind,
    /// The options of a choice.
    pub options: Vec<String>,
}

/// What kind of answer an indicator takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerKind {
    /// A number.
    Number,
    /// Yes or no.
    YesNo,
    /// One of the options.
    Choice,
    /// Any of the options.
    MultiChoice,
    /// A text.
    Text,
    /// A day.
    Date,
}

/// How far reading is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// How much is read, of a thousand.
    pub permille: u16,
    /// How many villages are judged.
    pub villages: u32,
    /// How many problems were found.
    pub problems: u32,
    /// Whether all is read.
    pub is_done: bool,
    /// Whether it was ended before: what is there is not all.
    pub is_partial: bool,
    /// Whether it is the district that is there to be tried.
    pub is_demo: bool,
}

/// A window of problems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems {
    /// How many there are.
    pub total: u32,
    /// Those of the window.
    pub rows: Vec<ProblemView>,
}

/// Something that could not be used, or not as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemView {
    /// The sheet; empty in a text.
    pub sheet: String,
    /// The row; 0 for none.
    pub row: u32,
    /// The column's letters; empty for none.
    pub letters: String,
    /// What stands at the column's head, or the indicator.
    pub heading: String,
    /// What the cell holds.
    pub cell: String,
    /// In Chinese: what is wrong and what to do.
    pub message: String,
    /// The village, where it is one's.
    pub village: Option<u32>,
    /// Whether something was not judged by; else it is only to be looked at.
    pub is_error: bool,
}

/// A column of the matrix: a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The check.
    pub name: String,
    /// As much of it as a narrow column can show.
    pub short: String,
    /// Its section.
    pub section: String,
    /// Its kind.
    pub kind: Kind,
}

/// The order of the matrix.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// As in the file.
    #[default]
    File,
    /// By name.
    Name,
    /// By district and township, then by name.
    Place,
    /// By how many checks have that verdict, most first.
    Count(Verdict),
    /// By the verdict on a check: unmet, wrong data, undecided, met, not applicable.
    Check(u16),
}

/// Which villages; all conditions that are set must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Part of the name, the township, the district or the code; empty for any.
    pub text: String,
    /// A township, by its place in the areas of that level.
    pub township: Option<u32>,
    /// A district, by its place in the areas of that level.
    pub district: Option<u32>,
    /// A verdict on a check.
    pub check: Option<(u16, Verdict)>,
    /// Only those with data errors.
    pub with_errors: bool,
    /// Only those with an unmet check that counts.
    pub with_unmet: bool,
    /// Only those for which something is supposed.
    pub supposed: bool,
}

}

/// Counts by verdict: met, unmet, undecided, not applicable, blocked.
pub type Counts = [u32; 5];

wired! {

/// A window of the matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// How many villages pass the filter.
    pub total: u32,
    /// How many there are.
    pub all: u32,
    /// Those of the window.
    pub rows: Vec<Row>,
    /// Over all that pass: the villages by verdict, by check.
    pub counts: Vec<Counts>,
    /// Whether something is supposed: the verdicts are not those of the file.
    pub is_supposed: bool,
    /// Whether the file was not read to its end.
    pub is_partial: bool,
    /// Whether it is the district that is there to be tried.
    pub is_demo: bool,
}

/// A row of the matrix: a village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its index, by which it is asked for.
    pub index: u32,
    /// Its name.
    pub name: String,
    /// Its township; with its district where there are several.
    pub place: String,
    /// The verdict on each check, in the order of the heads.
    pub verdicts: Vec<Verdict>,
    /// Over the checks that count.
    pub counts: Counts,
    /// How many of the 八有 are met.
    pub eight: u8,
    /// How many problems its row has.
    pub problems: u16,
    /// Whether something is supposed of it.
    pub is_supposed: bool,
}

/// The areas of a level, and one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaView {
    /// The level.
    pub level: Level,
    /// The areas of this level.
    pub areas: Vec<AreaName>,
    /// Which one is shown.
    pub which: u32,
    /// Its name.
    pub title: String,
    /// How many villages it has.
    pub villages: u32,
    /// How many of them have a data error.
    pub with_errors: u32,
    /// The villages by how they stand with the 八有: all met, one unmet or more, undecided.
    pub eight: [u32; 3],
    /// The checks of the area, in the pack's order.
    pub checks: Vec<AreaCheckView>,
    /// The villages by verdict, by check of a village in the order of the heads.
    pub counts: Vec<Counts>,
    /// Whether something is supposed.
    pub is_supposed: bool,
    /// Whether the file was not read to its end.
    pub is_partial: bool,
    /// Whether it is the district that is there to be tried.
    pub is_demo: bool,
}

/// An area by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaName {
    /// Its name; what its villages did not say is said.
    pub name: String,
    /// How many villages it has.
    pub villages: u32,
}

/// A check of an area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaCheckView {
    /// The check.
    pub name: String,
    /// Its section.
    pub section: String,
    /// The clause.
    pub clause: String,
    /// The verdict; none for what is only listed.
    pub verdict: Option<Verdict>,
    /// The verdict as imported, where something is supposed and it turned.
    pub was: Option<Verdict>,
    /// `82.35%`; empty where there is none.
    pub low: String,
    /// The greatest that it can be.
    pub high: String,
    /// `不低于`; empty where nothing is required.
    pub operator: String,
    /// `90%`; empty while the district has not set it.
    pub required: String,
    /// Where low, high and required lie on a bar of 1000; none for a figure that is no share.
    pub bar: Option<[u16; 3]>,
    /// Whether low and high are the same figure, all that matters being known.
    pub is_exact: bool,
    /// The villages by verdict, for what rests on a check of a village.
    pub counts: Option<Counts>,
    /// For a city: how many townships are finished, in words.
    pub townships: Option<String>,
    /// 再达标 4 个村; empty where it is not unmet.
    pub gap: String,
    /// Where it stands towards its due date, in words; empty for none.
    pub standing: String,
    /// The villages that decide it, those first that weigh most.
    pub deciding: Vec<VillageName>,
    /// How many there are besides.
    pub rest: u32,
    /// Those that are unknown to it because of a data error.
    pub blocked: Vec<VillageName>,
    /// How many there are besides.
    pub blocked_rest: u32,
    /// Parameters that the district has not set.
    pub awaits: Vec<String>,
    /// What else there is to know.
    pub notes: Vec<String>,
    /// In Chinese.
    pub sentence: String,
}

/// A village by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VillageName {
    /// Its index, the first of that name; none where there is none any more.
    pub index: Option<u32>,
    /// Its township and name.
    pub name: String,
    /// Answers that are missing or wrong here.
    pub fields: Vec<String>,
}

/// An answer as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// Yes or no.
    YesNo(bool),
    /// A number or a text, as written.
    Text(String),
    /// Several choices.
    List(Vec<String>),
}

/// A village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VillageView {
    /// Which.
    pub index: u32,
    /// Its name.
    pub name: String,
    /// Its district and township.
    pub place: String,
    /// The row it stands in; 0 for none.
    pub row: u32,
    /// Its answers by name, to be opened in the form; with what is supposed.
    pub answers: Vec<(String, Given)>,
    /// Which of them are supposed.
    pub supposed: Vec<String>,
    /// Every check, in the order of the heads.
    pub checks: Vec<CheckView>,
    /// The problems of its row.
    pub problems: Vec<ProblemView>,
    /// Whether it is made up.
    pub is_demo: bool,
}

/// What a village's check came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckView {
    /// The check.
    pub name: String,
    /// Its section.
    pub section: String,
    /// Its kind.
    pub kind: Kind,
    /// The verdict.
    pub verdict: Verdict,
    /// The verdict as imported, where something is supposed and it turned.
    pub was: Option<Verdict>,
    /// For unmet: what is lacking; for undecided: what must be answered first. Empty for nothing.
    pub gap: String,
    /// The clause.
    pub clause: String,
    /// Where it stands towards its due date, in words; empty for none.
    pub standing: String,
}

/// A part of why a verdict is what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// How deep it lies below the whole.
    pub depth: u8,
    /// The check, or its part.
    pub name: String,
    /// Its verdict.
    pub verdict: Verdict,
    /// In Chinese.
    pub sentence: String,
    /// The clause.
    pub clause: String,
    /// What else there is to know.
    pub notes: Vec<String>,
}

/// For which villages something is supposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// These.
    These(Vec<u32>),
    /// All that pass.
    Filtered(Filter),
}

/// What is supposed, and what it turns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WhatIf {
    /// The suppositions in order: 假设 4 个村“标准化卫生室”为“是”.
    pub steps: Vec<String>,
    /// Of how many villages something is supposed.
    pub villages: u32,
    /// Checks of villages that turned, the first of them.
    pub turned: Vec<Turned>,
    /// How many turned.
    pub turned_total: u32,
    /// Checks of the areas that turned, all levels.
    pub areas: Vec<AreaTurned>,
}

/// A verdict on a village that is another than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turned {
    /// The village.
    pub index: u32,
    /// Its name.
    pub village: String,
    /// The check.
    pub check: String,
    /// Before.
    pub from: Verdict,
    /// Now.
    pub to: Verdict,
}

/// A verdict on an area that is another than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaTurned {
    /// The area.
    pub area: String,
    /// The check.
    pub check: String,
    /// Before.
    pub from: Option<Verdict>,
    /// Now.
    pub to: Option<Verdict>,
    /// The figure before, `72% 至 80%`.
    pub before: String,
    /// The figure now.
    pub after: String,
}

/// Which rows of a comparison.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Only {
    /// All in which something differs.
    #[default]
    Changed,
    /// Those with a check that rose.
    Risen,
    /// Those with a check that fell.
    Fallen,
    /// Villages that are new.
    New,
    /// Villages that are gone.
    Gone,
}

/// In which import a village is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// In both.
    Both,
    /// Only in the one at work.
    New,
    /// Only in the earlier one.
    Gone,
}

/// Two imports side by side.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compared {
    /// The earlier file.
    pub earlier: String,
    /// The file at work.
    pub now: String,
    /// How many villages both have.
    pub both: u32,
    /// How many have a check that rose.
    pub risen: u32,
    /// How many have a check that fell.
    pub fallen: u32,
    /// How many are new.
    pub new: u32,
    /// How many are gone.
    pub gone: u32,
    /// How many could be several of the earlier import, or are twice there; taken for new.
    pub unsure: u32,
    /// How many rows pass.
    pub total: u32,
    /// Those of the window.
    pub rows: Vec<ComparedRow>,
    /// Risen and fallen by check, in the order of the heads.
    pub checks: Vec<[u32; 2]>,
    /// The whole of both as an area: every check with a verdict or figure that moved.
    pub areas: Vec<AreaTurned>,
    /// Whether either file was not read to its end.
    pub is_partial: bool,
}

/// A village in two imports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparedRow {
    /// Its index in the import at work; none for one that is gone.
    pub index: Option<u32>,
    /// Its name.
    pub name: String,
    /// Its place.
    pub place: String,
    /// In which of them.
    pub state: Presence,
    /// How many checks rose, from unmet to met.
    pub rose: u16,
    /// How many fell, from met to unmet.
    pub fell: u16,
    /// Checks that differ, with the verdicts before and now.
    pub turned: Vec<(u16, Verdict, Verdict)>,
}

/// What is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Export {
    /// The matrix as CSV.
    MatrixCsv,
    /// The matrix as XLSX.
    MatrixXlsx,
    /// The problems as CSV.
    ProblemsCsv,
    /// The answers, a village a line.
    JsonLines,
    /// The checks of the areas of a level as CSV.
    AreasCsv(Level),
    /// The empty sheet to be filled in.
    Template,
    /// What differs from the earlier import, as CSV.
    ComparedCsv,
}

/// A file to be saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name.
    pub name: String,
    /// What it is to the browser.
    pub media: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

}
