//! What is kept of every village: its answers as one run of bytes, one byte a verdict, its names as numbers of a list. Ten
//! thousand villages take some 10 MB. Depends on `rules`.

use rules::{Answer, Answers, Verdict};

/// Texts that many villages share, each kept once and known by its number.
#[derive(Debug, Default)]
pub(super) struct Texts {
    list: Vec<String>,
    last: usize,
}

impl Texts {
    pub(super) fn number(&mut self, text: &str) -> u32 {
        // They come in runs, or in the same order again and again: the last one or one behind it is nearly always it.
        let (before, behind) = self.list.split_at_checked(self.last).unwrap_or_default();
        let behind = behind.iter().position(|known| known == text).map(|place| place + self.last);
        let found = behind.or_else(|| before.iter().position(|known| known == text));
        self.last = found.unwrap_or_else(|| {
            self.list.push(text.to_owned());
            self.list.len() - 1
        });
        number(self.last)
    }

    pub(super) fn get(&self, number: u32) -> &str {
        at(&self.list, number).map(String::as_str).unwrap_or_default()
    }

    pub(super) fn list(&self) -> &[String] {
        &self.list
    }
}

/// The entry of that number.
pub(super) fn at<T>(list: &[T], number: u32) -> Option<&T> {
    list.get(place(number))
}

pub(super) fn place(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

pub(super) fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// The answers of many villages.
#[derive(Debug, Default)]
pub(super) struct Store {
    names: Texts,
    /// Of each name, whether the pack asks for it.
    are_asked: Vec<bool>,
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

const MISSING: u8 = 0;
const NO: u8 = 1;
const YES: u8 = 2;
const TEXT: u8 = 3;
const LIST: u8 = 4;

impl Store {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Keeps the answers of the next village. `is_asked` says whether the pack asks for a name.
    pub(super) fn push(&mut self, answers: &Answers, is_asked: &dyn Fn(&str) -> bool) {
        for (name, answer) in answers.iter().filter(|(_, answer)| !answer.is_missing()) {
            let place = place(self.names.number(name));
            if place == self.are_asked.len() {
                self.are_asked.push(is_asked(name));
            }
            push_number(&mut self.bytes, place);
            match answer {
                Answer::Missing => self.bytes.push(MISSING),
                Answer::YesNo(yes) => self.bytes.push(if *yes { YES } else { NO }),
                Answer::Text(text) => {
                    self.bytes.push(TEXT);
                    push_text(&mut self.bytes, text);
                }
                Answer::List(items) => {
                    self.bytes.push(LIST);
                    push_number(&mut self.bytes, items.len());
                    items.iter().for_each(|item| push_text(&mut self.bytes, item));
                }
            }
        }
        self.ends.push(self.bytes.len());
    }

    /// The answers of the village of that number; those that the pack asks for, or all.
    pub(super) fn get(&self, number: usize, is_asked: bool) -> Answers {
        let end = self.ends.get(number).copied().unwrap_or_default();
        let start = number.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        let mut rest = self.bytes.get(start..end).unwrap_or_default();
        let mut answers = Answers::new();
        while let Some((name, answer)) = next(&mut rest) {
            if is_asked && self.are_asked.get(name) != Some(&true) {
                continue;
            }
            if let Some(name) = self.names.list().get(name) {
                answers.insert(name.clone(), answer);
            }
        }
        answers
    }
}

fn next(rest: &mut &[u8]) -> Option<(usize, Answer)> {
    let name = take_number(rest)?;
    let answer = match take(rest)? {
        NO => Answer::YesNo(false),
        YES => Answer::YesNo(true),
        TEXT => Answer::Text(take_text(rest)?),
        LIST => {
            let count = take_number(rest)?;
            Answer::List((0..count).map_while(|_| take_text(rest)).collect())
        }
        _ => Answer::Missing,
    };
    Some((name, answer))
}

pub(super) fn push_number(bytes: &mut Vec<u8>, number: usize) {
    let mut rest = number;
    while rest > 0x7f {
        bytes.push(u8::try_from(rest & 0x7f).unwrap_or_default() | 0x80);
        rest >>= 7;
    }
    bytes.push(u8::try_from(rest).unwrap_or_default());
}

pub(super) fn push_text(bytes: &mut Vec<u8>, text: &str) {
    push_number(bytes, text.len());
    bytes.extend(text.as_bytes());
}

fn take(rest: &mut &[u8]) -> Option<u8> {
    let (first, after) = rest.split_first()?;
    *rest = after;
    Some(*first)
}

pub(super) fn take_number(rest: &mut &[u8]) -> Option<usize> {
    let mut number = 0_usize;
    for shift in (0..usize::BITS).step_by(7) {
        let byte = take(rest)?;
        number |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

pub(super) fn take_text(rest: &mut &[u8]) -> Option<String> {
    let length = take_number(rest)?;
    let (text, after) = rest.split_at_checked(length)?;
    *rest = after;
    core::str::from_utf8(text).ok().map(str::to_owned)
}

/// Where a verdict stands in counts.
pub(super) fn slot(verdict: Verdict) -> usize {
    match verdict {
        Verdict::Met => 0,
        Verdict::Unmet => 1,
        Verdict::Undecided => 2,
        Verdict::NotApplicable => 3,
        Verdict::Blocked => 4,
    }
}

/// One more of a verdict.
pub(super) fn count(counts: &mut super::talk::Counts, verdict: Verdict) {
    if let Some(count) = counts.get_mut(slot(verdict)) {
        *count += 1;
    }
}

/// Numbers in the order that `comes_before` gives; what is equal keeps its order. One sort for all orders: each that std makes
/// anew weighs some KB.
pub(super) fn sort(list: &mut Vec<u32>, comes_before: &dyn Fn(u32, u32) -> bool) {
    let mut from = core::mem::take(list);
    let mut to = Vec::with_capacity(from.len());
    let mut width = 1;
    while width < from.len() {
        for pair in from.chunks(width * 2) {
            let (mut left, mut right) = pair.split_at(width.min(pair.len()));
            while let (Some((first, rest_left)), Some((second, rest_right))) = (left.split_first(), right.split_first())
            {
                if comes_before(*second, *first) {
                    to.push(*second);
                    right = rest_right;
                } else {
                    to.push(*first);
                    left = rest_left;
                }
            }
            to.extend(left);
            to.extend(right);
        }
        core::mem::swap(&mut from, &mut to);
        to.clear();
        width *= 2;
    }
    *list = from;
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn answer() -> impl Strategy<Value = Answer> {
        prop_oneof![
            any::<bool>().prop_map(Answer::YesNo),
            ".{0,200}".prop_map(Answer::Text),
            proptest::collection::vec(".{0,6}", 0..4).prop_map(Answer::List),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn answers_come_back(villages in proptest::collection::vec(proptest::collection::vec(("[a-z]{1,3}", answer()), 0..8), 0..6)) {
            let villages: Vec<Answers> = villages.into_iter().map(|answers| answers.into_iter().collect()).collect();
            let mut store = Store::default();
            villages.iter().for_each(|answers| store.push(answers, &|name| name.len() > 1));
            prop_assert_eq!(store.len(), villages.len());
            for (number, answers) in villages.iter().enumerate() {
                let kept = |is_asked: bool| -> Answers {
                    let given = answers.iter().filter(|(name, answer)| !answer.is_missing() && (!is_asked || name.len() > 1));
                    given.map(|(name, answer)| (name.clone(), answer.clone())).collect()
                };
                prop_assert_eq!(store.get(number, false), kept(false));
                prop_assert_eq!(store.get(number, true), kept(true));
            }
            prop_assert_eq!(store.get(villages.len(), false), Answers::new());
        }

        #[test]
        fn sorts_as_std_does(keys in proptest::collection::vec(0_u8..20, 0..300)) {
            let mut own: Vec<u32> = (0..u32::try_from(keys.len()).unwrap()).collect();
            let mut others = own.clone();
            let key = |number: u32| keys[place(number)];
            sort(&mut own, &|left, right| key(left) < key(right));
            others.sort_by_key(|number| key(*number));
            prop_assert_eq!(own, others);
        }
    }
}
