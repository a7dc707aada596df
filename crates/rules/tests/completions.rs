//! Holds the engine's verdicts against brute force: over small domains every completion of the missing answers is tried
//! and judged by a rule written by hand.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod joined;

use std::sync::OnceLock;

use joined::{all, any};
use proptest::prelude::*;
use rules::assessment::{Assessment, CheckResult};
use rules::{Answer, Answers, Date, Engine, Verdict};

/// A village without a missing answer.
#[derive(Debug, Clone, Copy)]
struct Full {
    whole: i64,
    part: i64,
    other_part: i64,
    rate: i64,
    poor: bool,
    road: bool,
    kind: usize,
}

/// A village with some answers missing.
#[derive(Debug, Clone, Copy)]
struct Partial {
    whole: Option<i64>,
    part: Option<i64>,
    other_part: Option<i64>,
    rate: Option<i64>,
    poor: Option<bool>,
    road: Option<bool>,
    kind: Option<usize>,
}

const KINDS: [&str; 3] = ["甲", "乙", "丙"];
const FIELDS: [&str; 7] = ["总", "部分", "另部分", "率", "贫困", "通路", "类型"];

const PACK: &str = r#"
id = "small"
title = "小"
version = "1.0.0"
sections = [{ name = "一" }]
parameters = [
  { name = "半", value = 50, unit = "%", clause = "一" },
  { name = "一个", value = 1, unit = "个", clause = "一" },
  { name = "两个", value = 2, unit = "个", clause = "一" },
  { name = "未定", unit = "%", clause = "一" },
  { name = "宽", value = 10, unit = "%", clause = "一" },
]
indicators = [
  { name = "总", section = "一", type = "count", max = 3 },
  { name = "部分", section = "一", type = "count", at_most = "总", max = 3 },
  { name = "另部分", section = "一", type = "count", at_most = "总", max = 3 },
  { name = "率", section = "一", type = "count", max = 2 },
  { name = "贫困", section = "一", type = "yes-no" },
  { name = "通路", section = "一", type = "yes-no" },
  { name = "类型", section = "一", type = "choice", options = ["甲", "乙", "丙"] },
]
"#;

type ByHand = fn(Full) -> Verdict;

fn met(holds: bool) -> Verdict {
    if holds { Verdict::Met } else { Verdict::Unmet }
}

fn when(applies: bool, holds: bool) -> Verdict {
    if applies { met(holds) } else { Verdict::NotApplicable }
}

/// Every kind of test without parts: the pack's line, and the same by hand.
const LEAVES: &[(&str, &str, ByHand)] = &[
    ("是", "test = { yes = '通路' }", |v| met(v.road)),
    ("否", "test = { no = '通路' }", |v| met(!v.road)),
    ("无", "test = { none = '部分' }", |v| met(v.part == 0)),
    ("全", "test = { all = { part = '部分', whole = '总' } }", |v| when(v.whole > 0, v.part == v.whole)),
    ("过半", "test = { share = { part = '部分', whole = '总', at_least = '半' } }", |v| {
        when(v.whole > 0, 2 * v.part >= v.whole)
    }),
    (
        "近半",
        "test = { share = { part = '部分', whole = '总', at_least = '半' } }\nsoft = '左右'\ntolerance = '宽'",
        |v| when(v.whole > 0, 10 * v.part >= 4 * v.whole),
    ),
    ("不少于", "test = { compare = { value = '部分', is = 'at-least', than = '一个' } }", |v| met(v.part >= 1)),
    ("多于", "test = { compare = { value = '部分', is = 'above', than = '一个' } }", |v| met(v.part > 1)),
    ("不多于", "test = { compare = { value = '部分', is = 'at-most', than = '另部分' } }", |v| {
        met(v.part <= v.other_part)
    }),
    ("少于", "test = { compare = { value = '部分', is = 'below', than = '总' } }", |v| met(v.part < v.whole)),
    ("等于", "test = { compare = { value = '部分', is = 'equals', than = '另部分' } }", |v| {
        met(v.part == v.other_part)
    }),
    ("合计", "test = { compare = { value = '部分 + 另部分', is = 'at-least', than = '总' } }", |v| {
        met(v.part + v.other_part >= v.whole)
    }),
    ("差额", "test = { compare = { value = '总 - 部分', is = 'at-least', than = '率' } }", |v| {
        met(v.whole - v.part >= v.rate)
    }),
    ("乘积", "test = { compare = { value = '部分 * 率', is = 'at-least', than = '两个' } }", |v| {
        met(v.part * v.rate >= 2)
    }),
    ("条件", "applies_when = '总 > 1'\ntest = { yes = '通路' }", |v| when(v.whole > 1, v.road)),
    ("选项", "applies_when = '类型 != \"丙\"'\ntest = { none = '率' }", |v| when(v.kind != 2, v.rate == 0)),
    ("多选项", "applies_when = '类型 in (\"甲\", \"乙\") and 贫困'\ntest = { yes = '通路' }", |v| {
        when(v.kind != 2 && v.poor, v.road)
    }),
    ("或", "test = { condition = '贫困 or not(通路)' }", |v| met(v.poor || !v.road)),
    ("之间", "test = { condition = '部分 between 1 and 2' }", |v| met((1..=2).contains(&v.part))),
    ("不等", "test = { condition = '部分 != 2' }", |v| met(v.part != 2)),
    ("自由", "test = { condition = 'if 贫困 then 通路 else 类型 = \"甲\"' }", |v| {
        met(if v.poor { v.road } else { v.kind == 0 })
    }),
    ("自由计数", "test = { condition = 'count([贫困, 通路][item = true]) >= 1' }", |v| met(v.poor || v.road)),
    (
        "应用于部分",
        "applies_when = '部分 > 0'\ntest = { share = { part = '另部分', whole = '总', at_least = '半' } }",
        |v| when(v.part > 0 && v.whole > 0, 2 * v.other_part >= v.whole),
    ),
];

/// Composites, over leaves.
const COMPOSITES: &[(&str, &str, ByHand)] = &[
    ("都", "test = { all_of = ['是', '全', '选项'] }", |v| {
        all(&[by_hand("是", v), by_hand("全", v), by_hand("选项", v)])
    }),
    ("有一", "test = { any_of = ['是', '过半'] }", |v| any(&[by_hand("是", v), by_hand("过半", v)])),
    ("有二", "test = { count_of = { parts = ['或', '无', '不等'], at_least = '两个' } }", |v| {
        let parts = [by_hand("或", v), by_hand("无", v), by_hand("不等", v)];
        met(parts.iter().filter(|part| **part == Verdict::Met).count() >= 2)
    }),
    (
        "嵌套",
        "test = { any_of = [{ yes = '贫困' }, { all_of = [{ condition = '类型 = \"甲\"' }, '条件'] }] }",
        |v| any(&[met(v.poor), all(&[met(v.kind == 0), by_hand("条件", v)])]),
    ),
    ("有缺", "test = { some_unmet = { kinds = ['duty'] } }", |v| {
        met([by_hand("是", v), by_hand("无", v)].contains(&Verdict::Unmet))
    }),
];

fn by_hand(name: &str, village: Full) -> Verdict {
    let found = LEAVES.iter().chain(COMPOSITES).find(|(known, ..)| *known == name);
    found.unwrap_or_else(|| panic!("no check {name}")).2(village)
}

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(make_engine)
}

fn make_engine() -> Engine {
    let mut text = PACK.to_owned();
    for (name, test, _) in LEAVES.iter().chain(COMPOSITES) {
        let kind = if ["是", "无"].contains(name) { "duty" } else { "target" };
        text.push_str(&format!(
            "\n[[checks]]\nname = '{name}'\nkind = '{kind}'\nsection = '一'\nclause = ['一']\nrequirement = '要'\n{test}\n"
        ));
    }
    text.push_str(
        "\n[[checks]]\nname = '未定标'\nkind = 'target'\nsection = '一'\nclause = ['一']\nrequirement = '要'\n\
         test = { share = { part = '部分', whole = '总', at_least = '未定' } }\n",
    );
    Engine::new(toml::from_str(&text).unwrap()).unwrap()
}

fn date() -> Date {
    "2020-06-30".parse().unwrap()
}

impl Partial {
    fn answers(self) -> Answers {
        let number = |value: Option<i64>| value.map(Answer::from);
        let yes_no = |value: Option<bool>| value.map(Answer::from);
        let values = [
            number(self.whole),
            number(self.part),
            number(self.other_part),
            number(self.rate),
            yes_no(self.poor),
            yes_no(self.road),
            self.kind.map(|kind| Answer::from(KINDS[kind])),
        ];
        FIELDS.into_iter().zip(values).filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
    }

    /// Every village that this can still be.
    fn completions(self) -> Vec<Full> {
        let numbers =
            |known: Option<i64>, max| known.map_or_else(|| (0..=max).collect::<Vec<_>>(), |known| vec![known]);
        let flags = |known: Option<bool>| known.map_or_else(|| vec![false, true], |known| vec![known]);
        let mut all = Vec::new();
        for whole in numbers(self.whole, 3) {
            for part in numbers(self.part, 3).into_iter().filter(|part| *part <= whole) {
                for other_part in numbers(self.other_part, 3).into_iter().filter(|part| *part <= whole) {
                    for rate in numbers(self.rate, 2) {
                        for poor in flags(self.poor) {
                            for road in flags(self.road) {
                                for kind in self.kind.map_or_else(|| (0..3).collect(), |kind| vec![kind]) {
                                    all.push(Full { whole, part, other_part, rate, poor, road, kind });
                                }
                            }
                        }
                    }
                }
            }
        }
        all
    }

    /// The same with one more of a completion's answers.
    fn with(self, field: &str, full: Full) -> Self {
        let mut more = self;
        match field {
            "总" => more.whole = Some(full.whole),
            "部分" => more.part = Some(full.part),
            "另部分" => more.other_part = Some(full.other_part),
            "率" => more.rate = Some(full.rate),
            "贫困" => more.poor = Some(full.poor),
            "通路" => more.road = Some(full.road),
            _ => more.kind = Some(full.kind),
        }
        more
    }
}

/// The one verdict of all completions, or undecided.
fn expected(name: &str, completions: &[Full]) -> Verdict {
    let verdicts: Vec<Verdict> = completions.iter().map(|full| by_hand(name, *full)).collect();
    match verdicts.split_first() {
        Some((first, rest)) if rest.iter().all(|verdict| verdict == first) => *first,
        _ => Verdict::Undecided,
    }
}

fn check<'a>(assessment: &'a Assessment, name: &str) -> &'a CheckResult {
    assessment.checks.iter().find(|check| check.name == name).unwrap()
}

fn partial() -> impl Strategy<Value = Partial> {
    let number = |max: i64| proptest::option::weighted(0.55, 0..=max);
    let flag = || proptest::option::weighted(0.55, any_bool());
    (number(3), number(3), number(3), number(2), flag(), flag(), proptest::option::weighted(0.55, 0..3_usize))
        .prop_map(|(whole, part, other_part, rate, poor, road, kind)| Partial {
            whole,
            part,
            other_part,
            rate,
            poor,
            road,
            kind,
        })
        .prop_filter("parts within the whole", |village| {
            let fits = |part: Option<i64>| part.zip(village.whole).is_none_or(|(part, whole)| part <= whole);
            fits(village.part) && fits(village.other_part)
        })
}

fn any_bool() -> impl Strategy<Value = bool> {
    proptest::bool::ANY
}

/// Sets of positions of a given size.
fn subsets(of: usize, size: usize) -> impl Iterator<Item = Vec<usize>> {
    (0..1_u32 << of)
        .filter(move |mask| mask.count_ones() as usize == size)
        .map(move |mask| (0..of).filter(|index| mask & (1 << index) != 0).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// A verdict is the one that every completion has; undecided when they differ. Exactly, for every kind of check.
    #[test]
    fn verdicts_agree_with_every_completion(village in partial()) {
        let assessment = engine().assess(&village.answers(), date());
        let completions = village.completions();
        for (name, ..) in LEAVES {
            prop_assert_eq!(check(&assessment, name).verdict, expected(name, &completions), "{}", name);
        }
        for (name, ..) in COMPOSITES {
            let (got, exact) = (check(&assessment, name).verdict, expected(name, &completions));
            prop_assert!(got == exact || got == Verdict::Undecided, "{}: {:?}, not {:?}", name, got, exact);
        }
        prop_assert!(assessment.errors.is_empty());
    }

    /// Without parts that share a missing answer, composites are exact too.
    #[test]
    fn composites_are_exact_when_nothing_is_missing(village in partial()) {
        for full in village.completions().into_iter().step_by(31) {
            let complete = FIELDS.iter().fold(village, |partial, field| partial.with(field, full));
            let assessment = engine().assess(&complete.answers(), date());
            for (name, ..) in COMPOSITES.iter().chain(LEAVES) {
                prop_assert_eq!(check(&assessment, name).verdict, by_hand(name, full), "{}", name);
            }
        }
    }

    /// One more answer never changes what was decided, whether it was named as missing or not.
    #[test]
    fn an_answer_more_never_overturns(village in partial()) {
        let engine = engine();
        let before = engine.assess(&village.answers(), date());
        for full in village.completions().into_iter().step_by(29) {
            for field in FIELDS {
                let after = engine.assess(&village.with(field, full).answers(), date());
                for (old, new) in before.checks.iter().zip(&after.checks) {
                    if old.verdict != Verdict::Undecided {
                        prop_assert_eq!(old.verdict, new.verdict, "{} after {}", &old.name, field);
                    }
                }
            }
        }
    }

    /// The missing fields that are named can decide the check, and no smaller set of those it reads can.
    #[test]
    fn the_missing_set_is_enough_and_smallest(village in partial()) {
        let assessment = engine().assess(&village.answers(), date());
        let completions = village.completions();
        for (name, ..) in LEAVES {
            let result = check(&assessment, name);
            if result.verdict != Verdict::Undecided {
                prop_assert!(result.missing.is_empty(), "{}", name);
                continue;
            }
            let can_decide = |fields: &[&str]| completions.iter().any(|full| {
                let told = fields.iter().fold(village, |partial, field| partial.with(field, *full));
                expected(name, &told.completions()) != Verdict::Undecided
            });
            let missing: Vec<&str> = result.missing.iter().map(String::as_str).collect();
            prop_assert!(can_decide(&missing), "{}: {:?} cannot decide", name, missing);
            let number = assessment.checks.iter().position(|check| check.name == *name).unwrap();
            let reads = engine().reads(number);
            let read = FIELDS.into_iter().enumerate().filter(|(n, _)| reads.tested.contains(n) || reads.applies.contains(n));
            let open: Vec<&str> =
                read.map(|(_, field)| field).filter(|field| !village.answers().contains_key(field)).collect();
            for smaller in (0..missing.len()).flat_map(|size| subsets(open.len(), size)) {
                let fields: Vec<&str> = smaller.iter().map(|index| open[*index]).collect();
                prop_assert!(!can_decide(&fields), "{}: {:?} is smaller than {:?}", name, fields, missing);
            }
        }
    }

    /// Applying a gap turns the verdict; a step less does not.
    #[test]
    fn gaps_turn_the_verdict_and_are_smallest(village in partial()) {
        let engine = engine();
        let assessment = engine.assess(&village.answers(), date());
        for (name, ..) in LEAVES.iter().chain(COMPOSITES) {
            let Some(gap) = &check(&assessment, name).gap else { continue };
            prop_assert_eq!(check(&assessment, name).verdict, Verdict::Unmet);
            let apply = |short_by: i64| {
                let mut answers = village.answers();
                for change in &gap.changes {
                    let to = match &change.by {
                        None => Answer::from(change.to.as_str()),
                        Some(_) => {
                            let (from, to): (i64, i64) = (change.from.parse().unwrap(), change.to.parse().unwrap());
                            Answer::from(to - short_by * (to - from).signum())
                        }
                    };
                    answers.insert(change.field.clone(), to);
                }
                check(&engine.assess(&answers, date()), name).verdict
            };
            let is_leaf = LEAVES.iter().any(|(leaf, ..)| leaf == name);
            let complete = village.answers().len() == FIELDS.len();
            if complete {
                prop_assert_eq!(apply(0), Verdict::Met, "{}: {:?}", name, gap);
            }
            if is_leaf && gap.changes.iter().all(|change| change.by.is_some()) {
                prop_assert_eq!(apply(1), Verdict::Unmet, "{}: {:?}", name, gap);
            }
        }
    }
}

/// What cannot be judged without the district's figure is undecided, says what it waits for, and still does not apply
/// where there is nothing to judge.
#[test]
fn an_unset_parameter_decides_nothing() {
    let engine = engine();
    let judge = |whole: i64, part: i64| {
        let answers = Answers::from([("总".to_owned(), whole.into()), ("部分".to_owned(), part.into())]);
        let result = check(&engine.assess(&answers, date()), "未定标").clone();
        (result.verdict, result.awaits, result.missing)
    };
    assert_eq!(judge(3, 3), (Verdict::Undecided, vec!["未定".to_owned()], Vec::new()));
    assert_eq!(judge(3, 0), (Verdict::Undecided, vec!["未定".to_owned()], Vec::new()));
    assert_eq!(judge(0, 0), (Verdict::NotApplicable, Vec::new(), Vec::new()));
}

/// Parts that want different answers to one question leave the whole to the district's figure: no answer is asked for that
/// decides nothing, and one that does is.
#[test]
fn what_waits_for_a_figure_names_only_answers_that_decide() {
    let parts = "{ none = '部分' }, { share = { part = '部分', whole = '总', at_least = '半' } }, \
        { share = { part = '另部分', whole = '总', at_least = '未定' } }";
    let text = format!(
        "{PACK}\n[[checks]]\nname = '三有二'\nkind = 'target'\nsection = '一'\nclause = ['一']\nrequirement = '要'\n\
        test = {{ count_of = {{ parts = [{parts}], at_least = '两个' }} }}\n"
    );
    let engine = Engine::new(toml::from_str(&text).unwrap()).unwrap();
    let missing = |whole: i64| {
        let answers = Answers::from([("总".to_owned(), whole.into())]);
        let result = check(&engine.assess(&answers, date()), "三有二").clone();
        assert_eq!(result.verdict, Verdict::Undecided);
        result.missing
    };
    assert_eq!(missing(2), Vec::<String>::new());
    assert_eq!(missing(3), vec!["部分".to_owned()]);
}
