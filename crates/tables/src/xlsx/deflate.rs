//! Packs the parts of a workbook (RFC 1951): what stood before by its distance, the rest by a code made for each piece. Ours, since
//! the crate for it weighs several times as much; sheets come out a little larger. Depends on nothing.

/// How far back a copy may reach.
const WINDOW: usize = 1 << 15;

/// Shortest and longest copy.
const SHORTEST: usize = 3;
const LONGEST: usize = 258;

/// How many earlier places are tried for a copy.
const TRIES: usize = 24;

/// Places are found by what three bytes come to.
const HASHES: usize = 1 << 13;

/// Symbols: bytes, the end of a block, and lengths; distances; lengths of codes.
const SYMBOLS: usize = 286;
const DISTANCES: usize = 30;
const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const END: usize = 256;

/// A part on the way.
#[derive(Debug, Default)]
pub(super) struct Deflate {
    /// What came before, as far back as copies may reach.
    before: Vec<u8>,
    bits: u64,
    count: u32,
}

/// A byte, or a copy of so many bytes from so far back.
#[derive(Debug, Clone, Copy)]
enum Token {
    Byte(u8),
    Copy(usize, usize),
}

/// A symbol, and the bits that follow it: how many, and which.
type Coded = (usize, u32, usize);

impl Deflate {
    /// Packs a piece. After the last one nothing follows.
    pub(super) fn pack(&mut self, piece: &[u8], is_last: bool, out: &mut Vec<u8>) {
        let start = self.before.len();
        self.before.extend_from_slice(piece);
        let tokens = tokens(&self.before, start);
        self.block(&tokens, is_last, out);
        let old = self.before.len().saturating_sub(WINDOW);
        self.before.drain(..old);
        if is_last {
            self.put(out, 0, 7);
            self.count = 0;
        }
    }

    fn block(&mut self, tokens: &[Token], is_last: bool, out: &mut Vec<u8>) {
        let (mut symbols, mut distances) = (vec![0; SYMBOLS], vec![0; DISTANCES]);
        count(&mut symbols, END);
        // A code of a single symbol is not understood by all.
        for counts in [&mut symbols, &mut distances] {
            count(counts, 0);
            count(counts, 1);
        }
        for token in tokens {
            let (symbol, distance) = coded(*token);
            count(&mut symbols, symbol.0);
            distance.into_iter().for_each(|distance| count(&mut distances, distance.0));
        }
        let (symbols, distances) = (lengths(&symbols, 15), lengths(&distances, 15));
        self.put(out, u64::from(is_last), 1);
        self.put(out, 2, 2);
        self.describe(&symbols, &distances, out);
        let (symbols, distances) = (codes(&symbols), codes(&distances));
        for token in tokens {
            let (symbol, distance) = coded(*token);
            for (codes, (symbol, count, bits)) in [(&symbols, Some(symbol)), (&distances, distance)]
                .into_iter()
                .filter_map(|(codes, coded)| Some((codes, coded?)))
            {
                self.symbol(codes, symbol, out);
                self.put(out, bits as u64, count);
            }
        }
        self.symbol(&symbols, END, out);
    }

    /// The lengths of both codes, in runs, by a code of their own.
    fn describe(&mut self, symbols: &[u8], distances: &[u8], out: &mut Vec<u8>) {
        let all: Vec<u8> = symbols.iter().chain(distances).copied().collect();
        let mut runs: Vec<Coded> = Vec::new();
        for run in all.chunk_by(|one, next| one == next) {
            let length = usize::from(run.first().copied().unwrap_or_default());
            let mut left = run.len();
            if length > 0 {
                runs.push((length, 0, 0));
                left -= 1;
            }
            while left > 0 {
                let (most, coded): (usize, &dyn Fn(usize) -> Coded) = match (length, left) {
                    (_, 1..3) => (1, &|_| (length, 0, 0)),
                    (0, 3..11) => (10, &|times| (17, 3, times - 3)),
                    (0, _) => (138, &|times| (18, 7, times - 11)),
                    _ => (6, &|times| (16, 2, times - 3)),
                };
                let times = left.min(most);
                runs.push(coded(times));
                left -= times;
            }
        }
        let mut used = vec![0; ORDER.len()];
        runs.iter().for_each(|(symbol, ..)| count(&mut used, *symbol));
        let own = lengths(&used, 7);
        for (number, count) in [(symbols.len() - 257, 5), (distances.len() - 1, 5), (ORDER.len() - 4, 4)] {
            self.put(out, number as u64, count);
        }
        for place in ORDER {
            self.put(out, own.get(place).copied().unwrap_or_default().into(), 3);
        }
        let codes = codes(&own);
        for (symbol, count, bits) in runs {
            self.symbol(&codes, symbol, out);
            self.put(out, bits as u64, count);
        }
    }

    fn symbol(&mut self, codes: &[(u64, u32)], symbol: usize, out: &mut Vec<u8>) {
        if let Some((code, count)) = codes.get(symbol) {
            self.put(out, *code, *count);
        }
    }

    /// The lowest bits first; whole bytes go out.
    fn put(&mut self, out: &mut Vec<u8>, bits: u64, count: u32) {
        self.bits |= bits << self.count;
        self.count += count;
        while self.count >= 8 {
            out.extend(self.bits.to_le_bytes().first());
            self.bits >>= 8;
            self.count -= 8;
        }
    }
}

fn count(counts: &mut [u32], symbol: usize) {
    if let Some(count) = counts.get_mut(symbol) {
        *count += 1;
    }
}

/// What stands from `start` on, as bytes and copies of what stood before.
fn tokens(all: &[u8], start: usize) -> Vec<Token> {
    // Places are kept as one more than they are, so that none is 0.
    let (mut latest, mut before) = (vec![0_usize; HASHES], vec![0_usize; all.len()]);
    let mut tokens = Vec::new();
    let (mut at, mut noted) = (start, 0);
    loop {
        while noted < at {
            if let (Some(latest), Some(before)) = (latest.get_mut(hash(all, noted)), before.get_mut(noted)) {
                *before = core::mem::replace(latest, noted + 1);
            }
            noted += 1;
        }
        let Some(rest) = all.get(at..).filter(|rest| !rest.is_empty()) else { return tokens };
        let rest = rest.get(..LONGEST).unwrap_or(rest);
        let mut best = (0, 0);
        let mut known = latest.get(hash(all, at)).copied().unwrap_or_default();
        for _ in 0..TRIES {
            let Some(place) = known.checked_sub(1).filter(|place| at - place <= WINDOW) else { break };
            let same = all.get(place..).unwrap_or_default().iter().zip(rest).take_while(|(one, other)| one == other);
            let length = same.count();
            if length > best.0 {
                best = (length, at - place);
                if length == rest.len() {
                    break;
                }
            }
            known = before.get(place).copied().unwrap_or_default();
        }
        let (length, distance) = best;
        // A short copy from far away is longer than its bytes.
        if length > SHORTEST || (length == SHORTEST && distance < 4096) {
            tokens.push(Token::Copy(length, distance));
            at += length;
        } else {
            tokens.extend(rest.first().copied().map(Token::Byte));
            at += 1;
        }
    }
}

fn hash(all: &[u8], at: usize) -> usize {
    let three = all.get(at..at + SHORTEST).unwrap_or_default();
    three.iter().fold(0, |hash: usize, byte| (hash << 5) ^ usize::from(*byte)) % HASHES
}

/// The symbol of a token, and that of its distance.
fn coded(token: Token) -> (Coded, Option<Coded>) {
    match token {
        Token::Byte(byte) => ((byte.into(), 0, 0), None),
        Token::Copy(LONGEST, distance) => ((285, 0, 0), Some(in_steps(distance - 1, 2))),
        Token::Copy(length, distance) => {
            let (symbol, count, bits) = in_steps(length - SHORTEST, 4);
            ((symbol + 257, count, bits), Some(in_steps(distance - 1, 2)))
        }
    }
}

/// A number by its symbol, where so many symbols each stand for numbers of one more bit.
fn in_steps(number: usize, steps: usize) -> Coded {
    let more = (number / steps).checked_ilog2().unwrap_or_default();
    let least = number >> more;
    (steps * usize::try_from(more).unwrap_or_default() + least, more, number - (least << more))
}

/// How long the code of each symbol is, by how often it comes; none is longer than `most`.
fn lengths(counts: &[u32], most: u8) -> Vec<u8> {
    let mut counts = counts.to_vec();
    loop {
        let mut lengths = vec![0_u8; counts.len()];
        // What comes least often is put together, again and again.
        let mut groups: Vec<(u32, Vec<usize>)> = Vec::new();
        groups
            .extend((0..).zip(&counts).filter(|(_, count)| **count > 0).map(|(symbol, count)| (*count, vec![symbol])));
        if let [(_, only)] = groups.as_slice() {
            lengths.iter_mut().zip(0..).filter(|(_, symbol)| only.contains(symbol)).for_each(|(length, _)| *length = 1);
        }
        while groups.len() > 1 {
            let mut least = || {
                let place = (0..).zip(&groups).min_by_key(|(_, (count, _))| *count).map_or(0, |(place, _)| place);
                groups.swap_remove(place)
            };
            let (one, other) = (least(), least());
            let symbols = [one.1, other.1].concat();
            for symbol in &symbols {
                if let Some(length) = lengths.get_mut(*symbol) {
                    *length += 1;
                }
            }
            groups.push((one.0 + other.0, symbols));
        }
        if lengths.iter().all(|length| *length <= most) {
            return lengths;
        }
        // Nearer to each other, they need fewer bits.
        counts.iter_mut().for_each(|count| *count = count.div_ceil(2));
    }
}

/// The codes of these lengths, with their lengths, to be written lowest bit first.
fn codes(lengths: &[u8]) -> Vec<(u64, u32)> {
    let mut codes = vec![(0, 0); lengths.len()];
    let mut next = 0_u32;
    for length in 1..=15_u8 {
        let of_length = codes.iter_mut().zip(lengths).filter(|(_, own)| **own == length);
        for (code, _) in of_length {
            *code = (u64::from(next.reverse_bits() >> (32 - u32::from(length))), length.into());
            next += 1;
        }
        next <<= 1;
    }
    codes
}

#[cfg(test)]
mod tests {
    use super::*;
    use miniz_oxide::deflate::compress_to_vec;
    use miniz_oxide::inflate::decompress_to_vec;
    use proptest::prelude::*;

    fn packed(pieces: &[Vec<u8>]) -> Vec<u8> {
        let (mut deflate, mut out) = (Deflate::default(), Vec::new());
        pieces.iter().for_each(|piece| deflate.pack(piece, false, &mut out));
        deflate.pack(&[], true, &mut out);
        out
    }

    fn piece() -> impl Strategy<Value = Vec<u8>> {
        let word = prop_oneof![
            3 => Just(b"<c r=\"AB12\" s=\"1\"><v>".to_vec()),
            2 => Just("达标".as_bytes().to_vec()),
            1 => (any::<u8>(), 1_usize..2000).prop_map(|(byte, times)| vec![byte; times]),
            1 => proptest::collection::vec(any::<u8>(), 0..400),
        ];
        proptest::collection::vec(word, 0..60).prop_map(|words| words.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn others_unpack_it(pieces in proptest::collection::vec(piece(), 0..6), times in 1_usize..6) {
            let pieces: Vec<Vec<u8>> = (0..times).flat_map(|_| pieces.clone()).collect();
            prop_assert_eq!(decompress_to_vec(&packed(&pieces)).ok(), Some(pieces.concat()));
        }
    }

    #[test]
    fn a_code_is_never_too_long() {
        // Every symbol twice as often as the one before: by itself a code of 40 bits.
        let counts: Vec<u32> = (0..30).map(|at| 1 << at).collect();
        for most in [7, 15] {
            let lengths = lengths(&counts, most);
            assert!(lengths.iter().all(|length| (1..=most).contains(length)), "{lengths:?}");
            let used: u32 = lengths.iter().map(|length| 1 << (most - length)).sum();
            assert_eq!(used, 1 << most, "the code is complete");
        }
    }

    #[test]
    fn lengths_and_distances_have_their_symbols() {
        for (number, steps, coded) in [
            (0, 4, (0, 0, 0)),
            (7, 4, (7, 0, 0)),
            (8, 4, (8, 1, 0)),
            (9, 4, (8, 1, 1)),
            (10, 4, (9, 1, 0)),
            (254, 4, (27, 5, 30)),
            (0, 2, (0, 0, 0)),
            (3, 2, (3, 0, 0)),
            (4, 2, (4, 1, 0)),
            (32767, 2, (29, 13, 8191)),
        ] {
            assert_eq!(in_steps(number, steps), coded, "{number}");
        }
    }

    #[test]
    fn sheets_come_out_nearly_as_small_as_by_the_crate() {
        let row = |row: u32| -> String {
            let cell =
                |column: u32| format!("<c r=\"B{row}\" s=\"{}\"><v>{}</v></c>", column % 5, row * column * 7919 % 1000);
            (0..80).map(cell).collect()
        };
        let text: String = (0..400).map(row).collect();
        let pieces: Vec<Vec<u8>> = text.as_bytes().chunks(1 << 16).map(<[u8]>::to_vec).collect();
        let (own, theirs) = (packed(&pieces).len(), compress_to_vec(text.as_bytes(), 2).len());
        assert!(own * 100 < theirs * 110, "{own} bytes beside {theirs}");
    }
}
