//! Why a check has its verdict: a tree that follows the check, and the sentence made from it.

use std::sync::Arc;

use feel::{Number, Rounding};

use crate::assessment::{Explanation, FieldValue, Note, NoteCode, Operator, ParameterRef, Quantity, Verdict};
use crate::facts::{Case, FieldId};
use crate::formula::value_of;
use crate::model::Pack;
use crate::outcome::{Outcomes, Setting, comparisons, unset};
use crate::poly::Ratio;
use crate::program::{Compiled, How, Item, ItemId, Leaf, Node, Rule, Shape, Than};
use crate::text;

/// The explanations made so far, by item.
pub(crate) type Told = Vec<Option<Arc<Explanation>>>;

/// What explanations are made from.
pub(crate) struct Explainer<'a> {
    pub(crate) pack: &'a Pack,
    pub(crate) compiled: &'a Compiled,
    pub(crate) setting: &'a Setting<'a>,
    pub(crate) case: &'a Case<'a>,
    pub(crate) known: &'a [Outcomes],
}

/// A number with its unit; a value with unit `%` is given as a fraction.
pub(crate) fn quantity(value: &Number, unit: &str) -> Quantity {
    quantity_to(value, unit, 2)
}

fn quantity_to(value: &Number, unit: &str, places: u32) -> Quantity {
    let value = if unit == "%" { value.mul(&Number::from(100)) } else { value.clone() };
    let rounded = value.round(i32::try_from(places).unwrap_or_default(), Rounding::HalfUp);
    Quantity { value: value.to_string(), shown: rounded.to_string(), unit: unit.to_owned() }
}

/// Two quantities that are shown differently unless they are equal: rounding must not hide a miss.
pub(crate) fn told_apart(actual: &Number, required: &Number, unit: &str) -> (Quantity, Quantity) {
    for places in 2..8 {
        let pair = (quantity_to(actual, unit, places), quantity_to(required, unit, places));
        if actual == required || pair.0.shown != pair.1.shown {
            return pair;
        }
    }
    let exact = |quantity: Quantity| Quantity { shown: quantity.value.clone(), ..quantity };
    (exact(quantity(actual, unit)), exact(quantity(required, unit)))
}

impl Explainer<'_> {
    /// The name of a check or summary.
    pub(crate) fn item_name(&self, id: ItemId) -> &str {
        let check = self.pack.checks.get(id).map(|check| check.name.as_str());
        let summary =
            || self.pack.summaries.get(id.checked_sub(self.pack.checks.len())?).map(|summary| summary.name.as_str());
        check.or_else(summary).unwrap_or_default()
    }

    pub(crate) fn field_name(&self, id: FieldId) -> &str {
        self.compiled.fields.get(id).map(|field| field.name.as_str()).unwrap_or_default()
    }

    pub(crate) fn names<'s>(&'s self, ids: &[FieldId]) -> Vec<&'s str> {
        ids.iter().map(|id| self.field_name(*id)).collect()
    }

    fn field_value(&self, id: FieldId) -> Option<FieldValue> {
        let field = self.compiled.fields.get(id)?;
        let value = self.case.value(id).map(|value| value.text(field));
        Some(FieldValue { name: field.name.clone(), value, unit: field.unit.clone() })
    }

    /// A parameter as it took part.
    pub(crate) fn parameter(&self, id: usize) -> Option<ParameterRef> {
        let parameter = self.pack.parameters.get(id)?;
        let value = self.setting.parameters.get(id)?.as_ref().map(|value| quantity(value, &parameter.unit).value);
        Some(ParameterRef {
            name: parameter.name.clone(),
            value,
            unit: parameter.unit.clone(),
            basis: parameter.basis,
            clause: parameter.clause.clone(),
            origin: parameter.origin.clone(),
        })
    }

    fn parameter_quantity(&self, id: usize) -> Option<Quantity> {
        let value = self.setting.parameters.get(id)?.as_ref()?;
        Some(quantity(value, &self.pack.parameters.get(id)?.unit))
    }

    /// Brings the trees of the stale items up to date, each after those it rests on, so that they are shared and made
    /// once. A tree that comes out the same stays the one it was.
    pub(crate) fn explain(&self, stale: &[bool], told: &mut Told) {
        for id in self.compiled.order.iter().filter(|id| stale.get(**id) == Some(&true)) {
            let (Some(item), Some(outcomes)) = (self.compiled.items.get(*id), self.known.get(*id)) else { continue };
            let mut explanation = self.tree(self.item_name(*id), item, outcomes.verdict(), told);
            if let Some(off) = self.pack.checks.get(*id).and_then(|check| check.off.as_ref()) {
                explanation.sentence = text::switched_off(self.pack.issuer(&off.by), &off.reason);
                explanation.notes = vec![Note { code: NoteCode::Overlay, text: explanation.sentence.clone() }];
            }
            let more = self.notes(*id, &explanation);
            explanation.notes.extend(more);
            if let Some(place) = told.get_mut(*id).filter(|place| place.as_deref() != Some(&explanation)) {
                *place = Some(Arc::new(explanation));
            }
        }
    }

    /// The tree for one item.
    fn tree(&self, name: &str, item: &Item, verdict: Verdict, told: &Told) -> Explanation {
        let mut explanation = Explanation {
            name: name.to_owned(),
            verdict,
            operator: operator(&item.rule),
            actual: None,
            required: None,
            parameter: None,
            fields: item.fields.iter().filter_map(|field| self.field_value(*field)).collect(),
            notes: Vec::new(),
            children: self.children(item, told),
            sentence: String::new(),
        };
        if let Rule::Leaf(leaf) = &item.rule {
            self.quantities(leaf, &mut explanation);
        } else if let Rule::Composite(How::AtLeast(parameter), _) = &item.rule {
            explanation.parameter = self.parameter(*parameter);
            explanation.required = self.parameter_quantity(*parameter);
        }
        explanation.sentence = self.sentence(item, &mut explanation);
        explanation
    }

    fn children(&self, item: &Item, told: &Told) -> Vec<Arc<Explanation>> {
        let of_id = |id: &ItemId| told.get(*id).cloned().flatten();
        match &item.rule {
            Rule::Leaf(_) => Vec::new(),
            Rule::Improved(ids) => ids.iter().filter_map(of_id).collect(),
            Rule::Composite(_, nodes) | Rule::Stable(nodes) => nodes
                .iter()
                .filter_map(|node| match node {
                    Node::Item(id) => of_id(id),
                    Node::Inline(item) => {
                        let verdict = self.setting.of_item(item, self.case, self.known).verdict();
                        Some(Arc::new(self.tree(&self.inline_name(item), item, verdict, told)))
                    }
                })
                .collect(),
        }
    }

    /// A part without a name of its own is named by the answers it reads, and where it reads none by its own parts: by
    /// their names when they are few, by the kinds of check when they are many.
    fn inline_name(&self, item: &Item) -> String {
        let mut names: Vec<String> = self.names(&item.fields).into_iter().map(str::to_owned).collect();
        if let Rule::Composite(_, nodes) | Rule::Stable(nodes) = &item.rule {
            for node in nodes {
                let name = match node {
                    Node::Item(id) => match self.pack.checks.get(*id) {
                        Some(check) if nodes.len() > 3 => text::kind(check.kind).to_owned(),
                        _ => self.item_name(*id).to_owned(),
                    },
                    Node::Inline(item) => self.inline_name(item),
                };
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        names.join("、")
    }

    fn quantities(&self, leaf: &Leaf, explanation: &mut Explanation) {
        let number = |id: FieldId| self.case.number(id);
        let unit = |id: FieldId| self.compiled.fields.get(id).map(|field| field.unit.as_str()).unwrap_or_default();
        let plain = |id: FieldId| {
            let shown = number(id)?.to_string();
            Some(Quantity { value: shown.clone(), shown, unit: unit(id).to_owned() })
        };
        match &leaf.shape {
            Shape::YesNo(..) | Shape::Condition => {}
            Shape::Nobody(field) => {
                explanation.actual = plain(*field);
                explanation.required = Some(quantity(&Number::ZERO, unit(*field)));
            }
            Shape::Whole { part, whole } => (explanation.actual, explanation.required) = (plain(*part), plain(*whole)),
            Shape::Share { part, whole, parameter } => {
                explanation.parameter = self.parameter(*parameter);
                explanation.required = self.parameter_quantity(*parameter);
                let share = number(*part).zip(number(*whole)).and_then(|(part, whole)| part.checked_div(whole));
                let required = self.setting.parameters.get(*parameter).and_then(Option::as_ref);
                if let (Some(share), Some(required)) = (&share, required) {
                    let (actual, required) = told_apart(share, required, "%");
                    (explanation.actual, explanation.required) = (Some(actual), Some(required));
                } else {
                    explanation.actual = share.map(|share| quantity(&share, "%"));
                }
            }
            Shape::Compare { value, unit: own_unit, than, .. } => {
                let actual = self.ratio_value(value);
                let (required, their_unit) = match than {
                    Than::Parameter(id) => {
                        explanation.parameter = self.parameter(*id);
                        let unit =
                            self.pack.parameters.get(*id).map(|parameter| parameter.unit.as_str()).unwrap_or_default();
                        (self.setting.parameters.get(*id).cloned().flatten(), unit)
                    }
                    Than::Field(id) => (self.as_fraction(*id), unit(*id)),
                };
                let unit = if own_unit.is_empty() { their_unit } else { own_unit };
                (explanation.actual, explanation.required) = match (actual, required) {
                    (Some(actual), Some(required)) => {
                        let (actual, required) = told_apart(&actual, &required, unit);
                        (Some(actual), Some(required))
                    }
                    (actual, required) => {
                        (actual.map(|a| quantity(&a, unit)), required.map(|r| quantity(&r, their_unit)))
                    }
                };
            }
        }
    }

    /// A number as it takes part in formulas.
    fn as_fraction(&self, id: FieldId) -> Option<Number> {
        let number = self.case.number(id)?;
        let is_percent = self.compiled.fields.get(id)?.unit == "%";
        if is_percent { number.checked_div(&Number::from(100)) } else { Some(number.clone()) }
    }

    /// The value of a quotient where all of it is known and its divisor is not zero.
    pub(crate) fn ratio_value(&self, ratio: &Ratio) -> Option<Number> {
        let of = |var| value_of(var, self.case, self.setting.parameters);
        ratio.above.value(&of)?.checked_div(&ratio.below.value(&of)?)
    }

    /// Whether the divisor is known to be zero, so that there is no value whatever else is answered.
    pub(crate) fn divisor_is_zero(&self, ratio: &Ratio) -> bool {
        let of = |var| value_of(var, self.case, self.setting.parameters);
        ratio.below.value(&of).is_some_and(|divisor| divisor.is_zero())
    }

    fn sentence(&self, item: &Item, explanation: &mut Explanation) -> String {
        match explanation.verdict {
            Verdict::NotApplicable => self.why_not_applicable(item, explanation),
            Verdict::Blocked => self.why_blocked(item, explanation),
            Verdict::Undecided => self.why_undecided(item, explanation),
            Verdict::Met | Verdict::Unmet => self.why_decided(item, explanation),
        }
    }

    fn why_not_applicable(&self, item: &Item, explanation: &mut Explanation) -> String {
        let applies = item.applies.as_ref().map(|applies| (applies, applies.truth(self.case, self.setting.parameters)));
        let fields = match (&item.rule, &applies) {
            (_, Some((applies, truth))) if !truth.may_hold => applies.fields(),
            (Rule::Leaf(leaf), _) => leaf.base.into_iter().collect(),
            _ => Vec::new(),
        };
        let facts: Vec<(String, String)> = fields
            .into_iter()
            .filter_map(|id| {
                let FieldValue { name, value, unit } = self.field_value(id)?;
                // Not answered, and yet known: its bounds leave only zero.
                let value = value.unwrap_or_else(|| "0".to_owned());
                Some((name, text::amount(&value, &unit)))
            })
            .collect();
        let by_condition = applies.is_some_and(|(_, truth)| !truth.may_hold);
        let condition = if by_condition { item.applies_in_words.as_str() } else { "" };
        let sentence = text::does_not_apply(&facts, condition);
        explanation.notes.push(Note { code: NoteCode::NotApplicable, text: sentence.clone() });
        sentence
    }

    fn why_blocked(&self, item: &Item, explanation: &mut Explanation) -> String {
        let bad: Vec<FieldId> = item.fields.iter().copied().filter(|field| self.case.is_bad(*field)).collect();
        let sentence = if bad.is_empty() {
            let parts = with_verdict(&explanation.children, Verdict::Blocked);
            if parts.is_empty() {
                text::blocked(&self.names(&self.zero_divisors(item)))
            } else {
                text::blocked_parts(&parts)
            }
        } else {
            text::blocked(&self.names(&bad))
        };
        explanation.notes.push(Note { code: NoteCode::DataError, text: sentence.clone() });
        sentence
    }

    /// The fields by whose zero a comparison of the item would divide.
    fn zero_divisors(&self, item: &Item) -> Vec<FieldId> {
        let is_zero = |field: &FieldId| self.case.number(*field).is_some_and(Number::is_zero);
        comparisons(item).into_iter().flat_map(|comparing| comparing.divisor.fields()).filter(is_zero).collect()
    }

    fn why_undecided(&self, item: &Item, explanation: &mut Explanation) -> String {
        let missing: Vec<FieldId> = item.fields.iter().copied().filter(|field| !self.case.is_known(*field)).collect();
        if self.needs_earlier(item) {
            let sentence = text::needs_earlier().to_owned();
            explanation.notes.push(Note { code: NoteCode::NeedsEarlier, text: sentence.clone() });
            return sentence;
        }
        let awaited: Vec<&str> = unset(item, self.setting.parameters)
            .filter_map(|id| self.pack.parameters.get(id))
            .map(|p| p.name.as_str())
            .collect();
        if !awaited.is_empty() {
            let sentence = text::parameter_unset(&awaited);
            explanation.notes.push(Note { code: NoteCode::ParameterUnset, text: sentence.clone() });
            return sentence;
        }
        if missing.is_empty() || !explanation.children.is_empty() {
            return text::undecided_parts(&with_verdict(&explanation.children, Verdict::Undecided));
        }
        text::fill_in(&self.names(&missing))
    }

    /// Whether what is missing is an earlier self-check, or its word on one of the parts.
    fn needs_earlier(&self, item: &Item) -> bool {
        match (&item.rule, self.setting.earlier) {
            (Rule::Improved(_) | Rule::Stable(_), None) => true,
            (Rule::Stable(nodes), Some(earlier)) => {
                nodes.iter().any(|node| matches!(node, Node::Item(id) if earlier.of(*id).is_none()))
            }
            _ => false,
        }
    }

    /// The checks of a comparison over time that were `then` and are `now`.
    fn turned(&self, ids: &[ItemId], then: Verdict, now: Verdict) -> Vec<&str> {
        let turned = |id: &&ItemId| {
            let was = self.setting.earlier.and_then(|earlier| earlier.of(**id));
            was == Some(then) && self.known.get(**id).is_some_and(|outcome| outcome.verdict() == now)
        };
        ids.iter().filter(turned).map(|id| self.item_name(*id)).collect()
    }

    /// The parts that the earlier self-check found unmet.
    fn not_held(&self, nodes: &[Node]) -> Vec<&str> {
        let unmet = |node: &Node| match (node, self.setting.earlier) {
            (Node::Item(id), Some(earlier)) if earlier.of(*id) == Some(Verdict::Unmet) => Some(self.item_name(*id)),
            _ => None,
        };
        nodes.iter().filter_map(unmet).collect()
    }

    fn why_decided(&self, item: &Item, explanation: &Explanation) -> String {
        let met = explanation.verdict == Verdict::Met;
        let parts = |verdict| with_verdict(&explanation.children, verdict);
        match &item.rule {
            Rule::Leaf(leaf) => self.why_leaf(leaf, item, explanation, met),
            Rule::Composite(How::All, _) if met => text::all_parts_met().to_owned(),
            Rule::Composite(How::All, _) => text::parts_unmet(&parts(Verdict::Unmet)),
            Rule::Composite(How::Any, _) => text::some_part(&parts(Verdict::Met), &parts(Verdict::Unmet)),
            Rule::Composite(How::SomeUnmet, _) if met => text::parts_unmet(&parts(Verdict::Unmet)),
            Rule::Composite(How::SomeUnmet, _) => text::no_part_unmet().to_owned(),
            Rule::Composite(How::AtLeast(_), _) => {
                let needed = explanation.required.as_ref().map(|required| required.shown.clone()).unwrap_or_default();
                text::count_of_parts(parts(Verdict::Met).len(), &needed)
            }
            Rule::Improved(ids) => text::improved_sentence(
                met,
                &self.turned(ids, Verdict::Met, Verdict::Unmet),
                &self.turned(ids, Verdict::Unmet, Verdict::Met),
            ),
            Rule::Stable(_) if met => text::all_parts_met().to_owned(),
            Rule::Stable(nodes) if parts(Verdict::Unmet).is_empty() => text::not_held(&self.not_held(nodes)),
            Rule::Stable(_) => text::parts_unmet(&parts(Verdict::Unmet)),
        }
    }

    fn why_leaf(&self, leaf: &Leaf, item: &Item, explanation: &Explanation, met: bool) -> String {
        let missing: Vec<FieldId> = item.fields.iter().copied().filter(|field| !self.case.is_known(*field)).collect();
        if !missing.is_empty() {
            return text::whatever(&self.names(&missing), met);
        }
        let name = |id: FieldId| self.field_name(id);
        let count = |id: FieldId| {
            let unit = self.compiled.fields.get(id).map(|field| field.unit.as_str()).unwrap_or_default();
            self.case.number(id).map(|number| quantity(number, unit))
        };
        let sides = explanation.actual.as_ref().zip(explanation.required.as_ref());
        let sentence = match (&leaf.shape, sides) {
            (Shape::YesNo(field, expected), _) => Some(text::yes_no_sentence(name(*field), met, *expected)),
            (Shape::Nobody(field), Some((actual, _))) => Some(text::nobody_sentence(name(*field), actual, met)),
            (Shape::Whole { part, whole }, Some((actual, required))) => {
                Some(text::whole_sentence(name(*part), actual, name(*whole), required, met))
            }
            (Shape::Share { part, whole, .. }, Some((actual, required))) => {
                count(*part).zip(count(*whole)).map(|(part_count, whole_count)| {
                    let counts = [(name(*part), &part_count), (name(*whole), &whole_count)];
                    text::share_sentence(counts, actual, required, met)
                })
            }
            (Shape::Compare { name: value, than, .. }, Some((actual, required))) => {
                let than = match than {
                    Than::Field(id) => Some(name(*id)),
                    Than::Parameter(_) => None,
                };
                Some(text::compare_sentence(value, actual, explanation.operator, than, required, met))
            }
            _ => None,
        };
        sentence.unwrap_or_else(|| text::condition_sentence(met, &item.condition_in_words))
    }
}

fn with_verdict(children: &[Arc<Explanation>], verdict: Verdict) -> Vec<&str> {
    children.iter().filter(|child| child.verdict == verdict).map(|child| child.name.as_str()).collect()
}

fn operator(rule: &Rule) -> Operator {
    match rule {
        Rule::Leaf(leaf) => match &leaf.shape {
            Shape::YesNo(_, true) => Operator::IsYes,
            Shape::YesNo(_, false) => Operator::IsNo,
            Shape::Nobody(_) | Shape::Whole { .. } => Operator::Equals,
            Shape::Share { .. } => Operator::AtLeast,
            Shape::Compare { is, .. } => (*is).into(),
            Shape::Condition => Operator::Condition,
        },
        Rule::Composite(How::All, _) => Operator::AllOf,
        Rule::Composite(How::Any, _) => Operator::AnyOf,
        Rule::Composite(How::AtLeast(_), _) => Operator::CountOf,
        Rule::Composite(How::SomeUnmet, _) => Operator::SomeUnmet,
        Rule::Improved(_) => Operator::Improved,
        Rule::Stable(_) => Operator::Stable,
    }
}
