//! A tree back to FEEL, with no more parentheses than it needs: parsing the text gives the same tree. Depends on the
//! tree, and on the scope's rule for names of several words.

use crate::ast::{ArithOp, Expr, ExprKind, Quantifier};
use crate::number::Number;
use crate::scope;

/// How tightly a form holds together; the parser's levels, with what has no operators around.
mod level {
    pub(super) const OPEN: u8 = 0;
    pub(super) const OR: u8 = 1;
    pub(super) const AND: u8 = 2;
    pub(super) const COMPARE: u8 = 3;
    pub(super) const SUM: u8 = 4;
    pub(super) const PRODUCT: u8 = 5;
    pub(super) const POWER: u8 = 6;
    pub(super) const UNARY: u8 = 7;
    pub(super) const CLOSED: u8 = 8;
}

/// Writes an expression as FEEL. Parsing it gives the same tree, unless the scope declares a name with an operator in
/// it, such as `a-b`, and the expression holds just these words with that operator between them.
#[must_use]
pub fn print(expr: &Expr) -> String {
    let mut out = String::new();
    write(expr, level::OPEN, &mut out);
    out
}

const fn arith_level(op: ArithOp) -> u8 {
    match op {
        ArithOp::Add | ArithOp::Sub => level::SUM,
        ArithOp::Mul | ArithOp::Div => level::PRODUCT,
        ArithOp::Pow => level::POWER,
    }
}

fn level_of(expr: &Expr) -> u8 {
    match &expr.kind {
        ExprKind::If(..) | ExprKind::Quantified(..) => level::OPEN,
        ExprKind::Or(..) => level::OR,
        ExprKind::And(..) => level::AND,
        ExprKind::Compare(..) | ExprKind::Between(..) | ExprKind::In(..) => level::COMPARE,
        ExprKind::Arith(op, ..) => arith_level(*op),
        ExprKind::Neg(_) => level::UNARY,
        ExprKind::Number(n) if n.is_negative() => level::UNARY,
        _ => level::CLOSED,
    }
}

/// Writes an expression where one of at least a level is read.
fn write(expr: &Expr, least: u8, out: &mut String) {
    let bare = level_of(expr) >= least;
    if !bare {
        out.push('(');
    }
    form(expr, out);
    if !bare {
        out.push(')');
    }
}

fn infix(a: &Expr, operator: &str, b: &Expr, level: u8, out: &mut String) {
    write(a, level, out);
    out.push(' ');
    out.push_str(operator);
    out.push(' ');
    write(b, level + 1, out);
}

fn commas<'a>(items: impl Iterator<Item = &'a Expr>, out: &mut String) {
    for (place, item) in items.enumerate() {
        if place > 0 {
            out.push_str(", ");
        }
        write(item, level::OPEN, out);
    }
}

fn form(expr: &Expr, out: &mut String) {
    match &expr.kind {
        ExprKind::Null | ExprKind::Error => out.push_str("null"),
        ExprKind::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        ExprKind::Number(n) => number(n, out),
        ExprKind::Text(text) => quoted(text, out),
        ExprKind::Name(name) => out.push_str(name),
        ExprKind::List(items) => {
            out.push('[');
            commas(items.iter(), out);
            out.push(']');
        }
        ExprKind::Context(entries) => {
            out.push('{');
            for (place, entry) in entries.iter().enumerate() {
                if place > 0 {
                    out.push_str(", ");
                }
                if scope::words(&entry.key).is_none() {
                    out.push_str(&entry.key);
                } else {
                    quoted(&entry.key, out);
                }
                out.push_str(": ");
                write(&entry.value, level::OPEN, out);
            }
            out.push('}');
        }
        ExprKind::Range(range) => {
            out.push(if range.low_closed { '[' } else { '(' });
            write(&range.low, level::SUM, out);
            out.push_str("..");
            write(&range.high, level::SUM, out);
            out.push(if range.high_closed { ']' } else { ')' });
        }
        ExprKind::UnaryRange(op, end) => {
            out.push('(');
            out.push_str(op.symbol());
            out.push(' ');
            write(end, level::SUM, out);
            out.push(')');
        }
        ExprKind::Neg(operand) => {
            out.push('-');
            // `-1` would be read as the number itself.
            let literal = matches!(&operand.kind, ExprKind::Number(n) if !n.is_negative() && !n.is_zero());
            write(operand, if literal { level::CLOSED + 1 } else { level::UNARY }, out);
        }
        ExprKind::Arith(op, a, b) => infix(a, op.symbol(), b, arith_level(*op), out),
        ExprKind::Compare(op, a, b) => infix(a, op.symbol(), b, level::COMPARE, out),
        ExprKind::And(a, b) => infix(a, "and", b, level::AND, out),
        ExprKind::Or(a, b) => infix(a, "or", b, level::OR, out),
        ExprKind::Between(value, low, high) => {
            write(value, level::COMPARE, out);
            out.push_str(" between ");
            write(low, level::SUM, out);
            out.push_str(" and ");
            write(high, level::SUM, out);
        }
        ExprKind::In(value, tests) => {
            write(value, level::COMPARE, out);
            out.push_str(" in ");
            tests_of(tests, out);
        }
        ExprKind::If(condition, yes, no) => {
            for (word, part) in [("if ", condition), (" then ", yes), (" else ", no)] {
                out.push_str(word);
                write(part, level::OPEN, out);
            }
        }
        ExprKind::Quantified(quantifier, bindings, condition) => {
            out.push_str(match quantifier {
                Quantifier::Some => "some ",
                Quantifier::Every => "every ",
            });
            for (place, binding) in bindings.iter().enumerate() {
                if place > 0 {
                    out.push_str(", ");
                }
                out.push_str(&binding.name);
                out.push_str(" in ");
                write(&binding.list, level::OPEN, out);
            }
            out.push_str(" satisfies ");
            write(condition, level::OPEN, out);
        }
        ExprKind::Filter(list, condition) => {
            write(list, level::CLOSED, out);
            out.push('[');
            write(condition, level::OPEN, out);
            out.push(']');
        }
        ExprKind::Path(base, name) => {
            write(base, level::CLOSED, out);
            out.push('.');
            out.push_str(name);
        }
        ExprKind::Call(call) => {
            out.push_str(&call.name);
            out.push('(');
            for (place, arg) in call.args.iter().enumerate() {
                if place > 0 {
                    out.push_str(", ");
                }
                if let Some(name) = &arg.name {
                    out.push_str(name);
                    out.push_str(": ");
                }
                write(&arg.value, level::OPEN, out);
            }
            out.push(')');
        }
    }
}

/// A single test goes without parentheses, unless its own would be taken for those of a list of tests.
fn tests_of(tests: &[Expr], out: &mut String) {
    if let [test] = tests {
        let start = out.len();
        write(test, level::SUM, out);
        let range = matches!(test.kind, ExprKind::Range(_) | ExprKind::UnaryRange(..));
        if range || !out.get(start..).is_some_and(|text| text.starts_with('(')) {
            return;
        }
        out.truncate(start);
    }
    out.push('(');
    commas(tests.iter(), out);
    out.push(')');
}

/// A number as a literal: plain, or with an exponent where that is much shorter. What has no decimal form is a quotient.
fn number(n: &Number, out: &mut String) {
    let text = n.to_string();
    if text.contains('/') {
        out.push('(');
        out.push_str(&text);
        out.push(')');
        return;
    }
    if text.len() <= 40 {
        out.push_str(&text);
        return;
    }
    let (sign, digits) = text.strip_prefix('-').map_or(("", &*text), |digits| ("-", digits));
    let (mantissa, mark, exponent) = match digits.split_once('.') {
        Some((whole, decimals)) => {
            let mut mantissa = String::from(whole);
            mantissa.push_str(decimals);
            (mantissa, "e-", decimals.len())
        }
        None => {
            let mantissa = digits.trim_end_matches('0');
            (String::from(mantissa), "e", digits.len() - mantissa.len())
        }
    };
    out.push_str(sign);
    out.push_str(mantissa.trim_start_matches('0'));
    if exponent > 0 {
        out.push_str(mark);
        out.push_str(&exponent.to_string());
    }
}

/// A text in quotes with its escapes.
fn quoted(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c => out.push(c),
        }
    }
    out.push('"');
}
