//! The pack as the page needs it: which fields stand in which section, and which checks each field feeds.
//!
//! Made once from the engine's pack. Depends on `rules` alone.

use std::ops::Deref;
use std::rc::Rc;

use rules::model::{Check, Indicator, Kind};
use rules::{Engine, Named};

/// A catalogue that many views hold; two are equal when they are the same one.
#[derive(Clone)]
pub(crate) struct Shared(Rc<Catalogue>);

impl PartialEq for Shared {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Shared {}

impl Deref for Shared {
    type Target = Catalogue;

    fn deref(&self) -> &Catalogue {
        &self.0
    }
}

/// The page's index over a pack. Fields and checks are numbered as the pack lists them.
pub(crate) struct Catalogue {
    /// The engine, which holds the pack.
    pub(crate) engine: Engine,
    /// The sections of the form that ask or show something.
    pub(crate) sections: Vec<Section>,
    /// What each field feeds.
    pub(crate) fields: Vec<Uses>,
    /// Every field in the order of the page.
    pub(crate) page_order: Vec<usize>,
    /// The checks but the 八有: an assessment lists them in this order.
    pub(crate) plain: Vec<usize>,
    /// The 八有: an assessment lists them in this order.
    pub(crate) eight: Vec<usize>,
    field_numbers: Named<usize>,
}

/// A section of the form.
pub(crate) struct Section {
    /// Its number in the pack.
    pub(crate) number: usize,
    /// Its fields.
    pub(crate) fields: Vec<usize>,
    /// Its computed values.
    pub(crate) derived: Vec<usize>,
    /// Its checks.
    pub(crate) checks: Vec<usize>,
}

/// The checks that use a field. The 八有 rest on other checks and stand in view anyway: they are left out.
#[derive(Default)]
pub(crate) struct Uses {
    /// In their test.
    pub(crate) tested_by: Vec<usize>,
    /// In their test or in the condition under which they apply.
    pub(crate) used_by: Vec<usize>,
    /// Whether one of those that test it always applies, so that it is never needless.
    pub(crate) always: bool,
}

impl Catalogue {
    /// The index over the engine's pack.
    pub(crate) fn shared(engine: Engine) -> Shared {
        let pack = engine.pack();
        let numbered = |mine: &dyn Fn(usize) -> bool, count: usize| (0..count).filter(|n| mine(*n)).collect::<Vec<_>>();
        let mut sections = Vec::new();
        for (number, section) in pack.sections.iter().enumerate() {
            let name = section.name.as_str();
            let fields =
                numbered(&|n| pack.indicators.get(n).is_some_and(|it| it.section == name), pack.indicators.len());
            let derived = numbered(&|n| pack.derived.get(n).is_some_and(|it| it.section == name), pack.derived.len());
            let checks = numbered(&|n| pack.checks.get(n).is_some_and(|it| it.section == name), pack.checks.len());
            if !fields.is_empty() || !derived.is_empty() {
                sections.push(Section { number, fields, derived, checks });
            }
        }
        let names = pack.indicators.iter().map(|indicator| indicator.name.clone());
        let field_numbers = names.zip(0..).collect();
        let mut fields: Vec<Uses> = pack.indicators.iter().map(|_| Uses::default()).collect();
        let (eight, plain): (Vec<usize>, Vec<usize>) = (0..pack.checks.len())
            .partition(|n| pack.checks.get(*n).is_some_and(|check| check.kind == Kind::EightHave));
        for number in &plain {
            let reads = engine.reads(*number);
            for field in &reads.tested {
                if let Some(uses) = fields.get_mut(*field) {
                    uses.tested_by.push(*number);
                    uses.always |= reads.applies.is_empty();
                }
            }
            for field in reads.tested.iter().chain(&reads.applies) {
                if let Some(uses) = fields.get_mut(*field).filter(|uses| uses.used_by.last() != Some(number)) {
                    uses.used_by.push(*number);
                }
            }
        }
        let page_order = sections.iter().flat_map(|section| section.fields.iter().copied()).collect();
        Shared(Rc::new(Self { sections, fields, page_order, plain, eight, field_numbers, engine }))
    }

    /// The field of that number.
    pub(crate) fn indicator(&self, number: usize) -> Option<&Indicator> {
        self.engine.pack().indicators.get(number)
    }

    /// The check of that number.
    pub(crate) fn check(&self, number: usize) -> Option<&Check> {
        self.engine.pack().checks.get(number)
    }

    /// The check of that name.
    pub(crate) fn check_named(&self, name: &str) -> Option<&Check> {
        self.engine.pack().checks.iter().find(|check| check.name == name)
    }

    /// The number of the field of that name.
    pub(crate) fn field_number(&self, name: &str) -> Option<usize> {
        self.field_numbers.get(name).copied()
    }

    /// The section, by its place on the page, in which a field stands.
    pub(crate) fn section_of(&self, field: usize) -> Option<usize> {
        self.sections.iter().position(|section| section.fields.contains(&field))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use rules::model::{
        AreaCheck, Comparison, Decimal, Derived, IndicatorType, Notice, Pack, Parameter, Section as PackSection,
        Selection, Summary, Test,
    };

    fn indicator(name: &str, section: &str, kind: IndicatorType) -> Indicator {
        Indicator {
            name: name.to_owned(),
            section: section.to_owned(),
            kind,
            unit: String::new(),
            min: None,
            max: None,
            at_most: None,
            options: Vec::new(),
            digits: None,
            help: String::new(),
            optional: false,
            origin: None,
        }
    }

    fn check(name: &str, section: &str, applies_when: Option<&str>, test: Test) -> Check {
        Check {
            name: name.to_owned(),
            kind: Kind::Target,
            section: section.to_owned(),
            clause: vec!["二(一)".to_owned()],
            due: None,
            basis: rules::model::Basis::Document,
            applies_when: applies_when.map(str::to_owned),
            test,
            requirement: String::new(),
            measures: Vec::new(),
            gap_phrase: None,
            soft: None,
            tolerance: None,
            note: String::new(),
            remarks: Vec::new(),
            off: None,
            origin: None,
        }
    }

    /// A pack small enough to read: two sections, a folding question, a computed value.
    pub(crate) fn small_pack() -> Pack {
        let mut groups_served = indicator("通公路小组数", "基础设施", IndicatorType::Count);
        groups_served.at_most = Some("村民小组数".to_owned());
        Pack {
            id: "small".to_owned(),
            title: "小政策".to_owned(),
            version: "1.0.0".to_owned(),
            about: String::new(),
            sources: Vec::new(),
            sections: ["基本情况", "基础设施", "空"]
                .map(|name| PackSection { name: name.to_owned(), clause: None, about: String::new(), origin: None })
                .into(),
            notices: vec![Notice { kind: Kind::EightHave, text: "未经核实".to_owned(), origin: None }],
            parameters: vec![Parameter {
                name: "通组公路率目标".to_owned(),
                value: Some(Decimal(100.into())),
                dated: Vec::new(),
                unit: "%".to_owned(),
                basis: rules::model::Basis::Local,
                clause: "二(一)".to_owned(),
                note: String::new(),
                origin: None,
            }],
            indicators: vec![
                indicator("村名", "基本情况", IndicatorType::Text),
                indicator("位于深度贫困乡镇", "基本情况", IndicatorType::YesNo),
                indicator("村民小组数", "基本情况", IndicatorType::Count),
                groups_served,
                indicator("农网改造完成", "基础设施", IndicatorType::YesNo),
            ],
            derived: vec![Derived {
                name: "通组公路率".to_owned(),
                section: "基础设施".to_owned(),
                formula: "通公路小组数 / 村民小组数".to_owned(),
                unit: "%".to_owned(),
                help: String::new(),
                origin: None,
            }],
            checks: vec![
                check(
                    "通组公路",
                    "基础设施",
                    None,
                    Test::Compare {
                        value: "通组公路率".to_owned(),
                        is: Comparison::AtLeast,
                        than: "通组公路率目标".to_owned(),
                    },
                ),
                check(
                    "农网改造升级",
                    "基础设施",
                    Some("位于深度贫困乡镇 = true"),
                    Test::Yes("农网改造完成".to_owned()),
                ),
            ],
            summaries: vec![Summary {
                name: "基础设施短板".to_owned(),
                group: "三消除".to_owned(),
                clause: "一(二)".to_owned(),
                test: Test::Every(Selection { kinds: vec![Kind::Target], clause: None }),
                met: "已消除".to_owned(),
                unmet: "未消除".to_owned(),
                note: String::new(),
                origin: None,
            }],
            areas: Vec::<AreaCheck>::new(),
            fixed_by: None,
            warn: None,
            overlays: Vec::new(),
        }
    }

    pub(crate) fn small() -> Shared {
        Catalogue::shared(Engine::new(small_pack()).unwrap())
    }

    #[test]
    fn sections_without_questions_are_left_out() {
        let catalogue = small();
        assert_eq!(catalogue.sections.len(), 2);
        assert_eq!(catalogue.page_order, [0, 1, 2, 3, 4]);
        assert_eq!(catalogue.section_of(3), Some(1));
    }

    #[test]
    fn a_field_knows_the_checks_it_feeds_through_formulas_and_conditions() {
        let catalogue = small();
        let uses = |name: &str| &catalogue.fields[catalogue.field_number(name).unwrap()];
        assert_eq!(uses("通公路小组数").tested_by, [0]);
        assert_eq!(uses("村民小组数").tested_by, [0]);
        assert_eq!(uses("农网改造完成").tested_by, [1]);
        assert!(uses("位于深度贫困乡镇").tested_by.is_empty());
        assert_eq!(uses("位于深度贫困乡镇").used_by, [1]);
    }
}
