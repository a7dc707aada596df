//! The views. Each is a function from its props to markup; its style stands beside it.
//!
//! What is painted again is decided by one component, `Memo`: it holds the props of a view and paints anew only when
//! they differ. One component for all views, because each component type costs kilobytes of compiled code. Views hold
//! other views, so that a key touches the page, one section and one field; pieces of the state that did not change are
//! the same `Rc`, which makes telling so cheap.
//! Views hold no event handlers: a `data-act` says what a press means, a `data-field` which answer an input holds;
//! `app` listens once for the whole page.

pub(crate) mod announcer;
pub(crate) mod card;
pub(crate) mod explanation;
pub(crate) mod failure;
pub(crate) mod field;
pub(crate) mod form;
pub(crate) mod masthead;
pub(crate) mod overview;
pub(crate) mod reference;
pub(crate) mod results;
pub(crate) mod summaries;
pub(crate) mod verdict;

use std::rc::Rc;

use yew::prelude::*;
use yew::virtual_dom::{Key, VComp, VNode};

/// A view with its props.
#[derive(PartialEq)]
pub(crate) enum View {
    /// Stands in place of the page when it cannot start; says what happened and what to do.
    Failure(&'static str),
    Masthead(masthead::Props),
    Tiles(overview::Tiles),
    Controls(overview::Controls),
    FormHead(form::Head),
    Section(form::Section),
    Field(field::Props),
    Results(Rc<results::Results>),
    Card(card::Props),
    Summaries(summaries::Props),
    References(reference::Props),
    Announcer(announcer::Props),
}

/// Paints its view again only when the view's props differ.
pub(crate) struct Memo;

/// The props of `Memo`.
#[derive(PartialEq, Properties)]
pub(crate) struct MemoProps {
    /// What to paint.
    pub(crate) view: View,
}

impl Component for Memo {
    type Message = ();
    type Properties = MemoProps;

    fn create(_: &Context<Self>) -> Self {
        Self
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        match &ctx.props().view {
            View::Failure(says) => failure::view(says),
            View::Masthead(props) => masthead::view(props),
            View::Tiles(props) => overview::tiles(props),
            View::Controls(props) => overview::controls(props),
            View::FormHead(props) => form::head(props),
            View::Section(props) => form::section(props),
            View::Field(props) => field::view(props),
            View::Results(props) => results::results(props),
            View::Card(props) => card::view(props),
            View::Summaries(props) => summaries::view(props),
            View::References(props) => reference::view(props),
            View::Announcer(props) => announcer::view(props),
        }
    }
}

/// A view in its place.
pub(crate) fn memo(view: View) -> Html {
    VNode::from(VComp::new::<Memo>(Rc::new(MemoProps { view }), None))
}

/// A view in a list whose order changes.
pub(crate) fn keyed(key: usize, view: View) -> Html {
    VNode::from(VComp::new::<Memo>(Rc::new(MemoProps { view }), Some(Key::from(key))))
}
