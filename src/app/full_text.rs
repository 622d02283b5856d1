//! The full text of entries: asked for by a key or by opening, and what the answers change on the screen.

use crate::app::effect::{Effect, Effects};
use crate::app::event::FullTextNews;
use crate::app::state::State;
use crate::app::{areas, article};
use crate::model::{EntryId, FullText};

/// Shows the full text of an entry, or what its feed gives again.
pub fn toggle(state: &mut State, out: &mut Effects) {
    let Some((id, url)) = state.subject().map(|row| (row.id, row.url.is_some())) else {
        return state.inform("No entry is selected");
    };
    if state.fetching.contains(&id) {
        return state.inform("Its full text is being fetched");
    }
    let shown = is_shown(state, id);
    if !url && !shown {
        return state.inform("This entry has no link, so there is no full text to fetch");
    }
    out.push(Effect::FullText { entry: id, on: !shown });
}

/// An entry was opened: its feed may want the full text then.
pub fn opened(state: &State, id: EntryId, out: &mut Effects) {
    let row = state.row(id).filter(|row| row.url.is_some());
    let feed = row.and_then(|row| state.feed(row.feed));
    if feed.is_some_and(|feed| feed.subscription.full_text != FullText::Never) {
        out.push(Effect::Opened(id));
    }
}

/// Takes word of a full text.
pub fn told(state: &mut State, id: EntryId, news: FullTextNews, out: &mut Effects) {
    state.fetching.remove(&id);
    let here = state.article.entry == Some(id);
    match news {
        FullTextNews::Begun => {
            state.fetching.insert(id);
        }
        FullTextNews::Shown if here && areas::areas(state).article.is_some() => article::show_anew(state, out),
        FullTextNews::Shown => {
            if here {
                article::show_anew(state, out);
            }
            state.inform("Its full text is stored; open it to read it");
        }
        // What is being read does not change under the reader's eyes.
        FullTextNews::Arrived => {
            if here && !state.article.opened {
                article::show_anew(state, out);
            }
        }
        FullTextNews::Hidden => {
            if is_shown(state, id) {
                article::show_anew(state, out);
                state.inform("This is what the feed gives");
            }
        }
        FullTextNews::Failed(why) => state.complain(format!("No full text: {why}")),
        FullTextNews::Refused(why) => state.inform(format!("The feed's own text stays: {why}")),
        FullTextNews::Idle => {}
    }
}

fn is_shown(state: &State, id: EntryId) -> bool {
    let laid = state.article.laid.as_ref().filter(|_| state.article.entry == Some(id));
    laid.is_some_and(|laid| laid.article.entry.row.id == id && laid.article.full_text)
}
