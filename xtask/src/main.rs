//! The bayou command.
fn main() {}
