//! Pictures inside the text: a box as large as the picture and the pane allow, with its caption below; a line that names
//! it where it is not shown.

use std::collections::HashMap;
use std::sync::Arc;

use super::flow::{Flow, FlowLine, Look, Setting, append};
use super::head::{Head, letters};
use super::layout::{Picture, Role};
use super::manner::Room;
use super::setter::Setter;
use crate::html::document::{Block, Document, Emphasis, Figure, bare};
use crate::model::Enclosure;
use crate::safe;

/// Pictures of one article that are shown.
const MOST: usize = 20;
/// Blocks that a figure counts as: the picture or its name, and what stands below.
pub const BLOCKS: usize = 2;
/// How much narrower a box may become for the sake of the picture's proportions, in parts of its width.
const GIVE: u16 = 8;

/// What is known of pictures by their addresses: width and height in pixels, or why one cannot be shown.
pub type Known = HashMap<String, Result<(u32, u32), String>>;

/// The pictures of a layout in the making; by default none is shown.
#[derive(Debug, Default)]
pub struct Pictures {
    pub room: Option<Room>,
    pub known: Arc<Known>,
    /// The addresses of those to be shown, each once, in order.
    pub wanted: Vec<String>,
    pub boxes: Vec<Picture>,
}

impl Pictures {
    /// The place that a figure's picture takes, if its size is known.
    fn place(&mut self, figure: &Figure, cells: usize) -> Place {
        let (Some(room), Some(address)) = (self.room, figure.image.as_ref().filter(|image| is_web(image))) else {
            return Place::Named;
        };
        if !self.wanted.contains(address) {
            if self.wanted.len() == MOST {
                return Place::Named;
            }
            self.wanted.push(address.clone());
        }
        // What the page says counts until more is known.
        let size = match self.known.get(address) {
            Some(Err(why)) => return Place::Failed(why.clone()),
            Some(Ok(size)) => Some(*size),
            None => figure.size,
        };
        let Some(size) = size else { return Place::Named };
        let (columns, rows) = fit(size, room, u16::try_from(cells).unwrap_or(u16::MAX));
        Place::Box { address: address.clone(), columns, rows }
    }
}

enum Place {
    /// It is named only.
    Named,
    Failed(String),
    Box {
        address: String,
        columns: u16,
        rows: u16,
    },
}

/// Sets a figure as two blocks, whether its picture is shown or not, so that places in the article stay what they are.
pub fn set(setter: &mut Setter, figure: &Figure) {
    let cells = setter.room();
    match setter.pictures.place(figure, cells) {
        Place::Named => named(setter, figure, None),
        Place::Failed(why) => named(setter, figure, Some(&why)),
        Place::Box { address, columns, rows } => {
            set_box(setter, figure, address, columns, rows);
            below(setter, figure);
        }
    }
}

fn named(setter: &mut Setter, figure: &Figure, flaw: Option<&str>) {
    setter.hanging("▣ ".to_owned(), Role::Mark, |setter| {
        // A name that tells no more than the caption; the picture's link goes behind what is shown.
        let unnamed = figure.alt.is_empty() && !figure.caption.is_empty() && figure.link.is_none();
        let repeated = !figure.alt.is_empty() && letters(&bare(&figure.caption)) == letters(&figure.alt);
        if flaw.is_none() && (unnamed || repeated) {
            setter.end_block();
        } else {
            let mut flow = Flow::plain(name(figure), Look::of(Role::Caption));
            if let Some(link) = figure.link {
                flow.push_number(link);
            }
            if let Some(why) = flaw {
                flow.push(&format!(" (cannot be shown: {why})"), Look::of(Role::Mark));
            }
            setter.flow(&flow);
        }
        match figure.caption.is_empty() {
            true => setter.end_block(),
            false => {
                let mut flow = Flow::inlines(&figure.caption, caption(), setter.setting());
                if let Some(link) = figure.link.filter(|_| flaw.is_none() && repeated) {
                    flow.push_number(link);
                }
                setter.flow(&flow);
            }
        }
    });
}

/// The lines of a box. The first names the picture until it is drawn over.
fn set_box(setter: &mut Setter, figure: &Figure, address: String, columns: u16, rows: u16) {
    let before = (setter.room() - usize::from(columns).min(setter.room())) / 2;
    let column = u16::try_from(setter.indent() + before).unwrap_or(u16::MAX);
    let line = setter.next_line();
    setter.pictures.boxes.push(Picture { address, line, column, columns, rows });
    let title = Flow::plain(&format!("▣ {}", name(figure)), Look::of(Role::Mark));
    let title = title.lines(usize::from(columns).max(3), &Setting::default()).into_iter().next();
    let title = title.filter(|title| !title.rtl && title.cells <= usize::from(columns));
    for row in 0..usize::from(rows) {
        let mut set = FlowLine { spans: Vec::new(), byte: row, cells: 0, rtl: false };
        if let Some(title) = title.as_ref().filter(|_| row == 0) {
            append(&mut set.spans, &" ".repeat(before), Look::default());
            set.spans.extend(title.spans.iter().cloned());
            set.cells = before + title.cells;
        }
        setter.line(set);
    }
    setter.end_block();
}

/// What stands below a box: the caption, else what the picture shows in words.
fn below(setter: &mut Setter, figure: &Figure) {
    let mut flow = match figure.caption.is_empty() {
        true => Flow::plain(&figure.alt, caption()),
        false => Flow::inlines(&figure.caption, caption(), setter.setting()),
    };
    if let Some(link) = figure.link {
        flow.push_number(link);
    }
    match flow.text.is_empty() {
        true => setter.end_block(),
        false => setter.flow(&flow),
    }
}

fn caption() -> Look {
    Look { style: Emphasis { italic: true, ..Emphasis::default() }, ..Look::of(Role::Caption) }
}

fn name(figure: &Figure) -> &str {
    if figure.alt.is_empty() { "Picture" } else { &figure.alt }
}

/// The picture that the feed sends along with the entry, where pictures are shown and the text has none near its top.
pub fn set_lead(setter: &mut Setter, head: &Head, document: &Document) {
    let shown = setter.pictures.room.is_some() && !document.blocks.iter().take(3).any(has_figure);
    let address = head.enclosures.iter().find(|enclosure| is_picture(enclosure)).and_then(|e| safe::url(&e.url));
    match address.filter(|address| shown && !document.blocks.iter().any(|block| shows(block, address))) {
        Some(address) => {
            setter.gap();
            set(setter, &Figure { image: Some(address), ..Figure::default() });
        }
        // Places in the article are the same whether pictures are shown or not.
        None => (0..BLOCKS).for_each(|_| setter.end_block()),
    }
}

fn has_figure(block: &Block) -> bool {
    matches!(block, Block::Figure(figure) if figure.image.is_some())
}

/// Whether a block is this picture, perhaps in another size: then the ends of the addresses agree.
fn shows(block: &Block, address: &str) -> bool {
    let file = |address: &str| {
        let path = address.split(['?', '#']).next().unwrap_or_default();
        path.rsplit('/').next().unwrap_or_default().to_owned()
    };
    match block {
        Block::Figure(Figure { image: Some(image), .. }) => image == address || file(image) == file(address),
        _ => false,
    }
}

fn is_picture(enclosure: &Enclosure) -> bool {
    match enclosure.media_type.as_deref() {
        Some(media) => media == "image" || media.starts_with("image/"),
        None => {
            let path = enclosure.url.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
            [".jpg", ".jpeg", ".png", ".webp", ".gif"].iter().any(|end| path.ends_with(end))
        }
    }
}

fn is_web(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}

/// Columns and rows for a picture of a size in pixels: as wide as there are `cells`, as tall as the room allows, never
/// larger than it is. The box is filled to its edges, so of the widths that come near, the one counts at which whole rows
/// change the proportions least.
fn fit(size: (u32, u32), room: Room, cells: u16) -> (u16, u16) {
    let [width, height] = [size.0.max(1), size.1.max(1)].map(f64::from);
    let [cell_width, cell_height] = [room.cell.0.max(1), room.cell.1.max(1)].map(f64::from);
    // Rows of a box of so many columns, before they are made whole.
    let rows_per_column = cell_width * height / width / cell_height;
    let natural = (width / cell_width).floor();
    let tallest = f64::from(room.rows.max(1)) / rows_per_column;
    // Cast after clamping to the range of u16.
    let widest = natural.min(tallest).clamp(1.0, f64::from(cells.max(1))) as u16;
    let narrowest = (widest - widest / GIVE).max(1);
    let rows = |columns: u16| (f64::from(columns) * rows_per_column).round().clamp(1.0, f64::from(room.rows.max(1)));
    let strain = |columns: u16| (rows(columns) / (f64::from(columns) * rows_per_column)).ln().abs();
    // A column less is worth half a per cent of strain.
    let cost = |columns: u16| strain(columns) + 0.005 * f64::from(widest - columns);
    let columns = (narrowest..=widest).min_by(|a, b| cost(*a).total_cmp(&cost(*b))).unwrap_or(widest);
    (columns, rows(columns) as u16)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::document::Inline;
    use crate::text::layout::Line;

    const ROOM: Room = Room { cell: (10, 20), rows: 20 };
    const ADDRESS: &str = "https://a.example/p.png";

    fn figure() -> Figure {
        let caption = vec![Inline::plain("Below it.")];
        Figure { image: Some(ADDRESS.to_owned()), alt: "A boat".to_owned(), caption, ..Figure::default() }
    }

    fn set_with(known: Option<Result<(u32, u32), String>>) -> (Vec<Line>, Pictures) {
        let mut setter = Setter::new(40, Setting::default());
        let known: Known = known.into_iter().map(|what| (ADDRESS.to_owned(), what)).collect();
        setter.pictures = Pictures { room: Some(ROOM), known: Arc::new(known), ..Pictures::default() };
        set(&mut setter, &figure());
        setter.text(&[Inline::plain("After.")], Look::default());
        let pictures = std::mem::take(&mut setter.pictures);
        (setter.finish().0, pictures)
    }

    fn text(line: &Line) -> String {
        line.spans.iter().map(|span| span.text.as_str()).collect()
    }

    #[test]
    fn a_box_fits_the_room_and_keeps_the_proportions() {
        for (size, cells) in [
            ((1600, 900), 72),
            ((900, 1600), 72),
            ((10, 10), 72),
            ((3, 3), 72),
            ((8_000, 20), 72),
            ((20, 8_000), 72),
            ((520, 180), 72),
            ((520, 180), 1),
            ((0, 0), 0),
        ] {
            let (columns, rows) = fit(size, ROOM, cells);
            assert!((1..=cells.max(1)).contains(&columns) && (1..=20).contains(&rows), "{size:?}: {columns} {rows}");
            let (width, height) = (u32::from(columns) * 10, u32::from(rows) * 20);
            assert!(
                width <= size.0.max(10) && height <= size.1.max(20) + 10,
                "{size:?} is not enlarged: {columns} {rows}"
            );
            if size.0 > 300 && size.1 > 150 && cells > 1 {
                let strain = f64::from(width * size.1) / f64::from(height * size.0);
                assert!((0.97..1.03).contains(&strain), "{size:?}: {columns} {rows}");
            }
        }
    }

    #[test]
    fn a_picture_of_known_size_has_a_box_in_the_middle_with_the_caption_below() {
        let (lines, pictures) = set_with(Some(Ok((200, 80))));
        let place = Picture { address: ADDRESS.to_owned(), line: 0, column: 10, columns: 20, rows: 4 };
        assert_eq!(pictures.boxes, [place]);
        let texts: Vec<_> = lines.iter().map(text).collect();
        assert_eq!(texts, ["          ▣ A boat", "", "", "", "Below it.", "After."]);
    }

    #[test]
    fn a_name_that_is_the_caption_is_shown_once() {
        let shown = |alt: &str, link| {
            let mut setter = Setter::new(40, Setting::default());
            set(&mut setter, &Figure { alt: alt.to_owned(), link, ..figure() });
            setter.finish().0.iter().map(text).collect::<Vec<_>>()
        };
        assert_eq!(shown("below  it", None), ["▣ Below it."]);
        assert_eq!(shown("Below it", Some(0)), ["▣ Below it.[1]"]);
        assert_eq!(shown("Below it, a boat", None), ["▣ Below it, a boat", "  Below it."]);
    }

    #[test]
    fn one_that_is_not_there_or_broken_is_named() {
        let (lines, pictures) = set_with(None);
        assert_eq!((pictures.wanted, pictures.boxes), (vec![ADDRESS.to_owned()], vec![]));
        assert_eq!(lines.iter().map(text).collect::<Vec<_>>(), ["▣ A boat", "  Below it.", "After."]);
        let (lines, _) = set_with(Some(Err("the file is damaged".to_owned())));
        assert_eq!(text(&lines[0]), "▣ A boat (cannot be shown: the file is");
    }

    #[test]
    fn a_place_in_the_text_is_the_same_whether_pictures_are_shown_or_not() {
        let last = |lines: &[Line]| lines.last().map(|line| line.anchor);
        let (named, _) = set_with(None);
        let (boxed, _) = set_with(Some(Ok((200, 80))));
        assert_eq!(last(&named), last(&boxed));
        assert!(boxed.is_sorted_by_key(|line| line.anchor));
    }
}
