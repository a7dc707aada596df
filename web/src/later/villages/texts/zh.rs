//! Simplified Chinese.

use crate::texts::texts;

texts! {
    pub(in crate::later) const HELP: &str = "这里的村都只保存在本机。点“打开”继续填写，正在填的会先自动保存。";
    pub(in crate::later) const SEARCH: &str = "按村名或行政区划代码查找";
    pub(in crate::later) const FIND: &str = "查找";
    pub(in crate::later) const NEW: &str = "新建一个村";
    pub(in crate::later) const SHELVES: [&str; 3] = ["在办", "已归档", "最近删除"];
    pub(in crate::later) const LOADING: &str = "正在读取…";
    pub(in crate::later) const EMPTY: [&str; 3] = ["还没有村。点“新建一个村”开始。", "没有已归档的村。", "没有最近删除的村。"];
    pub(in crate::later) const NONE_FOUND: &str = "没有找到，换个词再试。";
    pub(in crate::later) const NAMELESS: &str = "未填村名";
    pub(in crate::later) const OPEN: &str = "打开";
    pub(in crate::later) const HERE: &str = "正在填";
    pub(in crate::later) const COPY: &str = "复制";
    pub(in crate::later) const ARCHIVE: &str = "归档";
    pub(in crate::later) const UNARCHIVE: &str = "取消归档";
    pub(in crate::later) const DELETE: &str = "删除";
    pub(in crate::later) const RESTORE: &str = "恢复";
    pub(in crate::later) const ERASE: &str = "彻底删除";
    pub(in crate::later) const ERASE_SURE: &str = "再点一次，彻底删除";
    pub(in crate::later) const UNDO: &str = "撤销";
    pub(in crate::later) const DELETED: &str = "已删除“{}”，可以在“最近删除”里找回。";
    pub(in crate::later) const ERASED: &str = "已彻底删除“{}”。";
    pub(in crate::later) const COPIED: &str = "已复制为“{}”的另一份。";
    pub(in crate::later) const CHANGED_AT: &str = "最后修改 {}";
    pub(in crate::later) const COUNTS: &str = "达标 {}，未达标 {}，待定 {}，数据有误 {}";
    pub(in crate::later) const CHECKS: &str = "自查记录与历史";
    pub(in crate::later) const REFUSED: &str = "没有成功：本机的存储暂时用不了，或者空间已满。什么都没有改动，请稍后再试。";
    pub(in crate::later) const NEWER: &str = "来自更新的版本，请更新页面后再打开。";
    pub(in crate::later) const UNREADABLE: &str = "这份记录无法读取，已原样保留。";

    pub(in crate::later) const BACK: &str = "返回列表";
    pub(in crate::later) const KEEP_HELP: &str = "把现在的填写存为一次自查记录，以后可以对比。";
    pub(in crate::later) const KEEP_NAME: &str = "名称";
    pub(in crate::later) const KEEP_DEFAULT: &str = "{} 自查";
    pub(in crate::later) const KEEP: &str = "存为自查记录";
    pub(in crate::later) const KEPT: &str = "已存为“{}”。";
    pub(in crate::later) const NO_CHECKS: &str = "还没有自查记录。";
    pub(in crate::later) const CHECK_LINE: &str = "{}（{}）";
    pub(in crate::later) const NOW: &str = "现在的填写";
    pub(in crate::later) const COMPARE: &str = "对比两次自查";
    pub(in crate::later) const FROM: &str = "较早的一次";
    pub(in crate::later) const TO: &str = "较晚的一次";
    pub(in crate::later) const COMPARE_DO: &str = "对比";
    pub(in crate::later) const SAME: &str = "请选两次不同的自查。";
    pub(in crate::later) const BETWEEN: &str = "从 {} 到 {}，相隔 {} 天，{} 项不变。";
    pub(in crate::later) const ROSE: &str = "上升";
    pub(in crate::later) const FELL: &str = "下降";
    pub(in crate::later) const OTHERS: &str = "其他变化";
    pub(in crate::later) const NOTHING: &str = "没有";
    pub(in crate::later) const SUMMARIES: &str = "总体情况";
    pub(in crate::later) const ALERTS: &str = "预警";

    pub(in crate::later) const HISTORY: &str = "历史";
    pub(in crate::later) const HISTORY_HELP: &str = "本机自动留下的最近 10 份。恢复以前，会先把现在的填写也留一份。";
    pub(in crate::later) const NO_HISTORY: &str = "还没有历史。";
    pub(in crate::later) const RESTORED: &str = "已恢复。恢复前的填写也在历史里。";
    pub(in crate::later) const ANSWERS: &str = "{}，已填 {} 项，{}";

    pub(in crate::later) const WHY_CLEAR: &str = "清空以前";
    pub(in crate::later) const WHY_BOTH: &str = "两个窗口同时改时的另一份";
    pub(in crate::later) const WHY_RESTORE: &str = "恢复以前";
    pub(in crate::later) const WHY_IMPORT: &str = "导入以前";
    pub(in crate::later) const WHY_DAY: &str = "当天修改以前";
}
