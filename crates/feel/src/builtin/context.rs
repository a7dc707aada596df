//! Functions that ask, build and change contexts.

use std::sync::Arc;

use super::{Args, Builtin, Kind, Outcome, row, unfit};
use crate::value::{Context, NullReason, Value};

pub(super) const TABLE: &[Builtin] = &[
    row("get value", &[("m", Kind::Context), ("key", Kind::Text)], 2, Kind::Any, |args| {
        let key = args.text(1)?;
        args.context(0)?.get(key).cloned().ok_or(NullReason::MissingName)
    }),
    row("get entries", &[("m", Kind::Context)], 1, Kind::List, entries),
    row("context", &[("entries", Kind::List)], 1, Kind::Context, context),
    // The first row serves calls without names: a key, or the list of keys of a nested entry.
    row(
        "context put",
        &[("context", Kind::Context), ("keys", Kind::List), ("value", Kind::Any)],
        3,
        Kind::Context,
        |args| {
            let (keys, value) = (args.list(1)?, args.value(2)?.clone());
            put(args.context(0)?, keys, value).map(Value::Context)
        },
    ),
    row(
        "context put",
        &[("context", Kind::Context), ("key", Kind::Text), ("value", Kind::Any)],
        3,
        Kind::Context,
        |args| {
            let (key, value) = (args.value(1)?, args.value(2)?.clone());
            put(args.context(0)?, core::slice::from_ref(key), value).map(Value::Context)
        },
    ),
    row("context merge", &[("contexts", Kind::List)], 1, Kind::Context, |args| {
        let list = args.list(0)?;
        let mut all = Vec::new();
        for item in list {
            let Value::Context(context) = item else {
                return Err(unfit(item));
            };
            args.spend(1 + context.entries().len())?;
            all.extend(context.entries().iter().cloned());
        }
        Ok(Value::Context(Context::new(all)))
    }),
];

fn entries(args: &mut Args<'_>) -> Outcome {
    let entries = args.context(0)?.entries();
    let list: Vec<Value> = entries
        .iter()
        .map(|(name, value)| {
            let pair = vec![("key".into(), Value::Text(Arc::clone(name))), ("value".into(), value.clone())];
            Value::Context(Context::new(pair))
        })
        .collect();
    args.new_list(list)
}

/// From contexts with a `key` and a `value` each; no key twice.
fn context(args: &mut Args<'_>) -> Outcome {
    let list = args.list(0)?;
    let mut out: Vec<(Arc<str>, Value)> = Vec::with_capacity(list.len());
    for item in list {
        args.spend(1 + out.len() / 8)?;
        let Value::Context(entry) = item else {
            return Err(unfit(item));
        };
        let (Some(Value::Text(key)), Some(value)) = (entry.get("key"), entry.get("value")) else {
            return Err(NullReason::OutOfDomain);
        };
        if out.iter().any(|(known, _)| known == key) {
            return Err(NullReason::OutOfDomain);
        }
        out.push((Arc::clone(key), value.clone()));
    }
    Ok(Value::Context(Context::new(out)))
}

/// Sets the entry that the keys lead to.
fn put(context: &Context, keys: &[Value], value: Value) -> Result<Context, NullReason> {
    let (first, rest) = keys.split_first().ok_or(NullReason::OutOfDomain)?;
    let Value::Text(key) = first else {
        return Err(unfit(first));
    };
    let value = if rest.is_empty() {
        value
    } else {
        match context.get(key) {
            Some(Value::Context(inner)) => Value::Context(put(inner, rest, value)?),
            _ => return Err(NullReason::OutOfDomain),
        }
    };
    let mut entries = context.entries().to_vec();
    match entries.iter_mut().find(|(known, _)| known == key) {
        Some(entry) => entry.1 = value,
        None => entries.push((Arc::clone(key), value)),
    }
    Ok(Context::new(entries))
}
