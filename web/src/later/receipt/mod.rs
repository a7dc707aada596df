//! The receipt of the self-check, to be copied and sent, and the place where a received one is verified.

pub(super) mod record;

use std::cell::RefCell;
use std::rc::Rc;

use rules::{Detail, Session};
use yew::Html;
use yew::platform::spawn_local;

use super::acts::{copy, does, text_area};
use super::texts::L;
use crate::app::{Given, Repaint, Screen};
use crate::library;
use crate::markup::{Tag, list, tag};
use crate::texts::{T, fill};

/// Where a received record is pasted.
const PASTED: &str = "pasted";
/// Where the whole record of a pack stands, with the pack's number behind.
const RECORD: &str = "record-";

/// The receipt of one pack's self-check.
struct Made {
    /// The pack's title.
    title: String,
    /// What two people compare by eye.
    code: String,
    /// The whole record, to be sent and verified.
    text: String,
}

/// What verifying a record found.
struct Verified {
    /// Whether everything agrees.
    agrees: bool,
    /// What was found, and what to do.
    lines: Vec<String>,
}

/// Receipts made and verified.
struct Receipts {
    given: Rc<Given>,
    /// What was made of the answers, one for each pack.
    made: Vec<Made>,
    /// Which of them was copied, and whether that went well.
    copied: Option<(usize, bool)>,
    /// What the last verifying found.
    verified: Rc<RefCell<Option<Verified>>>,
}

pub(super) fn open(given: Rc<Given>) -> Box<dyn Screen> {
    Box::new(Receipts { given, made: Vec::new(), copied: None, verified: Rc::default() })
}

impl Screen for Receipts {
    fn press(&mut self, act: &str, number: usize, repaint: &Repaint) {
        match act {
            "make" => {
                self.made = made(&self.given);
                self.copied = None;
            }
            "copy" => self.copied = Some((number, copy(&self.given, &[RECORD, &number.to_string()].concat()))),
            "verify" => {
                let text = text_area(&self.given, PASTED).map(|area| area.value()).unwrap_or_default();
                self.verify(text.trim(), repaint);
            }
            _ => {}
        }
    }

    fn view(&self) -> Html {
        let made = self.made.iter().enumerate().map(|(number, made)| self.receipt(number, made));
        list()
            .with(tag("p").class("fine").text(L.receipt_help))
            .with(tag("p").with(does("make").class("button is-main").text(L.receipt_make)))
            .with(tag("div").fixed("role", "status").each(made))
            .with(self.verifying())
            .html()
    }
}

impl Receipts {
    fn receipt(&self, number: usize, made: &Made) -> Tag {
        let copied = self.copied.filter(|(copied, _)| *copied == number);
        let copied = copied
            .map(|(_, done)| tag("p").class("fine").text(if done { L.receipt_copied } else { L.receipt_not_copied }));
        let whole = tag("textarea")
            .numbered("id", RECORD, number)
            .fixed("rows", "5")
            .fixed("readonly", "readonly")
            .fixed("aria-label", L.receipt_text)
            .value(&made.text);
        tag("div")
            .class("made")
            .when((self.made.len() > 1).then(|| tag("p").class("fine").text(&made.title)))
            .with(tag("p").text(L.receipt_code).text(T.colon).with(tag("strong").class("code").text(&made.code)))
            .with(whole)
            .with(tag("p").with(does("copy").about(number).class("button").text(L.receipt_copy)))
            .when(copied)
    }

    fn verifying(&self) -> Tag {
        let verified = self.verified.borrow();
        let found = verified.as_ref().map(|verified| {
            let class = if verified.agrees { "found is-met" } else { "found is-blocked" };
            tag("div").class(class).each(verified.lines.iter().map(|line| tag("p").text(line)))
        });
        list()
            .with(tag("h3").text(L.verify))
            .with(tag("label").fixed("for", PASTED).class("fine").text(L.verify_help))
            .with(tag("textarea").fixed("id", PASTED).fixed("rows", "5").fixed("autocomplete", "off"))
            .with(tag("p").with(does("verify").class("button").text(L.verify_do)))
            .with(tag("div").fixed("role", "status").when(found))
    }

    /// Verifies a received record by the pack it names, which is loaded where it has not come yet.
    fn verify(&self, text: &str, repaint: &Repaint) {
        let say = {
            let (verified, repaint) = (self.verified.clone(), repaint.clone());
            move |agrees: bool, lines: Vec<String>| {
                verified.replace(Some(Verified { agrees, lines }));
                repaint();
            }
        };
        let Some(record) = record::read(text) else {
            let says = if text.is_empty() { L.verify_empty } else { L.verify_unreadable };
            return say(false, vec![says.to_owned()]);
        };
        let offers = self.given.offers.clone();
        let Some(number) = offers.iter().position(|offer| offer.id == record.receipt.pack.id) else {
            return say(false, vec![fill(L.verify_pack_unknown, &[&record.receipt.pack.id])]);
        };
        let opened = self.given.opened.iter().find(|(known, _)| *known == number).map(|(_, engine)| engine.clone());
        spawn_local(async move {
            let engine = match opened {
                Some(engine) => Ok(engine),
                None => library::open(offers.clone(), number).await,
            };
            let title = offers.get(number).map(|offer| offer.title.as_str()).unwrap_or_default();
            let Ok(engine) = engine else {
                return say(false, vec![fill(L.verify_not_opened, &[title])]);
            };
            let found = record.verify(&engine);
            if found.is_empty() {
                let (date, code) = (record.receipt.date.to_string(), record.receipt.code());
                say(true, vec![fill(L.verify_agrees, &[&code]), fill(L.verify_of, &[title, &date])]);
            } else {
                let says = found.into_iter().map(|mismatch| mismatch.message().to_owned());
                say(false, core::iter::once(L.verify_differs.to_owned()).chain(says).collect());
            }
        });
    }
}

/// The receipts of the answers, one for each pack.
fn made(given: &Given) -> Vec<Made> {
    let made = given.catalogue.parts.iter().filter_map(|part| {
        let asked = given.answers.iter().filter(|(name, _)| part.asks(name));
        let answers = asked.map(|(name, answer)| (name.clone(), answer.clone())).collect();
        let record = Session::start(part.engine.clone(), answers, given.day, None, Detail::GAPS).record();
        let text = rules::to_json(&record).ok()?;
        Some(Made { title: part.pack().title.clone(), code: record.receipt.code(), text })
    });
    made.collect()
}
