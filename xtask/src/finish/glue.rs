//! What stands between the WebAssembly and its glue: what no module imports is taken out, and what is imported, like the closures
//! that are exported, gets a short name. wasm-bindgen names each with a digest, which no compression makes smaller, and every
//! name travels twice. Pure.

use std::collections::BTreeMap;

use super::wasm::{EXPORTS, FUNCTION, IMPORTS, exports, imports, sections, write_name, write_number, written};
use super::{Site, has_extension};

/// How the glue's imports begin, and the exports of closures.
const IMPORTED: &str = "__wb";
const CLOSURE: &str = "wasm_bindgen__";

/// Renames the imports and closures of every module that occur exactly once in the page's scripts, in both places.
pub(super) fn shorten(site: &mut Site) {
    let scripts: Vec<String> = site.keys().filter(|name| has_extension(name, "js")).cloned().collect();
    let modules: Vec<String> = site.keys().filter(|name| has_extension(name, "wasm")).cloned().collect();
    for module in modules {
        let Some(names) = site.get(&module).and_then(|bytes| long_names(bytes)) else { continue };
        let mut renamed = BTreeMap::new();
        for (number, name) in names.into_iter().enumerate() {
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
            && let Some(shorter) = renamed_in(bytes, &renamed)
        {
            *bytes = shorter;
        }
    }
}

/// Takes out of the scripts what no module imports any more, as wasm-bindgen writes it: one entry of an object from its name
/// to the closing brace below it. Comes before the scripts are made small, which drops what only those entries used.
pub(super) fn drop_unneeded(site: &mut Site) {
    let modules = site.iter().filter(|(name, _)| has_extension(name, "wasm"));
    let imported: Vec<String> = modules.filter_map(|(_, bytes)| function_imports(bytes)).flatten().collect();
    for (_, bytes) in site.iter_mut().filter(|(name, _)| has_extension(name, "js")) {
        if let Ok(text) = std::str::from_utf8(bytes) {
            *bytes = without_unneeded(text, &imported).into_bytes();
        }
    }
}

fn without_unneeded(script: &str, imported: &[String]) -> String {
    let mut kept = String::new();
    let mut end: Option<String> = None;
    for line in script.split_inclusive('\n') {
        if let Some(last) = &end {
            if line.starts_with(last) && line.trim_end().ends_with("},") {
                end = None;
            }
            continue;
        }
        let (indent, entry) = line.split_at(line.len() - line.trim_start().len());
        let name = entry.split_once(": function(").map(|(name, _)| name);
        if name.is_some_and(|name| name.starts_with("__wb") && !imported.iter().any(|known| known == name)) {
            end = Some(format!("{indent}}}"));
            continue;
        }
        kept.push_str(line);
    }
    // An entry without an end was none of these.
    if end.is_some() { script.to_owned() } else { kept }
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

fn function_imports(module: &[u8]) -> Option<Vec<String>> {
    let sections = sections(module)?;
    let imports = imports(sections.iter().find(|section| section.id == IMPORTS)?)?;
    let functions = imports.iter().filter(|import| import.kind == FUNCTION);
    Some(functions.map(|import| String::from_utf8_lossy(import.name).into_owned()).collect())
}

/// The names that a module shares with its glue.
fn long_names(module: &[u8]) -> Option<Vec<String>> {
    let mut names = function_imports(module)?;
    names.retain(|name| name.starts_with(IMPORTED));
    let sections = sections(module)?;
    if let Some(section) = sections.iter().find(|section| section.id == EXPORTS) {
        let closures = exports(section)?.into_iter().map(|export| String::from_utf8_lossy(export.name).into_owned());
        names.extend(closures.filter(|name| name.starts_with(CLOSURE)));
    }
    Some(names)
}

fn renamed_in(module: &[u8], renamed: &BTreeMap<String, String>) -> Option<Vec<u8>> {
    let short = |name: &[u8]| {
        let short = std::str::from_utf8(name).ok().and_then(|name| renamed.get(name));
        short.map_or_else(|| name.to_vec(), |short| short.clone().into_bytes())
    };
    let mut sections = sections(module)?;
    for section in &mut sections {
        let mut body = Vec::new();
        match section.id {
            IMPORTS => {
                let imports = imports(section)?;
                write_number(&mut body, imports.len());
                for import in imports {
                    write_name(&mut body, import.from);
                    write_name(&mut body, &short(import.name));
                    body.push(import.kind);
                    body.extend_from_slice(import.description);
                }
            }
            EXPORTS => {
                let exports = exports(section)?;
                write_number(&mut body, exports.len());
                for export in exports {
                    write_name(&mut body, &short(export.name));
                    body.push(export.kind);
                    write_number(&mut body, export.number);
                }
            }
            _ => continue,
        }
        section.body = body.into();
    }
    Some(written(&sections))
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
        let mut body = vec![2];
        for (name, kind) in [("memory", 2), ("wasm_bindgen__convert__closures_____invoke__h0123456789abcdef", 0)] {
            write_name(&mut body, name.as_bytes());
            body.extend([kind, 0]);
        }
        module.push(EXPORTS);
        write_number(&mut module, body.len());
        module.extend(body);
        module
    }

    fn site(script: &str) -> Site {
        Site::from([("a.wasm".to_owned(), module()), ("a.js".to_owned(), script.as_bytes().to_vec())])
    }

    #[test]
    fn what_no_module_imports_is_taken_out() {
        let needed = "    const import0 = {\n        __wbg_log_0123456789abcdef: function(a) {\n            log(a);\n        },\n";
        let unneeded =
            "        __wbg_old_0123456789abcdef: function(a) {\n            if (a) {\n            }\n        },\n";
        let end = "    };\n";
        let mut site = site(&[needed, unneeded, end].concat());
        drop_unneeded(&mut site);
        assert_eq!(site["a.js"], [needed, end].concat().into_bytes());
        let cut = [needed, "        __wbg_old_0123456789abcdef: function(a) {\n"].concat();
        assert_eq!(without_unneeded(&cut, &[]), cut);
    }

    #[test]
    fn both_places_get_the_short_name() {
        let called = "w.wasm_bindgen__convert__closures_____invoke__h0123456789abcdef(a,b)";
        let mut site = site(&["let i={__wbg_log_0123456789abcdef:function(){}};", called].concat());
        shorten(&mut site);
        assert_eq!(site["a.js"], b"let i={$0:function(){}};w.$1(a,b)");
        let shorter = &site["a.wasm"];
        assert_eq!(function_imports(shorter), Some(vec!["$0".to_owned()]));
        let sections = sections(shorter).unwrap();
        let exported = exports(sections.last().unwrap()).unwrap();
        let exported: Vec<_> = exported.iter().map(|it| (it.name, it.kind, it.number)).collect();
        assert_eq!(exported, [(&b"memory"[..], 2, 0), (&b"$1"[..], 0, 0)]);
        let others = imports(&sections[1]).unwrap();
        let others: Vec<_> = others.iter().map(|it| (it.from, it.name, it.kind, it.description)).collect();
        assert_eq!(others[1], (&b"./glue.js"[..], &b"memory"[..], 2, &[1, 1, 200, 1][..]));
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
