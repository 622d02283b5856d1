//! How the stories of the front page flow through its columns, page by page: shared by `update` (moving, mouse) and `ui`.

use crate::app::areas::{self, Rect};
use crate::app::front::words;
use crate::app::state::State;

/// A column is no narrower where there are several, and there are no more of them; cells between two.
const NARROWEST: u16 = 40;
const MOST: u16 = 3;
const GAP: u16 = 3;

/// Where a story lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// The row of the list.
    pub row: usize,
    /// The column, counted through all pages.
    pub column: usize,
    /// The first of its lines in the column, the heading's if it has one.
    pub y: u16,
    pub height: u16,
    /// The name of its section stands above it.
    pub heading: bool,
}

/// The stories in their columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    pub blocks: Vec<Block>,
    /// Columns of a page.
    pub count: usize,
    pub width: u16,
    area: Rect,
}

/// The stories below the head of the list's pane, as far as the page behind the one on which the cursor stands.
pub fn columns(state: &State) -> Columns {
    let pane = areas::areas(state).list.unwrap_or_default();
    let area = Rect { y: pane.y + 1, height: pane.height.saturating_sub(1), ..pane };
    let inside = area.width.saturating_sub(2);
    let count = ((inside + GAP) / (NARROWEST + GAP)).clamp(1, MOST);
    let width = ((inside + GAP) / count).saturating_sub(GAP);
    let mut columns = Columns { blocks: Vec::new(), count: count.into(), width, area };
    if area.height > 0 {
        flow(state, &mut columns);
    }
    columns
}

/// Fills one column after the other. A story is not parted; one too high for a column has it to itself.
fn flow(state: &State, columns: &mut Columns) {
    let stories = &state.list.front;
    let (mut column, mut y) = (0, 0);
    for (row, (entry, story)) in state.list.rows.iter().zip(stories.iter()).enumerate() {
        let begins = words::begins(stories, row);
        let named = words::section(stories, story).is_some();
        let seen = columns.block(state.list.cursor).map(|block| block.column / columns.count);
        if seen.is_some_and(|page| column / columns.count > page + 1) {
            return;
        }
        let text = words::told(state, entry, story, begins, columns.width).height();
        let room = columns.area.height - y;
        if y > 0 && text + u16::from(begins && named) > room {
            (column, y) = (column + 1, 0);
        }
        // At the top of a page one sees where one is.
        let heading = named && (begins || (y == 0 && column % columns.count == 0));
        let height = (text + u16::from(heading)).min(columns.area.height - y);
        columns.blocks.push(Block { row, column, y, height, heading });
        y += height + 1;
        if y >= columns.area.height {
            (column, y) = (column + 1, 0);
        }
    }
}

impl Columns {
    pub fn block(&self, row: usize) -> Option<&Block> {
        self.blocks.get(row)
    }

    /// The stories on the page on which a row lies.
    pub fn page(&self, row: usize) -> &[Block] {
        let page = self.block(row).map_or(0, |block| block.column / self.count);
        let start = self.blocks.partition_point(|block| block.column / self.count < page);
        let end = self.blocks.partition_point(|block| block.column / self.count <= page);
        self.blocks.get(start..end).unwrap_or_default()
    }

    /// The cells of a story.
    pub fn place(&self, block: &Block) -> Rect {
        let column = (block.column % self.count) as u16;
        let x = self.area.x + 1 + column * (self.width + GAP);
        Rect { x, y: self.area.y + block.y, width: self.width, height: block.height }
    }

    /// The story on a cell of the page on which a row lies.
    pub fn at(&self, row: usize, x: u16, y: u16) -> Option<usize> {
        self.page(row).iter().find(|block| self.place(block).contains(x, y)).map(|block| block.row)
    }

    /// The story beside another, so many columns further: the one that begins nearest to it in height.
    pub fn beside(&self, row: usize, by: isize) -> Option<usize> {
        let here = self.block(row)?;
        let column = here.column.checked_add_signed(by)?;
        let others = self.blocks.iter().filter(|block| block.column == column);
        others.min_by_key(|block| block.y.abs_diff(here.y)).map(|block| block.row)
    }
}
