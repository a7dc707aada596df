//! Set-up, build, serve, test: what CI and the README call, as `cargo xtask …`.

mod alone;
mod assets;
mod bench;
mod build;
mod finish;
mod fuzz;
mod language;
mod package;
mod process;
mod project;
mod serve;
mod setup;
mod size;
mod test;
mod trouble;
mod villages;

use bench::Subject;
use fuzz::Wanted;
use language::Language;
use project::Project;
use serve::Address;
use std::process::{Command, ExitCode};
use test::Part;
use trouble::{Done, Trouble};

const USAGE: &str = "\
cargo xtask setup                  install what is missing: Rust's wasm target, wasm-bindgen, Trunk, npm packages
cargo xtask build                  set up, then build the page into dist/
    --lang LANGUAGE                zh, or en: the page in English, into dist-en/
cargo xtask build package          set up, then build the npm package into dist/npm
cargo xtask serve [OPTIONS]        build, then serve dist/ at http://127.0.0.1:8080
    --port PORT                    another port; 0 takes any free one
    --host HOST                    another address of this machine
    --no-build                     serve dist/ as it is
    --lang LANGUAGE                zh, or en: build and serve dist-en/
    --portal ORIGIN                let pages of this origin have the form in a frame; several times for several
cargo xtask test [PART]…           all tests, or these parts of them:
                                   fmt lint native wasm conformance peers golden package browser a11y lighthouse size;
                                   only when named: engines (Chromium 79, Firefox, WebKit), kill (a hundred times)
cargo xtask fuzz [TARGET] [SECONDS]
                                   fuzz all targets of tests/fuzz, or one, each for 60 seconds or as many as given
cargo xtask size                   what the first visit loads, against the budget
cargo xtask size feel              the expressions alone as WebAssembly, against the budget
cargo xtask size tables            what reading and writing sheets adds, against the budget
cargo xtask villages N SEED [--out FILE]
                                   villages that could be real: FILE ends in .csv, .xlsx or .jsonl; without one, below target
    --made-up                      in places that do not exist, without npm's list of real ones
cargo xtask bench feel|rules|villages|package|desk|page
                                   measures, and writes the tables of docs/benchmarks.md
cargo xtask pictures               build, then take the README's pictures into docs/pictures
cargo xtask assets                 packs and style sheet below target/bayou; Trunk calls this
";

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
enum Task {
    Setup,
    Build(Language),
    Package,
    Serve { address: Address, build: bool, language: Language },
    Test(Vec<Part>),
    Fuzz(Wanted),
    Size,
    FeelSize,
    TablesSize,
    Villages(villages::Wanted),
    Bench(Subject),
    Pictures,
    Assets,
    Help,
}

impl Task {
    fn parse(arguments: &[String]) -> Done<Self> {
        let Some((task, rest)) = arguments.split_first() else {
            return Ok(Self::Help);
        };
        let alone = |task: Self| match rest.first() {
            None => Ok(task),
            Some(more) => Err(unknown(more)),
        };
        match task.as_str() {
            "setup" => alone(Self::Setup),
            "build" if rest == ["package"] => Ok(Self::Package),
            "build" => match rest {
                [] => Ok(Self::Build(Language::Chinese)),
                [lang, code] if lang == "--lang" => Language::named(code).map(Self::Build),
                [lang] if lang.starts_with("--lang=") => {
                    Language::named(lang.trim_start_matches("--lang=")).map(Self::Build)
                }
                [more, ..] => Err(unknown(more)),
            },
            "fuzz" => Wanted::parse(rest).map(Self::Fuzz),
            "size" => match rest {
                [feel] if feel == "feel" => Ok(Self::FeelSize),
                [tables] if tables == "tables" => Ok(Self::TablesSize),
                _ => alone(Self::Size),
            },
            "bench" => match rest {
                [subject] => Subject::named(subject).map(Self::Bench),
                _ => Err(Trouble::new(
                    "what to measure is not said",
                    "name one: `cargo xtask bench feel`, `rules`, `villages`, `package`, `desk` or `page`",
                )),
            },
            "villages" => villages::Wanted::parse(rest).map(Self::Villages),
            "pictures" => alone(Self::Pictures),
            "assets" => alone(Self::Assets),
            "help" | "--help" | "-h" => Ok(Self::Help),
            "serve" => Self::parse_serve(rest),
            "test" => {
                let parts: Vec<Part> = rest.iter().map(|name| Part::named(name)).collect::<Done<_>>()?;
                Ok(Self::Test(if parts.is_empty() { Part::USUAL.to_vec() } else { parts }))
            }
            other => Err(unknown(other)),
        }
    }

    fn parse_serve(arguments: &[String]) -> Done<Self> {
        let mut address = Address { host: "127.0.0.1".to_owned(), port: 8080, portals: Vec::new() };
        let mut build = true;
        let mut language = Language::Chinese;
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let (name, own) = match argument.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (argument.as_str(), None),
            };
            let mut value = || {
                own.clone()
                    .or_else(|| rest.next().cloned())
                    .ok_or_else(|| Trouble::new(format!("{name} needs a value"), "give one, as in `--port 8081`"))
            };
            match name {
                "--port" => {
                    let given = value()?;
                    address.port = given
                        .parse()
                        .map_err(|_| Trouble::new(format!("`{given}` is no port"), "give a number from 0 to 65535"))?;
                }
                "--host" => address.host = value()?,
                "--portal" => {
                    let given = value()?;
                    if !serve::is_origin(&given) {
                        let mend = "give scheme, host and port alone, as in `--portal http://127.0.0.1:3000`";
                        return Err(Trouble::new(format!("`{given}` is no origin"), mend));
                    }
                    address.portals.push(given);
                }
                "--lang" => language = Language::named(&value()?)?,
                "--no-build" => build = false,
                other => return Err(unknown(other)),
            }
        }
        Ok(Self::Serve { address, build, language })
    }

    /// Does it; false when tests failed, which have said so themselves.
    fn run(self) -> Done<bool> {
        let project = Project::find()?;
        match self {
            Self::Setup => setup::setup(&project).map(drop)?,
            Self::Build(language) => build::build(&project.speaking(language), &setup::setup(&project)?)?,
            Self::Package => package::package(&project, &setup::setup(&project)?)?,
            Self::Serve { address, build, language } => {
                let project = project.speaking(language);
                if build {
                    build::build(&project, &setup::setup(&project)?)?;
                }
                serve::serve(&project, &address)?;
            }
            Self::Test(parts) => return Ok(test::test(&project, &parts)),
            Self::Fuzz(wanted) => fuzz::fuzz(&project, &wanted)?,
            Self::Size => size::size(&project)?,
            Self::FeelSize => alone::size(&project, &setup::setup(&project)?)?,
            Self::TablesSize => alone::size_of_sheets(&project, &setup::setup(&project)?)?,
            Self::Villages(wanted) => villages::villages(&project, &wanted)?,
            Self::Bench(subject) => bench::bench(&project, subject)?,
            Self::Pictures => pictures(&project)?,
            Self::Assets => assets::assets(&project)?,
            Self::Help => print!("{USAGE}"),
        }
        Ok(true)
    }
}

/// Builds the page and takes the README's pictures of it.
fn pictures(project: &Project) -> Done {
    setup::node_for("the pictures")?;
    build::build(project, &setup::setup(project)?)?;
    let mut command = Command::new("node");
    command.arg("tests/browser/pictures.mjs").current_dir(project.root());
    process::in_view(&mut command, "see what it complains of")
}

fn unknown(argument: &str) -> Trouble {
    Trouble::new(format!("`{argument}` is not understood"), "see what is: `cargo xtask help`")
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let task = match Task::parse(&arguments) {
        Ok(task) => task,
        Err(trouble) => {
            eprintln!("error: {trouble}");
            return ExitCode::from(2);
        }
    };
    match task.run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(trouble) => {
            eprintln!("error: {trouble}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Done<Task> {
        let arguments: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Task::parse(&arguments)
    }

    #[test]
    fn serve_takes_its_options_in_both_notations() {
        let wanted = |host: &str, port, build, language| {
            let address = Address { host: host.to_owned(), port, portals: Vec::new() };
            Ok(Task::Serve { address, build, language })
        };
        assert_eq!(parse("serve"), wanted("127.0.0.1", 8080, true, Language::Chinese));
        assert_eq!(parse("serve --port 0 --no-build"), wanted("127.0.0.1", 0, false, Language::Chinese));
        assert_eq!(parse("serve --port=81 --host ::1 --lang en"), wanted("::1", 81, true, Language::English));
        assert!(parse("serve --port").is_err());
        assert!(parse("serve --port 99999").is_err());
        assert!(parse("serve --fast").is_err());
        let Ok(Task::Serve { address, .. }) = parse("serve --portal http://a:1 --portal=https://b") else { panic!() };
        assert_eq!(address.portals, ["http://a:1", "https://b"]);
        assert!(parse("serve --portal https://a/page").unwrap_err().to_string().contains("`https://a/page`"));
    }

    #[test]
    fn test_without_parts_is_all_of_them() {
        assert_eq!(parse("test"), Ok(Task::Test(Part::USUAL.to_vec())));
        assert_eq!(parse("test size fmt"), Ok(Task::Test(vec![Part::Size, Part::Fmt])));
        assert!(parse("test nothing").is_err());
    }

    #[test]
    fn what_is_not_understood_is_named() {
        assert_eq!(parse(""), Ok(Task::Help));
        assert!(parse("buidl").unwrap_err().to_string().contains("`buidl`"));
        assert!(parse("setup now").is_err());
        assert!(parse("size page").is_err());
        assert!(parse("bench").is_err());
        assert_eq!(parse("build"), Ok(Task::Build(Language::Chinese)));
        assert_eq!(parse("build --lang en"), Ok(Task::Build(Language::English)));
        assert_eq!(parse("build --lang=en"), Ok(Task::Build(Language::English)));
        assert!(parse("build --lang").is_err());
        assert!(parse("build --lang en package").is_err());
        assert!(parse("build packages").unwrap_err().to_string().contains("`packages`"));
        assert_eq!(parse("build package"), Ok(Task::Package));
        assert_eq!(parse("pictures"), Ok(Task::Pictures));
        assert!(parse("pictures phone").is_err());
    }

    #[test]
    fn measuring_names_its_subject() {
        assert_eq!(parse("size feel"), Ok(Task::FeelSize));
        assert_eq!(parse("size tables"), Ok(Task::TablesSize));
        assert_eq!(parse("bench rules"), Ok(Task::Bench(Subject::Rules)));
    }
}
