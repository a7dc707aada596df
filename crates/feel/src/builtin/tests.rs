//! Every row of the table against nulls, wrong types, empty lists and all mixtures of them; and what each gives.

use std::borrow::Cow;

use super::{Builtin, Functions, Kind, Tail, alias, call};
use crate::eval::Budget;
use crate::value::{Context, Null, NullReason, Value};
use crate::{Number, Scope, Type, compile, compile_lenient};

fn eval(source: &str) -> Value {
    match compile_lenient(source, &Scope::new()) {
        Ok(program) => program.eval(&[]),
        Err(findings) => panic!("{source}: {}", findings[0].message(crate::Lang::En)),
    }
}

fn reason(source: &str) -> NullReason {
    match eval(source) {
        Value::Null(null) => null.reason,
        other => panic!("{source} is {other:?}"),
    }
}

fn samples() -> Vec<Value> {
    let list = |items: &[Value]| Value::from(items.to_vec());
    let context = Value::Context(Context::new(vec![("key".into(), "k".into()), ("value".into(), 1.into())]));
    vec![
        Value::null(NullReason::None),
        Value::MISSING,
        true.into(),
        0.into(),
        (-3).into(),
        Value::Number(Number::ratio(7, 3).unwrap()),
        Value::Number("1e3000".parse().unwrap()),
        "".into(),
        "a中🐎".into(),
        list(&[]),
        list(&[1.into(), 2.into(), 2.into()]),
        list(&[Value::MISSING, "x".into()]),
        list(std::slice::from_ref(&context)),
        context,
        eval("[1..2]"),
    ]
}

fn run(row: &Builtin, values: Vec<Value>) -> Result<Value, Null> {
    let mut values: Vec<Cow<'_, Value>> = values.into_iter().map(Cow::Owned).collect();
    call(row, &mut values, &mut Budget::new())
}

fn is(kind: Kind, value: &Value) -> bool {
    match kind {
        Kind::Any => true,
        Kind::Boolean => value.as_bool().is_some(),
        Kind::Number => value.as_number().is_some(),
        Kind::Text | Kind::MaybeText => value.as_text().is_some(),
        Kind::List => value.as_list().is_some(),
        Kind::Context => matches!(value, Value::Context(_)),
    }
}

/// An argument that a parameter takes.
fn fitting(kind: Kind) -> Value {
    match kind {
        Kind::Any | Kind::Number => 1.into(),
        Kind::Boolean => true.into(),
        Kind::Text | Kind::MaybeText => ",".into(),
        Kind::List => Value::from(vec![Value::from(1)]),
        Kind::Context => Value::Context(Context::new(vec![])),
    }
}

fn each_row(visit: impl FnMut(&Builtin)) {
    Functions::ALL.table().for_each(visit);
}

#[test]
fn no_mixture_of_arguments_panics_or_gives_a_wrong_type() {
    let samples = samples();
    each_row(|row| {
        let most = row.params.len().max(if row.tail == Tail::None { 0 } else { 2 });
        for count in row.least..=most {
            let combinations = samples.len().pow(u32::try_from(count).unwrap());
            for mut combination in 0..combinations {
                let mut values = Vec::new();
                for _ in 0..count {
                    values.push(samples[combination % samples.len()].clone());
                    combination /= samples.len();
                }
                if let Ok(value) = run(row, values.clone()) {
                    assert!(is(row.result, &value) || row.name == "get value", "{} of {values:?}: {value:?}", row.name);
                }
            }
        }
    });
}

#[test]
fn null_is_no_argument_where_a_type_is_asked_for() {
    each_row(|row| {
        for place in 0..row.params.len() {
            if matches!(row.kind(place), Kind::Any | Kind::MaybeText) {
                continue;
            }
            let mut values: Vec<Value> = row.params.iter().map(|(_, kind)| fitting(*kind)).collect();
            values[place] = Value::null(NullReason::None);
            let result = run(row, values.clone());
            assert_eq!(result.map_err(|null| null.reason), Err(NullReason::WrongType), "{} {values:?}", row.name);
            // A missing answer stays the cause.
            values[place] = Value::MISSING;
            assert_eq!(run(row, values).map_err(|null| null.reason), Err(NullReason::MissingName), "{}", row.name);
        }
    });
}

#[test]
fn a_wrong_type_gives_null() {
    each_row(|row| {
        for place in 0..row.params.len() {
            let wrong = match row.kind(place) {
                Kind::Any | Kind::List => continue,
                Kind::Boolean | Kind::Context => Value::from("x"),
                Kind::Number => Value::from("1"),
                Kind::Text | Kind::MaybeText => Value::from(1),
            };
            let mut values: Vec<Value> = row.params.iter().map(|(_, kind)| fitting(*kind)).collect();
            for wrong in [wrong.clone(), Value::from(vec![wrong]), eval("[]"), eval("[1..2]")] {
                values[place] = wrong;
                let result = run(row, values.clone()).map_err(|null| null.reason);
                assert_eq!(result, Err(NullReason::WrongType), "{} {values:?}", row.name);
            }
        }
    });
}

#[test]
fn a_list_of_one_serves_for_its_element_and_the_reverse() {
    for source in [
        "abs([-1]) = 1",
        "upper case([\"a\"]) = \"A\"",
        "count(7) = 1",
        "sum(7) = 7",
        "list contains(7, 7)",
        "context merge({a: 1}) = {a: 1}",
        "get value([{a: 1}], \"a\") = 1",
    ] {
        assert_eq!(eval(source), Value::Bool(true), "{source}");
    }
    assert_eq!(reason("abs([1, 2])"), NullReason::WrongType);
    assert_eq!(reason("abs([[1]])"), NullReason::WrongType);
}

#[test]
fn empty_lists() {
    for (source, wanted) in [
        ("count([])", "0"),
        ("all([])", "true"),
        ("any([])", "false"),
        ("mode([])", "[]"),
        ("flatten([])", "[]"),
        ("reverse([])", "[]"),
        ("distinct values([])", "[]"),
        ("union([], [])", "[]"),
        ("concatenate([])", "[]"),
        ("index of([], 1)", "[]"),
        ("append([], 1)", "[1]"),
        ("list contains([], null)", "false"),
        ("string join([])", "\"\""),
        ("context([])", "{}"),
        ("context merge([])", "{}"),
    ] {
        assert_eq!(eval(source), eval(wanted), "{source}");
        assert!(!eval(source).is_null(), "{source}");
    }
    for name in ["sum", "min", "max", "mean", "median", "stddev", "product"] {
        assert_eq!(reason(&format!("{name}([])")), NullReason::OutOfDomain, "{name}");
    }
    for source in ["sublist([], 1)", "remove([], 1)", "insert before([], 1, 1)", "list replace([], 1, 1)"] {
        assert_eq!(reason(source), NullReason::OutOfDomain, "{source}");
    }
}

#[test]
fn results() {
    for (source, wanted) in [
        ("sum(1, 2, 3.5)", "6.5"),
        ("sum([1/3, 1/3, 1/3])", "1"),
        ("mean([1, 2])", "1.5"),
        ("min(\"b\", \"a\")", "\"a\""),
        ("max([3, 10, 2])", "10"),
        ("median([3, 1, 2])", "2"),
        ("median([4, 1, 2, 3])", "2.5"),
        ("mode([2, 1, 2, 1, 3])", "[1, 2]"),
        ("stddev([1, 3])", "sqrt(2)"),
        ("stddev([1, 2, 3])", "1"),
        ("product([1/2, 4, 3])", "6"),
        ("all([true, null, false])", "false"),
        ("any([true, null])", "true"),
        ("not(false)", "true"),
        ("floor(-1.2)", "-2"),
        ("ceiling(-1.2)", "-1"),
        ("floor(129, -1)", "120"),
        ("decimal(2.5, 0)", "2"),
        ("decimal(0.505, 2)", "0.5"),
        ("round up(1.01, 1)", "1.1"),
        ("round half up(n: -2.5, scale: 0)", "-3"),
        ("round half down(2.5, 0)", "2"),
        ("modulo(10.1, 4.5)", "1.1"),
        ("modulo(-10.1, 4.5)", "3.4"),
        ("sqrt(2)", "1.414213562373095048801688724209698"),
        ("sqrt(16/9)", "4/3"),
        ("even(4)", "true"),
        ("odd(4.5)", "false"),
        ("number(\"1 234,5\", \" \", \",\")", "1234.5"),
        ("number(\"-1e2\")", "-100"),
        ("number([\"07.50\"])", "7.5"),
        ("number(from: 2/3)", "2/3"),
        ("number(\"5,5\", null, \",\")", "5.5"),
        ("string(0.10)", "\"0.1\""),
        ("string(1/3)", "\"0.3333333333333333333333333333333333\""),
        ("string([1, \"a\", {b: true}, null])", "\"[1, \\\"a\\\", {b: true}, null]\""),
        ("string((1..2])", "\"(1..2]\""),
        (
            r#"string({"a b": 1, "c:d": 2, "": 3, "e\"": 4, 户: 5})"#,
            r#""{a b: 1, \"c:d\": 2, \"\": 3, \"e\\\"\": 4, 户: 5}""#,
        ),
        ("string length(\"通公路\")", "3"),
        ("substring(\"\\U01F40Eab\", 2)", "\"ab\""),
        ("substring(\"foobar\", -2)", "\"ar\""),
        ("upper case(\"aßé\")", "\"ASSÉ\""),
        ("substring before(\"foobar\", \"bar\")", "\"foo\""),
        ("substring after(\"foobar\", \"ob\")", "\"ar\""),
        ("starts with(\"foobar\", \"fo\")", "true"),
        ("ends with(\"foobar\", \"r\")", "true"),
        ("string join([\"a\", null, \"c\"], \"_\")", "\"a_c\""),
        ("list contains([1, null], null)", "true"),
        ("append([1], 2, 3)", "[1, 2, 3]"),
        ("concatenate([1, 2], [3])", "[1, 2, 3]"),
        ("union([1, 2], [2, 3])", "[1, 2, 3]"),
        ("flatten([[1, 2], [[3]], 4])", "[1, 2, 3, 4]"),
        ("distinct values([1, 2, 3, 2, 1])", "[1, 2, 3]"),
        ("reverse([1, 2, 3])", "[3, 2, 1]"),
        ("index of([1, 2, 3, 2], 2)", "[2, 4]"),
        ("sublist([4, 5, 6], 1, 2)", "[4, 5]"),
        ("sublist([4, 5, 6], -2)", "[5, 6]"),
        ("insert before([1, 3], 1, 2)", "[2, 1, 3]"),
        ("insert before([1, 3], -1, 2)", "[1, 2, 3]"),
        ("remove([1, 2, 3], 2)", "[1, 3]"),
        ("list replace([1, 2, 3], -1, 4)", "[1, 2, 4]"),
        ("get value({a: 1}, \"a\")", "1"),
        ("get entries({a: 1})", "[{key: \"a\", value: 1}]"),
        ("context([{key: \"a\", value: 1}])", "{a: 1}"),
        ("context put({x: 1}, [\"y\"], 2)", "{x: 1, y: 2}"),
        ("context put(context: {x: {y: 1}}, keys: [\"x\", \"y\"], value: 2)", "{x: {y: 2}}"),
        ("context put(value: 2, key: \"x\", context: {})", "{x: 2}"),
        ("context merge([{x: 1}, {x: 2, y: 3}])", "{x: 2, y: 3}"),
        ("合计([1, 2]) + 计数([1, 2]) + 四舍五入(1.25, 1)", "6.3"),
    ] {
        assert_eq!(eval(source), eval(wanted), "{source}");
        assert!(!eval(wanted).is_null(), "{wanted}");
    }
}

#[test]
fn every_function_is_called_by_the_names_of_its_parameters() {
    let called = [
        ("not(negand: false)", "true"),
        ("count(list: [4, 5])", "2"),
        ("sum(list: [4, 5])", "9"),
        ("min(list: [4, 5])", "4"),
        ("max(list: [4, 5])", "5"),
        ("mean(list: [4, 5])", "4.5"),
        ("median(list: [4, 5])", "4.5"),
        ("mode(list: [4, 5, 4])", "[4]"),
        ("stddev(list: [4, 6])", "sqrt(2)"),
        ("product(list: [4, 5])", "20"),
        ("all(list: [true, false])", "false"),
        ("any(list: [true, false])", "true"),
        ("abs(n: -4)", "4"),
        ("floor(scale: 1, n: 4.56)", "4.5"),
        ("ceiling(scale: 1, n: 4.56)", "4.6"),
        ("decimal(scale: 1, n: 4.56)", "4.6"),
        ("round up(scale: 1, n: 4.51)", "4.6"),
        ("round down(scale: 1, n: 4.59)", "4.5"),
        ("round half up(scale: 1, n: 4.55)", "4.6"),
        ("round half down(scale: 1, n: 4.55)", "4.5"),
        ("modulo(divisor: 4, dividend: 9)", "1"),
        ("sqrt(number: 49)", "7"),
        ("even(number: 4)", "true"),
        ("odd(number: 4)", "false"),
        ("string(from: 4)", "\"4\""),
        ("number(decimal separator: \",\", grouping separator: \" \", from: \"4 500,5\")", "4500.5"),
        ("string length(string: \"小组\")", "2"),
        ("substring(length: 1, start position: 2, string: \"小组数\")", "\"组\""),
        ("substring before(match: \"数\", string: \"小组数\")", "\"小组\""),
        ("substring after(match: \"小\", string: \"小组数\")", "\"组数\""),
        ("upper case(string: \"4g\")", "\"4G\""),
        ("lower case(string: \"4G\")", "\"4g\""),
        ("contains(match: \"组\", string: \"小组数\")", "true"),
        ("starts with(match: \"组\", string: \"小组数\")", "false"),
        ("ends with(match: \"数\", string: \"小组数\")", "true"),
        ("string join(delimiter: \"、\", list: [\"甲\", \"乙\"])", "\"甲、乙\""),
        ("list contains(element: 5, list: [4, 5])", "true"),
        ("append(item: 6, list: [4, 5])", "[4, 5, 6]"),
        ("concatenate(list: [4, 5])", "[4, 5]"),
        ("union(list: [4, 5, 4])", "[4, 5]"),
        ("flatten(list: [4, [5]])", "[4, 5]"),
        ("distinct values(list: [4, 5, 4])", "[4, 5]"),
        ("reverse(list: [4, 5])", "[5, 4]"),
        ("index of(match: 4, list: [4, 5, 4])", "[1, 3]"),
        ("sublist(length: 1, start position: 2, list: [4, 5, 6])", "[5]"),
        ("insert before(newItem: 9, position: 2, list: [4, 5])", "[4, 9, 5]"),
        ("remove(position: 1, list: [4, 5])", "[5]"),
        ("list replace(newItem: 9, position: 1, list: [4, 5])", "[9, 5]"),
        ("get value(key: \"户\", m: {户: 4})", "4"),
        ("get entries(m: {户: 4})", "[{key: \"户\", value: 4}]"),
        ("context(entries: [{key: \"户\", value: 4}])", "{户: 4}"),
        ("context put(value: 5, key: \"户\", context: {户: 4})", "{户: 5}"),
        ("context put(value: 5, keys: [\"村\", \"户\"], context: {村: {户: 4}})", "{村: {户: 5}}"),
        ("context merge(contexts: [{户: 4}, {村: 5}])", "{户: 4, 村: 5}"),
    ];
    for (source, wanted) in called {
        assert_eq!(eval(source), eval(wanted), "{source}");
    }
    each_row(|row| {
        let by_name = |(source, _): &&(&str, &str)| source.split_once('(').is_some_and(|(name, _)| name == row.name);
        assert!(called.iter().any(|call| by_name(&call)), "{}", row.name);
    });
}

#[test]
fn out_of_domain() {
    for source in [
        "sqrt(-1)",
        "stddev(47)",
        "substring(\"foobar\", 0)",
        "substring(\"foobar\", 7)",
        "substring(\"foobar\", -7)",
        "substring(\"foobar\", 3, 0)",
        "substring(\"foobar\", 3, 5)",
        "sublist([1, 2], 3)",
        "sublist([1, 2], 1, 3)",
        "insert before([1], 0, 2)",
        "insert before([1], 2, 2)",
        "round up(5.5, 6177)",
        "round up(5.5, -6112)",
        "number(\"1,0\", \",\", \",\")",
        "number(\"x\")",
        "context([{key: \"a\", value: 1}, {key: \"a\", value: 2}])",
        "context put({a: 1}, [\"a\", \"b\"], 2)",
        "context put({}, [], 2)",
    ] {
        assert_eq!(reason(source), NullReason::OutOfDomain, "{source}");
    }
    for source in ["number(true)", "number([1, 2])", "number(null)", "number(7, \",\", \".\")"] {
        assert_eq!(reason(source), NullReason::WrongType, "{source}");
    }
    assert_eq!(reason("modulo(1, 0)"), NullReason::DivisionByZero);
    assert_eq!(reason("get value({}, \"a\")"), NullReason::MissingName);
}

#[test]
fn every_alias_is_of_a_function_and_no_name_is_taken_twice() {
    for (alias, name) in alias::TABLE {
        let rows = |name: &str| Functions::ALL.rows(name).next().is_some();
        assert!(rows(name), "{alias}");
        assert_eq!(alias::TABLE.iter().filter(|(other, _)| other == alias).count(), 1, "{alias}");
        assert!(!rows(alias), "{alias}");
    }
}

#[test]
fn calls_that_do_not_fit_are_reported_and_null() {
    use crate::Code;
    for (source, code) in [
        ("abs()", Code::ArgumentCount),
        ("abs(1, 2)", Code::ArgumentCount),
        ("abs(number: 1)", Code::UnknownParameter),
        ("abs(n: 1, n: 2)", Code::DuplicateParameter),
        ("round up(scale: 0)", Code::ArgumentCount),
        ("context put({}, \"a\")", Code::ArgumentCount),
        ("count([1, 2], 3)", Code::ArgumentCount),
        ("count()", Code::ArgumentCount),
        ("sume([1])", Code::UnknownFunction),
        ("frobnicate(1)", Code::UnknownFunctionAlone),
    ] {
        let findings = compile(source, &Scope::new()).unwrap_err();
        assert_eq!(findings[0].code, code, "{source}");
        assert_eq!(reason(source), NullReason::BadCall, "{source}");
    }
    let near = compile("合记([1])", &Scope::new()).unwrap_err();
    assert_eq!(near[0].args, ["合记", "合计"]);
}

#[test]
fn results_keep_the_type_of_their_elements() {
    let mut scope = Scope::new();
    scope.declare("xs", Type::List(Box::new(Type::Number)), false);
    let ty = |source: &str| compile(source, &scope).unwrap().ty().clone();
    assert_eq!(ty("reverse(xs)"), Type::List(Box::new(Type::Number)));
    assert_eq!(ty("append(xs, \"a\")"), Type::List(Box::new(Type::Any)));
    assert_eq!(ty("count(xs)"), Type::Number);
    assert_eq!(ty("xs[item > 1][1]"), Type::Number);
}

#[test]
fn a_scope_offers_the_functions_it_was_made_with() {
    use crate::Code;
    let scope = Scope::with_functions(Functions::CORE);
    assert!(compile("sum([1]) + string length(\"a\")", &scope).is_ok());
    let findings = compile("upper case(\"a\")", &scope).unwrap_err();
    assert_eq!(findings[0].code, Code::UnknownFunctionAlone);
    assert!(compile("upper case(\"a\")", &Scope::new()).is_ok());
}
