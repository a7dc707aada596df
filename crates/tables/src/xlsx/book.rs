//! What a workbook says beside its rows: its sheets, the texts that cells share, how cells show numbers. Depends on `zip`, `xml`,
//! `format`.

use std::io::{Read, Seek, SeekFrom};

use super::ENCRYPTED;
use super::format::Format;
use super::rows::Rows;
use super::xml::{Event, Reader};
use super::zip::{BROKEN, Entry, Part, entries};
use crate::place::Refusal;

/// Most bytes of all texts that cells share; a million villages' names come to a tenth.
const MOST_BYTES_OF_TEXTS: usize = 512 << 20;

/// Most of what a workbook may have of a kind: sheets, formats.
const MOST: usize = 100_000;

const OLD: &str = "这是老格式（.xls 或 .et）的文件，读不了。请用表格软件打开，另存为 .xlsx 再试。";
const MACROS: &str = "这份工作簿带有宏，为了安全没有读。请用表格软件打开，另存为不带宏的 .xlsx 再试。";
const BINARY: &str = "这是二进制工作簿（.xlsb），读不了。请用表格软件打开，另存为 .xlsx 再试。";
const OPEN_DOCUMENT: &str = "这是 OpenDocument 表格（.ods），读不了。请用表格软件打开，另存为 .xlsx 再试。";

/// A sheet's name, and whether it is hidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetName {
    /// As its tab shows it.
    pub name: String,
    /// Whether people do not see it.
    pub is_hidden: bool,
    pub(super) part: String,
}

/// A workbook, its rows not read yet.
#[derive(Debug)]
pub struct Book<R> {
    input: R,
    pub(super) entries: Vec<Entry>,
    sheets: Vec<SheetName>,
    pub(super) texts: Texts,
    /// By number of a cell's style.
    pub(super) formats: Vec<Format>,
    pub(super) is_1904: bool,
}

/// Whether bytes begin as a workbook or another office file does, and not as a text.
#[must_use]
pub fn is_office_file(beginning: &[u8]) -> bool {
    beginning.starts_with(b"PK\x03\x04") || beginning.starts_with(OLE)
}

/// How the office files of the nineties begin, and those with a password.
const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

impl<R: Read + Seek> Book<R> {
    /// Reads what a workbook says beside its rows.
    ///
    /// # Errors
    /// It is none, or one that is not read.
    pub fn open(mut input: R) -> Result<Self, Refusal> {
        refuse_old(&mut input)?;
        let entries = entries(&mut input)?;
        let has =
            |name: &str| entries.iter().any(|entry| entry.name.trim_start_matches('/').eq_ignore_ascii_case(name));
        if has("xl/vbaProject.bin") {
            return Err(Refusal::new(MACROS));
        }
        if has("xl/workbook.bin") {
            return Err(Refusal::new(BINARY));
        }
        if has("content.xml") && has("mimetype") {
            return Err(Refusal::new(OPEN_DOCUMENT));
        }
        let (sheets, texts, formats) = (Vec::new(), Texts::default(), Vec::new());
        let mut book = Book { input: Some(input), entries, sheets, texts, formats, is_1904: false };
        let workbook = book.relations("_rels/.rels")?.into_iter().find(|relation| relation.kind == "officeDocument");
        let workbook = workbook.map_or_else(|| "xl/workbook.xml".to_owned(), |relation| relation.target);
        let relations = book.relations(&relations_of(&workbook))?;
        let ids = book.read_workbook(&workbook)?;
        for (name, id, is_hidden) in ids {
            if let Some(relation) = relations.iter().find(|relation| relation.id == id && relation.kind == "worksheet")
            {
                book.sheets.push(SheetName { name, is_hidden, part: relation.target.clone() });
            }
        }
        if book.sheets.is_empty() {
            return Err(Refusal::new(BROKEN));
        }
        let target =
            |kind| relations.iter().find(|relation| relation.kind == kind).map(|relation| relation.target.as_str());
        if let Some(part) = target("styles") {
            book.read_styles(part)?;
        }
        if let Some(part) = target("sharedStrings") {
            book.read_texts(part)?;
        }
        let Book { input, entries, sheets, texts, formats, is_1904 } = book;
        let input = input.ok_or_else(|| Refusal::new(BROKEN))?;
        Ok(Self { input, entries, sheets, texts, formats, is_1904 })
    }

    /// Its sheets, in the order of their tabs.
    #[must_use]
    pub fn sheets(&self) -> &[SheetName] {
        &self.sheets
    }

    /// Begins to read the rows of a sheet; none for a number that no sheet has.
    ///
    /// # Errors
    /// The sheet is broken.
    pub fn rows(self, sheet: usize) -> Result<Rows<R>, Refusal> {
        let part = self.sheets.get(sheet).map(|sheet| sheet.part.clone()).unwrap_or_default();
        let entry = self.entry(&part).cloned().ok_or_else(|| Refusal::new(BROKEN))?;
        let Self { input, entries, sheets, texts, formats, is_1904 } = self;
        let (input, merges) = super::rows::merges_before(input, &entry)?;
        let reader = Reader::new(Part::open(input, &entry)?);
        let rest = Book { input: (), entries, sheets, texts, formats, is_1904 };
        Ok(Rows::new(reader, rest, merges))
    }
}

impl<I> Book<I> {
    fn entry(&self, name: &str) -> Option<&Entry> {
        let plain = |name: &str| name.trim_start_matches('/').replace('\\', "/");
        let wanted = plain(name);
        self.entries.iter().find(|entry| plain(&entry.name).eq_ignore_ascii_case(&wanted))
    }
}

/// What a part is told by.
type Tell<'t, R> = &'t mut dyn FnMut(Event, &Reader<Part<R>>) -> Result<(), Refusal>;

/// While it is opened: the input goes from part to part and comes back, so that there is one reader for all.
impl<R: Read + Seek> Book<Option<R>> {
    /// Calls `tell` at every event of a part, if there is such a part.
    fn read(&mut self, part: &str, tell: Tell<'_, R>) -> Result<(), Refusal> {
        let Some(entry) = self.entry(part).cloned() else { return Ok(()) };
        let input = self.input.take().ok_or_else(|| Refusal::new(BROKEN))?;
        let mut reader = Reader::new(Part::open(input, &entry)?);
        loop {
            match reader.next()? {
                Event::Done => break,
                event => tell(event, &reader)?,
            }
        }
        self.input = Some(reader.into_inner().into_inner());
        Ok(())
    }

    fn relations(&mut self, part: &str) -> Result<Vec<Relation>, Refusal> {
        let mut relations = Vec::new();
        // `xl/_rels/workbook.xml.rels` speaks of what stands in `xl`.
        let folder = part.split_once("_rels/").map(|(folder, _)| folder.to_owned()).unwrap_or_default();
        self.read(part, &mut |event, reader| {
            if event == Event::Start && reader.name() == b"Relationship" && relations.len() < MOST {
                let text = |name| reader.attribute(name).map(Option::unwrap_or_default);
                let (kind, target) = (text(b"Type")?, text(b"Target")?);
                let target = match target.strip_prefix('/') {
                    Some(from_top) => from_top.to_owned(),
                    None => format!("{folder}{target}"),
                };
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                relations.push(Relation { id: text(b"Id")?, kind, target });
            }
            Ok(())
        })?;
        Ok(relations)
    }

    /// The name of every sheet, its relation, and whether it is hidden.
    fn read_workbook(&mut self, part: &str) -> Result<Vec<(String, String, bool)>, Refusal> {
        let mut sheets = Vec::new();
        let mut is_1904 = false;
        self.read(part, &mut |event, reader| {
            if event != Event::Start {
                return Ok(());
            }
            match reader.name() {
                b"sheet" if sheets.len() < MOST => {
                    let text = |name| reader.attribute(name).map(Option::unwrap_or_default);
                    let is_hidden = matches!(text(b"state")?.as_str(), "hidden" | "veryHidden");
                    sheets.push((text(b"name")?, text(b"id")?, is_hidden));
                }
                b"workbookPr" => is_1904 = matches!(reader.raw_attribute(b"date1904"), Some(b"1" | b"true")),
                _ => {}
            }
            Ok(())
        })?;
        self.is_1904 = is_1904;
        Ok(sheets)
    }

    fn read_styles(&mut self, part: &str) -> Result<(), Refusal> {
        let mut own: Vec<(u32, Format)> = Vec::new();
        let mut formats = Vec::new();
        let mut is_in_cells = false;
        self.read(part, &mut |event, reader| {
            let id = |name| number(reader.raw_attribute(name));
            match (event, reader.name()) {
                (Event::Start, b"numFmt") if own.len() < MOST => {
                    let code = reader.attribute(b"formatCode")?.unwrap_or_default();
                    own.extend(id(b"numFmtId").map(|id| (id, Format::of_code(&code))));
                }
                (Event::Start, b"cellXfs") => is_in_cells = true,
                (Event::End, b"cellXfs") => is_in_cells = false,
                (Event::Start, b"xf") if is_in_cells && formats.len() < MOST => {
                    let id = id(b"numFmtId").unwrap_or_default();
                    let written = own.iter().find(|(known, _)| *known == id).map(|(_, format)| *format);
                    formats.push(written.unwrap_or_else(|| Format::known(id)));
                }
                _ => {}
            }
            Ok(())
        })?;
        self.formats = formats;
        Ok(())
    }

    fn read_texts(&mut self, part: &str) -> Result<(), Refusal> {
        let mut texts = Texts::default();
        let (mut is_text, mut reading_aid) = (false, 0_usize);
        self.read(part, &mut |event, reader| {
            match (event, reader.name()) {
                (Event::Text, _) if is_text && reading_aid == 0 => return texts.push(reader.text()),
                (Event::Text, _) => {}
                (Event::Start, b"t") => is_text = true,
                (Event::End, b"t") => is_text = false,
                (Event::Start, b"rPh") => reading_aid += 1,
                (Event::End, b"rPh") => reading_aid = reading_aid.saturating_sub(1),
                (Event::End, b"si") => texts.end(),
                _ => {}
            }
            Ok(())
        })?;
        self.texts = texts;
        Ok(())
    }
}

impl Book<()> {
    /// The workbook again, to read another sheet.
    pub(super) fn with<R>(self, input: R) -> Book<R> {
        let Self { entries, sheets, texts, formats, is_1904, .. } = self;
        Book { input, entries, sheets, texts, formats, is_1904 }
    }
}

struct Relation {
    id: String,
    /// The last word of its type.
    kind: String,
    target: String,
}

/// `xl/workbook.xml` has its relations in `xl/_rels/workbook.xml.rels`.
fn relations_of(part: &str) -> String {
    match part.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/_rels/{name}.rels"),
        None => format!("_rels/{part}.rels"),
    }
}

pub(super) fn number(digits: Option<&[u8]>) -> Option<u32> {
    core::str::from_utf8(digits?).ok()?.parse().ok()
}

/// Refuses the files of the nineties, and what is no office file at all.
fn refuse_old(input: &mut (impl Read + Seek)) -> Result<(), Refusal> {
    const LOOKED_AT: u64 = 64 << 20;
    let mut beginning = Vec::new();
    let read = input.seek(SeekFrom::Start(0)).and_then(|_| input.by_ref().take(8).read_to_end(&mut beginning));
    read.map_err(|error| Refusal::unread(&error))?;
    if beginning != OLE {
        return Ok(());
    }
    let mut bytes = Vec::new();
    input.by_ref().take(LOOKED_AT).read_to_end(&mut bytes).map_err(|error| Refusal::unread(&error))?;
    let locked: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let is_locked = bytes.windows(locked.len()).any(|piece| piece == locked);
    Err(Refusal::new(if is_locked { ENCRYPTED } else { OLD }))
}

/// The texts that cells share, one behind another.
#[derive(Debug, Default)]
pub(super) struct Texts {
    all: String,
    ends: Vec<u32>,
}

impl Texts {
    fn push(&mut self, text: &str) -> Result<(), Refusal> {
        if self.all.len() + text.len() > MOST_BYTES_OF_TEXTS {
            return Err(Refusal::new(
                "这份工作簿里的文字太多，不像一张表，没有读。请只留需要的工作表，另存为新文件再试。",
            ));
        }
        self.all.push_str(text);
        Ok(())
    }

    fn end(&mut self) {
        // The limit of bytes keeps it within 32 bits.
        self.ends.push(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
    }

    pub(super) fn get(&self, number: usize) -> Option<&str> {
        let end = *self.ends.get(number)?;
        let start = number.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        self.all.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
    }
}
