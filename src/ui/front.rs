//! The front page: sections in columns, each story with headline, standfirst, sources and the reason for its place.

use crate::app::areas::Rect;
use crate::app::front::columns::{Block, columns};
use crate::app::front::words::{self, MARK};
use crate::app::hints::Hint;
use crate::app::state::{Pane, State};
use crate::app::theme::Style;
use crate::text::time;
use crate::ui::canvas::Canvas;
use crate::ui::{empty, list};

pub fn draw(state: &State, area: Rect, hints: &[Hint], canvas: &mut Canvas) {
    draw_head(state, Rect { height: 1, ..area }, canvas);
    if state.list.rows.is_empty() {
        let body = Rect { y: area.y + 1, height: area.height - 1, ..area };
        return empty::list(state, body, hints, canvas);
    }
    let columns = columns(state);
    for block in columns.page(state.list.cursor) {
        draw_block(state, block, columns.place(block), canvas);
    }
}

/// The name, and at the right since when what is marked is new.
fn draw_head(state: &State, line: Rect, canvas: &mut Canvas) {
    let theme = canvas.theme;
    let style = if state.focus == Pane::List { Style { bold: true, ..theme.accent } } else { theme.heading };
    let room = line.width.saturating_sub(2);
    let used = canvas.cut(line.x + 1, line.y, room, &state.list.title, style);
    let selected = Some(state.list.selection.len()).filter(|count| *count > 0).map(|count| format!("{count} selected"));
    let parts: Vec<String> = selected.into_iter().chain(since(state)).collect();
    let told = parts.join(&format!(" {} ", canvas.marks.between));
    canvas.cut_right(line.x + line.width - 1, line.y, room.saturating_sub(used + 2), &told, theme.meta);
}

/// "5 new, 2 told further since yesterday, 18:20"
fn since(state: &State) -> Option<String> {
    let (visit, news) = (state.visits.before?, words::news(&state.list.front));
    let (zone, clock) = (&state.settings.zone, state.settings.clock_24h);
    let when = match time::midnight(state.now, zone) <= visit {
        true => time::clock(visit, zone, clock),
        false => time::date_time(visit, zone, clock),
    };
    let news = if news.is_empty() { "nothing new" } else { &news };
    Some(format!("{news} since {when}"))
}

fn draw_block(state: &State, block: &Block, place: Rect, canvas: &mut Canvas) {
    let (Some(row), Some(story)) = (state.list.row(block.row), state.list.front.get(block.row)) else { return };
    let theme = canvas.theme;
    let bottom = place.y + place.height;
    let mut y = place.y;
    if block.heading {
        let name = words::section(&state.list.front, story).unwrap_or_default();
        let used = canvas.cut(place.x, y, place.width, name, theme.heading) + 1;
        canvas.level(Rect { x: place.x + used, y, width: place.width.saturating_sub(used), height: 1 }, false);
        y += 1;
    }
    if block.row == state.list.cursor {
        let focused = state.focus == Pane::List;
        let area = Rect { x: place.x - 1, y, width: place.width + 2, height: bottom.saturating_sub(y) };
        canvas.fill(area, if focused { theme.selection } else { theme.selection_dim });
    }
    if state.list.selection.contains(&row.id) {
        canvas.text(place.x - 1, y, 1, canvas.marks.selected, theme.accent);
    }
    if y < bottom {
        let (mark, style) = list::status_mark(row.status, canvas);
        canvas.text(place.x, y, 1, mark, style);
    }
    let told = words::told(state, row, story, words::begins(&state.list.front, block.row), place.width);
    let (x, cells) = (place.x + MARK, place.width.saturating_sub(MARK));
    let headline = if row.status.unread { theme.unread } else { theme.read };
    let headlines = told.headline.iter().map(|line| (line, headline));
    let lines = headlines.chain(told.standfirst.iter().map(|line| (line, theme.lead)));
    for (line, style) in lines {
        if y < bottom {
            canvas.cut(x, y, cells, line, style);
        }
        y += 1;
    }
    draw_reason(&told, Rect { x, y, width: cells, height: bottom.saturating_sub(y) }, canvas);
}

/// "↑ 2 new sources · BBC, DW +4 · 6 sources, newest 2 h ago"; the sources in a line of their own where it is too long.
fn draw_reason(told: &words::Told, area: Rect, canvas: &mut Canvas) {
    let theme = canvas.theme;
    let between = format!(" {} ", canvas.marks.between);
    let (bottom, end) = (area.y + area.height, area.x + area.width);
    let (mut x, mut y) = (area.x, area.y);
    if !told.short && y < bottom {
        canvas.cut(x, y, area.width, &told.sources, theme.meta);
        y += 1;
    }
    if y >= bottom {
        return;
    }
    if !told.news.is_empty() {
        x += canvas.cut(x, y, area.width, &format!("{} {}", canvas.marks.new, told.news), theme.accent);
        x += canvas.text(x, y, end - x, &between, theme.meta);
    }
    let reason = if told.short { &format!("{}{between}{}", told.sources, told.why) } else { &told.why };
    canvas.cut(x, y, end - x, reason, theme.meta);
}

/// The cell of the mark of the selected story.
pub fn selected(state: &State) -> Option<(u16, u16)> {
    let columns = columns(state);
    let block = columns.block(state.list.cursor)?;
    let place = columns.place(block);
    Some((place.x, place.y + u16::from(block.heading)))
}
