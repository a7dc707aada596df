//! What the first visit loads, and what is loaded when it is first used, compressed, against the budgets. Depends on `finish` and `project`.

use crate::finish::{LIST, ONE_FILE, Site, first_load, later_parts, load};
use crate::project::Project;
use crate::trouble::{Done, Trouble};
use std::fs;

/// Bytes of all files of the first visit together.
const TOTAL_BUDGET: u64 = 150 * 1024;
/// Bytes of the WebAssembly.
const WASM_BUDGET: u64 = 125 * 1024;
/// What is loaded later: its name in words, and bytes of all its files together.
const PARTS: [(&str, u64); 2] = [
    // How far and why, the screens behind 更多, and what portals call.
    ("second part, once the form stands", 112 * 1024),
    // Sheets of many villages, their table and the figures of areas, with the worker that judges them: 60 KB are its goal, which
    // is missed, see docs/decisions.md.
    ("third part, for many villages", 132 * 1024),
];
/// Bytes of the page in one file, uncompressed.
const ONE_FILE_BUDGET: u64 = 350 * 1024;
/// Requests of the first visit.
const REQUEST_BUDGET: usize = 6;

/// A file of the page.
struct Loaded {
    name: String,
    plain: u64,
    compressed: u64,
}

/// Prints the table; fails above the budget.
pub(crate) fn size(project: &Project) -> Done {
    let dist = project.dist();
    let site = load(&dist)?;
    if !site.contains_key(LIST) {
        return Err(Trouble::new("dist/ is not finished", "run `cargo xtask build`"));
    }
    let files = loaded(project, &site, first_load(&site)?);
    print!("{}", table(&files));
    let mut faults = over_budget(&files);
    for (names, (what, budget)) in later_parts(&site)?.into_iter().zip(PARTS) {
        let part = loaded(project, &site, names);
        print!("{}", part_table(&part, what, budget));
        if total(&part) > budget {
            let (bytes, budget) = (kilobytes(total(&part)), kilobytes(budget));
            faults.push(format!("the {what}, is too large: {bytes} KB of {budget} KB"));
        }
    }
    let alone = site.get(ONE_FILE).map_or(0, |bytes| bytes.len() as u64);
    println!("{ONE_FILE}: {} KB of {} KB, uncompressed", kilobytes(alone), kilobytes(ONE_FILE_BUDGET));
    if alone > ONE_FILE_BUDGET {
        faults.push(format!("{ONE_FILE} is too large: {} KB of {} KB", kilobytes(alone), kilobytes(ONE_FILE_BUDGET)));
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Trouble::new(
            faults.join("; "),
            "find what grew (`git stash` and compare), or change the budget in xtask/src/size.rs with a reason",
        ))
    }
}

fn loaded(project: &Project, site: &Site, names: Vec<String>) -> Vec<Loaded> {
    let file = |name: String| {
        let plain = site.get(&name).map_or(0, |bytes| bytes.len() as u64);
        let twin = fs::metadata(project.dist().join(format!("{name}.br")));
        Loaded { plain, compressed: twin.map_or(plain, |twin| twin.len()), name }
    };
    names.into_iter().map(file).collect()
}

fn part_table(files: &[Loaded], what: &str, budget: u64) -> String {
    let lines: String = files.iter().map(|file| line(&file.name, file.plain, file.compressed)).collect();
    let sum = line(what, files.iter().map(|file| file.plain).sum(), total(files));
    format!("{lines}{sum}budget: {} KB\n", kilobytes(budget))
}

fn table(files: &[Loaded]) -> String {
    let mut text = format!("{:<44} {:>9} {:>9}\n", "first load", "KB", "brotli KB");
    for file in files {
        text.push_str(&line(&file.name, file.plain, file.compressed));
    }
    text.push_str(&line(&format!("{} files", files.len()), files.iter().map(|file| file.plain).sum(), total(files)));
    text.push_str(&format!(
        "budget: {} KB in {REQUEST_BUDGET} files, of it wasm {} KB\n",
        kilobytes(TOTAL_BUDGET),
        kilobytes(WASM_BUDGET)
    ));
    text
}

fn line(name: &str, plain: u64, compressed: u64) -> String {
    format!("{name:<44} {:>9} {:>9}\n", kilobytes(plain), kilobytes(compressed))
}

fn total(files: &[Loaded]) -> u64 {
    files.iter().map(|file| file.compressed).sum()
}

fn over_budget(files: &[Loaded]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut check = |what: &str, bytes: u64, budget: u64| {
        if bytes > budget {
            faults.push(format!("{what}: {} KB of {} KB", kilobytes(bytes), kilobytes(budget)));
        }
    };
    check("the first load is too large", total(files), TOTAL_BUDGET);
    for file in files.iter().filter(|file| file.name.ends_with(".wasm")) {
        check(&format!("{} is too large", file.name), file.compressed, WASM_BUDGET);
    }
    if files.len() > REQUEST_BUDGET {
        faults.push(format!("the first load takes {} requests of {REQUEST_BUDGET}", files.len()));
    }
    faults
}

/// Kilobytes (1024) with one decimal, rounded up, so that nothing looks smaller than it is.
pub(crate) fn kilobytes(bytes: u64) -> String {
    let tenths = (bytes * 10).div_ceil(1024);
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, compressed: u64) -> Loaded {
        Loaded { name: name.to_owned(), plain: compressed * 3, compressed }
    }

    #[test]
    fn the_table_sums_up() {
        let text = table(&[file("index.html", 1024), file("a.wasm", 100 * 1024)]);
        assert!(text.contains("index.html"), "{text}");
        assert!(text.lines().any(|line| line.starts_with("2 files") && line.ends_with("101.0")), "{text}");
    }

    #[test]
    fn a_later_part_has_its_own_sum() {
        let text = part_table(&[file("later.wasm", 10 * 1024), file("later.css", 1024)], "second part", 1);
        assert!(text.lines().any(|line| line.starts_with("second part") && line.ends_with("11.0")), "{text}");
    }

    #[test]
    fn the_budget_holds_to_the_byte() {
        assert!(over_budget(&[file("a.wasm", WASM_BUDGET), file("b.js", TOTAL_BUDGET - WASM_BUDGET)]).is_empty());
        assert_eq!(over_budget(&[file("a.wasm", WASM_BUDGET + 1)]).len(), 1);
        assert_eq!(over_budget(&[file("b.js", TOTAL_BUDGET + 1)]).len(), 1);
        let many: Vec<Loaded> = (0..7).map(|_| file("a.js", 1)).collect();
        assert_eq!(over_budget(&many).len(), 1);
    }

    #[test]
    fn kilobytes_round_up() {
        assert_eq!(kilobytes(0), "0.0");
        assert_eq!(kilobytes(1), "0.1");
        assert_eq!(kilobytes(1024), "1.0");
        assert_eq!(kilobytes(1025), "1.1");
    }
}
