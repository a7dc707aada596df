//! The built-in functions: one file a group, one table. Depends on values, numbers and the evaluator's budget.

mod aggregate;
mod alias;
mod context;
mod letter_case;
mod letters;
mod list;
mod number;
#[cfg(test)]
mod tests;
mod text;

pub use text::text_of;

use std::borrow::Cow;

use crate::eval::Budget;
use crate::number::Number;
use crate::scope::Type;
use crate::value::{Context, Null, NullReason, Value};

/// A built-in function. A function of several forms has several rows.
pub(crate) struct Builtin {
    /// Its FEEL name.
    pub(crate) name: &'static str,
    /// Its parameters; optional ones come last.
    pub(crate) params: &'static [(&'static str, Kind)],
    /// How many arguments it needs.
    pub(crate) least: usize,
    pub(crate) tail: Tail,
    pub(crate) result: Kind,
    /// Whether the resulting list holds elements of the first argument only.
    pub(crate) keeps: bool,
    run: fn(&mut Args<'_>) -> Outcome,
}

/// A function of one form that takes no further arguments and makes its result anew.
const fn row(
    name: &'static str,
    params: &'static [(&'static str, Kind)],
    least: usize,
    result: Kind,
    run: fn(&mut Args<'_>) -> Outcome,
) -> Builtin {
    Builtin { name, params, least, tail: Tail::None, result, keeps: false, run }
}

/// What a function gives: a value, or why there is none.
pub(crate) type Outcome = Result<Value, NullReason>;

/// What a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Any,
    Boolean,
    Number,
    Text,
    /// A text or null.
    MaybeText,
    /// A list, or one element in place of a list of one.
    List,
    Context,
}

/// Whether a function takes more arguments than it has parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tail {
    None,
    /// Several arguments stand for the one list.
    Spread,
    /// The last parameter repeats.
    Repeat,
}

impl Kind {
    /// The type of a result.
    pub(crate) fn ty(self) -> Type {
        match self {
            Self::Any => Type::Any,
            Self::Boolean => Type::Boolean,
            Self::Number => Type::Number,
            Self::Text | Self::MaybeText => Type::Text,
            Self::List => Type::List(Box::new(Type::Any)),
            Self::Context => Type::Context,
        }
    }

    pub(crate) fn word(self) -> &'static str {
        self.ty().word()
    }

    /// Whether an argument of a type can fit.
    pub(crate) fn accepts(self, ty: &Type) -> bool {
        match (self, ty) {
            (Self::Any, _) | (_, Type::Any) | (Self::MaybeText, Type::Null) => true,
            (Self::List, ty) => *ty != Type::Null,
            (kind, Type::List(inner)) => kind.accepts(inner),
            (kind, ty) => kind.word() == ty.word(),
        }
    }

    /// Makes an argument what the function takes, with the standard's conversions to and from a list of one. Whether it
    /// serves.
    fn convert(self, value: &mut Cow<'_, Value>) -> bool {
        match (self, &**value) {
            (Self::Any, _)
            | (Self::Boolean, Value::Bool(_))
            | (Self::Number, Value::Number(_))
            | (Self::Text | Self::MaybeText, Value::Text(_))
            // A null that is given, not one that an answer is missing for.
            | (Self::MaybeText, Value::Null(Null { reason: NullReason::None, .. }))
            | (Self::List, Value::List(_))
            | (Self::Context, Value::Context(_)) => true,
            (_, Value::Null(_)) => false,
            (Self::List, one) => {
                *value = Cow::Owned(Value::from(vec![one.clone()]));
                true
            }
            (_, Value::List(items)) => match &**items {
                [Value::List(_)] => false,
                [one] => {
                    *value = Cow::Owned(one.clone());
                    self.convert(value)
                }
                _ => false,
            },
            _ => false,
        }
    }
}

impl Builtin {
    /// What the parameter at a place takes.
    pub(crate) fn kind(&self, place: usize) -> Kind {
        self.params.get(place).or(self.params.last()).map_or(Kind::Any, |(_, kind)| *kind)
    }

    /// The place of a parameter.
    pub(crate) fn place(&self, name: &str) -> Option<usize> {
        self.params.iter().position(|(known, _)| *known == name)
    }

    /// How it is called, for messages: `substring(string, start position, [length])`.
    pub(crate) fn signature(&self) -> String {
        let mut out = String::from(self.name);
        for (place, (name, _)) in self.params.iter().enumerate() {
            out.push_str(if place == 0 { "(" } else { ", " });
            let optional = place >= self.least;
            if optional {
                out.push('[');
            }
            out.push_str(name);
            if optional {
                out.push(']');
            }
        }
        out.push_str(if self.tail == Tail::None { ")" } else { ", …)" });
        out
    }
}

/// The arguments of a call, in the order of the parameters and of the kinds they ask for.
pub(crate) struct Args<'a> {
    values: &'a [Cow<'a, Value>],
    budget: &'a mut Budget,
}

impl<'a> Args<'a> {
    /// An argument, where it is given.
    fn get(&self, place: usize) -> Option<&'a Value> {
        self.values.get(place).map(|value| &**value)
    }

    fn value(&self, place: usize) -> Result<&'a Value, NullReason> {
        self.get(place).ok_or(NullReason::BadCall)
    }

    fn number(&self, place: usize) -> Result<&'a Number, NullReason> {
        self.value(place)?.as_number().ok_or(NullReason::WrongType)
    }

    fn text(&self, place: usize) -> Result<&'a str, NullReason> {
        self.value(place)?.as_text().ok_or(NullReason::WrongType)
    }

    /// The elements of a list.
    fn list(&self, place: usize) -> Result<&'a [Value], NullReason> {
        self.value(place)?.as_list().ok_or(NullReason::WrongType)
    }

    fn context(&self, place: usize) -> Result<&'a Context, NullReason> {
        match self.value(place)? {
            Value::Context(context) => Ok(context),
            _ => Err(NullReason::WrongType),
        }
    }

    fn spend(&mut self, steps: usize) -> Result<(), NullReason> {
        self.budget.spend(steps)
    }

    /// The null among the elements that a failure for a reason comes from: it knows where it arose.
    fn origin(&self, reason: NullReason) -> Option<Null> {
        let elements = self.values.iter().filter_map(|value| value.as_list()).flatten();
        let mut nulls = elements.filter_map(|element| match element {
            Value::Null(null) => Some(*null),
            _ => None,
        });
        nulls.find(|null| null.reason == reason)
    }

    /// A list of a result, within the limit.
    fn new_list(&mut self, items: Vec<Value>) -> Outcome {
        self.spend(items.len())?;
        if items.len() > crate::limits::MAX_LENGTH { Err(NullReason::TooLong) } else { Ok(items.into()) }
    }
}

/// Why a value does not serve: its own reason where it is a null that has one.
fn unfit(value: &Value) -> NullReason {
    match value {
        Value::Null(null) if null.reason != NullReason::None => null.reason,
        _ => NullReason::WrongType,
    }
}

/// Calls a built-in.
pub(crate) fn call(row: &Builtin, values: &mut [Cow<'_, Value>], budget: &mut Budget) -> Result<Value, Null> {
    let place = |reason| Null { reason, ..Null::default() };
    for value in &*values {
        // Most functions go through all of an argument.
        let size = match &**value {
            Value::Text(text) => text.len() / 64,
            Value::List(items) => items.len() / 4,
            _ => 0,
        };
        budget.spend(size).map_err(place)?;
    }
    if row.tail == Tail::Spread && values.len() > 1 {
        let list = Value::List(values.iter().map(|value| (**value).clone()).collect());
        return run(row, &[Cow::Owned(list)], budget);
    }
    for (at, value) in values.iter_mut().enumerate() {
        if !row.kind(at).convert(value) {
            return Err(match &**value {
                Value::Null(null) if null.reason != NullReason::None => *null,
                _ => place(NullReason::WrongType),
            });
        }
    }
    run(row, values, budget)
}

fn run(row: &Builtin, values: &[Cow<'_, Value>], budget: &mut Budget) -> Result<Value, Null> {
    let mut args = Args { values, budget };
    (row.run)(&mut args).map_err(|reason| args.origin(reason).unwrap_or(Null { reason, ..Null::default() }))
}

/// The functions that expressions of a scope may call. What a program never offers is not linked into it.
#[derive(Clone, Copy)]
pub struct Functions(&'static [&'static [Builtin]]);

impl Functions {
    /// Logic, aggregates, numbers, lists, and texts without letter case: what formulas need, for a page that counts its
    /// kilobytes. Letter case alone brings Unicode's tables.
    pub const CORE: Self = Self(&[aggregate::TABLE, number::TABLE, text::TABLE, list::TABLE]);

    /// Every function of the profile.
    pub const ALL: Self =
        Self(&[aggregate::TABLE, number::TABLE, text::TABLE, list::TABLE, letter_case::TABLE, context::TABLE]);

    fn table(self) -> impl Iterator<Item = &'static Builtin> {
        self.0.iter().copied().flatten()
    }

    /// The rows of a function.
    pub(crate) fn rows(self, name: &str) -> impl Iterator<Item = &'static Builtin> {
        self.table().filter(move |row| row.name == name)
    }

    /// All names a function can be called by.
    pub(crate) fn names(self) -> impl Iterator<Item = &'static str> {
        let aliases = alias::TABLE.iter().filter(move |(_, feel)| self.rows(feel).next().is_some());
        self.table().map(|row| row.name).chain(aliases.map(|(alias, _)| *alias))
    }
}

impl Default for Functions {
    fn default() -> Self {
        Self::ALL
    }
}

impl core::fmt::Debug for Functions {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_list().entries(self.table()).finish()
    }
}

impl core::fmt::Debug for Builtin {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.name)
    }
}

/// The FEEL name of a function that is called by its FEEL name or by a Chinese one.
pub(crate) fn canonical(name: &str) -> &str {
    alias::TABLE.iter().find(|(alias, _)| *alias == name).map_or(name, |(_, feel)| feel)
}

/// The first Chinese name of a function.
pub(crate) fn chinese(name: &str) -> Option<&'static str> {
    alias::TABLE.iter().find(|(_, feel)| *feel == name).map(|(alias, _)| *alias)
}
