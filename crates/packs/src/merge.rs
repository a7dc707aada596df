//! Several TOML files become one pack: each file is read on its own, so that a fault is told where it stands.
//! Depends on the model of `rules` and on `toml`.

use rules::Pack;
use rules::model::{AreaCheck, Check, Derived, Indicator, Notice, Parameter, Section, Source, Summary};
use serde::Deserialize;
use toml::Spanned;

use crate::LoadError;

/// A top-level key: which file gave it, and what.
#[derive(Debug)]
struct Given<T> {
    file: String,
    value: T,
}

/// The fields of a pack, each from one file: what a single file may give, and what the files come to.
macro_rules! fields {
    ($($field:ident: $type:ty),+ $(,)?) => {
        /// What one file gives: any of the fields of a pack, and nothing else.
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct File {
            $($field: Option<Spanned<$type>>,)+
        }

        /// What the files read so far give.
        #[derive(Debug, Default)]
        pub(crate) struct Merged {
            /// The files read, by name.
            files: Vec<String>,
            $($field: Option<Given<$type>>,)+
        }

        impl Merged {
            /// Reads one file more.
            pub(crate) fn add(&mut self, name: &str, text: &str) -> Result<(), LoadError> {
                self.files.push(name.to_owned());
                let file: File = toml::from_str(text)
                    .map_err(|error| LoadError::at(name, text, error.span(), error.message()))?;
                $(take(&mut self.$field, file.$field, stringify!($field), name, text)?;)+
                Ok(())
            }
        }
    };
}

fields! {
    id: String,
    title: String,
    version: String,
    about: String,
    sources: Vec<Source>,
    sections: Vec<Section>,
    notices: Vec<Notice>,
    parameters: Vec<Parameter>,
    indicators: Vec<Indicator>,
    derived: Vec<Derived>,
    checks: Vec<Check>,
    summaries: Vec<Summary>,
    areas: Vec<AreaCheck>,
}

/// Puts what a file gives for a key into its place, which must be free.
fn take<T>(
    place: &mut Option<Given<T>>,
    given: Option<Spanned<T>>,
    key: &str,
    file: &str,
    text: &str,
) -> Result<(), LoadError> {
    let Some(given) = given else { return Ok(()) };
    if let Some(earlier) = place {
        let message = format!("`{key}` is given in {} and again in {file}; keep it in one of them", earlier.file);
        return Err(LoadError::at(file, text, Some(given.span()), message));
    }
    *place = Some(Given { file: file.to_owned(), value: given.into_inner() });
    Ok(())
}

/// The value of a key that may be left out.
fn value<T: Default>(place: Option<Given<T>>) -> T {
    place.map(|given| given.value).unwrap_or_default()
}

impl Merged {
    /// The pack, if nothing it must have is missing.
    pub(crate) fn into_pack(self) -> Result<Pack, LoadError> {
        let Self { files, id, title, version, .. } = self;
        let required = |place: Option<Given<String>>, key: &str| {
            place.map(|given| given.value).ok_or_else(|| {
                let message = format!("`{key}` is missing; give it in one of the pack's files: {}", files.join(", "));
                LoadError::at(files.first().map_or("pack.toml", String::as_str), "", None, message)
            })
        };
        Ok(Pack {
            id: required(id, "id")?,
            title: required(title, "title")?,
            version: required(version, "version")?,
            about: value(self.about),
            sources: value(self.sources),
            sections: value(self.sections),
            notices: value(self.notices),
            parameters: value(self.parameters),
            indicators: value(self.indicators),
            derived: value(self.derived),
            checks: value(self.checks),
            summaries: value(self.summaries),
            areas: value(self.areas),
        })
    }
}
