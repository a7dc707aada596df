//! Any expression: what is printed of it is read as the same tree and has the same value; the sentence is there.

#![no_main]

use bayou_fuzz::expressions::{program_and_values, untyped};
use feel::{compile_lenient, limits, parse, print, sentence};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    let Some((program, values)) = program_and_values(input) else { return };
    assert!(!sentence(program.expr()).is_empty());
    let printed = print(program.expr());
    if printed.len() > limits::MAX_SOURCE_BYTES {
        return;
    }
    let scope = untyped();
    let (tree, findings) = parse(&printed, &scope);
    assert!(findings.is_empty(), "{printed}: {findings:?}");
    assert_eq!(tree, *program.expr(), "{printed}");
    assert_eq!(print(&tree), printed);
    let again = compile_lenient(&printed, &scope).map(|program| program.eval(&values));
    assert_eq!(again, Ok(program.eval(&values)), "{printed}");
});
