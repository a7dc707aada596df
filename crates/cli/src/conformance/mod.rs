//! `bayou conformance`: runs FEEL cases from a file, one a line, and says which fail. The form of a case is in `case`,
//! what counts as equal in `written`.

mod case;
mod written;

use std::collections::BTreeMap;
use std::io::Write;

use crate::args::ConformanceArgs;
use crate::input::{self, Problem};
use crate::{Done, Failure, tell, written as output};
use case::Case;

/// Cases of one folder by outcome.
#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
}

pub(crate) fn run(args: &ConformanceArgs, out: &mut dyn Write) -> Result<Done, Failure> {
    let name = args.file.display().to_string();
    let bytes = input::bytes(&args.file)?;
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
    let mut folders: BTreeMap<String, Tally> = BTreeMap::new();
    let mut notes = String::new();
    let mut unread = 0;
    for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let case = match Case::read(line) {
            Ok(case) => case,
            Err(message) => {
                tell(&Problem::new(format!("{name}:{}", index + 1), message).to_string());
                unread += 1;
                continue;
            }
        };
        let tally = folders.entry(case.suite.clone()).or_default();
        match case.run() {
            Ok(()) => tally.passed += 1,
            Err(difference) => {
                tally.failed += 1;
                let source = tables::one_line(case.expression.trim());
                writeln!(out, "{}: {source}\n    {}", case.id, tables::one_line(&difference)).map_err(output)?;
            }
        }
        if let Some(note) = case.note() {
            notes.push_str(&note);
            notes.push('\n');
        }
    }
    if folders.is_empty() {
        return Err(Failure::new(format!(
            "{name} holds no case; a case is a line such as {{\"suite\": \"own\", \"expr\": \"1 + 1\", \"expected\": {{\"t\": \"decimal\", \"v\": \"2\"}}}}"
        )));
    }
    write!(out, "{notes}{}", table(&folders)).map_err(output)?;
    let passed: usize = folders.values().map(|tally| tally.passed).sum();
    let failed = unread + folders.values().map(|tally| tally.failed).sum::<usize>();
    writeln!(out, "{passed} passed, {failed} failed").map_err(output)?;
    Ok(if failed == 0 { Done::Clean } else { Done::WithProblems })
}

/// How many cases of each folder pass, as the README shows it.
fn table(folders: &BTreeMap<String, Tally>) -> String {
    let mut out = String::from("| folder | passed |\n| --- | --- |\n");
    for (folder, Tally { passed, failed }) in folders {
        out.push_str(&format!("| {folder} | {passed}/{} |\n", passed + failed));
    }
    out
}
