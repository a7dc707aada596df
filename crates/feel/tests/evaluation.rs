//! What expressions evaluate to: logic, nulls and their reasons, filters and paths, exactness, and limits.

#![expect(clippy::panic, reason = "a helper of a test fails the test")]

use feel::{
    Code, NullReason, Number, Program, Scope, Type, Value, check_condition, compile, compile_lenient, limits, sentence,
    sentence_with,
};

fn eval(source: &str) -> Value {
    eval_in(source, &[])
}

fn eval_in(source: &str, names: &[(&str, Value)]) -> Value {
    let mut scope = Scope::new();
    for (name, _) in names {
        scope.declare(name, Type::Any, true);
    }
    let slots: Vec<Value> = names.iter().map(|(_, value)| value.clone()).collect();
    compile_lenient(source, &scope).unwrap_or_else(|findings| panic!("{source}: {findings:?}")).eval(&slots)
}

fn reason(source: &str, names: &[(&str, Value)]) -> NullReason {
    match eval_in(source, names) {
        Value::Null(null) => null.reason,
        other => panic!("{source} is {other:?}"),
    }
}

fn holds(source: &str) {
    assert_eq!(eval(source), Value::Bool(true), "{source}");
}

#[test]
fn the_truth_tables_are_whole() {
    let values =
        [Value::Bool(true), Value::Bool(false), Value::null(NullReason::None), Value::from(1), Value::from("true")];
    let logic = |value: &Value| value.as_bool();
    for a in &values {
        for b in &values {
            let names = [("a", a.clone()), ("b", b.clone())];
            let (x, y) = (logic(a), logic(b));
            let and = if x == Some(false) || y == Some(false) { Some(false) } else { x.and(y) };
            let or = if x == Some(true) || y == Some(true) { Some(true) } else { x.and(y) };
            let result = |source: &str| match eval_in(source, &names) {
                Value::Bool(b) => Some(b),
                Value::Null(_) => None,
                other => panic!("{other:?}"),
            };
            assert_eq!(result("a and b"), and, "{a:?} and {b:?}");
            assert_eq!(result("a or b"), or, "{a:?} or {b:?}");
            assert_eq!(result("not(a)"), x.map(|x| !x), "not({a:?})");
            assert_eq!(result("all([a, b])"), and, "all of {a:?} {b:?}");
            assert_eq!(result("any([a, b])"), or, "any of {a:?} {b:?}");
            assert_eq!(result("every v in [a, b] satisfies v"), and, "every of {a:?} {b:?}");
            assert_eq!(result("some v in [a, b] satisfies v"), or, "some of {a:?} {b:?}");
        }
    }
}

#[test]
fn arithmetic_is_exact() {
    holds("0.57 * 100 >= 57");
    holds("(1/3) * 3 >= 1");
    holds("0.1 + 0.2 = 0.3");
    holds("1 / 3 + 1 / 3 + 1 / 3 = 1");
    holds("1e400 * 1e-400 = 1");
    holds("2 ** 200 / 2 ** 199 = 2");
    holds("4 ** 0.5 = 2");
    holds("(8 / 27) ** (1 / 3) = 2 / 3");
    holds("2 ** -1.5 = decimal(2 ** -1.5, 34)");
}

#[test]
fn a_loans_payment_is_exact() {
    // Payments whose figures circulate with the errors of binary floats: 562.707359373292 and 2861.03377700389.
    for (loan, rate, months, wanted) in [
        ("30000", "0.0475", "60", "562.7073593732659271562143285576105"),
        ("600000", "0.0399", "360", "2861.033777003901636716262779605767"),
    ] {
        let payment = format!("({loan} * {rate} / 12) / (1 - (1 + {rate} / 12) ** -{months})");
        let Value::Number(exact) = eval(&payment) else { panic!("{payment}") };
        assert_eq!(exact.round_significant(34), wanted.parse().unwrap(), "{payment}");
        // Not only to these digits: paying it back leaves nothing.
        holds(&format!("{payment} * (1 - (1 + {rate} / 12) ** -{months}) * 12 / {rate} = {loan}"));
    }
}

#[test]
fn powers_without_an_exact_form_have_34_digits() {
    // Computed with 60 digits elsewhere, then rounded.
    for (source, wanted) in [
        ("2 ** 0.5", "1.414213562373095048801688724209698"),
        ("2 ** -1.5", "0.3535533905932737622004221810524245"),
        ("10 ** 0.123456789", "1.328791339791297813465286178827872"),
        ("0.001 ** 0.0123", "0.9185440747246861489013286785353763"),
        ("1.0000001 ** 1000000.5", "1.105170967808337662664481927201798"),
    ] {
        assert_eq!(eval(source), Value::Number(wanted.parse().unwrap()), "{source}");
    }
    // Taking the power back gives the base to nearly all digits.
    for base in ["2", "0.37", "123456789", "1.5e-20", "7e300"] {
        for exponent in ["0.1", "2.5", "-0.75", "0.3333"] {
            let source = format!("({base} ** {exponent}) ** (1 / {exponent}) / {base}");
            let Value::Number(one) = eval(&source) else { panic!("{source}") };
            let error = one.sub(&Number::ONE).abs();
            assert!(error < "1e-31".parse().unwrap(), "{source}: off by {error}");
        }
    }
}

#[test]
fn nulls_keep_their_reason() {
    let names = [("x", Value::MISSING), ("n", Value::from(1)), ("t", Value::from("a"))];
    for (source, wanted) in [
        ("null", NullReason::None),
        ("x", NullReason::MissingName),
        ("x + 1 > 2", NullReason::MissingName),
        ("sum([n, x])", NullReason::MissingName),
        ("abs(x)", NullReason::MissingName),
        ("n + t", NullReason::WrongType),
        ("n + null", NullReason::WrongType),
        ("n / 0", NullReason::DivisionByZero),
        ("n / 0 + 1 > 2", NullReason::DivisionByZero),
        ("0 ** -1", NullReason::DivisionByZero),
        ("(-1) ** 0.5", NullReason::OutOfDomain),
        ("[1, 2][3]", NullReason::OutOfDomain),
        ("{a: 1}.b", NullReason::MissingName),
        ("unknown", NullReason::MissingName),
        ("n and true", NullReason::WrongType),
        ("x and true", NullReason::MissingName),
    ] {
        assert_eq!(reason(source, &names), wanted, "{source}");
    }
}

#[test]
fn a_null_knows_why_and_where_it_arose() {
    use NullReason::*;
    let household = eval("{人口: 4}");
    let names = [
        ("x", Value::MISSING),
        ("n", Value::from(1)),
        ("t", Value::from("a")),
        ("户", Value::from(vec![household.clone(), household])),
        ("numbers", Value::from(vec![Value::from(1), Value::MISSING])),
    ];
    for (source, wanted, place) in [
        // Operators.
        ("1 + (2 / 0) * 3", DivisionByZero, "2 / 0"),
        ("n + 2 * x", MissingName, "x"),
        ("n + t * 2", WrongType, "t * 2"),
        ("-t", WrongType, "-t"),
        ("n < t", WrongType, "n < t"),
        ("n = t", WrongType, "n = t"),
        ("n between x and 3", MissingName, "x"),
        ("n between t and 3", WrongType, "n between t and 3"),
        ("n in (t..3]", WrongType, "(t..3]"),
        ("n in [x..5]", MissingName, "x"),
        ("t in [1..5]", WrongType, "t in [1..5]"),
        ("(n / 0) in [1..3]", DivisionByZero, "n / 0"),
        ("true and n", WrongType, "true and n"),
        ("n = 1 and x", MissingName, "x"),
        ("n = 2 or n / 0 > 1", DivisionByZero, "n / 0"),
        ("not(x)", MissingName, "x"),
        ("(-4) ** 0.5", OutOfDomain, "(-4) ** 0.5"),
        ("10 ** 1000000", NumberTooLarge, "10 ** 1000000"),
        // Filters, positions and paths.
        ("户[3]", OutOfDomain, "户[3]"),
        ("户[0]", OutOfDomain, "户[0]"),
        ("x[1]", MissingName, "x"),
        ("x[item > 1]", MissingName, "x"),
        ("户[1].面积", MissingName, "户[1].面积"),
        ("sum(户.面积)", MissingName, "户.面积"),
        ("sum(户[人口 > 9].人口)", OutOfDomain, "sum(户[人口 > 9].人口)"),
        ("x.a.b", MissingName, "x"),
        ("t.a", WrongType, "t.a"),
        // Quantifiers and choices.
        ("every h in 户 satisfies h.面积 > 10", MissingName, "h.面积"),
        ("some v in x satisfies v > 1", MissingName, "x"),
        ("some v in [1, 2] satisfies v / 0 > 1", DivisionByZero, "v / 0"),
        ("if n = 1 then x else n", MissingName, "x"),
        // Built-ins: an argument, an element of it, its domain, the call itself.
        ("abs(x + 1)", MissingName, "x"),
        ("abs(t)", WrongType, "abs(t)"),
        ("abs(n / 0)", DivisionByZero, "n / 0"),
        ("sum([n, x])", MissingName, "x"),
        ("max(n, n / 0, x)", DivisionByZero, "n / 0"),
        ("mean(numbers)", MissingName, "mean(numbers)"),
        ("median([n, t])", WrongType, "median([n, t])"),
        ("all([true, x])", MissingName, "x"),
        ("all([true, n])", WrongType, "all([true, n])"),
        ("sqrt(n - 2)", OutOfDomain, "sqrt(n - 2)"),
        ("modulo(n, n - 1)", DivisionByZero, "modulo(n, n - 1)"),
        ("number(t)", OutOfDomain, "number(t)"),
        ("substring(t, 5)", OutOfDomain, "substring(t, 5)"),
        ("get value({a: 1}, t + t)", MissingName, "get value({a: 1}, t + t)"),
        ("get value({a: x}, t)", MissingName, "x"),
        ("abs(n, n)", BadCall, "abs(n, n)"),
        ("abs(m: n)", BadCall, "abs(m: n)"),
        ("nonsense(n)", BadCall, "nonsense(n)"),
        ("nowhere + 1", MissingName, "nowhere"),
        ("{a: n / 0, b: a + 1}.b", DivisionByZero, "n / 0"),
    ] {
        let Value::Null(null) = eval_in(source, &names) else { panic!("{source} is {:?}", eval_in(source, &names)) };
        assert_eq!((null.reason, null.span.text(source)), (wanted, place), "{source}");
    }
}

#[test]
fn null_does_not_count_as_false_but_takes_the_else_branch() {
    holds("(if null then 1 else 2) = 2");
    holds("(if 1 then 1 else 2) = 2");
    holds("[1, null, 3][item > 1] = [3]");
    holds("null = null");
    holds("not(1 = null)");
    holds("1 != null");
}

#[test]
fn filters_paths_and_positions() {
    holds("[1, 2, 3][item >= 2] = [2, 3]");
    holds("[{a: 1}, {a: 2}][a = 2] = [{a: 2}]");
    holds("[{item: 1}, {item: 2}][item = 2] = [{item: 2}]");
    holds("[1, 2, 3][-1] = 3");
    holds("[1, 2, 3][1.5] = null");
    holds("7[1] = 7");
    holds("7[item > 6] = [7]");
    holds("[1, 2][null] = null");
    holds("[1, 2][\"a\"] = null");
    holds("null[1] = null");
    holds("null[true] = null");
    holds("[{a: 1}, {b: 2}].a = [1, null]");
    holds("{a: {b: 2}}.a.b = 2");
    holds("[1..5].start = 1 and (1..5].end included");
    holds("{k: 2, r: [1, 2, 3][k]}.r = 2");
    assert_eq!(eval_in("xs[i]", &[("xs", eval("[4, 5]")), ("i", 2.into())]), 5.into());
    assert_eq!(eval_in("xs[ok]", &[("xs", eval("[4, 5]")), ("ok", true.into())]), eval("[4, 5]"));
}

#[test]
fn quantifiers_take_every_combination() {
    holds("some x in [1, 2], y in [2, 3] satisfies x = y");
    holds("every x in [1, 2], y in [x, 3] satisfies y >= x");
    holds("not(some x in [] satisfies true)");
    holds("every x in [] satisfies false");
    holds("every x in [2, 3] satisfies some y in [1, 2] satisfies y < x");
    holds("(some x in null satisfies true) = null");
}

#[test]
fn tests_of_in() {
    holds("5 in (1..10)");
    holds("not(1 in (1..10))");
    holds("5 in [1, 5]");
    holds("5 in ([1..3], > 4)");
    holds("5 in (? > 3 and ? < 6)");
    holds("\"b\" in [\"a\"..\"c\"]");
    holds("(\"b\" in [1..2]) = null");
    holds("0 in (1..null) = false");
    // Ends that do not compare make no range, and no answer.
    for source in ["2 in [1..\"z\"]", "true in [false..true]", "2 in ([1..\"z\"], > 5)"] {
        assert_eq!(reason(source, &[]), NullReason::WrongType, "{source}");
    }
    holds("6 in ([1..\"z\"], > 5)");
    holds("not(6 in null) and null in null and null in (null, 1)");
}

#[test]
fn programs_name_what_they_read() {
    let mut scope = Scope::new();
    let a = scope.declare("通公路小组数", Type::Number, true);
    scope.declare("总户数", Type::Number, true);
    let c = scope.declare("村民小组数", Type::Number, true);
    let program = compile("通公路小组数 / 村民小组数 >= 1 and 通公路小组数 > 0", &scope).unwrap();
    assert_eq!(program.slots(), [a, c]);
    assert_eq!(*program.ty(), Type::Boolean);
    assert!(program.warnings().is_empty());
    assert_eq!(program.eval(&[]), Value::MISSING);
    let findings = compile("通公路小组 / 村民小组数 >= 1", &scope).unwrap_err();
    assert_eq!((findings[0].code, findings[0].args[1].as_str()), (Code::UnknownName, "通公路小组数"));
    let program = compile("1 + 2 > 2", &scope).unwrap();
    assert_eq!(program.constant(), Some(&Value::Bool(true)));
}

#[test]
fn a_program_is_shared_by_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Program>();
    shared::<Value>();
}

#[test]
fn types_that_never_fit_are_warned_of() {
    let mut scope = Scope::new();
    scope.declare("n", Type::Number, false);
    scope.declare("t", Type::Text, false);
    scope.declare("户", Type::List(Box::new(Type::Record([("面积".into(), Type::Number)].into()))), false);
    for (source, code) in [
        ("n + t", Code::TypeMismatch),
        ("n > t", Code::NeverComparable),
        ("n = t", Code::NeverComparable),
        ("not(n)", Code::TypeMismatch),
        ("if n then 1 else 2", Code::TypeMismatch),
        ("t.x", Code::TypeMismatch),
        ("sqrt(t)", Code::TypeMismatch),
        ("n between t and 2", Code::NeverComparable),
        ("n in (1, t)", Code::NeverComparable),
        ("n in [\"a\", \"b\"]", Code::NeverComparable),
    ] {
        let program = compile(source, &scope).unwrap();
        assert_eq!(program.warnings().first().map(|found| found.code), Some(code), "{source}");
    }
    for source in
        ["n in [1, 2]", "n in ([1..2], 3, null)", "t in \"a\"", "[n] in [1, 2]", "n in (? > 1)", "n in [[1..2]]"]
    {
        assert_eq!(compile(source, &scope).unwrap().warnings(), [], "{source}");
    }
    for source in ["n + n > 2", "t + \"x\"", "n = null", "count(户[面积 > 10]) > 1", "sum(户.面积) / n"] {
        assert_eq!(compile(source, &scope).unwrap().warnings(), [], "{source}");
    }
    // Entries of a known record are checked like names.
    assert_eq!(compile("户[面机 > 10]", &scope).unwrap_err()[0].args, ["面机", "面积"]);
    assert_eq!(compile("户.面机", &scope).unwrap_err()[0].args, ["面机", "面积"]);
}

#[test]
fn traps_of_conditions_are_found() {
    let mut scope = Scope::new();
    for name in ["x", "y"] {
        scope.declare(name, Type::Boolean, true);
    }
    scope.declare("n", Type::Number, true);
    scope.declare("t", Type::Text, true);
    scope.declare("sure", Type::Text, false);
    scope.declare("xs", Type::List(Box::new(Type::Number)), true);
    let codes = |source: &str| {
        let program = compile(source, &scope).unwrap_or_else(|findings| panic!("{source}: {findings:?}"));
        check_condition(&program, &scope).iter().map(|found| found.code).collect::<Vec<_>>()
    };
    for (source, wanted) in [
        ("n > 5 and x", vec![]),
        ("n + 1", vec![Code::NotACondition]),
        ("1 < 2", vec![Code::ConstantCondition]),
        ("if n > 5 then x else y", vec![Code::MaybeMissingCondition]),
        ("if n != null then n > 5 else y", vec![]),
        ("if n != null and n > 5 then x else y", vec![]),
        ("if n = null then y else if n > 5 then x else y", vec![]),
        ("count([x, y][item]) > 1", vec![Code::MaybeMissingList]),
        ("count(xs[item > 3]) > 1", vec![Code::MaybeMissingList]),
        ("xs != null and count(xs[item > 3]) > 1", vec![]),
        ("n > 5 and n < 3", vec![Code::NeverHolds]),
        ("n > 5 and x and 5 > n", vec![Code::NeverHolds]),
        ("n >= 5 and n <= 5", vec![]),
        ("n > 5 and n <= 5", vec![Code::NeverHolds]),
        ("n = 5 and n = 6", vec![Code::NeverHolds]),
        ("n = 5 and n < 6", vec![]),
        ("n > 5 or n < 3", vec![]),
        ("n between 6 and 5", vec![Code::NeverHolds]),
        ("n between 5 and 6", vec![]),
        ("n in (5..5]", vec![Code::NeverHolds]),
        ("n in [5..5]", vec![]),
        ("n in [6..9] and x and n < 6", vec![Code::NeverHolds]),
        ("n in (> 6, < 5)", vec![]),
        ("n > 5 and (n < 3 and x)", vec![Code::NeverHolds]),
        ("n between 6 and 5 and x", vec![Code::NeverHolds]),
        ("n > 5 and n < 3 and t in (\"b\"..\"a\")", vec![Code::NeverHolds, Code::NeverHolds]),
        ("t = \"a\" and t = \"b\"", vec![Code::NeverHolds]),
        ("t != \"a\" and t != \"b\"", vec![]),
        // What gives null for null is no trap, nor what decides only by what is known.
        ("sum([n, 1]) > 2 and min(n, 1) > 0 and abs(n) between 1 and 2", vec![]),
        ("any([x, y]) or all([x, y]) or not(x)", vec![]),
        ("some v in [x, y] satisfies v", vec![]),
        ("every v in xs satisfies v > n", vec![]),
        ("x = true and t = \"a\"", vec![]),
        ("count([x, y]) > 1", vec![Code::MaybeMissingCount]),
        ("count(append([1], n)) > 1", vec![Code::MaybeMissingCount]),
        ("count(xs) > 1", vec![]),
        ("string join([t, \"b\"]) = \"ab\"", vec![Code::MaybeMissingList]),
        ("count([n, 1][item != null]) > 1", vec![]),
        ("count([n, 1][item != null and item > 3]) > 1", vec![]),
        ("count([1, 2][item > n]) > 1", vec![Code::MaybeMissingList]),
        ("n != null and count([1, 2][item > n]) > 1", vec![]),
        ("n = null or count([1, 2][item > n]) > 1", vec![]),
        ("not(n = null) and count([1, 2][item > n]) > 1", vec![]),
        ("if not(n = null or x = null) then n > 1 and x else y", vec![]),
        ("[4, 5][1] = 4 and [n, 2][1] > 1", vec![]),
        // Several, in order.
        (
            "count([y]) > (if x then 1 else 2) and n > 5 and n < 3",
            vec![Code::NeverHolds, Code::MaybeMissingCount, Code::MaybeMissingCondition],
        ),
    ] {
        assert_eq!(codes(source), wanted, "{source}");
    }
}

#[test]
fn alone_feel_takes_a_missing_answer_for_a_different_one() {
    let mut scope = Scope::new();
    for name in ["x", "y"] {
        scope.declare(name, Type::Text, true);
    }
    scope.declare("n", Type::Number, true);
    scope.declare("sure", Type::Text, false);
    let named = |source: &str| {
        let program = compile(source, &scope).unwrap_or_else(|findings| panic!("{source}: {findings:?}"));
        assert!(check_condition(&program, &scope).is_empty(), "{source}: a layer above decides by bounds");
        // What is said to be a trap is one: the value is definite although an answer is missing.
        let found = feel::check_bare_condition(&program, &scope);
        assert!(found.iter().all(|found| found.code == Code::MaybeMissingEquality), "{found:?}");
        let value = program.eval(&[Value::MISSING, Value::MISSING, Value::MISSING, "a".into()]);
        assert!(found.is_empty() || !value.is_null(), "{source}");
        found.iter().map(|found| found.span.text(source).to_owned()).collect::<Vec<_>>()
    };
    for (source, wanted) in [
        ("x = \"a\"", vec!["x"]),
        ("x != \"a\"", vec!["x"]),
        ("not(x = \"a\")", vec!["x"]),
        ("\"a\" = sure or x = y", vec!["x", "y"]),
        ("sure = \"a\"", vec![]),
        ("x = null", vec![]),
        ("null != x", vec![]),
        ("x != null and x != \"a\"", vec![]),
        ("x = null or x = \"a\"", vec![]),
        ("x in [\"a\", \"b\"]", vec!["x"]),
        ("x in (\"a\", null)", vec![]),
        ("sure in [x, y]", vec!["x"]),
        ("n in (1..5]", vec![]),
        ("n in (> 3)", vec![]),
        ("n in (!= 3)", vec!["n"]),
        ("2 in (= n, 5)", vec!["n"]),
        ("n in (1..5] and n > 2 and n * 2 <= 7", vec![]),
        ("list contains([\"a\", \"b\"], x)", vec!["x"]),
        ("{a: x} = {a: \"b\"}", vec!["x"]),
        ("n + 1 > 2 and contains(x, \"a\")", vec![]),
    ] {
        assert_eq!(named(source), wanted, "{source}");
    }
}

#[test]
fn values_are_written_as_feel() {
    for source in ["[1, \"a\\\"b\", {k: true, l: null}, (1..2], (< 3)]", "{}", "[]", "-0.5", "\"\"", "null"] {
        assert_eq!(feel::text_of(&eval(source)), source);
        assert_eq!(eval(&feel::text_of(&eval(source))), eval(source));
    }
}

#[test]
fn sentences() {
    assert_eq!(sentence(compile("1 < 2", &Scope::new()).unwrap().expr()), "1 低于 2");
    let mut scope = Scope::new();
    for name in ["通公路小组数", "村民小组数", "通动力电", "供水保证率", "总户数", "户", "村类型", "入住率"]
    {
        scope.declare(name, Type::Any, true);
    }
    for (source, wanted) in [
        ("通公路小组数 / 村民小组数 >= 1", "通公路小组数 ÷ 村民小组数 不低于 100%"),
        ("供水保证率 >= 90 and 通动力电 = true", "供水保证率 不低于 90，且 通动力电 为 是"),
        ("入住率 < 0.855", "入住率 低于 85.5%"),
        ("0.5 <= 入住率", "50% 不高于 入住率"),
        ("入住率 in [0.5..1)", "入住率 在 50%（含）到 100%（不含）之间"),
        ("总户数 != null", "总户数 已填"),
        ("总户数 = null or 总户数 = 0", "总户数 没有填，或 总户数 等于 0"),
        ("not(通动力电)", "并非（通动力电）"),
        ("通动力电 != true", "通动力电 不为 是"),
        ("村类型 = \"深度贫困村\"", "村类型 为 “深度贫困村”"),
        ("村类型 != \"非贫困村\"", "村类型 不为 “非贫困村”"),
        ("村类型 in [\"贫困村\", \"深度贫困村\"]", "村类型 为 “贫困村” 或 “深度贫困村”"),
        ("村类型 in (\"贫困村\", \"深度贫困村\")", "村类型 为 “贫困村” 或 “深度贫困村”"),
        ("总户数 in (> 10)", "总户数 高于 10"),
        ("总户数 in ([1..5], > 10)", "总户数 属于 1（含） 到 5（含）、高于 10"),
        ("总户数 in 户.面积", "总户数 属于 户 的 面积"),
        ("(总户数 + 1) * 2 < 10", "（总户数 ＋ 1） × 2 低于 10"),
        ("总户数 - (村民小组数 - 1) = -总户数", "总户数 － （村民小组数 － 1） 等于 负总户数"),
        ("-(总户数 + 1) < 0", "负（总户数 ＋ 1） 低于 0"),
        ("(总户数 > 1) = 通动力电", "（总户数 高于 1） 等于 通动力电"),
        ("总户数 > 1 and (通动力电 or 入住率 >= 1)", "总户数 高于 1，且 （通动力电 为 是，或 入住率 不低于 100%）"),
        ("供水保证率 between 0 and 100", "供水保证率 在 0 到 100 之间（含两端）"),
        ("count(户[面积 > 10]) >= 3", "户 中（面积 高于 10）的项 的个数 不低于 3"),
        ("户[1].面积 > 户[-1].面积", "户 的第 1 项 的 面积 高于 户 的倒数第 1 项 的 面积"),
        ("count([1, 2][item > 1]) = 1", "1、2 中（该项 高于 1）的项 的个数 等于 1"),
        ("every h in 户 satisfies h.面积 > 0", "户 中每一个 h，满足：h 的 面积 高于 0"),
        ("if 通动力电 then 1 else 2", "如果 通动力电，则 1，否则 2"),
        ("round half up(总户数 / 3, 1) > 2", "四舍五入（总户数 ÷ 3、1） 高于 2"),
        ("{a: 1}.a = 1", "{a: 1} 的 a 等于 1"),
        ("count([]) = 0 or 总户数 in []", "空列表 的个数 等于 0，或 总户数 属于 空列表"),
    ] {
        let program = compile(source, &scope).unwrap();
        assert_eq!(sentence_with(program.expr(), &|name| name == "入住率"), wanted, "{source}");
    }
}

#[test]
fn endless_work_ends_in_a_limit() {
    let list = format!("[{}]", vec!["1"; 300].join(", "));
    let names = [
        ("xs", eval(&list)),
        ("long", Value::from("x".repeat(limits::MAX_LENGTH).as_str())),
        ("big", Value::Number("1e6000".parse().unwrap())),
    ];
    use NullReason::{NumberTooLarge, TooLong, TooManySteps};
    for (source, limit) in [
        ("every a in xs, b in xs, c in xs, d in xs satisfies a = b", TooManySteps),
        ("2 ** 100000", NumberTooLarge),
        ("big ** 100", NumberTooLarge),
        ("big * big * big * big", NumberTooLarge),
        ("2 ** 1e30", NumberTooLarge),
        ("1.5 ** 1000000.5", NumberTooLarge),
        (
            "{a: \"xxxxxxxxxxxxxxxx\", b: a+a+a+a, c: b+b+b+b, d: c+c+c+c, e: d+d+d+d, f: e+e+e+e, g: f+f+f+f, h: g+g+g+g, i: h+h+h+h, j: i+i+i+i}.j",
            TooLong,
        ),
        (
            "{a: [1,1,1,1], b: [a,a,a,a,a,a,a,a], c: [b,b,b,b,b,b,b,b], d: [c,c,c,c,c,c,c,c], e: [d,d,d,d,d,d,d,d], f: [e,e,e,e,e,e,e,e], g: [f,f,f,f,f,f,f,f], h: [g,g,g,g,g,g,g,g], n: flatten(h)}.n",
            TooManySteps,
        ),
        ("every a in xs, b in xs satisfies not(contains(long, \"y\"))", TooManySteps),
        ("every a in xs, b in xs satisfies long <= long", TooManySteps),
        ("every a in xs, b in xs satisfies 1 / 3 + big / 7 < big ** 1.0", TooManySteps),
        (
            "{a: concatenate(xs, xs, xs, xs, xs, xs, xs, xs, xs, xs), b: concatenate(a, a, a, a, a, a, a, a, a, a), c: concatenate(b, b, b, b, b, b, b, b, b, b), d: concatenate(c, c, c, c)}.d",
            TooLong,
        ),
    ] {
        let started = std::time::Instant::now();
        let result = reason(source, &names);
        assert_eq!(result, limit, "{source}");
        println!("{:?} for {source}", started.elapsed());
        assert!(started.elapsed().as_secs() < 20, "{source} took {:?}", started.elapsed());
    }
    // Hundreds of unrelated denominators stay far from the limits.
    let fractions: Vec<Value> =
        (0..600).map(|i| Value::Number(Number::ratio(7 * i + 1, 10_007 + 2 * i).unwrap())).collect();
    let names = [("xs", Value::from(fractions))];
    assert_eq!(eval_in("mean(xs) * count(xs) = sum(xs) and stddev(xs) > 0", &names), true.into());
}

#[test]
fn the_deepest_expression_is_evaluated_on_a_small_stack() {
    let most = usize::from(limits::MAX_DEPTH) - 1;
    let sources = [
        format!("{}n", "n + ".repeat(most)),
        format!("{}n", "-".repeat(most)),
        format!("{}n{}", "abs(".repeat(most), ")".repeat(most)),
        format!("{}n{}", "[".repeat(most), "]".repeat(most)),
        format!("{}n", "if yes then n else ".repeat(most)),
        format!("n{}", "[1]".repeat(most)),
        format!("{}n = 1{}", "some x in [1] satisfies (".repeat(most / 2), ")".repeat(most / 2)),
    ];
    for source in sources {
        // Debug frames are several times those of a release.
        let run = move || {
            let mut scope = Scope::new();
            scope.declare("n", Type::Any, false);
            scope.declare("yes", Type::Boolean, false);
            let program = compile(&source, &scope).unwrap_or_else(|findings| panic!("{findings:?}"));
            let value = program.eval(&[1.into(), false.into()]);
            let printed = feel::print(program.expr());
            drop(sentence(program.expr()));
            drop(check_condition(&program, &scope));
            assert!(!printed.is_empty());
            value
        };
        let stack = if cfg!(debug_assertions) { 2 << 20 } else { 512 << 10 };
        let thread = std::thread::Builder::new().stack_size(stack).spawn(run).unwrap();
        assert!(!thread.join().unwrap().is_null());
    }
}
