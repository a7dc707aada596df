//! Areas from files of villages: grouped, bounded, named; what is wrong with the input is told, and the rest rolled up.

use std::fmt::Write;

use serde_json::Value;

use crate::run::{DAY, Folder, Ran};

const VILLAGES: &str = "区县,乡镇,村名,总人口,集中供水人口,垃圾有效处理\n\
    石柱县,中益乡,甲村,1000,900,是\n\
    石柱县,中益乡,乙村,1000,599,否\n\
    石柱县,沙子镇,丙村,500,,是\n\
    城口县,中益乡,丁村,500,500,是\n";

fn rollup(name: &str, file: &str, bytes: &str, more: &[&str]) -> Ran {
    let folder = Folder::new(name);
    folder.write(file, bytes);
    folder.bayou(&[&["rollup", file, "--date", DAY], more].concat())
}

fn areas(ran: &Ran) -> Vec<Value> {
    serde_json::from_str(&ran.out).unwrap()
}

fn result<'v>(area: &'v Value, name: &str) -> &'v Value {
    area["areas"].as_array().unwrap().iter().find(|result| result["name"] == name).unwrap()
}

fn names(area: &Value) -> Vec<&str> {
    let names = ["区县", "乡镇"].map(|name| area["area"]["names"][name].as_str());
    names.into_iter().flatten().collect()
}

#[test]
fn villages_are_put_together_by_level() {
    let by = |level: &str| {
        let ran =
            rollup(&format!("rollup-{level}"), "村.csv", VILLAGES, &["--level", level, "--format", "json"]).clean();
        areas(&ran)
    };
    let townships = by("township");
    let of: Vec<Vec<&str>> = townships.iter().map(names).collect();
    assert_eq!(of, [["城口县", "中益乡"], ["石柱县", "中益乡"], ["石柱县", "沙子镇"]]);
    let water = result(&townships[1], "集中供水率");
    assert_eq!((&water["verdict"], &water["low"]["value"]), (&"unmet".into(), &"74.95".into()));
    assert_eq!((&water["gap"]["by"], &water["gap"]["unit"]), (&"101".into(), &"人".into()));
    assert_eq!(water["deciding"]["first"][0]["village"]["村名"], "乙村");
    assert_eq!(result(&townships[2], "集中供水率")["verdict"], "undecided");

    let districts = by("district");
    assert_eq!(districts.iter().map(|area| area["villages"].as_u64().unwrap()).collect::<Vec<_>>(), [1, 3]);
    let city = by("city");
    assert_eq!((city.len(), &city[0]["area"]["level"], &city[0]["villages"]), (1, &"city".into(), &4.into()));
    let water = result(&city[0], "集中供水率");
    assert_eq!([&water["low"]["value"], &water["high"]["value"]], ["1999/30", "83.3"]);
}

#[test]
fn every_form_of_input_gives_the_same() {
    let json = r#"[{"村名": "甲", "总户数": 10, "污水处理户数": 6}, {"村名": "乙", "总户数": 10, "污水处理户数": 9}]"#;
    let lines = json.trim_matches(['[', ']']).replace("}, {", "}\n{");
    let table = "村名,总户数,污水处理户数\n甲,10,6\n乙,10,9\n";
    let as_json = |name: &str, file: &str, text: &str| areas(&rollup(name, file, text, &["--format", "json"]).clean());
    let first = as_json("rollup-json", "村.json", json);
    assert_eq!(result(&first[0], "污水处理率")["low"]["value"], "75");
    assert_eq!(as_json("rollup-jsonl", "村.jsonl", &lines), first);
    assert_eq!(as_json("rollup-csv", "村.csv", table), first);
    let piped = Folder::new("rollup-pipe");
    let args = ["rollup", "-", "--input", "csv", "--date", DAY, "--format", "json"];
    assert_eq!(areas(&piped.bayou_reading(&args, table.as_bytes()).clean()), first);
    piped.write("一.csv", "村名,总户数,污水处理户数\n甲,10,6\n");
    piped.write("二.jsonl", r#"{"村名": "乙", "总户数": 10, "污水处理户数": 9}"#);
    let both = piped.bayou(&["rollup", "一.csv", "二.jsonl", "--date", DAY, "--format", "json"]).clean();
    assert_eq!(areas(&both), first, "several files are one area");
}

#[test]
fn villages_without_the_name_are_apart_and_told() {
    let table = "区县,乡镇,村名,通动力电\n石柱县,,甲村,是\n石柱县,中益乡,乙村,是\n,,丙村,是\n";
    let ran = rollup("rollup-unnamed", "村.csv", table, &["--level", "township"]).with_problems(3);
    assert!(ran.problem_at("村.csv:2").contains("没有填“乡镇”"), "{}", ran.err);
    assert!(ran.problem_at("村.csv:4").contains("没有填“区县”、“乡镇”"), "{}", ran.err);
    for heading in ["石柱县 没有填“乡镇”的村（乡镇）  1 个村", "石柱县 中益乡（乡镇）  1 个村"]
    {
        assert!(ran.out.lines().any(|line| line.starts_with(heading)), "{heading}: {}", ran.out);
    }
    assert_eq!(ran.out.matches("（乡镇）  1 个村").count(), 3, "{}", ran.out);
}

#[test]
fn what_is_wrong_is_named_at_its_cell_and_the_rest_is_rolled_up() {
    let table = "村名,总人口,集中供水人口,总户,通动力电\n甲村,100,120,5,是\n乙村,100,很多,5,是\n丙村,100,90,5,也许\n丙村,100,90,5,是\n";
    let ran = rollup("rollup-wrong", "村.csv", table, &[]).with_problems(6);
    assert!(ran.problem_at("村.csv:1:4").contains("是不是“总户数”"), "{}", ran.err);
    assert!(ran.problem_at("村.csv:2:3").contains("还多"), "{}", ran.err);
    assert!(ran.problem_at("村.csv:3:3").contains("不是数字"), "{}", ran.err);
    assert!(ran.problem_at("村.csv:4:5").contains("看不明白"), "{}", ran.err);
    assert!(ran.problem_at("村.csv:5").contains("和 村.csv:4 的村名一样"), "{}", ran.err);
    assert!(ran.out.starts_with("全部  4 个村，其中 3 个村数据有误"), "{}", ran.out);
    let water = ran.out.lines().position(|line| line.contains("集中供水率：合起来在")).unwrap();
    let below: Vec<&str> = ran.out.lines().skip(water + 1).take(1).collect();
    assert!(below[0].contains("数据有误：乙村（集中供水人口）、甲村（总人口、集中供水人口）"), "{below:?}");
}

#[test]
fn broken_lines_are_passed_over() {
    let lines = "{\"村名\": \"甲\", \"总户数\": 10, \"污水处理户数\": 7}\n{\"村名\": \n[1]\n";
    let ran = rollup("rollup-lines", "村.jsonl", lines, &["--format", "json"]);
    assert_eq!((ran.status, ran.err.lines().count()), (1, 2), "{}", ran.err);
    assert_eq!(result(&areas(&ran)[0], "污水处理率")["verdict"], "met");
}

#[test]
fn nothing_to_roll_up_is_said() {
    let ran = rollup("rollup-none", "村.json", "[]", &[]).clean();
    assert_eq!(ran.out, "没有可以汇总的村。\n");
    assert_eq!(rollup("rollup-none", "村.json", "[]", &["--format", "json"]).clean().out, "[]\n");
}

#[test]
fn unusable_arguments() {
    rollup("rollup-level", "村.csv", VILLAGES, &["--level", "village"]).unusable("invalid value 'village'");
    rollup("rollup-date", "村.csv", VILLAGES, &["--pack", "没有"]).unusable("there is no pack `没有`");
    rollup("rollup-empty", "村.csv", "", &[]).unusable("文件是空的");
    rollup("rollup-xlsx", "村.xlsx", "PK", &[]).unusable("村.xlsx: 这份工作簿读不出来");
    let other = Folder::new("rollup-other");
    other.copy_pack("national-exit-2016");
    other.replace("indicators.toml", "name = \"乡镇\"", "name = \"镇街\"");
    other.write("村.csv", "总人口\n5\n");
    other.bayou(&["rollup", "村.csv", "--pack", ".", "--level", "township"]).unusable("没有“乡镇”这个指标");
    Folder::new("rollup-missing").bayou(&["rollup", "没有.csv"]).unusable("cannot be read");
    Folder::new("rollup-no-file").bayou(&["rollup"]).unusable("required");
}

#[test]
fn a_districts_own_figure_counts_and_is_told() {
    let folder = Folder::new("rollup-overlay");
    folder.write(
        "o.toml",
        "id = \"qu\"\nextends = \"chongqing-2018\"\ntitle = \"区县补充\"\nversion = \"1.0.0\"\nissuer = \"某县\"\n\
         [[set]]\nparameter = \"允许空壳村占比\"\nvalue = 50\n",
    );
    folder.write("村.csv", "村名,集体经营收入\n甲,0\n乙,1\n");
    let run = |more: &[&str]| {
        let args = [&["rollup", "村.csv", "--date", DAY, "--format", "json"], more].concat();
        let ran = folder.bayou(&args);
        assert_eq!(ran.status, 0, "{}", ran.err);
        result(&areas(&ran)[0], "消除空壳村").clone()
    };
    assert_eq!((&run(&[])["verdict"], &run(&[])["gap"]["by"]), (&"unmet".into(), &"1".into()));
    let eased = run(&["--overlay", "o.toml"]);
    assert_eq!((&eased["verdict"], &eased["parameter"]["origin"]), (&"met".into(), &"qu".into()));
    assert!(eased["notes"].as_array().unwrap().iter().any(|note| note["code"] == "overlay"), "{eased}");
}

/// More than one thread takes part, and nothing of the order of the input is lost.
#[test]
fn many_villages_come_to_the_same_as_few_sums() {
    let mut table = "区县,乡镇,村名,总户数,污水处理户数\n".to_owned();
    for number in 0..3000 {
        let treated = if number == 2500 { "二" } else { "6" };
        writeln!(table, "县{},乡,村{number},10,{treated}", number % 3).unwrap();
    }
    let ran = rollup("rollup-many", "村.csv", &table, &["--level", "district", "--format", "json"]);
    assert_eq!((ran.status, ran.err.lines().count()), (1, 1), "{}", ran.err);
    assert!(ran.problem_at("村.csv:2502:5").contains("不是数字"));
    let areas = areas(&ran);
    let figures: Vec<&str> =
        areas.iter().map(|area| result(area, "污水处理率")["low"]["value"].as_str().unwrap()).collect();
    assert_eq!(figures, ["60", "59.94", "60"]);
    assert_eq!(areas.iter().map(|area| area["villages"].as_u64().unwrap()).collect::<Vec<_>>(), [1000, 1000, 1000]);
}
