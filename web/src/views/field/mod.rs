//! A question: its name, its entry, how the answer was read, what is wrong with it, and the verdicts it leads to.
//!
//! Text entries are uncontrolled: the page never writes into a field while it is typed in.

use std::rc::Rc;

use rules::Answer;
use rules::model::{Indicator, IndicatorType};
use yew::prelude::*;

use super::verdict;
use crate::catalogue::Shared;
use crate::state::FieldState;
use crate::texts::{T, fill};

/// Beyond this many options, a choice is a list that opens.
const RADIO_OPTIONS: usize = 5;

/// A field.
#[derive(PartialEq)]
pub(crate) struct Props {
    /// The pack.
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
    let number = props.number.to_string();
    if state.folded {
        return html! {
            <div class="field is-folded" id={format!("q-{number}")}>
                <span class="field-name">{ &indicator.name }</span>
                <span class="folded-note">{ T.folded }</span>
                <button type="button" class="button" data-act="unfold" data-n={number}>{ T.unfold }</button>
            </div>
        };
    }
    let name = AttrValue::from(indicator.name.clone());
    let wrong = !state.errors.is_empty();
    let described = describe(indicator);
    let entry = Entry {
        indicator,
        answer: &state.answer,
        id: format!("f-{number}"),
        number: &number,
        described_by: [
            (!described.is_empty()).then(|| format!("d-{number}")),
            state.read_as.is_some().then(|| format!("r-{number}")),
            wrong.then(|| format!("e-{number}")),
        ]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" "),
        wrong,
    };
    let shape = match indicator.kind {
        IndicatorType::MultiChoice => Some("is-wide"),
        IndicatorType::Choice => Some("is-choice"),
        _ => None,
    };
    html! {
        <div class={classes!("field", wrong.then_some("is-wrong"), shape)} id={format!("q-{number}")}>
            { entry.name(&name) }
            { entry.view(&name) }
            if !described.is_empty() {
                <p class="help" id={format!("d-{number}")}>{ described }</p>
            }
            if let Some(read_as) = &state.read_as {
                <p class="read-as" id={format!("r-{number}")}>{ fill(T.read_as, &[read_as]) }{ " " }{ &indicator.unit }</p>
            }
            if wrong {
                <div class="wrong" id={format!("e-{number}")}>{ for state.errors.iter().map(|it| html! { <p>{ it }</p> }) }</div>
            }
            { chips(props) }
        </div>
    }
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
fn chips(props: &Props) -> Html {
    if props.state.decided.is_empty() {
        return Html::default();
    }
    let chip = |(number, decided): &(usize, rules::Verdict)| {
        let Some(check) = props.catalogue.check(*number) else {
            return Html::default();
        };
        html! {
            <li key={*number}>
                <button type="button" class={classes!("chip", verdict::class(check.kind, *decided))}
                    data-act="check" data-n={number.to_string()}>
                    <span class="chip-name">{ &check.name }</span>
                    { verdict::badge(check.kind, *decided) }
                </button>
            </li>
        }
    };
    html! { <ul class="chips">{ for props.state.decided.iter().map(chip) }</ul> }
}

/// What one answer is entered with.
struct Entry<'a> {
    indicator: &'a Indicator,
    answer: &'a Answer,
    id: String,
    number: &'a str,
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

    fn name(&self, name: &AttrValue) -> Html {
        if self.is_group() {
            html! { <span class="field-name">{ name }</span> }
        } else {
            html! { <label class="field-name" for={self.id.clone()}>{ name }</label> }
        }
    }

    fn view(&self, name: &AttrValue) -> Html {
        let chosen = |option: &str| match self.answer {
            Answer::Text(text) => text == option,
            Answer::List(items) => items.iter().any(|item| item == option),
            _ => false,
        };
        let options = &self.indicator.options;
        match self.indicator.kind {
            IndicatorType::YesNo => {
                let is = |yes: bool| *self.answer == Answer::YesNo(yes);
                let options = [("yes", T.yes, is(true)), ("no", T.no, is(false))];
                self.group(name, "radiogroup", "radio", &options)
            }
            IndicatorType::Choice if self.is_group() => {
                let options: Vec<_> = options.iter().map(|it| (it.as_str(), it.as_str(), chosen(it))).collect();
                self.group(name, "radiogroup", "radio", &options)
            }
            IndicatorType::MultiChoice => {
                let options: Vec<_> = options.iter().map(|it| (it.as_str(), it.as_str(), chosen(it))).collect();
                self.group(name, "group", "checkbox", &options)
            }
            IndicatorType::Choice => html! {
                <select id={self.id.clone()} data-field={self.number.to_owned()} aria-describedby={self.described_by()}
                    aria-invalid={self.invalid()}>
                    <option value="" selected={self.answer.is_missing()}>{ T.choose }</option>
                    { for options.iter().map(|it| html! { <option value={it.clone()} selected={chosen(it)}>{ it }</option> }) }
                </select>
            },
            kind => {
                let (input, mode) = match kind {
                    IndicatorType::Count => ("text", Some("numeric")),
                    IndicatorType::Money | IndicatorType::Percent => ("text", Some("decimal")),
                    IndicatorType::Date => ("date", None),
                    _ => ("text", self.indicator.digits.is_some().then_some("numeric")),
                };
                html! {
                    <div class={classes!("entry", mode.is_none().then_some("is-long"), self.indicator.digits.map(|_| "is-long"))}>
                        <input id={self.id.clone()} type={input} inputmode={mode} data-field={self.number.to_owned()}
                            autocomplete="off" enterkeyhint="next" aria-describedby={self.described_by()}
                            aria-invalid={self.invalid()} />
                        if !self.indicator.unit.is_empty() {
                            <span class="unit" aria-hidden="true">{ &self.indicator.unit }</span>
                        }
                    </div>
                }
            }
        }
    }

    fn group(&self, name: &AttrValue, role: &'static str, input: &'static str, options: &[(&str, &str, bool)]) -> Html {
        let one = input == "radio";
        let option = |(value, word, chosen): &(&str, &str, bool)| {
            html! {
                <label class="option">
                    <input type={input} name={self.id.clone()} value={(*value).to_owned()} checked={*chosen}
                        data-field={self.number.to_owned()} />
                    <span>{ *word }</span>
                </label>
            }
        };
        html! {
            <div class={classes!("options", if one { "is-one" } else { "is-several" })} role={role} id={self.id.clone()}
                aria-label={name} aria-describedby={self.described_by()} tabindex="-1">
                { for options.iter().map(option) }
                if one && !self.answer.is_missing() {
                    <button type="button" class="unset" data-act="unset" data-n={self.number.to_owned()}>
                        { T.unset }<span class="unseen">{ name }</span>
                    </button>
                }
            </div>
        }
    }

    fn described_by(&self) -> Option<String> {
        (!self.described_by.is_empty()).then(|| self.described_by.clone())
    }

    fn invalid(&self) -> Option<&'static str> {
        self.wrong.then_some("true")
    }
}
