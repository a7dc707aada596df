//! Two self-checks of a village side by side: what rose, what fell, what is newly decided or open again. Depends on
//! assessments and records; that 四个进一步 and 一稳定 hold is for judging to say.

use serde::{Deserialize, Serialize};

use crate::answers::Answer;
use crate::assessment::{Assessment, CheckResult, PackRef, Verdict};
use crate::date::Date;
use crate::engine::Engine;
use crate::model::Kind;
use crate::named::Named;
use crate::receipt::{PackDigest, Record};
use crate::text;

/// What an earlier self-check found. Read from the assessment that was saved then, or made from a record.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "SavedAssessment")]
pub struct Earlier {
    /// The pack it was judged by; from a record, without its overlays.
    pub pack: PackRef,
    /// The digest of pack and overlays together, where it is known: from a record.
    pub pack_digest: Option<String>,
    /// The day of it.
    pub date: Date,
    /// Who was judged; from a record, whatever was answered as text or number.
    pub village: Named<String>,
    /// The verdicts by the name of check or summary.
    pub verdicts: Named<Verdict>,
}

/// As much of a saved assessment as a later one is compared with.
#[derive(Deserialize)]
struct SavedAssessment {
    pack: PackRef,
    date: Date,
    village: Named<String>,
    checks: Vec<Judged>,
    eight_have: Items,
    summaries: Vec<Judged>,
}

#[derive(Deserialize)]
struct Items {
    items: Vec<Judged>,
}

#[derive(Deserialize)]
struct Judged {
    name: String,
    verdict: Verdict,
}

impl From<SavedAssessment> for Earlier {
    fn from(saved: SavedAssessment) -> Self {
        let SavedAssessment { pack, date, village, checks, eight_have, summaries } = saved;
        let judged = checks.into_iter().chain(eight_have.items).chain(summaries);
        let verdicts = judged.map(|judged| (judged.name, judged.verdict)).collect();
        Self { pack, pack_digest: None, date, village, verdicts }
    }
}

impl From<Record> for Earlier {
    fn from(record: Record) -> Self {
        let Record { answers, verdicts, receipt, .. } = record;
        let PackDigest { id, version, digest } = receipt.pack;
        let text = |(name, answer): (String, Answer)| match answer {
            Answer::Text(text) => Some((name, text)),
            _ => None,
        };
        Self {
            pack: PackRef { id, version, overlays: Vec::new() },
            pack_digest: Some(digest),
            date: receipt.date,
            village: answers.into_iter().filter_map(text).collect(),
            verdicts,
        }
    }
}

/// How a village's checks stand compared with an earlier self-check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Progress {
    /// The day of the earlier self-check.
    #[cfg_attr(test, schemars(with = "String"))]
    pub since: Date,
    /// How many days lie between the two.
    pub days: i64,
    /// Whether the earlier one was judged by the same version of the pack with the same overlays. Where it was not,
    /// a verdict may have turned because the rules did.
    pub same_rules: bool,
    /// The checks whose verdict turned, 八有 included, in the order of the assessment.
    pub turns: Vec<Turn>,
    /// How many checks stand as they stood.
    pub unchanged: usize,
    /// Checks that the earlier self-check did not know.
    pub only_now: Vec<String>,
}

/// A check whose verdict turned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Turn {
    /// The check.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// How it turned.
    pub how: How,
    /// The verdict then.
    pub was: Verdict,
    /// The verdict now.
    pub now: Verdict,
    /// In Chinese.
    pub sentence: String,
}

/// How a verdict turned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// From unmet to met.
    Rose,
    /// From met to unmet.
    Fell,
    /// It was open, for lack of an answer or a right one, and is decided.
    Decided,
    /// It was decided, and is open.
    Reopened,
    /// It did not apply, and does.
    Applies,
    /// It applied, and does not.
    NoLongerApplies,
}

/// How a verdict turned, if it did. Open is open: for lack of an answer or for a wrong one is no difference here.
#[must_use]
pub fn how(was: Verdict, now: Verdict) -> Option<How> {
    let is_open = |verdict| matches!(verdict, Verdict::Undecided | Verdict::Blocked);
    match (was, now) {
        (was, now) if was == now || is_open(was) && is_open(now) => None,
        (was, _) if is_open(was) => Some(How::Decided),
        (_, now) if is_open(now) => Some(How::Reopened),
        (Verdict::NotApplicable, _) => Some(How::Applies),
        (_, Verdict::NotApplicable) => Some(How::NoLongerApplies),
        (_, Verdict::Met) => Some(How::Rose),
        _ => Some(How::Fell),
    }
}

/// Compares an engine's assessment with an earlier self-check.
#[must_use]
pub fn compare(earlier: &Earlier, engine: &Engine, now: &Assessment) -> Progress {
    let same_rules = match &earlier.pack_digest {
        Some(digest) => digest == engine.pack_digest(),
        None => earlier.pack == now.pack,
    };
    let mut progress = Progress {
        since: earlier.date,
        days: now.date.days_since(earlier.date),
        same_rules,
        turns: Vec::new(),
        unchanged: 0,
        only_now: Vec::new(),
    };
    for check in now.checks.iter().chain(&now.eight_have.items) {
        let CheckResult { name, kind, verdict, .. } = check.as_ref();
        let Some(was) = earlier.verdicts.get(name) else {
            progress.only_now.push(name.clone());
            continue;
        };
        match how(*was, *verdict) {
            None => progress.unchanged += 1,
            Some(how) => progress.turns.push(Turn {
                name: name.clone(),
                kind: *kind,
                how,
                was: *was,
                now: *verdict,
                sentence: text::turned(name, *kind, *was, *verdict),
            }),
        }
    }
    progress
}
