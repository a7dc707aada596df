//! Roll-up: the checks of an area over its villages, one village at a time. Of a village nothing is kept but what it adds.
//!
//! Every area check is a quotient of two sums over the villages against a figure: a rate by what the pack adds up, a share
//! of villages with ones and zeros, and "every village" as a share of all. Depends on the engine and on the judging of a
//! village; no page that judges one village links it.

pub mod assessment;
mod figure;
mod ranking;
mod result;
mod who;

use std::collections::BTreeMap;
use std::sync::Arc;

use feel::Number;
use serde::Serialize;

use crate::answers::Answers;
use crate::assessment::{Counts, DataError, Verdict};
use crate::date::Date;
use crate::engine::Engine;
use crate::facts::{Case, FieldId};
use crate::formula::{Formula, Relation, Truth, each_corner, value_of};
use crate::judgement::{village, warnings};
use crate::missing::{Missing, Sets};
use crate::model::{Kind, Pack};
use crate::order::sorted;
use crate::outcome::{Outcomes, Setting};
use crate::poly::Var;
use crate::program::{AreaFigure, AreaItem, How, RateItem};
use crate::read::Reading;
use crate::results::eased;
use crate::verdicts::Taken;
use assessment::{Area, Known, Level};
use figure::{Figure, Point, Side};
use ranking::Ranking;
use who::Who;

/// The indicator that names a village's district.
pub const DISTRICT: &str = "区县";

/// The indicator that names a village's township; it is the same only within its district.
pub const TOWNSHIP: &str = "乡镇";

impl Level {
    /// The indicators that tell an area of this level from the others. A city is all there is.
    #[must_use]
    pub const fn named_by(self) -> &'static [&'static str] {
        match self {
            Self::Township => &[DISTRICT, TOWNSHIP],
            Self::District => &[DISTRICT],
            Self::City => &[],
        }
    }

    /// The first of those indicators that a pack does not ask for: its villages cannot be put together so.
    #[must_use]
    pub fn unasked(self, pack: &Pack) -> Option<&'static str> {
        let is_asked = |name: &str| pack.indicators.iter().any(|indicator| indicator.name == name);
        self.named_by().iter().copied().find(|name| !is_asked(name))
    }
}

impl Area {
    /// The area of a level that a village says it belongs to. It has the names that the village gave: one that did not say
    /// all of them belongs to an area of those that say as little.
    #[must_use]
    pub fn of(engine: &Engine, level: Option<Level>, answers: &Answers) -> Self {
        let named_by = level.map(Level::named_by).unwrap_or_default();
        let name = |indicator: &str| match engine.read(indicator, answers.get(indicator)?) {
            Reading::Value { text, .. } => Some((indicator.to_owned(), text)),
            _ => None,
        };
        Self { level, names: named_by.iter().filter_map(|indicator| name(indicator)).collect() }
    }

    /// The names that its villages did not give.
    pub fn unnamed(&self) -> impl Iterator<Item = &'static str> {
        let named_by = self.level.map(Level::named_by).unwrap_or_default();
        named_by.iter().copied().filter(|indicator| !self.names.contains_key(indicator))
    }
}

/// The villages of an area, as far as they were added.
#[derive(Debug, Clone)]
pub struct Rollup {
    engine: Arc<Engine>,
    date: Date,
    area: Area,
    parameters: Vec<Option<Number>>,
    villages: usize,
    with_errors: usize,
    /// By area check.
    tallies: Vec<Tally>,
    /// By check of a village.
    checks: Vec<Counts>,
}

/// What the villages add to one area check.
#[derive(Debug, Clone, Default)]
struct Tally {
    figure: Figure,
    known: Known,
    counts: Counts,
    /// With an answer missing, by how far it can move the figure.
    open: Ranking,
    /// Falling short, by how far.
    short: Ranking,
    blocked: Ranking,
    /// For a city: the same figure by district and township.
    townships: BTreeMap<[String; 2], Figure>,
}

/// What one village adds to one area check.
struct Addition {
    /// All that it may add; nothing where that cannot be told.
    points: Option<Vec<Point>>,
    /// For what rests on a check: its verdict.
    verdict: Option<Verdict>,
    blocked: bool,
}

/// What is wrong with a village's answers, as an assessment of it says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Findings {
    /// Data errors: what uses the fields is unknown.
    pub errors: Vec<DataError>,
    /// What was noticed and does no harm.
    pub warnings: Vec<DataError>,
}

/// A village, judged as far as areas need it.
struct Judged<'j> {
    setting: Setting<'j>,
    case: Case<'j>,
    known: Vec<Outcomes>,
}

impl Rollup {
    /// An area without villages.
    #[must_use]
    pub fn new(engine: Arc<Engine>, date: Date, area: Area) -> Self {
        let pack = engine.pack();
        Self {
            date,
            area,
            parameters: engine.parameters_on(date),
            villages: 0,
            with_errors: 0,
            tallies: vec![Tally::default(); pack.areas.len()],
            checks: vec![Counts::default(); pack.checks.len()],
            engine,
        }
    }

    /// Adds a village; a wholly unanswered one is unknown. Says what is wrong with its answers.
    pub fn add(&mut self, answers: &Answers) -> Findings {
        self.judge(answers, |_| {})
    }

    /// Adds a village and tells its verdict on every check, in the pack's order.
    pub fn judge(&mut self, answers: &Answers, mut tell: impl FnMut(Verdict)) -> Findings {
        let engine = &*self.engine;
        let compiled = &engine.compiled;
        let Taken { facts, mut errors } = Taken::of(engine, answers);
        let setting = Setting { items: &compiled.items, parameters: &self.parameters, earlier: None };
        let case = Case::new(&compiled.fields, &facts);
        let (known, undefined) = engine.outcomes(&setting, &case);
        errors.extend(undefined);

        self.villages += 1;
        self.with_errors += usize::from(!errors.is_empty());
        for (counts, outcomes) in self.checks.iter_mut().zip(&known) {
            counts.add(outcomes.verdict());
            tell(outcomes.verdict());
        }
        let who = Who::of(village(engine.pack(), &case), engine);
        let judged = Judged { setting, case, known };
        let is_city = self.area.level == Some(Level::City);
        let township = who.said(TOWNSHIP, engine).filter(|_| is_city).map(|township| {
            let district = who.said(DISTRICT, engine).unwrap_or_default();
            [district, township].map(str::to_owned)
        });
        for (tally, area) in self.tallies.iter_mut().zip(&compiled.areas) {
            let addition = judged.addition(area, engine);
            let figure = area.held_against(judged.setting.parameters);
            tally.add(&addition, figure.as_ref(), &who, &|| judged.fields_of(area, engine));
            if let (AreaItem::Every { townships: Some(_), .. }, Some(township)) = (area, &township) {
                tally.townships.entry(township.clone()).or_default().add(addition.points.as_deref());
            }
        }
        Findings { errors, warnings: warnings(engine, answers) }
    }

    /// Adds the villages of another roll-up by the same engine on the same day, such as a district's to its city's.
    pub fn merge(&mut self, other: Self) {
        self.villages += other.villages;
        self.with_errors += other.with_errors;
        for (tally, other) in self.tallies.iter_mut().zip(other.tallies) {
            tally.merge(other);
        }
        for (counts, other) in self.checks.iter_mut().zip(&other.checks) {
            counts.merge(other);
        }
    }
}

impl AreaItem {
    /// The relation and the figure that decide, moved by the tolerance; nothing for what is only listed, and while the
    /// district has not set it.
    fn held_against(&self, parameters: &[Option<Number>]) -> Option<(Relation, Number)> {
        let value = |id: usize| parameters.get(id).and_then(Option::as_ref);
        match self {
            Self::Rate(RateItem { figure, .. }) | Self::Share { figure, .. } => {
                let AreaFigure { is, than, tolerance } = figure;
                let tolerance = tolerance.and_then(value).cloned().unwrap_or_default();
                let is = Relation::from(*is);
                Some((is, eased(is, value(*than)?, &tolerance)))
            }
            Self::Every { .. } => Some((Relation::AtLeast, Number::ONE)),
            Self::CountAllOf(_) | Self::CountEach => None,
        }
    }
}

impl Tally {
    fn add(
        &mut self,
        addition: &Addition,
        figure: Option<&(Relation, Number)>,
        village: &Who,
        fields: &dyn Fn() -> Vec<FieldId>,
    ) {
        self.figure.add(addition.points.as_deref());
        if let Some(verdict) = addition.verdict {
            self.counts.add(verdict);
        }
        let zero = Number::ZERO;
        let against = figure.map_or(&zero, |(_, figure)| figure);
        let excesses = addition.points.iter().flatten().map(|point| point.excess(against));
        let ends = excesses.fold(None, |ends: Option<(Number, Number)>, excess| match ends {
            None => Some((excess.clone(), excess)),
            Some((low, high)) => Some((low.min(excess.clone()), high.max(excess))),
        });
        let is_known = addition.points.as_ref().is_some_and(|points| points.len() == 1);
        if addition.blocked {
            self.known.blocked += 1;
            self.blocked.offer(Number::ZERO, village, fields);
        } else if is_known {
            self.known.known += 1;
        } else {
            self.known.open += 1;
            // What cannot be told weighs more than anything that can.
            let weight = ends.as_ref().map_or_else(|| UNTOLD.into(), |(low, high)| high.sub(low));
            self.open.offer(weight, village, fields);
        }
        let best = figure.and_then(|(is, _)| Side::best_for(*is));
        let lacking = match (best, ends) {
            (Some(Side::Greatest), Some((_, high))) => high.neg(),
            (Some(Side::Least), Some((low, _))) => low,
            _ => Number::ZERO,
        };
        if lacking.signum() > 0 {
            self.short.offer(lacking, village, Vec::new);
        }
    }

    fn merge(&mut self, other: Self) {
        self.figure.merge(other.figure);
        self.known.known += other.known.known;
        self.known.open += other.known.open;
        self.known.blocked += other.known.blocked;
        self.counts.merge(&other.counts);
        self.open.merge(other.open);
        self.short.merge(other.short);
        self.blocked.merge(other.blocked);
        for (township, figure) in other.townships {
            self.townships.entry(township).or_default().merge(figure);
        }
    }
}

/// More than any village can move a figure.
const UNTOLD: i64 = i64::MAX;

impl Judged<'_> {
    fn addition(&self, area: &AreaItem, engine: &Engine) -> Addition {
        match area {
            AreaItem::Rate(rate) => {
                let points = self.points_of_rate(rate);
                let is_open = points.as_ref().is_none_or(|points| points.len() > 1);
                let blocked = is_open && fields_of_rate(rate).into_iter().any(|field| self.case.is_bad(field));
                Addition { points, verdict: None, blocked }
            }
            AreaItem::Share { item, unmet, .. } => {
                let outcomes = self.known.get(*item).copied().unwrap_or(Outcomes::NONE);
                addition_of_check(outcomes, *unmet)
            }
            AreaItem::Every { item, among, .. } => {
                let outcomes = self.known.get(*item).copied().unwrap_or(Outcomes::NONE);
                addition_of_check(self.among(among.as_ref(), outcomes), false)
            }
            AreaItem::CountAllOf(kind) => addition_of_check(self.all_of(engine, *kind), false),
            AreaItem::CountEach => Addition { points: Some(vec![Point::default()]), verdict: None, blocked: false },
        }
    }

    /// The outcomes of a check for a village that may not be one of those concerned.
    fn among(&self, among: Option<&Formula>, outcomes: Outcomes) -> Outcomes {
        let Some(among) = among else { return outcomes };
        let mut truth = among.truth(&self.case, self.setting.parameters);
        let is_defined = truth != Truth::UNDEFINED;
        if !is_defined {
            truth = Truth::OPEN;
        }
        let concerned = if truth.may_hold { outcomes } else { Outcomes::NONE };
        let either = concerned.with(Outcomes::NOT_APPLICABLE.when(truth.may_fail));
        let is_bad = among.fields().into_iter().any(|field| self.case.is_bad(field));
        if !either.is_decided() && (is_bad || !is_defined) { either.blocked() } else { either }
    }

    /// Whether all checks of the kind that apply are met.
    fn all_of(&self, engine: &Engine, kind: Kind) -> Outcomes {
        let of_kind = engine.pack().checks.iter().zip(&self.known).filter(|(check, _)| check.kind == kind);
        let parts: Vec<Outcomes> = of_kind.map(|(_, outcomes)| *outcomes).collect();
        self.setting.of_parts(How::All, &parts)
    }

    /// The corners of all that a village may add to both sums, each once; nothing where corners cannot tell.
    fn points_of_rate(&self, rate: &RateItem) -> Option<Vec<Point>> {
        let (case, parameters) = (&self.case, self.setting.parameters);
        let missing: Vec<FieldId> = fields_of_rate(rate).into_iter().filter(|field| !case.is_known(*field)).collect();
        let mut points = Vec::with_capacity(1 << missing.len().min(4));
        let mut is_told = true;
        each_corner(&[&rate.sum, &rate.over], case, &missing, &|field| case.range(field), &mut |number| {
            let of = |var| match var {
                Var::Field(field) => number(field),
                Var::Parameter(_) => value_of(var, case, parameters),
            };
            match (rate.sum.value(&of), rate.over.value(&of)) {
                (Some(sum), Some(over)) => points.push(Point { sum, over }),
                _ => is_told = false,
            }
        })?;
        is_told.then(|| sorted(points)).filter(|points| !points.is_empty())
    }

    /// The answers that are missing or wrong for an area check.
    fn fields_of(&self, area: &AreaItem, engine: &Engine) -> Vec<FieldId> {
        let of_item = |id: usize| engine.fields_below(id);
        let mut fields = match area {
            AreaItem::Rate(rate) => fields_of_rate(rate),
            AreaItem::Share { item, .. } => self.deciding(*item).unwrap_or_else(|| of_item(*item)),
            AreaItem::Every { item, among, .. } => {
                let mut fields = among.as_ref().map(Formula::fields).unwrap_or_default();
                let is_decided = self.known.get(*item).is_some_and(|outcomes| outcomes.is_decided());
                if !is_decided {
                    fields.extend(self.deciding(*item).unwrap_or_else(|| of_item(*item)));
                }
                sorted(fields)
            }
            AreaItem::CountAllOf(_) | AreaItem::CountEach => Vec::new(),
        };
        fields.retain(|field| !self.case.is_known(*field));
        fields
    }

    /// The smallest set of answers that decides an undecided check.
    fn deciding(&self, id: usize) -> Option<Vec<FieldId>> {
        let fields = Missing::new(&self.setting, &self.case, &self.known, Sets::default()).deciding(id);
        (!fields.is_empty()).then_some(fields)
    }
}

fn fields_of_rate(rate: &RateItem) -> Vec<FieldId> {
    sorted([rate.sum.fields(), rate.over.fields()].concat())
}

/// A village with these outcomes adds itself to those counted, and where the check applies to all.
fn addition_of_check(outcomes: Outcomes, unmet: bool) -> Addition {
    let (met, missed) = if unmet { (0, 1) } else { (1, 0) };
    let possible = [
        (Outcomes::NOT_APPLICABLE, Point::whole(0, 0)),
        (Outcomes::MET, Point::whole(met, 1)),
        (Outcomes::UNMET, Point::whole(missed, 1)),
    ];
    let points =
        possible.into_iter().filter(|(outcome, _)| outcomes.can_be(*outcome)).map(|(_, point)| point).collect();
    Addition { points: Some(points), verdict: Some(outcomes.verdict()), blocked: outcomes.is_blocked() }
}
