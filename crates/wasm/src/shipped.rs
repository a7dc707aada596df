//! The packs that are embedded by `build.rs`: in the full edition all that ship, as JSON; in the small one the default,
//! compiled. The first is the default.

use rules::nearest;

use crate::fault::Fault;

/// What is embedded of a pack.
#[cfg(feature = "full")]
pub type Embedded = str;
/// What is embedded of a pack.
#[cfg(not(feature = "full"))]
pub type Embedded = [u8];

const SHIPPED: &[(&str, &Embedded)] = include!(concat!(env!("OUT_DIR"), "/shipped.rs"));

/// The identifiers of the packs that ship, the default one first.
pub fn ids() -> impl Iterator<Item = &'static str> {
    SHIPPED.iter().map(|(id, _)| *id)
}

/// The pack of that identifier.
///
/// # Errors
/// No such pack ships.
pub fn pack(id: &str) -> Result<&'static Embedded, Fault> {
    if let Some((_, pack)) = SHIPPED.iter().find(|(known, _)| *known == id) {
        return Ok(pack);
    }
    let near = nearest(id, ids()).map(|near| ["; did you mean `", near, "`?"].concat()).unwrap_or_default();
    let all = ids().collect::<Vec<_>>().join(", ");
    let message = ["no such pack is embedded; name one of ", &all, ", or give a pack itself", &near].concat();
    Err(Fault::new("unknown-pack", message).about(&[id]))
}

#[cfg(test)]
mod tests {
    use rules::{Pack, json};

    #[test]
    fn what_the_engine_writes_is_read_to_the_byte() {
        for id in super::ids() {
            let text = super::pack(id).unwrap();
            let pack: Pack = json::read(text).unwrap();
            assert_eq!(rules::to_json(&pack).unwrap(), text);
            assert_eq!(pack, serde_json::from_str(text).unwrap());
        }
    }
}
