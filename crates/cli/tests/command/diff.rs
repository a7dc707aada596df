//! `bayou diff`: what differs between two packs, and whose verdict flips.

use serde_json::Value;

use crate::run::{DAY, Folder, bayou};

const TABLE: &str = "村名,村民小组数,通公路小组数,集中供水人口,集中供水水质合格\n\
                     甲村,10,6,1,是\n乙村,10,5,1,是\n丙村,10,,0,\n";

/// A folder with the Chongqing pack in it, changed in meaning and in writing.
fn changed(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.copy_pack("chongqing-2018");
    folder.replace("pack.toml", "name = \"通组公路率目标\"\nvalue = 100", "name = \"通组公路率目标\"\nvalue = 60");
    // Written otherwise, meant alike.
    folder.replace("checks.toml", "\"集中供水人口 > 0\"", "\"(集中供水人口   >0)\"");
    folder
}

#[test]
fn nothing_differs_from_itself() {
    let ran = bayou(&["diff", "chongqing-2018", "chongqing-2018"]).clean();
    assert_eq!(ran.out, "chongqing-2018 1.0.0 → chongqing-2018 1.0.0\n两者的要求完全一样。\n");
}

#[test]
fn a_figure_with_both_values_and_its_clause() {
    let folder = changed("diff-figure");
    let ran = folder.bayou(&["diff", "chongqing-2018", "."]).clean();
    let expected = "chongqing-2018 1.0.0 → chongqing-2018 1.0.0\n标准线\n  ~ 改了 通组公路率目标（二(一)，由区县定）\n      \
                    数值：100 % → 60 %\n";
    assert_eq!(ran.out, expected, "and a formula that is only spaced otherwise is no difference");
}

#[test]
fn the_villages_that_flip() {
    let folder = changed("diff-flips");
    folder.write("村.csv", TABLE);
    let ran = folder.bayou(&["diff", "chongqing-2018", ".", "--table", "村.csv", "--date", DAY]).clean();
    assert!(ran.out.contains("3 个村里有 1 个村的结论变了，共 3 处\n通组公路：1 个村\n"), "{}", ran.out);
    assert!(ran.out.contains("  甲村 村.csv:2：未达标 → 达标\n"), "{}", ran.out);
    let args = ["diff", "chongqing-2018", ".", "--table", "村.csv", "--date", DAY, "--format", "json"];
    let report: Value = serde_json::from_str(&folder.bayou(&args).clean().out).unwrap();
    assert_eq!(report["villages"], 3);
    let flip = &report["flips"][0];
    assert_eq!([&flip["village"], &flip["check"], &flip["from"], &flip["to"]], ["甲村", "通组公路", "unmet", "met"]);
}

#[test]
fn what_was_added_and_removed() {
    let folder = changed("diff-lists");
    folder.replace("checks.toml", "name = \"宽带\"", "name = \"宽带网\"");
    folder.replace("checks.toml", "\"4G覆盖\", \"宽带\"", "\"4G覆盖\", \"宽带网\"");
    let ran = folder.bayou(&["diff", "chongqing-2018", ".", "--format", "json"]).clean();
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    let changes: Vec<String> = (report["changes"].as_array().unwrap().iter())
        .filter(|change| change["list"] == "checks")
        .map(|change| format!("{} {}", change["change"].as_str().unwrap(), change["name"].as_str().unwrap()))
        .collect();
    assert_eq!(changes, ["removed 宽带", "changed 有通信网络", "added 宽带网"]);
    let other = bayou(&["diff", "chongqing-2018", "national-exit-2016"]).clean();
    assert!(other.out.contains("  + 增加 西部贫困发生率上限（三(二)，文件写明）"), "{}", other.out);
}

#[test]
fn a_pack_and_its_overlay() {
    let folder = Folder::new("diff-overlay");
    folder.write(
        "区.toml",
        "id = \"qu\"\nextends = \"chongqing-2018\"\ntitle = \"区\"\nversion = \"1.0.0\"\nissuer = \"某区\"\n\
         set = [{ parameter = \"产业参与率目标\", value = 50 }]\noff = [{ check = \"扶贫车间\", reason = \"没有场地。\" }]\n",
    );
    folder.write("村.csv", "村名,建档立卡户数,产业参与贫困户数\n甲村,10,5\n");
    let args = ["diff", "chongqing-2018", "--overlay", "区.toml", "--table", "村.csv", "--date", DAY];
    let ran = folder.bayou(&args).clean();
    assert!(ran.out.contains("  ~ 改了 产业参与率目标（二(二)，由区县定）\n"), "{}", ran.out);
    assert!(
        ran.out.contains("      数值：（没有） → 50 %\n") && ran.out.contains("由谁定：（没有） → 某区\n"),
        "{}",
        ran.out
    );
    assert!(ran.out.starts_with("chongqing-2018 1.0.0 → chongqing-2018 1.0.0 + qu 1.0.0（某区）\n"), "{}", ran.out);
    assert!(ran.out.contains("  ~ 改了 扶贫车间"), "{}", ran.out);
    assert!(ran.out.contains("      停用：（没有） → 由某区停用，理由：没有场地。\n"), "{}", ran.out);
    assert!(ran.out.contains("产业参与度：1 个村\n  甲村 村.csv:2：待定 → 达标\n"), "{}", ran.out);
    assert!(ran.out.contains("扶贫车间：1 个村\n  甲村 村.csv:2：待定 → 不适用\n"), "{}", ran.out);
}

#[test]
fn nothing_is_told_in_words_of_a_program() {
    let folder = Folder::new("diff-words");
    folder.copy_pack("chongqing-2018");
    folder.replace("checks.toml", "basis = \"unverified\"", "basis = \"local\"");
    let national = bayou(&["diff", "chongqing-2018", "national-exit-2016"]).clean();
    let back = bayou(&["diff", "national-exit-2016", "chongqing-2018"]).clean();
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/examples/overlay-shili");
    let overlaid = bayou(&["diff", "chongqing-2018", "--overlay", example]);
    for ran in [folder.bayou(&["diff", "chongqing-2018", "."]).clean(), national, back, overlaid] {
        // Formulas have signs of their own; fields, lists and choices are words.
        let told = ran.out.lines().skip(1).filter(|line| !["公式", "条件", "提醒"].iter().any(|it| line.contains(it)));
        for line in told {
            assert!(!line.contains(['[', '{', '"', '_']), "{line}");
            let raw =
                ["document", "local", "unverified", "eight-", "about", "test", "all_of", "origin", "true", "false"];
            assert!(!raw.iter().any(|raw| line.contains(raw)), "{line}");
        }
    }
}

#[test]
fn problems_with_the_table_are_told_and_the_rest_is_judged() {
    let folder = changed("diff-problems");
    folder.write("村.csv", "村名,村民小组数,通公路小组数\n甲村,10,6\n乙村,十个,5\n");
    let ran = folder.bayou(&["diff", "chongqing-2018", ".", "--table", "村.csv", "--date", DAY]).with_problems(1);
    assert!(ran.err.starts_with("村.csv:3"), "{}", ran.err);
    assert!(ran.out.contains("2 个村里有 1 个村的结论变了"), "{}", ran.out);
}

#[test]
fn unusable_arguments() {
    let folder = Folder::new("diff-unusable");
    bayou(&["diff", "chongqing-2018"]).unusable("<TO>");
    bayou(&["diff", "chongqing-2018", "chongqing-2017"]).unusable("did you mean `chongqing-2018`?");
    bayou(&["diff", "chongqing-2018", "chongqing-2018", "--date", DAY]).unusable("--table");
    folder.bayou(&["diff", "chongqing-2018", "chongqing-2018", "--table", "无.csv"]).unusable("无.csv cannot be read");
    bayou(&["diff", "chongqing-2018", "chongqing-2018", "--table", "-"]).unusable("standard input will not do");
    folder.write("pack.toml", "id = 1\n");
    folder.bayou(&["diff", "chongqing-2018", "."]).unusable("pack.toml:1:6: error[bad-value]");
}
