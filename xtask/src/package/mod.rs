//! The npm package in `dist/npm`: two editions of the engine's WebAssembly in its first version, the scripts around each in
//! four variants, the types, compiled packs, and what npm wants to know. Depends on `assets`, `build`, `finish`, `process`,
//! `project` and `setup`.

use crate::assets::packs;
use crate::build::{SEPARABLE, flags};
use crate::finish::{compressed_sizes, integrity, mvp_parts, mvp_wasm};
use crate::process::in_view;
use crate::project::{Project, files_below, make_empty, make_folder, read, read_text, remove, write};
use crate::setup::{Tools, WASM_TARGET};
use crate::size::kilobytes;
use crate::trouble::{Done, Trouble};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What scripts are written down to: the oldest browsers met in the field.
const SCRIPT_TARGET: &str = "--target=chrome67";
/// The name of the package.
const NAME: &str = "bayou-engine";

/// A way in which the engine is compiled.
struct Edition {
    /// Where in the package it is; empty for its root.
    folder: &'static str,
    options: &'static [&'static str],
    /// Bytes of script, WebAssembly and what is embedded, compressed, as a page of one's own loads them before its first
    /// verdict.
    budget: u64,
    /// The same with all the rest, where that is a second module.
    whole_budget: Option<u64>,
}

/// What of the engine's crate is in the second module of an edition that has one.
const LATER: &[&str; 1] = &["bayou_wasm::later::"];

/// With the FEEL compiler, the reading of packs and overlays, areas, and all packs that ship.
const FULL: Edition = Edition { folder: "", options: &[], budget: 251 * 1024, whole_budget: None };
/// For compiled packs alone, with the default one. The goal is 100 KB for verdicts.
const COMPILED: Edition = Edition {
    folder: "compiled",
    options: &["--no-default-features"],
    budget: 96 * 1024,
    whole_budget: Some(136 * 1024),
};
const EDITIONS: [&Edition; 2] = [&FULL, &COMPILED];

/// A variant of an edition: its script, what it is made of, and how.
struct Variant {
    script: &'static str,
    entry: &'static str,
    options: &'static [&'static str],
}

const VARIANTS: [Variant; 4] = [
    Variant { script: "web.js", entry: "web.ts", options: &["--format=esm"] },
    Variant { script: "node.js", entry: "node.ts", options: &["--format=esm", "--platform=node"] },
    Variant { script: "inline.js", entry: "inline.ts", options: &["--format=esm"] },
    Variant { script: "bayou.iife.js", entry: "inline.ts", options: &["--format=iife", "--global-name=Bayou"] },
];
const MODULE: &str = "bayou.wasm";
const REST: &str = "rest.wasm";
/// Where the glue would look for its module.
const OWN_ADDRESS: &str = "new URL('bayou_wasm_bg.wasm', import.meta.url)";

impl Edition {
    /// A file of it, as the package names it.
    fn file(&self, name: &str) -> String {
        if self.folder.is_empty() { name.to_owned() } else { format!("{}/{name}", self.folder) }
    }

    fn has_rest(&self) -> bool {
        self.whole_budget.is_some()
    }

    /// Its modules.
    fn modules(&self) -> impl Iterator<Item = &'static str> {
        [MODULE].into_iter().chain(self.has_rest().then_some(REST))
    }
}

/// How the scripts are checked and their types written.
const TYPE_OPTIONS: [&str; 13] = [
    "--strict",
    "--skipLibCheck",
    "--declaration",
    "--emitDeclarationOnly",
    "--target",
    "es2022",
    "--lib",
    "es2022,dom",
    "--module",
    "esnext",
    "--moduleResolution",
    "bundler",
    "--noUnusedLocals",
];

/// The types that a program sees; the others are the package's own.
const TYPES: [&str; 6] = ["api.d.ts", "contract.d.ts", "error.d.ts", "inline.d.ts", "node.d.ts", "web.d.ts"];

/// Builds `dist/npm`.
pub(crate) fn package(project: &Project, tools: &Tools) -> Done {
    let work = project.generated("package");
    let fresh = work.join("npm");
    make_empty(&fresh)?;
    let contract = contract(project, tools, &work)?;
    for edition in EDITIONS {
        edited(project, tools, edition, &contract, &fresh)?;
    }
    write_types(project, tools, &work)?;
    for name in TYPES {
        write(&fresh.join("types").join(name), &read(&work.join("types").join(name))?)?;
    }
    for file in files_below(&packs(project)?)? {
        write(&fresh.join("packs").join(file.file_name().unwrap_or_default()), &read(&file)?)?;
    }
    for name in ["LICENSE-APACHE", "LICENSE-MIT"] {
        write(&fresh.join(name), &read(&project.path(name))?)?;
    }
    write(&fresh.join("README.md"), &read(&project.path("crates/wasm/README.md"))?)?;
    write(&fresh.join("package.json"), manifest(&version(project)?).as_bytes())?;
    write(&fresh.join("integrity.json"), digests(&fresh)?.as_bytes())?;

    let npm = project.package();
    remove(&npm)?;
    make_folder(&project.dist())?;
    std::fs::rename(&fresh, &npm).map_err(|error| Trouble::file("move the package to", &npm, &error))?;
    told(project, tools, &npm)
}

/// Builds an edition into the package that is being made.
fn edited(project: &Project, tools: &Tools, edition: &Edition, contract: &Path, fresh: &Path) -> Done {
    let work = &project.generated("package");
    let scripts = scripts_of(work, edition);
    make_empty(&scripts)?;
    for file in files_below(&project.path("crates/wasm/js"))?.into_iter().chain([contract.to_owned()]) {
        let name = file.file_name().unwrap_or_default();
        write(&scripts.join(name), &read(&file)?)?;
    }
    let module = compile(project, edition)?;
    let module = glued(project, tools, &module, &scripts)?;
    let (first, rest) = if edition.has_rest() {
        mvp_parts(project, tools, &module, LATER)?
    } else {
        // Scripts that carry their modules name both.
        (mvp_wasm(project, tools, module)?, Vec::new())
    };
    for (name, bytes) in [(MODULE, first), (REST, rest)] {
        write(&scripts.join(name), &bytes)?;
        if !bytes.is_empty() {
            write(&fresh.join(edition.file(name)), &bytes)?;
        }
    }
    VARIANTS.iter().try_for_each(|variant| {
        let (from, to) = (scripts.join(variant.entry), fresh.join(edition.file(variant.script)));
        bundle(project, tools, &from, variant, edition, &to)
    })
}

/// Where the scripts of an edition are put together with its glue.
fn scripts_of(work: &Path, edition: &Edition) -> PathBuf {
    work.join("js").join(edition.file("js"))
}

/// Compiles the engine for the first version of WebAssembly, by the page's flags.
fn compile(project: &Project, edition: &Edition) -> Done<PathBuf> {
    let mut command = Command::new("cargo");
    command
        .args(["rustc", "--release", "--package", "bayou-wasm", "--lib", "--target", WASM_TARGET])
        .args(edition.options)
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags(project))
        .current_dir(project.root());
    if edition.has_rest() {
        // For the last step alone, so that the crates below are compiled once for both editions.
        command.arg("--").args(SEPARABLE.split(' '));
    }
    in_view(&mut command, "correct what is reported above")?;
    Ok(project.path("target").join(WASM_TARGET).join("release/bayou_wasm.wasm"))
}

/// Makes the glue, in `scripts/glue`, and gives the module that goes with it.
fn glued(project: &Project, tools: &Tools, module: &Path, scripts: &Path) -> Done<Vec<u8>> {
    let glue = scripts.join("glue");
    in_view(
        tools
            .command(project, "wasm-bindgen")
            .args(["--target", "web", "--out-name", "bayou_wasm", "--out-dir"])
            .arg(&glue)
            .arg(module),
        "see whether wasm-bindgen goes with the crate of that name",
    )?;
    // The glue's own way of finding the module, which no variant uses, and which bundlers would follow to where nothing is.
    let script = glue.join("bayou_wasm.js");
    let text = read_text(&script)?;
    let Some((before, after)) = text.split_once(OWN_ADDRESS) else {
        return Err(Trouble::new(
            format!("the glue does not hold `{OWN_ADDRESS}`"),
            "see how wasm-bindgen names its module now, and teach xtask/src/package",
        ));
    };
    write(&script, [before, "undefined", after].concat().as_bytes())?;
    read(&glue.join("bayou_wasm_bg.wasm"))
}

/// The types of the contract, from its schemas; the file.
fn contract(project: &Project, tools: &Tools, work: &Path) -> Done<PathBuf> {
    let file = work.join("contract.ts");
    let generator = work.join("types.mjs");
    write(&generator, include_bytes!("types.mjs"))?;
    in_view(
        tools.command(project, "node").arg(&generator).arg(project.path("docs/schema")).arg(&file),
        "teach xtask/src/package/types.mjs what is new in the schemas",
    )?;
    Ok(file)
}

/// The types that a program sees, from the scripts; both editions share them.
fn write_types(project: &Project, tools: &Tools, work: &Path) -> Done {
    let scripts = &scripts_of(work, &FULL);
    let entries = ["web.ts", "node.ts", "inline.ts", "wasm.d.ts"].map(|entry| scripts.join(entry));
    let mut command = tools.command(project, "tsc");
    command.args(TYPE_OPTIONS).arg("--rootDir").arg(scripts).arg("--outDir").arg(work.join("types")).args(entries);
    in_view(&mut command, "correct what is reported above, in crates/wasm/js")
}

fn bundle(project: &Project, tools: &Tools, entry: &Path, variant: &Variant, edition: &Edition, target: &Path) -> Done {
    let mut command = tools.command(project, "esbuild");
    command
        .arg(entry)
        .args(["--bundle", "--minify", "--charset=utf8", "--legal-comments=none", "--log-level=warning"])
        // In a single file the entry is no module; it finds nothing by its address.
        .args(["--loader:.wasm=binary", "--log-override:empty-import-meta=silent", SCRIPT_TARGET])
        .args(variant.options)
        .arg(format!("--define:HAS_REST={}", edition.has_rest()))
        .arg(format!("--outfile={}", target.display()));
    in_view(&mut command, "correct what is reported above, in crates/wasm/js")
}

/// The workspace's version.
fn version(project: &Project) -> Done<String> {
    let manifest = read_text(&project.path("Cargo.toml"))?;
    let package = manifest.split_once("[workspace.package]").map(|(_, rest)| rest).unwrap_or_default();
    let line = package.lines().find_map(|line| line.strip_prefix("version = \""));
    line.and_then(|line| line.strip_suffix('"'))
        .map(str::to_owned)
        .ok_or_else(|| Trouble::new("Cargo.toml gives no version", "write `version = \"…\"` below [workspace.package]"))
}

fn manifest(version: &str) -> String {
    let entries = EDITIONS.map(entries).join(",\n");
    format!(
        r#"{{
  "name": "{NAME}",
  "version": "{version}",
  "description": "Judges a village's answers against a policy, exactly: the engine of Bayou (八有) as WebAssembly.",
  "license": "MIT OR Apache-2.0",
  "type": "module",
  "engines": {{ "node": ">=18" }},
  "sideEffects": false,
  "types": "./types/web.d.ts",
  "exports": {{
{entries},
    "./packs/*.pack": "./packs/*.pack",
    "./package.json": "./package.json"
  }}
}}
"#
    )
}

/// What an edition exports.
fn entries(edition: &Edition) -> String {
    let modules: Vec<String> = edition
        .modules()
        .map(|module| format!(",\n    \"./{module}\": \"./{module}\"", module = edition.file(module)))
        .collect();
    let name = if edition.folder.is_empty() { ".".to_owned() } else { format!("./{}", edition.folder) };
    let file = |name| edition.file(name);
    format!(
        r#"    "{name}": {{
      "node": {{ "types": "./types/node.d.ts", "default": "./{node}" }},
      "default": {{ "types": "./types/web.d.ts", "default": "./{web}" }}
    }},
    "./{inline_name}": {{ "types": "./types/inline.d.ts", "default": "./{inline}" }},
    "./{single}": "./{single}"{modules}"#,
        node = file("node.js"),
        web = file("web.js"),
        inline_name = file("inline"),
        inline = file("inline.js"),
        modules = modules.concat(),
        single = file("bayou.iife.js"),
    )
}

/// The digest of every file that a page loads, as `integrity` takes it.
fn digests(folder: &Path) -> Done<String> {
    let names = EDITIONS.into_iter().flat_map(|edition| {
        VARIANTS.iter().map(|variant| variant.script).chain(edition.modules()).map(|name| edition.file(name))
    });
    let lines: Vec<String> = names
        .map(|name| Ok(format!("  \"{name}\": \"{}\"", integrity(&read(&folder.join(&name))?))))
        .collect::<Done<_>>()?;
    Ok(format!("{{\n{}\n}}\n", lines.join(",\n")))
}

/// Says what the package weighs; fails above a budget.
fn told(project: &Project, tools: &Tools, npm: &Path) -> Done {
    let mut faults = Vec::new();
    for edition in EDITIONS {
        let loaded = ["web.js"].into_iter().chain(edition.modules());
        let names: Vec<String> = loaded.chain(["inline.js", "bayou.iife.js"]).map(|name| edition.file(name)).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let sizes = compressed_sizes(project, tools, npm, &names)?;
        for (name, size) in names.iter().zip(&sizes) {
            println!("{name:<24} {:>7} KB brotli", kilobytes(*size));
        }
        let loads = |files: usize| -> u64 { sizes.iter().take(files).sum() };
        let whole = edition.whole_budget.map(|budget| ("with the rest ", loads(3), budget));
        for (what, loaded, budget) in [Some(("", loads(2), edition.budget)), whole].into_iter().flatten() {
            let says = format!("{what}a page loads {} of {} KB", kilobytes(loaded), kilobytes(budget));
            println!("{says}");
            if loaded > budget {
                faults.push(says);
            }
        }
    }
    if faults.is_empty() {
        println!("dist/npm is finished");
        return Ok(());
    }
    Err(Trouble::new(
        format!("the package is over its budget: {}", faults.join("; ")),
        "find what grew, or change it in xtask/src/package with a reason",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guide_tells_the_budgets() {
        let guide = include_str!("../../../docs/embedding.md");
        let told = |what: &str, budget: u64| guide.contains(&format!("| {what} | {} KB |", budget / 1024));
        assert!(told("`bayou-engine`, with both packs as sources", FULL.budget));
        assert!(told("`bayou-engine/compiled`, verdicts, with its pack", COMPILED.budget));
        assert!(told("`bayou-engine/compiled`, all of it, with its pack", COMPILED.whole_budget.unwrap()));
    }
}
