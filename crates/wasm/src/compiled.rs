//! What the small edition says where the full one would compile: it holds neither a FEEL compiler nor a reader of packs and
//! overlays. Depends on `fault`.

use rules::Engine;

use crate::fault::Fault;
use crate::loaded;

/// The engine of an embedded pack, which is compiled here.
///
/// # Errors
/// There are overlays: nothing can be laid on a compiled pack.
pub(crate) fn shipped(pack: &[u8], overlays: &str) -> Result<Engine, Fault> {
    if overlays == "[]" { loaded(pack) } else { Err(needs_compiler("an overlay")) }
}

/// None: a pack as JSON cannot be compiled here.
///
/// # Errors
/// Always.
pub(crate) fn of_pack(_: &str, _: &str) -> Result<Engine, Fault> {
    Err(needs_compiler("a pack as JSON"))
}

/// None: expressions cannot be compiled here.
///
/// # Errors
/// Always.
pub(crate) fn feel(_: &str, _: &str) -> Result<String, Fault> {
    Err(needs_compiler("an expression"))
}

fn needs_compiler(what: &str) -> Fault {
    let message = [
        what,
        " needs the FEEL compiler, which this edition leaves out; import \"bayou-engine\", or build it into a compiled pack \
         with `bayou build --compiled`",
    ];
    Fault::new("needs-compiler", message.concat())
}
