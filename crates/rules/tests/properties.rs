//! What must hold of every assessment, over generated packs and villages: it agrees with a naive evaluator that enumerates,
//! gaps are the smallest change, missing sets the smallest, and explanations come to their verdicts.
//!
//! `BAYOU_CASES` sets how many packs each property is tried on; the default keeps the debug build quick.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod brief;
mod generated;
mod joined;
mod naive;
mod recompute;

use std::collections::BTreeSet;
use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;

use brief::{brief, tells_all};
use feel::Number;
use generated::{DRAWS, Draw, IDLE, answers, pack, partial, village};
use naive::{Naive, Outcome, Told, Village, shared};
use proptest::prelude::*;
use rules::assessment::{Assessment, Change, CheckResult};
use rules::model::{Comparison, IndicatorType, Pack, Part, Test};
use rules::{Answer, Answers, Date, Detail, Engine, Session, Verdict};

/// How many villages are tried on each pack.
const VILLAGES: usize = 3;
/// A check whose missing answers have more completions is left to other cases.
const MOST_COMPLETIONS: usize = 1_500;

fn cases(default: u32) -> ProptestConfig {
    let cases = std::env::var("BAYOU_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(default);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

fn date() -> Date {
    "2020-06-30".parse().unwrap()
}

/// Random worlds, or the one of `BAYOU_DRAWS`: the draws that a failure told.
fn worlds() -> impl Strategy<Value = World> {
    let told = std::env::var("BAYOU_DRAWS").ok();
    let told = told
        .map(|text| text.split(|letter: char| !letter.is_ascii_digit()).filter_map(|draw| draw.parse().ok()).collect());
    let random = proptest::collection::vec(any::<u32>(), DRAWS);
    let draws = told.map_or_else(|| random.boxed(), |draws: Vec<u32>| Just(draws).boxed());
    draws.prop_map(World::new).no_shrink()
}

/// A pack, its engine, and villages: the first whole, the others with answers missing.
struct World {
    draws: Vec<u32>,
    pack: Pack,
    engine: Engine,
    villages: Vec<Village>,
}

impl Debug for World {
    /// A failure tells the check and the village itself, and by the draws it can be had again.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} of the draws {:?}", self.villages, self.draws)
    }
}

impl World {
    fn new(draws: Vec<u32>) -> Self {
        let mut draw = Draw(draws.iter());
        let pack = pack(&mut draw);
        let engine = Engine::new(pack.clone()).unwrap_or_else(|errors| panic!("{errors:#?}"));
        let naive = Naive::new(&pack);
        let whole = village(&naive, &pack, &mut draw);
        let mut villages = vec![whole];
        for _ in 1..VILLAGES {
            let whole = village(&naive, &pack, &mut draw);
            villages.push(partial(&whole, &mut draw));
        }
        Self { draws, pack, engine, villages }
    }

    fn assess(&self, village: &Village) -> Assessment {
        self.engine.assess(&answers(village), date())
    }

    /// The fields that can bear on a check or summary: those that stand in it or its parts, and the counts that bound
    /// each other.
    fn bearing(&self, name: &str) -> Vec<&str> {
        let text = written(&self.pack, test_of(&self.pack, name), name);
        let names = self.pack.indicators.iter().map(|indicator| indicator.name.as_str());
        names.filter(|name| ["甲", "乙", "丙"].contains(name) || text.contains(name)).collect()
    }

    /// The fields a check reads itself or through its parts.
    fn read(&self, name: &str) -> Vec<&str> {
        let check = self.pack.checks.iter().position(|check| check.name == name).unwrap();
        let reads = self.engine.reads(check);
        let read: BTreeSet<usize> = reads.tested.iter().chain(&reads.applies).copied().collect();
        read.into_iter().map(|number| self.pack.indicators[number].name.as_str()).collect()
    }

    /// Every village that this can still be, where they are not too many.
    fn completions(&self, naive: &Naive<'_>, village: &Village, name: &str) -> Option<Vec<Village>> {
        let bearing = self.bearing(name);
        let missing = bearing.iter().filter(|field| !village.contains_key(**field));
        let most: usize = missing.map(|field| naive.domain(field).len()).product();
        (most <= 4 * MOST_COMPLETIONS).then(|| naive.completions(village, &bearing))
    }
}

fn results(assessment: &Assessment) -> impl Iterator<Item = (&str, Verdict)> {
    let checks = assessment.checks.iter().map(|check| (check.name.as_str(), check.verdict));
    checks.chain(assessment.summaries.iter().map(|summary| (summary.name.as_str(), summary.verdict)))
}

fn check<'a>(assessment: &'a Assessment, name: &str) -> &'a CheckResult {
    assessment.checks.iter().find(|check| check.name == name).unwrap()
}

fn test_of<'p>(pack: &'p Pack, name: &str) -> &'p Test {
    let summary = || pack.summaries.iter().find(|summary| summary.name == name).map(|summary| &summary.test);
    pack.checks.iter().find(|check| check.name == name).map(|check| &check.test).or_else(summary).unwrap()
}

/// All that a check or summary is made of, as text.
fn written(pack: &Pack, test: &Test, name: &str) -> String {
    let check = pack.checks.iter().find(|check| check.name == name);
    let mut text = format!("{test:?} {:?}", check.and_then(|check| check.applies_when.as_ref()));
    let parts: Vec<Part> = match test {
        Test::AllOf(parts) | Test::AnyOf(parts) | Test::CountOf { parts, .. } => parts.clone(),
        Test::Every(selection) | Test::SomeUnmet(selection) => {
            let selected = pack.checks.iter().filter(|check| selection.kinds.contains(&check.kind));
            selected.map(|check| Part::Name(check.name.clone())).collect()
        }
        _ => Vec::new(),
    };
    for part in &parts {
        if let Part::Name(name) = part {
            text.push_str(&written(pack, test_of(pack, name), name));
        }
    }
    text
}

/// Whether bounds are exact for it by themselves, whatever is missing.
fn is_exact(test: &Test) -> bool {
    match test {
        Test::Yes(_) | Test::No(_) | Test::None(_) | Test::All { .. } | Test::Share { .. } => true,
        Test::Compare { is: Comparison::Equals, value, .. } => !value.contains(['*', '/']),
        Test::Compare { value, .. } => !value.contains('*') || value.starts_with('2'),
        _ => false,
    }
}

/// The leaf tests below a test.
fn leaves<'p>(pack: &'p Pack, test: &'p Test) -> Vec<&'p Test> {
    match test {
        Test::AllOf(parts) | Test::AnyOf(parts) | Test::CountOf { parts, .. } => parts
            .iter()
            .flat_map(|part| match part {
                Part::Name(name) => leaves(pack, test_of(pack, name)),
                Part::Test(test) => leaves(pack, test),
            })
            .collect(),
        other => vec![other],
    }
}

/// The indicators in a formula.
fn named<'p>(pack: &'p Pack, formula: &str) -> Vec<&'p str> {
    let formula =
        pack.derived.iter().fold(formula.to_owned(), |text, derived| text.replace(&derived.name, &derived.formula));
    pack.indicators.iter().map(|it| it.name.as_str()).filter(|name| formula.contains(name)).collect()
}

/// What a leaf judges, and what else could be changed with it.
fn natural_and_companions<'p>(pack: &'p Pack, leaf: &'p Test) -> (Vec<&'p str>, Vec<&'p str>) {
    let (natural, mut others): (Vec<&str>, Vec<&str>) = match leaf {
        Test::Yes(name) | Test::No(name) | Test::None(name) => (vec![name], Vec::new()),
        Test::All { part, whole } | Test::Share { part, whole, .. } => (vec![part], vec![whole]),
        Test::Compare { value, than, .. } => (named(pack, value), named(pack, than)),
        Test::Condition(condition) => (named(pack, condition), Vec::new()),
        _ => panic!("no leaf"),
    };
    let whole = |name: &str| pack.indicators.iter().find(|it| it.name == name).unwrap().at_most.as_deref();
    for field in &natural {
        others.extend(std::iter::successors(whole(field), |name| whole(name)));
        let is_part = |name: &&str| std::iter::successors(whole(name), |name| whole(name)).any(|above| above == *field);
        others.extend(pack.indicators.iter().map(|it| it.name.as_str()).filter(is_part));
    }
    let is_free = |name: &&str| !pack.indicators.iter().find(|it| it.name == **name).unwrap().given;
    let other = others.into_iter().filter(|name| !natural.contains(name)).filter(is_free).collect();
    (natural.into_iter().filter(is_free).collect(), other)
}

/// Whether the village turned as a gap means it: every unmet part of a conjunction is met, and nothing is met by coming to
/// apply.
fn turned(naive: &Naive<'_>, pack: &Pack, name: &str, before: &Village, after: &Village) -> bool {
    let was_and_is = |part: &Part| (naive.part(part, before), naive.part(part, after));
    let (met, not_applicable) = (Outcome::Is(Verdict::Met), Outcome::Is(Verdict::NotApplicable));
    naive.judge(name, after) == met
        && match test_of(pack, name) {
            Test::AllOf(parts) => parts.iter().all(|part| match (part, was_and_is(part)) {
                (Part::Name(name), (Outcome::Is(Verdict::Unmet), _)) => turned(naive, pack, name, before, after),
                (Part::Test(_), (Outcome::Is(Verdict::Unmet), after)) => after == met,
                _ => true,
            }),
            Test::AnyOf(parts) | Test::CountOf { parts, .. } => {
                parts.iter().all(|part| match (part, was_and_is(part)) {
                    (_, (before, after)) if before == met || after != met => true,
                    (_, (before, _)) if before == not_applicable => false,
                    (Part::Name(name), _) => turned(naive, pack, name, before, after),
                    (Part::Test(_), _) => true,
                })
            }
            _ => true,
        }
}

/// The fewest of these fields whose change turns it, if any do.
fn fewest(naive: &Naive<'_>, pack: &Pack, name: &str, village: &Village, fields: &BTreeSet<&str>) -> Option<usize> {
    let fields: Vec<&str> = fields.iter().copied().collect();
    // As many as the engine changes together.
    (1..=fields.len().min(4)).find(|size| {
        (0..1_u32 << fields.len()).filter(|set| set.count_ones() as usize == *size).any(|set| {
            let chosen: Vec<&str> =
                fields.iter().enumerate().filter(|(bit, _)| set & (1 << bit) != 0).map(|(_, field)| *field).collect();
            let mut open = village.clone();
            chosen.iter().for_each(|field| drop(open.remove(*field)));
            naive.completions(&open, &chosen).iter().any(|after| turned(naive, pack, name, village, after))
        })
    })
}

fn told(pack: &Pack, change: &Change, to: &str) -> Told {
    match pack.indicators.iter().find(|it| it.name == change.field).unwrap().kind {
        IndicatorType::YesNo => Told::YesNo(to == "是"),
        IndicatorType::Choice => Told::Option(to.to_owned()),
        _ => Told::Number(to.parse().unwrap()),
    }
}

fn applied(pack: &Pack, village: &Village, changes: &[Change]) -> Village {
    let mut after = village.clone();
    after.extend(changes.iter().map(|change| (change.field.clone(), told(pack, change, &change.to))));
    after
}

/// A change one unit short of its end; none for an answer that is no number, which is left as it was.
fn one_unit_less(pack: &Pack, change: &Change) -> Option<Change> {
    let indicator = pack.indicators.iter().find(|it| it.name == change.field).unwrap();
    if !indicator.kind.is_number() {
        return None;
    }
    let (from, to): (Number, Number) = (change.from.parse().unwrap(), change.to.parse().unwrap());
    let step = Number::ratio(1, 10_i64.pow(u32::from(indicator.kind.decimals()))).unwrap();
    let to = if to > from { to.sub(&step) } else { to.add(&step) };
    Some(Change { to: to.to_string(), ..change.clone() })
}

/// A way applied can meet the check, and with one unit less in any change nothing can.
fn way_flaw(world: &World, naive: &Naive<'_>, village: &Village, name: &str, changes: &[Change]) -> Option<String> {
    let outcomes = |changes: &[Change]| {
        let after = applied(&world.pack, village, changes);
        if !naive.is_consistent(&after) {
            return Some(Vec::new());
        }
        let all = world.completions(naive, &after, name)?;
        Some(all.iter().map(|full| naive.judge(name, full)).collect::<Vec<_>>())
    };
    let has = |changes: &[Change], fits: &[Outcome]| Some(outcomes(changes)?.iter().any(|out| fits.contains(out)));
    let (met, nothing) = (Outcome::Is(Verdict::Met), Outcome::Nothing);
    if changes.iter().any(|change| world.pack.indicators.iter().any(|it| it.name == change.field && it.given)) {
        return Some("it asks for what nobody can change".to_owned());
    }
    // With answers missing, what bounds hold for possible may not be, where several of them must fit.
    let applies = world.pack.checks.iter().any(|check| check.name == name && check.applies_when.is_some());
    let is_rough = applies || !is_exact(test_of(&world.pack, name));
    let is_whole = world.bearing(name).iter().all(|field| village.contains_key(*field));
    if (is_whole || !is_rough) && !has(changes, &[met, Outcome::Open, nothing])? {
        return Some("applied, it is not met".to_owned());
    }
    for index in 0..changes.len() {
        let mut less = changes.to_vec();
        match one_unit_less(&world.pack, &less[index]) {
            Some(change) => less[index] = change,
            None => drop(less.remove(index)),
        }
        if has(&less, &[met, Outcome::Open])? {
            return Some(format!("it is met with less: {less:?}"));
        }
    }
    None
}

proptest! {
    #![proptest_config(cases(60))]

    /// Of a whole village every verdict is the naive one; with answers missing it is the one that all completions share,
    /// and where bounds are not exact at least never another.
    #[test]
    fn verdicts_are_those_of_enumeration(world in worlds()) {
        let naive = Naive::new(&world.pack);
        for village in &world.villages {
            let assessment = world.assess(village);
            for (name, verdict) in results(&assessment) {
                let Some(completions) = world.completions(&naive, village, name) else { continue };
                let outcomes: Vec<Outcome> = completions.iter().map(|full| naive.judge(name, full)).collect();
                match shared(outcomes.iter().copied()) {
                    None => prop_assert!(
                        matches!(verdict, Verdict::Blocked | Verdict::Undecided), "{}: {:?}, but it has no value", name, verdict
                    ),
                    Some(exact) => {
                        let is_whole = world.bearing(name).iter().all(|field| village.contains_key(*field));
                        let test = test_of(&world.pack, name);
                        let is_rough = !is_exact(test) || outcomes.contains(&Outcome::Nothing);
                        let may_be_open = !is_whole && is_rough;
                        // What is open although a part has no value is blocked.
                        let is_open = exact == Verdict::Undecided || outcomes.contains(&Outcome::Nothing) || may_be_open;
                        let is_in_the_way = verdict == Verdict::Blocked && is_open && !assessment.errors.is_empty();
                        let fits = verdict == exact || is_in_the_way || (may_be_open && verdict == Verdict::Undecided);
                        prop_assert!(fits, "{} {:?}: {:?}, not {:?}, of {:?}", name, test, verdict, exact, village);
                    }
                }
            }
        }
    }

    /// A joined check whose missing answers are one number and perhaps yes/no or choices is exact, shared or not.
    #[test]
    fn one_missing_number_is_decided_exactly(world in worlds()) {
        let naive = Naive::new(&world.pack);
        let whole = &world.villages[0];
        for field in ["甲", "乙", "丙", "丁"] {
            let mut village = whole.clone();
            village.remove(field);
            village.remove("是一");
            let assessment = world.assess(&village);
            for (name, verdict) in results(&assessment) {
                let Some(completions) = world.completions(&naive, &village, name) else { continue };
                let outcomes: Vec<Outcome> = completions.iter().map(|full| naive.judge(name, full)).collect();
                if is_free(&world.pack, name) || outcomes.contains(&Outcome::Nothing) || outcomes.contains(&Outcome::Open) {
                    continue;
                }
                let exact = shared(outcomes);
                let is_in_the_way = exact == Some(Verdict::Undecided) && !assessment.errors.is_empty();
                let expected = if is_in_the_way && verdict == Verdict::Blocked { Some(Verdict::Blocked) } else { exact };
                prop_assert_eq!(Some(verdict), expected, "{} {:?} of {:?}", name, test_of(&world.pack, name), village);
            }
        }
    }

    /// Applied, a gap and each alternative turns the verdict and one unit less in any change does not; nothing that is
    /// given is touched; and no fewer answers would do.
    #[test]
    fn gaps_are_the_smallest_change(world in worlds()) {
        let naive = Naive::new(&world.pack);
        for (number, village) in world.villages.iter().enumerate() {
            let assessment = world.assess(village);
            for result in &assessment.checks {
                let name = result.name.as_str();
                let test = written(&world.pack, test_of(&world.pack, name), name);
                let told = |what: &str| format!("{name} {test} of {village:?}: {what}");
                if let Some(gap) = &result.gap {
                    prop_assert_eq!(result.verdict, Verdict::Unmet);
                    let ways = std::iter::once(&gap.changes).chain(gap.alternatives.iter().map(|way| &way.changes));
                    for changes in ways {
                        if let Some(flaw) = way_flaw(&world, &naive, village, name, changes) {
                            prop_assert!(false, "{}", told(&format!("{flaw}: {changes:?}")));
                        }
                    }
                    let fewer = gap.alternatives.iter().any(|way| way.changes.len() < gap.changes.len());
                    prop_assert!(!fewer, "{}", told("an alternative is cheaper"));
                    let after = world.assess(&applied(&world.pack, village, &gap.changes));
                    prop_assert_eq!(gap.at_least, check(&after, name).verdict != Verdict::Met, "{}", told("at least"));
                }
                let is_whole = number == 0;
                let is_open = awaits(&world.pack, name) || result.gap.as_ref().is_some_and(|gap| gap.at_least);
                if result.verdict != Verdict::Unmet || !is_whole || is_open {
                    continue;
                }
                // Natural to change is what the unmet ones judge.
                let mut unmet = leaves(&world.pack, test_of(&world.pack, name));
                let is_met = |leaf: &&Test| naive.part(&Part::Test(Box::new((*leaf).clone())), village) == Outcome::Is(Verdict::Met);
                unmet.retain(|leaf| !is_met(leaf));
                let sides = unmet.iter().map(|leaf| natural_and_companions(&world.pack, leaf));
                let (natural, others): (Vec<_>, Vec<_>) = sides.unzip();
                let natural: BTreeSet<&str> = natural.concat().into_iter().collect();
                let with: BTreeSet<&str> = natural.iter().copied().chain(others.concat()).collect();
                let by_nature = fewest(&naive, &world.pack, name, village, &natural);
                let by_all = fewest(&naive, &world.pack, name, village, &with);
                let length = result.gap.as_ref().map(|gap| gap.changes.len());
                let is_leaf = !matches!(test_of(&world.pack, name), Test::AllOf(_) | Test::AnyOf(_) | Test::CountOf { .. });
                match (by_nature, by_all, length) {
                    (None, None, None) => {}
                    (Some(fewest), _, Some(length)) if is_leaf => {
                        prop_assert_eq!(length, fewest, "{}", told(&format!("{:?}", result.gap)));
                    }
                    (None, Some(fewest), Some(length)) if is_leaf => {
                        prop_assert_eq!(length, fewest, "{}", told(&format!("{:?}", result.gap)));
                    }
                    // A whole can also be met by letting an unmet part apply no more.
                    (Some(fewest), _, Some(length)) => {
                        // Of a condition that only FEEL judges there is none, and three answers that must fit each
                        // other may be more than the search tries.
                        let may_be_longer = is_free(&world.pack, name) || fewest > 2;
                        prop_assert!(length <= fewest || may_be_longer, "{}", told(&format!("{:?}", result.gap)));
                    }
                    (None, _, Some(_)) => prop_assert!(!is_leaf, "{}", told(&format!("{:?}", result.gap))),
                    (_, Some(all), None) => {
                        let may_have_none = is_free(&world.pack, name) || !is_leaf;
                        prop_assert!(may_have_none, "{}", told(&format!("no gap, though {all} changes turn it")));
                    }
                    (Some(_), None, None) => prop_assert!(false, "{}", told("fewer fields turn what more do not")),
                }
            }
        }
    }

    /// The missing fields that are named can decide a check, and no smaller set of those that it reads can.
    #[test]
    fn the_missing_set_is_enough_and_smallest(world in worlds()) {
        let naive = Naive::new(&world.pack);
        for village in &world.villages[1..] {
            let assessment = world.assess(village);
            for result in &assessment.checks {
                let name = result.name.as_str();
                if result.verdict != Verdict::Undecided {
                    prop_assert!(result.missing.is_empty(), "{}", name);
                    continue;
                }
                let Some(completions) = world.completions(&naive, village, name) else { continue };
                let outcomes: Vec<Outcome> = completions.iter().map(|full| naive.judge(name, full)).collect();
                if outcomes.contains(&Outcome::Nothing) || is_free(&world.pack, name) {
                    continue;
                }
                let can_decide = |fields: &[&str]| {
                    let key = |full: &Village| fields.iter().map(|field| full[*field].clone()).collect::<Vec<_>>();
                    let keys: BTreeSet<Vec<Told>> = completions.iter().map(key).collect();
                    keys.iter().any(|wanted| {
                        let fitting = completions.iter().zip(&outcomes).filter(|(full, _)| key(full) == *wanted);
                        shared(fitting.map(|(_, outcome)| *outcome)) != Some(Verdict::Undecided)
                    })
                };
                // Bounds may leave open what is decided.
                if can_decide(&[]) {
                    continue;
                }
                let missing: Vec<&str> = result.missing.iter().map(String::as_str).collect();
                let test = written(&world.pack, test_of(&world.pack, name), name);
                let told = || format!("{name} {test} of {village:?}: {missing:?}");
                if missing.is_empty() {
                    prop_assert!(!result.awaits.is_empty() || awaits(&world.pack, name), "{} names nothing", told());
                    continue;
                }
                prop_assert!(can_decide(&missing), "{} cannot decide", told());
                let open: Vec<&str> = world.read(name).into_iter().filter(|field| !village.contains_key(*field)).collect();
                // With two numbers missing in a whole, bounds do not see that its parts exclude each other.
                let is_number = |field: &&&str| ["甲", "乙", "丙", "丁", "钱", "率"].contains(*field);
                let is_rough = !is_exact(test_of(&world.pack, name)) && open.iter().filter(is_number).count() > 1;
                let sets = (0..1_u32 << open.len()).filter(|_| !is_rough);
                for set in sets.filter(|set| (set.count_ones() as usize) < missing.len()) {
                    let fields: Vec<&str> =
                        open.iter().enumerate().filter(|(bit, _)| set & (1 << bit) != 0).map(|(_, field)| *field).collect();
                    prop_assert!(!can_decide(&fields), "{}: {:?} is smaller", told(), fields);
                }
            }
        }
    }

    /// Explanations come to their verdicts, name what decided them, and blocked ones their errors.
    #[test]
    fn explanations_come_to_their_verdicts(world in worlds(), bad in 0..6_usize) {
        for village in &world.villages {
            let mut given = answers(village);
            match bad {
                0 => drop(given.insert("乙".to_owned(), Answer::from("三"))),
                1 => drop(given.insert("是一".to_owned(), Answer::from("也许"))),
                2 => {
                    given.insert("甲".to_owned(), Answer::from(1));
                    given.insert("乙".to_owned(), Answer::from(2));
                }
                3 => drop(given.insert("钱".to_owned(), Answer::from("1.001"))),
                _ => {}
            }
            let assessment = world.engine.assess(&given, date());
            let explained = assessment.checks.iter().flat_map(|check| &check.explanation);
            for explanation in explained.chain(assessment.summaries.iter().flat_map(|summary| &summary.explanation)) {
                let flaws = recompute::flaws(explanation);
                prop_assert!(flaws.is_empty(), "{}", flaws.join("\n"));
                for fault in &explanation.faults {
                    let known = assessment.errors.iter().any(|error| (error.code, &error.fields) == (fault.code, &fault.fields));
                    prop_assert!(known, "{:?} is none of the errors {:?}", fault, assessment.errors);
                }
            }
            for result in assessment.checks.iter().filter(|result| result.verdict == Verdict::Blocked) {
                let read = world.read(&result.name);
                // What cancels out in a formula is not read, and stands in it.
                let text = written(&world.pack, test_of(&world.pack, &result.name), &result.name);
                let is_named = |field: &String| read.contains(&field.as_str()) || text.contains(field.as_str());
                for fault in &result.explanation.as_ref().unwrap().faults {
                    prop_assert!(fault.fields.iter().any(is_named), "{}: {:?}", result.name, fault);
                }
            }
        }
    }

    /// An answer that nothing reads changes nothing, nor does the order in which answers are given.
    #[test]
    fn what_nothing_reads_changes_nothing(world in worlds()) {
        for village in &world.villages {
            let before = world.assess(village);
            let mut more = answers(village);
            more.insert(IDLE.to_owned(), Answer::from(7));
            more.insert("没有这一项".to_owned(), Answer::from("随便"));
            let mut after = world.engine.assess(&more, date());
            prop_assert_eq!(after.warnings.len(), 1);
            after.warnings.clear();
            prop_assert_eq!(&before, &after);
            let mut backwards: Vec<String> = answers(village).iter().map(|(name, answer)| {
                format!("{}: {}", serde_json::to_string(name).unwrap(), serde_json::to_string(answer).unwrap())
            }).collect();
            backwards.reverse();
            let read: Answers = serde_json::from_str(&format!("{{{}}}", backwards.join(", "))).unwrap();
            prop_assert_eq!(&before, &world.engine.assess(&read, date()));
        }
    }

    /// A session that goes from one village to the next, answer by answer, is always where a fresh start is; so is one that
    /// leaves explanations out, and it gives them when it is asked.
    #[test]
    fn a_session_is_where_a_fresh_start_is(world in worlds()) {
        let engine = Arc::new(Engine::new(world.pack.clone()).unwrap());
        let mut session = Session::new(engine.clone(), date());
        let mut short = Session::start(engine.clone(), Answers::new(), date(), None, Detail::GAPS);
        for village in &world.villages {
            for indicator in &world.pack.indicators {
                let answer = answers(village).get(&indicator.name).cloned().unwrap_or(Answer::Missing);
                session.set(&indicator.name, answer.clone());
                short.set(&indicator.name, answer);
                let fresh = engine.assess(session.answers(), date());
                for (kept, fresh) in session.assessment().checks.iter().zip(&fresh.checks) {
                    prop_assert_eq!(kept, fresh);
                }
                prop_assert_eq!(session.assessment(), &fresh);
                let bare = engine.verdicts(session.answers(), date());
                let bare_results: Vec<Verdict> = bare.checks.iter().chain(&bare.summaries).copied().collect();
                prop_assert_eq!(bare_results, results(&fresh).map(|(_, verdict)| verdict).collect::<Vec<_>>());
                prop_assert_eq!(bare.errors, fresh.errors.len());
                prop_assert_eq!(short.assessment(), &brief(&fresh));
            }
            prop_assert_eq!(tells_all(&short, session.assessment()), Ok(()));
        }
    }

    /// The order in which a pack lists its checks changes no verdict, gap or missing set.
    #[test]
    fn the_order_of_checks_changes_nothing(world in worlds()) {
        let mut turned = world.pack.clone();
        turned.checks.reverse();
        let other = Engine::new(turned).unwrap();
        for village in &world.villages {
            let (one, two) = (world.assess(village), other.assess(&answers(village), date()));
            for result in &one.checks {
                prop_assert_eq!(&**result, check(&two, &result.name));
            }
            // What is selected stands in another order, so that of several smallest sets another may come first.
            for (one, two) in one.summaries.iter().zip(&two.summaries) {
                prop_assert_eq!((&one.name, one.verdict, one.missing.len()), (&two.name, two.verdict, two.missing.len()));
            }
            prop_assert_eq!(one.counts, two.counts);
        }
    }
}

/// Whether it rests on a condition that only FEEL judges, of which bounds know nothing.
fn is_free(pack: &Pack, name: &str) -> bool {
    let selects = |leaf: &&Test| matches!(leaf, Test::Every(_) | Test::SomeUnmet(_));
    let by_feel = |leaf: &&Test| {
        let Test::Condition(text) = leaf else { return false };
        ["if", "count", "丙 in"].iter().any(|form| text.starts_with(form))
    };
    leaves(pack, test_of(pack, name)).iter().any(|leaf| selects(leaf) || by_feel(leaf))
}

/// Whether it or a part waits for a parameter.
fn awaits(pack: &Pack, name: &str) -> bool {
    written(pack, test_of(pack, name), name).contains("未定")
}

/// The comparison words of the model and of FEEL are the same five.
#[test]
fn every_comparison_is_generated() {
    let all = [Comparison::AtLeast, Comparison::Above, Comparison::AtMost, Comparison::Below, Comparison::Equals];
    let mut seen = BTreeSet::new();
    for seed in 0..200_u32 {
        let draws: Vec<u32> = (0..DRAWS as u32)
            .map(|n| n.wrapping_mul(2_654_435_761).wrapping_add(seed.wrapping_mul(40_503)) >> 3)
            .collect();
        for check in &World::new(draws).pack.checks {
            if let Test::Compare { is, .. } = &check.test {
                seen.insert(format!("{is:?}"));
            }
        }
    }
    assert_eq!(seen, all.iter().map(|is| format!("{is:?}")).collect());
}
