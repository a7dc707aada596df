//! The columns of a sheet as a clerk sees them before the sheet is read. Depends on `columns`.

use super::talk::{ColumnState, ColumnView, PreviewRow};
use crate::Known;
use crate::columns::{Column, Columns, Found};
use crate::place::letters;

/// How many values of a column are shown.
const SAMPLES: usize = 3;

pub(super) fn views(columns: &Columns, known: &Known<'_>, rows: &[PreviewRow]) -> Vec<ColumnView> {
    let problems = columns.problems(known);
    let view = |(index, column): (usize, &Column)| {
        let note = problems.iter().rfind(|problem| problem.column == index + 1);
        let (state, suggestions) = state(column, known);
        let cells = rows.iter().filter_map(|row| row.cells.get(index)).filter(|cell| !cell.is_empty());
        ColumnView {
            letters: letters(index + 1),
            title: column.title.clone(),
            state,
            indicator: column.found.name().filter(|name| known.has(name)).map(str::to_owned),
            suggestions,
            note: note.map(|problem| problem.message.clone()).unwrap_or_default(),
            samples: cells.take(SAMPLES).cloned().collect(),
        }
    };
    columns.list().iter().enumerate().map(view).collect()
}

fn state(column: &Column, known: &Known<'_>) -> (ColumnState, Vec<String>) {
    let none = Vec::new();
    match &column.found {
        Found::Named(_) => (ColumnState::Found, none),
        Found::Dressed(_) => (ColumnState::Dressed, none),
        Found::Said(_) => (ColumnState::Said, none),
        Found::Ignored => (ColumnState::PassedOver, none),
        Found::Ambiguous(names) => (ColumnState::Asked, names.clone()),
        Found::Narrowed { name, .. } => (ColumnState::Asked, vec![name.clone()]),
        Found::OtherUnit { .. } => (ColumnState::Asked, column.settling(known)),
        Found::Unknown(Some(near)) => (ColumnState::Asked, vec![near.clone()]),
        Found::Unknown(None) if column.title.is_empty() => (ColumnState::Untitled, none),
        Found::Unknown(None) => (ColumnState::Other, none),
    }
}
