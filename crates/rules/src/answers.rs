//! Answers as they come in: a name and what was typed, exactly as written. `read` makes values of them.

use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use crate::named::Named;

/// The answers of one village by indicator name. An absent or empty answer is missing.
pub type Answers = Named<Answer>;

/// One answer as it was given, before it is read as the indicator's type.
///
/// In JSON: a number, a text, true or false, a list of texts, or null. A number is kept as its text, so that no
/// digit is lost; a binary float has no exact text and is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// No answer.
    Missing,
    /// Yes or no.
    YesNo(bool),
    /// A number or a text, as written.
    Text(String),
    /// Several choices.
    List(Vec<String>),
}

impl Answer {
    /// Whether this counts as no answer: null, or a text or list with nothing in it.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        match self {
            Self::Missing => true,
            Self::YesNo(_) => false,
            Self::Text(text) => text.trim().is_empty(),
            Self::List(items) => items.iter().all(|item| item.trim().is_empty()),
        }
    }
}

impl From<bool> for Answer {
    fn from(yes: bool) -> Self {
        Self::YesNo(yes)
    }
}

impl From<&str> for Answer {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Answer {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Answer {
    fn from(number: i64) -> Self {
        Self::Text(number.to_string())
    }
}

impl Serialize for Answer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Missing => serializer.serialize_none(),
            Self::YesNo(yes) => serializer.serialize_bool(*yes),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
        }
    }
}

struct AnswerVisitor;

impl<'de> Visitor<'de> for AnswerVisitor {
    type Value = Answer;

    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("a number, a text, true or false, a list of texts, or null")
    }

    fn visit_bool<E: de::Error>(self, yes: bool) -> Result<Answer, E> {
        Ok(Answer::YesNo(yes))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Answer, E> {
        Ok(Answer::Text(number.to_string()))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Answer, E> {
        Ok(Answer::Text(number.to_string()))
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Answer, E> {
        Err(E::custom("a number with decimals must be given as text, such as \"92.5\", so that it stays exact"))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Answer, E> {
        Ok(Answer::Text(text.to_owned()))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Answer, E> {
        Ok(Answer::Missing)
    }

    fn visit_none<E: de::Error>(self) -> Result<Answer, E> {
        Ok(Answer::Missing)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Answer, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element::<String>()? {
            list.push(item);
        }
        Ok(Answer::List(list))
    }

    /// serde_json hands an exact number over as a map of one entry whose value is the number's text.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Answer, A::Error> {
        match map.next_entry::<String, String>()? {
            Some((key, text)) if key == "$serde_json::private::Number" => Ok(Answer::Text(text)),
            _ => Err(de::Error::custom("an answer cannot be an object")),
        }
    }
}

impl<'de> Deserialize<'de> for Answer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnswerVisitor)
    }
}
