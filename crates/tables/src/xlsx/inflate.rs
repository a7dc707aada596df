//! Unpacks what zip files are packed by (RFC 1951), piece by piece. Ours, since the crate for it weighs several times as much: it
//! hands on bits whenever its input ends, while this one asks for the next byte. Nothing is trusted. Depends on nothing.

/// How far back a copy may reach.
const WINDOW: usize = 1 << 15;

/// Up to how many bits a code is looked up at once.
const QUICK: u32 = 8;

/// Longest code.
const LONGEST: usize = 15;

/// What follows the lengths 257 to 285 and the distances 0 to 29: the least of each and how many bits are added to it.
const LENGTHS: [(u16, u8); 29] = [
    (3, 0),
    (4, 0),
    (5, 0),
    (6, 0),
    (7, 0),
    (8, 0),
    (9, 0),
    (10, 0),
    (11, 1),
    (13, 1),
    (15, 1),
    (17, 1),
    (19, 2),
    (23, 2),
    (27, 2),
    (31, 2),
    (35, 3),
    (43, 3),
    (51, 3),
    (59, 3),
    (67, 4),
    (83, 4),
    (99, 4),
    (115, 4),
    (131, 5),
    (163, 5),
    (195, 5),
    (227, 5),
    (258, 0),
];

/// In which order the lengths of the code for lengths come.
const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/// The bytes are none of a packed part, or end before it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Damaged;

/// Where the packed bytes come from; none at the end.
type Next<'n> = &'n mut dyn FnMut() -> Option<u8>;

/// A packed part on the way.
#[derive(Debug, Default)]
pub(super) struct Inflate {
    bits: Bits,
    block: Block,
    is_last: bool,
    /// What came before this piece, as far back as copies may reach.
    before: Vec<u8>,
    /// What is still to be copied of a match that went beyond a piece, and from how far back.
    copy: (usize, usize),
}

#[derive(Debug, Default)]
enum Block {
    /// None has begun.
    #[default]
    Next,
    /// So many bytes as they are.
    Plain(usize),
    Packed {
        symbols: Code,
        distances: Code,
    },
    /// The last one has ended.
    Done,
}

impl Inflate {
    /// Whether everything is unpacked.
    pub(super) fn is_done(&self) -> bool {
        matches!(self.block, Block::Done) && self.copy.0 == 0
    }

    /// Puts the next piece in place of the last, of about so many bytes; less at the end.
    ///
    /// # Errors
    /// The bytes are damaged.
    pub(super) fn piece(&mut self, next: Next<'_>, size: usize, piece: &mut Vec<u8>) -> Result<(), Damaged> {
        piece.clear();
        while piece.len() < size {
            if self.copy.0 > 0 {
                self.copy(size, piece)?;
                continue;
            }
            match &mut self.block {
                Block::Done => break,
                Block::Next if self.is_last => self.block = Block::Done,
                Block::Next => {
                    self.is_last = self.bits.take(next, 1)? == 1;
                    self.block = match self.bits.take(next, 2)? {
                        0 => Block::Plain(self.bits.plain(next)?),
                        1 => fixed(),
                        2 => described(&mut self.bits, next)?,
                        _ => return Err(Damaged),
                    };
                }
                Block::Plain(0) => self.block = Block::Next,
                Block::Plain(left) => {
                    *left -= 1;
                    piece.push(next().ok_or(Damaged)?);
                }
                Block::Packed { symbols, distances } => {
                    let symbol = symbols.next(&mut self.bits, next)?;
                    if let Ok(byte) = u8::try_from(symbol) {
                        piece.push(byte);
                    } else if symbol == 256 {
                        self.block = Block::Next;
                    } else {
                        let (least, more) = *LENGTHS.get(usize::from(symbol) - 257).ok_or(Damaged)?;
                        let length = usize::from(least) + self.bits.take(next, more.into())?;
                        let distance = usize::from(distances.next(&mut self.bits, next)?);
                        self.copy = (length, self.bits.distance(next, distance)?);
                    }
                }
            }
        }
        let all = self.before.len() + piece.len();
        self.before.drain(..all.saturating_sub(WINDOW).min(self.before.len()));
        self.before.extend_from_slice(piece.get(piece.len().saturating_sub(WINDOW)..).unwrap_or_default());
        Ok(())
    }

    /// Copies what came before, as far as the piece goes. A copy may reach into itself.
    fn copy(&mut self, size: usize, piece: &mut Vec<u8>) -> Result<(), Damaged> {
        let (length, distance) = self.copy;
        let now = length.min(size - piece.len());
        self.copy.0 = length - now;
        if let Some(from) = piece.len().checked_sub(distance).filter(|_| now <= distance) {
            piece.extend_from_within(from..from + now);
            return Ok(());
        }
        for _ in 0..now {
            let byte = match piece.len().checked_sub(distance) {
                Some(at) => piece.get(at),
                None => self.before.len().checked_sub(distance - piece.len()).and_then(|at| self.before.get(at)),
            };
            piece.push(*byte.ok_or(Damaged)?);
        }
        Ok(())
    }
}

/// Bits that were read and not yet taken, the first one lowest.
#[derive(Debug, Default)]
struct Bits {
    bits: u32,
    count: u32,
}

impl Bits {
    /// At least so many bits, where there are as many; 16 at most.
    fn look(&mut self, next: Next<'_>, count: u32) -> u32 {
        while self.count < count {
            let Some(byte) = next() else { break };
            self.bits |= u32::from(byte) << self.count;
            self.count += 8;
        }
        self.bits
    }

    fn drop(&mut self, count: u32) -> Result<(), Damaged> {
        self.count = self.count.checked_sub(count).ok_or(Damaged)?;
        self.bits >>= count;
        Ok(())
    }

    fn take(&mut self, next: Next<'_>, count: u32) -> Result<usize, Damaged> {
        let bits = self.look(next, count) & ((1 << count) - 1);
        self.drop(count)?;
        usize::try_from(bits).map_err(|_| Damaged)
    }

    /// How many bytes follow as they are, from the next whole byte on.
    fn plain(&mut self, next: Next<'_>) -> Result<usize, Damaged> {
        self.drop(self.count % 8)?;
        let (length, check) = (self.take(next, 16)?, self.take(next, 16)?);
        // No bit is left over: what was looked at was taken.
        if length ^ check == 0xFFFF && self.count == 0 { Ok(length) } else { Err(Damaged) }
    }

    /// How far back, by the symbol for it.
    fn distance(&mut self, next: Next<'_>, symbol: usize) -> Result<usize, Damaged> {
        let more = u32::try_from(symbol / 2).unwrap_or_default().saturating_sub(1);
        match symbol {
            0..4 => Ok(symbol + 1),
            4..30 => Ok((((symbol & 1) + 2) << more) + 1 + self.take(next, more)?),
            _ => Err(Damaged),
        }
    }
}

/// A code: symbols by bits, those of one length in rising order.
#[derive(Debug, Default)]
struct Code {
    /// How many symbols have a code of each length.
    counts: [u16; LONGEST + 1],
    /// The symbols in the order of their codes.
    symbols: Vec<u16>,
    /// By the next bits: the symbol of a short code, and its length; no length for what is longer.
    quick: Vec<(u16, u8)>,
}

impl Code {
    fn new(lengths: &[u8]) -> Result<Self, Damaged> {
        let mut counts = [0_u16; LONGEST + 1];
        for length in lengths.iter().filter(|length| **length > 0) {
            *counts.get_mut(usize::from(*length)).ok_or(Damaged)? += 1;
        }
        let (mut symbols, mut quick) = (Vec::new(), vec![(0, 0); 1 << QUICK]);
        let mut code = 0_u32;
        for (bits, length) in (1_u32..).zip(1..=LONGEST) {
            let of_length = lengths.iter().zip(0..).filter(|(own, _)| usize::from(**own) == length);
            for (_, symbol) in of_length {
                symbols.push(symbol);
                if bits <= QUICK {
                    // Codes come highest bit first.
                    let first = code.reverse_bits() >> (32 - bits);
                    for at in (first..1 << QUICK).step_by(1 << bits) {
                        if let Some(place) = usize::try_from(at).ok().and_then(|at| quick.get_mut(at)) {
                            *place = (symbol, u8::try_from(bits).unwrap_or_default());
                        }
                    }
                }
                code += 1;
            }
            // More codes than there are ways of so many bits.
            if code > 1 << bits {
                return Err(Damaged);
            }
            code <<= 1;
        }
        Ok(Self { counts, symbols, quick })
    }

    fn next(&self, bits: &mut Bits, next: Next<'_>) -> Result<u16, Damaged> {
        let seen = bits.look(next, QUICK);
        let place = usize::try_from(seen & ((1 << QUICK) - 1)).ok().and_then(|at| self.quick.get(at));
        if let Some((symbol, length @ 1..)) = place {
            bits.drop(u32::from(*length))?;
            return Ok(*symbol);
        }
        let (mut code, mut first, mut index) = (0_usize, 0_usize, 0_usize);
        for count in self.counts.iter().skip(1).map(|count| usize::from(*count)) {
            code |= bits.take(next, 1)?;
            if let Some(place) = code.checked_sub(first).filter(|place| *place < count) {
                return self.symbols.get(index + place).copied().ok_or(Damaged);
            }
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        Err(Damaged)
    }
}

/// A block by the code that everybody knows.
fn fixed() -> Block {
    let length = |symbol: u16| match symbol {
        144..256 => 9,
        256..280 => 7,
        _ => 8,
    };
    let lengths: Vec<u8> = (0..288).map(length).collect();
    let code = |lengths: &[u8]| Code::new(lengths).unwrap_or_default();
    Block::Packed { symbols: code(&lengths), distances: code(&[5; 32]) }
}

/// A block by a code of its own, which stands before it, packed in its turn.
fn described(bits: &mut Bits, next: Next<'_>) -> Result<Block, Damaged> {
    let (symbols, distances) = (bits.take(next, 5)? + 257, bits.take(next, 5)? + 1);
    let count = bits.take(next, 4)? + 4;
    let mut lengths = [0_u8; 19];
    for place in ORDER.into_iter().take(count) {
        if let (Some(length), Ok(own)) = (lengths.get_mut(place), u8::try_from(bits.take(next, 3)?)) {
            *length = own;
        }
    }
    let code = Code::new(&lengths)?;
    let mut lengths: Vec<u8> = Vec::new();
    while lengths.len() < symbols + distances {
        let (length, times) = match code.next(bits, next)? {
            16 => (*lengths.last().ok_or(Damaged)?, bits.take(next, 2)? + 3),
            17 => (0, bits.take(next, 3)? + 3),
            18 => (0, bits.take(next, 7)? + 11),
            length => (u8::try_from(length).map_err(|_| Damaged)?, 1),
        };
        lengths.extend(core::iter::repeat_n(length, times));
    }
    if lengths.len() != symbols + distances {
        return Err(Damaged);
    }
    let (symbols, distances) = lengths.split_at(symbols);
    Ok(Block::Packed { symbols: Code::new(symbols)?, distances: Code::new(distances)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use miniz_oxide::deflate::{CompressionLevel, compress_to_vec};
    use proptest::prelude::*;

    fn unpacked(packed: &[u8], size: usize) -> Result<Vec<u8>, Damaged> {
        let mut bytes = packed.iter().copied();
        let (mut inflate, mut piece, mut all) = (Inflate::default(), Vec::new(), Vec::new());
        while !inflate.is_done() {
            inflate.piece(&mut || bytes.next(), size, &mut piece)?;
            assert!(piece.len() <= size);
            all.extend_from_slice(&piece);
            if all.len() > 1 << 24 {
                break;
            }
        }
        Ok(all)
    }

    /// Texts with much that repeats, as sheets have, and some that does not.
    fn text() -> impl Strategy<Value = Vec<u8>> {
        let word = prop_oneof![
            3 => Just(b"<c r=\"AB12\" s=\"1\"><v>".to_vec()),
            2 => Just("达标".as_bytes().to_vec()),
            2 => Just(vec![7; 300]),
            1 => proptest::collection::vec(any::<u8>(), 0..400),
        ];
        proptest::collection::vec(word, 0..120).prop_map(|words| words.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn unpacks_what_is_packed(text in text(), times in 1_usize..40, level in 0_u8..=10, size in 1_usize..70_000) {
            let text = text.repeat(times);
            let packed = compress_to_vec(&text, level);
            prop_assert_eq!(unpacked(&packed, size), Ok(text));
        }

        /// As the crate says of them, whatever the bytes are; it may only refuse codes that are not complete.
        #[test]
        fn damaged_bytes_are_refused_or_read_alike(text in text(), at in any::<usize>(), byte in any::<u8>(), cut in any::<usize>()) {
            let mut packed = compress_to_vec(&text, 6);
            let at = at % packed.len();
            packed[at] = byte;
            packed.truncate(1 + cut % (packed.len() * 2));
            let own = unpacked(&packed, 1 << 16);
            if let Ok(theirs) = miniz_oxide::inflate::decompress_to_vec(&packed) {
                prop_assert_eq!(own, Ok(theirs));
            }
        }

        #[test]
        fn no_bytes_are_too_much_for_it(packed in any::<Vec<u8>>()) {
            let _ = unpacked(&packed, 100);
        }
    }

    #[test]
    fn every_kind_of_block_is_read() {
        let text: Vec<u8> = (0..100_000_u32).map(|n| b"abcdefghij"[((n % 7 + n % 97) % 10) as usize]).collect();
        for level in [CompressionLevel::NoCompression, CompressionLevel::BestSpeed, CompressionLevel::BestCompression] {
            assert_eq!(unpacked(&compress_to_vec(&text, level as u8), 999).as_deref(), Ok(&*text));
        }
        // Fixed codes: `hello` of zlib's Z_FIXED.
        assert_eq!(unpacked(&[0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00], 9).as_deref(), Ok(&b"hello"[..]));
        assert_eq!(unpacked(&[0x07], 9), Err(Damaged));
        assert_eq!(unpacked(&[], 9), Err(Damaged));
    }
}
