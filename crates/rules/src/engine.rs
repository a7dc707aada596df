//! The engine: a compiled pack that judges villages.

use feel::Number;

use crate::answers::{Answer, Answers};
use crate::assessment::{
    Assessment, CheckResult, Counts, DataError, DataErrorCode, DerivedResult, EightHave, Explanation, Note, NoteCode,
    Operator, PackRef, Reference, ReferenceStanding, Standing, StandingCode, SummaryResult, Verdict,
};
use crate::compile::{PackError, compile};
use crate::date::Date;
use crate::explain::{Explainer, Told, quantity, told_apart};
use crate::facts::{Case, Fact, FieldId, Value};
use crate::formula::{Formula, Relation, Truth};
use crate::gap;
use crate::image::{ImageError, read_image, write_image};
use crate::missing;
use crate::model::{AreaCheck, Basis, Check, IndicatorType, Kind, Pack, Parameter};
use crate::named::Named;
use crate::nearest::nearest;
use crate::order::sorted;
use crate::outcome::{Outcomes, Setting, comparisons, unset};
use crate::program::{AreaItem, Compiled, Item, ItemId, Node, RateItem, Rule, parts_of};
use crate::read::{Reading, reading, value_of};
use crate::text;

/// A compiled pack. Judging needs nothing else: same answers, same day, same assessment, everywhere.
#[derive(Debug)]
pub struct Engine {
    pack: Pack,
    compiled: Compiled,
}

/// The indicators that a check reads, by their number in the pack.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reads {
    /// Those its test reads; for a composite those of its parts.
    pub tested: Vec<usize>,
    /// Those that decide whether it applies.
    pub applies: Vec<usize>,
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
        Ok(Self { pack, compiled })
    }

    /// The compiled pack as bytes, for loading it where no compiler is carried.
    ///
    /// # Errors
    /// The pack has a condition that only the FEEL evaluator can judge.
    pub fn to_image(&self) -> Result<Vec<u8>, ImageError> {
        write_image(&self.pack, &self.compiled)
    }

    /// Loads a compiled pack.
    ///
    /// # Errors
    /// The bytes are no compiled pack, or one of another version of the engine.
    pub fn from_image(bytes: &[u8]) -> Result<Self, ImageError> {
        let (pack, compiled) = read_image(bytes)?;
        Ok(Self { pack, compiled })
    }

    /// The pack.
    #[must_use]
    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    /// How an answer to an indicator is understood; missing for a name that the pack does not know.
    #[must_use]
    pub fn read(&self, indicator: &str, answer: &Answer) -> Reading {
        self.compiled.field(indicator).map_or(Reading::Missing, |field| reading(field, answer))
    }

    /// The fields of an item and of all it rests on.
    fn fields_below(&self, id: ItemId) -> Vec<FieldId> {
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
        sorted(fields)
    }

    /// What the check of that number in the pack reads.
    #[must_use]
    pub fn reads(&self, check: usize) -> Reads {
        let mut reads = Reads::default();
        let Some(item) = self.compiled.items.get(check) else { return reads };
        reads.applies = item.applies.as_ref().map(Formula::fields).unwrap_or_default();
        reads.tested = match &item.rule {
            Rule::Leaf(leaf) => sorted([leaf.base.into_iter().collect(), leaf.formula.fields()].concat()),
            _ => self.fields_below(check),
        };
        reads
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
    pub fn assess_since(&self, answers: &Answers, date: Date, earlier: Option<&Named<Verdict>>) -> Assessment {
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
        let known = setting.all(&self.compiled.order, &case);
        errors.extend(self.divisions_by_zero(&setting, &case, &known));
        let explainer =
            Explainer { pack: &self.pack, compiled: &self.compiled, setting: &setting, case: &case, known: &known };
        let told = explainer.explain_all(&|id, explanation| self.notes(id, &setting, &case, explanation));
        let results = self.checks(&explainer, &told, date);
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
            summaries: self.summaries(&explainer, &told),
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
    fn village(&self, case: &Case<'_>) -> Named<String> {
        let Some(first) = self.pack.sections.first() else { return Named::new() };
        let is_identity = |kind, section: &str| kind == IndicatorType::Text && section == first.name;
        (self.pack.indicators.iter().enumerate())
            .filter(|(_, indicator)| is_identity(indicator.kind, &indicator.section))
            .filter_map(|(id, indicator)| match case.value(id)? {
                Value::Text(text) => Some((indicator.name.clone(), text.clone())),
                _ => None,
            })
            .collect()
    }

    fn checks(&self, explainer: &Explainer<'_>, told: &Told, date: Date) -> Vec<CheckResult> {
        (0..self.pack.checks.len()).filter_map(|id| self.check(explainer, told, id, date)).collect()
    }

    fn check(&self, explainer: &Explainer<'_>, told: &Told, id: ItemId, date: Date) -> Option<CheckResult> {
        let (check, item) = (self.pack.checks.get(id)?, self.compiled.items.get(id)?);
        let (setting, case) = (explainer.setting, explainer.case);
        let explanation = told.get(id).cloned().flatten()?;
        let verdict = explanation.verdict;
        let is_undecided = verdict == Verdict::Undecided;
        let gap = (verdict == Verdict::Unmet)
            .then(|| gap::steps(setting, (Some(id), item), case, explainer.known))
            .flatten()
            .map(|steps| gap::gap(&steps, &self.pack.checks, &self.compiled.fields));
        // A due date binds; what is only a reference or encouraged is never late.
        let due = check.due.filter(|_| check.kind.is_counted() || check.kind == Kind::EightHave);
        Some(CheckResult {
            name: check.name.clone(),
            kind: check.kind,
            verdict,
            standing: due.and_then(|due| standing(verdict, due, date)),
            gap,
            missing: if is_undecided {
                self.field_names(&missing::deciding(setting, item, case, explainer.known))
            } else {
                Vec::new()
            },
            awaits: if is_undecided { self.awaited(setting, item) } else { Vec::new() },
            clause: check.clause.join("、"),
            explanation,
        })
    }

    /// What the pack adds to an item's explanation.
    fn notes(&self, id: ItemId, setting: &Setting<'_>, case: &Case<'_>, explanation: &Explanation) -> Vec<Note> {
        if let Some(check) = self.pack.checks.get(id) {
            let remarks = self.compiled.remarks.get(id).map(Vec::as_slice).unwrap_or_default();
            return notes(check, remarks, setting, case, explanation);
        }
        let summary = id.checked_sub(self.pack.checks.len()).and_then(|number| self.pack.summaries.get(number));
        let said = summary.map(|summary| summary.note.as_str()).filter(|note| !note.is_empty());
        said.map(|note| Note { code: NoteCode::Reading, text: note.to_owned() }).into_iter().collect()
    }

    fn awaited(&self, setting: &Setting<'_>, item: &Item) -> Vec<String> {
        unset(item, setting.parameters)
            .filter_map(|id| self.pack.parameters.get(id))
            .map(|parameter| parameter.name.clone())
            .collect()
    }

    fn summaries(&self, explainer: &Explainer<'_>, told: &Told) -> Vec<SummaryResult> {
        let first = self.pack.checks.len();
        (self.pack.summaries.iter().enumerate())
            .filter_map(|(number, summary)| {
                let item = self.compiled.items.get(first + number)?;
                let explanation = told.get(first + number).cloned().flatten()?;
                let verdict = explanation.verdict;
                let missing = if verdict == Verdict::Undecided {
                    self.field_names(&missing::deciding(explainer.setting, item, explainer.case, explainer.known))
                } else {
                    Vec::new()
                };
                Some(SummaryResult {
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
                })
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
            AreaItem::Rate(rate) => self.reference_rate(explainer, area, rate, &mut reference),
            AreaItem::Check { item, among } => {
                self.reference_check(explainer, *item, among.as_ref(), &mut reference);
            }
        }
        Some(reference)
    }

    fn reference_rate(&self, explainer: &Explainer<'_>, area: &AreaCheck, rate: &RateItem, reference: &mut Reference) {
        let case = explainer.case;
        let parameter = |id: usize| explainer.setting.parameters.get(id).and_then(Option::as_ref);
        let figure = parameter(rate.than);
        let unit = self.pack.parameters.get(rate.than).map(|parameter| parameter.unit.as_str()).unwrap_or_default();
        reference.operator = rate.is.into();
        reference.required = figure.map(|figure| quantity(figure, unit));
        let actual = explainer.ratio_value(&rate.value);
        reference.actual = actual.as_ref().map(|actual| quantity(actual, unit));
        reference.sentence = match (actual, figure) {
            (Some(actual), Some(figure)) => {
                let (shown, required) = told_apart(&actual, figure, unit);
                let is = Relation::from(rate.is);
                let by_itself = is.holds(actual.sub(figure).signum());
                let tolerance = rate.tolerance.and_then(parameter).cloned().unwrap_or_default();
                let eased = match is {
                    Relation::AtLeast | Relation::Above => figure.sub(&tolerance),
                    _ => figure.add(&tolerance),
                };
                let reached = by_itself || is.holds(actual.sub(&eased).signum());
                reference.standing = if reached { ReferenceStanding::Reached } else { ReferenceStanding::NotReached };
                let mut sentence =
                    text::reference_rate(&reference.name, &shown, reference.operator, &required, reached);
                if let Some(soft) = area.soft.as_ref().filter(|_| reached && !by_itself) {
                    sentence.push_str(&text::reference_within_tolerance(soft));
                }
                (reference.actual, reference.required) = (Some(shown), Some(required));
                sentence
            }
            (None, _) if explainer.divisor_is_zero(&rate.value) => {
                reference.standing = ReferenceStanding::NotApplicable;
                text::reference_not_applicable().to_owned()
            }
            _ => {
                let missing = self.open(&rate.value.fields(), case);
                reference.missing = self.field_names(&missing);
                text::reference_unknown(&missing.iter().filter_map(|id| self.field_name(*id)).collect::<Vec<_>>())
            }
        };
    }

    /// The fields that can still be answered: missing, not wrong.
    fn open(&self, fields: &[FieldId], case: &Case<'_>) -> Vec<FieldId> {
        fields.iter().copied().filter(|field| !case.is_known(*field) && !case.is_bad(*field)).collect()
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
        let of_all = among.is_some();
        let (standing, sentence) = match (belongs.is_decided(), belongs.may_hold, verdict) {
            (true, false, _) | (true, true, Verdict::NotApplicable) => {
                (ReferenceStanding::NotApplicable, text::reference_not_applicable().to_owned())
            }
            (true, true, Verdict::Met) => (ReferenceStanding::Reached, text::reference_check(of_all, true).to_owned()),
            (true, true, Verdict::Unmet) => {
                (ReferenceStanding::NotReached, text::reference_check(of_all, false).to_owned())
            }
            _ => {
                let item = self.compiled.items.get(id).filter(|_| verdict == Verdict::Undecided);
                let mut missing =
                    item.map(|item| missing::deciding(setting, item, case, explainer.known)).unwrap_or_default();
                if let Some(among) = among.filter(|_| !belongs.is_decided()) {
                    missing.extend(self.open(&among.fields(), case));
                }
                reference.missing = self.field_names(&sorted(missing));
                let missing: Vec<&str> = reference.missing.iter().map(String::as_str).collect();
                (ReferenceStanding::Unknown, text::reference_unknown(&missing))
            }
        };
        (reference.standing, reference.sentence) = (standing, sentence);
    }

    fn derived(&self, explainer: &Explainer<'_>) -> Vec<DerivedResult> {
        let derived = self.pack.derived.iter().zip(&self.compiled.derived);
        derived
            .filter_map(|(derived, computed)| {
                let ratio = computed.ratio.as_ref()?;
                let value = explainer.ratio_value(ratio);
                let of_zero = value.is_none() && explainer.divisor_is_zero(ratio);
                let divisor = ratio.below.fields();
                let reason = of_zero.then(|| {
                    text::no_share_of_zero(&divisor.iter().filter_map(|id| self.field_name(*id)).collect::<Vec<_>>())
                });
                let missing = if of_zero { Vec::new() } else { self.open(&ratio.fields(), explainer.case) };
                Some(DerivedResult {
                    name: derived.name.clone(),
                    value: value.map(|value| quantity(&value, &derived.unit)),
                    missing: self.field_names(&missing),
                    reason,
                })
            })
            .collect()
    }

    fn warnings(&self, answers: &Answers) -> Vec<DataError> {
        let unknown = answers.keys().filter(|name| self.compiled.field(name).is_none());
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

fn collect_fields(item: &Item, into: &mut Vec<FieldId>) {
    into.extend(&item.fields);
    if let Rule::Composite(_, nodes) | Rule::Stable(nodes) = &item.rule {
        for node in nodes {
            if let Node::Inline(item) = node {
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
    explanation: &Explanation,
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
