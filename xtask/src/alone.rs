//! The expressions alone as WebAssembly, as the page's own module is made: what the benchmarks in Node run, and what the
//! size of `feel` is measured of. Depends on `build`, `finish`, `process`.

use crate::build::flags;
use crate::finish::small_module;
use crate::process::in_view;
use crate::project::{Project, read};
use crate::setup::{Tools, WASM_TARGET};
use crate::size::kilobytes;
use crate::trouble::{Done, Trouble};
use std::path::PathBuf;
use std::process::Command;

/// Bytes of `feel` alone, compressed.
const BUDGET: u64 = 60 * 1024;

/// The finished module.
pub(crate) struct Module {
    pub(crate) path: PathBuf,
    plain: u64,
    compressed: u64,
}

impl Module {
    /// Its size in words.
    pub(crate) fn report(&self) -> String {
        format!(
            "The module holds parser, checker, evaluator, every built-in and the texts of all findings: {} KB, {} KB as brotli (budget: {} KB).\n",
            kilobytes(self.plain),
            kilobytes(self.compressed),
            kilobytes(BUDGET)
        )
    }
}

/// Builds it.
pub(crate) fn module(project: &Project, tools: &Tools) -> Done<Module> {
    let target = project.path("target/feel-alone");
    let mut build = Command::new("cargo");
    build
        .args(["build", "--release", "--quiet", "--target", WASM_TARGET, "--target-dir"])
        .arg(&target)
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags(project))
        .current_dir(project.path("crates/feel/benches/wasm"));
    in_view(&mut build, "correct what is reported above")?;
    let built = read(&target.join(WASM_TARGET).join("release").join("feel_alone.wasm"))?;
    let small = small_module(project, tools, "feel_alone.wasm", built)?;
    Ok(Module { path: small.path, plain: small.plain, compressed: small.compressed })
}

/// Says its size; fails above the budget.
pub(crate) fn size(project: &Project, tools: &Tools) -> Done {
    let module = module(project, tools)?;
    print!("feel alone: {}", module.report());
    if module.compressed <= BUDGET {
        return Ok(());
    }
    Err(Trouble::new(
        format!("feel alone is too large: {} KB of {} KB", kilobytes(module.compressed), kilobytes(BUDGET)),
        "find what grew (`git stash` and compare)",
    ))
}
