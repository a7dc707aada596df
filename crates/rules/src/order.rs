//! Sorting of the short lists that judging works with. The standard sort is made anew for every type and key it is called
//! with, a few KB of the page each; these lists hold a handful of entries.

/// In rising order, each once.
pub(crate) fn sorted<T: Ord>(list: Vec<T>) -> Vec<T> {
    let mut sorted: Vec<T> = Vec::with_capacity(list.len());
    for item in list {
        insert(&mut sorted, item);
    }
    sorted
}

/// Puts an item at its place in a sorted list, unless it is there.
pub(crate) fn insert<T: Ord>(sorted: &mut Vec<T>, item: T) {
    let place = sorted.iter().rposition(|known| *known <= item);
    match place {
        Some(place) if sorted.get(place) == Some(&item) => {}
        Some(place) => sorted.insert(place + 1, item),
        None => sorted.insert(0, item),
    }
}

/// In rising order of a number; entries of the same number keep theirs.
pub(crate) fn by_number<T>(list: Vec<T>, number: impl Fn(&T) -> usize) -> Vec<T> {
    let mut sorted: Vec<(usize, T)> = Vec::with_capacity(list.len());
    for item in list {
        let key = number(&item);
        let place = sorted.iter().rposition(|(known, _)| *known <= key).map_or(0, |place| place + 1);
        sorted.insert(place, (key, item));
    }
    sorted.into_iter().map(|(_, item)| item).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_and_keeps_order() {
        assert_eq!(sorted(vec![3, 1, 2, 3, 1]), [1, 2, 3]);
        assert!(sorted(Vec::<u8>::new()).is_empty());
        assert_eq!(by_number(vec!["bb", "a", "cc", "d"], |text| text.len()), ["a", "d", "bb", "cc"]);
    }
}
