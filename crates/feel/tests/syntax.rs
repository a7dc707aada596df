//! Sources to trees and back, and what the parser says about mistakes.

use std::sync::Arc;

use feel::ast::{Arg, ArithOp, Binding, CallExpr, CompareOp, Entry, Quantifier, RangeExpr};
use feel::{Code, Diagnostic, Expr, ExprKind, Lang, Scope, Span, Type, limits, parse, print};
use proptest::prelude::*;

fn tree(source: &str) -> Expr {
    let (expr, findings) = parse(source, &scope());
    assert!(findings.is_empty(), "{source}: {findings:?}");
    expr
}

fn findings(source: &str) -> Vec<Diagnostic> {
    parse(source, &scope()).1
}

fn scope() -> Scope {
    let mut scope = Scope::new();
    for name in ["a", "b", "村民小组数", "Full Name", "profit and loss", "a-b"] {
        scope.declare(name, Type::Any, true);
    }
    scope
}

/// The same expression with every pair of parentheses that its tree implies.
fn grouped(source: &str) -> String {
    fn walk(expr: &Expr) -> String {
        match &expr.kind {
            ExprKind::Arith(op, a, b) => format!("({} {} {})", walk(a), op.symbol(), walk(b)),
            ExprKind::Compare(op, a, b) => format!("({} {} {})", walk(a), op.symbol(), walk(b)),
            ExprKind::And(a, b) => format!("({} and {})", walk(a), walk(b)),
            ExprKind::Or(a, b) => format!("({} or {})", walk(a), walk(b)),
            ExprKind::Between(a, b, c) => format!("({} between {} and {})", walk(a), walk(b), walk(c)),
            ExprKind::Neg(a) => format!("(-{})", walk(a)),
            _ => print(expr),
        }
    }
    walk(&tree(source))
}

#[test]
fn precedence() {
    for (source, wanted) in [
        ("1 + 2 * 3", "(1 + (2 * 3))"),
        ("1 - 2 - 3", "((1 - 2) - 3)"),
        ("2 ** 3 ** 2", "((2 ** 3) ** 2)"),
        ("-a ** 2", "((-a) ** 2)"),
        ("a ** -b", "(a ** (-b))"),
        ("10--5", "(10 - -5)"),
        ("a or b and a", "(a or (b and a))"),
        ("a = b and b = a", "((a = b) and (b = a))"),
        ("a between 1 and 2 and b", "((a between 1 and 2) and b)"),
        ("a + 1 < b * 2", "((a + 1) < (b * 2))"),
        ("-a.x", "(-a.x)"),
    ] {
        assert_eq!(grouped(source), wanted, "{source}");
    }
}

#[test]
fn names_are_whole() {
    for (source, name) in [
        ("村民小组数", "村民小组数"),
        ("覆盖4G小组数", "覆盖4G小组数"),
        ("Full   Name", "Full Name"),
        ("profit and loss", "profit and loss"),
        ("a - b", "a-b"),
        ("_x1", "_x1"),
    ] {
        assert!(matches!(&tree(source).kind, ExprKind::Name(found) if **found == *name), "{source}");
    }
    // Parentheses tell the operator from the name.
    assert!(matches!(tree("(a)-(b)").kind, ExprKind::Arith(ArithOp::Sub, ..)));
    assert!(matches!(&tree("{x y: 1, z: x y}").kind, ExprKind::Context(entries)
        if matches!(&entries[1].value.kind, ExprKind::Name(name) if **name == *"x y")));
}

#[test]
fn texts_resolve_their_escapes() {
    for (source, wanted) in [
        (r#""a\"b""#, "a\"b"),
        (r#""\n\t\r\\\'""#, "\n\t\r\\'"),
        (r#""\u0041\U01F40E""#, "A🐎"),
        (r#""\uD83D\uDCA9""#, "💩"),
        (r#""""#, ""),
        ("\"中文\"", "中文"),
    ] {
        assert!(matches!(&tree(source).kind, ExprKind::Text(text) if **text == *wanted), "{source}");
    }
}

#[test]
fn ranges_and_filters_are_told_apart() {
    for (source, low_closed, high_closed) in
        [("[1..a]", true, true), ("(1..a)", false, false), ("]1..a]", false, true), ("[1..a[", true, false)]
    {
        let expr = tree(source);
        assert!(
            matches!(&expr.kind, ExprKind::Range(range) if range.low_closed == low_closed && range.high_closed == high_closed),
            "{source}"
        );
    }
    assert!(matches!(tree("[1..a[1]]").kind, ExprKind::Range(_)));
    assert!(matches!(tree("[1..10[ = b").kind, ExprKind::Compare(..)));
    assert!(matches!(tree("[1, 2][1]").kind, ExprKind::Filter(..)));
}

#[test]
fn spans_point_at_the_source() {
    let source = "村民小组数 + (a * 2)";
    let expr = tree(source);
    let ExprKind::Arith(_, left, right) = &expr.kind else { panic!("a sum") };
    assert_eq!(left.span.text(source), "村民小组数");
    assert_eq!(right.span.text(source), "a * 2");
    // What is made of parts in parentheses holds both of each pair.
    for source in
        ["(a) + (b)", "-(a)", "(a).x", "(a)[(b)]", "a in (1, (b))", "(a) between (1) and (b)", "if a then b else (a)"]
    {
        assert_eq!(tree(source).span.text(source), source);
    }
}

#[test]
fn mistakes_are_found_in_order_with_their_place() {
    use Code::*;
    for (source, wanted) in [
        ("", vec![(Empty, "")]),
        ("  // nothing", vec![(Empty, "  // nothing")]),
        ("1 +", vec![(UnexpectedEnd, "")]),
        ("(1 + 2", vec![(UnclosedBracket, "(")]),
        ("[1, 2", vec![(UnclosedBracket, "[")]),
        ("1 2", vec![(UnexpectedToken, "2")]),
        ("a 大于 1", vec![(WrongCharacter, "大于")]),
        ("a b", vec![(UnexpectedToken, "b")]),
        ("\"abc", vec![(UnclosedText, "\"abc")]),
        ("1 /* x", vec![(UnclosedComment, "/* x")]),
        (r#""\q""#, vec![(BadEscape, r"\q")]),
        (r#""\uD800""#, vec![(BadEscape, r"\uD800")]),
        ("a ≥ 1", vec![(WrongCharacter, "≥")]),
        ("sum（a，b）", vec![(WrongCharacter, "（"), (WrongCharacter, "，"), (WrongCharacter, "）")]),
        ("a == 1 && b", vec![(WrongCharacter, "=="), (WrongCharacter, "&&")]),
        ("“文字”", vec![(WrongCharacter, "“"), (WrongCharacter, "”")]),
        ("1 + # 2", vec![(UnknownCharacter, "#")]),
        ("for x in a return x", vec![(NotInProfile, "for")]),
        ("{a: 1, a: 2}", vec![(DuplicateKey, "a")]),
        ("[1 +, * 2, 3", vec![(UnexpectedToken, ","), (UnexpectedToken, "*"), (UnclosedBracket, "[")]),
        ("if a then b", vec![(UnexpectedEnd, "")]),
        ("f(x: 1, 2)", vec![(UnexpectedToken, "2")]),
        ("1e9999", vec![(BadNumber, "1e9999")]),
    ] {
        let mut found: Vec<(Code, &str)> =
            findings(source).iter().map(|finding| (finding.code, finding.span.text(source))).collect();
        if source.starts_with("[1 +,") {
            // An unclosed bracket is reported where it opens, before what stands inside.
            found.rotate_left(1);
        }
        assert_eq!(found, wanted, "{source}");
    }
}

#[test]
fn every_message_fills_its_places_in_both_languages() {
    for code in Code::ALL {
        let finding = Diagnostic::new(*code, Span::default(), vec!["一".into(), "二".into(), "三".into()]);
        for lang in [Lang::Zh, Lang::En] {
            let message = finding.message(lang);
            assert!(message.len() > 12, "{}: {message}", code.as_str());
            assert!(!message.contains("{0}") && !message.contains("{1}") && !message.contains("{2}"), "{message}");
            let chinese = message.replace(['一', '二', '三'], "").chars().any(|c| c > '\u{3000}');
            assert_eq!(chinese, lang == Lang::Zh, "{message}");
        }
        assert!(code.as_str().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'));
    }
    let mut texts: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    texts.sort_unstable();
    texts.dedup();
    assert_eq!(texts.len(), Code::ALL.len());
}

#[test]
fn a_message_shows_what_stands_in_the_source() {
    let message = |source: &str| findings(source)[0].message(Lang::En);
    assert_eq!(message("@\"2020-01-01\""), "unknown character `@`; remove it");
    assert_eq!(message("1 + #"), "unknown character `#`; remove it");
}

#[test]
fn limits_end_in_their_own_errors() {
    let depth = usize::from(limits::MAX_DEPTH);
    for (open, close) in [("(", ")"), ("[", "]"), ("-", ""), ("if a then a else ", ""), ("abs(", ")"), ("{a: ", "}")] {
        let nested = |times: usize| format!("{}a{}", open.repeat(times), close.repeat(times));
        assert!(findings(&nested(depth / 2)).is_empty(), "{open}");
        let codes: Vec<Code> = findings(&nested(depth * 20)).iter().map(|finding| finding.code).collect();
        assert!(codes.contains(&Code::TooDeep), "{open}: {codes:?}");
    }
    for chain in [" + a", " and a", "[1]", ".a", " in a", " = a"] {
        assert!(findings(&format!("a{}", chain.repeat(depth - 1))).is_empty(), "{chain}");
        let codes: Vec<Code> =
            findings(&format!("a{}", chain.repeat(depth * 20))).iter().map(|finding| finding.code).collect();
        assert_eq!(codes, [Code::TooDeep], "{chain}");
    }
    let lists = |count: usize| format!("some {} satisfies a", vec!["x in [a]"; count].join(", "));
    assert!(findings(&lists(depth / 2)).is_empty());
    assert_eq!(findings(&lists(depth * 20)).iter().map(|finding| finding.code).collect::<Vec<_>>(), [Code::TooDeep]);
    let long = format!("\"{}\"", "x".repeat(limits::MAX_SOURCE_BYTES));
    assert_eq!(findings(&long)[0].code, Code::SourceTooLong);
    assert!(findings(&"] ".repeat(5_000)).len() <= limits::MAX_DIAGNOSTICS);
    let digits = |count: usize| findings(&"7".repeat(count));
    assert!(digits(limits::MAX_DIGITS).is_empty());
    assert_eq!(digits(limits::MAX_DIGITS + 1)[0].code, Code::NumberTooLong);
    assert_eq!(digits(limits::MAX_DIGITS + 1)[0].args, ["1001", "1000"]);
    assert!(findings("1e6144").is_empty());
    assert_eq!(findings("1e6145")[0].args, ["1e6145", "6144"]);
}

/// The forms in a tree, by their names in `ExprKind`.
fn forms(expr: &Expr, into: &mut std::collections::BTreeSet<String>) {
    let debug = format!("{:?}", expr.kind);
    into.insert(debug.split(['(', ' ', '{']).next().unwrap_or_default().to_owned());
    expr.for_each_part(&mut |part| forms(part, into));
}

#[test]
fn the_printed_trees_are_of_every_form() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..400 {
        forms(&expr().new_tree(&mut runner).unwrap().current(), &mut seen);
    }
    // All but `Error`, which stands for no text.
    let all = [
        "And",
        "Arith",
        "Between",
        "Bool",
        "Call",
        "Compare",
        "Context",
        "Filter",
        "If",
        "In",
        "List",
        "Name",
        "Neg",
        "Null",
        "Number",
        "Or",
        "Path",
        "Quantified",
        "Range",
        "Text",
        "UnaryRange",
    ];
    assert_eq!(seen.iter().map(String::as_str).collect::<Vec<_>>(), all);
}

fn at(kind: ExprKind) -> Expr {
    Expr { kind, span: Span::default() }
}

fn name() -> impl Strategy<Value = Arc<str>> {
    prop::sample::select(vec!["a", "b", "村民小组数", "Full Name", "x1", "item", "?", "x y", "某 户", "null_"])
        .prop_map(Arc::from)
}

/// Any tree the parser can make.
fn expr() -> impl Strategy<Value = Expr> {
    let leaf = prop_oneof![
        Just(ExprKind::Null),
        any::<bool>().prop_map(ExprKind::Bool),
        (any::<i32>(), -40_i32..40).prop_map(|(mantissa, exponent)| ExprKind::Number(
            format!("{mantissa}e{exponent}").parse().unwrap_or_default()
        )),
        "[a-z\"\\\\\n\r\t'/*中🐎 ]{0,6}".prop_map(|text| ExprKind::Text(text.as_str().into())),
        name().prop_map(ExprKind::Name),
    ]
    .prop_map(at);
    leaf.prop_recursive(5, 40, 4, |inner| {
        let one = || inner.clone().prop_map(Box::new);
        let arith = prop::sample::select(vec![ArithOp::Add, ArithOp::Sub, ArithOp::Mul, ArithOp::Div, ArithOp::Pow]);
        let compare = || {
            prop::sample::select(vec![
                CompareOp::Eq,
                CompareOp::Ne,
                CompareOp::Lt,
                CompareOp::Le,
                CompareOp::Gt,
                CompareOp::Ge,
            ])
        };
        let word = || prop::sample::select(vec!["p", "q", "名称", "x y", "start included"]).prop_map(Arc::<str>::from);
        let range = (any::<bool>(), inner.clone(), inner.clone(), any::<bool>()).prop_map(
            |(low_closed, low, high, high_closed)| {
                ExprKind::Range(Box::new(RangeExpr { low_closed, low, high, high_closed }))
            },
        );
        let entries = (0..7_usize, prop::collection::vec(inner.clone(), 0..4)).prop_map(|(first, values)| {
            let all = ["k", "长 键", "+-", "l", "", "a:\"b\"", "if", "v  w", "🐎", "1"];
            let keys = all.into_iter().cycle().skip(first);
            let entry = |(key, value): (&str, Expr)| Entry { key: key.into(), key_span: Span::default(), value };
            ExprKind::Context(keys.zip(values).map(entry).collect())
        });
        let quantified = (any::<bool>(), prop::collection::vec((word(), inner.clone()), 1..3), one()).prop_map(
            |(some, bindings, condition)| {
                let binding = |(name, list)| Binding { name, name_span: Span::default(), list };
                let quantifier = if some { Quantifier::Some } else { Quantifier::Every };
                ExprKind::Quantified(quantifier, bindings.into_iter().map(binding).collect(), condition)
            },
        );
        let function = prop::sample::select(vec!["list contains", "not", "四舍五入", "nowhere to be found"]);
        let call =
            (function, any::<bool>(), prop::collection::vec(inner.clone(), 0..4)).prop_map(|(name, named, values)| {
                let labels = ["n", "start position", "参数", "x"];
                let arg = |(label, value): (&str, Expr)| Arg {
                    name: named.then(|| label.into()),
                    name_span: Span::default(),
                    value,
                };
                let args = labels.into_iter().zip(values).map(arg).collect();
                ExprKind::Call(Box::new(CallExpr { name: name.into(), name_span: Span::default(), args }))
            });
        prop_oneof![
            2 => (arith, one(), one()).prop_map(|(op, a, b)| ExprKind::Arith(op, a, b)),
            2 => (compare(), one(), one()).prop_map(|(op, a, b)| ExprKind::Compare(op, a, b)),
            1 => (one(), one()).prop_map(|(a, b)| ExprKind::And(a, b)),
            1 => (one(), one()).prop_map(|(a, b)| ExprKind::Or(a, b)),
            1 => (one(), one(), one()).prop_map(|(a, b, c)| ExprKind::Between(a, b, c)),
            1 => (one(), one(), one()).prop_map(|(a, b, c)| ExprKind::If(a, b, c)),
            2 => (one(), prop::collection::vec(inner.clone(), 1..3)).prop_map(|(a, tests)| ExprKind::In(a, tests)),
            1 => one().prop_map(ExprKind::Neg),
            1 => (compare(), one()).prop_map(|(op, a)| ExprKind::UnaryRange(op, a)),
            1 => prop::collection::vec(inner.clone(), 0..3).prop_map(ExprKind::List),
            1 => (one(), one()).prop_map(|(a, b)| ExprKind::Filter(a, b)),
            1 => (one(), word()).prop_map(|(a, name)| ExprKind::Path(a, name)),
            1 => range,
            1 => entries,
            1 => quantified,
            1 => call,
        ]
        .prop_map(at)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_printed_tree_is_read_as_itself(expr in expr()) {
        let source = print(&expr);
        // Under a scope with the name `a-b`, the text `a - b` would be that name.
        let mut scope = Scope::new();
        scope.declare("Full Name", Type::Any, true);
        let (read, findings) = parse(&source, &scope);
        prop_assert!(findings.is_empty(), "{}: {:?}", source, findings);
        prop_assert_eq!(&read, &expr, "{}", source);
    }

    #[test]
    fn no_source_panics_and_every_finding_is_inside(source in "[-+*/<>=!.,:()\\[\\]{}\"\\\\a1 中（≥?]{0,30}|\\PC{0,20}") {
        let (_, findings) = parse(&source, &scope());
        for finding in findings {
            prop_assert!(finding.span.start <= finding.span.end);
            prop_assert!(finding.span.end as usize <= source.len());
            prop_assert!(source.get(finding.span.start as usize..finding.span.end as usize).is_some());
        }
        if let Ok(program) = feel::compile_lenient(&source, &scope()) {
            let _ = program.eval(&[]);
        }
    }
}
