//! Several TOML files become one pack or overlay. Every entry is read on its own, so that all faults of all files are told at once,
//! each where it stands. Depends on the model of `rules` and on `toml`.

use core::ops::Range;

use rules::diagnostic::{Code, Diagnostic, Place};
use rules::{Overlay, Pack};
use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use crate::text::{Fault, File, Spot};

/// What the files of a folder come to.
#[derive(Debug)]
pub(crate) struct Merged<'t> {
    files: Vec<File<'t>>,
    /// For each top-level key the file that gives it, and of a list the entries that could be read.
    given: Vec<Given>,
    pub(crate) faults: Vec<Fault>,
    /// The names of entries that could not be read: that nothing is called so is then no news.
    pub(crate) unread: Vec<String>,
    /// Whether more than single entries could not be read, so that what is missing says nothing.
    pub(crate) is_partial: bool,
    /// The keys that may be given.
    keys: &'static [&'static str],
}

#[derive(Debug)]
struct Given {
    key: String,
    file: usize,
    kept: Vec<usize>,
}

/// The top-level keys of a pack.
const PACK_KEYS: &[&str] = &[
    "id",
    "title",
    "version",
    "about",
    "sources",
    "sections",
    "notices",
    "parameters",
    "indicators",
    "derived",
    "checks",
    "summaries",
    "areas",
    "allow",
    "fixed_by",
    "warn",
    "overlays",
];

/// The top-level keys of an overlay.
const OVERLAY_KEYS: &[&str] = &[
    "id",
    "extends",
    "extends_version",
    "title",
    "version",
    "issuer",
    "about",
    "sources",
    "set",
    "replaces",
    "off",
    "sections",
    "notices",
    "parameters",
    "indicators",
    "derived",
    "checks",
    "summaries",
];

/// The files of a pack, and the pack as far as it can be read. What is missing or faulty is told.
pub(crate) fn pack<'t>(files: &[(&'t str, &'t str)]) -> (Merged<'t>, Option<Pack>) {
    let mut merged = Merged::of(files, PACK_KEYS);
    let pack = merged.pack();
    (merged, pack)
}

/// The files of an overlay, and the overlay as far as it can be read.
pub(crate) fn overlay<'t>(files: &[(&'t str, &'t str)]) -> (Merged<'t>, Option<Overlay>) {
    let mut merged = Merged::of(files, OVERLAY_KEYS);
    let overlay = merged.overlay();
    (merged, overlay)
}

impl<'t> Merged<'t> {
    /// Reads the files, each given as its name and its text, of a thing with these top-level keys.
    fn of(files: &[(&'t str, &'t str)], keys: &'static [&'static str]) -> Self {
        let mut merged = Self {
            files: Vec::new(),
            given: Vec::new(),
            faults: Vec::new(),
            unread: Vec::new(),
            is_partial: false,
            keys,
        };
        for (name, text) in files {
            let (table, errors) = DeTable::parse_recoverable(text);
            let is_broken = !errors.is_empty();
            merged.is_partial |= is_broken;
            for error in errors {
                let spot = Spot::of(name, text, error.span());
                merged.tell(Code::Syntax, &[&error.message().replace('\n', ", ")], None, spot);
            }
            merged.files.push(File { name, text, table: table.into_inner(), is_broken });
        }
        for number in 0..merged.files.len() {
            merged.look_at_keys(number);
        }
        merged
    }

    fn tell(&mut self, code: Code, args: &[&str], near: Option<&str>, spot: Spot) {
        let diagnostic = Diagnostic::new(code, Place::default(), args).near(near);
        self.faults.push(Fault { diagnostic, spot: Some(spot) });
    }

    /// A finding about the pack, where it stands in the files.
    pub(crate) fn located(&self, diagnostic: Diagnostic) -> Fault {
        let of_place = self.files.iter().enumerate().find_map(|(number, file)| {
            let key = diagnostic.place.path.first()?;
            let given = self.given.iter().find(|given| *key == rules::diagnostic::Step::Key(given.key.clone()));
            let kept = given.filter(|given| given.file == number).map_or(&[][..], |given| &given.kept);
            Some(file.spot(Some(file.span_of(&diagnostic.place, kept)?)))
        });
        // What is nowhere belongs to where the pack says what it is.
        let of_pack = || self.file_of("id").or(self.files.first()).map(|file| file.spot(None));
        let spot = of_place.or_else(of_pack);
        Fault { diagnostic, spot }
    }

    fn pack(&mut self) -> Option<Pack> {
        let (id, title, version) = (self.identity("id"), self.identity("title"), self.identity("version"));
        let pack = Pack {
            id: id?,
            title: title?,
            version: version?,
            about: self.one("about").unwrap_or_default(),
            sources: self.list("sources"),
            sections: self.list("sections"),
            notices: self.list("notices"),
            parameters: self.list("parameters"),
            indicators: self.list("indicators"),
            derived: self.list("derived"),
            checks: self.list("checks"),
            summaries: self.list("summaries"),
            areas: self.list("areas"),
            allow: self.list("allow"),
            fixed_by: self.one("fixed_by"),
            warn: self.one("warn"),
            overlays: self.list("overlays"),
        };
        Some(pack)
    }

    fn overlay(&mut self) -> Option<Overlay> {
        let [id, extends, title, version, issuer] =
            ["id", "extends", "title", "version", "issuer"].map(|key| self.identity(key));
        let overlay = Overlay {
            id: id?,
            extends: extends?,
            extends_version: self.one("extends_version"),
            title: title?,
            version: version?,
            issuer: issuer?,
            about: self.one("about").unwrap_or_default(),
            sources: self.list("sources"),
            set: self.list("set"),
            replaces: self.list("replaces"),
            off: self.list("off"),
            sections: self.list("sections"),
            notices: self.list("notices"),
            parameters: self.list("parameters"),
            indicators: self.list("indicators"),
            derived: self.list("derived"),
            checks: self.list("checks"),
            summaries: self.list("summaries"),
        };
        Some(overlay)
    }

    /// The keys of one file: known, and not given in an earlier one.
    fn look_at_keys(&mut self, number: usize) {
        let Some(file) = self.files.get(number).filter(|file| !file.is_broken) else {
            return self.take_as_it_is(number);
        };
        let mut keys: Vec<(String, Range<usize>)> =
            file.table.keys().map(|key| (key.get_ref().to_string(), key.span())).collect();
        keys.sort_by_key(|(_, span)| span.start);
        for (key, span) in keys {
            let Some(file) = self.files.get(number) else { return };
            let spot = file.spot(Some(span));
            if !self.keys.contains(&key.as_str()) {
                let near = rules::nearest(&key, self.keys.iter().copied());
                self.is_partial |= file.table.get(key.as_str()).is_some_and(|value| value.get_ref().is_array());
                self.tell(Code::UnknownKey, &[&key], near, spot);
                continue;
            }
            let first = self.given.iter().find(|given| given.key == key).and_then(|given| self.files.get(given.file));
            match first.map(|file| file.name) {
                Some(first) => self.tell(Code::KeyTwice, &[&key, first], None, spot),
                None => self.given.push(Given { key, file: number, kept: Vec::new() }),
            }
        }
    }

    /// In a file that is no TOML, what stands where is no more than a guess: nothing is told but that.
    fn take_as_it_is(&mut self, number: usize) {
        let Some(file) = self.files.get(number) else { return };
        let keys = file.table.keys().map(|key| key.get_ref().to_string());
        let given: Vec<Given> = keys.map(|key| Given { key, file: number, kept: Vec::new() }).collect();
        self.given.extend(given);
    }

    fn value(&self, key: &str) -> Option<Spanned<DeValue<'t>>> {
        let given = self.given.iter().find(|given| given.key == key)?;
        self.files.get(given.file)?.table.get(key).cloned()
    }

    fn file_of(&self, key: &str) -> Option<&File<'t>> {
        self.files.get(self.given.iter().find(|given| given.key == key)?.file)
    }

    /// What a key that is no list gives.
    fn one<T: DeserializeOwned>(&mut self, key: &str) -> Option<T> {
        let value = self.value(key)?;
        self.entry(key, &value)
    }

    /// A text that must be given.
    fn identity(&mut self, key: &str) -> Option<String> {
        if self.value(key).is_none() && !self.files.iter().any(|file| file.is_broken) {
            let names: Vec<&str> = self.files.iter().map(|file| file.name).collect();
            let spot = self.files.first().map_or_else(|| Spot::of("pack.toml", "", None), |file| file.spot(None));
            self.tell(Code::MissingIdentity, &[key, &names.join(", ")], None, spot);
        }
        self.one(key)
    }

    fn list<T: DeserializeOwned>(&mut self, key: &str) -> Vec<T> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let DeValue::Array(entries) = value.get_ref() else {
            self.is_partial = true;
            // Read as what it is not, so that the fault is told in the usual words.
            return self.entry(key, &value).unwrap_or_default();
        };
        let mut list = Vec::new();
        let mut kept = Vec::new();
        for (index, value) in entries.iter().enumerate() {
            match self.entry(key, value) {
                Some(entry) => {
                    list.push(entry);
                    kept.push(index);
                }
                None => self
                    .unread
                    .extend(value.get_ref().get("name").and_then(|name| name.get_ref().as_str().map(str::to_owned))),
            }
        }
        if let Some(given) = self.given.iter_mut().find(|given| given.key == key) {
            given.kept = kept;
        }
        list
    }

    /// One entry. A fault in one of its keys does not hide those in the others: the key is taken out and the rest read again.
    fn entry<T: DeserializeOwned>(&mut self, key: &str, value: &Spanned<DeValue<'t>>) -> Option<T> {
        let mut value = value.clone();
        let mut taken: Vec<String> = Vec::new();
        loop {
            let error = match T::deserialize(ValueDeserializer::from(value.clone())) {
                Ok(entry) => return taken.is_empty().then_some(entry),
                Err(error) => error,
            };
            let (code, args, near) = read_message(error.message());
            if !(code == Code::MissingKey && args.first().is_some_and(|key| taken.contains(key))) {
                let spot = self
                    .file_of(key)
                    .filter(|file| !file.is_broken)
                    .map(|file| file.spot(error.span().map(|span| first_line(file.text, span))));
                if let Some(spot) = spot {
                    self.tell(code, &args.iter().map(String::as_str).collect::<Vec<_>>(), near.as_deref(), spot);
                }
            }
            taken.push(take_out(&mut value, error.span()?)?);
        }
    }
}

fn first_line(text: &str, span: Range<usize>) -> Range<usize> {
    let line = text.get(span.clone()).and_then(|text| text.find('\n')).unwrap_or(span.len());
    span.start..span.start + line
}

/// Takes the key out in which the span lies; none if it lies in none.
fn take_out(value: &mut Spanned<DeValue<'_>>, span: Range<usize>) -> Option<String> {
    let DeValue::Table(table) = value.get_mut() else { return None };
    let is_there = |(key, value): &(&Spanned<_>, &Spanned<DeValue<'_>>)| {
        key.span().contains(&span.start) || value.span().contains(&span.start)
    };
    let key = table.iter().find(is_there).map(|(key, _)| key.get_ref().to_string())?;
    table.remove(key.as_str());
    Some(key)
}

/// The reader's message as a code with its arguments: it quotes what is given and what is known in backticks.
fn read_message(message: &str) -> (Code, Vec<String>, Option<String>) {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let (given, known) = quoted.split_first().map_or(("", &[][..]), |(first, rest)| (*first, rest));
    let near = rules::nearest(given, known.iter().copied()).map(str::to_owned);
    if message.starts_with("unknown field") {
        (Code::UnknownKey, vec![given.to_owned()], near)
    } else if message.starts_with("unknown variant") {
        (Code::UnknownValue, vec![given.to_owned(), known.join(", ")], near)
    } else if message.starts_with("missing field") {
        (Code::MissingKey, vec![given.to_owned()], None)
    } else {
        (Code::BadValue, vec![message.to_owned()], None)
    }
}
