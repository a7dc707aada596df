//! The packs that ship, embedded as JSON by `build.rs`; the first is the default.

use rules::nearest;

use crate::fault::Fault;

const SHIPPED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/shipped.rs"));

/// The identifiers of the packs that ship, the default one first.
pub fn ids() -> impl Iterator<Item = &'static str> {
    SHIPPED.iter().map(|(id, _)| *id)
}

/// The pack of that identifier, as JSON.
///
/// # Errors
/// No such pack ships.
pub fn json(id: &str) -> Result<&'static str, Fault> {
    if let Some((_, json)) = SHIPPED.iter().find(|(known, _)| *known == id) {
        return Ok(json);
    }
    let near = nearest(id, ids()).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    let all = ids().collect::<Vec<_>>().join(", ");
    let message = format!("no such pack ships; name one of {all}, or give a pack itself{near}");
    Err(Fault::new("unknown-pack", message).about(&[id]))
}
