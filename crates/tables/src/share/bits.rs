//! A run of bits: whole numbers short where they are small, texts in the shorter of two encodings. What is read may come from
//! anywhere; what does not fit is nothing.

/// Bits being written.
#[derive(Default)]
pub(super) struct Writer {
    bytes: Vec<u8>,
    used: usize,
}

impl Writer {
    /// The lowest bits of a number, the highest of them first.
    pub(super) fn bits(&mut self, value: u64, count: u32) {
        for place in (0..count).rev() {
            let bit = u8::from(value >> place & 1 == 1);
            if self.used.is_multiple_of(8) {
                self.bytes.push(0);
            }
            if let Some(last) = self.bytes.last_mut() {
                *last |= bit << (7 - self.used % 8);
            }
            self.used += 1;
        }
    }

    /// A whole number, in groups of four bits with the lowest first, each behind a bit that says whether another follows.
    pub(super) fn number(&mut self, mut value: u64) {
        loop {
            let more = value > 15;
            self.bits(u64::from(more) << 4 | value & 15, 5);
            if !more {
                return;
            }
            value >>= 4;
        }
    }

    /// How many there are of something.
    pub(super) fn count(&mut self, count: usize) {
        self.number(u64::try_from(count).unwrap_or(u64::MAX));
    }

    /// A text, in UTF-16 where that is shorter: Chinese is.
    pub(super) fn text(&mut self, text: &str) {
        let units = text.encode_utf16().count();
        let is_wide = units * 2 < text.len();
        self.bits(u64::from(is_wide), 1);
        if is_wide {
            self.count(units);
            text.encode_utf16().for_each(|unit| self.bits(u64::from(unit), 16));
        } else {
            self.count(text.len());
            text.bytes().for_each(|byte| self.bits(u64::from(byte), 8));
        }
    }

    /// A number above a quotient of so many bits, by Rice: short where the numbers are about as large as two to `bits`.
    pub(super) fn rice(&mut self, value: u64, bits: u32) {
        for _ in 0..value >> bits {
            self.bits(1, 1);
        }
        self.bits(0, 1);
        self.bits(value, bits);
    }

    /// What was written, filled up with zeros.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

/// Bits being read.
pub(super) struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Reader<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Bits that are left.
    fn left(&self) -> usize {
        (self.bytes.len() * 8).saturating_sub(self.at)
    }

    /// See [`Writer::bits`].
    pub(super) fn bits(&mut self, count: u32) -> Option<u64> {
        let mut value = 0;
        for _ in 0..count {
            let byte = self.bytes.get(self.at / 8)?;
            value = value << 1 | u64::from(byte >> (7 - self.at % 8) & 1);
            self.at += 1;
        }
        Some(value)
    }

    /// See [`Writer::number`].
    pub(super) fn number(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(4) {
            let group = self.bits(5)?;
            value |= (group & 15) << shift;
            if group <= 15 {
                return Some(value);
            }
        }
        None
    }

    /// How many there are of something that takes at least so many bits each; never more than there can be.
    pub(super) fn count(&mut self, bits_each: usize) -> Option<usize> {
        let count = usize::try_from(self.number()?).ok()?;
        (count.checked_mul(bits_each)? <= self.left()).then_some(count)
    }

    /// See [`Writer::text`].
    pub(super) fn text(&mut self) -> Option<String> {
        if self.bits(1)? == 1 {
            let units = self.count(16)?;
            let units: Option<Vec<u16>> = (0..units).map(|_| u16::try_from(self.bits(16)?).ok()).collect();
            return String::from_utf16(&units?).ok();
        }
        let bytes = self.count(8)?;
        let bytes: Option<Vec<u8>> = (0..bytes).map(|_| u8::try_from(self.bits(8)?).ok()).collect();
        String::from_utf8(bytes?).ok()
    }

    /// See [`Writer::rice`].
    pub(super) fn rice(&mut self, bits: u32) -> Option<u64> {
        let mut high = 0_u64;
        while self.bits(1)? == 1 {
            high += 1;
        }
        Some(high << bits | self.bits(bits)?)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(
            parts in proptest::collection::vec((any::<u64>(), any::<String>(), 0..9_u32, 0..2_000_u64), 0..20)
        ) {
            let mut writer = Writer::default();
            for (number, text, bits, small) in &parts {
                writer.number(*number);
                writer.text(text);
                writer.rice(*small, *bits);
            }
            let bytes = writer.into_bytes();
            let mut reader = Reader::new(&bytes);
            for (number, text, bits, small) in &parts {
                prop_assert_eq!(reader.number(), Some(*number));
                let text_read = reader.text();
                prop_assert_eq!(text_read.as_ref(), Some(text));
                prop_assert_eq!(reader.rice(*bits), Some(*small));
            }
        }

        #[test]
        fn anything_can_be_read(bytes: Vec<u8>) {
            let mut reader = Reader::new(&bytes);
            while reader.text().is_some() && reader.rice(9).is_some() && reader.number().is_some() {}
        }
    }
}
