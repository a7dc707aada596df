//! A part of the product alone as WebAssembly, as the page's own module is made: the expressions, which the benchmarks in Node run
//! and the size of `feel` is measured of; and sheets, whose weight is what they add to a compiled pack. Depends on `build`,
//! `finish`, `process`.

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

/// Bytes that sheets add, compressed: of the 60 KB that a part loaded when it is used may have with its screens.
const SHEETS_BUDGET: u64 = 40 * 1024;

/// Bytes that the clerk's desk adds to the sheets, compressed, areas included.
const DESK_BUDGET: u64 = 40 * 1024;

/// The finished module.
pub(crate) struct Module {
    pub(crate) path: PathBuf,
    plain: u64,
    compressed: u64,
}

impl Module {
    /// The size of the expressions in words.
    pub(crate) fn report(&self) -> String {
        format!(
            "The module holds parser, checker, evaluator, every built-in and the texts of all findings: {} KB, {} KB as brotli (budget: {} KB).\n",
            kilobytes(self.plain),
            kilobytes(self.compressed),
            kilobytes(BUDGET)
        )
    }
}

/// Builds the expressions.
pub(crate) fn module(project: &Project, tools: &Tools) -> Done<Module> {
    built(project, tools, "feel", &[])
}

/// Builds the module of a crate in `crates/CRATE/benches/wasm`.
fn built(project: &Project, tools: &Tools, of: &str, options: &[&str]) -> Done<Module> {
    let target = project.path(&format!("target/{of}-alone"));
    let mut build = Command::new("cargo");
    build
        .args(["build", "--release", "--quiet", "--target", WASM_TARGET, "--target-dir"])
        .arg(&target)
        .args(options)
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags(project))
        .current_dir(project.path(&format!("crates/{of}/benches/wasm")));
    in_view(&mut build, "correct what is reported above")?;
    let name = format!("{of}_alone.wasm");
    let built = read(&target.join(WASM_TARGET).join("release").join(&name))?;
    let small = small_module(project, tools, &name, built)?;
    Ok(Module { path: small.path, plain: small.plain, compressed: small.compressed })
}

/// Says the size of the expressions; fails above the budget.
pub(crate) fn size(project: &Project, tools: &Tools) -> Done {
    let module = module(project, tools)?;
    print!("feel alone: {}", module.report());
    within("feel alone", module.compressed, BUDGET)
}

/// Says what sheets add to a compiled pack; fails above the budget.
pub(crate) fn size_of_sheets(project: &Project, tools: &Tools) -> Done {
    let without = built(project, tools, "tables", &[])?;
    let with = built(project, tools, "tables", &["--features", "sheets"])?;
    let (plain, compressed) =
        (with.plain.saturating_sub(without.plain), with.compressed.saturating_sub(without.compressed));
    println!(
        "sheets add: CSV and XLSX in and out, the empty sheet and all messages: {} KB, {} KB as brotli (budget: {} KB).",
        kilobytes(plain),
        kilobytes(compressed),
        kilobytes(SHEETS_BUDGET)
    );
    let sheets = within("what sheets add", compressed, SHEETS_BUDGET);
    let desk = built(project, tools, "tables", &["--features", "desk"])?;
    let compressed = desk.compressed.saturating_sub(with.compressed);
    println!(
        "the desk adds: areas, what is supposed, comparisons, files and the talk with the page: {} KB, {} KB as brotli (budget: {} KB).",
        kilobytes(desk.plain.saturating_sub(with.plain)),
        kilobytes(compressed),
        kilobytes(DESK_BUDGET)
    );
    sheets.and(within("what the desk adds", compressed, DESK_BUDGET))
}

fn within(what: &str, compressed: u64, budget: u64) -> Done {
    if compressed <= budget {
        return Ok(());
    }
    Err(Trouble::new(
        format!("{what} is too large: {} KB of {} KB", kilobytes(compressed), kilobytes(budget)),
        "find what grew (`git stash` and compare)",
    ))
}
