//! Figures and changes as golden text tells them: exact, and as shown where that differs. Depends on the contract alone.

use rules::assessment::{Change, Quantity};

pub(crate) fn with_unit(value: &str, unit: &str) -> String {
    if unit.is_empty() { value.to_owned() } else { format!("{value} {unit}") }
}

/// `600/7 (85.71) %`: exact, then as shown where that differs.
pub(crate) fn quantity(quantity: &Quantity) -> String {
    let Quantity { value, shown, unit } = quantity;
    let shown = if shown == value { String::new() } else { format!(" ({shown})") };
    with_unit(&format!("{value}{shown}"), unit)
}

/// `总户数 5→7 (2 户), 通宽带 否→是`
pub(crate) fn changes(changes: &[Change]) -> String {
    let change = |change: &Change| {
        let Change { field, from, to, by, unit } = change;
        let by = by.as_ref().map(|by| format!(" ({})", with_unit(by, unit))).unwrap_or_default();
        format!("{field} {from}→{to}{by}")
    };
    changes.iter().map(change).collect::<Vec<_>>().join(", ")
}
