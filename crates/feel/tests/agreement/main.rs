//! The evaluator against a reference: a small naive interpreter, written from the standard, that shares no code with it.
//! Generated expressions are printed, parsed, compiled and evaluated; both must come to the same value, and the reason
//! of a null must be one that occurred. More cases: `BAYOU_CASES=100000 cargo test -p bayou-feel --test agreement`.

#![expect(
    clippy::panic,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a helper of a test fails the test; the reference is naive on purpose"
)]

mod builtin;
mod conditions;
mod feelin;
mod generate;
mod interpret;
mod value;

use std::cell::Cell;

use feel::{Context, NullReason, Number, Program, Range, Scope, Type, Value, compile_lenient, parse, print};
use generate::{Choices, NAMES, Wanted};
use interpret::Reference;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};
use value::V;

/// Cases of the ordinary run.
const CASES: u32 = 6_000;

/// How many cases were asked for, where they were.
fn wanted_cases() -> Option<u32> {
    std::env::var("BAYOU_CASES").ok()?.parse().ok()
}

fn cases() -> u32 {
    wanted_cases().unwrap_or(CASES)
}

/// The ordinary run takes the same cases every time; asked for more, it looks at new ones.
fn runner() -> TestRunner {
    let config = Config { cases: cases(), failure_persistence: None, ..Config::default() };
    if wanted_cases().is_some() {
        return TestRunner::new(config);
    }
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

/// The evaluator's form of a value.
fn given(value: &V) -> Value {
    match value {
        V::Null => Value::null(NullReason::None),
        V::Bool(b) => Value::Bool(*b),
        V::Num(n) => Value::Number(Number::from_fraction_text(&format!("{}/{}", n.num, n.den)).expect("a fraction")),
        V::Text(text) => text.as_str().into(),
        V::List(items) => items.iter().map(given).collect::<Vec<_>>().into(),
        V::Context(entries) => Value::Context(Context::new(
            entries.iter().map(|(name, value)| (name.as_str().into(), given(value))).collect(),
        )),
        V::Interval { low, low_closed, high, high_closed } => Value::Range(
            Range::Interval { low: given(low), low_closed: *low_closed, high: given(high), high_closed: *high_closed }
                .into(),
        ),
        V::Unary(op, end) => Value::Range(Range::Unary(*op, given(end)).into()),
    }
}

/// Whether both are the same value, exactly.
fn same(wanted: &V, found: &Value) -> bool {
    match (wanted, found) {
        (V::Null, Value::Null(_)) => true,
        (V::Bool(a), Value::Bool(b)) => a == b,
        (V::Num(a), Value::Number(b)) => a.num.to_string() == b.numer() && a.den.to_string() == b.denom(),
        (V::Text(a), Value::Text(b)) => **a == **b,
        (V::List(a), Value::List(b)) => a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| same(a, b)),
        (V::Context(a), Value::Context(b)) => {
            a.len() == b.entries().len()
                && a.iter().all(|(name, value)| b.get(name).is_some_and(|other| same(value, other)))
        }
        (V::Interval { low, low_closed, high, high_closed }, Value::Range(range)) => {
            matches!(&**range, Range::Interval { low: l, low_closed: lc, high: h, high_closed: hc }
                if same(low, l) && low_closed == lc && same(high, h) && high_closed == hc)
        }
        (V::Unary(op, end), Value::Range(range)) => {
            matches!(&**range, Range::Unary(other, e) if op == other && same(end, e))
        }
        _ => false,
    }
}

fn scope(typed: bool) -> Scope {
    let mut scope = Scope::new();
    for (name, wanted) in NAMES {
        scope.declare(name, if typed { wanted.ty() } else { Type::Any }, true);
    }
    scope
}

fn compiled(source: &str, scope: &Scope) -> Program {
    compile_lenient(source, scope).unwrap_or_else(|findings| panic!("{source}: {findings:?}"))
}

#[test]
fn both_come_to_the_same_value() {
    let numbers = (prop::collection::vec(any::<u32>(), 40..260), any::<bool>());
    let (compared, unsettled, nulls) = (Cell::new(0_u32), Cell::new(0_u32), Cell::new(0_u32));
    let count = |counter: &Cell<u32>| counter.set(counter.get() + 1);
    let result = runner().run(&numbers, |(numbers, typed)| {
        let mut choices = Choices::new(&numbers);
        let globals: Vec<(&str, Option<V>)> =
            NAMES.iter().map(|(name, wanted)| (*name, choices.value(*wanted))).collect();
        let wanted = [Wanted::Bool, Wanted::Num, Wanted::Bool, Wanted::Text, Wanted::Nums, Wanted::Rows]
            [numbers[0] as usize % 6];
        let tree = choices.expr(wanted, 4);
        let (source, scope) = (print(&tree), scope(typed));
        let (read, findings) = parse(&source, &scope);
        prop_assert!(findings.is_empty(), "{source}: {findings:?}");
        prop_assert_eq!(&read, &tree, "{}", source);

        let program = compiled(&source, &scope);
        let slots: Vec<Value> = globals.iter().map(|(_, value)| value.as_ref().map_or(Value::MISSING, given)).collect();
        let found = program.eval(&slots);
        let mut reference = Reference::new(&globals);
        let value = reference.eval(&tree);
        let limits = [NullReason::TooManySteps, NullReason::NumberTooLarge, NullReason::TooLong];
        let limit = matches!(&found, Value::Null(null) if limits.contains(&null.reason));
        if reference.unsettled || limit {
            count(&unsettled);
            return Ok(());
        }
        count(&compared);
        prop_assert!(same(&value, &found), "{}\nis {:?}\nshould be {:?}\nover {:?}", source, found, value, globals);
        if let Value::Null(null) = found {
            count(&nulls);
            prop_assert!(
                null.reason == NullReason::None || reference.causes.contains(&null.reason),
                "{}\nis null for {:?}, but only {:?} occurred\nover {:?}",
                source,
                null.reason,
                reference.causes,
                globals
            );
            prop_assert!(null.span.end as usize <= source.len());
        }
        Ok(())
    });
    println!(
        "{} compared, of them {} null; {} left open by the standard",
        compared.get(),
        nulls.get(),
        unsettled.get()
    );
    match result {
        // The numbers behind it say nothing to a reader.
        Err(TestError::Fail(reason, _)) => panic!("{reason}"),
        Err(TestError::Abort(reason)) => panic!("{reason}"),
        Ok(()) => {}
    }
    // Else the generator has gone astray: mostly nulls prove little.
    assert!(compared.get() > cases() / 2 && nulls.get() < compared.get() * 3 / 4);
}
