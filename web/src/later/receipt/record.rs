//! A received record, read from its text by the browser's JSON reader. It must have exactly the parts of a record.

use js_sys::{Array, JSON, Object, Reflect};
use rules::receipt::{PackDigest, RECEIPT_FORMAT, Receipt};
use rules::{Answer, Answers, Named, Record, Verdict};
use wasm_bindgen::{JsCast, JsValue};

use crate::views::verdict;

const VERDICTS: [Verdict; 5] =
    [Verdict::Met, Verdict::Unmet, Verdict::Undecided, Verdict::NotApplicable, Verdict::Blocked];

/// The value under a key; undefined where there is none.
fn get(value: &JsValue, key: &str) -> JsValue {
    Reflect::get(value, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED)
}

/// Answers in a plain object; none where one of them is of no known form.
pub(in crate::later) fn read_answers(value: &JsValue) -> Option<Answers> {
    read_named(value, |value| {
        if let Some(text) = value.as_string() {
            return Some(Answer::Text(text));
        }
        value.as_bool().map(Answer::YesNo).or_else(|| {
            value
                .dyn_ref::<Array>()
                .map(|items| Answer::List(items.iter().filter_map(|item| item.as_string()).collect()))
        })
    })
}

fn read_named<T>(value: &JsValue, read: impl Fn(&JsValue) -> Option<T>) -> Option<Named<T>> {
    let object = value.dyn_ref::<Object>()?;
    let entry = |name: JsValue| Some((name.as_string()?, read(&Reflect::get(object, &name).ok()?)?));
    Object::keys(object).iter().map(entry).collect()
}

fn read_verdicts(value: &JsValue) -> Option<Named<Verdict>> {
    read_named(value, |value| {
        let key = value.as_string()?;
        VERDICTS.into_iter().find(|verdict| verdict::key(*verdict) == key)
    })
}

/// A saved self-check from its text; none for anything that is not exactly one.
pub(super) fn read(text: &str) -> Option<Record> {
    let value = JSON::parse(text).ok()?;
    has_only(&value, &["answers", "earlier", "verdicts", "receipt"])?;
    let earlier = get(&value, "earlier");
    Some(Record {
        answers: read_answers(&get(&value, "answers"))?,
        earlier: if earlier.is_null() || earlier.is_undefined() { None } else { Some(read_verdicts(&earlier)?) },
        verdicts: read_verdicts(&get(&value, "verdicts"))?,
        receipt: read_receipt(&get(&value, "receipt"))?,
    })
}

fn read_receipt(value: &JsValue) -> Option<Receipt> {
    has_only(value, &["format", "engine", "pack", "date", "answers", "earlier", "result", "digest"])?;
    let pack = get(value, "pack");
    has_only(&pack, &["id", "version", "digest"])?;
    let text = |key: &str| get(value, key).as_string();
    let earlier = get(value, "earlier");
    let ours = get(value, "format").as_f64()? == f64::from(RECEIPT_FORMAT);
    Some(Receipt {
        // Which other format it is makes no difference.
        format: if ours { RECEIPT_FORMAT } else { 0 },
        engine: text("engine")?,
        pack: PackDigest {
            id: get(&pack, "id").as_string()?,
            version: get(&pack, "version").as_string()?,
            digest: get(&pack, "digest").as_string()?,
        },
        date: text("date")?.parse().ok()?,
        answers: text("answers")?,
        earlier: if earlier.is_null() { None } else { Some(earlier.as_string()?) },
        result: text("result")?,
        digest: text("digest")?,
    })
}

/// Nothing unless the value is an object whose keys are all among these.
fn has_only(value: &JsValue, known: &[&str]) -> Option<()> {
    let keys = Object::keys(value.dyn_ref::<Object>()?);
    keys.iter().all(|key| key.as_string().is_some_and(|key| known.contains(&key.as_str()))).then_some(())
}
