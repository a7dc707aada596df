//! The form for pages of others, in `embed/`: the element's script with the names of the page's files, its style sheet made of
//! the page's, and the frame. Made of the finished page; depends on `html`, `page` and `programs`.

use super::html::{Piece, pieces};
use super::names::content_name;
use super::page::{INDEX, integrity};
use super::programs::Programs;
use super::{Site, has_extension, text};
use crate::project::{Project, read};
use crate::trouble::{Done, Trouble};

/// Where it lies below the page, and where its sources lie.
const FOLDER: &str = "embed";
const SOURCES: &str = "web/embed";
/// The scripts by their names there and their sources.
const SCRIPTS: [(&str, &str); 3] =
    [("bayou-check.js", "element.js"), ("frame.js", "frame.js"), ("bayou-frame.js", "host.js")];
/// What is not bundled; the list of the origins that may use the frame is for whoever serves it to fill in.
const COPIED: [&str; 2] = ["frame.html", "frame.json"];
/// What holds the page's style where the page is no document.
const PAGE: &str = ".page";

/// Adds it.
pub(super) fn add(site: &mut Site, project: &Project, programs: &Programs) -> Done {
    let source = |name: &str| project.path(SOURCES).join(name);
    let (style_name, style) = style(site, &programs.style(&source("embed.css"))?)?;
    let files = files(site, &style_name)?;
    let mut made = Site::from([(style_name, style)]);
    for (name, from) in SCRIPTS {
        made.insert(name.to_owned(), programs.bundle_with(&source(from), &format!("FILES={files}"))?);
    }
    for name in COPIED {
        made.insert(name.to_owned(), programs.in_words(name, &read(&source(name))?)?);
    }
    site.extend(made.into_iter().map(|(name, bytes)| (format!("{FOLDER}/{name}"), bytes)));
    Ok(())
}

/// The page's styles, and those of its second part, for a tree that has no document.
fn style(site: &Site, own: &[u8]) -> Done<(String, Vec<u8>)> {
    let mut sheet = String::new();
    for start in ["app-", "later-"] {
        let name = named(site, start, "css")?;
        let bytes = site.get(&name).map(Vec::as_slice).unwrap_or_default();
        sheet.push_str(&without_document(text(&name, bytes)?));
    }
    sheet.push_str(text("embed.css", own)?);
    let name = content_name("bayou-check.css", sheet.as_bytes());
    Ok((name, sheet.into_bytes()))
}

/// A minified sheet in which the page's root is an element like any other.
fn without_document(sheet: &str) -> String {
    let mut text = sheet.to_owned();
    for root in [":root", "html", "body"] {
        for before in ["}", "{", ",", ";", "\n"] {
            for after in ["{", ","] {
                text = text.replace(&format!("{before}{root}{after}"), &format!("{before}{PAGE}{after}"));
            }
        }
        if let Some(rest) = text.strip_prefix(root).filter(|rest| rest.starts_with(['{', ','])) {
            text = format!("{PAGE}{rest}");
        }
    }
    text
}

/// What the scripts must know of the finished page, as JSON: addresses from their folder, and digests.
fn files(site: &Site, style: &str) -> Done<String> {
    let known = |name: &str| {
        let bytes = site.get(name).map(Vec::as_slice).unwrap_or_default();
        format!("{{\"file\":\"../{name}\",\"integrity\":\"{}\"}}", integrity(bytes))
    };
    let packs = packs(site)?;
    let packs: Vec<String> = packs
        .iter()
        .map(|(id, title, file)| format!("{{\"id\":\"{id}\",\"title\":\"{title}\",\"file\":\"../{file}\"}}"))
        .collect();
    Ok(format!(
        "{{\"program\":\"../{}\",\"module\":{},\"part\":{},\"style\":\"{style}\",\"packs\":[{}]}}",
        named(site, "bayou-web-", "js")?,
        known(&named(site, "bayou-web", "wasm")?),
        known(&named(site, "later-", "wasm")?),
        packs.join(",")
    ))
}

/// The packs on offer, the default first: identifier, title, file.
fn packs(site: &Site) -> Done<Vec<(String, String, String)>> {
    let page = site.get(INDEX).map(Vec::as_slice).unwrap_or_default();
    let pack = |piece: Piece| match piece {
        Piece::Tag(tag) => {
            let of = |name: &str| tag.get(name).map(str::to_owned);
            let file = of("href")?.trim_start_matches("./").to_owned();
            Some((of("data-pack")?, of("title")?, file))
        }
        _ => None,
    };
    Ok(pieces(text(INDEX, page)?).into_iter().filter_map(pack).collect())
}

/// The one file of the page whose name begins and ends so.
fn named(site: &Site, start: &str, extension: &str) -> Done<String> {
    let mut found = site.keys().filter(|name| name.starts_with(start) && has_extension(name, extension));
    match (found.next(), found.next()) {
        (Some(only), None) => Ok(only.clone()),
        _ => Err(Trouble::new(
            format!("the page has not just one {start}….{extension}"),
            "see what the page is built of, and teach xtask/src/finish/embed.rs",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_of_the_page_is_an_element_of_its_own() {
        let sheet =
            ":root{--a:1}@media (min-width:9px){:root{--a:2}}html{b:c}body{d:e}tbody{f:g}.body{h:i}html,body{j:k}";
        let expected =
            ".page{--a:1}@media (min-width:9px){.page{--a:2}}.page{b:c}.page{d:e}tbody{f:g}.body{h:i}.page,.page{j:k}";
        assert_eq!(without_document(sheet), expected);
    }

    #[test]
    fn two_files_of_one_kind_are_told() {
        let site = Site::from([("app-1.css".to_owned(), vec![]), ("app-2.css".to_owned(), vec![])]);
        assert!(named(&site, "app-", "css").is_err());
        assert!(named(&site, "later-", "css").is_err());
    }
}
