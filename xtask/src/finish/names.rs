//! Names by content: a file that says its digest in its name may be kept for ever. Pure; depends on `html`'s siblings only.

use super::{Site, has_extension, text};
use crate::setup::hex;
use crate::trouble::{Done, Trouble};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Hexadecimal digits of a digest in a name. Trunk uses as many, but leaves zeros at its beginning out.
const DIGITS: usize = 16;
const FEWEST_DIGITS: usize = 10;

/// Old names to new ones.
pub(super) type Renamed = BTreeMap<String, String>;

/// Names every file after its content that Trunk has hashed, and those of `also`; references in scripts, styles and
/// data follow. Returns the new names. Pages are left to `page::rewrite`.
pub(super) fn by_content(site: &mut Site, also: &BTreeSet<String>) -> Done<Renamed> {
    let mut waiting: BTreeSet<String> =
        site.keys().filter(|name| has_content_hash(name) || also.contains(*name)).cloned().collect();
    let mut renamed = Renamed::new();
    while !waiting.is_empty() {
        let ready = waiting.iter().find(|name| !mentions(site, name, &waiting)).cloned();
        let Some(name) = ready else {
            return Err(Trouble::new(
                format!("these files name each other in a circle: {waiting:?}"),
                "let one of them be told the other's name by the page",
            ));
        };
        waiting.remove(&name);
        let Some(bytes) = site.remove(&name) else {
            continue;
        };
        let bytes = with_new_names(&name, bytes, &renamed)?;
        let new = content_name(&name, &bytes);
        site.insert(new.clone(), bytes);
        renamed.insert(name, new);
    }
    let rest: Vec<String> = site.keys().filter(|name| !has_content_hash(name)).cloned().collect();
    for name in rest {
        if let Some(bytes) = site.remove(&name) {
            let bytes = with_new_names(&name, bytes, &renamed)?;
            site.insert(name, bytes);
        }
    }
    Ok(renamed)
}

/// Whether the file's name ends in a digest: `app-0123456789abcdef.css`, or Trunk's `…-0123456789abcdef_bg.wasm`.
pub(crate) fn has_content_hash(name: &str) -> bool {
    digest_in(name).is_some()
}

/// The digest with its hyphen.
fn digest_in(name: &str) -> Option<String> {
    let stem = name.rsplit('/').next()?.split('.').next()?;
    let stem = stem.strip_suffix("_bg").unwrap_or(stem);
    let (_, digest) = stem.rsplit_once('-')?;
    ((FEWEST_DIGITS..=DIGITS).contains(&digest.len())
        && digest.chars().all(|c| c.is_ascii_digit() || ('a'..='f').contains(&c)))
    .then(|| format!("-{digest}"))
}

/// The name with the digest of its content.
pub(super) fn content_name(name: &str, bytes: &[u8]) -> String {
    let bare = digest_in(name).map_or_else(|| name.to_owned(), |digest| name.replacen(&digest, "", 1));
    let digest: String = hex(&Sha256::digest(bytes)).chars().take(DIGITS).collect();
    match bare.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}-{digest}.{extension}"),
        None => format!("{bare}-{digest}"),
    }
}

fn refers(name: &str) -> bool {
    ["js", "css", "json", "webmanifest"].iter().any(|extension| has_extension(name, extension))
}

fn mentions(site: &Site, name: &str, waiting: &BTreeSet<String>) -> bool {
    let Some(Ok(text)) = site.get(name).filter(|_| refers(name)).map(|bytes| text(name, bytes)) else {
        return false;
    };
    waiting.iter().any(|other| other != name && has_content_hash(other) && text.contains(file_of(other)))
}

/// Only names with a digest are unmistakable in a text; the others are found in the page's tags alone.
fn with_new_names(name: &str, bytes: Vec<u8>, renamed: &Renamed) -> Done<Vec<u8>> {
    if !refers(name) {
        return Ok(bytes);
    }
    let mut text = text(name, &bytes)?.to_owned();
    for (old, new) in renamed.iter().filter(|(old, _)| has_content_hash(old)) {
        text = text.replace(file_of(old), file_of(new));
    }
    Ok(text.into_bytes())
}

fn file_of(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(files: &[(&str, &str)]) -> Site {
        files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
    }

    #[test]
    fn a_name_follows_the_content_and_references_follow_the_name() {
        let mut one = site(&[
            ("a-0123456789abcdef.js", "load('a-0123456789abcdef_bg.wasm')"),
            ("a-0123456789abcdef_bg.wasm", "wasm"),
            ("boot.js", "import './a-0123456789abcdef.js'"),
            ("sw.js", "fetch('a-0123456789abcdef.js')"),
        ]);
        let boot = BTreeSet::from(["boot.js".to_owned()]);
        let renamed = by_content(&mut one, &boot).unwrap();
        assert_eq!(renamed.len(), 3);
        let wasm = &renamed["a-0123456789abcdef_bg.wasm"];
        let glue = &renamed["a-0123456789abcdef.js"];
        assert!(wasm.starts_with("a_bg-") && wasm.ends_with(".wasm"));
        assert_eq!(one[glue], format!("load('{wasm}')").into_bytes());
        assert_eq!(one[&renamed["boot.js"]], format!("import './{glue}'").into_bytes());
        assert_eq!(one["sw.js"], format!("fetch('{glue}')").into_bytes());
        assert!(renamed.values().all(|name| has_content_hash(name)));
    }

    #[test]
    fn another_content_gives_another_name_all_the_way_up() {
        let build = |wasm: &str| {
            let mut site =
                site(&[("a-0123456789abcdef.js", "a-0123456789abcdef_bg.wasm"), ("a-0123456789abcdef_bg.wasm", wasm)]);
            by_content(&mut site, &BTreeSet::new()).unwrap()
        };
        assert_eq!(build("1"), build("1"));
        assert_ne!(build("1")["a-0123456789abcdef.js"], build("2")["a-0123456789abcdef.js"]);
    }

    #[test]
    fn a_circle_is_reported() {
        let mut circle = site(&[
            ("a-0123456789abcdef.js", "b-0123456789abcdef.js"),
            ("b-0123456789abcdef.js", "a-0123456789abcdef.js"),
        ]);
        assert!(by_content(&mut circle, &BTreeSet::new()).is_err());
    }

    #[test]
    fn only_a_digest_counts_as_one() {
        assert!(has_content_hash("app-c920ca43256fdcb9.css"));
        assert!(has_content_hash("lazy/web-ebf78291a1eef4d5_bg.wasm"));
        assert!(has_content_hash("bayou-web-be6e0c5e21098ed-4b0e9cadfce64e6d.js"));
        assert!(has_content_hash("bayou-web-be6e0c5e21098ed_bg.wasm"), "Trunk leaves a zero at the beginning out");
        assert!(!has_content_hash("chongqing-2018.pack"));
        assert!(!has_content_hash("app-C920CA43256FDCB9.css"));
        assert!(!has_content_hash("index.html"));
    }
}
