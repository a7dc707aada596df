//! Canonical JSON: the one way in which a value of the contract is written byte for byte, everywhere. Compact, in the order
//! of the types, small maps in the order of their names, characters as themselves. There are no binary floats in the
//! contract, and writing one fails. Depends on `serde` alone, and is a tenth of a general JSON writer's weight.

use core::fmt;

use serde::ser::{self, Serialize, Serializer};

/// A value that canonical JSON does not know, such as a binary float or a map whose key is no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotCanonical;

impl fmt::Display for NotCanonical {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of a kind that canonical JSON does not know")
    }
}

impl core::error::Error for NotCanonical {}

impl ser::Error for NotCanonical {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// Writes a value as canonical JSON.
///
/// # Errors
/// The value holds a binary float or a map whose key is no text; nothing of the contract does.
pub fn to_json<T: Serialize + ?Sized>(value: &T) -> Result<String, NotCanonical> {
    let mut out = String::new();
    value.serialize(Writer(&mut out))?;
    Ok(out)
}

struct Writer<'o>(&'o mut String);

impl Writer<'_> {
    fn put(self, text: &str) -> Result<(), NotCanonical> {
        self.0.push_str(text);
        Ok(())
    }
}

/// A text in quotes, with what JSON cannot hold escaped.
fn quote(text: &str, out: &mut String) {
    out.push('"');
    // Nearly every text stands as it is, and is taken as a whole.
    if text.bytes().all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\') {
        out.push_str(text);
        out.push('"');
        return;
    }
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' => {
                out.push_str("\\u00");
                for nibble in [u32::from(c) >> 4, u32::from(c) & 15] {
                    out.push(char::from_digit(nibble, 16).unwrap_or('0'));
                }
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// A list or an object that is being written.
struct Open<'o> {
    out: &'o mut String,
    close: &'static str,
    is_first: bool,
}

impl<'o> Open<'o> {
    fn new(out: &'o mut String, open: &str, close: &'static str) -> Self {
        out.push_str(open);
        Self { out, close, is_first: true }
    }

    fn part(&mut self) {
        if !core::mem::replace(&mut self.is_first, false) {
            self.out.push(',');
        }
    }

    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotCanonical> {
        self.part();
        value.serialize(Writer(self.out))
    }

    fn entry<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), NotCanonical> {
        self.part();
        quote(name, self.out);
        self.out.push(':');
        value.serialize(Writer(self.out))
    }

    fn finish(self) -> Result<(), NotCanonical> {
        self.out.push_str(self.close);
        Ok(())
    }
}

/// Whole numbers, in digits.
macro_rules! integers {
    ($($method:ident: $type:ty),+) => {
        $(fn $method(self, number: $type) -> Result<(), NotCanonical> {
            self.put(&number.to_string())
        })+
    };
}

impl<'o> Serializer for Writer<'o> {
    type Ok = ();
    type Error = NotCanonical;
    type SerializeSeq = Open<'o>;
    type SerializeTuple = Open<'o>;
    type SerializeTupleStruct = Open<'o>;
    type SerializeTupleVariant = Open<'o>;
    type SerializeMap = Open<'o>;
    type SerializeStruct = Open<'o>;
    type SerializeStructVariant = Open<'o>;

    integers! {
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64
    }

    fn serialize_bool(self, yes: bool) -> Result<(), NotCanonical> {
        self.put(if yes { "true" } else { "false" })
    }

    fn serialize_f32(self, _: f32) -> Result<(), NotCanonical> {
        Err(NotCanonical)
    }

    fn serialize_f64(self, _: f64) -> Result<(), NotCanonical> {
        Err(NotCanonical)
    }

    fn serialize_char(self, c: char) -> Result<(), NotCanonical> {
        self.serialize_str(c.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Result<(), NotCanonical> {
        quote(text, self.0);
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), NotCanonical> {
        Err(NotCanonical)
    }

    fn serialize_none(self) -> Result<(), NotCanonical> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), NotCanonical> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), NotCanonical> {
        self.put("null")
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), NotCanonical> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), NotCanonical> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), NotCanonical> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), NotCanonical> {
        let mut open = Open::new(self.0, "{", "}");
        open.entry(variant, value)?;
        open.finish()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Open<'o>, NotCanonical> {
        Ok(Open::new(self.0, "[", "]"))
    }

    fn serialize_tuple(self, length: usize) -> Result<Open<'o>, NotCanonical> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<Open<'o>, NotCanonical> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Open<'o>, NotCanonical> {
        self.0.push('{');
        quote(variant, self.0);
        Ok(Open::new(self.0, ":[", "]}"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Open<'o>, NotCanonical> {
        Ok(Open::new(self.0, "{", "}"))
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Open<'o>, NotCanonical> {
        self.serialize_map(Some(length))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Open<'o>, NotCanonical> {
        self.0.push('{');
        quote(variant, self.0);
        Ok(Open::new(self.0, ":{", "}}"))
    }
}

/// The parts of lists, which `serde` knows by four names.
macro_rules! lists {
    ($($trait:ident: $method:ident),+) => {
        $(impl ser::$trait for Open<'_> {
            type Ok = ();
            type Error = NotCanonical;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotCanonical> {
                self.element(value)
            }

            fn end(self) -> Result<(), NotCanonical> {
                self.finish()
            }
        })+
    };
}

lists! {
    SerializeSeq: serialize_element,
    SerializeTuple: serialize_element,
    SerializeTupleStruct: serialize_field,
    SerializeTupleVariant: serialize_field
}

/// The entries of objects with names known beforehand, which `serde` knows by two names.
macro_rules! objects {
    ($($trait:ident),+) => {
        $(impl ser::$trait for Open<'_> {
            type Ok = ();
            type Error = NotCanonical;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), NotCanonical> {
                self.entry(name, value)
            }

            fn end(self) -> Result<(), NotCanonical> {
                self.finish()
            }
        })+
    };
}

objects! { SerializeStruct, SerializeStructVariant }

impl ser::SerializeMap for Open<'_> {
    type Ok = ();
    type Error = NotCanonical;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, name: &T) -> Result<(), NotCanonical> {
        self.part();
        let start = self.out.len();
        name.serialize(Writer(self.out))?;
        // Only a text begins with a quote.
        if self.out.get(start..).is_some_and(|written| written.starts_with('"')) { Ok(()) } else { Err(NotCanonical) }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotCanonical> {
        self.out.push(':');
        value.serialize(Writer(self.out))
    }

    fn end(self) -> Result<(), NotCanonical> {
        self.finish()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Serialize;

    use super::*;

    #[derive(Serialize)]
    #[serde(rename_all = "kebab-case")]
    enum Shape {
        Unit,
        Newtype(u8),
        Tuple(i64, bool),
        Struct { name: &'static str },
    }

    #[derive(Serialize)]
    struct All {
        text: &'static str,
        none: Option<u8>,
        some: Option<char>,
        unit: (),
        list: Vec<Shape>,
        map: BTreeMap<&'static str, i8>,
    }

    #[test]
    fn writes_what_a_general_writer_writes() {
        let all = All {
            text: "“户”\"\\\n\r\t\u{1}\u{1f}/é",
            none: None,
            some: Some('中'),
            unit: (),
            list: vec![Shape::Unit, Shape::Newtype(255), Shape::Tuple(i64::MIN, true), Shape::Struct { name: "" }],
            map: [("b", 1), ("a", -1)].into(),
        };
        assert_eq!(to_json(&all).unwrap(), serde_json::to_string(&all).unwrap());
        assert_eq!(to_json(&Vec::<u8>::new()).unwrap(), "[]");
    }

    #[test]
    fn a_float_and_a_key_that_is_no_text_are_refused() {
        assert_eq!(to_json(&0.5_f64), Err(NotCanonical));
        assert_eq!(to_json(&[1.0_f32]), Err(NotCanonical));
        assert_eq!(to_json(&BTreeMap::from([(1, 2)])), Err(NotCanonical));
    }
}
