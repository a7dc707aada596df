//! Villages put together by areas, one at a time. In the full edition alone: it is a seventh of the other's bytes.
//! Depends on `rules::area`, `fault` and `read`.

use std::sync::Arc;

use rules::area::assessment::{Area, AreaAssessment, Level};
use rules::{Answers, Date, Engine, Rollup};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::fault::Fault;
use crate::{EngineHandle, Thrown, read, thrown, written};

/// Most areas that villages are put together by at once: more than the country has townships.
const MAX_AREAS: usize = 50_000;

/// Villages being put together, by the areas of a level.
#[wasm_bindgen]
#[derive(Debug)]
pub struct RollupHandle {
    engine: Arc<Engine>,
    date: Date,
    level: Option<Level>,
    /// In their order.
    areas: Vec<(Area, Rollup)>,
}

#[wasm_bindgen]
impl RollupHandle {
    /// No villages yet, on a day; all together where the level is an empty text.
    ///
    /// # Errors
    /// The day or the level cannot be read, or the pack does not ask where a village belongs.
    #[wasm_bindgen(constructor)]
    pub fn new(engine: &EngineHandle, date: &str, level: &str) -> Thrown<Self> {
        let engine = engine.0.clone();
        let start = || {
            let (date, level) = (read::date(date)?, level_of(level)?);
            match level.and_then(|level| level.unasked(engine.pack())) {
                Some(name) => {
                    let message =
                        ["the pack does not ask for `", name, "`, by which the villages would be put together"];
                    Err(Fault::new("bad-level", message.concat()).about(&[name]))
                }
                None => Ok(Self { engine, date, level, areas: Vec::new() }),
            }
        };
        start().map_err(thrown)
    }

    /// Adds a village by its answers: what is wrong with them.
    ///
    /// # Errors
    /// They cannot be read, or the areas are too many.
    pub fn add(&mut self, answers: &str) -> Thrown<String> {
        let answers: Answers = read::answers(answers).map_err(thrown)?.into_iter().collect();
        let area = Area::of(&self.engine, self.level, &answers);
        let place = match self.areas.binary_search_by(|(known, _)| known.cmp(&area)) {
            Ok(place) => place,
            Err(place) => {
                if self.areas.len() >= MAX_AREAS {
                    let message = "there are more than 50000 areas; put fewer villages together at once";
                    return Err(thrown(Fault::new("too-many-areas", message)));
                }
                self.areas.insert(place, (area.clone(), Rollup::new(self.engine.clone(), self.date, area)));
                place
            }
        };
        let findings = self.areas.get_mut(place).map(|(_, rollup)| rollup.add(&answers)).unwrap_or_default();
        Ok(written(&findings))
    }

    /// What the villages added so far come to, area by area.
    #[must_use]
    pub fn areas(&self) -> String {
        written(&self.areas.iter().map(|(_, rollup)| rollup.clone().finish()).collect::<Vec<AreaAssessment>>())
    }
}

/// The level that areas are told apart by; nothing for all villages together, which is an empty text.
///
/// # Errors
/// There is no such level.
fn level_of(text: &str) -> Result<Option<Level>, Fault> {
    Ok(match text {
        "" => None,
        "township" => Some(Level::Township),
        "district" => Some(Level::District),
        "city" => Some(Level::City),
        _ => return Err(Fault::new("bad-level", "the level is none of township, district, city").about(&[text])),
    })
}
