//! What can happen to the page, and what the page must then do in the browser. Plain data.

use std::rc::Rc;

use rules::{Answer, Answers, Date, Named, Verdict};

use crate::catalogue::Shared;

/// Something that happened.
pub(crate) enum Action {
    /// The store has the village, or has it otherwise than the page: what is shown is as it says.
    Restore {
        /// The answers.
        answers: Answers,
        /// The day of the self-check, where the cadre had set one.
        date: Option<Date>,
    },
    /// The village is judged by other packs.
    Packs(Shared),
    /// A field was answered, or its answer taken away.
    Answer(usize, Answer),
    /// The day of the self-check was set, or cleared back to today.
    Date(Option<Date>),
    /// The phone shows the other half of the page.
    Show(Tab),
    /// The results show only some verdicts.
    Filter(Filter),
    /// A panel of a check or summary opens or closes.
    TogglePanel(Panel),
    /// A section of the form folds or unfolds.
    ToggleSection(usize),
    /// All sections fold, or all unfold.
    FoldAll(bool),
    /// A question that does not apply is shown all the same.
    Unfold(usize),
    /// These answers take the place of all there are; where they are none, those that went can be brought back.
    Replace(Answers),
    /// Something of the village that no pack asks for is kept with its answers, or taken away.
    Keep(String, Answer),
    /// The cleared answers come back.
    Undo,
    /// The page goes to a place.
    Go(Place),
    /// The page goes to the next useful question.
    Next,
    /// The page goes to the field after this one.
    After(usize),
    /// A field has the focus.
    Focused(usize),
    /// Saving came a step further.
    Saving(Saving),
    /// A village was opened.
    Opened,
    /// Another tab fills in the village, or does no longer.
    Follow(bool),
    /// Something about the village's record must be known, or is.
    Notice(Option<Notice>),
    /// The demo village stands in the form instead of the village, until one is opened. Nothing of it is kept.
    Demo(Answers),
    /// The village is compared with this self-check of its own, or with none.
    Compare(Option<Rc<Earlier>>),
}

/// A self-check of the village on an earlier day.
#[derive(PartialEq, Eq)]
pub(crate) struct Earlier {
    /// What the cadre has called it.
    pub(crate) name: String,
    pub(crate) date: Date,
    /// What it came to by each pack: the verdicts by the name of check or summary.
    pub(crate) verdicts: Vec<Named<Verdict>>,
}

/// Half of the page on a narrow screen.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tab {
    /// 填写
    Form,
    /// 结果
    Results,
}

/// Which verdicts the results show.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Filter {
    /// 全部
    All,
    /// 未达标, data errors included: both need work
    Unmet,
    /// 待定
    Undecided,
    /// 达标
    Met,
}

/// What opens below a verdict. Checks go by their number in the pack, summaries by theirs behind the checks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Panel {
    /// Why the verdict is what it is.
    Why(usize),
    /// What the document asks for, and how.
    More(usize),
}

/// A place on the page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// A field of the form.
    Field(usize),
    /// A section of the form.
    Section(usize),
    /// The card of a check.
    Check(usize),
}

/// How far saving is.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Saving {
    /// Nothing to save yet.
    Idle,
    /// Typed and not yet committed.
    Pending,
    /// Committed, at `HH:MM`.
    Saved(String),
    /// The store failed; the form goes on in memory.
    Failed,
    /// The device has no room; the form goes on in memory.
    Full,
    /// The store holds a record of a newer page, which is shown and left alone.
    Newer,
}

/// What must be known about a village's record.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Notice {
    /// The last save was torn; the one before is shown.
    Older,
    /// It cannot be read and was left alone; this is another.
    Unreadable,
    /// Two tabs changed these answers.
    Both(String),
}

/// What the page must do after an action.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Effects {
    /// Save soon.
    pub(crate) save: bool,
    /// Write the answers into the uncontrolled fields.
    pub(crate) rewrite: bool,
    /// Scroll there and focus it.
    pub(crate) go: Option<Place>,
}
