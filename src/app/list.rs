//! The headline list: a window of loaded rows that slides over a list of any size.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::app::areas;
use crate::app::effect::{Effect, Effects, Ticket};
use crate::app::lines::{self, Grouping, Line};
use crate::app::prompt::Ask;
use crate::app::state::{ListPane, State, Then};
use crate::app::{front, retelling, stories, tree};
use crate::model::{EntryId, EntryRow, ListSpec, Page, PageAt, PageRequest, Side, Snapshot, Time, View};
use crate::text::time;

/// Rows a page, and of the first page of what is searched for, which is to come while one types; and how near the end of
/// the window the cursor may come before the next page is asked for.
const PAGE: usize = 200;
const FIRST_FOUND: usize = 60;
const MARGIN: usize = 40;
/// Rows held at most; what lies farthest from the cursor is let go.
const WINDOW: usize = 1_000;

/// Opens a list in place of the one shown.
pub fn open(state: &mut State, spec: ListSpec, at: PageAt, then: Then, out: &mut Effects) {
    let midnight = time::midnight(state.now, &state.settings.zone);
    let snapshot = Snapshot { watermark: EntryId(i64::MAX), since: state.now, midnight };
    let title = title(state, &spec);
    let group = state.list.group;
    state.list = ListPane { spec, group, title, snapshot: Some(snapshot), then, ..ListPane::default() };
    request(state, at, out);
}

/// Opens a list and goes on showing the rows of the one before until it has come.
pub fn narrow(state: &mut State, spec: ListSpec, at: PageAt, out: &mut Effects) {
    let before = std::mem::take(&mut state.list);
    state.list.group = before.group;
    open(state, spec, at, Then::Nothing, out);
    let selected = before.anchor();
    let ListPane { rows, start, total, more, unindexed, cursor, top, .. } = before;
    let list = std::mem::take(&mut state.list);
    state.list = ListPane { rows, start, total, more, unindexed, selected, cursor, top, ..list };
}

/// Asks again for the page that was on its way when the list was left.
pub fn resume(state: &mut State, out: &mut Effects) {
    if state.list.then == Then::OpenFound {
        // A probe for the next unread entry is of no use any more.
        (state.list.loading, state.list.then) = (None, Then::Nothing);
    }
    if let Some((_, at)) = state.list.loading {
        request(state, at, out);
    }
}

/// Loads the rows around the selection anew, keeping the list and the line on which the selection stands.
pub fn reload(state: &mut State, out: &mut Effects) {
    stories::renew(state, out);
    let at = state.list.here();
    request(state, at, out);
}

/// Takes in what has arrived since the list was opened.
pub fn take_in(state: &mut State, at: PageAt, out: &mut Effects) {
    if let Some(snapshot) = &mut state.list.snapshot {
        snapshot.watermark = EntryId(i64::MAX);
    }
    state.list.new = 0;
    state.list.take_in = false;
    request(state, at, out);
}

/// Asks how many entries have arrived that the list does not hold; once its first page is here, which tells what it holds.
pub fn count_new(state: &mut State, out: &mut Effects) {
    let Some(snapshot) = state.list.snapshot else { return };
    if snapshot.watermark == EntryId(i64::MAX) {
        state.list.uncounted = true;
        return;
    }
    let ticket = state.ticket();
    state.list.new_ticket = ticket;
    out.push(Effect::CountNew { ticket, list: state.list.spec.clone(), snapshot });
}

/// Asks what rules hide from the list, unless it follows what is being typed.
pub fn count_hidden(state: &mut State, out: &mut Effects) {
    let typing = state.prompt.as_ref().is_some_and(|prompt| matches!(prompt.ask, Ask::Search | Ask::Filter));
    let Some(snapshot) = state.list.snapshot.filter(|_| !typing) else { return };
    let ticket = state.ticket();
    state.list.hidden_ticket = ticket;
    out.push(Effect::CountHidden { ticket, list: state.list.spec.clone(), snapshot });
}

fn request(state: &mut State, at: PageAt, out: &mut Effects) {
    let Some(snapshot) = state.list.snapshot else { return };
    let ticket = state.ticket();
    state.list.loading = Some((ticket, at));
    if front::is_listed(state) {
        let page = front::request(state, ticket, snapshot);
        return out.push(page);
    }
    let list = state.list.spec.clone();
    let limit = if at == PageAt::First && list.is_found() { FIRST_FOUND } else { PAGE };
    out.push(Effect::LoadPage { ticket, request: PageRequest { list, snapshot, at, limit } });
}

/// Asks for the first unread row on one side of the cursor, without the rows between.
pub fn probe(state: &mut State, side: Side, out: &mut Effects) {
    let (Some(snapshot), Some(key)) = (state.list.snapshot, state.list.row(state.list.cursor).map(EntryRow::key))
    else {
        return;
    };
    let at = match side {
        Side::Below => PageAt::After(key),
        Side::Above => PageAt::Before(key),
    };
    let ticket = state.ticket();
    state.list.loading = Some((ticket, at));
    state.list.then = Then::OpenFound;
    let list = ListSpec { hide_read: true, ..state.list.spec.clone() };
    // Nothing is read after the end of time: only unread rows answer.
    let snapshot = Snapshot { since: Time(i64::MAX), ..snapshot };
    out.push(Effect::LoadPage { ticket, request: PageRequest { list, snapshot, at, limit: 1 } });
}

/// Loads the rows around an entry of the list and selects it.
pub fn go_to(state: &mut State, id: EntryId, then: Then, out: &mut Effects) {
    state.list.then = then;
    request(state, PageAt::Around(id), out);
}

/// Puts an arrived page into the window and tells what is to be done now, with the row that a probe found. None: nobody
/// waits for the page any more.
pub fn arrived(state: &mut State, ticket: Ticket, mut page: Page) -> Option<(Then, Option<EntryRow>)> {
    let (_, at) = state.list.loading.filter(|(awaited, _)| *awaited == ticket)?;
    state.list.loading = None;
    let then = std::mem::take(&mut state.list.then);
    if then == Then::OpenFound {
        return Some((then, page.rows.pop()));
    }
    for change in &state.outstanding {
        page.rows.iter_mut().for_each(|row| change.show(row, &state.list.spec));
    }
    let list = &mut state.list;
    if list.spec.view == View::Front {
        front::keep_to_rows(list, &page);
    }
    match at {
        PageAt::First | PageAt::Last | PageAt::Around(_) => list.replace(page, at),
        PageAt::After(_) => list.append(page.rows),
        PageAt::Before(_) => list.prepend(page.rows),
    }
    Some((then, None))
}

/// Moves the selection to a row of the list, as near as loaded rows allow, and asks for rows beyond them.
pub fn select(state: &mut State, index: usize, out: &mut Effects) {
    let list = &mut state.list;
    let Some(last) = list.last_loaded() else { return };
    list.cursor = index.clamp(list.start, last);
    list.member = None;
    list.selected = list.selected_row().map(|row| row.id);
    scroll_to_cursor(state);
    extend(state, out);
}

/// Moves the selection by lines: over rows, and over what is unfolded below them.
pub fn step(state: &mut State, by: isize, out: &mut Effects) {
    if state.list.unfolded.is_empty() {
        return select(state, state.list.cursor.saturating_add_signed(by), out);
    }
    for _ in 0..by.unsigned_abs() {
        state.list.step(by > 0);
    }
    let member = state.list.member;
    select(state, state.list.cursor, out);
    choose_member(state, member);
}

/// Selects an entry unfolded below the selected row, or that row.
pub fn choose_member(state: &mut State, member: Option<usize>) {
    state.list.member = member.filter(|member| *member < state.list.members(state.list.cursor).len());
    state.list.selected = state.list.selected_row().map(|row| row.id);
    scroll_to_cursor(state);
}

/// Asks for the next page where the cursor has come near the end of the loaded rows.
pub fn extend(state: &mut State, out: &mut Effects) {
    let list = &state.list;
    if list.loading.is_some() {
        return;
    }
    let end = list.start + list.rows.len();
    if end < list.total && list.cursor + MARGIN >= end {
        if let Some(key) = list.rows.last().map(EntryRow::key) {
            request(state, PageAt::After(key), out);
        }
    } else if list.start > 0
        && list.cursor < list.start + MARGIN
        && let Some(key) = list.rows.first().map(EntryRow::key)
    {
        request(state, PageAt::Before(key), out);
    }
}

/// Goes to the first or the last row, which may not be loaded.
pub fn jump(state: &mut State, at: PageAt, out: &mut Effects) {
    let list = &state.list;
    let (loaded, index) = match at {
        PageAt::Last => (list.start + list.rows.len() >= list.total, list.total.saturating_sub(1)),
        _ => (list.start == 0, 0),
    };
    if loaded {
        select(state, index, out);
    } else {
        request(state, at, out);
    }
}

/// Keeps the selected row on the screen, with a margin where there is room.
pub fn scroll_to_cursor(state: &mut State) {
    let height = height(state);
    let margin = usize::from(state.settings.scroll_margin).min(height.saturating_sub(1) / 2);
    let list = &mut state.list;
    let lowest = list.cursor.saturating_sub(margin);
    let highest = (list.cursor + margin + 1).min(list.total.max(list.cursor + 1)).saturating_sub(height);
    list.top = list.top.clamp(highest.min(lowest), lowest.max(highest));
    list.top = list.top.min(list.total.saturating_sub(height));
    if list.group != Grouping::None || !list.unfolded.is_empty() {
        make_room(state, margin);
    }
}

/// Scrolls on until the selected row, and as many below it as the margin asks for, stand on the screen with the headers
/// and the unfolded entries that lie between.
fn make_room(state: &mut State, margin: usize) {
    let Some(pane) = areas::areas(state).list else { return };
    let cursor = state.list.cursor;
    let wanted = match state.list.member {
        Some(_) if lines::shows_lead(&state.list, pane) => Line::Lead(cursor),
        Some(member) => Line::Member(cursor, member),
        // What is unfolded below it may fill the screen.
        None if !state.list.members(cursor).is_empty() => Line::Row(cursor),
        None => Line::Row((cursor + margin).min(state.list.total.saturating_sub(1))),
    };
    let seen = |state: &State| lines::from(state, pane, state.list.top).contains(&wanted);
    while state.list.top < cursor && !seen(state) {
        state.list.top += 1;
    }
}

/// How many rows fit on the screen.
pub fn height(state: &State) -> usize {
    let Some(pane) = areas::areas(state).list else { return 1 };
    let lines = usize::from(pane.height.saturating_sub(1)).max(1);
    if lines::shows_lead(&state.list, pane) { lines.saturating_sub(1).max(1) } else { lines }
}

/// The name of a list, as it stands at its head.
pub fn title(state: &State, spec: &ListSpec) -> String {
    match &spec.view {
        View::Front => "Front page".to_owned(),
        View::Unread => "Unread".to_owned(),
        View::All => "All entries".to_owned(),
        View::Starred => "Starred".to_owned(),
        View::Today => "Today".to_owned(),
        View::Lately => "Read lately".to_owned(),
        View::Tag(tag) => format!("Tag: {tag}"),
        View::Search(search) => match tree::saved(&state.tree, search) {
            Some(saved) => saved.name.clone(),
            None if spec.view == retelling::followed() => "Followed".to_owned(),
            None => format!("Search: {}", search.text),
        },
        View::Feed(id) => state.feed(*id).map(|feed| feed.title.clone()).unwrap_or_default(),
        View::Folder(folder) => folder.name().to_owned(),
    }
}

impl Default for ListPane {
    /// An empty list that no view has opened.
    fn default() -> ListPane {
        ListPane {
            spec: ListSpec::of(View::Unread),
            group: Grouping::None,
            snapshot: None,
            title: String::new(),
            rows: Vec::new(),
            start: 0,
            total: 0,
            more: false,
            unindexed: 0,
            selected: None,
            unfolded: BTreeMap::new(),
            cursor: 0,
            member: None,
            top: 0,
            loading: None,
            then: Then::Nothing,
            instead: None,
            new: 0,
            new_ticket: Ticket::default(),
            uncounted: false,
            take_in: false,
            hidden: Vec::new(),
            hidden_ticket: Ticket::default(),
            selection: BTreeSet::new(),
            selecting: None,
            front: Arc::default(),
        }
    }
}

impl ListPane {
    fn last_loaded(&self) -> Option<usize> {
        (self.start + self.rows.len()).checked_sub(1).filter(|_| !self.rows.is_empty())
    }

    /// The place in the list of a loaded entry.
    pub fn index_of(&self, id: EntryId) -> Option<usize> {
        self.rows.iter().position(|row| row.id == id).map(|at| at + self.start)
    }

    /// Moves the selection by one line, as far as rows are loaded.
    fn step(&mut self, down: bool) {
        let members = self.members(self.cursor).len();
        (self.cursor, self.member) = match (down, self.member) {
            (true, member) if member.map_or(0, |member| member + 1) < members => {
                (self.cursor, Some(member.map_or(0, |member| member + 1)))
            }
            (true, _) if self.row(self.cursor + 1).is_some() => (self.cursor + 1, None),
            (false, Some(member)) => (self.cursor, member.checked_sub(1)),
            (false, None) if self.cursor > self.start => {
                (self.cursor - 1, self.members(self.cursor - 1).len().checked_sub(1))
            }
            (_, member) => (self.cursor, member),
        };
    }

    fn replace(&mut self, page: Page, at: PageAt) {
        let stood = (self.anchor(), self.member);
        let line = self.cursor.saturating_sub(self.top);
        let below = self.cursor.saturating_sub(self.start);
        let below: Vec<EntryId> = self.rows.iter().skip(below).map(|row| row.id).collect();
        self.start = page.start.unwrap_or(0);
        self.total = page.total.unwrap_or(page.rows.len()).max(self.start + page.rows.len());
        (self.more, self.unindexed) = (page.more, page.unindexed);
        self.rows = page.rows;
        if let (Some(snapshot), Some(watermark)) = (&mut self.snapshot, page.watermark) {
            snapshot.watermark = snapshot.watermark.min(watermark);
        }
        self.cursor = match at {
            PageAt::Last => self.total.saturating_sub(1),
            // In the place of one that is gone stands what came next.
            PageAt::Around(id) => [id]
                .into_iter()
                .chain(below)
                .find_map(|id| self.index_of(id))
                .unwrap_or_else(|| self.cursor.clamp(self.start, self.last_loaded().unwrap_or(0).max(self.start))),
            _ => 0,
        };
        self.member = None;
        if self.row(self.cursor).map(|row| row.id) == stood.0 {
            self.member = stood.1.filter(|member| *member < self.members(self.cursor).len());
        }
        self.selected = self.selected_row().map(|row| row.id);
        self.top = self.cursor.saturating_sub(line);
    }

    fn append(&mut self, rows: Vec<EntryRow>) {
        if rows.is_empty() {
            self.total = self.start + self.rows.len();
        }
        self.rows.extend(rows);
        self.total = self.total.max(self.start + self.rows.len());
        let surplus = self.rows.len().saturating_sub(WINDOW).min(self.cursor.saturating_sub(self.start + MARGIN));
        self.rows.drain(..surplus);
        self.start += surplus;
    }

    fn prepend(&mut self, rows: Vec<EntryRow>) {
        let more = rows.len();
        // The store may know of more rows above than were counted when the list was opened: then the counts shift.
        let shift = more.saturating_sub(self.start);
        self.start = (self.start + shift).saturating_sub(more);
        self.cursor += shift;
        self.top += shift;
        self.total += shift;
        self.rows.splice(..0, rows);
        self.rows.truncate(WINDOW.max(self.cursor + MARGIN - self.start.min(self.cursor)));
    }
}
