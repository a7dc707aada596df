//! Numbers against plain fractions of big integers, and what people see of them.

#![expect(clippy::panic, clippy::expect_used, reason = "a helper of a test fails the test")]

use feel::{Number, NumberError, Rounding, limits};
use num_bigint::BigInt;
use num_integer::Integer;
use proptest::prelude::*;

/// A fraction as anyone would write it first: never small, reduced by Euclid's rule.
#[derive(Clone, Debug, PartialEq)]
struct Naive {
    num: BigInt,
    den: BigInt,
}

impl Naive {
    fn new(num: BigInt, den: BigInt) -> Self {
        let divisor = num.gcd(&den);
        let (num, den) = (num / &divisor, den / divisor);
        if den < BigInt::ZERO { Self { num: -num, den: -den } } else { Self { num, den } }
    }

    fn is(&self, number: &Number) -> bool {
        self.num.to_string() == number.numer() && self.den.to_string() == number.denom()
    }

    fn number(&self) -> Number {
        Number::from_fraction_text(&format!("{}/{}", self.num, self.den)).expect("a fraction")
    }
}

fn n(text: &str) -> Number {
    Number::from_fraction_text(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Fractions of all sizes: small ones, ones at the edge of the small form, and big ones.
fn fraction() -> impl Strategy<Value = Naive> {
    let integer = || {
        prop_oneof![
            4 => (-1_000_i128..1_000).prop_map(BigInt::from),
            2 => any::<i64>().prop_map(BigInt::from),
            2 => any::<i128>().prop_map(BigInt::from),
            1 => Just(BigInt::from(i128::MAX)),
            1 => Just(BigInt::from(i128::MIN)),
            1 => (any::<i128>(), any::<i128>()).prop_map(|(a, b)| BigInt::from(a) * b),
        ]
    };
    (integer(), integer().prop_filter("a denominator", |d| *d != BigInt::ZERO)).prop_map(|(a, b)| Naive::new(a, b))
}

proptest! {
    #[test]
    fn arithmetic_agrees_with_plain_fractions(a in fraction(), b in fraction()) {
        let (x, y) = (a.number(), b.number());
        prop_assert!(a.is(&x));
        prop_assert!(Naive::new(&a.num * &b.den + &b.num * &a.den, &a.den * &b.den).is(&x.add(&y)));
        prop_assert!(Naive::new(&a.num * &b.den - &b.num * &a.den, &a.den * &b.den).is(&x.sub(&y)));
        prop_assert!(Naive::new(&a.num * &b.num, &a.den * &b.den).is(&x.mul(&y)));
        match x.checked_div(&y) {
            None => prop_assert!(b.num == BigInt::ZERO),
            Some(quotient) => prop_assert!(Naive::new(&a.num * &b.den, &a.den * &b.num).is(&quotient)),
        }
        prop_assert_eq!(x.cmp(&y), (&a.num * &b.den).cmp(&(&b.num * &a.den)));
    }

    #[test]
    fn what_is_equal_has_one_form(a in fraction(), b in fraction()) {
        // Through big numbers and back: equality and hashing see no difference.
        let (x, y) = (a.number(), b.number());
        let back = x.add(&y).sub(&y);
        prop_assert_eq!(&back, &x);
        let hash = |number: &Number| {
            use std::hash::{DefaultHasher, Hash, Hasher};
            let mut hasher = DefaultHasher::new();
            number.hash(&mut hasher);
            hasher.finish()
        };
        prop_assert_eq!(hash(&back), hash(&x));
        prop_assert_eq!(x.neg().neg(), x);
    }

    #[test]
    fn the_text_of_a_number_is_the_number(a in fraction()) {
        let number = a.number();
        prop_assert_eq!(Number::from_fraction_text(&number.to_string()), Ok(number));
    }

    #[test]
    fn a_sum_of_many_is_the_sum_one_by_one(items in prop::collection::vec(fraction(), 0..20)) {
        let numbers: Vec<Number> = items.iter().map(Naive::number).collect();
        let by_one = numbers.iter().fold(Number::ZERO, |sum, item| sum.add(item));
        prop_assert_eq!(Number::sum_of(&numbers.iter().collect::<Vec<_>>()), by_one);
    }

    #[test]
    fn floor_and_ceiling_enclose(a in fraction(), scale in -5_i32..40) {
        let number = a.number();
        let step = if scale >= 0 {
            Number::from(10).pow_int(-i64::from(scale)).expect("a power")
        } else {
            Number::from(10).pow_int(i64::from(-scale)).expect("a power")
        };
        let (low, high) = (number.round(scale, Rounding::Floor), number.round(scale, Rounding::Ceiling));
        prop_assert!(low <= number && number <= high);
        prop_assert!(low == high || high.sub(&low) == step);
        // Both are multiples of the step.
        prop_assert!(low.checked_div(&step).expect("a step").is_integer());
        for mode in [Rounding::HalfUp, Rounding::HalfDown, Rounding::HalfEven] {
            let near = number.round(scale, mode);
            prop_assert!(near == low || near == high);
            prop_assert!(near.sub(&number).abs() <= number.sub(&low).abs());
            prop_assert!(near.sub(&number).abs() <= number.sub(&high).abs());
        }
    }

    #[test]
    fn no_text_panics(text in "[-+.eE0-9]{0,12}|\\PC{0,12}") {
        if let Ok(number) = text.parse::<Number>() {
            // An exponent is a short way to write more digits than may be typed out.
            let written = number.to_string();
            match written.parse::<Number>() {
                Err(NumberError::TooLong { digits }) => prop_assert!(digits > limits::MAX_DIGITS),
                read => prop_assert_eq!(read, Ok(number)),
            }
        }
    }
}

#[test]
fn texts_of_numbers() {
    for (given, shown) in [
        ("12", "12"),
        ("-0", "0"),
        (".5", "0.5"),
        ("1.50", "1.5"),
        ("1e3", "1000"),
        ("2.5E-4", "0.00025"),
        ("-0.004", "-0.004"),
        ("92.50", "92.5"),
        ("1E+2", "100"),
        ("000.1", "0.1"),
    ] {
        let number: Number = given.parse().unwrap();
        assert_eq!(number.to_string(), shown, "{given}");
    }
    assert_eq!(n("2/6").to_string(), "1/3");
    assert_eq!(n("-2/6").to_string(), "-1/3");
    assert_eq!(n("3/-6").to_string(), "-0.5");
    assert_eq!(n("1/3").to_feel_text(), "0.3333333333333333333333333333333333");
}

#[test]
fn what_is_no_number() {
    for given in
        ["", "-", ".", "5.", "1.e3", "1e", "1e+", "+1", "1,5", " 1", "1 ", "--1", "0x1", "１", "1/3", "NaN", "1.2.3"]
    {
        assert!(matches!(given.parse::<Number>(), Err(NumberError::Malformed { .. })), "{given}");
    }
    assert_eq!(Number::from_fraction_text("1/0"), Err(NumberError::DivisionByZero));
    let long = "9".repeat(limits::MAX_DIGITS);
    assert_eq!(long.parse::<Number>().unwrap().to_string(), long);
    assert_eq!(format!("{long}9").parse::<Number>(), Err(NumberError::TooLong { digits: limits::MAX_DIGITS + 1 }));
    assert!("1e6144".parse::<Number>().is_ok());
    assert!("1e-6144".parse::<Number>().is_ok());
    for given in ["1e6145", "1e-6145", "1e99999999999999999999"] {
        assert_eq!(given.parse::<Number>(), Err(NumberError::ExponentTooLarge), "{given}");
    }
}

#[test]
fn fixed_places() {
    for (given, places, shown) in [
        ("14/30", 4, "0.4667"),
        ("1400/30", 2, "46.67"),
        ("1", 2, "1.00"),
        ("-1/8", 2, "-0.13"),
        ("0.125", 2, "0.13"),
        ("0.005", 2, "0.01"),
        ("-0.004", 2, "0.00"),
        ("99.995", 2, "100.00"),
        ("7", 0, "7"),
        ("0.05", 1, "0.1"),
    ] {
        assert_eq!(n(given).to_decimal(places), shown, "{given} to {places}");
    }
}

#[test]
fn every_mode_of_rounding() {
    use Rounding::{Ceiling, Down, Floor, HalfDown, HalfEven, HalfUp, Up};
    let modes = [Up, Down, HalfUp, HalfDown, HalfEven, Ceiling, Floor];
    for (given, wanted) in [
        ("5.5", [6, 5, 6, 5, 6, 6, 5]),
        ("2.5", [3, 2, 3, 2, 2, 3, 2]),
        ("1.6", [2, 1, 2, 2, 2, 2, 1]),
        ("1.1", [2, 1, 1, 1, 1, 2, 1]),
        ("-1.1", [-2, -1, -1, -1, -1, -1, -2]),
        ("-2.5", [-3, -2, -3, -2, -2, -2, -3]),
        ("0.2", [1, 0, 0, 0, 0, 1, 0]),
        ("-0.2", [-1, 0, 0, 0, 0, 0, -1]),
        ("4", [4; 7]),
    ] {
        for (mode, wanted) in modes.into_iter().zip(wanted) {
            assert_eq!(n(given).round(0, mode), Number::from(wanted), "{given} {mode:?}");
        }
    }
    assert_eq!(n("1234").round(-2, HalfUp), n("1200"));
    assert_eq!(n("5.5").round(6176, Up), n("5.5"));
    assert_eq!(n("5.5").round(i32::MIN, Down), Number::ZERO);
}

#[test]
fn powers() {
    assert_eq!(n("2").pow_int(10), Ok(n("1024")));
    assert_eq!(n("2/3").pow_int(-2), Ok(n("9/4")));
    assert_eq!(n("-2/3").pow_int(-3), Ok(n("-27/8")));
    assert_eq!(n("0").pow_int(0), Ok(n("1")));
    assert_eq!(n("0").pow_int(-1), Err(NumberError::DivisionByZero));
    assert_eq!(n("-1").pow_int(i64::MIN), Ok(n("1")));
    assert_eq!(n("-1").pow_int(i64::MAX), Ok(n("-1")));
    assert_eq!(n("2").pow_int(1_000_000), Err(NumberError::ResultTooLarge));
}

#[test]
fn six_hundred_unrelated_denominators_do_not_crawl() {
    let items: Vec<Number> = (0..600).map(|i| Number::ratio(7 * i + 1, 10_007 + 2 * i).unwrap()).collect();
    let sum = Number::sum_of(&items.iter().collect::<Vec<_>>());
    assert!(sum.big_bits() > 1_000);
    assert!(sum.big_bits() < limits::MAX_NUMBER_BITS);
    // The sum lies between 600 times the least and 600 times the greatest.
    assert!(Number::ZERO < sum && sum < Number::from(600));
}
