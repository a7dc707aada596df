//! What stands in place of the page when it cannot start.

use yew::prelude::*;

use crate::texts::T;

/// Says what happened and what to do.
pub(crate) fn view(says: &'static str) -> Html {
    html! {
        <main class="failure" role="alert">
            <h1>{ T.failed }</h1>
            <p>{ says }</p>
            <p><a class="button is-main" href="">{ T.reload }</a></p>
        </main>
    }
}
