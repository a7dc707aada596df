//! Villages from JSON, JSON Lines and tables. What cannot be used is reported with its place, and the rest is kept.

mod encoding;
mod json;
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::Read;
use std::path::Path;

use rules::{Answer, Answers, Engine, Reading};

use crate::Failure;
use crate::args::InputFormat;

/// One village as read.
#[derive(Debug)]
pub(crate) struct Village {
    /// Where it stands in the input, for messages: `村庄.csv:3`.
    pub(crate) place: String,
    pub(crate) answers: Answers,
    /// For a table, the column of each answer, from 1.
    pub(crate) columns: BTreeMap<String, usize>,
    /// Names that came twice with different answers: reported already, and kept from being judged by.
    pub(crate) conflicts: BTreeSet<String>,
    /// What was noticed about it while reading.
    pub(crate) problems: Vec<Problem>,
}

impl Village {
    fn new(place: &str) -> Self {
        Self {
            place: place.to_owned(),
            answers: Answers::new(),
            columns: BTreeMap::new(),
            conflicts: BTreeSet::new(),
            problems: Vec::new(),
        }
    }

    /// Adds an answer. A name that comes twice with different answers gets one that no indicator takes, so that
    /// neither is judged by; what to say of it is returned.
    fn add(&mut self, name: &str, answer: Answer, known: Known<'_>) -> Option<String> {
        let Some(kept) = self.answers.get_mut(name) else {
            self.answers.insert(name.to_owned(), answer);
            return None;
        };
        if answer.is_missing() {
            return None;
        }
        if kept.is_missing() || means_same(&known.read(name, kept), &known.read(name, &answer)) {
            *kept = answer;
            return None;
        }
        let both = [&*kept, &answer].map(shown).join("／");
        *kept = Answer::List(vec![both.clone()]);
        self.conflicts.insert(name.to_owned());
        Some(format!("“{name}”填了两次，而且不一样（{}），两个都没有用。请只留一个。", shortened(&both)))
    }

    fn problem(&mut self, place: impl Into<String>, message: impl Into<String>) {
        self.problems.push(Problem::new(place, message));
    }
}

/// Something in the input that could not be used, or not as it stands.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// `file:row:column`, as far as it is known.
    pub(crate) place: String,
    pub(crate) message: String,
}

impl Problem {
    pub(crate) fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { place: place.into(), message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, one_line(&self.message))
    }
}

/// The indicators that the answers may be of: those of every pack that judges them.
#[derive(Clone, Copy)]
pub(crate) struct Known<'e>(pub(crate) &'e [Engine]);

impl<'e> Known<'e> {
    /// Whether some pack knows the name.
    pub(crate) fn has(self, name: &str) -> bool {
        self.0.iter().any(|engine| engine.pack().indicators.iter().any(|indicator| indicator.name == name))
    }

    fn nearest(self, name: &str) -> Option<&'e str> {
        self.0.iter().find_map(|engine| engine.nearest_indicator(name))
    }

    /// As the first pack that knows the name understands it.
    fn read(self, name: &str, answer: &Answer) -> Reading {
        let mut readings = self.0.iter().map(|engine| engine.read(name, answer));
        readings.find(|reading| *reading != Reading::Missing).unwrap_or(Reading::Missing)
    }
}

/// All that was read.
#[derive(Debug, Default)]
pub(crate) struct Input {
    pub(crate) villages: Vec<Village>,
    /// What belongs to no village.
    pub(crate) problems: Vec<Problem>,
    /// Whether the input holds one village as such, not a list of one.
    pub(crate) is_single: bool,
}

impl Input {
    fn problem(&mut self, place: impl Into<String>, message: impl Into<String>) {
        self.problems.push(Problem::new(place, message));
    }
}

/// Reads a file, or standard input for `-`.
pub(crate) fn read(path: &Path, format: Option<InputFormat>, known: Known<'_>) -> Result<Input, Failure> {
    let name = path.display().to_string();
    let bytes = bytes(path)?;
    let mut input = Input::default();
    let as_read = match format {
        Some(format) => format,
        None => format_of(path)?,
    };
    let text = encoding::decode(&bytes, &name, &mut input)?;
    match as_read {
        InputFormat::Json => json::read(&text, &name, known, &mut input).map_err(|failure| match format {
            None if name == "-" => {
                Failure::new(format!("{}（标准输入按 JSON 读；是表格请加 --input csv）", failure.message))
            }
            _ => failure,
        })?,
        InputFormat::Jsonl => json::read_lines(&text, &name, known, &mut input),
        InputFormat::Csv => table::read(&text, &name, known, &mut input)?,
    }
    Ok(input)
}

/// The text of a file of ours, or of standard input for `-`.
pub(crate) fn text(path: &Path) -> Result<String, Failure> {
    let text = String::from_utf8(bytes(path)?);
    text.map_err(|_| Failure::new(format!("{}: 不是 UTF-8 文字，请核对是不是这个文件", path.display())))
}

/// The content of a file, or of standard input for `-`.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let read = if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(path)
    };
    read.map_err(|error| Failure::new(format!("{} cannot be read: {error}", path.display())))
}

fn format_of(path: &Path) -> Result<InputFormat, Failure> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    match ending.as_deref() {
        Some("json") => Ok(InputFormat::Json),
        Some("jsonl" | "ndjson") => Ok(InputFormat::Jsonl),
        Some("csv" | "tsv" | "txt") => Ok(InputFormat::Csv),
        None if path.as_os_str() == "-" => Ok(InputFormat::Json),
        Some("xlsx" | "xls" | "et" | "ods") => Err(Failure::new(format!(
            "{}: workbooks are not read; save the sheet as “CSV UTF-8” (另存为“CSV UTF-8”) and give that file",
            path.display()
        ))),
        _ => Err(Failure::new(format!(
            "{}: its ending says nothing of its format; name it .json, .jsonl or .csv, or say --input",
            path.display()
        ))),
    }
}

fn means_same(left: &Reading, right: &Reading) -> bool {
    match (left, right) {
        (Reading::Value { text: left, .. }, Reading::Value { text: right, .. }) => left == right,
        _ => left == right,
    }
}

/// An answer as it was typed.
pub(crate) fn shown(answer: &Answer) -> String {
    match answer {
        Answer::Text(text) => text.trim().to_owned(),
        Answer::YesNo(yes) => (if *yes { "是" } else { "否" }).to_owned(),
        Answer::List(items) => items.join("、"),
        Answer::Missing => String::new(),
    }
}

/// As much of a text as a message can carry.
fn shortened(text: &str) -> String {
    const MOST: usize = 30;
    if text.chars().nth(MOST).is_none() {
        return text.to_owned();
    }
    text.chars().take(MOST).chain(['…']).collect()
}

/// Line breaks and other control characters as spaces: a message stays one line, and data cannot steer the terminal.
pub(crate) fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// The line that a byte of a text stands in, from 1.
fn line_of(text: &str, byte: usize) -> usize {
    let before = text.bytes().take(byte);
    before.filter(|byte| *byte == b'\n').count() + 1
}
