//! `bayou check`: everything that is wrong or odd with packs, as a compiler tells it.

use std::io::Write;
use std::path::PathBuf;

use feel::Lang;
use packs::{Fault, Spot};
use rules::diagnostic::Severity;
use serde::Serialize;

use crate::args::{CheckArgs, Deny, Language, ReportFormat};
use crate::pack::{self, Checked};
use crate::{Done, Failure, written};

pub(crate) fn run(args: &CheckArgs, out: &mut dyn Write) -> Result<Done, Failure> {
    let names: Vec<String> =
        if args.all { packs::shipped().iter().map(|pack| pack.id.to_owned()).collect() } else { args.packs.clone() };
    let mut checked: Vec<(String, Checked)> =
        names.into_iter().map(|name| Ok((name.clone(), pack::check(&name)?))).collect::<Result<_, Failure>>()?;
    overlays(&args.overlays.files, &mut checked)?;
    let lang = match args.lang {
        Language::En => Lang::En,
        Language::Zh => Lang::Zh,
    };
    match args.format {
        ReportFormat::Text => {
            for (name, checked) in &checked {
                text(name, checked, lang, out).map_err(written)?;
            }
        }
        ReportFormat::Json => {
            let packs: Vec<PackReport<'_>> =
                checked.iter().map(|(name, checked)| PackReport::of(name, checked, lang)).collect();
            serde_json::to_writer(&mut *out, &packs).map_err(|error| written(error.into()))?;
            writeln!(out).map_err(written)?;
        }
    }
    let least = if args.deny == Some(Deny::Warnings) { Severity::Warning } else { Severity::Error };
    let fails = |fault: &Fault| fault.diagnostic.code.severity() >= least;
    let is_clean = !checked.iter().any(|(_, checked)| checked.faults.iter().any(fails));
    Ok(if is_clean { Done::Clean } else { Done::WithProblems })
}

/// Looks at each overlay upon the one pack given, as the overlays before it left that. Where the pack or an earlier overlay has
/// errors, those are to be mended first.
fn overlays(files: &[PathBuf], checked: &mut Vec<(String, Checked)>) -> Result<(), Failure> {
    if files.is_empty() {
        return Ok(());
    }
    let [(_, bare)] = checked.as_slice() else {
        return Err(Failure::new("--overlay goes with one pack; name the one that the overlay is made for"));
    };
    let mut below = bare.pack.clone();
    for path in files {
        let Some(pack) = &below else { break };
        let found = pack::check_overlay(pack, path)?;
        below = found.pack.clone();
        checked.push((path.display().to_string(), found));
    }
    Ok(())
}

fn text(name: &str, checked: &Checked, lang: Lang, out: &mut dyn Write) -> std::io::Result<()> {
    for fault in &checked.faults {
        write_fault(name, fault, lang, out)?;
    }
    let count = |severity| checked.faults.iter().filter(|it| it.diagnostic.code.severity() == severity).count();
    let (errors, warnings, notes) = (count(Severity::Error), count(Severity::Warning), count(Severity::Note));
    let allowed = checked.allowed.len();
    match lang {
        Lang::En => writeln!(
            out,
            "{name}: {errors} errors, {warnings} warnings, {notes} notes; {allowed} accepted by the pack with a reason"
        ),
        Lang::Zh => {
            writeln!(
                out,
                "{name}：错误 {errors} 处，警告 {warnings} 处，提示 {notes} 处；检查包写明原因放过 {allowed} 处"
            )
        }
    }
}

/// One finding, with the line it stands in and a mark under what is meant.
pub(crate) fn write_fault(name: &str, fault: &Fault, lang: Lang, out: &mut dyn Write) -> std::io::Result<()> {
    let code = fault.diagnostic.code;
    let severity = match (code.severity(), lang) {
        (severity, Lang::En) => severity.as_str(),
        (Severity::Error, Lang::Zh) => "错误",
        (Severity::Warning, Lang::Zh) => "警告",
        (Severity::Note, Lang::Zh) => "提示",
    };
    let message = fault.diagnostic.message(lang);
    let Some(spot) = &fault.spot else {
        return writeln!(out, "{name}: {}: {severity}[{}]: {message}", fault.diagnostic.place, code.as_str());
    };
    writeln!(out, "{}:{}:{}: {severity}[{}]: {message}", spot.file, spot.line, spot.column, code.as_str())?;
    write_line(spot, out)
}

/// Longest line that is shown, in characters; a longer one is a file written by a program.
const LONGEST: usize = 160;

fn write_line(spot: &Spot, out: &mut dyn Write) -> std::io::Result<()> {
    if spot.text.trim().is_empty() || spot.text.chars().count() > LONGEST {
        return Ok(());
    }
    let number = spot.line.to_string();
    let margin = " ".repeat(number.len());
    let before: usize = spot.text.chars().take(spot.column - 1).map(width).sum();
    let meant: usize = spot.text.chars().skip(spot.column - 1).take(spot.length).map(width).sum();
    writeln!(out, "{margin} |\n{number} | {}", spot.text.replace('\t', " "))?;
    writeln!(out, "{margin} | {}{}", " ".repeat(before), "^".repeat(meant.max(1)))
}

/// How many columns of a terminal a character takes: Chinese characters and full-width signs take two.
fn width(c: char) -> usize {
    let is_wide = matches!(u32::from(c),
        0x1100..=0x115F | 0x2E80..=0x303E | 0x3041..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE6F
        | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x2_0000..=0x3_FFFD);
    if is_wide { 2 } else { 1 }
}

/// The findings about one pack, for machines.
#[derive(Serialize)]
struct PackReport<'c> {
    pack: &'c str,
    usable: bool,
    findings: Vec<Finding<'c>>,
    allowed: Vec<Finding<'c>>,
}

#[derive(Serialize)]
struct Finding<'c> {
    severity: &'static str,
    code: &'static str,
    /// The way to it in the pack: `checks[通组公路].applies_when`.
    place: String,
    file: Option<&'c str>,
    line: Option<usize>,
    column: Option<usize>,
    length: Option<usize>,
    message: String,
    args: &'c [String],
    near: Option<&'c str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'c str>,
}

impl<'c> PackReport<'c> {
    fn of(name: &'c str, checked: &'c Checked, lang: Lang) -> Self {
        Self {
            pack: name,
            usable: checked.pack.is_some(),
            findings: checked.faults.iter().map(|fault| Finding::of(fault, None, lang)).collect(),
            allowed: checked.allowed.iter().map(|(fault, reason)| Finding::of(fault, Some(reason), lang)).collect(),
        }
    }
}

impl<'c> Finding<'c> {
    fn of(Fault { diagnostic, spot }: &'c Fault, reason: Option<&'c str>, lang: Lang) -> Self {
        Self {
            severity: diagnostic.code.severity().as_str(),
            code: diagnostic.code.as_str(),
            place: diagnostic.place.to_string(),
            file: spot.as_ref().map(|spot| spot.file.as_str()),
            line: spot.as_ref().map(|spot| spot.line),
            column: spot.as_ref().map(|spot| spot.column),
            length: spot.as_ref().map(|spot| spot.length),
            message: diagnostic.message(lang),
            args: &diagnostic.args,
            near: diagnostic.near.as_deref(),
            reason,
        }
    }
}
