//! Which villages of a table get another verdict from a second pack. Depends on reading tables and on the engine.

use rules::assessment::Assessment;
use rules::{Date, Engine, Verdict};
use serde::Serialize;

use crate::input::{Problem, Village};

/// A village's check whose verdict differs.
#[derive(Debug, Serialize)]
pub(crate) struct Flip {
    /// Where the village stands in the table.
    pub(crate) place: String,
    /// Who it is.
    pub(crate) village: String,
    /// The check or summary.
    pub(crate) check: String,
    pub(crate) from: Verdict,
    pub(crate) to: Verdict,
}

/// What judging a table twice gives.
#[derive(Debug, Default)]
pub(crate) struct Judged {
    pub(crate) villages: usize,
    pub(crate) flips: Vec<Flip>,
    pub(crate) problems: Vec<Problem>,
}

/// Judges the same villages, read by each pack's own indicators.
pub(crate) fn judge(sides: [(&Engine, Read); 2], date: Date) -> Judged {
    let [(old_engine, (old, _)), (new_engine, (new, problems))] = sides;
    let mut judged = Judged { villages: new.len(), problems, ..Judged::default() };
    for (old, mut new) in old.iter().zip(new) {
        judged.problems.extend(new.take_problems());
        let (was, is) = (old_engine.assess(old.answers(), date), new_engine.assess(new.answers(), date));
        judged.problems.extend(is.errors.iter().map(|error| Problem::new(new.place(), error.message.clone())));
        judged.flips.extend(flips(&new, &was, &is));
    }
    judged
}

/// The villages of a table, and what is wrong with the rest of it.
type Read = (Vec<Village>, Vec<Problem>);

fn flips<'v>(village: &'v Village, was: &'v Assessment, is: &'v Assessment) -> impl Iterator<Item = Flip> + 'v {
    let before = verdicts(was);
    verdicts(is).into_iter().filter_map(move |(check, to)| {
        let from = before.iter().find(|(known, _)| *known == check).map(|(_, verdict)| *verdict)?;
        let who: Vec<&str> = is.village.iter().map(|(_, text)| text.as_str()).collect();
        let flip = || Flip { place: village.place(), village: who.join(" "), check: check.to_owned(), from, to };
        (from != to).then(flip)
    })
}

/// Every check and summary with its verdict.
fn verdicts(assessment: &Assessment) -> Vec<(&str, Verdict)> {
    let checks = assessment.checks.iter().chain(&assessment.eight_have.items);
    let checks = checks.map(|check| (check.name.as_str(), check.verdict));
    checks.chain(assessment.summaries.iter().map(|summary| (summary.name.as_str(), summary.verdict))).collect()
}
