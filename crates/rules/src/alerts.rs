//! 预警: what has gone wrong since the last self-check or is about to, told over finished results. Called once they
//! stand, so that it can be called again after an edit. Which alerts there are is for the pack to say (`warn`).

use std::sync::Arc;

use feel::Number;

use crate::assessment::{
    Alert, AlertCode, CheckResult, Operator, ParameterRef, Reference, ReferenceStanding, StandingCode, Verdict,
};
use crate::date::Date;
use crate::explain::quantity;
use crate::judgement::value_on;
use crate::model::{Kind, Pack};
use crate::text;

/// The alerts over a village's results on a day: of checks that fell back, of rates close to an area's figure, of due
/// dates close by; each sort in the pack's order. `checks` are those of the pack, and `earlier` begins with theirs.
pub(crate) fn alerts(
    pack: &Pack,
    date: Date,
    checks: &[Arc<CheckResult>],
    references: &[Arc<Reference>],
    earlier: Option<&[Option<Verdict>]>,
) -> Vec<Alert> {
    let Some(when) = &pack.warn else { return Vec::new() };
    let mut alerts = Vec::new();
    for (check, was) in checks.iter().zip(earlier.unwrap_or_default()) {
        let binds = check.kind.is_counted() || check.kind == Kind::EightHave;
        if binds && *was == Some(Verdict::Met) && check.verdict == Verdict::Unmet {
            let sentence = text::fell_back(&check.name);
            alerts.push(alert(AlertCode::FellBack, &check.name, &check.clause, sentence));
        }
    }
    if let Some((share, parameter)) = limit(pack, when.within.as_deref(), date) {
        alerts.extend(references.iter().filter_map(|reference| near_figure(reference, &share, &parameter)));
    }
    if let Some((days, parameter)) = limit(pack, when.days.as_deref(), date) {
        for check in checks {
            let standing = check.standing.as_ref().filter(|standing| standing.code == StandingCode::InProgress);
            let Some(standing) = standing.filter(|standing| Number::from(standing.days) <= days) else { continue };
            let sentence = text::due_soon(&check.name, standing);
            let mut due = alert(AlertCode::DueSoon, &check.name, &check.clause, sentence);
            (due.due, due.days, due.parameter) = (Some(standing.due), Some(standing.days), Some(parameter.clone()));
            alerts.push(due);
        }
    }
    alerts
}

fn alert(code: AlertCode, name: &str, clause: &str, sentence: String) -> Alert {
    Alert {
        code,
        name: name.to_owned(),
        clause: clause.to_owned(),
        actual: None,
        operator: None,
        required: None,
        due: None,
        days: None,
        parameter: None,
        sentence,
    }
}

/// The value of a parameter that says when to warn, and the parameter as it takes part; none while it is unset.
fn limit(pack: &Pack, name: Option<&str>, date: Date) -> Option<(Number, ParameterRef)> {
    let parameter = pack.parameters.iter().find(|parameter| Some(parameter.name.as_str()) == name)?;
    let value = value_on(parameter, date)?;
    let told = ParameterRef {
        name: parameter.name.clone(),
        value: Some(quantity(&value, &parameter.unit).value),
        unit: parameter.unit.clone(),
        basis: parameter.basis,
        clause: parameter.clause.clone(),
        origin: parameter.origin.clone(),
    };
    Some((value, told))
}

/// A rate that keeps the area's figure by no more than that share of the figure. One that could not be any better, a
/// lower figure reached by all or an upper one by nobody, is not close to breaking it.
fn near_figure(reference: &Reference, share: &Number, parameter: &ParameterRef) -> Option<Alert> {
    if reference.standing != ReferenceStanding::Reached {
        return None;
    }
    let (actual, required) = (reference.actual.as_ref()?, reference.required.as_ref()?);
    let number = |text: &str| Number::from_fraction_text(text).ok();
    let (value, figure) = (number(&actual.value)?, number(&required.value)?);
    let margin = figure.mul(share);
    let (is_near, is_best, is_kept) = match reference.operator {
        Operator::AtLeast | Operator::Above => {
            let all = Number::from(100);
            let is_best = required.unit == "%" && figure <= all && value >= all;
            (value <= figure.add(&margin), is_best, value >= figure)
        }
        Operator::AtMost | Operator::Below => (value >= figure.sub(&margin), value.is_zero(), value <= figure),
        _ => return None,
    };
    if !is_near || is_best {
        return None;
    }
    let sentence = if is_kept {
        let margin = parameter.value.as_deref().unwrap_or_default();
        text::near_figure(&reference.name, actual, reference.operator, required, margin)
    } else {
        text::near_by_tolerance(&reference.name, actual, reference.operator, required)
    };
    let mut near = alert(AlertCode::NearFigure, &reference.name, &reference.clause, sentence);
    (near.actual, near.required) = (Some(actual.clone()), Some(required.clone()));
    (near.operator, near.parameter) = (Some(reference.operator), Some(parameter.clone()));
    Some(near)
}
