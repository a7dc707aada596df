//! `bayou boundaries`: test vectors of a pack, for people and as JSON Lines for other programs that judge.

use std::io::{self, Write};

use rules::boundary::{Boundary, BoundaryCase, Expected, boundaries};
use rules::{Answers, Date, Engine, verdict_text};
use serde::Serialize;

use crate::args::{BoundariesArgs, LinesFormat};
use crate::input::shown;
use crate::{Done, Failure, pack, written};

pub(crate) fn run(args: &BoundariesArgs, out: &mut dyn Write) -> Result<Done, Failure> {
    let engine = pack::engine(&args.pack, &args.overlays.files)?;
    let issued = engine.pack().sources.iter().find_map(|source| source.date);
    let Some(day) = args.date.or(issued) else {
        return Err(Failure::new(format!(
            "none of the documents of `{}` has a date; give the day with --date YYYY-MM-DD",
            args.pack
        )));
    };
    let vectors = boundaries(&engine, day);
    match args.format {
        LinesFormat::Text => text(&engine, &vectors, day, out),
        LinesFormat::Jsonl => vectors.iter().try_for_each(|vector| {
            serde_json::to_writer(&mut *out, &Line::of(vector))?;
            writeln!(out)
        }),
    }
    .map_err(written)?;
    Ok(Done::Clean)
}

/// A vector as it stands in JSON.
#[derive(Serialize)]
struct Line<'v> {
    #[serde(skip_serializing_if = "Option::is_none")]
    check: Option<&'v str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<&'v str>,
    case: &'static str,
    varied: Option<&'v str>,
    date: Date,
    answers: &'v Answers,
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<rules::Verdict>,
    #[serde(skip_serializing_if = "Option::is_none")]
    standing: Option<rules::assessment::ReferenceStanding>,
}

impl<'v> Line<'v> {
    fn of(vector: &'v Boundary) -> Self {
        let (verdict, standing) = match vector.expected {
            Expected::Verdict(verdict) => (Some(verdict), None),
            Expected::Standing(standing) => (None, Some(standing)),
        };
        let name = Some(vector.name.as_str());
        Self {
            check: name.filter(|_| verdict.is_some()),
            reference: name.filter(|_| standing.is_some()),
            case: vector.case.as_str(),
            varied: vector.varied.as_deref(),
            date: vector.date,
            answers: &vector.answers,
            verdict,
            standing,
        }
    }
}

fn text(engine: &Engine, vectors: &[Boundary], day: Date, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}：各项要求在标准线上下的结论，按 {day} 算\n", engine.pack().title)?;
    let mut last = None;
    for vector in vectors {
        let is_area = matches!(vector.expected, Expected::Standing(_));
        if last != Some((&vector.name, is_area)) {
            writeln!(out, "{}{}", vector.name, if is_area { "（区域参照）" } else { "" })?;
            last = Some((&vector.name, is_area));
        }
        let on = if vector.date == day { String::new() } else { format!("（{}）", vector.date) };
        let said = match vector.expected {
            Expected::Verdict(verdict) => verdict_text(verdict),
            Expected::Standing(standing) => standing_text(standing),
        };
        writeln!(out, "    {}{on}：{} → {said}", case_text(vector), answers_text(&vector.answers))?;
    }
    Ok(())
}

fn case_text(vector: &Boundary) -> String {
    let varied = vector.varied.as_deref().unwrap_or_default();
    match vector.case {
        BoundaryCase::Below => format!("{varied}低一点"),
        BoundaryCase::At => format!("{varied}正好"),
        BoundaryCase::Above => format!("{varied}高一点"),
        BoundaryCase::Answer => format!("{varied}换一个答案"),
        BoundaryCase::Missing => format!("{varied}没有填"),
        BoundaryCase::Empty => "什么都没有填".to_owned(),
        BoundaryCase::ZeroWhole => format!("{varied}为 0"),
        BoundaryCase::NotApplicable => "不适用".to_owned(),
        BoundaryCase::AllParts => "每一项都达标".to_owned(),
        BoundaryCase::PartUnmet if varied.is_empty() => "其中一项未达标".to_owned(),
        BoundaryCase::PartUnmet => format!("只有“{varied}”未达标"),
    }
}

fn standing_text(standing: rules::assessment::ReferenceStanding) -> &'static str {
    use rules::assessment::ReferenceStanding;
    match standing {
        ReferenceStanding::Reached => "达到区域标准",
        ReferenceStanding::NotReached => "没有达到区域标准",
        ReferenceStanding::Unknown => "还不知道",
        ReferenceStanding::NotApplicable => "不适用",
    }
}

fn answers_text(answers: &Answers) -> String {
    let all: Vec<String> = answers.iter().map(|(name, answer)| format!("{name}={}", shown(answer))).collect();
    if all.is_empty() { "（空）".to_owned() } else { all.join("，") }
}
