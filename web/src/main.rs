//! The page: fetches the pack, compiles it, and starts the form. Everything happens in the browser.

mod app;
mod catalogue;
mod markup;
mod state;
mod store;
mod texts;
mod views;

use rules::{Date, Engine};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, Response};
use yew::platform::spawn_local;

use crate::catalogue::Catalogue;
use crate::texts::T;

/// Smaller than std's.
#[global_allocator]
static MEMORY: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

fn main() {
    spawn_local(start());
}

/// Starts the form, or says why it cannot.
async fn start() {
    let Some(root) = element("app") else {
        return;
    };
    match pack().await.and_then(|engine| Ok((engine, today().ok_or(T.failed_clock)?))) {
        Ok((engine, today)) => {
            let props = app::Props { catalogue: Catalogue::shared(engine), today };
            yew::Renderer::<app::App>::with_root_and_props(root, props).render();
        }
        Err(says) => {
            yew::Renderer::<app::Failed>::with_root_and_props(root, app::FailedProps { says }).render();
        }
    }
}

/// The engine for the pack that the document links to.
async fn pack() -> Result<Engine, &'static str> {
    let address = element("pack").and_then(|link| link.get_attribute("href")).ok_or(T.failed_pack)?;
    let image = fetch(&address).await.map_err(|_| T.failed_network)?;
    Engine::from_image(&image).map_err(|_| T.failed_pack)
}

async fn fetch(address: &str) -> Result<Vec<u8>, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let response: Response = JsFuture::from(window.fetch_with_str(address)).await?.dyn_into()?;
    if !response.ok() {
        return Err(JsValue::NULL);
    }
    let buffer = JsFuture::from(response.array_buffer()?).await?;
    Ok(js_sys::Uint8Array::new(&buffer).to_vec())
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
