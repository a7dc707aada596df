//! Over the shipped packs: what was decided with some answers missing stays so when they are given, whatever they are.

#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "cases/gap.rs"]
mod gap;
#[path = "../../rules/tests/recompute/mod.rs"]
mod recompute;

use std::sync::{Arc, OnceLock};

use proptest::prelude::*;
use rules::assessment::{CheckResult, DataError, DataErrorCode};
use rules::model::{Indicator, IndicatorType};
use rules::{Answer, Answers, Assessment, Date, Engine, Session, Verdict};

fn engines() -> &'static [Arc<Engine>] {
    static ENGINES: OnceLock<Vec<Arc<Engine>>> = OnceLock::new();
    ENGINES.get_or_init(|| {
        let engine = |id| Arc::new(Engine::new(packs::load(id).unwrap().unwrap()).unwrap());
        packs::shipped().iter().map(|pack| engine(pack.id)).collect()
    })
}

/// Every check, the 八有 among them.
fn all_checks(assessment: &Assessment) -> impl Iterator<Item = &CheckResult> {
    assessment.checks.iter().chain(&assessment.eight_have.items).map(|check| &**check)
}

/// How many cases a slow property is tried on; `BAYOU_CASES` sets another number.
fn cases(default: u32) -> ProptestConfig {
    let cases = std::env::var("BAYOU_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(default);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// Some of a village's answers.
fn some(whole: &Answers, kept: &[u8], share: u8) -> Answers {
    let kept = whole.iter().zip(kept).filter(|(_, draw)| **draw < share);
    kept.map(|((name, answer), _)| (name.clone(), answer.clone())).collect()
}

fn date() -> Date {
    "2020-06-30".parse().unwrap()
}

/// A whole village, every part within its whole; `draws` picks each answer.
fn village(engine: &Engine, draws: &[u32]) -> Answers {
    let mut answers = Answers::new();
    let indicators = &engine.pack().indicators;
    let mut open: Vec<(&Indicator, u32)> = indicators.iter().zip(draws.iter().copied()).collect();
    while !open.is_empty() {
        let before = open.len();
        open.retain(|(indicator, draw)| {
            let whole = match &indicator.at_most {
                None => None,
                Some(whole) => match answers.get(whole) {
                    Some(Answer::Text(text)) => Some(text.parse::<u32>().unwrap()),
                    _ => return true,
                },
            };
            answers.insert(indicator.name.clone(), answer(indicator, whole, *draw));
            false
        });
        assert!(open.len() < before, "the wholes form no order");
    }
    answers
}

fn answer(indicator: &Indicator, whole: Option<u32>, draw: u32) -> Answer {
    match indicator.kind {
        IndicatorType::Count => {
            let most = whole.unwrap_or(12);
            let edges = [0, most, most.saturating_sub(1), most.min(1), draw % (most + 1)];
            Answer::from(edges[draw as usize / 7 % edges.len()].to_string())
        }
        IndicatorType::Money => Answer::from(["0", "0.01", "49999.99", "50000", "7200"][draw as usize % 5]),
        IndicatorType::Percent => Answer::from(["0", "8.5", "80", "90", "100"][draw as usize % 5]),
        IndicatorType::YesNo => Answer::YesNo(draw.is_multiple_of(2)),
        IndicatorType::Choice => Answer::from(indicator.options[draw as usize % indicator.options.len()].as_str()),
        IndicatorType::MultiChoice => Answer::List(indicator.options.iter().take(draw as usize % 3).cloned().collect()),
        IndicatorType::Text => Answer::from("5".repeat(usize::from(indicator.digits.unwrap_or(3)))),
        IndicatorType::Date => Answer::from("2020-01-01"),
    }
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn what_is_decided_stays_decided(
        draws in proptest::collection::vec(any::<u32>(), 150),
        kept in proptest::collection::vec(0..100_u8, 150),
        share in 0..100_u8,
    ) {
        for engine in engines() {
            let whole = village(engine, &draws);
            let part = some(&whole, &kept, share);
            let (told, all) = (engine.assess(&part, date()), engine.assess(&whole, date()));
            let of_zero = |error: &DataError| error.code == DataErrorCode::DivisionByZero;
            prop_assert!(all.errors.iter().all(of_zero), "{:?}", all.errors);
            let pairs = told.checks.iter().zip(&all.checks).chain(told.eight_have.items.iter().zip(&all.eight_have.items));
            for (early, late) in pairs {
                // A data error is not a completion: it blocks, whatever was decided before.
                if !matches!(early.verdict, Verdict::Undecided | Verdict::Blocked) && late.verdict != Verdict::Blocked {
                    prop_assert_eq!(early.verdict, late.verdict, "{}", &early.name);
                }
                let is_open = late.verdict == Verdict::Undecided && late.awaits.is_empty();
                prop_assert!(!is_open, "{} is undecided though everything is answered", &late.name);
                prop_assert!(late.missing.is_empty());
            }
            for (early, late) in told.summaries.iter().zip(&all.summaries) {
                if !matches!(early.verdict, Verdict::Undecided | Verdict::Blocked) && late.verdict != Verdict::Blocked {
                    prop_assert_eq!(early.verdict, late.verdict, "{}", &early.name);
                }
            }
        }
    }

    /// A gap applied to the village turns exactly what it says it turns.
    #[test]
    fn every_gap_of_a_whole_village_closes_it(draws in proptest::collection::vec(any::<u32>(), 150)) {
        for engine in engines() {
            let whole = village(engine, &draws);
            let assessment = engine.assess(&whole, date());
            for check in all_checks(&assessment) {
                let Some(gap) = &check.gap else {
                    prop_assert!(check.verdict != Verdict::Unmet, "{} is unmet without a gap", &check.name);
                    continue;
                };
                prop_assert_eq!(check.verdict, Verdict::Unmet);
                let mut mended = whole.clone();
                for change in &gap.changes {
                    mended.insert(change.field.clone(), Answer::from(change.to.as_str()));
                }
                let after = engine.assess(&mended, date());
                let now = all_checks(&after).find(|other| other.name == check.name).unwrap();
                prop_assert_eq!(now.verdict, Verdict::Met, "{}: {:?}", &check.name, gap);
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(12))]

    /// A gap and each of its alternatives turn their check, and one unit less does not; with answers missing too.
    #[test]
    fn gaps_are_the_smallest_change(
        draws in proptest::collection::vec(any::<u32>(), 150),
        kept in proptest::collection::vec(0..100_u8, 150),
        share in 30..140_u8,
    ) {
        for engine in engines() {
            let answers = some(&village(engine, &draws), &kept, share);
            let assess = |answers: &Answers| engine.assess(answers, date());
            let flaws = gap::flaws(engine, &answers, &assess(&answers), &assess);
            prop_assert!(flaws.is_empty(), "{}", flaws.join("\n"));
        }
    }

    /// Explanations come to their verdicts, and what is blocked names its errors.
    #[test]
    fn explanations_come_to_their_verdicts(
        draws in proptest::collection::vec(any::<u32>(), 150),
        kept in proptest::collection::vec(0..100_u8, 150),
        share in 0..140_u8,
        bad in proptest::collection::vec(0..150_usize, 0..4),
    ) {
        for engine in engines() {
            let mut answers = some(&village(engine, &draws), &kept, share);
            let indicators = &engine.pack().indicators;
            for number in bad.iter().filter_map(|number| indicators.get(*number)) {
                answers.insert(number.name.clone(), Answer::from("-0.5.5"));
            }
            let assessment = engine.assess(&answers, date());
            let explained = all_checks(&assessment).flat_map(|check| &check.explanation);
            for explanation in explained.chain(assessment.summaries.iter().flat_map(|summary| &summary.explanation)) {
                let flaws = recompute::flaws(explanation);
                prop_assert!(flaws.is_empty(), "{}", flaws.join("\n"));
                for fault in &explanation.faults {
                    let known = assessment.errors.iter().any(|error| (error.code, &error.fields) == (fault.code, &fault.fields));
                    prop_assert!(known, "{:?} is none of the errors", fault);
                }
            }
        }
    }

    /// The missing fields that are named can decide a check, and no single one of those it reads can where several are named.
    #[test]
    fn the_missing_set_is_enough_and_smallest(
        draws in proptest::collection::vec(any::<u32>(), 150),
        kept in proptest::collection::vec(0..100_u8, 150),
        share in 0..100_u8,
    ) {
        for engine in engines() {
            let answers = some(&village(engine, &draws), &kept, share);
            let mut session = Session::resume(engine.clone(), answers.clone(), date(), None);
            let assessment = engine.assess(&answers, date());
            for check in all_checks(&assessment).filter(|check| !check.missing.is_empty() && check.awaits.is_empty()) {
                let fields: Vec<&str> = check.missing.iter().map(String::as_str).collect();
                prop_assert!(can_decide(&mut session, &check.name, &fields), "{}: {:?} cannot decide", check.name, fields);
                for field in fields.iter().filter(|_| fields.len() > 1) {
                    let alone = can_decide(&mut session, &check.name, &[field]);
                    prop_assert!(!alone, "{}: {} alone decides, and not only {:?}", check.name, field, fields);
                }
            }
            prop_assert_eq!(session.assessment(), &assessment);
        }
    }

    /// The order in which a pack lists its checks changes no verdict, and nothing at all of a check.
    #[test]
    fn the_order_of_checks_changes_nothing(
        draws in proptest::collection::vec(any::<u32>(), 150),
        kept in proptest::collection::vec(0..100_u8, 150),
        share in 0..140_u8,
    ) {
        for engine in engines() {
            let answers = some(&village(engine, &draws), &kept, share);
            let mut pack = engine.pack().clone();
            pack.checks.reverse();
            let (one, two) = (engine.assess(&answers, date()), Engine::new(pack).unwrap().assess(&answers, date()));
            for check in all_checks(&one) {
                let other = all_checks(&two).find(|other| other.name == check.name).unwrap();
                prop_assert_eq!(check, other);
            }
            for (one, two) in one.summaries.iter().zip(&two.summaries) {
                prop_assert_eq!((one.verdict, one.missing.len()), (two.verdict, two.missing.len()), "{}", &one.name);
            }
            prop_assert_eq!(one.counts, two.counts);
        }
    }

    /// What no check reads changes no verdict and no explanation.
    #[test]
    fn what_nothing_reads_changes_nothing(draws in proptest::collection::vec(any::<u32>(), 150)) {
        let engine = &engines()[0];
        let mut answers = village(engine, &draws);
        let before = engine.assess(&answers, date());
        for name in ["群众满意度", "项目资金使用率", "增收方式"] {
            answers.remove(name);
        }
        answers.insert("没有这一项".to_owned(), Answer::from("1"));
        let mut after = engine.assess(&answers, date());
        prop_assert_eq!(after.warnings.len(), 1);
        after.warnings.clear();
        prop_assert_eq!(before, after);
    }
}

/// Whether some answers to these fields decide a check: the ends, and what the known answers suggest.
fn can_decide(session: &mut Session, name: &str, fields: &[&str]) -> bool {
    let Some((field, rest)) = fields.split_first() else {
        return all_checks(session.assessment()).any(|check| check.name == name && check.verdict != Verdict::Undecided);
    };
    let indicator = session.engine().pack().indicators.iter().find(|indicator| indicator.name == *field).unwrap();
    let answers: Vec<Answer> = match indicator.kind {
        IndicatorType::YesNo => vec![true.into(), false.into()],
        IndicatorType::Choice => indicator.options.iter().map(|option| Answer::from(option.as_str())).collect(),
        _ => {
            let numbers = session.answers().iter().filter_map(|(_, answer)| match answer {
                Answer::Text(text) if text.parse::<feel::Number>().is_ok() => Some(answer.clone()),
                _ => None,
            });
            let ends =
                [&indicator.min, &indicator.max].into_iter().flatten().map(|end| Answer::from(end.0.to_string()));
            let usual = ["0", "1", "1000"].map(Answer::from);
            let mut numbers: Vec<Answer> = numbers.chain(ends).chain(usual).collect();
            numbers.sort_by_key(|answer| format!("{answer:?}"));
            numbers.dedup();
            numbers
        }
    };
    for answer in answers {
        session.set(field, answer);
        let of_zero = |error: &DataError| error.code == DataErrorCode::DivisionByZero;
        let is_good = session.assessment().errors.iter().all(of_zero);
        let decides = is_good && can_decide(session, name, rest);
        session.clear(field);
        if decides {
            return true;
        }
    }
    false
}

#[test]
fn nothing_is_unmet_for_lack_of_an_answer() {
    for engine in engines() {
        let assessment = engine.assess(&Answers::new(), date());
        for check in all_checks(&assessment) {
            assert_eq!(check.verdict, Verdict::Undecided, "{}", check.name);
            assert!(!check.missing.is_empty() || !check.awaits.is_empty(), "{} names nothing to answer", check.name);
        }
    }
}
