//! A source made ready to run: names resolved to slots, constants folded, built-ins resolved to the table. Depends on
//! the parser, the checker and the evaluator.

use std::sync::Arc;

use crate::ast::{ArithOp, CompareOp, Expr, Quantifier, Span};
use crate::builtin::Builtin;
use crate::check;
use crate::diagnostic::{self, Diagnostic, Severity};
use crate::eval;
use crate::scope::{Scope, Type};
use crate::value::Value;

/// A compiled expression. Evaluation changes nothing in it, so one program serves many evaluations and threads.
#[derive(Clone, Debug)]
pub struct Program {
    expr: Expr,
    root: Node,
    ty: Type,
    slots: Vec<usize>,
    warnings: Vec<Diagnostic>,
}

impl Program {
    /// Evaluates over the values of the scope's slots; a slot that is not given is a missing answer. Never fails: what
    /// has no value is null with its reason.
    #[must_use]
    pub fn eval(&self, slots: &[Value]) -> Value {
        eval::run(&self.root, slots)
    }

    /// The slots it reads, in ascending order: the value depends on no other.
    #[must_use]
    pub fn slots(&self) -> &[usize] {
        &self.slots
    }

    /// The tree it was compiled from.
    #[must_use]
    pub const fn expr(&self) -> &Expr {
        &self.expr
    }

    /// What is known of its value; any type includes null.
    #[must_use]
    pub const fn ty(&self) -> &Type {
        &self.ty
    }

    /// Its value where that depends on nothing.
    #[must_use]
    pub const fn constant(&self) -> Option<&Value> {
        match &self.root.step {
            Step::Const(value) => Some(value),
            _ => None,
        }
    }

    /// Findings that do not keep it from being evaluated.
    #[must_use]
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }
}

/// Compiles a source.
///
/// # Errors
/// Every finding, warnings included, where one of them is an error.
pub fn compile(source: &str, scope: &Scope) -> Result<Program, Vec<Diagnostic>> {
    let program = compile_lenient(source, scope)?;
    if has_errors(&program.warnings) { Err(program.warnings) } else { Ok(program) }
}

/// Compiles a source as the standard has it, where what cannot have a meaning (an unknown name, a call with wrong
/// arguments) is null instead of an error. The findings are all in [`Program::warnings`].
///
/// # Errors
/// Every finding of the parser, where one of them is an error: the source is no FEEL.
pub fn compile_lenient(source: &str, scope: &Scope) -> Result<Program, Vec<Diagnostic>> {
    let (expr, mut findings) = crate::parse(source, scope);
    let broken = has_errors(&findings);
    let checked = check::check(&expr, scope);
    findings.extend(checked.findings);
    diagnostic::in_order(&mut findings);
    if broken {
        return Err(findings);
    }
    Ok(Program { expr, root: checked.root, ty: checked.ty, slots: checked.slots, warnings: findings })
}

fn has_errors(findings: &[Diagnostic]) -> bool {
    findings.iter().any(|found| found.severity == Severity::Error)
}

/// A step of a program and where it comes from.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) step: Step,
    pub(crate) span: Span,
}

/// What a step does.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Const(Value),
    /// The value of a declared name.
    Slot(usize),
    /// The value of a name bound inside the expression, by its depth.
    Local(usize),
    /// A name that may be an entry of the item of a filter around it.
    Lookup(Box<Lookup>),
    List(Box<[Node]>),
    Context(Box<[(Arc<str>, Node)]>),
    Range {
        low_closed: bool,
        high_closed: bool,
        ends: Box<[Node; 2]>,
    },
    UnaryRange(CompareOp, Box<Node>),
    Neg(Box<Node>),
    Arith(ArithOp, Box<[Node; 2]>),
    Compare(CompareOp, Box<[Node; 2]>),
    And(Box<[Node; 2]>),
    Or(Box<[Node; 2]>),
    Between(Box<[Node; 3]>),
    In(Box<Node>, Box<[Test]>),
    If(Box<[Node; 3]>),
    Quantified(Quantifier, Box<[Node]>, Box<Node>),
    Filter(Box<[Node; 2]>, Select),
    /// The `count` of what a filter keeps.
    CountWhere(Box<[Node; 2]>),
    /// An entry, and where in a context it is likely to stand.
    Path(Box<Node>, Arc<str>, usize),
    Call(&'static Builtin, Box<[Node]>),
}

/// Where a name in a filter may come from.
#[derive(Clone, Debug)]
pub(crate) struct Lookup {
    pub(crate) name: Arc<str>,
    /// The items whose entries to look in, innermost first, by their depth.
    pub(crate) items: Box<[usize]>,
    pub(crate) otherwise: Option<Node>,
}

/// A test of `in`.
#[derive(Clone, Debug)]
pub(crate) struct Test {
    pub(crate) node: Node,
    pub(crate) form: TestForm,
}

/// How a test is written, which decides what it asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TestForm {
    /// A condition on `?`.
    Condition,
    /// A range or a comparison.
    Range,
    /// A value, or something that holds values.
    Value,
}

/// What the brackets of a filter hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Select {
    Index,
    Condition,
    /// The value tells.
    Unknown,
    /// Neither: there is no result.
    Nothing,
}
