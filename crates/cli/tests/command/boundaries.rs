//! `bayou boundaries`: test vectors of a pack.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::run::{Folder, bayou};

fn vectors(args: &[&str]) -> Vec<Value> {
    let ran = bayou(&[&["boundaries"], args, &["--format", "jsonl"]].concat()).clean();
    ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn every_check_of_the_shipped_packs_has_both_sides() {
    for (pack, date) in [("chongqing-2018", "2018-08-25"), ("national-exit-2016", "2020-01-01")] {
        let vectors = vectors(&[pack, "--date", date]);
        let sides: BTreeSet<(&str, &str)> =
            vectors.iter().filter_map(|it| Some((it["check"].as_str()?, it["verdict"].as_str()?))).collect();
        let of_references: BTreeSet<(&str, &str)> =
            vectors.iter().filter_map(|it| Some((it["reference"].as_str()?, it["standing"].as_str()?))).collect();
        let built: Value = serde_json::from_str(&bayou(&["build", pack]).out).unwrap();
        for check in built["checks"].as_array().unwrap() {
            let name = check["name"].as_str().unwrap();
            // It waits for a figure that the district sets.
            let wanted: &[&str] =
                if name == "产业参与度" { &["undecided"] } else { &["met", "unmet", "undecided"] };
            for side in wanted {
                assert!(sides.contains(&(name, side)), "{name} has no vector that is {side}");
            }
        }
        let rates = built["areas"].as_array().unwrap().iter().filter(|area| area["test"].get("rate").is_some());
        for rate in rates.map(|area| area["name"].as_str().unwrap()) {
            for side in ["reached", "not-reached", "unknown"] {
                assert!(of_references.contains(&(rate, side)), "{rate} has no vector that is {side}");
            }
        }
    }
}

#[test]
fn a_threshold_has_both_its_neighbours() {
    let of_income: Vec<String> = vectors(&["chongqing-2018"])
        .iter()
        .filter(|it| it["check"] == "集体收入五万元")
        .map(|it| {
            let income = it["answers"]["集体经营收入"].as_str().unwrap_or("?");
            format!("{} {income} {}", it["case"].as_str().unwrap(), it["verdict"].as_str().unwrap())
        })
        .collect();
    let expected =
        ["below 49999.99 unmet", "at 50000 met", "above 50000.01 met", "missing ? undecided", "empty ? undecided"];
    assert_eq!(of_income, expected);
}

#[test]
fn the_vectors_hold_when_judged_anew() {
    let folder = Folder::new("boundaries-judged");
    let vectors = vectors(&["chongqing-2018"]);
    let villages: String = vectors.iter().map(|it| it["answers"].to_string() + "\n").collect();
    folder.write("villages.jsonl", villages);
    let ran = folder.bayou(&["assess", "villages.jsonl", "--date", "2018-08-25", "--format", "jsonl"]);
    let judged = ran.villages();
    assert_eq!(judged.len(), vectors.len());
    for (vector, village) in vectors.iter().zip(&judged) {
        if let Some(check) = vector["check"].as_str() {
            let lists = [&village["checks"], &village["eight_have"]["items"], &village["summaries"]];
            let mut all = lists.into_iter().flat_map(|list| list.as_array().unwrap());
            let found = all.find(|it| it["name"] == check).unwrap();
            assert_eq!(found["verdict"], vector["verdict"], "{vector}");
        }
    }
}

#[test]
fn dated_figures_are_tried_on_each_of_their_days() {
    let folder = Folder::new("boundaries-dated");
    folder.copy_pack("national-exit-2016");
    folder.replace("pack.toml", "value = 3\n", "value = 3\ndated = [{ from = \"2019-01-01\", value = 50 }]\n");
    let ran = folder.bayou(&["boundaries", ".", "--date", "2018-01-01", "--format", "jsonl"]).clean();
    let days: BTreeSet<String> = (ran.out.lines())
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter(|it| it["varied"] == "未脱贫人口" && it["verdict"] == "unmet")
        .map(|it| format!("{} {}", it["date"].as_str().unwrap(), it["answers"]["未脱贫人口"].as_str().unwrap()))
        .collect();
    assert_eq!(days.into_iter().collect::<Vec<_>>(), ["2018-01-01 2", "2019-01-01 20", "2019-01-01 21"]);
}

#[test]
fn for_people_in_chinese() {
    let ran = bayou(&["boundaries", "national-exit-2016", "--date", "2020-01-01"]).clean();
    assert!(ran.out.contains("未脱贫人口高一点：总人口=40，未脱贫人口=2 → 未达标"), "{}", ran.out);
    assert!(ran.out.contains("什么都没有填：（空） → 待定"), "{}", ran.out);
}

#[test]
fn for_people_in_english() {
    let ran = bayou(&["boundaries", "national-exit-2016", "--date", "2020-01-01", "--lang", "en"]).clean();
    assert!(ran.out.contains("未脱贫人口 just above: 总人口=40, 未脱贫人口=2 → unmet"), "{}", ran.out);
    assert!(ran.out.contains("nothing answered: (nothing) → undecided"), "{}", ran.out);
    let chinese = bayou(&["boundaries", "chongqing-2018", "--lang", "zh"]).clean();
    let english = bayou(&["boundaries", "chongqing-2018", "--lang", "en"]).clean();
    assert_eq!(chinese.out.lines().count(), english.out.lines().count(), "the same vectors");
}

#[test]
fn unusable_arguments() {
    bayou(&["boundaries", "nonsense"]).unusable("there is no pack `nonsense`");
    bayou(&["boundaries", "national-exit-2016"]).unusable("give the day with --date YYYY-MM-DD");
    bayou(&["boundaries", "chongqing-2018", "--date", "2020-02-30"]).unusable("2020-02-30");
}
