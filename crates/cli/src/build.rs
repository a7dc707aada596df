//! `bayou build`: packs as JSON, checked first.

use std::io::Write;

use rules::Pack;

use crate::args::BuildArgs;
use crate::{Done, Failure, pack, written};

pub(crate) fn run(args: &BuildArgs, out: &mut dyn Write) -> Result<Done, Failure> {
    let names: Vec<String> = if args.all {
        packs::shipped().iter().map(|pack| pack.id.to_owned()).collect()
    } else {
        args.packs.clone()
    };
    for name in &names {
        let engine = pack::engine(name)?;
        let json = to_json(engine.pack())?;
        match &args.out {
            None => writeln!(out, "{json}").map_err(written)?,
            Some(folder) => {
                std::fs::create_dir_all(folder)
                    .map_err(|error| Failure::new(format!("{} cannot be made: {error}", folder.display())))?;
                let file = folder.join(format!("{}.json", engine.pack().id));
                write_if_changed(&file, &json)?;
            }
        }
    }
    Ok(Done::Clean)
}

fn to_json(pack: &Pack) -> Result<String, Failure> {
    serde_json::to_string(pack).map_err(|error| Failure::new(format!("the pack cannot be written as JSON: {error}")))
}

/// Leaves an unchanged file alone, so that builds that watch it do not start over.
fn write_if_changed(file: &std::path::Path, text: &str) -> Result<(), Failure> {
    if std::fs::read_to_string(file).is_ok_and(|old| old == text) {
        return Ok(());
    }
    std::fs::write(file, text).map_err(|error| Failure::new(format!("{} cannot be written: {error}", file.display())))
}
