//! Looks at an overlay's files upon a pack as a compiler does: its own faults, what keeps it from being laid on, and what
//! becomes odd about the pack by it, each where it stands in the overlay. Depends on `merge`, `text` and `rules`.

use rules::diagnostic::{Diagnostic, Place, Step};
use rules::overlay::{self, OverlayError, OverlayErrorCode};
use rules::{Overlay, Pack};

use crate::merge;
use crate::text::Fault;
use crate::{Checked, in_order};

/// Looks at the files of an overlay, each given as its name and its text, upon the pack it is to be laid on. The pack that
/// comes back is the one with the overlay; what was to be said of the pack alone is not said again.
#[must_use]
pub fn check_overlay(pack: &Pack, files: &[(&str, &str)]) -> Checked {
    let (mut merged, overlay) = merge::overlay(files);
    let faults = core::mem::take(&mut merged.faults);
    let mut checked = match overlay.filter(|_| faults.is_empty()) {
        Some(overlay) => lay(pack, &overlay, &|found| merged.located(found)),
        None => Checked { pack: None, faults, allowed: Vec::new() },
    };
    checked.faults.sort_by_key(|fault| in_order(files, fault));
    checked
}

/// The same for an overlay that was not read from TOML; what is found has its path for a place.
#[must_use]
pub fn check_read_overlay(pack: &Pack, overlay: &Overlay) -> Checked {
    lay(pack, overlay, &|diagnostic| Fault { diagnostic, spot: None })
}

fn lay(bare: &Pack, overlay: &Overlay, located: &dyn Fn(Diagnostic) -> Fault) -> Checked {
    let laid = match overlay::apply(bare.clone(), overlay) {
        Ok(laid) => laid,
        Err(errors) => {
            let fault = |error: &OverlayError| {
                let is_last = matches!(error.code, OverlayErrorCode::GivenTwice | OverlayErrorCode::NameTaken);
                located(Diagnostic::overlay(place_of(overlay, &error.place, is_last), error))
            };
            return Checked { pack: None, faults: errors.iter().map(fault).collect(), allowed: Vec::new() };
        }
    };
    let before = rules::lint::check(bare);
    let known: Vec<_> = before.findings.iter().chain(before.allowed.iter().map(|(found, _)| found)).map(key).collect();
    let is_new = |found: &Diagnostic| !known.contains(&key(found));
    let own = |found: Diagnostic| {
        let place = in_overlay(overlay, &found.place);
        located(Diagnostic { place, ..found })
    };
    let found = rules::lint::check(&laid);
    let pack = Some(laid).filter(|_| found.is_usable());
    let faults = found.findings.into_iter().filter(is_new).map(own).collect();
    let allowed = found.allowed.into_iter().filter(|(found, _)| is_new(found));
    Checked { pack, faults, allowed: allowed.map(|(found, reason)| (own(found), reason)).collect() }
}

/// What tells one finding from another; numbers in lists change when an overlay is laid on, names do not.
fn key(found: &Diagnostic) -> (rules::diagnostic::Code, String) {
    (found.code, found.place.to_string())
}

/// The place in the overlay of an item of the pack: where it is added, set or switched off; its top where it is neither.
fn in_overlay(overlay: &Overlay, place: &Place) -> Place {
    let (Some(Step::Key(list)), Some(Step::Entry(_, name))) = (place.path.first(), place.path.get(1)) else {
        return Place::default();
    };
    if let Some(index) = index_of(overlay, list, name, false) {
        let mut own = place.clone();
        if let Some(step) = own.path.get_mut(1) {
            *step = Step::Entry(index, name.clone());
        }
        return own;
    }
    let touching = match list.as_str() {
        "parameters" => "set",
        "checks" => "off",
        _ => return Place::default(),
    };
    index_of(overlay, touching, name, false).map_or_else(Place::default, |index| Place::entry(touching, index, name))
}

/// `set[产业参与率目标]` as a place of the overlay. Of what is there twice, the last is meant where that is what is wrong.
fn place_of(overlay: &Overlay, written: &str, is_last: bool) -> Place {
    let Some((list, name)) = written.strip_suffix(']').and_then(|place| place.split_once('[')) else {
        return Place::top(written);
    };
    match index_of(overlay, list, name, is_last) {
        Some(index) => Place::entry(list, index, name),
        None => Place::top(list),
    }
}

fn index_of(overlay: &Overlay, list: &str, name: &str, is_last: bool) -> Option<usize> {
    let names: Vec<&str> = match list {
        "set" => overlay.set.iter().map(|it| it.parameter.as_str()).collect(),
        "off" => overlay.off.iter().map(|it| it.check.as_str()).collect(),
        "sections" => overlay.sections.iter().map(|it| it.name.as_str()).collect(),
        "parameters" => overlay.parameters.iter().map(|it| it.name.as_str()).collect(),
        "indicators" => overlay.indicators.iter().map(|it| it.name.as_str()).collect(),
        "derived" => overlay.derived.iter().map(|it| it.name.as_str()).collect(),
        "checks" => overlay.checks.iter().map(|it| it.name.as_str()).collect(),
        "summaries" => overlay.summaries.iter().map(|it| it.name.as_str()).collect(),
        _ => Vec::new(),
    };
    if is_last { names.iter().rposition(|it| *it == name) } else { names.iter().position(|it| *it == name) }
}
