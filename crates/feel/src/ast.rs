//! The expression tree: what the parser makes, and what checkers, printers and explanations walk. Closed: every form
//! of the profile is here. Depends only on numbers.
//!
//! Two trees are equal when they say the same, wherever they stand: spans do not count.
//!
//! Its height is at most [`crate::limits::MAX_DEPTH`], so a recursive walk is safe on a small stack.

use std::sync::Arc;

use crate::number::Number;

/// A place in a source text: byte positions `start..end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from its ends.
    #[must_use]
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// From the start of one to the end of the other.
    #[must_use]
    pub const fn to(self, end: Self) -> Self {
        Self { start: self.start, end: end.end }
    }

    /// The text it covers; empty where it does not fit the source.
    #[must_use]
    pub fn text(self, source: &str) -> &str {
        source.get(self.start as usize..self.end as usize).unwrap_or("")
    }
}

/// An expression and where it stands.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

impl Expr {
    /// Visits its parts in the order written.
    pub fn for_each_part<'e>(&'e self, visit: &mut dyn FnMut(&'e Self)) {
        match &self.kind {
            ExprKind::Null
            | ExprKind::Bool(_)
            | ExprKind::Number(_)
            | ExprKind::Text(_)
            | ExprKind::Name(_)
            | ExprKind::Error => {}
            ExprKind::List(items) => items.iter().for_each(visit),
            ExprKind::Context(entries) => entries.iter().for_each(|entry| visit(&entry.value)),
            ExprKind::Range(range) => [&range.low, &range.high].into_iter().for_each(visit),
            ExprKind::UnaryRange(_, a) | ExprKind::Neg(a) | ExprKind::Path(a, _) => visit(a),
            ExprKind::Arith(_, a, b)
            | ExprKind::Compare(_, a, b)
            | ExprKind::And(a, b)
            | ExprKind::Or(a, b)
            | ExprKind::Filter(a, b) => [a, b].into_iter().for_each(|part| visit(part)),
            ExprKind::Between(a, b, c) | ExprKind::If(a, b, c) => [a, b, c].into_iter().for_each(|part| visit(part)),
            ExprKind::In(value, tests) => {
                visit(value);
                tests.iter().for_each(visit);
            }
            ExprKind::Quantified(_, bindings, condition) => {
                bindings.iter().for_each(|binding| visit(&binding.list));
                visit(condition);
            }
            ExprKind::Call(call) => call.args.iter().for_each(|arg| visit(&arg.value)),
        }
    }
}

/// Every form of expression in the profile.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// `1.5`
    Number(Number),
    /// `"text"`, with its escapes resolved
    Text(Arc<str>),
    /// A name, with single spaces between its words
    Name(Arc<str>),
    /// `[a, b]`
    List(Vec<Expr>),
    /// `{a: 1, b: 2}`
    Context(Vec<Entry>),
    /// `[1..10)`
    Range(Box<RangeExpr>),
    /// `(< 10)`: a range with one end, or a test of (un)equality
    UnaryRange(CompareOp, Box<Expr>),
    /// `-a`
    Neg(Box<Expr>),
    /// `a + b`
    Arith(ArithOp, Box<Expr>, Box<Expr>),
    /// `a < b`
    Compare(CompareOp, Box<Expr>, Box<Expr>),
    /// `a and b`
    And(Box<Expr>, Box<Expr>),
    /// `a or b`
    Or(Box<Expr>, Box<Expr>),
    /// `a between b and c`
    Between(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `a in (test, test)`; a single test needs no parentheses
    In(Box<Expr>, Vec<Expr>),
    /// `if a then b else c`
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `some x in list satisfies condition`
    Quantified(Quantifier, Vec<Binding>, Box<Expr>),
    /// `list[condition]`, `list[1]`
    Filter(Box<Expr>, Box<Expr>),
    /// `a.b`
    Path(Box<Expr>, Arc<str>),
    /// `f(a, b)`, `f(x: a, y: b)`
    Call(Box<CallExpr>),
    /// What could not be parsed; a diagnostic says why
    Error,
}

/// One entry of a context.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its name.
    pub key: Arc<str>,
    /// Where the name stands.
    pub key_span: Span,
    /// Its value.
    pub value: Expr,
}

/// A range with two ends.
#[derive(Clone, Debug, PartialEq)]
pub struct RangeExpr {
    /// Whether the lower end belongs to it.
    pub low_closed: bool,
    /// The lower end.
    pub low: Expr,
    /// The upper end.
    pub high: Expr,
    /// Whether the upper end belongs to it.
    pub high_closed: bool,
}

/// A name bound to each element of a list in turn.
#[derive(Clone, Debug)]
pub struct Binding {
    /// The name.
    pub name: Arc<str>,
    /// Where the name stands.
    pub name_span: Span,
    /// The list.
    pub list: Expr,
}

/// A call of a built-in function.
#[derive(Clone, Debug)]
pub struct CallExpr {
    /// The function's name as written, with single spaces.
    pub name: Arc<str>,
    /// Where the name stands.
    pub name_span: Span,
    /// The arguments in the order written.
    pub args: Vec<Arg>,
}

/// An argument; either all of a call's arguments have names or none has.
#[derive(Clone, Debug)]
pub struct Arg {
    /// The parameter's name, where it is given.
    pub name: Option<Arc<str>>,
    /// Where the name stands; the value's place without a name.
    pub name_span: Span,
    /// The value.
    pub value: Expr,
}

/// Arithmetic operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArithOp {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `**`
    Pow,
}

impl ArithOp {
    /// As written in FEEL.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Sub => "-",
            Self::Mul => "*",
            Self::Div => "/",
            Self::Pow => "**",
        }
    }
}

/// Comparison operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompareOp {
    /// `=`
    Eq,
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
}

impl CompareOp {
    /// As written in FEEL.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Eq => "=",
            Self::Ne => "!=",
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Ge => ">=",
        }
    }

    /// Whether an order between two comparable values satisfies it.
    #[must_use]
    pub const fn holds(self, order: core::cmp::Ordering) -> bool {
        match self {
            Self::Eq => order.is_eq(),
            Self::Ne => order.is_ne(),
            Self::Lt => order.is_lt(),
            Self::Le => order.is_le(),
            Self::Gt => order.is_gt(),
            Self::Ge => order.is_ge(),
        }
    }
}

/// Quantifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    /// `some`
    Some,
    /// `every`
    Every,
}

impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key && self.value == other.value
    }
}

impl PartialEq for Binding {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.list == other.list
    }
}

impl PartialEq for CallExpr {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.args == other.args
    }
}

impl PartialEq for Arg {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.value == other.value
    }
}
