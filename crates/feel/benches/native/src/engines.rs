//! The engines, each as a way to prepare an expression and run it over inputs made before. Depends on the peers.

use cel::{Context as CelContext, Program as CelProgram, Value as CelValue};
use dsntk_feel::values::Value as DsntkValue;
use dsntk_feel::{Evaluator as DsntkEvaluator, FeelScope, context::FeelContext};
use feel::{Program, Scope, Type, Value};
use serde_json::{Map, Number as JsonNumber, Value as Json};
use std::collections::HashMap;
use zen_expression::expression::Standard;
use zen_expression::scope::Scope as ZenScope;
use zen_expression::vm::VM;
use zen_expression::{Expression, compile_expression};

/// The value of a name.
#[derive(Clone)]
pub enum Input {
    /// A number in decimal notation.
    Number(&'static str),
    /// A list of records of numbers.
    Records(Vec<Vec<(&'static str, String)>>),
}

/// The values of all names.
pub type Inputs = Vec<(&'static str, Input)>;

/// What an expression gives, for comparing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// A truth value.
    Truth(bool),
    /// A whole number.
    Whole(i64),
    /// Anything else, as the engine prints it.
    Other(String),
}

/// An engine with a prepared expression and its inputs.
pub trait Prepared {
    /// Runs it over the inputs of that number, and forgets the result.
    fn run(&mut self, input: usize);
    /// What it gives for the inputs of that number.
    fn given(&mut self, input: usize) -> Given;
}

/// Ours.
pub struct Ours {
    program: Program,
    inputs: Vec<Vec<Value>>,
}

/// The scope of some inputs.
pub fn our_scope(inputs: &Inputs) -> Scope {
    let mut scope = Scope::new();
    for (name, value) in inputs {
        let ty = match value {
            Input::Number(_) => Type::Number,
            Input::Records(records) => {
                let fields = records.first().into_iter().flatten().map(|(name, _)| ((*name).into(), Type::Number));
                Type::List(Box::new(Type::Record(fields.collect())))
            }
        };
        scope.declare(name, ty, true);
    }
    scope
}

fn our_number(text: &str) -> Value {
    Value::Number(text.parse().expect("a decimal"))
}

impl Ours {
    /// Prepares an expression.
    pub fn new(source: &str, inputs: &[Inputs]) -> Self {
        let program = feel::compile(source, &our_scope(&inputs[0])).expect("a right expression");
        let value = |input: &Input| match input {
            Input::Number(text) => our_number(text),
            Input::Records(records) => {
                let record = |fields: &Vec<(&str, String)>| {
                    let entries = fields.iter().map(|(name, text)| ((*name).into(), our_number(text)));
                    Value::Context(feel::Context::new(entries.collect()))
                };
                Value::from(records.iter().map(record).collect::<Vec<_>>())
            }
        };
        let inputs = inputs.iter().map(|inputs| inputs.iter().map(|(_, input)| value(input)).collect()).collect();
        Self { program, inputs }
    }
}

impl Prepared for Ours {
    fn run(&mut self, input: usize) {
        measure::black_box(self.program.eval(measure::black_box(&self.inputs[input])));
    }

    fn given(&mut self, input: usize) -> Given {
        match self.program.eval(&self.inputs[input]) {
            Value::Bool(truth) => Given::Truth(truth),
            Value::Number(number) => number.to_i64().map_or_else(|| Given::Other(number.to_string()), Given::Whole),
            other => Given::Other(format!("{other:?}")),
        }
    }
}

/// zen-expression: the program's virtual machine and the values are kept.
pub struct Zen {
    program: Expression<Standard>,
    scopes: Vec<ZenScope>,
    machine: VM,
}

impl Zen {
    /// Prepares an expression.
    pub fn new(source: &str, inputs: &[Inputs]) -> Self {
        let number = |text: &str| Json::Number(JsonNumber::from_f64(text.parse().expect("a decimal")).expect("finite"));
        let value = |input: &Input| match input {
            Input::Number(text) => number(text),
            Input::Records(records) => {
                let record = |fields: &Vec<(&str, String)>| {
                    Json::Object(fields.iter().map(|(name, text)| ((*name).into(), number(text))).collect())
                };
                Json::Array(records.iter().map(record).collect())
            }
        };
        let scope = |inputs: &Inputs| {
            let object: Map<String, Json> =
                inputs.iter().map(|(name, input)| ((*name).to_owned(), value(input))).collect();
            ZenScope::new(Json::Object(object).into())
        };
        Self {
            program: compile_expression(source).expect("a right expression"),
            scopes: inputs.iter().map(scope).collect(),
            machine: VM::new(),
        }
    }
}

impl Prepared for Zen {
    fn run(&mut self, input: usize) {
        let scope = measure::black_box(&self.scopes[input]);
        let _ = measure::black_box(self.program.evaluate_with_scope(scope, &mut self.machine));
    }

    fn given(&mut self, input: usize) -> Given {
        match self.program.evaluate_with_scope(&self.scopes[input], &mut self.machine) {
            Ok(value) => match (value.as_bool(), value.to_string().parse()) {
                (Some(truth), _) => Given::Truth(truth),
                (None, Ok(whole)) => Given::Whole(whole),
                (None, Err(_)) => Given::Other(value.to_string()),
            },
            Err(error) => Given::Other(error.to_string()),
        }
    }
}

/// dsntk: a closure over a scope.
pub struct Dsntk {
    evaluator: DsntkEvaluator,
    scopes: Vec<FeelScope>,
}

/// The scope of some inputs.
pub fn dsntk_scope(inputs: &Inputs) -> FeelScope {
    let number = |text: &str| DsntkValue::Number(text.parse().expect("a decimal"));
    let mut context = FeelContext::default();
    for (name, input) in inputs {
        let value = match input {
            Input::Number(text) => number(text),
            Input::Records(records) => {
                let record = |fields: &Vec<(&str, String)>| {
                    let mut record = FeelContext::default();
                    for (name, text) in fields {
                        record.set_entry(&(*name).into(), number(text));
                    }
                    DsntkValue::Context(record)
                };
                DsntkValue::List(records.iter().map(record).collect())
            }
        };
        context.set_entry(&(*name).into(), value);
    }
    context.into()
}

impl Dsntk {
    /// Prepares an expression.
    pub fn new(source: &str, inputs: &[Inputs]) -> Self {
        let scopes: Vec<FeelScope> = inputs.iter().map(dsntk_scope).collect();
        let node = dsntk_feel_parser::parse_expression(&scopes[0], source, false).expect("a right expression");
        Self { evaluator: dsntk_feel_evaluator::prepare(&node), scopes }
    }
}

impl Prepared for Dsntk {
    fn run(&mut self, input: usize) {
        measure::black_box((self.evaluator)(measure::black_box(&self.scopes[input])));
    }

    fn given(&mut self, input: usize) -> Given {
        match (self.evaluator)(&self.scopes[input]) {
            DsntkValue::Boolean(truth) => Given::Truth(truth),
            other => other.to_string().parse().map_or_else(|_| Given::Other(other.to_string()), Given::Whole),
        }
    }
}

/// cel: its numbers are doubles.
pub struct Cel {
    program: CelProgram,
    contexts: Vec<CelContext<'static, 'static>>,
}

impl Cel {
    /// Prepares an expression.
    pub fn new(source: &str, inputs: &[Inputs]) -> Self {
        let number = |text: &str| CelValue::Float(text.parse().expect("a decimal"));
        let context = |inputs: &Inputs| {
            let mut context = CelContext::default();
            for (name, input) in inputs {
                let value = match input {
                    Input::Number(text) => number(text),
                    Input::Records(records) => {
                        let record = |fields: &Vec<(&str, String)>| {
                            let fields = fields.iter().map(|(name, text)| ((*name).to_owned(), number(text)));
                            CelValue::from(fields.collect::<HashMap<String, CelValue>>())
                        };
                        CelValue::from(records.iter().map(record).collect::<Vec<_>>())
                    }
                };
                context.add_variable_from_value(*name, value);
            }
            context
        };
        Self {
            program: CelProgram::compile(source).expect("a right expression"),
            contexts: inputs.iter().map(context).collect(),
        }
    }
}

impl Prepared for Cel {
    fn run(&mut self, input: usize) {
        let _ = measure::black_box(self.program.execute(measure::black_box(&self.contexts[input])));
    }

    fn given(&mut self, input: usize) -> Given {
        match self.program.execute(&self.contexts[input]) {
            Ok(CelValue::Bool(truth)) => Given::Truth(truth),
            Ok(CelValue::Int(whole)) => Given::Whole(whole),
            other => Given::Other(format!("{other:?}")),
        }
    }
}
