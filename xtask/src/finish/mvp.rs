//! WebAssembly that the oldest browsers run: nothing newer than its first version is announced, what came later is lowered by
//! wasm-opt, and the result is held to that. Pure.

use super::wasm::{NAMED, Reader, Section, sections};

/// How Rust compiles for it. The precompiled library uses more, but the linker announces no more than this, so that
/// wasm-bindgen uses nothing newer either.
pub(crate) const FLAGS: [&str; 3] =
    ["-Ctarget-cpu=mvp", "-Clink-arg=--no-check-features", "-Clink-arg=--features=mutable-globals"];

/// What the compiler and its library have used after all, so that wasm-opt can read it.
pub(super) const USED: [&str; 4] =
    ["--enable-bulk-memory", "--enable-sign-ext", "--enable-mutable-globals", "--enable-nontrapping-float-to-int"];
/// Writes it in other words.
pub(super) const LOWERED: [&str; 3] =
    ["--signext-lowering", "--llvm-nontrapping-fptoint-lowering", "--llvm-memory-copy-fill-lowering"];
/// All that the result may use. Exporting the stack pointer, a mutable global, is as old as the first version's use.
pub(super) const LEFT: [&str; 2] = ["--mvp-features", "--enable-mutable-globals"];

/// The section in which the compiler announces what it uses.
const ANNOUNCED: &[u8] = b"target_features";

/// Whether the module announces features, which a validator would then take as allowed.
pub(super) fn announces(module: &[u8]) -> bool {
    sections(module).is_none_or(|sections| sections.iter().any(is_announcement))
}

fn is_announcement(section: &Section<'_>) -> bool {
    section.id == NAMED && Reader::new(&section.body).name() == Some(ANNOUNCED)
}

#[cfg(test)]
mod tests {
    use super::super::wasm::written;
    use super::*;

    #[test]
    fn an_announcement_is_found_where_it_is_one() {
        let section = |id, body: &[u8]| Section { id, body: body.to_vec().into() };
        let announced = section(NAMED, b"\x0ftarget_features\x01+\x0fmutable-globals");
        let others = [section(NAMED, b"\x04name"), section(10, b"\x0ftarget_features")];
        assert!(!announces(&written(&others)));
        assert!(announces(&written(&[&others[..], &[announced]].concat())));
        assert!(announces(b"no module"));
    }
}
