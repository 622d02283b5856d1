//! The links on the screen, for terminals that can open them (OSC 8).

use crate::app::areas;
use crate::app::state::State;
use crate::safe;
use crate::text::width;

/// Cells that lead to an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hyperlink {
    pub x: u16,
    pub y: u16,
    pub cells: u16,
    pub url: String,
}

/// The longest address that terminals take (VTE).
const LONGEST: usize = 2_083;
/// Lines above the status line that a message may cover.
const COVERED: u16 = 3;

/// The links of the article that are to be seen, where the terminal is known to take them. None while something lies over
/// the article.
pub fn hyperlinks(state: &State) -> Vec<Hyperlink> {
    let covered = state.overlay.is_some() || state.article.follow.is_some();
    let (Some(area), Some(laid)) = (areas::areas(state).article, &state.article.laid) else { return Vec::new() };
    let Some(left) = areas::text_left(state, area).filter(|_| state.settings.hyperlinks && !covered) else {
        return Vec::new();
    };
    let message = if state.notices.shown.is_some() || state.prompt.is_some() { COVERED } else { 0 };
    let (bottom, end) = (area.y + area.height.saturating_sub(message), area.x + area.width);
    let mut found = Vec::new();
    for (y, line) in (area.y..bottom).zip(laid.layout.lines.iter().skip(state.article.top)) {
        let mut x = left;
        for span in &line.spans {
            let cells = (width::of(&span.text) as u16).min(end.saturating_sub(x));
            let address = span.link.and_then(|link| laid.layout.links.get(usize::from(link)));
            let url = address.and_then(|address| safe::url(address)).filter(|url| url.len() <= LONGEST);
            if let Some(url) = url.filter(|_| cells > 0) {
                found.push(Hyperlink { x, y, cells, url });
            }
            x = x.saturating_add(cells);
        }
    }
    found
}
