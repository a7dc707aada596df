//! What clerks put into the cells of a table: each is taken or refused as it should be, and spoils nothing beside it.

use crate::run::{Folder, Ran, codes, taken, verdict};

/// A village whose one cell is this, beside a sound one.
fn cell(folder: &Folder, indicator: &str, cell: &str) -> Ran {
    let quoted = cell.replace('"', "\"\"");
    folder.assess("村.csv", format!("村名,{indicator},通宽带\n甲,\"{quoted}\",是\n"), "json")
}

#[test]
fn numbers_as_people_write_them() {
    let folder = Folder::new("cells-numbers");
    for (typed, value) in [
        ("１２", "12"),
        (" 12 ", "12"),
        ("012", "12"),
        ("12.0", "12"),
        ("1,200", "1200"),
        ("1，200", "1200"),
        ("1,234,567", "1234567"),
        ("3.5万", "35000"),
        ("12 个", "12"),
        ("0", "0"),
        ("1e3", "1000"),
    ] {
        let village = cell(&folder, "村民小组数", typed).clean().village();
        assert_eq!(taken(&village, "村民小组数").as_deref(), Some(value), "{typed}");
    }
    let village = cell(&folder, "上年人均纯收入", "8,500.25").clean().village();
    assert_eq!(taken(&village, "上年人均纯收入").as_deref(), Some("8500.25"));
}

#[test]
fn what_is_no_count() {
    let folder = Folder::new("cells-counts");
    let forty = "1111111111222222222233333333334444444444";
    for (typed, code, said) in [
        ("很多", "not-a-number", "“村民小组数”填的“很多”不是数字，请只填数字，如 120。"),
        ("7或8", "not-a-number", "不是数字"),
        ("1,20", "not-a-number", "“村民小组数”填的“1,20”不是数字"),
        ("1,2000", "not-a-number", "不是数字"),
        ("NaN", "not-a-number", "不是数字"),
        ("inf", "not-a-number", "不是数字"),
        ("#REF!", "not-a-number", "不是数字"),
        ("7.5", "not-whole", "请填整数"),
        ("-3", "out-of-range", "不能小于 0"),
        ("－３", "out-of-range", "不能小于 0"),
        ("1e400", "out-of-range", "填的数太大，最多 1000000000"),
        (forty, "out-of-range", "填的数太大"),
        ("7 8", "not-a-number", "不是数字"),
        ("1、200", "not-a-number", "不是数字"),
        ("1e999999999", "number-too-long", "请检查是否多填了"),
    ] {
        let ran = cell(&folder, "村民小组数", typed).with_problems(1);
        assert!(ran.problem_at("村.csv:2:2").contains(said), "{typed}: {}", ran.err);
        let village = ran.village();
        assert_eq!(codes(&village), [code], "{typed}");
        assert_eq!(verdict(&village, "通组公路"), "blocked", "{typed}");
        assert_eq!(verdict(&village, "宽带"), "met", "{typed}: the rest is judged");
    }
}

#[test]
fn percents() {
    let folder = Folder::new("cells-percents");
    for typed in ["92.5", "92.5%", "９２．５％", "100", "0"] {
        cell(&folder, "供水保证率", typed).clean();
    }
    for (typed, said) in [
        ("100.01", "应在 0% 到 100% 之间"),
        ("925", "应在 0% 到 100% 之间"),
        ("-1", "应在 0% 到 100% 之间"),
        ("92.12345", "小数最多 4 位"),
        ("九成", "不是数字"),
    ] {
        let ran = cell(&folder, "供水保证率", typed).with_problems(1);
        assert!(ran.problem_at("村.csv:2:2").contains(said), "{typed}: {}", ran.err);
    }
}

#[test]
fn nothing_is_missing_not_zero() {
    let folder = Folder::new("cells-empty");
    for typed in ["", " ", "\u{3000}\u{3000}", "\t", "\n", "\u{a0}"] {
        let village = cell(&folder, "饮水不安全户数", typed).clean().village();
        assert_eq!(verdict(&village, "饮水安全"), "undecided", "{typed:?}");
        assert_eq!(taken(&village, "饮水不安全户数"), None);
    }
}

#[test]
fn yes_and_no() {
    let folder = Folder::new("cells-yes");
    for (typed, expected) in [
        ("是", "met"),
        (" 是 ", "met"),
        ("\u{3000}是", "met"),
        ("true", "met"),
        ("TRUE", "met"),
        ("1", "met"),
        ("√", "met"),
        ("否", "unmet"),
        ("false", "unmet"),
        ("0", "unmet"),
        ("×", "unmet"),
        ("", "undecided"),
    ] {
        let village = cell(&folder, "通动力电", typed).clean().village();
        assert_eq!(verdict(&village, "动力电"), expected, "{typed:?}");
    }
    for typed in ["大概", "2", "是否", "是 是", "0.0"] {
        let ran = cell(&folder, "通动力电", typed).with_problems(1);
        assert!(ran.problem_at("村.csv:2:2").ends_with("看不明白，请填“是”或“否”。"), "{}", ran.err);
        assert_eq!(verdict(&ran.village(), "动力电"), "blocked", "{typed:?}");
    }
}

#[test]
fn choices_and_codes() {
    let folder = Folder::new("cells-choices");
    cell(&folder, "村类型", " 贫困村 ").clean();
    let ran = cell(&folder, "村类型", "贫困").with_problems(1);
    assert!(ran.problem_at("村.csv:2:2").contains("请从这些里选：贫困村、深度贫困村、非贫困村"), "{}", ran.err);
    cell(&folder, "增收方式", "资源有效利用、发展互助资金").clean();
    cell(&folder, "增收方式", "资源有效利用,发展互助资金").clean();
    cell(&folder, "行政区划代码", "500233001001").clean();
    let ran = cell(&folder, "行政区划代码", "5.00233E+11").with_problems(1);
    assert!(ran.problem_at("村.csv:2:2").contains("应为 12 位数字"), "as a spreadsheet spoils it: {}", ran.err);
}

#[test]
fn very_long_cells() {
    let folder = Folder::new("cells-long");
    let long = "长".repeat(500_000);
    let ran = cell(&folder, "乡镇", &long).with_problems(1);
    assert!(ran.problem_at("村.csv:2:2").contains("太长"));
    let ran = cell(&folder, "村民小组数", &"9".repeat(500_000)).with_problems(1);
    assert!(ran.problem_at("村.csv:2:2").contains("太长"));
    let ran = cell(&folder, "通动力电", &long).with_problems(1);
    assert!(ran.err.len() < 500, "the message does not carry all of it");
    let ran = folder.assess("余.csv", format!("村名\n甲,{long}\n"), "json").with_problems(1);
    assert!(ran.err.len() < 500);
    let ran = folder.assess("头.csv", format!("村名,{}\n甲,1\n", "长".repeat(1000)), "csv").with_problems(1);
    assert!(ran.err.len() < 500);
}

#[test]
fn a_cell_cannot_steer_the_terminal_or_break_a_line() {
    let folder = Folder::new("cells-control");
    let ran = folder.assess("村.csv", "村名,总户数\n\"甲\n\u{1b}[31m\",\"\u{1b}[2J\n5\"\n", "text");
    assert_eq!(ran.status, 1);
    assert!(!ran.out.contains('\u{1b}') && !ran.err.contains('\u{1b}'));
    assert!(ran.problem_at("村.csv:2:2").contains("不是数字"), "{}", ran.err);
    assert!(ran.out.starts_with("甲 [31m  自查日期"), "{}", ran.out);
}

#[test]
fn a_part_larger_than_its_whole_stands_at_the_part() {
    let folder = Folder::new("cells-parts");
    let ran = folder.assess("村.csv", "村名,村民小组数,通公路小组数\n甲,7,8\n乙,7,7\n", "json").with_problems(1);
    assert!(ran.problem_at("村.csv:2:3").contains("比“村民小组数”（7 个）还多"), "{}", ran.err);
    let villages = ran.villages();
    assert_eq!(villages.iter().map(|v| verdict(v, "通组公路")).collect::<Vec<_>>(), ["blocked", "met"]);
}
