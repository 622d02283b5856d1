//! Lists to choose from: how they are made, filtered and moved in.

use tui_input::{Input, InputRequest};

use crate::app::commands::{self, Command};
use crate::app::effect::{Effect, Effects, Ticket};
use crate::app::event::Found;
use crate::app::key::{Code, Key};
use crate::app::notice::Notices;
use crate::app::overlay::{Choice, Item, Overlay, Picker, Purpose};
use crate::app::scope::{self, Scope};
use crate::app::state::{Pane, State, Then};
use crate::app::{article, download, enclosures, jump, page, programs, prompt, status, view, welcome};
use crate::model::{FeedId, Folder, Mark, Subscription};
use crate::search::fuzzy;

/// Rows that a page key moves by.
const PAGE: isize = 10;

/// What the marks of entries mean.
pub fn legend(ascii: bool) -> &'static str {
    match ascii {
        false => "● unread   ◐ seen: another source was read   ○ read   ★ starred   ◆ followed",
        true => "* unread   o seen: another source was read   . read   + starred   = followed",
    }
}

impl Picker {
    pub fn new(purpose: Purpose, title: &str, items: Vec<Item>) -> Picker {
        let shown = (0..items.len()).collect();
        let mut picker = Picker {
            purpose,
            title: title.to_owned(),
            intro: Vec::new(),
            input: Input::default(),
            filters: true,
            items,
            shown,
            cursor: 0,
            top: 0,
        };
        picker.skip_headings(1);
        picker
    }

    /// Every command that works where the keys are, then the others.
    pub(in crate::app) fn palette(state: &State) -> Picker {
        let here = scope::active(state);
        let (near, far): (Vec<_>, Vec<_>) = commands::all()
            .filter(|command| page::serves(state, command))
            .partition(|command| here.contains(&command.scope));
        let items = near.into_iter().chain(far).map(|command| Item {
            label: command.help.to_owned(),
            detail: format!("{}  {}", command.name, keys(state, command)),
            choice: Choice::Command(command.name),
            ticked: None,
        });
        Picker::new(Purpose::Palette, "Commands", items.collect())
    }

    /// The live key table, by scope.
    pub(in crate::app) fn help(state: &State) -> Picker {
        let mut items = Vec::new();
        for scope in Scope::ALL {
            let mut within =
                commands::all().filter(|command| command.scope == scope && page::serves(state, command)).peekable();
            if within.peek().is_none() {
                continue;
            }
            items.push(heading(match scope {
                Scope::Global => "Everywhere",
                Scope::Tree => "In the tree",
                Scope::List => "In the list",
                Scope::Article => "In the article",
                Scope::Find => "While something is looked for in the article",
                Scope::Entry => "On an entry",
            }));
            items.extend(within.map(|command| Item {
                label: command.help.to_owned(),
                detail: keys(state, command),
                choice: Choice::Command(command.name),
                ticked: None,
            }));
        }
        let mut picker = Picker::new(Purpose::Help, "Keys", items);
        picker.intro = vec![legend(state.settings.ascii).to_owned()];
        picker
    }

    /// The feeds found behind an address, to be put into that folder.
    pub(in crate::app) fn found(ticket: Ticket, feeds: Vec<Found>, folder: &Folder) -> Picker {
        let items = feeds.into_iter().map(|found| Item {
            label: found.title,
            detail: found.url.clone(),
            choice: Choice::Subscribe(Box::new(Subscription {
                url: found.url,
                folder: folder.clone(),
                ..Subscription::default()
            })),
            ticked: Some(false),
        });
        let mut picker =
            Picker::new(Purpose::Found(ticket), "Several feeds stand behind this address", items.collect());
        picker.intro = vec!["enter subscribes to the one under the cursor; tab ticks several".to_owned()];
        picker
    }

    /// The addresses that a feed's site names, for a feed that has moved.
    pub(in crate::app) fn moved(feed: FeedId, feeds: Vec<Found>) -> Picker {
        let items = feeds.into_iter().map(|found| Item {
            label: found.title,
            detail: found.url.clone(),
            choice: Choice::Move(feed, found.url),
            ticked: None,
        });
        let mut picker = Picker::new(Purpose::Moved(feed), "The site names these feeds", items.collect());
        picker.intro = vec!["enter gives the feed that address; its entries stay".to_owned()];
        picker
    }

    /// Whether an address that no browser opens goes to the program that the desktop has for it.
    pub(in crate::app) fn open_other(url: String) -> Picker {
        let item = |label: &str, choice| Item { label: label.to_owned(), detail: String::new(), choice, ticked: None };
        let items = vec![
            item("Copy the address", Choice::Copy(url.clone())),
            item("Open it with the program that the desktop has for it", Choice::OpenUrl(url.clone())),
        ];
        let mut picker = Picker::new(Purpose::OpenOther, "This is no address for a browser", items);
        picker.intro = vec![url];
        picker
    }

    /// The messages of the session, the newest first.
    pub(in crate::app) fn messages(notices: &Notices) -> Picker {
        let items = notices.past.iter().rev().map(|notice| heading(&notice.text)).collect();
        Picker::new(Purpose::Help, "Messages", items)
    }

    /// The item under the cursor.
    pub fn selected(&self) -> Option<&Item> {
        self.items.get(*self.shown.get(self.cursor)?)
    }

    /// Gives the list its items.
    pub(in crate::app) fn fill(&mut self, items: Vec<Item>) {
        self.items = items;
        self.filter();
    }

    fn filter(&mut self) {
        let wanted = self.input.value();
        self.shown = if wanted.trim().is_empty() {
            (0..self.items.len()).collect()
        } else {
            let texts = self.items.iter().map(|item| match item.choice {
                // A heading of its own accord matches nothing.
                Choice::None if self.purpose != Purpose::Help => String::new(),
                _ => format!("{} {}", item.label, item.detail),
            });
            fuzzy::rank(wanted, texts)
        };
        (self.cursor, self.top) = (0, 0);
        self.skip_headings(1);
    }

    fn skip_headings(&mut self, direction: isize) {
        let start = self.cursor;
        while self.selected().is_some_and(|item| item.choice == Choice::None) {
            let Some(next) = self.cursor.checked_add_signed(direction).filter(|next| *next < self.shown.len()) else {
                self.cursor = start;
                return;
            };
            self.cursor = next;
        }
    }

    /// Moves the cursor by rows; headings are passed over.
    pub fn step(&mut self, by: isize) {
        let before = self.cursor;
        self.cursor = self.cursor.saturating_add_signed(by).min(self.shown.len().saturating_sub(1));
        self.skip_headings(by.signum());
        if self.selected().is_some_and(|item| item.choice == Choice::None) && self.purpose != Purpose::Help {
            self.cursor = before;
        }
    }

    /// Ticks or unticks what is under the cursor.
    pub fn tick(&mut self) {
        let Some(at) = self.shown.get(self.cursor).copied() else { return };
        if let Some(ticked) = self.items.get_mut(at).and_then(|item| item.ticked.as_mut()) {
            *ticked = !*ticked;
        }
    }

    fn subscriptions(&self) -> Vec<Subscription> {
        let wanted = |item: &Item| match &item.choice {
            Choice::Subscribe(subscription) => Some((**subscription).clone()),
            _ => None,
        };
        let ticked: Vec<_> = self.items.iter().filter(|item| item.ticked == Some(true)).filter_map(wanted).collect();
        if ticked.is_empty() { self.selected().and_then(wanted).into_iter().collect() } else { ticked }
    }
}

pub(in crate::app) fn heading(label: &str) -> Item {
    Item { label: label.to_owned(), detail: String::new(), choice: Choice::None, ticked: None }
}

fn keys(state: &State, command: &Command) -> String {
    state.keymap.keys_of(command).join("  ")
}

/// Answers a key while a list is open.
pub fn key(state: &mut State, key: Key, out: &mut Effects) {
    let Some(Overlay::Picker(picker)) = &mut state.overlay else { return };
    match (key.code, key.ctrl) {
        (Code::Esc, _) => state.overlay = None,
        (Code::Up, _) | (Code::Char('p' | 'k'), true) => picker.step(-1),
        (Code::Down, _) | (Code::Char('n' | 'j'), true) => picker.step(1),
        (Code::PageUp, _) | (Code::Char('b'), true) => picker.step(-PAGE),
        (Code::PageDown, _) | (Code::Char('f'), true) => picker.step(PAGE),
        (Code::Home, _) => picker.step(isize::MIN + 1),
        (Code::End, _) => picker.step(isize::MAX),
        (Code::Tab, _) => {
            picker.tick();
            picker.step(1);
        }
        (Code::Enter, _) => choose(state, out),
        _ if !picker.filters => welcome::key(state, key, out),
        _ => {
            if let Some(request) = prompt::editing(key) {
                edit(picker, request);
            }
        }
    }
}

/// Text pasted into the filter line.
pub fn paste(picker: &mut Picker, text: &str) {
    if picker.filters {
        text.chars().filter(|c| !c.is_control()).for_each(|c| edit(picker, InputRequest::InsertChar(c)));
    }
}

fn edit(picker: &mut Picker, request: InputRequest) {
    if picker.input.handle(request).is_some_and(|change| change.value) {
        picker.filter();
    }
}

/// Does what the item under the cursor stands for.
pub fn choose(state: &mut State, out: &mut Effects) {
    let Some(Overlay::Picker(picker)) = &state.overlay else { return };
    let subscriptions = picker.subscriptions();
    let Some(choice) = picker.selected().map(|item| item.choice.clone()) else { return };
    match choice {
        Choice::None => return,
        Choice::Command(name) => {
            state.overlay = None;
            if let Some(command) = commands::named(name) {
                commands::run(state, command, out);
            }
            return;
        }
        Choice::Tree(item) => {
            if let Some(view) = view::of(state, &item) {
                view::open(state, view, Then::Nothing, out);
                state.focus = Pane::List;
            }
        }
        Choice::Entry(entry, feed) => jump::to(state, entry, feed, out),
        Choice::Join(entry, to) => out.push(Effect::JoinStories(vec![entry, to])),
        Choice::Sort(sort) => commands::set_sort(state, sort, out),
        Choice::Subscribe(_) => out.push(Effect::SubscribeAll(subscriptions)),
        Choice::Import(path) => out.push(Effect::Import { path }),
        Choice::Demo => out.push(Effect::StartDemo),
        Choice::OpenUrl(url) => out.push(Effect::OpenUrl { url, background: false }),
        Choice::Move(feed, url) => {
            if let Some(subscription) = state.feed(feed).map(|feed| feed.subscription.clone()) {
                out.push(Effect::Edit { feed, subscription: Subscription { url, ..subscription } });
            }
        }
        Choice::Copy(url) => commands::copy(state, url, out),
        Choice::Place(place) => {
            if let Some(laid) = &state.article.laid {
                let line = laid.layout.line_at(place);
                article::scroll_to(state, line);
            }
        }
        Choice::Pipe(pipe) => programs::run_pipe(state, pipe, out),
        Choice::Share(share) => programs::run_share(state, &share, out),
        // Another list takes the place of this one.
        Choice::Enclosure(enclosure) => return enclosures::act_on(state, *enclosure),
        Choice::Play(enclosure) => enclosures::play(state, &enclosure, out),
        Choice::Fetch(enclosure) => enclosures::fetch(state, &enclosure, out),
        Choice::CancelDownload(ticket) => download::cancel(state, ticket, out),
        Choice::Untag(ids, tag) => status::mark(state, ids, Mark::Untag(tag), out),
        Choice::Step { id, undone: false } => out.push(Effect::UndoDownTo(id)),
        Choice::Step { id, undone: true } => out.push(Effect::RedoUpTo(id)),
    }
    state.overlay = None;
}
