//! The evaluator against npm's feelin over generated and hand-written expressions, all in one Node process. feelin
//! calculates with binary floats and reads the standard differently in places: every disagreement falls into a reviewed
//! class of `tests/peers/feelin.toml`, which says who is right and why. One that is not listed fails, and so does a
//! listed one that no longer occurs.
//!
//! Needs Node and `npm install`; without them the test says that it was skipped, unless `BAYOU_REQUIRE_PEERS=1`.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use feel::ast::Quantifier;
use feel::{Expr, ExprKind, Range, Scope, Type, Value, compile_lenient, print};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::builtin::{ALIASES, written};
use super::generate::{Choices, NAMES, Wanted};
use super::value::V;

/// How many expressions are generated; each brings its parts along.
const GENERATED: usize = 1_500;
const DEPTH: u32 = 2;

/// The reviewed list.
#[derive(Deserialize)]
struct Reviewed {
    class: Vec<Class>,
}

/// One way in which both disagree. What is not given matches anything.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Class {
    name: String,
    /// Who is right: `bayou`, `feelin`, `either` where the standard leaves it open.
    right: String,
    why: String,
    /// The expression is one of these forms: an operator, a word such as `filter`, or the name of a function.
    #[serde(default)]
    form: Vec<String>,
    /// What kind of value it is here: `null`, `boolean`, `number`, `text`, `list`, `context`, `range`.
    #[serde(default)]
    ours: Vec<String>,
    /// The same there; also `error`, for an expression that feelin does not evaluate.
    #[serde(default)]
    theirs: Vec<String>,
    /// Both are numbers, or hold numbers, that differ by less than a millionth of their size.
    #[serde(default)]
    nearly: bool,
}

/// An expression and the sources of its names' values.
struct Case {
    tree: Expr,
    expression: String,
    names: Vec<(&'static str, String)>,
    /// The cases of its parts.
    parts: Vec<usize>,
}

/// Every case once, the parts of an expression before it.
#[derive(Default)]
struct Cases {
    all: Vec<Case>,
    known: BTreeMap<String, usize>,
}

impl Cases {
    /// Adds an expression and all its parts; gives back its place.
    fn add(&mut self, tree: &Expr, values: &[(&'static str, Option<V>)]) -> usize {
        let mut parts = Vec::new();
        tree.for_each_part(&mut |part| parts.push(self.add(part, values)));
        let mut expression = print(tree);
        // feelin has no Chinese names of functions.
        for (alias, name) in ALIASES {
            expression = expression.replace(&format!("{alias}("), &format!("{name}("));
        }
        // feelin reads each source anew, so only what the expression names.
        let named = values.iter().filter(|(name, _)| expression.contains(name));
        let names: Vec<(&str, String)> =
            named.filter_map(|(name, value)| Some((*name, written(value.as_ref()?).replace('\n', "\\n")))).collect();
        let next = self.all.len();
        let place = *self.known.entry(format!("{expression} {names:?}")).or_insert(next);
        if place == next {
            self.all.push(Case { tree: tree.clone(), expression, names, parts });
        }
        place
    }
}

/// What disagrees.
struct Disagreement<'c> {
    case: &'c Case,
    form: String,
    ours: Json,
    theirs: Json,
}

/// What kind of expression it is, for the list of classes.
fn form(tree: &Expr) -> String {
    let word = match &tree.kind {
        ExprKind::Null | ExprKind::Bool(_) | ExprKind::Number(_) | ExprKind::Text(_) => "literal",
        ExprKind::Name(_) => "name",
        ExprKind::List(_) => "list",
        ExprKind::Context(_) => "{}",
        ExprKind::Range(_) | ExprKind::UnaryRange(..) => "range",
        ExprKind::Neg(_) => "neg",
        ExprKind::Arith(op, ..) => op.symbol(),
        ExprKind::Compare(op, ..) => op.symbol(),
        ExprKind::And(..) => "and",
        ExprKind::Or(..) => "or",
        ExprKind::Between(..) => "between",
        ExprKind::In(..) => "in",
        ExprKind::If(..) => "if",
        ExprKind::Quantified(Quantifier::Some, ..) => "some",
        ExprKind::Quantified(Quantifier::Every, ..) => "every",
        ExprKind::Filter(..) => "filter",
        ExprKind::Path(..) => "path",
        ExprKind::Call(call) => {
            ALIASES.iter().find(|(alias, _)| *alias == &*call.name).map_or(&*call.name, |(_, name)| name)
        }
        ExprKind::Error => "error",
    };
    word.to_owned()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A sequence that looks random and is the same everywhere (splitmix64).
struct Sequence(u64);

impl Sequence {
    fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        u32::try_from((z ^ (z >> 31)) >> 32).expect("32 bits")
    }
}

fn cases() -> Vec<Case> {
    let mut cases = Cases::default();
    let hand =
        std::fs::read_to_string(root().join("tests/peers/expressions.txt")).expect("the hand-written expressions");
    for line in hand.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (tree, findings) = feel::parse(line, &Scope::new());
        assert!(findings.is_empty(), "{line}: {findings:?}");
        cases.add(&tree, &[]);
    }
    let kinds = [Wanted::Bool, Wanted::Num, Wanted::Text, Wanted::Nums, Wanted::Rows, Wanted::Row, Wanted::Bool];
    let mut sequence = Sequence(20_180_630);
    for place in 0..GENERATED {
        let numbers: Vec<u32> = (0..200).map(|_| sequence.next()).collect();
        let mut choices = Choices::new(&numbers);
        let values: Vec<_> = NAMES.iter().map(|(name, wanted)| (*name, choices.value(*wanted))).collect();
        let tree = choices.expr(kinds[place % kinds.len()], DEPTH);
        cases.add(&tree, &values);
    }
    cases.all
}

fn ours(case: &Case) -> Value {
    let mut scope = Scope::new();
    let mut slots = Vec::new();
    for (name, _) in NAMES {
        scope.declare(name, Type::Any, true);
        let source = case.names.iter().find(|(known, _)| *known == name).map(|(_, source)| source);
        slots.push(source.map_or(Value::MISSING, |source| {
            compile_lenient(source, &Scope::new()).unwrap_or_else(|found| panic!("{source}: {found:?}")).eval(&[])
        }));
    }
    compile_lenient(&case.expression, &scope)
        .unwrap_or_else(|found| panic!("{}: {found:?}", case.expression))
        .eval(&slots)
}

/// feelin's values of all cases; none where it is not installed.
fn theirs(cases: &[Case]) -> Option<Vec<Json>> {
    if !root().join("node_modules/feelin").is_dir() {
        return None;
    }
    let mut node = Command::new("node")
        .arg("tests/peers/feelin.mjs")
        .current_dir(root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    let mut input = node.stdin.take().expect("a pipe");
    let lines: String = cases
        .iter()
        .map(|case| {
            let names: serde_json::Map<String, Json> =
                case.names.iter().map(|(name, source)| ((*name).to_owned(), json!(source))).collect();
            format!("{}\n", json!({ "expression": case.expression, "names": names }))
        })
        .collect();
    // Both pipes at once, or each side waits for the other.
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = node.wait_with_output().expect("Node ends");
    writer.join().expect("no panic").expect("Node reads all");
    assert!(output.status.success(), "Node failed");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    Some(text.lines().map(|line| serde_json::from_str(line).expect("tagged JSON")).collect())
}

/// Our value in the form that `feelin.mjs` writes.
fn tagged(value: &Value) -> Json {
    match value {
        Value::Null(_) => json!({ "null": null }),
        Value::Bool(b) => json!({ "boolean": b }),
        Value::Number(n) => json!({ "number": n.to_feel_text() }),
        Value::Text(text) => json!({ "text": **text }),
        Value::List(items) => json!({ "list": items.iter().map(tagged).collect::<Vec<_>>() }),
        Value::Context(context) => {
            let entries: Vec<Json> =
                context.entries().iter().map(|(name, value)| json!([**name, tagged(value)])).collect();
            json!({ "context": entries })
        }
        Value::Range(range) => {
            let included = |b: bool| json!({ "boolean": b });
            match &**range {
                Range::Interval { low, low_closed, high, high_closed } => {
                    json!({ "range": [tagged(low), tagged(high), included(*low_closed), included(*high_closed)] })
                }
                Range::Unary(op, end) => {
                    use feel::ast::CompareOp::{Eq, Ge, Gt, Le, Lt};
                    let (absent, end) = (json!({ "null": null }), tagged(end));
                    let low = if matches!(op, Gt | Ge | Eq) { &end } else { &absent };
                    let high = if matches!(op, Lt | Le | Eq) { &end } else { &absent };
                    json!({ "range": [low, high, included(matches!(op, Ge | Eq)), included(matches!(op, Le | Eq))] })
                }
            }
        }
    }
}

fn kind(value: &Json) -> &str {
    value.as_object().and_then(|object| object.keys().next()).map_or("", String::as_str)
}

/// Whether both are the same, where `number` says when two numbers are.
fn same(a: &Json, b: &Json, number: fn(f64, f64) -> bool) -> bool {
    let (Some((tag, x)), Some((other, y))) = (entry(a), entry(b)) else { return a == b };
    if tag != other {
        return false;
    }
    let float = |value: &Json| value.as_str().and_then(|text| text.parse::<f64>().ok());
    match tag {
        "number" => float(x).zip(float(y)).is_some_and(|(x, y)| number(x, y)),
        "list" | "range" => {
            let (Some(x), Some(y)) = (x.as_array(), y.as_array()) else { return false };
            x.len() == y.len() && x.iter().zip(y).all(|(x, y)| same(x, y, number))
        }
        "context" => {
            let (Some(x), Some(y)) = (x.as_array(), y.as_array()) else { return false };
            let found = |pair: &Json| y.iter().any(|other| pair[0] == other[0] && same(&pair[1], &other[1], number));
            x.len() == y.len() && x.iter().all(found)
        }
        _ => x == y,
    }
}

/// Of two lists or contexts of one length, the first elements that differ, and so on inwards.
fn innermost<'j>(a: &'j Json, b: &'j Json) -> (&'j Json, &'j Json) {
    let (Some((tag, Json::Array(x))), Some((other, Json::Array(y)))) = (entry(a), entry(b)) else { return (a, b) };
    if tag != other || x.len() != y.len() {
        return (a, b);
    }
    let differing = x.iter().zip(y).find(|(x, y)| match tag {
        "context" => x[0] == y[0] && !same(&x[1], &y[1], exactly),
        _ => !same(x, y, exactly),
    });
    match differing {
        Some((x, y)) if tag == "context" => innermost(&x[1], &y[1]),
        Some((x, y)) => innermost(x, y),
        None => (a, b),
    }
}

fn entry(value: &Json) -> Option<(&str, &Json)> {
    value.as_object()?.iter().next().map(|(tag, inner)| (tag.as_str(), inner))
}

#[expect(clippy::float_cmp, reason = "feelin's numbers are floats; ours become the nearest")]
fn exactly(x: f64, y: f64) -> bool {
    x == y || (x.is_nan() && y.is_nan())
}

#[expect(clippy::float_arithmetic, reason = "feelin's numbers are floats")]
fn nearly(x: f64, y: f64) -> bool {
    (x - y).abs() <= 1e-6 * x.abs().max(y.abs()).max(1e-9)
}

impl Class {
    fn takes(&self, found: &Disagreement) -> bool {
        let any = |known: &[String], wanted: &str| known.is_empty() || known.iter().any(|known| known == wanted);
        any(&self.form, &found.form)
            && any(&self.ours, kind(&found.ours))
            && any(&self.theirs, kind(&found.theirs))
            && (!self.nearly || same(&found.ours, &found.theirs, nearly))
    }
}

#[test]
fn feelin_disagrees_only_where_it_is_known_to() {
    let cases = cases();
    let Some(answers) = theirs(&cases) else {
        let required = std::env::var("BAYOU_REQUIRE_PEERS").is_ok_and(|value| value == "1");
        assert!(!required, "feelin is required, but not installed; run `npm install`, and see that Node is on PATH");
        println!("skipped: feelin is not installed; `npm install` brings it");
        return;
    };
    assert_eq!(answers.len(), cases.len());
    let text = std::fs::read_to_string(root().join("tests/peers/feelin.toml")).expect("the reviewed list");
    let reviewed: Reviewed = toml::from_str(&text).expect("the reviewed list is TOML");
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    let mut unlisted = Vec::new();
    let mut disagreeing = vec![false; cases.len()];
    let mut agreed = 0;
    for (place, (case, theirs)) in cases.iter().zip(answers).enumerate() {
        let ours = tagged(&ours(case));
        // What disagrees because a part of it does says nothing new.
        if case.parts.iter().any(|part| disagreeing[*part]) {
            disagreeing[place] = true;
            continue;
        }
        if same(&ours, &theirs, exactly) {
            agreed += 1;
            continue;
        }
        disagreeing[place] = true;
        let (ours, theirs) = innermost(&ours, &theirs);
        let found = Disagreement { case, form: form(&case.tree), ours: ours.clone(), theirs: theirs.clone() };
        match reviewed.class.iter().find(|class| class.takes(&found)) {
            Some(class) => *times.entry(&class.name).or_default() += 1,
            None => unlisted.push(found),
        }
    }
    for class in &reviewed.class {
        let count = times.get(&*class.name).copied().unwrap_or(0);
        println!("{count:5} {} ({} is right)", class.name, class.right);
        assert!(["bayou", "feelin", "either"].contains(&&*class.right) && !class.why.is_empty(), "{}", class.name);
    }
    for Disagreement { case, form, ours, theirs } in unlisted.iter().take(40) {
        println!("{form}: {}\n    with {:?}\n    ours {ours}\n    theirs {theirs}", case.expression, case.names);
    }
    println!("{} passed, {} failed", cases.len() - unlisted.len(), unlisted.len());
    assert!(unlisted.is_empty(), "{} disagreements are not in tests/peers/feelin.toml", unlisted.len());
    let gone: Vec<&str> =
        reviewed.class.iter().map(|class| &*class.name).filter(|name| !times.contains_key(name)).collect();
    assert!(gone.is_empty(), "no longer occurring, so to be taken out of tests/peers/feelin.toml: {gone:?}");
    assert!(agreed * 2 > cases.len(), "only {agreed} of {} agree: this compares little", cases.len());
}
