//! One village of many, judged again with how far it is; with reasons when they are asked for. Depends on `rules`.

use std::sync::Arc;

use rules::assessment::{CheckResult, Explanation, NoteCode};
use rules::{Detail, Session};

use super::Desk;
use super::store::{at, place};
use super::talk::{CheckView, Given, Reason, VillageView};
use super::text;

impl Desk<'_> {
    fn session(&self, index: u32, detail: Detail) -> Result<Session, String> {
        let answers = self.answers(self.work()?, index, true);
        Ok(Session::start(Arc::clone(self.engine), answers, self.date, None, detail))
    }

    pub(super) fn village(&self, index: u32) -> Result<VillageView, String> {
        let work = self.work()?;
        let village = at(&work.villages, index).ok_or_else(|| text::NO_SUCH.to_owned())?;
        let session = self.session(index, Detail::GAPS)?;
        let assessment = session.assessment();
        let result = |name: &str| {
            let all = assessment.checks.iter().chain(&assessment.eight_have.items);
            all.into_iter().find(|result| result.name == name)
        };
        let checks = self.engine.pack().checks.iter().zip(work.verdicts_of(index));
        let checks = checks.filter_map(|(check, before)| {
            let result = result(&check.name)?;
            Some(CheckView {
                name: check.name.clone(),
                section: check.section.clone(),
                kind: check.kind,
                verdict: result.verdict,
                was: Some(*before).filter(|before| *before != result.verdict),
                gap: gap(result),
                clause: result.clause.clone(),
                standing: result.standing.as_ref().map(text::standing).unwrap_or_default(),
            })
        });
        let mut answers = work.store.get(place(index), false);
        self.suppose_into(&mut answers, index);
        let given = answers.iter().filter_map(|(name, answer)| Some((name.clone(), Given::of(answer)?)));
        let [district, township] = work.belongs(village);
        let mut supposed: Vec<String> = Vec::new();
        for (name, _) in self.trial.of(index) {
            if !supposed.contains(name) {
                supposed.push(name.clone());
            }
        }
        Ok(VillageView {
            index,
            name: work.name_of(village),
            place: [district, " ", township].concat().trim().to_owned(),
            row: village.row,
            answers: given.collect(),
            supposed,
            checks: checks.collect(),
            problems: work.problems(0, usize::MAX, Some(index)).rows,
            is_demo: work.progress.is_demo,
        })
    }

    pub(super) fn why(&self, index: u32, check: u16) -> Result<Vec<Reason>, String> {
        let check = self.engine.pack().checks.get(usize::from(check)).ok_or_else(|| text::NO_SUCH.to_owned())?;
        at(&self.work()?.villages, index).ok_or_else(|| text::NO_SUCH.to_owned())?;
        let session = self.session(index, Detail::VERDICTS)?;
        let mut reasons = Vec::new();
        if let Some(explanation) = session.explain(&check.name) {
            tell(&explanation, 0, &mut reasons);
        }
        Ok(reasons)
    }
}

fn gap(result: &CheckResult) -> String {
    match &result.gap {
        Some(gap) => gap.sentence.clone(),
        None if !result.missing.is_empty() => text::answer_first(&result.missing),
        None if !result.awaits.is_empty() => text::awaits(&result.awaits),
        None => String::new(),
    }
}

/// The whole first, then its parts below it.
fn tell(explanation: &Explanation, depth: u8, reasons: &mut Vec<Reason>) {
    let notes = explanation.notes.iter().filter(|note| note.code != NoteCode::Reading);
    reasons.push(Reason {
        depth,
        name: explanation.name.clone(),
        verdict: explanation.verdict,
        sentence: explanation.sentence.clone(),
        clause: explanation.clause.clone(),
        notes: notes.map(|note| note.text.clone()).collect(),
    });
    for part in &explanation.children {
        tell(part, depth.saturating_add(1), reasons);
    }
}
