//! Powers and roots. Exact where the result is a rational number; otherwise rounded half-even to
//! [`limits::SIGNIFICANT_DIGITS`] by integer arithmetic. Depends on numbers.

use num_bigint::{BigInt, BigUint};
use num_traits::{Signed, ToPrimitive};

use crate::limits;
use crate::number::{Number, NumberError, Rounding, big_power_of_ten};

/// Bits behind the binary point in `logarithm` and `exponential`: 34 digits need 113, the rest is for what rounding
/// and large exponents take.
const PRECISION: u32 = 256;

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
    let scaled = n * big_power_of_ten(2 * places) / d;
    let root = Number::from_big(scaled.sqrt(), big_power_of_ten(places));
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
    if base.big_bits() > limits::MAX_NUMBER_BITS / 16 || exponent.big_bits() > limits::MAX_NUMBER_BITS / 16 {
        return Err(NumberError::ResultTooLarge);
    }
    let (p, q) = exponent.parts();
    if let (Some(p), Some(q)) = (p.to_i64(), q.to_u32())
        && q <= MAX_EXACT_ROOT
        && let Some(root) = exact_root(base, q)
    {
        return root.pow_int(p);
    }
    let product = logarithm(base).0 * p / q;
    exponential(&product).map(|result| result.round_significant(limits::SIGNIFICANT_DIGITS))
}

/// The root of a positive number, where it is rational.
fn exact_root(x: &Number, degree: u32) -> Option<Number> {
    let (n, d) = x.parts();
    let root = |of: &BigInt| -> Option<BigInt> {
        let of: &BigUint = of.magnitude();
        let root = of.nth_root(degree);
        (root.pow(degree) == *of).then(|| root.into())
    };
    Some(Number::from_coprime(root(&n)?, root(&d)?))
}

/// A fixed-point number with `PRECISION` bits behind the point.
struct Fixed(BigInt);

/// The natural logarithm of a positive number.
fn logarithm(x: &Number) -> Fixed {
    let (n, d) = x.parts();
    // x = m * 2^shift with m between 1/2 and 2.
    let shift = i64::try_from(n.bits()).unwrap_or(0) - i64::try_from(d.bits()).unwrap_or(0);
    let up = u64::from(PRECISION).saturating_add_signed(-shift.min(i64::from(PRECISION)));
    let down = u64::try_from(shift - i64::from(PRECISION)).unwrap_or(0);
    let m: BigInt = (n << up) / (d << down);
    // ln m = 2 artanh((m-1)/(m+1)), and the argument is at most 1/3.
    let one = BigInt::from(1) << PRECISION;
    let argument = ((&m - &one) << PRECISION) / (&m + &one);
    Fixed(inverse_tangent(&argument) * 2 + ln_two() * shift)
}

fn ln_two() -> BigInt {
    let third = (BigInt::from(1) << PRECISION) / 3;
    inverse_tangent(&third) * 2
}

/// The series z + z³/3 + z⁵/5 + … of the inverse hyperbolic tangent.
fn inverse_tangent(z: &BigInt) -> BigInt {
    let square = (z * z) >> PRECISION;
    let mut term = z.clone();
    let mut sum = z.clone();
    let mut divisor = 3_u32;
    // Each term is at most a ninth of the one before: 81 terms exhaust 256 bits.
    for _ in 0..PRECISION {
        term = (&term * &square) >> PRECISION;
        if term.magnitude().bits() <= 1 {
            break;
        }
        sum += &term / divisor;
        divisor += 2;
    }
    sum
}

/// e to a fixed-point power.
fn exponential(x: &BigInt) -> Result<Number, NumberError> {
    let two = ln_two();
    let times = Number::from_big(x.clone(), two.clone()).round(0, Rounding::HalfEven);
    let times = times.to_i64().ok_or(NumberError::ResultTooLarge)?;
    if times.unsigned_abs() > limits::MAX_NUMBER_BITS / 2 {
        return Err(NumberError::ResultTooLarge);
    }
    // e^x = 2^times * e^rest with |rest| at most ln(2)/2.
    let rest = x - two * times;
    let one = BigInt::from(1) << PRECISION;
    let mut term = one.clone();
    let mut sum = one;
    for divisor in 1..=PRECISION {
        term = ((&term * &rest) >> PRECISION) / divisor;
        if term.abs().bits() <= 1 {
            break;
        }
        sum += &term;
    }
    let bits = times.unsigned_abs();
    let scale = BigInt::from(1) << PRECISION;
    Ok(if times >= 0 { Number::from_big(sum << bits, scale) } else { Number::from_big(sum, scale << bits) })
}
