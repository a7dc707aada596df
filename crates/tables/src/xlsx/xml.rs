//! XML as workbooks have it, event by event. A document type is refused, and with it every entity that could be declared:
//! neither can a few bytes become millions, nor is anything fetched. Depends on `zip` for its input.

use super::zip::{BROKEN, Source};
use crate::place::Refusal;

/// Most bytes of one tag or one text; a cell has at most 32,767 characters.
const MOST_BYTES: usize = 4 << 20;

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    /// A tag opens: [`Reader::name`], [`Reader::attribute`]. One that closes itself is followed by its end.
    Start,
    /// A tag closes: [`Reader::name`].
    End,
    /// [`Reader::text`].
    Text,
    /// Nothing more.
    Done,
}

/// Reads XML.
pub(super) struct Reader<S> {
    source: S,
    piece: Vec<u8>,
    at: usize,
    /// The last tag between its brackets.
    tag: Vec<u8>,
    text: String,
    closes_itself: bool,
    depth: usize,
}

impl<S: Source> Reader<S> {
    pub(super) fn new(source: S) -> Self {
        Self { source, piece: Vec::new(), at: 0, tag: Vec::new(), text: String::new(), closes_itself: false, depth: 0 }
    }

    pub(super) fn into_inner(self) -> S {
        self.source
    }

    pub(super) fn source(&self) -> &S {
        &self.source
    }

    /// The name of the last tag, without its prefix.
    pub(super) fn name(&self) -> &[u8] {
        let name = self.tag.split(|byte| byte.is_ascii_whitespace() || *byte == b'/').find(|name| !name.is_empty());
        let name = name.unwrap_or_default();
        name.rsplit(|byte| *byte == b':').next().unwrap_or_default()
    }

    /// The last text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// An attribute of the last opening tag, by its name without prefix, as bytes.
    pub(super) fn raw_attribute(&self, wanted: &[u8]) -> Option<&[u8]> {
        let mut rest = self.tag.as_slice();
        while let Some(equals) = rest.iter().position(|byte| *byte == b'=') {
            let (before, after) = rest.split_at_checked(equals)?;
            let name = before.trim_ascii_end().rsplit(|byte| byte.is_ascii_whitespace() || *byte == b':').next()?;
            let after = after.get(1..)?.trim_ascii_start();
            let quote = *after.first()?;
            let after = after.get(1..)?;
            let end = after.iter().position(|byte| *byte == quote)?;
            if name == wanted {
                return after.get(..end);
            }
            rest = after.get(end + 1..)?;
        }
        None
    }

    /// An attribute as text.
    pub(super) fn attribute(&self, wanted: &[u8]) -> Result<Option<String>, Refusal> {
        self.raw_attribute(wanted)
            .map(|raw| {
                let mut text = String::new();
                push_text(raw, &mut text).map(|()| text)
            })
            .transpose()
    }

    /// Reads on to the next tag or text.
    pub(super) fn next(&mut self) -> Result<Event, Refusal> {
        if core::mem::take(&mut self.closes_itself) {
            self.depth = self.depth.saturating_sub(1);
            return Ok(Event::End);
        }
        loop {
            match self.peek()? {
                None if self.depth > 0 => return Err(Refusal::new(BROKEN)),
                None => return Ok(Event::Done),
                Some(b'<') => {
                    self.at += 1;
                    if let Some(event) = self.markup()? {
                        return Ok(event);
                    }
                }
                Some(_) => {
                    self.tag.clear();
                    self.take_until(b"<", false)?;
                    self.text.clear();
                    push_text(&self.tag, &mut self.text)?;
                    return Ok(Event::Text);
                }
            }
        }
    }

    /// What stands after `<`; none for what says nothing.
    fn markup(&mut self) -> Result<Option<Event>, Refusal> {
        self.tag.clear();
        match self.peek()? {
            Some(b'?') => {
                self.take_until(b"?>", true)?;
                Ok(None)
            }
            Some(b'!') => self.declaration(),
            _ => self.element().map(Some),
        }
    }

    fn declaration(&mut self) -> Result<Option<Event>, Refusal> {
        while self.tag.len() < 8 {
            let Some(byte) = self.peek()? else { return Err(Refusal::new(BROKEN)) };
            self.tag.push(byte);
            self.at += 1;
            if self.tag == b"!--" {
                self.tag.clear();
                self.take_until(b"-->", true)?;
                return Ok(None);
            }
        }
        if self.tag != b"![CDATA[" {
            return Err(Refusal::new(DECLARED));
        }
        self.tag.clear();
        self.take_until(b"]]>", true)?;
        let text = self.tag.strip_suffix(b"]]>").unwrap_or(&self.tag);
        self.text.clear();
        self.text.push_str(core::str::from_utf8(text).map_err(|_| Refusal::new(BROKEN))?);
        Ok(Some(Event::Text))
    }

    fn element(&mut self) -> Result<Event, Refusal> {
        let mut quote = None;
        loop {
            let Some(byte) = self.peek()? else { return Err(Refusal::new(BROKEN)) };
            self.at += 1;
            match (byte, quote) {
                (b'>', None) => break,
                (b'"' | b'\'', None) => quote = Some(byte),
                (byte, Some(open)) if byte == open => quote = None,
                _ => {}
            }
            self.push(byte)?;
        }
        if self.tag.first() == Some(&b'/') {
            self.depth = self.depth.checked_sub(1).ok_or_else(|| Refusal::new(BROKEN))?;
            return Ok(Event::End);
        }
        self.depth += 1;
        self.closes_itself = self.tag.last() == Some(&b'/');
        Ok(Event::Start)
    }

    /// Takes all up to an end into `tag`, and the end too where it is part of it.
    fn take_until(&mut self, end: &[u8], with_end: bool) -> Result<(), Refusal> {
        loop {
            let Some(byte) = self.peek()? else {
                return if with_end { Err(Refusal::new(BROKEN)) } else { Ok(()) };
            };
            if !with_end && end.first() == Some(&byte) {
                return Ok(());
            }
            self.at += 1;
            self.push(byte)?;
            if with_end && self.tag.ends_with(end) {
                return Ok(());
            }
        }
    }

    fn push(&mut self, byte: u8) -> Result<(), Refusal> {
        if self.tag.len() >= MOST_BYTES {
            return Err(Refusal::new(BROKEN));
        }
        self.tag.push(byte);
        Ok(())
    }

    fn peek(&mut self) -> Result<Option<u8>, Refusal> {
        if self.at >= self.piece.len() {
            self.source.fill(&mut self.piece)?;
            self.at = 0;
        }
        Ok(self.piece.get(self.at).copied())
    }
}

const DECLARED: &str =
    "这份工作簿里有文档类型声明（DTD），表格软件不会这样写，为了安全没有读。请用表格软件打开，另存为新文件再试。";

/// Text with its entities resolved.
fn push_text(raw: &[u8], into: &mut String) -> Result<(), Refusal> {
    let broken = || Refusal::new(BROKEN);
    let mut rest = core::str::from_utf8(raw).map_err(|_| broken())?;
    while let Some((before, after)) = rest.split_once('&') {
        into.push_str(before);
        let (entity, after) = after.split_once(';').ok_or_else(broken)?;
        let number = |digits, base| u32::from_str_radix(digits, base).ok().and_then(char::from_u32);
        let c = match entity {
            "lt" => Some('<'),
            "gt" => Some('>'),
            "amp" => Some('&'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            entity => match (entity.strip_prefix("#x"), entity.strip_prefix('#')) {
                (Some(digits), _) => number(digits, 16),
                (_, Some(digits)) => number(digits, 10),
                _ => None,
            },
        };
        into.push(c.ok_or_else(broken)?);
        rest = after;
    }
    into.push_str(rest);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One byte at a time, so that everything is parted everywhere.
    struct Bytes<'b>(&'b [u8]);

    impl Source for Bytes<'_> {
        fn fill(&mut self, piece: &mut Vec<u8>) -> Result<(), Refusal> {
            piece.clear();
            if let Some((first, rest)) = self.0.split_first() {
                piece.push(*first);
                self.0 = rest;
            }
            Ok(())
        }
    }

    fn events(xml: &str) -> Result<String, Refusal> {
        let mut reader = Reader::new(Bytes(xml.as_bytes()));
        let mut told = String::new();
        loop {
            let name = |reader: &Reader<_>| String::from_utf8_lossy(reader.name()).into_owned();
            match reader.next()? {
                Event::Done => return Ok(told),
                Event::Text => told += &format!("[{}]", reader.text()),
                Event::End => told += &format!("</{}>", name(&reader).trim_start_matches('/')),
                Event::Start => {
                    let attribute = reader.attribute(b"r")?.map(|text| format!(" r={text}")).unwrap_or_default();
                    told += &format!("<{}{attribute}>", name(&reader));
                }
            }
        }
    }

    #[test]
    fn events_come_in_order() {
        let xml =
            "<?xml version='1.0'?><!-- <a> --><x:a q='>' x:r = \"B&#50;\"><b/>甲&amp;&#x4E59;<![CDATA[<&]]></x:a>";
        assert_eq!(events(xml).unwrap(), "<a r=B2><b></b>[甲&乙][<&]</a>");
    }

    #[test]
    fn no_document_type_and_no_entity_of_its_own() {
        for xml in
            ["<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "<!ELEMENT a ANY>", "<!DOCTYPE a SYSTEM 'file:///x'><a/>"]
        {
            assert!(events(xml).unwrap_err().message.contains("DTD"), "{xml}");
        }
        for xml in ["<a>&b;</a>", "<a>&</a>", "<a", "<a>", "</a>", "<a>&#xD800;</a>", "<![CDATA[x"] {
            assert_eq!(events(xml).unwrap_err().message, BROKEN, "{xml}");
        }
    }
}
