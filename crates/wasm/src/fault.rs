//! What is wrong with what JavaScript gave: one shape, thrown there as a `BayouError`. Depends on nothing of the rest.

use rules::{Diagnostic, OverlayError};
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

    /// The same, about these.
    pub(crate) fn about(self, fields: &[&str]) -> Self {
        Self { fields: fields.iter().map(|field| (*field).to_owned()).collect(), ..self }
    }

    /// A pack that cannot be compiled.
    pub(crate) fn of_pack(found: &[Diagnostic]) -> Self {
        let findings = found.iter().map(|found| Finding {
            code: found.code.as_str().to_owned(),
            place: found.place.to_string(),
            message: found.message(feel::Lang::En),
        });
        let message = format!("the pack cannot be used: {} findings, the first: {}", found.len(), first(found));
        Self { findings: findings.collect(), ..Self::new("bad-pack", message) }
    }

    /// An overlay that cannot be laid upon its pack.
    pub(crate) fn of_overlay(found: Vec<OverlayError>) -> Self {
        let message = format!("the overlay cannot be used: {} findings, the first: {}", found.len(), first(&found));
        let findings = found.into_iter().map(|found| Finding {
            code: rules::to_json(&found.code).unwrap_or_default().trim_matches('"').to_owned(),
            place: found.place,
            message: found.message,
        });
        Self { findings: findings.collect(), ..Self::new("bad-overlay", message) }
    }

    /// An expression that is no FEEL, or names what is not there.
    pub(crate) fn of_expression(found: &[feel::Diagnostic]) -> Self {
        let errors = found.iter().filter(|found| found.severity == feel::Severity::Error);
        let findings: Vec<Finding> = errors
            .map(|found| Finding {
                code: found.code.as_str().to_owned(),
                place: format!("{}..{}", found.span.start, found.span.end),
                message: found.message(feel::Lang::En),
            })
            .collect();
        let said = findings.first().map(|found| found.message.as_str()).unwrap_or_default();
        let message = format!("the expression cannot be evaluated: {said}");
        Self { findings, ..Self::new("bad-expression", message) }
    }
}

fn first<T: ToString>(found: &[T]) -> String {
    found.first().map(ToString::to_string).unwrap_or_default()
}
