//! The command line's shape.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use rules::Date;

/// Judges villages against a policy pack, exactly.
#[derive(Debug, Parser)]
#[command(name = "bayou", version, arg_required_else_help = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Judge one village from JSON, or many from CSV, XLSX or JSON Lines
    Assess(AssessArgs),
    /// Write packs as JSON, the form that the page loads
    Build(BuildArgs),
    /// Run FEEL cases from a file, one a line, and say which fail
    Conformance(ConformanceArgs),
    /// Find everything that is wrong or odd with packs, as a compiler does
    Check(CheckArgs),
    /// Write test vectors of a pack: answers around each threshold, with the verdict
    Boundaries(BoundariesArgs),
    /// Write a pack as a page to be printed and filled in by hand
    Checklist(ChecklistArgs),
    /// Show what differs between two packs, and which villages get another verdict
    Diff(DiffArgs),
    /// Roll the villages of files up to areas: shares, rates and what they lack
    Rollup(RollupArgs),
    /// Write an empty sheet to fill in, with drop-downs and hints
    Template(TemplateArgs),
    /// Hold a pack against its document: what becomes of every sentence
    Trace(TraceArgs),
    /// Evaluate a FEEL expression
    Feel(FeelArgs),
    /// Judge saved records again and hold them against their receipts
    Verify(VerifyArgs),
}

#[derive(Debug, clap::Args)]
pub(crate) struct AssessArgs {
    /// Answers: .json (one village, or a list), .jsonl (a village a line), .csv, .tsv or .xlsx (a village a row, columns
    /// named like the indicators); `-` reads standard input
    pub(crate) file: PathBuf,
    /// The pack: the name of one that ships, a folder of TOML files, or a JSON file; given again, the same answers are
    /// judged by each
    #[arg(long, default_value = "chongqing-2018")]
    pub(crate) pack: Vec<String>,
    #[command(flatten)]
    pub(crate) overlays: OverlayArgs,
    /// What an earlier run wrote as json or jsonl, or its records: each village is compared with its last self-check in
    /// it
    #[arg(long, value_name = "FILE")]
    pub(crate) earlier: Option<PathBuf>,
    /// The day of the assessment, YYYY-MM-DD; today without it
    #[arg(long)]
    pub(crate) date: Option<Date>,
    /// How to write the result; without it, text for people
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) input: InputArgs,
    /// Also write a record a line: the answers, the verdicts and a receipt, for `bayou verify` and for later comparison
    #[arg(long)]
    pub(crate) records: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct RollupArgs {
    /// Villages, as `bayou assess` reads them: .json, .jsonl, .csv, .tsv or .xlsx; `-` reads standard input. All files together
    #[arg(required = true, value_name = "FILE")]
    pub(crate) inputs: Vec<PathBuf>,
    /// What the villages are put together by: the names under 区县 and 乡镇, or all as one city. Without it all are one
    /// area
    #[arg(long, value_enum)]
    pub(crate) level: Option<Level>,
    /// The pack: the name of one that ships, a folder of TOML files, or a JSON file
    #[arg(long, default_value = "chongqing-2018")]
    pub(crate) pack: String,
    #[command(flatten)]
    pub(crate) overlays: OverlayArgs,
    /// The day of the assessment, YYYY-MM-DD; today without it
    #[arg(long)]
    pub(crate) date: Option<Date>,
    /// How to write the result; without it, text for people
    #[arg(long, value_enum, default_value_t = RollupFormat::Text)]
    pub(crate) format: RollupFormat,
    #[command(flatten)]
    pub(crate) input: InputArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Level {
    Township,
    District,
    City,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RollupFormat {
    /// A report for people, in Chinese
    Text,
    /// A list of areas
    Json,
    /// An area a line
    Jsonl,
    /// A row for each check of each area
    Csv,
    /// The same as a workbook
    Xlsx,
}

/// How villages are read.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct InputArgs {
    /// The format of the input; without it, by each file's ending (JSON for standard input)
    #[arg(long, value_enum)]
    pub(crate) input: Option<InputFormat>,
    /// A sheet of the workbook by its name; may be given again. Without it, the first one that has indicators
    #[arg(long = "sheet", value_name = "NAME")]
    pub(crate) sheets: Vec<String>,
    /// Which column is which indicator, as JSON: `{"columns": {"户数合计": "总户数", "备注": null}}`; null is none
    #[arg(long, value_name = "FILE")]
    pub(crate) columns: Option<PathBuf>,
    /// Tell on standard error how far it is, even where that is no terminal
    #[arg(long)]
    pub(crate) progress: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct TemplateArgs {
    /// The workbook to write; `-` is standard output
    pub(crate) out: PathBuf,
    /// The pack: the name of one that ships, a folder of TOML files, or a JSON file; given again, for all of them
    #[arg(long, default_value = "chongqing-2018")]
    pub(crate) pack: Vec<String>,
    #[command(flatten)]
    pub(crate) overlays: OverlayArgs,
}

/// The overlays of a command that takes a pack.
#[derive(Debug, clap::Args)]
pub(crate) struct OverlayArgs {
    /// A district's overlay: a TOML file, a folder of them, or a JSON file; may be given again, and is laid on in order
    #[arg(long = "overlay", value_name = "FILE|FOLDER")]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A report for people, in Chinese
    Text,
    /// The assessment; a list of them for many villages
    Json,
    /// An assessment a line
    Jsonl,
    /// A row a village, a column a check
    Csv,
    /// The same as a workbook
    Xlsx,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum InputFormat {
    Json,
    Jsonl,
    Csv,
    Xlsx,
}

#[derive(Debug, clap::Args)]
pub(crate) struct BuildArgs {
    /// The packs: names of shipped ones, or folders of TOML files
    #[arg(required_unless_present = "all")]
    pub(crate) packs: Vec<String>,
    /// Every pack that ships
    #[arg(long, conflicts_with = "packs")]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) overlays: OverlayArgs,
    /// The folder to write `ID.json` into (`ID+OVERLAY.json` with an overlay); without it, standard output
    #[arg(long)]
    pub(crate) out: Option<PathBuf>,
    /// Write `ID.pack` instead: compiled for this version of the engine, as the page loads its own packs
    #[arg(long, requires = "out")]
    pub(crate) compiled: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ConformanceArgs {
    /// The cases, JSON Lines: `suite`, `case`, `node`, `expr`, `inputs`, `expected`, `typeRef`, `error`; `-` reads
    /// standard input
    pub(crate) file: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(crate) struct CheckArgs {
    /// The packs: names of shipped ones, folders of TOML files, or JSON files
    #[arg(required_unless_present = "all")]
    pub(crate) packs: Vec<String>,
    /// Every pack that ships
    #[arg(long, conflicts_with = "packs")]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) overlays: OverlayArgs,
    /// Exit with 1 for these too
    #[arg(long, value_enum)]
    pub(crate) deny: Option<Deny>,
    /// How to write the findings
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub(crate) format: ReportFormat,
    /// The language of the messages
    #[arg(long, value_enum, default_value_t = Language::En)]
    pub(crate) lang: Language,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Deny {
    Warnings,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For people
    Text,
    /// For machines
    Json,
}

#[derive(Debug, clap::Args)]
pub(crate) struct BoundariesArgs {
    /// The pack: the name of one that ships, a folder of TOML files, or a JSON file
    pub(crate) pack: String,
    #[command(flatten)]
    pub(crate) overlays: OverlayArgs,
    /// The day of the assessments, YYYY-MM-DD; without it, the day that the pack's document bears
    #[arg(long)]
    pub(crate) date: Option<Date>,
    /// How to write the vectors
    #[arg(long, value_enum, default_value_t = LinesFormat::Text)]
    pub(crate) format: LinesFormat,
    /// The language of the text; names and answers stay those of the pack
    #[arg(long, value_enum, default_value_t = Language::Zh)]
    pub(crate) lang: Language,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LinesFormat {
    /// For people
    Text,
    /// A vector a line, for machines
    Jsonl,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ChecklistArgs {
    /// The pack: the name of one that ships, a folder of TOML files, or a JSON file
    pub(crate) pack: String,
    #[command(flatten)]
    pub(crate) overlays: OverlayArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct DiffArgs {
    /// The first pack: the name of one that ships, a folder of TOML files, or a JSON file
    pub(crate) from: String,
    /// The second pack; without it, the first with the overlays
    #[arg(required_unless_present = "files")]
    pub(crate) to: Option<String>,
    #[command(flatten)]
    pub(crate) overlays: OverlayArgs,
    /// Villages to judge by both, as `assess` reads them
    #[arg(long)]
    pub(crate) table: Option<PathBuf>,
    /// The day of the assessments, YYYY-MM-DD; today without it
    #[arg(long, requires = "table")]
    pub(crate) date: Option<Date>,
    /// How to write the differences
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub(crate) format: ReportFormat,
}

#[derive(Debug, clap::Args)]
pub(crate) struct TraceArgs {
    /// The pack: the name of one that ships, or a folder of TOML files with a coverage.toml
    pub(crate) pack: String,
    /// The document as UTF-8 text, a paragraph a line
    #[arg(long)]
    pub(crate) document: PathBuf,
    /// Show every sentence with what becomes of it
    #[arg(long)]
    pub(crate) each: bool,
    /// Write entries for coverage.toml, to be filled in, for the sentences that nothing accounts for
    #[arg(long, conflicts_with_all = ["each", "format"])]
    pub(crate) draft: bool,
    /// How to write the result
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub(crate) format: ReportFormat,
}

#[derive(Debug, clap::Args)]
pub(crate) struct FeelArgs {
    /// The expression, such as `0.57*100 >= 57`
    #[arg(allow_hyphen_values = true)]
    pub(crate) expression: String,
    /// Names and values as a JSON object
    #[arg(long)]
    pub(crate) context: Option<String>,
    /// Do not evaluate; report every finding with line and column, for an expression used so
    #[arg(long, value_enum, value_name = "AS")]
    pub(crate) check: Option<As>,
    /// Names and types as a JSON object, such as `{"总户数": "number?", "户": [{"面积": "number"}]}`; a type that ends
    /// in `?` may be missing
    #[arg(long, requires = "check")]
    pub(crate) types: Option<String>,
    /// The language of findings
    #[arg(long, value_enum, default_value_t = Language::En)]
    pub(crate) lang: Language,
}

/// What an expression is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum As {
    /// Any value
    Formula,
    /// A truth value that decides: traps of missing answers are reported too
    Condition,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    En,
    Zh,
}

#[derive(Debug, clap::Args)]
pub(crate) struct VerifyArgs {
    /// Records as `assess --records` or the page writes them: one, a list, or one a line; `-` reads standard input
    pub(crate) file: PathBuf,
    /// The pack: the name of one that ships, a folder of TOML files, or a JSON file
    #[arg(long, default_value = "chongqing-2018")]
    pub(crate) pack: String,
    #[command(flatten)]
    pub(crate) overlays: OverlayArgs,
}
