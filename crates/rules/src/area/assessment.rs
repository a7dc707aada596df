//! What an area's villages come to: the contract of a roll-up. Plain data, stable.

use serde::{Deserialize, Serialize};

use crate::assessment::{Counts, Note, Operator, PackRef, ParameterRef, Quantity, Standing, Verdict};
use crate::date::Date;
use crate::model::Kind;
use crate::named::Named;

/// What the villages of an area come to on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AreaAssessment {
    /// Version of the contract that this follows.
    pub contract: String,
    /// The pack that was judged by.
    pub pack: PackRef,
    /// Version of the engine.
    pub engine: String,
    /// The day of the assessment.
    #[cfg_attr(test, schemars(with = "String"))]
    pub date: Date,
    /// Which area.
    pub area: Area,
    /// How many villages it has.
    pub villages: usize,
    /// How many of them have a data error.
    pub with_errors: usize,
    /// The area checks, in the pack's order; those that only list counts too.
    pub areas: Vec<AreaResult>,
    /// How many villages have which verdict on each check of a village, 八有 included, in the pack's order.
    pub checks: Vec<CheckCounts>,
}

/// Which area.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Area {
    /// Its level; none for villages that were put together otherwise.
    pub level: Option<Level>,
    /// Its names by indicator, such as `{"区县": "石柱县", "乡镇": "中益乡"}`; empty for villages that do not say where they
    /// belong, and where there is only one area.
    pub names: Named<String>,
}

/// 层级 of an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// 乡镇
    Township,
    /// 区县
    District,
    /// 市
    City,
}

/// How many villages have which verdict on a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CheckCounts {
    /// The check.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// The villages by verdict.
    pub counts: Counts,
}

/// The verdict on one area check and what is behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AreaResult {
    /// The area check.
    pub name: String,
    /// The section it belongs to.
    pub section: String,
    /// The clause.
    pub clause: String,
    /// The verdict; none for what is only listed. Blocked never: a village with a data error is unknown.
    pub verdict: Option<Verdict>,
    /// Where it stands towards its due date; for met and unmet checks that have one.
    pub standing: Option<Standing>,
    /// The least that the area's figure can be, whatever the missing answers are. None where there is nothing to be
    /// divided by, or where it cannot be told.
    pub low: Option<Quantity>,
    /// The greatest that it can be.
    pub high: Option<Quantity>,
    /// How figure and requirement must stand; none for what is only listed.
    pub operator: Option<Operator>,
    /// What is required, without the tolerance; none while the district has not set it.
    pub required: Option<Quantity>,
    /// The parameter that sets it.
    pub parameter: Option<ParameterRef>,
    /// What is known of the villages.
    pub villages: Known,
    /// For what rests on a check of a village: the villages by verdict, those left out counted as not applicable.
    pub counts: Option<Counts>,
    /// For a city: how many townships are finished.
    pub townships: Option<Townships>,
    /// For unmet: the smallest change that turns the verdict.
    pub gap: Option<AreaGap>,
    /// The villages that decide it, those first that weigh most: for undecided those with answers missing, for unmet those
    /// that fall short.
    pub deciding: Villages,
    /// The villages that are unknown to this check because of a data error.
    pub blocked: Villages,
    /// Parameters it waits for, which the district has not set.
    pub awaits: Vec<String>,
    /// What else there is to know.
    pub notes: Vec<Note>,
    /// In Chinese.
    pub sentence: String,
}

/// What is known of the villages of an area for one check.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Known {
    /// Those that add the same whatever they may still answer.
    pub known: usize,
    /// Those with an answer missing that matters.
    pub open: usize,
    /// Those with a data error in the way, unknown like the open ones.
    pub blocked: usize,
}

/// How many townships are finished: all of their villages that are concerned meet the check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Townships {
    /// Finished, whatever the missing answers are.
    pub finished: usize,
    /// Possibly finished, those included.
    pub possible: usize,
    /// How many must be; none while the district has not set it.
    pub required: Option<Quantity>,
}

/// The smallest change that turns an area's verdict. Applied it does, one unit less does not. While answers are missing, the
/// change without which no answers turn it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AreaGap {
    /// What must change.
    pub code: AreaGapCode,
    /// For a numerator: the indicator.
    pub field: Option<String>,
    /// How far, as exact text without sign.
    pub by: String,
    /// The unit.
    pub unit: String,
    /// In Chinese: `再达标 4 个村`.
    pub sentence: String,
}

/// What must change for an area's verdict to turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum AreaGapCode {
    /// So many villages more must meet the check.
    Villages,
    /// The indicator that is added up must rise by so much, over all villages together.
    Rise,
    /// It must fall by so much.
    Fall,
    /// The figure itself must move by so many percentage points: what is added up is no single indicator.
    Points,
}

/// Villages by name, as many as a reader can use.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Villages {
    /// The first of them.
    pub first: Vec<AreaVillage>,
    /// How many there are besides.
    pub rest: usize,
}

/// A village of an area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AreaVillage {
    /// Who it is: what it answered to the text indicators of the first section, by name.
    pub village: Named<String>,
    /// Answers that are missing or wrong here.
    pub fields: Vec<String>,
}
