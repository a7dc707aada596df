//! Writes assessments: a report for people, the contract as JSON or JSON Lines, or a row a village.

use std::io::{self, Write};
use std::sync::Arc;

use rules::assessment::{Assessment, CheckResult, Reference, ReferenceStanding, Standing, StandingCode, Verdict};
use rules::{Engine, verdict_of_kind_text, verdict_text};

use crate::args::Format;
use crate::input::one_line;

/// Writes one assessment after another, so that nothing is kept in memory.
pub(crate) struct Writer<'e> {
    format: Format,
    engine: &'e Engine,
    is_single: bool,
    count: usize,
}

impl<'e> Writer<'e> {
    pub(crate) fn new(format: Format, engine: &'e Engine, is_single: bool) -> Self {
        Self { format, engine, is_single, count: 0 }
    }

    pub(crate) fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        match self.format {
            Format::Json if !self.is_single => writeln!(out, "["),
            Format::Csv => {
                // Spreadsheet programs take a UTF-8 file for what it is only with this mark.
                out.write_all("\u{feff}".as_bytes())?;
                self.csv_row(&self.csv_head(), out)
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn village(&mut self, assessment: &Assessment, out: &mut dyn Write) -> io::Result<()> {
        self.count += 1;
        match self.format {
            Format::Text => text(self.engine, assessment, self.count > 1, out),
            Format::Json if self.is_single => {
                serde_json::to_writer_pretty(&mut *out, assessment)?;
                writeln!(out)
            }
            Format::Json => {
                if self.count > 1 {
                    writeln!(out, ",")?;
                }
                serde_json::to_writer(&mut *out, assessment).map_err(io::Error::from)
            }
            Format::Jsonl => {
                serde_json::to_writer(&mut *out, assessment)?;
                writeln!(out)
            }
            Format::Csv => self.csv_row(&self.csv_cells(assessment), out),
        }
    }

    pub(crate) fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        match self.format {
            Format::Json if !self.is_single && self.count > 0 => writeln!(out, "\n]"),
            Format::Json if !self.is_single => writeln!(out, "]"),
            Format::Text if self.count == 0 => writeln!(out, "没有可以判定的村。"),
            _ => Ok(()),
        }
    }

    /// The columns that tell which village it is.
    fn identity(&self) -> Vec<&str> {
        let pack = self.engine.pack();
        let first = pack.sections.first().map(|section| section.name.as_str()).unwrap_or_default();
        let is_identity = |kind| kind == rules::model::IndicatorType::Text;
        (pack.indicators.iter())
            .filter(|indicator| is_identity(indicator.kind) && indicator.section == first)
            .map(|indicator| indicator.name.as_str())
            .collect()
    }

    fn csv_head(&self) -> Vec<String> {
        const COUNTS: [&str; 8] =
            ["自查日期", "达标", "未达标", "待定", "不适用", "数据有误", "八有达标", "八有未达标"];
        let pack = self.engine.pack();
        let checks = pack.checks.iter().map(|check| check.name.as_str());
        self.identity().into_iter().chain(COUNTS).chain(checks).map(str::to_owned).collect()
    }

    fn csv_cells(&self, assessment: &Assessment) -> Vec<String> {
        let identity =
            self.identity().into_iter().map(|name| assessment.village.get(name).cloned().unwrap_or_default());
        let counts = &assessment.counts;
        let have = &assessment.eight_have;
        let numbers =
            [counts.met, counts.unmet, counts.undecided, counts.not_applicable, counts.blocked, have.met, have.unmet];
        let verdict = |name: &str| {
            let results = assessment.checks.iter().chain(&have.items);
            results.into_iter().find(|result| result.name == name).map(|result| said(result)).unwrap_or_default()
        };
        identity
            .chain([assessment.date.to_string()])
            .chain(numbers.iter().map(usize::to_string))
            .chain(self.engine.pack().checks.iter().map(|check| verdict(&check.name).to_owned()))
            .collect()
    }

    fn csv_row(&self, cells: &[String], out: &mut dyn Write) -> io::Result<()> {
        let mut row = csv::Writer::from_writer(Vec::new());
        row.write_record(cells.iter().map(|cell| defused(cell))).map_err(io::Error::other)?;
        let bytes = row.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
        out.write_all(&bytes)
    }
}

/// A cell that a spreadsheet program would run as a formula becomes plain text.
fn defused(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

fn said(result: &CheckResult) -> &'static str {
    verdict_of_kind_text(result.kind, result.verdict)
}

fn text(engine: &Engine, assessment: &Assessment, is_next: bool, out: &mut dyn Write) -> io::Result<()> {
    if is_next {
        writeln!(out)?;
    }
    let name: Vec<&str> =
        ["区县", "乡镇", "村名"].iter().filter_map(|part| assessment.village.get(part)).map(String::as_str).collect();
    let name = if name.is_empty() { "（未填村名）".to_owned() } else { one_line(&name.join(" ")) };
    writeln!(out, "{name}  自查日期 {}", assessment.date)?;
    let counts = &assessment.counts;
    writeln!(
        out,
        "  检查 {} 项：达标 {}，未达标 {}，待定 {}，不适用 {}，数据有误 {}",
        counts.total(),
        counts.met,
        counts.unmet,
        counts.undecided,
        counts.not_applicable,
        counts.blocked
    )?;
    eight_have(assessment, out)?;
    for error in &assessment.errors {
        writeln!(out, "  请核对：{}", one_line(&error.message))?;
    }
    let checks = || assessment.checks.iter().map(|check| &**check);
    let counted = |verdict| checks().filter(move |c| c.kind.is_counted() && c.verdict == verdict);
    group("未达标", counted(Verdict::Unmet), out, unmet_line)?;
    group("数据有误", counted(Verdict::Blocked), out, |check| {
        format!("{}：{}", check.name, check.explanation.sentence)
    })?;
    names("达标", counted(Verdict::Met), out)?;
    undecided(engine, counted(Verdict::Undecided), out)?;
    names("不适用", counted(Verdict::NotApplicable), out)?;
    derived(assessment, out)?;
    summaries(assessment, out)?;
    references(&assessment.references, out)?;
    let others: Vec<&CheckResult> = checks()
        .filter(|check| !check.kind.is_counted() && matches!(check.verdict, Verdict::Met | Verdict::Unmet))
        .collect();
    if !others.is_empty() {
        let others: Vec<String> = others.iter().map(|check| format!("{}（{}）", check.name, said(check))).collect();
        writeln!(out, "  不计入达标的：{}", others.join("、"))?;
    }
    Ok(())
}

fn eight_have(assessment: &Assessment, out: &mut dyn Write) -> io::Result<()> {
    let have = &assessment.eight_have;
    if have.items.is_empty() {
        return Ok(());
    }
    let items: Vec<String> =
        have.items.iter().map(|item| format!("{} {}", item.name, verdict_text(item.verdict))).collect();
    writeln!(
        out,
        "  八有（文件没有列出具体内容，暂定）：达标 {} 项，未达标 {} 项；{}",
        have.met,
        have.unmet,
        items.join("，")
    )
}

fn group<'c>(
    title: &str,
    checks: impl Iterator<Item = &'c CheckResult>,
    out: &mut dyn Write,
    line: impl Fn(&CheckResult) -> String,
) -> io::Result<()> {
    let checks: Vec<&CheckResult> = checks.collect();
    if checks.is_empty() {
        return Ok(());
    }
    writeln!(out, "  {title}（{}）", checks.len())?;
    checks.into_iter().try_for_each(|check| writeln!(out, "    {}", line(check)))
}

fn names<'c>(title: &str, checks: impl Iterator<Item = &'c CheckResult>, out: &mut dyn Write) -> io::Result<()> {
    let names: Vec<&str> = checks.map(|check| check.name.as_str()).collect();
    if names.is_empty() {
        return Ok(());
    }
    writeln!(out, "  {title}（{}）\n    {}", names.len(), names.join("、"))
}

fn unmet_line(check: &CheckResult) -> String {
    let gap = check.gap.as_ref().map(|gap| format!("还差：{}。", gap.sentence)).unwrap_or_default();
    let standing = check.standing.as_ref().map(standing).unwrap_or_default();
    format!("{}：{}{gap}{standing}依据 {}", check.name, check.explanation.sentence, check.clause)
}

fn standing(standing: &Standing) -> String {
    match standing.code {
        StandingCode::InProgress => format!("推进中，{} 到期，还有 {} 天。", standing.due, standing.days),
        StandingCode::Overdue => format!("已逾期 {} 天。", standing.days),
        StandingCode::OnTime | StandingCode::Met => String::new(),
    }
}

/// The undecided checks by section, each with the answers that could decide it.
fn undecided<'c>(
    engine: &Engine,
    checks: impl Iterator<Item = &'c CheckResult>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let checks: Vec<&CheckResult> = checks.collect();
    if checks.is_empty() {
        return Ok(());
    }
    writeln!(out, "  待定（{}）：还缺数据，括号里是先要填写的", checks.len())?;
    let pack = engine.pack();
    for section in &pack.sections {
        let here = |result: &&&CheckResult| {
            pack.checks.iter().any(|check| check.name == result.name && check.section == section.name)
        };
        let told: Vec<String> = checks.iter().filter(here).map(|check| undecided_check(check)).collect();
        if !told.is_empty() {
            writeln!(out, "    【{}】{}", section.name, told.join("、"))?;
        }
    }
    Ok(())
}

fn undecided_check(check: &CheckResult) -> String {
    let waits = if check.missing.is_empty() {
        check.explanation.sentence.trim_end_matches('。').to_owned()
    } else {
        check.missing.join("、")
    };
    if waits == check.name { waits } else { format!("{}（{waits}）", check.name) }
}

fn derived(assessment: &Assessment, out: &mut dyn Write) -> io::Result<()> {
    let known: Vec<String> = (assessment.derived.iter())
        .filter_map(|derived| {
            let value = derived.value.as_ref()?;
            Some(format!("{} {}{}", derived.name, value.shown, value.unit))
        })
        .collect();
    if known.is_empty() {
        return Ok(());
    }
    writeln!(out, "  算得：{}", known.join("，"))
}

fn summaries(assessment: &Assessment, out: &mut dyn Write) -> io::Result<()> {
    let decided =
        assessment.summaries.iter().filter(|summary| matches!(summary.verdict, Verdict::Met | Verdict::Unmet));
    let said: Vec<String> = decided.map(|summary| format!("{}：{}", summary.name, summary.said)).collect();
    if said.is_empty() {
        return Ok(());
    }
    writeln!(out, "  汇总：{}", said.join("，"))
}

fn references(references: &[Arc<Reference>], out: &mut dyn Write) -> io::Result<()> {
    let known = references
        .iter()
        .filter(|reference| matches!(reference.standing, ReferenceStanding::Reached | ReferenceStanding::NotReached));
    for reference in known {
        writeln!(out, "  参照 {}：{}", reference.name, reference.sentence)?;
    }
    Ok(())
}
