//! Functions that ask, build and change lists. Positions count from 1, or from -1 back from the end.

use super::{Args, Builtin, Kind, Outcome, Tail, row};
use crate::eval::position;
use crate::number::Rounding;
use crate::value::{NullReason, Value};

const LIST: (&str, Kind) = ("list", Kind::List);
const POSITION: (&str, Kind) = ("position", Kind::Number);
const NEW: (&str, Kind) = ("newItem", Kind::Any);

/// A function whose result holds elements of its list only.
const fn keeps(
    name: &'static str,
    params: &'static [(&'static str, Kind)],
    least: usize,
    run: fn(&mut Args<'_>) -> Outcome,
) -> Builtin {
    Builtin { name, params, least, tail: Tail::None, result: Kind::List, keeps: true, run }
}

const fn repeat(
    name: &'static str,
    params: &'static [(&'static str, Kind)],
    run: fn(&mut Args<'_>) -> Outcome,
) -> Builtin {
    Builtin { name, params, least: params.len(), tail: Tail::Repeat, result: Kind::List, keeps: false, run }
}

pub(super) const TABLE: &[Builtin] = &[
    row("list contains", &[LIST, ("element", Kind::Any)], 2, Kind::Boolean, |args| {
        let (list, element) = (args.list(0)?, args.value(1)?);
        let found = list.iter().any(|item| args.budget.equal(item, element) == Some(true));
        Ok(Value::Bool(found))
    }),
    repeat("append", &[LIST, ("item", Kind::Any)], |args| {
        let mut items = args.list(0)?.to_vec();
        items.extend(args.values.iter().skip(1).map(|item| (**item).clone()));
        args.new_list(items)
    }),
    repeat("concatenate", &[LIST], |args| {
        let items = joined(args)?;
        args.new_list(items)
    }),
    repeat("union", &[LIST], |args| {
        let items = joined(args)?;
        distinct(args, &items)
    }),
    row("flatten", &[LIST], 1, Kind::List, |args| {
        let list = args.list(0)?;
        let mut out = Vec::new();
        flatten(list, &mut out, args)?;
        args.new_list(out)
    }),
    keeps("distinct values", &[LIST], 1, |args| {
        let list = args.list(0)?;
        distinct(args, list)
    }),
    keeps("reverse", &[LIST], 1, |args| {
        let mut items = args.list(0)?.to_vec();
        items.reverse();
        args.new_list(items)
    }),
    row("index of", &[LIST, ("match", Kind::Any)], 2, Kind::List, |args| {
        let (list, wanted) = (args.list(0)?, args.value(1)?);
        let mut places = Vec::new();
        for (place, item) in (1_i64..).zip(list.iter()) {
            if args.budget.equal(item, wanted) == Some(true) {
                places.push(Value::from(place));
            }
        }
        args.new_list(places)
    }),
    keeps("sublist", &[LIST, ("start position", Kind::Number), ("length", Kind::Number)], 2, sublist),
    row("insert before", &[LIST, POSITION, NEW], 3, Kind::List, |args| {
        let (mut items, place) = at(args)?;
        items.insert(place, args.value(2)?.clone());
        args.new_list(items)
    }),
    keeps("remove", &[LIST, POSITION], 2, |args| {
        let (mut items, place) = at(args)?;
        items.remove(place);
        args.new_list(items)
    }),
    row("list replace", &[LIST, POSITION, NEW], 3, Kind::List, |args| {
        let (mut items, place) = at(args)?;
        let new = args.value(2)?.clone();
        if let Some(item) = items.get_mut(place) {
            *item = new;
        }
        args.new_list(items)
    }),
];

/// The elements of the list and an index into them.
fn at(args: &Args<'_>) -> Result<(Vec<Value>, usize), NullReason> {
    let list = args.list(0)?;
    let place = position(list.len(), args.number(1)?).ok_or(NullReason::OutOfDomain)?;
    Ok((list.to_vec(), place))
}

/// The elements of all argument lists.
fn joined(args: &Args<'_>) -> Result<Vec<Value>, NullReason> {
    let mut items = Vec::new();
    for place in 0..args.values.len() {
        items.extend(args.list(place)?.iter().cloned());
    }
    Ok(items)
}

/// The first of each set of equal elements.
fn distinct(args: &mut Args<'_>, items: &[Value]) -> Outcome {
    let mut kept: Vec<Value> = Vec::new();
    for item in items {
        args.spend(1)?;
        if !kept.iter().any(|known| args.budget.equal(known, item) == Some(true)) {
            kept.push(item.clone());
        }
    }
    args.new_list(kept)
}

fn flatten(items: &[Value], out: &mut Vec<Value>, args: &mut Args<'_>) -> Result<(), NullReason> {
    for item in items {
        args.spend(1)?;
        match item {
            Value::List(inner) => flatten(inner, out, args)?,
            other => out.push(other.clone()),
        }
    }
    Ok(())
}

fn sublist(args: &mut Args<'_>) -> Outcome {
    let list = args.list(0)?;
    let start = position(list.len(), args.number(1)?).ok_or(NullReason::OutOfDomain)?;
    let rest = list.get(start..).unwrap_or(&[]);
    let kept = match args.get(2) {
        None => rest,
        Some(_) => {
            let length = args.number(2)?.round(0, Rounding::Down).to_i64().ok_or(NullReason::OutOfDomain)?;
            let length = usize::try_from(length).map_err(|_| NullReason::OutOfDomain)?;
            rest.get(..length).filter(|kept| !kept.is_empty()).ok_or(NullReason::OutOfDomain)?
        }
    };
    args.new_list(kept.to_vec())
}
