//! Writes assessments: a report for people, the contract as JSON or JSON Lines, or a row a village.

use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::Arc;

use rules::assessment::{
    Alert, AlertCode, Assessment, CheckResult, Note, NoteCode, Reference, ReferenceStanding, Standing, StandingCode,
    Verdict,
};
use rules::comparison::{How, Progress};
use rules::model::{Basis, IndicatorType, Kind};
use rules::{Date, Engine, Named, Pack, verdict_of_kind_text, verdict_text};
use serde::Serialize;
use tables::xlsx::{self, Written};
use tables::{csv, one_line};

use crate::args::Format;
use crate::assess::Judged;

/// In what form villages are written.
#[derive(Clone, Copy)]
pub(crate) struct Form {
    pub(crate) format: Format,
    /// One for each pack, in the order in which a village is judged.
    pub(crate) engines: &'static [Engine],
    pub(crate) is_single: bool,
    /// Whether villages are compared with earlier self-checks.
    pub(crate) is_compared: bool,
}

/// A village, ready to be written.
pub(crate) enum Rendered {
    Text(Vec<u8>),
    Row(Vec<String>),
}

/// Writes one village after another, so that nothing is kept in memory.
pub(crate) struct Writer<O: Write> {
    form: Form,
    out: Out<O>,
    count: usize,
}

/// Where to.
enum Out<O: Write> {
    Text(O),
    Csv(csv::Writer<O>),
    Book(xlsx::Writer<O>),
}

/// A village as JSON: its assessment, and beside its own keys how it compares with the earlier self-check.
#[derive(Serialize)]
struct Shown<'j> {
    #[serde(flatten)]
    assessment: &'j Assessment,
    #[serde(skip_serializing_if = "Option::is_none")]
    comparison: Option<&'j Progress>,
}

/// A village that several packs judge, as JSON.
#[derive(Serialize)]
struct Together<'j> {
    village: Named<String>,
    date: Date,
    assessments: Vec<Shown<'j>>,
}

impl<'j> Shown<'j> {
    fn of(judged: &'j Judged) -> Self {
        Self { assessment: &judged.assessment, comparison: judged.comparison.as_ref() }
    }
}

impl<O: Write> Writer<O> {
    pub(crate) fn begin(form: Form, mut out: O) -> io::Result<Self> {
        let out = match form.format {
            Format::Csv => {
                let mut out = csv::Writer::new(out)?;
                out.row(&form.head())?;
                Out::Csv(out)
            }
            Format::Xlsx => {
                let mut out = xlsx::Writer::new(out);
                let head = form.head();
                let columns = head.iter().map(|_| xlsx::Column::default()).collect();
                out.sheet(&xlsx::Sheet { name: "自查结果", columns, frozen: 1, merged: Vec::new() })?;
                out.row(head.iter().map(|cell| Written::Head(cell)))?;
                Out::Book(out)
            }
            Format::Json if !form.is_single => {
                writeln!(out, "[")?;
                Out::Text(out)
            }
            _ => Out::Text(out),
        };
        Ok(Self { form, out, count: 0 })
    }

    /// Writes what the packs, each in turn, make of a village.
    pub(crate) fn village(&mut self, village: Rendered) -> io::Result<()> {
        self.count += 1;
        match (&mut self.out, village) {
            (Out::Text(out), Rendered::Text(text)) => {
                match self.form.format {
                    Format::Json if !self.form.is_single && self.count > 1 => writeln!(out, ",")?,
                    Format::Text if self.count > 1 => writeln!(out)?,
                    _ => {}
                }
                out.write_all(&text)
            }
            (Out::Csv(out), Rendered::Row(cells)) => out.row(&cells),
            (Out::Book(out), Rendered::Row(cells)) => out.row(cells.iter().map(|cell| Written::Number(cell))),
            _ => Ok(()),
        }
    }

    pub(crate) fn end(self) -> io::Result<()> {
        match self.out {
            Out::Text(mut out) => match self.form.format {
                Format::Json if !self.form.is_single && self.count > 0 => writeln!(out, "\n]"),
                Format::Json if !self.form.is_single => writeln!(out, "]"),
                Format::Text if self.count == 0 => writeln!(out, "没有可以判定的村。"),
                _ => Ok(()),
            },
            Out::Csv(_) => Ok(()),
            Out::Book(out) => out.finish().map(drop),
        }
    }
}

impl Form {
    /// What the packs, each in turn, make of a village.
    pub(crate) fn rendered(&self, judged: &[Judged]) -> io::Result<Rendered> {
        let mut text = Vec::new();
        match self.format {
            Format::Csv | Format::Xlsx => return Ok(Rendered::Row(self.cells(judged))),
            Format::Text => self.reports(judged, &mut text)?,
            Format::Json | Format::Jsonl => match judged {
                [only] => self.json(&Shown::of(only), &mut text)?,
                several => {
                    let village = several.iter().flat_map(|one| one.assessment.village.clone()).collect();
                    if let Some(date) = several.first().map(|one| one.assessment.date) {
                        let assessments = several.iter().map(Shown::of).collect();
                        self.json(&Together { village, date, assessments }, &mut text)?;
                    }
                }
            },
        }
        Ok(Rendered::Text(text))
    }

    fn json(&self, village: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
        match self.format {
            Format::Json if self.is_single => serde_json::to_writer_pretty(&mut *out, village)?,
            Format::Json => return serde_json::to_writer(out, village).map_err(io::Error::from),
            _ => serde_json::to_writer(&mut *out, village)?,
        }
        writeln!(out)
    }

    /// A report for each pack; under a heading of its own where there are several.
    fn reports(&self, judged: &[Judged], out: &mut dyn Write) -> io::Result<()> {
        for (number, (engine, judged)) in self.engines.iter().zip(judged).enumerate() {
            if number > 0 {
                writeln!(out)?;
            }
            if self.engines.len() > 1 {
                writeln!(out, "◆ {}", engine.pack().title)?;
            }
            text(engine, judged, out)?;
        }
        Ok(())
    }

    /// The columns that tell which village it is.
    fn identity(&self) -> Vec<&'static str> {
        let mut names = Vec::new();
        for pack in self.engines.iter().map(Engine::pack) {
            for name in identity(pack) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        names
    }

    fn head(&self) -> Vec<String> {
        const COUNTS: [&str; 7] = ["达标", "未达标", "待定", "不适用", "数据有误", "八有达标", "八有未达标"];
        const COMPARED: [&str; 3] = ["上一次自查日期", "提升", "退步"];
        let compared: &[&str] = if self.is_compared { &COMPARED } else { &[] };
        let mut head: Vec<String> = self.identity().into_iter().chain(["自查日期"]).map(str::to_owned).collect();
        for pack in self.engines.iter().map(Engine::pack) {
            // Packs may have checks of the same name.
            let of = if self.engines.len() > 1 { format!("{}：", pack.title) } else { String::new() };
            let checks = pack.checks.iter().map(|check| check.name.as_str());
            let columns = COUNTS.into_iter().chain(compared.iter().copied()).chain(checks);
            head.extend(columns.map(|column| format!("{of}{column}")));
        }
        head
    }

    fn cells(&self, judged: &[Judged]) -> Vec<String> {
        let of = |name: &str| judged.iter().find_map(|one| one.assessment.village.get(name)).cloned();
        let identity = self.identity().into_iter().map(|name| of(name).unwrap_or_default());
        let date = judged.first().map(|one| one.assessment.date.to_string());
        let mut cells: Vec<String> = identity.chain(date).collect();
        for (engine, judged) in self.engines.iter().zip(judged) {
            cells.extend(self.cells_of(engine, judged));
        }
        cells
    }

    fn cells_of(&self, engine: &Engine, judged: &Judged) -> Vec<String> {
        let Judged { assessment, comparison, .. } = judged;
        let counts = &assessment.counts;
        let have = &assessment.eight_have;
        let numbers =
            [counts.met, counts.unmet, counts.undecided, counts.not_applicable, counts.blocked, have.met, have.unmet];
        let results = assessment.checks.iter().chain(&have.items);
        let verdicts: HashMap<&str, &str> = results.map(|result| (result.name.as_str(), said(result))).collect();
        let verdict = |name: &str| verdicts.get(name).copied().unwrap_or_default();
        let turned = |how: How| comparison.as_ref().map(|it| turned(it, how).join("、")).unwrap_or_default();
        let since = || comparison.as_ref().map(|it| it.since.to_string()).unwrap_or_default();
        let compared = if self.is_compared { vec![since(), turned(How::Rose), turned(How::Fell)] } else { Vec::new() };
        numbers
            .iter()
            .map(usize::to_string)
            .chain(compared)
            .chain(engine.pack().checks.iter().map(|check| verdict(&check.name).to_owned()))
            .collect()
    }
}

/// The indicators that tell which village it is: the texts of the first section.
pub(crate) fn identity(pack: &Pack) -> impl Iterator<Item = &str> {
    let first = pack.sections.first().map(|section| section.name.as_str()).unwrap_or_default();
    let identity = pack.indicators.iter().filter(move |it| it.kind == IndicatorType::Text && it.section == first);
    identity.map(|indicator| indicator.name.as_str())
}

fn said(result: &CheckResult) -> &'static str {
    verdict_of_kind_text(result.kind, result.verdict)
}

fn text(engine: &Engine, judged: &Judged, out: &mut dyn Write) -> io::Result<()> {
    let Judged { assessment, comparison, .. } = judged;
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
    if let Some(comparison) = comparison {
        compared(comparison, out)?;
    }
    alerts(&assessment.alerts, out)?;
    eight_have(engine, assessment, out)?;
    for error in &assessment.errors {
        writeln!(out, "  请核对：{}", one_line(&error.message))?;
    }
    let checks = || assessment.checks.iter().map(|check| &**check);
    let counted = |verdict| checks().filter(move |c| c.kind.is_counted() && c.verdict == verdict);
    group("未达标", counted(Verdict::Unmet), out, |check| unmet_line(engine, check))?;
    group("数据有误", counted(Verdict::Blocked), out, |check| format!("{}：{}", check.name, check.sentence()))?;
    names("达标", counted(Verdict::Met), out)?;
    undecided(engine, counted(Verdict::Undecided), out)?;
    names("不适用", counted(Verdict::NotApplicable).filter(|check| overlay_notes(check).next().is_none()), out)?;
    let off = counted(Verdict::NotApplicable).filter(|check| overlay_notes(check).next().is_some());
    group("不适用，由区县确定", off, out, |check| format!("{}：{}", check.name, check.sentence()))?;
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

/// What turned since the earlier self-check.
fn compared(comparison: &Progress, out: &mut dyn Write) -> io::Result<()> {
    const HOW: [(How, &str); 6] = [
        (How::Rose, "提升为达标"),
        (How::Fell, "退步为未达标"),
        (How::Decided, "新判定"),
        (How::Reopened, "变为不能判定"),
        (How::Applies, "变为适用"),
        (How::NoLongerApplies, "变为不适用"),
    ];
    let since = comparison.since;
    writeln!(
        out,
        "  与上一次自查（{since}）比：{} 项有变化，{} 项没有变化",
        comparison.turns.len(),
        comparison.unchanged
    )?;
    if !comparison.same_rules {
        writeln!(out, "    上一次用的政策包版本或区县覆盖不同，有的变化可能是标准变了")?;
    }
    for (how, title) in HOW {
        let turned = turned(comparison, how);
        if !turned.is_empty() {
            writeln!(out, "    {title}（{}）：{}", turned.len(), turned.join("、"))?;
        }
    }
    if !comparison.only_now.is_empty() {
        writeln!(out, "    上一次没有的（{}）：{}", comparison.only_now.len(), comparison.only_now.join("、"))?;
    }
    Ok(())
}

/// The checks that turned so; what was decided anew with its verdict.
fn turned(comparison: &Progress, how: How) -> Vec<String> {
    let turns = comparison.turns.iter().filter(|turn| turn.how == how);
    turns
        .map(|turn| match how {
            How::Decided | How::Applies => format!("{}（{}）", turn.name, verdict_of_kind_text(turn.kind, turn.now)),
            _ => turn.name.clone(),
        })
        .collect()
}

/// Alerts, those of one due date in one line.
fn alerts(alerts: &[Alert], out: &mut dyn Write) -> io::Result<()> {
    if alerts.is_empty() {
        return Ok(());
    }
    writeln!(out, "  预警（{}）", alerts.len())?;
    for alert in alerts.iter().filter(|alert| alert.code != AlertCode::DueSoon) {
        writeln!(out, "    {}依据 {}", alert.sentence, alert.clause)?;
    }
    let mut days: Vec<(Date, i64)> = alerts.iter().filter_map(|alert| Some((alert.due?, alert.days?))).collect();
    days.sort_unstable();
    days.dedup();
    for (day, left) in days {
        let names = alerts.iter().filter(|alert| alert.due == Some(day)).map(|alert| alert.name.as_str());
        let names: Vec<&str> = names.collect();
        writeln!(out, "    {}，{} 项未达标：{}", due(day, left), names.len(), names.join("、"))?;
    }
    Ok(())
}

/// What overlays have to do with a check.
fn overlay_notes(check: &CheckResult) -> impl Iterator<Item = &Note> {
    check.notes().iter().filter(|note| note.code == NoteCode::Overlay)
}

fn eight_have(engine: &Engine, assessment: &Assessment, out: &mut dyn Write) -> io::Result<()> {
    let have = &assessment.eight_have;
    if have.items.is_empty() {
        return Ok(());
    }
    let pack = engine.pack();
    let is_unofficial = pack.checks.iter().any(|it| it.kind == Kind::EightHave && it.basis == Basis::Unverified);
    let whose = match have.items.iter().find_map(|item| item.origin.as_deref()) {
        _ if is_unofficial => "（文件没有列出具体内容，暂定）".to_owned(),
        Some(origin) => format!("（由{}设定）", pack.issuer(origin)),
        None => String::new(),
    };
    let items: Vec<String> =
        have.items.iter().map(|item| format!("{} {}", item.name, verdict_text(item.verdict))).collect();
    writeln!(out, "  八有{whose}：达标 {} 项，未达标 {} 项；{}", have.met, have.unmet, items.join("，"))?;
    let unmet = have.items.iter().filter(|item| item.verdict == Verdict::Unmet);
    unmet.into_iter().try_for_each(|item| writeln!(out, "    {}", unmet_line(engine, item)))
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

fn unmet_line(engine: &Engine, check: &CheckResult) -> String {
    let gap = check.gap.as_ref().map(|gap| {
        let others = gap.alternatives.iter().map(|way| format!("；或者{}", way.sentence)).collect::<String>();
        format!("还差：{}{others}。", gap.sentence)
    });
    let gap = gap.unwrap_or_default();
    let standing = check.standing.as_ref().map(standing).unwrap_or_default();
    let set: String = match check.origin {
        Some(_) => String::new(),
        None => overlay_notes(check).map(|note| note.text.as_str()).collect(),
    };
    let whose = check.origin.as_deref().map(|origin| format!("（{}）", engine.pack().issuer(origin)));
    let whose = whose.unwrap_or_default();
    format!("{}：{}{set}{gap}{standing}依据 {}{whose}", check.name, check.sentence(), check.clause)
}

pub(crate) fn standing(standing: &Standing) -> String {
    match standing.code {
        StandingCode::InProgress => format!("推进中，{}。", due(standing.due, standing.days)),
        StandingCode::Overdue => format!("已逾期 {} 天。", standing.days),
        StandingCode::OnTime | StandingCode::Met => String::new(),
    }
}

/// When something is due, and how long that is off.
fn due(day: Date, days: i64) -> String {
    if days == 0 { format!("今天（{day}）到期") } else { format!("{day} 到期，还有 {days} 天") }
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
        check.sentence().trim_end_matches('。').to_owned()
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
