//! Runs the fuzz targets of `tests/fuzz`: text from the seeds there, mutated for a given time, against promises that must
//! hold for any input. Depends on `process` and `project`.

use crate::process::{in_view, quietly};
use crate::project::{Project, files_below, make_empty, make_folder, read_text, write};
use crate::trouble::{Done, Trouble};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The targets that take FEEL share their seeds.
const EXPRESSIONS: [&str; 4] = ["parse", "check", "evaluate", "print"];
/// Between two seeds of a file.
const BETWEEN_SEEDS: &str = "\n---\n";
/// How long one input may take, in seconds, and how much memory, in MB.
const LIMITS: [&str; 2] = ["-timeout=20", "-rss_limit_mb=2048"];

/// Which targets to run; none is all of them.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// The target.
    pub(crate) target: Option<String>,
    /// How long each runs.
    pub(crate) seconds: u32,
}

impl Wanted {
    /// From `[TARGET] [SECONDS]`.
    pub(crate) fn parse(arguments: &[String]) -> Done<Self> {
        let mut wanted = Self { target: None, seconds: 60 };
        let mut rest = arguments;
        if let [target, more @ ..] = rest
            && target.parse::<u32>().is_err()
        {
            wanted.target = Some(target.clone());
            rest = more;
        }
        if let [seconds, more @ ..] = rest {
            let mend = "give whole seconds above 0, as in `cargo xtask fuzz parse 600`";
            wanted.seconds = seconds
                .parse()
                .ok()
                .filter(|seconds| *seconds > 0)
                .ok_or_else(|| Trouble::new(format!("`{seconds}` is no time"), mend))?;
            rest = more;
        }
        match rest.first() {
            None => Ok(wanted),
            Some(more) => Err(Trouble::new(format!("`{more}` is not understood"), "see what is: `cargo xtask help`")),
        }
    }
}

/// Runs them one after another; the first finding ends the run.
pub(crate) fn fuzz(project: &Project, wanted: &Wanted) -> Done {
    let all = targets(project)?;
    let chosen: Vec<&String> = match &wanted.target {
        None => all.iter().collect(),
        Some(name) => all.iter().filter(|known| *known == name).collect(),
    };
    if chosen.is_empty() {
        return Err(Trouble::new("there is no such target", format!("name one of {}", all.join(", "))));
    }
    installed()?;
    for target in chosen {
        println!("{target}: {} s …", wanted.seconds);
        run(project, target, wanted.seconds)?;
    }
    Ok(())
}

/// The names of the targets: those of their files.
fn targets(project: &Project) -> Done<Vec<String>> {
    let files = files_below(&project.path("tests/fuzz/targets"))?;
    Ok(files.iter().filter_map(|file| Some(file.file_stem()?.to_str()?.to_owned())).collect())
}

fn installed() -> Done {
    let there =
        |arguments: &[&str]| -> Done<bool> { Ok(quietly(Command::new("cargo").args(arguments))?.status.success()) };
    if !there(&["+nightly", "--version"])? {
        return Err(Trouble::new("fuzzing needs a nightly Rust", "`rustup toolchain install nightly`"));
    }
    if !there(&["+nightly", "fuzz", "--version"])? {
        return Err(Trouble::new("cargo-fuzz is not installed", "`cargo install cargo-fuzz`"));
    }
    Ok(())
}

fn run(project: &Project, target: &str, seconds: u32) -> Done {
    let corpus = project.path("tests/fuzz/corpus").join(target);
    make_folder(&corpus)?;
    let seeds = seeds(project, target)?;
    let mut command = Command::new("cargo");
    command
        .args(["+nightly", "fuzz", "run", "--fuzz-dir", "tests/fuzz"])
        // The crates forbid unsafe code, so that there is nothing for a sanitizer of addresses to find.
        .args(["--sanitizer", "none", "--codegen-units", "16", target])
        .args([&corpus, &seeds])
        .arg("--")
        .arg(format!("-max_total_time={seconds}"))
        .args(LIMITS)
        .arg("-print_final_stats=1")
        .current_dir(project.root());
    if EXPRESSIONS.contains(&target) {
        command.arg(format!("-dict={}", project.path("tests/fuzz/feel.dict").display()));
    }
    in_view(&mut command, "mend what the input shown above breaks, and keep it as a test")
}

/// A folder with one file a seed, as libFuzzer wants them.
fn seeds(project: &Project, target: &str) -> Done<PathBuf> {
    let name = if EXPRESSIONS.contains(&target) { "expressions" } else { target };
    let text = read_text(&project.path(&format!("tests/fuzz/seeds/{name}.txt")))?;
    let folder = project.generated("fuzz").join(name);
    make_empty(&folder)?;
    for (place, seed) in text.trim_end().split(BETWEEN_SEEDS).enumerate() {
        write(&folder.join(Path::new(&place.to_string())), seed.as_bytes())?;
    }
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Done<Wanted> {
        let arguments: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Wanted::parse(&arguments)
    }

    #[test]
    fn target_and_time_may_be_left_out() {
        let wanted = |target: Option<&str>, seconds| Ok(Wanted { target: target.map(str::to_owned), seconds });
        assert_eq!(parse(""), wanted(None, 60));
        assert_eq!(parse("parse"), wanted(Some("parse"), 60));
        assert_eq!(parse("600"), wanted(None, 600));
        assert_eq!(parse("print 600"), wanted(Some("print"), 600));
        for wrong in ["print soon", "print 0", "print 6 7", "parse print"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
