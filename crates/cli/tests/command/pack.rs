//! `--pack`: a shipped name, a folder of TOML files, the JSON of `bayou build`, and what is none of these.

use std::path::Path;

use crate::run::{DAY, Folder};

const VILLAGE: &str = r#"{"村名": "甲村", "村民小组数": 7, "通公路小组数": 5}"#;

fn data() -> String {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../packs/data/chongqing-2018");
    data.to_str().unwrap().to_owned()
}

#[test]
fn the_same_pack_from_everywhere_judges_the_same() {
    let folder = Folder::new("pack");
    folder.write("村.json", VILLAGE);
    folder.bayou(&["build", "chongqing-2018", "--out", "built"]).clean();
    let judged = |pack: &str| {
        folder.bayou(&["assess", "村.json", "--pack", pack, "--date", DAY, "--format", "json"]).clean().out
    };
    let shipped = judged("chongqing-2018");
    assert_eq!(judged(&data()), shipped);
    assert_eq!(judged("built/chongqing-2018.json"), shipped);
    assert_eq!(folder.bayou(&["assess", "村.json", "--date", DAY, "--format", "json"]).out, shipped, "the default");
    let other = folder.bayou(&["assess", "村.json", "--pack", "national-exit-2016", "--date", DAY, "--format", "json"]);
    assert_eq!(other.village()["pack"]["id"], "national-exit-2016");
}

#[test]
fn no_such_pack() {
    let folder = Folder::new("no-pack");
    folder.write("村.json", VILLAGE);
    folder.write("bad.json", "{\"id\": ");
    folder.write("empty.json", "{}");
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    let judge = |pack: &str| folder.bayou(&["assess", "村.json", "--pack", pack]);
    judge("nonsense").unusable("there is no pack `nonsense`: give one of chongqing-2018");
    judge("bad.json")
        .unusable("bad.json is not a pack as `bayou build` writes it: EOF while parsing a value at line 1");
    judge("empty.json").unusable("missing field");
    judge("empty").unusable("empty holds no TOML file of a pack");
}

#[test]
fn a_fault_in_a_pack_has_its_place() {
    let folder = Folder::new("faulty-pack");
    folder.write("村.json", VILLAGE);
    folder.copy_pack("chongqing-2018");
    folder.write("extra.toml", "# one more file\n[[checks]]\nname = \n");
    folder.bayou(&["assess", "村.json", "--pack", "."]).unusable("extra.toml:3:");
    std::fs::remove_file(folder.path().join("extra.toml")).unwrap();
    folder.replace("checks.toml", "yes = \"通村公路硬化\"", "yes = \"无此指标\"");
    folder.bayou(&["assess", "村.json", "--pack", "."]).unusable("无此指标");
}
