//! A tree as a Chinese sentence for people who never saw a formula: `a / b >= 1` reads 「a ÷ b 不低于 100%」. Depends on
//! the tree, and on the printer for what has no better words.

use crate::ast::{ArithOp, CompareOp, Expr, ExprKind, Quantifier};
use crate::builtin;
use crate::number::Number;
use crate::print::print;

/// Says an expression in Chinese.
#[must_use]
pub fn sentence(expr: &Expr) -> String {
    let mut out = String::new();
    say(expr, &mut out);
    out
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

/// Whether an expression is a share of a whole, so that what it is compared with reads as a percentage.
fn is_share(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Arith(ArithOp::Div, _, b) if !matches!(b.kind, ExprKind::Number(_)))
}

fn percent(n: &Number, out: &mut String) {
    out.push_str(&n.mul(&Number::from(100)).to_feel_text());
    out.push('%');
}

/// One side of a comparison with the other.
fn side(expr: &Expr, other: &Expr, out: &mut String) {
    match &expr.kind {
        ExprKind::Number(n) if is_share(other) => percent(n, out),
        _ => part(expr, &expr.kind, out),
    }
}

/// An operand, in brackets where it is itself made of parts that could be misread.
fn part(expr: &Expr, within: &ExprKind, out: &mut String) {
    let loose = match (&expr.kind, within) {
        (ExprKind::Arith(inner, ..), ExprKind::Arith(outer, ..)) => {
            matches!(inner, ArithOp::Add | ArithOp::Sub) && !matches!(outer, ArithOp::Add | ArithOp::Sub)
        }
        (ExprKind::Or(..), ExprKind::And(..)) | (ExprKind::And(..), ExprKind::Or(..)) => true,
        (ExprKind::If(..) | ExprKind::Quantified(..), _) => true,
        (ExprKind::And(..) | ExprKind::Or(..) | ExprKind::Compare(..), ExprKind::Compare(..)) => true,
        _ => false,
    };
    if loose {
        out.push('（');
    }
    say(expr, out);
    if loose {
        out.push('）');
    }
}

/// The right operand of `-` and `/` needs brackets where the left one does not.
fn right_part(op: ArithOp, expr: &Expr, within: &ExprKind, out: &mut String) {
    let regroups = matches!(op, ArithOp::Sub | ArithOp::Div | ArithOp::Pow) && matches!(expr.kind, ExprKind::Arith(..));
    if regroups {
        out.push('（');
        say(expr, out);
        out.push('）');
    } else {
        part(expr, within, out);
    }
}

fn list(items: &[Expr], out: &mut String) {
    for (place, item) in items.iter().enumerate() {
        if place > 0 {
            out.push('、');
        }
        say(item, out);
    }
}

fn say(expr: &Expr, out: &mut String) {
    match &expr.kind {
        ExprKind::Bool(true) => out.push('是'),
        ExprKind::Bool(false) => out.push('否'),
        ExprKind::Null => out.push('空'),
        ExprKind::Number(n) => out.push_str(&n.to_feel_text()),
        ExprKind::Text(text) => {
            out.push('“');
            out.push_str(text);
            out.push('”');
        }
        ExprKind::Name(name) => out.push_str(name),
        ExprKind::List(items) => list(items, out),
        ExprKind::Neg(operand) => {
            out.push('负');
            part(operand, &expr.kind, out);
        }
        ExprKind::Arith(op, a, b) => {
            part(a, &expr.kind, out);
            out.push_str(match op {
                ArithOp::Add => " ＋ ",
                ArithOp::Sub => " － ",
                ArithOp::Mul => " × ",
                ArithOp::Div => " ÷ ",
                ArithOp::Pow => " 的乘方，指数 ",
            });
            right_part(*op, b, &expr.kind, out);
        }
        ExprKind::Compare(op, a, b) => match (&b.kind, op) {
            (ExprKind::Null, CompareOp::Eq) => answered(a, "没有填", out),
            (ExprKind::Null, CompareOp::Ne) => answered(a, "已填", out),
            (ExprKind::Bool(_), CompareOp::Eq) => {
                part(a, &expr.kind, out);
                out.push_str(" 为 ");
                say(b, out);
            }
            _ => {
                side(a, b, out);
                out.push(' ');
                out.push_str(comparison(*op));
                out.push(' ');
                side(b, a, out);
            }
        },
        ExprKind::And(a, b) => {
            part(a, &expr.kind, out);
            out.push_str("，且 ");
            part(b, &expr.kind, out);
        }
        ExprKind::Or(a, b) => {
            part(a, &expr.kind, out);
            out.push_str("，或 ");
            part(b, &expr.kind, out);
        }
        ExprKind::Between(value, low, high) => {
            part(value, &expr.kind, out);
            out.push_str(" 在 ");
            side(low, value, out);
            out.push_str(" 到 ");
            side(high, value, out);
            out.push_str(" 之间（含两端）");
        }
        ExprKind::In(value, tests) => {
            part(value, &expr.kind, out);
            out.push_str(" 属于 ");
            list(tests, out);
        }
        ExprKind::Range(range) => {
            say(&range.low, out);
            out.push_str(if range.low_closed { "（含）" } else { "（不含）" });
            out.push_str(" 到 ");
            say(&range.high, out);
            out.push_str(if range.high_closed { "（含）" } else { "（不含）" });
        }
        ExprKind::UnaryRange(op, end) => {
            out.push_str(comparison(*op));
            out.push(' ');
            say(end, out);
        }
        ExprKind::If(condition, yes, no) => {
            for (word, part) in [("如果 ", condition), ("，则 ", yes), ("，否则 ", no)] {
                out.push_str(word);
                say(part, out);
            }
        }
        ExprKind::Quantified(quantifier, bindings, condition) => {
            for binding in bindings {
                say(&binding.list, out);
                out.push_str(match quantifier {
                    Quantifier::Some => " 中至少有一个 ",
                    Quantifier::Every => " 中每一个 ",
                });
                out.push_str(&binding.name);
                out.push('，');
            }
            out.push_str("满足：");
            say(condition, out);
        }
        ExprKind::Filter(base, condition) => {
            say(base, out);
            match &condition.kind {
                ExprKind::Number(n) => {
                    out.push_str(" 的第 ");
                    out.push_str(&n.to_feel_text());
                    out.push_str(" 项");
                }
                _ => {
                    out.push_str(" 中（");
                    say(condition, out);
                    out.push_str("）的项");
                }
            }
        }
        ExprKind::Path(base, name) => {
            say(base, out);
            out.push_str(" 的 ");
            out.push_str(name);
        }
        ExprKind::Call(call) => {
            let name = builtin::canonical(&call.name);
            match (name, call.args.as_slice()) {
                ("not", [only]) => {
                    out.push_str("并非（");
                    say(&only.value, out);
                    out.push('）');
                }
                ("count", [only]) => {
                    say(&only.value, out);
                    out.push_str(" 的个数");
                }
                (_, args) => {
                    out.push_str(builtin::chinese(name).unwrap_or(&call.name));
                    out.push('（');
                    for (place, arg) in args.iter().enumerate() {
                        if place > 0 {
                            out.push('、');
                        }
                        say(&arg.value, out);
                    }
                    out.push('）');
                }
            }
        }
        ExprKind::Context(_) | ExprKind::Error => out.push_str(&print(expr)),
    }
}

/// Whether a field is filled in.
fn answered(expr: &Expr, word: &str, out: &mut String) {
    say(expr, out);
    out.push(' ');
    out.push_str(word);
}
