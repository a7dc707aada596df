//! Tokens to a tree: a Pratt parser that recovers, so that one reading finds several mistakes. Depends on the lexer,
//! the tree, and the scope for names of several words.

use std::sync::Arc;

use crate::ast::{Arg, ArithOp, Binding, CallExpr, CompareOp, Entry, Expr, ExprKind, Quantifier, RangeExpr, Span};
use crate::diagnostic::{self, Code, Diagnostic};
use crate::lex::{self, Kind, Token};
use crate::limits;
use crate::number::NumberError;
use crate::scope::{self, Scope};

/// Words that are never part of a name unless the scope declares it.
const KEYWORDS: [&str; 17] = [
    "and",
    "or",
    "in",
    "between",
    "if",
    "then",
    "else",
    "some",
    "every",
    "satisfies",
    "true",
    "false",
    "null",
    "for",
    "return",
    "function",
    "instance",
];

/// Parses an expression. The tree is there even when the source is wrong: what could not be read is
/// [`ExprKind::Error`]. Diagnostics come in the order of the source; without an error among them the tree is whole.
#[must_use]
pub fn parse(source: &str, scope: &Scope) -> (Expr, Vec<Diagnostic>) {
    let whole = Span::new(0, u32::try_from(source.len()).unwrap_or(u32::MAX));
    let error = |code, args| (Expr { kind: ExprKind::Error, span: whole }, vec![Diagnostic::new(code, whole, args)]);
    if source.len() > limits::MAX_SOURCE_BYTES {
        return error(Code::SourceTooLong, vec![source.len().to_string(), limits::MAX_SOURCE_BYTES.to_string()]);
    }
    let mut diagnostics = Vec::new();
    let tokens = lex::tokens(source, &mut diagnostics);
    if tokens.len() <= 1 && diagnostics.is_empty() {
        return error(Code::Empty, vec![]);
    }
    let mut parser = Parser {
        source,
        tokens,
        at: 0,
        scope,
        phrases: Vec::new(),
        diagnostics,
        depth: 0,
        reported: None,
        deep: false,
    };
    let mut tree = parser.expression();
    while parser.kind() != Kind::End {
        parser.unexpected("@operator");
        parser.at += 1;
        if parser.kind() != Kind::End {
            // Read on, to find what else is wrong.
            parser.expression();
        }
        tree.expr.kind = ExprKind::Error;
    }
    let mut diagnostics = parser.diagnostics;
    diagnostic::in_order(&mut diagnostics);
    diagnostics.truncate(limits::MAX_DIAGNOSTICS);
    (tree.expr, diagnostics)
}

/// A name of several words that is declared inside the expression.
struct Phrase {
    name: Arc<str>,
    words: Box<[Box<str>]>,
}

/// A tree and its height.
struct Tree {
    expr: Expr,
    height: u16,
}

struct Parser<'a> {
    source: &'a str,
    tokens: Vec<Token>,
    at: usize,
    scope: &'a Scope,
    phrases: Vec<Phrase>,
    diagnostics: Vec<Diagnostic>,
    depth: u16,
    /// The token that was reported last: one finding a token is enough.
    reported: Option<usize>,
    /// Whether the depth limit was reported.
    deep: bool,
}

/// How tightly operators bind; a higher level binds tighter.
mod level {
    pub(super) const OR: u8 = 1;
    pub(super) const AND: u8 = 2;
    pub(super) const COMPARE: u8 = 3;
    pub(super) const SUM: u8 = 4;
    pub(super) const PRODUCT: u8 = 5;
    pub(super) const POWER: u8 = 6;
    pub(super) const UNARY: u8 = 7;
}

/// An operator between two operands.
enum Infix {
    Arith(ArithOp),
    Compare(CompareOp),
    And,
    Or,
    Between,
    In,
}

impl Infix {
    const fn level(&self) -> u8 {
        match self {
            Self::Or => level::OR,
            Self::And => level::AND,
            Self::Compare(_) | Self::Between | Self::In => level::COMPARE,
            Self::Arith(ArithOp::Add | ArithOp::Sub) => level::SUM,
            Self::Arith(ArithOp::Mul | ArithOp::Div) => level::PRODUCT,
            Self::Arith(ArithOp::Pow) => level::POWER,
        }
    }
}

impl<'a> Parser<'a> {
    // Tokens.

    fn token(&self) -> Token {
        self.peek(0)
    }

    fn peek(&self, ahead: usize) -> Token {
        let end = Token { kind: Kind::End, span: Span::default(), meant: None };
        self.tokens.get(self.at + ahead).or(self.tokens.last()).copied().unwrap_or(end)
    }

    fn kind(&self) -> Kind {
        self.token().kind
    }

    fn text(&self, token: Token) -> &'a str {
        match token.meant {
            // `&&` stands for a word; brackets and operators never get here.
            Some(meant) if token.kind == Kind::Name => meant,
            _ => token.span.text(self.source),
        }
    }

    /// Takes the token, and reports a typographic variant.
    fn bump(&mut self) -> Token {
        let token = self.token();
        if let Some(meant) = token.meant {
            self.report(Code::WrongCharacter, token.span, &[token.span.text(self.source), meant]);
        }
        if token.kind != Kind::End {
            self.at += 1;
        }
        token
    }

    fn eat(&mut self, kind: Kind) -> bool {
        let found = self.kind() == kind;
        if found {
            self.bump();
        }
        found
    }

    fn word_at(&self, ahead: usize) -> &'a str {
        let token = self.peek(ahead);
        if token.kind == Kind::Name { self.text(token) } else { "" }
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let found = self.word_at(0) == word;
        if found {
            self.bump();
        }
        found
    }

    fn end_of_previous(&self) -> Span {
        self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or(Span::default(), |token| token.span)
    }

    // Findings.

    /// Kept out of line: many places call it, and its code ships.
    #[inline(never)]
    fn report(&mut self, code: Code, span: Span, args: &[&str]) {
        // Later findings may come earlier in the source, so more are kept than are shown.
        if self.diagnostics.len() < 4 * limits::MAX_DIAGNOSTICS {
            self.diagnostics.push(Diagnostic::of(code, span, args));
        }
    }

    fn unexpected(&mut self, expected: &str) {
        if self.reported == Some(self.at) {
            return;
        }
        self.reported = Some(self.at);
        let token = self.token();
        let written = token.span.text(self.source);
        match token.kind {
            Kind::End => self.report(Code::UnexpectedEnd, token.span, &[expected]),
            Kind::Other => match token.meant {
                Some(meant) => self.report(Code::WrongCharacter, token.span, &[written, meant]),
                None => self.report(Code::UnknownCharacter, token.span, &[written]),
            },
            Kind::Name if operator_meant(written).is_some() => {
                let meant = operator_meant(written).unwrap_or_default();
                self.report(Code::WrongCharacter, token.span, &[written, meant]);
            }
            Kind::Name if matches!(written, "for" | "function" | "instance" | "return") => {
                self.report(Code::NotInProfile, token.span, &[written]);
            }
            _ => self.report(Code::UnexpectedToken, token.span, &[written, expected]),
        }
    }

    /// Takes a closing bracket, or reports it and skips to it.
    fn close(&mut self, kind: Kind, open: Span, opening: &str, closing: &str) {
        if self.eat(kind) {
            return;
        }
        if self.kind() == Kind::End {
            if self.reported != Some(self.at) {
                self.reported = Some(self.at);
                self.report(Code::UnclosedBracket, open, &[opening, closing]);
            }
            return;
        }
        let mut expected = String::from(closing);
        if kind != Kind::ParenClose {
            expected.insert_str(0, ", ");
        }
        self.unexpected(&expected);
        self.skip_to(&[kind]);
        self.eat(kind);
    }

    /// Skips to one of these kinds outside nested brackets, or to a bracket that closes an outer one, or to the end.
    fn skip_to(&mut self, kinds: &[Kind]) {
        let mut nested = 0_usize;
        loop {
            let kind = self.kind();
            if kind == Kind::End || (nested == 0 && kinds.contains(&kind)) {
                return;
            }
            match kind {
                Kind::ParenOpen | Kind::BracketOpen | Kind::BraceOpen => nested += 1,
                Kind::ParenClose | Kind::BracketClose | Kind::BraceClose => {
                    if nested == 0 {
                        return;
                    }
                    nested -= 1;
                }
                _ => {}
            }
            self.at += 1;
        }
    }

    // Trees.

    fn make(&mut self, kind: ExprKind, span: Span, below: u16) -> Tree {
        if below >= limits::MAX_DEPTH {
            return self.too_deep(span);
        }
        Tree { expr: Expr { kind, span }, height: below + 1 }
    }

    fn too_deep(&mut self, span: Span) -> Tree {
        if !self.deep {
            self.deep = true;
            self.report(Code::TooDeep, span, &[&limits::MAX_DEPTH.to_string()]);
        }
        Tree { expr: Expr { kind: ExprKind::Error, span }, height: 1 }
    }

    fn error(&self, span: Span) -> Tree {
        Tree { expr: Expr { kind: ExprKind::Error, span }, height: 1 }
    }

    fn expression(&mut self) -> Tree {
        self.binary(level::OR)
    }

    /// An expression, or a comparison without its left side, as tests and ranges have it: `< 10`.
    fn test(&mut self) -> Tree {
        match compare_op(self.kind()) {
            Some(op) => {
                let start = self.bump().span;
                let end = self.binary(level::SUM);
                let span = start.to(self.end_of_previous());
                self.make(ExprKind::UnaryRange(op, Box::new(end.expr)), span, end.height)
            }
            None => self.expression(),
        }
    }

    fn infix(&self) -> Option<Infix> {
        let token = self.token();
        if let Some(op) = compare_op(token.kind) {
            return Some(Infix::Compare(op));
        }
        Some(match token.kind {
            Kind::Plus => Infix::Arith(ArithOp::Add),
            Kind::Minus => Infix::Arith(ArithOp::Sub),
            Kind::Star => Infix::Arith(ArithOp::Mul),
            Kind::Slash => Infix::Arith(ArithOp::Div),
            Kind::StarStar => Infix::Arith(ArithOp::Pow),
            Kind::Name => match self.text(token) {
                "and" => Infix::And,
                "or" => Infix::Or,
                "in" => Infix::In,
                "between" => Infix::Between,
                _ => return None,
            },
            _ => return None,
        })
    }

    /// An operand and all operators after it that bind at least as tightly as `least`. All are left-associative.
    fn binary(&mut self, least: u8) -> Tree {
        if self.depth >= limits::MAX_DEPTH {
            let span = self.token().span;
            // What is nested too deep is not read at all.
            self.skip_to(&[]);
            return self.too_deep(span);
        }
        self.depth += 1;
        let start = self.token().span;
        let mut left = self.prefix();
        while let Some(infix) = self.infix() {
            let level = infix.level();
            if level < least {
                break;
            }
            self.bump();
            left = match infix {
                Infix::Between => {
                    let low = self.binary(level::SUM);
                    if !self.eat_word("and") {
                        self.unexpected("and");
                    }
                    let high = self.binary(level::SUM);
                    let span = start.to(self.end_of_previous());
                    let below = left.height.max(low.height).max(high.height);
                    let parts = (Box::new(left.expr), Box::new(low.expr), Box::new(high.expr));
                    self.make(ExprKind::Between(parts.0, parts.1, parts.2), span, below)
                }
                Infix::In => self.tests(start, left),
                Infix::Arith(_) | Infix::Compare(_) | Infix::And | Infix::Or => {
                    let right = self.binary(level + 1);
                    let span = start.to(self.end_of_previous());
                    let below = left.height.max(right.height);
                    let (a, b) = (Box::new(left.expr), Box::new(right.expr));
                    let kind = match infix {
                        Infix::Arith(op) => ExprKind::Arith(op, a, b),
                        Infix::Compare(op) => ExprKind::Compare(op, a, b),
                        Infix::And => ExprKind::And(a, b),
                        _ => ExprKind::Or(a, b),
                    };
                    self.make(kind, span, below)
                }
            };
        }
        self.depth -= 1;
        left
    }

    /// What follows `in`.
    fn tests(&mut self, start: Span, left: Tree) -> Tree {
        let mut tests = Vec::new();
        let mut below = left.height;
        if self.kind() == Kind::ParenOpen {
            let open = self.bump().span;
            let first = self.test();
            if self.kind() == Kind::DotDot {
                let range = self.range(open, false, first);
                below = below.max(range.height);
                tests.push(range.expr);
            } else {
                below = below.max(first.height);
                tests.push(first.expr);
                while self.eat(Kind::Comma) {
                    let test = self.test();
                    below = below.max(test.height);
                    tests.push(test.expr);
                }
                self.close(Kind::ParenClose, open, "(", ")");
            }
        } else {
            let test = match compare_op(self.kind()) {
                Some(_) => self.test(),
                None => self.binary(level::SUM),
            };
            below = below.max(test.height);
            tests.push(test.expr);
        }
        let span = start.to(self.end_of_previous());
        self.make(ExprKind::In(Box::new(left.expr), tests), span, below)
    }

    fn prefix(&mut self) -> Tree {
        if self.kind() == Kind::Minus {
            let start = self.bump().span;
            let operand = self.binary(level::UNARY);
            let span = start.to(self.end_of_previous());
            // A literal takes its sign, so that the tree of -1 is a number.
            if let ExprKind::Number(n) = &operand.expr.kind
                && operand.expr.span.start == start.end
                && !n.is_negative()
                && !n.is_zero()
            {
                return Tree { expr: Expr { kind: ExprKind::Number(n.neg()), span }, height: operand.height };
            }
            return self.make(ExprKind::Neg(Box::new(operand.expr)), span, operand.height);
        }
        let start = self.token().span;
        let mut tree = self.primary();
        loop {
            match self.kind() {
                Kind::Dot => {
                    self.bump();
                    let Some((name, span)) = self.path_name() else {
                        self.unexpected("@name");
                        return self.error(tree.expr.span);
                    };
                    let span = start.to(span);
                    tree = self.make(ExprKind::Path(Box::new(tree.expr), name), span, tree.height);
                }
                Kind::BracketOpen if self.begins_operand(1) => {
                    let open = self.bump().span;
                    let condition = self.expression();
                    self.close(Kind::BracketClose, open, "[", "]");
                    let span = start.to(self.end_of_previous());
                    let below = tree.height.max(condition.height);
                    tree = self.make(ExprKind::Filter(Box::new(tree.expr), Box::new(condition.expr)), span, below);
                }
                _ => return tree,
            }
        }
    }

    /// Whether an operand can begin at a token: tells the filter `a[1]` from the end of the range `[1..a[`.
    fn begins_operand(&self, ahead: usize) -> bool {
        match self.peek(ahead).kind {
            Kind::Name => !matches!(
                self.word_at(ahead),
                "and" | "or" | "in" | "between" | "then" | "else" | "satisfies" | "return"
            ),
            Kind::Number | Kind::Text | Kind::Minus | Kind::ParenOpen | Kind::BracketOpen | Kind::BraceOpen => true,
            Kind::Other => true,
            _ => false,
        }
    }

    fn primary(&mut self) -> Tree {
        let token = self.token();
        match token.kind {
            Kind::Number => {
                self.bump();
                match self.text(token).parse() {
                    Ok(n) => self.make(ExprKind::Number(n), token.span, 0),
                    Err(NumberError::TooLong { digits }) => {
                        let (given, most) = (digits.to_string(), limits::MAX_DIGITS.to_string());
                        self.report(Code::NumberTooLong, token.span, &[&given, &most]);
                        self.error(token.span)
                    }
                    Err(_) => {
                        let shown: String = self.text(token).chars().take(40).collect();
                        self.report(Code::BadNumber, token.span, &[&shown, &limits::MAX_EXPONENT.to_string()]);
                        self.error(token.span)
                    }
                }
            }
            Kind::Text => {
                self.bump();
                let text = lex::unescape(self.text(token), token.span, &mut self.diagnostics);
                self.make(ExprKind::Text(text.into()), token.span, 0)
            }
            Kind::Name => self.word(token),
            Kind::ParenOpen => {
                let open = self.bump().span;
                let inner = self.test();
                if self.kind() == Kind::DotDot {
                    return self.range(open, false, inner);
                }
                self.close(Kind::ParenClose, open, "(", ")");
                inner
            }
            Kind::BracketOpen => self.list(),
            Kind::BracketClose if self.depth > 0 && self.begins_operand(1) && self.ends_in_range() => {
                let open = self.bump().span;
                let low = self.binary(level::SUM);
                self.range(open, false, low)
            }
            Kind::BraceOpen => self.context(),
            _ => match self.phrase() {
                Some(tree) => tree,
                None => {
                    self.unexpected("@expression");
                    // Separators and closing brackets belong to those around.
                    if matches!(token.kind, Kind::Other) {
                        self.at += 1;
                        return self.prefix_after_noise(token.span);
                    }
                    self.error(token.span)
                }
            },
        }
    }

    /// After a character that has no meaning: reads on if an operand follows, so that one slip is one finding.
    fn prefix_after_noise(&mut self, noise: Span) -> Tree {
        if self.begins_operand(0) && self.kind() != Kind::Other && self.depth < limits::MAX_DEPTH {
            self.depth += 1;
            self.primary();
            self.depth -= 1;
        }
        self.error(noise.to(self.end_of_previous()))
    }

    /// Whether a `]` at this place opens a range: two dots follow before its bracket closes.
    fn ends_in_range(&self) -> bool {
        let mut nested = 0_usize;
        for token in self.tokens.iter().skip(self.at + 1).take(64) {
            match token.kind {
                Kind::DotDot if nested == 0 => return true,
                Kind::ParenOpen | Kind::BracketOpen | Kind::BraceOpen => nested += 1,
                Kind::ParenClose | Kind::BracketClose | Kind::BraceClose => {
                    if nested == 0 {
                        return false;
                    }
                    nested -= 1;
                }
                Kind::Comma if nested == 0 => return false,
                _ => {}
            }
        }
        false
    }

    /// From the two dots of a range to its end.
    fn range(&mut self, open: Span, low_closed: bool, low: Tree) -> Tree {
        if !self.eat(Kind::DotDot) {
            self.unexpected("..");
        }
        let high = self.binary(level::SUM);
        let high_closed = self.kind() == Kind::BracketClose;
        if !high_closed && !matches!(self.kind(), Kind::ParenClose | Kind::BracketOpen) {
            self.close(Kind::BracketClose, open, if low_closed { "[" } else { "(" }, "]");
        } else {
            self.bump();
        }
        let span = open.to(self.end_of_previous());
        let below = low.height.max(high.height);
        let range = RangeExpr { low_closed, low: low.expr, high: high.expr, high_closed };
        self.make(ExprKind::Range(Box::new(range)), span, below)
    }

    fn list(&mut self) -> Tree {
        let open = self.bump().span;
        let mut items = Vec::new();
        let mut below = 0;
        if self.kind() != Kind::BracketClose {
            let first = self.test();
            if self.kind() == Kind::DotDot {
                return self.range(open, true, first);
            }
            below = first.height;
            items.push(first.expr);
            while self.separator(Kind::BracketClose) {
                let item = self.test();
                below = below.max(item.height);
                items.push(item.expr);
            }
        }
        self.close(Kind::BracketClose, open, "[", "]");
        self.make(ExprKind::List(items), open.to(self.end_of_previous()), below)
    }

    /// Takes a comma; where something else stands before the closing bracket, reports it and skips to the next comma.
    fn separator(&mut self, closing: Kind) -> bool {
        if self.eat(Kind::Comma) {
            return true;
        }
        if self.kind() == closing || self.kind() == Kind::End {
            return false;
        }
        self.unexpected(",");
        self.skip_to(&[Kind::Comma, closing]);
        self.eat(Kind::Comma)
    }

    fn context(&mut self) -> Tree {
        let open = self.bump().span;
        let mut entries: Vec<Entry> = Vec::new();
        let mut below = 0;
        let known = self.phrases.len();
        while self.kind() != Kind::BraceClose && self.kind() != Kind::End {
            let Some((key, key_span)) = self.key() else {
                self.unexpected("@name");
                self.skip_to(&[Kind::Comma, Kind::BraceClose]);
                if !self.eat(Kind::Comma) {
                    break;
                }
                continue;
            };
            if !self.eat(Kind::Colon) {
                self.unexpected(":");
            }
            let value = self.test();
            below = below.max(value.height);
            if entries.iter().any(|entry| entry.key == key) {
                self.report(Code::DuplicateKey, key_span, &[&key]);
            }
            self.remember(&key);
            entries.push(Entry { key, key_span, value: value.expr });
            if !self.separator(Kind::BraceClose) {
                break;
            }
        }
        self.phrases.truncate(known);
        self.close(Kind::BraceClose, open, "{", "}");
        self.make(ExprKind::Context(entries), open.to(self.end_of_previous()), below)
    }

    /// The key of an entry: a text, or everything up to the colon.
    fn key(&mut self) -> Option<(Arc<str>, Span)> {
        let first = self.token();
        if first.kind == Kind::Text {
            self.bump();
            let text = lex::unescape(self.text(first), first.span, &mut self.diagnostics);
            return Some((text.into(), first.span));
        }
        let mut length = 0;
        while !matches!(
            self.peek(length).kind,
            Kind::Colon | Kind::Comma | Kind::BraceOpen | Kind::BraceClose | Kind::End | Kind::Text
        ) {
            length += 1;
        }
        if length == 0 || self.peek(length).kind != Kind::Colon {
            return None;
        }
        Some(self.take_phrase(length))
    }

    /// Takes tokens as one name: what is apart in the source is apart by one space in the name.
    fn take_phrase(&mut self, length: usize) -> (Arc<str>, Span) {
        let start = self.token().span;
        if length == 1 {
            self.at += 1;
            return (start.text(self.source).into(), start);
        }
        let mut name = String::new();
        let mut end = start;
        for _ in 0..length {
            let token = self.token();
            if !name.is_empty() && token.span.start > end.end {
                name.push(' ');
            }
            name.push_str(token.span.text(self.source));
            end = token.span;
            self.at += 1;
        }
        (name.into(), start.to(end))
    }

    /// Lets a name of several words be used from here on.
    fn remember(&mut self, name: &Arc<str>) {
        if let Some(words) = scope::words(name) {
            self.phrases.push(Phrase { name: Arc::clone(name), words });
        }
    }

    /// How many tokens from here a declared name of several words takes.
    fn fits(&self, words: &[Box<str>]) -> bool {
        words.iter().enumerate().all(|(ahead, word)| {
            let token = self.peek(ahead);
            token.kind != Kind::End && token.span.text(self.source) == &**word
        })
    }

    /// The longest declared name of several words that stands here.
    fn declared_phrase(&self) -> Option<(Arc<str>, usize)> {
        let mut best: Option<(&Arc<str>, usize)> = None;
        let inner = self.phrases.iter().map(|phrase| (&phrase.name, &*phrase.words));
        for (name, words) in inner.chain(self.scope.phrases()) {
            if best.is_none_or(|(_, length)| words.len() > length) && self.fits(words) {
                best = Some((name, words.len()));
            }
        }
        best.map(|(name, length)| (Arc::clone(name), length))
    }

    fn phrase(&mut self) -> Option<Tree> {
        let (name, length) = self.declared_phrase().filter(|(_, length)| *length > 0)?;
        let (_, span) = self.take_phrase(length);
        Some(self.make(ExprKind::Name(name), span, 0))
    }

    /// The words of an undeclared name: a run of words that are no keywords.
    fn run_of_words(&self) -> usize {
        let mut length = 1;
        while self.peek(length).kind == Kind::Name && !KEYWORDS.contains(&self.word_at(length)) {
            length += 1;
        }
        length
    }

    /// A name after a dot.
    fn path_name(&mut self) -> Option<(Arc<str>, Span)> {
        if self.kind() != Kind::Name || self.token().meant.is_some() {
            return None;
        }
        let length = self.run_of_words();
        Some(self.take_phrase(length))
    }

    /// A keyword, a call or a name.
    fn word(&mut self, token: Token) -> Tree {
        if let Some(tree) = self.phrase() {
            return tree;
        }
        let literal = match self.text(token) {
            "null" => Some(ExprKind::Null),
            "true" => Some(ExprKind::Bool(true)),
            "false" => Some(ExprKind::Bool(false)),
            _ => None,
        };
        if let Some(kind) = literal {
            self.bump();
            return self.make(kind, token.span, 0);
        }
        match self.text(token) {
            "if" => return self.condition(),
            "some" => return self.quantified(Quantifier::Some),
            "every" => return self.quantified(Quantifier::Every),
            word if KEYWORDS.contains(&word) => {
                self.unexpected("@expression");
                if matches!(word, "for" | "function" | "return" | "instance") {
                    self.skip_to(&[Kind::Comma]);
                }
                return self.error(token.span);
            }
            _ => {}
        }
        let run = self.run_of_words();
        // A declared word ends the name, so that what follows it is reported for itself.
        let calls = self.peek(run).kind == Kind::ParenOpen;
        let declared = if calls { None } else { self.scope.declaration(self.text(token)) };
        if let Some(known) = declared {
            self.at += 1;
            return self.make(ExprKind::Name(Arc::clone(&known.name)), token.span, 0);
        }
        let (name, span) = self.take_phrase(run);
        if calls {
            return self.call(name, span);
        }
        self.make(ExprKind::Name(name), span, 0)
    }

    fn condition(&mut self) -> Tree {
        let start = self.bump().span;
        let condition = self.expression();
        if !self.eat_word("then") {
            self.unexpected("then");
        }
        let yes = self.expression();
        if !self.eat_word("else") {
            self.unexpected("else");
        }
        let no = self.expression();
        let span = start.to(self.end_of_previous());
        let below = condition.height.max(yes.height).max(no.height);
        let kind = ExprKind::If(Box::new(condition.expr), Box::new(yes.expr), Box::new(no.expr));
        self.make(kind, span, below)
    }

    fn quantified(&mut self, quantifier: Quantifier) -> Tree {
        let start = self.bump().span;
        let mut bindings = Vec::new();
        let mut below = 0;
        let known = self.phrases.len();
        loop {
            let mut length = 0;
            while self.peek(length).kind == Kind::Name && self.word_at(length) != "in" {
                length += 1;
            }
            if length == 0 {
                self.unexpected("@name");
                break;
            }
            let (name, name_span) = self.take_phrase(length);
            if !self.eat_word("in") {
                self.unexpected("in");
            }
            let list = self.expression();
            below = below.max(list.height);
            self.remember(&name);
            bindings.push(Binding { name, name_span, list: list.expr });
            if !self.eat(Kind::Comma) {
                break;
            }
        }
        if !self.eat_word("satisfies") {
            self.unexpected("satisfies");
        }
        let condition = self.expression();
        self.phrases.truncate(known);
        let span = start.to(self.end_of_previous());
        let levels = u16::try_from(bindings.len().saturating_sub(1)).unwrap_or(u16::MAX);
        let kind = ExprKind::Quantified(quantifier, bindings, Box::new(condition.expr));
        // Evaluation goes down a level for each list after the first, as if the quantifiers were nested.
        self.make(kind, span, below.max(condition.height).saturating_add(levels))
    }

    fn call(&mut self, name: Arc<str>, name_span: Span) -> Tree {
        let open = self.bump().span;
        let mut args: Vec<Arg> = Vec::new();
        let mut below = 0;
        if self.kind() != Kind::ParenClose {
            loop {
                let label = self.label();
                let value = self.test();
                below = below.max(value.height);
                let value = value.expr;
                let (label, label_span) = match label {
                    Some((label, span)) => (Some(label), span),
                    None => (None, value.span),
                };
                // Either all are named or none.
                if args.first().is_some_and(|first| first.name.is_some() != label.is_some()) {
                    let given = label_span.text(self.source);
                    self.report(Code::UnexpectedToken, label_span, &[given, "@argument"]);
                }
                args.push(Arg { name: label, name_span: label_span, value });
                if !self.separator(Kind::ParenClose) {
                    break;
                }
            }
        }
        self.close(Kind::ParenClose, open, "(", ")");
        let span = name_span.to(self.end_of_previous());
        self.make(ExprKind::Call(Box::new(CallExpr { name, name_span, args })), span, below)
    }

    /// The name of a parameter and its colon.
    fn label(&mut self) -> Option<(Arc<str>, Span)> {
        let mut length = 0;
        while self.peek(length).kind == Kind::Name {
            length += 1;
        }
        if length == 0 || self.peek(length).kind != Kind::Colon {
            return None;
        }
        let label = self.take_phrase(length);
        self.bump();
        Some(label)
    }
}

/// The operator that a word of Chinese stands for.
fn operator_meant(word: &str) -> Option<&'static str> {
    Some(match word {
        "大于" | "高于" | "超过" => ">",
        "小于" | "低于" => "<",
        "等于" => "=",
        "不等于" => "!=",
        "不低于" | "不小于" | "大于等于" => ">=",
        "不高于" | "不大于" | "小于等于" | "不超过" => "<=",
        "并且" | "而且" | "且" => "and",
        "或者" | "或" => "or",
        "如果" => "if",
        "那么" | "则" => "then",
        "否则" => "else",
        "属于" => "in",
        _ => return None,
    })
}

/// The comparison a token stands for.
const fn compare_op(kind: Kind) -> Option<CompareOp> {
    Some(match kind {
        Kind::Eq => CompareOp::Eq,
        Kind::Ne => CompareOp::Ne,
        Kind::Lt => CompareOp::Lt,
        Kind::Le => CompareOp::Le,
        Kind::Gt => CompareOp::Gt,
        Kind::Ge => CompareOp::Ge,
        _ => return None,
    })
}
