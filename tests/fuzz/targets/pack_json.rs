//! Any pack as JSON: refused with its faults, or it judges, and the empty village has no check unmet by a missing answer.

#![no_main]

use bayou_fuzz::villages::judge;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(pack) = serde_json::from_str(text) {
        judge(pack);
    }
});
