//! The page: fetches the pack, compiles it, and starts the form. Everything happens in the browser.

mod app;
mod catalogue;
mod desk;
mod later;
mod library;
mod markup;
mod part;
mod state;
mod store;
mod texts;
mod views;

use gloo::timers::callback::Timeout;
use rules::Date;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::Element;
use yew::platform::spawn_local;

use crate::catalogue::Catalogue;
use crate::library::Unopened;
use crate::texts::T;
use crate::views::{Memo, MemoProps, View};

/// Smaller than std's.
#[global_allocator]
static MEMORY: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

fn main() {
    spawn_local(start());
}

/// Starts the form, or says why it cannot. The default pack comes with the page; another that the address or the record of
/// the last visit asks for is chosen when the form stands.
async fn start() {
    let offers = library::offers();
    // The page of somebody else offers nothing, whatever it calls by that name.
    let Some(root) = element("app").filter(|_| !offers.is_empty()) else {
        return;
    };
    let engine = library::open(offers.clone(), 0).await.map_err(|why| match why {
        Unopened::NotFetched => T.failed_network,
        Unopened::NotAPack => T.failed_pack,
    });
    match engine.and_then(|engine| Ok((engine, today().ok_or(T.failed_clock)?))) {
        Ok((engine, today)) => {
            let props = app::Props { offers, catalogue: Catalogue::shared(&[engine]), today, host: None };
            let page = yew::Renderer::<app::App>::with_root_and_props(root, props);
            // Opening the pack was a long task already, and a press may wait.
            Timeout::new(0, move || drop(page.render())).forget();
        }
        Err(says) => {
            let props = MemoProps { view: View::Failure(says) };
            yew::Renderer::<Memo>::with_root_and_props(root, props).render();
        }
    }
}

/// What the script asks that puts the form into a page of somebody else; see `later::embed`. It has loaded the second part.
#[wasm_bindgen]
#[must_use]
pub fn embed(act: &str, number: usize, value: &JsValue) -> JsValue {
    later::embed(act, number, value)
}

/// Today by the browser's clock; the core never reads one.
fn today() -> Option<Date> {
    let now = js_sys::Date::new_0();
    let part = |number: u32| u8::try_from(number).ok();
    Date::new(u16::try_from(now.get_full_year()).ok()?, part(now.get_month() + 1)?, part(now.get_date())?)
}

fn element(id: &str) -> Option<Element> {
    web_sys::window()?.document()?.get_element_by_id(id)
}
