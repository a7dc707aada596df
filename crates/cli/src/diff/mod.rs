//! `bayou diff`: what differs between two packs, and which villages of a table get another verdict.

mod compare;
mod flips;
mod words;

use std::fmt;
use std::io::{self, Write};

use rules::model::Applied;
use rules::{Engine, verdict_text};
use serde::Serialize;

use crate::args::{DiffArgs, InputArgs, ReportFormat};
use crate::assess::today;
use crate::input::{Input, Known};
use crate::{Done, Failure, pack, written};

use compare::{Change, Kind, changes};
use flips::{Flip, judge};
use words::Issuers;

pub(crate) fn run(args: &DiffArgs, out: &mut dyn Write) -> Result<Done, Failure> {
    let to = args.to.as_ref().unwrap_or(&args.from);
    let (from, to) = (pack::engine(&args.from, &[])?, pack::engine(to, &args.overlays.files)?);
    let changes = changes(from.pack(), to.pack())?;
    let judged = match &args.table {
        None => None,
        Some(table) if table.as_os_str() == "-" => {
            return Err(Failure::new(
                "the table is read once for each pack, so standard input will not do; give a file",
            ));
        }
        Some(table) => {
            let date = args.date.map_or_else(today, Ok)?;
            let read = |engine| Input::open(table, &InputArgs::default(), &Known::of([engine]))?.all();
            Some(judge([(&from, read(&from)?), (&to, read(&to)?)], date))
        }
    };
    let report = Report {
        from: Side::of(&from),
        to: Side::of(&to),
        changes: &changes,
        villages: judged.as_ref().map(|judged| judged.villages),
        flips: judged.as_ref().map(|judged| judged.flips.as_slice()),
    };
    match args.format {
        ReportFormat::Text => text(&report, &Issuers::of(&from, &to), out),
        ReportFormat::Json => {
            serde_json::to_writer(&mut *out, &report).map_err(io::Error::from).and_then(|()| writeln!(out))
        }
    }
    .map_err(written)?;
    out.flush().map_err(written)?;
    let problems = judged.map(|judged| judged.problems).unwrap_or_default();
    for problem in &problems {
        // Nobody is left to tell when standard error is closed.
        let _ = writeln!(io::stderr(), "{problem}");
    }
    Ok(if problems.is_empty() { Done::Clean } else { Done::WithProblems })
}

#[derive(Serialize)]
struct Report<'r> {
    from: Side<'r>,
    to: Side<'r>,
    changes: &'r [Change],
    #[serde(skip_serializing_if = "Option::is_none")]
    villages: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    flips: Option<&'r [Flip]>,
}

#[derive(Serialize)]
struct Side<'r> {
    id: &'r str,
    version: &'r str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    overlays: Vec<Overlay<'r>>,
}

#[derive(Serialize)]
struct Overlay<'r> {
    id: &'r str,
    version: &'r str,
    issuer: &'r str,
}

impl<'r> Side<'r> {
    fn of(engine: &'r Engine) -> Self {
        let overlay = |it: &'r Applied| Overlay { id: &it.id, version: &it.version, issuer: &it.issuer };
        let pack = engine.pack();
        Self { id: &pack.id, version: &pack.version, overlays: pack.overlays.iter().map(overlay).collect() }
    }
}

impl fmt::Display for Side<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.id, self.version)?;
        self.overlays.iter().try_for_each(|it| write!(f, " + {} {}（{}）", it.id, it.version, it.issuer))
    }
}

fn text(report: &Report<'_>, issuers: &Issuers<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Report { from, to, changes, .. } = report;
    writeln!(out, "{from} → {to}")?;
    if changes.is_empty() {
        writeln!(out, "两者的要求完全一样。")?;
    }
    let mut last = "";
    for change in *changes {
        if change.list != last {
            writeln!(out, "{}", words::list(change.list))?;
            last = change.list;
        }
        let (mark, what) = match change.change {
            Kind::Added => ("+", "增加"),
            Kind::Removed => ("-", "删去"),
            Kind::Changed => ("~", "改了"),
        };
        writeln!(out, "  {mark} {what} {}{}", words::name(change.list, &change.name), of_document(change))?;
        for field in &change.fields {
            let value = |value| issuers.value(&field.field, value, change.unit.as_deref());
            writeln!(out, "      {}：{} → {}", words::field(&field.field), value(&field.from), value(&field.to))?;
        }
    }
    let judged = report.villages.zip(report.flips);
    judged.map_or(Ok(()), |(villages, flips)| flips_text(villages, flips, out))
}

/// Which clause an entry rests on, and where its figure comes from.
fn of_document(change: &Change) -> String {
    let basis = change.basis.as_deref().map(words::chosen);
    let known: Vec<&str> = change.clause.as_deref().into_iter().chain(basis).collect();
    if known.is_empty() { String::new() } else { format!("（{}）", known.join("，")) }
}

fn flips_text(villages: usize, flips: &[Flip], out: &mut dyn Write) -> io::Result<()> {
    let mut flipped: Vec<&str> = flips.iter().map(|flip| flip.place.as_str()).collect();
    flipped.dedup();
    writeln!(out, "\n{villages} 个村里有 {} 个村的结论变了，共 {} 处", flipped.len(), flips.len())?;
    let mut told: Vec<&str> = Vec::new();
    for first in flips {
        if told.contains(&first.check.as_str()) {
            continue;
        }
        told.push(&first.check);
        let of_check: Vec<&Flip> = flips.iter().filter(|flip| flip.check == first.check).collect();
        writeln!(out, "{}：{} 个村", first.check, of_check.len())?;
        for flip in of_check {
            let who = [flip.village.as_str(), flip.place.as_str()].join(" ");
            writeln!(out, "  {}：{} → {}", who.trim(), verdict_text(flip.from), verdict_text(flip.to))?;
        }
    }
    Ok(())
}
