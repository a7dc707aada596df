//! Who a village is, in little room: a country's areas name hundreds of thousands of them. Depends on the engine's
//! names.

use std::sync::Arc;

use crate::engine::Engine;
use crate::facts::FieldId;
use crate::named::Named;

/// What a village answered to the questions that tell it from others, in the order of their names. A clone shares it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Who(Arc<[(FieldId, Box<str>)]>);

impl Who {
    pub(super) fn of(village: Named<String>, engine: &Engine) -> Self {
        let said =
            village.into_iter().filter_map(|(name, text)| Some((engine.field_id(&name)?, text.into_boxed_str())));
        Self(said.collect())
    }

    /// What it answered to the question of that name.
    pub(super) fn said(&self, name: &str, engine: &Engine) -> Option<&str> {
        let said = self.0.iter().find(|(id, _)| engine.field_name(*id) == Some(name));
        said.map(|(_, text)| &**text)
    }

    /// As an assessment names it.
    pub(super) fn named(&self, engine: &Engine) -> Named<String> {
        let named = |(id, text): &(FieldId, Box<str>)| Some((engine.field_name(*id)?.to_owned(), text.to_string()));
        self.0.iter().filter_map(named).collect()
    }
}
