//! Tree to program: resolves names and built-ins, infers types, folds constants, and reports what cannot be meant.
//! Depends on the tree, the scope, the table of built-ins, and the evaluator for folding.

use std::sync::Arc;

use crate::ast::{ArithOp, CallExpr, CompareOp, Expr, ExprKind, Quantifier, Span};
use crate::builtin::{self, Builtin, Kind, Tail};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::eval;
use crate::limits;
use crate::program::{Lookup, Node, Select, Step, Test, TestForm};
use crate::scope::{Scope, Type};
use crate::value::{Null, NullReason, Value};

/// What checking gives.
pub(crate) struct Checked {
    pub(crate) root: Node,
    pub(crate) ty: Type,
    pub(crate) slots: Vec<usize>,
    pub(crate) findings: Vec<Diagnostic>,
}

/// Checks and compiles a tree. Where something has no meaning, the program holds a null.
pub(crate) fn check(expr: &Expr, scope: &Scope) -> Checked {
    let mut checker = Checker { scope, locals: Vec::new(), slots: Vec::new(), findings: Vec::new() };
    let (root, ty) = checker.expr(expr);
    Checked { root, ty, slots: checker.slots, findings: checker.findings }
}

/// A name bound inside the expression. Its place in the stack is its place at evaluation.
enum Local {
    Named(Arc<str>, Type),
    /// The item of a filter.
    Item(Type),
}

struct Checker<'a> {
    scope: &'a Scope,
    locals: Vec<Local>,
    slots: Vec<usize>,
    findings: Vec<Diagnostic>,
}

impl Checker<'_> {
    /// Kept out of line: many places call it, and its code ships.
    #[inline(never)]
    fn report(&mut self, code: Code, span: Span, args: &[&str]) {
        if self.findings.len() < limits::MAX_DIAGNOSTICS {
            self.findings.push(Diagnostic::of(code, span, args));
        }
    }

    fn expr(&mut self, expr: &Expr) -> (Node, Type) {
        let span = expr.span;
        let (step, ty) = match &expr.kind {
            ExprKind::Null => (Step::Const(Value::Null(Null { reason: NullReason::None, span })), Type::Null),
            ExprKind::Bool(b) => (Step::Const(Value::Bool(*b)), Type::Boolean),
            ExprKind::Number(n) => (Step::Const(Value::Number(n.clone())), Type::Number),
            ExprKind::Text(text) => (Step::Const(Value::Text(Arc::clone(text))), Type::Text),
            ExprKind::Name(name) => return self.name(name, span),
            ExprKind::List(items) => self.list(items),
            ExprKind::Context(entries) => {
                let depth = self.locals.len();
                let mut fields = Vec::with_capacity(entries.len());
                let mut nodes = Vec::with_capacity(entries.len());
                for entry in entries {
                    let (node, ty) = self.expr(&entry.value);
                    self.locals.push(Local::Named(Arc::clone(&entry.key), ty.clone()));
                    nodes.push((Arc::clone(&entry.key), node));
                    fields.push((Arc::clone(&entry.key), ty));
                }
                self.locals.truncate(depth);
                (Step::Context(nodes.into()), Type::Record(fields.into()))
            }
            ExprKind::Range(range) => {
                let (low, low_ty) = self.expr(&range.low);
                let (high, high_ty) = self.expr(&range.high);
                self.ordered(&low_ty, range.low.span);
                self.comparable(&low_ty, &high_ty, span);
                let step = Step::Range {
                    low_closed: range.low_closed,
                    high_closed: range.high_closed,
                    ends: Box::new([low, high]),
                };
                (step, Type::Range)
            }
            ExprKind::UnaryRange(op, end) => {
                let (end, _) = self.expr(end);
                (Step::UnaryRange(*op, Box::new(end)), Type::Range)
            }
            ExprKind::Neg(operand) => {
                let (node, ty) = self.expr(operand);
                self.needs(&ty, &Type::Number, operand.span);
                (Step::Neg(Box::new(node)), Type::Number)
            }
            ExprKind::Arith(op, a, b) => self.arith(*op, a, b),
            ExprKind::Compare(op, a, b) => {
                let ((left, left_ty), (right, right_ty)) = (self.expr(a), self.expr(b));
                if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
                    self.ordered(&left_ty, a.span);
                    self.ordered(&right_ty, b.span);
                }
                self.comparable(&left_ty, &right_ty, span);
                (Step::Compare(*op, Box::new([left, right])), Type::Boolean)
            }
            ExprKind::And(a, b) => (Step::And(self.booleans(a, b)), Type::Boolean),
            ExprKind::Or(a, b) => (Step::Or(self.booleans(a, b)), Type::Boolean),
            ExprKind::Between(value, low, high) => {
                let (value_node, ty) = self.expr(value);
                let ((low_node, low_ty), (high_node, high_ty)) = (self.expr(low), self.expr(high));
                self.ordered(&ty, value.span);
                self.comparable(&ty, &low_ty, span);
                self.comparable(&ty, &high_ty, span);
                (Step::Between(Box::new([value_node, low_node, high_node])), Type::Boolean)
            }
            ExprKind::In(value, tests) => {
                let (node, ty) = self.expr(value);
                self.locals.push(Local::Named("?".into(), ty.clone()));
                let mut compiled = Vec::with_capacity(tests.len());
                for test in tests {
                    let (node, test_ty) = self.expr(test);
                    let form = form_of(test);
                    if form != TestForm::Condition {
                        self.testable(&ty, &test_ty, test.span);
                    }
                    compiled.push(Test { node, form });
                }
                self.locals.pop();
                (Step::In(Box::new(node), compiled.into()), Type::Boolean)
            }
            ExprKind::If(condition, yes, no) => {
                let (condition_node, condition_ty) = self.expr(condition);
                self.needs(&condition_ty, &Type::Boolean, condition.span);
                let ((yes, yes_ty), (no, no_ty)) = (self.expr(yes), self.expr(no));
                (Step::If(Box::new([condition_node, yes, no])), yes_ty.or(no_ty))
            }
            ExprKind::Quantified(quantifier, bindings, condition) => {
                return self.quantified(*quantifier, bindings, condition, span);
            }
            ExprKind::Filter(list, condition) => self.filter(list, condition),
            ExprKind::Path(base, name) => self.path(base, name, span),
            ExprKind::Call(call) => self.call(call, span),
            ExprKind::Error => (Step::Const(Value::Null(Null { reason: NullReason::BadCall, span })), Type::Any),
        };
        (fold(step, span), ty)
    }

    fn list(&mut self, items: &[Expr]) -> (Step, Type) {
        let mut nodes = Vec::with_capacity(items.len());
        let mut common: Option<Type> = None;
        for item in items {
            let (node, ty) = self.expr(item);
            nodes.push(node);
            common = Some(match common {
                None => ty,
                Some(known) => known.or(ty),
            });
        }
        (Step::List(nodes.into()), Type::List(Box::new(common.unwrap_or(Type::Any))))
    }

    fn booleans(&mut self, a: &Expr, b: &Expr) -> Box<[Node; 2]> {
        let ((left, left_ty), (right, right_ty)) = (self.expr(a), self.expr(b));
        self.needs(&left_ty, &Type::Boolean, a.span);
        self.needs(&right_ty, &Type::Boolean, b.span);
        Box::new([left, right])
    }

    fn arith(&mut self, op: ArithOp, a: &Expr, b: &Expr) -> (Step, Type) {
        let ((left, left_ty), (right, right_ty)) = (self.expr(a), self.expr(b));
        // Only `+` works on texts.
        let ty = match (op, &left_ty, &right_ty) {
            (ArithOp::Add, Type::Text, _) | (ArithOp::Add, _, Type::Text) => Type::Text,
            (ArithOp::Add, Type::Any, Type::Any) => Type::Any,
            _ => Type::Number,
        };
        if ty != Type::Any {
            self.needs(&left_ty, &ty, a.span);
            self.needs(&right_ty, &ty, b.span);
        }
        (Step::Arith(op, Box::new([left, right])), ty)
    }

    fn quantified(
        &mut self,
        quantifier: Quantifier,
        bindings: &[crate::ast::Binding],
        condition: &Expr,
        span: Span,
    ) -> (Node, Type) {
        let depth = self.locals.len();
        let mut lists = Vec::with_capacity(bindings.len());
        for binding in bindings {
            let (node, ty) = self.expr(&binding.list);
            lists.push(node);
            self.locals.push(Local::Named(Arc::clone(&binding.name), element(&ty)));
        }
        let (node, ty) = self.expr(condition);
        self.needs(&ty, &Type::Boolean, condition.span);
        self.locals.truncate(depth);
        (Node { step: Step::Quantified(quantifier, lists.into(), Box::new(node)), span }, Type::Boolean)
    }

    fn filter(&mut self, list: &Expr, condition: &Expr) -> (Step, Type) {
        let (list_node, list_ty) = self.expr(list);
        let item = element(&list_ty);
        self.locals.push(Local::Item(item.clone()));
        let (node, ty) = self.expr(condition);
        self.locals.pop();
        let (select, result) = match ty {
            Type::Number => (Select::Index, item),
            Type::Boolean => (Select::Condition, Type::List(Box::new(item))),
            Type::Any => (Select::Unknown, Type::Any),
            _ => {
                self.report(Code::TypeMismatch, condition.span, &[ty.word(), Type::Boolean.word()]);
                (Select::Nothing, Type::Null)
            }
        };
        (Step::Filter(Box::new([list_node, node]), select), result)
    }

    fn path(&mut self, base: &Expr, name: &Arc<str>, span: Span) -> (Step, Type) {
        let (node, ty) = self.expr(base);
        let result = match &ty {
            Type::List(inner) => Type::List(Box::new(self.entry(inner, name, base.span, span))),
            other => self.entry(other, name, base.span, span),
        };
        (Step::Path(Box::new(node), Arc::clone(name), place(&ty, name)), result)
    }

    /// The type of an entry of a value of a type.
    fn entry(&mut self, ty: &Type, name: &str, base: Span, span: Span) -> Type {
        match ty {
            Type::Record(fields) => match fields.iter().find(|(known, _)| **known == *name) {
                Some((_, ty)) => ty.clone(),
                None => {
                    let near = nearest(name, fields.iter().map(|(known, _)| &**known));
                    self.unknown(Code::UnknownName, Code::UnknownNameAlone, name, near, span);
                    Type::Null
                }
            },
            Type::Any | Type::Context | Type::Range => Type::Any,
            _ => {
                self.report(Code::TypeMismatch, base, &[ty.word(), Type::Context.word()]);
                Type::Null
            }
        }
    }

    fn unknown(&mut self, near_code: Code, alone: Code, name: &str, near: Option<&str>, span: Span) {
        match near {
            Some(near) => self.report(near_code, span, &[name, near]),
            None => self.report(alone, span, &[name]),
        }
    }

    fn name(&mut self, name: &Arc<str>, span: Span) -> (Node, Type) {
        let mut items = Vec::new();
        let mut found: Option<(Step, Type)> = None;
        for (depth, local) in self.locals.iter().enumerate().rev() {
            match local {
                Local::Named(known, ty) if known == name => found = Some((Step::Local(depth), ty.clone())),
                Local::Named(..) => {}
                Local::Item(ty) => {
                    if let Type::Record(fields) = ty {
                        if let Some((at, (_, ty))) = fields.iter().enumerate().find(|(_, (known, _))| known == name) {
                            let item = Node { step: Step::Local(depth), span };
                            found = Some((Step::Path(Box::new(item), Arc::clone(name), at), ty.clone()));
                        }
                    } else if matches!(ty, Type::Any | Type::Context) {
                        items.push(depth);
                    }
                    if found.is_none() && **name == *"item" {
                        found = Some((Step::Local(depth), ty.clone()));
                    }
                }
            }
            if found.is_some() {
                break;
            }
        }
        if found.is_none()
            && let Some(slot) = self.scope.slot(name)
        {
            if let Err(place) = self.slots.binary_search(&slot) {
                self.slots.insert(place, slot);
            }
            let ty = self.scope.get(slot).map_or(Type::Any, |known| known.ty.clone());
            found = Some((Step::Slot(slot), ty));
        }
        let (step, ty) = match found {
            Some(found) if items.is_empty() => found,
            Some((step, _)) => (self.lookup(name, items, Some(Node { step, span })), Type::Any),
            None if items.is_empty() => {
                let near = self.near(name);
                self.unknown(Code::UnknownName, Code::UnknownNameAlone, name, near.as_deref(), span);
                (Step::Const(Value::Null(Null { reason: NullReason::MissingName, span })), Type::Any)
            }
            None => (self.lookup(name, items, None), Type::Any),
        };
        (Node { step, span }, ty)
    }

    #[expect(clippy::unused_self, reason = "reads as one of the checker's own steps")]
    fn lookup(&self, name: &Arc<str>, items: Vec<usize>, otherwise: Option<Node>) -> Step {
        Step::Lookup(Box::new(Lookup { name: Arc::clone(name), items: items.into(), otherwise }))
    }

    /// The nearest name in reach.
    fn near(&self, name: &str) -> Option<String> {
        let mut known: Vec<&str> = Vec::new();
        for local in &self.locals {
            match local {
                Local::Named(name, _) => known.push(name),
                Local::Item(Type::Record(fields)) => known.extend(fields.iter().map(|(name, _)| &**name)),
                Local::Item(_) => {}
            }
        }
        known.extend(self.scope.names().iter().map(|known| &*known.name));
        nearest(name, known.into_iter()).map(String::from)
    }

    // Types.

    /// Reports a type that is surely not the one needed.
    fn needs(&mut self, ty: &Type, needed: &Type, span: Span) {
        if *ty != Type::Any && ty != needed {
            self.report(Code::TypeMismatch, span, &[ty.word(), needed.word()]);
        }
    }

    /// Reports a type that has no order.
    fn ordered(&mut self, ty: &Type, span: Span) {
        if !matches!(ty, Type::Any | Type::Number | Type::Text) {
            self.report(Code::TypeMismatch, span, &[ty.word(), "@number-or-text"]);
        }
    }

    /// Reports two types that never compare. Null compares with everything.
    fn comparable(&mut self, a: &Type, b: &Type, span: Span) {
        let unknown = |ty: &Type| matches!(ty, Type::Any | Type::Null);
        if !unknown(a) && !unknown(b) && a.word() != b.word() {
            self.report(Code::NeverComparable, span, &[a.word(), b.word()]);
        }
    }

    /// Reports a test of `in` that a value of a type never meets: one of another type, or a list of such.
    fn testable(&mut self, ty: &Type, test: &Type, span: Span) {
        let of_elements = match test {
            Type::List(element) => &**element,
            other => other,
        };
        if *of_elements != Type::Range && !matches!(ty, Type::List(_)) {
            self.comparable(ty, of_elements, span);
        }
    }

    // Calls.

    fn call(&mut self, call: &CallExpr, span: Span) -> (Step, Type) {
        let mut args: Vec<(Node, Type, Span)> = Vec::with_capacity(call.args.len());
        for arg in &call.args {
            let (node, ty) = self.expr(&arg.value);
            args.push((node, ty, arg.value.span));
        }
        let bad = (Step::Const(Value::Null(Null { reason: NullReason::BadCall, span })), Type::Any);
        let name = builtin::canonical(&call.name);
        let mut rows = self.scope.functions().rows(name).peekable();
        let Some(first) = rows.peek().copied() else {
            let near = nearest(name, self.scope.functions().names());
            self.unknown(Code::UnknownFunction, Code::UnknownFunctionAlone, &call.name, near, call.name_span);
            return bad;
        };
        let Some((row, order)) = rows.find_map(|row| Some((row, arrange(row, call, args.len())?))) else {
            self.bad_call(call, first);
            return bad;
        };
        // Arguments by name come in any order; the function takes them in its own.
        let mut args: Vec<Option<(Node, Type, Span)>> = args.into_iter().map(Some).collect();
        let placed: Vec<(Node, Type, Span)> =
            order.into_iter().filter_map(|index| args.get_mut(index)?.take()).collect();
        let spread = row.tail == Tail::Spread && placed.len() > 1;
        for (place, (_, ty, span)) in placed.iter().enumerate() {
            let kind = if spread { Kind::Any } else { row.kind(place) };
            if !kind.accepts(ty) {
                self.report(Code::TypeMismatch, *span, &[ty.word(), kind.word()]);
            }
        }
        let ty = match (row.result, placed.first()) {
            (Kind::List, Some((_, Type::List(inner), _))) if row.keeps => Type::List(inner.clone()),
            (kind, _) => kind.ty(),
        };
        let mut nodes: Vec<Node> = placed.into_iter().map(|(node, ..)| node).collect();
        if row.name == "count"
            && nodes.len() == 1
            && let Some(Node { step: Step::Filter(_, Select::Condition), .. }) = nodes.first()
            && let Some(Node { step: Step::Filter(parts, _), .. }) = nodes.pop()
        {
            return (Step::CountWhere(parts), ty);
        }
        (Step::Call(row, nodes.into()), ty)
    }

    fn bad_call(&mut self, call: &CallExpr, row: &Builtin) {
        for (place, arg) in call.args.iter().enumerate() {
            let Some(name) = &arg.name else { continue };
            if row.place(name).is_none() {
                self.report(Code::UnknownParameter, arg.name_span, &[name, &row.signature()]);
                return;
            }
            if call.args.iter().take(place).any(|other| other.name.as_ref() == Some(name)) {
                self.report(Code::DuplicateParameter, arg.name_span, &[name]);
                return;
            }
        }
        let count = call.args.len().to_string();
        self.report(Code::ArgumentCount, call.name_span, &[&call.name, &count, &row.signature()]);
    }
}

/// Which argument goes to each parameter in turn; none where the call does not fit.
fn arrange(row: &Builtin, call: &CallExpr, count: usize) -> Option<Vec<usize>> {
    let named = call.args.first().is_some_and(|arg| arg.name.is_some());
    if !named {
        let most = if row.tail == Tail::None { row.params.len() } else { usize::MAX };
        return (count >= row.least && count <= most).then(|| (0..count).collect());
    }
    // Optional parameters come last, so the arguments that fit are those of the first parameters, without a gap.
    let order: Vec<usize> = row
        .params
        .iter()
        .map_while(|(name, _)| call.args.iter().position(|arg| arg.name.as_deref() == Some(*name)))
        .collect();
    (order.len() == count && count >= row.least).then_some(order)
}

/// The type of the elements of a list, or of what stands for a list of one.
fn element(ty: &Type) -> Type {
    match ty {
        Type::List(inner) => (**inner).clone(),
        Type::Null => Type::Any,
        other => other.clone(),
    }
}

fn form_of(test: &Expr) -> TestForm {
    match &test.kind {
        _ if mentions_input(test) => TestForm::Condition,
        ExprKind::Range(_) | ExprKind::UnaryRange(..) => TestForm::Range,
        _ => TestForm::Value,
    }
}

/// Where an entry stands in a context of a type, or in those of a list.
fn place(ty: &Type, name: &str) -> usize {
    match ty {
        Type::List(inner) => place(inner, name),
        Type::Record(fields) => fields.iter().position(|(known, _)| **known == *name).unwrap_or(0),
        _ => 0,
    }
}

/// Whether a test is a condition on its input, `?`. An inner `in` has an input of its own.
fn mentions_input(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Name(name) => **name == *"?",
        ExprKind::In(value, _) => mentions_input(value),
        _ => {
            let mut found = false;
            expr.for_each_part(&mut |part| found = found || mentions_input(part));
            found
        }
    }
}

/// A step over constants becomes a constant.
fn fold(step: Step, span: Span) -> Node {
    let constant = |node: &Node| matches!(node.step, Step::Const(_));
    let foldable = match &step {
        Step::List(items) => items.iter().all(constant),
        Step::Neg(a) | Step::UnaryRange(_, a) | Step::Path(a, ..) => constant(a),
        Step::Range { ends, .. } => ends.iter().all(constant),
        Step::Arith(_, ab) | Step::Compare(_, ab) | Step::And(ab) | Step::Or(ab) => ab.iter().all(constant),
        Step::Between(abc) | Step::If(abc) => abc.iter().all(constant),
        Step::Call(_, args) => args.iter().all(constant),
        _ => false,
    };
    let node = Node { step, span };
    if foldable { Node { step: Step::Const(eval::run(&node, &[])), span } } else { node }
}
