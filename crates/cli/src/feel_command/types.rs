//! The types of names as JSON: `"number"`, `"text?"` for one that may be missing, `"list of number"`, `["number"]`,
//! `{"面积": "number"}` for a context of these entries.

use feel::Type;
use serde_json::Value as Json;

const WORDS: [(&str, Type); 7] = [
    ("any", Type::Any),
    ("boolean", Type::Boolean),
    ("number", Type::Number),
    ("text", Type::Text),
    ("string", Type::Text),
    ("context", Type::Context),
    ("range", Type::Range),
];

/// A type, and whether a value of it may be missing.
///
/// # Errors
/// What is no type, and what would be one.
pub(super) fn read(json: &Json) -> Result<(Type, bool), String> {
    match json {
        Json::String(text) => {
            let (word, may_be_missing) = text.strip_suffix('?').map_or((text.as_str(), false), |word| (word, true));
            Ok((named(word)?, may_be_missing))
        }
        Json::Array(items) => match items.as_slice() {
            [element] => Ok((Type::List(Box::new(read(element)?.0)), false)),
            _ => Err("a list names the type of its elements once, such as [\"number\"]".to_owned()),
        },
        Json::Object(entries) => {
            let entries = entries.iter().map(|(name, json)| Ok((name.as_str().into(), read(json)?.0)));
            Ok((Type::Record(entries.collect::<Result<Vec<_>, String>>()?.into()), false))
        }
        other => Err(format!("{other} is no type; write one such as \"number?\"")),
    }
}

fn named(word: &str) -> Result<Type, String> {
    if let Some(element) = word.strip_prefix("list of ") {
        return Ok(Type::List(Box::new(named(element)?)));
    }
    let known = WORDS.iter().find(|(known, _)| *known == word);
    known.map(|(_, ty)| ty.clone()).ok_or_else(|| {
        let words: Vec<&str> = WORDS.iter().map(|(word, _)| *word).collect();
        format!("there is no type `{word}`; write one of {}, or list of one of them", words.join(", "))
    })
}
