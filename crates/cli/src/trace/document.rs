//! A policy document as its sentences, each with its clause, its number in the clause and a digest of its wording.
//! Depends on nothing but the digest.

use rules::receipt::digest_of_bytes;

/// What stands before the first chapter.
const HEAD: &str = "文首";
/// What stands behind the last clause without being a sentence: who signs, and when.
const FOOT: &str = "文末";

/// One piece of the document. A heading has the number 0; nothing of the text is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sentence {
    /// `二(一)`, or for what belongs to no clause 文首 or 文末.
    pub(crate) clause: String,
    /// From 1 in its clause; 0 for the clause's heading.
    pub(crate) number: usize,
    /// Of the wording without spaces, with signs of one width: copies of one document agree.
    pub(crate) digest: String,
    /// As it stands in the document.
    pub(crate) text: String,
}

impl Sentence {
    /// `二(一)3`
    pub(crate) fn at(&self) -> String {
        format!("{}{}", self.clause, self.number)
    }
}

/// The document's sentences in order.
pub(crate) fn sentences(document: &str) -> Vec<Sentence> {
    let mut splitter = Splitter::default();
    document.lines().map(str::trim).filter(|line| !line.is_empty()).for_each(|line| splitter.line(line));
    splitter.sentences
}

#[derive(Default)]
struct Splitter {
    chapter: String,
    clause: String,
    sentences: Vec<Sentence>,
}

impl Splitter {
    fn line(&mut self, line: &str) {
        let line = line.trim_start_matches('\u{feff}').trim_start_matches(['-', '—', '－']).trim();
        if let Some(chapter) = chapter_of(line) {
            self.chapter = chapter.to_owned();
            self.clause = chapter.to_owned();
            self.with_heading(line);
        } else if let Some(item) = item_of(line) {
            self.clause = format!("{}({item})", self.chapter);
            self.with_heading(line);
        } else if pieces(line).last().is_some_and(|piece| piece.ends_with(is_closed)) {
            let clause = if self.clause.is_empty() { HEAD } else { &self.clause }.to_owned();
            pieces(line).into_iter().for_each(|piece| self.add(&clause, piece));
        } else {
            let clause = if self.clause.is_empty() { HEAD } else { FOOT };
            self.add(clause, line);
        }
    }

    /// A heading goes to its first full stop, or is the whole line.
    fn with_heading(&mut self, line: &str) {
        let clause = self.clause.clone();
        for (index, piece) in pieces(line).into_iter().enumerate() {
            if index == 0 {
                self.sentences.push(sentence(&clause, 0, piece));
            } else {
                self.add(&clause, piece);
            }
        }
    }

    fn add(&mut self, clause: &str, text: &str) {
        let last = self.sentences.iter().filter(|known| known.clause == clause).map(|known| known.number).max();
        self.sentences.push(sentence(clause, last.unwrap_or_default() + 1, text));
    }
}

fn sentence(clause: &str, number: usize, text: &str) -> Sentence {
    Sentence { clause: clause.to_owned(), number, digest: digest(text), text: text.to_owned() }
}

fn is_numeral(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| "一二三四五六七八九十".contains(c))
}

/// The number of a line such as `二、重点任务`.
fn chapter_of(line: &str) -> Option<&str> {
    line.split_once('、').map(|(number, _)| number).filter(|number| is_numeral(number))
}

/// The number of a line such as `(三)提升人居环境。`.
fn item_of(line: &str) -> Option<&str> {
    let inside = line.strip_prefix(['(', '（'])?;
    inside.split_once([')', '）']).map(|(number, _)| number).filter(|number| is_numeral(number))
}

fn is_stop(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '；' | ';' | '!' | '?')
}

fn is_closing(c: char) -> bool {
    matches!(c, '”' | '’' | '」' | '）' | ')' | '》')
}

fn is_closed(c: char) -> bool {
    is_stop(c) || is_closing(c)
}

/// Cut behind every stop, with the closing quotes and brackets that follow it.
fn pieces(line: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = line;
    while let Some(stop) = rest.find(is_stop) {
        let behind = rest.get(stop..).unwrap_or_default();
        let kept: usize = behind.chars().take_while(|c| is_closed(*c)).map(char::len_utf8).sum();
        let (piece, tail) = rest.split_at_checked(stop + kept).unwrap_or((rest, ""));
        pieces.push(piece.trim());
        rest = tail;
    }
    if !rest.trim().is_empty() {
        pieces.push(rest.trim());
    }
    pieces
}

/// The first 16 hexadecimal digits of the SHA-256 of the wording.
fn digest(text: &str) -> String {
    digest_of_bytes(normalised(text).as_bytes()).chars().take(16).collect()
}

/// Without spaces, and with signs in one width.
fn normalised(text: &str) -> String {
    let same = |c: char| match c {
        '，' => ',',
        '；' => ';',
        '：' => ':',
        '（' => '(',
        '）' => ')',
        '！' => '!',
        '？' => '?',
        '％' => '%',
        '－' | '–' | '—' => '-',
        '‘' | '’' | '\'' => '\'',
        '“' | '”' => '"',
        other => other,
    };
    text.chars().filter(|c| !c.is_whitespace()).map(same).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "某办公室关于某事的意见\n\n为了某事,提出意见。\n\n一、总体要求\n\n(一)指导思想\n\n全面做好。再做一遍；还做。\n\
                            ----坚持甲。乙“丙。”丁。\n\n二、任务\n(一)提升甲。做甲。做乙。\n\n某办公室\n2018年8月25日\n";

    fn split() -> Vec<(String, String)> {
        sentences(DOCUMENT).into_iter().map(|it| (it.at(), it.text)).collect()
    }

    #[test]
    fn every_piece_has_its_clause_and_number() {
        let expected = [
            ("文首1", "某办公室关于某事的意见"),
            ("文首2", "为了某事,提出意见。"),
            ("一0", "一、总体要求"),
            ("一(一)0", "(一)指导思想"),
            ("一(一)1", "全面做好。"),
            ("一(一)2", "再做一遍；"),
            ("一(一)3", "还做。"),
            ("一(一)4", "坚持甲。"),
            ("一(一)5", "乙“丙。”"),
            ("一(一)6", "丁。"),
            ("二0", "二、任务"),
            ("二(一)0", "(一)提升甲。"),
            ("二(一)1", "做甲。"),
            ("二(一)2", "做乙。"),
            ("文末1", "某办公室"),
            ("文末2", "2018年8月25日"),
        ];
        assert_eq!(split(), expected.map(|(at, text)| (at.to_owned(), text.to_owned())));
    }

    #[test]
    fn nothing_of_the_text_is_left_out() {
        let all: String = sentences(DOCUMENT).iter().map(|it| it.text.as_str()).collect();
        let strip = |text: &str| text.replace("----", "").split_whitespace().collect::<String>();
        assert_eq!(strip(&all), strip(DOCUMENT));
    }

    #[test]
    fn copies_agree_and_other_wording_does_not() {
        assert_eq!(digest("到2020年,全市(全部)做完。"), digest("到 2020年，全市（全部）做完。"));
        assert_ne!(digest("90%以上"), digest("80%以上"));
        assert_eq!(digest("").len(), 16);
    }
}
