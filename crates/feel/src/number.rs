//! Exact rational numbers: a fraction of 64-bit integers while it fits, with every product held in 128 bits, and big
//! integers behind it. Depends on nothing else here but those and the limits. No operation passes through a binary
//! float.
//!
//! The form is canonical (reduced, denominator positive, small whenever it fits), so equality and hashing are
//! structural.

use core::cmp::Ordering;
use core::fmt;
use core::ops;
use core::str::FromStr;
use std::sync::Arc;

use crate::big::{Integer, Natural};
use crate::limits;

/// An exact rational number.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Number(Repr);

/// The small form excludes `i64::MIN`, so that negation and absolute value always fit; two products of small parts
/// and their sum fit 128 bits, so that small arithmetic needs no checks.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr {
    Small { num: i64, den: i64 },
    Big(Arc<Fraction>),
}

/// A fraction of big integers, with a positive denominator.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Fraction {
    num: Integer,
    den: Natural,
}

/// How to drop digits. The names are FEEL's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// Away from zero.
    Up,
    /// Towards zero.
    Down,
    /// To the nearest; a tie goes away from zero.
    HalfUp,
    /// To the nearest; a tie goes towards zero.
    HalfDown,
    /// To the nearest; a tie goes to the even digit.
    HalfEven,
    /// Towards positive infinity.
    Ceiling,
    /// Towards negative infinity.
    Floor,
}

/// Why a text is not a number, or why an operation has no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberError {
    /// The text is not a decimal number.
    Malformed {
        /// What was given, cut to its first 40 characters.
        given: String,
    },
    /// The text has more digits than [`limits::MAX_DIGITS`].
    TooLong {
        /// How many digits were given.
        digits: usize,
    },
    /// The exponent's absolute value is above [`limits::MAX_EXPONENT`].
    ExponentTooLarge,
    /// The result would need more than [`limits::MAX_NUMBER_BITS`].
    ResultTooLarge,
    /// A division by zero, or zero to a negative power.
    DivisionByZero,
    /// No real number is the result, as in the square root of -1.
    OutOfDomain,
}

impl fmt::Display for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed { given } => {
                f.write_str("`")?;
                f.write_str(given)?;
                f.write_str(
                    "` is not a number; write digits with at most one decimal point, such as 12, -0.5 or 2.5E-4",
                )
            }
            Self::TooLong { digits } => {
                fmt::Display::fmt(digits, f)?;
                f.write_str(" digits are too many; at most ")?;
                fmt::Display::fmt(&limits::MAX_DIGITS, f)?;
                f.write_str(" are allowed")
            }
            Self::ExponentTooLarge => {
                f.write_str("the exponent is too large; it must lie between -")?;
                fmt::Display::fmt(&limits::MAX_EXPONENT, f)?;
                f.write_str(" and ")?;
                fmt::Display::fmt(&limits::MAX_EXPONENT, f)
            }
            Self::ResultTooLarge => f.write_str("the result has too many digits"),
            Self::DivisionByZero => f.write_str("division by zero"),
            Self::OutOfDomain => f.write_str("no real number is the result"),
        }
    }
}

impl std::error::Error for NumberError {}

impl Number {
    /// Zero.
    pub const ZERO: Self = Self(Repr::Small { num: 0, den: 1 });
    /// One.
    pub const ONE: Self = Self(Repr::Small { num: 1, den: 1 });

    /// The exact ratio `n / d`; none where `d` is zero.
    #[must_use]
    pub fn ratio(n: i64, d: i64) -> Option<Self> {
        match d.cmp(&0) {
            Ordering::Equal => None,
            Ordering::Greater => Some(from_narrow(n, d)),
            Ordering::Less => Some(from_wide(-i128::from(n), -i128::from(d))),
        }
    }

    /// Parses a decimal number or a fraction of two of them, such as `1/3`: the inverse of `Display`.
    ///
    /// # Errors
    /// As [`FromStr`], and [`NumberError::DivisionByZero`].
    pub fn from_fraction_text(text: &str) -> Result<Self, NumberError> {
        match text.split_once('/') {
            None => text.parse(),
            Some((n, d)) => {
                let (n, d): (Self, Self) = (n.trim().parse()?, d.trim().parse()?);
                n.checked_div(&d).ok_or(NumberError::DivisionByZero)
            }
        }
    }

    /// The sum.
    #[must_use]
    pub fn add(&self, other: &Self) -> Self {
        if let (Repr::Small { num: a, den: b }, Repr::Small { num: c, den: d }) = (&self.0, &other.0) {
            if b == d
                && let Some(n) = a.checked_add(*c)
            {
                return from_narrow(n, *b);
            }
            if let (Some((a, b)), Some((c, d))) = (self.short(), other.short()) {
                return from_narrow(a * d + c * b, b * d);
            }
        }
        if let (Some((a, b)), Some((c, d))) = (self.small(), other.small()) {
            return from_wide(a * d + c * b, b * d);
        }
        let (n, d) = add_parts(&self.parts(), &other.parts());
        Self::from_big(n, d)
    }

    /// The difference.
    #[must_use]
    pub fn sub(&self, other: &Self) -> Self {
        self.add(&other.neg())
    }

    /// The product.
    #[must_use]
    pub fn mul(&self, other: &Self) -> Self {
        if let (Some((a, b)), Some((c, d))) = (self.short(), other.short()) {
            return from_narrow(a * c, b * d);
        }
        if let (Some((a, b)), Some((c, d))) = (self.small(), other.small()) {
            return from_wide(a * c, b * d);
        }
        let ((a, b), (c, d)) = (self.parts(), other.parts());
        Self::from_big(a.mul(&c), b.mul(&d))
    }

    /// The quotient; none where `other` is zero.
    #[must_use]
    pub fn checked_div(&self, other: &Self) -> Option<Self> {
        if other.is_zero() {
            return None;
        }
        if let (Some((a, b)), Some((c, d))) = (self.short(), other.short()) {
            return Some(if c < 0 { from_narrow(-a * d, -b * c) } else { from_narrow(a * d, b * c) });
        }
        if let (Some((a, b)), Some((c, d))) = (self.small(), other.small()) {
            return Some(if c < 0 { from_wide(-a * d, -b * c) } else { from_wide(a * d, b * c) });
        }
        let ((a, b), (c, d)) = (self.parts(), other.parts());
        let n = a.times(&d);
        Some(Self::from_big(Integer::new(n.negative != c.negative, n.size), b.mul(&c.size)))
    }

    /// The opposite.
    #[must_use]
    pub fn neg(&self) -> Self {
        match &self.0 {
            Repr::Small { num, den } => Self(Repr::Small { num: -*num, den: *den }),
            Repr::Big(big) => Self(Repr::Big(Arc::new(Fraction { num: big.num.neg(), den: big.den.clone() }))),
        }
    }

    /// The absolute value.
    #[must_use]
    pub fn abs(&self) -> Self {
        if self.is_negative() { self.neg() } else { self.clone() }
    }

    /// -1, 0 or 1.
    #[must_use]
    pub fn signum(&self) -> i8 {
        match &self.0 {
            Repr::Small { num, .. } => match num.cmp(&0) {
                Ordering::Less => -1,
                Ordering::Equal => 0,
                Ordering::Greater => 1,
            },
            // Zero is small.
            Repr::Big(big) => {
                if big.num.negative {
                    -1
                } else {
                    1
                }
            }
        }
    }

    /// Whether it is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.signum() == 0
    }

    /// Whether it is below zero.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.signum() < 0
    }

    /// Whether it is a whole number.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Repr::Small { den, .. } => *den == 1,
            Repr::Big(big) => big.den.is_one(),
        }
    }

    /// The greatest whole number that is not above it.
    #[must_use]
    pub fn floor(&self) -> Self {
        self.round(0, Rounding::Floor)
    }

    /// The least whole number that is not below it.
    #[must_use]
    pub fn ceil(&self) -> Self {
        self.round(0, Rounding::Ceiling)
    }

    /// Rounds to `scale` decimal places; a negative scale rounds to tens, hundreds and so on. A scale outside
    /// [`limits::MIN_SCALE`] to [`limits::MAX_SCALE`] counts as the nearer end.
    #[must_use]
    pub fn round(&self, scale: i32, mode: Rounding) -> Self {
        if scale >= 0 && self.is_integer() {
            return self.clone();
        }
        let scale = scale.clamp(limits::MIN_SCALE, limits::MAX_SCALE);
        let places = scale.unsigned_abs();
        if let Some((n, d)) = self.small()
            && places <= SMALL_PLACES
        {
            let power = 10_i128.pow(places);
            return if scale >= 0 {
                from_wide(divide_wide(n * power, d, mode), power)
            } else {
                from_wide(divide_wide(n, d * power, mode) * power, 1)
            };
        }
        let ((n, d), power) = (self.parts(), Natural::power_of_ten(places));
        if scale >= 0 {
            Self::from_big(divide_big(&n.times(&power), &d, mode), power)
        } else {
            Self::from_coprime(divide_big(&n, &d.mul(&power), mode).times(&power), Natural::from(1))
        }
    }

    /// Rounds to a number of significant digits, ties to even. Zero stays zero.
    #[must_use]
    pub fn round_significant(&self, digits: u32) -> Self {
        if self.is_zero() {
            return Self::ZERO;
        }
        let digits = i32::try_from(digits).unwrap_or(i32::MAX);
        self.round(digits.saturating_sub(1).saturating_sub(self.magnitude()), Rounding::HalfEven)
    }

    /// The exponent of its first significant decimal digit: 0 for 1 to 9.9…, -1 for 0.1 to 0.99…; 0 for zero.
    #[must_use]
    pub(crate) fn magnitude(&self) -> i32 {
        let (n, d) = self.parts();
        if n.size.is_zero() {
            return 0;
        }
        // A bit is log10(2) = 0.30103 digits: the estimate is off by one or two, which the loops below mend.
        let bits = i64::try_from(n.size.bits()).unwrap_or(0) - i64::try_from(d.bits()).unwrap_or(0);
        let mut exponent = i32::try_from(bits * 30_103 / 100_000).unwrap_or(0) - 1;
        while at_least_power(&n.size, &d, exponent.saturating_add(1)) {
            exponent += 1;
        }
        while !at_least_power(&n.size, &d, exponent) {
            exponent -= 1;
        }
        exponent
    }

    /// Its value where it is whole and fits.
    #[must_use]
    pub fn to_i64(&self) -> Option<i64> {
        match &self.0 {
            Repr::Small { num, den: 1 } => Some(*num),
            _ => None,
        }
    }

    /// The numerator of the reduced fraction, as decimal text.
    #[must_use]
    pub fn numer(&self) -> String {
        match &self.0 {
            Repr::Small { num, .. } => num.to_string(),
            Repr::Big(big) => signed(big.num.negative, &big.num.size.to_decimal()),
        }
    }

    /// The denominator of the reduced fraction, as decimal text; always positive.
    #[must_use]
    pub fn denom(&self) -> String {
        match &self.0 {
            Repr::Small { den, .. } => den.to_string(),
            Repr::Big(big) => big.den.to_decimal(),
        }
    }

    /// Exactly `places` decimal places, rounded half up: `46.67`.
    #[must_use]
    pub fn to_decimal(&self, places: u32) -> String {
        let places = places.min(limits::MAX_SCALE.unsigned_abs());
        let rounded = self.round(i32::try_from(places).unwrap_or(0), Rounding::HalfUp);
        rounded.shifted(places)
    }

    /// The text of a number that ends within `places` decimal places, with just as many.
    fn shifted(&self, places: u32) -> String {
        let (n, d) = self.parts();
        let digits = n.size.mul(&Natural::power_of_ten(places)).div_rem(&d).0.to_decimal();
        signed(n.negative, &point(&digits, places))
    }

    /// The exact power.
    ///
    /// # Errors
    /// [`NumberError::DivisionByZero`] for zero to a negative power; [`NumberError::ResultTooLarge`].
    pub fn pow_int(&self, exponent: i64) -> Result<Self, NumberError> {
        if self.is_zero() {
            return match exponent.cmp(&0) {
                Ordering::Less => Err(NumberError::DivisionByZero),
                Ordering::Equal => Ok(Self::ONE),
                Ordering::Greater => Ok(Self::ZERO),
            };
        }
        let times = exponent.unsigned_abs();
        if *self == Self::ONE || (times.is_multiple_of(2) && *self == Self::ONE.neg()) {
            return Ok(Self::ONE);
        }
        if *self == Self::ONE.neg() {
            return Ok(self.clone());
        }
        let (n, d) = self.parts();
        if n.size.bits().max(d.bits()).saturating_mul(times) > limits::MAX_NUMBER_BITS {
            return Err(NumberError::ResultTooLarge);
        }
        let times = u32::try_from(times).map_err(|_| NumberError::ResultTooLarge)?;
        let negative = n.negative && times % 2 == 1;
        // Powers of coprime numbers are coprime: no reduction is needed.
        let (n, d) = (n.size.pow(times), d.pow(times));
        let (n, d) = if exponent >= 0 { (n, d) } else { (d, n) };
        Ok(Self::from_coprime(Integer::new(negative, n), d))
    }

    /// The exact sum of many numbers: added in pairs and reduced once, so that hundreds of unrelated denominators do
    /// not crawl.
    #[must_use]
    pub fn sum_of(items: &[&Self]) -> Self {
        let mut total = Self::ZERO;
        for item in items {
            total = total.add(item);
            if total.small().is_none() {
                let (n, d) = sum_unreduced(items);
                return Self::from_big(n, d);
            }
        }
        total
    }

    /// The size of the larger of numerator and denominator, in bits; 0 for the small form, whose cost is constant.
    #[must_use]
    pub fn big_bits(&self) -> u64 {
        match &self.0 {
            Repr::Small { .. } => 0,
            Repr::Big(big) => big.num.size.bits().max(big.den.bits()),
        }
    }

    /// The text FEEL gives a number: exact where the decimal ends, else rounded to
    /// [`limits::SIGNIFICANT_DIGITS`], since FEEL writes no fractions.
    #[must_use]
    pub fn to_feel_text(&self) -> String {
        let text = self.to_string();
        if text.contains('/') { self.round_significant(limits::SIGNIFICANT_DIGITS).to_string() } else { text }
    }

    /// The size of the denominator in bits: what a sum of unrelated fractions grows by.
    pub(crate) fn denominator_bits(&self) -> u64 {
        match &self.0 {
            Repr::Small { den: 1, .. } => 0,
            Repr::Small { den, .. } => u64::from(64 - den.leading_zeros()),
            Repr::Big(big) => big.den.bits(),
        }
    }

    /// Numerator and denominator where two products of such fit 64 bits together: most numbers that people write.
    #[inline]
    fn short(&self) -> Option<(i64, i64)> {
        match &self.0 {
            Repr::Small { num, den } if i64::from(*num as i32) == *num && i64::from(*den as i32) == *den => {
                Some((*num, *den))
            }
            _ => None,
        }
    }

    /// Numerator and denominator where both are small, ready for products.
    fn small(&self) -> Option<(i128, i128)> {
        match &self.0 {
            Repr::Small { num, den } => Some((i128::from(*num), i128::from(*den))),
            Repr::Big(_) => None,
        }
    }

    /// Numerator and denominator as big integers.
    pub(crate) fn parts(&self) -> (Integer, Natural) {
        match &self.0 {
            Repr::Small { num, den } => {
                (Integer::from(i128::from(*num)), Natural::from(u128::from(den.unsigned_abs())))
            }
            Repr::Big(big) => (big.num.clone(), big.den.clone()),
        }
    }

    /// A fraction to reduce; the denominator is positive.
    pub(crate) fn from_big(n: Integer, d: Natural) -> Self {
        let divisor = n.size.gcd(&d);
        if divisor.is_one() {
            return Self::from_coprime(n, d);
        }
        Self::from_coprime(n.over(&divisor), d.div_rem(&divisor).0)
    }

    /// A fraction that is reduced already; the denominator is positive.
    pub(crate) fn from_coprime(n: Integer, d: Natural) -> Self {
        let small = |n: &Natural| i64::try_from(n.to_u128()?).ok();
        match (small(&n.size), small(&d)) {
            (Some(num), Some(den)) => Self(Repr::Small { num: if n.negative { -num } else { num }, den }),
            _ => Self(Repr::Big(Arc::new(Fraction { num: n, den: d }))),
        }
    }
}

/// Decimal places whose power of ten times a small part fits 128 bits.
const SMALL_PLACES: u32 = 18;

/// Reduces a fraction; `d` is positive.
fn from_narrow(n: i64, d: i64) -> Number {
    if n == i64::MIN {
        return from_wide(i128::from(n), i128::from(d));
    }
    let (num, den) = match divisor(n.unsigned_abs(), d.unsigned_abs()) {
        1 => (n, d),
        divisor => {
            // It divides both, and a divisor of `d` is no larger than `d`.
            let divisor = divisor as i64;
            (n.checked_div(divisor).unwrap_or(n), d.checked_div(divisor).unwrap_or(d))
        }
    };
    Number(Repr::Small { num, den })
}

/// Reduces a fraction of products; `d` is positive.
fn from_wide(n: i128, d: i128) -> Number {
    let (n, d) = match gcd(n.unsigned_abs(), d.unsigned_abs()) {
        1 => (n, d),
        divisor => {
            let divisor = i128::try_from(divisor).unwrap_or(1);
            (n.checked_div(divisor).unwrap_or(n), d.checked_div(divisor).unwrap_or(d))
        }
    };
    match (i64::try_from(n), i64::try_from(d)) {
        (Ok(num), Ok(den)) if num != i64::MIN => Number(Repr::Small { num, den }),
        _ => Number(Repr::Big(Arc::new(Fraction { num: Integer::from(n), den: Natural::from(d.unsigned_abs()) }))),
    }
}

/// The greatest common divisor.
fn gcd(mut a: u128, mut b: u128) -> u128 {
    loop {
        if let (Ok(a), Ok(b)) = (u64::try_from(a), u64::try_from(b)) {
            return u128::from(divisor(a, b));
        }
        if b == 0 {
            return a;
        }
        (a, b) = (b, a % b);
    }
}

/// The greatest common divisor, by halving and subtracting; for whole numbers, where `b` is 1, without work.
fn divisor(mut a: u64, mut b: u64) -> u64 {
    if b == 1 {
        return 1;
    }
    if a == 0 || b == 0 {
        return a | b;
    }
    let twos = (a | b).trailing_zeros();
    a >>= a.trailing_zeros();
    b >>= b.trailing_zeros();
    while a != b {
        if a < b {
            core::mem::swap(&mut a, &mut b);
        }
        a -= b;
        a >>= a.trailing_zeros();
    }
    a << twos
}

/// Numerator and denominator of a sum, not reduced.
fn add_parts((a, b): &(Integer, Natural), (c, d): &(Integer, Natural)) -> (Integer, Natural) {
    if b == d { (a.add(c), b.clone()) } else { (a.times(d).add(&c.times(b)), b.mul(d)) }
}

/// Sums by halves, so that big numbers meet numbers of their own size.
fn sum_unreduced(items: &[&Number]) -> (Integer, Natural) {
    match items {
        [] => (Integer::default(), Natural::from(1)),
        [one] => one.parts(),
        more => {
            let (left, right) = more.split_at(more.len() / 2);
            add_parts(&sum_unreduced(left), &sum_unreduced(right))
        }
    }
}

/// Whether a division with a remainder goes one further from zero.
fn away(mode: Rounding, negative: bool, half: Ordering, odd: bool) -> bool {
    match mode {
        Rounding::Up => true,
        Rounding::Down => false,
        Rounding::Ceiling => !negative,
        Rounding::Floor => negative,
        Rounding::HalfUp => half != Ordering::Less,
        Rounding::HalfDown => half == Ordering::Greater,
        Rounding::HalfEven => half == Ordering::Greater || (half == Ordering::Equal && odd),
    }
}

/// `n / d` as a whole number; `d` is positive.
fn divide_wide(n: i128, d: i128, mode: Rounding) -> i128 {
    let (Some(quotient), Some(rest)) = (n.checked_div(d), n.checked_rem(d)) else {
        return 0;
    };
    if rest == 0 {
        return quotient;
    }
    let rest = rest.abs();
    if away(mode, n < 0, rest.cmp(&(d - rest)), quotient % 2 != 0) {
        quotient.saturating_add(n.signum())
    } else {
        quotient
    }
}

/// `n / d` as a whole number; `d` is positive.
fn divide_big(n: &Integer, d: &Natural, mode: Rounding) -> Integer {
    let (quotient, rest) = n.size.div_rem(d);
    let further = !rest.is_zero() && away(mode, n.negative, rest.cmp(&d.sub(&rest)), quotient.is_odd());
    Integer::new(n.negative, if further { quotient.add(&Natural::from(1)) } else { quotient })
}

/// Whether `n / d >= 10^exponent`.
fn at_least_power(n: &Natural, d: &Natural, exponent: i32) -> bool {
    let power = Natural::power_of_ten(exponent.unsigned_abs());
    if exponent >= 0 { *n >= d.mul(&power) } else { n.mul(&power) >= *d }
}

/// The text of a number with its sign.
fn signed(negative: bool, digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + 1);
    if negative {
        out.push('-');
    }
    out.push_str(digits);
    out
}

/// Sets a decimal point `places` digits from the end of the text of a whole number.
fn point(digits: &str, places: u32) -> String {
    let places = usize::try_from(places).unwrap_or(0);
    let mut out = String::with_capacity(digits.len().max(places) + 2);
    if places == 0 {
        out.push_str(digits);
        return out;
    }
    let whole = digits.len().saturating_sub(places);
    let (before, after) = digits.split_at_checked(whole).unwrap_or(("", digits));
    out.push_str(if before.is_empty() { "0" } else { before });
    out.push('.');
    for _ in after.len()..places {
        out.push('0');
    }
    out.push_str(after);
    out
}

/// How many decimal places the reduced fraction over `den` needs; none where it never ends.
fn places_needed(den: &Natural) -> Option<u32> {
    let twos = den.trailing_zeros();
    let mut rest = den.shr(twos);
    let mut fives = 0_u64;
    while !rest.is_one() {
        let (quotient, left) = rest.div_rem_digit(5);
        if left != 0 {
            return None;
        }
        rest = quotient;
        fives += 1;
    }
    u32::try_from(twos.max(fives)).ok()
}

/// The canonical exact text: a decimal that ends is written plainly (`92.5`), any other as a reduced fraction (`1/3`).
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Repr::Small { num, den } = &self.0 {
            if *den == 1 {
                return fmt::Display::fmt(num, f);
            }
            if let Some(text) = short_decimal(*num, *den) {
                return f.write_str(&text);
            }
        }
        if self.is_integer() {
            return f.write_str(&self.numer());
        }
        match places_needed(&self.parts().1) {
            Some(places) => f.write_str(&self.shifted(places)),
            None => {
                f.write_str(&self.numer())?;
                f.write_str("/")?;
                f.write_str(&self.denom())
            }
        }
    }
}

/// The decimal of a small fraction that ends after few places; most that people write do.
fn short_decimal(num: i64, den: i64) -> Option<String> {
    let (mut power, mut places) = (1_i64, 0);
    while power.checked_rem(den)? != 0 {
        power = power.checked_mul(10)?;
        places += 1;
    }
    let digits = num.unsigned_abs().checked_mul(power.checked_div(den)?.unsigned_abs())?;
    Some(signed(num < 0, &point(&digits.to_string(), places)))
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Default for Number {
    fn default() -> Self {
        Self::ZERO
    }
}

impl From<i64> for Number {
    fn from(n: i64) -> Self {
        from_narrow(n, 1)
    }
}

/// Parses `-12`, `.5`, `1.50`, `1e3`, `2.5E-4`: what FEEL and JSON write, taken exactly.
impl FromStr for Number {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        let malformed = || NumberError::Malformed { given: text.chars().take(40).collect() };
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, Some(exponent)),
            None => (unsigned, None),
        };
        let (whole, fraction) = match mantissa.split_once('.') {
            Some((_, "")) => return Err(malformed()),
            Some((whole, fraction)) => (whole, fraction),
            None => (mantissa, ""),
        };
        let count = whole.len() + fraction.len();
        let digits = || whole.bytes().chain(fraction.bytes());
        if count == 0 || !digits().all(|digit| digit.is_ascii_digit()) {
            return Err(malformed());
        }
        if count > limits::MAX_DIGITS {
            return Err(NumberError::TooLong { digits: count });
        }
        let exponent = match exponent {
            Some(exponent) => parse_exponent(exponent).ok_or_else(malformed)??,
            None => 0,
        };
        let exponent = exponent - i32::try_from(fraction.len()).unwrap_or(0);
        let places = exponent.unsigned_abs();
        if count <= SMALL_PLACES as usize && places <= SMALL_PLACES {
            let n = digits().fold(0_i128, |n, digit| n * 10 + i128::from(digit - b'0'));
            let (n, power) = (if negative { -n } else { n }, 10_i128.pow(places));
            return Ok(if exponent <= 0 { from_wide(n, power) } else { from_wide(n * power, 1) });
        }
        let bytes: Vec<u8> = digits().collect();
        let (n, power) = (Natural::from_decimal(&bytes), Natural::power_of_ten(places));
        Ok(if exponent <= 0 {
            Self::from_big(Integer::new(negative, n), power)
        } else {
            Self::from_coprime(Integer::new(negative, n.mul(&power)), Natural::from(1))
        })
    }
}

/// None where the text is no exponent at all.
fn parse_exponent(text: &str) -> Option<Result<i32, NumberError>> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    Some(match digits.parse::<i32>() {
        Ok(n) if n.unsigned_abs() <= limits::MAX_EXPONENT => Ok(sign * n),
        _ => Err(NumberError::ExponentTooLarge),
    })
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        if let (Some((a, b)), Some((c, d))) = (self.short(), other.short()) {
            return (a * d).cmp(&(c * b));
        }
        if let (Some((a, b)), Some((c, d))) = (self.small(), other.small()) {
            return (a * d).cmp(&(c * b));
        }
        let by_sign = self.signum().cmp(&other.signum());
        if by_sign != Ordering::Equal {
            return by_sign;
        }
        let ((a, b), (c, d)) = (self.parts(), other.parts());
        a.times(&d).cmp(&c.times(&b))
    }
}

impl ops::Add for &Number {
    type Output = Number;
    fn add(self, other: Self) -> Number {
        Number::add(self, other)
    }
}

impl ops::Sub for &Number {
    type Output = Number;
    fn sub(self, other: Self) -> Number {
        Number::sub(self, other)
    }
}

impl ops::Mul for &Number {
    type Output = Number;
    fn mul(self, other: Self) -> Number {
        Number::mul(self, other)
    }
}

impl ops::Neg for &Number {
    type Output = Number;
    fn neg(self) -> Number {
        Number::neg(self)
    }
}
