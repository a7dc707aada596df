//! Two self-checks of a village side by side: what rose, what fell, what the document's summaries say, and the warnings.

use rules::comparison::{Earlier, How, Progress, Turn, compare as compare_with};
use rules::{Answers, Assessment, Date, Detail, Named, Session, Verdict};

use super::texts;
use crate::app::Given;
use crate::catalogue::Part;
use crate::markup::{Tag, list, tag};
use crate::store::Record;
use crate::texts::{T, fill};

/// What one pack says of the two.
pub(super) struct Compared {
    title: String,
    to: Date,
    progress: Progress,
    /// The summaries, in their own words.
    summaries: Vec<(String, String)>,
    alerts: Vec<String>,
}

/// Judges a village by a pack, beside what an earlier self-check found.
pub(super) fn assess(given: &Given, part: &Part, record: &Record, earlier: Option<&Named<Verdict>>) -> Assessment {
    part.engine.assess_since(&asked(part, record), super::day(given, record), earlier)
}

/// What a self-check came to by a pack: every verdict by the name of check or summary.
pub(super) fn verdicts(part: &Part, record: &Record, day: Date) -> Named<Verdict> {
    let session = Session::start(part.engine.clone(), asked(part, record), day, None, Detail::VERDICTS);
    verdicts_of(session.assessment())
}

fn verdicts_of(found: &Assessment) -> Named<Verdict> {
    let checks = found.checks.iter().chain(&found.eight_have.items).map(|it| (it.name.clone(), it.verdict));
    checks.chain(found.summaries.iter().map(|it| (it.name.clone(), it.verdict))).collect()
}

/// The answers that a pack asks for.
fn asked(part: &Part, record: &Record) -> Answers {
    let asked = record.answers.iter().filter(|(name, _)| part.asks(name));
    asked.map(|(name, answer)| (name.clone(), answer.clone())).collect()
}

/// Compares two versions of a village by each chosen pack.
pub(super) fn compare(given: &Given, from: &Record, to: &Record) -> Vec<Compared> {
    given.catalogue.parts.iter().map(|part| compared(given, part, from, to)).collect()
}

fn compared(given: &Given, part: &Part, from: &Record, to: &Record) -> Compared {
    let was = assess(given, part, from, None);
    let verdicts = verdicts_of(&was);
    let now = assess(given, part, to, Some(&verdicts));
    let earlier = Earlier { pack: was.pack, pack_digest: None, date: was.date, village: was.village, verdicts };
    Compared {
        title: part.pack().title.clone(),
        to: now.date,
        progress: compare_with(&earlier, &part.engine, &now),
        summaries: now.summaries.iter().map(|it| (it.name.clone(), it.said.clone())).collect(),
        alerts: now.alerts.iter().map(|alert| alert.sentence.clone()).collect(),
    }
}

impl Compared {
    pub(super) fn view(&self) -> Tag {
        let Progress { since, days, unchanged, turns, .. } = &self.progress;
        let between = fill(
            texts::BETWEEN,
            &[&since.to_string(), &self.to.to_string(), &days.to_string(), &unchanged.to_string()],
        );
        let of = |how: fn(How) -> bool| turns.iter().filter(move |turn| how(turn.how));
        let summary = |(name, said): &(String, String)| tag("li").text(&[name, T.colon, said].concat()).html();
        tag("div")
            .class("compared")
            .with(tag("h4").text(&self.title))
            .with(tag("p").class("fine").text(&between))
            .with(turned(texts::ROSE, of(|how| how == How::Rose)))
            .with(turned(texts::FELL, of(|how| how == How::Fell)))
            .with(turned(texts::OTHERS, of(|how| !matches!(how, How::Rose | How::Fell))))
            .with(tag("h5").text(texts::SUMMARIES))
            .with(tag("ul").each(self.summaries.iter().map(summary)))
            .with(tag("h5").text(texts::ALERTS))
            .with(lines(self.alerts.iter()))
    }
}

fn turned<'a>(title: &'static str, turns: impl Iterator<Item = &'a Turn>) -> Tag {
    list().with(tag("h5").text(title)).with(lines(turns.map(|turn| &turn.sentence)))
}

fn lines<'a>(sentences: impl Iterator<Item = &'a String>) -> Tag {
    let mut rows = sentences.map(|sentence| tag("li").text(sentence).html()).peekable();
    match rows.peek() {
        Some(_) => tag("ul").each(rows),
        None => tag("p").class("fine").text(texts::NOTHING),
    }
}
