//! Texts that cadres read: there, and without words of programmers.

use super::{Lint, Subject};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::Basis;

/// Words that say something to programmers only.
const DEVELOPER_WORDS: [&str; 14] =
    ["null", "true", "false", "JSON", "TOML", "FEEL", "API", "boolean", "字段", "布尔", "枚举", "变量", "空值", "入参"];

pub(super) struct Words;

impl Lint for Words {
    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
        let (needed, other) = texts(subject);
        for (place, key, text) in &needed {
            if text.trim().is_empty() {
                found.push(Diagnostic::new(Code::NoText, place.key(key), &[key]));
            }
        }
        for (place, key, text) in needed.into_iter().chain(other) {
            if let Some(word) = DEVELOPER_WORDS.into_iter().find(|word| text.contains(word)) {
                found.push(Diagnostic::new(Code::DeveloperWord, place.key(key), &[word]));
            }
        }
    }
}

type Text<'p> = (Place, &'static str, &'p str);

/// The texts that must be there, and those that may be.
fn texts<'p>(subject: &Subject<'p>) -> (Vec<Text<'p>>, Vec<Text<'p>>) {
    let pack = subject.pack;
    let (mut needed, mut other): (Vec<Text<'p>>, Vec<Text<'p>>) = (Vec::new(), Vec::new());
    for (index, indicator) in pack.indicators.iter().enumerate() {
        needed.push((Place::entry("indicators", index, &indicator.name), "help", &indicator.help));
    }
    for (index, derived) in pack.derived.iter().enumerate() {
        needed.push((Place::entry("derived", index, &derived.name), "help", &derived.help));
    }
    for (index, parameter) in pack.parameters.iter().enumerate() {
        // What the document does not say, the pack explains.
        let list = if parameter.basis == Basis::Document { &mut other } else { &mut needed };
        list.push((Place::entry("parameters", index, &parameter.name), "note", &parameter.note));
    }
    for (index, check) in pack.checks.iter().enumerate() {
        let place = Place::entry("checks", index, &check.name);
        needed.push((place.clone(), "requirement", &check.requirement));
        other.push((place.clone(), "note", &check.note));
        other.extend(check.gap_phrase.iter().map(|phrase| (place.clone(), "gap_phrase", phrase.as_str())));
        other.extend(check.measures.iter().map(|measure| (place.clone(), "measures", measure.as_str())));
        let remarks = check.remarks.iter().enumerate();
        other.extend(remarks.map(|(number, it)| (place.key("remarks").at(number, ""), "text", it.text.as_str())));
    }
    for (index, summary) in pack.summaries.iter().enumerate() {
        let place = Place::entry("summaries", index, &summary.name);
        needed.push((place.clone(), "met", &summary.met));
        needed.push((place.clone(), "unmet", &summary.unmet));
        other.push((place, "note", &summary.note));
    }
    for (index, area) in pack.areas.iter().enumerate() {
        let place = Place::entry("areas", index, &area.name);
        needed.push((place.clone(), "requirement", &area.requirement));
        other.push((place, "note", &area.note));
    }
    other.extend(
        pack.notices.iter().enumerate().map(|(i, it)| (Place::entry("notices", i, ""), "text", it.text.as_str())),
    );
    (needed, other)
}
