//! What opens and closes the panels below a verdict; what they hold is of the page's second part.

use crate::markup::{Tag, button};

/// The button that opens and closes a panel.
pub(crate) fn toggle(act: &'static str, prefix: &'static str, number: usize, open: bool) -> Tag {
    let button = button(act).about(number).fixed("aria-expanded", if open { "true" } else { "false" }).class("toggle");
    if open { button.numbered("aria-controls", prefix, number) } else { button }
}
