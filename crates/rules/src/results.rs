//! What an assessment says of each check, summary, area figure and computed value, made one at a time. Depends on the
//! explanations, the gaps and the smallest missing sets.

use std::sync::Arc;

use feel::Number;

use crate::assessment::{
    CheckResult, DerivedResult, Explanation, Gap, Note, NoteCode, Operator, Reference, ReferenceStanding, Standing,
    StandingCode, SummaryResult, Verdict,
};
use crate::date::Date;
use crate::detail::Detail;
use crate::explain::{Explainer, Told, quantity, told_apart};
use crate::facts::FieldId;
use crate::formula::{Formula, Relation, Truth};
use crate::gap;
use crate::model::{AreaCheck, Basis, Check, Kind};
use crate::order::sorted;
use crate::outcome::unset;
use crate::program::{AreaItem, Item, ItemId, RateItem, parts_of};
use crate::text;

impl Explainer<'_> {
    /// The result of the check of that number.
    pub(crate) fn check_result(
        &self,
        told: &Told,
        id: ItemId,
        date: Date,
        detail: &Detail,
    ) -> Option<Arc<CheckResult>> {
        let (check, item) = (self.pack.checks.get(id)?, self.compiled.items.get(id)?);
        let verdict = self.known.get(id)?.verdict();
        let how_far = detail.how_far.filter(|_| verdict == Verdict::Unmet);
        let gap = how_far.and_then(|how_far| (how_far.gap)(self, id, detail.alternatives));
        // A due date binds; what is only a reference or encouraged is never late.
        let due = check.due.filter(|_| check.kind.is_counted() || check.kind == Kind::EightHave);
        Some(Arc::new(CheckResult {
            name: check.name.clone(),
            kind: check.kind,
            verdict,
            standing: due.and_then(|due| standing(verdict, due, date)),
            gap,
            missing: self.deciding(id, verdict, detail),
            awaits: if verdict == Verdict::Undecided { self.awaited(item) } else { Vec::new() },
            clause: check.clause.join("、"),
            origin: check.origin.clone(),
            explanation: told.get(id).cloned().flatten(),
        }))
    }

    /// The gap of an unmet check, with at most so many alternatives.
    pub(crate) fn gap(&self, id: ItemId, alternatives: usize) -> Option<Gap> {
        let item = self.compiled.items.get(id)?;
        gap::gap(self.setting, (id, item), self.case, self.known, &self.pack.checks, alternatives)
    }

    /// The result of the summary of that number.
    pub(crate) fn summary_result(&self, told: &Told, number: usize, detail: &Detail) -> Option<Arc<SummaryResult>> {
        let id = self.pack.checks.len() + number;
        let summary = self.pack.summaries.get(number)?;
        let verdict = self.known.get(id)?.verdict();
        Some(Arc::new(SummaryResult {
            name: summary.name.clone(),
            group: summary.group.clone(),
            clause: summary.clause.clone(),
            origin: summary.origin.clone(),
            verdict,
            said: match verdict {
                Verdict::Met => summary.met.clone(),
                Verdict::Unmet => summary.unmet.clone(),
                other => text::verdict(other).to_owned(),
            },
            missing: self.deciding(id, verdict, detail),
            explanation: told.get(id).cloned().flatten(),
        }))
    }

    /// The smallest set of answers that could decide an item; nothing for one that is not undecided.
    fn deciding(&self, id: ItemId, verdict: Verdict, detail: &Detail) -> Vec<String> {
        let how_far = detail.how_far.filter(|_| verdict == Verdict::Undecided);
        how_far.map_or_else(Vec::new, |how_far| self.owned_names(&(how_far.deciding)(self, id)))
    }

    fn owned_names(&self, ids: &[FieldId]) -> Vec<String> {
        ids.iter().map(|id| self.field_name(*id).to_owned()).collect()
    }

    /// What the pack adds to an item's explanation.
    pub(crate) fn notes(&self, id: ItemId, explanation: &Explanation) -> Vec<Note> {
        if let Some(check) = self.pack.checks.get(id) {
            if check.off.is_some() {
                return Vec::new();
            }
            let remarks = self.compiled.remarks.get(id).map(Vec::as_slice).unwrap_or_default();
            let mut notes = self.notes_of_check(check, remarks, explanation);
            self.overlay_notes(id, check.origin.as_ref(), &mut notes);
            return notes;
        }
        let number = id.checked_sub(self.pack.checks.len());
        let Some(summary) = number.and_then(|number| self.pack.summaries.get(number)) else { return Vec::new() };
        let mut notes = Vec::new();
        if !summary.note.is_empty() {
            notes.push(Note { code: NoteCode::Reading, text: summary.note.clone() });
        }
        let unofficial = self.unofficial_kinds(id);
        if !unofficial.is_empty() {
            notes.push(Note { code: NoteCode::Unverified, text: text::rests_on_unverified(&unofficial) });
        }
        self.overlay_notes(id, summary.origin.as_ref(), &mut notes);
        notes
    }

    /// What overlays have to do with an item: that they gave it, or set a figure it is judged by.
    fn overlay_notes(&self, id: ItemId, origin: Option<&String>, notes: &mut Vec<Note>) {
        let mut note = |text| notes.push(Note { code: NoteCode::Overlay, text });
        if let Some(origin) = origin {
            note(text::given_by(self.pack.issuer(origin)));
        }
        let parameters = self.compiled.items.get(id).map(|item| item.parameters.as_slice()).unwrap_or_default();
        for id in parameters {
            let Some(parameter) = self.pack.parameters.get(*id) else { continue };
            // Of what an overlay gave as a whole, its own figures are a matter of course.
            if let Some(by) = parameter.origin.as_ref().filter(|by| Some(*by) != origin) {
                let value = self.setting.parameters.get(*id).and_then(Option::as_ref);
                let value = value.map(|value| quantity(value, &parameter.unit));
                note(text::set_by(self.pack.issuer(by), &parameter.name, value.as_ref()));
            }
        }
    }

    /// The kinds of the checks that an item rests on directly and whose list is not official.
    fn unofficial_kinds(&self, id: ItemId) -> Vec<&'static str> {
        let mut parts = Vec::new();
        if let Some(item) = self.compiled.items.get(id) {
            parts_of(item, &mut parts);
        }
        let mut kinds = Vec::new();
        for check in parts.into_iter().filter_map(|id| self.pack.checks.get(id)) {
            let kind = text::kind(check.kind);
            if check.basis == Basis::Unverified && !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        kinds
    }

    fn awaited(&self, item: &Item) -> Vec<String> {
        unset(item, self.setting.parameters)
            .filter_map(|id| self.pack.parameters.get(id))
            .map(|parameter| parameter.name.clone())
            .collect()
    }

    /// The village beside the figure of the area check of that number; nothing where there is no figure.
    pub(crate) fn reference(&self, number: usize, detail: &Detail) -> Option<Arc<Reference>> {
        let (area, item) = (self.pack.areas.get(number)?, self.compiled.areas.get(number)?);
        let mut reference = Reference {
            name: area.name.clone(),
            section: area.section.clone(),
            clause: area.clause.clone(),
            standing: ReferenceStanding::Unknown,
            actual: None,
            operator: Operator::AllOf,
            required: None,
            origin: None,
            missing: Vec::new(),
            sentence: String::new(),
        };
        match (item, item.check()) {
            (AreaItem::Rate(rate), _) => self.reference_rate(area, rate, &mut reference),
            (_, Some((item, among))) => self.reference_check(item, among, detail, &mut reference),
            _ => return None,
        }
        Some(Arc::new(reference))
    }

    fn reference_rate(&self, area: &AreaCheck, rate: &RateItem, reference: &mut Reference) {
        let parameter = |id: usize| self.setting.parameters.get(id).and_then(Option::as_ref);
        let figure = parameter(rate.figure.than);
        let set = self.pack.parameters.get(rate.figure.than);
        let unit = set.map(|parameter| parameter.unit.as_str()).unwrap_or_default();
        reference.origin = set.and_then(|parameter| parameter.origin.clone());
        reference.operator = rate.figure.is.into();
        reference.required = figure.map(|figure| quantity(figure, unit));
        let actual = self.ratio_value(&rate.value);
        reference.actual = actual.as_ref().map(|actual| quantity(actual, unit));
        reference.sentence = match (actual, figure) {
            (Some(actual), Some(figure)) => {
                let (shown, required) = told_apart(&actual, figure, unit);
                let is = Relation::from(rate.figure.is);
                let by_itself = is.holds(actual.sub(figure).signum());
                let tolerance = rate.figure.tolerance.and_then(parameter).cloned().unwrap_or_default();
                let eased = eased(is, figure, &tolerance);
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
            (None, _) if self.divisor_is_zero(&rate.value) => {
                reference.standing = ReferenceStanding::NotApplicable;
                text::reference_not_applicable().to_owned()
            }
            _ => {
                let missing = self.open(&rate.value.fields());
                reference.missing = self.owned_names(&missing);
                text::reference_unknown(&self.names(&missing))
            }
        };
    }

    /// The fields that can still be answered: missing, not wrong.
    fn open(&self, fields: &[FieldId]) -> Vec<FieldId> {
        fields.iter().copied().filter(|field| !self.case.is_known(*field) && !self.case.is_bad(*field)).collect()
    }

    fn reference_check(&self, id: ItemId, among: Option<&Formula>, detail: &Detail, reference: &mut Reference) {
        let (setting, case) = (self.setting, self.case);
        let belongs = among.map_or(Truth::known(true), |among| among.truth(case, setting.parameters));
        let verdict = self.known.get(id).map_or(Verdict::Undecided, |outcome| outcome.verdict());
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
                let is_open = verdict == Verdict::Undecided;
                let how_far = detail.how_far.filter(|_| is_open);
                let mut missing = how_far.map_or_else(Vec::new, |how_far| (how_far.deciding)(self, id));
                if let Some(among) = among.filter(|_| !belongs.is_decided()) {
                    missing.extend(self.open(&among.fields()));
                }
                reference.missing = self.owned_names(&sorted(missing));
                let missing: Vec<&str> = reference.missing.iter().map(String::as_str).collect();
                (ReferenceStanding::Unknown, text::reference_unknown(&missing))
            }
        };
        (reference.standing, reference.sentence) = (standing, sentence);
    }

    /// The computed value of that number.
    pub(crate) fn derived(&self, number: usize) -> Option<Arc<DerivedResult>> {
        let derived = self.pack.derived.get(number)?;
        let ratio = self.compiled.derived.get(number)?.ratio.as_ref()?;
        let value = self.ratio_value(ratio);
        let of_zero = value.is_none() && self.divisor_is_zero(ratio);
        let missing = if of_zero { Vec::new() } else { self.open(&ratio.fields()) };
        Some(Arc::new(DerivedResult {
            name: derived.name.clone(),
            value: value.map(|value| quantity(&value, &derived.unit)),
            missing: self.owned_names(&missing),
            reason: of_zero.then(|| text::no_share_of_zero(&self.names(&ratio.below.fields()))),
        }))
    }

    fn notes_of_check(&self, check: &Check, remarks: &[Formula], explanation: &Explanation) -> Vec<Note> {
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
            if condition.truth(self.case, self.setting.parameters) == Truth::known(true) {
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
}

/// The figure, moved by the tolerance in favour of the value.
pub(crate) fn eased(is: Relation, figure: &Number, tolerance: &Number) -> Number {
    match is {
        Relation::AtLeast | Relation::Above => figure.sub(tolerance),
        _ => figure.add(tolerance),
    }
}

pub(crate) fn standing(verdict: Verdict, due: Date, date: Date) -> Option<Standing> {
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

fn number(text: &str) -> Option<Number> {
    Number::from_fraction_text(text).ok()
}
