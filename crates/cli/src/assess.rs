//! `bayou assess`: judges the villages of a file by one pack or several, writes their assessments, and names every
//! problem on standard error.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use rules::assessment::{DataError, DataErrorCode};
use rules::comparison::{Earlier, Progress, compare};
use rules::{Answers, Assessment, Date, Engine, Record, to_json};

use crate::args::{AssessArgs, Format};
use crate::earlier::{self, Found};
use crate::input::{self, Known, Problem, Village};
use crate::{Done, Failure, pack, render, written};

/// A village as one pack judges it.
pub(crate) struct Judged {
    pub(crate) assessment: Assessment,
    /// Its record, where one is asked for.
    record: Option<Record>,
    /// Compared with its earlier self-check, where one was found.
    pub(crate) comparison: Option<Progress>,
}

pub(crate) fn run(args: &AssessArgs, out: &mut dyn Write) -> Result<Done, Failure> {
    let engines = pack::engines(&args.pack, &args.overlays.files)?;
    let date = match args.date {
        Some(date) => date,
        None => today()?,
    };
    let earlier = args.earlier.as_deref().map(earlier::read).transpose()?;
    let mut input = input::read(&args.file, args.input, Known(&engines))?;
    let mut records = args.records.as_deref().map(RecordFile::create).transpose()?;
    let judge = Judge {
        engines: &engines,
        date,
        earlier: earlier.as_deref(),
        is_single: input.is_single,
        is_recorded: records.is_some() || matches!(args.format, Format::Json | Format::Jsonl),
    };
    let mut writer = render::Writer::new(args.format, &engines, input.is_single, earlier.is_some());
    writer.begin(out).map_err(written)?;
    let mut problems = std::mem::take(&mut input.problems);
    for village in &mut input.villages {
        problems.append(&mut village.problems);
        let mut own = Vec::new();
        let judged: Vec<Judged> = engines.iter().map(|engine| judge.village(engine, village, &mut own)).collect();
        problems.extend(own);
        for record in judged.iter().filter_map(|judged| judged.record.as_ref()) {
            if let Some(file) = &mut records {
                file.write(record)?;
            }
        }
        writer.village(&judged, out).map_err(written)?;
    }
    writer.end(out).map_err(written)?;
    if let Some(file) = records {
        file.finish()?;
    }
    out.flush().map_err(written)?;
    report(&problems, args.format == Format::Text);
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

/// What every village is judged with.
struct Judge<'a> {
    engines: &'a [Engine],
    date: Date,
    earlier: Option<&'a [Earlier]>,
    is_single: bool,
    is_recorded: bool,
}

impl Judge<'_> {
    /// Judges a village by one pack. What there is to say of it is added to `problems`, unless another pack has said it.
    fn village(&self, engine: &Engine, village: &Village, problems: &mut Vec<Problem>) -> Judged {
        let answers = self.answers_for(engine, &village.answers);
        let mut assessment = engine.assess(&answers, self.date);
        // Among several packs, one that the earlier run did not judge by has nothing to be compared with.
        let is_asked =
            |all: &&[Earlier]| self.engines.len() == 1 || all.iter().any(|it| it.pack.id == engine.pack().id);
        let found = self.earlier.filter(is_asked).map(|all| earlier::find(all, &assessment, self.is_single));
        let last = match found {
            Some(Found::Last(last)) => Some(last),
            _ => None,
        };
        if let Some(last) = last {
            assessment = engine.assess_since(&answers, self.date, Some(&last.verdicts));
        }
        let mut told = problems_of(village, &assessment.errors, &assessment.warnings);
        told.extend(found.and_then(|found| not_compared(village, &found)));
        for problem in told {
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        }
        let comparison = last.map(|last| compare(last, engine, &assessment));
        let earlier = last.map(|last| &last.verdicts);
        let record = self.is_recorded.then(|| Record::new(engine, &answers, earlier, &assessment));
        assessment.digest = record.as_ref().map(|record| record.receipt.digest.clone());
        Judged { assessment, record, comparison }
    }

    /// The answers but those that only another of the packs asks for: they are put to use there.
    fn answers_for(&self, engine: &Engine, answers: &Answers) -> Answers {
        let own = Known(std::slice::from_ref(engine));
        let is_for_it = |name: &str| own.has(name) || !Known(self.engines).has(name);
        let kept = answers.iter().filter(|(name, _)| is_for_it(name));
        kept.map(|(name, answer)| (name.clone(), answer.clone())).collect()
    }
}

/// Why a village was not compared, though the user has asked for it.
fn not_compared(village: &Village, found: &Found<'_>) -> Option<Problem> {
    let message = match found {
        Found::Last(_) => return None,
        Found::None => "--earlier 的文件里没有这个村用这个政策包的自查结果，没有比较。请核对村名和文件。".to_owned(),
        Found::OnlyLater(later) => {
            format!(
                "--earlier 的文件里这个村的自查日期是 {}，比这一次还晚，没有比较。请核对 --date 和文件。",
                later.date
            )
        }
    };
    Some(Problem::new(village.place.clone(), message))
}

/// The data errors and warnings of a village, each at its cell. Unknown columns of a table, answers given twice and
/// what overlays do were named already.
pub(crate) fn problems_of(village: &Village, errors: &[DataError], warnings: &[DataError]) -> Vec<Problem> {
    let is_table = !village.columns.is_empty();
    let is_named = |code| match code {
        DataErrorCode::UnknownName => is_table,
        code => code == DataErrorCode::OverlayAgainstDocument,
    };
    let warnings = warnings.iter().filter(|warning| !is_named(warning.code));
    let is_told = |error: &DataError| {
        error.given.is_some() && error.fields.first().is_some_and(|field| village.conflicts.contains(field))
    };
    (errors.iter().filter(|error| !is_told(error)).chain(warnings))
        .map(|error| {
            let column = error.fields.first().and_then(|field| village.columns.get(field));
            let place = column.map_or_else(|| village.place.clone(), |column| format!("{}:{column}", village.place));
            Problem::new(place, error.message.clone())
        })
        .collect()
}

pub(crate) fn report(problems: &[Problem], is_for_people: bool) {
    let mut err = std::io::stderr().lock();
    for problem in problems {
        if writeln!(err, "{problem}").is_err() {
            return;
        }
    }
    if !problems.is_empty() && is_for_people {
        // Nobody is left to tell when standard error is closed.
        let _ = writeln!(err, "共 {} 处需要核对；其余数据已照常判定。", problems.len());
    }
}

/// Today in the reckoning of the policy's place, UTC+8.
pub(crate) fn today() -> Result<Date, Failure> {
    const SECONDS_A_DAY: u64 = 86_400;
    const CHINA: u64 = 8 * 3_600;
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map(|since| since.as_secs());
    let days = seconds.ok().map(|seconds| (seconds + CHINA) / SECONDS_A_DAY);
    days.and_then(Date::from_unix_days)
        .ok_or_else(|| Failure::new("the clock shows no usable day; give the day with --date YYYY-MM-DD"))
}
