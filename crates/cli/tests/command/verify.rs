//! `bayou verify`: records and their receipts.

use crate::run::{Folder, bayou};

const VILLAGES: &str = "村名,村民小组数,通公路小组数,通宽带\n甲村,7,5,是\n乙村,7,7,否\n";

/// A folder with the records of two villages.
fn recorded(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("村.csv", VILLAGES);
    folder.bayou(&["assess", "村.csv", "--date", "2020-06-30", "--records", "记录.jsonl", "--format", "csv"]).clean();
    folder
}

fn change(folder: &Folder, from: &str, to: &str) {
    let text = std::fs::read_to_string(folder.path().join("记录.jsonl")).unwrap();
    assert!(text.contains(from), "{text}");
    folder.write("记录.jsonl", text.replacen(from, to, 1));
}

#[test]
fn records_verify() {
    let folder = recorded("verify");
    let ran = folder.bayou(&["verify", "记录.jsonl"]).clean();
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].starts_with("记录.jsonl:1: 甲村 2020-06-30 核对一致，凭证 "), "{}", ran.out);
    // The receipt's digest is the assessment's.
    let json = folder.bayou(&["assess", "村.csv", "--date", "2020-06-30", "--format", "jsonl"]).clean();
    let first: serde_json::Value = serde_json::from_str(json.out.lines().next().unwrap()).unwrap();
    let digest = first["digest"].as_str().unwrap();
    let code = lines[0].rsplit(' ').next().unwrap();
    assert!(digest.starts_with(&code.replace('-', "")), "{digest} {code}");
}

#[test]
fn one_record_and_a_list_verify() {
    let folder = recorded("verify-forms");
    let text = std::fs::read_to_string(folder.path().join("记录.jsonl")).unwrap();
    let one = text.lines().next().unwrap();
    folder.write("一.json", one);
    folder.bayou(&["verify", "一.json"]).clean();
    folder.write("多.json", format!("[{one},\n{one}]"));
    assert_eq!(folder.bayou(&["verify", "多.json"]).clean().out.lines().count(), 2);
}

#[test]
fn what_was_changed_is_named() {
    let folder = recorded("verify-changed");
    change(&folder, "\"通公路小组数\":\"5\"", "\"通公路小组数\":\"7\"");
    let ran = folder.bayou(&["verify", "记录.jsonl"]);
    assert_eq!(ran.status, 1);
    assert!(ran.out.contains("记录.jsonl:1: 甲村 2020-06-30 填报的数据和凭证对不上"), "{}", ran.out);
    assert!(
        ran.out.contains("记录.jsonl:2: 乙村 2020-06-30 核对一致"),
        "the others are verified all the same: {}",
        ran.out
    );
}

#[test]
fn another_pack_is_named() {
    let folder = recorded("verify-pack");
    let ran = folder.bayou(&["verify", "记录.jsonl", "--pack", "national-exit-2016"]);
    assert_eq!(ran.status, 1);
    assert!(ran.out.contains("对照的标准和凭证上的不一样"), "{}", ran.out);
}

#[test]
fn what_is_no_record_is_refused() {
    let folder = Folder::new("verify-bad");
    folder.write("空.jsonl", "\n");
    folder.write("乱.jsonl", "{\"answers\": {}}\n");
    folder.write("坏.json", [0xff, 0xfe, 0x00]);
    for (file, why) in [
        ("空.jsonl", "没有自查记录"),
        ("乱.jsonl", "乱.jsonl:1: 这里应是一份自查记录"),
        ("坏.json", "不是 UTF-8"),
        ("无.json", "cannot be read"),
    ] {
        folder.bayou(&["verify", file]).unusable(why);
    }
    assert_eq!(bayou(&["verify"]).status, 2);
}

#[test]
fn records_that_cannot_be_written_are_told() {
    let folder = Folder::new("verify-unwritable");
    folder.write("村.csv", VILLAGES);
    folder.bayou(&["assess", "村.csv", "--records", "没有/这里.jsonl"]).unusable("cannot be written");
}
