//! Why a check has its verdict: a tree that follows the check, and the sentence made from it.

use std::sync::Arc;

use feel::{Number, Rounding};

use crate::assessment::{
    DataError, DataErrorCode, Explanation, Fault, FieldValue, Note, NoteCode, Operator, ParameterRef, Quantity, Verdict,
};
use crate::facts::{Case, FieldId};
use crate::formula::{Comparing, value_of};
use crate::gap;
use crate::missing::Missing;
use crate::model::{Basis, Kind, Pack};
use crate::order::sorted;
use crate::outcome::{Outcomes, Setting, unset};
use crate::poly::Ratio;
use crate::program::{Compiled, How, Item, ItemId, Leaf, Node, Rule, Shape, Than};
use crate::telling::comparisons;
use crate::text::{self, Demand};

/// The explanations made so far, by item.
pub(crate) type Told = Vec<Option<Arc<Explanation>>>;

/// What explanations are made from.
pub(crate) struct Explainer<'a> {
    pub(crate) pack: &'a Pack,
    pub(crate) compiled: &'a Compiled,
    pub(crate) setting: &'a Setting<'a>,
    pub(crate) case: &'a Case<'a>,
    pub(crate) known: &'a [Outcomes],
    pub(crate) missing: &'a Missing<'a>,
    pub(crate) errors: &'a [DataError],
}

/// What an item demands, and by which clause; its parts without a name share it.
#[derive(Debug, Clone, Copy)]
struct Source<'a> {
    /// The clauses, the main one first.
    clauses: &'a [String],
    kind: Kind,
    basis: Basis,
    tolerance: Option<&'a str>,
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
            let mut explanation = self.tree((self.item_name(*id), self.source(*id)), item, outcomes.verdict(), told);
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

    fn source(&self, id: ItemId) -> Source<'_> {
        if let Some(check) = self.pack.checks.get(id) {
            let tolerance = check.tolerance.as_deref();
            return Source { clauses: &check.clause, kind: check.kind, basis: check.basis, tolerance };
        }
        let summary = id.checked_sub(self.pack.checks.len()).and_then(|number| self.pack.summaries.get(number));
        let clauses = summary.map(|summary| core::slice::from_ref(&summary.clause)).unwrap_or_default();
        Source { clauses, kind: Kind::Target, basis: Basis::Document, tolerance: None }
    }

    /// The tree for one item.
    fn tree(&self, (name, source): (&str, Source<'_>), item: &Item, verdict: Verdict, told: &Told) -> Explanation {
        let tolerance = source.tolerance.and_then(|name| self.pack.parameters.iter().position(|p| p.name == name));
        let mut explanation = Explanation {
            name: name.to_owned(),
            verdict,
            clause: source.clauses.join("、"),
            operator: operator(&item.rule),
            actual: None,
            required: None,
            parameter: None,
            tolerance: tolerance.and_then(|id| self.parameter(id)),
            fields: item.fields.iter().filter_map(|field| self.field_value(*field)).collect(),
            faults: Vec::new(),
            notes: Vec::new(),
            decided_by: Vec::new(),
            children: self.children(source, item, told),
            sentence: String::new(),
        };
        if let Rule::Leaf(leaf) = &item.rule {
            self.quantities(leaf, &mut explanation);
        } else if let Rule::Composite(How::AtLeast(parameter), _) = &item.rule {
            explanation.parameter = self.parameter(*parameter);
            explanation.required = self.parameter_quantity(*parameter);
        }
        explanation.decided_by = self.decided_by(item, &explanation);
        if verdict == Verdict::Blocked {
            explanation.faults = self.faults(item, &explanation.children);
        }
        explanation.sentence = self.sentence(source, item, &mut explanation);
        if verdict == Verdict::Unmet {
            let beyond = self.out_of_reach(item, &explanation);
            explanation.notes.extend(beyond.map(|text| Note { code: NoteCode::OutOfReach, text }));
        }
        explanation
    }

    fn children(&self, source: Source<'_>, item: &Item, told: &Told) -> Vec<Arc<Explanation>> {
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
                        let source = Source { tolerance: None, ..source };
                        Some(Arc::new(self.tree((&self.inline_name(item), source), item, verdict, told)))
                    }
                })
                .collect(),
        }
    }

    /// The parts that gave a whole its verdict.
    fn decided_by(&self, item: &Item, explanation: &Explanation) -> Vec<String> {
        let by = |verdict| with_verdict(&explanation.children, verdict);
        let names = match (&item.rule, explanation.verdict) {
            (Rule::Leaf(_), _) => Vec::new(),
            (Rule::Composite(How::SomeUnmet, _), Verdict::Met) => by(Verdict::Unmet),
            (Rule::Composite(How::SomeUnmet, _), Verdict::Unmet) => by(Verdict::Met),
            (Rule::Improved(ids), Verdict::Unmet) => self.turned(ids, Verdict::Met, Verdict::Unmet),
            (Rule::Improved(ids), Verdict::Met) => match self.turned(ids, Verdict::Unmet, Verdict::Met) {
                risen if risen.is_empty() => by(Verdict::Met),
                risen => risen,
            },
            (Rule::Stable(nodes), Verdict::Unmet) => match by(Verdict::Unmet) {
                unmet if unmet.is_empty() => self.not_held(nodes),
                unmet => unmet,
            },
            (_, verdict) => by(verdict),
        };
        // No part decides it by itself: those that are still open do, together.
        let names = if names.is_empty() { [by(Verdict::Undecided), by(Verdict::Blocked)].concat() } else { names };
        // Parts without a name of their own can be called the same.
        let mut unique: Vec<String> = Vec::with_capacity(names.len());
        for name in names {
            if !unique.iter().any(|known| known == name) {
                unique.push(name.to_owned());
            }
        }
        unique
    }

    /// The data errors in the way of a blocked item.
    fn faults(&self, item: &Item, children: &[Arc<Explanation>]) -> Vec<Fault> {
        let bad = self.names(&self.bad(item));
        let is_of_bad = |error: &&DataError| error.fields.iter().any(|field| bad.contains(&field.as_str()));
        let read = self.errors.iter().filter(is_of_bad);
        let read = read.map(|error| Fault { code: error.code, fields: error.fields.clone() });
        let divided = self.zero_divisors(item).into_iter().map(|divisor| Fault {
            code: DataErrorCode::DivisionByZero,
            fields: self.names(&divisor).into_iter().map(str::to_owned).collect(),
        });
        let mut faults: Vec<Fault> = Vec::new();
        for fault in read.chain(divided).chain(children.iter().flat_map(|child| child.faults.iter().cloned())) {
            if !faults.contains(&fault) {
                faults.push(fault);
            }
        }
        faults
    }

    fn bad(&self, item: &Item) -> Vec<FieldId> {
        item.fields.iter().copied().filter(|field| self.case.is_bad(*field)).collect()
    }

    /// Why an unmet item has no gap that anybody could close, where that is so.
    fn out_of_reach(&self, item: &Item, explanation: &Explanation) -> Option<String> {
        let Rule::Composite(how, _) = &item.rule else {
            let given = gap::out_of_reach(self.setting, item, self.case)?;
            return Some(text::out_of_reach(&self.names(&given)));
        };
        let is_beyond = |part: &&Arc<Explanation>| part.notes.iter().any(|note| note.code == NoteCode::OutOfReach);
        let unmet = || explanation.children.iter().filter(|part| part.verdict == Verdict::Unmet);
        let beyond: Vec<&str> = unmet().filter(is_beyond).map(|part| part.name.as_str()).collect();
        let is_closed = match how {
            How::All => !beyond.is_empty(),
            How::Any => beyond.len() == unmet().count(),
            How::AtLeast(_) | How::SomeUnmet => false,
        };
        is_closed.then(|| text::parts_out_of_reach(&beyond))
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
            Shape::Condition => {}
            Shape::YesNo(field, _) => {
                let answer = self.field_value(*field).and_then(|field| field.value);
                explanation.actual = answer.map(|value| Quantity { shown: value.clone(), value, unit: String::new() });
            }
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

    fn sentence(&self, source: Source<'_>, item: &Item, explanation: &mut Explanation) -> String {
        match explanation.verdict {
            Verdict::NotApplicable => self.why_not_applicable(item, explanation),
            Verdict::Blocked => self.why_blocked(item, explanation),
            Verdict::Undecided => self.why_undecided(item, explanation),
            Verdict::Met | Verdict::Unmet => self.why_decided(source, item, explanation),
        }
    }

    fn why_not_applicable(&self, item: &Item, explanation: &mut Explanation) -> String {
        let applies = item.applies.as_ref().map(|applies| (applies, applies.truth(self.case, self.setting.parameters)));
        let fields = match (&item.rule, &applies) {
            (_, Some((applies, truth))) if !truth.may_hold => applies.fields(),
            (Rule::Leaf(leaf), _) => leaf.base.into_iter().collect(),
            _ => Vec::new(),
        };
        let by_condition = applies.is_some_and(|(_, truth)| !truth.may_hold);
        let condition = if by_condition { item.applies_in_words.as_str() } else { "" };
        let sentence = text::does_not_apply(&self.facts(&fields), condition);
        explanation.notes.push(Note { code: NoteCode::NotApplicable, text: sentence.clone() });
        sentence
    }

    /// Answers with their units; what was not answered and is known all the same is known by its bounds to be zero.
    fn facts(&self, fields: &[FieldId]) -> Vec<(String, String)> {
        let fact = |FieldValue { name, value, unit }: FieldValue| {
            (name, text::amount(&value.unwrap_or_else(|| "0".to_owned()), &unit))
        };
        fields.iter().filter_map(|id| self.field_value(*id)).map(fact).collect()
    }

    fn why_blocked(&self, item: &Item, explanation: &mut Explanation) -> String {
        let bad = self.bad(item);
        let sentence = match (bad.is_empty(), explanation.decided_by.is_empty()) {
            (false, _) => text::blocked(&self.names(&bad)),
            (true, true) => text::blocked_by_zero(&self.names(&sorted(self.zero_divisors(item).concat()))),
            (true, false) => text::blocked_parts(&borrowed(&explanation.decided_by)),
        };
        explanation.notes.push(Note { code: NoteCode::DataError, text: sentence.clone() });
        sentence
    }

    /// For each comparison of the item that divides by zero the fields it divides by.
    fn zero_divisors(&self, item: &Item) -> Vec<Vec<FieldId>> {
        let divides_by_zero = |comparing: &&Comparing| {
            comparing.divisor_value(self.case, self.setting.parameters).is_some_and(|divisor| divisor.is_zero())
        };
        comparisons(item).into_iter().filter(divides_by_zero).map(|comparing| comparing.divisor.fields()).collect()
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
            return text::undecided_parts(&borrowed(&explanation.decided_by));
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

    fn why_decided(&self, source: Source<'_>, item: &Item, explanation: &Explanation) -> String {
        let met = explanation.verdict == Verdict::Met;
        let parameter = explanation.parameter.as_ref();
        let demand = Demand {
            clause: parameter.map_or_else(
                || source.clauses.first().map(String::as_str).unwrap_or_default(),
                |parameter| &parameter.clause,
            ),
            kind: source.kind,
            is_local: parameter.map_or(source.basis, |parameter| parameter.basis) == Basis::Local,
        };
        let by = borrowed(&explanation.decided_by);
        let parts = || explanation.children.iter().map(|part| part.name.as_str()).collect::<Vec<_>>();
        let is_open = |part: &&Arc<Explanation>| matches!(part.verdict, Verdict::Undecided | Verdict::Blocked);
        let by_open = explanation.children.iter().filter(is_open).any(|part| by.contains(&part.name.as_str()));
        let met_parts = with_verdict(&explanation.children, Verdict::Met);
        match &item.rule {
            Rule::Composite(..) if by_open => text::together(&by, met, &demand),
            Rule::Leaf(leaf) => self.why_leaf(leaf, item, explanation, &demand),
            Rule::Composite(How::All, _) if met => text::all_parts_met(&by, &demand),
            Rule::Composite(How::All, _) => text::parts_unmet(&parts(), &by, &demand),
            Rule::Composite(How::Any, _) => text::some_part(&by, met, &demand),
            Rule::Composite(How::SomeUnmet, _) => text::some_unmet(&by, met, &demand),
            Rule::Composite(How::AtLeast(_), _) => {
                let needed = explanation.required.as_ref().map(|required| required.shown.clone()).unwrap_or_default();
                text::count_of_parts(&met_parts, &needed, met, &demand)
            }
            Rule::Improved(ids) => {
                let risen = self.turned(ids, Verdict::Unmet, Verdict::Met);
                text::improved_sentence(met, &self.turned(ids, Verdict::Met, Verdict::Unmet), &risen)
            }
            Rule::Stable(_) if met => text::held(&by),
            Rule::Stable(_) if with_verdict(&explanation.children, Verdict::Unmet).is_empty() => text::not_held(&by),
            Rule::Stable(_) => text::fallen(&by),
        }
    }

    fn why_leaf(&self, leaf: &Leaf, item: &Item, explanation: &Explanation, demand: &Demand<'_>) -> String {
        let met = explanation.verdict == Verdict::Met;
        let (known, missing): (Vec<FieldId>, Vec<FieldId>) =
            item.fields.iter().copied().partition(|field| self.case.is_known(*field));
        if !missing.is_empty() {
            return text::whatever(&self.facts(&known), &self.names(&missing), met, demand);
        }
        let name = |id: FieldId| self.field_name(id);
        let count = |id: FieldId| {
            let unit = self.compiled.fields.get(id).map(|field| field.unit.as_str()).unwrap_or_default();
            self.case.number(id).map(|number| quantity(number, unit))
        };
        let sides = explanation.actual.as_ref().zip(explanation.required.as_ref());
        let sentence = match (&leaf.shape, sides) {
            (Shape::YesNo(field, expected), _) => Some(text::yes_no_sentence(name(*field), met, *expected, demand)),
            (Shape::Nobody(field), Some((actual, _))) => Some(text::nobody_sentence(name(*field), actual, met, demand)),
            (Shape::Whole { part, whole }, Some((actual, required))) => {
                Some(text::whole_sentence((name(*part), actual), (name(*whole), required), met, demand))
            }
            (Shape::Share { part, whole, .. }, Some((actual, required))) => {
                count(*part).zip(count(*whole)).map(|(part_count, whole_count)| {
                    let counts = [(name(*part), &part_count), (name(*whole), &whole_count)];
                    text::share_sentence(counts, actual, required, met, demand)
                })
            }
            (Shape::Compare { name: value, than, .. }, Some((actual, required))) => {
                let than = match than {
                    Than::Field(id) => Some(name(*id)),
                    Than::Parameter(_) => None,
                };
                let of = (explanation.operator, than);
                Some(text::compare_sentence((value, actual), of, required, met, demand))
            }
            _ => None,
        };
        let condition = item.condition_in_words.as_str();
        sentence.unwrap_or_else(|| text::condition_sentence(&self.facts(&known), met, condition, demand))
    }
}

fn borrowed(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
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
