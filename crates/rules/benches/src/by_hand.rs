//! The checks of the Chongqing pack as one would write them by hand in Rust: the same answers in, the same verdicts out, in
//! whole numbers, and nothing else: no explanation, no gap, nothing of what is missing, no data errors in words. An answer
//! that cannot be used, or a part larger than its whole, blocks what reads it. Depends on the answers and verdicts of
//! `rules`.

use Known::{Bad, Is, Missing};
use rules::{Answer, Answers, Verdict};

/// What is known of an answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known<T> {
    Missing,
    Bad,
    Is(T),
}

fn read<T>(answers: &Answers, name: &str, read: impl Fn(&str) -> Option<T>) -> Known<T> {
    match answers.get(name) {
        None | Some(Answer::Missing) => Missing,
        Some(Answer::Text(text)) if text.is_empty() => Missing,
        Some(Answer::Text(text)) => read(text).map_or(Bad, Is),
        Some(_) => Bad,
    }
}

fn yes_no(answers: &Answers, name: &str) -> Known<bool> {
    match answers.get(name) {
        None | Some(Answer::Missing) => Missing,
        Some(Answer::YesNo(yes)) => Is(*yes),
        Some(_) => Bad,
    }
}

fn count(answers: &Answers, name: &str) -> Known<i64> {
    read(answers, name, |text| text.parse().ok().filter(|count| (0..=1_000_000_000).contains(count)))
}

/// A number with some decimal places as a whole number of the smallest unit.
fn scaled(text: &str, places: usize) -> Option<i64> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if decimals.len() > places {
        return None;
    }
    let power = 10_i64.pow(u32::try_from(places - decimals.len()).ok()?);
    let sign = if whole.starts_with('-') { -1 } else { 1 };
    let fraction = if decimals.is_empty() { 0 } else { decimals.parse::<i64>().ok()? };
    let whole = whole.parse::<i64>().ok()?.checked_mul(10_i64.pow(u32::try_from(places).ok()?))?;
    whole.checked_add(sign * fraction * power)
}

/// Yuan in fen.
fn money(answers: &Answers, name: &str) -> Known<i64> {
    read(answers, name, |text| scaled(text, 2))
}

/// Percents with four decimals, in millionths.
fn percent(answers: &Answers, name: &str) -> Known<i64> {
    read(answers, name, |text| scaled(text, 4))
}

/// A whole, and what its parts say of it where it is missing.
struct Whole {
    count: Known<i64>,
    least: i64,
}

impl Whole {
    fn read(answers: &Answers, name: &str) -> Self {
        Self { count: count(answers, name), least: 0 }
    }

    /// A part of it; a part above its whole makes both bad.
    fn part(&mut self, answers: &Answers, name: &str) -> Known<i64> {
        match (count(answers, name), self.count) {
            (Is(part), Is(all)) if part > all => {
                self.count = Bad;
                Bad
            }
            (Is(part), _) => {
                self.least = self.least.max(part);
                Is(part)
            }
            (part, _) => part,
        }
    }

    /// A part that is itself a whole.
    fn whole(&mut self, answers: &Answers, name: &str) -> Self {
        Self { count: self.part(answers, name), least: 0 }
    }
}

/// What a verdict may still become: one bit each.
type May = u8;
const MET: May = 1;
const UNMET: May = 2;
const NOT_APPLICABLE: May = 4;
/// A bad answer stands in the way.
const BLOCKED: May = 8;
const OPEN: May = MET | UNMET;

fn verdict(may: May) -> Verdict {
    match may & !BLOCKED {
        MET => Verdict::Met,
        UNMET => Verdict::Unmet,
        NOT_APPLICABLE => Verdict::NotApplicable,
        _ if may & BLOCKED != 0 => Verdict::Blocked,
        _ => Verdict::Undecided,
    }
}

fn holds(truth: bool) -> May {
    if truth { MET } else { UNMET }
}

fn yes(answer: Known<bool>) -> May {
    match answer {
        Missing => OPEN,
        Bad => OPEN | BLOCKED,
        Is(yes) => holds(yes),
    }
}

fn no(answer: Known<bool>) -> May {
    match answer {
        Is(yes) => holds(!yes),
        other => yes(other),
    }
}

/// None of a whole: with nothing there, there is none.
fn none(part: Known<i64>, whole: &Whole) -> May {
    match part {
        Is(part) => holds(part == 0),
        Missing if whole.count == Is(0) => MET,
        Missing => OPEN,
        Bad => OPEN | BLOCKED,
    }
}

/// All of a whole; does not apply where there is nothing.
fn all(part: Known<i64>, whole: &Whole) -> May {
    let may_be_nothing = if whole.least == 0 { NOT_APPLICABLE } else { 0 };
    match (part, whole.count) {
        (_, Is(0)) => NOT_APPLICABLE,
        (Bad, _) | (_, Bad) => OPEN | NOT_APPLICABLE | BLOCKED,
        (Is(part), Is(whole)) => holds(part == whole),
        (Is(part), Missing) if part < whole.least || part == 0 => UNMET | may_be_nothing,
        (Missing, Missing) => OPEN | may_be_nothing,
        _ => OPEN,
    }
}

/// A share whose figure the district has not set.
fn unset(part: Known<i64>, whole: &Whole) -> May {
    match (part, whole.count) {
        (_, Is(0)) => NOT_APPLICABLE,
        (Bad, _) | (_, Bad) => OPEN | NOT_APPLICABLE | BLOCKED,
        _ => OPEN,
    }
}

fn at_least(value: Known<i64>, least: i64) -> May {
    match value {
        Missing => OPEN,
        Bad => OPEN | BLOCKED,
        Is(value) => holds(value >= least),
    }
}

fn at_most(value: Known<i64>, most: Known<i64>) -> May {
    match (value, most) {
        (Bad, _) | (_, Bad) => OPEN | BLOCKED,
        (Is(value), Is(most)) => holds(value <= most),
        _ => OPEN,
    }
}

/// A growth of more than a percentage.
fn grows(last: Known<i64>, this: Known<i64>, percentage: Known<i64>) -> May {
    match (last, this, percentage) {
        (Bad, ..) | (_, Bad, _) | (_, _, Bad) | (Is(0), Is(_), Is(_)) => OPEN | BLOCKED,
        (Is(last), Is(this), Is(percentage)) => {
            let (last, this, percentage) = (i128::from(last), i128::from(this), i128::from(percentage));
            holds((this - last) * 1_000_000 > percentage * last)
        }
        _ => OPEN,
    }
}

/// A verdict under a condition.
fn where_holds(condition: Known<bool>, may: May) -> May {
    match condition {
        Is(true) => may,
        Is(false) => NOT_APPLICABLE,
        Missing => may | NOT_APPLICABLE,
        Bad => may | NOT_APPLICABLE | BLOCKED,
    }
}

/// All that apply are met.
fn every(parts: &[May]) -> May {
    let mut any = 0;
    let mut common = NOT_APPLICABLE;
    for part in parts {
        if part & !BLOCKED == UNMET {
            return UNMET;
        }
        any |= part;
        common &= part;
    }
    (any & (OPEN | BLOCKED)) | common
}

fn opposite(may: May) -> May {
    (may & (NOT_APPLICABLE | BLOCKED)) | ((may & MET) << 1) | ((may & UNMET) >> 1)
}

fn either(a: May, b: May) -> May {
    opposite(every(&[opposite(a), opposite(b)]))
}

/// The verdicts of all checks and summaries, in the order of the pack.
pub fn verdicts(answers: &Answers) -> Vec<Verdict> {
    let a = answers;
    let mut households = Whole::read(a, "总户数");
    let mut people = Whole::read(a, "总人口");
    let mut groups = Whole::read(a, "村民小组数");
    let mut poor = households.whole(a, "建档立卡户数");
    let mut poor_people = people.whole(a, "建档立卡人口");
    let mut risen = poor_people.whole(a, "累计脱贫人口");
    poor_people.part(a, "未脱贫人口");
    risen.part(a, "返贫人口");
    let with_road = groups.part(a, "通公路小组数");
    let with_4g = groups.part(a, "覆盖4G小组数");
    let piped = people.part(a, "集中供水人口");
    let unsafe_water = households.part(a, "饮水不安全户数");
    let mut settled = households.whole(a, "集中居住点户数");
    let settled_piped = settled.part(a, "集中居住点供水入户数");
    let broadcast = households.part(a, "广播电视通达户数");
    households.part(a, "通气户数");
    households.part(a, "污水处理户数");
    households.part(a, "卫生厕所户数");
    let unsafe_homes = households.part(a, "存量危房户数");
    let in_industry = poor.part(a, "产业参与贫困户数");
    let with_interest = poor.part(a, "利益联结贫困户数");
    let mut young = people.whole(a, "青壮年劳动力人数");
    let trained = young.part(a, "接受培训青壮年人数");
    let mut able = poor.whole(a, "有转移就业条件贫困户数");
    let moved_to_work = able.part(a, "已转移就业贫困户数");
    let mut to_move = Whole::read(a, "应搬迁人口");
    let moved = to_move.part(a, "已搬迁人口");
    let mut new_unsafe = Whole::read(a, "新增危房户数");
    let new_included = new_unsafe.part(a, "新增危房纳入改造户数");
    let signed = poor_people.part(a, "签约服务贫困人口");
    let mut to_be_aided = Whole::read(a, "应享教育资助人数");
    let aided = to_be_aided.part(a, "已享教育资助人数");
    let mut to_be_insured = Whole::read(a, "应代缴养老保险人数");
    let insured = to_be_insured.part(a, "已代缴养老保险人数");
    let mut newly_poor = Whole::read(a, "新致贫返贫户数");
    let registered = newly_poor.part(a, "新致贫返贫建档户数");
    let mut to_be_supported = Whole::read(a, "应纳低保户数");
    let supported = to_be_supported.part(a, "已纳低保户数");
    let hard = [
        "饮水难户数",
        "行路难户数",
        "用电难户数",
        "住房难户数",
        "上学难户数",
        "看病难户数",
        "通信难户数",
        "增收难户数",
    ]
    .map(|name| poor.part(a, name));
    let lacking =
        ["吃不愁未达户数", "穿不愁未达户数", "义务教育未保障户数", "基本医疗未保障户数", "住房安全未保障户数"]
            .map(|name| poor.part(a, name));
    let kind = read(a, "村类型", |text| ["贫困村", "深度贫困村", "非贫困村"].iter().position(|kind| *kind == text));
    let batch = read(a, "规划批次", |text| ["十二五", "十三五", "无"].iter().position(|batch| *batch == text));
    let is_poor = match kind {
        Is(kind) => Is(kind != 2),
        Missing => Missing,
        Bad => Bad,
    };
    let is_piped = match piped {
        Is(piped) => Is(piped > 0),
        Missing if people.count == Is(0) => Is(false),
        Missing => Missing,
        Bad => Bad,
    };
    let income = money(a, "集体经营收入");
    let is = |name| yes(yes_no(a, name));

    let mut out = Vec::with_capacity(100);
    out.push(grows(money(a, "上年人均纯收入"), money(a, "本年人均纯收入"), percent(a, "区县收入增速")));
    let facilities = out.len();
    out.extend([
        is("通村公路硬化"),
        all(with_road, &groups),
        none(unsafe_water, &households),
        where_holds(is_piped, is("集中供水水质合格")),
        where_holds(is_piped, at_most(money(a, "村供水水价"), money(a, "区县城水价"))),
        all(settled_piped, &settled),
        all(with_4g, &groups),
        is("通宽带"),
        all(broadcast, &households),
        is("通动力电"),
        where_holds(yes_no(a, "位于深度贫困乡镇"), is("农网改造完成")),
    ]);
    let facilities_end = out.len();
    out.extend([
        at_least(count(a, "特色优势产业个数"), 1),
        unset(in_industry, &poor),
        where_holds(is_poor, is("电商服务覆盖")),
        all(with_interest, &poor),
        at_least(count(a, "致富带头人数"), 1),
        all(trained, &young),
        all(moved_to_work, &able),
        at_least(count(a, "扶贫车间个数"), 1),
        is("垃圾有效处理"),
        is("污水设施覆盖"),
        all(moved, &to_move),
        none(unsafe_homes, &households),
        all(new_included, &new_unsafe),
        where_holds(yes_no(a, "传统村落"), is("纳入保护目录")),
        at_least(income, 1),
        at_least(income, 5_000_000),
        is("清产核资完成"),
        where_holds(yes_no(a, "有经营性资产"), is("股份合作制改革完成")),
        is("标准化卫生室"),
        all(signed, &poor_people),
        all(aided, &to_be_aided),
        where_holds(yes_no(a, "需保留村小"), is("村小正常运行")),
        is("文化室"),
        is("综合文化服务中心"),
        is("便民服务中心"),
        all(insured, &to_be_insured),
        all(registered, &newly_poor),
        all(supported, &to_be_supported),
        is("村两委班子健全"),
        at_least(count(a, "协商议事组织个数"), 1),
        is("村规民约完善"),
        is("三留守关爱机制"),
        is("讲习所或农民夜校"),
        no(yes_no(a, "存在村霸蝇贪")),
        is("互助养老服务"),
        is("扶贫志愿服务"),
        is("施工图时间表编制"),
        is("实施方案备案"),
        is("项目入库"),
        is("第一书记在岗"),
        is("驻村工作队在岗"),
        is("四议两公开落实"),
        is("两委联席会议落实"),
        is("干部补贴落实"),
        where_holds(is_poor, at_least(count(a, "大学生村官人数"), 1)),
        is("资金公示公告"),
        is("村务监督委员会健全"),
        at_most(count(a, "资金违规问题数"), Is(0)),
    ]);
    let hardships = out.len();
    out.extend(hard.map(|part| none(part, &poor)));
    out.extend(lacking.map(|part| none(part, &poor)));
    let haves = out.len();
    let industry = out[facilities_end];
    let shell = out[facilities_end + 14];
    let (clinic, culture, services, leaders) =
        (out[facilities_end + 18], out[facilities_end + 22], out[facilities_end + 24], out[facilities_end + 28]);
    out.extend([
        industry,
        out[facilities],
        out[facilities + 2],
        out[facilities + 9],
        every(&[out[facilities + 6], out[facilities + 7]]),
        shell,
        every(&[clinic, culture, services]),
        leaders,
    ]);

    let some_unmet = opposite(every(&[&out[hardships..hardships + 8], &out[haves..]].concat()));
    let planned = match batch {
        Is(batch) => Is(batch < 2),
        Missing => Missing,
        Bad => Bad,
    };
    let infrastructure = every(&out[facilities..facilities_end]);
    let income_grows = out[0];
    out.extend([
        either(yes(planned), every(&[no(is_poor), some_unmet])),
        infrastructure,
        industry,
        shell,
        income_grows,
    ]);
    out.into_iter().map(verdict).collect()
}
