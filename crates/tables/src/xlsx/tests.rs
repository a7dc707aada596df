//! Workbooks made by hand, with the habits of other programs and with malice; and our own, read back.

use std::io::Cursor;

use rules::Engine;

use super::write::Zip;
use super::*;
use crate::columns::Mapping;
use crate::sheet::{Step, of_book};
use crate::{Known, Problem, Refusal, Village};

const RELATIONS: &str =
    "<Relationships><Relationship Id='r1' Type='x/officeDocument' Target='xl/workbook.xml'/></Relationships>";
const BOOK_RELATIONS: &str = "<Relationships><Relationship Id='r1' Type='x/worksheet' Target='worksheets/a.xml'/>\
    <Relationship Id='r2' Type='x/worksheet' Target='/xl/worksheets/b.xml'/>\
    <Relationship Id='r3' Type='x/styles' Target='styles.xml'/>\
    <Relationship Id='r4' Type='x/sharedStrings' Target='sharedStrings.xml'/></Relationships>";
const BOOK: &str = "<workbook><sheets><sheet name='封面' r:id='r2'/><sheet name='表' r:id='r1'/></sheets></workbook>";
const STYLES: &str = "<styleSheet><numFmts><numFmt numFmtId='200' formatCode='0.0%'/></numFmts>\
    <cellStyleXfs><xf numFmtId='14'/></cellStyleXfs><cellXfs><xf numFmtId='0'/><xf numFmtId='200'/></cellXfs></styleSheet>";
const TEXTS: &str = "<sst><si><t>村名</t></si><si><r><t>总户</t></r><r><t>数</t></r><rPh><t>zong</t></rPh></si>\
    <si><t>甲_x000D_村</t></si><si><t>供水保证率</t></si></sst>";

fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = Zip::new(Vec::new());
    for (name, text) in parts {
        zip.begin(name).unwrap();
        zip.write(text.as_bytes()).unwrap();
        zip.end().unwrap();
    }
    zip.finish().unwrap()
}

/// A workbook whose second sheet has these rows, and what stands behind them.
fn book(rows: &str, behind: &str) -> Vec<u8> {
    let sheet = format!("<x:worksheet><x:sheetData>{rows}</x:sheetData>{behind}</x:worksheet>");
    zip(&[
        ("xl/worksheets/a.xml", &sheet),
        ("xl/worksheets/b.xml", "<worksheet><sheetData/></worksheet>"),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", BOOK_RELATIONS),
        ("xl/styles.xml", STYLES),
        ("xl/sharedStrings.xml", TEXTS),
        ("_rels/.rels", RELATIONS),
    ])
}

fn engine() -> Engine {
    Engine::new(packs::load("chongqing-2018").unwrap().unwrap()).unwrap()
}

fn read(bytes: &[u8]) -> Result<(Vec<Village>, Vec<Problem>), Refusal> {
    let engine = engine();
    let mut book = of_book(Cursor::new(bytes), &Known::of([&engine]), &Mapping::default(), &[])?;
    let (mut villages, mut problems) = (Vec::new(), Vec::new());
    while let Some(step) = book.next_step()? {
        match step {
            Step::Village(village) => {
                problems.extend(village.problems.iter().cloned());
                villages.push(village);
            }
            Step::Problem(problem) => problems.push(problem),
        }
    }
    Ok((villages, problems))
}

fn answer(village: &Village, name: &str) -> String {
    village.answers.get(name).map(crate::shown).unwrap_or_default()
}

const HEAD: &str = "<x:row r='2'><x:c r='A2' t='s'><x:v>0</x:v></x:c><x:c r='B2' t='s'><x:v>1</x:v></x:c>\
    <x:c r='D2' t='s'><x:v>3</x:v></x:c></x:row>";

#[test]
fn a_workbook_with_the_habits_of_others() {
    let rows = format!(
        "{HEAD}<x:row r='5'><x:c r='A5' t='s'><x:v>2</x:v></x:c><x:c r='B5'><x:v>531.00000000000011</x:v></x:c>\
         <x:c r='D5' s='1'><x:v>0.92500000000000004</x:v></x:c></x:row>\
         <x:row><x:c t='inlineStr'><x:is><x:t>乙</x:t></x:is></x:c><x:c t='str'><x:f>1+1</x:f><x:v>2</x:v></x:c></x:row>"
    );
    let (villages, problems) = read(&book(&rows, "")).unwrap();
    assert_eq!(villages.iter().map(|village| village.row).collect::<Vec<_>>(), [5, 6]);
    assert_eq!(answer(&villages[0], "村名"), "甲\r村");
    assert_eq!((answer(&villages[0], "总户数"), answer(&villages[0], "供水保证率")), ("531".into(), "92.5%".into()));
    assert_eq!((answer(&villages[1], "村名"), answer(&villages[1], "总户数")), ("乙".into(), "2".into()));
    let places: Vec<String> = problems.iter().map(Problem::place).collect();
    assert_eq!(places, [":表!B6"], "{problems:?}");
    assert!(problems[0].message.contains("有 1 格是公式，用的是保存时算好的结果"));
}

#[test]
fn a_formula_without_a_result_is_no_answer() {
    let rows = format!(
        "{HEAD}<x:row r='3'><x:c r='A3' t='str'><x:v>甲</x:v></x:c><x:c r='B3'><x:f>A1</x:f></x:c><x:c r='D3' t='e'><x:v>#REF!</x:v></x:c></x:row>"
    );
    let (villages, problems) = read(&book(&rows, "")).unwrap();
    assert_eq!(villages[0].spoilt, ["总户数", "供水保证率"]);
    let places: Vec<String> = problems.iter().map(Problem::place).collect();
    assert_eq!(places, [":表!B3", ":表!D3", ":表!B3"]);
    assert_eq!(problems[1].cell, "#REF!");
}

#[test]
fn merged_cells_name_every_row_and_count_for_none() {
    let cell = |place: &str, text: &str| format!("<x:c r='{place}' t='str'><x:v>{text}</x:v></x:c>");
    let rows = format!(
        "<x:row r='1'>{}{}{}</x:row><x:row r='2'>{}{}{}</x:row><x:row r='3'>{}</x:row>",
        cell("A1", "乡镇"),
        cell("B1", "村名"),
        cell("C1", "总户数"),
        cell("A2", "中益乡"),
        cell("B2", "甲"),
        cell("C2", "700"),
        cell("B3", "乙"),
    );
    let merged = "<x:mergeCells><x:mergeCell ref='A2:A3'/><x:mergeCell ref='C2:C3'/></x:mergeCells>";
    let (villages, problems) = read(&book(&rows, merged)).unwrap();
    assert_eq!(villages.iter().map(|village| answer(village, "乡镇")).collect::<Vec<_>>(), ["中益乡", "中益乡"]);
    assert!(villages.iter().all(|village| village.spoilt == ["总户数"]));
    assert_eq!(problems.iter().map(Problem::place).collect::<Vec<_>>(), [":表!C2", ":表!C3"]);
}

#[test]
fn what_is_no_sheet_gets_a_clear_word() {
    let refused = |bytes: &[u8]| read(bytes).unwrap_err().message;
    let dtd = book("<!DOCTYPE x [<!ENTITY a 'b'>]>", "");
    assert!(refused(&dtd).contains("DTD"));
    let bomb = book(&"<!---->".repeat(6 << 20), "");
    assert!(bomb.len() < 100_000 && refused(&bomb).contains("大得不像一张表"), "{}", bomb.len());
    let macros = zip(&[("xl/workbook.xml", BOOK), ("xl/vbaProject.bin", "x")]);
    assert!(refused(&macros).contains("宏"));
    assert!(refused(&zip(&[("xl/workbook.bin", "x")])).contains(".xlsb"));
    assert!(refused(&zip(&[("mimetype", "x"), ("content.xml", "x")])).contains(".ods"));
    let old = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    assert!(refused(&old).contains(".xls"));
    let locked: Vec<u8> =
        old.iter().copied().chain("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert!(refused(&locked).contains("密码"));
    let far = format!("{HEAD}<x:row r='1048577'/>");
    assert!(refused(&book(&far, "")).contains("1048576 行"), "{}", refused(&book(&far, "")));
    let wide = format!("{HEAD}<x:row r='3'><x:c r='XFE3'><x:v>1</x:v></x:c></x:row>");
    assert!(refused(&book(&wide, "")).contains("16384 列"));
    let backwards = format!("{HEAD}<x:row r='2'/>");
    assert!(refused(&book(&backwards, "")).contains("行号乱了"));
    for bytes in [b"".as_slice(), b"PK\x03\x04", b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff\0\0\0\0\0\0\0\0\0\0", &zip(&[])] {
        assert!(!refused(bytes).is_empty());
    }
    let whole = book(HEAD, "");
    for cut in (0..whole.len()).step_by(97) {
        assert!(read(&whole[..cut]).is_err());
    }
    let mut damaged = whole;
    damaged[60] ^= 4;
    assert!(read(&damaged).is_err(), "the sum does not fit");
}

#[test]
fn what_is_written_is_read_back() {
    let mut writer = Writer::new(Vec::new());
    writer.sheet(&Sheet { name: "甲<乙>", ..Sheet::default() }).unwrap();
    writer.row(["村名", "总户数", "行政区划代码"].map(Written::Head)).unwrap();
    let nasty = "=1+1\n<&>\"'_x0041_\u{7}";
    for number in 0..5_000 {
        let number = number.to_string();
        writer.row([Written::Text(nasty), Written::Number(&number), Written::Text("500233001001")]).unwrap();
    }
    let bytes = writer.finish().unwrap();
    let (villages, problems) = read(&bytes).unwrap();
    assert_eq!((villages.len(), problems.len()), (5_000, 0));
    assert_eq!(villages[0].answers.get("村名"), Some(&nasty.into()));
    assert_eq!(answer(&villages[4_999], "总户数"), "4999");
    assert_eq!(answer(&villages[0], "行政区划代码"), "500233001001");
    assert_eq!(villages[0].place(Some("总户数")), ":甲<乙>!B2");
}

#[test]
fn the_empty_sheet_names_every_indicator() {
    let engine = engine();
    let bytes = crate::template::write(&Known::of([&engine]), Vec::new()).unwrap();
    let book = of_book(Cursor::new(bytes.clone()), &Known::of([&engine]), &Mapping::default(), &[]).unwrap();
    let names: Vec<&str> = book.columns().list().iter().filter_map(|column| column.found.name()).collect();
    let asked: Vec<&str> = engine.pack().indicators.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, asked);
    let (villages, problems) = read(&bytes).unwrap();
    assert_eq!((villages.len(), problems.len()), (0, 0));
}
