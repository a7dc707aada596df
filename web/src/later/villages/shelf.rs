//! The villages of this device, as the screens of the second part see them. `store.js` does the work.
//!
//! For any screen: [`villages`] lists them, [`write()`] changes many in one transaction (all or none, with a snapshot of each
//! before), [`open`] brings one into the form, which follows by itself.

use js_sys::{Array, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;

use crate::store::{Record, read_record, write_record};

#[wasm_bindgen(module = "/src/store/store.js")]
extern "C" {
    #[wasm_bindgen(js_name = villages)]
    fn listed() -> Promise;
    fn read(start: &str) -> Promise;
    fn change(villages: &JsValue, records: &JsValue, why: &str) -> Promise;
    #[wasm_bindgen(js_name = keepCheck)]
    fn keep_check(id: &str, name: &str, day: &str) -> Promise;
    fn visit(id: Option<String>) -> Promise;
    fn here() -> Option<String>;
    fn fresh() -> String;
}

/// A village of this device.
#[derive(Clone)]
pub(crate) struct Village {
    /// What the store knows it by.
    pub(crate) id: String,
    /// What was answered; empty where it cannot be read.
    pub(crate) record: Record,
    /// When it was last changed, in milliseconds since 1970; 0 where that is not known.
    pub(crate) at: f64,
    pub(crate) is_archived: bool,
    pub(crate) is_deleted: bool,
    /// Whether a newer page wrote it, so that this one leaves it alone.
    pub(crate) is_newer: bool,
    /// Whether it can be read.
    pub(crate) is_whole: bool,
}

/// Something kept of a village: a 自查记录 or a snapshot.
#[derive(Clone)]
pub(crate) struct Kept {
    /// Its key in the store.
    pub(crate) key: String,
    /// The name of a 自查记录; why a snapshot was taken: `day`, `clear`, `both`, `restore`, `import`.
    pub(crate) name: String,
    /// The answers then.
    pub(crate) record: Record,
    /// When, in milliseconds since 1970.
    pub(crate) at: f64,
}

/// The store refused; nothing was changed.
pub(crate) struct Refused;

impl From<JsValue> for Refused {
    fn from(_: JsValue) -> Self {
        Self
    }
}

/// What a screen wants a village to be.
pub(crate) enum Change {
    /// All its answers, date and packs are these.
    Whole(Record),
    /// It is archived, or no longer.
    Archived(bool),
    /// It is deleted, or back.
    Deleted(bool),
    /// It is gone for good, with its snapshots and self-checks.
    Gone,
}

/// All villages, the last changed first.
pub(crate) async fn villages() -> Result<Vec<Village>, Refused> {
    let found: Array = JsFuture::from(listed()).await?.unchecked_into();
    Ok(found.iter().map(|it| village(&it)).collect())
}

/// The 自查记录 of a village, the latest first.
pub(crate) async fn checks(id: &str) -> Result<Vec<Kept>, Refused> {
    kept(&["check/", id, "/"].concat()).await
}

/// Its snapshots, the latest first.
pub(crate) async fn snapshots(id: &str) -> Result<Vec<Kept>, Refused> {
    kept(&["snapshot/", id, "/"].concat()).await
}

/// Keeps a village's answers as they are as a named self-check of that day.
pub(crate) async fn keep(id: &str, name: &str, day: &str) -> Result<(), Refused> {
    JsFuture::from(keep_check(id, name, day)).await?;
    Ok(())
}

/// Takes a 自查记录 away.
pub(crate) async fn drop_check(key: &str) -> Result<(), Refused> {
    let records = Array::of1(&Array::of1(&JsValue::from_str(key)));
    JsFuture::from(change(&Array::new(), &records, "")).await?;
    Ok(())
}

/// Changes villages in one transaction, all or none. `why` is kept with the snapshot of each as it was before; without one only
/// the first change of a day takes a snapshot.
pub(crate) async fn write(changes: &[(String, Change)], why: &str) -> Result<(), Refused> {
    let villages: Array = changes
        .iter()
        .map(|(id, change)| {
            let answers = match change {
                Change::Whole(record) => write_record(record),
                Change::Archived(is) => flag("@archived", *is),
                Change::Deleted(is) => flag("@deleted", *is),
                Change::Gone => JsValue::NULL,
            };
            Array::of3(&JsValue::from_str(id), &answers, &matches!(change, Change::Whole(_)).into())
        })
        .collect();
    JsFuture::from(change(&villages, &Array::new(), why)).await?;
    Ok(())
}

/// Brings a village into the form, a new one where none is named. What is in the form is saved first; refused where that fails.
pub(crate) async fn open(id: Option<String>) -> Result<(), Refused> {
    JsFuture::from(visit(id)).await?;
    Ok(())
}

/// The village that is in the form.
pub(crate) fn open_one() -> Option<String> {
    here()
}

/// What a new village is to be known by.
pub(crate) fn new_id() -> String {
    fresh()
}

async fn kept(start: &str) -> Result<Vec<Kept>, Refused> {
    let found: Array = JsFuture::from(read(start)).await?.unchecked_into();
    let one = |entry: JsValue| {
        let key = get(&entry, "key").as_string()?;
        let name = ["name", "why"].iter().find_map(|of| get(&entry, of).as_string()).unwrap_or_default();
        Some(Kept { key, name, record: read_record(&get(&entry, "answers")), at: at(&entry) })
    };
    let mut all: Vec<Kept> = found.iter().filter_map(one).collect();
    all.reverse();
    Ok(all)
}

fn village(entry: &JsValue) -> Village {
    let answers = get(entry, "answers");
    let is = |name: &str| get(&answers, name).is_truthy();
    Village {
        id: get(entry, "id").as_string().unwrap_or_default(),
        record: read_record(&answers),
        at: at(entry),
        is_archived: is("@archived"),
        is_deleted: is("@deleted"),
        is_newer: get(entry, "newer").is_truthy(),
        is_whole: get(entry, "whole").is_truthy(),
    }
}

fn at(entry: &JsValue) -> f64 {
    get(entry, "at").as_f64().unwrap_or_default()
}

fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// One mark, set or taken away.
fn flag(name: &str, is: bool) -> JsValue {
    let object = Object::new();
    let value = if is { JsValue::from_f64(js_sys::Date::now()) } else { JsValue::UNDEFINED };
    // A plain object takes any key.
    let _ = Reflect::set(&object, &JsValue::from_str(name), &value);
    object.into()
}
