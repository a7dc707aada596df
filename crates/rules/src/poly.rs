//! Formulas as quotients of polynomials, so that bounds and gaps can be computed exactly instead of guessed.

use std::collections::BTreeMap;

use feel::Number;
use feel::ast::{ArithOp, Expr, ExprKind};

use crate::facts::FieldId;

/// What a term is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Var {
    Field(FieldId),
    Parameter(usize),
}

/// A sum of products of variables. A percent enters as a fraction.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Poly(BTreeMap<Vec<Var>, Number>);

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
        let sum = self.0.get(&vars).map_or_else(|| coefficient.clone(), |old| old.add(coefficient));
        if sum.is_zero() {
            self.0.remove(&vars);
        } else {
            self.0.insert(vars, sum);
        }
    }

    pub(crate) fn add(&self, other: &Self) -> Self {
        let mut sum = self.clone();
        for (vars, coefficient) in &other.0 {
            sum.add_term(vars.clone(), coefficient);
        }
        sum
    }

    pub(crate) fn sub(&self, other: &Self) -> Self {
        self.add(&other.mul(&Self::constant(&Number::from(-1))))
    }

    pub(crate) fn mul(&self, other: &Self) -> Self {
        let mut product = Self::default();
        for (left, a) in &self.0 {
            for (right, b) in &other.0 {
                let mut vars = left.clone();
                vars.extend(right);
                vars.sort_unstable();
                product.add_term(vars, &a.mul(b));
            }
        }
        product
    }

    /// Its value, or nothing while a variable has none.
    pub(crate) fn value<'n>(&self, of: &dyn Fn(Var) -> Option<&'n Number>) -> Option<Number> {
        let mut sum = Number::ZERO;
        for (vars, coefficient) in &self.0 {
            let mut product = coefficient.clone();
            for var in vars {
                product = product.mul(of(*var)?);
            }
            sum = sum.add(&product);
        }
        Some(sum)
    }

    /// Written as `slope · field + rest`; nothing when the field stands in a square.
    pub(crate) fn split(&self, field: FieldId) -> Option<(Self, Self)> {
        let var = Var::Field(field);
        let (mut slope, mut rest) = (Self::default(), Self::default());
        for (vars, coefficient) in &self.0 {
            match vars.iter().filter(|v| **v == var).count() {
                0 => rest.add_term(vars.clone(), coefficient),
                1 => slope.add_term(vars.iter().copied().filter(|v| *v != var).collect(), coefficient),
                _ => return None,
            }
        }
        Some((slope, rest))
    }

    pub(crate) fn fields(&self) -> Vec<FieldId> {
        let mut fields: Vec<FieldId> = self
            .0
            .keys()
            .flatten()
            .filter_map(|var| match var {
                Var::Field(field) => Some(*field),
                Var::Parameter(_) => None,
            })
            .collect();
        fields.sort_unstable();
        fields.dedup();
        fields
    }

    pub(crate) fn terms(&self) -> impl Iterator<Item = (&Vec<Var>, &Number)> {
        self.0.iter()
    }

    /// Whether every coefficient is positive, so that it cannot be negative where no variable is.
    pub(crate) fn is_positive_sum(&self) -> bool {
        !self.0.is_empty() && self.0.values().all(|coefficient| coefficient.signum() > 0)
    }

    /// Every term with one power of the field less; terms without it are kept.
    fn divided_by(&self, field: FieldId) -> Self {
        let var = Var::Field(field);
        let mut quotient = Self::default();
        for (vars, coefficient) in &self.0 {
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
        !self.0.is_empty() && self.0.keys().all(|vars| vars.contains(&Var::Field(field)))
    }
}

/// A quotient of polynomials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ratio {
    pub(crate) above: Poly,
    pub(crate) below: Poly,
}

impl Ratio {
    pub(crate) fn whole(poly: Poly) -> Self {
        Self { above: poly, below: Poly::constant(&Number::ONE) }
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
