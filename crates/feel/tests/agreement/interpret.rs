//! FEEL by plain recursion over the tree, as the standard describes it: no types, no compiling, no sharing, no limits.

use feel::NullReason;
use feel::ast::{ArithOp, CompareOp, Expr, ExprKind, Quantifier};
use num_bigint::BigInt;

use super::builtin;
use super::value::{Ratio, V, and, compare, equal, or, order, within};

/// Numbers beyond are not compared: where the evaluator's limits begin is its own affair.
const MOST_BITS: u64 = 8_000;

/// A name or an item in reach; the innermost comes last.
enum Frame {
    Name(String, V),
    Item(V),
}

/// One evaluation.
pub(crate) struct Reference<'a> {
    /// Names and values; a missing answer is none.
    globals: &'a [(&'static str, Option<V>)],
    frames: Vec<Frame>,
    /// Every reason for which anything was null on the way.
    pub(crate) causes: Vec<NullReason>,
    /// Whether something was met of which the standard leaves open what it means.
    pub(crate) unsettled: bool,
}

impl<'a> Reference<'a> {
    pub(crate) fn new(globals: &'a [(&'static str, Option<V>)]) -> Self {
        Self { globals, frames: Vec::new(), causes: Vec::new(), unsettled: false }
    }

    fn null(&mut self, cause: NullReason) -> V {
        self.causes.push(cause);
        V::Null
    }

    fn truth(&mut self, truth: Option<bool>) -> V {
        truth.map_or_else(|| self.null(NullReason::WrongType), V::Bool)
    }

    fn number(&mut self, number: Option<Ratio>, otherwise: NullReason) -> V {
        match number {
            Some(number) if number.bits() > MOST_BITS => {
                self.unsettled = true;
                V::Null
            }
            Some(number) => V::Num(number),
            None => self.null(otherwise),
        }
    }

    fn under<T>(&mut self, frame: Frame, run: impl FnOnce(&mut Self) -> T) -> T {
        self.frames.push(frame);
        let result = run(self);
        self.frames.pop();
        result
    }

    pub(crate) fn eval(&mut self, expr: &Expr) -> V {
        match &expr.kind {
            ExprKind::Null => self.null(NullReason::None),
            ExprKind::Bool(b) => V::Bool(*b),
            ExprKind::Number(n) => {
                let part = |text: String| text.parse::<BigInt>().expect("digits");
                V::Num(Ratio::new(part(n.numer()), part(n.denom())))
            }
            ExprKind::Text(text) => V::Text(text.to_string()),
            ExprKind::Name(name) => self.name(name),
            ExprKind::List(items) => V::List(items.iter().map(|item| self.eval(item)).collect()),
            ExprKind::Context(entries) => {
                let depth = self.frames.len();
                let mut values = Vec::new();
                for entry in entries {
                    let value = self.eval(&entry.value);
                    self.frames.push(Frame::Name(entry.key.to_string(), value.clone()));
                    values.push((entry.key.to_string(), value));
                }
                self.frames.truncate(depth);
                V::Context(values)
            }
            ExprKind::Range(range) => {
                let (low, high) = (self.eval(&range.low), self.eval(&range.high));
                // One end may be open to the unknown, the other must have an order.
                let fits = match (&low, &high) {
                    (V::Null, end) | (end, V::Null) => order(end, end).is_some(),
                    (low, high) => order(low, high).is_some(),
                };
                if !fits {
                    return self.null(NullReason::WrongType);
                }
                let (low_closed, high_closed) = (range.low_closed, range.high_closed);
                V::Interval { low: Box::new(low), low_closed, high: Box::new(high), high_closed }
            }
            ExprKind::UnaryRange(op, end) => {
                let end = self.eval(end);
                let any = matches!(op, CompareOp::Eq | CompareOp::Ne);
                if any || order(&end, &end).is_some() {
                    V::Unary(*op, Box::new(end))
                } else {
                    self.null(NullReason::WrongType)
                }
            }
            ExprKind::Neg(a) => match self.eval(a) {
                V::Num(n) => V::Num(n.neg()),
                _ => self.null(NullReason::WrongType),
            },
            ExprKind::Arith(op, a, b) => {
                let (a, b) = (self.eval(a), self.eval(b));
                self.arith(*op, &a, &b)
            }
            ExprKind::Compare(op, a, b) => {
                let (a, b) = (self.eval(a), self.eval(b));
                self.truth(compare(*op, &a, &b))
            }
            ExprKind::And(a, b) => {
                let (a, b) = (self.eval(a), self.eval(b));
                self.truth(and(a.truth(), b.truth()))
            }
            ExprKind::Or(a, b) => {
                let (a, b) = (self.eval(a), self.eval(b));
                self.truth(or(a.truth(), b.truth()))
            }
            ExprKind::Between(value, low, high) => {
                let (value, low, high) = (self.eval(value), self.eval(low), self.eval(high));
                let (above, below) = (compare(CompareOp::Ge, &value, &low), compare(CompareOp::Le, &value, &high));
                // What does not compare has no place between: unlike in a conjunction, one side alone decides nothing.
                self.truth(above.and_then(|above| below.map(|below| above && below)))
            }
            ExprKind::In(value, tests) => {
                let value = self.eval(value);
                let mut result = Some(false);
                for test in tests {
                    let asks = asks_for_input(test);
                    let against = self.under(Frame::Name("?".into(), value.clone()), |this| this.eval(test));
                    let is_range = matches!(test.kind, ExprKind::Range(_) | ExprKind::UnaryRange(..));
                    result = or(
                        result,
                        match asks {
                            true => against.truth(),
                            // `n in (< limit)` is `n < limit`: null, where there is no limit.
                            false if is_range && against.is_null() => None,
                            false => meets(&value, &against),
                        },
                    );
                }
                self.truth(result)
            }
            ExprKind::If(condition, yes, no) => {
                let branch = if self.eval(condition).truth() == Some(true) { yes } else { no };
                self.eval(branch)
            }
            ExprKind::Quantified(quantifier, bindings, condition) => {
                let lists: Vec<(&str, &Expr)> =
                    bindings.iter().map(|binding| (&*binding.name, &binding.list)).collect();
                let result = self.quantified(*quantifier == Quantifier::Some, &lists, condition);
                self.truth(result)
            }
            ExprKind::Filter(list, condition) => self.filter(list, condition),
            ExprKind::Path(base, name) => {
                let base = self.eval(base);
                self.path(&base, name)
            }
            ExprKind::Call(call) => {
                let args: Vec<(Option<&str>, V)> =
                    call.args.iter().map(|arg| (arg.name.as_deref(), self.eval(&arg.value))).collect();
                // A null for a text that may be left out counts as left out where it is written; where it is a missing
                // answer or a failed calculation, the standard does not say.
                let optional = matches!(&*call.name, "string join" | "number");
                let computed =
                    call.args.iter().zip(&args).skip(usize::from(call.args.iter().all(|arg| arg.name.is_none())));
                self.unsettled |= optional
                    && computed
                        .into_iter()
                        .any(|(arg, (_, value))| value.is_null() && !matches!(arg.value.kind, ExprKind::Null));
                match builtin::call(&call.name, &args) {
                    Ok(V::Num(n)) => self.number(Some(n), NullReason::None),
                    Ok(value) => value,
                    Err(cause) => self.null(cause),
                }
            }
            ExprKind::Error => panic!("no generated tree is broken"),
        }
    }

    /// A name of the innermost scope that has it: an entry of a filter's item, a bound name, a declared one.
    fn name(&mut self, name: &str) -> V {
        let mut passed_null_item = false;
        for frame in self.frames.iter().rev() {
            let found = match frame {
                Frame::Name(known, value) => (known == name).then_some(value),
                Frame::Item(item) => item.entry(name).or((name == "item").then_some(item)),
            };
            if let Some(value) = found {
                self.unsettled |= passed_null_item;
                return value.clone();
            }
            passed_null_item |= matches!(frame, Frame::Item(V::Null));
        }
        match self.globals.iter().find(|(known, _)| *known == name) {
            Some((_, Some(value))) => {
                // Whether a missing row hides what is named outside, or has no entries, is open.
                self.unsettled |= passed_null_item;
                if value.is_null() {
                    self.causes.push(NullReason::None);
                }
                value.clone()
            }
            _ => self.null(NullReason::MissingName),
        }
    }

    fn arith(&mut self, op: ArithOp, a: &V, b: &V) -> V {
        match (op, a, b) {
            (ArithOp::Add, V::Text(a), V::Text(b)) => V::Text(format!("{a}{b}")),
            (ArithOp::Add, V::Num(a), V::Num(b)) => self.number(Some(a.add(b)), NullReason::None),
            (ArithOp::Sub, V::Num(a), V::Num(b)) => self.number(Some(a.add(&b.neg())), NullReason::None),
            (ArithOp::Mul, V::Num(a), V::Num(b)) => self.number(Some(a.mul(b)), NullReason::None),
            (ArithOp::Div, V::Num(a), V::Num(b)) => self.number(a.div(b), NullReason::DivisionByZero),
            (ArithOp::Pow, V::Num(a), V::Num(b)) => self.power(a, b),
            _ => self.null(NullReason::WrongType),
        }
    }

    /// Whole powers and square roots; others are tested elsewhere.
    fn power(&mut self, base: &Ratio, exponent: &Ratio) -> V {
        if let Some(whole) = exponent.is_whole().then(|| exponent.cut()).flatten() {
            let Some(whole) =
                i32::try_from(whole).ok().filter(|n| base.bits() * u64::from(n.unsigned_abs()) < MOST_BITS)
            else {
                self.unsettled = true;
                return V::Null;
            };
            return self.number(base.power(whole), NullReason::DivisionByZero);
        }
        if base.is_negative() {
            return self.null(NullReason::OutOfDomain);
        }
        let half = exponent.mul(&Ratio::whole(2));
        match half.cut() {
            Some(1) if half.is_whole() => self.number(base.root(), NullReason::OutOfDomain),
            Some(-1) if half.is_whole() => {
                let inverse = base.power(-1).and_then(|inverse| inverse.root());
                self.number(inverse, NullReason::DivisionByZero)
            }
            _ => {
                self.unsettled = true;
                V::Null
            }
        }
    }

    /// Every combination, the later lists seeing the earlier names.
    fn quantified(&mut self, some: bool, lists: &[(&str, &Expr)], condition: &Expr) -> Option<bool> {
        let Some(((name, list), rest)) = lists.split_first() else {
            return self.eval(condition).truth();
        };
        let items = match self.eval(list) {
            V::Null => return None,
            V::List(items) => items,
            one => vec![one],
        };
        let mut result = Some(!some);
        for item in items {
            let holds = self.under(Frame::Name((*name).into(), item), |this| this.quantified(some, rest, condition));
            result = if some { or(result, holds) } else { and(result, holds) };
        }
        result
    }

    fn filter(&mut self, list: &Expr, condition: &Expr) -> V {
        let items = match self.eval(list) {
            V::Null => return self.null(NullReason::WrongType),
            V::List(items) => items,
            one => vec![one],
        };
        let values: Vec<V> =
            items.iter().map(|item| self.under(Frame::Item(item.clone()), |this| this.eval(condition))).collect();
        let alone = self.under(Frame::Item(V::Null), |this| this.eval(condition));
        let first = values.first().unwrap_or(&alone);
        if let V::Num(index) = first {
            // An index that the items have a say in is nothing the standard knows of.
            self.unsettled |= !matches!(&alone, V::Num(other) if other == index);
            self.unsettled |= values.iter().any(|value| !matches!(value, V::Num(other) if other == index));
            if !index.is_whole() {
                return self.null(NullReason::OutOfDomain);
            }
            let place = index.cut().and_then(|index| builtin::place(items.len(), index));
            return match place {
                Some(place) => items[place].clone(),
                None => self.null(NullReason::OutOfDomain),
            };
        }
        if !matches!(first, V::Bool(_) | V::Null) {
            self.unsettled |= values.iter().chain([&alone]).any(|value| matches!(value, V::Bool(_)));
            return self.null(NullReason::WrongType);
        }
        // Whether a condition that is null by itself, not for lack of an answer, makes the whole null is open.
        let says = |value: &V| value.truth().is_some();
        let could_hold = matches!(
            condition.kind,
            ExprKind::And(..)
                | ExprKind::Or(..)
                | ExprKind::Compare(..)
                | ExprKind::Between(..)
                | ExprKind::In(..)
                | ExprKind::Quantified(..)
        );
        if !could_hold {
            self.unsettled |= values.is_empty() || !values.iter().all(says);
        }
        V::List(
            items
                .into_iter()
                .zip(values)
                .filter(|(_, value)| value.truth() == Some(true))
                .map(|(item, _)| item)
                .collect(),
        )
    }

    fn path(&mut self, base: &V, name: &str) -> V {
        match base {
            V::Context(_) => match base.entry(name) {
                Some(value) => value.clone(),
                None => self.null(NullReason::MissingName),
            },
            V::List(items) => V::List(
                items
                    .iter()
                    .map(|item| match item {
                        V::List(_) => self.null(NullReason::WrongType),
                        other => self.path(other, name),
                    })
                    .collect(),
            ),
            V::Interval { low, low_closed, high, high_closed } => match name {
                "start" => (**low).clone(),
                "end" => (**high).clone(),
                "start included" => V::Bool(*low_closed),
                "end included" => V::Bool(*high_closed),
                _ => self.null(NullReason::MissingName),
            },
            V::Unary(op, end) => {
                let from = matches!(op, CompareOp::Gt | CompareOp::Ge | CompareOp::Eq);
                let to = matches!(op, CompareOp::Lt | CompareOp::Le | CompareOp::Eq);
                match name {
                    "start" if from => (**end).clone(),
                    "end" if to => (**end).clone(),
                    "start" | "end" => self.null(NullReason::None),
                    "start included" => V::Bool(matches!(op, CompareOp::Ge | CompareOp::Eq)),
                    "end included" => V::Bool(matches!(op, CompareOp::Le | CompareOp::Eq)),
                    _ => self.null(NullReason::MissingName),
                }
            }
            _ => self.null(NullReason::WrongType),
        }
    }
}

/// A test against a value: a range holds it, a list holds it or a range that holds it, anything else equals it.
fn meets(value: &V, against: &V) -> Option<bool> {
    let against_one =
        |one: &V| if one.is_range() && !value.is_range() { within(value, one) } else { equal(value, one) };
    match against {
        V::List(items) => {
            let whole = matches!(value, V::List(_)) && equal(value, against) == Some(true);
            Some(whole || items.iter().any(|item| against_one(item) == Some(true)))
        }
        one => against_one(one),
    }
}

/// Whether a test is a condition on `?` rather than something to compare with.
fn asks_for_input(test: &Expr) -> bool {
    match &test.kind {
        ExprKind::Name(name) => &**name == "?",
        ExprKind::In(value, _) => asks_for_input(value),
        _ => {
            let mut found = false;
            test.for_each_part(&mut |part| found |= asks_for_input(part));
            found
        }
    }
}
