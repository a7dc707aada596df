//! Sheets as offices keep them, and long streams of villages. The files in `tests/sheets` hold the same 300 made-up villages:
//! `plain.csv` as the generator writes them (`villages 300 7 csv`), `libreoffice.xlsx` as LibreOffice 7.4 saves them, with a title, a
//! merged heading of two rows, units, percents, 万元 and townships merged downwards, and `gb18030.csv` with a Chinese office
//! program's habits: GB18030, a title, a heading of two rows, a total and a signature.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::run::{BAYOU, DAY, Folder, Ran, taken, verdict};

fn sheet(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sheets").join(name).display().to_string()
}

fn judged(file: &str) -> Ran {
    Folder::new(&format!("sheets-{file}")).bayou(&["assess", &sheet(file), "--date", DAY, "--format", "csv"])
}

/// What is told, without places and without what only one of the files has.
fn told(ran: &Ran, of_its_own: &[&str]) -> Vec<String> {
    let lines = ran.err.lines().filter(|line| !of_its_own.iter().any(|own| line.contains(own)));
    let mut told: Vec<String> = lines.filter_map(|line| Some(line.split_once(": ")?.1.to_owned())).collect();
    told.sort_unstable();
    told
}

#[test]
fn three_hundred_villages_however_they_were_saved() {
    let plain = judged("plain.csv");
    assert_eq!((plain.status, plain.out.lines().count()), (1, 301));
    let office = judged("gb18030.csv");
    assert_eq!(office.out, plain.out);
    let own = ["这一行是“合计”，不是一个村", "这一行是“填表人：张三”，不是一个村"];
    assert!(own.iter().all(|own| office.err.matches(own).count() == 1), "{}", office.err);
    assert_eq!(told(&office, &own), told(&plain, &[]));
    // What a clerk typed as #REF! LibreOffice keeps as a formula that failed.
    let libre = judged("libreoffice.xlsx");
    assert_eq!(libre.out, plain.out);
    assert_eq!(told(&libre, &["公式"]), told(&plain, &["#REF!"]));
    assert_eq!(libre.err.matches("这一格的公式出了错").count(), plain.err.matches("#REF!").count());
    assert_eq!(libre.err.matches("格是公式").count(), 1);
}

#[test]
fn forty_mistakes_each_at_its_cell() {
    const NAMES: [&str; 10] = [
        "总户数",
        "总人口",
        "村民小组数",
        "通村公路硬化",
        "供水保证率",
        "上年人均纯收入",
        "通宽带",
        "村类型",
        "行政区划代码",
        "集体经营收入",
    ];
    let sound = ["500", "1500", "7", "是", "92.5", "8500.5", "有", "贫困村", "500233001001", "3.5万"];
    let wrong: [[&str; 4]; 10] = [
        ["很多", "-1", "1.5", "1,20"],
        ["1千", "12人3", "5%", "#REF!"],
        ["7 8", "７或８", "1e999999999", "-"],
        ["大概", "2", "是否", "部分"],
        ["120", "-1", "92.12345", "九成"],
        ["8500.555", "-3", "约8500", "8,50"],
        ["在建", "3", "是 是", "??"],
        ["贫困", "1", "一般村", "深度"],
        ["5.00233E+11", "50023300100", "代码", "5002330010012"],
        ["五万", "3.5万多", "1.234", "-0.01"],
    ];
    let mut table = format!("村名,{}\n", NAMES.join(","));
    for (column, cells) in wrong.iter().enumerate() {
        for (number, cell) in cells.iter().enumerate() {
            let mut row = sound;
            row[column] = cell;
            let cells: Vec<String> = row.iter().map(|cell| format!("\"{cell}\"")).collect();
            table.push_str(&format!("村{column}{number},{}\n", cells.join(",")));
        }
    }
    let folder = Folder::new("sheets-forty");
    let ran = folder.assess("村.csv", &table, "json").with_problems(40);
    let villages = ran.villages();
    assert_eq!(villages.len(), 40);
    for (index, village) in villages.iter().enumerate() {
        let (row, column) = (index + 2, index / 4 + 2);
        ran.problem_at(&format!("村.csv:{row}:{column}"));
        // Whatever is wrong beside it, these are judged.
        let name = NAMES[index / 4];
        if name != "通宽带" {
            assert_eq!(verdict(village, "宽带"), "met", "{row}");
        }
        if name != "通村公路硬化" {
            assert_eq!(verdict(village, "通村公路硬化"), "met", "{row}");
        }
        assert_eq!(village["errors"].as_array().unwrap().len(), 1, "{row}");
    }
}

#[test]
fn the_empty_sheet_is_read_as_it_was_written() {
    let folder = Folder::new("sheets-template");
    folder.bayou(&["template", "表.xlsx"]).clean();
    assert_eq!(folder.bayou(&["assess", "表.xlsx", "--date", DAY]).clean().out, "没有可以判定的村。\n");
    let of_two = ["template", "表.xlsx", "--pack", "chongqing-2018", "--pack", "national-exit-2016"];
    folder.bayou(&of_two).clean();
    folder.bayou(&["template", "无/表.xlsx"]).unusable("cannot be written");
}

#[test]
fn columns_as_somebody_said_before() {
    let folder = Folder::new("sheets-mapping");
    folder.write("村.csv", "村名,户数合计,备注\n甲,500,x\n");
    let args = ["assess", "村.csv", "--date", DAY, "--format", "json"];
    folder.bayou(&args).with_problems(2);
    folder.write("列.json", r#"{"columns": {"户数合计": "总户数", "备注": null}}"#);
    let village = folder.bayou(&[&args[..], &["--columns", "列.json"]].concat()).clean().village();
    assert_eq!(taken(&village, "总户数").as_deref(), Some("500"));
    folder.write("列.json", r#"{"columns": {"户数合计": "户数"}}"#);
    let ran = folder.bayou(&[&args[..], &["--columns", "列.json"]].concat()).with_problems(2);
    assert!(ran.problem_at("村.csv:1:2").contains("“户数”不是指标"), "{}", ran.err);
    folder.write("列.json", "{}");
    folder.bayou(&[&args[..], &["--columns", "列.json"]].concat()).unusable("列名对应表读不懂");
}

#[test]
fn units_in_headings_count() {
    let folder = Folder::new("sheets-units");
    let table = "村名,集体经营收入（万元）,总户数（人）,上年人均纯收入\n,,,万元\n甲,3.5,500,0.85\n";
    let ran = folder.assess("村.csv", table, "json").with_problems(1);
    assert!(ran.problem_at("村.csv:1:3").contains("“总户数”的单位是“户”，这一列没有使用"), "{}", ran.err);
    let village = ran.village();
    assert_eq!(taken(&village, "集体经营收入").as_deref(), Some("35000"));
    assert_eq!(taken(&village, "上年人均纯收入").as_deref(), Some("8500"));
    assert_eq!(taken(&village, "总户数"), None);
}

#[test]
fn a_sheet_is_named() {
    let folder = Folder::new("sheets-named");
    let file = sheet("libreoffice.xlsx");
    let read = |name: &str| folder.bayou(&["assess", &file, "--date", DAY, "--format", "csv", "--sheet", name]);
    assert_eq!(read("村情表").out.lines().count(), 301);
    read("无").unusable("没有“无”这张工作表，有的是：村情表。");
}

#[test]
fn a_workbook_holds_what_the_table_does() {
    let folder = Folder::new("sheets-out");
    let run = |command: &[&str], format: &str| {
        let all = [command, &["--date", DAY, "--format", format]].concat();
        let output = Command::new(BAYOU).args(&all).current_dir(folder.path()).output().unwrap();
        output.stdout
    };
    let file = sheet("plain.csv");
    for command in [["assess", &file, "--pack", "chongqing-2018"], ["rollup", &file, "--level", "township"]] {
        let mut rows = tables::xlsx::Book::open(std::io::Cursor::new(run(&command, "xlsx"))).unwrap().rows(0).unwrap();
        let table = run(&command, "csv");
        let table = std::str::from_utf8(&table).unwrap().trim_start_matches('\u{feff}');
        let mut table = csv::ReaderBuilder::new().has_headers(false).from_reader(table.as_bytes());
        for record in table.records() {
            let cells: Vec<String> = record.unwrap().iter().map(str::to_owned).collect();
            let row = rows.next_row().unwrap().unwrap();
            let mut own: Vec<String> = row.cells.iter().map(|cell| cell.text().to_owned()).collect();
            own.resize(cells.len(), String::new());
            assert_eq!(own, cells);
        }
        assert_eq!(rows.next_row().unwrap(), None);
    }
    let lines = run(&["rollup", &file, "--level", "district"], "jsonl");
    assert_eq!(std::str::from_utf8(&lines).unwrap().lines().count(), 3, "districts");
}

#[test]
fn a_workbook_on_standard_input() {
    let folder = Folder::new("sheets-stdin");
    let bytes = std::fs::read(sheet("libreoffice.xlsx")).unwrap();
    let args = ["assess", "-", "--input", "xlsx", "--date", DAY, "--format", "csv"];
    assert_eq!(folder.bayou_reading(&args, &bytes).out, judged("plain.csv").out);
}

#[test]
fn order_is_kept_on_all_cores() {
    let folder = Folder::new("sheets-order");
    let lines: String = (0..1_000).map(|number| format!("{{\"村名\": \"村{number}\"}}\n")).collect();
    folder.write("村.jsonl", lines);
    let args = ["assess", "村.jsonl", "--pack", "national-exit-2016", "--date", DAY, "--format", "csv", "--progress"];
    let ran = folder.bayou(&args);
    let names: Vec<&str> = ran.out.lines().skip(1).map(|line| line.split(',').nth(2).unwrap()).collect();
    assert_eq!(names, (0..1_000).map(|number| format!("村{number}")).collect::<Vec<_>>());
    assert!(ran.err.contains("已处理 1000 个村"), "{}", ran.err);
}

/// Ends a run by Ctrl-C while it waits for more on standard input.
#[cfg(unix)]
#[test]
fn an_interrupt_leaves_whole_lines() {
    let folder = Folder::new("sheets-interrupt");
    let mut child = Command::new(BAYOU)
        .args(["assess", "-", "--input", "jsonl", "--pack", "national-exit-2016", "--date", DAY, "--format", "jsonl"])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    (0..200).for_each(|number| writeln!(input, "{{\"村名\": \"村{number}\"}}").unwrap());
    input.flush().unwrap();
    let mut first = String::new();
    out.read_line(&mut first).unwrap();
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    let output = child.wait_with_output().unwrap();
    drop(input);
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(130), "{err}");
    let lines: Vec<&str> = first.lines().chain(rest.lines()).collect();
    assert!(lines.iter().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));
    let count = lines.len();
    assert!(err.contains(&format!("已中断：处理了前 {count} 个村，已写出的都是完整的")), "{count}: {err}");
}
