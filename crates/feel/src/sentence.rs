//! A tree as a Chinese sentence for people who never saw a formula: `a / b >= 1` reads 「a ÷ b 不低于 100%」. Depends on
//! the tree, and on the printer for what has no better words.

use crate::ast::{ArithOp, CallExpr, CompareOp, Expr, ExprKind, Quantifier};
use crate::builtin;
use crate::number::Number;
use crate::print::print;

/// Says an expression in Chinese. What is compared with a share of a whole is said as a percentage.
#[must_use]
pub fn sentence(expr: &Expr) -> String {
    sentence_with(expr, &|_| false)
}

/// The same, where what is compared with a name for which `is_fraction` holds is said as a percentage too.
#[must_use]
pub fn sentence_with(expr: &Expr, is_fraction: &dyn Fn(&str) -> bool) -> String {
    let mut speaker = Speaker { out: String::new(), is_fraction };
    speaker.say(expr);
    speaker.out
}

const fn comparison(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Eq => "等于",
        CompareOp::Ne => "不等于",
        CompareOp::Lt => "低于",
        CompareOp::Le => "不高于",
        CompareOp::Gt => "高于",
        CompareOp::Ge => "不低于",
    }
}

struct Speaker<'a> {
    out: String,
    is_fraction: &'a dyn Fn(&str) -> bool,
}

impl Speaker<'_> {
    fn put(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// Whether an expression is a share of a whole, so that what it is compared with reads as a percentage.
    fn is_share(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Arith(ArithOp::Div, _, b) => !matches!(b.kind, ExprKind::Number(_)),
            ExprKind::Name(name) => (self.is_fraction)(name),
            _ => false,
        }
    }

    /// One side of a comparison with the other.
    fn side(&mut self, expr: &Expr, other: &Expr) {
        match &expr.kind {
            ExprKind::Number(n) if self.is_share(other) => {
                self.put(&n.mul(&Number::from(100)).to_feel_text());
                self.put("%");
            }
            _ => self.part(expr, &ExprKind::Null, is_statement(expr)),
        }
    }

    /// An operand, in brackets where it is itself made of parts that could be misread.
    fn part(&mut self, expr: &Expr, within: &ExprKind, loose: bool) {
        let loose = loose
            || match (&expr.kind, within) {
                (ExprKind::Arith(inner, ..), ExprKind::Arith(outer, ..)) => {
                    matches!(inner, ArithOp::Add | ArithOp::Sub) && !matches!(outer, ArithOp::Add | ArithOp::Sub)
                }
                (ExprKind::Arith(..), ExprKind::Neg(_)) => true,
                (ExprKind::Or(..), ExprKind::And(..)) | (ExprKind::And(..), ExprKind::Or(..)) => true,
                (ExprKind::If(..) | ExprKind::Quantified(..), _) => true,
                _ => false,
            };
        if loose {
            self.put("（");
        }
        self.say(expr);
        if loose {
            self.put("）");
        }
    }

    fn list(&mut self, items: &[Expr], between: &str) {
        for (place, item) in items.iter().enumerate() {
            if place > 0 {
                self.put(between);
            }
            self.say(item);
        }
    }

    fn say(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Bool(true) => self.put("是"),
            ExprKind::Bool(false) => self.put("否"),
            ExprKind::Null => self.put("空"),
            ExprKind::Number(n) => self.put(&n.to_feel_text()),
            ExprKind::Text(text) => {
                self.put("“");
                self.put(text);
                self.put("”");
            }
            ExprKind::Name(name) => self.put(if **name == *"item" { "该项" } else { name }),
            ExprKind::List(items) if items.is_empty() => self.put("空列表"),
            ExprKind::List(items) => self.list(items, "、"),
            ExprKind::Neg(operand) => {
                self.put("负");
                self.part(operand, &expr.kind, false);
            }
            ExprKind::Arith(op, a, b) => {
                self.part(a, &expr.kind, false);
                self.put(match op {
                    ArithOp::Add => " ＋ ",
                    ArithOp::Sub => " － ",
                    ArithOp::Mul => " × ",
                    ArithOp::Div => " ÷ ",
                    ArithOp::Pow => " 的乘方，指数 ",
                });
                // The right operand of `-` and `/` needs brackets where the left one does not.
                let regroups = matches!(op, ArithOp::Sub | ArithOp::Div | ArithOp::Pow);
                self.part(b, &expr.kind, regroups && matches!(b.kind, ExprKind::Arith(..)));
            }
            ExprKind::Compare(op, a, b) => self.comparison(*op, a, b),
            ExprKind::And(a, b) | ExprKind::Or(a, b) => {
                self.truth(a, &expr.kind);
                self.put(if matches!(expr.kind, ExprKind::And(..)) { "，且 " } else { "，或 " });
                self.truth(b, &expr.kind);
            }
            ExprKind::Between(value, low, high) => {
                self.part(value, &expr.kind, false);
                self.put(" 在 ");
                self.side(low, value);
                self.put(" 到 ");
                self.side(high, value);
                self.put(" 之间（含两端）");
            }
            ExprKind::In(value, tests) => self.membership(value, tests),
            ExprKind::Range(range) => {
                self.say(&range.low);
                self.put(if range.low_closed { "（含）" } else { "（不含）" });
                self.put(" 到 ");
                self.say(&range.high);
                self.put(if range.high_closed { "（含）" } else { "（不含）" });
            }
            ExprKind::UnaryRange(op, end) => {
                self.put(comparison(*op));
                self.put(" ");
                self.say(end);
            }
            ExprKind::If(condition, yes, no) => {
                for (word, part) in [("如果 ", condition), ("，则 ", yes), ("，否则 ", no)] {
                    self.put(word);
                    self.part(part, &ExprKind::Null, false);
                }
            }
            ExprKind::Quantified(quantifier, bindings, condition) => {
                for binding in bindings {
                    self.say(&binding.list);
                    self.put(match quantifier {
                        Quantifier::Some => " 中至少有一个 ",
                        Quantifier::Every => " 中每一个 ",
                    });
                    self.put(&binding.name);
                    self.put("，");
                }
                self.put("满足：");
                self.say(condition);
            }
            ExprKind::Filter(base, condition) => {
                self.say(base);
                match &condition.kind {
                    ExprKind::Number(n) if n.is_negative() => {
                        self.put(" 的倒数第 ");
                        self.put(&n.abs().to_feel_text());
                        self.put(" 项");
                    }
                    ExprKind::Number(n) => {
                        self.put(" 的第 ");
                        self.put(&n.to_feel_text());
                        self.put(" 项");
                    }
                    _ => {
                        self.put(" 中（");
                        self.say(condition);
                        self.put("）的项");
                    }
                }
            }
            ExprKind::Path(base, name) => {
                self.say(base);
                self.put(" 的 ");
                self.put(name);
            }
            ExprKind::Call(call) => self.call(call),
            ExprKind::Context(_) | ExprKind::Error => self.put(&print(expr)),
        }
    }

    /// A part that is true or false: a bare name says which.
    fn truth(&mut self, expr: &Expr, within: &ExprKind) {
        self.part(expr, within, false);
        if matches!(expr.kind, ExprKind::Name(_)) {
            self.put(" 为 是");
        }
    }

    fn comparison(&mut self, op: CompareOp, a: &Expr, b: &Expr) {
        let is_word = matches!(b.kind, ExprKind::Bool(_) | ExprKind::Text(_));
        match (&b.kind, op) {
            (ExprKind::Null, CompareOp::Eq | CompareOp::Ne) => {
                self.part(a, &ExprKind::Null, is_statement(a));
                self.put(if op == CompareOp::Eq { " 没有填" } else { " 已填" });
            }
            (_, CompareOp::Eq | CompareOp::Ne) if is_word => {
                self.part(a, &ExprKind::Null, is_statement(a));
                self.put(if op == CompareOp::Eq { " 为 " } else { " 不为 " });
                self.say(b);
            }
            _ => {
                self.side(a, b);
                self.put(" ");
                self.put(comparison(op));
                self.put(" ");
                self.side(b, a);
            }
        }
    }

    fn membership(&mut self, value: &Expr, tests: &[Expr]) {
        self.part(value, &ExprKind::Null, is_statement(value));
        match tests {
            [Expr { kind: ExprKind::Range(range), .. }] => {
                self.put(" 在 ");
                self.side(&range.low, value);
                self.put(if range.low_closed { "（含）到 " } else { "（不含）到 " });
                self.side(&range.high, value);
                self.put(if range.high_closed { "（含）之间" } else { "（不含）之间" });
            }
            [Expr { kind: ExprKind::UnaryRange(op, end), .. }] => {
                self.put(" ");
                self.put(comparison(*op));
                self.put(" ");
                self.side(end, value);
            }
            _ => {
                let items = match tests {
                    [Expr { kind: ExprKind::List(items), .. }] => items.as_slice(),
                    several => several,
                };
                let one_of = !items.is_empty() && items.iter().all(is_constant);
                self.put(if one_of { " 为 " } else { " 属于 " });
                match items {
                    [] => self.put("空列表"),
                    _ => self.list(items, if one_of { " 或 " } else { "、" }),
                }
            }
        }
    }

    fn call(&mut self, call: &CallExpr) {
        let name = builtin::canonical(&call.name);
        match (name, call.args.as_slice()) {
            ("not", [only]) => {
                self.put("并非（");
                self.say(&only.value);
                self.put("）");
            }
            ("count", [only]) => {
                self.say(&only.value);
                self.put(" 的个数");
            }
            (_, args) => {
                self.put(builtin::chinese(name).unwrap_or(&call.name));
                self.put("（");
                for (place, arg) in args.iter().enumerate() {
                    if place > 0 {
                        self.put("、");
                    }
                    self.say(&arg.value);
                }
                self.put("）");
            }
        }
    }
}

/// Whether an expression is a truth value made of parts, which does not stand bare on a side of a comparison.
const fn is_statement(expr: &Expr) -> bool {
    matches!(
        expr.kind,
        ExprKind::And(..) | ExprKind::Or(..) | ExprKind::Compare(..) | ExprKind::Between(..) | ExprKind::In(..)
    )
}

const fn is_constant(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Text(_) | ExprKind::Number(_) | ExprKind::Bool(_))
}
