//! Runs the golden cases and the boundary tables as WebAssembly in Node: the same verdicts as natively, to the letter.
//! There are no files there, so the cases are embedded; the native runner holds the list equal to the folder.

#![cfg(target_arch = "wasm32")]
#![expect(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test that cannot go on fails")]

mod cases;

use cases::table::Table;
use cases::{Case, each_case, receipt_line};
use wasm_bindgen_test::wasm_bindgen_test;

fn run(file: &str) {
    if let Err(difference) = Case::read(file).check() {
        panic!("it does not hold (- expected, + comes out):\n{difference}");
    }
}

/// One test a case.
macro_rules! tests {
    ($($name:ident)+) => {
        $(
            #[wasm_bindgen_test]
            fn $name() {
                run(include_str!(concat!("../../../tests/golden/", stringify!($name), ".toml")));
            }
        )+
    };
}
each_case!(tests);

/// The digests of all cases are the same here as natively: every byte of every assessment is.
macro_rules! receipts {
    ($($name:ident)+) => {
        #[wasm_bindgen_test]
        fn receipts() {
            let mut lines = String::new();
            $(
                let file = include_str!(concat!("../../../tests/golden/", stringify!($name), ".toml"));
                lines.push_str(&receipt_line(stringify!($name), &Case::read(file)));
            )+
            assert_eq!(lines, include_str!("../../../tests/golden/receipts.txt"));
        }
    };
}
each_case!(receipts);

#[wasm_bindgen_test]
fn boundaries() {
    for file in [
        include_str!("../../../tests/golden/boundaries/chongqing-2018.toml"),
        include_str!("../../../tests/golden/boundaries/national-exit-2016.toml"),
    ] {
        let flaws = Table::read(file).flaws();
        assert!(flaws.is_empty(), "{} rows do not hold:\n{}", flaws.len(), flaws.join("\n"));
    }
}
