//! The text code: a self-check as letters and digits that a chat, a link and a QR code carry unharmed.
//!
//! ```text
//! BAYOU1 ‖ base 32 of (length: 2 bytes ‖ check: 4 bytes ‖ body)
//! BAYOUP ‖ part ‖ of ‖ whole: 4 ‖ length: 4 ‖ check: 6 ‖ a piece of the above     (one symbol each, or so many)
//! ```
//!
//! Symbols are 0-9 and A-Z without I, L, O and U, so that they can be read out and typed; case does not matter. The body
//! tells a name of the pack by 16 bits of its SHA-256, in rising order, so that a later version of the pack still knows
//! which is which; 32 bits over all names find out if two names were taken for each other. Names that no pack knows are
//! spelt.

use rules::{Answer, Answers, Date, Named, receipt::digest_of_bytes};

use super::bits::{Reader, Writer};
use super::{Found, Known, PackVersion, SelfCheck, Task, Unread};

const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const MARK: &str = "BAYOU";
/// What follows the mark: a whole code of this form, or a part.
const WHOLE: char = '1';
const PART: char = 'P';
/// Most parts of a code, as one symbol says it.
const MAX_PARTS: usize = 31;
/// Bits of a name.
const KEY_BITS: u32 = 16;

/// The self-check as a text code; none where it is too long for one (64 KB packed).
#[must_use]
pub fn code(self_check: &SelfCheck, known: Known<'_>) -> Option<String> {
    let body = body(self_check, known);
    let length = u16::try_from(body.len()).ok()?;
    let check = u32::try_from(digest_bits(&body, 0, 8)).ok()?;
    let bytes: Vec<u8> = [&length.to_be_bytes()[..], &check.to_be_bytes(), &body].concat();
    let mut code = format!("{MARK}{WHOLE}");
    write_symbols(&bytes, &mut code);
    Some(code)
}

/// The address of the page with a code behind `#`, which no server ever gets to see.
#[must_use]
pub fn link(page: &str, code: &str) -> String {
    let page = page.split('#').next().unwrap_or_default();
    [page, "#d=", code].concat()
}

/// A code in parts of at most so many characters, to be put together in any order; none where they are too many.
pub(super) fn parts(code: &str, most: usize) -> Option<Vec<String>> {
    let symbols: Vec<char> = code.chars().skip(MARK.len() + 1).collect();
    let head = MARK.len() + 1 + 2 + 4 + 4 + 6;
    let pieces: Vec<&[char]> = symbols.chunks(most.checked_sub(head).filter(|room| *room > 0)?).collect();
    let of = pieces.len();
    if of > MAX_PARTS {
        return None;
    }
    let whole: String = symbols.iter().collect();
    let whole = symbols_of(digest_bits(whole.as_bytes(), 0, 5), 4);
    let part = |(number, piece): (usize, &&[char])| {
        let piece: String = piece.iter().collect();
        let numbers = [number + 1, of].map(|it| symbols_of(u64::try_from(it).unwrap_or_default(), 1)).concat();
        let length = symbols_of(u64::try_from(piece.len()).unwrap_or_default(), 4);
        let checked = [&numbers, &whole, &length, &piece].map(String::as_str).concat();
        let check = symbols_of(digest_bits(checked.as_bytes(), 0, 8) >> 2, 6);
        format!("{MARK}{PART}{numbers}{whole}{length}{check}{piece}")
    };
    Some(pieces.iter().enumerate().map(part).collect())
}

/// So many hexadecimal digits of a digest as a number.
fn digest_bits(bytes: &[u8], from: usize, digits: usize) -> u64 {
    let digest = digest_of_bytes(bytes);
    u64::from_str_radix(digest.get(from..from + digits).unwrap_or_default(), 16).unwrap_or_default()
}

fn symbol(value: usize) -> char {
    SYMBOLS.get(value & 31).copied().map_or('0', char::from)
}

/// A number as so many symbols.
fn symbols_of(value: u64, count: u32) -> String {
    (0..count).rev().map(|place| symbol(usize::try_from(value >> (5 * place) & 31).unwrap_or_default())).collect()
}

fn write_symbols(bytes: &[u8], out: &mut String) {
    for five in bytes.chunks(5) {
        let mut bits = 0_u64;
        for place in 0..5 {
            bits = bits << 8 | u64::from(five.get(place).copied().unwrap_or_default());
        }
        // As many symbols as the bytes need: 2, 4, 5, 7 or 8.
        out.extend(symbols_of(bits, 8).chars().take((five.len() * 8).div_ceil(5)));
    }
}

/// The value of a symbol; the letters that look like a digit are read as that.
fn value_of(c: char) -> Option<u8> {
    let c = match c {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let place = SYMBOLS.iter().position(|symbol| char::from(*symbol) == c)?;
    u8::try_from(place).ok()
}

fn bytes_of(symbols: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(symbols.len() * 5 / 8);
    for eight in symbols.chunks(8) {
        let mut bits = 0_u64;
        for place in 0..8 {
            bits = bits << 5 | u64::from(eight.get(place).copied().unwrap_or_default());
        }
        let whole = eight.len() * 5 / 8;
        bytes.extend(bits.to_be_bytes().iter().skip(3).take(whole));
    }
    bytes
}

/// Reads the code in a text with whatever stands around it; none where there is no code.
pub(super) fn read(text: &str, known: Known<'_>) -> Option<Result<Found, Unread>> {
    let plain: Vec<char> = text.chars().filter_map(plain).collect();
    let mark: Vec<char> = MARK.chars().collect();
    let mut parts = Parts::default();
    let mut trouble = None;
    for at in 0..plain.len() {
        let Some(rest) = plain.get(at..).and_then(|rest| rest.strip_prefix(mark.as_slice())) else { continue };
        let (Some(form), symbols) = (rest.first(), rest.get(1..).unwrap_or_default()) else { continue };
        let symbols: Vec<u8> = symbols.iter().map_while(|c| value_of(*c)).collect();
        let found = match *form {
            WHOLE => whole(&symbols, known),
            PART => match parts.add(&symbols) {
                Ok(()) => continue,
                Err(error) => Err(error),
            },
            '2'..='9' => Err(Unread::Newer),
            _ => continue,
        };
        match found {
            Ok(found) => return Some(Ok(found)),
            Err(error) => trouble = trouble.or(Some(error)),
        }
    }
    match (trouble, parts.finish()) {
        (Some(error), _) => Some(Err(error)),
        (None, None) => None,
        (None, Some(symbols)) => Some(symbols.and_then(|symbols| whole(&symbols, known))),
    }
}

/// A character as the code has it; none for what chats put in: line breaks, spaces, marks of quotation.
fn plain(c: char) -> Option<char> {
    let c = match c {
        '\u{ff01}'..='\u{ff5e}' => u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(c),
        _ => c,
    };
    let between = c.is_whitespace()
        || c.is_control()
        || matches!(c, '-' | '>' | '|' | '*' | '_' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    (!between).then(|| c.to_ascii_uppercase())
}

/// A whole code without its mark; what follows it is not its own.
fn whole(symbols: &[u8], known: Known<'_>) -> Result<Found, Unread> {
    let head = bytes_of(symbols.get(..4).ok_or(Unread::Cut)?);
    let length = head.iter().take(2).fold(0, |length, byte| length << 8 | usize::from(*byte));
    let symbols = symbols.get(..((6 + length) * 8).div_ceil(5)).ok_or(Unread::Cut)?;
    let bytes = bytes_of(symbols);
    let check = bytes.get(2..6).ok_or(Unread::Cut)?.iter().fold(0, |check, byte| check << 8 | u64::from(*byte));
    let body = bytes.get(6..6 + length).ok_or(Unread::Cut)?;
    if digest_bits(body, 0, 8) != check {
        return Err(Unread::Altered);
    }
    // The bytes are those that were written: what cannot be read in them was written otherwise.
    read_body(body, known)?.ok_or(Unread::Newer)
}

/// Parts of a code, gathered.
#[derive(Default)]
struct Parts {
    whole: u64,
    pieces: Vec<Option<Vec<u8>>>,
}

impl Parts {
    fn add(&mut self, symbols: &[u8]) -> Result<(), Unread> {
        let number = |from: usize, count: usize| {
            let symbols = symbols.get(from..from + count).ok_or(Unread::Cut)?;
            Ok(symbols.iter().fold(0_u64, |value, symbol| value << 5 | u64::from(*symbol)))
        };
        let size = |from, count| Ok(usize::try_from(number(from, count)?).unwrap_or_default());
        let (part, of, whole, length, check) = (size(0, 1)?, size(1, 1)?, number(2, 4)?, size(6, 4)?, number(10, 6)?);
        let piece = symbols.get(16..16 + length).ok_or(Unread::Cut)?;
        let checked = symbols.iter().take(10).chain(piece).map(|it| symbol(usize::from(*it))).collect::<String>();
        if digest_bits(checked.as_bytes(), 0, 8) >> 2 != check {
            return Err(Unread::Altered);
        }
        // Of two codes the one that comes last counts: it is what was pasted now.
        if self.whole != whole || self.pieces.len() != of {
            *self = Self { whole, pieces: vec![None; of] };
        }
        if let Some(place) = part.checked_sub(1).and_then(|place| self.pieces.get_mut(place)) {
            *place = Some(piece.to_vec());
        }
        Ok(())
    }

    /// The symbols of the whole code; none where there was no part.
    fn finish(self) -> Option<Result<Vec<u8>, Unread>> {
        let of = self.pieces.len();
        if of == 0 {
            return None;
        }
        let missing: Vec<usize> =
            (1..).zip(&self.pieces).filter(|(_, piece)| piece.is_none()).map(|(number, _)| number).collect();
        if !missing.is_empty() {
            return Some(Err(Unread::Parts { missing, of }));
        }
        Some(Ok(self.pieces.into_iter().flatten().flatten().collect()))
    }
}

fn body(self_check: &SelfCheck, known: Known<'_>) -> Vec<u8> {
    let SelfCheck { packs, date, answers, plan } = self_check;
    let mut out = Writer::default();
    out.count(packs.len());
    for pack in packs {
        out.text(&pack.id);
        out.text(&pack.version);
    }
    out.bits(u64::from(date.is_some()), 1);
    if let Some(date) = date {
        out.bits(u64::from(date.year()), 14);
        out.bits(u64::from(date.month()), 4);
        out.bits(u64::from(date.day()), 5);
    }
    let given = answers.iter().filter(|(_, answer)| !answer.is_missing());
    write_named(&mut out, given, &names_of_indicators(known), write_answer);
    let written = plan.iter().filter(|(_, task)| !task.is_empty());
    write_named(&mut out, written, &known.checks().collect::<Vec<_>>(), write_task);
    out.into_bytes()
}

/// What is wrong with the names is an error; none where it is no body.
fn read_body(body: &[u8], known: Known<'_>) -> Result<Option<Found>, Unread> {
    let mut bits = Reader::new(body);
    let Some((packs, date)) = read_head(&mut bits) else { return Ok(None) };
    let mut found = Found::default();
    let Some(answers) = read_named(&mut bits, &names_of_indicators(known), &mut found.nameless, read_answer)? else {
        return Ok(None);
    };
    let Some(plan) = read_named(&mut bits, &known.checks().collect::<Vec<_>>(), &mut found.nameless, read_task)? else {
        return Ok(None);
    };
    found.self_check = SelfCheck { packs, date, answers: Answers::from_iter(answers), plan };
    Ok(Some(found))
}

fn read_head(bits: &mut Reader<'_>) -> Option<(Vec<PackVersion>, Option<Date>)> {
    let count = bits.count(12)?;
    let packs: Option<Vec<PackVersion>> =
        (0..count).map(|_| Some(PackVersion { id: bits.text()?, version: bits.text()? })).collect();
    let date = match bits.bits(1)? {
        0 => None,
        _ => {
            let (year, month, day) = (bits.bits(14)?, bits.bits(4)?, bits.bits(5)?);
            let part = |number: u64| u8::try_from(number).ok();
            Some(Date::new(u16::try_from(year).ok()?, part(month)?, part(day)?)?)
        }
    };
    Some((packs?, date))
}

fn names_of_indicators(known: Known<'_>) -> Vec<&str> {
    known.indicators().map(|it| it.name.as_str()).collect()
}

/// The names with their keys, without those whose key another has too.
fn keyed<'n>(names: &[&'n str]) -> Vec<(u64, &'n str)> {
    let mut keys: Vec<(u64, &str)> = names.iter().map(|name| (key_of(name), *name)).collect();
    keys.sort_unstable();
    keys.dedup();
    let is_alone = |at: usize| {
        let key = |at: usize| keys.get(at).map(|(key, _)| *key);
        key(at) != key(at + 1) && (at == 0 || key(at) != key(at - 1))
    };
    keys.iter().enumerate().filter(|(at, _)| is_alone(*at)).map(|(_, keyed)| *keyed).collect()
}

fn key_of(name: &str) -> u64 {
    digest_bits(name.as_bytes(), 0, 4)
}

/// What is put together over all names by exclusive or.
fn name_check(name: &str) -> u64 {
    digest_bits(name.as_bytes(), 4, 8)
}

/// As many bits as the distance between so many keys takes.
fn rice_bits(count: usize) -> u32 {
    let each = (1_usize << KEY_BITS).checked_div(count).unwrap_or(1).max(1);
    each.ilog2()
}

fn write_named<'a, T: 'a>(
    out: &mut Writer,
    things: impl Iterator<Item = (&'a String, &'a T)>,
    names: &[&str],
    write: impl Fn(&mut Writer, &T),
) {
    let keys = keyed(names);
    let mut by_key: Vec<(u64, &str, &T)> = Vec::new();
    let mut spelt: Vec<(&str, &T)> = Vec::new();
    for (name, thing) in things {
        match keys.iter().find(|(_, known)| known == name) {
            Some((key, _)) => by_key.push((*key, name, thing)),
            None => spelt.push((name, thing)),
        }
    }
    by_key.sort_unstable_by_key(|(key, _, _)| *key);
    out.count(by_key.len());
    let mut last = 0;
    for (key, _, _) in &by_key {
        out.rice(key - last, rice_bits(by_key.len()));
        last = *key;
    }
    if !by_key.is_empty() {
        out.bits(by_key.iter().fold(0, |check, (_, name, _)| check ^ name_check(name)), 32);
    }
    by_key.iter().for_each(|(_, _, thing)| write(out, thing));
    out.count(spelt.len());
    for (name, thing) in spelt {
        out.text(name);
        write(out, thing);
    }
}

fn read_named<T>(
    bits: &mut Reader<'_>,
    names: &[&str],
    nameless: &mut usize,
    read: impl Fn(&mut Reader<'_>) -> Option<T>,
) -> Result<Option<Named<T>>, Unread> {
    let keys = keyed(names);
    let Some(count) = bits.count(1) else { return Ok(None) };
    let mut last = 0;
    let mut found: Vec<Option<&str>> = Vec::with_capacity(count);
    for _ in 0..count {
        let Some(step) = bits.rice(rice_bits(count)) else { return Ok(None) };
        last += step;
        found.push(keys.iter().find(|(key, _)| *key == last).map(|(_, name)| *name));
    }
    let unknown = found.iter().filter(|name| name.is_none()).count();
    if count > 0 {
        let Some(check) = bits.bits(32) else { return Ok(None) };
        let ours = found.iter().flatten().fold(0, |check, name| check ^ name_check(name));
        if unknown == 0 && ours != check {
            return Err(Unread::OtherNames);
        }
    }
    *nameless += unknown;
    let mut named = Named::new();
    for name in found {
        let Some(thing) = read(bits) else { return Ok(None) };
        if let Some(name) = name {
            named.insert(name.to_owned(), thing);
        }
    }
    let Some(count) = bits.count(6) else { return Ok(None) };
    for _ in 0..count {
        let (Some(name), Some(thing)) = (bits.text(), read(bits)) else { return Ok(None) };
        named.insert(name, thing);
    }
    Ok(Some(named))
}

fn write_task(out: &mut Writer, task: &Task) {
    [&task.measure, &task.who, &task.due].iter().for_each(|text| out.text(text));
}

fn read_task(bits: &mut Reader<'_>) -> Option<Task> {
    Some(Task { measure: bits.text()?, who: bits.text()?, due: bits.text()? })
}

/// `0` yes or no, `10` whole number, `110` decimal, `1110` text, `1111` several texts.
fn write_answer(out: &mut Writer, answer: &Answer) {
    match answer {
        Answer::YesNo(yes) => out.bits(u64::from(*yes), 2),
        Answer::Text(text) => match decimal_of(text) {
            Some((digits, 0)) => {
                out.bits(0b10, 2);
                out.number(digits);
            }
            Some((digits, decimals)) => {
                out.bits(0b110, 3);
                out.bits(u64::from(decimals), 4);
                out.number(digits);
            }
            None => {
                out.bits(0b1110, 4);
                out.text(text);
            }
        },
        Answer::List(items) => {
            out.bits(0b1111, 4);
            out.count(items.len());
            items.iter().for_each(|item| out.text(item));
        }
        Answer::Missing => {
            out.bits(0b1110, 4);
            out.text("");
        }
    }
}

fn read_answer(bits: &mut Reader<'_>) -> Option<Answer> {
    if bits.bits(1)? == 0 {
        return Some(Answer::YesNo(bits.bits(1)? == 1));
    }
    if bits.bits(1)? == 0 {
        return Some(Answer::Text(bits.number()?.to_string()));
    }
    if bits.bits(1)? == 0 {
        let decimals = u32::try_from(bits.bits(4)?).ok()?;
        return Some(Answer::Text(decimal_text(bits.number()?, decimals)?));
    }
    if bits.bits(1)? == 0 {
        return Some(Answer::Text(bits.text()?));
    }
    let count = bits.count(6)?;
    let items: Option<Vec<String>> = (0..count).map(|_| bits.text()).collect();
    Some(Answer::List(items?))
}

/// A number as its digits and how many of them are decimals, where that gives back the text to the character.
fn decimal_of(text: &str) -> Option<(u64, u32)> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let count = u32::try_from(decimals.len()).ok().filter(|count| *count < 16)?;
    let digits = [whole, decimals].concat().parse().ok()?;
    (decimal_text(digits, count)? == text).then_some((digits, count))
}

fn decimal_text(digits: u64, decimals: u32) -> Option<String> {
    if decimals == 0 {
        return Some(digits.to_string());
    }
    let scale = 10_u64.checked_pow(decimals)?;
    let places = usize::try_from(decimals).ok()?;
    let fraction = (digits % scale).to_string();
    Some([&(digits / scale).to_string(), ".", &"0".repeat(places.saturating_sub(fraction.len())), &fraction].concat())
}
