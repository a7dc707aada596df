//! `bayou rollup`: puts the villages of files together by township, district or city, and says where each area stands.
//! A problem with a part of the input is named on standard error, and the rest is rolled up.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use rules::area::assessment::{Area, AreaAssessment, AreaResult, Level, Villages};
use rules::assessment::{Counts, NoteCode, Verdict};
use rules::model::IndicatorType;
use rules::{Date, Engine, Named, Reading, Rollup, verdict_text};

use crate::args::{self, RollupArgs, RollupFormat};
use crate::assess::{problems_of, report, today};
use crate::input::{self, Known, Problem, Village, one_line};
use crate::render::standing;
use crate::{Done, Failure, pack, written};

/// Progress is told after so many villages.
const TOLD_EVERY: usize = 20_000;

/// The least number of villages that is worth a thread of its own.
const FEWEST_FOR_A_THREAD: usize = 500;

pub(crate) fn run(args: &RollupArgs, out: &mut dyn Write) -> Result<Done, Failure> {
    let engine = pack::engine(&args.pack, &args.overlays.files)?;
    let date = match args.date {
        Some(date) => date,
        None => today()?,
    };
    let level = args.level.map(Level::from);
    has_names(&engine, level)?;
    let grouping = Grouping { engine: &engine, date, level, progress: Progress::new() };
    let mut areas = Areas::new();
    let mut problems = Vec::new();
    let mut seen = HashMap::new();
    for file in &args.inputs {
        let mut input = input::read(file, args.input, Known(std::slice::from_ref(&engine)))?;
        problems.append(&mut input.problems);
        problems.extend(given_twice(&engine, &input.villages, &mut seen));
        for (part, told) in grouping.all(input.villages) {
            problems.extend(told);
            merge(&mut areas, part);
        }
    }
    problems.extend(areas.iter().filter_map(|(area, (_, place))| unnamed(area, place)));
    let finished: Vec<AreaAssessment> = areas.into_values().map(|(rollup, _)| rollup.finish()).collect();
    match args.format {
        RollupFormat::Json => {
            serde_json::to_writer_pretty(&mut *out, &finished).map_err(|error| written(error.into()))?;
            writeln!(out).map_err(written)?;
        }
        RollupFormat::Text => text(&finished, out).map_err(written)?,
    }
    out.flush().map_err(written)?;
    report(&problems, args.format == RollupFormat::Text);
    Ok(if problems.is_empty() { Done::Clean } else { Done::WithProblems })
}

impl From<args::Level> for Level {
    fn from(level: args::Level) -> Self {
        match level {
            args::Level::Township => Self::Township,
            args::Level::District => Self::District,
            args::Level::City => Self::City,
        }
    }
}

/// The roll-ups by area, each with the place of its first village.
type Areas<'e> = BTreeMap<Area, (Rollup<'e>, String)>;

fn merge<'e>(areas: &mut Areas<'e>, part: Areas<'e>) {
    for (area, (rollup, place)) in part {
        match areas.get_mut(&area) {
            Some((known, _)) => known.merge(rollup),
            None => {
                areas.insert(area, (rollup, place));
            }
        }
    }
}

/// The pack must ask for the names that villages are put together by.
fn has_names(engine: &Engine, level: Option<Level>) -> Result<(), Failure> {
    let known = Known(std::slice::from_ref(engine));
    let names = level.map(Level::named_by).unwrap_or_default();
    match names.iter().find(|name| !known.has(name)) {
        Some(name) => Err(Failure::new(format!(
            "政策包“{}”没有“{name}”这个指标，不能按它汇总；请去掉 --level，合在一起汇总",
            engine.pack().id
        ))),
        None => Ok(()),
    }
}

/// How villages are put together.
struct Grouping<'e> {
    engine: &'e Engine,
    date: Date,
    level: Option<Level>,
    progress: Progress,
}

impl<'e> Grouping<'e> {
    /// Rolls villages up on all cores, each a run of neighbours; the parts in the order of the input.
    fn all(&self, villages: Vec<Village>) -> Vec<(Areas<'e>, Vec<Problem>)> {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let each = villages.len().div_ceil(cores).max(FEWEST_FOR_A_THREAD);
        let mut rest = villages;
        let mut runs = Vec::new();
        while rest.len() > each {
            let tail = rest.split_off(each);
            runs.push(std::mem::replace(&mut rest, tail));
        }
        thread::scope(|scope| {
            let threads: Vec<_> = runs.into_iter().map(|run| scope.spawn(|| self.some(run))).collect();
            let last = self.some(rest);
            let joined = threads.into_iter().map(|thread| match thread.join() {
                Ok(part) => part,
                // What stopped the thread stops the command: a part of the villages must not be missing unsaid.
                Err(panic) => std::panic::resume_unwind(panic),
            });
            joined.chain([last]).collect()
        })
    }

    fn some(&self, villages: Vec<Village>) -> (Areas<'e>, Vec<Problem>) {
        let mut areas = Areas::new();
        let mut problems = Vec::new();
        for mut village in villages {
            problems.append(&mut village.problems);
            let area = Area::of(self.engine, self.level, &village.answers);
            let new = |area: &Area| (Rollup::new(self.engine, self.date, area.clone()), village.place.clone());
            let (rollup, _) = areas.entry(area).or_insert_with_key(new);
            let findings = rollup.add(&village.answers);
            problems.extend(problems_of(&village, &findings.errors, &findings.warnings));
            self.progress.one_more();
        }
        (areas, problems)
    }
}

/// Tells a waiting person how far it is.
struct Progress {
    count: AtomicUsize,
    is_watched: bool,
}

impl Progress {
    fn new() -> Self {
        Self { count: AtomicUsize::new(0), is_watched: io::stderr().is_terminal() }
    }

    fn one_more(&self) {
        let count = self.count.fetch_add(1, Ordering::Relaxed) + 1;
        if self.is_watched && count.is_multiple_of(TOLD_EVERY) {
            crate::tell(&format!("已汇总 {count} 个村……"));
        }
    }
}

/// Villages that have the same name as an earlier one of the same area: both are added, and that may be a mistake.
fn given_twice(engine: &Engine, villages: &[Village], seen: &mut HashMap<Vec<String>, String>) -> Vec<Problem> {
    let pack = engine.pack();
    let first = pack.sections.first().map(|section| section.name.as_str()).unwrap_or_default();
    let identity: Vec<&str> = (pack.indicators.iter())
        .filter(|it| it.kind == IndicatorType::Text && it.section == first)
        .map(|it| it.name.as_str())
        .collect();
    let is_own = |name: &str| !Level::Township.named_by().contains(&name);
    let mut problems = Vec::new();
    for village in villages {
        let said = |name: &&str| match engine.read(name, village.answers.get(name)?) {
            Reading::Value { text, .. } => Some(text),
            _ => None,
        };
        if !identity.iter().any(|name| is_own(name) && said(name).is_some()) {
            continue;
        }
        let key: Vec<String> = identity.iter().map(|name| said(name).unwrap_or_default()).collect();
        match seen.get(&key) {
            Some(place) => {
                let message = format!("这个村和 {place} 的村名一样，两处都算了。如果填重了，请删去一处。");
                problems.push(Problem::new(village.place.clone(), message));
            }
            None => {
                seen.insert(key, village.place.clone());
            }
        }
    }
    problems
}

/// Villages that do not say where they belong.
fn unnamed(area: &Area, place: &str) -> Option<Problem> {
    let names: Vec<String> = area.unnamed().map(|name| format!("“{name}”")).collect();
    (!names.is_empty()).then(|| {
        let message = format!("从这里起有的村没有填{}，归不到哪个地方，已单独汇总。请补上。", names.join("、"));
        Problem::new(place, message)
    })
}

fn text(areas: &[AreaAssessment], out: &mut dyn Write) -> io::Result<()> {
    if areas.is_empty() {
        return writeln!(out, "没有可以汇总的村。");
    }
    for (number, area) in areas.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        area_text(area, out)?;
    }
    Ok(())
}

fn area_text(assessment: &AreaAssessment, out: &mut dyn Write) -> io::Result<()> {
    let errors = match assessment.with_errors {
        0 => String::new(),
        count => format!("，其中 {count} 个村数据有误"),
    };
    writeln!(out, "{}  {} 个村{errors}  日期 {}", title(&assessment.area), assessment.villages, assessment.date)?;
    let with = |verdict| assessment.areas.iter().filter(move |result| result.verdict == Some(verdict));
    for (verdict, villages) in [(Verdict::Unmet, "差在"), (Verdict::Undecided, "先补齐")] {
        let results: Vec<&AreaResult> = with(verdict).collect();
        if !results.is_empty() {
            writeln!(out, "  {}（{}）", verdict_text(verdict), results.len())?;
        }
        for result in results {
            writeln!(out, "    {}", line(result))?;
            named(villages, &result.deciding, out)?;
            named("数据有误", &result.blocked, out)?;
        }
    }
    let met: Vec<&AreaResult> = with(Verdict::Met).collect();
    if !met.is_empty() {
        writeln!(out, "  {}（{}）", verdict_text(Verdict::Met), met.len())?;
        met.into_iter().try_for_each(|result| writeln!(out, "    {}", line(result)))?;
    }
    let none: Vec<&str> = with(Verdict::NotApplicable).map(|result| result.name.as_str()).collect();
    if !none.is_empty() {
        writeln!(out, "  {}（{}）：{}", verdict_text(Verdict::NotApplicable), none.len(), none.join("、"))?;
    }
    let listed = assessment.areas.iter().filter(|result| result.verdict.is_none() && result.counts.is_some());
    for result in listed {
        let notes: String = notes(result).collect();
        writeln!(out, "  {}：{}{notes}", result.name, result.sentence)?;
    }
    writeln!(out, "  各检查项的村数")?;
    for check in &assessment.checks {
        writeln!(out, "    {}：{}", check.name, counts(check.counts))?;
    }
    Ok(())
}

/// `石柱县 中益乡（乡镇）`
fn title(area: &Area) -> String {
    let level = match area.level {
        None => return "全部".to_owned(),
        Some(Level::City) => return "全市".to_owned(),
        Some(Level::District) => "区县",
        Some(Level::Township) => "乡镇",
    };
    let unnamed: Vec<String> = area.unnamed().map(|name| format!("没有填“{name}”的村")).collect();
    let named_by = area.level.map(Level::named_by).unwrap_or_default();
    let names: Vec<String> = named_by.iter().filter_map(|name| area.names.get(name).cloned()).chain(unnamed).collect();
    format!("{}（{level}）", one_line(&names.join(" ")))
}

fn line(result: &AreaResult) -> String {
    let gap = result.gap.as_ref().map(|gap| format!("还差：{}。", gap.sentence)).unwrap_or_default();
    let standing = result.standing.as_ref().map(standing).unwrap_or_default();
    let notes: String = notes(result).collect();
    format!("{}：{}{notes}{gap}{standing}依据 {}", result.name, result.sentence, result.clause)
}

/// What else a reader must know; how the document is read stands in the pack.
fn notes(result: &AreaResult) -> impl Iterator<Item = &str> {
    result.notes.iter().filter(|note| note.code != NoteCode::Reading).map(|note| note.text.as_str())
}

/// The villages of a list, each with the answers that are missing or wrong.
fn named(what: &str, villages: &Villages, out: &mut dyn Write) -> io::Result<()> {
    if villages.first.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = (villages.first.iter())
        .map(|village| {
            let name = village_name(&village.village);
            if village.fields.is_empty() { name } else { format!("{name}（{}）", village.fields.join("、")) }
        })
        .collect();
    let rest = match villages.rest {
        0 => String::new(),
        rest => format!("，另有 {rest} 个村"),
    };
    writeln!(out, "      {what}：{}{rest}", names.join("、"))
}

fn village_name(village: &Named<String>) -> String {
    let parts = Level::Township.named_by().iter().chain(&["村名"]).filter_map(|name| village.get(name));
    let mut name: Vec<&str> = parts.map(String::as_str).collect();
    if !village.contains_key("村名") {
        name.push(village.get("行政区划代码").map_or("（未填村名）", String::as_str));
    }
    one_line(&name.join(" "))
}

fn counts(counts: Counts) -> String {
    let Counts { met, unmet, undecided, not_applicable, blocked } = counts;
    let all = [
        (Verdict::Met, met),
        (Verdict::Unmet, unmet),
        (Verdict::Undecided, undecided),
        (Verdict::NotApplicable, not_applicable),
        (Verdict::Blocked, blocked),
    ];
    let told = all.into_iter().filter(|(_, count)| *count > 0);
    told.map(|(verdict, count)| format!("{} {count}", verdict_text(verdict))).collect::<Vec<_>>().join("，")
}
