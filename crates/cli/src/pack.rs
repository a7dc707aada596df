//! Finds a pack by the name of a shipped one, a folder of TOML files, or a JSON file, tells what is wrong with it, and lays
//! overlays upon it.

use std::io::Write;
use std::path::{Path, PathBuf};

use packs::{Fault, Spot};
use rules::diagnostic::{Code, Diagnostic, Place, Severity};
use rules::{Engine, Overlay, Pack, overlay};

use crate::Failure;

/// The file of a pack folder that is no part of the pack: what `bayou trace` holds against the document.
pub(crate) const COVERAGE: &str = "coverage.toml";

/// A pack with everything found about it.
#[derive(Debug)]
pub(crate) struct Checked {
    /// The pack, where it can be used.
    pub(crate) pack: Option<Pack>,
    pub(crate) faults: Vec<Fault>,
    /// What was found and is accepted by the pack, with its reason.
    pub(crate) allowed: Vec<(Fault, String)>,
    /// The text of its `coverage.toml`, where it has one, with its name.
    pub(crate) coverage: Option<(String, String)>,
}

/// Looks at the pack that `name` stands for.
pub(crate) fn check(name: &str) -> Result<Checked, Failure> {
    if let Some(shipped) = packs::shipped().iter().find(|pack| pack.id == name) {
        let files = shipped.files.iter().map(|(file, text)| (format!("{name}/{file}"), (*text).to_owned())).collect();
        let coverage = Some((format!("{name}/{COVERAGE}"), shipped.coverage.to_owned()));
        return Ok(Checked { coverage, ..of_files(files) });
    }
    let path = Path::new(name);
    if path.is_dir() {
        return Ok(of_files(of_folder(path, "a pack")?));
    }
    if path.is_file() {
        return Ok(of_json(name, &read(path)?));
    }
    let shipped = || packs::shipped().iter().map(|pack| pack.id);
    let near = rules::nearest(name, shipped()).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    Err(Failure::new(format!(
        "there is no pack `{name}`: give one of {}, a folder of TOML files, or a JSON file{near}",
        shipped().collect::<Vec<_>>().join(", ")
    )))
}

fn of_files(files: Vec<(String, String)>) -> Checked {
    let is_coverage = |(name, _): &(String, String)| Path::new(name).file_name().is_some_and(|name| name == COVERAGE);
    let (coverage, files): (Vec<_>, Vec<_>) = files.into_iter().partition(is_coverage);
    let packs::Checked { pack, faults, allowed } = packs::check(&borrowed(&files));
    Checked { pack, faults, allowed, coverage: coverage.into_iter().next() }
}

/// A pack as JSON is written by a program on one line, so that what is found in it has its path for a place.
fn of_json(name: &str, text: &str) -> Checked {
    let mut checked = Checked { pack: None, faults: Vec::new(), allowed: Vec::new(), coverage: None };
    match serde_json::from_str::<Pack>(text) {
        Ok(pack) => {
            let found = rules::lint::check(&pack);
            let is_usable = found.is_usable();
            let place = |diagnostic| Fault { diagnostic, spot: None };
            checked.faults = found.findings.into_iter().map(place).collect();
            checked.allowed = found.allowed.into_iter().map(|(found, reason)| (place(found), reason)).collect();
            checked.pack = Some(pack).filter(|_| is_usable);
        }
        Err(error) => {
            let message = format!("{name} is not a pack as `bayou build` writes it: {error}");
            let line = text.lines().nth(error.line().saturating_sub(1)).unwrap_or_default();
            let bytes = line.get(..error.column().saturating_sub(1)).unwrap_or(line);
            let column = bytes.chars().count() + 1;
            let spot = Spot { file: name.to_owned(), line: error.line(), column, length: 1, text: line.to_owned() };
            let diagnostic = Diagnostic::new(Code::Syntax, Place::default(), &[&message]);
            checked.faults.push(Fault { diagnostic, spot: Some(spot) });
        }
    }
    checked
}

/// The pack that `name` stands for; refused with everything that keeps it from being used.
fn usable(name: &str) -> Result<Pack, Failure> {
    let checked = check(name)?;
    checked.pack.ok_or_else(|| {
        let is_error = |fault: &&Fault| fault.diagnostic.code.severity() == Severity::Error;
        let lines: Vec<String> = checked.faults.iter().filter(is_error).map(ToString::to_string).collect();
        Failure::new(format!("the pack `{name}` cannot be used:\n{}", lines.join("\n")))
    })
}

/// The pack that `name` stands for, with those of the overlays laid on that are made for it, in order.
pub(crate) fn load(name: &str, overlays: &[Read]) -> Result<Pack, Failure> {
    let mut pack = usable(name)?;
    let id = pack.id.clone();
    for read in overlays.iter().filter(|read| read.overlay.extends == id) {
        pack = overlay::apply(pack.clone(), &read.overlay).map_err(|_| {
            let faults = read.check(&pack).faults;
            let lines: Vec<String> = faults.iter().map(|fault| format!("  {}", in_chinese(fault))).collect();
            Failure::new(format!("覆盖文件 {} 不能使用：\n{}", read.file, lines.join("\n")))
        })?;
    }
    Ok(pack)
}

/// What is wrong with an overlay, where it is and what to do.
fn in_chinese(Fault { diagnostic, spot }: &Fault) -> String {
    let place = match spot {
        Some(Spot { file, line, column, .. }) => format!("{file}:{line}:{column}"),
        None => diagnostic.place.to_string(),
    };
    format!("{place}: {}", diagnostic.message(feel::Lang::Zh))
}

/// The packs' engines, each with its overlays. Every overlay must be made for one of the packs. What the overlays do
/// against the word of a document goes to standard error.
pub(crate) fn engines(names: &[String], overlays: &[PathBuf]) -> Result<Vec<Engine>, Failure> {
    let overlays: Vec<Read> = overlays.iter().map(|path| Read::from(path)).collect::<Result<_, _>>()?;
    let mut engines: Vec<Engine> = Vec::new();
    for name in names {
        let engine = compiled(name, load(name, &overlays)?)?;
        if engines.iter().any(|other| other.pack().id == engine.pack().id) {
            let id = &engine.pack().id;
            return Err(Failure::new(format!("the pack `{id}` is given twice; give each pack once")));
        }
        engines.push(engine);
    }
    let ids: Vec<&str> = engines.iter().map(|engine| engine.pack().id.as_str()).collect();
    for Read { file, overlay, .. } in &overlays {
        if !ids.contains(&overlay.extends.as_str()) {
            return Err(Failure::new(format!(
                "覆盖文件 {file} 是给政策包“{}”用的，不能用在“{}”上；请用 --pack 换成它对应的政策包。",
                overlay.extends,
                ids.join("、")
            )));
        }
    }
    engines.iter().for_each(|engine| warn(engine.pack()));
    Ok(engines)
}

/// The engine of one pack with its overlays.
pub(crate) fn engine(name: &str, overlays: &[PathBuf]) -> Result<Engine, Failure> {
    let engines = engines(&[name.to_owned()], overlays)?;
    engines.into_iter().next().ok_or_else(|| Failure::new("no pack is given; name one with --pack"))
}

fn compiled(name: &str, pack: Pack) -> Result<Engine, Failure> {
    let with: Vec<String> = pack.overlays.iter().map(|overlay| format!(" with `{}`", overlay.id)).collect();
    Engine::new(pack).map_err(|errors| {
        let lines: Vec<String> = errors.iter().map(|error| format!("  {error}")).collect();
        Failure::new(format!("the pack `{name}`{} cannot be used:\n{}", with.concat(), lines.join("\n")))
    })
}

/// Says on standard error what the pack's overlays do against the word of its document.
fn warn(pack: &Pack) {
    let mut err = std::io::stderr().lock();
    for overlay in &pack.overlays {
        for warning in &overlay.warnings {
            // Nobody is left to tell when standard error is closed.
            let _ = writeln!(err, "提醒 {}：{}", overlay.id, warning.message);
        }
    }
}

/// An overlay as it was read.
pub(crate) struct Read {
    /// What was given, for messages.
    file: String,
    pub(crate) overlay: Overlay,
    /// Its TOML files by name, if it has any.
    sources: Vec<(String, String)>,
}

impl Read {
    /// Reads an overlay: a folder of TOML files, one TOML file, or a JSON file.
    pub(crate) fn from(path: &Path) -> Result<Self, Failure> {
        let file = path.display().to_string();
        if is_json(path) {
            return Ok(Self { file, overlay: from_json(path)?, sources: Vec::new() });
        }
        let sources = overlay_sources(path)?;
        let overlay = packs::parse_overlay(&borrowed(&sources)).map_err(|error| Failure::new(error.to_string()))?;
        Ok(Self { file, overlay, sources })
    }

    /// Looks at it upon a pack.
    fn check(&self, pack: &Pack) -> packs::Checked {
        if self.sources.is_empty() {
            packs::check_read_overlay(pack, &self.overlay)
        } else {
            packs::check_overlay(pack, &borrowed(&self.sources))
        }
    }
}

/// Looks at the overlay in a file or folder upon a pack; unlike [`Read::from`] it tells every fault of its text too.
pub(crate) fn check_overlay(pack: &Pack, path: &Path) -> Result<Checked, Failure> {
    let packs::Checked { pack, faults, allowed } = if is_json(path) {
        packs::check_read_overlay(pack, &from_json(path)?)
    } else {
        packs::check_overlay(pack, &borrowed(&overlay_sources(path)?))
    };
    Ok(Checked { pack, faults, allowed, coverage: None })
}

fn is_json(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"))
}

/// The TOML files of an overlay: a folder's, or the one.
fn overlay_sources(path: &Path) -> Result<Vec<(String, String)>, Failure> {
    if path.is_dir() { of_folder(path, "an overlay") } else { Ok(vec![(path.display().to_string(), read(path)?)]) }
}

/// An overlay as JSON; a fault has its place as in TOML.
fn from_json(path: &Path) -> Result<Overlay, Failure> {
    serde_json::from_str(&read(path)?).map_err(|error| {
        let said = error.to_string();
        let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(said, _)| said);
        let (line, column) = (error.line(), error.column());
        Failure::new(format!("{}:{line}:{column}: {said} (see docs/schema/overlay.schema.json)", path.display()))
    })
}

/// The TOML files of a folder, by name.
fn of_folder(folder: &Path, of: &str) -> Result<Vec<(String, String)>, Failure> {
    let entries = std::fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| unreadable(folder, &error))?.path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            files.push((path.display().to_string(), read(&path)?));
        }
    }
    if files.is_empty() {
        return Err(Failure::new(format!("{} holds no TOML file of {of}", folder.display())));
    }
    files.sort();
    Ok(files)
}

fn borrowed(files: &[(String, String)]) -> Vec<(&str, &str)> {
    files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect()
}

/// A file's text.
pub(crate) fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("{} cannot be read: {error}", path.display()))
}
