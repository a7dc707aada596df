//! The engine: a compiled pack that judges villages.

use crate::answers::{Answer, Answers};
use crate::assessment::{Assessment, Verdict};
use crate::compile::compile;
use crate::date::Date;
use crate::detail::Detail;
use crate::diagnostic::Diagnostic;
use crate::facts::{Field, FieldId};
use crate::formula::Formula;
use crate::image::{ImageError, read_image, write_image};
use crate::judgement::{Dependencies, Judgement, collect_fields};
use crate::model::Pack;
use crate::named::Named;
use crate::nearest::nearest;
use crate::order::sorted;
use crate::program::{Compiled, ItemId, Rule, parts_of};
use crate::read::{Reading, reading, value_of};
use crate::receipt::digest;

/// A compiled pack. Judging needs nothing else: same answers, same day, same assessment, everywhere.
#[derive(Debug)]
pub struct Engine {
    pack: Pack,
    pub(crate) compiled: Compiled,
    pub(crate) dependencies: Dependencies,
    pack_digest: String,
}

/// The indicators that a check reads, by their number in the pack.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reads {
    /// Those its test reads; for a composite those of its parts.
    pub tested: Vec<usize>,
    /// Those that decide whether it applies.
    pub applies: Vec<usize>,
}

impl Engine {
    /// Version of the engine, as it stands in every assessment.
    pub const VERSION: &'static str = env!("CARGO_PKG_VERSION");

    /// Compiles a pack.
    ///
    /// # Errors
    /// Everything that is wrong with the pack, at once.
    pub fn new(pack: Pack) -> Result<Self, Vec<Diagnostic>> {
        let compiled = compile(&pack)?;
        let pack_digest = digest(&pack);
        Ok(Self::of(pack, compiled, pack_digest))
    }

    /// The compiled pack as bytes, for loading it where no compiler is carried.
    ///
    /// # Errors
    /// The pack has a condition that only the FEEL evaluator can judge.
    pub fn to_image(&self) -> Result<Vec<u8>, ImageError> {
        write_image(&self.pack, &self.compiled, &self.pack_digest)
    }

    /// Loads a compiled pack.
    ///
    /// # Errors
    /// The bytes are no compiled pack, or one of another version of the engine.
    pub fn from_image(bytes: &[u8]) -> Result<Self, ImageError> {
        let (pack, compiled, pack_digest) = read_image(bytes)?;
        Ok(Self::of(pack, compiled, pack_digest))
    }

    fn of(pack: Pack, compiled: Compiled, pack_digest: String) -> Self {
        let dependencies = Dependencies::of(&compiled);
        Self { pack, compiled, dependencies, pack_digest }
    }

    /// Digest of the pack as JSON, as it stands in receipts.
    #[must_use]
    pub fn pack_digest(&self) -> &str {
        &self.pack_digest
    }

    /// The pack.
    #[must_use]
    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    /// How an answer to an indicator is understood; missing for a name that the pack does not know.
    #[must_use]
    pub fn read(&self, indicator: &str, answer: &Answer) -> Reading {
        self.field(indicator).map_or(Reading::Missing, |field| reading(field, answer))
    }

    /// The answers as they were understood, each in one form however it was typed: `3.5万` and `35000` are the same. What
    /// cannot be read, or is answered to an unknown name, stays as it is; what is missing is left out.
    #[must_use]
    pub fn understood(&self, answers: &Answers) -> Answers {
        let given = answers.iter().filter(|(_, answer)| !answer.is_missing());
        let understood = given.map(|(name, answer)| {
            let field = self.field(name);
            let value = field.and_then(|field| Some(value_of(field, answer).ok()??.answer(field)));
            (name.clone(), value.unwrap_or_else(|| answer.clone()))
        });
        understood.collect()
    }

    /// The fields of an item and of all it rests on.
    pub(crate) fn fields_below(&self, id: ItemId) -> Vec<FieldId> {
        let mut open = vec![id];
        let mut seen = Vec::new();
        let mut fields: Vec<FieldId> = Vec::new();
        while let Some(id) = open.pop() {
            let Some(item) = self.compiled.items.get(id) else { continue };
            if seen.contains(&id) {
                continue;
            }
            seen.push(id);
            collect_fields(item, &mut fields);
            parts_of(item, &mut open);
        }
        sorted(fields)
    }

    /// What the check of that number in the pack reads.
    #[must_use]
    pub fn reads(&self, check: usize) -> Reads {
        let mut reads = Reads::default();
        let Some(item) = self.compiled.items.get(check) else { return reads };
        reads.applies = item.applies.as_ref().map(Formula::fields).unwrap_or_default();
        reads.tested = match &item.rule {
            Rule::Leaf(leaf) => sorted([leaf.base.into_iter().collect(), leaf.formula.fields()].concat()),
            _ => self.fields_below(check),
        };
        reads
    }

    /// The indicator whose name is nearest to an unknown one, if any is near.
    #[must_use]
    pub fn nearest_indicator(&self, name: &str) -> Option<&str> {
        nearest(name, self.pack.indicators.iter().map(|indicator| indicator.name.as_str()))
    }

    /// Judges one village on a day.
    #[must_use]
    pub fn assess(&self, answers: &Answers, date: Date) -> Assessment {
        self.assess_since(answers, date, None)
    }

    /// Judges one village on a day, and compares it with an earlier self-check: verdicts by the name of check or summary.
    #[must_use]
    pub fn assess_since(&self, answers: &Answers, date: Date, earlier: Option<&Named<Verdict>>) -> Assessment {
        Judgement::new(self, answers, date, earlier, Detail::TO_BE_EXPLAINED).explained(self)
    }

    /// As [`Engine::assess_since`], with no more in it than the detail says, in less time.
    #[must_use]
    pub fn assess_with(
        &self,
        answers: &Answers,
        date: Date,
        earlier: Option<&Named<Verdict>>,
        detail: Detail,
    ) -> Assessment {
        match detail.explain {
            // Explained last, it is all made once.
            Some(_) => self.assess_since(answers, date, earlier),
            None => Judgement::new(self, answers, date, earlier, detail).assessment,
        }
    }

    /// The number of the indicator of that name.
    pub(crate) fn field_id(&self, name: &str) -> Option<FieldId> {
        self.dependencies.field_id(&self.compiled, name)
    }

    fn field(&self, name: &str) -> Option<&Field> {
        self.compiled.fields.get(self.field_id(name)?)
    }

    /// The check or summary of that name.
    pub(crate) fn item_id(&self, name: &str) -> Option<ItemId> {
        (0..self.compiled.items.len()).find(|id| self.item_name(*id) == name)
    }

    pub(crate) fn item_name(&self, id: ItemId) -> &str {
        let check = self.pack.checks.get(id).map(|check| check.name.as_str());
        let summary =
            || self.pack.summaries.get(id.checked_sub(self.pack.checks.len())?).map(|summary| summary.name.as_str());
        check.or_else(summary).unwrap_or_default()
    }

    pub(crate) fn field_name(&self, id: FieldId) -> Option<&str> {
        self.compiled.fields.get(id).map(|field| field.name.as_str())
    }
}
