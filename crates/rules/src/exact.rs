//! Exact numbers in compiled packs: as text, so that no digit is lost.

use feel::Number;
use serde::{Deserialize, Deserializer, Serializer};

pub(crate) fn serialize<S: Serializer>(number: &Number, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(number)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Number, D::Error> {
    // Written by `serialize` and sealed since: never anything else.
    Ok(Number::from_fraction_text(&String::deserialize(deserializer)?).unwrap_or_default())
}
