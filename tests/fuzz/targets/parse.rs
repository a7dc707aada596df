//! Any text: the parser says what is wrong with it, inside it, and in both languages; a tree without a finding is whole.

#![no_main]

use bayou_fuzz::expressions::untyped;
use feel::{Expr, ExprKind, Lang, Severity, limits, parse};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|source: &str| {
    let (tree, findings) = parse(source, &untyped());
    assert!(findings.len() <= limits::MAX_DIAGNOSTICS);
    for finding in &findings {
        let place = finding.span.start as usize..finding.span.end as usize;
        assert!(source.get(place).is_some(), "{finding:?} is not inside the source");
        assert!(!finding.message(Lang::Zh).is_empty() && !finding.message(Lang::En).is_empty());
    }
    assert!(height(&tree) <= usize::from(limits::MAX_DEPTH));
    let broken = findings.iter().any(|finding| finding.severity == Severity::Error);
    assert!(broken || whole(&tree), "{tree:?}");
});

fn height(tree: &Expr) -> usize {
    let mut below = 0;
    tree.for_each_part(&mut |part| below = below.max(height(part)));
    below + 1
}

fn whole(tree: &Expr) -> bool {
    let mut whole = !matches!(tree.kind, ExprKind::Error);
    tree.for_each_part(&mut |part| whole = whole && self::whole(part));
    whole
}
