//! Conditions in words: why a check does not apply, and what a condition asks for, from a compiled pack too.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use rules::{Answer, Answers, Date, Engine};

const PACK: &str = r#"
id = "small"
title = "小"
version = "1.0.0"
sections = [{ name = "一" }]
indicators = [
  { name = "户数", section = "一", type = "count", unit = "户" },
  { name = "入住率", section = "一", type = "percent" },
  { name = "通路", section = "一", type = "yes-no" },
  { name = "类型", section = "一", type = "choice", options = ["甲", "乙", "丙"] },
]
checks = [
  { name = "一项", kind = "target", section = "一", clause = ["一"], requirement = "要", test = { yes = "通路" } },
]
"#;

/// The sentence of one check with this test and condition, from the pack and from its compiled form.
fn sentence(test: &str, applies_when: &str, answers: &[(&str, &str)]) -> String {
    let check = format!("applies_when = '{applies_when}', test = {test} }}");
    let source = PACK.replace("test = { yes = \"通路\" } }", &check);
    let source = if applies_when.is_empty() { source.replace("applies_when = '', ", "") } else { source };
    let engine = Engine::new(toml::from_str(&source).unwrap()).unwrap();
    let answers: Answers = answers.iter().map(|(name, value)| ((*name).to_owned(), Answer::from(*value))).collect();
    let date: Date = "2020-06-30".parse().unwrap();
    let assessment = engine.assess(&answers, date);
    let loaded = Engine::from_image(&engine.to_image().unwrap()).unwrap().assess(&answers, date);
    assert_eq!(loaded, assessment);
    assessment.checks.first().unwrap().sentence().to_owned()
}

#[test]
fn a_check_that_does_not_apply_says_where_it_does() {
    let yes = "{ yes = '通路' }";
    for (condition, answers, words) in [
        ("户数 > 10", [("户数", "3")], "（适用条件：户数 高于 10）"),
        ("类型 != \"甲\"", [("类型", "甲")], "（适用条件：类型 不为 “甲”）"),
        ("类型 in [\"甲\", \"乙\"]", [("类型", "丙")], "（适用条件：类型 为 “甲” 或 “乙”）"),
        ("入住率 >= 0.5", [("入住率", "30")], "（适用条件：入住率 不低于 50%）"),
        ("户数 > 10 and 通路", [("户数", "3")], "（适用条件：户数 高于 10，且 通路 为 是）"),
    ] {
        let told = sentence(yes, condition, &answers);
        assert!(told.contains("此项不适用") && told.ends_with(&format!("{words}。")), "{condition}: {told}");
    }
    // A yes/no answer says it all by itself.
    let told = sentence("{ none = '户数' }", "通路", &[("通路", "否")]);
    assert!(told.ends_with("“通路”为“否”，此项不适用。"), "{told}");
}

#[test]
fn a_condition_says_what_it_asks_for() {
    let test = "{ condition = '户数 >= 5 or 通路' }";
    for (answers, met) in [([("户数", "7"), ("通路", "否")], true), ([("户数", "3"), ("通路", "否")], false)]
    {
        let told = sentence(test, "", &answers);
        assert!(told.contains("符合") && told.contains("不符合") != met, "{told}");
        assert!(told.ends_with("（户数 不低于 5，或 通路 为 是）。"), "{told}");
    }
}
