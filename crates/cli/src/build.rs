//! `bayou build`: packs as JSON or compiled for the page; one with errors is refused in the words of `bayou check`.

use std::io::Write;

use rules::Pack;

use crate::args::BuildArgs;
use crate::{Done, Failure, check, pack, written};

pub(crate) fn run(args: &BuildArgs, out: &mut dyn Write) -> Result<Done, Failure> {
    let names: Vec<String> =
        if args.all { packs::shipped().iter().map(|pack| pack.id.to_owned()).collect() } else { args.packs.clone() };
    let mut usable = Vec::new();
    for name in &names {
        let checked = pack::check(name)?;
        if checked.pack.is_some() {
            usable.push(name.clone());
            continue;
        }
        for fault in &checked.faults {
            // Nobody is left to tell when standard error is closed.
            let _ = check::write_fault(name, fault, feel::Lang::En, &mut std::io::stderr());
        }
    }
    for engine in pack::engines(&usable, &args.overlays.files)? {
        let Some(folder) = &args.out else {
            writeln!(out, "{}", to_json(engine.pack())?).map_err(written)?;
            continue;
        };
        std::fs::create_dir_all(folder)
            .map_err(|error| Failure::new(format!("{} cannot be made: {error}", folder.display())))?;
        let id = file_name(engine.pack());
        if args.compiled {
            let image = engine.to_image().map_err(|error| Failure::new(format!("{id}: {error}")))?;
            write_if_changed(&folder.join(format!("{id}.pack")), &image)?;
        } else {
            write_if_changed(&folder.join(format!("{id}.json")), to_json(engine.pack())?.as_bytes())?;
        }
    }
    Ok(if usable.len() == names.len() { Done::Clean } else { Done::WithProblems })
}

/// A pack with overlays is another pack than without, and does not take its place.
fn file_name(pack: &Pack) -> String {
    let ids = std::iter::once(&pack.id).chain(pack.overlays.iter().map(|overlay| &overlay.id));
    ids.map(String::as_str).collect::<Vec<_>>().join("+")
}

fn to_json(pack: &Pack) -> Result<String, Failure> {
    serde_json::to_string(pack).map_err(|error| Failure::new(format!("the pack cannot be written as JSON: {error}")))
}

/// Leaves an unchanged file alone, so that builds that watch it do not start over.
fn write_if_changed(file: &std::path::Path, bytes: &[u8]) -> Result<(), Failure> {
    if std::fs::read(file).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    std::fs::write(file, bytes).map_err(|error| Failure::new(format!("{} cannot be written: {error}", file.display())))
}
