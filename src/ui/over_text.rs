//! What is drawn over an article's text: the hints of its links, and the matches of what is looked for.

use crate::app::areas::{self, Rect};
use crate::app::state::State;
use crate::app::theme::Style;
use crate::text::layout::{Line, Role, Span};
use crate::text::width;
use crate::ui::canvas::Canvas;

pub fn draw(state: &State, area: Rect, canvas: &mut Canvas) {
    draw_matches(state, area, canvas);
    draw_labels(state, area, canvas);
}

fn draw_matches(state: &State, area: Rect, canvas: &mut Canvas) {
    let (Some(find), Some(left)) = (&state.article.find, areas::text_left(state, area)) else { return };
    let (marked, shown) = (canvas.theme.selection, Style { reverse: true, ..canvas.theme.accent });
    let rows = state.article.top..state.article.top + usize::from(area.height);
    for (index, found) in find.matches.iter().enumerate() {
        for piece in found.0.iter().filter(|piece| rows.contains(&piece.line)) {
            let y = area.y + (piece.line - rows.start) as u16;
            let x = left.saturating_add(piece.start);
            let cells = (piece.end - piece.start).min((area.x + area.width).saturating_sub(x));
            canvas.restyle(x, y, cells, if index == find.at { shown } else { marked });
        }
    }
}

fn draw_labels(state: &State, area: Rect, canvas: &mut Canvas) {
    let (Some(follow), Some(left)) = (&state.article.follow, areas::text_left(state, area)) else { return };
    let Some(laid) = &state.article.laid else { return };
    let lines: Vec<&Line> = laid.layout.lines.iter().skip(state.article.top).take(usize::from(area.height)).collect();
    for label in &follow.labels {
        let Some((y, column, covered)) = place(&lines, label.link) else { continue };
        let chosen = follow.focused == Some(label.link);
        let style = Style { reverse: true, bold: true, ..if chosen { canvas.theme.accent } else { canvas.theme.key } };
        let Some(rest) = label.letters.strip_prefix(follow.typed.as_str()) else {
            if chosen {
                canvas.restyle(left + column, area.y + y, 1, style);
            }
            continue;
        };
        let x = left.saturating_add(column);
        // Nothing of the number stays beside it.
        canvas.text(x, area.y + y, (area.x + area.width).saturating_sub(x), &format!("{rest:<covered$}"), style);
    }
}

/// Where the hint of a link stands, and the cells of what it covers: on the number behind its text, where that is on the
/// screen, else on its beginning.
fn place(lines: &[&Line], link: u16) -> Option<(u16, u16, usize)> {
    let mut begins = None;
    for (y, line) in (0u16..).zip(lines) {
        let mut column = 0;
        for span in &line.spans {
            if span.link == Some(link) {
                if is_number(span) {
                    return Some((y, column, width::of(&span.text)));
                }
                begins = begins.or(Some((y, column, 0)));
            }
            column += width::of(&span.text) as u16;
        }
    }
    begins
}

fn is_number(span: &Span) -> bool {
    span.role == Role::Mark && span.text.starts_with('[')
}
