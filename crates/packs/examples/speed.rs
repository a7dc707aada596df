//! How long one village takes: `cargo run --profile native -p bayou-packs --example speed`.
//!
//! Prints medians of single assessments, so that a noisy machine does not spoil them. For ratios, run it beside what it is
//! to be compared with.

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use rules::model::IndicatorType;
use rules::{Answer, Answers, Date, Engine};

fn main() -> Result<(), Box<dyn Error>> {
    let pack = packs::load("chongqing-2018").ok_or("no such pack")??;
    let date: Date = "2020-06-30".parse()?;
    let compiling = median(20, || Engine::new(black_box(pack.clone())));
    let engine = Engine::new(pack).map_err(|errors| format!("{errors:?}"))?;
    let image = engine.to_image()?;
    let loading = median(20, || Engine::from_image(black_box(&image)));
    println!("compile the pack    {compiling:>10.1?}");
    println!("load it compiled    {loading:>10.1?}");
    for (name, every) in [("nothing answered", 0), ("every third", 3), ("everything", 1)] {
        let answers = village(&engine, every);
        let judging = median(500, || engine.assess(black_box(&answers), date));
        println!("{name:<18}  {judging:>10.1?}  {} answers", answers.len());
    }
    Ok(())
}

fn median<T>(runs: usize, work: impl Fn() -> T) -> Duration {
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            black_box(work());
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times.get(runs / 2).copied().unwrap_or_default()
}

/// Every so many questions answered; counts all equal, so that parts fit their wholes.
fn village(engine: &Engine, every: usize) -> Answers {
    let indicators = engine.pack().indicators.iter().enumerate();
    indicators
        .filter(|(number, _)| every > 0 && number % every == 0)
        .map(|(_, it)| {
            let answer = match it.kind {
                IndicatorType::YesNo => Answer::YesNo(true),
                IndicatorType::Choice | IndicatorType::MultiChoice => {
                    Answer::List(it.options.iter().take(1).cloned().collect())
                }
                IndicatorType::Text | IndicatorType::Date => Answer::Missing,
                _ => Answer::from(9),
            };
            let answer = match answer {
                Answer::List(options) if it.kind == IndicatorType::Choice => Answer::Text(options.concat()),
                other => other,
            };
            (it.name.clone(), answer)
        })
        .collect()
}
