//! What is told of a sheet: problems with a part of it, and what stands in the way of all of it. Depends on nothing.

use core::fmt;

/// Something in a sheet that could not be used, or not as it stands; the rest is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The row, from 1; 0 for the whole sheet.
    pub row: usize,
    /// The column, from 1; 0 for the whole row.
    pub column: usize,
    /// What the cell holds, as much as a message can carry; empty where no one cell is meant.
    pub cell: String,
    /// What is wrong and what to do, in plain Chinese.
    pub message: String,
}

impl Problem {
    pub(crate) fn new(row: usize, column: usize, message: impl Into<String>) -> Self {
        Self { sheet: None, row, column, cell: String::new(), message: message.into() }
    }

    /// With what the cell holds.
    pub(crate) fn with_cell(mut self, cell: &str) -> Self {
        self.cell = shortened(cell.trim());
        self
    }

    /// Where it is, as the file's program shows it: `:3:2` in a text, `:表!B3` in a workbook.
    #[must_use]
    pub fn place(&self) -> String {
        place(self.sheet.as_deref(), self.row, self.column)
    }
}

/// A place in a sheet, to be put behind the file's name.
#[must_use]
pub(crate) fn place(sheet: Option<&str>, row: usize, column: usize) -> String {
    match (sheet, row, column) {
        (None, 0, _) => String::new(),
        (None, row, 0) => format!(":{row}"),
        (None, row, column) => format!(":{row}:{column}"),
        (Some(sheet), 0, _) => format!(":{sheet}"),
        (Some(sheet), row, 0) => format!(":{sheet}!{row}"),
        (Some(sheet), row, column) => format!(":{sheet}!{}{row}", letters(column)),
    }
}

/// A column as spreadsheets name it: 1 is `A`, 27 is `AA`.
#[must_use]
pub(crate) fn letters(column: usize) -> String {
    let mut rest = column;
    let mut letters = Vec::new();
    while let Some(below) = rest.checked_sub(1) {
        let letter = u8::try_from(below % 26).unwrap_or_default();
        letters.push(char::from(b'A' + letter));
        rest = below / 26;
    }
    letters.iter().rev().collect()
}

/// What stands in the way of a whole file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Where, to be put behind the file's name: `:3`, or nothing.
    pub place: String,
    /// What is wrong and what to do, in plain Chinese.
    pub message: String,
}

impl Refusal {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { place: String::new(), message: message.into() }
    }

    pub(crate) fn at(place: String, message: impl Into<String>) -> Self {
        Self { place, message: message.into() }
    }

    /// A file that could not be read on.
    pub(crate) fn unread(error: &std::io::Error) -> Self {
        Self::new(format!("文件读不下去（{error}）。请核对文件是不是完整，再试一次。"))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// As much of a text as a message can carry.
#[must_use]
pub fn shortened(text: &str) -> String {
    const MOST: usize = 30;
    if text.chars().nth(MOST).is_none() {
        return text.to_owned();
    }
    text.chars().take(MOST).chain(['…']).collect()
}

/// Line breaks and other control characters as spaces: a message stays one line, and data cannot steer the terminal.
#[must_use]
pub fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_as_spreadsheets_name_them() {
        let named =
            [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (53, "BA"), (702, "ZZ"), (703, "AAA"), (16_384, "XFD")];
        for (column, name) in named {
            assert_eq!(letters(column), name);
        }
        assert_eq!(place(Some("表"), 3, 28), ":表!AB3");
        assert_eq!(place(None, 3, 2), ":3:2");
    }
}
