//! Pictures in the article pane: where they stand, and their cells.

use std::sync::Arc;

use crate::app::areas::{self, Rect};
use crate::app::pictures::{Graphics, Placement};
use crate::app::state::State;
use crate::model::Pixels;
use crate::text::layout::Picture;
use crate::ui::canvas::Canvas;

/// Marks the cells of the pictures that have come.
pub fn draw(state: &State, area: Rect, canvas: &mut Canvas) {
    for Placement { x, y, columns, shown, .. } in placements(state, area) {
        canvas.picture(Rect { x, y, width: columns, height: shown });
    }
}

/// The pictures that have come and stand in the pane, as far as they are in it.
pub fn placements(state: &State, area: Rect) -> Vec<Placement> {
    let (Some(Graphics { dots, .. }), Some(left)) = (state.pictures.graphics, areas::text_left(state, area)) else {
        return Vec::new();
    };
    let Some(layout) = state.article.laid.as_ref().map(|laid| &laid.layout) else { return Vec::new() };
    let (top, bottom) = (state.article.top, state.article.top + usize::from(area.height));
    let seen = layout.pictures.iter().filter(|place| {
        let end = place.line + usize::from(place.rows);
        place.line < bottom && end > top && left + place.column + place.columns <= area.x + area.width
    });
    let placement = |place: &Picture| {
        let size = (u32::from(place.columns) * u32::from(dots.0), u32::from(place.rows) * u32::from(dots.1));
        let fits = |(address, pixels): &&(String, Arc<Pixels>)| {
            *address == place.address && (pixels.width, pixels.height) == size
        };
        let (_, pixels) = state.pictures.came.iter().find(fits)?;
        // Both are below the height of the pane.
        let skip = top.saturating_sub(place.line) as u16;
        let above = place.line.saturating_sub(top) as u16;
        Some(Placement {
            pixels: pixels.clone(),
            x: left + place.column,
            y: area.y + above,
            columns: place.columns,
            rows: place.rows,
            skip,
            shown: (place.rows - skip).min(area.height - above),
        })
    };
    seen.filter_map(placement).collect()
}
