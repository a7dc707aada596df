//! What can be wrong with an overlay: every code, its place, and that all is told at once.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use rules::overlay::{OverlayErrorCode as Code, apply};
use rules::{Answers, Engine, Overlay, OverlayError, Pack, Verdict};

const PACK: &str = r#"
id = "small"
title = "小"
version = "1.4.0"
sections = [{ name = "一" }, { name = "八有" }]
parameters = [
  { name = "下限", value = 1, unit = "个", clause = "一" },
  { name = "占比", value = 80, dated = [{ from = "2019-01-01", value = 85 }], unit = "%", clause = "一" },
  { name = "收入线", value = 5, unit = "元", basis = "local", clause = "一" },
]
indicators = [
  { name = "户数", section = "一", type = "count", unit = "户" },
  { name = "通路", section = "一", type = "yes-no" },
  { name = "通水", section = "一", type = "yes-no" },
]
checks = [
  { name = "有户", kind = "target", section = "一", clause = ["一"], requirement = "要", test = { compare = { value = "户数", is = "at-least", than = "下限" } } },
  { name = "通路", kind = "target", section = "一", clause = ["一"], requirement = "要", test = { yes = "通路" } },
  { name = "通水", kind = "duty", section = "一", clause = ["二"], requirement = "要", test = { yes = "通水" } },
  { name = "路或水", kind = "duty", section = "一", clause = ["二"], requirement = "要", test = { any_of = ["通路", "通水"] } },
  { name = "有路", kind = "eight-have", section = "八有", clause = ["三"], basis = "unverified", requirement = "要", test = { all_of = ["通路"] } },
  { name = "有水", kind = "eight-have", section = "八有", clause = ["三"], basis = "unverified", requirement = "要", test = { all_of = ["通水"] } },
]
summaries = [
  { name = "都有", group = "汇总", clause = "三", test = { all_of = ["有路", "有水"] }, met = "是", unmet = "否" },
  { name = "清单", group = "汇总", clause = "三", test = { every = { kinds = ["eight-have"], clause = "三" } }, met = "是", unmet = "否" },
]
areas = [
  { name = "有水村", section = "一", clause = "三", requirement = "要", test = { share_of_villages = { check = "有水", is = "at-least", than = "占比" } } },
]
"#;

const HEAD: &str = "id = \"a\"\nextends = \"small\"\ntitle = \"甲\"\nversion = \"1.0.0\"\nissuer = \"某区\"\n";

fn pack() -> Pack {
    toml::from_str(PACK).unwrap()
}

fn overlay(body: &str) -> Overlay {
    toml::from_str(&format!("{HEAD}{body}")).unwrap()
}

fn errors(body: &str) -> Vec<OverlayError> {
    apply(pack(), &overlay(body)).unwrap_err()
}

/// The one error of an overlay with this body.
fn error(body: &str) -> (Code, String, String) {
    let mut errors = errors(body);
    assert_eq!(errors.len(), 1, "{errors:#?}");
    let OverlayError { overlay, place, code, message } = errors.remove(0);
    assert_eq!(overlay, "a");
    assert!(message.ends_with('。') && message.contains('；') || code == Code::Empty, "says what to do: {message}");
    (code, place, message)
}

fn check(name: &str, kind: &str, test: &str) -> String {
    format!(
        "[[checks]]\nname = \"{name}\"\nkind = \"{kind}\"\nsection = \"一\"\nclause = [\"甲\"]\nrequirement = \"要\"\ntest = {test}\n"
    )
}

#[test]
fn each_error_has_its_code_its_place_and_what_to_do() {
    let own_list = check("有路", "eight-have", "{ yes = \"通路\" }");
    let cases: Vec<(String, Code, &str, &str)> = vec![
        ("[[set]]\nparameter = \"收入\"\nvalue = 1".into(), Code::UnknownParameter, "set[收入]", "是不是“收入线”？"),
        ("[[set]]\nparameter = \"下限\"".into(), Code::SetsNothing, "set[下限]", "value"),
        ("[[set]]\nparameter = \"占比\"\nvalue = 101".into(), Code::ValueOutsideUnit, "set[占比]", "101%"),
        ("[[set]]\nparameter = \"占比\"\nvalue = -1".into(), Code::ValueOutsideUnit, "set[占比]", "0 到 100"),
        ("[[set]]\nparameter = \"下限\"\nvalue = \"1.5\"".into(), Code::ValueOutsideUnit, "set[下限]", "1.5 个"),
        ("[[set]]\nparameter = \"收入线\"\nvalue = \"0.001\"".into(), Code::ValueOutsideUnit, "set[收入线]", "小数最多 2 位"),
        (
            "[[set]]\nparameter = \"下限\"\ndated = [{ from = \"2020-01-01\", value = 2 }, { from = \"2020-01-01\", value = 3 }]".into(),
            Code::DaysOutOfOrder,
            "set[下限]",
            "由早到晚",
        ),
        ("[[set]]\nparameter = \"收入线\"\nvalue = 2\nbasis = \"unverified\"".into(), Code::Unverified, "set[收入线]", "local"),
        (
            "[[set]]\nparameter = \"收入线\"\nvalue = 2\n[[set]]\nparameter = \"收入线\"\nvalue = 3".into(),
            Code::GivenTwice,
            "set[收入线]",
            "“收入线”写了两次",
        ),
        ("extends_version = \"2\"".into(), Code::OtherVersion, "extends_version", "1.4.0"),
        (
            format!("replaces = [\"target\"]\n{}", check("有户", "target", "{ yes = \"通路\" }") + &check("通路", "target", "{ yes = \"通路\" }")),
            Code::ReplacesDocument,
            "replaces[目标任务]",
            "“有户”等是文件写明的",
        ),
        (check("有电", "eight-have", "{ yes = \"通路\" }"), Code::AddsToUnofficial, "checks[有电]", "replaces"),
        (
            "[[parameters]]\nname = \"下限\"\nvalue = 2\nunit = \"个\"\nclause = \"甲\"".into(),
            Code::NameTaken,
            "parameters[下限]",
            "[[set]]",
        ),
        (check("都有", "target", "{ yes = \"通路\" }"), Code::NameTaken, "checks[都有]", "另起一个名称"),
        ("[[indicators]]\nname = \"灯数\"\nsection = \"二\"\ntype = \"count\"".into(), Code::UnknownSection, "indicators[灯数].section", "[[sections]]"),
        ("[[off]]\ncheck = \"通炉\"\nreason = \"无\"".into(), Code::UnknownCheck, "off[通炉]", "核对名称"),
        ("[[off]]\ncheck = \"有户\"\nreason = \" \"".into(), Code::NoReason, "off[有户]", "reason"),
        (
            "[[off]]\ncheck = \"有户\"\nreason = \"甲\"\n[[off]]\ncheck = \"有户\"\nreason = \"乙\"".into(),
            Code::GivenTwice,
            "off[有户]",
            "写了两次",
        ),
        ("[[off]]\ncheck = \"通水\"\nreason = \"甲\"".into(), Code::OffAmongWays, "checks[路或水]", "“通水”是达到“路或水”的办法之一"),
    ];
    for (body, code, place, words) in cases {
        let (told, at, message) = error(&body);
        assert_eq!((told, at.as_str()), (code, place), "{message}");
        assert!(message.contains(words), "{message}");
    }
    let gone = errors(&format!("replaces = [\"eight-have\"]\n{own_list}"));
    let told: Vec<(Code, &str)> = gone.iter().map(|error| (error.code, error.place.as_str())).collect();
    assert_eq!(
        told,
        [
            (Code::RestsOnReplaced, "summaries[都有]"),
            (Code::SelectsNothing, "summaries[清单]"),
            (Code::RestsOnReplaced, "areas[有水村]"),
        ]
    );
    assert!(gone[0].message.contains("“都有”要用到“有水”") && gone[2].message.contains("“有水村”要用到“有水”"));
    let empty = errors("replaces = [\"eight-have\"]");
    assert_eq!((empty[0].code, empty[0].place.as_str()), (Code::EmptyList, "replaces[八有]"));
}

#[test]
fn an_overlay_for_another_pack_or_without_a_name_is_refused() {
    let mut other = overlay("");
    other.extends = "large".to_owned();
    let errors = apply(pack(), &other).unwrap_err();
    assert_eq!((errors[0].code, errors[0].place.as_str()), (Code::ExtendsOther, "extends"));
    assert!(errors[0].message.contains("“large”") && errors[0].message.contains("“small”"));
    let mut nameless = overlay("");
    (nameless.id, nameless.issuer) = (" ".to_owned(), String::new());
    let errors = apply(pack(), &nameless).unwrap_err();
    assert_eq!(
        errors.iter().map(|it| (it.code, it.place.as_str())).collect::<Vec<_>>(),
        [(Code::Empty, "id"), (Code::Empty, "issuer")]
    );
    let twice = apply(apply(pack(), &overlay("")).unwrap(), &overlay("")).unwrap_err();
    assert_eq!((twice[0].code, twice.len()), (Code::AppliedAlready, 1));
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let body = "[[set]]\nparameter = \"无\"\nvalue = 1\n[[set]]\nparameter = \"占比\"\nvalue = 200\n[[off]]\ncheck = \"无\"\nreason = \"\"";
    let codes: Vec<Code> = errors(body).iter().map(|error| error.code).collect();
    assert_eq!(codes, [Code::UnknownParameter, Code::ValueOutsideUnit, Code::NoReason, Code::UnknownCheck]);
}

#[test]
fn versions_by_their_leading_parts() {
    for (wanted, fits) in
        [("1", true), ("1.4", true), ("1.4.0", true), ("1.40", false), ("1.4.0.1", false), ("", false)]
    {
        let laid = apply(pack(), &overlay(&format!("extends_version = \"{wanted}\"")));
        assert_eq!(laid.is_ok(), fits, "{wanted}");
    }
}

#[test]
fn figures_over_time() {
    let set = |body: &str| {
        let pack = apply(pack(), &overlay(&format!("[[set]]\nparameter = \"占比\"\n{body}"))).unwrap();
        let parameter = pack.parameters.into_iter().find(|it| it.name == "占比").unwrap();
        let dated: Vec<String> = parameter.dated.iter().map(|it| format!("{} {}", it.from, it.value.0)).collect();
        let changes = pack.overlays[0].warnings.iter().filter_map(|it| it.change.clone());
        let changes: Vec<String> = changes
            .map(|it| format!("{} {}→{}", it.from.map(|day| day.to_string()).unwrap_or_default(), it.old.0, it.new.0))
            .collect();
        (parameter.value.unwrap().0.to_string(), dated, changes)
    };
    // A value for all time; it changes both of the document's figures.
    assert_eq!(set("value = 90"), ("90".to_owned(), vec![], vec![" 80→90".to_owned(), "2019-01-01 85→90".to_owned()]));
    // From a day on: what the pack says holds before it.
    let (value, dated, changes) = set("dated = [{ from = \"2020-01-01\", value = 90 }]");
    assert_eq!((value.as_str(), dated), ("80", vec!["2019-01-01 85".to_owned(), "2020-01-01 90".to_owned()]));
    assert_eq!(changes, ["2020-01-01 85→90"]);
    let (_, dated, changes) = set("dated = [{ from = \"2018-01-01\", value = 85 }]");
    assert_eq!(dated, ["2018-01-01 85"]);
    assert_eq!(changes, ["2018-01-01 80→85"], "from 2019 on it is what the document says");
}

#[test]
fn a_switched_off_check_takes_what_rests_on_it_along() {
    let off = "[[off]]\ncheck = \"通水\"\nreason = \"没有集中供水\"\n[[off]]\ncheck = \"路或水\"\nreason = \"同上\"";
    let engine = Engine::new(apply(pack(), &overlay(off)).unwrap()).unwrap();
    let answers: Answers = [("通水".to_owned(), false.into()), ("通路".to_owned(), true.into())].into();
    let assessment = engine.assess(&answers, "2020-06-30".parse().unwrap());
    let verdict = |name: &str| {
        let mut all = assessment.checks.iter().chain(&assessment.eight_have.items);
        all.find(|check| check.name == name).unwrap().verdict
    };
    assert_eq!([verdict("通水"), verdict("路或水"), verdict("有水")], [Verdict::NotApplicable; 3]);
    assert_eq!(assessment.summaries[0].verdict, Verdict::Met, "what is left of it is met");
    assert_eq!(assessment.counts.unmet, 0);
}
