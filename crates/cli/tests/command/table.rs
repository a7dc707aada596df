//! Tables as they come from spreadsheet programs and from hand: encodings, separators, headers, ragged rows, quotes.

use serde_json::Value;

use crate::run::{Folder, Ran, taken, verdict};

const TABLE: &str = "村名,村民小组数,通公路小组数\n甲村,7,5\n乙村,7,7\n";

fn verdicts(ran: &Ran) -> Vec<String> {
    ran.villages().iter().map(|village| verdict(village, "通组公路").to_owned()).collect()
}

fn names(villages: &[Value]) -> Vec<&str> {
    villages.iter().map(|village| village["village"]["村名"].as_str().unwrap()).collect()
}

fn utf16(text: &str, encode: fn(u16) -> [u8; 2]) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(encode).collect()
}

#[test]
fn encodings_of_office_programs() {
    let folder = Folder::new("table-encodings");
    let plain = folder.assess("村.csv", TABLE, "json").clean();
    let (gb, ..) = encoding_rs::GB18030.encode(TABLE);
    for (name, bytes) in [
        ("utf-8 with a mark", format!("\u{feff}{TABLE}").into_bytes()),
        ("two marks", format!("\u{feff}\u{feff}{TABLE}").into_bytes()),
        ("gb18030", gb.into_owned()),
        ("utf-16 little", utf16(TABLE, u16::to_le_bytes)),
        ("utf-16 big", utf16(TABLE, u16::to_be_bytes)),
        ("crlf", TABLE.replace('\n', "\r\n").into_bytes()),
        ("cr", TABLE.replace('\n', "\r").into_bytes()),
        ("no end", TABLE.trim_end().as_bytes().to_owned()),
        ("blank lines", TABLE.replace('\n', "\n\n").into_bytes()),
    ] {
        assert_eq!(folder.assess("村.csv", bytes, "json").clean().out, plain.out, "{name}");
    }
}

#[test]
fn a_rare_character_of_gb18030() {
    // 屵 has two bytes in GBK, 𠮷 four in GB18030.
    let (gb, ..) = encoding_rs::GB18030.encode("村名\n屵山村\n𠮷村\n");
    let ran = Folder::new("table-gb18030").assess("村.csv", gb, "json").clean();
    assert_eq!(names(&ran.villages()), ["屵山村", "𠮷村"]);
}

#[test]
fn no_known_encoding() {
    let folder = Folder::new("table-unknown");
    let bytes = [TABLE.as_bytes(), b"\x81\xff\xff\n"].concat();
    folder
        .assess("村.csv", bytes, "json")
        .unusable("村.csv: 看不出文件的编码。请用表格软件打开，另存为“CSV UTF-8”再试。");
    folder.assess("簿.csv", b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0\xff\xfe", "json").unusable("另存为“CSV UTF-8”");
    let unmarked = utf16(TABLE, u16::to_le_bytes).split_off(2);
    folder.assess("无标.csv", unmarked, "json").unusable("另存为“CSV UTF-8”");
}

#[test]
fn broken_characters_are_told() {
    let folder = Folder::new("table-broken");
    let mut bytes = b"\xef\xbb\xbf".to_vec();
    bytes.extend("村名,村民小组数,通公路小组数\n甲".as_bytes());
    bytes.extend(b"\xff");
    bytes.extend(",7,7\n".as_bytes());
    let ran = folder.assess("村.csv", bytes, "json").with_problems(1);
    assert!(ran.problem_at("村.csv:2").contains("有些字不是 UTF-8 编码，已用 � 代替"), "{}", ran.err);
    assert_eq!(verdicts(&ran), ["met"]);
    let nul = folder.assess("空.csv", "村名,村民小组数,通公路小组数\n甲,7,7\n乙\0,7\0,7\n", "json").with_problems(1);
    assert!(nul.problem_at("空.csv:3").contains("空字符"), "{}", nul.err);
    assert_eq!(names(&nul.villages()), ["甲", "乙"]);
    assert_eq!(verdicts(&nul), ["met", "met"]);
}

#[test]
fn tabs_and_semicolons() {
    let folder = Folder::new("table-separators");
    let plain = folder.assess("村.csv", TABLE, "json").clean();
    for separator in [";", "\t"] {
        let ran = folder.assess("村.csv", TABLE.replace(',', separator), "json").clean();
        assert_eq!(ran.out, plain.out, "{separator:?}");
    }
    let ran = folder.assess("村.tsv", TABLE.replace(',', "\t"), "json").clean();
    assert_eq!(ran.out, plain.out);
    let cells = "村名;村民小组数;通公路小组数\n\"甲;村\";1,200;\"1,200\"\n";
    let ran = folder.assess("村.csv", cells, "json").clean();
    assert_eq!(names(&ran.villages()), ["甲;村"]);
    assert_eq!(taken(&ran.village(), "村民小组数").as_deref(), Some("1200"));
    let commas = folder.assess("村.csv", "村名,村民小组数\n甲;乙\t丙,7\n", "json").clean();
    assert_eq!(names(&commas.villages()), ["甲;乙 丙"], "a comma in the header settles it");
    let one = folder.assess("村.csv", "村名\n甲;乙\n", "json").clean();
    assert_eq!(names(&one.villages()), ["甲;乙"], "so does a single column");
}

#[test]
fn headers_as_they_come() {
    let folder = Folder::new("table-headers");
    for header in [
        " 村名 , 村民小组数 , 通公路小组数 ",
        "\"村名\", \"村民小组数\",\u{3000}通公路小组数",
        "“村名”,村民\u{200b}小组数,\"通公路\n小组数\"",
        "\"\"\"村名\"\"\",村民 小组 数,通公路小组数\u{feff}",
        "村名,村民小组数,通公路小组数,,,",
    ] {
        let ran = folder.assess("村.csv", format!("{header}\n甲,7,7\n"), "json").clean();
        assert_eq!(verdicts(&ran), ["met"], "{header}");
        assert_eq!(names(&ran.villages()), ["甲"], "{header}");
    }
}

#[test]
fn an_unknown_column_is_named_once() {
    let folder = Folder::new("table-unknown-column");
    let table = "村名,村民小组,村民小组数,通公路小组数,备注\n甲,1,7,7,x\n乙,2,7,7,\n";
    let ran = folder.assess("村.csv", table, "json").with_problems(2);
    let near = ran.problem_at("村.csv:1:2");
    assert_eq!(near, "没有“村民小组”这个指标，这一列没有使用。是不是“村民小组数”？");
    assert_eq!(ran.problem_at("村.csv:1:5"), "没有“备注”这个指标，这一列没有使用。请核对名称。");
    assert_eq!(verdicts(&ran), ["met", "met"]);
}

#[test]
fn a_header_that_is_none() {
    let folder = Folder::new("table-title");
    let none = "忠县自查表,,\n甲村,7,5\n";
    folder.assess("村.csv", none, "json").unusable("村.csv:1: 这一行没有一个是指标名称。请把指标名称放在第一行");
    let plain = folder.assess("村.csv", TABLE, "json").clean();
    let title = folder.assess("村.csv", format!("忠县自查表,,\n{TABLE}"), "json").clean();
    assert_eq!(title.out, plain.out, "a title above the names is passed over");
    let all_misspelt = folder.assess("村.csv", "村民小组,通公路小组\n7,7\n", "json").with_problems(2);
    assert!(all_misspelt.problem_at("村.csv:1:1").ends_with("是不是“村民小组数”？"));
}

#[test]
fn a_column_that_comes_twice() {
    let folder = Folder::new("table-twice");
    let table = "村名,村民小组数,通公路小组数,村民小组数\n甲,7,7,7\n乙,7,7,8\n丙,,7,7\n丁,1，000,7,1000\n戊,,7,x\n";
    let ran = folder.assess("村.csv", table, "json").with_problems(3);
    assert!(ran.problem_at("村.csv:1:4").contains("与第 2 列重名"), "{}", ran.err);
    assert!(ran.problem_at("村.csv:3:4").contains("填了两次，而且不一样（7／8）"), "{}", ran.err);
    assert!(ran.problem_at("村.csv:6:4").contains("“x”不是数字"), "at the column that was filled: {}", ran.err);
    assert_eq!(verdicts(&ran), ["met", "blocked", "met", "unmet", "blocked"]);
}

#[test]
fn ragged_rows() {
    let folder = Folder::new("table-ragged");
    let table = "村名,村民小组数,通公路小组数\n甲,7\n乙,7,7,多\n丙,7,7,,\n丁\n戊,7,7\n";
    let ran = folder.assess("村.csv", table, "json").with_problems(3);
    assert!(ran.problem_at("村.csv:2").contains("只有 2 格，比表头少，缺的当作没有填写"), "{}", ran.err);
    assert!(ran.problem_at("村.csv:3:4").contains("“多”没有对应的列名"), "{}", ran.err);
    assert!(ran.problem_at("村.csv:5").contains("只有 1 格"), "{}", ran.err);
    assert_eq!(verdicts(&ran), ["undecided", "met", "met", "undecided", "met"]);
    let unnamed = folder.assess("村.csv", "村名,村民小组数,,\n甲,7\n", "json");
    unnamed.clean();
}

#[test]
fn nothing_to_judge() {
    let folder = Folder::new("table-nothing");
    for empty in ["", "\n\n", "\u{feff}", " \n,,,\n"] {
        folder.assess("村.csv", empty, "json").unusable("村.csv: 文件是空的。第一行应为指标名称，以下每行一个村。");
    }
    for header_only in ["村名,总户数", "村名,总户数\n\n", "村名,总户数\n,,\n \n"] {
        let ran = folder.assess("村.csv", header_only, "json").clean();
        assert_eq!(serde_json::from_str::<Value>(&ran.out).unwrap(), Value::Array(Vec::new()));
        assert_eq!(folder.assess("村.csv", header_only, "text").clean().out, "没有可以判定的村。\n");
        assert_eq!(folder.assess("村.csv", header_only, "csv").clean().out.lines().count(), 1);
        assert_eq!(folder.assess("村.csv", header_only, "jsonl").clean().out, "");
    }
}

#[test]
fn rows_are_counted_as_a_spreadsheet_shows_them() {
    let folder = Folder::new("table-rows");
    let table = "\n村名,村民小组数,\"通公路\n小组数\"\n\n\"甲,\n村\",7,7\n,,\n\n\n乙,x,7\n\"丙\n\n村\",7,y\n丁,7,z";
    for (name, text) in
        [("lf", table.to_owned()), ("crlf", table.replace('\n', "\r\n")), ("cr", table.replace('\n', "\r"))]
    {
        let ran = folder.assess("村.csv", text, "json").with_problems(3);
        assert!(ran.problem_at("村.csv:8:2").contains("“x”不是数字"), "{name}: {}", ran.err);
        assert!(ran.problem_at("村.csv:9:3").contains("“y”不是数字"), "{name}: {}", ran.err);
        assert!(ran.problem_at("村.csv:10:3").contains("“z”不是数字"), "{name}: {}", ran.err);
        assert_eq!(ran.villages().len(), 4, "{name}");
    }
}

#[test]
fn problems_come_in_the_order_of_the_rows() {
    let table = "村名,村民小组数,通公路小组数\n甲,x,7\n乙,7\n丙,7,y\n";
    let ran = Folder::new("table-order").assess("村.csv", table, "json").with_problems(3);
    let rows: Vec<&str> = ran.err.lines().filter_map(|line| line.split(':').nth(1)).collect();
    assert_eq!(rows, ["2", "3", "4"]);
}

#[test]
fn a_quote_left_open_swallows_no_row_unsaid() {
    let table = "村名,村民小组数,通公路小组数,备注\n甲,7,7,\"没有关\n乙,7,7,x\n丙,7,7,y\n";
    let ran = Folder::new("table-quote").assess("村.csv", table, "json").with_problems(2);
    let told = ran.problem_at("村.csv:2:4");
    assert_eq!(told, "这一格里有下面 2 行的内容，那几行没有判定。请检查这一格的引号（\"）是不是没有成对。");
    assert_eq!(verdicts(&ran), ["met"]);
}
