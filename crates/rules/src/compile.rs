//! From a pack to its compiled form: names become indexes, FEEL becomes formulas, and every problem is reported at once.

use std::collections::BTreeMap;

use feel::ast::{CompareOp, Expr, ExprKind};
use feel::{Number, Scope, Type};

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::facts::{Field, FieldId};
use crate::formula::{Comparing, Formula, Free, Relation};
use crate::free::Condition;
use crate::limits::{MAX_COUNT, MAX_MONEY, MAX_NESTING};
use crate::model::{AreaTest, Comparison, Indicator, IndicatorType, Pack, Part, Selection, Test};
use crate::nearest::nearest;
use crate::order::{by_number, sorted};
use crate::poly::{Poly, Ratio, Var};
use crate::program::{
    AreaFigure, AreaItem, Compiled, Computed, How, Item, ItemId, Leaf, Node, RateItem, Rule, Shape, Than,
    dependency_order, parts_of,
};

pub(crate) fn compile(pack: &Pack) -> Result<Compiled, Vec<Diagnostic>> {
    let mut compiler = Compiler::new(pack);
    compiler.unique_names();
    compiler.parameters();
    compiler.warn_when();
    compiler.derive();
    let items = compiler.items();
    let remarks = compiler.remarks();
    let areas = compiler.areas();
    compiler.no_cycles(&items);
    if !compiler.errors.is_empty() {
        return Err(compiler.errors);
    }
    let order = dependency_order(&items);
    Ok(Compiled { fields: compiler.fields, items, order, derived: compiler.derived, remarks, areas })
}

/// The names that a pack's formulas may use.
pub(crate) fn scope_of(pack: &Pack) -> Scope {
    Compiler::new(pack).scope
}

struct Compiler<'p> {
    pack: &'p Pack,
    fields: Vec<Field>,
    names: BTreeMap<String, FieldId>,
    parameter_names: BTreeMap<&'p str, usize>,
    item_names: BTreeMap<&'p str, ItemId>,
    derived: Vec<Computed>,
    scope: Scope,
    errors: Vec<Diagnostic>,
}

impl<'p> Compiler<'p> {
    fn new(pack: &'p Pack) -> Self {
        let names = pack.indicators.iter().enumerate().map(|(id, indicator)| (indicator.name.clone(), id)).collect();
        let parameter_names = pack.parameters.iter().enumerate().map(|(id, p)| (p.name.as_str(), id)).collect();
        let checks = pack.checks.iter().map(|check| check.name.as_str());
        let summaries = pack.summaries.iter().map(|summary| summary.name.as_str());
        let item_names = checks.chain(summaries).enumerate().map(|(id, name)| (name, id)).collect();
        let mut compiler = Self {
            pack,
            fields: Vec::new(),
            names,
            parameter_names,
            item_names,
            derived: Vec::new(),
            scope: Scope::new(),
            errors: Vec::new(),
        };
        compiler.declare_fields();
        compiler
    }

    fn error(&mut self, place: &Place, code: Code, args: &[&str]) {
        self.errors.push(Diagnostic::new(code, place.clone(), args));
    }

    /// A name that does not exist, and the nearest that does.
    fn unknown<'n>(&mut self, place: &Place, code: Code, name: &str, known: impl Iterator<Item = &'n str>) {
        let found = Diagnostic::new(code, place.clone(), &[name]).near(nearest(name, known));
        self.errors.push(found);
    }

    fn unique_names(&mut self) {
        let pack = self.pack;
        let values = (listed("indicators", pack.indicators.iter().map(|i| &i.name)))
            .chain(listed("parameters", pack.parameters.iter().map(|p| &p.name)))
            .chain(listed("derived", pack.derived.iter().map(|d| &d.name)));
        let items = (listed("checks", pack.checks.iter().map(|c| &c.name)))
            .chain(listed("summaries", pack.summaries.iter().map(|s| &s.name)));
        let areas = listed("areas", pack.areas.iter().map(|a| &a.name));
        self.unique_among(values);
        self.unique_among(items);
        self.unique_among(areas);
        let sections = (listed("indicators", pack.indicators.iter().map(|i| &i.name)))
            .zip(pack.indicators.iter().map(|i| &i.section))
            .chain(listed("checks", pack.checks.iter().map(|c| &c.name)).zip(pack.checks.iter().map(|c| &c.section)))
            .chain(listed("derived", pack.derived.iter().map(|d| &d.name)).zip(pack.derived.iter().map(|d| &d.section)))
            .chain(listed("areas", pack.areas.iter().map(|a| &a.name)).zip(pack.areas.iter().map(|a| &a.section)));
        for ((list, index, name), section) in sections {
            if !pack.sections.iter().any(|known| known.name == *section) {
                let known = pack.sections.iter().map(|section| section.name.as_str());
                self.unknown(&Place::entry(list, index, name).key("section"), Code::NoSection, section, known);
            }
        }
    }

    fn unique_among(&mut self, names: impl Iterator<Item = (&'static str, usize, &'p str)>) {
        let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
        for (list, index, name) in names {
            let place = Place::entry(list, index, name).key("name");
            if name.trim().is_empty() {
                self.error(&place, Code::EmptyName, &[list]);
            } else if let Some(first) = seen.insert(name, list) {
                self.error(&place, Code::NameTaken, &[name, first]);
            }
        }
    }

    fn declare_fields(&mut self) {
        for indicator in &self.pack.indicators {
            let ty = match indicator.kind {
                IndicatorType::Count | IndicatorType::Money | IndicatorType::Percent => Type::Number,
                IndicatorType::YesNo => Type::Boolean,
                IndicatorType::MultiChoice => Type::List(Box::new(Type::Text)),
                IndicatorType::Choice | IndicatorType::Text | IndicatorType::Date => Type::Text,
            };
            self.scope.declare(&indicator.name, ty, true);
            let whole = indicator.at_most.as_ref().and_then(|name| self.names.get(name).copied());
            let field = self.field(&Place::entry("indicators", self.fields.len(), &indicator.name), indicator, whole);
            self.fields.push(field);
        }
        for parameter in &self.pack.parameters {
            self.scope.declare(&parameter.name, Type::Number, true);
        }
        for (id, indicator) in self.pack.indicators.iter().enumerate() {
            self.bind_to_whole(id, indicator);
        }
        self.close_bounds();
    }

    fn field(&mut self, place: &Place, indicator: &Indicator, whole: Option<FieldId>) -> Field {
        let limit = match indicator.kind {
            IndicatorType::Percent => 100,
            IndicatorType::Money => MAX_MONEY,
            _ => MAX_COUNT,
        };
        let min = indicator.min.as_ref().map_or(Number::ZERO, |min| min.0.clone());
        let max = indicator.max.as_ref().map_or(Number::from(limit), |max| max.0.clone());
        if min > max {
            self.error(&place.key("min"), Code::BoundsReversed, &[&min.to_string(), &max.to_string()]);
        }
        let is_choice = matches!(indicator.kind, IndicatorType::Choice | IndicatorType::MultiChoice);
        if is_choice == indicator.options.is_empty() {
            self.error(&place.key("options"), Code::OptionsMisplaced, &[]);
        }
        if !indicator.kind.is_number()
            && (indicator.min.is_some() || indicator.max.is_some() || indicator.at_most.is_some())
        {
            self.error(&place.key("type"), Code::BoundsMisplaced, &[]);
        }
        let mut field = Field {
            name: String::new(),
            unit: String::new(),
            options: Vec::new(),
            given: false,
            kind: indicator.kind,
            digits: indicator.digits,
            min,
            max,
            open_ended: indicator.max.is_none() && indicator.kind != IndicatorType::Percent,
            whole,
            above: Vec::new(),
            below: Vec::new(),
        };
        field.named_by(indicator);
        field
    }

    fn bind_to_whole(&mut self, id: FieldId, indicator: &Indicator) {
        let Some(name) = &indicator.at_most else { return };
        let place = Place::entry("indicators", id, &indicator.name).key("at_most");
        let Some(whole) = self.names.get(name).copied() else {
            self.unknown(&place, Code::NoIndicator, name, indicators(self.pack, |_| true));
            return;
        };
        if self.fields.get(whole).is_some_and(|field| field.kind != indicator.kind) {
            self.error(&place, Code::OtherType, &[name]);
        }
        let mut above = Vec::new();
        let mut next = Some(whole);
        while let Some(field) = next {
            if field == id || above.contains(&field) {
                self.error(&place, Code::AtMostCircle, &[]);
                return;
            }
            above.push(field);
            next = self.fields.get(field).and_then(|field| field.whole);
        }
        for whole in &above {
            if let Some(field) = self.fields.get_mut(*whole) {
                field.below.push(id);
            }
        }
        if let Some(field) = self.fields.get_mut(id) {
            field.above = above;
        }
    }

    /// A part cannot exceed what its wholes can be at most, nor a whole fall below what its parts are at least.
    fn close_bounds(&mut self) {
        let bounds: Vec<(Number, Number)> = self
            .fields
            .iter()
            .map(|field| {
                let of = |ids: &[FieldId], pick: fn(&Field) -> &Number| -> Vec<Number> {
                    ids.iter().filter_map(|id| self.fields.get(*id)).map(|field| pick(field).clone()).collect()
                };
                let min = of(&field.below, |part| &part.min).into_iter().fold(field.min.clone(), Number::max);
                let max = of(&field.above, |whole| &whole.max).into_iter().fold(field.max.clone(), Number::min);
                (min, max)
            })
            .collect();
        let mut reversed = Vec::new();
        for (id, (field, (min, max))) in self.fields.iter_mut().zip(bounds).enumerate() {
            if field.min <= field.max && min > max {
                reversed.push((id, min.to_string(), max.to_string()));
            }
            (field.min, field.max) = (min, max);
        }
        for (id, min, max) in reversed {
            let name = self.pack.indicators.get(id).map(|indicator| indicator.name.as_str()).unwrap_or_default();
            self.error(&Place::entry("indicators", id, name).key("at_most"), Code::BoundsReversed, &[&min, &max]);
        }
    }

    fn parameters(&mut self) {
        for (index, parameter) in self.pack.parameters.iter().enumerate() {
            let mut days = parameter.dated.iter().map(|dated| dated.from);
            let ordered =
                days.next().is_none_or(|first| days.try_fold(first, |last, day| (last < day).then_some(day)).is_some());
            if !ordered {
                let place = Place::entry("parameters", index, &parameter.name).key("dated");
                self.error(&place, Code::DaysNotRising, &[]);
            }
        }
    }

    /// When to warn is said by parameters.
    fn warn_when(&mut self) {
        let Some(when) = &self.pack.warn else { return };
        for (key, name, unit) in [("within", &when.within, "%"), ("days", &when.days, "天")] {
            let Some(name) = name else { continue };
            let place = Place::top("warn").key(key);
            let id = self.parameter(&place, name);
            if self.pack.parameters.get(id).is_some_and(|parameter| parameter.unit != unit) {
                self.error(&place, Code::WrongUnit, &[name, unit]);
            }
        }
    }

    fn derive(&mut self) {
        for (index, derived) in self.pack.derived.iter().enumerate() {
            let place = Place::entry("derived", index, &derived.name).key("formula");
            let ratio = self.ratio(&place, &derived.formula);
            self.derived.push(Computed { ratio });
        }
    }

    fn parse(&mut self, place: &Place, source: &str) -> Option<Expr> {
        let (expr, diagnostics) = feel::parse(source, &self.scope);
        let is_sound = diagnostics.is_empty();
        self.errors.extend(diagnostics.into_iter().map(|found| Diagnostic::feel(place, found)));
        is_sound.then_some(expr)
    }

    /// A formula as a quotient of polynomials. What is wrong inside it is told; where nothing is, it is no such formula.
    fn ratio(&mut self, place: &Place, source: &str) -> Option<Ratio> {
        let expr = self.parse(place, source)?;
        let ratio = self.ratio_of(&expr);
        if ratio.is_none() {
            let found = feel::compile(source, &self.scope).err().unwrap_or_default();
            if found.is_empty() {
                self.error(place, Code::NotAFormula, &[source]);
            }
            self.errors.extend(found.into_iter().map(|found| Diagnostic::feel(place, found)));
        }
        ratio
    }

    fn ratio_of(&self, expr: &Expr) -> Option<Ratio> {
        Ratio::of_expr(expr, &|name| self.named(name))
    }

    /// A number by its name: indicator, parameter or derived value. A percent indicator enters as a fraction.
    fn named(&self, name: &str) -> Option<Ratio> {
        if let Some(id) = self.names.get(name) {
            return self.field_ratio(*id);
        }
        if let Some(id) = self.parameter_names.get(name) {
            return Some(Ratio::whole(Poly::term(vec![Var::Parameter(*id)], &Number::ONE)));
        }
        let index = self.pack.derived.iter().position(|derived| derived.name == name)?;
        self.derived.get(index)?.ratio.clone()
    }

    fn field_ratio(&self, id: FieldId) -> Option<Ratio> {
        let field = self.fields.get(id).filter(|field| field.kind.is_number())?;
        let coefficient = if field.kind == IndicatorType::Percent { Number::ratio(1, 100)? } else { Number::ONE };
        Some(Ratio::whole(Poly::term(vec![Var::Field(id)], &coefficient)))
    }

    fn items(&mut self) -> Vec<Item> {
        let pack = self.pack;
        let mut items = Vec::new();
        for (index, check) in pack.checks.iter().enumerate() {
            let place = Place::entry("checks", index, &check.name);
            if check.clause.is_empty() {
                self.error(&place.key("clause"), Code::NoClause, &[]);
            }
            let mut item = self.item(&place, &check.test, check.applies_when.as_deref(), check.tolerance.as_deref());
            if check.off.is_some() {
                // Never: no alternative holds.
                item.applies = Some(Formula::Any(Vec::new()));
            }
            items.push(item);
        }
        for (index, summary) in pack.summaries.iter().enumerate() {
            let item = self.item(&Place::entry("summaries", index, &summary.name), &summary.test, None, None);
            items.push(item);
        }
        items
    }

    fn item(&mut self, place: &Place, test: &Test, applies_when: Option<&str>, tolerance: Option<&str>) -> Item {
        let applies = applies_when.and_then(|source| self.condition(&place.key("applies_when"), source));
        let tolerance = tolerance.map(|name| self.parameter(&place.key("tolerance"), name));
        let rule = self.rule(&place.key("test"), test, tolerance);
        let mut item = self.item_from(applies, test, rule);
        item.applies_in_words = applies_when.map(|source| self.in_words(source)).unwrap_or_default();
        item
    }

    /// A test that stands in place of a name.
    fn item_of(&mut self, place: &Place, test: &Test) -> Item {
        let rule = self.rule(place, test, None);
        self.item_from(None, test, rule)
    }

    fn item_from(&self, applies: Option<Formula>, test: &Test, rule: Rule) -> Item {
        let mut fields = applies.as_ref().map(Formula::fields).unwrap_or_default();
        let mut parameters = Vec::new();
        if let Some(applies) = &applies {
            applies.parameters(&mut parameters);
        }
        match &rule {
            Rule::Leaf(leaf) => {
                fields.extend(leaf.base);
                fields.extend(leaf.formula.fields());
                // What cancels out of the comparison is read all the same.
                if let Shape::Compare { value, than, .. } = &leaf.shape {
                    fields.extend(value.fields());
                    fields.extend(match than {
                        Than::Field(field) => Some(*field),
                        Than::Parameter(_) => None,
                    });
                }
                leaf.formula.parameters(&mut parameters);
            }
            Rule::Composite(How::AtLeast(parameter), _) => parameters.push(*parameter),
            _ => {}
        }
        let fields = by_number(sorted(fields), |id| self.fields.get(*id).map_or(0, |field| field.above.len()));
        let condition_in_words = match test {
            Test::Condition(source) => self.in_words(source),
            _ => String::new(),
        };
        let parameters = sorted(parameters);
        Item { applies, applies_in_words: String::new(), rule, condition_in_words, fields, parameters }
    }

    fn rule(&mut self, place: &Place, test: &Test, tolerance: Option<usize>) -> Rule {
        match test {
            Test::Yes(name) => self.yes_no(&place.key("yes"), name, true),
            Test::No(name) => self.yes_no(&place.key("no"), name, false),
            Test::None(name) => {
                let field = self.number_field(&place.key("none"), name);
                let value = self.field_ratio(field).unwrap_or_else(zero);
                Rule::Leaf(Box::new(Leaf {
                    base: None,
                    formula: Formula::Compare(comparing(&value, Relation::Equals, &zero(), Vec::new())),
                    shape: Shape::Nobody(field),
                }))
            }
            Test::All { part, whole } => {
                let (part, whole) = self.part_and_whole(&place.key("all"), part, whole);
                let sides = (self.field_ratio(part).unwrap_or_else(zero), self.field_ratio(whole).unwrap_or_else(zero));
                Rule::Leaf(Box::new(Leaf {
                    base: Some(whole),
                    formula: Formula::Compare(comparing(&sides.0, Relation::Equals, &sides.1, vec![whole])),
                    shape: Shape::Whole { part, whole },
                }))
            }
            Test::Share { part, whole, at_least } => {
                let place = place.key("share");
                let (part, whole) = self.part_and_whole(&place, part, whole);
                let parameter = self.parameter(&place.key("at_least"), at_least);
                let value = match (self.field_ratio(part), self.field_ratio(whole)) {
                    (Some(part), Some(whole)) => Ratio { above: part.above, below: whole.above },
                    _ => zero(),
                };
                let than = self.threshold(&place, Than::Parameter(parameter), Comparison::AtLeast, tolerance);
                Rule::Leaf(Box::new(Leaf {
                    base: Some(whole),
                    formula: Formula::Compare(comparing(&value, Relation::AtLeast, &than, vec![whole])),
                    shape: Shape::Share { part, whole, parameter },
                }))
            }
            Test::Compare { value, is, than } => self.compare(&place.key("compare"), value, *is, than, tolerance),
            Test::CountOf { parts, at_least } => {
                let place = place.key("count_of");
                let parameter = self.parameter(&place.key("at_least"), at_least);
                Rule::Composite(How::AtLeast(parameter), self.nodes(&place.key("parts"), parts))
            }
            Test::AllOf(parts) => Rule::Composite(How::All, self.nodes(&place.key("all_of"), parts)),
            Test::AnyOf(parts) => Rule::Composite(How::Any, self.nodes(&place.key("any_of"), parts)),
            Test::Every(selection) => {
                let nodes = self.select(&place.key("every"), selection).into_iter().map(Node::Item).collect();
                Rule::Composite(How::All, nodes)
            }
            Test::SomeUnmet(selection) => {
                let nodes = self.select(&place.key("some_unmet"), selection).into_iter().map(Node::Item).collect();
                Rule::Composite(How::SomeUnmet, nodes)
            }
            Test::Improved(selection) => Rule::Improved(self.select(&place.key("improved"), selection)),
            Test::Stable(parts) => Rule::Stable(self.nodes(&place.key("stable"), parts)),
            Test::Compiled => {
                self.error(place, Code::CompiledTest, &[]);
                Rule::Composite(How::All, Vec::new())
            }
            Test::Condition(source) => {
                let formula = self.condition(&place.key("condition"), source).unwrap_or(Formula::All(Vec::new()));
                Rule::Leaf(Box::new(Leaf { base: None, formula, shape: Shape::Condition }))
            }
        }
    }

    fn yes_no(&mut self, place: &Place, name: &str, expected: bool) -> Rule {
        let field = self.names.get(name).copied();
        let field = field.filter(|id| self.fields.get(*id).is_some_and(|field| field.kind == IndicatorType::YesNo));
        if field.is_none() {
            let known = indicators(self.pack, |kind| kind == IndicatorType::YesNo);
            self.unknown(place, Code::NoYesNoIndicator, name, known);
        }
        let field = field.unwrap_or_default();
        Rule::Leaf(Box::new(Leaf {
            base: None,
            formula: Formula::Is(field, expected),
            shape: Shape::YesNo(field, expected),
        }))
    }

    fn compare(&mut self, place: &Place, value: &str, is: Comparison, than: &str, tolerance: Option<usize>) -> Rule {
        let unit = self.unit_of(value);
        let ratio = self.ratio(&place.key("value"), value);
        let target = match (self.names.get(than), self.parameter_names.get(than)) {
            (Some(id), _) if self.field_ratio(*id).is_some() => Than::Field(*id),
            (_, Some(id)) => Than::Parameter(*id),
            _ => {
                let pack = self.pack;
                let parameters = pack.parameters.iter().map(|parameter| parameter.name.as_str());
                let known = parameters.chain(indicators(self.pack, IndicatorType::is_number));
                self.unknown(&place.key("than"), Code::NoThreshold, than, known);
                Than::Parameter(usize::MAX)
            }
        };
        let value_ratio = ratio.unwrap_or_else(zero);
        let threshold = self.threshold(place, target, is, tolerance);
        let formula = comparing(&value_ratio, is.into(), &threshold, Vec::new());
        self.positive_divisor(&place.key("value"), &formula.divisor);
        Rule::Leaf(Box::new(Leaf {
            base: None,
            formula: Formula::Compare(formula),
            shape: Shape::Compare { name: value.to_owned(), value: value_ratio, unit, is, than: target },
        }))
    }

    /// A divisor must be a sum of what cannot be negative, or the comparison's sign would mean nothing.
    fn positive_divisor(&mut self, place: &Place, divisor: &Poly) {
        let may_be_negative = |id: &FieldId| self.fields.get(*id).is_some_and(|field| field.min.is_negative());
        let by_parameter = !divisor.parameters().is_empty();
        if by_parameter || !divisor.is_positive_sum() || divisor.fields().iter().any(may_be_negative) {
            self.error(place, Code::DivisorMayBeNegative, &[]);
        }
    }

    /// The threshold, moved by the tolerance in favour of the value.
    fn threshold(&mut self, place: &Place, than: Than, is: Comparison, tolerance: Option<usize>) -> Ratio {
        let threshold = match than {
            Than::Parameter(id) => Ratio::whole(Poly::term(vec![Var::Parameter(id)], &Number::ONE)),
            Than::Field(id) => self.field_ratio(id).unwrap_or_else(zero),
        };
        let Some(tolerance) = tolerance else { return threshold };
        let tolerance = Poly::term(vec![Var::Parameter(tolerance)], &Number::ONE);
        match is {
            Comparison::AtLeast | Comparison::Above => Ratio { above: threshold.above.sub(&tolerance), ..threshold },
            Comparison::AtMost | Comparison::Below => Ratio { above: threshold.above.add(&tolerance), ..threshold },
            Comparison::Equals => {
                self.error(&place.key("is"), Code::ToleranceWithoutDirection, &[]);
                threshold
            }
        }
    }

    fn unit_of(&self, value: &str) -> String {
        if let Some(field) = self.names.get(value).and_then(|id| self.fields.get(*id)) {
            return field.unit.clone();
        }
        let derived = self.pack.derived.iter().find(|derived| derived.name == value);
        derived.map(|derived| derived.unit.clone()).unwrap_or_default()
    }

    fn part_and_whole(&mut self, place: &Place, part: &str, whole: &str) -> (FieldId, FieldId) {
        (self.number_field(&place.key("part"), part), self.number_field(&place.key("whole"), whole))
    }

    fn number_field(&mut self, place: &Place, name: &str) -> FieldId {
        let field = self.names.get(name).copied();
        let field = field.filter(|id| self.fields.get(*id).is_some_and(|field| field.kind.is_number()));
        if field.is_none() {
            self.unknown(place, Code::NoNumberIndicator, name, indicators(self.pack, IndicatorType::is_number));
        }
        field.unwrap_or_default()
    }

    fn parameter(&mut self, place: &Place, name: &str) -> usize {
        match self.parameter_names.get(name) {
            Some(id) => *id,
            None => {
                let pack = self.pack;
                self.unknown(place, Code::NoParameter, name, pack.parameters.iter().map(|it| it.name.as_str()));
                usize::MAX
            }
        }
    }

    fn nodes(&mut self, place: &Place, parts: &[Part]) -> Vec<Node> {
        if parts.is_empty() {
            self.error(place, Code::NoParts, &[]);
        }
        let mut nodes = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            let place = place.at(index, "");
            match part {
                Part::Name(name) => nodes.extend(self.named_item(&place, name).map(Node::Item)),
                Part::Test(test) => {
                    let rule = self.item_of(&place, test);
                    nodes.push(Node::Inline(Box::new(rule)));
                }
            }
        }
        nodes
    }

    fn named_item(&mut self, place: &Place, name: &str) -> Option<ItemId> {
        let id = self.item_names.get(name).copied();
        if id.is_none() {
            let pack = self.pack;
            let checks = pack.checks.iter().map(|check| check.name.as_str());
            let known = checks.chain(pack.summaries.iter().map(|summary| summary.name.as_str()));
            self.unknown(place, Code::NoCheck, name, known);
        }
        id
    }

    fn select(&mut self, place: &Place, selection: &Selection) -> Vec<ItemId> {
        let selected: Vec<ItemId> = (self.pack.checks.iter().enumerate())
            .filter(|(_, check)| selection.selects(check))
            .map(|(id, _)| id)
            .collect();
        if selected.is_empty() {
            self.error(place, Code::NothingSelected, &[]);
        }
        selected
    }

    /// A condition as a Chinese sentence: a page without FEEL explains with it. Empty for a bare yes/no answer, which says
    /// as much itself. Mistakes are reported where the condition is compiled.
    fn in_words(&self, source: &str) -> String {
        let (expr, _) = feel::parse(source, &self.scope);
        if matches!(expr.kind, ExprKind::Name(_)) {
            return String::new();
        }
        let is_percent = |name: &str| {
            let field = self.names.get(name).and_then(|id| self.fields.get(*id));
            field.is_some_and(|field| field.kind == IndicatorType::Percent)
        };
        feel::sentence_with(&expr, &is_percent)
    }

    fn condition(&mut self, place: &Place, source: &str) -> Option<Formula> {
        let expr = self.parse(place, source)?;
        if let Some(formula) = self.formula(&expr) {
            return Some(formula);
        }
        match feel::compile(source, &self.scope) {
            Ok(program) => {
                let condition = Condition { program, field_count: self.fields.len() };
                Some(Formula::Free(Free {
                    fields: condition.fields(),
                    parameters: condition.parameters(),
                    evaluator: Some(Box::new(condition)),
                }))
            }
            Err(diagnostics) => {
                self.errors.extend(diagnostics.into_iter().map(|found| Diagnostic::feel(place, found)));
                None
            }
        }
    }

    /// The forms whose bounds are exact; nothing for any other FEEL.
    fn formula(&self, expr: &Expr) -> Option<Formula> {
        match &expr.kind {
            ExprKind::Name(name) => {
                let id = *self.names.get(&**name)?;
                let field = self.fields.get(id)?;
                (field.kind == IndicatorType::YesNo).then_some(Formula::Is(id, true))
            }
            ExprKind::And(left, right) => Some(Formula::All(vec![self.formula(left)?, self.formula(right)?])),
            ExprKind::Or(left, right) => Some(Formula::Any(vec![self.formula(left)?, self.formula(right)?])),
            ExprKind::Call(call) if &*call.name == "not" => match call.args.as_slice() {
                [only] => Some(Formula::Not(Box::new(self.formula(&only.value)?))),
                _ => None,
            },
            ExprKind::Compare(op, left, right) => self.comparison(*op, left, right),
            ExprKind::In(value, tests) => self.one_of(value, tests),
            ExprKind::Between(value, low, high) => Some(Formula::All(vec![
                self.comparison(CompareOp::Ge, value, low)?,
                self.comparison(CompareOp::Le, value, high)?,
            ])),
            _ => None,
        }
    }

    fn comparison(&self, op: CompareOp, left: &Expr, right: &Expr) -> Option<Formula> {
        if let (Some(value), Some(than)) = (self.ratio_of(left), self.ratio_of(right)) {
            let formula = comparing(&value, op.into(), &than, Vec::new());
            let plain = formula.divisor == Poly::constant(&Number::ONE);
            return plain.then_some(Formula::Compare(formula));
        }
        let is_equal = match op {
            CompareOp::Eq => true,
            CompareOp::Ne => false,
            _ => return None,
        };
        let formula = match &right.kind {
            ExprKind::Text(_) => self.one_of(left, core::slice::from_ref(right))?,
            ExprKind::Bool(expected) => match self.formula(left)? {
                Formula::Is(field, yes) => Formula::Is(field, yes == *expected),
                _ => return None,
            },
            _ => return None,
        };
        Some(if is_equal { formula } else { Formula::Not(Box::new(formula)) })
    }

    /// A choice against texts. A text that is no option is reported by the caller's FEEL check, not guessed at here.
    fn one_of(&self, value: &Expr, tests: &[Expr]) -> Option<Formula> {
        let ExprKind::Name(name) = &value.kind else { return None };
        let id = *self.names.get(&**name)?;
        let field = self.fields.get(id).filter(|field| field.kind == IndicatorType::Choice)?;
        let mut options = Vec::new();
        for test in tests {
            let texts = match &test.kind {
                ExprKind::List(items) => items.as_slice(),
                _ => core::slice::from_ref(test),
            };
            for text in texts {
                let ExprKind::Text(text) = &text.kind else { return None };
                options.push(field.options.iter().position(|option| **option == **text)?);
            }
        }
        Some(Formula::OneOf(id, options))
    }

    fn remarks(&mut self) -> Vec<Vec<Formula>> {
        let pack = self.pack;
        let mut all = Vec::new();
        for (index, check) in pack.checks.iter().enumerate() {
            let place = Place::entry("checks", index, &check.name).key("remarks");
            let when = |number: usize| place.at(number, "").key("when");
            let remarks = check.remarks.iter().enumerate();
            all.push(remarks.filter_map(|(number, remark)| self.condition(&when(number), &remark.when)).collect());
        }
        all
    }

    fn areas(&mut self) -> Vec<AreaItem> {
        let pack = self.pack;
        let mut areas = Vec::new();
        for (index, area) in pack.areas.iter().enumerate() {
            let place = Place::entry("areas", index, &area.name);
            let tolerance = area.tolerance.as_ref().map(|name| self.parameter(&place.key("tolerance"), name));
            let place = place.key("test");
            let item = match &area.test {
                AreaTest::Rate { sum, over, is, than } => {
                    let place = place.key("rate");
                    let figure = self.area_figure(&place, *is, than, tolerance);
                    AreaItem::Rate(self.rate(&place, (sum, over), figure))
                }
                AreaTest::ShareOfVillages { check, unmet, is, than } => {
                    let place = place.key("share_of_villages");
                    let figure = self.area_figure(&place, *is, than, tolerance);
                    let item = self.named_item(&place.key("check"), check).unwrap_or_default();
                    AreaItem::Share { item, unmet: *unmet, figure }
                }
                AreaTest::EveryVillage { check, among, townships } => {
                    let place = place.key("every_village");
                    let townships = townships.as_ref().map(|name| self.parameter(&place.key("townships"), name));
                    let among = self.condition(&place.key("among"), among);
                    let item = self.named_item(&place.key("check"), check).unwrap_or_default();
                    AreaItem::Every { item, among, townships }
                }
                AreaTest::CountAllOf { kind } => AreaItem::CountAllOf(*kind),
                AreaTest::CountEach {} | AreaTest::Compiled => AreaItem::CountEach,
            };
            areas.push(item);
        }
        areas
    }

    fn area_figure(&mut self, place: &Place, is: Comparison, than: &str, tolerance: Option<usize>) -> AreaFigure {
        if is == Comparison::Equals && tolerance.is_some() {
            self.error(&place.key("is"), Code::ToleranceWithoutDirection, &[]);
        }
        AreaFigure { is, than: self.parameter(&place.key("than"), than), tolerance }
    }

    fn rate(&mut self, place: &Place, (sum, over): (&str, &str), figure: AreaFigure) -> RateItem {
        let (sum, over) = (self.addend(&place.key("sum"), sum), self.addend(&place.key("over"), over));
        self.positive_divisor(&place.key("over"), &over);
        let value = Ratio { above: sum.clone(), below: over.clone() }.without_common_field();
        RateItem { value, sum, over, figure }
    }

    /// What a village adds to a sum. It may divide only by numbers: sums of unlike fractions over thousands of villages have
    /// no bounds at corners and grow without end.
    fn addend(&mut self, place: &Place, source: &str) -> Poly {
        let Some(ratio) = self.ratio(place, source) else { return Poly::constant(&Number::ONE) };
        let of_nothing = |_| None;
        match ratio.below.value(&of_nothing).and_then(|divisor| Number::ONE.checked_div(&divisor)) {
            Some(factor) => ratio.above.mul(&Poly::constant(&factor)),
            None => {
                self.error(place, Code::SumDivides, &[source]);
                Poly::constant(&Number::ONE)
            }
        }
    }

    /// Composites may rest on composites, but not on themselves.
    fn no_cycles(&mut self, items: &[Item]) {
        let names: Vec<&str> = (self.pack.checks.iter().map(|check| check.name.as_str()))
            .chain(self.pack.summaries.iter().map(|s| s.name.as_str()))
            .collect();
        for id in 0..items.len() {
            if !is_well_founded(id, items, MAX_NESTING) {
                let checks = self.pack.checks.len();
                let (list, index) = id.checked_sub(checks).map_or(("checks", id), |index| ("summaries", index));
                let place = Place::entry(list, index, names.get(id).copied().unwrap_or_default()).key("test");
                self.error(&place, Code::RestsOnItself, &[&MAX_NESTING.to_string()]);
            }
        }
    }
}

/// The names of the indicators of such types.
fn indicators(pack: &Pack, of: impl Fn(IndicatorType) -> bool) -> impl Iterator<Item = &str> {
    pack.indicators.iter().filter(move |indicator| of(indicator.kind)).map(|indicator| indicator.name.as_str())
}

/// The entries of a list: its key, their numbers and names.
fn listed<'p>(
    list: &'static str,
    names: impl Iterator<Item = &'p String>,
) -> impl Iterator<Item = (&'static str, usize, &'p str)> {
    names.enumerate().map(move |(index, name)| (list, index, name.as_str()))
}

/// Whether going down through its parts ends within `depth` steps.
fn is_well_founded(id: ItemId, items: &[Item], depth: usize) -> bool {
    let mut level = vec![id];
    for _ in 0..depth {
        let mut next = Vec::new();
        for id in level {
            if let Some(item) = items.get(id) {
                parts_of(item, &mut next);
            }
        }
        next.sort_unstable();
        next.dedup();
        if next.is_empty() {
            return true;
        }
        level = next;
    }
    false
}

fn zero() -> Ratio {
    Ratio::whole(Poly::default())
}

impl From<Comparison> for Relation {
    fn from(is: Comparison) -> Self {
        match is {
            Comparison::AtLeast => Self::AtLeast,
            Comparison::Above => Self::Above,
            Comparison::AtMost => Self::AtMost,
            Comparison::Below => Self::Below,
            Comparison::Equals => Self::Equals,
        }
    }
}

impl From<CompareOp> for Relation {
    fn from(op: CompareOp) -> Self {
        match op {
            CompareOp::Ge => Self::AtLeast,
            CompareOp::Gt => Self::Above,
            CompareOp::Le => Self::AtMost,
            CompareOp::Lt => Self::Below,
            CompareOp::Eq => Self::Equals,
            CompareOp::Ne => Self::Differs,
        }
    }
}

fn comparing(value: &Ratio, is: Relation, than: &Ratio, positive: Vec<FieldId>) -> Comparing {
    let difference = value.cross(than, &Poly::sub);
    let divisor = value.below.mul(&than.below);
    Comparing { is, difference, divisor, positive }
}
