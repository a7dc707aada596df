//! For what is undecided: the smallest set of missing answers that could decide it.

use crate::assessment::Verdict;
use crate::facts::{Case, FieldId};
use crate::formula::Comparing;
use crate::limits::MAX_SEARCHED_FIELDS;
use crate::order::{by_number, sorted};
use crate::outcome::{Outcomes, Setting, unset};
use crate::program::{How, Item, ItemId, Node, Rule};
use crate::telling::{Ends, comparisons, telling_values};

/// The smallest set of missing fields for which some answers leave only verdicts of `want`; nothing when none can.
pub(crate) fn smallest(
    setting: &Setting<'_>,
    item: &Item,
    case: &Case<'_>,
    known: &[Outcomes],
    want: Outcomes,
) -> Option<Vec<FieldId>> {
    smallest_from(setting, item, setting.of_item(item, case, known), case, known, want)
}

/// The same for an item whose outcomes are known already.
fn smallest_from(
    setting: &Setting<'_>,
    item: &Item,
    now: Outcomes,
    case: &Case<'_>,
    known: &[Outcomes],
    want: Outcomes,
) -> Option<Vec<FieldId>> {
    if now.is_within(want) {
        return Some(Vec::new());
    }
    if !now.can_be(want) {
        return None;
    }
    match &item.rule {
        Rule::Leaf(_) => smallest_of_leaf(setting, item, case, want),
        Rule::Composite(how, nodes) => smallest_of_parts(setting, *how, nodes, case, known, want),
        Rule::Improved(ids) => smallest_of_improved(setting, ids, case, known, want),
        Rule::Stable(nodes) => smallest_of_parts(setting, How::All, nodes, case, known, want),
    }
}

/// A check that fell back decides against; one that rose decides for, when none can fall back any more.
fn smallest_of_improved(
    setting: &Setting<'_>,
    ids: &[ItemId],
    case: &Case<'_>,
    known: &[Outcomes],
    want: Outcomes,
) -> Option<Vec<FieldId>> {
    let earlier = setting.earlier?;
    let of_all_that_were = |was: Verdict, to: Outcomes| {
        let those = ids.iter().filter(move |id| earlier.of(**id) == Some(was));
        those.filter_map(|id| setting.items.get(*id)).map(move |item| smallest(setting, item, case, known, to))
    };
    if want == Outcomes::UNMET {
        return of_all_that_were(Verdict::Met, Outcomes::UNMET).flatten().min_by_key(Vec::len);
    }
    if want != Outcomes::MET {
        return None;
    }
    let kept: Vec<Vec<FieldId>> = of_all_that_were(Verdict::Met, Outcomes::NOT_UNMET).collect::<Option<_>>()?;
    let risen = of_all_that_were(Verdict::Unmet, Outcomes::MET).flatten().min_by_key(Vec::len)?;
    Some(sorted([kept.concat(), risen].concat()))
}

/// The smallest set that decides an undecided item either way.
pub(crate) fn deciding(setting: &Setting<'_>, item: &Item, case: &Case<'_>, known: &[Outcomes]) -> Vec<FieldId> {
    if matches!(item.rule, Rule::Leaf(_)) {
        return smallest_of_leaf(setting, item, case, Outcomes::ANY).unwrap_or_default();
    }
    let now = setting.of_item(item, case, known);
    [Outcomes::MET, Outcomes::UNMET, Outcomes::NOT_APPLICABLE]
        .into_iter()
        .filter_map(|want| smallest_from(setting, item, now, case, known, want))
        .reduce(|best, other| if other.len() < best.len() { other } else { best })
        .map(|of_parts| held_together(setting, item, case, of_parts))
        .unwrap_or_default()
}

/// What parts ask for, each by itself, is not the smallest where they share fields or bound each other's, and may not be
/// enough where they want different answers to one. Then sets are tried on the whole: all among a few missing fields, single
/// ones among many.
fn held_together(setting: &Setting<'_>, item: &Item, case: &Case<'_>, of_parts: Vec<FieldId>) -> Vec<FieldId> {
    let Some(below) = setting.below(item) else { return of_parts };
    let read: Vec<FieldId> = below.iter().flat_map(|item| open(item, case)).collect();
    let missing = sorted(read.clone());
    let is_shared = missing.len() < read.len();
    let is_bounded = |id: &FieldId| {
        case.fields.get(*id).is_some_and(|field| field.above.iter().any(|whole| missing.contains(whole)))
    };
    if !is_shared && !missing.iter().any(is_bounded) {
        return of_parts;
    }
    let comparisons: Vec<&Comparing> = below.iter().flat_map(|item| comparisons(item)).collect();
    let search = Search { setting, item, comparisons, want: Outcomes::ANY };
    let among = |size: usize, fields: &[FieldId]| search.of_size(size, case, fields, &mut Vec::with_capacity(size));
    let is_enough = among(of_parts.len(), &of_parts).is_some();
    let below_size = if is_enough { of_parts.len() } else { missing.len() + 1 };
    let most = if missing.len() > MAX_SEARCHED_FIELDS { 2 } else { below_size };
    let found = (1..below_size.min(most)).find_map(|size| among(size, &missing));
    found.unwrap_or(if is_enough || !is_shared { of_parts } else { missing })
}

/// The item's own fields that can still be answered.
fn open(item: &Item, case: &Case<'_>) -> Vec<FieldId> {
    item.fields.iter().copied().filter(|field| !case.is_known(*field) && !case.is_bad(*field)).collect()
}

fn of_node(
    setting: &Setting<'_>,
    node: &Node,
    case: &Case<'_>,
    known: &[Outcomes],
    want: Outcomes,
) -> Option<Vec<FieldId>> {
    match node {
        Node::Item(id) => smallest_from(setting, setting.items.get(*id)?, *known.get(*id)?, case, known, want),
        Node::Inline(item) => smallest(setting, item, case, known, want),
    }
}

fn smallest_of_parts(
    setting: &Setting<'_>,
    how: How,
    nodes: &[Node],
    case: &Case<'_>,
    known: &[Outcomes],
    want: Outcomes,
) -> Option<Vec<FieldId>> {
    let sets = |want: Outcomes| nodes.iter().map(move |node| of_node(setting, node, case, known, want));
    let one = |want: Outcomes| sets(want).flatten().min_by_key(Vec::len);
    let every = |want: Outcomes| sets(want).collect::<Option<Vec<_>>>().map(|sets| sorted(sets.concat()));
    // One part so, and all others so.
    let one_and_all = |own: Outcomes, others: Outcomes| {
        let (own, others): (Vec<_>, Vec<_>) = (sets(own).collect(), sets(others).collect());
        let with = |(chosen, own): (usize, &Option<Vec<FieldId>>)| {
            let rest = others.iter().enumerate().filter(|(number, _)| *number != chosen).map(|(_, set)| set.clone());
            let all = core::iter::once(own.clone()).chain(rest).collect::<Option<Vec<_>>>()?;
            Some(sorted(all.concat()))
        };
        own.iter().enumerate().filter_map(with).min_by_key(Vec::len)
    };
    if want == Outcomes::NOT_APPLICABLE {
        return match how {
            How::All | How::Any => every(Outcomes::NOT_APPLICABLE),
            How::SomeUnmet | How::AtLeast(_) => None,
        };
    }
    let shorter = |one: Option<Vec<FieldId>>, other: Option<Vec<FieldId>>| {
        [one, other].into_iter().flatten().min_by_key(Vec::len)
    };
    let to_met = want.can_be(Outcomes::MET);
    match (how, to_met) {
        (How::All, true) if want == Outcomes::MET => one_and_all(Outcomes::MET, Outcomes::NOT_UNMET),
        (How::All, true) => every(Outcomes::NOT_UNMET),
        (How::All, false) if want == Outcomes::NOT_MET => shorter(one(Outcomes::UNMET), every(Outcomes::NOT_MET)),
        (How::All, false) | (How::SomeUnmet, true) => one(Outcomes::UNMET),
        (How::Any, true) if want == Outcomes::NOT_UNMET => shorter(one(Outcomes::MET), every(Outcomes::NOT_UNMET)),
        (How::Any, true) => one(Outcomes::MET),
        (How::Any, false) if want == Outcomes::UNMET => one_and_all(Outcomes::UNMET, Outcomes::NOT_MET),
        (How::Any, false) => every(Outcomes::NOT_MET),
        (How::SomeUnmet, false) => every(Outcomes::NOT_UNMET),
        (How::AtLeast(parameter), _) => {
            let needed = setting.parameters.get(parameter)?.as_ref()?.ceil().to_i64()?;
            let needed = usize::try_from(needed).unwrap_or_default();
            let enough = if to_met { needed } else { nodes.len().saturating_sub(needed).saturating_add(1) };
            let reachable = sets(if to_met { Outcomes::MET } else { Outcomes::NOT_MET }).flatten().collect();
            let reachable = by_number(reachable, Vec::len);
            (reachable.len() >= enough).then(|| sorted(reachable.into_iter().take(enough).flatten().collect()))
        }
    }
}

fn smallest_of_leaf(setting: &Setting<'_>, item: &Item, case: &Case<'_>, want: Outcomes) -> Option<Vec<FieldId>> {
    let missing = open(item, case);
    if missing.len() > MAX_SEARCHED_FIELDS {
        return Some(missing);
    }
    // The last answer that a check waits for decides it.
    if missing.len() == 1 && unset(item, setting.parameters).next().is_none() {
        return Some(missing);
    }
    let search = Search { setting, item, comparisons: comparisons(item), want };
    let found =
        (1..=missing.len()).find_map(|size| search.of_size(size, case, &missing, &mut Vec::with_capacity(size)));
    // A formula whose deciding answers the candidates do not hit is still decided by all of its answers together, unless
    // it waits for a parameter.
    found.or_else(|| (unset(item, setting.parameters).next().is_none() && !missing.is_empty()).then_some(missing))
}

/// A search for fields whose answers decide an item.
struct Search<'a> {
    setting: &'a Setting<'a>,
    item: &'a Item,
    comparisons: Vec<&'a Comparing>,
    want: Outcomes,
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
