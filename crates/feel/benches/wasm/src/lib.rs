//! The expressions alone as WebAssembly, for measuring: parse, check, prepare, evaluate, and findings as text, with every
//! built-in. Texts go in and out byte by byte, which is slow and safe; a prepared program is run with numbers only. The
//! JavaScript API of the product is another one. Depends on `feel` alone.

use feel::{Diagnostic, Lang, Number, Program, Scope, Type, Value, check_condition, compile, text_of};
use std::cell::RefCell;

#[derive(Default)]
struct State {
    scope: Scope,
    slots: Vec<Value>,
    programs: Vec<Program>,
    /// Text on its way in or out.
    text: Vec<u8>,
}

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
}

fn with<T>(act: impl FnOnce(&mut State) -> T) -> T {
    STATE.with_borrow_mut(act)
}

impl State {
    fn take_text(&mut self) -> String {
        String::from_utf8(std::mem::take(&mut self.text)).unwrap_or_default()
    }

    fn tell(&mut self, findings: &[Diagnostic]) {
        self.text.clear();
        for found in findings {
            for lang in [Lang::Zh, Lang::En] {
                self.text.extend_from_slice(found.code.as_str().as_bytes());
                self.text.push(b' ');
                self.text.extend_from_slice(found.message(lang).as_bytes());
                self.text.push(b'\n');
            }
        }
    }
}

/// Begins a text.
#[unsafe(no_mangle)]
pub extern "C" fn begin() {
    with(|state| state.text.clear());
}

/// Adds a byte to the text.
#[unsafe(no_mangle)]
pub extern "C" fn push(byte: u8) {
    with(|state| state.text.push(byte));
}

/// The length of the text.
#[unsafe(no_mangle)]
pub extern "C" fn text_length() -> usize {
    with(|state| state.text.len())
}

/// A byte of the text; 0 beyond.
#[unsafe(no_mangle)]
pub extern "C" fn text_byte(at: usize) -> u8 {
    with(|state| state.text.get(at).copied().unwrap_or(0))
}

/// Declares a name, the text, for a number; its slot.
#[unsafe(no_mangle)]
pub extern "C" fn declare_number() -> usize {
    with(|state| {
        let name = state.take_text();
        state.slots.push(Value::MISSING);
        state.scope.declare(&name, Type::Number, true)
    })
}

/// Declares a name, the text, for a list of records of numbers, whose names stand after it, one a line; its slot.
#[unsafe(no_mangle)]
pub extern "C" fn declare_records() -> usize {
    with(|state| {
        let text = state.take_text();
        let mut names = text.lines();
        let name = names.next().unwrap_or_default();
        let record = Type::Record(names.map(|entry| (entry.into(), Type::Number)).collect());
        state.slots.push(Value::MISSING);
        state.scope.declare(name, Type::List(Box::new(record)), true)
    })
}

/// Prepares the text; the number of the program, or -1 with the findings as text.
#[unsafe(no_mangle)]
pub extern "C" fn prepare() -> i32 {
    with(|state| {
        let source = state.take_text();
        match compile(&source, &state.scope) {
            Ok(program) => {
                state.programs.push(program);
                i32::try_from(state.programs.len() - 1).unwrap_or(-1)
            }
            Err(findings) => {
                state.tell(&findings);
                -1
            }
        }
    })
}

/// What to watch for where a prepared program decides a verdict, as text.
#[unsafe(no_mangle)]
pub extern "C" fn check(program: usize) {
    with(|state| {
        let findings = state.programs.get(program).map(|program| check_condition(program, &state.scope));
        state.tell(&findings.unwrap_or_default());
    });
}

/// Parses and prepares the text and forgets the result; the text stays. Whether it is right.
#[unsafe(no_mangle)]
pub extern "C" fn prepare_only() -> bool {
    with(|state| std::str::from_utf8(&state.text).is_ok_and(|source| compile(source, &state.scope).is_ok()))
}

/// Sets a slot to `digits / 10^places`: 925 and 1 are 92.5.
#[unsafe(no_mangle)]
pub extern "C" fn set_number(slot: usize, digits: i32, places: u32) {
    let number = Number::ratio(i64::from(digits), 10_i64.pow(places));
    with(|state| {
        if let (Some(value), Some(number)) = (state.slots.get_mut(slot), number) {
            *value = number.into();
        }
    });
}

/// Sets a slot to the value of the text, an expression without names.
#[unsafe(no_mangle)]
pub extern "C" fn set_value(slot: usize) {
    with(|state| {
        let source = state.take_text();
        let value = compile(&source, &Scope::new()).map_or(Value::MISSING, |program| program.eval(&[]));
        if let Some(place) = state.slots.get_mut(slot) {
            *place = value;
        }
    });
}

/// Runs a prepared program: 1 true, 0 false, -1 anything else; a whole number is itself.
#[unsafe(no_mangle)]
pub extern "C" fn evaluate(program: usize) -> i32 {
    with(|state| match state.programs.get(program).map(|program| program.eval(&state.slots)) {
        Some(Value::Bool(holds)) => i32::from(holds),
        Some(Value::Number(number)) => number.to_i64().and_then(|whole| i32::try_from(whole).ok()).unwrap_or(-1),
        _ => -1,
    })
}

/// Runs a prepared program; the text is then what it gives.
#[unsafe(no_mangle)]
pub extern "C" fn evaluate_text(program: usize) {
    with(|state| {
        let value = state.programs.get(program).map(|program| program.eval(&state.slots));
        state.text = value.map_or_else(String::new, |value| text_of(&value)).into_bytes();
    });
}
