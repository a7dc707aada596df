//! Every test, formula and clause of a pack with its place. Depends on the model.

use feel::{Expr, ExprKind, Scope};

use crate::diagnostic::Place;
use crate::model::{AreaTest, Pack, Part, Test};

/// A formula or condition where it stands.
pub(super) struct Source<'p> {
    pub(super) place: Place,
    pub(super) text: &'p str,
    /// Whether it decides something; else it is a number.
    pub(super) is_condition: bool,
}

impl Source<'_> {
    /// Every name it uses.
    pub(super) fn names(&self, scope: &Scope) -> Vec<String> {
        fn collect(expr: &Expr, into: &mut Vec<String>) {
            if let ExprKind::Name(name) = &expr.kind {
                into.push(name.to_string());
            }
            expr.for_each_part(&mut |part| collect(part, into));
        }
        let mut names = Vec::new();
        collect(&feel::parse(self.text, scope).0, &mut names);
        names
    }
}

/// Every test of checks and summaries, those inside composites too.
pub(super) fn tests(pack: &Pack) -> Vec<(Place, &Test)> {
    let mut tests = Vec::new();
    for (index, check) in pack.checks.iter().enumerate() {
        add_test(Place::entry("checks", index, &check.name).key("test"), &check.test, &mut tests);
    }
    for (index, summary) in pack.summaries.iter().enumerate() {
        add_test(Place::entry("summaries", index, &summary.name).key("test"), &summary.test, &mut tests);
    }
    tests
}

fn add_test<'p>(place: Place, test: &'p Test, into: &mut Vec<(Place, &'p Test)>) {
    for (place, part) in parts_of(&place, test)
        .into_iter()
        .flat_map(|(place, parts)| parts.iter().enumerate().map(move |(index, part)| (place.at(index, ""), part)))
    {
        if let Part::Test(test) = part {
            add_test(place, test, into);
        }
    }
    into.push((place, test));
}

/// The parts of a composite, and where their list stands.
pub(super) fn parts_of<'p>(place: &Place, test: &'p Test) -> Option<(Place, &'p [Part])> {
    match test {
        Test::AllOf(parts) => Some((place.key("all_of"), parts)),
        Test::AnyOf(parts) => Some((place.key("any_of"), parts)),
        Test::Stable(parts) => Some((place.key("stable"), parts)),
        Test::CountOf { parts, .. } => Some((place.key("count_of").key("parts"), parts)),
        _ => None,
    }
}

/// Every formula and condition.
pub(super) fn sources(pack: &Pack) -> Vec<Source<'_>> {
    let mut sources = Vec::new();
    let mut add = |place: Place, text, is_condition| sources.push(Source { place, text, is_condition });
    for (index, derived) in pack.derived.iter().enumerate() {
        add(Place::entry("derived", index, &derived.name).key("formula"), &derived.formula, false);
    }
    for (index, check) in pack.checks.iter().enumerate() {
        let place = Place::entry("checks", index, &check.name);
        if let Some(applies_when) = &check.applies_when {
            add(place.key("applies_when"), applies_when, true);
        }
        for (number, remark) in check.remarks.iter().enumerate() {
            add(place.key("remarks").at(number, "").key("when"), &remark.when, true);
        }
    }
    for (place, test) in tests(pack) {
        match test {
            Test::Compare { value, .. } => add(place.key("compare").key("value"), value, false),
            Test::Condition(condition) => add(place.key("condition"), condition, true),
            _ => {}
        }
    }
    for (index, area) in pack.areas.iter().enumerate() {
        let place = Place::entry("areas", index, &area.name).key("test");
        match &area.test {
            AreaTest::Rate { sum, over, .. } => {
                add(place.key("rate").key("sum"), sum, false);
                add(place.key("rate").key("over"), over, false);
            }
            AreaTest::EveryVillage { among, .. } => add(place.key("every_village").key("among"), among, true),
            _ => {}
        }
    }
    sources
}
