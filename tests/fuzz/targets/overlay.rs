//! Any overlay of the first shipped pack as TOML: refused with its faults, or the pack with it laid on judges as any pack
//! does, and lays on no second time.

#![no_main]

use std::sync::OnceLock;

use bayou_fuzz::villages::judge;
use libfuzzer_sys::fuzz_target;
use rules::{Pack, overlay};

fn pack() -> &'static Pack {
    static PACK: OnceLock<Pack> = OnceLock::new();
    PACK.get_or_init(|| packs::parse(packs::shipped()[0].files).expect("a shipped pack"))
}

fuzz_target!(|text: &str| {
    let Ok(overlay) = packs::parse_overlay(&[("overlay.toml", text)]) else { return };
    match overlay::apply(pack().clone(), &overlay) {
        Ok(laid) => {
            assert!(overlay::apply(laid.clone(), &overlay).is_err());
            judge(laid);
        }
        Err(faults) => assert!(!faults.is_empty() && faults.iter().all(|fault| !fault.message.is_empty())),
    }
});
