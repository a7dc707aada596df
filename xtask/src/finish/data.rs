//! Which level of the page's module a piece of its data belongs to. The linker leaves every piece by itself
//! (`--no-merge-data-segments`), so a text that only moved functions name can move with them, and one that nothing names
//! any more can go. Pure.
//!
//! Texts move or go, also those of format strings, each to the lowest level that names it. Whatever else may be addressed from
//! outside its own bounds (a table whose index does not begin at zero), so it goes to a level only when no code of a lower one
//! names anything near it; else it stays at level 0, and with it every text that it names, unless moved functions name it and
//! no other does.

use std::collections::BTreeSet;

/// A piece of memory as it is at the start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    pub(super) address: u32,
    pub(super) bytes: &'a [u8],
}

/// What becomes of a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Level(usize),
    /// Nothing names it.
    Nowhere,
}

impl Piece<'_> {
    fn end(&self) -> u32 {
        u32::try_from(self.bytes.len()).ok().and_then(|length| self.address.checked_add(length)).unwrap_or(u32::MAX)
    }

    /// Readable, without a control character, or such texts with places between them: no table is.
    fn is_text(&self) -> bool {
        is_readable(self.bytes) || is_template(self.bytes)
    }

    /// Whether a number in code or data may be an address in the piece. Its end is where the next begins.
    fn is_named_by(&self, number: u32) -> bool {
        (self.address..self.end()).contains(&number)
    }

    /// Every number that may be an address.
    fn words(&self) -> impl Iterator<Item = u32> {
        let skipped = usize::try_from(self.address.next_multiple_of(4) - self.address).unwrap_or_default();
        let words = self.bytes.get(skipped..).unwrap_or_default().chunks_exact(4);
        words.filter_map(|word| Some(u32::from_le_bytes(word.try_into().ok()?)))
    }
}

fn is_readable(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| !text.is_empty() && !text.contains(char::is_control))
}

/// What the compiler makes of a format string: texts behind their length, places for arguments, and a zero at the end. It is
/// named by its beginning alone.
fn is_template(bytes: &[u8]) -> bool {
    /// A text longer than 127 bytes has its length in the next two.
    const LONG: u8 = 0x80;
    /// A place for an argument; the lower bits say what follows: flags, width, precision, which argument.
    const PLACE: u8 = 0xC0;
    let mut rest = bytes;
    let mut texts = 0;
    loop {
        let Some((kind, after)) = rest.split_first() else { return false };
        let skipped = match *kind {
            0 => return after.is_empty() && texts > 0,
            PLACE.. => [(1, 4), (2, 2), (4, 2), (8, 2)].iter().filter(|(bit, _)| kind & bit != 0).map(|it| it.1).sum(),
            length if length <= LONG => {
                let (length, text) = match after {
                    [low, high, text @ ..] if length == LONG => (usize::from(u16::from_le_bytes([*low, *high])), text),
                    text => (usize::from(length), text),
                };
                if !text.get(..length).is_some_and(is_readable) {
                    return false;
                }
                texts += 1;
                length + (after.len() - text.len())
            }
            _ => return false,
        };
        let Some(behind) = after.get(skipped..) else { return false };
        rest = behind;
    }
}

/// How far outside its own bounds a table may be addressed.
const MARGIN: u32 = 512;

/// The place of every piece; given are the numbers in the code of each level, and in all code before functions became traps.
pub(super) fn places(pieces: &[Piece<'_>], levels: &[BTreeSet<u32>], before: &BTreeSet<u32>) -> Vec<Place> {
    let mut seen: Vec<BTreeSet<usize>> = levels.iter().map(|numbers| named(pieces, numbers.iter().copied())).collect();
    let by_trapped = named(pieces, before.iter().copied());
    // What is no text and was never named by anyone may be named in a way that is not seen.
    let is_unseen = |(at, piece): &(usize, &Piece<'_>)| {
        !piece.is_text() && !by_trapped.contains(at) && !seen.iter().any(|by| by.contains(at))
    };
    let unseen: Vec<u32> = pieces.iter().enumerate().filter(is_unseen).map(|(_, piece)| piece.address).collect();
    if let Some(first) = seen.first_mut() {
        first.extend(named(pieces, unseen.into_iter()));
    }
    let place = |(at, piece): (usize, &Piece<'_>)| match seen.iter().position(|by| by.contains(&at)) {
        Some(level) if !piece.is_text() && !is_free(piece, levels.iter().take(level)) => Place::Level(0),
        None if !piece.is_text() => Place::Level(0),
        Some(level) => Place::Level(level),
        None => Place::Nowhere,
    };
    pieces.iter().enumerate().map(place).collect()
}

/// Whether no number in the code of these levels comes near a table.
fn is_free<'l>(piece: &Piece<'_>, mut lower: impl Iterator<Item = &'l BTreeSet<u32>>) -> bool {
    let (from, to) = (piece.address.saturating_sub(MARGIN), piece.end().saturating_add(MARGIN));
    !lower.any(|numbers| numbers.range(from..to).next().is_some())
}

/// Every number in the pieces that may be an address or a place in the table.
pub(super) fn words(pieces: &[Piece<'_>]) -> impl Iterator<Item = u32> {
    pieces.iter().filter(|piece| !piece.is_text()).flat_map(Piece::words)
}

/// What stands in the pieces into which none of these numbers points.
pub(super) fn unseen(pieces: &[Piece<'_>], named: &BTreeSet<u32>) -> impl Iterator<Item = u32> {
    let unseen =
        pieces.iter().filter(|piece| !piece.is_text() && named.range(piece.address..piece.end()).next().is_none());
    unseen.flat_map(Piece::words)
}

/// What stands in the piece into which a number points.
pub(super) fn behind(pieces: &[Piece<'_>], number: u32) -> impl Iterator<Item = u32> {
    let at = pieces.partition_point(|piece| piece.end() <= number);
    let piece = pieces.get(at).filter(|piece| piece.address <= number && !piece.is_text());
    piece.into_iter().flat_map(Piece::words)
}

/// The pieces that a number may name.
fn named_by(pieces: &[Piece<'_>], number: u32) -> impl Iterator<Item = usize> {
    around(pieces, number).filter(move |(_, piece)| piece.is_named_by(number)).map(|(at, _)| at)
}

/// The numbers of the pieces that these numbers name, and that those name in turn.
fn named(pieces: &[Piece<'_>], numbers: impl Iterator<Item = u32>) -> BTreeSet<usize> {
    let mut named = BTreeSet::new();
    let mut waiting: Vec<u32> = numbers.collect();
    while let Some(number) = waiting.pop() {
        for at in named_by(pieces, number) {
            if named.insert(at) {
                waiting.extend(pieces.get(at).filter(|piece| !piece.is_text()).into_iter().flat_map(Piece::words));
            }
        }
    }
    named
}

/// The pieces that a number may name, which are few: pieces are in the order of their addresses.
fn around<'p, 'a>(pieces: &'p [Piece<'a>], number: u32) -> impl Iterator<Item = (usize, &'p Piece<'a>)> {
    let from = pieces.partition_point(|piece| piece.end() <= number);
    let near = move |(_, piece): &(usize, &Piece<'_>)| piece.address <= number;
    pieces.iter().enumerate().skip(from).take_while(near)
}

/// Puts neighbours together: a gap below eight bytes costs less than a piece of its own. What another level has put into the
/// gap must not be overwritten, so `others` names where something of it begins.
pub(super) fn joined<'p>(pieces: impl Iterator<Item = &'p Piece<'p>>, others: &BTreeSet<u32>) -> Vec<(u32, Vec<u8>)> {
    const GAP: u32 = 8;
    let mut joined: Vec<(u32, Vec<u8>)> = Vec::new();
    for piece in pieces {
        let end = |(start, bytes): &(u32, Vec<u8>)| start.checked_add(u32::try_from(bytes.len()).ok()?);
        let gap = joined.last().and_then(end).and_then(|end| piece.address.checked_sub(end));
        match (joined.last_mut(), gap) {
            (Some((_, bytes)), Some(gap))
                if gap < GAP && others.range(piece.address - gap..piece.address).next().is_none() =>
            {
                bytes.resize(bytes.len() + usize::try_from(gap).unwrap_or_default(), 0);
                bytes.extend_from_slice(piece.bytes);
            }
            _ => joined.push((piece.address, piece.bytes.to_vec())),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_go_to_the_lowest_level_that_names_them_and_nothing_else_moves() {
        let table = |words: [u32; 2]| words.map(u32::to_le_bytes).concat();
        // At 1100 a table of the first level, at 1200 one of the second, at 1300 one that nobody seems to name.
        let (of_first, of_second, unseen) = (table([1000, 6]), table([1010, 6]), table([1030, 6]));
        let texts: Vec<Piece<'_>> = [1000, 1010, 1020, 1030, 1040, 1050, 1060]
            .map(|address| Piece { address, bytes: "文字".as_bytes() })
            .to_vec();
        let tables = [(1100, &of_first), (1200, &of_second), (1300, &unseen)];
        let tables = tables.map(|(address, bytes)| Piece { address, bytes: bytes.as_slice() });
        let pieces: Vec<Piece<'_>> = texts.into_iter().chain(tables).collect();
        // The second level's code names 1020 and 1050, the first's 1050 too, and its own table from before its start; the
        // third's names 1020 as well, and 1060 alone.
        let levels = [vec![1092, 1050], vec![1200, 1020, 1050], vec![1020, 1060]];
        let places = places(&pieces, &levels.map(BTreeSet::from_iter), &BTreeSet::new());
        let [first, second, third] = [0, 1, 2].map(Place::Level);
        assert_eq!(places, [first, second, second, first, Place::Nowhere, first, third, first, first, first]);
    }

    #[test]
    fn a_table_moves_when_no_lower_level_comes_near_it() {
        let table = [1, 2].map(u32::to_le_bytes).concat();
        let pieces = [9000, 40_000].map(|address| Piece { address, bytes: &table });
        let levels = |first: u32| [BTreeSet::from([first]), BTreeSet::from([9000, 40_000])];
        let at = |first| places(&pieces, &levels(first), &BTreeSet::new());
        assert_eq!(at(20_000), [Place::Level(1), Place::Level(1)]);
        assert_eq!(at(9000 - MARGIN), [Place::Level(0), Place::Level(1)]);
        assert_eq!(at(40_000 + 8 + MARGIN - 1), [Place::Level(1), Place::Level(0)]);
    }

    #[test]
    fn format_strings_are_texts_and_tables_are_not() {
        let said = "“".as_bytes();
        let quoted = [&[3], said, &[0xC0, 3], "”".as_bytes(), &[0]].concat();
        let padded = [&[0xC3, 0x20, 0, 0, 0x61, 2, 0, 2], "年".as_bytes(), &[0]].concat();
        let long = [&[0x80, 0x2C, 1][..], "村".repeat(100).as_bytes(), &[0xC8, 1, 0, 0]].concat();
        for template in [&quoted, &long] {
            assert!(is_template(template), "{template:?}");
        }
        let unfinished = quoted.get(..quoted.len() - 1).unwrap_or_default();
        let more = [&quoted[..], &[0]].concat();
        let words = [1_049_000_u32, 12, 1_049_012, 3].map(u32::to_le_bytes).concat();
        for other in [&padded[..], unfinished, &more, &words, &[0], &[1, 7, 0], &[0xC0, 0], &[5, 5, 6, 6, 6, 6, 0], b""]
        {
            assert!(!is_template(other), "{other:?}");
        }
    }

    #[test]
    fn neighbours_are_put_together() {
        let pieces = [(8, "ab"), (12, "cd"), (30, "ef")];
        let pieces = pieces.map(|(address, text)| Piece { address, bytes: text.as_bytes() });
        assert_eq!(joined(pieces.iter(), &BTreeSet::new()), [(8, b"ab\0\0cd".to_vec()), (30, b"ef".to_vec())]);
        let apart = joined(pieces.iter(), &BTreeSet::from([10]));
        assert_eq!(apart.len(), 3, "another level's piece lies between");
    }
}
