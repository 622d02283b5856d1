//! Giving an article away: to a file, to another program, to other people.

use super::Command;
use crate::app::prompt::{Ask, Prompt};
use crate::app::scope::Scope;
use crate::app::state::State;
use crate::app::{enclosures, programs};
use crate::safe;

pub const COMMANDS: &[Command] = &[
    Command {
        name: "write",
        scope: Scope::Entry,
        keys: &["w"],
        help: "Write the article, or all that are selected, to a file: text, Markdown, HTML or EPUB",
        hint: None,
        run: |s, _| write(s),
    },
    Command {
        name: "pipe",
        scope: Scope::Entry,
        keys: &["|"],
        help: "Give the article to a program of yours",
        hint: None,
        run: programs::choose_pipe,
    },
    Command {
        name: "bookmark",
        scope: Scope::Entry,
        keys: &["b"],
        help: "Share or keep the article by a service or program of yours",
        hint: None,
        run: programs::choose_share,
    },
    Command {
        name: "enclosure",
        scope: Scope::Entry,
        keys: &["e"],
        help: "Open or fetch an enclosed file",
        hint: None,
        run: |s, _| enclosures::open(s),
    },
];

/// Proposes a name, with the ending that was written last.
fn write(state: &mut State) {
    let ids = state.subjects();
    let (title, other) = match (ids.as_slice(), state.loaded(&ids).first()) {
        ([], _) => return state.inform("No entry is selected"),
        ([id], Some(row)) => (row.title.clone(), format!("entry-{id}")),
        (several, _) => (format!("{} entries", several.len()), "entries".to_owned()),
    };
    let ask = Ask::Write(ids);
    let last = state.histories.of(&ask).last().and_then(|line| line.rsplit_once('.')).map(|(_, ending)| ending);
    let name = safe::file_name(&title, last.unwrap_or("md"), &other);
    let path = format!("{}{name}", state.settings.save_dir);
    state.prompt = Some(Prompt::new(ask).with(path));
}
