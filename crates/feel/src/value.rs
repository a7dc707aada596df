//! What an expression evaluates to. Depends on numbers and the tree's spans and operators.

use core::cmp::Ordering;
use std::sync::Arc;

use crate::ast::{CompareOp, Span};
use crate::number::Number;

/// A FEEL value. Cheap to clone. `PartialEq` compares as data; FEEL's own `=` is [`Value::feel_eq`].
///
/// Evaluation nests values no deeper than the expression does; values from outside should not nest beyond a few hundred
/// levels, since comparing, printing and dropping them goes level by level.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// No value, with the reason.
    Null(Null),
    /// `true`, `false`
    Bool(bool),
    /// An exact number.
    Number(Number),
    /// A text.
    Text(Arc<str>),
    /// A list.
    List(Arc<[Value]>),
    /// Names and values.
    Context(Context),
    /// A range.
    Range(Arc<Range>),
}

/// A null and its reason. All nulls are equal: the reason is for people.
#[derive(Clone, Copy, Debug, Default)]
pub struct Null {
    /// Why there is no value.
    pub reason: NullReason,
    /// Where in the source it arose; empty for a null that came in from outside.
    pub span: Span,
}

impl PartialEq for Null {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Null {}

/// Why there is no value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum NullReason {
    /// A literal `null`, or a null that the standard gives as an ordinary result.
    #[default]
    None,
    /// A name or an entry that has no value: a missing answer.
    MissingName,
    /// An operand or argument of a wrong type.
    WrongType,
    /// A division by zero.
    DivisionByZero,
    /// An argument outside what the function is defined for.
    OutOfDomain,
    /// A call with a wrong number or wrong names of arguments, or of an unknown function.
    BadCall,
    /// The evaluation took more steps than [`crate::limits::MAX_STEPS`].
    TooManySteps,
    /// A number has more digits than [`crate::limits::MAX_NUMBER_BITS`] holds, or than may be written.
    NumberTooLarge,
    /// A text or a list is longer than [`crate::limits::MAX_LENGTH`].
    TooLong,
}

impl NullReason {
    /// A stable kebab-case text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "null",
            Self::MissingName => "missing-name",
            Self::WrongType => "wrong-type",
            Self::DivisionByZero => "division-by-zero",
            Self::OutOfDomain => "out-of-domain",
            Self::BadCall => "bad-call",
            Self::TooManySteps => "too-many-steps",
            Self::NumberTooLarge => "number-too-large",
            Self::TooLong => "too-long",
        }
    }
}

/// Names and values in order; names are unique.
#[derive(Clone, Debug, Default)]
pub struct Context(Arc<[(Arc<str>, Value)]>);

impl Context {
    /// A context of these entries; of several with one name the last wins, at the first one's place.
    #[must_use]
    pub fn new(entries: Vec<(Arc<str>, Value)>) -> Self {
        let mut unique: Vec<(Arc<str>, Value)> = Vec::with_capacity(entries.len());
        for (name, value) in entries {
            match unique.iter_mut().find(|(known, _)| *known == name) {
                Some(entry) => entry.1 = value,
                None => unique.push((name, value)),
            }
        }
        Self(unique.into())
    }

    /// The value of an entry.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(known, _)| **known == *name).map(|(_, value)| value)
    }

    /// The value of an entry that is likely to stand at a place.
    pub(crate) fn get_at(&self, place: usize, name: &str) -> Option<&Value> {
        match self.0.get(place) {
            Some((known, value)) if **known == *name => Some(value),
            _ => self.get(name),
        }
    }

    /// All entries in order.
    #[must_use]
    pub fn entries(&self) -> &[(Arc<str>, Value)] {
        &self.0
    }
}

/// The order of entries does not matter.
impl PartialEq for Context {
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len()
            && self.0.iter().all(|(name, value)| other.get(name).is_some_and(|theirs| theirs == value))
    }
}

/// A range of numbers or texts.
#[derive(Clone, Debug, PartialEq)]
pub enum Range {
    /// `[low..high]`
    Interval {
        /// The lower end; where it is null, whether a value is above it is unknown.
        low: Value,
        /// Whether the lower end belongs to it.
        low_closed: bool,
        /// The upper end; where it is null, whether a value is below it is unknown.
        high: Value,
        /// Whether the upper end belongs to it.
        high_closed: bool,
    },
    /// `(< 10)`, `(= 10)`
    Unary(CompareOp, Value),
}

impl Range {
    /// Both ends; of a range with one end, that one twice.
    pub(crate) const fn ends(&self) -> [&Value; 2] {
        match self {
            Self::Unary(_, end) => [end, end],
            Self::Interval { low, high, .. } => [low, high],
        }
    }

    /// Whether it contains a value; none where they do not compare.
    #[must_use]
    pub fn contains(&self, value: &Value) -> Option<bool> {
        match self {
            Self::Unary(op, end) => value.compare(*op, end),
            Self::Interval { low, low_closed, high, high_closed } => {
                let above = value.compare(if *low_closed { CompareOp::Ge } else { CompareOp::Gt }, low);
                let below = value.compare(if *high_closed { CompareOp::Le } else { CompareOp::Lt }, high);
                match (above, below) {
                    (Some(false), _) | (_, Some(false)) => Some(false),
                    (Some(true), Some(true)) => Some(true),
                    _ => None,
                }
            }
        }
    }
}

impl Value {
    /// A null without a place.
    #[must_use]
    pub const fn null(reason: NullReason) -> Self {
        Self::Null(Null { reason, span: Span::new(0, 0) })
    }

    /// A missing answer.
    pub const MISSING: Self = Self::null(NullReason::MissingName);

    /// Whether it is null, for whatever reason.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null(_))
    }

    /// Whether it is a missing answer.
    pub(crate) const fn is_missing(&self) -> bool {
        matches!(self, Self::Null(Null { reason: NullReason::MissingName, .. }))
    }

    /// Its truth value, where it is a boolean.
    #[must_use]
    pub const fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(b) => Some(*b),
            _ => None,
        }
    }

    /// The number, where it is one.
    #[must_use]
    pub const fn as_number(&self) -> Option<&Number> {
        match self {
            Self::Number(n) => Some(n),
            _ => None,
        }
    }

    /// The text, where it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The elements, where it is a list.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Self]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    /// FEEL's `=`: none (null) between values of different types; null equals only null.
    #[must_use]
    pub fn feel_eq(&self, other: &Self) -> Option<bool> {
        match (self, other) {
            (Self::Null(_), Self::Null(_)) => Some(true),
            (Self::Null(_), _) | (_, Self::Null(_)) => Some(false),
            (Self::Bool(a), Self::Bool(b)) => Some(a == b),
            (Self::Number(a), Self::Number(b)) => Some(a == b),
            (Self::Text(a), Self::Text(b)) => Some(a == b),
            (Self::List(a), Self::List(b)) => Some(a == b),
            (Self::Context(a), Self::Context(b)) => Some(a == b),
            (Self::Range(a), Self::Range(b)) => Some(a == b),
            _ => None,
        }
    }

    /// The order of two numbers or of two texts (by code point); none for anything else.
    #[must_use]
    pub fn order(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => Some(a.cmp(b)),
            (Self::Text(a), Self::Text(b)) => Some(a.cmp(b)),
            _ => None,
        }
    }

    /// FEEL's comparison; none is null.
    #[must_use]
    pub fn compare(&self, op: CompareOp, other: &Self) -> Option<bool> {
        match op {
            CompareOp::Eq => self.feel_eq(other),
            CompareOp::Ne => self.feel_eq(other).map(|equal| !equal),
            _ => self.order(other).map(|order| op.holds(order)),
        }
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Self {
        Self::Bool(b)
    }
}

impl From<i64> for Value {
    fn from(n: i64) -> Self {
        Self::Number(n.into())
    }
}

impl From<Number> for Value {
    fn from(n: Number) -> Self {
        Self::Number(n)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<Vec<Self>> for Value {
    fn from(items: Vec<Self>) -> Self {
        Self::List(items.into())
    }
}
