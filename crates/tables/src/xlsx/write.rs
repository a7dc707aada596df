//! Writes a workbook row by row, in one pass: sheets with headings, widths, drop-downs and hints. Texts are texts whatever they
//! begin with, so that none is run as a formula. Depends on `crc` and `deflate`.

use std::io::{self, Write};

use super::crc::Crc;
use super::deflate::Deflate;
use crate::csv::is_live;
use crate::place::letters;

/// How much text is gathered before it is packed.
const PIECE: usize = 1 << 16;

/// As many characters as a hint, its title and a list of options may have.
const LONGEST_HINT: usize = 255;
const LONGEST_TITLE: usize = 32;

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written<'t> {
    /// A text.
    Text(&'t str),
    /// A number, as decimal text; what is none is written as a text.
    Number(&'t str),
    /// A heading.
    Head(&'t str),
}

/// A sheet, before its rows.
#[derive(Debug, Clone, Default)]
pub struct Sheet<'t> {
    /// As its tab shows it: at most 31 characters, none of `[]:*?/\`.
    pub name: &'t str,
    /// Its columns.
    pub columns: Vec<Column<'t>>,
    /// So many rows stay in view.
    pub frozen: usize,
    /// Headings that span columns: row, first and last column, all from 1.
    pub merged: Vec<[usize; 3]>,
}

/// A column of a sheet.
#[derive(Debug, Clone, Default)]
pub struct Column<'t> {
    /// Its width in characters; 0 for the usual one.
    pub width: usize,
    /// Whether what is typed stays a text, as codes with many digits must.
    pub is_text: bool,
    /// What may be entered, from the first row that is not frozen on.
    pub choice: Choice<'t>,
    /// The hint shown at its cells, with its title; empty for none.
    pub hint: [&'t str; 2],
}

/// What may be entered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Choice<'t> {
    /// Anything.
    #[default]
    Anything,
    /// One of these, from a drop-down.
    OneOf(Vec<&'t str>),
    /// A whole number in a range.
    Whole(String, String),
    /// A number in a range.
    Number(String, String),
}

/// Writes a workbook.
pub struct Writer<W> {
    zip: Zip<W>,
    names: Vec<String>,
    /// What is to come behind the rows of the present sheet.
    tail: String,
    row: usize,
    text: String,
}

impl<W> core::fmt::Debug for Writer<W> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Writer").field("names", &self.names).finish_non_exhaustive()
    }
}

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const KINDS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const TYPES: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.";

// Numbers of the styles below.
const HEAD: usize = 1;
const TEXT: usize = 2;
const LIVE: usize = 3;

const STYLES: &str = "<numFmts count=\"0\"/><fonts count=\"2\"><font><sz val=\"11\"/><name val=\"宋体\"/></font>\
    <font><b/><sz val=\"11\"/><name val=\"宋体\"/></font></fonts>\
    <fills count=\"3\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill>\
    <fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFE8EEF4\"/></patternFill></fill></fills>\
    <borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
    <cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
    <cellXfs count=\"4\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>\
    <xf numFmtId=\"49\" fontId=\"1\" fillId=\"2\" borderId=\"0\" xfId=\"0\" applyAlignment=\"1\">\
    <alignment horizontal=\"center\" vertical=\"center\" wrapText=\"1\"/></xf>\
    <xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>\
    <xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" quotePrefix=\"1\"/></cellXfs>";

impl<W: Write> Writer<W> {
    /// A workbook without sheets.
    pub fn new(out: W) -> Self {
        Self { zip: Zip::new(out), names: Vec::new(), tail: String::new(), row: 0, text: String::new() }
    }

    /// Begins a sheet; the one before is ended.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn sheet(&mut self, sheet: &Sheet<'_>) -> io::Result<()> {
        self.end_sheet()?;
        self.names.push(sheet.name.to_owned());
        self.zip.begin(&format!("xl/worksheets/sheet{}.xml", self.names.len()))?;
        self.row = 0;
        let mut text = format!("{DECLARATION}<worksheet xmlns=\"{MAIN}\">");
        if sheet.frozen > 0 {
            text.push_str(&format!(
                "<sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"{0}\" topLeftCell=\"A{1}\" \
                 activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>",
                sheet.frozen,
                sheet.frozen + 1
            ));
        }
        if !sheet.columns.is_empty() {
            text.push_str("<cols>");
            for (index, column) in sheet.columns.iter().enumerate() {
                let width = if column.width == 0 { 12 } else { column.width };
                let style = if column.is_text { format!(" style=\"{TEXT}\"") } else { String::new() };
                let number = index + 1;
                text.push_str(&format!(
                    "<col min=\"{number}\" max=\"{number}\" width=\"{width}\" customWidth=\"1\"{style}/>"
                ));
            }
            text.push_str("</cols>");
        }
        text.push_str("<sheetData>");
        self.tail = tail(sheet);
        self.zip.write(text.as_bytes())
    }

    /// Writes a row.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn row<'t>(&mut self, cells: impl IntoIterator<Item = Written<'t>>) -> io::Result<()> {
        self.row += 1;
        self.text.clear();
        self.text.push_str("<row r=\"");
        self.text.push_str(&self.row.to_string());
        self.text.push_str("\">");
        for (index, cell) in cells.into_iter().enumerate() {
            push_cell(&mut self.text, index + 1, self.row, cell);
        }
        self.text.push_str("</row>");
        self.zip.write(self.text.as_bytes())
    }

    /// Ends the workbook, and gives the output back.
    ///
    /// # Errors
    /// The output cannot be written, or the workbook is larger than 4 GB.
    pub fn finish(mut self) -> io::Result<W> {
        self.end_sheet()?;
        let sheets = || self.names.iter().enumerate().map(|(index, name)| (index + 1, name));
        let mut types = format!(
            "{DECLARATION}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
             <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
             <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
             <Override PartName=\"/xl/workbook.xml\" ContentType=\"{TYPES}sheet.main+xml\"/>\
             <Override PartName=\"/xl/styles.xml\" ContentType=\"{TYPES}styles+xml\"/>"
        );
        let mut workbook = format!("{DECLARATION}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{KINDS}\"><sheets>");
        let mut relations = format!("{DECLARATION}<Relationships xmlns=\"{RELATIONS}\">");
        for (number, name) in sheets() {
            types.push_str(&format!(
                "<Override PartName=\"/xl/worksheets/sheet{number}.xml\" ContentType=\"{TYPES}worksheet+xml\"/>"
            ));
            workbook.push_str("<sheet name=\"");
            push_escaped(&mut workbook, name);
            workbook.push_str(&format!("\" sheetId=\"{number}\" r:id=\"rId{number}\"/>"));
            relations.push_str(&format!(
                "<Relationship Id=\"rId{number}\" Type=\"{KINDS}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
            ));
        }
        types.push_str("</Types>");
        workbook.push_str("</sheets></workbook>");
        relations.push_str(&format!(
            "<Relationship Id=\"rIdS\" Type=\"{KINDS}/styles\" Target=\"styles.xml\"/></Relationships>"
        ));
        let top = format!(
            "{DECLARATION}<Relationships xmlns=\"{RELATIONS}\"><Relationship Id=\"rId1\" \
             Type=\"{KINDS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        );
        let styles = format!("{DECLARATION}<styleSheet xmlns=\"{MAIN}\">{STYLES}</styleSheet>");
        for (name, text) in [
            ("xl/workbook.xml", &workbook),
            ("xl/_rels/workbook.xml.rels", &relations),
            ("xl/styles.xml", &styles),
            ("_rels/.rels", &top),
            ("[Content_Types].xml", &types),
        ] {
            self.zip.begin(name)?;
            self.zip.write(text.as_bytes())?;
            self.zip.end()?;
        }
        self.zip.finish()
    }

    fn end_sheet(&mut self) -> io::Result<()> {
        if self.names.is_empty() {
            return Ok(());
        }
        let tail = core::mem::take(&mut self.tail);
        self.zip.write(tail.as_bytes())?;
        self.zip.end()
    }
}

/// What stands behind the rows of a sheet.
fn tail(sheet: &Sheet<'_>) -> String {
    let mut tail = "</sheetData>".to_owned();
    if !sheet.merged.is_empty() {
        tail.push_str("<mergeCells>");
        for [row, first, last] in &sheet.merged {
            tail.push_str(&format!("<mergeCell ref=\"{}{row}:{}{row}\"/>", letters(*first), letters(*last)));
        }
        tail.push_str("</mergeCells>");
    }
    let mut rules = String::new();
    for (index, column) in sheet.columns.iter().enumerate() {
        push_rule(&mut rules, column, &letters(index + 1), sheet.frozen + 1);
    }
    if !rules.is_empty() {
        tail.push_str("<dataValidations>");
        tail.push_str(&rules);
        tail.push_str("</dataValidations>");
    }
    tail.push_str("</worksheet>");
    tail
}

/// The drop-down and the hint of a column.
fn push_rule(rules: &mut String, column: &Column<'_>, letters: &str, first: usize) {
    const ROWS: usize = 10_000;
    let range = |kind, low: &str, high: &str| {
        Some((
            kind,
            format!("<formula1>{low}</formula1><formula2>{high}</formula2>"),
            format!("请填 {low} 到 {high} 之间的数。"),
        ))
    };
    let rule = match &column.choice {
        Choice::Anything => None,
        Choice::OneOf(options) => {
            let list = options.join(",");
            // A list in the rule itself holds no comma and no more than this; else the hint must do.
            let fits =
                list.chars().count() <= LONGEST_HINT && !options.iter().any(|option| option.contains([',', '"']));
            let mut formula = "<formula1>\"".to_owned();
            push_escaped(&mut formula, &list);
            formula.push_str("\"</formula1>");
            fits.then(|| ("list", formula, format!("请从这些里选：{}。", options.join("、"))))
        }
        Choice::Whole(low, high) => range("whole", low, high),
        Choice::Number(low, high) => range("decimal", low, high),
    };
    let [title, hint] = column.hint;
    if rule.is_none() && hint.is_empty() {
        return;
    }
    rules.push_str("<dataValidation allowBlank=\"1\" showInputMessage=\"1\" showErrorMessage=\"1\"");
    let mut attribute = |name: &str, value: &str, most: usize| {
        rules.push_str(&format!(" {name}=\""));
        let short: String = value.chars().take(most).collect();
        push_escaped(rules, &short);
        rules.push('"');
    };
    if let Some((kind, _, message)) = &rule {
        attribute("type", kind, LONGEST_HINT);
        attribute("error", message, LONGEST_HINT);
    }
    if !hint.is_empty() {
        attribute("promptTitle", title, LONGEST_TITLE);
        attribute("prompt", hint, LONGEST_HINT);
    }
    attribute("sqref", &format!("{letters}{first}:{letters}{ROWS}"), LONGEST_HINT);
    rules.push('>');
    rules.push_str(&rule.map(|(_, formulas, _)| formulas).unwrap_or_default());
    rules.push_str("</dataValidation>");
}

fn push_cell(text: &mut String, column: usize, row: usize, cell: Written<'_>) {
    let (content, style) = match cell {
        Written::Number(number) if is_plain_number(number) => {
            text.push_str("<c r=\"");
            text.push_str(&letters(column));
            text.push_str(&row.to_string());
            text.push_str("\"><v>");
            text.push_str(number);
            text.push_str("</v></c>");
            return;
        }
        Written::Head(content) => (content, HEAD),
        Written::Text(content) | Written::Number(content) if is_live(content) => (content, LIVE),
        Written::Text(content) | Written::Number(content) => (content, 0),
    };
    if content.is_empty() && style == 0 {
        return;
    }
    text.push_str("<c r=\"");
    text.push_str(&letters(column));
    text.push_str(&row.to_string());
    if style > 0 {
        text.push_str("\" s=\"");
        text.push_str(&style.to_string());
    }
    text.push_str("\" t=\"inlineStr\"><is><t xml:space=\"preserve\">");
    push_escaped(text, content);
    text.push_str("</t></is></c>");
}

/// A number that a cell can hold without losing a digit.
fn is_plain_number(text: &str) -> bool {
    const MOST_DIGITS: usize = 15;
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    all(whole) && all(fraction) && digits.len() <= MOST_DIGITS && (whole.len() == 1 || !whole.starts_with('0'))
}

/// Text as XML holds it; what it cannot hold is written as spreadsheets do, `_x0007_`.
fn push_escaped(into: &mut String, text: &str) {
    for (place, c) in text.char_indices() {
        match c {
            // What looks like such a code is none.
            '_' if is_code(text.get(place..).unwrap_or_default()) => into.push_str("_x005F_"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            '&' => into.push_str("&amp;"),
            '"' => into.push_str("&quot;"),
            '\t' | '\n' => into.push_str(&format!("&#{};", u32::from(c))),
            c if u32::from(c) < 32 || matches!(c, '\u{fffe}' | '\u{ffff}') => {
                into.push_str(&format!("_x{:04X}_", u32::from(c)));
            }
            c => into.push(c),
        }
    }
}

fn is_code(text: &str) -> bool {
    let code = text.get(..7).and_then(|code| code.strip_prefix("_x")?.strip_suffix('_'));
    code.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Writes a zip file in one pass: sizes stand behind each part.
pub(super) struct Zip<W> {
    out: W,
    written: u64,
    list: Vec<u8>,
    parts: u16,
    name: String,
    start: u64,
    crc: Crc,
    plain: u64,
    packer: Box<Deflate>,
    piece: Vec<u8>,
    packed: Vec<u8>,
}

impl<W: Write> Zip<W> {
    pub(super) fn new(out: W) -> Self {
        Self {
            out,
            written: 0,
            list: Vec::new(),
            parts: 0,
            name: String::new(),
            start: 0,
            crc: Crc::new(),
            plain: 0,
            packer: Box::default(),
            piece: Vec::with_capacity(PIECE),
            packed: Vec::new(),
        }
    }

    pub(super) fn begin(&mut self, name: &str) -> io::Result<()> {
        name.clone_into(&mut self.name);
        self.start = self.written;
        self.crc = Crc::new();
        self.plain = 0;
        *self.packer = Deflate::default();
        let mut head = b"PK\x03\x04".to_vec();
        head.extend(self.common([0; 3])?);
        head.extend(self.name.as_bytes());
        self.put(&head)
    }

    /// What the head of a part and its entry in the list have in common: version, flags, method, day, sum, sizes, lengths.
    fn common(&self, [crc, packed, plain]: [u32; 3]) -> io::Result<Vec<u8>> {
        const FIRST_DAY: u16 = 0x21;
        let name = u16::try_from(self.name.len()).map_err(io::Error::other)?;
        // Names in UTF-8, sizes behind.
        let mut common: Vec<u8> = [20, 0x0808, 8, 0, FIRST_DAY].into_iter().flat_map(u16::to_le_bytes).collect();
        common.extend([crc, packed, plain].into_iter().flat_map(u32::to_le_bytes));
        common.extend([name, 0].into_iter().flat_map(u16::to_le_bytes));
        Ok(common)
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.crc.add(bytes);
        self.plain += bytes.len() as u64;
        self.piece.extend_from_slice(bytes);
        if self.piece.len() < PIECE { Ok(()) } else { self.pack(false) }
    }

    fn pack(&mut self, is_last: bool) -> io::Result<()> {
        self.packed.clear();
        self.packer.pack(&self.piece, is_last, &mut self.packed);
        self.piece.clear();
        self.written += self.packed.len() as u64;
        self.out.write_all(&self.packed)
    }

    pub(super) fn end(&mut self) -> io::Result<()> {
        let head = 30 + self.name.len() as u64;
        self.pack(true)?;
        let short = |number: u64| {
            u32::try_from(number).map_err(|_| io::Error::other("the workbook is larger than 4 GB; write CSV instead"))
        };
        let sizes = [self.crc.value(), short(self.written - self.start - head)?, short(self.plain)?];
        let mut behind = b"PK\x07\x08".to_vec();
        behind.extend(sizes.into_iter().flat_map(u32::to_le_bytes));
        let start = short(self.start)?;
        self.list.extend(b"PK\x01\x02\x14\0");
        let common = self.common(sizes)?;
        self.list.extend(common);
        // No remark, first disk, no attributes.
        self.list.extend([0; 10]);
        self.list.extend(start.to_le_bytes());
        self.list.extend(self.name.as_bytes());
        self.parts += 1;
        self.put(&behind)
    }

    pub(super) fn finish(mut self) -> io::Result<W> {
        let short = |number: u64| u32::try_from(number).map_err(io::Error::other);
        let mut end = core::mem::take(&mut self.list);
        let length = short(end.len() as u64)?;
        end.extend(b"PK\x05\x06\0\0\0\0");
        end.extend([self.parts, self.parts].into_iter().flat_map(u16::to_le_bytes));
        end.extend([length, short(self.written)?].into_iter().flat_map(u32::to_le_bytes));
        end.extend([0; 2]);
        self.put(&end)?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.written += bytes.len() as u64;
        self.out.write_all(bytes)
    }
}
