//! What the desk says in Chinese.

use rules::assessment::{Standing, StandingCode};

use super::export::stem;
use super::talk::Presence;

pub(super) fn sheet_again(name: &str, number: usize) -> String {
    format!("{name}（同名第{number}张）")
}

pub(super) fn other_sheets(names: &[&str]) -> String {
    let names = names.join("”“");
    format!("工作表“{names}”里也有指标，这次不读。要读的话请改选工作表。")
}

pub(super) fn unusable(name: &str, given: &str) -> String {
    if given.is_empty() {
        format!("“{name}”填了两次，而且不一样，两个都没有用。请只留一个。")
    } else {
        format!("“{name}”写成了“{given}”，不是一个答案，没有用。请改正。")
    }
}

pub(super) fn no_village(why: &str) -> String {
    format!("这一行不是一个村的数据，没有用。{why}")
}

pub(super) fn more_problems(count: usize) -> String {
    format!("另外还有 {count} 处问题，没有逐条列出。请先改好前面的，再重新导入。")
}

pub(super) fn twin(row: u32) -> String {
    format!("这个村和第 {row} 行的村名一样，两处都算了。如果填重了，请删去一处。")
}

pub(super) fn nameless(row: u32) -> String {
    format!("第 {row} 行（没有填村名）")
}

pub(super) const NOT_DECODED: &str =
    "文件里有些字看不出是什么字，已用 � 代替。请用表格软件打开，另存为“CSV UTF-8”再试。";

pub(super) const NO_INDICATORS: &str =
    "表头里没有一个指标名称。请逐列选择是哪一项指标；如果看到的是乱码，请用表格软件打开，另存为“CSV UTF-8”再试。";

pub(super) const STILL_READING: &str = "文件还没有读完。请等读完，或者先停止读取，再试算。";

pub(super) const HAS_NUL: &str = "文件里有看不见的空字符（NUL），已去掉。请核对这份文件。";

pub(super) const NOTHING_OPEN: &str = "还没有打开文件。请先选择一个文件。";

pub(super) const NO_MAPPING: &str = "这不是列名对应表。请选择从这里保存的对应表文件。";

pub(super) const NO_LIST: &str =
    "这个文件把所有的村写成了一个列表。请存为一行一个村的 JSON（.jsonl），或者存为 CSV、XLSX 再试。";

pub(super) const NO_SUCH: &str = "没有这一项，可能文件已经换了。请返回重新选择。";

pub(super) const NO_VILLAGES: &str = "没有选中任何村。请先选几个村，或者放宽筛选。";

pub(super) const ALL: &str = "全部";

pub(super) fn not_put_together(name: &str) -> String {
    format!("现在对照的文件没有“{name}”这一项，不能这样汇总。请看全部的村。")
}

pub(super) fn unsaid(what: &str) -> String {
    format!("（没有填{what}）")
}

pub(super) fn townships(finished: usize, possible: usize, required: Option<&str>) -> String {
    let open = possible.saturating_sub(finished);
    let open = if open > 0 { format!("，另有 {open} 个待定") } else { String::new() };
    let required = required.map(|required| format!("，共要 {required} 个")).unwrap_or_default();
    format!("已完成 {finished} 个乡镇{open}{required}")
}

pub(super) fn standing(standing: &Standing) -> String {
    match (standing.code, standing.days) {
        (StandingCode::InProgress, 0) => format!("推进中，今天（{}）到期", standing.due),
        (StandingCode::InProgress, days) => format!("推进中，{} 到期，还有 {days} 天", standing.due),
        (StandingCode::Overdue, days) => format!("已逾期 {days} 天"),
        (StandingCode::OnTime | StandingCode::Met, _) => String::new(),
    }
}

pub(super) fn range(low: &str, high: &str) -> String {
    match (low, high) {
        (low, high) if low == high => low.to_owned(),
        ("", high) => format!("最高 {high}"),
        (low, "") => format!("最低 {low}"),
        (low, high) => format!("{low} 至 {high}"),
    }
}

pub(super) fn supposed(villages: usize, name: &str, answer: &str) -> String {
    if answer.is_empty() {
        format!("假设 {villages} 个村没有填“{name}”")
    } else {
        format!("假设 {villages} 个村的“{name}”为“{answer}”")
    }
}

pub(super) fn answer_first(names: &[String]) -> String {
    format!("先补填：{}", names.join("、"))
}

pub(super) fn awaits(names: &[String]) -> String {
    format!("等区县定出：{}", names.join("、"))
}

pub(super) const NO_EARLIER: &str = "还没有打开以前的文件。请先选择要对比的文件。";

pub(super) const TEMPLATE: &str = "填报模板.xlsx";

pub(super) const MATRIX: &str = "达标表";

pub(super) const SUPPOSED: &str = "假设（不是填报的数据）";

pub(super) const MATRIX_HEAD: [&str; 11] =
    ["区县", "乡镇", "村名", "行政区划代码", "日期", "达标", "未达标", "待定", "不适用", "数据有误", "八有达标"];

pub(super) const PROBLEMS_HEAD: [&str; 8] = ["工作表", "行", "列", "列名", "地方", "村名", "内容", "问题"];

pub(super) const AREAS_HEAD: [&str; 10] =
    ["地方", "村数", "检查项", "结论", "最低", "最高", "要求", "还差", "先看这些村", "依据"];

pub(super) const COMPARED_HEAD: [&str; 6] = ["地方", "村名", "情况", "检查项", "以前", "现在"];

pub(super) fn presence(state: Presence) -> &'static str {
    match state {
        Presence::Both => "两份都有",
        Presence::New => "新增",
        Presence::Gone => "现在没有",
    }
}

pub(super) fn file_name(of: &str, title: &str, is_supposed: bool, is_partial: bool) -> String {
    let supposed = if is_supposed { "（含假设）" } else { "" };
    let partial = if is_partial { "（未读完）" } else { "" };
    format!("{}{supposed}{partial}-{title}", stem(of))
}

pub(super) fn unwritten(why: &str) -> String {
    format!("文件写不出来（{why}）。请关掉别的网页再试一次。")
}
