//! What a number in a cell means by the way the cell shows it, and the number as a person would type it: workbooks keep the
//! text of a binary float, of which spreadsheets show 15 digits. No float is computed with. Depends on `rules` for days.

use rules::Date;

/// Digits of a number that a spreadsheet keeps.
const DIGITS: usize = 15;

/// How a cell shows its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Plain,
    Percent,
    Day,
}

impl Format {
    /// One of those that every program knows by number.
    pub(super) fn known(id: u32) -> Self {
        match id {
            9 | 10 => Self::Percent,
            14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58 => Self::Day,
            _ => Self::Plain,
        }
    }

    /// One that is written out: `0.0%`, `yyyy"年"m"月"`.
    pub(super) fn of_code(code: &str) -> Self {
        let mut chars = code.chars();
        let mut is_quoted = false;
        let mut is_bracketed = false;
        while let Some(c) = chars.next() {
            match c {
                '"' => is_quoted = !is_quoted,
                _ if is_quoted => {}
                '\\' | '_' | '*' => {
                    chars.next();
                }
                '[' => is_bracketed = true,
                ']' => is_bracketed = false,
                _ if is_bracketed => {}
                '%' => return Self::Percent,
                'y' | 'Y' | 'd' | 'D' => return Self::Day,
                // What follows is for negative numbers.
                ';' => break,
                _ => {}
            }
        }
        Self::Plain
    }

    /// The number as a person would type what the cell shows; as it stands where it is no number.
    pub(super) fn shown(self, number: &str, is_1904: bool) -> String {
        let Some(decimal) = Decimal::read(number) else { return number.to_owned() };
        match self {
            Self::Plain => decimal.text(0),
            Self::Percent => format!("{}%", decimal.text(2)),
            Self::Day => decimal.whole().and_then(|serial| day(serial, is_1904)).unwrap_or_else(|| decimal.text(0)),
        }
    }
}

/// A number: `0.digits × 10^point`.
struct Decimal {
    is_negative: bool,
    digits: Vec<u8>,
    point: i32,
}

impl Decimal {
    fn read(text: &str) -> Option<Self> {
        const GREATEST: i32 = 400;
        let text = text.trim();
        let (is_negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (plain, exponent) = match text.split_once(['e', 'E']) {
            Some((plain, exponent)) => (plain, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
        let is_number = !(whole.is_empty() && fraction.is_empty()) && whole.len() + fraction.len() <= 400;
        let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
        if !is_number || !digits.iter().all(u8::is_ascii_digit) || exponent.abs() > GREATEST {
            return None;
        }
        let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
        digits.drain(..zeros);
        let mut point = i32::try_from(whole.len()).ok()? + exponent - i32::try_from(zeros).ok()?;
        if round(&mut digits) {
            point += 1;
        }
        while digits.last() == Some(&b'0') {
            digits.pop();
        }
        Some(Self { is_negative: is_negative && !digits.is_empty(), digits, point })
    }

    /// As text, the point moved to the right by so many places.
    fn text(&self, places: i32) -> String {
        let mut text = String::from(if self.is_negative { "-" } else { "" });
        if self.digits.is_empty() {
            return "0".to_owned();
        }
        let point = self.point + places;
        let mut digits = self.digits.iter().map(|digit| char::from(*digit));
        if point <= 0 {
            text.push_str("0.");
            text.extend((point..0).map(|_| '0'));
        } else {
            text.extend((0..point).map(|_| digits.next().unwrap_or('0')));
            if digits.len() > 0 {
                text.push('.');
            }
        }
        text.extend(digits);
        text
    }

    /// Its part before the point, where that is a day's number at all.
    fn whole(&self) -> Option<i64> {
        let whole = self.text(0);
        let whole = whole.split('.').next()?;
        whole.parse().ok().filter(|serial| (1..3_000_000).contains(serial))
    }
}

/// Rounds to the digits that a spreadsheet keeps; whether that made it a digit longer.
fn round(digits: &mut Vec<u8>) -> bool {
    let is_up = digits.get(DIGITS).is_some_and(|digit| *digit >= b'5');
    digits.truncate(DIGITS);
    if !is_up {
        return false;
    }
    for digit in digits.iter_mut().rev() {
        if *digit < b'9' {
            *digit += 1;
            return false;
        }
        *digit = b'0';
    }
    digits.insert(0, b'1');
    true
}

/// The day of a number; the first days of the older reckoning hold a day that never was, and are given as a number.
fn day(serial: i64, is_1904: bool) -> Option<String> {
    const FROM_1900: i64 = 25_569;
    const FROM_1904: i64 = 24_107;
    const NEVER_WAS: i64 = 60;
    if !is_1904 && serial <= NEVER_WAS {
        return None;
    }
    let days = serial - if is_1904 { FROM_1904 } else { FROM_1900 };
    // Days before 1970 are no days of a self-check.
    Date::from_unix_days(u64::try_from(days).ok()?).map(|day| day.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_what_the_sheet_shows() {
        for (number, shown) in [
            ("531", "531"),
            ("0.56999999999999995", "0.57"),
            ("0.1", "0.1"),
            ("92.500000000000014", "92.5"),
            ("1.2E-2", "0.012"),
            ("5.00233001001E11", "500233001001"),
            ("500233001001", "500233001001"),
            ("-3", "-3"),
            ("-0", "0"),
            ("999999999999999.9", "1000000000000000"),
            ("1E+3", "1000"),
            ("", ""),
            ("x", "x"),
            (".", "."),
            ("1E999", "1E999"),
        ] {
            assert_eq!(Format::Plain.shown(number, false), shown, "{number}");
        }
        assert_eq!(Format::Percent.shown("0.92500000000000004", false), "92.5%");
        assert_eq!(Format::Percent.shown("1", false), "100%");
        assert_eq!(Format::Percent.shown("1.0000000000000001E-3", false), "0.1%");
        assert_eq!(Format::Day.shown("44012", false), "2020-06-30");
        assert_eq!(Format::Day.shown("44012.75", false), "2020-06-30");
        assert_eq!(Format::Day.shown("42550", true), "2020-06-30");
        assert_eq!(Format::Day.shown("7", false), "7");
    }

    #[test]
    fn formats_that_are_written_out() {
        for (code, format) in [
            ("0.0%", Format::Percent),
            ("yyyy\"年\"m\"月\"d\"日\"", Format::Day),
            ("[$-804]yyyy/m/d;@", Format::Day),
            ("0_);[Red]\\(0\\)", Format::Plain),
            ("0\"%户\"", Format::Plain),
            ("General", Format::Plain),
            ("#,##0.00", Format::Plain),
            ("0;-0%", Format::Plain),
            ("[Red]0", Format::Plain),
        ] {
            assert_eq!(Format::of_code(code), format, "{code}");
        }
    }
}
