//! Areas of the villages at hand. The sums of each chunk are kept, so that an area is put together and not judged anew; what is
//! finished is kept until something changes. Depends on `rules::area`.

use std::sync::Arc;

use rules::area::assessment::{Area, AreaAssessment, AreaResult, AreaVillage, Level, Villages};
use rules::area::{DISTRICT, TOWNSHIP};
use rules::assessment::{NoteCode, Quantity};
use rules::model::Kind;
use rules::{Rollup, Verdict, amount_text, relation_text};

use super::Desk;
use super::import::{CODE, Import, NAME, key_of};
use super::store::{at, number};
use super::talk::{AreaCheckView, AreaName, AreaTurned, AreaView, Counts, VillageName};
use super::text;

/// A finished area.
#[derive(Debug)]
pub(super) struct Finished {
    level: Level,
    which: u32,
    /// With what is supposed.
    pub(super) is_supposed: bool,
    assessment: Arc<AreaAssessment>,
}

/// Most areas that are kept.
const MOST_KEPT: usize = 200;

impl Desk<'_> {
    pub(super) fn area(&mut self, level: Level, which: u32) -> Result<AreaView, String> {
        let work = self.work()?;
        if let Some(name) = level.unasked(self.engine.pack()) {
            return Err(text::not_put_together(name));
        }
        let areas = names(work, level);
        let title = at(&areas, which).ok_or_else(|| text::NO_SUCH.to_owned())?.name.clone();
        let (progress, is_supposed) = (work.progress, self.trial.is_any());
        let now = self.assessed(level, which, true)?;
        let before = if is_supposed { Some(self.assessed(level, which, false)?) } else { None };
        let work = self.work()?;
        let views = now.areas.iter().enumerate().map(|(index, result)| {
            let before = before.as_ref().and_then(|before| before.areas.get(index));
            self.check(work, result, before)
        });
        let mut eight = [0; 3];
        for village in self.villages_of(work, level, which) {
            let all = self.eight_have(self.verdicts(work, village));
            if let Some(count) = eight.get_mut(usize::from(all)) {
                *count += 1;
            }
        }
        Ok(AreaView {
            level,
            which,
            title,
            villages: number(now.villages),
            with_errors: number(now.with_errors),
            eight,
            checks: views.collect(),
            counts: now.checks.iter().map(|check| counts(check.counts)).collect(),
            areas,
            is_supposed,
            is_partial: progress.is_partial || !progress.is_done,
            is_demo: progress.is_demo,
        })
    }

    /// How a village stands with the 八有: 0 all met, 1 one unmet, 2 open.
    fn eight_have(&self, verdicts: &[Verdict]) -> u8 {
        let checks = self.engine.pack().checks.iter().zip(verdicts);
        let of_kind = checks.filter(|(check, _)| check.kind == Kind::EightHave);
        of_kind.fold(0, |all, (_, verdict)| match verdict {
            Verdict::Unmet => 1,
            Verdict::Undecided | Verdict::Blocked if all == 0 => 2,
            _ => all,
        })
    }

    pub(super) fn villages_of<'w>(
        &self,
        work: &'w Import<'_>,
        level: Level,
        which: u32,
    ) -> impl Iterator<Item = u32> + use<'w> {
        let is_in = move |village: &super::import::Identity| match level {
            Level::Township => village.township == which,
            Level::District => work.district_of(village) == Some(which),
            Level::City => true,
        };
        let all = work.villages.iter().enumerate();
        all.filter(move |(_, village)| is_in(village)).map(|(index, _)| number(index))
    }

    /// What an area comes to, as imported or with what is supposed.
    pub(super) fn assessed(
        &mut self,
        level: Level,
        which: u32,
        is_supposed: bool,
    ) -> Result<Arc<AreaAssessment>, String> {
        let is_supposed = is_supposed && self.trial.is_any();
        let is_it = |it: &&Finished| it.level == level && it.which == which && it.is_supposed == is_supposed;
        if let Some(finished) = self.finished.iter().find(is_it) {
            return Ok(Arc::clone(&finished.assessment));
        }
        let work = self.work()?;
        let assessment = Arc::new(self.rolled_up(work, level, which, is_supposed).finish());
        if self.finished.len() >= MOST_KEPT {
            self.finished.clear();
        }
        self.finished.push(Finished { level, which, is_supposed, assessment: Arc::clone(&assessment) });
        Ok(assessment)
    }

    pub(super) fn rolled_up(&self, work: &Import<'_>, level: Level, which: u32, is_supposed: bool) -> Rollup {
        let mut area = Area { level: Some(level), ..Area::default() };
        let mut name = |indicator: &str, name: &str| {
            if !name.is_empty() {
                area.names.insert(indicator.to_owned(), name.to_owned());
            }
        };
        match level {
            Level::City => {}
            Level::District => name(DISTRICT, work.districts.get(which)),
            Level::Township => {
                if let Some(township) = at(&work.townships, which) {
                    name(DISTRICT, work.districts.get(township.district));
                    name(TOWNSHIP, &township.name);
                }
            }
        }
        let mut whole = Rollup::new(Arc::clone(self.engine), self.date, area);
        if level == Level::Township {
            for village in self.villages_of(work, level, which) {
                whole.add(&self.answers(work, village, is_supposed));
            }
            return whole;
        }
        for (index, chunk) in work.chunks.iter().enumerate() {
            if level == Level::City || chunk.district == which {
                let supposed = if is_supposed { self.trial.chunk(number(index)) } else { None };
                whole.merge(supposed.unwrap_or(&chunk.rollup).clone());
            }
        }
        whole
    }

    pub(super) fn check(&self, work: &Import<'_>, result: &AreaResult, before: Option<&AreaResult>) -> AreaCheckView {
        let unit = result.required.as_ref().map(|required| required.unit.as_str()).unwrap_or_default();
        let bar = match (&result.low, &result.high, &result.required) {
            (Some(low), Some(high), Some(required)) => Some([low, high, required].map(permille)),
            _ => None,
        };
        let named = |villages: &Villages| villages.first.iter().map(|village| named(work, village)).collect();
        let notes = result.notes.iter().filter(|note| note.code != NoteCode::Reading);
        AreaCheckView {
            name: result.name.clone(),
            section: result.section.clone(),
            clause: result.clause.clone(),
            verdict: result.verdict,
            was: before.and_then(|before| before.verdict).filter(|before| Some(*before) != result.verdict),
            low: shown(result.low.as_ref()),
            high: shown(result.high.as_ref()),
            operator: result.operator.map(|operator| relation_text(operator, unit).to_owned()).unwrap_or_default(),
            required: shown(result.required.as_ref()),
            bar,
            is_exact: result.low.is_some() && result.low == result.high,
            counts: result.counts.map(counts),
            townships: result.townships.as_ref().map(|it| {
                text::townships(it.finished, it.possible, it.required.as_ref().map(|required| required.shown.as_str()))
            }),
            gap: result.gap.as_ref().map(|gap| gap.sentence.clone()).unwrap_or_default(),
            standing: result.standing.as_ref().map(text::standing).unwrap_or_default(),
            deciding: named(&result.deciding),
            rest: number(result.deciding.rest),
            blocked: named(&result.blocked),
            blocked_rest: number(result.blocked.rest),
            awaits: result.awaits.clone(),
            notes: notes.map(|note| note.text.clone()).collect(),
            sentence: result.sentence.clone(),
        }
    }

    /// The checks of an area that turned, or whose figure moved where `with_figures` says so.
    pub(super) fn moved(
        title: &str,
        before: &AreaAssessment,
        now: &AreaAssessment,
        with_figures: bool,
    ) -> Vec<AreaTurned> {
        let pairs = before.areas.iter().zip(&now.areas);
        let moved = pairs.filter(|(before, now)| {
            let has_moved = before.low != now.low || before.high != now.high;
            before.verdict != now.verdict || (with_figures && has_moved)
        });
        let turned = moved.map(|(before, now)| AreaTurned {
            area: title.to_owned(),
            check: now.name.clone(),
            from: before.verdict,
            to: now.verdict,
            before: text::range(&shown(before.low.as_ref()), &shown(before.high.as_ref())),
            after: text::range(&shown(now.low.as_ref()), &shown(now.high.as_ref())),
        });
        turned.collect()
    }
}

/// The areas of a level, by name, in the order in which they first come.
pub(super) fn names(work: &Import<'_>, level: Level) -> Vec<AreaName> {
    let is_one = work.districts.list().len() < 2;
    let or_unsaid = |name: &str, what: &str| if name.is_empty() { text::unsaid(what) } else { name.to_owned() };
    match level {
        Level::City => vec![AreaName { name: text::ALL.to_owned(), villages: number(work.villages.len()) }],
        Level::District => {
            let villages = |which| {
                let own = work.townships.iter().filter(|township| township.district == which);
                own.map(|township| township.villages).sum()
            };
            let districts = work.districts.list().iter().enumerate();
            let area = |(which, name): (usize, &String)| AreaName {
                name: or_unsaid(name, DISTRICT),
                villages: villages(number(which)),
            };
            districts.map(area).collect()
        }
        Level::Township => {
            let area = |township: &super::import::Township| {
                let name = or_unsaid(&township.name, TOWNSHIP);
                let district = or_unsaid(work.districts.get(township.district), DISTRICT);
                let name = if is_one { name } else { [&district, " ", &name].concat() };
                AreaName { name, villages: township.villages }
            };
            work.townships.iter().map(area).collect()
        }
    }
}

fn named(work: &Import<'_>, village: &AreaVillage) -> VillageName {
    let said = |name: &str| village.village.get(name).map(String::as_str).unwrap_or_default();
    let key = key_of([said(DISTRICT), said(TOWNSHIP), said(NAME), said(CODE)]);
    let index = work.villages.iter().position(|village| village.key == key);
    let found = index.and_then(|index| work.villages.get(index));
    let name = found.map_or_else(
        || village.village.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(" "),
        |found| [work.place_of(found), work.name_of(found)].join(" ").trim().to_owned(),
    );
    VillageName { index: index.map(number), name, fields: village.fields.clone() }
}

pub(super) fn counts(counts: rules::assessment::Counts) -> Counts {
    let rules::assessment::Counts { met, unmet, undecided, not_applicable, blocked } = counts;
    [met, unmet, undecided, not_applicable, blocked].map(number)
}

pub(super) fn shown(quantity: Option<&Quantity>) -> String {
    quantity.map(|quantity| amount_text(&quantity.shown, &quantity.unit)).unwrap_or_default()
}

/// Where a percentage lies on a bar of 1000.
fn permille(quantity: &Quantity) -> u16 {
    let (whole, decimals) = quantity.shown.split_once('.').unwrap_or((&quantity.shown, ""));
    let tenth = decimals.get(..1).and_then(|digit| digit.parse().ok()).unwrap_or(0_u32);
    let whole: u32 = whole.parse().unwrap_or_default();
    u16::try_from(whole.saturating_mul(10).saturating_add(tenth).min(1000)).unwrap_or(1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_percentages_lie() {
        for (text, place) in [("0", 0), ("92.5", 925), ("92.55", 925), ("100", 1000), ("100.1", 1000), ("0.04", 0)] {
            let quantity = Quantity { value: text.to_owned(), shown: text.to_owned(), unit: "%".to_owned() };
            assert_eq!(permille(&quantity), place, "{text}");
        }
    }
}
