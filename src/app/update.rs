//! One turn of the core: a message changes the state and asks for effects.

use crate::app::effect::{Effect, Effects};
use crate::app::key::{Code, Key};
use crate::app::keymap::{self, Match};
use crate::app::msg::{Msg, MsgKind};
use crate::app::overlay::Overlay;
use crate::app::state::{Size, State};
use crate::app::{
    article, commands, coverage, follow, form, health, list, mouse, mute, on_event, picker, pictures, place, prompt,
    pulse, rules, scope, tree,
};

/// Answers a message. Never waits, never fails.
#[must_use = "effects do nothing until they are dispatched"]
pub fn update(state: &mut State, msg: Msg) -> Effects {
    let mut out = Effects::new();
    let before = std::mem::replace(&mut state.now, msg.now);
    match msg.kind {
        MsgKind::Key(key) => on_key(state, key, &mut out),
        MsgKind::Paste(text) => on_paste(state, &text, &mut out),
        MsgKind::Mouse(action) => mouse::act(state, action, &mut out),
        MsgKind::Resize { width, height } => resize(state, Size { width, height }, &mut out),
        MsgKind::Tick => {
            place::save(state, &mut out);
            tree::day_passed(state, before, &mut out);
        }
        MsgKind::Deadline => {
            state.deadline = None;
            article::dwelt(state, &mut out);
        }
        MsgKind::Focus(focused) => state.focused = focused,
        MsgKind::Graphics(graphics) => pictures::told(state, graphics, &mut out),
        MsgKind::Event(event) => on_event::on_event(state, event, &mut out),
    }
    out
}

fn on_key(state: &mut State, key: Key, out: &mut Effects) {
    if key == (Key { ctrl: true, ..Key::char('c') }) {
        return commands::quit(state, out);
    }
    if state.prompt.is_some() {
        return prompt::key(state, key, out);
    }
    match &state.overlay {
        Some(Overlay::Picker(_)) => return picker::key(state, key, out),
        Some(Overlay::Form(_)) => return form::key(state, key, out),
        Some(Overlay::Health(_)) => return health::key(state, key, out),
        Some(Overlay::Rules(_)) => return rules::key(state, key, out),
        Some(Overlay::Mute(_)) => return mute::key(state, key, out),
        Some(Overlay::Pulse(_)) => return pulse::key(state, key, out),
        Some(Overlay::Coverage(_)) => return coverage::key(state, key, out),
        None => {}
    }
    if state.article.follow.is_some() {
        return follow::key(state, key, out);
    }
    if key.code == Code::Esc && !state.pending.is_empty() {
        state.pending.clear();
        return;
    }
    state.pending.push(key);
    match state.keymap.find(scope::active(state), &state.pending) {
        Match::Command(command) => {
            state.pending.clear();
            state.notices.shown = None;
            commands::run(state, command, out);
        }
        Match::Begun => {}
        Match::Nothing => unknown(state),
    }
}

/// A key that does nothing here says so once, and names the key that would help.
fn unknown(state: &mut State) {
    let keys = std::mem::take(&mut state.pending);
    let written = keymap::write_sequence(&keys);
    if !state.told.insert(written.clone()) {
        return;
    }
    let text = match state.keymap.elsewhere(&keys) {
        Some(command) => format!("`{written}` works in the {} ({})", command.scope.name(), command.help),
        None => format!("`{written}` does nothing; `?` shows every key"),
    };
    state.inform(text);
}

fn on_paste(state: &mut State, text: &str, out: &mut Effects) {
    if state.prompt.is_some() {
        return prompt::paste(state, text, out);
    }
    match &mut state.overlay {
        Some(Overlay::Picker(open)) => picker::paste(open, text),
        Some(Overlay::Form(open)) => form::paste(open, text),
        Some(Overlay::Mute(_)) => mute::paste(state, text, out),
        Some(Overlay::Health(_) | Overlay::Rules(_) | Overlay::Pulse(_) | Overlay::Coverage(_)) | None => {}
    }
}

fn resize(state: &mut State, size: Size, out: &mut Effects) {
    state.size = size;
    list::scroll_to_cursor(state);
    tree::scroll_to_selected(state);
    article::fit(state, out);
    article::scroll_by(state, 0);
    follow::label(state);
    out.push(Effect::Redraw);
}
