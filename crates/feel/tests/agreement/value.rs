//! The reference's own values: fractions of big integers, lists and contexts as plain vectors. Shares nothing with the
//! evaluator but the operators of the tree.

use std::cmp::Ordering;

use feel::ast::CompareOp;
use num_bigint::{BigInt, Sign};
use num_integer::Integer;

/// A reduced fraction with a positive denominator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ratio {
    pub(crate) num: BigInt,
    pub(crate) den: BigInt,
}

/// How what lies between two numbers is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Round {
    Floor,
    Ceiling,
    Up,
    Down,
    HalfUp,
    HalfDown,
    HalfEven,
}

impl Ratio {
    pub(crate) fn new(num: BigInt, den: BigInt) -> Self {
        assert!(den.sign() != Sign::NoSign, "a denominator is not zero");
        let divisor = num.gcd(&den);
        let (num, den) = (num / &divisor, den / divisor);
        if den.sign() == Sign::Minus { Self { num: -num, den: -den } } else { Self { num, den } }
    }

    pub(crate) fn whole(n: impl Into<BigInt>) -> Self {
        Self { num: n.into(), den: 1.into() }
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.num.sign() == Sign::NoSign
    }

    pub(crate) fn is_negative(&self) -> bool {
        self.num.sign() == Sign::Minus
    }

    pub(crate) fn is_whole(&self) -> bool {
        self.den == 1.into()
    }

    pub(crate) fn bits(&self) -> u64 {
        self.num.bits().max(self.den.bits())
    }

    pub(crate) fn neg(&self) -> Self {
        Self { num: -&self.num, den: self.den.clone() }
    }

    pub(crate) fn add(&self, other: &Self) -> Self {
        Self::new(&self.num * &other.den + &other.num * &self.den, &self.den * &other.den)
    }

    pub(crate) fn mul(&self, other: &Self) -> Self {
        Self::new(&self.num * &other.num, &self.den * &other.den)
    }

    pub(crate) fn div(&self, other: &Self) -> Option<Self> {
        (!other.is_zero()).then(|| Self::new(&self.num * &other.den, &self.den * &other.num))
    }

    pub(crate) fn cmp(&self, other: &Self) -> Ordering {
        (&self.num * &other.den).cmp(&(&other.num * &self.den))
    }

    /// To a whole power; none for zero to a negative one.
    pub(crate) fn power(&self, exponent: i32) -> Option<Self> {
        let times = exponent.unsigned_abs();
        let (num, den) = (self.num.pow(times), self.den.pow(times));
        if exponent >= 0 { Some(Self::new(num, den)) } else { (!self.is_zero()).then(|| Self::new(den, num)) }
    }

    /// Rounded to a number of decimal places.
    pub(crate) fn round(&self, places: i32, how: Round) -> Self {
        let power = Self::whole(10).power(places).expect("ten is not zero");
        let scaled = self.mul(&power);
        let (below, rest) = scaled.num.div_mod_floor(&scaled.den);
        let half = (&rest * 2_i32).cmp(&scaled.den);
        let up = match how {
            _ if rest.sign() == Sign::NoSign => false,
            Round::Floor => false,
            Round::Ceiling => true,
            Round::Up => !scaled.is_negative(),
            Round::Down => scaled.is_negative(),
            _ if half != Ordering::Equal => half == Ordering::Greater,
            Round::HalfUp => !scaled.is_negative(),
            Round::HalfDown => scaled.is_negative(),
            Round::HalfEven => below.is_odd(),
        };
        let rounded = if up { below + 1_i32 } else { below };
        Self::whole(rounded).div(&power).expect("a power of ten is not zero")
    }

    /// Rounded to 34 significant digits, as the numbers of the standard have.
    pub(crate) fn to_34_digits(&self) -> Self {
        if self.is_zero() {
            return self.clone();
        }
        let size = Self { num: self.num.magnitude().clone().into(), den: self.den.clone() };
        let mut places = 0;
        let at_least = |places: i32| Self::whole(10).power(places).expect("ten").cmp(&size) != Ordering::Greater;
        while at_least(places + 1) {
            places += 1;
        }
        while !at_least(places) {
            places -= 1;
        }
        self.round(33 - places, Round::HalfEven)
    }

    /// The square root: exact where there is one, else to 34 digits. None below zero.
    pub(crate) fn root(&self) -> Option<Self> {
        if self.is_negative() {
            return None;
        }
        let (num, den) = (self.num.sqrt(), self.den.sqrt());
        if &num * &num == self.num && &den * &den == self.den {
            return Some(Self::new(num, den));
        }
        // So many digits that cutting off behind them changes no rounding: the root is irrational.
        let scale = BigInt::from(10).pow(200);
        let scaled = (&self.num * &scale * &scale / &self.den).sqrt();
        Some(Self::new(scaled, scale).to_34_digits())
    }

    /// As FEEL writes it: a decimal where it ends, else 34 digits of it.
    pub(crate) fn text(&self) -> String {
        let mut twos_and_fives = self.den.clone();
        for factor in [2_i32, 5] {
            while (&twos_and_fives % factor).sign() == Sign::NoSign {
                twos_and_fives /= factor;
            }
        }
        if twos_and_fives != 1.into() {
            return self.to_34_digits().text();
        }
        let mut places = 0;
        let mut shifted = self.clone();
        while !shifted.is_whole() {
            shifted = shifted.mul(&Self::whole(10));
            places += 1;
        }
        let sign = if self.is_negative() { "-" } else { "" };
        let digits = format!("{:0>width$}", shifted.num.magnitude().to_string(), width = places + 1);
        let (whole, decimals) = digits.split_at(digits.len() - places);
        if decimals.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{decimals}") }
    }

    /// The whole part without its fraction, where it fits.
    pub(crate) fn cut(&self) -> Option<i64> {
        i64::try_from(&self.num / &self.den).ok()
    }
}

/// A value of FEEL.
#[derive(Clone, Debug)]
pub(crate) enum V {
    Null,
    Bool(bool),
    Num(Ratio),
    Text(String),
    List(Vec<V>),
    Context(Vec<(String, V)>),
    Interval { low: Box<V>, low_closed: bool, high: Box<V>, high_closed: bool },
    Unary(CompareOp, Box<V>),
}

impl V {
    pub(crate) fn truth(&self) -> Option<bool> {
        if let Self::Bool(b) = self { Some(*b) } else { None }
    }

    pub(crate) fn entry(&self, name: &str) -> Option<&V> {
        match self {
            Self::Context(entries) => entries.iter().find(|(known, _)| known == name).map(|(_, value)| value),
            _ => None,
        }
    }

    pub(crate) fn is_range(&self) -> bool {
        matches!(self, Self::Interval { .. } | Self::Unary(..))
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

/// The order of two numbers or two texts.
pub(crate) fn order(a: &V, b: &V) -> Option<Ordering> {
    match (a, b) {
        (V::Num(a), V::Num(b)) => Some(a.cmp(b)),
        (V::Text(a), V::Text(b)) => Some(a.chars().cmp(b.chars())),
        _ => None,
    }
}

/// `=`: null equals null alone, different types do not compare; inside lists and contexts what does not compare is
/// not equal.
pub(crate) fn equal(a: &V, b: &V) -> Option<bool> {
    let deep = |a: &V, b: &V| equal(a, b) == Some(true);
    Some(match (a, b) {
        (V::Null, V::Null) => true,
        (V::Null, _) | (_, V::Null) => false,
        (V::Bool(a), V::Bool(b)) => a == b,
        (V::Num(_), V::Num(_)) | (V::Text(_), V::Text(_)) => order(a, b) == Some(Ordering::Equal),
        (V::List(a), V::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| deep(a, b)),
        (V::Context(x), V::Context(y)) => {
            x.len() == y.len() && x.iter().all(|(name, value)| b.entry(name).is_some_and(|other| deep(value, other)))
        }
        (
            V::Interval { low, low_closed, high, high_closed },
            V::Interval { low: low_b, low_closed: low_closed_b, high: high_b, high_closed: high_closed_b },
        ) => low_closed == low_closed_b && high_closed == high_closed_b && deep(low, low_b) && deep(high, high_b),
        (V::Unary(op, end), V::Unary(op_b, end_b)) => op == op_b && deep(end, end_b),
        (a, b) if a.is_range() && b.is_range() => false,
        _ => return None,
    })
}

pub(crate) fn compare(op: CompareOp, a: &V, b: &V) -> Option<bool> {
    let by_order = |holds: fn(Ordering) -> bool| order(a, b).map(holds);
    match op {
        CompareOp::Eq => equal(a, b),
        CompareOp::Ne => equal(a, b).map(|equal| !equal),
        CompareOp::Lt => by_order(|order| order == Ordering::Less),
        CompareOp::Le => by_order(|order| order != Ordering::Greater),
        CompareOp::Gt => by_order(|order| order == Ordering::Greater),
        CompareOp::Ge => by_order(|order| order != Ordering::Less),
    }
}

/// Kleene's `and` and `or`.
pub(crate) fn and(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

pub(crate) fn or(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    and(a.map(|a| !a), b.map(|b| !b)).map(|neither| !neither)
}

/// Whether a value lies in a range; none where that is unknown.
pub(crate) fn within(value: &V, range: &V) -> Option<bool> {
    match range {
        V::Unary(op, end) => compare(*op, value, end),
        V::Interval { low, low_closed, high, high_closed } => and(
            compare(if *low_closed { CompareOp::Ge } else { CompareOp::Gt }, value, low),
            compare(if *high_closed { CompareOp::Le } else { CompareOp::Lt }, value, high),
        ),
        _ => None,
    }
}
