//! The packs as the page needs them: which fields stand in which section, and which checks each field feeds.
//!
//! Several packs over the same answers are one form: what two of them ask by the same name is one field, sections of the
//! same name are one section. Made once from the engines. Depends on `rules` alone.

use std::ops::Deref;
use std::rc::Rc;
use std::sync::Arc;

use rules::model::{Check, Indicator, Kind, Notice, Pack, Section as PackSection};
use rules::{Answer, Engine, Named, Reading};

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

/// The page's index over its packs. Fields, and checks with summaries, are numbered through all packs.
pub(crate) struct Catalogue {
    /// The packs, in the order in which they are shown.
    pub(crate) parts: Vec<Part>,
    /// The sections of the form that ask or show something.
    pub(crate) sections: Vec<Section>,
    /// The fields.
    pub(crate) fields: Vec<Field>,
    /// Every field in the order of the page.
    pub(crate) page_order: Vec<usize>,
    field_numbers: Named<usize>,
}

/// One of the packs.
pub(crate) struct Part {
    /// The engine, which holds the pack.
    pub(crate) engine: Arc<Engine>,
    /// The number of its first check. The others follow, behind them its summaries.
    pub(crate) first: usize,
    /// The checks but the 八有: an assessment lists them in this order.
    pub(crate) plain: Vec<usize>,
    /// The 八有: an assessment lists them in this order.
    pub(crate) eight: Vec<usize>,
}

impl Part {
    /// The pack.
    pub(crate) fn pack(&self) -> &Pack {
        self.engine.pack()
    }

    /// The number of its first summary.
    pub(crate) fn first_summary(&self) -> usize {
        self.first + self.pack().checks.len()
    }

    /// The name of the check or summary of that number.
    pub(crate) fn name_of(&self, number: usize) -> Option<&str> {
        let (checks, summaries) = (&self.pack().checks, &self.pack().summaries);
        let number = number.checked_sub(self.first)?;
        let summary = || summaries.get(number.checked_sub(checks.len())?).map(|summary| summary.name.as_str());
        checks.get(number).map(|check| check.name.as_str()).or_else(summary)
    }

    /// The check of that name.
    pub(crate) fn check_named(&self, name: &str) -> Option<&Check> {
        self.pack().checks.iter().find(|check| check.name == name)
    }

    /// Whether it asks for the indicator of that name.
    pub(crate) fn asks(&self, name: &str) -> bool {
        self.pack().indicators.iter().any(|indicator| indicator.name == name)
    }
}

/// Something of a pack: which pack, and its number there.
#[derive(Clone, Copy)]
pub(crate) struct Of {
    pub(crate) part: usize,
    pub(crate) number: usize,
}

/// A section of the form.
pub(crate) struct Section {
    /// Where it is described.
    described: Of,
    /// Its fields.
    pub(crate) fields: Vec<usize>,
    /// Its computed values.
    pub(crate) derived: Vec<Of>,
    /// Its checks.
    pub(crate) checks: Vec<usize>,
}

/// A field of the form.
pub(crate) struct Field {
    /// Where it is described.
    described: Of,
    /// The checks that use it, in their test or in the condition under which they apply. The 八有 rest on other checks and
    /// stand in view anyway: they are left out.
    pub(crate) used_by: Vec<usize>,
}

impl Catalogue {
    /// The index over the engines' packs.
    pub(crate) fn shared(engines: &[Arc<Engine>]) -> Shared {
        let mut catalogue = Self {
            parts: Vec::new(),
            sections: Vec::new(),
            fields: Vec::new(),
            page_order: Vec::new(),
            field_numbers: Named::new(),
        };
        for engine in engines {
            catalogue.add(engine);
        }
        catalogue.sections.retain(|section| !section.fields.is_empty() || !section.derived.is_empty());
        catalogue.page_order = catalogue.sections.iter().flat_map(|section| section.fields.iter().copied()).collect();
        Shared(Rc::new(catalogue))
    }

    fn add(&mut self, engine: &Arc<Engine>) {
        let part = self.parts.len();
        let first = self.parts.last().map_or(0, |last| last.first_summary() + last.pack().summaries.len());
        let numbered = (first..).zip(&engine.pack().checks);
        let (eight, plain): (Vec<_>, Vec<_>) = numbered.partition(|(_, check)| check.kind == Kind::EightHave);
        let numbers = |checks: Vec<(usize, &Check)>| checks.into_iter().map(|(number, _)| number).collect();
        let (plain, eight) = (numbers(plain), numbers(eight));
        self.parts.push(Part { engine: engine.clone(), first, plain, eight });
        let pack = engine.pack();
        let fields: Vec<usize> =
            (0..).zip(&pack.indicators).map(|(number, it)| self.field(&it.name, Of { part, number })).collect();
        for (number, section) in pack.sections.iter().enumerate() {
            let place = self.section(&section.name, Of { part, number });
            let own = pack.indicators.iter().zip(&fields).filter(|(it, _)| it.section == section.name);
            let own: Vec<usize> =
                own.map(|(_, field)| *field).filter(|field| self.section_of(*field).is_none()).collect();
            let derived =
                (0..).zip(&pack.derived).filter(|(_, it)| it.section == section.name && !self.computes(&it.name));
            let derived: Vec<Of> = derived.map(|(number, _)| Of { part, number }).collect();
            let checks = (first..).zip(&pack.checks).filter(|(_, check)| check.section == section.name);
            if let Some(section) = self.sections.get_mut(place) {
                section.fields.extend(own);
                section.derived.extend(derived);
                section.checks.extend(checks.map(|(number, _)| number));
            }
        }
        let plain = (0..).zip(&pack.checks).filter(|(_, check)| check.kind != Kind::EightHave);
        for number in plain.map(|(number, _)| number) {
            let reads = engine.reads(number);
            for field in reads.tested.iter().chain(&reads.applies).filter_map(|field| fields.get(*field)) {
                let check = first + number;
                if let Some(field) = self.fields.get_mut(*field).filter(|field| field.used_by.last() != Some(&check)) {
                    field.used_by.push(check);
                }
            }
        }
    }

    /// The number of the field of that name, added where there is none yet.
    fn field(&mut self, name: &str, described: Of) -> usize {
        self.field_number(name).unwrap_or_else(|| {
            self.fields.push(Field { described, used_by: Vec::new() });
            self.field_numbers.insert(name.to_owned(), self.fields.len() - 1);
            self.fields.len() - 1
        })
    }

    /// The place of the section of that name, added where there is none yet.
    fn section(&mut self, name: &str, described: Of) -> usize {
        let known = self.sections.iter().position(|section| self.describe(section).is_some_and(|it| it.name == name));
        known.unwrap_or_else(|| {
            self.sections.push(Section { described, fields: Vec::new(), derived: Vec::new(), checks: Vec::new() });
            self.sections.len() - 1
        })
    }

    /// Whether a value of that name is computed already.
    fn computes(&self, name: &str) -> bool {
        let mut derived = self.sections.iter().flat_map(|section| &section.derived);
        derived
            .any(|it| self.pack(it.part).and_then(|pack| pack.derived.get(it.number)).is_some_and(|it| it.name == name))
    }

    fn pack(&self, part: usize) -> Option<&Pack> {
        self.parts.get(part).map(Part::pack)
    }

    /// What the pack says of a section.
    pub(crate) fn describe(&self, section: &Section) -> Option<&PackSection> {
        self.pack(section.described.part)?.sections.get(section.described.number)
    }

    /// The field of that number.
    pub(crate) fn indicator(&self, number: usize) -> Option<&Indicator> {
        let described = self.fields.get(number)?.described;
        self.pack(described.part)?.indicators.get(described.number)
    }

    /// How an answer to a field is understood.
    pub(crate) fn read(&self, number: usize, answer: &Answer) -> Reading {
        let part = self.fields.get(number).and_then(|field| self.parts.get(field.described.part));
        part.zip(self.indicator(number)).map_or(Reading::Missing, |(part, it)| part.engine.read(&it.name, answer))
    }

    /// The check of that number.
    pub(crate) fn check(&self, number: usize) -> Option<&Check> {
        let part = self.parts.iter().rev().find(|part| part.first <= number)?;
        part.pack().checks.get(number - part.first)
    }

    /// The number of the field of that name.
    pub(crate) fn field_number(&self, name: &str) -> Option<usize> {
        self.field_numbers.get(name).copied()
    }

    /// The section, by its place on the page, in which a field stands.
    pub(crate) fn section_of(&self, field: usize) -> Option<usize> {
        self.sections.iter().position(|section| section.fields.contains(&field))
    }

    /// What the packs say about the checks of a kind.
    pub(crate) fn notices(&self, kind: Kind) -> impl Iterator<Item = &Notice> {
        self.parts.iter().flat_map(|part| &part.pack().notices).filter(move |notice| notice.kind == kind)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use rules::model::{AreaCheck, Comparison, Decimal, Derived, IndicatorType, Parameter, Selection, Summary, Test};

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
            given: false,
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
            allow: Vec::new(),
            fixed_by: None,
            warn: None,
            overlays: Vec::new(),
        }
    }

    pub(crate) fn small() -> Shared {
        Catalogue::shared(&[Arc::new(Engine::new(small_pack()).unwrap())])
    }

    #[test]
    fn sections_without_questions_are_left_out() {
        let catalogue = small();
        assert_eq!(catalogue.sections.len(), 2);
        assert_eq!(catalogue.page_order, [0, 1, 2, 3, 4]);
        assert_eq!(catalogue.section_of(3), Some(1));
    }

    /// The same form with a second pack that asks one question more.
    pub(crate) fn both() -> Shared {
        let mut second = small_pack();
        second.id = "second".to_owned();
        second.sections.remove(1);
        second.indicators.truncate(3);
        second.indicators.push(indicator("总人口", "基本情况", IndicatorType::Count));
        second.derived.clear();
        second.checks.truncate(1);
        second.checks[0].section = "基本情况".to_owned();
        second.checks[0].test = Test::None("总人口".to_owned());
        second.summaries.clear();
        let engines = [small_pack(), second].map(|pack| Arc::new(Engine::new(pack).unwrap()));
        Catalogue::shared(&engines)
    }

    #[test]
    fn a_field_knows_the_checks_it_feeds_through_formulas_and_conditions() {
        let catalogue = small();
        let used_by = |name: &str| &catalogue.fields[catalogue.field_number(name).unwrap()].used_by;
        assert_eq!(*used_by("通公路小组数"), [0]);
        assert_eq!(*used_by("村民小组数"), [0]);
        assert_eq!(*used_by("农网改造完成"), [1]);
        assert_eq!(*used_by("位于深度贫困乡镇"), [1]);
        assert!(used_by("村名").is_empty());
    }

    #[test]
    fn two_packs_ask_a_shared_question_once_and_number_on() {
        let catalogue = both();
        assert_eq!(catalogue.fields.len(), 6);
        assert_eq!(catalogue.sections.len(), 2);
        assert_eq!(catalogue.page_order, [0, 1, 2, 5, 3, 4]);
        let second = &catalogue.parts[1];
        assert_eq!((second.first, second.plain.as_slice()), (3, [3].as_slice()), "behind two checks and a summary");
        assert_eq!(catalogue.check(3).unwrap().test, Test::None("总人口".to_owned()));
        assert!(catalogue.check(2).is_none(), "a summary");
        assert_eq!(catalogue.fields[5].used_by, [3]);
        assert_eq!(catalogue.sections[0].checks, [3]);
    }
}
