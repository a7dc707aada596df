//! The rows of a sheet, one after another. Depends on `book`, `xml`, `format`.

use core::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::{Read, Seek};

use super::book::{Book, number};
use super::format::Format;
use super::xml::{Event, Reader};
use super::zip::{Entry, Part, Source};
use crate::csv::MOST_COLUMNS;
use crate::place::{Problem, Refusal};
use crate::row::{Cell, Row};

/// As many rows as a spreadsheet has.
const MOST_ROWS: usize = 1_048_576;

/// A sheet up to this size is looked through for merged cells before it is read; they are told of at its end.
const LOOKED_THROUGH: u64 = 64 << 20;

/// Most merged areas that are kept.
const MOST_MERGES: usize = 100_000;

/// Longest text that is put into every cell of a merged area; a longer one is no heading.
const MOST_BYTES_SPREAD: usize = 600;

/// Most bytes of one row's texts.
const MOST_BYTES_OF_A_ROW: usize = 4 << 20;

const NO_VALUE: &str = "这一格是公式，文件里没有存算好的结果，没有用。请用表格软件打开，保存一次再试，或者直接填数。";
const FAILED: &str = "这一格的公式出了错，没有用。请改好公式，或者直接填数。";

/// The rows of one sheet.
pub struct Rows<R> {
    reader: Reader<Part<R>>,
    book: Book<()>,
    merges: Merges,
    /// The number of the last row.
    number: usize,
    formulas: usize,
    first_formula: Option<(usize, usize)>,
    is_in_data: bool,
}

impl<R> core::fmt::Debug for Rows<R> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Rows").field("number", &self.number).finish_non_exhaustive()
    }
}

/// The merged areas of a sheet.
#[derive(Debug, Default)]
pub(super) struct Merges {
    /// Those that the coming rows may touch, by their first rows. A heap weighs less than std's sort.
    coming: BinaryHeap<Reverse<Merge>>,
    open: Vec<(Merge, Cell)>,
    /// Whether the sheet was too large to look for them before.
    is_unknown: bool,
    /// Of an unknown sheet: the first that spans rows, by row and column.
    first_late: Option<(usize, usize)>,
}

/// From 1, ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Merge {
    top: usize,
    left: usize,
    bottom: usize,
    right: usize,
}

impl<R: Read + Seek> Rows<R> {
    pub(super) fn new(reader: Reader<Part<R>>, book: Book<()>, merges: Merges) -> Self {
        Self { reader, book, merges, number: 0, formulas: 0, first_formula: None, is_in_data: false }
    }

    /// The workbook again, to read another sheet.
    pub fn into_book(self) -> Book<R> {
        self.book.with(self.reader.into_inner().into_inner())
    }

    /// How many bytes of the sheet were read, and of how many.
    pub fn progress(&self) -> (u64, u64) {
        self.reader.source().progress()
    }

    /// The next row that holds cells; none after the last.
    ///
    /// # Errors
    /// The sheet is broken, or larger than any is.
    pub fn next_row(&mut self) -> Result<Option<Row>, Refusal> {
        loop {
            match self.reader.next()? {
                Event::Done => return Ok(None),
                Event::Start if self.reader.name() == b"sheetData" => self.is_in_data = true,
                Event::End if self.reader.name() == b"sheetData" => self.is_in_data = false,
                Event::Start if self.is_in_data && self.reader.name() == b"row" => return self.row().map(Some),
                Event::Start if self.merges.is_unknown && self.reader.name() == b"mergeCell" => self.late_merge(),
                _ => {}
            }
        }
    }

    /// What is to be said of the sheet, after its last row.
    pub(crate) fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if let Some((row, column)) = self.first_formula {
            let message =
                format!("表里有 {} 格是公式，用的是保存时算好的结果。请核对这些结果是不是最新的。", self.formulas);
            problems.push(Problem::new(row, column, message));
        }
        if let Some((row, column)) = self.merges.first_late {
            let message =
                "表很大，里面有合并了几行的单元格，只算在最上面一行，下面的当作没有填写。请取消合并，把每一行填上。";
            problems.push(Problem::new(row, column, message));
        }
        problems
    }

    fn late_merge(&mut self) {
        let merge = self.reader.raw_attribute(b"ref").and_then(merge_of);
        if let Some(merge) =
            merge.filter(|merge| merge.bottom > merge.top && merge.bottom > super::super::sheet::HEAD_ROWS)
        {
            self.merges.first_late.get_or_insert((merge.top, merge.left));
        }
    }

    fn row(&mut self) -> Result<Row, Refusal> {
        let given = number(self.reader.raw_attribute(b"r")).and_then(|row| usize::try_from(row).ok());
        let row = given.unwrap_or(self.number + 1);
        if row <= self.number || row > MOST_ROWS {
            let message = format!(
                "工作表的行超过 {MOST_ROWS} 行，或者行号乱了，没有读下去。请用表格软件打开，另存为新文件再试。"
            );
            return Err(Refusal::at(format!(":{row}"), message));
        }
        self.number = row;
        let mut cells = Vec::new();
        let mut length = 0;
        loop {
            match self.reader.next()? {
                Event::Start if self.reader.name() == b"c" => {
                    length += self.cell(row, &mut cells)?;
                    if length > MOST_BYTES_OF_A_ROW {
                        let message = "这一行的内容太长，不像一张表，没有读下去。请核对这一行。";
                        return Err(Refusal::at(format!(":{row}"), message));
                    }
                }
                Event::End if self.reader.name() == b"row" => break,
                Event::Done => break,
                _ => {}
            }
        }
        let spread = self.merges.spread(row, &mut cells);
        Ok(Row { number: row, cells, spread })
    }

    /// Reads a cell; how long its text is.
    fn cell(&mut self, row: usize, cells: &mut Vec<Cell>) -> Result<usize, Refusal> {
        let column = self.reader.raw_attribute(b"r").and_then(column_of).unwrap_or(cells.len() + 1);
        if column > MOST_COLUMNS {
            let message = format!("工作表的列超过 {MOST_COLUMNS} 列，没有读下去。请用表格软件打开，另存为新文件再试。");
            return Err(Refusal::at(format!(":{row}"), message));
        }
        let format = number(self.reader.raw_attribute(b"s"))
            .and_then(|style| self.book.formats.get(usize::try_from(style).ok()?).copied());
        let kind = Kind::of(self.reader.raw_attribute(b"t"));
        let mut value = String::new();
        let (mut is_formula, mut has_value, mut is_wanted, mut reading_aid) = (false, false, false, 0_usize);
        loop {
            match self.reader.next()? {
                Event::Text if is_wanted && reading_aid == 0 => value.push_str(self.reader.text()),
                Event::Text => {}
                Event::Start => match self.reader.name() {
                    b"v" | b"t" => (is_wanted, has_value) = (true, true),
                    b"f" => is_formula = true,
                    b"rPh" => reading_aid += 1,
                    _ => {}
                },
                Event::End => match self.reader.name() {
                    b"v" | b"t" => is_wanted = false,
                    b"rPh" => reading_aid = reading_aid.saturating_sub(1),
                    b"c" => break,
                    _ => {}
                },
                Event::Done => break,
            }
        }
        if is_formula {
            self.formulas += 1;
            self.first_formula.get_or_insert((row, column));
        }
        let cell = match kind {
            // A formula whose result is no text has its value kept empty by some programs.
            _ if is_formula && (!has_value || (value.is_empty() && kind != Kind::Text)) => {
                Cell::Fault { given: "公式".to_owned(), what: NO_VALUE }
            }
            Kind::Error => Cell::Fault { given: value, what: FAILED },
            _ => Cell::Text(self.text(kind, &value, format.unwrap_or(Format::Plain))),
        };
        if cells.len() < column {
            cells.resize(column, Cell::EMPTY);
        }
        let length = cell.text().len();
        if let Some(place) = cells.get_mut(column - 1) {
            *place = cell;
        }
        Ok(length)
    }

    fn text(&self, kind: Kind, value: &str, format: Format) -> String {
        match kind {
            Kind::Shared => {
                let text = value.trim().parse().ok().and_then(|number| self.book.texts.get(number));
                unescaped(text.unwrap_or_default())
            }
            Kind::Text => unescaped(value),
            Kind::YesNo => (if value.trim() == "1" { "是" } else { "否" }).to_owned(),
            // An ISO day, with a time behind it or not.
            Kind::Day => value.split('T').next().unwrap_or_default().to_owned(),
            Kind::Number | Kind::Error => format.shown(value, self.book.is_1904),
        }
    }
}

/// What a cell says to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Shared,
    Text,
    YesNo,
    Day,
    Error,
}

impl Kind {
    fn of(given: Option<&[u8]>) -> Self {
        match given {
            Some(b"s") => Self::Shared,
            Some(b"str" | b"inlineStr") => Self::Text,
            Some(b"b") => Self::YesNo,
            Some(b"d") => Self::Day,
            Some(b"e") => Self::Error,
            _ => Self::Number,
        }
    }
}

/// A text in which `_x000D_` stands for a character that XML cannot hold.
fn unescaped(text: &str) -> String {
    let mut rest = text;
    let mut plain = String::with_capacity(text.len());
    while let Some((before, after)) = rest.split_once("_x") {
        plain.push_str(before);
        let code = after.split_once('_').filter(|(digits, _)| digits.len() == 4);
        let found =
            code.and_then(|(digits, after)| Some((char::from_u32(u32::from_str_radix(digits, 16).ok()?)?, after)));
        match found {
            Some((c, after)) => {
                plain.push(c);
                rest = after;
            }
            None => {
                plain.push_str("_x");
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    plain
}

/// `AB12` stands in column 28.
fn column_of(place: &[u8]) -> Option<usize> {
    let letters = place.iter().take_while(|byte| byte.is_ascii_alphabetic());
    let column = letters.fold(0_usize, |column, letter| {
        let number = usize::from(letter.to_ascii_uppercase() - b'A') + 1;
        column.saturating_mul(26).saturating_add(number)
    });
    (column > 0).then_some(column)
}

fn row_of(place: &[u8]) -> Option<usize> {
    let digits = place.iter().position(u8::is_ascii_digit)?;
    core::str::from_utf8(place.get(digits..)?).ok()?.parse().ok()
}

/// `B2:C4`
fn merge_of(area: &[u8]) -> Option<Merge> {
    let mut ends = area.split(|byte| *byte == b':');
    let (from, to) = (ends.next()?, ends.next()?);
    let merge = Merge { top: row_of(from)?, left: column_of(from)?, bottom: row_of(to)?, right: column_of(to)? };
    (merge.top <= merge.bottom && merge.left <= merge.right && merge.right <= MOST_COLUMNS).then_some(merge)
}

/// The merged areas, which stand behind the rows that they touch.
pub(super) fn merges_before<R: Read + Seek>(input: R, entry: &Entry) -> Result<(R, Merges), Refusal> {
    let mut merges = Merges { is_unknown: entry.plain > LOOKED_THROUGH, ..Merges::default() };
    if merges.is_unknown {
        return Ok((input, merges));
    }
    // To look for a word takes a fifth of the time that reading takes; most sheets have no merged cells.
    let mut part = Part::open(input, entry)?;
    let has_some = mentions(&mut part, b"mergeCell")?;
    let input = part.into_inner();
    if !has_some {
        return Ok((input, merges));
    }
    let mut reader = Reader::new(Part::open(input, entry)?);
    loop {
        match reader.next()? {
            Event::Done => break,
            Event::Start if reader.name() == b"mergeCell" && merges.coming.len() < MOST_MERGES => {
                merges.coming.extend(reader.raw_attribute(b"ref").and_then(merge_of).map(Reverse));
            }
            _ => {}
        }
    }
    Ok((reader.into_inner().into_inner(), merges))
}

/// Whether a part holds a word anywhere.
fn mentions(part: &mut impl Source, word: &[u8]) -> Result<bool, Refusal> {
    let Some(first) = word.first() else { return Ok(true) };
    let (mut piece, mut text) = (Vec::new(), Vec::new());
    loop {
        part.fill(&mut piece)?;
        if piece.is_empty() {
            return Ok(false);
        }
        text.extend_from_slice(&piece);
        let mut rest = text.as_slice();
        while let Some(place) = rest.iter().position(|byte| byte == first) {
            rest = rest.get(place..).unwrap_or_default();
            if rest.starts_with(word) {
                return Ok(true);
            }
            rest = rest.get(1..).unwrap_or_default();
        }
        // The word may begin at the end of a piece.
        let kept = text.len().saturating_sub(word.len());
        text.drain(..kept);
    }
}

impl Merges {
    /// Puts into every cell of a merged area what its first cell holds; which columns, from 0, belong to one.
    fn spread(&mut self, row: usize, cells: &mut Vec<Cell>) -> Vec<usize> {
        self.open.retain(|(merge, _)| merge.bottom >= row);
        while self.coming.peek().is_some_and(|Reverse(merge)| merge.top <= row) {
            let Some(Reverse(merge)) = self.coming.pop() else { break };
            // A row that is left out holds nothing to spread; and no program lets merged areas overlap.
            let overlaps = self.open.iter().any(|(open, _)| open.left <= merge.right && merge.left <= open.right);
            if merge.top == row && !overlaps {
                let first = cells.get(merge.left - 1).filter(|first| first.text().len() <= MOST_BYTES_SPREAD);
                self.open.push((merge, first.cloned().unwrap_or(Cell::EMPTY)));
            }
        }
        let mut columns = Vec::new();
        for (merge, first) in self.open.iter().filter(|(_, first)| !first.is_empty()) {
            if cells.len() < merge.right {
                cells.resize(merge.right, Cell::EMPTY);
            }
            for column in merge.left - 1..merge.right {
                if let Some(cell) = cells.get_mut(column) {
                    cell.clone_from(first);
                    columns.push(column);
                }
            }
        }
        columns
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Pieces(Vec<Vec<u8>>);

    impl Source for Pieces {
        fn fill(&mut self, piece: &mut Vec<u8>) -> Result<(), Refusal> {
            *piece = self.0.pop().unwrap_or_default();
            Ok(())
        }
    }

    #[test]
    fn a_word_is_found_however_it_is_cut() {
        let text = b"<mmergemergeCelmergeCell/>";
        for first in 1..text.len() {
            for second in first..text.len() {
                let pieces = [&text[second..], &text[first..second], &text[..first]];
                let pieces = || Pieces(pieces.iter().filter(|it| !it.is_empty()).map(|it| it.to_vec()).collect());
                assert!(mentions(&mut pieces(), b"mergeCell").unwrap());
                assert!(!mentions(&mut pieces(), b"mergeCells").unwrap());
            }
        }
    }
}
