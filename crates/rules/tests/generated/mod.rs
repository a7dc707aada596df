//! Small packs and villages made from random draws: every kind of test, chains of parts and wholes, percents and money,
//! unset parameters, tolerances, conditions, composites that share answers. Depends on the model and the naive evaluator.

use std::fmt::Write;

use rules::model::Pack;
use rules::{Answer, Answers};

use crate::naive::{Naive, Told, Village};

/// Random choices, one after the other.
pub(crate) struct Draw<'d>(pub(crate) std::slice::Iter<'d, u32>);

impl Draw<'_> {
    fn below(&mut self, bound: usize) -> usize {
        self.0.next().map_or(0, |draw| *draw as usize % bound)
    }

    fn of<'t>(&mut self, options: &[&'t str]) -> &'t str {
        options[self.below(options.len())]
    }

    fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 1
    }
}

/// How many draws a pack takes at most.
pub(crate) const DRAWS: usize = 160;

/// The unread indicator that every generated pack has.
pub(crate) const IDLE: &str = "闲";

const PARAMETERS: &str = r#"
id = "generated"
title = "生成"
version = "1.0.0"
sections = [{ name = "一" }]
parameters = [
  { name = "半", value = 50, unit = "%", clause = "一" },
  { name = "过满", value = 150, unit = "%", clause = "一" },
  { name = "未定率", unit = "%", clause = "一" },
  { name = "宽率", value = 10, unit = "%", clause = "一", basis = "local" },
  { name = "一个", value = 1, unit = "个", clause = "一" },
  { name = "两个", value = 2, unit = "个", clause = "一", basis = "local" },
  { name = "三个", value = 3, unit = "个", clause = "一" },
  { name = "五个", value = 5, unit = "个", clause = "一" },
  { name = "未定数", unit = "个", clause = "一" },
  { name = "宽数", value = 1, unit = "个", clause = "一" },
  { name = "价线", value = "1.01", unit = "元", clause = "一" },
  { name = "率线", value = "50.0001", unit = "%", clause = "一" },
]
derived = [{ name = "合", section = "一", formula = "乙 + 丙", unit = "个" }]
"#;

const APPLIES: [&str; 5] = ["是二", "甲 > 1", "类 != \"寅\"", "丁 > 0", "乙 < 2"];

const CONDITIONS: [&str; 11] = [
    "乙 > 0 and 丁 < 2",
    "类 = \"子\" or 是一",
    "not(是二)",
    "乙 between 1 and 2",
    "丁 != 1",
    "if 是一 then 是二 else 类 = \"丑\"",
    "甲 > 1 and 甲 < 1",
    "乙 >= 2 or 乙 < 2",
    "count([是一, 是二][item = true]) >= 1",
    "乙 + 丙 >= 3 and 是一",
    "丙 in [1..2]",
];

/// A test without parts, and a tolerance that fits it.
fn leaf(draw: &mut Draw<'_>, whole_of_third: Option<&str>) -> (String, &'static str) {
    let comparison = |draw: &mut Draw<'_>| draw.of(&["at-least", "at-least", "above", "at-most", "below", "equals"]);
    let text = match draw.below(9) {
        0 => format!("{{ yes = '{}' }}", draw.of(&["是一", "是二"])),
        1 => format!("{{ no = '{}' }}", draw.of(&["是一", "是二"])),
        2 => format!("{{ none = '{}' }}", draw.of(&["甲", "乙", "丙", "丁"])),
        3 => match whole_of_third.filter(|_| draw.one_in(2)) {
            Some(whole) => format!("{{ all = {{ part = '丙', whole = '{whole}' }} }}"),
            None => "{ all = { part = '乙', whole = '甲' } }".to_owned(),
        },
        4 => {
            let at_least = draw.of(&["半", "半", "半", "未定率", "过满"]);
            return (format!("{{ share = {{ part = '乙', whole = '甲', at_least = '{at_least}' }} }}"), "宽率");
        }
        5 => {
            let is = comparison(draw);
            let (value, than) = [("钱", "价线"), ("率", "率线"), ("乙 / 甲", "半")][draw.below(3)];
            format!("{{ compare = {{ value = '{value}', is = '{is}', than = '{than}' }} }}")
        }
        6 | 7 => {
            let is = comparison(draw);
            let value = draw.of(&[
                "乙",
                "丙",
                "丁",
                "合",
                "甲 - 乙",
                "乙 + 丁",
                "2 * 乙 + 丁",
                "乙 * 丁",
                "乙 + 丙 + 丁",
                "丙 - 乙",
            ]);
            // A value is not compared with itself.
            let thans = ["一个", "两个", "三个", "五个", "未定数", "甲", "丁"];
            let than = draw.of(&thans[..if value == "丁" { 6 } else { 7 }]);
            let text = format!("{{ compare = {{ value = '{value}', is = '{is}', than = '{than}' }} }}");
            return (text, if is == "equals" { "" } else { "宽数" });
        }
        _ => format!("{{ condition = '{}' }}", draw.of(&CONDITIONS)),
    };
    (text, "")
}

const LEAVES: usize = 6;
const COMPOSITES: usize = 4;

/// A pack from draws.
pub(crate) fn pack(draw: &mut Draw<'_>) -> Pack {
    let mut text = PARAMETERS.to_owned();
    let whole_of_third = [None, Some("甲"), Some("乙")][draw.below(3)];
    let at_most = |whole: Option<&str>| whole.map(|whole| format!("at_most = '{whole}', ")).unwrap_or_default();
    text.push_str("indicators = [\n");
    let numbers = [
        ("甲", "count", format!("max = {}", 2 + draw.below(2))),
        ("乙", "count", format!("{}min = {}, max = 3", at_most(Some("甲")), draw.below(4) / 3)),
        ("丙", "count", format!("{}max = 3", at_most(whole_of_third))),
        ("丁", "count", format!("min = {}, max = 2", draw.below(2))),
        ("钱", "money", "min = 1, max = '1.03', unit = '元'".to_owned()),
        ("率", "percent", "min = 50, max = '50.0002'".to_owned()),
        (IDLE, "count", "max = 9".to_owned()),
        ("是一", "yes-no", String::new()),
        ("是二", "yes-no", String::new()),
        ("类", "choice", "options = ['子', '丑', '寅']".to_owned()),
    ];
    for (name, kind, more) in numbers {
        let given = draw.one_in(6);
        let more = if more.is_empty() { more } else { format!(", {more}") };
        writeln!(text, "  {{ name = '{name}', section = '一', type = '{kind}', given = {given}{more} }},").unwrap();
    }
    text.push_str("]\n");
    for number in 0..LEAVES {
        let (test, tolerance) = leaf(draw, whole_of_third);
        let mut more = String::new();
        if draw.one_in(3) {
            writeln!(more, "applies_when = '{}'", draw.of(&APPLIES)).unwrap();
        }
        if !tolerance.is_empty() && draw.one_in(4) {
            writeln!(more, "soft = '左右'\ntolerance = '{tolerance}'").unwrap();
        }
        let kind = if number % 2 == 0 { "duty" } else { "target" };
        check(&mut text, &format!("项{number}"), kind, &test, &more);
    }
    for number in 0..COMPOSITES {
        let known = LEAVES + number;
        let parts: Vec<String> = (0..1 + draw.below(3))
            .map(|_| if draw.one_in(4) { leaf(draw, whole_of_third).0 } else { format!("'项{}'", draw.below(known)) })
            .collect();
        let parts = parts.join(", ");
        let test = match draw.below(4) {
            0 | 1 => format!("{{ all_of = [{parts}] }}"),
            2 => format!("{{ any_of = [{parts}] }}"),
            _ => {
                let at_least = draw.of(&["一个", "两个", "两个", "未定数"]);
                format!("{{ count_of = {{ parts = [{parts}], at_least = '{at_least}' }} }}")
            }
        };
        check(&mut text, &format!("项{known}"), "target", &test, "");
    }
    for (name, test) in [("每", "every"), ("缺", "some_unmet")] {
        writeln!(
            text,
            "[[summaries]]\nname = '{name}'\ngroup = '汇'\nclause = '一'\nmet = '有'\nunmet = '无'\n\
             test = {{ {test} = {{ kinds = ['duty'] }} }}"
        )
        .unwrap();
    }
    toml::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn check(text: &mut String, name: &str, kind: &str, test: &str, more: &str) {
    writeln!(
        text,
        "[[checks]]\nname = '{name}'\nkind = '{kind}'\nsection = '一'\nclause = ['一']\nrequirement = '要'\ntest = {test}\n{more}"
    )
    .unwrap();
}

/// A whole village whose parts lie within their wholes.
pub(crate) fn village(naive: &Naive<'_>, pack: &Pack, draw: &mut Draw<'_>) -> Village {
    let mut village = Village::new();
    for indicator in &pack.indicators {
        let mut fitting = naive.domain(&indicator.name);
        fitting.retain(|value| {
            village.insert(indicator.name.clone(), value.clone());
            naive.is_consistent(&village)
        });
        let told = fitting[draw.below(fitting.len())].clone();
        village.insert(indicator.name.clone(), told);
    }
    village
}

/// The same with some answers taken away.
pub(crate) fn partial(village: &Village, draw: &mut Draw<'_>) -> Village {
    village.iter().filter(|_| draw.below(10) < 6).map(|(name, told)| (name.clone(), told.clone())).collect()
}

pub(crate) fn answers(village: &Village) -> Answers {
    village.iter().map(|(name, told)| (name.clone(), answer(told))).collect()
}

fn answer(told: &Told) -> Answer {
    match told {
        Told::Number(number) => Answer::from(number.to_string()),
        Told::YesNo(yes) => Answer::from(*yes),
        Told::Option(option) => Answer::from(option.as_str()),
    }
}
