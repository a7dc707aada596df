//! Where answers are kept between visits: one record for a pack, behind one small trait.

mod indexed_db;

use rules::{Answers, Date};

pub(crate) use indexed_db::IndexedDb;

/// Version of the record's shape. A record with a greater one is left alone.
const SCHEMA: u32 = 1;

/// What is kept.
pub(crate) struct Record {
    /// The answers.
    pub(crate) answers: Answers,
    /// The day of the self-check, where the cadre set one.
    pub(crate) date: Option<Date>,
}

/// What was found in the store.
pub(crate) enum Found {
    /// Nothing yet.
    Nothing,
    /// A record.
    Record(Record),
    /// A record of a newer page.
    Newer,
    /// Something that is no record.
    Unreadable,
}

/// The store cannot be reached or refused.
pub(crate) struct Unavailable;

/// Keeps one record for each pack.
pub(crate) trait Store {
    /// What is kept for the pack.
    async fn load(&self, pack: &str) -> Result<Found, Unavailable>;
    /// Keeps the record; done only when it is committed.
    async fn save(&self, pack: &str, record: &Record) -> Result<(), Unavailable>;
}
