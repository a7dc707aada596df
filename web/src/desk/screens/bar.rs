//! An area's figure as a bar: what it is at least, what it may still be, and the line that is required. Drawn as SVG, which
//! prints as it looks, and needs no style that stands in the page.

use crate::markup::{Tag, tag};

/// Low, high and required on a bar of 1000.
pub(super) fn bar([low, high, line]: [u16; 3], has_line: bool) -> Tag {
    let part = |class: &'static str, from: u16, to: u16| {
        let [x, width] = [from, to.saturating_sub(from)].map(usize::from);
        tag("rect").class(class).numbered("x", "", x).fixed("y", "4").numbered("width", "", width).fixed("height", "16")
    };
    // A line at the end is in view too.
    let x = usize::from(line.min(994));
    let line =
        tag("rect").class("bar-line").numbered("x", "", x).fixed("y", "0").fixed("width", "6").fixed("height", "24");
    tag("svg")
        .class("bar")
        .fixed("viewBox", "0 0 1000 24")
        .fixed("preserveAspectRatio", "none")
        .fixed("aria-hidden", "true")
        .with(part("bar-ground", 0, 1000))
        .with(part("bar-open", low, high))
        .with(part("bar-sure", 0, low))
        .when(has_line.then_some(line))
}
