//! What the desk is asked and answers, as bytes: every part behind the one before it, in the order in which it is declared. Both
//! ends are of one program, so nothing describes itself. A derived reader weighs several times as much, since it has a way out
//! behind every field, with all that was read before to be dropped. Here reading goes on with nothing, and says at the end that the
//! bytes were damaged. Depends on `store` for numbers and texts.

use rules::Verdict;
use rules::area::assessment::Level;
use rules::model::Kind;

use super::store::{push_number, push_text, take_number, take_text};

/// Bytes that are being read.
#[derive(Debug)]
pub struct Bytes<'b> {
    rest: &'b [u8],
    is_damaged: bool,
}

impl Bytes<'_> {
    #[inline(never)]
    fn number(&mut self) -> usize {
        take_number(&mut self.rest).unwrap_or_else(|| self.damaged())
    }

    #[inline(never)]
    fn text(&mut self) -> String {
        take_text(&mut self.rest).unwrap_or_else(|| self.damaged())
    }

    /// Nothing that follows means anything.
    fn damaged<T: Default>(&mut self) -> T {
        self.rest = &[];
        self.is_damaged = true;
        T::default()
    }

    /// A number below another.
    #[inline(never)]
    pub(super) fn below(&mut self, count: usize) -> usize {
        let number = self.number();
        if number < count { number } else { self.damaged() }
    }
}

/// What travels as bytes.
pub trait Wire: Sized {
    /// Writes it.
    fn put(&self, to: &mut Vec<u8>);

    /// Reads it; of damaged bytes anything.
    fn take(from: &mut Bytes<'_>) -> Self;

    /// Writes several.
    fn put_all(all: &[Self], to: &mut Vec<u8>) {
        all.iter().for_each(|it| it.put(to));
    }

    /// Reads several.
    fn take_all(count: usize, from: &mut Bytes<'_>) -> Vec<Self> {
        let mut all = Vec::new();
        for _ in 0..count {
            if from.is_damaged {
                break;
            }
            all.push(Self::take(from));
        }
        all
    }
}

/// As bytes.
pub fn to_bytes(it: &impl Wire) -> Vec<u8> {
    let mut bytes = Vec::new();
    it.put(&mut bytes);
    bytes
}

/// From bytes; none where they are of something else.
pub fn from_bytes<T: Wire>(bytes: &[u8]) -> Option<T> {
    let mut bytes = Bytes { rest: bytes, is_damaged: false };
    let it = T::take(&mut bytes);
    (!bytes.is_damaged && bytes.rest.is_empty()).then_some(it)
}

macro_rules! numbers {
    ($($kind:ty)*) => {$(
        impl Wire for $kind {
            fn put(&self, to: &mut Vec<u8>) {
                push_number(to, usize::try_from(*self).unwrap_or_default());
            }

            fn take(from: &mut Bytes<'_>) -> Self {
                Self::try_from(from.number()).unwrap_or_else(|_| from.damaged())
            }
        }
    )*};
}

numbers! { u16 u32 }

impl Wire for u8 {
    fn put(&self, to: &mut Vec<u8>) {
        to.push(*self);
    }

    fn take(from: &mut Bytes<'_>) -> Self {
        let Some((first, rest)) = from.rest.split_first() else { return from.damaged() };
        from.rest = rest;
        *first
    }

    fn put_all(all: &[Self], to: &mut Vec<u8>) {
        to.extend_from_slice(all);
    }

    fn take_all(count: usize, from: &mut Bytes<'_>) -> Vec<Self> {
        let Some((all, rest)) = from.rest.split_at_checked(count) else { return from.damaged() };
        from.rest = rest;
        all.to_vec()
    }
}

impl Wire for bool {
    fn put(&self, to: &mut Vec<u8>) {
        to.push(u8::from(*self));
    }

    fn take(from: &mut Bytes<'_>) -> Self {
        from.below(2) == 1
    }
}

impl Wire for String {
    fn put(&self, to: &mut Vec<u8>) {
        push_text(to, self);
    }

    fn take(from: &mut Bytes<'_>) -> Self {
        from.text()
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn put(&self, to: &mut Vec<u8>) {
        push_number(to, self.len());
        T::put_all(self, to);
    }

    fn take(from: &mut Bytes<'_>) -> Self {
        let count = from.number();
        T::take_all(count, from)
    }
}

impl<T: Wire> Wire for Option<T> {
    fn put(&self, to: &mut Vec<u8>) {
        self.is_some().put(to);
        if let Some(it) = self {
            it.put(to);
        }
    }

    fn take(from: &mut Bytes<'_>) -> Self {
        bool::take(from).then(|| T::take(from))
    }
}

impl<T: Wire, const N: usize> Wire for [T; N] {
    fn put(&self, to: &mut Vec<u8>) {
        T::put_all(self, to);
    }

    fn take(from: &mut Bytes<'_>) -> Self {
        core::array::from_fn(|_| T::take(from))
    }
}

macro_rules! tuples {
    ($($($part:ident)*;)*) => {$(
        impl<$($part: Wire),*> Wire for ($($part,)*) {
            #[expect(non_snake_case, reason = "the parts are named by their types")]
            fn put(&self, to: &mut Vec<u8>) {
                let ($($part,)*) = self;
                $($part.put(to);)*
            }

            fn take(from: &mut Bytes<'_>) -> Self {
                ($($part::take(from),)*)
            }
        }
    )*};
}

tuples! { A B; A B C; }

/// Choices that are declared elsewhere.
macro_rules! choices {
    ($($kind:ident: $($choice:ident)*;)*) => {$(
        impl Wire for $kind {
            fn put(&self, to: &mut Vec<u8>) {
                match self {
                    $(Self::$choice => push_number(to, Self::$choice as usize),)*
                }
            }

            fn take(from: &mut Bytes<'_>) -> Self {
                let all = [$(Self::$choice,)*];
                let number = from.below(all.len());
                let [first, ..] = all;
                all.into_iter().find(|it| *it as usize == number).unwrap_or(first)
            }
        }
    )*};
}

choices! {
    Verdict: Met Unmet Undecided NotApplicable Blocked;
    Kind: Target EightHave EightHard Assured Area Guidance Duty;
    Level: Township District City;
}

/// Declares what travels: structs, and enums whose variants hold nothing, one value, or named ones.
macro_rules! wired {
    () => {};
    (
        $(#[$outer:meta])*
        $vis:vis struct $name:ident { $($(#[$inner:meta])* pub $field:ident: $kind:ty,)* }
        $($rest:tt)*
    ) => {
        $(#[$outer])*
        $vis struct $name { $($(#[$inner])* pub $field: $kind,)* }

        impl Wire for $name {
            fn put(&self, to: &mut Vec<u8>) {
                $(self.$field.put(to);)*
            }

            fn take(from: &mut Bytes<'_>) -> Self {
                Self { $($field: Wire::take(from),)* }
            }
        }

        wired! { $($rest)* }
    };
    (
        $(#[$outer:meta])*
        $vis:vis enum $name:ident {
            $($(#[$inner:meta])* $variant:ident
                $(($one:ty))?
                $({ $($(#[$deep:meta])* $field:ident: $kind:ty,)* })?,)*
        }
        $($rest:tt)*
    ) => {
        $(#[$outer])*
        $vis enum $name { $($(#[$inner])* $variant $(($one))? $({ $($(#[$deep])* $field: $kind,)* })?,)* }

        impl Wire for $name {
            fn put(&self, to: &mut Vec<u8>) {
                #[derive(Clone, Copy)]
                enum Nth { $($variant,)* }

                $(
                    if let Self::$variant { $($($field,)*)? .. } = self {
                        push_number(to, Nth::$variant as usize);
                        $($($field.put(to);)*)?
                    }
                    $(
                        if let Self::$variant { 0: one } = self {
                            <$one>::put(one, to);
                        }
                    )?
                )*
            }

            fn take(from: &mut Bytes<'_>) -> Self {
                // One after another as functions: as branches of one each would be written where it is called.
                let makers = [$(
                    (|from: &mut Bytes<'_>| {
                        // A variant without a value reads nothing.
                        let _ = &from;
                        Self::$variant { $(0: <$one>::take(from),)? $($($field: Wire::take(from),)*)? }
                    }) as fn(&mut Bytes<'_>) -> Self,
                )*];
                let number = from.below(makers.len());
                let [first, ..] = makers;
                makers.get(number).copied().unwrap_or(first)(from)
            }
        }

        wired! { $($rest)* }
    };
}
pub(super) use wired;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    wired! {
        #[derive(Debug, Clone, PartialEq)]
        enum Shape {
            Nothing,
            One(String),
            Named { number: u32, verdicts: Vec<Verdict>, other: Option<u16>, },
        }

        #[derive(Debug, Clone, PartialEq)]
        struct All {
            pub shapes: Vec<Shape>,
            pub bytes: Vec<u8>,
            pub three: [u32; 3],
            pub pair: Vec<(u16, Verdict)>,
            pub is: bool,
        }
    }

    fn verdict() -> impl Strategy<Value = Verdict> {
        (0..VERDICTS.len()).prop_map(|at| VERDICTS[at])
    }

    const VERDICTS: [Verdict; 5] =
        [Verdict::Met, Verdict::Unmet, Verdict::Undecided, Verdict::NotApplicable, Verdict::Blocked];

    fn shape() -> impl Strategy<Value = Shape> {
        let named = (any::<u32>(), proptest::collection::vec(verdict(), 0..4), any::<Option<u16>>());
        prop_oneof![
            Just(Shape::Nothing),
            ".{0,5}".prop_map(Shape::One),
            named.prop_map(|(number, verdicts, other)| Shape::Named { number, verdicts, other }),
        ]
    }

    fn all() -> impl Strategy<Value = All> {
        let shapes = proptest::collection::vec(shape(), 0..5);
        let pair = proptest::collection::vec((any::<u16>(), verdict()), 0..4);
        (shapes, any::<Vec<u8>>(), any::<[u32; 3]>(), pair, any::<bool>())
            .prop_map(|(shapes, bytes, three, pair, is)| All { shapes, bytes, three, pair, is })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn comes_back(it in all()) {
            let bytes = to_bytes(&it);
            prop_assert_eq!(from_bytes::<All>(&bytes), Some(it));
            // Whatever is left out or added is noticed.
            prop_assert_eq!(from_bytes::<All>(&bytes[..bytes.len() - 1]), None);
            prop_assert_eq!(from_bytes::<All>(&[&bytes[..], &[0]].concat()), None);
        }

        #[test]
        fn no_bytes_are_too_much_for_it(bytes in any::<Vec<u8>>()) {
            if let Some(it) = from_bytes::<All>(&bytes) {
                prop_assert_eq!(from_bytes::<All>(&to_bytes(&it)), Some(it));
            }
        }
    }

    #[test]
    fn choices_have_their_declared_order() {
        for (number, verdict) in VERDICTS.into_iter().enumerate() {
            assert_eq!(to_bytes(&verdict), [u8::try_from(number).unwrap()]);
        }
        assert_eq!(from_bytes::<Verdict>(&[5]), None);
        assert_eq!(from_bytes::<Level>(&to_bytes(&Level::City)), Some(Level::City));
        assert_eq!(from_bytes::<Kind>(&to_bytes(&Kind::Duty)), Some(Kind::Duty));
    }
}
