//! Calendar dates: due dates, dated parameters and the day of an assessment. No clock: the day is always an input.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A day of the Gregorian calendar, from 1900-01-01 to 2999-12-31; written `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// What was given is not a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateError {
    /// The text as given.
    pub given: String,
}

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a day; write it as YYYY-MM-DD, between 1900-01-01 and 2999-12-31", self.given)
    }
}

impl core::error::Error for DateError {}

impl Date {
    /// The day, if there is such a day in the supported years.
    #[must_use]
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let in_years = (1900..=2999).contains(&year);
        let in_month = day >= 1 && days_in_month(year, month).is_some_and(|days| day <= days);
        (in_years && in_month).then_some(Self { year, month, day })
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    #[must_use]
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, 1 to 31.
    #[must_use]
    pub fn day(self) -> u8 {
        self.day
    }

    /// Days from `earlier` to `self`; negative when `self` is the earlier one.
    #[must_use]
    pub fn days_since(self, earlier: Self) -> i64 {
        self.day_number() - earlier.day_number()
    }

    /// The day so many days after 1970-01-01.
    #[must_use]
    pub fn from_unix_days(days: u64) -> Option<Self> {
        let mut left = days;
        for year in 1970..=2999 {
            for month in 1..=12 {
                let length = u64::from(days_in_month(year, month)?);
                if left < length {
                    return Self::new(year, month, u8::try_from(left).ok()?.checked_add(1)?);
                }
                left -= length;
            }
        }
        None
    }

    /// A running number of the day, by counting years from March, so that the leap day ends a year.
    fn day_number(self) -> i64 {
        let month = i64::from(self.month);
        let year = i64::from(self.year) - i64::from(month <= 2);
        let month_from_march = (month + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(self.day) - 1;
        365 * year + year / 4 - year / 100 + year / 400 + day_of_year
    }
}

fn days_in_month(year: u16, month: u8) -> Option<u8> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => Some(31),
        4 | 6 | 9 | 11 => Some(30),
        2 => Some(if leap { 29 } else { 28 }),
        _ => None,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let mut parts = text.split('-');
        let mut part = |width: usize| {
            parts
                .next()
                .filter(|part| part.len() == width && part.bytes().all(|b| b.is_ascii_digit()))
                .and_then(|part| part.parse::<u16>().ok())
        };
        let date = (|| {
            let (year, month, day) = (part(4)?, part(2)?, part(2)?);
            Self::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
        })();
        match (date, parts.next()) {
            (Some(date), None) => Ok(date),
            _ => Err(DateError { given: text.to_owned() }),
        }
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let is_text = deserializer.is_human_readable();
        let text = String::deserialize(deserializer)?;
        match text.parse() {
            Ok(date) => Ok(date),
            Err(error) if is_text => Err(serde::de::Error::custom(error)),
            // In a compiled pack: written by `serialize` and sealed since, never anything else.
            Err(_) => Ok(Self { year: 1900, month: 1, day: 1 }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn days_between() {
        assert_eq!(date("2020-12-31").days_since(date("2020-12-31")), 0);
        assert_eq!(date("2021-01-01").days_since(date("2020-12-31")), 1);
        assert_eq!(date("2020-03-01").days_since(date("2020-02-28")), 2);
        assert_eq!(date("2100-03-01").days_since(date("2100-02-28")), 1);
        assert_eq!(date("2018-12-31").days_since(date("2020-06-30")), -547);
    }

    #[test]
    fn days_since_the_epoch() {
        for (days, text) in [(0, "1970-01-01"), (18_443, "2020-06-30"), (19_782, "2024-02-29")] {
            assert_eq!(Date::from_unix_days(days), Some(date(text)));
            assert_eq!(date(text).days_since(date("1970-01-01")), i64::try_from(days).unwrap());
        }
        assert_eq!(Date::from_unix_days(u64::MAX), None);
    }

    #[test]
    fn only_real_days() {
        for text in [
            "2020-02-30",
            "2019-02-29",
            "2020-13-01",
            "2020-00-01",
            "2020-1-1",
            "20200101",
            "",
            "2020-01-01-",
            "1899-12-31",
        ] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
        assert_eq!(date("2020-02-29").to_string(), "2020-02-29");
    }
}
