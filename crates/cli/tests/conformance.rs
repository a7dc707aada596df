//! The FEEL cases of the DMN TCK, run by `bayou conformance`: all pass, and the README's table is true. The cases are
//! data outside the project (`../shared/feel-tck/core.jsonl` beside the workspace); without them the test is skipped,
//! unless `BAYOU_REQUIRE_SHARED=1` asks for them. `BAYOU_UPDATE_GOLDEN=1` writes the README's table anew.

use std::path::Path;
use std::process::Command;

const BEGIN: &str = "<!-- conformance: written by a test -->\n";
const END: &str = "<!-- end -->";

#[test]
fn every_case_of_the_tck_passes_and_the_readme_says_so() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let cases = root.join("../shared/feel-tck/core.jsonl");
    if !cases.is_file() {
        let required = std::env::var("BAYOU_REQUIRE_SHARED").is_ok_and(|value| value == "1");
        assert!(!required, "the cases are required, but ../shared/feel-tck/core.jsonl is not there");
        println!("skipped: ../shared/feel-tck/core.jsonl is not there");
        return;
    }
    let output = Command::new(env!("CARGO_BIN_EXE_bayou")).arg("conformance").arg(&cases).output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    print!("{told}{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{} of `bayou conformance`; see above", output.status);
    assert!(told.trim_end().ends_with(" passed, 0 failed"));

    let table: String = told.lines().filter(|line| line.starts_with('|')).flat_map(|line| [line, "\n"]).collect();
    let path = root.join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = readme.split_once(BEGIN).unwrap();
    let (written, after) = rest.split_once(END).unwrap();
    if std::env::var("BAYOU_UPDATE_GOLDEN").is_ok_and(|value| value == "1") {
        std::fs::write(&path, format!("{before}{BEGIN}\n{table}\n{END}{after}")).unwrap();
        return;
    }
    assert_eq!(written.trim(), table.trim(), "the README's table is out of date; BAYOU_UPDATE_GOLDEN=1 writes it anew");
}
