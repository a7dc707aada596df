//! Compiled packs as bytes: what the page loads, so that it carries neither a FEEL compiler nor a TOML or JSON reader.

use core::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::formula::Formula;
use crate::model::Pack;
use crate::program::{Compiled, Item, Node, Rule};
use crate::sealed;

/// Begins every image; with the engine's version it names the format.
const MARK: &str = concat!("bayou-pack ", env!("CARGO_PKG_VERSION"));

/// Why a compiled pack cannot be written or loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageError {
    /// The bytes are no compiled pack of this version of the engine.
    NotAnImage,
    /// The bytes were changed since the pack was compiled.
    Damaged,
    /// The pack has a condition that only the FEEL evaluator can judge, so it must be compiled where it is used.
    NeedsFeel,
}

impl fmt::Display for ImageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAnImage => "not a compiled pack of this version of the engine; build it anew with this version",
            Self::Damaged => "the compiled pack is damaged; fetch it again",
            Self::NeedsFeel => {
                "a condition of the pack has no form that a compiled pack can hold; load the pack as JSON instead"
            }
        })
    }
}

impl core::error::Error for ImageError {}

/// The SHA-256 of all that follows stands before it: a changed figure must never be judged by.
const SEAL: usize = 32;

pub(crate) fn write_image(pack: &Pack, compiled: &Compiled, pack_digest: &str) -> Result<Vec<u8>, ImageError> {
    if needs_feel(compiled) {
        return Err(ImageError::NeedsFeel);
    }
    #[derive(Serialize)]
    struct Image<'a> {
        mark: &'a str,
        pack_digest: &'a str,
        pack: &'a Pack,
        compiled: &'a Compiled,
    }
    let image = Image { mark: MARK, pack_digest, pack, compiled };
    let bytes = postcard::to_allocvec(&image).map_err(|_| ImageError::NotAnImage)?;
    Ok([Sha256::digest(&bytes).as_slice(), &bytes].concat())
}

pub(crate) fn read_image(bytes: &[u8]) -> Result<(Pack, Compiled, String), ImageError> {
    #[derive(Deserialize)]
    struct Image {
        #[serde(rename = "mark")]
        _mark: String,
        pack_digest: String,
        pack: Pack,
        compiled: Compiled,
    }
    let (seal, bytes) = bytes.split_at_checked(SEAL).ok_or(ImageError::NotAnImage)?;
    let is_whole = Sha256::digest(bytes).as_slice() == seal;
    // The mark comes first: an image of another version has it too.
    if !sealed::begins_with(bytes, MARK) {
        return Err(ImageError::NotAnImage);
    }
    if !is_whole {
        return Err(ImageError::Damaged);
    }
    let mut image: Image = sealed::read(bytes).ok_or(ImageError::NotAnImage)?;
    for (field, indicator) in image.compiled.fields.iter_mut().zip(&image.pack.indicators) {
        field.named_by(indicator);
    }
    if needs_feel(&image.compiled) {
        return Err(ImageError::NeedsFeel);
    }
    Ok((image.pack, image.compiled, image.pack_digest))
}

fn needs_feel(compiled: &Compiled) -> bool {
    let of_items = compiled.items.iter().any(item_needs_feel);
    let of_areas = compiled.areas.iter().filter_map(|area| area.check()?.1).any(formula_needs_feel);
    of_items || of_areas || compiled.remarks.iter().flatten().any(formula_needs_feel)
}

fn item_needs_feel(item: &Item) -> bool {
    let own = item.applies.as_ref().is_some_and(formula_needs_feel);
    own || match &item.rule {
        Rule::Leaf(leaf) => formula_needs_feel(&leaf.formula),
        Rule::Improved(_) => false,
        Rule::Composite(_, nodes) | Rule::Stable(nodes) => {
            nodes.iter().any(|node| matches!(node, Node::Inline(item) if item_needs_feel(item)))
        }
    }
}

fn formula_needs_feel(formula: &Formula) -> bool {
    match formula {
        Formula::Is(..) | Formula::OneOf(..) | Formula::Compare(_) => false,
        Formula::All(parts) | Formula::Any(parts) => parts.iter().any(formula_needs_feel),
        Formula::Not(inner) => formula_needs_feel(inner),
        Formula::Free(_) => true,
    }
}
