//! Judges a village's answers against a policy pack, exactly.
//!
//! ```text
//! Pack ──Engine::new──► Engine ──assess(answers, date)──► Assessment
//!                          └────Session──set──► Changes
//! ```
//!
//! A verdict is decided by bounds: met only if every completion of the missing answers inside their domains is met, unmet
//! only if none is, otherwise undecided. Depends on `feel` alone: no clock, no float, no browser, no file.

mod alerts;
pub mod answers;
pub mod area;
pub mod assessment;
pub mod boundary;
mod canonical;
pub mod comparison;
mod compile;
pub mod date;
mod detail;
pub mod diagnostic;
mod engine;
mod exact;
mod explain;
mod facts;
mod formula;
mod free;
mod gap;
mod image;
mod in_text;
pub mod json;
mod judgement;
pub mod limits;
pub mod lint;
mod missing;
pub mod model;
mod named;
mod nearest;
mod order;
mod outcome;
pub mod overlay;
mod poly;
mod program;
mod read;
pub mod receipt;
mod relevance;
mod results;
#[cfg(test)]
mod schema;
mod sealed;
mod session;
mod telling;
mod text;
mod verdicts;

pub use answers::{Answer, Answers};
pub use area::{Rollup, assessment::AreaAssessment};
pub use assessment::{Assessment, CONTRACT, Verdict};
pub use canonical::{NotCanonical, to_json};
pub use date::{Date, DateError};
pub use detail::Detail;
pub use diagnostic::Diagnostic;
pub use engine::{Engine, Reads};
pub use image::ImageError;
pub use judgement::{Changes, Turned};
pub use model::Pack;
pub use named::Named;
pub use nearest::nearest;
pub use overlay::{Overlay, OverlayError};
pub use read::Reading;
pub use receipt::{Receipt, Record};
pub use relevance::Question;
pub use session::Session;
pub use text::{
    amount as amount_text, kind as kind_text, relation as relation_text, unverified as unverified_text,
    verdict as verdict_text, verdict_of_kind as verdict_of_kind_text,
};
pub use verdicts::Verdicts;
