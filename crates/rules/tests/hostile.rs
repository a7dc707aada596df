//! Packs made to keep the engine busy are judged in a moment all the same: every search ends at its limit with an answer
//! that is sound, if not the smallest.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write as _;

use rules::{Answer, Answers, Assessment, Date, Engine, Verdict};

const HEAD: &str = "id = 'hostile'\ntitle = '难'\nversion = '1.0.0'\nsections = [{ name = '村' }]\n";

/// How many options a choice has.
const OPTIONS: usize = 30;

fn engine(checks: &[(String, String)]) -> Engine {
    let mut pack = format!("{HEAD}indicators = [\n");
    for field in 0..12 {
        writeln!(pack, "  {{ name = '数{field}', section = '村', type = 'count', unit = '个' }},").unwrap();
        writeln!(pack, "  {{ name = '是{field}', section = '村', type = 'yes-no' }},").unwrap();
    }
    let options: Vec<String> = (0..OPTIONS).map(|n| format!("'选{n}'")).collect();
    for field in 0..6 {
        let options = options.join(", ");
        writeln!(pack, "  {{ name = '选项{field}', section = '村', type = 'choice', options = [{options}] }},")
            .unwrap();
    }
    pack.push_str("]\n");
    for (name, test) in checks {
        writeln!(pack, "[[checks]]\nname = '{name}'\nkind = 'target'\nsection = '村'\nclause = ['一']").unwrap();
        writeln!(pack, "requirement = '难。'\ntest = {test}").unwrap();
    }
    Engine::new(toml::from_str(&pack).unwrap()).unwrap()
}

fn assess(engine: &Engine, answers: &Answers) -> Assessment {
    engine.assess(answers, "2020-06-30".parse::<Date>().unwrap())
}

/// A condition that stays open until the last of six choices is made, each among many options.
#[test]
fn many_options_of_what_is_missing() {
    let options: Vec<String> = (0..OPTIONS).map(|n| format!("\"选{n}\"")).collect();
    let odd: Vec<&str> = options.iter().skip(1).step_by(2).map(String::as_str).collect();
    let even: Vec<&str> = options.iter().step_by(2).map(String::as_str).collect();
    let term = |set: u32| {
        let of = |n: u32| format!("选项{n} in ({})", if set & (1 << n) == 0 { &even } else { &odd }.join(", "));
        format!("({})", (0..6).map(of).collect::<Vec<_>>().join(" and "))
    };
    let terms: Vec<String> = (0..64_u32).filter(|set| set.count_ones() % 2 == 1).map(term).collect();
    let engine = engine(&[("难".to_owned(), format!("{{ condition = '{}' }}", terms.join(" or ")))]);
    // The search has ended before it found a smallest set: all are named.
    assert_eq!(assess(&engine, &Answers::new()).checks[0].missing.len(), 6);
    let mut answers: Answers = (1..6).map(|n| (format!("选项{n}"), Answer::from("选0"))).collect();
    let almost = assess(&engine, &answers);
    assert_eq!((almost.checks[0].verdict, &almost.checks[0].missing), (Verdict::Undecided, &vec!["选项0".to_owned()]));
    answers.insert("选项0".to_owned(), Answer::from("选1"));
    assert_eq!(assess(&engine, &answers).checks[0].verdict, Verdict::Met);
}

/// Parts of parts, each level asking for the next in two ways.
#[test]
fn deep_nests() {
    let mut test = "{ yes = '是0' }".to_owned();
    for level in 0..12 {
        let (how, field) = (if level % 2 == 0 { "all_of" } else { "any_of" }, level % 12);
        test = format!("{{ {how} = [{test}, {{ no = '是{field}' }}] }}");
    }
    let engine = engine(&[("难".to_owned(), test)]);
    assert!(!assess(&engine, &Answers::new()).checks[0].missing.is_empty());
    let yes: Answers = (0..12).map(|n| (format!("是{n}"), Answer::from(true))).collect();
    assert!(assess(&engine, &yes).checks[0].verdict != Verdict::Undecided);
}

/// Checks of which each rests on the two before it.
#[test]
fn checks_that_rest_on_each_other() {
    let mut checks = vec![
        ("项0".to_owned(), "{ yes = '是0' }".to_owned()),
        ("项1".to_owned(), "{ compare = { value = '数0 + 数1 + 数2', is = 'above', than = '数3' } }".to_owned()),
    ];
    for n in 2..16 {
        let how = if n % 2 == 0 { "all_of" } else { "any_of" };
        let (one, two) = (n - 1, n - 2);
        checks.push((format!("项{n}"), format!("{{ {how} = ['项{one}', '项{two}'] }}")));
    }
    let engine = engine(&checks);
    let open = assess(&engine, &Answers::new());
    assert!(open.checks.iter().all(|check| check.verdict == Verdict::Undecided && !check.missing.is_empty()));
    let bad: Answers =
        (0..4).map(|n| (format!("数{n}"), Answer::from(0))).chain([("是0".to_owned(), Answer::from(false))]).collect();
    assert!(assess(&engine, &bad).checks.iter().all(|check| check.verdict == Verdict::Unmet));
}
