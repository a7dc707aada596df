//! Functions of texts. Positions count Unicode code points.

use super::{Args, Builtin, Kind, Outcome, row, unfit};
use crate::ast::CompareOp;
use crate::eval::Budget;
use crate::lex;
use crate::limits;
use crate::number::Rounding;
use crate::value::{NullReason, Range, Value};

const ONE: &[(&str, Kind)] = &[("string", Kind::Text)];
const MATCH: &[(&str, Kind)] = &[("string", Kind::Text), ("match", Kind::Text)];

pub(super) const TABLE: &[Builtin] = &[
    row("string", &[("from", Kind::Any)], 1, Kind::Text, string),
    row("string length", ONE, 1, Kind::Number, |args| {
        let length = args.text(0)?.chars().count();
        Ok(Value::from(i64::try_from(length).unwrap_or(i64::MAX)))
    }),
    row(
        "substring",
        &[("string", Kind::Text), ("start position", Kind::Number), ("length", Kind::Number)],
        2,
        Kind::Text,
        substring,
    ),
    row("substring before", MATCH, 2, Kind::Text, |args| {
        let found = find(args)?;
        Ok(found.and_then(|at| args.text(0).ok()?.get(..at)).unwrap_or("").into())
    }),
    row("substring after", MATCH, 2, Kind::Text, |args| {
        let found = find(args)?;
        let length = args.text(1)?.len();
        Ok(found.and_then(|at| args.text(0).ok()?.get(at + length..)).unwrap_or("").into())
    }),
    row("contains", MATCH, 2, Kind::Boolean, |args| Ok(find(args)?.is_some().into())),
    row("starts with", MATCH, 2, Kind::Boolean, |args| Ok(args.text(0)?.starts_with(args.text(1)?).into())),
    row("ends with", MATCH, 2, Kind::Boolean, |args| Ok(args.text(0)?.ends_with(args.text(1)?).into())),
    row("string join", &[("list", Kind::List), ("delimiter", Kind::MaybeText)], 1, Kind::Text, join),
];

/// Where the second text first stands in the first, in bytes. Every place is tried, and the steps are those it can take:
/// the library's search never compares twice, and weighs 4 KB.
fn find(args: &mut Args<'_>) -> Result<Option<usize>, NullReason> {
    let (text, wanted) = (args.text(0)?.as_bytes(), args.text(1)?.as_bytes());
    args.spend(text.len() / 64 + text.len().saturating_mul(wanted.len()) / 256)?;
    let places = text.len().checked_sub(wanted.len());
    Ok(places.and_then(|last| (0..=last).find(|at| text.get(*at..).is_some_and(|rest| rest.starts_with(wanted)))))
}

/// The text of any value but null.
fn string(args: &mut Args<'_>) -> Outcome {
    let value = args.value(0)?;
    match value {
        Value::Null(_) => Err(unfit(value)),
        Value::Text(_) => Ok(value.clone()),
        _ => {
            let mut out = String::new();
            write(value, &mut out, args.budget)?;
            Ok(out.as_str().into())
        }
    }
}

/// A value as FEEL would write it: texts in quotes, numbers as FEEL's `string` gives them, null as `null`. What is too
/// long to write ends in `…`.
#[must_use]
pub fn text_of(value: &Value) -> String {
    let mut out = String::new();
    if write(value, &mut out, &mut Budget::new()).is_err() {
        out.push('…');
    }
    out
}

/// Writes a value as FEEL would write it.
fn write(value: &Value, out: &mut String, budget: &mut Budget) -> Result<(), NullReason> {
    budget.spend(1)?;
    if out.len() > limits::MAX_LENGTH {
        return Err(NullReason::TooLong);
    }
    match value {
        Value::Null(_) => out.push_str("null"),
        Value::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Value::Number(number) => {
            budget.spend_on(number)?;
            out.push_str(&number.to_feel_text());
        }
        Value::Text(text) => quoted(text, out),
        Value::List(items) => {
            for (place, item) in items.iter().enumerate() {
                out.push_str(if place == 0 { "[" } else { ", " });
                write(item, out, budget)?;
            }
            out.push_str(if items.is_empty() { "[]" } else { "]" });
        }
        Value::Context(context) => {
            for (place, (name, value)) in context.entries().iter().enumerate() {
                out.push_str(if place == 0 { "{" } else { ", " });
                if lex::is_words(name) {
                    out.push_str(name);
                } else {
                    quoted(name, out);
                }
                out.push_str(": ");
                write(value, out, budget)?;
            }
            out.push_str(if context.entries().is_empty() { "{}" } else { "}" });
        }
        Value::Range(range) => match &**range {
            Range::Unary(op, end) => {
                out.push('(');
                out.push_str(CompareOp::symbol(*op));
                out.push(' ');
                write(end, out, budget)?;
                out.push(')');
            }
            Range::Interval { low, low_closed, high, high_closed } => {
                out.push(if *low_closed { '[' } else { '(' });
                write(low, out, budget)?;
                out.push_str("..");
                write(high, out, budget)?;
                out.push(if *high_closed { ']' } else { ')' });
            }
        },
    }
    Ok(())
}

/// A text in quotes.
fn quoted(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
}

/// A start below zero counts from the end; fractions are dropped; what reaches beyond the text is out of domain.
fn substring(args: &mut Args<'_>) -> Outcome {
    let whole = |place: usize| -> Result<i64, NullReason> {
        args.number(place)?.round(0, Rounding::Down).to_i64().ok_or(NullReason::OutOfDomain)
    };
    let text = args.text(0)?;
    let start = whole(1)?;
    let count = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    let skip = if start > 0 { start - 1 } else { count.saturating_add(start) };
    if start == 0 || skip < 0 || skip >= count {
        return Err(NullReason::OutOfDomain);
    }
    let rest = count - skip;
    let take = match args.get(2) {
        None => rest,
        Some(_) => whole(2)?,
    };
    if take < 1 || take > rest {
        return Err(NullReason::OutOfDomain);
    }
    let (skip, take) = (usize::try_from(skip).unwrap_or(usize::MAX), usize::try_from(take).unwrap_or(usize::MAX));
    Ok(text.chars().skip(skip).take(take).collect::<String>().as_str().into())
}

/// Nulls are left out.
fn join(args: &mut Args<'_>) -> Outcome {
    let list = args.list(0)?;
    let delimiter = args.get(1).and_then(Value::as_text).unwrap_or("");
    let mut out = String::new();
    let mut first = true;
    for item in list {
        if item.is_null() {
            continue;
        }
        let text = item.as_text().ok_or_else(|| unfit(item))?;
        if !first {
            out.push_str(delimiter);
        }
        first = false;
        out.push_str(text);
        args.spend(1 + text.len() / 64)?;
        if out.len() > limits::MAX_LENGTH {
            return Err(NullReason::TooLong);
        }
    }
    Ok(out.as_str().into())
}
