//! 预警 at its edges, and two self-checks side by side.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::sync::Arc;

use rules::assessment::{Alert, AlertCode, Assessment, Verdict};
use rules::comparison::{Earlier, How, compare};
use rules::{Answer, Answers, Date, Engine, Named, Pack};

const PACK: &str = r#"
id = "small"
title = "小"
version = "1.0.0"
warn = { clause = "三", within = "余量", days = "提前" }
sections = [{ name = "一" }]
parameters = [
  { name = "余量", value = 10, unit = "%", basis = "local", clause = "三" },
  { name = "提前", value = 90, dated = [{ from = "2021-01-01", value = 30 }], unit = "天", basis = "local", clause = "三" },
  { name = "下线", value = 90, unit = "%", clause = "一" },
  { name = "容差", value = 20, unit = "%", basis = "local", clause = "一" },
  { name = "上线", value = "0.5", unit = "%", clause = "一" },
  { name = "零", value = 0, unit = "%", clause = "一" },
]
indicators = [
  { name = "村名", section = "一", type = "text" },
  { name = "人", section = "一", type = "count", unit = "人" },
  { name = "供水", section = "一", type = "count", unit = "人", at_most = "人" },
  { name = "返贫", section = "一", type = "count", unit = "人", at_most = "人" },
  { name = "通路", section = "一", type = "yes-no" },
  { name = "通水", section = "一", type = "yes-no" },
  { name = "有水", section = "一", type = "yes-no" },
]
checks = [
  { name = "通路", kind = "target", section = "一", clause = ["一", "二"], due = "2020-12-31", requirement = "要", test = { yes = "通路" } },
  { name = "通水", kind = "target", section = "一", clause = ["一"], applies_when = "有水", requirement = "要", test = { yes = "通水" } },
  { name = "倡导", kind = "guidance", section = "一", clause = ["一"], due = "2020-12-31", requirement = "要", test = { yes = "通路" } },
  { name = "有路", kind = "eight-have", section = "一", clause = ["一"], due = "2020-12-31", requirement = "要", test = { all_of = ["通路"] } },
]
areas = [
  { name = "供水率", section = "一", clause = "一", requirement = "要", test = { rate = { sum = "供水", over = "人", is = "at-least", than = "下线" } } },
  { name = "软供水率", section = "一", clause = "一", requirement = "要", soft = "左右", tolerance = "容差", test = { rate = { sum = "供水", over = "人", is = "at-least", than = "下线" } } },
  { name = "返贫率", section = "一", clause = "一", requirement = "要", test = { rate = { sum = "返贫", over = "人", is = "at-most", than = "上线" } } },
  { name = "无返贫", section = "一", clause = "一", requirement = "要", test = { rate = { sum = "返贫", over = "人", is = "at-most", than = "零" } } },
]
"#;

fn pack() -> Pack {
    toml::from_str(PACK).unwrap()
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn answers(given: &[(&str, &str)]) -> Answers {
    given.iter().map(|(name, value)| ((*name).to_owned(), Answer::from(*value))).collect()
}

fn engine() -> Engine {
    Engine::new(pack()).unwrap()
}

fn assess(given: &[(&str, &str)], day: &str) -> Assessment {
    engine().assess(&answers(given), date(day))
}

/// The area checks of which it is warned that they are close.
fn near(people: &str, field: &str, value: &str) -> Vec<String> {
    let assessment = assess(&[("人", people), (field, value)], "2018-01-01");
    let near = assessment.alerts.into_iter().inspect(|alert| assert_eq!(alert.code, AlertCode::NearFigure));
    near.map(|alert| alert.name).collect()
}

#[test]
fn a_rate_within_a_tenth_of_the_figure_is_close() {
    // 90 % and a tenth of it: 99 %. Exactly there it is close, beyond not; nobody can do better than all.
    assert_eq!(near("10000", "供水", "9900"), ["供水率", "软供水率"]);
    assert!(near("10000", "供水", "9901").is_empty());
    assert_eq!(near("10000", "供水", "9000"), ["供水率", "软供水率"]);
    assert!(near("10000", "供水", "10000").is_empty());
    // Below the figure it is not kept, unless by tolerance; and then it is close however far the tolerance goes.
    assert_eq!(near("10000", "供水", "8999"), ["软供水率"]);
    assert_eq!(near("10000", "供水", "7000"), ["软供水率"]);
    assert!(near("10000", "供水", "6999").is_empty());
    // 0.5 % and a tenth of it less: 0.45 %.
    assert_eq!(near("100000", "返贫", "450"), ["返贫率"]);
    assert!(near("100000", "返贫", "449").is_empty());
    assert_eq!(near("100000", "返贫", "500"), ["返贫率"]);
    assert!(near("100000", "返贫", "501").is_empty());
    assert!(near("100000", "返贫", "0").is_empty(), "nobody can do better than none");
}

#[test]
fn a_close_rate_is_told_with_its_numbers() {
    let assessment = assess(&[("人", "100000"), ("返贫", "460"), ("供水", "80000")], "2018-01-01");
    let [soft, limit] = assessment.alerts.as_slice() else { panic!("{:?}", assessment.alerts) };
    assert_eq!(limit.actual.as_ref().unwrap().value, "0.46");
    assert_eq!(limit.required.as_ref().unwrap().value, "0.5");
    assert_eq!((limit.clause.as_str(), limit.parameter.as_ref().unwrap().value.as_deref()), ("一", Some("10")));
    assert_eq!(
        limit.sentence,
        "“返贫率”本村为 0.46%，区域标准是不高于 0.5%，现在虽然达到，余量不超过标准的 10%，请留意。"
    );
    assert_eq!(soft.sentence, "“软供水率”本村为 80%，区域标准是不低于 90%，按允许误差才算达到，请留意。");
}

#[test]
fn due_within_the_days_that_the_pack_says() {
    let due = |given: &[(&str, &str)], day: &str| -> Vec<(String, i64)> {
        let alerts = assess(given, day).alerts.into_iter();
        alerts.filter(|alert| alert.code == AlertCode::DueSoon).map(|alert| (alert.name, alert.days.unwrap())).collect()
    };
    let unmet = [("通路", "否")];
    // Guidance never binds, so it is never late.
    let both = |days| vec![("通路".to_owned(), days), ("有路".to_owned(), days)];
    assert!(due(&unmet, "2020-10-01").is_empty(), "91 days");
    assert_eq!(due(&unmet, "2020-10-02"), both(90));
    assert_eq!(due(&unmet, "2020-12-31"), both(0));
    assert!(due(&unmet, "2021-01-01").is_empty(), "it is overdue, which is another matter");
    assert!(due(&[("通路", "是")], "2020-12-01").is_empty());
    assert!(due(&[], "2020-12-01").is_empty(), "missing is not unmet");
    let alert = assess(&unmet, "2020-12-01").alerts.remove(0);
    assert_eq!((alert.due, alert.clause.as_str()), (Some(date("2020-12-31")), "一、二"));
    assert_eq!(alert.sentence, "“通路”还没有达标，2020-12-31 到期，还有 30 天，请抓紧。");
}

#[test]
fn without_a_word_of_the_pack_there_are_no_alerts() {
    let mut silent = pack();
    silent.warn = None;
    let all_wrong = answers(&[("通路", "否"), ("人", "1000"), ("供水", "900")]);
    let earlier: Named<Verdict> = [("通路".to_owned(), Verdict::Met)].into();
    let alerts =
        |pack: Pack| Engine::new(pack).unwrap().assess_since(&all_wrong, date("2020-12-01"), Some(&earlier)).alerts;
    assert!(alerts(silent).is_empty());
    let codes: Vec<AlertCode> = alerts(pack()).iter().map(|alert| alert.code).collect();
    let (fell, near, due) = (AlertCode::FellBack, AlertCode::NearFigure, AlertCode::DueSoon);
    assert_eq!(codes, [fell, near, near, due, due]);
    // A limit that is not set warns of nothing of its sort.
    let mut unset = pack();
    unset.parameters.iter_mut().filter(|it| it.name == "余量").for_each(|it| it.value = None);
    assert_eq!(alerts(unset).iter().map(|alert| alert.code).collect::<Vec<_>>(), [fell, due, due]);
}

#[test]
fn when_to_warn_is_said_by_parameters_of_the_right_unit() {
    let mut wrong = pack();
    wrong.warn.iter_mut().for_each(|when| (when.within, when.days) = (Some("提前".into()), Some("无".into())));
    let errors = Engine::new(wrong).unwrap_err();
    let told: Vec<String> = errors.iter().map(ToString::to_string).collect();
    let expected = [
        "warn.within: `提前` must have the unit `%`",
        "warn.days: there is no parameter `无`; declare it among the parameters",
    ];
    assert_eq!(told, expected);
}

#[test]
fn what_fell_back_is_warned_of_only_when_it_is_unmet_now() {
    let engine = engine();
    let earlier: Named<Verdict> = ["通路", "通水", "倡导", "有路"].map(|name| (name.to_owned(), Verdict::Met)).into();
    let fell = |given: &[(&str, &str)]| -> Vec<String> {
        let assessment = engine.assess_since(&answers(given), date("2018-01-01"), Some(&earlier));
        assessment
            .alerts
            .into_iter()
            .inspect(|it: &Alert| assert_eq!(it.code, AlertCode::FellBack))
            .map(|it| it.name)
            .collect()
    };
    assert_eq!(fell(&[("通路", "否"), ("有水", "是"), ("通水", "否")]), ["通路", "通水", "有路"]);
    assert_eq!(
        fell(&[("通路", "否"), ("有水", "否"), ("通水", "否")]),
        ["通路", "有路"],
        "what does not apply fell not"
    );
    assert!(fell(&[("有水", "是")]).is_empty(), "missing is not unmet");
    assert!(fell(&[("通路", "看不懂")]).is_empty(), "a wrong answer is not unmet");
}

/// An assessment as it is saved, read again.
fn saved(assessment: &Assessment) -> Earlier {
    serde_json::from_str(&serde_json::to_string(assessment).unwrap()).unwrap()
}

#[test]
fn what_turned_between_two_self_checks() {
    let then = saved(&assess(&[("村名", "甲"), ("通路", "否"), ("有水", "否")], "2019-06-30"));
    assert_eq!(then.village.get("村名").map(String::as_str), Some("甲"));
    let turns = |given: &[(&str, &str)]| -> Vec<(String, How)> {
        compare(&then, &engine(), &assess(given, "2020-06-30"))
            .turns
            .into_iter()
            .map(|turn| (turn.name, turn.how))
            .collect()
    };
    let of = |name: &str, how| (name.to_owned(), how);
    let risen = turns(&[("通路", "是"), ("有水", "是"), ("通水", "是")]);
    assert_eq!(risen, [of("通路", How::Rose), of("通水", How::Applies), of("倡导", How::Rose), of("有路", How::Rose)]);
    let open = [of("通路", How::Reopened), of("倡导", How::Reopened), of("有路", How::Reopened)];
    assert_eq!(turns(&[("通路", "？"), ("有水", "否")]), open);
    let now = assess(&[("通路", "否"), ("有水", "否")], "2020-06-30");
    let progress = compare(&then, &engine(), &now);
    assert_eq!((progress.turns.len(), progress.unchanged, progress.days), (0, 4, 366));
    assert!(progress.same_rules && progress.only_now.is_empty());
    let back = compare(&saved(&now), &engine(), &assess(&[("通路", "是"), ("有水", "是")], "2020-07-01"));
    assert_eq!(back.turns[0].sentence, "“通路”由“未达标”变为“达标”。");
    assert_eq!(back.turns[1].how, How::Reopened, "whether 通水 is met is open now");
    assert_eq!(back.turns[2].sentence, "“倡导”由“倡导：还没做到”变为“倡导：已做到”。");
}

#[test]
fn every_pair_of_verdicts_turns_one_way() {
    let all = [Verdict::Met, Verdict::Unmet, Verdict::Undecided, Verdict::NotApplicable, Verdict::Blocked];
    let now = |verdict| {
        let mut assessment = assess(&[], "2020-06-30");
        assessment.checks.truncate(1);
        Arc::make_mut(&mut assessment.checks[0]).verdict = verdict;
        assessment.eight_have.items.clear();
        assessment
    };
    let told: Vec<Option<How>> = all
        .into_iter()
        .flat_map(|was| all.into_iter().map(move |is| (was, is)))
        .map(|(was, is)| compare(&saved(&now(was)), &engine(), &now(is)).turns.first().map(|turn| turn.how))
        .collect();
    let (rose, fell, decided, reopened) = (Some(How::Rose), Some(How::Fell), Some(How::Decided), Some(How::Reopened));
    let (applies, gone) = (Some(How::Applies), Some(How::NoLongerApplies));
    #[rustfmt::skip]
    let expected = [
        None, fell, reopened, gone, reopened,
        rose, None, reopened, gone, reopened,
        decided, decided, None, decided, None,
        applies, applies, reopened, None, reopened,
        decided, decided, None, decided, None,
    ];
    assert_eq!(told, expected);
}

#[test]
fn other_rules_are_told_of() {
    let mut then = saved(&assess(&[("通路", "否")], "2019-06-30"));
    then.pack.version = "0.9.0".to_owned();
    then.verdicts.remove("通水");
    let progress = compare(&then, &engine(), &assess(&[("通路", "是")], "2020-06-30"));
    assert_eq!((progress.same_rules, progress.only_now), (false, vec!["通水".to_owned()]));
}
