//! The boundary table: for every check its threshold, just below, at and just above it, one row each.
//! Depends on `rules` and `toml`.

use std::collections::{BTreeMap, BTreeSet};

use rules::assessment::Verdict;
use rules::{Answers, Engine};
use serde::Deserialize;

use super::{all_checks, code, date, engine, gap, verdict};

/// A table as its file gives it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Table {
    pack: String,
    date: String,
    verdicts: Vec<VerdictRow>,
    #[serde(default)]
    references: Vec<ReferenceRow>,
    #[serde(default)]
    standings: Vec<StandingRow>,
}

/// These answers give the check or summary this verdict.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct VerdictRow {
    check: String,
    answers: Answers,
    verdict: String,
}

/// These answers stand so beside the area's figure.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReferenceRow {
    reference: String,
    answers: Answers,
    standing: String,
}

/// On this day the check stands so towards its due date, so many days before or after it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StandingRow {
    check: String,
    answers: Answers,
    date: String,
    standing: String,
    days: i64,
}

impl Table {
    pub(crate) fn read(file: &str) -> Self {
        toml::from_str(file).unwrap_or_else(|error| panic!("not a boundary table: {error}"))
    }

    /// Every row that does not hold, and every check that has no row on one of its sides.
    pub(crate) fn flaws(&self) -> Vec<String> {
        let engine = engine(&self.pack);
        let mut flaws: Vec<String> = self.verdicts.iter().flat_map(|row| self.verdict_flaws(&engine, row)).collect();
        flaws.extend(self.references.iter().filter_map(|row| self.reference_flaw(&engine, row)));
        flaws.extend(self.standings.iter().filter_map(|row| standing_flaw(&engine, row)));
        flaws.extend(self.left_out(&engine));
        flaws
    }

    fn verdict_flaws(&self, engine: &Engine, row: &VerdictRow) -> Vec<String> {
        let VerdictRow { check, answers, verdict: expected } = row;
        let expected = verdict(expected);
        let assess = |answers: &Answers| engine.assess(answers, date(&self.date));
        let assessment = assess(answers);
        let mut flaws = gap::flaws(engine, answers, &assessment, &assess);
        if !assessment.warnings.is_empty() {
            flaws.push(format!("{:?}", assessment.warnings));
        }
        let found = all_checks(&assessment).find(|result| result.name == *check);
        if found.is_some_and(|result| result.verdict == Verdict::Unmet && result.gap.is_none()) {
            flaws.push("unmet, and no gap".to_owned());
        }
        let summary =
            || assessment.summaries.iter().find(|summary| summary.name == *check).map(|summary| summary.verdict);
        let actual = found.map(|result| result.verdict).or_else(summary);
        if actual != Some(expected) {
            flaws.push(format!("it is {actual:?}, not {expected:?}"));
        }
        flaws.into_iter().map(|flaw| format!("{check} with {}: {flaw}", shown(answers))).collect()
    }

    fn reference_flaw(&self, engine: &Engine, row: &ReferenceRow) -> Option<String> {
        let ReferenceRow { reference, answers, standing } = row;
        let assessment = engine.assess(answers, date(&self.date));
        let actual =
            assessment.references.iter().find(|other| other.name == *reference).map(|found| code(found.standing));
        (actual.as_ref() != Some(standing))
            .then(|| format!("{reference} with {}: it is {actual:?}, not {standing}", shown(answers)))
    }

    /// A check without a row that meets it or without one that misses it; the same for references by rate.
    fn left_out(&self, engine: &Engine) -> Vec<String> {
        let sides: BTreeSet<(&str, &str)> =
            self.verdicts.iter().map(|row| (row.check.as_str(), row.verdict.as_str())).collect();
        let of_checks =
            engine.pack().checks.iter().flat_map(|check| ["met", "unmet"].map(|side| (check.name.as_str(), side)));
        let mut left_out: Vec<String> = of_checks
            .filter(|side| !sides.contains(side))
            .map(|(name, side)| format!("{name} has no row that is {side}"))
            .collect();
        let known: BTreeSet<(&str, &str)> =
            self.references.iter().map(|row| (row.reference.as_str(), row.standing.as_str())).collect();
        for reference in &engine.assess(&Answers::new(), date(&self.date)).references {
            for side in ["reached", "not-reached"] {
                if !known.contains(&(reference.name.as_str(), side)) {
                    left_out.push(format!("{} has no row that is {side}", reference.name));
                }
            }
        }
        // A check that waits for its parameter cannot be met or unmet.
        let empty = engine.assess(&Answers::new(), date(&self.date));
        let waiting: BTreeMap<&str, bool> =
            all_checks(&empty).map(|check| (check.name.as_str(), !check.awaits.is_empty())).collect();
        left_out.retain(|line| {
            !waiting.iter().any(|(name, waits)| *waits && line.starts_with(&format!("{name} has no row")))
        });
        left_out
    }
}

fn standing_flaw(engine: &Engine, row: &StandingRow) -> Option<String> {
    let StandingRow { check, answers, date: day, standing, days } = row;
    let assessment = engine.assess(answers, date(day));
    let actual = all_checks(&assessment)
        .find(|result| result.name == *check)
        .and_then(|result| result.standing.as_ref())
        .map(|standing| (code(standing.code), standing.days));
    (actual.as_ref() != Some(&(standing.clone(), *days)))
        .then(|| format!("{check} with {} on {day}: it is {actual:?}, not {standing} {days}", shown(answers)))
}

fn shown(answers: &Answers) -> String {
    let text = |answer: &rules::Answer| match answer {
        rules::Answer::Missing => "?".to_owned(),
        rules::Answer::YesNo(yes) => yes.to_string(),
        rules::Answer::Text(text) => text.clone(),
        rules::Answer::List(items) => items.join("、"),
    };
    answers.iter().map(|(name, answer)| format!("{name}={}", text(answer))).collect::<Vec<_>>().join(", ")
}
