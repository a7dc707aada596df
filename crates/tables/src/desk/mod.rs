//! The township clerk's desk: a file of many villages opened, looked at, read, judged and kept, and asked about. Plain values in
//! ([`Ask`]) and out ([`Reply`]), so that it can work behind a wall of messages, off the page's own thread.
//!
//! ```text
//! Open ─► Preview ─► Map ─► Run, Run … ─► Matrix · Area · Village · Suppose · Compare · Export
//! ```
//!
//! Reading goes in slices: between two of them anything else may be asked. Villages are judged once, by verdicts alone; a
//! village is judged again with gaps and reasons when it is looked at. Depends on the rest of this crate and on `rules`: no
//! browser, no clock, the day is given.

mod area;
mod columns;
mod compare;
mod export;
mod import;
mod matrix;
mod store;
pub mod talk;
#[cfg(test)]
mod tests;
mod text;
mod trial;
mod village;
mod wire;

use std::sync::Arc;

use rules::json::{Json, parse};
use rules::model::IndicatorType;
use rules::{Date, Engine};

use crate::columns::Mapping;
use crate::xlsx;
use area::Finished;
use import::Import;
use matrix::Ordered;
use store::place;
use talk::{AnswerKind, Ask, Coding, Head, IndicatorView, Progress, Reply, Slot};
use trial::Trial;

/// A clerk's desk.
#[derive(Debug)]
pub struct Desk<'e> {
    engine: &'e Arc<Engine>,
    date: Date,
    mapping: Mapping,
    work: Option<Import<'e>>,
    earlier: Option<Import<'e>>,
    trial: Trial,
    /// Areas of the import at work.
    finished: Vec<Finished>,
    /// The villages as they were last put in order.
    ordered: Option<Ordered>,
}

impl<'e> Desk<'e> {
    /// An empty desk, judging by a pack on a day.
    #[must_use]
    pub fn new(engine: &'e Arc<Engine>, date: Date) -> Self {
        Self {
            engine,
            date,
            mapping: Mapping::default(),
            work: None,
            earlier: None,
            trial: Trial::default(),
            finished: Vec::new(),
            ordered: None,
        }
    }

    /// Answers a question, or carries out an order.
    pub fn ask(&mut self, ask: Ask) -> Reply {
        self.answer(ask).unwrap_or_else(Reply::Refused)
    }

    fn answer(&mut self, ask: Ask) -> Result<Reply, String> {
        Ok(match ask {
            Ask::Open { slot, name, bytes, is_decoded } => return self.open(slot, name, bytes, is_decoded),
            Ask::Map { slot, sheet, columns } => return self.map(slot, sheet, columns),
            Ask::Mapping => Reply::Text(rules::to_json(&self.mapping).unwrap_or_default()),
            Ask::TakeMapping { text } => return self.take_mapping(&text),
            Ask::Indicators => Reply::Indicators(self.indicators()),
            Ask::Run { slot, villages } => {
                if self.import(slot)?.is_reading() {
                    self.forget(slot);
                }
                let import = self.import(slot)?;
                import.run(villages).map_err(|refusal| refusal.message)?;
                Reply::Progress(import.progress)
            }
            Ask::Cancel { slot } => {
                let import = self.import(slot)?;
                import.cancel();
                Reply::Progress(import.progress)
            }
            Ask::Problems { slot, from, count, village } => {
                Reply::Problems(self.import(slot)?.problems(place(from), place(count), village))
            }
            Ask::Heads => Reply::Heads(self.heads()),
            Ask::Matrix { from, count, sort, is_reversed, filter } => {
                Reply::Matrix(self.matrix(from, count, sort, is_reversed, filter)?)
            }
            Ask::Close { slot } => {
                self.forget(slot);
                *self.slot(slot) = None;
                Reply::Done
            }
            Ask::Area { level, which } => Reply::Area(self.area(level, which)?),
            Ask::Village { index } => Reply::Village(self.village(index)?),
            Ask::Why { index, check } => Reply::Reasons(self.why(index, check)?),
            Ask::Suppose { name, answer, villages } => Reply::WhatIf(self.suppose(name, answer, villages)?),
            Ask::Undo => Reply::WhatIf(self.undo()?),
            Ask::Reset => {
                self.reset();
                Reply::WhatIf(self.what_if()?)
            }
            Ask::WhatIf => Reply::WhatIf(self.what_if()?),
            Ask::Compare { from, count, only } => Reply::Compared(self.compare(from, count, only)?),
            Ask::Export { what, with_supposed } => Reply::File(self.export(what, with_supposed)?),
        })
    }

    /// What rests on an import that is about to change.
    fn forget(&mut self, slot: Slot) {
        if slot == Slot::Work {
            self.finished.clear();
            self.ordered = None;
            if self.trial.is_any() {
                self.trial = Trial::default();
            }
        }
    }

    fn work(&self) -> Result<&Import<'e>, String> {
        self.work.as_ref().ok_or_else(|| text::NOTHING_OPEN.to_owned())
    }

    fn slot(&mut self, slot: Slot) -> &mut Option<Import<'e>> {
        match slot {
            Slot::Work => &mut self.work,
            Slot::Earlier => &mut self.earlier,
        }
    }

    fn import(&mut self, slot: Slot) -> Result<&mut Import<'e>, String> {
        self.slot(slot).as_mut().ok_or_else(|| text::NOTHING_OPEN.to_owned())
    }

    /// Takes up a file, as [`Ask::Open`] does; for who has its bytes already. A file that cannot be opened leaves the one that is
    /// open alone.
    ///
    /// # Errors
    /// In Chinese: why it cannot be opened, and what to do.
    pub fn open(&mut self, slot: Slot, name: String, bytes: Vec<u8>, is_decoded: bool) -> Result<Reply, String> {
        let mut bytes = bytes;
        let mut has_nul = false;
        if !xlsx::is_office_file(&bytes) {
            if let Some(coding) = coding_of(&bytes) {
                return Ok(Reply::NotUtf8(coding));
            }
            if bytes.starts_with("\u{feff}".as_bytes()) {
                bytes.drain(.."\u{feff}".len());
            }
            has_nul = bytes.contains(&0);
            if has_nul {
                bytes.retain(|byte| *byte != 0);
            }
        }
        let is_damaged = is_decoded && bytes.windows(3).any(|three| three == "\u{fffd}".as_bytes());
        let import = Import::open(self.engine, self.date, name, bytes, &self.mapping);
        let mut import = import.map_err(|refusal| refusal.message)?;
        if is_damaged {
            import.notice(text::NOT_DECODED.to_owned());
        }
        if has_nul {
            import.notice(text::HAS_NUL.to_owned());
        }
        let preview = import.preview();
        self.forget(slot);
        *self.slot(slot) = Some(import);
        Ok(Reply::Preview(preview))
    }

    fn map(&mut self, slot: Slot, sheet: Option<u16>, columns: Vec<(u16, Option<String>)>) -> Result<Reply, String> {
        let mut mapping = self.mapping.clone();
        let import = self.import(slot)?;
        for (column, indicator) in columns {
            if let Some(key) = import.columns().key(usize::from(column)) {
                mapping.columns.insert(key, indicator);
            }
        }
        let begun = match sheet {
            Some(sheet) => import.turn_to(usize::from(sheet), &mapping),
            None => import.begin(&mapping),
        };
        begun.map_err(|refusal| refusal.message)?;
        let preview = import.preview();
        self.forget(slot);
        self.mapping = mapping;
        Ok(Reply::Preview(preview))
    }

    fn take_mapping(&mut self, text: &str) -> Result<Reply, String> {
        let mapping = mapping_of(text).ok_or_else(|| text::NO_MAPPING.to_owned())?;
        self.mapping.columns.extend(mapping.columns);
        let Some(work) = self.work.as_mut() else { return Ok(Reply::Done) };
        work.begin(&self.mapping).map_err(|refusal| refusal.message)?;
        let preview = work.preview();
        self.forget(Slot::Work);
        Ok(Reply::Preview(preview))
    }

    fn indicators(&self) -> Vec<IndicatorView> {
        let kind = |kind| match kind {
            IndicatorType::Count | IndicatorType::Money | IndicatorType::Percent => AnswerKind::Number,
            IndicatorType::YesNo => AnswerKind::YesNo,
            IndicatorType::Choice => AnswerKind::Choice,
            IndicatorType::MultiChoice => AnswerKind::MultiChoice,
            IndicatorType::Text => AnswerKind::Text,
            IndicatorType::Date => AnswerKind::Date,
        };
        let all = self.engine.pack().indicators.iter().map(|indicator| IndicatorView {
            name: indicator.name.clone(),
            unit: indicator.unit.clone(),
            section: indicator.section.clone(),
            kind: kind(indicator.kind),
            options: indicator.options.clone(),
        });
        all.collect()
    }

    fn heads(&self) -> Vec<Head> {
        const SHORT: usize = 5;
        let head = |check: &rules::model::Check| Head {
            short: check.name.chars().take(SHORT).collect(),
            name: check.name.clone(),
            section: check.section.clone(),
            kind: check.kind,
        };
        self.engine.pack().checks.iter().map(head).collect()
    }

    /// How far the import at work is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.work.as_ref().map(|work| work.progress).unwrap_or_default()
    }
}

/// What a text that is not UTF-8 seems to be.
fn coding_of(bytes: &[u8]) -> Option<Coding> {
    match bytes {
        [0xff, 0xfe, ..] => Some(Coding::Utf16Le),
        [0xfe, 0xff, ..] => Some(Coding::Utf16Be),
        _ => core::str::from_utf8(bytes).is_err().then_some(Coding::Gb18030),
    }
}

/// What was said of columns, from the text it was saved as.
fn mapping_of(text: &str) -> Option<Mapping> {
    let Json::Object(parts) = parse(text.trim_start_matches('\u{feff}')).ok()? else { return None };
    let (_, columns) = parts.into_iter().find(|(name, _)| name == "columns")?;
    let Json::Object(columns) = columns else { return None };
    let mut mapping = Mapping::default();
    for (title, indicator) in columns {
        let indicator = match indicator {
            Json::Text(name) => Some(name),
            Json::Null => None,
            _ => return None,
        };
        mapping.columns.insert(title, indicator);
    }
    Some(mapping)
}
