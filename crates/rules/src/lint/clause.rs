//! A clause that is not cited the way Chinese documents are: `二(一)`, `三`, `第十二条`, `第五条(二)`.

use super::{Lint, Subject};
use crate::diagnostic::{Code, Diagnostic, Place};

pub(super) struct Clauses;

impl Lint for Clauses {
    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
        for (place, clause) in clauses(subject) {
            if !is_citation(clause) {
                found.push(Diagnostic::new(Code::ClauseForm, place, &[clause, &nearest_form(clause)]));
            }
        }
    }
}

/// Every clause cited.
fn clauses<'p>(subject: &Subject<'p>) -> Vec<(Place, &'p str)> {
    let pack = subject.pack;
    let mut all = Vec::new();
    for (index, section) in pack.sections.iter().enumerate() {
        all.extend(section.clause.iter().map(|it| (Place::entry("sections", index, &section.name), it.as_str())));
    }
    for (index, parameter) in pack.parameters.iter().enumerate() {
        all.push((Place::entry("parameters", index, &parameter.name), &parameter.clause));
    }
    for (index, summary) in pack.summaries.iter().enumerate() {
        all.push((Place::entry("summaries", index, &summary.name), &summary.clause));
    }
    for (index, area) in pack.areas.iter().enumerate() {
        all.push((Place::entry("areas", index, &area.name), &area.clause));
    }
    let mut all: Vec<(Place, &str)> = all.into_iter().map(|(place, clause)| (place.key("clause"), clause)).collect();
    for (index, check) in pack.checks.iter().enumerate() {
        let place = Place::entry("checks", index, &check.name).key("clause");
        all.extend(check.clause.iter().enumerate().map(|(number, clause)| (place.at(number, ""), clause.as_str())));
    }
    all
}

fn is_citation(clause: &str) -> bool {
    let (head, tail) = match clause.split_once('(') {
        Some((head, tail)) => (head, tail.strip_suffix(')')),
        None => (clause, Some("一")),
    };
    let head = head.strip_prefix('第').and_then(|head| head.strip_suffix('条')).unwrap_or(head);
    is_numeral(head) && tail.is_some_and(is_numeral)
}

fn is_numeral(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| "一二三四五六七八九十百零".contains(c))
}

/// The clause as it would be cited, where only its brackets and spaces are off; else an example.
fn nearest_form(clause: &str) -> String {
    let tidy: String = (clause.chars().filter(|c| !c.is_whitespace() && *c != '、'))
        .map(|c| match c {
            '（' => '(',
            '）' => ')',
            other => other,
        })
        .collect();
    if is_citation(&tidy) { tidy } else { "二(一)".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        for clause in ["三", "二(一)", "二(十一)", "第十二条", "第五条(二)"] {
            assert!(is_citation(clause), "{clause}");
        }
        for clause in ["", "二（一）", "2(1)", "二(一", "二()", "二(一)1", "条", "(一)"] {
            assert!(!is_citation(clause), "{clause}");
        }
        assert_eq!(nearest_form("二 （一）"), "二(一)");
        assert_eq!(nearest_form("2.1"), "二(一)");
    }
}
