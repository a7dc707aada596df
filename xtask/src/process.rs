//! Running other programs: quietly, in view, or in view and remembered. None gets standard input. Depends on `trouble`.

use crate::trouble::{Done, Trouble};
use std::ffi::{OsStr, OsString};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Output, Stdio};

/// How a program ended, and what it said.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// Whether it ended with status 0.
    pub(crate) success: bool,
    /// Standard output and error in the order of their lines.
    pub(crate) text: String,
}

/// Runs without showing anything.
pub(crate) fn quietly(command: &mut Command) -> Done<Output> {
    command.stdin(Stdio::null()).output().map_err(|error| not_started(command, &error))
}

/// Runs in view of the reader; `mend` says what to do should it fail.
pub(crate) fn in_view(command: &mut Command, mend: &str) -> Done {
    let status = status(command)?;
    if status.success() { Ok(()) } else { Err(Trouble::new(format!("`{}` failed ({status})", shown(command)), mend)) }
}

/// Runs in view of the reader; how it ended is the caller's to judge.
pub(crate) fn status(command: &mut Command) -> Done<ExitStatus> {
    command.stdin(Stdio::null()).status().map_err(|error| not_started(command, &error))
}

/// Runs in view of the reader and remembers what was said.
pub(crate) fn remembered(command: &mut Command) -> Done<Outcome> {
    let pipe = io::pipe().and_then(|(heard, out)| Ok((heard, out.try_clone()?, out)));
    let (heard, out, errors) = pipe.map_err(|error| not_started(command, &error))?;
    let child = command.stdin(Stdio::null()).stdout(out).stderr(errors).spawn();
    // Only the program itself holds the pipe's other end now, so that it ends with the program.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = child.map_err(|error| not_started(command, &error))?;
    let text = repeated(heard);
    let status = child.wait().map_err(|error| not_started(command, &error))?;
    Ok(Outcome { success: status.success(), text })
}

/// Shows every line as it comes, and returns them all.
fn repeated(stream: impl Read) -> String {
    let mut text = String::new();
    let mut lines = BufReader::new(stream);
    let mut line = Vec::new();
    while matches!(lines.read_until(b'\n', &mut line), Ok(length) if length > 0) {
        // A closed terminal must not stop the run.
        let _ = io::stdout().lock().write_all(&line);
        text.push_str(&String::from_utf8_lossy(&line));
        line.clear();
    }
    text
}

fn not_started(command: &Command, error: &io::Error) -> Trouble {
    let program = command.get_program().to_string_lossy().into_owned();
    Trouble::new(
        format!("`{program}` could not be started ({error})"),
        format!("install `{program}`, or put it on PATH"),
    )
}

/// The command as one would type it.
pub(crate) fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let mut words = vec![program.file_name().unwrap_or(command.get_program()).to_string_lossy()];
    words.extend(command.get_args().map(OsStr::to_string_lossy));
    words.join(" ")
}

/// The program of this name on the given search path.
pub(crate) fn on_path(name: &str, search: Option<&OsStr>) -> Option<PathBuf> {
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(search?).map(|folder| folder.join(&file)).find(|path| path.is_file())
}

/// A search path with `first` before the present one.
pub(crate) fn path_with(first: &[PathBuf]) -> Done<OsString> {
    let present = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(first.iter().cloned().chain(std::env::split_paths(&present))).map_err(|error| {
        Trouble::new(
            format!("the search path cannot be set: {error}"),
            "move the project to a folder without `:` in its name",
        )
    })
}
