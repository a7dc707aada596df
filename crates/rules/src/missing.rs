//! For what is undecided: the smallest set of missing answers that could decide it.
//!
//! A set is looked for once for each item and aim, and kept until the item is judged again: composites ask for the sets of
//! the same parts over and over. Depends on outcomes and telling values.

use core::cell::Cell;

use crate::assessment::Verdict;
use crate::facts::{Case, FieldId};
use crate::formula::Comparing;
use crate::limits::{MAX_SEARCHED_FIELDS, MAX_SET_TRIES};
use crate::order::{by_number, sorted};
use crate::outcome::{Outcomes, Setting, unset};
use crate::program::{How, Item, ItemId, Node, Rule};
use crate::telling::{Ends, comparisons, telling_values};

/// The smallest set of fields; nothing when no answers lead there.
type Set = Option<Vec<FieldId>>;

/// The sets found so far, by item and what was wanted of it; none where nobody asked.
#[derive(Debug, Default)]
pub(crate) struct Sets(Vec<[Option<Set>; Outcomes::WANTS]>);

impl Sets {
    /// Forgets what was found for an item.
    pub(crate) fn forget(&mut self, id: ItemId) {
        if let Some(place) = self.0.get_mut(id) {
            *place = Default::default();
        }
    }

    fn place(&mut self, id: ItemId, want: Outcomes) -> Option<&mut Option<Set>> {
        if self.0.len() <= id {
            self.0.resize_with(id + 1, Default::default);
        }
        self.0.get_mut(id)?.get_mut(want.number())
    }
}

/// Finds smallest sets for the items of one village.
pub(crate) struct Missing<'a> {
    pub(crate) setting: &'a Setting<'a>,
    pub(crate) case: &'a Case<'a>,
    pub(crate) known: &'a [Outcomes],
    /// What was found of items, to be taken along to the next judging.
    pub(crate) sets: Cell<Sets>,
    /// The same of parts without a name.
    inline: Cell<Vec<(*const Item, Outcomes, Set)>>,
}

impl<'a> Missing<'a> {
    pub(crate) fn new(setting: &'a Setting<'a>, case: &'a Case<'a>, known: &'a [Outcomes], sets: Sets) -> Self {
        Self { setting, case, known, sets: Cell::new(sets), inline: Cell::default() }
    }

    /// The smallest set that decides an undecided item either way.
    pub(crate) fn deciding(&self, id: ItemId) -> Vec<FieldId> {
        self.of_id(id, Outcomes::ANY).unwrap_or_default()
    }

    /// The smallest set of missing fields for which some answers leave only verdicts of `want`; nothing when none can.
    fn of_id(&self, id: ItemId, want: Outcomes) -> Set {
        let (item, now) = (self.setting.items.get(id)?, *self.known.get(id)?);
        let mut sets = self.sets.take();
        let found = sets.place(id, want).and_then(|place| place.clone());
        self.sets.set(sets);
        found.unwrap_or_else(|| {
            let found = self.of_item(item, now, want);
            let mut sets = self.sets.take();
            if let Some(place) = sets.place(id, want) {
                *place = Some(found.clone());
            }
            self.sets.set(sets);
            found
        })
    }

    fn of_node(&self, node: &Node, want: Outcomes) -> Set {
        let item = match node {
            Node::Item(id) => return self.of_id(*id, want),
            Node::Inline(item) => &**item,
        };
        let inline = self.inline.take();
        let is_same = |(of, wanted, _): &&(*const Item, Outcomes, Set)| core::ptr::eq(*of, item) && *wanted == want;
        let found = inline.iter().find(is_same).map(|(_, _, found)| found.clone());
        self.inline.set(inline);
        found.unwrap_or_else(|| {
            let found = self.of_item(item, self.setting.of_item(item, self.case, self.known), want);
            let mut inline = self.inline.take();
            inline.push((item, want, found.clone()));
            self.inline.set(inline);
            found
        })
    }

    fn of_item(&self, item: &Item, now: Outcomes, want: Outcomes) -> Set {
        if want == Outcomes::ANY && !matches!(item.rule, Rule::Leaf(_)) {
            let aims = [Outcomes::MET, Outcomes::UNMET, Outcomes::NOT_APPLICABLE];
            let sets = aims.into_iter().filter_map(|want| self.of_item(item, now, want));
            return sets.reduce(shorter).map(|of_parts| self.held_together(item, of_parts));
        }
        if want != Outcomes::ANY && now.is_within(want) {
            return Some(Vec::new());
        }
        if !now.can_be(want) {
            return None;
        }
        match &item.rule {
            Rule::Leaf(_) => self.of_leaf(item, want),
            Rule::Composite(how, nodes) => self.of_parts(*how, nodes, want),
            Rule::Improved(ids) => self.of_improved(ids, want),
            Rule::Stable(nodes) => self.of_parts(How::All, nodes, want),
        }
    }

    /// A check that fell back decides against; one that rose decides for, when none can fall back any more.
    fn of_improved(&self, ids: &[ItemId], want: Outcomes) -> Set {
        let earlier = self.setting.earlier?;
        let of_all_that_were = |was: Verdict, to: Outcomes| {
            let those = ids.iter().filter(move |id| earlier.of(**id) == Some(was));
            those.map(move |id| self.of_id(*id, to)).collect::<Vec<Set>>()
        };
        if want == Outcomes::UNMET {
            return shortest(of_all_that_were(Verdict::Met, Outcomes::UNMET));
        }
        if want != Outcomes::MET {
            return None;
        }
        let kept = together(of_all_that_were(Verdict::Met, Outcomes::NOT_UNMET))?;
        let risen = shortest(of_all_that_were(Verdict::Unmet, Outcomes::MET))?;
        Some(sorted([kept, risen].concat()))
    }

    /// What parts ask for, each by itself, is not the smallest where they share fields or bound each other's, and may not
    /// be enough where they want different answers to one. Then sets are tried on the whole: all among a few missing
    /// fields, single ones among many. What waits for a figure may stay open whatever is answered, so of it only what was
    /// seen to decide is named.
    fn held_together(&self, item: &Item, of_parts: Vec<FieldId>) -> Vec<FieldId> {
        let Some(below) = self.setting.below(item) else { return of_parts };
        let read: Vec<FieldId> = below.iter().flat_map(|item| self.open(item)).collect();
        let missing = sorted(read.clone());
        let is_shared = missing.len() < read.len();
        let is_bounded = |id: &FieldId| {
            self.case.fields.get(*id).is_some_and(|field| field.above.iter().any(|whole| missing.contains(whole)))
        };
        if !is_shared && !missing.iter().any(is_bounded) {
            return of_parts;
        }
        let comparisons: Vec<&Comparing> = below.iter().flat_map(|item| comparisons(item)).collect();
        let search = self.search(item, comparisons, Outcomes::ANY);
        let among = |size: usize, fields: &[FieldId]| search.of_size(size, self.case, fields, &mut Vec::new());
        let is_enough = among(of_parts.len(), &of_parts).is_some();
        let below_size = if is_enough { of_parts.len() } else { missing.len() + 1 };
        let most = if missing.len() > MAX_SEARCHED_FIELDS { 2 } else { below_size };
        let found = (1..below_size.min(most)).find_map(|size| among(size, &missing));
        let awaits = || below.iter().any(|item| unset(item, self.setting.parameters).next().is_some());
        found.unwrap_or_else(|| match (is_enough, is_shared) {
            (true, _) => of_parts,
            _ if awaits() => Vec::new(),
            (false, true) => missing,
            (false, false) => of_parts,
        })
    }

    /// The item's own fields that can still be answered.
    fn open(&self, item: &Item) -> Vec<FieldId> {
        item.fields.iter().copied().filter(|field| !self.case.is_known(*field) && !self.case.is_bad(*field)).collect()
    }

    fn search<'s>(&'s self, item: &'s Item, comparisons: Vec<&'s Comparing>, want: Outcomes) -> Search<'s> {
        Search { setting: self.setting, item, comparisons, want, tries: Cell::new(MAX_SET_TRIES) }
    }

    fn of_parts(&self, how: How, nodes: &[Node], want: Outcomes) -> Set {
        let sets = |want: Outcomes| nodes.iter().map(|node| self.of_node(node, want)).collect::<Vec<Set>>();
        let one = |want: Outcomes| shortest(sets(want));
        let every = |want: Outcomes| together(sets(want));
        // One part so, and all others so.
        let one_and_all = |own: Outcomes, others: Outcomes| {
            let (own, others) = (sets(own), sets(others));
            let with = |chosen: usize| {
                let of = |number: usize| if number == chosen { own.get(number) } else { others.get(number) };
                together((0..nodes.len()).map(|number| of(number).cloned().flatten()).collect())
            };
            shortest((0..nodes.len()).map(with).collect())
        };
        if want == Outcomes::NOT_APPLICABLE {
            return match how {
                How::All | How::Any => every(Outcomes::NOT_APPLICABLE),
                How::SomeUnmet | How::AtLeast(_) => None,
            };
        }
        let to_met = want.can_be(Outcomes::MET);
        match (how, to_met) {
            (How::All, true) if want == Outcomes::MET => one_and_all(Outcomes::MET, Outcomes::NOT_UNMET),
            (How::All, true) => every(Outcomes::NOT_UNMET),
            (How::All, false) if want == Outcomes::NOT_MET => {
                shortest(vec![one(Outcomes::UNMET), every(Outcomes::NOT_MET)])
            }
            (How::All, false) | (How::SomeUnmet, true) => one(Outcomes::UNMET),
            (How::Any, true) if want == Outcomes::NOT_UNMET => {
                shortest(vec![one(Outcomes::MET), every(Outcomes::NOT_UNMET)])
            }
            (How::Any, true) => one(Outcomes::MET),
            (How::Any, false) if want == Outcomes::UNMET => one_and_all(Outcomes::UNMET, Outcomes::NOT_MET),
            (How::Any, false) => every(Outcomes::NOT_MET),
            (How::SomeUnmet, false) => every(Outcomes::NOT_UNMET),
            (How::AtLeast(parameter), _) => {
                let needed = self.setting.parameters.get(parameter)?.as_ref()?.ceil().to_i64()?;
                let needed = usize::try_from(needed).unwrap_or_default();
                let enough = if to_met { needed } else { nodes.len().saturating_sub(needed).saturating_add(1) };
                let reachable = sets(if to_met { Outcomes::MET } else { Outcomes::NOT_MET });
                let reachable = by_number(reachable.into_iter().flatten().collect(), Vec::len);
                (reachable.len() >= enough).then(|| sorted(reachable.into_iter().take(enough).flatten().collect()))
            }
        }
    }

    fn of_leaf(&self, item: &Item, want: Outcomes) -> Set {
        let missing = self.open(item);
        if missing.len() > MAX_SEARCHED_FIELDS {
            return Some(missing);
        }
        let is_awaiting = unset(item, self.setting.parameters).next().is_some();
        // The last answer that a check waits for decides it.
        if missing.len() == 1 && !is_awaiting {
            return Some(missing);
        }
        let search = self.search(item, comparisons(item), want);
        let found = (1..=missing.len()).find_map(|size| search.of_size(size, self.case, &missing, &mut Vec::new()));
        // A formula whose deciding answers the candidates do not hit is still decided by all of its answers together,
        // unless it waits for a parameter.
        found.or_else(|| (!is_awaiting && !missing.is_empty()).then_some(missing))
    }
}

fn shorter(one: Vec<FieldId>, other: Vec<FieldId>) -> Vec<FieldId> {
    if other.len() < one.len() { other } else { one }
}

/// The shortest of those that there are, the first of equals.
fn shortest(sets: Vec<Set>) -> Set {
    sets.into_iter().flatten().reduce(shorter)
}

/// All of them in one, if there are all.
fn together(sets: Vec<Set>) -> Set {
    let mut all = Vec::new();
    for set in sets {
        all.extend(set?);
    }
    Some(sorted(all))
}

/// A search for fields whose answers decide an item.
struct Search<'a> {
    setting: &'a Setting<'a>,
    item: &'a Item,
    comparisons: Vec<&'a Comparing>,
    want: Outcomes,
    /// How many more answers are tried.
    tries: Cell<usize>,
}

impl Search<'_> {
    /// Tries every set of `size` fields of `from` on top of those chosen, each with its telling values.
    fn of_size(
        &self,
        size: usize,
        case: &Case<'_>,
        from: &[FieldId],
        chosen: &mut Vec<FieldId>,
    ) -> Option<Vec<FieldId>> {
        let left = self.tries.get();
        if left == 0 {
            return None;
        }
        self.tries.set(left - 1);
        if size == 0 {
            let outcome = self.setting.of_item(self.item, case, &[]);
            return (outcome.is_decided() && outcome.is_within(self.want)).then(|| chosen.clone());
        }
        for (index, field) in from.iter().enumerate() {
            let rest = from.get(index + 1..).unwrap_or_default();
            if rest.len() + 1 < size {
                break;
            }
            chosen.push(*field);
            for value in telling_values(&self.comparisons, case, self.setting.parameters, *field, Ends::Likely) {
                let found = self.of_size(size - 1, &case.assuming(*field, value), rest, chosen);
                if found.is_some() {
                    return found;
                }
            }
            chosen.pop();
        }
        None
    }
}
