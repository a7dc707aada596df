//! A case: an expression over its inputs, and what it should be. Reads a line, evaluates, and binds the result to a
//! variable of the case's type as a DMN engine does.

use feel::{Lang, NullReason, Scope, Type, Value, compile_lenient};
use serde_json::Value as Json;

use super::written::{Written, right_digits};

/// One case of the file.
pub(super) struct Case {
    /// The folder it comes from.
    pub(super) suite: String,
    /// Folder, case and node: `0050-feel-abs-function/001/decision001`.
    pub(super) id: String,
    pub(super) expression: String,
    scope: Scope,
    /// The values of the scope's names.
    slots: Vec<Value>,
    expected: Written,
    /// Whether an error is expected; its value is null.
    is_error: bool,
    /// The type of the variable that the result is bound to.
    type_ref: Option<String>,
}

impl Case {
    /// Reads a line.
    ///
    /// # Errors
    /// What is wrong with the line, and what would be right.
    pub(super) fn read(line: &[u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(line).map_err(|_| "the line is not UTF-8; save the file as UTF-8".to_owned())?;
        let json: Json = serde_json::from_str(text).map_err(|error| format!("the line is no JSON object: {error}"))?;
        let text = |field: &str| json.get(field).and_then(Json::as_str);
        let needed = |field: &str| text(field).ok_or_else(|| format!("the case has no text `{field}`; give it one"));
        let suite = needed("suite")?.to_owned();
        let expression = needed("expr")?.to_owned();
        let expected =
            json.get("expected").ok_or("the case has no `expected`; give it one, such as {\"t\": \"null\"}")?;
        let expected = Written::read(expected).map_err(|error| format!("`expected`: {error}"))?;
        let is_error = json.get("error").and_then(Json::as_bool).unwrap_or(false);
        if is_error && expected != Written::Null {
            return Err("`error` is true, so `expected` must be {\"t\": \"null\"}".to_owned());
        }
        let mut scope = Scope::new();
        let mut slots = Vec::new();
        if let Some(inputs) = json.get("inputs") {
            let inputs = inputs.as_object().ok_or("`inputs` is no JSON object of names and values")?;
            for (name, input) in inputs {
                let input = Written::read(input).map_err(|error| format!("the input `{name}`: {error}"))?;
                scope.declare(name, Type::Any, true);
                slots.push(input.value());
            }
        }
        let id = [Some(&*suite), text("case"), text("node")].into_iter().flatten().collect::<Vec<_>>().join("/");
        let type_ref = text("typeRef").map(str::to_owned);
        Ok(Self { suite, id, expression, scope, slots, expected, is_error, type_ref })
    }

    /// Evaluates and compares.
    ///
    /// # Errors
    /// How the result differs.
    pub(super) fn run(&self) -> Result<(), String> {
        let value = match compile_lenient(&self.expression, &self.scope) {
            Ok(program) => program.eval(&self.slots),
            Err(_) if self.is_error => Value::null(NullReason::None),
            Err(findings) => {
                return Err(findings.first().map(|finding| finding.message(Lang::En)).unwrap_or_default());
            }
        };
        let value = match &self.type_ref {
            Some(type_ref) => bound(value, type_ref),
            None => value,
        };
        if self.expected.is(&value, right_digits(&self.id)) {
            return Ok(());
        }
        Err(format!("is {}, should be {}", feel::text_of(&value), feel::text_of(&self.expected.value())))
    }

    /// What is to be known of how it is compared, where not exactly.
    pub(super) fn note(&self) -> Option<String> {
        let digits = right_digits(&self.id)?;
        Some(format!(
            "{}: the file's {} comes from a binary float; compared to its first {digits} digits",
            self.id,
            feel::text_of(&self.expected.value())
        ))
    }
}

/// The value as a variable of a type takes it: a list of one gives its element and an element a list of one, and what
/// does not conform is null. The types are FEEL's and those that the models of the DMN TCK define; one that is not
/// known takes everything.
fn bound(value: Value, type_ref: &str) -> Value {
    let conforms: fn(&Value) -> bool = match type_ref {
        "number" | "tNumberList" => |value| value.as_number().is_some(),
        "string" | "tStringList" => |value| value.as_text().is_some(),
        "boolean" => |value| value.as_bool().is_some(),
        "tNameAndAge" => |value| {
            matches!(value, Value::Context(context)
                if context.get("name").is_some_and(|name| name.as_text().is_some())
                    && context.get("age").is_some_and(|age| age.as_number().is_some()))
        },
        _ => return value,
    };
    let is_list = type_ref.ends_with("List");
    let value = match (value.as_list(), is_list) {
        (None, true) => Value::from(vec![value]),
        (Some([one]), false) => one.clone(),
        _ => value,
    };
    let fits = match value.as_list() {
        Some(items) if is_list => items.iter().all(conforms),
        _ => conforms(&value),
    };
    if fits { value } else { Value::null(NullReason::WrongType) }
}
