//! Formulas as quotients of polynomials, so that bounds and gaps can be computed exactly instead of guessed.

use feel::Number;
use feel::ast::{ArithOp, Expr, ExprKind};
use serde::{Deserialize, Serialize};

use crate::facts::FieldId;
use crate::order::{insert, sorted};

/// What a term is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Var {
    Field(FieldId),
    Parameter(usize),
}

/// A product of variables with its coefficient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Term {
    /// In order, a square twice.
    pub(crate) vars: Vec<Var>,
    #[serde(with = "crate::exact")]
    pub(crate) coefficient: Number,
}

impl Term {
    fn value<'n>(&self, of: &dyn Fn(Var) -> Option<&'n Number>) -> Option<Number> {
        let mut vars = self.vars.iter();
        let Some(first) = vars.next() else { return Some(self.coefficient.clone()) };
        let mut product = self.coefficient.mul(of(*first)?);
        for var in vars {
            product = product.mul(of(*var)?);
        }
        Some(product)
    }

    fn power_of(&self, var: Var) -> usize {
        self.vars.iter().filter(|v| **v == var).count()
    }
}

/// A sum of products of variables, no two of the same variables and none of coefficient zero. A percent enters as a
/// fraction.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Poly(Vec<Term>);

impl Poly {
    pub(crate) fn constant(number: &Number) -> Self {
        Self::term(Vec::new(), number)
    }

    pub(crate) fn term(vars: Vec<Var>, coefficient: &Number) -> Self {
        let mut poly = Self::default();
        poly.add_term(vars, coefficient);
        poly
    }

    fn add_term(&mut self, vars: Vec<Var>, coefficient: &Number) {
        match self.0.iter_mut().find(|term| term.vars == vars) {
            Some(term) => term.coefficient = term.coefficient.add(coefficient),
            None => self.0.push(Term { vars, coefficient: coefficient.clone() }),
        }
        self.0.retain(|term| !term.coefficient.is_zero());
    }

    pub(crate) fn add(&self, other: &Self) -> Self {
        let mut sum = self.clone();
        for term in &other.0 {
            sum.add_term(term.vars.clone(), &term.coefficient);
        }
        sum
    }

    pub(crate) fn sub(&self, other: &Self) -> Self {
        self.add(&other.mul(&Self::constant(&Number::from(-1))))
    }

    pub(crate) fn mul(&self, other: &Self) -> Self {
        let mut product = Self::default();
        for left in &self.0 {
            for right in &other.0 {
                let mut vars = left.vars.clone();
                for var in &right.vars {
                    let place = vars.iter().rposition(|known| known <= var).map_or(0, |place| place + 1);
                    vars.insert(place, *var);
                }
                product.add_term(vars, &left.coefficient.mul(&right.coefficient));
            }
        }
        product
    }

    /// Its value, or nothing while a variable has none.
    pub(crate) fn value<'n>(&self, of: &dyn Fn(Var) -> Option<&'n Number>) -> Option<Number> {
        let mut sum = Number::ZERO;
        for term in &self.0 {
            sum = sum.add(&term.value(of)?);
        }
        Some(sum)
    }

    /// The values of slope and rest, written as `slope · field + rest`; nothing while another variable has none, or when
    /// the field stands in a square.
    pub(crate) fn line<'n>(&self, field: FieldId, of: &dyn Fn(Var) -> Option<&'n Number>) -> Option<(Number, Number)> {
        let var = Var::Field(field);
        let one = |other| if other == var { Some(&Number::ONE) } else { of(other) };
        let (mut slope, mut rest) = (Number::ZERO, Number::ZERO);
        for term in &self.0 {
            let sum = match term.power_of(var) {
                0 => &mut rest,
                1 => &mut slope,
                _ => return None,
            };
            *sum = sum.add(&term.value(&one)?);
        }
        Some((slope, rest))
    }

    /// Whether the field stands in no square.
    pub(crate) fn is_linear_in(&self, field: FieldId) -> bool {
        self.0.iter().all(|term| term.power_of(Var::Field(field)) < 2)
    }

    /// Written as `slope · field + rest`; nothing when the field stands in a square.
    pub(crate) fn split(&self, field: FieldId) -> Option<(Self, Self)> {
        let var = Var::Field(field);
        let (mut slope, mut rest) = (Self::default(), Self::default());
        for Term { vars, coefficient } in &self.0 {
            match vars.iter().filter(|v| **v == var).count() {
                0 => rest.add_term(vars.clone(), coefficient),
                1 => slope.add_term(vars.iter().copied().filter(|v| *v != var).collect(), coefficient),
                _ => return None,
            }
        }
        Some((slope, rest))
    }

    pub(crate) fn fields(&self) -> Vec<FieldId> {
        let mut fields = Vec::new();
        for var in self.vars() {
            if let Var::Field(field) = var {
                insert(&mut fields, field);
            }
        }
        fields
    }

    pub(crate) fn parameters(&self) -> Vec<usize> {
        let mut parameters = Vec::new();
        for var in self.vars() {
            if let Var::Parameter(parameter) = var {
                insert(&mut parameters, parameter);
            }
        }
        parameters
    }

    pub(crate) fn vars(&self) -> impl Iterator<Item = Var> {
        self.0.iter().flat_map(|term| term.vars.iter().copied())
    }

    pub(crate) fn terms(&self) -> &[Term] {
        &self.0
    }

    /// Whether every coefficient is positive, so that it cannot be negative where no variable is.
    pub(crate) fn is_positive_sum(&self) -> bool {
        !self.0.is_empty() && self.0.iter().all(|term| term.coefficient.signum() > 0)
    }

    /// Every term with one power of the field less; terms without it are kept.
    fn divided_by(&self, field: FieldId) -> Self {
        let var = Var::Field(field);
        let mut quotient = Self::default();
        for Term { vars, coefficient } in &self.0 {
            let mut rest = vars.clone();
            if let Some(place) = rest.iter().position(|v| *v == var) {
                rest.remove(place);
            }
            quotient.add_term(rest, coefficient);
        }
        quotient
    }

    /// Whether every term contains the field, so that a zero field makes it zero.
    pub(crate) fn vanishes_with(&self, field: FieldId) -> bool {
        !self.0.is_empty() && self.0.iter().all(|term| term.vars.contains(&Var::Field(field)))
    }
}

/// A quotient of polynomials.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ratio {
    pub(crate) above: Poly,
    pub(crate) below: Poly,
}

impl Ratio {
    pub(crate) fn whole(poly: Poly) -> Self {
        Self { above: poly, below: Poly::constant(&Number::ONE) }
    }

    /// The fields of both, in order of the pack.
    pub(crate) fn fields(&self) -> Vec<FieldId> {
        sorted([self.above.fields(), self.below.fields()].concat())
    }

    /// The formula as a quotient; nothing when it is not made of `+ - * /` and names that `of` knows.
    pub(crate) fn of_expr(expr: &Expr, of: &dyn Fn(&str) -> Option<Self>) -> Option<Self> {
        match &expr.kind {
            ExprKind::Number(number) => Some(Self::whole(Poly::constant(number))),
            ExprKind::Name(name) => of(name),
            ExprKind::Neg(inner) => {
                let inner = Self::of_expr(inner, of)?;
                Some(Self { above: Poly::default().sub(&inner.above), below: inner.below })
            }
            ExprKind::Arith(op, left, right) => {
                let (left, right) = (Self::of_expr(left, of)?, Self::of_expr(right, of)?);
                Some(match op {
                    ArithOp::Add => Self { above: left.cross(&right, &Poly::add), below: left.below.mul(&right.below) },
                    ArithOp::Sub => Self { above: left.cross(&right, &Poly::sub), below: left.below.mul(&right.below) },
                    ArithOp::Mul => Self { above: left.above.mul(&right.above), below: left.below.mul(&right.below) },
                    ArithOp::Div => Self { above: left.above.mul(&right.below), below: left.below.mul(&right.above) },
                    ArithOp::Pow => return None,
                })
            }
            _ => None,
        }
    }

    /// The same quotient with a field that is a factor of both sides cancelled: for one village, people times a rate over
    /// people is the rate, also while the number of people is not known.
    pub(crate) fn without_common_field(mut self) -> Self {
        for field in self.above.fields() {
            if self.above.vanishes_with(field) && self.below.vanishes_with(field) {
                self = Self { above: self.above.divided_by(field), below: self.below.divided_by(field) };
            }
        }
        self
    }

    /// The numerators over the common denominator, joined.
    pub(crate) fn cross(&self, other: &Self, join: &dyn Fn(&Poly, &Poly) -> Poly) -> Poly {
        join(&self.above.mul(&other.below), &other.above.mul(&self.below))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_is_linear_in_each_field() {
        let (now, before) =
            (Poly::term(vec![Var::Field(0)], &Number::ONE), Poly::term(vec![Var::Field(1)], &Number::ONE));
        let rate = Poly::term(vec![Var::Field(2)], &Number::ratio(1, 100).unwrap());
        // now - before - rate * before
        let difference = now.sub(&before).sub(&rate.mul(&before));
        assert_eq!(difference.fields(), [0, 1, 2]);
        let (slope, rest) = difference.split(1).unwrap();
        assert_eq!(slope, Poly::constant(&Number::from(-1)).sub(&rate));
        assert_eq!(rest, now);
        assert!(now.mul(&now).split(0).is_none());
        assert!(before.vanishes_with(1) && !difference.vanishes_with(1));
    }
}
