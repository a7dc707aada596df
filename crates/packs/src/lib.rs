//! The policy packs that ship with Bayou, and the reading of pack and overlay folders. Data first, almost no code.
//!
//! A pack is one folder of TOML files whose top-level keys are the fields of [`rules::Pack`]; each key stands in
//! exactly one of the files. The shipped folders lie in `data/` and are embedded; a folder from disk goes through
//! the same [`parse`].
//!
//! Depends on `rules` for the model and on `toml`. Native only: the page gets its pack compiled.

mod error;
mod merge;

pub use error::LoadError;
use rules::{Overlay, Pack};

/// A pack that ships with Bayou.
#[derive(Debug, Clone, Copy)]
pub struct Shipped {
    /// Its identifier, which is also the name of its folder.
    pub id: &'static str,
    /// Its files: name and text.
    files: &'static [(&'static str, &'static str)],
}

/// The files of a folder under `data/`, embedded.
macro_rules! shipped {
    ($id:literal: $($file:literal),+) => {
        Shipped { id: $id, files: &[$(($file, include_str!(concat!("../data/", $id, "/", $file)))),+] }
    };
}

const SHIPPED: &[Shipped] = &[
    shipped!("chongqing-2018": "pack.toml", "indicators.toml", "checks.toml", "areas.toml"),
    shipped!("national-exit-2016": "pack.toml", "indicators.toml", "checks.toml"),
];

/// The packs that ship with Bayou; the first is the default.
#[must_use]
pub fn shipped() -> &'static [Shipped] {
    SHIPPED
}

/// The shipped pack of that identifier, parsed; none if no such pack ships.
#[must_use]
pub fn load(id: &str) -> Option<Result<Pack, LoadError>> {
    let pack = SHIPPED.iter().find(|pack| pack.id == id)?;
    Some(parse(pack.files))
}

/// Merges the TOML files of one pack folder, each given as its name and its text, into a pack.
///
/// Only the shape is checked here; whether names exist and formulas hold is for `rules` to say.
///
/// # Errors
/// The first fault: a file that is not TOML, a key or a value the model does not know, a key given in two files, or
/// a pack without `id`, `title` or `version`.
pub fn parse(files: &[(&str, &str)]) -> Result<Pack, LoadError> {
    merge::pack(files)
}

/// Merges the TOML files of one overlay, a single one or those of a folder, into an overlay.
///
/// Only the shape is checked here; whether it fits a pack is for [`rules::overlay::apply`] to say.
///
/// # Errors
/// The first fault, as for a pack; an overlay must give `id`, `extends`, `title`, `version` and `issuer`.
pub fn parse_overlay(files: &[(&str, &str)]) -> Result<Overlay, LoadError> {
    merge::overlay(files)
}
