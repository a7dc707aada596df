//! 施工图、时间表: what is to be done towards each unmet check, by whom and until when, in the cadre's own words.
//!
//! The tasks are kept with the village's answers, under names that no indicator has: so they are saved, merged field by field
//! between tabs, copied and brought back with it.

use std::rc::Rc;

use rules::{Answer, Answers};
use tables::share::{Plan, Task};
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::{Html, html};

use super::exchange::element;
use super::print;
use super::print::judged::{Judged, by_pack, judged};
use super::print::paper::{Cell, paper, rows};
use super::texts::L;
use crate::app::{Given, Repaint, Screen};
use crate::markup::{Tag, list, tag};
use crate::state::Action;
use crate::texts::{T, fill};

/// What a task's name begins with among the answers.
const MARK: &str = "计划：";
/// What a task's entries are about, in the order in which they are kept; also their ids, with the row's number behind.
const PARTS: [&str; 3] = ["measure", "who", "due"];

/// The answers without the tasks, and the tasks.
pub(super) fn parted(answers: &Answers) -> (Answers, Plan) {
    let (mut plain, mut plan) = (Answers::new(), Plan::new());
    for (name, answer) in answers {
        match (name.strip_prefix(MARK), answer) {
            (Some(check), Answer::List(parts)) => {
                let mut parts = parts.iter().cloned();
                let mut part = || parts.next().unwrap_or_default();
                let task = Task { measure: part(), who: part(), due: part() };
                plan.insert(check.to_owned(), task);
            }
            _ => {
                plain.insert(name.clone(), answer.clone());
            }
        }
    }
    (plain, plan)
}

/// The answers with the tasks among them.
pub(super) fn joined(mut answers: Answers, plan: &Plan) -> Answers {
    answers.extend(plan.iter().map(|(check, task)| kept(check, task)));
    answers
}

/// A task as it is kept; missing where nothing is written in it.
fn kept(check: &str, task: &Task) -> (String, Answer) {
    let answer = match task.is_empty() {
        true => Answer::Missing,
        false => Answer::List(vec![task.measure.clone(), task.who.clone(), task.due.clone()]),
    };
    ([MARK, check].concat(), answer)
}

struct PlanScreen {
    given: Rc<Given>,
    plan: Plan,
    /// The checks that the plan is about, in the order of the rows.
    rows: Vec<Judged>,
    /// Whether the browser refused to print.
    refused: bool,
}

pub(super) fn open(given: Rc<Given>) -> Box<dyn Screen> {
    let (_, plan) = parted(&given.answers);
    let rows = judged(&given).into_iter().filter(|it| it.is_to_do() || plan.contains_key(&it.name)).collect();
    Box::new(PlanScreen { given, plan, rows, refused: false })
}

impl Screen for PlanScreen {
    fn press(&mut self, act: &str, number: usize, _: &Repaint) {
        if act == "print" {
            self.refused = !print::print();
        }
        let (Some(part), Some(row)) = (PARTS.iter().position(|part| *part == act), self.rows.get(number)) else {
            return;
        };
        let id = [act, "-", &number.to_string()].concat();
        let area = || element(&id).map(|area: HtmlTextAreaElement| area.value());
        let typed = element(&id).map(|input: HtmlInputElement| input.value()).or_else(area).unwrap_or_default();
        let mut task = self.plan.get(&row.name).cloned().unwrap_or_default();
        if let Some(text) = [&mut task.measure, &mut task.who, &mut task.due].into_iter().nth(part) {
            *text = typed;
        }
        let (name, answer) = kept(&row.name, &task);
        self.plan.insert(row.name.clone(), task);
        (self.given.act)(Action::Keep(name, answer));
    }

    fn view(&self) -> Html {
        if self.rows.is_empty() {
            return tag("p").class("note").text(L.plan_nothing).html();
        }
        if self.given.read_only {
            return list().with(tag("p").class("note").text(L.read_only)).with(self.paper()).html();
        }
        let count = self.rows.iter().filter(|it| it.is_to_do()).count();
        list()
            .with(tag("p").class("fine").text(L.plan_help))
            .with(tag("p").text(&fill(L.plan_count, &[&count.to_string()])))
            .with(print::button(self.refused))
            // The plan stands in the report too: one need not go back for that.
            .with(tag("p").class("not-printed").with(tag("a").fixed("href", "#print").class("button").text(L.print)))
            .with(
                tag("div")
                    .class("not-printed")
                    .each(self.rows.iter().enumerate().map(|(number, row)| self.row(number, row))),
            )
            .with(tag("div").class("only-printed").with(self.paper()))
            .html()
    }
}

impl PlanScreen {
    /// The plan on paper: what is to be done, with room for how far it came.
    fn paper(&self) -> Tag {
        let row = |it: &Judged| {
            let task = self.plan.get(&it.name);
            let measure = task.map(|task| task.measure.clone()).filter(|text| !text.is_empty());
            let part = |text: fn(&Task) -> &String| Cell::Text(task.map(text).cloned().unwrap_or_default());
            vec![
                Cell::Head(it.name.clone()),
                Cell::Text(it.situation.clone()),
                Cell::Text(measure.unwrap_or_else(|| it.measures())),
                part(|task| &task.who),
                part(|task| &task.due),
                Cell::Text(String::new()),
            ]
        };
        let rows = rows("of-plan", &L.plan_columns, self.rows.iter().map(row).collect());
        paper(&self.given, &by_pack(&self.given), L.plan, list().with(rows).with(print::signatures()))
    }

    fn row(&self, number: usize, row: &Judged) -> Tag {
        let blank = Task::default();
        let task = self.plan.get(&row.name).unwrap_or(&blank);
        let measure = if task.measure.is_empty() { row.measures() } else { task.measure.clone() };
        let labelled = |part: usize, name: &str, entry: Tag| {
            let id = PARTS.get(part).copied().unwrap_or_default();
            let prefix = [id, "-"].concat();
            list().with(tag("label").numbered("for", &prefix, number).text(name)).with(
                entry.numbered("id", &prefix, number).fixed("data-do", id).about(number).fixed("autocomplete", "off"),
            )
        };
        let input = |value: &str| tag("input").fixed("type", "text").attr("value", value).fixed("maxlength", "60");
        tag("section")
            .class("task")
            .attr("data-task", &row.name)
            .with(tag("h3").text(&row.name))
            .when((!row.is_to_do()).then(|| tag("p").text(&row.verdict)))
            .with(tag("p").text(&row.situation))
            .with(tag("p").class("fine").text(&fill(T.clause, &[&row.clause])))
            .with(tag("label").numbered("for", "measure-", number).text(L.plan_measure))
            .child(measures(number, &measure))
            .with(
                tag("div")
                    .class("pair")
                    .with(tag("div").with(labelled(1, L.plan_who, input(&task.who))))
                    .with(tag("div").with(labelled(2, L.plan_due, input(&task.due)))),
            )
    }
}

/// The entry of the measures. What it begins with is its default, which `markup` does not know: a value would be written over
/// what is being typed whenever the page is painted.
fn measures(number: usize, text: &str) -> Html {
    let number = number.to_string();
    let id = ["measure-", &number].concat();
    let text = text.to_owned();
    html! {
        <textarea {id} data-do="measure" data-n={number} rows="3" maxlength="400" autocomplete="off" defaultvalue={text} />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_go_among_the_answers_and_come_back() {
        let answers: Answers = [("总户数".to_owned(), "531".into()), ("计划：甲".to_owned(), "不是清单".into())].into();
        let task = Task { measure: "硬化".to_owned(), who: String::new(), due: "九月".to_owned() };
        let plan: Plan = [("通组公路".to_owned(), task)].into();
        let kept = joined(answers.clone(), &plan);
        assert_eq!(kept.len(), 3);
        assert_eq!(parted(&kept), (answers, plan));
        assert!(super::kept("甲", &Task::default()).1.is_missing());
    }
}
