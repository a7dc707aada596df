//! Over the shipped packs: what was decided with some answers missing stays so when they are given, whatever they are.

#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::sync::OnceLock;

use proptest::prelude::*;
use rules::assessment::{DataError, DataErrorCode};
use rules::model::{Indicator, IndicatorType};
use rules::{Answer, Answers, Date, Engine, Verdict};

fn engines() -> &'static [Engine] {
    static ENGINES: OnceLock<Vec<Engine>> = OnceLock::new();
    ENGINES.get_or_init(|| {
        packs::shipped().iter().map(|pack| Engine::new(packs::load(pack.id).unwrap().unwrap()).unwrap()).collect()
    })
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
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_decided_stays_decided(
        draws in proptest::collection::vec(any::<u32>(), 150),
        kept in proptest::collection::vec(0..100_u8, 150),
        share in 0..100_u8,
    ) {
        for engine in engines() {
            let whole = village(engine, &draws);
            let part: Answers =
                whole.iter().zip(&kept).filter(|(_, draw)| **draw < share).map(|((name, a), _)| (name.clone(), a.clone())).collect();
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
            for check in assessment.checks.iter().chain(&assessment.eight_have.items) {
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
                let now = after.checks.iter().chain(&after.eight_have.items).find(|other| other.name == check.name).unwrap();
                prop_assert_eq!(now.verdict, Verdict::Met, "{}: {:?}", &check.name, gap);
            }
        }
    }
}

#[test]
fn nothing_is_unmet_for_lack_of_an_answer() {
    for engine in engines() {
        let assessment = engine.assess(&Answers::new(), date());
        let results = assessment.checks.iter().chain(&assessment.eight_have.items);
        for check in results {
            assert_eq!(check.verdict, Verdict::Undecided, "{}", check.name);
            assert!(!check.missing.is_empty() || !check.awaits.is_empty(), "{} names nothing to answer", check.name);
        }
    }
}
