//! Exact rational numbers: an `i128` fraction while it fits, big integers behind it. Depends on nothing else here but
//! the limits. No operation passes through a binary float.
//!
//! The form is canonical (reduced, denominator positive, small whenever it fits), so equality and hashing are
//! structural.

use core::cmp::Ordering;
use core::fmt;
use core::ops;
use core::str::FromStr;
use std::sync::Arc;

use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};

use crate::limits;

/// An exact rational number.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Number(Repr);

/// The small form excludes `i128::MIN`, so that negation and absolute value always fit.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr {
    Small { num: i128, den: i128 },
    Big(Arc<Fraction>),
}

/// A fraction of big integers, with a positive denominator.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Fraction {
    num: BigInt,
    den: BigInt,
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
        let (n, d) = (i128::from(n), i128::from(d));
        match d.cmp(&0) {
            Ordering::Equal => None,
            Ordering::Greater => Some(reduced(n, d)),
            Ordering::Less => Some(reduced(-n, -d)),
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
        if let (Repr::Small { num: a, den: b }, Repr::Small { num: c, den: d }) = (&self.0, &other.0)
            && let Some(sum) = add_small(*a, *b, *c, *d)
        {
            return sum;
        }
        let ((a, b), (c, d)) = (self.parts(), other.parts());
        if b == d { from_big(a + c, b) } else { from_big(a * &d + c * &b, b * d) }
    }

    /// The difference.
    #[must_use]
    pub fn sub(&self, other: &Self) -> Self {
        self.add(&other.neg())
    }

    /// The product.
    #[must_use]
    pub fn mul(&self, other: &Self) -> Self {
        if let (Repr::Small { num: a, den: b }, Repr::Small { num: c, den: d }) = (&self.0, &other.0)
            && let Some(product) = mul_small(*a, *b, *c, *d)
        {
            return product;
        }
        let ((a, b), (c, d)) = (self.parts(), other.parts());
        from_big(a * c, b * d)
    }

    /// The quotient; none where `other` is zero.
    #[must_use]
    pub fn checked_div(&self, other: &Self) -> Option<Self> {
        if let (Repr::Small { num: a, den: b }, Repr::Small { num: c, den: d }) = (&self.0, &other.0) {
            if *c == 0 {
                return None;
            }
            let (d, c) = if *c < 0 { (-*d, -*c) } else { (*d, *c) };
            if let Some(quotient) = mul_small(*a, *b, d, c) {
                return Some(quotient);
            }
        }
        let ((a, b), (c, d)) = (self.parts(), other.parts());
        if c.is_negative() {
            return Some(from_big(-(a * d), -(b * c)));
        }
        Some(from_big(a * d, b * c))
    }

    /// The opposite.
    #[must_use]
    pub fn neg(&self) -> Self {
        match &self.0 {
            Repr::Small { num, den } => Self(Repr::Small { num: -*num, den: *den }),
            Repr::Big(big) => Self(Repr::Big(Arc::new(Fraction { num: -&big.num, den: big.den.clone() }))),
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
            Repr::Big(big) => match big.num.sign() {
                Sign::Minus => -1,
                Sign::NoSign => 0,
                Sign::Plus => 1,
            },
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
            Repr::Big(big) => big.den == BigInt::from(1),
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
        if let Repr::Small { num, den } = &self.0
            && let Some(power) = small_power_of_ten(places)
        {
            if scale >= 0 {
                if let Some(n) = num.checked_mul(power) {
                    return reduced(divide_small(n, *den, mode), power);
                }
            } else if let Some(d) = den.checked_mul(power)
                && let Some(n) = divide_small(*num, d, mode).checked_mul(power)
                && n != i128::MIN
            {
                return Self(Repr::Small { num: n, den: 1 });
            }
        }
        let ((n, d), power) = (self.parts(), big_power_of_ten(places));
        if scale >= 0 {
            from_big(divide_big(&(n * &power), &d, mode), power)
        } else {
            from_big(divide_big(&n, &(d * &power), mode) * power, BigInt::from(1))
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
        if n.is_zero() {
            return 0;
        }
        let n = n.abs();
        // A bit is log10(2) = 0.30103 digits: the estimate is off by one or two, which the loops below mend.
        let bits = i64::try_from(n.bits()).unwrap_or(0) - i64::try_from(d.bits()).unwrap_or(0);
        let mut exponent = i32::try_from(bits * 30_103 / 100_000).unwrap_or(0) - 1;
        while at_least_power(&n, &d, exponent.saturating_add(1)) {
            exponent += 1;
        }
        while !at_least_power(&n, &d, exponent) {
            exponent -= 1;
        }
        exponent
    }

    /// Its value where it is whole and fits.
    #[must_use]
    pub fn to_i64(&self) -> Option<i64> {
        match &self.0 {
            Repr::Small { num, den: 1 } => i64::try_from(*num).ok(),
            _ => None,
        }
    }

    /// The numerator of the reduced fraction, as decimal text.
    #[must_use]
    pub fn numer(&self) -> String {
        match &self.0 {
            Repr::Small { num, .. } => num.to_string(),
            Repr::Big(big) => big.num.to_string(),
        }
    }

    /// The denominator of the reduced fraction, as decimal text; always positive.
    #[must_use]
    pub fn denom(&self) -> String {
        match &self.0 {
            Repr::Small { den, .. } => den.to_string(),
            Repr::Big(big) => big.den.to_string(),
        }
    }

    /// Exactly `places` decimal places, rounded half up: `46.67`.
    #[must_use]
    pub fn to_decimal(&self, places: u32) -> String {
        let places = places.min(limits::MAX_SCALE.unsigned_abs());
        let shifted = self
            .round(i32::try_from(places).unwrap_or(0), Rounding::HalfUp)
            .mul(&Self::from_big_int(big_power_of_ten(places)));
        point(&shifted.numer(), places)
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
        if n.bits().max(d.bits()).saturating_mul(times) > limits::MAX_NUMBER_BITS {
            return Err(NumberError::ResultTooLarge);
        }
        let times = u32::try_from(times).map_err(|_| NumberError::ResultTooLarge)?;
        let (n, d) = (n.pow(times), d.pow(times));
        // Powers of coprime numbers are coprime: no reduction is needed.
        let (n, d) = if exponent >= 0 {
            (n, d)
        } else if n.is_negative() {
            (-d, -n)
        } else {
            (d, n)
        };
        Ok(Self::from_coprime(n, d))
    }

    /// The exact sum of many numbers: added in pairs and reduced once, so that hundreds of unrelated denominators do
    /// not crawl.
    #[must_use]
    pub fn sum_of(items: &[&Self]) -> Self {
        let mut total = (0_i128, 1_i128);
        for item in items {
            let next = match (&item.0, total) {
                (Repr::Small { num, den }, (a, b)) => add_small(a, b, *num, *den),
                (Repr::Big(_), _) => None,
            };
            match next {
                Some(Self(Repr::Small { num, den })) => total = (num, den),
                _ => {
                    let (n, d) = sum_unreduced(items);
                    return from_big(n, d);
                }
            }
        }
        Self(Repr::Small { num: total.0, den: total.1 })
    }

    /// The size of the larger of numerator and denominator, in bits; 0 for the small form, whose cost is constant.
    #[must_use]
    pub fn big_bits(&self) -> u64 {
        match &self.0 {
            Repr::Small { .. } => 0,
            Repr::Big(big) => big.num.bits().max(big.den.bits()),
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
            Repr::Small { den, .. } => u64::from(128 - den.leading_zeros()),
            Repr::Big(big) => big.den.bits(),
        }
    }

    /// Numerator and denominator as big integers.
    pub(crate) fn parts(&self) -> (BigInt, BigInt) {
        match &self.0 {
            Repr::Small { num, den } => (BigInt::from(*num), BigInt::from(*den)),
            Repr::Big(big) => (big.num.clone(), big.den.clone()),
        }
    }

    /// A whole number.
    pub(crate) fn from_big_int(n: BigInt) -> Self {
        Self::from_coprime(n, BigInt::from(1))
    }

    /// A fraction to reduce; the denominator is positive.
    pub(crate) fn from_big(n: BigInt, d: BigInt) -> Self {
        from_big(n, d)
    }

    /// A fraction that is reduced already; the denominator is positive.
    pub(crate) fn from_coprime(n: BigInt, d: BigInt) -> Self {
        match (n.to_i128(), d.to_i128()) {
            (Some(num), Some(den)) if num != i128::MIN => Self(Repr::Small { num, den }),
            _ => Self(Repr::Big(Arc::new(Fraction { num: n, den: d }))),
        }
    }
}

/// Reduces a big fraction and brings it back to the small form where it fits.
fn from_big(n: BigInt, d: BigInt) -> Number {
    if let (Some(num), Some(den)) = (n.to_i128(), d.to_i128())
        && num != i128::MIN
    {
        return reduced(num, den);
    }
    let divisor = n.gcd(&d);
    if divisor == BigInt::from(1) {
        return Number::from_coprime(n, d);
    }
    Number::from_coprime(n / &divisor, d / divisor)
}

/// Reduces a small fraction; `den` is positive and `num` is not `i128::MIN`.
fn reduced(num: i128, den: i128) -> Number {
    if den == 1 {
        return Number(Repr::Small { num, den });
    }
    let divisor = gcd(num.unsigned_abs(), den.unsigned_abs());
    // The divisor divides `den`, so it fits; it is zero for no input, as `den` is positive.
    match i128::try_from(divisor) {
        Ok(divisor) if divisor > 1 => Number(Repr::Small { num: num / divisor, den: den / divisor }),
        _ => Number(Repr::Small { num, den }),
    }
}

fn gcd(a: u128, b: u128) -> u128 {
    if let (Ok(a), Ok(b)) = (u64::try_from(a), u64::try_from(b)) {
        return u128::from(gcd_u64(a, b));
    }
    let (mut a, mut b) = (a, b);
    while b != 0 {
        if let (Ok(a), Ok(b)) = (u64::try_from(a), u64::try_from(b)) {
            return u128::from(gcd_u64(a, b));
        }
        (a, b) = (b, a % b);
    }
    a
}

fn gcd_u64(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

fn add_small(a: i128, b: i128, c: i128, d: i128) -> Option<Number> {
    let (num, den) = if b == d {
        (a.checked_add(c)?, b)
    } else {
        (a.checked_mul(d)?.checked_add(c.checked_mul(b)?)?, b.checked_mul(d)?)
    };
    if num == i128::MIN { None } else { Some(reduced(num, den)) }
}

fn mul_small(a: i128, b: i128, c: i128, d: i128) -> Option<Number> {
    let (num, den) = (a.checked_mul(c)?, b.checked_mul(d)?);
    if num == i128::MIN { None } else { Some(reduced(num, den)) }
}

/// Sums by halves, so that big numbers meet numbers of their own size.
fn sum_unreduced(items: &[&Number]) -> (BigInt, BigInt) {
    match items {
        [] => (BigInt::ZERO, BigInt::from(1)),
        [one] => one.parts(),
        more => {
            let (left, right) = more.split_at(more.len() / 2);
            let ((a, b), (c, d)) = (sum_unreduced(left), sum_unreduced(right));
            if b == d { (a + c, b) } else { (a * &d + c * &b, b * d) }
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
fn divide_small(n: i128, d: i128, mode: Rounding) -> i128 {
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
fn divide_big(n: &BigInt, d: &BigInt, mode: Rounding) -> BigInt {
    let (quotient, rest) = n.div_rem(d);
    if rest.is_zero() {
        return quotient;
    }
    let rest = rest.abs();
    if away(mode, n.is_negative(), rest.cmp(&(d - &rest)), quotient.bit(0)) { quotient + n.signum() } else { quotient }
}

fn small_power_of_ten(places: u32) -> Option<i128> {
    10_i128.checked_pow(places)
}

/// Ten to a power.
pub(crate) fn big_power_of_ten(places: u32) -> BigInt {
    BigInt::from(10).pow(places)
}

/// Whether `n / d >= 10^exponent`; both are positive.
fn at_least_power(n: &BigInt, d: &BigInt, exponent: i32) -> bool {
    let power = big_power_of_ten(exponent.unsigned_abs());
    if exponent >= 0 { *n >= d * power } else { n * power >= *d }
}

/// Sets a decimal point `places` digits from the end of the text of a whole number.
fn point(digits: &str, places: u32) -> String {
    let (sign, digits) = match digits.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", digits),
    };
    let places = usize::try_from(places).unwrap_or(0);
    let mut out = String::with_capacity(digits.len().max(places) + 3);
    out.push_str(sign);
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
fn places_needed(den: &BigInt) -> Option<u32> {
    let twos = den.trailing_zeros().unwrap_or(0);
    let mut rest = den >> twos;
    let (five, one) = (BigInt::from(5), BigInt::from(1));
    let mut fives = 0_u64;
    while rest != one {
        let (quotient, left) = rest.div_rem(&five);
        if !left.is_zero() {
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
        if self.is_integer() {
            return f.write_str(&self.numer());
        }
        let (n, d) = self.parts();
        match places_needed(&d) {
            Some(places) => f.write_str(&point(&(n * big_power_of_ten(places) / d).to_string(), places)),
            None => {
                f.write_str(&self.numer())?;
                f.write_str("/")?;
                f.write_str(&self.denom())
            }
        }
    }
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
        Self(Repr::Small { num: i128::from(n), den: 1 })
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
        let sign = if negative { -1 } else { 1 };
        let places = exponent.unsigned_abs();
        if let Some(n) = digits().try_fold(0_i128, |n, digit| n.checked_mul(10)?.checked_add(i128::from(digit - b'0')))
            && let Some(power) = small_power_of_ten(places)
        {
            if exponent <= 0 {
                return Ok(reduced(n * sign, power));
            }
            if let Some(n) = n.checked_mul(power) {
                return Ok(Self(Repr::Small { num: n * sign, den: 1 }));
            }
        }
        let bytes: Vec<u8> = digits().collect();
        let n = BigInt::parse_bytes(&bytes, 10).ok_or_else(malformed)? * sign;
        let power = big_power_of_ten(places);
        Ok(if exponent <= 0 { from_big(n, power) } else { from_big(n * power, BigInt::from(1)) })
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
        if let (Repr::Small { num: a, den: b }, Repr::Small { num: c, den: d }) = (&self.0, &other.0) {
            if b == d {
                return a.cmp(c);
            }
            if let (Some(left), Some(right)) = (a.checked_mul(*d), c.checked_mul(*b)) {
                return left.cmp(&right);
            }
        }
        let by_sign = self.signum().cmp(&other.signum());
        if by_sign != Ordering::Equal {
            return by_sign;
        }
        let ((a, b), (c, d)) = (self.parts(), other.parts());
        (a * d).cmp(&(c * b))
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
