//! Short names for what the WebAssembly imports from its glue. wasm-bindgen names each import with a digest, which no
//! compression makes smaller, and every name travels twice. Pure.

use std::collections::BTreeMap;

use super::{Site, has_extension};

/// Renames the imports of every module that occur exactly once in the page's scripts, in both places.
pub(super) fn shorten(site: &mut Site) {
    let scripts: Vec<String> = site.keys().filter(|name| has_extension(name, "js")).cloned().collect();
    let modules: Vec<String> = site.keys().filter(|name| has_extension(name, "wasm")).cloned().collect();
    for module in modules {
        let Some(names) = site.get(&module).and_then(|bytes| function_imports(bytes)) else { continue };
        let mut renamed = BTreeMap::new();
        for (number, name) in names.into_iter().filter(|name| name.starts_with("__wb")).enumerate() {
            let places = scripts.iter().map(|script| {
                let text = site.get(script).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
                (script, occurrences(text, &name))
            });
            let found: Vec<(&String, usize)> =
                places.flat_map(|(script, places)| places.into_iter().map(move |place| (script, place))).collect();
            if let [(script, place)] = found.as_slice() {
                let (script, place) = ((*script).clone(), *place);
                let short = short_name(number);
                if let Some(bytes) = site.get_mut(&script) {
                    bytes.splice(place..place + name.len(), short.bytes());
                    renamed.insert(name, short);
                }
            }
        }
        if let Some(bytes) = site.get_mut(&module)
            && let Some(shorter) = with_imports_renamed(bytes, &renamed)
        {
            *bytes = shorter;
        }
    }
}

/// `$0`, `$1` … `$a` …: no name of the glue's own begins so.
fn short_name(number: usize) -> String {
    const DIGITS: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut rest = number;
    let mut name = String::new();
    loop {
        let digit = DIGITS.get(rest % DIGITS.len()).copied().unwrap_or(b'0');
        name.insert(0, char::from(digit));
        rest /= DIGITS.len();
        if rest == 0 {
            name.insert(0, '$');
            return name;
        }
    }
}

/// Where the name stands as a whole word.
fn occurrences(text: &str, name: &str) -> Vec<usize> {
    let in_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    text.match_indices(name)
        .map(|(place, _)| place)
        .filter(|place| {
            let before = text.get(..*place).and_then(|text| text.chars().next_back());
            let after = text.get(place + name.len()..).and_then(|text| text.chars().next());
            !before.is_some_and(in_word) && !after.is_some_and(in_word)
        })
        .collect()
}

/// A module's bytes, read from the front.
struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    /// An unsigned LEB128 number.
    fn number(&mut self) -> Option<usize> {
        let mut value = 0_usize;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            value |= usize::from(byte & 0x7F).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn name(&mut self) -> Option<&'a [u8]> {
        let length = self.number()?;
        self.take(length)
    }

    /// The description behind an import's kind, as it stands.
    fn description(&mut self, kind: u8) -> Option<&'a [u8]> {
        let before = self.bytes;
        match kind {
            0 => {
                self.number()?;
            }
            1 => {
                self.byte()?;
                self.limits()?;
            }
            2 => self.limits()?,
            3 => {
                self.take(2)?;
            }
            4 => {
                self.byte()?;
                self.number()?;
            }
            _ => return None,
        }
        before.get(..before.len() - self.bytes.len())
    }

    fn limits(&mut self) -> Option<()> {
        let flags = self.byte()?;
        self.number()?;
        if flags & 1 == 1 {
            self.number()?;
        }
        Some(())
    }
}

const HEADER: usize = 8;
const IMPORTS: u8 = 2;
const FUNCTION: u8 = 0;

fn function_imports(module: &[u8]) -> Option<Vec<String>> {
    let mut names = Vec::new();
    each_import(module, &mut |import| {
        if import.kind == FUNCTION {
            names.push(String::from_utf8_lossy(import.name).into_owned());
        }
    })?;
    Some(names)
}

/// One entry of the import section.
struct Import<'a> {
    from: &'a [u8],
    name: &'a [u8],
    kind: u8,
    description: &'a [u8],
}

/// Visits the imports; gives the places of the section's head and end. Nothing when the module is
/// not understood, which leaves it as it is.
fn each_import(module: &[u8], visit: &mut dyn FnMut(&Import<'_>)) -> Option<(usize, usize)> {
    let mut reader = Reader { bytes: module.get(HEADER..)? };
    loop {
        let head = module.len() - reader.bytes.len();
        let id = reader.byte()?;
        let length = reader.number()?;
        let body = reader.take(length)?;
        if id != IMPORTS {
            continue;
        }
        let end = module.len() - reader.bytes.len();
        let mut imports = Reader { bytes: body };
        for _ in 0..imports.number()? {
            let (from, name, kind) = (imports.name()?, imports.name()?, imports.byte()?);
            let description = imports.description(kind)?;
            visit(&Import { from, name, kind, description });
        }
        return imports.bytes.is_empty().then_some((head, end));
    }
}

fn with_imports_renamed(module: &[u8], renamed: &BTreeMap<String, String>) -> Option<Vec<u8>> {
    let mut count = 0;
    let mut entries = Vec::new();
    let (head, end) = each_import(module, &mut |import| {
        count += 1;
        let short = std::str::from_utf8(import.name).ok().and_then(|name| renamed.get(name));
        write_name(&mut entries, import.from);
        write_name(&mut entries, short.map_or(import.name, |short| short.as_bytes()));
        entries.push(import.kind);
        entries.extend_from_slice(import.description);
    })?;
    let mut body = Vec::new();
    write_number(&mut body, count);
    body.extend(entries);
    let mut shorter = module.get(..head)?.to_vec();
    shorter.push(IMPORTS);
    write_number(&mut shorter, body.len());
    shorter.extend(body);
    shorter.extend_from_slice(module.get(end..)?);
    Some(shorter)
}

fn write_name(into: &mut Vec<u8>, name: &[u8]) {
    write_number(into, name.len());
    into.extend_from_slice(name);
}

fn write_number(into: &mut Vec<u8>, number: usize) {
    let mut rest = number;
    loop {
        let low = u8::try_from(rest & 0x7F).unwrap_or_default();
        rest >>= 7;
        if rest == 0 {
            into.push(low);
            return;
        }
        into.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module that imports a function and a memory and says no more.
    fn module() -> Vec<u8> {
        let mut body = vec![2];
        for (name, rest) in [("__wbg_log_0123456789abcdef", vec![0_u8, 0]), ("memory", vec![2, 1, 1, 200, 1])] {
            write_name(&mut body, b"./glue.js");
            write_name(&mut body, name.as_bytes());
            body.extend(rest);
        }
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        module.extend([1, 4, 1, 0x60, 0, 0, IMPORTS]);
        write_number(&mut module, body.len());
        module.extend(body);
        module.extend([3, 1, 0]);
        module
    }

    fn site(script: &str) -> Site {
        Site::from([("a.wasm".to_owned(), module()), ("a.js".to_owned(), script.as_bytes().to_vec())])
    }

    #[test]
    fn both_places_get_the_short_name() {
        let mut site = site("let i={__wbg_log_0123456789abcdef:function(){}}");
        shorten(&mut site);
        assert_eq!(site["a.js"], b"let i={$0:function(){}}");
        let shorter = &site["a.wasm"];
        assert_eq!(function_imports(shorter), Some(vec!["$0".to_owned()]));
        assert!(shorter.ends_with(&[3, 1, 0]) && shorter.len() < module().len());
        let mut others = Vec::new();
        each_import(shorter, &mut |import| {
            others.push((import.from.to_vec(), import.name.to_vec(), import.kind, import.description.to_vec()));
        });
        assert_eq!(others[1], (b"./glue.js".to_vec(), b"memory".to_vec(), 2, vec![1, 1, 200, 1]));
    }

    #[test]
    fn what_is_not_surely_one_name_is_left() {
        for script in
            ["let i={}", "__wbg_log_0123456789abcdef;__wbg_log_0123456789abcdef", "x__wbg_log_0123456789abcdef"]
        {
            let mut site = site(script);
            shorten(&mut site);
            assert_eq!(site["a.js"], script.as_bytes());
            assert_eq!(site["a.wasm"], module());
        }
    }

    #[test]
    fn broken_modules_are_left() {
        let whole = module();
        for length in 0..whole.len() - 4 {
            let cut = whole[..length].to_vec();
            let mut site = Site::from([("a.wasm".to_owned(), cut.clone())]);
            shorten(&mut site);
            assert_eq!(site["a.wasm"], cut);
        }
    }

    #[test]
    fn names_count_on() {
        assert_eq!([0, 9, 10, 35, 36].map(short_name), ["$0", "$9", "$a", "$z", "$10"]);
    }
}
