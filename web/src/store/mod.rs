//! Where villages are kept between visits, behind one small trait. What is kept how, merged and told to other tabs is the
//! matter of `store.js` beside this, which also says how records look in the browser's database.
//!
//! A page works on one village: it says what it shows after each edit, and the store sees to it that this is soon on the
//! disk. Whatever else happens, to the disk or in another tab, comes as an [`Event`]; what is to be shown then is asked with
//! [`Store::now`]. Screens for many villages call `later::villages::shelf`.

mod browser;

use rules::{Answers, Date};

pub(crate) use browser::{Browser, read_record, write_record};

/// What a page shows of a village.
#[derive(Default, Clone)]
pub(crate) struct Record {
    /// The answers.
    pub(crate) answers: Answers,
    /// The day of the self-check, where the cadre set one.
    pub(crate) date: Option<Date>,
    /// The packs that the village is judged by.
    pub(crate) packs: Vec<String>,
}

/// What happened.
pub(crate) enum Event {
    /// A village was opened; its record follows.
    Opened,
    /// The village has come, or was changed elsewhere: see [`Store::now`].
    Record,
    /// This tab fills in the village.
    Lead,
    /// Another tab does; this one follows.
    Follow,
    /// Everything is committed, at `HH:MM`.
    Saved(String),
    /// The device has no room left. Tried again.
    Full,
    /// The store cannot be reached. Tried again.
    Blocked,
    /// A newer page wrote the village: it is shown and never written.
    Newer,
    /// The last save was torn: the one before is shown, the torn one kept.
    Older,
    /// What is kept cannot be read: it stays as it is, and another village is begun.
    Unreadable,
    /// Two tabs changed these answers: the later ones hold, the others are in a snapshot.
    Both(String),
}

/// Keeps the village that is open.
pub(crate) trait Store {
    /// Opens the village of the last visit; `key` is that of the one record that pages kept before there were villages.
    fn start(key: &str, tell: impl Fn(Event) + 'static) -> Self;
    /// What is to be shown.
    fn now(&mut self) -> Record;
    /// The page shows this from now on. `clears` keeps what was before as a snapshot. Whether there is something to save.
    fn edit(&mut self, record: &Record, clears: bool) -> bool;
    /// This tab fills in the village from now on.
    fn take_over(&self);
    /// Shows the page that exports what there is.
    fn rescue(&self);
}
