//! From a pack to its compiled form: names become indexes, FEEL becomes formulas, and every problem is reported at once.

use std::collections::BTreeMap;

use feel::ast::{CompareOp, Expr, ExprKind};
use feel::{Lang, Number, Scope, Type};

use crate::facts::{Field, FieldId};
use crate::formula::{Comparing, Formula, Free, Relation};
use crate::free::Condition;
use crate::limits::{MAX_COUNT, MAX_MONEY, MAX_NESTING};
use crate::model::{AreaTest, Comparison, Indicator, IndicatorType, Pack, Part, Selection, Test};
use crate::order::{by_number, sorted};
use crate::poly::{Poly, Ratio, Var};
use crate::program::{
    AreaItem, Compiled, Computed, How, Item, ItemId, Leaf, Node, RateItem, Rule, Shape, Than, dependency_order,
    parts_of,
};

/// What is wrong with a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackError {
    /// Where: `checks[通组公路].applies_when`.
    pub place: String,
    /// What is wrong and what would be right.
    pub message: String,
}

pub(crate) fn compile(pack: &Pack) -> Result<Compiled, Vec<PackError>> {
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

struct Compiler<'p> {
    pack: &'p Pack,
    fields: Vec<Field>,
    names: BTreeMap<String, FieldId>,
    parameter_names: BTreeMap<&'p str, usize>,
    item_names: BTreeMap<&'p str, ItemId>,
    derived: Vec<Computed>,
    scope: Scope,
    errors: Vec<PackError>,
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

    fn error(&mut self, place: impl Into<String>, message: impl Into<String>) {
        self.errors.push(PackError { place: place.into(), message: message.into() });
    }

    fn unique_names(&mut self) {
        let pack = self.pack;
        let values = (pack.indicators.iter().map(|i| ("indicators", &i.name)))
            .chain(pack.parameters.iter().map(|p| ("parameters", &p.name)))
            .chain(pack.derived.iter().map(|d| ("derived", &d.name)));
        let items = (pack.checks.iter().map(|c| ("checks", &c.name)))
            .chain(pack.summaries.iter().map(|s| ("summaries", &s.name)));
        let areas = pack.areas.iter().map(|a| ("areas", &a.name));
        self.unique_among(values);
        self.unique_among(items);
        self.unique_among(areas);
        for (list, section) in (pack.indicators.iter().map(|i| (format!("indicators[{}]", i.name), &i.section)))
            .chain(pack.checks.iter().map(|c| (format!("checks[{}]", c.name), &c.section)))
            .chain(pack.derived.iter().map(|d| (format!("derived[{}]", d.name), &d.section)))
            .chain(pack.areas.iter().map(|a| (format!("areas[{}]", a.name), &a.section)))
        {
            if !pack.sections.iter().any(|known| known.name == *section) {
                self.error(list, format!("there is no section `{section}`; declare it among the sections"));
            }
        }
    }

    fn unique_among(&mut self, names: impl Iterator<Item = (&'static str, &'p String)>) {
        let mut seen: BTreeMap<&String, &str> = BTreeMap::new();
        for (list, name) in names {
            if name.trim().is_empty() {
                self.error(list, "a name is empty");
            }
            if let Some(first) = seen.insert(name, list) {
                self.error(
                    format!("{list}[{name}]"),
                    format!("the name is taken already in `{first}`; every name is used once"),
                );
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
            let field = self.field(indicator, whole);
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

    fn field(&mut self, indicator: &Indicator, whole: Option<FieldId>) -> Field {
        let place = || format!("indicators[{}]", indicator.name);
        let limit = match indicator.kind {
            IndicatorType::Percent => 100,
            IndicatorType::Money => MAX_MONEY,
            _ => MAX_COUNT,
        };
        let min = indicator.min.as_ref().map_or(Number::ZERO, |min| min.0.clone());
        let max = indicator.max.as_ref().map_or(Number::from(limit), |max| max.0.clone());
        if min > max {
            self.error(place(), format!("its least value {min} is greater than its greatest, {max}"));
        }
        let is_choice = matches!(indicator.kind, IndicatorType::Choice | IndicatorType::MultiChoice);
        if is_choice == indicator.options.is_empty() {
            self.error(place(), "a choice has options, and nothing else has");
        }
        if !indicator.kind.is_number()
            && (indicator.min.is_some() || indicator.max.is_some() || indicator.at_most.is_some())
        {
            self.error(place(), "only numbers have `min`, `max` and `at_most`");
        }
        let mut field = Field {
            name: String::new(),
            unit: String::new(),
            options: Vec::new(),
            kind: indicator.kind,
            digits: indicator.digits,
            declared_min: min.clone(),
            declared_max: max.clone(),
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
        let place = format!("indicators[{}].at_most", indicator.name);
        let Some(whole) = self.names.get(name).copied() else {
            self.error(place, format!("there is no indicator `{name}`"));
            return;
        };
        if self.fields.get(whole).is_some_and(|field| field.kind != indicator.kind) {
            self.error(&place, format!("`{name}` is of another type, so the two cannot be compared"));
        }
        let mut above = Vec::new();
        let mut next = Some(whole);
        while let Some(field) = next {
            if field == id || above.contains(&field) {
                self.error(place, "the chain of `at_most` comes back to where it began");
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
                let min = of(&field.below, |part| &part.declared_min)
                    .into_iter()
                    .fold(field.declared_min.clone(), Number::max);
                let max = of(&field.above, |whole| &whole.declared_max)
                    .into_iter()
                    .fold(field.declared_max.clone(), Number::min);
                (min, max)
            })
            .collect();
        for (field, (min, max)) in self.fields.iter_mut().zip(bounds) {
            (field.min, field.max) = (min, max);
        }
    }

    fn parameters(&mut self) {
        for parameter in &self.pack.parameters {
            let mut days = parameter.dated.iter().map(|dated| dated.from);
            let ordered =
                days.next().is_none_or(|first| days.try_fold(first, |last, day| (last < day).then_some(day)).is_some());
            if !ordered {
                self.error(
                    format!("parameters[{}].dated", parameter.name),
                    "the days must rise from one value to the next",
                );
            }
        }
    }

    /// When to warn is said by parameters.
    fn warn_when(&mut self) {
        let Some(when) = &self.pack.warn else { return };
        for (key, name, unit) in [("warn.within", &when.within, "%"), ("warn.days", &when.days, "天")] {
            let Some(name) = name else { continue };
            let id = self.parameter(key, name);
            if self.pack.parameters.get(id).is_some_and(|parameter| parameter.unit != unit) {
                self.error(key, format!("`{name}` must have the unit `{unit}`"));
            }
        }
    }

    fn derive(&mut self) {
        for derived in &self.pack.derived {
            let place = format!("derived[{}].formula", derived.name);
            let ratio = self.ratio(&place, &derived.formula);
            if ratio.is_none() && self.errors.iter().all(|error| error.place != place) {
                self.error(place, "a derived value is made of indicators, parameters and + - * /");
            }
            self.derived.push(Computed { ratio });
        }
    }

    fn parse(&mut self, place: &str, source: &str) -> Option<Expr> {
        let (expr, diagnostics) = feel::parse(source, &self.scope);
        for diagnostic in &diagnostics {
            self.error(place, format!("`{source}`: {}", diagnostic.message(Lang::En)));
        }
        diagnostics.is_empty().then_some(expr)
    }

    /// A formula as a quotient of polynomials.
    fn ratio(&mut self, place: &str, source: &str) -> Option<Ratio> {
        let expr = self.parse(place, source)?;
        self.ratio_of(&expr)
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
        for check in &pack.checks {
            let place = format!("checks[{}]", check.name);
            if check.clause.is_empty() {
                self.error(&place, "a check names the clause that it rests on");
            }
            let mut item = self.item(&place, &check.test, check.applies_when.as_deref(), check.tolerance.as_deref());
            if check.off.is_some() {
                // Never: no alternative holds.
                item.applies = Some(Formula::Any(Vec::new()));
            }
            items.push(item);
        }
        for summary in &pack.summaries {
            let item = self.item(&format!("summaries[{}]", summary.name), &summary.test, None, None);
            items.push(item);
        }
        items
    }

    fn item(&mut self, place: &str, test: &Test, applies_when: Option<&str>, tolerance: Option<&str>) -> Item {
        let applies = applies_when.and_then(|source| self.condition(&format!("{place}.applies_when"), source));
        let rule = self.rule(&format!("{place}.test"), test, tolerance);
        let mut fields = applies.as_ref().map(Formula::fields).unwrap_or_default();
        let mut parameters = Vec::new();
        if let Some(applies) = &applies {
            applies.parameters(&mut parameters);
        }
        match &rule {
            Rule::Leaf(leaf) => {
                fields.extend(leaf.base);
                fields.extend(leaf.formula.fields());
                leaf.formula.parameters(&mut parameters);
            }
            Rule::Composite(How::AtLeast(parameter), _) => parameters.push(*parameter),
            _ => {}
        }
        let fields = by_number(sorted(fields), |id| self.fields.get(*id).map_or(0, |field| field.above.len()));
        let applies_in_words = applies_when.map(|source| self.in_words(source)).unwrap_or_default();
        let condition_in_words = match test {
            Test::Condition(source) => self.in_words(source),
            _ => String::new(),
        };
        Item { applies, applies_in_words, rule, condition_in_words, fields, parameters: sorted(parameters) }
    }

    fn rule(&mut self, place: &str, test: &Test, tolerance: Option<&str>) -> Rule {
        match test {
            Test::Yes(name) => self.yes_no(place, name, true),
            Test::No(name) => self.yes_no(place, name, false),
            Test::None(name) => {
                let field = self.number_field(place, name);
                let value = self.field_ratio(field).unwrap_or_else(zero);
                Rule::Leaf(Box::new(Leaf {
                    base: None,
                    formula: Formula::Compare(comparing(&value, Relation::Equals, &zero(), Vec::new())),
                    shape: Shape::Nobody(field),
                }))
            }
            Test::All { part, whole } => {
                let (part, whole) = (self.number_field(place, part), self.number_field(place, whole));
                let sides = (self.field_ratio(part).unwrap_or_else(zero), self.field_ratio(whole).unwrap_or_else(zero));
                Rule::Leaf(Box::new(Leaf {
                    base: Some(whole),
                    formula: Formula::Compare(comparing(&sides.0, Relation::Equals, &sides.1, vec![whole])),
                    shape: Shape::Whole { part, whole },
                }))
            }
            Test::Share { part, whole, at_least } => {
                let (part, whole) = (self.number_field(place, part), self.number_field(place, whole));
                let parameter = self.parameter(place, at_least);
                let value = match (self.field_ratio(part), self.field_ratio(whole)) {
                    (Some(part), Some(whole)) => Ratio { above: part.above, below: whole.above },
                    _ => zero(),
                };
                let than = self.threshold(place, Than::Parameter(parameter), Comparison::AtLeast, tolerance);
                Rule::Leaf(Box::new(Leaf {
                    base: Some(whole),
                    formula: Formula::Compare(comparing(&value, Relation::AtLeast, &than, vec![whole])),
                    shape: Shape::Share { part, whole, parameter },
                }))
            }
            Test::Compare { value, is, than } => self.compare(place, value, *is, than, tolerance),
            Test::CountOf { parts, at_least } => {
                let parameter = self.parameter(place, at_least);
                Rule::Composite(How::AtLeast(parameter), self.nodes(place, parts))
            }
            Test::AllOf(parts) => Rule::Composite(How::All, self.nodes(place, parts)),
            Test::AnyOf(parts) => Rule::Composite(How::Any, self.nodes(place, parts)),
            Test::Every(selection) => {
                let nodes = self.select(place, selection).into_iter().map(Node::Item).collect();
                Rule::Composite(How::All, nodes)
            }
            Test::SomeUnmet(selection) => {
                let nodes = self.select(place, selection).into_iter().map(Node::Item).collect();
                Rule::Composite(How::SomeUnmet, nodes)
            }
            Test::Improved(selection) => Rule::Improved(self.select(place, selection)),
            Test::Stable(parts) => Rule::Stable(self.nodes(place, parts)),
            Test::Compiled => {
                self.error(place, "a compiled pack cannot be compiled again; load it as it is");
                Rule::Composite(How::All, Vec::new())
            }
            Test::Condition(source) => {
                let formula = self.condition(place, source).unwrap_or(Formula::All(Vec::new()));
                Rule::Leaf(Box::new(Leaf { base: None, formula, shape: Shape::Condition }))
            }
        }
    }

    fn yes_no(&mut self, place: &str, name: &str, expected: bool) -> Rule {
        let field = self.names.get(name).copied();
        let field = field.filter(|id| self.fields.get(*id).is_some_and(|field| field.kind == IndicatorType::YesNo));
        if field.is_none() {
            self.error(place, format!("there is no yes/no indicator `{name}`"));
        }
        let field = field.unwrap_or_default();
        Rule::Leaf(Box::new(Leaf {
            base: None,
            formula: Formula::Is(field, expected),
            shape: Shape::YesNo(field, expected),
        }))
    }

    fn compare(&mut self, place: &str, value: &str, is: Comparison, than: &str, tolerance: Option<&str>) -> Rule {
        let unit = self.unit_of(value);
        let ratio = self.ratio(place, value);
        if ratio.is_none() {
            self.error(
                place,
                format!("`{value}` is not a number made of indicators, parameters, derived values and + - * /"),
            );
        }
        let target = match (self.names.get(than), self.parameter_names.get(than)) {
            (Some(id), _) if self.field_ratio(*id).is_some() => Than::Field(*id),
            (_, Some(id)) => Than::Parameter(*id),
            _ => {
                self.error(place, format!("`{than}` is neither a parameter nor a number indicator"));
                Than::Parameter(usize::MAX)
            }
        };
        let value_ratio = ratio.unwrap_or_else(zero);
        let threshold = self.threshold(place, target, is, tolerance);
        let formula = comparing(&value_ratio, is.into(), &threshold, Vec::new());
        self.positive_divisor(place, &formula.divisor);
        Rule::Leaf(Box::new(Leaf {
            base: None,
            formula: Formula::Compare(formula),
            shape: Shape::Compare { name: value.to_owned(), value: value_ratio, unit, is, than: target },
        }))
    }

    /// A divisor must be a sum of what cannot be negative, or the comparison's sign would mean nothing.
    fn positive_divisor(&mut self, place: &str, divisor: &Poly) {
        let may_be_negative = |id: &FieldId| self.fields.get(*id).is_some_and(|field| field.min.is_negative());
        let by_parameter = !divisor.parameters().is_empty();
        if by_parameter || !divisor.is_positive_sum() || divisor.fields().iter().any(may_be_negative) {
            self.error(
                place,
                "a formula may divide only by indicators that cannot be negative, or sums and products of such",
            );
        }
    }

    /// The threshold, moved by the tolerance in favour of the value.
    fn threshold(&mut self, place: &str, than: Than, is: Comparison, tolerance: Option<&str>) -> Ratio {
        let threshold = match than {
            Than::Parameter(id) => Ratio::whole(Poly::term(vec![Var::Parameter(id)], &Number::ONE)),
            Than::Field(id) => self.field_ratio(id).unwrap_or_else(zero),
        };
        let Some(tolerance) = tolerance else { return threshold };
        let tolerance = Poly::term(vec![Var::Parameter(self.parameter(place, tolerance))], &Number::ONE);
        match is {
            Comparison::AtLeast | Comparison::Above => Ratio { above: threshold.above.sub(&tolerance), ..threshold },
            Comparison::AtMost | Comparison::Below => Ratio { above: threshold.above.add(&tolerance), ..threshold },
            Comparison::Equals => {
                self.error(place, "a tolerance needs a figure with a direction, not `equals`");
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

    fn number_field(&mut self, place: &str, name: &str) -> FieldId {
        let field = self.names.get(name).copied();
        let field = field.filter(|id| self.fields.get(*id).is_some_and(|field| field.kind.is_number()));
        if field.is_none() {
            self.error(place, format!("there is no number indicator `{name}`"));
        }
        field.unwrap_or_default()
    }

    fn parameter(&mut self, place: &str, name: &str) -> usize {
        match self.parameter_names.get(name) {
            Some(id) => *id,
            None => {
                self.error(place, format!("there is no parameter `{name}`"));
                usize::MAX
            }
        }
    }

    fn nodes(&mut self, place: &str, parts: &[Part]) -> Vec<Node> {
        if parts.is_empty() {
            self.error(place, "it has no parts");
        }
        let mut nodes = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            match part {
                Part::Name(name) => match self.item_names.get(name.as_str()) {
                    Some(id) => nodes.push(Node::Item(*id)),
                    None => self.error(place, format!("there is no check or summary `{name}`")),
                },
                Part::Test(test) => {
                    let item = self.item(&format!("{place}[{index}]"), test, None, None);
                    nodes.push(Node::Inline(Box::new(item)));
                }
            }
        }
        nodes
    }

    fn select(&mut self, place: &str, selection: &Selection) -> Vec<ItemId> {
        let selected: Vec<ItemId> = (self.pack.checks.iter().enumerate())
            .filter(|(_, check)| selection.selects(check))
            .map(|(id, _)| id)
            .collect();
        if selected.is_empty() {
            self.error(place, "no check is of these kinds and this clause");
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

    fn condition(&mut self, place: &str, source: &str) -> Option<Formula> {
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
                for diagnostic in diagnostics {
                    self.error(place, format!("`{source}`: {}", diagnostic.message(Lang::En)));
                }
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
        for check in &pack.checks {
            let place = format!("checks[{}].remarks", check.name);
            let conditions = check.remarks.iter().filter_map(|remark| self.condition(&place, &remark.when)).collect();
            all.push(conditions);
        }
        all
    }

    fn areas(&mut self) -> Vec<AreaItem> {
        let pack = self.pack;
        let mut areas = Vec::new();
        for area in &pack.areas {
            let place = format!("areas[{}].test", area.name);
            let tolerance = area.tolerance.as_ref().map(|name| self.parameter(&place, name));
            let item = match &area.test {
                AreaTest::Rate { sum, over, is, than } => {
                    let value = self.rate(&place, (sum, over));
                    AreaItem::Rate(RateItem { value, is: *is, than: self.parameter(&place, than), tolerance })
                }
                AreaTest::ShareOfVillages { check, than, .. } => {
                    self.parameter(&place, than);
                    AreaItem::Check { item: self.check(&place, check), among: None }
                }
                AreaTest::EveryVillage { check, among, townships } => {
                    if let Some(townships) = townships {
                        self.parameter(&place, townships);
                    }
                    let among = self.condition(&place, among);
                    AreaItem::Check { item: self.check(&place, check), among }
                }
                AreaTest::CountAllOf { .. } | AreaTest::CountEach {} | AreaTest::Compiled => AreaItem::Count,
            };
            areas.push(item);
        }
        areas
    }

    fn rate(&mut self, place: &str, (sum, over): (&str, &str)) -> Ratio {
        match (self.ratio(place, sum), self.ratio(place, over)) {
            (Some(sum), Some(over)) => {
                Ratio { above: sum.above.mul(&over.below), below: sum.below.mul(&over.above) }.without_common_field()
            }
            _ => {
                self.error(place, "both sums are made of indicators, parameters and + - * /");
                zero()
            }
        }
    }

    fn check(&mut self, place: &str, name: &str) -> ItemId {
        match self.item_names.get(name) {
            Some(id) => *id,
            None => {
                self.error(place, format!("there is no check `{name}`"));
                0
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
                let name = names.get(id).copied().unwrap_or_default();
                let message = format!("it rests on itself, or on parts nested more than {MAX_NESTING} deep");
                self.error(format!("checks[{name}].test"), message);
            }
        }
    }
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
