//! `bayou conformance`: cases pass and fail with their place, bad lines are named, and the last line counts.

use crate::run::{Folder, Ran, bayou};

fn run(name: &str, cases: &str) -> Ran {
    let folder = Folder::new(name);
    folder.write("cases.jsonl", cases);
    folder.bayou(&["conformance", "cases.jsonl"])
}

/// A case of the folder `own`.
fn case(expression: &str, rest: &str) -> String {
    let expression = serde_json::Value::from(expression);
    format!("{{\"suite\": \"own\", \"case\": \"1\", \"node\": \"n\", \"expr\": {expression}, {rest}}}\n")
}

#[test]
fn what_passes_is_counted_by_folder() {
    let cases = [
        case("1 / 4", r#""expected": {"t": "decimal", "v": "0.250"}"#),
        case("每 户 + 1", r#""inputs": {"每 户": {"t": "decimal", "v": "1"}}, "expected": {"t": "decimal", "v": "2"}"#),
        case("[7]", r#""typeRef": "number", "expected": {"t": "decimal", "v": "7"}"#),
        case("7", r#""typeRef": "tNumberList", "expected": {"t": "list", "v": [{"t": "decimal", "v": "7"}]}"#),
        case("[1, \"a\"]", r#""typeRef": "tStringList", "error": true, "expected": {"t": "null"}"#),
        case("{name: \"甲\"}", r#""typeRef": "tNameAndAge", "expected": {"t": "null"}"#),
        case("1 +", r#""error": true, "expected": {"t": "null"}"#),
        case("abs()", r#""error": true, "expected": {"t": "null"}"#),
        case("{a: \"x\"}", r#""expected": {"t": "context", "v": [["a", {"t": "string", "v": "x"}]]}"#),
        case("2 > 1", r#""expected": {"t": "boolean", "v": "true"}"#).replace("own", "other"),
        "\n".to_owned(),
    ];
    let ran = run("conformance-pass", &cases.concat()).clean();
    assert_eq!(ran.out, "| folder | passed |\n| --- | --- |\n| other | 1/1 |\n| own | 9/9 |\n10 passed, 0 failed\n");
}

#[test]
fn what_fails_is_shown_with_both_values() {
    let cases = [
        case("1 + 1", r#""expected": {"t": "decimal", "v": "3"}"#),
        case("1 +", r#""expected": {"t": "decimal", "v": "1"}"#),
        case("\"1\"", r#""expected": {"t": "decimal", "v": "1"}"#),
        case("1", r#""error": true, "expected": {"t": "null"}"#),
        case("true", r#""expected": {"t": "boolean", "v": "true"}"#),
    ];
    let ran = run("conformance-fail", &cases.concat()).with_problems(0);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines[..2], ["own/1/n: 1 + 1", "    is 2, should be 3"]);
    assert_eq!(lines[2], "own/1/n: 1 +");
    assert!(lines[3].contains("ends too early"), "{}", lines[3]);
    assert_eq!(lines[5], "    is \"1\", should be 1");
    assert_eq!(lines[7], "    is 1, should be null");
    assert_eq!(lines.last(), Some(&"1 passed, 4 failed"));
}

#[test]
fn bad_lines_are_named_and_count_as_failed() {
    let fine = case("1", r#""expected": {"t": "decimal", "v": "1"}"#);
    let bad = [
        ("{\"suite\"", "the line is no JSON object"),
        ("{\"suite\": \"own\", \"expr\": \"1\"}", "the case has no `expected`"),
        ("{\"suite\": \"own\", \"expected\": {\"t\": \"null\"}}", "the case has no text `expr`"),
        ("{\"suite\": \"own\", \"expr\": \"1\", \"expected\": {\"t\": \"date\", \"v\": \"x\"}}", "no type \"date\""),
        (
            "{\"suite\": \"own\", \"expr\": \"1\", \"expected\": {\"t\": \"decimal\", \"v\": \"x\"}}",
            "`expected`: \"x\": ",
        ),
        (
            "{\"suite\": \"own\", \"expr\": \"1\", \"error\": true, \"expected\": {\"t\": \"string\", \"v\": \"\"}}",
            "`error` is true",
        ),
        (
            "{\"suite\": \"own\", \"expr\": \"a\", \"inputs\": {\"a\": 1}, \"expected\": {\"t\": \"null\"}}",
            "the input `a`: ",
        ),
    ];
    let mut cases = fine;
    for (line, _) in bad {
        cases.push_str(line);
        cases.push('\n');
    }
    let ran = run("conformance-bad", &cases).with_problems(bad.len());
    for (index, (_, message)) in bad.iter().enumerate() {
        let told = ran.problem_at(&format!("cases.jsonl:{}", index + 2));
        assert!(told.contains(message), "{told}");
    }
    assert!(ran.out.ends_with("\n1 passed, 7 failed\n"), "{}", ran.out);
}

#[test]
fn unusable_arguments() {
    bayou(&["conformance"]).unusable("<FILE>");
    bayou(&["conformance", "no-such-file.jsonl"]).unusable("no-such-file.jsonl cannot be read");
    run("conformance-empty", "\n\n").unusable("holds no case");
}
