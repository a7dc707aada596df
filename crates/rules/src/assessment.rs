//! The assessment: all that the views, the command and portals know about the rules. Plain data, stable.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::model::{Basis, Comparison, Kind};
use crate::named::Named;

/// Version of the contract: the shape of assessments and explanations, as `major.minor`. A new part is a new minor; a part
/// that goes, or that comes to mean something else, a new major.
pub const CONTRACT: &str = "1.0";

/// What a village's answers come to on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Assessment {
    /// Version of the contract that this follows.
    pub contract: String,
    /// The pack that was judged by.
    pub pack: PackRef,
    /// Version of the engine.
    pub engine: String,
    /// The day of the assessment.
    #[cfg_attr(test, schemars(with = "String"))]
    pub date: Date,
    /// Who was judged: what was answered to the text indicators of the first section, by name.
    pub village: Named<String>,
    /// Every check of the pack but the 八有, in its order.
    pub checks: Vec<Arc<CheckResult>>,
    /// The 八有.
    pub eight_have: EightHave,
    /// Counts over the checks that count (see `Kind::is_counted`).
    pub counts: Counts,
    /// The summaries, in the pack's order.
    pub summaries: Vec<Arc<SummaryResult>>,
    /// The village's own value beside each figure that binds only the area. Never a verdict.
    pub references: Vec<Arc<Reference>>,
    /// 预警: what fell back, is close to an area's figure, or is due soon.
    pub alerts: Vec<Alert>,
    /// Computed values, in the pack's order.
    pub derived: Vec<Arc<DerivedResult>>,
    /// Data errors: they block the checks that use the fields, and only those.
    pub errors: Vec<DataError>,
    /// What was noticed and does no harm, such as an answer to a name the pack does not know.
    pub warnings: Vec<DataError>,
    /// The digest of its receipt, where one was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
}

impl Assessment {
    /// The verdicts by the name of check or summary: what a later self-check is compared with.
    #[must_use]
    pub fn verdicts(&self) -> Named<Verdict> {
        let checks = self.checks.iter().chain(&self.eight_have.items).map(|check| (check.name.clone(), check.verdict));
        checks.chain(self.summaries.iter().map(|summary| (summary.name.clone(), summary.verdict))).collect()
    }
}

/// Which pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PackRef {
    /// Its identifier.
    pub id: String,
    /// Its version.
    pub version: String,
    /// The overlays laid upon it, in order.
    #[serde(default)]
    pub overlays: Vec<OverlayRef>,
}

/// Which overlay; what it set or added names it as its origin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OverlayRef {
    /// Its identifier.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Who issued it.
    pub issuer: String,
}

/// 结论. Missing never becomes unmet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// 达标: whatever the missing answers are.
    Met,
    /// 未达标: whatever the missing answers are.
    Unmet,
    /// 待定: an answer that could change it is missing.
    Undecided,
    /// 不适用
    NotApplicable,
    /// 数据有误: a data error stands in the way.
    Blocked,
}

/// The verdict on one check and all that is behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CheckResult {
    /// The check.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// The verdict.
    pub verdict: Verdict,
    /// Where it stands towards its due date; for met and unmet checks that have one.
    pub standing: Option<Standing>,
    /// The smallest change that turns unmet into met.
    pub gap: Option<Gap>,
    /// For undecided: the smallest set of missing fields that could decide it.
    pub missing: Vec<String>,
    /// Parameters it waits for, which the district has not set.
    pub awaits: Vec<String>,
    /// The clauses, joined by `、`; of the overlay's document where it has an origin.
    pub clause: String,
    /// The overlay that gave the check, by its identifier; none for the pack's own.
    pub origin: Option<String>,
    /// Why. Always there, but in a session that leaves explanations out.
    #[cfg_attr(test, schemars(with = "Arc<Explanation>"))]
    pub explanation: Option<Arc<Explanation>>,
}

impl CheckResult {
    /// Why in one Chinese sentence; empty where explanations are left out.
    #[must_use]
    pub fn sentence(&self) -> &str {
        self.explanation.as_ref().map(|explanation| explanation.sentence.as_str()).unwrap_or_default()
    }

    /// What else there is to know; nothing where explanations are left out.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        self.explanation.as_ref().map(|explanation| explanation.notes.as_slice()).unwrap_or_default()
    }
}

/// Where a check stands towards its due date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Standing {
    /// Which.
    pub code: StandingCode,
    /// The due date.
    #[cfg_attr(test, schemars(with = "String"))]
    pub due: Date,
    /// Days left for in-progress, days late for overdue, else 0.
    pub days: i64,
}

/// Kinds of standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum StandingCode {
    /// 推进中: unmet, not yet due (the due day itself included).
    InProgress,
    /// 逾期: unmet after the due date.
    Overdue,
    /// 已按期: met on or before the due date.
    OnTime,
    /// Met, seen only after the due date.
    Met,
}

/// The smallest change of answers that turns the verdict: fewest answers first, then the smallest change. Applied, it does;
/// with one unit less in any of its changes, it does not. What nobody can change (see `Indicator::given`) is not touched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Gap {
    /// The changes, all of them needed.
    pub changes: Vec<Change>,
    /// In Chinese: `再改造 7 户`.
    pub sentence: String,
    /// Answers are missing that may ask for more: at least so much is lacking.
    pub at_least: bool,
    /// Other ways to the same verdict, the cheapest first; at most three.
    pub alternatives: Vec<Way>,
}

/// Another way to turn a verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Way {
    /// The changes, all of them needed.
    pub changes: Vec<Change>,
    /// In Chinese.
    pub sentence: String,
}

/// One answer's change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Change {
    /// The indicator.
    pub field: String,
    /// Its answer now, as exact text.
    pub from: String,
    /// What it must become at least (or at most), as exact text.
    pub to: String,
    /// How far that is, without sign; none for yes/no and choices.
    pub by: Option<String>,
    /// The indicator's unit.
    pub unit: String,
}

/// Why a check has its verdict; follows the shape of the check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Explanation {
    /// What was explained: the check, or a part of it.
    pub name: String,
    /// Its verdict.
    pub verdict: Verdict,
    /// The clauses it rests on, joined by `、`; for a part without a name those of the whole.
    pub clause: String,
    /// How actual and required must stand to each other.
    pub operator: Operator,
    /// The value judged, where it is known; for yes and no the answer.
    pub actual: Option<Quantity>,
    /// What is required, where it is known and a figure.
    pub required: Option<Quantity>,
    /// The parameter that sets it.
    pub parameter: Option<ParameterRef>,
    /// The parameter by which a soft figure may be missed.
    pub tolerance: Option<ParameterRef>,
    /// The answers it rests on, those missing included.
    pub fields: Vec<FieldValue>,
    /// For blocked: the data errors in the way.
    pub faults: Vec<Fault>,
    /// What else there is to know.
    pub notes: Vec<Note>,
    /// For a composite: the names of the parts that gave it its verdict.
    pub decided_by: Vec<String>,
    /// The parts of a composite.
    pub children: Vec<Arc<Explanation>>,
    /// The Chinese sentence made from all this.
    pub sentence: String,
}

/// How an explanation's sides must stand to each other, or how its parts make the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Operator {
    /// The answer is yes.
    IsYes,
    /// The answer is no.
    IsNo,
    /// ≥
    AtLeast,
    /// >
    Above,
    /// ≤
    AtMost,
    /// <
    Below,
    /// =
    Equals,
    /// Every part that applies.
    AllOf,
    /// Some part.
    AnyOf,
    /// At least so many parts.
    CountOf,
    /// Some selected check is unmet.
    SomeUnmet,
    /// A FEEL condition.
    Condition,
    /// Compared with the earlier self-check.
    Improved,
    /// Now and in the earlier self-check.
    Stable,
}

impl From<Comparison> for Operator {
    fn from(comparison: Comparison) -> Self {
        match comparison {
            Comparison::AtLeast => Self::AtLeast,
            Comparison::Above => Self::Above,
            Comparison::AtMost => Self::AtMost,
            Comparison::Below => Self::Below,
            Comparison::Equals => Self::Equals,
        }
    }
}

/// An exact number with its unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Quantity {
    /// Exact: a decimal, or `n/d`. A percent is given as such: `92.5` with unit `%`.
    pub value: String,
    /// For people: rounded half up to two decimals where it is a rate.
    pub shown: String,
    /// The unit.
    pub unit: String,
}

/// A parameter as it took part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ParameterRef {
    /// Its name.
    pub name: String,
    /// Its value on the day, none while the district has not set it.
    pub value: Option<String>,
    /// Its unit.
    pub unit: String,
    /// Where the figure comes from.
    pub basis: Basis,
    /// Its clause.
    pub clause: String,
    /// The overlay that set or added it, by its identifier; none for what the pack says.
    pub origin: Option<String>,
}

/// An answer that a verdict rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FieldValue {
    /// The indicator.
    pub name: String,
    /// The answer as exact text (`是`/`否` for yes/no), none while missing.
    pub value: Option<String>,
    /// The unit.
    pub unit: String,
}

/// A data error that stands in the way of a verdict. Where it blocks a check, the assessment's errors say what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Fault {
    /// Which error.
    pub code: DataErrorCode,
    /// Every field involved.
    pub fields: Vec<String>,
}

/// What else there is to know about a verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Note {
    /// What it is about.
    pub code: NoteCode,
    /// In Chinese.
    pub text: String,
}

/// What a note is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum NoteCode {
    /// Why it does not apply.
    NotApplicable,
    /// The district has not set the parameter.
    ParameterUnset,
    /// Met only thanks to the tolerance of a soft figure.
    WithinTolerance,
    /// The document's wording is soft.
    Soft,
    /// How the document is read here.
    Reading,
    /// A remark of the pack.
    Remark,
    /// The document names it but does not define it.
    Unverified,
    /// The data error in the way.
    DataError,
    /// An earlier self-check is needed.
    NeedsEarlier,
    /// Set, added or switched off by an overlay.
    Overlay,
    /// No change that anybody could make would meet it.
    OutOfReach,
}

/// The 八有 of a village.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct EightHave {
    /// How many are met.
    pub met: usize,
    /// How many are unmet.
    pub unmet: usize,
    /// How many are undecided.
    pub undecided: usize,
    /// How many do not apply.
    pub not_applicable: usize,
    /// How many are blocked by a data error.
    pub blocked: usize,
    /// The items, in the pack's order.
    pub items: Vec<Arc<CheckResult>>,
}

/// Counts by verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Counts {
    /// 达标
    pub met: usize,
    /// 未达标
    pub unmet: usize,
    /// 待定
    pub undecided: usize,
    /// 不适用
    pub not_applicable: usize,
    /// 数据有误
    pub blocked: usize,
}

impl Counts {
    /// Counts one verdict more.
    pub fn add(&mut self, verdict: Verdict) {
        *match verdict {
            Verdict::Met => &mut self.met,
            Verdict::Unmet => &mut self.unmet,
            Verdict::Undecided => &mut self.undecided,
            Verdict::NotApplicable => &mut self.not_applicable,
            Verdict::Blocked => &mut self.blocked,
        } += 1;
    }

    /// Adds the counts of others.
    pub fn merge(&mut self, other: &Self) {
        let Self { met, unmet, undecided, not_applicable, blocked } = other;
        self.met += met;
        self.unmet += unmet;
        self.undecided += undecided;
        self.not_applicable += not_applicable;
        self.blocked += blocked;
    }

    /// All of them.
    #[must_use]
    pub fn total(&self) -> usize {
        self.met + self.unmet + self.undecided + self.not_applicable + self.blocked
    }
}

/// What a summary comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SummaryResult {
    /// Its name.
    pub name: String,
    /// The heading it stands under.
    pub group: String,
    /// The clause.
    pub clause: String,
    /// The overlay that gave it, by its identifier; none for the pack's own.
    pub origin: Option<String>,
    /// Its verdict.
    pub verdict: Verdict,
    /// The verdict in the summary's own words, such as `已消除`.
    pub said: String,
    /// For undecided: the smallest set of missing fields that could decide it.
    pub missing: Vec<String>,
    /// Why. Always there, but in a session that leaves explanations out.
    #[cfg_attr(test, schemars(with = "Arc<Explanation>"))]
    pub explanation: Option<Arc<Explanation>>,
}

/// The village's own value beside a figure that binds only the area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Reference {
    /// The area check.
    pub name: String,
    /// The section it is shown in.
    pub section: String,
    /// The clause.
    pub clause: String,
    /// Where the village stands beside the area's figure.
    pub standing: ReferenceStanding,
    /// The village's value, where it is known and is a figure.
    pub actual: Option<Quantity>,
    /// How value and figure must stand.
    pub operator: Operator,
    /// The area's figure; none for a figure that binds by yes and no.
    pub required: Option<Quantity>,
    /// The overlay that set the figure, by its identifier; none for what the pack says.
    pub origin: Option<String>,
    /// Answers that are missing for it.
    pub missing: Vec<String>,
    /// In Chinese.
    pub sentence: String,
}

/// Where a village stands beside an area's figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ReferenceStanding {
    /// On the right side of it.
    Reached,
    /// On the wrong side of it.
    NotReached,
    /// Not known yet.
    Unknown,
    /// There is nothing to compare, such as nobody who could fall back.
    NotApplicable,
}

/// 预警: something went wrong since the last self-check, or is about to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Alert {
    /// Which sort.
    pub code: AlertCode,
    /// The check, or the area check whose figure is close.
    pub name: String,
    /// Its clauses, joined by `、`.
    pub clause: String,
    /// For a figure: the village's value.
    pub actual: Option<Quantity>,
    /// For a figure: how the two must stand.
    pub operator: Option<Operator>,
    /// For a figure: the area's figure.
    pub required: Option<Quantity>,
    /// For a due date: the date.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub due: Option<Date>,
    /// For a due date: the days left.
    pub days: Option<i64>,
    /// The parameter that says how close is close.
    pub parameter: Option<ParameterRef>,
    /// In Chinese.
    pub sentence: String,
}

/// Sorts of alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum AlertCode {
    /// A check that was met in the earlier self-check is unmet.
    FellBack,
    /// A rate keeps the area's figure, but only just.
    NearFigure,
    /// Unmet, and due soon.
    DueSoon,
}

/// A computed value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DerivedResult {
    /// Its name.
    pub name: String,
    /// The value, where it is known.
    pub value: Option<Quantity>,
    /// Answers that are missing for it.
    pub missing: Vec<String>,
    /// In Chinese, why there is none though nothing is missing, such as a whole of zero.
    pub reason: Option<String>,
}

/// Something wrong in the data, or noticed about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DataError {
    /// Which error.
    pub code: DataErrorCode,
    /// Every field involved.
    pub fields: Vec<String>,
    /// What was given, for an error of one answer.
    pub given: Option<String>,
    /// In Chinese: what is wrong and what to do.
    pub message: String,
}

/// Which data error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DataErrorCode {
    /// Not a number.
    NotANumber,
    /// A number with more digits, or a greater exponent, than is taken.
    NumberTooLong,
    /// Not a whole number where things are counted.
    NotWhole,
    /// More decimals than the indicator takes.
    TooManyDecimals,
    /// Outside the indicator's bounds.
    OutOfRange,
    /// Neither yes nor no.
    NotYesNo,
    /// Not one of the options.
    NotAnOption,
    /// Not a day.
    NotADate,
    /// Not so many digits.
    NotDigits,
    /// A text longer than is taken.
    TextTooLong,
    /// A list where one answer is expected.
    NotOne,
    /// A part larger than its whole.
    PartExceedsWhole,
    /// A computed value whose divisor is zero.
    DivisionByZero,
    /// An answer to a name that the pack does not know.
    UnknownName,
    /// An overlay changes what the document says; the field is the parameter or check.
    OverlayAgainstDocument,
}
