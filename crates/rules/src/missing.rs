//! For what is undecided: the smallest set of missing answers that could decide it.

use feel::Number;

use crate::assessment::Verdict;
use crate::facts::{Case, FieldId, Value};
use crate::limits::MAX_SEARCHED_FIELDS;
use crate::model::IndicatorType;
use crate::order::{by_number, sorted};
use crate::outcome::{Outcomes, Setting, comparisons, unset};
use crate::program::{How, Item, ItemId, Node, Rule};

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
        .unwrap_or_default()
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
    if want == Outcomes::NOT_APPLICABLE {
        return match how {
            How::All | How::Any => every(Outcomes::NOT_APPLICABLE),
            How::SomeUnmet | How::AtLeast(_) => None,
        };
    }
    let to_met = want.can_be(Outcomes::MET);
    match (how, to_met) {
        (How::All, true) => every(Outcomes::NOT_UNMET),
        (How::All, false) | (How::SomeUnmet, true) => one(Outcomes::UNMET),
        (How::Any, true) => one(Outcomes::MET),
        (How::Any, false) => every(Outcomes::UNMET),
        (How::SomeUnmet, false) => every(Outcomes::NOT_UNMET),
        (How::AtLeast(parameter), _) => {
            let needed = setting.parameters.get(parameter)?.as_ref()?.ceil().to_i64()?;
            let needed = usize::try_from(needed).unwrap_or_default();
            let enough = if to_met { needed } else { nodes.len().saturating_sub(needed).saturating_add(1) };
            let reachable = sets(if to_met { Outcomes::MET } else { Outcomes::UNMET }).flatten().collect();
            let reachable = by_number(reachable, Vec::len);
            (reachable.len() >= enough).then(|| sorted(reachable.into_iter().take(enough).flatten().collect()))
        }
    }
}

fn smallest_of_leaf(setting: &Setting<'_>, item: &Item, case: &Case<'_>, want: Outcomes) -> Option<Vec<FieldId>> {
    let missing: Vec<FieldId> =
        item.fields.iter().copied().filter(|field| !case.is_known(*field) && !case.is_bad(*field)).collect();
    if missing.len() > MAX_SEARCHED_FIELDS {
        return Some(missing);
    }
    // The last answer that a check waits for decides it.
    if missing.len() == 1 && unset(item, setting.parameters).next().is_none() {
        return Some(missing);
    }
    let found = (1..=missing.len()).find_map(|size| {
        let mut chosen = Vec::with_capacity(size);
        search(setting, item, case, want, &missing, size, &mut chosen)
    });
    // A formula whose deciding answers the candidates do not hit is still decided by all of its answers together, unless
    // it waits for a parameter.
    found.or_else(|| (unset(item, setting.parameters).next().is_none() && !missing.is_empty()).then_some(missing))
}

/// Tries every set of `size` fields of `from` on top of those chosen, each with its telling values.
fn search(
    setting: &Setting<'_>,
    item: &Item,
    case: &Case<'_>,
    want: Outcomes,
    from: &[FieldId],
    size: usize,
    chosen: &mut Vec<FieldId>,
) -> Option<Vec<FieldId>> {
    if size == 0 {
        let outcome = setting.of_item(item, case, &[]);
        return (outcome.is_decided() && outcome.is_within(want)).then(|| chosen.clone());
    }
    for (index, field) in from.iter().enumerate() {
        let rest = from.get(index + 1..).unwrap_or_default();
        if rest.len() + 1 < size {
            break;
        }
        chosen.push(*field);
        for value in telling_values(setting, item, case, *field) {
            let found = search(setting, item, &case.assuming(*field, value), want, rest, size - 1, chosen);
            if found.is_some() {
                return found;
            }
        }
        chosen.pop();
    }
    None
}

/// Answers to a field at which a verdict can turn: every option, the bounds that anybody would answer, and where a
/// comparison's sides meet.
pub(crate) fn telling_values(setting: &Setting<'_>, item: &Item, case: &Case<'_>, field: FieldId) -> Vec<Value> {
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
    if !(spec.open_ended && high == spec.max) {
        values.push(high.clone());
    }
    for comparing in comparisons(item) {
        let Some(meeting) = meeting_point(&comparing.difference, field, case, setting) else { continue };
        let on_grid = floor_to(&meeting, &step);
        for value in [on_grid.sub(&step), on_grid.clone(), on_grid.add(&step), on_grid.add(&step).add(&step)] {
            if value >= low && value <= high {
                values.push(value);
            }
        }
    }
    sorted(values).into_iter().map(Value::Number).collect()
}

/// Where the polynomial is zero along a field, when everything else in it is known.
pub(crate) fn meeting_point(
    poly: &crate::poly::Poly,
    field: FieldId,
    case: &Case<'_>,
    setting: &Setting<'_>,
) -> Option<Number> {
    let (slope, rest) = poly.line(field, &|var| crate::formula::value_of(var, case, setting.parameters))?;
    rest.neg().checked_div(&slope)
}

/// The greatest multiple of `step` that is not above the number.
pub(crate) fn floor_to(number: &Number, step: &Number) -> Number {
    number.checked_div(step).map_or_else(|| number.clone(), |steps| steps.floor().mul(step))
}
