//! A value as a file of cases writes it, and whether a result is that value. This is the one place that says what counts
//! as equal: exactly equal, but for decimals that the file could only write shortened.

use feel::{Context, NullReason, Number, Rounding, Value};
use serde_json::Value as Json;

/// Significant digits from which on a written decimal can be a shortened one; the shortest in the suite has 13.
const SHORTENED_LEAST: usize = 12;

/// Significant digits of a value that no decimal of the standard's 34 digits is.
const ENDLESS: u32 = 33;

/// Expected values that a binary float got wrong, and to how many significant digits each is right. Two payments for a
/// loan, `(p*r/12) / (1-(1+r/12)**-n)`: a quotient of whole numbers, which is 562.70735937326592… where the file has
/// 562.707359373292, and 2861.033777003901… where it has 2861.03377700389.
const FLOATS: [(&str, u32); 2] = [("0008-LX-arithmetic/002/payment", 13), ("0008-LX-arithmetic/003/payment", 14)];

/// To how many digits the expected value of a case is right, where a binary float got it wrong.
pub(super) fn right_digits(id: &str) -> Option<u32> {
    FLOATS.iter().find(|(known, _)| *known == id).map(|(_, digits)| *digits)
}

/// A value as written.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Written {
    Null,
    Boolean(bool),
    Decimal(Number, Digits),
    Text(String),
    List(Vec<Self>),
    Context(Vec<(String, Self)>),
}

/// How many digits a decimal was written with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Digits {
    /// From the first one that is not zero.
    significant: usize,
    /// Behind the point.
    places: i32,
}

impl Digits {
    fn of(text: &str) -> Self {
        let mantissa = text.split(['e', 'E']).next().unwrap_or(text);
        let places = mantissa.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        let significant = mantissa.bytes().filter(u8::is_ascii_digit).skip_while(|digit| *digit == b'0').count();
        // A number with an exponent is compared exactly.
        let plain = mantissa.len() == text.len();
        Self { significant: if plain { significant } else { 0 }, places: i32::try_from(places).unwrap_or(i32::MAX) }
    }
}

impl Written {
    /// Reads `{"t": …, "v": …}`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn read(json: &Json) -> Result<Self, String> {
        let kind = json.get("t").and_then(Json::as_str).ok_or("a value is {\"t\": …, \"v\": …}")?;
        let inner = match json.get("v") {
            None | Some(Json::Null) => return Ok(Self::Null),
            Some(inner) => inner,
        };
        let text = || inner.as_str().ok_or_else(|| format!("the `v` of a {kind} is a text"));
        let items = || inner.as_array().ok_or_else(|| format!("the `v` of a {kind} is a list"));
        match kind {
            "null" => Ok(Self::Null),
            "string" => text().map(|text| Self::Text(text.to_owned())),
            "boolean" => match text()? {
                "true" => Ok(Self::Boolean(true)),
                "false" => Ok(Self::Boolean(false)),
                other => Err(format!("the `v` of a boolean is \"true\" or \"false\", not \"{other}\"")),
            },
            "decimal" => {
                let text = text()?;
                let number = text.parse().map_err(|error| format!("\"{text}\": {error}"))?;
                Ok(Self::Decimal(number, Digits::of(text)))
            }
            "list" => items()?.iter().map(Self::read).collect::<Result<_, _>>().map(Self::List),
            "context" => items()?.iter().map(entry).collect::<Result<_, _>>().map(Self::Context),
            other => {
                Err(format!("there is no type \"{other}\"; a type is decimal, string, boolean, null, list or context"))
            }
        }
    }

    /// The value itself.
    pub(super) fn value(&self) -> Value {
        match self {
            Self::Null => Value::null(NullReason::None),
            Self::Boolean(truth) => Value::Bool(*truth),
            Self::Decimal(number, _) => Value::Number(number.clone()),
            Self::Text(text) => Value::from(text.as_str()),
            Self::List(items) => Value::from(items.iter().map(Self::value).collect::<Vec<_>>()),
            Self::Context(entries) => {
                let entries = entries.iter().map(|(name, value)| (name.as_str().into(), value.value()));
                Value::Context(Context::new(entries.collect()))
            }
        }
    }

    /// Whether a result is this value. `right_digits` is given where the number written is wrong beyond these.
    pub(super) fn is(&self, actual: &Value, right_digits: Option<u32>) -> bool {
        match (self, actual) {
            (Self::Decimal(wanted, digits), Value::Number(actual)) => match right_digits {
                None => is_number(actual, wanted, *digits),
                Some(right) => actual.round_significant(right) == wanted.round_significant(right),
            },
            (Self::List(wanted), Value::List(items)) => {
                wanted.len() == items.len()
                    && wanted.iter().zip(items.iter()).all(|(wanted, item)| wanted.is(item, right_digits))
            }
            (Self::Context(wanted), Value::Context(context)) => {
                wanted.len() == context.entries().len()
                    && wanted
                        .iter()
                        .all(|(name, wanted)| context.get(name).is_some_and(|value| wanted.is(value, right_digits)))
            }
            _ => *actual == self.value(),
        }
    }
}

fn entry(pair: &Json) -> Result<(String, Written), String> {
    match pair.as_array().map(Vec::as_slice) {
        Some([Json::String(name), value]) => Ok((name.clone(), Written::read(value)?)),
        _ => Err("an entry of a context is [name, value]".to_owned()),
    }
}

/// Exactly equal; or, where no decimal of 34 digits is the value, equal once rounded to the digits written, or cut off
/// there: the suite has `5 ** 2.55` as 60.58617166606, which is 60.58617166606633….
fn is_number(actual: &Number, wanted: &Number, digits: Digits) -> bool {
    let is_endless = || actual.round_significant(ENDLESS) != *actual;
    actual == wanted
        || (digits.significant >= SHORTENED_LEAST
            && is_endless()
            && [Rounding::HalfEven, Rounding::Down]
                .into_iter()
                .any(|mode| actual.round(digits.places, mode) == *wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Written {
        Written::read(&serde_json::json!({"t": "decimal", "v": text})).unwrap()
    }

    fn is(text: &str, actual: &Number, right: Option<u32>) -> bool {
        decimal(text).is(&Value::Number(actual.clone()), right)
    }

    #[test]
    fn numbers_are_compared_exactly() {
        let number = |text: &str| text.parse::<Number>().unwrap();
        assert!(is("2.50", &number("2.5"), None));
        assert!(is("1e3", &number("1000"), None));
        assert!(!is("0.3", &number("0.30000000000000004"), None));
        assert!(!is("123456789012.3", &number("123456789012.34"), None), "it could have been written whole");
        assert!(!is("0.333333333", &Number::ratio(1, 3).unwrap(), None), "too few digits for a shortened number");
    }

    #[test]
    fn what_no_decimal_is_may_be_written_shortened() {
        let third = Number::ratio(17, 3).unwrap();
        assert!(is("5.66666666666667", &third, None));
        assert!(is("5.66666666666666", &third, None), "cut off");
        assert!(!is("5.66666666666665", &third, None));
        assert!(!is("5.66666666666668", &third, None));
        assert!(!is("5.66666666666667e0", &third, None));
    }

    #[test]
    fn only_named_cases_are_compared_to_fewer_digits() {
        let exact: Number = "562.7073593732659271562143285576105".parse().unwrap();
        assert!(!is("562.707359373292", &exact, None));
        assert!(is("562.707359373292", &exact, right_digits("0008-LX-arithmetic/002/payment")));
        assert!(!is("562.707359373392", &exact, right_digits("0008-LX-arithmetic/002/payment")));
        assert_eq!(right_digits("0008-LX-arithmetic/001/payment"), None);
        // As far as these digits go, but not one further, the file is right.
        assert_ne!(exact.round_significant(14), "562.707359373292".parse::<Number>().unwrap().round_significant(14));
        let exact: Number = "2861.033777003901636716262779605766567".parse().unwrap();
        assert_ne!(exact.round_significant(15), "2861.03377700389".parse::<Number>().unwrap().round_significant(15));
    }

    #[test]
    fn lists_and_contexts_are_compared_by_their_parts() {
        let read = |json: serde_json::Value| Written::read(&json).unwrap();
        let one = serde_json::json!({"t": "decimal", "v": "1"});
        let list = read(serde_json::json!({"t": "list", "v": [one, {"t": "null"}]}));
        assert!(list.is(&list.value(), None));
        assert!(!list.is(&Value::from(vec![Value::from(1)]), None));
        let context = read(serde_json::json!({"t": "context", "v": [["a", one], ["b", {"t": "string", "v": "x"}]]}));
        let turned = read(serde_json::json!({"t": "context", "v": [["b", {"t": "string", "v": "x"}], ["a", one]]}));
        assert!(context.is(&turned.value(), None));
        assert!(!context.is(&Value::from(1), None));
        assert_eq!(read(serde_json::json!({"t": "decimal", "v": null})), Written::Null);
    }
}
