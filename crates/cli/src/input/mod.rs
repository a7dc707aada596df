//! Villages from JSON, JSON Lines and sheets, one after another. What cannot be used is reported with its place, and the rest is
//! kept. Depends on `tables` for sheets and encodings.

mod json;

use std::collections::VecDeque;
use std::fmt;
use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek};
use std::path::Path;
use std::sync::{Arc, Mutex};

use rules::Answers;
use tables::columns::Mapping;
use tables::encoding::{Decoded, Notes};
use tables::sheet::{self, OfBook, Step as SheetStep};
use tables::{Refusal, Village as InSheet, one_line};

use crate::Failure;
use crate::args::{InputArgs, InputFormat};

pub(crate) use tables::{Known, shown};

/// Most bytes of a workbook on standard input, which must be kept whole.
const MOST_BYTES_AT_ONCE: u64 = 1 << 30;

/// Most bytes of a village or of a list of villages as JSON, which must be kept whole: some 20,000 villages.
const MOST_BYTES_OF_JSON: u64 = 64 << 20;

const TOO_LONG_JSON: &str =
    "这份 JSON 超过 64 MB，要整个放进内存，没有读。请存为一行一个村的 JSON（.jsonl），多大都可以。";

/// One village as read.
#[derive(Debug)]
pub(crate) struct Village {
    /// The file it stands in, and outside of sheets where.
    file: Arc<str>,
    read: InSheet,
}

impl Village {
    /// Where it stands in the input, for messages: `村庄.csv:3`.
    pub(crate) fn place(&self) -> String {
        format!("{}{}", self.file, self.read.place(None))
    }

    /// The same in two parts, the file shared by all its villages.
    pub(crate) fn whereabouts(&self) -> (Arc<str>, Box<str>) {
        (Arc::clone(&self.file), self.read.place(None).into())
    }

    /// Where an answer stands.
    pub(crate) fn place_of(&self, name: &str) -> String {
        format!("{}{}", self.file, self.read.place(Some(name)))
    }

    pub(crate) fn answers(&self) -> &Answers {
        &self.read.answers
    }

    /// Whether it comes from a sheet, whose unknown columns were told of once for all villages.
    pub(crate) fn is_of_sheet(&self) -> bool {
        self.read.is_of_sheet()
    }

    /// Whether an answer was reported already, and kept from being judged by.
    pub(crate) fn is_spoilt(&self, name: &str) -> bool {
        self.read.spoilt.iter().any(|spoilt| spoilt == name)
    }

    /// What was noticed about it while reading.
    pub(crate) fn take_problems(&mut self) -> Vec<Problem> {
        let problems = std::mem::take(&mut self.read.problems);
        problems.into_iter().map(|problem| Problem::of(&self.file, problem)).collect()
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

    fn of(file: &str, problem: tables::Problem) -> Self {
        Self { place: format!("{file}{}", problem.place()), message: problem.message }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", one_line(&self.place), one_line(&self.message))
    }
}

/// What an input gives.
#[derive(Debug)]
pub(crate) enum Step {
    Village(Village),
    /// What belongs to no village.
    Problem(Problem),
}

/// Villages of one file, read as they are asked for.
pub(crate) struct Input<'k> {
    name: Arc<str>,
    source: Source<'k>,
    /// Whether the input holds one village as such, not a list of one.
    pub(crate) is_single: bool,
    steps: VecDeque<Step>,
    /// What decoding notices as it goes.
    notes: Option<Arc<Mutex<Notes>>>,
}

/// Where the villages come from.
enum Source<'k> {
    /// All are in `steps`.
    Read,
    Lines(json::Lines<'k>),
    Text(Box<sheet::Villages<'k, tables::csv::Rows<Box<dyn Read + Send>>>>),
    Book(Box<Option<OfBook<'k, Box<dyn ReadSeek>>>>),
}

pub(crate) trait ReadSeek: Read + Seek + Send {}

impl<R: Read + Seek + Send> ReadSeek for R {}

impl<'k> Input<'k> {
    /// Opens a file, or standard input for `-`.
    pub(crate) fn open(path: &Path, args: &InputArgs, known: &Known<'k>) -> Result<Self, Failure> {
        let name: Arc<str> = path.display().to_string().into();
        let mapping = args.columns.as_deref().map(mapping).transpose()?.unwrap_or_default();
        let (beginning, file) = opened(path)?;
        let format = match args.input {
            Some(format) => format,
            None => format_of(path)?,
        };
        let mut input = Self {
            name: Arc::clone(&name),
            source: Source::Read,
            is_single: false,
            steps: VecDeque::new(),
            notes: None,
        };
        let refused = |refusal| refused(&name, refusal);
        // A workbook is one whatever its file is called.
        if format == InputFormat::Xlsx || (format == InputFormat::Csv && tables::xlsx::is_office_file(&beginning)) {
            let book = sheet::of_book(seekable(path, beginning, file)?, known, &mapping, &args.sheets);
            input.source = Source::Book(Box::new(Some(book.map_err(refused)?)));
            return Ok(input);
        }
        let decoded = Decoded::new(Cursor::new(beginning).chain(file)).map_err(refused)?;
        input.notes = Some(decoded.notes());
        match format {
            InputFormat::Json => {
                let read = input.read_json(decoded, known);
                read.map_err(|failure| match args.input {
                    None if path.as_os_str() == "-" => {
                        Failure::new(format!("{}（标准输入按 JSON 读；是表格请加 --input csv）", failure.message))
                    }
                    _ => failure,
                })?;
            }
            InputFormat::Jsonl => input.source = Source::Lines(json::Lines::new(Box::new(decoded), known.clone())),
            InputFormat::Csv | InputFormat::Xlsx => {
                let decoded: Box<dyn Read + Send> = Box::new(decoded);
                let villages = sheet::of_text(decoded, known.clone(), &mapping).map_err(refused)?;
                input.source = Source::Text(Box::new(villages));
            }
        }
        Ok(input)
    }

    fn read_json(&mut self, mut decoded: impl Read, known: &Known<'_>) -> Result<(), Failure> {
        let mut text = String::new();
        let length = decoded.by_ref().take(MOST_BYTES_OF_JSON + 1).read_to_string(&mut text);
        if length.map_err(|error| unreadable(&self.name, &error))? as u64 > MOST_BYTES_OF_JSON {
            return Err(Failure::new(format!("{}: {TOO_LONG_JSON}", self.name)));
        }
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let text = text.trim_start_matches('\u{feff}');
        self.note();
        let (villages, is_single) = json::read(text, &self.name, known)?;
        self.is_single = is_single;
        self.steps.extend(villages);
        Ok(())
    }

    /// The next village or problem; none after the last.
    pub(crate) fn next_step(&mut self) -> Result<Option<Step>, Failure> {
        loop {
            if let Some(step) = self.steps.pop_front() {
                return Ok(Some(step));
            }
            let step = match &mut self.source {
                Source::Read => return Ok(None),
                Source::Lines(lines) => lines.next_step(&self.name)?,
                Source::Text(villages) => {
                    let step = villages.next_step().map_err(|refusal| refused(&self.name, refusal))?;
                    step.map(|step| of_sheet(&self.name, step))
                }
                Source::Book(book) => next_of_book(&self.name, book)?,
            };
            let is_last = step.is_none();
            self.note();
            self.steps.extend(step);
            if is_last {
                self.source = Source::Read;
            }
        }
    }

    /// Passes on what decoding has noticed.
    fn note(&mut self) {
        let Some(Ok(mut notes)) = self.notes.as_ref().map(|notes| notes.lock()) else { return };
        let problems = notes.take().into_iter().map(|problem| Step::Problem(Problem::of(&self.name, problem)));
        self.steps.extend(problems);
    }

    /// All villages, and what belongs to none.
    pub(crate) fn all(mut self) -> Result<(Vec<Village>, Vec<Problem>), Failure> {
        let (mut villages, mut problems) = (Vec::new(), Vec::new());
        while let Some(step) = self.next_step()? {
            match step {
                Step::Village(village) => villages.push(village),
                Step::Problem(problem) => problems.push(problem),
            }
        }
        Ok((villages, problems))
    }
}

fn of_sheet(name: &Arc<str>, step: SheetStep) -> Step {
    match step {
        SheetStep::Village(read) => Step::Village(Village { file: Arc::clone(name), read }),
        SheetStep::Problem(problem) => Step::Problem(Problem::of(name, problem)),
    }
}

/// The next step of a workbook; after the last of a sheet the first of the next.
fn next_of_book(name: &Arc<str>, book: &mut Option<OfBook<'_, Box<dyn ReadSeek>>>) -> Result<Option<Step>, Failure> {
    while let Some(mut sheet) = book.take() {
        if let Some(step) = sheet.next_step().map_err(|refusal| refused(name, refusal))? {
            *book = Some(sheet);
            return Ok(Some(of_sheet(name, step)));
        }
        *book = sheet.next_sheet().map_err(|refusal| refused(name, refusal))?;
    }
    Ok(None)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err takes")]
fn refused(name: &str, refusal: Refusal) -> Failure {
    Failure::new(format!("{name}{}: {}", one_line(&refusal.place), refusal.message))
}

fn unreadable(name: &str, error: &std::io::Error) -> Failure {
    Failure::new(format!("{name} cannot be read: {error}"))
}

/// What a person said of columns before.
fn mapping(path: &Path) -> Result<Mapping, Failure> {
    serde_json::from_str(text(path)?.trim_start_matches('\u{feff}')).map_err(|error| {
        let name = path.display();
        Failure::new(format!(
            "{name}: 列名对应表读不懂（{error}）。应写成 {{\"columns\": {{\"户数合计\": \"总户数\", \"备注\": null}}}} 这样。"
        ))
    })
}

/// The first bytes of a file or of standard input, and the rest of it.
fn opened(path: &Path) -> Result<(Vec<u8>, Box<dyn Read + Send>), Failure> {
    const LOOKED_AT: u64 = 8;
    let name = path.display().to_string();
    let mut file: Box<dyn Read + Send> = if path.as_os_str() == "-" {
        Box::new(std::io::stdin())
    } else {
        Box::new(File::open(path).map_err(|error| unreadable(&name, &error))?)
    };
    let mut beginning = Vec::new();
    file.by_ref().take(LOOKED_AT).read_to_end(&mut beginning).map_err(|error| unreadable(&name, &error))?;
    Ok((beginning, file))
}

/// A file that can be read anywhere: a workbook says at its end what is in it.
fn seekable(path: &Path, mut beginning: Vec<u8>, rest: Box<dyn Read + Send>) -> Result<Box<dyn ReadSeek>, Failure> {
    let name = path.display().to_string();
    if path.as_os_str() != "-" {
        return File::open(path).map(|file| Box::new(file) as _).map_err(|error| unreadable(&name, &error));
    }
    let length =
        rest.take(MOST_BYTES_AT_ONCE).read_to_end(&mut beginning).map_err(|error| unreadable(&name, &error))?;
    if length as u64 == MOST_BYTES_AT_ONCE {
        return Err(Failure::new("-: 标准输入里的工作簿太大，请存成文件再读。"));
    }
    Ok(Box::new(Cursor::new(beginning)))
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
    read.map_err(|error| unreadable(&path.display().to_string(), &error))
}

fn format_of(path: &Path) -> Result<InputFormat, Failure> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    match ending.as_deref() {
        Some("json") => Ok(InputFormat::Json),
        Some("jsonl" | "ndjson") => Ok(InputFormat::Jsonl),
        Some("csv" | "tsv" | "txt") => Ok(InputFormat::Csv),
        // What is no workbook that can be read says so itself.
        Some("xlsx" | "xlsm" | "xlsb" | "xls" | "et" | "ods") => Ok(InputFormat::Xlsx),
        None if path.as_os_str() == "-" => Ok(InputFormat::Json),
        _ => Err(Failure::new(format!(
            "{}: its ending says nothing of its format; name it .json, .jsonl, .csv or .xlsx, or say --input",
            path.display()
        ))),
    }
}

/// Lines of a text, however they end.
type Text = BufReader<Box<dyn Read + Send>>;
