//! A compiled pack: what judging needs, and nothing of how it was compiled.

use serde::{Deserialize, Serialize};

use crate::facts::{Field, FieldId};
use crate::formula::Formula;
use crate::model::{Comparison, Kind};
use crate::poly::{Poly, Ratio};

/// Index of a check, or behind the checks of a summary.
pub(crate) type ItemId = usize;

/// A check or summary, compiled.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Item {
    pub(crate) applies: Option<Formula>,
    /// The condition under which it applies, in words; empty without one.
    pub(crate) applies_in_words: String,
    pub(crate) rule: Rule,
    /// A test that is a condition, in words; empty for any other.
    pub(crate) condition_in_words: String,
    /// The fields it reads itself (not those of its parts), in order of the pack, wholes before their parts.
    pub(crate) fields: Vec<FieldId>,
    /// The parameters it needs itself.
    pub(crate) parameters: Vec<usize>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Rule {
    Leaf(Box<Leaf>),
    Composite(How, Vec<Node>),
    Improved(Vec<ItemId>),
    Stable(Vec<Node>),
}

/// How parts make a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum How {
    All,
    Any,
    /// At least as many as the parameter says.
    AtLeast(usize),
    SomeUnmet,
}

/// A part of a composite.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Node {
    Item(ItemId),
    Inline(Box<Item>),
}

/// A test without parts.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Leaf {
    /// The whole; where it is zero there is nothing to judge.
    pub(crate) base: Option<FieldId>,
    pub(crate) formula: Formula,
    pub(crate) shape: Shape,
}

/// What the leaf's test was, for explaining it and for its gap.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Shape {
    YesNo(FieldId, bool),
    Nobody(FieldId),
    Whole { part: FieldId, whole: FieldId },
    Share { part: FieldId, whole: FieldId, parameter: usize },
    Compare { name: String, value: Ratio, unit: String, is: Comparison, than: Than },
    Condition,
}

/// What a value is compared with.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) enum Than {
    Parameter(usize),
    Field(FieldId),
}

/// A derived value, compiled.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Computed {
    pub(crate) ratio: Option<Ratio>,
}

/// An area check, compiled.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum AreaItem {
    Rate(RateItem),
    /// A share of the villages where a check has a verdict.
    Share {
        item: ItemId,
        /// Whether those that miss it are counted.
        unmet: bool,
        figure: AreaFigure,
    },
    /// Every village among those meets the check.
    Every {
        item: ItemId,
        among: Option<Formula>,
        /// The parameter that says how many townships must be finished.
        townships: Option<usize>,
    },
    CountAllOf(Kind),
    CountEach,
}

impl AreaItem {
    /// The check of a village that it rests on, and among which villages.
    pub(crate) fn check(&self) -> Option<(ItemId, Option<&Formula>)> {
        match self {
            Self::Share { item, .. } => Some((*item, None)),
            Self::Every { item, among, .. } => Some((*item, among.as_ref())),
            Self::Rate(_) | Self::CountAllOf(_) | Self::CountEach => None,
        }
    }
}

/// What the figure of an area is held against.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct AreaFigure {
    pub(crate) is: Comparison,
    pub(crate) than: usize,
    pub(crate) tolerance: Option<usize>,
}

/// A rate: what every village adds to the numerator and to the denominator.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct RateItem {
    /// The village's own rate, with what is common to both sides cancelled.
    pub(crate) value: Ratio,
    pub(crate) sum: Poly,
    pub(crate) over: Poly,
    pub(crate) figure: AreaFigure,
}

/// A pack, compiled.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Compiled {
    pub(crate) fields: Vec<Field>,
    pub(crate) items: Vec<Item>,
    /// Items, each after those it rests on.
    pub(crate) order: Vec<ItemId>,
    pub(crate) derived: Vec<Computed>,
    /// For each check its remarks' conditions.
    pub(crate) remarks: Vec<Vec<Formula>>,
    pub(crate) areas: Vec<AreaItem>,
}

impl Compiled {
    /// The indicator of that name.
    pub(crate) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// The items that an item rests on directly, through its inline parts too.
pub(crate) fn parts_of(item: &Item, into: &mut Vec<ItemId>) {
    match &item.rule {
        Rule::Leaf(_) => {}
        Rule::Improved(ids) => into.extend(ids),
        Rule::Composite(_, nodes) | Rule::Stable(nodes) => {
            for node in nodes {
                match node {
                    Node::Item(id) => into.push(*id),
                    Node::Inline(item) => parts_of(item, into),
                }
            }
        }
    }
}

/// The items in an order in which each comes after those it rests on.
pub(crate) fn dependency_order(items: &[Item]) -> Vec<ItemId> {
    let mut order: Vec<ItemId> = Vec::with_capacity(items.len());
    // An item enters when all it rests on has; those in a circle never do, and compiling has refused them.
    loop {
        let before = order.len();
        for (id, item) in items.iter().enumerate() {
            let mut parts = Vec::new();
            parts_of(item, &mut parts);
            if !order.contains(&id) && parts.iter().all(|part| order.contains(part)) {
                order.push(id);
            }
        }
        if order.len() == before {
            return order;
        }
    }
}
