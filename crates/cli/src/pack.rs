//! Finds a pack by the name of a shipped one, a folder of TOML files, or a JSON file, and lays overlays upon it.

use std::io::Write;
use std::path::{Path, PathBuf};

use rules::{Engine, Overlay, Pack, overlay};

use crate::Failure;

/// The pack that `name` stands for, with those of the overlays laid on that are made for it, in order.
pub(crate) fn load(name: &str, overlays: &[Read]) -> Result<Pack, Failure> {
    let mut pack = base(name)?;
    let id = pack.id.clone();
    for Read { file, overlay } in overlays.iter().filter(|read| read.overlay.extends == id) {
        pack = overlay::apply(pack, overlay).map_err(|errors| {
            let lines: Vec<String> =
                errors.iter().map(|error| format!("  {}: {}", error.place, error.message)).collect();
            Failure::new(format!("覆盖文件 {file} 不能使用：\n{}", lines.join("\n")))
        })?;
    }
    Ok(pack)
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
    for Read { file, overlay } in &overlays {
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
        let lines: Vec<String> = errors.iter().map(|error| format!("  {}: {}", error.place, error.message)).collect();
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
    overlay: Overlay,
}

impl Read {
    /// Reads an overlay: a folder of TOML files, one TOML file, or a JSON file.
    pub(crate) fn from(path: &Path) -> Result<Self, Failure> {
        let file = path.display().to_string();
        let is_json = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
        let overlay = if is_json {
            from_json(path)?
        } else {
            let files = if path.is_dir() { of_folder(path, "an overlay")? } else { vec![(file.clone(), read(path)?)] };
            packs::parse_overlay(&borrowed(&files)).map_err(|error| Failure::new(error.to_string()))?
        };
        Ok(Self { file, overlay })
    }
}

fn base(name: &str) -> Result<Pack, Failure> {
    if let Some(pack) = packs::load(name) {
        return pack.map_err(|error| Failure::new(error.to_string()));
    }
    let path = Path::new(name);
    if path.is_dir() {
        let files = of_folder(path, "a pack")?;
        return packs::parse(&borrowed(&files)).map_err(|error| Failure::new(error.to_string()));
    }
    if path.is_file() {
        return serde_json::from_str(&read(path)?)
            .map_err(|error| Failure::new(format!("{name} is not a pack as `bayou build` writes it: {error}")));
    }
    let shipped: Vec<&str> = packs::shipped().iter().map(|pack| pack.id).collect();
    Err(Failure::new(format!(
        "there is no pack `{name}`: give one of {}, a folder of TOML files, or a JSON file",
        shipped.join(", ")
    )))
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

/// The TOML files of a folder by name, with their texts.
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

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("{} cannot be read: {error}", path.display()))
}
