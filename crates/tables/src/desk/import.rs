//! One file: opened, looked at, read and judged slice by slice. Depends on `sheet`, `csv`, `xlsx`, `share`, `store`.

use core::fmt;
use std::io::Cursor;
use std::sync::Arc;

use rules::area::assessment::{Area, Level};
use rules::area::{DISTRICT, TOWNSHIP};
use rules::assessment::{DataError, DataErrorCode};
use rules::{Answers, Date, Engine, Reading, Rollup, Verdict};

use super::compare::Keyed;
use super::store::{Store, Texts, at, number, place};
use super::talk::{FileKind, Preview, PreviewRow, ProblemView, Problems, Progress, SheetView};
use super::{columns, text};
use crate::columns::{Columns, Mapping};
use crate::place::letters;
use crate::sheet::{self, Step, Villages};
use crate::{Known, Problem, Refusal, Row, Village, csv, share, shortened, xlsx};

/// What names a village.
pub(super) const NAME: &str = "村名";

/// What tells villages of the same name apart.
pub(super) const CODE: &str = "行政区划代码";

/// So many villages are judged again at once when one of them changes.
const CHUNK: usize = 256;

/// Most problems that are kept in full; the others are counted.
const MOST_PROBLEMS: usize = 100_000;

/// How many rows a preview shows.
const PREVIEWED: usize = 8;

/// Villages that are made up carry this in their district's name.
const DEMO: &str = "示例";

/// The file's bytes, read from wherever a reader stands in them.
#[derive(Debug, Clone)]
struct Bytes(Arc<Vec<u8>>);

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

type Input = Cursor<Bytes>;

/// What is read on from.
enum Reader<'e> {
    Text(Box<Villages<'e, csv::Rows<Input>>>),
    Book(Box<Villages<'e, xlsx::Rows<Input>>>),
    Lines { at: usize, line: usize },
}

/// Who a village is and where it belongs.
#[derive(Debug)]
pub(super) struct Identity {
    pub(super) name: Box<str>,
    pub(super) code: Box<str>,
    /// By number of the townships; those know their district.
    pub(super) township: u32,
    pub(super) row: u32,
    pub(super) has_errors: bool,
    /// How many problems its row has.
    pub(super) problems: u16,
    pub(super) chunk: u32,
    /// Of all that it is named by, see [`key_of`].
    pub(super) key: u64,
}

/// A township within its district.
#[derive(Debug)]
pub(super) struct Township {
    pub(super) district: u32,
    pub(super) name: String,
    pub(super) villages: u32,
}

/// Villages of a district that are summed up together.
#[derive(Debug)]
pub(super) struct Chunk {
    pub(super) district: u32,
    pub(super) villages: Vec<u32>,
    pub(super) rollup: Rollup,
}

/// A problem, as it is kept.
#[derive(Debug)]
struct Kept {
    row: u32,
    column: u16,
    village: Option<u32>,
    is_error: bool,
    cell: Box<str>,
    message: Box<str>,
}

/// One file and what came of it.
pub(super) struct Import<'e> {
    engine: &'e Arc<Engine>,
    date: Date,
    pub(super) name: String,
    kind: FileKind,
    bytes: Bytes,
    sheets: Vec<SheetView>,
    sheet: usize,
    notices: Vec<String>,
    reader: Option<Reader<'e>>,
    columns: Arc<Columns>,
    rows: Vec<PreviewRow>,
    pub(super) progress: Progress,
    pub(super) store: Store,
    /// Those of a village one behind another, in the pack's order.
    pub(super) verdicts: Vec<Verdict>,
    pub(super) villages: Vec<Identity>,
    pub(super) districts: Texts,
    pub(super) townships: Vec<Township>,
    pub(super) chunks: Vec<Chunk>,
    problems: Vec<Kept>,
}

impl fmt::Debug for Import<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Import").field("name", &self.name).field("progress", &self.progress).finish_non_exhaustive()
    }
}

impl<'e> Import<'e> {
    /// Opens a file.
    pub(super) fn open(
        engine: &'e Arc<Engine>,
        date: Date,
        name: String,
        bytes: Vec<u8>,
        mapping: &Mapping,
    ) -> Result<Self, Refusal> {
        let kind = kind_of(&name, &bytes);
        let mut import = Self {
            engine,
            date,
            name,
            kind,
            bytes: Bytes(Arc::new(bytes)),
            sheets: Vec::new(),
            sheet: 0,
            notices: Vec::new(),
            reader: None,
            columns: Arc::default(),
            rows: Vec::new(),
            progress: Progress::default(),
            store: Store::default(),
            verdicts: Vec::new(),
            villages: Vec::new(),
            districts: Texts::default(),
            townships: Vec::new(),
            chunks: Vec::new(),
            problems: Vec::new(),
        };
        match kind {
            FileKind::Xlsx => import.choose_sheet(mapping)?,
            FileKind::JsonLines if import.bytes.0.trim_ascii_start().starts_with(b"[") => {
                return Err(Refusal::new(text::NO_LIST));
            }
            FileKind::JsonLines | FileKind::Csv => {}
        }
        import.begin(mapping)?;
        Ok(import)
    }

    fn known(&self) -> Known<'e> {
        Known::of([&**self.engine])
    }

    fn input(&self) -> Input {
        Cursor::new(self.bytes.clone())
    }

    /// Finds the sheets of a workbook, and the first in view that has columns of indicators.
    fn choose_sheet(&mut self, mapping: &Mapping) -> Result<(), Refusal> {
        let mut book = xlsx::Book::open(self.input())?;
        let names = book.sheets().to_vec();
        let in_view = names.iter().filter(|sheet| !sheet.is_hidden).count();
        let mut most = 0;
        let mut matches = vec![0; names.len()];
        for (index, _) in names.iter().enumerate().filter(|(_, sheet)| !sheet.is_hidden && in_view > 1) {
            let mut rows = book.rows(index)?;
            let found = sheet::matches(&mut rows, &self.known(), mapping)?;
            most = most.max(found);
            if let Some(place) = matches.get_mut(index) {
                *place = found;
            }
            book = rows.into_book();
        }
        // A list of the indicators' names has one a row, and is taken only where there is nothing better.
        let has_indicators = |index: usize| matches.get(index).is_some_and(|found| *found > usize::from(most > 1));
        let chosen = (0..names.len()).find(|index| has_indicators(*index));
        let first = names.iter().position(|sheet| !sheet.is_hidden);
        self.sheet = chosen.or(first).unwrap_or_default();
        for (index, sheet) in names.iter().enumerate() {
            let before = names.iter().take(index).filter(|other| other.name == sheet.name).count();
            let name = if before == 0 { sheet.name.clone() } else { text::sheet_again(&sheet.name, before + 1) };
            self.sheets.push(SheetView {
                name,
                is_chosen: false,
                is_hidden: sheet.is_hidden,
                has_indicators: has_indicators(index) || in_view == 1 && !sheet.is_hidden,
            });
        }
        Ok(())
    }

    /// Begins to read another sheet; the one before stays where that one cannot be read.
    pub(super) fn turn_to(&mut self, sheet: usize, mapping: &Mapping) -> Result<(), Refusal> {
        if sheet >= self.sheets.len() {
            return Err(Refusal::new(text::NO_SUCH));
        }
        let before = core::mem::replace(&mut self.sheet, sheet);
        self.begin(mapping).inspect_err(|_| self.sheet = before)
    }

    pub(super) fn is_reading(&self) -> bool {
        self.reader.is_some()
    }

    /// Begins to read from the start; whatever was read is forgotten.
    pub(super) fn begin(&mut self, mapping: &Mapping) -> Result<(), Refusal> {
        // What stands in the way of the new leaves the old as it is.
        let reader = match self.kind {
            FileKind::JsonLines => Reader::Lines { at: 0, line: 0 },
            FileKind::Csv => {
                const LOOKED_AT: usize = 1 << 16;
                let looked_at = self.bytes.0.get(..LOOKED_AT).unwrap_or(&self.bytes.0);
                let separator = sheet::separator_of(looked_at, &self.known(), mapping);
                let rows = csv::Rows::new(self.input(), separator);
                let villages = Villages::asked(rows, None, self.known(), mapping)?;
                Reader::Text(Box::new(villages.parted_by(char::from(separator))))
            }
            FileKind::Xlsx => {
                let name = self.sheets.get(self.sheet).map(|sheet| sheet.name.clone());
                let rows = xlsx::Book::open(self.input())?.rows(self.sheet)?;
                Reader::Book(Box::new(Villages::asked(rows, name, self.known(), mapping)?))
            }
        };
        self.progress = Progress::default();
        self.store = Store::default();
        self.verdicts = Vec::new();
        self.villages = Vec::new();
        self.districts = Texts::default();
        self.townships = Vec::new();
        self.chunks = Vec::new();
        self.problems = Vec::new();
        let (columns, top) = match &reader {
            Reader::Text(villages) => (villages.columns(), villages.waiting()),
            Reader::Book(villages) => (villages.columns(), villages.waiting()),
            Reader::Lines { .. } => {
                self.reader = Some(reader);
                return Ok(());
            }
        };
        let cells = |row: &Row| row.cells.iter().map(|cell| shortened(cell.text().trim())).collect();
        let shown = top.iter().filter(|row| !row.is_empty()).take(PREVIEWED);
        self.rows = shown.map(|row| PreviewRow { number: number(row.number), cells: cells(row) }).collect();
        self.columns = Arc::clone(columns);
        self.reader = Some(reader);
        let names = [DISTRICT, NAME].map(|name| self.columns.of(name));
        let is_made_up = |row: &PreviewRow| {
            let mut cells = names.iter().filter_map(|column| row.cells.get(column.checked_sub(1)?));
            cells.any(|cell| cell.starts_with(DEMO))
        };
        self.progress.is_demo = self.rows.iter().any(is_made_up);
        Ok(())
    }

    pub(super) fn preview(&self) -> Preview {
        let columns = columns::views(&self.columns, &self.known(), &self.rows);
        let count = |asked: bool| {
            let counted = columns.iter().filter(|column| {
                if asked { column.state == super::talk::ColumnState::Asked } else { column.indicator.is_some() }
            });
            u16::try_from(counted.count()).unwrap_or(u16::MAX)
        };
        let mut sheets = self.sheets.clone();
        if let Some(sheet) = sheets.get_mut(self.sheet) {
            sheet.is_chosen = true;
        }
        let mut notices = self.notices.clone();
        if self.kind != FileKind::JsonLines && count(false) == 0 {
            notices.push(text::NO_INDICATORS.to_owned());
        }
        let others: Vec<&str> =
            sheets.iter().filter(|it| it.has_indicators && !it.is_chosen).map(|it| it.name.as_str()).collect();
        if !others.is_empty() {
            notices.push(text::other_sheets(&others));
        }
        Preview {
            name: self.name.clone(),
            kind: self.kind,
            is_demo: self.progress.is_demo,
            sheets,
            taken: count(false),
            asked: count(true),
            columns,
            head_row: number(self.columns.row),
            rows: self.rows.clone(),
            notices,
        }
    }

    /// Tells of the whole file.
    pub(super) fn notice(&mut self, notice: String) {
        self.notices.push(notice);
    }

    pub(super) fn columns(&self) -> &Columns {
        &self.columns
    }

    /// Reads and judges on, at most so many villages.
    pub(super) fn run(&mut self, most: u32) -> Result<(), Refusal> {
        let until = self.villages.len().saturating_add(place(most.max(1)));
        // What is no village takes its time too.
        let mut steps = place(most).saturating_mul(4).max(64);
        while self.villages.len() < until && steps > 0 {
            steps -= 1;
            let Some(mut reader) = self.reader.take() else { return Ok(()) };
            let step = match &mut reader {
                Reader::Text(villages) => villages.next_step(),
                Reader::Book(villages) => villages.next_step(),
                Reader::Lines { at, line } => Ok(self.next_line(at, line)),
            };
            let step = match step {
                Ok(step) => step,
                Err(refusal) => {
                    // What was read before stands.
                    self.progress.is_partial = true;
                    self.progress.is_done = true;
                    return Err(refusal);
                }
            };
            self.progress.permille = self.permille(&reader);
            match step {
                Some(Step::Village(village)) => self.village(village),
                Some(Step::Problem(problem)) => self.keep(problem, None, true),
                None => {
                    self.progress.is_done = true;
                    self.progress.permille = 1000;
                    self.tell_of_twins();
                    return Ok(());
                }
            }
            self.reader = Some(reader);
        }
        Ok(())
    }

    /// Ends reading before the end.
    pub(super) fn cancel(&mut self) {
        if self.reader.take().is_some() {
            self.progress.is_partial = true;
            self.progress.is_done = true;
            self.tell_of_twins();
        }
    }

    /// Villages that are named alike are all counted; that may be a mistake.
    fn tell_of_twins(&mut self) {
        let named = self.villages.iter().enumerate().filter(|(_, it)| !(it.name.is_empty() && it.code.is_empty()));
        let twins = Keyed::new(named.map(|(index, village)| (village.key, number(index))).collect()).again();
        for (index, first) in twins {
            let row = |index| at(&self.villages, index).map(|village| village.row).unwrap_or_default();
            let message = text::twin(row(first));
            self.keep(Problem::new(place(row(index)), 0, message), Some(index), false);
        }
    }

    fn permille(&self, reader: &Reader<'_>) -> u16 {
        let (read, total) = match reader {
            Reader::Text(villages) => (villages.rows().read(), self.bytes.0.len() as u64),
            Reader::Book(villages) => villages.rows().progress(),
            Reader::Lines { at, .. } => (*at as u64, self.bytes.0.len() as u64),
        };
        let permille = read.saturating_mul(1000).checked_div(total).unwrap_or_default();
        u16::try_from(permille.min(1000)).unwrap_or(1000)
    }

    /// The village of the next line that is not blank.
    fn next_line(&self, at: &mut usize, line: &mut usize) -> Option<Step> {
        loop {
            let rest = self.bytes.0.get(*at..).filter(|rest| !rest.is_empty())?;
            let length = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |end| end + 1);
            *at += length;
            *line += 1;
            let text = String::from_utf8_lossy(rest.get(..length).unwrap_or_default());
            let text = text.trim_matches(|c: char| c == '\u{feff}' || c.is_whitespace());
            if text.is_empty() {
                continue;
            }
            let pack = self.engine.pack();
            return Some(match share::read(text, share::Known(&[pack])) {
                Ok(found) => {
                    let mut village = Village::default();
                    (village.row, village.answers) = (*line, found.self_check.answers);
                    for (name, given) in found.unusable {
                        village.tell(text::unusable(&name, &given));
                    }
                    Step::Village(village)
                }
                Err(unread) => {
                    Step::Problem(Problem::new(*line, 0, text::no_village(&unread.message())).with_cell(text))
                }
            });
        }
    }

    fn village(&mut self, mut village: Village) {
        let index = number(self.villages.len());
        let engine = &**self.engine;
        let known = self.known();
        self.store.push(&village.answers, &|name| known.has(name));
        let answers = self.store.get(place(index), true);
        let said = |name: &str| said(engine, &answers, name);
        let names = [DISTRICT, TOWNSHIP, NAME, CODE].map(said);
        let key = key_of(names.each_ref().map(String::as_str));
        let [district, township, name, code] = names;
        if index == 0 {
            self.progress.is_demo |= [&district, &name].iter().any(|name| name.starts_with(DEMO));
        }
        let district = self.districts.number(&district);
        let township = self.township(district, &township);
        let chunk = self.chunk(district, index);
        let verdicts = &mut self.verdicts;
        let findings =
            self.chunks.get_mut(chunk).map(|chunk| chunk.rollup.judge(&answers, |verdict| verdicts.push(verdict)));
        let findings = findings.unwrap_or_default();
        self.villages.push(Identity {
            name: name.into(),
            code: code.into(),
            township,
            row: number(village.row),
            has_errors: !findings.errors.is_empty(),
            problems: 0,
            chunk: number(chunk),
            key,
        });
        for problem in core::mem::take(&mut village.problems) {
            let is_error = problem.column > 0;
            self.keep(problem, Some(index), is_error);
        }
        let is_told = |error: &DataError| {
            error.given.is_some() && error.fields.first().is_some_and(|field| village.spoilt.contains(field))
        };
        for error in findings.errors.iter().filter(|error| !is_told(error)) {
            self.keep(problem_of(&village, error), Some(index), true);
        }
        let is_named = |warning: &DataError| warning.code == DataErrorCode::OverlayAgainstDocument;
        for warning in findings.warnings.iter().filter(|warning| !is_named(warning)) {
            self.keep(problem_of(&village, warning), Some(index), false);
        }
        self.progress.villages = index + 1;
    }

    fn township(&mut self, district: u32, name: &str) -> u32 {
        let is_it = |it: &Township| it.district == district && it.name == name;
        let found = self.townships.iter().rposition(is_it).unwrap_or_else(|| {
            self.townships.push(Township { district, name: name.to_owned(), villages: 0 });
            self.townships.len() - 1
        });
        if let Some(township) = self.townships.get_mut(found) {
            township.villages += 1;
        }
        number(found)
    }

    /// The chunk that the next village of a district goes to.
    fn chunk(&mut self, district: u32, village: u32) -> usize {
        let is_free = |chunk: &Chunk| chunk.district == district && chunk.villages.len() < CHUNK;
        let found = self.chunks.iter().rposition(is_free).unwrap_or_else(|| {
            let rollup = self.rollup();
            self.chunks.push(Chunk { district, villages: Vec::new(), rollup });
            self.chunks.len() - 1
        });
        if let Some(chunk) = self.chunks.get_mut(found) {
            chunk.villages.push(village);
        }
        found
    }

    /// The verdicts of a village as imported, in the order of the heads.
    pub(super) fn verdicts_of(&self, village: u32) -> &[Verdict] {
        let checks = self.engine.pack().checks.len();
        let from = place(village).saturating_mul(checks);
        self.verdicts.get(from..from.saturating_add(checks)).unwrap_or_default()
    }

    /// An empty roll-up that can become part of one of any level.
    pub(super) fn rollup(&self) -> Rollup {
        let city = Area { level: Some(Level::City), ..Area::default() };
        Rollup::new(Arc::clone(self.engine), self.date, city)
    }

    fn keep(&mut self, problem: Problem, village: Option<u32>, is_error: bool) {
        self.progress.problems += 1;
        if let Some(village) = village.and_then(|village| self.villages.get_mut(place(village))) {
            village.problems = village.problems.saturating_add(1);
        }
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(Kept {
                row: number(problem.row),
                column: u16::try_from(problem.column).unwrap_or_default(),
                village,
                is_error,
                cell: problem.cell.into(),
                message: problem.message.into(),
            });
        }
    }

    /// A window of the problems; of one village only those of its row.
    pub(super) fn problems(&self, from: usize, count: usize, village: Option<u32>) -> Problems {
        let wanted = || self.problems.iter().filter(move |kept| village.is_none() || kept.village == village);
        let view = |kept: &Kept| self.problem(kept);
        let mut rows: Vec<ProblemView> = wanted().skip(from).take(count).map(view).collect();
        let kept = wanted().count();
        let total = if village.is_some() { number(kept) } else { self.progress.problems };
        let is_cut = village.is_none() && place(total) > kept;
        if is_cut && from < kept && from.saturating_add(count) >= kept {
            rows.push(self.problem(&Kept {
                row: 0,
                column: 0,
                village: None,
                is_error: true,
                cell: Box::default(),
                message: text::more_problems(place(total) - kept).into(),
            }));
        }
        Problems { total, rows }
    }

    fn problem(&self, kept: &Kept) -> ProblemView {
        let column = usize::from(kept.column);
        let heading = column.checked_sub(1).and_then(|index| self.columns.list().get(index));
        ProblemView {
            sheet: self.sheet_name().to_owned(),
            row: kept.row,
            letters: letters(column),
            heading: heading.map(|column| column.title.clone()).unwrap_or_default(),
            cell: kept.cell.as_ref().to_owned(),
            message: kept.message.as_ref().to_owned(),
            village: kept.village,
            is_error: kept.is_error,
        }
    }

    fn sheet_name(&self) -> &str {
        self.sheets.get(self.sheet).map(|sheet| sheet.name.as_str()).unwrap_or_default()
    }

    /// The district and the township that a village says it belongs to.
    pub(super) fn belongs(&self, village: &Identity) -> [&str; 2] {
        let township = at(&self.townships, village.township);
        let district = township.map(|township| self.districts.get(township.district)).unwrap_or_default();
        [district, township.map(|township| township.name.as_str()).unwrap_or_default()]
    }
}

impl Import<'_> {
    /// How a village is called: by its name, else by its code, else by its row.
    pub(super) fn name_of(&self, village: &Identity) -> String {
        match (village.name.as_ref(), village.code.as_ref()) {
            ("", "") => text::nameless(village.row),
            ("", code) => code.to_owned(),
            (name, _) => name.to_owned(),
        }
    }

    /// Where it belongs: its township, after its district where there are several.
    pub(super) fn place_of(&self, village: &Identity) -> String {
        let [district, township] = self.belongs(village);
        let district = if self.districts.list().len() > 1 { district } else { "" };
        let parts: Vec<&str> = [district, township].into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(" ")
    }

    pub(super) fn district_of(&self, village: &Identity) -> Option<u32> {
        at(&self.townships, village.township).map(|township| township.district)
    }
}

/// A data error at its cell.
fn problem_of(village: &Village, error: &DataError) -> Problem {
    let field = error.fields.first();
    let column = field.map_or(0, |field| village.column(field));
    let cell = field.and_then(|field| village.answers.get(field)).map(crate::shown).unwrap_or_default();
    Problem::new(village.row, column, error.message.clone()).with_cell(&cell)
}

/// A number for names together; by FNV-1a, as they are many and short.
pub(super) fn key_of(names: [&str; 4]) -> u64 {
    let bytes = names.iter().flat_map(|name| name.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |key, byte| (key ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// What a village says to a text indicator.
pub(super) fn said(engine: &Engine, answers: &Answers, name: &str) -> String {
    match answers.get(name).map(|answer| engine.read(name, answer)) {
        Some(Reading::Value { text, .. }) => text,
        _ => String::new(),
    }
}

fn kind_of(name: &str, bytes: &[u8]) -> FileKind {
    let name = name.to_ascii_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    let is_json = bytes.trim_ascii_start().starts_with(b"{") || ends(&[".jsonl", ".ndjson", ".json"]);
    // A workbook is one whatever its file is called; what is no workbook that can be read says so itself.
    if xlsx::is_office_file(bytes) || ends(&[".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods"]) {
        FileKind::Xlsx
    } else if is_json {
        FileKind::JsonLines
    } else {
        FileKind::Csv
    }
}
