//! The store in the browser: Rust's side of `store.js`.

use js_sys::{Array, Object, Reflect};
use rules::{Answer, Answers};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

use super::{Event, Record, Store};

/// Names of what is kept beside the answers.
const DATE: &str = "@date";
const PACKS: &str = "@packs";

#[wasm_bindgen(module = "/src/store/store.js")]
extern "C" {
    fn start(key: &str, tell: &JsValue);
    fn now() -> JsValue;
    fn edit(shown: &JsValue, answers: &JsValue, why: Option<String>) -> bool;
    #[wasm_bindgen(js_name = takeOver)]
    fn take_over();
    fn rescue(why: &str);
}

/// The store in the browser.
pub(crate) struct Browser {
    /// What the page shows, as the store knows it.
    shown: JsValue,
}

impl Store for Browser {
    fn start(key: &str, tell: impl Fn(Event) + 'static) -> Self {
        let told = move |kind: String, value: JsValue| {
            if let Some(event) = event(&kind, &value) {
                tell(event);
            }
        };
        // Told as long as the page lives.
        start(key, &Closure::<dyn Fn(String, JsValue)>::new(told).into_js_value());
        Self { shown: Object::new().into() }
    }

    fn now(&mut self) -> Record {
        self.shown = now();
        read_record(&self.shown)
    }

    fn edit(&mut self, record: &Record, clears: bool) -> bool {
        let next = write_record(record);
        let before = std::mem::replace(&mut self.shown, next);
        edit(&before, &self.shown, clears.then(|| "clear".to_owned()))
    }

    fn take_over(&self) {
        take_over();
    }

    fn rescue(&self) {
        rescue("asked");
    }
}

fn event(kind: &str, value: &JsValue) -> Option<Event> {
    let text = || value.as_string().unwrap_or_default();
    Some(match kind {
        "opened" => Event::Opened,
        "record" => Event::Record,
        "lead" => Event::Lead,
        "follow" => Event::Follow,
        "saved" => Event::Saved(text()),
        "full" => Event::Full,
        "blocked" => Event::Blocked,
        "newer" => Event::Newer,
        "older" => Event::Older,
        "unreadable" => Event::Unreadable,
        "both" => Event::Both(text()),
        _ => return None,
    })
}

/// The record as one plain object.
pub(crate) fn write_record(record: &Record) -> JsValue {
    let object = Object::new();
    let set = |name: &str, value: &JsValue| {
        // A plain object takes any key.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    };
    for (name, answer) in &record.answers {
        let value = match answer {
            Answer::Missing => continue,
            Answer::YesNo(yes) => JsValue::from_bool(*yes),
            Answer::Text(text) => JsValue::from_str(text),
            Answer::List(items) => list(items),
        };
        set(name, &value);
    }
    if let Some(date) = record.date {
        set(DATE, &JsValue::from_str(&date.to_string()));
    }
    set(PACKS, &list(&record.packs));
    object.into()
}

/// Reads what `write_record` wrote. What is no answer is passed over: it is none of this page's.
pub(crate) fn read_record(value: &JsValue) -> Record {
    let mut record = Record { answers: Answers::new(), date: None, packs: Vec::new() };
    let Some(object) = value.dyn_ref::<Object>() else {
        return record;
    };
    for entry in Object::entries(object) {
        let entry: Array = entry.unchecked_into();
        let (name, value) = (entry.get(0).as_string().unwrap_or_default(), entry.get(1));
        let items = || value.dyn_ref::<Array>().map(texts);
        match name.as_str() {
            DATE => record.date = value.as_string().and_then(|text| text.parse().ok()),
            PACKS => record.packs = items().unwrap_or_default(),
            _ if name.starts_with('@') => {}
            _ => {
                let text = value.as_string().map(Answer::Text);
                let answer = text.or_else(|| value.as_bool().map(Answer::YesNo)).or_else(|| items().map(Answer::List));
                if let Some(answer) = answer {
                    record.answers.insert(name, answer);
                }
            }
        }
    }
    record
}

fn list(texts: &[String]) -> JsValue {
    texts.iter().map(|text| JsValue::from_str(text)).collect::<Array>().into()
}

fn texts(list: &Array) -> Vec<String> {
    list.iter().filter_map(|text| text.as_string()).collect()
}
