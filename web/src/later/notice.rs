//! What has happened to the record of the village, said until it is read.

use super::texts::L;
use crate::markup::{Tag, list};
use crate::state::Notice;
use crate::texts::{T, fill};
use crate::views::masthead::{act, bar};

pub(super) fn view(notice: &Notice) -> Tag {
    let says = match notice {
        Notice::Older => L.record_older.to_owned(),
        Notice::Unreadable => L.record_unreadable.to_owned(),
        Notice::Both(names) => fill(L.record_both, &[&names.replace('\n', T.list_separator)]),
    };
    bar(&says, list().with(act("rescue", T.export)).with(act("known", L.known)))
}
