//! Any pack as TOML in one file: refused with its faults at their places, or it judges; checking it like a compiler does
//! finds at least as much.

#![no_main]

use bayou_fuzz::villages::judge;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let files = [("pack.toml", text)];
    let checked = packs::check(&files);
    match packs::parse(&files) {
        Ok(pack) => judge(pack),
        Err(faults) => {
            assert!(!faults.0.is_empty() && !checked.faults.is_empty());
            let lines = text.split('\n').count();
            for fault in &faults.0 {
                assert!(!fault.to_string().is_empty());
                if let Some(spot) = &fault.spot {
                    assert!((1..=lines).contains(&spot.line) && spot.column >= 1, "{fault}");
                }
            }
        }
    }
});
