//! What the targets of the rules share: judging by a pack that came from anywhere, and what holds of two assessments.
//! Depends on `rules`, and on `feel` for the language of messages.

use feel::Lang;
use rules::assessment::{CheckResult, SummaryResult};
use rules::{Answer, Answers, Assessment, Date, Engine, Pack, Verdict};

/// The day of every assessment.
///
/// # Panics
/// Never: it is a day.
#[must_use]
pub fn date() -> Date {
    "2020-06-30".parse().unwrap()
}

/// Compiles a pack and judges by it: with no answers, and with a few for every indicator.
///
/// # Panics
/// Where the engine breaks a promise.
pub fn judge(pack: Pack) {
    let engine = match Engine::new(pack) {
        Ok(engine) => engine,
        Err(faults) => {
            assert!(!faults.is_empty() && faults.iter().all(|fault| !fault.message(Lang::Zh).is_empty()));
            return;
        }
    };
    let empty = engine.assess(&Answers::new(), date());
    for answer in ["1", "0", "2.5", "是", "2019-01-01"] {
        let full: Answers =
            engine.pack().indicators.iter().map(|known| (known.name.clone(), Answer::from(answer))).collect();
        let judged = engine.assess(&full, date());
        assert_eq!(judged, engine.assess(&full, date()));
        assert_no_contradiction(&empty, &judged);
    }
    if let Ok(image) = engine.to_image() {
        let again = Engine::from_image(&image).expect("an image that was written is read");
        assert_eq!(again.assess(&Answers::new(), date()), empty);
    }
}

fn verdicts(assessment: &Assessment) -> impl Iterator<Item = (&str, Verdict)> {
    let check = |check: &'_ CheckResult| check.verdict;
    let summary = |summary: &'_ SummaryResult| summary.verdict;
    let items = assessment.checks.iter().chain(&assessment.eight_have.items);
    items
        .map(move |item| (item.name.as_str(), check(item)))
        .chain(assessment.summaries.iter().map(move |item| (item.name.as_str(), summary(item))))
}

/// Asserts that what was decided by fewer answers is not decided otherwise by more.
///
/// # Panics
/// Where it is.
pub fn assert_no_contradiction(fewer: &Assessment, more: &Assessment) {
    for ((name, early), (_, late)) in verdicts(fewer).zip(verdicts(more)) {
        let contradiction = matches!((early, late), (Verdict::Met, Verdict::Unmet) | (Verdict::Unmet, Verdict::Met));
        assert!(!contradiction, "{name} is {early:?}, with more answers {late:?}");
    }
}
