//! What JavaScript gives, read from the JSON that `js/json.ts` writes: bounded in length and depth there, exact to the
//! digit here. Depends on the contract's types.

use rules::json::{self, Json};
use rules::{Answer, Date, Named, Record, Verdict};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::fault::Fault;

/// Most names that a village may have answers to, known and unknown ones together. Several packs together ask some
/// hundred; each name that no pack knows costs a warning with every edit.
pub const MAX_ANSWERS: usize = 2000;

/// Answers by name, in the order in which they were given.
///
/// # Errors
/// They are too many, or no answers.
pub fn answers(text: &str) -> Result<Vec<(String, Answer)>, Fault> {
    let wrong = |what: &str| Fault::new("bad-answers", ["these are no answers: ", what].concat());
    let Json::Object(entries) = json::parse(text).map_err(|error| wrong(&error.to_string()))? else {
        return Err(wrong("expected an object of indicator names and answers"));
    };
    bounded(entries.len())?;
    let read = entries.into_iter().map(|(name, value)| match Answer::deserialize(&value) {
        Ok(answer) => Ok((name, answer)),
        Err(error) => Err(wrong(&error.to_string()).about(&[&name])),
    });
    read.collect()
}

/// Refuses more answers than a village may have.
///
/// # Errors
/// They are too many.
pub fn bounded(count: usize) -> Result<(), Fault> {
    if count <= MAX_ANSWERS {
        return Ok(());
    }
    Err(Fault::new(
        "too-many-answers",
        "a village cannot have more than 2000 answers; give those that the pack asks for",
    ))
}

/// A day as `YYYY-MM-DD`.
///
/// # Errors
/// It is no day.
pub fn date(text: &str) -> Result<Date, Fault> {
    text.parse().map_err(|error: rules::DateError| Fault::new("bad-date", error.to_string()))
}

/// The verdicts of an earlier self-check, by name; none for `null`.
///
/// # Errors
/// They are no verdicts.
pub fn earlier(json: &str) -> Result<Option<Named<Verdict>>, Fault> {
    of_json(json, "bad-earlier", "these are no verdicts by the name of check or summary")
}

/// A self-check as it was saved.
///
/// # Errors
/// It is no record.
pub fn record(json: &str) -> Result<Record, Fault> {
    of_json(json, "bad-record", "this is no record of a self-check")
}

/// A value of the contract; `what` says what it is not when it cannot be read.
pub(crate) fn of_json<T: DeserializeOwned>(text: &str, code: &'static str, what: &str) -> Result<T, Fault> {
    json::read(text).map_err(|error| Fault::new(code, [what, ": ", &error.to_string()].concat()))
}
