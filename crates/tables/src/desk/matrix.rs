//! Villages by checks: filtered, put in order, a window at a time. Depends on `import`, `store`.

use rules::Verdict;
use rules::model::Kind;

use super::Desk;
use super::import::{Identity, Import};
use super::store::{at, count, number, place, slot, sort};
use super::talk::{Counts, Filter, Matrix, Row, Sort};

/// Villages that pass a filter, in order. Who scrolls asks for one window of them after another.
#[derive(Debug)]
pub(super) struct Ordered {
    sort: Sort,
    is_reversed: bool,
    filter: Filter,
    villages: Vec<u32>,
    counts: Vec<Counts>,
}

impl Desk<'_> {
    pub(super) fn matrix(
        &mut self,
        from: u32,
        rows: u32,
        sort: Sort,
        is_reversed: bool,
        filter: Filter,
    ) -> Result<Matrix, String> {
        let known = self.ordered.take();
        let is_it = |it: &Ordered| it.sort == sort && it.is_reversed == is_reversed && it.filter == filter;
        let ordered = match known.filter(is_it) {
            Some(known) => known,
            None => self.ordered(sort, is_reversed, filter)?,
        };
        let work = self.work()?;
        let window = ordered.villages.iter().skip(place(from)).take(place(rows));
        let matrix = Matrix {
            total: number(ordered.villages.len()),
            all: number(work.villages.len()),
            rows: window.filter_map(|index| self.row(work, *index)).collect(),
            counts: ordered.counts.clone(),
            is_supposed: self.trial.is_any(),
            is_partial: work.progress.is_partial || !work.progress.is_done,
            is_demo: work.progress.is_demo,
        };
        self.ordered = Some(ordered);
        Ok(matrix)
    }

    fn ordered(&self, sort: Sort, is_reversed: bool, filter: Filter) -> Result<Ordered, String> {
        let work = self.work()?;
        let mut wanted = self.filtered(work, &filter);
        self.put_in_order(work, &mut wanted, sort);
        if is_reversed {
            wanted.reverse();
        }
        let checks = self.engine.pack().checks.len();
        let mut counts: Vec<Counts> = vec![Counts::default(); checks];
        for village in &wanted {
            for (counts, verdict) in counts.iter_mut().zip(self.verdicts(work, *village)) {
                count(counts, *verdict);
            }
        }
        Ok(Ordered { sort, is_reversed, filter, villages: wanted, counts })
    }

    /// The verdicts of a village in the order of the heads, with what is supposed.
    pub(super) fn verdicts<'w>(&'w self, work: &'w Import<'_>, village: u32) -> &'w [Verdict] {
        self.trial.verdicts(village).unwrap_or_else(|| work.verdicts_of(village))
    }

    /// Over the checks that count.
    pub(super) fn counts(&self, verdicts: &[Verdict]) -> Counts {
        let mut counts = Counts::default();
        let checks = self.engine.pack().checks.iter().zip(verdicts);
        checks.filter(|(check, _)| check.kind.is_counted()).for_each(|(_, verdict)| count(&mut counts, *verdict));
        counts
    }

    /// How many of the 八有 are met.
    pub(super) fn eight(&self, verdicts: &[Verdict]) -> u8 {
        let checks = self.engine.pack().checks.iter().zip(verdicts);
        let met = checks.filter(|(check, verdict)| check.kind == Kind::EightHave && **verdict == Verdict::Met);
        u8::try_from(met.count()).unwrap_or(u8::MAX)
    }

    fn row(&self, work: &Import<'_>, index: u32) -> Option<Row> {
        let village = at(&work.villages, index)?;
        let verdicts = self.verdicts(work, index);
        Some(Row {
            index,
            name: work.name_of(village),
            place: work.place_of(village),
            counts: self.counts(verdicts),
            eight: self.eight(verdicts),
            verdicts: verdicts.to_vec(),
            problems: village.problems,
            is_supposed: self.trial.is_of(index),
        })
    }

    pub(super) fn filtered(&self, work: &Import<'_>, filter: &Filter) -> Vec<u32> {
        let text = filter.text.trim();
        let passes = |(index, village): (usize, &Identity)| {
            let index = number(index);
            let verdicts = self.verdicts(work, index);
            let [district, township] = work.belongs(village);
            let is_named = [&village.name, &village.code, township, district].iter().any(|it| it.contains(text));
            let is_in = filter.township.is_none_or(|wanted| wanted == village.township)
                && filter.district.is_none_or(|wanted| Some(wanted) == work.district_of(village));
            let is_so = filter.check.is_none_or(|(check, verdict)| verdicts.get(usize::from(check)) == Some(&verdict));
            let is_wanted = (!filter.with_errors || village.has_errors)
                && (!filter.with_unmet || self.counts(verdicts).get(slot(Verdict::Unmet)) > Some(&0));
            let is_supposed = !filter.supposed || self.trial.is_of(index);
            (is_named && is_in && is_so && is_wanted && is_supposed).then_some(index)
        };
        work.villages.iter().enumerate().filter_map(passes).collect()
    }

    fn put_in_order(&self, work: &Import<'_>, list: &mut Vec<u32>, order: Sort) {
        let village = |index: u32| at(&work.villages, index);
        let name = |index: u32| village(index).map(|village| village.name.as_ref()).unwrap_or_default();
        // What is compared again and again is worked out once.
        let ranks: Vec<u32> = match order {
            Sort::File | Sort::Name | Sort::Place => Vec::new(),
            Sort::Count(verdict) => {
                let of = |index| self.counts(self.verdicts(work, number(index))).get(slot(verdict)).copied();
                (0..work.villages.len()).map(|index| u32::MAX - of(index).unwrap_or_default()).collect()
            }
            Sort::Check(check) => {
                let of = |index| self.verdicts(work, number(index)).get(usize::from(check)).copied();
                (0..work.villages.len()).map(|index| of(index).map_or(u32::MAX, urgency)).collect()
            }
        };
        let rank = |index| at(&ranks, index);
        match order {
            Sort::File => {}
            Sort::Name => sort(list, &|left, right| name(left) < name(right)),
            Sort::Place => {
                let place = |index| village(index).map(|village| work.belongs(village));
                sort(list, &|left, right| (place(left), name(left)) < (place(right), name(right)));
            }
            Sort::Count(_) | Sort::Check(_) => sort(list, &|left, right| rank(left) < rank(right)),
        }
    }
}

/// What a clerk looks for first.
fn urgency(verdict: Verdict) -> u32 {
    match verdict {
        Verdict::Unmet => 0,
        Verdict::Blocked => 1,
        Verdict::Undecided => 2,
        Verdict::Met => 3,
        Verdict::NotApplicable => 4,
    }
}
