//! Conditions in which the checker finds no trap: what they say with answers missing, they say with every completion.

use std::cell::Cell;

use feel::{Expr, ExprKind, Value, check_bare_condition, compile, print};
use proptest::prelude::*;
use proptest::test_runner::TestError;

use super::generate::{Choices, NAMES, Wanted};
use super::value::V;
use super::{cases, given, runner, scope};

/// How many completions of the missing answers are tried.
const COMPLETIONS: usize = 8;

fn holds_null(value: &V) -> bool {
    match value {
        V::Null => true,
        V::List(items) => items.iter().any(holds_null),
        V::Context(entries) => entries.iter().any(|(_, value)| holds_null(value)),
        _ => false,
    }
}

/// Whether an expression asks for null itself; then it says what it means by a missing answer.
fn names_null(expr: &Expr) -> bool {
    let mut found = matches!(expr.kind, ExprKind::Null);
    expr.for_each_part(&mut |part| found |= names_null(part));
    found
}

/// Whether a text is made of a value: inside lists, contexts and ranges `string` writes null for what is missing, which
/// is definite, and the checker does not look for it.
fn writes_values(expr: &Expr) -> bool {
    let mut found = matches!(&expr.kind, ExprKind::Call(call) if &*call.name == "string");
    expr.for_each_part(&mut |part| found |= writes_values(part));
    found
}

/// A whole value for each name.
fn completion(choices: &mut Choices<'_>) -> Vec<Value> {
    NAMES
        .iter()
        .map(|(_, wanted)| {
            let tries = (0..20).map(|_| choices.value(*wanted));
            let whole = tries.flatten().find(|value| !holds_null(value));
            whole.map_or_else(|| Value::from(0), |value| given(&value))
        })
        .collect()
}

#[test]
fn without_a_finding_nothing_turns_when_answers_come() {
    let numbers = prop::collection::vec(any::<u32>(), 300..900);
    let decided = Cell::new(0_u32);
    let scope = scope(true);
    let result = runner().run(&numbers, |numbers| {
        let mut choices = Choices::new(&numbers);
        let tree = choices.expr(Wanted::Bool, 3);
        let source = print(&tree);
        let Ok(program) = compile(&source, &scope) else { return Ok(()) };
        if names_null(&tree)
            || writes_values(&tree)
            || !program.warnings().is_empty()
            || !check_bare_condition(&program, &scope).is_empty()
        {
            return Ok(());
        }
        let whole = completion(&mut choices);
        let told: Vec<Value> =
            whole.iter().map(|value| if choices.once_in(2) { Value::MISSING } else { value.clone() }).collect();
        let Value::Bool(early) = program.eval(&told) else { return Ok(()) };
        decided.set(decided.get() + 1);
        for _ in 0..COMPLETIONS {
            let other = completion(&mut choices);
            let all: Vec<Value> =
                told.iter().zip(other).map(|(told, other)| if told.is_null() { other } else { told.clone() }).collect();
            let late = program.eval(&all);
            prop_assert!(
                late.as_bool() != Some(!early),
                "{}\nis {} with {:?}\nand {:?} with {:?}",
                source,
                early,
                told,
                late,
                all
            );
        }
        Ok(())
    });
    println!("{} conditions decided with answers missing", decided.get());
    match result {
        Err(TestError::Fail(reason, _)) => panic!("{reason}"),
        Err(TestError::Abort(reason)) => panic!("{reason}"),
        Ok(()) => {}
    }
    assert!(decided.get() > cases() / 50, "nothing was decided");
}
