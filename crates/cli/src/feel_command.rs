//! `bayou feel`: evaluates an expression over names given as JSON.

use std::io::Write;

use feel::{Context, Lang, Null, Range, Scope, Severity, Type, Value};

use crate::args::FeelArgs;
use crate::{Done, Failure, tell, written};

pub(crate) fn run(args: &FeelArgs, out: &mut dyn Write) -> Result<Done, Failure> {
    let context = match &args.context {
        None => serde_json::Map::new(),
        Some(text) => serde_json::from_str(text)
            .map_err(|error| Failure::new(format!("--context takes a JSON object such as '{{\"a\": 1}}': {error}")))?,
    };
    let mut scope = Scope::new();
    let mut slots = Vec::new();
    for (name, value) in &context {
        scope.declare(name, Type::Any, value.is_null());
        slots.push(value_of(value)?);
    }
    let program = match feel::compile(&args.expression, &scope) {
        Ok(program) => program,
        Err(diagnostics) => {
            for diagnostic in diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error) {
                let column =
                    args.expression.get(..diagnostic.span.start as usize).unwrap_or_default().chars().count() + 1;
                tell(&format!(
                    "expression:1:{column}: {} [{}]",
                    diagnostic.message(Lang::En),
                    diagnostic.code.as_str()
                ));
            }
            return Ok(Done::WithProblems);
        }
    };
    let value = program.eval(&slots);
    writeln!(out, "{}", json_of(&value)).map_err(written)?;
    if let Value::Null(Null { reason, .. }) = &value
        && *reason != feel::NullReason::None
    {
        tell(&format!("null because of: {}", reason.as_str()));
        return Ok(Done::WithProblems);
    }
    Ok(Done::Clean)
}

/// A JSON value as FEEL's; numbers keep every digit.
fn value_of(json: &serde_json::Value) -> Result<Value, Failure> {
    Ok(match json {
        serde_json::Value::Null => Value::MISSING,
        serde_json::Value::Bool(yes) => Value::Bool(*yes),
        serde_json::Value::Number(number) => Value::Number(
            number.to_string().parse().map_err(|error| Failure::new(format!("--context: {number}: {error}")))?,
        ),
        serde_json::Value::String(text) => Value::Text(text.as_str().into()),
        serde_json::Value::Array(items) => Value::List(items.iter().map(value_of).collect::<Result<_, _>>()?),
        serde_json::Value::Object(entries) => {
            let entries = entries.iter().map(|(name, value)| Ok((name.as_str().into(), value_of(value)?)));
            Value::Context(Context::new(entries.collect::<Result<_, Failure>>()?))
        }
    })
}

/// A result as JSON; a number that no decimal is equal to as the text of its fraction, a range as FEEL writes it.
fn json_of(value: &Value) -> serde_json::Value {
    match value {
        Value::Null(_) => serde_json::Value::Null,
        Value::Bool(yes) => (*yes).into(),
        Value::Number(number) => {
            let text = number.to_string();
            text.parse::<serde_json::Number>().map_or_else(|_| text.into(), serde_json::Value::Number)
        }
        Value::Text(text) => (**text).into(),
        Value::List(items) => items.iter().map(json_of).collect(),
        Value::Context(context) => {
            let entries = context.entries().iter().map(|(name, value)| (name.to_string(), json_of(value)));
            serde_json::Value::Object(entries.collect())
        }
        Value::Range(range) => match &**range {
            Range::Unary(op, end) => format!("{} {}", op.symbol(), json_of(end)).into(),
            Range::Interval { low, low_closed, high, high_closed } => {
                let (open, close) = (if *low_closed { '[' } else { '(' }, if *high_closed { ']' } else { ')' });
                format!("{open}{}..{}{close}", json_of(low), json_of(high)).into()
            }
        },
    }
}
