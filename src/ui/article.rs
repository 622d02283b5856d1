//! The article pane: lines that were laid out elsewhere, centred in the pane.

use crate::app::areas::{self, Rect};
use crate::app::state::{Pane, State};
use crate::app::tags;
use crate::app::theme::{Style, Theme};
use crate::model::Article;
use crate::text::head;
use crate::text::layout::{Role, Span};
use crate::text::{time, width};
use crate::ui::canvas::Canvas;
use crate::ui::{over_text, pictures};

pub fn draw(state: &State, area: Rect, canvas: &mut Canvas) {
    let Some(laid) = &state.article.laid else { return };
    let layout = &laid.layout;
    let Some(left) = areas::text_left(state, area) else { return };
    let end = area.x + area.width;
    let lines = layout.lines.iter().skip(state.article.top);
    for (y, line) in (area.y..area.y + area.height).zip(lines) {
        let mut x = left;
        for span in &line.spans {
            let style = match span.role {
                Role::Tag => tag_style(state, &laid.article, &span.text),
                _ => style_of(span, canvas.theme),
            };
            x += canvas.text(x, y, end - x, &span.text, style);
        }
    }
    draw_age(state, area, left, canvas);
    pictures::draw(state, area, canvas);
    over_text::draw(state, area, canvas);
    draw_thumb(state, area, canvas);
}

/// How long ago the article was published, behind its date: told when it is drawn, for it changes while a layout stays.
fn draw_age(state: &State, area: Rect, left: u16, canvas: &mut Canvas) {
    let Some(laid) = &state.article.laid else { return };
    let layout = &laid.layout;
    let Some((index, line)) = layout.dated.and_then(|index| Some((index, layout.lines.get(index as usize)?))) else {
        return;
    };
    let row = usize::try_from(index).ok().and_then(|index| index.checked_sub(state.article.top));
    let Some(row) = row.and_then(|row| u16::try_from(row).ok()).filter(|row| *row < area.height) else { return };
    let then = laid.article.entry.row.date;
    let Some(ago) = time::ago(then, state.now, &state.settings.zone) else { return };
    let text = format!(" {} {ago}", canvas.marks.between);
    let used = line.spans.iter().map(|span| width::of(&span.text)).sum::<usize>() as u16;
    if used + width::of(&text) as u16 <= layout.manner.width.min(area.width) {
        canvas.text(left + used, area.y + row, area.width, &text, canvas.theme.meta);
    }
}

/// A mark at the right edge, as far down as the reader is in the article.
fn draw_thumb(state: &State, area: Rect, canvas: &mut Canvas) {
    let Some((top, lowest)) = progress(state, area) else { return };
    let row = (top * usize::from(area.height - 1) / lowest) as u16;
    canvas.text(area.x + area.width - 1, area.y + row, 1, canvas.marks.thumb, canvas.theme.progress);
}

/// The first line shown and the last that can be the first; none where all of the article is in sight.
fn progress(state: &State, area: Rect) -> Option<(usize, usize)> {
    let lines = state.article.laid.as_ref()?.layout.lines.len();
    let lowest = lines.checked_sub(area.height.into()).filter(|lowest| *lowest > 0 && area.height > 0)?;
    Some((state.article.top.min(lowest), lowest))
}

/// The rule above the article, with the name of its source.
pub fn rule(state: &State, area: Rect, canvas: &mut Canvas) {
    canvas.level(area, state.focus != Pane::Tree);
    let Some(laid) = &state.article.laid else { return };
    let theme = canvas.theme;
    let source = &laid.article.entry.feed_title;
    let room = area.width.saturating_sub(6);
    if source.is_empty() || room == 0 {
        return;
    }
    if let Some((top, lowest)) = areas::areas(state).article.and_then(|pane| progress(state, pane)) {
        let share = format!(" {} % ", top * 100 / lowest);
        canvas.cut_right(area.x + area.width - 1, area.y, room / 2, &share, theme.meta);
    }
    let room = room.saturating_sub(8);
    let cells = (width::of(source).min(usize::from(room))) as u16;
    canvas.fill(Rect { x: area.x + 2, width: cells + 2, ..area }, Style::default());
    let style = if state.focus == Pane::Article { Style { bold: true, ..theme.accent } } else { theme.meta };
    canvas.cut(area.x + 3, area.y, cells, source, style);
}

/// The style of the tag that a text shows.
fn tag_style(state: &State, article: &Article, text: &str) -> Style {
    let tag = article.entry.tags.iter().find(|tag| text.contains(&head::shown(tag)));
    tag.map_or(state.settings.theme.meta, |tag| tags::style(&state.settings, tag))
}

fn style_of(span: &Span, theme: &Theme) -> Style {
    // A theme need not tell the parts of code apart.
    let or_code = |part: Style| if part == Style::default() { theme.code } else { part };
    let role = match span.role {
        Role::Body => theme.base,
        Role::Headline => theme.headline,
        Role::Standfirst => theme.lead,
        Role::Byline | Role::Tag | Role::Mark | Role::Caption => theme.meta,
        Role::Heading => theme.heading,
        Role::Quote => theme.quote,
        Role::Code => theme.code,
        Role::Keyword => or_code(theme.code_keyword),
        Role::Literal => or_code(theme.code_string),
        Role::Comment => or_code(theme.code_comment),
        Role::Number => or_code(theme.code_number),
        Role::Link => theme.link,
    };
    let emphasis = span.style;
    let role = if emphasis.code && span.role == Role::Body { theme.code } else { role };
    Style {
        bold: role.bold || emphasis.strong,
        italic: role.italic || emphasis.italic,
        underline: role.underline || emphasis.underline,
        // Text struck out steps back; not every terminal can draw the stroke.
        dim: role.dim || emphasis.strike,
        ..role
    }
}
