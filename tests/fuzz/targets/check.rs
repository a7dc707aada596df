//! Any text: the checker's findings lie inside it; a program names what it reads, and its value is of the type that
//! was found.

#![no_main]

use bayou_fuzz::expressions::{is_of, typed, untyped};
use feel::{Lang, Value, check_condition, compile, compile_lenient};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|source: &str| {
    for scope in [untyped(), typed()] {
        let strict = compile(source, &scope);
        let lenient = compile_lenient(source, &scope);
        if let (Ok(strict), Ok(lenient)) = (&strict, &lenient) {
            assert_eq!(strict.slots(), lenient.slots());
        }
        let findings = match &lenient {
            Err(findings) => {
                assert!(strict.is_err());
                findings.clone()
            }
            Ok(program) => {
                assert!(program.slots().is_sorted() && program.slots().iter().all(|slot| *slot < scope.len()));
                let value = program.eval(&[]);
                assert!(is_of(&value, program.ty()), "{value:?} is no {:?}", program.ty());
                let missing = vec![Value::MISSING; scope.len()];
                assert_eq!(value, program.eval(&missing));
                if let Some(constant) = program.constant() {
                    assert_eq!(*constant, value);
                }
                let mut findings = check_condition(program, &scope);
                findings.extend_from_slice(program.warnings());
                findings
            }
        };
        for finding in findings {
            let place = finding.span.start as usize..finding.span.end as usize;
            assert!(source.get(place).is_some(), "{finding:?} is not inside the source");
            assert!(!finding.message(Lang::Zh).is_empty() && !finding.message(Lang::En).is_empty());
        }
    }
});
