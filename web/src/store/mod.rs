//! Where answers are kept between visits: one record under a key, behind one small trait.

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
    /// The packs that the village is judged by.
    pub(crate) packs: Vec<String>,
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

/// Keeps one record under each key.
pub(crate) trait Store {
    /// What is kept under the key.
    async fn load(&self, key: &str) -> Result<Found, Unavailable>;
    /// Keeps the record; done only when it is committed.
    async fn save(&self, key: &str, record: &Record) -> Result<(), Unavailable>;
}
