//! Source text to tokens. Every byte of the source is in a token, in white space or in a comment; what is no token of
//! FEEL becomes one the parser can name, so that lexing never fails. Depends on diagnostics for texts and comments.

use crate::ast::Span;
use crate::diagnostic::{Code, Diagnostic};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A name or a keyword.
    Name,
    Number,
    /// A text with its quotes.
    Text,
    Plus,
    Minus,
    Star,
    StarStar,
    Slash,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Dot,
    DotDot,
    Comma,
    Colon,
    ParenOpen,
    ParenClose,
    BracketOpen,
    BracketClose,
    BraceOpen,
    BraceClose,
    /// A character that FEEL has no use for outside names.
    Other,
    /// The end of the source.
    End,
}

/// A token and its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) span: Span,
    /// The character that should have been written, where a typographic variant of it was: `（` for `(`.
    pub(crate) meant: Option<&'static str>,
}

/// FEEL's rule for the first character of a name, less the punctuation of Chinese and the full-width forms, which
/// are far more often a slip of the input method than part of a name.
fn starts_name(c: char) -> bool {
    match u32::from(c) {
        0x3F | 0x41..=0x5A | 0x5F | 0x61..=0x7A => true,
        0xC0..=0xD6 | 0xD8..=0xF6 | 0xF8..=0x37D | 0x37F..=0x1FFF | 0x200C..=0x200D => true,
        0x2070..=0x218F | 0x2C00..=0x2FEF | 0x3005..=0x3007 | 0x3021..=0xD7FF => true,
        0xF900..=0xFDCF | 0xFDF0..=0xFEFE | 0x1_0000..=0xE_FFFF => true,
        // Full-width letters and the half-width kana.
        0xFF21..=0xFF3A | 0xFF41..=0xFF5A | 0xFF66..=0xFFDC => true,
        _ => false,
    }
}

fn continues_name(c: char) -> bool {
    starts_name(c) || matches!(u32::from(c), 0x30..=0x39 | 0xB7 | 0x203F..=0x2040 | 0xFF10..=0xFF19)
}

/// FEEL's white space.
fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{180E}' | '\u{200B}' | '\u{FEFF}')
}

/// What a typographic variant stands for.
fn meant(c: char) -> Option<(Kind, &'static str)> {
    Some(match c {
        '（' => (Kind::ParenOpen, "("),
        '）' => (Kind::ParenClose, ")"),
        '【' | '［' => (Kind::BracketOpen, "["),
        '】' | '］' => (Kind::BracketClose, "]"),
        '｛' => (Kind::BraceOpen, "{"),
        '｝' => (Kind::BraceClose, "}"),
        '，' | '、' | '；' | ';' => (Kind::Comma, ","),
        '：' => (Kind::Colon, ":"),
        '。' | '．' => (Kind::Dot, "."),
        '＋' => (Kind::Plus, "+"),
        '－' | '−' | '–' | '—' => (Kind::Minus, "-"),
        '×' | '＊' | '·' => (Kind::Star, "*"),
        '÷' | '／' => (Kind::Slash, "/"),
        '＝' => (Kind::Eq, "="),
        '≠' => (Kind::Ne, "!="),
        '＜' => (Kind::Lt, "<"),
        '≤' | '⩽' | '≦' => (Kind::Le, "<="),
        '＞' => (Kind::Gt, ">"),
        '≥' | '⩾' | '≧' => (Kind::Ge, ">="),
        _ => return None,
    })
}

/// Splits a source into tokens; the last one is the end.
pub(crate) fn tokens(source: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<Token> {
    let mut out = Vec::with_capacity(source.len() / 3 + 2);
    let mut rest = source;
    let at = |rest: &str| u32::try_from(source.len() - rest.len()).unwrap_or(u32::MAX);
    while let Some(first) = rest.chars().next() {
        let start = at(rest);
        let (length, kind, meant) = token(rest, first);
        rest = rest.get(length..).unwrap_or("");
        let span = Span::new(start, at(rest));
        match kind {
            Some(kind) => {
                if kind == Kind::Text && !closed(span.text(source)) {
                    diagnostics.push(Diagnostic::of(Code::UnclosedText, span, &[]));
                }
                out.push(Token { kind, span, meant });
            }
            None => {
                let skipped = span.text(source);
                if skipped.starts_with("/*") && (skipped.len() < 4 || !skipped.ends_with("*/")) {
                    diagnostics.push(Diagnostic::of(Code::UnclosedComment, span, &[]));
                }
            }
        }
    }
    let end = at(rest);
    out.push(Token { kind: Kind::End, span: Span::new(end, end), meant: None });
    out
}

/// Whether a text is a name of words with single spaces between them, which a context takes as a key without quotes.
pub(crate) fn is_words(text: &str) -> bool {
    text.split(' ').all(|word| word.starts_with(starts_name) && word.chars().all(continues_name))
}

/// The length of the next token, and its kind; none for white space and comments.
fn token(rest: &str, first: char) -> (usize, Option<Kind>, Option<&'static str>) {
    let run = |accept: fn(char) -> bool| rest.find(|c| !accept(c)).unwrap_or(rest.len());
    if is_space(first) {
        return (run(is_space), None, None);
    }
    if first == '/' {
        if rest.starts_with("//") {
            return (rest.find('\n').unwrap_or(rest.len()), None, None);
        }
        if let Some(comment) = rest.strip_prefix("/*") {
            let end = comment.as_bytes().windows(2).position(|pair| *pair == *b"*/");
            return (end.map_or(rest.len(), |end| end + 4), None, None);
        }
    }
    let next_digit = |skip: usize| rest.as_bytes().get(skip).is_some_and(u8::is_ascii_digit);
    if first.is_ascii_digit() || (first == '.' && next_digit(1)) {
        return (number_length(rest), Some(Kind::Number), None);
    }
    if first == '"' {
        return (text_length(rest), Some(Kind::Text), None);
    }
    if matches!(first, '“' | '”' | '＂' | '‘' | '’' | '\'') {
        return (first.len_utf8(), Some(Kind::Other), Some("\""));
    }
    if starts_name(first) {
        return (run(continues_name), Some(Kind::Name), None);
    }
    let two = match rest.as_bytes() {
        [b'*', b'*', ..] => Some(Kind::StarStar),
        [b'!', b'=', ..] => Some(Kind::Ne),
        [b'<', b'=', ..] => Some(Kind::Le),
        [b'>', b'=', ..] => Some(Kind::Ge),
        [b'.', b'.', ..] => Some(Kind::DotDot),
        _ => None,
    };
    if two.is_some() {
        return (2, two, None);
    }
    // `==`, `&&` and `||` are habits from other languages.
    let habit = match rest.as_bytes() {
        [b'=', b'=', ..] => Some((Kind::Eq, "=")),
        [b'&', b'&', ..] => Some((Kind::Name, "and")),
        [b'|', b'|', ..] => Some((Kind::Name, "or")),
        [b'<', b'>', ..] => Some((Kind::Ne, "!=")),
        _ => None,
    };
    if let Some((kind, right)) = habit {
        return (2, Some(kind), Some(right));
    }
    let one = match first {
        '+' => Kind::Plus,
        '-' => Kind::Minus,
        '*' => Kind::Star,
        '/' => Kind::Slash,
        '=' => Kind::Eq,
        '<' => Kind::Lt,
        '>' => Kind::Gt,
        '.' => Kind::Dot,
        ',' => Kind::Comma,
        ':' => Kind::Colon,
        '(' => Kind::ParenOpen,
        ')' => Kind::ParenClose,
        '[' => Kind::BracketOpen,
        ']' => Kind::BracketClose,
        '{' => Kind::BraceOpen,
        '}' => Kind::BraceClose,
        _ => {
            return match meant(first) {
                Some((kind, right)) => (first.len_utf8(), Some(kind), Some(right)),
                None => (first.len_utf8(), Some(Kind::Other), None),
            };
        }
    };
    (1, Some(one), None)
}

/// Digits, a point only before a digit (`1..5` is a range), an exponent only with digits.
fn number_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let skip = |mut at: usize| {
        while digit(at) {
            at += 1;
        }
        at
    };
    let mut at = skip(0);
    if bytes.get(at) == Some(&b'.') && digit(at + 1) {
        at = skip(at + 1);
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        if digit(at + 1 + sign) {
            at = skip(at + 1 + sign);
        }
    }
    at
}

/// To the closing quote, or to the end of the source.
fn text_length(rest: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in rest.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// Whether a text token ends in its quote.
fn closed(text: &str) -> bool {
    text.len() >= 2 && text_length(text) == text.len() && text.ends_with('"') && {
        // A last quote that is escaped closes nothing: an odd run of backslashes stands before it.
        let inner = text.get(1..text.len() - 1).unwrap_or("");
        inner.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 0
    }
}

/// The content of a text token: without quotes, escapes resolved. An unknown escape stays as written and is reported.
pub(crate) fn unescape(token: &str, span: Span, diagnostics: &mut Vec<Diagnostic>) -> String {
    let inner = token.strip_prefix('"').unwrap_or(token);
    let inner = if closed(token) { inner.strip_suffix('"').unwrap_or(inner) } else { inner };
    let mut out = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let (length, resolved) = escape(after);
        match resolved {
            Some(c) => out.push(c),
            None => {
                let written = after.get(..length).unwrap_or(after);
                out.push('\\');
                out.push_str(written);
                let start = span.start + u32::try_from(inner.len() - after.len()).unwrap_or(0);
                let end = start + 1 + u32::try_from(written.len()).unwrap_or(0);
                let mut shown = String::from("\\");
                shown.push_str(written);
                diagnostics.push(Diagnostic::of(Code::BadEscape, Span::new(start, end), &[&shown]));
            }
        }
        rest = after.get(length..).unwrap_or("");
    }
    out.push_str(rest);
    out
}

/// The length of an escape after its backslash, and the character it stands for.
fn escape(after: &str) -> (usize, Option<char>) {
    let Some(first) = after.chars().next() else {
        return (0, None);
    };
    let simple = match first {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        '"' | '\'' | '\\' => first,
        'u' => {
            return match hex(after, 1, 4) {
                Some(high @ 0xD800..=0xDBFF) => {
                    let low = after.get(5..7).filter(|mark| *mark == "\\u").and_then(|_| hex(after, 7, 4));
                    match low {
                        Some(low @ 0xDC00..=0xDFFF) => {
                            (11, char::from_u32(0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00)))
                        }
                        _ => (5, None),
                    }
                }
                Some(code) => (5, char::from_u32(code)),
                None => (1, None),
            };
        }
        'U' => {
            return match hex(after, 1, 6) {
                Some(code) => (7, char::from_u32(code)),
                None => (1, None),
            };
        }
        _ => return (first.len_utf8(), None),
    };
    (1, Some(simple))
}

fn hex(text: &str, from: usize, digits: usize) -> Option<u32> {
    let text = text.get(from..from + digits)?;
    if text.bytes().all(|byte| byte.is_ascii_hexdigit()) { u32::from_str_radix(text, 16).ok() } else { None }
}
