//! Any bytes as a workbook, and any text as the sheet of a sound one: read or refused with a word, within bounded memory.

#![no_main]

use bayou_fuzz::sheets::{read_book, workbook};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    read_book(bytes.to_vec());
    // Most bytes are no zip file; the fuzzer gets further with the rows alone.
    read_book(workbook(bytes));
});
