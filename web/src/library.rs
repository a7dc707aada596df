//! The packs that the document offers, and how they come: each is a `link` with `data-pack`, the first of them the default
//! and loaded with the page, the others only when they are chosen.

use std::rc::Rc;
use std::sync::Arc;

use rules::Engine;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, RequestInit, Response, UrlSearchParams};

/// A pack that can be chosen.
#[derive(PartialEq, Eq)]
pub(crate) struct Offer {
    /// Its identifier.
    pub(crate) id: String,
    /// Its title.
    pub(crate) title: String,
    /// Where it is fetched.
    pub(crate) address: String,
}

/// The packs on offer, the default first; equal when they are the same list.
pub(crate) type Offers = Rc<Vec<Offer>>;

/// What the document offers.
pub(crate) fn offers() -> Offers {
    let links = web_sys::window().and_then(|window| window.document()?.query_selector_all("link[data-pack]").ok());
    let links = links.iter().flat_map(|list| (0..list.length()).filter_map(|at| list.item(at)));
    let offer = |link: Element| {
        let id = link.get_attribute("data-pack")?;
        let address = link.get_attribute("href")?;
        Some(Offer { title: link.get_attribute("title").unwrap_or_else(|| id.clone()), id, address })
    };
    Rc::new(links.filter_map(|node| offer(node.dyn_into().ok()?)).collect())
}

/// The packs that the page's address asks for: `?pack=…`, several times for several.
pub(crate) fn asked() -> Vec<String> {
    let search = web_sys::window().and_then(|window| window.location().search().ok()).unwrap_or_default();
    let asked = UrlSearchParams::new_with_str(&search).map(|params| params.get_all("pack"));
    asked.iter().flat_map(|values| values.iter()).filter_map(|value| value.as_string()).collect()
}

/// The numbers of the packs of these names, each once, in the order of the offers; and the first name that is not on offer.
pub(crate) fn known(offers: &[Offer], names: &[String]) -> (Vec<usize>, Option<String>) {
    let numbers = (0..offers.len()).filter(|n| offers.get(*n).is_some_and(|offer| names.contains(&offer.id))).collect();
    let unknown = names.iter().find(|name| offers.iter().all(|offer| offer.id != **name));
    (numbers, unknown.cloned())
}

/// Why a pack did not open.
pub(crate) enum Unopened {
    /// It did not come.
    NotFetched,
    /// What came is no pack of this version of the page.
    NotAPack,
}

/// Loads a pack.
pub(crate) async fn open(offers: Offers, number: usize) -> Result<Arc<Engine>, Unopened> {
    let offer = offers.get(number).ok_or(Unopened::NotAPack)?;
    let image = fetch(&offer.address, "").await.map_err(|_| Unopened::NotFetched)?;
    Engine::from_image(&image).map(Arc::new).map_err(|_| Unopened::NotAPack)
}

/// Gets a file of the page. With a digest, as an `integrity` attribute has it, nothing else than that file.
pub(crate) async fn fetch(address: &str, integrity: &str) -> Result<Vec<u8>, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let init = RequestInit::new();
    init.set_integrity(integrity);
    let response: Response = JsFuture::from(window.fetch_with_str_and_init(address, &init)).await?.dyn_into()?;
    if !response.ok() {
        return Err(JsValue::NULL);
    }
    let buffer = JsFuture::from(response.array_buffer()?).await?;
    Ok(js_sys::Uint8Array::new(&buffer).to_vec())
}
