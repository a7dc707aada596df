//! Every text of the page in one place, so that another language is another value of `Texts`. A `{}` is filled in.
//!
//! What the policy itself says (names, help, requirements) comes from the pack, and what the engine says of a village
//! from the assessment; neither stands here. What only the second part says stands in `later::texts`.

use rules::Verdict;
use rules::assessment::{Operator, ReferenceStanding, StandingCode};
use rules::model::Kind;

/// The texts of the page.
pub(crate) struct Texts {
    pub(crate) product: &'static str,
    pub(crate) purpose: &'static str,
    pub(crate) care: &'static str,
    pub(crate) day: &'static str,
    pub(crate) no_village: &'static str,
    pub(crate) local_only: &'static str,
    pub(crate) pending: &'static str,
    pub(crate) saved: &'static str,
    pub(crate) save_failed: &'static str,
    pub(crate) save_full: &'static str,
    pub(crate) save_newer: &'static str,
    pub(crate) export: &'static str,
    pub(crate) following: &'static str,
    pub(crate) take_over: &'static str,
    pub(crate) eight: &'static str,
    pub(crate) counts: &'static str,
    pub(crate) form: &'static str,
    pub(crate) results: &'static str,
    pub(crate) answered: &'static str,
    pub(crate) next: &'static str,
    pub(crate) all_answered: &'static str,
    pub(crate) nothing_left: &'static str,
    pub(crate) packs: &'static str,
    pub(crate) packs_help: &'static str,
    pub(crate) opening: &'static str,
    pub(crate) pack_failed: &'static str,
    pub(crate) pack_unusable: &'static str,
    pub(crate) pack_unknown: &'static str,
    pub(crate) contents: &'static str,
    pub(crate) fold_all: &'static str,
    pub(crate) unfold_all: &'static str,
    pub(crate) clear: &'static str,
    pub(crate) cleared: &'static str,
    pub(crate) undo: &'static str,
    pub(crate) demo: &'static str,
    pub(crate) see_results: &'static str,
    pub(crate) trouble: &'static str,
    pub(crate) yes: &'static str,
    pub(crate) no: &'static str,
    pub(crate) unset: &'static str,
    pub(crate) choose: &'static str,
    pub(crate) read_as: &'static str,
    pub(crate) not_above_field: &'static str,
    pub(crate) between: &'static str,
    pub(crate) not_below: &'static str,
    pub(crate) not_above: &'static str,
    pub(crate) optional: &'static str,
    pub(crate) folded: &'static str,
    pub(crate) unfold: &'static str,
    pub(crate) computed: &'static str,
    pub(crate) computed_waits: &'static str,
    pub(crate) reference: &'static str,
    pub(crate) reference_uncounted: &'static str,
    pub(crate) filter: &'static str,
    pub(crate) all: &'static str,
    pub(crate) wrong_data: &'static str,
    pub(crate) summaries: &'static str,
    pub(crate) not_counted: &'static str,
    pub(crate) missing: &'static str,
    pub(crate) awaits: &'static str,
    pub(crate) why: &'static str,
    pub(crate) alerts: &'static str,
    pub(crate) compared_with: &'static str,
    pub(crate) from_district: &'static str,
    pub(crate) requirement: &'static str,
    pub(crate) clause: &'static str,
    pub(crate) requirement_and_measures: &'static str,
    pub(crate) gap_apart: &'static str,
    pub(crate) list_separator: &'static str,
    pub(crate) sentence_end: &'static str,
    pub(crate) colon: &'static str,
    pub(crate) failed: &'static str,
    pub(crate) failed_network: &'static str,
    pub(crate) failed_pack: &'static str,
    pub(crate) failed_clock: &'static str,
    pub(crate) nothing_here: &'static str,
    pub(crate) gap: &'static str,
    pub(crate) unverified: &'static str,
    pub(crate) reload: &'static str,
    pub(crate) more: &'static str,
    pub(crate) back: &'static str,
    pub(crate) part_failed: &'static str,
    pub(crate) retry: &'static str,
}

/// Simplified Chinese.
pub(crate) static T: Texts = Texts {
    product: "八有自查",
    purpose: "填几个数，就知道八有达标没有、还差多少",
    care: "长辈版",
    day: "自查日期",
    no_village: "尚未填写村名",
    local_only: "仅保存在本机，尚未上报",
    pending: "正在保存…",
    saved: "已保存 {}",
    save_failed: "无法保存到本机，正在重试。请先别关页面，导出留一份。",
    save_full: "本机空间已满，刚填的还没有保存。请清理空间，导出留一份。",
    save_newer: "这里只能看：这个村是用新版页面填的。请更新：联网后重新打开页面。",
    export: "导出",
    following: "这里只能看：这个村正在另一个窗口填写。",
    take_over: "改在这里填写",
    eight: "八有",
    counts: "检查项",
    form: "填写",
    results: "结果",
    answered: "已填 {}/{}",
    next: "下一题",
    all_answered: "已全部填完",
    nothing_left: "没有要填的了。",
    packs: "对照的文件",
    packs_help: "可以同时对照两份文件，相同的问题只填一次；换文件不会丢掉已填的内容。",
    opening: "正在打开…",
    pack_failed: "“{}”没有打开。请检查网络，再选一次。已经填写的内容不受影响。",
    pack_unusable: "“{}”无法使用，请重新打开页面再试；如果仍然不行，请联系提供本页面的单位。已经填写的内容不受影响。",
    pack_unknown: "网址里写的文件“{}”这里没有，请核对网址，或者在“对照的文件”里选。",
    contents: "目录",
    fold_all: "全部收起",
    unfold_all: "全部展开",
    clear: "清空",
    cleared: "已清空全部填写。",
    undo: "撤销清空",
    demo: "看示例村",
    see_results: "看结果",
    trouble: "{} 项要处理",
    yes: "是",
    no: "否",
    unset: "清除",
    choose: "请选择",
    read_as: "读作 {}",
    not_above_field: "不超过“{}”。",
    between: "填 {} 至 {}。",
    not_below: "不小于 {}。",
    not_above: "不大于 {}。",
    optional: "选填",
    folded: "不适用，已收起",
    unfold: "展开",
    computed: "自动计算",
    computed_waits: "填完相关数字后得出",
    reference: "参照",
    reference_uncounted: "区域标准针对全区县，这里只作参照，不计入本村达标与否。",
    filter: "只看",
    all: "全部",
    wrong_data: "数据有误，请先改正",
    summaries: "总体情况",
    not_counted: "参照与倡导（不计入达标）",
    missing: "还需填写",
    awaits: "等待区县设定：{}",
    why: "为什么这样判定",
    alerts: "预警",
    compared_with: "“进一步”“一稳定”和预警，是和自查记录“{}”（{}）比的。",
    from_district: "由区县设定",
    requirement: "要求",
    clause: "依据：{}",
    requirement_and_measures: "要求和做法",
    gap_apart: "若要达到：",
    list_separator: "、",
    sentence_end: "。",
    colon: "：",
    failed: "页面没有打开成功",
    failed_network: "政策内容没有下载完。请检查网络，再重新打开页面。已经填写并保存的内容不会丢失。",
    failed_pack: "政策内容无法使用。请重新打开页面；如果仍然不行，请联系提供本页面的单位。已经填写并保存的内容不会丢失。",
    failed_clock: "本机的日期不对。请在手机设置里改正日期，再重新打开页面。",
    nothing_here: "没有这一类检查项。",
    gap: "还差：",
    unverified: "清单未核实",
    reload: "重新打开页面",
    more: "更多",
    back: "返回填表",
    part_failed: "这部分内容没有取到。请检查网络（有的网络要先登录），再按“重试”。已经填写的内容不受影响。",
    retry: "重试",
};

impl Texts {
    /// The word for a verdict.
    pub(crate) fn verdict(&self, verdict: Verdict) -> &'static str {
        rules::verdict_text(verdict)
    }

    /// The word for a verdict on a check of this kind; area figures and recommendations have words of their own.
    pub(crate) fn verdict_of_kind(&self, kind: Kind, verdict: Verdict) -> &'static str {
        rules::verdict_of_kind_text(kind, verdict)
    }

    /// The word for a kind of check.
    pub(crate) fn kind(&self, kind: Kind) -> &'static str {
        rules::kind_text(kind)
    }

    /// Where a village stands beside an area's figure.
    pub(crate) fn standing_beside(&self, standing: ReferenceStanding, operator: Operator) -> &'static str {
        match (standing, operator) {
            (ReferenceStanding::Reached, Operator::AtLeast | Operator::Above) => "参照：不低于区域标准",
            (ReferenceStanding::Reached, Operator::AtMost | Operator::Below) => "参照：不高于区域标准",
            (ReferenceStanding::Reached, _) => "参照：本村达到",
            (ReferenceStanding::NotReached, Operator::AtLeast | Operator::Above) => "参照：低于区域标准",
            (ReferenceStanding::NotReached, Operator::AtMost | Operator::Below) => "参照：高于区域标准",
            (ReferenceStanding::NotReached, _) => "参照：本村没有达到",
            (ReferenceStanding::Unknown, _) => "参照：待填写",
            (ReferenceStanding::NotApplicable, _) => "参照：不适用",
        }
    }

    /// Where a check stands towards its due date; nothing where there is nothing to say.
    pub(crate) fn standing(&self, code: StandingCode, days: i64) -> Option<String> {
        let template = match code {
            StandingCode::InProgress => "推进中，还有 {} 天",
            StandingCode::Overdue => "逾期 {} 天",
            StandingCode::OnTime => "已按期",
            StandingCode::Met => return None,
        };
        Some(fill(template, &[&days.to_string()]))
    }
}

/// Puts the values where the template has `{}`, in order. A template has no other braces: looking for a character instead
/// of a text spares the page 2 KB of code.
pub(crate) fn fill(template: &str, values: &[&str]) -> String {
    let mut text = String::with_capacity(template.len());
    let mut values = values.iter();
    let mut pieces = template.split('{');
    text.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        text.push_str(values.next().unwrap_or(&""));
        text.push_str(piece.strip_prefix('}').unwrap_or(piece));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_go_where_the_template_has_room() {
        assert_eq!(fill("已填 {}/{}", &["5", "12"]), "已填 5/12");
        assert_eq!(fill("目录", &["5"]), "目录");
        assert_eq!(fill("{}", &[]), "");
    }

    #[test]
    fn what_is_not_counted_never_looks_unmet() {
        for kind in [Kind::Area, Kind::Guidance] {
            assert!(!T.verdict_of_kind(kind, Verdict::Unmet).contains("未达标"));
        }
    }
}
