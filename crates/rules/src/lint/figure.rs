//! A figure outside of what it is held against can be.

use feel::Number;

use super::walk::tests;
use super::{Lint, Subject};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::{AreaTest, Parameter, Test};

pub(super) struct Figure;

impl Lint for Figure {
    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
        for (_, test) in tests(subject.pack) {
            match test {
                Test::Share { part, whole, at_least } => share(subject, at_least, &format!("{part} / {whole}"), found),
                Test::CountOf { parts, at_least } => {
                    let most = Number::from(i64::try_from(parts.len()).unwrap_or(i64::MAX));
                    within(subject, at_least, (&Number::ONE, &most), "count_of", found);
                }
                Test::Compare { value, than, .. } => {
                    let field = subject.compiled.and_then(|compiled| compiled.field(value));
                    if let Some(field) = field.filter(|field| field.kind.is_number()) {
                        within(subject, than, (&field.min, &field.max), value, found);
                    }
                }
                _ => {}
            }
        }
        for area in &subject.pack.areas {
            match &area.test {
                AreaTest::ShareOfVillages { check, than, .. } => share(subject, than, check, found),
                AreaTest::Rate { sum, over, than, .. } => {
                    let is_part = |it: &&crate::model::Indicator| it.name == *sum && it.at_most.as_ref() == Some(over);
                    if subject.pack.indicators.iter().any(|indicator| is_part(&indicator)) {
                        share(subject, than, &format!("{sum} / {over}"), found);
                    }
                }
                _ => {}
            }
        }
    }
}

/// A share lies between nothing and everything.
fn share(subject: &Subject<'_>, figure: &str, of: &str, found: &mut Vec<Diagnostic>) {
    let parameter = subject.pack.parameters.iter().find(|parameter| parameter.name == figure);
    let all = if parameter.is_some_and(|it| it.unit == "%") { Number::from(100) } else { Number::ONE };
    within(subject, figure, (&Number::ZERO, &all), of, found);
}

fn within(
    subject: &Subject<'_>,
    figure: &str,
    (least, greatest): (&Number, &Number),
    of: &str,
    found: &mut Vec<Diagnostic>,
) {
    let known = subject.pack.parameters.iter().enumerate().find(|(_, parameter)| parameter.name == figure);
    let Some((index, parameter)) = known else { return };
    for (place, value) in values(index, parameter) {
        if value < least || value > greatest {
            let args = [value.to_string(), least.to_string(), greatest.to_string()];
            let [value, least, greatest] = args.each_ref().map(String::as_str);
            found.push(Diagnostic::new(Code::FigureOutOfRange, place, &[value, least, greatest, of]));
        }
    }
}

fn values(index: usize, parameter: &Parameter) -> Vec<(Place, &Number)> {
    let place = Place::entry("parameters", index, &parameter.name);
    let first = parameter.value.iter().map(|value| (place.key("value"), &value.0));
    let dated = parameter.dated.iter().enumerate();
    let dated = dated.map(|(number, dated)| (place.key("dated").at(number, "").key("value"), &dated.value.0));
    first.chain(dated).collect()
}
