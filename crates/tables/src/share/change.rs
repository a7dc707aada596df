//! What taking up another self-check changes in one's own, field by field, before it is done.

use rules::{Answer, Answers};

/// How much of one's own self-check another takes the place of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Only what is answered in the other.
    Answered,
    /// All of it: what is not answered in the other is cleared.
    Whole,
}

/// One field that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its name.
    pub name: String,
    /// The answer so far; missing where there is none.
    pub before: Answer,
    /// The answer from then on; missing where it is cleared.
    pub after: Answer,
}

/// The fields that change, in the order of their names. `same` says whether two answers to a field mean the same.
#[must_use]
pub fn changes(
    own: &Answers,
    other: &Answers,
    scope: Scope,
    same: impl Fn(&str, &Answer, &Answer) -> bool,
) -> Vec<Change> {
    let cleared = own.iter().filter(|(name, _)| scope == Scope::Whole && !other.contains_key(name));
    let cleared = cleared.map(|(name, answer)| (name, answer, &Answer::Missing));
    let set = other.iter().map(|(name, answer)| (name, own.get(name).unwrap_or(&Answer::Missing), answer));
    let differing = set.chain(cleared).filter(|(name, before, after)| before != after && !same(name, before, after));
    differing
        .map(|(name, before, after)| Change { name: name.clone(), before: before.clone(), after: after.clone() })
        .collect()
}

/// The answers after taking up the other's.
#[must_use]
pub fn apply(own: &Answers, other: &Answers, scope: Scope) -> Answers {
    let mut answers = match scope {
        Scope::Answered => own.clone(),
        Scope::Whole => Answers::new(),
    };
    answers.extend(other.clone());
    answers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_is_what_applying_changes() {
        let own: Answers = [("a".to_owned(), "1".into()), ("b".to_owned(), "2".into())].into();
        let other: Answers = [("b".to_owned(), "3".into()), ("c".to_owned(), true.into())].into();
        let of =
            |scope| changes(&own, &other, scope, |_, _, _| false).iter().map(|it| it.name.clone()).collect::<Vec<_>>();
        assert_eq!(of(Scope::Answered), ["b", "c"]);
        assert_eq!(of(Scope::Whole), ["b", "c", "a"]);
        assert_eq!(apply(&own, &other, Scope::Whole), other);
        assert_eq!(apply(&own, &other, Scope::Answered).len(), 3);
        assert!(changes(&own, &other, Scope::Answered, |name, _, _| name == "b").iter().all(|it| it.name == "c"));
    }
}
