//! One village as a sheet: a row an indicator, for people who look at it in a spreadsheet program, and read again.
//!
//! A cell that such a program would take for a formula begins with `'`. So does an answer whose cell alone would not tell
//! what it is; it is JSON behind the mark: `'"是"` is the text, `是` the yes.

use rules::Answer;
use rules::model::IndicatorType;

use super::{Found, Known, PackVersion, SelfCheck, Task, json};

const HEAD: [&str; 4] = ["指标", "数值", "单位", "栏目"];
const PLAN_HEAD: [&str; 4] = ["检查项", "措施", "责任人", "时限"];
const DATE: &str = "【自查日期】";
const PACKS: &str = "【对照文件】";
/// Spreadsheet programs show longer numbers as `5.00E+11`, and save what they show.
const MAX_DIGITS: usize = 11;

/// The self-check as CSV for spreadsheet programs: with a byte order mark, so that they read Chinese. All indicators of the
/// packs are listed, so that it can be filled in.
#[must_use]
pub fn to_csv(self_check: &SelfCheck, known: Known<'_>) -> String {
    let SelfCheck { packs, date, answers, plan } = self_check;
    let mut out = "\u{feff}".to_owned();
    row(&mut out, HEAD);
    row(&mut out, [DATE, &date.map(|date| date.to_string()).unwrap_or_default(), "", ""]);
    let version = |pack: &PackVersion| [pack.id.as_str(), " ", pack.version.as_str()].concat();
    let packs: Vec<String> = packs.iter().map(version).collect();
    row(&mut out, [PACKS, &marked(&packs.join("；")), "", ""]);
    for it in known.indicators() {
        let cell = answers.get(&it.name).map(|answer| cell_of(answer, Some(it.kind))).unwrap_or_default();
        row(&mut out, [&name_cell(&it.name), &cell, &it.unit, &it.section]);
    }
    for (name, answer) in answers.iter().filter(|(name, _)| known.indicator(name).is_none()) {
        row(&mut out, [&name_cell(name), &cell_of(answer, None), "", ""]);
    }
    if plan.iter().any(|(_, task)| !task.is_empty()) {
        row(&mut out, [""; 4]);
        row(&mut out, PLAN_HEAD);
        for (name, task) in plan.iter().filter(|(_, task)| !task.is_empty()) {
            row(&mut out, [&name_cell(name), &marked(&task.measure), &marked(&task.who), &marked(&task.due)]);
        }
    }
    out
}

/// Reads such a sheet, parted by commas or tabs; none where its first row is another's.
pub(super) fn read(text: &str, known: Known<'_>) -> Option<Found> {
    let rows = rows(text);
    let head = rows.first()?;
    if head.first()?.trim() != HEAD.first().copied()? || head.get(1)?.trim() != HEAD.get(1).copied()? {
        return None;
    }
    let mut found = Found::default();
    let mut is_plan = false;
    for row in rows.iter().skip(1) {
        let cell = |at: usize| row.get(at).map(String::as_str).unwrap_or_default();
        let name = unmarked(cell(0));
        match cell(0) {
            "" => {}
            first if first == PLAN_HEAD.first().copied()? => is_plan = true,
            _ if is_plan => {
                let [measure, who, due] = [1, 2, 3].map(|at| unmarked(cell(at)).to_owned());
                found.self_check.plan.insert(name.to_owned(), Task { measure, who, due });
            }
            DATE => match cell(1).trim() {
                "" => {}
                date => match date.replace('/', "-").parse() {
                    Ok(date) => found.self_check.date = Some(date),
                    Err(_) => found.unusable.push(("自查日期".to_owned(), date.to_owned())),
                },
            },
            PACKS => found.self_check.packs = unmarked(cell(1)).split('；').filter_map(pack_of).collect(),
            _ => {
                let answer = answer_of(cell(1), known.indicator(name).map(|it| it.kind));
                found.answer(name, &answer);
            }
        }
    }
    Some(found)
}

impl Found {
    fn answer(&mut self, name: &str, answer: &Answer) {
        if answer.is_missing() {
            return;
        }
        let before = self.self_check.answers.insert(name.to_owned(), answer.clone());
        if before.is_some_and(|before| before != *answer) {
            self.self_check.answers.remove(name);
            self.unusable.push((name.to_owned(), String::new()));
        }
    }
}

fn pack_of(text: &str) -> Option<PackVersion> {
    let (id, version) = text.rsplit_once(' ')?;
    Some(PackVersion { id: id.to_owned(), version: version.to_owned() })
}

/// Whether a spreadsheet program would compute with a cell that begins so, or this module take it for marked.
fn is_risky(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '\''])
}

fn marked(text: &str) -> String {
    if is_risky(text) { ["'", text].concat() } else { text.to_owned() }
}

fn unmarked(cell: &str) -> &str {
    cell.strip_prefix('\'').unwrap_or(cell)
}

/// A name, marked also where the cell would mean a row of another kind.
fn name_cell(name: &str) -> String {
    let means_more = name.is_empty() || name.starts_with('【') || PLAN_HEAD.first() == Some(&name);
    if means_more { ["'", name].concat() } else { marked(name) }
}

fn cell_of(answer: &Answer, kind: Option<IndicatorType>) -> String {
    let plain = match answer {
        Answer::Missing => return String::new(),
        Answer::YesNo(true) => "是".to_owned(),
        Answer::YesNo(false) => "否".to_owned(),
        Answer::Text(text) => text.clone(),
        Answer::List(items) => items.join("、"),
    };
    let is_long = plain.len() > MAX_DIGITS && plain.bytes().all(|byte| byte.is_ascii_digit());
    let plain = if is_risky(&plain) || is_long { ["'", &plain].concat() } else { plain };
    if answer_of(&plain, kind) == *answer {
        return plain;
    }
    ["'", &rules::to_json(answer).unwrap_or_default()].concat()
}

fn answer_of(cell: &str, kind: Option<IndicatorType>) -> Answer {
    if let Some(rest) = cell.strip_prefix('\'') {
        return json::answer(rest).unwrap_or_else(|| Answer::Text(rest.to_owned()));
    }
    let is_text = kind == Some(IndicatorType::Text);
    match cell {
        "是" if !is_text => Answer::YesNo(true),
        "否" if !is_text => Answer::YesNo(false),
        _ if kind == Some(IndicatorType::MultiChoice) && !cell.is_empty() => {
            Answer::List(cell.split('、').map(str::to_owned).collect())
        }
        _ => Answer::Text(cell.to_owned()),
    }
}

/// Writes a row; cells are quoted where they must be.
fn row(out: &mut String, cells: [&str; 4]) {
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        if cell.contains(['"', ',', '\n', '\r', '\t']) || cell.starts_with(' ') || cell.ends_with(' ') {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(cell);
        }
    }
    out.push_str("\r\n");
}

/// The rows of a sheet as text: parted by tabs where the first line has one, else by commas.
fn rows(text: &str) -> Vec<Vec<String>> {
    let separator = if text.lines().next().is_some_and(|line| line.contains('\t')) { '\t' } else { ',' };
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let Some(cell) = rows.last_mut().and_then(|row| row.last_mut()) else { break };
        match c {
            '"' if quoted && chars.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            _ if quoted => cell.push(c),
            '\r' | '\n' => {
                if c == '\r' {
                    chars.next_if_eq(&'\n');
                }
                rows.push(vec![String::new()]);
            }
            c if c == separator => {
                if let Some(row) = rows.last_mut() {
                    row.push(String::new());
                }
            }
            _ => cell.push(c),
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_would_be_computed_are_marked_and_read_back() {
        for text in ["=1+1", "+1", "-5", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'x", "500243102001", "1,5", "\"q\"", " x"]
        {
            let answer = Answer::from(text);
            for kind in [None, Some(IndicatorType::Text), Some(IndicatorType::Count)] {
                let cell = cell_of(&answer, kind);
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
                assert_eq!(answer_of(&cell, kind), answer, "{cell}");
            }
        }
        assert_eq!(cell_of(&true.into(), Some(IndicatorType::YesNo)), "是");
        assert_eq!(cell_of(&"是".into(), Some(IndicatorType::YesNo)), "'\"是\"");
    }

    #[test]
    fn rows_are_parted_as_spreadsheet_programs_part_them() {
        assert_eq!(rows("a,\"b\"\"\n,\"\r\nc,"), [vec!["a", "b\"\n,"], vec!["c", ""]]);
        assert_eq!(rows("a\tb\nc\td\n"), [vec!["a", "b"], vec!["c", "d"], vec![""]]);
    }
}
