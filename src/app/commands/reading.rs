//! Reading: opening entries, reading on, going back, and how the article is shown.

use super::Command;
use super::moving::back_to_list;
use crate::app::effect::{Effect, Effects};
use crate::app::prompt::{Ask, Prompt};
use crate::app::scope::Scope;
use crate::app::state::{ListPane, Pane, State, Then};
use crate::app::{MarkRead, article, full_text, list, page, pictures, place, searching, tree, view};
use crate::model::{EntryRow, Feed, FeedId, PageAt, Side, View};

pub const COMMANDS: &[Command] = &[
    Command {
        name: "open",
        scope: Scope::List,
        keys: &["enter"],
        help: "Open the entry",
        hint: Some("read"),
        run: article::open,
    },
    Command {
        name: "read-on",
        scope: Scope::Global,
        keys: &["space"],
        help: "Read on: page down, then the next unread entry, then the next feed",
        hint: Some("read on"),
        run: read_on,
    },
    Command {
        name: "read-back",
        scope: Scope::Global,
        keys: &["backspace"],
        help: "Go back through what was read",
        hint: None,
        run: read_back,
    },
    Command {
        name: "next-unread",
        scope: Scope::Global,
        keys: &["n"],
        help: "Open the next unread entry",
        hint: Some("next unread"),
        run: next_unread,
    },
    Command {
        name: "previous-unread",
        scope: Scope::Global,
        keys: &["N"],
        help: "Open the previous unread entry",
        hint: None,
        run: previous_unread,
    },
    Command {
        name: "read-page",
        scope: Scope::Global,
        keys: &[],
        help: "Read any page by its address, as an article",
        hint: None,
        run: |s, _| s.prompt = Some(Prompt::new(Ask::ReadPage)),
    },
    Command {
        name: "briefing",
        scope: Scope::Global,
        keys: &["g n"],
        help: "What the last 24 hours brought, as one text",
        hint: None,
        run: page::brief,
    },
    Command {
        name: "keep",
        scope: Scope::Article,
        keys: &["L"],
        help: "Keep the page that is read for later, among the kept pages",
        hint: None,
        run: page::keep_shown,
    },
    Command {
        name: "keep-page",
        scope: Scope::Global,
        keys: &[],
        help: "Keep any page for later by its address",
        hint: None,
        run: |s, _| s.prompt = Some(Prompt::new(Ask::KeepPage)),
    },
    Command {
        name: "zen",
        scope: Scope::Entry,
        keys: &["z"],
        help: "Show only the article, or all panes again",
        hint: None,
        run: zen,
    },
    Command {
        name: "full-text",
        scope: Scope::Entry,
        keys: &["x"],
        help: "Show the full text from the entry's page, or what the feed gives",
        hint: None,
        run: full_text::toggle,
    },
    Command {
        name: "changes",
        scope: Scope::Entry,
        keys: &["V"],
        help: "Show what the publisher changed in the article, or the article as it is",
        hint: None,
        run: article::toggle_changes,
    },
    Command {
        name: "images",
        scope: Scope::Entry,
        keys: &["i"],
        help: "Show the pictures of articles, or do no more",
        hint: None,
        run: pictures::toggle,
    },
    Command {
        name: "wider",
        scope: Scope::Global,
        keys: &["+"],
        help: "Make the text wider",
        hint: None,
        run: |s, out| measure(s, 4, out),
    },
    Command {
        name: "narrower",
        scope: Scope::Global,
        keys: &["-"],
        help: "Make the text narrower",
        hint: None,
        run: |s, out| measure(s, -4, out),
    },
];

/// The widths between which the measure can be set.
const MEASURES: std::ops::RangeInclusive<u16> = 20..=200;

fn read_on(state: &mut State, out: &mut Effects) {
    if state.article.opened && state.focus != Pane::Tree {
        state.focus = Pane::Article;
        article::fit(state, out);
        let page = article::page(state).saturating_sub(2).max(1).cast_signed();
        if state.alone {
            if !article::scroll_by(state, page) && article::at_end(state) {
                state.inform("This is the end");
            }
        } else if article::at_end(state) || !article::scroll_by(state, page) {
            finish(state, out);
            next_unread(state, out);
        }
    } else if state.list.selected_row().is_some_and(|row| row.status.unread) && state.focus != Pane::Tree {
        article::open(state, out);
    } else {
        next_unread(state, out);
    }
}

/// The reader has come to the end of an article.
fn finish(state: &mut State, out: &mut Effects) {
    if state.settings.mark_read == MarkRead::Scroll {
        article::mark_read(state, out);
    }
}

fn read_back(state: &mut State, out: &mut Effects) {
    if state.focus == Pane::Article && article::jump_back(state) {
        return;
    }
    if state.focus == Pane::List && searching::back(state, out) {
        return;
    }
    if state.article.opened && state.trail.last() == state.article.entry.as_ref() {
        state.trail.pop();
    }
    let Some(id) = state.trail.last().copied() else {
        state.inform("Nothing was read before");
        return;
    };
    if let Some(index) = state.list.index_of(id) {
        list::select(state, index, out);
    }
    state.focus = Pane::Article;
    article::show(state, id, out);
}

fn next_unread(state: &mut State, out: &mut Effects) {
    // An unread entry under the cursor that was only previewed is the next one.
    let from = state.list.cursor + usize::from(state.article.opened);
    unread_below(state, from, out);
}

/// Opens the next unread entry from a row on.
pub(in crate::app) fn unread_below(state: &mut State, from: usize, out: &mut Effects) {
    match unread_from(&state.list, from) {
        Some(index) => open_row(state, index, out),
        None if has_more_below(&state.list) => seek(state, Side::Below, out),
        None => beyond_the_list(state, out),
    }
}

fn unread_from(list: &ListPane, from: usize) -> Option<usize> {
    let mut below = list.rows.iter().enumerate().skip(from.saturating_sub(list.start));
    below.find(|(_, row)| row.status.unread).map(|(at, _)| at + list.start)
}

fn has_more_below(list: &ListPane) -> bool {
    list.start + list.rows.len() < list.total
}

fn open_row(state: &mut State, index: usize, out: &mut Effects) {
    list::select(state, index, out);
    article::open(state, out);
}

/// Nothing unread follows in the list: a view of all feeds begins again at its top, any other gives way to the next feed.
fn beyond_the_list(state: &mut State, out: &mut Effects) {
    let unread = state.tree.tree.unread();
    match state.list.spec.view {
        View::Unread | View::All if unread > 0 => {
            state.list.then = Then::OpenUnread;
            list::take_in(state, PageAt::First, out);
        }
        _ => next_feed_with_unread(state, out),
    }
}

/// Looks for an unread row beyond the loaded ones: in orders by date the store knows it at once, in others page by page.
fn seek(state: &mut State, side: Side, out: &mut Effects) {
    if state.list.spec.by_date().is_some() {
        return list::probe(state, side, out);
    }
    match side {
        Side::Above => state.inform("Nothing unread above"),
        Side::Below => {
            list::select(state, usize::MAX, out);
            state.list.then = Then::Seek;
        }
    }
}

/// Opens the first unread row of the page that has come.
pub(in crate::app) fn open_unread(state: &mut State, out: &mut Effects) {
    match unread_from(&state.list, state.list.cursor) {
        Some(index) => open_row(state, index, out),
        None if has_more_below(&state.list) => seek(state, Side::Below, out),
        None => {
            // The counts promised one: they are stale.
            out.push(Effect::LoadTree);
            nothing_unread(state);
        }
    }
}

/// The answer of a probe: the row to go to, or none.
pub(in crate::app) fn open_found(state: &mut State, found: Option<EntryRow>, out: &mut Effects) {
    match found {
        Some(row) => list::go_to(state, row.id, Then::OpenUnread, out),
        None => beyond_the_list(state, out),
    }
}

/// Goes on to the next feed in the order of the tree, round its end, that has anything unread.
fn next_feed_with_unread(state: &mut State, out: &mut Effects) {
    let order = tree::feeds_in_order(&state.tree);
    let inside = |id: FeedId| match &state.list.spec.view {
        View::Feed(feed) => id == *feed,
        View::Folder(folder) => state.feed(id).is_some_and(|feed| feed.subscription.folder.within(folder)),
        _ => false,
    };
    // After the last feed of the view comes the next one of the tree.
    let start = order.iter().rposition(|feed| inside(feed.id)).map_or(0, |at| at + 1);
    let round = order.iter().cycle().skip(start).take(order.len());
    let calls = |feed: &&&Feed| feed.counts.unread > 0 && !feed.subscription.quiet;
    let next = round.clone().find(|feed| calls(feed) && !inside(feed.id)).map(|feed| feed.id);
    let next = next.or_else(|| round.into_iter().find(calls).map(|feed| feed.id));
    match next {
        Some(id) => view::open(state, View::Feed(id), Then::OpenUnread, out),
        None => nothing_unread(state),
    }
}

fn nothing_unread(state: &mut State) {
    let place = match state.list.total {
        0 => state.list.title.clone(),
        total => format!("{}, {} of {total}", state.list.title, state.list.cursor + 1),
    };
    state.inform(format!("Nothing unread · {place}"));
}

fn previous_unread(state: &mut State, out: &mut Effects) {
    let list = &state.list;
    let above = list.rows.iter().take(list.cursor.saturating_sub(list.start));
    let found = above.enumerate().rfind(|(_, row)| row.status.unread).map(|(at, _)| at + list.start);
    match found {
        Some(index) => open_row(state, index, out),
        None if state.list.start > 0 => seek(state, Side::Above, out),
        None => state.inform("Nothing unread above"),
    }
}

fn zen(state: &mut State, out: &mut Effects) {
    if state.zen {
        back_to_list(state, out);
    } else {
        if state.focus != Pane::Article {
            article::open(state, out);
        }
        state.zen = true;
        article::fit(state, out);
    }
}

fn measure(state: &mut State, by: i16, out: &mut Effects) {
    let pane = crate::app::areas::areas(state).article.map_or(u16::MAX, |pane| pane.width);
    let measure = article::measure(state).min(pane).saturating_add_signed(by);
    let measure = measure.clamp(*MEASURES.start(), *MEASURES.end());
    // What the configuration says as well follows it.
    state.measure = Some(measure).filter(|measure| *measure != state.settings.manner.width);
    article::fit(state, out);
    place::save(state, out);
    state.inform(format!("Text at most {measure} columns wide"));
}
