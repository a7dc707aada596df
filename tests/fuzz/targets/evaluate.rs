//! Any expression over any values (see `program_and_values`): the value is within the limits, of the type that was
//! found, the same each time, and depends on nothing but the slots that the program names.

#![no_main]

use bayou_fuzz::expressions::{assert_within_limits, is_of, program_and_values};
use feel::{Value, text_of};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    let Some((program, values)) = program_and_values(input) else { return };
    let value = program.eval(&values);
    assert_within_limits(&value);
    assert!(is_of(&value, program.ty()), "{value:?} is no {:?}", program.ty());
    assert!(!text_of(&value).is_empty());
    let mut only = vec![Value::MISSING; values.len()];
    for slot in program.slots() {
        only[*slot] = values[*slot].clone();
    }
    let again = program.eval(&only);
    assert_eq!(value, again);
    if let (Value::Null(first), Value::Null(second)) = (&value, &again) {
        assert_eq!((first.reason, first.span), (second.reason, second.span));
    }
});
