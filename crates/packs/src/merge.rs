//! Several TOML files become one pack or overlay: each file is read on its own, so that a fault is told where it stands.
//! Depends on the model of `rules` and on `toml`.

use rules::model::{
    Applied, AreaCheck, Check, Derived, Indicator, Kind, Notice, Parameter, Section, Source, Summary, WarnWhen,
};
use rules::overlay::{SetParameter, SwitchOff};
use rules::{Overlay, Pack};
use serde::Deserialize;
use toml::Spanned;

use crate::LoadError;

/// A top-level key: which file gave it, and what.
#[derive(Debug)]
struct Given<T> {
    file: String,
    value: T,
}

/// The merging of files into a thing: its keys, those that must be given first, each from one file.
macro_rules! merged {
    ($merge:ident -> $thing:ident { $($must:ident),+ ; $($field:ident: $type:ty),+ $(,)? }) => {
        /// Merges files, each given as its name and its text.
        pub(crate) fn $merge(files: &[(&str, &str)]) -> Result<$thing, LoadError> {
            /// What one file gives: any of the keys, and nothing else.
            #[derive(Deserialize)]
            #[serde(deny_unknown_fields)]
            struct File {
                $($must: Option<Spanned<String>>,)+
                $($field: Option<Spanned<$type>>,)+
            }

            /// What the files read so far give.
            #[derive(Default)]
            struct Merged {
                $($must: Option<Given<String>>,)+
                $($field: Option<Given<$type>>,)+
            }

            let mut merged = Merged::default();
            for (name, text) in files {
                let file: File = toml::from_str(text)
                    .map_err(|error| LoadError::at(name, text, error.span(), error.message()))?;
                $(take(&mut merged.$must, file.$must, stringify!($must), name, text)?;)+
                $(take(&mut merged.$field, file.$field, stringify!($field), name, text)?;)+
            }
            Ok($thing {
                $($must: required(merged.$must, stringify!($must), files)?,)+
                $($field: merged.$field.map(|given| given.value).unwrap_or_default(),)+
            })
        }
    };
}

merged! {
    pack -> Pack {
        id, title, version;
        about: String,
        fixed_by: Option<String>,
        warn: Option<WarnWhen>,
        sources: Vec<Source>,
        sections: Vec<Section>,
        notices: Vec<Notice>,
        parameters: Vec<Parameter>,
        indicators: Vec<Indicator>,
        derived: Vec<Derived>,
        checks: Vec<Check>,
        summaries: Vec<Summary>,
        areas: Vec<AreaCheck>,
        overlays: Vec<Applied>,
    }
}

merged! {
    overlay -> Overlay {
        id, extends, title, version, issuer;
        extends_version: Option<String>,
        about: String,
        sources: Vec<Source>,
        set: Vec<SetParameter>,
        replaces: Vec<Kind>,
        off: Vec<SwitchOff>,
        sections: Vec<Section>,
        notices: Vec<Notice>,
        parameters: Vec<Parameter>,
        indicators: Vec<Indicator>,
        derived: Vec<Derived>,
        checks: Vec<Check>,
        summaries: Vec<Summary>,
    }
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

/// The value of a key that must be given.
fn required(place: Option<Given<String>>, key: &str, files: &[(&str, &str)]) -> Result<String, LoadError> {
    place.map(|given| given.value).ok_or_else(|| {
        let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
        let message = format!("`{key}` is missing; give it in one of the files: {}", names.join(", "));
        LoadError::at(names.first().copied().unwrap_or("pack.toml"), "", None, message)
    })
}
