//! `coverage.toml`: for every sentence of the document what of the pack it is held by, or why it cannot be checked.
//! Depends on the pack's model and on `toml`.

use std::ops::Range;

use packs::{Fault, Spot};
use rules::Pack;
use rules::diagnostic::{Code, Diagnostic, Place};
use serde::Deserialize;
use toml::Spanned;

/// The file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Coverage {
    /// Which document, for the reader.
    pub(crate) document: String,
    /// What the reader should know of how it was held against it.
    #[serde(default)]
    pub(crate) note: String,
    #[serde(default)]
    pub(crate) sentences: Vec<Spanned<Entry>>,
}

/// One sentence.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    /// Clause and number in it: `二(一)3`.
    pub(crate) at: String,
    /// Of its wording.
    pub(crate) digest: String,
    #[serde(default)]
    pub(crate) checks: Vec<Spanned<String>>,
    #[serde(default)]
    pub(crate) areas: Vec<Spanned<String>>,
    #[serde(default)]
    pub(crate) summaries: Vec<Spanned<String>>,
    #[serde(default)]
    pub(crate) parameters: Vec<Spanned<String>>,
    /// What is recorded of it without a verdict; not enough by itself.
    #[serde(default)]
    pub(crate) indicators: Vec<Spanned<String>>,
    /// Why it, or the rest of it, cannot be checked.
    #[serde(default)]
    pub(crate) why: Option<Why>,
    /// The same in plain words.
    #[serde(default)]
    pub(crate) reason: String,
}

/// Why a sentence cannot be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Why {
    /// A heading, a date, a signature.
    Heading,
    /// What the document rests on and is for.
    Preamble,
    /// A principle without a criterion.
    Principle,
    /// A duty of city or district organs.
    Organs,
    /// An encouragement without a measure.
    Encouragement,
    /// Ways and means, of which none is demanded.
    Means,
    /// Held by the checks of another sentence.
    Elsewhere,
}

impl Why {
    /// In every order that is shown.
    pub(crate) const ALL: [Self; 7] = [
        Self::Heading,
        Self::Preamble,
        Self::Principle,
        Self::Organs,
        Self::Encouragement,
        Self::Means,
        Self::Elsewhere,
    ];

    /// Its code in the file.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Heading => "heading",
            Self::Preamble => "preamble",
            Self::Principle => "principle",
            Self::Organs => "organs",
            Self::Encouragement => "encouragement",
            Self::Means => "means",
            Self::Elsewhere => "elsewhere",
        }
    }

    /// In plain words.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Heading => "标题和落款",
            Self::Preamble => "背景和依据",
            Self::Principle => "原则，没有标准",
            Self::Organs => "市、区县和部门的职责",
            Self::Encouragement => "提倡，没有标准",
            Self::Means => "办法和手段，不要求样样用",
            Self::Elsewhere => "别的句子已经查到",
        }
    }
}

impl Entry {
    /// The checks, areas, summaries and parameters that hold it.
    pub(crate) fn holders(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let lists = [
            ("checks", &self.checks),
            ("areas", &self.areas),
            ("summaries", &self.summaries),
            ("parameters", &self.parameters),
        ];
        lists.into_iter().flat_map(|(list, names)| names.iter().map(move |name| (list, name.get_ref().as_str())))
    }

    /// Whether anything of the pack decides it.
    pub(crate) fn is_held(&self) -> bool {
        self.holders().next().is_some()
    }

    /// Whether it says what becomes of the sentence.
    pub(crate) fn is_account(&self) -> bool {
        self.is_held() || (self.why.is_some() && !self.reason.trim().is_empty())
    }
}

/// Names given, what it is to have an unknown one, and the known ones.
type Names<'e> = (&'e [Spanned<String>], Code, Vec<&'e str>);

/// Reads the file, and finds every name in it that the pack does not have; nothing is read where it is no such file.
pub(crate) fn read(file: &str, text: &str, pack: &Pack) -> (Option<Coverage>, Vec<Fault>) {
    let coverage: Coverage = match toml::from_str(text) {
        Ok(coverage) => coverage,
        Err(error) => {
            let message = error.message().replace('\n', ", ");
            let diagnostic = Diagnostic::new(Code::Syntax, Place::default(), &[&message]);
            return (None, vec![Fault { diagnostic, spot: Some(Spot::of(file, text, error.span())) }]);
        }
    };
    let mut faults = Vec::new();
    let mut tell = |code, name: &str, near: Option<&str>, span: Range<usize>| {
        let diagnostic = Diagnostic::new(code, Place::default(), &[name]).near(near);
        faults.push(Fault { diagnostic, spot: Some(Spot::of(file, text, Some(span))) });
    };
    for entry in coverage.sentences.iter().map(Spanned::get_ref) {
        let lists: [Names<'_>; 5] = [
            (&entry.checks, Code::NoCheck, pack.checks.iter().map(|it| it.name.as_str()).collect()),
            (&entry.areas, Code::NoCheck, pack.areas.iter().map(|it| it.name.as_str()).collect()),
            (&entry.summaries, Code::NoCheck, pack.summaries.iter().map(|it| it.name.as_str()).collect()),
            (&entry.parameters, Code::NoParameter, pack.parameters.iter().map(|it| it.name.as_str()).collect()),
            (&entry.indicators, Code::NoIndicator, pack.indicators.iter().map(|it| it.name.as_str()).collect()),
        ];
        for (names, code, known) in lists {
            for name in names.iter().filter(|name| !known.contains(&name.get_ref().as_str())) {
                let near = rules::nearest(name.get_ref(), known.iter().copied());
                tell(code, name.get_ref(), near, name.span());
            }
        }
    }
    (Some(coverage), faults)
}
