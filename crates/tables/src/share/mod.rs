//! One village's self-check on its way to another device: as JSON, as a sheet of its own, as a text code for a chat, in a
//! link, in QR codes. Whatever form it comes back in, [`read`] finds out which.
//!
//! Depends on `rules` for the answers, on `qrcodegen` for the QR codes: no browser, no clock.

mod bits;
mod change;
mod code;
mod json;
mod qr;
mod sheet;
mod text;

use rules::model::{Indicator, Pack};
use rules::{Answers, Date, Named};
use serde::Serialize;

pub use change::{Change, Scope, apply, changes};
pub use code::{code, link};
pub use json::{rescued, to_json};
pub use qr::{Picture, pictures};
pub use sheet::to_csv;

/// The longest text that is read, in bytes: a village's self-check with a plan has some 20,000.
pub const MAX_TEXT: usize = 1_000_000;

/// The longest backup that is read: all that a device keeps of its villages, with ten snapshots each.
pub const MAX_BACKUP: usize = 64_000_000;

/// A village's self-check as it is passed on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SelfCheck {
    /// The packs that it is judged by.
    pub packs: Vec<PackVersion>,
    /// The day, where one was set.
    pub date: Option<Date>,
    /// The answers as they were given.
    pub answers: Answers,
    /// 施工图、时间表
    pub plan: Plan,
}

/// A pack by name and version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PackVersion {
    /// Its identifier.
    pub id: String,
    /// Its version.
    pub version: String,
}

impl From<&Pack> for PackVersion {
    fn from(pack: &Pack) -> Self {
        Self { id: pack.id.clone(), version: pack.version.clone() }
    }
}

/// 施工图、时间表: what is to be done, by the name of the check. What two packs demand by one name is one task.
pub type Plan = Named<Task>;

/// What is to be done towards a check, in the cadre's own words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Task {
    /// 措施; empty while the document's own stands.
    pub measure: String,
    /// 责任人
    pub who: String,
    /// 时限
    pub due: String,
}

impl Task {
    /// Whether nothing is written in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        [&self.measure, &self.who, &self.due].iter().all(|it| it.trim().is_empty())
    }
}

/// What was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The self-check.
    pub self_check: SelfCheck,
    /// Answers of a form that is no answer's, by name, as they were given.
    pub unusable: Vec<(String, String)>,
    /// What else is written there that means nothing here.
    pub ignored: Vec<String>,
    /// Answers and tasks in a code whose names no pack at hand knows: a code does not spell the names of its pack.
    pub nameless: usize,
}

/// Why a text is no self-check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unread {
    /// There is nothing.
    Empty,
    /// It is longer than [`MAX_TEXT`].
    TooLong,
    /// It is a web page.
    WebPage,
    /// It is a workbook, not a text.
    Workbook,
    /// It begins like JSON and is none.
    BrokenJson,
    /// It is JSON of something else.
    OtherJson,
    /// It holds several villages.
    Several(usize),
    /// It is nothing that is known here.
    Unknown,
    /// It is of a form that a newer version writes.
    Newer,
    /// The code is not whole.
    Cut,
    /// The code is not as it was written.
    Altered,
    /// The code's names are not those of the packs at hand.
    OtherNames,
    /// Parts of a code are missing: these, of so many.
    Parts {
        /// The numbers of those that are missing, from 1.
        missing: Vec<usize>,
        /// How many there are.
        of: usize,
    },
}

impl Unread {
    /// In Chinese: what is wrong, and what to do.
    #[must_use]
    pub fn message(&self) -> String {
        text::unread(self)
    }
}

/// The packs at hand, whose indicators and checks are known by name.
#[derive(Clone, Copy)]
pub struct Known<'p>(pub &'p [&'p Pack]);

impl<'p> Known<'p> {
    fn indicators(self) -> impl Iterator<Item = &'p Indicator> {
        let packs = self.0.iter().enumerate();
        packs.flat_map(move |(number, pack)| {
            let earlier = move |it: &&Indicator| {
                let mut before = self.0.iter().take(number).flat_map(|pack| &pack.indicators);
                !before.any(|known| known.name == it.name)
            };
            pack.indicators.iter().filter(earlier)
        })
    }

    fn indicator(self, name: &str) -> Option<&'p Indicator> {
        self.0.iter().flat_map(|pack| &pack.indicators).find(|it| it.name == name)
    }

    fn checks(self) -> impl Iterator<Item = &'p str> {
        self.0.iter().flat_map(|pack| &pack.checks).map(|check| check.name.as_str())
    }
}

/// Reads a self-check from whatever was pasted, opened or followed.
///
/// # Errors
/// It is none, or not whole.
pub fn read(text: &str, known: Known<'_>) -> Result<Found, Unread> {
    let text = text.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace());
    if text.is_empty() {
        return Err(Unread::Empty);
    }
    if text.len() > MAX_TEXT {
        return Err(Unread::TooLong);
    }
    if text.starts_with("PK\u{3}\u{4}") {
        return Err(Unread::Workbook);
    }
    if text.starts_with(['{', '[']) {
        return json::read(text, known);
    }
    if let Some(found) = sheet::read(text, known) {
        return Ok(found);
    }
    match code::read(text, known) {
        Some(read) => read,
        None if text.starts_with('<') => Err(Unread::WebPage),
        None => Err(Unread::Unknown),
    }
}
