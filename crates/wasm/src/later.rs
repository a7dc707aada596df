//! What is asked for beside verdicts: gaps, missing sets, explanations, questions, receipts. In the small edition it is a
//! module of its own (`xtask/src/package`), which a page may load when it has shown its verdicts. What is moved there is
//! told by the name of this module, so that the entries are not inlined. Depends on `fault` and `read`.

use rules::{Assessment, Detail, Engine, Session};

use crate::fault::Fault;
use crate::{SessionHandle, read, written};

/// How much an edit says of what it changed, where that is more than verdicts.
///
/// # Errors
/// There is no such word.
#[inline(never)]
pub(crate) fn detail(word: &str) -> Result<Detail, Fault> {
    Ok(match word {
        "gaps" => Detail::GAPS,
        "full" => Detail::FULL,
        _ => return Err(Fault::new("bad-detail", "the detail is none of verdicts, gaps, full").about(&[word])),
    })
}

/// What does not agree in a record with its receipt.
///
/// # Errors
/// It is no record.
#[inline(never)]
pub(crate) fn verified(engine: &Engine, record: &str) -> Result<String, Fault> {
    let record = read::record(record)?;
    read::bounded(record.answers.len())?;
    Ok(written(&record.verify(engine)))
}

/// The whole assessment.
#[inline(never)]
pub(crate) fn assessment(village: &mut SessionHandle) -> String {
    written(whole(village))
}

fn whole(village: &mut SessionHandle) -> &Assessment {
    let SessionHandle { session, earlier, whole } = village;
    whole.get_or_insert_with(|| {
        session.engine().assess_since(session.answers(), session.assessment().date, earlier.as_ref())
    })
}

/// The questions that can still change a verdict.
#[inline(never)]
pub(crate) fn questions(session: &mut Session) -> String {
    written(&session.questions())
}

/// Everything of one check or summary.
///
/// # Errors
/// There is none of that name.
#[inline(never)]
pub(crate) fn result(village: &mut SessionHandle, name: &str) -> Result<String, Fault> {
    let assessment = whole(village);
    let mut checks = assessment.checks.iter().chain(&assessment.eight_have.items);
    if let Some(check) = checks.find(|check| check.name == name) {
        return Ok(written(check));
    }
    let summary = assessment.summaries.iter().find(|summary| summary.name == name).map(written);
    summary.ok_or_else(|| unknown_check(&village.session, name))
}

/// Why one check or summary has its verdict.
///
/// # Errors
/// There is none of that name.
#[inline(never)]
pub(crate) fn explanation(session: &Session, name: &str) -> Result<String, Fault> {
    session.explain(name).as_deref().map(written).ok_or_else(|| unknown_check(session, name))
}

/// The self-check with its receipt.
#[inline(never)]
pub(crate) fn record(session: &Session) -> String {
    written(&session.record())
}

fn unknown_check(session: &Session, name: &str) -> Fault {
    let pack = session.engine().pack();
    let names = pack.checks.iter().map(|check| check.name.as_str());
    let near = rules::nearest(name, names.chain(pack.summaries.iter().map(|summary| summary.name.as_str())));
    let near = near.map(|near| ["; did you mean `", near, "`?"].concat()).unwrap_or_default();
    Fault::new("unknown-check", ["the pack has no check or summary of that name", &near].concat()).about(&[name])
}
