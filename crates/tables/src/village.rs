//! One village as it was read: its answers, where they stand, and what is wrong with them. Depends on `rules`.

use std::sync::Arc;

use rules::{Answer, Answers, Reading};

use crate::columns::Columns;
use crate::known::Known;
use crate::place::{Problem, place, shortened};

/// One village as read.
#[derive(Debug, Clone, Default)]
pub struct Village {
    /// The row it stands in, from 1; 0 where it stands in none.
    pub row: usize,
    /// The sheet of a workbook that it stands in.
    pub sheet: Option<String>,
    /// What it answers.
    pub answers: Answers,
    /// Names that came twice with different answers, or in a cell that cannot be used: reported already, and kept from
    /// being judged by.
    pub spoilt: Vec<String>,
    /// What was noticed about it while reading.
    pub problems: Vec<Problem>,
    /// The columns of its sheet; none where it is of none.
    columns: Option<Arc<Columns>>,
    /// Columns that are filled in where the first one of the name is not.
    later: Vec<(String, usize)>,
}

impl Village {
    /// One in a row of a sheet.
    pub(crate) fn in_row(row: usize, columns: Arc<Columns>) -> Self {
        Self { row, columns: Some(columns), ..Self::default() }
    }

    /// Whether it comes from a sheet, whose unknown columns were told of once for all villages.
    #[must_use]
    pub fn is_of_sheet(&self) -> bool {
        self.columns.is_some()
    }

    /// The column that an answer stands in, from 1; 0 where it stands in none.
    #[must_use]
    pub fn column(&self, name: &str) -> usize {
        let later = self.later.iter().rev().find(|(known, _)| known == name).map(|(_, column)| *column);
        later.or_else(|| Some(self.columns.as_ref()?.of(name))).unwrap_or_default()
    }

    /// Where an answer stands, to be put behind the file's name; the row where it stands in no one column.
    #[must_use]
    pub fn place(&self, name: Option<&str>) -> String {
        place(self.sheet.as_deref(), self.row, name.map_or(0, |name| self.column(name)))
    }

    /// Tells something of the whole village.
    pub fn tell(&mut self, message: impl Into<String>) {
        self.problems.push(Problem::new(self.row, 0, message));
    }

    /// Notes that a column of that name is filled in.
    pub(crate) fn filled(&mut self, name: &str, column: usize) {
        if self.columns.as_ref().is_some_and(|columns| columns.of(name) != column) {
            self.later.push((name.to_owned(), column));
        }
    }

    /// Adds an answer. A name that comes twice with different answers gets one that no indicator takes, so that
    /// neither is judged by; what to say of it is returned.
    pub fn add(&mut self, name: &str, answer: Answer, known: &Known<'_>) -> Option<String> {
        let Some(kept) = self.answers.get_mut(name) else {
            self.answers.insert(name.to_owned(), answer);
            return None;
        };
        if answer.is_missing() {
            return None;
        }
        if kept.is_missing() || means_same(&known.read(name, kept), &known.read(name, &answer)) {
            *kept = answer;
            return None;
        }
        let both = [&*kept, &answer].map(shown).join("／");
        *kept = Answer::List(vec![both.clone()]);
        self.spoilt.push(name.to_owned());
        Some(format!("“{name}”填了两次，而且不一样（{}），两个都没有用。请只留一个。", shortened(&both)))
    }

    /// Keeps a name from being judged by: what the cell holds cannot be used.
    pub(crate) fn spoil(&mut self, name: &str, given: &str) {
        self.answers.insert(name.to_owned(), Answer::List(vec![given.to_owned()]));
        self.spoilt.push(name.to_owned());
    }
}

fn means_same(left: &Reading, right: &Reading) -> bool {
    match (left, right) {
        (Reading::Value { text: left, .. }, Reading::Value { text: right, .. }) => left == right,
        _ => left == right,
    }
}

/// An answer as it was typed.
#[must_use]
pub fn shown(answer: &Answer) -> String {
    match answer {
        Answer::Text(text) => text.trim().to_owned(),
        Answer::YesNo(yes) => (if *yes { "是" } else { "否" }).to_owned(),
        Answer::List(items) => items.join("、"),
        Answer::Missing => String::new(),
    }
}
