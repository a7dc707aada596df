//! The `bayou` command: judges villages from files, checks and builds packs, evaluates FEEL and runs its cases, verifies
//! records.
//!
//! Exit status: 0 done, 1 problems found (in the input each named on standard error, the rest done), 2 unusable arguments,
//! 130 interrupted, with what was done until then.

mod args;
mod assess;
mod boundaries;
mod build;
mod check;
mod checklist;
mod conformance;
mod diff;
mod earlier;
mod feel_command;
mod input;
mod pack;
mod render;
mod rollup;
mod stream;
mod template;
mod trace;
mod verify;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};

/// What stands in the way of the whole command; a problem with a part of the input is reported and passed over.
#[derive(Debug)]
pub(crate) struct Failure {
    /// What is wrong, and what to do.
    pub(crate) message: String,
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

/// Whether everything in the input could be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    Clean,
    WithProblems,
    /// By the user, before the end.
    Interrupted,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let done = match &args.command {
        Command::Assess(args) => assess::run(args, &mut out),
        Command::Build(args) => build::run(args, &mut out),
        Command::Conformance(args) => conformance::run(args, &mut out),
        Command::Check(args) => check::run(args, &mut out),
        Command::Boundaries(args) => boundaries::run(args, &mut out),
        Command::Checklist(args) => checklist::run(args, &mut out),
        Command::Diff(args) => diff::run(args, &mut out),
        Command::Rollup(args) => rollup::run(args, &mut out),
        Command::Template(args) => template::run(args, &mut out),
        Command::Trace(args) => trace::run(args, &mut out),
        Command::Feel(args) => feel_command::run(args, &mut out),
        Command::Verify(args) => verify::run(args, &mut out),
    };
    let done = done.and_then(|done| out.flush().map(|()| done).map_err(written));
    match done {
        Ok(Done::Clean) => ExitCode::SUCCESS,
        Ok(Done::WithProblems) => ExitCode::from(1),
        Ok(Done::Interrupted) => ExitCode::from(130),
        Err(Failure { message }) if message.is_empty() => ExitCode::SUCCESS,
        Err(Failure { message }) => {
            // Nobody is left to tell when standard error is closed too.
            let _ = writeln!(std::io::stderr(), "bayou: {message}");
            ExitCode::from(2)
        }
    }
}

/// A failure to write: a reader that has seen enough (`| head`) is not an error.
#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err takes")]
pub(crate) fn written(error: std::io::Error) -> Failure {
    match error.kind() {
        std::io::ErrorKind::BrokenPipe => Failure::new(""),
        _ => Failure::new(format!("the output cannot be written: {error}")),
    }
}

/// A line on standard error.
pub(crate) fn tell(line: &str) {
    // Nobody is left to tell when standard error is closed.
    let _ = writeln!(std::io::stderr(), "{line}");
}
