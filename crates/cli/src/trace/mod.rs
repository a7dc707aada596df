//! `bayou trace`: holds a pack against its document, so that no sentence of it is forgotten.
//!
//! The document itself is not part of a pack: its `coverage.toml` names each sentence by clause, number and digest, and
//! says in our own words what becomes of it.

mod coverage;
mod document;
mod report;

use std::io::Write;

use packs::{Fault, Spot};
use rules::Pack;
use rules::model::Basis;

use crate::args::{ReportFormat, TraceArgs};
use crate::pack::{self, COVERAGE};
use crate::{Done, Failure, check, written};

use coverage::{Coverage, Entry};
use document::Sentence;

/// What holding a pack against its document gives.
pub(crate) struct Trace<'t> {
    /// Every sentence with its entry, none where nothing accounts for it.
    sentences: Vec<(&'t Sentence, Option<&'t Entry>)>,
    /// Entries whose sentence the document does not have: it was changed, or moved there.
    stale: Vec<(&'t Entry, Spot, Option<&'t Sentence>)>,
    /// Checks, areas, summaries and figures of the document that no sentence is held by.
    unsupported: Vec<(&'static str, &'t str)>,
    /// Checks that cite a clause in which no sentence is held by them.
    misquoted: Vec<(&'t str, &'t str)>,
}

impl Trace<'_> {
    fn unaccounted(&self) -> impl Iterator<Item = &Sentence> {
        self.sentences.iter().filter(|(_, entry)| entry.is_none()).map(|(sentence, _)| *sentence)
    }
}

pub(crate) fn run(args: &TraceArgs, out: &mut dyn Write) -> Result<Done, Failure> {
    let checked = pack::check(&args.pack)?;
    let Some(pack) = checked.pack else {
        return Err(Failure::new(format!("the pack `{0}` has errors; see `bayou check {0}`", args.pack)));
    };
    let text = pack::read(&args.document)?;
    let sentences = document::sentences(&text);
    if sentences.is_empty() {
        return Err(Failure::new(format!("{} holds no text", args.document.display())));
    }
    let (file, text) = checked.coverage.unwrap_or_else(|| (COVERAGE.to_owned(), "document = \"\"\n".to_owned()));
    let coverage = match coverage::read(&file, &text, &pack) {
        (Some(coverage), faults) if faults.is_empty() => coverage,
        (_, faults) => return tell(&args.pack, &faults, out),
    };
    let trace = trace(&pack, (&file, &text), &coverage, &sentences);
    if args.draft {
        report::draft(&trace, out).map_err(written)?;
        return Ok(Done::Clean);
    }
    let head = report::Head { pack: &args.pack, document: &args.document.display().to_string(), coverage: &coverage };
    match args.format {
        ReportFormat::Text => report::text(&head, &trace, args.each, out),
        ReportFormat::Json => report::json(&head, &trace, out),
    }
    .map_err(written)?;
    let is_clean = trace.unaccounted().next().is_none() && trace.stale.is_empty();
    Ok(if is_clean { Done::Clean } else { Done::WithProblems })
}

fn tell(pack: &str, faults: &[Fault], out: &mut dyn Write) -> Result<Done, Failure> {
    for fault in faults {
        check::write_fault(pack, fault, feel::Lang::Zh, out).map_err(written)?;
    }
    Ok(Done::WithProblems)
}

fn trace<'t>(
    pack: &'t Pack,
    (file, text): (&str, &str),
    coverage: &'t Coverage,
    sentences: &'t [Sentence],
) -> Trace<'t> {
    let is_of = |entry: &Entry, sentence: &Sentence| entry.at == sentence.at() && entry.digest == sentence.digest;
    let entries = || coverage.sentences.iter().map(toml::Spanned::get_ref);
    let held: Vec<(&Sentence, Option<&Entry>)> = sentences
        .iter()
        .map(|sentence| (sentence, entries().find(|entry| is_of(entry, sentence) && entry.is_account())))
        .collect();
    let stale = (coverage.sentences.iter())
        .filter(|entry| !sentences.iter().any(|sentence| is_of(entry.get_ref(), sentence)))
        .map(|entry| {
            let moved = sentences.iter().find(|sentence| sentence.digest == entry.get_ref().digest);
            (entry.get_ref(), Spot::of(file, text, Some(entry.span())), moved)
        })
        .collect();
    Trace { stale, unsupported: unsupported(pack, &held), misquoted: misquoted(pack, &held), sentences: held }
}

/// What of the pack no sentence is held by.
fn unsupported<'t>(pack: &'t Pack, held: &[(&'t Sentence, Option<&'t Entry>)]) -> Vec<(&'static str, &'t str)> {
    let of_document = pack.parameters.iter().filter(|parameter| parameter.basis == Basis::Document);
    let all = (pack.checks.iter().map(|it| ("checks", it.name.as_str())))
        .chain(pack.areas.iter().map(|it| ("areas", it.name.as_str())))
        .chain(pack.summaries.iter().map(|it| ("summaries", it.name.as_str())))
        .chain(of_document.map(|it| ("parameters", it.name.as_str())));
    all.filter(|item| !held.iter().filter_map(|(_, entry)| *entry).any(|entry| entry.holders().any(|it| it == *item)))
        .collect()
}

/// The clauses that checks cite though no sentence there is held by them.
fn misquoted<'t>(pack: &'t Pack, held: &[(&'t Sentence, Option<&'t Entry>)]) -> Vec<(&'t str, &'t str)> {
    let supports = |check: &str, clause: &str| {
        held.iter()
            .filter(|(sentence, _)| sentence.clause == clause)
            .filter_map(|(_, entry)| *entry)
            .any(|entry| entry.holders().any(|it| it == ("checks", check)))
    };
    let cited = pack
        .checks
        .iter()
        .flat_map(|check| check.clause.iter().map(move |clause| (check.name.as_str(), clause.as_str())));
    cited.filter(|(check, clause)| !supports(check, clause)).collect()
}
