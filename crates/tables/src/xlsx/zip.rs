//! What is in a zip file, and one part of it unpacked piece by piece. Nothing is trusted: sizes are counted, not believed,
//! and what swells beyond any sheet is refused. Depends on `inflate`.

use std::io::{self, Read, Seek, SeekFrom};

use super::crc::Crc;
use super::inflate::Inflate;
use crate::place::Refusal;

/// Most parts of a file: workbooks have tens, some hundreds.
const MOST_PARTS: usize = 10_000;

/// Most bytes of the list of parts.
const MOST_BYTES_OF_LIST: u64 = 16 << 20;

/// Most bytes that a part may come to.
const MOST_BYTES: u64 = 8 << 30;

/// How many times its size a part may come to, once it comes to more than [`SMALL`]. Sheets of equal cells come to 60.
const MOST_TIMES: u64 = 250;

/// What may swell as it likes: it fits memory anyhow.
const SMALL: u64 = 16 << 20;

/// How much is unpacked at once.
const PIECE: usize = 1 << 16;

pub(super) const BROKEN: &str =
    "这份工作簿读不出来，可能没有传完整，或者不是 .xlsx。请用表格软件打开，另存为 .xlsx，或者另存为“CSV UTF-8”再试。";
const BOMB: &str =
    "这份工作簿展开后大得不像一张表，为了安全没有读。请用表格软件打开，只留需要的内容，另存为新文件再试。";

/// A part of a zip file.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) name: String,
    /// Where its own head begins.
    offset: u64,
    packed: u64,
    /// What it says to come to.
    pub(super) plain: u64,
    crc: u32,
    method: u16,
    is_encrypted: bool,
}

/// The parts of a zip file.
///
/// # Errors
/// It is no zip file, or a broken one.
pub(super) fn entries(input: &mut (impl Read + Seek)) -> Result<Vec<Entry>, Refusal> {
    let size = input.seek(SeekFrom::End(0)).map_err(|error| Refusal::unread(&error))?;
    let (count, length, offset) = list_of(input, size)?;
    if count > MOST_PARTS as u64
        || length > MOST_BYTES_OF_LIST
        || offset.checked_add(length).is_none_or(|end| end > size)
    {
        return Err(Refusal::new(BROKEN));
    }
    let list = bytes_at(input, offset, length)?;
    let mut rest = Fields(&list);
    let mut entries = Vec::new();
    for _ in 0..count {
        entries.push(entry(&mut rest).ok_or_else(|| Refusal::new(BROKEN))?);
    }
    Ok(entries)
}

/// How many parts there are, how long the list of them is, and where.
fn list_of(input: &mut (impl Read + Seek), size: u64) -> Result<(u64, u64, u64), Refusal> {
    const END: usize = 22;
    const LONGEST_REMARK: u64 = 65_535;
    let broken = || Refusal::new(BROKEN);
    let length = size.min(LONGEST_REMARK + END as u64);
    let start = size - length;
    let tail = bytes_at(input, start, length)?;
    let at = tail.windows(END).rposition(|bytes| bytes.starts_with(b"PK\x05\x06")).ok_or_else(broken)?;
    let mut end = Fields(tail.get(at + 10..).unwrap_or_default());
    let small = (|| Some((u64::from(end.two()?), u64::from(end.four()?), u64::from(end.four()?))))();
    let (count, length, offset) = small.ok_or_else(broken)?;
    if count != 0xFFFF && length != 0xFFFF_FFFF && offset != 0xFFFF_FFFF {
        return Ok((count, length, offset));
    }
    // The form for large files stands before, and its place right before the end.
    let locator =
        at.checked_sub(20).and_then(|from| tail.get(from..at)).filter(|bytes| bytes.starts_with(b"PK\x06\x07"));
    let place = locator.and_then(|bytes| Fields(bytes.get(8..)?).eight()).ok_or_else(broken)?;
    if place.checked_add(56).is_none_or(|end| end > size) {
        return Err(broken());
    }
    let large = bytes_at(input, place, 56)?;
    if !large.starts_with(b"PK\x06\x06") {
        return Err(broken());
    }
    let mut large = Fields(large.get(32..).unwrap_or_default());
    (|| Some((large.eight()?, large.eight()?, large.eight()?)))().ok_or_else(broken)
}

fn entry(list: &mut Fields<'_>) -> Option<Entry> {
    if list.take(4)? != b"PK\x01\x02" {
        return None;
    }
    list.take(4)?;
    let flags = list.two()?;
    let method = list.two()?;
    list.take(4)?;
    let crc = list.four()?;
    let (packed, plain) = (list.four()?, list.four()?);
    let (name, extra, remark) = (list.two()?, list.two()?, list.two()?);
    list.take(8)?;
    let offset = list.four()?;
    let name = String::from_utf8_lossy(list.take(name.into())?).into_owned();
    let mut sizes = [u64::from(plain), u64::from(packed), u64::from(offset)];
    let mut extra = Fields(list.take(extra.into())?);
    list.take(remark.into())?;
    while let (Some(kind), Some(length)) = (extra.two(), extra.two()) {
        let mut own = Fields(extra.take(length.into())?);
        if kind == 1 {
            // Only what did not fit is here, in this order.
            for size in sizes.iter_mut().filter(|size| **size == 0xFFFF_FFFF) {
                *size = own.eight()?;
            }
        }
    }
    let [plain, packed, offset] = sizes;
    Some(Entry { name, offset, packed, plain, crc, method, is_encrypted: flags & 1 != 0 })
}

/// The first numbers of some bytes, least byte first.
struct Fields<'b>(&'b [u8]);

impl<'b> Fields<'b> {
    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn two(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes(self.take(2)?.try_into().ok()?))
    }

    fn four(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn eight(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }
}

fn bytes_at(input: &mut (impl Read + Seek), offset: u64, length: u64) -> Result<Vec<u8>, Refusal> {
    let mut bytes = vec![0; usize::try_from(length).map_err(|_| Refusal::new(BROKEN))?];
    let read = input.seek(SeekFrom::Start(offset)).and_then(|_| input.read_exact(&mut bytes));
    match read {
        Ok(()) => Ok(bytes),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Err(Refusal::new(BROKEN)),
        Err(error) => Err(Refusal::unread(&error)),
    }
}

/// What text is read from, piece by piece.
pub(super) trait Source {
    /// Puts the next piece in place of the last; an empty one after the end.
    fn fill(&mut self, piece: &mut Vec<u8>) -> Result<(), Refusal>;
}

/// The packed bytes of a part.
struct Packed<R> {
    input: R,
    read: Vec<u8>,
    taken: usize,
    /// Bytes that were not read from the file yet.
    left: u64,
}

impl<R: Read> Packed<R> {
    /// Reads on; whether there was more.
    fn read(&mut self) -> Result<bool, Refusal> {
        let length = usize::try_from(self.left).map_or(PIECE, |left| left.min(PIECE));
        self.read.resize(length, 0);
        self.input.read_exact(&mut self.read).map_err(|_| Refusal::new(BROKEN))?;
        self.left -= length as u64;
        self.taken = 0;
        Ok(length > 0)
    }

    /// The next byte; none at the end, and where the file cannot be read.
    #[inline]
    fn next(&mut self) -> Option<u8> {
        if self.taken >= self.read.len() && !self.read().ok()? {
            return None;
        }
        let byte = self.read.get(self.taken).copied();
        self.taken += 1;
        byte
    }
}

/// One part, unpacked piece by piece.
pub(super) struct Part<R> {
    packed: Packed<R>,
    entry: Entry,
    inflate: Inflate,
    unpacked: u64,
    crc: Crc,
    is_at_end: bool,
}

impl<R: Read + Seek> Part<R> {
    /// Begins to unpack a part.
    ///
    /// # Errors
    /// It is encrypted, packed in a way that no spreadsheet program uses, or not where it should be.
    pub(super) fn open(mut input: R, entry: &Entry) -> Result<Self, Refusal> {
        if entry.is_encrypted {
            return Err(Refusal::new(super::ENCRYPTED));
        }
        if !matches!(entry.method, 0 | 8) {
            return Err(Refusal::new(BROKEN));
        }
        let head = bytes_at(&mut input, entry.offset, 30)?;
        let mut lengths = Fields(head.get(26..).unwrap_or_default());
        let lengths = lengths.two().zip(lengths.two()).filter(|_| head.starts_with(b"PK\x03\x04"));
        let (name, extra) = lengths.ok_or_else(|| Refusal::new(BROKEN))?;
        let start = entry.offset.saturating_add(30 + u64::from(name) + u64::from(extra));
        input.seek(SeekFrom::Start(start)).map_err(|error| Refusal::unread(&error))?;
        Ok(Self {
            packed: Packed { input, read: Vec::new(), taken: 0, left: entry.packed },
            entry: entry.clone(),
            inflate: Inflate::default(),
            unpacked: 0,
            crc: Crc::new(),
            is_at_end: false,
        })
    }

    /// How many of its packed bytes were read, and of how many.
    pub(super) fn progress(&self) -> (u64, u64) {
        (self.entry.packed - self.packed.left, self.entry.packed)
    }

    /// The file again.
    pub(super) fn into_inner(self) -> R {
        self.packed.input
    }

    fn check(&self) -> Result<(), Refusal> {
        let read = self.entry.packed - self.packed.left;
        let is_bomb = self.unpacked > MOST_BYTES || (self.unpacked > SMALL && self.unpacked / MOST_TIMES > read);
        if is_bomb {
            return Err(Refusal::new(BOMB));
        }
        if self.is_at_end && self.crc.value() != self.entry.crc {
            return Err(Refusal::new(BROKEN));
        }
        Ok(())
    }
}

impl<R: Read + Seek> Source for Part<R> {
    fn fill(&mut self, piece: &mut Vec<u8>) -> Result<(), Refusal> {
        piece.clear();
        while piece.is_empty() && !self.is_at_end {
            if self.entry.method == 0 {
                self.is_at_end = !self.packed.read()?;
                piece.extend_from_slice(&self.packed.read);
                self.packed.taken = self.packed.read.len();
            } else {
                let packed = &mut self.packed;
                let unpacked = self.inflate.piece(&mut || packed.next(), PIECE, piece);
                unpacked.map_err(|_| Refusal::new(BROKEN))?;
                self.is_at_end = self.inflate.is_done();
            }
            self.unpacked += piece.len() as u64;
            self.crc.add(piece);
            self.check()?;
        }
        Ok(())
    }
}
