//! What to watch for where an expression decides a verdict: FEEL lets a missing answer pass for a false one, and a
//! slip in a bound makes a condition that never holds. Depends on the tree, the scope and the compiled program.

use core::cmp::Ordering;
use std::sync::Arc;

use crate::ast::{CompareOp, Expr, ExprKind, Span};
use crate::builtin;
use crate::diagnostic::{self, Code, Diagnostic};
use crate::limits;
use crate::number::Number;
use crate::program::Program;
use crate::scope::{Scope, Type};

/// Findings about a program used as a condition. `scope` is the one it was compiled against.
#[must_use]
pub fn check_condition(program: &Program, scope: &Scope) -> Vec<Diagnostic> {
    let expr = program.expr();
    let mut check = Check { scope, known: Vec::new(), findings: Vec::new() };
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

    fn walk(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::If(condition, yes, no) => {
                let depth = self.known.len();
                guards(condition, CompareOp::Ne, &mut self.known);
                if let Some((name, span)) = self.maybe_missing(condition) {
                    self.report(Code::MaybeMissingCondition, span, &name);
                }
                self.walk(condition);
                self.walk(yes);
                self.known.truncate(depth);
                // `if x = null then … else …` knows x in its other branch.
                guards(condition, CompareOp::Eq, &mut self.known);
                self.walk(no);
                self.known.truncate(depth);
            }
            ExprKind::Filter(list, condition) => {
                if !matches!(condition.kind, ExprKind::Number(_)) {
                    for part in [list, condition] {
                        if let Some((name, span)) = self.maybe_missing(part) {
                            self.report(Code::MaybeMissingList, span, &name);
                        }
                    }
                }
                self.walk(list);
                self.walk(condition);
            }
            ExprKind::Call(call) => {
                if builtin::canonical(&call.name) == "count" {
                    for arg in &call.args {
                        if let ExprKind::List(_) = arg.value.kind
                            && let Some((name, span)) = self.maybe_missing(&arg.value)
                        {
                            self.report(Code::MaybeMissingList, span, &name);
                        }
                    }
                }
                call.args.iter().for_each(|arg| self.walk(&arg.value));
            }
            ExprKind::And(..) => {
                self.bounds(expr);
                let depth = self.known.len();
                guards(expr, CompareOp::Ne, &mut self.known);
                self.conjuncts(expr);
                self.known.truncate(depth);
            }
            _ => expr.for_each_part(&mut |child| self.walk(child)),
        }
    }

    /// Walks the parts of a conjunction; a conjunction inside it is part of the whole.
    fn conjuncts(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::And(a, b) => {
                self.conjuncts(a);
                self.conjuncts(b);
            }
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
            ExprKind::Compare(CompareOp::Eq | CompareOp::Ne, a, b)
                if matches!(a.kind, ExprKind::Null) || matches!(b.kind, ExprKind::Null) =>
            {
                None
            }
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

    /// Finds comparisons of one name with numbers, joined by `and`, that exclude each other.
    fn bounds(&mut self, expr: &Expr) {
        let mut bounds: Vec<Bound> = Vec::new();
        collect(expr, &mut bounds);
        for (place, a) in bounds.iter().enumerate() {
            for b in bounds.iter().skip(place + 1) {
                if a.name == b.name && a.excludes(b) {
                    let name = Arc::clone(&a.name);
                    self.report(Code::NeverHolds, expr.span, &name);
                    return;
                }
            }
        }
    }
}

/// A comparison of a name with a number.
struct Bound {
    name: Arc<str>,
    op: CompareOp,
    limit: Number,
}

impl Bound {
    /// Whether no number meets both.
    fn excludes(&self, other: &Self) -> bool {
        use CompareOp::{Eq, Ge, Gt, Le, Lt, Ne};
        let order = self.limit.cmp(&other.limit);
        // The lower bound `a` and the upper bound `b` exclude each other where they cross.
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

/// The comparisons with numbers among the parts of a conjunction.
fn collect(expr: &Expr, out: &mut Vec<Bound>) {
    match &expr.kind {
        ExprKind::And(a, b) => {
            collect(a, out);
            collect(b, out);
        }
        ExprKind::Compare(op, a, b) => {
            let bound = match (&a.kind, &b.kind) {
                (ExprKind::Name(name), ExprKind::Number(limit)) => (name, *op, limit),
                (ExprKind::Number(limit), ExprKind::Name(name)) => (name, mirrored(*op), limit),
                _ => return,
            };
            // A few are enough to find a slip; the pairs of many would crawl.
            if out.len() < 64 {
                out.push(Bound { name: Arc::clone(bound.0), op: bound.1, limit: bound.2.clone() });
            }
        }
        _ => {}
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

/// Names that are compared with null among the parts of a conjunction (`!=`), or that the whole compares (`=`).
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
        _ => {}
    }
}
