//! The page itself: scripts moved out of it, its references and digests, the list of its files. Pure; depends on `html`.

use super::html::{Piece, Tag, pieces, written};
use super::names::Renamed;
use super::part::{PARTS, Part};
use super::{Site, has_extension, text};
use crate::setup::hex;
use crate::trouble::{Done, Trouble};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// The page.
pub(super) const INDEX: &str = "index.html";

/// What of a later part is neither code nor style.
const DATA: &str = "data";

/// The list of the finished page's files, for the service worker.
pub(crate) const LIST: &str = "files.json";

/// What starts the program.
pub(super) const BOOT: &str = "boot.js";

/// Trunk starts the program by an inline module with a top-level await, which the oldest browsers cannot read. In its
/// place a classic script is named, and told by its tag what to load: the program's script and module, and what comes
/// after them.
pub(super) fn start_by_script(site: &mut Site, after: &str) -> Done {
    let Some(bytes) = site.get_mut(INDEX) else { return Ok(()) };
    let mut parts = pieces(text(INDEX, bytes)?);
    let preloaded = |wanted: fn(&Tag) -> bool| {
        let found = parts.iter().find_map(|part| match part {
            Piece::Tag(tag) if tag.name == "link" && !preloads_bundled(tag) && wanted(tag) => tag.get("href"),
            _ => None,
        });
        found.map(str::to_owned)
    };
    let program = preloaded(|tag| tag.get("rel") == Some("modulepreload"));
    let module = preloaded(|tag| tag.get("type") == Some("application/wasm"));
    let (Some(program), Some(module)) = (program, module) else {
        return Err(Trouble::new(
            "Trunk's page does not preload its program",
            "see what this version of Trunk writes into the page, and teach xtask/src/finish/page.rs",
        ));
    };
    let mut started = 0;
    for place in 1..parts.len() {
        if let Some([Piece::Tag(tag), Piece::Rest(body)]) = parts.get_mut(place - 1..=place)
            && tag.get("type") == Some("module")
            && is_inline_script(tag, body)
        {
            started += 1;
            *tag = Tag::new("script");
            for (name, value) in [
                ("src", format!("./{BOOT}")),
                ("defer", String::new()),
                ("data-program", program.clone()),
                ("data-module", module.clone()),
                ("data-offline", format!("./{after}")),
            ] {
                tag.set(name, value);
            }
            body.clear();
        }
    }
    if started != 1 {
        return Err(Trouble::new(
            format!("Trunk's page has {started} inline modules, where one starts the program"),
            "see what this version of Trunk writes into the page, and teach xtask/src/finish/page.rs",
        ));
    }
    *bytes = written(&parts).into_bytes();
    Ok(())
}

/// The files to be named by content beside those that Trunk has named so: the packs, the later parts, and what the
/// tags of scripts name.
pub(super) fn content_named(site: &Site) -> Done<BTreeSet<String>> {
    let mut named = BTreeSet::new();
    for (name, bytes) in site.iter().filter(|(name, _)| has_extension(name, "html")) {
        for piece in pieces(text(name, bytes)?) {
            let Piece::Tag(tag) = piece else { continue };
            if is_pack(&tag) || part_of(&tag).is_some() {
                named.extend(tag.get("href").and_then(local).map(str::to_owned));
            } else if tag.name == "script" {
                let files = tag.attributes().filter_map(|(_, value)| local(value));
                named.extend(files.filter(|file| has_extension(file, "js")).map(str::to_owned));
            }
        }
    }
    Ok(named)
}

/// A script with a body that a browser would run.
pub(super) fn is_inline_script(tag: &Tag, body: &str) -> bool {
    let runs =
        matches!(tag.get("type").unwrap_or_default(), "" | "module" | "text/javascript" | "application/javascript");
    tag.name == "script" && runs && tag.get("src").is_none() && !body.trim().is_empty()
}

fn is_pack(tag: &Tag) -> bool {
    tag.name == "link" && tag.get("data-pack").is_some()
}

/// The part, fetched when it is used, that the tag's file is of.
pub(super) fn part_of(tag: &Tag) -> Option<&'static Part> {
    PARTS.iter().find(|part| tag.get(part.mark).is_some())
}

/// Names the modules of the later parts in the page and their workers, each behind the style sheet of its part, which it lets
/// wait.
pub(super) fn name_parts(site: &mut Site) -> Done {
    let index = site.get(INDEX).map(Vec::as_slice).unwrap_or_default();
    let mut named = Vec::new();
    let mut unmarked: Vec<&str> = PARTS.iter().map(|part| part.mark).collect();
    for piece in pieces(text(INDEX, index)?) {
        match piece {
            Piece::Tag(mut tag) if tag.get("rel") == Some("stylesheet") => {
                let part = part_of(&tag);
                if part.is_some() {
                    tag.set("rel", "alternate");
                }
                named.push(Piece::Tag(tag));
                if let Some(part) = part {
                    unmarked.retain(|mark| *mark != part.mark);
                    let worker = part.worker.map(|(file, _)| ("worker", file));
                    for (kind, file) in [("module", part.file)].into_iter().chain(worker) {
                        let mut link = Tag::new("link");
                        for (name, value) in [(part.mark, kind), ("rel", "alternate"), ("href", file)] {
                            link.set(name, value);
                        }
                        named.push(Piece::Tag(link));
                    }
                }
            }
            other => named.push(other),
        }
    }
    if let Some(mark) = unmarked.first() {
        return Err(Trouble::new(
            format!("no style sheet of {INDEX} is marked {mark}"),
            "mark the style sheet of every later part",
        ));
    }
    site.insert(INDEX.to_owned(), written(&named).into_bytes());
    Ok(())
}

/// Puts the new names and their digests into every page.
pub(super) fn rewrite(site: &mut Site, renamed: &Renamed) -> Done {
    let digests: Vec<(String, String)> = site.iter().map(|(name, bytes)| (name.clone(), integrity(bytes))).collect();
    for (name, bytes) in site.iter_mut().filter(|(name, _)| has_extension(name, "html")) {
        let mut parts = pieces(text(name, bytes)?);
        parts.retain(|part| match part {
            Piece::Tag(tag) => !preloads_bundled(tag),
            // For readers of the source; phones need not load them.
            Piece::Comment(_) => false,
            Piece::Rest(_) => true,
        });
        for part in &mut parts {
            if let Piece::Tag(tag) = part {
                follow(tag, renamed);
                let digest = reference(tag)
                    .and_then(|file| digests.iter().find(|(name, _)| name == file))
                    .map(|(_, digest)| digest.clone());
                match digest.filter(|_| honours_integrity(tag)) {
                    Some(digest) => tag.set("integrity", digest),
                    None => tag.remove("integrity"),
                }
            }
        }
        *bytes = written(&parts).into_bytes();
    }
    Ok(())
}

/// Small scripts of crates, which bundling has put into the glue.
fn preloads_bundled(tag: &Tag) -> bool {
    tag.name == "link" && reference(tag).is_some_and(|file| file.starts_with("snippets/"))
}

fn follow(tag: &mut Tag, renamed: &Renamed) {
    for value in tag.values_mut() {
        if let Some(new) = local(value).and_then(|old| renamed.get(old)) {
            *value = format!("./{new}");
        }
    }
}

/// Browsers check scripts, styles and module preloads; on a preload for `fetch` they warn that they do not. The page passes
/// on what the links of its later parts say.
fn honours_integrity(tag: &Tag) -> bool {
    tag.name == "script" || part_of(tag).is_some() || matches!(tag.get("rel"), Some("stylesheet" | "modulepreload"))
}

/// The file of this page that the tag loads.
pub(super) fn reference(tag: &Tag) -> Option<&str> {
    match tag.name.as_str() {
        "script" | "img" | "iframe" | "source" => tag.get("src").and_then(local),
        "link" => tag.get("href").and_then(local),
        _ => None,
    }
}

/// A relative address without its `./`; none for another scheme, another host, a fragment.
pub(super) fn local(address: &str) -> Option<&str> {
    let path = address.strip_prefix("./").unwrap_or(address);
    let elsewhere = path.is_empty() || path.starts_with(['/', '#', '?']) || path.contains(':');
    (!elsewhere).then_some(path)
}

/// What the first visit loads: the page, and what it names; in that order.
pub(crate) fn first_load(site: &Site) -> Done<Vec<String>> {
    let mut files = vec![INDEX.to_owned()];
    let page = site.get(INDEX).map(Vec::as_slice).unwrap_or_default();
    for piece in pieces(text(INDEX, page)?) {
        if let Piece::Tag(tag) = piece {
            let loads = tag.name != "link"
                || matches!(tag.get("rel"), Some("stylesheet" | "modulepreload" | "preload" | "icon" | "manifest"));
            if let Some(file) = reference(&tag).filter(|_| loads)
                && !files.iter().any(|present| present == file)
            {
                files.push(file.to_owned());
            }
        }
    }
    Ok(files)
}

/// What is loaded when it is first used, by the parts; without what a part fetches beyond its own code and style.
pub(crate) fn later_parts(site: &Site) -> Done<Vec<Vec<String>>> {
    let page = site.get(INDEX).map(Vec::as_slice).unwrap_or_default();
    let page = pieces(text(INDEX, page)?);
    let of = |mark: &str| {
        let tags = page.iter().filter_map(|piece| match piece {
            Piece::Tag(tag) if tag.get(mark).is_some_and(|kind| kind != DATA) => reference(tag).map(str::to_owned),
            _ => None,
        });
        tags.collect()
    };
    Ok(PARTS.iter().map(|part| of(part.mark)).collect())
}

/// Adds the list of all files with their digests, and one version over all of them.
pub(super) fn list(site: &mut Site) {
    let mut lines = Vec::new();
    for (path, bytes) in site.iter() {
        let digest = hex(&Sha256::digest(bytes));
        lines.push(format!("{{\"path\":\"{path}\",\"bytes\":{},\"sha256\":\"{digest}\"}}", bytes.len()));
    }
    let files = lines.join(",\n");
    let version: String = hex(&Sha256::digest(files.as_bytes())).chars().take(16).collect();
    let text = format!("{{\"version\":\"{version}\",\"files\":[\n{files}\n]}}\n");
    site.insert(LIST.to_owned(), text.into_bytes());
}

/// A file's digest, as an `integrity` attribute takes it. SHA-256, the shortest that it takes: the page has nine of them.
pub(crate) fn integrity(bytes: &[u8]) -> String {
    format!("sha256-{}", base64(&Sha256::digest(bytes)))
}

/// Base64 with padding.
pub(super) fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let at = |index: usize| u32::from(group.get(index).copied().unwrap_or_default());
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4 {
            let letter = ALPHABET.get((bits >> (18 - 6 * place) & 63) as usize).copied();
            let written = place <= group.len();
            text.push(letter.filter(|_| written).map_or('=', char::from));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::names::by_content;
    use super::*;

    const PAGE: &str = "<html><!-- A comment. --><head>\
        <link rel=\"stylesheet\" href=\"./app-c920ca43256fdcb9.css\" integrity=\"sha256-old\"/>\
        <link data-pack=\"p-2018\" rel=\"preload\" as=\"fetch\" href=\"p-2018.pack\" crossorigin>\
        <script type=\"module\">\nimport init from './w-c920ca43256fdcb9.js';\n</script>\
        <script type=\"application/json\">{}</script>\
        <link rel=\"modulepreload\" href=\"./w-c920ca43256fdcb9.js\" integrity=\"sha256-old\">\
        <link rel=\"preload\" href=\"./w-c920ca43256fdcb9_bg.wasm\" integrity=\"sha256-old\" as=\"fetch\" type=\"application/wasm\">\
        <link rel=\"modulepreload\" href=\"./snippets/a/inline0.js\">\
        </head></html>";

    fn site() -> Site {
        [
            ("index.html", PAGE),
            ("app-c920ca43256fdcb9.css", "a{}"),
            ("p-2018.pack", "{}"),
            ("w-c920ca43256fdcb9.js", "glue"),
            ("w-c920ca43256fdcb9_bg.wasm", "wasm"),
        ]
        .into_iter()
        .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()))
        .collect()
    }

    fn started() -> Site {
        let mut site = site();
        start_by_script(&mut site, "after.js").unwrap();
        site.insert(BOOT.to_owned(), b"boot".to_vec());
        site.insert("after.js".to_owned(), b"after".to_vec());
        site
    }

    fn finished() -> Site {
        let mut site = started();
        let named = content_named(&site).unwrap();
        let renamed = by_content(&mut site, &named).unwrap();
        rewrite(&mut site, &renamed).unwrap();
        site
    }

    #[test]
    fn a_classic_script_starts_the_program() {
        let site = started();
        let page = String::from_utf8(site["index.html"].clone()).unwrap();
        let tag = "<script src=\"./boot.js\" defer=\"\" data-program=\"./w-c920ca43256fdcb9.js\" \
            data-module=\"./w-c920ca43256fdcb9_bg.wasm\" data-offline=\"./after.js\"></script>";
        assert!(page.contains(tag), "{page}");
        assert!(!page.contains("import init"), "{page}");
        assert!(page.contains("<script type=\"application/json\">{}</script>"), "{page}");
        let named = content_named(&site).unwrap();
        assert_eq!(named, ["after.js", "boot.js", "p-2018.pack", "w-c920ca43256fdcb9.js"].map(str::to_owned).into());
    }

    #[test]
    fn a_page_that_starts_in_no_known_way_is_refused() {
        for (from, to) in [("modulepreload", "preload"), ("application/wasm", "a/b"), ("type=\"module\"", "")] {
            let mut site = site();
            site.insert(INDEX.to_owned(), PAGE.replace(from, to).into_bytes());
            assert!(start_by_script(&mut site, "after.js").is_err(), "{from}");
        }
    }

    #[test]
    fn the_page_names_the_final_files_with_their_digests() {
        let site = finished();
        let page = String::from_utf8(site["index.html"].clone()).unwrap();
        for old in ["c920ca43256fdcb9", "sha256-old", "p-2018.pack", "boot.js", "snippets/", "<!--"] {
            assert!(!page.contains(old), "{old} in {page}");
        }
        let files = first_load(&site).unwrap();
        assert_eq!(files.len(), 6);
        for file in &files {
            assert!(site.contains_key(file), "{file}");
        }
        let css = files.iter().find(|file| file.ends_with(".css")).unwrap();
        let digest = base64(&Sha256::digest(&site[css]));
        assert!(page.contains(&format!("href=\"./{css}\" integrity=\"sha256-{digest}\"")), "{page}");
        assert_eq!(page.matches("integrity=").count(), 3, "style, glue, boot: {page}");
    }

    #[test]
    fn later_parts_are_named_with_their_digests_and_wait() {
        let mut site = site();
        let unmarked = name_parts(&mut site).is_err();
        let marked = PAGE.replace(
            "<script type=\"module\">",
            "<link rel=\"stylesheet\" href=\"./later-c920ca43256fdcb9.css\" data-later=\"style\">\
            <link rel=\"stylesheet\" href=\"./desk-c920ca43256fdcb9.css\" data-desk=\"style\">\
            <link rel=\"alternate\" href=\"demo.csv\" data-desk=\"data\"><script type=\"module\">",
        );
        for (name, text) in [
            (INDEX, marked.as_str()),
            ("later-c920ca43256fdcb9.css", "b{}"),
            ("later.wasm", "part"),
            ("desk-c920ca43256fdcb9.css", "c{}"),
            ("desk.wasm", "another"),
            ("desk-worker.js", "run()"),
            ("demo.csv", "a,b"),
        ] {
            site.insert(name.to_owned(), text.as_bytes().to_vec());
        }
        name_parts(&mut site).unwrap();
        let named = content_named(&site).unwrap();
        let renamed = by_content(&mut site, &named).unwrap();
        rewrite(&mut site, &renamed).unwrap();
        assert!(unmarked, "a page in which nothing is marked");
        let parts = later_parts(&site).unwrap();
        let contents: Vec<Vec<&[u8]>> =
            parts.iter().map(|part| part.iter().map(|file| site[file].as_slice()).collect()).collect();
        assert_eq!(contents, [vec![&b"b{}"[..], b"part"], vec![b"c{}", b"another", b"run()"]]);
        let page = String::from_utf8(site[INDEX].clone()).unwrap();
        for file in parts.iter().flatten().chain([&renamed["demo.csv"]]) {
            assert!(page.contains(&integrity(&site[file])), "{page}");
            assert!(!first_load(&site).unwrap().contains(file), "{file} is of the first load");
        }
    }

    #[test]
    fn the_list_holds_every_file_and_changes_with_any() {
        let mut one = finished();
        let mut two = finished();
        two.insert("icon.svg".to_owned(), b"<svg/>".to_vec());
        list(&mut one);
        list(&mut two);
        let text = String::from_utf8(one[LIST].clone()).unwrap();
        assert_eq!(text.matches("\"path\"").count(), one.len() - 1);
        assert!(!text.contains("files.json"));
        assert_ne!(one[LIST][..30], two[LIST][..30], "another version");
    }

    #[test]
    fn base64_pads() {
        assert_eq!(base64(b""), "");
        assert_eq!(base64(b"f"), "Zg==");
        assert_eq!(base64(b"fo"), "Zm8=");
        assert_eq!(base64(b"foobar"), "Zm9vYmFy");
    }
}
