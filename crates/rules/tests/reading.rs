//! Every kind of input a person, a sheet or a portal may give, and what becomes of it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use rules::assessment::{DataErrorCode, Verdict};
use rules::diagnostic::Code;
use rules::{Answer, Answers, Date, Engine, Reading};

const PACK: &str = r#"
id = "small"
title = "小"
version = "1.0.0"
sections = [{ name = "一" }]
parameters = [{ name = "一个", value = 1, unit = "个", clause = "一" }]
indicators = [
  { name = "户数", section = "一", type = "count", unit = "户" },
  { name = "部分户数", section = "一", type = "count", unit = "户", at_most = "户数" },
  { name = "小部分户数", section = "一", type = "count", unit = "户", at_most = "部分户数" },
  { name = "收入", section = "一", type = "money", unit = "元" },
  { name = "比例", section = "一", type = "percent" },
  { name = "增速", section = "一", type = "percent", min = -100, max = 1000 },
  { name = "通路", section = "一", type = "yes-no" },
  { name = "类型", section = "一", type = "choice", options = ["甲", "乙"] },
  { name = "方式", section = "一", type = "multi-choice", options = ["甲", "乙", "丙"] },
  { name = "村名", section = "一", type = "text" },
  { name = "代码", section = "一", type = "text", digits = 12 },
  { name = "日期", section = "一", type = "date" },
]
checks = [
  { name = "有户", kind = "target", section = "一", clause = ["一"], requirement = "要", test = { compare = { value = "户数", is = "at-least", than = "一个" } } },
  { name = "通路", kind = "target", section = "一", clause = ["一"], requirement = "要", test = { yes = "通路" } },
  { name = "全部", kind = "target", section = "一", clause = ["一"], requirement = "要", test = { all = { part = "部分户数", whole = "户数" } } },
  { name = "小部分", kind = "target", section = "一", clause = ["一"], requirement = "要", test = { none = "小部分户数" } },
]
"#;

fn engine() -> Engine {
    Engine::new(toml::from_str(PACK).unwrap()).unwrap()
}

fn date() -> Date {
    "2020-06-30".parse().unwrap()
}

fn read(name: &str, answer: impl Into<Answer>) -> Result<String, DataErrorCode> {
    match engine().read(name, &answer.into()) {
        Reading::Missing => Ok(String::new()),
        Reading::Value { text, .. } => Ok(text),
        Reading::Error(error) => {
            assert_eq!(error.fields, [name]);
            assert!(error.message.contains(name) && error.message.ends_with('。'), "{}", error.message);
            Err(error.code)
        }
    }
}

#[test]
fn numbers_as_people_type_them() {
    for (typed, value) in [
        ("12", "12"),
        ("１２", "12"),
        (" 12 ", "12"),
        ("1,200", "1200"),
        ("１，２００", "1200"),
        ("1,234,567", "1234567"),
        ("12户", "12"),
        ("12 户", "12"),
        ("3.5万", "35000"),
        ("３．５万", "35000"),
        ("1e3", "1000"),
        ("012", "12"),
        ("5.0", "5"),
        ("0", "0"),
        ("-0", "0"),
        ("+7", "7"),
        ("1000000000", "1000000000"),
    ] {
        assert_eq!(read("户数", typed).as_deref(), Ok(value), "{typed}");
    }
    assert_eq!(read("收入", "8000.55元").as_deref(), Ok("8000.55"));
    assert_eq!(read("收入", "1.2亿").as_deref(), Ok("120000000"));
    assert_eq!(read("比例", "85％").as_deref(), Ok("85"));
    assert_eq!(read("比例", "92.5%").as_deref(), Ok("92.5"));
    assert_eq!(read("增速", "-3.25").as_deref(), Ok("-3.25"));
    assert_eq!(read("增速", "－3.25%").as_deref(), Ok("-3.25"));
}

#[test]
fn what_is_no_number_is_told_apart() {
    use DataErrorCode::{NotANumber, NotOne, NotWhole, NumberTooLong, OutOfRange, TooManyDecimals};
    for (typed, code) in [
        ("很多", NotANumber),
        ("12a", NotANumber),
        ("1,20", NotANumber),
        ("1,2000", NotANumber),
        (",200", NotANumber),
        ("1..2", NotANumber),
        ("--1", NotANumber),
        ("+-1", NotANumber),
        ("12元", NotANumber),
        ("50%", NotANumber),
        ("NaN", NotANumber),
        ("inf", NotANumber),
        ("0x10", NotANumber),
        ("1/3", NotANumber),
        ("12\u{0}", NotANumber),
        ("1.5", NotWhole),
        ("-1", OutOfRange),
        ("1000000001", OutOfRange),
        ("9999999999999999999999999999999999999999", OutOfRange),
        ("1e400", OutOfRange),
        ("1e999999999", NumberTooLong),
        ("11111111111111111111111111111111111111111111111111111111111111", NumberTooLong),
    ] {
        assert_eq!(read("户数", typed), Err(code), "{typed}");
    }
    assert_eq!(read("户数", true), Err(NotANumber));
    assert_eq!(read("户数", Answer::List(vec!["1".into(), "2".into()])), Err(NotOne));
    assert_eq!(read("收入", "1.234"), Err(TooManyDecimals));
    assert_eq!(read("比例", "100.5"), Err(OutOfRange));
    assert_eq!(read("比例", "1.23456"), Err(TooManyDecimals));
    assert_eq!(read("增速", "-100.01"), Err(OutOfRange));
}

#[test]
fn nothing_is_missing() {
    for answer in [Answer::Missing, "".into(), "  ".into(), "\u{3000}".into(), "\t\n".into(), Answer::List(Vec::new())]
    {
        for name in ["户数", "通路", "类型", "方式", "村名", "日期"] {
            assert_eq!(engine().read(name, &answer), Reading::Missing);
        }
    }
}

#[test]
fn yes_and_no() {
    for yes in ["是", " 是 ", "有", "√", "true", "TRUE", "1", "１", "yes", "Y"] {
        assert_eq!(read("通路", yes).as_deref(), Ok("是"), "{yes}");
    }
    for no in ["否", "无", "没有", "×", "false", "0", "no"] {
        assert_eq!(read("通路", no).as_deref(), Ok("否"), "{no}");
    }
    assert_eq!(read("通路", true).as_deref(), Ok("是"));
    for neither in ["2", "可能", "是否", "部分"] {
        assert_eq!(read("通路", neither), Err(DataErrorCode::NotYesNo), "{neither}");
    }
}

#[test]
fn choices_texts_and_days() {
    use DataErrorCode::{NotADate, NotAnOption, NotDigits, NotOne, TextTooLong};
    assert_eq!(read("类型", " 甲 ").as_deref(), Ok("甲"));
    assert_eq!(read("类型", "丁"), Err(NotAnOption));
    assert_eq!(read("类型", true), Err(NotAnOption));
    assert_eq!(read("类型", Answer::List(vec!["甲".into()])), Err(NotOne));
    assert_eq!(read("方式", "丙、甲、丙").as_deref(), Ok("甲、丙"));
    assert_eq!(read("方式", Answer::List(vec!["乙".into(), "甲".into()])).as_deref(), Ok("甲、乙"));
    assert_eq!(read("方式", "甲、丁"), Err(NotAnOption));
    assert_eq!(read("村名", " 稻谷村 ").as_deref(), Ok("稻谷村"));
    assert_eq!(read("村名", "村".repeat(201)), Err(TextTooLong));
    assert_eq!(read("代码", "５００２３３100001").as_deref(), Ok("500233100001"));
    assert_eq!(read("代码", "50023310000"), Err(NotDigits));
    assert_eq!(read("代码", "50023310000a"), Err(NotDigits));
    for day in ["2020-06-30", "2020/6/30", "2020.6.30", "2020年6月30日", "２０２０－０６－３０"] {
        assert_eq!(read("日期", day).as_deref(), Ok("2020-06-30"), "{day}");
    }
    for day in ["2020-02-30", "30/6/2020", "去年", "2020-6", "20200630"] {
        assert_eq!(read("日期", day), Err(NotADate), "{day}");
    }
}

#[test]
fn the_page_says_how_it_read_what_looks_different() {
    let reworded = |typed: &str| matches!(engine().read("收入", &typed.into()), Reading::Value { reworded: true, .. });
    for typed in ["3.5万", "１２", "1,200", "1200元"] {
        assert!(reworded(typed), "{typed}");
    }
    for typed in ["12", " 12 ", "12.0", "012"] {
        assert!(!reworded(typed), "{typed}");
    }
}

fn answers(list: &[(&str, &str)]) -> Answers {
    list.iter().map(|(name, value)| ((*name).to_owned(), Answer::from(*value))).collect()
}

#[test]
fn a_data_error_blocks_what_uses_the_field_and_nothing_else() {
    let assessment = engine().assess(&answers(&[("户数", "很多"), ("通路", "是")]), date());
    let verdicts: Vec<Verdict> = assessment.checks.iter().map(|check| check.verdict).collect();
    assert_eq!(verdicts, [Verdict::Blocked, Verdict::Met, Verdict::Blocked, Verdict::Undecided]);
    assert_eq!(assessment.errors.len(), 1);
}

#[test]
fn a_part_larger_than_its_whole_names_both_also_through_a_missing_link() {
    let assessment = engine().assess(&answers(&[("户数", "5"), ("小部分户数", "7")]), date());
    let [error] = assessment.errors.as_slice() else { panic!("{:?}", assessment.errors) };
    assert_eq!(error.code, DataErrorCode::PartExceedsWhole);
    assert_eq!(error.fields, ["小部分户数", "户数"]);
    let verdicts: Vec<Verdict> = assessment.checks.iter().map(|check| check.verdict).collect();
    assert_eq!(verdicts, [Verdict::Blocked, Verdict::Undecided, Verdict::Blocked, Verdict::Blocked]);
    // In order along the chain there is nothing wrong.
    let fine = engine().assess(&answers(&[("户数", "7"), ("部分户数", "7"), ("小部分户数", "7")]), date());
    assert!(fine.errors.is_empty());
}

#[test]
fn an_unknown_name_is_warned_of_with_the_nearest_known() {
    let assessment = engine().assess(&answers(&[("户数", "5"), ("通  路", "是"), ("备注", "x")]), date());
    let fields: Vec<&str> =
        assessment.warnings.iter().flat_map(|warning| &warning.fields).map(String::as_str).collect();
    assert_eq!(fields, ["备注", "通  路"]);
    assert!(assessment.warnings.iter().all(|warning| warning.code == DataErrorCode::UnknownName));
    let near = engine().assess(&answers(&[("部分户", "5")]), date());
    assert!(near.warnings[0].message.contains("是不是“部分户数”"), "{}", near.warnings[0].message);
    assert_eq!(assessment.checks[0].verdict, Verdict::Met);
}

#[test]
fn json_numbers_are_taken_as_written() {
    let answers: Answers =
        serde_json::from_str(r#"{"收入": 0.1, "户数": 12, "比例": 92.5000, "通路": true, "村名": null}"#).unwrap();
    assert_eq!(*answers.get("收入").unwrap(), Answer::from("0.1"));
    assert_eq!(*answers.get("户数").unwrap(), Answer::from("12"));
    assert_eq!(*answers.get("通路").unwrap(), Answer::YesNo(true));
    assert_eq!(*answers.get("村名").unwrap(), Answer::Missing);
    let huge: Answers = serde_json::from_str(r#"{"户数": 1e400}"#).unwrap();
    let assessment = engine().assess(&huge, date());
    assert_eq!(assessment.errors[0].code, DataErrorCode::OutOfRange);
}

#[test]
fn bounds_of_parts_and_wholes_leave_room_for_each_other() {
    let engine = |whole: &str, part: &str| {
        let pack = PACK.replacen("unit = \"户\" }", &format!("unit = \"户\", {whole} }}"), 1).replacen(
            "at_most = \"户数\"",
            &format!("at_most = \"户数\", {part}"),
            1,
        );
        Engine::new(toml::from_str(&pack).unwrap())
    };
    let judged = engine("max = 4", "min = 2, max = 9").unwrap();
    let is_read = |name, answer| matches!(judged.read(name, &Answer::from(answer)), Reading::Value { .. });
    for name in ["户数", "部分户数"] {
        let read: Vec<&str> = ["1", "2", "4", "5"].into_iter().filter(|answer| is_read(name, *answer)).collect();
        assert_eq!(read, ["2", "4"], "{name}: of the others no whole holds it, or no part fits in");
    }
    let faults = engine("max = 4", "min = 5, max = 9").unwrap_err();
    assert!(faults.iter().any(|fault| fault.code == Code::BoundsReversed), "{faults:?}");
}
