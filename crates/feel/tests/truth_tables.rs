//! Truth tables of the operators over one value of every type, written down by hand from the standard: `t` true, `f`
//! false, `n` null.

#![expect(clippy::panic, clippy::indexing_slicing, reason = "a helper of a test fails the test")]

use feel::{Scope, Type, Value, compile_lenient};

/// The values, in the order of the tables' rows and columns.
const VALUES: [&str; 10] = ["true", "false", "null", "1", "2", "\"a\"", "\"b\"", "[1]", "{a: 1}", "[1..2]"];

/// Tests of `in`, in the order of the columns of [`IN`].
const TESTS: [&str; 15] = [
    "true",
    "false",
    "null",
    "1",
    "\"a\"",
    "[1]",
    "{a: 1}",
    "[1..2]",
    "(1..2)",
    "(< 2)",
    "[1, \"a\"]",
    "[]",
    "[[1..2]]",
    "? > 1",
    "(!= 1)",
];

const AND: [&str; 10] = [
    "t f n n n n n n n n",
    "f f f f f f f f f f",
    "n f n n n n n n n n",
    "n f n n n n n n n n",
    "n f n n n n n n n n",
    "n f n n n n n n n n",
    "n f n n n n n n n n",
    "n f n n n n n n n n",
    "n f n n n n n n n n",
    "n f n n n n n n n n",
];

const OR: [&str; 10] = [
    "t t t t t t t t t t",
    "t f n n n n n n n n",
    "t n n n n n n n n n",
    "t n n n n n n n n n",
    "t n n n n n n n n n",
    "t n n n n n n n n n",
    "t n n n n n n n n n",
    "t n n n n n n n n n",
    "t n n n n n n n n n",
    "t n n n n n n n n n",
];

/// Null equals null and nothing else; what is of different types does not compare.
const EQUAL: [&str; 10] = [
    "t f f n n n n n n n",
    "f t f n n n n n n n",
    "f f t f f f f f f f",
    "n n f t f n n n n n",
    "n n f f t n n n n n",
    "n n f n n t f n n n",
    "n n f n n f t n n n",
    "n n f n n n n t n n",
    "n n f n n n n n t n",
    "n n f n n n n n n t",
];

const UNEQUAL: [&str; 10] = [
    "f t t n n n n n n n",
    "t f t n n n n n n n",
    "t t f t t t t t t t",
    "n n t f t n n n n n",
    "n n t t f n n n n n",
    "n n t n n f t n n n",
    "n n t n n t f n n n",
    "n n t n n n n f n n",
    "n n t n n n n n f n",
    "n n t n n n n n n f",
];

/// Only numbers among themselves and texts among themselves have an order.
const BELOW: [&str; 10] = [
    "n n n n n n n n n n",
    "n n n n n n n n n n",
    "n n n n n n n n n n",
    "n n n f t n n n n n",
    "n n n f f n n n n n",
    "n n n n n f t n n n",
    "n n n n n f f n n n",
    "n n n n n n n n n n",
    "n n n n n n n n n n",
    "n n n n n n n n n n",
];

const AT_MOST: [&str; 10] = [
    "n n n n n n n n n n",
    "n n n n n n n n n n",
    "n n n n n n n n n n",
    "n n n t t n n n n n",
    "n n n f t n n n n n",
    "n n n n n t t n n n",
    "n n n n n f t n n n",
    "n n n n n n n n n n",
    "n n n n n n n n n n",
    "n n n n n n n n n n",
];

const NOT: &str = "f t n n n n n n n n";

/// A value in one test: a range holds it, a list holds it or a range that holds it, a condition on `?` is asked.
const IN: [&str; 10] = [
    "t f f n n f n n n n f f f n n",
    "f t f n n f n n n n f f f n n",
    "f f t f f f f n n n f f f n t",
    "n n f t n t n t f t t f t f f",
    "n n f f n f n t f f f f t t t",
    "n n f n t f n n n n t f f n n",
    "n n f n f f n n n n f f f n n",
    "n n f n n t n n n n f f f n n",
    "n n f n n f t n n n f f f n n",
    "n n f n n f n t f f f f t n f",
];

fn cell(table: &[&str], row: usize, column: usize) -> Option<bool> {
    truth_of(table[row].split(' ').nth(column))
}

fn truth_of(letter: Option<&str>) -> Option<bool> {
    match letter {
        Some("t") => Some(true),
        Some("f") => Some(false),
        Some("n") => None,
        other => panic!("{other:?} in a table"),
    }
}

fn truth(source: &str, scope: &Scope, slots: &[Value]) -> Option<bool> {
    let program = compile_lenient(source, scope).unwrap_or_else(|findings| panic!("{source}: {findings:?}"));
    match program.eval(slots) {
        Value::Bool(b) => Some(b),
        Value::Null(_) => None,
        other => panic!("{source} is {other:?}"),
    }
}

fn value(source: &str) -> Value {
    compile_lenient(source, &Scope::new()).unwrap_or_else(|findings| panic!("{source}: {findings:?}")).eval(&[])
}

/// Asserts both ways of evaluation: written out, where all is folded, and over the slots `a` and `b`.
fn assert_truth(wanted: Option<bool>, pattern: &str, a: &str, b: &str) {
    let written = pattern.replace('A', a).replace('B', b);
    assert_eq!(truth(&written, &Scope::new(), &[]), wanted, "{written}");
    let mut scope = Scope::new();
    scope.declare("a", Type::Any, true);
    scope.declare("b", Type::Any, true);
    let named = pattern.replace('A', "a").replace('B', "b");
    assert_eq!(truth(&named, &scope, &[value(a), value(b)]), wanted, "{named} with a = {a}, b = {b}");
}

#[test]
fn two_operands() {
    let transposed = [("A > B", &BELOW), ("A >= B", &AT_MOST)];
    let plain = [
        ("A and B", &AND),
        ("A or B", &OR),
        ("A = B", &EQUAL),
        ("A != B", &UNEQUAL),
        ("A < B", &BELOW),
        ("A <= B", &AT_MOST),
    ];
    for (row, a) in VALUES.into_iter().enumerate() {
        for (column, b) in VALUES.into_iter().enumerate() {
            for (pattern, table) in plain {
                assert_truth(cell(table, row, column), pattern, a, b);
            }
            for (pattern, table) in transposed {
                assert_truth(cell(table, column, row), pattern, a, b);
            }
            // What a quantifier, `all` and `any` say of two is what the operators say.
            for (patterns, table) in [
                (["all([A, B])", "all(A, B)", "every v in [A, B] satisfies v"], &AND),
                (["any([A, B])", "any(A, B)", "some v in [A, B] satisfies v"], &OR),
            ] {
                patterns.into_iter().for_each(|pattern| assert_truth(cell(table, row, column), pattern, a, b));
            }
        }
    }
}

#[test]
fn one_operand() {
    for (place, a) in VALUES.into_iter().enumerate() {
        let not = truth_of(NOT.split(' ').nth(place));
        assert_truth(not, "not(A)", a, "null");
        // `if` takes the first branch for true alone, a filter keeps for true alone.
        assert_truth(Some(a == "true"), "if A then true else false", a, "null");
        assert_truth(Some(a == "true"), "count([7][item = 7 and A]) = 1", a, "null");
    }
}

#[test]
fn a_value_in_one_test_and_in_two() {
    for (row, value) in VALUES.into_iter().enumerate() {
        for (column, test) in TESTS.into_iter().enumerate() {
            let wanted = cell(&IN, row, column);
            let source = format!("{value} in ({test})");
            assert_eq!(truth(&source, &Scope::new(), &[]), wanted, "{source}");
            if !test.contains('?') {
                assert_truth(wanted, "A in B", value, test);
            }
            for (other_column, other) in TESTS.into_iter().enumerate() {
                // The first three rows of the table of `or` are those of true, false and null.
                let place = |truth: Option<bool>| truth.map_or(2, |truth| usize::from(!truth));
                let wanted = cell(&OR, place(wanted), place(cell(&IN, row, other_column)));
                let source = format!("{value} in ({test}, {other})");
                assert_eq!(truth(&source, &Scope::new(), &[]), wanted, "{source}");
            }
        }
    }
}

#[test]
fn between_needs_three_that_compare() {
    let values = [("0", 0), ("1", 1), ("2", 2), ("\"a\"", 10), ("\"b\"", 11), ("null", 20), ("true", 30), ("[1]", 40)];
    for (value, v) in values {
        for (low, l) in values {
            for (high, h) in values {
                let comparable = v < 20 && v / 10 == l / 10 && v / 10 == h / 10;
                let wanted = comparable.then_some(l <= v && v <= h);
                let source = format!("{value} between {low} and {high}");
                assert_eq!(truth(&source, &Scope::new(), &[]), wanted, "{source}");
            }
        }
    }
}
