//! Holds every gap and each of its alternatives to the promise: applied, it turns the verdict; one unit less, it does not.
//! Depends on `rules` and on the exact numbers of `feel`.

use feel::Number;
use rules::assessment::{Assessment, Change, CheckResult, Gap, Verdict};
use rules::{Answer, Answers, Engine};

use super::all_checks;

/// What is wrong with the gaps of an assessment; `assess` judges other answers the same way.
pub(crate) fn flaws(
    engine: &Engine,
    answers: &Answers,
    assessment: &Assessment,
    assess: &dyn Fn(&Answers) -> Assessment,
) -> Vec<String> {
    let mut flaws = Vec::new();
    for check in all_checks(assessment) {
        match (&check.gap, check.verdict) {
            (Some(gap), Verdict::Unmet) => flaws.extend(flaws_of(engine, answers, check, gap, assess)),
            (Some(_), verdict) => flaws.push(format!("{}: {verdict:?}, and yet a gap", check.name)),
            (None, _) => {}
        }
    }
    flaws
}

fn flaws_of(
    engine: &Engine,
    answers: &Answers,
    check: &CheckResult,
    gap: &Gap,
    assess: &dyn Fn(&Answers) -> Assessment,
) -> Vec<String> {
    let name = &check.name;
    let verdict_with = |changes: &[Change]| {
        let mut changed = answers.clone();
        changed.extend(changes.iter().map(|change| (change.field.clone(), Answer::from(change.to.as_str()))));
        let assessment = assess(&changed);
        all_checks(&assessment).find(|other| other.name == *name).map(|other| other.verdict)
    };
    let mut flaws = Vec::new();
    let after = verdict_with(&gap.changes);
    if gap.at_least != (after != Some(Verdict::Met)) {
        flaws.push(format!("{name}: it says at least {}, and then it is {after:?}", gap.at_least));
    }
    for changes in core::iter::once(&gap.changes).chain(gap.alternatives.iter().map(|way| &way.changes)) {
        let after = verdict_with(changes);
        // With other answers missing, the gap says how much is lacking at least.
        if after != Some(Verdict::Met) && !(gap.at_least && after == Some(Verdict::Undecided)) {
            flaws.push(format!("{name}: with {changes:?} it is {after:?}"));
        }
        if changes.iter().any(|change| is_given(engine, &change.field)) {
            flaws.push(format!("{name}: {changes:?} asks for what nobody can change"));
        }
        for index in 0..changes.len() {
            let mut less = changes.clone();
            match one_unit_less(engine, &less[index]) {
                Some(to) => less[index].to = to,
                None => drop(less.remove(index)),
            }
            let after = verdict_with(&less);
            if after != Some(Verdict::Unmet) {
                flaws.push(format!("{name}: with no more than {less:?} it is {after:?}"));
            }
        }
    }
    flaws
}

fn is_given(engine: &Engine, field: &str) -> bool {
    engine.pack().indicators.iter().any(|indicator| indicator.name == field && indicator.given)
}

/// Where a number would end one step short; none for an answer that is no number.
fn one_unit_less(engine: &Engine, change: &Change) -> Option<String> {
    let indicator = engine.pack().indicators.iter().find(|indicator| indicator.name == change.field)?;
    if !indicator.kind.is_number() {
        return None;
    }
    let (from, to): (Number, Number) = (change.from.parse().ok()?, change.to.parse().ok()?);
    let step = Number::ratio(1, 10_i64.pow(u32::from(indicator.kind.decimals())))?;
    Some(if to > from { to.sub(&step) } else { to.add(&step) }.to_string())
}
