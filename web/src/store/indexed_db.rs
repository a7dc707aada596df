//! The store in the browser's IndexedDB: a commit survives the browser being killed, which localStorage does not.

use std::cell::RefCell;

use js_sys::{Array, Function, Object, Promise, Reflect};
use rules::{Answer, Answers};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbObjectStore, IdbRequest, IdbTransaction, IdbTransactionMode};

use super::{Found, Record, SCHEMA, Store, Unavailable};

const DATABASE: &str = "bayou";
const TABLE: &str = "records";

/// The browser's database, opened when first needed and again when the browser has lost it.
#[derive(Default)]
pub(crate) struct IndexedDb {
    open: RefCell<Option<IdbDatabase>>,
}

impl From<JsValue> for Unavailable {
    fn from(_: JsValue) -> Self {
        Self
    }
}

impl Store for IndexedDb {
    async fn load(&self, key: &str) -> Result<Found, Unavailable> {
        let table = self.table(IdbTransactionMode::Readonly).await?.1;
        let request = table.get(&key.into())?;
        let value = result(&request).await?;
        Ok(if value.is_undefined() { Found::Nothing } else { read(&value) })
    }

    async fn save(&self, key: &str, record: &Record) -> Result<(), Unavailable> {
        let value = write(record)?;
        let (transaction, table) = self.table(IdbTransactionMode::Readwrite).await?;
        let committed = promise(|resolve, reject| {
            transaction.set_oncomplete(Some(resolve));
            transaction.set_onabort(Some(reject));
        });
        table.put_with_key(&value, &key.into())?;
        JsFuture::from(committed).await?;
        Ok(())
    }
}

impl IndexedDb {
    /// The table in a transaction of its own; a lost connection is opened anew once.
    async fn table(&self, mode: IdbTransactionMode) -> Result<(IdbTransaction, IdbObjectStore), JsValue> {
        let present = self.open.borrow().clone();
        if let Some(database) = present
            && let Ok(table) = begin(&database, mode)
        {
            return Ok(table);
        }
        let database = open().await?;
        self.open.replace(Some(database.clone()));
        begin(&database, mode)
    }
}

/// Opens the database.
async fn open() -> Result<IdbDatabase, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let request = window.indexed_db()?.ok_or(JsValue::NULL)?.open_with_u32(DATABASE, 1)?;
    let upgrading = request.clone();
    let create = Closure::once_into_js(move || {
        if let Ok(database) = upgrading.result()
            && let Ok(database) = database.dyn_into::<IdbDatabase>()
        {
            // A table that is there already is what is wanted.
            let _ = database.create_object_store(TABLE);
        }
    });
    request.set_onupgradeneeded(create.dyn_ref());
    let database: IdbDatabase = result(&request).await?.dyn_into()?;
    Ok(database)
}

/// Begins a transaction that is on the disk when it completes, in browsers that know how.
fn begin(database: &IdbDatabase, mode: IdbTransactionMode) -> Result<(IdbTransaction, IdbObjectStore), JsValue> {
    let options = Object::new();
    Reflect::set(&options, &"durability".into(), &"strict".into())?;
    let begin: Function = Reflect::get(database, &"transaction".into())?.dyn_into()?;
    let transaction: IdbTransaction = begin.call3(database, &TABLE.into(), &mode.into(), &options)?.dyn_into()?;
    let table = transaction.object_store(TABLE)?;
    Ok((transaction, table))
}

/// Waits for a request.
async fn result(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let done = promise(|resolve, reject| {
        request.set_onsuccess(Some(resolve));
        request.set_onerror(Some(reject));
    });
    JsFuture::from(done).await?;
    request.result()
}

fn promise(mut start: impl FnMut(&Function, &Function)) -> Promise {
    Promise::new(&mut |resolve, reject| start(&resolve, &reject))
}

/// The record as a plain object.
fn write(record: &Record) -> Result<JsValue, JsValue> {
    let answers = Object::new();
    for (name, answer) in &record.answers {
        let value = match answer {
            Answer::Missing => continue,
            Answer::YesNo(yes) => JsValue::from_bool(*yes),
            Answer::Text(text) => JsValue::from_str(text),
            Answer::List(items) => list(items),
        };
        Reflect::set(&answers, &JsValue::from_str(name), &value)?;
    }
    let object = Object::new();
    let date = record.date.map_or(JsValue::NULL, |date| JsValue::from_str(&date.to_string()));
    let packs = list(&record.packs);
    for (key, value) in
        [("schema", JsValue::from(SCHEMA)), ("date", date), ("packs", packs), ("answers", answers.into())]
    {
        Reflect::set(&object, &JsValue::from_str(key), &value)?;
    }
    Ok(object.into())
}

/// Reads what `write` wrote, and what a newer page may have written.
fn read(value: &JsValue) -> Found {
    let get = |key: &str| Reflect::get(value, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED);
    let Some(schema) = get("schema").as_f64() else {
        return Found::Unreadable;
    };
    if schema > f64::from(SCHEMA) {
        return Found::Newer;
    }
    let Ok(object) = get("answers").dyn_into::<Object>() else {
        return Found::Unreadable;
    };
    let mut answers = Answers::new();
    for name in Object::keys(&object) {
        let value = Reflect::get(&object, &name).unwrap_or(JsValue::UNDEFINED);
        let answer = if let Some(text) = value.as_string() {
            Answer::Text(text)
        } else if let Some(yes) = value.as_bool() {
            Answer::YesNo(yes)
        } else if let Ok(items) = value.dyn_into::<Array>() {
            Answer::List(texts(&items))
        } else {
            return Found::Unreadable;
        };
        if let Some(name) = name.as_string() {
            answers.insert(name, answer);
        }
    }
    let date = get("date").as_string().and_then(|text| text.parse().ok());
    let packs = get("packs").dyn_ref::<Array>().map(texts).unwrap_or_default();
    Found::Record(Record { answers, date, packs })
}

fn list(texts: &[String]) -> JsValue {
    texts.iter().map(|text| JsValue::from_str(text)).collect::<Array>().into()
}

fn texts(list: &Array) -> Vec<String> {
    list.iter().filter_map(|text| text.as_string()).collect()
}
