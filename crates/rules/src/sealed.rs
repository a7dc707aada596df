//! Reads what a seal has vouched for: postcard's form, by a reader that cannot fail half way. Every derived reader otherwise
//! carries a way out after each of its fields, with all that was read before to be dropped, 4 KB of the page. Bytes that run
//! out read as zeros and are told at the end. Depends on `serde` alone.

use core::fmt;

use serde::Deserialize;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, IntoDeserializer, SeqAccess, VariantAccess, Visitor,
};

/// Reads a value that was written by postcard; nothing where the bytes do not hold exactly one.
pub(crate) fn read<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Option<T> {
    let mut reader = Reader { bytes, is_short: false };
    let value = match T::deserialize(&mut reader) {
        Ok(value) => value,
        Err(never) => match never {},
    };
    (!reader.is_short && reader.bytes.is_empty()).then_some(value)
}

/// Whether the first value is this text.
pub(crate) fn begins_with(bytes: &[u8], text: &str) -> bool {
    Reader { bytes, is_short: false }.text() == text
}

/// There is none: the bytes were written by this version of the engine, as their seal has shown.
#[derive(Debug)]
pub(crate) enum Never {}

impl fmt::Display for Never {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl core::error::Error for Never {}

impl Error for Never {
    /// Only a value out of range could ask for an error: variants are held in range, numbers and days have none.
    fn custom<T: fmt::Display>(_: T) -> Self {
        std::process::abort()
    }
}

struct Reader<'de> {
    bytes: &'de [u8],
    is_short: bool,
}

impl<'de> Reader<'de> {
    #[inline(never)]
    fn byte(&mut self) -> u8 {
        match self.bytes.split_first() {
            Some((byte, rest)) => {
                self.bytes = rest;
                *byte
            }
            None => {
                self.is_short = true;
                0
            }
        }
    }

    /// A number of seven bits a byte, the lowest first.
    #[inline(never)]
    fn number(&mut self) -> u32 {
        let mut number = 0;
        for shift in (0..32).step_by(7) {
            let byte = self.byte();
            number |= u32::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                break;
            }
        }
        number
    }

    #[inline(never)]
    fn length(&mut self) -> usize {
        usize::try_from(self.number()).unwrap_or_default()
    }

    #[inline(never)]
    fn text(&mut self) -> String {
        let length = self.length();
        let Some((text, rest)) = self.bytes.split_at_checked(length) else {
            self.is_short = true;
            return String::new();
        };
        self.bytes = rest;
        String::from_utf8_lossy(text).into_owned()
    }
}

/// Kinds of value that no compiled pack holds.
macro_rules! absent {
    ($($name:ident($($argument:ident: $type:ty),*))*) => {
        $(fn $name<V: Visitor<'de>>(self, $($argument: $type,)* _: V) -> Result<V::Value, Never> {
            $(let _ = $argument;)*
            std::process::abort()
        })*
    };
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Never;

    fn is_human_readable(&self) -> bool {
        false
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_bool(self.byte() != 0)
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_u8(self.byte())
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_u16(u16::try_from(self.number()).unwrap_or_default())
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_u32(self.number())
    }

    /// An index: a compiled pack holds no greater number.
    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_u32(self.number())
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        self.deserialize_string(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_string(self.text())
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        if self.byte() == 0 { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        let left = self.length();
        visitor.visit_seq(Listed { reader: self, left })
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_seq(Fields(self))
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Never> {
        visitor.visit_seq(Fields(self))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Never> {
        visitor.visit_seq(Fields(self))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Never> {
        let last = u32::try_from(variants.len()).unwrap_or_default().saturating_sub(1);
        let variant = self.number();
        self.is_short |= variant > last;
        visitor.visit_enum(Chosen { reader: self, variant: variant.min(last) })
    }

    absent! {
        deserialize_any()
        deserialize_i8()
        deserialize_i16()
        deserialize_i32()
        deserialize_i64()
        deserialize_f32()
        deserialize_f64()
        deserialize_char()
        deserialize_bytes()
        deserialize_byte_buf()
        deserialize_unit_struct(name: &'static str)
        deserialize_map()
        deserialize_identifier()
        deserialize_ignored_any()
    }
}

/// The fields of a thing: there are always as many as it has.
struct Fields<'r, 'de>(&'r mut Reader<'de>);

impl<'de> SeqAccess<'de> for Fields<'_, 'de> {
    type Error = Never;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Never> {
        seed.deserialize(&mut *self.0).map(Some)
    }
}

/// The entries of a list.
struct Listed<'r, 'de> {
    reader: &'r mut Reader<'de>,
    left: usize,
}

impl<'de> SeqAccess<'de> for Listed<'_, 'de> {
    type Error = Never;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Never> {
        if self.left == 0 || self.reader.is_short {
            return Ok(None);
        }
        self.left -= 1;
        seed.deserialize(&mut *self.reader).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left.min(self.reader.bytes.len()))
    }
}

/// A variant with what it holds.
struct Chosen<'r, 'de> {
    reader: &'r mut Reader<'de>,
    variant: u32,
}

impl<'r, 'de> EnumAccess<'de> for Chosen<'r, 'de> {
    type Error = Never;
    type Variant = Self;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<(T::Value, Self), Never> {
        Ok((seed.deserialize(self.variant.into_deserializer())?, self))
    }
}

impl<'de> VariantAccess<'de> for Chosen<'_, 'de> {
    type Error = Never;

    fn unit_variant(self) -> Result<(), Never> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Never> {
        seed.deserialize(self.reader)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_seq(Fields(self.reader))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, Never> {
        visitor.visit_seq(Fields(self.reader))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Serialize;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    enum Shape {
        None,
        One(usize),
        Two(u8, bool),
        Named { name: String, list: Vec<Option<u16>> },
    }

    #[test]
    fn reads_what_postcard_writes() {
        let named = || Shape::Named { name: "八有".to_owned(), list: vec![Some(300), None] };
        for shape in [Shape::None, Shape::One(70_000), Shape::Two(200, true), named()] {
            let bytes = postcard::to_allocvec(&(&shape, "end")).unwrap();
            assert_eq!(read(&bytes), Some((shape, "end".to_owned())));
        }
    }

    #[test]
    fn bytes_that_do_not_hold_one_are_told() {
        let named = Shape::Named { name: "八有".to_owned(), list: vec![Some(300), None] };
        let bytes = postcard::to_allocvec(&named).unwrap();
        for length in 0..bytes.len() {
            assert_eq!(read::<Shape>(&bytes[..length]), None);
        }
        assert_eq!(read::<Shape>(&[bytes, vec![0]].concat()), None, "one too many");
        assert_eq!(read::<Shape>(&[9]), None, "no such variant");
        assert_eq!(read::<Vec<u8>>(&[255, 255, 255, 255, 15]), None, "a list longer than memory");
    }
}
