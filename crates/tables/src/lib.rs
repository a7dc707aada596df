//! Villages in and out of what offices keep them in: sheets as CSV and XLSX, and texts that people pass on.
//!
//! ```text
//! CSV text ──csv::Rows──┐                                             ┌──► Village (row, answers)
//! XLSX     ──xlsx::Rows─┴─ Row ──columns::Columns──► sheet::Villages ─┴──► Problem (sheet, row, column, cell, what to do)
//! ```
//!
//! One row after another: of a file of any length only what it must is kept. What cannot be used is told with its place, and
//! the rest is given. Depends on `rules` alone: no browser, no file system, no clock, no regular expressions. It ships in
//! the page's second part, so every kilobyte counts here too; bytes that are not UTF-8 are decoded natively by `encoding`,
//! in a browser by the browser.

pub mod columns;
pub mod csv;
pub mod desk;
#[cfg(not(target_family = "wasm"))]
pub mod encoding;
mod known;
mod place;
mod row;
pub mod share;
pub mod sheet;
pub mod template;
mod village;
pub mod xlsx;

pub use known::Known;
pub use place::{Problem, Refusal, one_line, shortened};
pub use row::{Cell, Row};
pub use village::{Village, shown};
