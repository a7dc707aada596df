//! What differs between two packs in meaning: entries by name, fields by path; formulas as they are understood, not as
//! they are spaced. Depends on the pack's JSON form, so that no field of the model can be forgotten.

use feel::Scope;
use rules::Pack;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::Failure;

/// The lists of a pack, and what names their entries.
const LISTS: [(&str, &str); 9] = [
    ("sources", "title"),
    ("sections", "name"),
    ("notices", "kind"),
    ("parameters", "name"),
    ("indicators", "name"),
    ("derived", "name"),
    ("checks", "name"),
    ("summaries", "name"),
    ("areas", "name"),
];

/// An entry that only one of the packs has, or that the two have differently.
#[derive(Debug, Serialize)]
pub(crate) struct Change {
    pub(crate) list: &'static str,
    pub(crate) name: String,
    pub(crate) change: Kind,
    /// The clause and basis that the entry names, in the second pack where both have it.
    pub(crate) clause: Option<String>,
    pub(crate) basis: Option<String>,
    pub(crate) unit: Option<String>,
    pub(crate) fields: Vec<Field>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    Added,
    Removed,
    Changed,
}

/// A field that differs; null where one side has none.
#[derive(Debug, Serialize)]
pub(crate) struct Field {
    /// `test.share.at_least`
    pub(crate) field: String,
    pub(crate) from: Value,
    pub(crate) to: Value,
}

/// Every difference, list by list: what is gone and changed in the first pack's order, then what is new.
pub(crate) fn changes(from: &Pack, to: &Pack) -> Result<Vec<Change>, Failure> {
    let (from, to) = (as_json(from)?, as_json(to)?);
    let mut changes = Vec::new();
    for (list, key) in LISTS {
        let (old, new) = (entries(&from, list), entries(&to, list));
        for entry in old {
            let name = text(entry, key).unwrap_or_default();
            match new.iter().find(|other| text(other, key) == Some(name)) {
                None => changes.push(change(list, name, Kind::Removed, entry, Vec::new())),
                Some(other) => {
                    let mut fields = Vec::new();
                    differences("", entry, other, &mut fields);
                    if !fields.is_empty() {
                        changes.push(change(list, name, Kind::Changed, other, fields));
                    }
                }
            }
        }
        for entry in new {
            let name = text(entry, key).unwrap_or_default();
            if !old.iter().any(|other| text(other, key) == Some(name)) {
                changes.push(change(list, name, Kind::Added, entry, Vec::new()));
            }
        }
    }
    Ok(changes)
}

fn as_json(pack: &Pack) -> Result<Value, Failure> {
    let mut value =
        serde_json::to_value(pack).map_err(|error| Failure::new(format!("the pack cannot be compared: {error}")))?;
    understood(&mut value);
    Ok(value)
}

fn entries<'v>(pack: &'v Value, list: &str) -> &'v [Value] {
    pack.get(list).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn text<'v>(entry: &'v Value, key: &str) -> Option<&'v str> {
    entry.get(key).and_then(Value::as_str)
}

fn change(list: &'static str, name: &str, change: Kind, entry: &Value, fields: Vec<Field>) -> Change {
    let clause = entry.get("clause").and_then(|clause| match clause {
        Value::String(clause) => Some(clause.clone()),
        Value::Array(clauses) => Some(clauses.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("、")),
        _ => None,
    });
    let of = |key| text(entry, key).filter(|text| !text.is_empty()).map(str::to_owned);
    Change { list, name: name.to_owned(), change, clause, basis: of("basis"), unit: of("unit"), fields }
}

/// Goes down as long as both sides have the same shape.
fn differences(path: &str, from: &Value, to: &Value, into: &mut Vec<Field>) {
    if from == to {
        return;
    }
    match (from, to) {
        (Value::Object(old), Value::Object(new)) if old.keys().eq(new.keys()) => {
            for (key, old) in old {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                differences(&path, old, new.get(key).unwrap_or(&Value::Null), into);
            }
        }
        _ => into.push(Field { field: path.to_owned(), from: from.clone(), to: to.clone() }),
    }
}

/// Writes every formula in the one way that `feel` prints it.
fn understood(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(understood),
        Value::Object(entries) => {
            for key in ["applies_when", "formula", "condition", "sum", "over", "among", "when"] {
                formula(entries, key);
            }
            if let Some(Value::Object(compare)) = entries.get_mut("compare") {
                formula(compare, "value");
            }
            entries.values_mut().for_each(understood);
        }
        _ => {}
    }
}

fn formula(entries: &mut Map<String, Value>, key: &str) {
    if let Some(Value::String(source)) = entries.get_mut(key) {
        *source = feel::print(&feel::parse(source, &Scope::new()).0);
    }
}
