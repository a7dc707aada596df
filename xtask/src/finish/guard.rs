//! What must not be in the finished page: anything inline, anything from elsewhere, any reference into the void.
//! Pure; depends on `html` and `page`.

use super::html::{Piece, Tag, pieces};
use super::page::{is_inline_script, reference};
use super::{Site, has_extension, text};
use crate::trouble::{Done, Trouble};

/// How a minified script imports what Trunk has put beside it; the finishing step takes that into the script.
const SNIPPETS: &str = "from\"./snippets/";

/// Fails with every fault found.
pub(super) fn check(site: &Site) -> Done {
    let mut faults = Vec::new();
    for (name, bytes) in site {
        if has_extension(name, "html") {
            page(text(name, bytes)?, site, |fault| {
                faults.push(format!("{name}: {fault}"));
            });
        } else if has_extension(name, "css") {
            style(text(name, bytes)?, |fault| {
                faults.push(format!("{name}: {fault}"));
            });
        } else if has_extension(name, "js") && text(name, bytes)?.contains(SNIPPETS) {
            faults.push(format!("{name}: it still imports a script of ./snippets/"));
        }
    }
    if faults.is_empty() {
        return Ok(());
    }
    Err(Trouble::new(
        format!("the page would break its own security policy: {}", faults.join("; ")),
        "move scripts and styles into files of this project, and bring what is foreign along",
    ))
}

fn page(page: &str, site: &Site, mut fault: impl FnMut(String)) {
    let mut previous: Option<Tag> = None;
    for piece in pieces(page) {
        match piece {
            Piece::Comment(_) => {}
            Piece::Rest(body) => {
                if previous.take().is_some_and(|tag| is_inline_script(&tag, &body)) {
                    fault("an inline script".to_owned());
                }
            }
            Piece::Tag(tag) => {
                if tag.name == "style" {
                    fault("an inline style sheet".to_owned());
                }
                for (name, value) in tag.attributes() {
                    if name == "style" || name.starts_with("on") {
                        fault(format!("<{} {name}=…>", tag.name));
                    }
                    if loads(&tag, name) && is_foreign(value) {
                        fault(format!("<{} {name}=\"{value}\">", tag.name));
                    }
                }
                if let Some(file) = reference(&tag).filter(|file| !site.contains_key(*file)) {
                    fault(format!("<{}> names {file}, which is not there", tag.name));
                }
                previous = Some(tag);
            }
        }
    }
}

/// Whether the browser fetches what the attribute names; a link to follow is none of that.
fn loads(tag: &Tag, attribute: &str) -> bool {
    match attribute {
        "src" | "srcset" | "poster" | "data" | "action" | "formaction" => true,
        "href" => {
            !matches!(tag.name.as_str(), "a" | "area") && !matches!(tag.get("rel"), Some("license" | "canonical"))
        }
        _ => false,
    }
}

fn is_foreign(address: &str) -> bool {
    let address = address.trim_start().to_ascii_lowercase();
    address.starts_with("//") || (address.contains(':') && !address.starts_with("data:"))
}

fn style(sheet: &str, mut fault: impl FnMut(String)) {
    for import in sheet.match_indices("@import") {
        fault(format!("@import at byte {}", import.0));
    }
    for address in sheet.split("url(").skip(1) {
        let address = address.trim_start_matches([' ', '"', '\'']);
        let address = address.split([')', '"', '\'']).next().unwrap_or_default();
        if is_foreign(address) {
            fault(format!("url({address})"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(page: &str, sheet: &str) -> Option<String> {
        let site = Site::from([
            ("index.html".to_owned(), page.as_bytes().to_vec()),
            ("a.css".to_owned(), sheet.as_bytes().to_vec()),
            ("boot.js".to_owned(), Vec::new()),
        ]);
        check(&site).err().map(|trouble| trouble.to_string())
    }

    #[test]
    fn a_clean_page_passes() {
        let page = "<link rel=\"icon\" href=\"data:,\"><script src=\"./boot.js\"></script>\
            <script type=\"application/json\">{}</script><a href=\"https://example.org/\">x</a>\
            <link rel=\"stylesheet\" href=\"./a.css\">";
        assert_eq!(faults(page, "a { background: url(data:image/png;base64,) }"), None);
    }

    #[test]
    fn every_kind_of_fault_is_found() {
        for (page, says) in [
            ("<script>let a;</script>", "inline script"),
            ("<style>a{}</style>", "inline style sheet"),
            ("<p style=\"color: red\">", "<p style=…>"),
            ("<p onclick=\"a()\">", "<p onclick=…>"),
            ("<script src=\"https://example.org/a.js\"></script>", "https://example.org/a.js"),
            ("<img src=\"//example.org/a.png\">", "//example.org/a.png"),
            ("<link rel=\"stylesheet\" href=\"HTTP://example.org/a.css\">", "HTTP://example.org"),
            ("<script src=\"./gone.js\"></script>", "gone.js, which is not there"),
        ] {
            let found = faults(page, "").unwrap_or_default();
            assert!(found.contains(says), "{page}: {found}");
        }
        assert!(faults("", "a { background: url('https://example.org/a.png') }").is_some());
        assert!(faults("", "@import 'b.css';").is_some());
        let scripts = |text: &str| Site::from([("web.js".to_owned(), text.as_bytes().to_vec())]);
        assert!(check(&scripts("import*as a from\"./snippets/b/c.js\";")).is_err());
        assert!(check(&scripts("let a={\"./snippets/b/c.js\":b};")).is_ok(), "the name that the module knows it by");
    }
}
