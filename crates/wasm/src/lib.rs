//! The engine for JavaScript. What crosses the border is JSON text in both directions: numbers keep their digits, no code of
//! the caller runs while a village is borrowed, and what comes out is the contract byte for byte. The classes that a
//! developer sees are in `js/`, which also turns every [`Fault`] into a `BayouError`.
//!
//! Depends on `feel` and `rules`; the packs that ship are embedded when it is built.

#[cfg(feature = "full")]
pub mod areas;
#[cfg(feature = "full")]
pub mod expression;
pub mod fault;
pub mod later;
pub mod read;
pub mod shipped;

// The two editions: the same functions under one name.
#[cfg(not(feature = "full"))]
mod compiled;
#[cfg(feature = "full")]
mod full;
#[cfg(not(feature = "full"))]
use compiled as edition;
#[cfg(feature = "full")]
use full as edition;

use std::sync::Arc;

use rules::{Answer, Answers, Assessment, Changes, Detail, Engine, Named, Session, Verdict};
use serde::Serialize;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::fault::Fault;

/// Smaller than std's.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static MEMORY: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// What is thrown is the JSON of a fault.
type Thrown<T> = Result<T, JsValue>;

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err takes")]
fn thrown(fault: Fault) -> JsValue {
    JsValue::from_str(&written(&fault))
}

/// A value of the contract as JSON; nothing of it fails to be written.
fn written<T: Serialize + ?Sized>(value: &T) -> String {
    rules::to_json(value).unwrap_or_default()
}

/// A compiled pack.
#[wasm_bindgen]
#[derive(Debug)]
pub struct EngineHandle(Arc<Engine>);

#[wasm_bindgen]
impl EngineHandle {
    /// The engine of an embedded pack, with overlays: a JSON list.
    ///
    /// # Errors
    /// No such pack is embedded, or an overlay cannot be used.
    pub fn shipped(id: &str, overlays: &str) -> Thrown<Self> {
        Self::of(shipped::pack(id).and_then(|pack| edition::shipped(pack, overlays)))
    }

    /// The engine of a pack as JSON, with overlays: a JSON list.
    ///
    /// # Errors
    /// The pack or an overlay cannot be used.
    #[wasm_bindgen(js_name = ofPack)]
    pub fn of_pack(pack: &str, overlays: &str) -> Thrown<Self> {
        Self::of(edition::of_pack(pack, overlays))
    }

    /// The engine of a compiled pack.
    ///
    /// # Errors
    /// The bytes are no compiled pack of this version.
    #[wasm_bindgen(js_name = ofCompiled)]
    pub fn of_compiled(bytes: &[u8]) -> Thrown<Self> {
        Self::of(loaded(bytes))
    }

    fn of(engine: Result<Engine, Fault>) -> Thrown<Self> {
        engine.map(|engine| Self(Arc::new(engine))).map_err(thrown)
    }

    /// The pack with its overlays.
    ///
    /// # Errors
    /// It was loaded compiled: its formulas are gone.
    pub fn pack(&self) -> Thrown<String> {
        edition::pack(&self.0).map_err(thrown)
    }

    /// What the pack asks.
    #[must_use]
    pub fn indicators(&self) -> String {
        written(&self.0.pack().indicators)
    }

    /// Holds a record against its receipt: a list of what does not agree.
    ///
    /// # Errors
    /// It is no record.
    pub fn verify(&self, record: &str) -> Thrown<String> {
        later::verified(&self.0, record).map_err(thrown)
    }
}

fn loaded(bytes: &[u8]) -> Result<Engine, Fault> {
    Engine::from_image(bytes).map_err(|error| Fault::new("bad-pack", error.to_string()))
}

/// A village being answered. Its edits say as much as they are told to; what is asked for is always whole.
#[wasm_bindgen]
#[derive(Debug)]
pub struct SessionHandle {
    session: Session,
    earlier: Option<Named<Verdict>>,
    /// The whole assessment, where it was asked for since the last edit.
    whole: Option<Assessment>,
}

#[wasm_bindgen]
impl SessionHandle {
    /// A village with its answers on a day, the verdicts of an earlier self-check or `null`, and how much an edit says.
    ///
    /// # Errors
    /// One of them cannot be read.
    #[wasm_bindgen(constructor)]
    pub fn new(engine: &EngineHandle, answers: &str, date: &str, earlier: &str, detail: &str) -> Thrown<Self> {
        let start = || {
            let answers = read::answers(answers)?.into_iter().collect();
            let (date, earlier, detail) = (read::date(date)?, read::earlier(earlier)?, detail_of(detail)?);
            let session = Session::start(engine.0.clone(), answers, date, earlier.clone(), detail);
            Ok(Self { session, earlier, whole: None })
        };
        start().map_err(thrown)
    }

    /// Sets several answers; null clears one.
    ///
    /// # Errors
    /// They cannot be read, or are too many.
    #[wasm_bindgen(js_name = setMany)]
    pub fn set_many(&mut self, answers: &str) -> Thrown<String> {
        let answers = read::answers(answers).map_err(thrown)?;
        let known = self.session.answers();
        let is_new = |(name, answer): &&(String, Answer)| !answer.is_missing() && !known.contains_key(name);
        let added = answers.iter().filter(is_new).count();
        read::bounded(known.len() + added).map_err(thrown)?;
        self.edited(Ok(answers), |session, answers| session.set_many(answers))
    }

    /// Sets all answers.
    ///
    /// # Errors
    /// They cannot be read, or are too many.
    pub fn replace(&mut self, answers: &str) -> Thrown<String> {
        self.edited(read::answers(answers), |session, answers| {
            session.replace(answers.into_iter().collect::<Answers>())
        })
    }

    /// Sets the day.
    ///
    /// # Errors
    /// It is no day.
    #[wasm_bindgen(js_name = setDate)]
    pub fn set_date(&mut self, date: &str) -> Thrown<String> {
        self.edited(read::date(date), Session::set_date)
    }

    /// Compares with an earlier self-check, or with none.
    ///
    /// # Errors
    /// They are no verdicts.
    #[wasm_bindgen(js_name = setEarlier)]
    pub fn set_earlier(&mut self, earlier: &str) -> Thrown<String> {
        let earlier = read::earlier(earlier).map_err(thrown)?;
        self.earlier.clone_from(&earlier);
        self.edited(Ok(earlier), Session::set_earlier)
    }

    /// Sets how much an edit says from now on.
    ///
    /// # Errors
    /// There is no such word.
    #[wasm_bindgen(js_name = setDetail)]
    pub fn set_detail(&mut self, detail: &str) -> Thrown<String> {
        self.edited(detail_of(detail), Session::set_detail)
    }

    fn edited<T>(&mut self, given: Result<T, Fault>, edit: impl FnOnce(&mut Session, T) -> Changes) -> Thrown<String> {
        let given = given.map_err(thrown)?;
        self.whole = None;
        Ok(written(&edit(&mut self.session, given)))
    }

    /// The answers as they were given.
    #[must_use]
    pub fn answers(&self) -> String {
        written(self.session.answers())
    }

    /// What the answers come to, with everything that the contract says of it.
    pub fn assessment(&mut self) -> String {
        later::assessment(self)
    }

    /// The verdict of every check and summary by its name.
    #[must_use]
    pub fn verdicts(&self) -> String {
        written(&self.session.assessment().verdicts())
    }

    /// The questions that can still change a verdict, those that decide most first.
    pub fn questions(&mut self) -> String {
        later::questions(&mut self.session)
    }

    /// Everything of one check or summary.
    ///
    /// # Errors
    /// There is none of that name.
    pub fn result(&mut self, name: &str) -> Thrown<String> {
        later::result(self, name).map_err(thrown)
    }

    /// Why one check or summary has its verdict, made now.
    ///
    /// # Errors
    /// There is none of that name.
    pub fn explanation(&self, name: &str) -> Thrown<String> {
        later::explanation(&self.session, name).map_err(thrown)
    }

    /// The self-check with its receipt.
    #[must_use]
    pub fn record(&self) -> String {
        later::record(&self.session)
    }
}

/// How much an edit says of what it changed.
///
/// # Errors
/// There is no such word.
fn detail_of(word: &str) -> Result<Detail, Fault> {
    if word == "verdicts" { Ok(Detail::VERDICTS) } else { later::detail(word) }
}

/// The identifiers of the embedded packs, the default one first: a JSON list.
#[wasm_bindgen(js_name = shippedPacks)]
#[must_use]
pub fn shipped_packs() -> String {
    written(&shipped::ids().collect::<Vec<_>>())
}

/// Version of the engine.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    Engine::VERSION.to_owned()
}

/// Evaluates an expression over a JSON object: `{"text", "reason"}`, the text being the value as JSON.
///
/// # Errors
/// One of the two cannot be read.
#[wasm_bindgen]
pub fn feel(expression: &str, context: &str) -> Thrown<String> {
    edition::feel(expression, context).map_err(thrown)
}
