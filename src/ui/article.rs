//! The article pane: lines that were laid out elsewhere, centred in the pane.

use crate::app::areas::Rect;
use crate::app::state::{Pane, State};
use crate::app::theme::{Style, Theme};
use crate::text::layout::{Role, Span};
use crate::text::width;
use crate::ui::canvas::Canvas;
use crate::ui::over_text;

pub fn draw(state: &State, area: Rect, canvas: &mut Canvas) {
    let Some(laid) = &state.article.laid else { return };
    let layout = &laid.layout;
    let Some(left) = left(state, area) else { return };
    let end = area.x + area.width;
    let lines = layout.lines.iter().skip(state.article.top);
    for (y, line) in (area.y..area.y + area.height).zip(lines) {
        let mut x = left;
        for span in &line.spans {
            x += canvas.text(x, y, end - x, &span.text, style_of(span, canvas.theme));
        }
    }
    over_text::draw(state, area, canvas);
}

/// The column in which the lines begin; none where no article is shown.
pub fn left(state: &State, area: Rect) -> Option<u16> {
    let measure = state.article.laid.as_ref()?.layout.manner.width.min(area.width);
    Some(area.x + (area.width - measure) / 2)
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
    let cells = (width::of(source).min(usize::from(room))) as u16;
    canvas.fill(Rect { x: area.x + 2, width: cells + 2, ..area }, Style::default());
    let style = if state.focus == Pane::Article { Style { bold: true, ..theme.accent } } else { theme.meta };
    canvas.cut(area.x + 3, area.y, cells, source, style);
}

fn style_of(span: &Span, theme: &Theme) -> Style {
    let role = match span.role {
        Role::Body => theme.base,
        Role::Headline => theme.headline,
        Role::Standfirst => theme.lead,
        Role::Byline | Role::Mark | Role::Caption => theme.meta,
        Role::Heading => theme.heading,
        Role::Quote => theme.quote,
        Role::Code => theme.code,
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
