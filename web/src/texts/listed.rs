//! How the texts of a place are written down, so that the tests can go through all of them. Depends on nothing.

/// A struct of texts, or the texts of one language as constants; in tests with a list of every one of them by its name.
macro_rules! texts {
    ($(#[$about:meta])* $of:vis struct $name:ident { $($seen:vis $text:ident: $form:ty,)* }) => {
        $(#[$about])*
        $of struct $name {
            $($seen $text: $form,)*
        }

        #[cfg(test)]
        impl $name {
            fn listed(&self) -> $crate::texts::listed::Listed {
                use $crate::texts::listed::Words;
                vec![$((stringify!($text), self.$text.words())),*]
            }
        }
    };
    ($($seen:vis const $text:ident: $form:ty = $says:expr;)*) => {
        $($seen const $text: $form = $says;)*

        #[cfg(test)]
        pub(super) fn listed() -> $crate::texts::listed::Listed {
            use $crate::texts::listed::Words;
            vec![$((stringify!($text), $text.words())),*]
        }
    };
}

pub(crate) use texts;

/// Texts by their names.
#[cfg(test)]
pub(crate) type Listed = Vec<(&'static str, Vec<&'static str>)>;

/// What a text holds, be it one or several that belong together.
#[cfg(test)]
pub(crate) trait Words {
    fn words(&self) -> Vec<&'static str>;
}

#[cfg(test)]
impl Words for &'static str {
    fn words(&self) -> Vec<&'static str> {
        vec![self]
    }
}

#[cfg(test)]
impl<T: Words, const N: usize> Words for [T; N] {
    fn words(&self) -> Vec<&'static str> {
        self.iter().flat_map(Words::words).collect()
    }
}

#[cfg(test)]
impl Words for (&'static str, &'static str) {
    fn words(&self) -> Vec<&'static str> {
        vec![self.0, self.1]
    }
}

/// Chinese, in its characters or its punctuation.
#[cfg(test)]
pub(crate) fn is_chinese(letter: char) -> bool {
    matches!(letter, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}'
        | '\u{20000}'..='\u{3ffff}')
}

/// What is wrong between the texts of a place in Chinese and in English; nothing is left out, and values have the same room.
#[cfg(test)]
pub(crate) fn faults(chinese: &Listed, english: &Listed) -> Vec<String> {
    let names = |listed: &Listed| listed.iter().map(|(name, says)| (*name, says.len())).collect::<Vec<_>>();
    let mut faults = Vec::new();
    if names(chinese) != names(english) {
        faults.push(format!("not the same texts: {:?} and {:?}", names(chinese), names(english)));
    }
    for ((name, ours), (_, theirs)) in chinese.iter().zip(english) {
        for (ours, theirs) in ours.iter().zip(theirs) {
            for text in [ours, theirs] {
                if text.trim().is_empty() {
                    faults.push(format!("{name} says nothing"));
                }
                if text.matches(['{', '}']).count() != 2 * text.matches("{}").count() {
                    faults.push(format!("{name} has a brace by itself: {text}"));
                }
            }
            if ours.matches("{}").count() != theirs.matches("{}").count() {
                faults.push(format!("{name} has not as much room for values: {ours} / {theirs}"));
            }
            if theirs.contains(is_chinese) {
                faults.push(format!("{name} is not all English: {theirs}"));
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_language_lacks_is_found() {
        let of = |name, says| vec![(name, vec![says])];
        let whole = of("answered", "{}/{} answered");
        assert!(faults(&of("answered", "已填 {}/{}"), &whole).is_empty());
        for (chinese, english) in [
            (of("answered", "已填 {}/{}"), of("next", "{}/{} answered")),
            (of("answered", "已填 {}/{}"), of("answered", "{} answered")),
            (of("answered", "已填 {}/{}"), of("answered", "{}/{} answered。")),
            (of("answered", "已填 {}/{}"), of("answered", "已 {}/{} answered")),
            (of("answered", "已填 {}/{}"), of("answered", "{0}/{} {} answered")),
            (of("answered", ""), of("answered", "answered")),
            (of("answered", "已填"), of("answered", " ")),
        ] {
            assert_eq!(faults(&chinese, &english).len(), 1, "{chinese:?} {english:?}");
        }
        assert_eq!(faults(&whole, &Vec::new()).len(), 1);
    }
}
