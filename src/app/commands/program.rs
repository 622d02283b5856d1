//! The program itself: palette, help, closing, quitting, redrawing.

use super::Command;
use super::moving::back_to_list;
use crate::app::effect::{Effect, Effects};
use crate::app::overlay::{Overlay, Picker};
use crate::app::scope::Scope;
use crate::app::state::{Pane, State};
use crate::app::{place, searching, selection};

pub const COMMANDS: &[Command] = &[
    Command {
        name: "help",
        scope: Scope::Global,
        keys: &["?"],
        help: "Show every key, searchable",
        hint: Some("help"),
        run: |s, _| s.overlay = Some(Overlay::Picker(Picker::help(s))),
    },
    Command {
        name: "palette",
        scope: Scope::Global,
        keys: &[":", "ctrl-p"],
        help: "Choose any command by a few of its letters",
        hint: None,
        run: |s, _| s.overlay = Some(Overlay::Picker(Picker::palette(s))),
    },
    Command {
        name: "cancel",
        scope: Scope::Global,
        keys: &["esc"],
        help: "Close, cancel, clear",
        hint: None,
        run: cancel,
    },
    Command {
        name: "back",
        scope: Scope::Global,
        keys: &["q"],
        help: "Go back; at the root, quit",
        hint: None,
        run: back,
    },
    Command { name: "quit", scope: Scope::Global, keys: &["Q", "ctrl-c"], help: "Quit", hint: None, run: quit },
    Command {
        name: "redraw",
        scope: Scope::Global,
        keys: &["ctrl-l"],
        help: "Draw the screen anew",
        hint: None,
        run: |_, out| out.push(Effect::Redraw),
    },
    Command {
        name: "suspend",
        scope: Scope::Global,
        keys: &["ctrl-z"],
        help: "Suspend to the shell",
        hint: None,
        run: |_, out| out.push(Effect::Suspend),
    },
    Command {
        name: "mouse",
        scope: Scope::Global,
        keys: &[],
        help: "Turn the mouse off or on",
        hint: None,
        run: mouse,
    },
    Command {
        name: "messages",
        scope: Scope::Global,
        keys: &[],
        help: "Show the messages of this session",
        hint: None,
        run: messages,
    },
];

fn cancel(state: &mut State, out: &mut Effects) {
    if state.focus == Pane::List && selection::end(state) {
        return;
    }
    if state.zen {
        return back_to_list(state, out);
    }
    if state.focus == Pane::List && !searching::back(state, out) {
        searching::unfilter(state, out);
    }
}

fn back(state: &mut State, out: &mut Effects) {
    match state.focus {
        Pane::Article if state.alone => quit(state, out),
        Pane::Article => back_to_list(state, out),
        Pane::List => {
            if !searching::back(state, out) {
                state.focus = Pane::Tree;
            }
        }
        Pane::Tree => quit(state, out),
    }
}

pub(in crate::app) fn quit(state: &mut State, out: &mut Effects) {
    crate::app::article::leave(state);
    place::save(state, out);
    out.push(Effect::Quit);
}

fn mouse(state: &mut State, out: &mut Effects) {
    state.settings.mouse = !state.settings.mouse;
    out.push(Effect::Mouse(state.settings.mouse));
    state.inform(if state.settings.mouse { "The mouse works" } else { "The mouse is left to the terminal" });
}

fn messages(state: &mut State, _: &mut Effects) {
    state.overlay = Some(Overlay::Picker(Picker::messages(&state.notices)));
}
