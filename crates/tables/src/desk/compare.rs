//! Two imports side by side: villages by code, else by township and name. A village that could be several is matched with none.
//! Depends on `rules::comparison` for what rose and what fell.

use rules::area::assessment::Level;
use rules::comparison::{How, how};

use super::Desk;
use super::import::{Identity, Import, key_of};
use super::store::{at, number, place, sort};
use super::talk::{Compared, ComparedRow, Only, Presence};
use super::text;

/// Of each village at work the one in the earlier import, and those of it that are gone.
struct Matched {
    earlier: Vec<Option<u32>>,
    gone: Vec<u32>,
    unsure: u32,
}

impl Desk<'_> {
    pub(super) fn compare(&mut self, from: u32, count: u32, only: Only) -> Result<Compared, String> {
        let (now, before) = (self.work()?, self.earlier.as_ref().ok_or_else(|| text::NO_EARLIER.to_owned())?);
        let matched = matched(before, now);
        let mut compared = Compared {
            earlier: before.name.clone(),
            now: now.name.clone(),
            unsure: matched.unsure,
            gone: number(matched.gone.len()),
            checks: vec![[0; 2]; self.engine.pack().checks.len()],
            is_partial: [before, now].iter().any(|it| it.progress.is_partial || !it.progress.is_done),
            ..Compared::default()
        };
        let mut add = |row: ComparedRow| {
            let passes = match only {
                Only::Changed => !row.turned.is_empty() || row.state != Presence::Both,
                Only::Risen => row.rose > 0,
                Only::Fallen => row.fell > 0,
                Only::New => row.state == Presence::New,
                Only::Gone => row.state == Presence::Gone,
            };
            if passes {
                let is_in = compared.total >= from && compared.rows.len() < place(count);
                compared.total += 1;
                if is_in {
                    compared.rows.push(row);
                }
            }
        };
        let named = |import: &Import<'_>, village: &Identity, index, state| ComparedRow {
            index,
            name: import.name_of(village),
            place: import.place_of(village),
            state,
            rose: 0,
            fell: 0,
            turned: Vec::new(),
        };
        for (index, (village, earlier)) in now.villages.iter().zip(&matched.earlier).enumerate() {
            let index = number(index);
            let Some(earlier) = earlier else {
                compared.new += 1;
                add(named(now, village, Some(index), Presence::New));
                continue;
            };
            let mut row = named(now, village, Some(index), Presence::Both);
            let verdicts = before.verdicts_of(*earlier).iter().zip(now.verdicts_of(index));
            for (check, (was, is)) in (0_u16..).zip(verdicts) {
                let Some(how) = how(*was, *is) else { continue };
                row.turned.push((check, *was, *is));
                let side = match how {
                    How::Rose => 0,
                    How::Fell => 1,
                    _ => continue,
                };
                *(if side == 0 { &mut row.rose } else { &mut row.fell }) += 1;
                if let Some(count) = compared.checks.get_mut(usize::from(check)).and_then(|it| it.get_mut(side)) {
                    *count += 1;
                }
            }
            compared.both += 1;
            compared.risen += u32::from(row.rose > 0);
            compared.fallen += u32::from(row.fell > 0);
            add(row);
        }
        for index in &matched.gone {
            if let Some(village) = at(&before.villages, *index) {
                add(named(before, village, None, Presence::Gone));
            }
        }
        let was = self.rolled_up(before, Level::City, 0, false).finish();
        let is = self.assessed(Level::City, 0, false)?;
        compared.areas = Self::moved(text::ALL, &was, &is, true);
        Ok(compared)
    }
}

fn code_of(village: &Identity) -> Option<u64> {
    (!village.code.is_empty()).then(|| key_of([&village.code, "", "", ""]))
}

/// By township and name; the district is often left out.
fn name_of(import: &Import<'_>, village: &Identity) -> Option<u64> {
    let [_, township] = import.belongs(village);
    (!village.name.is_empty()).then(|| key_of([township, &village.name, "", ""]))
}

fn matched(before: &Import<'_>, now: &Import<'_>) -> Matched {
    let mut earlier: Vec<Option<u32>> = vec![None; now.villages.len()];
    let mut is_taken = vec![false; before.villages.len()];
    let mut is_unsure = vec![false; now.villages.len()];
    for by_code in [true, false] {
        let key = |import: &Import<'_>, village: &Identity| {
            if by_code { code_of(village) } else { name_of(import, village) }
        };
        let keyed = |import: &Import<'_>, is_wanted: &dyn Fn(usize) -> bool| {
            let all = import.villages.iter().enumerate().filter(|(index, _)| is_wanted(*index));
            Keyed::new(all.filter_map(|(index, village)| Some((key(import, village)?, number(index)))).collect())
        };
        let then = keyed(before, &|index| is_taken.get(index) == Some(&false));
        let today = keyed(now, &|index| earlier.get(index) == Some(&None));
        for (index, village) in now.villages.iter().enumerate() {
            if earlier.get(index) != Some(&None) {
                continue;
            }
            let Some(key) = key(now, village) else { continue };
            let [candidates, rivals] = [then.of(key), today.of(key)];
            let fits = |other: &u32| {
                let Some(other) = at(&before.villages, *other) else { return false };
                let differ = |left: &str, right: &str| !left.is_empty() && !right.is_empty() && left != right;
                let district = differ(before.belongs(other)[0], now.belongs(village)[0]);
                // Villages of one name and different codes are two.
                by_code || !(district || differ(&other.code, &village.code))
            };
            match (candidates.as_slice(), rivals.len()) {
                ([], _) => {}
                ([only], 1) if fits(only) => {
                    if let (Some(earlier), Some(taken)) = (earlier.get_mut(index), is_taken.get_mut(place(*only))) {
                        (*earlier, *taken) = (Some(*only), true);
                    }
                }
                ([_], 1) => {}
                _ => {
                    if let Some(unsure) = is_unsure.get_mut(index) {
                        *unsure = true;
                    }
                }
            }
        }
    }
    let unsure = is_unsure.iter().zip(&earlier).filter(|(unsure, earlier)| **unsure && earlier.is_none()).count();
    let gone = is_taken.iter().enumerate().filter(|(_, taken)| !**taken).map(|(index, _)| number(index));
    Matched { gone: gone.collect(), earlier, unsure: number(unsure) }
}

/// Villages by a number that many may share.
pub(super) struct Keyed {
    pairs: Vec<(u64, u32)>,
    /// Places of the pairs, in rising order of the key.
    order: Vec<u32>,
}

impl Keyed {
    pub(super) fn new(pairs: Vec<(u64, u32)>) -> Self {
        let mut order: Vec<u32> = (0..number(pairs.len())).collect();
        let key = |place: u32| at(&pairs, place).map(|(key, _)| *key);
        sort(&mut order, &|left, right| key(left) < key(right));
        Self { pairs, order }
    }

    /// Villages that share their number with an earlier one, each with the first of these.
    pub(super) fn again(&self) -> Vec<(u32, u32)> {
        let pairs: Vec<&(u64, u32)> = self.order.iter().filter_map(|place| at(&self.pairs, *place)).collect();
        let mut again = Vec::new();
        let mut first: Option<&(u64, u32)> = None;
        for pair in pairs {
            match first {
                Some((key, index)) if *key == pair.0 => again.push((pair.1, *index)),
                _ => first = Some(pair),
            }
        }
        again
    }

    fn of(&self, key: u64) -> Vec<u32> {
        let pair = |place: &u32| at(&self.pairs, *place);
        let from = self.order.partition_point(|place| pair(place).is_some_and(|(known, _)| *known < key));
        let rest = self.order.get(from..).unwrap_or_default();
        let own = rest.iter().map_while(|place| pair(place).filter(|(known, _)| *known == key));
        own.map(|(_, index)| *index).collect()
    }
}
