//! Test vectors of a pack, derived from it: for each check the answers just below, at and just above each threshold, each
//! answer that decides it, each one missing, and the whole that is zero; each with the verdict the engine gives.
//!
//! For tools; never linked where a page judges. Depends on the engine's own bounds.

use feel::Number;

use crate::answers::{Answer, Answers};
use crate::assessment::{ReferenceStanding, Verdict};
use crate::date::Date;
use crate::engine::Engine;
use crate::facts::{Case, Fact, FieldId, Value};
use crate::formula::{Comparing, Parameters};
use crate::judgement::value_on;
use crate::model::IndicatorType;
use crate::order::by_number;
use crate::outcome::{Outcomes, Setting};
use crate::poly::{Poly, Ratio, Var};
use crate::program::{AreaItem, Compiled, How, Item, ItemId, Node, RateItem, Rule, Shape};
use crate::telling::{Ends, comparisons, floor_to, meeting_point, telling_values};

/// One vector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Boundary {
    /// The check, summary or area check.
    pub name: String,
    /// What it tries.
    pub case: BoundaryCase,
    /// The indicator that is varied; for a composite the part.
    pub varied: Option<String>,
    /// The answers; all others are missing.
    pub answers: Answers,
    /// The day of the assessment.
    pub date: Date,
    /// What comes out.
    pub expected: Expected,
}

/// What comes out of a vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// The verdict of the check or summary.
    Verdict(Verdict),
    /// The standing beside an area's figure.
    Standing(ReferenceStanding),
}

/// What a vector tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BoundaryCase {
    /// One step below where the sides meet.
    Below,
    /// Where the sides meet.
    At,
    /// One step above.
    Above,
    /// One of the answers to a yes/no or choice.
    Answer,
    /// One answer is missing.
    Missing,
    /// Nothing is answered.
    Empty,
    /// The whole is zero.
    ZeroWhole,
    /// The check does not apply.
    NotApplicable,
    /// Every part is met.
    AllParts,
    /// One part is unmet, the others are met.
    PartUnmet,
}

impl BoundaryCase {
    /// Its code.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Below => "below",
            Self::At => "at",
            Self::Above => "above",
            Self::Answer => "answer",
            Self::Missing => "missing",
            Self::Empty => "empty",
            Self::ZeroWhole => "zero-whole",
            Self::NotApplicable => "not-applicable",
            Self::AllParts => "all-parts",
            Self::PartUnmet => "part-unmet",
        }
    }
}

/// The vectors of every check, summary and area rate, in the order of the pack. Thresholds are those of the day, and for
/// dated ones also those of each day from which another value holds. What compares with an earlier self-check is only
/// tried without answers.
#[must_use]
pub fn boundaries(engine: &Engine, day: Date) -> Vec<Boundary> {
    let compiled = &engine.compiled;
    let mut all = Vec::new();
    for (id, item) in compiled.items.iter().enumerate() {
        let used = item.parameters.iter().filter_map(|parameter| engine.pack().parameters.get(*parameter));
        let mut days: Vec<Date> = used.flat_map(|parameter| &parameter.dated).map(|dated| dated.from).collect();
        days.push(day);
        days.sort_unstable();
        days.dedup();
        for day in days {
            Search::on(engine, day).of_item(id, item, &mut all);
        }
    }
    for (area, item) in engine.pack().areas.iter().zip(&compiled.areas) {
        if let AreaItem::Rate(rate) = item {
            Search::on(engine, day).of_rate(&area.name, rate, &mut all);
        }
    }
    all
}

/// What has been assumed so far.
type Assumed = Vec<(FieldId, Value)>;

struct Search<'e> {
    engine: &'e Engine,
    compiled: &'e Compiled,
    parameters: Vec<Option<Number>>,
    facts: Vec<Fact>,
    day: Date,
}

impl<'e> Search<'e> {
    fn on(engine: &'e Engine, day: Date) -> Self {
        let compiled = &engine.compiled;
        Self {
            engine,
            compiled,
            parameters: engine.pack().parameters.iter().map(|parameter| value_on(parameter, day)).collect(),
            facts: vec![Fact::Missing; compiled.fields.len()],
            day,
        }
    }

    fn setting(&self) -> Setting<'_> {
        let parameters: &Parameters = &self.parameters;
        Setting { items: &self.compiled.items, parameters, earlier: None }
    }

    fn case(&self, assumed: &Assumed) -> Case<'_> {
        let case = Case::new(&self.compiled.fields, &self.facts);
        assumed.iter().fold(case, |case, (field, value)| case.assuming(*field, value.clone()))
    }

    fn of_item(&self, id: ItemId, item: &Item, into: &mut Vec<Boundary>) {
        match &item.rule {
            Rule::Leaf(_) => self.of_leaf(id, item, into),
            Rule::Composite(_, nodes) => self.of_parts(id, nodes, into),
            Rule::Improved(_) | Rule::Stable(_) => {}
        }
        into.extend(self.judged(id, BoundaryCase::Empty, None, &Vec::new()));
    }

    fn of_leaf(&self, id: ItemId, item: &Item, into: &mut Vec<Boundary>) {
        let mut add = |case, varied: Option<FieldId>, assumed: &Assumed| {
            let varied = varied.and_then(|field| self.compiled.fields.get(field)).map(|field| field.name.clone());
            into.extend(self.judged(id, case, varied, assumed));
        };
        // Where no answers meet it, such as before the district sets its figure, any will do.
        let base = self
            .reach_leaf(item, &Vec::new(), Outcomes::MET)
            .or_else(|| self.reach_leaf(item, &Vec::new(), Outcomes::ANY))
            .unwrap_or_default();
        for comparing in comparisons(item) {
            for field in comparing.difference.fields() {
                for (case, assumed) in self.around(comparing, field, &base) {
                    add(case, Some(field), &assumed);
                }
            }
        }
        for (field, _) in &base {
            for value in self.options(*field) {
                add(BoundaryCase::Answer, Some(*field), &with(&base, *field, value));
            }
            add(BoundaryCase::Missing, Some(*field), &without(&base, *field));
        }
        if let Rule::Leaf(leaf) = &item.rule
            && let Some(whole) = leaf.base
        {
            let nothing: Assumed =
                base.iter().map(|(field, value)| (*field, self.none_of(*field, whole, value))).collect();
            add(BoundaryCase::ZeroWhole, Some(whole), &nothing);
        }
        if item.applies.is_some()
            && let Some(assumed) = self.reach_leaf(item, &Vec::new(), Outcomes::NOT_APPLICABLE)
        {
            add(BoundaryCase::NotApplicable, None, &assumed);
        }
    }

    /// Zero for a whole and what is part of it.
    fn none_of(&self, field: FieldId, whole: FieldId, value: &Value) -> Value {
        let is_part = self.compiled.fields.get(field).is_some_and(|spec| spec.above.contains(&whole));
        if field == whole || is_part { Value::Number(Number::ZERO) } else { value.clone() }
    }

    fn of_parts(&self, id: ItemId, nodes: &[Node], into: &mut Vec<Boundary>) {
        let all = nodes.iter().fold(Vec::new(), |assumed, node| self.reach_node(node, assumed, Outcomes::MET));
        into.extend(self.judged(id, BoundaryCase::AllParts, None, &all));
        for (index, node) in nodes.iter().enumerate() {
            let first = self.reach_node(node, Vec::new(), Outcomes::UNMET);
            let others = nodes.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, other)| other);
            let assumed = others.fold(first, |assumed, other| self.reach_node(other, assumed, Outcomes::MET));
            let part = match node {
                Node::Item(id) => Some(self.engine.item_name(*id).to_owned()),
                Node::Inline(_) => None,
            };
            into.extend(self.judged(id, BoundaryCase::PartUnmet, part, &assumed));
        }
        for (field, _) in &all {
            let varied = self.compiled.fields.get(*field).map(|field| field.name.clone());
            into.extend(self.judged(id, BoundaryCase::Missing, varied, &without(&all, *field)));
        }
    }

    fn of_rate(&self, area: &str, rate: &RateItem, into: &mut Vec<Boundary>) {
        let mut figure = Poly::term(vec![Var::Parameter(rate.figure.than)], &Number::ONE);
        if let Some(tolerance) = rate.figure.tolerance {
            let tolerance = Poly::term(vec![Var::Parameter(tolerance)], &Number::ONE);
            figure = match crate::formula::Relation::from(rate.figure.is).holds(1) {
                true => figure.sub(&tolerance),
                false => figure.add(&tolerance),
            };
        }
        let difference = rate.value.cross(&Ratio::whole(figure), &Poly::sub);
        let is = rate.figure.is.into();
        let comparing = Comparing { is, difference, divisor: rate.value.below.clone(), positive: Vec::new() };
        let mut base = Vec::new();
        for field in self.wholes_first(&comparing.fields()) {
            let value = self.values(field, &base, None).into_iter().next();
            base.extend(value.map(|value| (field, value)));
        }
        let mut add = |case, field: FieldId, assumed: &Assumed| {
            let answers = self.answers(assumed);
            let assessment = self.engine.assess(&answers, self.day);
            let standing = assessment.references.iter().find(|it| it.name == area).map(|it| it.standing);
            into.extend(standing.map(|standing| Boundary {
                name: area.to_owned(),
                case,
                varied: self.compiled.fields.get(field).map(|field| field.name.clone()),
                answers,
                date: self.day,
                expected: Expected::Standing(standing),
            }));
        };
        for field in comparing.fields() {
            if rate.value.above.fields().contains(&field) {
                self.around(&comparing, field, &base).iter().for_each(|(case, assumed)| add(*case, field, assumed));
            }
            add(BoundaryCase::Missing, field, &without(&base, field));
        }
    }

    /// The answers to a field around the point where a comparison's sides meet, as far as its bounds allow them.
    fn around(&self, comparing: &Comparing, field: FieldId, base: &Assumed) -> Vec<(BoundaryCase, Assumed)> {
        let others = without(base, field);
        let case = self.case(&others);
        let meeting = meeting_point(&comparing.difference, field, &case, self.setting().parameters);
        let Some((meeting, spec)) = meeting.zip(self.compiled.fields.get(field)) else { return Vec::new() };
        let Some((low, high)) = case.range(field) else { return Vec::new() };
        let step = spec.step();
        let floor = floor_to(&meeting, &step);
        let next = floor.add(&step);
        let points = if floor == meeting {
            vec![(BoundaryCase::Below, floor.sub(&step)), (BoundaryCase::At, floor), (BoundaryCase::Above, next)]
        } else {
            vec![(BoundaryCase::Below, floor), (BoundaryCase::Above, next)]
        };
        let fits = |value: &Number| *value >= low && *value <= high;
        points
            .into_iter()
            .filter(|(_, value)| fits(value))
            .map(|(case, value)| (case, with(&others, field, Value::Number(value))))
            .collect()
    }

    /// Answers on top of those assumed for which a node comes out as wanted; those assumed where there are none.
    fn reach_node(&self, node: &Node, assumed: Assumed, want: Outcomes) -> Assumed {
        let item = match node {
            Node::Item(id) => self.compiled.items.get(*id),
            Node::Inline(item) => Some(&**item),
        };
        item.and_then(|item| self.reach(item, &assumed, want)).unwrap_or(assumed)
    }

    fn reach(&self, item: &Item, assumed: &Assumed, want: Outcomes) -> Option<Assumed> {
        let Rule::Composite(how, nodes) = &item.rule else {
            return matches!(item.rule, Rule::Leaf(_)).then(|| self.reach_leaf(item, assumed, want)).flatten();
        };
        let to_met = want == Outcomes::MET;
        let of_parts = if *how == How::SomeUnmet { !to_met } else { to_met };
        let of_parts = if of_parts { Outcomes::MET } else { Outcomes::UNMET };
        let every = || nodes.iter().fold(assumed.clone(), |assumed, node| self.reach_node(node, assumed, of_parts));
        Some(every())
    }

    /// Answers to a leaf's own fields, on top of those assumed, for which only wanted verdicts are left.
    fn reach_leaf(&self, item: &Item, assumed: &Assumed, want: Outcomes) -> Option<Assumed> {
        // What is compared comes after what it is compared with, so that it is what gives way.
        let compared = match &item.rule {
            Rule::Leaf(leaf) => match &leaf.shape {
                Shape::Compare { value, .. } => value.above.fields(),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
        let fields = by_number(self.wholes_first(&item.fields), |field| usize::from(compared.contains(field)));
        self.try_fields(item, &fields, assumed.clone(), want)
    }

    fn try_fields(&self, item: &Item, open: &[FieldId], assumed: Assumed, want: Outcomes) -> Option<Assumed> {
        let Some((field, rest)) = open.split_first() else {
            let outcome = self.setting().of_item(item, &self.case(&assumed), &[]);
            return (want == Outcomes::ANY || (outcome.is_decided() && outcome.is_within(want))).then_some(assumed);
        };
        if assumed.iter().any(|(known, _)| known == field) {
            return self.try_fields(item, rest, assumed, want);
        }
        self.values(*field, &assumed, Some(item))
            .into_iter()
            .find_map(|value| self.try_fields(item, rest, with(&assumed, *field, value), want))
    }

    /// Answers worth trying: one that a village might give, then those at which the item's verdict can turn.
    fn values(&self, field: FieldId, assumed: &Assumed, item: Option<&Item>) -> Vec<Value> {
        let case = self.case(assumed);
        let telling =
            item.map(|item| telling_values(&comparisons(item), &case, self.setting().parameters, field, Ends::Likely));
        let telling = telling.unwrap_or_default();
        let Some(spec) = self.compiled.fields.get(field).filter(|spec| spec.kind.is_number()) else { return telling };
        let Some((low, high)) = case.range(field) else { return telling };
        let usual = match spec.kind {
            IndicatorType::Count => Number::from(40),
            IndicatorType::Money if !spec.unit.contains('/') => Number::from(10_000),
            _ => Number::from(8),
        };
        let fits = usual >= low && usual <= high;
        // From above, so that a part is nothing at all only where it must be.
        let telling = telling.into_iter().rev();
        fits.then_some(Value::Number(usual)).into_iter().chain(telling).chain([Value::Number(low)]).collect()
    }

    fn options(&self, field: FieldId) -> Vec<Value> {
        match self.compiled.fields.get(field) {
            Some(spec) if spec.kind == IndicatorType::YesNo => vec![Value::YesNo(true), Value::YesNo(false)],
            Some(spec) if spec.kind == IndicatorType::Choice => (0..spec.options.len()).map(Value::Choice).collect(),
            _ => Vec::new(),
        }
    }

    fn wholes_first(&self, fields: &[FieldId]) -> Vec<FieldId> {
        by_number(fields.to_vec(), |id| self.compiled.fields.get(*id).map_or(0, |field| field.above.len()))
    }

    fn answers(&self, assumed: &Assumed) -> Answers {
        let known = assumed.iter().filter_map(|(field, value)| Some((self.compiled.fields.get(*field)?, value)));
        known
            .map(|(field, value)| {
                let answer = match value {
                    Value::YesNo(yes) => Answer::YesNo(*yes),
                    other => Answer::Text(other.text(field)),
                };
                (field.name.clone(), answer)
            })
            .collect()
    }

    fn judged(&self, id: ItemId, case: BoundaryCase, varied: Option<String>, assumed: &Assumed) -> Option<Boundary> {
        let answers = self.answers(assumed);
        let assessment = self.engine.assess(&answers, self.day);
        let name = self.engine.item_name(id);
        let mut checks = assessment.checks.iter().chain(&assessment.eight_have.items);
        let of_check = checks.find(|check| check.name == name).map(|check| check.verdict);
        let of_summary = || assessment.summaries.iter().find(|it| it.name == name).map(|it| it.verdict);
        let verdict = of_check.or_else(of_summary)?;
        let expected = Expected::Verdict(verdict);
        Some(Boundary { name: name.to_owned(), case, varied, answers, date: self.day, expected })
    }
}

fn with(assumed: &Assumed, field: FieldId, value: Value) -> Assumed {
    let mut assumed = without(assumed, field);
    assumed.push((field, value));
    assumed
}

fn without(assumed: &Assumed, field: FieldId) -> Assumed {
    assumed.iter().filter(|(known, _)| *known != field).cloned().collect()
}
