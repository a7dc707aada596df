//! The frame of the screens behind 更多: it lists them, and puts the one that the address names below its heading.

use std::rc::Rc;

use yew::Html;

use super::texts::L;
use super::{exchange, plan, print, receipt, tables, villages};
use crate::app::{Given, HEADING, Repaint, Screen};
use crate::markup::{Tag, list, tag};
use crate::texts::T;

/// How a screen is found and made.
struct Entry {
    /// In the address, behind `#`.
    name: &'static str,
    title: &'static str,
    /// What it is for, in the list.
    about: &'static str,
    open: fn(Rc<Given>) -> Box<dyn Screen>,
}

/// What the address begins with, behind `#`, when it brings a self-check; [`exchange::import`] takes it out again.
const BROUGHT: &str = "d=";
/// What is offered where a host keeps the answers: it has the others' work to do itself.
const HOSTED: &str = "receipt";

/// The screens in the order of the list.
fn screens(given: &Given) -> impl Iterator<Item = Entry> {
    let all = [
        Entry { name: "villages", title: L.villages, about: L.villages_about, open: villages::open },
        Entry { name: "tables", title: L.tables, about: L.tables_about, open: tables::open },
        Entry { name: "export", title: L.export, about: L.export_about, open: exchange::export::open },
        Entry { name: "import", title: L.import, about: L.import_about, open: exchange::import::open },
        Entry { name: "print", title: L.print, about: L.print_about, open: print::open },
        Entry { name: "plan", title: L.plan, about: L.plan_about, open: plan::open },
        Entry { name: HOSTED, title: L.receipt, about: L.receipt_about, open: receipt::open },
    ];
    let is_hosted = given.is_hosted;
    all.into_iter().filter(move |entry| !is_hosted || entry.name == HOSTED)
}

/// A screen in its frame; the list of all of them where none is open.
struct Framed {
    given: Rc<Given>,
    open: Option<(Entry, Box<dyn Screen>)>,
}

/// The screen that the address names; the list where it names none.
pub(super) fn open(name: &str, given: Rc<Given>) -> Box<dyn Screen> {
    let brought = name.strip_prefix(BROUGHT);
    let name = if brought.is_some() { exchange::import::NAME } else { name };
    let entry = screens(&given).find(|entry| entry.name == name);
    let open = entry.map(|entry| {
        let given = given.clone();
        let screen = match brought {
            Some(code) => exchange::import::brought(given, code),
            None => (entry.open)(given),
        };
        (entry, screen)
    });
    Box::new(Framed { given, open })
}

impl Screen for Framed {
    fn opened(&mut self, repaint: &Repaint) {
        if let Some((_, screen)) = &mut self.open {
            screen.opened(repaint);
        }
    }

    fn press(&mut self, act: &str, number: usize, repaint: &Repaint) {
        if let Some((_, screen)) = &mut self.open {
            screen.press(act, number, repaint);
        }
    }

    fn view(&self) -> Html {
        let (name, title, body) = match &self.open {
            Some((entry, screen)) => (entry.name, entry.title, screen.view()),
            None => ("menu", T.more, menu(&self.given).html()),
        };
        let (up, to) = if self.open.is_some() { ("#more", T.more) } else { ("#", T.back) };
        tag(if self.given.is_hosted { "div" } else { "main" })
            .classes(&["screen", name])
            .with(tag("a").fixed("href", up).class("back").text(to))
            .with(tag("h2").fixed("id", HEADING).fixed("tabindex", "-1").class("screen-title").text(title))
            .child(body)
            .html()
    }
}

/// The screens to choose from.
fn menu(given: &Given) -> Tag {
    let row = |entry: Entry| {
        let mut address = "#".to_owned();
        address.push_str(entry.name);
        let link = tag("a").attr("href", &address).class("entry-name").text(entry.title);
        tag("li").with(link).with(tag("p").class("fine").text(entry.about))
    };
    let rows = screens(given).map(row);
    list().with(tag("p").class("fine").text(L.more_help)).with(tag("ul").class("entries").each(rows))
}
