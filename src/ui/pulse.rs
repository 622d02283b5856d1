//! The pulse: bars by the hour, what rises with its course, stories on a line of time.

use crate::app::areas::Rect;
use crate::app::boxes::{self, PulseAreas};
use crate::app::overlay::{PulseBox, PulsePart};
use crate::app::pulse::begin;
use crate::app::state::State;
use crate::app::theme::Style;
use crate::model::{HOURS, Time};
use crate::story::pulse::{Pulse, Rising, Span};
use crate::text::{amount, time, width};
use crate::ui::canvas::Canvas;

/// From these widths there is room for the course of a word, and of a story.
const WORD_COURSE_FROM: u16 = 34;
const STORY_COURSE_FROM: u16 = 56;
/// A day has its name below the chart if there are so many cells of it.
const DAY_NAME: usize = 7;

pub fn draw(state: &State, open: &PulseBox, inside: Rect, canvas: &mut Canvas) {
    let theme = canvas.theme;
    let areas = PulseAreas::of(inside);
    let title =
        canvas.cut(areas.title.x, areas.title.y, areas.title.width, "Pulse", Style { bold: true, ..theme.accent });
    let room = areas.title.width.saturating_sub(title + 2);
    let end = areas.title.x + areas.title.width;
    let Some(pulse) = &open.pulse else {
        canvas.cut_right(end, areas.title.y, room, "reading the last three days", theme.meta);
        return;
    };
    canvas.cut_right(end, areas.title.y, room, &told(state, open, pulse), theme.meta);
    draw_hours(open, pulse, areas.chart, canvas);
    draw_days(state, pulse, areas.days, canvas);
    let heading = format!("Rising in the last {} hours", pulse.lately);
    draw_list(
        open,
        PulsePart::Rising,
        &heading,
        "Nothing is told more than before.",
        areas.rising,
        canvas,
        |row, line, canvas| {
            if let Some(word) = pulse.rising.get(row) {
                draw_word(word, line, canvas);
            }
        },
    );
    draw_list(
        open,
        PulsePart::Stories,
        "Stories",
        "No story of several sources.",
        areas.stories,
        canvas,
        |row, line, canvas| {
            if let Some(span) = pulse.stories.get(row) {
                draw_story(state, span, line, canvas);
            }
        },
    );
}

/// How much came: in the hour that is chosen, or in all.
fn told(state: &State, open: &PulseBox, pulse: &Pulse) -> String {
    if open.part != PulsePart::Hours {
        let all: u64 = pulse.hours.iter().map(|entries| u64::from(*entries)).sum();
        return format!("{} entries in {HOURS} hours", amount::grouped(all));
    }
    let hour = open.cursor(PulsePart::Hours);
    let (zone, clock) = (&state.settings.zone, state.settings.clock_24h);
    let (from, entries) = (begin(pulse, hour), pulse.hours.get(hour).copied().unwrap_or(0));
    let to = from.plus(Time::HOUR);
    let day = time::short_date(from, state.now, zone);
    format!("{day}, {} to {}: {entries}", time::clock(from, zone, clock), time::clock(to, zone, clock))
}

/// A cell for each hour, the last ones where there is no room for all.
fn draw_hours(open: &PulseBox, pulse: &Pulse, area: Rect, canvas: &mut Canvas) {
    let most = pulse.hours.iter().copied().max().unwrap_or(0).max(1);
    let steps = canvas.marks.bars.len();
    let shown = pulse.hours.iter().enumerate().skip(boxes::first_hour(area.width));
    for (x, (hour, entries)) in (area.x..area.x + area.width).zip(shown) {
        let chosen = open.part == PulsePart::Hours && hour == open.cursor(PulsePart::Hours);
        if chosen {
            canvas.fill(Rect { x, width: 1, ..area }, canvas.theme.selection);
        }
        let mut height = (*entries as usize * usize::from(area.height) * steps).div_ceil(most as usize);
        for y in (area.y..area.y + area.height).rev() {
            let mark = canvas.marks.bars.get(height).copied().unwrap_or(canvas.marks.block);
            canvas.text(x, y, 1, mark, canvas.theme.accent);
            height = height.saturating_sub(steps);
        }
    }
}

/// The days, each where it began.
fn draw_days(state: &State, pulse: &Pulse, area: Rect, canvas: &mut Canvas) {
    let zone = &state.settings.zone;
    let first = boxes::first_hour(area.width);
    let day = |hour: usize| time::iso_date(begin(pulse, hour), zone);
    for hour in first..HOURS.min(first + usize::from(area.width)) {
        let rest = (HOURS - hour).min(usize::from(area.width) - (hour - first));
        if hour > first && day(hour) != day(hour - 1) {
            let name = time::short_date(begin(pulse, hour), state.now, zone);
            let x = area.x + (hour - first) as u16;
            canvas.text(x, area.y, 1, canvas.marks.upright, canvas.theme.rule);
            if rest >= DAY_NAME {
                canvas.cut(x + 1, area.y, rest as u16 - 1, &name, canvas.theme.meta);
            }
        }
    }
}

/// A heading and the rows that there is room for.
fn draw_list(
    open: &PulseBox,
    part: PulsePart,
    heading: &str,
    none: &str,
    area: Rect,
    canvas: &mut Canvas,
    draw_row: impl Fn(usize, Rect, &mut Canvas),
) {
    if area.is_empty() {
        return;
    }
    let theme = canvas.theme;
    let style = if open.part == part { Style { bold: true, ..theme.accent } } else { theme.heading };
    canvas.cut(area.x, area.y, area.width, heading, style);
    let rows = open.rows(part);
    let lines = area.y + 1..area.y + area.height;
    if rows == 0 && !lines.is_empty() {
        canvas.cut(area.x, area.y + 1, area.width, none, theme.meta);
    }
    for (y, row) in lines.zip(boxes::first_row(open, part, area)..rows) {
        let line = Rect { y, height: 1, ..area };
        if row == open.cursor(part) {
            let beyond = Rect { x: area.x - 1, width: area.width + 2, ..line };
            canvas.fill(beyond, if open.part == part { theme.selection } else { theme.selection_dim });
        }
        draw_row(row, line, canvas);
    }
}

/// "Voyager        ▂▇  12"
fn draw_word(word: &Rising, line: Rect, canvas: &mut Canvas) {
    let theme = canvas.theme;
    let mut end = line.x + line.width;
    end = end.saturating_sub(canvas.cut_right(end, line.y, 5, &word.lately.to_string(), theme.meta).max(3) + 1);
    if line.width >= WORD_COURSE_FROM {
        end = end.saturating_sub(draw_bars(&word.course, end, line.y, canvas) + 1);
    }
    let style = Style { bold: word.name, ..theme.base };
    canvas.cut(line.x, line.y, end.saturating_sub(line.x), &word.shown, style);
}

/// A column for each part of a course, ending before `end`; gives the cells that it took.
fn draw_bars(course: &[u32], end: u16, y: u16, canvas: &mut Canvas) -> u16 {
    let most = course.iter().copied().max().unwrap_or(0).max(1) as usize;
    let bars = canvas.marks.bars;
    let cells: String = course.iter().map(|count| bars[(*count as usize * (bars.len() - 1)).div_ceil(most)]).collect();
    canvas.cut_right(end, y, width::of(&cells) as u16, &cells, canvas.theme.accent)
}

/// "Second crew reaches the station     ▂──▇─▂      4 sources  8m"
fn draw_story(state: &State, span: &Span, line: Rect, canvas: &mut Canvas) {
    let theme = canvas.theme;
    let age = time::age(span.newest, state.now, &state.settings.zone);
    let mut end = line.x + line.width;
    end = end.saturating_sub(canvas.cut_right(end, line.y, 6, &age, theme.meta).max(4) + 1);
    let sources = format!("{} sources", span.sources);
    end = end.saturating_sub(canvas.cut_right(end, line.y, 11, &sources, theme.meta).max(10) + 1);
    if line.width >= STORY_COURSE_FROM {
        end = end.saturating_sub(draw_span(&span.course, end, line.y, canvas) + 1);
    }
    canvas.cut(line.x, line.y, end.saturating_sub(line.x), &span.headline, theme.base);
}

/// A line from the first to the newest, with a column wherever something was told.
fn draw_span(course: &[u32], end: u16, y: u16, canvas: &mut Canvas) -> u16 {
    let cells = course.len() as u16;
    let first = course.iter().position(|count| *count > 0).unwrap_or(0);
    let last = course.iter().rposition(|count| *count > 0).unwrap_or(0);
    let (bars, start) = (canvas.marks.bars, end.saturating_sub(cells));
    for (part, count) in course.iter().enumerate().take(last + 1).skip(first) {
        let x = start + part as u16;
        match *count {
            0 => canvas.text(x, y, 1, canvas.marks.level, canvas.theme.rule),
            count => canvas.text(x, y, 1, bars[(count as usize).min(bars.len() - 1)], canvas.theme.accent),
        };
    }
    cells
}
