//! What the targets of the expression language share: a scope with names of every type, values for them, and what
//! holds of any value. Depends on `feel` alone.

use feel::{Program, Range, Scope, Type, Value, compile_lenient, limits};

/// Names of every type; `x` has no value, ever. One has a space.
pub const NAMES: [&str; 8] = ["n", "t", "b", "xs", "c", "r", "Full Name", "x"];

/// A scope in which nothing is known of the names' types.
#[must_use]
pub fn untyped() -> Scope {
    let mut scope = Scope::new();
    for name in NAMES {
        scope.declare(name, Type::Any, true);
    }
    scope
}

/// A scope in which every name has a type.
#[must_use]
pub fn typed() -> Scope {
    let record = Type::Record([("a".into(), Type::Number), ("t".into(), Type::Text)].into());
    let types = [
        Type::Number,
        Type::Text,
        Type::Boolean,
        Type::List(Box::new(record.clone())),
        record,
        Type::Range,
        Type::List(Box::new(Type::Number)),
        Type::Boolean,
    ];
    let mut scope = Scope::new();
    for (name, ty) in NAMES.into_iter().zip(types) {
        scope.declare(name, ty, true);
    }
    scope
}

/// An input of several lines: the last is the expression, those before it are expressions too, and their values are
/// those of [`NAMES`] in turn. None where one of them is no FEEL.
#[must_use]
pub fn program_and_values(input: &str) -> Option<(Program, Vec<Value>)> {
    let mut lines: Vec<&str> = input.split('\n').collect();
    let source = lines.pop()?;
    let program = compile_lenient(source, &untyped()).ok()?;
    let mut values = vec![Value::MISSING; NAMES.len()];
    for (value, line) in values.iter_mut().zip(lines).take(NAMES.len() - 1) {
        *value = compile_lenient(line, &Scope::new()).ok()?.eval(&[]);
    }
    Some((program, values))
}

/// Asserts that a value is within the limits of the language.
pub fn assert_within_limits(value: &Value) {
    // Cheap for the elements, so that a list of a million does not look like a hang.
    match value {
        Value::Text(text) => assert!(text.len() <= limits::MAX_LENGTH, "a text of {} bytes", text.len()),
        Value::List(items) => {
            assert!(items.len() <= limits::MAX_LENGTH, "a list of {}", items.len());
            items.iter().take(100).for_each(assert_within_limits);
        }
        Value::Context(context) => {
            context.entries().iter().take(100).for_each(|(_, value)| assert_within_limits(value))
        }
        Value::Range(range) => match &**range {
            Range::Unary(_, end) => assert_within_limits(end),
            Range::Interval { low, high, .. } => [low, high].into_iter().for_each(assert_within_limits),
        },
        Value::Null(_) | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Whether a value is of a type; null is of every type.
#[must_use]
pub fn is_of(value: &Value, ty: &Type) -> bool {
    match (value, ty) {
        (Value::Null(_), _) | (_, Type::Any) => true,
        (Value::Bool(_), Type::Boolean)
        | (Value::Number(_), Type::Number)
        | (Value::Text(_), Type::Text)
        | (Value::Context(_), Type::Context)
        | (Value::Range(_), Type::Range) => true,
        (Value::List(items), Type::List(inner)) => items.iter().take(100).all(|item| is_of(item, inner)),
        (Value::Context(context), Type::Record(fields)) => {
            fields.iter().all(|(name, ty)| context.get(name).is_none_or(|value| is_of(value, ty)))
        }
        _ => false,
    }
}
