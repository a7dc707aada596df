//! `bayou feel`: evaluates an expression over names given as JSON, or checks it against their types. The types as JSON
//! are read in `types`.

mod types;

use std::io::Write;

use feel::{Context, Diagnostic, Lang, Null, Program, Range, Scope, Severity, Type, Value};

use crate::args::{As, FeelArgs, Language};
use crate::{Done, Failure, tell, written};

pub(crate) fn run(args: &FeelArgs, out: &mut dyn Write) -> Result<Done, Failure> {
    let mut scope = Scope::new();
    let mut slots = Vec::new();
    for (name, value) in &object("--context", "{\"a\": 1}", args.context.as_deref())? {
        scope.declare(name, Type::Any, value.is_null());
        slots.push(value_of(value)?);
    }
    for (name, json) in &object("--types", "{\"a\": \"number?\"}", args.types.as_deref())? {
        let (ty, may_be_missing) =
            types::read(json).map_err(|error| Failure::new(format!("--types: `{name}`: {error}")))?;
        scope.declare(name, ty, may_be_missing);
    }
    if let Some(used_as) = args.check {
        // Leniently, so that an unknown name does not hide what else there is.
        let found = match feel::compile_lenient(&args.expression, &scope) {
            Ok(program) => findings(&program, used_as, &scope),
            Err(found) => found,
        };
        report(&args.expression, &found, args.lang);
        return Ok(if found.is_empty() { Done::Clean } else { Done::WithProblems });
    }
    let program = match feel::compile(&args.expression, &scope) {
        Ok(program) => program,
        Err(mut found) => {
            found.retain(|found| found.severity == Severity::Error);
            report(&args.expression, &found, args.lang);
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

/// All findings about an expression, in the order of the source.
fn findings(program: &Program, used_as: As, scope: &Scope) -> Vec<Diagnostic> {
    let mut found = program.warnings().to_vec();
    if used_as == As::Condition {
        found.extend(feel::check_bare_condition(program, scope));
    }
    found.sort_by_key(|found| (found.span.start, found.span.end));
    found
}

/// Findings, a line each, with line and column in characters from 1.
fn report(source: &str, found: &[Diagnostic], lang: Language) {
    let lang = match lang {
        Language::En => Lang::En,
        Language::Zh => Lang::Zh,
    };
    for diagnostic in found {
        let before = source.get(..diagnostic.span.start as usize).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        tell(&format!("expression:{line}:{column}: {} [{}]", diagnostic.message(lang), diagnostic.code.as_str()));
    }
}

/// A JSON object given on the command line; an empty one where none is.
fn object(
    option: &str,
    example: &str,
    text: Option<&str>,
) -> Result<serde_json::Map<String, serde_json::Value>, Failure> {
    match text {
        None => Ok(serde_json::Map::new()),
        Some(text) => serde_json::from_str(text)
            .map_err(|error| Failure::new(format!("{option} takes a JSON object such as '{example}': {error}"))),
    }
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
