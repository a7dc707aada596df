//! Files to be saved: tables for other programs, each cell safe in a spreadsheet. Depends on `csv` and `xlsx`.

use std::io;

use rules::area::assessment::Level;
use rules::verdict_of_kind_text;

use super::Desk;
use super::store::{number, place};
use super::talk::{Export, File};
use super::{area, text};
use crate::xlsx::{Column, Sheet, Writer, Written};
use crate::{Known, csv, template};

const CSV: &str = "text/csv";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const JSON_LINES: &str = "application/jsonl";

impl Desk<'_> {
    pub(super) fn export(&mut self, what: Export, with_supposed: bool) -> Result<File, String> {
        let is_supposed = with_supposed && self.trial.is_any();
        if what == Export::Template {
            let bytes = template::write(&Known::of([&**self.engine]), Vec::new()).map_err(|error| unwritten(&error))?;
            return Ok(File { name: text::TEMPLATE.to_owned(), media: XLSX.to_owned(), bytes });
        }
        let (media, bytes, title) = match what {
            Export::MatrixXlsx => (XLSX, self.matrix_book(is_supposed)?, "达标表.xlsx"),
            Export::ProblemsCsv => (CSV, table(&self.problem_rows()?), "问题.csv"),
            Export::JsonLines => (JSON_LINES, self.answer_lines(is_supposed)?, "数据.jsonl"),
            Export::AreasCsv(level) => (CSV, table(&self.area_rows(level, is_supposed)?), "汇总.csv"),
            Export::ComparedCsv => (CSV, table(&self.compared_rows()?), "对比.csv"),
            Export::MatrixCsv | Export::Template => (CSV, table(&self.matrix_rows(is_supposed)?), "达标表.csv"),
        };
        let work = self.work()?;
        let is_partial = work.progress.is_partial || !work.progress.is_done;
        Ok(File { name: text::file_name(&work.name, title, is_supposed, is_partial), media: media.to_owned(), bytes })
    }

    /// The heading first; the last column says what is supposed, where that counts.
    fn matrix_rows(&self, is_supposed: bool) -> Result<Vec<Vec<String>>, String> {
        let work = self.work()?;
        let checks = &self.engine.pack().checks;
        let mut head: Vec<String> = text::MATRIX_HEAD.map(str::to_owned).to_vec();
        head.extend(checks.iter().map(|check| check.name.clone()));
        if is_supposed {
            head.push(text::SUPPOSED.to_owned());
        }
        let mut rows = vec![head];
        for (index, village) in work.villages.iter().enumerate() {
            let index = number(index);
            let verdicts = if is_supposed { self.verdicts(work, index) } else { work.verdicts_of(index) };
            let [district, township] = work.belongs(village);
            let names = [district, township, &village.name, &village.code];
            let mut row: Vec<String> = names.map(str::to_owned).to_vec();
            row.push(self.date.to_string());
            row.extend(self.counts(verdicts).map(|count| count.to_string()));
            row.push(self.eight(verdicts).to_string());
            let said = checks.iter().zip(verdicts).map(|(check, verdict)| verdict_of_kind_text(check.kind, *verdict));
            row.extend(said.map(str::to_owned));
            if is_supposed {
                row.push(self.supposed_of(index));
            }
            rows.push(row);
        }
        Ok(rows)
    }

    /// What is supposed of a village: `标准化卫生室=是`.
    fn supposed_of(&self, village: u32) -> String {
        let supposed = self.trial.of(village).map(|(name, answer)| [name, "=", &crate::shown(answer)].concat());
        supposed.collect::<Vec<String>>().join("、")
    }

    fn matrix_book(&self, is_supposed: bool) -> Result<Vec<u8>, String> {
        let rows = self.matrix_rows(is_supposed)?;
        let write = || {
            let mut book = Writer::new(Vec::new());
            let columns = rows.first().map(|head| head.iter().map(|_| Column::default()).collect()).unwrap_or_default();
            book.sheet(&Sheet { name: text::MATRIX, columns, frozen: 1, merged: Vec::new() })?;
            for (index, row) in rows.iter().enumerate() {
                let cell = |cell| if index == 0 { Written::Head(cell) } else { Written::Number(cell) };
                book.row(row.iter().map(|text| cell(text.as_str())))?;
            }
            book.finish()
        };
        write().map_err(|error: io::Error| unwritten(&error))
    }

    fn problem_rows(&self) -> Result<Vec<Vec<String>>, String> {
        let work = self.work()?;
        let mut rows = vec![text::PROBLEMS_HEAD.map(str::to_owned).to_vec()];
        for problem in work.problems(0, usize::MAX, None).rows {
            let village = problem.village.and_then(|index| work.villages.get(place(index)));
            let row = if problem.row == 0 { String::new() } else { problem.row.to_string() };
            let name = village.map(|village| work.name_of(village)).unwrap_or_default();
            let place = village.map(|village| work.place_of(village)).unwrap_or_default();
            rows.push(vec![
                problem.sheet,
                row,
                problem.letters,
                problem.heading,
                place,
                name,
                problem.cell,
                problem.message,
            ]);
        }
        Ok(rows)
    }

    fn answer_lines(&self, is_supposed: bool) -> Result<Vec<u8>, String> {
        let work = self.work()?;
        let mut lines = Vec::new();
        for index in 0..work.store.len() {
            let mut answers = work.store.get(index, false);
            if is_supposed {
                self.suppose_into(&mut answers, number(index));
            }
            lines.extend(rules::to_json(&answers).unwrap_or_default().into_bytes());
            lines.push(b'\n');
        }
        Ok(lines)
    }

    fn area_rows(&mut self, level: Level, is_supposed: bool) -> Result<Vec<Vec<String>>, String> {
        if let Some(name) = level.unasked(self.engine.pack()) {
            return Err(text::not_put_together(name));
        }
        let mut rows = vec![text::AREAS_HEAD.map(str::to_owned).to_vec()];
        for (which, name) in area::names(self.work()?, level).into_iter().enumerate() {
            let assessment = self.assessed(level, number(which), is_supposed)?;
            let work = self.work()?;
            for result in &assessment.areas {
                let check = self.check(work, result, None);
                let first: Vec<&str> = check.deciding.iter().map(|village| village.name.as_str()).collect();
                rows.push(vec![
                    name.name.clone(),
                    name.villages.to_string(),
                    check.name,
                    check.verdict.map(|verdict| rules::verdict_text(verdict).to_owned()).unwrap_or_default(),
                    check.low,
                    check.high,
                    [check.operator, check.required].concat(),
                    check.gap,
                    first.join("、"),
                    check.clause,
                ]);
            }
        }
        Ok(rows)
    }

    fn compared_rows(&mut self) -> Result<Vec<Vec<String>>, String> {
        let compared = self.compare(0, u32::MAX, super::talk::Only::Changed)?;
        let checks = &self.engine.pack().checks;
        let mut rows = vec![text::COMPARED_HEAD.map(str::to_owned).to_vec()];
        for row in compared.rows {
            let mut add = |check: &str, was: &str, is: &str| {
                let cells = [&row.place, &row.name, text::presence(row.state), check, was, is];
                rows.push(cells.map(str::to_owned).to_vec());
            };
            if row.turned.is_empty() {
                add("", "", "");
            }
            for (check, was, is) in &row.turned {
                if let Some(check) = checks.get(usize::from(*check)) {
                    let said = |verdict| verdict_of_kind_text(check.kind, verdict);
                    add(&check.name, said(*was), said(*is));
                }
            }
        }
        Ok(rows)
    }
}

fn table(rows: &[Vec<String>]) -> Vec<u8> {
    let mut text = "\u{feff}".to_owned();
    rows.iter().for_each(|row| text.push_str(&csv::line(row)));
    text.into_bytes()
}

fn unwritten(error: &io::Error) -> String {
    text::unwritten(&error.to_string())
}

/// A file's name without its folder and ending.
pub(super) fn stem(name: &str) -> &str {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
