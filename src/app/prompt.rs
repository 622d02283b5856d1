//! One line of input at the foot of the screen: what it asks, its text, its history.

use std::ops::Range;

use tui_input::{Input, InputRequest};

use crate::app::complete::{self, Choices};
use crate::app::effect::{Effect, Effects, Ticket};
use crate::app::key::{Code, Key};
use crate::app::state::{State, TreeItem};
use crate::app::{find, page, rules, searching, selection, tags};
use crate::model::{EntryId, Folder, Format, RuleId, SearchId, Subscription};
use crate::search::SearchError;

/// What a prompt asks. Data, not a closure: it can be printed and compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// The address of a feed or a site.
    Subscribe,
    /// The path of a file of another reader: OPML, newsboat's, JSON.
    Import,
    RenameFolder(Folder),
    /// The address of a page to be read.
    ReadPage,
    /// The address of a page to be kept for later.
    KeepPage,
    /// A text to look for in the article, while it is typed.
    Find,
    /// The file to write articles to.
    Write(Vec<EntryId>),
    /// A query to search everything for, while it is typed.
    Search,
    /// A query to filter the list by, while it is typed.
    Filter,
    /// A name for this query.
    SaveSearch(String),
    RenameSearch(SearchId),
    /// Tags for these entries.
    Tag(Vec<EntryId>),
    /// A query for entries to select.
    Select,
    /// A rule in place of this one, or a new one.
    Rule(Option<RuleId>),
}

#[derive(Debug, Clone)]
pub struct Prompt {
    pub ask: Ask,
    pub input: Input,
    /// The place in the history, counted back from the newest; 0 is what is being typed.
    pub back: usize,
    /// What was typed before the history was opened.
    pub draft: String,
    /// What is wrong with the input.
    pub error: Option<String>,
    /// The bytes of it that are wrong.
    pub wrong: Range<usize>,
    /// What may stand in place of the word at the cursor.
    pub choices: Choices,
    /// Names of categories to choose from, once they were asked for.
    pub categories: Option<Vec<String>>,
    /// Waiting for this answer from outside.
    pub ticket: Option<Ticket>,
}

impl PartialEq for Prompt {
    fn eq(&self, other: &Prompt) -> bool {
        let parts = |prompt: &Prompt| {
            let Prompt { ask, input, back, draft: _, error, wrong, choices, categories, ticket } = prompt.clone();
            (ask, input.value().to_owned(), input.cursor(), back, error, wrong, choices, categories, ticket)
        };
        parts(self) == parts(other)
    }
}

/// What was typed at each kind of prompt, the newest last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Histories(pub Vec<(String, Vec<String>)>);

/// Lines of history kept for each kind of prompt.
const HISTORY: usize = 50;

impl Ask {
    /// The words before the input.
    pub fn label(&self) -> &'static str {
        match self {
            Ask::Subscribe => "Address of a feed or site: ",
            Ask::Import => "File of another reader: ",
            Ask::RenameFolder(_) => "Folder: ",
            Ask::ReadPage => "Address of a page to read: ",
            Ask::KeepPage => "Address of a page to keep: ",
            Ask::Find => "Find in the article: ",
            Ask::Write(_) => "Write to (.txt .md .html .epub): ",
            Ask::Search => "Search: ",
            Ask::Filter => "Filter: ",
            Ask::SaveSearch(_) | Ask::RenameSearch(_) => "Name of the search: ",
            Ask::Tag(_) => "Tags: ",
            Ask::Select => "Select all that match: ",
            Ask::Rule(_) => "Rule (mute, tag:NAME, star, read or full-text, a query, until:2w): ",
        }
    }

    /// The name of its history.
    fn history(&self) -> &'static str {
        match self {
            Ask::Subscribe => "subscribe",
            Ask::Import => "import",
            Ask::RenameFolder(_) => "folder",
            Ask::ReadPage | Ask::KeepPage => "page",
            Ask::Find => "find",
            Ask::Write(_) => "write",
            Ask::Search | Ask::Filter | Ask::Select => "search",
            Ask::SaveSearch(_) | Ask::RenameSearch(_) => "search-name",
            Ask::Tag(_) => "tag",
            Ask::Rule(_) => "rule",
        }
    }
}

impl Prompt {
    pub fn new(ask: Ask) -> Prompt {
        Prompt {
            ask,
            input: Input::default(),
            back: 0,
            draft: String::new(),
            error: None,
            wrong: 0..0,
            choices: Choices::default(),
            categories: None,
            ticket: None,
        }
    }

    /// With that text already there.
    pub fn with(mut self, text: String) -> Prompt {
        self.input = Input::new(text);
        self
    }
}

impl Histories {
    /// What was typed at prompts of that kind, the newest last.
    pub fn of(&self, ask: &Ask) -> &[String] {
        self.0.iter().find(|(name, _)| name == ask.history()).map_or(&[], |(_, lines)| lines)
    }

    pub(in crate::app) fn remember(&mut self, ask: &Ask, line: &str) {
        if line.is_empty() {
            return;
        }
        let name = ask.history();
        if !self.0.iter().any(|(known, _)| known == name) {
            self.0.push((name.to_owned(), Vec::new()));
        }
        for (_, lines) in self.0.iter_mut().filter(|(known, _)| known == name) {
            lines.retain(|known| known != line);
            lines.push(line.to_owned());
            let surplus = lines.len().saturating_sub(HISTORY);
            lines.drain(..surplus);
        }
    }
}

/// How a key edits a line, as in readline.
pub fn editing(key: Key) -> Option<InputRequest> {
    use InputRequest::*;
    Some(match (key.code, key.ctrl, key.alt) {
        (Code::Char('a'), true, _) | (Code::Home, ..) => GoToStart,
        (Code::Char('e'), true, _) | (Code::End, ..) => GoToEnd,
        (Code::Char('b'), _, true) | (Code::Left, true, _) => GoToPrevWord,
        (Code::Char('f'), _, true) | (Code::Right, true, _) => GoToNextWord,
        (Code::Char('w'), true, _) | (Code::Backspace, _, true) => DeletePrevWord,
        (Code::Char('k'), true, _) => DeleteTillEnd,
        (Code::Char('u'), true, _) => DeleteLine,
        (Code::Char('h'), true, _) | (Code::Backspace, ..) => DeletePrevChar,
        (Code::Char('d'), true, _) | (Code::Delete, ..) => DeleteNextChar,
        (Code::Left, ..) => GoToPrevChar,
        (Code::Right, ..) => GoToNextChar,
        (Code::Char(c), false, false) => InsertChar(c),
        _ => return None,
    })
}

/// Answers a key while a prompt is open.
pub fn key(state: &mut State, key: Key, out: &mut Effects) {
    let Some(prompt) = &mut state.prompt else { return };
    let before = prompt.input.value().to_owned();
    match (key.code, key.ctrl) {
        (Code::Esc, _) => return leave(state, out),
        (Code::Enter, _) => return submit(state, out),
        (Code::Up, _) | (Code::Char('p'), true) => recall(state, 1),
        (Code::Down, _) | (Code::Char('n'), true) => recall(state, -1),
        (Code::Tab, _) => return complete(state, key.shift, out),
        _ => {
            if let Some(request) = editing(key) {
                prompt.input.handle(request);
                (prompt.error, prompt.wrong) = (None, 0..0);
            }
        }
    }
    typed(state, &before, out);
}

/// Closes the prompt without doing what it asks.
fn leave(state: &mut State, out: &mut Effects) {
    match state.prompt.as_ref().map(|prompt| &prompt.ask) {
        Some(Ask::Search | Ask::Filter) => searching::cancel(state, out),
        Some(Ask::Find) => find::end(state, true),
        _ => {}
    }
    state.prompt = None;
}

/// Takes a choice for the word at the cursor. One that was the only one may be followed by others.
fn complete(state: &mut State, back: bool, out: &mut Effects) {
    let Some(prompt) = &mut state.prompt else { return };
    if complete::take(prompt, back) {
        let choices = prompt.choices.clone();
        answer(state, out);
        if let Some(prompt) = state.prompt.as_mut().filter(|_| choices.items.len() > 1) {
            prompt.choices = choices;
        }
    }
}

/// Answers what was typed at once, if that is what the prompt is for.
fn typed(state: &mut State, before: &str, out: &mut Effects) {
    match &state.prompt {
        Some(prompt) if prompt.input.value() != before => answer(state, out),
        _ => complete::offer(state, out),
    }
}

fn answer(state: &mut State, out: &mut Effects) {
    let Some(prompt) = &state.prompt else { return };
    match prompt.ask {
        Ask::Find => {
            let wanted = prompt.input.value().to_owned();
            find::typed(state, &wanted);
        }
        Ask::Search | Ask::Filter => searching::typed(state, out),
        _ => complete::offer(state, out),
    }
}

/// Text pasted into the prompt: control characters are dropped, nothing is read as a command.
pub fn paste(state: &mut State, text: &str, out: &mut Effects) {
    let Some(prompt) = &mut state.prompt else { return };
    let before = prompt.input.value().to_owned();
    for c in text.trim().chars().filter(|c| !c.is_control()) {
        prompt.input.handle(InputRequest::InsertChar(c));
    }
    typed(state, &before, out);
}

fn recall(state: &mut State, step: isize) {
    let Some(prompt) = &mut state.prompt else { return };
    let lines = state.histories.of(&prompt.ask);
    let back = prompt.back.saturating_add_signed(step).min(lines.len());
    if back == prompt.back {
        return;
    }
    if prompt.back == 0 {
        prompt.draft = prompt.input.value().to_owned();
    }
    prompt.back = back;
    let line = lines.len().checked_sub(back).and_then(|at| lines.get(at)).filter(|_| back > 0);
    prompt.input = Input::new(line.unwrap_or(&prompt.draft).clone());
}

/// Does what the prompt asks.
pub fn submit(state: &mut State, out: &mut Effects) {
    let ticket = state.ticket();
    let Some(prompt) = &mut state.prompt else { return };
    let line = prompt.input.value().trim().to_owned();
    if matches!(prompt.ask, Ask::Search | Ask::Filter) {
        return searching::submit(state, out);
    }
    if prompt.ask == Ask::Find && line.is_empty() {
        find::end(state, true);
        state.prompt = None;
        return;
    }
    if line.is_empty() || prompt.ticket.is_some() {
        return;
    }
    state.histories.remember(&prompt.ask, &line);
    match &prompt.ask {
        Ask::Subscribe => {
            // The prompt stays until the answer has come, so that a mistyped address can be mended.
            prompt.ticket = Some(ticket);
            let folder = folder_here(state);
            out.push(Effect::Subscribe {
                ticket,
                subscription: Subscription { url: line, folder, ..Subscription::default() },
            });
            return;
        }
        Ask::ReadPage | Ask::KeepPage => {
            let ask = if prompt.ask == Ask::ReadPage { page::open } else { page::keep };
            let asked = ask(state, line, true, out);
            if let Some(prompt) = &mut state.prompt {
                prompt.ticket = asked;
            }
            return;
        }
        Ask::Write(_) if Format::of_name(&line).is_none() => {
            prompt.error = Some("the name ends in .txt, .md, .html or .epub".to_owned());
            return;
        }
        Ask::Write(entries) => {
            prompt.ticket = Some(ticket);
            out.push(Effect::Write { ticket, entries: entries.clone(), path: line });
            return;
        }
        Ask::Rule(_) => return rules::submit(state, ticket, &line, out),
        Ask::Select => match selection::matching(state, &line, out) {
            Ok(()) => {}
            Err(wrong) => return refuse(state, wrong),
        },
        Ask::Tag(ids) => {
            let ids = ids.clone();
            tags::put_on(state, &ids, &line, out);
        }
        Ask::Find => find::step(state, 0),
        Ask::Import => out.push(Effect::Import { path: line }),
        Ask::RenameFolder(from) => out.push(Effect::RenameFolder { from: from.0.clone(), to: line }),
        Ask::SaveSearch(query) => out.push(Effect::SaveSearch { name: line, query: query.clone() }),
        Ask::RenameSearch(search) => out.push(Effect::RenameSearch { search: *search, name: line }),
        // They are answered while they are typed.
        Ask::Search | Ask::Filter => {}
    }
    state.prompt = None;
}

/// Says what is wrong with the input, and where.
pub fn refuse(state: &mut State, wrong: SearchError) {
    if let Some(prompt) = &mut state.prompt {
        (prompt.error, prompt.wrong) = (Some(wrong.message), wrong.span);
    }
}

/// The folder that is selected in the tree, for what is subscribed to there.
pub fn folder_here(state: &State) -> Folder {
    match state.tree.rows.get(state.tree.selected).map(|row| &row.item) {
        Some(TreeItem::Folder(folder)) => folder.clone(),
        Some(TreeItem::Feed(id)) => state.feed(*id).map(|feed| feed.subscription.folder.clone()).unwrap_or_default(),
        _ => Folder::default(),
    }
}
