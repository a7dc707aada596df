//! Functions of numbers: rounding, remainders, roots, and numbers from texts.

use std::borrow::Cow;

use super::{Args, Builtin, Kind, Outcome, row, unfit};
use crate::eval::reason;
use crate::limits;
use crate::number::{Number, Rounding};
use crate::roots;
use crate::value::{NullReason, Value};

const N_SCALE: &[(&str, Kind)] = &[("n", Kind::Number), ("scale", Kind::Number)];

const fn rounding(name: &'static str, least: usize, run: fn(&mut Args<'_>) -> Outcome) -> Builtin {
    row(name, N_SCALE, least, Kind::Number, run)
}

pub(super) const TABLE: &[Builtin] = &[
    row("abs", &[("n", Kind::Number)], 1, Kind::Number, |args| Ok(Value::Number(args.number(0)?.abs()))),
    rounding("floor", 1, |args| round(args, Rounding::Floor)),
    rounding("ceiling", 1, |args| round(args, Rounding::Ceiling)),
    rounding("decimal", 2, |args| round(args, Rounding::HalfEven)),
    rounding("round up", 2, |args| round(args, Rounding::Up)),
    rounding("round down", 2, |args| round(args, Rounding::Down)),
    rounding("round half up", 2, |args| round(args, Rounding::HalfUp)),
    rounding("round half down", 2, |args| round(args, Rounding::HalfDown)),
    row("modulo", &[("dividend", Kind::Number), ("divisor", Kind::Number)], 2, Kind::Number, modulo),
    row("sqrt", &[("number", Kind::Number)], 1, Kind::Number, |args| {
        let number = args.number(0)?;
        args.budget.spend_on(number)?;
        roots::square_root(number).map(Value::Number).map_err(|error| reason(&error))
    }),
    row("even", &[("number", Kind::Number)], 1, Kind::Boolean, |args| parity(args, 0)),
    row("odd", &[("number", Kind::Number)], 1, Kind::Boolean, |args| parity(args, 1)),
    // Alone it takes a number too, as the conformance kit has it.
    row("number", &[("from", Kind::Any)], 1, Kind::Number, |args| {
        let mut from = Cow::Borrowed(args.value(0)?);
        if let Value::Number(number) = &*from {
            return Ok(Value::Number(number.clone()));
        }
        let is_text = Kind::Text.convert(&mut from);
        if is_text { parse(from.as_text().unwrap_or_default()) } else { Err(unfit(&from)) }
    }),
    row(
        "number",
        &[("from", Kind::Text), ("grouping separator", Kind::MaybeText), ("decimal separator", Kind::MaybeText)],
        3,
        Kind::Number,
        separated,
    ),
];

/// Without a scale: to a whole number. A fraction in the scale is dropped.
fn round(args: &mut Args<'_>, mode: Rounding) -> Outcome {
    let scale = match args.get(1) {
        None => 0,
        Some(_) => {
            let scale = args.number(1)?.round(0, Rounding::Down).to_i64().ok_or(NullReason::OutOfDomain)?;
            i32::try_from(scale).map_err(|_| NullReason::OutOfDomain)?
        }
    };
    if !(limits::MIN_SCALE..=limits::MAX_SCALE).contains(&scale) {
        return Err(NullReason::OutOfDomain);
    }
    let number = args.number(0)?;
    args.budget.spend_on(number)?;
    if scale.unsigned_abs() > 34 {
        // Powers of ten of thousands of digits cost as much as numbers of that size.
        args.spend(2_000)?;
    }
    Ok(Value::Number(number.round(scale, mode)))
}

/// The remainder that has the sign of the divisor.
fn remainder(dividend: &Number, divisor: &Number) -> Result<Number, NullReason> {
    let quotient = dividend.checked_div(divisor).ok_or(NullReason::DivisionByZero)?;
    Ok(dividend.sub(&divisor.mul(&quotient.floor())))
}

fn modulo(args: &mut Args<'_>) -> Outcome {
    let (dividend, divisor) = (args.number(0)?, args.number(1)?);
    args.budget.spend_on(dividend)?;
    args.budget.spend_on(divisor)?;
    let rest = remainder(dividend, divisor)?;
    args.budget.spend_on(&rest)?;
    Ok(Value::Number(rest))
}

fn parity(args: &mut Args<'_>, wanted: i64) -> Outcome {
    let number = args.number(0)?;
    args.budget.spend_on(number)?;
    Ok(Value::Bool(remainder(number, &Number::from(2))? == Number::from(wanted)))
}

fn parse(text: &str) -> Outcome {
    text.parse().map(Value::Number).map_err(|error| reason(&error))
}

/// A text with separators: space, comma or point between groups, comma or point before the decimals; never the same.
fn separated(args: &mut Args<'_>) -> Outcome {
    let separator = |place: usize, allowed: &[&str]| -> Result<Option<char>, NullReason> {
        match args.value(place)?.as_text() {
            None => Ok(None),
            Some(text) if allowed.contains(&text) => Ok(text.chars().next()),
            Some(_) => Err(NullReason::OutOfDomain),
        }
    };
    let grouping = separator(1, &[" ", ",", "."])?;
    let decimal = separator(2, &[".", ","])?;
    if grouping.is_some() && grouping == decimal {
        return Err(NullReason::OutOfDomain);
    }
    let mut plain = String::new();
    for c in args.text(0)?.chars() {
        match c {
            c if Some(c) == grouping => {}
            c if Some(c) == decimal => plain.push('.'),
            // A point that is neither is no part of the number.
            '.' if decimal.is_some() => return Err(NullReason::OutOfDomain),
            c => plain.push(c),
        }
    }
    parse(&plain)
}
