//! Coverage: the sources of a story in columns or below each other, with what each adds.

use crate::app::areas::Rect;
use crate::app::coverage::blocks::{self, Block, INDENT, Kind};
use crate::app::coverage::{CoverageBox, Covered, Member};
use crate::app::state::State;
use crate::app::theme::Style;
use crate::model::Time;
use crate::text::{time, width};
use crate::ui::canvas::Canvas;

pub fn draw(state: &State, open: &CoverageBox, inside: Rect, canvas: &mut Canvas) {
    let theme = canvas.theme;
    let title = "Coverage";
    canvas.cut(inside.x, inside.y, inside.width, title, Style { bold: true, ..theme.accent });
    let room = inside.width.saturating_sub(width::of(title) as u16 + 2);
    let end = inside.x + inside.width;
    let Some(covered) = &open.covered else {
        canvas.cut_right(end, inside.y, room, "comparing what the sources say", theme.meta);
        return;
    };
    canvas.cut_right(end, inside.y, room, &told(open, covered, canvas), theme.meta);
    for block in blocks::blocks(open, inside) {
        if let Some(member) = covered.members.get(block.member) {
            draw_source(state, covered, member, block, open.cursor, canvas);
        }
    }
}

/// "2/4 · followed"
fn told(open: &CoverageBox, covered: &Covered, canvas: &Canvas) -> String {
    let followed = if covered.followed { format!(" {} followed", canvas.marks.between) } else { String::new() };
    format!("{}/{}{followed}", open.cursor + 1, covered.members.len())
}

fn draw_source(state: &State, covered: &Covered, member: &Member, block: Block, cursor: usize, canvas: &mut Canvas) {
    let theme = canvas.theme;
    let chosen = block.member == cursor;
    // Of the first all is new.
    let compares = block.member > 0;
    let Rect { x, width, .. } = block.area;
    for (y, line) in (block.area.y..).zip(block.lines) {
        match line.kind {
            Kind::Source => draw_name(state, member, chosen, Rect { y, height: 1, ..block.area }, canvas),
            Kind::When => {
                canvas.cut(x, y, width, &when(state, covered, member, block.member, canvas), theme.meta);
            }
            Kind::Headline => {
                let style = if member.row.status.unread { theme.unread } else { theme.base };
                canvas.text(x, y, width, line.text, Style { bold: true, ..style });
            }
            Kind::Sentence { new, first } => {
                if compares && new && first {
                    canvas.text(x, y, width, canvas.marks.new, theme.accent);
                }
                let style = if compares && !new { theme.meta } else { theme.base };
                canvas.text(x + INDENT, y, width.saturating_sub(INDENT), line.text, style);
            }
            Kind::Nothing => {
                canvas.cut(x + INDENT, y, width.saturating_sub(INDENT), "Nothing beyond the headline.", theme.meta);
            }
            Kind::Empty => {}
        }
    }
}

/// "● BBC World      ★"
fn draw_name(state: &State, member: &Member, chosen: bool, line: Rect, canvas: &mut Canvas) {
    let (theme, marks) = (canvas.theme, canvas.marks);
    if chosen {
        canvas.fill(Rect { x: line.x - 1, width: line.width + 2, ..line }, theme.selection);
    }
    let status = member.row.status;
    let (mark, style) = if status.unread { (marks.unread, theme.accent) } else { (marks.read, theme.meta) };
    canvas.text(line.x, line.y, line.width, mark, style);
    let mut room = line.width.saturating_sub(INDENT);
    if status.starred {
        room = room.saturating_sub(canvas.cut_right(line.x + line.width, line.y, 1, marks.star, theme.star) + 1);
    }
    let source = state.feed(member.row.feed).map_or("", |feed| feed.title.as_str());
    canvas.cut(line.x + INDENT, line.y, room, source, Style { bold: true, ..theme.accent });
}

/// "11:42 · the first"; "12:05 · 23 min later · nothing new · shares station, crew"
fn when(state: &State, covered: &Covered, member: &Member, place: usize, canvas: &Canvas) -> String {
    let (zone, now) = (&state.settings.zone, state.now);
    let moment = member.row.date;
    let clock = time::clock(moment, zone, state.settings.clock_24h);
    let today = time::midnight(moment, zone) == time::midnight(now, zone);
    let at = if today { clock } else { format!("{}, {clock}", time::short_date(moment, now, zone)) };
    let begun = covered.members.first().map_or(moment, |first| first.row.date);
    let mut parts = vec![at];
    if place == 0 {
        parts.push("the first".to_owned());
    } else {
        parts.push(later(moment, begun));
        let adds = member.news.headline || member.news.said.iter().any(|said| said.new);
        match (member.twin, adds) {
            (true, _) => parts.push("the same article".to_owned()),
            (false, false) => parts.push("nothing new".to_owned()),
            (false, true) => {}
        }
    }
    parts.extend(member.shares.as_ref().map(|words| format!("shares {words}")));
    parts.join(&format!(" {} ", canvas.marks.between))
}

/// "23 min later"
fn later(moment: Time, begun: Time) -> String {
    match moment.since(begun) {
        seconds if seconds < Time::MINUTE => "at the same time".to_owned(),
        seconds if seconds < Time::HOUR => format!("{} min later", seconds / Time::MINUTE),
        seconds if seconds < Time::DAY => format!("{} h later", seconds / Time::HOUR),
        seconds if seconds < 2 * Time::DAY => "a day later".to_owned(),
        seconds => format!("{} days later", seconds / Time::DAY),
    }
}
