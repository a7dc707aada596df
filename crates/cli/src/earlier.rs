//! `--earlier`: the self-checks that an earlier run wrote or recorded, and which of them a village is compared with.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rules::comparison::Earlier;
use rules::{Assessment, Date, Named, Record};
use serde::Deserialize;
use serde_json::Value;

use crate::Failure;

/// The self-checks of a file: one record or assessment, a list of them, one a line, or those of several packs together.
pub(crate) fn read(path: &Path) -> Result<Vec<Earlier>, Failure> {
    let name = path.display().to_string();
    let text = crate::input::text(path)?;
    let text = text.trim_start_matches('\u{feff}');
    let mut found = Vec::new();
    match serde_json::from_str(text) {
        Ok(whole) => collect(whole, &name, &mut found)?,
        Err(error) => {
            let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
            let lines: Vec<(usize, Result<Value, _>)> =
                lines.map(|(number, line)| (number, serde_json::from_str(line))).collect();
            if lines.len() < 2 || lines.first().is_none_or(|(_, line)| line.is_err()) {
                return Err(unusable(&format!("{name}:{}:{}", error.line(), error.column()), &error));
            }
            for (number, line) in lines {
                let place = format!("{name}:{}", number + 1);
                collect(line.map_err(|error| unusable(&place, &error))?, &place, &mut found)?;
            }
        }
    }
    if found.is_empty() {
        return Err(Failure::new(format!("{name}: 里面没有自查结果。")));
    }
    Ok(found)
}

fn collect(value: Value, place: &str, found: &mut Vec<Earlier>) -> Result<(), Failure> {
    match value {
        Value::Array(items) => {
            for (index, item) in items.into_iter().enumerate() {
                collect(item, &format!("{place}[{}]", index + 1), found)?;
            }
        }
        Value::Object(mut object) if object.contains_key("assessments") => {
            let inner = object.remove("assessments").unwrap_or_default();
            collect(inner, &format!("{place}.assessments"), found)?;
        }
        record if record.get("receipt").is_some() => {
            let record = Record::deserialize(record).map_err(|error| unusable(place, &error))?;
            found.push(record.into());
        }
        one => found.push(Earlier::deserialize(one).map_err(|error| unusable(place, &error))?),
    }
    Ok(())
}

fn unusable(place: &str, error: &serde_json::Error) -> Failure {
    let said = error.to_string();
    let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(said, _)| said);
    Failure::new(format!(
        "{place}: 这不是保存过的自查结果（{said}）。请用 bayou assess --records、--format json 或 --format jsonl 写出的文件。"
    ))
}

/// What became of looking for a village's earlier self-check by the same pack.
pub(crate) enum Found<'e> {
    /// The last one up to the day of the present one.
    Last(&'e Earlier),
    /// The file has none of this village by this pack.
    None,
    /// All it has are later than the present one.
    OnlyLater(&'e Earlier),
}

/// All earlier self-checks of a file, so that a village's is found without looking at all of them.
///
/// Who a village is may be said by more names in one self-check than in the other, and only what both say must agree. So they
/// are grouped by which names they say, and looked up in each group by those that the present one says too.
pub(crate) struct SelfChecks {
    all: Vec<Earlier>,
    groups: Vec<Group>,
    /// By group and the names that are looked up; made when first needed.
    by_values: Mutex<HashMap<Looked, Arc<ByValues>>>,
}

/// The self-checks by one pack that say who the village is by the same names.
struct Group {
    pack: String,
    names: Vec<String>,
    members: Vec<usize>,
}

/// The number of a group, and some of its names.
type Looked = (usize, Vec<String>);

/// Self-checks by what some names say, each with its day, the last day last; of one day the last of the file last.
type ByValues = HashMap<Vec<String>, Vec<(Date, usize)>>;

impl SelfChecks {
    /// `names` are those by which villages say who they are.
    pub(crate) fn new(all: Vec<Earlier>, names: &[&str]) -> Self {
        let mut groups: Vec<Group> = Vec::new();
        for (index, earlier) in all.iter().enumerate() {
            let mut own: Vec<&str> = names.iter().copied().filter(|name| earlier.village.contains_key(name)).collect();
            // Packs ask for the same names.
            own.sort_unstable();
            own.dedup();
            let known = groups.iter_mut().find(|group| group.pack == earlier.pack.id && group.names == own);
            match known {
                Some(group) => group.members.push(index),
                None => groups.push(Group {
                    pack: earlier.pack.id.clone(),
                    names: own.into_iter().map(str::to_owned).collect(),
                    members: vec![index],
                }),
            }
        }
        Self { all, groups, by_values: Mutex::default() }
    }

    /// Whether any of them is by this pack.
    pub(crate) fn has_pack(&self, pack: &str) -> bool {
        self.groups.iter().any(|group| group.pack == pack)
    }

    /// The village's last earlier self-check by the same pack. A single village need not be named.
    pub(crate) fn find(&self, now: &Assessment, is_single: bool) -> Found<'_> {
        let of_pack = || self.groups.iter().enumerate().filter(|(_, group)| group.pack == now.pack.id);
        let mut of_village: Vec<(Date, usize)> = Vec::new();
        for (number, group) in of_pack() {
            let said_by_both: Vec<&String> =
                group.names.iter().filter(|name| now.village.contains_key(name.as_str())).collect();
            if said_by_both.is_empty() {
                // It may be missing where there is no other to be taken for.
                let is_only = is_single && of_pack().map(|(_, group)| group.members.len()).sum::<usize>() == 1;
                let only = group.members.iter().filter(|_| is_only);
                of_village.extend(only.filter_map(|index| Some((self.all.get(*index)?.date, *index))));
                continue;
            }
            let values = values(&now.village, &said_by_both);
            let all = self.by_values(number, group, &said_by_both);
            let Some(same) = all.get(&values) else { continue };
            let later_from = same.partition_point(|(date, _)| *date <= now.date);
            let (until_now, later) = same.split_at_checked(later_from).unwrap_or_default();
            of_village.extend(until_now.last());
            of_village.extend(later.iter().max_by_key(|(_, index)| *index));
        }
        let get = |(_, index): &(Date, usize)| self.all.get(*index);
        let last = of_village.iter().filter(|(date, _)| *date <= now.date).max().and_then(get);
        let later =
            of_village.iter().filter(|(date, _)| *date > now.date).max_by_key(|(_, index)| *index).and_then(get);
        last.map(Found::Last).or(later.map(Found::OnlyLater)).unwrap_or(Found::None)
    }

    fn by_values(&self, number: usize, group: &Group, names: &[&String]) -> Arc<ByValues> {
        let key = (number, names.iter().map(|name| (*name).clone()).collect());
        // Nobody panics while holding it.
        let mut known = self.by_values.lock().unwrap_or_else(PoisonError::into_inner);
        let made = known.entry(key).or_insert_with(|| {
            let mut made = ByValues::new();
            for index in &group.members {
                let Some(earlier) = self.all.get(*index) else { continue };
                made.entry(values(&earlier.village, names)).or_default().push((earlier.date, *index));
            }
            made.values_mut().for_each(|same| same.sort_unstable());
            Arc::new(made)
        });
        Arc::clone(made)
    }
}

fn values(village: &Named<String>, names: &[&String]) -> Vec<String> {
    names.iter().map(|name| village.get(name).cloned().unwrap_or_default()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rules::Engine;

    const NAMES: [&str; 3] = ["乡镇", "村名", "行政区划代码"];

    fn village(said: &[(&str, &str)]) -> Named<String> {
        said.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn earlier(day: &str, said: &[(&str, &str)]) -> Earlier {
        let pack =
            rules::assessment::PackRef { id: "chongqing-2018".to_owned(), version: String::new(), overlays: vec![] };
        let date = day.parse().unwrap();
        Earlier { pack, pack_digest: None, date, village: village(said), verdicts: Named::new() }
    }

    /// The same, looking at all of them.
    fn looked_for<'e>(all: &'e [Earlier], now: &Assessment, is_single: bool) -> Found<'e> {
        let of_pack: Vec<&Earlier> = all.iter().filter(|earlier| earlier.pack.id == now.pack.id).collect();
        let is_only = is_single && of_pack.len() == 1;
        let mut last: Option<&Earlier> = None;
        let mut later = None;
        for earlier in of_pack {
            let both = now.village.iter().filter_map(|(name, value)| Some((value, earlier.village.get(name)?)));
            let both: Vec<(&String, &String)> = both.collect();
            let agrees = if both.is_empty() { is_only } else { both.iter().all(|(now, then)| now == then) };
            if agrees && earlier.date > now.date {
                later = Some(earlier);
            } else if agrees && last.is_none_or(|last| last.date <= earlier.date) {
                last = Some(earlier);
            }
        }
        last.map(Found::Last).or(later.map(Found::OnlyLater)).unwrap_or(Found::None)
    }

    #[test]
    fn keyed_finds_what_looking_at_all_does() {
        let engine = Engine::new(packs::load("chongqing-2018").unwrap().unwrap()).unwrap();
        let days = ["2018-01-01", "2018-06-01", "2018-06-01", "2019-01-01"];
        let options: [&[(&str, &str)]; 7] = [
            &[],
            &[("村名", "甲")],
            &[("乡镇", "一"), ("村名", "甲")],
            &[("乡镇", "二"), ("村名", "甲")],
            &[("乡镇", "一")],
            &[("村名", "甲"), ("行政区划代码", "500233001001")],
            &[("行政区划代码", "500233001002")],
        ];
        let mut now = engine.assess(&rules::Answers::new(), "2018-07-01".parse().unwrap());
        let place = |all: &[Earlier], found: Found<'_>| match found {
            Found::Last(one) => Some((true, all.iter().position(|it| core::ptr::eq(it, one)))),
            Found::OnlyLater(one) => Some((false, all.iter().position(|it| core::ptr::eq(it, one)))),
            Found::None => None,
        };
        let mut found = 0;
        for seed in 0..2_000_usize {
            // Files of up to four, drawn by the digits of the seed.
            let count = seed % 4 + 1;
            let drawn = |number: usize| (seed / 4 * 31 + number * 17 + seed * number * 7) % 28;
            let all: Vec<Earlier> =
                (0..count).map(|number| earlier(days[drawn(number) % 4], options[drawn(number) / 4])).collect();
            let index = SelfChecks::new(all.clone(), &NAMES);
            for said in options {
                now.village = village(said);
                for is_single in [false, true] {
                    let own = place(&index.all, index.find(&now, is_single));
                    assert_eq!(own, place(&all, looked_for(&all, &now, is_single)), "{all:?} {said:?}");
                    found += usize::from(own.is_some());
                }
            }
        }
        assert!(found > 1_000, "{found}");
    }
}
