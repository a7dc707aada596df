//! The one error type of this tool: what went wrong and how to mend it, in one line. Depends on nothing.

use std::fmt;
use std::io;
use std::path::Path;

/// What went wrong, and what the reader can do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trouble {
    what: String,
    mend: String,
}

impl Trouble {
    /// A trouble in two half-sentences: `what` happened, `mend` it so.
    pub(crate) fn new(what: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { what: what.into(), mend: mend.into() }
    }

    /// A file that could not be read or written.
    pub(crate) fn file(doing: &str, path: &Path, error: &io::Error) -> Self {
        Self::new(
            format!("cannot {doing} {}: {error}", path.display()),
            "check that it exists, is yours, and that the disk is not full",
        )
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}; to mend it: {}", self.what, self.mend)
    }
}

/// A result whose error says how to mend it.
pub(crate) type Done<T = ()> = Result<T, Trouble>;
