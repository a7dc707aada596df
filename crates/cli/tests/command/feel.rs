//! `bayou feel`: results, contexts, exact numbers, errors with their column.

use crate::run::{Ran, bayou};

fn feel(expression: &str) -> Ran {
    bayou(&["feel", expression])
}

fn feel_with(expression: &str, context: &str) -> Ran {
    bayou(&["feel", expression, "--context", context])
}

#[test]
fn numbers_are_exact() {
    for (expression, result) in [
        ("0.57*100 >= 57", "true"),
        ("(1/3)*3 >= 1", "true"),
        ("0.1 + 0.2", "0.3"),
        ("0.1 + 0.2 = 0.3", "true"),
        ("1/3", "\"1/3\""),
        ("1/3 + 1/3", "\"2/3\""),
        ("1/3 + 2/3", "1"),
        ("12345678901234567890123456789012345678901 + 1", "12345678901234567890123456789012345678902"),
        ("1E400 / 1E400", "1"),
    ] {
        assert_eq!(feel(expression).clean().out, format!("{result}\n"), "{expression}");
    }
}

#[test]
fn results_are_json() {
    for (expression, result) in [
        ("1 < 2 and 2 < 3", "true"),
        ("-1 < 0", "true"),
        ("\"甲\" + \"村\"", "\"甲村\""),
        ("[1, \"a\", null, false]", "[1,\"a\",null,false]"),
        ("{户: {数: 1/4}}", "{\"户\":{\"数\":0.25}}"),
        ("[1..3)", "\"[1..3)\""),
        ("null", "null"),
        ("if null then 1 else 2", "2"),
    ] {
        assert_eq!(feel(expression).clean().out, format!("{result}\n"), "{expression}");
    }
}

#[test]
fn names_come_from_the_context() {
    let village = r#"{"总户数": 531, "率": 92.50, "村": {"小组": [5, 7]}, "通": true}"#;
    for (expression, result) in
        [("总户数 * 2", "1062"), ("率 + 0.1", "92.6"), ("sum(村.小组) = 12 and 通", "true"), ("村", "{\"小组\":[5,7]}")]
    {
        assert_eq!(feel_with(expression, village).clean().out, format!("{result}\n"), "{expression}");
    }
    let exact = feel_with("a = 0.1 + 0.2", r#"{"a": 0.3}"#).clean();
    assert_eq!(exact.out, "true\n", "a number of the context is no float either");
    let long = feel_with("a", r#"{"a": 1234567890123456789012345678901234567890.5}"#).clean();
    assert_eq!(long.out, "1234567890123456789012345678901234567890.5\n");
}

#[test]
fn a_null_for_a_reason_is_a_problem() {
    for (expression, reason) in [
        ("1/0", "division-by-zero"),
        ("\"甲\" + 1", "wrong-type"),
        ("[1, 2][5]", "out-of-domain"),
        ("10 ** 1000000", "number-too-large"),
    ] {
        let ran = feel(expression).with_problems(1);
        assert_eq!(ran.out, "null\n", "{expression}");
        assert_eq!(ran.err, format!("null because of: {reason}\n"), "{expression}");
    }
    assert_eq!(feel_with("a", r#"{"a": null}"#).with_problems(1).err, "null because of: missing-name\n");
}

#[test]
fn errors_have_their_column() {
    for (expression, place) in [
        ("1 +", "expression:1:4: "),
        ("总户数 + 1", "expression:1:1: "),
        // By characters, not bytes.
        ("\"村\" + 无此", "expression:1:7: "),
        ("\"甲", "expression:1:1: "),
        ("", "expression:1:1: "),
        ("1e999999999", "expression:1:1: "),
        ("nonsense(1)", "expression:1:1: "),
    ] {
        let ran = feel(expression).with_problems(1);
        assert_eq!(ran.out, "", "{expression}");
        assert!(ran.err.starts_with(place), "{expression}: {}", ran.err);
    }
    let both = feel("(1 + ) + 无此");
    assert_eq!((both.status, both.out.as_str()), (1, ""));
}

const TYPES: &str =
    r#"{"总户数": "number", "年收入": "number?", "类型": "text?", "户": [{"面积": "number"}], "x": "list of number?"}"#;

fn check(expression: &str, used_as: &str, lang: &str) -> Ran {
    bayou(&["feel", expression, "--check", used_as, "--types", TYPES, "--lang", lang])
}

#[test]
fn checking_tells_every_finding_in_order() {
    check("年收入 / 总户数", "formula", "en").clean();
    check("count(户[面积 > 10]) > 1 and 年收入 >= 5", "condition", "en").clean();
    check("类型 != null and 类型 != \"甲\"", "condition", "en").clean();
    let source = "总户数 + 年收如 > 1 and\n (总户数 = \"甲\" or abs() > 1 or 类型 != \"甲\")";
    let several = check(source, "condition", "en").with_problems(4);
    let told: Vec<&str> = several.err.lines().collect();
    assert_eq!(told[0], "expression:1:7: there is no field `年收如`; did you mean `年收入`? [unknown-name]");
    assert!(told[1].starts_with("expression:2:3: ") && told[1].ends_with("[never-comparable]"), "{}", told[1]);
    assert!(told[2].starts_with("expression:2:16: ") && told[2].ends_with("[argument-count]"), "{}", told[2]);
    assert!(told[3].starts_with("expression:2:29: ") && told[3].ends_with("[maybe-missing-equality]"), "{}", told[3]);
}

#[test]
fn checking_a_condition_tells_its_traps_in_either_language() {
    for (expression, code) in [
        ("if 年收入 > 5 then true else false", "maybe-missing-condition"),
        ("count([1, 2][item > 年收入]) > 1", "maybe-missing-list"),
        ("类型 != \"甲\"", "maybe-missing-equality"),
        ("总户数 > 5 and 总户数 < 3", "never-holds"),
        ("总户数 + 1", "not-a-condition"),
        ("1 < 2", "constant-condition"),
    ] {
        for lang in ["en", "zh"] {
            let ran = check(expression, "condition", lang).with_problems(1);
            assert!(ran.err.ends_with(&format!(" [{code}]\n")), "{expression}: {}", ran.err);
            assert_eq!(ran.err.contains("请"), lang == "zh", "{}", ran.err);
        }
    }
    check("总户数 + 1", "formula", "en").clean();
    // A missing name of a context may be missing too.
    let ran = bayou(&["feel", "if a then 1 else 2", "--check", "condition", "--context", r#"{"a": null}"#]);
    assert!(ran.with_problems(2).err.contains("[maybe-missing-condition]"));
}

#[test]
fn unusable_arguments() {
    bayou(&["feel"]).unusable("<EXPRESSION>");
    feel_with("1", "[1]").unusable("--context takes a JSON object such as '{\"a\": 1}'");
    feel_with("1", "{\"a\": }").unusable("at line 1 column 7");
    feel_with("1", "{\"a\": 1e999999999}").unusable("--context: ");
    let typed = |types: &str| bayou(&["feel", "a", "--check", "formula", "--types", types]);
    typed("[]").unusable("--types takes a JSON object such as '{\"a\": \"number?\"}'");
    typed("{\"a\": \"int\"}").unusable("--types: `a`: there is no type `int`; write one of any, boolean, number");
    typed("{\"a\": 1}").unusable("--types: `a`: 1 is no type");
    typed("{\"a\": [\"number\", \"text\"]}").unusable("names the type of its elements once");
    bayou(&["feel", "a", "--types", "{}"]).unusable("--check");
    bayou(&["feel", "a", "--check", "rule"]).unusable("condition");
}
