//! `--overlay`, `--earlier` and several packs over the same answers.

use std::path::Path;

use serde_json::Value;

use crate::run::{DAY, Folder, verdict};

const HEAD: &str = "id = \"a\"\nextends = \"chongqing-2018\"\ntitle = \"甲\"\nversion = \"1.0.0\"\nissuer = \"某区\"\n";
const VILLAGE: &str =
    r#"{"村名": "甲村", "建档立卡户数": 10, "产业参与贫困户数": 6, "公共厕所座数": 0, "总人口": 100, "未脱贫人口": 3}"#;

fn example() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/examples/overlay-shili");
    folder.to_str().unwrap().to_owned()
}

fn folder(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("村.json", VILLAGE);
    folder
}

#[test]
fn a_districts_overlay_judges_and_says_whose_it_is() {
    let folder = folder("overlay");
    let assess = |more: &[&str]| folder.bayou(&[&["assess", "村.json", "--date", DAY][..], more].concat());
    let ran = assess(&["--overlay", &example(), "--format", "json"]);
    assert_eq!(ran.status, 0, "a warning is no problem of the data: {}", ran.err);
    let village = ran.village();
    assert_eq!(
        [verdict(&village, "产业参与度"), verdict(&village, "公共厕所"), verdict(&village, "村小运行")],
        ["unmet", "unmet", "not-applicable"]
    );
    assert_eq!(village["pack"]["overlays"][0]["id"], "shili-2019");
    let warnings: Vec<&str> =
        village["warnings"].as_array().unwrap().iter().map(|warning| warning["message"].as_str().unwrap()).collect();
    assert_eq!(warnings.len(), 2);
    for warning in warnings {
        assert!(ran.err.contains(&format!("提醒 shili-2019：{warning}")), "{}", ran.err);
    }
    let text = assess(&["--overlay", &example()]).out;
    for said in [
        "八有（由示例区扶贫开发领导小组设定）",
        "“产业参与率目标”由示例区扶贫开发领导小组定为 70%。",
        "依据 第七条（示例区扶贫开发领导小组）",
        "村小运行：示例区扶贫开发领导小组确定此项不适用，理由：全区的村小都已并入中心学校，没有需要保留的村小。",
    ] {
        assert!(text.contains(said), "{said} in:\n{text}");
    }
    let plain = assess(&[]);
    assert_eq!(plain.problem_at("村.json"), "没有“公共厕所座数”这个指标，没有使用它的数据。请核对名称。");
    assert!(plain.out.contains("八有（文件没有列出具体内容，暂定）"));
}

#[test]
fn a_built_pack_keeps_its_overlay() {
    let folder = folder("overlay-built");
    let ran = folder.bayou(&["build", "chongqing-2018", "--overlay", &example(), "--out", "."]);
    assert_eq!((ran.status, ran.out.as_str()), (0, ""), "{}", ran.err);
    let format = ["--date", DAY, "--format", "json"];
    let built =
        folder.bayou(&[&["assess", "村.json", "--pack", "chongqing-2018+shili-2019.json"][..], &format].concat());
    let laid = folder.bayou(&[&["assess", "村.json", "--overlay", &example()][..], &format].concat());
    assert_eq!((built.out, built.err), (laid.out, laid.err), "and its warnings");
    folder.bayou(&["build", "chongqing-2018", "--overlay", &example(), "--compiled", "--out", "."]);
    assert!(folder.path().join("chongqing-2018+shili-2019.pack").exists());
}

#[test]
fn overlays_as_one_file_as_json_and_one_after_the_other() {
    let folder = folder("overlay-forms");
    folder.write("甲.toml", format!("{HEAD}[[set]]\nparameter = \"产业参与率目标\"\nvalue = 60\n"));
    folder.write(
        "乙.json",
        r#"{"id": "b", "extends": "chongqing-2018", "title": "乙", "version": "1", "issuer": "某镇", "set": [{"parameter": "产业参与率目标", "value": "70"}]}"#,
    );
    let judged = |overlays: &[&str]| {
        let overlays = overlays.iter().flat_map(|file| ["--overlay", file]);
        let args: Vec<&str> =
            ["assess", "村.json", "--date", DAY, "--format", "json"].into_iter().chain(overlays).collect();
        verdict(&folder.bayou(&args).village(), "产业参与度").to_owned()
    };
    assert_eq!(judged(&[]), "undecided");
    assert_eq!(judged(&["甲.toml"]), "met");
    assert_eq!(judged(&["甲.toml", "乙.json"]), "unmet", "the later one holds");
    assert_eq!(judged(&["乙.json", "甲.toml"]), "met");
}

#[test]
fn what_is_wrong_with_an_overlay_is_told_with_its_place() {
    let folder = folder("overlay-faulty");
    std::fs::create_dir(folder.path().join("空")).unwrap();
    let refused = |file: &str, content: &str, message: &str| {
        folder.write(file, content);
        folder.bayou(&["assess", "村.json", "--overlay", file]).unusable(message)
    };
    refused("句法.toml", &format!("{HEAD}[[set]]\nparameter = 产业\n"), "句法.toml:7:13: ");
    refused(
        "多余.toml",
        &format!("{HEAD}perameters = []\n"),
        "多余.toml:6:1: error[unknown-key]: the key `perameters`",
    );
    refused("无名.toml", "id = \"a\"\n", "无名.toml:1:1: error[missing-identity]: `extends` is missing");
    refused("坏.json", "{\"id\": \"a\",\n \"extends\": }", "坏.json:2:13: expected value");
    let both =
        format!("{HEAD}[[set]]\nparameter = \"产业参与目标\"\nvalue = 70\n[[off]]\ncheck = \"无\"\nreason = \"\"\n");
    let ran = refused("都错.toml", &both, "覆盖文件 都错.toml 不能使用：\n  都错.toml:6:1: ");
    assert!(
        ran.err.contains("是不是“产业参与率目标”？") && ran.err.contains("都错.toml:9:1: 没有“无”这项检查"),
        "all at once: {}",
        ran.err
    );
    refused("他包.toml", &HEAD.replace("chongqing-2018", "other"), "是给政策包“other”用的，不能用在“chongqing-2018”上");
    let check = "[[checks]]\nname = \"灯\"\nkind = \"target\"\nsection = \"人居\"\nclause = [\"甲\"]\nrequirement = \"要\"\ntest = { yes = \"路灯\" }\n";
    refused("公式.toml", &format!("{HEAD}{check}"), "the pack `chongqing-2018` with `a` cannot be used:\n  checks[灯]");
    folder.bayou(&["assess", "村.json", "--overlay", "空"]).unusable("空 holds no TOML file of an overlay");
    folder.bayou(&["assess", "村.json", "--overlay", "没有.toml"]).unusable("没有.toml cannot be read");
    let twice = ["--overlay", &example(), "--overlay", &example()];
    folder.bayou(&[&["assess", "村.json"][..], &twice].concat()).unusable("“shili-2019”已经用过一次");
}

const BOTH: [&str; 6] = ["--pack", "chongqing-2018", "--pack", "national-exit-2016", "--date", DAY];

#[test]
fn two_packs_judge_the_same_answers() {
    let folder = Folder::new("two-packs");
    let known = r#"{"村名": "甲村", "总人口": 100, "未脱贫人口": 3, "通宽带": true, "路灯": 3}"#;
    folder.write("村.json", known);
    let run = |more: &[&str]| folder.bayou(&[&["assess", "村.json"][..], &BOTH, more].concat());
    let ran = run(&["--format", "json"]).with_problems(1);
    assert!(ran.err.contains("“路灯”"), "only what neither knows, and once: {}", ran.err);
    let village: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&village["village"]["村名"], &village["date"]), (&"甲村".into(), &DAY.into()));
    let [opinions, exit] = village["assessments"].as_array().unwrap().as_slice() else { panic!("{village}") };
    assert_eq!(
        (&opinions["pack"]["id"], &exit["pack"]["id"]),
        (&"chongqing-2018".into(), &"national-exit-2016".into())
    );
    assert_eq!(verdict(exit, "贫困发生率"), "unmet", "three in a hundred is not below 3 %");
    // What each says is what it says alone, but for the names that the other knows.
    let alone = folder.bayou(&["assess", "村.json", "--date", DAY, "--format", "json"]).village();
    assert_eq!(opinions["checks"], alone["checks"]);
    // Each is held together by a receipt over what its own pack asks.
    assert_ne!(opinions["digest"], exit["digest"]);
    let text = run(&[]);
    let (first, second) = text.out.split_once("◆ 贫困村退出标准").unwrap();
    assert!(first.starts_with("◆ 重庆市贫困村提升工程"));
    assert!(second.contains("贫困发生率：“贫困发生率”为 3%，三(二)要求低于 3%。"));
    folder
        .bayou(&["assess", "村.json", "--pack", "chongqing-2018", "--pack", "chongqing-2018"])
        .unusable("given twice");
}

#[test]
fn two_packs_over_a_table() {
    let folder = Folder::new("two-packs-table");
    folder.write("村.csv", "村名,总人口,未脱贫人口,通宽带\n甲,100,2,是\n乙,100,x,否\n");
    let run = |format: &str| folder.bayou(&[&["assess", "村.csv"][..], &BOTH, &["--format", format]].concat());
    let rows = run("csv").with_problems(1);
    assert!(rows.err.starts_with("村.csv:3:3: "), "a wrong cell is named once: {}", rows.err);
    let mut table = rows.out.trim_start_matches('\u{feff}').lines();
    let head: Vec<&str> = table.next().unwrap().split(',').collect();
    let first: Vec<&str> = table.next().unwrap().split(',').collect();
    let cell = |name: &str| first[head.iter().position(|column| *column == name).expect(name)];
    assert_eq!([cell("村名"), cell("自查日期")], ["甲", DAY]);
    assert_eq!(cell("重庆市贫困村提升工程指导意见(2018)：宽带"), "达标");
    assert_eq!(cell("贫困村退出标准(2016)：贫困发生率"), "达标");
    let lines = run("jsonl");
    let lines: Vec<Value> = lines.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[1]["assessments"][1]["checks"][0]["verdict"], "blocked");
    let list: Value = serde_json::from_str(&run("json").out).unwrap();
    assert_eq!(list[0], lines[0]);
}

#[test]
fn an_overlay_goes_to_the_pack_it_is_made_for() {
    let folder = folder("two-packs-overlay");
    let ran = folder.bayou(&[&["assess", "村.json", "--format", "json", "--overlay", &example()][..], &BOTH].concat());
    let village: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(village["assessments"][0]["pack"]["overlays"][0]["id"], "shili-2019");
    assert_eq!(village["assessments"][1]["pack"]["overlays"], Value::Array(Vec::new()));
}

#[test]
fn compared_with_an_earlier_self_check() {
    let folder = Folder::new("earlier");
    folder.write("去年.json", r#"{"村名": "甲村", "通宽带": true, "通动力电": false}"#);
    folder.write("今年.json", r#"{"村名": "甲村", "通宽带": false, "通动力电": true}"#);
    let then = folder.bayou(&["assess", "去年.json", "--date", "2019-06-30", "--format", "json"]).clean();
    folder.write("earlier.json", &then.out);
    let compare = |more: &[&str]| {
        folder.bayou(&[&["assess", "今年.json", "--date", DAY, "--earlier", "earlier.json"][..], more].concat())
    };
    let now = compare(&["--format", "json"]).clean().village();
    let turns: Vec<[&str; 2]> = now["comparison"]["turns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|turn| [turn["name"].as_str().unwrap(), turn["how"].as_str().unwrap()])
        .collect();
    assert_eq!(turns, [["宽带", "fell"], ["动力电", "rose"], ["有动力电", "rose"], ["有通信网络", "decided"]]);
    assert_eq!((&now["comparison"]["since"], &now["comparison"]["same_rules"]), (&"2019-06-30".into(), &true.into()));
    assert_eq!(now["alerts"][0]["code"], "fell-back");
    let text = compare(&[]).clean().out;
    for said in [
        "与上一次自查（2019-06-30）比：4 项有变化",
        "提升为达标（2）：动力电、有动力电",
        "退步为未达标（1）：宽带",
        "预警（1）\n    “宽带”上一次自查达标，这一次未达标，请查明原因，尽快补上。依据 二(一)",
    ] {
        assert!(text.contains(said), "{said} in:\n{text}");
    }
    let csv = compare(&["--format", "csv"]).clean().out;
    assert!(csv.contains("上一次自查日期,提升,退步,") && csv.contains(",2019-06-30,动力电、有动力电,宽带,"), "{csv}");
    let plain = folder.bayou(&["assess", "今年.json", "--date", DAY, "--format", "json"]).clean().village();
    assert_eq!(plain.get("comparison"), None);
    assert_eq!(plain["alerts"], Value::Array(Vec::new()));
}

#[test]
fn alerts_of_one_due_date_stand_in_one_line() {
    let folder = folder("due");
    folder.write("村.json", r#"{"村名": "甲村", "通宽带": false, "通动力电": false}"#);
    let on = |day: &str| folder.bayou(&["assess", "村.json", "--date", day]).clean().out;
    assert!(on("2020-12-01").contains("  预警（2）\n    2020-12-31 到期，还有 30 天，2 项未达标：宽带、动力电\n"));
    let last = on("2020-12-31");
    assert!(last.contains("    今天（2020-12-31）到期，2 项未达标：宽带、动力电\n"), "{last}");
    assert!(last.contains("推进中，今天（2020-12-31）到期。依据 二(一)"), "{last}");
    let late = on("2021-01-01");
    assert!(!late.contains("预警") && late.contains("已逾期 1 天。"), "{late}");
}

#[test]
fn each_village_with_its_own_last_self_check() {
    let folder = Folder::new("earlier-many");
    folder.write("村.csv", "村名,通宽带\n甲,是\n乙,否\n丙,是\n");
    let at = |day: &str| folder.bayou(&["assess", "村.csv", "--date", day, "--format", "jsonl"]).clean().out;
    folder.write("later.csv", "村名,通宽带\n甲,否\n乙,是\n");
    let newer = folder.bayou(&["assess", "later.csv", "--date", "2020-03-31", "--format", "jsonl"]).clean().out;
    // 甲 and 乙 have two earlier ones, of which the later counts; 丁 has none, 丙 only one to come.
    let of_丙: Vec<String> = at("2021-01-01").lines().filter(|line| line.contains("丙")).map(str::to_owned).collect();
    let first: Vec<String> = at("2019-01-01").lines().filter(|line| !line.contains("丙")).map(str::to_owned).collect();
    folder.write("earlier.jsonl", format!("{}\n{newer}\n{}\n", first.join("\n"), of_丙.join("\n")));
    folder.write("now.csv", "村名,通宽带\n甲,是\n乙,否\n丙,是\n丁,是\n");
    let ran = folder.bayou(&["assess", "now.csv", "--date", DAY, "--earlier", "earlier.jsonl", "--format", "jsonl"]);
    let villages = ran.villages();
    let how = |number: usize| villages[number]["comparison"]["turns"][0]["how"].as_str();
    assert_eq!([how(0), how(1), how(2), how(3)], [Some("rose"), Some("fell"), None, None]);
    assert_eq!(villages[0]["comparison"]["since"], "2020-03-31");
    assert_eq!(ran.status, 1);
    assert!(ran.problem_at("now.csv:4").contains("2021-01-01，比这一次还晚"), "{}", ran.err);
    assert!(ran.problem_at("now.csv:5").contains("没有这个村"), "{}", ran.err);
}

#[test]
fn what_is_no_earlier_self_check() {
    let folder = folder("earlier-bad");
    let refused = |content: &str, message: &str| {
        folder.write("e.json", content);
        folder.bayou(&["assess", "村.json", "--date", DAY, "--earlier", "e.json"]).unusable(message);
    };
    refused("", "e.json:1:0: 这不是保存过的自查结果");
    refused("{\"村名\": \"甲\"}", "e.json: 这不是保存过的自查结果（missing field `pack`）");
    refused("[{}, 3]", "e.json[1]: 这不是保存过的自查结果");
    refused("[]", "里面没有自查结果");
    refused("{\"a\": 1}\n{\"b\"", "e.json:1: 这不是保存过的自查结果");
    folder.bayou(&["assess", "村.json", "--earlier", "没有.json"]).unusable("没有.json cannot be read");
}

#[test]
fn a_record_is_an_earlier_self_check_and_verifies_with_its_overlay() {
    let folder = folder("earlier-record");
    let then = ["--date", "2019-06-30", "--overlay", &example(), "--records", "then.jsonl", "--format", "csv"];
    assert_eq!(folder.bayou(&[&["assess", "村.json"][..], &then].concat()).status, 0);
    let verify = |more: &[&str]| folder.bayou(&[&["verify", "then.jsonl"][..], more].concat());
    let ran = verify(&["--overlay", &example()]);
    assert!(ran.status == 0 && ran.out.contains("核对一致"), "{ran:?}");
    assert_eq!(verify(&[]).status, 1, "without the overlay it is another pack");
    folder.write("村.json", VILLAGE.replace("\"公共厕所座数\": 0", "\"公共厕所座数\": 2"));
    let now = ["assess", "村.json", "--date", DAY, "--earlier", "then.jsonl", "--format", "json"];
    let laid = folder.bayou(&[&now[..], &["--overlay", &example()]].concat()).village();
    let how = |village: &Value, name: &str| {
        let turns = village["comparison"]["turns"].as_array().unwrap();
        turns.iter().find(|turn| turn["name"] == name).map(|turn| turn["how"].as_str().unwrap().to_owned())
    };
    assert_eq!(how(&laid, "公共厕所").as_deref(), Some("rose"));
    // In 2020 the district asks for more: the same rules, by their own dates.
    assert_eq!(how(&laid, "产业参与度").as_deref(), Some("fell"));
    assert_eq!(laid["comparison"]["same_rules"], true);
    let plain = folder.bayou(&now).village();
    assert_eq!((&plain["comparison"]["same_rules"], how(&plain, "公共厕所")), (&false.into(), None));
}

#[test]
fn another_village_is_not_compared_with() {
    let folder = folder("earlier-other");
    folder.write("乙.json", r#"{"村名": "乙村", "通宽带": true}"#);
    folder.write("无名.json", r#"{"通宽带": true}"#);
    let save = |file: &str, to: &str| {
        let ran = folder.bayou(&["assess", file, "--date", "2019-06-30", "--format", "json"]).clean();
        folder.write(to, ran.out);
    };
    save("乙.json", "e乙.json");
    save("无名.json", "e无名.json");
    folder.write("甲.json", r#"{"村名": "甲村", "通宽带": false}"#);
    let compare =
        |earlier: &str| folder.bayou(&["assess", "甲.json", "--date", DAY, "--earlier", earlier, "--format", "json"]);
    let other = compare("e乙.json").with_problems(1);
    assert!(other.problem_at("甲.json").contains("没有这个村") && other.village().get("comparison").is_none());
    // The only one there is, and it does not say of whom.
    assert_eq!(compare("e无名.json").clean().village()["comparison"]["turns"][0]["how"], "fell");
}
