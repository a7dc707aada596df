//! JSON text read into the contract's types. The derived readers are given an object's entries in the order of their own
//! fields, as a list: they carry no matching of names and no default for each, which is a third of a general reader's weight,
//! and what is wrong is told with its place. Numbers stay text until a type asks for them. Depends on `serde` alone.

use core::fmt;
use core::slice::Iter;

use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error, Expected, IntoDeserializer, MapAccess,
    SeqAccess, Unexpected, VariantAccess, Visitor,
};

/// How deep lists and objects may nest; `js/json.ts` writes none so deep.
const MAX_DEPTH: usize = 100;

/// A value as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as written.
    Number(String),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// Names and values in their order.
    Object(Vec<(String, Json)>),
}

/// Why a text cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// The way to it, outermost first: `checks[3].test`.
    place: String,
    message: String,
    /// The number of the field that is not there.
    missing: Option<usize>,
}

/// Reads a value of the contract.
///
/// # Errors
/// The text is no JSON, or does not hold such a value.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Unread> {
    T::deserialize(&parse(text)?)
}

/// Reads any JSON.
///
/// # Errors
/// The text is no JSON.
pub fn parse(text: &str) -> Result<Json, Unread> {
    let mut parser = Parser { text, at: 0 };
    let value = parser.value(0)?;
    parser.blank();
    if parser.at == text.len() { Ok(value) } else { Err(parser.broken()) }
}

impl Unread {
    fn new(message: String) -> Self {
        Self { place: String::new(), message, missing: None }
    }

    /// The same, below a name.
    #[inline(never)]
    fn below(mut self, name: &str) -> Self {
        if !self.place.is_empty() && !self.place.starts_with('[') {
            self.place.insert(0, '.');
        }
        self.place.insert_str(0, name);
        self
    }

    #[inline(never)]
    fn in_entry(self, number: usize) -> Self {
        self.below(&["[", &number.to_string(), "]"].concat())
    }

    /// The same, with the name of what is missing.
    #[inline(never)]
    fn named(mut self, fields: &[&str]) -> Self {
        if let Some(name) = self.missing.take().and_then(|number| fields.get(number)) {
            self.message = ["`", name, "` is missing"].concat();
        }
        self
    }

    fn expected(what: &dyn Expected) -> Self {
        Self::new(["expected ", &what.to_string()].concat())
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.place.is_empty() {
            f.write_str(&self.place)?;
            f.write_str(": ")?;
        }
        f.write_str(&self.message)
    }
}

impl core::error::Error for Unread {}

impl Error for Unread {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message.to_string())
    }

    // What was found instead is not printed: it could be a binary float, whose printing weighs 5 KB.
    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::expected(expected)
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::expected(expected)
    }

    fn invalid_length(length: usize, _: &dyn Expected) -> Self {
        Self { missing: Some(length), ..Self::new("too short".to_owned()) }
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self::new(["`", variant, "` is none of ", &expected.join(", ")].concat())
    }
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
}

impl Parser<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn broken(&self) -> Unread {
        Unread::new(["this is no JSON, from byte ", &self.at.to_string(), " on"].concat())
    }

    fn next(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blank(&mut self) {
        while matches!(self.next(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    /// Takes the word if it comes next.
    fn takes(&mut self, word: &str) -> bool {
        let comes = self.rest().starts_with(word);
        if comes {
            self.at += word.len();
        }
        comes
    }

    fn must(&mut self, word: &str) -> Result<(), Unread> {
        self.blank();
        if self.takes(word) { Ok(()) } else { Err(self.broken()) }
    }

    fn value(&mut self, depth: usize) -> Result<Json, Unread> {
        if depth > MAX_DEPTH {
            return Err(Unread::new("nested too deep".to_owned()));
        }
        self.blank();
        match self.next() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.list(depth),
            Some(b'"') => self.string().map(Json::Text),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ if self.takes("null") => Ok(Json::Null),
            _ if self.takes("true") => Ok(Json::Bool(true)),
            _ if self.takes("false") => Ok(Json::Bool(false)),
            _ => Err(self.broken()),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Json, Unread> {
        let mut entries = Vec::new();
        self.at += 1;
        self.blank();
        if self.takes("}") {
            return Ok(Json::Object(entries));
        }
        loop {
            self.blank();
            let name = self.string()?;
            self.must(":")?;
            entries.push((name, self.value(depth + 1)?));
            self.blank();
            if self.takes("}") {
                return Ok(Json::Object(entries));
            }
            self.must(",")?;
        }
    }

    fn list(&mut self, depth: usize) -> Result<Json, Unread> {
        let mut items = Vec::new();
        self.at += 1;
        self.blank();
        if self.takes("]") {
            return Ok(Json::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.blank();
            if self.takes("]") {
                return Ok(Json::List(items));
            }
            self.must(",")?;
        }
    }

    fn number(&mut self) -> Result<Json, Unread> {
        let length =
            self.rest().bytes().take_while(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'));
        let end = self.at + length.count();
        let number = self.text.get(self.at..end).unwrap_or_default();
        // Whether it is a number is for who takes it to say: `1-2` is none.
        let number = number.to_owned();
        self.at = end;
        Ok(Json::Number(number))
    }

    fn string(&mut self) -> Result<String, Unread> {
        if !self.takes("\"") {
            return Err(self.broken());
        }
        let mut text = String::new();
        loop {
            let plain = self.rest().bytes().take_while(|byte| !matches!(byte, b'"' | b'\\' | 0..=31)).count();
            text.push_str(self.rest().get(..plain).unwrap_or_default());
            self.at += plain;
            if self.takes("\"") {
                return Ok(text);
            }
            if !self.takes("\\") {
                return Err(self.broken());
            }
            let escaped = self.next();
            self.at += 1;
            text.push(match escaped {
                Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
                Some(b'b') => '\u{8}',
                Some(b'f') => '\u{c}',
                Some(b'n') => '\n',
                Some(b'r') => '\r',
                Some(b't') => '\t',
                Some(b'u') => self.escape()?,
                _ => return Err(self.broken()),
            });
        }
    }

    /// The character of an escape by number; two of them for one beyond the first 65,536.
    fn escape(&mut self) -> Result<char, Unread> {
        let first = self.unit()?;
        let code = match first {
            0xD800..=0xDBFF if self.takes("\\u") => {
                let second = self.unit()?;
                let low = second.checked_sub(0xDC00).filter(|low| *low < 0x400).ok_or_else(|| self.broken())?;
                0x1_0000 + ((first - 0xD800) << 10) + low
            }
            code => code,
        };
        char::from_u32(code).ok_or_else(|| Unread::new("a text holds half a character".to_owned()))
    }

    fn unit(&mut self) -> Result<u32, Unread> {
        let digits = self.rest().get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let unit = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()).ok_or_else(|| self.broken())?;
        self.at += 4;
        Ok(unit)
    }
}

/// Whole numbers, whose text is read as the type asked for.
macro_rules! whole {
    ($($method:ident: $visit:ident as $type:ty),+) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
            match self {
                Json::Number(text) => match text.parse::<$type>() {
                    Ok(number) => visitor.$visit(number),
                    Err(_) => Err(Unread::expected(&visitor)),
                },
                _ => Err(Unread::expected(&visitor)),
            }
        })+
    };
}

impl<'de> Deserializer<'de> for &'de Json {
    type Error = Unread;

    whole! {
        deserialize_i8: visit_i64 as i64, deserialize_i16: visit_i64 as i64, deserialize_i32: visit_i64 as i64,
        deserialize_i64: visit_i64 as i64, deserialize_u8: visit_u64 as u64, deserialize_u16: visit_u64 as u64,
        deserialize_u32: visit_u64 as u64, deserialize_u64: visit_u64 as u64
    }

    /// A number is handed over as its text.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        match self {
            Json::Null => visitor.visit_unit(),
            Json::Bool(yes) => visitor.visit_bool(*yes),
            Json::Number(text) | Json::Text(text) => visitor.visit_str(text),
            Json::List(items) => visitor.visit_seq(Items { items: items.iter(), at: 0 }),
            Json::Object(entries) => visitor.visit_map(Entries { entries: entries.iter(), value: None }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        if *self == Json::Null { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        match self {
            Json::Bool(yes) => visitor.visit_bool(*yes),
            _ => Err(Unread::expected(&visitor)),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        match self {
            Json::Text(text) => visitor.visit_str(text),
            _ => Err(Unread::expected(&visitor)),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        self.deserialize_str(visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        match self {
            Json::List(items) => visitor.visit_seq(Items { items: items.iter(), at: 0 }),
            _ => Err(Unread::expected(&visitor)),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Unread> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        match self {
            Json::Object(entries) => visitor.visit_map(Entries { entries: entries.iter(), value: None }),
            _ => Err(Unread::expected(&visitor)),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unread> {
        match self {
            Json::Object(entries) => {
                all_known(entries, fields)?;
                visitor.visit_seq(Fields { entries, fields: fields.iter() }).map_err(|error| error.named(fields))
            }
            _ => Err(Unread::expected(&visitor)),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Unread> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unread> {
        match self {
            Json::Text(name) => visitor.visit_enum(Variant { name, content: None }),
            Json::Object(entries) => match entries.as_slice() {
                [(name, content)] => visitor.visit_enum(Variant { name, content: Some(content) }),
                _ => Err(Unread::expected(&visitor)),
            },
            _ => Err(Unread::expected(&visitor)),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! { f32 f64 char bytes byte_buf unit unit_struct tuple_struct }
}

/// Refuses a name that means nothing, and one that comes twice.
#[inline(never)]
fn all_known(entries: &[(String, Json)], fields: &[&str]) -> Result<(), Unread> {
    for (at, (name, _)) in entries.iter().enumerate() {
        if !fields.contains(&name.as_str()) {
            return Err(Unread::new(["`", name, "` means nothing here; known are ", &fields.join(", ")].concat()));
        }
        if entries.iter().take(at).any(|(earlier, _)| earlier == name) {
            return Err(Unread::new(["`", name, "` is given twice"].concat()));
        }
    }
    Ok(())
}

/// The entries of a list.
struct Items<'de> {
    items: Iter<'de, Json>,
    at: usize,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Unread;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Unread> {
        let Some(item) = self.items.next() else { return Ok(None) };
        let number = self.at;
        self.at += 1;
        seed.deserialize(item).map(Some).map_err(|error| error.in_entry(number))
    }
}

/// The entries of an object in the order of a type's fields; one that is not there is skipped.
struct Fields<'de> {
    entries: &'de [(String, Json)],
    fields: Iter<'static, &'static str>,
}

impl<'de> Fields<'de> {
    #[inline(never)]
    fn next(&mut self) -> Option<(&'static str, &'de Json)> {
        let field = *self.fields.next()?;
        self.entries.iter().find(|(name, _)| name == field).map(|(_, value)| (field, value))
    }
}

impl<'de> SeqAccess<'de> for Fields<'de> {
    type Error = Unread;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Unread> {
        let Some((name, value)) = self.next() else { return Ok(None) };
        seed.deserialize(value).map(Some).map_err(|error| error.below(name))
    }
}

/// Names and values.
struct Entries<'de> {
    entries: Iter<'de, (String, Json)>,
    value: Option<(&'de str, &'de Json)>,
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Unread;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Unread> {
        let Some((name, value)) = self.entries.next() else { return Ok(None) };
        self.value = Some((name, value));
        seed.deserialize(name.as_str().into_deserializer()).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Unread> {
        let (name, value) = self.value.take().unwrap_or(("", &Json::Null));
        seed.deserialize(value).map_err(|error| error.below(name))
    }
}

/// A variant: its name alone, or with what it holds.
struct Variant<'de> {
    name: &'de str,
    content: Option<&'de Json>,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = Unread;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Unread> {
        Ok((seed.deserialize(self.name.into_deserializer())?, self))
    }
}

impl<'de> Variant<'de> {
    fn content(&self) -> Result<&'de Json, Unread> {
        self.content.ok_or_else(|| Unread::new(["`", self.name, "` needs what it is about"].concat()))
    }
}

impl<'de> VariantAccess<'de> for Variant<'de> {
    type Error = Unread;

    fn unit_variant(self) -> Result<(), Unread> {
        match self.content {
            None => Ok(()),
            Some(_) => Err(Unread::new(["`", self.name, "` stands alone"].concat())),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Unread> {
        seed.deserialize(self.content()?).map_err(|error| error.below(self.name))
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Unread> {
        self.content()?.deserialize_tuple(length, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, Unread> {
        self.content()?.deserialize_struct("", fields, visitor).map_err(|error| error.below(self.name))
    }
}

#[cfg(test)]
mod tests {
    use crate::{Answers, Overlay};

    use super::*;

    #[test]
    fn texts_and_numbers_are_read_as_written() {
        let text =
            r#" { "a" : [ "\"\\\/\b\f\n\r\t\u4e2d\ud83d\ude00é" , -0.50e+3 , true , false , null , { } , [ ] ] } "#;
        let written = "\"\\/\u{8}\u{c}\n\r\t中😀é";
        let list = vec![
            Json::Text(written.to_owned()),
            Json::Number("-0.50e+3".to_owned()),
            Json::Bool(true),
            Json::Bool(false),
            Json::Null,
            Json::Object(Vec::new()),
            Json::List(Vec::new()),
        ];
        assert_eq!(parse(text), Ok(Json::Object(vec![("a".to_owned(), Json::List(list))])));
        let answers: Answers = read(r#"{"a": 12345678901234567890.10, "b": ["x"], "c": null}"#).unwrap();
        assert_eq!(answers.get("a"), Some(&"12345678901234567890.10".into()));
    }

    #[test]
    fn what_is_no_json_is_refused() {
        for text in [
            "",
            "{",
            "[1,]",
            "{\"a\"}",
            "{\"a\":1,}",
            "tru",
            "\"",
            "\"\\x\"",
            "\"\\ud800\"",
            "\"\\ud800\\u0041\"",
            "1 2",
            "\"\n\"",
            "\"\\u12中\"",
        ] {
            assert!(parse(text).is_err(), "{text:?}");
        }
        assert!(parse(&"[".repeat(100_000)).is_err());
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let overlay = |rest: &str| {
            let text = format!(r#"{{"id":"a","extends":"b","title":"c","version":"1"{rest}}}"#);
            read::<Overlay>(&text).unwrap_err().to_string()
        };
        assert_eq!(overlay(""), "`issuer` is missing");
        assert!(overlay(r#","issuer":"x","isuer":"y""#).starts_with("`isuer` means nothing here; known are id,"));
        assert_eq!(overlay(r#","issuer":"x","issuer":"y""#), "`issuer` is given twice");
        assert_eq!(overlay(r#","issuer":5"#), "issuer: expected a string");
        assert_eq!(overlay(r#","issuer":"x","set":[{"parameter":"p"},{}]"#), "set[1]: `parameter` is missing");
        let basis = overlay(r#","issuer":"x","set":[{"parameter":"p","basis":"none"}]"#);
        assert!(basis.starts_with("set[0].basis: `none` is none of "), "{basis}");
        assert!(read::<Overlay>("[]").unwrap_err().to_string().starts_with("expected struct Overlay"));
    }
}
