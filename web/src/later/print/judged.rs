//! What the village's answers come to, check by check, in the words of a report. Judged anew from what the screen was given.

use std::sync::Arc;

use rules::assessment::{CheckResult, NoteCode};
use rules::model::Kind;
use rules::{Assessment, Record, Session, Verdict};

use crate::app::Given;
use crate::catalogue::Part;
use crate::later::texts::L;
use crate::texts::T;

/// One pack's judging.
pub(in super::super) struct ByPack<'g> {
    pub(super) part: &'g Part,
    pub(super) assessment: Assessment,
    /// By which two people see that they hold the same self-check.
    pub(super) code: String,
}

/// A check as a report tells it.
pub(in super::super) struct Judged {
    pub(in super::super) name: String,
    kind: Kind,
    found: Verdict,
    /// The verdict, as a word.
    pub(in super::super) verdict: String,
    /// What is lacking, or why it is so.
    pub(in super::super) situation: String,
    pub(in super::super) clause: String,
    /// What the document lists as ways to it.
    measures: Vec<String>,
    pub(super) is_unverified: bool,
}

impl Judged {
    /// Whether something is to be done about it.
    pub(in super::super) fn is_to_do(&self) -> bool {
        self.kind.is_counted() && self.found == Verdict::Unmet
    }

    /// Whether it counts, and comes to that.
    pub(super) fn is(&self, verdict: Verdict) -> bool {
        self.counts() && self.is_found(verdict)
    }

    pub(super) fn is_found(&self, verdict: Verdict) -> bool {
        self.found == verdict
    }

    pub(super) fn counts(&self) -> bool {
        self.kind.is_counted()
    }

    /// The document's measures as one text.
    pub(in super::super) fn measures(&self) -> String {
        self.measures.join(L.semicolon)
    }
}

/// The judging by every pack.
pub(in super::super) fn by_pack(given: &Given) -> Vec<ByPack<'_>> {
    fn judge<'g>(given: &Given, number: usize, part: &'g Part) -> ByPack<'g> {
        let asked = given.answers.iter().filter(|(name, _)| part.asks(name));
        let answers = asked.map(|(name, answer)| (name.clone(), answer.clone())).collect();
        let mut session = Session::resume(part.engine.clone(), answers, given.day, None);
        // The code is that of the answers alone, as the receipt's screen gives it.
        let record: Record = session.record();
        session.set_earlier(given.earlier.as_ref().and_then(|it| it.verdicts.get(number).cloned()));
        ByPack { part, assessment: session.assessment().clone(), code: record.receipt.code() }
    }
    given.catalogue.parts.iter().enumerate().map(|(number, part)| judge(given, number, part)).collect()
}

impl ByPack<'_> {
    /// The checks but the 八有.
    pub(super) fn checks(&self) -> Vec<Judged> {
        self.assessment.checks.iter().map(|result| self.judged(result)).collect()
    }

    /// The 八有.
    pub(super) fn eight(&self) -> Vec<Judged> {
        self.assessment.eight_have.items.iter().map(|result| self.judged(result)).collect()
    }

    fn judged(&self, result: &Arc<CheckResult>) -> Judged {
        let gap = result.gap.as_ref().map(|gap| {
            let name = if result.kind.is_counted() || result.kind == Kind::EightHave { T.gap } else { T.gap_apart };
            [name, &gap.sentence, T.sentence_end].concat()
        });
        let missing = (!result.missing.is_empty())
            .then(|| [T.missing, T.colon, &result.missing.join(T.list_separator), T.sentence_end].concat());
        let check = self.part.check_named(&result.name);
        let told = result.explanation.as_deref();
        Judged {
            name: result.name.clone(),
            kind: result.kind,
            found: result.verdict,
            verdict: T.verdict_of_kind(result.kind, result.verdict).to_owned(),
            situation: [
                gap.unwrap_or_default(),
                told.map(|it| it.sentence.clone()).unwrap_or_default(),
                missing.unwrap_or_default(),
            ]
            .concat(),
            clause: result.clause.clone(),
            measures: check.map(|check| check.measures.clone()).unwrap_or_default(),
            is_unverified: told.is_some_and(|it| it.notes.iter().any(|note| note.code == NoteCode::Unverified)),
        }
    }
}

/// The checks by every pack; of those with one name the first.
pub(in super::super) fn judged(given: &Given) -> Vec<Judged> {
    let mut all: Vec<Judged> = Vec::new();
    for judged in by_pack(given).iter().flat_map(ByPack::checks) {
        if !all.iter().any(|known| known.name == judged.name) {
            all.push(judged);
        }
    }
    all
}
