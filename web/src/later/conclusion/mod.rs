//! What the results come to, above them: first the eight, then what to do next.

use std::sync::Arc;

use rules::Verdict;
use rules::assessment::CheckResult;

use super::texts::L;
use crate::markup::{Tag, list, tag};
use crate::state::sum;
use crate::texts::fill;
use crate::views::results::Results;

pub(super) fn view(results: &Results) -> Tag {
    let counts = sum(&results.findings);
    let count = |verdict: Verdict| {
        let eight = results.findings.iter().flat_map(|findings| &findings.eight);
        eight.filter(|it| it.verdict == verdict).count().to_string()
    };
    let has_missing =
        |it: &&Arc<CheckResult>| it.kind.is_counted() && it.verdict == Verdict::Undecided && !it.missing.is_empty();
    let open = results.findings.iter().flat_map(|findings| &findings.checks).filter(has_missing).count();
    let awaits = counts.undecided.saturating_sub(open);
    let is_empty = counts.met + counts.unmet == 0;
    let is_right = results.errors.is_empty();
    let mut says = String::new();
    let mut say = |applies: bool, template: &str, number: usize| {
        if applies {
            says.push_str(&fill(template, &[&number.to_string()]));
        }
    };
    say(is_empty && is_right, L.concluded_empty, 0);
    say(counts.unmet > 0, L.concluded_unmet, counts.unmet);
    say(counts.unmet == 0 && counts.met > 0, L.concluded_none_unmet, 0);
    say(!is_empty && open > 0, L.concluded_open, open);
    say(!is_empty && awaits > 0, L.concluded_awaits, awaits);
    let is_done = !is_empty && is_right && open == 0;
    say(is_done, L.concluded_done, 0);
    let class = match (is_right, is_empty, counts.unmet) {
        (false, ..) => "is-blocked",
        (_, true, _) => "is-undecided",
        (_, _, 0) => "is-met",
        _ => "is-unmet",
    };
    let (met, unmet, undecided) = (count(Verdict::Met), count(Verdict::Unmet), count(Verdict::Undecided));
    let eight = fill(L.concluded_eight, &[&met, &unmet, &undecided]);
    let print = || tag("a").fixed("href", "#print").class("button is-main").text(L.print);
    let plan = || tag("a").fixed("href", "#plan").class("button").text(L.plan);
    // What is wrong in the data says so itself, below.
    if says.is_empty() {
        return list();
    }
    tag("div")
        .classes(&["concluded", class])
        .when((!is_empty).then(|| tag("p").class("of-eight").text(&eight)))
        .with(tag("p").text(&says))
        .when((counts.unmet > 0).then(plan))
        .when(is_done.then(print))
}
