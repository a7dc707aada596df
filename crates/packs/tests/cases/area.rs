//! Golden cases of areas: villages, and the whole of what they come to as text, one line an area check; and a table of
//! every area check at its threshold, with and without unknown villages. Depends on `rules` and `packs`.

use std::collections::BTreeMap;
use std::sync::Arc;

use rules::area::Rollup;
use rules::area::assessment::{
    Area, AreaAssessment, AreaGap, AreaResult, AreaVillage, CheckCounts, Known, Level, Townships, Villages,
};
use rules::assessment::PackRef;
use rules::{Answers, Engine, Named};
use serde::Deserialize;

use crate::cases::text::{counts_text, joined, parameter, quantity, segment, segments, standing, with_unit};
use crate::cases::{Expected, code, date, diff, engine};

/// The pack that areas are judged by.
const PACK: &str = "chongqing-2018";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    about: String,
    date: String,
    #[serde(default)]
    level: Option<String>,
    villages: Vec<Answers>,
    #[serde(default)]
    assessment: Option<Expected>,
}

impl Case {
    pub(crate) fn read(file: &str) -> Self {
        let case: Self = toml::from_str(file).unwrap_or_else(|error| panic!("not a case: {error}"));
        assert!(!case.about.trim().is_empty(), "`about` says what the case shows");
        case
    }

    /// The areas of the villages, each as text.
    pub(crate) fn judged(&self) -> String {
        let engine = Arc::new(engine(PACK));
        let level = self.level.as_deref().map(|text| {
            let all = [Level::Township, Level::District, Level::City];
            all.into_iter().find(|level| code(level) == text).unwrap_or_else(|| panic!("`{text}` is no level"))
        });
        let mut areas: BTreeMap<Area, Rollup> = BTreeMap::new();
        for village in &self.villages {
            let area = Area::of(&engine, level, village);
            let rollup =
                areas.entry(area.clone()).or_insert_with(|| Rollup::new(engine.clone(), date(&self.date), area));
            rollup.add(village);
        }
        areas.into_values().map(|rollup| of(&engine, &rollup.finish())).collect::<Vec<_>>().join("\n")
    }

    pub(crate) fn check(&self) -> Result<(), String> {
        let Some(Expected { expected }) = &self.assessment else {
            return Err("there is no `expected`".to_owned());
        };
        let actual = self.judged();
        if *expected == actual { Ok(()) } else { Err(diff::lines(expected, &actual)) }
    }
}

fn of(engine: &Engine, assessment: &AreaAssessment) -> String {
    let AreaAssessment { contract: _, pack, engine: version, date, area, villages, with_errors, areas, checks } =
        assessment;
    assert_eq!(version, Engine::VERSION);
    let PackRef { id, version, overlays } = pack;
    assert!(*version == engine.pack().version && overlays.is_empty());
    let Area { level, names } = area;
    let level = level.map(code).unwrap_or_default();
    let mut text = segments([
        format!("{id} on {date}"),
        segment("", &level),
        segment("", &named(names)),
        format!("villages {villages}, with errors {with_errors}"),
    ]);
    text.push('\n');
    for result in areas {
        text.push_str(&line(result));
        text.push_str(&format!("\n    {}\n", result.sentence));
        if let Some(AreaGap { sentence, .. }) = &result.gap {
            text.push_str(&format!("    {sentence}\n"));
        }
    }
    text.push_str("== checks\n");
    for CheckCounts { name, kind, counts } in checks {
        text.push_str(&format!("{name} {}: {}\n", code(kind), counts_text(*counts)));
    }
    text
}

fn named(names: &Named<String>) -> String {
    names.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(", ")
}

fn line(result: &AreaResult) -> String {
    let AreaResult {
        name,
        section,
        clause,
        verdict,
        standing: towards_due,
        low,
        high,
        operator,
        required,
        parameter: by,
        villages,
        counts,
        townships,
        gap,
        deciding,
        blocked,
        awaits,
        notes,
        sentence: _,
    } = result;
    let end = |end: &Option<_>| end.as_ref().map_or_else(|| "?".to_owned(), quantity);
    let held = operator.map(|operator| format!("{} {}", code(operator), end(required))).unwrap_or_default();
    let Known { known, open, blocked: unusable } = villages;
    let gap = gap.as_ref().map(|AreaGap { code: which, field, by, unit, sentence: _ }| {
        format!("{} {}{}", code(which), field.clone().unwrap_or_default(), with_unit(by, unit))
    });
    let townships = townships
        .as_ref()
        .map(|Townships { finished, possible, required }| format!("{finished} to {possible} of {}", end(required)));
    segments([
        format!("{} {section}·{name} {clause}", verdict.map_or_else(|| "listed".to_owned(), code)),
        towards_due.as_ref().map(standing).unwrap_or_default(),
        format!("{} to {}", end(low), end(high)),
        held,
        segment("by", &by.as_ref().map(parameter).unwrap_or_default()),
        format!("known {known}, open {open}, blocked {unusable}"),
        segment("counts", &counts.map(counts_text).unwrap_or_default()),
        segment("townships", &townships.unwrap_or_default()),
        segment("gap", &gap.unwrap_or_default()),
        segment("deciding", &list(deciding)),
        segment("blocked", &list(blocked)),
        segment("awaits", &awaits.join(", ")),
        segment("notes", &joined(notes, |note| code(note.code))),
    ])
}

fn list(villages: &Villages) -> String {
    let Villages { first, rest } = villages;
    let village = |AreaVillage { village, fields }: &AreaVillage| {
        let name = village.get("村名").cloned().unwrap_or_else(|| "?".to_owned());
        if fields.is_empty() { name } else { format!("{name} ({})", fields.join(" ")) }
    };
    let rest = if *rest > 0 { format!(" and {rest}") } else { String::new() };
    format!("{}{rest}", joined(first, village))
}

/// Area checks at their thresholds, written by hand.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Table {
    date: String,
    rows: Vec<Row>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    check: String,
    verdict: String,
    /// The figure in percent, or its least and greatest value as `60..80`.
    figure: String,
    #[serde(default)]
    gap: Option<String>,
    villages: Vec<Answers>,
}

impl Table {
    pub(crate) fn read(file: &str) -> Self {
        toml::from_str(file).unwrap_or_else(|error| panic!("not a table of areas: {error}"))
    }

    /// The rows that do not hold, and the sides of a check that have none.
    pub(crate) fn flaws(&self) -> Vec<String> {
        let engine = Arc::new(engine(PACK));
        let mut flaws = Vec::new();
        let mut sides = Vec::new();
        for (number, row) in self.rows.iter().enumerate() {
            let mut rollup = Rollup::new(engine.clone(), date(&self.date), Area::default());
            row.villages.iter().for_each(|village| drop(rollup.add(village)));
            let assessment = rollup.finish();
            let Some(result) = assessment.areas.iter().find(|result| result.name == row.check) else {
                flaws.push(format!("row {}: there is no area check {}", number + 1, row.check));
                continue;
            };
            let is_known = result.villages.open == 0 && result.villages.blocked == 0;
            let verdict = result.verdict.map(code).unwrap_or_default();
            sides.push((row.check.as_str(), verdict.clone(), is_known));
            let end = |end: &Option<rules::assessment::Quantity>| {
                end.as_ref().map_or_else(|| "?".to_owned(), |end| end.value.clone())
            };
            let (low, high) = (end(&result.low), end(&result.high));
            let figure = if low == high { low } else { format!("{low}..{high}") };
            let gap = result.gap.as_ref().map(|gap| gap.by.clone());
            let mut flaw = |what: String| flaws.push(format!("row {} of {}: {what}", number + 1, row.check));
            if verdict != row.verdict {
                flaw(format!("{verdict}, not {}", row.verdict));
            }
            if figure != row.figure {
                flaw(format!("figure {figure}, not {}", row.figure));
            }
            if gap != row.gap {
                flaw(format!("gap {}, not {}", gap.unwrap_or_default(), row.gap.clone().unwrap_or_default()));
            }
        }
        const WANTED: [(&str, bool); 5] =
            [("met", true), ("unmet", true), ("met", false), ("unmet", false), ("undecided", false)];
        for area in &engine.pack().areas {
            let is_listed =
                !sides.iter().any(|(name, verdict, _)| *name == area.name && !verdict.is_empty()) && area.due.is_none();
            // Not a single village may be hollow, and any that has not said its income may be.
            let cannot_be = |side: &&(&str, bool)| area.name == "消除空壳村" && **side == ("met", false);
            for (verdict, known) in WANTED.iter().filter(|side| !is_listed && !cannot_be(side)) {
                if !sides.iter().any(|side| *side == (area.name.as_str(), (*verdict).to_owned(), *known)) {
                    let how = if *known { "with all known" } else { "with unknown villages" };
                    flaws.push(format!("{} has no row that is {verdict} {how}", area.name));
                }
            }
        }
        flaws
    }
}
