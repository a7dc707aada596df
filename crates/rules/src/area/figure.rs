//! A figure of an area: a sum over the villages over another sum, and how far the unknown answers can move it. Exact.
//!
//! Villages do not depend on each other, so the extremes of a sum are the sums of the villages' extremes. What a village can
//! add is the hull of a few points, and of equal hulls only the number is kept. Depends on `feel`, and on `order`.

use std::collections::BTreeMap;

use feel::Number;

use crate::formula::Relation;
use crate::order::sorted;

/// What a village adds to the numerator and to the denominator.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Point {
    pub(super) sum: Number,
    pub(super) over: Number,
}

impl Point {
    pub(super) fn whole(sum: i64, over: i64) -> Self {
        Self { sum: Number::from(sum), over: Number::from(over) }
    }

    /// How far it lies above a figure (below, where negative), in the numerator's unit.
    pub(super) fn excess(&self, figure: &Number) -> Number {
        self.sum.sub(&figure.mul(&self.over))
    }
}

/// Which extreme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Least,
    Greatest,
}

impl Side {
    /// The side on which the relation is most easily kept; none for one without a direction.
    pub(super) fn best_for(is: Relation) -> Option<Self> {
        match is {
            Relation::AtLeast | Relation::Above => Some(Self::Greatest),
            Relation::AtMost | Relation::Below => Some(Self::Least),
            Relation::Equals | Relation::Differs => None,
        }
    }
}

/// A sum in two parts: what fits the short form of numbers, and what no longer did. Almost every addition is a short one,
/// however many villages there are.
#[derive(Debug, Clone, Default)]
struct Sum {
    short: Number,
    long: Number,
}

impl Sum {
    fn add(&mut self, number: &Number) {
        let sum = self.short.add(number);
        if sum.big_bits() == 0 {
            self.short = sum;
        } else {
            self.long = self.long.add(&sum);
            self.short = Number::ZERO;
        }
    }

    fn total(&self) -> Number {
        self.long.add(&self.short)
    }

    fn merge(&mut self, other: &Self) {
        self.add(&other.short);
        self.long = self.long.add(&other.long);
    }
}

/// What can still become of a figure held against a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outlook {
    /// It holds whatever the missing answers are.
    Holds,
    /// It fails whatever they are.
    Fails,
    /// They decide.
    Open,
    /// There is nothing to be divided by.
    Nothing,
}

/// The sums over the villages added so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Figure {
    /// Of the villages whose denominator is known: least and greatest numerator.
    low: Sum,
    high: Sum,
    over: Sum,
    /// Of the others: how many can add any of these points.
    open: BTreeMap<Vec<Point>, usize>,
    /// Villages of which nothing can be said.
    unbounded: usize,
}

impl Figure {
    /// Adds a village that can add any of these points, and what lies between them; nothing where that cannot be told.
    pub(super) fn add(&mut self, points: Option<&[Point]>) {
        let Some((first, rest)) = points.and_then(<[Point]>::split_first) else {
            self.unbounded += 1;
            return;
        };
        if rest.iter().any(|point| point.over != first.over) {
            let points = sorted([core::slice::from_ref(first), rest].concat());
            *self.open.entry(points).or_default() += 1;
            return;
        }
        let sums = || rest.iter().map(|point| &point.sum);
        self.low.add(sums().fold(&first.sum, Ord::min));
        self.high.add(sums().fold(&first.sum, Ord::max));
        self.over.add(&first.over);
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.low.merge(&other.low);
        self.high.merge(&other.high);
        self.over.merge(&other.over);
        for (points, count) in other.open {
            *self.open.entry(points).or_default() += count;
        }
        self.unbounded += other.unbounded;
    }

    /// The completion that goes furthest from the figure to that side; of several the one with the greatest denominator.
    pub(super) fn furthest(&self, side: Side, figure: &Number) -> Point {
        let start = match side {
            Side::Least => &self.low,
            Side::Greatest => &self.high,
        };
        let key = |point: &Point| {
            let excess = point.excess(figure);
            (if side == Side::Least { excess.neg() } else { excess }, point.over.clone())
        };
        self.choose(start, &|points| points.iter().max_by_key(|point| key(point)))
    }

    /// Numerator and denominator where each kind of open village adds the point chosen.
    fn choose(&self, start: &Sum, of: &dyn Fn(&[Point]) -> Option<&Point>) -> Point {
        let mut total = Point { sum: start.total(), over: self.over.total() };
        for (points, count) in &self.open {
            let count = Number::from(i64::try_from(*count).unwrap_or(i64::MAX));
            if let Some(point) = of(points) {
                total.sum = total.sum.add(&point.sum.mul(&count));
                total.over = total.over.add(&point.over.mul(&count));
            }
        }
        total
    }

    /// Least and greatest denominator.
    fn denominators(&self) -> [Number; 2] {
        let least = self.choose(&self.low, &|points| points.iter().min_by_key(|point| &point.over));
        let greatest = self.choose(&self.low, &|points| points.iter().max_by_key(|point| &point.over));
        [least.over, greatest.over]
    }

    /// How it stands to a requirement over all completions. Where there may be nothing to be divided by and may be
    /// something, it is open.
    pub(super) fn outlook(&self, is: Relation, figure: &Number) -> Outlook {
        let [least, greatest] = self.denominators();
        if self.unbounded > 0 {
            return Outlook::Open;
        }
        if greatest.is_zero() {
            return Outlook::Nothing;
        }
        if least.is_zero() {
            return Outlook::Open;
        }
        let sign = |side| self.furthest(side, figure).excess(figure).signum();
        let (low, high) = (sign(Side::Least), sign(Side::Greatest));
        match (is.holds(low), is.holds(high)) {
            // An equality fails at both ends and may hold between them.
            _ if low != high && Side::best_for(is).is_none() => Outlook::Open,
            (true, true) => Outlook::Holds,
            (false, false) => Outlook::Fails,
            _ => Outlook::Open,
        }
    }

    /// The least or the greatest quotient over all completions that have one. Nothing where no completion has, or where
    /// it has no end.
    ///
    /// Each step takes the completion that goes furthest beyond the best quotient found; when none goes beyond, that is it.
    /// Each quotient is better than the one before and belongs to one of finitely many completions, so this ends.
    pub(super) fn extreme(&self, side: Side) -> Option<Number> {
        if self.unbounded > 0 {
            return None;
        }
        let first = self.choose(&self.low, &|points| points.iter().max_by_key(|point| &point.over));
        let mut best = first.sum.checked_div(&first.over)?;
        loop {
            let further = self.furthest(side, &best);
            if further.excess(&best).is_zero() {
                return Some(best);
            }
            best = further.sum.checked_div(&further.over)?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_beyond_the_short_form_are_exact() {
        let mut sum = Sum::default();
        let large: Number = "9000000000000000000".parse().unwrap();
        for _ in 0..1000 {
            sum.add(&large);
            sum.add(&Number::ratio(1, 3).unwrap());
        }
        let total = large.mul(&Number::from(1000)).add(&Number::ratio(1000, 3).unwrap());
        assert_eq!(sum.total(), total);
        let mut twice = sum.clone();
        twice.merge(&sum);
        assert_eq!(twice.total(), total.add(&total));
    }

    #[test]
    fn a_quotient_without_end_has_no_bound() {
        let mut figure = Figure::default();
        figure.add(Some(&[Point::whole(1, 0), Point::whole(1, 2)]));
        assert_eq!(figure.extreme(Side::Least), Number::ratio(1, 2));
        assert_eq!(figure.extreme(Side::Greatest), None);
        figure.add(None);
        assert_eq!(
            (figure.extreme(Side::Least), figure.outlook(Relation::AtLeast, &Number::ZERO)),
            (None, Outlook::Open)
        );
    }
}
