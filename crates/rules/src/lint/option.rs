//! A choice compared with a text that is none of its options: a slip of the pen that silently never holds.

use feel::{Expr, ExprKind, Span};

use super::{Lint, Subject};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Indicator;
use crate::nearest::nearest;

pub(super) struct Options;

impl Lint for Options {
    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
        for source in subject.sources {
            let mut compared = Vec::new();
            collect(&feel::parse(source.text, subject.scope).0, &mut compared);
            for (name, text, span) in compared {
                let choice = subject.pack.indicators.iter().find(|it| it.name == name && !it.options.is_empty());
                if let Some(choice) = choice.filter(|choice| !choice.options.contains(&text)) {
                    let unknown = Diagnostic::new(
                        Code::UnknownOption,
                        source.place.span(span),
                        &[&text, &name, &choice.options.join("、")],
                    );
                    found.push(unknown.near(near(choice, &text)));
                }
            }
        }
    }
}

fn near<'c>(choice: &'c Indicator, text: &str) -> Option<&'c str> {
    nearest(text, choice.options.iter().map(String::as_str))
}

/// The names compared with texts.
fn collect(expr: &Expr, into: &mut Vec<(String, String, Span)>) {
    let name = |expr: &Expr| match &expr.kind {
        ExprKind::Name(name) => Some(name.to_string()),
        _ => None,
    };
    let mut add = |name: Option<String>, text: &Expr| {
        if let (Some(name), ExprKind::Text(text_of)) = (name, &text.kind) {
            into.push((name, text_of.to_string(), text.span));
        }
    };
    match &expr.kind {
        ExprKind::Compare(_, left, right) => {
            add(name(left), right);
            add(name(right), left);
        }
        ExprKind::In(value, tests) => {
            for test in tests {
                match &test.kind {
                    ExprKind::List(items) => items.iter().for_each(|item| add(name(value), item)),
                    _ => add(name(value), test),
                }
            }
        }
        _ => {}
    }
    expr.for_each_part(&mut |part| collect(part, into));
}
