//! What the finished page carries and never runs is taken out before wasm-opt looks for what nothing needs: the words of
//! panics, which nobody sees on a phone, and the parts of Yew that serve what this page does not use. Each such function
//! becomes a trap. A panic is one anyway; a part of Yew that is used after all stops the page, which every browser test
//! would find. Only names are needed, so that a page that Trunk alone has built keeps everything. Pure.

use std::collections::BTreeMap;

use super::wasm::{CODE, DATA, FUNCTION, IMPORTS, NAMED, Reader, Section, imports, sections, write_name, write_number};
use super::wasm::{write_signed, written};
use super::{Site, has_extension};

/// Panics: where they begin, and how they are told.
const PANICS: [&str; 7] = [
    "core::panicking::",
    "core::result::unwrap_failed",
    "core::option::unwrap_failed",
    "core::option::expect_failed",
    "core::str::slice_error_fail",
    "std::panicking::",
    "console_error_panic_hook::",
];
/// What is called as a panic and is none: how the page's hook is set, and whether a thread is panicking. They are inlined
/// where the compiler may.
const NO_PANICS: [&str; 3] = ["std::panicking::set_hook", "std::panicking::take_hook", "std::panicking::panic_count::"];
/// Views hold no handlers (`app` listens once for the page), no raw HTML, no suspended parts and no portals.
const YEW: [&str; 8] = [
    "yew::dom_bundle::subtree_root::SubtreeData::add_listener",
    "yew::dom_bundle::subtree_root::BSubtree::ensure_handled",
    "<yew::dom_bundle::subtree_root::EventDescriptor as ",
    "yew::dom_bundle::btag::listeners::ListenerRegistration::register",
    "yew::dom_bundle::btag::listeners::Registry::",
    "yew::dom_bundle::braw::",
    "yew::dom_bundle::bsuspense::<impl ",
    "yew::dom_bundle::bportal::<impl ",
];
/// Only panics print values for programmers.
const DEBUG: &str = " as core::fmt::Debug>::fmt";

/// A function without locals whose one instruction is `unreachable`.
pub(super) const TRAP: [u8; 3] = [0x00, 0x00, 0x0B];

/// Takes it out of every module; one that is not understood is left as it is.
pub(super) fn take_out(site: &mut Site) {
    for (_, bytes) in site.iter_mut().filter(|(name, _)| has_extension(name, "wasm")) {
        if let Some(smaller) = smaller(bytes) {
            *bytes = smaller;
        }
    }
}

fn smaller(module: &[u8]) -> Option<Vec<u8>> {
    let mut sections = sections(module)?;
    let names = function_names(&sections)?;
    let imported = sections.iter().find(|section| section.id == IMPORTS).and_then(imports)?;
    let first = imported.iter().filter(|import| import.kind == FUNCTION).count();
    for section in &mut sections {
        let changed = match section.id {
            CODE => trapped(&section.body, first, &names)?,
            DATA => without_places(&section.body)?,
            _ => continue,
        };
        section.body = changed.into();
    }
    Some(written(&sections))
}

/// Names by the number of the function, imports first.
fn function_names(sections: &[Section<'_>]) -> Option<BTreeMap<usize, String>> {
    const FUNCTION_NAMES: u8 = 1;
    let mut reader = sections.iter().filter(|section| section.id == NAMED).find_map(|section| {
        let mut reader = Reader::new(&section.body);
        (reader.name() == Some(b"name")).then(|| reader.rest().to_vec())
    });
    let named = reader.take()?;
    let mut reader = Reader::new(&named);
    let mut names = BTreeMap::new();
    while !reader.rest().is_empty() {
        let kind = reader.byte()?;
        let body = reader.name()?;
        if kind == FUNCTION_NAMES {
            let mut entries = Reader::new(body);
            for _ in 0..entries.number()? {
                let number = entries.number()?;
                names.insert(number, bare(std::str::from_utf8(entries.name()?).ok()?));
            }
        }
    }
    Some(names)
}

/// The name without the digests in brackets that name a crate's build.
pub(super) fn bare(name: &str) -> String {
    let mut bare = String::new();
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('[') {
        bare.push_str(before);
        match after.split_once(']') {
            Some((digest, behind)) if digest.len() > 8 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                rest = behind;
            }
            _ => {
                bare.push('[');
                rest = after;
            }
        }
    }
    bare + rest
}

fn is_unreached(name: &str) -> bool {
    let begins = |begins: &[&str]| begins.iter().any(|begin| name.starts_with(begin));
    (begins(&PANICS) && !begins(&NO_PANICS)) || begins(&YEW) || name.contains(DEBUG)
}

fn trapped(code: &[u8], first: usize, names: &BTreeMap<usize, String>) -> Option<Vec<u8>> {
    let mut reader = Reader::new(code);
    let count = reader.number()?;
    let mut written = Vec::with_capacity(code.len());
    write_number(&mut written, count);
    for number in first..first + count {
        let body = reader.name()?;
        let is_unreached = names.get(&number).is_some_and(|name| is_unreached(name));
        write_name(&mut written, if is_unreached { &TRAP } else { body });
    }
    Some(written)
}

/// A piece of memory as it is at the start.
struct Piece {
    address: usize,
    bytes: Vec<u8>,
}

/// The data without the places in the source that panics would name: a place is a text ending in `.rs`, its length, a
/// line and a column.
fn without_places(data: &[u8]) -> Option<Vec<u8>> {
    let mut pieces = pieces(data)?;
    let mut blank = Vec::new();
    for piece in &pieces {
        for offset in (piece.address.next_multiple_of(4) - piece.address..piece.bytes.len()).step_by(4) {
            let words: Vec<usize> = (0..4).filter_map(|word| word_at(&piece.bytes, offset + word * 4)).collect();
            if let [text, length, line, column] = *words.as_slice()
                && (4..256).contains(&length)
                && (1..100_000).contains(&line)
                && (1..10_000).contains(&column)
                && bytes_at(&pieces, text, length).is_some_and(|text| text.ends_with(b".rs"))
            {
                blank.push((piece.address + offset, 16));
                blank.push((text, length));
            }
        }
    }
    for (address, length) in blank {
        for piece in &mut pieces {
            let place = address.checked_sub(piece.address).and_then(|start| piece.bytes.get_mut(start..start + length));
            if let Some(place) = place {
                place.fill(0);
            }
        }
    }
    let mut written = Vec::with_capacity(data.len());
    write_number(&mut written, pieces.len());
    for piece in &pieces {
        written.extend([0, I32_CONST]);
        write_signed(&mut written, i32::try_from(piece.address).ok()?);
        written.push(END);
        write_name(&mut written, &piece.bytes);
    }
    Some(written)
}

const I32_CONST: u8 = 0x41;
const END: u8 = 0x0B;

fn pieces(data: &[u8]) -> Option<Vec<Piece>> {
    let mut reader = Reader::new(data);
    let mut pieces = Vec::new();
    for _ in 0..reader.number()? {
        // Of memory 0, at a constant address: all that rustc writes. Addresses stay far below two gigabytes.
        if reader.byte()? != 0 || reader.byte()? != I32_CONST {
            return None;
        }
        let address = reader.number()?;
        if reader.byte()? != END {
            return None;
        }
        pieces.push(Piece { address, bytes: reader.name()?.to_vec() });
    }
    reader.rest().is_empty().then_some(pieces)
}

fn word_at(bytes: &[u8], offset: usize) -> Option<usize> {
    let word: [u8; 4] = bytes.get(offset..offset + 4)?.try_into().ok()?;
    usize::try_from(u32::from_le_bytes(word)).ok()
}

fn bytes_at(pieces: &[Piece], address: usize, length: usize) -> Option<&[u8]> {
    pieces.iter().find_map(|piece| {
        let start = address.checked_sub(piece.address)?;
        piece.bytes.get(start..start.checked_add(length)?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two functions behind one imported one, their names, and data with a place in it.
    fn module(names: [&str; 2], file: &[u8]) -> Vec<u8> {
        let mut imports = vec![1];
        write_name(&mut imports, b"./glue.js");
        write_name(&mut imports, b"f");
        imports.extend([FUNCTION, 0]);
        let body: &[u8] = &[0, 0x41, 1, 0x1A, END];
        let mut code = vec![2];
        write_name(&mut code, body);
        write_name(&mut code, body);
        let address = 1024_u32;
        let mut memory = b"text".to_vec();
        for word in [address + 20, u32::try_from(file.len()).unwrap(), 7, 12] {
            memory.extend(word.to_le_bytes());
        }
        memory.extend(file);
        let mut data = vec![1, 0, I32_CONST];
        write_signed(&mut data, i32::try_from(address).unwrap());
        data.push(END);
        write_name(&mut data, &memory);
        let mut named = Vec::new();
        write_name(&mut named, b"name");
        let mut entries = vec![2];
        for (number, name) in (1..).zip(names) {
            entries.push(number);
            write_name(&mut entries, name.as_bytes());
        }
        named.push(1);
        write_name(&mut named, &entries);
        let section = |id, body: Vec<u8>| Section { id, body: body.into() };
        written(&[section(IMPORTS, imports), section(CODE, code), section(DATA, data), section(NAMED, named)])
    }

    fn bodies(module: &[u8]) -> Vec<Vec<u8>> {
        let sections = sections(module).unwrap();
        let mut reader = Reader::new(&sections[1].body);
        (0..reader.number().unwrap()).map(|_| reader.name().unwrap().to_vec()).collect()
    }

    #[test]
    fn panics_become_traps_and_the_rest_stays() {
        let names = ["core[c5930c85a12de822]::panicking::panic_fmt", "rules::judge"];
        let module = module(names, b"./src/a.rs");
        let smaller = smaller(&module).unwrap();
        assert_eq!(bodies(&smaller), [TRAP.to_vec(), bodies(&module)[1].clone()]);
    }

    #[test]
    fn places_are_blank_and_other_data_stays() {
        let data = |file: &[u8]| {
            let smaller = smaller(&module(["a", "b"], file)).unwrap();
            let sections = sections(&smaller).unwrap();
            let found = pieces(&sections[2].body).unwrap();
            (found[0].address, found[0].bytes.clone())
        };
        assert_eq!(data(b"./src/a.rs"), (1024, [b"text".to_vec(), vec![0; 26]].concat()));
        let (_, kept) = data(b"./src/a.txt");
        assert!(kept.ends_with(b"./src/a.txt") && kept[4..8] != [0; 4]);
    }

    #[test]
    fn names_lose_their_digests_and_nothing_else() {
        assert_eq!(bare("<core[c5930c85a12de822]::fmt::X as a>::b"), "<core::fmt::X as a>::b");
        assert_eq!(bare("core::slice::<impl [T]>::len"), "core::slice::<impl [T]>::len");
        assert!(is_unreached("<rules::A as core::fmt::Debug>::fmt.23"));
        assert!(is_unreached("std::panicking::begin_panic_handler::{closure#0}"));
        assert!(!is_unreached("std::panicking::set_hook"));
        assert!(!is_unreached("core::ptr::drop_in_place<yew::dom_bundle::braw::BRaw>"));
    }

    #[test]
    fn broken_modules_are_left() {
        let whole = module(["a", "core::panicking::panic"], b"./src/a.rs");
        for length in 0..whole.len() {
            let cut = whole[..length].to_vec();
            let mut site = Site::from([("a.wasm".to_owned(), cut.clone())]);
            take_out(&mut site);
            let left = &site["a.wasm"];
            assert!(*left == cut || sections(left).is_some());
        }
    }
}
