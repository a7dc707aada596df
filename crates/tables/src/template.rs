//! A sheet to fill in: a heading by the form's sections, a column an indicator, drop-downs, and a hint at every cell; beside it a
//! sheet that says what each indicator means. Depends on `xlsx`, `rules`.

use std::io::{self, Write};

use rules::model::{Indicator, IndicatorType};

use crate::known::Known;
use crate::xlsx::{Choice, Column, Sheet, Writer, Written};

/// Writes the sheet for these indicators.
///
/// # Errors
/// The output cannot be written.
pub fn write<W: Write>(known: &Known<'_>, out: W) -> io::Result<W> {
    let mut indicators: Vec<&Indicator> = Vec::new();
    for indicator in known.indicators() {
        if !indicators.iter().any(|it| it.name == indicator.name) {
            indicators.push(indicator);
        }
    }
    let hints: Vec<String> = indicators.iter().map(|indicator| hint(indicator)).collect();
    let columns = indicators.iter().zip(&hints).map(|(indicator, hint)| column(indicator, hint)).collect();
    let mut writer = Writer::new(out);
    writer.sheet(&Sheet { name: "填报", columns, frozen: 2, merged: merged(&indicators) })?;
    let mut last = "";
    writer.row(indicators.iter().map(|indicator| {
        let is_new = core::mem::replace(&mut last, &indicator.section) != indicator.section;
        Written::Head(if is_new { &indicator.section } else { "" })
    }))?;
    writer.row(indicators.iter().map(|indicator| Written::Head(&indicator.name)))?;
    let column = |width| Column { width, ..Column::default() };
    writer.sheet(&Sheet {
        name: "说明",
        columns: vec![column(24), column(14), column(10), column(100)],
        frozen: 1,
        merged: Vec::new(),
    })?;
    writer.row(["名称", "怎样填", "单位", "说明"].map(Written::Head))?;
    for (indicator, hint) in indicators.iter().zip(&hints) {
        let cells = [&indicator.name, kind(indicator), &indicator.unit, hint];
        writer.row(cells.map(Written::Text))?;
    }
    writer.finish()
}

/// Sections over the columns of their indicators.
fn merged(indicators: &[&Indicator]) -> Vec<[usize; 3]> {
    let mut merged: Vec<[usize; 3]> = Vec::new();
    let mut last = "";
    for (index, indicator) in indicators.iter().enumerate() {
        let column = index + 1;
        match merged.last_mut() {
            Some([_, _, end]) if last == indicator.section => *end = column,
            _ => merged.push([1, column, column]),
        }
        last = &indicator.section;
    }
    merged.retain(|[_, first, last]| first < last);
    merged
}

fn column<'t>(indicator: &'t Indicator, hint: &'t str) -> Column<'t> {
    let text = |number: &Option<rules::model::Decimal>, other: &str| {
        number.as_ref().map_or_else(|| other.to_owned(), |number| number.0.to_string())
    };
    let choice = match indicator.kind {
        IndicatorType::YesNo => Choice::OneOf(vec!["是", "否"]),
        IndicatorType::Choice => Choice::OneOf(indicator.options.iter().map(String::as_str).collect()),
        IndicatorType::Count => {
            Choice::Whole(text(&indicator.min, "0"), text(&indicator.max, &rules::limits::MAX_COUNT.to_string()))
        }
        IndicatorType::Money => {
            Choice::Number(text(&indicator.min, "0"), text(&indicator.max, &rules::limits::MAX_MONEY.to_string()))
        }
        // What is typed into a cell that shows percents comes as a fraction, so none is told to.
        IndicatorType::Percent => Choice::Number(text(&indicator.min, "0"), text(&indicator.max, "100")),
        IndicatorType::MultiChoice | IndicatorType::Text | IndicatorType::Date => Choice::Anything,
    };
    let is_text = matches!(indicator.kind, IndicatorType::Text | IndicatorType::Date | IndicatorType::MultiChoice);
    let width = (indicator.name.chars().count() * 2 + 2).clamp(10, 24);
    Column { width, is_text, choice, hint: [&indicator.name, hint] }
}

fn kind(indicator: &Indicator) -> &'static str {
    match indicator.kind {
        IndicatorType::Count => "整数",
        IndicatorType::Money => "数，最多两位小数",
        IndicatorType::Percent => "百分数，如 92.5",
        IndicatorType::YesNo => "是或否",
        IndicatorType::Choice => "选一个",
        IndicatorType::MultiChoice => "可选几个",
        IndicatorType::Text => "文字",
        IndicatorType::Date => "日期，如 2020-06-30",
    }
}

/// What to say at a cell: how to fill it in, and what is meant.
fn hint(indicator: &Indicator) -> String {
    let unit = match (indicator.kind, indicator.unit.as_str()) {
        (IndicatorType::Percent, _) | (_, "") => String::new(),
        (_, unit) => format!("（{unit}）"),
    };
    let options = match indicator.kind {
        IndicatorType::MultiChoice => format!("用“、”分开：{}。", indicator.options.join("、")),
        _ => String::new(),
    };
    format!("{}{unit}。{options}{}", kind(indicator), indicator.help)
}
