//! What is known of a village, and within which bounds the unknown lies.

use feel::Number;
use serde::{Deserialize, Serialize};

use crate::answers::Answer;
use crate::assessment::DataErrorCode;
use crate::date::Date;
use crate::model::{Indicator, IndicatorType};
use crate::text;

/// Index of an indicator in the pack.
pub(crate) type FieldId = usize;

/// An indicator, compiled: its domain and how it is bound to others.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Field {
    // What the pack says of it stands in a compiled pack once.
    #[serde(skip)]
    pub(crate) name: String,
    #[serde(skip)]
    pub(crate) unit: String,
    #[serde(skip)]
    pub(crate) options: Vec<String>,
    /// Whether nobody can change it.
    #[serde(skip)]
    pub(crate) given: bool,
    pub(crate) kind: IndicatorType,
    pub(crate) digits: Option<u8>,
    /// The bounds that an answer must keep by itself, closed over those of its wholes and parts: whatever keeps them leaves
    /// room for every part and whole.
    #[serde(with = "crate::exact")]
    pub(crate) min: Number,
    #[serde(with = "crate::exact")]
    pub(crate) max: Number,
    /// Whether `max` is only the limit of the type, so that nobody would answer it.
    pub(crate) open_ended: bool,
    /// The whole it is part of.
    pub(crate) whole: Option<FieldId>,
    /// All it cannot exceed, nearest first.
    pub(crate) above: Vec<FieldId>,
    /// All that cannot exceed it.
    pub(crate) below: Vec<FieldId>,
}

impl Field {
    /// Takes over what the pack says of it.
    pub(crate) fn named_by(&mut self, indicator: &Indicator) {
        self.name.clone_from(&indicator.name);
        self.options.clone_from(&indicator.options);
        self.given = indicator.given;
        self.unit = if indicator.kind == IndicatorType::Percent { "%".to_owned() } else { indicator.unit.clone() };
    }

    /// The smallest difference between two answers.
    pub(crate) fn step(&self) -> Number {
        let hundredth = |n| Number::ratio(1, n).unwrap_or_default();
        match self.kind.decimals() {
            0 => Number::ONE,
            2 => hundredth(100),
            _ => hundredth(10_000),
        }
    }
}

/// An answer, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Number(Number),
    YesNo(bool),
    Choice(usize),
    Choices(Vec<usize>),
    Text(String),
    Date(Date),
}

impl Value {
    /// As the answer that anybody would give who means just this.
    pub(crate) fn answer(&self, field: &Field) -> Answer {
        let option = |index: &usize| field.options.get(*index).cloned().unwrap_or_default();
        match self {
            Self::YesNo(yes) => Answer::YesNo(*yes),
            Self::Choices(indexes) => Answer::List(indexes.iter().map(option).collect()),
            other => Answer::Text(other.text(field)),
        }
    }

    /// As exact text for people and data.
    pub(crate) fn text(&self, field: &Field) -> String {
        let option = |index: usize| field.options.get(index).cloned().unwrap_or_default();
        match self {
            Self::Number(number) => number.to_string(),
            Self::YesNo(yes) => text::yes_no(*yes).to_owned(),
            Self::Choice(index) => option(*index),
            Self::Choices(indexes) => indexes.iter().map(|index| option(*index)).collect::<Vec<_>>().join("、"),
            Self::Text(text) => text.clone(),
            Self::Date(date) => date.to_string(),
        }
    }
}

/// What is known of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fact {
    Missing,
    /// Answered, and the answer cannot be used, for this reason; bounds treat it as missing.
    Bad(DataErrorCode),
    Known(Value),
}

/// What is known of a village, with what is assumed on top of it for the sake of a question.
#[derive(Clone)]
pub(crate) struct Case<'a> {
    pub(crate) fields: &'a [Field],
    pub(crate) facts: &'a [Fact],
    assumed: Vec<(FieldId, Option<Value>)>,
}

impl<'a> Case<'a> {
    pub(crate) fn new(fields: &'a [Field], facts: &'a [Fact]) -> Self {
        Self { fields, facts, assumed: Vec::new() }
    }

    /// The same with one more answer.
    pub(crate) fn assuming(&self, field: FieldId, value: Value) -> Self {
        self.with(field, Some(value))
    }

    /// The same without the answer to a field.
    pub(crate) fn forgetting(&self, field: FieldId) -> Self {
        self.with(field, None)
    }

    fn with(&self, field: FieldId, value: Option<Value>) -> Self {
        let mut case = self.clone();
        case.assumed.push((field, value));
        case
    }

    pub(crate) fn value(&self, field: FieldId) -> Option<&Value> {
        if let Some((_, value)) = self.assumed.iter().rev().find(|(id, _)| *id == field) {
            return value.as_ref();
        }
        match self.facts.get(field) {
            Some(Fact::Known(value)) => Some(value),
            _ => None,
        }
    }

    pub(crate) fn number(&self, field: FieldId) -> Option<&Number> {
        match self.value(field) {
            Some(Value::Number(number)) => Some(number),
            _ => None,
        }
    }

    pub(crate) fn is_known(&self, field: FieldId) -> bool {
        self.value(field).is_some()
    }

    pub(crate) fn is_bad(&self, field: FieldId) -> bool {
        matches!(self.facts.get(field), Some(Fact::Bad(_))) && !self.is_known(field)
    }

    /// Least and greatest value a number can still have; both the answer where there is one.
    pub(crate) fn range(&self, field: FieldId) -> Option<(Number, Number)> {
        if let Some(number) = self.number(field) {
            return Some((number.clone(), number.clone()));
        }
        let spec = self.fields.get(field)?;
        let known = |ids: &'a [FieldId]| ids.iter().filter_map(|id| self.number(*id));
        let min = known(&spec.below).fold(&spec.min, |min, part| min.max(part));
        let max = known(&spec.above).fold(&spec.max, |max, whole| max.min(whole));
        Some((min.clone(), max.clone()))
    }
}
