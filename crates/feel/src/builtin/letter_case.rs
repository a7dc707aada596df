//! Letter case: apart from the other functions of texts, since it brings its tables.

use super::letters::{LOWER, PAIRS, Run, SEVERAL, UPPER};
use super::{Args, Builtin, Kind, Outcome, Tail};
use crate::value::{NullReason, Value};

const fn row(name: &'static str, run: fn(&mut Args<'_>) -> Outcome) -> Builtin {
    let params = &[("string", Kind::Text)];
    Builtin { name, params, least: 1, tail: Tail::None, result: Kind::Text, keeps: false, run }
}

pub(super) const TABLE: &[Builtin] =
    &[row("upper case", |args| changed(args, push_upper)), row("lower case", |args| changed(args, push_lower))];

/// Letter by letter: one letter can become several (ß), and none looks at its neighbours.
fn changed(args: &Args<'_>, push: fn(&mut String, char)) -> Result<Value, NullReason> {
    let mut out = String::new();
    for c in args.text(0)?.chars() {
        push(&mut out, c);
    }
    Ok(out.as_str().into())
}

/// What surely has no case: the scripts of East Asia, and all beyond the last letters that do.
fn caseless(c: char) -> bool {
    matches!(c, '\u{2E80}'..'\u{A640}' | '\u{1E944}'..)
}

fn push_upper(out: &mut String, c: char) {
    if c.is_ascii() {
        out.push(c.to_ascii_uppercase());
    } else if caseless(c) {
        out.push(c);
    } else if let Some(several) = SEVERAL.split(' ').find_map(|word| word.strip_prefix(c)) {
        out.push_str(several);
    } else {
        out.push(shifted(PAIRS, c, true).or_else(|| shifted(UPPER, c, false)).unwrap_or(c));
    }
}

fn push_lower(out: &mut String, c: char) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
    } else if caseless(c) {
        out.push(c);
    } else if c == 'İ' {
        out.push_str("i\u{307}");
    } else {
        out.push(shifted(PAIRS, c, false).or_else(|| shifted(LOWER, c, false)).unwrap_or(c));
    }
}

/// The letter that a run leads to, or that leads to it.
fn shifted(runs: &[Run], c: char, back: bool) -> Option<char> {
    let letter = u32::from(c);
    for (first, count, step, shift) in runs {
        let (first, step) = (if back { first.checked_add_signed(*shift)? } else { *first }, u32::from(*step));
        let Some(along) = letter.checked_sub(first) else { continue };
        if along < u32::from(*count) * step && along.is_multiple_of(step) {
            let shift = if back { -shift } else { *shift };
            return letter.checked_add_signed(shift).and_then(char::from_u32);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pushed(push: fn(&mut String, char), c: char) -> String {
        let mut out = String::new();
        push(&mut out, c);
        out
    }

    #[test]
    fn every_letter_is_as_the_standard_library_has_it() {
        for c in '\0'..=char::MAX {
            let (upper, lower) = (pushed(push_upper, c), pushed(push_lower, c));
            // A newer library knows more letters; those that are known here stay as they are.
            if char::UNICODE_VERSION.0 == 17 || upper != c.to_string() {
                assert_eq!(upper, c.to_uppercase().to_string(), "{c:?}");
            }
            if char::UNICODE_VERSION.0 == 17 || lower != c.to_string() {
                assert_eq!(lower, c.to_lowercase().to_string(), "{c:?}");
            }
        }
    }
}
