//! A session against fresh assessments, over random edits of the shipped packs: always equal, and what it says changed is
//! just what did; the same without explanations, which it gives when it is asked.

#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "../../rules/tests/brief/mod.rs"]
mod brief;

use std::sync::{Arc, OnceLock};

use brief::{brief, tells_all};
use proptest::prelude::*;
use rules::model::{Indicator, IndicatorType};
use rules::{Answer, Answers, Assessment, Changes, Date, Detail, Engine, Named, Session, Turned, Verdict};

fn engines() -> &'static [Arc<Engine>] {
    static ENGINES: OnceLock<Vec<Arc<Engine>>> = OnceLock::new();
    ENGINES.get_or_init(|| {
        let shipped = packs::shipped().iter();
        shipped.map(|pack| Arc::new(Engine::new(packs::load(pack.id).unwrap().unwrap()).unwrap())).collect()
    })
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// One thing that a cadre does.
#[derive(Debug, Clone)]
enum Edit {
    /// Picks an indicator and one of its answers, good or bad.
    Answer(usize, usize),
    Clear(usize),
    Unknown(bool),
    Day(usize),
    Earlier(Option<Vec<usize>>),
    Many(Vec<(usize, usize)>),
    Replace(Vec<(usize, usize)>),
}

fn edit() -> impl Strategy<Value = Edit> {
    let pair = || (0..200_usize, 0..12_usize);
    prop_oneof![
        12 => pair().prop_map(|(field, answer)| Edit::Answer(field, answer)),
        3 => (0..200_usize).prop_map(Edit::Clear),
        1 => any::<bool>().prop_map(Edit::Unknown),
        1 => (0..4_usize).prop_map(Edit::Day),
        1 => prop::option::of(prop::collection::vec(0..4_usize, 1..8)).prop_map(Edit::Earlier),
        2 => prop::collection::vec(pair(), 1..30).prop_map(Edit::Many),
        1 => prop::collection::vec(pair(), 0..60).prop_map(Edit::Replace),
    ]
}

/// An answer to an indicator: mostly of its type, at times of none.
fn answer(indicator: &Indicator, which: usize) -> Answer {
    let text = |choices: &[&str]| Answer::from(choices[which % choices.len()]);
    match indicator.kind {
        IndicatorType::YesNo => text(&["是", "否", "是", "否", "也许"]),
        IndicatorType::Choice | IndicatorType::MultiChoice => match indicator.options.get(which) {
            Some(option) => Answer::from(option.as_str()),
            None => Answer::from("别的"),
        },
        IndicatorType::Percent => text(&["0", "50", "90", "100", "101", "12.5"]),
        IndicatorType::Money => text(&["0", "49999.99", "50000", "8000", "-1", "3.5万"]),
        _ => text(&["0", "1", "7", "8", "500", "531", "1", "0", "x", "-2", "1.5", "12"]),
    }
}

/// Verdicts of an earlier self-check: every n-th one is left out.
fn earlier(engine: &Engine, picks: &[usize]) -> Named<Verdict> {
    let pack = engine.pack();
    let names = pack.checks.iter().map(|check| &check.name).chain(pack.summaries.iter().map(|summary| &summary.name));
    let kinds = [Some(Verdict::Met), Some(Verdict::Unmet), Some(Verdict::NotApplicable), None];
    names.zip(picks.iter().cycle()).filter_map(|(name, pick)| Some((name.clone(), kinds[*pick]?))).collect()
}

/// What differs between two assessments, told independently of the session.
fn differences(before: &Assessment, after: &Assessment) -> Changes {
    fn fresh<T: PartialEq>(old: &[Arc<T>], new: &[Arc<T>]) -> Vec<Arc<T>> {
        new.iter().zip(old).filter(|(new, old)| new != old).map(|(new, _)| new.clone()).collect()
    }
    let mut changes = Changes {
        verdicts: Vec::new(),
        checks: fresh(&before.checks, &after.checks),
        summaries: fresh(&before.summaries, &after.summaries),
        references: fresh(&before.references, &after.references),
        derived: fresh(&before.derived, &after.derived),
        alerts: before.alerts != after.alerts,
        errors: before.errors != after.errors || before.warnings != after.warnings,
    };
    changes.checks.extend(fresh(&before.eight_have.items, &after.eight_have.items));
    let verdicts = |assessment: &Assessment| {
        let checks = assessment.checks.iter().chain(&assessment.eight_have.items);
        let checks = checks.map(|check| (check.name.clone(), check.verdict));
        let summaries = assessment.summaries.iter().map(|summary| (summary.name.clone(), summary.verdict));
        checks.chain(summaries).collect::<Vec<_>>()
    };
    for ((name, from), (_, to)) in verdicts(before).into_iter().zip(verdicts(after)) {
        if from != to {
            changes.verdicts.push(Turned { name, from, to });
        }
    }
    changes
}

/// The same changes whatever their order.
fn sorted(mut changes: Changes) -> Changes {
    changes.verdicts.sort_by(|a, b| a.name.cmp(&b.name));
    changes.checks.sort_by(|a, b| a.name.cmp(&b.name));
    changes
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 40,
        failure_persistence: None,
        max_shrink_iters: 200,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_session_is_always_a_fresh_assessment(
        which in 0..2_usize,
        in_full in any::<bool>(),
        edits in prop::collection::vec(edit(), 1..40),
    ) {
        let engine = &engines()[which];
        let indicators = &engine.pack().indicators;
        let days = ["2018-12-31", "2019-01-01", "2020-12-31", "2021-03-01"].map(day);
        let mut date = days[0];
        let mut compared: Option<Named<Verdict>> = None;
        let mut answers = Answers::new();
        let detail = if in_full { Detail::FULL } else { Detail::GAPS };
        let mut session = Session::start(engine.clone(), Answers::new(), date, None, detail);
        for edit in edits {
            let before = session.assessment().clone();
            let given = |(field, which): (usize, usize)| {
                let indicator = &indicators[field % indicators.len()];
                (indicator.name.clone(), answer(indicator, which))
            };
            let changes = match edit {
                Edit::Answer(field, which) => {
                    let (name, answer) = given((field, which));
                    answers.insert(name.clone(), answer.clone());
                    session.set(&name, answer)
                }
                Edit::Clear(field) => {
                    let name = &indicators[field % indicators.len()].name;
                    answers.remove(name);
                    session.clear(name)
                }
                Edit::Unknown(set) => {
                    answers.remove("没有这项");
                    if set {
                        answers.insert("没有这项".to_owned(), "1".into());
                    }
                    session.set("没有这项", if set { "1".into() } else { Answer::Missing })
                }
                Edit::Day(which) => {
                    date = days[which];
                    session.set_date(date)
                }
                Edit::Earlier(picks) => {
                    compared = picks.map(|picks| earlier(engine, &picks));
                    session.set_earlier(compared.clone())
                }
                Edit::Many(pairs) => {
                    let pairs: Vec<_> = pairs.into_iter().map(given).collect();
                    answers.extend(pairs.clone());
                    session.set_many(pairs)
                }
                Edit::Replace(pairs) => {
                    answers = pairs.into_iter().map(given).collect();
                    session.replace(answers.clone())
                }
            };
            let fresh = engine.assess_since(&answers, date, compared.as_ref());
            let said = if in_full { fresh.clone() } else { brief(&fresh) };
            prop_assert_eq!(session.assessment(), &said);
            prop_assert_eq!(session.answers(), &answers);
            prop_assert_eq!(sorted(changes), sorted(differences(&before, &said)));
            prop_assert_eq!(tells_all(&session, &fresh), Ok(()));
        }
        let verdicts = engine.verdicts(&answers, date);
        let fresh = engine.assess(&answers, date);
        for (check, verdict) in engine.pack().checks.iter().zip(&verdicts.checks) {
            let mut results = fresh.checks.iter().chain(&fresh.eight_have.items);
            prop_assert_eq!(results.find(|it| it.name == check.name).map(|it| it.verdict), Some(*verdict));
        }
        let summaries: Vec<Verdict> = fresh.summaries.iter().map(|summary| summary.verdict).collect();
        prop_assert_eq!((verdicts.summaries, verdicts.errors), (summaries, fresh.errors.len()));
        let mut bare = Session::start(engine.clone(), answers.clone(), date, compared.clone(), Detail::VERDICTS);
        let with = |detail| engine.assess_with(&answers, date, compared.as_ref(), detail);
        prop_assert_eq!(&with(Detail::VERDICTS), bare.assessment());
        prop_assert_eq!(with(Detail::FULL), engine.assess_since(&answers, date, compared.as_ref()));
        let judged = Session::resume(engine.clone(), answers, date, compared);
        prop_assert_eq!(session.record(), judged.record());
        for (bare, whole) in bare.assessment().checks.iter().zip(&judged.assessment().checks) {
            prop_assert_eq!((bare.verdict, bare.standing.as_ref()), (whole.verdict, whole.standing.as_ref()));
            prop_assert!(bare.gap.is_none() && bare.missing.is_empty());
        }
        bare.set_detail(detail);
        prop_assert_eq!(bare.assessment(), session.assessment());
    }

    /// What stays equal keeps its identity, so that a page need not paint it again.
    #[test]
    fn what_does_not_change_keeps_its_identity(field in 0..200_usize, which in 0..12_usize) {
        let engine = &engines()[0];
        let indicator = &engine.pack().indicators[field % engine.pack().indicators.len()];
        let mut session = Session::new(engine.clone(), day("2020-06-30"));
        let before = session.assessment().clone();
        let changes = session.set(&indicator.name, answer(indicator, which));
        let same = before.checks.iter().zip(&session.assessment().checks).filter(|(old, new)| Arc::ptr_eq(old, new));
        let changed = changes.checks.iter().filter(|check| check.kind != rules::model::Kind::EightHave).count();
        prop_assert_eq!(same.count() + changed, before.checks.len());
    }

    /// A question that is not asked changes nothing, whatever its answer; one that decides alone does so whatever its answer.
    #[test]
    fn questions_are_those_that_count(
        pairs in prop::collection::vec((0..200_usize, 0..6_usize), 0..60),
        offset in 0..7_usize,
    ) {
        let engine = &engines()[0];
        let indicators = &engine.pack().indicators;
        let good = |(field, which): (usize, usize)| {
            let indicator = &indicators[field % indicators.len()];
            let answer = match indicator.kind {
                IndicatorType::YesNo => Answer::from(which % 2 == 0),
                IndicatorType::Choice => Answer::from(indicator.options[which % indicator.options.len()].as_str()),
                IndicatorType::Count | IndicatorType::Percent => Answer::from(["0", "3", "8"][which % 3]),
                IndicatorType::Money => Answer::from(["0", "50000", "1"][which % 3]),
                _ => Answer::Missing,
            };
            (indicator.name.clone(), answer)
        };
        let date = day("2020-06-30");
        let mut session = Session::new(engine.clone(), date);
        session.set_many(pairs.into_iter().map(good));
        let questions = session.questions();
        let verdicts = |assessment: &Assessment| {
            let checks = assessment.checks.iter().chain(&assessment.eight_have.items).map(|check| check.verdict);
            checks.chain(assessment.summaries.iter().map(|summary| summary.verdict)).collect::<Vec<_>>()
        };
        let before = verdicts(session.assessment());
        for (number, indicator) in indicators.iter().enumerate().skip(offset).step_by(7) {
            if session.answers().contains_key(&indicator.name) {
                continue;
            }
            let question = questions.iter().find(|question| question.number == number);
            let mut turned_most = 0;
            for which in 0..3 {
                let (name, answer) = good((number, which));
                let mut after = session.answers().clone();
                after.insert(name, answer);
                let after = engine.assess(&after, date);
                // An answer that contradicts another takes that one away.
                if after.errors != session.assessment().errors {
                    continue;
                }
                let turned = before.iter().zip(verdicts(&after)).filter(|(old, new)| **old != *new).count();
                turned_most = turned_most.max(turned);
                let decides = question.map_or(0, |question| question.decides);
                prop_assert!(turned >= decides, "{} decides {} but turned {}", indicator.name, decides, turned);
            }
            let concerns = question.map_or(0, |question| question.concerns);
            prop_assert!(turned_most <= concerns, "{} turns {} of {}", indicator.name, turned_most, concerns);
        }
    }
}

#[test]
fn questions_come_with_the_most_useful_first() {
    let engine = &engines()[0];
    let mut session = Session::new(engine.clone(), day("2020-06-30"));
    let first = session.questions();
    assert!(first.windows(2).all(|pair| pair[0].decides > 0 || pair[1].decides == 0 || pair[0].concerns > 1));
    // A question answered is asked no more, and in the end none is left.
    let mut asked = Vec::new();
    while let Some(question) = session.questions().into_iter().next() {
        assert!(!asked.contains(&question.field), "{} is asked twice", question.field);
        let indicator = &engine.pack().indicators[question.number];
        let answer = match indicator.kind {
            IndicatorType::YesNo => Answer::from(true),
            IndicatorType::Choice => Answer::from(indicator.options[0].as_str()),
            _ => Answer::from("1"),
        };
        session.set(&question.field, answer);
        asked.push(question.field);
    }
    let undecided = |verdict| verdict == Verdict::Undecided;
    let open = session.assessment().checks.iter().filter(|check| undecided(check.verdict) && check.awaits.is_empty());
    assert_eq!(open.count(), 0, "nothing is asked, and yet something is open");
    assert!(asked.len() < engine.pack().indicators.len());
}

#[test]
fn a_session_takes_up_where_it_was_left() {
    let engine = &engines()[0];
    let answers: Answers = [("总户数".to_owned(), "531".into()), ("通宽带".to_owned(), "是".into())].into();
    let earlier: Named<Verdict> = [("宽带".to_owned(), Verdict::Unmet)].into();
    let session = Session::resume(engine.clone(), answers.clone(), day("2020-06-30"), Some(earlier.clone()));
    assert_eq!(*session.assessment(), engine.assess_since(&answers, day("2020-06-30"), Some(&earlier)));
    assert_eq!(session.engine().pack().id, "chongqing-2018");
}

/// An answer that contradicts two others, and then one of them only, is of no use before and after, and so are those; what is
/// said of it turns.
#[test]
fn why_an_answer_is_of_no_use_is_kept_up_to_date() {
    let engine = &engines()[0];
    let date = day("2020-06-30");
    let answers: Answers = [("总户数", 10), ("集中居住点户数", 20), ("集中居住点供水入户数", 30)]
        .map(|(name, number)| (name.to_owned(), number.into()))
        .into();
    let mut session = Session::resume(engine.clone(), answers, date, None);
    let told = |session: &Session| {
        let check = session.assessment().checks.iter().find(|check| check.name == "居住点供水入户").unwrap();
        check.explanation.as_ref().unwrap().faults.len()
    };
    assert_eq!(told(&session), 2);
    session.set_many([("集中居住点户数".to_owned(), 5.into()), ("建档立卡户数".to_owned(), 20.into())]);
    assert_eq!(told(&session), 1);
    assert_eq!(*session.assessment(), engine.assess(session.answers(), date));
}
