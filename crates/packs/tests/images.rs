//! Compiled packs: what is judged by the image is what is judged by the pack.

#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use rules::{Answer, Answers, Date, Engine, ImageError};

fn engines() -> impl Iterator<Item = Engine> {
    packs::shipped().iter().map(|pack| Engine::new(packs::load(pack.id).unwrap().unwrap()).unwrap())
}

#[test]
fn an_image_judges_as_its_pack_does() {
    let date: Date = "2020-06-30".parse().unwrap();
    for engine in engines() {
        let loaded = Engine::from_image(&engine.to_image().unwrap()).unwrap();
        let indicators = &engine.pack().indicators;
        assert_eq!(loaded.pack().indicators, *indicators);
        assert_eq!(loaded.pack_digest(), engine.pack_digest());
        // Villages in which every third, second and single indicator is answered, rightly or not.
        for step in 1..=3 {
            let answers: Answers = indicators
                .iter()
                .step_by(step)
                .enumerate()
                .map(|(n, it)| (it.name.clone(), Answer::from(["7", "0", "是", "8,000", "甲"][n % 5])))
                .collect();
            assert_eq!(loaded.assess(&answers, date), engine.assess(&answers, date));
        }
        for number in 0..engine.pack().checks.len() {
            assert_eq!(loaded.reads(number), engine.reads(number));
        }
    }
}

#[test]
fn what_is_no_image_is_refused() {
    for engine in engines() {
        let image = engine.to_image().unwrap();
        assert_eq!(Engine::from_image(&image[..image.len() / 2]).err(), Some(ImageError::Damaged));
        let mut other_version = image.clone();
        let place = other_version.windows(5).position(|bytes| bytes == b"0.1.0").unwrap();
        other_version[place] = b'9';
        assert_eq!(Engine::from_image(&other_version).err(), Some(ImageError::NotAnImage));
        // No changed byte is judged by.
        for place in (0..image.len()).step_by(37) {
            let mut broken = image.clone();
            broken[place] ^= 0x55;
            assert!(Engine::from_image(&broken).is_err(), "byte {place}");
        }
    }
    assert_eq!(Engine::from_image(b"").err(), Some(ImageError::NotAnImage));
}

#[test]
fn free_conditions_stay_with_the_compiler() {
    let mut pack = packs::load("chongqing-2018").unwrap().unwrap();
    let check = pack.checks.iter_mut().find(|check| check.name == "宽带").unwrap();
    check.applies_when = Some("count([通宽带, 通动力电]) > 1".to_owned());
    let engine = Engine::new(pack).unwrap();
    assert_eq!(engine.to_image().err(), Some(ImageError::NeedsFeel));
}
