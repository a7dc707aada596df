//! The policy packs that ship with Bayou, and the reading of pack and overlay folders. Data first, almost no code.
//!
//! A pack is one folder of TOML files whose top-level keys are the fields of [`rules::Pack`]; each key stands in
//! exactly one of the files. The shipped folders lie in `data/` and are embedded; a folder from disk goes through
//! the same [`parse`].
//!
//! Depends on `rules` for the model and on `toml`. Native only: the page gets its pack compiled.

mod merge;
mod overlay;
mod text;

use rules::diagnostic::{Diagnostic, Severity};
use rules::{Overlay, Pack};

pub use overlay::{check_overlay, check_read_overlay};
pub use text::{Fault, Faults, Spot};

/// A pack that ships with Bayou.
#[derive(Debug, Clone, Copy)]
pub struct Shipped {
    /// Its identifier, which is also the name of its folder.
    pub id: &'static str,
    /// Its files: name and text.
    pub files: &'static [(&'static str, &'static str)],
    /// The text of its `coverage.toml`: what becomes of each sentence of its document. No part of the pack itself.
    pub coverage: &'static str,
}

/// The files of a folder under `data/`, embedded.
macro_rules! shipped {
    ($id:literal: $($file:literal),+) => {
        Shipped {
            id: $id,
            files: &[$(($file, include_str!(concat!("../data/", $id, "/", $file)))),+],
            coverage: include_str!(concat!("../data/", $id, "/coverage.toml")),
        }
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
pub fn load(id: &str) -> Option<Result<Pack, Faults>> {
    let pack = SHIPPED.iter().find(|pack| pack.id == id)?;
    Some(parse(pack.files))
}

/// Merges the TOML files of one pack folder, each given as its name and its text, into a pack.
///
/// Only the shape is checked here; whether names exist and formulas hold is for [`check`] to say.
///
/// # Errors
/// Everything that is no TOML, that the model does not know, that is given in two files, or that is missing.
pub fn parse(files: &[(&str, &str)]) -> Result<Pack, Faults> {
    match merge::pack(files) {
        (merged, Some(pack)) if merged.faults.is_empty() => Ok(pack),
        (merged, _) => Err(Faults(merged.faults)),
    }
}

/// Merges the TOML files of one overlay, a single one or those of a folder, into an overlay.
///
/// Only the shape is checked here; whether it fits a pack is for [`rules::overlay::apply`] to say.
///
/// # Errors
/// Everything, as for a pack; an overlay must give `id`, `extends`, `title`, `version` and `issuer`.
pub fn parse_overlay(files: &[(&str, &str)]) -> Result<Overlay, Faults> {
    match merge::overlay(files) {
        (merged, Some(overlay)) if merged.faults.is_empty() => Ok(overlay),
        (merged, _) => Err(Faults(merged.faults)),
    }
}

/// What looking at the files of a pack gives.
#[derive(Debug)]
pub struct Checked {
    /// The pack, where it can be used.
    pub pack: Option<Pack>,
    /// Everything found: in the order of the files.
    pub faults: Vec<Fault>,
    /// What was found and is accepted by the pack, with its reason.
    pub allowed: Vec<(Fault, String)>,
}

/// Looks at the files of a pack folder as a compiler does: everything that is wrong or odd, at once.
#[must_use]
pub fn check(files: &[(&str, &str)]) -> Checked {
    let (mut merged, pack) = merge::pack(files);
    let is_whole = merged.faults.is_empty();
    let mut faults = core::mem::take(&mut merged.faults);
    let mut allowed = Vec::new();
    let mut is_usable = is_whole;
    if let Some(pack) = pack.as_ref().filter(|_| !merged.is_partial) {
        let checked = rules::lint::check(pack);
        is_usable &= checked.is_usable();
        // Without the entries that could not be read, only what is wrong for sure is told.
        let is_sure = |found: &Diagnostic| {
            is_whole
                || (found.code.severity() == Severity::Error
                    && !found.args.iter().any(|arg| merged.unread.contains(arg)))
        };
        let found = checked.findings.into_iter().filter(is_sure);
        faults.extend(found.map(|found| merged.located(found)));
        allowed.extend(checked.allowed.into_iter().map(|(found, reason)| (merged.located(found), reason)));
    }
    faults.sort_by_key(|fault| in_order(files, fault));
    Checked { pack: pack.filter(|_| is_usable), faults, allowed }
}

/// Where a fault comes among others: by file as given, line and column.
fn in_order(files: &[(&str, &str)], fault: &Fault) -> Option<(Option<usize>, usize, usize)> {
    let number = |spot: &Spot| files.iter().position(|(name, _)| *name == spot.file);
    fault.spot.as_ref().map(|spot| (number(spot), spot.line, spot.column))
}
