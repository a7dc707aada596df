//! The difference of two texts, line by line, with a little of what stands around it. Depends on nothing.

/// How many equal lines are shown around a difference.
const AROUND: usize = 2;

/// Lines of `expected` that are gone marked `-`, lines of `actual` that are new marked `+`.
pub(crate) fn lines(expected: &str, actual: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), actual.lines().collect());
    let marked = marked(&old, &new);
    let near = |index: usize| {
        let from = index.saturating_sub(AROUND);
        marked[from..marked.len().min(index + AROUND + 1)].iter().any(|(mark, _)| *mark != ' ')
    };
    let mut text = String::new();
    let mut left_out = false;
    for (index, (mark, line)) in marked.iter().enumerate() {
        if near(index) {
            text.push_str(if left_out { "  …\n" } else { "" });
            text.push_str(&format!("{mark} {line}\n"));
        }
        left_out = !near(index);
    }
    if text.is_empty() { "only the line ends differ".to_owned() } else { text }
}

/// Both texts as one, along their longest common subsequence.
fn marked<'t>(old: &[&'t str], new: &[&'t str]) -> Vec<(char, &'t str)> {
    let mut common = vec![vec![0_usize; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i][j] =
                if old[i] == new[j] { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut marked = Vec::new();
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            marked.push((' ', old[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < old.len() && common[i + 1][j] >= common[i][j + 1]) {
            marked.push(('-', old[i]));
            i += 1;
        } else {
            marked.push(('+', new[j]));
            j += 1;
        }
    }
    marked
}
