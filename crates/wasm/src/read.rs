//! What JavaScript gives, read from the JSON that `js/json.ts` writes: bounded in length and depth there, exact to the
//! digit here. Depends on the contract's types.

use rules::overlay::apply_all;
use rules::{Answer, Date, Engine, Named, Overlay, Pack, Record, Verdict};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::fault::Fault;
use crate::json::{self, Json};

/// Most names that a village may have answers to, known and unknown ones together. Several packs together ask some
/// hundred; each name that no pack knows costs a warning with every edit.
pub const MAX_ANSWERS: usize = 2000;

/// An engine of a pack and overlays, all as JSON; the overlays as a list.
///
/// # Errors
/// Everything that is wrong with the pack, or with the first overlay that cannot be laid on.
pub fn engine(pack: &str, overlays: &str) -> Result<Engine, Fault> {
    let pack: Pack = of_json(pack, "bad-pack", "this is no pack as `bayou build` writes it")?;
    let overlays: Vec<Overlay> = of_json(overlays, "bad-overlay", "this is no overlay")?;
    let pack = apply_all(pack, &overlays).map_err(Fault::of_overlay)?;
    Engine::new(pack).map_err(|found| Fault::of_pack(&found))
}

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
    let message = format!("a village cannot have more than {MAX_ANSWERS} answers; give those that the pack asks for");
    Err(Fault::new("too-many-answers", message))
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

fn of_json<T: DeserializeOwned>(text: &str, code: &'static str, what: &str) -> Result<T, Fault> {
    json::read(text).map_err(|error| Fault::new(code, [what, ": ", &error.to_string()].concat()))
}
