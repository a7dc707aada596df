//! Any answers to the shipped packs: what is decided stays decided when some of them are missing or come later, a session
//! that hears them one by one comes to the same assessment, and the record of it is verified.

#![no_main]

use std::sync::{Arc, OnceLock};

use bayou_fuzz::villages::{assert_no_contradiction, date};
use libfuzzer_sys::fuzz_target;
use rules::{Answers, Engine, Session};

fn engines() -> &'static [Arc<Engine>] {
    static ENGINES: OnceLock<Vec<Arc<Engine>>> = OnceLock::new();
    ENGINES.get_or_init(|| {
        packs::shipped()
            .iter()
            .map(|shipped| Arc::new(Engine::new(packs::load(shipped.id).unwrap().unwrap()).unwrap()))
            .collect()
    })
}

/// A number for a name is the indicator at that place of the pack: the fuzzer would hardly guess a name.
fn named(answers: &Answers, engine: &Engine) -> Answers {
    let indicators = &engine.pack().indicators;
    let name = |key: &String| match key.parse::<usize>() {
        Ok(place) => indicators[place % indicators.len()].name.clone(),
        Err(_) => key.clone(),
    };
    answers.iter().map(|(key, answer)| (name(key), answer.clone())).collect()
}

fuzz_target!(|text: &str| {
    let Ok(answers) = serde_json::from_str::<Answers>(text) else { return };
    for engine in engines() {
        let answers = named(&answers, engine);
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
        let mut session = Session::new(Arc::clone(engine), date());
        // Twice each, so that an answer is also changed and taken back.
        for (name, answer) in &answers {
            session.set(name, "1".into());
            session.clear(name);
            session.set(name, answer.clone());
        }
        // A session keeps no null answer, so that one to an unknown name is not warned of.
        assert_eq!(*session.assessment(), engine.assess(session.answers(), date()));
        assert_eq!(session.record().verify(engine), []);
        session.questions();
    }
});
