//! Says how long a clerk waits, and how much memory it takes: opens a file of villages, judges it, sorts it, sums it up, supposes
//! something. `desk FILE`; run it with `--profile native`, or as the page is built with `--release`.

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use rules::area::assessment::Level;
use rules::{Engine, Verdict};
use tables::desk::Desk;
use tables::desk::talk::{Ask, Export, Filter, Given, Reply, Slot, Sort, Which};

fn main() -> ExitCode {
    match measure() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "desk: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure() -> io::Result<()> {
    let name = std::env::args().nth(1).ok_or_else(|| io::Error::other("usage: desk FILE"))?;
    let bytes = std::fs::read(&name)?;
    let pack = packs::load("chongqing-2018").and_then(Result::ok).ok_or_else(|| io::Error::other("no pack"))?;
    let engine = Arc::new(Engine::new(pack).map_err(|_| io::Error::other("the pack does not compile"))?);
    let date = "2018-12-01".parse().map_err(|_| io::Error::other("no day"))?;
    let mut desk = Desk::new(&engine, date);
    let mut timed = |what: &str, ask: Ask| -> io::Result<Reply> {
        let (start, start_worked) = (Instant::now(), worked());
        let reply = desk.ask(ask);
        let took = start.elapsed().as_micros();
        // Other programs make one wait; what was worked they hardly change.
        let took = worked().zip(start_worked).map_or(took, |(end, start)| (end - start) / 1000);
        writeln!(io::stdout(), "{what:<28} {:>9}.{:03} ms{}", took / 1000, took % 1000, memory())?;
        match reply {
            Reply::Refused(why) => Err(io::Error::other(why)),
            reply => Ok(reply),
        }
    };
    timed("open", Ask::Open { slot: Slot::Work, name, bytes, is_decoded: false })?;
    timed("read and judge all", Ask::Run { slot: Slot::Work, villages: u32::MAX })?;
    let window = |sort, filter| Ask::Matrix { from: 100, count: 60, sort, is_reversed: false, filter };
    timed("window", window(Sort::File, Filter::default()))?;
    timed("sorted by name", window(Sort::Name, Filter::default()))?;
    timed("sorted by place", window(Sort::Place, Filter::default()))?;
    timed("sorted by unmet", window(Sort::Count(Verdict::Unmet), Filter::default()))?;
    let filter = Filter { check: Some((3, Verdict::Unmet)), ..Filter::default() };
    timed("filtered by a check", window(Sort::File, filter))?;
    timed("city", Ask::Area { level: Level::City, which: 0 })?;
    timed("city again", Ask::Area { level: Level::City, which: 0 })?;
    timed("district", Ask::Area { level: Level::District, which: 0 })?;
    timed("township", Ask::Area { level: Level::Township, which: 0 })?;
    timed("village", Ask::Village { index: 7 })?;
    timed("why", Ask::Why { index: 7, check: 3 })?;
    let suppose =
        |villages| Ask::Suppose { name: "标准化卫生室".to_owned(), answer: Some(Given::YesNo(true)), villages };
    timed("suppose for four", suppose(Which::These(vec![1, 2, 3, 4])))?;
    timed("undo", Ask::Undo)?;
    timed("suppose for all", suppose(Which::Filtered(Filter::default())))?;
    timed("reset", Ask::Reset)?;
    timed("matrix as XLSX", Ask::Export { what: Export::MatrixXlsx, with_supposed: false })?;
    timed("problems as CSV", Ask::Export { what: Export::ProblemsCsv, with_supposed: false })?;
    Ok(())
}

/// How many nanoseconds a processor has worked for this, where the system tells.
fn worked() -> Option<u128> {
    let told = std::fs::read_to_string("/proc/self/schedstat").ok()?;
    told.split_whitespace().next()?.parse().ok()
}

/// What is in memory now, where the system tells.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.map(|kilobytes| format!("   {}", kilobytes.trim())).unwrap_or_default()
}
