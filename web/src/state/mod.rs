//! The state of the page: one type, changed by named actions. Pure: no browser, no clock; the day comes from outside.

mod action;
mod findings;
#[cfg(test)]
mod tests;

use std::rc::Rc;
use std::sync::Arc;

use rules::assessment::{CheckResult, Verdict};
use rules::{Answer, Answers, Date, Reading};

pub(crate) use action::{Action, Effects, Filter, Panel, Place, Saving, Tab};
pub(crate) use findings::Findings;

use crate::catalogue::Shared;

/// All that the page knows.
pub(crate) struct State {
    /// The pack.
    pub(crate) catalogue: Shared,
    /// What was answered.
    pub(crate) answers: Answers,
    /// The day that the cadre set for the self-check.
    pub(crate) date: Option<Date>,
    /// Today, as the browser's clock said at the start.
    pub(crate) today: Date,
    /// What the answers come to.
    pub(crate) findings: Findings,
    /// What each field shows.
    pub(crate) fields: Vec<Rc<FieldState>>,
    /// What a narrow screen shows.
    pub(crate) tab: Tab,
    /// What the results show.
    pub(crate) filter: Filter,
    /// Which panels are open.
    pub(crate) open: Vec<Panel>,
    /// Which sections are folded, by place on the page.
    pub(crate) folded: Vec<bool>,
    /// How far saving is.
    pub(crate) saving: Saving,
    /// Answers that were cleared and can come back.
    pub(crate) cleared: Option<Answers>,
    /// The field that was last touched.
    pub(crate) current: Option<usize>,
    /// The field that was last answered, as it was when that was saved.
    pub(crate) announced: Option<Rc<FieldState>>,
    /// Questions that do not apply and are shown all the same.
    unfolded: Vec<usize>,
}

/// What a field shows.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct FieldState {
    /// The answer.
    pub(crate) answer: Answer,
    /// How it was read, where that does not look like what was typed.
    pub(crate) read_as: Option<String>,
    /// What is wrong with it.
    pub(crate) errors: Vec<String>,
    /// The checks it feeds whose verdict is decided.
    pub(crate) decided: Vec<(usize, Arc<CheckResult>)>,
    /// Whether it is folded away because it does not apply.
    pub(crate) folded: bool,
}

/// How much of something is answered.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Progress {
    /// Questions with an answer.
    pub(crate) answered: usize,
    /// Questions that count.
    pub(crate) total: usize,
}

impl State {
    /// An empty form on a day.
    pub(crate) fn new(catalogue: Shared, today: Date) -> Self {
        let sections = catalogue.sections.len();
        let mut state = Self {
            catalogue,
            answers: Answers::new(),
            date: None,
            today,
            findings: Findings::default(),
            fields: Vec::new(),
            tab: Tab::Form,
            filter: Filter::All,
            open: Vec::new(),
            folded: vec![false; sections],
            saving: Saving::Idle,
            cleared: None,
            current: None,
            announced: None,
            unfolded: Vec::new(),
        };
        state.judge();
        state
    }

    /// The day of the self-check.
    pub(crate) fn day(&self) -> Date {
        self.date.unwrap_or(self.today)
    }

    /// Takes an action and says what the page must do.
    pub(crate) fn reduce(&mut self, action: Action) -> Effects {
        let mut effects = Effects::default();
        match action {
            Action::Restore { answers, date } => {
                let typed = std::mem::replace(&mut self.answers, answers);
                effects.save = !typed.is_empty();
                self.answers.extend(typed);
                self.date = self.date.or(date);
                self.judge();
                effects.rewrite = true;
            }
            Action::Answer(field, answer) => {
                self.current = Some(field);
                effects.save = self.answer(field, answer);
            }
            Action::Date(date) => {
                if self.date != date {
                    self.date = date;
                    self.judge();
                    effects.save = true;
                }
            }
            Action::Show(tab) => self.tab = tab,
            Action::Filter(filter) => self.filter = filter,
            Action::TogglePanel(panel) => match self.open.iter().position(|it| *it == panel) {
                Some(place) => {
                    self.open.remove(place);
                }
                None => self.open.push(panel),
            },
            Action::ToggleSection(section) => {
                if let Some(folded) = self.folded.get_mut(section) {
                    *folded = !*folded;
                }
            }
            Action::FoldAll(fold) => self.folded.fill(fold),
            Action::Unfold(field) => effects.go = self.go(Place::Field(field)),
            Action::Clear => {
                if !self.answers.is_empty() {
                    self.cleared = Some(std::mem::take(&mut self.answers));
                    self.unfolded.clear();
                    self.current = None;
                    self.judge();
                    effects = Effects { save: true, rewrite: true, go: None };
                }
            }
            Action::Undo => {
                if let Some(answers) = self.cleared.take() {
                    self.answers = answers;
                    self.judge();
                    effects = Effects { save: true, rewrite: true, go: None };
                }
            }
            Action::Go(place) => effects.go = self.go(place),
            Action::Next => {
                if let Some(field) = self.next_question() {
                    effects.go = self.go(Place::Field(field));
                }
            }
            Action::After(field) => {
                let order = &self.catalogue.page_order;
                let after = order.iter().skip_while(|it| **it != field).skip(1);
                let next = after.copied().find(|it| !self.is_folded(*it));
                effects.go = next.and_then(|field| self.go(Place::Field(field)));
            }
            Action::Focused(field) => self.current = Some(field),
            Action::Saving(saving) => {
                if matches!(saving, Saving::Saved(_) | Saving::Failed) {
                    self.announced = self.current.and_then(|field| self.fields.get(field)).cloned();
                }
                self.saving = saving;
            }
        }
        effects
    }

    /// How much of the form is answered.
    pub(crate) fn progress(&self) -> Progress {
        self.progress_of(&self.catalogue.page_order)
    }

    /// How much of these fields is answered; optional and folded questions do not count.
    pub(crate) fn progress_of(&self, fields: &[usize]) -> Progress {
        let mut progress = Progress::default();
        for number in fields {
            let counts = self.catalogue.indicator(*number).is_some_and(|it| !it.optional) && !self.is_folded(*number);
            if counts {
                progress.total += 1;
                progress.answered += usize::from(self.is_answered(*number));
            }
        }
        progress
    }

    /// How many of these checks are unmet or stand on wrong data, of those that count.
    pub(crate) fn trouble_among(&self, checks: &[usize]) -> usize {
        let troubled = |number: &usize| {
            self.catalogue.check(*number).is_some_and(|check| check.kind.is_counted())
                && matches!(self.findings.verdict(*number), Some(Verdict::Unmet | Verdict::Blocked))
        };
        checks.iter().filter(|number| troubled(number)).count()
    }

    /// Whether a question is left.
    pub(crate) fn has_next(&self) -> bool {
        let progress = self.progress();
        progress.answered < progress.total || self.next_question().is_some()
    }

    /// The question that helps most: after the current one in the order of the page, the first that an undecided check
    /// waits for, else the first without an answer.
    pub(crate) fn next_question(&self) -> Option<usize> {
        let mut wanted = vec![false; self.fields.len()];
        for result in self.findings.checks.iter().chain(&self.findings.eight) {
            for name in result.missing.iter().filter(|_| result.verdict == Verdict::Undecided) {
                if let Some(wanted) = self.catalogue.field_number(name).and_then(|field| wanted.get_mut(field)) {
                    *wanted = true;
                }
            }
        }
        let order = &self.catalogue.page_order;
        let start = self.current.and_then(|field| order.iter().position(|it| *it == field)).map_or(0, |at| at + 1);
        let around = || order.iter().cycle().skip(start).take(order.len()).copied();
        let open = |field: &usize| !self.is_answered(*field) && !self.is_folded(*field);
        around().filter(open).find(|field| wanted.get(*field) == Some(&true)).or_else(|| {
            around().filter(open).find(|field| self.catalogue.indicator(*field).is_some_and(|it| !it.optional))
        })
    }

    fn is_answered(&self, field: usize) -> bool {
        self.fields.get(field).is_some_and(|it| !it.answer.is_missing())
    }

    fn is_folded(&self, field: usize) -> bool {
        self.fields.get(field).is_some_and(|it| it.folded)
    }

    /// Opens what hides a place.
    fn go(&mut self, place: Place) -> Option<Place> {
        match place {
            Place::Field(field) => {
                self.tab = Tab::Form;
                if let Some(section) = self.catalogue.section_of(field) {
                    self.open(section);
                }
                if self.is_folded(field) {
                    self.unfolded.push(field);
                    self.show_fields();
                }
                self.current = Some(field);
            }
            Place::Section(section) => {
                self.tab = Tab::Form;
                self.open(section);
            }
            Place::Check(number) => {
                self.tab = Tab::Results;
                self.filter = Filter::All;
                if !self.open.contains(&Panel::Why(number)) {
                    self.open.push(Panel::Why(number));
                }
            }
        }
        Some(place)
    }

    fn open(&mut self, section: usize) {
        if let Some(folded) = self.folded.get_mut(section) {
            *folded = false;
        }
    }

    /// Sets or takes away an answer; whether that changed anything.
    fn answer(&mut self, field: usize, answer: Answer) -> bool {
        let Some(name) = self.catalogue.indicator(field).map(|it| it.name.clone()) else {
            return false;
        };
        let present = self.answers.get(&name);
        if present.map_or(answer.is_missing(), |present| *present == answer) {
            return false;
        }
        if answer.is_missing() {
            self.answers.remove(&name);
        } else {
            self.answers.insert(name, answer);
            self.cleared = None;
        }
        self.judge();
        true
    }

    fn judge(&mut self) {
        let assessment = self.catalogue.engine.assess(&self.answers, self.day());
        self.findings.update(&self.catalogue, assessment);
        self.show_fields();
    }

    /// Brings what the fields show up to date; what has not changed stays the same piece.
    fn show_fields(&mut self) {
        let catalogue = self.catalogue.clone();
        for (number, (indicator, uses)) in catalogue.engine.pack().indicators.iter().zip(&catalogue.fields).enumerate()
        {
            let answer = self.answers.get(&indicator.name).unwrap_or(&Answer::Missing);
            let verdict = |check: &usize| self.findings.verdict(*check);
            let folded = !uses.always
                && !uses.tested_by.is_empty()
                && answer.is_missing()
                && self.current != Some(number)
                && uses.tested_by.iter().all(|check| verdict(check) == Some(Verdict::NotApplicable))
                && !self.unfolded.contains(&number);
            let errors = || {
                let errors = self.findings.errors.iter().filter(|error| error.fields.contains(&indicator.name));
                errors.map(|error| error.message.as_str())
            };
            let decided = || {
                let results = uses.used_by.iter().filter_map(|check| Some((*check, self.findings.result(*check)?)));
                results.filter(|(_, result)| result.verdict != Verdict::Undecided)
            };
            let before = self.fields.get(number);
            let same_answer = before.filter(|it| it.answer == *answer);
            if same_answer.is_some_and(|it| {
                it.folded == folded
                    && it.decided.iter().map(|(check, result)| (*check, result)).eq(decided())
                    && it.errors.iter().eq(errors())
            }) {
                continue;
            }
            let read_as = match same_answer {
                Some(before) => before.read_as.clone(),
                None => match catalogue.engine.read(&indicator.name, answer) {
                    Reading::Value { text, reworded: true } => Some(text),
                    _ => None,
                },
            };
            let fresh = Rc::new(FieldState {
                read_as,
                errors: errors().map(str::to_owned).collect(),
                decided: decided().map(|(check, result)| (check, result.clone())).collect(),
                folded,
                answer: answer.clone(),
            });
            match self.fields.get_mut(number) {
                Some(field) => *field = fresh,
                None => self.fields.push(fresh),
            }
        }
    }
}
