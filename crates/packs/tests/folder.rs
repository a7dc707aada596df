//! A folder of TOML files becomes one pack, and a fault is told with its file, line and column.

use packs::{LoadError, parse};

const HEAD: (&str, &str) = ("pack.toml", "id = \"试\"\ntitle = \"试\"\nversion = \"1.0.0\"\n");

#[expect(clippy::panic, reason = "tells the test what went wrong")]
fn fault(files: &[(&str, &str)]) -> LoadError {
    match parse(files) {
        Ok(pack) => panic!("no fault found in {}", pack.id),
        Err(error) => error,
    }
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
        "two.toml:3:1: `sections` is given in one.toml and again in two.toml; keep it in one of them"
    );
}

#[test]
fn a_fault_is_told_where_it_stands() {
    let cases = [
        ("[[sections]]\nname = \"一\"\nabuot = \"\"\n", 3, 1, "unknown field `abuot`"),
        ("[[sections]]\nname = 一\n", 2, 8, ""),
        ("[[sections]]\nname = 1\n", 2, 8, "invalid type: integer `1`, expected a string"),
        ("chekcs = []\n", 1, 1, "unknown field `chekcs`"),
        (
            "# 值\n[[parameters]]\nname = \"线\"\nvalue = 0.5\nunit = \"%\"\nclause = \"一\"\n",
            4,
            9,
            "expected a whole number, or a decimal as text such as \"0.5\"",
        ),
    ];
    for (text, line, column, message) in cases {
        let error = fault(&[HEAD, ("x.toml", text)]);
        assert_eq!((error.file.as_str(), error.line, error.column), ("x.toml", line, column), "{error}");
        assert!(error.message.contains(message), "{error}");
    }
}

#[test]
fn columns_count_characters() {
    let error = fault(&[HEAD, ("x.toml", "sections = [{ name = \"甲乙丙\", about = 3 }]\n")]);
    assert_eq!((error.line, error.column), (1, 37), "{error}");
}

#[test]
fn what_a_pack_must_have_is_asked_for() {
    let error = fault(&[("a.toml", "id = \"a\"\n"), ("b.toml", "version = \"1.0.0\"\n")]);
    assert_eq!(error.to_string(), "a.toml:1:1: `title` is missing; give it in one of the files: a.toml, b.toml");
    assert!(fault(&[]).message.starts_with("`id` is missing"));
}
