//! Just enough HTML to rewrite a page's tags and leave every other byte alone. Depends on nothing.

/// A part of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// A start tag.
    Tag(Tag),
    /// A comment, with its marks.
    Comment(String),
    /// Everything else, as it stands: text, end tags, the body of a script or style.
    Rest(String),
}

/// A start tag. Attribute values are kept as written, references unresolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag {
    /// In lower case.
    pub(super) name: String,
    attributes: Vec<(String, Option<String>)>,
}

impl Tag {
    /// A tag without attributes.
    pub(super) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), attributes: Vec::new() }
    }

    /// The attribute's value; empty when it has none.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_deref().unwrap_or_default())
    }

    /// Sets the attribute, at its place or at the end.
    pub(super) fn set(&mut self, name: &str, value: impl Into<String>) {
        let value = Some(value.into());
        match self.attributes.iter_mut().find(|(own, _)| own == name) {
            Some((_, own)) => *own = value,
            None => self.attributes.push((name.to_owned(), value)),
        }
    }

    /// Takes the attribute away.
    pub(super) fn remove(&mut self, name: &str) {
        self.attributes.retain(|(own, _)| own != name);
    }

    /// Every attribute with its value.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.attributes.iter().map(|(name, value)| (name.as_str(), value.as_deref().unwrap_or_default()))
    }

    /// Every value, to be changed in place.
    pub(super) fn values_mut(&mut self) -> impl Iterator<Item = &mut String> {
        self.attributes.iter_mut().filter_map(|(_, value)| value.as_mut())
    }

    fn write(&self, page: &mut String) {
        page.push('<');
        page.push_str(&self.name);
        for (name, value) in &self.attributes {
            page.push(' ');
            page.push_str(name);
            if let Some(value) = value {
                page.push_str(&format!("=\"{}\"", value.replace('"', "&quot;")));
            }
        }
        page.push('>');
    }
}

/// Takes a page apart; `written` puts it together again.
pub(super) fn pieces(page: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = String::new();
    let mut left = page;
    while !left.is_empty() {
        if let Some((comment, after)) = comment(left) {
            pieces.extend(some(&mut rest));
            pieces.push(Piece::Comment(comment.to_owned()));
            left = after;
        } else if let Some((tag, after)) = start_tag(left) {
            pieces.extend(some(&mut rest));
            left = after;
            // A script's or style's body is text up to its end tag, whatever it looks like.
            if matches!(tag.name.as_str(), "script" | "style") {
                let (body, after) = until_end_tag(left, &tag.name);
                rest.push_str(body);
                left = after;
                pieces.push(Piece::Tag(tag));
                pieces.push(Piece::Rest(std::mem::take(&mut rest)));
            } else {
                pieces.push(Piece::Tag(tag));
            }
        } else {
            let mut characters = left.chars();
            rest.extend(characters.next());
            left = characters.as_str();
        }
    }
    pieces.extend(some(&mut rest));
    pieces
}

/// Takes the text collected so far, if there is any.
fn some(rest: &mut String) -> Option<Piece> {
    (!rest.is_empty()).then(|| Piece::Rest(std::mem::take(rest)))
}

/// Puts a page together.
pub(super) fn written(pieces: &[Piece]) -> String {
    let mut page = String::new();
    for piece in pieces {
        match piece {
            Piece::Tag(tag) => tag.write(&mut page),
            Piece::Comment(text) | Piece::Rest(text) => page.push_str(text),
        }
    }
    page
}

fn comment(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix("<!--")?;
    match text.find("-->").and_then(|end| text.split_at_checked(end + 3)) {
        Some(parts) => Some(parts),
        None => Some((text, "")),
    }
}

fn until_end_tag<'a>(text: &'a str, name: &str) -> (&'a str, &'a str) {
    let end = text.to_ascii_lowercase().find(&format!("</{name}")).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

fn start_tag(text: &str) -> Option<(Tag, &str)> {
    let after = text.strip_prefix('<')?;
    if !after.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return None;
    }
    let (name, mut left) = word(after, |c| c.is_whitespace() || c == '>' || c == '/');
    let mut tag = Tag::new(&name.to_ascii_lowercase());
    loop {
        left = left.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if let Some(after) = left.strip_prefix('>') {
            return Some((tag, after));
        }
        if left.is_empty() {
            return None;
        }
        let (name, after) = word(left, |c| c.is_whitespace() || matches!(c, '>' | '/' | '='));
        let name = name.to_ascii_lowercase();
        let (value, after) = value(after);
        if name.is_empty() && value.is_none() {
            return None;
        }
        tag.attributes.push((name, value));
        left = after;
    }
}

/// `="…"`, `='…'` or `=…` at the head of `text`, if there.
fn value(text: &str) -> (Option<String>, &str) {
    let Some(after) = text.trim_start().strip_prefix('=') else {
        return (None, text);
    };
    let after = after.trim_start();
    for quote in ['"', '\''] {
        if let Some((value, after)) = after.strip_prefix(quote).and_then(|inner| inner.split_once(quote)) {
            return (Some(value.to_owned()), after);
        }
    }
    let (value, after) = word(after, |c| c.is_whitespace() || c == '>');
    (Some(value.to_owned()), after)
}

fn word(text: &str, ends: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.find(ends).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_comes_back_as_it_was() {
        let page =
            "<!doctype html>\n<html lang=\"zh\"><!-- <b c> --><p>1 < 2 八有</p><script>if (a<b) {}</script></html>";
        assert_eq!(written(&pieces(page)), page);
    }

    #[test]
    fn attributes_are_read_in_every_notation() {
        let page = "<LINK rel='a b' HREF=x.css crossorigin data-a = \"1\"/>";
        let Some(Piece::Tag(tag)) = pieces(page).into_iter().next() else { panic!("no tag") };
        assert_eq!(tag.name, "link");
        assert_eq!(tag.get("rel"), Some("a b"));
        assert_eq!(tag.get("href"), Some("x.css"));
        assert_eq!(tag.get("crossorigin"), Some(""));
        assert_eq!(tag.get("data-a"), Some("1"));
        assert_eq!(tag.get("none"), None);
    }

    #[test]
    fn a_script_keeps_its_body_apart() {
        let parts = pieces("<script type=\"module\">\nlet a = '<p>';</script>");
        assert!(matches!(parts.as_slice(),
            [Piece::Tag(tag), Piece::Rest(body), ..] if tag.name == "script" && body == "\nlet a = '<p>';"));
    }

    #[test]
    fn an_unfinished_tag_is_text() {
        assert_eq!(written(&pieces("a <b c=")), "a <b c=");
    }
}
