//! The dateline of the paper: its name, what is unread, what is going on, the time.

use crate::app::areas::Rect;
use crate::app::download::Download;
use crate::app::event::Progress;
use crate::app::state::{State, TreeItem};
use crate::app::theme::Style;
use crate::model::View;
use crate::text::{amount, time, width};
use crate::ui::canvas::Canvas;

const NAME: &str = "dateline";

pub fn draw(state: &State, area: Rect, canvas: &mut Canvas) {
    let theme = canvas.theme;
    canvas.fill(area, theme.title_bar);
    let mut end = area.x + area.width - 1;
    let left = area.x + 1 + NAME.len() as u16 + 2;
    canvas.text(area.x + 1, area.y, area.width - 1, NAME, Style { bold: true, ..theme.base });
    // What matters least gives way first.
    for (index, (part, style)) in parts(state, canvas).into_iter().rev().enumerate() {
        let separator = format!(" {} ", canvas.marks.between);
        let gap = if index == 0 { "" } else { separator.as_str() };
        let cells = (width::of(&part) + width::of(gap)) as u16;
        if left + cells > end {
            return;
        }
        end -= canvas.cut_right(end, area.y, cells, gap, theme.title_bar);
        end -= canvas.cut_right(end, area.y, cells, &part, style);
    }
}

/// What stands at the right, the most needed last.
fn parts(state: &State, canvas: &Canvas) -> Vec<(String, Style)> {
    let theme = canvas.theme;
    let unread = state.tree.rows.iter().find(|row| row.item == TreeItem::View(View::Unread)).map_or(0, |row| row.count);
    let mut parts = Vec::new();
    if state.tree.loaded && !state.tree.tree.feeds.is_empty() {
        parts.push((format!("{unread} unread"), theme.title_bar));
    }
    if state.offline {
        parts.push(("offline".to_owned(), theme.warning));
    }
    if !state.downloads.is_empty() {
        parts.push((fetching(&state.downloads), theme.progress));
    }
    if let Some(Progress { done, total, .. }) = state.progress {
        parts.push((format!("refreshing {done}/{total}"), theme.progress));
    }
    if !state.fetching.is_empty() {
        parts.push(("fetching full text".to_owned(), theme.progress));
    }
    parts.push((time::clock(state.now, &state.settings.zone, state.settings.clock_24h), theme.title_bar));
    parts
}

/// "fetching 2 files · 34%"
fn fetching(downloads: &[Download]) -> String {
    let files = if downloads.len() == 1 { "1 file".to_owned() } else { format!("{} files", downloads.len()) };
    let done: u64 = downloads.iter().map(|download| download.done).sum();
    let total: Option<u64> = downloads.iter().map(|download| download.total).sum();
    match total.filter(|total| *total > 0) {
        Some(total) => format!("fetching {files}, {}%", done.min(total) * 100 / total),
        None => format!("fetching {files}, {}", amount::size(done)),
    }
}
