//! What is known of one village and all that follows from it, kept up to date: an edit re-judges only what can depend on
//! it, and a fresh assessment is the same with everything to be judged. Depends on the compiled pack and on what makes
//! the results.

use std::sync::Arc;

use feel::Number;
use serde::Serialize;

use crate::alerts::alerts;
use crate::answers::{Answer, Answers};
use crate::assessment::{
    Assessment, CONTRACT, CheckResult, Counts, DataError, DataErrorCode, DerivedResult, EightHave, Explanation,
    OverlayRef, PackRef, Reference, SummaryResult, Verdict, Way,
};
use crate::date::Date;
use crate::detail::Detail;
use crate::engine::Engine;
use crate::explain::{Explainer, Told};
use crate::facts::{Case, Fact, Field, FieldId, Value};
use crate::formula::Formula;
use crate::limits::MAX_ALTERNATIVES;
use crate::missing::{Missing, Sets};
use crate::model::{Applied, IndicatorType, Kind, Pack, Parameter};
use crate::named::Named;
use crate::outcome::{Earlier, Outcomes, Setting};
use crate::program::{AreaItem, Compiled, Item, ItemId, Node, Rule, parts_of};
use crate::read::value_of;
use crate::relevance::{Live, Question, live, ranked};
use crate::telling::comparisons;
use crate::text;

/// What an edit changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Changes {
    /// The verdicts that turned, in the order of the pack.
    pub verdicts: Vec<Turned>,
    /// The checks and 八有 of which anything changed: the verdict, the gap, a figure in the explanation.
    pub checks: Vec<Arc<CheckResult>>,
    /// The summaries of which anything changed.
    pub summaries: Vec<Arc<SummaryResult>>,
    /// The references of which anything changed.
    pub references: Vec<Arc<Reference>>,
    /// The computed values that changed.
    pub derived: Vec<Arc<DerivedResult>>,
    /// Whether the alerts changed.
    pub alerts: bool,
    /// Whether the data errors or the warnings changed.
    pub errors: bool,
}

/// A verdict that turned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Turned {
    /// The check or summary.
    pub name: String,
    /// Its verdict before.
    pub from: Verdict,
    /// Its verdict now.
    pub to: Verdict,
}

/// Who reads what: the fields that items, figures and computed values read, and the items that items rest on.
#[derive(Debug)]
pub(crate) struct Dependencies {
    items: Vec<Vec<FieldId>>,
    parts: Vec<Vec<ItemId>>,
    areas: Vec<Vec<FieldId>>,
    derived: Vec<Vec<FieldId>>,
    /// The fields in the order of their names.
    by_name: Vec<FieldId>,
}

impl Dependencies {
    pub(crate) fn of(compiled: &Compiled) -> Self {
        let items = compiled.items.iter().enumerate().map(|(id, item)| {
            let mut fields = Vec::new();
            collect_fields(item, &mut fields);
            fields.extend(compiled.remarks.get(id).into_iter().flatten().flat_map(Formula::fields));
            // A gap may have to move what bounds them.
            let bounds = fields.iter().filter_map(|id| compiled.fields.get(*id));
            let bounds = bounds.flat_map(|field| field.above.iter().chain(&field.below)).copied();
            let is_free = |id: &FieldId| compiled.fields.get(*id).is_some_and(|field| !field.given);
            let movable: Vec<FieldId> = bounds.filter(is_free).collect();
            fields.extend(movable);
            fields
        });
        let parts = compiled.items.iter().map(|item| {
            let mut parts = Vec::new();
            parts_of(item, &mut parts);
            parts
        });
        let areas = compiled.areas.iter().map(|area| match area {
            AreaItem::Rate(rate) => rate.value.fields(),
            other => other.check().and_then(|(_, among)| among).map(Formula::fields).unwrap_or_default(),
        });
        let derived = compiled.derived.iter().map(|d| d.ratio.as_ref().map(|r| r.fields()).unwrap_or_default());
        let name = |id: FieldId| compiled.fields.get(id).map(|field| field.name.as_str());
        let mut by_name: Vec<FieldId> = Vec::with_capacity(compiled.fields.len());
        for id in 0..compiled.fields.len() {
            by_name.insert(by_name.partition_point(|known| name(*known) < name(id)), id);
        }
        let (items, parts) = (items.collect(), parts.collect());
        Self { items, parts, areas: areas.collect(), derived: derived.collect(), by_name }
    }

    /// The indicator of that name.
    pub(crate) fn field_id(&self, compiled: &Compiled, name: &str) -> Option<FieldId> {
        let of = |id: FieldId| compiled.fields.get(id).map(|field| field.name.as_str());
        let place = self.by_name.partition_point(|id| of(*id) < Some(name));
        self.by_name.get(place).copied().filter(|id| of(*id) == Some(name))
    }

    /// The answer to each indicator, and the names that are none. Both sides are in the order of the names: one walk.
    pub(crate) fn joined<'a>(
        &self,
        compiled: &Compiled,
        answers: &'a Answers,
    ) -> (Vec<Option<&'a Answer>>, Vec<&'a String>) {
        let mut given = vec![None; compiled.fields.len()];
        let mut unknown = Vec::new();
        let mut fields =
            self.by_name.iter().filter_map(|id| Some((*id, compiled.fields.get(*id)?.name.as_str()))).peekable();
        for (name, answer) in answers {
            while fields.next_if(|(_, field)| *field < name.as_str()).is_some() {}
            let field = fields.next_if(|(_, field)| field == name);
            match field.and_then(|(id, _)| given.get_mut(id)) {
                Some(place) => *place = Some(answer),
                None => unknown.push(name),
            }
        }
        (given, unknown)
    }
}

/// An item and its parts in place.
fn items_in_place<'i>(item: &'i Item, into: &mut Vec<&'i Item>) {
    into.push(item);
    if let Rule::Composite(_, nodes) | Rule::Stable(nodes) = &item.rule {
        for node in nodes {
            if let Node::Inline(item) = node {
                items_in_place(item, into);
            }
        }
    }
}

/// The fields an item reads itself and through its parts in place.
pub(crate) fn collect_fields(item: &Item, into: &mut Vec<FieldId>) {
    let mut in_place = Vec::new();
    items_in_place(item, &mut in_place);
    into.extend(in_place.into_iter().flat_map(|item| &item.fields));
}

/// One village, judged.
#[derive(Debug)]
pub(crate) struct Judgement {
    detail: Detail,
    /// Every answer as it reads by itself, and what is wrong with it.
    read: Vec<Fact>,
    faults: Vec<Option<DataError>>,
    /// The same, where parts and wholes that contradict each other are of no use either.
    facts: Vec<Fact>,
    /// Which parts and wholes do.
    broken: Vec<DataError>,
    /// The parameters' values on the day.
    parameters: Vec<Option<Number>>,
    /// The verdicts of an earlier self-check, by item.
    earlier: Option<Vec<Option<Verdict>>>,
    known: Vec<Outcomes>,
    /// Whether names that the pack does not know came or went since the warnings were made.
    names_changed: bool,
    /// The smallest deciding sets found since each item was last judged.
    sets: Sets,
    told: Told,
    /// The results of all checks, in the order of the pack.
    results: Vec<Arc<CheckResult>>,
    /// The figures that areas are bound by, by area check; none for those without a figure.
    references: Vec<Option<Arc<Reference>>>,
    derived: Vec<Option<Arc<DerivedResult>>>,
    /// What each item waits for, where it was asked since the item was last judged.
    live: Vec<Option<Live>>,
    pub(crate) assessment: Assessment,
}

impl Judgement {
    pub(crate) fn new(
        engine: &Engine,
        answers: &Answers,
        date: Date,
        earlier: Option<&Named<Verdict>>,
        detail: Detail,
    ) -> Self {
        let (pack, compiled) = (engine.pack(), &engine.compiled);
        let mut judgement = Self {
            detail,
            read: vec![Fact::Missing; compiled.fields.len()],
            faults: vec![None; compiled.fields.len()],
            facts: Vec::new(),
            broken: Vec::new(),
            parameters: Vec::new(),
            earlier: None,
            known: vec![Outcomes::NONE; compiled.items.len()],
            names_changed: true,
            sets: Sets::default(),
            told: vec![None; compiled.items.len()],
            results: Vec::new(),
            references: vec![None; compiled.areas.len()],
            derived: vec![None; compiled.derived.len()],
            live: vec![None; compiled.items.len()],
            assessment: Assessment {
                contract: CONTRACT.to_owned(),
                pack: pack_ref(pack),
                engine: Engine::VERSION.to_owned(),
                date,
                village: Named::new(),
                checks: Vec::new(),
                eight_have: EightHave::default(),
                counts: Counts::default(),
                summaries: Vec::new(),
                references: Vec::new(),
                alerts: Vec::new(),
                derived: Vec::new(),
                errors: Vec::new(),
                warnings: Vec::new(),
                digest: None,
            },
        };
        let (given, _) = engine.dependencies.joined(compiled, answers);
        for (field, answer) in given.into_iter().enumerate() {
            judgement.answer(engine, field, answer);
        }
        judgement.set_date(engine, date);
        judgement.set_earlier(engine, earlier);
        judgement.judge_anew(engine, answers);
        judgement
    }

    /// Takes an answer in the place of the one before. To be judged afterwards.
    pub(crate) fn answer(&mut self, engine: &Engine, field: FieldId, answer: Option<&Answer>) {
        let Some(spec) = engine.compiled.fields.get(field) else { return };
        let (fact, fault) = read(spec, answer);
        if let (Some(read), Some(known_fault)) = (self.read.get_mut(field), self.faults.get_mut(field)) {
            (*read, *known_fault) = (fact, fault);
        }
    }

    /// Takes note that the answer to a name that the pack does not know came or went. To be judged afterwards.
    pub(crate) fn unknown_name(&mut self) {
        self.names_changed = true;
    }

    /// Sets how much is said of each verdict. To be judged anew afterwards.
    pub(crate) fn set_detail(&mut self, detail: Detail) {
        self.detail = detail;
    }

    /// Sets the day. To be judged anew afterwards.
    pub(crate) fn set_date(&mut self, engine: &Engine, date: Date) {
        self.assessment.date = date;
        self.parameters = engine.parameters_on(date);
    }

    /// Sets what it is compared with. To be judged anew afterwards.
    pub(crate) fn set_earlier(&mut self, engine: &Engine, earlier: Option<&Named<Verdict>>) {
        let of_items = |verdicts: &Named<Verdict>| {
            (0..engine.compiled.items.len()).map(|id| verdicts.get(engine.item_name(id)).copied()).collect()
        };
        self.earlier = earlier.map(of_items);
    }

    /// Judges what the answers taken since the last time can have changed.
    pub(crate) fn judge(&mut self, engine: &Engine, answers: &Answers) -> Changes {
        let compiled = &engine.compiled;
        let (before, broken) = (core::mem::take(&mut self.facts), core::mem::take(&mut self.broken));
        self.settle(compiled);
        let mut touched = vec![false; compiled.fields.len()];
        let mut touch = |field: FieldId| {
            if let Some(place) = touched.get_mut(field) {
                *place = true;
            }
        };
        for (id, (field, _)) in compiled.fields.iter().zip(self.facts.iter().zip(&before)).enumerate().filter(changed) {
            touch(id);
            // What bounds a missing answer is part of what is known of it.
            field.above.iter().chain(&field.below).copied().for_each(&mut touch);
        }
        // An answer that stays of no use may be so for another reason now, which its explanations name.
        let is_new = |error: &&DataError| !broken.contains(error);
        let is_gone = |error: &&DataError| !self.broken.contains(error);
        let turned = self.broken.iter().filter(is_new).chain(broken.iter().filter(is_gone));
        turned.flat_map(|error| &error.fields).filter_map(|name| engine.field_id(name)).for_each(&mut touch);
        let reads_touched = |fields: &Vec<FieldId>| fields.iter().any(|id| touched.get(*id) == Some(&true));
        let dependencies = &engine.dependencies;
        let mut stale = Stale {
            all: false,
            items: dependencies.items.iter().map(reads_touched).collect(),
            areas: dependencies.areas.iter().map(reads_touched).collect(),
            derived: dependencies.derived.iter().map(reads_touched).collect(),
        };
        stale.spread(compiled, dependencies);
        self.judge_stale(engine, answers, &stale)
    }

    /// Judges everything.
    pub(crate) fn judge_anew(&mut self, engine: &Engine, answers: &Answers) -> Changes {
        let compiled = &engine.compiled;
        self.settle(compiled);
        let stale = Stale {
            all: true,
            items: vec![true; compiled.items.len()],
            areas: vec![true; compiled.areas.len()],
            derived: vec![true; compiled.derived.len()],
        };
        self.judge_stale(engine, answers, &stale)
    }

    /// The questions whose answers can still change a verdict, those that decide most first.
    pub(crate) fn questions(&mut self, engine: &Engine) -> Vec<Question> {
        let compiled = &engine.compiled;
        let case = Case::new(&compiled.fields, &self.facts);
        let earlier = self.earlier.as_deref().map(Earlier);
        let setting = Setting { items: &compiled.items, parameters: &self.parameters, earlier };
        for ((place, item), outcomes) in self.live.iter_mut().zip(&compiled.items).zip(&self.known) {
            if place.is_none() {
                let open = !outcomes.is_decided();
                *place = Some(if open { live(&setting, item, &case, &self.known) } else { Live::default() });
            }
        }
        let names: Vec<&str> = compiled.fields.iter().map(|field| field.name.as_str()).collect();
        ranked(self.live.iter().flatten(), &names)
    }

    /// Whether the assessment carries its explanations.
    pub(crate) fn is_explained(&self) -> bool {
        self.detail.explain.is_some()
    }

    /// The assessment, with its explanations.
    pub(crate) fn explained(mut self, engine: &Engine) -> Assessment {
        let mut told = vec![None; self.known.len()];
        let all = vec![true; self.known.len()];
        self.with_explainer(engine, |explainer| explainer.explain(&all, &mut told));
        let mut told = told.into_iter();
        // Nobody else holds a result then, so that none is copied.
        (self.assessment.checks, self.assessment.eight_have.items) = Default::default();
        for (result, explanation) in self.results.iter_mut().zip(told.by_ref()) {
            Arc::make_mut(result).explanation = explanation;
        }
        for (summary, explanation) in self.assessment.summaries.iter_mut().zip(told) {
            Arc::make_mut(summary).explanation = explanation;
        }
        (self.assessment.checks, self.assessment.eight_have) = listed(&self.results);
        self.assessment
    }

    /// The explanation of a check or summary, made now with those it rests on.
    pub(crate) fn explain(&self, engine: &Engine, id: ItemId) -> Option<Arc<Explanation>> {
        let mut wanted = vec![false; self.known.len()];
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            if let (Some(place @ false), Some(item)) = (wanted.get_mut(id), engine.compiled.items.get(id)) {
                *place = true;
                parts_of(item, &mut open);
            }
        }
        let mut told = vec![None; self.known.len()];
        self.with_explainer(engine, |explainer| explainer.explain(&wanted, &mut told));
        told.get(id).cloned().flatten()
    }

    /// Other ways to close the gap of an unmet check, found now.
    pub(crate) fn alternatives(&self, engine: &Engine, id: ItemId) -> Vec<Way> {
        let is_unmet = self.known.get(id).is_some_and(|outcomes| outcomes.verdict() == Verdict::Unmet);
        let gap = || self.with_explainer(engine, |explainer| explainer.gap(id, MAX_ALTERNATIVES));
        is_unmet.then(gap).flatten().map(|gap| gap.alternatives).unwrap_or_default()
    }

    fn with_explainer<T>(&self, engine: &Engine, tell: impl FnOnce(&Explainer<'_>) -> T) -> T {
        let (pack, compiled) = (engine.pack(), &engine.compiled);
        let case = Case::new(&compiled.fields, &self.facts);
        let earlier = self.earlier.as_deref().map(Earlier);
        let setting = Setting { items: &compiled.items, parameters: &self.parameters, earlier };
        let missing = Missing::new(&setting, &case, &self.known, Sets::default());
        let (known, errors) = (&self.known, &self.assessment.errors);
        tell(&Explainer { pack, compiled, setting: &setting, case: &case, known, missing: &missing, errors })
    }

    /// Holds parts against their wholes: those that contradict each other are bad.
    fn settle(&mut self, compiled: &Compiled) {
        self.facts.clone_from(&self.read);
        self.broken = contradictions(compiled, &self.read, &mut self.facts);
    }

    fn judge_stale(&mut self, engine: &Engine, answers: &Answers, stale: &Stale) -> Changes {
        let (pack, compiled) = (engine.pack(), &engine.compiled);
        let case = Case::new(&compiled.fields, &self.facts);
        let earlier = self.earlier.as_deref().map(Earlier);
        let setting = Setting { items: &compiled.items, parameters: &self.parameters, earlier };
        setting.update(&compiled.order, &case, &stale.items, &mut self.known);
        let read = self.faults.iter().flatten().cloned();
        let undefined = divisions_by_zero(engine, &setting, &case, &self.known);
        let errors: Vec<DataError> = read.chain(self.broken.iter().cloned()).chain(undefined).collect();
        let known = self.known.as_slice();
        let mut sets = core::mem::take(&mut self.sets);
        (0..compiled.items.len()).filter(|id| is_stale(&stale.items, *id)).for_each(|id| sets.forget(id));
        let missing = Missing::new(&setting, &case, known, sets);
        let explainer =
            Explainer { pack, compiled, setting: &setting, case: &case, known, missing: &missing, errors: &errors };
        if let Some(explain) = self.detail.explain {
            explain(&explainer, &stale.items, &mut self.told);
        }

        for (place, _) in self.live.iter_mut().zip(&stale.items).filter(|(_, stale)| **stale) {
            *place = None;
        }
        let mut changes = Changes::default();
        let (date, detail) = (self.assessment.date, self.detail);
        for (id, _) in pack.checks.iter().enumerate().filter(|(id, _)| is_stale(&stale.items, *id)) {
            let Some(fresh) = explainer.check_result(&self.told, id, date, &detail) else { continue };
            let turned = |old: &CheckResult| (old.verdict, fresh.verdict);
            note_turn(&mut changes, &fresh.name, self.results.get(id).map(|old| turned(old)));
            replace(&mut self.results, id, fresh, &mut changes.checks);
        }
        for (number, _) in pack.summaries.iter().enumerate() {
            if !is_stale(&stale.items, pack.checks.len() + number) {
                continue;
            }
            let Some(fresh) = explainer.summary_result(&self.told, number, &detail) else { continue };
            let old = self.assessment.summaries.get(number).map(|old| (old.verdict, fresh.verdict));
            note_turn(&mut changes, &fresh.name, old);
            replace(&mut self.assessment.summaries, number, fresh, &mut changes.summaries);
        }
        for (number, place) in self.references.iter_mut().enumerate().filter(|(id, _)| is_stale(&stale.areas, *id)) {
            renew(place, explainer.reference(number, &detail), &mut changes.references);
        }
        for (number, place) in self.derived.iter_mut().enumerate().filter(|(id, _)| is_stale(&stale.derived, *id)) {
            renew(place, explainer.derived(number), &mut changes.derived);
        }

        self.sets = missing.sets.take();
        let assessment = &mut self.assessment;
        changes.errors = assessment.errors != errors;
        assessment.errors = errors;
        if core::mem::take(&mut self.names_changed) {
            let warnings = warnings(engine, answers);
            changes.errors |= assessment.warnings != warnings;
            assessment.warnings = warnings;
        }
        assessment.village = village(pack, &case);
        if !changes.checks.is_empty() {
            (assessment.checks, assessment.eight_have) = listed(&self.results);
            assessment.counts = Counts::default();
            let counted = assessment.checks.iter().filter(|check| check.kind.is_counted());
            counted.for_each(|check| assessment.counts.add(check.verdict));
        }
        if !changes.references.is_empty() {
            assessment.references = self.references.iter().flatten().cloned().collect();
        }
        if stale.all || !changes.checks.is_empty() || !changes.references.is_empty() {
            let alerts = alerts(pack, date, &self.results, &assessment.references, self.earlier.as_deref());
            changes.alerts = assessment.alerts != alerts;
            assessment.alerts = alerts;
        }
        if !changes.derived.is_empty() {
            assessment.derived = self.derived.iter().flatten().cloned().collect();
        }
        changes
    }
}

/// What must be judged again.
struct Stale {
    /// Everything, and the day or the earlier self-check too.
    all: bool,
    items: Vec<bool>,
    areas: Vec<bool>,
    derived: Vec<bool>,
}

impl Stale {
    /// What rests on something stale is stale.
    fn spread(&mut self, compiled: &Compiled, dependencies: &Dependencies) {
        for id in &compiled.order {
            let parts = dependencies.parts.get(*id).map(Vec::as_slice).unwrap_or_default();
            let by_part = parts.iter().any(|part| is_stale(&self.items, *part));
            if let Some(place) = self.items.get_mut(*id) {
                *place |= by_part;
            }
        }
        for (place, area) in self.areas.iter_mut().zip(&compiled.areas) {
            if let Some((item, _)) = area.check() {
                *place |= is_stale(&self.items, item);
            }
        }
    }
}

fn is_stale(stale: &[bool], id: usize) -> bool {
    stale.get(id) == Some(&true)
}

fn changed<F>((_, (_, (now, before))): &(usize, (F, (&Fact, &Fact)))) -> bool {
    now != before
}

fn note_turn(changes: &mut Changes, name: &str, verdicts: Option<(Verdict, Verdict)>) {
    if let Some((from, to)) = verdicts.filter(|(from, to)| from != to) {
        changes.verdicts.push(Turned { name: name.to_owned(), from, to });
    }
}

/// Puts a result at its place unless it is the same as before, so that what did not change keeps its identity.
fn replace<T: PartialEq>(list: &mut Vec<Arc<T>>, at: usize, fresh: Arc<T>, changed: &mut Vec<Arc<T>>) {
    match list.get_mut(at) {
        Some(old) if **old == *fresh => return,
        Some(old) => *old = fresh.clone(),
        None => list.push(fresh.clone()),
    }
    changed.push(fresh);
}

fn renew<T: PartialEq>(place: &mut Option<Arc<T>>, fresh: Option<Arc<T>>, changed: &mut Vec<Arc<T>>) {
    if *place != fresh {
        changed.extend(fresh.clone());
        *place = fresh;
    }
}

/// An answer as it reads by itself, and what is wrong with it.
pub(crate) fn read(spec: &Field, answer: Option<&Answer>) -> (Fact, Option<DataError>) {
    match answer.map(|answer| value_of(spec, answer)) {
        None | Some(Ok(None)) => (Fact::Missing, None),
        Some(Ok(Some(value))) => (Fact::Known(value), None),
        Some(Err(error)) => (Fact::Bad(error.code), Some(error)),
    }
}

/// Marks the facts of parts and wholes that contradict each other as bad. Gives the errors.
pub(crate) fn contradictions(compiled: &Compiled, read: &[Fact], facts: &mut [Fact]) -> Vec<DataError> {
    let exceeding = (0..compiled.fields.len()).filter_map(|part| Some((part, exceeded(compiled, part, read)?)));
    let broken: Vec<(FieldId, FieldId)> = exceeding.collect();
    for id in broken.iter().flat_map(|(part, whole)| [*part, *whole]) {
        if let Some(fact) = facts.get_mut(id) {
            *fact = Fact::Bad(DataErrorCode::PartExceedsWhole);
        }
    }
    broken.into_iter().filter_map(|(part, whole)| part_exceeds_whole(compiled, part, whole, read)).collect()
}

/// The nearest known whole that a known part is larger than; unknown ones in between do not hide it.
fn exceeded(compiled: &Compiled, part: FieldId, facts: &[Fact]) -> Option<FieldId> {
    let number = |id: FieldId| match facts.get(id) {
        Some(Fact::Known(Value::Number(number))) => Some(number),
        _ => None,
    };
    let value = number(part)?;
    let nearest_known = compiled.fields.get(part)?.above.iter().copied().find(|id| number(*id).is_some())?;
    (value > number(nearest_known)?).then_some(nearest_known)
}

fn part_exceeds_whole(compiled: &Compiled, part: FieldId, whole: FieldId, facts: &[Fact]) -> Option<DataError> {
    let told = |id: FieldId| {
        let field = compiled.fields.get(id)?;
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
pub(crate) fn divisions_by_zero(
    engine: &Engine,
    setting: &Setting<'_>,
    case: &Case<'_>,
    known: &[Outcomes],
) -> Vec<DataError> {
    let mut errors = Vec::new();
    for (id, item) in engine.compiled.items.iter().enumerate() {
        if known.get(id).is_none_or(|outcome| outcome.verdict() != Verdict::Blocked) {
            continue;
        }
        let mut in_place = Vec::new();
        items_in_place(item, &mut in_place);
        for comparing in in_place.into_iter().flat_map(comparisons) {
            let is_zero = comparing.divisor_value(case, setting.parameters).is_some_and(|divisor| divisor.is_zero());
            if is_zero {
                let fields: Vec<&str> =
                    comparing.divisor.fields().into_iter().filter_map(|id| engine.field_name(id)).collect();
                errors.push(DataError {
                    code: DataErrorCode::DivisionByZero,
                    message: text::division_by_zero(engine.item_name(id), &fields),
                    fields: fields.into_iter().map(str::to_owned).collect(),
                    given: None,
                });
            }
        }
    }
    errors
}

/// Names that the pack does not know, and what overlays do against the word of the document.
pub(crate) fn warnings(engine: &Engine, answers: &Answers) -> Vec<DataError> {
    let warning = |code, name: &String, message| DataError { code, fields: vec![name.clone()], given: None, message };
    let (_, unknown) = engine.dependencies.joined(&engine.compiled, answers);
    let unknown = unknown.into_iter().map(|name| {
        let message = text::unknown_name(name, engine.nearest_indicator(name));
        warning(DataErrorCode::UnknownName, name, message)
    });
    let against = engine.pack().overlays.iter().flat_map(|overlay| &overlay.warnings);
    let against = against.map(|it| warning(DataErrorCode::OverlayAgainstDocument, &it.name, it.message.clone()));
    unknown.chain(against).collect()
}

pub(crate) fn pack_ref(pack: &Pack) -> PackRef {
    let Pack { id, version, overlays, .. } = pack;
    let overlay = |applied: &Applied| OverlayRef {
        id: applied.id.clone(),
        version: applied.version.clone(),
        issuer: applied.issuer.clone(),
    };
    PackRef { id: id.clone(), version: version.clone(), overlays: overlays.iter().map(overlay).collect() }
}

/// What was answered to the texts of the first section: who the village is.
pub(crate) fn village(pack: &Pack, case: &Case<'_>) -> Named<String> {
    let Some(first) = pack.sections.first() else { return Named::new() };
    let is_identity = |kind, section: &str| kind == IndicatorType::Text && section == first.name;
    (pack.indicators.iter().enumerate())
        .filter(|(_, indicator)| is_identity(indicator.kind, &indicator.section))
        .filter_map(|(id, indicator)| match case.value(id)? {
            Value::Text(text) => Some((indicator.name.clone(), text.clone())),
            _ => None,
        })
        .collect()
}

/// The parameter's value on a day; a percent as a fraction.
pub(crate) fn value_on(parameter: &Parameter, date: Date) -> Option<Number> {
    let dated = parameter.dated.iter().rev().find(|dated| dated.from <= date).map(|dated| &dated.value);
    let value = &dated.or(parameter.value.as_ref())?.0;
    if parameter.unit == "%" { value.checked_div(&Number::from(100)) } else { Some(value.clone()) }
}

/// The results of the checks as an assessment lists them: the 八有 apart.
fn listed(results: &[Arc<CheckResult>]) -> (Vec<Arc<CheckResult>>, EightHave) {
    let (items, checks) = results.iter().cloned().partition(|result| result.kind == Kind::EightHave);
    (checks, eight_have(items))
}

fn eight_have(items: Vec<Arc<CheckResult>>) -> EightHave {
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
