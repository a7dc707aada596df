//! `--earlier`: the self-checks that an earlier run wrote or recorded, and which of them a village is compared with.

use std::path::Path;

use rules::comparison::Earlier;
use rules::{Assessment, Record};
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

/// The village's last earlier self-check by the same pack. A single village need not be named.
pub(crate) fn find<'e>(all: &'e [Earlier], now: &Assessment, is_single: bool) -> Found<'e> {
    let of_pack: Vec<&Earlier> = all.iter().filter(|earlier| earlier.pack.id == now.pack.id).collect();
    let is_only = is_single && of_pack.len() == 1;
    let mut last: Option<&Earlier> = None;
    let mut later = None;
    for earlier in of_pack.into_iter().filter(|earlier| is_same_village(earlier, now, is_only)) {
        if earlier.date > now.date {
            later = Some(earlier);
        } else if last.is_none_or(|last| last.date <= earlier.date) {
            last = Some(earlier);
        }
    }
    last.map(Found::Last).or(later.map(Found::OnlyLater)).unwrap_or(Found::None)
}

/// What both say of who the village is agrees, and they say something of it; that may be missing where there is no
/// other to be taken for.
fn is_same_village(earlier: &Earlier, now: &Assessment, is_only: bool) -> bool {
    let said_by_both: Vec<(&String, &String)> =
        now.village.iter().filter_map(|(name, value)| Some((value, earlier.village.get(name)?))).collect();
    if said_by_both.is_empty() { is_only } else { said_by_both.iter().all(|(now, then)| now == then) }
}
