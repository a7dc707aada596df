//! `bayou rollup`: puts the villages of files together by township, district or city, and says where each area stands.
//! A problem with a part of the input is named on standard error, and the rest is rolled up.

use std::collections::hash_map::{DefaultHasher, Entry};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::hash::{Hash, Hasher};
use std::io::{self, Write};
use std::sync::Arc;

use rules::area::assessment::{Area, AreaAssessment, AreaResult, Level, Villages};
use rules::assessment::{Counts, NoteCode, Verdict};
use rules::{Answers, Date, Engine, Named, Reading, Rollup, verdict_text};
use serde::Serializer;
use tables::one_line;
use tables::xlsx::{self, Written};

use crate::args::{self, RollupArgs, RollupFormat};
use crate::assess::{Problems, problems_of, today};
use crate::input::{Input, Known, Problem, Step, Village};
use crate::render::{identity, standing};
use crate::stream::{Progress, in_order};
use crate::{Done, Failure, pack, written};

pub(crate) fn run(args: &RollupArgs, out: &mut dyn Write) -> Result<Done, Failure> {
    // It is judged by on threads that live as long as the process.
    let engine: &'static Arc<Engine> = Box::leak(Box::new(Arc::new(pack::engine(&args.pack, &args.overlays.files)?)));
    let date = match args.date {
        Some(date) => date,
        None => today()?,
    };
    let level = args.level.map(Level::from);
    has_names(engine, level)?;
    let known = Known::of([&**engine]);
    // Each file is opened before the first is read, so that a wrong name is told at once.
    let inputs: Vec<Input<'static>> =
        args.inputs.iter().map(|file| Input::open(file, &args.input, &known)).collect::<Result<_, _>>()?;
    let grouping = Grouping { engine, date, level };
    let mut areas = Areas::new();
    let mut problems = Problems::new(args.format == RollupFormat::Text);
    let mut seen = Seen::default();
    let mut progress = Progress::new(args.input.progress);
    let mut inputs = Inputs(inputs.into());
    let end = in_order(
        move || inputs.next_step(),
        move |batch| grouping.some(batch),
        |part| {
            for told in part.told {
                problems.add(told.problems);
                if let Some((key, place)) = told.name {
                    problems.add(seen.again(key, place).into_iter().collect());
                }
            }
            progress.add(part.villages);
            merge(&mut areas, part.areas);
            Ok(())
        },
    )?;
    problems.add(areas.iter().filter_map(|(area, (_, place))| unnamed(area, place)).collect());
    // One after another, as thousands of them fill the memory.
    let finished = areas.into_values().map(|(rollup, _)| rollup.finish());
    write(finished, args.format, out).map_err(written)?;
    out.flush().map_err(written)?;
    progress.end();
    Ok(problems.end(end, progress.count(), "写出的汇总只含这些村"))
}

/// Several files as one stream.
struct Inputs(VecDeque<Input<'static>>);

impl Inputs {
    fn next_step(&mut self) -> Result<Option<Step>, Failure> {
        while let Some(input) = self.0.front_mut() {
            if let Some(step) = input.next_step()? {
                return Ok(Some(step));
            }
            self.0.pop_front();
        }
        Ok(None)
    }
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
type Areas = BTreeMap<Area, (Rollup, String)>;

/// Adds a later part: the place of an area that is known stays.
fn merge(areas: &mut Areas, part: Areas) {
    for (area, (rollup, place)) in part {
        match areas.get_mut(&area) {
            Some((known, _)) => known.merge(rollup),
            None => drop(areas.insert(area, (rollup, place))),
        }
    }
}

/// The pack must ask for the names that villages are put together by.
fn has_names(engine: &Engine, level: Option<Level>) -> Result<(), Failure> {
    match level.and_then(|level| level.unasked(engine.pack())) {
        Some(name) => Err(Failure::new(format!(
            "政策包“{}”没有“{name}”这个指标，不能按它汇总；请去掉 --level，合在一起汇总",
            engine.pack().id
        ))),
        None => Ok(()),
    }
}

/// How villages are put together.
#[derive(Clone, Copy)]
struct Grouping {
    engine: &'static Arc<Engine>,
    date: Date,
    level: Option<Level>,
}

/// What some villages come to.
struct Part {
    areas: Areas,
    told: Vec<Told>,
    villages: usize,
}

/// What is to be said of one village.
struct Told {
    problems: Vec<Problem>,
    /// Who it is, and where it stands; none where it does not say.
    name: Option<(u64, Where)>,
}

impl Grouping {
    fn some(&self, steps: Vec<Step>) -> Part {
        let mut part = Part { areas: Areas::new(), told: Vec::new(), villages: 0 };
        for step in steps {
            let told = match step {
                Step::Problem(problem) => Told { problems: vec![problem], name: None },
                Step::Village(village) => {
                    part.villages += 1;
                    self.village(village, &mut part.areas)
                }
            };
            part.told.push(told);
        }
        part
    }

    fn village(&self, mut village: Village, areas: &mut Areas) -> Told {
        let mut problems = village.take_problems();
        let area = Area::of(self.engine, self.level, village.answers());
        let new = |area: &Area| (Rollup::new(self.engine.clone(), self.date, area.clone()), village.place());
        let (rollup, _) = areas.entry(area).or_insert_with_key(new);
        let findings = rollup.add(village.answers());
        problems.extend(problems_of(&village, &findings.errors, &findings.warnings));
        let name = who(self.engine, village.answers());
        Told { problems, name: name.map(|name| (name, village.whereabouts())) }
    }
}

/// Who a village says it is, as a number; none where it does not say.
fn who(engine: &Engine, answers: &Answers) -> Option<u64> {
    let is_own = |name: &str| !Level::Township.named_by().contains(&name);
    let mut is_said = false;
    let mut hasher = DefaultHasher::new();
    for name in identity(engine.pack()) {
        let said = answers.get(name).and_then(|answer| match engine.read(name, answer) {
            Reading::Value { text, .. } => Some(text),
            _ => None,
        });
        is_said |= said.is_some() && is_own(name);
        said.unwrap_or_default().hash(&mut hasher);
    }
    is_said.then(|| hasher.finish())
}

/// A village's place, small enough to be kept for every village of a country.
type Where = (Arc<str>, Box<str>);

/// Where a village of each name was first seen.
#[derive(Default)]
struct Seen(HashMap<u64, Where>);

impl Seen {
    /// What to say of a village of the same name as an earlier one of the same area: both are added, and that may be a mistake.
    fn again(&mut self, name: u64, (file, place): Where) -> Option<Problem> {
        match self.0.entry(name) {
            Entry::Vacant(new) => {
                new.insert((file, place));
                None
            }
            Entry::Occupied(first) => {
                let (first_file, first) = first.get();
                let message = format!("这个村和 {first_file}{first} 的村名一样，两处都算了。如果填重了，请删去一处。");
                Some(Problem::new(format!("{file}{place}"), message))
            }
        }
    }
}

/// Villages that do not say where they belong.
fn unnamed(area: &Area, place: &str) -> Option<Problem> {
    let names: Vec<String> = area.unnamed().map(|name| format!("“{name}”")).collect();
    (!names.is_empty()).then(|| {
        let message = format!("从这里起有的村没有填{}，归不到哪个地方，已单独汇总。请补上。", names.join("、"));
        Problem::new(place, message)
    })
}

fn write(mut areas: impl Iterator<Item = AreaAssessment>, format: RollupFormat, out: &mut dyn Write) -> io::Result<()> {
    match format {
        RollupFormat::Text => text(areas, out),
        RollupFormat::Json => {
            serde_json::Serializer::pretty(&mut *out).collect_seq(areas)?;
            writeln!(out)
        }
        RollupFormat::Jsonl => areas.try_for_each(|area| {
            serde_json::to_writer(&mut *out, &area)?;
            writeln!(out)
        }),
        RollupFormat::Csv => {
            let mut out = tables::csv::Writer::new(out)?;
            out.row(&HEAD)?;
            areas.try_for_each(|area| rows(&area).try_for_each(|row| out.row(&row)))
        }
        RollupFormat::Xlsx => {
            let mut out = xlsx::Writer::new(out);
            let columns = HEAD.iter().map(|_| xlsx::Column::default()).collect();
            out.sheet(&xlsx::Sheet { name: "汇总", columns, frozen: 1, merged: Vec::new() })?;
            out.row(HEAD.map(Written::Head))?;
            areas.try_for_each(|area| {
                rows(&area).try_for_each(|row| out.row(row.iter().map(|cell| Written::Number(cell))))
            })?;
            out.finish().map(drop)
        }
    }
}

const HEAD: [&str; 11] =
    ["地方", "村数", "数据有误的村数", "日期", "检查项", "结论", "最低", "最高", "单位", "还差", "依据"];

/// A row for each check of an area.
fn rows(assessment: &AreaAssessment) -> impl Iterator<Item = [String; 11]> {
    assessment.areas.iter().map(move |result| {
        let bound =
            |bound: &Option<rules::assessment::Quantity>| bound.as_ref().map(|it| it.shown.clone()).unwrap_or_default();
        let unit = result.low.as_ref().or(result.high.as_ref()).map(|it| it.unit.clone()).unwrap_or_default();
        [
            title(&assessment.area),
            assessment.villages.to_string(),
            assessment.with_errors.to_string(),
            assessment.date.to_string(),
            result.name.clone(),
            result.verdict.map(|verdict| verdict_text(verdict).to_owned()).unwrap_or_default(),
            bound(&result.low),
            bound(&result.high),
            unit,
            result.gap.as_ref().map(|gap| gap.sentence.clone()).unwrap_or_default(),
            result.clause.clone(),
        ]
    })
}

fn text(areas: impl Iterator<Item = AreaAssessment>, out: &mut dyn Write) -> io::Result<()> {
    let mut areas = areas.peekable();
    if areas.peek().is_none() {
        return writeln!(out, "没有可以汇总的村。");
    }
    for (number, area) in areas.enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        area_text(&area, out)?;
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
