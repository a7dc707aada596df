//! The villages that weigh most, as they come by: a bounded list and how many there were. Depends on `feel` alone.

use core::cmp::Reverse;

use feel::Number;

use super::assessment::{AreaVillage, Villages};
use crate::limits::MAX_NAMED_VILLAGES;
use crate::named::Named;

/// Those that weigh most, and among equals the first by name: the same in whatever order they come.
#[derive(Debug, Clone, Default)]
pub(super) struct Ranking {
    first: Vec<Entry>,
    count: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    weight: Reverse<Number>,
    village: Named<String>,
    fields: Vec<String>,
}

impl Ranking {
    /// Takes a village; its fields are asked for only if it enters the list.
    pub(super) fn offer(&mut self, weight: Number, village: &Named<String>, fields: impl FnOnce() -> Vec<String>) {
        self.count += 1;
        let weight = Reverse(weight);
        let last = self.first.last().filter(|_| self.first.len() >= MAX_NAMED_VILLAGES);
        if last.is_none_or(|last| (&weight, village) <= (&last.weight, &last.village)) {
            self.insert(Entry { weight, village: village.clone(), fields: fields() });
        }
    }

    fn insert(&mut self, entry: Entry) {
        let place = self.first.partition_point(|known| *known <= entry);
        self.first.insert(place, entry);
        self.first.truncate(MAX_NAMED_VILLAGES);
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.count += other.count;
        other.first.into_iter().for_each(|entry| self.insert(entry));
    }

    pub(super) fn into_villages(self) -> Villages {
        let rest = self.count - self.first.len();
        let named = |Entry { weight: _, village, fields }| AreaVillage { village, fields };
        Villages { first: self.first.into_iter().map(named).collect(), rest }
    }
}
