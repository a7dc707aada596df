//! One village being answered: its assessment is kept up to date edit by edit, and is always that of a fresh start.

use std::sync::Arc;

use crate::answers::{Answer, Answers};
use crate::assessment::{Assessment, Explanation, Verdict, Way};
use crate::date::Date;
use crate::detail::Detail;
use crate::engine::Engine;
use crate::judgement::{Changes, Judgement};
use crate::named::Named;
use crate::receipt::Record;
use crate::relevance::Question;

/// A village's answers and what they come to. An edit re-judges only what depends on it.
///
/// ```
/// # use std::sync::Arc;
/// # use rules::{Date, Engine, Session, Verdict, model::Pack};
/// # fn road(engine: Arc<Engine>, day: Date) {
/// let mut session = Session::new(engine, day);
/// let changes = session.set("通村公路硬化", true.into());
/// assert_eq!(changes.verdicts[0].to, Verdict::Met);
/// assert_eq!(session.assessment().counts.met, 1);
/// # }
/// ```
#[derive(Debug)]
pub struct Session {
    engine: Arc<Engine>,
    answers: Answers,
    earlier: Option<Named<Verdict>>,
    judgement: Judgement,
}

impl Session {
    /// A village without answers, on a day.
    #[must_use]
    pub fn new(engine: Arc<Engine>, date: Date) -> Self {
        Self::resume(engine, Answers::new(), date, None)
    }

    /// A village with the answers it has, on a day, compared with an earlier self-check where there is one: its verdicts
    /// by the name of check or summary.
    #[must_use]
    pub fn resume(engine: Arc<Engine>, answers: Answers, date: Date, earlier: Option<Named<Verdict>>) -> Self {
        Self::start(engine, answers, date, earlier, Detail::FULL)
    }

    /// The same, saying of each verdict as much as it is told to.
    #[must_use]
    pub fn start(
        engine: Arc<Engine>,
        answers: Answers,
        date: Date,
        earlier: Option<Named<Verdict>>,
        detail: Detail,
    ) -> Self {
        let judgement = Judgement::new(&engine, &answers, date, earlier.as_ref(), detail);
        Self { engine, answers, earlier, judgement }
    }

    /// The engine it judges by.
    #[must_use]
    pub fn engine(&self) -> &Arc<Engine> {
        &self.engine
    }

    /// The answers, as they were given.
    #[must_use]
    pub fn answers(&self) -> &Answers {
        &self.answers
    }

    /// What the answers come to.
    #[must_use]
    pub fn assessment(&self) -> &Assessment {
        &self.judgement.assessment
    }

    /// Sets one answer; a missing one clears it. A name that the pack does not know is kept, with a warning.
    pub fn set(&mut self, name: &str, answer: Answer) -> Changes {
        self.set_many([(name.to_owned(), answer)])
    }

    /// Takes one answer away.
    pub fn clear(&mut self, name: &str) -> Changes {
        self.set(name, Answer::Missing)
    }

    /// Sets several answers at once.
    pub fn set_many(&mut self, answers: impl IntoIterator<Item = (String, Answer)>) -> Changes {
        for (name, answer) in answers {
            match self.engine.field_id(&name) {
                Some(field) => self.judgement.answer(&self.engine, field, Some(&answer)),
                None => self.judgement.unknown_name(),
            }
            if answer.is_missing() {
                self.answers.remove(&name);
            } else {
                self.answers.insert(name, answer);
            }
        }
        self.judgement.judge(&self.engine, &self.answers)
    }

    /// Sets all answers; what is not among them is missing.
    pub fn replace(&mut self, answers: Answers) -> Changes {
        let gone: Vec<String> = self.answers.keys().filter(|name| !answers.contains_key(name)).cloned().collect();
        let cleared = gone.into_iter().map(|name| (name, Answer::Missing));
        self.set_many(cleared.chain(answers).collect::<Vec<_>>())
    }

    /// Says of each verdict as much as it is told to from now on.
    pub fn set_detail(&mut self, detail: Detail) -> Changes {
        self.judgement.set_detail(detail);
        self.judgement.judge_anew(&self.engine, &self.answers)
    }

    /// Sets the day of the self-check.
    pub fn set_date(&mut self, date: Date) -> Changes {
        self.judgement.set_date(&self.engine, date);
        self.judgement.judge_anew(&self.engine, &self.answers)
    }

    /// Compares with an earlier self-check, or with none.
    pub fn set_earlier(&mut self, earlier: Option<Named<Verdict>>) -> Changes {
        self.judgement.set_earlier(&self.engine, earlier.as_ref());
        self.earlier = earlier;
        self.judgement.judge_anew(&self.engine, &self.answers)
    }

    /// Why a check or summary has its verdict: what an assessment says of it, also where this session leaves it out. Nothing
    /// for an unknown name.
    #[must_use]
    pub fn explain(&self, name: &str) -> Option<Arc<Explanation>> {
        self.judgement.explain(&self.engine, self.engine.item_id(name)?)
    }

    /// The alternatives to the gap of a check: what an assessment says of it, also where this session leaves them out.
    #[must_use]
    pub fn alternatives(&self, name: &str) -> Vec<Way> {
        self.engine.item_id(name).map(|id| self.judgement.alternatives(&self.engine, id)).unwrap_or_default()
    }

    /// The self-check as it stands, to be saved, sent and verified; with all its explanations, whatever this session leaves
    /// out.
    #[must_use]
    pub fn record(&self) -> Record {
        let (engine, earlier) = (&self.engine, self.earlier.as_ref());
        if self.judgement.is_explained() {
            return Record::new(engine, &self.answers, earlier, self.assessment());
        }
        let assessment = engine.assess_since(&self.answers, self.assessment().date, earlier);
        Record::new(engine, &self.answers, earlier, &assessment)
    }

    /// The questions whose answers can still change a verdict, those that decide most first. A question that is not among
    /// them is answered, or changes nothing whatever its answer.
    pub fn questions(&mut self) -> Vec<Question> {
        self.judgement.questions(&self.engine)
    }
}
