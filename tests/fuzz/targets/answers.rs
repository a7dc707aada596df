//! Any answers to the shipped packs: what is decided stays decided when some of them are missing or come later, and the
//! assessment is the same each time.

#![no_main]

use std::sync::OnceLock;

use bayou_fuzz::villages::{assert_no_contradiction, date};
use libfuzzer_sys::fuzz_target;
use rules::{Answers, Engine};

fn engines() -> &'static [Engine] {
    static ENGINES: OnceLock<Vec<Engine>> = OnceLock::new();
    ENGINES.get_or_init(|| {
        packs::shipped().iter().map(|shipped| Engine::new(packs::load(shipped.id).unwrap().unwrap()).unwrap()).collect()
    })
}

fuzz_target!(|text: &str| {
    let Ok(answers) = serde_json::from_str::<Answers>(text) else { return };
    for engine in engines() {
        let whole = engine.assess(&answers, date());
        assert_eq!(whole, engine.assess(&answers, date()));
        assert!(serde_json::to_string(&whole).is_ok());
        // Each half of the answers, and all but one.
        for kept in [0, 1] {
            let half = answers.iter().enumerate().filter(|(place, _)| place % 2 == kept);
            let half: Answers = half.map(|(_, (name, answer))| (name.clone(), answer.clone())).collect();
            assert_no_contradiction(&engine.assess(&half, date()), &whole);
        }
        for left_out in answers.keys().take(8) {
            let mut fewer = answers.clone();
            fewer.remove(left_out);
            assert_no_contradiction(&engine.assess(&fewer, date()), &whole);
        }
    }
});
