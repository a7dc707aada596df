//! The clerk's page is a part of its own: this screen fetches it, and is it from then on.

use std::cell::RefCell;
use std::rc::Rc;

use yew::Html;
use yew::platform::spawn_local;

use super::texts::L;
use crate::app::{Given, Repaint, Screen};
use crate::markup::{list, tag};
use crate::texts::T;
use crate::{desk, part};

/// What asks for the part again.
const AGAIN: &str = "fetch-again";

struct Tables {
    given: Rc<Given>,
    state: Rc<RefCell<State>>,
}

/// How far the part is.
enum State {
    Coming,
    Failed,
    /// This page has no such part.
    LeftOut,
    Open(Box<dyn Screen>),
}

pub(super) fn open(given: Rc<Given>) -> Box<dyn Screen> {
    Box::new(Tables { given, state: Rc::new(RefCell::new(State::Coming)) })
}

impl Screen for Tables {
    fn opened(&mut self, repaint: &Repaint) {
        if part::is_left_out(part::DESK) {
            self.state.replace(State::LeftOut);
            return;
        }
        let (given, state, repaint) = (self.given.clone(), self.state.clone(), repaint.clone());
        spawn_local(async move {
            let came = part::load(part::DESK).await.is_ok();
            let now = if came { State::Open(desk::screen(given, &repaint)) } else { State::Failed };
            state.replace(now);
            repaint();
        });
    }

    fn press(&mut self, act: &str, number: usize, repaint: &Repaint) {
        if act == AGAIN {
            self.state.replace(State::Coming);
            self.opened(repaint);
        } else if let State::Open(screen) = &mut *self.state.borrow_mut() {
            screen.press(act, number, repaint);
        }
    }

    fn view(&self) -> Html {
        let state = self.state.borrow();
        if let State::Open(screen) = &*state {
            return screen.view();
        }
        let says = match &*state {
            State::Coming => Some(T.opening),
            State::LeftOut => Some(L.tables_left_out),
            State::Failed | State::Open(_) => None,
        };
        let again = tag("button").fixed("type", "button").fixed("data-do", AGAIN).class("button").text(T.retry);
        let failed = || list().with(tag("p").text(T.part_failed)).with(again);
        let is_failed = matches!(&*state, State::Failed);
        list()
            .with(tag("div").fixed("role", "status").when(says.map(|says| tag("p").text(says))))
            .with(tag("div").fixed("role", "alert").when(is_failed.then(failed)))
            .html()
    }
}
