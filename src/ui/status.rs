//! The last line: what is asked, else what there is to say, else which keys help here and where the reader stands.

use crate::app::areas::Rect;
use crate::app::complete::Choices;
use crate::app::follow::Follow;
use crate::app::hints::Hint;
use crate::app::overlay::Overlay;
use crate::app::prompt::Prompt;
use crate::app::state::State;
use crate::app::theme::Style;
use crate::safe::{self, ShownAddress};
use crate::text::width;
use crate::ui::canvas::Canvas;
use crate::ui::{input, notice};

/// What can be done with the link that is chosen.
const FOLLOW: &[(&str, &str)] = &[
    ("enter", "open"),
    ("r", "read here"),
    ("y", "copy"),
    ("w", "save"),
    ("a", "subscribe"),
    ("O", "in the background"),
    ("tab", "next"),
    ("1-9", "by number"),
    ("esc", "leave"),
];

/// Draws the line; gives the cursor's cell where something is typed.
pub fn draw(state: &State, hints: &[Hint], area: Rect, canvas: &mut Canvas) -> Option<(u16, u16)> {
    if let Some(prompt) = &state.prompt {
        return Some(draw_prompt(prompt, area, canvas));
    }
    if let Some(shown) = &state.notices.shown {
        notice::draw(shown, area, canvas);
        return None;
    }
    canvas.fill(area, canvas.theme.status_bar);
    if let Some(follow) = &state.article.follow {
        draw_address(state, follow, area, canvas);
    }
    let end = draw_place(state, area, canvas);
    draw_hints(state, hints, Rect { width: end - area.x, ..area }, canvas);
    None
}

/// The address of the link that is chosen, above the line: the host stands out, a name given for the log-in is not sent.
fn draw_address(state: &State, follow: &Follow, area: Rect, canvas: &mut Canvas) {
    let links = state.article.laid.as_ref().map(|laid| &laid.layout.links);
    let Some(address) = follow.focused.zip(links).and_then(|(link, links)| links.get(usize::from(link))) else {
        return;
    };
    let shown = match address.starts_with('#') {
        true => ShownAddress { after: "a place in this article".to_owned(), ..ShownAddress::default() },
        false => safe::shown_address(address),
    };
    let theme = canvas.theme;
    let above = Rect { y: area.y.saturating_sub(1), ..area };
    canvas.fill(above, theme.overlay);
    let end = above.x + above.width - 1;
    let mut x = above.x + 1;
    let host = Style { bold: true, ..theme.accent };
    let without = shown.left_out.map(|name| format!("  (without the name `{name}`)")).unwrap_or_default();
    let parts =
        [(shown.before, theme.meta), (shown.host, host), (shown.after, theme.overlay), (without, theme.warning)];
    for (part, style) in parts {
        x += canvas.cut(x, above.y, end.saturating_sub(x), &part, style);
    }
}

fn draw_prompt(prompt: &Prompt, area: Rect, canvas: &mut Canvas) -> (u16, u16) {
    let theme = canvas.theme;
    canvas.fill(area, theme.overlay);
    let (said, style) = match (&prompt.error, prompt.ticket) {
        (Some(error), _) => (error.as_str(), theme.error),
        (None, Some(_)) => ("looking…", theme.progress),
        (None, None) => ("", theme.meta),
    };
    if prompt.error.is_some() && prompt.choices.items.is_empty() && width::of(said) > usize::from(area.width / 2) {
        // A long error stands above what was typed.
        let above = Rect { y: area.y.saturating_sub(1), ..area };
        canvas.fill(above, theme.overlay);
        canvas.cut(area.x + 1, above.y, area.width.saturating_sub(2), said, style);
    }
    draw_choices(&prompt.choices, area, canvas);
    let end = area.x + area.width - 1;
    let said = if width::of(said) > usize::from(area.width / 2) { "" } else { said };
    let end = end - canvas.cut_right(end, area.y, area.width / 2, said, style);
    let label = Style { bold: true, ..theme.overlay };
    let x = area.x + 1;
    let x = x + canvas.cut(x, area.y, (area.width / 2).min(end.saturating_sub(x)), prompt.ask.label(), label);
    let room = end.saturating_sub(x).max(1);
    let cursor = input::draw(&prompt.input, x, area.y, room, theme.overlay, canvas);
    let wrong = Style { underline: true, ..theme.error };
    input::mark(&prompt.input, prompt.wrong.clone(), x, area.y, room, wrong, canvas);
    cursor
}

/// What may stand in place of the word at the cursor, above the line; from the one on that was taken.
fn draw_choices(choices: &Choices, area: Rect, canvas: &mut Canvas) {
    let theme = canvas.theme;
    if choices.items.is_empty() {
        return;
    }
    let above = Rect { y: area.y.saturating_sub(1), ..area };
    canvas.fill(above, theme.overlay);
    let end = above.x + above.width;
    let mut x = above.x + 1;
    x += canvas.text(x, above.y, end - x, "tab ", theme.key);
    for (index, item) in choices.items.iter().enumerate().skip(choices.at.unwrap_or(0)) {
        if x >= end {
            break;
        }
        let taken = choices.at == Some(index);
        let style = if taken { Style { bold: true, ..theme.accent } } else { theme.meta };
        x += canvas.cut(x, above.y, end - x, item, style) + 2;
    }
}

/// "g…   12 new ↑   3/128" at the right; gives where it begins.
fn draw_place(state: &State, area: Rect, canvas: &mut Canvas) -> u16 {
    let theme = canvas.theme;
    let mut end = area.x + area.width - 1;
    let mut left_of = |text: String, style: Style, canvas: &mut Canvas| {
        let cells = width::of(&text) as u16;
        if !text.is_empty() && area.x + cells + 4 < end {
            end -= canvas.cut_right(end, area.y, cells, &text, style) + 3;
        }
    };
    if state.list.total > 0 {
        left_of(format!("{}/{}", state.list.cursor + 1, state.list.total), theme.status_bar, canvas);
    }
    if state.list.new > 0 {
        left_of(format!("{} new {}", state.list.new, canvas.marks.new), theme.accent, canvas);
    }
    if let Some(find) = &state.article.find {
        let place = if find.matches.is_empty() { 0 } else { find.at + 1 };
        left_of(format!("{}: {place}/{}", find.wanted, find.matches.len()), theme.accent, canvas);
    }
    if !state.pending.is_empty() {
        let typed: Vec<String> = state.pending.iter().map(ToString::to_string).collect();
        left_of(format!("{}{}", typed.join(" "), canvas.marks.ellipsis), theme.key, canvas);
    }
    end
}

fn draw_hints(state: &State, hints: &[Hint], area: Rect, canvas: &mut Canvas) {
    // What an overlay reads is not in the key table, and nobody can bind it otherwise.
    let fixed: &[(&str, &str)] = match &state.overlay {
        Some(Overlay::Health(_)) => return draw_health_hints(state, area, canvas),
        Some(Overlay::Rules(_)) => return draw_rule_hints(state, area, canvas),
        Some(Overlay::Pulse(_)) => return draw_pulse_hints(state, area, canvas),
        Some(Overlay::Coverage(_)) => return draw_coverage_hints(state, area, canvas),
        Some(Overlay::Mute(_)) => &[("enter", "hide"), ("up/down", "what"), ("tab", "for how long"), ("esc", "leave")],
        Some(Overlay::Form(_)) => &[("enter", "save"), ("tab", "next field"), ("esc", "cancel")],
        Some(Overlay::Picker(_)) => &[("enter", "choose"), ("up/down", "move"), ("esc", "close")],
        None if state.article.follow.is_some() => FOLLOW,
        None => &[],
    };
    let bound = hints.iter().filter(|_| fixed.is_empty()).map(|hint| (hint.keys.as_str(), hint.label));
    draw_pairs(fixed.iter().copied().chain(bound), area, canvas);
}

/// The remedies for the feed that is selected.
fn draw_health_hints(state: &State, area: Rect, canvas: &mut Canvas) {
    let remedies = [
        ("open", "its entries"),
        ("refresh", "try now"),
        ("edit", "edit"),
        ("find-address", "new address"),
        ("unsubscribe", "unsubscribe"),
        ("open-in-browser", "its site"),
        ("cancel", "close"),
    ];
    draw_commands(state, &remedies, area, canvas);
}

/// What can be done with the rule that is selected.
fn draw_rule_hints(state: &State, area: Rect, canvas: &mut Canvas) {
    let ways =
        [("open", "edit"), ("subscribe", "new rule"), ("unsubscribe", "remove"), ("undo", "undo"), ("cancel", "close")];
    draw_commands(state, &ways, area, canvas);
}

/// What opens a row of the pulse, and what leads to its other parts.
fn draw_pulse_hints(state: &State, area: Rect, canvas: &mut Canvas) {
    draw_commands(state, &[("open", "its list"), ("next-pane", "next part"), ("cancel", "close")], area, canvas);
}

/// What can be done with the source that is looked at.
fn draw_coverage_hints(state: &State, area: Rect, canvas: &mut Canvas) {
    let ways = [
        ("open", "read"),
        ("follow-story", "follow"),
        ("split-story", "split out"),
        ("cancel", "close"),
        ("toggle-read", "mark"),
        ("toggle-star", "star"),
        ("open-in-browser", "browser"),
    ];
    draw_commands(state, &ways, area, canvas);
}

/// Commands under other names, by the keys that they have.
fn draw_commands(state: &State, commands: &[(&str, &'static str)], area: Rect, canvas: &mut Canvas) {
    let keys = commands.iter().map(|(name, label)| (state.keymap.key_for(name).unwrap_or_default(), *label));
    let keys: Vec<(String, &str)> = keys.filter(|(key, _)| !key.is_empty()).collect();
    draw_pairs(keys.iter().map(|(key, label)| (key.as_str(), *label)), area, canvas);
}

fn draw_pairs<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>, area: Rect, canvas: &mut Canvas) {
    let theme = canvas.theme;
    let (mut x, end) = (area.x + 1, area.x + area.width);
    for (keys, label) in pairs {
        let cells = (width::of(keys) + 1 + width::of(label)) as u16;
        if x + cells > end {
            return;
        }
        x += canvas.text(x, area.y, end - x, keys, theme.key) + 1;
        x += canvas.text(x, area.y, end - x, label, theme.status_bar) + 2;
    }
}
