//! Villages from the rows of a sheet, as offices really keep them: titles above the heading, a heading of several rows, a row of
//! units below, totals and signatures among the villages. Depends on `columns`, `rules`.

use std::collections::VecDeque;
use std::io::{Read, Seek};
use std::sync::Arc;

use rules::{Answer, Reading};

use crate::columns::{Columns, Head, Mapping, Names, cleaned, is_unit, multiples_of_sheet, says_who};
use crate::known::Known;
use crate::place::{Problem, Refusal, place, shortened};
use crate::row::{Cell, Row};
use crate::village::Village;
use crate::{csv, xlsx};

/// Among so many rows at the top the heading is looked for.
pub(crate) const HEAD_ROWS: usize = 20;

/// Of so many rows at most a heading is made.
const HEAD_DEPTH: usize = 4;

const SPREAD: &str = "这一格与别的行或列合并，看不出里面的数是哪个村的，没有用。请取消合并，分别填写。";

/// What rows come from.
pub trait Rows {
    /// The next row; none after the last.
    ///
    /// # Errors
    /// The rest cannot be read.
    fn next_row(&mut self) -> Result<Option<Row>, Refusal>;

    /// What is to be said of the sheet after its last row.
    fn problems(&self) -> Vec<Problem> {
        Vec::new()
    }

    /// Whether a row shorter than the heading must be a mistake: in a text each row has all its separators.
    fn are_whole(&self) -> bool {
        false
    }
}

impl<R: Read> Rows for csv::Rows<R> {
    fn next_row(&mut self) -> Result<Option<Row>, Refusal> {
        self.next_row()
    }

    fn are_whole(&self) -> bool {
        true
    }
}

impl<R: Read + Seek> Rows for xlsx::Rows<R> {
    fn next_row(&mut self) -> Result<Option<Row>, Refusal> {
        self.next_row()
    }

    fn problems(&self) -> Vec<Problem> {
        self.problems()
    }
}

/// What a sheet gives.
#[derive(Debug)]
pub enum Step {
    /// A village.
    Village(Village),
    /// Something to say of what is no village.
    Problem(Problem),
}

/// The villages of a sheet, one after another.
#[derive(Debug)]
pub struct Villages<'k, S> {
    rows: S,
    known: Known<'k>,
    sheet: Option<String>,
    columns: Arc<Columns>,
    /// Rows that were looked at for the heading and are villages.
    waiting: VecDeque<Row>,
    steps: VecDeque<Step>,
    separator: Option<char>,
    is_done: bool,
}

impl<'k, S: Rows> Villages<'k, S> {
    /// Finds the heading. `sheet` is the name of a workbook's sheet.
    ///
    /// # Errors
    /// There is no heading, or the rows cannot be read.
    pub fn new(rows: S, sheet: Option<String>, known: Known<'k>, mapping: &Mapping) -> Result<Self, Refusal> {
        Self::headed(rows, sheet, known, mapping, |_| None)
    }

    /// The same, taking the first row that could be one for a heading where no indicator is named: a person may say what its
    /// columns are.
    ///
    /// # Errors
    /// The rows cannot be read, or none could be a heading.
    pub(crate) fn asked(rows: S, sheet: Option<String>, known: Known<'k>, mapping: &Mapping) -> Result<Self, Refusal> {
        let is_head = |row: &Row| filled(row).count() > 1 && title_of(row).is_none();
        Self::headed(rows, sheet, known, mapping, |top| top.iter().position(is_head))
    }

    fn headed(
        mut rows: S,
        sheet: Option<String>,
        known: Known<'k>,
        mapping: &Mapping,
        guess: impl Fn(&[Row]) -> Option<usize>,
    ) -> Result<Self, Refusal> {
        let top = top_of(&mut rows)?;
        let first = top.first().map(|row| row.number);
        let Some(first) = first else {
            let message = "文件是空的。第一行应为指标名称，以下每行一个村。";
            return Err(Refusal::at(place(sheet.as_deref(), 0, 0), message));
        };
        let guessed = || named_by(&top, guess(&top)?, &known, mapping);
        let Some((columns, used)) = heading(&top, &known, mapping).or_else(guessed) else {
            let message = "这一行没有一个是指标名称。请把指标名称放在第一行，以下每行一个村；如果看到的是乱码，请用表格软件打开，另存为“CSV UTF-8”再试。";
            return Err(Refusal::at(place(sheet.as_deref(), first, 0), message));
        };
        let columns = columns.ask(&known);
        let titles = top.iter().take_while(|row| row.number < columns.row);
        let narrowing = titles.filter_map(|row| Some((row, title_of(row).filter(|title| is_narrowing(title))?)));
        let of_part = narrowing.map(|(row, title)| {
            let message =
                "看这个表名，表里的数可能不是全村现在的数。仍按全村现在的数用了；如果不是，请不要用这份结果。";
            Problem::new(row.number, 1, message).with_cell(&title)
        });
        let steps = of_part.chain(columns.problems(&known)).map(Step::Problem).collect();
        let mut villages = Self {
            rows,
            known,
            sheet,
            columns: Arc::new(columns),
            waiting: top.into_iter().skip(used).collect(),
            steps,
            separator: None,
            is_done: false,
        };
        villages.name_sheet();
        Ok(villages)
    }

    /// Says what parts the cells of a text, so that rows that an open quote has swallowed are noticed.
    #[must_use]
    pub fn parted_by(mut self, separator: char) -> Self {
        self.separator = Some(separator);
        self
    }

    /// What its columns are.
    #[must_use]
    pub fn columns(&self) -> &Arc<Columns> {
        &self.columns
    }

    /// Rows below the heading that were looked at already.
    pub(crate) fn waiting(&self) -> &VecDeque<Row> {
        &self.waiting
    }

    /// What the rows come from.
    pub fn rows(&self) -> &S {
        &self.rows
    }

    /// What the rows come from, for another use.
    pub fn into_rows(self) -> S {
        self.rows
    }

    /// The next village or problem; none after the last.
    ///
    /// # Errors
    /// The rest cannot be read.
    pub fn next_step(&mut self) -> Result<Option<Step>, Refusal> {
        loop {
            if let Some(step) = self.steps.pop_front() {
                return Ok(Some(step));
            }
            if self.is_done {
                return Ok(None);
            }
            let row = match self.waiting.pop_front() {
                Some(row) => Some(row),
                None => self.rows.next_row().map_err(|refusal| self.in_sheet(refusal))?,
            };
            match row {
                Some(row) if row.is_empty() => {}
                Some(row) => {
                    let step = self.step(&row);
                    self.steps.push_back(step);
                }
                None => {
                    self.is_done = true;
                    self.steps.extend(self.rows.problems().into_iter().map(Step::Problem));
                }
            }
            self.name_sheet();
        }
    }

    fn in_sheet(&self, refusal: Refusal) -> Refusal {
        match &self.sheet {
            Some(sheet) => Refusal { place: format!(":{sheet}{}", refusal.place.replacen(':', "!", 1)), ..refusal },
            None => refusal,
        }
    }

    /// Problems of a workbook's sheet say its name.
    fn name_sheet(&mut self) {
        let Some(sheet) = &self.sheet else { return };
        for step in &mut self.steps {
            let problems = match step {
                Step::Village(village) => {
                    village.sheet = Some(sheet.clone());
                    village.problems.as_mut_slice()
                }
                Step::Problem(problem) => core::slice::from_mut(problem),
            };
            for problem in problems {
                problem.sheet = Some(sheet.clone());
            }
        }
    }

    fn step(&self, row: &Row) -> Step {
        match passed_over(row, &self.columns) {
            Some(message) => Step::Problem(Problem::new(row.number, 0, message)),
            None => Step::Village(self.village(row)),
        }
    }

    fn village(&self, row: &Row) -> Village {
        let mut village = Village::in_row(row.number, Arc::clone(&self.columns));
        for (index, cell) in row.cells.iter().enumerate() {
            self.add(&mut village, row, index, cell);
        }
        let named = self.columns.last;
        if self.rows.are_whole() && row.cells.len() < named {
            let message =
                format!("这一行只有 {} 格，比表头少，缺的当作没有填写。请检查是不是少了格子。", row.cells.len());
            village.problems.push(Problem::new(row.number, 0, message));
        }
        self.warn_of_swallowed_rows(row, &mut village);
        village
    }

    fn add(&self, village: &mut Village, row: &Row, index: usize, cell: &Cell) {
        let say = |message: String| Problem::new(row.number, index + 1, message).with_cell(cell.text());
        let column = self.columns.list().get(index).filter(|column| !column.title.is_empty());
        let Some(column) = column else {
            if !cell.is_empty() && !row.spread.contains(&index) {
                let text = shortened(cell.text().trim());
                village.problems.push(say(format!("“{text}”没有对应的列名，没有使用。请检查这一行是不是多了格子。")));
            }
            return;
        };
        let Some(name) = column.name() else { return };
        let what = match cell {
            Cell::Fault { what, .. } => Some(*what),
            Cell::Text(_) if row.spread.contains(&index) && self.is_number(name) => Some(SPREAD),
            Cell::Text(_) => None,
        };
        if !cell.is_empty() {
            village.filled(name, index + 1);
        }
        if let Some(what) = what {
            village.problems.push(say(what.to_owned()));
            village.spoil(name, cell.text());
            return;
        }
        if let Some(conflict) = village.add(name, Answer::Text(column.meant(cell.text())), &self.known) {
            village.problems.push(say(conflict));
        }
    }

    fn is_number(&self, name: &str) -> bool {
        self.known.get(name).is_some_and(|indicator| indicator.kind.is_number())
    }

    /// A quote that is not closed takes the rows below it into its cell; they must not vanish unsaid.
    fn warn_of_swallowed_rows(&self, row: &Row, village: &mut Village) {
        let Some(separator) = self.separator else { return };
        let columns = self.columns.list().len();
        let is_row = |line: &str| columns > 2 && line.matches(separator).count() + 1 >= columns;
        for (index, cell) in row.cells.iter().enumerate() {
            if !cell.text().contains('\n') || !cell.text().lines().skip(1).any(is_row) {
                continue;
            }
            let rows = cell.text().trim_end().matches('\n').count();
            let message =
                format!("这一格里有下面 {rows} 行的内容，那几行没有判定。请检查这一格的引号（\"）是不是没有成对。");
            village.problems.push(Problem::new(row.number, index + 1, message).with_cell(cell.text()));
        }
    }
}

/// The first rows that hold anything.
fn top_of(rows: &mut impl Rows) -> Result<Vec<Row>, Refusal> {
    let mut top = Vec::new();
    while top.len() < HEAD_ROWS {
        match rows.next_row()? {
            Some(row) if row.is_empty() => {}
            Some(row) => top.push(row),
            None => break,
        }
    }
    Ok(top)
}

/// How many columns of the first rows bear an indicator's name.
pub(crate) fn matches(rows: &mut impl Rows, known: &Known<'_>, mapping: &Mapping) -> Result<usize, Refusal> {
    let top = top_of(rows)?;
    Ok(heading(&top, known, mapping).map_or(0, |(columns, _)| columns.matches()))
}

/// The heading: the columns that it names, and how many of the first rows it takes with all above it.
fn heading(top: &[Row], known: &Known<'_>, mapping: &Mapping) -> Option<(Columns, usize)> {
    let names = &Names::of(known);
    let mut best: Option<(usize, Columns, usize)> = None;
    for lowest in 0..top.len() {
        for depth in 1..=HEAD_DEPTH.min(lowest + 1) {
            let rows = top.get(..=lowest).unwrap_or_default();
            let Some(last) = rows.last() else { continue };
            let columns = Columns::find(&heads(rows, depth, None), last.number, names, mapping);
            let matches = columns.matches();
            if matches > best.as_ref().map_or(0, |(most, ..)| *most) {
                best = Some((matches, columns, lowest));
            }
        }
    }
    let Some((_, columns, lowest)) = best else { return near_heading(top, known, mapping) };
    // What stands below may say units, or number the columns.
    let mut used = lowest + 1;
    let mut columns = columns;
    while let Some(below) = top.get(used) {
        if is_numbering(below) {
            used += 1;
        } else if is_units(below) {
            columns = with_units(top.get(..=lowest).unwrap_or_default(), below, &columns, names, mapping);
            used += 1;
        } else if is_more_heading(below, &columns, known) {
            let above = top.get(..=lowest).unwrap_or_default();
            let texts: Vec<String> = below.cells.iter().map(|cell| cleaned(cell.text())).collect();
            columns = with_units(above, &units_of(below), &columns, names, mapping);
            columns = columns.narrowed(&heads(above, 1, None), &texts, names, mapping);
            used += 1;
        } else {
            break;
        }
    }
    Some((columns, used))
}

/// A heading in which every name is misspelt: the first row with a name that is near to one.
fn near_heading(top: &[Row], known: &Known<'_>, mapping: &Mapping) -> Option<(Columns, usize)> {
    let is_near = |row: &Row| row.cells.iter().any(|cell| known.nearest(&cleaned(cell.text())).is_some());
    named_by(top, top.iter().position(is_near)?, known, mapping)
}

/// The heading whose lowest row stands at that place.
fn named_by(top: &[Row], place: usize, known: &Known<'_>, mapping: &Mapping) -> Option<(Columns, usize)> {
    let row = top.get(place)?;
    let rows = top.get(..=place).unwrap_or_default();
    Some((Columns::find(&heads(rows, 1, None), row.number, &Names::of(known), mapping), place + 1))
}

/// The same heading with the units below it: of the depth that gives as many names.
fn with_units(above: &[Row], units: &Row, found: &Columns, names: &Names<'_>, mapping: &Mapping) -> Columns {
    let mut depths = 1..=HEAD_DEPTH.min(above.len());
    let wanted = found.matches();
    let tried = depths.find_map(|depth| {
        let plain = Columns::find(&heads(above, depth, None), found.row, names, mapping);
        (plain.matches() == wanted).then(|| Columns::find(&heads(above, depth, Some(units)), found.row, names, mapping))
    });
    tried.unwrap_or_else(|| found.clone())
}

/// What stands at the head of each column, named by the lowest `depth` rows. A heading above several columns stands over the
/// first of them.
fn heads(top: &[Row], depth: usize, units: Option<&Row>) -> Vec<Head> {
    let looked_at = top.get(top.len().saturating_sub(HEAD_DEPTH)..).unwrap_or_default();
    let is_head = |(index, row): &(usize, &Row)| index + 1 == looked_at.len() || title_of(row).is_none();
    let rows: Vec<&Row> = looked_at.iter().enumerate().filter(is_head).map(|(_, row)| row).collect();
    let names_from = rows.len().saturating_sub(depth);
    let above = top.get(..top.len().saturating_sub(1)).unwrap_or_default();
    let multiples: Vec<String> =
        above.iter().flat_map(|row| &row.cells).flat_map(|cell| multiples_of_sheet(cell.text())).collect();
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
    let mut heads: Vec<Head> = Vec::with_capacity(width);
    let mut above: Vec<String> = vec![String::new(); rows.len()];
    for index in 0..width {
        let mut head = Head { multiples: multiples.clone(), ..Head::default() };
        let texts: Vec<String> =
            rows.iter().map(|row| row.cells.get(index).map(|cell| cleaned(cell.text())).unwrap_or_default()).collect();
        let lowest = texts.iter().rposition(|text| !text.is_empty());
        for (level, (text, last)) in texts.iter().zip(&mut above).enumerate() {
            if !text.is_empty() {
                last.clone_from(text);
            } else if lowest.is_none_or(|lowest| level > lowest) {
                last.clear();
            }
            // Nothing stands over a column without a name of its own.
            let is_above = lowest.is_some_and(|lowest| level <= lowest);
            if !is_above || last.is_empty() || head.levels.last().or(head.above.last()) == Some(last) {
                continue;
            }
            let levels = if level < names_from { &mut head.above } else { &mut head.levels };
            levels.push(last.clone());
        }
        head.unit = units.and_then(|row| row.cells.get(index)).map(|cell| cleaned(cell.text())).unwrap_or_default();
        heads.push(head);
    }
    heads
}

/// Words in a sheet's title by which its figures may not be those of whole villages as they are.
const NARROWING: [&str; 8] = ["贫困户", "五保", "低保", "计划", "预计", "上年", "去年", "其中"];

fn is_narrowing(title: &str) -> bool {
    NARROWING.iter().any(|word| title.contains(word))
}

/// The title, where a row holds nothing else.
fn title_of(row: &Row) -> Option<String> {
    const ENDINGS: [&str; 7] = ["表", "册", "台账", "台帐", "清单", "名单", "一览"];
    const FEWEST: usize = 8;
    row.cells.first().filter(|cell| !cell.is_empty())?;
    let mut texts = filled(row).filter(|text| !says_who(text)).map(cleaned);
    let title = texts.next()?;
    // `情况表（一）`
    let bare = title.split(['（', '(']).next().unwrap_or_default();
    let is_named = ENDINGS.iter().any(|ending| bare.ends_with(ending));
    let is_long = title.chars().count() >= FEWEST && !is_narrowing(&title);
    (texts.all(|text| text == title) && (is_named || is_long)).then_some(title)
}

fn filled(row: &Row) -> impl Iterator<Item = &str> {
    row.cells.iter().filter(|cell| !cell.is_empty()).map(|cell| cell.text().trim())
}

/// A row of nothing but units.
fn is_units(row: &Row) -> bool {
    filled(row).all(is_unit)
}

/// The same row with nothing but its units.
fn units_of(row: &Row) -> Row {
    let unit = |cell: &Cell| if is_unit(cell.text()) { cell.clone() } else { Cell::EMPTY };
    Row { cells: row.cells.iter().map(unit).collect(), ..row.clone() }
}

/// A row below the names that says more of them, and is no village: it names none, and no cell could be an answer.
fn is_more_heading(row: &Row, columns: &Columns, known: &Known<'_>) -> bool {
    let mut is_any = false;
    for (index, cell) in row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
        let column = columns.list().get(index);
        if column.is_some_and(|column| column.title == cleaned(cell.text())) {
            continue;
        }
        let indicator = column.and_then(|column| known.get(column.found.name()?));
        let Some(indicator) = indicator else { continue };
        let reading = known.read(&indicator.name, &Answer::Text(cell.text().to_owned()));
        if !matches!((cell, reading), (Cell::Text(_), Reading::Error(_))) {
            return false;
        }
        is_any = true;
    }
    is_any
}

/// A row that numbers the columns: 甲, 乙, 1, 2, 3 …
fn is_numbering(row: &Row) -> bool {
    const FEWEST: usize = 3;
    let mut next = 1;
    for cell in filled(row) {
        if cell.parse() == Ok(next) {
            next += 1;
        } else if next > 1 || !matches!(cell, "甲" | "乙" | "丙" | "丁" | "序号" | "栏次" | "—") {
            return false;
        }
    }
    next > FEWEST
}

/// Why a row is no village: a total, a signature, the heading again.
fn passed_over(row: &Row, columns: &Columns) -> Option<String> {
    const TOTALS: [&str; 6] = ["合计", "小计", "总计", "共计", "汇总", "平均"];
    const SIGNED: [&str; 13] = [
        "填表人",
        "填报人",
        "制表人",
        "审核人",
        "负责人",
        "联系人",
        "联系电话",
        "填报单位",
        "填表单位",
        "填报日期",
        "填表日期",
        "备注",
        "说明",
    ];
    const LOOKED_AT: usize = 4;
    let first = row.cells.iter().take(LOOKED_AT).filter(|cell| !cell.is_empty());
    let total = first.map(|cell| cleaned(cell.text())).find(|text| TOTALS.iter().any(|word| text.ends_with(word)));
    if let Some(total) = total {
        return Some(format!("这一行是“{}”，不是一个村，没有判定。", shortened(&total)));
    }
    let lead = filled(row).next().map(cleaned)?;
    let is_remark =
        |word: &str| lead.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '：']));
    if SIGNED.iter().any(|word| is_remark(word)) || lead.starts_with("注：") || lead.starts_with("注:") {
        return Some(format!("这一行是“{}”，不是一个村，没有判定。", shortened(&lead)));
    }
    let named = |(index, cell): (usize, &Cell)| {
        let column = columns.list().get(index);
        cell.is_empty() || column.is_some_and(|column| column.title.ends_with(&cleaned(cell.text())))
    };
    let is_heading = filled(row).count() > 1 && row.cells.iter().enumerate().all(named);
    is_heading.then(|| "这一行又是表头，没有判定。".to_owned())
}

/// The rows of a table as text: what parts its cells is told by its heading.
///
/// # Errors
/// There is no heading, or the text cannot be read.
pub fn of_text<'k, R: Read>(
    mut text: R,
    known: Known<'k>,
    mapping: &Mapping,
) -> Result<Villages<'k, csv::Rows<R>>, Refusal> {
    const LOOKED_AT: u64 = 1 << 16;
    let mut top = Vec::new();
    text.by_ref().take(LOOKED_AT).read_to_end(&mut top).map_err(|error| Refusal::unread(&error))?;
    let separator = separator_of(&top, &known, mapping);
    let rows = csv::Rows::begun(top, text, separator);
    Ok(Villages::new(rows, None, known, mapping)?.parted_by(char::from(separator)))
}

/// What parts the cells of a text that begins so: what gives most indicators' names.
pub(crate) fn separator_of(top: &[u8], known: &Known<'_>, mapping: &Mapping) -> u8 {
    let mut best = (0, b',');
    for separator in [b',', b'\t', b';'] {
        // A row too long for any sheet is told of when it is read.
        let matches = matches(&mut csv::Rows::new(top, separator), known, mapping).unwrap_or_default();
        if matches > best.0 {
            best = (matches, separator);
        }
    }
    if best.0 == 0 { first_separator(top) } else { best.1 }
}

/// A comma; tabs or semicolons where the first line has these and no comma.
fn first_separator(top: &[u8]) -> u8 {
    let mut is_quoted = false;
    let mut found = b',';
    for byte in top.trim_ascii_start() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            b'\n' => break,
            b',' => return b',',
            b'\t' => found = b'\t',
            b';' if found == b',' => found = b';',
            _ => {}
        }
    }
    found
}

/// The villages of a workbook: those of the wanted sheets, or of the first one in view that has a heading.
#[derive(Debug)]
pub struct OfBook<'k, R> {
    villages: Villages<'k, xlsx::Rows<R>>,
    mapping: Mapping,
    /// Sheets still to be read.
    wanted: VecDeque<usize>,
    steps: VecDeque<Step>,
}

/// Begins to read a workbook. `wanted` are names of sheets; without any, the first one in view that has a heading is read,
/// and others that have one are told of.
///
/// # Errors
/// It is no workbook that can be read, it has no such sheet, or no sheet has a heading.
pub fn of_book<'k, R: Read + Seek>(
    input: R,
    known: &Known<'k>,
    mapping: &Mapping,
    wanted: &[String],
) -> Result<OfBook<'k, R>, Refusal> {
    let mut book = xlsx::Book::open(input)?;
    let names: Vec<xlsx::SheetName> = book.sheets().to_vec();
    let mut steps = VecDeque::new();
    let mut chosen = VecDeque::new();
    for name in wanted {
        let place = names.iter().position(|sheet| sheet.name == *name);
        chosen.push_back(place.ok_or_else(|| {
            let all: Vec<&str> = names.iter().map(|sheet| sheet.name.as_str()).collect();
            Refusal::new(format!("没有“{}”这张工作表，有的是：{}。", shortened(name), all.join("、")))
        })?);
    }
    if wanted.is_empty() {
        // Columns of indicators; a list of their names has one a row, and is taken only where there is nothing better.
        let mut headed = Vec::new();
        for (index, _) in names.iter().enumerate().filter(|(_, sheet)| !sheet.is_hidden) {
            let mut rows = book.rows(index)?;
            headed.push((index, matches(&mut rows, known, mapping)?));
            book = rows.into_book();
        }
        let most = headed.iter().map(|(_, matches)| *matches).max().unwrap_or_default();
        let mut found = headed.iter().filter(|(_, matches)| *matches > usize::from(most > 1)).map(|(index, _)| *index);
        chosen.extend(found.next());
        let others: Vec<&str> = found.filter_map(|index| names.get(index)).map(|sheet| sheet.name.as_str()).collect();
        if !others.is_empty() {
            let message = format!("工作表“{}”里也有指标，没有读。要读的话请指明工作表。", others.join("”“"));
            steps.push_back(Step::Problem(Problem::new(0, 0, message)));
        }
    }
    // Without any heading the first sheet in view says what is wrong.
    let first = chosen.pop_front().or_else(|| names.iter().position(|sheet| !sheet.is_hidden)).unwrap_or_default();
    let villages = begin(book, first, &names, known, mapping)?;
    Ok(OfBook { villages, mapping: mapping.clone(), wanted: chosen, steps })
}

fn begin<'k, R: Read + Seek>(
    book: xlsx::Book<R>,
    index: usize,
    names: &[xlsx::SheetName],
    known: &Known<'k>,
    mapping: &Mapping,
) -> Result<Villages<'k, xlsx::Rows<R>>, Refusal> {
    let name = names.get(index).map(|sheet| sheet.name.clone());
    Villages::new(book.rows(index)?, name, known.clone(), mapping)
}

impl<'k, R: Read + Seek> OfBook<'k, R> {
    /// What the columns of the present sheet are.
    #[must_use]
    pub fn columns(&self) -> &Arc<Columns> {
        self.villages.columns()
    }

    /// How many bytes of the present sheet were read, and of how many.
    pub fn progress(&self) -> (u64, u64) {
        self.villages.rows().progress()
    }

    /// The next village or problem; none after the last, when the workbook is used up.
    ///
    /// # Errors
    /// The rest cannot be read.
    pub fn next_step(&mut self) -> Result<Option<Step>, Refusal> {
        if let Some(step) = self.steps.pop_front() {
            return Ok(Some(step));
        }
        self.villages.next_step()
    }

    /// The next sheet that is wanted; none after the last.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn next_sheet(self) -> Result<Option<Self>, Refusal> {
        let Self { villages, mapping, mut wanted, steps } = self;
        let Some(index) = wanted.pop_front() else { return Ok(None) };
        let known = villages.known.clone();
        let book = villages.into_rows().into_book();
        let names = book.sheets().to_vec();
        let villages = begin(book, index, &names, &known, &mapping)?;
        Ok(Some(Self { villages, mapping, wanted, steps }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rules::Engine;

    /// What a sheet's columns are taken for, and what is told of it.
    fn read(text: &str, mapping: &Mapping) -> (Vec<Option<String>>, Vec<String>) {
        let engine = Engine::new(packs::load("chongqing-2018").unwrap().unwrap()).unwrap();
        let mut villages = of_text(text.as_bytes(), Known::of([&engine]), mapping).unwrap();
        let names = villages.columns().list().iter().map(|column| column.found.name().map(str::to_owned)).collect();
        let mut told = Vec::new();
        while let Some(step) = villages.next_step().unwrap() {
            if let Step::Problem(problem) = step {
                told.push(format!("{} {}", problem.place(), problem.message));
            }
        }
        (names, told)
    }

    fn taken(above: &str) -> (usize, Vec<String>) {
        let (names, told) = read(&format!("{above}\n村名,总户数,总人口\n甲,500,1500\n"), &Mapping::default());
        assert_eq!(names[0].as_deref(), Some("村名"), "{above}");
        (names.iter().filter(|name| name.is_some()).count(), told)
    }

    #[test]
    fn a_heading_above_that_may_narrow_a_name_is_asked_about() {
        for word in [
            "贫困户",
            "其中：贫困户",
            "其中",
            "五保户",
            "未脱贫",
            "计划",
            "目标",
            "上年",
            "2017年",
            "脱贫",
            "非全村",
            "产业",
        ] {
            let (taken, told) = taken(&format!("村名,{word},"));
            assert_eq!(taken, 1, "{word}");
            let asked = format!("“总户数”的表头里还写着“{word}”");
            assert!(told[0].starts_with(":2:2 ") && told[0].contains(&asked), "{told:?}");
            assert!(told[1].starts_with(":2:3 "), "{told:?}");
        }
        // However deep, and beside a name that is plain.
        let deep = "示例县脱贫村情况表,,,\n基本情况,,贫困户,\n村名,总户数,一、户数,\n,,总户数,总人口\n甲,500,30,90\n";
        let (names, told) = read(deep, &Mapping::default());
        assert_eq!(names, [Some("村名".to_owned()), Some("总户数".to_owned()), None, None]);
        assert!(told[0].contains("“总户数”的表头里还写着“贫困户/一、户数”"), "{told:?}");
        let alone = read("贫困户,,\n总户数,总人口,村名\n500,1500,甲\n", &Mapping::default());
        assert_eq!(alone.0, [None, None, None]);
    }

    #[test]
    fn headings_above_that_say_nothing_are_passed_over() {
        for above in [
            "村名,基本情况,",
            "村名,一、基本情况,",
            "村名,（一）基本情况,",
            "基本信息,,",
            "村名,全村,",
            "村名,第一部分,",
            "村名,指标,",
            "填报单位：示例县,,单位：户",
            "示例县脱贫村情况表,,",
            "示例县2018年脱贫攻坚情况,,",
            "示例县脱贫村情况表（一）,,\n填报日期：2018年12月,,\n村名,基本情况,",
        ] {
            assert_eq!(taken(above), (3, Vec::new()), "{above}");
        }
        let (taken, told) = taken("建档立卡贫困户情况表,,");
        assert_eq!((taken, told.len()), (3, 1));
        assert!(told[0].starts_with(":1:1 ") && told[0].contains("表名"), "{told:?}");
    }

    #[test]
    fn what_a_sheet_is_counted_in_is_asked_about_where_it_matters() {
        let text = |heading: &str| format!("某县情况表,,单位：万元\n村名,总户数,{heading}\n甲,500,3.5\n");
        let (names, told) = read(&text("集体经营收入"), &Mapping::default());
        assert_eq!(names, [Some("村名".to_owned()), Some("总户数".to_owned()), None]);
        assert!(told[0].starts_with(":2:3 ") && told[0].contains("单位是“万元”"), "{told:?}");
        let income = |text: &str, mapping: &Mapping| {
            let engine = Engine::new(packs::load("chongqing-2018").unwrap().unwrap()).unwrap();
            let mut villages = of_text(text.as_bytes(), Known::of([&engine]), mapping).unwrap();
            match villages.next_step().unwrap().unwrap() {
                Step::Village(village) => village.answers.get("集体经营收入").map(crate::shown),
                Step::Problem(problem) => panic!("{problem:?}"),
            }
        };
        let none = Mapping::default();
        assert_eq!(income(&text("集体经营收入（元）"), &none).as_deref(), Some("3.5"));
        assert_eq!(income(&text("集体经营收入（万元）"), &none).as_deref(), Some("3.5万"));
        let columns = [("集体经营收入".to_owned(), Some("集体经营收入".to_owned()))].into();
        assert_eq!(income(&text("集体经营收入"), &Mapping { columns }).as_deref(), Some("3.5万"));
        // Above the names, a multiple of a unit is none that says nothing.
        assert_eq!(read("村名,万元\n,集体经营收入\n甲,3.5\n", &none).0[1], None);
    }

    #[test]
    fn a_row_below_the_names_that_may_narrow_them_is_asked_about() {
        let text = "村名,总户数,,通宽带,集体经营收入\n,计划,实际,是/否,万元\n甲,500,400,是,3.5\n";
        let (names, told) = read(text, &Mapping::default());
        let expected = [Some("村名"), None, None, Some("通宽带"), Some("集体经营收入")];
        assert_eq!(names, expected.map(|name| name.map(str::to_owned)));
        assert!(told[0].contains("“总户数”的表头里还写着“计划”"), "{told:?}");
        assert!(told[1].contains("没有“实际”这个指标"), "{told:?}");
        assert_eq!(told.len(), 2, "the row itself is no village");
        let columns = [("总户数/计划".to_owned(), None), ("实际".to_owned(), Some("总户数".to_owned()))].into();
        assert_eq!(read(text, &Mapping { columns }).1, Vec::<String>::new());
        // The income is read in the unit below it; a village without a name that has an answer stays one.
        let engine = Engine::new(packs::load("chongqing-2018").unwrap().unwrap()).unwrap();
        let first = |text: &str| {
            let mut villages = of_text(text.as_bytes(), Known::of([&engine]), &Mapping::default()).unwrap();
            loop {
                if let Step::Village(village) = villages.next_step().unwrap().unwrap() {
                    return village;
                }
            }
        };
        assert_eq!(first(text).answers.get("集体经营收入").map(crate::shown).as_deref(), Some("3.5万"));
        assert_eq!(first("村名,总户数,通宽带\n,很多,是\n甲,500,是\n").row, 2);
        assert_eq!(first("村名,总户数,通宽带\n甲,很多,大概\n").row, 2);
    }

    #[test]
    fn merged_headings_of_a_workbook_are_asked_about_too() {
        let engine = Engine::new(packs::load("chongqing-2018").unwrap().unwrap()).unwrap();
        let mut writer = xlsx::Writer::new(Vec::new());
        let merged = vec![[1, 1, 5], [2, 2, 3], [2, 4, 5]];
        let columns = (0..5).map(|_| xlsx::Column::default()).collect();
        writer.sheet(&xlsx::Sheet { name: "表", columns, frozen: 3, merged }).unwrap();
        for row in [
            ["示例县情况表", "", "", "", ""],
            ["", "基本情况", "", "其中：贫困户", ""],
            ["村名", "总户数", "村民小组数", "总人口", "建档立卡户数"],
            ["甲", "500", "7", "90", "30"],
        ] {
            writer.row(row.map(xlsx::Written::Number)).unwrap();
        }
        let bytes = writer.finish().unwrap();
        let known = Known::of([&engine]);
        let book = of_book(std::io::Cursor::new(bytes), &known, &Mapping::default(), &[]).unwrap();
        let names: Vec<Option<&str>> = book.columns().list().iter().map(|column| column.found.name()).collect();
        assert_eq!(names, [Some("村名"), Some("总户数"), Some("村民小组数"), None, None]);
    }

    #[test]
    fn what_stands_above_can_be_settled() {
        let text = "村名,贫困户,\n,总户数,总人口\n甲,50,150\n";
        let mapping = |name: Option<&str>| Mapping {
            columns: [
                ("贫困户/总户数".to_owned(), name.map(str::to_owned)),
                ("总户数".to_owned(), Some("总户数".to_owned())),
            ]
            .into(),
        };
        for name in ["总户数", "建档立卡户数"] {
            assert_eq!(read(text, &mapping(Some(name))).0[1].as_deref(), Some(name));
        }
        let (names, told) = read(text, &mapping(None));
        assert_eq!((names[1].as_deref(), told.len()), (None, 1), "{told:?}");
    }

    /// The district that is there to be tried, made by the generator: `villages 60 2018 csv`.
    #[test]
    fn the_demo_district_can_be_read() {
        let engine = Engine::new(packs::load("chongqing-2018").unwrap().unwrap()).unwrap();
        let text = include_str!("../data/demo.csv");
        let mut villages = of_text(text.as_bytes(), Known::of([&engine]), &Mapping::default()).unwrap();
        let mut count = 0;
        while let Some(step) = villages.next_step().unwrap() {
            let Step::Village(village) = step else { panic!("{step:?}") };
            assert!(village.problems.is_empty(), "{:?}", village.problems);
            let name = village.answers.get("村名").map(crate::shown).unwrap_or_default();
            assert!(name.starts_with("示例"), "no verdict is invented of a real village: {name}");
            count += 1;
        }
        assert_eq!(count, 60);
    }
}
