//! Times of several ways to do one thing, taken side by side: the ways take turns in short batches, and each is compared
//! with the first inside every round, so that what slows the machine down for a while slows all of them. Depends on
//! nothing.

pub use std::hint::black_box;
use std::time::Instant;

/// One way to do it.
pub struct Way<'a> {
    name: &'static str,
    /// Does it a number of times.
    run: Box<dyn FnMut(u64) + 'a>,
}

impl<'a> Way<'a> {
    /// A way by name; `once` does it once, from the number of the time on.
    pub fn new<T>(name: &'static str, mut once: impl FnMut(u64) -> T + 'a) -> Self {
        let run = move |times| {
            for time in 0..times {
                black_box(once(time));
            }
        };
        Self { name, run: Box::new(run) }
    }
}

/// What one way took.
#[derive(Clone, Debug)]
pub struct Took {
    /// The way.
    pub name: &'static str,
    /// Nanoseconds for doing it once: the median of all rounds.
    pub nanoseconds: f64,
    /// How many times as long as the first way: the median of the rounds.
    pub ratio: f64,
}

impl Took {
    /// As a cell of a table: the ratio, and the time for information.
    pub fn shown(&self) -> String {
        let (time, unit) =
            if self.nanoseconds < 10_000.0 { (self.nanoseconds, "ns") } else { (self.nanoseconds / 1000.0, "µs") };
        let places = if self.ratio < 10.0 { 1 } else { 0 };
        if self.ratio == 1.0 {
            format!("1 ({time:.0} {unit})")
        } else {
            format!("{:.places$} ({time:.0} {unit})", self.ratio)
        }
    }
}

/// How long one batch should take: short, so that few are interrupted.
const BATCH_NANOSECONDS: f64 = 4e5;
/// How often every way has its turn.
const ROUNDS: usize = 301;

/// Takes the times of all ways. The first is what the others are compared with.
pub fn side_by_side(mut ways: Vec<Way<'_>>) -> Vec<Took> {
    let batches: Vec<u64> = ways.iter_mut().map(batch).collect();
    let mut rounds: Vec<Vec<f64>> = ways.iter().map(|_| Vec::with_capacity(ROUNDS)).collect();
    for round in 0..ROUNDS {
        for turn in 0..ways.len() {
            // Each round begins with another, so that none always follows the same one.
            let at = (turn + round) % ways.len();
            rounds[at].push(time(&mut ways[at], batches[at]));
        }
    }
    let compared = |times: &[f64]| times.iter().zip(&rounds[0]).map(|(time, first)| time / first).collect();
    ways.iter()
        .zip(&rounds)
        .map(|(way, times)| Took { name: way.name, nanoseconds: median(times.clone()), ratio: median(compared(times)) })
        .collect()
}

/// How many times fill a batch; found by trying, which also warms up.
fn batch(way: &mut Way<'_>) -> u64 {
    let mut times = 1;
    loop {
        let took = time(way, times) * times as f64;
        if took >= BATCH_NANOSECONDS / 4.0 {
            return ((times as f64 * BATCH_NANOSECONDS / took) as u64).max(1);
        }
        times *= 2;
    }
}

/// Nanoseconds for once, over a batch.
fn time(way: &mut Way<'_>, times: u64) -> f64 {
    let start = Instant::now();
    (way.run)(times);
    start.elapsed().as_nanos() as f64 / times as f64
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
