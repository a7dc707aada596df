//! Which verdicts can still come out of a check over all completions of the missing answers.

use feel::Number;

use crate::assessment::Verdict;
use crate::facts::Case;
use crate::formula::{Formula, Parameters, Truth};
use crate::program::{How, Item, ItemId, Node, Rule};

/// A set of verdicts, and whether a data error stands in the way of a single one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outcomes(u8);

impl Outcomes {
    pub(crate) const MET: Self = Self(1);
    pub(crate) const UNMET: Self = Self(2);
    pub(crate) const NOT_APPLICABLE: Self = Self(4);
    /// What leaves a conjunction standing.
    pub(crate) const NOT_UNMET: Self = Self(5);
    pub(crate) const ANY: Self = Self(Self::VERDICTS);
    const VERDICTS: u8 = 7;
    const BLOCKED: u8 = 8;
    pub(crate) const NONE: Self = Self(0);

    pub(crate) fn when(self, possible: bool) -> Self {
        if possible { self } else { Self::NONE }
    }

    pub(crate) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn blocked(self) -> Self {
        Self(self.0 | Self::BLOCKED)
    }

    fn of_truth(truth: Truth) -> Self {
        if truth == Truth::UNDEFINED {
            return Self::MET.with(Self::UNMET).blocked();
        }
        Self::MET.when(truth.may_hold).with(Self::UNMET.when(truth.may_fail))
    }

    /// Whether some verdict of `other` is possible.
    pub(crate) fn can_be(self, other: Self) -> bool {
        self.0 & other.0 & Self::VERDICTS != 0
    }

    /// Whether every possible verdict is in `other`.
    pub(crate) fn is_within(self, other: Self) -> bool {
        self.0 & Self::VERDICTS & !other.0 == 0
    }

    pub(crate) fn is_decided(self) -> bool {
        (self.0 & Self::VERDICTS).count_ones() == 1
    }

    pub(crate) fn is_blocked(self) -> bool {
        !self.is_decided() && self.0 & Self::BLOCKED != 0
    }

    pub(crate) fn verdict(self) -> Verdict {
        match Self(self.0 & Self::VERDICTS) {
            Self::MET => Verdict::Met,
            Self::UNMET => Verdict::Unmet,
            Self::NOT_APPLICABLE => Verdict::NotApplicable,
            _ if self.is_blocked() => Verdict::Blocked,
            _ => Verdict::Undecided,
        }
    }
}

/// The verdicts of an earlier self-check, by item; none for what it did not judge.
#[derive(Clone, Copy)]
pub(crate) struct Earlier<'a>(pub(crate) &'a [Option<Verdict>]);

impl Earlier<'_> {
    /// The verdict of a check or summary at that time.
    pub(crate) fn of(self, id: ItemId) -> Option<Verdict> {
        self.0.get(id).copied().flatten()
    }
}

/// What outcomes are computed from.
pub(crate) struct Setting<'a> {
    pub(crate) items: &'a [Item],
    pub(crate) parameters: &'a Parameters,
    pub(crate) earlier: Option<Earlier<'a>>,
}

impl Setting<'_> {
    /// Brings the outcomes of the stale items up to date, each after those it rests on.
    pub(crate) fn update(&self, order: &[ItemId], case: &Case<'_>, stale: &[bool], outcomes: &mut [Outcomes]) {
        for id in order.iter().filter(|id| stale.get(**id) == Some(&true)) {
            if let Some(item) = self.items.get(*id) {
                let outcome = self.of_item(item, case, outcomes);
                if let Some(place) = outcomes.get_mut(*id) {
                    *place = outcome;
                }
            }
        }
    }

    /// The outcomes of one item; `known` holds those of the items it rests on.
    pub(crate) fn of_item(&self, item: &Item, case: &Case<'_>, known: &[Outcomes]) -> Outcomes {
        let applies = item.applies.as_ref().map_or(Truth::known(true), |applies| applies.truth(case, self.parameters));
        if applies == Truth::UNDEFINED {
            return Outcomes::of_truth(applies);
        }
        let not_applicable = Outcomes::NOT_APPLICABLE.when(applies.may_fail);
        let judged = if applies.may_hold { self.of_rule(item, case, known) } else { Outcomes::NONE };
        let outcomes = not_applicable.with(judged);
        let in_the_way = !outcomes.is_decided() && item.fields.iter().any(|field| case.is_bad(*field));
        if in_the_way { outcomes.blocked() } else { outcomes }
    }

    fn of_rule(&self, item: &Item, case: &Case<'_>, known: &[Outcomes]) -> Outcomes {
        match &item.rule {
            Rule::Leaf(leaf) => {
                let base = leaf.base.and_then(|base| case.range(base));
                let may_be_zero = base.as_ref().is_some_and(|(low, _)| low.is_zero());
                let must_be_zero = base.as_ref().is_some_and(|(_, high)| high.is_zero());
                let nothing_to_judge = Outcomes::NOT_APPLICABLE.when(may_be_zero);
                if must_be_zero {
                    return nothing_to_judge;
                }
                nothing_to_judge.with(Outcomes::of_truth(leaf.formula.truth(case, self.parameters)))
            }
            Rule::Composite(how, nodes) => {
                let parts: Vec<Outcomes> = nodes.iter().map(|node| self.of_node(node, case, known)).collect();
                self.of_parts(*how, &parts)
            }
            Rule::Improved(ids) => self.improved(ids, known),
            Rule::Stable(nodes) => self.stable(nodes, case, known),
        }
    }

    pub(crate) fn of_node(&self, node: &Node, case: &Case<'_>, known: &[Outcomes]) -> Outcomes {
        match node {
            Node::Item(id) => known.get(*id).copied().unwrap_or(Outcomes::NONE),
            Node::Inline(item) => self.of_item(item, case, known),
        }
    }

    /// A whole from its parts; parts that do not apply are left out. Sound for parts that share missing answers: what is
    /// decided is decided, though something decided may be left open.
    pub(crate) fn of_parts(&self, how: How, parts: &[Outcomes]) -> Outcomes {
        let any = |outcome: Outcomes| parts.iter().any(|part| part.can_be(outcome));
        let all = |outcome: Outcomes| parts.iter().all(|part| part.can_be(outcome));
        let unmet_or_not_applicable = Outcomes::UNMET.with(Outcomes::NOT_APPLICABLE);
        let outcomes = match how {
            How::All => (Outcomes::UNMET.when(any(Outcomes::UNMET)))
                .with(Outcomes::MET.when(all(Outcomes::NOT_UNMET) && any(Outcomes::MET)))
                .with(Outcomes::NOT_APPLICABLE.when(all(Outcomes::NOT_APPLICABLE))),
            How::Any => (Outcomes::MET.when(any(Outcomes::MET)))
                .with(Outcomes::UNMET.when(all(unmet_or_not_applicable) && any(Outcomes::UNMET)))
                .with(Outcomes::NOT_APPLICABLE.when(all(Outcomes::NOT_APPLICABLE))),
            How::SomeUnmet => {
                (Outcomes::MET.when(any(Outcomes::UNMET))).with(Outcomes::UNMET.when(all(Outcomes::NOT_UNMET)))
            }
            How::AtLeast(parameter) => match self.parameters.get(parameter) {
                Some(Some(needed)) => {
                    let count = |holds: &dyn Fn(&Outcomes) -> bool| {
                        Number::from(i64::try_from(parts.iter().filter(|part| holds(part)).count()).unwrap_or(i64::MAX))
                    };
                    let sure = count(&|part| part.verdict() == Verdict::Met);
                    let possible = count(&|part| part.can_be(Outcomes::MET));
                    Outcomes::MET.when(possible >= *needed).with(Outcomes::UNMET.when(sure < *needed))
                }
                _ => Outcomes::MET.with(Outcomes::UNMET),
            },
        };
        in_the_way(outcomes, parts)
    }

    /// None of the checks fell back and one rose, or all are met; without an earlier self-check only the latter is known.
    fn improved(&self, ids: &[ItemId], known: &[Outcomes]) -> Outcomes {
        let now: Vec<Outcomes> = ids.iter().map(|id| known.get(*id).copied().unwrap_or(Outcomes::NONE)).collect();
        let all_are_met = now.iter().all(|now| now.is_within(Outcomes::NOT_UNMET));
        let Some(earlier) = self.earlier else {
            return Outcomes::MET.with(Outcomes::UNMET.when(!all_are_met));
        };
        let was: Vec<Option<Verdict>> = ids.iter().map(|id| earlier.of(*id)).collect();
        let some = |then: Verdict, holds: &dyn Fn(Outcomes) -> bool| {
            was.iter().zip(&now).any(|(was, now)| *was == Some(then) && holds(*now))
        };
        let may_fall = some(Verdict::Met, &|now| now.can_be(Outcomes::UNMET));
        let must_fall = some(Verdict::Met, &|now| now.is_within(Outcomes::UNMET));
        let may_rise = some(Verdict::Unmet, &|now| now.can_be(Outcomes::MET));
        let must_rise = some(Verdict::Unmet, &|now| now.is_within(Outcomes::MET));
        let all_may_be_met = now.iter().all(|now| now.can_be(Outcomes::NOT_UNMET));
        let may_hold = !must_fall && (may_rise || all_may_be_met);
        let must_hold = !may_fall && (must_rise || all_are_met);
        in_the_way(Outcomes::MET.when(may_hold).with(Outcomes::UNMET.when(!must_hold)), &now)
    }

    /// The parts hold now, and held then.
    fn stable(&self, nodes: &[Node], case: &Case<'_>, known: &[Outcomes]) -> Outcomes {
        let parts: Vec<Outcomes> = nodes.iter().map(|node| self.of_node(node, case, known)).collect();
        let now = self.of_parts(How::All, &parts);
        if now.verdict() == Verdict::Unmet {
            return now;
        }
        let held = |node: &Node| match (node, self.earlier) {
            (Node::Item(id), Some(earlier)) => earlier.of(*id),
            _ => None,
        };
        let then: Vec<Option<Verdict>> = nodes.iter().map(held).collect();
        if then.contains(&Some(Verdict::Unmet)) {
            return Outcomes::UNMET;
        }
        let all_held = then.iter().all(|verdict| matches!(verdict, Some(Verdict::Met | Verdict::NotApplicable)));
        if all_held { now } else { now.with(Outcomes::UNMET) }
    }
}

/// What is open although a part of it is blocked is blocked too.
fn in_the_way(outcomes: Outcomes, parts: &[Outcomes]) -> Outcomes {
    let blocks = !outcomes.is_decided() && parts.iter().any(|part| part.is_blocked());
    if blocks { outcomes.blocked() } else { outcomes }
}

/// The item's own parameters that the district has not set.
pub(crate) fn unset<'i>(item: &'i Item, parameters: &'i Parameters) -> impl Iterator<Item = usize> + 'i {
    item.parameters.iter().copied().filter(|id| !matches!(parameters.get(*id), Some(Some(_))))
}

/// Every comparison in an item's own formulas.
pub(crate) fn comparisons(item: &Item) -> Vec<&crate::formula::Comparing> {
    fn collect<'f>(formula: &'f Formula, into: &mut Vec<&'f crate::formula::Comparing>) {
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
