//! Villages from a table as spreadsheet programs save it: a header of indicator names, then a row a village.
//! Rows are counted as a spreadsheet shows them, whatever line breaks and blank lines the text has.

use rules::Answer;

use super::{Input, Known, Village, shortened};
use crate::Failure;

/// Reads a table whose cells are parted by commas, tabs or semicolons.
pub(super) fn read(text: &str, name: &str, known: Known<'_>, input: &mut Input) -> Result<(), Failure> {
    let separator = separator(text);
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let mut rows = Rows { text, breaks_in_cells: 0 };
    let mut headers = None;
    for record in reader.records() {
        // Only bytes that are not UTF-8 are an error here, and the text is.
        let record = record.map_err(|error| Failure::new(format!("{name}: {error}")))?;
        let place = format!("{name}:{}", rows.number(&record));
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        match &headers {
            None => headers = Some(headers_of(&record, &place, known, input)?),
            Some(headers) => {
                let mut village = village_of(&record, headers, &place, known);
                warn_of_swallowed_rows(&record, char::from(separator), headers.len(), &mut village);
                input.villages.push(village);
            }
        }
    }
    if headers.is_none() {
        return Err(Failure::new(format!("{name}: 文件是空的。第一行应为指标名称，以下每行一个村。")));
    }
    Ok(())
}

/// A comma; tabs or semicolons where the header has these and no comma.
fn separator(text: &str) -> u8 {
    let mut is_quoted = false;
    let mut found = b',';
    for c in text.trim_start().chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            '\n' => break,
            ',' => return b',',
            '\t' => found = b'\t',
            ';' if found == b',' => found = b';',
            _ => {}
        }
    }
    found
}

/// Numbers the records. Each must be asked for, in order.
struct Rows<'t> {
    text: &'t str,
    breaks_in_cells: usize,
}

impl Rows<'_> {
    fn number(&mut self, record: &csv::StringRecord) -> usize {
        let (line, byte) = record.position().map_or((0, 0), |at| (at.line(), at.byte()));
        let (line, byte) = (usize::try_from(line).unwrap_or_default(), usize::try_from(byte).unwrap_or_default());
        // The reader's position stands before the blank lines that it passes over.
        let rest = self.text.as_bytes().get(byte..).unwrap_or_default();
        let blank = rest.iter().take_while(|byte| **byte == b'\n').count();
        let number = (line + blank).saturating_sub(self.breaks_in_cells);
        self.breaks_in_cells += record.iter().map(|cell| cell.matches('\n').count()).sum::<usize>();
        number
    }
}

fn headers_of(
    record: &csv::StringRecord,
    place: &str,
    known: Known<'_>,
    input: &mut Input,
) -> Result<Vec<String>, Failure> {
    let headers: Vec<String> = record.iter().map(header_of).collect();
    if !headers.iter().any(|header| known.has(header) || known.nearest(header).is_some()) {
        return Err(Failure::new(format!(
            "{place}: 这一行没有一个是指标名称。请把指标名称放在第一行，上面不要有标题；如果看到的是乱码，请用表格软件打开，另存为“CSV UTF-8”再试。"
        )));
    }
    for (index, header) in headers.iter().enumerate().filter(|(_, header)| !header.is_empty()) {
        let place = format!("{place}:{}", index + 1);
        if !known.has(header) {
            let hint =
                known.nearest(header).map_or_else(|| "请核对名称。".to_owned(), |near| format!("是不是“{near}”？"));
            input.problem(&place, format!("没有“{}”这个指标，这一列没有使用。{hint}", shortened(header)));
        }
        if let Some(first) = headers.iter().take(index).position(|earlier| earlier == header) {
            let header = shortened(header);
            let message = format!("“{header}”这一列与第 {} 列重名；两列不一样的村，这一项不判定。", first + 1);
            input.problem(&place, message);
        }
    }
    Ok(headers)
}

/// A header without what cannot belong to a name: spaces, marks that nobody sees, quotes.
fn header_of(cell: &str) -> String {
    let invisible = |c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200d}' | '\u{2060}');
    cell.chars().filter(|c| !invisible(*c) && !matches!(c, '"' | '“' | '”')).collect()
}

fn village_of(record: &csv::StringRecord, headers: &[String], place: &str, known: Known<'_>) -> Village {
    let mut village = Village::new(place);
    for (index, cell) in record.iter().enumerate() {
        let column = index + 1;
        let is_empty = cell.trim().is_empty();
        match headers.get(index).filter(|header| !header.is_empty()) {
            Some(header) => {
                if !is_empty || !village.columns.contains_key(header) {
                    village.columns.insert(header.clone(), column);
                }
                if let Some(conflict) = village.add(header, Answer::Text(cell.to_owned()), known) {
                    village.problem(format!("{place}:{column}"), conflict);
                }
            }
            None if is_empty => {}
            None => {
                let cell = shortened(cell.trim());
                let message = format!("“{cell}”没有对应的列名，没有使用。请检查这一行是不是多了格子。");
                village.problem(format!("{place}:{column}"), message);
            }
        }
    }
    let named = headers.iter().rposition(|header| !header.is_empty()).map_or(0, |last| last + 1);
    if record.len() < named {
        let message = format!("这一行只有 {} 格，比表头少，缺的当作没有填写。请检查是不是少了格子。", record.len());
        village.problem(place, message);
    }
    village
}

/// A quote that is not closed takes the rows below it into its cell; they must not vanish unsaid.
fn warn_of_swallowed_rows(record: &csv::StringRecord, separator: char, columns: usize, village: &mut Village) {
    let is_row = |line: &str| columns > 2 && line.matches(separator).count() + 1 >= columns;
    for (index, cell) in record.iter().enumerate().filter(|(_, cell)| cell.lines().skip(1).any(is_row)) {
        let rows = cell.trim_end().matches('\n').count();
        let message =
            format!("这一格里有下面 {rows} 行的内容，那几行没有判定。请检查这一格的引号（\"）是不是没有成对。");
        village.problem(format!("{}:{}", village.place, index + 1), message);
    }
}
