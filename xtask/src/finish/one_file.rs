//! `bayou.html`: the whole page in one file, which opens from a memory stick or out of a chat. Made of the finished page;
//! depends on `html`, `page` and `programs`.

use super::html::{Piece, Tag, pieces, written};
use super::page::{BOOT, INDEX, base64, local, part_of};
use super::programs::Programs;
use super::{Site, has_extension, text};
use crate::project::Project;
use crate::trouble::{Done, Trouble};
use sha2::{Digest, Sha256};

/// Its name.
pub(crate) const ONE_FILE: &str = "bayou.html";

/// Adds it.
pub(super) fn add(site: &mut Site, project: &Project, programs: &Programs) -> Done {
    let page = text(INDEX, file(site, INDEX)?)?;
    let mut inlined = Inlined { site, programs, head: String::new(), blocks: String::new(), start: None };
    let mut parts: Vec<Piece> = Vec::new();
    for piece in pieces(page) {
        match piece {
            Piece::Tag(tag) => parts.extend(inlined.instead_of(tag)?),
            Piece::Rest(rest) => parts.push(Piece::Rest(rest)),
            Piece::Comment(_) => {}
        }
    }
    let Inlined { head, blocks, start, .. } = inlined;
    let (program, module) = start.ok_or_else(|| Trouble::new(format!("{INDEX} has no start script"), "see `page`"))?;
    let script =
        programs.bundle_with_program(&project.path("web/offline/one_file.js"), &program, file(site, &program)?)?;
    let script = text("one_file.js", &script)?.trim_end().replace("</script", "<\\/script");
    let module = block("program", file(site, &module)?, programs)?;
    let policy = policy(&head, &script);
    let page = written(&parts)
        .replacen("<meta charset=\"utf-8\">", &format!("<meta charset=\"utf-8\">{policy}"), 1)
        .replacen("</head>", &format!("<style>{head}</style></head>"), 1)
        .replacen("</body>", &format!("{blocks}{module}<script>{script}</script></body>"), 1);
    site.insert(ONE_FILE.to_owned(), page.into_bytes());
    Ok(())
}

/// What the page loaded, as it is gathered from its tags.
struct Inlined<'a> {
    site: &'a Site,
    programs: &'a Programs<'a>,
    head: String,
    blocks: String,
    start: Option<(String, String)>,
}

impl Inlined<'_> {
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
            self.head.push_str(text(&href, file(self.site, &href)?)?.trim_end());
        } else if tag.attributes().any(|(name, _)| name.starts_with("data-")) {
            // A pack, or the module of the second part: the program finds it by this tag.
            self.blocks.push_str(&block(&href, file(self.site, &href)?, self.programs)?);
            for attribute in ["href", "as", "crossorigin", "integrity"] {
                tag.remove(attribute);
            }
            tag.set("rel", "alternate");
            tag.set("data-packed", href);
            return Ok(Some(Piece::Tag(tag)));
        }
        Ok(None)
    }
}

fn file<'s>(site: &'s Site, name: &str) -> Done<&'s [u8]> {
    site.get(name).map(Vec::as_slice).ok_or_else(|| Trouble::new(format!("{name} is not there"), "see `guard`"))
}

/// A block of data that no browser runs.
fn block(name: &str, bytes: &[u8], programs: &Programs) -> Done<String> {
    let packed = base85(&programs.deflate(name, bytes)?);
    Ok(format!("<script type=\"text/plain\" data-file=\"{name}\" data-bytes=\"{}\">{packed}</script>\n", bytes.len()))
}

/// Five characters for four bytes, six hundredths less than base64 takes. Of the row of 85 that begins at `(` only `<` could
/// mean something in a script: `}` stands for it. Zeros fill the last four; deflate knows its end.
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

/// The page's own security policy: its one script, its one sheet, nothing from or to anywhere. Browsers before 2022 know
/// only the wider word for compiling WebAssembly.
fn policy(sheet: &str, script: &str) -> String {
    let digest = |text: &str| base64(&Sha256::digest(text.as_bytes()));
    format!(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
        script-src 'sha256-{}' 'wasm-unsafe-eval' 'unsafe-eval'; style-src 'sha256-{}'; img-src data: blob:; \
        connect-src blob:; base-uri 'none'; form-action 'none'\">",
        digest(script),
        digest(sheet)
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
