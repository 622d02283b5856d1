//! Finding one's way in an article: a text in it, its headings.

use super::Command;
use crate::app::prompt::{Ask, Prompt};
use crate::app::scope::Scope;
use crate::app::state::State;
use crate::app::{article, find, outline};

pub const COMMANDS: &[Command] = &[
    Command {
        name: "find",
        scope: Scope::Article,
        keys: &["/"],
        help: "Find a text in the article",
        hint: None,
        run: |s, _| begin(s),
    },
    Command {
        name: "next-match",
        scope: Scope::Find,
        keys: &["n"],
        help: "Go to the next match",
        hint: Some("next match"),
        run: |s, _| find::step(s, 1),
    },
    Command {
        name: "previous-match",
        scope: Scope::Find,
        keys: &["N"],
        help: "Go to the previous match",
        hint: Some("previous"),
        run: |s, _| find::step(s, -1),
    },
    Command {
        name: "end-find",
        scope: Scope::Find,
        keys: &["esc"],
        help: "Be done with finding",
        hint: Some("done"),
        run: |s, _| find::end(s, false),
    },
    Command {
        name: "next-heading",
        scope: Scope::Article,
        keys: &["}"],
        help: "Go to the next heading",
        hint: None,
        run: |s, _| outline::step(s, true),
    },
    Command {
        name: "previous-heading",
        scope: Scope::Article,
        keys: &["{"],
        help: "Go to the previous heading",
        hint: None,
        run: |s, _| outline::step(s, false),
    },
    Command {
        name: "jump-back",
        scope: Scope::Article,
        keys: &["'"],
        help: "Go back to where a link within the article was followed",
        hint: None,
        run: |s, _| {
            if !article::jump_back(s) {
                s.inform("No link within the article was followed");
            }
        },
    },
    Command {
        name: "outline",
        scope: Scope::Article,
        keys: &["g h"],
        help: "Choose among the headings of the article",
        hint: None,
        run: |s, _| outline::open(s),
    },
];

fn begin(state: &mut State) {
    if state.article.laid.is_none() {
        return state.inform("No article is shown");
    }
    find::begin(state);
    state.prompt = Some(Prompt::new(Ask::Find));
}
