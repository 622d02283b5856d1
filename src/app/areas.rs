//! Where the panes lie for a given size: shared by `update` (pages, mouse) and `ui` (drawing).

use crate::app::front;
use crate::app::state::{Pane, State};

/// A rectangle of cells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rect {
    pub x: u16,
    pub y: u16,
    pub width: u16,
    pub height: u16,
}

impl Rect {
    pub fn contains(&self, x: u16, y: u16) -> bool {
        (self.x..self.x.saturating_add(self.width)).contains(&x)
            && (self.y..self.y.saturating_add(self.height)).contains(&y)
    }

    pub fn is_empty(&self) -> bool {
        self.width == 0 || self.height == 0
    }
}

/// The parts of the screen; a part that is not shown is `None`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Areas {
    pub top: Option<Rect>,
    pub tree: Option<Rect>,
    pub list: Option<Rect>,
    pub article: Option<Rect>,
    pub status: Option<Rect>,
    /// Vertical rules one cell wide, right of the tree and right of the list.
    pub tree_rule: Option<Rect>,
    pub list_rule: Option<Rect>,
    /// The horizontal rule between list and article where they stand one above the other.
    pub middle_rule: Option<Rect>,
}

/// Below this size the screen is one line that says so.
pub const SMALLEST: (u16, u16) = (20, 5);
/// From this width three panes stand side by side; from `TWO_PANES` headlines stand over the article.
pub const THREE_PANES: u16 = 110;
pub const TWO_PANES: u16 = 70;

/// The column in which the lines of the article begin; none where no article is shown.
pub fn text_left(state: &State, area: Rect) -> Option<u16> {
    let measure = state.article.laid.as_ref()?.layout.manner.width.min(area.width);
    Some(area.x + (area.width - measure) / 2)
}

/// The rectangles of the screen.
pub fn areas(state: &State) -> Areas {
    let (width, height) = (state.size.width, state.size.height);
    if width < SMALLEST.0 || height < SMALLEST.1 {
        return Areas::default();
    }
    let body = Rect { x: 0, y: 1, width, height: height - 2 };
    let mut areas = Areas {
        top: Some(Rect { x: 0, y: 0, width, height: 1 }),
        status: Some(Rect { x: 0, y: height - 1, width, height: 1 }),
        ..Areas::default()
    };
    if state.alone || (state.zen && state.focus == Pane::Article) {
        areas.article = Some(body);
    } else if width >= THREE_PANES {
        three(state, body, &mut areas);
    } else if width >= TWO_PANES {
        two(state, body, &mut areas);
    } else {
        match state.focus {
            Pane::Tree => areas.tree = Some(body),
            Pane::List => areas.list = Some(body),
            Pane::Article => areas.article = Some(body),
        }
    }
    areas
}

fn three(state: &State, body: Rect, areas: &mut Areas) {
    let tree = state.widths.tree.clamp(14, body.width / 3);
    if front::is_open(state) {
        return beside_tree(tree, body, areas);
    }
    let list = share(body.width - tree - 2, state.widths.list_percent);
    let mut x = 0;
    let mut column = |width: u16| {
        let rect = Rect { x, width, ..body };
        x += width;
        Some(rect)
    };
    areas.tree = column(tree);
    areas.tree_rule = column(1);
    areas.list = column(list);
    areas.list_rule = column(1);
    areas.article = column(body.width - tree - list - 2);
}

/// The front page takes what the tree leaves.
fn beside_tree(tree: u16, body: Rect, areas: &mut Areas) {
    areas.tree = Some(Rect { width: tree, ..body });
    areas.tree_rule = Some(Rect { x: tree, width: 1, ..body });
    areas.list = Some(Rect { x: tree + 1, width: body.width - tree - 1, ..body });
}

fn two(state: &State, body: Rect, areas: &mut Areas) {
    let mut right = body;
    if state.focus == Pane::Tree {
        let tree = state.widths.tree.clamp(14, body.width / 2);
        areas.tree = Some(Rect { width: tree, ..body });
        areas.tree_rule = Some(Rect { x: tree, width: 1, ..body });
        right = Rect { x: tree + 1, width: body.width - tree - 1, ..body };
    }
    // The front page has no room to spare.
    if body.height < 10 || front::is_listed(state) {
        match state.focus {
            Pane::Article => areas.article = Some(right),
            _ => areas.list = Some(right),
        }
        return;
    }
    let list = share(right.height, state.widths.list_rows_percent).max(3);
    areas.list = Some(Rect { height: list, ..right });
    areas.middle_rule = Some(Rect { y: right.y + list, height: 1, ..right });
    areas.article = Some(Rect { y: right.y + list + 1, height: right.height - list - 1, ..right });
}

/// So many per cent of a length, but neither nothing nor all of it.
fn share(length: u16, percent: u16) -> u16 {
    (u32::from(length) * u32::from(percent.clamp(20, 80)) / 100) as u16
}
