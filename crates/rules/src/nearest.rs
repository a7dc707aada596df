//! The known name nearest to an unknown one, for asking "did you mean".

use crate::limits::MAX_NAME_CHARS;

/// The nearest of `known`, if it differs in fewer than half of its characters.
#[must_use]
pub fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    // Beyond twice the length of any name there is nothing to be near to; and comparing would take long.
    let name: Vec<char> = name.chars().take(MAX_NAME_CHARS + 1).collect();
    if name.len() > MAX_NAME_CHARS {
        return None;
    }
    known
        .map(|known| (distance(&name, &known.chars().collect::<Vec<_>>()), known))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, known)| distance.saturating_mul(2) < known.chars().count().max(1) && *distance > 0)
        .map(|(_, known)| known)
}

/// How many characters must be added, removed or replaced to get from one to the other.
fn distance(left: &[char], right: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (index, a) in left.iter().enumerate() {
        let mut diagonal = index;
        let mut last = index + 1;
        let mut next = vec![last];
        for (b, above) in right.iter().zip(row.iter().skip(1)) {
            let replaced = diagonal + usize::from(a != b);
            diagonal = *above;
            last = replaced.min(*above + 1).min(last + 1);
            next.push(last);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_only() {
        let known = ["总户数", "总人口", "建档立卡户数"];
        assert_eq!(nearest("总户", known.into_iter()), Some("总户数"));
        assert_eq!(nearest("建档立卡户", known.into_iter()), Some("建档立卡户数"));
        assert_eq!(nearest("备注", known.into_iter()), None);
        assert_eq!(distance(&['甲', '乙'], &['乙']), 1);
        assert_eq!(distance(&[], &['乙', '丙']), 2);
    }
}
