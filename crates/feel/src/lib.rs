//! A FEEL profile (DMN, OMG) over exact rational numbers: the language of formulas and conditions.
//!
//! ```
//! use feel::{Scope, Type, Value};
//!
//! let mut scope = Scope::new();
//! let with_road = scope.declare("通公路小组数", Type::Number, true);
//! let groups = scope.declare("村民小组数", Type::Number, true);
//! let program = feel::compile("通公路小组数 / 村民小组数 >= 1", &scope).unwrap();
//! let mut slots = vec![Value::MISSING; scope.len()];
//! slots[with_road] = 12.into();
//! slots[groups] = 12.into();
//! assert_eq!(program.eval(&slots), Value::Bool(true));
//! ```
//!
//! A source goes `lex` → `parse` → `check` → [`Program`]; a program is evaluated over slots, one for each declared
//! name. No input panics, crawls or overruns the stack: see [`limits`]. Numbers never pass through a binary float.
//!
//! [`Scope::new`] offers every function; a page that counts its kilobytes makes its scopes with [`Functions::CORE`],
//! and the rest is not linked.
//!
//! Depends on no other crate; other crates depend on this one, never the reverse.

pub mod ast;
mod big;
mod builtin;
mod check;
mod condition;
mod diagnostic;
mod eval;
mod lex;
pub mod limits;
mod number;
mod parse;
mod print;
mod program;
mod roots;
mod scope;
mod sentence;
mod value;

pub use ast::{Expr, ExprKind, Span};
pub use builtin::{Functions, text_of};
pub use condition::{check_bare_condition, check_condition};
pub use diagnostic::{Code, Diagnostic, Lang, Severity, filled};
pub use number::{Number, NumberError, Rounding};
pub use parse::parse;
pub use print::print;
pub use program::{Program, compile, compile_lenient};
pub use scope::{Declaration, Scope, Type};
pub use sentence::{sentence, sentence_with};
pub use value::{Context, Null, NullReason, Range, Value};
