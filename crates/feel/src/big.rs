//! Whole numbers of any size, behind [`crate::Number`] where 64 bits do not do. Plain methods (school multiplication,
//! Knuth's division, binary gcd): numbers stay below a few thousand digits, and this ships to phones, where a general
//! library weighs six times as much. Depends on nothing.

use core::cmp::Ordering;

/// A natural number: 32-bit digits, the least first, without leading zeros.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Natural(Vec<u32>);

/// The largest power of ten in a digit, for reading and writing decimals.
const CHUNK: u32 = 1_000_000_000;
const CHUNK_PLACES: usize = 9;

impl Natural {
    fn trimmed(mut digits: Vec<u32>) -> Self {
        while digits.last() == Some(&0) {
            digits.pop();
        }
        Self(digits)
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn is_one(&self) -> bool {
        *self.0 == [1]
    }

    pub(crate) fn is_odd(&self) -> bool {
        self.0.first().is_some_and(|digit| digit % 2 == 1)
    }

    /// How many bits it takes; 0 for zero.
    pub(crate) fn bits(&self) -> u64 {
        self.0.last().map_or(0, |top| 32 * self.0.len() as u64 - u64::from(top.leading_zeros()))
    }

    pub(crate) fn trailing_zeros(&self) -> u64 {
        let zeros = self.0.iter().take_while(|digit| **digit == 0).count();
        self.0.get(zeros).map_or(0, |digit| 32 * zeros as u64 + u64::from(digit.trailing_zeros()))
    }

    /// Its value where it fits.
    pub(crate) fn to_u128(&self) -> Option<u128> {
        if self.0.len() > 4 {
            return None;
        }
        Some(self.0.iter().rev().fold(0, |value, digit| (value << 32) | u128::from(*digit)))
    }

    pub(crate) fn add(&self, other: &Self) -> Self {
        let (long, short) = if self.0.len() >= other.0.len() { (self, other) } else { (other, self) };
        let mut digits = long.0.clone();
        if add_to(&mut digits, &short.0) {
            digits.push(1);
        }
        Self(digits)
    }

    /// The difference; zero where `other` is larger.
    pub(crate) fn sub(&self, other: &Self) -> Self {
        if *self < *other {
            return Self::default();
        }
        let mut digits = self.0.clone();
        sub_from(&mut digits, &other.0);
        Self::trimmed(digits)
    }

    pub(crate) fn mul(&self, other: &Self) -> Self {
        let mut digits = vec![0_u32; self.0.len() + other.0.len()];
        for (place, a) in self.0.iter().enumerate() {
            let mut carry = 0_u64;
            // One digit further than `other`, for the last carry.
            let factors = other.0.iter().chain(core::iter::once(&0));
            for (digit, b) in digits.iter_mut().skip(place).zip(factors) {
                let value = u64::from(*a) * u64::from(*b) + u64::from(*digit) + carry;
                *digit = value as u32;
                carry = value >> 32;
            }
        }
        Self::trimmed(digits)
    }

    /// Quotient and rest by one digit; zero for both where that is zero.
    pub(crate) fn div_rem_digit(&self, divisor: u32) -> (Self, u32) {
        let mut rest = 0_u64;
        let mut digits = self.0.clone();
        for digit in digits.iter_mut().rev() {
            let value = (rest << 32) | u64::from(*digit);
            *digit = value.checked_div(u64::from(divisor)).unwrap_or(0) as u32;
            rest = value.checked_rem(u64::from(divisor)).unwrap_or(0);
        }
        (Self::trimmed(digits), rest as u32)
    }

    /// Quotient and rest (Knuth, volume 2, algorithm D); zero for both where the divisor is zero.
    pub(crate) fn div_rem(&self, divisor: &Self) -> (Self, Self) {
        let length = divisor.0.len();
        match divisor.0.as_slice() {
            [] => return (Self::default(), Self::default()),
            [only] => {
                let (quotient, rest) = self.div_rem_digit(*only);
                return (quotient, Self::from(u128::from(rest)));
            }
            _ => {}
        }
        if *self < *divisor {
            return (Self::default(), self.clone());
        }
        // With its highest bit set, the divisor's two first digits predict each digit of the quotient, or one more.
        let shift = u64::from(divisor.0.last().map_or(0, |top| top.leading_zeros()));
        let divisor = divisor.shl(shift).0;
        let mut rest = self.shl(shift).0;
        rest.push(0);
        let digit = |digits: &[u32], place: usize| u64::from(digits.get(place).copied().unwrap_or(0));
        let (top, next) = (digit(&divisor, length - 1), digit(&divisor, length - 2));
        let mut quotient = vec![0_u32; rest.len() - length];
        for (place, out) in quotient.iter_mut().enumerate().rev() {
            let Some(window) = rest.get_mut(place..=place + length) else { continue };
            let high = (digit(window, length) << 32) | digit(window, length - 1);
            let mut guess = high.checked_div(top).unwrap_or(0);
            let mut left = high - guess * top;
            while left >> 32 == 0 && (guess >> 32 != 0 || guess * next > ((left << 32) | digit(window, length - 2))) {
                guess -= 1;
                left += top;
            }
            let (mut carry, mut borrow) = (0_u64, 0_u64);
            for (digit, factor) in window.iter_mut().zip(divisor.iter().chain(core::iter::once(&0))) {
                let product = guess * u64::from(*factor) + carry;
                carry = product >> 32;
                let (value, under) = digit.overflowing_sub(product as u32);
                let (value, under_again) = value.overflowing_sub(borrow as u32);
                *digit = value;
                borrow = u64::from(under || under_again);
            }
            if borrow != 0 {
                guess -= 1;
                add_to(window, &divisor);
            }
            *out = guess as u32;
        }
        (Self::trimmed(quotient), Self::trimmed(rest).shr(shift))
    }

    pub(crate) fn shl(&self, bits: u64) -> Self {
        if self.is_zero() {
            return Self::default();
        }
        let (whole, part) = ((bits / 32) as usize, (bits % 32) as u32);
        let mut digits = vec![0_u32; whole];
        let mut carry = 0_u64;
        for digit in &self.0 {
            let value = (u64::from(*digit) << part) | carry;
            digits.push(value as u32);
            carry = value >> 32;
        }
        digits.push(carry as u32);
        Self::trimmed(digits)
    }

    pub(crate) fn shr(&self, bits: u64) -> Self {
        let mut digits: Vec<u32> = self.0.iter().skip((bits / 32) as usize).copied().collect();
        shift_right(&mut digits, (bits % 32) as u32);
        Self::trimmed(digits)
    }

    /// The greatest common divisor, by halving and subtracting in place.
    pub(crate) fn gcd(&self, other: &Self) -> Self {
        let (mut a, mut b) =
            if *self >= *other { (self.clone(), other.clone()) } else { (other.clone(), self.clone()) };
        // Brings numbers of different lengths to one length.
        while !b.is_zero() && a.bits() > b.bits() + 32 {
            let rest = a.div_rem(&b).1;
            (a, b) = (b, rest);
        }
        if b.is_zero() {
            return a;
        }
        let twos = a.trailing_zeros().min(b.trailing_zeros());
        a.make_odd();
        b.make_odd();
        loop {
            match a.cmp(&b) {
                Ordering::Equal => return a.shl(twos),
                Ordering::Less => core::mem::swap(&mut a, &mut b),
                Ordering::Greater => {}
            }
            sub_from(&mut a.0, &b.0);
            a.make_odd();
        }
    }

    /// Divides by two until it is odd. Zero stays zero.
    fn make_odd(&mut self) {
        let zeros = self.trailing_zeros();
        self.0.drain(..(zeros / 32) as usize);
        shift_right(&mut self.0, (zeros % 32) as u32);
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }

    pub(crate) fn pow(&self, mut exponent: u32) -> Self {
        let mut result = Self::from(1);
        let mut square = self.clone();
        while exponent > 0 {
            if exponent % 2 == 1 {
                result = result.mul(&square);
            }
            exponent /= 2;
            if exponent > 0 {
                square = square.mul(&square);
            }
        }
        result
    }

    /// Ten to a power.
    pub(crate) fn power_of_ten(exponent: u32) -> Self {
        Self::from(10).pow(exponent)
    }

    /// The whole part of the root of a degree, by Newton's method from above.
    pub(crate) fn root(&self, degree: u32) -> Self {
        if degree <= 1 || self.is_zero() {
            return self.clone();
        }
        let mut guess = Self::from(1).shl(self.bits() / u64::from(degree) + 1);
        loop {
            let quotient = self.div_rem(&guess.pow(degree - 1)).0;
            let next = guess.mul(&Self::from(u128::from(degree - 1))).add(&quotient).div_rem_digit(degree).0;
            if next >= guess {
                return guess;
            }
            guess = next;
        }
    }

    /// From decimal digits, which must be ASCII.
    pub(crate) fn from_decimal(digits: &[u8]) -> Self {
        let mut out: Vec<u32> = Vec::new();
        // The first chunk is short where the digits do not divide evenly.
        let (first, rest) = digits.split_at_checked(digits.len() % CHUNK_PLACES).unwrap_or((&[], digits));
        for chunk in core::iter::once(first).chain(rest.chunks(CHUNK_PLACES)) {
            let mut carry =
                chunk.iter().fold(0_u64, |value, digit| value * 10 + u64::from(digit.wrapping_sub(b'0') % 10));
            for digit in &mut out {
                let value = u64::from(*digit) * u64::from(CHUNK) + carry;
                *digit = value as u32;
                carry = value >> 32;
            }
            if carry > 0 {
                out.push(carry as u32);
            }
        }
        Self(out)
    }

    /// Decimal text.
    pub(crate) fn to_decimal(&self) -> String {
        let mut chunks = Vec::new();
        let mut rest = self.clone();
        while !rest.is_zero() {
            let (quotient, chunk) = rest.div_rem_digit(CHUNK);
            chunks.push(chunk);
            rest = quotient;
        }
        let mut out = String::with_capacity(chunks.len() * CHUNK_PLACES + 1);
        for chunk in chunks.iter().rev() {
            let text = chunk.to_string();
            if !out.is_empty() {
                for _ in text.len()..CHUNK_PLACES {
                    out.push('0');
                }
            }
            out.push_str(&text);
        }
        if out.is_empty() {
            out.push('0');
        }
        out
    }
}

/// Adds digits to at least as many; true where a carry is left.
fn add_to(digits: &mut [u32], other: &[u32]) -> bool {
    let mut carry = 0_u64;
    for (digit, add) in digits.iter_mut().zip(other.iter().chain(core::iter::repeat(&0))) {
        let value = u64::from(*digit) + u64::from(*add) + carry;
        *digit = value as u32;
        carry = value >> 32;
    }
    carry != 0
}

/// Subtracts digits from a number that is at least as large.
fn sub_from(digits: &mut [u32], other: &[u32]) {
    let mut borrow = false;
    let mut others = other.iter();
    for digit in digits {
        let take = match others.next() {
            Some(take) => *take,
            None if borrow => 0,
            None => return,
        };
        let (value, under) = digit.overflowing_sub(take);
        let (value, under_again) = value.overflowing_sub(u32::from(borrow));
        *digit = value;
        borrow = under || under_again;
    }
}

/// Divides by two up to 31 times.
fn shift_right(digits: &mut [u32], bits: u32) {
    if bits == 0 {
        return;
    }
    let mut carry = 0_u32;
    for digit in digits.iter_mut().rev() {
        let value = *digit;
        *digit = (value >> bits) | carry;
        carry = value << (32 - bits);
    }
}

impl From<u128> for Natural {
    fn from(mut n: u128) -> Self {
        let mut digits = Vec::new();
        while n != 0 {
            digits.push(n as u32);
            n >>= 32;
        }
        Self(digits)
    }
}

impl Ord for Natural {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.len().cmp(&other.0.len()).then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }
}

impl PartialOrd for Natural {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A whole number with a sign; zero is never negative.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Integer {
    pub(crate) negative: bool,
    pub(crate) size: Natural,
}

impl Integer {
    pub(crate) fn new(negative: bool, size: Natural) -> Self {
        Self { negative: negative && !size.is_zero(), size }
    }

    pub(crate) fn neg(&self) -> Self {
        Self::new(!self.negative, self.size.clone())
    }

    pub(crate) fn add(&self, other: &Self) -> Self {
        if self.negative == other.negative {
            return Self::new(self.negative, self.size.add(&other.size));
        }
        if self.size >= other.size {
            Self::new(self.negative, self.size.sub(&other.size))
        } else {
            Self::new(other.negative, other.size.sub(&self.size))
        }
    }

    pub(crate) fn mul(&self, other: &Self) -> Self {
        Self::new(self.negative != other.negative, self.size.mul(&other.size))
    }

    /// The product with a natural number.
    pub(crate) fn times(&self, other: &Natural) -> Self {
        Self::new(self.negative, self.size.mul(other))
    }

    /// The quotient by a natural number, towards zero.
    pub(crate) fn over(&self, other: &Natural) -> Self {
        Self::new(self.negative, self.size.div_rem(other).0)
    }

    /// Halves it a number of times, towards zero.
    pub(crate) fn shr(&self, bits: u64) -> Self {
        Self::new(self.negative, self.size.shr(bits))
    }
}

impl From<i128> for Integer {
    fn from(n: i128) -> Self {
        Self::new(n < 0, Natural::from(n.unsigned_abs()))
    }
}

impl Ord for Integer {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, false) => self.size.cmp(&other.size),
            (true, true) => other.size.cmp(&self.size),
            (mine, _) => {
                if mine {
                    Ordering::Less
                } else {
                    Ordering::Greater
                }
            }
        }
    }
}

impl PartialOrd for Integer {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_bigint::BigUint;
    use proptest::prelude::*;

    /// Numbers of up to 40 digits of 32 bits, with the digits that carries and borrows stumble over.
    fn natural() -> impl Strategy<Value = Natural> {
        let digit = prop_oneof![
            3 => any::<u32>(),
            1 => Just(0),
            1 => Just(u32::MAX),
            1 => Just(1 << 31),
            1 => 0_u32..4,
        ];
        prop::collection::vec(digit, 0..40).prop_map(Natural::trimmed)
    }

    fn big(n: &Natural) -> BigUint {
        BigUint::new(n.0.clone())
    }

    fn is(n: &Natural, wanted: &BigUint) -> bool {
        n.0.last() != Some(&0) && big(n) == *wanted
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn agrees_with_a_library(a in natural(), b in natural(), shift in 0_u64..100, small in 1_u32..) {
            let (x, y) = (big(&a), big(&b));
            prop_assert!(is(&a.add(&b), &(&x + &y)));
            prop_assert!(is(&a.mul(&b), &(&x * &y)));
            if x >= y {
                prop_assert!(is(&a.sub(&b), &(&x - &y)));
            } else {
                prop_assert!(a.sub(&b).is_zero());
            }
            prop_assert_eq!(a.cmp(&b), x.cmp(&y));
            prop_assert!(is(&a.shl(shift), &(&x << shift)));
            prop_assert!(is(&a.shr(shift), &(&x >> shift)));
            prop_assert_eq!(a.bits(), x.bits());
            prop_assert_eq!(a.trailing_zeros(), x.trailing_zeros().unwrap_or(0));
            prop_assert_eq!(a.is_odd(), x.bit(0));
            if !b.is_zero() {
                let (quotient, rest) = a.div_rem(&b);
                prop_assert!(is(&quotient, &(&x / &y)));
                prop_assert!(is(&rest, &(&x % &y)));
            }
            let (quotient, rest) = a.div_rem_digit(small);
            prop_assert!(is(&quotient, &(&x / small)));
            prop_assert_eq!(BigUint::from(rest), &x % small);
            prop_assert_eq!(a.to_u128(), u128::try_from(&x).ok());
        }

        #[test]
        fn divisors_roots_and_powers(a in natural(), b in natural(), common in natural(), degree in 2_u32..9) {
            let (x, y) = (a.mul(&common), b.mul(&common));
            prop_assert!(is(&x.gcd(&y), &num_integer::gcd(big(&x), big(&y))));
            prop_assert!(is(&a.root(degree), &big(&a).nth_root(degree)));
            prop_assert!(is(&b.pow(degree), &big(&b).pow(degree)));
        }

        #[test]
        fn texts_are_read_and_written(a in natural(), text in "[0-9]{0,60}") {
            prop_assert_eq!(a.to_decimal(), big(&a).to_string());
            prop_assert_eq!(Natural::from_decimal(a.to_decimal().as_bytes()), a);
            let wanted = text.parse::<BigUint>().unwrap_or_default();
            prop_assert!(is(&Natural::trimmed(Natural::from_decimal(text.as_bytes()).0), &wanted));
        }

        #[test]
        fn quotients_whose_first_guess_is_too_high(high in any::<u32>(), middle in any::<u32>(), low in any::<u32>()) {
            // Divisors just above a power of two make Knuth's guess fail.
            let divisor = Natural(vec![low, 0, 0x8000_0000]);
            let n = Natural::trimmed(vec![low, middle, high, 0xFFFF_FFFF, 0x7FFF_FFFF]);
            let (quotient, rest) = n.div_rem(&divisor);
            prop_assert!(rest < divisor);
            prop_assert_eq!(quotient.mul(&divisor).add(&rest), n);
        }
    }

    #[test]
    fn nothing_is_divided_by_zero() {
        let (one, zero) = (Natural::from(1), Natural::default());
        assert!(one.div_rem(&zero).0.is_zero());
        assert!(one.div_rem_digit(0).0.is_zero());
        assert!(zero.gcd(&zero).is_zero());
        assert!(zero.gcd(&one).is_one());
    }
}
