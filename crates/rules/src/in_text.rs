//! Fields of a pack that are written in text formats only: what a compiled pack holds as its program instead.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::model::{AreaTest, Test};

/// A value that stands for what the program holds.
pub(crate) trait StandIn {
    fn stand_in() -> Self;
}

impl StandIn for Test {
    fn stand_in() -> Self {
        Self::Compiled
    }
}

impl StandIn for AreaTest {
    fn stand_in() -> Self {
        Self::Compiled
    }
}

impl StandIn for String {
    fn stand_in() -> Self {
        Self::new()
    }
}

impl<T> StandIn for Vec<T> {
    fn stand_in() -> Self {
        Self::new()
    }
}

impl StandIn for Option<String> {
    fn stand_in() -> Self {
        None
    }
}

pub(crate) fn write<T: Serialize, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() { value.serialize(serializer) } else { serializer.serialize_unit() }
}

pub(crate) fn read<'de, T: Deserialize<'de> + StandIn, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    if deserializer.is_human_readable() {
        return T::deserialize(deserializer);
    }
    <()>::deserialize(deserializer)?;
    Ok(T::stand_in())
}
