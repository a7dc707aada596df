//! Villages from JSON, JSON Lines and CSV. What cannot be used is reported with its place, and the rest is kept.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::io::Read;
use std::path::Path;

use rules::{Answer, Answers, Engine};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

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
}

/// Something in the input that could not be used, or not as it stands.
#[derive(Debug)]
pub(crate) struct Problem {
    /// `file:row:column`, as far as it is known.
    pub(crate) place: String,
    pub(crate) message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// All that was read.
#[derive(Debug, Default)]
pub(crate) struct Input {
    pub(crate) villages: Vec<Village>,
    pub(crate) problems: Vec<Problem>,
    /// Whether the input holds one village as such, not a list of one.
    pub(crate) is_single: bool,
}

impl Input {
    fn problem(&mut self, place: impl Into<String>, message: impl Into<String>) {
        self.problems.push(Problem { place: place.into(), message: message.into() });
    }
}

/// Reads a file, or standard input for `-`.
pub(crate) fn read(path: &Path, format: Option<InputFormat>, engine: &Engine) -> Result<Input, Failure> {
    let name = path.display().to_string();
    let bytes = if name == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(path)
    }
    .map_err(|error| Failure::new(format!("{name} cannot be read: {error}")))?;
    let format = match format {
        Some(format) => format,
        None => format_of(path)?,
    };
    let mut input = Input::default();
    let text = decode(&bytes, &name, &mut input)?;
    match format {
        InputFormat::Json => from_json(&text, &name, &mut input)?,
        InputFormat::Jsonl => from_lines(&text, &name, &mut input),
        InputFormat::Csv => from_csv(&text, &name, engine, &mut input)?,
    }
    Ok(input)
}

fn format_of(path: &Path) -> Result<InputFormat, Failure> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    match ending.as_deref() {
        Some("json") => Ok(InputFormat::Json),
        Some("jsonl" | "ndjson") => Ok(InputFormat::Jsonl),
        Some("csv" | "txt") => Ok(InputFormat::Csv),
        None if path.as_os_str() == "-" => Ok(InputFormat::Json),
        _ => Err(Failure::new(format!(
            "{}: its ending says nothing of its format; name it .json, .jsonl or .csv, or say --input",
            path.display()
        ))),
    }
}

/// UTF-8 with or without a mark, UTF-16 with one, or GB18030 as Chinese office programs save.
fn decode<'b>(bytes: &'b [u8], name: &str, input: &mut Input) -> Result<Cow<'b, str>, Failure> {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, broken) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
        if broken {
            input.problem(name, format!("有些字不是 {} 编码，已用 � 代替。", encoding.name()));
        }
        return Ok(text);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Cow::Borrowed(text));
    }
    match encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => Ok(text),
        None => Err(Failure::new(format!("{name}: 看不出文件的编码。请用表格软件打开，另存为“CSV UTF-8”再试。"))),
    }
}

/// A JSON object entry by entry: a name that comes twice is seen twice, and one bad value spoils no other.
struct Entries(Vec<(String, serde_json::Value)>);

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
        Ok(Entries(entries))
    }
}

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntriesVisitor)
    }
}

fn from_json(text: &str, name: &str, input: &mut Input) -> Result<(), Failure> {
    let fault = |error: serde_json::Error| Failure::new(format!("{name}:{}:{}: {error}", error.line(), error.column()));
    if text.trim_start().starts_with('[') {
        let villages: Vec<Entries> = serde_json::from_str(text).map_err(fault)?;
        for (index, entries) in villages.into_iter().enumerate() {
            let place = format!("{name}[{}]", index + 1);
            add_entries(entries, place, input);
        }
    } else {
        let entries = serde_json::from_str(text).map_err(fault)?;
        input.is_single = true;
        add_entries(entries, name.to_owned(), input);
    }
    Ok(())
}

fn from_lines(text: &str, name: &str, input: &mut Input) {
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let place = format!("{name}:{}", index + 1);
        match serde_json::from_str(line) {
            Ok(entries) => add_entries(entries, place, input),
            Err(error) => input.problem(format!("{place}:{}", error.column()), error.to_string()),
        }
    }
}

fn add_entries(Entries(entries): Entries, place: String, input: &mut Input) {
    let mut answers = Answers::new();
    for (name, value) in entries {
        let answer = answer_of(value);
        if let Some(conflict) = add_answer(&mut answers, name, answer) {
            input.problem(&place, conflict);
        }
    }
    input.villages.push(Village { place, answers, columns: BTreeMap::new() });
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
        object @ serde_json::Value::Object(_) => Answer::Text(object.to_string()),
    }
}

/// Adds an answer. A name that comes twice with different answers keeps both, so that neither is judged by.
fn add_answer(answers: &mut Answers, name: String, answer: Answer) -> Option<String> {
    if answer.is_missing() {
        answers.entry(name).or_insert(answer);
        return None;
    }
    match answers.get_mut(&name) {
        None => {
            answers.insert(name, answer);
            None
        }
        Some(kept) if kept.is_missing() || *kept == answer => {
            *kept = answer;
            None
        }
        Some(kept) => {
            let message = format!("“{name}”填了两次，而且不一样，两个都没有用。请只留一个。");
            let texts = [&*kept, &answer].map(|answer| match answer {
                Answer::Text(text) => text.clone(),
                Answer::YesNo(yes) => (if *yes { "是" } else { "否" }).to_owned(),
                Answer::List(items) => items.join("、"),
                Answer::Missing => String::new(),
            });
            *kept = Answer::List(texts.to_vec());
            Some(message)
        }
    }
}

fn from_csv(text: &str, name: &str, engine: &Engine, input: &mut Input) -> Result<(), Failure> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut records = reader.records();
    let headers: Vec<String> = match records.next() {
        Some(Ok(record)) => record.iter().map(|header| header.trim().to_owned()).collect(),
        Some(Err(error)) => return Err(Failure::new(format!("{name}: {error}"))),
        None => return Err(Failure::new(format!("{name}: 文件是空的。第一行应为指标名称，以下每行一个村。"))),
    };
    check_headers(&headers, name, engine, input);
    for record in records {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                input.problem(name, error.to_string());
                continue;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let village = village_of(&record, &headers, &format!("{name}:{line}"), input);
        input.villages.push(village);
    }
    Ok(())
}

fn check_headers(headers: &[String], name: &str, engine: &Engine, input: &mut Input) {
    let known = |header: &str| engine.pack().indicators.iter().any(|indicator| indicator.name == header);
    for (index, header) in headers.iter().enumerate() {
        let place = format!("{name}:1:{}", index + 1);
        if header.is_empty() {
            continue;
        }
        if !known(header) {
            let hint = engine.nearest_indicator(header).map_or_else(String::new, |near| format!("是不是“{near}”？"));
            input.problem(&place, format!("没有“{header}”这个指标，这一列没有使用。{hint}"));
        }
        if let Some(first) = headers.iter().take(index).position(|earlier| earlier == header) {
            let message = format!("“{header}”这一列与第 {} 列重名；两列不一样的村，这一项不判定。", first + 1);
            input.problem(&place, message);
        }
    }
}

fn village_of(record: &csv::StringRecord, headers: &[String], place: &str, input: &mut Input) -> Village {
    let mut answers = Answers::new();
    let mut columns = BTreeMap::new();
    for (index, cell) in record.iter().enumerate() {
        let column = index + 1;
        match headers.get(index).filter(|header| !header.is_empty()) {
            Some(header) => {
                columns.entry(header.clone()).or_insert(column);
                if let Some(conflict) = add_answer(&mut answers, header.clone(), Answer::Text(cell.to_owned())) {
                    input.problem(format!("{place}:{column}"), conflict);
                }
            }
            None if cell.trim().is_empty() => {}
            None => {
                let message = format!("“{}”没有对应的列名，没有使用。请检查这一行是不是多了格子。", cell.trim());
                input.problem(format!("{place}:{column}"), message);
            }
        }
    }
    if record.len() < headers.len() {
        let message = format!("这一行只有 {} 格，比表头少，缺的当作没有填写。", record.len());
        input.problem(place, message);
    }
    Village { place: place.to_owned(), answers, columns }
}
