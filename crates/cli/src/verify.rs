//! `bayou verify`: judges the answers of saved records again and holds everything against their receipts.

use std::io::Write;
use std::path::Path;

use rules::Record;

use crate::args::VerifyArgs;
use crate::{Done, Failure, input, pack, written};

pub(crate) fn run(args: &VerifyArgs, out: &mut dyn Write) -> Result<Done, Failure> {
    let engine = pack::engine(&args.pack, &args.overlays.files)?;
    let text = input::text(&args.file)?;
    let mut done = Done::Clean;
    for (place, record) in records(&args.file, &text)? {
        let found = record.verify(&engine);
        let name = record.answers.get("村名").map(|answer| format!(" {}", input::shown(answer))).unwrap_or_default();
        let receipt = &record.receipt;
        if found.is_empty() {
            writeln!(out, "{place}:{name} {} 核对一致，凭证 {}", receipt.date, receipt.code()).map_err(written)?;
            continue;
        }
        done = Done::WithProblems;
        for mismatch in found {
            writeln!(out, "{place}:{name} {} {}", receipt.date, mismatch.message()).map_err(written)?;
        }
    }
    Ok(done)
}

/// The records of a file, each with its place: one in JSON, a list of them, or one a line.
fn records(file: &Path, text: &str) -> Result<Vec<(String, Record)>, Failure> {
    let name = file.display();
    let unreadable = |line: usize, error: &serde_json::Error| {
        Failure::new(format!("{name}:{line}: 这里应是一份自查记录（用 assess --records 得到）：{error}"))
    };
    if let Ok(one) = serde_json::from_str::<Record>(text) {
        return Ok(vec![(name.to_string(), one)]);
    }
    if text.trim_start().starts_with('[') {
        let many: Vec<Record> = serde_json::from_str(text).map_err(|error| unreadable(error.line(), &error))?;
        return Ok(many.into_iter().enumerate().map(|(at, record)| (format!("{name}[{}]", at + 1), record)).collect());
    }
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let records: Vec<(String, Record)> = lines
        .map(|(at, line)| {
            let record = serde_json::from_str(line).map_err(|error| unreadable(at + 1, &error))?;
            Ok((format!("{name}:{}", at + 1), record))
        })
        .collect::<Result<_, Failure>>()?;
    if records.is_empty() {
        return Err(Failure::new(format!("{name}: 里面没有自查记录，请换一个文件")));
    }
    Ok(records)
}
