//! Overlays on the shipped packs: the worked example, reading from TOML and JSON, and what holds of any overlay.

#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use proptest::prelude::*;
use rules::assessment::{CheckResult, DataErrorCode, NoteCode};
use rules::model::{Bar, Basis, Direction, Kind, OverlayWarningCode, Test};
use rules::overlay::{SwitchOff, apply, apply_all};
use rules::{Answer, Answers, Assessment, Date, Engine, Overlay, Pack, Session, Verdict};

const ID: &str = "shili-2019";
const ISSUER: &str = "示例区扶贫开发领导小组";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/examples/overlay-shili")
}

fn example() -> Overlay {
    let entries = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<(String, String)> =
        entries.map(|path| (path.display().to_string(), fs::read_to_string(&path).unwrap())).collect();
    files.sort();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    packs::parse_overlay(&files).unwrap_or_else(|error| panic!("{error}"))
}

fn base() -> Pack {
    packs::load("chongqing-2018").unwrap().unwrap()
}

fn overlaid() -> Pack {
    apply(base(), &example()).unwrap()
}

/// An overlay that does nothing, for building others on.
fn nothing(id: &str) -> Overlay {
    let text =
        format!("id = \"{id}\"\nextends = \"chongqing-2018\"\ntitle = \"试\"\nversion = \"1.0.0\"\nissuer = \"某区\"");
    packs::parse_overlay(&[("overlay.toml", &text)]).unwrap()
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn results(assessment: &Assessment) -> impl Iterator<Item = &CheckResult> {
    assessment.checks.iter().chain(&assessment.eight_have.items).map(AsRef::as_ref)
}

fn result<'a>(assessment: &'a Assessment, name: &str) -> &'a CheckResult {
    results(assessment).find(|check| check.name == name).unwrap_or_else(|| panic!("no check {name}"))
}

#[test]
fn the_example_is_laid_on_and_says_where_everything_comes_from() {
    let pack = overlaid();
    let of = |origin: &Option<String>| origin.as_deref() == Some(ID);
    let set: Vec<&str> = pack.parameters.iter().filter(|it| of(&it.origin)).map(|it| it.name.as_str()).collect();
    assert_eq!(set, ["供水保证率目标", "产业参与率目标", "公共厕所下限"]);
    assert!(pack.parameters.iter().filter(|it| of(&it.origin)).all(|it| it.basis == Basis::Local));
    let asked: Vec<&str> = pack.indicators.iter().filter(|it| of(&it.origin)).map(|it| it.name.as_str()).collect();
    assert_eq!(asked, ["公共厕所座数"]);
    let have: Vec<&str> =
        pack.checks.iter().filter(|it| it.kind == Kind::EightHave).map(|it| it.name.as_str()).collect();
    assert_eq!(
        have,
        "有主导产业 有通畅道路 有安全饮水 有稳定用电 有通信网络 有集体收入 有服务阵地 有坚强班子"
            .split(' ')
            .collect::<Vec<_>>()
    );
    let given = |it: &&rules::model::Check| it.kind == Kind::EightHave || it.name == "公共厕所";
    for check in &pack.checks {
        assert_eq!(of(&check.origin), given(&check), "{}", check.name);
        assert_eq!(check.off.is_some(), check.name == "村小运行");
    }
    let off = pack.checks.iter().find_map(|it| it.off.as_ref()).unwrap();
    assert_eq!((off.by.as_str(), off.reason.contains("中心学校")), (ID, true));
    assert!(base().checks.iter().all(|it| it.origin.is_none() && it.off.is_none()), "the base pack says nothing of it");
}

#[test]
fn a_list_of_the_districts_own_is_not_called_provisional() {
    let pack = overlaid();
    assert!(pack.notices.iter().all(|notice| notice.kind != Kind::EightHave));
    assert!(pack.notices.iter().any(|notice| notice.kind == Kind::EightHard), "the other list is still provisional");
    let engine = Engine::new(pack).unwrap();
    let assessment = engine.assess(&Answers::new(), date("2020-06-30"));
    for item in &assessment.eight_have.items {
        let codes: Vec<NoteCode> = item.notes().iter().map(|note| note.code).collect();
        assert!(!codes.contains(&NoteCode::Unverified) && codes.contains(&NoteCode::Overlay), "{}", item.name);
        assert_eq!(item.origin.as_deref(), Some(ID));
    }
    let scope = |assessment: &Assessment| {
        let scope = assessment.summaries.iter().find(|it| it.name == "实施范围").unwrap().explanation.clone().unwrap();
        let note = scope.notes.iter().find(|note| note.code == NoteCode::Unverified);
        note.map(|note| note.text.clone())
    };
    assert_eq!(scope(&assessment).as_deref(), Some("八难用的是暂用清单，区县可以替换。"));
    let plain = Engine::new(base()).unwrap().assess(&Answers::new(), date("2020-06-30"));
    assert_eq!(scope(&plain).as_deref(), Some("八难、八有用的是暂用清单，区县可以替换。"));
}

#[test]
fn changing_a_figure_of_the_document_warns_with_its_clause() {
    let pack = overlaid();
    let warnings = &pack.overlays[0].warnings;
    let [figure, off] = warnings.as_slice() else { panic!("{warnings:?}") };
    assert_eq!(figure.code, OverlayWarningCode::DocumentFigureChanged);
    assert_eq!((figure.name.as_str(), figure.clause.as_str()), ("供水保证率目标", "二(一)"));
    let change = figure.change.as_ref().unwrap();
    assert_eq!((change.old.0.to_string(), change.new.0.to_string()), ("90".to_owned(), "95".to_owned()));
    assert_eq!((change.from, change.direction, change.bar), (None, Direction::Up, Some(Bar::Raised)));
    assert_eq!(
        figure.message,
        "“供水保证率目标”是文件二(一)写明的 90%，这份覆盖把它改为 95%（数字调高，要求变严）。\
         文件一(三)要求既不降低标准、也不拔高标准，请核对后再用。"
    );
    assert_eq!((off.code, off.name.as_str()), (OverlayWarningCode::DocumentCheckOff, "村小运行"));
    // And every assessment says so.
    let assessment = Engine::new(pack.clone()).unwrap().assess(&Answers::new(), date("2020-06-30"));
    let told: Vec<&str> = assessment
        .warnings
        .iter()
        .filter(|it| it.code == DataErrorCode::OverlayAgainstDocument)
        .map(|it| it.message.as_str())
        .collect();
    assert_eq!(told, [figure.message.as_str(), off.message.as_str()]);
    let area = pack.areas.iter().find(|area| area.name == "供水保证率").unwrap();
    assert!(
        area.note.ends_with("“供水保证率目标”由示例区扶贫开发领导小组定为 95%，和上面的文字不一致的，以这里为准。")
    );
}

#[test]
fn a_figure_set_by_the_district_is_judged_by_and_said_to_be_theirs() {
    let engine = Engine::new(overlaid()).unwrap();
    let answers: Answers =
        [("建档立卡户数", "10"), ("产业参与贫困户数", "6"), ("村小正常运行", "否"), ("需保留村小", "是")]
            .map(|(name, value)| (name.to_owned(), Answer::from(value)))
            .into();
    for (day, verdict, value) in [("2019-12-31", Verdict::Met, "60"), ("2020-01-01", Verdict::Unmet, "70")] {
        let assessment = engine.assess(&answers, date(day));
        let check = result(&assessment, "产业参与度");
        assert_eq!(check.verdict, verdict, "{day}");
        let parameter = check.explanation.as_ref().unwrap().parameter.as_ref().unwrap();
        assert_eq!((parameter.value.as_deref(), parameter.origin.as_deref()), (Some(value), Some(ID)));
        assert_eq!((parameter.basis, parameter.clause.as_str()), (Basis::Local, "第五条"));
        let note = check.notes().iter().find(|note| note.code == NoteCode::Overlay).unwrap();
        assert_eq!(note.text, format!("“产业参与率目标”由{ISSUER}定为 {value}%。"));
        assert_eq!(
            (assessment.pack.overlays[0].id.as_str(), assessment.pack.overlays[0].issuer.as_str()),
            (ID, ISSUER)
        );
    }
    let assessment = engine.assess(&answers, date("2020-06-30"));
    let off = result(&assessment, "村小运行");
    assert_eq!(off.verdict, Verdict::NotApplicable);
    assert_eq!(
        off.sentence(),
        "示例区扶贫开发领导小组确定此项不适用，理由：全区的村小都已并入中心学校，没有需要保留的村小。"
    );
    let reference = assessment.references.iter().find(|it| it.name == "供水保证率").unwrap();
    assert_eq!(reference.origin.as_deref(), Some(ID));
    assert!(assessment.references.iter().filter(|it| it.name != "供水保证率").all(|it| it.origin.is_none()));
}

#[test]
fn json_of_the_same_model_is_the_same_overlay() {
    let json = toml::Value::try_from(example()).unwrap();
    assert_eq!(json.try_into::<Overlay>().unwrap(), example());
}

#[test]
fn an_overlaid_pack_is_compiled_and_loaded_like_any() {
    let engine = Engine::new(overlaid()).unwrap();
    let loaded = Engine::from_image(&engine.to_image().unwrap()).unwrap();
    assert_eq!(loaded.pack().overlays, engine.pack().overlays);
    let day = date("2020-06-30");
    assert_eq!(loaded.assess(&Answers::new(), day), engine.assess(&Answers::new(), day));
}

#[test]
fn a_second_overlay_is_warned_of_by_the_document_too() {
    let mut township = nothing("township");
    township.set = nothing_sets("供水保证率目标", "85");
    let pack = apply_all(base(), [&example(), &township]).unwrap();
    let warning = &pack.overlays[1].warnings[0];
    assert_eq!(warning.clause, "二(一)", "the document's clause, not the district's");
    assert!(
        warning.message.contains("前面的覆盖已经改过，这份覆盖又把 95% 改为 85%（数字调低，要求变松）"),
        "{}",
        warning.message
    );
    let again = apply(pack, &example()).unwrap_err();
    assert!(again.iter().any(|error| error.place == "id"), "{again:?}");
}

fn nothing_sets(parameter: &str, value: &str) -> Vec<rules::overlay::SetParameter> {
    let text = format!(
        "id = \"x\"\nextends = \"x\"\ntitle = \"x\"\nversion = \"x\"\nissuer = \"x\"\n[[set]]\nparameter = \"{parameter}\"\nvalue = \"{value}\""
    );
    packs::parse_overlay(&[("x.toml", &text)]).unwrap().set
}

#[test]
fn restating_the_documents_figure_changes_nothing_but_its_origin() {
    let mut overlay = nothing("same");
    overlay.set = nothing_sets("供水保证率目标", "90.0");
    let pack = apply(base(), &overlay).unwrap();
    assert!(pack.overlays[0].warnings.is_empty());
    let parameter = pack.parameters.iter().find(|it| it.name == "供水保证率目标").unwrap();
    assert_eq!((parameter.basis, parameter.origin.as_deref()), (Basis::Document, Some("same")));
}

#[test]
fn an_upper_limit_that_rises_lowers_the_bar() {
    for (value, direction, bar) in [("0.8", Direction::Up, Bar::Lowered), ("0.3", Direction::Down, Bar::Raised)] {
        let mut overlay = nothing("limit");
        overlay.set = nothing_sets("返贫率上限", value);
        let pack = apply(base(), &overlay).unwrap();
        let change = pack.overlays[0].warnings[0].change.clone().unwrap();
        assert_eq!((change.direction, change.bar), (direction, Some(bar)));
    }
}

#[test]
fn an_overlay_that_sets_nothing_changes_nothing() {
    let mut pack = apply(base(), &nothing("nothing")).unwrap();
    let applied = pack.overlays.pop().unwrap();
    assert_eq!((applied.id.as_str(), applied.warnings.len()), ("nothing", 0));
    assert_eq!(pack, base());
}

#[test]
fn laying_on_one_by_one_is_laying_on_all() {
    let mut second = nothing("second");
    second.set = nothing_sets("签约率目标", "80");
    let both = apply_all(base(), [&example(), &second]).unwrap();
    assert_eq!(apply(apply(base(), &example()).unwrap(), &second).unwrap(), both);
    // What touches different things may be laid on in any order: the items are the same.
    let mut turned = apply_all(base(), [&second, &example()]).unwrap();
    turned.overlays.reverse();
    assert_eq!(turned, both);
    // What touches the same thing may not: the later one holds.
    let mut third = nothing("third");
    third.set = nothing_sets("签约率目标", "70");
    let value = |pack: Pack| {
        pack.parameters.into_iter().find(|it| it.name == "签约率目标").unwrap().value.unwrap().0.to_string()
    };
    assert_eq!(value(apply_all(base(), [&second, &third]).unwrap()), "70");
    assert_eq!(value(apply_all(base(), [&third, &second]).unwrap()), "80");
}

const SAID: [&str; 12] = ["0", "1", "3", "7", "12", "50000", "否", "是", "贫困村", "非贫困村", "十三五", ""];

/// A village of any answers, some missing, some wrong.
fn village(pack: &Pack, draws: &[u32]) -> Answers {
    let draws = pack.indicators.iter().zip(draws);
    draws.map(|(it, draw)| (it.name.clone(), Answer::from(SAID[*draw as usize % SAID.len()]))).collect()
}

/// Whether a summary speaks of the checks that are left: whether one is unmet, or has risen.
fn names_some_unmet(test: &Test) -> bool {
    use rules::model::Part;
    match test {
        Test::SomeUnmet(_) | Test::Improved(_) => true,
        Test::AllOf(parts) | Test::AnyOf(parts) | Test::Stable(parts) | Test::CountOf { parts, .. } => {
            parts.iter().any(|part| matches!(part, Part::Test(test) if names_some_unmet(test)))
        }
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_the_example_does_not_touch_keeps_its_verdict(draws in proptest::collection::vec(any::<u32>(), 150)) {
        let (plain, laid) = (Engine::new(base()).unwrap(), Engine::new(overlaid()).unwrap());
        let answers = village(plain.pack(), &draws);
        let (plain, laid) = (plain.assess(&answers, date("2020-06-30")), laid.assess(&answers, date("2020-06-30")));
        for before in &plain.checks {
            let after = result(&laid, &before.name);
            match before.name.as_str() {
                "村小运行" => prop_assert_eq!(after.verdict, Verdict::NotApplicable),
                // The district has set what it waited for.
                "产业参与度" => prop_assert!(
                    !matches!(before.verdict, Verdict::Met | Verdict::Unmet)
                        && (before.verdict != Verdict::NotApplicable || after.verdict == Verdict::NotApplicable)
                ),
                _ => prop_assert_eq!(before.as_ref(), after),
            }
        }
        for (before, after) in plain.references.iter().zip(&laid.references) {
            prop_assert!(before == after || before.name == "供水保证率");
        }
        prop_assert_eq!(&plain.derived, &laid.derived);
    }

    #[test]
    fn edit_by_edit_is_a_fresh_assessment_with_an_overlay_too(
        edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u32>()), 1..12),
    ) {
        let engine = Arc::new(Engine::new(overlaid()).unwrap());
        let mut session = Session::new(engine.clone(), date("2020-10-02"));
        for (which, draw) in edits {
            let name = &which.get(&engine.pack().indicators).name;
            session.set(name, Answer::from(SAID[draw as usize % SAID.len()]));
            prop_assert_eq!(session.assessment(), &engine.assess(session.answers(), date("2020-10-02")));
        }
    }

    #[test]
    fn a_check_switched_off_is_never_unmet_and_makes_nothing_unmet(
        draws in proptest::collection::vec(any::<u32>(), 150),
        which in proptest::collection::vec(any::<prop::sample::Index>(), 1..4),
    ) {
        let pack = base();
        let mut overlay = nothing("off");
        let mut names: Vec<String> = which.iter().map(|index| index.get(&pack.checks).name.clone()).collect();
        names.sort();
        names.dedup();
        overlay.off = names.iter().map(|name| SwitchOff { check: name.clone(), reason: "试".to_owned() }).collect();
        let laid = Engine::new(apply(pack.clone(), &overlay).unwrap()).unwrap();
        let answers = village(&pack, &draws);
        let plain = Engine::new(pack).unwrap();
        let (before, after) = (plain.assess(&answers, date("2020-06-30")), laid.assess(&answers, date("2020-06-30")));
        for old in results(&before) {
            let new = result(&after, &old.name);
            if names.contains(&old.name) {
                prop_assert_eq!(new.verdict, Verdict::NotApplicable);
                prop_assert!(new.gap.is_none() && new.missing.is_empty() && new.standing.is_none());
            } else {
                prop_assert!(new.verdict != Verdict::Unmet || old.verdict == Verdict::Unmet, "{}", &old.name);
            }
        }
        for (old, new) in before.summaries.iter().zip(&after.summaries) {
            let summary = plain.pack().summaries.iter().find(|it| it.name == old.name).unwrap();
            if !names_some_unmet(&summary.test) {
                prop_assert!(new.verdict != Verdict::Unmet || old.verdict == Verdict::Unmet, "{}", &old.name);
            }
        }
        prop_assert!(after.counts.unmet <= before.counts.unmet);
    }
}
