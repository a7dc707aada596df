//! `bayou assess`: judges the villages of a file by one pack or several, writes their assessments, and names every
//! problem on standard error.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use rules::assessment::{DataError, DataErrorCode};
use rules::comparison::{Progress, compare};
use rules::{Answers, Assessment, Date, Detail, Engine, Record, to_json};

use crate::args::{AssessArgs, Format};
use crate::earlier::{self, Found, SelfChecks};
use crate::input::{Input, Known, Problem, Step, Village};
use crate::render::{self, Form, Rendered, identity};
use crate::stream::{End, Progress as Told, in_order};
use crate::{Done, Failure, pack, tell, written};

/// A village as one pack judges it.
pub(crate) struct Judged {
    pub(crate) assessment: Assessment,
    /// Its record, where one is asked for.
    record: Option<Record>,
    /// Compared with its earlier self-check, where one was found.
    pub(crate) comparison: Option<Progress>,
}

pub(crate) fn run(args: &AssessArgs, out: &mut dyn Write) -> Result<Done, Failure> {
    // They are judged by on threads that live as long as the process.
    let engines: &'static [Engine] = Vec::leak(pack::engines(&args.pack, &args.overlays.files)?);
    let date = match args.date {
        Some(date) => date,
        None => today()?,
    };
    let names: Vec<&str> = engines.iter().flat_map(|engine| identity(engine.pack())).collect();
    let earlier = args.earlier.as_deref().map(earlier::read).transpose()?.map(|all| SelfChecks::new(all, &names));
    let mut input = Input::open(&args.file, &args.input, &Known::of(engines))?;
    let mut records = args.records.as_deref().map(RecordFile::create).transpose()?;
    let form = Form { format: args.format, engines, is_single: input.is_single, is_compared: earlier.is_some() };
    let judge = Judge {
        engines,
        date,
        earlier,
        is_single: input.is_single,
        is_recorded: records.is_some() || matches!(args.format, Format::Json | Format::Jsonl),
        is_written: records.is_some(),
        // A row a village says verdicts alone, and a record holds the whole result.
        detail: match args.format {
            Format::Csv | Format::Xlsx if records.is_none() => Detail::VERDICTS,
            _ => Detail::FULL,
        },
        form,
    };
    let mut writer = render::Writer::begin(form, &mut *out).map_err(written)?;
    let mut problems = Problems::new(args.format == Format::Text);
    let mut progress = Told::new(args.input.progress);
    let end = in_order(
        move || input.next_step(),
        move |batch| batch.into_iter().map(|step| judge.step(step)).collect::<Vec<_>>(),
        |batch| {
            for outcome in batch {
                let outcome = outcome?;
                problems.add(outcome.problems);
                if let Some(file) = &mut records {
                    file.write(&outcome.records)?;
                }
                if let Some(village) = outcome.village {
                    writer.village(village).map_err(written)?;
                    progress.add(1);
                }
            }
            Ok(())
        },
    )?;
    writer.end().map_err(written)?;
    if let Some(file) = records {
        file.finish()?;
    }
    out.flush().map_err(written)?;
    progress.end();
    Ok(problems.end(end, progress.count(), "已写出的都是完整的，后面的村没有判定"))
}

/// What becomes of one thing that the input gives.
struct Outcome {
    problems: Vec<Problem>,
    /// A record a line.
    records: String,
    village: Option<Rendered>,
}

/// Problems, told as they come; to people at a terminal after the report.
pub(crate) struct Problems {
    kept: Vec<Problem>,
    is_for_people: bool,
    count: usize,
}

impl Problems {
    pub(crate) fn new(is_for_people: bool) -> Self {
        Self { kept: Vec::new(), is_for_people, count: 0 }
    }

    pub(crate) fn add(&mut self, problems: Vec<Problem>) {
        /// More are no help at the end, and would fill the memory.
        const MOST_KEPT: usize = 10_000;
        self.count += problems.len();
        self.kept.extend(problems);
        if !self.is_for_people || self.kept.len() > MOST_KEPT {
            self.tell();
        }
    }

    fn tell(&mut self) {
        let mut err = std::io::stderr().lock();
        for problem in self.kept.drain(..) {
            // Nobody is left to tell when standard error is closed.
            let _ = writeln!(err, "{problem}");
        }
    }

    /// The last word, and how the run is done.
    pub(crate) fn end(mut self, end: End, villages: usize, so_far: &str) -> Done {
        self.tell();
        if self.count > 0 && self.is_for_people {
            tell(&format!("共 {} 处需要核对；其余数据已照常判定。", self.count));
        }
        match end {
            End::Interrupted => {
                tell(&format!("已中断：处理了前 {villages} 个村，{so_far}。"));
                Done::Interrupted
            }
            End::Whole if self.count > 0 => Done::WithProblems,
            End::Whole => Done::Clean,
        }
    }
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

    fn write(&mut self, lines: &str) -> Result<(), Failure> {
        self.file.write_all(lines.as_bytes()).map_err(|error| unwritable(self.path, &error))
    }

    fn finish(mut self) -> Result<(), Failure> {
        self.file.flush().map_err(|error| unwritable(self.path, &error))
    }
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("{} cannot be written: {error}", path.display()))
}

/// What every village is judged with.
struct Judge {
    engines: &'static [Engine],
    date: Date,
    earlier: Option<SelfChecks>,
    is_single: bool,
    /// Whether results carry the digest of their record.
    is_recorded: bool,
    /// Whether the records themselves are written.
    is_written: bool,
    detail: Detail,
    form: Form,
}

impl Judge {
    fn step(&self, step: Step) -> Result<Outcome, Failure> {
        let mut outcome = Outcome { problems: Vec::new(), records: String::new(), village: None };
        match step {
            Step::Problem(problem) => outcome.problems.push(problem),
            Step::Village(mut village) => {
                outcome.problems = village.take_problems();
                let mut own = Vec::new();
                let judged: Vec<Judged> =
                    self.engines.iter().map(|engine| self.village(engine, &village, &mut own)).collect();
                outcome.problems.extend(own);
                for record in judged.iter().filter_map(|judged| judged.record.as_ref()).filter(|_| self.is_written) {
                    outcome.records.push_str(&to_json(record).map_err(|error| Failure::new(error.to_string()))?);
                    outcome.records.push('\n');
                }
                outcome.village = Some(self.form.rendered(&judged).map_err(written)?);
            }
        }
        Ok(outcome)
    }

    /// Judges a village by one pack. What there is to say of it is added to `problems`, unless another pack has said it.
    fn village(&self, engine: &Engine, village: &Village, problems: &mut Vec<Problem>) -> Judged {
        let answers = self.answers_for(engine, village.answers());
        let mut assessment = engine.assess_with(&answers, self.date, None, self.detail);
        // Among several packs, one that the earlier run did not judge by has nothing to be compared with.
        let is_asked = |all: &&SelfChecks| self.engines.len() == 1 || all.has_pack(&engine.pack().id);
        let found = self.earlier.as_ref().filter(is_asked).map(|all| all.find(&assessment, self.is_single));
        let last = match found {
            Some(Found::Last(last)) => Some(last),
            _ => None,
        };
        if let Some(last) = last {
            assessment = engine.assess_with(&answers, self.date, Some(&last.verdicts), self.detail);
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
    fn answers_for<'v>(&self, engine: &Engine, answers: &'v Answers) -> Cow<'v, Answers> {
        if self.engines.len() == 1 {
            return Cow::Borrowed(answers);
        }
        let (own, all) = (Known::of([engine]), Known::of(self.engines));
        let is_for_it = |name: &str| own.has(name) || !all.has(name);
        let kept = answers.iter().filter(|(name, _)| is_for_it(name));
        Cow::Owned(kept.map(|(name, answer)| (name.clone(), answer.clone())).collect())
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
    Some(Problem::new(village.place(), message))
}

/// The data errors and warnings of a village, each at its cell. Unknown columns of a table, answers given twice and
/// what overlays do were named already.
pub(crate) fn problems_of(village: &Village, errors: &[DataError], warnings: &[DataError]) -> Vec<Problem> {
    let is_named = |code| match code {
        DataErrorCode::UnknownName => village.is_of_sheet(),
        code => code == DataErrorCode::OverlayAgainstDocument,
    };
    let warnings = warnings.iter().filter(|warning| !is_named(warning.code));
    let is_told =
        |error: &DataError| error.given.is_some() && error.fields.first().is_some_and(|field| village.is_spoilt(field));
    (errors.iter().filter(|error| !is_told(error)).chain(warnings))
        .map(|error| {
            let place = error.fields.first().map_or_else(|| village.place(), |field| village.place_of(field));
            Problem::new(place, error.message.clone())
        })
        .collect()
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
