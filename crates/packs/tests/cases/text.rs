//! The whole of an assessment as compact text that a person reviews: one line a check, its Chinese below it.
//!
//! Nothing is left out but the parts' own explanations below a composite (their names and verdicts stand there) and the
//! versions, which the runner holds. Every struct is taken apart by name, so that a new field does not compile until it
//! has a place here. A note's text stands once, under `notes` at the end; one that only repeats the sentence does not.
//! Depends on `rules`.

use rules::assessment::{
    Alert, Assessment, CheckResult, Counts, DataError, DerivedResult, EightHave, Explanation, Fault, FieldValue, Gap,
    Note, OverlayRef, PackRef, ParameterRef, Quantity, Reference, Standing, SummaryResult, Way,
};

#[path = "../../../rules/tests/told/mod.rs"]
mod told;

use super::code;
pub(crate) use told::{quantity, with_unit};

/// The text of an assessment.
pub(crate) fn of(assessment: &Assessment) -> String {
    let Assessment {
        contract: _,
        pack,
        engine: _,
        date,
        village,
        checks,
        eight_have,
        counts,
        summaries,
        references,
        alerts,
        derived,
        errors,
        warnings,
        digest: _,
    } = assessment;
    let PackRef { id, version: _, overlays } = pack;
    let mut page = Page::default();
    page.line(&format!("{id} on {date}"));
    for OverlayRef { id, version, issuer } in overlays {
        page.line(&format!("with {id} {version} of {issuer}"));
    }
    let who: Vec<String> = village.iter().map(|(name, value)| format!("{name}={value}")).collect();
    page.line(&segments([segment("village", &who.join(", "))]));
    page.line(&format!("counts {}", counts_text(*counts)));
    page.heading("checks");
    checks.iter().for_each(|check| page.check(check));
    let EightHave { met, unmet, undecided, not_applicable, blocked, items } = eight_have;
    let (met, unmet, undecided) = (*met, *unmet, *undecided);
    let counts = Counts { met, unmet, undecided, not_applicable: *not_applicable, blocked: *blocked };
    page.heading(&format!("eight-have {}", counts_text(counts)));
    items.iter().for_each(|item| page.check(item));
    page.heading("summaries");
    summaries.iter().for_each(|summary| page.summary(summary));
    page.heading("references");
    references.iter().for_each(|reference| page.reference(reference));
    if !alerts.is_empty() {
        page.heading("alerts");
        alerts.iter().for_each(|alert| page.alert(alert));
    }
    page.heading("derived");
    derived.iter().for_each(|derived| page.derived(derived));
    page.heading("errors");
    errors.iter().for_each(|error| page.error(error));
    page.heading("warnings");
    warnings.iter().for_each(|warning| page.error(warning));
    page.notes();
    page.text
}

pub(crate) fn counts_text(counts: Counts) -> String {
    let Counts { met, unmet, undecided, not_applicable, blocked } = counts;
    format!("met {met}, unmet {unmet}, undecided {undecided}, not-applicable {not_applicable}, blocked {blocked}")
}

/// A part of a line: nothing where there is nothing to say.
pub(crate) fn segment(name: &str, said: &str) -> String {
    match (said.is_empty(), name.is_empty()) {
        (true, _) => String::new(),
        (_, true) => said.to_owned(),
        _ => format!("{name} {said}"),
    }
}

pub(crate) fn segments(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" | ")
}

/// `6 个 at-least 7 个`, with `?` for a side that is not known, or the operator alone.
fn sides(actual: Option<&Quantity>, operator: &str, required: Option<&Quantity>) -> String {
    if actual.is_none() && required.is_none() {
        return operator.to_owned();
    }
    if operator.starts_with("is-") {
        return format!("{} {operator}", actual.map_or_else(|| "?".to_owned(), quantity));
    }
    let side = |known: Option<&Quantity>| known.map_or_else(|| "?".to_owned(), quantity);
    format!("{} {operator} {}", side(actual), side(required))
}

fn field(field: &FieldValue) -> String {
    let FieldValue { name, value, unit } = field;
    format!("{name}={}", value.as_ref().map_or_else(|| "?".to_owned(), |value| with_unit(value, unit)))
}

pub(crate) fn parameter(parameter: &ParameterRef) -> String {
    let ParameterRef { name, value, unit, basis, clause, origin } = parameter;
    let value = value.as_ref().map_or_else(|| "unset".to_owned(), |value| with_unit(value, unit));
    format!("{name}={value} {} {clause}{}", code(basis), from(origin))
}

/// The overlay that something comes from.
fn from(origin: &Option<String>) -> String {
    origin.as_ref().map(|origin| format!(" from {origin}")).unwrap_or_default()
}

/// `a 1→2 (1), b 3→4 (1) or c 否→是`, after `at least` where it may be more.
fn gap_text(gap: &Gap) -> String {
    let Gap { changes, sentence: _, at_least, alternatives } = gap;
    let ways = core::iter::once(changes).chain(alternatives.iter().map(|Way { changes, sentence: _ }| changes));
    let ways: Vec<String> = ways.map(|changes| told::changes(changes)).collect();
    format!("{}{}", if *at_least { "at least " } else { "" }, ways.join(" or "))
}

fn fault(fault: &Fault) -> String {
    let Fault { code: which, fields } = fault;
    format!("{} {}", code(which), fields.join("+"))
}

pub(crate) fn standing(standing: &Standing) -> String {
    let Standing { code: which, due, days } = standing;
    format!("{} {days} due {due}", code(which))
}

pub(crate) fn joined<T>(items: &[T], text: impl Fn(&T) -> String) -> String {
    items.iter().map(text).collect::<Vec<_>>().join(", ")
}

/// The text as it grows, and the notes met on the way.
#[derive(Default)]
struct Page {
    text: String,
    /// Code, text, and what it was said of.
    notes: Vec<(String, String, Vec<String>)>,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    /// Below the line it belongs to.
    fn below(&mut self, line: &str) {
        self.line(&format!("    {line}"));
    }

    fn heading(&mut self, heading: &str) {
        self.line("");
        self.line(&format!("== {heading}"));
    }

    fn check(&mut self, check: &CheckResult) {
        let CheckResult {
            name,
            kind,
            verdict,
            standing: towards_due,
            gap,
            missing,
            awaits,
            clause,
            origin,
            explanation,
        } = check;
        let explanation = explanation.as_ref().expect("an assessment explains");
        let own = (&explanation.name, &explanation.verdict, &explanation.clause);
        assert_eq!((name, verdict, clause), own, "a check is explained as itself");
        let changes = gap.as_ref().map(gap_text).unwrap_or_default();
        self.line(&segments([
            format!("{} {} {name} {clause}{}", code(verdict), code(kind), from(origin)),
            towards_due.as_ref().map(standing).unwrap_or_default(),
            self.explained(explanation),
            segment("gap", &changes),
            segment("missing", &missing.join(", ")),
            segment("awaits", &awaits.join(", ")),
            segment("notes", &joined(&explanation.notes, |note| code(note.code))),
        ]));
        self.below(&explanation.sentence);
        if let Some(Gap { changes: _, sentence, at_least: _, alternatives }) = gap {
            self.below(sentence);
            alternatives.iter().for_each(|Way { changes: _, sentence }| self.below(&format!("或者：{sentence}")));
        }
        self.remember(name, explanation);
    }

    fn summary(&mut self, summary: &SummaryResult) {
        let SummaryResult { name, group, clause, origin, verdict, said, missing, explanation } = summary;
        let explanation = explanation.as_ref().expect("an assessment explains");
        let own = (&explanation.name, &explanation.verdict, &explanation.clause);
        assert_eq!((name, verdict, clause), own, "a summary is explained as itself");
        self.line(&segments([
            format!("{} {said} {group}·{name} {clause}{}", code(verdict), from(origin)),
            self.explained(explanation),
            segment("missing", &missing.join(", ")),
            segment("notes", &joined(&explanation.notes, |note| code(note.code))),
        ]));
        self.below(&explanation.sentence);
        self.remember(name, explanation);
    }

    fn explained(&self, explanation: &Explanation) -> String {
        let Explanation {
            name: _,
            verdict: _,
            clause: _,
            operator,
            actual,
            required,
            parameter: by,
            tolerance,
            fields,
            faults,
            notes: _,
            decided_by,
            children,
            sentence: _,
        } = explanation;
        segments([
            sides(actual.as_ref(), &code(operator), required.as_ref()),
            segment("of", &joined(fields, field)),
            segment("by", &by.as_ref().map(parameter).unwrap_or_default()),
            segment("within", &tolerance.as_ref().map(parameter).unwrap_or_default()),
            segment("faults", &joined(faults, fault)),
            segment(
                "parts",
                &joined(children, |part| {
                    let mark = if decided_by.contains(&part.name) { "*" } else { "" };
                    format!("{mark}{} {}", part.name, code(part.verdict))
                }),
            ),
        ])
    }

    fn remember(&mut self, name: &str, explanation: &Explanation) {
        for Note { code: which, text } in explanation.notes.iter().filter(|note| note.text != explanation.sentence) {
            let which = code(which);
            match self.notes.iter_mut().find(|(code, known, _)| *code == which && known == text) {
                Some((.., names)) => names.push(name.to_owned()),
                None => self.notes.push((which, text.clone(), vec![name.to_owned()])),
            }
        }
    }

    fn reference(&mut self, reference: &Reference) {
        let Reference { name, section, clause, standing, actual, operator, required, origin, missing, sentence } =
            reference;
        self.line(&segments([
            format!("{} {section}·{name} {clause}{}", code(standing), from(origin)),
            sides(actual.as_ref(), &code(operator), required.as_ref()),
            segment("missing", &missing.join(", ")),
        ]));
        self.below(sentence);
    }

    fn alert(&mut self, alert: &Alert) {
        let Alert { code: which, name, clause, actual, operator, required, due, days, parameter: by, sentence } = alert;
        let compared = operator.as_ref().map(|is| sides(actual.as_ref(), &code(is), required.as_ref()));
        let towards = due.map(|due| format!("{due} in {}", days.unwrap_or_default())).unwrap_or_default();
        self.line(&segments([
            format!("{} {name} {clause}", code(which)),
            compared.unwrap_or_default(),
            segment("due", &towards),
            segment("by", &by.as_ref().map(parameter).unwrap_or_default()),
        ]));
        self.below(sentence);
    }

    fn derived(&mut self, derived: &DerivedResult) {
        let DerivedResult { name, value, missing, reason } = derived;
        self.line(&segments([
            format!("{name} {}", value.as_ref().map_or_else(|| "?".to_owned(), quantity)),
            segment("missing", &missing.join(", ")),
        ]));
        if let Some(reason) = reason {
            self.below(reason);
        }
    }

    fn error(&mut self, error: &DataError) {
        let DataError { code: which, fields, given, message } = error;
        self.line(&segments([
            format!("{} {}", code(which), fields.join(", ")),
            segment("given", &given.as_ref().map(|given| format!("{given:?}")).unwrap_or_default()),
        ]));
        self.below(message);
    }

    fn notes(&mut self) {
        self.heading("notes");
        for (code, text, names) in core::mem::take(&mut self.notes) {
            self.line(&format!("{code} {}", names.join("、")));
            self.below(&text);
        }
    }
}
