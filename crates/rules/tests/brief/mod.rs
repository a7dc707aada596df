//! What a session that leaves explanations out must say: a whole assessment with them taken away, and what was taken away
//! when it is asked for. Depends on the contract alone.

use std::sync::Arc;

use rules::{Assessment, Session};

/// The assessment without explanations and without alternatives.
pub(crate) fn brief(whole: &Assessment) -> Assessment {
    let mut brief = whole.clone();
    for check in brief.checks.iter_mut().chain(&mut brief.eight_have.items).map(Arc::make_mut) {
        check.explanation = None;
        if let Some(gap) = &mut check.gap {
            gap.alternatives.clear();
        }
    }
    brief.summaries.iter_mut().map(Arc::make_mut).for_each(|summary| summary.explanation = None);
    brief
}

/// Whether what the session tells when it is asked is what the whole assessment says.
pub(crate) fn tells_all(session: &Session, whole: &Assessment) -> Result<(), String> {
    for check in whole.checks.iter().chain(&whole.eight_have.items) {
        let alternatives = check.gap.as_ref().map(|gap| gap.alternatives.clone()).unwrap_or_default();
        let told = (session.explain(&check.name), session.alternatives(&check.name));
        if told != (check.explanation.clone(), alternatives) || told.0.is_none() {
            return Err(format!("{}: {told:?}, not {check:?}", check.name));
        }
    }
    for summary in &whole.summaries {
        let told = session.explain(&summary.name);
        if told != summary.explanation || told.is_none() {
            return Err(format!("{}: {told:?}, not {summary:?}", summary.name));
        }
    }
    Ok(())
}
