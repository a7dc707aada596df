//! `bayou assess`: judges the villages of a file, writes their assessments, and names every problem on standard error.

use std::io::Write;
use std::time::{SystemTime, UNIX_EPOCH};

use rules::Date;
use rules::assessment::{DataError, DataErrorCode};

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
    let mut writer = render::Writer::new(args.format, &engine, input.is_single);
    writer.begin(out).map_err(written)?;
    let mut problems = std::mem::take(&mut input.problems);
    for village in &mut input.villages {
        problems.append(&mut village.problems);
        let assessment = engine.assess(&village.answers, date);
        problems.extend(problems_of(village, &assessment));
        writer.village(&assessment, out).map_err(written)?;
    }
    writer.end(out).map_err(written)?;
    out.flush().map_err(written)?;
    report(&problems, args.format);
    Ok(if problems.is_empty() { Done::Clean } else { Done::WithProblems })
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
