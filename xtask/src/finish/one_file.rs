//! `bayou.html`: the whole page in one file, which opens from a memory stick or out of a chat. Made of the finished page;
//! depends on `html`, `page` and `programs`.

use super::html::{Piece, Tag, pieces, written};
use super::page::{BOOT, INDEX, base64, local, part_of};
use super::programs::Programs;
use super::{Site, has_extension, text};
use crate::assets::CHECKLIST;
use crate::project::Project;
use crate::trouble::{Done, Trouble};
use lzma_rust2::{LzmaOptions, LzmaWriter};
use sha2::{Digest, Sha256};
use std::io::Write;

/// Its name.
pub(crate) const ONE_FILE: &str = "bayou.html";

/// Settings of LZMA, of all the smallest for what the page is made of: how many bits of the byte before tell of the next, and how
/// many of the place. `web/offline/unpack.js` knows no third, and is told these two.
const LC: u32 = 4;
const PB: u32 = 0;
/// More than the page will ever hold, so that everything in it may be found again.
const WINDOW: u32 = 1 << 22;

/// Adds it.
pub(super) fn add(site: &mut Site, project: &Project, programs: &Programs) -> Done {
    let source = |name: &str| project.path("web/offline").join(name);
    let page = text(INDEX, file(site, INDEX)?)?;
    let mut taken = Taken { site, files: Vec::new(), style: String::new(), start: None, rescue: None };
    let mut parts: Vec<Piece> = Vec::new();
    for piece in pieces(page) {
        match piece {
            Piece::Tag(tag) => parts.extend(taken.instead_of(tag)?),
            Piece::Rest(rest) => parts.push(Piece::Rest(rest)),
            Piece::Comment(_) => {}
        }
    }
    let Taken { mut files, style, start, rescue, .. } = taken;
    let missing = |what: &str| Trouble::new(format!("{INDEX} has no {what}"), "see `page`");
    let (program, module) = start.ok_or_else(|| missing("start script"))?;
    let rescue = rescue.ok_or_else(|| missing("rescue page"))?;
    let scripts = [("program", &*program, file(site, &program)?), ("rescue", &*rescue, file(site, &rescue)?)];
    let script = programs.bundle_of(&source("packed.js"), &scripts)?;
    let (checklist, printed) = checklist(site)?;
    // The two modules stand side by side: the same compiler made both.
    files.insert(0, ("program".to_owned(), file(site, &module)?.to_vec()));
    files.push(("style".to_owned(), style.into_bytes()));
    files.push((CHECKLIST.to_owned(), checklist.into_bytes()));
    files.push(("script".to_owned(), script));

    let opens = programs.bundle(&source("one_file.js"))?;
    let opens = text("one_file.js", &opens)?.trim_end().replace("</script", "<\\/script");
    let waits = programs.style(&source("one_file.css"))?;
    let waits = text("one_file.css", &waits)?.trim_end();
    let of = |name: &str| files.iter().find(|(own, _)| own == name).map_or(&[][..], |(_, bytes)| bytes);
    let policy = policy(&[waits.as_bytes(), of("style"), printed.as_bytes()], &[opens.as_bytes(), of("script")]);
    let page = written(&parts)
        .replacen("<meta charset=\"utf-8\">", &format!("<meta charset=\"utf-8\">{policy}"), 1)
        .replacen("</head>", &format!("<style>{waits}</style></head>"), 1)
        .replacen("</body>", &format!("{}<script>{opens}</script></body>", packed(&files)?), 1);
    site.insert(ONE_FILE.to_owned(), page.into_bytes());
    Ok(())
}

/// What the page loads, as it is gathered from its tags.
struct Taken<'a> {
    site: &'a Site,
    /// By the names under which the page looks for them.
    files: Vec<(String, Vec<u8>)>,
    style: String,
    /// The program's script, and its module.
    start: Option<(String, String)>,
    rescue: Option<String>,
}

impl Taken<'_> {
    /// What stands in the place of a tag: nothing where it only loads.
    fn instead_of(&mut self, mut tag: Tag) -> Done<Option<Piece>> {
        let named = |name: &str| tag.get(name).and_then(local).map(str::to_owned);
        if tag.name == "script" && named("src").is_some_and(|src| src.starts_with(BOOT.trim_end_matches(".js"))) {
            self.start = named("data-program").zip(named("data-module"));
            return Ok(None);
        }
        if tag.name != "link" {
            return Ok(Some(Piece::Tag(tag)));
        }
        let Some(href) = named("href") else { return Ok(Some(Piece::Tag(tag))) };
        if part_of(&tag).is_some_and(|part| !part.is_in_one_file) {
            // The tag of its module says that there is none.
            tag.remove("href");
            tag.remove("integrity");
            return Ok(has_extension(&href, "wasm").then_some(Piece::Tag(tag)));
        }
        if href.ends_with(".css") {
            self.style.push_str(text(&href, file(self.site, &href)?)?.trim_end());
            return Ok(None);
        }
        if tag.get("id") == Some("rescue") {
            self.rescue = Some(href);
        } else if tag.attributes().any(|(name, _)| name.starts_with("data-")) {
            // A pack, or the module of the second part: the program finds it by this tag.
            self.files.push((href.clone(), file(self.site, &href)?.to_vec()));
            tag.set("data-packed", href);
        } else {
            return Ok(None);
        }
        for attribute in ["href", "as", "crossorigin", "integrity"] {
            tag.remove(attribute);
        }
        tag.set("rel", "alternate");
        Ok(Some(Piece::Tag(tag)))
    }
}

fn file<'s>(site: &'s Site, name: &str) -> Done<&'s [u8]> {
    site.get(name).map(Vec::as_slice).ok_or_else(|| Trouble::new(format!("{name} is not there"), "see `guard`"))
}

/// The checklist on paper with its style in it, and that style.
fn checklist(site: &Site) -> Done<(String, String)> {
    let mut style = String::new();
    let mut parts: Vec<Piece> = Vec::new();
    for piece in pieces(text(CHECKLIST, file(site, CHECKLIST)?)?) {
        match &piece {
            Piece::Tag(tag) if tag.name == "link" => {
                if let Some(href) = tag.get("href").and_then(local).filter(|href| href.ends_with(".css")) {
                    style.push_str(text(href, file(site, href)?)?.trim_end());
                }
            }
            Piece::Comment(_) => {}
            _ => parts.push(piece),
        }
    }
    Ok((written(&parts).replacen("</head>", &format!("<style>{style}</style></head>"), 1), style))
}

/// All files as one block of data that no browser runs, with their names and lengths in their order.
fn packed(files: &[(String, Vec<u8>)]) -> Done<String> {
    let all: Vec<u8> = files.iter().flat_map(|(_, bytes)| bytes).copied().collect();
    let list: Vec<String> = files.iter().map(|(name, bytes)| format!("[\"{name}\",{}]", bytes.len())).collect();
    let list = format!("{{\"files\":[{}],\"lc\":{LC},\"pb\":{PB}}}", list.join(","));
    let data = base85(&lzma(&all)?);
    Ok(format!("<script type=\"text/plain\" id=\"packed\" data-files='{list}'>{data}</script>"))
}

/// The bytes as a bare stream of LZMA: a tenth less than deflate, and read by a script as short.
fn lzma(bytes: &[u8]) -> Done<Vec<u8>> {
    let options = LzmaOptions {
        dict_size: WINDOW,
        lc: LC,
        pb: PB,
        nice_len: LzmaOptions::NICE_LEN_MAX,
        depth_limit: 2000,
        ..LzmaOptions::with_preset(9)
    };
    let packed = LzmaWriter::new_no_header(Vec::new(), &options, false)
        .and_then(|mut writer| writer.write_all(bytes).and_then(|()| writer.finish()));
    packed.map_err(|error| Trouble::new(format!("{ONE_FILE} is not packed: {error}"), "see `lzma` in one_file.rs"))
}

/// Five characters for four bytes, six hundredths less than base64 takes. Of the row of 85 that begins at `(` only `<` could
/// mean something in a script: `}` stands for it. Zeros fill the last four; the unpacker knows its end.
fn base85(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(4) * 5);
    for group in bytes.chunks(4) {
        let value = (0..4).fold(0, |value, at| value << 8 | u32::from(group.get(at).copied().unwrap_or_default()));
        for power in [85_u32.pow(4), 85_u32.pow(3), 85_u32.pow(2), 85, 1] {
            let digit = u8::try_from(value / power % 85).unwrap_or_default();
            text.push(char::from(if digit + b'(' == b'<' { b'}' } else { digit + b'(' }));
        }
    }
    text
}

/// The page's own security policy: its own scripts and sheets, nothing from or to anywhere. Browsers before 2022 know only the
/// wider word for compiling WebAssembly.
fn policy(styles: &[&[u8]], scripts: &[&[u8]]) -> String {
    let digests = |all: &[&[u8]]| {
        let named = all.iter().map(|bytes| format!("'sha256-{}'", base64(&Sha256::digest(bytes))));
        named.collect::<Vec<_>>().join(" ")
    };
    format!(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
        script-src {} 'wasm-unsafe-eval' 'unsafe-eval'; style-src {}; img-src data: blob:; \
        connect-src blob:; base-uri 'none'; form-action 'none'\">",
        digests(scripts),
        digests(styles)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_bytes_are_five_characters_none_of_which_ends_a_script() {
        assert_eq!(base85(&[]), "");
        assert_eq!(base85(&[0, 0, 0, 0]), "(((((");
        assert_eq!(base85(&[0, 0, 0, 20]), "((((}");
        assert_eq!(base85(&[0, 0, 1]), base85(&[0, 0, 1, 0]));
        assert_eq!(base85(&[0, 0, 0, 85]), "((()(");
        let all: Vec<u8> = (0..=255).flat_map(|byte| [byte, 255 - byte, byte ^ 0x5A, 77]).collect();
        assert!(!base85(&all).contains(['<', '&']));
    }
}
