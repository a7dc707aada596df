//! What a trace says: for people in Chinese, for machines as JSON, and as entries to fill in.

use std::io::{self, Write};

use serde::Serialize;

use super::Trace;
use super::coverage::{Coverage, Entry, Why};
use super::document::Sentence;

/// What was held against what.
pub(crate) struct Head<'t> {
    pub(crate) pack: &'t str,
    pub(crate) document: &'t str,
    pub(crate) coverage: &'t Coverage,
}

pub(crate) fn text(head: &Head<'_>, trace: &Trace<'_>, each: bool, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "检查包 {} 对照 {}", head.pack, head.document)?;
    for line in [&head.coverage.document, &head.coverage.note].into_iter().filter(|line| !line.is_empty()) {
        writeln!(out, "{line}")?;
    }
    if each {
        for (sentence, entry) in &trace.sentences {
            writeln!(out, "\n{}  {}", sentence.at(), sentence.text)?;
            match entry {
                Some(entry) => account(entry, out)?,
                None => writeln!(out, "    没有交代")?,
            }
        }
        writeln!(out)?;
    }
    for sentence in trace.unaccounted() {
        writeln!(out, "没有交代：{} [{}] {}", sentence.at(), sentence.digest, sentence.text)?;
    }
    for (entry, spot, moved) in &trace.stale {
        let now = moved.map(|sentence| format!("，这一句现在是 {}", sentence.at())).unwrap_or_default();
        let place = format!("{}:{}:{}", spot.file, spot.line, spot.column);
        writeln!(out, "{place}: 对不上：文件里没有 {} [{}] 这一句了{now}；请核对后改写这一条", entry.at, entry.digest)?;
    }
    for (list, name) in &trace.unsupported {
        writeln!(out, "没有哪一句要求：{}“{name}”", list_text(list))?;
    }
    for (check, clause) in &trace.misquoted {
        writeln!(out, "条款对不上：检查“{check}”写着依据 {clause}，那一条里没有哪一句由它来查")?;
    }
    let held = trace.sentences.iter().filter(|(_, entry)| entry.is_some_and(Entry::is_held)).count();
    let unaccounted = trace.unaccounted().count();
    let other = trace.sentences.len() - held - unaccounted;
    writeln!(
        out,
        "共 {} 句：查得到 {held} 句，不能查、写明原因 {other} 句，没有交代 {unaccounted} 句",
        trace.sentences.len()
    )?;
    for why in Why::ALL {
        let is_so = |entry: &Option<&Entry>| entry.is_some_and(|entry| !entry.is_held() && entry.why == Some(why));
        let count = trace.sentences.iter().filter(|(_, entry)| is_so(entry)).count();
        if count > 0 {
            writeln!(out, "    {}：{count} 句", why.text())?;
        }
    }
    writeln!(out, "{unaccounted} unaccounted, {} stale", trace.stale.len())
}

/// What becomes of a sentence.
fn account(entry: &Entry, out: &mut dyn Write) -> io::Result<()> {
    for list in ["checks", "areas", "summaries", "parameters"] {
        let names: Vec<&str> = entry.holders().filter(|(of, _)| *of == list).map(|(_, name)| name).collect();
        if !names.is_empty() {
            writeln!(out, "    {}：{}", list_text(list), names.join("、"))?;
        }
    }
    if !entry.indicators.is_empty() {
        let names: Vec<&str> = entry.indicators.iter().map(|name| name.get_ref().as_str()).collect();
        writeln!(out, "    只记录：{}", names.join("、"))?;
    }
    let Some(why) = entry.why else { return Ok(()) };
    let rest = if entry.is_held() { "其余" } else { "" };
    writeln!(out, "    {rest}不能查（{}）：{}", why.text(), entry.reason)
}

fn list_text(list: &str) -> &'static str {
    match list {
        "checks" => "检查",
        "areas" => "区域检查",
        "summaries" => "汇总",
        _ => "标准线",
    }
}

#[derive(Serialize)]
struct Report<'t> {
    pack: &'t str,
    document: &'t str,
    sentences: Vec<Line<'t>>,
    stale: Vec<Stale<'t>>,
    unsupported: Vec<Named<'t>>,
    misquoted: Vec<Misquoted<'t>>,
    covered: usize,
    uncheckable: usize,
    unaccounted: usize,
}

#[derive(Serialize)]
struct Line<'t> {
    at: String,
    digest: &'t str,
    state: &'static str,
    held_by: Vec<Named<'t>>,
    recorded_as: Vec<&'t str>,
    why: Option<&'static str>,
    reason: &'t str,
}

#[derive(Serialize)]
struct Named<'t> {
    list: &'t str,
    name: &'t str,
}

#[derive(Serialize)]
struct Misquoted<'t> {
    check: &'t str,
    clause: &'t str,
}

#[derive(Serialize)]
struct Stale<'t> {
    at: &'t str,
    digest: &'t str,
    line: usize,
    moved_to: Option<String>,
}

pub(crate) fn json(head: &Head<'_>, trace: &Trace<'_>, out: &mut dyn Write) -> io::Result<()> {
    let sentences: Vec<Line<'_>> = trace.sentences.iter().map(|(sentence, entry)| line(sentence, *entry)).collect();
    let count = |state: &str| sentences.iter().filter(|line| line.state == state).count();
    let report = Report {
        pack: head.pack,
        document: head.document,
        covered: count("covered"),
        uncheckable: count("uncheckable"),
        unaccounted: count("unaccounted"),
        stale: (trace.stale.iter())
            .map(|(entry, spot, moved)| Stale {
                at: &entry.at,
                digest: &entry.digest,
                line: spot.line,
                moved_to: moved.map(Sentence::at),
            })
            .collect(),
        unsupported: trace.unsupported.iter().map(|(list, name)| Named { list, name }).collect(),
        misquoted: trace.misquoted.iter().map(|(check, clause)| Misquoted { check, clause }).collect(),
        sentences,
    };
    serde_json::to_writer(&mut *out, &report)?;
    writeln!(out)
}

fn line<'t>(sentence: &'t Sentence, entry: Option<&'t Entry>) -> Line<'t> {
    Line {
        at: sentence.at(),
        digest: &sentence.digest,
        state: match entry {
            None => "unaccounted",
            Some(entry) if entry.is_held() => "covered",
            Some(_) => "uncheckable",
        },
        held_by: entry.into_iter().flat_map(Entry::holders).map(|(list, name)| Named { list, name }).collect(),
        recorded_as: entry
            .into_iter()
            .flat_map(|entry| entry.indicators.iter().map(|name| name.get_ref().as_str()))
            .collect(),
        why: entry.and_then(|entry| entry.why).map(Why::code),
        reason: entry.map(|entry| entry.reason.as_str()).unwrap_or_default(),
    }
}

/// Entries for what nothing accounts for yet, to be filled in.
pub(crate) fn draft(trace: &Trace<'_>, out: &mut dyn Write) -> io::Result<()> {
    for sentence in trace.unaccounted() {
        writeln!(out, "[[sentences]]\nat = \"{}\"\ndigest = \"{}\"\n", sentence.at(), sentence.digest)?;
    }
    Ok(())
}
