//! The benchmarks: builds what is compared, runs it, and writes the tables into docs/benchmarks.md. They are in a folder of
//! their own beside what they measure, and no test runs them: times say nothing about right and wrong.
//! Depends on `alone`, `assets`, `build`, `package`, `process`, `project`, `setup`, `villages`.

use crate::alone;
use crate::assets;
use crate::build::build;
use crate::package::package;
use crate::process::{in_view, quietly, shown};
use crate::project::{Project, make_folder, read_text, write};
use crate::setup::{LIGHTHOUSE, node_for, packages, setup};
use crate::trouble::{Done, Trouble};
use crate::villages::{Wanted, generator, villages};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Where the tables are.
const PAGE: &str = "docs/benchmarks.md";

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    /// The expressions, beside other engines.
    Feel,
    /// The judging of a village, beside the same rules written by hand.
    Rules,
    /// Whole districts by the command, beside a script with pandas.
    Villages,
    /// The npm package, beside other engines in JavaScript.
    Package,
    /// The clerk's page with many villages, in Chromium.
    Desk,
    /// The form, beside other form engines with the same questionnaire, in Chromium.
    Page,
}

impl Subject {
    /// The subject of this name.
    pub(crate) fn named(name: &str) -> Done<Self> {
        match name {
            "feel" => Ok(Self::Feel),
            "rules" => Ok(Self::Rules),
            "villages" => Ok(Self::Villages),
            "package" => Ok(Self::Package),
            "desk" => Ok(Self::Desk),
            "page" => Ok(Self::Page),
            other => Err(Trouble::new(
                format!("there is no benchmark `{other}`"),
                "name `feel`, `rules`, `villages`, `package`, `desk` or `page`",
            )),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Feel => "feel",
            Self::Rules => "rules",
            Self::Villages => "villages",
            Self::Package => "package",
            Self::Desk => "desk",
            Self::Page => "page",
        }
    }
}

/// Measures, and writes the tables.
pub(crate) fn bench(project: &Project, subject: Subject) -> Done {
    let tables = match subject {
        Subject::Feel => feel(project)?,
        Subject::Rules => native(project, "crates/rules/benches", "bayou-rules-benches")?,
        Subject::Villages => districts(project)?,
        Subject::Package => in_node(project)?,
        Subject::Desk => in_browser(project)?,
        Subject::Page => beside_forms(project)?,
    };
    print!("{tables}");
    let path = project.path(PAGE);
    let page = replaced(&read_text(&path)?, subject.name(), &tables)?;
    write(&path, page.as_bytes())?;
    println!("{PAGE} is up to date");
    Ok(())
}

fn feel(project: &Project) -> Done<String> {
    let node = node_for("the benchmarks")?;
    let tools = setup(project)?;
    let module = alone::module(project, &tools)?;
    let folder = project.path("crates/feel/benches/node");
    print!("npm packages of crates/feel/benches/node … ");
    println!("{}", packages(&folder)?);
    println!("the other engines; compiling them takes about ten minutes the first time");
    let natively = native(project, "crates/feel/benches", "bayou-feel-benches")?;
    let mut command = Command::new("node");
    command.arg("bench.mjs").arg(&module.path).current_dir(&folder);
    let in_node = printed(&mut command)?;
    Ok(format!("{natively}\n{in_node}\nIn Node {node}. {}", module.report()))
}

/// The command over districts of these sizes.
const VILLAGES: [&str; 3] = ["6000", "60000", "600000"];

/// What the script beside it is written with.
const PYTHON_PACKAGES: [&str; 2] = ["pandas==3.1.1", "openpyxl==3.1.5"];

/// The command over whole districts, beside pandas.
fn districts(project: &Project) -> Done<String> {
    let mut build = Command::new("cargo");
    build.args(["build", "--quiet", "--profile", "native", "--package", "bayou-cli"]).current_dir(project.root());
    in_view(&mut build, "correct what is reported above")?;
    let generator = generator(project)?;
    let target = project.path("target/benches");
    let python = target.join("python").join(if cfg!(windows) { "Scripts" } else { "bin" }).join("python");
    if !python.exists() {
        in_view(Command::new("python3").args(["-m", "venv"]).arg(target.join("python")), "install Python 3")?;
    }
    let mend = "the network is needed the first time";
    in_view(Command::new(&python).args(["-m", "pip", "install", "--quiet"]).args(PYTHON_PACKAGES), mend)?;
    let folder = target.join("villages");
    make_folder(&folder)?;
    let mut command = Command::new(&python);
    command.arg(project.path("crates/cli/benches/villages.py"));
    command.arg(project.path(&format!("target/native/bayou{}", std::env::consts::EXE_SUFFIX)));
    printed(command.args([&generator, &folder]).args(VILLAGES))
}

/// The finished npm package in Node.
fn in_node(project: &Project) -> Done<String> {
    let node = node_for("the benchmarks")?;
    package(project, &setup(project)?)?;
    let folder = project.path("crates/wasm/benches");
    print!("npm packages of crates/wasm/benches … ");
    println!("{}", packages(&folder)?);
    let table = printed(Command::new("node").arg("bench.mjs").arg(project.package()).current_dir(&folder))?;
    Ok(format!("{table}\nIn Node {node}.\n"))
}

/// The finished page in Chromium, with villages in places that do not exist.
fn in_browser(project: &Project) -> Done<String> {
    build(project, &setup(project)?)?;
    let sheet = |count: u32, ending: &str| -> Done<PathBuf> {
        let out = project.generated(&format!("{count}-villages.{ending}"));
        villages(project, &Wanted { count, seed: 1, out: Some(out.clone()), is_made_up: true })?;
        Ok(out)
    };
    let (timed, looked_at) = (sheet(1_000, "xlsx")?, sheet(10_000, "csv")?);
    let mut command = Command::new("node");
    command.arg("tests/browser/desk_speed.mjs").args([timed, looked_at]).current_dir(project.root());
    printed(&mut command)
}

/// The finished page in Chromium, beside other form engines.
fn beside_forms(project: &Project) -> Done<String> {
    node_for("the benchmarks")?;
    build(project, &setup(project)?)?;
    for folder in ["web/benches", LIGHTHOUSE] {
        print!("npm packages of {folder} … ");
        println!("{}", packages(&project.path(folder))?);
    }
    let pack = assets::pack_in_json(project)?;
    println!("measuring takes about half an hour");
    let mut command = Command::new("node");
    command.arg("web/benches/page.mjs").args([pack, project.path("target/benches/page")]).current_dir(project.root());
    printed(&mut command)
}

/// Builds a benchmark as the command is built, and gives what it prints.
fn native(project: &Project, folder: &str, package: &str) -> Done<String> {
    let target = project.path("target/benches");
    let mut build = Command::new("cargo");
    build
        .args(["build", "--release", "--package", package, "--target-dir"])
        .arg(&target)
        .current_dir(project.path(folder));
    in_view(&mut build, "correct what is reported above; the network is needed the first time")?;
    printed(&mut Command::new(target.join("release").join(format!("{package}{}", std::env::consts::EXE_SUFFIX))))
}

/// What a program prints. How far it is and what it complains of stays in view: some measure for half an hour.
fn printed(command: &mut Command) -> Done<String> {
    println!("{} …", shown(command));
    let output = quietly(command.stderr(Stdio::inherit()))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(Trouble::new(format!("`{}` failed ({})", shown(command), output.status), "correct what it complains of above"))
}

/// The page with new tables between the marks of a subject; the rest stays as it is.
fn replaced(page: &str, subject: &str, tables: &str) -> Done<String> {
    let (begin, end) = (format!("<!-- bench {subject} -->\n"), format!("<!-- end of bench {subject} -->"));
    let parts = page.split_once(&begin).and_then(|(before, rest)| Some((before, rest.split_once(&end)?.1)));
    match parts {
        Some((before, after)) => Ok(format!("{before}{begin}\n{}\n\n{end}{after}", tables.trim())),
        None => Err(Trouble::new(
            format!("{PAGE} has no place for the tables"),
            format!("put `{}` and `{end}` where they belong", begin.trim()),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_between_the_marks_is_replaced() {
        let page = "before\n<!-- bench feel -->\nold\n<!-- end of bench feel -->\nafter\n";
        let new = replaced(page, "feel", "| new |\n").unwrap();
        assert_eq!(new, "before\n<!-- bench feel -->\n\n| new |\n\n<!-- end of bench feel -->\nafter\n");
        assert_eq!(replaced(&new, "feel", "| new |\n").unwrap(), new);
    }

    #[test]
    fn a_page_without_marks_is_left_alone() {
        assert!(replaced("<!-- bench feel -->\n", "feel", "").unwrap_err().to_string().contains("end of bench feel"));
    }

    #[test]
    fn subjects_are_known_by_name() {
        assert_eq!(Subject::named("rules"), Ok(Subject::Rules));
        assert_eq!(Subject::named("villages"), Ok(Subject::Villages));
        assert_eq!(Subject::named("package"), Ok(Subject::Package));
        assert_eq!(Subject::named("page"), Ok(Subject::Page));
        assert!(Subject::named("all").is_err());
    }
}
