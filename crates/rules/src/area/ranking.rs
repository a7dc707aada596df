//! The villages that weigh most, as they come by: a bounded list and how many there were. A country has thousands of
//! areas with dozens of lists each, so a village is named once for all of its area's lists. Depends on `feel`, `who` and the engine's
//! names.

use core::cmp::Reverse;

use feel::Number;

use super::assessment::{AreaVillage, Villages};
use super::who::Who;
use crate::engine::Engine;
use crate::facts::FieldId;
use crate::limits::MAX_NAMED_VILLAGES;

/// Those that weigh most, and among equals the first by what names them: the same in whatever order they come.
#[derive(Debug, Clone, Default)]
pub(super) struct Ranking {
    first: Vec<Entry>,
    count: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    weight: Reverse<Number>,
    village: Who,
    fields: Vec<FieldId>,
}

impl Ranking {
    /// Takes a village; its fields are asked for only if it enters the list.
    pub(super) fn offer(&mut self, weight: Number, village: &Who, fields: impl FnOnce() -> Vec<FieldId>) {
        self.count += 1;
        let weight = Reverse(weight);
        let last = self.first.last().filter(|_| self.first.len() >= MAX_NAMED_VILLAGES);
        if last.is_none_or(|last| (&weight, village) <= (&last.weight, &last.village)) {
            self.insert(Entry { weight, village: village.clone(), fields: fields() });
        }
    }

    fn insert(&mut self, entry: Entry) {
        let place = self.first.partition_point(|known| *known <= entry);
        if place < MAX_NAMED_VILLAGES {
            self.first.truncate(MAX_NAMED_VILLAGES - 1);
            self.first.insert(place, entry);
        }
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.count += other.count;
        other.first.into_iter().for_each(|entry| self.insert(entry));
    }

    pub(super) fn into_villages(self, engine: &Engine) -> Villages {
        let rest = self.count - self.first.len();
        let names = |fields: Vec<FieldId>| fields.into_iter().filter_map(|id| engine.field_name(id)).map(str::to_owned);
        let named = |Entry { weight: _, village, fields }| AreaVillage {
            village: village.named(engine),
            fields: names(fields).collect(),
        };
        Villages { first: self.first.into_iter().map(named).collect(), rest }
    }
}
