use super::*;
use crate::catalogue::Catalogue;
use crate::catalogue::tests::{both, small, small_pack};
use rules::Named;
use rules::model::{Kind, Selection, Test, WarnWhen};

fn state() -> State {
    State::new(small(), Date::new(2019, 6, 1).unwrap())
}

fn field(state: &State, name: &str) -> usize {
    state.catalogue.field_number(name).unwrap()
}

fn answer(state: &mut State, name: &str, answer: impl Into<Answer>) -> Effects {
    let number = field(state, name);
    state.reduce(Action::Answer(number, answer.into()))
}

#[test]
fn an_answer_is_kept_and_saved_once() {
    let mut state = state();
    assert!(answer(&mut state, "村民小组数", "7").save);
    assert!(!answer(&mut state, "村民小组数", "7").save, "nothing changed");
    assert_eq!(state.answers.len(), 1);
    assert!(answer(&mut state, "村民小组数", " ").save);
    assert!(state.answers.is_empty(), "an empty text is no answer");
    assert!(!answer(&mut state, "村民小组数", "").save);
}

#[test]
fn progress_counts_answers_of_the_questions_that_count() {
    let mut state = state();
    assert!(state.progress() == Progress { answered: 0, total: 5 });
    answer(&mut state, "村名", "稻谷村");
    assert!(state.progress() == Progress { answered: 1, total: 5 });
    assert!(state.progress_of(&[3, 4]) == Progress { answered: 0, total: 2 });
}

#[test]
fn clearing_can_be_undone_until_the_next_answer() {
    let mut state = state();
    answer(&mut state, "村名", "稻谷村");
    assert!(state.reduce(Action::Replace(Answers::new())).rewrite);
    assert!(state.answers.is_empty());
    assert!(state.reduce(Action::Undo).rewrite);
    assert_eq!(state.answers.get("村名"), Some(&Answer::from("稻谷村")));
    state.reduce(Action::Replace(Answers::new()));
    answer(&mut state, "村名", "屵山村");
    assert!(state.cleared.is_none());
}

#[test]
fn answers_that_take_the_place_of_others_are_judged_and_offer_no_undoing_of_a_clearing() {
    let mut state = state();
    answer(&mut state, "村名", "稻谷村");
    let sent = Answers::from([("村名".to_owned(), "屵山村".into())]);
    let effects = state.reduce(Action::Replace(sent.clone()));
    assert!(effects.save && effects.rewrite);
    assert_eq!((state.village.as_str(), state.cleared.is_none()), ("屵山村", true));
    assert!(!state.reduce(Action::Replace(sent)).save, "the same again is nothing");
    assert!(state.reduce(Action::Keep("计划：通组公路".to_owned(), "九月".into())).save);
    assert!(state.answers.contains_key("计划：通组公路"));
    state.reduce(Action::Keep("计划：通组公路".to_owned(), Answer::Missing));
    assert_eq!(state.answers.len(), 1);
}

#[test]
fn the_page_shows_what_the_store_says() {
    let mut state = state();
    answer(&mut state, "村名", "旧");
    let kept = Answers::from([("村名".to_owned(), "新".into()), ("村民小组数".to_owned(), "7".into())]);
    let effects = state.reduce(Action::Restore { answers: kept.clone(), date: None });
    assert!(effects.rewrite && !effects.save, "what the store says needs no saving");
    assert_eq!(state.answers, kept);
}

#[test]
fn the_demo_village_is_never_saved_and_gives_way_to_a_village() {
    let mut state = state();
    let demo = Answers::from([("村名".to_owned(), "示例村".into())]);
    let effects = state.reduce(Action::Demo(demo));
    assert!(effects.rewrite && !effects.save);
    assert!(!answer(&mut state, "村民小组数", "7").save, "nor what is changed in it");
    assert!(!state.reduce(Action::Date(Some(Date::new(2019, 6, 2).unwrap()))).save);
    assert!(!state.reduce(Action::Packs(both())).save);
    let kept = Answers::from([("村名".to_owned(), "稻谷村".into())]);
    let restore = || Action::Restore { answers: kept.clone(), date: None };
    state.reduce(restore());
    assert_eq!(state.village, "示例村", "another tab's answers wait");
    assert!(!state.reduce(Action::Replace(Answers::new())).save, "nor is a village cleared by it");
    state.reduce(Action::Opened);
    state.reduce(restore());
    assert_eq!((state.village.as_str(), state.demo), ("稻谷村", false));
    assert!(answer(&mut state, "村民小组数", "8").save);
}

#[test]
fn a_village_that_is_only_shown_takes_no_answer() {
    for follows in [true, false] {
        let mut state = state();
        answer(&mut state, "村名", "稻谷村");
        if follows {
            state.reduce(Action::Follow(true));
        } else {
            state.reduce(Action::Saving(Saving::Newer));
        }
        assert!(state.is_read_only());
        assert!(!answer(&mut state, "村名", "屵山村").save);
        assert!(!state.reduce(Action::Replace(Answers::new())).save);
        assert!(!state.reduce(Action::Date(Date::new(2020, 1, 1))).save);
        assert_eq!(state.answers.get("村名"), Some(&Answer::from("稻谷村")));
    }
}

#[test]
fn going_to_a_field_opens_what_hides_it() {
    let mut state = state();
    state.reduce(Action::Show(Tab::Results));
    state.reduce(Action::FoldAll(true));
    let road = field(&state, "通公路小组数");
    let effects = state.reduce(Action::Go(Place::Field(road)));
    assert!(effects.go == Some(Place::Field(road)));
    assert!(state.tab == Tab::Form);
    assert_eq!(state.folded, [true, false]);
}

#[test]
fn going_to_a_check_shows_every_verdict() {
    let mut state = state();
    state.reduce(Action::Filter(Filter::Met));
    state.reduce(Action::Go(Place::Check(0)));
    assert!(state.tab == Tab::Results && state.filter == Filter::All);
}

#[test]
fn the_next_question_follows_the_current_one_and_skips_answers() {
    let mut state = state();
    assert!(state.next_question().is_some());
    answer(&mut state, "村民小组数", "7");
    let next = state.next_question().unwrap();
    assert_eq!(next, field(&state, "通公路小组数"));
    for (name, text) in [("村名", "甲"), ("通公路小组数", "7"), ("位于深度贫困乡镇", "是")] {
        answer(&mut state, name, text);
    }
    assert_eq!(state.next_question(), Some(field(&state, "农网改造完成")));
    answer(&mut state, "农网改造完成", true);
    assert_eq!(state.next_question(), None);
}

#[test]
fn the_day_is_today_until_it_is_set() {
    let mut state = state();
    let day = Date::new(2020, 12, 31).unwrap();
    assert!(state.reduce(Action::Date(Some(day))).save);
    assert_eq!(state.day(), day);
    state.reduce(Action::Date(None));
    assert_eq!(state.day(), state.today);
}

#[test]
fn a_question_that_is_passed_over_comes_last() {
    let mut state = state();
    let mut visited = Vec::new();
    for _ in 0..4 {
        match state.reduce(Action::Next).go {
            Some(Place::Field(field)) => visited.push(field),
            _ => panic!("a question is left"),
        }
    }
    let open = visited.len();
    visited.sort_unstable();
    visited.dedup();
    assert_eq!(visited.len(), open, "four questions can change a verdict");
    assert!(!visited.contains(&field(&state, "村名")), "the name changes none");
    let passed = state.current.unwrap();
    state.reduce(Action::Next);
    assert_ne!(state.current, Some(passed));
}

#[test]
fn other_packs_keep_every_answer() {
    let mut state = state();
    answer(&mut state, "通公路小组数", "6");
    answer(&mut state, "村民小组数", "7");
    assert_eq!(state.counts().unmet, 1);
    let effects = state.reduce(Action::Packs(both()));
    assert!(effects.save && effects.rewrite);
    answer(&mut state, "总人口", "9");
    assert_eq!((state.counts().unmet, state.findings.len()), (2, 2));
    state.reduce(Action::Packs(small()));
    assert_eq!((state.counts().unmet, state.answers.len()), (1, 3));
    let typed = state.answers.get("总人口");
    assert_eq!(typed, Some(&Answer::from("9")), "what no pack asks is kept");
}

#[test]
fn a_question_that_changes_nothing_folds_away() {
    let mut state = state();
    let power = field(&state, "农网改造完成");
    assert!(!state.fields[power].folded);
    answer(&mut state, "位于深度贫困乡镇", "no");
    assert!(state.fields[power].folded);
    answer(&mut state, "位于深度贫困乡镇", "yes");
    assert!(!state.fields[power].folded);
}

#[test]
fn a_village_is_compared_with_its_self_check_before_until_another_is_opened() {
    let mut pack = small_pack();
    let targets = Selection { kinds: vec![Kind::Target], clause: None };
    pack.summaries[0].test = Test::Improved(targets);
    pack.warn = Some(WarnWhen { clause: "三(二)".to_owned(), within: None, days: None });
    let mut state =
        State::new(Catalogue::shared(&[Arc::new(rules::Engine::new(pack).unwrap())]), Date::new(2019, 6, 1).unwrap());
    answer(&mut state, "村民小组数", "7");
    answer(&mut state, "通公路小组数", "6");
    answer(&mut state, "位于深度贫困乡镇", NO);
    let improved = |state: &State| state.findings[0].summaries[0].verdict;
    assert_eq!((improved(&state), state.findings[0].alerts.len()), (Verdict::Undecided, 0), "with nothing to compare");
    let verdicts =
        Named::from([("通组公路".to_owned(), Verdict::Met), ("农网改造升级".to_owned(), Verdict::NotApplicable)]);
    let earlier =
        Earlier { name: "年底".to_owned(), date: Date::new(2018, 12, 31).unwrap(), verdicts: vec![verdicts] };
    state.reduce(Action::Compare(Some(Rc::new(earlier))));
    assert_eq!(improved(&state), Verdict::Unmet);
    assert_eq!(state.findings[0].alerts[0].name, "通组公路", "it fell back");
    answer(&mut state, "通公路小组数", "7");
    assert_eq!((improved(&state), state.findings[0].alerts.len()), (Verdict::Met, 0));
    answer(&mut state, "通公路小组数", "6");
    state.reduce(Action::Opened);
    assert_eq!((improved(&state), state.findings[0].alerts.len()), (Verdict::Undecided, 0), "another village");
}
