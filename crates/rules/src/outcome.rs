//! Which verdicts can still come out of a check over all completions of the missing answers.

use feel::Number;

use crate::assessment::Verdict;
use crate::facts::{Case, FieldId};
use crate::formula::{Comparing, Formula, Parameters, Relation, Truth};
use crate::limits::{MAX_COMPLETIONS, MAX_SEARCHED_PARTS};
use crate::order::{by_number, sorted};
use crate::program::{How, Item, ItemId, Node, Rule, Shape};
use crate::telling::{Ends, comparisons, telling_values};

/// A set of verdicts, and whether a data error stands in the way of a single one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outcomes(u8);

impl Outcomes {
    pub(crate) const MET: Self = Self(1);
    pub(crate) const UNMET: Self = Self(2);
    pub(crate) const NOT_APPLICABLE: Self = Self(4);
    /// What leaves a conjunction standing.
    pub(crate) const NOT_UNMET: Self = Self(5);
    /// What leaves a disjunction without its own.
    pub(crate) const NOT_MET: Self = Self(6);
    pub(crate) const ANY: Self = Self(Self::VERDICTS);
    const VERDICTS: u8 = 7;
    const BLOCKED: u8 = 8;
    pub(crate) const NONE: Self = Self(0);

    /// How many sets of verdicts there are.
    pub(crate) const WANTS: usize = 8;

    /// The number of the set of verdicts.
    pub(crate) fn number(self) -> usize {
        usize::from(self.0 & Self::VERDICTS)
    }

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
        let mut outcomes = not_applicable.with(judged);
        if !outcomes.is_decided() && is_joined(item) {
            outcomes = self.by_trying(item, case, outcomes);
        }
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
            Rule::Improved(ids) => self.improved(ids, case, known),
            Rule::Stable(nodes) => self.stable(nodes, case, known),
        }
    }

    pub(crate) fn of_node(&self, node: &Node, case: &Case<'_>, known: &[Outcomes]) -> Outcomes {
        match node {
            Node::Item(id) => self.of_id(*id, case, known),
            Node::Inline(item) => self.of_item(item, case, known),
        }
    }

    /// The outcomes of an item that another rests on: those known, or found anew where none are.
    fn of_id(&self, id: ItemId, case: &Case<'_>, known: &[Outcomes]) -> Outcomes {
        let anew = || self.items.get(id).map_or(Outcomes::NONE, |item| self.of_item(item, case, known));
        known.get(id).copied().unwrap_or_else(anew)
    }

    /// The item behind a node.
    pub(crate) fn part<'n>(&'n self, node: &'n Node) -> Option<&'n Item> {
        match node {
            Node::Item(id) => self.items.get(*id),
            Node::Inline(item) => Some(item),
        }
    }

    /// An item and all that it rests on; nothing where that is too much to be judged anew again and again.
    pub(crate) fn below<'i>(&'i self, item: &'i Item) -> Option<Vec<&'i Item>> {
        let mut all = vec![item];
        let mut next = 0;
        while let Some(item) = all.get(next).copied() {
            match &item.rule {
                Rule::Leaf(_) => {}
                Rule::Improved(ids) => all.extend(ids.iter().filter_map(|id| self.items.get(*id))),
                Rule::Composite(_, nodes) | Rule::Stable(nodes) => {
                    all.extend(nodes.iter().filter_map(|node| self.part(node)));
                }
            }
            if all.len() > MAX_SEARCHED_PARTS {
                return None;
            }
            next += 1;
        }
        Some(all)
    }

    /// Bounds judge each part by itself, so that parts that share a missing field may leave open what is decided. Where
    /// few answers are missing and at most one of them a number, each telling answer is tried instead; that is exact.
    fn by_trying(&self, item: &Item, case: &Case<'_>, bounds: Outcomes) -> Outcomes {
        let Some(completions) = self.completions(item, case) else { return bounds };
        let mut tried = Outcomes::NONE;
        for completion in completions {
            let outcome = self.of_item(item, &completion, &[]);
            match outcome.verdict() {
                // It waits for a parameter.
                Verdict::Undecided => return bounds,
                // There is no value at this answer, so it is none.
                Verdict::Blocked => {}
                _ => tried = tried.with(outcome),
            }
        }
        if tried == Outcomes::NONE { bounds } else { Outcomes(bounds.0 & (tried.0 | Outcomes::BLOCKED)) }
    }

    /// Every telling completion of what is missing below an item, where they are few and tell everything.
    fn completions<'c>(&self, item: &Item, case: &Case<'c>) -> Option<Vec<Case<'c>>> {
        let below = self.below(item)?;
        let mut read: Vec<FieldId> = below.iter().flat_map(|item| &item.fields).copied().collect();
        read.retain(|field| !case.is_known(*field));
        let missing = sorted(read.clone());
        // Parts that share nothing are as exact together as each by itself.
        if below.len() > 1 && missing.len() == read.len() {
            return None;
        }
        let is_number = |field: FieldId| case.fields.get(field).is_some_and(|field| field.kind.is_number());
        // The number last: where the sides meet depends on all others.
        let missing = by_number(missing, |field| usize::from(is_number(*field)));
        let is_open = |field: FieldId| is_number(field) && case.range(field).is_some_and(|(low, high)| low < high);
        let numbers: Vec<FieldId> = missing.iter().copied().filter(|field| is_open(*field)).collect();
        let is_plain = below.iter().all(|item| is_told_by_comparisons(item, &numbers));
        if missing.is_empty() || numbers.len() > 1 || !is_plain {
            return None;
        }
        let comparisons: Vec<&Comparing> = below.iter().flat_map(|item| comparisons(item)).collect();
        let mut completions = vec![case.clone()];
        for field in missing {
            let mut more = Vec::new();
            for completion in &completions {
                let values = telling_values(&comparisons, completion, self.parameters, field, Ends::All);
                if values.is_empty() || more.len() + values.len() > MAX_COMPLETIONS {
                    return None;
                }
                more.extend(values.into_iter().map(|value| completion.assuming(field, value)));
            }
            completions = more;
        }
        Some(completions)
    }

    /// A whole from its parts; parts that do not apply are left out. Sound for parts that share missing answers: what is
    /// decided is decided, though something decided may be left open.
    pub(crate) fn of_parts(&self, how: How, parts: &[Outcomes]) -> Outcomes {
        let any = |outcome: Outcomes| parts.iter().any(|part| part.can_be(outcome));
        let all = |outcome: Outcomes| parts.iter().all(|part| part.can_be(outcome));
        let outcomes = match how {
            How::All => (Outcomes::UNMET.when(any(Outcomes::UNMET)))
                .with(Outcomes::MET.when(all(Outcomes::NOT_UNMET) && any(Outcomes::MET)))
                .with(Outcomes::NOT_APPLICABLE.when(all(Outcomes::NOT_APPLICABLE))),
            How::Any => (Outcomes::MET.when(any(Outcomes::MET)))
                .with(Outcomes::UNMET.when(all(Outcomes::NOT_MET) && any(Outcomes::UNMET)))
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
    fn improved(&self, ids: &[ItemId], case: &Case<'_>, known: &[Outcomes]) -> Outcomes {
        let now: Vec<Outcomes> = ids.iter().map(|id| self.of_id(*id, case, known)).collect();
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

/// Whether bounds can hold for possible what is not: it is made of parts, or its condition is, or whether it applies hangs
/// on what it judges, or it asks for equality, between whose sides the grid may have nothing.
fn is_joined(item: &Item) -> bool {
    let judged = || match &item.rule {
        Rule::Leaf(leaf) => leaf.formula.fields(),
        _ => Vec::new(),
    };
    let shares = |applies: &Formula| judged().iter().any(|field| applies.fields().contains(field));
    item.applies.as_ref().is_some_and(shares)
        || match &item.rule {
            Rule::Leaf(leaf) => match (&leaf.formula, &leaf.shape) {
                // Of two counts of one kind, or a count and zero, bounds tell.
                (Formula::Compare(comparing), Shape::Compare { .. } | Shape::Condition) => {
                    matches!(comparing.is, Relation::Equals | Relation::Differs)
                }
                (Formula::All(_) | Formula::Any(_) | Formula::Not(_), _) => true,
                _ => false,
            },
            Rule::Composite(_, nodes) => nodes.len() > 1,
            Rule::Improved(_) | Rule::Stable(_) => false,
        }
}

/// Whether the item's own formulas read these numbers in comparisons that are linear in them, and not otherwise.
fn is_told_by_comparisons(item: &Item, numbers: &[FieldId]) -> bool {
    fn is_told(formula: &Formula, number: FieldId) -> bool {
        match formula {
            Formula::Is(..) | Formula::OneOf(..) => true,
            Formula::Compare(comparing) => comparing.difference.split(number).is_some(),
            Formula::All(parts) | Formula::Any(parts) => parts.iter().all(|part| is_told(part, number)),
            Formula::Not(inner) => is_told(inner, number),
            Formula::Free(free) => !free.fields.contains(&number),
        }
    }
    let leaf = match &item.rule {
        Rule::Leaf(leaf) => Some(&leaf.formula),
        _ => None,
    };
    item.applies.iter().chain(leaf).all(|formula| numbers.iter().all(|number| is_told(formula, *number)))
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
