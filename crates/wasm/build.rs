//! Writes the packs that are embedded, and a list of them, for `src/shipped.rs`: all that ship as JSON, or for the
//! small edition the default one compiled. Depends on `packs` and `rules`.

use std::error::Error;
use std::fmt::Write;
use std::path::PathBuf;

use rules::Engine;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let folder = PathBuf::from(std::env::var("OUT_DIR")?);
    let is_full = std::env::var_os("CARGO_FEATURE_FULL").is_some();
    let (embeds, extension) = if is_full { ("include_str", "json") } else { ("include_bytes", "pack") };
    let count = if is_full { usize::MAX } else { 1 };
    let mut list = String::from("&[\n");
    for shipped in packs::shipped().iter().take(count) {
        let pack = packs::parse(shipped.files).map_err(|faults| format!("{}: {faults}", shipped.id))?;
        let file = folder.join(shipped.id).with_extension(extension);
        let bytes = if is_full {
            rules::to_json(&pack)?.into_bytes()
        } else {
            let engine = Engine::new(pack).map_err(|found| format!("{}: {found:?}", shipped.id))?;
            engine.to_image()?
        };
        std::fs::write(&file, bytes)?;
        writeln!(list, "    ({:?}, {embeds}!({:?})),", shipped.id, file)?;
    }
    list.push_str("]\n");
    std::fs::write(folder.join("shipped.rs"), list)?;
    Ok(())
}
