//! Tables as text: cells parted by commas, tabs or semicolons, quoted where they hold these. Depends on nothing.

use std::io::{self, Read, Write};

use crate::place::Refusal;
use crate::row::{Cell, Row};

/// Most bytes of one row: a quote that is never closed must not take the whole file into memory.
const MOST_BYTES_OF_A_ROW: usize = 4 << 20;

/// Most cells of one row: as many columns as a spreadsheet has.
pub(crate) const MOST_COLUMNS: usize = 16_384;

/// How much is read at once.
const PIECE: usize = 1 << 16;

/// Signs that make a spreadsheet take a cell for a formula, or for something that leads into one.
const LIVE: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The rows of a table in UTF-8; lines may end in `\n`, `\r\n` or `\r`.
#[derive(Debug)]
pub struct Rows<R> {
    input: R,
    separator: u8,
    buffer: Vec<u8>,
    at: usize,
    /// How much stood before what the buffer holds.
    before: u64,
    is_at_end: bool,
    number: usize,
}

impl<R: Read> Rows<R> {
    /// The rows of a table whose cells are parted by `separator`.
    pub fn new(input: R, separator: u8) -> Self {
        Self::begun(Vec::new(), input, separator)
    }

    /// The same, where the beginning was read already.
    pub(crate) fn begun(beginning: Vec<u8>, input: R, separator: u8) -> Self {
        Self { input, separator, buffer: beginning, at: 0, before: 0, is_at_end: false, number: 0 }
    }

    /// How many bytes of the input were read.
    pub(crate) fn read(&self) -> u64 {
        self.before + self.at as u64
    }

    /// The next row; none after the last. Blank rows are given too.
    ///
    /// # Errors
    /// The input cannot be read on, or a row is longer than any is.
    pub fn next_row(&mut self) -> Result<Option<Row>, Refusal> {
        let mut row = Row { number: self.number + 1, ..Row::default() };
        let mut length = 0;
        if self.peek()?.is_none() {
            return Ok(None);
        }
        loop {
            let mut cell = Vec::new();
            let ends_row = self.cell(&mut cell, row.number, &mut length)?;
            if row.cells.len() >= MOST_COLUMNS {
                let message = format!("这一行超过 {MOST_COLUMNS} 格，不像一张表。请核对这份文件。");
                return Err(Refusal::at(format!(":{}", row.number), message));
            }
            row.cells.push(Cell::Text(undefused(text(cell))));
            if ends_row {
                self.number = row.number;
                return Ok(Some(row));
            }
        }
    }

    /// Reads a cell; whether the row ends with it.
    fn cell(&mut self, cell: &mut Vec<u8>, row: usize, length: &mut usize) -> Result<bool, Refusal> {
        let mut is_quoted = false;
        if self.peek()? == Some(b'"') {
            self.at += 1;
            is_quoted = true;
        }
        loop {
            let Some(byte) = self.peek()? else { return Ok(true) };
            self.at += 1;
            *length += 1;
            if *length > MOST_BYTES_OF_A_ROW {
                let message = "从这一行起的内容连成了一格。请检查引号（\"）是不是没有成对。";
                return Err(Refusal::at(format!(":{row}"), message));
            }
            match byte {
                b'"' if is_quoted => {
                    if self.peek()? == Some(b'"') {
                        self.at += 1;
                        cell.push(b'"');
                    } else {
                        is_quoted = false;
                    }
                }
                b'\r' => {
                    if self.peek()? == Some(b'\n') {
                        self.at += 1;
                    }
                    if !is_quoted {
                        return Ok(true);
                    }
                    cell.push(b'\n');
                }
                b'\n' if !is_quoted => return Ok(true),
                byte if byte == self.separator && !is_quoted => return Ok(false),
                byte => cell.push(byte),
            }
        }
    }

    fn peek(&mut self) -> Result<Option<u8>, Refusal> {
        if self.at >= self.buffer.len() && !self.is_at_end {
            self.before += self.buffer.len() as u64;
            self.buffer.resize(PIECE, 0);
            let length = loop {
                match self.input.read(&mut self.buffer) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    other => break other.map_err(|error| Refusal::unread(&error))?,
                }
            };
            self.buffer.truncate(length);
            self.at = 0;
            self.is_at_end = length == 0;
        }
        Ok(self.buffer.get(self.at).copied())
    }
}

/// What was decoded before is UTF-8; anything else is shown as such.
fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// Without the mark that `defused` put before it.
fn undefused(text: String) -> String {
    match text.strip_prefix('\'') {
        // A `\r` in a cell is read as the line break that it is.
        Some(rest) if rest.starts_with(LIVE) || rest.starts_with('\n') => rest.to_owned(),
        _ => text,
    }
}

/// A cell that a spreadsheet program would run as a formula becomes plain text.
#[must_use]
pub fn defused(cell: &str) -> String {
    if is_live(cell) { format!("'{cell}") } else { cell.to_owned() }
}

/// Whether a spreadsheet program would take a cell of this text for a formula; a plain negative number is none.
pub(crate) fn is_live(cell: &str) -> bool {
    let is_number = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    cell.starts_with(LIVE) && !cell.strip_prefix('-').is_some_and(is_number)
}

/// Writes a table, cells parted by commas and defused, lines ending in `\n`.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    line: String,
}

impl<W: Write> Writer<W> {
    /// Begins with the mark by which spreadsheet programs take a UTF-8 file for what it is.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn new(mut out: W) -> io::Result<Self> {
        out.write_all("\u{feff}".as_bytes())?;
        Ok(Self { out, line: String::new() })
    }

    /// Writes a row.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn row(&mut self, cells: &[impl AsRef<str>]) -> io::Result<()> {
        self.line.clear();
        push_line(&mut self.line, cells);
        self.out.write_all(self.line.as_bytes())
    }

    /// The output, after the last row.
    pub fn into_inner(self) -> W {
        self.out
    }
}

/// A row of a table as a line of text, cells defused.
#[must_use]
pub fn line(cells: &[impl AsRef<str>]) -> String {
    let mut line = String::new();
    push_line(&mut line, cells);
    line
}

fn push_line(line: &mut String, cells: &[impl AsRef<str>]) {
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            line.push(',');
        }
        let cell = cell.as_ref();
        // A row of one empty cell would be a blank line.
        let is_quoted = cell.contains(['"', ',', '\n', '\r']) || (cells.len() == 1 && cell.is_empty());
        if is_quoted {
            line.push('"');
        }
        if is_live(cell) {
            line.push('\'');
        }
        for c in cell.chars() {
            if c == '"' {
                line.push('"');
            }
            line.push(c);
        }
        if is_quoted {
            line.push('"');
        }
    }
    line.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(text: &str, separator: u8) -> Vec<(usize, Vec<String>)> {
        let mut rows = Rows::new(text.as_bytes(), separator);
        let mut all = Vec::new();
        while let Some(row) = rows.next_row().unwrap() {
            all.push((row.number, row.cells.iter().map(|cell| cell.text().to_owned()).collect()));
        }
        all
    }

    fn row(number: usize, cells: &[&str]) -> (usize, Vec<String>) {
        (number, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_shows_them() {
        let expected = [row(1, &["a", "b\nc"]), row(2, &[""]), row(3, &["d\"", "e\"f"]), row(4, &["", ""])];
        for text in ["a,\"b\nc\"\n\n\"d\"\"\",e\"f\n,", "a,\"b\r\nc\"\r\n\r\n\"d\"\"\",e\"f\r\n,\r\n"] {
            assert_eq!(rows(text, b','), expected, "{text:?}");
        }
        assert_eq!(rows("", b','), []);
    }

    #[test]
    fn a_quote_never_closed_ends_in_a_clear_word() {
        let text = format!("a,b\n1,\"{}", "x,y\n".repeat(2 << 20));
        let mut rows = Rows::new(text.as_bytes(), b',');
        rows.next_row().unwrap();
        let refusal = rows.next_row().unwrap_err();
        assert_eq!(refusal.place, ":2");
        assert!(refusal.message.contains("引号"), "{refusal}");
    }

    #[test]
    fn formulas_are_written_as_text_and_read_back() {
        for live in ["=1+1", "+1", "-1+1", "-", "@x", "\tx", "\rx"] {
            let line = line(&[live, "b"]);
            assert!(line.starts_with("'") || line.starts_with("\"'"), "{line:?}");
            assert_eq!(rows(&line, b',')[0].1[0], live.replace('\r', "\n"));
        }
    }

    #[test]
    fn a_negative_number_stays_one() {
        assert_eq!(line(&["-5", "-0.5", "5"]), "-5,-0.5,5\n");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// The reader most programs use reads the same out of any text, but for blank lines, which it passes over.
        #[test]
        fn reads_as_others_do(text in "([a-z\",;\n甲]|\r\n){0,60}") {
            let mut others = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            let others: Vec<Vec<String>> =
                others.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
            let own = rows(&text, b',').into_iter().map(|(_, cells)| cells);
            let own: Vec<Vec<String>> = own.filter(|cells| *cells != [""] || text.contains('"')).collect();
            let plain = |rows: Vec<Vec<String>>| -> Vec<Vec<String>> {
                let blank = |cells: &Vec<String>| cells.len() == 1 && cells[0].is_empty();
                let rows = rows.into_iter().filter(|cells| !blank(cells));
                rows.map(|cells| cells.into_iter().map(|cell| cell.replace("\r\n", "\n")).collect()).collect()
            };
            prop_assert_eq!(plain(own), plain(others));
        }

        /// What was written is read back.
        #[test]
        fn comes_back(cells in proptest::collection::vec("[a-z0-9=+@\"',;\n甲 -]{0,6}", 1..5)) {
            let back = rows(&line(&cells), b',');
            prop_assert_eq!(back.len(), 1);
            // A mark of the writer's own cannot be told from one that was there.
            let plain = |cell: &str| cell.strip_prefix('\'').filter(|rest| rest.starts_with(LIVE) || rest.starts_with('\n')).unwrap_or(cell).to_owned();
            let cells: Vec<String> = cells.iter().map(|cell| plain(cell)).collect();
            prop_assert_eq!(&back[0].1.iter().map(|cell| plain(cell)).collect::<Vec<_>>(), &cells);
        }
    }
}
