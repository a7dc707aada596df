//! Expressions out of a sequence of numbers: each choice takes the next one, and the smallest choice ends. So a property
//! test can shorten what fails, and equal numbers give equal expressions everywhere.

use std::sync::Arc;

use feel::ast::{Arg, ArithOp, Binding, CallExpr, CompareOp, Entry, Expr, ExprKind, Quantifier, RangeExpr, Span};
use feel::{Number, Type};

use super::value::{Ratio, V};

/// What an expression is meant to give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Bool,
    Num,
    Text,
    /// A list of numbers, of texts, of truth values, of rows.
    Nums,
    Texts,
    Bools,
    Rows,
    Row,
    Range,
}

use Wanted::{Bool, Bools, Num, Nums, Range, Row, Rows, Text, Texts};

const EVERYTHING: [Wanted; 9] = [Num, Bool, Text, Nums, Texts, Bools, Rows, Row, Range];

/// The declared names. A row has the entries `u`, `v` and `w`, which no name outside has.
pub(crate) const NAMES: [(&str, Wanted); 14] = [
    ("n", Num),
    ("m", Num),
    ("Full Name", Num),
    ("村民小组数", Num),
    ("t", Text),
    ("s", Text),
    ("ok", Bool),
    ("通电", Bool),
    ("xs", Nums),
    ("ts", Texts),
    ("bs", Bools),
    ("rows", Rows),
    ("row", Row),
    ("span", Range),
];

const FIELDS: [(&str, Wanted); 3] = [("u", Num), ("v", Text), ("w", Bool)];

impl Wanted {
    /// The type to declare a name with.
    pub(crate) fn ty(self) -> Type {
        let list = |inner| Type::List(Box::new(inner));
        let row = || Type::Record(FIELDS.iter().map(|(name, wanted)| ((*name).into(), wanted.ty())).collect());
        match self {
            Bool => Type::Boolean,
            Num => Type::Number,
            Text => Type::Text,
            Nums => list(Type::Number),
            Texts => list(Type::Text),
            Bools => list(Type::Boolean),
            Rows => list(row()),
            Row => row(),
            Range => Type::Range,
        }
    }

    fn element(self) -> Option<Self> {
        Some(match self {
            Nums => Num,
            Texts => Text,
            Bools => Bool,
            Rows => Row,
            _ => return None,
        })
    }

    fn list(self) -> Option<Self> {
        [Nums, Texts, Bools, Rows].into_iter().find(|list| list.element() == Some(self))
    }
}

/// The numbers that decide.
pub(crate) struct Choices<'a> {
    left: &'a [u32],
    /// Names bound around the place.
    locals: Vec<(Arc<str>, Wanted)>,
}

fn at(kind: ExprKind) -> Expr {
    Expr { kind, span: Span::default() }
}

fn text(text: &str) -> ExprKind {
    ExprKind::Text(text.into())
}

const TEXTS: [&str; 14] =
    ["a", "", "b", "ab", "户", "通公路小组", "🐎x", "1", "-1.5", "1 234,5", "a\"\\\n", "u", "B", "abcabc"];
const DECIMALS: [&str; 14] =
    ["0", "1", "2", "3", "10", "0.5", "0.57", "100", "0.1", "1e3", "12345678901234567890", "1e-20", "7", "2.5"];
const COMPARISONS: [CompareOp; 6] =
    [CompareOp::Eq, CompareOp::Ge, CompareOp::Lt, CompareOp::Ne, CompareOp::Gt, CompareOp::Le];

impl<'a> Choices<'a> {
    pub(crate) fn new(numbers: &'a [u32]) -> Self {
        Self { left: numbers, locals: Vec::new() }
    }

    /// A number below `ways`; 0 when all are used up.
    fn pick(&mut self, ways: usize) -> usize {
        let Some((first, rest)) = self.left.split_first() else { return 0 };
        self.left = rest;
        *first as usize % ways
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.pick(of.len())]
    }

    /// Rarely true.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.pick(times) == times - 1
    }

    // Values of the declared names.

    /// A value for a name; none is a missing answer.
    pub(crate) fn value(&mut self, wanted: Wanted) -> Option<V> {
        if self.once_in(14) { None } else { Some(self.some_value(wanted)) }
    }

    fn some_value(&mut self, wanted: Wanted) -> V {
        if self.once_in(24) {
            return V::Null;
        }
        if let Some(element) = wanted.element() {
            let length = self.pick(4);
            return V::List((0..length).map(|_| self.some_value(element)).collect());
        }
        match wanted {
            Bool => V::Bool(self.pick(2) == 1),
            Num => {
                let (n, d) = (self.pick(41), self.one(&[1, 1, 1, 2, 3, 7, 10, 100]));
                V::Num(Ratio::new((i64::try_from(n).expect("small") - 20).into(), d.into()))
            }
            Text => V::Text(self.one(&TEXTS).into()),
            Row => V::Context(FIELDS.iter().map(|(name, wanted)| ((*name).into(), self.some_value(*wanted))).collect()),
            _ => {
                let (low, high) = (self.some_number(), self.some_number());
                if self.once_in(3) {
                    return V::Unary(self.one(&COMPARISONS), Box::new(low));
                }
                let (low_closed, high_closed) = (self.pick(2) == 0, self.pick(2) == 0);
                V::Interval { low: Box::new(low), low_closed, high: Box::new(high), high_closed }
            }
        }
    }

    fn some_number(&mut self) -> V {
        V::Num(Ratio::whole(i64::try_from(self.pick(21)).expect("small") - 10))
    }

    // Expressions.

    /// An expression; seldom one of another type than wanted.
    pub(crate) fn expr(&mut self, wanted: Wanted, depth: u32) -> Expr {
        let wanted = if self.once_in(40) { self.one(&EVERYTHING) } else { wanted };
        if depth == 0 || self.once_in(5) {
            return self.leaf(wanted);
        }
        let kind = match self.pick(12) {
            0 => return self.leaf(wanted),
            1 => {
                let condition = self.boxed(Bool, depth);
                ExprKind::If(condition, self.boxed(wanted, depth), self.boxed(wanted, depth))
            }
            2 if wanted.list().is_some() => return self.indexed(wanted, depth),
            3 => return self.entry(wanted, depth),
            _ => return self.form(wanted, depth),
        };
        at(kind)
    }

    fn boxed(&mut self, wanted: Wanted, depth: u32) -> Box<Expr> {
        Box::new(self.expr(wanted, depth - 1))
    }

    /// A name or a literal.
    fn leaf(&mut self, wanted: Wanted) -> Expr {
        if self.pick(3) != 0 {
            let fits = |known: &Wanted| *known == wanted;
            let locals = self.locals.iter().filter(|(_, known)| fits(known)).map(|(name, _)| Arc::clone(name));
            let globals = NAMES.iter().filter(|(_, known)| fits(known)).map(|(name, _)| Arc::from(*name));
            // Locals twice, since there are few.
            let names: Vec<Arc<str>> = locals.clone().chain(locals).chain(globals).collect();
            if !names.is_empty() {
                let place = self.pick(names.len());
                return at(ExprKind::Name(Arc::clone(&names[place])));
            }
        }
        self.literal(wanted)
    }

    fn literal(&mut self, wanted: Wanted) -> Expr {
        if self.once_in(20) {
            return at(if self.once_in(3) { ExprKind::Name("unknown".into()) } else { ExprKind::Null });
        }
        if let Some(element) = wanted.element() {
            let length = self.pick(4);
            return at(ExprKind::List((0..length).map(|_| self.literal(element)).collect()));
        }
        at(match wanted {
            Bool => ExprKind::Bool(self.pick(2) == 1),
            Text => text(self.one(&TEXTS)),
            Row => ExprKind::Context(FIELDS.iter().map(|(key, wanted)| entry(key, self.literal(*wanted))).collect()),
            Range => return self.range(1),
            _ => {
                let number: Number = self.one(&DECIMALS).parse().expect("a number");
                ExprKind::Number(if self.once_in(4) { number.neg() } else { number })
            }
        })
    }

    /// An element of a list.
    fn indexed(&mut self, wanted: Wanted, depth: u32) -> Expr {
        let list = self.boxed(wanted.list().expect("asked before"), depth);
        let place = ["1", "2", "-1", "0", "3", "1.5"][self.pick(6)].parse().expect("a number");
        let place = if self.once_in(3) { self.expr(Num, depth - 1) } else { at(ExprKind::Number(place)) };
        at(ExprKind::Filter(list, Box::new(place)))
    }

    /// An entry of a row, or of a context written for it.
    fn entry(&mut self, wanted: Wanted, depth: u32) -> Expr {
        let field = FIELDS.iter().find(|(_, known)| *known == wanted || known.list() == Some(wanted));
        let Some((name, known)) = field else {
            let value = self.expr(wanted, depth - 1);
            // The later entry sees the earlier one.
            self.locals.push(("b c".into(), wanted));
            let seen = self.expr(wanted, depth - 1);
            self.locals.pop();
            let context = at(ExprKind::Context(vec![entry("b c", value), entry("d", seen)]));
            return at(ExprKind::Path(Box::new(context), self.one(&["d", "b c", "e"]).into()));
        };
        let base = self.boxed(if *known == wanted { Row } else { Rows }, depth);
        at(ExprKind::Path(base, (*name).into()))
    }

    fn range(&mut self, depth: u32) -> Expr {
        let ends = if self.once_in(4) { Text } else { Num };
        let depth = depth.saturating_sub(1);
        if self.once_in(3) {
            return at(ExprKind::UnaryRange(self.one(&COMPARISONS), Box::new(self.expr(ends, depth))));
        }
        let (low_closed, high_closed) = (self.pick(2) == 0, self.pick(2) == 0);
        let (low, high) = (self.expr(ends, depth), self.expr(ends, depth));
        at(ExprKind::Range(Box::new(RangeExpr { low_closed, low, high, high_closed })))
    }

    fn call(&mut self, name: &str, args: Vec<(&str, Expr)>) -> Expr {
        let named = self.once_in(4) && !args.iter().any(|(name, _)| name.is_empty());
        let mut args: Vec<Arg> = args
            .into_iter()
            .map(|(name, value)| Arg { name: named.then(|| name.into()), name_span: Span::default(), value })
            .collect();
        if named && self.once_in(2) {
            args.reverse();
        }
        at(ExprKind::Call(Box::new(CallExpr { name: name.into(), name_span: Span::default(), args })))
    }

    fn form(&mut self, wanted: Wanted, depth: u32) -> Expr {
        match wanted {
            Bool => self.truth(depth),
            Num => self.number(depth),
            Text => self.text(depth),
            Row => self.row(depth),
            Range => self.range(depth),
            _ => self.list(wanted, depth),
        }
    }

    fn truth(&mut self, depth: u32) -> Expr {
        let less = depth - 1;
        at(match self.pick(12) {
            0 | 1 => {
                let of = self.one(&[Num, Text, Num, Bool, Nums, Row, Range, Num]);
                ExprKind::Compare(self.one(&COMPARISONS), self.boxed(of, depth), self.boxed(of, depth))
            }
            2 => ExprKind::And(self.boxed(Bool, depth), self.boxed(Bool, depth)),
            3 => ExprKind::Or(self.boxed(Bool, depth), self.boxed(Bool, depth)),
            4 => {
                let negand = self.expr(Bool, less);
                return self.call(if negand == at(ExprKind::Null) { "非" } else { "not" }, vec![("negand", negand)]);
            }
            5 => {
                let of = self.one(&[Num, Num, Text]);
                ExprKind::Between(self.boxed(of, depth), self.boxed(of, depth), self.boxed(of, depth))
            }
            6 | 7 => {
                let of = self.one(&[Num, Num, Text, Bool, Row]);
                let value = self.boxed(of, depth);
                let tests = 1 + self.pick(3);
                ExprKind::In(value, (0..tests).map(|_| self.test(of, less)).collect())
            }
            8 | 9 => {
                let quantifier = self.one(&[Quantifier::Some, Quantifier::Every]);
                let (count, around) = (1 + self.pick(2), self.locals.len());
                let mut bindings = Vec::new();
                for name in ["p", "组"].into_iter().take(count) {
                    let of = self.one(&[Nums, Rows, Texts, Bools]);
                    let list = self.expr(of, less);
                    bindings.push(Binding { name: name.into(), name_span: Span::default(), list });
                    self.locals.push((name.into(), of.element().expect("a list")));
                }
                let condition = self.boxed(Bool, depth);
                self.locals.truncate(around);
                ExprKind::Quantified(quantifier, bindings, condition)
            }
            10 => {
                let (string, part) = (self.expr(Text, less), self.expr(Text, less));
                let name = self.one(&["contains", "starts with", "ends with"]);
                return self.call(name, vec![("string", string), ("match", part)]);
            }
            _ => match self.pick(3) {
                0 => {
                    let (name, list) = (self.one(&["all", "any"]), self.expr(Bools, less));
                    return self.call(name, vec![("list", list)]);
                }
                1 => {
                    let (name, number) = (self.one(&["even", "odd"]), self.expr(Num, less));
                    return self.call(name, vec![("number", number)]);
                }
                _ => {
                    let of = self.one(&[Nums, Texts, Rows]);
                    let (list, element) = (self.expr(of, less), self.expr(of.element().expect("a list"), less));
                    return self.call("list contains", vec![("list", list), ("element", element)]);
                }
            },
        })
    }

    /// A test of `in`.
    fn test(&mut self, of: Wanted, depth: u32) -> Expr {
        match self.pick(6) {
            0 => self.expr(Range, depth),
            1 => at(ExprKind::UnaryRange(self.one(&COMPARISONS), Box::new(self.expr(of, depth.min(1))))),
            2 => {
                self.locals.push(("?".into(), of));
                let condition = self.expr(Bool, depth);
                self.locals.pop();
                condition
            }
            3 => {
                let length = self.pick(3);
                let item = |this: &mut Self| if this.once_in(3) { this.range(1) } else { this.expr(of, depth.min(1)) };
                at(ExprKind::List((0..length).map(|_| item(self)).collect()))
            }
            4 if of.list().is_some() => self.expr(of.list().expect("a list"), depth),
            _ => self.expr(of, depth),
        }
    }

    fn number(&mut self, depth: u32) -> Expr {
        let less = depth - 1;
        let list = |this: &mut Self| this.expr(Nums, less);
        let scale = |this: &mut Self| {
            let scale = this.one(&["0", "1", "-1", "2", "0.5", "7000", "-2"]).parse().expect("a number");
            at(ExprKind::Number(scale))
        };
        match self.pick(12) {
            0..=3 => {
                let op = self.one(&[ArithOp::Add, ArithOp::Sub, ArithOp::Mul, ArithOp::Div]);
                at(ExprKind::Arith(op, self.boxed(Num, depth), self.boxed(Num, depth)))
            }
            4 => {
                let exponent = self.one(&["2", "0", "-1", "3", "0.5", "-0.5", "-2"]).parse().expect("a number");
                at(ExprKind::Arith(ArithOp::Pow, self.boxed(Num, depth), Box::new(at(ExprKind::Number(exponent)))))
            }
            5 => at(ExprKind::Neg(self.boxed(Num, depth))),
            6 | 7 => {
                let of = self.one(&[Nums, Rows, Texts]);
                let list = self.expr(of, less);
                let name = self.one(&["count", "计数"]);
                self.call(name, vec![("list", list)])
            }
            8 => {
                let names = ["sum", "min", "max", "mean", "median", "stddev", "product", "合计", "最大", "平均"];
                let name = self.one(&names);
                if self.once_in(3) {
                    let items = 1 + self.pick(3);
                    let items = (0..items).map(|_| ("", self.expr(Num, less))).collect();
                    return self.call(name, items);
                }
                let list = list(self);
                self.call(name, vec![("list", list)])
            }
            9 => {
                let names = [
                    "floor",
                    "ceiling",
                    "decimal",
                    "round up",
                    "round down",
                    "round half up",
                    "round half down",
                    "四舍五入",
                ];
                let name = self.one(&names);
                let mut args = vec![("n", self.expr(Num, less))];
                if !(matches!(name, "floor" | "ceiling") && self.pick(2) == 0) {
                    args.push(("scale", scale(self)));
                }
                self.call(name, args)
            }
            10 => match self.pick(3) {
                0 => {
                    let number = self.expr(Num, less);
                    self.call("abs", vec![("n", number)])
                }
                1 => {
                    let number = self.expr(Num, less);
                    self.call("sqrt", vec![("number", number)])
                }
                _ => {
                    let (a, b) = (self.expr(Num, less), self.expr(Num, less));
                    self.call("modulo", vec![("dividend", a), ("divisor", b)])
                }
            },
            _ => {
                let string = self.expr(Text, less);
                if self.pick(2) == 0 {
                    return self.call("string length", vec![("string", string)]);
                }
                let mut args = vec![("from", string)];
                if self.once_in(2) {
                    let separator = |this: &mut Self| {
                        let given = this.one(&[" ", ",", ".", "x"]);
                        at(if this.once_in(4) { ExprKind::Null } else { text(given) })
                    };
                    args.push(("grouping separator", separator(self)));
                    args.push(("decimal separator", separator(self)));
                }
                self.call("number", args)
            }
        }
    }

    fn text(&mut self, depth: u32) -> Expr {
        let less = depth - 1;
        match self.pick(6) {
            0 => at(ExprKind::Arith(ArithOp::Add, self.boxed(Text, depth), self.boxed(Text, depth))),
            1 => {
                let of = self.one(&EVERYTHING);
                let from = self.expr(of, less);
                self.call("string", vec![("from", from)])
            }
            2 => {
                let (string, part) = (self.expr(Text, less), self.expr(Text, less));
                let name = self.one(&["substring before", "substring after"]);
                self.call(name, vec![("string", string), ("match", part)])
            }
            3 => {
                let (name, string) = (self.one(&["upper case", "lower case"]), self.expr(Text, less));
                self.call(name, vec![("string", string)])
            }
            4 => {
                let mut args = vec![("list", self.expr(Texts, less))];
                if self.pick(2) == 0 {
                    args.push(("delimiter", self.expr(Text, less)));
                }
                self.call("string join", args)
            }
            _ => {
                let mut args = vec![("string", self.expr(Text, less)), ("start position", self.place(less))];
                if self.pick(2) == 0 {
                    args.push(("length", self.place(less)));
                }
                self.call("substring", args)
            }
        }
    }

    fn place(&mut self, depth: u32) -> Expr {
        let place = self.one(&["1", "2", "-1", "0", "3", "-2", "1.5"]).parse().expect("a number");
        if self.once_in(4) { self.expr(Num, depth) } else { at(ExprKind::Number(place)) }
    }

    fn row(&mut self, depth: u32) -> Expr {
        let less = depth - 1;
        match self.pick(5) {
            0 | 1 => {
                at(ExprKind::Context(FIELDS.iter().map(|(key, wanted)| entry(key, self.expr(*wanted, less))).collect()))
            }
            2 => {
                let (context, key, value) = (self.expr(Row, less), self.key(), self.expr(Num, less));
                let (label, key) =
                    if self.pick(2) == 0 { ("key", key) } else { ("keys", at(ExprKind::List(vec![key]))) };
                self.call("context put", vec![("context", context), (label, key), ("value", value)])
            }
            3 => {
                let contexts = self.expr(Rows, less);
                self.call("context merge", vec![("contexts", contexts)])
            }
            _ => {
                let pair = |this: &mut Self| {
                    let (key, value) = (this.key(), this.expr(Num, less));
                    at(ExprKind::Context(vec![entry("key", key), entry("value", value)]))
                };
                let pairs = self.pick(3);
                let pairs = at(ExprKind::List((0..pairs).map(|_| pair(self)).collect()));
                self.call("context", vec![("entries", pairs)])
            }
        }
    }

    fn key(&mut self) -> Expr {
        at(text(self.one(&["u", "v", "x", "b c"])))
    }

    fn list(&mut self, wanted: Wanted, depth: u32) -> Expr {
        let less = depth - 1;
        let element = wanted.element().expect("a list");
        let list = |this: &mut Self| ("list", this.expr(wanted, less));
        match self.pick(14) {
            0 | 1 => {
                let length = self.pick(4);
                at(ExprKind::List((0..length).map(|_| self.expr(element, less)).collect()))
            }
            2..=5 => {
                let list = self.boxed(wanted, depth);
                let around = self.locals.len();
                self.locals.push(("item".into(), element));
                if element == Row {
                    self.locals.extend(FIELDS.iter().map(|(name, wanted)| (Arc::from(*name), *wanted)));
                }
                let condition = self.boxed(Bool, depth);
                self.locals.truncate(around);
                at(ExprKind::Filter(list, condition))
            }
            6 => {
                let list = list(self);
                let name = self.one(&["reverse", "distinct values", "flatten"]);
                self.call(name, vec![list])
            }
            7 => {
                let (first, second) = (self.expr(wanted, less), self.expr(wanted, less));
                let name = self.one(&["concatenate", "union"]);
                self.call(name, vec![("", first), ("", second)])
            }
            8 => {
                let (list, item) = (list(self), self.expr(element, less));
                self.call("append", vec![list, ("item", item)])
            }
            9 => {
                let mut args = vec![list(self), ("start position", self.place(less))];
                if self.pick(2) == 0 {
                    args.push(("length", self.place(less)));
                }
                self.call("sublist", args)
            }
            10 => {
                let name = self.one(&["insert before", "list replace"]);
                let args = vec![list(self), ("position", self.place(less)), ("newItem", self.expr(element, less))];
                self.call(name, args)
            }
            11 => {
                let args = vec![list(self), ("position", self.place(less))];
                self.call("remove", args)
            }
            12 if wanted == Nums => {
                if self.pick(2) == 0 {
                    let list = self.expr(Nums, less);
                    return self.call("mode", vec![("list", list)]);
                }
                let (list, wanted) = (self.expr(Texts, less), self.expr(Text, less));
                self.call("index of", vec![("list", list), ("match", wanted)])
            }
            12 if wanted == Rows => {
                let context = self.expr(Row, less);
                self.call("get entries", vec![("m", context)])
            }
            // Wrong calls are null.
            13 => {
                let list = self.expr(wanted, less);
                let name = self.one(&["reverse", "nothing", "abs"]);
                self.call(name, vec![("wrong", list.clone()), ("list", list)])
            }
            _ => {
                let (context, key) = (self.expr(Row, less), self.key());
                self.call("get value", vec![("m", context), ("key", key)])
            }
        }
    }
}

fn entry(key: &str, value: Expr) -> Entry {
    Entry { key: key.into(), key_span: Span::default(), value }
}
