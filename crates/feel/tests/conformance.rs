//! The FEEL cases of the DMN TCK, run against this crate and compared exactly. The cases are data outside the project
//! (`../shared/feel-tck/core.jsonl` beside the workspace); without them the test is skipped, unless
//! `BAYOU_REQUIRE_SHARED=1` asks for them.

#![expect(clippy::panic, clippy::expect_used, clippy::indexing_slicing, reason = "a helper of a test fails the test")]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use feel::{Context, Number, Rounding, Scope, Type, Value, compile_lenient};
use serde_json::Value as Json;

/// Decimals of an expected number from which on it counts as shortened, not as exact.
const SHORTENED_PLACES: usize = 10;
/// Digits of an expected number that a binary float has printed.
const FLOAT_DIGITS: usize = 15;
/// How many of them are right.
const FLOAT_RIGHT: u32 = 12;

#[test]
fn every_case_of_the_tck_passes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/feel-tck/core.jsonl");
    let Ok(text) = std::fs::read_to_string(&path) else {
        let required = std::env::var("BAYOU_REQUIRE_SHARED").is_ok_and(|value| value == "1");
        assert!(!required, "the cases are required, but ../shared/feel-tck/core.jsonl is not there");
        println!("skipped: ../shared/feel-tck/core.jsonl is not there");
        return;
    };
    let mut folders: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut failures = String::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let case: Json = serde_json::from_str(line).expect("a case is a JSON object");
        let folder = folders.entry(string(&case["suite"])).or_default();
        match run(&case) {
            Ok(()) => folder.0 += 1,
            Err(difference) => {
                folder.1 += 1;
                let id = format!("{}/{}/{}", string(&case["suite"]), string(&case["case"]), string(&case["node"]));
                writeln!(failures, "{id}: {}\n    {difference}", string(&case["expr"])).expect("a text grows");
            }
        }
    }
    for (folder, (passed, failed)) in &folders {
        println!("{folder:45} {passed:4} passed {failed:4} failed");
    }
    let (passed, failed) = folders.values().fold((0, 0), |sum, counts| (sum.0 + counts.0, sum.1 + counts.1));
    println!("{passed} passed, {failed} failed");
    assert!(passed + failed > 0, "the file of cases is empty");
    assert!(failed == 0, "{failed} of {} cases failed:\n{failures}", passed + failed);
}

fn string(json: &Json) -> String {
    json.as_str().unwrap_or_default().to_owned()
}

/// Runs one case.
fn run(case: &Json) -> Result<(), String> {
    let mut scope = Scope::new();
    let mut slots = Vec::new();
    if let Some(inputs) = case.get("inputs").and_then(Json::as_object) {
        for (name, input) in inputs {
            scope.declare(name, Type::Any, true);
            slots.push(value(input));
        }
    }
    let is_error = case.get("error").and_then(Json::as_bool).unwrap_or(false);
    let actual = match compile_lenient(case["expr"].as_str().expect("a case has an expression"), &scope) {
        Ok(program) => program.eval(&slots),
        Err(_) if is_error => Value::null(feel::NullReason::None),
        Err(findings) => return Err(findings[0].message(feel::Lang::En)),
    };
    let actual = match case.get("typeRef").and_then(Json::as_str) {
        Some(ty) => coerce(actual, ty),
        None => actual,
    };
    let expected = &case["expected"];
    if is_error && string(&expected["t"]) != "null" {
        return Err("an error is expected together with a value".into());
    }
    if same(&actual, expected) { Ok(()) } else { Err(format!("is {actual:?}, should be {expected}")) }
}

/// A value of the file's form.
fn value(json: &Json) -> Value {
    let inner = &json["v"];
    match string(&json["t"]).as_str() {
        _ if inner.is_null() => Value::null(feel::NullReason::None),
        "decimal" => Value::Number(string(inner).parse().expect("a decimal is a number")),
        "string" => Value::from(string(inner).as_str()),
        "boolean" => Value::Bool(string(inner) == "true" || inner.as_bool() == Some(true)),
        "list" => Value::from(inner.as_array().expect("a list").iter().map(value).collect::<Vec<_>>()),
        "context" => Value::Context(Context::new(
            inner
                .as_array()
                .expect("a context is pairs")
                .iter()
                .map(|pair| (string(&pair[0]).as_str().into(), value(&pair[1])))
                .collect(),
        )),
        other => panic!("a value of unknown type {other}"),
    }
}

/// Whether a number is the one written. A number written to many decimals may be shortened: rounded or cut off. Two
/// expected values of the suite (a loan's payment, 15 digits) come from binary floats and are wrong from the 13th
/// digit on; such are compared to the digits that a float gets right.
fn same_number(actual: &Number, written: &str) -> bool {
    let wanted: Number = written.parse().expect("a decimal is a number");
    let places = written.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let digits = written.bytes().filter(u8::is_ascii_digit).count();
    let shortened = |mode| actual.round(places as i32, mode) == wanted;
    *actual == wanted
        || (places >= SHORTENED_PLACES && (shortened(Rounding::HalfEven) || shortened(Rounding::Down)))
        || (digits == FLOAT_DIGITS && actual.round_significant(FLOAT_RIGHT) == wanted.round_significant(FLOAT_RIGHT))
}

/// Compares exactly, but for numbers the file shortens.
fn same(actual: &Value, expected: &Json) -> bool {
    match (actual, string(&expected["t"]).as_str()) {
        (Value::Number(actual), "decimal") => same_number(actual, &string(&expected["v"])),
        (Value::List(items), "list") => {
            let wanted = expected["v"].as_array().expect("a list");
            items.len() == wanted.len() && items.iter().zip(wanted).all(|(item, wanted)| same(item, wanted))
        }
        (Value::Context(context), "context") => {
            let wanted = expected["v"].as_array().expect("a context is pairs");
            context.entries().len() == wanted.len()
                && wanted.iter().all(|pair| context.get(&string(&pair[0])).is_some_and(|actual| same(actual, &pair[1])))
        }
        (actual, _) => *actual == value(expected),
    }
}

/// What binding a result to a variable of a type does: a list of one gives its element, a value of a wrong type null.
fn coerce(value: Value, ty: &str) -> Value {
    let scalar = |fits: fn(&Value) -> bool| {
        let one = match &value {
            Value::List(items) if items.len() == 1 => items[0].clone(),
            other => other.clone(),
        };
        if fits(&one) { one } else { Value::null(feel::NullReason::WrongType) }
    };
    let list = |fits: fn(&Value) -> bool| {
        let many = match &value {
            Value::List(_) => value.clone(),
            other => Value::from(vec![other.clone()]),
        };
        let whole = many.as_list().is_some_and(|items| items.iter().all(fits));
        if whole { many } else { Value::null(feel::NullReason::WrongType) }
    };
    match ty {
        "number" => scalar(|value| value.as_number().is_some()),
        "string" => scalar(|value| value.as_text().is_some()),
        "boolean" => scalar(|value| value.as_bool().is_some()),
        "tNumberList" => list(|value| value.as_number().is_some()),
        "tStringList" => list(|value| value.as_text().is_some()),
        // The model defines it as a context of a name and an age.
        "tNameAndAge" => scalar(|value| {
            matches!(value, Value::Context(context)
                if context.get("name").is_some_and(|name| name.as_text().is_some())
                    && context.get("age").is_some_and(|age| age.as_number().is_some()))
        }),
        _ => value,
    }
}
