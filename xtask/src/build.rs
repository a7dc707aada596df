//! The page: Trunk's release build, then the finishing step; nothing when nothing changed. Depends on `finish` and `setup`.

use crate::finish::{LIST, MVP_FLAGS, finish};
use crate::process::{in_view, quietly};
use crate::project::{Project, files_below, read, read_text, write};
use crate::setup::{Tools, hex};
use crate::trouble::Done;
use sha2::{Digest, Sha256};
use std::path::PathBuf;
use std::process::Command;

/// Everything the page is made of; a change to any of it builds again.
const INPUTS: [&str; 11] = [
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "crates",
    "index.html",
    "package-lock.json",
    "rust-toolchain.toml",
    ".cargo/config.toml",
    "web",
    "xtask/Cargo.toml",
    "xtask/src",
];

/// Lets the linker leave every piece of data by itself, so that a text can move to the part that names it, and put the table
/// of functions where a number in the code or the data hardly means anything but a place in it.
pub(crate) const SEPARABLE: &str = "-Clink-arg=--no-merge-data-segments -Clink-arg=--table-base=6000";

/// Builds the page of the project's language unless it is up to date.
pub(crate) fn build(project: &Project, tools: &Tools) -> Done {
    let stamp = project.generated(&format!("built{}", project.language().ending()));
    let inputs = inputs(project)?;
    if read_text(&stamp).is_ok_and(|built| Some(built) == stamp_of(project, &inputs)) {
        println!("{} is up to date", project.dist().display());
        return Ok(());
    }
    // Fetched while the network may be used: the build itself must not need it.
    in_view(
        Command::new("cargo").args(["fetch", "--quiet"]).current_dir(project.root()),
        "connect to the network, then run this again: crates are missing",
    )?;
    let output = project.generated("trunk");
    in_view(
        tools
            .command(project, "trunk")
            .args(["build", "--release", "--offline", "--dist"])
            .arg(&output)
            .args(project.language().feature().map(|feature| format!("--features={feature}")))
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", format!("{} {SEPARABLE}", flags(project)))
            // It would take the place of all the flags above.
            .env_remove("RUSTFLAGS")
            // Trunk understands only `true` and `false` here, others set anything.
            .env_remove("NO_COLOR"),
        "correct what is reported above",
    )?;
    finish(project, tools, &output)?;
    println!("{} is finished", project.dist().display());
    // What changed while the build ran is not in it: the stamp is of the inputs as they were.
    stamp_of(project, &inputs).map_or(Ok(()), |stamp_text| write(&stamp, stamp_text.as_bytes()))
}

/// Flags for WebAssembly's first version, that make the page small, and that keep this machine's folders out of it: places in the source are named from the
/// project and the crates on, shorter and the same wherever the page is built.
pub(crate) fn flags(project: &Project) -> String {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo")));
    let registries = home.and_then(|home| std::fs::read_dir(home.join("registry/src")).ok());
    let mut folders: Vec<PathBuf> = registries.into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    folders.sort();
    folders.push(project.root().to_owned());
    // The variable is split at spaces; a folder with one in its name stays as it is.
    folders.retain(|folder| !folder.display().to_string().contains(' '));
    let remapped = folders.iter().map(|folder| format!("--remap-path-prefix={}=.", folder.display()));
    // SHA-256 as a loop instead of sixty-four rounds written out: 3 KB of the page.
    let compact = "--cfg=sha2_backend_soft=\"compact\"".to_owned();
    let flags: Vec<String> = MVP_FLAGS.map(str::to_owned).into_iter().chain(remapped).chain([compact]).collect();
    flags.join(" ")
}

/// The digest of what goes in together with that of what came out; none where nothing has come out.
fn stamp_of(project: &Project, inputs: &str) -> Option<String> {
    let list = read(&project.dist().join(LIST)).ok()?;
    Some(format!("{inputs} {}", hex(&Sha256::digest(list))))
}

fn inputs(project: &Project) -> Done<String> {
    let mut digest = Sha256::new();
    let compiler = quietly(Command::new("rustc").arg("--version"))?;
    digest.update(compiler.stdout);
    for input in INPUTS {
        for file in files_below(&project.path(input))? {
            digest.update(file.strip_prefix(project.root()).unwrap_or(&file).to_string_lossy().as_bytes());
            digest.update([0]);
            digest.update(Sha256::digest(read(&file)?));
        }
    }
    Ok(hex(&digest.finalize()))
}
