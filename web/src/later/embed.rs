//! The form in a page of somebody else: what its script (`web/embed`) asks of it, and what the form tells that script. The
//! script keeps the answers; they cross as the contract's JSON or as a plain object.
//!
//! What is told is told while the form paints, when nothing of it may be asked; so the form leaves a [`Shown`] behind, which
//! every question is answered from.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use js_sys::{Array, Function, Reflect};
use rules::assessment::Verdict;
use rules::model::Pack;
use rules::{Answers, Assessment, Date, Engine, Named, Session};
use serde::Serialize;
use tables::share::{self, Known, PackVersion, SelfCheck};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;
use yew::AppHandle;
use yew::platform::spawn_local;

use super::receipt::record::read_answers;
use crate::app::{App, Host, Msg, Props};
use crate::catalogue::{Catalogue, Shared};
use crate::desk;
use crate::library::{self, Offer, Offers, Unopened};
use crate::state::{Action, FieldState, Place, Saving, State, Tab};

thread_local! {
    /// The forms, by the numbers under which the script knows them.
    static FORMS: RefCell<Vec<Option<Form>>> = const { RefCell::new(Vec::new()) };
}

/// A form in its place; not yet there while its pack is loaded.
struct Form {
    portal: Rc<Portal>,
    app: Option<AppHandle<App>>,
}

/// The script on the other side.
struct Portal {
    tell: Function,
    screen: RefCell<Option<String>>,
    shown: RefCell<Option<Shown>>,
    /// What the script has set since the form was last painted.
    set: RefCell<Option<(Answers, Option<Date>)>>,
}

/// What the form shows.
#[derive(Clone)]
struct Shown {
    catalogue: Shared,
    answers: Answers,
    date: Option<Date>,
    today: Date,
    fields: Vec<Rc<FieldState>>,
}

/// A village as it is told.
#[derive(Serialize)]
struct Village<'s> {
    packs: Vec<PackVersion>,
    date: Option<Date>,
    answers: &'s Answers,
}

/// What became of a text that was to be read.
#[derive(Default, Serialize)]
struct Imported {
    /// Why it could not be, and what to do.
    error: Option<String>,
    /// Answers that are none, by name.
    unusable: Vec<String>,
}

/// A village that several packs judge, as `bayou assess` writes it.
#[derive(Serialize)]
struct Together {
    village: Named<String>,
    date: Date,
    assessments: Vec<Assessment>,
}

impl Host for Portal {
    fn screen(&self) -> Option<String> {
        self.screen.borrow().clone()
    }

    fn painted(&self, state: &State) {
        let shown = Shown {
            catalogue: state.catalogue.clone(),
            answers: state.answers.clone(),
            date: state.date,
            today: state.today,
            fields: state.fields.clone(),
        };
        // A form begins with what it is given.
        let begins = self.shown.borrow().is_none();
        if begins
            && self
                .set
                .borrow()
                .as_ref()
                .is_some_and(|(answers, date)| *answers != shown.answers || *date != shown.date)
        {
            return;
        }
        // What was set is shown by now.
        self.set.take();
        let before = self.shown.replace(Some(shown.clone()));
        match before {
            None => self.tell("ready", &shown.told()),
            Some(before) if !before.says_the_same(&shown) => self.tell("change", &shown.told()),
            Some(_) => {}
        }
    }
}

impl Portal {
    fn tell(&self, what: &str, text: &str) {
        // A fault of the script stays on its side: it only takes the news down.
        let _ = self.tell.call2(&JsValue::NULL, &JsValue::from_str(what), &JsValue::from_str(text));
    }

    /// What the form shows, or is about to.
    fn now(&self) -> Option<Shown> {
        let mut shown = self.shown.borrow().clone()?;
        if let Some((answers, date)) = self.set.borrow().clone() {
            shown.answers = answers;
            shown.date = date;
        }
        Some(shown)
    }
}

impl Shown {
    fn says_the_same(&self, other: &Self) -> bool {
        self.answers == other.answers && self.date == other.date && self.catalogue == other.catalogue
    }

    fn told(&self) -> String {
        let packs = self.packs().into_iter().map(PackVersion::from).collect();
        // Nothing of it fails to be written.
        rules::to_json(&Village { packs, date: self.date, answers: &self.answers }).unwrap_or_default()
    }

    fn packs(&self) -> Vec<&Pack> {
        self.catalogue.parts.iter().map(|part| part.pack()).collect()
    }

    /// The text code; none where that would be too long.
    fn code(&self) -> Option<String> {
        let packs = self.packs();
        let self_check = SelfCheck {
            packs: packs.iter().map(|pack| PackVersion::from(*pack)).collect(),
            date: self.date,
            answers: self.answers.clone(),
            plan: Named::new(),
        };
        share::code(&self_check, Known(&packs))
    }

    fn assessments(&self) -> Vec<Assessment> {
        let day = self.date.unwrap_or(self.today);
        let judged = self.catalogue.parts.iter().map(|part| {
            let mut session = Session::new(part.engine.clone(), day);
            let asked = self.answers.iter().filter(|(name, _)| part.asks(name));
            session.replace(asked.map(|(name, answer)| (name.clone(), answer.clone())).collect());
            session.assessment().clone()
        });
        judged.collect()
    }

    /// The assessment as the contract has it.
    fn assessed(&self) -> String {
        let mut assessments = self.assessments();
        let text = match (assessments.pop(), assessments.is_empty()) {
            (Some(only), true) => rules::to_json(&only),
            (last, _) => {
                assessments.extend(last);
                let village = assessments.iter().flat_map(|one| one.village.clone()).collect();
                rules::to_json(&Together { village, date: self.date.unwrap_or(self.today), assessments })
            }
        };
        text.unwrap_or_default()
    }

    /// Where the first problem is, with its name: a wrong answer, else a check that is unmet.
    fn problem(&self) -> Option<(Place, String)> {
        let wrong = |number: &&usize| self.fields.get(**number).is_some_and(|field| !field.errors.is_empty());
        if let Some(number) = self.catalogue.page_order.iter().find(wrong) {
            return Some((Place::Field(*number), self.catalogue.indicator(*number)?.name.clone()));
        }
        let assessments = self.assessments();
        self.catalogue.parts.iter().zip(&assessments).find_map(|(part, assessment)| {
            let results = assessment.checks.iter();
            let unmet =
                results.filter(|it| it.kind.is_counted() && matches!(it.verdict, Verdict::Unmet | Verdict::Blocked));
            let name = &unmet.map(|it| &it.name).next()?;
            let number = part.pack().checks.iter().position(|check| check.name == **name)?;
            Some((Place::Check(part.first + number), (*name).clone()))
        })
    }
}

/// Does what the script asks of a form, which `number` names; `value` is what that takes.
pub(super) fn act(act: &str, number: usize, value: &JsValue) -> JsValue {
    if act == "mount" {
        return mount(value).map_or(JsValue::NULL, |number| JsValue::from(number as u32));
    }
    if act == "unmount" {
        let form = FORMS.with_borrow_mut(|forms| forms.get_mut(number).and_then(Option::take));
        if let Some(app) = form.and_then(|form| form.app) {
            app.destroy();
        }
        return JsValue::NULL;
    }
    if act == "desk" {
        return desk::serve(number, value);
    }
    let Some(portal) = portal(number) else {
        return JsValue::NULL;
    };
    let send = |msg| {
        FORMS.with_borrow(|forms| {
            if let Some(app) = forms.get(number).and_then(|form| form.as_ref()?.app.as_ref()) {
                app.send_message(msg);
            }
        });
    };
    let text = |text: Option<String>| text.map_or(JsValue::NULL, |text| JsValue::from_str(&text));
    match act {
        "value" => return text(portal.now().map(|shown| shown.told())),
        "assessment" => return text(portal.now().map(|shown| shown.assessed())),
        "set" => {
            if let Some((answers, date)) = village(value) {
                portal.set.replace(Some((answers.clone(), date)));
                send(Msg::Act(Action::Restore { answers, date }));
            }
        }
        "code" => return text(portal.now().and_then(|shown| shown.code())),
        "import" => {
            let given = value.as_string().unwrap_or_default();
            let read = portal.now().map(|shown| share::read(&given, Known(&shown.packs())));
            let mut imported = Imported::default();
            match read {
                Some(Ok(found)) => {
                    imported.unusable = found.unusable.into_iter().map(|(name, _)| name).collect();
                    let (answers, date) = (found.self_check.answers, found.self_check.date);
                    portal.set.replace(Some((answers.clone(), date)));
                    send(Msg::Act(Action::Restore { answers, date }));
                }
                Some(Err(unread)) => imported.error = Some(unread.message()),
                None => {}
            }
            return text(rules::to_json(&imported).ok());
        }
        "clear" => {
            let date = portal.now().and_then(|shown| shown.date);
            portal.set.replace(Some((Answers::new(), date)));
            send(Msg::Act(Action::Replace(Answers::new())));
        }
        "results" => send(Msg::Act(Action::Show(Tab::Results))),
        "problem" => {
            let found = portal.now().and_then(|shown| shown.problem());
            return text(found.map(|(place, name)| {
                send(Msg::Act(Action::Go(place)));
                name
            }));
        }
        "screen" => {
            portal.screen.replace(value.as_string().filter(|name| !name.is_empty()));
            send(Msg::Moved);
        }
        "closed" => send(Msg::Act(Action::Follow(value.is_truthy()))),
        "saved" => send(Msg::Act(Action::Saving(value.as_string().map_or(Saving::Failed, Saving::Saved)))),
        _ => {}
    }
    JsValue::NULL
}

fn portal(number: usize) -> Option<Rc<Portal>> {
    FORMS.with_borrow(|forms| Some(forms.get(number)?.as_ref()?.portal.clone()))
}

fn get(value: &JsValue, key: &str) -> JsValue {
    Reflect::get(value, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED)
}

/// The answers and the day in `{answers, date}`.
fn village(value: &JsValue) -> Option<(Answers, Option<Date>)> {
    let date = get(value, "date").as_string().and_then(|text| text.parse().ok());
    Some((read_answers(&get(value, "answers"))?, date))
}

/// Puts a form into `{root, offers: [[id, title, address]], answers, date, tell}` as soon as its packs have come.
fn mount(value: &JsValue) -> Option<usize> {
    let root: Element = get(value, "root").dyn_into().ok()?;
    let tell: Function = get(value, "tell").dyn_into().ok()?;
    let offers = Rc::new(offers(&get(value, "offers").dyn_into().ok()?));
    let portal =
        Rc::new(Portal { tell, screen: RefCell::default(), shown: RefCell::default(), set: RefCell::default() });
    let form = Form { portal: portal.clone(), app: None };
    let number = FORMS.with_borrow_mut(|forms| {
        let free = forms.iter().position(Option::is_none).unwrap_or(forms.len());
        match forms.get_mut(free) {
            Some(place) => *place = Some(form),
            None => forms.push(Some(form)),
        }
        free
    });
    let village = village(value);
    spawn_local(async move {
        let opened = library::open(offers.clone(), 0).await;
        // Taken away, and perhaps another in its place, while the pack came.
        if FORMS.with_borrow(|forms| {
            !forms.get(number).is_some_and(|form| form.as_ref().is_some_and(|form| Rc::ptr_eq(&form.portal, &portal)))
        }) {
            return;
        }
        match opened {
            Ok(engine) => start(number, &portal, root, offers, engine, village),
            Err(Unopened::NotFetched) => portal.tell("failed", "network"),
            Err(Unopened::NotAPack) => portal.tell("failed", "pack"),
        }
    });
    Some(number)
}

fn start(
    number: usize,
    portal: &Rc<Portal>,
    root: Element,
    offers: Offers,
    engine: Arc<Engine>,
    village: Option<(Answers, Option<Date>)>,
) {
    let Some(today) = crate::today() else {
        return portal.tell("failed", "clock");
    };
    let catalogue = Catalogue::shared(&[engine]);
    let props = Props { offers, catalogue, today, host: Some(portal.clone()) };
    portal.set.replace(village.clone());
    let app = yew::Renderer::<App>::with_root_and_props(root, props).render();
    // This is of the second part: it is there.
    app.send_message(Msg::Part(Some(true)));
    if let Some((answers, date)) = village {
        app.send_message(Msg::Act(Action::Restore { answers, date }));
    }
    FORMS.with_borrow_mut(|forms| {
        if let Some(form) = forms.get_mut(number).and_then(Option::as_mut) {
            form.app = Some(app);
        }
    });
}

fn offers(list: &Array) -> Vec<Offer> {
    let offer = |offer: JsValue| {
        let parts: Array = offer.dyn_into().ok()?;
        Some(Offer {
            id: parts.get(0).as_string()?,
            title: parts.get(1).as_string()?,
            address: parts.get(2).as_string()?,
        })
    };
    list.iter().filter_map(offer).collect()
}
