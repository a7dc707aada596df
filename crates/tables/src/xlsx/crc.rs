//! CRC-32 as zip files have it. Depends on nothing.

/// What four bits come to: a table of 16, since one of 256 would weigh a kilobyte that does not compress.
const TABLE: [u32; 16] = table();

const fn table() -> [u32; 16] {
    let mut table = [0; 16];
    let mut rest: &mut [u32] = &mut table;
    let mut four = 0;
    while let [entry, more @ ..] = rest {
        let mut value: u32 = four;
        let mut bit = 0;
        while bit < 4 {
            value = if value & 1 == 1 { 0xEDB8_8320 ^ (value >> 1) } else { value >> 1 };
            bit += 1;
        }
        *entry = value;
        four += 1;
        rest = more;
    }
    table
}

/// The sum of the bytes added so far.
#[derive(Debug, Clone, Copy)]
pub(super) struct Crc(u32);

impl Crc {
    pub(super) const fn new() -> Self {
        Self(u32::MAX)
    }

    pub(super) fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 ^= u32::from(*byte);
            for _ in 0..2 {
                let place = usize::from(self.0.to_le_bytes()[0] & 0xF);
                self.0 = TABLE.get(place).copied().unwrap_or_default() ^ (self.0 >> 4);
            }
        }
    }

    pub(super) const fn value(self) -> u32 {
        !self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_that_everybody_gets() {
        let mut crc = Crc::new();
        crc.add(b"1234");
        crc.add(b"56789");
        assert_eq!(crc.value(), 0xCBF4_3926);
        assert_eq!(Crc::new().value(), 0);
    }
}
