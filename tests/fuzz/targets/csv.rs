//! Any bytes as a table: they are read or refused with a word, each row is a village, a problem or blank, and what is written of
//! the villages is read back as the same.

#![no_main]

use bayou_fuzz::sheets::{engine, read_text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(decoded) = tables::encoding::Decoded::new(bytes) else { return };
    let Some(villages) = read_text(decoded) else { return };
    let names: Vec<&str> = engine().pack().indicators.iter().map(|it| it.name.as_str()).collect();
    let cells = |village: &tables::Village| -> Vec<String> {
        names.iter().map(|name| village.answers.get(name).map(tables::shown).unwrap_or_default()).collect()
    };
    let mut table = tables::csv::line(&names);
    // A blank row, a total or a signature is no village; a name of its own makes each one.
    let rows: Vec<Vec<String>> = villages.iter().map(cells).collect();
    for (number, row) in rows.iter().enumerate() {
        let mut row = row.clone();
        row[0] = format!("县{number}");
        row[1] = format!("乡{number}");
        row[2] = format!("村{number}");
        row[3] = format!("{number:012}");
        table.push_str(&tables::csv::line(&row));
    }
    let again = read_text(table.as_bytes()).expect("what was written is a table");
    assert_eq!(again.len(), rows.len());
    for (village, row) in again.iter().zip(&rows) {
        // Texts lose nothing but what the reader makes of line breaks and of the writer's own mark.
        for (name, cell) in names.iter().zip(row).skip(4) {
            let plain = |text: &str| text.replace(['\r', '\n', '\''], "").trim().to_owned();
            let back = village.answers.get(name).map(tables::shown).unwrap_or_default();
            assert_eq!(plain(&back), plain(cell), "{name}");
        }
    }
});
