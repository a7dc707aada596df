//! Answers at which a verdict can turn: every option, the ends of what can be answered, and where a comparison's sides
//! meet. Between two neighbours of them nothing changes, so trying them is trying everything. Depends on the compiled
//! pack alone.

use feel::Number;

use crate::facts::{Case, FieldId, Value};
use crate::formula::{Comparing, Formula, Parameters, value_of};
use crate::limits::MAX_CORNER_FIELDS;
use crate::model::IndicatorType;
use crate::order::sorted;
use crate::poly::Poly;
use crate::program::{Item, Rule};

/// Every comparison in an item's own formulas.
pub(crate) fn comparisons(item: &Item) -> Vec<&Comparing> {
    fn collect<'f>(formula: &'f Formula, into: &mut Vec<&'f Comparing>) {
        match formula {
            Formula::Compare(comparing) => into.push(comparing),
            Formula::All(parts) | Formula::Any(parts) => parts.iter().for_each(|part| collect(part, into)),
            Formula::Not(inner) => collect(inner, into),
            Formula::Is(..) | Formula::OneOf(..) | Formula::Free(_) => {}
        }
    }
    let mut found = Vec::new();
    if let Some(applies) = &item.applies {
        collect(applies, &mut found);
    }
    if let Rule::Leaf(leaf) = &item.rule {
        collect(&leaf.formula, &mut found);
    }
    found
}

/// Which ends of a number's range count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ends {
    /// Those that anybody would answer: not a limit of the type.
    Likely,
    /// Both, and where the sides meet while the other missing fields are at theirs.
    All,
}

/// The telling answers to a field.
pub(crate) fn telling_values(
    comparisons: &[&Comparing],
    case: &Case<'_>,
    parameters: &Parameters,
    field: FieldId,
    ends: Ends,
) -> Vec<Value> {
    let Some(spec) = case.fields.get(field) else { return Vec::new() };
    match spec.kind {
        IndicatorType::YesNo => return vec![Value::YesNo(true), Value::YesNo(false)],
        IndicatorType::Choice => return (0..spec.options.len()).map(Value::Choice).collect(),
        IndicatorType::MultiChoice | IndicatorType::Text | IndicatorType::Date => return Vec::new(),
        IndicatorType::Count | IndicatorType::Money | IndicatorType::Percent => {}
    }
    let Some((low, high)) = case.range(field) else { return Vec::new() };
    let step = spec.step();
    let mut values = vec![low.clone()];
    if ends == Ends::All || !(spec.open_ended && high == spec.max) {
        values.push(high.clone());
    }
    for comparing in comparisons {
        let mut meetings = Vec::new();
        let spread = if ends == Ends::All { MAX_CORNER_FIELDS } else { 0 };
        meet(&comparing.difference, field, case, parameters, spread, &mut meetings);
        for meeting in meetings {
            let on_grid = floor_to(&meeting, &step);
            let above = on_grid.add(&step);
            for value in [on_grid.sub(&step), on_grid, above.clone(), above.add(&step)] {
                if value >= low && value <= high {
                    values.push(value);
                }
            }
        }
    }
    sorted(values).into_iter().map(Value::Number).collect()
}

/// Where the polynomial is zero along a field; while other fields are missing, with at most `spread` of them at their ends.
fn meet(poly: &Poly, field: FieldId, case: &Case<'_>, parameters: &Parameters, spread: usize, into: &mut Vec<Number>) {
    let open = poly.fields().into_iter().find(|other| *other != field && !case.is_known(*other));
    match (open, spread.checked_sub(1)) {
        (None, _) => into.extend(meeting_point(poly, field, case, parameters)),
        (Some(other), Some(spread)) => {
            let ends = case.range(other).map(|(low, high)| [low, high]);
            for end in ends.into_iter().flatten() {
                meet(poly, field, &case.assuming(other, Value::Number(end)), parameters, spread, into);
            }
        }
        (Some(_), None) => {}
    }
}

/// Where the polynomial is zero along a field, when everything else in it is known.
pub(crate) fn meeting_point(poly: &Poly, field: FieldId, case: &Case<'_>, parameters: &Parameters) -> Option<Number> {
    let (slope, rest) = poly.line(field, &|var| value_of(var, case, parameters))?;
    rest.neg().checked_div(&slope)
}

/// The greatest multiple of `step` that is not above the number.
pub(crate) fn floor_to(number: &Number, step: &Number) -> Number {
    number.checked_div(step).map_or_else(|| number.clone(), |steps| steps.floor().mul(step))
}
