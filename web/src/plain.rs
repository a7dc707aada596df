//! Values of the contract as plain JavaScript values: what the store keeps and what the browser's JSON reader gives.

use js_sys::{Array, JSON, Object, Reflect};
use rules::receipt::{PackDigest, RECEIPT_FORMAT, Receipt};
use rules::{Answer, Answers, Named, Record, Verdict};
use wasm_bindgen::{JsCast, JsValue};

use crate::views::verdict;

/// The value under a key; undefined where there is none.
pub(crate) fn get(value: &JsValue, key: &str) -> JsValue {
    Reflect::get(value, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED)
}

/// A list of texts.
pub(crate) fn list(texts: &[String]) -> JsValue {
    texts.iter().map(|text| JsValue::from_str(text)).collect::<Array>().into()
}

/// The texts of a list; what is none is left out.
pub(crate) fn texts(list: &Array) -> Vec<String> {
    list.iter().filter_map(|text| text.as_string()).collect()
}

/// Answers as an object of names and values.
pub(crate) fn answers(answers: &Answers) -> Result<JsValue, JsValue> {
    let object = Object::new();
    for (name, answer) in answers {
        let value = match answer {
            Answer::Missing => continue,
            Answer::YesNo(yes) => JsValue::from_bool(*yes),
            Answer::Text(text) => JsValue::from_str(text),
            Answer::List(items) => list(items),
        };
        Reflect::set(&object, &JsValue::from_str(name), &value)?;
    }
    Ok(object.into())
}

/// Reads what `answers` writes; none for anything else.
pub(crate) fn read_answers(value: &JsValue) -> Option<Answers> {
    read_named(value, |value| {
        if let Some(text) = value.as_string() {
            return Some(Answer::Text(text));
        }
        value.as_bool().map(Answer::YesNo).or_else(|| value.dyn_ref::<Array>().map(|items| Answer::List(texts(items))))
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
        verdict::ALL.into_iter().find(|verdict| verdict::key(*verdict) == key)
    })
}

/// A saved self-check from its text; none for anything that is not exactly one.
pub(crate) fn read_record(text: &str) -> Option<Record> {
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
