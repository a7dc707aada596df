//! Cases where the standard's own suite is thin: quantifiers, `if`, filters, aggregates and ranges with null and mixed
//! types, and every built-in by the names of its parameters. `expression -> value`; where the value is `null`, the
//! reason follows.

#![expect(clippy::panic, reason = "a helper of a test fails the test")]

use std::time::Instant;

use feel::{Number, Scope, Type, Value, compile_lenient};

/// `miss` has no value, `nil` is a null that was given.
fn eval(source: &str) -> Value {
    let mut scope = Scope::new();
    scope.declare("miss", Type::Any, true);
    scope.declare("nil", Type::Any, true);
    let slots = [Value::MISSING, Value::null(feel::NullReason::None)];
    compile_lenient(source, &scope).unwrap_or_else(|findings| panic!("{source}: {findings:?}")).eval(&slots)
}

fn assert_all(cases: &str) {
    for case in cases.lines().map(str::trim).filter(|case| !case.is_empty()) {
        let Some((source, wanted)) = case.rsplit_once(" -> ") else { panic!("{case} has no arrow") };
        let found = eval(source);
        match (wanted.strip_prefix("null "), &found) {
            (Some(reason), Value::Null(null)) => assert_eq!(null.reason.as_str(), reason, "{source}"),
            (Some(_), other) => panic!("{source} is {other:?}, should be null"),
            (None, _) => {
                assert!(!found.is_null(), "{source} is {found:?}");
                assert_eq!(found, eval(wanted), "{source}");
            }
        }
    }
}

#[test]
fn quantifiers() {
    assert_all(
        r#"
        some x in [1, null, 3] satisfies x > 2 -> true
        some x in [1, null] satisfies x > 2 -> null wrong-type
        some x in [1, miss] satisfies x > 2 -> null missing-name
        every x in [1, null, 3] satisfies x > 2 -> false
        every x in [3, null] satisfies x > 2 -> null wrong-type
        every x in [3, miss] satisfies x > 2 -> null missing-name
        some x in miss satisfies true -> null missing-name
        every x in miss satisfies true -> null missing-name
        every x in 7 satisfies x = 7 -> true
        some x in {a: 1} satisfies x.a = 1 -> true
        some x in [[1, 2], [3]] satisfies count(x) = 1 -> true
        every x in [1, 2], y in [] satisfies false -> true
        some x in [], y in miss satisfies true -> false
        some x in [1], y in miss satisfies true -> null missing-name
        every x in [1, 2], y in [x, x + 1], z in [y] satisfies z >= x -> true
        some x in [1, 2], x in [x + 10] satisfies x = 12 -> true
        some x in [1, 2] satisfies x -> null wrong-type
        every x in [true, "a", false] satisfies x -> false
        some x in [[1], [2]], y in x satisfies y = 2 -> true
        every x in [1, 2] satisfies every y in [1, 2] satisfies some z in [2, 3, 4] satisfies x + y = z -> true
        some x in [{b: 1}, {b: 2}][b > 1] satisfies x.b = 2 -> true
        every x in [1..3] satisfies x = [1..3] -> true
        some 组 in [{户: 3}, {户: null}] satisfies 组.户 > 5 -> null wrong-type
    "#,
    );
}

#[test]
fn conditionals() {
    assert_all(
        r#"
        if true then 1 else 1 / 0 -> 1
        if false then 1 / 0 else 2 -> 2
        if miss then 1 else 2 -> 2
        if nil = null then 1 else 2 -> 1
        if "true" then 1 else 2 -> 2
        if [true] then 1 else 2 -> 2
        if miss > 1 then "yes" else "no" -> "no"
        if not(miss > 1) then "yes" else "no" -> "no"
        if miss > 1 or true then 1 else 2 -> 1
        if true then miss else 1 -> null missing-name
        if true then null else 1 -> null null
        if false then 1 else if false then 2 else 3 -> 3
        (if 1 > 0 then 1 else 0) + 1 -> 2
        if true then if false then 1 else 2 else 3 -> 2
    "#,
    );
}

#[test]
fn filters() {
    assert_all(
        r#"
        [1, null, 3][item > 1] -> [3]
        [1, miss, 3][item = null] -> [null]
        [1, null, 3][item != null] -> [1, 3]
        [null][item = null] -> [null]
        [1, 2][miss > 1] -> []
        [1, 2][item > miss] -> []
        [][item > 1] -> []
        [][1] -> null out-of-domain
        miss[1] -> null missing-name
        miss[item > 1] -> null missing-name
        [1, 2, 3][miss] -> []
        [1, 2, 3][nil] -> []
        [1, 2, 3]["a"] -> null wrong-type
        [1, 2, 3][[1]] -> null wrong-type
        [1, 2, 3][{a: 1}.a] -> 1
        [1, 2, 3][string(1)] -> null wrong-type
        [1, 2, 3][get value({k: "a"}, "k")] -> null wrong-type
        [1, 2, 3][get value({k: 2}, "k")] -> 2
        [1, 2, 3][-3] -> 1
        [1, 2, 3][-4] -> null out-of-domain
        [1, 2, 3][0] -> null out-of-domain
        [1, 2, 3][1 / 2] -> null out-of-domain
        [1, 2, 3][4 / 2] -> 2
        [[1, 2], [3]][1][2] -> 2
        [[1, 2], [3]][count(item) = 1] -> [[3]]
        [true, false, null][item] -> [true]
        [{a: 1}, {b: 2}, {a: null}, null, 7][a = 1] -> [{a: 1}]
        [{a: 1}, {b: 2}][a = null] -> [{b: 2}]
        [{a: {b: 1}}, {a: {b: 2}}][a.b > 1].a.b -> [2]
        [{a: 1}, {a: 2}][item.a = 2][1].a -> 2
        [{a: [1, 2]}, {a: [3]}][count(a) = 2].a -> [[1, 2]]
        {a: 1}[a = 1] -> [{a: 1}]
        {a: 1}[a = 2] -> []
        "x"[1] -> "x"
        "x"[2] -> null out-of-domain
        [1..3][1] -> [1..3]
        {a: 1, b: [{a: 2}, {c: 3}][a = 2]}.b -> [{a: 2}]
        [1, 2, 3, 4][item > 1][item < 4][2] -> 3
        [5, 6][[1, 2][2]] -> 6
    "#,
    );
}

#[test]
fn aggregates() {
    assert_all(
        r#"
        count(null) -> null wrong-type
        count(miss) -> null missing-name
        count([null, miss]) -> 2
        count({a: 1}) -> 1
        sum([1, null]) -> null wrong-type
        sum([1, miss]) -> null missing-name
        sum(1, miss) -> null missing-name
        sum([1, "2"]) -> null wrong-type
        sum([[1, 2]]) -> null wrong-type
        sum(5) -> 5
        sum([0.1, 0.2]) -> 0.3
        min([2, null]) -> null wrong-type
        max([miss, 2]) -> null missing-name
        min([1, "a"]) -> null wrong-type
        max(["a", "B", "户"]) -> "户"
        min([true, false]) -> null wrong-type
        min([{a: 1}]) -> null wrong-type
        max([[1, 2]]) -> null wrong-type
        min(3, 1/3, 0.3) -> 0.3
        max("a") -> "a"
        mean([1, null]) -> null wrong-type
        mean([1, 2, 4]) -> 7/3
        mean(1, 2) -> 1.5
        median([1, null]) -> null wrong-type
        median(7) -> 7
        median([1/3, 1/2]) -> 5/12
        mode([1, null]) -> null wrong-type
        mode(3) -> [3]
        mode([0.5, 1/2, 2]) -> [0.5]
        stddev([1, null]) -> null wrong-type
        stddev([2, 2]) -> 0
        stddev(1, 2, 3, 4) -> sqrt(5/3)
        product([2, miss]) -> null missing-name
        product(1/3, 3) -> 1
        all(null) -> null wrong-type
        any(miss) -> null missing-name
        all([]) -> true
        all(true) -> true
        any([false, "a", true]) -> true
        any([false, "a"]) -> null wrong-type
        all([null, false]) -> false
    "#,
    );
}

#[test]
fn texts_that_may_be_left_out() {
    assert_all(
        r#"
        string join(["a", "b"], null) -> "ab"
        string join(["a", "b"], nil) -> "ab"
        string join(["a", "b"], miss) -> null missing-name
        string join(delimiter: miss, list: ["a", "b"]) -> null missing-name
        string join(["a", "b"], string(1 / 0)) -> null division-by-zero
        number("1", null, null) -> 1
        number("1.5", miss, ".") -> null missing-name
        number("1", " ", miss) -> null missing-name
    "#,
    );
}

#[test]
fn ranges() {
    assert_all(
        r#"
        1 in [1..3] -> true
        1 in (1..3] -> false
        1 in ]1..3] -> false
        3 in [1..3) -> false
        3 in [1..3[ -> false
        2 in [3..1] -> false
        1/3 in [0.333..0.334] -> true
        null in [1..3] -> null wrong-type
        miss in [1..3] -> null missing-name
        2 in [1..null] -> null wrong-type
        0 in [1..null] -> false
        9 in [null..3] -> false
        2 in [miss..3] -> null missing-name
        2 in [null..null] -> null wrong-type
        2 in [miss..miss] -> null missing-name
        2 in (< miss) -> null missing-name
        2 in < miss + 1 -> null missing-name
        2 in (= null) -> false
        2 in null -> false
        2 in (null) -> false
        2 in (< miss, 2) -> true
        2 in (1, [miss..3]) -> null missing-name
        [null..null] -> null wrong-type
        [miss..null] -> null missing-name
        [1.."a"] -> null wrong-type
        [true..false] -> null wrong-type
        "b" in ["a".."c"] -> true
        "户" in ["a".."b"] -> false
        2 in ["a".."c"] -> null wrong-type
        2 in > 1 -> true
        2 in (> 1, < 0) -> true
        2 in (< 1, > null) -> null wrong-type
        3 in (< 1, > null, = 3) -> true
        2 in != 2 -> false
        (< null) -> null wrong-type
        (< true) -> null wrong-type
        (= null) = (= null) -> true
        [1..2] = [1..2] -> true
        [1..2] = [1..2) -> false
        [1..2] = (>= 1) -> false
        [1..2] in ([1..2]) -> true
        [1..2] in [[1..2], 7] -> true
        2 in [[1..2], 7] -> true
        7 in [[1..2], 7] -> true
        9 in [[1..2], 7, "a", null] -> false
        null in [[1..2], null] -> true
        (1..3].start -> 1
        (1..3].start included -> false
        (1..3].end included -> true
        (> 5).start -> 5
        (> 5).end -> null null
        (<= 5).end included -> true
        [1..3].middle -> null missing-name
        [1 + 1..2 * 2].end -> 4
        5 in (? > 3 and ? < 6, 100) -> true
        {a: 1} in (?.a = 1) -> true
        5 in ([1, 2, 3][? > 3]) -> null wrong-type
        count([1, 5, 10][item in [2..7]]) -> 1
    "#,
    );
}

/// Each call by position, and by name in the reverse order.
#[test]
fn every_built_in_by_the_names_of_its_parameters() {
    let cases = [
        ("not", "negand: true", "false"),
        ("all", "list: [true, false]", "false"),
        ("any", "list: [true, false]", "true"),
        ("count", "list: [1, 2]", "2"),
        ("sum", "list: [1, 2]", "3"),
        ("min", "list: [2, 1]", "1"),
        ("max", "list: [2, 1]", "2"),
        ("mean", "list: [1, 2]", "1.5"),
        ("median", "list: [1, 5, 2]", "2"),
        ("mode", "list: [1, 5, 5]", "[5]"),
        ("stddev", "list: [1, 2, 3]", "1"),
        ("product", "list: [2, 3]", "6"),
        ("abs", "n: -1", "1"),
        ("floor", "n: 1.55; scale: 1", "1.5"),
        ("ceiling", "n: 1.55; scale: 1", "1.6"),
        ("decimal", "n: 1.25; scale: 1", "1.2"),
        ("round up", "n: -1.21; scale: 1", "-1.3"),
        ("round down", "n: -1.29; scale: 1", "-1.2"),
        ("round half up", "n: -1.25; scale: 1", "-1.3"),
        ("round half down", "n: -1.25; scale: 1", "-1.2"),
        ("modulo", "dividend: -7; divisor: 4", "1"),
        ("sqrt", "number: 2.25", "1.5"),
        ("even", "number: 2", "true"),
        ("odd", "number: 2", "false"),
        ("number", "from: \"1.5\"", "1.5"),
        ("number", "from: \"1 000,5\"; grouping separator: \" \"; decimal separator: \",\"", "1000.5"),
        ("string", "from: 1.50", "\"1.5\""),
        ("string length", "string: \"户户\"", "2"),
        ("substring", "string: \"abcd\"; start position: 2; length: 2", "\"bc\""),
        ("substring before", "string: \"abcd\"; match: \"c\"", "\"ab\""),
        ("substring after", "string: \"abcd\"; match: \"b\"", "\"cd\""),
        ("upper case", "string: \"ab\"", "\"AB\""),
        ("lower case", "string: \"AB\"", "\"ab\""),
        ("contains", "string: \"abc\"; match: \"b\"", "true"),
        ("starts with", "string: \"abc\"; match: \"a\"", "true"),
        ("ends with", "string: \"abc\"; match: \"a\"", "false"),
        ("string join", "list: [\"a\", \"b\"]; delimiter: \"-\"", "\"a-b\""),
        ("list contains", "list: [1, null]; element: null", "true"),
        ("append", "list: [1]; item: null", "[1, null]"),
        ("concatenate", "list: [1]", "[1]"),
        ("union", "list: [1, 1]", "[1]"),
        ("flatten", "list: [[1], 2]", "[1, 2]"),
        ("distinct values", "list: [1, 1, null, null]", "[1, null]"),
        ("reverse", "list: [1, 2]", "[2, 1]"),
        ("index of", "list: [1, null, 1]; match: 1", "[1, 3]"),
        ("sublist", "list: [1, 2, 3]; start position: 2; length: 1", "[2]"),
        ("insert before", "list: [1, 3]; position: 2; newItem: 2", "[1, 2, 3]"),
        ("remove", "list: [1, 2]; position: 1", "[2]"),
        ("list replace", "list: [1, 2]; position: 1; newItem: null", "[null, 2]"),
        ("get value", "m: {a: 1}; key: \"a\"", "1"),
        ("get entries", "m: {a: 1}", "[{key: \"a\", value: 1}]"),
        ("context", "entries: [{key: \"a\", value: null}]", "{a: null}"),
        ("context put", "context: {a: 1}; key: \"a\"; value: 2", "{a: 2}"),
        ("context put", "context: {a: {b: 1}}; keys: [\"a\", \"b\"]; value: 2", "{a: {b: 2}}"),
        ("context merge", "contexts: [{a: 1}, {b: 2}]", "{a: 1, b: 2}"),
    ];
    for (name, arguments, wanted) in cases {
        let named: Vec<&str> = arguments.split("; ").collect();
        let values: Vec<&str> =
            named.iter().filter_map(|argument| argument.split_once(": ")).map(|pair| pair.1).collect();
        let backwards: Vec<&str> = named.iter().rev().copied().collect();
        for given in [values.join(", "), named.join(", "), backwards.join(", ")] {
            let source = format!("{name}({given})");
            assert!(!eval(&source).is_null(), "{source}");
            assert_eq!(eval(&source), eval(wanted), "{source}");
        }
        // Each argument in turn misspelt, twice or left out.
        for place in 0..named.len() {
            let Some((label, value)) = named[place].split_once(": ") else { panic!("{arguments}") };
            for wrong in [format!("{label} x: {value}"), format!("{label}: {value}, {label}: {value}")] {
                let given: Vec<&str> = named
                    .iter()
                    .enumerate()
                    .map(|(at, argument)| if at == place { &*wrong } else { argument })
                    .collect();
                let source = format!("{name}({})", given.join(", "));
                let Value::Null(null) = eval(&source) else { panic!("{source} has a value") };
                assert_eq!(null.reason.as_str(), "bad-call", "{source}");
            }
        }
    }
}

#[test]
fn a_mean_of_many_denominators_is_exact_and_quick() {
    let primes: Vec<i64> =
        (10_007..).step_by(2).filter(|n| (3..=*n).take_while(|d| d * d <= *n).all(|d| n % d != 0)).take(600).collect();
    let fractions: Vec<Value> = primes
        .iter()
        .enumerate()
        .map(|(place, prime)| Value::Number(Number::ratio(place as i64 + 1, *prime).unwrap()))
        .collect();
    let mut scope = Scope::new();
    scope.declare("xs", Type::Any, true);
    let program = compile_lenient("mean(xs)", &scope).unwrap();
    let started = Instant::now();
    let Value::Number(mean) = program.eval(&[Value::from(fractions)]) else { panic!("the mean is null") };
    let took = started.elapsed();
    // Every prime divides the denominator exactly once: nothing was rounded, nothing cancelled.
    let denominator: num_bigint::BigInt = mean.denom().parse().unwrap();
    let product: num_bigint::BigInt = primes.iter().map(|prime| num_bigint::BigInt::from(*prime)).product();
    assert_eq!(denominator.clone() % &product, 0.into());
    assert_eq!(num_bigint::BigInt::from(600) % (denominator / product), 0.into());
    assert!(took.as_secs() < 5, "{took:?}");
}
