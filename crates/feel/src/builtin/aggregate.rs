//! Functions of a whole list: counts, sums, means, extremes, and the logic of many truth values.

use core::cmp::Ordering;

use super::{Args, Builtin, Kind, Outcome, Tail, row, unfit};
use crate::eval::reason;
use crate::number::Number;
use crate::roots;
use crate::value::{NullReason, Value};

const LIST: &[(&str, Kind)] = &[("list", Kind::List)];

const fn spread(name: &'static str, result: Kind, run: fn(&mut Args<'_>) -> Outcome) -> Builtin {
    Builtin { name, params: LIST, least: 1, tail: Tail::Spread, result, keeps: false, run }
}

pub(super) const TABLE: &[Builtin] = &[
    // Unlike its neighbours, the standard has it for a list alone: a second argument is a slip.
    row("count", LIST, 1, Kind::Number, count),
    spread("sum", Kind::Number, sum),
    spread("min", Kind::Any, |args| extreme(args, Ordering::Less)),
    spread("max", Kind::Any, |args| extreme(args, Ordering::Greater)),
    spread("mean", Kind::Number, mean),
    spread("median", Kind::Number, median),
    spread("mode", Kind::List, mode),
    spread("stddev", Kind::Number, stddev),
    spread("product", Kind::Number, product),
    spread("all", Kind::Boolean, |args| decide(args, false)),
    spread("any", Kind::Boolean, |args| decide(args, true)),
    row("not", &[("negand", Kind::Boolean)], 1, Kind::Boolean, |args| {
        args.value(0)?.as_bool().map(|b| Value::Bool(!b)).ok_or(NullReason::WrongType)
    }),
];

fn count(args: &mut Args<'_>) -> Outcome {
    Ok(Value::from(i64::try_from(args.list(0)?.len()).unwrap_or(i64::MAX)))
}

/// All elements, which must be numbers, and at least `least` of them. Their cost is taken from the budget.
fn numbers<'v>(items: &'v [Value], least: usize, args: &mut Args<'_>) -> Result<Vec<&'v Number>, NullReason> {
    if items.len() < least {
        return Err(NullReason::OutOfDomain);
    }
    let mut out = Vec::with_capacity(items.len());
    for item in items {
        let number = item.as_number().ok_or_else(|| unfit(item))?;
        args.budget.spend_on(number)?;
        out.push(number);
    }
    Ok(out)
}

/// A result within the limit of growth.
fn result(number: Number, args: &mut Args<'_>) -> Outcome {
    args.budget.spend_on(&number)?;
    Ok(Value::Number(number))
}

fn length(items: &[&Number]) -> Number {
    Number::from(i64::try_from(items.len()).unwrap_or(i64::MAX))
}

fn total(items: &[&Number], args: &mut Args<'_>) -> Result<Number, NullReason> {
    let bits = items.iter().map(|item| item.denominator_bits()).fold(0, u64::saturating_add);
    // The common denominator of unrelated ones is as long as all together: too long for a sum without reducing.
    if bits > 2 * crate::limits::MAX_NUMBER_BITS {
        let mut sum = Number::ZERO;
        for item in items {
            sum = sum.add(item);
            args.budget.spend_on(&sum)?;
        }
        return Ok(sum);
    }
    let sum = Number::sum_of(items);
    args.budget.spend_on(&sum)?;
    Ok(sum)
}

fn sum(args: &mut Args<'_>) -> Outcome {
    let list = args.list(0)?;
    let items = numbers(list, 1, args)?;
    total(&items, args).map(Value::Number)
}

fn average(items: &[&Number], args: &mut Args<'_>) -> Result<Number, NullReason> {
    total(items, args)?.checked_div(&length(items)).ok_or(NullReason::OutOfDomain)
}

fn mean(args: &mut Args<'_>) -> Outcome {
    let list = args.list(0)?;
    let items = numbers(list, 1, args)?;
    average(&items, args).map(Value::Number)
}

fn product(args: &mut Args<'_>) -> Outcome {
    let list = args.list(0)?;
    let items = numbers(list, 1, args)?;
    let mut product = Number::ONE;
    for item in items {
        product = product.mul(item);
        args.budget.spend_on(&product)?;
    }
    Ok(Value::Number(product))
}

fn extreme(args: &mut Args<'_>, wanted: Ordering) -> Outcome {
    let list = args.list(0)?;
    args.spend(list.len())?;
    let (mut best, rest) = list.split_first().ok_or(NullReason::OutOfDomain)?;
    if best.order(best).is_none() {
        return Err(unfit(best));
    }
    for item in rest {
        if let Value::Number(number) = item {
            args.budget.spend_on(number)?;
        }
        if item.order(best).ok_or_else(|| unfit(item))? == wanted {
            best = item;
        }
    }
    Ok(best.clone())
}

fn sorted<'v>(list: &'v [Value], args: &mut Args<'_>) -> Result<Vec<&'v Number>, NullReason> {
    let items = numbers(list, 0, args)?;
    // A sort compares each element about log2(n) times.
    let rounds = usize::BITS - items.len().leading_zeros();
    for item in &items {
        for _ in 0..rounds {
            args.budget.spend_on(item)?;
        }
    }
    Ok(merged(&items))
}

/// Sorts by halves. The library's sort is faster and ten times as long.
fn merged<'v>(items: &[&'v Number]) -> Vec<&'v Number> {
    if items.len() < 2 {
        return items.to_vec();
    }
    let (left, right) = items.split_at(items.len() / 2);
    let (left, right) = (merged(left), merged(right));
    let (mut left, mut right) = (left.as_slice(), right.as_slice());
    let mut out = Vec::with_capacity(items.len());
    while let ([a, more_left @ ..], [b, more_right @ ..]) = (left, right) {
        if a <= b {
            out.push(*a);
            left = more_left;
        } else {
            out.push(*b);
            right = more_right;
        }
    }
    out.extend_from_slice(left);
    out.extend_from_slice(right);
    out
}

fn median(args: &mut Args<'_>) -> Outcome {
    let list = args.list(0)?;
    let items = sorted(list, args)?;
    let middle = items.len() / 2;
    let upper = *items.get(middle).ok_or(NullReason::OutOfDomain)?;
    if items.len() % 2 == 1 {
        return Ok(Value::Number(upper.clone()));
    }
    let lower = *items.get(middle.wrapping_sub(1)).ok_or(NullReason::OutOfDomain)?;
    let half = lower.add(upper).checked_div(&Number::from(2)).ok_or(NullReason::OutOfDomain)?;
    result(half, args)
}

/// The most frequent numbers, in ascending order.
fn mode(args: &mut Args<'_>) -> Outcome {
    let list = args.list(0)?;
    let items = sorted(list, args)?;
    let mut best: Vec<&Number> = Vec::new();
    let mut most = 0;
    for run in items.chunk_by(|a, b| a == b) {
        if run.len() > most {
            most = run.len();
            best.clear();
        }
        if run.len() == most {
            best.extend(run.first());
        }
    }
    Ok(Value::from(best.into_iter().map(|number| Value::Number(number.clone())).collect::<Vec<_>>()))
}

/// The standard deviation of a sample: the divisor is one less than the count. The squares are summed before the mean
/// is taken off, since the mean of unrelated fractions is long and its square longer.
fn stddev(args: &mut Args<'_>) -> Outcome {
    let list = args.list(0)?;
    let items = numbers(list, 2, args)?;
    let count = length(&items);
    let sum = total(&items, args)?;
    let squares: Vec<Number> = items.iter().map(|item| item.mul(item)).collect();
    let squares: Vec<&Number> = squares.iter().collect();
    let sum_of_squares = total(&squares, args)?;
    let variance = (|| {
        let spread = sum_of_squares.sub(&sum.mul(&sum).checked_div(&count)?);
        spread.checked_div(&count.sub(&Number::ONE))
    })();
    let variance = variance.ok_or(NullReason::OutOfDomain)?;
    args.budget.spend_on(&variance)?;
    result(roots::square_root(&variance).map_err(|error| reason(&error))?, args)
}

/// `all` is decided by one false, `any` by one true; without that, anything that is no boolean leaves it open.
fn decide(args: &mut Args<'_>, decides: bool) -> Outcome {
    let list = args.list(0)?;
    args.spend(list.len())?;
    let mut open = None;
    for item in list {
        match item.as_bool() {
            Some(b) if b == decides => return Ok(Value::Bool(decides)),
            Some(_) => {}
            None => open = open.or(Some(unfit(item))),
        }
    }
    open.map_or(Ok(Value::Bool(!decides)), Err)
}
