//! The npm package in `dist/npm`: the engine's WebAssembly in its first version, the scripts around it in four variants, the
//! types, and what npm wants to know. Depends on `build`, `finish`, `process`, `project` and `setup`.

use crate::build::flags;
use crate::finish::{compressed_sizes, integrity, mvp_wasm};
use crate::process::in_view;
use crate::project::{Project, files_below, make_empty, make_folder, read, read_text, remove, write};
use crate::setup::{Tools, WASM_TARGET};
use crate::size::kilobytes;
use crate::trouble::{Done, Trouble};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Bytes of engine, FEEL compiler and packs together, compressed, as a page of one's own loads them. The goal is 100 KB.
const BUDGET: u64 = 210 * 1024;
/// What scripts are written down to: the oldest browsers met in the field.
const SCRIPT_TARGET: &str = "--target=chrome67";
/// The name of the package.
const NAME: &str = "bayou-engine";

/// A variant of the package: its script, what it is made of, and how.
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
    let scripts = work.join("js");
    make_empty(&scripts)?;
    for file in files_below(&project.path("crates/wasm/js"))? {
        let name = file.file_name().unwrap_or_default();
        write(&scripts.join(name), &read(&file)?)?;
    }
    let module = compile(project)?;
    write(&scripts.join("bayou.wasm"), &glued(project, tools, &module, &scripts)?)?;
    write_types(project, tools, &work, &scripts)?;

    let fresh = work.join("npm");
    make_empty(&fresh)?;
    write(&fresh.join("bayou.wasm"), &read(&scripts.join("bayou.wasm"))?)?;
    for variant in &VARIANTS {
        bundle(project, tools, variant, &scripts, &fresh)?;
    }
    for name in TYPES {
        write(&fresh.join("types").join(name), &read(&work.join("types").join(name))?)?;
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

/// Compiles the engine for the first version of WebAssembly, by the page's flags.
fn compile(project: &Project) -> Done<PathBuf> {
    in_view(
        Command::new("cargo")
            .args(["build", "--release", "--package", "bayou-wasm", "--target", WASM_TARGET])
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags(project))
            .current_dir(project.root()),
        "correct what is reported above",
    )?;
    Ok(project.path("target").join(WASM_TARGET).join("release/bayou_wasm.wasm"))
}

/// Makes the glue, in `scripts/glue`, and the module that goes with it.
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
    mvp_wasm(project, tools, read(&glue.join("bayou_wasm_bg.wasm"))?)
}

/// The types: of the contract from its schemas, of everything else from the scripts.
fn write_types(project: &Project, tools: &Tools, work: &Path, scripts: &Path) -> Done {
    let generator = work.join("types.mjs");
    write(&generator, include_bytes!("types.mjs"))?;
    in_view(
        tools
            .command(project, "node")
            .arg(&generator)
            .arg(project.path("docs/schema"))
            .arg(scripts.join("contract.ts")),
        "teach xtask/src/package/types.mjs what is new in the schemas",
    )?;
    let entries = ["web.ts", "node.ts", "inline.ts", "wasm.d.ts"].map(|entry| scripts.join(entry));
    let mut command = tools.command(project, "tsc");
    command.args(TYPE_OPTIONS).arg("--rootDir").arg(scripts).arg("--outDir").arg(work.join("types")).args(entries);
    in_view(&mut command, "correct what is reported above, in crates/wasm/js")
}

fn bundle(project: &Project, tools: &Tools, variant: &Variant, scripts: &Path, into: &Path) -> Done {
    let mut command = tools.command(project, "esbuild");
    command
        .arg(scripts.join(variant.entry))
        .args(["--bundle", "--minify", "--charset=utf8", "--legal-comments=none", "--log-level=warning"])
        // The glue's own way of finding its file, which no variant uses.
        .args(["--loader:.wasm=binary", "--log-override:empty-import-meta=silent", SCRIPT_TARGET])
        .args(variant.options)
        .arg(format!("--outfile={}", into.join(variant.script).display()));
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
    ".": {{
      "node": {{ "types": "./types/node.d.ts", "default": "./node.js" }},
      "default": {{ "types": "./types/web.d.ts", "default": "./web.js" }}
    }},
    "./inline": {{ "types": "./types/inline.d.ts", "default": "./inline.js" }},
    "./bayou.wasm": "./bayou.wasm",
    "./bayou.iife.js": "./bayou.iife.js",
    "./package.json": "./package.json"
  }}
}}
"#
    )
}

/// The digest of every file that a page loads, as `integrity` takes it.
fn digests(folder: &Path) -> Done<String> {
    let names = VARIANTS.iter().map(|variant| variant.script).chain(["bayou.wasm"]);
    let lines: Vec<String> = names
        .map(|name| Ok(format!("  \"{name}\": \"{}\"", integrity(&read(&folder.join(name))?))))
        .collect::<Done<_>>()?;
    Ok(format!("{{\n{}\n}}\n", lines.join(",\n")))
}

/// Says what the package weighs; fails above the budget.
fn told(project: &Project, tools: &Tools, npm: &Path) -> Done {
    let names = ["web.js", "bayou.wasm", "inline.js", "bayou.iife.js"];
    let sizes = compressed_sizes(project, tools, npm, &names)?;
    for (name, size) in names.iter().zip(&sizes) {
        println!("{name:<16} {:>7} KB brotli", kilobytes(*size));
    }
    let loaded: u64 = sizes.iter().take(2).sum();
    println!("dist/npm is finished: a page loads {} of {} KB", kilobytes(loaded), kilobytes(BUDGET));
    if loaded <= BUDGET {
        return Ok(());
    }
    Err(Trouble::new(
        "the package is over its budget",
        "find what grew, or change it in xtask/src/package with a reason",
    ))
}
