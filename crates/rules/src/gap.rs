//! The gap: the smallest change of answers that turns unmet into met, in the indicator's own unit and on its grid.

use feel::Number;

use crate::assessment::{Change, Gap, Verdict};
use crate::facts::{Case, Field, FieldId, Value};
use crate::formula::{Comparing, Formula, Relation};
use crate::missing::{floor_to, meeting_point};
use crate::model::{Check, Comparison};
use crate::order::by_number;
use crate::outcome::{Outcomes, Setting};
use crate::program::{How, Item, ItemId, Leaf, Node, Rule, Shape, parts_of};
use crate::text;

/// One answer's change, before it is put into words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    /// The check whose gap it is, for its words; none for a part without a name.
    pub(crate) of: Option<ItemId>,
    pub(crate) field: FieldId,
    pub(crate) from: Value,
    pub(crate) to: Value,
}

/// The changes that turn an unmet item; nothing when no change of single answers can.
pub(crate) fn steps(
    setting: &Setting<'_>,
    (id, item): (Option<ItemId>, &Item),
    case: &Case<'_>,
    known: &[Outcomes],
) -> Option<Vec<Step>> {
    match &item.rule {
        Rule::Leaf(leaf) => step_of_leaf(setting, item, leaf, case).map(|step| vec![Step { of: id, ..step }]),
        Rule::Composite(how, nodes) => {
            let unmet = nodes.iter().filter(|node| setting.of_node(node, case, known).verdict() == Verdict::Unmet);
            let gaps = unmet.map(|node| match node {
                Node::Item(id) => {
                    setting.items.get(*id).and_then(|item| steps(setting, (Some(*id), item), case, known))
                }
                Node::Inline(item) => steps(setting, (None, item), case, known),
            });
            let steps = match how {
                How::All => gaps.collect::<Option<Vec<_>>>().map(joined),
                How::Any => gaps.flatten().min_by_key(Vec::len),
                How::AtLeast(parameter) => {
                    let needed = setting.parameters.get(*parameter)?.as_ref()?.ceil().to_i64()?;
                    let met = nodes
                        .iter()
                        .filter(|node| setting.of_node(node, case, known).verdict() == Verdict::Met)
                        .count();
                    let short = usize::try_from(needed).ok()?.checked_sub(met)?;
                    let gaps = by_number(gaps.flatten().collect(), Vec::len);
                    (gaps.len() >= short).then(|| joined(gaps.into_iter().take(short).collect()))
                }
                How::SomeUnmet => None,
            }?;
            // What one part needs may be what another must not have.
            let turned = steps.iter().fold(case.clone(), |case, step| case.assuming(step.field, step.to.clone()));
            judged_anew(setting, item, &turned).can_be(Outcomes::MET).then_some(steps)
        }
        Rule::Improved(_) | Rule::Stable(_) => None,
    }
}

/// The outcomes of an item with all it rests on judged again.
fn judged_anew(setting: &Setting<'_>, item: &Item, case: &Case<'_>) -> Outcomes {
    let mut known = vec![Outcomes::NONE; setting.items.len()];
    let mut parts = Vec::new();
    parts_of(item, &mut parts);
    for id in parts {
        if let (Some(place), Some(part)) = (known.get_mut(id), setting.items.get(id)) {
            *place = judged_anew(setting, part, case);
        }
    }
    setting.of_item(item, case, &known)
}

fn joined(gaps: Vec<Vec<Step>>) -> Vec<Step> {
    let mut all: Vec<Step> = Vec::new();
    for step in gaps.into_iter().flatten() {
        if !all.contains(&step) {
            all.push(step);
        }
    }
    all
}

fn step_of_leaf(setting: &Setting<'_>, item: &Item, leaf: &Leaf, case: &Case<'_>) -> Option<Step> {
    if let Shape::YesNo(field, expected) = leaf.shape {
        let from = case.value(field)?.clone();
        return Some(Step { of: None, field, from, to: Value::YesNo(expected) });
    }
    let Formula::Compare(comparing) = &leaf.formula else { return None };
    candidates(leaf, comparing).into_iter().find_map(|field| {
        let from = case.number(field)?.clone();
        let to = target(setting, comparing, field, case)?;
        let fits = case.fields.get(field).is_some_and(|spec| in_room(spec, &to, case));
        let turned = case.assuming(field, Value::Number(to.clone()));
        let turns = setting.of_item(item, &turned, &[]).can_be(Outcomes::MET);
        (fits && turns && to != from).then_some(Step {
            of: None,
            field,
            from: Value::Number(from),
            to: Value::Number(to),
        })
    })
}

/// The fields that could be changed, the natural one first: what is counted before what it is counted against, and of a
/// formula's fields those that rise to reach a least value (or fall to keep a greatest) before those that would have to go
/// the other way. What it is compared with is nobody's to change.
fn candidates(leaf: &Leaf, comparing: &Comparing) -> Vec<FieldId> {
    match &leaf.shape {
        Shape::YesNo(field, _) | Shape::Nobody(field) => vec![*field],
        Shape::Whole { part, .. } | Shape::Share { part, .. } => vec![*part],
        Shape::Compare { value, is, .. } => {
            let rises = matches!(is, Comparison::AtLeast | Comparison::Above);
            by_number(value.above.fields(), |field| {
                let positive = value.above.split(*field).is_some_and(|(slope, _)| slope.is_positive_sum());
                let below = value.below.fields().contains(field);
                2 * usize::from(below) + usize::from(rises != positive)
            })
        }
        Shape::Condition => comparing.difference.fields(),
    }
}

/// The nearest answer on the field's grid at which the comparison holds. While other answers are missing, the nearest over
/// all of their completions: at least so much is lacking.
fn target(setting: &Setting<'_>, comparing: &Comparing, field: FieldId, case: &Case<'_>) -> Option<Number> {
    let other = comparing.fields().into_iter().find(|id| *id != field && !case.is_known(*id));
    if let Some(other) = other {
        let from = case.number(field)?;
        let (low, high) = case.range(other)?;
        return [low, high]
            .into_iter()
            .filter_map(|bound| target(setting, comparing, field, &case.assuming(other, Value::Number(bound))))
            .min_by_key(|to| to.sub(from).abs());
    }
    let step = case.fields.get(field)?.step();
    let meeting = meeting_point(&comparing.difference, field, case, setting)?;
    let floor = floor_to(&meeting, &step);
    let next = floor.add(&step);
    let holds = |to: &Number| {
        let assumed = case.assuming(field, Value::Number(to.clone()));
        let difference = comparing.known_difference(&assumed, setting.parameters);
        difference.is_some_and(|difference| comparing.is.holds(difference.signum()))
    };
    let from = case.number(field)?;
    if comparing.is == Relation::Equals {
        return (floor == meeting).then_some(floor);
    }
    // On one side of the meeting point it holds; the nearest value of the grid on that side is among these three.
    [floor.sub(&step), floor, next].into_iter().filter(holds).min_by_key(|to| to.sub(from).abs())
}

/// Whether a value keeps the field's own bounds and those of its known wholes and parts.
fn in_room(spec: &Field, value: &Number, case: &Case<'_>) -> bool {
    let known =
        |ids: &[FieldId], fits: &dyn Fn(&Number) -> bool| ids.iter().filter_map(|id| case.number(*id)).all(fits);
    *value >= spec.min
        && *value <= spec.max
        && known(&spec.above, &|whole| value <= whole)
        && known(&spec.below, &|part| value >= part)
}

/// The gap in the words of the checks it closes.
pub(crate) fn gap(steps: &[Step], checks: &[Check], fields: &[Field]) -> Gap {
    let mut changes = Vec::with_capacity(steps.len());
    let mut sentences = Vec::with_capacity(steps.len());
    for step in steps {
        let Some(field) = fields.get(step.field) else { continue };
        let by = match (&step.from, &step.to) {
            (Value::Number(from), Value::Number(to)) => Some(to.sub(from).abs().to_string()),
            _ => None,
        };
        let change = Change {
            field: field.name.clone(),
            from: step.from.text(field),
            to: step.to.text(field),
            by,
            unit: field.unit.clone(),
        };
        let check = step.of.and_then(|id| checks.get(id));
        sentences.push(match check.and_then(|check| check.gap_phrase.as_deref()) {
            Some(phrase) => text::gap_by_phrase(phrase, &change),
            None => text::gap_of(&change),
        });
        changes.push(change);
    }
    Gap { changes, sentence: sentences.join("；") }
}
