//! A self-check goes through every form and comes back: the same answers, the same receipt to the byte.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, reason = "a test fails by panicking")]

use std::sync::OnceLock;

use proptest::prelude::*;
use rules::model::{Indicator, IndicatorType, Pack};
use rules::{Answer, Answers, Date, Engine, Record, to_json};
use tables::share::{self, Found, Known, PackVersion, Plan, SelfCheck, Task, Unread};

fn engines() -> &'static [Engine] {
    static ENGINES: OnceLock<Vec<Engine>> = OnceLock::new();
    ENGINES.get_or_init(|| {
        let engine = |id| Engine::new(packs::load(id).unwrap().unwrap()).unwrap();
        vec![engine("chongqing-2018"), engine("national-exit-2016")]
    })
}

fn both() -> Vec<&'static Pack> {
    engines().iter().map(Engine::pack).collect()
}

fn day() -> Date {
    "2020-06-30".parse().unwrap()
}

/// The records of the answers by every pack, to the byte.
fn records(answers: &Answers) -> Vec<String> {
    let record = |engine: &Engine| {
        let record = Record::new(engine, answers, None, &engine.assess(answers, day()));
        to_json(&record).unwrap()
    };
    engines().iter().map(record).collect()
}

/// An answer as the page keeps one to such an indicator, or something else that somebody typed.
fn answer(indicator: &Indicator) -> BoxedStrategy<Answer> {
    let typed = prop_oneof![
        "[0-9]{1,6}",
        "[0-9]{1,4}\\.[0-9]{1,4}",
        "-?0{0,2}[0-9]{1,3}万?",
        "[=+@\t\r\n＝'\",、 -]{0,3}[是否yes0-9a-zé村😀\u{200b}]{0,8}",
        any::<String>(),
    ]
    .prop_map(Answer::Text);
    let options = indicator.options.clone();
    let fitting = match indicator.kind {
        IndicatorType::YesNo => any::<bool>().prop_map(Answer::YesNo).boxed(),
        IndicatorType::Choice => prop::sample::select(options).prop_map(Answer::Text).boxed(),
        IndicatorType::MultiChoice => {
            let all = options.len();
            prop::sample::subsequence(options, 1..=all).prop_map(Answer::List).boxed()
        }
        IndicatorType::Text => "[一-龥]{1,6}".prop_map(Answer::Text).boxed(),
        _ => (0..2_000_u32).prop_map(|number| Answer::Text(number.to_string())).boxed(),
    };
    let list = proptest::collection::vec(any::<String>(), 1..3).prop_map(Answer::List);
    let given = prop_oneof![12 => fitting, 3 => typed, 1 => list, 1 => any::<bool>().prop_map(Answer::YesNo)];
    prop_oneof![3 => given, 1 => Just(Answer::Missing)].boxed()
}

fn answers() -> impl Strategy<Value = Answers> {
    let indicators = || both().into_iter().flat_map(|pack| &pack.indicators);
    let known: Vec<_> = indicators().map(|it| (Just(it.name.clone()), answer(it))).collect();
    let unknown = proptest::collection::vec((any::<String>(), answer(&both()[0].indicators[0])), 0..4);
    (known, unknown).prop_map(|(known, unknown)| {
        known.into_iter().chain(unknown).filter(|(_, answer)| !answer.is_missing()).collect()
    })
}

fn self_check() -> impl Strategy<Value = SelfCheck> {
    let names: Vec<String> = both().into_iter().flat_map(|pack| &pack.checks).map(|check| check.name.clone()).collect();
    let name = prop_oneof![prop::sample::select(names), any::<String>()];
    let task = (any::<String>(), "[一-龥、，]{0,20}", "[0-9年月日-]{0,12}");
    let task = task.prop_map(|(measure, who, due)| Task { measure, who, due });
    let plan = proptest::collection::vec((name, task), 0..4);
    (answers(), proptest::option::of((2000..2100_u16, 1..=12_u8, 1..=28_u8)), plan).prop_map(|(answers, date, plan)| {
        let plan = plan.into_iter().filter(|(_, task)| !task.is_empty()).collect();
        let date = date.and_then(|(year, month, day)| Date::new(year, month, day));
        SelfCheck { packs: both().into_iter().map(PackVersion::from).collect(), date, answers, plan }
    })
}

fn assert_comes_back(text: &str, sent: &SelfCheck) {
    let packs = both();
    let found = share::read(text, Known(&packs)).unwrap();
    assert_eq!(found, Found { self_check: sent.clone(), ..Found::default() }, "{text}");
    assert_eq!(records(&found.self_check.answers), records(&sent.answers));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn json_comes_back(sent in self_check()) {
        assert_comes_back(&share::to_json(&sent), &sent);
        // What another program makes of the answers alone is read too.
        let packs = both();
        if packs[0].indicators.iter().any(|it| sent.answers.contains_key(&it.name)) {
            let found = share::read(&to_json(&sent.answers).unwrap(), Known(&packs)).unwrap();
            prop_assert_eq!(found.self_check.answers, sent.answers);
        }
    }

    #[test]
    fn csv_comes_back(sent in self_check()) {
        let packs = both();
        assert_comes_back(&share::to_csv(&sent, Known(&packs)), &sent);
    }

    #[test]
    fn codes_and_links_come_back(sent in self_check(), before in "[一-龥：]{0,9}", after in "[ 一-龥a-z0-9]{0,9}") {
        let packs = both();
        let code = share::code(&sent, Known(&packs)).unwrap();
        assert_comes_back(&code, &sent);
        let read = |text: &str| share::read(text, Known(&packs)).map(|found| found.self_check);
        prop_assert_eq!(read(&format!("{before} {code} {after}")), Ok(sent.clone()));
        prop_assert_eq!(read(&share::link("https://bayou1.example/a?pack=b#old", &code)), Ok(sent.clone()));
        let full_width: String = code.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap()).collect();
        prop_assert_eq!(read(&full_width), Ok(sent.clone()));
        let lines = code.as_bytes().chunks(37).map(|line| std::str::from_utf8(line).unwrap()).collect::<Vec<_>>();
        let quoted = format!("> {}\r\n{after}", lines.join("\r\n> ").to_lowercase());
        prop_assert_eq!(read(&quoted), Ok(sent.clone()));
        let typed: String = code.char_indices().map(|(at, c)| if at > 5 && c == '0' { 'O' } else { c }).collect();
        prop_assert_eq!(read(&typed), Ok(sent));
    }

    #[test]
    fn a_cut_or_altered_code_is_told(
        sent in self_check(),
        at in any::<prop::sample::Index>(),
        to in "[0-9A-HJKMNP-TV-Z]",
    ) {
        let packs = both();
        let code = share::code(&sent, Known(&packs)).unwrap();
        let at = 6 + at.index(code.len() - 6);
        let cut = share::read(&code[..at], Known(&packs));
        prop_assert!(matches!(cut, Err(Unread::Cut)), "{cut:?}");
        let mut altered = code.clone();
        altered.replace_range(at..=at, &to);
        // The last symbol may hold bits that say nothing.
        if altered != code && at + 1 < code.len() {
            let read = share::read(&altered, Known(&packs));
            prop_assert!(matches!(read, Err(Unread::Cut | Unread::Altered)), "{read:?}");
        }
    }

    #[test]
    fn anything_may_be_pasted(text: String, symbols in "[0-9A-HJKMNP-TV-Z]{0,99}") {
        let packs = both();
        let starts = ["", "BAYOU1", "BAYOUP", "{", "指标,数值\n"];
        for text in starts.iter().flat_map(|start| [format!("{start}{text}"), format!("{start}{symbols}")]) {
            if let Err(error) = share::read(&text, Known(&packs)) {
                prop_assert!(!error.message().is_empty());
            }
        }
    }
}

/// Every indicator answered, as a diligent cadre would.
fn full() -> SelfCheck {
    let pack = engines()[0].pack();
    let answer = |it: &Indicator| -> Answer {
        match it.kind {
            IndicatorType::YesNo => true.into(),
            IndicatorType::Choice => it.options[0].as_str().into(),
            IndicatorType::MultiChoice => Answer::List(it.options.iter().take(2).cloned().collect()),
            IndicatorType::Text if it.digits.is_some() => "500240123456".into(),
            IndicatorType::Text => ["石柱土家族自治县", "中益乡", "华溪村"][it.name.len() % 3].into(),
            IndicatorType::Percent => "92.55".into(),
            IndicatorType::Money => "13528.60".into(),
            _ => i64::try_from(it.name.len() * 37 % 1500).unwrap().into(),
        }
    };
    let answers = pack.indicators.iter().map(|it| (it.name.clone(), answer(it))).collect();
    SelfCheck { packs: vec![pack.into()], date: Some(day()), answers, plan: Plan::new() }
}

/// What a QR reader makes of a picture.
fn scanned(picture: &share::Picture) -> String {
    let side = picture.modules.len();
    let module = |x: usize, y: usize| {
        let at = |it: usize| (it / 4).checked_sub(4).filter(|it| *it < side);
        at(x).zip(at(y)).is_some_and(|(x, y)| picture.modules[y][x])
    };
    let mut image = rqrr::PreparedImage::prepare_from_bitmap((side + 8) * 4, (side + 8) * 4, module);
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1);
    grids[0].decode().unwrap().1
}

#[test]
fn a_full_village_fits_a_message_and_one_qr_code() {
    let packs = [engines()[0].pack()];
    let sent = full();
    let code = share::code(&sent, Known(&packs)).unwrap();
    println!("a full village: {} characters of code, {} bytes of JSON", code.len(), share::to_json(&sent).len());
    assert!(code.len() < 800, "{}", code.len());
    let pictures = share::pictures(&code, Some("https://www.example.gov.cn/fupin/bayou/?pack=chongqing-2018")).unwrap();
    let [picture] = pictures.as_slice() else { panic!("one picture") };
    println!("its QR code: {} modules a side, {} bytes of PNG", picture.modules.len(), picture.png.len());
    let scanned = scanned(picture);
    assert_eq!(scanned, picture.text);
    assert_comes_back(&scanned, &sent);
}

#[test]
fn a_long_plan_goes_in_several_qr_codes_in_any_order() {
    let packs = [engines()[0].pack()];
    let mut sent = full();
    for check in &packs[0].checks {
        let measure = "由村委会牵头，逐户核实，列出清单，按月推进".to_owned();
        let task = Task { measure, who: "张三".to_owned(), due: "2020年9月底前".to_owned() };
        sent.plan.insert(check.name.clone(), task);
    }
    let code = share::code(&sent, Known(&packs)).unwrap();
    let pictures = share::pictures(&code, Some("https://bayou.example/")).unwrap();
    assert!(pictures.len() > 1);
    let mut texts: Vec<String> = pictures.iter().map(scanned).collect();
    println!("with a plan for {} checks: {} characters, {} QR codes", packs[0].checks.len(), code.len(), texts.len());
    let last = texts.pop().unwrap();
    let error = share::read(&texts.join("\n"), Known(&packs)).unwrap_err();
    assert_eq!(error, Unread::Parts { missing: vec![texts.len() + 1], of: texts.len() + 1 });
    texts.insert(0, last);
    assert_comes_back(&texts.join("\n"), &sent);
    assert_comes_back(&format!("{}\n{}", texts.join("\n"), texts[0]), &sent);
    let other = if &texts[0][30..31] == "0" { "1" } else { "0" };
    texts[0].replace_range(30..31, other);
    assert_eq!(share::read(&texts.join("\n"), Known(&packs)), Err(Unread::Altered));
}

/// A newer version of the pack: a question put in, one renamed, all in another order.
#[test]
fn a_code_is_read_by_another_version_of_its_pack() {
    let mut newer = engines()[0].pack().clone();
    newer.indicators.reverse();
    newer.indicators[5].name = "改了名的指标".to_owned();
    let mut added = newer.indicators[0].clone();
    added.name = "新增指标".to_owned();
    newer.indicators.insert(30, added);
    let sent = full();
    let code = share::code(&sent, Known(&[engines()[0].pack()])).unwrap();
    let found = share::read(&code, Known(&[&newer])).unwrap();
    assert_eq!(found.nameless, 1);
    assert_eq!(found.self_check.answers.len(), sent.answers.len() - 1);
    assert!(found.self_check.answers.iter().all(|(name, answer)| sent.answers.get(name) == Some(answer)));
}

/// No two names of what ships share the bits by which a code tells them, or a code would spell them.
#[test]
fn shipped_names_are_told_apart() {
    let packs = both();
    let sent = full();
    let two = share::code(&sent, Known(&packs)).unwrap();
    let one = share::code(&sent, Known(&packs[..1])).unwrap();
    assert_eq!(two, one, "the second pack's names stand in no way");
    let spelt = share::code(&sent, Known(&[])).unwrap();
    assert!(spelt.len() > one.len() * 2);
}

#[test]
fn what_is_no_self_check_is_told_in_a_clear_word() {
    let packs = both();
    let of = |text: &str| share::read(text, Known(&packs)).unwrap_err();
    assert_eq!(of(" \u{feff}\n"), Unread::Empty);
    assert_eq!(of("<!DOCTYPE html><html><body>登录</body></html>"), Unread::WebPage);
    assert_eq!(of("PK\u{3}\u{4}..."), Unread::Workbook);
    assert_eq!(of("{\"answers\": {"), Unread::BrokenJson);
    assert_eq!(of("[1,2]"), Unread::Several(2));
    assert_eq!(of("{}"), Unread::OtherJson);
    assert_eq!(of("{\"name\":\"x\"}"), Unread::OtherJson);
    assert_eq!(of("{\"format\":2,\"answers\":{}}"), Unread::Newer);
    assert_eq!(of("村名,总户数\n华溪村,531"), Unread::Unknown);
    assert_eq!(of("你好"), Unread::Unknown);
    assert_eq!(of("BAYOU2ABCDEF"), Unread::Newer);
    assert_eq!(of(&"x".repeat(share::MAX_TEXT + 1)), Unread::TooLong);
}

#[test]
fn records_and_unusable_answers_are_read_as_far_as_they_go() {
    let engine = &engines()[0];
    let packs = both();
    let sent = full();
    let record = Record::new(engine, &sent.answers, None, &engine.assess(&sent.answers, day()));
    let found = share::read(&to_json(&record).unwrap(), Known(&packs)).unwrap();
    assert_eq!(found.self_check.answers, record.answers);
    assert_eq!((found.self_check.date, found.self_check.packs), (Some(day()), vec![engine.pack().into()]));

    let text = r#"{"answers":{"总户数":531,"供水保证率":92.50,"通宽带":{"a":1},"总人口":1,"总人口":2},"date":"昨天","note":1}"#;
    let found = share::read(text, Known(&packs)).unwrap();
    let answers: Answers = [("总户数".to_owned(), "531".into()), ("供水保证率".to_owned(), "92.50".into())].into();
    assert_eq!(found.self_check.answers, answers);
    let names: Vec<&str> = found.unusable.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["通宽带", "总人口", "date"]);
    assert_eq!(found.ignored, ["note"]);
}

#[test]
fn a_backup_of_all_villages_gives_each_of_them() {
    let text = r#"{"bayou":"rescue","at":"2019-06-30T00:00:00Z","villages":[
        {"at":5,"answers":{"@date":"2019-06-30","@packs":["chongqing-2018"],"村名":"华溪村","通动力电":true,"增收方式":["a","b"],
            "计划：通组公路":["硬化","张三","九月"]}},
        {"at":4,"answers":{"村名":"稻谷村","总户数":"312"}},
        {"at":3,"answers":{"@packs":["chongqing-2018"]}}],
        "records":[{"key":"last","value":"x"}]}"#;
    let villages = share::rescued(text).unwrap();
    assert_eq!(villages.len(), 2, "one without answers is none");
    let [first, second] = villages.try_into().unwrap();
    assert_eq!(first.date.unwrap().to_string(), "2019-06-30");
    assert_eq!(first.packs.iter().map(|pack| pack.id.as_str()).collect::<Vec<_>>(), ["chongqing-2018"]);
    assert_eq!(first.answers.len(), 4, "marks are no answers, tasks are kept as they were");
    assert_eq!(first.answers.get("通动力电"), Some(&true.into()));
    assert_eq!((second.date, second.answers.len()), (None, 2));
    for other in [
        "",
        "{}",
        "[1]",
        r#"{"bayou":"rescue"}"#,
        r#"{"bayou":"other","villages":[]}"#,
        r#"{"bayou":"rescue","villages":["#,
    ] {
        assert!(share::rescued(other).is_none(), "{other}");
    }
}
