//! What to watch for where an expression decides a verdict: FEEL lets a missing answer pass for a false one, and a
//! slip in a bound makes a condition that never holds. Depends on the tree, the scope and the compiled program.
//!
//! A trap is what makes a definite value of a null. Most of FEEL does not: arithmetic, order, `between`, ranges, paths
//! and the arguments of nearly every built-in give null for null; `and`, `or`, `all`, `any`, `some` and `every` decide
//! only by what is known. These do:
//!
//! - `if` takes the else branch;
//! - a filter leaves an element out; `string join` too;
//! - `count` counts it all the same;
//! - `=`, `!=`, `in`, `list contains` and `index of` find it different from everything.

use core::cmp::Ordering;
use std::sync::Arc;

use crate::ast::{CompareOp, Expr, ExprKind, Span};
use crate::builtin;
use crate::diagnostic::{self, Code, Diagnostic};
use crate::limits;
use crate::program::Program;
use crate::scope::{Scope, Type};
use crate::value::Value;

/// Findings about a program used as a condition under a layer that decides comparisons by their bounds, as the rules
/// of a pack do: there a comparison with a missing answer is open. `scope` is the one it was compiled against.
#[must_use]
pub fn check_condition(program: &Program, scope: &Scope) -> Vec<Diagnostic> {
    findings(program, scope, false)
}

/// Findings about a program used as a condition that FEEL alone evaluates, where `=` and its kin find a missing answer
/// different from everything. `scope` is the one it was compiled against.
#[must_use]
pub fn check_bare_condition(program: &Program, scope: &Scope) -> Vec<Diagnostic> {
    findings(program, scope, true)
}

fn findings(program: &Program, scope: &Scope, bare: bool) -> Vec<Diagnostic> {
    let expr = program.expr();
    let mut check = Check { scope, bare, known: Vec::new(), findings: Vec::new() };
    if !matches!(program.ty(), Type::Boolean | Type::Any) {
        check.report(Code::NotACondition, expr.span, program.ty().word());
    }
    if let Some(always) = program.constant().and_then(|value| value.as_bool()) {
        check.report(Code::ConstantCondition, expr.span, if always { "@true" } else { "@false" });
    }
    check.walk(expr);
    diagnostic::in_order(&mut check.findings);
    check.findings.truncate(limits::MAX_DIAGNOSTICS);
    check.findings
}

struct Check<'a> {
    scope: &'a Scope,
    /// Whether FEEL alone evaluates.
    bare: bool,
    /// Names that a condition around has found not to be missing.
    known: Vec<Arc<str>>,
    findings: Vec<Diagnostic>,
}

impl Check<'_> {
    fn report(&mut self, code: Code, span: Span, arg: &str) {
        let found = Diagnostic::of(code, span, &[arg]);
        if self.findings.len() < 4 * limits::MAX_DIAGNOSTICS && !self.findings.contains(&found) {
            self.findings.push(found);
        }
    }

    /// Reports a part that may be missing where that is a trap.
    fn trap(&mut self, code: Code, part: &Expr) {
        if let Some((name, span)) = self.maybe_missing(part) {
            self.report(code, span, &name);
        }
    }

    fn walk(&mut self, expr: &Expr) {
        let depth = self.known.len();
        match &expr.kind {
            ExprKind::If(condition, yes, no) => {
                guards(condition, CompareOp::Ne, &mut self.known);
                self.trap(Code::MaybeMissingCondition, condition);
                self.walk(condition);
                self.walk(yes);
                self.known.truncate(depth);
                // `if x = null then … else …` knows x in its other branch.
                guards(condition, CompareOp::Eq, &mut self.known);
                self.walk(no);
            }
            ExprKind::Filter(list, condition) => {
                let mut guarded = Vec::new();
                guards(condition, CompareOp::Ne, &mut guarded);
                if !matches!(condition.kind, ExprKind::Number(_)) {
                    // `[a, b][item != null]` leaves out what is missing, and says so.
                    if !guarded.iter().any(|name| **name == *"item") {
                        self.trap(Code::MaybeMissingList, list);
                    }
                    self.known.append(&mut guarded);
                    self.trap(Code::MaybeMissingList, condition);
                }
                self.walk(condition);
                self.known.truncate(depth);
                self.walk(list);
            }
            ExprKind::Call(call) => {
                let made_here = |arg: &Expr| matches!(arg.kind, ExprKind::List(_) | ExprKind::Call(_));
                match (builtin::canonical(&call.name), call.args.as_slice()) {
                    ("count", [list]) if made_here(&list.value) => self.trap(Code::MaybeMissingCount, &list.value),
                    ("string join", [list, ..]) if made_here(&list.value) => {
                        self.trap(Code::MaybeMissingList, &list.value);
                    }
                    ("list contains" | "index of", args) if self.bare => {
                        args.iter().for_each(|arg| self.trap(Code::MaybeMissingEquality, &arg.value));
                    }
                    _ => {}
                }
                call.args.iter().for_each(|arg| self.walk(&arg.value));
            }
            ExprKind::And(..) | ExprKind::Or(..) => {
                let is_and = matches!(expr.kind, ExprKind::And(..));
                if is_and {
                    self.bounds(expr);
                }
                // `x != null and …` is decided without the rest where x is missing, and `x = null or …` too.
                guards(expr, if is_and { CompareOp::Ne } else { CompareOp::Eq }, &mut self.known);
                self.members(expr, is_and);
            }
            ExprKind::Compare(CompareOp::Eq | CompareOp::Ne, a, b) => {
                if self.bare && !is_null(a) && !is_null(b) {
                    self.trap(Code::MaybeMissingEquality, a);
                    self.trap(Code::MaybeMissingEquality, b);
                }
                expr.for_each_part(&mut |child| self.walk(child));
            }
            ExprKind::In(value, tests) => {
                self.bounds(expr);
                if self.bare {
                    let asks_null = tests.iter().any(is_null);
                    let by_equality = |test: &Expr| match &test.kind {
                        ExprKind::Range(_) => false,
                        ExprKind::UnaryRange(op, _) => matches!(op, CompareOp::Eq | CompareOp::Ne),
                        _ => true,
                    };
                    if tests.iter().any(by_equality) && !asks_null {
                        self.trap(Code::MaybeMissingEquality, value);
                    }
                    let whole = tests.iter().filter(|test| by_equality(test));
                    whole.for_each(|test| self.trap(Code::MaybeMissingEquality, test));
                }
                expr.for_each_part(&mut |child| self.walk(child));
            }
            ExprKind::Between(..) => {
                self.bounds(expr);
                expr.for_each_part(&mut |child| self.walk(child));
            }
            _ => expr.for_each_part(&mut |child| self.walk(child)),
        }
        self.known.truncate(depth);
    }

    /// Walks the parts of a conjunction or disjunction; one inside another of its kind is part of the whole.
    fn members(&mut self, expr: &Expr, is_and: bool) {
        match &expr.kind {
            ExprKind::And(a, b) if is_and => [a, b].into_iter().for_each(|part| self.members(part, is_and)),
            ExprKind::Or(a, b) if !is_and => [a, b].into_iter().for_each(|part| self.members(part, is_and)),
            _ => self.walk(expr),
        }
    }

    /// The first declared name in an expression that may be missing and is not known to be there. A comparison with
    /// null asks just that, so it does not count.
    fn maybe_missing(&self, expr: &Expr) -> Option<(Arc<str>, Span)> {
        match &expr.kind {
            ExprKind::Name(name) => {
                let declared = self.scope.slot(name).and_then(|slot| self.scope.get(slot))?;
                let missing = declared.may_be_missing && !self.known.contains(name);
                missing.then(|| (Arc::clone(name), expr.span))
            }
            ExprKind::Compare(CompareOp::Eq | CompareOp::Ne, a, b) if is_null(a) || is_null(b) => None,
            _ => {
                let mut found = None;
                expr.for_each_part(&mut |child| {
                    if found.is_none() {
                        found = self.maybe_missing(child);
                    }
                });
                found
            }
        }
    }

    /// Finds comparisons of one name with constants that exclude each other, where all of them are to hold.
    fn bounds(&mut self, expr: &Expr) {
        let mut bounds: Vec<Bound> = Vec::new();
        collect(expr, &mut bounds);
        for (place, a) in bounds.iter().enumerate() {
            for b in bounds.iter().skip(place + 1) {
                if a.name == b.name && a.excludes(b) {
                    let name = Arc::clone(&a.name);
                    // A part of a conjunction is reported with the whole.
                    let is_told = |found: &Diagnostic| {
                        let is_same = found.code == Code::NeverHolds && found.args.iter().any(|arg| **arg == *name);
                        is_same && covers(found.span, expr.span)
                    };
                    if !self.findings.iter().any(is_told) {
                        self.report(Code::NeverHolds, expr.span, &name);
                    }
                    return;
                }
            }
        }
    }
}

fn is_null(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Null)
}

const fn covers(outer: Span, inner: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// A comparison of a name with a number or a text.
struct Bound {
    name: Arc<str>,
    op: CompareOp,
    limit: Value,
}

impl Bound {
    /// Whether no value meets both.
    fn excludes(&self, other: &Self) -> bool {
        use CompareOp::{Eq, Ge, Gt, Le, Lt, Ne};
        let Some(order) = self.limit.order(&other.limit) else {
            return false;
        };
        // A lower and an upper bound exclude each other where they cross.
        let crossed = |low: CompareOp, high: CompareOp, order: Ordering| {
            order.is_gt() || (order.is_eq() && !(low == Ge && high == Le))
        };
        match (self.op, other.op) {
            (Gt | Ge, Lt | Le) => crossed(self.op, other.op, order),
            (Lt | Le, Gt | Ge) => crossed(other.op, self.op, order.reverse()),
            (Ne, Ne) => false,
            (Eq, op) => !op.holds(order),
            (op, Eq) => !op.holds(order.reverse()),
            _ => false,
        }
    }
}

/// The comparisons with constants that an expression makes all together.
fn collect(expr: &Expr, out: &mut Vec<Bound>) {
    match &expr.kind {
        ExprKind::And(a, b) => {
            collect(a, out);
            collect(b, out);
        }
        ExprKind::Compare(op, a, b) => {
            bound(a, *op, b, out);
            bound(b, mirrored(*op), a, out);
        }
        ExprKind::Between(value, low, high) => {
            bound(value, CompareOp::Ge, low, out);
            bound(value, CompareOp::Le, high, out);
        }
        ExprKind::In(value, tests) => {
            // Of several tests one is enough.
            let [test] = tests.as_slice() else { return };
            match &test.kind {
                ExprKind::Range(range) => {
                    let (low, high) = (range.low_closed, range.high_closed);
                    bound(value, if low { CompareOp::Ge } else { CompareOp::Gt }, &range.low, out);
                    bound(value, if high { CompareOp::Le } else { CompareOp::Lt }, &range.high, out);
                }
                ExprKind::UnaryRange(op, end) => bound(value, *op, end, out),
                _ => bound(value, CompareOp::Eq, test, out),
            }
        }
        _ => {}
    }
}

/// Adds a comparison, where it is of a name with a constant.
fn bound(name: &Expr, op: CompareOp, limit: &Expr, out: &mut Vec<Bound>) {
    let ExprKind::Name(name) = &name.kind else { return };
    let limit = match &limit.kind {
        ExprKind::Number(number) => Value::Number(number.clone()),
        ExprKind::Text(text) => Value::Text(Arc::clone(text)),
        _ => return,
    };
    // A few are enough to find a slip; the pairs of many would crawl.
    if out.len() < 64 {
        out.push(Bound { name: Arc::clone(name), op, limit });
    }
}

/// The operator with its sides exchanged.
const fn mirrored(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Lt => CompareOp::Gt,
        CompareOp::Le => CompareOp::Ge,
        CompareOp::Gt => CompareOp::Lt,
        CompareOp::Ge => CompareOp::Le,
        same => same,
    }
}

/// Names that are compared with null among the parts of a conjunction (`!=`) or of a disjunction (`=`).
fn guards(expr: &Expr, op: CompareOp, out: &mut Vec<Arc<str>>) {
    match &expr.kind {
        ExprKind::And(a, b) if op == CompareOp::Ne => {
            guards(a, op, out);
            guards(b, op, out);
        }
        ExprKind::Or(a, b) if op == CompareOp::Eq => {
            guards(a, op, out);
            guards(b, op, out);
        }
        ExprKind::Compare(found, a, b) if *found == op => match (&a.kind, &b.kind) {
            (ExprKind::Name(name), ExprKind::Null) | (ExprKind::Null, ExprKind::Name(name)) => {
                out.push(Arc::clone(name));
            }
            _ => {}
        },
        // `not(x = null or y = null)` knows both.
        ExprKind::Call(call) if builtin::canonical(&call.name) == "not" => {
            let turned = if op == CompareOp::Ne { CompareOp::Eq } else { CompareOp::Ne };
            call.args.iter().for_each(|arg| guards(&arg.value, turned, out));
        }
        _ => {}
    }
}
