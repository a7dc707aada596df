//! The indicators that columns and names may be of. Depends on `rules`.

use rules::model::Indicator;
use rules::{Answer, Engine, Reading};

/// The indicators that the answers may be of: those of every pack that judges them.
#[derive(Debug, Clone, Default)]
pub struct Known<'e>(Vec<&'e Engine>);

impl<'e> Known<'e> {
    /// Those of these packs.
    pub fn of(engines: impl IntoIterator<Item = &'e Engine>) -> Self {
        Self(engines.into_iter().collect())
    }

    /// All of them; a name that several packs ask for comes once for each.
    pub fn indicators(&self) -> impl Iterator<Item = &'e Indicator> {
        self.0.iter().flat_map(|engine| &engine.pack().indicators)
    }

    /// The sections of the form, in order; those that several packs share come once for each.
    pub(crate) fn sections(&self) -> impl Iterator<Item = &'e str> {
        self.0.iter().flat_map(|engine| &engine.pack().sections).map(|section| section.name.as_str())
    }

    /// The indicator of a name, by the first pack that knows it.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'e Indicator> {
        self.indicators().find(|indicator| indicator.name == name)
    }

    /// Whether some pack knows the name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// The name that is nearest to an unknown one, if any is near.
    #[must_use]
    pub fn nearest(&self, name: &str) -> Option<&'e str> {
        self.0.iter().find_map(|engine| engine.nearest_indicator(name))
    }

    /// An answer as the first pack that knows the name understands it.
    #[must_use]
    pub fn read(&self, name: &str, answer: &Answer) -> Reading {
        let mut readings = self.0.iter().map(|engine| engine.read(name, answer));
        readings.find(|reading| *reading != Reading::Missing).unwrap_or(Reading::Missing)
    }
}
