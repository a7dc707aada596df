//! What the targets of sheets share: reading all of one, and a sound workbook around any sheet. Depends on `rules`, `packs` and
//! `tables`.

use std::io::{Cursor, Read};
use std::sync::OnceLock;

use rules::Engine;
use tables::columns::Mapping;
use tables::sheet::{Step, of_book, of_text};
use tables::{Known, Problem, Village};

/// The shipped pack.
///
/// # Panics
/// Never: it is sound.
pub fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| Engine::new(packs::load("chongqing-2018").unwrap().unwrap()).unwrap())
}

fn told(problem: &Problem) {
    assert!(!problem.message.is_empty() && problem.cell.chars().count() <= 31);
}

fn taken(step: Step, villages: &mut Vec<Village>, last: &mut usize) {
    match step {
        Step::Problem(problem) => told(&problem),
        Step::Village(village) => {
            assert!(village.row > *last, "rows come in order");
            *last = village.row;
            village.problems.iter().for_each(told);
            villages.push(village);
        }
    }
}

/// The villages of a table; none where it is refused.
///
/// # Panics
/// Where a promise is broken.
pub fn read_text(text: impl Read) -> Option<Vec<Village>> {
    let (mut villages, mut last) = (Vec::new(), 0);
    let mut table = of_text(text, Known::of([engine()]), &Mapping::default()).ok()?;
    while let Some(step) = table.next_step().ok()? {
        taken(step, &mut villages, &mut last);
    }
    Some(villages)
}

/// Reads a workbook to its end, or until it is refused.
///
/// # Panics
/// Where a promise is broken.
pub fn read_book(bytes: Vec<u8>) {
    let (mut villages, mut last) = (Vec::new(), 0);
    let mut book = match of_book(Cursor::new(bytes), &Known::of([engine()]), &Mapping::default(), &[]) {
        Ok(book) => book,
        Err(refusal) => {
            assert!(!refusal.message.is_empty());
            return;
        }
    };
    while let Ok(Some(step)) = book.next_step() {
        taken(step, &mut villages, &mut last);
    }
}

/// A workbook whose one sheet is this, stored as it is.
#[must_use]
pub fn workbook(sheet: &[u8]) -> Vec<u8> {
    let parts: [(&str, &[u8]); 3] = [
        ("xl/workbook.xml", b"<workbook><sheets><sheet name='a' r:id='r1'/></sheets></workbook>"),
        (
            "xl/_rels/workbook.xml.rels",
            b"<Relationships><Relationship Id='r1' Type='x/worksheet' Target='a.xml'/></Relationships>",
        ),
        ("xl/a.xml", sheet),
    ];
    let (mut file, mut list) = (Vec::new(), Vec::new());
    for (name, bytes) in parts {
        let start = u32::try_from(file.len()).unwrap_or_default().to_le_bytes();
        let length = u32::try_from(bytes.len()).unwrap_or_default().to_le_bytes();
        let name_length = u16::try_from(name.len()).unwrap_or_default().to_le_bytes();
        // Version, flags, method, time, day.
        let common =
            [&[20, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], &sum(bytes).to_le_bytes(), &length, &length, &name_length, &[0, 0]];
        file.extend([b"PK\x03\x04".as_slice(), &common.concat(), name.as_bytes(), bytes].concat());
        list.extend([b"PK\x01\x02\x14\0".as_slice(), &common.concat(), &[0; 10], &start, name.as_bytes()].concat());
    }
    let start = u32::try_from(file.len()).unwrap_or_default().to_le_bytes();
    let length = u32::try_from(list.len()).unwrap_or_default().to_le_bytes();
    let end = [b"PK\x05\x06\0\0\0\0\x03\0\x03\0".as_slice(), &length, &start, &[0, 0]].concat();
    [file, list, end].concat()
}

/// CRC-32.
fn sum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { 0xEDB8_8320 ^ (sum >> 1) } else { sum >> 1 })
    })
}
