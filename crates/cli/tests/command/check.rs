//! `bayou check`: what a compiler would say of a pack. The bad packs lie in `tests/packs`, each beside the whole of what
//! is told of it; `BAYOU_UPDATE_GOLDEN=1` writes that anew.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::run::{BAYOU, Folder, bayou};

fn packs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs")
}

/// What is told of a pack of `tests/packs`, and the exit status.
fn told(args: &[&str]) -> (String, i32) {
    let output = Command::new(BAYOU).arg("check").args(args).current_dir(packs()).output().unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    (String::from_utf8(output.stdout).unwrap(), output.status.code().unwrap())
}

fn held(name: &str, lang: &str, status: i32) {
    let (told, code) = told(&[name, "--lang", lang]);
    assert_eq!(code, status, "{told}");
    let file = packs().join(format!("{name}.{lang}.txt"));
    if std::env::var_os("BAYOU_UPDATE_GOLDEN").is_some() {
        std::fs::write(&file, &told).unwrap();
    }
    let expected = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(told == expected, "{} differs:\n{told}", file.display());
}

#[test]
fn what_is_no_toml_in_two_files() {
    held("broken", "en", 1);
    held("broken", "zh", 1);
}

#[test]
fn every_error_at_once() {
    held("faulty", "en", 1);
    held("faulty", "zh", 1);
}

#[test]
fn everything_that_is_odd() {
    held("odd", "en", 0);
    held("odd", "zh", 0);
    assert_eq!(told(&["odd", "--deny", "warnings"]).1, 1);
}

/// What a folder of TOML files cannot have.
const NOT_IN_FILES: [&str; 2] = ["compiled-test", "missing-identity"];

#[test]
fn every_code_is_shown_by_a_pack() {
    let (json, _) = told(&["broken", "faulty", "odd", "--format", "json"]);
    let packs: Value = serde_json::from_str(&json).unwrap();
    let lists = packs.as_array().unwrap().iter().flat_map(|pack| [&pack["findings"], &pack["allowed"]]);
    let findings = lists.flat_map(|list| list.as_array().unwrap());
    let shown: BTreeSet<&str> = findings.map(|finding| finding["code"].as_str().unwrap()).chain(NOT_IN_FILES).collect();
    let left_out: Vec<&str> =
        rules::diagnostic::Code::ALL.iter().map(|code| code.as_str()).filter(|code| !shown.contains(code)).collect();
    assert!(left_out.is_empty(), "{left_out:?}");
}

#[test]
fn the_shipped_packs_are_clean_and_say_what_they_accept() {
    bayou(&["check", "--all", "--deny", "warnings"]).clean();
    let ran = bayou(&["check", "--all", "--format", "json"]).clean();
    let packs: Value = serde_json::from_str(&ran.out).unwrap();
    for pack in packs.as_array().unwrap() {
        assert_eq!((&pack["findings"], &pack["usable"]), (&Value::Array(Vec::new()), &Value::Bool(true)));
        for allowed in pack["allowed"].as_array().unwrap() {
            assert!(allowed["reason"].as_str().unwrap().ends_with('。') && allowed["line"].as_u64().unwrap() > 1);
        }
    }
}

#[test]
fn machines_get_the_place_in_parts() {
    let folder = Folder::new("check-json");
    folder.copy_pack("national-exit-2016");
    folder.replace("checks.toml", "than = \"西部贫困发生率上限\"", "than = \"西部贫困发生率\"");
    let ran = folder.bayou(&["check", ".", "--format", "json"]).told();
    let packs: Value = serde_json::from_str(&ran.out).unwrap();
    let finding = &packs[0]["findings"][0];
    let place = "checks[贫困发生率].test.compare.than";
    assert_eq!(
        (finding["code"].as_str(), finding["place"].as_str(), finding["near"].as_str()),
        (Some("no-threshold"), Some(place), Some("西部贫困发生率上限"))
    );
    assert_eq!((&finding["line"], &finding["column"], &finding["length"]), (&8.into(), &60.into(), &9.into()));
    assert_eq!(finding["severity"], "error");
    assert_eq!(packs[0]["usable"], false);
}

#[test]
fn a_pack_as_json_has_paths_for_places() {
    let folder = Folder::new("check-of-json");
    let json = bayou(&["build", "national-exit-2016"]).out;
    folder.write("good.json", &json);
    assert_eq!(folder.bayou(&["check", "good.json"]).clean().out.lines().count(), 1);
    folder.write("wrong.json", json.replace("\"than\":\"西部贫困发生率上限\"", "\"than\":\"无\""));
    let ran = folder.bayou(&["check", "wrong.json"]).told();
    let start = "wrong.json: checks[贫困发生率].test.compare.than: error[no-threshold]: ";
    assert!(ran.out.starts_with(start), "{}", ran.out);
    folder.write("bad.json", "{\n  \"id\": 3 }");
    let ran = folder.bayou(&["check", "bad.json"]).told();
    assert!(ran.out.starts_with("bad.json:2:") && ran.out.contains("error[syntax]"), "{}", ran.out);
}

#[test]
fn unusable_arguments() {
    bayou(&["check"]).unusable("<PACKS>");
    bayou(&["check", "chongqing-2019"]).unusable("did you mean `chongqing-2018`?");
    bayou(&["check", "nonsense"]).unusable("there is no pack `nonsense`: give one of chongqing-2018");
    bayou(&["check", "--all", "--lang", "fr"]).unusable("possible values: en, zh");
    let folder = Folder::new("check-empty");
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    folder.bayou(&["check", "empty"]).unusable("empty holds no TOML file of a pack");
    folder.write("pack.toml", [0xFF, 0xFE]);
    folder.bayou(&["check", "."]).unusable("pack.toml cannot be read");
}

const OVERLAY: &str = r#"id = "a"
extends = "chongqing-2018"
title = "甲"
version = "1.0.0"
issuer = "某区"

[[set]]
parameter = "产业参与率目标"
value = "70"

[[set]]
parameter = "产业参与目标"
value = "1"

[[set]]
parameter = "产业参与率目标"
value = "80"
"#;

#[test]
fn an_overlay_is_looked_at_upon_its_pack() {
    let folder = Folder::new("check-overlay");
    folder.write("甲.toml", OVERLAY);
    let check =
        |more: &[&str]| folder.bayou(&[&["check", "chongqing-2018", "--overlay", "甲.toml"][..], more].concat());
    let ran = check(&["--lang", "zh"]).told();
    for said in [
        "甲.toml:11:1: 错误[unknown-parameter]: ",
        "是不是“产业参与率目标”？",
        "甲.toml:15:1: 错误[given-twice]: ",
        "15 | [[set]]",
    ] {
        assert!(ran.out.contains(said), "{said} in\n{}", ran.out);
    }
    folder.bayou(&["boundaries", "chongqing-2018", "--overlay", "甲.toml"]).unusable("甲.toml:15:1: ");

    // What the pack alone has is not said of the overlay; what the overlay brings is, where it stands in it.
    let head = OVERLAY.split_once("[[set]]").unwrap().0;
    let unused = "[[parameters]]\nname = \"多余\"\nvalue = \"1\"\nunit = \"户\"\nclause = \"第一条\"\n";
    folder.write("甲.toml", format!("{head}{unused}"));
    let ran = check(&["--format", "json"]).clean();
    let reports: Value = serde_json::from_str(&ran.out).unwrap();
    let findings = reports[1]["findings"].as_array().unwrap();
    let unused = findings.iter().find(|finding| finding["code"] == "unused-parameter").unwrap();
    assert_eq!((&unused["file"], &unused["line"]), (&"甲.toml".into(), &8.into()), "{unused}");
    check(&["--deny", "warnings"]).told();

    folder.write("甲.toml", OVERLAY.replace("value = \"70\"", "worth = \"70\""));
    let ran = check(&[]).told();
    assert!(ran.out.contains("甲.toml:9:1: error[unknown-key]"), "{}", ran.out);
    folder.bayou(&["check", "--all", "--overlay", "甲.toml"]).unusable("--overlay goes with one pack");
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/examples/overlay-shili");
    bayou(&["check", "chongqing-2018", "--deny", "warnings", "--overlay", example.to_str().unwrap()]).clean();
}
