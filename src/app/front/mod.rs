//! The front page: what is told lately, a story for each row of the list, as it was when the page was opened.

pub mod columns;
pub mod words;

use std::sync::Arc;

use crate::app::effect::{Effect, Effects, Ticket};
use crate::app::state::{ListPane, Pane, State, Then};
use crate::app::{article, list, status, view};
use crate::model::{EntryId, Folder, Mark, Page, PageAt, Side, Snapshot, Time, View};
use crate::story::front::Ranked;

/// Feeds with entries from which on the front page is what a reader begins with.
const ENOUGH: usize = 5;
/// Looks that lie no further apart, in seconds, are one visit.
const VISIT: i64 = 15 * Time::MINUTE;

/// A story on the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// The section, a folder at the top level.
    pub folder: Folder,
    pub ranked: Ranked,
    /// The entry whose headline is shown: the row of the list.
    pub lead: EntryId,
}

/// When the reader looked at the page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Visits {
    /// For the last time before this visit; what came since is marked.
    pub before: Option<Time>,
    pub latest: Option<Time>,
}

impl Visits {
    fn look(&mut self, now: Time) {
        if self.latest.is_some_and(|latest| now.since(latest) > VISIT) {
            self.before = self.latest;
        }
        self.latest = Some(now);
    }
}

/// Whether the page has the keys, and with them all the room beside the tree.
pub fn is_open(state: &State) -> bool {
    is_listed(state) && state.focus != Pane::Article
}

/// Whether the list is the front page.
pub fn is_listed(state: &State) -> bool {
    state.list.spec.view == View::Front
}

/// Opens the page in place of the list of all that is unread, if the reader has never seen it, has chosen no other place,
/// and there is enough to fill it.
pub fn open_first(state: &mut State, out: &mut Effects) {
    let told = state.tree.tree.feeds.iter().filter(|feed| feed.counts.total > 0).count();
    let waits = std::mem::take(&mut state.front_first) && state.visits.latest.is_none();
    if waits && told >= ENOUGH && state.list.spec.view == View::Unread {
        view::open(state, View::Front, Then::Nothing, out);
    }
}

/// What to ask for: the page as it would be now, or, of one that is open, its rows as they are now.
pub fn request(state: &mut State, ticket: Ticket, snapshot: Snapshot) -> Effect {
    if snapshot.watermark < EntryId(i64::MAX) {
        return Effect::LoadRows { ticket, entries: state.list.front.iter().map(|story| story.lead).collect() };
    }
    state.visits.look(state.now);
    Effect::LoadFront { ticket, visit: state.visits.before }
}

/// Takes the stories of a page that was waited for; its rows follow. The selection stays with its story, which may have
/// another headline now.
pub fn arrived(state: &mut State, ticket: Ticket, stories: Vec<Story>) {
    let Some((_, at)) = state.list.loading.filter(|(awaited, _)| *awaited == ticket) else { return };
    if let PageAt::Around(id) = at
        && let Some(story) = stories.iter().find(|story| story.ranked.coverage.members.iter().any(|m| m.entry == id))
    {
        state.list.loading = Some((ticket, PageAt::Around(story.lead)));
    }
    state.list.front = Arc::new(stories);
}

/// Lets go the stories whose rows are gone, so that each row has its story.
pub fn keep_to_rows(list: &mut ListPane, page: &Page) {
    let mut rows = page.rows.iter().map(|row| row.id).peekable();
    let kept = list.front.iter().filter(|story| rows.next_if_eq(&story.lead).is_some());
    list.front = Arc::new(kept.cloned().collect());
}

/// The entries of the stories in these rows: a story is marked with all that tell it.
fn members(state: &State, rows: impl Iterator<Item = usize>) -> Vec<EntryId> {
    let stories = rows.filter_map(|row| state.list.front.get(row));
    stories.flat_map(|story| &story.ranked.coverage.members).map(|member| member.entry).collect()
}

/// Marks the story under the cursor, or those that are selected, read or unread.
pub fn toggle_read(state: &mut State, out: &mut Effects) {
    let chosen = state.subjects();
    let unread = state.loaded(&chosen).iter().any(|row| row.status.unread);
    let rows: Vec<usize> = chosen.iter().filter_map(|id| state.list.index_of(*id)).collect();
    mark(state, rows, if unread { Mark::Read } else { Mark::Unread }, out);
}

/// Marks the story under the cursor read.
pub fn mark_read(state: &mut State, out: &mut Effects) {
    let rows = vec![state.list.cursor];
    mark(state, rows, Mark::Read, out);
}

/// Marks read the stories on one side of the cursor.
pub fn mark_side(state: &mut State, side: Side, out: &mut Effects) {
    let rows = match side {
        Side::Above => 0..state.list.cursor,
        Side::Below => state.list.cursor + 1..state.list.total,
    };
    mark(state, rows.collect(), Mark::Read, out);
}

fn mark(state: &mut State, rows: Vec<usize>, mark: Mark, out: &mut Effects) {
    let entries = members(state, rows.into_iter());
    match entries.is_empty() {
        true => state.inform("No story is selected"),
        false => status::mark(state, entries, mark, out),
    }
}

/// Selects the stories on one side of the cursor, or all.
pub fn select(state: &mut State, side: Option<Side>) {
    let cursor = state.list.cursor;
    let chosen = state.list.rows.iter().enumerate().filter(|(row, _)| match side {
        None => true,
        Some(Side::Above) => *row < cursor,
        Some(Side::Below) => *row > cursor,
    });
    let chosen: Vec<EntryId> = chosen.map(|(_, row)| row.id).collect();
    state.list.selection.extend(chosen);
    state.inform(format!("{} selected", state.list.selection.len()));
}

/// Goes to the first story of the next section, or of this one or the one before.
pub fn section(state: &mut State, forward: bool, out: &mut Effects) {
    let stories = &state.list.front;
    let begins = |row: &usize| words::begins(stories, *row);
    let cursor = state.list.cursor;
    let found = match forward {
        true => (cursor + 1..stories.len()).find(begins),
        false => (0..cursor.min(stories.len())).rfind(begins),
    };
    match found {
        Some(row) => go_to(state, row, out),
        None => state.inform(if forward { "No section further on" } else { "No section further up" }),
    }
}

/// Selects a story.
pub fn go_to(state: &mut State, row: usize, out: &mut Effects) {
    list::select(state, row, out);
    article::preview(state, out);
}

/// Whether a command is of no use here, since the page has an order of its own; says so then.
pub fn refuses(state: &mut State) -> bool {
    let refuses = is_listed(state);
    if refuses {
        state.inform("The front page has an order of its own; any other list can be sorted, grouped and filtered");
    }
    refuses
}
