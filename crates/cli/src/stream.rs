//! From a stream of things, work on all cores, results in the order of the stream. In memory are a few batches, however long the
//! stream is. An interrupt (Ctrl-C) ends it between two results, so that nothing is written by halves. Depends on std and
//! `signal_hook`.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::Failure;

/// So many things are worked on at a time: enough that handing them over costs nothing beside the work.
const BATCH: usize = 64;

/// So many batches a core may be under way.
const BATCHES_A_CORE: usize = 4;

/// How often an interrupt is looked for while nothing comes.
const PATIENCE: Duration = Duration::from_millis(100);

/// Progress is told so often.
const TOLD_EVERY: Duration = Duration::from_secs(2);

/// How a stream ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Whole,
    /// By the user, before its end.
    Interrupted,
}

/// What a thread sends on: batches by number, the first thing that stands in the way, or the end.
enum Sent<T> {
    Batch(usize, T),
    Failed(usize, Failure),
    /// So many batches were all.
    End(usize),
}

/// Takes things from `next` on one thread, works on batches of them on all cores, and gives what each batch comes to to `each`
/// on this thread, in order. The threads end with the process where they wait for input that nobody reads any more.
pub(crate) fn in_order<I: Send + 'static, O: Send + 'static>(
    next: impl FnMut() -> Result<Option<I>, Failure> + Send + 'static,
    work: impl Fn(Vec<I>) -> O + Send + Sync + 'static,
    mut each: impl FnMut(O) -> Result<(), Failure>,
) -> Result<End, Failure> {
    let is_interrupted = interrupts()?;
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let (allow, allowed) = sync_channel(cores * BATCHES_A_CORE);
    for _ in 0..cores * BATCHES_A_CORE {
        // There is room for so many.
        let _ = allow.try_send(());
    }
    let (batches, waiting) = channel();
    let (results, done) = channel();
    let to_main = results.clone();
    thread::spawn(move || read(next, &allowed, &batches, &to_main));
    let waiting = Arc::new(Mutex::new(waiting));
    let work = Arc::new(work);
    for _ in 0..cores {
        let (waiting, work, results) = (Arc::clone(&waiting), Arc::clone(&work), results.clone());
        thread::spawn(move || work_on(&waiting, &*work, &results));
    }
    drop(results);
    hand_on(&done, &allow, &is_interrupted, &mut each)
}

/// Reads batch after batch, each when it is allowed.
fn read<I, O>(
    mut next: impl FnMut() -> Result<Option<I>, Failure>,
    allowed: &Receiver<()>,
    batches: &Sender<(usize, Vec<I>)>,
    to_main: &Sender<Sent<O>>,
) {
    let mut number = 0;
    while allowed.recv().is_ok() {
        let mut batch = Vec::with_capacity(BATCH);
        let end = loop {
            match next() {
                Ok(Some(thing)) => batch.push(thing),
                Ok(None) => break Some(Ok(())),
                Err(failure) => break Some(Err(failure)),
            }
            if batch.len() == BATCH {
                break None;
            }
        };
        if !batch.is_empty() {
            if batches.send((number, batch)).is_err() {
                return;
            }
            number += 1;
        }
        // Nobody listens any more where sending fails.
        match end {
            None => {}
            Some(Ok(())) => return drop(to_main.send(Sent::End(number))),
            Some(Err(failure)) => return drop(to_main.send(Sent::Failed(number, failure))),
        }
    }
}

fn work_on<I, O>(waiting: &Mutex<Receiver<(usize, Vec<I>)>>, work: impl Fn(Vec<I>) -> O, results: &Sender<Sent<O>>) {
    loop {
        // Held only while waiting: whoever has a batch lets the next one in.
        let batch = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((number, batch)) = batch else { return };
        if results.send(Sent::Batch(number, work(batch))).is_err() {
            return;
        }
    }
}

fn hand_on<O>(
    done: &Receiver<Sent<O>>,
    allow: &SyncSender<()>,
    is_interrupted: &AtomicBool,
    each: &mut impl FnMut(O) -> Result<(), Failure>,
) -> Result<End, Failure> {
    let mut early = BTreeMap::new();
    let mut number = 0;
    let mut end = None;
    loop {
        if is_interrupted.load(Ordering::Relaxed) {
            return Ok(End::Interrupted);
        }
        match done.recv_timeout(PATIENCE) {
            Ok(Sent::Batch(number, result)) => drop(early.insert(number, result)),
            Ok(Sent::End(count)) => end = Some((count, None)),
            Ok(Sent::Failed(count, failure)) => end = Some((count, Some(failure))),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) if end.is_some() => {}
            // A thread is gone without a word: what it had must not be missing unsaid.
            Err(RecvTimeoutError::Disconnected) => {
                return Err(Failure::new("a part of the villages was lost; please report this"));
            }
        }
        while let Some(result) = early.remove(&number) {
            each(result)?;
            number += 1;
            // The reader may have come to its end.
            let _ = allow.try_send(());
        }
        match end.take_if(|(count, _)| *count == number) {
            Some((_, None)) => return Ok(End::Whole),
            Some((_, Some(failure))) => return Err(failure),
            None => {}
        }
    }
}

/// A flag that an interrupt sets; a second interrupt ends the process at once.
fn interrupts() -> Result<Arc<AtomicBool>, Failure> {
    const STATUS: i32 = 130;
    let flag = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        signal_hook::flag::register_conditional_shutdown(signal, STATUS, Arc::clone(&flag))
            .and_then(|_| signal_hook::flag::register(signal, Arc::clone(&flag)))
            .map_err(|error| Failure::new(format!("interrupts cannot be listened to: {error}")))?;
    }
    Ok(flag)
}

/// Tells a waiting person how far it is.
pub(crate) struct Progress {
    started: Instant,
    told: Instant,
    count: usize,
    is_watched: bool,
}

impl Progress {
    /// Told where standard error is a terminal and the result is not written beside it, or where it is asked for.
    pub(crate) fn new(is_wanted: bool) -> Self {
        let is_watched = is_wanted || (io::stderr().is_terminal() && !io::stdout().is_terminal());
        Self { started: Instant::now(), told: Instant::now(), count: 0, is_watched }
    }

    /// So many villages more are done.
    pub(crate) fn add(&mut self, villages: usize) {
        self.count += villages;
        if self.is_watched && self.told.elapsed() >= TOLD_EVERY {
            self.told = Instant::now();
            self.tell();
        }
    }

    /// The last word.
    pub(crate) fn end(&self) {
        if self.is_watched {
            self.tell();
        }
    }

    /// How many are done.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    fn tell(&self) {
        let each = self.started.elapsed().as_millis() / u128::try_from(self.count.max(1)).unwrap_or(1);
        let pace =
            match u128::try_from(self.count).unwrap_or_default() * 1000 / self.started.elapsed().as_millis().max(1) {
                0 => format!("一个村 {each} 毫秒"),
                pace => format!("每秒 {pace} 个"),
            };
        crate::tell(&format!("已处理 {} 个村，{pace}……", self.count));
    }
}
