//! Conditions over a village's answers, decided by bounds: which truth values can still come out.

use feel::Number;
use serde::{Deserialize, Serialize};

use crate::facts::{Case, FieldId, Value};
use crate::limits::MAX_CORNER_FIELDS;
use crate::order::{insert, sorted};
use crate::poly::{Poly, Var};

/// The parameters' values on the day, in the order of the pack; a percent as a fraction, none while unset.
pub(crate) type Parameters = [Option<Number>];

/// Which truth values a condition can still have over all completions of the missing answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Truth {
    pub(crate) may_hold: bool,
    pub(crate) may_fail: bool,
}

impl Truth {
    pub(crate) const OPEN: Self = Self { may_hold: true, may_fail: true };
    /// Neither: everything is known and there is no value, such as after a division by zero.
    pub(crate) const UNDEFINED: Self = Self { may_hold: false, may_fail: false };

    pub(crate) fn known(holds: bool) -> Self {
        Self { may_hold: holds, may_fail: !holds }
    }

    fn not(self) -> Self {
        Self { may_hold: self.may_fail, may_fail: self.may_hold }
    }

    /// Over the completions of either.
    pub(crate) fn or_else(self, other: Self) -> Self {
        Self { may_hold: self.may_hold || other.may_hold, may_fail: self.may_fail || other.may_fail }
    }

    pub(crate) fn is_decided(self) -> bool {
        self.may_hold != self.may_fail
    }
}

/// How two numbers may stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Relation {
    AtLeast,
    Above,
    AtMost,
    Below,
    Equals,
    Differs,
}

impl Relation {
    /// Whether it holds between two numbers whose difference has this sign.
    pub(crate) fn holds(self, sign: i8) -> bool {
        match self {
            Self::AtLeast => sign >= 0,
            Self::Above => sign > 0,
            Self::AtMost => sign <= 0,
            Self::Below => sign < 0,
            Self::Equals => sign == 0,
            Self::Differs => sign != 0,
        }
    }
}

/// A compiled condition.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Formula {
    /// The yes/no field has this answer.
    Is(FieldId, bool),
    /// The choice is one of these options.
    OneOf(FieldId, Vec<usize>),
    /// A comparison of numbers.
    Compare(Comparing),
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
    /// Any other FEEL.
    Free(Free),
}

/// A comparison of numbers, as the sign of a polynomial.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Comparing {
    /// How the left side must stand to the right.
    pub(crate) is: Relation,
    /// Left minus right, times the divisors, which are positive where the comparison has a value.
    pub(crate) difference: Poly,
    /// The divisors' product.
    pub(crate) divisor: Poly,
    /// Fields that are known to be positive because nothing is compared where they are zero.
    pub(crate) positive: Vec<FieldId>,
}

/// FEEL without a form of its own. The evaluator is attached where the pack is compiled; a pack that was compiled
/// elsewhere comes without, so that a page whose packs need none need not carry one.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Free {
    pub(crate) fields: Vec<FieldId>,
    pub(crate) parameters: Vec<usize>,
    #[serde(skip)]
    pub(crate) evaluator: Option<Box<dyn Evaluate>>,
}

/// Decides a free condition.
pub(crate) trait Evaluate: core::fmt::Debug + Send + Sync {
    /// Which truth values it can still have.
    fn truth(&self, case: &Case<'_>, parameters: &Parameters) -> Truth;
}

impl Formula {
    /// The fields it reads, in order of the pack.
    pub(crate) fn fields(&self) -> Vec<FieldId> {
        let mut fields = Vec::new();
        self.collect_fields(&mut fields);
        sorted(fields)
    }

    fn collect_fields(&self, into: &mut Vec<FieldId>) {
        match self {
            Self::Is(field, _) | Self::OneOf(field, _) => into.push(*field),
            Self::Compare(comparing) => {
                into.extend(comparing.difference.fields());
                into.extend(comparing.divisor.fields());
            }
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.collect_fields(into)),
            Self::Not(inner) => inner.collect_fields(into),
            Self::Free(free) => into.extend(&free.fields),
        }
    }

    /// The parameters it needs.
    pub(crate) fn parameters(&self, into: &mut Vec<usize>) {
        match self {
            Self::Is(..) | Self::OneOf(..) => {}
            Self::Compare(comparing) => into.extend(comparing.difference.parameters()),
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.parameters(into)),
            Self::Not(inner) => inner.parameters(into),
            Self::Free(free) => into.extend(&free.parameters),
        }
    }

    /// Which truth values it can still have.
    pub(crate) fn truth(&self, case: &Case<'_>, parameters: &Parameters) -> Truth {
        match self {
            Self::Is(field, expected) => match case.value(*field) {
                Some(Value::YesNo(answer)) => Truth::known(answer == expected),
                _ => Truth::OPEN,
            },
            Self::OneOf(field, options) => match case.value(*field) {
                Some(Value::Choice(option)) => Truth::known(options.contains(option)),
                _ => Truth::OPEN,
            },
            Self::Compare(comparing) => comparing.truth(case, parameters),
            Self::Not(inner) => inner.truth(case, parameters).not(),
            Self::All(parts) => all(parts.iter().map(|part| part.truth(case, parameters))),
            Self::Any(parts) => all(parts.iter().map(|part| part.truth(case, parameters).not())).not(),
            Self::Free(free) => match &free.evaluator {
                Some(evaluator) => evaluator.truth(case, parameters),
                None => Truth::OPEN,
            },
        }
    }
}

/// Conjunction. Exact where the parts share no missing field; where they do, it may leave open what is decided, never
/// the other way round.
fn all(parts: impl Iterator<Item = Truth>) -> Truth {
    let (mut may_hold, mut may_fail, mut undefined) = (true, false, false);
    for part in parts {
        undefined |= part == Truth::UNDEFINED;
        may_hold &= part.may_hold;
        may_fail |= part.may_fail;
        if part == Truth::known(false) {
            return part;
        }
    }
    if undefined { Truth::UNDEFINED } else { Truth { may_hold, may_fail } }
}

impl Comparing {
    fn truth(&self, case: &Case<'_>, parameters: &Parameters) -> Truth {
        let is_unset = |var| matches!(var, Var::Parameter(id) if !matches!(parameters.get(id), Some(Some(_))));
        if self.difference.vars().any(is_unset) {
            return Truth::OPEN;
        }
        // Divided by zero there is no value, whatever else is missing.
        if self.divisor_value(case, parameters).is_some_and(|divisor| divisor.is_zero()) {
            return Truth::UNDEFINED;
        }
        let is_missing = |var| matches!(var, Var::Field(field) if !case.is_known(field));
        let all_known = !self.difference.vars().chain(self.divisor.vars()).any(is_missing);
        let extremes = if all_known {
            let difference = self.difference.value(&|var| value_of(var, case, parameters));
            difference.map(|difference| (difference.clone(), difference))
        } else {
            let missing: Vec<FieldId> = self.fields().into_iter().filter(|field| !case.is_known(*field)).collect();
            let must_be_zero = |field: &FieldId| case.range(*field).is_some_and(|(_, high)| high.is_zero());
            if missing.iter().any(|field| self.divisor.vanishes_with(*field) && must_be_zero(field)) {
                return Truth::OPEN;
            }
            self.extremes(case, parameters, &missing)
        };
        let Some((low, high)) = extremes else {
            return Truth::OPEN;
        };
        let (low, high) = (low.signum(), high.signum());
        match self.is {
            Relation::Equals | Relation::Differs => {
                let equal = if low == 0 && high == 0 {
                    Truth::known(true)
                } else if low > 0 || high < 0 {
                    Truth::known(false)
                } else {
                    Truth::OPEN
                };
                if self.is == Relation::Equals { equal } else { equal.not() }
            }
            _ => {
                let (at_low, at_high) = (self.is.holds(low), self.is.holds(high));
                Truth { may_hold: at_low || at_high, may_fail: !at_low || !at_high }
            }
        }
    }

    pub(crate) fn fields(&self) -> Vec<FieldId> {
        let mut fields = self.difference.fields();
        self.divisor.fields().into_iter().for_each(|field| insert(&mut fields, field));
        fields
    }

    pub(crate) fn divisor_value(&self, case: &Case<'_>, parameters: &Parameters) -> Option<Number> {
        self.divisor.value(&|var| value_of(var, case, parameters))
    }

    /// Least and greatest value of the difference over all completions; nothing where corners cannot tell.
    fn extremes(&self, case: &Case<'_>, parameters: &Parameters, missing: &[FieldId]) -> Option<(Number, Number)> {
        let mut extremes: Option<(Number, Number)> = None;
        let range = |field| self.range(case, field);
        each_corner(&[&self.difference], case, missing, &range, &mut |number| {
            let value = self.difference.value(&|var| match var {
                Var::Field(field) => number(field),
                Var::Parameter(_) => value_of(var, case, parameters),
            });
            if let Some(value) = value {
                extremes = Some(match extremes.take() {
                    None => (value.clone(), value),
                    Some((low, high)) => (low.min(value.clone()), high.max(value)),
                });
            }
        })?;
        extremes
    }

    /// A field's range, without the zero at which the comparison has no value.
    fn range(&self, case: &Case<'_>, field: FieldId) -> Option<(Number, Number)> {
        let (low, high) = case.range(field)?;
        let must_be_positive = self.positive.contains(&field) || self.divisor.vanishes_with(field);
        if must_be_positive && low.is_zero() {
            let step = case.fields.get(field)?.step();
            return Some((step.min(high.clone()), high));
        }
        Some((low, high))
    }
}

/// The numbers at a corner, those known included.
type AtCorner<'n> = dyn Fn(FieldId) -> Option<&'n Number> + 'n;

/// Visits the corners of all that the missing fields can be, at which the polynomials take their extremes; nothing where
/// corners cannot tell.
///
/// The polynomials are linear in each missing field, so the extremes of each, and of their sums, over a box lie at corners.
/// Where fields bound each other (a part its whole) and no term multiplies two of them, they lie at corners of the cut box,
/// and every field of such a corner has a value that bounds some field of the group.
pub(crate) fn each_corner(
    polys: &[&Poly],
    case: &Case<'_>,
    missing: &[FieldId],
    range: &dyn Fn(FieldId) -> Option<(Number, Number)>,
    visit: &mut dyn for<'n> FnMut(&AtCorner<'n>),
) -> Option<()> {
    if missing.len() > MAX_CORNER_FIELDS {
        return None;
    }
    let mut ranges = Vec::with_capacity(missing.len());
    for field in missing {
        if !polys.iter().all(|poly| poly.is_linear_in(*field)) {
            return None;
        }
        ranges.push(range(*field)?);
    }
    let order = order_among(polys, case, missing);
    let bounds: Vec<&Number> = ranges.iter().flat_map(|(low, high)| [low, high]).collect();
    let choices: Vec<Vec<&Number>> = ranges
        .iter()
        .map(|(low, high)| {
            if order.is_empty() {
                vec![low, high]
            } else {
                bounds.iter().copied().filter(|bound| *bound >= low && *bound <= high).collect()
            }
        })
        .collect();
    let mut corner: Vec<&Number> = Vec::with_capacity(missing.len());
    visit_corners(&choices, &mut corner, &mut |corner| {
        let ordered = order.iter().all(|(part, whole)| corner.get(*part) <= corner.get(*whole));
        if ordered {
            visit(&|field| match missing.iter().position(|id| *id == field) {
                Some(index) => corner.get(index).copied(),
                None => case.number(field),
            });
        }
    });
    Some(())
}

/// Pairs of positions in `missing` of which the first cannot exceed the second; none where a term multiplies missing
/// fields, because then only the whole box is sure to hold the extremes at its corners.
fn order_among(polys: &[&Poly], case: &Case<'_>, missing: &[FieldId]) -> Vec<(usize, usize)> {
    let is_missing = |var: &&Var| matches!(var, Var::Field(field) if missing.contains(field));
    let mut terms = polys.iter().flat_map(|poly| poly.terms());
    if terms.any(|term| term.vars.iter().filter(is_missing).count() > 1) {
        return Vec::new();
    }
    let mut pairs = Vec::new();
    for (part, part_id) in missing.iter().enumerate() {
        let above = case.fields.get(*part_id).map(|field| field.above.as_slice()).unwrap_or_default();
        for (whole, whole_id) in missing.iter().enumerate() {
            if above.contains(whole_id) {
                pairs.push((part, whole));
            }
        }
    }
    pairs
}

/// A variable's value in a case.
pub(crate) fn value_of<'n>(var: Var, case: &'n Case<'_>, parameters: &'n Parameters) -> Option<&'n Number> {
    match var {
        Var::Field(field) => case.number(field),
        Var::Parameter(parameter) => parameters.get(parameter)?.as_ref(),
    }
}

fn visit_corners<'n>(choices: &[Vec<&'n Number>], corner: &mut Vec<&'n Number>, visit: &mut dyn FnMut(&[&'n Number])) {
    let Some((first, rest)) = choices.split_first() else {
        visit(corner);
        return;
    };
    for choice in first {
        corner.push(choice);
        visit_corners(rest, corner, visit);
        corner.pop();
    }
}
