//! The judging of a village beside the same rules written by hand, and one edit beside the whole. Prints a table in
//! Markdown; verdicts that differ end it with status 1. Depends on `rules`, on the Chongqing pack, and on `by_hand`.

mod by_hand;

use measure::{Took, Way, black_box, side_by_side};
use rules::{Answer, Answers, Date, Detail, Engine, Session, Verdict};
use std::collections::BTreeMap;
use std::error::Error;
use std::process::ExitCode;
use std::sync::Arc;

/// The summaries that compare with an earlier self-check, which these villages have not, come last in the pack.
const COMPARED: usize = 5;

const ALL_MET: &str = include_str!("../../../../tests/golden/all_met.toml");
const ALL_UNMET: &str = include_str!("../../../../tests/golden/all_unmet.toml");

/// The answers of a golden case.
fn answers(case: &str) -> Result<Answers, Box<dyn Error>> {
    let case: toml::Table = case.parse()?;
    let answers = case.get("answers").and_then(toml::Value::as_table).ok_or("a case without answers")?;
    let answer = |value: &toml::Value| match value {
        toml::Value::Boolean(yes) => Ok(Answer::from(*yes)),
        toml::Value::Integer(number) => Ok(Answer::from(*number)),
        toml::Value::String(text) => Ok(Answer::from(text.as_str())),
        toml::Value::Array(items) => {
            Ok(Answer::List(items.iter().filter_map(|item| Some(item.as_str()?.to_owned())).collect()))
        }
        other => Err(format!("no answer: {other}")),
    };
    answers.iter().map(|(name, value)| Ok((name.clone(), answer(value)?))).collect()
}

/// Every second answer.
fn half(answers: &Answers) -> Answers {
    answers.iter().step_by(2).map(|(name, answer)| (name.clone(), answer.clone())).collect()
}

/// The engine's verdicts by the order of the pack, less the summaries that need an earlier self-check.
fn judged(engine: &Engine, answers: &Answers, date: Date) -> Vec<(String, Verdict)> {
    let assessment = engine.assess(answers, date);
    let checks = assessment.checks.iter().chain(&assessment.eight_have.items);
    let by_name: BTreeMap<&str, Verdict> = checks.map(|check| (check.name.as_str(), check.verdict)).collect();
    let checks = engine.pack().checks.iter().map(|check| (check.name.clone(), by_name[check.name.as_str()]));
    let summaries = assessment.summaries.iter().map(|summary| (summary.name.clone(), summary.verdict));
    checks.chain(summaries.take(engine.pack().summaries.len() - COMPARED)).collect()
}

/// Whether both say the same.
fn compared(engine: &Engine, answers: &Answers, date: Date, shown: &str) -> Result<(), String> {
    let judged = judged(engine, answers, date);
    let by_hand = by_hand::verdicts(answers);
    if by_hand.len() != judged.len() {
        return Err(format!("{shown}: {} verdicts by hand, {} by the engine", by_hand.len(), judged.len()));
    }
    let differing = judged.iter().zip(by_hand).filter(|((_, engine), hand)| engine != hand);
    let differing: Vec<String> =
        differing.map(|((name, engine), hand)| format!("{name}: {engine:?}, by hand {hand:?}")).collect();
    if differing.is_empty() { Ok(()) } else { Err(format!("{shown}: {}", differing.join("; "))) }
}

fn row(shown: &str, took: &[Took]) {
    let cells: Vec<String> = took.iter().map(Took::shown).collect();
    println!("| {shown} | {} |", cells.join(" | "));
}

fn table() -> Result<(), Box<dyn Error>> {
    let pack = packs::load("chongqing-2018").ok_or("no such pack")??;
    let engine = Arc::new(Engine::new(pack).map_err(|errors| format!("{errors:?}"))?);
    let date: Date = "2020-06-30".parse()?;
    let (met, unmet) = (answers(ALL_MET)?, answers(ALL_UNMET)?);
    let villages = [
        ("everything answered, nearly all met", met.clone()),
        ("everything answered, nearly all unmet", unmet.clone()),
        ("every second question answered", half(&met)),
        ("nothing answered", Answers::new()),
    ];
    for (shown, answers) in &villages {
        compared(&engine, answers, date, shown)?;
    }
    for (name, _) in met.iter() {
        for answers in [&met, &unmet] {
            let mut one_less = answers.clone();
            one_less.remove(name);
            compared(&engine, &one_less, date, &format!("without {name}"))?;
        }
    }

    let session = |answers: &Answers, detail| Session::start(Arc::clone(&engine), answers.clone(), date, None, detail);
    println!("| one village | verdicts by hand | verdicts | with results and lists | with gaps and missing sets | whole assessment |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for (shown, answers) in &villages {
        row(
            shown,
            &side_by_side(vec![
                Way::new("by hand", |_| by_hand::verdicts(black_box(answers))),
                Way::new("verdicts", |_| engine.verdicts(black_box(answers), date)),
                Way::new("lists", |_| session(black_box(answers), Detail::VERDICTS)),
                Way::new("gaps", |_| session(black_box(answers), Detail::GAPS)),
                Way::new("engine", |_| engine.assess(black_box(answers), date)),
            ]),
        );
    }
    println!();
    println!("| one edit in a village with everything answered | whole | the edit |");
    println!("| --- | --- | --- |");
    let edits: [(&str, &str, [Answer; 2]); 3] = [
        ("a yes or no", "通宽带", [true.into(), false.into()]),
        ("a count that one check reads", "通公路小组数", [7.into(), 5.into()]),
        ("a whole of many parts", "建档立卡户数", [74.into(), 80.into()]),
    ];
    let details =
        [("verdicts", Detail::VERDICTS), ("with gaps and missing sets", Detail::GAPS), ("whole contract", Detail::FULL)];
    for (said, detail) in details {
        for (shown, name, [one, other]) in &edits {
            let answer = |time: u64| if time % 2 == 0 { other.clone() } else { one.clone() };
            let mut edited = session(&met, detail);
            row(
                &format!("{shown}: {said}"),
                &side_by_side(vec![
                    Way::new("whole", |_| session(black_box(&met), detail)),
                    Way::new("edit", |time| edited.set(name, answer(time))),
                ]),
            );
        }
    }
    Ok(())
}

fn main() -> ExitCode {
    match table() {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("error: {trouble}");
            ExitCode::FAILURE
        }
    }
}
