//! The gap: the smallest change of answers that turns unmet into met, in the indicators' own units and on their grids.
//!
//! What a check judges is changed first, and only where that cannot help also what it is compared with or bounded by;
//! what nobody can change (`given`) never. Fewer answers come before more, and of ways that change the same number in the
//! same unit the smaller change; where units differ, the order in which the pack names the answers.

use core::cell::Cell;

use feel::Number;

use crate::assessment::{Change, Gap, Verdict, Way};
use crate::facts::{Case, Field, FieldId, Value};
use crate::formula::Comparing;
use crate::limits::{MAX_ALTERNATIVES, MAX_CHANGEABLE, MAX_GAP_TRIES, MAX_TOGETHER};
use crate::model::{Check, Comparison};
use crate::order::{by_number, insert, sorted};
use crate::outcome::{Outcomes, Setting};
use crate::program::{How, Item, ItemId, Leaf, Node, Rule, Shape, Than};
use crate::telling::{Ends, comparisons, telling_values};
use crate::text;

/// One answer's change, before it is put into words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    /// The check whose phrase says it; none where its phrase does not fit.
    of: Option<ItemId>,
    /// Whether it only helps together with the step before it.
    together: bool,
    field: FieldId,
    from: Value,
    to: Value,
}

impl Step {
    /// By how much, for a number.
    fn size(&self) -> Option<Number> {
        match (&self.from, &self.to) {
            (Value::Number(from), Value::Number(to)) => Some(to.sub(from).abs()),
            _ => None,
        }
    }
}

/// Changes that turn an item, all of them needed.
type Steps = Vec<Step>;

/// The gap of an unmet check, with at most so many alternatives; nothing when no change that anybody could make would turn
/// it.
pub(crate) fn gap(
    setting: &Setting<'_>,
    (id, item): (ItemId, &Item),
    case: &Case<'_>,
    known: &[Outcomes],
    checks: &[Check],
    alternatives: usize,
) -> Option<Gap> {
    let finder = Finder { setting, case, known };
    let mut ways = finder.ways(Some(id), item).into_iter();
    let best = ways.next()?;
    let after = best.iter().fold(case.clone(), |case, step| case.assuming(step.field, step.to.clone()));
    let at_least = match setting.below(item) {
        Some(_) => setting.of_item(item, &after, &[]).verdict() != Verdict::Met,
        None => finder.has_open_part(item),
    };
    let Way { changes, sentence } = in_words(&best, checks, case.fields);
    Some(Gap {
        changes,
        sentence: if at_least { text::at_least(&sentence) } else { sentence },
        at_least,
        alternatives: ways.take(alternatives).map(|way| in_words(&way, checks, case.fields)).collect(),
    })
}

/// Whether no change that anybody could make would meet an unmet leaf; with the answers that nobody can change and that
/// would have to.
pub(crate) fn out_of_reach(setting: &Setting<'_>, item: &Item, case: &Case<'_>) -> Option<Vec<FieldId>> {
    let Rule::Leaf(leaf) = &item.rule else { return None };
    let mut read = [natural(leaf), companions(leaf, case)].concat();
    read.retain(|field| item.fields.contains(field) || is_changeable(*field, case));
    let opened = |fields: &[FieldId]| fields.iter().fold(case.clone(), |case, field| case.forgetting(*field));
    let can_meet = |fields: &[FieldId]| setting.of_item(item, &opened(fields), &[]).can_be(Outcomes::MET);
    let (fixed, free): (Vec<FieldId>, Vec<FieldId>) =
        sorted(read.clone()).into_iter().partition(|field| !is_changeable(*field, case));
    if can_meet(&free) {
        return None;
    }
    Some(if can_meet(&read) { fixed.into_iter().filter(|field| case.is_known(*field)).collect() } else { Vec::new() })
}

/// Whether somebody can change the answer: it is there, it is no fact beyond reach, and it has an order or options.
fn is_changeable(field: FieldId, case: &Case<'_>) -> bool {
    let is_free = case.fields.get(field).is_some_and(|field| !field.given);
    is_free && matches!(case.value(field), Some(Value::Number(_) | Value::YesNo(_) | Value::Choice(_)))
}

/// What a test judges, in the order in which one would change it: of a formula's fields those that count for it before
/// those that count against it, and divisors last.
fn natural(leaf: &Leaf) -> Vec<FieldId> {
    match &leaf.shape {
        Shape::YesNo(field, _) | Shape::Nobody(field) => vec![*field],
        Shape::Whole { part, .. } | Shape::Share { part, .. } => vec![*part],
        Shape::Compare { value, .. } => by_number(value.fields(), |field| {
            let divides = value.below.fields().contains(field);
            2 * usize::from(divides) + usize::from(!counts_for(leaf, *field))
        }),
        Shape::Condition => leaf.formula.fields(),
    }
}

/// Whether a formula's value rises with the field.
fn counts_for(leaf: &Leaf, field: FieldId) -> bool {
    match &leaf.shape {
        Shape::Compare { value, .. } => value.above.split(field).is_some_and(|(slope, _)| slope.is_positive_sum()),
        _ => true,
    }
}

/// What else could be changed with it: what it is compared with, and what bounds it.
fn companions(leaf: &Leaf, case: &Case<'_>) -> Vec<FieldId> {
    let mut fields = match &leaf.shape {
        Shape::Whole { whole, .. } | Shape::Share { whole, .. } => vec![*whole],
        Shape::Compare { than: Than::Field(field), .. } => vec![*field],
        _ => Vec::new(),
    };
    let natural = natural(leaf);
    for field in natural.iter().filter_map(|field| case.fields.get(*field)) {
        fields.extend(field.above.iter().chain(&field.below));
    }
    let mut fields = sorted(fields);
    fields.retain(|field| !natural.contains(field));
    fields
}

/// Whether the check's phrase says this change: it was written for what the check judges, going the way it should.
fn is_phrased(leaf: &Leaf, step: &Step) -> bool {
    let (Value::Number(from), Value::Number(to)) = (&step.from, &step.to) else { return true };
    let should_rise = match &leaf.shape {
        Shape::Nobody(_) => false,
        Shape::Compare { is, .. } => {
            matches!(is, Comparison::AtLeast | Comparison::Above | Comparison::Equals) == counts_for(leaf, step.field)
        }
        _ => true,
    };
    natural(leaf).first() == Some(&step.field) && should_rise == (to > from)
}

/// Finds ways to turn items of one village.
struct Finder<'a> {
    setting: &'a Setting<'a>,
    case: &'a Case<'a>,
    known: &'a [Outcomes],
}

impl Finder<'_> {
    /// The ways to turn an unmet item, the cheapest first.
    fn ways(&self, id: Option<ItemId>, item: &Item) -> Vec<Steps> {
        match &item.rule {
            Rule::Leaf(leaf) => self.of_leaf(id, item, leaf),
            Rule::Composite(How::All, nodes) => self.of_all(item, nodes),
            Rule::Composite(How::Any, nodes) => {
                let mut ways = Vec::new();
                for (id, part) in self.unmet(nodes) {
                    self.ways(id, part).into_iter().for_each(|way| rank(&mut ways, way, self.case.fields));
                }
                ways.truncate(1 + MAX_ALTERNATIVES);
                self.closing(item, ways)
            }
            Rule::Composite(How::AtLeast(parameter), nodes) => self.of_some(item, nodes, *parameter),
            Rule::Composite(How::SomeUnmet, _) | Rule::Improved(_) | Rule::Stable(_) => Vec::new(),
        }
    }

    fn verdict(&self, node: &Node) -> Verdict {
        self.setting.of_node(node, self.case, self.known).verdict()
    }

    fn has_open_part(&self, item: &Item) -> bool {
        let is_open = |node: &Node| matches!(self.verdict(node), Verdict::Undecided | Verdict::Blocked);
        matches!(&item.rule, Rule::Composite(_, nodes) if nodes.iter().any(is_open))
    }

    fn unmet<'n>(&'n self, nodes: &'n [Node]) -> Vec<(Option<ItemId>, &'n Item)> {
        let unmet = nodes.iter().filter(|node| self.verdict(node) == Verdict::Unmet);
        unmet
            .filter_map(|node| match node {
                Node::Item(id) => Some((Some(*id), self.setting.items.get(*id)?)),
                Node::Inline(item) => Some((None, &**item)),
            })
            .collect()
    }

    fn of_leaf(&self, id: Option<ItemId>, item: &Item, leaf: &Leaf) -> Vec<Steps> {
        let search = Search {
            setting: self.setting,
            case: self.case,
            comparisons: comparisons(item),
            turns: &|case| self.can_be_met(item, case),
            tries: Cell::new(MAX_GAP_TRIES),
        };
        let mut ways = search.ways(&natural(leaf), &companions(leaf, self.case));
        for step in ways.iter_mut().flatten() {
            step.of = id.filter(|_| is_phrased(leaf, step));
        }
        ways
    }

    /// Every unmet part is turned: each by itself, or together where they touch each other's answers.
    fn of_all(&self, item: &Item, nodes: &[Node]) -> Vec<Steps> {
        let (alone, tied) = self.untied(nodes);
        let mut each: Vec<Vec<Steps>> = alone.into_iter().map(|(id, item)| self.ways(id, item)).collect();
        if !tied.is_empty() {
            let unmet = self.unmet_of(&tied);
            let turns = |case: &Case<'_>| {
                tied.iter().all(|node| {
                    let was_unmet = self.verdict(node) == Verdict::Unmet;
                    let wanted = if was_unmet { Outcomes::MET } else { Outcomes::NOT_UNMET };
                    self.setting.of_node(node, case, &[]).can_be(wanted)
                })
            };
            match self.joint(&unmet, &tied, &turns) {
                ways if ways.is_empty() => each.extend(unmet.into_iter().map(|(id, item)| self.ways(id, item))),
                ways => each.push(ways),
            }
        }
        let ways = self.closing(item, crossed(&each));
        if !ways.is_empty() || each.iter().any(Vec::is_empty) {
            return ways;
        }
        // What bounds their answers gets in each other's way.
        let all: Vec<&Node> = nodes.iter().collect();
        self.joint(&self.unmet_of(&all), &all, &|case| self.can_be_met(item, case))
    }

    fn can_be_met(&self, item: &Item, case: &Case<'_>) -> bool {
        self.setting.of_item(item, case, &[]).can_be(Outcomes::MET)
    }

    /// As many unmet parts as are short are turned, the cheapest.
    fn of_some(&self, item: &Item, nodes: &[Node], parameter: usize) -> Vec<Steps> {
        let needed = self.setting.parameters.get(parameter).and_then(Option::as_ref).and_then(|n| n.ceil().to_i64());
        let met = nodes.iter().filter(|node| self.verdict(node) == Verdict::Met).count();
        let Some(short) = needed.and_then(|needed| usize::try_from(needed).ok()?.checked_sub(met)) else {
            return Vec::new();
        };
        let (_, tied) = self.untied(nodes);
        if !tied.is_empty() {
            let all: Vec<&Node> = nodes.iter().collect();
            let ways = self.joint(&self.unmet_of(&all), &all, &|case| self.can_be_met(item, case));
            if !ways.is_empty() {
                return ways;
            }
        }
        let mut best = Vec::new();
        for (id, item) in self.unmet(nodes) {
            self.ways(id, item).into_iter().take(1).for_each(|way| rank(&mut best, way, self.case.fields));
        }
        let Some((others, first)) = short.checked_sub(1).filter(|_| best.len() >= short).map(|kept| {
            let (first, last) = best.split_at(kept);
            (last.to_vec(), first.concat())
        }) else {
            return Vec::new();
        };
        // The last of them could be any of those that were not taken.
        let ways = others.into_iter().map(|last| [first.clone(), last].concat()).collect();
        self.closing(item, ways)
    }

    fn unmet_of<'n>(&'n self, nodes: &[&'n Node]) -> Vec<(Option<ItemId>, &'n Item)> {
        nodes.iter().flat_map(|node| self.unmet(core::slice::from_ref(*node))).collect()
    }

    /// The unmet parts that can be turned each by itself, and all nodes that touch each other's answers.
    fn untied<'n>(&'n self, nodes: &'n [Node]) -> (Vec<(Option<ItemId>, &'n Item)>, Vec<&'n Node>) {
        let unmet = self.unmet(nodes);
        let all: Option<Vec<(Vec<FieldId>, Vec<FieldId>)>> = if unmet.len() == nodes.len() && nodes.len() == 1 {
            None
        } else {
            nodes.iter().map(|node| self.changed_and_read(node)).collect()
        };
        let Some(all) = all else { return (unmet, Vec::new()) };
        let ties = |of: usize, with: usize| {
            let changes = all.get(of).map(|(changed, _)| changed.as_slice()).unwrap_or_default();
            of != with && all.get(with).is_some_and(|(_, read)| changes.iter().any(|field| read.contains(field)))
        };
        let is_tied = |node: usize| (0..nodes.len()).any(|other| ties(node, other) || ties(other, node));
        let (tied, alone): (Vec<_>, Vec<_>) = nodes.iter().enumerate().partition(|(number, _)| is_tied(*number));
        let alone = alone.into_iter().flat_map(|(_, node)| self.unmet(core::slice::from_ref(node))).collect();
        (alone, tied.into_iter().map(|(_, node)| node).collect())
    }

    /// The answers that turning an unmet node would change, and all that it reads or that bound them.
    fn changed_and_read(&self, node: &Node) -> Option<(Vec<FieldId>, Vec<FieldId>)> {
        let below = self.setting.below(self.setting.part(node)?)?;
        let mut changed = Vec::new();
        if self.verdict(node) == Verdict::Unmet {
            for leaf in below.iter().filter_map(|item| leaf_of(item)) {
                natural(leaf).into_iter().for_each(|field| insert(&mut changed, field));
            }
            changed.retain(|field| is_changeable(*field, self.case));
        }
        let mut read: Vec<FieldId> = below.iter().flat_map(|item| &item.fields).copied().collect();
        for field in changed.iter().filter_map(|field| self.case.fields.get(*field)) {
            read.extend(field.above.iter().chain(&field.below));
        }
        Some((changed, read))
    }

    /// Ways that turn several parts at once, one value of an answer serving all.
    fn joint(
        &self,
        unmet: &[(Option<ItemId>, &Item)],
        nodes: &[&Node],
        turns: &dyn Fn(&Case<'_>) -> bool,
    ) -> Vec<Steps> {
        let below = |item| self.setting.below(item).unwrap_or_default();
        let changed: Vec<(Option<ItemId>, &Item)> = (unmet.iter())
            .flat_map(|(id, item)| {
                below(*item).into_iter().map(move |part| (id.filter(|_| core::ptr::eq(part, *item)), part))
            })
            .collect();
        // To turn by letting something become unmet is no way that anybody is sent.
        if changed.iter().any(|(_, item)| {
            !matches!(item.rule, Rule::Leaf(_) | Rule::Composite(How::All | How::Any | How::AtLeast(_), _))
        }) {
            return Vec::new();
        }
        let leaves: Vec<(Option<ItemId>, &Leaf)> =
            changed.iter().filter_map(|(id, item)| Some((*id, leaf_of(item)?))).collect();
        let read = nodes.iter().filter_map(|node| self.setting.part(node)).flat_map(below);
        let search = Search {
            setting: self.setting,
            case: self.case,
            comparisons: read.flat_map(comparisons).collect(),
            turns,
            tries: Cell::new(MAX_GAP_TRIES),
        };
        let of =
            |fields: &dyn Fn(&Leaf) -> Vec<FieldId>| sorted(leaves.iter().flat_map(|(_, leaf)| fields(leaf)).collect());
        let naturals = of(&natural);
        let mut others = of(&|leaf| companions(leaf, self.case));
        others.retain(|field| !naturals.contains(field));
        let mut ways = search.ways(&naturals, &others);
        for step in ways.iter_mut().flatten() {
            let phrased = leaves.iter().find(|(id, leaf)| id.is_some() && is_phrased(leaf, step));
            step.of = phrased.and_then(|(id, _)| *id);
            // They close several parts, one by one.
            step.together = false;
        }
        ways
    }

    /// Of ways put together from parts those that turn the whole, each brought as near as the parts together allow, the
    /// cheapest first.
    fn closing(&self, item: &Item, ways: Vec<Steps>) -> Vec<Steps> {
        if self.setting.below(item).is_none() {
            return ways;
        }
        let search = Search {
            setting: self.setting,
            case: self.case,
            comparisons: Vec::new(),
            turns: &|case| self.can_be_met(item, case),
            tries: Cell::new(MAX_GAP_TRIES),
        };
        let closes = |way: &Steps| {
            let after = way.iter().fold(self.case.clone(), |case, step| case.assuming(step.field, step.to.clone()));
            let fits = |step: &Step| after.number(step.field).is_none_or(|to| is_within(&after, step.field, to));
            let once = |step: &Step| way.iter().filter(|other| other.field == step.field).count() == 1;
            way.iter().all(|step| once(step) && fits(step)) && search.tried(&after)
        };
        let mut ranked = Vec::with_capacity(ways.len());
        let closing = ways.into_iter().filter(closes).filter_map(|way| search.tightened(way));
        closing.for_each(|way| rank(&mut ranked, way, self.case.fields));
        ranked
    }
}

/// Whether a number keeps the field's bounds and those of its wholes and parts.
fn is_within(case: &Case<'_>, field: FieldId, number: &Number) -> bool {
    case.forgetting(field).range(field).is_some_and(|(low, high)| *number >= low && *number <= high)
}

fn leaf_of(item: &Item) -> Option<&Leaf> {
    match &item.rule {
        Rule::Leaf(leaf) => Some(leaf),
        _ => None,
    }
}

/// The best way of every part joined; behind it the same with another way for one part.
fn crossed(each: &[Vec<Steps>]) -> Vec<Steps> {
    let pick = |changed: usize, other: usize| {
        let of = |(number, ways): (usize, &Vec<Steps>)| ways.get(if number == changed { other } else { 0 }).cloned();
        each.iter().enumerate().map(of).collect::<Option<Vec<_>>>().map(|ways| ways.concat())
    };
    let others = each.iter().enumerate().flat_map(|(number, ways)| (1..ways.len()).map(move |other| (number, other)));
    core::iter::once((0, 0)).chain(others).filter_map(|(number, other)| pick(number, other)).collect()
}

/// Puts a way at its place: behind all that are not dearer.
fn rank(ways: &mut Vec<Steps>, way: Steps, fields: &[Field]) {
    if !ways.contains(&way) {
        let place = ways.iter().position(|known| is_cheaper(&way, known, fields)).unwrap_or(ways.len());
        ways.insert(place, way);
    }
}

fn is_cheaper(way: &Steps, other: &Steps, fields: &[Field]) -> bool {
    if way.len() != other.len() {
        return way.len() < other.len();
    }
    let size = |steps: &Steps| {
        let unit = |step: &Step| fields.get(step.field).map(|field| field.unit.as_str());
        let first = steps.first().and_then(unit);
        let mut sum = Number::ZERO;
        for step in steps {
            sum = sum.add(&step.size().filter(|_| unit(step) == first)?);
        }
        Some((first, sum))
    };
    matches!((size(way), size(other)), (Some((unit, own)), Some((other_unit, other))) if unit == other_unit && own < other)
}

/// A search for the fewest answers whose change makes something turn.
struct Search<'a> {
    setting: &'a Setting<'a>,
    case: &'a Case<'a>,
    comparisons: Vec<&'a Comparing>,
    /// Whether it can be as wanted.
    turns: &'a dyn Fn(&Case<'_>) -> bool,
    tries: Cell<usize>,
}

impl Search<'_> {
    /// The ways that change what is natural to change; where there is none, also its companions.
    fn ways(&self, natural: &[FieldId], companions: &[FieldId]) -> Vec<Steps> {
        let mut fields: Vec<FieldId> = natural.to_vec();
        fields.retain(|field| is_changeable(*field, self.case));
        let ways = self.smallest(&fields);
        let more: Vec<FieldId> = companions.iter().copied().filter(|field| is_changeable(*field, self.case)).collect();
        if !ways.is_empty() || more.is_empty() {
            return ways;
        }
        fields.extend(more);
        self.smallest(&fields)
    }

    fn smallest(&self, fields: &[FieldId]) -> Vec<Steps> {
        let fields = fields.get(..MAX_CHANGEABLE).unwrap_or(fields);
        for size in 1..=fields.len().min(MAX_TOGETHER) {
            let mut ways = Vec::new();
            for set in (1_u32..1 << fields.len()).filter(|set| set.count_ones() as usize == size) {
                let chosen: Vec<FieldId> = fields
                    .iter()
                    .enumerate()
                    .filter(|(bit, _)| set & (1 << bit) != 0)
                    .map(|(_, field)| *field)
                    .collect();
                let open = chosen.iter().fold(self.case.clone(), |case, field| case.forgetting(*field));
                let mut best = None;
                if self.tried(&open) {
                    self.place(&open, &chosen, &mut Vec::new(), &mut best);
                }
                if let Some(way) = best {
                    rank(&mut ways, way, self.case.fields);
                }
            }
            if !ways.is_empty() {
                return ways;
            }
        }
        Vec::new()
    }

    fn tried(&self, case: &Case<'_>) -> bool {
        let left = self.tries.get();
        self.tries.set(left.saturating_sub(1));
        left > 0 && (self.turns)(case)
    }

    /// Gives the open fields their telling values, each in turn as the last; keeps the smallest change.
    fn place(&self, case: &Case<'_>, open: &[FieldId], placed: &mut Vec<(FieldId, Value)>, best: &mut Option<Steps>) {
        if open.is_empty() {
            let steps: Option<Steps> = by_number(placed.clone(), |(field, _)| *field)
                .into_iter()
                .enumerate()
                .map(|(number, (field, to))| {
                    let from = self.case.value(field)?.clone();
                    Some(Step { of: None, together: number > 0, field, from, to })
                })
                .collect();
            let Some(steps) = steps.and_then(|steps| self.tightened(steps)) else { return };
            if best.as_ref().is_none_or(|known| is_cheaper(&steps, known, self.case.fields)) {
                *best = Some(steps);
            }
            return;
        }
        for field in open {
            let rest: Vec<FieldId> = open.iter().copied().filter(|other| other != field).collect();
            for value in self.nearest_first(case, *field) {
                let next = case.assuming(*field, value.clone());
                if self.tried(&next) {
                    placed.push((*field, value));
                    self.place(&next, &rest, placed, best);
                    placed.pop();
                    if rest.is_empty() {
                        break;
                    }
                }
            }
        }
    }

    /// The telling values of a field other than its answer now, the nearest to it first.
    fn nearest_first(&self, case: &Case<'_>, field: FieldId) -> Vec<Value> {
        let now = self.case.value(field);
        let mut values = telling_values(&self.comparisons, case, self.setting.parameters, field, Ends::All);
        values.retain(|value| Some(value) != now);
        let Some(Value::Number(now)) = now else { return values };
        let far = |value: Value| match value {
            Value::Number(number) => Some((number.sub(now).abs(), number)),
            _ => None,
        };
        sorted(values.into_iter().filter_map(far).collect())
            .into_iter()
            .map(|(_, value)| Value::Number(value))
            .collect()
    }

    /// Every change brought as near to the answer now as the others allow; nothing where one is not needed at all.
    fn tightened(&self, mut steps: Steps) -> Option<Steps> {
        loop {
            let before = steps.clone();
            for index in 0..steps.len() {
                let nearest = self.nearest(&steps, index)?;
                if let Some(step) = steps.get_mut(index) {
                    step.to = nearest;
                }
            }
            // Each round comes nearer, or it was the last.
            if steps == before {
                break;
            }
        }
        Some(steps)
    }

    /// The value of one step nearest to the answer now at which it still turns, the other steps taken; nothing where it
    /// turns without this step.
    fn nearest(&self, steps: &[Step], index: usize) -> Option<Value> {
        let step = steps.get(index)?;
        let others = steps.iter().enumerate().filter(|(other, _)| *other != index);
        let case = others.fold(self.case.clone(), |case, (_, step)| case.assuming(step.field, step.to.clone()));
        let (Value::Number(from), Value::Number(to)) = (&step.from, &step.to) else {
            return (steps.len() == 1 || !self.tried(&case)).then(|| step.to.clone());
        };
        let grid = case.fields.get(step.field)?.step();
        let grid = if to > from { grid } else { grid.neg() };
        let turns_after = |count: i64| {
            let value = from.add(&grid.mul(&Number::from(count)));
            is_within(&case, step.field, &value) && self.tried(&case.assuming(step.field, Value::Number(value)))
        };
        let mut turning = to.sub(from).checked_div(&grid)?.to_i64()?;
        let mut failing = turning - 1;
        if failing > 0 && turns_after(failing) {
            (failing, turning) = (0, failing);
            while turning - failing > 1 {
                let middle = failing + (turning - failing) / 2;
                *(if turns_after(middle) { &mut turning } else { &mut failing }) = middle;
            }
        }
        let stays_short = || !is_within(&case, step.field, from) || !self.tried(&case);
        let is_needed = turning > 1 || steps.len() == 1 || stays_short();
        is_needed.then(|| Value::Number(from.add(&grid.mul(&Number::from(turning)))))
    }
}

/// A way in the words of the checks that it closes.
fn in_words(steps: &[Step], checks: &[Check], fields: &[Field]) -> Way {
    let mut changes = Vec::with_capacity(steps.len());
    let mut sentence = String::new();
    for step in steps {
        let Some(field) = fields.get(step.field) else { continue };
        let change = Change {
            field: field.name.clone(),
            from: step.from.text(field),
            to: step.to.text(field),
            by: step.size().map(|by| by.to_string()),
            unit: field.unit.clone(),
        };
        if !changes.is_empty() {
            sentence.push_str(text::next_step(step.together));
        }
        let check = step.of.and_then(|id| checks.get(id));
        sentence.push_str(&match check.and_then(|check| check.gap_phrase.as_deref()) {
            Some(phrase) => text::gap_by_phrase(phrase, &change),
            None => text::gap_of(&change),
        });
        changes.push(change);
    }
    Way { changes, sentence }
}
