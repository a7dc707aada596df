//! Letter case: apart from the other functions of texts, since it brings Unicode's tables.

use super::{Args, Builtin, Kind, Outcome, Tail};
use crate::value::{NullReason, Value};

const fn row(name: &'static str, run: fn(&mut Args<'_>) -> Outcome) -> Builtin {
    let params = &[("string", Kind::Text)];
    Builtin { name, params, least: 1, tail: Tail::None, result: Kind::Text, keeps: false, run }
}

pub(super) const TABLE: &[Builtin] = &[
    row("upper case", |args| changed(args, |out, c| out.extend(c.to_uppercase()))),
    row("lower case", |args| changed(args, |out, c| out.extend(c.to_lowercase()))),
];

/// Letter by letter: one letter can become several (ß), and none looks at its neighbours.
fn changed(args: &Args<'_>, change: fn(&mut String, char)) -> Result<Value, NullReason> {
    let mut out = String::new();
    for c in args.text(0)?.chars() {
        change(&mut out, c);
    }
    Ok(out.as_str().into())
}
