//! What the sums over the villages come to: verdicts, bounds, gaps and their sentences.

use feel::{Number, Rounding};

use super::assessment::{AreaAssessment, AreaGap, AreaGapCode, AreaResult, CheckCounts, Level, Townships, Villages};
use super::figure::{Outlook, Point, Side};
use super::{Rollup, Tally};
use crate::assessment::{CONTRACT, Note, NoteCode, Operator, ParameterRef, Verdict};
use crate::engine::Engine;
use crate::explain::{quantity, told_apart};
use crate::facts::Field;
use crate::formula::Relation;
use crate::judgement::pack_ref;
use crate::model::{AreaCheck, Parameter};
use crate::poly::Var;
use crate::program::{AreaFigure, AreaItem, RateItem};
use crate::results::standing;
use crate::telling::floor_to;
use crate::text::{self, AreaFigureOf};

/// Figures of areas are shares and rates.
const UNIT: &str = "%";

impl Rollup {
    /// What the villages added so far come to.
    #[must_use]
    pub fn finish(self) -> AreaAssessment {
        let Self { engine, date, area, parameters, villages, with_errors, tallies, checks } = self;
        let pack = engine.pack();
        let ending = Ending { engine: &engine, parameters: &parameters, level: area.level };
        let results = (pack.areas.iter().zip(&engine.compiled.areas).zip(tallies)).map(|((check, item), tally)| {
            let mut result = ending.result(check, item, tally);
            let towards = result.verdict.zip(check.due);
            result.standing = towards.and_then(|(verdict, due)| standing(verdict, due, date));
            result
        });
        AreaAssessment {
            pack: pack_ref(pack),
            contract: CONTRACT.to_owned(),
            engine: Engine::VERSION.to_owned(),
            date,
            villages,
            with_errors,
            areas: results.collect(),
            checks: (pack.checks.iter().zip(checks))
                .map(|(check, counts)| CheckCounts { name: check.name.clone(), kind: check.kind, counts })
                .collect(),
            area,
        }
    }
}

/// What results are made from.
struct Ending<'r> {
    engine: &'r Engine,
    parameters: &'r [Option<Number>],
    level: Option<Level>,
}

impl Ending<'_> {
    fn value(&self, parameter: usize) -> Option<&Number> {
        self.parameters.get(parameter)?.as_ref()
    }

    fn parameter(&self, id: usize) -> Option<&Parameter> {
        self.engine.pack().parameters.get(id)
    }

    fn result(&self, check: &AreaCheck, item: &AreaItem, tally: Tally) -> AreaResult {
        let held_against = item.held_against(self.parameters);
        let townships = self.townships(item, &tally);
        let verdict = self.verdict(item, &tally, townships.as_ref());
        let figure = item.figure();
        let (operator, required) = match item {
            AreaItem::Every { .. } => (Some(Operator::AtLeast), Some(Number::ONE)),
            _ => (figure.map(|figure| figure.is.into()), figure.and_then(|figure| self.value(figure.than)).cloned()),
        };
        let ends = [Side::Least, Side::Greatest].map(|side| match item {
            AreaItem::CountEach => None,
            _ => tally.figure.extreme(side),
        });
        let shown = ends.each_ref().map(|end| {
            let end = end.as_ref()?;
            Some(required.as_ref().map_or_else(|| quantity(end, UNIT), |required| told_apart(end, required, UNIT).0))
        });
        let awaits: Vec<String> = self.awaits(item).map(|parameter| parameter.name.clone()).collect();
        let gap = held_against
            .as_ref()
            .filter(|_| verdict == Some(Verdict::Unmet))
            .and_then(|held_against| self.gap(item, &tally, held_against));
        let parameter = figure.and_then(|figure| self.parameter_ref(figure.than));
        let mut result = AreaResult {
            name: check.name.clone(),
            section: check.section.clone(),
            clause: check.clause.clone(),
            verdict,
            standing: None,
            low: None,
            high: None,
            operator,
            required: required.as_ref().map(|required| quantity(required, UNIT)),
            parameter,
            villages: tally.known,
            counts: matches!(item, AreaItem::Share { .. } | AreaItem::Every { .. } | AreaItem::CountAllOf(_))
                .then_some(tally.counts),
            townships,
            gap,
            notes: self.notes(check, item, verdict, &tally),
            deciding: match verdict {
                Some(Verdict::Undecided) => tally.open.into_villages(self.engine),
                Some(Verdict::Unmet) => tally.short.into_villages(self.engine),
                _ => Villages::default(),
            },
            blocked: tally.blocked.into_villages(self.engine),
            awaits,
            sentence: String::new(),
        };
        [result.low, result.high] = shown;
        result.sentence = sentence(&result, item);
        result
    }

    fn verdict(&self, item: &AreaItem, tally: &Tally, townships: Option<&Townships>) -> Option<Verdict> {
        if matches!(item, AreaItem::CountAllOf(_) | AreaItem::CountEach) {
            return None;
        }
        let Some((is, figure)) = item.held_against(self.parameters) else { return Some(Verdict::Undecided) };
        let verdict = match tally.figure.outlook(is, &figure) {
            Outlook::Holds => Verdict::Met,
            Outlook::Fails => Verdict::Unmet,
            Outlook::Open => Verdict::Undecided,
            Outlook::Nothing => Verdict::NotApplicable,
        };
        // A township of which no village was added is not known to be unfinished.
        let all_finished = townships.is_none_or(|townships| self.are_enough(item, townships.finished));
        let is_short = matches!(verdict, Verdict::Met | Verdict::NotApplicable) && !all_finished;
        Some(if is_short { Verdict::Undecided } else { verdict })
    }

    /// Whether so many finished townships are what the document demands.
    fn are_enough(&self, item: &AreaItem, finished: usize) -> bool {
        let AreaItem::Every { townships: Some(parameter), .. } = item else { return true };
        let finished = Number::from(i64::try_from(finished).unwrap_or(i64::MAX));
        self.value(*parameter).is_some_and(|required| finished >= *required)
    }

    fn townships(&self, item: &AreaItem, tally: &Tally) -> Option<Townships> {
        let AreaItem::Every { townships: Some(parameter), .. } = item else { return None };
        if self.level != Some(Level::City) {
            return None;
        }
        let count = |wanted: &[Outlook]| {
            let outlooks = tally.townships.values().map(|figure| figure.outlook(Relation::AtLeast, &Number::ONE));
            outlooks.filter(|outlook| wanted.contains(outlook)).count()
        };
        let unit = self.parameter(*parameter).map(|parameter| parameter.unit.as_str()).unwrap_or_default();
        Some(Townships {
            finished: count(&[Outlook::Holds]),
            possible: count(&[Outlook::Holds, Outlook::Open]),
            required: self.value(*parameter).map(|required| quantity(required, unit)),
        })
    }

    /// The parameters without a value that the verdict waits for.
    fn awaits<'a>(&'a self, item: &'a AreaItem) -> impl Iterator<Item = &'a Parameter> {
        let townships = match item {
            AreaItem::Every { townships, .. } if self.level == Some(Level::City) => *townships,
            _ => None,
        };
        let needed = item.figure().map(|figure| figure.than).into_iter().chain(townships);
        needed.filter(|id| self.value(*id).is_none()).filter_map(|id| self.parameter(id))
    }

    fn parameter_ref(&self, id: usize) -> Option<ParameterRef> {
        let parameter = self.parameter(id)?;
        Some(ParameterRef {
            name: parameter.name.clone(),
            value: self.value(id).map(|value| quantity(value, &parameter.unit).value),
            unit: parameter.unit.clone(),
            basis: parameter.basis,
            clause: parameter.clause.clone(),
            origin: parameter.origin.clone(),
        })
    }

    /// The smallest change that turns an unmet area, were all that is missing answered as well as it can be.
    fn gap(&self, item: &AreaItem, tally: &Tally, (is, figure): &(Relation, Number)) -> Option<AreaGap> {
        let side = Side::best_for(*is)?;
        let best = tally.figure.furthest(side, figure);
        let is_open = tally.known.open + tally.known.blocked > 0;
        match (item, side) {
            (AreaItem::Share { unmet: false, .. } | AreaItem::Every { .. }, Side::Greatest)
            | (AreaItem::Share { unmet: true, .. }, Side::Least) => {
                let by = lacking(&best, side, *is, figure, &Number::ONE)?;
                let room = if side == Side::Greatest { best.over.sub(&best.sum) } else { best.sum };
                (by <= room).then(|| AreaGap {
                    code: AreaGapCode::Villages,
                    field: None,
                    sentence: text::area_gap_of_villages(&by.to_string(), is_open),
                    by: by.to_string(),
                    unit: "个村".to_owned(),
                })
            }
            (AreaItem::Rate(rate), _) => match self.single_field(rate) {
                Some((field, factor)) => {
                    let moved = lacking(&best, side, *is, figure, &field.step().mul(&factor))?;
                    // A part cannot exceed its whole, nor anything that is counted fall below zero.
                    let room = match side {
                        Side::Greatest => self.is_part(field, &factor, rate).then(|| best.over.sub(&best.sum)),
                        Side::Least => Some(best.sum),
                    };
                    let fits = room.is_none_or(|room| moved <= room);
                    let by = moved.checked_div(&factor).filter(|_| fits)?;
                    Some(gap_of_field(field, &by, side, is_open))
                }
                None => gap_in_points(&tally.figure.extreme(side)?, *is, figure, is_open),
            },
            _ => None,
        }
    }

    /// The one indicator that a numerator is a multiple of, where it is.
    fn single_field(&self, rate: &RateItem) -> Option<(&Field, Number)> {
        let [term] = rate.sum.terms() else { return None };
        let [Var::Field(field)] = term.vars.as_slice() else { return None };
        let field = self.engine.compiled.fields.get(*field)?;
        (term.coefficient.signum() > 0 && field.unit != UNIT).then(|| (field, term.coefficient.clone()))
    }

    /// Whether the denominator is a whole of the numerator's indicator.
    fn is_part(&self, field: &Field, factor: &Number, rate: &RateItem) -> bool {
        let [term] = rate.over.terms() else { return false };
        let whole = match term.vars.as_slice() {
            [Var::Field(whole)] => whole,
            _ => return false,
        };
        field.above.contains(whole) && term.coefficient == *factor
    }

    fn notes(&self, check: &AreaCheck, item: &AreaItem, verdict: Option<Verdict>, tally: &Tally) -> Vec<Note> {
        let figure = item.figure();
        let mut notes = Vec::new();
        let mut note = |code, text: String| notes.push(Note { code, text });
        if let Some(soft) = &check.soft {
            let by_itself = figure.and_then(|figure| {
                let required = self.value(figure.than)?;
                Some(tally.figure.outlook(figure.is.into(), required) == Outlook::Holds)
            });
            match verdict {
                Some(Verdict::Met) if by_itself == Some(false) => {
                    note(NoteCode::WithinTolerance, text::within_tolerance(soft));
                }
                Some(Verdict::Unmet) => note(NoteCode::Soft, text::soft(soft)),
                _ => {}
            }
        }
        if let AreaItem::CountAllOf(kind) = item {
            let notices = self.engine.pack().notices.iter().filter(|notice| notice.kind == *kind);
            notices.for_each(|notice| note(NoteCode::Unverified, notice.text.clone()));
        }
        if !check.note.is_empty() {
            note(NoteCode::Reading, check.note.clone());
        }
        let set = figure.and_then(|figure| Some((figure.than, self.parameter(figure.than)?)));
        if let Some((id, parameter)) = set
            && let Some(by) = &parameter.origin
        {
            let value = self.value(id).map(|value| quantity(value, &parameter.unit));
            note(NoteCode::Overlay, text::set_by(self.engine.pack().issuer(by), &parameter.name, value.as_ref()));
        }
        notes
    }
}

/// The sentence of a result.
fn sentence(result: &AreaResult, item: &AreaItem) -> String {
    let of = match item {
        AreaItem::CountEach => return text::area_counts_below().to_owned(),
        AreaItem::Rate(_) => AreaFigureOf::Sums,
        AreaItem::Share { unmet: true, .. } => AreaFigureOf::Unmet,
        AreaItem::Share { .. } | AreaItem::CountAllOf(_) => AreaFigureOf::Met,
        AreaItem::Every { .. } => AreaFigureOf::All,
    };
    text::area(result, of)
}

impl AreaItem {
    /// What its figure is held against by parameters.
    fn figure(&self) -> Option<&AreaFigure> {
        match self {
            Self::Rate(RateItem { figure, .. }) | Self::Share { figure, .. } => Some(figure),
            Self::Every { .. } | Self::CountAllOf(_) | Self::CountEach => None,
        }
    }
}

/// The least multiple of `step` by which the numerator must move for the relation to hold; `best` fails it.
fn lacking(best: &Point, side: Side, is: Relation, figure: &Number, step: &Number) -> Option<Number> {
    let excess = best.excess(figure);
    let short = if side == Side::Greatest { excess.neg() } else { excess };
    let below = floor_to(&short, step);
    let is_enough = below == short && matches!(is, Relation::AtLeast | Relation::AtMost);
    let by = if is_enough { below } else { below.add(step) };
    (by.signum() > 0).then_some(by)
}

fn gap_of_field(field: &Field, by: &Number, side: Side, is_open: bool) -> AreaGap {
    let rises = side == Side::Greatest;
    let amount = text::amount(&by.to_string(), &field.unit);
    AreaGap {
        code: if rises { AreaGapCode::Rise } else { AreaGapCode::Fall },
        field: Some(field.name.clone()),
        by: by.to_string(),
        unit: field.unit.clone(),
        sentence: text::area_gap_of_field(&field.name, rises, &amount, is_open),
    }
}

/// How far the figure itself is away; nothing where it would have to go beyond by however little.
fn gap_in_points(best: &Number, is: Relation, figure: &Number, is_open: bool) -> Option<AreaGap> {
    if !matches!(is, Relation::AtLeast | Relation::AtMost) {
        return None;
    }
    let by = figure.sub(best).abs().mul(&Number::from(100));
    let shown = by.round(2, Rounding::Up);
    Some(AreaGap {
        code: AreaGapCode::Points,
        field: None,
        by: by.to_string(),
        unit: "个百分点".to_owned(),
        sentence: text::area_gap_in_points(&shown.to_string(), is == Relation::AtLeast, is_open),
    })
}
