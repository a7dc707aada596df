//! Runs the golden cases natively: each file of `tests/golden/` gives exactly the assessment that is written in it.
//!
//! `BAYOU_UPDATE_GOLDEN=1 cargo test -p bayou-packs --test golden` writes what comes out into the files, to be reviewed.

#![cfg(not(target_arch = "wasm32"))]
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]

#[path = "cases/area.rs"]
mod area;
mod cases;

use std::fs;
use std::path::{Path, PathBuf};

use cases::table::Table;
use cases::{Case, HEADING, each_case, receipt_line};

/// With fewer, a folder has been lost.
const FEWEST: usize = 12;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden")
}

/// The names of the TOML files of a folder, without their ending, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let files = entries.map(|entry| entry.expect("the folder is read").path());
    let toml = files.filter(|path| path.extension().is_some_and(|ending| ending == "toml"));
    let mut names: Vec<String> = toml.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

/// The file with what comes out as its expected text; all above it is kept as it is.
fn updated(file: &str) -> String {
    with_expected(file, &Case::read(file).judged())
}

fn with_expected(file: &str, judged: &str) -> String {
    let above = file.find(&format!("\n{HEADING}")).map_or(file, |end| &file[..end]);
    format!("{}\n\n{HEADING}\nexpected = '''\n{}'''\n", above.trim_end(), judged)
}

fn run(name: &str) {
    let path = folder().join(format!("{name}.toml"));
    let file = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    if std::env::var("BAYOU_UPDATE_GOLDEN").is_ok_and(|value| value == "1") {
        let updated = updated(&file);
        if updated != file {
            fs::write(&path, updated).unwrap();
        }
    } else if let Err(difference) = Case::read(&file).check() {
        panic!(
            "tests/golden/{name}.toml does not hold (- expected, + comes out):\n{difference}\
             If what comes out is right: BAYOU_UPDATE_GOLDEN=1 cargo test -p bayou-packs --test golden"
        );
    }
}

/// One test a case.
macro_rules! tests {
    ($($name:ident)+) => {
        $(#[test] fn $name() { run(stringify!($name)); })+
        const NAMES: &[&str] = &[$(stringify!($name)),+];
    };
}
each_case!(tests);

#[test]
fn the_list_is_the_folder() {
    let mut listed = NAMES.to_vec();
    listed.sort_unstable();
    assert_eq!(listed, names(&folder()), "every file is listed in `each_case!`, which wasm runs too");
    assert!(listed.len() >= FEWEST, "{} cases are too few", listed.len());
}

#[test]
fn receipts() {
    let path = folder().join("receipts.txt");
    let read = |name: &str| Case::read(&fs::read_to_string(folder().join(format!("{name}.toml"))).unwrap());
    let lines: String = NAMES.iter().map(|name| receipt_line(name, &read(name))).collect();
    if std::env::var("BAYOU_UPDATE_GOLDEN").is_ok_and(|value| value == "1") {
        fs::write(&path, &lines).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        lines == kept,
        "the digests in tests/golden/receipts.txt are others; if the assessments are right, update them"
    );
}

#[test]
fn boundaries() {
    let folder = folder().join("boundaries");
    let packs: Vec<&str> = packs::shipped().iter().map(|pack| pack.id).collect();
    assert_eq!(names(&folder), packs, "every shipped pack has its table");
    for pack in packs {
        let file = fs::read_to_string(folder.join(format!("{pack}.toml"))).unwrap();
        let flaws = Table::read(&file).flaws();
        assert!(flaws.is_empty(), "{} rows of {pack} do not hold:\n{}", flaws.len(), flaws.join("\n"));
    }
}

#[test]
fn areas() {
    let folder = folder().join("areas");
    let names = names(&folder);
    assert!(names.len() > 3, "{names:?}");
    for name in names {
        let path = folder.join(format!("{name}.toml"));
        let file = fs::read_to_string(&path).unwrap();
        if name == "thresholds" {
            let flaws = area::Table::read(&file).flaws();
            assert!(flaws.is_empty(), "{} rows do not hold:\n{}", flaws.len(), flaws.join("\n"));
            continue;
        }
        let case = area::Case::read(&file);
        if std::env::var("BAYOU_UPDATE_GOLDEN").is_ok_and(|value| value == "1") {
            fs::write(&path, with_expected(&file, &case.judged())).unwrap();
        } else if let Err(difference) = case.check() {
            panic!("tests/golden/areas/{name}.toml does not hold (- expected, + comes out):\n{difference}");
        }
    }
}

#[test]
fn a_wrong_row_of_an_area_is_told() {
    let villages = "villages = [{ \"总户数\" = 10, \"污水处理户数\" = 6 }]";
    let row = format!("{{ check = \"污水处理率\", verdict = \"unmet\", figure = \"60\", gap = \"2\", {villages} }}");
    let flaws = area::Table::read(&format!("date = \"2020-06-30\"\nrows = [{row}]")).flaws();
    assert!(flaws[0].contains("gap 1, not 2"), "{flaws:?}");
    assert!(flaws.iter().any(|flaw| flaw.contains("污水处理率 has no row that is met with all known")), "{flaws:?}");
}

#[test]
fn a_case_without_expected_fails() {
    let case = Case::read("about = \"x\"\ndate = \"2020-06-30\"\n[answers]\n");
    assert!(case.check().unwrap_err().contains("expected"));
}

#[test]
fn a_difference_is_shown_by_its_lines() {
    let file = "about = \"x\"\ndate = \"2020-06-30\"\n[answers]\n\"总人口\" = 1000\n\"未脱贫人口\" = 30\n";
    let file = format!("pack = \"national-exit-2016\"\n{file}");
    let updated = updated(&file);
    assert_eq!(Case::read(&updated).check(), Ok(()));
    assert_eq!(self::updated(&updated), updated, "what is right already is written as it is");
    let wrong = updated.replace("再帮 1 人脱贫", "再帮 2 人脱贫");
    let difference = Case::read(&wrong).check().unwrap_err();
    assert!(difference.contains("-     再帮 2 人脱贫\n+     再帮 1 人脱贫\n"), "{difference}");
}

#[test]
#[should_panic(expected = "unknown field `answer`")]
fn a_case_with_an_unknown_key_fails() {
    Case::read("about = \"x\"\ndate = \"2020-06-30\"\nanswer = 1\n[answers]\n");
}

#[test]
fn a_wrong_row_of_a_table_is_told() {
    let row = "{ check = \"贫困发生率\", verdict = \"met\", answers = { \"总人口\" = 100, \"未脱贫人口\" = 3 } }";
    let table = format!("pack = \"national-exit-2016\"\ndate = \"2020-06-30\"\nverdicts = [{row}]");
    let flaws = Table::read(&table).flaws();
    assert!(flaws.iter().any(|flaw| flaw.contains("it is Some(Unmet), not Met")), "{flaws:?}");
    assert!(flaws.iter().any(|flaw| flaw.contains("has no row that is unmet")), "{flaws:?}");
}
