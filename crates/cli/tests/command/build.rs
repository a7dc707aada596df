//! `bayou build`: packs as JSON.

use std::collections::BTreeSet;
use std::time::SystemTime;

use serde_json::Value;

use crate::run::{Folder, bayou};

fn shipped() -> BTreeSet<String> {
    let ran = bayou(&["build", "--all"]).clean();
    let packs = ran.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    packs.map(|pack| pack["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn to_standard_output_a_pack_a_line() {
    assert!(shipped().contains("chongqing-2018"));
    let one = bayou(&["build", "chongqing-2018"]).clean();
    let pack: Value = serde_json::from_str(&one.out).unwrap();
    assert_eq!(pack["id"], "chongqing-2018");
    assert!(pack["checks"].as_array().is_some_and(|checks| checks.len() > 50));
    let two = bayou(&["build", "chongqing-2018", "national-exit-2016"]).clean();
    assert_eq!(two.out.lines().count(), 2);
}

#[test]
fn into_a_folder_a_file_a_pack() {
    let folder = Folder::new("build-out");
    let ran = folder.bayou(&["build", "--all", "--out", "深/packs"]).clean();
    assert_eq!(ran.out, "");
    let written: BTreeSet<String> = std::fs::read_dir(folder.path().join("深/packs"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(written, shipped().iter().map(|id| format!("{id}.json")).collect());
    let text = std::fs::read_to_string(folder.path().join("深/packs/chongqing-2018.json")).unwrap();
    assert_eq!(text, bayou(&["build", "chongqing-2018"]).out.trim_end(), "the same JSON as on standard output");
}

#[test]
fn an_unchanged_file_is_left_alone() {
    let folder = Folder::new("build-again");
    let build = || folder.bayou(&["build", "chongqing-2018", "--out", "."]).clean();
    let file = folder.path().join("chongqing-2018.json");
    build();
    let pack = std::fs::read_to_string(&file).unwrap();
    std::fs::File::options().write(true).open(&file).unwrap().set_modified(SystemTime::UNIX_EPOCH).unwrap();
    build();
    assert_eq!(std::fs::metadata(&file).unwrap().modified().unwrap(), SystemTime::UNIX_EPOCH, "not written again");
    folder.write("chongqing-2018.json", "{}");
    build();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), pack, "a changed one is");
}

#[test]
fn a_pack_with_errors_is_refused_and_the_others_are_built() {
    let folder = Folder::new("build-faulty");
    std::fs::create_dir(folder.path().join("faulty")).unwrap();
    folder.write("faulty/pack.toml", "id = \"x\"\ntitle = \"x\"\nversion = \"1\"\nsections = [{ nam = \"甲\" }]\n");
    let ran = folder.bayou(&["build", "faulty", "national-exit-2016", "--out", "built"]);
    assert_eq!((ran.status, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("faulty/pack.toml:4:15: error[unknown-key]: "), "{}", ran.err);
    assert!(ran.err.contains("did you mean `name`?"), "{}", ran.err);
    let built: Vec<_> =
        std::fs::read_dir(folder.path().join("built")).unwrap().map(|it| it.unwrap().file_name()).collect();
    assert_eq!(built, ["national-exit-2016.json"]);
}

#[test]
fn unusable_arguments() {
    let folder = Folder::new("build-unusable");
    folder.write("file", "");
    folder.bayou(&["build"]).unusable("<PACKS>");
    folder.bayou(&["build", "--all", "chongqing-2018"]).unusable("cannot be used with");
    folder.bayou(&["build", "nonsense"]).unusable("there is no pack `nonsense`");
    folder.bayou(&["build", "--all", "--out", "file"]).unusable("file cannot be made");
}
