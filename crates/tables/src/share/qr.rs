//! QR codes of a text code or its link, as PNG pictures: what an in-app browser lets one keep by a long press is a picture.

use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};

use super::code::parts;

/// The largest symbol, 97 modules a side: on a phone's screen a module is still 3 px, which another phone reads.
const MAX_VERSION: u8 = 20;
/// Characters that the largest symbol takes at the correction level that a part gets.
const PART_CHARS: usize = 900;
/// Pixels of a module in the picture.
const SCALE: usize = 6;
/// Modules of white around the symbol, which readers need.
const QUIET: usize = 4;

/// A QR code as a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// What it says.
    pub text: String,
    /// The symbol: its rows, true where it is dark.
    pub modules: Vec<Vec<bool>>,
    /// The picture, as a PNG file.
    pub png: Vec<u8>,
}

/// The QR code of a code behind the page's address, or of the code alone where there is none; in several parts where one
/// symbol would be too fine to read, then without the address. None where the code is too long even so.
#[must_use]
pub fn pictures(code: &str, page: Option<&str>) -> Option<Vec<Picture>> {
    let before = page.map(|page| super::link(page, "")).unwrap_or_default();
    if let Some(one) = picture(&before, code) {
        return Some(vec![one]);
    }
    parts(code, PART_CHARS)?.iter().map(|part| picture("", part)).collect()
}

/// One symbol, with the strongest correction that fits; none where it is too long.
fn picture(before: &str, code: &str) -> Option<Picture> {
    let is_plain = |c: char| c.is_ascii_digit() || c.is_ascii_uppercase();
    if !code.chars().all(is_plain) {
        return None;
    }
    let mut segments = vec![QrSegment::make_alphanumeric(code)];
    if !before.is_empty() {
        segments.insert(0, QrSegment::make_bytes(before.as_bytes()));
    }
    let made = |level| {
        QrCode::encode_segments_advanced(&segments, level, Version::MIN, Version::new(MAX_VERSION), None, true).ok()
    };
    let symbol = made(QrCodeEcc::Medium).or_else(|| made(QrCodeEcc::Low))?;
    let side = symbol.size();
    let modules: Vec<Vec<bool>> = (0..side).map(|y| (0..side).map(|x| symbol.get_module(x, y)).collect()).collect();
    let png = png(&modules);
    Some(Picture { text: [before, code].concat(), modules, png })
}

/// The symbol as a PNG of one bit a pixel, not compressed: 50 KB at most, and no compressor in the page.
fn png(modules: &[Vec<bool>]) -> Vec<u8> {
    let side = (modules.len() + 2 * QUIET) * SCALE;
    let mut rows = Vec::with_capacity(side * (side / 8 + 2));
    for y in 0..side {
        // Each row says by a zero that it is written as it is.
        rows.push(0);
        let row = (y / SCALE).checked_sub(QUIET).and_then(|y| modules.get(y));
        let is_dark = |x: usize| row.zip((x / SCALE).checked_sub(QUIET)).and_then(|(row, x)| row.get(x)) == Some(&true);
        for start in (0..side).step_by(8) {
            rows.push((0..8).fold(0_u8, |byte, bit| byte << 1 | u8::from(!is_dark(start + bit))));
        }
    }
    let side = u32::try_from(side).unwrap_or_default().to_be_bytes();
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut png, b"IHDR", &[&side[..], &side, &[1, 0, 0, 0, 0]].concat());
    chunk(&mut png, b"IDAT", &stored(&rows));
    chunk(&mut png, b"IEND", &[]);
    png
}

fn chunk(png: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    png.extend(u32::try_from(data.len()).unwrap_or_default().to_be_bytes());
    let start = png.len();
    png.extend(kind);
    png.extend(data);
    let check = crc(png.get(start..).unwrap_or_default());
    png.extend(check.to_be_bytes());
}

/// Bytes as a zlib stream that stores them.
fn stored(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let mut blocks = bytes.chunks(0xFFFF).peekable();
    while let Some(block) = blocks.next() {
        out.push(u8::from(blocks.peek().is_none()));
        let length = u16::try_from(block.len()).unwrap_or_default();
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(block);
    }
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in bytes {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    out.extend((b << 16 | a).to_be_bytes());
    out
}

/// The CRC of a PNG chunk, bit by bit: a table would save nothing that anybody notices.
fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0_u32, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc)))
}
