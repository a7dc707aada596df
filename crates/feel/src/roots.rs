//! Powers and roots. Exact where the result is a rational number; otherwise rounded half-even to
//! [`limits::SIGNIFICANT_DIGITS`] by integer arithmetic. Depends on numbers.

use crate::big::{Integer, Natural};
use crate::limits;
use crate::number::{Number, NumberError, Rounding};

/// Bits behind the binary point in `logarithm` and `exponential`: 34 digits need 113, the rest is for what rounding
/// and large exponents take.
const PRECISION: u64 = 256;

/// The greatest root that is looked for exactly.
const MAX_EXACT_ROOT: u32 = 64;

/// The square root.
///
/// # Errors
/// [`NumberError::OutOfDomain`] below zero.
pub(crate) fn square_root(x: &Number) -> Result<Number, NumberError> {
    if x.is_negative() {
        return Err(NumberError::OutOfDomain);
    }
    if x.is_zero() {
        return Ok(Number::ZERO);
    }
    if let Some(root) = exact_root(x, 2) {
        return Ok(root);
    }
    // Enough decimal places for all digits and a few more; the root of the scaled whole part then has them all.
    let digits = i32::try_from(limits::SIGNIFICANT_DIGITS).unwrap_or(34) + 6;
    let places = u32::try_from((digits - x.magnitude() / 2).max(0)).unwrap_or(0);
    let (n, d) = x.parts();
    let scaled = n.size.mul(&Natural::power_of_ten(2 * places)).div_rem(&d).0;
    let root = Number::from_big(Integer::new(false, scaled.root(2)), Natural::power_of_ten(places));
    Ok(root.round_significant(limits::SIGNIFICANT_DIGITS))
}

/// `base` to the power of `exponent`.
///
/// # Errors
/// [`NumberError::DivisionByZero`] for zero to a negative power; [`NumberError::OutOfDomain`] for a fractional power
/// of a negative number; [`NumberError::ResultTooLarge`].
pub(crate) fn power(base: &Number, exponent: &Number) -> Result<Number, NumberError> {
    if exponent.is_integer() {
        return match exponent.to_i64() {
            Some(exponent) => base.pow_int(exponent),
            // Beyond 64 bits only 0, 1 and -1 have a power that can be written.
            None if *base == Number::ONE => Ok(Number::ONE),
            None if base.is_zero() => base.pow_int(i64::from(exponent.signum())),
            None => Err(NumberError::ResultTooLarge),
        };
    }
    if base.is_negative() {
        return Err(NumberError::OutOfDomain);
    }
    if base.is_zero() {
        return base.pow_int(i64::from(exponent.signum()));
    }
    if base.big_bits() > limits::MAX_NUMBER_BITS / 4 || exponent.big_bits() > limits::MAX_NUMBER_BITS / 4 {
        return Err(NumberError::ResultTooLarge);
    }
    let (p, q) = exponent.parts();
    if let Some(degree) = q.to_u128().and_then(|q| u32::try_from(q).ok()).filter(|q| *q <= MAX_EXACT_ROOT)
        && let Some(times) = p.size.to_u128().and_then(|p| i64::try_from(p).ok())
        && let Some(root) = exact_root(base, degree)
    {
        return root.pow_int(if p.negative { -times } else { times });
    }
    let product = logarithm(base).mul(&p).over(&q);
    exponential(&product).map(|result| result.round_significant(limits::SIGNIFICANT_DIGITS))
}

/// The root of a positive number, where it is rational.
fn exact_root(x: &Number, degree: u32) -> Option<Number> {
    let (n, d) = x.parts();
    let root = |of: &Natural| {
        let root = of.root(degree);
        (root.pow(degree) == *of).then_some(root)
    };
    Some(Number::from_coprime(Integer::new(false, root(&n.size)?), root(&d)?))
}

/// One, as a fixed-point number with `PRECISION` bits behind the point.
fn one() -> Integer {
    Integer::new(false, Natural::from(1).shl(PRECISION))
}

/// The natural logarithm of a positive number, in fixed point.
fn logarithm(x: &Number) -> Integer {
    let (n, d) = x.parts();
    // x = m * 2^shift with m between 1/2 and 2.
    let signed = |bits: u64| i64::try_from(bits).unwrap_or(i64::MAX);
    let shift = signed(n.size.bits()) - signed(d.bits());
    let up = signed(PRECISION) - shift;
    let m =
        if up >= 0 { n.size.shl(up.unsigned_abs()).div_rem(&d).0 } else { n.size.div_rem(&d.shl(up.unsigned_abs())).0 };
    // ln m = 2 artanh((m-1)/(m+1)), and the argument is at most 1/3.
    let (m, one) = (Integer::new(false, m), one());
    let below = m.add(&one.neg());
    let argument = Integer::new(below.negative, below.size.shl(PRECISION)).over(&m.add(&one).size);
    inverse_tangent(&argument).times(&Natural::from(2)).add(&ln_two().mul(&Integer::from(i128::from(shift))))
}

fn ln_two() -> Integer {
    inverse_tangent(&one().over(&Natural::from(3))).times(&Natural::from(2))
}

/// The series z + z³/3 + z⁵/5 + … of the inverse hyperbolic tangent, in fixed point.
fn inverse_tangent(z: &Integer) -> Integer {
    let square = z.mul(z).shr(PRECISION);
    let mut term = z.clone();
    let mut sum = z.clone();
    let mut divisor = 3;
    // Each term is at most a ninth of the one before: 81 terms exhaust 256 bits.
    while !term.size.is_zero() {
        term = term.mul(&square).shr(PRECISION);
        sum = sum.add(&term.over(&Natural::from(divisor)));
        divisor += 2;
    }
    sum
}

/// e to a fixed-point power.
fn exponential(x: &Integer) -> Result<Number, NumberError> {
    let two = ln_two();
    let times = Number::from_big(x.clone(), two.size.clone()).round(0, Rounding::HalfEven);
    let times = times.to_i64().ok_or(NumberError::ResultTooLarge)?;
    if times.unsigned_abs() > limits::MAX_NUMBER_BITS / 2 {
        return Err(NumberError::ResultTooLarge);
    }
    // e^x = 2^times * e^rest with |rest| at most ln(2)/2: each term is less than half the one before.
    let rest = x.add(&two.mul(&Integer::from(-i128::from(times))));
    let mut term = one();
    let mut sum = one();
    let mut divisor = 1;
    while !term.size.is_zero() {
        term = term.mul(&rest).shr(PRECISION).over(&Natural::from(divisor));
        sum = sum.add(&term);
        divisor += 1;
    }
    let bits = times.unsigned_abs();
    let scale = one().size;
    Ok(if times >= 0 {
        Number::from_big(Integer::new(false, sum.size.shl(bits)), scale)
    } else {
        Number::from_big(sum, scale.shl(bits))
    })
}
