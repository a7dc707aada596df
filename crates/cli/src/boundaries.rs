//! `bayou boundaries`: test vectors of a pack, for people and as JSON Lines for other programs that judge.

use std::io::{self, Write};

use rules::assessment::ReferenceStanding;
use rules::boundary::{Boundary, BoundaryCase, Expected, boundaries};
use rules::{Answers, Date, Engine, Verdict, verdict_text};
use serde::Serialize;

use crate::args::{BoundariesArgs, Language, LinesFormat};
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
        LinesFormat::Text => text(&engine, &vectors, day, args.lang, out),
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
    verdict: Option<Verdict>,
    #[serde(skip_serializing_if = "Option::is_none")]
    standing: Option<ReferenceStanding>,
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

fn text(engine: &Engine, vectors: &[Boundary], day: Date, lang: Language, out: &mut dyn Write) -> io::Result<()> {
    let title = &engine.pack().title;
    match lang {
        Language::Zh => writeln!(out, "{title}：各项要求在标准线上下的结论，按 {day} 算\n")?,
        Language::En => writeln!(out, "{title}: verdicts around every threshold, on {day}\n")?,
    }
    let (colon, open, close) = match lang {
        Language::Zh => ("：", "（", "）"),
        Language::En => (": ", " (", ")"),
    };
    let mut last = None;
    for vector in vectors {
        let is_area = matches!(vector.expected, Expected::Standing(_));
        if last != Some((&vector.name, is_area)) {
            let reference = match lang {
                _ if !is_area => "",
                Language::Zh => "（区域参照）",
                Language::En => " (reference to the area)",
            };
            writeln!(out, "{}{reference}", vector.name)?;
            last = Some((&vector.name, is_area));
        }
        let on = if vector.date == day { String::new() } else { format!("{open}{}{close}", vector.date) };
        let said = match vector.expected {
            Expected::Verdict(verdict) => verdict_in(lang, verdict),
            Expected::Standing(standing) => standing_text(lang, standing),
        };
        writeln!(out, "    {}{on}{colon}{} → {said}", case_text(lang, vector), answers_text(lang, &vector.answers))?;
    }
    Ok(())
}

fn case_text(lang: Language, vector: &Boundary) -> String {
    let varied = vector.varied.as_deref().unwrap_or_default();
    match (lang, vector.case) {
        (Language::Zh, BoundaryCase::Below) => format!("{varied}低一点"),
        (Language::Zh, BoundaryCase::At) => format!("{varied}正好"),
        (Language::Zh, BoundaryCase::Above) => format!("{varied}高一点"),
        (Language::Zh, BoundaryCase::Answer) => format!("{varied}换一个答案"),
        (Language::Zh, BoundaryCase::Missing) => format!("{varied}没有填"),
        (Language::Zh, BoundaryCase::Empty) => "什么都没有填".to_owned(),
        (Language::Zh, BoundaryCase::ZeroWhole) => format!("{varied}为 0"),
        (Language::Zh, BoundaryCase::NotApplicable) => "不适用".to_owned(),
        (Language::Zh, BoundaryCase::AllParts) => "每一项都达标".to_owned(),
        (Language::Zh, BoundaryCase::PartUnmet) if varied.is_empty() => "其中一项未达标".to_owned(),
        (Language::Zh, BoundaryCase::PartUnmet) => format!("只有“{varied}”未达标"),
        (Language::En, BoundaryCase::Below) => format!("{varied} just below"),
        (Language::En, BoundaryCase::At) => format!("{varied} at it"),
        (Language::En, BoundaryCase::Above) => format!("{varied} just above"),
        (Language::En, BoundaryCase::Answer) => format!("another answer to {varied}"),
        (Language::En, BoundaryCase::Missing) => format!("no answer to {varied}"),
        (Language::En, BoundaryCase::Empty) => "nothing answered".to_owned(),
        (Language::En, BoundaryCase::ZeroWhole) => format!("{varied} is 0"),
        (Language::En, BoundaryCase::NotApplicable) => "does not apply".to_owned(),
        (Language::En, BoundaryCase::AllParts) => "every part met".to_owned(),
        (Language::En, BoundaryCase::PartUnmet) if varied.is_empty() => "one part unmet".to_owned(),
        (Language::En, BoundaryCase::PartUnmet) => format!("only {varied} unmet"),
    }
}

fn verdict_in(lang: Language, verdict: Verdict) -> &'static str {
    match (lang, verdict) {
        (Language::Zh, verdict) => verdict_text(verdict),
        (Language::En, Verdict::Met) => "met",
        (Language::En, Verdict::Unmet) => "unmet",
        (Language::En, Verdict::Undecided) => "undecided",
        (Language::En, Verdict::NotApplicable) => "not applicable",
        (Language::En, Verdict::Blocked) => "data error",
    }
}

fn standing_text(lang: Language, standing: ReferenceStanding) -> &'static str {
    match (lang, standing) {
        (Language::Zh, ReferenceStanding::Reached) => "达到区域标准",
        (Language::Zh, ReferenceStanding::NotReached) => "没有达到区域标准",
        (Language::Zh, ReferenceStanding::Unknown) => "还不知道",
        (Language::Zh, ReferenceStanding::NotApplicable) => "不适用",
        (Language::En, ReferenceStanding::Reached) => "reached",
        (Language::En, ReferenceStanding::NotReached) => "not reached",
        (Language::En, ReferenceStanding::Unknown) => "not known",
        (Language::En, ReferenceStanding::NotApplicable) => "not applicable",
    }
}

fn answers_text(lang: Language, answers: &Answers) -> String {
    let (comma, nothing) = match lang {
        Language::Zh => ("，", "（空）"),
        Language::En => (", ", "(nothing)"),
    };
    let all: Vec<String> = answers.iter().map(|(name, answer)| format!("{name}={}", shown(answer))).collect();
    if all.is_empty() { nothing.to_owned() } else { all.join(comma) }
}
