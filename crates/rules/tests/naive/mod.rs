//! A second evaluator of packs, deliberately naive: it knows no bounds, no polynomials and no search, only a village whose
//! every answer is there, judged by plain recursion over the pack's model, and the enumeration of all such villages.
//! Depends on the model and on FEEL; shares nothing with how `rules` compiles and judges.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::fmt::{self, Debug, Formatter};

use feel::{Number, Program, Scope, Type, Value};
use rules::Verdict;
use rules::model::{Check, Comparison, Indicator, IndicatorType, Kind, Pack, Part, Selection, Test};

use crate::joined::{all, any};

/// An answer in a small domain.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Told {
    Number(Number),
    YesNo(bool),
    Option(String),
}

impl Debug for Told {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::YesNo(yes) => write!(f, "{yes}"),
            Self::Option(option) => f.write_str(option),
        }
    }
}

/// The answers of a village by indicator; complete where it is judged.
pub(crate) type Village = BTreeMap<String, Told>;

/// What comes out for one complete village.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Is(Verdict),
    /// A parameter is unset.
    Open,
    /// It divides by zero.
    Nothing,
}

/// A pack, judged naively.
pub(crate) struct Naive<'p> {
    pack: &'p Pack,
    scope: Scope,
    programs: RefCell<HashMap<String, Program>>,
}

impl<'p> Naive<'p> {
    pub(crate) fn new(pack: &'p Pack) -> Self {
        let mut scope = Scope::new();
        for indicator in &pack.indicators {
            let ty = match indicator.kind {
                kind if kind.is_number() => Type::Number,
                IndicatorType::YesNo => Type::Boolean,
                _ => Type::Text,
            };
            scope.declare(&indicator.name, ty, true);
        }
        for parameter in &pack.parameters {
            scope.declare(&parameter.name, Type::Number, true);
        }
        Self { pack, scope, programs: RefCell::default() }
    }

    fn check(&self, name: &str) -> &'p Check {
        self.pack.checks.iter().find(|check| check.name == name).unwrap()
    }

    /// What comes out for a check or summary.
    pub(crate) fn judge(&self, name: &str, village: &Village) -> Outcome {
        if let Some(summary) = self.pack.summaries.iter().find(|summary| summary.name == name) {
            return self.test(&summary.test, None, village);
        }
        let check = self.check(name);
        match check.applies_when.as_ref().map(|condition| self.holds(condition, village)) {
            None | Some(Outcome::Is(Verdict::Met)) => self.test(&check.test, check.tolerance.as_deref(), village),
            Some(Outcome::Is(_)) => Outcome::Is(Verdict::NotApplicable),
            Some(other) => other,
        }
    }

    fn test(&self, test: &Test, tolerance: Option<&str>, village: &Village) -> Outcome {
        let yes = |name: &str| matches!(village[name], Told::YesNo(true));
        let number = |name: &str| match &village[name] {
            Told::Number(number) => number.clone(),
            other => panic!("{name} is {other:?}"),
        };
        let met = |holds: bool| Outcome::Is(if holds { Verdict::Met } else { Verdict::Unmet });
        match test {
            Test::Yes(name) => met(yes(name)),
            Test::No(name) => met(!yes(name)),
            Test::None(name) => met(number(name).is_zero()),
            Test::All { whole, .. } | Test::Share { whole, .. } if number(whole).is_zero() => {
                Outcome::Is(Verdict::NotApplicable)
            }
            Test::All { part, whole } => met(number(part) == number(whole)),
            Test::Share { part, whole, at_least } => {
                let slack = tolerance.map(|name| format!(" - {name}")).unwrap_or_default();
                self.holds(&format!("{part} / {whole} >= {at_least}{slack}"), village)
            }
            Test::Compare { value, is, than } => {
                let (op, slack) = match is {
                    Comparison::AtLeast => (">=", " - "),
                    Comparison::Above => (">", " - "),
                    Comparison::AtMost => ("<=", " + "),
                    Comparison::Below => ("<", " + "),
                    Comparison::Equals => ("=", ""),
                };
                let slack = tolerance.map(|name| format!("{slack}{name}")).unwrap_or_default();
                // FEEL finds null different from every number, where the policy finds nothing to compare.
                if !self.has_value(value, village) {
                    return Outcome::Nothing;
                }
                self.holds(&format!("({value}) {op} ({than}{slack})"), village)
            }
            Test::Condition(condition) => self.holds(condition, village),
            Test::CountOf { parts, at_least } => {
                let parts = self.parts(parts, village);
                let Some(needed) = self.parameter(at_least) else {
                    return if parts.contains(&Outcome::Nothing) { Outcome::Nothing } else { Outcome::Open };
                };
                self.joined(&parts, &|parts| {
                    let met = parts.iter().filter(|part| **part == Verdict::Met).count();
                    if Number::from(i64::try_from(met).unwrap()) >= needed { Verdict::Met } else { Verdict::Unmet }
                })
            }
            Test::AllOf(parts) => self.joined(&self.parts(parts, village), &all),
            Test::AnyOf(parts) => self.joined(&self.parts(parts, village), &any),
            Test::Every(selection) => self.joined(&self.selected(selection, village), &all),
            Test::SomeUnmet(selection) => self.joined(&self.selected(selection, village), &|parts| {
                if parts.contains(&Verdict::Unmet) { Verdict::Met } else { Verdict::Unmet }
            }),
            Test::Improved(_) | Test::Stable(_) | Test::Compiled => panic!("not judged on one village"),
        }
    }

    fn parts(&self, parts: &[Part], village: &Village) -> Vec<Outcome> {
        parts.iter().map(|part| self.part(part, village)).collect()
    }

    pub(crate) fn part(&self, part: &Part, village: &Village) -> Outcome {
        match part {
            Part::Name(name) => self.judge(name, village),
            Part::Test(test) => self.test(test, None, village),
        }
    }

    fn selected(&self, selection: &Selection, village: &Village) -> Vec<Outcome> {
        let of_clause =
            |check: &&Check| selection.clause.as_ref().is_none_or(|clause| check.clause.first() == Some(clause));
        let of_kind = |check: &&Check| selection.kinds.contains(&check.kind) && check.kind != Kind::Area;
        let selected = self.pack.checks.iter().filter(of_kind).filter(of_clause);
        selected.map(|check| self.judge(&check.name, village)).collect()
    }

    /// The whole of parts: what it is whichever way the parts without a verdict would turn out.
    fn joined(&self, parts: &[Outcome], whole: &dyn Fn(&[Verdict]) -> Verdict) -> Outcome {
        let without = parts.iter().filter(|part| !matches!(part, Outcome::Is(_))).count();
        let mut found: Option<Verdict> = None;
        for turn in 0..1_u32 << without {
            let mut number = 0;
            let verdicts: Vec<Verdict> = parts
                .iter()
                .map(|part| match part {
                    Outcome::Is(verdict) => *verdict,
                    _ => {
                        number += 1;
                        if turn & (1 << (number - 1)) == 0 { Verdict::Met } else { Verdict::Unmet }
                    }
                })
                .collect();
            let now = whole(&verdicts);
            if found.replace(now).is_some_and(|before| before != now) {
                return if parts.contains(&Outcome::Nothing) { Outcome::Nothing } else { Outcome::Open };
            }
        }
        found.map_or(Outcome::Nothing, Outcome::Is)
    }

    fn parameter(&self, name: &str) -> Option<Number> {
        let parameter = self.pack.parameters.iter().find(|parameter| parameter.name == name).unwrap();
        let value = parameter.value.as_ref()?.0.clone();
        Some(if parameter.unit == "%" { value.checked_div(&Number::from(100)).unwrap() } else { value })
    }

    fn has_value(&self, formula: &str, village: &Village) -> bool {
        self.holds(&format!("({formula}) > 0 or ({formula}) <= 0"), village) == Outcome::Is(Verdict::Met)
    }

    fn holds(&self, condition: &str, village: &Village) -> Outcome {
        let mut source = condition.to_owned();
        for derived in &self.pack.derived {
            source = source.replace(&derived.name, &format!("({})", derived.formula));
        }
        let mut programs = self.programs.borrow_mut();
        let program = programs.entry(source).or_insert_with_key(|source| feel::compile(source, &self.scope).unwrap());
        let mut slots = vec![Value::MISSING; self.scope.len()];
        for slot in program.slots() {
            let name = &self.scope.get(*slot).unwrap().name;
            slots[*slot] = match self.pack.indicators.iter().find(|indicator| indicator.name == **name) {
                Some(indicator) => feel_value(indicator, &village[&indicator.name]),
                None => match self.parameter(name) {
                    Some(number) => Value::Number(number),
                    None => return Outcome::Open,
                },
            };
        }
        match program.eval(&slots) {
            Value::Bool(holds) => Outcome::Is(if holds { Verdict::Met } else { Verdict::Unmet }),
            _ => Outcome::Nothing,
        }
    }

    /// Every answer that an indicator takes.
    pub(crate) fn domain(&self, name: &str) -> Vec<Told> {
        let indicator = self.pack.indicators.iter().find(|indicator| indicator.name == name).unwrap();
        match indicator.kind {
            IndicatorType::YesNo => vec![Told::YesNo(false), Told::YesNo(true)],
            IndicatorType::Choice => indicator.options.iter().cloned().map(Told::Option).collect(),
            kind => {
                let step = Number::ratio(1, 10_i64.pow(u32::from(kind.decimals()))).unwrap();
                let max = &indicator.max.as_ref().unwrap().0;
                let mut value = indicator.min.as_ref().map_or(Number::ZERO, |min| min.0.clone());
                let mut domain = Vec::new();
                while value <= *max {
                    domain.push(Told::Number(value.clone()));
                    value = value.add(&step);
                }
                domain.retain(|told| matches!(told, Told::Number(value) if self.leaves_room(name, value)));
                domain
            }
        }
    }

    /// Whether an answer is one that its wholes can hold, and that can hold its parts.
    fn leaves_room(&self, name: &str, value: &Number) -> bool {
        let wholes = |name: &str| {
            let of = |name: &str| self.pack.indicators.iter().find(|it| it.name == name)?.at_most.clone();
            core::iter::successors(of(name), |name| of(name)).collect::<Vec<_>>()
        };
        self.pack.indicators.iter().all(|other| {
            let is_whole = wholes(name).contains(&other.name) && other.max.as_ref().is_some_and(|max| *value > max.0);
            let is_part =
                wholes(&other.name).iter().any(|it| it == name) && other.min.as_ref().is_some_and(|min| *value < min.0);
            !is_whole && !is_part
        })
    }

    /// Whether every part is within its whole, as far as both are known.
    pub(crate) fn is_consistent(&self, village: &Village) -> bool {
        self.pack.indicators.iter().all(|indicator| {
            let mut whole = indicator.at_most.as_ref();
            while let Some(name) = whole {
                if let (Some(part), Some(whole)) = (village.get(&indicator.name), village.get(name))
                    && part > whole
                {
                    return false;
                }
                whole =
                    self.pack.indicators.iter().find(|other| other.name == *name).and_then(|it| it.at_most.as_ref());
            }
            true
        })
    }

    /// Every village that the answers can still be, over these fields.
    pub(crate) fn completions(&self, village: &Village, fields: &[&str]) -> Vec<Village> {
        let mut all = vec![village.clone()];
        for field in fields.iter().filter(|field| !village.contains_key(**field)) {
            let domain = self.domain(field);
            all = all
                .iter()
                .flat_map(|village| {
                    domain.iter().map(move |value| {
                        let mut more = village.clone();
                        more.insert((*field).to_owned(), value.clone());
                        more
                    })
                })
                .filter(|village| self.is_consistent(village))
                .collect();
        }
        all
    }
}

fn feel_value(indicator: &Indicator, told: &Told) -> Value {
    match told {
        Told::Number(number) if indicator.kind == IndicatorType::Percent => {
            Value::Number(number.checked_div(&Number::from(100)).unwrap())
        }
        Told::Number(number) => Value::Number(number.clone()),
        Told::YesNo(yes) => Value::Bool(*yes),
        Told::Option(option) => Value::Text(option.as_str().into()),
    }
}

/// The verdict that all outcomes share; undecided where they differ, nothing where there is none.
pub(crate) fn shared(outcomes: impl IntoIterator<Item = Outcome>) -> Option<Verdict> {
    let mut shared = None;
    for outcome in outcomes {
        match outcome {
            Outcome::Open => return Some(Verdict::Undecided),
            Outcome::Nothing => {}
            Outcome::Is(verdict) if shared.replace(verdict).is_some_and(|before| before != verdict) => {
                return Some(Verdict::Undecided);
            }
            Outcome::Is(_) => {}
        }
    }
    shared
}
