//! Runs the desk on a thread that has other things to do as well: one question after another, and what runs long a slice at a
//! time, between which others are answered. The same in the worker and in the page.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use gloo::timers::callback::Timeout;
use rules::{Date, Engine};
use tables::desk::Desk;
use tables::desk::talk::{Ask, Reply, Slot};

/// How many villages are judged between two looks at the clock.
const STEP: u32 = 4;
/// How often is told how far it is, in milliseconds.
const TELL_EVERY: u32 = 100;

/// The desk at work. It ends when it is dropped.
pub(super) struct Runner(Rc<Inner>);

struct Inner {
    desk: RefCell<Desk<'static>>,
    /// How long it works at a time, in milliseconds.
    slice: u32,
    on_reply: Rc<dyn Fn(Reply)>,
    asked: RefCell<VecDeque<Ask>>,
    run: RefCell<Option<Run>>,
    told_at: Cell<u64>,
    next: RefCell<Option<Timeout>>,
}

/// Reading and judging under way.
#[derive(Clone, Copy)]
struct Run {
    slot: Slot,
    /// How many villages are still to be judged.
    villages: u32,
}

impl Runner {
    pub(super) fn new(engine: Arc<Engine>, day: Date, slice: u32, on_reply: Rc<dyn Fn(Reply)>) -> Self {
        // The desk borrows it as long as it lives, which is as long as the page in all likelihood: a few bytes each time.
        let engine: &'static Arc<Engine> = Box::leak(Box::new(engine));
        Self(Rc::new(Inner {
            desk: RefCell::new(Desk::new(engine, day)),
            slice,
            on_reply,
            asked: RefCell::default(),
            run: RefCell::default(),
            told_at: Cell::new(0),
            next: RefCell::default(),
        }))
    }

    /// Takes a question; the reply comes later.
    pub(super) fn ask(&self, ask: Ask) {
        self.0.asked.borrow_mut().push_back(ask);
        self.0.go_on();
    }
}

impl Inner {
    /// Works again once the browser has done what waits.
    fn go_on(self: &Rc<Self>) {
        let inner = Rc::downgrade(self);
        let mut next = self.next.borrow_mut();
        if next.is_none() {
            *next = Some(Timeout::new(0, move || {
                if let Some(inner) = inner.upgrade() {
                    inner.work();
                }
            }));
        }
    }

    fn work(self: &Rc<Self>) {
        // Its timer has rung: forgetting it cancels nothing.
        self.next.take().map(Timeout::forget);
        let asked = self.asked.borrow_mut().pop_front();
        let reply = match asked {
            Some(Ask::Run { slot, villages }) => {
                self.run.replace(Some(Run { slot, villages }));
                self.told_at.set(now());
                None
            }
            Some(ask) => {
                if ends_run(&ask) {
                    self.run.take();
                }
                Some(self.desk.borrow_mut().ask(ask))
            }
            None => self.run_on(),
        };
        if self.run.borrow().is_some() || !self.asked.borrow().is_empty() {
            self.go_on();
        }
        if let Some(reply) = reply {
            (self.on_reply)(reply);
        }
    }

    /// Judges for a while. It is told how far that is now and then, and at the end.
    fn run_on(&self) -> Option<Reply> {
        let mut run = self.run.borrow().as_ref().copied()?;
        let end = now().saturating_add(self.slice.into());
        loop {
            let villages = run.villages.min(STEP);
            run.villages -= villages;
            let reply = self.desk.borrow_mut().ask(Ask::Run { slot: run.slot, villages });
            let goes_on = matches!(&reply, Reply::Progress(progress) if !progress.is_done) && run.villages > 0;
            let time = now();
            if goes_on && time < end {
                continue;
            }
            self.run.replace(goes_on.then_some(run));
            let is_told = !goes_on || time >= self.told_at.get().saturating_add(TELL_EVERY.into());
            if is_told {
                self.told_at.set(time);
            }
            return is_told.then_some(reply);
        }
    }
}

/// What takes the place of what is being read, or ends it.
fn ends_run(ask: &Ask) -> bool {
    matches!(ask, Ask::Open { .. } | Ask::Map { .. } | Ask::TakeMapping { .. } | Ask::Cancel { .. } | Ask::Close { .. })
}

/// The browser's clock in milliseconds.
pub(super) fn now() -> u64 {
    js_sys::Date::now() as u64
}
