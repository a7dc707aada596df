//! Every Chinese sentence the core makes, from the data it explains; none is stored with a verdict.

use crate::area::assessment::{AreaResult, Known, Townships};
use crate::assessment::{Change, Counts, DataErrorCode, Operator, Quantity, Standing, Verdict};
use crate::facts::Field;
use crate::model::{IndicatorType, Kind};
use crate::receipt::Mismatch;

/// 是 or 否.
pub(crate) fn yes_no(yes: bool) -> &'static str {
    if yes { "是" } else { "否" }
}

/// 结论 as it is written everywhere.
#[must_use]
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "达标",
        Verdict::Unmet => "未达标",
        Verdict::Undecided => "待定",
        Verdict::NotApplicable => "不适用",
        Verdict::Blocked => "数据有误",
    }
}

/// 结论 as it is said of a check of that kind: what is not counted is never called unmet.
#[must_use]
pub fn verdict_of_kind(kind: Kind, of: Verdict) -> &'static str {
    match (kind, of) {
        (Kind::Area, Verdict::Met) => "参照：达到",
        (Kind::Area, Verdict::Unmet) => "参照：未达到",
        (Kind::Guidance, Verdict::Met) => "倡导：已做到",
        (Kind::Guidance, Verdict::Unmet) => "倡导：还没做到",
        _ => verdict(of),
    }
}

/// A kind of checks as it is called.
#[must_use]
pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Target => "目标任务",
        Kind::EightHave => "八有",
        Kind::EightHard => "八难",
        Kind::Assured => "两不愁三保障",
        Kind::Area => "区域指标",
        Kind::Guidance => "倡导项",
        Kind::Duty => "保障措施",
    }
}

/// `7 个`, `92.5%`, `3`: a number with its unit, and a space between them where the unit is a word.
#[must_use]
pub fn amount(number: &str, unit: &str) -> String {
    match unit {
        "" => number.to_owned(),
        "%" => format!("{number}%"),
        _ => format!("{number} {unit}"),
    }
}

/// A difference with its unit: of percents, in points.
fn difference(number: &str, unit: &str) -> String {
    amount(number, if unit == "%" { "个百分点" } else { unit })
}

pub(crate) fn quantity(quantity: &Quantity) -> String {
    amount(&quantity.shown, &quantity.unit)
}

/// `“总户数”、“总人口”`
pub(crate) fn quoted<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("“{name}”")).collect();
    quoted.join("、")
}

/// The names quoted, where they are many the first of them and their number.
fn listed(names: &[&str]) -> String {
    const MOST: usize = 4;
    let first = quoted(names.iter().take(MOST).copied());
    if names.len() <= MOST { first } else { format!("{first}等 {} 项", names.len()) }
}

/// How a value must stand: rates and money are high or low, things that are counted many or few.
#[must_use]
pub fn relation(operator: Operator, unit: &str) -> &'static str {
    let is_counted = !(unit.is_empty() || unit == "%" || unit.starts_with('元'));
    match (operator, is_counted) {
        (Operator::CountOf, _) => "不少于",
        (Operator::AtLeast, false) => "不低于",
        (Operator::AtLeast, true) => "不少于",
        (Operator::Above, false) => "高于",
        (Operator::Above, true) => "多于",
        (Operator::AtMost, false) => "不高于",
        (Operator::AtMost, true) => "不多于",
        (Operator::Below, false) => "低于",
        (Operator::Below, true) => "少于",
        _ => "等于",
    }
}

/// Who demands what a verdict is about.
pub(crate) struct Demand<'p> {
    /// The clause.
    pub(crate) clause: &'p str,
    /// What sort of requirement it is.
    pub(crate) kind: Kind,
    /// Whether the document gives no figure.
    pub(crate) is_local: bool,
}

impl Demand<'_> {
    /// `二(一)要求`, before what is demanded.
    fn asks(&self) -> String {
        let verb = match self.kind {
            Kind::Guidance => "倡导",
            Kind::Area => "的区域目标是",
            _ => "要求",
        };
        let local = if self.is_local { "没有写数字，这里" } else { "" };
        format!("{}{local}{verb}", self.clause)
    }

    /// `二(一)的要求`.
    fn named(&self) -> String {
        let what = match self.kind {
            Kind::Guidance => "倡导",
            Kind::Area => "参照线",
            _ => "要求",
        };
        format!("{}的{what}", self.clause)
    }

    /// What ends a sentence that has named what is demanded.
    fn tail(&self, met: bool) -> &'static str {
        match (met, self.kind) {
            (false, _) => "",
            (true, Kind::Guidance) => "，已经做到",
            (true, Kind::Area) => "，已经达到",
            (true, _) => "，符合要求",
        }
    }
}

/// What is wrong with one answer, and what to do.
pub(crate) fn answer_fault(code: DataErrorCode, field: &Field, given: &str) -> String {
    let name = &field.name;
    let shown = shortened(given);
    let example = match field.kind {
        IndicatorType::Count => "120",
        IndicatorType::Money => "5000 或 3.5",
        _ => "92.5",
    };
    match code {
        DataErrorCode::NotANumber => format!("“{name}”填的“{shown}”不是数字，请只填数字，如 {example}。"),
        DataErrorCode::NumberTooLong => format!("“{name}”填的数字太长，请检查是否多填了。"),
        DataErrorCode::NotWhole => format!("“{name}”填的是 {shown}，请填整数，不带小数。"),
        DataErrorCode::TooManyDecimals => {
            format!("“{name}”填的是 {shown}，小数最多 {} 位，请四舍五入后再填。", field.kind.decimals())
        }
        DataErrorCode::OutOfRange => {
            let (min, max) = (&field.min, &field.max);
            if field.open_ended && min.is_zero() && given.starts_with(['-', '－', '−']) {
                format!("“{name}”填的是 {shown}，不能小于 0，请改正。")
            } else {
                let unit = if field.unit == "%" { "%" } else { "" };
                let (min, max) = (amount(&min.to_string(), unit), amount(&max.to_string(), unit));
                if field.open_ended && min == "0" {
                    format!("“{name}”填的数太大，最多 {max}，请检查是否多填了。")
                } else {
                    format!("“{name}”填的是 {shown}，应在 {min} 到 {max} 之间，请改正。")
                }
            }
        }
        DataErrorCode::NotYesNo => format!("“{name}”填的“{shown}”看不明白，请填“是”或“否”。"),
        DataErrorCode::NotAnOption => {
            format!("“{name}”填的“{shown}”不在选项里，请从这些里选：{}。", field.options.join("、"))
        }
        DataErrorCode::NotADate => format!("“{name}”填的“{shown}”不是日期，请写成 2020-06-30 这样。"),
        DataErrorCode::NotDigits => {
            format!("“{name}”填的“{shown}”不对，应为 {} 位数字。", field.digits.unwrap_or_default())
        }
        DataErrorCode::TextTooLong => format!("“{name}”填的内容太长，请写短一些。"),
        DataErrorCode::NotOne => format!("“{name}”只能填一项，请改正。"),
        DataErrorCode::PartExceedsWhole
        | DataErrorCode::DivisionByZero
        | DataErrorCode::UnknownName
        | DataErrorCode::OverlayAgainstDocument => String::new(),
    }
}

fn shortened(given: &str) -> String {
    const MOST: usize = 20;
    if given.chars().count() <= MOST {
        return given.to_owned();
    }
    given.chars().take(MOST).chain(['…']).collect()
}

/// A part is larger than its whole.
pub(crate) fn part_exceeds_whole(part: (&str, &str), whole: (&str, &str), unit: &str) -> String {
    let (part_name, part_value) = part;
    let (whole_name, whole_value) = whole;
    format!(
        "“{part_name}”填了 {}，比“{whole_name}”（{}）还多，请核对这两项。",
        amount(part_value, unit),
        amount(whole_value, unit)
    )
}

/// A comparison divides by answers that are zero.
pub(crate) fn division_by_zero(check: &str, fields: &[&str]) -> String {
    format!("{}填的是 0，算不出“{check}”，请核对。", quoted(fields.iter().copied()))
}

/// A derived value has none, because what it is divided by is zero.
pub(crate) fn no_share_of_zero(fields: &[&str]) -> String {
    format!("{}为 0，算不出来。", quoted(fields.iter().copied()))
}

/// An answer to a name that the pack does not know.
pub(crate) fn unknown_name(name: &str, nearest: Option<&str>) -> String {
    let name = &shortened(name);
    match nearest {
        Some(nearest) => format!("没有“{name}”这个指标，没有使用它的数据。是不是“{nearest}”？"),
        None => format!("没有“{name}”这个指标，没有使用它的数据。请核对名称。"),
    }
}

/// The gap by the check's phrase: `再让{n}小组通公路` with `2 个`.
pub(crate) fn gap_by_phrase(phrase: &str, change: &Change) -> String {
    match &change.by {
        Some(by) => spaced(phrase, &difference(by, &change.unit)),
        None => phrase.to_owned(),
    }
}

/// Puts an amount into a phrase, with thin Chinese typography: a space beside the number where text touches it.
fn spaced(phrase: &str, amount: &str) -> String {
    // At a character, not at a text: searching texts is 2 KB of code that nothing else on the page needs.
    let Some((before, after)) =
        phrase.split_once('{').and_then(|(before, rest)| Some((before, rest.strip_prefix("n}")?)))
    else {
        return phrase.to_owned();
    };
    let gap = if before.is_empty() || before.ends_with(' ') { "" } else { " " };
    format!("{before}{gap}{amount}{after}")
}

/// What stands between two changes of a gap.
pub(crate) fn next_step(together: bool) -> &'static str {
    if together { "，同时" } else { "；" }
}

/// A gap that missing answers may make larger.
pub(crate) fn at_least(gap: &str) -> String {
    format!("{gap}（还有数据没填，补齐后可能更多）")
}

/// Why there is no gap to close.
pub(crate) fn out_of_reach(given: &[&str]) -> String {
    if given.is_empty() {
        return "填到允许的最大或最小也达不到要求，请核对填写的数据和标准。".to_owned();
    }
    format!("这一项由{}决定，村里改变不了，所以没有列出差距。", quoted(given.iter().copied()))
}

/// Why a whole has no gap to close.
pub(crate) fn parts_out_of_reach(parts: &[&str]) -> String {
    format!("{}没有办法补上差距，所以这一项也没有列出差距。", quoted(parts.iter().copied()))
}

/// The gap of a change that no phrase was given for.
pub(crate) fn gap_of(change: &Change) -> String {
    let Change { field, from, to, by, unit } = change;
    match by {
        Some(by) => {
            let rises = to.parse::<feel::Number>().ok() > from.parse::<feel::Number>().ok();
            let verb = if rises { "再增加" } else { "再减少" };
            format!("“{field}”{verb} {}", difference(by, unit))
        }
        None if to == yes_no(true) => format!("需做到“{field}”"),
        None if to == yes_no(false) => format!("需消除“{field}”的情况"),
        None => format!("“{field}”改为“{to}”"),
    }
}

/// `“总户数”为 531 户，“村类型”为“贫困村”`
fn told(facts: &[(String, String)]) -> String {
    let told = |value: &String| {
        let is_figure = value.trim_start_matches('-').starts_with(|c: char| c.is_ascii_digit());
        if is_figure { format!(" {value}") } else { format!("“{value}”") }
    };
    let facts: Vec<String> = facts.iter().map(|(name, value)| format!("“{name}”为{}", told(value))).collect();
    facts.join("，")
}

/// What is said of a check that does not apply because of these answers; `condition` says where it applies, if it does
/// not everywhere.
pub(crate) fn does_not_apply(facts: &[(String, String)], condition: &str) -> String {
    let condition = in_brackets("适用条件：", condition);
    if facts.is_empty() {
        return format!("此项不适用{condition}。");
    }
    format!("{}，此项不适用{condition}。", told(facts))
}

/// A condition in words behind a sentence that it explains.
fn in_brackets(label: &str, condition: &str) -> String {
    if condition.is_empty() { String::new() } else { format!("（{label}{condition}）") }
}

pub(crate) fn parameter_unset(parameters: &[&str]) -> String {
    format!("区县还没有确定{}，暂不判定。", quoted(parameters.iter().copied()))
}

pub(crate) fn needs_earlier() -> &'static str {
    "需要与上一次的自查记录比较，暂不判定。"
}

pub(crate) fn fill_in(missing: &[&str]) -> String {
    format!("还没有填写{}，暂不能判定。", quoted(missing.iter().copied()))
}

pub(crate) fn undecided_parts(parts: &[&str]) -> String {
    format!("{}还不能判定，这一项也就暂不能判定。", listed(parts))
}

pub(crate) fn blocked(fields: &[&str]) -> String {
    format!("{}填写有误，改正后才能判定。", quoted(fields.iter().copied()))
}

/// A comparison has no value because it divides by these.
pub(crate) fn blocked_by_zero(fields: &[&str]) -> String {
    format!("{}填的是 0，算不出来，改正后才能判定。", quoted(fields.iter().copied()))
}

pub(crate) fn blocked_parts(parts: &[&str]) -> String {
    format!("{}的数据有误，改正后才能判定。", quoted(parts.iter().copied()))
}

/// A yes/no answer against what is required.
pub(crate) fn yes_no_sentence(field: &str, met: bool, expected: bool, demand: &Demand<'_>) -> String {
    if met {
        format!("“{field}”为“{}”，符合{}。", yes_no(expected), demand.named())
    } else {
        format!("“{field}”为“{}”，{}为“{}”。", yes_no(!expected), demand.asks(), yes_no(expected))
    }
}

/// A count that must be zero.
pub(crate) fn nobody_sentence(field: &str, actual: &Quantity, met: bool, demand: &Demand<'_>) -> String {
    if met {
        format!("“{field}”为 {}，符合{}。", quantity(actual), demand.named())
    } else {
        format!("“{field}”为 {}，{}为 {}。", quantity(actual), demand.asks(), amount("0", &actual.unit))
    }
}

/// A part that must equal its whole.
pub(crate) fn whole_sentence(
    (part, actual): (&str, &Quantity),
    (whole, required): (&str, &Quantity),
    met: bool,
    demand: &Demand<'_>,
) -> String {
    if met {
        format!("“{part}”和“{whole}”都是 {}，符合{}。", quantity(actual), demand.named())
    } else {
        format!("“{part}”为 {}，{}达到“{whole}”的 {}。", quantity(actual), demand.asks(), quantity(required))
    }
}

/// A share of a whole.
pub(crate) fn share_sentence(
    counts: [(&str, &Quantity); 2],
    actual: &Quantity,
    required: &Quantity,
    met: bool,
    demand: &Demand<'_>,
) -> String {
    let [(part, part_count), (whole, whole_count)] = counts;
    format!(
        "“{part}”为 {}，占“{whole}”（{}）的 {}，{}不低于 {}{}。",
        quantity(part_count),
        quantity(whole_count),
        quantity(actual),
        demand.asks(),
        quantity(required),
        demand.tail(met)
    )
}

/// A value against a threshold; `than` is the name of the indicator it is compared with, where it is one.
pub(crate) fn compare_sentence(
    (name, actual): (&str, &Quantity),
    (operator, than): (Operator, Option<&str>),
    required: &Quantity,
    met: bool,
    demand: &Demand<'_>,
) -> String {
    let than = than.map(|name| format!("“{name}”的")).unwrap_or_default();
    let relation = relation(operator, &required.unit);
    let (actual, required) = (quantity(actual), quantity(required));
    format!("“{name}”为 {actual}，{}{relation}{than} {required}{}。", demand.asks(), demand.tail(met))
}

/// A verdict that holds whatever the missing answers are.
pub(crate) fn whatever(facts: &[(String, String)], missing: &[&str], met: bool, demand: &Demand<'_>) -> String {
    let end = if met { "符合" } else { "达不到" };
    let facts = if facts.is_empty() { String::new() } else { format!("{}；", told(facts)) };
    let missing = quoted(missing.iter().copied());
    format!("{facts}还没有填写{missing}，但已经可以判定{end}{}。", demand.named())
}

pub(crate) fn condition_sentence(
    facts: &[(String, String)],
    met: bool,
    condition: &str,
    demand: &Demand<'_>,
) -> String {
    let facts = if facts.is_empty() { String::new() } else { format!("{}，", told(facts)) };
    let end = if met { "符合" } else { "不符合" };
    format!("{facts}{end}{}的条件{}。", demand.clause, in_brackets("", condition))
}

/// Every part that applies is met.
pub(crate) fn all_parts_met(parts: &[&str], demand: &Demand<'_>) -> String {
    let all = if parts.len() > 1 { "都" } else { "" };
    format!("{}{all}已达标，符合{}。", listed(parts), demand.named())
}

/// Some of the parts are unmet.
pub(crate) fn parts_unmet(parts: &[&str], unmet: &[&str], demand: &Demand<'_>) -> String {
    if parts.len() < 2 {
        return format!("{}未达标，达不到{}。", quoted(unmet.iter().copied()), demand.named());
    }
    format!("{}{}都达标，{}未达标。", demand.asks(), listed(parts), quoted(unmet.iter().copied()))
}

/// Of several ways one is taken, or none.
pub(crate) fn some_part(parts: &[&str], met: bool, demand: &Demand<'_>) -> String {
    let end = if met { "符合" } else { "都不符合" };
    format!("{}{end}{}的条件。", listed(parts), demand.clause)
}

/// Parts that are open one by one and decide the whole all the same.
pub(crate) fn together(parts: &[&str], met: bool, demand: &Demand<'_>) -> String {
    let end = if met { "符合" } else { "达不到" };
    format!("{}合起来看，已经可以判定{end}{}。", listed(parts), demand.named())
}

/// Whether something is unmet.
pub(crate) fn some_unmet(parts: &[&str], met: bool, demand: &Demand<'_>) -> String {
    if met {
        format!("{}未达标，符合{}的条件。", listed(parts), demand.clause)
    } else {
        format!("没有未达标的项目，不符合{}的条件。", demand.clause)
    }
}

/// How many parts are met.
pub(crate) fn count_of_parts(met_parts: &[&str], needed: &str, met: bool, demand: &Demand<'_>) -> String {
    let so_far = match met_parts {
        [] => "还没有一项达标".to_owned(),
        parts => format!("已有 {} 项达标（{}）", parts.len(), listed(parts)),
    };
    format!("{so_far}，{}不少于 {needed} 项{}。", demand.asks(), demand.tail(met))
}

/// It holds now and held then.
pub(crate) fn held(parts: &[&str]) -> String {
    format!("{}现在和上一次自查都已达标。", listed(parts))
}

/// It does not hold now.
pub(crate) fn fallen(parts: &[&str]) -> String {
    format!("{}未达标。", quoted(parts.iter().copied()))
}

/// Compared with the earlier self-check: what fell back and what rose.
pub(crate) fn improved_sentence(met: bool, fallen: &[&str], risen: &[&str]) -> String {
    match (met, fallen.is_empty(), risen.is_empty()) {
        (true, _, false) => format!("与上一次自查相比没有退步，{}已提升为达标。", quoted(risen.iter().copied())),
        (true, ..) => "各项都已达标。".to_owned(),
        (false, false, _) => format!("与上一次自查相比，{}从达标变为未达标。", quoted(fallen.iter().copied())),
        (false, true, _) => "与上一次自查相比没有提升。".to_owned(),
    }
}

/// What was not met in the earlier self-check.
pub(crate) fn not_held(parts: &[&str]) -> String {
    format!("上一次自查时{}没有达到。", quoted(parts.iter().copied()))
}

pub(crate) fn within_tolerance(soft: &str) -> String {
    format!("文件用语是“{soft}”，按区县规定的允许误差算作符合要求。")
}

pub(crate) fn soft(word: &str) -> String {
    format!("文件用语是“{word}”，不是硬性的百分之百。")
}

/// What is said of a check whose content the document does not give.
#[must_use]
pub fn unverified() -> &'static str {
    "文件只提了名称，没有列出具体内容，这里用的是暂定内容，区县可以替换。"
}

/// The village beside the area's figure.
pub(crate) fn reference_rate(
    name: &str,
    actual: &Quantity,
    operator: Operator,
    required: &Quantity,
    reached: bool,
) -> String {
    let standing = match (reached, operator) {
        (true, _) => "达到",
        (false, Operator::AtMost | Operator::Below) => "超过",
        (false, _) => "没有达到",
    };
    format!(
        "本村为 {}，{standing}“{name}”的区域标准（{} {}）。这个标准按整个区域算，不单独要求本村。",
        quantity(actual),
        relation(operator, &required.unit),
        quantity(required)
    )
}

pub(crate) fn reference_check(of_all: bool, reached: bool) -> &'static str {
    match (of_all, reached) {
        (true, true) => "整个区域里这类村都要做到，本村已经做到。",
        (true, false) => "整个区域里这类村都要做到，本村还没有做到。",
        (false, true) => "这个标准看整个区域里达标村的比例，本村算达标村。",
        (false, false) => "这个标准看整个区域里达标村的比例，本村还不算达标村。",
    }
}

pub(crate) fn reference_unknown(missing: &[&str]) -> String {
    if missing.is_empty() {
        return "现有数据还不能比较。".to_owned();
    }
    format!("还没有填写{}，暂不能比较。", quoted(missing.iter().copied()))
}

/// A soft figure of the area, met only thanks to its tolerance.
pub(crate) fn reference_within_tolerance(soft: &str) -> String {
    format!("文件用语是“{soft}”，已按允许误差计算。")
}

pub(crate) fn reference_not_applicable() -> &'static str {
    "本村没有可比较的内容。"
}

/// What does not agree with a receipt, and what to do.
pub(crate) fn mismatch(mismatch: Mismatch) -> &'static str {
    match mismatch {
        Mismatch::Format => "这份凭证的格式，本机的版本不认得，请更新后再核对。",
        Mismatch::Altered => "凭证本身被改动过，请向出具的人重新要一份。",
        Mismatch::Engine => "这份凭证是用另一个版本判定的，请用同一版本核对。",
        Mismatch::Pack => "对照的标准和凭证上的不一样，请用同一份标准核对。",
        Mismatch::Answers => "填报的数据和凭证对不上，可能被改动过。",
        Mismatch::Earlier => "上一次自查的结论和凭证对不上，可能被改动过。",
        Mismatch::Result => "按这些数据重新判定，得到的结果和凭证对不上。",
        Mismatch::Verdicts => "所附的各项结论，和按数据重新判定的不一样。",
    }
}

/// A check that an overlay has switched off.
pub(crate) fn switched_off(issuer: &str, reason: &str) -> String {
    format!("{issuer}确定此项不适用，理由：{}。", reason.trim().trim_end_matches('。'))
}

/// A check or summary that an overlay gave.
pub(crate) fn given_by(issuer: &str) -> String {
    format!("这一项由{issuer}设定。")
}

/// A parameter that an overlay set; none while it has no value.
pub(crate) fn set_by(issuer: &str, parameter: &str, value: Option<&Quantity>) -> String {
    match value {
        Some(value) => format!("“{parameter}”由{issuer}定为 {}。", quantity(value)),
        None => format!("“{parameter}”由{issuer}设定，现在还没有数字。"),
    }
}

/// What rests on lists that are not official.
pub(crate) fn rests_on_unverified(kinds: &[&str]) -> String {
    format!("{}用的是暂用清单，区县可以替换。", kinds.join("、"))
}

/// A check that was met and is not any more.
pub(crate) fn fell_back(check: &str) -> String {
    format!("“{check}”上一次自查达标，这一次未达标，请查明原因，尽快补上。")
}

/// A rate that keeps the area's figure by no more than `margin` percent of it.
pub(crate) fn near_figure(
    name: &str,
    actual: &Quantity,
    operator: Operator,
    required: &Quantity,
    margin: &str,
) -> String {
    let (actual, required, is) = (quantity(actual), quantity(required), relation(operator, &required.unit));
    format!("“{name}”本村为 {actual}，区域标准是{is} {required}，现在虽然达到，余量不超过标准的 {margin}%，请留意。")
}

/// A rate that keeps the area's figure only thanks to its tolerance.
pub(crate) fn near_by_tolerance(name: &str, actual: &Quantity, operator: Operator, required: &Quantity) -> String {
    let (actual, required, is) = (quantity(actual), quantity(required), relation(operator, &required.unit));
    format!("“{name}”本村为 {actual}，区域标准是{is} {required}，按允许误差才算达到，请留意。")
}

/// An unmet check that is due soon.
pub(crate) fn due_soon(check: &str, standing: &Standing) -> String {
    let Standing { due, days, .. } = standing;
    match days {
        0 => format!("“{check}”还没有达标，今天（{due}）到期，请抓紧。"),
        days => format!("“{check}”还没有达标，{due} 到期，还有 {days} 天，请抓紧。"),
    }
}

/// A verdict that turned since the earlier self-check.
pub(crate) fn turned(check: &str, kind: Kind, was: Verdict, now: Verdict) -> String {
    format!("“{check}”由“{}”变为“{}”。", verdict_of_kind(kind, was), verdict_of_kind(kind, now))
}

/// What an area's figure counts, for its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AreaFigureOf {
    /// A rate over what the villages add up.
    Sums,
    /// The share of the villages that meet a check.
    Met,
    /// The share of those that miss it.
    Unmet,
    /// All villages concerned are to meet it.
    All,
}

/// An area's figure beside what is required, and what is not known. Made from the result, but for its sentence.
pub(crate) fn area(result: &AreaResult, of: AreaFigureOf) -> String {
    if result.verdict == Some(Verdict::NotApplicable) {
        return "这里没有可比较的内容。".to_owned();
    }
    let figure = match (&result.low, &result.high) {
        (Some(low), Some(high)) if low.value == high.value => format!("是 {}", quantity(low)),
        (Some(low), Some(high)) => format!("在 {} 到 {} 之间", quantity(low), quantity(high)),
        (Some(low), None) => format!("不低于 {}", quantity(low)),
        (None, Some(high)) => format!("不高于 {}", quantity(high)),
        (None, None) => "还算不出来".to_owned(),
    };
    let mut parts: Vec<String> = result.counts.map(village_counts).into_iter().collect();
    parts.extend(match of {
        AreaFigureOf::Sums => Some(format!("合起来{figure}")),
        AreaFigureOf::Met => Some(format!("达标村占比{figure}")),
        AreaFigureOf::Unmet => Some(format!("未达标村占比{figure}")),
        AreaFigureOf::All => None,
    });
    match (result.operator, &result.required) {
        _ if of == AreaFigureOf::All => parts.push("要求全部达标".to_owned()),
        (Some(operator), Some(required)) => {
            parts.push(format!("要求{} {}", relation(operator, &required.unit), quantity(required)));
        }
        (Some(_), None) => {
            let awaits: Vec<&str> = result.awaits.iter().map(String::as_str).collect();
            parts.push(format!("区县还没有确定{}", quoted(awaits)));
        }
        (None, _) => {}
    }
    parts.extend(result.townships.as_ref().map(township_counts));
    let Known { known: _, open, blocked } = result.villages;
    let unknown = [("没有填全", open), ("数据有误", blocked)];
    let unknown: Vec<String> =
        (unknown.iter().filter(|(_, count)| *count > 0)).map(|(why, count)| format!("{count} 个村{why}")).collect();
    if !unknown.is_empty() {
        parts.push(format!("有 {}", unknown.join("、")));
    }
    if result.townships.is_some() && unknown.is_empty() && result.verdict == Some(Verdict::Undecided) {
        parts.push("其余乡镇没有数据".to_owned());
    }
    parts.extend(match (result.verdict, unknown.is_empty()) {
        (Some(Verdict::Met), true) => Some("达标".to_owned()),
        (Some(Verdict::Met), false) => Some("不管怎么填都达标".to_owned()),
        (Some(Verdict::Unmet), true) => Some("未达标".to_owned()),
        (Some(Verdict::Unmet), false) => Some("不管怎么填都达不到".to_owned()),
        (Some(_), _) => Some("暂不能判定".to_owned()),
        (None, _) => None,
    });
    format!("{}。", parts.join("，"))
}

fn village_counts(counts: Counts) -> String {
    let Counts { met, unmet, undecided, not_applicable: _, blocked } = counts;
    let rest = [("待定", undecided), ("数据有误", blocked)];
    let rest: Vec<String> = (rest.iter().filter(|(_, count)| *count > 0))
        .map(|(verdict, count)| format!("、{verdict} {count} 个"))
        .collect();
    format!("达标村 {met} 个、未达标 {unmet} 个{}", rest.concat())
}

fn township_counts(townships: &Townships) -> String {
    let Townships { finished, possible, required } = townships;
    let at_most = if possible > finished { format!("，最多可能 {possible} 个") } else { String::new() };
    let required = required.as_ref().map(|required| format!("，要求 {}", quantity(required))).unwrap_or_default();
    format!("已完成的乡镇 {finished} 个{at_most}{required}")
}

/// The counts stand elsewhere.
pub(crate) fn area_counts_below() -> &'static str {
    "每项检查的达标村数，见各检查项。"
}

/// So many villages more.
pub(crate) fn area_gap_of_villages(by: &str, is_open: bool) -> String {
    format!("{}再达标 {by} 个村", at_best(is_open))
}

/// So much more or less of what is added up.
pub(crate) fn area_gap_of_field(field: &str, rises: bool, amount: &str, is_open: bool) -> String {
    let verb = if rises { "再增加" } else { "再减少" };
    format!("{}“{field}”合起来{verb} {amount}", at_best(is_open))
}

/// So far for the figure itself.
pub(crate) fn area_gap_in_points(by: &str, rises: bool, is_open: bool) -> String {
    let verb = if rises { "再提高" } else { "再降低" };
    format!("{}{verb} {by} 个百分点", at_best(is_open))
}

fn at_best(is_open: bool) -> &'static str {
    if is_open { "没有填全的村就算都做到，也要" } else { "" }
}
