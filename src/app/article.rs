//! The article pane: what is shown in it, and how far it is scrolled.

use crate::app::effect::{Effect, Effects, Ticket};
use crate::app::event::Laid;
use crate::app::settings::MarkRead;
use crate::app::state::{Pane, State};
use crate::app::{areas, find, follow, full_text, pictures, status};
use crate::model::{EntryId, Mark};
use crate::text::manner::Manner;

/// Articles whose scroll position is remembered.
const SCROLLS: usize = 500;
/// Entries that `backspace` can go back through.
const TRAIL: usize = 500;

/// Shows the selected entry beside the list, if there is room for it.
pub fn preview(state: &mut State, out: &mut Effects) {
    let Some(id) = state.list.selected else { return close(state) };
    if state.article.entry == Some(id) {
        return;
    }
    leave(state);
    pictures::forget(state);
    state.article.entry = Some(id);
    (state.article.opened, state.article.changes) = (false, false);
    if areas::areas(state).article.is_none() {
        // Nobody dwells on what is not shown.
        (state.article.laid, state.article.loading, state.article.since) = (None, None, None);
        return;
    }
    load(state, id, out);
    state.article.since = Some(state.now);
    if let MarkRead::Dwell(seconds) = state.settings.mark_read {
        state.deadline = Some(std::time::Duration::from_secs(seconds.into()));
    }
}

/// Opens the selected entry: gives it the keys and marks it read.
pub fn open(state: &mut State, out: &mut Effects) {
    match state.list.selected {
        Some(id) => open_entry(state, id, out),
        None => state.inform("Nothing to open here"),
    }
}

/// Opens an entry, whether the list holds it or not.
pub fn open_entry(state: &mut State, id: EntryId, out: &mut Effects) {
    state.focus = Pane::Article;
    show(state, id, out);
    remember(state, id);
    if state.settings.mark_read == MarkRead::Open {
        mark_read(state, out);
    }
    full_text::opened(state, id, out);
    prefetch(state, out);
}

/// Makes an entry the last one that was read.
pub fn remember(state: &mut State, id: EntryId) {
    state.trail.retain(|seen| *seen != id);
    state.trail.push(id);
    let surplus = state.trail.len().saturating_sub(TRAIL);
    state.trail.drain(..surplus);
}

/// Shows an entry as opened, whether the list holds it or not.
pub fn show(state: &mut State, id: EntryId, out: &mut Effects) {
    if state.article.entry != Some(id) {
        leave(state);
        pictures::forget(state);
        state.article.entry = Some(id);
        state.article.laid = None;
        (state.article.top, state.article.changes) = (0, false);
    }
    state.article.opened = true;
    state.article.since = Some(state.now);
    fit(state, out);
}

/// Marks the entry that is shown read, if it is not.
pub fn mark_read(state: &mut State, out: &mut Effects) {
    let Some(id) = state.article.entry else { return };
    if state.row(id).is_some_and(|row| row.status.unread) {
        status::mark(state, vec![id], Mark::Read, out);
    }
}

/// Marks the previewed entry read if the reader has stayed on it long enough.
pub fn dwelt(state: &mut State, out: &mut Effects) {
    let (MarkRead::Dwell(seconds), Some(since)) = (state.settings.mark_read, state.article.since) else { return };
    // Nobody dwells on a window that is not looked at.
    if state.focused && state.now.since(since) >= i64::from(seconds) {
        mark_read(state, out);
    }
}

/// Shows what the publisher changed in the article, or the article as it is again.
pub fn toggle_changes(state: &mut State, out: &mut Effects) {
    let laid = state.article.laid.as_ref().filter(|laid| Some(laid.article.entry.row.id) == state.article.entry);
    let (Some(id), Some(laid)) = (state.article.entry, laid) else { return state.inform("No article is shown") };
    if laid.article.earlier.is_none() {
        return state.inform("Its publisher has not changed it since it came");
    }
    state.article.changes = !state.article.changes;
    load(state, id, out);
    if state.article.changes {
        state.inform("What was taken out is struck through or dim, what was put in is underlined");
    }
}

/// The widest line that is wanted.
pub fn measure(state: &State) -> u16 {
    state.measure.unwrap_or(state.settings.manner.width)
}

/// How articles are to be laid out; none if no article is shown.
pub fn manner(state: &State) -> Option<Manner> {
    let pane = areas::areas(state).article?;
    let margins = if pane.width >= 60 { 4 } else { 2 };
    let width = pane.width.saturating_sub(margins).min(measure(state)).max(1);
    Some(Manner { width, pictures: pictures::room(state), ..state.settings.manner })
}

/// Asks for the article again if it is not laid out in the manner that is wanted now.
pub fn fit(state: &mut State, out: &mut Effects) {
    let Some(id) = state.article.entry else { return };
    let Some(manner) = manner(state) else { return };
    if state.article.loading.is_none() && state.article.laid.as_ref().is_none_or(|laid| laid.layout.manner != manner) {
        load(state, id, out);
    }
}

/// Shows the article that is shown as it is in the store now, at the place where the reader is.
pub fn show_anew(state: &mut State, out: &mut Effects) {
    let Some(id) = state.article.entry else { return };
    state.article.changes = false;
    if areas::areas(state).article.is_some() {
        load(state, id, out);
    } else {
        state.article.laid = None;
    }
}

fn load(state: &mut State, entry: EntryId, out: &mut Effects) {
    let Some(manner) = manner(state) else { return };
    let ticket = state.ticket();
    state.article.loading = Some(ticket);
    out.push(Effect::LoadArticle { ticket, entry, manner, changes: state.article.changes });
}

/// Lays out the next two unread entries ahead.
fn prefetch(state: &State, out: &mut Effects) {
    let Some(manner) = manner(state) else { return };
    let after = state.list.rows.iter().skip((state.list.cursor + 1).saturating_sub(state.list.start));
    let entries: Vec<EntryId> = after.filter(|row| row.status.unread).take(2).map(|row| row.id).collect();
    if !entries.is_empty() {
        out.push(Effect::Prefetch { entries, manner });
    }
}

/// Takes an article that was waited for, at the place where the reader left it.
pub fn arrived(state: &mut State, ticket: Ticket, entry: EntryId, laid: Laid) -> bool {
    if state.article.loading != Some(ticket) {
        return false;
    }
    state.article.loading = None;
    place(state, entry, laid);
    true
}

/// Shows an article, scrolled to where it is or was.
pub fn place(state: &mut State, entry: EntryId, laid: Laid) {
    let pane = &mut state.article;
    let same = pane.laid.as_ref().filter(|old| old.article.entry.row.id == entry);
    let place = match same {
        Some(old) => Some(old.layout.anchor(pane.top)),
        None => state.scrolls.iter().find(|(id, _)| *id == entry).map(|(_, anchor)| *anchor),
    };
    pane.top = place.map_or(0, |anchor| laid.layout.line_at(anchor));
    pane.laid = Some(laid);
    scroll_by(state, 0);
    follow::label(state);
    find::search(state);
}

/// Remembers how far the article was scrolled before another takes its place.
pub fn leave(state: &mut State) {
    let pane = &mut state.article;
    (pane.follow, pane.find) = (None, None);
    pane.jumps.clear();
    let (Some(id), Some(laid)) = (pane.entry, &pane.laid) else { return };
    if laid.article.entry.row.id != id {
        return;
    }
    let anchor = laid.layout.anchor(pane.top);
    state.scrolls.retain(|(seen, _)| *seen != id);
    if pane.top > 0 {
        state.scrolls.push((id, anchor));
    }
    let surplus = state.scrolls.len().saturating_sub(SCROLLS);
    state.scrolls.drain(..surplus);
}

/// Shows no article.
pub fn close(state: &mut State) {
    leave(state);
    pictures::forget(state);
    state.article = Default::default();
}

/// Scrolls by lines; false if the article is already at that end.
pub fn scroll_by(state: &mut State, lines: isize) -> bool {
    let height = page(state);
    let pane = &mut state.article;
    let Some(laid) = &pane.laid else { return false };
    let lowest = laid.layout.lines.len().saturating_sub(height);
    let top = pane.top.saturating_add_signed(lines).min(lowest);
    std::mem::replace(&mut pane.top, top) != top
}

/// Puts a line at the top of the pane, as far as the article reaches.
pub fn scroll_to(state: &mut State, line: usize) {
    state.article.top = 0;
    scroll_by(state, isize::try_from(line).unwrap_or(isize::MAX));
}

/// Goes to a line, from which [`jump_back`] leads back.
pub fn jump(state: &mut State, line: usize) {
    let Some(laid) = &state.article.laid else { return };
    let from = laid.layout.anchor(state.article.top);
    state.article.jumps.push(from);
    bring(state, line);
    if let Some(key) = state.keymap.key_for("jump-back") {
        state.inform(format!("`{key}` leads back"));
    }
}

/// Goes back to where the last link within the article was followed; false: none was.
pub fn jump_back(state: &mut State) -> bool {
    let (Some(from), Some(laid)) = (state.article.jumps.pop(), &state.article.laid) else { return false };
    let line = laid.layout.line_at(from);
    scroll_to(state, line);
    true
}

/// Brings a line on the screen, with some of what stands above it.
pub fn bring(state: &mut State, line: usize) {
    let page = page(state);
    if !(state.article.top..state.article.top + page).contains(&line) {
        scroll_to(state, line.saturating_sub(page / 3));
    }
}

/// Lines of text on the screen.
pub fn page(state: &State) -> usize {
    areas::areas(state).article.map_or(1, |pane| usize::from(pane.height)).max(1)
}

/// Whether the end of the article is on the screen.
pub fn at_end(state: &State) -> bool {
    let lines = state.article.laid.as_ref().map_or(0, |laid| laid.layout.lines.len());
    state.article.loading.is_none() && state.article.top + page(state) >= lines
}
