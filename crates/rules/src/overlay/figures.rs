//! Setting a figure of the pack: what may be set, what comes of it over time, and what changing the document's own
//! figure means.

use feel::Number;

use super::SetParameter;
use super::fault::{self, Fault};
use crate::date::Date;
use crate::model::{
    AreaTest, Bar, Basis, Comparison, Decimal, Direction, FigureChange, OverlayWarning, OverlayWarningCode, Pack,
    Parameter, Part, Test,
};
use crate::text;

/// What is wrong with setting the parameter so.
pub(super) fn faults(parameter: &Parameter, set: &SetParameter) -> Vec<Fault> {
    let mut faults = Vec::new();
    if set.value.is_none() && set.dated.is_empty() {
        faults.push(Fault::SetsNothing(set.parameter.clone()));
    }
    let values = set.value.iter().chain(set.dated.iter().map(|dated| &dated.value));
    faults.extend(values.filter_map(|value| outside(&value.0, &parameter.unit)));
    let days = set.dated.iter().map(|dated| dated.from);
    if days.clone().zip(days.skip(1)).any(|(day, next)| next <= day) {
        faults.push(Fault::DaysOutOfOrder);
    }
    if set.basis == Some(Basis::Unverified) {
        faults.push(Fault::Unverified);
    }
    faults
}

/// A value that the unit cannot have: a percentage lies between 0 and 100, money has fen, and things are counted whole.
fn outside(value: &Number, unit: &str) -> Option<Fault> {
    let has_decimals = |most: i32| value.round(most, feel::Rounding::HalfUp) == *value;
    let (fits, allowed) = match unit {
        "%" => (*value <= Number::from(100) && has_decimals(4), "要在 0 到 100 之间，小数最多 4 位"),
        money if money.starts_with('元') => (has_decimals(2), "不能是负数，小数最多 2 位"),
        _ => (value.is_integer(), "要是 0 或者正整数"),
    };
    let fits = fits && !value.is_negative();
    (!fits).then(|| Fault::ValueOutsideUnit { value: value.to_string(), unit: unit.to_owned(), allowed })
}

/// The parameter as it is set.
pub(super) fn set(parameter: &Parameter, set: &SetParameter, overlay: &str) -> Parameter {
    let mut fresh = parameter.clone();
    if set.value.is_some() {
        fresh.value.clone_from(&set.value);
        fresh.dated.clear();
    } else if let Some(first) = set.dated.first() {
        fresh.dated.retain(|dated| dated.from < first.from);
    }
    fresh.dated.extend(set.dated.iter().cloned());
    let is_same = changes(parameter, &fresh).is_empty() && parameter.value.is_some();
    fresh.basis = set.basis.unwrap_or(if is_same { parameter.basis } else { Basis::Local });
    if let Some(clause) = &set.clause {
        fresh.clause.clone_from(clause);
    }
    fresh.note.clone_from(&set.note);
    fresh.origin = Some(overlay.to_owned());
    fresh
}

fn value_on(parameter: &Parameter, day: Option<Date>) -> Option<&Decimal> {
    let dated = day.and_then(|day| parameter.dated.iter().rev().find(|dated| dated.from <= day));
    dated.map(|dated| &dated.value).or(parameter.value.as_ref())
}

/// From which day on the two differ, and how; none for the first day of all.
fn changes<'p>(old: &'p Parameter, new: &'p Parameter) -> Vec<(Option<Date>, &'p Decimal, &'p Decimal)> {
    let mut days: Vec<Option<Date>> = old.dated.iter().chain(&new.dated).map(|dated| Some(dated.from)).collect();
    days.push(None);
    days.sort_unstable();
    days.dedup();
    let pairs = days.into_iter().map(|day| (day, value_on(old, day), value_on(new, day)));
    let mut changes: Vec<(Option<Date>, &Decimal, &Decimal)> = Vec::new();
    let mut last = None;
    for (day, old, new) in pairs {
        if let (Some(old), Some(new)) = (old, new)
            && old != new
            && last != Some((old, new))
        {
            changes.push((day, old, new));
        }
        last = old.zip(new);
    }
    changes
}

/// The clause by which the document gives this figure; also where an earlier overlay has changed it already.
fn document_clause<'p>(pack: &'p Pack, parameter: &'p Parameter) -> Option<(&'p str, bool)> {
    let mut warnings = pack.overlays.iter().flat_map(|overlay| &overlay.warnings);
    let earlier = warnings.find(|warning| warning.change.is_some() && warning.name == parameter.name);
    let own = (parameter.basis == Basis::Document).then_some((parameter.clause.as_str(), false));
    earlier.map(|warning| (warning.clause.as_str(), true)).or(own)
}

/// What is said when a figure of the document is changed; nothing for one that it does not give.
pub(super) fn warnings(pack: &Pack, old: &Parameter, new: &Parameter) -> Vec<OverlayWarning> {
    let Some((clause, again)) = document_clause(pack, old) else { return Vec::new() };
    let up = bar_when_up(pack, &old.name);
    let warning = |(from, before, after): (Option<Date>, &Decimal, &Decimal)| {
        let direction = if after > before { Direction::Up } else { Direction::Down };
        let bar = match (up, direction) {
            (Some(Bar::Raised), Direction::Down) => Some(Bar::Lowered),
            (Some(Bar::Lowered), Direction::Down) => Some(Bar::Raised),
            (up, _) => up,
        };
        let (unit, before, after) = (old.unit.clone(), before.clone(), after.clone());
        let change = FigureChange { from, old: before, new: after, unit, direction, bar };
        OverlayWarning {
            code: OverlayWarningCode::DocumentFigureChanged,
            message: fault::figure_changed((&old.name, clause, again), &change, pack.fixed_by.as_deref()),
            name: old.name.clone(),
            clause: clause.to_owned(),
            change: Some(change),
        }
    };
    changes(old, new).into_iter().map(warning).collect()
}

/// What a greater figure means for who is judged by it, where all that use it agree.
fn bar_when_up(pack: &Pack, parameter: &str) -> Option<Bar> {
    let mut bars = Vec::new();
    let mut compared = |is: Comparison, than: &str| {
        if than == parameter {
            bars.push(match is {
                Comparison::AtLeast | Comparison::Above => Some(Bar::Raised),
                Comparison::AtMost | Comparison::Below => Some(Bar::Lowered),
                Comparison::Equals => None,
            });
        }
    };
    for check in &pack.checks {
        of_test(&check.test, &mut compared);
        // A greater tolerance eases whatever it is given for.
        check.tolerance.iter().for_each(|name| compared(Comparison::AtMost, name));
    }
    for area in &pack.areas {
        match &area.test {
            AreaTest::Rate { is, than, .. } | AreaTest::ShareOfVillages { is, than, .. } => compared(*is, than),
            AreaTest::EveryVillage { townships, .. } => {
                townships.iter().for_each(|name| compared(Comparison::AtLeast, name));
            }
            AreaTest::CountAllOf { .. } | AreaTest::CountEach {} | AreaTest::Compiled => {}
        }
        area.tolerance.iter().for_each(|name| compared(Comparison::AtMost, name));
    }
    let first = bars.first().copied().flatten()?;
    bars.iter().all(|bar| *bar == Some(first)).then_some(first)
}

fn of_test(test: &Test, compared: &mut impl FnMut(Comparison, &str)) {
    match test {
        Test::Share { at_least, .. } => compared(Comparison::AtLeast, at_least),
        Test::Compare { is, than, .. } => compared(*is, than),
        Test::CountOf { parts, at_least } => {
            compared(Comparison::AtLeast, at_least);
            of_parts(parts, compared);
        }
        Test::AllOf(parts) | Test::AnyOf(parts) | Test::Stable(parts) => of_parts(parts, compared),
        _ => {}
    }
}

fn of_parts(parts: &[Part], compared: &mut impl FnMut(Comparison, &str)) {
    for part in parts {
        if let Part::Test(test) = part {
            of_test(test, compared);
        }
    }
}

/// What is required of an area is written out with the pack's figure; where the figure is set anew, its note says so.
pub(super) fn tell_areas(pack: &mut Pack, parameter: &Parameter, issuer: &str) {
    let uses = |test: &AreaTest| match test {
        AreaTest::Rate { than, .. } | AreaTest::ShareOfVillages { than, .. } => *than == parameter.name,
        AreaTest::EveryVillage { townships, .. } => townships.as_deref() == Some(parameter.name.as_str()),
        AreaTest::CountAllOf { .. } | AreaTest::CountEach {} | AreaTest::Compiled => false,
    };
    let amount = |value: &Decimal| text::amount(&value.0.to_string(), &parameter.unit);
    let from_the_first = parameter.value.iter().map(amount);
    let dated = parameter.dated.iter().map(|dated| format!("{} 起 {}", dated.from, amount(&dated.value)));
    let values: Vec<String> = from_the_first.chain(dated).collect();
    for area in pack.areas.iter_mut().filter(|area| uses(&area.test)) {
        area.note.push_str(&format!(
            "“{}”由{issuer}定为 {}，和上面的文字不一致的，以这里为准。",
            parameter.name,
            values.join("，")
        ));
    }
}
