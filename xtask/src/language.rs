//! The languages of the page. What Rust says is chosen by a feature of the page's crate; the texts of its HTML and its scripts
//! stand there in Chinese, and are found and replaced when the page is finished. Depends on `project`.

use crate::project::{Project, read_text};
use crate::trouble::{Done, Trouble};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

/// A language that the page can be built in. One more is a line here, a feature of the page's crate with its files beside
/// `zh.rs`, and its `web/texts.….txt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Chinese,
    English,
}

/// Chinese as pages name it.
const CHINESE: &str = "zh-CN";
/// What says of a text that it stays as it is.
const KEPT: &str = "=";
/// A space at a text's end, which editors would take away.
const SPACE: &str = "␣";
/// What a text cannot hold: it would end the string or the tag in which it stands.
const ENDS: [char; 8] = ['"', '\'', '`', '\\', '<', '>', '&', '$'];

impl Language {
    /// The language of this code.
    pub(crate) fn named(code: &str) -> Done<Self> {
        match code {
            "zh" | CHINESE => Ok(Self::Chinese),
            "en" => Ok(Self::English),
            other => Err(Trouble::new(format!("there is no page in `{other}`"), "give `--lang zh` or `--lang en`")),
        }
    }

    /// As HTML names it.
    fn code(self) -> &'static str {
        match self {
            Self::Chinese => CHINESE,
            Self::English => "en",
        }
    }

    /// The feature of the page's crate.
    pub(crate) fn feature(self) -> Option<&'static str> {
        match self {
            Self::Chinese => None,
            Self::English => Some("english"),
        }
    }

    /// What its words need of the page's style, below the project.
    pub(crate) fn style(self) -> Option<String> {
        (self != Self::Chinese).then(|| format!("web/texts.{}.css", self.code()))
    }

    /// What the names of this page's folder and of what is kept about it have behind them.
    pub(crate) fn ending(self) -> String {
        match self {
            Self::Chinese => String::new(),
            other => format!("-{}", other.code()),
        }
    }
}

/// The texts of the page's HTML and scripts in a language, by the Chinese that stands there.
pub(crate) struct Words {
    language: Language,
    file: String,
    says: BTreeMap<String, String>,
    used: Mutex<BTreeSet<String>>,
}

impl Words {
    /// Those of the project's language. The page in Chinese, which needs none, is held against those in English, so that no
    /// text goes without its translation until somebody builds that.
    pub(crate) fn of(project: &Project) -> Done<Self> {
        let language = project.language();
        let translation = match language {
            Language::Chinese => Language::English,
            other => other,
        };
        let file = format!("web/texts.{}.txt", translation.code());
        let says = read(&file, &read_text(&project.path(&file))?)?;
        Ok(Self { language, file, says, used: Mutex::default() })
    }

    /// A page, a script or JSON with these texts in the place of Chinese. What is code holds no text between two quotation
    /// marks, or between tags, that could be taken for one.
    pub(crate) fn put_into(&self, name: &str, source: &str) -> Done<String> {
        let mut text = String::with_capacity(source.len());
        let mut unknown = Vec::new();
        for piece in source.split_inclusive(['"', '\'', '`', '<', '>', '\n']) {
            let end = piece.len()
                - piece.chars().next_back().filter(|last| "\"'`<>\n".contains(*last)).map_or(0, char::len_utf8);
            let (says, end) = piece.split_at_checked(end).unwrap_or((piece, ""));
            match self.said(says) {
                Some(said) => text.push_str(&said),
                None => {
                    if says.contains(is_han) {
                        unknown.push(format!("“{}”", without_values(says).0.trim()));
                    }
                    text.push_str(says);
                }
            }
            text.push_str(end);
        }
        if !unknown.is_empty() {
            return Err(Trouble::new(
                format!("{name} says in Chinese {}", unknown.join(", ")),
                format!("write it into {} with its text below", self.file),
            ));
        }
        if self.language == Language::Chinese {
            return Ok(source.to_owned());
        }
        let lang = |before: &str, after: &str| [before, after, "\""].concat();
        Ok(["lang=\"", "\"lang\": \""]
            .into_iter()
            .fold(text, |text, before| text.replace(&lang(before, CHINESE), &lang(before, self.language.code()))))
    }

    /// The text in the place of one, with its values.
    fn said(&self, chinese: &str) -> Option<String> {
        let (key, values) = without_values(chinese.trim());
        let says = self.says.get(&key)?;
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(key);
        if says == KEPT {
            return Some(chinese.to_owned());
        }
        let mut values = values.into_iter();
        let mut said = String::new();
        let mut pieces = says.split("{}");
        said.push_str(pieces.next().unwrap_or_default());
        for piece in pieces {
            said.push_str(values.next().unwrap_or("{}"));
            said.push_str(piece);
        }
        Some(said)
    }

    /// Fails when the page no longer has a text that is translated.
    pub(crate) fn are_used(&self) -> Done {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let left: Vec<&str> = self.says.keys().filter(|key| !used.contains(*key)).map(String::as_str).collect();
        if left.is_empty() {
            return Ok(());
        }
        Err(Trouble::new(
            format!("the page no longer says “{}”", left.join("”, “")),
            format!("take it out of {}", self.file),
        ))
    }
}

/// The texts in pairs of lines, parted by empty lines; lines that begin with `#` are for readers.
fn read(file: &str, text: &str) -> Done<BTreeMap<String, String>> {
    let mut says = BTreeMap::new();
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    for pair in lines.split(|line| line.is_empty()).filter(|pair| !pair.is_empty()) {
        let fault = |what: &str| Trouble::new(format!("{file}: {what}: {}", pair.join(" / ")), "correct it there");
        let [chinese, said] = pair else {
            return Err(fault("a text has not two lines"));
        };
        if *said != KEPT {
            if said.contains(is_chinese) || said.trim().is_empty() {
                return Err(fault("this is not all in the language"));
            }
            if said.contains(ENDS) {
                return Err(fault("it holds a character that ends strings or tags"));
            }
            if chinese.matches("{}").count() != said.matches("{}").count() {
                return Err(fault("there is not as much room for values"));
            }
        }
        if says.insert((*chinese).to_owned(), said.replace(SPACE, " ")).is_some() {
            return Err(fault("it stands there twice"));
        }
    }
    Ok(says)
}

/// A text with `{}` for every `${…}` of a script, and what stood there.
fn without_values(text: &str) -> (String, Vec<&str>) {
    let mut values = Vec::new();
    let mut key = String::new();
    let mut left = text;
    while let Some((before, after)) = left.split_once("${") {
        let Some(end) = after.find('}') else { break };
        let value = left.get(before.len()..before.len() + 2 + end + 1).unwrap_or_default();
        key.push_str(before);
        key.push_str("{}");
        values.push(value);
        left = left.get(before.len() + value.len()..).unwrap_or_default();
    }
    key.push_str(left);
    (key, values)
}

fn is_han(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Its characters or its punctuation.
fn is_chinese(letter: char) -> bool {
    is_han(letter) || matches!(letter, '\u{2e80}'..='\u{33ff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Words {
        Words {
            language: Language::English,
            file: "texts".to_owned(),
            says: read("texts", text).unwrap(),
            used: Mutex::default(),
        }
    }

    #[test]
    fn pages_and_scripts_say_it_in_the_language() {
        let words =
            words("# a\n填\nFill in\n\n第 {} 版，{} 项\nVersion {}, {} parts\n\n，或者打印\n, or print␣\n\n村名\n=\n");
        let page = "<html lang=\"zh-CN\"><p title=\"填\">填<a href=\"b\">\n填\n</a>，或者打印</p>";
        assert_eq!(
            words.put_into("a.html", page).unwrap(),
            "<html lang=\"en\"><p title=\"Fill in\">Fill in<a href=\"b\">\nFill in\n</a>, or print </p>"
        );
        let script = "a=\"填\",b=`第 ${c.d(0,1)} 版，${e} 项`,f=g<h&&\"村名\"";
        assert_eq!(
            words.put_into("a.js", script).unwrap(),
            "a=\"Fill in\",b=`Version ${c.d(0,1)}, ${e} parts`,f=g<h&&\"村名\""
        );
        assert!(words.are_used().is_ok());
    }

    #[test]
    fn what_has_no_text_fails_and_so_does_a_text_without_use() {
        let words = words("填\nFill in\n");
        let trouble = words.put_into("a.js", "b=`第 ${c} 版`").unwrap_err().to_string();
        assert!(trouble.contains("a.js") && trouble.contains("“第 {} 版”"), "{trouble}");
        assert!(words.are_used().unwrap_err().to_string().contains("“填”"));
    }

    #[test]
    fn the_page_in_chinese_stays_and_is_held_against_its_translation() {
        let words = Words { language: Language::Chinese, ..words("填\nFill in\n") };
        assert_eq!(words.put_into("a.js", "b=\"填\"").unwrap(), "b=\"填\"");
        assert!(words.are_used().is_ok());
        assert!(words.put_into("a.js", "b=\"写\"").is_err());
    }

    #[test]
    fn a_text_that_cannot_stand_there_is_told() {
        for text in ["填\n", "填\nFill\nin\n", "填\n填\n", "填\nit's\n", "第 {} 版\nVersion\n", "填\nA\n\n填\nB\n"]
        {
            assert!(read("texts", text).is_err(), "{text}");
        }
    }

    #[test]
    fn languages_are_known_by_their_codes() {
        assert_eq!(Language::named("en"), Ok(Language::English));
        assert_eq!(Language::named("zh"), Ok(Language::Chinese));
        assert!(Language::named("fr").unwrap_err().to_string().contains("`fr`"));
        assert_eq!((Language::Chinese.ending(), Language::English.ending()), (String::new(), "-en".to_owned()));
    }
}
