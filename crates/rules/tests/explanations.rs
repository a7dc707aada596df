//! Golden explanations: each case of `tests/golden/explanations/kinds.toml` gives exactly the explanation that is written
//! beside it, with its gap and every sentence.
//!
//! `BAYOU_UPDATE_GOLDEN=1 cargo test -p bayou-rules --test explanations` writes what comes out into the file, to be read.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod recompute;
mod told;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use rules::assessment::{Explanation, Fault, Gap, ParameterRef, Quantity, Way};
use rules::{Answers, Date, Engine, Named, Pack, Verdict};
use serde::{Deserialize, Serialize};
use told::{changes, quantity, with_unit};

/// What opens the expected text of each case; nothing else in the file is written anew.
const OPENS: &str = "\nexpected = '''\n";
const CLOSES: &str = "'''\n";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    pack: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    about: String,
    check: String,
    answers: Answers,
    #[serde(default)]
    earlier: Option<BTreeMap<String, String>>,
    expected: String,
}

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/explanations/kinds.toml")
}

/// The code of a verdict, an operator … as it stands in JSON.
fn code(value: impl Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}

fn verdict(text: &str) -> Verdict {
    let all = [Verdict::Met, Verdict::Unmet, Verdict::Undecided, Verdict::NotApplicable, Verdict::Blocked];
    all.into_iter().find(|verdict| code(verdict) == text).unwrap_or_else(|| panic!("`{text}` is no verdict"))
}

fn parameter(parameter: &ParameterRef) -> String {
    let ParameterRef { name, value, unit, basis, clause, origin: _ } = parameter;
    format!(
        "{name} {} {} {clause}",
        value.as_ref().map_or("unset".to_owned(), |value| with_unit(value, unit)),
        code(basis)
    )
}

/// The explanation with all its parts, each a level further in.
fn tree(explanation: &Explanation, level: usize, page: &mut String) {
    let Explanation {
        name,
        verdict,
        clause,
        operator,
        actual,
        required,
        parameter: by,
        tolerance,
        fields,
        faults,
        notes,
        decided_by,
        children,
        sentence,
    } = explanation;
    let mut line = |text: &str| page.push_str(&format!("{}{text}\n", "  ".repeat(level)));
    let side = |side: &Option<Quantity>| side.as_ref().map_or("?".to_owned(), quantity);
    line(&format!("{} {name} {clause}: {} {} {}", code(verdict), side(actual), code(operator), side(required)));
    let mut said = |what: &str, text: String| {
        if !text.is_empty() {
            line(&format!("  {what}: {text}"));
        }
    };
    said("by", by.as_ref().map(parameter).unwrap_or_default());
    said("within", tolerance.as_ref().map(parameter).unwrap_or_default());
    let value =
        |value: &Option<String>, unit: &str| value.as_ref().map_or("?".to_owned(), |value| with_unit(value, unit));
    said(
        "of",
        fields.iter().map(|it| format!("{} {}", it.name, value(&it.value, &it.unit))).collect::<Vec<_>>().join(", "),
    );
    let fault = |Fault { code: which, fields }: &Fault| format!("{} {}", code(which), fields.join("+"));
    said("faults", faults.iter().map(fault).collect::<Vec<_>>().join(", "));
    said("decided by", decided_by.join(", "));
    line(&format!("  {sentence}"));
    for note in notes.iter().filter(|note| note.text != *sentence) {
        line(&format!("  [{}] {}", code(note.code), note.text));
    }
    children.iter().for_each(|child| tree(child, level + 1, page));
}

fn judged(engine: &Engine, case: &Case) -> String {
    let earlier: Option<Named<Verdict>> = (case.earlier.as_ref())
        .map(|earlier| earlier.iter().map(|(name, text)| (name.clone(), verdict(text))).collect());
    let date: Date = "2020-06-30".parse().unwrap();
    let assessment = engine.assess_since(&case.answers, date, earlier.as_ref());
    assert!(assessment.warnings.is_empty(), "{}: {:?}", case.about, assessment.warnings);
    let mut checks = assessment.checks.iter().chain(&assessment.eight_have.items);
    let mut page = String::new();
    let (explanation, missing) = match checks.find(|check| check.name == case.check) {
        Some(check) => {
            tree(check.explanation.as_ref().unwrap(), 0, &mut page);
            if let Some(Gap { changes: best, sentence, at_least, alternatives }) = &check.gap {
                let least = if *at_least { "at least " } else { "" };
                page.push_str(&format!("还差：{sentence}\n  {least}{}\n", changes(best)));
                for Way { changes: other, sentence } in alternatives {
                    page.push_str(&format!("或者：{sentence}\n  {}\n", changes(other)));
                }
            }
            (check.explanation.as_ref().unwrap(), &check.missing)
        }
        None => {
            let summary = assessment.summaries.iter().find(|summary| summary.name == case.check);
            let summary = summary.unwrap_or_else(|| panic!("no check or summary `{}`", case.check));
            tree(summary.explanation.as_ref().unwrap(), 0, &mut page);
            (summary.explanation.as_ref().unwrap(), &summary.missing)
        }
    };
    let flaws = recompute::flaws(explanation);
    assert!(flaws.is_empty(), "{}: {}", case.about, flaws.join("\n"));
    if !missing.is_empty() {
        page.push_str(&format!("missing: {}\n", missing.join(", ")));
    }
    page
}

/// The file with what comes out in the place of each expected text.
fn updated(text: &str, all: &[String]) -> String {
    let mut pieces = text.split(OPENS);
    let mut updated = pieces.next().unwrap().to_owned();
    for (piece, out) in pieces.zip(all) {
        let (_, rest) = piece.split_once(CLOSES).unwrap();
        updated.push_str(&format!("{OPENS}{out}{CLOSES}{rest}"));
    }
    updated
}

#[test]
fn explanations_are_as_written() {
    let text = fs::read_to_string(path()).unwrap();
    let file: File = toml::from_str(&text).unwrap();
    let pack: Pack = toml::from_str(&file.pack).unwrap();
    let engine = Engine::new(pack).unwrap_or_else(|errors| panic!("{errors:#?}"));
    let all: Vec<String> = file.cases.iter().map(|case| judged(&engine, case)).collect();
    if std::env::var("BAYOU_UPDATE_GOLDEN").is_ok_and(|value| value == "1") {
        fs::write(path(), updated(&text, &all)).unwrap();
        return;
    }
    for (case, out) in file.cases.iter().zip(&all) {
        assert!(
            *out == case.expected,
            "{} ({}):\nexpected\n{}\ncame out\n{out}",
            case.about,
            case.check,
            case.expected
        );
    }
}

/// Every kind of test is explained met and unmet, and every verdict appears.
#[test]
fn every_kind_and_verdict_is_there() {
    let file: File = toml::from_str(&fs::read_to_string(path()).unwrap()).unwrap();
    let firsts: BTreeSet<(String, String)> = (file.cases.iter())
        .map(|case| {
            let head = case.expected.lines().next().unwrap();
            let (verdict, rest) = head.split_once(' ').unwrap();
            let operator =
                rest.split(": ").nth(1).unwrap().split(' ').find(|word| word.starts_with(char::is_lowercase));
            (verdict.to_owned(), operator.unwrap().to_owned())
        })
        .collect();
    for operator in [
        "is-yes",
        "is-no",
        "equals",
        "at-least",
        "above",
        "condition",
        "all-of",
        "any-of",
        "count-of",
        "some-unmet",
        "improved",
        "stable",
    ] {
        for verdict in ["met", "unmet"] {
            assert!(firsts.contains(&(verdict.to_owned(), operator.to_owned())), "no case of {operator} is {verdict}");
        }
    }
    for verdict in ["undecided", "not-applicable", "blocked"] {
        assert!(firsts.iter().any(|(known, _)| known == verdict), "no case is {verdict}");
    }
}
