//! Runs a program over its slots. Depends on values, numbers and the table of built-ins.
//!
//! Null follows the standard: an operator that cannot apply gives null. A null made by a wrong type keeps the reason
//! of the null among its operands, so that a missing answer stays recognisable as the cause.

use core::cmp::Ordering;
use core::slice;
use std::borrow::Cow;
use std::sync::Arc;

use crate::ast::{ArithOp, CompareOp, Quantifier, Span};
use crate::builtin::{self, Builtin};
use crate::limits;
use crate::number::{Number, NumberError};
use crate::program::{Node, Select, Step, Test, TestForm};
use crate::roots;
use crate::value::{Context, Null, NullReason, Range, Value};

/// Evaluates a program; a slot that is not given is a missing answer.
pub(crate) fn run(root: &Node, slots: &[Value]) -> Value {
    let mut evaluator = Evaluator { slots, budget: Budget::new() };
    let value = evaluator.eval(root, None).into_owned();
    if evaluator.budget.exhausted() { null(NullReason::TooManySteps, root.span) } else { value }
}

/// The steps that are left.
pub(crate) struct Budget {
    left: u32,
}

impl Budget {
    pub(crate) const fn new() -> Self {
        Self { left: limits::MAX_STEPS }
    }

    /// Takes steps; what comes after them finds out where none are left.
    fn take(&mut self, steps: usize) {
        self.left = self.left.saturating_sub(u32::try_from(steps).unwrap_or(u32::MAX));
    }

    /// Takes steps; fails where none are left.
    #[inline]
    pub(crate) fn spend(&mut self, steps: usize) -> Result<(), NullReason> {
        self.take(steps);
        if self.exhausted() { Err(NullReason::TooManySteps) } else { Ok(()) }
    }

    pub(crate) const fn exhausted(&self) -> bool {
        self.left == 0
    }

    /// Takes the steps of an operation on numbers: work grows with the square of their size.
    #[inline]
    pub(crate) fn spend_on(&mut self, number: &Number) -> Result<(), NullReason> {
        match number.big_bits() {
            0 => self.spend(1),
            bits => self.spend_on_big(bits),
        }
    }

    fn spend_on_big(&mut self, bits: u64) -> Result<(), NullReason> {
        if bits > limits::MAX_NUMBER_BITS {
            return Err(NullReason::NumberTooLarge);
        }
        let words = usize::try_from(bits / 64).unwrap_or(usize::MAX);
        self.spend(1 + words.saturating_mul(words) / 4)
    }

    /// FEEL's `=` within the budget; none where the values do not compare, or the budget is spent.
    pub(crate) fn equal(&mut self, a: &Value, b: &Value) -> Option<bool> {
        self.spend(1).ok()?;
        match (a, b) {
            (Value::List(a), Value::List(b)) => Some(
                Arc::ptr_eq(a, b)
                    || (a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| self.equal(a, b) == Some(true))),
            ),
            (Value::Context(a), Value::Context(b)) => {
                let (a, b) = (a.entries(), b);
                Some(
                    a.len() == b.entries().len()
                        && a.iter().all(|(name, value)| {
                            b.get(name).is_some_and(|theirs| self.equal(value, theirs) == Some(true))
                        }),
                )
            }
            (Value::Text(a), Value::Text(b)) => {
                self.spend(a.len().min(b.len()) / 64).ok()?;
                Some(a == b)
            }
            _ => a.feel_eq(b),
        }
    }
}

/// A null of a reason at a place.
const fn null(reason: NullReason, span: Span) -> Value {
    Value::Null(Null { reason, span })
}

/// The null of an operator that cannot apply to a value: the value's own, where that says more.
fn wrong(operands: &[&Value], span: Span) -> Value {
    for operand in operands {
        if let Value::Null(null) = operand
            && null.reason != NullReason::None
        {
            return Value::Null(*null);
        }
    }
    null(NullReason::WrongType, span)
}

/// A null of a reason at a place, as it is found.
const fn none<'v>(reason: NullReason, span: Span) -> Found<'v> {
    Cow::Owned(null(reason, span))
}

fn boolean<'v>(b: Option<bool>, operands: &[&Value], span: Span) -> Found<'v> {
    Cow::Owned(b.map_or_else(|| wrong(operands, span), Value::Bool))
}

/// A value on its way: one that stands in a slot, in the program or in a list is looked at, not copied.
type Found<'v> = Cow<'v, Value>;

/// Values bound inside the expression, over those bound around them.
struct Locals<'v> {
    /// How many are bound around these.
    below: usize,
    values: &'v [Value],
    around: Env<'v>,
}

/// The innermost bound values.
type Env<'v> = Option<&'v Locals<'v>>;

/// How many values are bound.
fn depth(env: Env<'_>) -> usize {
    env.map_or(0, |locals| locals.below + locals.values.len())
}

/// The value bound at a depth.
fn local(mut env: Env<'_>, depth: usize) -> Option<&Value> {
    while let Some(locals) = env {
        if let Some(place) = depth.checked_sub(locals.below) {
            return locals.values.get(place);
        }
        env = locals.around;
    }
    None
}

/// One value bound over those around.
fn bound<'v>(value: &'v Value, around: Env<'v>) -> Locals<'v> {
    Locals { below: depth(around), values: slice::from_ref(value), around }
}

/// How many entries of a context may be looked through without a step.
const FEW: usize = 32;

struct Evaluator<'a> {
    slots: &'a [Value],
    budget: Budget,
}

impl<'a> Evaluator<'a> {
    fn eval<'v>(&mut self, node: &'v Node, env: Env<'v>) -> Found<'v>
    where
        'a: 'v,
    {
        match self.look(node, env) {
            Some(value) => Cow::Borrowed(value),
            None => self.work(node, env),
        }
    }

    /// A value that only needs to be looked at.
    fn look<'v>(&self, node: &'v Node, env: Env<'v>) -> Option<&'v Value>
    where
        'a: 'v,
    {
        match &node.step {
            Step::Const(value) => Some(value),
            // A missing answer has yet to learn where it was asked for.
            Step::Slot(slot) => self.slots.get(*slot).filter(|value| !value.is_missing()),
            Step::Local(depth) => local(env, *depth),
            Step::Path(base, name, place) => match self.look(base, env)? {
                Value::Context(context) if context.entries().len() <= FEW => context.get_at(*place, name),
                _ => None,
            },
            _ => None,
        }
    }

    /// The truth value of a condition, where it has one.
    fn truth<'v>(&mut self, node: &'v Node, env: Env<'v>) -> Option<bool>
    where
        'a: 'v,
    {
        if let Step::Compare(op, operands) = &node.step
            && let [a, b] = &**operands
            && let (Some(a), Some(b)) = (self.look(a, env), self.look(b, env))
        {
            self.budget.spend(1).ok()?;
            return self.compare(*op, a, b);
        }
        self.eval(node, env).as_bool()
    }

    /// A value that takes a step to find.
    #[inline(never)]
    fn work<'v>(&mut self, node: &'v Node, env: Env<'v>) -> Found<'v>
    where
        'a: 'v,
    {
        let span = node.span;
        if self.budget.spend(1).is_err() {
            return none(NullReason::TooManySteps, span);
        }
        match &node.step {
            Step::Const(_) | Step::Slot(_) | Step::Local(_) => none(NullReason::MissingName, span),
            Step::Arith(op, operands) => {
                let [a, b] = &**operands;
                let (a, b) = (self.eval(a, env), self.eval(b, env));
                Cow::Owned(self.arith(*op, &a, &b, span))
            }
            Step::Compare(op, operands) => {
                let [a, b] = &**operands;
                let (a, b) = (self.eval(a, env), self.eval(b, env));
                let result = self.compare(*op, &a, &b);
                boolean(result, &[&a, &b], span)
            }
            Step::And(operands) => self.logic(operands, false, env, span),
            Step::Or(operands) => self.logic(operands, true, env, span),
            Step::If(parts) => {
                let [condition, yes, no] = &**parts;
                let holds = self.truth(condition, env) == Some(true);
                self.eval(if holds { yes } else { no }, env)
            }
            Step::Path(base, name, _) => {
                let base = self.eval(base, env);
                self.path(base, name, span)
            }
            Step::Call(row, args) => Cow::Owned(self.call(row, args, env, span)),
            Step::Between(operands) => {
                let [value, low, high] = &**operands;
                let (value, low, high) = (self.eval(value, env), self.eval(low, env), self.eval(high, env));
                let above = self.compare(CompareOp::Ge, &value, &low);
                let below = self.compare(CompareOp::Le, &value, &high);
                let result = match (above, below) {
                    (Some(a), Some(b)) => Some(a && b),
                    _ => None,
                };
                boolean(result, &[&value, &low, &high], span)
            }
            Step::In(value, tests) => {
                let value = self.eval(value, env);
                Cow::Owned(self.is_in(&value, tests, env, span))
            }
            Step::Neg(operand) => Cow::Owned(match &*self.eval(operand, env) {
                Value::Number(n) => Value::Number(n.neg()),
                other => wrong(&[other], span),
            }),
            Step::Filter(parts, select) => {
                let [list, condition] = &**parts;
                let list = self.eval(list, env);
                Cow::Owned(self.filter(&list, condition, *select, env, span))
            }
            Step::CountWhere(parts) => {
                let [list, condition] = &**parts;
                let list = self.eval(list, env);
                Cow::Owned(self.count_where(&list, condition, env, span))
            }
            Step::Lookup(lookup) => {
                for depth in &lookup.items {
                    if let Some(Value::Context(item)) = local(env, *depth)
                        && let Some(value) = item.get(&lookup.name)
                    {
                        return Cow::Borrowed(value);
                    }
                }
                match &lookup.otherwise {
                    Some(node) => self.eval(node, env),
                    None => none(NullReason::MissingName, span),
                }
            }
            Step::Quantified(quantifier, lists, condition) => {
                Cow::Owned(self.quantified(*quantifier, lists, condition, env, span))
            }
            Step::List(items) => {
                self.budget.take(items.len());
                Cow::Owned(Value::List(items.iter().map(|item| self.eval(item, env).into_owned()).collect()))
            }
            Step::Context(entries) => Cow::Owned(self.context(entries, env)),
            Step::Range { low_closed, high_closed, ends } => {
                let [low, high] = &**ends;
                let (low, high) = (self.eval(low, env).into_owned(), self.eval(high, env).into_owned());
                Cow::Owned(range(*low_closed, low, *high_closed, high, span))
            }
            Step::UnaryRange(op, end) => {
                let end = self.eval(end, env).into_owned();
                Cow::Owned(if !matches!(op, CompareOp::Eq | CompareOp::Ne) && end.order(&end).is_none() {
                    wrong(&[&end], span)
                } else {
                    Value::Range(Arc::new(Range::Unary(*op, end)))
                })
            }
        }
    }

    /// Each entry sees those before it.
    fn context(&mut self, entries: &[(Arc<str>, Node)], env: Env<'_>) -> Value {
        self.budget.take(entries.len());
        let mut values = Vec::with_capacity(entries.len());
        for (_, node) in entries {
            let known = Locals { below: depth(env), values: &values, around: env };
            let value = self.eval(node, Some(&known)).into_owned();
            values.push(value);
        }
        Value::Context(Context::new(entries.iter().map(|(name, _)| Arc::clone(name)).zip(values).collect()))
    }

    /// Calls a built-in; few arguments take no memory of their own.
    fn call(&mut self, row: &Builtin, args: &[Node], env: Env<'_>, span: Span) -> Value {
        let result = match args {
            [a] => {
                let mut values = [self.eval(a, env)];
                builtin::call(row, &mut values, &mut self.budget)
            }
            [a, b] => {
                let mut values = [self.eval(a, env), self.eval(b, env)];
                builtin::call(row, &mut values, &mut self.budget)
            }
            more => {
                self.budget.take(more.len());
                let mut values: Vec<Found<'_>> = more.iter().map(|arg| self.eval(arg, env)).collect();
                builtin::call(row, &mut values, &mut self.budget)
            }
        };
        result.unwrap_or_else(|why| failed(why, span))
    }

    fn arith(&mut self, op: ArithOp, a: &Value, b: &Value, span: Span) -> Value {
        let result = match (op, a, b) {
            (_, Value::Number(a), Value::Number(b)) => {
                if let Err(reason) = self.budget.spend_on(a).and_then(|()| self.budget.spend_on(b)) {
                    return null(reason, span);
                }
                match op {
                    ArithOp::Add => Ok(a.add(b)),
                    ArithOp::Sub => Ok(a.sub(b)),
                    ArithOp::Mul => Ok(a.mul(b)),
                    ArithOp::Div => a.checked_div(b).ok_or(NumberError::DivisionByZero),
                    ArithOp::Pow => roots::power(a, b),
                }
            }
            (ArithOp::Add, Value::Text(a), Value::Text(b)) => {
                if a.len() + b.len() > limits::MAX_LENGTH {
                    return null(NullReason::TooLong, span);
                }
                if let Err(reason) = self.budget.spend(1 + (a.len() + b.len()) / 64) {
                    return null(reason, span);
                }
                let mut text = String::with_capacity(a.len() + b.len());
                text.push_str(a);
                text.push_str(b);
                return Value::Text(text.into());
            }
            _ => return wrong(&[a, b], span),
        };
        match result {
            Ok(n) => match self.budget.spend_on(&n) {
                Ok(()) => Value::Number(n),
                Err(reason) => null(reason, span),
            },
            Err(error) => null(reason(&error), span),
        }
    }

    fn compare(&mut self, op: CompareOp, a: &Value, b: &Value) -> Option<bool> {
        if let (Value::Number(a), Value::Number(b)) = (a, b) {
            self.budget.spend_on(a).and_then(|()| self.budget.spend_on(b)).ok()?;
            return Some(op.holds(a.cmp(b)));
        }
        match op {
            CompareOp::Eq => self.budget.equal(a, b),
            CompareOp::Ne => self.budget.equal(a, b).map(|equal| !equal),
            _ => {
                if let (Value::Text(a), Value::Text(b)) = (a, b) {
                    self.budget.spend(a.len().min(b.len()) / 64).ok()?;
                }
                a.compare(op, b)
            }
        }
    }

    /// `and` (decided by false) and `or` (decided by true): Kleene's logic, where what is no boolean counts as null.
    fn logic<'v>(&mut self, operands: &'v [Node; 2], decides: bool, env: Env<'v>, span: Span) -> Found<'v>
    where
        'a: 'v,
    {
        let [a, b] = operands;
        let left = self.eval(a, env);
        if left.as_bool() == Some(decides) {
            return left;
        }
        let right = self.eval(b, env);
        match (left.as_bool(), right.as_bool()) {
            (_, Some(b)) if b == decides => right,
            (Some(_), Some(_)) => Cow::Owned(Value::Bool(!decides)),
            _ => Cow::Owned(wrong(&[&left, &right], span)),
        }
    }

    /// Whether any test holds, by Kleene's `or`.
    fn is_in(&mut self, value: &Value, tests: &[Test], env: Env<'_>, span: Span) -> Value {
        let mut unknown: Option<Value> = None;
        self.budget.take(tests.len());
        let input = bound(value, env);
        for test in tests {
            let against = self.eval(&test.node, Some(&input));
            let holds = match test.form {
                TestForm::Condition => against.as_bool(),
                // A range without a usable end is not null to be equal to: what lies in it is unknown.
                TestForm::Range if against.is_null() => None,
                TestForm::Range | TestForm::Value => self.meets(value, &against),
            };
            match holds {
                Some(true) => return Value::Bool(true),
                Some(false) => {}
                None if unknown.is_none() => {
                    // Of a range it is the ends that did not compare.
                    let [first, second] = match &*against {
                        Value::Range(range) => range.ends(),
                        other => [other, other],
                    };
                    unknown = Some(wrong(&[value, first, second], span));
                }
                None => {}
            }
        }
        unknown.unwrap_or(Value::Bool(false))
    }

    /// Whether a value is in a range, in a list, or equal.
    fn meets(&mut self, value: &Value, against: &Value) -> Option<bool> {
        match against {
            Value::Range(range) if !matches!(value, Value::Range(_)) => self.within(value, range),
            Value::List(items) => {
                // A list may be an element of the list, or be the list that is asked for.
                if matches!(value, Value::List(_)) && self.budget.equal(value, against) == Some(true) {
                    return Some(true);
                }
                Some(items.iter().any(|item| match item {
                    Value::Range(range) if !matches!(value, Value::Range(_)) => self.within(value, range) == Some(true),
                    _ => self.budget.equal(value, item) == Some(true),
                }))
            }
            _ => self.budget.equal(value, against),
        }
    }

    fn within(&mut self, value: &Value, range: &Range) -> Option<bool> {
        match range {
            Range::Unary(op, end) => self.compare(*op, value, end),
            Range::Interval { .. } => range.contains(value),
        }
    }

    /// Goes through every combination of the elements.
    fn quantified(
        &mut self,
        quantifier: Quantifier,
        lists: &[Node],
        condition: &Node,
        env: Env<'_>,
        span: Span,
    ) -> Value {
        let Some((first, rest)) = lists.split_first() else {
            let result = self.eval(condition, env);
            return match &*result {
                Value::Bool(_) => result.into_owned(),
                other => wrong(&[other], span),
            };
        };
        let decides = quantifier == Quantifier::Some;
        let list = self.eval(first, env);
        let items: &[Value] = match &*list {
            Value::List(items) => items,
            Value::Null(_) => return wrong(&[&list], span),
            one => slice::from_ref(one),
        };
        let mut unknown: Option<Value> = None;
        for item in items {
            let result = self.quantified(quantifier, rest, condition, Some(&bound(item, env)), span);
            match result.as_bool() {
                Some(holds) if holds == decides => return result,
                Some(_) => {}
                None => unknown = unknown.or(Some(result)),
            }
            if self.budget.spend(1).is_err() {
                return null(NullReason::TooManySteps, span);
            }
        }
        unknown.unwrap_or(Value::Bool(!decides))
    }

    fn filter(&mut self, list: &Value, condition: &Node, select: Select, env: Env<'_>, span: Span) -> Value {
        let items: &[Value] = match list {
            Value::Null(_) => return wrong(&[list], span),
            _ if select == Select::Nothing => return null(NullReason::WrongType, span),
            Value::List(items) => items,
            one => slice::from_ref(one),
        };
        if select != Select::Condition {
            let probe = match (select, items.first()) {
                (Select::Unknown, Some(first)) => first,
                _ => &Value::MISSING,
            };
            let item = bound(probe, env);
            let chosen = self.eval(condition, Some(&item));
            if let Value::Number(index) = &*chosen {
                if !index.is_integer() {
                    return null(NullReason::OutOfDomain, span);
                }
                return at(items, index).cloned().unwrap_or(null(NullReason::OutOfDomain, span));
            }
            // What is neither a place nor a condition selects nothing, known beforehand or not.
            if select == Select::Index || !matches!(*chosen, Value::Bool(_) | Value::Null(_)) {
                return wrong(&[&chosen], span);
            }
        }
        let mut kept = Vec::new();
        self.each_where(items, condition, env, &mut |item| kept.push(item.clone()));
        Value::List(kept.into())
    }

    /// Counts what a filter would keep.
    fn count_where(&mut self, list: &Value, condition: &Node, env: Env<'_>, span: Span) -> Value {
        let items: &[Value] = match list {
            Value::Null(_) => return wrong(&[list], span),
            Value::List(items) => items,
            one => slice::from_ref(one),
        };
        let mut count = 0;
        self.each_where(items, condition, env, &mut |_| count += 1);
        Value::from(count)
    }

    /// Visits the items of which a condition is true, until the budget is spent.
    fn each_where(&mut self, items: &[Value], condition: &Node, env: Env<'_>, visit: &mut dyn FnMut(&Value)) {
        for item in items {
            let bound = bound(item, env);
            if self.truth(condition, Some(&bound)) == Some(true) {
                visit(item);
            }
            if self.budget.spend(1).is_err() {
                break;
            }
        }
    }

    fn path<'v>(&mut self, base: Found<'v>, name: &str, span: Span) -> Found<'v> {
        match base {
            Cow::Borrowed(Value::Context(context)) => {
                self.budget.take(context.entries().len() / FEW);
                context.get(name).map_or(none(NullReason::MissingName, span), Cow::Borrowed)
            }
            base => Cow::Owned(self.entry(&base, name, span)),
        }
    }

    fn entry(&mut self, base: &Value, name: &str, span: Span) -> Value {
        match base {
            Value::Context(context) => context.get(name).cloned().unwrap_or(null(NullReason::MissingName, span)),
            Value::List(items) => Value::List(
                items
                    .iter()
                    .map(|item| match item {
                        // Lists in lists would nest without end.
                        Value::List(_) => null(NullReason::WrongType, span),
                        other if self.budget.spend(1).is_ok() => self.entry(other, name, span),
                        _ => null(NullReason::TooManySteps, span),
                    })
                    .collect(),
            ),
            Value::Range(range) => property(range, name).unwrap_or(null(NullReason::MissingName, span)),
            other => wrong(&[other], span),
        }
    }
}

/// The null of a call that failed. A missing answer among the arguments is the cause, wherever it stood.
fn failed(Null { reason, span: at }: Null, span: Span) -> Value {
    null(reason, if at == Span::default() { span } else { at })
}

/// The null a failed calculation gives.
pub(crate) const fn reason(error: &NumberError) -> NullReason {
    match error {
        NumberError::DivisionByZero => NullReason::DivisionByZero,
        NumberError::OutOfDomain | NumberError::Malformed { .. } => NullReason::OutOfDomain,
        NumberError::TooLong { .. } | NumberError::ExponentTooLarge | NumberError::ResultTooLarge => {
            NullReason::NumberTooLarge
        }
    }
}

/// The element at a position: from 1 on, or from -1 back from the end.
pub(crate) fn at<'a>(items: &'a [Value], index: &Number) -> Option<&'a Value> {
    items.get(position(items.len(), index)?)
}

/// The index of a position in a list of a length; a fraction is dropped.
pub(crate) fn position(length: usize, index: &Number) -> Option<usize> {
    let index = index.round(0, crate::number::Rounding::Down).to_i64()?;
    let place = match index.cmp(&0) {
        Ordering::Greater => usize::try_from(index).ok()?.checked_sub(1)?,
        Ordering::Less => length.checked_sub(usize::try_from(index.unsigned_abs()).ok()?)?,
        Ordering::Equal => return None,
    };
    (place < length).then_some(place)
}

/// A range between two ends that compare. One end may be null: what lies beyond the other end is still outside.
fn range(low_closed: bool, low: Value, high_closed: bool, high: Value, span: Span) -> Value {
    let fits = match (&low, &high) {
        (Value::Null(_), Value::Null(_)) => false,
        (Value::Null(_), end) | (end, Value::Null(_)) => end.order(end).is_some(),
        (low, high) => low.order(high).is_some(),
    };
    if fits {
        Value::Range(Arc::new(Range::Interval { low, low_closed, high, high_closed }))
    } else {
        wrong(&[&low, &high], span)
    }
}

/// The properties of a range that the standard names.
fn property(range: &Range, name: &str) -> Option<Value> {
    let absent = || Value::null(NullReason::None);
    Some(match (range, name) {
        (Range::Interval { low, .. }, "start") => low.clone(),
        (Range::Interval { high, .. }, "end") => high.clone(),
        (Range::Interval { low_closed, .. }, "start included") => Value::Bool(*low_closed),
        (Range::Interval { high_closed, .. }, "end included") => Value::Bool(*high_closed),
        (Range::Unary(CompareOp::Gt | CompareOp::Ge | CompareOp::Eq, end), "start") => end.clone(),
        (Range::Unary(CompareOp::Lt | CompareOp::Le | CompareOp::Eq, end), "end") => end.clone(),
        (Range::Unary(..), "start" | "end") => absent(),
        (Range::Unary(op, _), "start included") => Value::Bool(matches!(op, CompareOp::Ge | CompareOp::Eq)),
        (Range::Unary(op, _), "end included") => Value::Bool(matches!(op, CompareOp::Le | CompareOp::Eq)),
        _ => return None,
    })
}
