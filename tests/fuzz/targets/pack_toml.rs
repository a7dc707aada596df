//! Any pack as TOML in one file: refused with its faults at their places, or it judges.

#![no_main]

use bayou_fuzz::villages::judge;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match packs::parse(&[("pack.toml", text)]) {
        Ok(pack) => judge(pack),
        Err(fault) => {
            let lines = text.split('\n').count();
            assert!((1..=lines).contains(&fault.line), "{fault}");
            assert!(fault.column >= 1 && !fault.message.is_empty());
        }
    }
});
