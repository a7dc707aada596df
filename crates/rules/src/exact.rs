//! Exact numbers in compiled packs: as text, so that no digit is lost.

use feel::Number;
use serde::{Deserialize, Deserializer, Serializer};

pub(crate) fn serialize<S: Serializer>(number: &Number, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(number)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Number, D::Error> {
    let text = String::deserialize(deserializer)?;
    Number::from_fraction_text(&text).map_err(|_| serde::de::Error::custom("not an exact number"))
}
