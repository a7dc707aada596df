//! The golden cases, shared by the native and the wasm runner: which there are, how a file is read, how it is judged.
//!
//! A case is one TOML file in `tests/golden/`: `about`, `pack` (the default one if left out), `date`, `[answers]`,
//! perhaps `overlaid` and `[earlier]` (verdicts of an earlier self-check), and below them `[assessment]` with the whole `expected` text.
//! Depends on `rules`, `packs` and `toml`; on no file, so that it runs in wasm.

pub(crate) mod diff;
pub(crate) mod gap;
pub(crate) mod table;
pub(crate) mod text;

use std::collections::BTreeMap;

use rules::assessment::{CheckResult, Verdict};
use rules::model::Kind;
use rules::{Answers, Assessment, CONTRACT, Date, Engine, Named, Pack, Record};
use serde::Deserialize;

/// Hands the names of all cases to the macro named. A case is the file of that name in `tests/golden/`.
macro_rules! each_case {
    ($do:ident) => {
        $do! {
            alerts_at_their_edges
            all_met
            all_unmet
            as_typed
            below_area_figures
            decided_by_bounds
            division_by_zero
            empty
            exit_at_three_percent
            exit_just_below
            grid_due_day
            grid_late
            not_poor_village
            overdue
            overlaid
            part_exceeds_hidden_whole
            part_exceeds_whole
            real_daogu
            real_jishan
            real_xingtian
            scope_in_by_need
            scope_open_by_batch
            scope_open_by_need
            scope_open_by_type
            scope_out
            since_earlier
            since_nothing_said
            since_stable_lost
            soft_and_remarks
            wrong_answers
            zero_wholes
        }
    };
}
pub(crate) use each_case;

/// Where the expected text begins; everything below belongs to it.
pub(crate) const HEADING: &str = "[assessment]";

/// A case as its file gives it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    about: String,
    #[serde(default = "default_pack")]
    pack: String,
    /// Judged with the overlay of the guide.
    #[serde(default)]
    overlaid: bool,
    date: String,
    answers: Answers,
    #[serde(default)]
    earlier: Option<BTreeMap<String, String>>,
    #[serde(default)]
    assessment: Option<Expected>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expected {
    pub(crate) expected: String,
}

fn default_pack() -> String {
    packs::shipped()[0].id.to_owned()
}

/// A case's line in the file of receipts: the digests of its assessment and of its receipt.
pub(crate) fn receipt_line(name: &str, case: &Case) -> String {
    let receipt = case.record().1.receipt;
    format!("{name} {} {}\n", receipt.result, receipt.digest)
}

/// The engine of a shipped pack.
pub(crate) fn engine(pack: &str) -> Engine {
    Engine::new(shipped(pack)).expect("a shipped pack compiles")
}

fn shipped(pack: &str) -> Pack {
    packs::load(pack).unwrap_or_else(|| panic!("no pack `{pack}` ships")).expect("a shipped pack is read")
}

/// A shipped pack with the overlay of the guide laid on.
fn overlaid(pack: &str) -> Engine {
    let files = [
        ("overlay.toml", include_str!("../../../../docs/examples/overlay-shili/overlay.toml")),
        ("checks.toml", include_str!("../../../../docs/examples/overlay-shili/checks.toml")),
    ];
    let overlay = packs::parse_overlay(&files).expect("the overlay of the guide is read");
    Engine::new(rules::overlay::apply(shipped(pack), &overlay).expect("it is laid on")).expect("it compiles")
}

pub(crate) fn date(text: &str) -> Date {
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

/// The code of a verdict, a kind, an operator … as it stands in JSON.
pub(crate) fn code(value: impl serde::Serialize) -> String {
    match toml::Value::try_from(value) {
        Ok(toml::Value::String(code)) => code,
        other => panic!("a code is a text, not {other:?}"),
    }
}

pub(crate) fn verdict(text: &str) -> Verdict {
    let all = [Verdict::Met, Verdict::Unmet, Verdict::Undecided, Verdict::NotApplicable, Verdict::Blocked];
    all.into_iter().find(|verdict| code(verdict) == text).unwrap_or_else(|| panic!("`{text}` is no verdict"))
}

/// Every check, the 八有 among them.
pub(crate) fn all_checks(assessment: &Assessment) -> impl Iterator<Item = &CheckResult> {
    assessment.checks.iter().chain(&assessment.eight_have.items).map(|check| &**check)
}

impl Case {
    pub(crate) fn read(file: &str) -> Self {
        let case: Self = toml::from_str(file).unwrap_or_else(|error| panic!("not a case: {error}"));
        assert!(!case.about.trim().is_empty(), "`about` says what the case shows");
        case
    }

    fn earlier(&self) -> Option<Named<Verdict>> {
        let earlier = self.earlier.as_ref()?;
        Some(earlier.iter().map(|(name, text)| (name.clone(), verdict(text))).collect())
    }

    fn engine(&self) -> Engine {
        if self.overlaid { overlaid(&self.pack) } else { engine(&self.pack) }
    }

    /// The case as a record with its receipt, which must verify.
    pub(crate) fn record(&self) -> (Engine, Record) {
        let engine = self.engine();
        let earlier = self.earlier();
        let assessment = engine.assess_since(&self.answers, date(&self.date), earlier.as_ref());
        let record = Record::new(&engine, &self.answers, earlier.as_ref(), &assessment);
        assert_eq!(record.verify(&engine), []);
        (engine, record)
    }

    /// Judges the case and holds what is true of every assessment: versions, counts, and that each gap is the smallest.
    pub(crate) fn judged(&self) -> String {
        let engine = self.engine();
        let day = date(&self.date);
        let earlier = self.earlier();
        let assess = |answers: &Answers| engine.assess_since(answers, day, earlier.as_ref());
        let assessment = assess(&self.answers);
        if let Some(earlier) = &earlier {
            let known = |name: &String| {
                all_checks(&assessment).any(|check| check.name == *name)
                    || assessment.summaries.iter().any(|summary| summary.name == *name)
            };
            let unknown: Vec<&String> = earlier.keys().filter(|name| !known(name)).collect();
            assert!(unknown.is_empty(), "no check or summary has the names {unknown:?} in `earlier`");
        }
        // Held here and left out of the text, so that a release does not rewrite every case.
        assert_eq!((assessment.contract.as_str(), assessment.engine.as_str()), (CONTRACT, Engine::VERSION));
        assert_eq!(assessment.pack.version, engine.pack().version);
        held_by_counts(&assessment);
        let flaws = gap::flaws(&engine, &self.answers, &assessment, &assess);
        assert!(flaws.is_empty(), "gaps that are not the smallest change:\n{}", flaws.join("\n"));
        text::of(&assessment)
    }

    /// Compares what comes out with what is expected; the fault is a readable difference.
    pub(crate) fn check(&self) -> Result<(), String> {
        let Some(Expected { expected }) = &self.assessment else {
            return Err(format!("there is no `expected` below `{HEADING}`"));
        };
        let actual = self.judged();
        if *expected != actual {
            return Err(diff::lines(expected, &actual));
        }
        // Even where it is expected.
        let nameless: Vec<&str> = actual.lines().filter(|line| is_nameless(line)).collect();
        if nameless.is_empty() { Ok(()) } else { Err(format!("something has no name in\n{}\n", nameless.join("\n"))) }
    }
}

/// Whether a line speaks of something and does not say of what: a part without a name, a sentence without a subject.
fn is_nameless(line: &str) -> bool {
    let line = line.trim_start();
    line.contains("“”")
        || line.contains("parts  ")
        || line.contains(",  ")
        || [
            "还不能判定",
            "未达标",
            "已达标",
            "都已达标",
            "填写有误",
            "的数据有误",
            "为 0",
            "要求",
            "倡导",
            "符合",
            "，",
        ]
        .iter()
        .any(|verb| line.starts_with(verb))
}

/// The counts are those of the checks that count, and of the 八有.
fn held_by_counts(assessment: &Assessment) {
    let counted = assessment.checks.iter().filter(|check| check.kind.is_counted());
    let of = |wanted: Verdict| counted.clone().filter(|check| check.verdict == wanted).count();
    let counts = assessment.counts;
    assert_eq!(
        [counts.met, counts.unmet, counts.undecided, counts.not_applicable, counts.blocked],
        [
            of(Verdict::Met),
            of(Verdict::Unmet),
            of(Verdict::Undecided),
            of(Verdict::NotApplicable),
            of(Verdict::Blocked)
        ]
    );
    assert!(assessment.checks.iter().all(|check| check.kind != Kind::EightHave));
}
