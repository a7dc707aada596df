//! The A4 self-assessment report: shown as it will be printed, and printed by the browser. What needs work stands first.

pub(super) mod judged;
pub(crate) mod paper;

use std::rc::Rc;

use js_sys::{Function, Reflect};
use rules::{Answer, Reading, Verdict};
use wasm_bindgen::{JsCast, JsValue};
use yew::Html;

use super::exchange::import::shown;
use super::plan;
use super::texts::L;
use crate::app::{Given, Repaint, Screen};
use crate::markup::{Tag, list, tag};
use crate::texts::{T, fill};
use judged::{ByPack, Judged, by_pack};
use paper::{Cell, paper, rows};

/// What a report says of a verdict beside its word, so that it is seen without colour.
const MARKS: [(Verdict, &str); 5] = [
    (Verdict::Unmet, "×"),
    (Verdict::Blocked, "！"),
    (Verdict::Undecided, "？"),
    (Verdict::Met, "√"),
    (Verdict::NotApplicable, "—"),
];

struct Report {
    given: Rc<Given>,
    /// Whether the browser refused to print.
    refused: bool,
}

pub(super) fn open(given: Rc<Given>) -> Box<dyn Screen> {
    Box::new(Report { given, refused: false })
}

impl Screen for Report {
    fn press(&mut self, act: &str, _: usize, _: &Repaint) {
        if act == "print" {
            self.refused = !print();
        }
    }

    fn view(&self) -> Html {
        let packs = by_pack(&self.given);
        let body = packs.iter().fold(list(), |body, pack| body.with(self.of_pack(pack)));
        list()
            .with(button(self.refused))
            .with(paper(&self.given, &packs, L.report, list().with(body).with(self.figures()).with(signatures())))
            .html()
    }
}

/// The button that prints, with what to do where nothing happens.
pub(crate) fn button(refused: bool) -> Tag {
    tag("div")
        .class("not-printed")
        .with(tag("p").with(super::exchange::does("print").class("button is-main").text(L.print_do)))
        .with(tag("p").class("fine").text(L.print_help))
        .with(tag("div").fixed("role", "alert").when(refused.then(|| tag("p").class("note").text(L.print_refused))))
}

/// Prints; whether the browser knows how.
pub(crate) fn print() -> bool {
    // In-app browsers take the function away.
    let window = web_sys::window();
    let function = window.as_ref().and_then(|it| Reflect::get(it, &JsValue::from_str("print")).ok());
    let function = function.and_then(|it| it.dyn_into::<Function>().ok());
    window.zip(function).is_some_and(|(window, function)| function.call0(&window).is_ok())
}

impl Report {
    fn of_pack(&self, pack: &ByPack<'_>) -> Tag {
        let checks = pack.checks();
        let several = self.given.catalogue.parts.len() > 1;
        list()
            .when(several.then(|| tag("h4").text(&pack.part.pack().title)))
            .with(counts(pack))
            .when((!pack.assessment.eight_have.items.is_empty()).then(|| eight(&pack.eight())))
            .with(self.unmet(&checks))
            .when((!pack.assessment.errors.is_empty()).then(|| errors(pack)))
            .with(verdicts(&checks))
            .when((!pack.assessment.summaries.is_empty()).then(|| summaries(pack)))
    }

    /// What needs work, with room for who and when.
    fn unmet(&self, checks: &[Judged]) -> Tag {
        let (_, tasks) = plan::parted(&self.given.answers);
        let unmet: Vec<Vec<Cell>> = checks
            .iter()
            .filter(|it| it.is_to_do())
            .map(|it| {
                let task = tasks.get(&it.name);
                let measure = task.map(|task| task.measure.clone()).filter(|it| !it.is_empty());
                vec![
                    Cell::Head(it.name.clone()),
                    Cell::Text(it.situation.clone()),
                    Cell::Text(it.clause.clone()),
                    Cell::Text(measure.unwrap_or_else(|| it.measures())),
                    Cell::Text(task.map(|task| task.who.clone()).unwrap_or_default()),
                    Cell::Text(task.map(|task| task.due.clone()).unwrap_or_default()),
                ]
            })
            .collect();
        let title = tag("h4").text(L.report_unmet);
        if unmet.is_empty() {
            return list().with(title).with(tag("p").text(L.report_none_unmet));
        }
        list().with(title).with(rows("of-unmet", &L.report_unmet_columns, unmet))
    }

    /// Every indicator with its answer.
    fn figures(&self) -> Tag {
        let catalogue = &self.given.catalogue;
        let section = |section: &crate::catalogue::Section| {
            let name = catalogue.describe(section).map(|it| it.name.as_str()).unwrap_or_default();
            let figures = section.fields.iter().filter_map(|number| {
                let it = catalogue.indicator(*number)?;
                let answer = self.given.answers.get(&it.name).unwrap_or(&Answer::Missing);
                let said = match catalogue.read(*number, answer) {
                    Reading::Missing => L.report_blank.to_owned(),
                    Reading::Value { text, .. } => [&text, " ", &it.unit].concat(),
                    Reading::Error(_) => fill(L.report_unread, &[&shown(answer)]),
                };
                Some(tag("li").with(tag("span").text(&it.name)).with(tag("b").text(said.trim())))
            });
            tag("section").class("figures").with(tag("h5").text(name)).with(tag("ul").each(figures))
        };
        list().with(tag("h4").text(L.report_figures)).each(catalogue.sections.iter().map(section))
    }
}

fn mark(verdict: Verdict) -> &'static str {
    MARKS.iter().find(|(known, _)| *known == verdict).map_or("", |(_, mark)| mark)
}

/// A verdict as a mark and a word.
fn word(it: &Judged) -> String {
    let verdict = MARKS.iter().map(|(verdict, _)| *verdict).find(|verdict| it.is_found(*verdict));
    [verdict.map_or("", mark), " ", &it.verdict].concat()
}

fn counts(pack: &ByPack<'_>) -> Tag {
    let counts = pack.assessment.counts;
    let count = |verdict: Verdict| match verdict {
        Verdict::Met => counts.met,
        Verdict::Unmet => counts.unmet,
        Verdict::Undecided => counts.undecided,
        Verdict::NotApplicable => counts.not_applicable,
        Verdict::Blocked => counts.blocked,
    };
    let one = |(verdict, mark): (Verdict, &str)| {
        tag("li")
            .text(mark)
            .text(" ")
            .text(T.verdict(verdict))
            .text(" ")
            .with(tag("b").text(&count(verdict).to_string()))
    };
    tag("ul").class("counts").each(MARKS.map(one))
}

fn eight(items: &[Judged]) -> Tag {
    let item = |it: &Judged| tag("li").with(tag("b").text(&it.name)).with(tag("span").text(&word(it)));
    let unverified = items.iter().any(|it| it.is_unverified);
    list()
        .with(tag("h4").text(T.eight))
        .with(tag("ul").class("eight-words").each(items.iter().map(item)))
        .when(unverified.then(|| tag("p").class("small").text(L.report_unverified)))
}

fn errors(pack: &ByPack<'_>) -> Tag {
    let error = |it: &rules::assessment::DataError| tag("li").text(&it.message);
    list().with(tag("h4").text(T.wrong_data)).with(tag("ul").each(pack.assessment.errors.iter().map(error)))
}

/// Every check with its verdict; what needs work first.
fn verdicts(checks: &[Judged]) -> Tag {
    let row = |it: &Judged| {
        vec![
            Cell::Head(it.name.clone()),
            Cell::Text(word(it)),
            Cell::Text(it.situation.clone()),
            Cell::Text(it.clause.clone()),
        ]
    };
    let counted = MARKS.iter().flat_map(|(verdict, _)| checks.iter().filter(move |it| it.is(*verdict)));
    let apart = checks.iter().filter(|it| !it.counts());
    let head = tag("h4").text(L.report_verdicts);
    let all = list().with(head).with(rows("of-verdicts", &L.report_verdict_columns, counted.map(row).collect()));
    let apart: Vec<_> = apart.map(row).collect();
    let columns = &L.report_verdict_columns;
    let apart = (!apart.is_empty())
        .then(|| list().with(tag("h4").text(T.not_counted)).with(rows("of-verdicts", columns, apart)));
    all.when(apart)
}

fn summaries(pack: &ByPack<'_>) -> Tag {
    let row = |it: &std::sync::Arc<rules::assessment::SummaryResult>| {
        let told = it.explanation.as_ref().map(|told| told.sentence.clone()).unwrap_or_default();
        vec![Cell::Head(it.name.clone()), Cell::Text(it.said.clone()), Cell::Text(told)]
    };
    let rows = rows("of-summaries", &L.report_summary_columns, pack.assessment.summaries.iter().map(row).collect());
    list().with(tag("h4").text(T.summaries)).with(rows)
}

/// Room for signatures and the stamp.
pub(super) fn signatures() -> Tag {
    signed_by(&L.report_signatures, L.report_stamp, L.report_note)
}

/// Room for these signatures and a stamp, with what the paper is not.
pub(crate) fn signed_by(names: &[&'static str], stamp: &'static str, note: &'static str) -> Tag {
    tag("section")
        .class("signatures")
        .each(names.iter().map(|name| tag("p").text(name).text(T.colon)))
        .with(tag("p").class("stamp").text(stamp))
        .with(tag("p").class("small").text(note))
}
