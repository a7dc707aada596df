//! The page's side of the desk: asks it, and hands on what it answers. It runs in a worker, so that the page stays responsive;
//! where the browser starts none (a page from a folder, Chromium 79) it runs in the page, a little at a time.

use std::cell::RefCell;
use std::rc::{Rc, Weak};
use std::sync::Arc;

use gloo::timers::callback::Timeout;
use js_sys::{Array, Function, Reflect, Uint8Array};
use rules::{Date, Engine};
use tables::desk::talk::{Ask, Reply, from_bytes, to_bytes};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, EventTarget};
use yew::platform::spawn_local;

use super::runner::Runner;
use crate::app::Given;
use crate::later::texts::L;
use crate::{library, part};

/// How long a worker may take to begin, in milliseconds, until the page does without.
const PATIENCE: u32 = 20_000;
/// How long the desk works at a time where it shares the page's thread, in milliseconds: a frame is 16.
const SLICE_IN_PAGE: u32 = 10;

/// By what the desk judges.
pub(crate) struct Setting {
    /// The pack.
    pub(crate) engine: Arc<Engine>,
    /// Where it is fetched.
    pub(crate) address: String,
    /// The day of the assessment.
    pub(crate) day: Date,
}

impl Setting {
    /// By the first of the packs that the form is judged by.
    pub(crate) fn of(given: &Given) -> Option<Self> {
        let engine = &given.catalogue.parts.first()?.engine;
        let (number, _) = given.opened.iter().find(|(_, opened)| Arc::ptr_eq(opened, engine))?;
        let address = given.offers.get(*number)?.address.clone();
        Some(Self { engine: engine.clone(), address, day: given.day })
    }
}

/// The desk, as the page has it. It ends when it is dropped.
pub(crate) struct Client(Rc<Desk>);

struct Desk {
    setting: Setting,
    on_reply: Rc<dyn Fn(Reply)>,
    way: RefCell<Way>,
    /// All that was said of columns so far: a desk that begins anew is told it again.
    mapping: RefCell<Option<Ask>>,
}

/// How the desk is reached.
enum Way {
    /// It is not there yet: what is asked waits.
    Coming(Vec<Ask>, Option<Worker>),
    Worker(Worker),
    Page(Runner),
    /// The worker has died, and with it what was imported; the next question begins anew.
    Dead,
}

impl Client {
    /// Starts the desk. Replies come one for each question, and several for one that runs long; never before this returns.
    pub(crate) fn start(setting: Setting, on_reply: Rc<dyn Fn(Reply)>) -> Self {
        let desk = Rc::new(Desk { setting, on_reply, way: RefCell::new(Way::Dead), mapping: RefCell::default() });
        desk.begin(Vec::new());
        Self(desk)
    }

    /// Asks.
    pub(crate) fn ask(&self, ask: &Ask) {
        let is_dead = match &mut *self.0.way.borrow_mut() {
            Way::Coming(waiting, _) => {
                waiting.push(ask.clone());
                false
            }
            Way::Worker(worker) => {
                worker.ask(ask);
                false
            }
            Way::Page(runner) => {
                runner.ask(ask.clone());
                false
            }
            Way::Dead => true,
        };
        if is_dead {
            let mapping = self.0.mapping.borrow().clone();
            self.0.begin(mapping.into_iter().chain([ask.clone()]).collect());
        }
        if matches!(ask, Ask::TakeMapping { .. }) {
            self.0.mapping.replace(Some(ask.clone()));
        }
    }
}

impl Desk {
    fn begin(self: &Rc<Self>, waiting: Vec<Ask>) {
        self.way.replace(Way::Coming(waiting, None));
        let (desk, address) = (Rc::downgrade(self), self.setting.address.clone());
        spawn_local(async move {
            // From the browser's own store: the page has fetched it before.
            let pack = library::fetch(&address, "").await;
            let Some(desk) = desk.upgrade() else { return };
            let worker = pack.and_then(|pack| Worker::start(Rc::downgrade(&desk), &pack, desk.setting.day));
            match (worker, &mut *desk.way.borrow_mut()) {
                (Ok(started), Way::Coming(_, worker)) => *worker = Some(started),
                (Err(_), way) => desk.stay_in_page(way),
                (Ok(_), _) => {}
            }
        });
    }

    /// No worker will come: the desk runs here.
    fn stay_in_page(&self, way: &mut Way) {
        let on_reply = self.on_reply.clone();
        let runner = Runner::new(self.setting.engine.clone(), self.setting.day, SLICE_IN_PAGE, on_reply);
        if let Way::Coming(waiting, _) = std::mem::replace(way, Way::Page(runner))
            && let Way::Page(runner) = way
        {
            waiting.into_iter().for_each(|ask| runner.ask(ask));
        }
    }

    /// The worker has said something: nothing when it is ready, words when it could not begin, bytes when it answers.
    fn heard(&self, data: &JsValue) {
        if let Some(bytes) = data.dyn_ref::<Uint8Array>() {
            let reply = from_bytes(&bytes.to_vec());
            let reply = reply.unwrap_or_else(|| Reply::Refused(L.tables_stopped.to_owned()));
            if let Reply::Text(text) = &reply {
                self.mapping.replace(Some(Ask::TakeMapping { text: text.clone() }));
            }
            return (self.on_reply)(reply);
        }
        if data.is_string() {
            return self.failed();
        }
        let way = &mut *self.way.borrow_mut();
        if let Way::Coming(waiting, worker) = way
            && let Some(mut worker) = worker.take()
        {
            worker.patience = None;
            waiting.iter().for_each(|ask| worker.ask(ask));
            *way = Way::Worker(worker);
        }
    }

    /// The worker cannot go on. Where it never began, the page does without.
    fn failed(&self) {
        {
            let way = &mut *self.way.borrow_mut();
            match way {
                Way::Coming(..) => return self.stay_in_page(way),
                Way::Worker(_) => *way = Way::Dead,
                Way::Page(_) | Way::Dead => return,
            }
        }
        (self.on_reply)(Reply::Refused(L.tables_stopped.to_owned()));
    }
}

/// A started worker; it ends when this is dropped.
struct Worker {
    itself: JsValue,
    _listener: Closure<dyn FnMut(Event)>,
    /// Until it has begun.
    patience: Option<Timeout>,
}

impl Worker {
    fn start(desk: Weak<Desk>, pack: &[u8], day: Date) -> Result<Self, JsValue> {
        let script = part::address(part::DESK, "worker").ok_or(JsValue::NULL)?;
        let modules = part::modules().ok_or(JsValue::NULL)?;
        let waiting = desk.clone();
        let patience = Timeout::new(PATIENCE, move || {
            if let Some(desk) = waiting.upgrade() {
                desk.failed();
            }
        });
        let new: Function = get(&js_sys::global(), "Worker").dyn_into()?;
        let is_module = js_sys::Object::new();
        Reflect::set(&is_module, &JsValue::from_str("type"), &JsValue::from_str("module"))?;
        // A browser that has no modules in workers refuses, or says that it does not understand the script.
        let itself = Reflect::construct(&new, &Array::of2(&JsValue::from_str(&script), &is_module))?;
        let listener = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            let Some(desk) = desk.upgrade() else { return };
            match event.type_().as_str() {
                "message" => desk.heard(&get(&event, "data")),
                _ => {
                    event.prevent_default();
                    desk.failed();
                }
            }
        });
        let target: &EventTarget = itself.unchecked_ref();
        for kind in ["message", "error", "messageerror"] {
            target.add_event_listener_with_callback(kind, listener.as_ref().unchecked_ref())?;
        }
        let worker = Self { itself, _listener: listener, patience: Some(patience) };
        let given = js_sys::Object::new();
        let day = JsValue::from_str(&day.to_string());
        for (name, value) in [("modules", modules.as_ref()), ("pack", Uint8Array::from(pack).as_ref()), ("day", &day)] {
            Reflect::set(&given, &JsValue::from_str(name), value)?;
        }
        worker.call("postMessage", &[&given])?;
        Ok(worker)
    }

    fn ask(&self, ask: &Ask) {
        let bytes = Uint8Array::from(to_bytes(ask).as_slice());
        // Handing over a buffer of one's own cannot fail.
        let _ = self.call("postMessage", &[&bytes, &Array::of1(&get(&bytes, "buffer"))]);
    }

    fn call(&self, method: &str, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
        let arguments: Array = arguments.iter().copied().collect();
        get(&self.itself, method).dyn_into::<Function>()?.apply(&self.itself, &arguments)
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // What is not there has ended.
        let _ = self.call("terminate", &[]);
    }
}

/// A property of an object; undefined where there is none.
pub(super) fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}
