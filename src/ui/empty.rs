//! What stands where there is nothing to list: what to do next.

use crate::app::areas::Rect;
use crate::app::hints::Hint;
use crate::app::retelling;
use crate::app::state::State;
use crate::app::theme::Style;
use crate::model::{Health, View};
use crate::text::{fit, time};
use crate::ui::canvas::Canvas;

/// Says why a list is empty. Nothing while it may still be on its way.
pub fn list(state: &State, area: Rect, hints: &[Hint], canvas: &mut Canvas) {
    if state.list.loading.is_some() || state.list.snapshot.is_none() || !state.tree.loaded {
        return;
    }
    let (what, next) = words(state);
    let theme = canvas.theme;
    let indent = 3.min(area.width.saturating_sub(1));
    let room = area.width.saturating_sub(indent + 1);
    let mut lines = vec![(what.to_owned(), Style { bold: true, ..theme.base }), (String::new(), theme.base)];
    lines.extend(fit::lines(&next, usize::from(room)).map(|line| (line.to_owned(), theme.meta)));
    if let Some(help) = hints.iter().find(|hint| hint.label == "help") {
        lines.push((format!("{} shows every key.", help.keys), theme.meta));
    }
    for (y, (line, style)) in (area.y + 1..area.y + area.height).zip(&lines) {
        canvas.cut(area.x + indent, y, room, line, *style);
    }
}

/// What failed, when it is tried next, and what can be done.
fn failure(state: &State, health: &Health) -> String {
    let mut sentences = vec![format!("{}.", health.last_error.as_deref().unwrap_or_default().trim_end_matches('.'))];
    if let Some(next) = health.next_poll {
        let when = time::moment(next, state.now, &state.settings.zone, state.settings.clock_24h);
        let why = health.why_next.as_deref().map_or(String::new(), |why| format!(" ({why})"));
        sentences.push(format!("It is tried again {when}{why}."));
    }
    if let (Some(now), Some(edit)) = (state.keymap.key_for("refresh"), state.keymap.key_for("edit")) {
        sentences.push(format!("`{now}` tries now, `{edit}` changes the address."));
    }
    sentences.join(" ")
}

fn words(state: &State) -> (&'static str, String) {
    if state.tree.tree.feeds.is_empty() {
        return ("No feeds yet.", "Subscribe to a feed or a site by its address, or import an OPML file.".to_owned());
    }
    match &state.list.spec.view {
        _ if state.list.spec.is_found() && state.list.unindexed > 0 => (
            "Nothing found yet.",
            "Some entries are not in the index yet; a moment later there may be more.".to_owned(),
        ),
        view if *view == retelling::followed() => (
            "No story is followed.",
            match state.keymap.key_for("follow-story") {
                Some(key) => format!("`{key}` on an entry follows its story; what comes to it stands here."),
                None => "What comes to a story that you follow stands here.".to_owned(),
            },
        ),
        View::Search(_) => {
            ("Nothing found.", "Fewer words find more; `OR` finds either of two, `word*` any ending.".to_owned())
        }
        View::Tag(_) => ("Nothing here.", "No entry has this tag any more.".to_owned()),
        _ if state.list.spec.filter.is_some() => {
            ("Nothing found here.", "The filter leaves nothing of this list.".to_owned())
        }
        View::Front => (
            "Nothing to report yet.",
            match state.keymap.key_for("refresh-due") {
                Some(key) => format!("What your feeds tell stands here, the weightiest first. `{key}` asks them now."),
                None => "What your feeds tell stands here, the weightiest first.".to_owned(),
            },
        ),
        View::Today => ("Nothing of today yet.", "What is dated today appears here.".to_owned()),
        View::Lately => ("Nothing read yet.", "What is read stands here, the latest first.".to_owned()),
        View::Starred => ("Nothing starred.", "Star an entry to find it here again.".to_owned()),
        View::Feed(id) => match state.feed(*id).map(|feed| &feed.health) {
            Some(health) if health.last_error.is_some() => ("This feed could not be fetched.", failure(state, health)),
            Some(health) if health.last_success.is_none() => {
                ("Not fetched yet.", "Its entries appear here once it has been fetched.".to_owned())
            }
            _ if state.list.spec.hide_read => ("Nothing unread here.", "What is read is hidden.".to_owned()),
            _ => ("No entries.", "The feed is well but has nothing to tell.".to_owned()),
        },
        _ if state.progress.is_some() => ("Nothing here yet.", "Your feeds are being fetched.".to_owned()),
        View::Unread => ("Nothing unread.", "You have read everything that has come.".to_owned()),
        _ if state.list.spec.hide_read => ("Nothing unread here.", "What is read is hidden.".to_owned()),
        _ => ("No entries yet.", "They appear here once the feeds have been fetched.".to_owned()),
    }
}
