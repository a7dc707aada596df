//! What rests on checks must still hold after a list was replaced or a check switched off.

use super::fault::Fault;
use crate::model::{AreaTest, Check, Pack, Part, Selection, Test};

/// Looks for what rests on a check that is gone, selects checks of which none is left, or would be harder to meet
/// because one of its ways is switched off.
pub(super) fn hold(before: &Pack, after: &Pack, removed: &[String], faults: &mut Vec<(String, Fault)>) {
    for (place, name, test) in tests(after) {
        let mut used = Used::default();
        used.test(test);
        for check in used.names.iter().filter(|check| is_gone(after, removed, check)) {
            faults.push((place.clone(), rests_on_replaced(name, check)));
        }
        let is_empty = |pack: &Pack, selection: &Selection| !pack.checks.iter().any(|check| selection.selects(check));
        if used.selections.iter().any(|selection| is_empty(after, selection) && !is_empty(before, selection)) {
            faults.push((place, Fault::SelectsNothing { item: name.to_owned() }));
        }
    }
    for area in &after.areas {
        if let AreaTest::ShareOfVillages { check, .. } | AreaTest::EveryVillage { check, .. } = &area.test
            && is_gone(after, removed, check)
        {
            faults.push((format!("areas[{}]", area.name), rests_on_replaced(&area.name, check)));
        }
    }
    ways_switched_off(after, faults);
}

/// Every test of the pack with its place and the name of what it tests.
fn tests(pack: &Pack) -> impl Iterator<Item = (String, &str, &Test)> {
    let checks = pack.checks.iter().map(|it| (format!("checks[{}]", it.name), it.name.as_str(), &it.test));
    checks.chain(pack.summaries.iter().map(|it| (format!("summaries[{}]", it.name), it.name.as_str(), &it.test)))
}

fn is_gone(pack: &Pack, removed: &[String], name: &str) -> bool {
    removed.iter().any(|gone| gone == name) && !pack.checks.iter().any(|check| check.name == name)
}

fn rests_on_replaced(item: &str, check: &str) -> Fault {
    Fault::RestsOnReplaced { item: item.to_owned(), check: check.to_owned() }
}

/// The checks and selections that a test names.
#[derive(Default)]
struct Used<'t> {
    names: Vec<&'t str>,
    selections: Vec<&'t Selection>,
}

impl<'t> Used<'t> {
    fn test(&mut self, test: &'t Test) {
        match test {
            Test::AllOf(parts) | Test::AnyOf(parts) | Test::Stable(parts) | Test::CountOf { parts, .. } => {
                for part in parts {
                    match part {
                        Part::Name(name) => self.names.push(name),
                        Part::Test(test) => self.test(test),
                    }
                }
            }
            Test::Every(selection) | Test::SomeUnmet(selection) | Test::Improved(selection) => {
                self.selections.push(selection);
            }
            _ => {}
        }
    }
}

/// A part that does not apply is left out of its whole. Where all parts are demanded that never makes the whole unmet;
/// where some of several ways would do it can, so it is refused. What asks only whether something is unmet, or
/// compares with an earlier day, is meant to speak of the checks that are left.
fn ways_switched_off(pack: &Pack, faults: &mut Vec<(String, Fault)>) {
    // An item that a switched-off check can make not applicable, with the check.
    let mut touched: Vec<(&str, &str)> =
        pack.checks.iter().filter(|check| check.off.is_some()).map(|it| (it.name.as_str(), it.name.as_str())).collect();
    let is_off = |name: &str| pack.checks.iter().any(|check| check.name == name && check.off.is_some());
    loop {
        let fresh: Vec<(&str, &str)> = tests(pack)
            .filter(|(_, name, _)| !touched.iter().any(|(known, _)| known == name))
            .filter_map(|(_, name, test)| Some((name, touching(pack, test, &touched)?)))
            .collect();
        if fresh.is_empty() {
            break;
        }
        touched.extend(fresh);
    }
    for (place, name, test) in tests(pack).filter(|(_, name, _)| !is_off(name)) {
        if let Some(off) = way_off(pack, test, &touched) {
            faults.push((place, Fault::OffAmongWays { off: off.to_owned(), item: name.to_owned() }));
        }
    }
}

/// The switched-off check that can make the test not applicable, if there is one.
fn touching<'p>(pack: &'p Pack, test: &Test, touched: &[(&'p str, &'p str)]) -> Option<&'p str> {
    let of_name = |name: &str| touched.iter().find(|(known, _)| *known == name).map(|(_, off)| *off);
    match test {
        Test::AllOf(parts) | Test::AnyOf(parts) | Test::Stable(parts) | Test::CountOf { parts, .. } => {
            parts.iter().find_map(|part| match part {
                Part::Name(name) => of_name(name),
                Part::Test(test) => touching(pack, test, touched),
            })
        }
        Test::Every(selection) => {
            let selected = |check: &&Check| selection.selects(check);
            pack.checks.iter().filter(selected).find_map(|check| of_name(&check.name))
        }
        _ => None,
    }
}

/// The switched-off check that is one of several ways in the test, if there is one.
fn way_off<'p>(pack: &'p Pack, test: &Test, touched: &[(&'p str, &'p str)]) -> Option<&'p str> {
    match test {
        Test::AnyOf(_) | Test::CountOf { .. } => touching(pack, test, touched).or_else(|| below(pack, test, touched)),
        _ => below(pack, test, touched),
    }
}

fn below<'p>(pack: &'p Pack, test: &Test, touched: &[(&'p str, &'p str)]) -> Option<&'p str> {
    let (Test::AllOf(parts) | Test::AnyOf(parts) | Test::Stable(parts) | Test::CountOf { parts, .. }) = test else {
        return None;
    };
    parts.iter().find_map(|part| match part {
        Part::Name(_) => None,
        Part::Test(test) => way_off(pack, test, touched),
    })
}
