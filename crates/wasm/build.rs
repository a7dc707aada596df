//! Writes the packs that ship as JSON, and a list of them, for `src/shipped.rs` to embed. Depends on `packs`.

use std::error::Error;
use std::fmt::Write;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let folder = PathBuf::from(std::env::var("OUT_DIR")?);
    let mut list = String::from("&[\n");
    for shipped in packs::shipped() {
        let pack = packs::parse(shipped.files).map_err(|faults| format!("{}: {faults}", shipped.id))?;
        let file = folder.join(shipped.id).with_extension("json");
        std::fs::write(&file, rules::to_json(&pack)?)?;
        writeln!(list, "    ({:?}, include_str!({:?})),", shipped.id, file)?;
    }
    list.push_str("]\n");
    std::fs::write(folder.join("shipped.rs"), list)?;
    Ok(())
}
