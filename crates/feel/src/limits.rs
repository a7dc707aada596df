//! Every limit of the language in one place: what it guards against, the number, and the error it gives.
//!
//! A source text and its inputs may come from anyone, so no input may make the page crawl, run out of memory or
//! overrun the stack of a small WebAssembly instance (1 MB).

/// Longest source text, in bytes. Guards the parser's memory. Error: `source-too-long`.
pub const MAX_SOURCE_BYTES: usize = 64 * 1024;

/// Greatest height of an expression tree. Guards the stack: every recursive walk is bounded by it. Error: `too-deep`.
pub const MAX_DEPTH: u16 = 128;

/// Most diagnostics kept for one source; later ones are dropped.
pub const MAX_DIAGNOSTICS: usize = 32;

/// Most digits in the text of one number. Error: [`crate::NumberError::TooLong`], in a source `number-too-long`.
pub const MAX_DIGITS: usize = 1_000;

/// Greatest absolute exponent in the text of one number (the range of decimal128, which the standard asks for).
/// Error: [`crate::NumberError::ExponentTooLarge`], in a source `bad-number`.
pub const MAX_EXPONENT: u32 = 6_144;

/// Smallest scale that the rounding functions accept, as the standard has it. Beyond: null, out of domain.
pub const MIN_SCALE: i32 = -6_111;

/// Greatest scale that the rounding functions accept, as the standard has it. Beyond: null, out of domain.
pub const MAX_SCALE: i32 = 6_176;

/// Greatest size of a numerator or a denominator during evaluation, in bits. 600 values with unrelated five-digit
/// denominators sum to about 10,000 bits; the greatest number of decimal128 has 20,413. Beyond: null, number too large.
pub const MAX_NUMBER_BITS: u64 = 32_768;

/// Steps one evaluation may take: one an operation, one a list element, more for arithmetic on big numbers.
/// Beyond: null, too many steps.
pub const MAX_STEPS: u32 = 2_000_000;

/// Longest text and longest list that an evaluation may build, in bytes and elements. Beyond: null, too long.
pub const MAX_LENGTH: usize = 1_000_000;

/// Significant digits of a result that has no exact form (`sqrt`, `stddev`, fractional powers): those of decimal128.
pub const SIGNIFICANT_DIGITS: u32 = 34;
