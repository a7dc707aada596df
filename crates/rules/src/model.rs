//! The pack: a policy as data. The same model in TOML (written by people) and JSON (loaded by the page).

use core::fmt;

use feel::Number;
use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use crate::date::Date;
use crate::in_text;

/// A policy: its identity, what it asks (indicators), what it demands (checks), and by which figures (parameters).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// Stable identifier, lower-case ASCII with hyphens: `chongqing-2018`.
    pub id: String,
    /// The policy's title.
    pub title: String,
    /// Version of the pack (not of the policy), as `major.minor.patch`.
    pub version: String,
    /// One or two sentences for people who choose a pack.
    #[serde(default)]
    pub about: String,
    /// The documents that the pack rests on; clauses are those of the first.
    #[serde(default)]
    pub sources: Vec<Source>,
    /// Sections of the form, in order.
    #[serde(default)]
    pub sections: Vec<Section>,
    /// What a kind of checks must tell its reader, such as that a list is not official.
    #[serde(default)]
    pub notices: Vec<Notice>,
    /// Thresholds.
    #[serde(default)]
    pub parameters: Vec<Parameter>,
    /// What is asked.
    #[serde(default)]
    pub indicators: Vec<Indicator>,
    /// What is computed from it.
    #[serde(default)]
    pub derived: Vec<Derived>,
    /// Requirements on one village.
    #[serde(default)]
    pub checks: Vec<Check>,
    /// What the checks add up to for one village.
    #[serde(default)]
    pub summaries: Vec<Summary>,
    /// Requirements on an area.
    #[serde(default)]
    pub areas: Vec<AreaCheck>,
    /// The clause by which nobody may change the figures that the document gives, where it has one.
    #[serde(default)]
    pub fixed_by: Option<String>,
    /// When to warn before something goes wrong.
    #[serde(default)]
    pub warn: Option<WarnWhen>,
    /// The overlays laid upon the pack, in order. Never written by hand.
    #[serde(default)]
    pub overlays: Vec<Applied>,
    /// What `bayou check` finds and the pack's author has a reason for; none in a compiled pack.
    #[serde(serialize_with = "in_text::write", deserialize_with = "in_text::read", default)]
    #[cfg_attr(test, schemars(with = "Vec<Allowance>"))]
    pub allow: Vec<Allowance>,
}

impl Pack {
    /// Who issued the overlay of that identifier.
    #[must_use]
    pub fn issuer(&self, overlay: &str) -> &str {
        self.overlays
            .iter()
            .find(|applied| applied.id == overlay)
            .map(|applied| applied.issuer.as_str())
            .unwrap_or_default()
    }
}

/// The parameters that say when to warn of what has not gone wrong yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WarnWhen {
    /// The clause that asks for warnings.
    pub clause: String,
    /// The parameter, in percent of an area's figure: a rate that keeps the figure by no more is warned of.
    #[serde(default)]
    pub within: Option<String>,
    /// The parameter, in days: an unmet check that is due in no more is warned of.
    #[serde(default)]
    pub days: Option<String>,
}

/// An overlay that was laid upon the pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Applied {
    /// Its identifier, which the items it set or added name as their origin.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: String,
    /// Who issued it, such as a district's office.
    pub issuer: String,
    /// One or two sentences for people who choose it.
    #[serde(default)]
    pub about: String,
    /// The documents it rests on; the clauses of what it set or added are those of the first.
    #[serde(default)]
    pub sources: Vec<Source>,
    /// What it does against the word of the pack's document.
    #[serde(default)]
    pub warnings: Vec<OverlayWarning>,
}

/// What an overlay does against the word of the document: it loads, and everybody is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OverlayWarning {
    /// Which.
    pub code: OverlayWarningCode,
    /// The parameter or check.
    pub name: String,
    /// Its clause.
    pub clause: String,
    /// For a figure: how it was changed.
    #[serde(default)]
    pub change: Option<FigureChange>,
    /// In Chinese: what was changed, by which clause it stood, and what to do.
    pub message: String,
}

/// Which warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum OverlayWarningCode {
    /// A figure that the document gives was changed.
    DocumentFigureChanged,
    /// A check that the document demands was switched off.
    DocumentCheckOff,
}

/// How a figure was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FigureChange {
    /// The first day on which the two differ so; none for from the first day on.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub from: Option<Date>,
    /// The figure before.
    pub old: Decimal,
    /// The figure now.
    pub new: Decimal,
    /// The unit of both.
    pub unit: String,
    /// Which way.
    pub direction: Direction,
    /// What that means for who is judged by it; none where it is judged by in both ways or in none.
    #[serde(default)]
    pub bar: Option<Bar>,
}

/// Which way a figure was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// To a greater number.
    Up,
    /// To a smaller number.
    Down,
}

/// What a changed figure means for who is judged by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Bar {
    /// Harder to meet.
    Raised,
    /// Easier to meet.
    Lowered,
}

/// A finding about a pack that is meant to be so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Allowance {
    /// The finding's code, such as `unused-indicator`.
    pub code: String,
    /// The names of the indicators, checks … that have it.
    pub names: Vec<String>,
    /// Why it is meant to be so, in plain Chinese.
    pub reason: String,
}

/// A document that the pack rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its title.
    pub title: String,
    /// Who issued it.
    pub issuer: String,
    /// Its document number, where it has one.
    #[serde(default)]
    pub number: Option<String>,
    /// The day it bears.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub date: Option<Date>,
}

/// A section of the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Its name, which indicators and checks refer to.
    pub name: String,
    /// The clause it follows, such as `二(一)`.
    #[serde(default)]
    pub clause: Option<String>,
    /// One plain sentence under the heading.
    #[serde(default)]
    pub about: String,
    /// The overlay that set or added it, by its identifier; none for what the base pack says. Never written by hand.
    #[serde(default)]
    pub origin: Option<String>,
}

/// What the checks of a kind must say beside themselves wherever they are shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Checks of this kind.
    pub kind: Kind,
    /// The notice in plain Chinese.
    pub text: String,
    /// The overlay that set or added it, by its identifier; none for what the base pack says. Never written by hand.
    #[serde(default)]
    pub origin: Option<String>,
}

/// Where a figure or a list comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// The document gives it.
    #[default]
    Document,
    /// The document gives no figure; the district sets it.
    Local,
    /// The document names it but does not define it.
    Unverified,
}

/// A threshold with its unit, basis and clause. Without a value it is unset: what needs it is not judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Its name in formulas: one identifier.
    pub name: String,
    /// Its value from the first day on. With unit `%` it takes part in formulas as a fraction: 90 is 9/10.
    #[serde(default)]
    pub value: Option<Decimal>,
    /// Values that hold from a day on, in order of their days; before the first of them `value` holds.
    #[serde(default)]
    pub dated: Vec<DatedValue>,
    /// Its unit: `%`, `元`, `个` …
    pub unit: String,
    /// Where the figure comes from.
    #[serde(default)]
    pub basis: Basis,
    /// The clause.
    pub clause: String,
    /// What a reader should know of it.
    #[serde(default)]
    pub note: String,
    /// The overlay that set or added it, by its identifier; none for what the base pack says. Never written by hand.
    #[serde(default)]
    pub origin: Option<String>,
}

/// A value that holds from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DatedValue {
    /// The first day.
    #[cfg_attr(test, schemars(with = "String"))]
    pub from: Date,
    /// The value.
    pub value: Decimal,
}

/// What a cadre enters: one Chinese name for the label, the JSON key, the column and the name in formulas.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// The name: one Unicode identifier.
    pub name: String,
    /// The section of the form it stands in.
    pub section: String,
    /// What kind of answer it takes.
    #[serde(rename = "type")]
    pub kind: IndicatorType,
    /// Its unit, such as `户`; empty where there is none.
    #[serde(default)]
    pub unit: String,
    /// Least value. Without it: 0.
    #[serde(default)]
    pub min: Option<Decimal>,
    /// Greatest value. Without it: 100 for a percent, else the limit of the type (see `limits`).
    #[serde(default)]
    pub max: Option<Decimal>,
    /// The indicator of which this is a part, so that it cannot be larger.
    #[serde(default)]
    pub at_most: Option<String>,
    /// The options of a choice, in order.
    #[serde(default)]
    pub options: Vec<String>,
    /// A text of exactly so many digits.
    #[serde(default)]
    pub digits: Option<u8>,
    /// What to count and where the figure is found, in plain Chinese.
    #[serde(default)]
    pub help: String,
    /// Not counted in the progress of answering.
    #[serde(default)]
    pub optional: bool,
    /// The overlay that set or added it, by its identifier; none for what the base pack says. Never written by hand.
    #[serde(default)]
    pub origin: Option<String>,
    /// A fact that nobody in the village can change, such as last year's income: no gap asks for it.
    #[serde(default)]
    pub given: bool,
}

/// The type of an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum IndicatorType {
    /// A whole number of things.
    Count,
    /// An amount of money, to the fen.
    Money,
    /// A percentage, at most four decimals; in formulas a fraction: 92.5 is 0.925.
    Percent,
    /// Yes or no.
    YesNo,
    /// One of the options.
    Choice,
    /// Any of the options.
    MultiChoice,
    /// A line of text.
    Text,
    /// A day.
    Date,
}

impl IndicatorType {
    /// Whether its values are numbers.
    #[must_use]
    pub fn is_number(self) -> bool {
        matches!(self, Self::Count | Self::Money | Self::Percent)
    }

    /// How many decimals its numbers may have.
    #[must_use]
    pub fn decimals(self) -> u8 {
        match self {
            Self::Money => 2,
            Self::Percent => 4,
            _ => 0,
        }
    }
}

/// A value computed from indicators. A rate is shown in percent, rounded half up to two decimals; never compared rounded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Derived {
    /// The name: one Unicode identifier.
    pub name: String,
    /// The section of the form it is shown in.
    pub section: String,
    /// FEEL over indicators and parameters; empty in a compiled pack.
    #[serde(serialize_with = "in_text::write", deserialize_with = "in_text::read")]
    #[cfg_attr(test, schemars(with = "String"))]
    pub formula: String,
    /// `%` or the unit of the result.
    pub unit: String,
    /// What it is, in plain Chinese.
    #[serde(default)]
    pub help: String,
    /// The overlay that set or added it, by its identifier; none for what the base pack says. Never written by hand.
    #[serde(default)]
    pub origin: Option<String>,
}

/// What sort of requirement a check is; decides where it is shown and whether it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// 目标任务
    Target,
    /// 八有
    EightHave,
    /// 八难
    EightHard,
    /// 两不愁三保障
    Assured,
    /// 区域指标, on a village's page a reference that is never counted
    Area,
    /// 倡导项, shown and never counted
    Guidance,
    /// 保障措施
    Duty,
}

impl Kind {
    /// Whether its verdicts enter the counts of a village.
    #[must_use]
    pub fn is_counted(self) -> bool {
        matches!(self, Self::Target | Self::EightHard | Self::Assured | Self::Duty)
    }
}

/// One requirement on one village.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Its name, unique among the checks.
    pub name: String,
    /// What sort of requirement it is.
    pub kind: Kind,
    /// The section of the form it is shown in.
    pub section: String,
    /// The clauses it rests on, the main one first.
    pub clause: Vec<String>,
    /// The day it is due.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub due: Option<Date>,
    /// Where the requirement comes from.
    #[serde(default)]
    pub basis: Basis,
    /// FEEL condition under which it applies; without it, always. None in a compiled pack.
    #[serde(serialize_with = "in_text::write", deserialize_with = "in_text::read", default)]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub applies_when: Option<String>,
    /// The test.
    #[serde(serialize_with = "in_text::write", deserialize_with = "in_text::read")]
    #[cfg_attr(test, schemars(with = "Test"))]
    pub test: Test,
    /// What is required, in our own words.
    pub requirement: String,
    /// What the document lists to get there, in our own words.
    #[serde(default)]
    pub measures: Vec<String>,
    /// How the missing amount is said, with `{n}` for number and unit: `再改造{n}`.
    #[serde(default)]
    pub gap_phrase: Option<String>,
    /// The document's softening word, such as `左右` or `基本`.
    #[serde(default)]
    pub soft: Option<String>,
    /// The parameter by which a value may miss the threshold, where the word softens a figure.
    #[serde(default)]
    pub tolerance: Option<String>,
    /// What the reader should know of how the document is read here.
    #[serde(default)]
    pub note: String,
    /// Remarks that never change the verdict.
    #[serde(default)]
    pub remarks: Vec<Remark>,
    /// Why it does not apply here, and who says so; only where an overlay has switched it off.
    #[serde(default)]
    pub off: Option<SwitchedOff>,
    /// The overlay that set or added it, by its identifier; none for what the base pack says. Never written by hand.
    #[serde(default)]
    pub origin: Option<String>,
}

/// A check that an overlay has switched off: not applicable to every village.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SwitchedOff {
    /// The overlay, by its identifier.
    pub by: String,
    /// The reason in plain Chinese.
    pub reason: String,
}

/// Said beside a verdict when its condition holds; never changes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Remark {
    /// FEEL condition; empty in a compiled pack.
    #[serde(serialize_with = "in_text::write", deserialize_with = "in_text::read")]
    #[cfg_attr(test, schemars(with = "String"))]
    pub when: String,
    /// The remark in plain Chinese.
    pub text: String,
}

/// How a check is decided. Declarative, so that the engine can explain it and work backwards from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Test {
    /// The yes/no indicator is yes.
    Yes(String),
    /// The yes/no indicator is no.
    No(String),
    /// The count is zero: nobody is left without.
    None(String),
    /// The two counts are equal. Not applicable when the whole is zero.
    All {
        /// The count that must reach the whole.
        part: String,
        /// The whole.
        whole: String,
    },
    /// The part is at least that share of the whole. Not applicable when the whole is zero.
    Share {
        /// The count.
        part: String,
        /// The whole.
        whole: String,
        /// The parameter, in percent.
        at_least: String,
    },
    /// A value against a threshold.
    Compare {
        /// FEEL: an indicator, a derived value or a formula.
        value: String,
        /// How they must stand to each other.
        is: Comparison,
        /// A parameter or an indicator.
        than: String,
    },
    /// At least so many of the parts are met.
    CountOf {
        /// The parts.
        parts: Vec<Part>,
        /// The parameter: how many.
        at_least: String,
    },
    /// Every part that applies is met.
    AllOf(Vec<Part>),
    /// Some part is met.
    AnyOf(Vec<Part>),
    /// Every check so selected that applies is met.
    Every(Selection),
    /// Some check so selected is unmet.
    SomeUnmet(Selection),
    /// FEEL condition, where nothing else fits.
    Condition(String),
    /// Compared with the earlier self-check, none of the selected checks fell back and one rose, or all are met.
    Improved(Selection),
    /// The parts hold now and held in the earlier self-check.
    Stable(Vec<Part>),
    /// Stands in a compiled pack for a test that its program holds; never written in a pack.
    #[serde(skip)]
    Compiled,
}

/// A part of a composite: the name of a check or summary, or a test of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(untagged))]
pub enum Part {
    /// The name of a check or of an earlier summary.
    Name(String),
    /// A test in place.
    Test(Box<Test>),
}

impl Serialize for Part {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Name(name) => name.serialize(serializer),
            Self::Test(test) => test.serialize(serializer),
        }
    }
}

struct PartVisitor;

impl<'de> Visitor<'de> for PartVisitor {
    type Value = Part;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a check, or a test such as { yes = \"…\" }")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Part, E> {
        Ok(Part::Name(name.to_owned()))
    }

    fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Part, A::Error> {
        let test = Test::deserialize(de::value::MapAccessDeserializer::new(map))?;
        Ok(Part::Test(Box::new(test)))
    }
}

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PartVisitor)
    }
}

/// Checks by kind, and where given by clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Selection {
    /// Of one of these kinds.
    pub kinds: Vec<Kind>,
    /// With this as their main clause. It is a clause of the pack's own document, so checks that an overlay gives, whose
    /// clauses are those of the district's, are none of them.
    #[serde(default)]
    pub clause: Option<String>,
}

impl Selection {
    /// Whether the check is one of those selected. References of an area never are.
    #[must_use]
    pub fn selects(&self, check: &Check) -> bool {
        let of_clause = |clause: &String| check.origin.is_none() && check.clause.first() == Some(clause);
        self.kinds.contains(&check.kind) && self.clause.as_ref().is_none_or(of_clause) && check.kind != Kind::Area
    }
}

/// How a value must stand to its threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Comparison {
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
}

/// What checks add up to for one village.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Summary {
    /// Its name, unique among summaries and checks.
    pub name: String,
    /// The heading it stands under, such as `三消除`.
    pub group: String,
    /// The clause.
    pub clause: String,
    /// The test over checks.
    #[serde(serialize_with = "in_text::write", deserialize_with = "in_text::read")]
    #[cfg_attr(test, schemars(with = "Test"))]
    pub test: Test,
    /// What is said for met, such as `已消除`.
    pub met: String,
    /// What is said for unmet, such as `未消除`.
    pub unmet: String,
    /// What the reader should know.
    #[serde(default)]
    pub note: String,
    /// The overlay that set or added it, by its identifier; none for what the base pack says. Never written by hand.
    #[serde(default)]
    pub origin: Option<String>,
}

/// One requirement on an area, judged over its villages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AreaCheck {
    /// Its name, unique among the area checks.
    pub name: String,
    /// The section of a village's form where it is shown as a reference.
    pub section: String,
    /// The clause.
    pub clause: String,
    /// The day it is due.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub due: Option<Date>,
    /// The test over villages.
    #[serde(serialize_with = "in_text::write", deserialize_with = "in_text::read")]
    #[cfg_attr(test, schemars(with = "AreaTest"))]
    pub test: AreaTest,
    /// What is required, in our own words.
    pub requirement: String,
    /// The document's softening word.
    #[serde(default)]
    pub soft: Option<String>,
    /// The parameter by which a value may miss the threshold.
    #[serde(default)]
    pub tolerance: Option<String>,
    /// What the reader should know.
    #[serde(default)]
    pub note: String,
}

/// How an area check is decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum AreaTest {
    /// Sum over sum, against a parameter.
    Rate {
        /// FEEL for what a village adds to the numerator.
        sum: String,
        /// FEEL for what it adds to the denominator.
        over: String,
        /// How they must stand.
        is: Comparison,
        /// The parameter, in percent.
        than: String,
    },
    /// Share of the villages where the check has the verdict, against a parameter.
    ShareOfVillages {
        /// The village check.
        check: String,
        /// Count the villages that miss it instead of those that meet it.
        #[serde(default)]
        unmet: bool,
        /// How they must stand.
        is: Comparison,
        /// The parameter, in percent.
        than: String,
    },
    /// Every village among those meets the check.
    EveryVillage {
        /// The village check.
        check: String,
        /// FEEL condition on a village.
        among: String,
        /// The parameter that says how many townships must be finished, for the city.
        #[serde(default)]
        townships: Option<String>,
    },
    /// How many villages meet every check of the kind; shown without a threshold.
    CountAllOf {
        /// The kind.
        kind: Kind,
    },
    /// How many villages meet each check; shown without a threshold.
    CountEach {},
    /// Stands in a compiled pack for a test that its program holds; never written in a pack.
    #[serde(skip)]
    Compiled,
}

/// An exact number in a pack: an integer or decimal text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decimal(pub Number);

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

struct DecimalVisitor;

impl Visitor<'_> for DecimalVisitor {
    type Value = Decimal;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number, or a decimal as text such as \"0.5\"")
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Decimal, E> {
        Ok(Decimal(Number::from(number)))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Decimal, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Decimal, E> {
        text.parse().map(Decimal).map_err(E::custom)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_any(DecimalVisitor)
        } else {
            // In a compiled pack: written by `serialize` and sealed since, never anything else.
            Ok(Self(String::deserialize(deserializer)?.parse().unwrap_or_default()))
        }
    }
}
