//! WebAssembly that the oldest browsers run: what came after its first version is no longer announced, and lowered by
//! wasm-opt. Pure.

use super::wasm::{NAMED, Reader, Section, sections, written};

/// The section in which the compiler announces what it uses.
const ANNOUNCED: &[u8] = b"target_features";

/// What the compiler and its library have used after all, so that wasm-opt can read it.
pub(super) const USED: [&str; 4] =
    ["--enable-bulk-memory", "--enable-sign-ext", "--enable-mutable-globals", "--enable-nontrapping-float-to-int"];
/// Writes it in other words.
pub(super) const LOWERED: [&str; 3] =
    ["--signext-lowering", "--llvm-nontrapping-fptoint-lowering", "--llvm-memory-copy-fill-lowering"];
/// All that the result may use. Exporting the stack pointer, a mutable global, is as old as the first version's use.
pub(super) const LEFT: [&str; 2] = ["--mvp-features", "--enable-mutable-globals"];

/// The module without its announcement, so that wasm-bindgen uses nothing newer either; nothing when it is not understood.
pub(super) fn unannounced(module: &[u8]) -> Option<Vec<u8>> {
    let mut sections = sections(module)?;
    sections.retain(|section| !is_announcement(section));
    Some(written(&sections))
}

fn is_announcement(section: &Section<'_>) -> bool {
    section.id == NAMED && Reader::new(&section.body).name() == Some(ANNOUNCED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_announcement_goes() {
        let section = |id, body: &[u8]| Section { id, body: body.to_vec().into() };
        let announced = section(NAMED, b"\x0ftarget_features\x01+\x0fmutable-globals");
        let named = section(NAMED, b"\x04name");
        let code = section(10, b"\x0ftarget_features");
        let module = written(&[announced, named.clone(), code.clone()]);
        assert_eq!(unannounced(&module), Some(written(&[named, code])));
        assert_eq!(unannounced(b"no module"), None);
    }
}
