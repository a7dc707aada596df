//! Reads an answer as its indicator's type: what people type (`１２`, `1,200`, `3.5万`, `85％`) becomes an exact value,
//! and what cannot be read becomes a data error that says what to do.

use feel::{Number, NumberError};

use crate::answers::Answer;
use crate::assessment::{DataError, DataErrorCode};
use crate::date::Date;
use crate::facts::{Field, Value};
use crate::limits::{MAX_NUMBER_CHARS, MAX_TEXT_CHARS};
use crate::model::IndicatorType;
use crate::order::sorted;
use crate::text;

/// How one answer was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// Nothing was answered.
    Missing,
    /// A value, as exact text (`是`/`否` for yes/no).
    Value {
        /// The canonical text.
        text: String,
        /// Whether it was read as something that does not look like what was typed (`3.5万` as 35000), so that the page
        /// should say so.
        reworded: bool,
    },
    /// It cannot be read.
    Error(DataError),
}

/// The value of an answer; `None` when there is no answer.
pub(crate) fn value_of(field: &Field, answer: &Answer) -> Result<Option<Value>, DataError> {
    if answer.is_missing() {
        return Ok(None);
    }
    let fault = |code| {
        let given = given_text(answer);
        let message = text::answer_fault(code, field, &given);
        DataError { code, fields: vec![field.name.clone()], given: Some(given), message }
    };
    match (field.kind, answer) {
        (IndicatorType::MultiChoice, Answer::List(items)) => {
            choices(field, items.iter().map(String::as_str)).ok_or_else(|| fault(DataErrorCode::NotAnOption)).map(Some)
        }
        (IndicatorType::MultiChoice, Answer::Text(text)) => {
            let items = text.split(['、', ',', '，', ';', '；', '|', '\n']);
            choices(field, items).ok_or_else(|| fault(DataErrorCode::NotAnOption)).map(Some)
        }
        (_, Answer::List(_)) => Err(fault(DataErrorCode::NotOne)),
        (IndicatorType::YesNo, _) => {
            yes_no(answer).map(Value::YesNo).ok_or_else(|| fault(DataErrorCode::NotYesNo)).map(Some)
        }
        (IndicatorType::Choice, Answer::Text(text)) => {
            option_index(field, text).map(Value::Choice).ok_or_else(|| fault(DataErrorCode::NotAnOption)).map(Some)
        }
        (IndicatorType::Date, Answer::Text(text)) => {
            date(text).map(Value::Date).ok_or_else(|| fault(DataErrorCode::NotADate)).map(Some)
        }
        (IndicatorType::Text, Answer::Text(text)) => line(field, text).map_err(fault).map(Some),
        (IndicatorType::Count | IndicatorType::Money | IndicatorType::Percent, Answer::Text(text)) => {
            number(field, text).map_err(fault).map(|number| Some(Value::Number(number)))
        }
        (IndicatorType::Text, Answer::YesNo(_)) => Err(fault(DataErrorCode::NotOne)),
        (IndicatorType::Choice | IndicatorType::MultiChoice, _) => Err(fault(DataErrorCode::NotAnOption)),
        (IndicatorType::Date, _) => Err(fault(DataErrorCode::NotADate)),
        (_, _) => Err(fault(DataErrorCode::NotANumber)),
    }
}

/// How an answer is understood, for showing beside it.
pub(crate) fn reading(field: &Field, answer: &Answer) -> Reading {
    match value_of(field, answer) {
        Ok(None) => Reading::Missing,
        Ok(Some(value)) => {
            let text = value.text(field);
            let reworded = match answer {
                Answer::Text(typed) => {
                    field.kind.is_number() && typed.trim() != text && !same_but_zeros(typed.trim(), &text)
                }
                _ => false,
            };
            Reading::Value { text, reworded }
        }
        Err(error) => Reading::Error(error),
    }
}

/// `5.0`, `05` and `5.` look like 5 to anybody.
fn same_but_zeros(typed: &str, canonical: &str) -> bool {
    let plain = typed.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
    plain && typed.parse::<Number>().is_ok_and(|number| number.to_string() == canonical)
}

fn given_text(answer: &Answer) -> String {
    match answer {
        Answer::Missing => String::new(),
        Answer::YesNo(yes) => text::yes_no(*yes).to_owned(),
        Answer::Text(text) => text.trim().to_owned(),
        Answer::List(items) => items.join("、"),
    }
}

fn yes_no(answer: &Answer) -> Option<bool> {
    let clean: String = match answer {
        Answer::YesNo(yes) => return Some(*yes),
        Answer::Text(text) => text.chars().filter(|c| !is_invisible(*c)).collect(),
        _ => return None,
    };
    let text = clean.trim();
    const YES: [&str; 11] = ["是", "有", "对", "合格", "√", "✓", "true", "yes", "y", "1", "１"];
    const NO: [&str; 13] = ["否", "无", "没有", "不是", "不合格", "×", "✗", "x", "false", "no", "n", "0", "０"];
    let is = |word: &&str| word.eq_ignore_ascii_case(text);
    if YES.iter().any(is) {
        Some(true)
    } else if NO.iter().any(is) {
        Some(false)
    } else {
        None
    }
}

fn option_index(field: &Field, text: &str) -> Option<usize> {
    field.options.iter().position(|option| option == text.trim())
}

fn choices<'a>(field: &Field, items: impl Iterator<Item = &'a str>) -> Option<Value> {
    let mut chosen = Vec::new();
    for item in items.filter(|item| !item.trim().is_empty()) {
        chosen.push(option_index(field, item)?);
    }
    Some(Value::Choices(sorted(chosen)))
}

fn line(field: &Field, text: &str) -> Result<Value, DataErrorCode> {
    let spaced = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c });
    let clean: String = spaced.filter(|c| !c.is_control() && !is_invisible(*c)).collect();
    let text = clean.trim();
    if text.chars().count() > MAX_TEXT_CHARS {
        return Err(DataErrorCode::TextTooLong);
    }
    if let Some(digits) = field.digits {
        let plain: String = text.chars().map(half_width).collect();
        let right = plain.len() == usize::from(digits) && plain.bytes().all(|b| b.is_ascii_digit());
        return if right { Ok(Value::Text(plain)) } else { Err(DataErrorCode::NotDigits) };
    }
    Ok(Value::Text(text.to_owned()))
}

/// `2020-06-30`, `2020/6/30`, `2020.6.30`, `2020年6月30日`.
fn date(text: &str) -> Option<Date> {
    let plain: String = text.trim().chars().map(half_width).collect();
    let plain = plain.strip_suffix('日').unwrap_or(&plain);
    let mut parts = plain.split(['-', '/', '.', '年', '月']);
    let mut part = |most: usize| {
        parts.next().filter(|part| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
    };
    let (year, month, day) = (part(4)?, part(2)?, part(2)?);
    if parts.next().is_some() {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

fn number(field: &Field, typed: &str) -> Result<Number, DataErrorCode> {
    let number = typed_number(field, typed)?;
    let decimals = field.kind.decimals();
    if !number.is_integer() && !number.mul(&power_of_ten(decimals)).is_integer() {
        return Err(if decimals == 0 { DataErrorCode::NotWhole } else { DataErrorCode::TooManyDecimals });
    }
    if number < field.min || number > field.max {
        return Err(DataErrorCode::OutOfRange);
    }
    Ok(number)
}

fn typed_number(field: &Field, typed: &str) -> Result<Number, DataErrorCode> {
    // Nearly every answer is a few plain digits.
    if (1..=9).contains(&typed.len()) && typed.bytes().all(|b| b.is_ascii_digit()) {
        return typed.parse::<i64>().map(Number::from).map_err(|_| DataErrorCode::NotANumber);
    }
    if typed.chars().count() > MAX_NUMBER_CHARS {
        return Err(DataErrorCode::NumberTooLong);
    }
    let plain: String = typed.chars().filter(|c| !is_invisible(*c)).map(half_width).collect();
    let plain = without_spaces(plain.trim()).ok_or(DataErrorCode::NotANumber)?;
    // A plus sign says nothing; FEEL does not know it.
    let mut rest =
        plain.strip_prefix('+').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())).unwrap_or(&plain);
    if !field.unit.is_empty() && field.unit != "%" {
        rest = rest.strip_suffix(field.unit.as_str()).unwrap_or(rest);
    }
    let mut scale = 0;
    if let (IndicatorType::Percent, Some(bare)) = (field.kind, rest.strip_suffix('%')) {
        rest = bare;
    } else if let Some(bare) = rest.strip_suffix('万') {
        (rest, scale) = (bare, 4);
    } else if let Some(bare) = rest.strip_suffix('亿') {
        (rest, scale) = (bare, 8);
    }
    let digits = without_separators(rest).ok_or(DataErrorCode::NotANumber)?;
    let digits = digits.strip_suffix('.').unwrap_or(&digits);
    match digits.parse::<Number>() {
        Ok(number) => Ok(number.mul(&power_of_ten(scale))),
        Err(NumberError::TooLong { .. } | NumberError::ExponentTooLarge) => Err(DataErrorCode::NumberTooLong),
        Err(_) => Err(DataErrorCode::NotANumber),
    }
}

/// Removes the spaces beside signs and units; between two digits a space makes it two numbers.
fn without_spaces(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    let mut parted = false;
    for c in text.chars() {
        if c.is_whitespace() {
            parted = true;
            continue;
        }
        if parted && c.is_ascii_digit() && plain.ends_with(|last: char| last.is_ascii_digit()) {
            return None;
        }
        parted = false;
        plain.push(c);
    }
    Some(plain)
}

/// What nobody sees and sheets leave behind: zero-width characters and byte order marks.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

/// Removes thousands separators where they stand at every third digit; elsewhere a comma makes it no number.
fn without_separators(text: &str) -> Option<String> {
    if !text.contains(',') {
        return Some(text.to_owned());
    }
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let unsigned = whole.strip_prefix('-').unwrap_or(whole);
    let mut groups = unsigned.split(',');
    let first = groups.next()?;
    let digits = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
    let first_fits = (1..=3).contains(&first.len()) && digits(first);
    if !first_fits || !groups.all(|group| group.len() == 3 && digits(group)) {
        return None;
    }
    let mut plain = whole.replace(',', "");
    if let Some(fraction) = fraction {
        plain.push('.');
        plain.push_str(fraction);
    }
    Some(plain)
}

/// What is typed with a Chinese keyboard, as its ASCII form: full-width digits, signs and letters.
fn half_width(c: char) -> char {
    match c {
        '０'..='９' | '．' | '，' | '％' | '＋' | '－' | '／' | 'ｅ' | 'Ｅ' => {
            u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(c)
        }
        '−' | '–' | '—' => '-',
        '。' => '.',
        _ => c,
    }
}

/// 10 to the power of `digits`.
pub(crate) fn power_of_ten(digits: u8) -> Number {
    let ten = Number::from(10);
    (0..digits).fold(Number::ONE, |power, _| power.mul(&ten))
}
