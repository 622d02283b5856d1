//! The list of rules: what each does to which entries, until when, and to how many.

use crate::app::areas::Rect;
use crate::app::overlay::RuleList;
use crate::app::rules;
use crate::app::state::State;
use crate::app::theme::Style;
use crate::model::{Action, StandingRule};
use crate::text::{amount, width};
use crate::ui::canvas::Canvas;

/// Cells for what a rule does.
const ACTION: u16 = 14;

pub fn draw(state: &State, list: &RuleList, inside: Rect, canvas: &mut Canvas) {
    let theme = canvas.theme;
    canvas.cut(inside.x, inside.y, inside.width, "Rules", Style { bold: true, ..theme.accent });
    let area = Rect {
        y: inside.y.saturating_add(2),
        height: inside.height.saturating_sub(2),
        x: inside.x,
        width: inside.width,
    };
    if list.rules.is_empty() && area.height > 0 {
        let key = state.keymap.key_for("subscribe").unwrap_or_default();
        let mute = state.keymap.key_for("mute").unwrap_or_default();
        let said = format!("None yet. `{key}` makes one here, `{mute}` one from an entry.");
        canvas.cut(area.x, area.y, area.width, &said, theme.meta);
        return;
    }
    let height = usize::from(area.height);
    let top = list.cursor.saturating_sub(height / 2).min(list.rules.len().saturating_sub(height));
    for (y, (index, rule)) in (area.y..area.y + area.height).zip(list.rules.iter().enumerate().skip(top)) {
        if index == list.cursor {
            canvas.fill(Rect { x: area.x - 1, y, width: area.width + 2, height: 1 }, theme.selection);
        }
        draw_rule(state, rule, Rect { y, height: 1, ..area }, canvas);
    }
}

/// "mute    election    until 9 Nov   12 hidden"
fn draw_rule(state: &State, standing: &StandingRule, line: Rect, canvas: &mut Canvas) {
    let theme = canvas.theme;
    let mut end = line.x + line.width;
    let busy = if standing.busy { canvas.marks.ellipsis } else { "" };
    let did = format!("{} {}{busy}", amount::grouped(standing.entries), done(&standing.rule.action));
    end -= canvas.cut_right(end, line.y, line.width / 3, &did, theme.meta) + 2;
    let until = rules::until(standing.rule.until, state.now, &state.settings.zone);
    let until = until.trim_start();
    if !until.is_empty() && line.x + ACTION + width::of(until) as u16 + 8 < end {
        end -= canvas.cut_right(end, line.y, line.width / 3, until, theme.meta) + 2;
    }
    let action = standing.rule.action.to_string();
    canvas.cut(line.x, line.y, ACTION.min(line.width), &action, theme.accent);
    let x = line.x + ACTION + 1;
    let query = rules::named(&standing.rule.query, &state.tree.tree);
    canvas.cut(x, line.y, end.saturating_sub(x), &query, theme.base);
}

fn done(action: &Action) -> &'static str {
    match action {
        Action::Mute => "hidden",
        Action::Tag(_) => "tagged",
        Action::Star => "starred",
        Action::Read => "read",
        Action::FullText => "in full",
    }
}
