//! A folder of TOML files becomes one pack, and a fault is told with its file, line and column.

#![expect(clippy::unwrap_used, clippy::string_slice, reason = "a test stops at what it did not expect")]

use packs::{Fault, check, parse};
use rules::diagnostic::Code;

const HEAD: (&str, &str) = ("pack.toml", "id = \"试\"\ntitle = \"试\"\nversion = \"1.0.0\"\n");

#[expect(clippy::panic, clippy::indexing_slicing, reason = "tells the test what went wrong")]
fn fault(files: &[(&str, &str)]) -> Fault {
    match parse(files) {
        Ok(pack) => panic!("no fault found in {}", pack.id),
        Err(faults) => faults.0[0].clone(),
    }
}

/// Where a fault shows.
fn spot(fault: &Fault) -> (&str, usize, usize) {
    let spot = fault.spot.as_ref().unwrap();
    (&spot.file, spot.line, spot.column)
}

#[test]
fn files_merge_in_any_order() {
    let areas = ("areas.toml", "areas = []\n");
    let sections = ("x.toml", "[[sections]]\nname = \"一\"\n\n[[sections]]\nname = \"二\"\n");
    let forth = parse(&[HEAD, sections, areas]).unwrap();
    assert_eq!(forth, parse(&[areas, sections, HEAD]).unwrap());
    assert_eq!(forth.sections.len(), 2);
}

#[test]
fn a_byte_order_mark_and_carriage_returns_do_no_harm() {
    let text = format!("\u{feff}{}", HEAD.1.replace('\n', "\r\n"));
    assert_eq!(parse(&[("pack.toml", &text)]).unwrap(), parse(&[HEAD]).unwrap());
}

#[test]
fn a_key_in_two_files_names_both() {
    let one = ("one.toml", "[[sections]]\nname = \"一\"\n");
    let two = ("two.toml", "# 二\n\n[[sections]]\nname = \"二\"\n");
    let error = fault(&[HEAD, one, two]);
    assert_eq!(
        error.to_string(),
        "two.toml:3:3: error[key-twice]: `sections` is given in one.toml already; keep it in one of the files"
    );
}

#[test]
fn a_fault_is_told_where_it_stands() {
    let cases = [
        (
            "[[sections]]\nname = \"一\"\nabuot = \"\"\n",
            3,
            1,
            "`abuot` means nothing here; remove it or write the one meant; did you mean `about`?",
        ),
        ("[[sections]]\nname = 一\n", 2, 8, ""),
        ("[[sections]]\nname = 1\n", 2, 8, "invalid type: integer `1`, expected a string"),
        (
            "chekcs = []\n",
            1,
            1,
            "`chekcs` means nothing here; remove it or write the one meant; did you mean `checks`?",
        ),
        (
            "# 值\n[[parameters]]\nname = \"线\"\nvalue = 0.5\nunit = \"%\"\nclause = \"一\"\n",
            4,
            9,
            "expected a whole number, or a decimal as text such as \"0.5\"",
        ),
    ];
    for (text, line, column, message) in cases {
        let error = fault(&[HEAD, ("x.toml", text)]);
        assert_eq!(spot(&error), ("x.toml", line, column), "{error}");
        assert!(error.to_string().contains(message), "{error}");
    }
}

#[test]
fn columns_count_characters() {
    let error = fault(&[HEAD, ("x.toml", "sections = [{ name = \"甲乙丙\", about = 3 }]\n")]);
    assert_eq!(spot(&error), ("x.toml", 1, 37), "{error}");
}

#[test]
fn what_a_pack_must_have_is_asked_for() {
    let error = fault(&[("a.toml", "id = \"a\"\n"), ("b.toml", "version = \"1.0.0\"\n")]);
    let expected = "`title` is missing; give it in one of the files: a.toml, b.toml";
    assert_eq!(error.to_string(), format!("a.toml:1:1: error[missing-identity]: {expected}"));
    assert!(fault(&[]).to_string().contains("`id` is missing"));
}

/// The faults as file, line, column and code.
fn found(files: &[(&str, &str)]) -> Vec<String> {
    let checked = check(files);
    checked.faults.iter().map(|fault| fault.to_string().split(']').next().unwrap().to_owned() + "]").collect()
}

#[test]
fn all_faults_of_all_files_at_once() {
    let one = ("one.toml", "[[sections]]\nname = 1\nabuot = 2\n\n[[sections]]\nnam = \"二\"\n");
    let two = ("two.toml", "[[indicators]]\nname = \"甲\"\nsection = \"一\"\ntype = \"cuont\"\nunit = 3\n");
    assert_eq!(
        found(&[HEAD, one, two]),
        [
            "one.toml:2:8: error[bad-value]",
            "one.toml:3:1: error[unknown-key]",
            "one.toml:5:1: error[missing-key]",
            "one.toml:6:1: error[unknown-key]",
            "two.toml:4:8: error[unknown-value]",
            "two.toml:5:8: error[bad-value]",
        ]
    );
    // No more than the broken place is told of a file that is no TOML, and all of the others.
    let broken = ("broken.toml", "[[checks]]\nname = \n\n[[checks]]\nnmae = \"x\"\n");
    let faults = found(&[HEAD, one, broken]);
    assert_eq!(faults.iter().filter(|fault| fault.starts_with("broken.toml")).count(), 1, "{faults:?}");
    assert_eq!(faults.iter().filter(|fault| fault.starts_with("one.toml")).count(), 4, "{faults:?}");
}

const SOUND: &str = r#"
sources = [{ title = "文", issuer = "某" }]
sections = [{ name = "一" }]
parameters = [{ name = "线", value = 1, unit = "个", clause = "一" }]
"#;

#[test]
fn an_unreadable_entry_is_not_missed_where_it_is_named() {
    let indicators = "[[indicators]]\nname = \"甲\"\nsection = \"一\"\ntype = \"count\"\nunti = \"个\"\n";
    let checks = "[[checks]]\nname = \"查\"\nkind = \"target\"\nsection = \"一\"\nclause = [\"一\"]\n\
                  test = { all_of = [\"无\", { none = \"甲\" }] }\nrequirement = \"。\"\n";
    let faults = found(&[HEAD, ("s.toml", SOUND), ("i.toml", indicators), ("c.toml", checks)]);
    assert_eq!(faults, ["i.toml:5:1: error[unknown-key]", "c.toml:6:20: error[no-check]"]);
}

#[test]
fn a_place_behind_an_unreadable_entry_is_still_its_own() {
    let indicators = "indicators = [\n  { name = 1 },\n  { name = \"乙\", section = \"二\", type = \"yes-no\" },\n]\n";
    let faults = found(&[HEAD, ("s.toml", SOUND), ("i.toml", indicators)]);
    assert!(faults.contains(&"i.toml:3:27: error[no-section]".to_owned()), "{faults:?}");
}

#[test]
fn inside_a_formula_the_token_is_meant() {
    let derived =
        "[[derived]]\nname = \"率\"\nsection = \"一\"\nformula = \"线 / 无此数\"\nunit = \"%\"\nhelp = \"。\"\n";
    let checked = check(&[HEAD, ("s.toml", SOUND), ("d.toml", derived)]);
    let fault = &checked.faults[1];
    assert_eq!(spot(fault), ("d.toml", 4, 16));
    assert_eq!(fault.spot.as_ref().unwrap().length, 3);
    assert_eq!(fault.diagnostic.code, Code::Feel(feel::Code::UnknownNameAlone));
    assert!(checked.pack.is_none());
}

/// Whatever character is taken out of a pack, looking at it ends, and every fault has a place that is in the text.
#[test]
fn no_slip_of_the_pen_is_too_much() {
    let shipped = packs::shipped().iter().find(|pack| pack.id == "national-exit-2016").unwrap();
    let (name, text) = shipped.files[2];
    assert_eq!(name, "checks.toml");
    for (at, c) in text.char_indices() {
        let slipped = text[..at].to_owned() + &text[at + c.len_utf8()..];
        let mut files = shipped.files.to_vec();
        files[2].1 = &slipped;
        for fault in check(&files).faults {
            let spot = fault.spot.unwrap();
            let of_file = files.iter().find(|(name, _)| *name == spot.file).unwrap().1;
            let line = of_file.lines().nth(spot.line - 1).unwrap_or_default();
            assert_eq!(line, spot.text, "{}", fault.diagnostic);
            assert!(spot.column <= line.chars().count() + 1, "{}:{}", spot.line, spot.column);
        }
    }
}
