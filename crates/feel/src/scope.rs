//! The names an expression may use, with their types, and the functions it may call. Depends on the lexer for names of
//! several words, and on the table of built-ins.

use std::sync::Arc;

use crate::builtin::Functions;
use crate::lex;

/// What is known of a value before evaluation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// Nothing is known.
    Any,
    /// Always null.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number.
    Number,
    /// A text.
    Text,
    /// A list of elements of one type.
    List(Box<Type>),
    /// A context of unknown entries.
    Context,
    /// A context with exactly these entries.
    Record(Arc<[(Arc<str>, Type)]>),
    /// A range.
    Range,
}

impl Type {
    /// A word for messages; see `diagnostic`.
    pub(crate) const fn word(&self) -> &'static str {
        match self {
            Self::Any => "@any",
            Self::Null => "@null",
            Self::Boolean => "@boolean",
            Self::Number => "@number",
            Self::Text => "@text",
            Self::List(_) => "@list",
            Self::Context | Self::Record(_) => "@context",
            Self::Range => "@range",
        }
    }

    /// The type that covers both.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        if self == other {
            return self;
        }
        match (self, other) {
            (Self::Null, kept) | (kept, Self::Null) => kept,
            (Self::List(a), Self::List(b)) => Self::List(Box::new(a.or(*b))),
            (Self::Context | Self::Record(_), Self::Context | Self::Record(_)) => Self::Context,
            _ => Self::Any,
        }
    }
}

/// A declared name.
#[derive(Clone, Debug)]
pub struct Declaration {
    /// The name.
    pub name: Arc<str>,
    /// The type of its values.
    pub ty: Type,
    /// Whether it may have no value.
    pub may_be_missing: bool,
    /// How many tokens the name is, where it is more than one: it can hold spaces and operators.
    words: Option<Box<[Box<str>]>>,
}

/// The names an expression may use. Each has a slot: the index of its value at evaluation.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    names: Vec<Declaration>,
    functions: Functions,
}

impl Scope {
    /// An empty scope with every function.
    #[must_use]
    pub const fn new() -> Self {
        Self::with_functions(Functions::ALL)
    }

    /// An empty scope with some of the functions.
    #[must_use]
    pub const fn with_functions(functions: Functions) -> Self {
        Self { names: Vec::new(), functions }
    }

    /// The functions that expressions may call.
    #[must_use]
    pub const fn functions(&self) -> Functions {
        self.functions
    }

    /// Declares a name and returns its slot. A name declared before keeps its slot and takes the new type.
    pub fn declare(&mut self, name: &str, ty: Type, may_be_missing: bool) -> usize {
        if let Some(slot) = self.slot(name) {
            if let Some(known) = self.names.get_mut(slot) {
                known.ty = ty;
                known.may_be_missing = may_be_missing;
            }
            return slot;
        }
        self.names.push(Declaration { name: name.into(), ty, may_be_missing, words: words(name) });
        self.names.len() - 1
    }

    /// The slot of a name.
    #[must_use]
    pub fn slot(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| *known.name == *name)
    }

    /// The declaration of a name.
    pub(crate) fn declaration(&self, name: &str) -> Option<&Declaration> {
        self.names.iter().find(|known| *known.name == *name)
    }

    /// The declaration of a slot.
    #[must_use]
    pub fn get(&self, slot: usize) -> Option<&Declaration> {
        self.names.get(slot)
    }

    /// All declarations, in the order of their slots.
    #[must_use]
    pub fn names(&self) -> &[Declaration] {
        &self.names
    }

    /// How many slots there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether no name is declared.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Names of several tokens, with these tokens.
    pub(crate) fn phrases(&self) -> impl Iterator<Item = (&Arc<str>, &[Box<str>])> {
        self.names.iter().filter_map(|known| Some((&known.name, known.words.as_deref()?)))
    }
}

/// The tokens of a name that is more than one.
pub(crate) fn words(name: &str) -> Option<Box<[Box<str>]>> {
    let tokens = lex::tokens(name, &mut Vec::new());
    if let [token, _end] = tokens.as_slice()
        && token.kind == lex::Kind::Name
        && token.span.text(name).len() == name.len()
    {
        return None;
    }
    let words = tokens.iter().map(|token| token.span.text(name)).filter(|word| !word.is_empty());
    Some(words.map(Box::from).collect())
}
