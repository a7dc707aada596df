//! Which open answers can still change a verdict, and which of them help most. Depends on outcomes and formulas.

use feel::Number;
use serde::Serialize;

use crate::facts::{Case, FieldId};
use crate::formula::{Comparing, Formula, Truth, value_of};
use crate::order::insert;
use crate::outcome::{Outcomes, Setting, unset};
use crate::program::{Item, Node, Rule};

/// A question without a usable answer that can still change a verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Question {
    /// The indicator.
    pub field: String,
    /// Its number in the pack.
    pub number: usize,
    /// How many checks and summaries are decided by its answer alone, whatever it is.
    pub decides: usize,
    /// How many checks and summaries its answer can still change, those it decides included.
    pub concerns: usize,
}

/// The open answers that an undecided item waits for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Live {
    /// Those it reads, in order of the pack: when all are answered, it is decided.
    pub(crate) read: Vec<FieldId>,
    /// Those that can change the verdict but leave it open: what only narrows the others, as a whole narrows its part, and
    /// all of them where the item waits for more than answers.
    pub(crate) bounding: Vec<FieldId>,
}

/// What an item waits for; nothing when it is decided. A part with a name of its own stands for itself.
pub(crate) fn live(setting: &Setting<'_>, item: &Item, case: &Case<'_>, known: &[Outcomes]) -> Live {
    let mut live = Live::default();
    let by_answers = collect(setting, item, case, known, &mut live);
    let Live { read, bounding } = &mut live;
    for field in read.iter().filter_map(|field| case.fields.get(*field)) {
        for other in field.above.iter().chain(&field.below).filter(|other| !case.is_known(**other)) {
            if !read.contains(other) {
                insert(bounding, *other);
            }
        }
    }
    if !by_answers {
        core::mem::take(read).into_iter().for_each(|field| insert(bounding, field));
    }
    live
}

/// Collects what an item reads; whether answers are all it waits for.
fn collect(setting: &Setting<'_>, item: &Item, case: &Case<'_>, known: &[Outcomes], live: &mut Live) -> bool {
    if setting.of_item(item, case, known).is_decided() {
        return true;
    }
    let mut by_answers = unset(item, setting.parameters).next().is_none();
    let applies = item.applies.as_ref();
    if let Some(applies) = applies {
        of_formula(setting, applies, case, live);
    }
    if applies.is_some_and(|applies| !applies.truth(case, setting.parameters).may_hold) {
        return by_answers;
    }
    match &item.rule {
        Rule::Leaf(leaf) => {
            // Whether there is anything to judge.
            if let Some(base) = leaf.base
                && case.range(base).is_some_and(|(low, high)| low.is_zero() && !high.is_zero())
            {
                open(base, case, live);
            }
            of_formula(setting, &leaf.formula, case, live);
            // Divided by zero it has no value, whatever else is answered.
            by_answers &= leaf.formula.truth(case, setting.parameters) != Truth::UNDEFINED;
        }
        Rule::Composite(_, nodes) | Rule::Stable(nodes) => {
            for node in nodes {
                let part = match node {
                    Node::Item(id) => setting.items.get(*id),
                    Node::Inline(item) => Some(&**item),
                };
                by_answers &= part.is_none_or(|part| collect(setting, part, case, known, live));
            }
        }
        Rule::Improved(ids) => {
            for part in ids.iter().filter_map(|id| setting.items.get(*id)) {
                by_answers &= collect(setting, part, case, known, live);
            }
        }
    }
    // A comparison over time also waits for the word of the earlier self-check.
    by_answers && !matches!(item.rule, Rule::Improved(_) | Rule::Stable(_))
}

fn open(field: FieldId, case: &Case<'_>, live: &mut Live) {
    if !case.is_known(field) {
        insert(&mut live.read, field);
    }
}

fn of_formula(setting: &Setting<'_>, formula: &Formula, case: &Case<'_>, live: &mut Live) {
    let truth = formula.truth(case, setting.parameters);
    if truth.is_decided() || truth == Truth::UNDEFINED {
        return;
    }
    match formula {
        Formula::Is(field, _) | Formula::OneOf(field, _) => open(*field, case, live),
        Formula::Compare(comparing) => {
            for field in comparing.fields() {
                if counts(setting, comparing, field, case) {
                    open(field, case, live);
                }
            }
        }
        Formula::All(parts) | Formula::Any(parts) => {
            parts.iter().for_each(|part| of_formula(setting, part, case, live));
        }
        Formula::Not(inner) => of_formula(setting, inner, case, live),
        Formula::Free(free) => free.fields.iter().for_each(|field| open(*field, case, live)),
    }
}

/// Whether a comparison can depend on a field: not when what it is multiplied by is known to be zero.
fn counts(setting: &Setting<'_>, comparing: &Comparing, field: FieldId, case: &Case<'_>) -> bool {
    let of = |var| value_of(var, case, setting.parameters);
    let slope = comparing.difference.split(field).and_then(|(slope, _)| slope.value(&of));
    slope.is_none_or(|slope| !slope.is_zero()) || comparing.divisor.fields().contains(&field)
}

/// The open questions, most useful first: a verdict that waits for n answers gives each of them one n-th; among equals those
/// that concern more verdicts, then the order of the pack.
pub(crate) fn ranked<'l>(waiting: impl Iterator<Item = &'l Live>, names: &[&str]) -> Vec<Question> {
    let mut questions: Vec<(Number, Question)> = Vec::with_capacity(names.len());
    for (number, name) in names.iter().enumerate() {
        let question = Question { field: (*name).to_owned(), number, decides: 0, concerns: 0 };
        questions.push((Number::ZERO, question));
    }
    for live in waiting {
        let share = i64::try_from(live.read.len()).ok().and_then(|count| Number::ratio(1, count));
        for (usefulness, question) in fields_of(&mut questions, &live.read) {
            *usefulness = usefulness.add(&share.clone().unwrap_or_default());
            question.decides += usize::from(live.read.len() == 1);
            question.concerns += 1;
        }
        for (_, question) in fields_of(&mut questions, &live.bounding) {
            question.concerns += 1;
        }
    }
    let mut ranked: Vec<(Number, Question)> = Vec::new();
    for (usefulness, question) in questions.into_iter().filter(|(_, question)| question.concerns > 0) {
        let before = |known: &(Number, Question)| (&known.0, known.1.concerns) >= (&usefulness, question.concerns);
        let place = ranked.iter().rposition(before).map_or(0, |place| place + 1);
        ranked.insert(place, (usefulness, question));
    }
    ranked.into_iter().map(|(_, question)| question).collect()
}

/// The entries of these fields; the fields rise.
fn fields_of<'q>(
    questions: &'q mut [(Number, Question)],
    fields: &'q [FieldId],
) -> impl Iterator<Item = &'q mut (Number, Question)> {
    let wanted = |(number, _): &(usize, &mut (Number, Question))| fields.contains(number);
    questions.iter_mut().enumerate().filter(wanted).map(|(_, entry)| entry)
}
