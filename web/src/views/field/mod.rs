//! A question: its name, its entry, how the answer was read, what is wrong with it, and the verdicts it leads to.
//!
//! Text entries are uncontrolled: the page never writes into a field while it is typed in.

use std::rc::Rc;
use std::sync::Arc;

use rules::Answer;
use rules::assessment::CheckResult;
use rules::model::{Indicator, IndicatorType};
use yew::Html;
use yew::virtual_dom::Key;

use super::verdict;
use crate::catalogue::Shared;
use crate::markup::{Tag, button, tag};
use crate::state::{FieldState, NO, YES};
use crate::texts::{T, fill};

/// Beyond this many options, a choice is a list that opens.
const RADIO_OPTIONS: usize = 5;

/// A field.
#[derive(PartialEq)]
pub(crate) struct Props {
    /// The packs.
    pub(crate) catalogue: Shared,
    /// The field's number in the pack.
    pub(crate) number: usize,
    /// What it shows.
    pub(crate) state: Rc<FieldState>,
}

pub(crate) fn view(props: &Props) -> Html {
    let Some(indicator) = props.catalogue.indicator(props.number) else {
        return Html::default();
    };
    let state = &*props.state;
    if state.folded {
        return tag("div")
            .numbered("id", "q-", props.number)
            .class("field is-folded")
            .with(tag("span").class("field-name").text(&indicator.name))
            .with(tag("span").class("folded-note").text(T.folded))
            .with(button("unfold").about(props.number).class("button").text(T.unfold))
            .html();
    }
    let wrong = !state.errors.is_empty();
    let described = describe(indicator);
    let mut described_by = String::new();
    for (prefix, is_there) in [("d-", !described.is_empty()), ("r-", state.read_as.is_some()), ("e-", wrong)] {
        if is_there {
            if !described_by.is_empty() {
                described_by.push(' ');
            }
            described_by.push_str(prefix);
            described_by.push_str(&props.number.to_string());
        }
    }
    let entry = Entry { indicator, answer: &state.answer, number: props.number, described_by, wrong };
    let shape = match indicator.kind {
        IndicatorType::MultiChoice => "is-wide",
        IndicatorType::Choice => "is-choice",
        _ => "",
    };
    let help = || tag("p").numbered("id", "d-", props.number).class("help").text(&described);
    let read_as = |it: &str| {
        let said = tag("p").numbered("id", "r-", props.number).class("read-as");
        said.text(&fill(T.read_as, &[it])).text(" ").text(&indicator.unit)
    };
    let errors = || {
        let said = tag("div").numbered("id", "e-", props.number).class("wrong");
        said.each(state.errors.iter().map(|it| tag("p").text(it)))
    };
    tag("div")
        .numbered("id", "q-", props.number)
        .classes(&["field", if wrong { "is-wrong" } else { "" }, shape])
        .with(entry.name())
        .when((!described.is_empty()).then(help))
        .with(entry.view())
        .when(state.read_as.as_ref().map(|it| read_as(it)))
        .when(wrong.then(errors))
        .when((!state.decided.is_empty()).then(|| chips(props)))
        .html()
}

/// What helps to answer: the pack's help, and the bounds that are not plain from it.
fn describe(indicator: &Indicator) -> String {
    let mut text = String::new();
    if indicator.optional {
        text.push_str(T.optional);
        text.push_str(T.sentence_end);
    }
    text.push_str(&indicator.help);
    if let Some(whole) = &indicator.at_most {
        text.push_str(&fill(T.not_above_field, &[whole]));
    }
    let (min, max) = (indicator.min.as_ref(), indicator.max.as_ref());
    match (min.map(|it| it.0.to_string()), max.map(|it| it.0.to_string())) {
        (Some(min), Some(max)) => text.push_str(&fill(T.between, &[&min, &max])),
        (Some(min), None) => text.push_str(&fill(T.not_below, &[&min])),
        (None, Some(max)) => text.push_str(&fill(T.not_above, &[&max])),
        (None, None) => {}
    }
    text
}

/// The checks that the answer decides.
fn chips(props: &Props) -> Tag {
    let chip = |(number, result): &(usize, Arc<CheckResult>)| {
        let button = button("check")
            .about(*number)
            .classes(&["chip", verdict::class(result.kind, result.verdict)])
            .with(tag("span").class("chip-name").text(&result.name))
            .with(verdict::badge(result.kind, result.verdict))
            .when(result.gap.as_ref().map(|gap| tag("span").class("chip-gap").text(&gap.sentence)));
        tag("li").key(Key::from(*number)).with(button)
    };
    tag("ul").class("chips").each(props.state.decided.iter().map(chip))
}

/// What one answer is entered with.
struct Entry<'a> {
    indicator: &'a Indicator,
    answer: &'a Answer,
    number: usize,
    described_by: String,
    wrong: bool,
}

impl Entry<'_> {
    fn is_group(&self) -> bool {
        match self.indicator.kind {
            IndicatorType::YesNo | IndicatorType::MultiChoice => true,
            IndicatorType::Choice => self.indicator.options.len() <= RADIO_OPTIONS,
            _ => false,
        }
    }

    fn name(&self) -> Tag {
        let named = if self.is_group() { tag("span") } else { tag("label").numbered("for", "f-", self.number) };
        named.class("field-name").text(&self.indicator.name)
    }

    fn view(&self) -> Tag {
        let chosen = |option: &str| match self.answer {
            Answer::Text(text) => text == option,
            Answer::List(items) => items.iter().any(|item| item == option),
            _ => false,
        };
        let options = || self.indicator.options.iter().map(|it| (it.as_str(), it.as_str(), chosen(it))).collect();
        match self.indicator.kind {
            IndicatorType::YesNo => {
                let is = |yes: bool| *self.answer == Answer::YesNo(yes);
                self.group("radio", &[(YES, T.yes, is(true)), (NO, T.no, is(false))])
            }
            IndicatorType::MultiChoice => {
                let options: Vec<_> = options();
                self.group("checkbox", &options)
            }
            IndicatorType::Choice => {
                let options: Vec<_> = options();
                if self.is_group() { self.group("radio", &options) } else { self.select(&options) }
            }
            kind => self.input(kind),
        }
    }

    fn input(&self, kind: IndicatorType) -> Tag {
        let digits = self.indicator.digits.is_some();
        let (input, mode) = match kind {
            IndicatorType::Count => ("text", Some("numeric")),
            IndicatorType::Money | IndicatorType::Percent => ("text", Some("decimal")),
            IndicatorType::Date => ("date", None),
            _ => ("text", digits.then_some("numeric")),
        };
        let unit = &self.indicator.unit;
        let input = tag("input")
            .numbered("id", "f-", self.number)
            .fixed("type", input)
            .maybe("inputmode", mode)
            .numbered("data-field", "", self.number)
            .fixed("autocomplete", "off")
            .fixed("enterkeyhint", "next");
        tag("div")
            .class(if mode.is_none() || digits { "entry is-long" } else { "entry" })
            .with(self.described(input).maybe("aria-invalid", self.wrong.then_some("true")))
            .when((!unit.is_empty()).then(|| tag("span").fixed("aria-hidden", "true").class("unit").text(unit)))
    }

    fn select(&self, options: &[(&str, &str, bool)]) -> Tag {
        let option = |value: &str, word: &str, chosen: bool| {
            tag("option").attr("value", value).flag("selected", chosen).text(word)
        };
        let select = tag("select").numbered("id", "f-", self.number).numbered("data-field", "", self.number);
        self.described(select)
            .maybe("aria-invalid", self.wrong.then_some("true"))
            .with(option("", T.choose, self.answer.is_missing()))
            .each(options.iter().map(|(value, word, chosen)| option(value, word, *chosen)))
    }

    fn group(&self, input: &'static str, options: &[(&str, &str, bool)]) -> Tag {
        let one = input == "radio";
        let name = self.indicator.name.as_str();
        let option = |(value, word, chosen): &(&str, &str, bool)| {
            let input = tag("input")
                .fixed("type", input)
                .numbered("name", "f-", self.number)
                .numbered("data-field", "", self.number)
                .value(value)
                .checked(*chosen);
            tag("label").class("option").with(input).with(tag("span").text(word))
        };
        let unset = || {
            let name = tag("span").class("unseen").text(name);
            button("unset").about(self.number).class("unset").text(T.unset).with(name)
        };
        let group = tag("div")
            .fixed("role", if one { "radiogroup" } else { "group" })
            .numbered("id", "f-", self.number)
            .attr("aria-label", name);
        self.described(group)
            .fixed("tabindex", "-1")
            .class(if one { "options is-one" } else { "options is-several" })
            .each(options.iter().map(option))
            .when((one && !self.answer.is_missing()).then(unset))
    }

    fn described(&self, tag: Tag) -> Tag {
        tag.maybe("aria-describedby", Some(self.described_by.as_str()).filter(|it| !it.is_empty()))
    }
}
