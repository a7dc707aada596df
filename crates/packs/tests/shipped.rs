//! The shipped packs are whole: they load, every name is unique, every name referred to exists, and the checks are
//! exactly those of the reading of the document.

use std::collections::{BTreeMap, BTreeSet};

use packs::{load, shipped};
use rules::model::{AreaTest, Basis, Check, IndicatorType, Kind, Part, Selection, Test};
use rules::{Answer, Answers, Engine, Pack, Verdict};

const ID: &str = "chongqing-2018";

#[expect(clippy::panic, reason = "tells the test what went wrong")]
fn pack(id: &str) -> Pack {
    match load(id) {
        Some(Ok(pack)) => pack,
        Some(Err(error)) => panic!("{error}"),
        None => panic!("no pack {id}"),
    }
}

fn every_pack() -> Vec<Pack> {
    shipped().iter().map(|shipped| pack(shipped.id)).collect()
}

/// The checks by kind, in the order of the table in the reading of the document.
const EXPECTED: &[(Kind, &str)] = &[
    (
        Kind::Target,
        "通村公路硬化 通组公路 饮水安全 供水水质 供水水价 居住点供水入户 4G覆盖 宽带 广播电视户户通 动力电 农网改造升级 \
         特色优势产业 产业参与度 电商覆盖 利益联结 致富带头人 青壮年培训 转移就业 \
         生活垃圾处理 污水设施 易地搬迁 存量危房清零 增量危房纳入 传统村落保护 \
         消除空壳村 清产核资 股份合作制改革 \
         标准化卫生室 签约服务 教育资助 村小运行 文化室 综合文化服务中心 养老保险代缴 新致贫返贫建档 低保应保尽保 \
         村两委班子 协商议事组织 村规民约 三留守关爱 讲习所或农民夜校 扫黑除恶 收入增速达标",
    ),
    (Kind::Guidance, "扶贫车间 便民服务中心 互助养老 志愿服务"),
    (Kind::Area, "集体收入五万元"),
    (
        Kind::Duty,
        "施工图时间表 方案备案 项目入库 第一书记 驻村工作队 四议两公开 联席会议 干部补贴 大学生村官 公示公告 村务监督 \
         资金无违规",
    ),
    (Kind::Assured, "吃不愁 穿不愁 义务教育 基本医疗 住房安全"),
    (Kind::EightHard, "饮水难 行路难 用电难 住房难 上学难 看病难 通信难 增收难"),
    (Kind::EightHave, "有特色产业 有硬化公路 有安全饮水 有动力电 有通信网络 有集体经济 有公共服务 有好班子"),
];

const SUMMARIES: &str = "实施范围 基础设施短板 特色产业空白 集体经济空壳 两确保 基础设施进一步改善 产业带贫机制进一步建立 \
                         生态人居环境进一步优化 村级治理体系进一步夯实 一稳定";

const AREAS: &str = "供水保证率 集中供水率 贫困村动力电 贫困村电商 深度贫困乡镇农网改造 生活垃圾处理村占比 污水处理率 \
                     卫生厕所普及率 消除空壳村 集体收入五万元村占比 返贫率 八有全达标村占比 各检查项达标村数";

const DERIVED: &str = "收入增速 返贫率 贫困发生率 集中供水率 污水处理率 卫生厕所普及率 通组公路率";

/// Indicators that feed no verdict: who the village is, and what the document names without asking for a figure.
const UNJUDGED: &str = "区县 乡镇 村名 行政区划代码 通气户数 增收方式 群众满意度 项目资金使用率";

fn words(text: &str) -> BTreeSet<&str> {
    text.split_whitespace().collect()
}

/// The names a FEEL formula uses.
fn names_in(formula: &str) -> BTreeSet<String> {
    let outside_strings: String = formula.split('"').step_by(2).collect::<Vec<_>>().join(" ");
    outside_strings
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.starts_with(|c: char| !c.is_numeric()))
        .filter(|word| !["and", "or", "not", "in"].contains(word))
        .map(str::to_owned)
        .collect()
}

/// What a test refers to.
#[derive(Default)]
struct Uses {
    /// Indicators, derived values and parameters.
    values: BTreeSet<String>,
    /// Checks and summaries.
    checks: BTreeSet<String>,
    selections: Vec<Selection>,
}

impl Uses {
    fn value(&mut self, name: &str) {
        self.values.insert(name.to_owned());
    }

    fn formula(&mut self, formula: &str) {
        self.values.extend(names_in(formula));
    }

    fn test(&mut self, test: &Test) {
        match test {
            Test::Yes(name) | Test::No(name) | Test::None(name) => self.value(name),
            Test::All { part, whole } => [part, whole].into_iter().for_each(|name| self.value(name)),
            Test::Share { part, whole, at_least } => {
                [part, whole, at_least].into_iter().for_each(|name| self.value(name));
            }
            Test::Compare { value, than, .. } => {
                self.formula(value);
                self.value(than);
            }
            Test::CountOf { parts, at_least } => {
                self.value(at_least);
                self.parts(parts);
            }
            Test::AllOf(parts) | Test::AnyOf(parts) | Test::Stable(parts) => self.parts(parts),
            Test::Every(selection) | Test::SomeUnmet(selection) | Test::Improved(selection) => {
                self.selections.push(selection.clone());
            }
            Test::Condition(condition) => self.formula(condition),
            Test::Compiled => {}
        }
    }

    fn parts(&mut self, parts: &[Part]) {
        for part in parts {
            match part {
                Part::Name(name) => {
                    self.checks.insert(name.clone());
                }
                Part::Test(test) => self.test(test),
            }
        }
    }

    fn check(&mut self, check: &Check) {
        self.test(&check.test);
        check.applies_when.iter().for_each(|condition| self.formula(condition));
        check.tolerance.iter().for_each(|name| self.value(name));
        check.remarks.iter().for_each(|remark| self.formula(&remark.when));
    }

    fn of(pack: &Pack) -> Self {
        let mut uses = Self::default();
        pack.derived.iter().for_each(|derived| uses.formula(&derived.formula));
        pack.checks.iter().for_each(|check| uses.check(check));
        pack.summaries.iter().for_each(|summary| uses.test(&summary.test));
        let when = pack.warn.iter().flat_map(|when| when.within.iter().chain(&when.days));
        when.for_each(|name| uses.value(name));
        for area in &pack.areas {
            area.tolerance.iter().for_each(|name| uses.value(name));
            match &area.test {
                AreaTest::Rate { sum, over, than, .. } => {
                    uses.formula(sum);
                    uses.formula(over);
                    uses.value(than);
                }
                AreaTest::ShareOfVillages { check, than, .. } => {
                    uses.checks.insert(check.clone());
                    uses.value(than);
                }
                AreaTest::EveryVillage { check, among, townships } => {
                    uses.checks.insert(check.clone());
                    uses.formula(among);
                    townships.iter().for_each(|name| uses.value(name));
                }
                AreaTest::CountAllOf { .. } | AreaTest::CountEach {} | AreaTest::Compiled => {}
            }
        }
        uses
    }
}

/// The names of values of a pack: indicators, derived values, parameters.
fn value_names(pack: &Pack) -> Vec<&str> {
    let indicators = pack.indicators.iter().map(|it| it.name.as_str());
    let derived = pack.derived.iter().map(|it| it.name.as_str());
    indicators.chain(derived).chain(pack.parameters.iter().map(|it| it.name.as_str())).collect()
}

fn assert_unique(names: &[&str]) {
    let mut seen = BTreeSet::new();
    for name in names {
        assert!(seen.insert(name), "{name} twice");
    }
}

#[test]
fn the_default_pack_is_first() {
    assert_eq!(shipped()[0].id, ID);
    assert!(load("no-such-pack").is_none());
}

#[test]
fn each_loads_under_its_own_identifier() {
    for shipped in shipped() {
        assert_eq!(pack(shipped.id).id, shipped.id);
    }
}

#[test]
fn names_are_unique_and_values_are_identifiers() {
    for pack in every_pack() {
        let values = value_names(&pack);
        assert_unique(&values);
        for name in values {
            assert!(name.starts_with(char::is_alphabetic) && name.chars().all(char::is_alphanumeric), "{name}");
        }
        let checks = pack.checks.iter().map(|it| it.name.as_str());
        assert_unique(&checks.chain(pack.summaries.iter().map(|it| it.name.as_str())).collect::<Vec<_>>());
        assert_unique(&pack.areas.iter().map(|it| it.name.as_str()).collect::<Vec<_>>());
        assert_unique(&pack.sections.iter().map(|it| it.name.as_str()).collect::<Vec<_>>());
    }
}

#[test]
fn every_name_referred_to_exists() {
    for pack in every_pack() {
        let values: BTreeSet<&str> = value_names(&pack).into_iter().collect();
        let checks = pack.checks.iter().map(|it| it.name.as_str());
        let checks: BTreeSet<&str> = checks.chain(pack.summaries.iter().map(|it| it.name.as_str())).collect();
        let sections: BTreeSet<&str> = pack.sections.iter().map(|it| it.name.as_str()).collect();
        let uses = Uses::of(&pack);
        for name in &uses.values {
            assert!(values.contains(name.as_str()), "{name} is no value");
        }
        for name in &uses.checks {
            assert!(checks.contains(name.as_str()), "{name} is no check");
        }
        for selection in &uses.selections {
            let selected = pack.checks.iter().any(|check| {
                selection.kinds.contains(&check.kind)
                    && selection.clause.as_ref().is_none_or(|it| check.clause.first() == Some(it))
            });
            assert!(selected, "{selection:?} selects nothing");
        }
        let places = pack.indicators.iter().map(|it| &it.section);
        let places = places.chain(pack.derived.iter().map(|it| &it.section));
        let places = places.chain(pack.checks.iter().map(|it| &it.section));
        for section in places.chain(pack.areas.iter().map(|it| &it.section)) {
            assert!(sections.contains(section.as_str()), "{section} is no section");
        }
    }
}

#[test]
fn parts_stay_within_their_whole() {
    for pack in every_pack() {
        let by_name: BTreeMap<&str, _> = pack.indicators.iter().map(|it| (it.name.as_str(), it)).collect();
        for indicator in &pack.indicators {
            if let Some(whole) = &indicator.at_most {
                let whole = by_name[whole.as_str()];
                assert_eq!((indicator.kind, &indicator.unit), (whole.kind, &whole.unit), "{}", indicator.name);
            }
        }
        // A share of a whole that its part may exceed would be judged on broken data.
        for check in &pack.checks {
            if let Test::All { part, whole } | Test::Share { part, whole, .. } = &check.test {
                assert_eq!(by_name[part.as_str()].at_most.as_ref(), Some(whole), "{}", check.name);
            }
        }
    }
}

#[test]
fn indicators_say_what_to_count() {
    for pack in every_pack() {
        for indicator in &pack.indicators {
            let name = &indicator.name;
            assert!(indicator.help.ends_with('。') && indicator.help.chars().count() <= 48, "{name}");
            assert_eq!(indicator.kind.is_number(), !indicator.unit.is_empty(), "{name}");
            let choice = matches!(indicator.kind, IndicatorType::Choice | IndicatorType::MultiChoice);
            assert_eq!(choice, !indicator.options.is_empty(), "{name}");
        }
    }
}

#[test]
fn checks_say_what_is_required_and_how_much_is_missing() {
    for pack in every_pack() {
        for check in &pack.checks {
            let name = &check.name;
            assert!(!check.clause.is_empty() && check.clause.iter().all(|clause| !clause.is_empty()), "{name}");
            assert!(check.requirement.ends_with('。'), "{name}");
            assert!((2..=4).contains(&check.measures.len()), "{name}");
            let numeric =
                matches!(check.test, Test::None(_) | Test::All { .. } | Test::Share { .. } | Test::Compare { .. });
            let phrase = check.gap_phrase.as_deref();
            assert_eq!(numeric, phrase.is_some_and(|it| it.matches("{n}").count() == 1), "{name}");
        }
    }
}

#[test]
fn a_figure_that_the_document_does_not_give_is_marked() {
    for pack in every_pack() {
        let basis: BTreeMap<&str, Basis> = pack.parameters.iter().map(|it| (it.name.as_str(), it.basis)).collect();
        for check in &pack.checks {
            if let Test::Share { at_least: figure, .. } | Test::Compare { than: figure, .. } = &check.test {
                let of_figure = basis.get(figure.as_str()).copied().unwrap_or_default();
                assert_eq!(check.basis, of_figure, "{}", check.name);
            }
        }
        for parameter in &pack.parameters {
            assert!(!parameter.clause.is_empty() && !parameter.note.is_empty(), "{}", parameter.name);
            assert!(parameter.value.is_some() || parameter.basis == Basis::Local, "{}", parameter.name);
        }
    }
}

#[test]
fn the_checks_are_those_of_the_reading() {
    let pack = pack(ID);
    for (kind, expected) in EXPECTED {
        let found: BTreeSet<&str> =
            pack.checks.iter().filter(|it| it.kind == *kind).map(|it| it.name.as_str()).collect();
        assert_eq!(found, words(expected), "{kind:?}");
    }
    let counts: Vec<usize> =
        EXPECTED.iter().map(|(kind, _)| pack.checks.iter().filter(|it| it.kind == *kind).count()).collect();
    assert_eq!(counts, [43, 4, 1, 12, 5, 8, 8]);
}

#[test]
fn summaries_areas_and_derived_values_are_those_of_the_reading() {
    let pack = pack(ID);
    assert_eq!(pack.summaries.iter().map(|it| it.name.as_str()).collect::<BTreeSet<_>>(), words(SUMMARIES));
    assert_eq!(pack.areas.iter().map(|it| it.name.as_str()).collect::<BTreeSet<_>>(), words(AREAS));
    assert_eq!(pack.derived.iter().map(|it| it.name.as_str()).collect::<BTreeSet<_>>(), words(DERIVED));
}

#[test]
fn every_indicator_and_parameter_is_used() {
    let pack = pack(ID);
    let uses = Uses::of(&pack);
    let unused = pack.indicators.iter().map(|it| &it.name).chain(pack.parameters.iter().map(|it| &it.name));
    let unused: BTreeSet<&str> = unused.map(String::as_str).filter(|name| !uses.values.contains(*name)).collect();
    assert_eq!(unused, words(UNJUDGED));
}

#[test]
fn unofficial_lists_say_so() {
    let pack = pack(ID);
    for kind in [Kind::EightHave, Kind::EightHard] {
        assert!(pack.notices.iter().any(|notice| notice.kind == kind));
        assert!(pack.checks.iter().filter(|it| it.kind == kind).all(|it| it.basis == Basis::Unverified));
    }
}

#[test]
fn only_what_nobody_needs_is_optional() {
    let pack = pack(ID);
    let optional: Vec<&str> = pack.indicators.iter().filter(|it| it.optional).map(|it| it.name.as_str()).collect();
    assert_eq!(optional, ["行政区划代码", "群众满意度", "项目资金使用率"]);
}

#[test]
fn shared_indicators_are_the_same_in_both_packs() {
    let first = pack(ID);
    for indicator in pack("national-exit-2016").indicators {
        assert!(first.indicators.contains(&indicator), "{}", indicator.name);
    }
}

#[test]
fn a_growth_from_nothing_has_no_verdict_whatever_is_missing() {
    let engine = Engine::new(pack("chongqing-2018")).unwrap();
    let answers = |pairs: &[(&str, &str)]| -> Answers {
        pairs.iter().map(|(name, text)| ((*name).to_owned(), Answer::from(*text))).collect()
    };
    for more in [&[][..], &[("本年人均纯收入", "100")], &[("区县收入增速", "8")]] {
        let answers = answers(&[&[("上年人均纯收入", "0")], more].concat());
        let assessment = engine.assess(&answers, "2020-06-30".parse().unwrap());
        let check = assessment.checks.iter().find(|check| check.name == "收入增速达标").unwrap();
        assert_eq!(check.verdict, Verdict::Blocked, "{answers:?}");
        assert_eq!(assessment.errors.len(), 1, "{answers:?}");
    }
}
