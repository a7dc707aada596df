//! One FEEL expression over names given as JSON. The result is JSON too, in which numbers have all their digits; one that no
//! decimal is equal to is the text of its fraction, and a range is written as FEEL writes it. Depends on `feel`.

use feel::{Context, Null, NullReason, Range, Scope, Type, Value};
use rules::json::{self, Json};
use serde::Serialize;

use crate::fault::{Fault, Finding};

/// What an expression comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evaluated {
    /// The value as JSON.
    pub text: String,
    /// Why it is null, where that is no ordinary result.
    pub reason: Option<&'static str>,
}

/// Evaluates an expression; the names it may use are those of the context, a JSON object.
///
/// # Errors
/// The expression is no FEEL or uses an unknown name; a number of the context has too many digits.
pub fn evaluate(expression: &str, context: &str) -> Result<Evaluated, Fault> {
    let unread = |error: json::Unread| Fault::new("bad-context", error.to_string());
    let Json::Object(context) = json::parse(context).map_err(unread)? else {
        return Err(Fault::new("bad-context", "this is no object of names and values"));
    };
    let mut scope = Scope::new();
    let mut slots = Vec::with_capacity(context.len());
    for (name, value) in &context {
        scope.declare(name, Type::Any, *value == Json::Null);
        slots.push(value_of(value).map_err(|fault| fault.about(&[name]))?);
    }
    let program = feel::compile(expression, &scope).map_err(|found| unusable(&found))?;
    let value = program.eval(&slots);
    let reason = match &value {
        Value::Null(Null { reason, .. }) if *reason != NullReason::None => Some(reason.as_str()),
        _ => None,
    };
    let mut json = String::new();
    write(&value, &mut json);
    Ok(Evaluated { text: json, reason })
}

/// An expression that is no FEEL, or names what is not there.
fn unusable(found: &[feel::Diagnostic]) -> Fault {
    let errors = found.iter().filter(|found| found.severity == feel::Severity::Error);
    let findings: Vec<Finding> = errors
        .map(|found| Finding {
            code: found.code.as_str().to_owned(),
            place: format!("{}..{}", found.span.start, found.span.end),
            message: found.message(feel::Lang::En),
        })
        .collect();
    let said = findings.first().map(|found| found.message.as_str()).unwrap_or_default();
    let message = format!("the expression cannot be evaluated: {said}");
    Fault { findings, ..Fault::new("bad-expression", message) }
}

fn value_of(json: &Json) -> Result<Value, Fault> {
    Ok(match json {
        Json::Null => Value::MISSING,
        Json::Bool(yes) => Value::Bool(*yes),
        Json::Number(number) => Value::Number(
            number.parse().map_err(|error: feel::NumberError| Fault::new("bad-context", error.to_string()))?,
        ),
        Json::Text(text) => Value::Text(text.as_str().into()),
        Json::List(items) => Value::List(items.iter().map(value_of).collect::<Result<_, _>>()?),
        Json::Object(entries) => {
            let entries = entries.iter().map(|(name, value)| Ok((name.as_str().into(), value_of(value)?)));
            Value::Context(Context::new(entries.collect::<Result<_, Fault>>()?))
        }
    })
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Null(_) => out.push_str("null"),
        Value::Bool(yes) => out.push_str(if *yes { "true" } else { "false" }),
        Value::Number(number) => {
            let text = number.to_string();
            if text.contains('/') { write_text(&text, out) } else { out.push_str(&text) }
        }
        Value::Text(text) => write_text(text, out),
        Value::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                separate(at, out);
                write(item, out);
            }
            out.push(']');
        }
        Value::Context(context) => {
            out.push('{');
            for (at, (name, value)) in context.entries().iter().enumerate() {
                separate(at, out);
                write_text(name, out);
                out.push(':');
                write(value, out);
            }
            out.push('}');
        }
        Value::Range(range) => write_text(&of_range(range), out),
    }
}

fn of_range(range: &Range) -> String {
    let mut text = String::new();
    match range {
        Range::Unary(op, end) => {
            text.push_str(op.symbol());
            text.push(' ');
            write(end, &mut text);
        }
        Range::Interval { low, low_closed, high, high_closed } => {
            text.push(if *low_closed { '[' } else { '(' });
            write(low, &mut text);
            text.push_str("..");
            write(high, &mut text);
            text.push(if *high_closed { ']' } else { ')' });
        }
    }
    text
}

fn separate(at: usize, out: &mut String) {
    if at > 0 {
        out.push(',');
    }
}

fn write_text(text: &str, out: &mut String) {
    // A text is always canonical.
    out.push_str(&rules::to_json(text).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(expression: &str, context: &str) -> String {
        evaluate(expression, context).unwrap().text
    }

    #[test]
    fn numbers_keep_their_digits_in_both_directions() {
        assert_eq!(json("a + 0.1", r#"{"a": 12345678901234567890.2}"#), "12345678901234567890.3");
        assert_eq!(json("1/3", "{}"), r#""1/3""#);
        assert_eq!(json("a", r#"{"a": 1e3}"#), "1000");
    }

    #[test]
    fn every_kind_of_value_is_written() {
        let all = r#"{"n": null, "b": true, "t": "\"", "l": [1, 2], "c": {"x": 1}}"#;
        assert_eq!(json("[n, b, t, l, c]", all), r#"[null,true,"\"",[1,2],{"x":1}]"#);
        assert_eq!(json("[1..2)", "{}"), r#""[1..2)""#);
    }

    #[test]
    fn a_null_says_why() {
        let found = evaluate("1 / a", r#"{"a": 0}"#).unwrap();
        assert_eq!((found.text.as_str(), found.reason), ("null", Some("division-by-zero")));
        assert_eq!(evaluate("null", "{}").unwrap().reason, None);
    }

    #[test]
    fn what_cannot_be_evaluated_is_told() {
        let fault = evaluate("总户", r#"{"总户数": 1}"#).unwrap_err();
        assert_eq!((fault.code, fault.findings.len()), ("bad-expression", 1));
        assert_eq!(evaluate("1", "[]").unwrap_err().code, "bad-context");
    }
}
