//! What the full edition can do besides: packs and overlays of one's own are read and compiled, and expressions evaluated.
//! Depends on `expression`, `fault` and `read`.

use rules::overlay::apply_all;
use rules::{Diagnostic, Engine, Overlay, OverlayError, Pack};

use crate::expression;
use crate::fault::{Fault, Finding};
use crate::read::of_json;
use crate::written;

/// The engine of an embedded pack, which is JSON here, with overlays: a JSON list.
///
/// # Errors
/// An overlay cannot be used.
pub(crate) fn shipped(pack: &str, overlays: &str) -> Result<Engine, Fault> {
    of_pack(pack, overlays)
}

/// The engine of a pack with overlays, all as JSON; the overlays as a list.
///
/// # Errors
/// Everything that is wrong with the pack, or with the first overlay that cannot be laid on.
pub(crate) fn of_pack(pack: &str, overlays: &str) -> Result<Engine, Fault> {
    let pack: Pack = of_json(pack, "bad-pack", "this is no pack as `bayou build` writes it")?;
    let overlays: Vec<Overlay> = of_json(overlays, "bad-overlay", "this is no overlay")?;
    let pack = apply_all(pack, &overlays).map_err(of_overlay)?;
    Engine::new(pack).map_err(|found| unusable(&found))
}

/// The pack of an engine as JSON.
///
/// # Errors
/// It was loaded compiled, and holds no formulas.
pub(crate) fn pack(engine: &Engine) -> Result<String, Fault> {
    rules::to_json(engine.pack()).map_err(|_| Fault::of_compiled())
}

/// Evaluates an expression over a JSON object of names and values; the JSON of what it comes to.
///
/// # Errors
/// One of the two cannot be read.
pub(crate) fn feel(expression: &str, context: &str) -> Result<String, Fault> {
    expression::evaluate(expression, context).map(|found| written(&found))
}

/// A pack that cannot be compiled.
fn unusable(found: &[Diagnostic]) -> Fault {
    let findings = found.iter().map(|found| Finding {
        code: found.code.as_str().to_owned(),
        place: found.place.to_string(),
        message: found.message(feel::Lang::En),
    });
    let message = format!("the pack cannot be used: {} findings, the first: {}", found.len(), first(found));
    Fault { findings: findings.collect(), ..Fault::new("bad-pack", message) }
}

/// An overlay that cannot be laid upon its pack.
fn of_overlay(found: Vec<OverlayError>) -> Fault {
    let message = format!("the overlay cannot be used: {} findings, the first: {}", found.len(), first(&found));
    let findings = found.into_iter().map(|found| Finding {
        code: rules::to_json(&found.code).unwrap_or_default().trim_matches('"').to_owned(),
        place: found.place,
        message: found.message,
    });
    Fault { findings: findings.collect(), ..Fault::new("bad-overlay", message) }
}

fn first<T: ToString>(found: &[T]) -> String {
    found.first().map(ToString::to_string).unwrap_or_default()
}
