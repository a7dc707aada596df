//! What is taken along: files of the matrix, the problems and the answers.

use std::rc::Rc;

use rules::area::assessment::Level;
use tables::desk::talk::{Ask, Export, File};

use super::{Shown, Tables, does, mark};
use crate::desk::texts;
use crate::later::exchange::export::download;
use crate::markup::{Tag, list, tag};

/// The files, in the order of their names.
const FILES: [Export; 7] = [
    Export::MatrixXlsx,
    Export::MatrixCsv,
    Export::AreasCsv(Level::Township),
    Export::AreasCsv(Level::District),
    Export::ProblemsCsv,
    Export::JsonLines,
    Export::ComparedCsv,
];

/// The last of them stands beside what it holds.
pub(super) const COMPARED: usize = 6;

pub(super) fn press(tables: &Rc<Tables>, act: &str, number: usize) {
    let mut shown = tables.shown.borrow_mut();
    if act == "print" {
        shown.not_printed = !crate::later::print::print();
        return;
    }
    let Some(what) = FILES.get(number).copied() else { return };
    shown.failed.clear();
    shown.is_exporting = true;
    let with_supposed = !shown.what_if.steps.is_empty();
    drop(shown);
    tables.ask(&Ask::Export { what, with_supposed });
}

/// Hands a file over to the browser.
pub(super) fn save(tables: &Rc<Tables>, file: &File) -> bool {
    let saved = download(&file.name, &file.media, &file.bytes).is_some();
    let mut shown = tables.shown.borrow_mut();
    shown.is_exporting = false;
    if saved {
        shown.said = crate::texts::fill(texts::SAVED, &[&file.name]);
    } else {
        texts::NOT_SAVED.clone_into(&mut shown.failed);
    }
    true
}

pub(super) fn view(_: &Tables, shown: &Shown) -> Tag {
    let has = shown.has_villages();
    let file = |(number, (name, about)): (usize, (&str, &str))| {
        tag("li").with(does("export").about(number).class("button").text(name)).with(tag("p").class("fine").text(about))
    };
    let files = || {
        list()
            .when(
                (!shown.what_if.steps.is_empty())
                    .then(|| tag("p").class("note").with(mark(texts::SUPPOSED_MARK)).text(texts::EXPORT_SUPPOSED)),
            )
            .with(tag("ul").class("files").each(texts::FILES.into_iter().enumerate().map(file)))
            .with(tag("h3").text(texts::REPORT))
            .with(tag("p").text(texts::PRINT_THERE))
            .with(tag("p").with(does("tab").about(super::AREA).class("button").text(texts::TO_AREA)))
    };
    list()
        .when(shown.is_exporting.then(|| tag("p").fixed("role", "status").text(texts::WORKING)))
        .with(if has { files() } else { super::nothing_yet() })
        .with(tag("h3").text(texts::TEMPLATE_TITLE))
        .with(tag("p").class("fine").text(texts::TEMPLATE_HELP))
        .with(tag("p").with(does("template").class("button").text(texts::TEMPLATE)))
}
