//! Records and their receipts: what was not touched verifies, and no touched byte does.

#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use rules::receipt::{Mismatch, digest, digest_of_bytes};
use rules::{Answers, Date, Engine, Named, Record, Session, Verdict, to_json};

fn engine() -> Arc<Engine> {
    Arc::new(Engine::new(packs::load("chongqing-2018").unwrap().unwrap()).unwrap())
}

fn day() -> Date {
    "2020-06-30".parse().unwrap()
}

fn session(engine: &Arc<Engine>) -> Session {
    let answers: Answers = [
        ("村名".to_owned(), "示例村".into()),
        ("村民小组数".to_owned(), "7".into()),
        ("通公路小组数".to_owned(), "5".into()),
        ("通宽带".to_owned(), true.into()),
    ]
    .into();
    let earlier: Named<Verdict> = [("宽带".to_owned(), Verdict::Unmet)].into();
    Session::resume(engine.clone(), answers, day(), Some(earlier))
}

#[test]
fn a_record_verifies_where_it_was_made_and_where_it_is_loaded() {
    let engine = engine();
    let record = session(&engine).record();
    assert_eq!(record.verify(&engine), []);
    let loaded = Engine::from_image(&engine.to_image().unwrap()).unwrap();
    assert_eq!(record.verify(&loaded), [], "by the compiled pack too");
    let text = to_json(&record).unwrap();
    let read: Record = serde_json::from_str(&text).unwrap();
    assert_eq!(read, record);
    assert_eq!(to_json(&read).unwrap(), text, "written again, it is the same to the byte");
    assert_eq!(record.receipt.code().len(), 19);
    assert!(record.receipt.digest.starts_with(&record.receipt.code().replace('-', "")));
}

#[test]
fn a_changed_byte_anywhere_is_found() {
    let engine = engine();
    let text = to_json(&session(&engine).record()).unwrap();
    let mut parsed = 0;
    for place in 0..text.len() {
        for replacement in [b'0', b'1', b'a', b't'] {
            let mut bytes = text.clone().into_bytes();
            if bytes[place] == replacement || place % 3 != usize::from(replacement) % 3 {
                continue;
            }
            bytes[place] = replacement;
            let Ok(text) = String::from_utf8(bytes) else { continue };
            if let Ok(record) = serde_json::from_str::<Record>(&text) {
                parsed += 1;
                assert_ne!(record.verify(&engine), [], "byte {place} became {}: {text}", char::from(replacement));
            }
        }
    }
    assert!(parsed > 300, "only {parsed} changed records could be read at all");
}

#[test]
fn what_does_not_agree_is_named() {
    let engine = engine();
    let record = session(&engine).record();
    let changed = |change: &dyn Fn(&mut Record)| {
        let mut record = record.clone();
        change(&mut record);
        record.verify(&engine)
    };
    assert_eq!(changed(&|it| it.receipt.format = 2), [Mismatch::Format]);
    assert_eq!(changed(&|it| it.receipt.engine = "0.0.9".to_owned()), [Mismatch::Altered, Mismatch::Engine]);
    assert_eq!(changed(&|it| it.receipt.digest = "0".repeat(64)), [Mismatch::Altered]);
    let answers = changed(&|it| drop(it.answers.insert("通公路小组数".to_owned(), "7".into())));
    assert_eq!(answers, [Mismatch::Answers, Mismatch::Result, Mismatch::Verdicts]);
    let unread = changed(&|it| drop(it.answers.insert("村名".to_owned(), "别村".into())));
    assert_eq!(unread, [Mismatch::Answers, Mismatch::Result]);
    let verdicts = changed(&|it| {
        it.verdicts.insert("宽带".to_owned(), Verdict::Unmet);
    });
    assert_eq!(verdicts, [Mismatch::Verdicts]);
    assert!(changed(&|it| it.earlier = None).contains(&Mismatch::Earlier));
    assert!(changed(&|it| it.receipt.date = "2020-07-01".parse().unwrap()).contains(&Mismatch::Altered));
    for mismatch in [Mismatch::Format, Mismatch::Altered, Mismatch::Pack, Mismatch::Result] {
        assert!(mismatch.message().ends_with('。'));
    }
}

#[test]
fn another_pack_is_noticed() {
    let engine = engine();
    let record = session(&engine).record();
    let mut pack = packs::load("chongqing-2018").unwrap().unwrap();
    pack.parameters[0].note.push('。');
    let other = Engine::new(pack).unwrap();
    assert_eq!(record.verify(&other), [Mismatch::Pack]);
}

#[test]
fn a_receipt_is_the_same_however_the_answers_were_typed() {
    let engine = engine();
    let receipt = |pairs: &[(&str, rules::Answer)]| {
        let answers: Answers = pairs.iter().map(|(name, answer)| ((*name).to_owned(), answer.clone())).collect();
        Session::resume(engine.clone(), answers, day(), None).record().receipt
    };
    let one = receipt(&[("总户数", "1200".into()), ("集体经营收入", "35000".into()), ("通宽带", true.into())]);
    let other = receipt(&[
        ("总户数", "１,200 户".into()),
        ("集体经营收入", "3.5万".into()),
        ("通宽带", "√".into()),
        ("总人口", " ".into()),
    ]);
    assert_eq!(one, other);
    assert_ne!(one, receipt(&[("总户数", "1201".into()), ("集体经营收入", "35000".into()), ("通宽带", true.into())]));
}

#[test]
fn digests_are_sha_256() {
    assert_eq!(digest_of_bytes(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!(digest("a"), digest_of_bytes(b"\"a\""));
}
