//! The state of the page: one type, changed by named actions. Pure: no browser, no clock; the day comes from outside.

mod action;
mod findings;
#[cfg(test)]
mod tests;

use std::rc::Rc;
use std::sync::Arc;

use rules::assessment::{CheckResult, Counts, DataError, Verdict};
use rules::model::IndicatorType;
use rules::{Answer, Answers, Date, Detail, Reading, Session};

pub(crate) use action::{Action, Earlier, Effects, Filter, Notice, Panel, Place, Saving, Tab};
use findings::is_trouble;
pub(crate) use findings::{Findings, Reasons, sum};

use crate::catalogue::{Part, Shared};
use crate::texts::T;

/// What the entries of a yes/no question hold.
pub(crate) const YES: &str = "yes";
pub(crate) const NO: &str = "no";

/// All that the page knows.
pub(crate) struct State {
    /// The packs.
    pub(crate) catalogue: Shared,
    /// The judging, one session for each pack.
    sessions: Vec<Session>,
    /// What was answered.
    pub(crate) answers: Answers,
    /// The day that the cadre set for the self-check.
    pub(crate) date: Option<Date>,
    /// Today, as the browser's clock said at the start.
    pub(crate) today: Date,
    /// What the answers come to by each pack.
    pub(crate) findings: Vec<Findings>,
    /// What is wrong in the data.
    pub(crate) errors: Rc<Vec<DataError>>,
    /// The village, from the outermost area inwards.
    pub(crate) village: String,
    /// The questions that can still change a verdict, the most useful first.
    questions: Vec<Wanted>,
    /// Questions that were passed over.
    passed: Vec<usize>,
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
    /// Whether another tab fills in the village.
    pub(crate) following: bool,
    /// What must be known about the village's record.
    pub(crate) notice: Option<Notice>,
    /// Whether the answers are the demo village's.
    pub(crate) demo: bool,
    /// What the village is compared with.
    pub(crate) earlier: Option<Rc<Earlier>>,
    /// Answers that were cleared and can come back.
    pub(crate) cleared: Option<Answers>,
    /// The field that was last touched.
    pub(crate) current: Option<usize>,
    /// What was last said to screen readers.
    pub(crate) said: String,
    /// Questions that do not apply and are shown all the same.
    unfolded: Vec<usize>,
    /// How much is said of each verdict: the verdicts alone until the second part is there, then how far they are. Reasons
    /// are made where they are shown.
    detail: Detail,
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

/// An open question.
#[derive(Clone, Copy)]
struct Wanted {
    field: usize,
    /// How many verdicts its answer alone decides, and how many it can change.
    use_of_it: (usize, usize),
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
        let mut state = Self {
            catalogue: catalogue.clone(),
            sessions: Vec::new(),
            answers: Answers::new(),
            date: None,
            today,
            findings: Vec::new(),
            errors: Rc::default(),
            village: String::new(),
            questions: Vec::new(),
            passed: Vec::new(),
            fields: Vec::new(),
            tab: Tab::Form,
            filter: Filter::All,
            open: Vec::new(),
            folded: Vec::new(),
            saving: Saving::Idle,
            following: false,
            notice: None,
            demo: false,
            earlier: None,
            cleared: None,
            current: None,
            said: String::new(),
            unfolded: Vec::new(),
            detail: Detail::VERDICTS,
        };
        state.judge_by(catalogue);
        state
    }

    /// The day of the self-check.
    pub(crate) fn day(&self) -> Date {
        self.date.unwrap_or(self.today)
    }

    /// Whether the village is only shown.
    pub(crate) fn is_read_only(&self) -> bool {
        self.following || self.saving == Saving::Newer
    }

    /// Takes an action and says what the page must do.
    pub(crate) fn reduce(&mut self, action: Action) -> Effects {
        let mut effects = Effects::default();
        let edits = matches!(
            action,
            Action::Answer(..) | Action::Date(_) | Action::Replace(_) | Action::Keep(..) | Action::Undo
        );
        if edits && self.is_read_only() {
            return effects;
        }
        match action {
            // The demo village is not overwritten by another tab's answers; they come when it is put away.
            Action::Restore { .. } if self.demo => {}
            Action::Restore { answers, date } => {
                if !answers.is_empty() {
                    self.cleared = None;
                }
                self.answers = answers;
                self.date = date;
                self.judge_anew();
                effects.rewrite = true;
            }
            Action::Answer(field, answer) => {
                self.current = Some(field);
                effects.save = self.answer(field, answer);
            }
            Action::Date(date) => {
                if self.date != date {
                    self.date = date;
                    self.judge_anew();
                    effects.save = true;
                }
            }
            Action::Packs(catalogue) => {
                self.judge_by(catalogue);
                effects = Effects { save: true, rewrite: true, go: None };
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
            Action::Replace(answers) => effects = self.replace(answers),
            Action::Keep(name, answer) => {
                effects.save = true;
                if answer.is_missing() {
                    self.answers.remove(&name);
                } else {
                    self.answers.insert(name, answer);
                }
            }
            Action::Undo => {
                if let Some(answers) = self.cleared.take() {
                    effects = self.replace(answers);
                }
            }
            Action::Go(place) => effects.go = self.go(place),
            Action::Next => {
                self.pass_over();
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
                if matches!(saving, Saving::Saved(_) | Saving::Failed | Saving::Full) {
                    self.said = self.consequences();
                }
                self.saving = saving;
            }
            Action::Opened => {
                self.saving = Saving::Idle;
                self.notice = None;
                self.cleared = None;
                self.demo = false;
                self.compare(None);
            }
            Action::Demo(answers) => {
                effects = self.replace(answers);
                self.cleared = None;
                self.compare(None);
                if matches!(self.saving, Saving::Saved(_)) {
                    self.saving = Saving::Idle;
                }
                self.demo = true;
            }
            Action::Follow(follows) => self.following = follows,
            Action::Notice(notice) => self.notice = notice,
            Action::Compare(earlier) => self.compare(earlier),
        }
        effects.save &= !self.demo;
        effects
    }

    /// Compares the village with an earlier self-check from now on.
    fn compare(&mut self, earlier: Option<Rc<Earlier>>) {
        if self.earlier == earlier {
            return;
        }
        for (part, session) in self.sessions.iter_mut().enumerate() {
            session.set_earlier(earlier.as_ref().and_then(|it| it.verdicts.get(part).cloned()));
        }
        self.earlier = earlier;
        self.show();
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
        let results = checks.iter().filter_map(|number| self.result(*number));
        results.filter(|result| result.kind.is_counted() && is_trouble(result.verdict)).count()
    }

    /// Why the check or summary of that number has its verdict.
    pub(crate) fn reasons(&self, number: usize) -> Option<Reasons> {
        let (part, session) =
            self.catalogue.parts.iter().zip(&self.sessions).rev().find(|(it, _)| it.first <= number)?;
        let name = part.name_of(number)?;
        let (explanation, alternatives) = (session.explain(name)?, session.alternatives(name));
        Some(Reasons { explanation, alternatives, errors: self.errors.clone() })
    }

    /// What a check comes to.
    fn result(&self, number: usize) -> Option<&Arc<CheckResult>> {
        let parts = self.catalogue.parts.iter().zip(&self.findings);
        let (part, findings) = parts.rev().find(|(part, _)| part.first <= number)?;
        findings.result(number - part.first)
    }

    /// The counts of all packs together.
    pub(crate) fn counts(&self) -> Counts {
        sum(&self.findings)
    }

    /// Whether a question is left.
    pub(crate) fn has_next(&self) -> bool {
        let progress = self.progress();
        progress.answered < progress.total || self.next_question().is_some()
    }

    /// The question that helps most: by the engine's order, among equals the first after the current field in the order of
    /// the page; those that were passed over come last. Where none can change a verdict any more, the first without an
    /// answer.
    pub(crate) fn next_question(&self) -> Option<usize> {
        let wanted = |passed: bool| {
            let is_wanted =
                move |it: &&Wanted| self.passed.contains(&it.field) == passed && self.current != Some(it.field);
            self.questions.iter().filter(is_wanted)
        };
        let best = wanted(false).next().or_else(|| wanted(true).next());
        let equals = |field: &usize| {
            let passed = best.is_some_and(|best| self.passed.contains(&best.field));
            wanted(passed).any(|it| it.field == *field && best.is_some_and(|best| best.use_of_it == it.use_of_it))
        };
        let order = &self.catalogue.page_order;
        let start = self.current.and_then(|field| order.iter().position(|it| *it == field)).map_or(0, |at| at + 1);
        let mut around = order.iter().cycle().skip(start).take(order.len()).copied();
        if best.is_some() {
            return around.find(equals);
        }
        around.find(|field| {
            let asked = self.catalogue.indicator(*field).is_some_and(|it| !it.optional);
            asked && !self.is_answered(*field) && !self.is_folded(*field)
        })
    }

    /// The current question is passed over when the next is asked for before it is answered.
    fn pass_over(&mut self) {
        let open = |field: &usize| self.questions.iter().any(|it| it.field == *field);
        if let Some(field) = self.current.filter(open) {
            self.passed.retain(|it| *it != field);
            self.passed.push(field);
        }
        if self.questions.iter().all(|it| self.passed.contains(&it.field)) {
            self.passed.clear();
        }
    }

    fn replace(&mut self, answers: Answers) -> Effects {
        if self.answers == answers {
            return Effects::default();
        }
        let before = std::mem::replace(&mut self.answers, answers);
        self.cleared = self.answers.is_empty().then_some(before);
        self.unfolded.clear();
        self.passed.clear();
        self.current = None;
        self.judge_anew();
        Effects { save: true, rewrite: true, go: None }
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
        let Some(indicator) = self.catalogue.indicator(field) else {
            return false;
        };
        let name = indicator.name.clone();
        let answer = match answer {
            Answer::Text(text) if indicator.kind == IndicatorType::YesNo && text == YES => Answer::YesNo(true),
            Answer::Text(text) if indicator.kind == IndicatorType::YesNo && text == NO => Answer::YesNo(false),
            other => other,
        };
        let present = self.answers.get(&name);
        if present.map_or(answer.is_missing(), |present| *present == answer) {
            return false;
        }
        if answer.is_missing() {
            self.answers.remove(&name);
        } else {
            self.answers.insert(name.clone(), answer);
            self.cleared = None;
        }
        let answer = self.answers.get(&name).unwrap_or(&Answer::Missing);
        for (session, _) in self.sessions.iter_mut().zip(&self.catalogue.parts).filter(|(_, part)| part.asks(&name)) {
            session.set(&name, answer.clone());
        }
        self.show();
        true
    }

    /// Judges by these packs from now on. What opens and folds starts anew: it goes by their numbers.
    fn judge_by(&mut self, catalogue: Shared) {
        self.open.clear();
        self.unfolded.clear();
        self.passed.clear();
        self.fields.clear();
        self.folded = vec![false; catalogue.sections.len()];
        self.current = None;
        let session = |part: &Part| Session::start(part.engine.clone(), Answers::new(), self.day(), None, self.detail);
        self.sessions = catalogue.parts.iter().map(session).collect();
        // What it came to by other packs; it is looked for anew.
        self.earlier = None;
        self.catalogue = catalogue;
        self.judge_anew();
    }

    /// Has more said of each verdict, by what comes with the second part.
    pub(crate) fn say_more(&mut self, detail: Detail) {
        self.detail = detail;
        for session in &mut self.sessions {
            session.set_detail(detail);
        }
        self.show();
    }

    /// Whether it does.
    pub(crate) fn says_more(&self) -> bool {
        self.detail.has_gaps()
    }

    /// Judges all answers on the day.
    fn judge_anew(&mut self) {
        let day = self.day();
        for (session, part) in self.sessions.iter_mut().zip(&self.catalogue.parts) {
            let asked = self.answers.iter().filter(|(name, _)| part.asks(name));
            session.replace(asked.map(|(name, answer)| (name.clone(), answer.clone())).collect());
            session.set_date(day);
        }
        self.show();
    }

    /// Brings what the page shows up to date.
    fn show(&mut self) {
        let assessments = || self.sessions.iter().map(Session::assessment);
        let found = self.catalogue.parts.iter().zip(assessments());
        self.findings = found.map(|(part, assessment)| Findings::of(part, assessment)).collect();
        let errors = findings::errors(assessments());
        if self.errors != errors {
            self.errors = errors;
        }
        self.village = self.name_of_village();
        let mut questions: Vec<Wanted> = Vec::new();
        for question in self.sessions.iter_mut().flat_map(Session::questions) {
            let field = self.catalogue.field_number(&question.field);
            match field.map(|field| (field, questions.iter_mut().find(|it| it.field == field))) {
                Some((_, Some(known))) => {
                    known.use_of_it.0 += question.decides;
                    known.use_of_it.1 += question.concerns;
                }
                Some((field, None)) => {
                    questions.push(Wanted { field, use_of_it: (question.decides, question.concerns) });
                }
                None => {}
            }
        }
        self.questions = questions;
        self.show_fields();
    }

    fn name_of_village(&self) -> String {
        let mut name = String::new();
        for (part, session) in self.catalogue.parts.iter().zip(&self.sessions) {
            if name.is_empty() {
                let village = &session.assessment().village;
                let parts = part.pack().indicators.iter().filter(|it| it.digits.is_none());
                parts.filter_map(|it| village.get(&it.name)).for_each(|part| name.push_str(part));
            }
        }
        name
    }

    /// What the last answer led to, for those who do not see it: what is wrong with it, else the verdicts it decides.
    fn consequences(&self) -> String {
        /// How many verdicts are said at most.
        const AT_MOST: usize = 3;
        let mut said = String::new();
        let Some(field) = self.current.and_then(|field| self.fields.get(field)) else {
            return said;
        };
        for error in &field.errors {
            said.push_str(error);
        }
        if field.errors.is_empty() {
            for (_, result) in field.decided.iter().take(AT_MOST) {
                said.push_str(&result.name);
                said.push_str(T.colon);
                said.push_str(T.verdict_of_kind(result.kind, result.verdict));
                said.push_str(T.sentence_end);
            }
        }
        if !self.has_next() {
            said.push_str(T.nothing_left);
        }
        said
    }

    /// Brings what the fields show up to date; what has not changed stays the same piece.
    fn show_fields(&mut self) {
        let catalogue = self.catalogue.clone();
        for (number, uses) in catalogue.fields.iter().enumerate() {
            let Some(indicator) = catalogue.indicator(number) else { continue };
            let answer = self.answers.get(&indicator.name).unwrap_or(&Answer::Missing);
            let folded = !uses.used_by.is_empty()
                && answer.is_missing()
                && self.current != Some(number)
                && !self.questions.iter().any(|it| it.field == number)
                && !self.findings.iter().any(|it| it.waits_for(&indicator.name))
                && !self.unfolded.contains(&number);
            let errors = || {
                let errors = self.errors.iter().filter(|error| error.fields.contains(&indicator.name));
                errors.map(|error| error.message.as_str())
            };
            let decided = || {
                let results = uses.used_by.iter().filter_map(|check| Some((*check, self.result(*check)?)));
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
                None => match catalogue.read(number, answer) {
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
