//! Runs the built command on good and bad input, as clerks, portals and scripts do.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test stops at what it did not expect; clippy lifts these only inside the test functions themselves"
)]

mod assess;
mod boundaries;
mod build;
mod cells;
mod check;
mod conformance;
mod diff;
mod feel;
mod json;
mod overlays;
mod pack;
mod real;
mod rollup;
mod run;
mod sheets;
mod table;
mod trace;
mod verify;
