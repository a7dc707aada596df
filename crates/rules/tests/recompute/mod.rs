//! Works an explanation's verdict out again from its own data: a leaf from what it judged, the operator, what is required
//! and the tolerance; a composite from its parts. Depends on the contract alone.

use feel::Number;
use rules::Verdict;
use rules::assessment::{Explanation, Operator, Quantity};

/// Everything below an explanation, itself first.
pub(crate) fn nodes(explanation: &Explanation) -> Vec<&Explanation> {
    let below = explanation.children.iter().flat_map(|child| nodes(child));
    std::iter::once(explanation).chain(below).collect()
}

/// What its own data come to; nothing where they do not say, as for a FEEL condition.
pub(crate) fn verdict(explanation: &Explanation) -> Option<Verdict> {
    let met = |holds: bool| Some(if holds { Verdict::Met } else { Verdict::Unmet });
    let parts: Vec<Verdict> = explanation.children.iter().map(|child| child.verdict).collect();
    let has = |verdict| parts.contains(&verdict);
    let exact = |quantity: &Quantity| Number::from_fraction_text(&quantity.value).unwrap();
    let sides = || Some((exact(explanation.actual.as_ref()?), exact(explanation.required.as_ref()?)));
    let slack = (explanation.tolerance.as_ref().and_then(|tolerance| tolerance.value.as_ref()))
        .map_or(Number::ZERO, |value| Number::from_fraction_text(value).unwrap());
    match explanation.operator {
        Operator::IsYes => met(explanation.actual.as_ref()?.value == "是"),
        Operator::IsNo => met(explanation.actual.as_ref()?.value == "否"),
        Operator::AtLeast => sides().and_then(|(actual, required)| met(actual >= required.sub(&slack))),
        Operator::Above => sides().and_then(|(actual, required)| met(actual > required.sub(&slack))),
        Operator::AtMost => sides().and_then(|(actual, required)| met(actual <= required.add(&slack))),
        Operator::Below => sides().and_then(|(actual, required)| met(actual < required.add(&slack))),
        Operator::Equals => sides().and_then(|(actual, required)| met(actual == required)),
        Operator::AllOf => met(!has(Verdict::Unmet)),
        Operator::AnyOf => met(has(Verdict::Met)),
        Operator::SomeUnmet => met(has(Verdict::Unmet)),
        Operator::CountOf => {
            let count = parts.iter().filter(|part| **part == Verdict::Met).count();
            let required = exact(explanation.required.as_ref()?);
            met(Number::from(i64::try_from(count).unwrap()) >= required)
        }
        Operator::Condition | Operator::Improved | Operator::Stable => None,
    }
}

/// What is wrong with an explanation and all below it.
pub(crate) fn flaws(explanation: &Explanation) -> Vec<String> {
    let mut flaws = Vec::new();
    for node in nodes(explanation) {
        let mut flaw = |what: &str| flaws.push(format!("{}: {what}\n{node:#?}", node.name));
        // Open parts can decide a whole together; then it does not follow from their verdicts.
        let is_open = |verdict| matches!(verdict, Verdict::Undecided | Verdict::Blocked);
        let is_whole = node.children.iter().all(|child| !is_open(child.verdict));
        if matches!(node.verdict, Verdict::Met | Verdict::Unmet) && is_whole {
            match verdict(node) {
                Some(again) if again != node.verdict => flaw("its data come to another verdict"),
                _ => {}
            }
        }
        if node.sentence.is_empty() || !node.sentence.ends_with('。') || node.sentence.contains("“”") {
            flaw("its sentence is none");
        }
        if (node.verdict == Verdict::Blocked) == node.faults.is_empty() {
            flaw("a blocked node names its errors, and no other does");
        }
        let names: Vec<&String> = node.children.iter().map(|child| &child.name).collect();
        if node.decided_by.iter().any(|name| !names.contains(&name)) {
            flaw("decided by what is no part of it");
        }
        let is_told = matches!(node.verdict, Verdict::Met | Verdict::Unmet | Verdict::Blocked);
        let by_none = matches!(node.operator, Operator::SomeUnmet | Operator::CountOf | Operator::Improved);
        if is_told && !node.children.is_empty() && node.decided_by.is_empty() && !by_none {
            flaw("no part is named that decided it");
        }
        if node.clause.is_empty() {
            flaw("it rests on no clause");
        }
    }
    flaws
}
