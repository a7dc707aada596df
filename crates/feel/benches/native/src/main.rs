//! The expressions beside other engines, natively: every engine is first held against the expected result, then all take
//! turns. Prints a table in Markdown; what is not as expected ends it with status 1. Depends on the engines.

mod engines;

use engines::{Cel, Dsntk, Given, Input, Inputs, Ours, Prepared, Zen, dsntk_scope, our_scope};
use measure::{Took, Way, black_box, side_by_side};
use std::process::ExitCode;

const NAMES: [&str; 4] = ["Bayou", "zen-expression 2.1.6", "dsntk 0.3.0", "cel 0.15.0"];

/// Ten operators.
const FORMULA: &str = "(a + b) * c / d - e * 2 + f / 4 >= g and a <= b";
/// The same for cel, whose numbers of two types do not mix.
const FORMULA_CEL: &str = "(a + b) * c / d - e * 2.0 + f / 4.0 >= g && a <= b";

/// One expression in each engine's words, with what it must give for each of its inputs.
struct Row {
    shown: &'static str,
    sources: [&'static str; 4],
    /// The inputs, and the same under names of ASCII letters where an engine takes no others.
    inputs: Vec<Inputs>,
    ascii: Vec<Inputs>,
    expected: Vec<Given>,
}

impl Row {
    fn engines(&self) -> [Box<dyn Prepared>; 4] {
        let [ours, zen, dsntk, cel] = self.sources;
        [
            Box::new(Ours::new(ours, &self.inputs)),
            Box::new(Zen::new(zen, &self.ascii)),
            Box::new(Dsntk::new(dsntk, &self.inputs)),
            Box::new(Cel::new(cel, &self.ascii)),
        ]
    }
}

fn numbers(names: &[&'static str], values: &[&'static str]) -> Inputs {
    names.iter().zip(values).map(|(name, value)| (*name, Input::Number(value))).collect()
}

fn comparison() -> Row {
    let inputs: Vec<Inputs> = ["92.5", "89", "90", "12.34"].map(|x| numbers(&["x"], &[x])).to_vec();
    Row {
        shown: "`x >= 90`, prepared",
        sources: ["x >= 90", "x >= 90", "x >= 90", "x >= 90.0"],
        ascii: inputs.clone(),
        inputs,
        expected: [true, false, true, false].map(Given::Truth).to_vec(),
    }
}

fn formula() -> Row {
    let names = ["a", "b", "c", "d", "e", "f", "g"];
    let inputs = vec![
        numbers(&names, &["120", "135", "0.85", "3", "12.5", "30", "40"]),
        numbers(&names, &["80", "95", "0.9", "4", "2.5", "31", "70"]),
    ];
    Row {
        shown: "a formula of 10 operators, prepared",
        sources: [FORMULA, FORMULA, FORMULA, FORMULA_CEL],
        ascii: inputs.clone(),
        inputs,
        expected: [true, false].map(Given::Truth).to_vec(),
    }
}

fn filter() -> Row {
    let records = |names: [&'static str; 2]| {
        let record = |at: usize| {
            let area = format!("{}.{}", (at * 7) % 23, at % 10);
            vec![(names[0], (at % 7).to_string()), (names[1], area)]
        };
        Input::Records((0..600).map(record).collect())
    };
    Row {
        shown: "`count(户[面积 > 10])` over 600 contexts, prepared",
        sources: [
            "count(户[面积 > 10])",
            "count(hu, #.area > 10)",
            "count(户[面积 > 10])",
            "hu.filter(h, h.area > 10.0).size()",
        ],
        inputs: vec![vec![("户", records(["人口", "面积"]))]],
        ascii: vec![vec![("hu", records(["people", "area"]))]],
        expected: vec![Given::Whole(335)],
    }
}

/// Times a prepared expression in all engines, once each gives what it must.
fn timed(row: &Row) -> Result<Vec<Took>, String> {
    let mut engines = row.engines();
    for (engine, name) in engines.iter_mut().zip(NAMES) {
        for (input, expected) in row.expected.iter().enumerate() {
            let given = engine.given(input);
            if given != *expected {
                return Err(format!("{name} gives {given:?} for {}, not {expected:?}", row.shown));
            }
        }
    }
    let count = row.expected.len();
    let way =
        |(mut engine, name): (Box<dyn Prepared>, _)| Way::new(name, move |time| engine.run((time as usize) % count));
    Ok(side_by_side(engines.into_iter().zip(NAMES).map(way).collect()))
}

/// Times parsing and preparing the formula.
fn prepared() -> Vec<Took> {
    let inputs = &formula().inputs[0];
    let (scope, feel_scope) = (our_scope(inputs), dsntk_scope(inputs));
    side_by_side(vec![
        Way::new(NAMES[0], |_| feel::compile(black_box(FORMULA), &scope)),
        Way::new(NAMES[1], |_| zen_expression::compile_expression(black_box(FORMULA)).is_ok()),
        Way::new(NAMES[2], |_| {
            let node = dsntk_feel_parser::parse_expression(&feel_scope, black_box(FORMULA), false);
            node.map(|node| dsntk_feel_evaluator::prepare(&node)).is_ok()
        }),
        Way::new(NAMES[3], |_| cel::Program::compile(black_box(FORMULA_CEL)).is_ok()),
    ])
}

/// What each engine says to a comparison that is true.
fn exact(shown: &str, sources: [&'static str; 4]) -> String {
    let empty = [vec![]];
    let [ours, zen, dsntk, cel] = sources;
    let mut engines: [Box<dyn Prepared>; 4] = [
        Box::new(Ours::new(ours, &empty)),
        Box::new(Zen::new(zen, &empty)),
        Box::new(Dsntk::new(dsntk, &empty)),
        Box::new(Cel::new(cel, &empty)),
    ];
    let said = engines.iter_mut().map(|engine| match engine.given(0) {
        Given::Truth(true) => "true".to_owned(),
        Given::Truth(false) => "**false**".to_owned(),
        other => format!("{other:?}"),
    });
    line(shown, said)
}

fn line(shown: &str, cells: impl Iterator<Item = String>) -> String {
    cells.fold(format!("| {shown} |"), |line, cell| format!("{line} {cell} |"))
}

fn times(shown: &str, took: &[Took]) -> String {
    line(shown, took.iter().map(Took::shown))
}

fn table() -> Result<(), String> {
    println!("{}", line("natively", NAMES.iter().map(|name| (*name).to_owned())));
    println!("| --- | --- | --- | --- | --- |");
    for row in [comparison(), formula()] {
        println!("{}", times(row.shown, &timed(&row)?));
    }
    println!("{}", times("the formula, parsed and prepared", &prepared()));
    let row = filter();
    println!("{}", times(row.shown, &timed(&row)?));
    let product = "0.57 * 100 >= 57";
    println!("{}", exact("`0.57 * 100 >= 57`", [product, product, product, "0.57 * 100.0 >= 57.0"]));
    let third = "(1 / 3) * 3 >= 1";
    println!("{}", exact("`(1 / 3) * 3 >= 1`", [third, third, third, "(1.0 / 3.0) * 3.0 >= 1.0"]));
    Ok(())
}

fn main() -> ExitCode {
    match table() {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("error: {trouble}");
            ExitCode::FAILURE
        }
    }
}
