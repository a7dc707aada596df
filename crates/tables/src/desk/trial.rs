//! 假设: what would become of villages and areas if some answers were others. What was imported is never touched: the villages
//! that something is supposed of, and the chunks that they lie in, are judged again beside it. Depends on `rules`.

use rules::area::assessment::Level;
use rules::{Answer, Answers, Reading, Rollup, Verdict};

use super::Desk;
use super::import::Import;
use super::store::{at, number, place, sort};
use super::talk::{AreaTurned, Given, Turned, WhatIf, Which};
use super::{area, text};

/// Most verdicts that are listed; the others are counted.
const MOST_TURNED: usize = 500;

/// Of so many townships at most the checks that turned are looked for.
const MOST_TOWNSHIPS: usize = 30;

/// What is supposed, in order.
#[derive(Debug, Default)]
pub(super) struct Trial {
    steps: Vec<Step>,
    /// In rising order of the villages.
    villages: Vec<(u32, Vec<Verdict>)>,
    chunks: Vec<(u32, Rollup)>,
}

#[derive(Debug)]
struct Step {
    name: String,
    answer: Answer,
    /// In rising order.
    villages: Vec<u32>,
}

impl Trial {
    pub(super) fn is_any(&self) -> bool {
        !self.steps.is_empty()
    }

    pub(super) fn is_of(&self, village: u32) -> bool {
        self.steps.iter().any(|step| step.villages.binary_search(&village).is_ok())
    }

    /// The verdicts of a village that something is supposed of.
    pub(super) fn verdicts(&self, village: u32) -> Option<&[Verdict]> {
        let found = self.villages.binary_search_by(|(known, _)| known.cmp(&village)).ok()?;
        self.villages.get(found).map(|(_, verdicts)| verdicts.as_slice())
    }

    pub(super) fn chunk(&self, chunk: u32) -> Option<&Rollup> {
        self.chunks.iter().find(|(known, _)| *known == chunk).map(|(_, rollup)| rollup)
    }

    /// What is supposed of a village, the last of each name.
    pub(super) fn of(&self, village: u32) -> impl Iterator<Item = (&String, &Answer)> {
        let own = self.steps.iter().filter(move |step| step.villages.binary_search(&village).is_ok());
        own.map(|step| (&step.name, &step.answer))
    }
}

impl Desk<'_> {
    /// The answers of a village that are judged by, with what is supposed or as imported.
    pub(super) fn answers(&self, work: &Import<'_>, village: u32, is_supposed: bool) -> Answers {
        let mut answers = work.store.get(place(village), true);
        if is_supposed {
            self.suppose_into(&mut answers, village);
        }
        answers
    }

    pub(super) fn suppose_into(&self, answers: &mut Answers, village: u32) {
        for (name, answer) in self.trial.of(village) {
            if answer.is_missing() {
                answers.remove(name);
            } else {
                answers.insert(name.clone(), answer.clone());
            }
        }
    }

    pub(super) fn suppose(&mut self, name: String, answer: Option<Given>, which: Which) -> Result<WhatIf, String> {
        let work = self.work()?;
        if work.is_reading() {
            return Err(text::STILL_READING.to_owned());
        }
        let answer = answer.map_or(Answer::Missing, Answer::from);
        if !self.engine.pack().indicators.iter().any(|indicator| indicator.name == name) {
            return Err(text::NO_SUCH.to_owned());
        }
        if let Reading::Error(error) = self.engine.read(&name, &answer) {
            return Err(error.message);
        }
        let mut villages = match which {
            Which::These(villages) => villages,
            Which::Filtered(filter) => self.filtered(work, &filter),
        };
        villages.retain(|village| place(*village) < work.villages.len());
        sort(&mut villages, &|left, right| left < right);
        villages.dedup();
        if villages.is_empty() {
            return Err(text::NO_VILLAGES.to_owned());
        }
        let touched = villages.clone();
        self.trial.steps.push(Step { name, answer, villages });
        self.try_again(&touched)?;
        self.what_if()
    }

    pub(super) fn undo(&mut self) -> Result<WhatIf, String> {
        if let Some(step) = self.trial.steps.pop() {
            self.try_again(&step.villages)?;
        }
        self.what_if()
    }

    pub(super) fn reset(&mut self) {
        self.trial = Trial::default();
        self.ordered = None;
        self.finished.retain(|finished| !finished.is_supposed);
    }

    /// Judges the chunks of these villages again.
    fn try_again(&mut self, villages: &[u32]) -> Result<(), String> {
        self.ordered = None;
        self.finished.retain(|finished| !finished.is_supposed);
        let mut trial = core::mem::take(&mut self.trial);
        let work = self.work()?;
        let mut chunks: Vec<u32> = Vec::new();
        for village in villages.iter().filter_map(|village| at(&work.villages, *village)) {
            if chunks.last() != Some(&village.chunk) && !chunks.contains(&village.chunk) {
                chunks.push(village.chunk);
            }
        }
        trial.chunks.retain(|(chunk, _)| !chunks.contains(chunk));
        trial.villages.retain(|(village, _)| {
            let chunk = at(&work.villages, *village).map(|village| village.chunk);
            !chunk.is_some_and(|chunk| chunks.contains(&chunk))
        });
        self.trial = trial;
        let work = self.work()?;
        let (mut judged, mut rolled_up) = (Vec::new(), Vec::new());
        for chunk in chunks {
            let members = at(&work.chunks, chunk).map(|chunk| chunk.villages.as_slice()).unwrap_or_default();
            if !members.iter().any(|village| self.trial.is_of(*village)) {
                continue;
            }
            let mut rollup = work.rollup();
            for village in members {
                let mut verdicts = Vec::new();
                rollup.judge(&self.answers(work, *village, true), |verdict| verdicts.push(verdict));
                if self.trial.is_of(*village) {
                    judged.push((*village, verdicts));
                }
            }
            rolled_up.push((chunk, rollup));
        }
        self.trial.chunks.extend(rolled_up);
        for (village, verdicts) in judged {
            let place = self.trial.villages.partition_point(|(known, _)| *known < village);
            self.trial.villages.insert(place, (village, verdicts));
        }
        Ok(())
    }

    pub(super) fn what_if(&mut self) -> Result<WhatIf, String> {
        let work = self.work()?;
        let mut what_if = WhatIf {
            steps: self.trial.steps.iter().map(step_text).collect(),
            villages: number(self.trial.villages.len()),
            ..WhatIf::default()
        };
        for (index, verdicts) in &self.trial.villages {
            let Some(village) = at(&work.villages, *index) else { continue };
            let checks = self.engine.pack().checks.iter().zip(work.verdicts_of(*index));
            for ((check, from), to) in checks.zip(verdicts).filter(|((_, from), to)| from != to) {
                what_if.turned_total += 1;
                if what_if.turned.len() < MOST_TURNED {
                    what_if.turned.push(Turned {
                        index: *index,
                        village: work.name_of(village),
                        check: check.name.clone(),
                        from: *from,
                        to: *to,
                    });
                }
            }
        }
        what_if.areas = self.turned_areas()?;
        Ok(what_if)
    }

    /// The checks of the touched areas that turned.
    fn turned_areas(&mut self) -> Result<Vec<AreaTurned>, String> {
        let work = self.work()?;
        let (mut districts, mut townships): (Vec<u32>, Vec<u32>) = (Vec::new(), Vec::new());
        for village in self.trial.villages.iter().filter_map(|(village, _)| at(&work.villages, *village)) {
            if !townships.contains(&village.township) {
                townships.push(village.township);
                districts.extend(work.district_of(village).filter(|district| !districts.contains(district)));
            }
        }
        if townships.len() > MOST_TOWNSHIPS {
            townships.clear();
        }
        let city = (work.districts.list().len() > 1 && self.trial.is_any()).then_some((Level::City, 0));
        let districts = districts.into_iter().map(|which| (Level::District, which));
        let townships = townships.into_iter().map(|which| (Level::Township, which));
        let mut turned = Vec::new();
        for (level, which) in city.into_iter().chain(districts).chain(townships) {
            if level.unasked(self.engine.pack()).is_some() {
                continue;
            }
            let title = at(&area::names(self.work()?, level), which).map(|area| area.name.clone()).unwrap_or_default();
            let [before, now] = [self.assessed(level, which, false)?, self.assessed(level, which, true)?];
            turned.extend(Self::moved(&title, &before, &now, false));
        }
        Ok(turned)
    }
}

fn step_text(step: &Step) -> String {
    text::supposed(step.villages.len(), &step.name, &crate::shown(&step.answer))
}

impl From<Given> for Answer {
    fn from(given: Given) -> Self {
        match given {
            Given::YesNo(yes) => Self::YesNo(yes),
            Given::Text(text) => Self::Text(text),
            Given::List(items) => Self::List(items),
        }
    }
}

impl Given {
    /// An answer; none for a missing one.
    pub(super) fn of(answer: &Answer) -> Option<Self> {
        match answer {
            Answer::Missing => None,
            Answer::YesNo(yes) => Some(Self::YesNo(*yes)),
            Answer::Text(text) => Some(Self::Text(text.clone())),
            Answer::List(items) => Some(Self::List(items.clone())),
        }
    }
}
