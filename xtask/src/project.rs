//! Where things are: the project's own folders, and the few ways of reading and writing them. Depends on `language` and `trouble`.

use crate::language::Language;
use crate::trouble::{Done, Trouble};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The checkout this tool was compiled in.
#[derive(Debug, Clone)]
pub(crate) struct Project {
    root: PathBuf,
    language: Language,
}

impl Project {
    /// Finds the checkout: the folder above this crate's, as cargo names it.
    pub(crate) fn find() -> Done<Self> {
        let own = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        own.parent()
            .map(|root| Self { root: root.to_path_buf(), language: Language::Chinese })
            .ok_or_else(|| Trouble::new("the project's folder was not found", "run `cargo xtask` inside the project"))
    }

    /// The same, with its page in this language.
    pub(crate) fn speaking(&self, language: Language) -> Self {
        Self { root: self.root.clone(), language }
    }

    /// The language of its page.
    pub(crate) fn language(&self) -> Language {
        self.language
    }

    /// The root folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path below the root.
    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.root.join(below)
    }

    /// The finished page of its language.
    pub(crate) fn dist(&self) -> PathBuf {
        self.path(&format!("dist{}", self.language.ending()))
    }

    /// The finished npm package, which a build of the page leaves alone.
    pub(crate) fn package(&self) -> PathBuf {
        self.dist().join("npm")
    }

    /// Generated things that are not the finished page; cargo's target folder holds them.
    pub(crate) fn generated(&self, name: &str) -> PathBuf {
        self.root.join("target").join("bayou").join(name)
    }
}

/// Reads a file as bytes.
pub(crate) fn read(path: &Path) -> Done<Vec<u8>> {
    fs::read(path).map_err(|error| Trouble::file("read", path, &error))
}

/// Reads a file as UTF-8 text.
pub(crate) fn read_text(path: &Path) -> Done<String> {
    fs::read_to_string(path).map_err(|error| Trouble::file("read", path, &error))
}

/// Writes a file and the folders above it.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Done {
    if let Some(folder) = path.parent() {
        make_folder(folder)?;
    }
    fs::write(path, bytes).map_err(|error| Trouble::file("write", path, &error))
}

/// Makes a folder and the folders above it.
pub(crate) fn make_folder(path: &Path) -> Done {
    fs::create_dir_all(path).map_err(|error| Trouble::file("make", path, &error))
}

/// Makes a folder that is empty afterwards.
pub(crate) fn make_empty(path: &Path) -> Done {
    remove(path)?;
    make_folder(path)
}

/// Removes a folder with all it holds; one that is not there is fine.
pub(crate) fn remove(path: &Path) -> Done {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Trouble::file("remove", path, &error)),
        _ => Ok(()),
    }
}

/// Every file at or below `path`, sorted; hidden files and build output are left out. A missing path holds none.
pub(crate) fn files_below(path: &Path) -> Done<Vec<PathBuf>> {
    let mut found = Vec::new();
    collect(path, &mut found)?;
    found.sort();
    Ok(found)
}

fn collect(path: &Path, found: &mut Vec<PathBuf>) -> Done {
    if path.is_file() {
        found.push(path.to_path_buf());
        return Ok(());
    }
    if !path.is_dir() {
        return Ok(());
    }
    let trouble = |error: io::Error| Trouble::file("list", path, &error);
    for entry in fs::read_dir(path).map_err(trouble)? {
        let entry = entry.map_err(trouble)?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if !name.starts_with('.') && name != "target" && name != "node_modules" {
            collect(&entry.path(), found)?;
        }
    }
    Ok(())
}
