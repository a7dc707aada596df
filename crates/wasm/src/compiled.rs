//! What the small edition says where the full one would compile or put villages together: it holds neither a FEEL compiler,
//! nor a reader of packs and overlays, nor the roll-up. Depends on `fault`.

use rules::Engine;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::fault::Fault;
use crate::{EngineHandle, Thrown, loaded, thrown};

/// The engine of an embedded pack, which is compiled here.
///
/// # Errors
/// There are overlays: nothing can be laid on a compiled pack.
pub(crate) fn shipped(pack: &[u8], overlays: &str) -> Result<Engine, Fault> {
    if overlays == "[]" { loaded(pack) } else { Err(needs_full("laying on an overlay")) }
}

/// None: a pack as JSON cannot be compiled here.
///
/// # Errors
/// Always.
pub(crate) fn of_pack(_: &str, _: &str) -> Result<Engine, Fault> {
    Err(needs_full("a pack as JSON"))
}

/// None: all packs are compiled here.
///
/// # Errors
/// Always.
pub(crate) fn pack(_: &Engine) -> Result<String, Fault> {
    Err(Fault::of_compiled())
}

/// None: expressions cannot be compiled here.
///
/// # Errors
/// Always.
pub(crate) fn feel(_: &str, _: &str) -> Result<String, Fault> {
    Err(needs_full("an expression"))
}

/// Villages being put together: never made here.
#[wasm_bindgen]
#[derive(Debug)]
pub struct RollupHandle(());

#[wasm_bindgen]
impl RollupHandle {
    /// None.
    ///
    /// # Errors
    /// Always.
    #[wasm_bindgen(constructor)]
    pub fn new(_: &EngineHandle, _: &str, _: &str) -> Thrown<Self> {
        Err(thrown(needs_full("putting villages together")))
    }

    /// Never called.
    #[must_use]
    pub fn add(&self, _: &str) -> String {
        String::new()
    }

    /// Never called.
    #[must_use]
    pub fn areas(&self) -> String {
        String::new()
    }
}

fn needs_full(what: &str) -> Fault {
    Fault::new("needs-full", [what, " is left out of this edition; import \"bayou-engine\""].concat())
}
