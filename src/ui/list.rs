//! The headline list: mark, headline, source, age; the selected headline with its first sentence below.

use crate::app::areas::Rect;
use crate::app::found::Found;
use crate::app::hints::Hint;
use crate::app::lines::{self, Grouping, Line};
use crate::app::rules;
use crate::app::state::{Pane, State};
use crate::app::tags;
use crate::app::theme::Style;
use crate::model::{EntryRow, FeedId, Field, PageAt, Sort, Status, View};
use crate::text::{amount, time, width};
use crate::ui::canvas::Canvas;
use crate::ui::empty;

/// From this width there is room for the source beside the headline, else it leads the second line; the age goes last.
const SOURCE_FROM: u16 = 50;
const AGE_FROM: u16 = 18;

/// Cells by which what is unfolded stands further in.
const INDENT: u16 = 2;
/// The headline leaves one part in so many to the tags of the entry.
const TAG_PART: u16 = 4;
/// A tag is cut to no fewer cells.
const SHORTEST_TAG: u16 = 4;

pub fn draw(state: &State, area: Rect, hints: &[Hint], canvas: &mut Canvas) {
    draw_head(state, Rect { height: 1, ..area }, canvas);
    let body = Rect { y: area.y + 1, height: area.height - 1, ..area };
    if state.list.rows.is_empty() {
        empty::list(state, body, hints, canvas);
        return;
    }
    let columns = Columns::new(state, area);
    let found = Found::of(&state.list.spec);
    let lines = lines::lines(state, area);
    for (y, (at, line)) in (body.y..body.y + body.height).zip(lines.iter().enumerate()) {
        match *line {
            Line::Header(index) => draw_header(state, index, Rect { y, height: 1, ..area }, canvas),
            Line::Row(index) | Line::Member(index, _) => {
                let member = line.member(&state.list);
                let (row, place) = match member {
                    Some(member) => (state.list.members(index).get(member), Place::Below),
                    None => (state.list.row(index), Place::Row),
                };
                let Some(row) = row else { continue };
                let height = if matches!(lines.get(at + 1), Some(Line::Lead(_))) { 2 } else { 1 };
                let rect = Rect { y, height, ..area };
                if *line == Line::selected(&state.list) {
                    let focused = state.focus == Pane::List;
                    canvas.fill(rect, if focused { canvas.theme.selection } else { canvas.theme.selection_dim });
                }
                draw_row(state, row, place, &columns, &found, rect, canvas);
            }
            // It was drawn with its row.
            Line::Lead(_) => {}
        }
    }
}

/// The name of a group, and a rule to the right of it.
fn draw_header(state: &State, index: usize, line: Rect, canvas: &mut Canvas) {
    let room = line.width.saturating_sub(2);
    let used = canvas.cut(line.x + 1, line.y, room, &lines::header(state, index), canvas.theme.heading) + 2;
    let rest = Rect { x: line.x + used, width: line.width.saturating_sub(used + 1), ..line };
    canvas.level(rest, false);
}

/// The view's name with what it is filtered by, and at the right what is special about it.
fn draw_head(state: &State, line: Rect, canvas: &mut Canvas) {
    let theme = canvas.theme;
    let style = if state.focus == Pane::List { Style { bold: true, ..theme.accent } } else { theme.heading };
    let room = line.width.saturating_sub(2);
    let title = match &state.list.spec.filter {
        Some(filter) => format!("{} {} Filter: {}", state.list.title, canvas.marks.between, filter.text),
        None => state.list.title.clone(),
    };
    // What is typed stands in the prompt too; how much was found stands nowhere else.
    let told = told(state, canvas);
    let kept = if state.list.spec.is_found() { width::of(&told).min(usize::from(room / 2)) as u16 + 2 } else { 0 };
    let used = canvas.cut(line.x + 1, line.y, room.saturating_sub(kept), &title, style);
    let room = room.saturating_sub(used + 2);
    let end = line.x + line.width - 1;
    match failure(state) {
        Some(error) => canvas.cut_right(end, line.y, room, &format!("{} {error}", canvas.marks.failing), theme.warning),
        None => canvas.cut_right(end, line.y, room, &told, theme.meta),
    };
}

/// What stands at the right of the head: what is selected, how much was found, what rules hide, the order.
fn told(state: &State, canvas: &Canvas) -> String {
    let list = &state.list;
    let selected = Some(list.selection.len()).filter(|count| *count > 0).map(|count| format!("{count} selected"));
    let found = found(state, canvas.marks.ellipsis);
    let hidden = rules::hidden(state);
    let parts = [selected, Some(found), hidden, Some(order(state))].into_iter().flatten();
    let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    parts.join(&format!(" {} ", canvas.marks.between))
}

/// How much a search or a filter finds.
fn found(state: &State, ellipsis: &str) -> String {
    let list = &state.list;
    if !list.spec.is_found() {
        return String::new();
    }
    // What is counted belongs to the list before.
    if list.loading.is_some_and(|(_, at)| at == PageAt::First) {
        return ellipsis.to_owned();
    }
    let more = if list.more { "+" } else { "" };
    let found = format!("{}{more} found", amount::grouped(list.total as u64));
    match list.unindexed {
        0 => found,
        missing => format!("{found}, {} not indexed yet", amount::grouped(missing)),
    }
}

/// Why the feed that is shown could not be fetched.
fn failure(state: &State) -> Option<&str> {
    let View::Feed(id) = state.list.spec.view else { return None };
    state.feed(id)?.health.last_error.as_deref()
}

/// The order, where it is not the usual one.
fn order(state: &State) -> String {
    let spec = &state.list.spec;
    let sort = match spec.sort {
        Sort::Newest if !spec.reversed => "",
        Sort::Newest => "oldest first",
        Sort::Oldest if !spec.reversed => "oldest first",
        Sort::Oldest => "newest first",
        Sort::Source => "by source",
        Sort::Title => "by title",
        Sort::Length => "by length",
        Sort::Score => "best first",
        Sort::Rare => "rare feeds first",
    };
    let unread = if spec.hide_read && spec.view != View::Unread { "unread only" } else { "" };
    let apart = if spec.apart { "stories apart" } else { "" };
    let told: Vec<&str> = [unread, apart, sort].into_iter().filter(|part| !part.is_empty()).collect();
    told.join(", ")
}

/// Whether the rows name their feeds: the head or headers may do.
fn tells_source(state: &State) -> bool {
    !matches!(state.list.spec.view, View::Feed(_)) && state.list.group != Grouping::Feed
}

/// Where the columns of the list lie, and the titles of the feeds in sight.
struct Columns<'a> {
    /// Cells for the source, its gap included; 0: not shown.
    source: u16,
    /// Cells for the age, its gap included; 0: not shown.
    age: u16,
    sources: Vec<(FeedId, &'a str)>,
}

impl<'a> Columns<'a> {
    fn new(state: &'a State, area: Rect) -> Columns<'a> {
        let source =
            if !tells_source(state) || area.width < SOURCE_FROM { 0 } else { (area.width / 5).clamp(8, 20) + 2 };
        let zone = &state.settings.zone;
        let list = &state.list;
        let rows = || (list.top..).take(usize::from(area.height)).map_while(|index| Some((index, list.row(index)?)));
        let shown = || rows().flat_map(|(index, row)| [row].into_iter().chain(list.members(index)));
        let ages = shown().map(|row| width::of(&time::age(row.date, state.now, zone)));
        let age = if area.width < AGE_FROM { 0 } else { ages.max().unwrap_or(0).max(4) as u16 + 2 };
        let mut wanted: Vec<FeedId> = if source == 0 { Vec::new() } else { shown().map(|row| row.feed).collect() };
        wanted.sort_unstable();
        wanted.dedup();
        let feeds = state.tree.tree.feeds.iter().filter(|feed| wanted.binary_search(&feed.id).is_ok());
        Columns { source, age, sources: feeds.map(|feed| (feed.id, feed.title.as_str())).collect() }
    }

    fn source_of(&self, feed: FeedId) -> &'a str {
        self.sources.iter().find(|(id, _)| *id == feed).map_or("", |(_, title)| title)
    }
}

/// Where an entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Row,
    /// Unfolded below the row of its story.
    Below,
}

fn draw_row(
    state: &State,
    row: &EntryRow,
    place: Place,
    columns: &Columns,
    found: &Found,
    lines: Rect,
    canvas: &mut Canvas,
) {
    let theme = canvas.theme;
    let y = lines.y;
    let (mark, mark_style) = row_mark(row, canvas);
    if state.list.selection.contains(&row.id) {
        canvas.text(lines.x, y, 1, canvas.marks.selected, theme.accent);
    } else if row.followed {
        canvas.text(lines.x, y, 1, canvas.marks.followed, theme.accent);
    }
    let indent = if place == Place::Below { INDENT.min(lines.width.saturating_sub(4)) } else { 0 };
    canvas.text(lines.x + 1 + indent, y, lines.width - 1 - indent, mark, mark_style);

    let mut end = lines.x + lines.width - 1;
    if columns.age > 0 {
        let age = time::age(row.date, state.now, &state.settings.zone);
        canvas.cut_right(end, y, columns.age - 2, &age, theme.meta);
        end -= columns.age;
    }
    if columns.source > 0 {
        let room = columns.source - 2;
        // The number stays where the name is cut.
        let also = if place == Place::Row { also(row) } else { String::new() };
        let used = canvas.cut_right(end, y, room, &also, theme.meta);
        canvas.cut_right(end - used, y, room - used, columns.source_of(row.feed), theme.meta);
        end -= columns.source;
    } else if place == Place::Row {
        // Where the name has no room the number has.
        end -= canvas.cut_right(end, y, 4, &also(row), theme.meta);
    }
    let left = lines.x + 3 + indent;
    let mut x = left;
    if place == Place::Below && columns.source == 0 {
        x += draw_teller(state, row, Rect { x, y, width: end.saturating_sub(x) / 3, height: 1 }, canvas);
    }
    let (title, style) = headline(row, canvas);
    let room = end.saturating_sub(x);
    let room = room - tag_cells(row).min(room / TAG_PART);
    let used = canvas.cut(x, y, room, title, style);
    let field = if row.title.is_empty() { Field::Body } else { Field::Title };
    canvas.mark(x, y, room, title, &found.spans(title, field), theme.found);
    draw_tags(state, row, x + used + 1, end, y, canvas);
    if lines.height > 1 {
        let line = Rect { x: left, y: y + 1, width: (lines.x + lines.width - 1).saturating_sub(left), height: 1 };
        let told = columns.source > 0 || place == Place::Below;
        draw_second(state, row, told, found, line, canvas);
    }
}

/// Before the headline of another source, where no column has it: the source. Gives the cells it took.
fn draw_teller(state: &State, row: &EntryRow, line: Rect, canvas: &mut Canvas) -> u16 {
    let Some(feed) = state.feed(row.feed).filter(|_| line.width > SHORTEST_TAG) else { return 0 };
    let used = canvas.cut(line.x, line.y, line.width, &feed.title, canvas.theme.meta);
    used + canvas.text(line.x + used, line.y, 3, &format!(" {} ", canvas.marks.between), canvas.theme.meta)
}

/// The mark of a row: that of its status, or that it was seen by way of another source.
fn row_mark(row: &EntryRow, canvas: &Canvas) -> (&'static str, Style) {
    match row.seen && row.status.unread && !row.status.starred {
        true => (canvas.marks.seen, canvas.theme.accent),
        false => status_mark(row.status, canvas),
    }
}

/// The mark of an entry that is starred, unread or read.
pub fn status_mark(status: Status, canvas: &Canvas) -> (&'static str, Style) {
    match (status.starred, status.unread) {
        (true, _) => (canvas.marks.star, canvas.theme.star),
        (false, true) => (canvas.marks.unread, canvas.theme.accent),
        (false, false) => (canvas.marks.read, canvas.theme.meta),
    }
}

/// Cells for the tags of the entry itself.
fn tag_cells(row: &EntryRow) -> u16 {
    let cells: usize = row.tags.iter().map(|tag| width::of(tag) + 2).sum();
    u16::try_from(cells).unwrap_or(u16::MAX)
}

/// The tags of the entry and of its feed, as many as there is room for behind the headline.
fn draw_tags(state: &State, row: &EntryRow, start: u16, end: u16, y: u16, canvas: &mut Canvas) {
    let of_feed = state.feed(row.feed).map(|feed| feed.subscription.tags.as_slice()).unwrap_or_default();
    let of_feed = of_feed.iter().filter(|tag| !row.tags.contains(tag));
    let mut x = start;
    for tag in row.tags.iter().chain(of_feed) {
        let text = format!("#{tag}");
        let cells = width::of(&text) as u16;
        if x + 1 + cells.min(SHORTEST_TAG) > end {
            return;
        }
        let style = Style { dim: true, ..tags::style(&state.settings, tag) };
        x += 1 + canvas.cut(x + 1, y, cells.min(end - x - 1), &text, style);
    }
}

/// The line below the selected headline: its source, where it is not `told`, and its first sentence.
fn draw_second(state: &State, row: &EntryRow, told: bool, found: &Found, line: Rect, canvas: &mut Canvas) {
    let source = state.feed(row.feed).filter(|_| !told && tells_source(state));
    let mut used = 0;
    if let Some(feed) = source {
        used += canvas.cut(line.x, line.y, line.width, &feed.title, canvas.theme.meta);
        used += canvas.text(line.x + used, line.y, line.width - used, &also(row), canvas.theme.meta);
        used += canvas.text(
            line.x + used,
            line.y,
            line.width - used,
            &format!(" {} ", canvas.marks.between),
            canvas.theme.meta,
        );
    }
    let x = line.x + used;
    let room = line.width - used;
    canvas.cut(x, line.y, room, &row.lead, canvas.theme.lead);
    canvas.mark(x, line.y, room, &row.lead, &found.spans(&row.lead, Field::Body), canvas.theme.found);
}

/// How many other sources tell the same: " +1"; empty for none.
fn also(row: &EntryRow) -> String {
    if row.also > 0 { format!(" +{}", row.also) } else { String::new() }
}

/// The headline; for an entry without one the beginning of its text.
fn headline<'a>(row: &'a EntryRow, canvas: &Canvas) -> (&'a str, Style) {
    let style = if row.status.unread && !row.seen { canvas.theme.unread } else { canvas.theme.read };
    match (row.title.is_empty(), row.lead.is_empty()) {
        (false, _) => (&row.title, style),
        (true, false) => (&row.lead, Style { italic: true, ..style }),
        (true, true) => ("(no title)", Style { italic: true, ..style }),
    }
}

/// The cell of the selected row's mark.
pub fn selected(state: &State, area: Rect) -> Option<(u16, u16)> {
    let line = lines::lines(state, area).iter().position(|line| *line == Line::selected(&state.list))?;
    Some((area.x + 1, area.y + 1 + u16::try_from(line).ok()?))
}
