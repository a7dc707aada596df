//! `bayou assess`: inputs and outputs of every form, the day, the exit status.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::run::{BAYOU, DAY, Folder, bayou, check, taken, verdict};

const VILLAGE: &str = r#"{"村名": "甲村", "村民小组数": 7, "通公路小组数": 5, "饮水不安全户数": 0, "通宽带": true}"#;
const TABLE: &str = "村名,村民小组数,通公路小组数\n甲村,7,5\n乙村,7,7\n丙村,,\n";

#[test]
fn one_village_as_json() {
    let ran = Folder::new("one").assess("村.json", VILLAGE, "json").clean();
    let village: Value = serde_json::from_str(&ran.out).unwrap();
    assert!(village.is_object(), "one village gives one assessment, not a list");
    assert_eq!(village["date"], DAY);
    assert_eq!(village["pack"]["id"], "chongqing-2018");
    assert_eq!(village["village"]["村名"], "甲村");
    assert_eq!(verdict(&village, "通组公路"), "unmet");
    assert_eq!(verdict(&village, "饮水安全"), "met");
    assert_eq!(verdict(&village, "宽带"), "met");
    assert_eq!(verdict(&village, "动力电"), "undecided");
    assert_eq!(check(&village, "动力电")["missing"][0], "通动力电");
    assert_eq!(check(&village, "通组公路")["gap"]["changes"][0]["by"], "2");
}

#[test]
fn a_list_stays_a_list() {
    let folder = Folder::new("list");
    let ran = folder.assess("村.json", format!("[{VILLAGE},\n {{\"村名\": \"乙村\"}}]"), "json").clean();
    let villages: Vec<Value> = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(villages.iter().map(|v| v["village"]["村名"].as_str().unwrap()).collect::<Vec<_>>(), ["甲村", "乙村"]);
    assert_eq!(verdict(&villages[1], "通组公路"), "undecided");
    let one = folder.assess("一.json", format!("[{VILLAGE}]"), "json").clean();
    assert!(serde_json::from_str::<Vec<Value>>(&one.out).is_ok_and(|list| list.len() == 1));
    let none = folder.assess("无.json", "[]", "json").clean();
    assert!(serde_json::from_str::<Vec<Value>>(&none.out).is_ok_and(|list| list.is_empty()));
}

#[test]
fn json_lines_and_tables_are_lists() {
    let folder = Folder::new("lists");
    let lines = folder.assess("村.jsonl", format!("{VILLAGE}\n\n{{\"村名\": \"乙村\"}}\n"), "json").clean();
    assert_eq!(serde_json::from_str::<Vec<Value>>(&lines.out).unwrap().len(), 2);
    let table = folder.assess("村.csv", TABLE, "json").clean();
    let villages: Vec<Value> = serde_json::from_str(&table.out).unwrap();
    assert_eq!(villages.iter().map(|v| verdict(v, "通组公路")).collect::<Vec<_>>(), ["unmet", "met", "undecided"]);
}

#[test]
fn the_same_village_from_every_form_is_judged_the_same() {
    let folder = Folder::new("same");
    let json = folder.assess("村.json", VILLAGE, "jsonl").clean();
    let lines = folder.assess("村.jsonl", VILLAGE, "jsonl").clean();
    let table = "村名,村民小组数,通公路小组数,饮水不安全户数,通宽带\n甲村,7,5,0,是\n";
    let table = folder.assess("村.csv", table, "jsonl").clean();
    assert_eq!(json.out, lines.out);
    assert_eq!(json.out, table.out);
}

#[test]
fn json_lines_out_is_a_village_a_line() {
    let ran = Folder::new("jsonl").assess("村.csv", TABLE, "jsonl").clean();
    let lines: Vec<Value> = ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[1]["village"]["村名"], "乙村");
}

#[test]
fn csv_out_is_a_row_a_village_and_can_be_read_back() {
    let table = "村名,村民小组数,通公路小组数\n甲村,7,5\n\"乙,村\",7,7\n\"=1+1\",,x\n";
    let ran = Folder::new("csv").assess("村.csv", table, "csv").with_problems(1);
    let plain = ran.out.strip_prefix('\u{feff}').expect("the mark that spreadsheet programs know UTF-8 by");
    let mut reader = csv::Reader::from_reader(plain.as_bytes());
    let head = reader.headers().unwrap().clone();
    let column = |name: &str| head.iter().position(|head| head == name).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let cells = |name: &str| rows.iter().map(|row| row[column(name)].to_owned()).collect::<Vec<_>>();
    assert_eq!(cells("村名"), ["甲村", "乙,村", "'=1+1"], "what would run as a formula is made text");
    assert_eq!(cells("自查日期"), [DAY, DAY, DAY]);
    assert_eq!(cells("通组公路"), ["未达标", "达标", "数据有误"]);
    assert_eq!(cells("数据有误"), ["0", "0", "1"]);
    assert_eq!(cells("有特色产业"), ["待定", "待定", "待定"], "the 八有 too");
    assert!(rows.iter().all(|row| row.len() == head.len()));
}

#[test]
fn text_is_a_report_for_people() {
    let ran = Folder::new("text").assess("村.csv", TABLE, "text").clean();
    for said in ["甲村  自查日期 2020-06-30", "未达标（1）", "还差：", "待定", "乙村", "丙村"] {
        assert!(ran.out.contains(said), "{said} in:\n{}", ran.out);
    }
    let folder = Folder::new("text-default");
    folder.write("村.csv", TABLE);
    let without = folder.bayou(&["assess", "村.csv", "--date", DAY]).clean();
    assert_eq!(without.out, ran.out, "text is what it writes without --format");
    let problems = Folder::new("text-problems").assess("村.csv", "村名,总户数\n甲,多\n", "text");
    assert_eq!(problems.status, 1);
    assert!(problems.out.contains("请核对：“总户数”填的“多”不是数字"), "{}", problems.out);
    assert!(problems.err.ends_with("共 1 处需要核对；其余数据已照常判定。\n"), "{}", problems.err);
}

#[test]
fn the_day_counts() {
    let folder = Folder::new("day");
    folder.write("村.json", VILLAGE);
    let standing = |day: &str| {
        let ran = folder.bayou(&["assess", "村.json", "--date", day, "--format", "json"]).clean();
        check(&ran.village(), "通组公路")["standing"].clone()
    };
    assert_eq!(standing("2020-12-31")["code"], "in-progress");
    assert_eq!(standing("2020-12-31")["days"], 0);
    assert_eq!(standing("2021-01-01")["code"], "overdue");
    assert_eq!(standing("2021-01-01")["days"], 1);
    let today = folder.bayou(&["assess", "村.json", "--format", "json"]).clean().village();
    assert!(today["date"].as_str().unwrap() > "2024-01-01", "without --date, today");
}

#[test]
fn no_such_day() {
    for day in ["2020-02-30", "2020-6-30", "20200630", "今天", "", "1899-12-31", "3000-01-01"] {
        bayou(&["assess", "村.json", "--date", day]).unusable("YYYY-MM-DD");
    }
}

#[test]
fn unusable_arguments() {
    let folder = Folder::new("unusable");
    folder.write("村.csv", TABLE);
    folder.write("村.数据", TABLE);
    folder.write("村", TABLE);
    folder.write("村.xlsx", b"PK\x03\x04");
    folder.bayou(&["assess", "无.csv"]).unusable("无.csv cannot be read");
    folder.bayou(&["assess", "."]).unusable(". cannot be read");
    folder.bayou(&["assess", "村.数据"]).unusable("name it .json, .jsonl, .csv or .xlsx, or say --input");
    folder.bayou(&["assess", "村"]).unusable("or say --input");
    folder.bayou(&["assess", "村.xlsx"]).unusable("另存为“CSV UTF-8”");
    folder.bayou(&["assess", "村.csv", "--format", "xml"]).unusable("[possible values: text, json, jsonl, csv, xlsx]");
    folder.bayou(&["assess", "村.csv", "--nonsense"]).unusable("--nonsense");
    folder.bayou(&["assess"]).unusable("<FILE>");
    folder.bayou(&["nonsense"]).unusable("nonsense");
    assert_eq!(bayou(&[]).status, 2);
    assert_eq!(bayou(&["--help"]).status, 0);
    assert_eq!(bayou(&["--version"]).out, format!("bayou {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn the_form_can_be_said() {
    let folder = Folder::new("said");
    folder.write("村.数据", TABLE);
    let ran = folder.bayou(&["assess", "村.数据", "--input", "csv", "--date", DAY, "--format", "jsonl"]).clean();
    assert_eq!(ran.villages().len(), 3);
    folder.assess("村.CSV", TABLE, "json").clean();
}

#[test]
fn standard_input() {
    let folder = Folder::new("stdin");
    let args = |form: &'static [&str]| [&["assess", "-", "--date", DAY, "--format", "jsonl"], form].concat();
    let json = folder.bayou_reading(&args(&[]), VILLAGE.as_bytes()).clean();
    assert_eq!(taken(&json.village(), "村民小组数").as_deref(), Some("7"));
    let table = folder.bayou_reading(&args(&["--input", "csv"]), TABLE.as_bytes()).clean();
    assert_eq!(table.villages().len(), 3);
    let lines = folder.bayou_reading(&args(&["--input", "jsonl"]), b"{}\n{}\n").clean();
    assert_eq!(lines.villages().len(), 2);
    let bad = folder.bayou_reading(&args(&["--input", "csv"]), "村名,总户数\n甲,x\n".as_bytes()).with_problems(1);
    assert!(bad.problem_at("-:2:2").contains("不是数字"));
    folder.bayou_reading(&args(&[]), TABLE.as_bytes()).unusable("是表格请加 --input csv");
    folder.bayou_reading(&args(&[]), b"").unusable("-:1:1: JSON 没有写完");
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let folder = Folder::new("pipe");
    // Far more than a pipe holds.
    folder.write("村.csv", format!("村名\n{}", "甲村\n".repeat(200)));
    for format in ["text", "json", "jsonl", "csv"] {
        let mut child = Command::new(BAYOU)
            .args(["assess", "村.csv", "--format", format])
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        assert!(!first.is_empty());
        let mut err = String::new();
        child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(0), ""), "{format}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = Command::new(BAYOU).args(["feel", "1"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot be written"));
}
