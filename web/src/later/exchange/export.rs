//! Export: the text code first, since it works wherever text can be copied; then the link, the QR codes, the files.

use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use tables::share::{self, Known, Picture, SelfCheck};
use wasm_bindgen::JsCast;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};
use yew::Html;

use super::super::acts::{copy, does};
use super::super::texts::L;
use super::{packs, self_check};
use crate::app::{Given, Repaint, Screen};
use crate::markup::{Tag, list, tag};
use crate::texts::fill;

/// What is copied, by the number that its button has: the ids of the text areas.
const COPIED: [&str; 2] = ["code", "link"];
const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

struct Export {
    given: Rc<Given>,
    self_check: SelfCheck,
    /// None where the self-check is too long for one.
    code: Option<String>,
    /// Where the page stands, if that is an address that another device reaches.
    page: Option<String>,
    /// The QR codes, once they are asked for.
    pictures: Option<Vec<Picture>>,
    /// Which text was copied, and whether that went well.
    copied: Option<(usize, bool)>,
    /// Whether the last download could not even be begun.
    failed: bool,
}

pub(in super::super) fn open(given: Rc<Given>) -> Box<dyn Screen> {
    let self_check = self_check(&given);
    let code = share::code(&self_check, Known(&packs(&given)));
    Box::new(Export { given, self_check, code, page: page(), pictures: None, copied: None, failed: false })
}

impl Screen for Export {
    fn press(&mut self, act: &str, number: usize, _: &Repaint) {
        match act {
            "copy" => self.copied = COPIED.get(number).map(|id| (number, copy(&self.given, id))),
            "pictures" => {
                let code = self.code.as_deref().unwrap_or_default();
                self.pictures = share::pictures(code, self.page.as_deref()).or(Some(Vec::new()));
            }
            "json" => self.download("json", "application/json", &share::to_json(&self.self_check)),
            "csv" => {
                let text = share::to_csv(&self.self_check, Known(&packs(&self.given)));
                self.download("csv", "text/csv", &text);
            }
            _ => {}
        }
    }

    fn view(&self) -> Html {
        let answered = self.self_check.answers.len();
        if answered == 0 {
            return tag("p").class("note").text(L.export_nothing).html();
        }
        let village = fill(L.export_village, &[&village(&self.self_check), &answered.to_string()]);
        list()
            .with(tag("p").text(&village))
            .with(tag("p").class("fine").text(L.export_help))
            .with(self.code_section())
            .when(self.link_section())
            .when(self.code.as_ref().map(|_| self.picture_section()))
            .with(self.file_section())
            .html()
    }
}

impl Export {
    fn code_section(&self) -> Tag {
        let section = tag("section").with(tag("h3").text(L.code));
        let Some(code) = &self.code else {
            return section.with(tag("p").class("note").text(L.code_too_long));
        };
        section.with(tag("p").class("fine").text(L.code_help)).with(self.copying(0, code, L.code, L.code_copy))
    }

    fn link_section(&self) -> Option<Tag> {
        let link = share::link(self.page.as_deref()?, self.code.as_deref()?);
        let section = tag("section").with(tag("h3").text(L.link)).with(tag("p").class("fine").text(L.link_help));
        Some(section.with(self.copying(1, &link, L.link, L.link_copy)))
    }

    /// A text to be copied by a button, or by hand.
    fn copying(&self, number: usize, text: &str, name: &'static str, copy: &str) -> Tag {
        let said = self.copied.filter(|(copied, _)| *copied == number);
        let said = said.map(|(_, done)| if done { L.copied } else { L.not_copied });
        list()
            .with(
                tag("textarea")
                    .fixed("id", COPIED.get(number).copied().unwrap_or_default())
                    .fixed("rows", "4")
                    .fixed("readonly", "readonly")
                    .fixed("aria-label", name)
                    .value(text),
            )
            .with(
                tag("p")
                    .with(does("copy").about(number).class("button is-main").text(copy))
                    .with(tag("span").class("fine").text(&fill(L.characters, &[&text.chars().count().to_string()]))),
            )
            .with(tag("p").fixed("role", "status").class("fine").when(said.map(|it| list().text(it))))
    }

    fn picture_section(&self) -> Tag {
        let section = tag("section").class("pictures").with(tag("h3").text(L.picture));
        let Some(pictures) = &self.pictures else {
            let show = does("pictures").class("button").text(L.picture_show);
            return section.with(tag("p").class("fine").text(L.picture_help)).with(tag("p").with(show));
        };
        if pictures.is_empty() {
            return section.with(tag("p").class("note").text(L.picture_too_long));
        }
        let of = pictures.len();
        let picture = |(number, picture): (usize, &Picture)| {
            let name = match of {
                1 => L.picture.to_owned(),
                _ => fill(L.picture_part, &[&(number + 1).to_string(), &of.to_string()]),
            };
            tag("figure")
                .with(tag("img").attr("src", &data_address(&picture.png)).attr("alt", &name))
                .when((of > 1).then(|| tag("figcaption").text(&name)))
        };
        let help = match (of, &self.page) {
            (1, Some(_)) => L.picture_scan,
            (1, None) => L.picture_scan_text,
            _ => L.picture_scan_parts,
        };
        section.with(tag("p").class("fine").text(help)).each(pictures.iter().enumerate().map(picture))
    }

    fn file_section(&self) -> Tag {
        tag("section")
            .with(tag("h3").text(L.file))
            .with(tag("p").class("fine").text(L.file_help))
            .with(
                tag("p")
                    .class("row")
                    .with(does("json").class("button").text(L.file_json))
                    .with(does("csv").class("button").text(L.file_csv)),
            )
            .with(tag("p").fixed("role", "status").class("fine").when(self.failed.then(|| list().text(L.file_failed))))
    }

    fn download(&mut self, ending: &str, kind: &str, text: &str) {
        let name = [&village(&self.self_check), "-", &self.given.day.to_string(), ".", ending].concat();
        self.failed = download(&name, kind, text.as_bytes()).is_none();
    }
}

/// The village's name from its answers; the page's product where it has none.
pub(super) fn village(self_check: &SelfCheck) -> String {
    let name = |it: &str| match self_check.answers.get(it) {
        Some(rules::Answer::Text(name)) => name.trim().replace(['/', '\\', ':', '\n'], ""),
        _ => String::new(),
    };
    let name = super::VILLAGE_PARTS.map(name).concat();
    if name.is_empty() { L.village_unnamed.to_owned() } else { name }
}

/// Where the page stands, without what it shows; none for a file.
fn page() -> Option<String> {
    let location = web_sys::window()?.location();
    let is_web = location.protocol().ok()?.starts_with("http");
    is_web.then(|| location.href().ok()?.split('#').next().map(str::to_owned)).flatten()
}

/// Hands a file over to the browser.
pub(crate) fn download(name: &str, kind: &str, bytes: &[u8]) -> Option<()> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let blob = Blob::new_with_u8_array_sequence_and_options(&Array::of1(&Uint8Array::from(bytes)), &options).ok()?;
    let address = Url::create_object_url_with_blob(&blob).ok()?;
    let document = web_sys::window()?.document()?;
    let anchor: HtmlAnchorElement = document.create_element("a").ok()?.dyn_into().ok()?;
    anchor.set_href(&address);
    anchor.set_download(name);
    anchor.click();
    Some(())
}

/// A picture as an address of its own.
fn data_address(png: &[u8]) -> String {
    let mut address = "data:image/png;base64,".to_owned();
    for three in png.chunks(3) {
        let bits = (0..3).fold(0_usize, |bits, at| bits << 8 | three.get(at).copied().map_or(0, usize::from));
        for place in 0..4 {
            let symbol = BASE64.get(bits >> (18 - 6 * place) & 63).copied().map_or('=', char::from);
            address.push(if place > three.len() { '=' } else { symbol });
        }
    }
    address
}
