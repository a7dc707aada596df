//! `bayou template`: an empty sheet to fill in.

use std::fs::File;
use std::io::Write;

use tables::Known;

use crate::args::TemplateArgs;
use crate::{Done, Failure, pack, written};

pub(crate) fn run(args: &TemplateArgs, out: &mut dyn Write) -> Result<Done, Failure> {
    let engines = pack::engines(&args.pack, &args.overlays.files)?;
    let known = Known::of(&engines);
    if args.out.as_os_str() == "-" {
        tables::template::write(&known, out).map_err(written)?;
        return Ok(Done::Clean);
    }
    let unwritable = |error| Failure::new(format!("{} cannot be written: {error}", args.out.display()));
    let file = File::create(&args.out).map_err(unwritable)?;
    tables::template::write(&known, file).map_err(unwritable)?;
    Ok(Done::Clean)
}
