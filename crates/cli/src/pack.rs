//! Finds a pack by the name of a shipped one, a folder of TOML files, or a JSON file.

use std::path::Path;

use rules::{Engine, Pack};

use crate::Failure;

/// The pack that `name` stands for.
pub(crate) fn load(name: &str) -> Result<Pack, Failure> {
    if let Some(pack) = packs::load(name) {
        return pack.map_err(|error| Failure::new(error.to_string()));
    }
    let path = Path::new(name);
    if path.is_dir() {
        return from_folder(path);
    }
    if path.is_file() {
        let text = read(path)?;
        return serde_json::from_str(&text)
            .map_err(|error| Failure::new(format!("{name} is not a pack as `bayou build` writes it: {error}")));
    }
    let shipped: Vec<&str> = packs::shipped().iter().map(|pack| pack.id).collect();
    Err(Failure::new(format!(
        "there is no pack `{name}`: give one of {}, a folder of TOML files, or a JSON file",
        shipped.join(", ")
    )))
}

/// The pack's engine.
pub(crate) fn engine(name: &str) -> Result<Engine, Failure> {
    Engine::new(load(name)?).map_err(|errors| {
        let lines: Vec<String> = errors.iter().map(|error| format!("  {}: {}", error.place, error.message)).collect();
        Failure::new(format!("the pack `{name}` cannot be used:\n{}", lines.join("\n")))
    })
}

fn from_folder(folder: &Path) -> Result<Pack, Failure> {
    let entries = std::fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| unreadable(folder, &error))?.path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            files.push((path.display().to_string(), read(&path)?));
        }
    }
    if files.is_empty() {
        return Err(Failure::new(format!("{} holds no TOML file of a pack", folder.display())));
    }
    files.sort();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    packs::parse(&files).map_err(|error| Failure::new(error.to_string()))
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("{} cannot be read: {error}", path.display()))
}
