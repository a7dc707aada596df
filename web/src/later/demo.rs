//! The demo village: what a newcomer may look at and change before filling in anything. It stands in the form alone; the store never
//! hears of it (`state`), so that it can neither mix with villages nor take the place of one.

use rules::{Answer, Answers};

use super::texts::L;
use crate::markup::{Tag, button, tag};

/// Its answers as a cadre would give them. Something of everything: most is reached, two things fall short by a little, and the
/// form is not filled in to its end. One text, since a table would stay in the first part.
const ANSWERS: &str = "\
    区县 示例县；乡镇 示例镇；村名 示例村；村类型 贫困村；位于深度贫困乡镇 否；总户数 420；\
    总人口 1380；村民小组数 6；建档立卡户数 65；建档立卡人口 214；未脱贫人口 9；\
    累计脱贫人口 205；返贫人口 0；上年人均纯收入 11200；本年人均纯收入 1.25万；\
    区县收入增速 9.6；通村公路硬化 是；通公路小组数 5；供水保证率 96；集中供水人口 1290；\
    饮水不安全户数 3；覆盖4G小组数 6；通宽带 是；广播电视通达户数 420；通动力电 是；\
    特色优势产业个数 2；垃圾有效处理 是；存量危房户数 0；集体经营收入 3.2万；标准化卫生室 是；\
    文化室 是；综合文化服务中心 是；便民服务中心 是；村两委班子健全 是；第一书记在岗 是；\
    驻村工作队在岗 是";
const YES: &str = "是";
const NO: &str = "否";

pub(super) fn answers() -> Answers {
    let answer = |said: &str| match said {
        YES | NO => Answer::YesNo(said == YES),
        _ => Answer::Text(said.to_owned()),
    };
    ANSWERS
        .split('；')
        .filter_map(|it| it.split_once(' '))
        .map(|(name, said)| (name.to_owned(), answer(said)))
        .collect()
}

pub(super) fn mark() -> Tag {
    let end = button("demo").class("button").text(L.demo_end);
    tag("p").fixed("role", "status").class("demo").with(tag("span").text(L.demo_mark)).with(end)
}
