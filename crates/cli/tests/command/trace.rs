//! `bayou trace`: a pack held against its document.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::run::{Folder, bayou};

const PACK: &str = r#"
id = "small"
title = "小"
version = "1.0.0"
sources = [{ title = "文", issuer = "某" }]
sections = [{ name = "一" }]

[[indicators]]
name = "通路"
section = "一"
type = "yes-no"
help = "。"

[[checks]]
name = "通路"
kind = "target"
section = "一"
clause = ["二(一)", "三"]
due = "2020-12-31"
test = { yes = "通路" }
requirement = "要通路。"
"#;

const DOCUMENT: &str = "关于某事的意见\n\n二、任务\n(一)修路。村村通路。鼓励绿化。\n";

/// A pack and its document, with entries for every sentence.
fn folder(name: &str) -> Folder {
    let folder = Folder::new(name);
    std::fs::create_dir(folder.path().join("pack")).unwrap();
    folder.write("pack/pack.toml", PACK);
    folder.write("文.txt", DOCUMENT);
    let draft = trace(&folder, &["--draft"]).clean().out;
    assert_eq!(draft.matches("[[sentences]]").count(), 5, "{draft}");
    let filled: Vec<String> = (draft.split("[[sentences]]").skip(1))
        .map(|entry| {
            let held = if entry.contains("\"二(一)1\"") {
                "checks = [\"通路\"]"
            } else if entry.contains("\"二(一)2\"") {
                "why = \"encouragement\"\nreason = \"没有写标准。\""
            } else {
                "why = \"heading\"\nreason = \"标题。\""
            };
            format!("[[sentences]]{}{held}\n", entry.trim_end().to_owned() + "\n")
        })
        .collect();
    folder.write("pack/coverage.toml", format!("document = \"文\"\n\n{}", filled.join("\n")));
    folder
}

fn trace(folder: &Folder, args: &[&str]) -> crate::run::Ran {
    folder.bayou(&[&["trace", "pack", "--document", "文.txt"], args].concat())
}

#[test]
fn the_shipped_pack_leaves_no_sentence_out() {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/policy/original.txt");
    if !document.exists() {
        assert!(std::env::var_os("BAYOU_REQUIRE_SHARED").is_none(), "{} is not there", document.display());
        eprintln!("skipped: {} is not there", document.display());
        return;
    }
    let ran = bayou(&["trace", "chongqing-2018", "--document", document.to_str().unwrap(), "--format", "json"]).clean();
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    let nothing = Value::Array(Vec::new());
    assert_eq!((&report["unaccounted"], &report["stale"]), (&0.into(), &nothing));
    assert_eq!((&report["unsupported"], &report["misquoted"]), (&nothing, &nothing));
    assert!(report["covered"].as_u64().unwrap() >= 50 && report["sentences"].as_array().unwrap().len() == 130);
}

#[test]
fn entries_of_the_shipped_packs_are_whole() {
    for pack in packs() {
        let text = std::fs::read_to_string(pack.join("coverage.toml")).unwrap();
        let coverage: toml::Table = toml::from_str(&text).unwrap();
        let sentences = coverage.get("sentences").and_then(toml::Value::as_array).cloned().unwrap_or_default();
        let mut places = std::collections::BTreeSet::new();
        for entry in &sentences {
            let at = entry["at"].as_str().unwrap();
            assert!(places.insert(at.to_owned()), "{at} twice");
            assert_eq!(entry.get("why").is_some(), entry.get("reason").is_some(), "{at}");
            if let Some(reason) = entry.get("reason").and_then(toml::Value::as_str) {
                assert!(reason.ends_with('。') && reason.chars().count() <= 60, "{at}: {reason}");
            }
        }
    }
}

fn packs() -> Vec<PathBuf> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../packs/data");
    std::fs::read_dir(data).unwrap().map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn every_sentence_with_what_becomes_of_it() {
    let folder = folder("trace-each");
    let ran = trace(&folder, &["--each"]).clean();
    assert!(ran.out.contains("二(一)1  村村通路。\n    检查：通路\n"), "{}", ran.out);
    assert!(ran.out.contains("二(一)2  鼓励绿化。\n    不能查（提倡，没有标准）：没有写标准。\n"), "{}", ran.out);
    assert!(ran.out.contains("共 5 句：查得到 1 句，不能查、写明原因 4 句，没有交代 0 句"), "{}", ran.out);
    assert!(ran.out.ends_with("0 unaccounted, 0 stale\n"), "{}", ran.out);
    // A clause that a check cites and that no sentence bears out is told, and fails nothing.
    assert!(ran.out.contains("检查“通路”写着依据 三"), "{}", ran.out);
}

#[test]
fn a_copy_in_other_signs_is_the_same_document() {
    let folder = folder("trace-copy");
    folder.write("文.txt", DOCUMENT.replace('(', "（").replace(')', "） ").replace("\n\n", "\r\n\r\n"));
    trace(&folder, &[]).clean();
}

#[test]
fn a_changed_sentence_is_unaccounted_and_its_entry_stale() {
    let folder = folder("trace-changed");
    folder.write("文.txt", DOCUMENT.replace("村村通路", "组组通路"));
    let ran = trace(&folder, &[]).told();
    assert!(ran.out.contains("没有交代：二(一)1 ["), "{}", ran.out);
    assert!(ran.out.contains("coverage.toml:") && ran.out.contains("文件里没有 二(一)1"), "{}", ran.out);
    assert!(ran.out.contains("没有哪一句要求：检查“通路”"), "{}", ran.out);
    assert!(ran.out.ends_with("1 unaccounted, 1 stale\n"), "{}", ran.out);
}

#[test]
fn a_moved_sentence_is_found_where_it_is() {
    let folder = folder("trace-moved");
    folder.write("文.txt", DOCUMENT.replace("村村通路。", "再加一句。村村通路。"));
    let ran = trace(&folder, &[]).told();
    assert!(ran.out.contains("这一句现在是 二(一)2"), "{}", ran.out);
    let report: Value = serde_json::from_str(&trace(&folder, &["--format", "json"]).told().out).unwrap();
    assert_eq!((&report["unaccounted"], &report["stale"][0]["moved_to"]), (&3.into(), &"二(一)2".into()));
}

#[test]
fn an_entry_that_accounts_for_nothing_does_not_count() {
    let folder = folder("trace-empty-reason");
    folder.replace("pack/coverage.toml", "reason = \"没有写标准。\"", "reason = \" \"");
    assert!(trace(&folder, &[]).told().out.ends_with("1 unaccounted, 0 stale\n"));
}

#[test]
fn faults_of_the_file_have_their_place() {
    let folder = folder("trace-faults");
    folder.replace("pack/coverage.toml", "checks = [\"通路\"]", "checks = [\"通路\", \"通水\"]");
    let ran = trace(&folder, &[]).told();
    assert!(ran.out.contains("coverage.toml:") && ran.out.contains("错误[no-check]"), "{}", ran.out);
    folder.replace("pack/coverage.toml", "why = \"encouragement\"", "why = \"encouraged\"");
    let ran = trace(&folder, &[]).told();
    assert!(ran.out.contains("错误[syntax]") && ran.out.contains("encouragement"), "{}", ran.out);
}

#[test]
fn a_pack_without_the_file_leaves_everything_open() {
    let folder = folder("trace-none");
    std::fs::remove_file(folder.path().join("pack/coverage.toml")).unwrap();
    assert!(trace(&folder, &[]).told().out.ends_with("5 unaccounted, 0 stale\n"));
    let ran = folder.bayou(&["trace", "national-exit-2016", "--document", "文.txt"]).told();
    assert!(ran.out.contains("手头没有文件全文"), "{}", ran.out);
}

#[test]
fn unusable_arguments() {
    let folder = folder("trace-unusable");
    bayou(&["trace", "chongqing-2018"]).unusable("--document");
    folder.bayou(&["trace", "pack", "--document", "无.txt"]).unusable("无.txt cannot be read");
    folder.bayou(&["trace", "pakc", "--document", "文.txt"]).unusable("there is no pack `pakc`");
    folder.write("空.txt", " \n");
    folder.bayou(&["trace", "pack", "--document", "空.txt"]).unusable("空.txt holds no text");
    folder.write("pack/more.toml", "nonsense = 1\n");
    folder.bayou(&["trace", "pack", "--document", "文.txt"]).unusable("has errors; see `bayou check pack`");
}
