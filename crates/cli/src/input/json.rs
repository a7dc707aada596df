//! Villages from JSON: one object, a list of them, or an object a line.

use std::collections::VecDeque;
use std::fmt;
use std::io::{BufRead, BufReader, Read};
use std::sync::Arc;

use rules::Answer;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;

use super::{InSheet, Known, Problem, Step, Text, Village};
use crate::Failure;

/// Most bytes of one line: a file without line breaks must not be taken for one village.
const MOST_BYTES_OF_A_LINE: u64 = 16 << 20;

const NOT_A_VILLAGE: &str = "这里应是一个村的数据，写成 {\"总户数\": 531, \"通宽带\": true} 这样。";

/// An object entry by entry: a name that comes twice is seen twice, and one bad value spoils no other.
/// None for what is no object, so that it spoils nothing beside it.
struct Entries(Option<Vec<(String, serde_json::Value)>>);

struct EntriesVisitor;

impl<'de> Visitor<'de> for EntriesVisitor {
    type Value = Entries;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a village: an object of indicator names and answers")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        // serde_json hands a bare number over as a map of one entry.
        let is_number = entries.first().is_some_and(|(name, _)| name == "$serde_json::private::Number");
        Ok(Entries((!is_number).then_some(entries)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Entries, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Entries(None))
    }

    fn visit_str<E>(self, _: &str) -> Result<Entries, E> {
        Ok(Entries(None))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Entries, E> {
        Ok(Entries(None))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Entries, E> {
        Ok(Entries(None))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Entries, E> {
        Ok(Entries(None))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Entries, E> {
        Ok(Entries(None))
    }

    fn visit_unit<E>(self) -> Result<Entries, E> {
        Ok(Entries(None))
    }
}

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EntriesVisitor)
    }
}

/// A village, or a list of them; and whether it is one as such.
pub(super) fn read(text: &str, name: &Arc<str>, known: &Known<'_>) -> Result<(Vec<Step>, bool), Failure> {
    let fault = |error: serde_json::Error| {
        let column = column(text, &error);
        Failure::new(format!("{name}:{}:{column}: {}", error.line(), message(&error)))
    };
    if text.trim_start().starts_with('[') {
        let villages: Vec<Entries> = serde_json::from_str(text).map_err(fault)?;
        let villages = villages.into_iter().enumerate();
        let steps = villages.map(|(index, entries)| step(entries, format!("{name}[{}]", index + 1).into(), known));
        return Ok((steps.collect(), false));
    }
    let entries: Entries = serde_json::from_str(text).map_err(fault)?;
    if entries.0.is_none() {
        return Err(Failure::new(format!("{name}: {NOT_A_VILLAGE}")));
    }
    Ok((vec![step(entries, Arc::clone(name), known)], true))
}

/// A village a line; a line that cannot be read is passed over.
pub(super) struct Lines<'k> {
    text: Text,
    known: Known<'k>,
    number: usize,
    /// What a line that ends in `\r` alone has left.
    rest: VecDeque<String>,
}

impl<'k> Lines<'k> {
    pub(super) fn new(text: Box<dyn Read + Send>, known: Known<'k>) -> Self {
        Self { text: BufReader::new(text), known, number: 0, rest: VecDeque::new() }
    }

    /// The village of the next line that is not blank; none after the last.
    pub(super) fn next_step(&mut self, name: &str) -> Result<Option<Step>, Failure> {
        while let Some(line) = self.next_line(name)? {
            let line = line.trim_start_matches('\u{feff}');
            if line.trim().is_empty() {
                continue;
            }
            let place = format!("{name}:{}", self.number);
            return Ok(Some(match serde_json::from_str(line) {
                Ok(entries) => step(entries, place.into(), &self.known),
                Err(error) => Step::Problem(Problem::new(format!("{place}:{}", column(line, &error)), message(&error))),
            }));
        }
        Ok(None)
    }

    fn next_line(&mut self, name: &str) -> Result<Option<String>, Failure> {
        if self.rest.is_empty() {
            let mut line = String::new();
            let length = (&mut self.text).take(MOST_BYTES_OF_A_LINE).read_line(&mut line);
            let length = length.map_err(|error| super::unreadable(name, &error))?;
            if length as u64 == MOST_BYTES_OF_A_LINE {
                let place = format!("{name}:{}", self.number + 1);
                return Err(Failure::new(format!("{place}: 这一行太长，不像一行一个村。请核对这份文件。")));
            }
            let ended = line.strip_suffix('\n').unwrap_or(&line);
            let ended = ended.strip_suffix('\r').unwrap_or(ended);
            if length > 0 {
                self.rest.extend(ended.split('\r').map(str::to_owned));
            }
        }
        self.number += 1;
        Ok(self.rest.pop_front())
    }
}

fn step(Entries(entries): Entries, place: Arc<str>, known: &Known<'_>) -> Step {
    let Some(entries) = entries else {
        return Step::Problem(Problem::new(&*place, NOT_A_VILLAGE));
    };
    let mut read = InSheet::default();
    for (name, value) in entries {
        if let Some(conflict) = read.add(&name, answer_of(value), known) {
            read.tell(conflict);
        }
    }
    Step::Village(Village { file: place, read })
}

fn answer_of(value: serde_json::Value) -> Answer {
    match value {
        serde_json::Value::Null => Answer::Missing,
        serde_json::Value::Bool(yes) => Answer::YesNo(yes),
        serde_json::Value::Number(number) => Answer::Text(number.to_string()),
        serde_json::Value::String(text) => Answer::Text(text),
        serde_json::Value::Array(items) => Answer::List(
            items.into_iter().map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned)).collect(),
        ),
        // As a list, which no indicator takes: as a text it could pass for a name.
        object @ serde_json::Value::Object(_) => Answer::List(vec![object.to_string()]),
    }
}

/// The character that an error stands at, from 1; serde_json counts bytes.
fn column(text: &str, error: &serde_json::Error) -> usize {
    let line = text.split('\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
    line.char_indices().take_while(|(byte, _)| *byte < error.column()).count().max(1)
}

fn message(error: &serde_json::Error) -> String {
    if error.classify() == Category::Eof {
        return "JSON 没有写完。请检查文件是不是空的，是不是少了引号或括号。".to_owned();
    }
    let said = error.to_string();
    let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(said, _)| said);
    format!("这里不是正确的 JSON（{said}）。请检查这里和前面的逗号、引号和括号；一行一个村的，请存为 .jsonl。")
}
