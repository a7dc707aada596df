//! Answers as JSON and JSON Lines, good and bad. What is bad spoils nothing beside it.

use crate::run::{Folder, codes, taken, verdict};

#[test]
fn numbers_stay_exact() {
    // As binary floats, 1.1 - 1 is a little more than 0.1, and the growth would be above that of the district.
    let equal = r#"{"上年人均纯收入": 1, "本年人均纯收入": 1.1, "区县收入增速": 10}"#;
    let village = Folder::new("json-exact").assess("村.json", equal, "json").clean().village();
    assert_eq!(verdict(&village, "收入增速达标"), "unmet");
    assert_eq!(taken(&village, "本年人均纯收入").as_deref(), Some("1.1"));
    let derived = village["derived"].as_array().unwrap();
    let growth = derived.iter().find(|derived| derived["name"] == "收入增速").unwrap();
    assert_eq!(growth["value"]["value"], "10");
    for (number, text) in [("92.5", "92.5"), ("92.50", "92.5"), ("\"92.5\"", "92.5"), ("9.25e1", "92.5")] {
        let json = format!(r#"{{"上年人均纯收入": {number}}}"#);
        let village = Folder::new("json-number").assess("村.json", json, "json").clean().village();
        assert_eq!(taken(&village, "上年人均纯收入").as_deref(), Some(text), "{number}");
    }
}

#[test]
fn answers_of_every_type() {
    let village = r#"{"村名": "甲", "通宽带": true, "通动力电": "否", "村民小组数": "７", "通公路小组数": 7, "总户数": null,
        "增收方式": ["资源有效利用", "发展互助资金"], "村类型": "贫困村"}"#;
    let village = Folder::new("json-types").assess("村.json", village, "json").clean().village();
    assert_eq!(verdict(&village, "宽带"), "met");
    assert_eq!(verdict(&village, "动力电"), "unmet");
    assert_eq!(verdict(&village, "通组公路"), "met");
}

#[test]
fn bad_answers_block_only_their_checks() {
    let numbers = r#"{"村民小组数": 1e400, "通公路小组数": -1, "通宽带": 2, "饮水不安全户数": 0.5, "新增危房户数": [1, 2],
        "饮水难户数": {"户": 3}, "行路难户数": true, "用电难户数": 1111111111222222222233333333334444444444, "住房难户数": 0}"#;
    let ran = Folder::new("json-bad").assess("村.json", numbers, "json").with_problems(8);
    let village = ran.village();
    for name in ["通组公路", "宽带", "饮水安全", "增量危房纳入", "饮水难", "行路难", "用电难"]
    {
        assert_eq!(verdict(&village, name), "blocked", "{name}");
    }
    assert_eq!(verdict(&village, "住房难"), "met");
    assert!(ran.err.lines().all(|line| line.starts_with("村.json: “")), "{}", ran.err);
    assert!(ran.err.contains("“饮水不安全户数”填的是 0.5，请填整数"), "{}", ran.err);
}

#[test]
fn an_object_is_no_name() {
    let ran = Folder::new("json-object").assess("村.json", r#"{"村名": {"名": "甲"}, "通宽带": true}"#, "json");
    let village = ran.with_problems(1).village();
    assert_eq!(village["village"].as_object().unwrap().len(), 0);
    assert_eq!(codes(&village), ["not-one"]);
    assert_eq!(verdict(&village, "宽带"), "met");
}

#[test]
fn an_unknown_name_is_told() {
    let ran = Folder::new("json-unknown").assess("村.json", r#"{"总户": 5, "备注": "无", "通宽带": true}"#, "json");
    let village = ran.village();
    let ran = ran.with_problems(2);
    assert!(ran.err.contains("村.json: 没有“总户”这个指标，没有使用它的数据。是不是“总户数”？"), "{}", ran.err);
    assert!(ran.err.contains("没有“备注”这个指标"), "{}", ran.err);
    assert_eq!(village["warnings"].as_array().unwrap().len(), 2);
    assert_eq!(verdict(&village, "宽带"), "met");
}

#[test]
fn a_name_that_comes_twice() {
    let folder = Folder::new("json-twice");
    let same = r#"{"村民小组数": 7, "村民小组数": "7.0", "通公路小组数": null, "通公路小组数": 7}"#;
    assert_eq!(verdict(&folder.assess("同.json", same, "json").clean().village(), "通组公路"), "met");
    let differs = r#"{"村民小组数": 7, "村民小组数": 8, "通公路小组数": 7, "通宽带": true}"#;
    let ran = folder.assess("异.json", differs, "json").with_problems(1);
    assert_eq!(ran.problem_at("异.json"), "“村民小组数”填了两次，而且不一样（7／8），两个都没有用。请只留一个。");
    assert_eq!(verdict(&ran.village(), "通组公路"), "blocked");
    assert_eq!(verdict(&ran.village(), "宽带"), "met");
    let choices = r#"{"增收方式": "资源有效利用", "增收方式": "发展互助资金"}"#;
    let ran = folder.assess("选.json", choices, "json").with_problems(1);
    assert_eq!(codes(&ran.village()), ["not-an-option"], "two answers are not one answer of two choices");
}

#[test]
fn broken_json_has_line_and_column() {
    let folder = Folder::new("json-broken");
    for (json, place) in [
        ("{\"村名\": \"甲\",\n \"总人口\": ]}", "村.json:2:9: "),
        ("{\"总户数\": 5,}", "村.json:1:11: "),
        ("{\"总户数\": NaN}", "村.json:1:9: "),
        ("{\"总户数\": 5", "村.json:1:9: JSON 没有写完"),
        ("{\"总户数\": 5}\n{\"总户数\": 6}", "村.json:2:1: "),
        ("", "村.json:1:1: JSON 没有写完"),
        ("  \n", "村.json:"),
        ("村名,总户数", "村.json:1:1: "),
        ("[{\"总户数\": 5}", "村.json:1:"),
        ("{\"总户数\": 5}]", "村.json:1:11: "),
    ] {
        folder.assess("村.json", json, "json").unusable(place);
    }
    for json in ["5", "\"甲\"", "null", "true"] {
        folder.assess("村.json", json, "json").unusable("村.json: 这里应是一个村的数据");
    }
    folder.assess("村.json", "[".repeat(100_000), "json").unusable("村.json:1:");
    folder.assess("村.json", "{\"a\":".repeat(100_000), "json").unusable("recursion limit");
}

#[test]
fn what_is_no_village_spoils_no_list() {
    let list = r#"[{"通宽带": true}, 5, -1, 2.5, "甲", null, false, [{}], {"通宽带": false}]"#;
    let ran = Folder::new("json-list").assess("村.json", list, "json").with_problems(7);
    let villages = ran.villages();
    assert_eq!(villages.iter().map(|v| verdict(v, "宽带")).collect::<Vec<_>>(), ["met", "unmet"]);
    for index in 2..=8 {
        assert!(ran.problem_at(&format!("村.json[{index}]")).starts_with("这里应是一个村的数据"));
    }
}

#[test]
fn a_bad_line_spoils_no_other() {
    let lines = "{\"通宽带\": true}\n{\"村名\": 无}\n\n[]\n{\"通宽带\": \"大概\"}\r\n{\"通宽带\": false}";
    let ran = Folder::new("jsonl-bad").assess("村.jsonl", lines, "jsonl").with_problems(3);
    let villages = ran.villages();
    assert_eq!(villages.iter().map(|v| verdict(v, "宽带")).collect::<Vec<_>>(), ["met", "blocked", "unmet"]);
    assert!(ran.problem_at("村.jsonl:2:8").starts_with("这里不是正确的 JSON"));
    assert!(ran.problem_at("村.jsonl:4").starts_with("这里应是一个村的数据"));
    assert!(ran.problem_at("村.jsonl:5").contains("请填“是”或“否”"));
    assert_eq!(Folder::new("jsonl-empty").assess("村.jsonl", "", "jsonl").clean().out, "");
}

#[test]
fn other_encodings() {
    let folder = Folder::new("json-encodings");
    let village = r#"{"村名": "甲村"}"#;
    let (gb, ..) = encoding_rs::GB18030.encode(village);
    assert_eq!(folder.assess("国标.json", gb, "json").clean().village()["village"]["村名"], "甲村");
    let marked = format!("\u{feff}{village}");
    assert_eq!(folder.assess("标.json", marked, "json").clean().village()["village"]["村名"], "甲村");
}

#[test]
fn a_list_too_long_for_the_memory_is_refused_and_lines_are_not() {
    let folder = Folder::new("json-long");
    let village = r#"{"村名": "甲", "总户数": 500}"#;
    let padded = format!("[{village}{}]", " ".repeat(64 << 20));
    folder.write("村.json", &padded);
    folder.bayou(&["assess", "村.json"]).unusable("请存为一行一个村的 JSON（.jsonl）");
    folder.write("村.jsonl", village.to_owned() + "\n" + &(" ".repeat(1 << 20) + "\n").repeat(64));
    let ran = folder.bayou(&["assess", "村.jsonl", "--format", "csv"]).clean();
    assert_eq!(ran.out.lines().count(), 2);
}
