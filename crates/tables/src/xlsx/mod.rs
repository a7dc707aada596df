//! Workbooks as `.xlsx`: read row by row, and written row by row. What is no such workbook gets a clear word: the old `.xls`,
//! one with a password, one with macros, one that swells beyond any sheet. Depends on the
//! rest of this crate.

mod book;
mod crc;
mod deflate;
mod format;
mod inflate;
mod rows;
mod write;
mod xml;
mod zip;

pub use book::{Book, SheetName, is_office_file};
pub use rows::Rows;
pub use write::{Choice, Column, Sheet, Writer, Written};

const ENCRYPTED: &str = "这份工作簿加了密码，读不了。请用表格软件打开，去掉密码，另存为 .xlsx 再试。";

#[cfg(test)]
mod tests;
