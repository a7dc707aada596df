//! The self-check as JSON: the contract's answers in an envelope that says by which packs and on which day. Plain answers and
//! the records of `bayou` are read too.

use rules::json::{Json, parse};
use rules::{Answer, Answers, Date, Named};
use serde::Serialize;

use super::{Found, Known, MAX_BACKUP, PackVersion, Plan, SelfCheck, Task, Unread};

/// The form of the envelope that this version writes.
const FORMAT: u32 = 1;
/// What a backup of all villages says it is.
const BACKUP: &str = "rescue";

#[derive(Serialize)]
struct Envelope<'s> {
    format: u32,
    packs: &'s [PackVersion],
    date: Option<Date>,
    answers: &'s Answers,
    plan: &'s Plan,
}

/// The self-check as JSON.
#[must_use]
pub fn to_json(self_check: &SelfCheck) -> String {
    let SelfCheck { packs, date, answers, plan } = self_check;
    // Nothing of it fails to be written.
    rules::to_json(&Envelope { format: FORMAT, packs, date: *date, answers, plan }).unwrap_or_default()
}

/// Reads an envelope, a record, or plain answers: these only where a pack at hand asks for one of them.
pub(super) fn read(text: &str, known: Known<'_>) -> Result<Found, Unread> {
    let object = match parse(text).map_err(|_| Unread::BrokenJson)? {
        Json::Object(object) => object,
        Json::List(villages) => match <[Json; 1]>::try_from(villages) {
            Ok([Json::Object(object)]) => object,
            Ok(_) => return Err(Unread::OtherJson),
            Err(villages) => return Err(Unread::Several(villages.len())),
        },
        _ => return Err(Unread::OtherJson),
    };
    let mut found = Found::default();
    if !object.iter().any(|(name, value)| name == "answers" && matches!(value, Json::Object(_))) {
        let is_ours = object.iter().any(|(name, _)| known.indicator(name).is_some());
        found.answers(object);
        return if is_ours { Ok(found) } else { Err(Unread::OtherJson) };
    }
    for (name, value) in object {
        match (name.as_str(), value) {
            ("format", Json::Number(format)) => {
                if format.parse::<u32>().is_ok_and(|format| format > FORMAT) {
                    return Err(Unread::Newer);
                }
            }
            ("answers", Json::Object(answers)) => found.answers(answers),
            ("packs", Json::List(packs)) => found.self_check.packs = packs.iter().filter_map(pack_version).collect(),
            ("date", Json::Text(date)) => match date.parse() {
                Ok(date) => found.self_check.date = Some(date),
                Err(_) => found.unusable.push((name, date)),
            },
            ("plan", Json::Object(plan)) => found.self_check.plan = plan_of(&plan),
            ("receipt", receipt @ Json::Object(_)) => {
                found.self_check.packs = get(&receipt, "pack").and_then(pack_version).into_iter().collect();
                found.self_check.date = get_text(&receipt, "date").and_then(|date| date.parse().ok());
            }
            // A record's verdicts are what its answers come to; they are judged again.
            ("verdicts" | "earlier", _) | (_, Json::Null) => {}
            (_, _) => found.ignored.push(name),
        }
    }
    Ok(found)
}

/// The villages of a backup that the page has written when it could not go on, each with its tasks among its answers as they were
/// kept; none where the text is something else.
#[must_use]
pub fn rescued(text: &str) -> Option<Vec<SelfCheck>> {
    let text = text.trim_start_matches('\u{feff}');
    // It says so at its beginning.
    let is_backup =
        text.starts_with('{') && text.len() <= MAX_BACKUP && text.chars().take(60).collect::<String>().contains(BACKUP);
    let backup = is_backup.then(|| parse(text).ok())??;
    let Some(Json::List(villages)) = get(&backup, "villages").filter(|_| get_text(&backup, "bayou") == Some(BACKUP))
    else {
        return None;
    };
    let village = |village: &Json| {
        let Some(Json::Object(entries)) = get(village, "answers") else { return None };
        // What begins so is kept beside the answers.
        let (marks, answers): (Vec<_>, Vec<_>) = entries.iter().cloned().partition(|(name, _)| name.starts_with('@'));
        let mark = |wanted: &str| marks.iter().find(|(name, _)| name == wanted).map(|(_, value)| value);
        let mut found = Found::default();
        found.answers(answers);
        if let Some(Json::Text(date)) = mark("@date") {
            found.self_check.date = date.parse().ok();
        }
        if let Some(Json::List(ids)) = mark("@packs") {
            let pack = |id| PackVersion { id, version: String::new() };
            found.self_check.packs = texts(ids).unwrap_or_default().into_iter().map(pack).collect();
        }
        (!found.self_check.answers.is_empty()).then_some(found.self_check)
    };
    Some(villages.iter().filter_map(village).collect())
}

impl Found {
    /// Takes up answers; one that comes twice and differs is not used.
    fn answers(&mut self, answers: Vec<(String, Json)>) {
        let mut twice: Vec<String> = Vec::new();
        for (name, value) in answers {
            let answer = match value {
                Json::Null => continue,
                Json::Bool(yes) => Answer::YesNo(yes),
                Json::Number(text) | Json::Text(text) => Answer::Text(text),
                Json::List(items) => match texts(&items) {
                    Some(texts) => Answer::List(texts),
                    None => {
                        self.unusable.push((name, "[…]".to_owned()));
                        continue;
                    }
                },
                Json::Object(_) => {
                    self.unusable.push((name, "{…}".to_owned()));
                    continue;
                }
            };
            if answer.is_missing() {
                continue;
            }
            match self.self_check.answers.insert(name.clone(), answer.clone()) {
                Some(before) if before != answer => twice.push(name),
                _ => {}
            }
        }
        for name in twice {
            self.self_check.answers.remove(&name);
            if !self.unusable.iter().any(|(known, _)| *known == name) {
                self.unusable.push((name, String::new()));
            }
        }
    }
}

fn texts(items: &[Json]) -> Option<Vec<String>> {
    let text = |item: &Json| match item {
        Json::Text(text) => Some(text.clone()),
        _ => None,
    };
    items.iter().map(text).collect()
}

fn get<'j>(json: &'j Json, name: &str) -> Option<&'j Json> {
    match json {
        Json::Object(entries) => entries.iter().find(|(known, _)| known == name).map(|(_, value)| value),
        _ => None,
    }
}

fn get_text<'j>(json: &'j Json, name: &str) -> Option<&'j str> {
    match get(json, name) {
        Some(Json::Text(text)) => Some(text),
        _ => None,
    }
}

fn pack_version(json: &Json) -> Option<PackVersion> {
    Some(PackVersion { id: get_text(json, "id")?.to_owned(), version: get_text(json, "version")?.to_owned() })
}

fn plan_of(tasks: &[(String, Json)]) -> Plan {
    let task = |json: &Json| {
        let part = |name| get_text(json, name).unwrap_or_default().to_owned();
        Task { measure: part("measure"), who: part("who"), due: part("due") }
    };
    tasks.iter().map(|(name, json)| (name.clone(), task(json))).collect::<Named<Task>>()
}

/// One value as an answer, for a cell that holds JSON.
pub(super) fn answer(text: &str) -> Option<Answer> {
    match parse(text).ok()? {
        Json::Bool(yes) => Some(Answer::YesNo(yes)),
        Json::Number(text) | Json::Text(text) => Some(Answer::Text(text)),
        Json::List(items) => texts(&items).map(Answer::List),
        Json::Null | Json::Object(_) => None,
    }
}
