//! Areas held against brute force: over small domains every completion of every village is tried, by rules written by hand.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use feel::Number;
use proptest::prelude::*;
use rules::area::Rollup;
use rules::area::assessment::{Area, AreaAssessment, AreaGapCode, AreaResult};
use rules::{Answer, Answers, Date, Engine, Verdict};

const PACK: &str = r#"
id = "small"
title = "小"
version = "1.0.0"
sections = [{ name = "一" }]
parameters = [
  { name = "半", value = 50, unit = "%", clause = "一" },
  { name = "三成", value = 30, unit = "%", clause = "一" },
  { name = "全", value = 100, unit = "%", clause = "一" },
  { name = "零", value = 0, unit = "%", clause = "一" },
  { name = "宽", value = 15, unit = "%", clause = "一" },
  { name = "一成", value = 1, unit = "%", clause = "一" },
  { name = "未定", unit = "%", clause = "一" },
]
indicators = [
  { name = "村名", section = "一", type = "text" },
  { name = "总", section = "一", type = "count", unit = "户", max = 3 },
  { name = "部分", section = "一", type = "count", unit = "户", at_most = "总", max = 3 },
  { name = "率", section = "一", type = "percent", max = 2 },
  { name = "贫困", section = "一", type = "yes-no" },
  { name = "通路", section = "一", type = "yes-no" },
]
checks = [
  { name = "通路", kind = "target", section = "一", clause = ["一"], requirement = "要", test = { yes = "通路" } },
  { name = "贫困通路", kind = "eight-have", section = "一", clause = ["一"], applies_when = "贫困", requirement = "要", test = { yes = "通路" } },
]
"#;

/// Rates of 部分 over 总, or of 总 × 率 over 总.
const RATES: &[(&str, bool, &str, &str, Option<&str>)] = &[
    ("半以上", false, "at-least", "半", None),
    ("过半", false, "above", "半", None),
    ("近半", false, "at-least", "半", Some("宽")),
    ("三成以上", false, "at-least", "三成", None),
    ("全部", false, "at-least", "全", None),
    ("不过三成", false, "at-most", "三成", None),
    ("不到半", false, "below", "半", None),
    ("没有", false, "at-most", "零", None),
    ("加权", true, "at-least", "一成", None),
    ("待定率", false, "at-least", "未定", None),
];

/// Shares of the villages of a check.
const SHARES: &[(&str, &str, bool, &str, &str)] = &[
    ("半数通路", "通路", false, "at-least", "半"),
    ("过半通路", "通路", false, "above", "半"),
    ("少数不通", "通路", true, "at-most", "三成"),
    ("无不通", "通路", true, "at-most", "零"),
    ("半数贫困通路", "贫困通路", false, "at-least", "半"),
    ("少数贫困不通", "贫困通路", true, "below", "半"),
];

/// Every poor village has a road: the check either way, which leaves the others out.
const EVERY: &str = "贫困村通路";

fn engine() -> &'static Arc<Engine> {
    static ENGINE: OnceLock<Arc<Engine>> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let mut areas = String::new();
        let common = "section = '一', clause = '一', requirement = '要'";
        for (name, weighted, is, than, tolerance) in RATES {
            let sum = if *weighted { "总 * 率" } else { "部分" };
            let soft = tolerance.map(|name| format!(", soft = '左右', tolerance = '{name}'")).unwrap_or_default();
            areas += &format!(
                "{{ name = '{name}', {common}{soft}, test = {{ rate = {{ sum = '{sum}', over = '总', is = '{is}', than = '{than}' }} }} }},\n"
            );
        }
        for (name, check, unmet, is, than) in SHARES {
            areas += &format!(
                "{{ name = '{name}', {common}, test = {{ share_of_villages = {{ check = '{check}', unmet = {unmet}, is = '{is}', than = '{than}' }} }} }},\n"
            );
        }
        areas += &format!(
            "{{ name = '{EVERY}', {common}, test = {{ every_village = {{ check = '通路', among = '贫困' }} }} }},\n"
        );
        areas += &format!("{{ name = '八有', {common}, test = {{ count_all_of = {{ kind = 'eight-have' }} }} }},\n");
        let pack = format!("{PACK}areas = [\n{areas}]\n");
        Arc::new(Engine::new(toml::from_str(&pack).unwrap()).unwrap())
    })
}

/// A village, some answers missing.
#[derive(Debug, Clone, Copy, Default)]
struct Village {
    name: u8,
    whole: Option<i64>,
    part: Option<i64>,
    rate: Option<i64>,
    poor: Option<bool>,
    road: Option<bool>,
}

impl Village {
    fn answers(self) -> Answers {
        let number = |value: Option<i64>| value.map(|value| Answer::Text(value.to_string()));
        let all = [
            ("村名", Some(Answer::Text(format!("村{}", self.name)))),
            ("总", number(self.whole)),
            ("部分", number(self.part)),
            ("率", number(self.rate)),
            ("贫困", self.poor.map(Answer::YesNo)),
            ("通路", self.road.map(Answer::YesNo)),
        ];
        all.into_iter().filter_map(|(name, answer)| Some((name.to_owned(), answer?))).collect()
    }

    /// Every completion.
    fn completions(self) -> Vec<Self> {
        let numbers = |known: Option<i64>, most: i64| known.map_or_else(|| (0..=most).collect(), |value| vec![value]);
        let yes_no = |known: Option<bool>| known.map_or_else(|| vec![false, true], |value| vec![value]);
        let mut all = Vec::new();
        for whole in numbers(self.whole, 3) {
            for part in numbers(self.part, 3).into_iter().filter(|part| *part <= whole) {
                for rate in numbers(self.rate, 2) {
                    for poor in yes_no(self.poor) {
                        for road in yes_no(self.road) {
                            all.push(Self {
                                name: self.name,
                                whole: Some(whole),
                                part: Some(part),
                                rate: Some(rate),
                                poor: Some(poor),
                                road: Some(road),
                            });
                        }
                    }
                }
            }
        }
        all
    }

    /// What a whole village adds to an area check, in hundredths above.
    fn adds(self, check: &str) -> (i64, i64) {
        let (whole, part, rate) = (self.whole.unwrap(), self.part.unwrap(), self.rate.unwrap());
        let (poor, road) = (self.poor.unwrap(), self.road.unwrap());
        let one = |counted: bool| (100 * i64::from(counted), 1);
        if let Some((_, weighted, ..)) = RATES.iter().find(|(name, ..)| *name == check) {
            return if *weighted { (whole * rate, whole) } else { (100 * part, whole) };
        }
        match SHARES.iter().find(|(name, ..)| *name == check) {
            Some((_, "贫困通路", ..)) if !poor => (0, 0),
            Some((_, _, unmet, ..)) => one(road != *unmet),
            None if poor => one(road),
            None => (0, 0),
        }
    }
}

/// The verdict by hand: numerator in hundredths, so that a percentage is a whole number.
fn by_hand(check: &str, (sum, over): (i64, i64)) -> Verdict {
    let percent = |name: &str| match name {
        "半" => 50,
        "三成" => 30,
        "全" => 100,
        "零" => 0,
        _ => 1,
    };
    let rate = RATES.iter().find(|(name, ..)| *name == check);
    let (is, percent) = match (rate, SHARES.iter().find(|(name, ..)| *name == check)) {
        (Some((.., is, than, tolerance)), _) => (*is, percent(than) - if tolerance.is_some() { 15 } else { 0 }),
        (_, Some((.., is, than))) => (*is, percent(than)),
        _ => ("at-least", 100),
    };
    let required = percent * over;
    let holds = match is {
        "at-least" => sum >= required,
        "above" => sum > required,
        "at-most" => sum <= required,
        _ => sum < required,
    };
    match (over, holds) {
        (0, _) => Verdict::NotApplicable,
        (_, true) => Verdict::Met,
        (_, false) => Verdict::Unmet,
    }
}

fn rollup(villages: &[Village]) -> Rollup {
    let date: Date = "2020-06-30".parse().unwrap();
    let mut rollup = Rollup::new(engine().clone(), date, Area::default());
    for village in villages {
        let findings = rollup.add(&village.answers());
        assert!(findings.errors.is_empty() && findings.warnings.is_empty(), "{findings:?}");
    }
    rollup
}

fn assess(villages: &[Village]) -> AreaAssessment {
    rollup(villages).finish()
}

fn result<'a>(assessment: &'a AreaAssessment, check: &str) -> &'a AreaResult {
    assessment.areas.iter().find(|result| result.name == check).unwrap()
}

fn ends(result: &AreaResult) -> [Option<Number>; 2] {
    [&result.low, &result.high].map(|end| end.as_ref().map(|end| Number::from_fraction_text(&end.value).unwrap()))
}

/// All sums that the villages can come to.
fn sums(villages: &[Village], check: &str) -> BTreeSet<(i64, i64)> {
    let mut sums = BTreeSet::from([(0, 0)]);
    for village in villages {
        let own: BTreeSet<(i64, i64)> = village.completions().iter().map(|village| village.adds(check)).collect();
        sums = sums.iter().flat_map(|(a, b)| own.iter().map(move |(c, d)| (a + c, b + d))).collect();
    }
    sums
}

fn checks() -> impl Iterator<Item = &'static str> {
    let rates = RATES.iter().map(|(name, ..)| *name);
    rates.chain(SHARES.iter().map(|(name, ..)| *name)).chain([EVERY])
}

fn village() -> impl Strategy<Value = Village> {
    let number = |most: i64| prop::option::weighted(0.7, 0..=most);
    let yes_no = || prop::option::weighted(0.7, any::<bool>());
    let all = (0_u8..40, number(3), number(3), number(2), yes_no(), yes_no());
    all.prop_map(|(name, whole, part, rate, poor, road)| {
        // A part known to be larger than its whole is another matter.
        let part = part.map(|part| part.min(whole.unwrap_or(3)));
        Village { name, whole, part, rate, poor, road }
    })
}

fn villages() -> impl Strategy<Value = Vec<Village>> {
    prop::collection::vec(village(), 0..5)
}

/// Every way to change `by` in all over the villages, one after another, each within its own room.
fn changed(villages: &[Village], by: i64, change: impl Fn(&mut Village, i64) -> i64) -> Option<Vec<Village>> {
    let mut villages = villages.to_vec();
    let mut left = by;
    for village in &mut villages {
        left -= change(village, left);
    }
    (left == 0).then_some(villages)
}

fn apply(villages: &[Village], check: &str, code: AreaGapCode, by: i64) -> Option<Vec<Village>> {
    changed(villages, by, |village, left| match code {
        AreaGapCode::Rise => match (village.whole, village.part) {
            (Some(whole), Some(part)) => {
                let step = left.min(whole - part);
                village.part = Some(part + step);
                step
            }
            _ => 0,
        },
        AreaGapCode::Fall => match village.part {
            Some(part) => {
                let step = left.min(part);
                village.part = Some(part - step);
                step
            }
            None => 0,
        },
        _ => {
            let is_concerned = village.poor == Some(true) || SHARES.iter().any(|it| it.0 == check && it.1 == "通路");
            let turns = left > 0 && is_concerned && village.road == Some(false);
            if turns {
                village.road = Some(true);
            }
            i64::from(turns)
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn bounds_and_verdicts_are_those_of_all_completions(villages in villages()) {
        let assessment = assess(&villages);
        for check in checks() {
            let result = result(&assessment, check);
            let sums = sums(&villages, check);
            let quotients: BTreeSet<Number> =
                sums.iter().filter_map(|(sum, over)| Number::ratio(*sum, *over)).collect();
            prop_assert_eq!(ends(result), [quotients.first().cloned(), quotients.last().cloned()], "{}", check);
            if check == "待定率" {
                prop_assert_eq!(result.verdict, Some(Verdict::Undecided));
                prop_assert_eq!(&result.awaits, &["未定"]);
                continue;
            }
            let verdicts: BTreeSet<Verdict> = sums.iter().map(|sum| by_hand(check, *sum)).collect();
            let expected = if verdicts.len() == 1 { *verdicts.first().unwrap() } else { Verdict::Undecided };
            prop_assert_eq!(result.verdict, Some(expected), "{}: {:?}", check, result);
        }
    }

    #[test]
    fn order_and_parts_change_nothing(villages in villages().prop_shuffle(), at in 0_usize..5) {
        let whole = assess(&villages);
        let mut sorted = villages.clone();
        sorted.sort_by_key(|village| format!("{village:?}"));
        prop_assert_eq!(&assess(&sorted), &whole);
        let (left, right) = villages.split_at(at.min(villages.len()));
        let mut parts = rollup(right);
        parts.merge(rollup(left));
        prop_assert_eq!(&parts.finish(), &whole);
    }

    #[test]
    fn knowing_more_narrows(villages in villages(), which in any::<prop::sample::Index>(), how in any::<prop::sample::Index>()) {
        prop_assume!(!villages.is_empty());
        let before = assess(&villages);
        let mut villages = villages;
        let index = which.index(villages.len());
        let completions = villages[index].completions();
        villages[index] = completions[how.index(completions.len())];
        let after = assess(&villages);
        for check in checks() {
            let (before, after) = (result(&before, check), result(&after, check));
            if before.verdict != Some(Verdict::Undecided) {
                prop_assert_eq!(before.verdict, after.verdict, "{}", check);
            }
            if let ([Some(low), Some(high)], [Some(then_low), Some(then_high)]) = (ends(after), ends(before)) {
                prop_assert!(then_low <= low && high <= then_high, "{}", check);
            }
        }
    }

    #[test]
    fn the_gap_turns_the_verdict_and_one_less_does_not(villages in villages()) {
        let assessment = assess(&villages);
        for check in checks() {
            let before = result(&assessment, check);
            let Some(gap) = &before.gap else {
                prop_assert_ne!(before.verdict, Some(Verdict::Unmet), "{}: no gap", check);
                continue;
            };
            prop_assert_eq!(before.verdict, Some(Verdict::Unmet));
            if gap.code == AreaGapCode::Points {
                let best = ends(before)[1].clone().unwrap();
                prop_assert_eq!(best.add(&Number::from_fraction_text(&gap.by).unwrap()), Number::ONE);
                continue;
            }
            let by: i64 = gap.by.parse().unwrap();
            let turned = apply(&villages, check, gap.code, by);
            let Some(turned) = turned else {
                prop_assert!(false, "{check}: there is no room for {by}");
                continue;
            };
            prop_assert_ne!(result(&assess(&turned), check).verdict, Some(Verdict::Unmet), "{} by {}", check, by);
            let less = apply(&villages, check, gap.code, by - 1).unwrap();
            prop_assert_eq!(result(&assess(&less), check).verdict, Some(Verdict::Unmet), "{} by {} less 1", check, by);
        }
    }
}

#[test]
fn a_compiled_pack_rolls_up_the_same() {
    let loaded = Arc::new(Engine::from_image(&engine().to_image().unwrap()).unwrap());
    let date: Date = "2020-06-30".parse().unwrap();
    let mut again = Rollup::new(loaded, date, Area::default());
    let villages: Vec<Village> = (0..4)
        .map(|name| Village {
            name,
            whole: Some(3),
            part: (name > 0).then_some(1),
            road: Some(name > 1),
            ..Village::default()
        })
        .collect();
    for village in &villages {
        again.add(&village.answers());
    }
    assert_eq!(again.finish(), assess(&villages));
}

#[test]
fn of_many_villages_some_are_named_and_the_rest_counted() {
    let unanswered: Vec<Village> = (0..50).map(|name| Village { name, ..Village::default() }).collect();
    let assessment = assess(&unanswered);
    let open = result(&assessment, "半以上");
    assert_eq!((open.deciding.first.len(), open.deciding.rest, open.villages.open), (20, 30, 50));
    assert_eq!(open.deciding.first[0].fields, ["总", "部分"]);
    let mut one_known = unanswered;
    one_known[7] = Village { name: 7, whole: Some(1), ..Village::default() };
    let assessment = assess(&one_known);
    let open = result(&assessment, "半以上");
    assert!(open.deciding.first.iter().all(|it| it.village.get("村名").unwrap() != "村7"), "it moves the figure least");
}

#[test]
fn a_data_error_makes_a_village_unknown_and_is_named() {
    let date: Date = "2020-06-30".parse().unwrap();
    let mut rollup = Rollup::new(engine().clone(), date, Area::default());
    rollup.add(&Village { name: 1, whole: Some(2), part: Some(2), road: Some(true), ..Village::default() }.answers());
    let findings = rollup
        .add(&Village { name: 2, whole: Some(1), part: Some(2), road: Some(true), ..Village::default() }.answers());
    assert_eq!(findings.errors.len(), 1);
    let assessment = rollup.finish();
    let rate = result(&assessment, "半以上");
    assert_eq!((assessment.with_errors, rate.villages.blocked, rate.villages.open), (1, 1, 0));
    assert_eq!(rate.blocked.first[0].village.get("村名").unwrap(), "村2");
    assert_eq!(rate.blocked.first[0].fields, ["总", "部分"]);
    assert_eq!((rate.verdict, rate.low.as_ref().unwrap().value.as_str()), (Some(Verdict::Undecided), "40"));
    assert_eq!(result(&assessment, "无不通").verdict, Some(Verdict::Met), "the road is answered");
}
