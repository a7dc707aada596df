//! `bayou assess`: judges the villages of a file, writes their assessments, and names every problem on standard error.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use rules::assessment::{DataError, DataErrorCode};
use rules::{Date, Record, to_json};

use crate::args::{AssessArgs, Format};
use crate::input::{self, Problem, Village};
use crate::{Done, Failure, pack, render, written};

pub(crate) fn run(args: &AssessArgs, out: &mut dyn Write) -> Result<Done, Failure> {
    let engine = pack::engine(&args.pack)?;
    let date = match args.date {
        Some(date) => date,
        None => today()?,
    };
    let mut input = input::read(&args.file, args.input, &engine)?;
    let mut records = args.records.as_deref().map(RecordFile::create).transpose()?;
    let mut writer = render::Writer::new(args.format, &engine, input.is_single);
    writer.begin(out).map_err(written)?;
    let mut problems = std::mem::take(&mut input.problems);
    for village in &mut input.villages {
        problems.append(&mut village.problems);
        let mut assessment = engine.assess(&village.answers, date);
        problems.extend(problems_of(village, &assessment));
        if records.is_some() || matches!(args.format, Format::Json | Format::Jsonl) {
            let record = Record::new(&engine, &village.answers, None, &assessment);
            if let Some(file) = &mut records {
                file.write(&record)?;
            }
            assessment.digest = Some(record.receipt.digest);
        }
        writer.village(&assessment, out).map_err(written)?;
    }
    writer.end(out).map_err(written)?;
    if let Some(file) = records {
        file.finish()?;
    }
    out.flush().map_err(written)?;
    report(&problems, args.format);
    Ok(if problems.is_empty() { Done::Clean } else { Done::WithProblems })
}

/// Where the records are written, one a line.
struct RecordFile<'p> {
    path: &'p Path,
    file: BufWriter<File>,
}

impl<'p> RecordFile<'p> {
    fn create(path: &'p Path) -> Result<Self, Failure> {
        match File::create(path) {
            Ok(file) => Ok(Self { path, file: BufWriter::new(file) }),
            Err(error) => Err(unwritable(path, &error)),
        }
    }

    fn write(&mut self, record: &Record) -> Result<(), Failure> {
        let line = to_json(record).map_err(|error| Failure::new(error.to_string()))?;
        writeln!(self.file, "{line}").map_err(|error| unwritable(self.path, &error))
    }

    fn finish(mut self) -> Result<(), Failure> {
        self.file.flush().map_err(|error| unwritable(self.path, &error))
    }
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("{} cannot be written: {error}", path.display()))
}

/// The data errors and warnings of a village, each at its cell. Unknown columns of a table and answers given twice
/// were named already.
fn problems_of(village: &Village, assessment: &rules::Assessment) -> Vec<Problem> {
    let is_table = !village.columns.is_empty();
    let warnings =
        assessment.warnings.iter().filter(|warning| !(is_table && warning.code == DataErrorCode::UnknownName));
    let is_told = |error: &DataError| {
        error.given.is_some() && error.fields.first().is_some_and(|field| village.conflicts.contains(field))
    };
    (assessment.errors.iter().filter(|error| !is_told(error)).chain(warnings))
        .map(|error| {
            let column = error.fields.first().and_then(|field| village.columns.get(field));
            let place = column.map_or_else(|| village.place.clone(), |column| format!("{}:{column}", village.place));
            Problem::new(place, error.message.clone())
        })
        .collect()
}

fn report(problems: &[Problem], format: Format) {
    let mut err = std::io::stderr().lock();
    for problem in problems {
        if writeln!(err, "{problem}").is_err() {
            return;
        }
    }
    if !problems.is_empty() && format == Format::Text {
        // Nobody is left to tell when standard error is closed.
        let _ = writeln!(err, "共 {} 处需要核对；其余数据已照常判定。", problems.len());
    }
}

/// Today in the reckoning of the policy's place, UTC+8.
fn today() -> Result<Date, Failure> {
    const SECONDS_A_DAY: u64 = 86_400;
    const CHINA: u64 = 8 * 3_600;
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map(|since| since.as_secs());
    let days = seconds.ok().map(|seconds| (seconds + CHINA) / SECONDS_A_DAY);
    days.and_then(Date::from_unix_days)
        .ok_or_else(|| Failure::new("the clock shows no usable day; give the day with --date YYYY-MM-DD"))
}
