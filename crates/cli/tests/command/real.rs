//! The real villages beside the workspace (`../shared/villages/real.csv`): mostly missing answers, none held against
//! a village. Without the file the test is skipped, unless `BAYOU_REQUIRE_SHARED=1` asks for it.

use std::path::Path;

use crate::run::{DAY, bayou};

#[test]
fn what_is_missing_is_never_unmet() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/villages/real.csv");
    if !file.exists() {
        assert!(
            !std::env::var("BAYOU_REQUIRE_SHARED").is_ok_and(|value| value == "1"),
            "{} is not there, and BAYOU_REQUIRE_SHARED=1 asks for it",
            file.display()
        );
        println!("skipped: ../shared/villages/real.csv is not there");
        return;
    }
    let ran = bayou(&["assess", file.to_str().unwrap(), "--date", DAY, "--format", "json"]).clean();
    let villages = ran.villages();
    assert_eq!(villages.len(), 3);
    for village in &villages {
        assert_eq!(village["counts"]["unmet"], 0, "{}", village["village"]);
        assert_eq!(village["counts"]["blocked"], 0, "{}", village["village"]);
        assert_eq!(village["eight_have"]["unmet"], 0, "{}", village["village"]);
        let checks = village["checks"].as_array().unwrap();
        let undecided = checks.iter().filter(|check| check["verdict"] == "undecided");
        for check in undecided {
            let waits = [&check["missing"], &check["awaits"]].map(|names| names.as_array().unwrap().len());
            assert_ne!(waits, [0, 0], "{} says what would decide it", check["name"]);
        }
    }
    let daogu = villages.iter().find(|village| village["village"]["村名"] == "稻谷村").unwrap();
    let derived = daogu["derived"].as_array().unwrap();
    let relapse = derived.iter().find(|derived| derived["name"] == "返贫率").unwrap();
    assert_eq!(relapse["value"]["value"], "0", "a zero is an answer");
    let references = daogu["references"].as_array().unwrap();
    assert!(references.iter().any(|reference| reference["name"] == "返贫率" && reference["standing"] == "reached"));
    let text = bayou(&["assess", file.to_str().unwrap(), "--date", DAY]).clean().out;
    assert!(text.contains("返贫率 0%"), "{text}");
}
