//! UTF-8 from bytes, piece by piece: UTF-8, UTF-16 with a mark, GB18030. Nothing that is replaced or left out goes unsaid.
//! Natively alone; a browser decodes by itself.

use std::io::{self, Read};
use std::sync::{Arc, Mutex};

use encoding_rs::{CoderResult, Decoder, Encoding, GB18030, UTF_8};

use crate::place::{Problem, Refusal};

/// How much is looked at to tell the encoding, at most about twice as much.
const SAMPLE: usize = 1 << 16;

/// How much is decoded at once.
const PIECE: usize = 1 << 16;

/// Text in UTF-8 from bytes in whatever encoding office programs save.
pub struct Decoded<R> {
    input: R,
    encoding: &'static Encoding,
    decoder: Decoder,
    /// Bytes that wait to be decoded.
    raw: Vec<u8>,
    taken: usize,
    /// Text that waits to be read.
    text: Vec<u8>,
    at: usize,
    is_last: bool,
    is_at_end: bool,
    lines: usize,
    notes: Arc<Mutex<Notes>>,
}

/// What had to be replaced or left out, as far as it was read.
#[derive(Debug, Default)]
pub struct Notes {
    broken: Option<(usize, &'static str)>,
    nul: Option<usize>,
}

impl Notes {
    /// What is to be said; each once.
    pub fn take(&mut self) -> Vec<Problem> {
        let broken = self.broken.as_mut().filter(|(line, _)| *line > 0).map(|(line, name)| {
            let message = match *name {
                "gb18030" => "从这一行起有些字看不出是什么编码，已用 � 代替。请用表格软件打开，另存为“CSV UTF-8”再试。"
                    .to_owned(),
                name => format!("从这一行起有些字不是 {name} 编码，已用 � 代替。请核对这份文件。"),
            };
            Problem::new(core::mem::take(line), 0, message)
        });
        let nul = self.nul.as_mut().filter(|line| **line > 0).map(|line| {
            let message = "从这一行起有看不见的空字符（NUL），已去掉。请核对这份文件。";
            Problem::new(core::mem::take(line), 0, message)
        });
        broken.into_iter().chain(nul).collect()
    }
}

impl<R: Read> Decoded<R> {
    /// Tells the encoding by the first 64 KB: UTF-8 with or without a mark, UTF-16 with one, or GB18030.
    ///
    /// # Errors
    /// It is none of them, or cannot be read.
    pub fn new(mut input: R) -> Result<Self, Refusal> {
        let (raw, is_last) = sample(&mut input).map_err(|error| Refusal::unread(&error))?;
        let (encoding, mark) = match Encoding::for_bom(&raw) {
            Some(marked) => marked,
            None => (encoding_of(&raw, is_last)?, 0),
        };
        Ok(Self {
            input,
            encoding,
            decoder: encoding.new_decoder_without_bom_handling(),
            is_last,
            raw,
            taken: mark,
            text: Vec::new(),
            at: 0,
            is_at_end: false,
            lines: 1,
            notes: Arc::default(),
        })
    }

    /// What had to be replaced or left out, for whoever reads the text.
    pub fn notes(&self) -> Arc<Mutex<Notes>> {
        Arc::clone(&self.notes)
    }

    /// Decodes the next piece into `text`.
    fn decode(&mut self) -> io::Result<()> {
        if self.taken >= self.raw.len() && !self.is_last {
            self.raw.resize(PIECE, 0);
            let length = self.input.read(&mut self.raw)?;
            self.raw.truncate(length);
            self.taken = 0;
            self.is_last = length == 0;
        }
        let mut piece = core::mem::take(&mut self.text);
        piece.resize(PIECE, 0);
        let rest = self.raw.get(self.taken..).unwrap_or_default();
        let (result, read, written, was_broken) = self.decoder.decode_to_utf8(rest, &mut piece, self.is_last);
        self.taken += read;
        piece.truncate(written);
        if self.encoding == UTF_8 || was_broken || piece.contains(&0) {
            self.look_at(&piece, was_broken);
            piece.retain(|byte| *byte != 0);
        } else {
            self.lines += breaks(&piece);
        }
        self.text = piece;
        self.at = 0;
        self.is_at_end = self.is_last && result == CoderResult::InputEmpty;
        Ok(())
    }

    fn look_at(&mut self, piece: &[u8], was_broken: bool) {
        let line_of = |at: Option<usize>| self.lines + at.map_or(0, |at| breaks(piece.get(..at).unwrap_or_default()));
        // Nobody panics while holding it.
        if let Ok(mut notes) = self.notes.lock() {
            if was_broken && notes.broken.is_none() {
                let place = piece.windows(3).position(|bytes| bytes == "\u{fffd}".as_bytes());
                notes.broken = Some((line_of(place), self.encoding.name()));
            }
            if notes.nul.is_none() && piece.contains(&0) {
                notes.nul = Some(line_of(piece.iter().position(|byte| *byte == 0)));
            }
        }
        self.lines += breaks(piece);
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at >= self.text.len() && !self.is_at_end {
            self.decode()?;
        }
        let rest = self.text.get(self.at..).unwrap_or_default();
        let length = rest.len().min(into.len());
        for (to, from) in into.iter_mut().zip(rest) {
            *to = *from;
        }
        self.at += length;
        Ok(length)
    }
}

/// The first bytes, and whether they are all: as many as there are at once where these tell the encoding, so that whoever writes
/// line by line is not waited for.
fn sample(input: &mut impl Read) -> io::Result<(Vec<u8>, bool)> {
    let mut raw = Vec::new();
    let mut piece = vec![0; SAMPLE];
    loop {
        let length = match input.read(&mut piece) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            other => other?,
        };
        raw.extend(piece.iter().take(length));
        let is_telling = raw.contains(&b'\n') && !raw.is_ascii();
        if length == 0 || raw.len() >= SAMPLE || is_telling {
            return Ok((raw, length == 0));
        }
    }
}

/// Line breaks in a piece of text; one of `\r` alone counts where no `\n` is in the piece.
fn breaks(piece: &[u8]) -> usize {
    let count = |wanted| piece.iter().filter(|byte| **byte == wanted).count();
    count(b'\n').max(count(b'\r'))
}

/// The encoding of bytes without a mark, by their beginning.
fn encoding_of(sample: &[u8], is_whole: bool) -> Result<&'static Encoding, Refusal> {
    let fits = |encoding: &'static Encoding| {
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let mut text = vec![0; sample.len().saturating_mul(3) + 16];
        let (result, ..) = decoder.decode_to_utf8_without_replacement(sample, &mut text, is_whole);
        matches!(result, encoding_rs::DecoderResult::InputEmpty)
    };
    [UTF_8, GB18030]
        .into_iter()
        .find(|encoding| fits(encoding))
        .ok_or_else(|| Refusal::new("看不出文件的编码。请用表格软件打开，另存为“CSV UTF-8”再试。"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> (String, Vec<Problem>) {
        let mut decoded = Decoded::new(bytes).unwrap();
        let mut text = String::new();
        decoded.read_to_string(&mut text).unwrap();
        let problems = decoded.notes().lock().unwrap().take();
        (text, problems)
    }

    #[test]
    fn long_texts_come_out_whole_in_every_encoding() {
        let text: String = (0..40_000).map(|number| format!("屵山村{number},𠮷\n")).collect();
        let utf16 = format!("\u{feff}{text}");
        let utf16: Vec<u8> = utf16.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let (gb, ..) = GB18030.encode(&text);
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        for bytes in [text.as_bytes(), &marked, &gb, &utf16] {
            assert!(decoded(bytes) == (text.clone(), Vec::new()));
        }
    }

    #[test]
    fn what_breaks_late_is_told_at_its_line() {
        let mut bytes = "村名,总户数\n".repeat(20_000).into_bytes();
        bytes.extend(b"\xff\xff\n\0\n");
        let (text, problems) = decoded(&bytes);
        assert!(text.contains('\u{fffd}') && !text.contains('\0'));
        let lines: Vec<usize> = problems.iter().map(|problem| problem.row).collect();
        assert_eq!(lines, [20_001, 20_002]);
    }
}
