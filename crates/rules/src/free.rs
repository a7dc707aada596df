//! Free FEEL conditions: evaluated when everything is known, else over the finite answers that are missing.

use feel::Number;

use crate::facts::{Case, FieldId, Value};
use crate::formula::{Evaluate, Parameters, Truth};
use crate::model::IndicatorType;

/// A condition as FEEL's own program. Its slots are the pack's indicators, then its parameters.
#[derive(Debug)]
pub(crate) struct Condition {
    pub(crate) program: feel::Program,
    pub(crate) field_count: usize,
}

impl Condition {
    /// How many completions are tried at most.
    const MOST_COMPLETIONS: usize = 256;

    pub(crate) fn fields(&self) -> Vec<FieldId> {
        self.program.slots().iter().copied().filter(|slot| *slot < self.field_count).collect()
    }

    pub(crate) fn parameters(&self) -> Vec<usize> {
        self.program.slots().iter().filter_map(|slot| slot.checked_sub(self.field_count)).collect()
    }

    fn known_truth(&self, case: &Case<'_>, parameters: &Parameters) -> Truth {
        let mut slots = vec![feel::Value::MISSING; self.field_count + parameters.len()];
        for slot in self.program.slots() {
            let value = match slot.checked_sub(self.field_count) {
                None => feel_value(case, *slot),
                Some(parameter) => parameters.get(parameter).and_then(Clone::clone).map(feel::Value::Number),
            };
            if let (Some(place), Some(value)) = (slots.get_mut(*slot), value) {
                *place = value;
            }
        }
        match self.program.eval(&slots) {
            feel::Value::Bool(holds) => Truth::known(holds),
            _ => Truth::UNDEFINED,
        }
    }
}

impl Evaluate for Condition {
    fn truth(&self, case: &Case<'_>, parameters: &Parameters) -> Truth {
        if self.parameters().iter().any(|id| !matches!(parameters.get(*id), Some(Some(_)))) {
            return Truth::OPEN;
        }
        let mut completions = vec![case.clone()];
        for field in self.fields().into_iter().filter(|field| !case.is_known(*field)) {
            let Some(values) = finite_values(case, field) else {
                return Truth::OPEN;
            };
            if completions.len().saturating_mul(values.len()) > Self::MOST_COMPLETIONS {
                return Truth::OPEN;
            }
            completions = completions
                .iter()
                .flat_map(|case| values.iter().map(|value| case.assuming(field, value.clone())))
                .collect();
        }
        let truths: Vec<Truth> = completions.iter().map(|case| self.known_truth(case, parameters)).collect();
        if truths.len() > 1 && truths.contains(&Truth::UNDEFINED) {
            return Truth::OPEN;
        }
        truths.into_iter().fold(Truth::UNDEFINED, Truth::or_else)
    }
}

/// Every answer a missing field can have, where they are few.
fn finite_values(case: &Case<'_>, field: FieldId) -> Option<Vec<Value>> {
    let spec = case.fields.get(field)?;
    match spec.kind {
        IndicatorType::YesNo => Some(vec![Value::YesNo(false), Value::YesNo(true)]),
        IndicatorType::Choice => Some((0..spec.options.len()).map(Value::Choice).collect()),
        _ => None,
    }
}

/// An answer as FEEL sees it: a percent as a fraction, a choice as its text.
fn feel_value(case: &Case<'_>, field: FieldId) -> Option<feel::Value> {
    let spec = case.fields.get(field)?;
    let option =
        |index: &usize| feel::Value::Text(spec.options.get(*index).map(String::as_str).unwrap_or_default().into());
    Some(match case.value(field)? {
        Value::Number(number) if spec.kind == IndicatorType::Percent => {
            feel::Value::Number(number.checked_div(&Number::from(100))?)
        }
        Value::Number(number) => feel::Value::Number(number.clone()),
        Value::YesNo(yes) => feel::Value::Bool(*yes),
        Value::Choice(index) => option(index),
        Value::Choices(indexes) => feel::Value::List(indexes.iter().map(option).collect()),
        Value::Text(text) => feel::Value::Text(text.as_str().into()),
        Value::Date(date) => feel::Value::Text(date.to_string().into()),
    })
}
