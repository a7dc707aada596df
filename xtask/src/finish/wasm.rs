//! Just enough of WebAssembly's binary form to take a module apart and put it together again. Pure.

use std::borrow::Cow;

/// A module's bytes, read from the front.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Over these bytes.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    /// What is left.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.bytes
    }

    /// So many bytes.
    pub(super) fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        Some(taken)
    }

    /// One byte.
    pub(super) fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    /// An unsigned LEB128 number.
    pub(super) fn number(&mut self) -> Option<usize> {
        let mut value = 0_usize;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            value |= usize::from(byte & 0x7F).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    /// A name: its length, then its bytes.
    pub(super) fn name(&mut self) -> Option<&'a [u8]> {
        let length = self.number()?;
        self.take(length)
    }

    /// The description behind an import's kind, as it stands.
    fn description(&mut self, kind: u8) -> Option<&'a [u8]> {
        let before = self.bytes;
        match kind {
            0 => {
                self.number()?;
            }
            1 => {
                self.byte()?;
                self.limits()?;
            }
            2 => self.limits()?,
            3 => {
                self.take(2)?;
            }
            4 => {
                self.byte()?;
                self.number()?;
            }
            _ => return None,
        }
        before.get(..before.len() - self.bytes.len())
    }

    fn limits(&mut self) -> Option<()> {
        let flags = self.byte()?;
        self.number()?;
        if flags & 1 == 1 {
            self.number()?;
        }
        Some(())
    }
}

/// What a module begins with: its mark and version.
const HEADER: &[u8] = b"\0asm\x01\0\0\0";

/// Numbers of sections.
pub(super) const NAMED: u8 = 0;
pub(super) const IMPORTS: u8 = 2;
pub(super) const EXPORTS: u8 = 7;
pub(super) const CODE: u8 = 10;
pub(super) const DATA: u8 = 11;
/// The kind of an import that is a function.
pub(super) const FUNCTION: u8 = 0;

/// A section of a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Section<'a> {
    pub(super) id: u8,
    pub(super) body: Cow<'a, [u8]>,
}

/// A module's sections in order; nothing when it is not understood.
pub(super) fn sections(module: &[u8]) -> Option<Vec<Section<'_>>> {
    let mut reader = Reader::new(module.strip_prefix(HEADER)?);
    let mut sections = Vec::new();
    while !reader.rest().is_empty() {
        let id = reader.byte()?;
        let body = reader.name()?.into();
        sections.push(Section { id, body });
    }
    Some(sections)
}

/// Puts a module together.
pub(super) fn written(sections: &[Section<'_>]) -> Vec<u8> {
    let mut module = HEADER.to_vec();
    for section in sections {
        module.push(section.id);
        write_name(&mut module, &section.body);
    }
    module
}

/// One entry of the import section.
pub(super) struct Import<'a> {
    pub(super) from: &'a [u8],
    pub(super) name: &'a [u8],
    pub(super) kind: u8,
    pub(super) description: &'a [u8],
}

/// What an import section imports.
pub(super) fn imports<'a>(section: &'a Section<'_>) -> Option<Vec<Import<'a>>> {
    let mut reader = Reader::new(&section.body);
    let mut imports = Vec::new();
    for _ in 0..reader.number()? {
        let (from, name, kind) = (reader.name()?, reader.name()?, reader.byte()?);
        let description = reader.description(kind)?;
        imports.push(Import { from, name, kind, description });
    }
    reader.rest().is_empty().then_some(imports)
}

/// An export: under which name, what, and its number.
pub(super) struct Export<'a> {
    pub(super) name: &'a [u8],
    pub(super) kind: u8,
    pub(super) number: usize,
}

/// The exports of a module's export section.
pub(super) fn exports<'a>(section: &'a Section<'_>) -> Option<Vec<Export<'a>>> {
    let mut reader = Reader::new(&section.body);
    let mut exports = Vec::new();
    for _ in 0..reader.number()? {
        exports.push(Export { name: reader.name()?, kind: reader.byte()?, number: reader.number()? });
    }
    reader.rest().is_empty().then_some(exports)
}

/// Writes a name behind its length.
pub(super) fn write_name(into: &mut Vec<u8>, name: &[u8]) {
    write_number(into, name.len());
    into.extend_from_slice(name);
}

/// Writes an unsigned LEB128 number.
pub(super) fn write_number(into: &mut Vec<u8>, number: usize) {
    let mut rest = number;
    loop {
        let low = u8::try_from(rest & 0x7F).unwrap_or_default();
        rest >>= 7;
        if rest == 0 {
            into.push(low);
            return;
        }
        into.push(low | 0x80);
    }
}

/// Writes a signed LEB128 number.
pub(super) fn write_signed(into: &mut Vec<u8>, number: i32) {
    let mut rest = number;
    loop {
        let low = u8::try_from(rest & 0x7F).unwrap_or_default();
        rest >>= 7;
        if (rest == 0 && low & 0x40 == 0) || (rest == -1 && low & 0x40 != 0) {
            into.push(low);
            return;
        }
        into.push(low | 0x80);
    }
}
