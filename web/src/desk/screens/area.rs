//! The figures of an area: each as a bar between what it is at least and what it may still be, beside the line that is required;
//! what is lacking, and which villages decide it. On paper as a report.

use std::rc::Rc;

use rules::Verdict;
use rules::area::assessment::Level;
use rules::model::Kind;
use tables::desk::talk::{AreaCheckView, AreaName, AreaView, Ask, Head, VillageName};

use super::bar::bar;
use super::{Shown, Tables, chosen, does, mark, select};
use crate::desk::texts;
use crate::later::print::{self, paper};
use crate::later::texts::L;
use crate::markup::{Tag, list, tag};
use crate::texts::{T, fill};
use crate::views::verdict;

/// The ids of the entries.
const LEVEL: &str = "tables-level";
const WHICH: &str = "tables-which";

/// The levels in the order in which they are offered.
const LEVELS: [Level; 3] = [Level::Township, Level::District, Level::City];

/// Which area is looked at, and what has come of it.
pub(super) struct State {
    pub(super) level: Level,
    pub(super) which: u32,
    pub(super) view: Option<AreaView>,
    /// The townships, by which villages are filtered.
    pub(super) townships: Vec<AreaName>,
}

impl Default for State {
    fn default() -> Self {
        Self { level: Level::District, which: 0, view: None, townships: Vec::new() }
    }
}

impl State {
    /// Whatever has come is of no more use.
    pub(super) fn forget(&mut self) {
        self.view = None;
    }

    pub(super) fn take(&mut self, view: AreaView) {
        if view.level == Level::Township {
            self.townships.clone_from(&view.areas);
        }
        if view.level == self.level {
            self.which = view.which;
            self.view = Some(view);
        }
    }
}

pub(super) fn press(tables: &Rc<Tables>, act: &str, _: usize) {
    let mut shown = tables.shown.borrow_mut();
    let area = &mut shown.area;
    if act == "level" {
        area.level = LEVELS.get(chosen(LEVEL)).copied().unwrap_or(Level::District);
        area.which = 0;
    } else {
        area.which = u32::try_from(chosen(WHICH)).unwrap_or_default();
    }
    let ask = Ask::Area { level: area.level, which: area.which };
    drop(shown);
    tables.ask(&ask);
}

pub(super) fn view(tables: &Tables, shown: &Shown) -> Tag {
    let State { level, view, .. } = &shown.area;
    let levels: Vec<(usize, &str)> = texts::LEVELS.into_iter().enumerate().collect();
    let on = LEVELS.iter().position(|it| it == level).unwrap_or_default();
    let level = select(LEVEL, texts::LEVEL, "level", on, &levels);
    let Some(view) = view else {
        return list().with(tag("div").class("desk-controls").with(level)).with(tag("p").text(texts::WORKING));
    };
    let names: Vec<String> =
        view.areas.iter().map(|area| fill(texts::AREA_NAME, &[&area.name, &area.villages.to_string()])).collect();
    let names: Vec<(usize, &str)> = names.iter().map(String::as_str).enumerate().collect();
    let which = usize::try_from(view.which).unwrap_or_default();
    let which = (names.len() > 1).then(|| select(WHICH, texts::AREA, "which", which, &names));
    let [all, unmet, open] = &super::words(view.eight);
    let (judged, listed): (Vec<_>, Vec<_>) = view.checks.iter().partition(|check| check.verdict.is_some());
    list()
        .with(tag("div").class("desk-controls not-printed").with(level).when(which))
        .with(
            tag("section")
                .class("not-printed")
                .with(tag("h3").when(view.is_demo.then(|| mark(texts::DEMO_MARK))).text(&view.title))
                .with(tag("p").text(&of_villages(view)))
                .with(tag("p").text(&fill(texts::EIGHT_OF_AREA, &[all, unmet, open])))
                .with(legend())
                .with(tag("ul").class("area-checks").each(judged.iter().map(|it| check(it))))
                .when((!listed.is_empty()).then(|| {
                    list()
                        .with(tag("h4").text(texts::ONLY_LISTED))
                        .with(tag("ul").class("area-checks").each(listed.iter().map(|it| check(it))))
                }))
                .with(counts(view, &shown.heads)),
        )
        .with(tag("div").class("row not-printed").with(tag("h3").text(texts::REPORT)))
        .with(print::button(shown.not_printed))
        .with(report(tables, shown, view))
}

fn of_villages(view: &AreaView) -> String {
    fill(texts::AREA_VILLAGES, &[&view.villages.to_string(), &view.with_errors.to_string()])
}

/// What the parts of a bar mean.
fn legend() -> Tag {
    let part = |class: &'static str, text: &'static str| tag("li").with(tag("span").class(class)).text(text);
    tag("ul")
        .class("legend fine")
        .with(part("key is-sure", texts::KEY_SURE))
        .with(part("key is-open", texts::KEY_OPEN))
        .with(part("key is-line", texts::KEY_LINE))
}

/// The figure in words: what it is, or between what it lies.
fn figure(it: &AreaCheckView) -> String {
    match (it.low.is_empty(), it.is_exact) {
        (true, _) => texts::NO_FIGURE.to_owned(),
        (_, true) => it.low.clone(),
        _ => fill(texts::BETWEEN, &[&it.low, &it.high]),
    }
}

fn required(it: &AreaCheckView) -> String {
    match (it.operator.is_empty(), it.required.is_empty()) {
        (true, _) => String::new(),
        (_, true) => texts::NOT_SET.to_owned(),
        _ => [it.operator.as_str(), " ", &it.required].concat(),
    }
}

fn word(verdict: Option<Verdict>) -> &'static str {
    verdict.map_or(texts::LISTED, |verdict| T.verdict(verdict))
}

fn check(it: &AreaCheckView) -> Tag {
    let badge = it.verdict.map(|verdict| verdict::said(verdict::class(Kind::Target, verdict), word(Some(verdict))));
    let was = it.was.map(|was| tag("span").class("fine").text(&fill(texts::WAS, &[T.verdict(was)])));
    let bar = it.bar.map(|ends| bar(ends, !it.required.is_empty()));
    let required = required(it);
    let line = (!required.is_empty()).then(|| tag("span").text(&fill(texts::REQUIRED, &[&required])));
    let counts = it.counts.map(|counts| tag("p").with(super::matrix::counts(counts)));
    let awaits = (!it.awaits.is_empty())
        .then(|| tag("p").class("note").text(&fill(texts::AWAITS, &[&super::separated(&it.awaits)])));
    let fine =
        [it.standing.as_str(), if it.standing.is_empty() { "" } else { L.comma }, &fill(T.clause, &[&it.clause])]
            .concat();
    tag("li")
        .attr("data-area", &it.name)
        .fixed("data-verdict", it.verdict.map_or("listed", verdict::key))
        .with(tag("div").class("check-head").with(tag("h4").text(&it.name)).when(badge).when(was))
        .when(bar)
        .with(tag("p").class("figures-of").with(tag("b").text(&fill(texts::NOW, &[&figure(it)]))).text(" ").when(line))
        .with(tag("p").text(&it.sentence))
        .when((!it.gap.is_empty()).then(|| tag("p").with(tag("b").text(&[T.gap, &it.gap, T.sentence_end].concat()))))
        .when(counts)
        .when(awaits)
        .each(it.notes.iter().map(|note| tag("p").class("fine").text(note)))
        .when(villages(texts::DECIDING, &it.deciding, it.rest))
        .when(villages(texts::BLOCKED, &it.blocked, it.blocked_rest))
        .with(tag("p").class("fine").text(&fine))
}

/// Villages to be opened.
fn villages(title: &'static str, names: &[VillageName], rest: u32) -> Option<Tag> {
    let all = u32::try_from(names.len()).unwrap_or(u32::MAX).saturating_add(rest);
    let one = |it: &VillageName| {
        let fields = (!it.fields.is_empty())
            .then(|| tag("span").class("fine").text(&fill(texts::LACKS, &[&super::separated(&it.fields)])));
        let name = match it.index.and_then(|index| usize::try_from(index).ok()) {
            Some(index) => does("village").about(index).class("link").text(&it.name),
            None => tag("span").text(&it.name),
        };
        tag("li").with(name).when(fields)
    };
    let more = (rest > 0).then(|| tag("li").class("fine").text(&fill(texts::AND_MORE, &[&rest.to_string()])));
    (all > 0).then(|| {
        tag("details")
            .with(tag("summary").text(&fill(title, &[&all.to_string()])))
            .with(tag("ul").class("village-names").each(names.iter().map(one)).when(more))
    })
}

/// The villages by verdict, check by check.
fn counts(view: &AreaView, heads: &[Head]) -> Tag {
    let row = |(head, counts): (&Head, &tables::desk::talk::Counts)| {
        let cell = |count: &u32| tag("td").class("number").text(&count.to_string());
        tag("tr").with(tag("th").fixed("scope", "row").text(&head.name)).each(counts.iter().map(cell))
    };
    let rows = heads.iter().zip(&view.counts).map(row).collect();
    tag("details").with(tag("summary").text(texts::BY_CHECKS)).with(super::table(
        "counts-of",
        texts::BY_CHECKS,
        &texts::COUNT_HEADS,
        rows,
    ))
}

/// The area on paper.
fn report(tables: &Tables, shown: &Shown, view: &AreaView) -> Tag {
    let judged_by = tables.judged_by.borrow();
    let (title, day) = judged_by.as_ref().map(|(title, day)| (title.as_str(), day.to_string())).unwrap_or_default();
    let is_all = shown.what_if.steps.is_empty();
    let first = [
        fill(texts::REPORT_SOURCE, &[shown.work().name().unwrap_or_default()]),
        of_villages(view),
        if view.is_demo { texts::DEMO_NOTE.to_owned() } else { String::new() },
        if is_all { String::new() } else { fill(texts::REPORT_SUPPOSED, &[&shown.what_if.steps.join(L.semicolon)]) },
        if view.is_partial { texts::PARTIAL_NOTE.to_owned() } else { String::new() },
    ];
    let row = |it: &AreaCheckView| {
        let figures = [figure(it), required(it)].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>();
        tag("tr")
            .with(tag("th").fixed("scope", "row").text(&it.name))
            .with(
                tag("td")
                    .text(&figures.join(texts::AND_REQUIRED))
                    .when(it.bar.map(|ends| bar(ends, !it.required.is_empty()))),
            )
            .with(tag("td").text(word(it.verdict)))
            .with(tag("td").text(if it.gap.is_empty() { &it.sentence } else { &it.gap }))
            .with(tag("td").text(&it.clause))
    };
    let [all, unmet, open] = &super::words(view.eight);
    let counted = |(head, counts): (&Head, &tables::desk::talk::Counts)| {
        let cells = counts.iter().map(|count| tag("td").text(&count.to_string()));
        tag("tr").with(tag("th").fixed("scope", "row").text(&head.name)).each(cells)
    };
    let body = list()
        .each(first.into_iter().filter(|line| !line.is_empty()).map(|line| tag("p").class("small").text(&line)))
        .with(tag("p").text(&fill(texts::EIGHT_OF_AREA, &[all, unmet, open])))
        .with(tag("h4").text(texts::REPORT_AREAS))
        .with(paper::table(&["rows", "of-areas"], &texts::REPORT_AREA_HEADS, view.checks.iter().map(row).collect()))
        .with(tag("h4").text(texts::REPORT_COUNTS))
        .with(paper::table(
            &["rows", "of-counts"],
            &texts::COUNT_HEADS,
            shown.heads.iter().zip(&view.counts).map(counted).collect(),
        ))
        .with(print::signed_by(&texts::SIGNATURES, texts::STAMP, texts::REPORT_NOTE));
    let running = [view.title.as_str(), &fill(texts::REPORT_DAY, &[&day]), title];
    paper::sheet(texts::REPORT, &running, body)
}
