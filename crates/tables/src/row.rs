//! A row of a sheet, whatever format it comes from. Depends on nothing.

/// One row as a spreadsheet shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Its number, from 1, blank rows counted.
    pub number: usize,
    /// Its cells from the first column on; the last ones may be left out.
    pub cells: Vec<Cell>,
    /// The columns, from 0, of cells that belong to a merged area; each shows what the area does.
    pub spread: Vec<usize>,
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// A text or a number, as a person would type what the sheet shows; empty for nothing.
    Text(String),
    /// What cannot be used.
    Fault {
        /// What the cell shows.
        given: String,
        /// What is wrong, and what to do.
        what: &'static str,
    },
}

impl Cell {
    /// Nothing.
    pub(crate) const EMPTY: Self = Self::Text(String::new());

    /// What the cell shows.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Fault { given, .. } => given,
        }
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Text(text) if text.trim().is_empty())
    }
}

impl Row {
    /// Whether there is nothing in any cell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.iter().all(Cell::is_empty)
    }
}
