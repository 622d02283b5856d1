//! What the core does with the facts that the engine reports. An answer that nobody waits for any more is dropped.

use crate::app::commands;
use crate::app::effect::{Effect, Effects, Ticket};
use crate::app::event::{Event, Progress};
use crate::app::overlay::{Overlay, Picker};
use crate::app::state::{State, Then, TreeItem};
use crate::app::{
    article, complete, coverage, download, front, full_text, health, history, jump, list, mute, page, pictures, prompt,
    pulse, rules, selection, stories, tree, view, welcome,
};
use crate::model::{Applied, FeedId, Page, PageAt, Tree, View};

pub fn on_event(state: &mut State, event: Event, out: &mut Effects) {
    if page::passes_by(state, &event) {
        return;
    }
    match event {
        Event::Kept { ticket, kept } => page::kept(state, ticket, &kept),
        Event::PageRead { ticket, entry } => page::arrived(state, ticket, entry, out),
        Event::Tree(tree) => tree_came(state, tree, out),
        Event::Front { ticket, page, stories } => {
            front::arrived(state, ticket, stories);
            page_came(state, ticket, page, out);
        }
        Event::Coverage { ticket, coverage, rows } => stories::arrived(state, ticket, coverage.as_ref(), rows, out),
        Event::Page { ticket, page } => page_came(state, ticket, page, out),
        Event::SearchCounts(counts) => {
            state.tree.hits = counts.into_iter().collect();
            tree::rebuild(&mut state.tree);
        }
        Event::SourcesCompared { ticket, covered } => coverage::arrived(state, ticket, covered),
        Event::Titles { ticket, titles } => jump::arrived(state, ticket, titles),
        Event::Categories(categories) => complete::categories_came(state, categories, out),
        Event::Activity(activity) => health::arrived(state, activity),
        Event::Pulse { ticket, pulse } => pulse::arrived(state, ticket, pulse),
        Event::Steps(steps) => history::arrived(state, steps),
        Event::MovedFound { feed, feeds } => state.overlay = Some(Overlay::Picker(Picker::moved(feed, feeds))),
        Event::NewCount { ticket, count } => new_counted(state, ticket, count, out),
        Event::Ids { ticket, ids } => selection::arrived(state, ticket, ids),
        Event::Hidden { ticket, hidden } => {
            if state.list.hidden_ticket == ticket {
                state.list.hidden = hidden;
            }
        }
        Event::Rules(rules) => rules::arrived(state, rules),
        Event::Traits { ticket, traits } => mute::arrived(state, ticket, traits, out),
        Event::Previewed { ticket, weight } => {
            if !rules::weighed(state, ticket, weight, out) {
                mute::weighed(state, ticket, weight, out);
            }
        }
        Event::Article { ticket, entry, laid } => {
            if article::arrived(state, ticket, entry, laid) {
                // Another manner may have been chosen meanwhile.
                article::fit(state, out);
                pictures::ask(state, out);
            }
        }
        Event::FullText { entry, news } => full_text::told(state, entry, news, out),
        Event::Pictures { ticket, entry, laid, came } => pictures::arrived(state, ticket, entry, laid, came),
        Event::ArticleGone { ticket, .. } => {
            if state.article.loading == Some(ticket) {
                article::close(state);
                state.inform("This entry is not in the store any more");
            }
        }
        Event::Changed(answer) => changed(state, answer, out),
        Event::Edited(applied) => done(state, &applied),
        Event::Undone { redo, applied } => undone(state, redo, applied, out),
        Event::StoreChanged { elsewhere } => {
            out.push(Effect::LoadTree);
            list::count_new(state, out);
            if matches!(state.overlay, Some(Overlay::Health(_))) {
                out.push(Effect::LoadActivity);
            }
            if matches!(state.overlay, Some(Overlay::Rules(_))) {
                out.push(Effect::LoadRules);
            }
            coverage::refresh(state, out);
            if elsewhere && state.list.loading.is_none() {
                list::reload(state, out);
            }
        }
        Event::RefreshProgress(progress) => state.progress = Some(progress),
        Event::RefreshDone(progress) => refreshed(state, progress, out),
        Event::RefreshSkipped(reason) => {
            state.list.take_in = false;
            state.inform(reason);
        }
        Event::Subscribed { ticket, feed, title } => subscribed(state, ticket, feed, &title, out),
        Event::FeedsFound { ticket, feeds } => {
            if close_prompt(state, ticket) {
                state.overlay = Some(Overlay::Picker(Picker::found(ticket, feeds, &prompt::folder_here(state))));
            }
        }
        Event::Written { ticket, path } => {
            close_prompt(state, ticket);
            state.inform(format!("Written to {path}"));
        }
        Event::Piped { command, text } => out.push(Effect::Lend { command, text }),
        Event::DownloadProgress { ticket, done, total } => download::progress(state, ticket, done, total),
        Event::Downloaded { ticket, outcome } => download::ended(state, ticket, outcome),
        Event::Notice(text) => state.inform(text),
        Event::Failed { ticket, message } => failed(state, ticket, message),
        Event::Reconfigured { settings, keymap } => {
            let problem = settings.problem.clone();
            state.settings = *settings;
            state.keymap = keymap;
            article::fit(state, out);
            match problem {
                Some(problem) => state.complain(problem),
                None => state.inform("The configuration was read again"),
            }
        }
    }
}

fn tree_came(state: &mut State, tree: Tree, out: &mut Effects) {
    // Counts that do not know what was just changed would jump back and forth; the last answer asks again.
    if !state.outstanding.is_empty() && state.tree.loaded {
        return;
    }
    let first = !state.tree.loaded;
    state.tree.tree = tree;
    state.tree.loaded = true;
    tree::rebuild(&mut state.tree);
    state.list.title = list::title(state, &state.list.spec);
    if !state.tree.tree.searches.is_empty() {
        out.push(tree::count_searches(&state.tree));
    }
    if let Some(item) = state.reveal_next.take() {
        tree::reveal(state, &item);
        view::follow_tree(state, out);
    }
    if first {
        let view = state.list.spec.view.clone();
        tree::reveal_view(state, &view);
        if state.tree.tree.is_unsubscribed() && state.overlay.is_none() {
            welcome::open(state);
        }
        front::open_first(state, out);
    }
    let gone = match &state.list.spec.view {
        View::Feed(id) => state.feed(*id).is_none(),
        _ => false,
    };
    if gone {
        view::open(state, View::Unread, Then::Nothing, out);
    }
}

fn page_came(state: &mut State, ticket: Ticket, page: Page, out: &mut Effects) {
    let opens = page.start.is_some();
    let Some((then, found)) = list::arrived(state, ticket, page) else { return };
    if let Some(instead) = state.list.instead.take().filter(|_| state.list.rows.is_empty()) {
        return list::narrow(state, *instead, PageAt::First, out);
    }
    if opens {
        list::count_hidden(state, out);
    }
    if std::mem::take(&mut state.list.uncounted) {
        list::count_new(state, out);
    }
    list::scroll_to_cursor(state);
    match then {
        Then::Nothing => article::preview(state, out),
        Then::Open => article::open(state, out),
        Then::OpenUnread => commands::open_unread(state, out),
        Then::OpenFound => commands::open_found(state, found, out),
        Then::Seek => commands::unread_below(state, state.list.cursor + 1, out),
    }
    list::extend(state, out);
}

fn new_counted(state: &mut State, ticket: Ticket, count: u64, out: &mut Effects) {
    if state.list.new_ticket != ticket {
        return;
    }
    state.list.new = count;
    state.list.uncounted = state.list.loading.is_some();
    // An empty list has no line that could jump.
    let empty = state.list.total == 0 && state.list.loading.is_none();
    if count > 0 && (empty || (state.list.take_in && state.progress.is_none())) {
        take_in(state, out);
    }
}

fn take_in(state: &mut State, out: &mut Effects) {
    let at = state.list.here();
    list::take_in(state, at, out);
}

fn changed(state: &mut State, answer: Result<Applied, String>, out: &mut Effects) {
    state.outstanding.pop_front();
    match answer {
        Ok(applied) if applied.entries != 1 => done(state, &applied),
        Ok(_) => {}
        Err(message) => {
            state.complain(message);
            list::reload(state, out);
        }
    }
    if state.outstanding.is_empty() {
        out.push(Effect::LoadTree);
    }
}

/// Says what was done, and how to take it back.
fn done(state: &mut State, applied: &Applied) {
    state.inform(match state.keymap.key_for("undo") {
        Some(key) => format!("{} · `{key}` takes it back", applied.text),
        None => applied.text.clone(),
    });
}

fn undone(state: &mut State, redo: bool, applied: Option<Applied>, out: &mut Effects) {
    match applied {
        Some(applied) => {
            state.inform(format!("{}: {}", if redo { "Done again" } else { "Undone" }, applied.text));
            out.push(Effect::LoadTree);
            list::reload(state, out);
            coverage::refresh(state, out);
        }
        None => state.inform(if redo { "Nothing to do again" } else { "Nothing to undo" }),
    }
}

fn refreshed(state: &mut State, progress: Progress, out: &mut Effects) {
    state.progress = None;
    out.push(Effect::LoadTree);
    list::count_new(state, out);
    list::count_hidden(state, out);
    if state.list.take_in {
        let failed = if progress.failed > 0 { format!(", {} failed", progress.failed) } else { String::new() };
        state.inform(format!("Refreshed {}: {} new{failed}", feeds(progress.total), progress.new));
        state.list.take_in = progress.new > 0;
    }
}

fn feeds(count: usize) -> String {
    if count == 1 { "1 feed".to_owned() } else { format!("{count} feeds") }
}

fn subscribed(state: &mut State, ticket: Option<Ticket>, feed: FeedId, title: &str, out: &mut Effects) {
    if let Some(ticket) = ticket {
        close_prompt(state, ticket);
    }
    state.inform(format!("Subscribed to {title}"));
    if state.alone {
        return;
    }
    state.reveal_next = Some(TreeItem::Feed(feed));
    out.push(Effect::LoadTree);
}

/// Closes the prompt that waits for this answer; false if none does.
fn close_prompt(state: &mut State, ticket: Ticket) -> bool {
    let waits = state.prompt.as_ref().is_some_and(|prompt| prompt.ticket == Some(ticket));
    if waits {
        state.prompt = None;
    }
    waits
}

fn failed(state: &mut State, ticket: Option<Ticket>, message: String) {
    state.page_awaited.take_if(|awaited| Some(*awaited) == ticket);
    mute::failed(state, ticket);
    coverage::failed(state, ticket);
    match state.prompt.as_mut().filter(|prompt| ticket.is_some() && prompt.ticket == ticket) {
        Some(prompt) => {
            prompt.ticket = None;
            prompt.error = Some(message);
        }
        None => state.complain(message),
    }
}
