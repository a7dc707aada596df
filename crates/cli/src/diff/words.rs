//! The fields and values of a pack in plain Chinese, as an official would call them; formulas and names stay as they are written.
//! Depends on the pack's JSON form.

use rules::{Engine, Pack};
use serde_json::{Map, Value};

/// What is written for a field that is not there.
const NONE: &str = "（没有）";

/// Who is meant by the identifier of an overlay, in either pack.
pub(crate) struct Issuers<'p>([&'p Pack; 2]);

impl<'p> Issuers<'p> {
    pub(crate) fn of(from: &'p Engine, to: &'p Engine) -> Self {
        Self([from.pack(), to.pack()])
    }

    fn named<'i>(&self, id: &'i str) -> &'i str
    where
        'p: 'i,
    {
        let issuers = self.0.iter().map(|pack| pack.issuer(id));
        issuers.into_iter().find(|issuer| !issuer.is_empty()).unwrap_or(id)
    }

    /// A value of a field, with its unit where it has one.
    pub(crate) fn value(&self, field: &str, value: &Value, given: Option<&str>) -> String {
        let own = field.rsplit('.').next().unwrap_or(field);
        let unit = given.filter(|_| matches!(own, "value" | "min" | "max")).map(|unit| format!(" {unit}"));
        match value {
            Value::Null => NONE.to_owned(),
            Value::Bool(true) => "是".to_owned(),
            Value::Bool(false) => "否".to_owned(),
            Value::String(text) if text.is_empty() => "（空）".to_owned(),
            Value::String(text) => match own {
                "origin" | "by" => self.named(text).to_owned(),
                "basis" | "kind" | "kinds" | "type" | "is" => chosen(text).to_owned(),
                _ => format!("{text}{}", unit.unwrap_or_default()),
            },
            Value::Array(items) if items.is_empty() => NONE.to_owned(),
            Value::Array(items) => {
                let is_plain = items.iter().all(Value::is_string);
                let items: Vec<String> = items.iter().map(|item| self.value(field, item, given)).collect();
                items.join(if is_plain { "、" } else { "；" })
            }
            Value::Object(entries) => self.object(entries, given),
            Value::Number(number) => number.to_string(),
        }
    }

    fn object(&self, entries: &Map<String, Value>, unit: Option<&str>) -> String {
        let text = |key| entries.get(key).and_then(Value::as_str);
        if let (Some(from), Some(value)) = (text("from"), text("value")) {
            return format!("{from} 起 {value} {}", unit.unwrap_or_default());
        }
        if let (Some(by), Some(reason)) = (text("by"), text("reason")) {
            return format!("由{}停用，理由：{reason}", self.named(by));
        }
        if let (Some(when), Some(says)) = (text("when"), text("text")) {
            return format!("{when} 时提醒“{says}”");
        }
        let entry = |(key, value): (&String, &Value)| {
            let said = self.value(key, value, None);
            let word = segment(key);
            if value.is_object() { format!("{word}（{said}）") } else { format!("{word}：{said}") }
        };
        // What is not set says nothing here.
        let set = entries.iter().filter(|(_, value)| !value.is_null() && **value != Value::Bool(false));
        set.map(entry).collect::<Vec<_>>().join("，")
    }
}

/// The name of an entry; some are words of the pack's language.
pub(crate) fn name<'n>(list: &str, name: &'n str) -> &'n str {
    if list == "notices" { chosen(name) } else { name }
}

/// A list of a pack.
pub(crate) fn list(list: &str) -> &str {
    match list {
        "sources" => "文件依据",
        "sections" => "表格的部分",
        "notices" => "说明",
        "parameters" => "标准线",
        "indicators" => "指标",
        "derived" => "计算值",
        "checks" => "检查",
        "summaries" => "汇总",
        "areas" => "区域检查",
        other => other,
    }
}

/// A field, with what it lies in before it: `判定办法·全部做到`.
pub(crate) fn field(path: &str) -> String {
    path.split('.').map(segment).collect::<Vec<_>>().join("·")
}

fn segment(field: &str) -> &str {
    match field {
        "title" => "名称",
        "issuer" => "发文单位",
        "number" => "文号",
        "date" => "日期",
        "about" => "介绍",
        "text" => "文字",
        "group" => "归入",
        "met" => "达标时说",
        "unmet" => "未达标时说",
        "value" => "数值",
        "dated" => "分时段的数值",
        "unit" => "单位",
        "basis" => "依据",
        "clause" => "条款",
        "note" => "说明",
        "kind" | "kinds" => "类别",
        "type" => "类型",
        "section" => "所在部分",
        "due" => "期限",
        "applies_when" => "适用条件",
        "requirement" => "要求",
        "measures" => "措施",
        "gap_phrase" => "差多少的说法",
        "soft" => "放宽的词",
        "tolerance" => "容差",
        "remarks" => "提醒",
        "help" => "填表说明",
        "min" => "最小值",
        "max" => "最大值",
        "at_most" => "不能多于",
        "options" => "选项",
        "digits" => "位数",
        "optional" => "可以不填",
        "given" => "村里改变不了",
        "formula" => "公式",
        "test" => "判定办法",
        "origin" => "由谁定",
        "off" => "停用",
        "yes" => "应为“是”",
        "no" => "应为“否”",
        "none" => "应为 0",
        "all" => "应全部做到",
        "share" => "占比",
        "part" => "其中",
        "parts" => "各项",
        "whole" => "总数",
        "at_least" => "不低于",
        "compare" => "比较",
        "is" => "比法",
        "than" => "标准线",
        "count_of" => "做到几项",
        "all_of" => "每一项都要做到",
        "any_of" => "做到任何一项",
        "every" => "这一类都要达标",
        "some_unmet" => "这一类有未达标的",
        "condition" => "条件",
        "improved" => "比上次有进步",
        "stable" => "比上次不下降",
        "rate" => "比率",
        "sum" => "合计",
        "over" => "除以",
        "share_of_villages" => "村的占比",
        "every_village" => "每个村都要做到",
        "check" => "检查项",
        "among" => "在哪些村里",
        "townships" => "乡镇数",
        "count_all_of" => "按类列数",
        "count_each" => "逐项列数",
        other => other,
    }
}

/// A word that the pack's language gives to choose.
pub(crate) fn chosen(word: &str) -> &str {
    match word {
        "document" => "文件写明",
        "local" => "由区县定",
        "unverified" => "文件没有列出",
        "target" => "目标",
        "eight-have" => "八有",
        "eight-hard" => "八难",
        "assured" => "两不愁三保障",
        "area" => "区域参照",
        "guidance" => "工作建议",
        "duty" => "工作要求",
        "count" => "整数",
        "money" => "金额",
        "percent" => "百分数",
        "yes-no" => "是或否",
        "choice" => "单选",
        "multi-choice" => "多选",
        "text" => "文字",
        "date" => "日期",
        "at-least" => "不低于",
        "above" => "高于",
        "at-most" => "不高于",
        "below" => "低于",
        "equals" => "等于",
        other => other,
    }
}
