//! The bare verdicts of a village: what a table of thousands of them needs, without results, sentences and lists. The first
//! step of a roll-up too, so that both say what an assessment says. Depends on the compiled pack.

use feel::Number;

use crate::answers::Answers;
use crate::assessment::{DataError, Verdict};
use crate::date::Date;
use crate::engine::Engine;
use crate::facts::{Case, Fact};
use crate::judgement::{contradictions, divisions_by_zero, read, value_on};
use crate::outcome::{Outcomes, Setting};

/// The verdicts of one village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdicts {
    /// Of the checks, in the order of the pack, 八有 among them.
    pub checks: Vec<Verdict>,
    /// Of the summaries, in the order of the pack.
    pub summaries: Vec<Verdict>,
    /// How many data errors there are.
    pub errors: usize,
}

/// The answers of a village, read and held against each other.
pub(crate) struct Taken {
    pub(crate) facts: Vec<Fact>,
    /// Of answers by themselves and of parts and wholes.
    pub(crate) errors: Vec<DataError>,
}

impl Taken {
    pub(crate) fn of(engine: &Engine, answers: &Answers) -> Self {
        let compiled = &engine.compiled;
        let (given, _) = engine.dependencies.joined(compiled, answers);
        let mut errors = Vec::new();
        let read = compiled.fields.iter().zip(given).map(|(field, answer)| {
            let (fact, fault) = read(field, answer);
            errors.extend(fault);
            fact
        });
        let read: Vec<Fact> = read.collect();
        let mut facts = read.clone();
        errors.extend(contradictions(compiled, &read, &mut facts));
        Self { facts, errors }
    }
}

impl Engine {
    /// The parameters' values on a day.
    pub(crate) fn parameters_on(&self, date: Date) -> Vec<Option<Number>> {
        self.pack().parameters.iter().map(|parameter| value_on(parameter, date)).collect()
    }

    /// What every item may come to, and the errors that checks meet beside those of the answers.
    pub(crate) fn outcomes(&self, setting: &Setting<'_>, case: &Case<'_>) -> (Vec<Outcomes>, Vec<DataError>) {
        let compiled = &self.compiled;
        let mut known = vec![Outcomes::NONE; compiled.items.len()];
        setting.update(&compiled.order, case, &vec![true; compiled.items.len()], &mut known);
        let undefined = divisions_by_zero(self, setting, case, &known);
        (known, undefined)
    }

    /// The verdicts of one village on a day, and no more: those of [`Engine::assess`], in a fraction of its time.
    #[must_use]
    pub fn verdicts(&self, answers: &Answers, date: Date) -> Verdicts {
        let compiled = &self.compiled;
        let Taken { facts, errors } = Taken::of(self, answers);
        let parameters = self.parameters_on(date);
        let setting = Setting { items: &compiled.items, parameters: &parameters, earlier: None };
        let (known, undefined) = self.outcomes(&setting, &Case::new(&compiled.fields, &facts));
        let mut all = known.iter().map(|outcomes| outcomes.verdict());
        let checks = all.by_ref().take(self.pack().checks.len()).collect();
        Verdicts { checks, summaries: all.collect(), errors: errors.len() + undefined.len() }
    }
}
