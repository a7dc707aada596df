//! `bayou diff`: what differs between two packs, and which villages of a table get another verdict.

mod compare;
mod flips;

use std::io::{self, Write};

use rules::{Engine, verdict_text};
use serde::Serialize;
use serde_json::Value;

use crate::args::{DiffArgs, InputArgs, ReportFormat};
use crate::assess::today;
use crate::input::{Input, Known};
use crate::{Done, Failure, pack, written};

use compare::{Change, Field, Kind, changes};
use flips::{Flip, judge};

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
        ReportFormat::Text => text(&report, out),
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
}

impl<'r> Side<'r> {
    fn of(engine: &'r Engine) -> Self {
        Self { id: &engine.pack().id, version: &engine.pack().version }
    }
}

fn text(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Report { from, to, changes, .. } = report;
    writeln!(out, "{} {} → {} {}", from.id, from.version, to.id, to.version)?;
    if changes.is_empty() {
        writeln!(out, "两者的要求完全一样。")?;
    }
    let mut last = "";
    for change in *changes {
        if change.list != last {
            writeln!(out, "{}", list_text(change.list))?;
            last = change.list;
        }
        let (mark, what) = match change.change {
            Kind::Added => ("+", "增加"),
            Kind::Removed => ("-", "删去"),
            Kind::Changed => ("~", "改了"),
        };
        writeln!(out, "  {mark} {what} {}{}", change.name, of_document(change))?;
        for field in &change.fields {
            writeln!(out, "      {}", field_line(field, change))?;
        }
    }
    let judged = report.villages.zip(report.flips);
    judged.map_or(Ok(()), |(villages, flips)| flips_text(villages, flips, out))
}

/// Which clause an entry rests on, and where its figure comes from.
fn of_document(change: &Change) -> String {
    let basis = match change.basis.as_deref() {
        Some("document") => Some("文件写明"),
        Some("local") => Some("由区县定"),
        Some("unverified") => Some("文件没有列出"),
        _ => None,
    };
    let known: Vec<&str> = change.clause.as_deref().into_iter().chain(basis).collect();
    if known.is_empty() { String::new() } else { format!("（{}）", known.join("，")) }
}

fn field_line(field: &Field, change: &Change) -> String {
    let unit = match (&*field.field, change.unit.as_deref()) {
        ("value" | "min" | "max", Some(unit)) => format!(" {unit}"),
        _ => String::new(),
    };
    let shown = |value: &Value| match value {
        Value::Null => "（没有）".to_owned(),
        Value::String(text) if text.is_empty() => "（空）".to_owned(),
        Value::String(text) => format!("{text}{unit}"),
        other => other.to_string(),
    };
    format!("{}：{} → {}", field_text(&field.field), shown(&field.from), shown(&field.to))
}

fn list_text(list: &str) -> &str {
    match list {
        "sources" => "文件依据",
        "sections" => "表格的部分",
        "notices" => "说明",
        "parameters" => "标准线",
        "indicators" => "指标",
        "derived" => "计算值",
        "checks" => "检查",
        "summaries" => "汇总",
        "areas" => "区域检查",
        other => other,
    }
}

/// A field in plain words; what lies inside a test keeps its path.
fn field_text(field: &str) -> &str {
    match field {
        "value" => "数值",
        "dated" => "分时段的数值",
        "unit" => "单位",
        "basis" => "依据",
        "clause" => "条款",
        "note" => "说明",
        "kind" => "类别",
        "type" => "类型",
        "section" => "所在部分",
        "due" => "期限",
        "applies_when" => "适用条件",
        "requirement" => "要求",
        "measures" => "措施",
        "gap_phrase" => "差多少的说法",
        "soft" => "放宽的词",
        "tolerance" => "容差",
        "remarks" => "提醒",
        "help" => "填表说明",
        "min" => "最小值",
        "max" => "最大值",
        "at_most" => "不能多于",
        "options" => "选项",
        "formula" => "公式",
        "test" => "判定办法",
        "origin" => "由谁定",
        "off" => "停用",
        other => other,
    }
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
