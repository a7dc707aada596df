//! The engine: a compiled pack that judges villages.

use std::collections::BTreeMap;

use feel::Number;

use crate::answers::{Answer, Answers};
use crate::assessment::{
    Assessment, CheckResult, Counts, DataError, DataErrorCode, DerivedResult, EightHave, Note, NoteCode, Operator,
    PackRef, Reference, ReferenceStanding, Standing, StandingCode, SummaryResult, Verdict,
};
use crate::compile::{AreaItem, Compiled, Item, ItemId, PackError, Rule, compile, parts_of};
use crate::date::Date;
use crate::explain::{Explainer, quantity};
use crate::facts::{Case, Fact, FieldId, Value};
use crate::formula::{Formula, Truth};
use crate::gap;
use crate::missing;
use crate::model::{AreaCheck, Basis, Check, Comparison, IndicatorType, Kind, Pack, Parameter};
use crate::nearest::nearest;
use crate::outcome::{Outcomes, Setting, comparisons, unset};
use crate::read::{Reading, reading, value_of};
use crate::text;

/// A compiled pack. Judging needs nothing else: same answers, same day, same assessment, everywhere.
#[derive(Debug)]
pub struct Engine {
    pack: Pack,
    compiled: Compiled,
    /// Items, each after those it rests on.
    order: Vec<ItemId>,
}

impl Engine {
    /// Version of the engine, as it stands in every assessment.
    pub const VERSION: &'static str = env!("CARGO_PKG_VERSION");

    /// Compiles a pack.
    ///
    /// # Errors
    /// Everything that is wrong with the pack, at once.
    pub fn new(pack: Pack) -> Result<Self, Vec<PackError>> {
        let compiled = compile(&pack)?;
        let order = dependency_order(&compiled.items);
        Ok(Self { pack, compiled, order })
    }

    /// The pack.
    #[must_use]
    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    /// How an answer to an indicator is understood; missing for a name that the pack does not know.
    #[must_use]
    pub fn read(&self, indicator: &str, answer: &Answer) -> Reading {
        let field = self.compiled.names.get(indicator).and_then(|id| self.compiled.fields.get(*id));
        field.map_or(Reading::Missing, |field| reading(field, answer))
    }

    /// The indicators that a check or summary reads, directly or through its parts, in the pack's order.
    #[must_use]
    pub fn fields_of(&self, name: &str) -> Vec<&str> {
        let checks = self.pack.checks.iter().map(|check| check.name.as_str());
        let Some(id) =
            checks.chain(self.pack.summaries.iter().map(|s| s.name.as_str())).position(|known| known == name)
        else {
            return Vec::new();
        };
        let mut open = vec![id];
        let mut seen = Vec::new();
        let mut fields: Vec<FieldId> = Vec::new();
        while let Some(id) = open.pop() {
            let Some(item) = self.compiled.items.get(id) else { continue };
            if seen.contains(&id) {
                continue;
            }
            seen.push(id);
            collect_fields(item, &mut fields);
            parts_of(item, &mut open);
        }
        fields.sort_unstable();
        fields.dedup();
        fields.iter().filter_map(|id| self.compiled.fields.get(*id)).map(|field| field.name.as_str()).collect()
    }

    /// The indicator whose name is nearest to an unknown one, if any is near.
    #[must_use]
    pub fn nearest_indicator(&self, name: &str) -> Option<&str> {
        nearest(name, self.pack.indicators.iter().map(|indicator| indicator.name.as_str()))
    }

    /// Judges one village on a day.
    #[must_use]
    pub fn assess(&self, answers: &Answers, date: Date) -> Assessment {
        self.assess_since(answers, date, None)
    }

    /// Judges one village on a day, and compares it with an earlier self-check: verdicts by the name of check or summary.
    #[must_use]
    pub fn assess_since(
        &self,
        answers: &Answers,
        date: Date,
        earlier: Option<&BTreeMap<String, Verdict>>,
    ) -> Assessment {
        let mut errors = Vec::new();
        let facts = self.facts(answers, &mut errors);
        let parameters: Vec<Option<Number>> =
            self.pack.parameters.iter().map(|parameter| value_on(parameter, date)).collect();
        let case = Case::new(&self.compiled.fields, &facts);
        let earlier_of = |id: ItemId| earlier.and_then(|verdicts| verdicts.get(self.item_name(id)).copied());
        let setting = Setting {
            items: &self.compiled.items,
            parameters: &parameters,
            earlier: earlier.is_some().then_some(&earlier_of),
        };
        let known = setting.all(&self.order, &case);
        errors.extend(self.divisions_by_zero(&setting, &case, &known));
        let explainer =
            Explainer { pack: &self.pack, compiled: &self.compiled, setting: &setting, case: &case, known: &known };
        let results = self.checks(&explainer, date);
        let (items, checks): (Vec<CheckResult>, Vec<CheckResult>) =
            results.into_iter().partition(|check| check.kind == Kind::EightHave);
        let mut counts = Counts::default();
        checks.iter().filter(|check| check.kind.is_counted()).for_each(|check| counts.add(check.verdict));
        Assessment {
            pack: PackRef { id: self.pack.id.clone(), version: self.pack.version.clone() },
            engine: Self::VERSION.to_owned(),
            date,
            village: self.village(&case),
            eight_have: eight_have(items),
            checks,
            counts,
            summaries: self.summaries(&explainer),
            references: self.references(&explainer),
            derived: self.derived(&explainer),
            errors,
            warnings: self.warnings(answers),
        }
    }

    fn item_name(&self, id: ItemId) -> &str {
        let check = self.pack.checks.get(id).map(|check| check.name.as_str());
        let summary =
            || self.pack.summaries.get(id.checked_sub(self.pack.checks.len())?).map(|summary| summary.name.as_str());
        check.or_else(summary).unwrap_or_default()
    }

    /// Reads the answers and holds parts against their wholes; what cannot be used is bad, and an error says why.
    fn facts(&self, answers: &Answers, errors: &mut Vec<DataError>) -> Vec<Fact> {
        let mut facts: Vec<Fact> = self
            .compiled
            .fields
            .iter()
            .map(|field| match answers.get(&field.name).map(|answer| value_of(field, answer)) {
                None | Some(Ok(None)) => Fact::Missing,
                Some(Ok(Some(value))) => Fact::Known(value),
                Some(Err(error)) => {
                    errors.push(error);
                    Fact::Bad
                }
            })
            .collect();
        let broken: Vec<(FieldId, FieldId)> =
            (0..self.compiled.fields.len()).filter_map(|part| Some((part, self.exceeded(part, &facts)?))).collect();
        errors.extend(broken.iter().filter_map(|(part, whole)| self.part_exceeds_whole(*part, *whole, &facts)));
        for id in broken.iter().flat_map(|(part, whole)| [*part, *whole]) {
            if let Some(fact) = facts.get_mut(id) {
                *fact = Fact::Bad;
            }
        }
        facts
    }

    /// The nearest known whole that a known part is larger than; unknown ones in between do not hide it.
    fn exceeded(&self, part: FieldId, facts: &[Fact]) -> Option<FieldId> {
        let number = |id: FieldId| match facts.get(id) {
            Some(Fact::Known(Value::Number(number))) => Some(number),
            _ => None,
        };
        let value = number(part)?;
        let nearest_known = self.compiled.fields.get(part)?.above.iter().copied().find(|id| number(*id).is_some())?;
        (value > number(nearest_known)?).then_some(nearest_known)
    }

    fn part_exceeds_whole(&self, part: FieldId, whole: FieldId, facts: &[Fact]) -> Option<DataError> {
        let told = |id: FieldId| {
            let field = self.compiled.fields.get(id)?;
            match facts.get(id) {
                Some(Fact::Known(value)) => Some((field, value.text(field))),
                _ => None,
            }
        };
        let ((part, part_value), (whole, whole_value)) = (told(part)?, told(whole)?);
        Some(DataError {
            code: DataErrorCode::PartExceedsWhole,
            fields: vec![part.name.clone(), whole.name.clone()],
            given: None,
            message: text::part_exceeds_whole((&part.name, &part_value), (&whole.name, &whole_value), &part.unit),
        })
    }

    /// One error for each check whose comparison has no value because what it divides by is zero.
    fn divisions_by_zero(&self, setting: &Setting<'_>, case: &Case<'_>, known: &[Outcomes]) -> Vec<DataError> {
        let mut errors = Vec::new();
        for (id, item) in self.compiled.items.iter().enumerate() {
            if known.get(id).is_none_or(|outcome| outcome.verdict() != Verdict::Blocked) {
                continue;
            }
            for comparing in comparisons(item) {
                let is_zero =
                    comparing.divisor_value(case, setting.parameters).is_some_and(|divisor| divisor.is_zero());
                let all_known = comparing.fields().iter().all(|field| case.is_known(*field));
                if is_zero && all_known {
                    let fields: Vec<&str> =
                        comparing.divisor.fields().into_iter().filter_map(|id| self.field_name(id)).collect();
                    errors.push(DataError {
                        code: DataErrorCode::DivisionByZero,
                        message: text::division_by_zero(self.item_name(id), &fields),
                        fields: fields.into_iter().map(str::to_owned).collect(),
                        given: None,
                    });
                }
            }
        }
        errors
    }

    fn field_name(&self, id: FieldId) -> Option<&str> {
        self.compiled.fields.get(id).map(|field| field.name.as_str())
    }

    fn field_names(&self, ids: &[FieldId]) -> Vec<String> {
        ids.iter().filter_map(|id| self.field_name(*id)).map(str::to_owned).collect()
    }

    /// What was answered to the texts of the first section: who the village is.
    fn village(&self, case: &Case<'_>) -> BTreeMap<String, String> {
        let Some(first) = self.pack.sections.first() else { return BTreeMap::new() };
        let is_identity = |kind, section: &str| kind == IndicatorType::Text && section == first.name;
        (self.pack.indicators.iter().enumerate())
            .filter(|(_, indicator)| is_identity(indicator.kind, &indicator.section))
            .filter_map(|(id, indicator)| match case.value(id)? {
                Value::Text(text) => Some((indicator.name.clone(), text.clone())),
                _ => None,
            })
            .collect()
    }

    fn checks(&self, explainer: &Explainer<'_>, date: Date) -> Vec<CheckResult> {
        let checks = self.pack.checks.iter().zip(&self.compiled.items).zip(&self.compiled.remarks);
        checks.map(|((check, item), remarks)| self.check(explainer, check, item, remarks, date)).collect()
    }

    fn check(
        &self,
        explainer: &Explainer<'_>,
        check: &Check,
        item: &Item,
        remarks: &[Formula],
        date: Date,
    ) -> CheckResult {
        let (setting, case) = (explainer.setting, explainer.case);
        let mut explanation = explainer.explain(&check.name, item);
        let verdict = explanation.verdict;
        let is_undecided = verdict == Verdict::Undecided;
        let gap = (verdict == Verdict::Unmet)
            .then(|| gap::steps(setting, item, case, explainer.known))
            .flatten()
            .map(|steps| gap::gap(&steps, check.gap_phrase.as_deref(), &self.compiled.fields));
        explanation.notes.extend(notes(check, remarks, setting, case, &explanation));
        CheckResult {
            name: check.name.clone(),
            kind: check.kind,
            verdict,
            standing: check.due.and_then(|due| standing(verdict, due, date)),
            gap,
            missing: if is_undecided {
                self.field_names(&missing::deciding(setting, item, case, explainer.known))
            } else {
                Vec::new()
            },
            awaits: if is_undecided { self.awaited(setting, item) } else { Vec::new() },
            clause: check.clause.join("、"),
            explanation,
        }
    }

    fn awaited(&self, setting: &Setting<'_>, item: &Item) -> Vec<String> {
        unset(item, setting.parameters)
            .filter_map(|id| self.pack.parameters.get(id))
            .map(|parameter| parameter.name.clone())
            .collect()
    }

    fn summaries(&self, explainer: &Explainer<'_>) -> Vec<SummaryResult> {
        let items = self.compiled.items.iter().skip(self.pack.checks.len());
        let summaries = self.pack.summaries.iter().zip(items);
        summaries
            .map(|(summary, item)| {
                let mut explanation = explainer.explain(&summary.name, item);
                if !summary.note.is_empty() {
                    explanation.notes.push(Note { code: NoteCode::Reading, text: summary.note.clone() });
                }
                let verdict = explanation.verdict;
                let missing = if verdict == Verdict::Undecided {
                    self.field_names(&missing::deciding(explainer.setting, item, explainer.case, explainer.known))
                } else {
                    Vec::new()
                };
                SummaryResult {
                    name: summary.name.clone(),
                    group: summary.group.clone(),
                    clause: summary.clause.clone(),
                    verdict,
                    said: match verdict {
                        Verdict::Met => summary.met.clone(),
                        Verdict::Unmet => summary.unmet.clone(),
                        other => text::verdict(other).to_owned(),
                    },
                    missing,
                    explanation,
                }
            })
            .collect()
    }

    fn references(&self, explainer: &Explainer<'_>) -> Vec<Reference> {
        let areas = self.pack.areas.iter().zip(&self.compiled.areas);
        areas.filter_map(|(area, item)| self.reference(explainer, area, item)).collect()
    }

    fn reference(&self, explainer: &Explainer<'_>, area: &AreaCheck, item: &AreaItem) -> Option<Reference> {
        let mut reference = Reference {
            name: area.name.clone(),
            section: area.section.clone(),
            clause: area.clause.clone(),
            standing: ReferenceStanding::Unknown,
            actual: None,
            operator: Operator::AllOf,
            required: None,
            missing: Vec::new(),
            sentence: String::new(),
        };
        match item {
            AreaItem::Count => return None,
            AreaItem::Rate { value, is, than, fields } => {
                self.reference_rate(explainer, (value, *is, *than, fields), &mut reference);
            }
            AreaItem::Check { item, among } => self.reference_check(explainer, *item, among.as_ref(), &mut reference),
        }
        Some(reference)
    }

    fn reference_rate(
        &self,
        explainer: &Explainer<'_>,
        (value, is, than, fields): (&crate::poly::Ratio, Comparison, usize, &[FieldId]),
        reference: &mut Reference,
    ) {
        let case = explainer.case;
        let figure = explainer.setting.parameters.get(than).and_then(Option::as_ref);
        let unit = self.pack.parameters.get(than).map(|parameter| parameter.unit.as_str()).unwrap_or_default();
        reference.operator = is.into();
        reference.required = figure.map(|figure| quantity(figure, unit));
        let missing: Vec<FieldId> = fields.iter().copied().filter(|field| !case.is_known(*field)).collect();
        let actual = explainer.ratio_value(value);
        reference.actual = actual.as_ref().map(|actual| quantity(actual, unit));
        reference.sentence = match (actual, figure, &reference.actual, &reference.required) {
            (Some(actual), Some(figure), Some(shown), Some(required)) => {
                let reached = holds(is, &actual, figure);
                reference.standing = if reached { ReferenceStanding::Reached } else { ReferenceStanding::NotReached };
                text::reference_rate(&reference.name, shown, reference.operator, required, reached)
            }
            (None, ..) if missing.is_empty() => {
                reference.standing = ReferenceStanding::NotApplicable;
                text::reference_not_applicable().to_owned()
            }
            _ => {
                let missing: Vec<FieldId> = missing.into_iter().filter(|field| !case.is_bad(*field)).collect();
                reference.missing = self.field_names(&missing);
                text::reference_unknown(&missing.iter().filter_map(|id| self.field_name(*id)).collect::<Vec<_>>())
            }
        };
    }

    fn reference_check(
        &self,
        explainer: &Explainer<'_>,
        id: ItemId,
        among: Option<&Formula>,
        reference: &mut Reference,
    ) {
        let (setting, case) = (explainer.setting, explainer.case);
        let belongs = among.map_or(Truth::known(true), |among| among.truth(case, setting.parameters));
        let verdict = explainer.known.get(id).map_or(Verdict::Undecided, |outcome| outcome.verdict());
        reference.standing = match (belongs.is_decided(), belongs.may_hold, verdict) {
            (true, false, _) | (true, true, Verdict::NotApplicable) => ReferenceStanding::NotApplicable,
            (true, true, Verdict::Met) => ReferenceStanding::Reached,
            (true, true, Verdict::Unmet) => ReferenceStanding::NotReached,
            _ => ReferenceStanding::Unknown,
        };
        reference.sentence = match reference.standing {
            ReferenceStanding::Reached => text::reference_check(true).to_owned(),
            ReferenceStanding::NotReached => text::reference_check(false).to_owned(),
            ReferenceStanding::NotApplicable => text::reference_not_applicable().to_owned(),
            ReferenceStanding::Unknown => {
                let mut missing = if verdict == Verdict::Undecided {
                    self.compiled
                        .items
                        .get(id)
                        .map(|item| missing::deciding(setting, item, case, explainer.known))
                        .unwrap_or_default()
                } else {
                    Vec::new()
                };
                if let Some(among) = among.filter(|_| !belongs.is_decided()) {
                    missing.extend(among.fields().into_iter().filter(|field| !case.is_known(*field)));
                }
                missing.sort_unstable();
                missing.dedup();
                reference.missing = self.field_names(&missing);
                text::reference_unknown(&missing.iter().filter_map(|id| self.field_name(*id)).collect::<Vec<_>>())
            }
        };
    }

    fn derived(&self, explainer: &Explainer<'_>) -> Vec<DerivedResult> {
        let case = explainer.case;
        let derived = self.pack.derived.iter().zip(&self.compiled.derived);
        derived
            .map(|(derived, computed)| {
                let value = computed.ratio.as_ref().and_then(|ratio| explainer.ratio_value(ratio));
                let divisor = computed.ratio.as_ref().map(|ratio| ratio.below.fields()).unwrap_or_default();
                let mut fields = computed.ratio.as_ref().map(|ratio| ratio.above.fields()).unwrap_or_default();
                fields.extend(&divisor);
                fields.sort_unstable();
                fields.dedup();
                let open: Vec<FieldId> = fields.into_iter().filter(|field| !case.is_known(*field)).collect();
                let reason = (value.is_none() && open.is_empty()).then(|| {
                    text::no_share_of_zero(&divisor.iter().filter_map(|id| self.field_name(*id)).collect::<Vec<_>>())
                });
                let missing: Vec<FieldId> = open.into_iter().filter(|field| !case.is_bad(*field)).collect();
                DerivedResult {
                    name: derived.name.clone(),
                    value: value.map(|value| quantity(&value, &derived.unit)),
                    missing: self.field_names(&missing),
                    reason,
                }
            })
            .collect()
    }

    fn warnings(&self, answers: &Answers) -> Vec<DataError> {
        let unknown = answers.keys().filter(|name| !self.compiled.names.contains_key(*name));
        unknown
            .map(|name| DataError {
                code: DataErrorCode::UnknownName,
                fields: vec![name.clone()],
                given: None,
                message: text::unknown_name(name, self.nearest_indicator(name)),
            })
            .collect()
    }
}

fn dependency_order(items: &[Item]) -> Vec<ItemId> {
    fn visit(id: ItemId, items: &[Item], order: &mut Vec<ItemId>) {
        if order.contains(&id) {
            return;
        }
        let mut parts = Vec::new();
        if let Some(item) = items.get(id) {
            parts_of(item, &mut parts);
        }
        parts.into_iter().for_each(|part| visit(part, items, order));
        order.push(id);
    }
    let mut order = Vec::with_capacity(items.len());
    (0..items.len()).for_each(|id| visit(id, items, &mut order));
    order
}

fn collect_fields(item: &Item, into: &mut Vec<FieldId>) {
    into.extend(&item.fields);
    if let Rule::Composite(_, nodes) | Rule::Stable(nodes) = &item.rule {
        for node in nodes {
            if let crate::compile::Node::Inline(item) = node {
                collect_fields(item, into);
            }
        }
    }
}

/// The parameter's value on a day; a percent as a fraction.
fn value_on(parameter: &Parameter, date: Date) -> Option<Number> {
    let dated = parameter.dated.iter().rev().find(|dated| dated.from <= date).map(|dated| &dated.value);
    let value = &dated.or(parameter.value.as_ref())?.0;
    if parameter.unit == "%" { value.checked_div(&Number::from(100)) } else { Some(value.clone()) }
}

fn holds(is: Comparison, actual: &Number, figure: &Number) -> bool {
    match is {
        Comparison::AtLeast => actual >= figure,
        Comparison::Above => actual > figure,
        Comparison::AtMost => actual <= figure,
        Comparison::Below => actual < figure,
        Comparison::Equals => actual == figure,
    }
}

fn standing(verdict: Verdict, due: Date, date: Date) -> Option<Standing> {
    let days = date.days_since(due);
    let (code, days) = match (verdict, days > 0) {
        (Verdict::Unmet, false) => (StandingCode::InProgress, days.saturating_neg()),
        (Verdict::Unmet, true) => (StandingCode::Overdue, days),
        (Verdict::Met, false) => (StandingCode::OnTime, 0),
        (Verdict::Met, true) => (StandingCode::Met, 0),
        _ => return None,
    };
    Some(Standing { code, due, days })
}

fn notes(
    check: &Check,
    remarks: &[Formula],
    setting: &Setting<'_>,
    case: &Case<'_>,
    explanation: &crate::assessment::Explanation,
) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut note = |code, text: String| notes.push(Note { code, text });
    if let Some(soft) = &check.soft {
        let sides = explanation.actual.as_ref().zip(explanation.required.as_ref());
        let numbers = sides.and_then(|(actual, required)| Some((number(&actual.value)?, number(&required.value)?)));
        let by_tolerance = match (numbers, explanation.operator) {
            (Some((actual, required)), Operator::AtLeast) => actual < required,
            (Some((actual, required)), Operator::Above) => actual <= required,
            (Some((actual, required)), Operator::AtMost) => actual > required,
            (Some((actual, required)), Operator::Below) => actual >= required,
            _ => false,
        };
        match explanation.verdict {
            Verdict::Met if by_tolerance => note(NoteCode::WithinTolerance, text::within_tolerance(soft)),
            Verdict::Unmet => note(NoteCode::Soft, text::soft(soft)),
            _ => {}
        }
    }
    for (remark, condition) in check.remarks.iter().zip(remarks) {
        if condition.truth(case, setting.parameters) == Truth::known(true) {
            note(NoteCode::Remark, remark.text.clone());
        }
    }
    if !check.note.is_empty() {
        note(NoteCode::Reading, check.note.clone());
    }
    if check.basis == Basis::Unverified {
        note(NoteCode::Unverified, text::unverified().to_owned());
    }
    notes
}

fn number(text: &str) -> Option<Number> {
    Number::from_fraction_text(text).ok()
}

fn eight_have(items: Vec<CheckResult>) -> EightHave {
    let mut counts = Counts::default();
    items.iter().for_each(|item| counts.add(item.verdict));
    EightHave {
        met: counts.met,
        unmet: counts.unmet,
        undecided: counts.undecided,
        not_applicable: counts.not_applicable,
        blocked: counts.blocked,
        items,
    }
}
