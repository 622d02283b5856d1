//! Links out of the reader: the browser, the comments, the clipboard.

use super::Command;
use crate::app::effect::{Effect, Effects};
use crate::app::overlay::{Overlay, Picker};
use crate::app::scope::Scope;
use crate::app::state::State;
use crate::app::{download, follow, status};
use crate::model::Mark;
use crate::safe;
use crate::text::time;

pub const COMMANDS: &[Command] = &[
    Command {
        name: "open-in-browser",
        scope: Scope::Entry,
        keys: &["o"],
        help: "Open in the browser",
        hint: Some("browser"),
        run: |s, out| browse(s, false, out),
    },
    Command {
        name: "open-in-background",
        scope: Scope::Entry,
        keys: &["O"],
        help: "Open in the browser, in the background",
        hint: None,
        run: |s, out| browse(s, true, out),
    },
    Command {
        name: "comments",
        scope: Scope::Entry,
        keys: &["C"],
        help: "Open the comments page",
        hint: None,
        run: comments,
    },
    Command { name: "copy-link", scope: Scope::Entry, keys: &["y"], help: "Copy the link", hint: None, run: copy_link },
    Command {
        name: "copy-citation",
        scope: Scope::Entry,
        keys: &["Y"],
        help: "Copy as a citation: headline, source, date, address",
        hint: None,
        run: copy_citation,
    },
    Command {
        name: "link-hints",
        scope: Scope::Entry,
        keys: &[";"],
        help: "Follow a link of the article by its hint; open, copy, save or subscribe to it",
        hint: None,
        run: |s, _| follow::begin(s),
    },
    Command {
        name: "downloads",
        scope: Scope::Global,
        keys: &["g d"],
        help: "Show the files that are being fetched, and stop them",
        hint: None,
        run: |s, _| download::list(s),
    },
];

/// Pages that are opened together.
const AT_ONCE: usize = 20;

fn browse(state: &mut State, background: bool, out: &mut Effects) {
    let ids = state.subjects();
    if ids.is_empty() {
        return state.inform("No entry is selected");
    }
    if ids.len() > AT_ONCE {
        return state.inform(format!("{} are selected; no more than {AT_ONCE} pages are opened at once", ids.len()));
    }
    let rows = state.loaded(&ids);
    let rows: Vec<_> = rows.into_iter().map(|row| (row.id, row.status.unread, row.url.clone())).collect();
    let mut read = Vec::new();
    for (id, unread, url) in rows {
        if open(state, url, "This entry has no link", background, out) && unread {
            read.push(id);
        }
    }
    if !read.is_empty() {
        status::mark(state, read, Mark::Read, out);
    }
}

fn comments(state: &mut State, out: &mut Effects) {
    let url = state.subject().and_then(|row| row.comments.clone());
    open(state, url, "This entry has no comments page", false, out);
}

/// Opens an address in the browser; says why where that cannot be.
pub(in crate::app) fn open(
    state: &mut State,
    url: Option<String>,
    none: &str,
    background: bool,
    out: &mut Effects,
) -> bool {
    let Some(written) = url else {
        state.inform(none);
        return false;
    };
    if let Some(url) = safe::url(&written) {
        out.push(Effect::OpenUrl { url, background });
        return true;
    }
    match safe::url_to_ask_about(&written) {
        Some(url) => state.overlay = Some(Overlay::Picker(Picker::open_other(url))),
        None => state.complain(format!("Not opened, only http, https and mailto are: {}", safe::one_line(&written))),
    }
    false
}

/// Puts text on the clipboard, by the way that the configuration names.
pub(in crate::app) fn copy(state: &State, text: String, out: &mut Effects) {
    let command = state.settings.clipboard.clone();
    out.push(if command.is_empty() { Effect::Copy(text) } else { Effect::CopyBy { command, text } });
}

fn copy_link(state: &mut State, out: &mut Effects) {
    let ids = state.subjects();
    let rows = state.loaded(&ids);
    let links: Vec<String> = rows.iter().filter_map(|row| row.url.as_deref().map(safe::clip_url)).collect();
    state.inform(match links.as_slice() {
        [] => "This entry has no link".to_owned(),
        [url] => format!("Copied {url}"),
        several => format!("Copied {} links of {} entries", several.len(), ids.len()),
    });
    if !links.is_empty() {
        copy(state, links.join("\n"), out);
    }
}

fn copy_citation(state: &mut State, out: &mut Effects) {
    let Some(row) = state.subject() else { return state.inform("No entry is selected") };
    let source = state.feed(row.feed).map(|feed| safe::one_line(&feed.title)).filter(|title| !title.is_empty());
    let title = Some(row.title.clone()).filter(|title| !title.is_empty());
    let date = time::date(row.date, &state.settings.zone);
    let address = row.url.as_deref().map(safe::clip_url);
    let citation = [title, source, Some(date), address].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    state.inform(format!("Copied {citation}"));
    copy(state, citation, out);
}
