//! The project's tests in parts, each runnable alone. Depends on `alone`, `build`, `process`, `setup`, `size`.

use crate::alone;
use crate::build::build;
use crate::package::package;
use crate::process::{on_path, quietly, remembered, shown};
use crate::project::Project;
use crate::setup::{LIGHTHOUSE, Tools, WASM_TARGET, node_for, node_for_bundlers, packages, rust_target, setup};
use crate::size::size;
use crate::trouble::{Done, Trouble};
use std::cell::OnceCell;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// Crates with tests that run as WebAssembly, and the names of those tests.
const WASM_TESTS: [(&str, &str); 1] = [("bayou-packs", "wasm*")];
/// The tests that have a part of their own.
const A11Y_TESTS: [&str; 2] = ["a11y.test.mjs", "walks.test.mjs"];

/// The tests that measure how long something takes: one file at a time, after the others.
const TIMED_TESTS: [&str; 1] = ["store.test.mjs"];
/// So many files of browser tests run side by side: they wait more than they compute, and more than this would only wait longer.
const SIDE_BY_SIDE: &str = "2";

/// The test that kills browsers, and how often as a part of its own; among the browser tests it does so a few times.
const KILL_TEST: &str = "kill.test.mjs";
const KILLS: &str = "50";

/// A part of the tests, in the order in which they run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Fmt,
    Lint,
    Native,
    Wasm,
    Conformance,
    Peers,
    Golden,
    Package,
    Browser,
    A11y,
    Lighthouse,
    Size,
    Engines,
    Kill,
}

impl Part {
    /// All of them, but for those that are only run when they are named.
    pub(crate) const USUAL: [Self; 12] = [
        Self::Fmt,
        Self::Lint,
        Self::Native,
        Self::Wasm,
        Self::Conformance,
        Self::Peers,
        Self::Golden,
        Self::Package,
        Self::Browser,
        Self::A11y,
        Self::Lighthouse,
        Self::Size,
    ];

    /// As it is called on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Fmt => "fmt",
            Self::Lint => "lint",
            Self::Native => "native",
            Self::Wasm => "wasm",
            Self::Conformance => "conformance",
            Self::Peers => "peers",
            Self::Golden => "golden",
            Self::Package => "package",
            Self::Browser => "browser",
            Self::A11y => "a11y",
            Self::Lighthouse => "lighthouse",
            Self::Size => "size",
            Self::Engines => "engines",
            Self::Kill => "kill",
        }
    }

    /// Every part: `Engines` installs other browsers, and `Kill` takes half an hour.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        Self::USUAL.into_iter().chain([Self::Engines, Self::Kill])
    }

    /// The part of this name.
    pub(crate) fn named(name: &str) -> Done<Self> {
        Self::all().find(|part| part.name() == name).ok_or_else(|| {
            let names: Vec<&str> = Self::all().map(Self::name).collect();
            Trouble::new(format!("there is no part `{name}`"), format!("name any of {}", names.join(", ")))
        })
    }

    /// Whether it is made of tests, so that none having run is a failure.
    fn counts_tests(self) -> bool {
        !matches!(self, Self::Fmt | Self::Lint | Self::Size)
    }
}

/// Tests by outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Tally {
    passed: u64,
    failed: u64,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// Runs the parts, all of them even when one fails. Says at the end which failed; true when none did.
pub(crate) fn test(project: &Project, parts: &[Part]) -> bool {
    let run = Run { project, tools: OnceCell::new(), page: OnceCell::new() };
    let mut all = Tally::default();
    let mut troubles = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        let head = format!("[{}/{}] {}", index + 1, parts.len(), part.name());
        println!("{head} …");
        let start = Instant::now();
        let (tally, result) = run.part(*part);
        all.add(tally);
        let took = seconds(start.elapsed());
        match result {
            Ok(()) => println!("{head}: passed in {took}"),
            Err(trouble) => {
                println!("{head}: FAILED in {took}");
                troubles.push((part.name(), trouble));
            }
        }
    }
    println!();
    for (part, trouble) in &troubles {
        println!("{part}: {trouble}");
    }
    if !troubles.is_empty() {
        let names: Vec<&str> = troubles.iter().map(|(part, _)| *part).collect();
        println!("failed parts: {}", names.join(", "));
    }
    println!("{} passed, {} failed", all.passed, all.failed);
    troubles.is_empty()
}

fn seconds(time: Duration) -> String {
    format!("{}.{} s", time.as_secs(), time.subsec_millis() / 100)
}

/// One run of the parts, and what they share.
struct Run<'a> {
    project: &'a Project,
    tools: OnceCell<Done<Tools>>,
    page: OnceCell<Done>,
}

impl Run<'_> {
    /// Runs one part; whatever fails without a failed test counts as one.
    fn part(&self, part: Part) -> (Tally, Done) {
        let mut tally = Tally::default();
        let mut result = self.commands(part, &mut tally);
        if result.is_ok() && part.counts_tests() && tally.passed == 0 {
            result = Err(Trouble::new("no test ran", "see that the part's tests exist and are found"));
        }
        if !part.counts_tests() {
            tally = Tally::default();
            tally.passed = u64::from(result.is_ok());
        }
        if result.is_err() && tally.failed == 0 {
            tally.failed = 1;
        }
        (tally, result)
    }

    fn commands(&self, part: Part, tally: &mut Tally) -> Done {
        match part {
            Part::Fmt => {
                component("fmt", "rustfmt")?;
                self.cargo("fmt --all --check", "run `cargo fmt --all`", tally)
            }
            Part::Lint => self.lint(tally),
            Part::Native => self.cargo(
                "test --workspace --no-fail-fast",
                "repair what is reported above",
                tally,
            ),
            Part::Wasm => self.wasm(tally),
            Part::Conformance => self.cargo(
                "test --workspace --test conformance -- --nocapture",
                "repair what is reported above",
                tally,
            ),
            Part::Peers => self.peers(tally),
            Part::Golden => self.cargo(
                "test --workspace --test golden",
                "repair what is reported above, or if what changed is right: `BAYOU_UPDATE_GOLDEN=1 cargo test --package bayou-packs --test golden`",
                tally,
            ),
            Part::Package => self.package(tally),
            Part::Browser => self.browser(|file| !A11Y_TESTS.contains(&file), &[], tally),
            Part::A11y => self.browser(|file| A11Y_TESTS.contains(&file), &[], tally),
            Part::Lighthouse => self.lighthouse(tally),
            Part::Kill => self.browser(|file| file == KILL_TEST, &[("BAYOU_KILLS", KILLS)], tally),
            Part::Size => {
                self.page()?;
                size(self.project)?;
                alone::size(self.project, self.tools()?)
            }
            Part::Engines => self.engines(tally),
        }
    }

    fn lint(&self, tally: &mut Tally) -> Done {
        component("clippy", "clippy")?;
        rust_target()?;
        let mend = "correct what is reported above";
        self.cargo("clippy --workspace --all-targets -- -D warnings", mend, tally)?;
        self.cargo("clippy --package bayou-wasm --no-default-features -- -D warnings", mend, tally)?;
        self.cargo(&format!("clippy --package bayou-web --target {WASM_TARGET} -- -D warnings"), mend, tally)?;
        let english = "clippy --package bayou-web --features english";
        self.cargo(&format!("{english} --target {WASM_TARGET} -- -D warnings"), mend, tally)?;
        let mut doc = self.command("cargo");
        doc.args(["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings");
        watched(&mut doc, mend, tally)
    }

    fn wasm(&self, tally: &mut Tally) -> Done {
        let tools = self.tools()?;
        for (package, tests) in WASM_TESTS {
            let mut command = tools.command(self.project, "cargo");
            command
                .args(["test", "--package", package, "--target", WASM_TARGET, "--test", tests])
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", &tools.wasm_test_runner);
            watched(&mut command, "repair what is reported above", tally)?;
        }
        Ok(())
    }

    /// Expressions against other engines; of those in npm packages, which the set-up installs.
    fn peers(&self, tally: &mut Tally) -> Done {
        let mut command = self.tools()?.command(self.project, "cargo");
        command
            .args(["test", "--workspace", "--test", "agreement", "feelin", "--", "--nocapture"])
            .env("BAYOU_REQUIRE_PEERS", "1");
        watched(&mut command, "repair what is reported above, or review it into tests/peers/feelin.toml", tally)
    }

    fn browser(&self, wanted: impl Fn(&str) -> bool, with: &[(&str, &str)], tally: &mut Tally) -> Done {
        node_for("the browser tests")?;
        let chromium = chromium()?;
        self.page()?;
        let (timed, others): (Vec<String>, Vec<String>) = self
            .node_tests("tests/browser", wanted)?
            .into_iter()
            .partition(|file| TIMED_TESTS.iter().any(|timed| file.ends_with(&format!("/{timed}"))));
        let runs = [(others, SIDE_BY_SIDE), (timed, "1")].map(|(files, at_once)| match files.as_slice() {
            [] => Ok(()),
            _ => self.browser_tests(&chromium, files, at_once, with, tally),
        });
        runs.into_iter().collect()
    }

    /// The page as Lighthouse sees it.
    fn lighthouse(&self, tally: &mut Tally) -> Done {
        node_for("Lighthouse")?;
        let chromium = chromium()?;
        self.page()?;
        print!("npm packages of {LIGHTHOUSE} … ");
        println!("{}", packages(&self.project.path(LIGHTHOUSE))?);
        self.browser_tests(&chromium, self.node_tests(LIGHTHOUSE, |_| true)?, "1", &[], tally)
    }

    /// The errand and the portals in other and old browsers; one that cannot be had is skipped and named.
    fn engines(&self, tally: &mut Tally) -> Done {
        node_for_bundlers()?;
        let chromium = chromium()?;
        self.page()?;
        self.packed()?;
        other_engines(self.project);
        self.browser_tests(&chromium, self.node_tests("tests/engines", |_| true)?, "1", &[], tally)
    }

    fn browser_tests(
        &self,
        chromium: &Path,
        files: Vec<String>,
        at_once: &str,
        with: &[(&str, &str)],
        tally: &mut Tally,
    ) -> Done {
        let own = std::env::current_exe()
            .map_err(|error| Trouble::new(format!("this program does not find itself: {error}"), "run this again"))?;
        let mut command = self.tools()?.command(self.project, "node");
        command
            .args(["--test", "--test-reporter=spec", &format!("--test-concurrency={at_once}")])
            .args(files)
            .envs(with.iter().copied())
            .env("BAYOU_CHROMIUM", chromium)
            .env("BAYOU_XTASK", own);
        watched(&mut command, "repair what is reported above", tally)
    }

    /// The npm package, packed and installed as its users do, in Node and in portals in a browser.
    fn package(&self, tally: &mut Tally) -> Done {
        node_for_bundlers()?;
        let chromium = chromium()?;
        let tools = self.tools()?;
        self.packed()?;
        self.cargo("build --quiet --package bayou-cli", "repair what is reported above", tally)?;
        let mut command = tools.command(self.project, "node");
        command
            .args(["--test", "--test-reporter=spec"])
            .args(self.node_tests("tests/package", |_| true)?)
            .env("BAYOU_CHROMIUM", chromium);
        watched(&mut command, "repair what is reported above", tally)
    }

    /// The npm package, and the bundlers that its tests build with.
    fn packed(&self) -> Done {
        print!("npm packages of tests/portal … ");
        println!("{}", packages(&self.project.path("tests/portal"))?);
        package(self.project, self.tools()?)
    }

    /// The tests for Node in a folder, by their names.
    fn node_tests(&self, below: &str, wanted: impl Fn(&str) -> bool) -> Done<Vec<String>> {
        let folder = self.project.path(below);
        let entries = std::fs::read_dir(&folder).map_err(|error| Trouble::file("list", &folder, &error))?;
        let mut files: Vec<String> = entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|file| file.ends_with(".test.mjs") && wanted(file))
            .map(|file| format!("{below}/{file}"))
            .collect();
        files.sort();
        if files.is_empty() {
            return Err(Trouble::new("there are no such tests", format!("write them below {below}")));
        }
        Ok(files)
    }

    fn tools(&self) -> Done<&Tools> {
        self.tools.get_or_init(|| setup(self.project)).as_ref().map_err(Clone::clone)
    }

    fn page(&self) -> Done {
        let tools = self.tools()?;
        self.page.get_or_init(|| build(self.project, tools)).clone()
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.project.root());
        command
    }

    fn cargo(&self, arguments: &str, mend: &str, tally: &mut Tally) -> Done {
        watched(self.command("cargo").args(arguments.split(' ')), mend, tally)
    }
}

/// Installs what it can of the other engines. What is missing in the end the tests name, each with what to do.
fn other_engines(project: &Project) {
    const PROGRAMS: [(&str, &str); 3] =
        [("firefox-esr", "firefox-esr"), ("WebKitWebDriver", "webkit2gtk-driver"), ("Xvfb", "xvfb")];
    print!("npm packages of tests/engines … ");
    match packages(&project.path("tests/engines")) {
        Ok(how) => println!("{how}"),
        Err(trouble) => println!("{trouble}"),
    }
    let search = std::env::var_os("PATH");
    let missing = PROGRAMS.iter().filter(|(program, _)| on_path(program, search.as_deref()).is_none());
    let missing: Vec<&str> = missing.map(|(_, package)| *package).collect();
    if missing.is_empty() || on_path("apt-get", search.as_deref()).is_none() {
        return;
    }
    println!("apt-get install {} (some minutes)", missing.join(" "));
    // Another installation is waited for; without the rights to install it fails, and says so.
    let apt_get = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        command.args(["-qq", "-o", "DPkg::Lock::Timeout=600"]).args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        remembered(&mut command).is_ok_and(|outcome| outcome.success)
    };
    let install = [&["install", "--yes", "--no-install-recommends"], &missing[..]].concat();
    if !apt_get(&install) && apt_get(&["update"]) {
        // It did not know where the packages are.
        let _ = apt_get(&install);
    }
}

/// Runs in view and counts the tests that its output tells of.
fn watched(command: &mut Command, mend: &str, tally: &mut Tally) -> Done {
    if std::io::stdout().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    let outcome = remembered(command)?;
    let counted = counted(&outcome.text);
    tally.add(counted);
    if outcome.success {
        return Ok(());
    }
    Err(match counted.failed {
        0 => Trouble::new(format!("`{}` failed", shown(command)), mend),
        1 => Trouble::new("1 test failed", mend),
        many => Trouble::new(format!("{many} tests failed"), mend),
    })
}

/// The tests in a runner's output. A line `N passed, N failed` of a runner of cases counts for all of its output;
/// else cargo's `test result:` lines and Node's `pass` and `fail` lines do.
fn counted(output: &str) -> Tally {
    let mut cases = None;
    let mut tests = Tally::default();
    for line in output.lines() {
        let line = without_colour(line);
        let words: Vec<&str> = line.split_whitespace().collect();
        let number = |word: &str| word.parse::<u64>().ok();
        match words.as_slice() {
            [passed, "passed,", failed, "failed"] => {
                if let (Some(passed), Some(failed)) = (number(passed), number(failed)) {
                    cases.get_or_insert_with(Tally::default).add(Tally { passed, failed });
                }
            }
            ["test", "result:", _, passed, "passed;", failed, "failed;", ..] => {
                tests.passed += number(passed).unwrap_or(0);
                tests.failed += number(failed).unwrap_or(0);
            }
            ["ℹ" | "#", "pass", passed] => tests.passed += number(passed).unwrap_or(0),
            ["ℹ" | "#", "fail", failed] => tests.failed += number(failed).unwrap_or(0),
            _ => {}
        }
    }
    cases.unwrap_or(tests)
}

/// The line without terminal escapes.
fn without_colour(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            // Up to the letter that ends the escape.
            let _ = characters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(character);
        }
    }
    plain
}

fn component(subcommand: &str, component: &str) -> Done {
    let there = quietly(Command::new("cargo").args([subcommand, "--version"]))?.status.success();
    if there {
        Ok(())
    } else {
        Err(Trouble::new(format!("Rust's {component} is not installed"), format!("`rustup component add {component}`")))
    }
}

/// `BAYOU_CHROMIUM`, else the first Chromium on PATH.
fn chromium() -> Done<PathBuf> {
    let mend = "`apt-get install chromium fonts-noto-cjk`, or set BAYOU_CHROMIUM=/path/to/chromium";
    if let Some(named) = std::env::var_os("BAYOU_CHROMIUM").map(PathBuf::from) {
        return if named.is_file() {
            Ok(named)
        } else {
            Err(Trouble::new(format!("BAYOU_CHROMIUM names no file: {}", named.display()), mend))
        };
    }
    let search = std::env::var_os("PATH");
    ["chromium", "chromium-browser", "google-chrome"]
        .iter()
        .find_map(|name| on_path(name, search.as_deref()))
        .ok_or_else(|| Trouble::new("there is no Chromium", mend))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(passed: u64, failed: u64) -> Tally {
        Tally { passed, failed }
    }

    #[test]
    fn cargos_lines_add_up() {
        let output = "test a ... ok\ntest result: ok. 3 passed; 0 failed; 1 ignored; 0 measured\n\
            test result: \u{1b}[31mFAILED\u{1b}[0m. 2 passed; 4 failed; 0 ignored\n";
        assert_eq!(counted(output), tally(5, 4));
    }

    #[test]
    fn nodes_lines_are_read_in_both_reports() {
        assert_eq!(counted("ℹ tests 3\nℹ pass 2\nℹ fail 1\n"), tally(2, 1));
        assert_eq!(counted("\u{1b}[34mℹ pass 7\u{1b}[39m\n"), tally(7, 0));
        assert_eq!(counted("# pass 5\n# fail 0\n"), tally(5, 0));
    }

    #[test]
    fn cases_stand_for_the_test_that_runs_them() {
        let output = "3436 passed, 1 failed\ntest result: FAILED. 0 passed; 1 failed; 0 ignored";
        assert_eq!(counted(output), tally(3436, 1));
    }

    #[test]
    fn silence_counts_nothing() {
        assert_eq!(counted("   Compiling a v0.1.0\n"), tally(0, 0));
    }

    #[test]
    fn parts_are_known_by_name() {
        for part in Part::all() {
            assert_eq!(Part::named(part.name()), Ok(part));
        }
        assert!(Part::named("all").unwrap_err().to_string().contains("native"));
    }

    #[test]
    fn times_have_one_decimal() {
        assert_eq!(seconds(Duration::from_millis(12_345)), "12.3 s");
    }
}
