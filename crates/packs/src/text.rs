//! The text of a pack's files, and the way from a place in the pack back to file, line and column.
//! Depends on `rules` for places and on `toml` for spans.

use core::fmt;
use core::ops::Range;

use rules::diagnostic::{Diagnostic, Place, Step};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A place in a text, and the line it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The file's name as it was given.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// How many characters of the line are meant, at least 1.
    pub length: usize,
    /// The whole line.
    pub text: String,
}

impl Spot {
    /// A span of bytes in a file's text; without a span, its beginning.
    #[must_use]
    pub fn of(file: &str, text: &str, span: Option<Range<usize>>) -> Self {
        let span = span.unwrap_or_default();
        let before = text.get(..span.start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        let line = text.get(line_start..).unwrap_or_default().lines().next().unwrap_or_default();
        let column = before.get(line_start..).map_or(0, |line| line.chars().count());
        let meant = text.get(span).unwrap_or_default().lines().next().unwrap_or_default();
        Self {
            file: file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: column + 1,
            length: meant.trim_end().chars().count().max(1),
            text: line.to_owned(),
        }
    }
}

/// A finding, and where it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub diagnostic: Diagnostic,
    /// Where; none where the pack was not read from text.
    pub spot: Option<Spot>,
}

/// `checks.toml:12:8: error[no-check]: there is no …`
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.diagnostic.code;
        match &self.spot {
            Some(spot) => write!(f, "{}:{}:{}", spot.file, spot.line, spot.column)?,
            None => write!(f, "{}", self.diagnostic.place)?,
        }
        let message = self.diagnostic.message(feel::Lang::En);
        write!(f, ": {}[{}]: {message}", code.severity().as_str(), code.as_str())
    }
}

/// Every fault found, at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, fault) in self.0.iter().enumerate() {
            if number > 0 {
                f.write_str("\n")?;
            }
            fault.fmt(f)?;
        }
        Ok(())
    }
}

impl core::error::Error for Faults {}

/// One file of a pack, parsed with its spans.
#[derive(Debug)]
pub(crate) struct File<'t> {
    pub(crate) name: &'t str,
    pub(crate) text: &'t str,
    pub(crate) table: DeTable<'t>,
    /// Whether it is no TOML, so that the table is only what could be saved of it.
    pub(crate) is_broken: bool,
}

impl File<'_> {
    pub(crate) fn spot(&self, span: Option<Range<usize>>) -> Spot {
        Spot::of(self.name, self.text, span)
    }

    /// Where a place of the pack stands in this file, if its first key is in it. What is not written is where it would be:
    /// at the entry or table around it.
    pub(crate) fn span_of(&self, place: &Place, kept: &[usize]) -> Option<Range<usize>> {
        let mut steps = place.path.iter().enumerate();
        let Some((_, Step::Key(first))) = steps.next() else { return None };
        let (key, mut value) = self.table.get_key_value(first.as_str())?;
        let mut span = key.span();
        for (depth, step) in steps {
            let below = match (value.get_ref(), step) {
                (DeValue::Table(table), Step::Key(key)) => {
                    let Some((_, below)) = table.get_key_value(key.as_str()) else { return Some(span) };
                    below
                }
                (DeValue::Array(items), Step::Entry(index, _)) => {
                    // Entries that could not be read are not counted in the pack.
                    let index = if depth == 1 { kept.get(*index).copied().unwrap_or(*index) } else { *index };
                    let Some(item) = items.get(index) else { return Some(span) };
                    item
                }
                _ => return Some(span),
            };
            (value, span) = (below, below.span());
        }
        Some(match (place.span, value.get_ref()) {
            (Some(meant), DeValue::String(_)) => self.within(&span, meant),
            _ => self.head_of(value, span),
        })
    }

    /// A table or list is shown by its first line only.
    fn head_of(&self, value: &Spanned<DeValue<'_>>, span: Range<usize>) -> Range<usize> {
        match value.get_ref() {
            DeValue::Table(_) | DeValue::Array(_) => {
                let line = self.text.get(span.clone()).and_then(|text| text.find('\n')).unwrap_or(span.len());
                span.start..span.start + line
            }
            _ => span,
        }
    }

    /// Bytes of a string's value as bytes of the file: past its quotes and escapes.
    fn within(&self, span: &Range<usize>, meant: feel::Span) -> Range<usize> {
        let raw = self.text.get(span.clone()).unwrap_or_default();
        let at = |wanted: u32| span.start + raw_offset(raw, usize::try_from(wanted).unwrap_or(usize::MAX));
        let (start, end) = (at(meant.start), at(meant.end));
        start..end.max(start)
    }
}

/// Where in a TOML string as written the byte of its value stands.
fn raw_offset(raw: &str, wanted: usize) -> usize {
    let quote = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|quote| raw.starts_with(quote)).unwrap_or_default();
    let mut raw_at = quote.len();
    if quote.len() == 3 && raw.get(raw_at..).is_some_and(|rest| rest.starts_with('\n')) {
        raw_at += 1;
    }
    let mut value_at = 0;
    while value_at < wanted {
        let rest = raw.get(raw_at..).unwrap_or_default();
        let Some(first) = rest.chars().next() else { break };
        let (written, meant) =
            if first == '\\' && quote.starts_with('"') { escape(rest) } else { (first.len_utf8(), first.len_utf8()) };
        raw_at += written;
        value_at += meant;
    }
    raw_at
}

/// How many bytes an escape takes as written, and how many its value.
fn escape(text: &str) -> (usize, usize) {
    let digits = match text.chars().nth(1) {
        Some('x') => 2,
        Some('u') => 4,
        Some('U') => 8,
        _ => return (2, 1),
    };
    let code = text.get(2..2 + digits).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    (2 + digits, code.and_then(char::from_u32).map_or(1, char::len_utf8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_of_a_value_is_found_in_what_is_written() {
        assert_eq!(raw_offset("'甲 > 乙'", 0), 1);
        assert_eq!(raw_offset("\"甲 > 乙\"", 6), 7);
        assert_eq!(raw_offset(r#""\"甲\" = x""#, 5), 1 + 2 + 3 + 2);
        assert_eq!(raw_offset(r#""\u7532x""#, 3), 7);
        assert_eq!(raw_offset("\"\"\"\n甲x\"\"\"", 3), 7);
        assert_eq!(raw_offset("'甲'", 99), 5);
    }
}
