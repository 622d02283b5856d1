//! The mouse: clicks choose, the wheel scrolls what it is over, a dragged rule moves.

use crate::app::areas::{self, Areas, Rect};
use crate::app::boxes::{self, PickerAreas, PulseAreas};
use crate::app::commands::move_by;
use crate::app::coverage::{self, blocks};
use crate::app::effect::Effects;
use crate::app::msg::{Mouse, MouseKind};
use crate::app::overlay::{HealthList, Overlay};
use crate::app::state::{Pane, State};
use crate::app::{article, front, lines, list, picker, place, pulse, tree, view};

/// Rows or lines a notch of the wheel moves by.
const NOTCH: isize = 3;

/// A rule that is being dragged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grip {
    Tree,
    List,
    Middle,
}

pub fn act(state: &mut State, mouse: Mouse, out: &mut Effects) {
    if state.prompt.is_some() {
        return;
    }
    if state.overlay.is_some() {
        return over_box(state, mouse, out);
    }
    let areas = areas::areas(state);
    match mouse.kind {
        MouseKind::Press => press(state, &areas, mouse, out),
        MouseKind::Drag => drag(state, &areas, mouse, out),
        MouseKind::Release => {
            if state.grip.take().is_some() {
                place::save(state, out);
            }
        }
        MouseKind::WheelUp => wheel(state, &areas, mouse, -NOTCH, out),
        MouseKind::WheelDown => wheel(state, &areas, mouse, NOTCH, out),
    }
}

/// The wheel moves in a list, a click chooses or ticks; a click beside the box closes it.
fn over_box(state: &mut State, mouse: Mouse, out: &mut Effects) {
    let Some(overlay) = &mut state.overlay else { return };
    let frame = boxes::frame(state.size, overlay);
    if mouse.kind == MouseKind::Press && !frame.contains(mouse.x, mouse.y) {
        state.overlay = None;
        return;
    }
    let picker = match overlay {
        Overlay::Picker(picker) => picker,
        Overlay::Health(list) => return scroll(list, mouse.kind),
        Overlay::Pulse(_) => return over_pulse(state, mouse, PulseAreas::of(boxes::inside(frame)), out),
        Overlay::Coverage(_) => return over_coverage(state, mouse, boxes::inside(frame), out),
        Overlay::Form(_) | Overlay::Rules(_) | Overlay::Mute(_) => return,
    };
    match mouse.kind {
        MouseKind::WheelUp => picker.step(-NOTCH),
        MouseKind::WheelDown => picker.step(NOTCH),
        MouseKind::Press => {
            let areas = PickerAreas::of(picker, boxes::inside(frame));
            let Some(index) = areas.item_at(picker, mouse.x, mouse.y) else { return };
            picker.cursor = index;
            match picker.selected().is_some_and(|item| item.ticked.is_some()) {
                true => picker.tick(),
                false => picker::choose(state, out),
            }
        }
        MouseKind::Drag | MouseKind::Release => {}
    }
}

/// The wheel moves in the part it is over, a click chooses a row, or opens the one that is chosen.
fn over_pulse(state: &mut State, mouse: Mouse, areas: PulseAreas, out: &mut Effects) {
    let Some(Overlay::Pulse(open)) = &mut state.overlay else { return };
    let Some((part, row)) = areas.row_at(open, mouse.x, mouse.y) else { return };
    match mouse.kind {
        MouseKind::Press if (open.part, open.cursor(part)) == (part, row) => pulse::go(state, out),
        MouseKind::Press => open.choose(part, row),
        MouseKind::WheelUp => open.choose(part, open.cursor(part).saturating_sub(NOTCH.unsigned_abs())),
        MouseKind::WheelDown => open.choose(part, open.cursor(part) + NOTCH.unsigned_abs()),
        MouseKind::Drag | MouseKind::Release => {}
    }
}

/// The wheel goes from source to source, a click chooses one, or opens the one that is chosen.
fn over_coverage(state: &mut State, mouse: Mouse, inside: Rect, out: &mut Effects) {
    let Some(Overlay::Coverage(open)) = &mut state.overlay else { return };
    match mouse.kind {
        MouseKind::WheelUp => open.step(-1),
        MouseKind::WheelDown => open.step(1),
        MouseKind::Press => match blocks::at(open, inside, mouse.x, mouse.y) {
            Some(source) if source == open.cursor => coverage::go(state, out),
            Some(source) => open.cursor = source,
            None => {}
        },
        MouseKind::Drag | MouseKind::Release => {}
    }
}

fn scroll(list: &mut HealthList, kind: MouseKind) {
    match kind {
        MouseKind::WheelUp => list.step(-NOTCH),
        MouseKind::WheelDown => list.step(NOTCH),
        _ => {}
    }
}

fn over(area: Option<Rect>, mouse: Mouse) -> Option<Rect> {
    area.filter(|rect| rect.contains(mouse.x, mouse.y))
}

fn press(state: &mut State, areas: &Areas, mouse: Mouse, out: &mut Effects) {
    let rules = [(areas.tree_rule, Grip::Tree), (areas.list_rule, Grip::List), (areas.middle_rule, Grip::Middle)];
    if let Some((_, grip)) = rules.into_iter().find(|(rule, _)| over(*rule, mouse).is_some()) {
        state.grip = Some(grip);
    } else if let Some(pane) = over(areas.tree, mouse) {
        let row = state.tree.top + usize::from(mouse.y - pane.y);
        if row < state.tree.rows.len() {
            state.focus = Pane::Tree;
            state.tree.selected = row;
            tree::scroll_to_selected(state);
            view::follow_tree(state, out);
        }
    } else if let Some(pane) = over(areas.list, mouse) {
        let place = match front::is_listed(state) {
            true => front::columns::columns(state).at(state.list.cursor, mouse.x, mouse.y).map(|row| (row, None)),
            false => under(state, pane, mouse.y),
        };
        let Some((row, member)) = place.filter(|(row, _)| state.list.row(*row).is_some()) else { return };
        state.focus = Pane::List;
        if (row, member) == (state.list.cursor, state.list.member) {
            article::open(state, out);
        } else {
            list::select(state, row, out);
            list::choose_member(state, member);
            article::preview(state, out);
        }
    } else if over(areas.article, mouse).is_some() && state.article.entry.is_some() && state.focus != Pane::Article {
        article::open(state, out);
    }
}

/// The row of the list under a line of the screen, and of what is unfolded below it the entry that is meant.
fn under(state: &State, pane: Rect, y: u16) -> Option<(usize, Option<usize>)> {
    let line = *lines::lines(state, pane).get(usize::from(y - pane.y).checked_sub(1)?)?;
    Some((line.row()?, line.member(&state.list)))
}

fn wheel(state: &mut State, areas: &Areas, mouse: Mouse, by: isize, out: &mut Effects) {
    if over(areas.article, mouse).is_some() {
        article::scroll_by(state, by);
    } else if let Some(pane) = over(areas.tree, mouse) {
        let lowest = state.tree.rows.len().saturating_sub(pane.height.into());
        state.tree.top = state.tree.top.saturating_add_signed(by).min(lowest);
    } else if over(areas.list, mouse).is_some() {
        let focus = std::mem::replace(&mut state.focus, Pane::List);
        // A story takes several lines.
        let by = if front::is_listed(state) { by.signum() } else { by };
        move_by(state, by, out);
        state.focus = focus;
    }
}

fn drag(state: &mut State, areas: &Areas, mouse: Mouse, out: &mut Effects) {
    let Some(grip) = state.grip else { return };
    let share = |part: u16, whole: u16| (u32::from(part) * 100 / u32::from(whole.max(1))) as u16;
    match (grip, areas.list, areas.article) {
        (Grip::Tree, ..) => state.widths.tree = mouse.x,
        (Grip::List, Some(list), Some(article)) => {
            state.widths.list_percent = share(mouse.x.saturating_sub(list.x), list.width + article.width);
        }
        (Grip::Middle, Some(list), Some(article)) => {
            state.widths.list_rows_percent = share(mouse.y.saturating_sub(list.y), list.height + article.height + 1);
        }
        _ => {}
    }
    article::fit(state, out);
}
