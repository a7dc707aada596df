//! What is wrong with what JavaScript gave: one shape, thrown there as a `BayouError`. Depends on nothing of the rest.

use serde::Serialize;

/// An error for JavaScript.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Which error; one of the codes of `BayouError` in `js/error.ts`.
    pub code: &'static str,
    /// What is wrong, and what to do.
    pub message: String,
    /// The answers, names or checks it is about.
    pub fields: Vec<String>,
    /// Everything found in a pack, an overlay or an expression.
    pub findings: Vec<Finding>,
}

/// One thing wrong with a pack, an overlay or an expression.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Which.
    pub code: String,
    /// Where: `checks[通组公路].applies_when`, or the characters of an expression.
    pub place: String,
    /// What is wrong, and what would be right.
    pub message: String,
}

impl Fault {
    /// An error with a message alone.
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), fields: Vec::new(), findings: Vec::new() }
    }

    /// A compiled pack is asked for as a pack.
    pub(crate) fn of_compiled() -> Self {
        Self::new("compiled-pack", "a compiled pack holds no formulas, so it cannot be given back; `indicators` can")
    }

    /// The same, about these.
    pub(crate) fn about(self, fields: &[&str]) -> Self {
        Self { fields: fields.iter().map(|field| (*field).to_owned()).collect(), ..self }
    }
}
