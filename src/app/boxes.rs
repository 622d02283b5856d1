//! Where an overlay lies, and where its parts: shared by `update` (mouse) and `ui` (drawing).

use crate::app::areas::Rect;
use crate::app::coverage::blocks;
use crate::app::overlay::{Form, Overlay, Picker, PulseBox, PulsePart};
use crate::app::state::Size;
use crate::model::HOURS;
use crate::text::fit;

/// The widest box, border included.
const WIDEST: u16 = 84;
/// The widest table, and the widest comparison.
const WIDE: u16 = 120;
const COVERAGE: u16 = 200;
/// Lines that nearly every comparison has, so that the box seldom grows when it comes.
const COVERAGE_LINES: usize = 14;
/// Lines that feed health needs beside its list: title, an empty one, a rule, and what is said of a feed.
const HEALTH_BESIDE: usize = 4 + HEALTH_DETAIL as usize;
/// Lines for what is said of the selected feed.
pub const HEALTH_DETAIL: u16 = 7;
/// Lines of the box for hiding beside its rows: title, for how long, what is to be known, empty ones between.
const MUTE_BESIDE: usize = 6;
/// Rows that nearly every entry has, so that the box seldom grows when they come.
const MUTE_ROWS: usize = 4;
/// Lines of the pulse at most.
const PULSE_LINES: usize = 44;
/// Lines of the highest chart, and from which width the lists of the pulse stand beside each other.
const CHART: u16 = 8;
const BESIDE: u16 = 90;
/// A list lower than this goes without the introduction above it.
const LOWEST: u16 = 4;

/// The box of an overlay, border included.
pub fn frame(size: Size, overlay: &Overlay) -> Rect {
    let widest = match overlay {
        Overlay::Health(_) | Overlay::Rules(_) | Overlay::Pulse(_) => WIDE,
        Overlay::Coverage(_) => COVERAGE,
        _ => WIDEST,
    };
    let width = size.width.min(widest);
    let lines = match overlay {
        Overlay::Health(list) => list.feeds.len() + HEALTH_BESIDE,
        Overlay::Picker(picker) => picker_lines(picker, width.saturating_sub(4)),
        Overlay::Form(form) => form_lines(form),
        Overlay::Rules(list) => list.rules.len().max(1) + 2,
        Overlay::Mute(open) => open.rows.len().max(MUTE_ROWS) + MUTE_BESIDE,
        Overlay::Pulse(_) => PULSE_LINES,
        Overlay::Coverage(open) => blocks::height(open, width.saturating_sub(4)).max(COVERAGE_LINES),
    };
    // As far as the screen has room between its first and its last line.
    let room = size.height.saturating_sub(2);
    let height = room.min(u16::try_from(lines).unwrap_or(u16::MAX).saturating_add(2));
    Rect { x: (size.width - width) / 2, y: 1 + (room - height) / 4, width, height }
}

/// What is left inside of the border and the air beside it.
pub fn inside(frame: Rect) -> Rect {
    Rect {
        x: frame.x.saturating_add(2),
        y: frame.y.saturating_add(1),
        width: frame.width.saturating_sub(4),
        height: frame.height.saturating_sub(2),
    }
}

/// The parts of a picker, from the top.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PickerAreas {
    pub title: Rect,
    /// Without height where there is no introduction or no room for it.
    pub intro: Rect,
    pub filter: Rect,
    pub list: Rect,
    /// The first of the shown items on the screen.
    pub top: usize,
}

impl PickerAreas {
    pub fn of(picker: &Picker, inside: Rect) -> PickerAreas {
        let mut rest = inside;
        let title = take(&mut rest, 1);
        let wanted = u16::try_from(intro_lines(picker, inside.width)).unwrap_or(u16::MAX);
        let intro = if rest.height >= wanted.saturating_add(LOWEST) { wanted } else { 0 };
        let intro = take(&mut rest, intro);
        let filter = take(&mut rest, u16::from(picker.filters));
        if rest.height > LOWEST {
            take(&mut rest, 1);
        }
        let rows = usize::from(rest.height);
        let lowest = picker.shown.len().saturating_sub(rows);
        // The cursor keeps to the middle, so that what comes next is in sight both ways.
        PickerAreas { title, intro, filter, list: rest, top: picker.cursor.saturating_sub(rows / 2).min(lowest) }
    }

    /// The shown item on a line of the screen.
    pub fn item_at(&self, picker: &Picker, x: u16, y: u16) -> Option<usize> {
        let index = self.top + usize::from(y.checked_sub(self.list.y)?);
        (self.list.contains(x, y) && index < picker.shown.len()).then_some(index)
    }
}

/// The parts of the pulse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PulseAreas {
    pub title: Rect,
    pub chart: Rect,
    /// The days below the chart.
    pub days: Rect,
    /// With their headings.
    pub rising: Rect,
    pub stories: Rect,
}

impl PulseAreas {
    pub fn of(inside: Rect) -> PulseAreas {
        let mut rest = inside;
        let title = take(&mut rest, 1);
        let chart = take(&mut rest, (inside.height / 4).min(CHART));
        let days = take(&mut rest, 1);
        if rest.height > 2 * LOWEST {
            take(&mut rest, 1);
        }
        let mut stories = rest;
        let rising = if inside.width >= BESIDE {
            let width = rest.width * 2 / 5;
            stories = Rect { x: rest.x + width, width: rest.width - width, ..rest };
            Rect { width: width.saturating_sub(3), ..rest }
        } else {
            let height = rest.height / 2;
            take(&mut stories, height)
        };
        PulseAreas { title, chart, days, rising, stories }
    }

    /// The part and its row on a cell of the screen.
    pub fn row_at(&self, open: &PulseBox, x: u16, y: u16) -> Option<(PulsePart, usize)> {
        let (part, row) = if self.chart.contains(x, y) || self.days.contains(x, y) {
            (PulsePart::Hours, first_hour(self.chart.width) + usize::from(x - self.chart.x))
        } else {
            let (part, area) = [(PulsePart::Rising, self.rising), (PulsePart::Stories, self.stories)]
                .into_iter()
                .find(|(_, area)| area.contains(x, y))?;
            (part, first_row(open, part, area) + usize::from(y - area.y).checked_sub(1)?)
        };
        (row < open.rows(part)).then_some((part, row))
    }
}

/// The first hour of a chart, a cell for each.
pub fn first_hour(cells: u16) -> usize {
    HOURS.saturating_sub(cells.into())
}

/// The first row of a list of the pulse on the screen: the cursor keeps to the middle.
pub fn first_row(open: &PulseBox, part: PulsePart, area: Rect) -> usize {
    let height = usize::from(area.height.saturating_sub(1));
    open.cursor(part).saturating_sub(height / 2).min(open.rows(part).saturating_sub(height))
}

/// Lines of a form: title, fields, hint or error, with an empty one between.
pub fn form_lines(form: &Form) -> usize {
    form.fields.len() + 4
}

fn picker_lines(picker: &Picker, cells: u16) -> usize {
    // Filtering does not make the box smaller: nothing jumps while one types.
    2 + intro_lines(picker, cells) + usize::from(picker.filters) + picker.items.len().max(1)
}

fn intro_lines(picker: &Picker, cells: u16) -> usize {
    picker.intro.iter().map(|line| fit::lines(line, usize::from(cells)).count()).sum()
}

/// Cuts lines off the top of a rectangle, as many as it has.
fn take(rest: &mut Rect, lines: u16) -> Rect {
    let lines = lines.min(rest.height);
    let taken = Rect { height: lines, ..*rest };
    rest.y += lines;
    rest.height -= lines;
    taken
}
