//! A reader with a store made of vectors: it answers what the core asks for, and keeps the effects that it does not know.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::app::effect::{Effect, Ticket};
use crate::app::event::{Event, Laid};
use crate::app::front::Story;
use crate::app::keymap::read_sequence;
use crate::app::msg::{Msg, MsgKind};
use crate::app::state::Size;
use crate::app::{Start, State, update};
use crate::html;
use crate::model::*;
use crate::story::front::front;

use crate::text::article::{Head, lay_out};
use crate::text::layout::{Anchor, Layout, Line};
use crate::text::manner::Manner;

pub struct Reader {
    pub state: State,
    /// Newest first.
    pub entries: Vec<EntryRow>,
    pub feeds: Vec<Feed>,
    /// Effects that were not answered, oldest first.
    pub asked: Vec<Effect>,
    /// Whether status changes are acknowledged.
    pub acknowledge: bool,
    /// Entries whose full text is stored and shown.
    pub full_texts: Vec<i64>,
    pub now: Time,
    /// What the tree holds beside feeds.
    pub extra: Tree,
    /// What rules are said to hide from every list.
    pub hidden: Vec<HiddenBy>,
    /// The text of every article, as HTML; empty: 100 empty lines.
    pub body: &'static str,
}

/// A feed by its number, in a folder.
pub fn feed(id: i64, folder: &str) -> Feed {
    let subscription = Subscription {
        url: format!("https://example.org/{id}"),
        folder: Folder(folder.to_owned()),
        ..Subscription::default()
    };
    Feed {
        id: FeedId(id),
        account: AccountId::LOCAL,
        subscription,
        title: format!("Feed {id}"),
        site: None,
        publisher: format!("feed{id}.example"),
        counts: Counts::default(),
        health: Health::default(),
    }
}

/// An unread entry by its number; the higher the newer.
pub fn row(id: i64, feed: i64) -> EntryRow {
    EntryRow {
        id: EntryId(id),
        feed: FeedId(feed),
        title: format!("Entry {id}"),
        lead: String::new(),
        author: None,
        url: Some(format!("https://example.org/{feed}/{id}")),
        comments: None,
        date: Time(id * 60),
        sort: id * 60,
        words: 100,
        status: Status { unread: true, ..Status::default() },
        story: None,
        tags: Vec::new(),
        seen: false,
        unread_others: Vec::new(),
        followed: false,
        also: 0,
    }
}

impl Reader {
    /// Two folders with a feed each and a feed beside them; `count` entries shared out in turn.
    pub fn with(count: i64) -> Reader {
        let feeds = vec![feed(1, "World"), feed(2, "World/Europe"), feed(3, "")];
        let entries = (1..=count).rev().map(|id| row(id, id % 3 + 1)).collect();
        Reader::of(feeds, entries)
    }

    pub fn of(feeds: Vec<Feed>, entries: Vec<EntryRow>) -> Reader {
        let now = Time(1_000_000);
        let (state, effects) = State::new(Start::default(), Size { width: 120, height: 30 }, now);
        let (asked, full_texts) = (Vec::new(), Vec::new());
        let mut reader = Reader {
            state,
            entries,
            feeds,
            asked,
            acknowledge: true,
            full_texts,
            now,
            extra: Tree::default(),
            hidden: Vec::new(),
            body: "",
        };
        reader.carry_out(effects);
        reader
    }

    /// Presses keys written with spaces.
    pub fn press(&mut self, keys: &str) -> &mut Reader {
        for key in read_sequence(keys).unwrap() {
            self.send(MsgKind::Key(key));
        }
        self
    }

    pub fn type_text(&mut self, text: &str) -> &mut Reader {
        text.chars().for_each(|c| self.send(MsgKind::Key(crate::app::key::Key::char(c))));
        self
    }

    pub fn send(&mut self, kind: MsgKind) {
        let effects = update(&mut self.state, Msg { now: self.now, kind });
        self.carry_out(effects);
    }

    pub fn tell(&mut self, event: Event) {
        self.send(MsgKind::Event(event));
    }

    pub fn notice(&self) -> &str {
        self.state.notices.shown.as_ref().map_or("", |notice| &notice.text)
    }

    pub fn selected(&self) -> i64 {
        self.state.list.selected.map_or(0, |id| id.0)
    }

    pub fn entry(&self, id: i64) -> &EntryRow {
        self.entries.iter().find(|row| row.id == EntryId(id)).unwrap()
    }

    pub fn carry_out(&mut self, effects: Vec<Effect>) {
        let mut queue: VecDeque<Effect> = effects.into();
        while let Some(effect) = queue.pop_front() {
            if let Some(event) = self.answer(&effect) {
                let more = update(&mut self.state, Msg { now: self.now, kind: MsgKind::Event(event) });
                queue.extend(more);
            } else {
                self.asked.push(effect);
            }
        }
    }

    /// What the store says as it is now; none to what it does not know.
    pub fn answer(&mut self, effect: &Effect) -> Option<Event> {
        Some(match effect {
            Effect::LoadTitles { ticket } => {
                let title = |row: &EntryRow| Titled { entry: row.id, feed: row.feed, title: row.title.clone() };
                Event::Titles { ticket: *ticket, titles: self.entries.iter().map(title).collect() }
            }
            Effect::LoadTree => Event::Tree(self.tree()),
            Effect::LoadPage { ticket, request } => Event::Page { ticket: *ticket, page: self.page(request) },
            Effect::LoadFront { ticket, visit } => self.front(*ticket, *visit),
            Effect::LoadRows { ticket, entries } => {
                let rows: Vec<EntryRow> =
                    entries.iter().filter_map(|id| self.entries.iter().find(|row| row.id == *id)).cloned().collect();
                let page = Page { start: Some(0), total: Some(rows.len()), rows, ..Page::default() };
                Event::Page { ticket: *ticket, page }
            }
            Effect::LoadCoverage { ticket, entry } => {
                let rows = self.coverage(*entry);
                let members = rows.iter().map(telling).collect();
                let coverage = Coverage { story: self.entry(entry.0).story, followed: false, members };
                Event::Coverage { ticket: *ticket, coverage: Some(coverage), rows }
            }
            Effect::CountNew { ticket, list, snapshot } => {
                let newer = Snapshot { watermark: EntryId(i64::MAX), ..*snapshot };
                let count = self.rows(list, newer).len() - self.rows(list, *snapshot).len();
                Event::NewCount { ticket: *ticket, count: count as u64 }
            }
            Effect::LoadArticle { ticket, entry, manner, .. } => {
                let full_text = self.full_texts.contains(&entry.0);
                let laid = laid(self.entry(entry.0), *manner, self.body, full_text);
                Event::Article { ticket: *ticket, entry: *entry, laid }
            }
            Effect::CountHidden { ticket, .. } => Event::Hidden { ticket: *ticket, hidden: self.hidden.clone() },
            Effect::LoadIds { ticket, list, snapshot, side } => {
                let rows = self.rows(list, *snapshot);
                let held = rows.iter().filter(|row| {
                    side.is_none_or(|(side, key)| match side {
                        Side::Above => row.key() > key,
                        Side::Below => row.key() < key,
                    })
                });
                Event::Ids { ticket: *ticket, ids: held.map(|row| row.id).collect() }
            }
            Effect::Change(change) if self.acknowledge => {
                let before = self.entries.clone();
                let list = match change {
                    StatusChange::List { list, .. } => list.clone(),
                    StatusChange::Entries { .. } | StatusChange::Tags { .. } => self.state.list.spec.clone(),
                };
                let held: Vec<EntryId> = match change {
                    StatusChange::List { list, snapshot, .. } => {
                        self.rows(list, *snapshot).iter().map(|r| r.id).collect()
                    }
                    StatusChange::Entries { ids, .. } | StatusChange::Tags { ids, .. } => ids.clone(),
                };
                self.entries.iter_mut().filter(|row| held.contains(&row.id)).for_each(|row| change.show(row, &list));
                let changed = self.entries.iter().zip(&before).filter(|(a, b)| a != b).count() as u64;
                Event::Changed(Ok(Applied { entries: changed, text: format!("Marked {changed}") }))
            }
            _ => return None,
        })
    }

    fn tree(&self) -> Tree {
        let mut feeds = self.feeds.clone();
        for feed in &mut feeds {
            let own = || self.entries.iter().filter(|row| row.feed == feed.id);
            feed.counts = Counts {
                total: own().count() as u64,
                unread: own().filter(|row| row.status.unread).count() as u64,
                starred: own().filter(|row| row.status.starred).count() as u64,
            };
        }
        let starred = feeds.iter().map(|feed| feed.counts.starred).sum();
        Tree { feeds, starred, watermark: self.entries.iter().map(|row| row.id).max(), ..self.extra.clone() }
    }

    /// The front page; every entry came when it was dated, and the first one leads.
    fn front(&self, ticket: Ticket, visit: Option<Time>) -> Event {
        let mut told: Vec<Coverage> = Vec::new();
        for row in self.entries.iter().rev() {
            let telling = telling(row);
            match told.iter_mut().find(|coverage| coverage.story.is_some() && coverage.story == row.story) {
                Some(coverage) => coverage.members.push(telling),
                None => told.push(Coverage { story: row.story, followed: false, members: vec![telling] }),
            }
        }
        let tree = self.tree();
        let sections = front(&told, &tree.feeds, &Weights::default(), self.now, visit).sections.into_iter();
        let stories = sections.flat_map(|section| {
            let folder = section.folder;
            section.stories.into_iter().map(move |ranked| Story {
                folder: folder.clone(),
                lead: ranked.coverage.members[0].entry,
                ranked,
            })
        });
        let stories: Vec<Story> = stories.collect();
        let rows: Vec<EntryRow> = stories.iter().map(|story| self.entry(story.lead.0).clone()).collect();
        let (total, watermark) = (Some(rows.len()), Some(tree.watermark.unwrap_or(EntryId(0))));
        Event::Front { ticket, page: Page { start: Some(0), total, rows, watermark, ..Page::default() }, stories }
    }

    /// The entries with the story of this one, in the order in which they came.
    fn coverage(&self, entry: EntryId) -> Vec<EntryRow> {
        let story = self.entry(entry.0).story;
        let tells = |row: &&EntryRow| row.id == entry || (story.is_some() && row.story == story);
        self.entries.iter().rev().filter(tells).cloned().collect()
    }

    fn rows(&self, list: &ListSpec, snapshot: Snapshot) -> Vec<EntryRow> {
        let folder_of = |id: FeedId| self.feeds.iter().find(|f| f.id == id).map(|f| &f.subscription.folder);
        let wanted = |row: &&EntryRow| {
            let drawn = match &list.view {
                View::Front | View::All | View::Unread => true,
                View::Starred => row.status.starred,
                View::Today => row.date >= snapshot.midnight,
                View::Lately => row.status.read_at.is_some(),
                View::Tag(tag) => row.tags.contains(tag),
                View::Search(search) => says(row, search),
                View::Feed(id) => row.feed == *id,
                View::Folder(folder) => folder_of(row.feed).is_some_and(|f| f.within(folder)),
            };
            let drawn = drawn && list.filter.as_ref().is_none_or(|filter| says(row, filter));
            let since = row.status.read_at.is_some_and(|at| at >= snapshot.since);
            drawn && row.id <= snapshot.watermark && (!list.hide_read || row.status.unread || since)
        };
        self.entries.iter().filter(wanted).cloned().collect()
    }

    fn page(&self, request: &PageRequest) -> Page {
        let rows = self.rows(&request.list, request.snapshot);
        let place = |id: EntryId| rows.iter().position(|row| row.id == id).unwrap_or(0);
        let (from, to) = match request.at {
            PageAt::First => (0, request.limit),
            PageAt::Last => (rows.len().saturating_sub(request.limit), rows.len()),
            PageAt::Around(id) => (place(id).saturating_sub(request.limit / 2), place(id) + request.limit / 2),
            PageAt::After(key) => {
                let at = rows.partition_point(|row| row.key() >= key);
                (at, at + request.limit)
            }
            PageAt::Before(key) => {
                let at = rows.partition_point(|row| row.key() > key);
                (at.saturating_sub(request.limit), at)
            }
        };
        let counted = !matches!(request.at, PageAt::After(_) | PageAt::Before(_));
        Page {
            start: counted.then_some(from),
            total: counted.then_some(rows.len()),
            watermark: counted.then(|| self.entries.iter().map(|row| row.id).max().unwrap_or(EntryId(0))),
            rows: rows.get(from..to.min(rows.len())).unwrap_or_default().to_vec(),
            ..Page::default()
        }
    }
}

fn telling(row: &EntryRow) -> Telling {
    Telling {
        entry: row.id,
        feed: row.feed,
        date: row.date,
        arrived: row.date,
        unread: row.status.unread,
        twin: false,
        shares: None,
    }
}

/// Whether a title begins with a search; one that is not open has to be a whole word.
fn says(row: &EntryRow, search: &Search) -> bool {
    let wanted = search.text.trim().to_lowercase();
    let title = row.title.to_lowercase();
    match wanted.strip_suffix('*') {
        Some(wanted) => title.starts_with(wanted),
        None => format!("{title} ").starts_with(&format!("{wanted} ")),
    }
}

/// An article with that text, else of 100 lines.
fn laid(row: &EntryRow, manner: Manner, body: &str, full_text: bool) -> Laid {
    let line = |n: u32| Line { spans: Vec::new(), anchor: Anchor { block: n, byte: 0 } };
    let layout = match body {
        "" => Layout { manner, lines: (0..100).map(line).collect(), ..Layout::default() },
        body => lay_out(&Head::default(), &html::convert(body, Some("https://example.org/")), &manner),
    };
    let entry = Entry {
        row: row.clone(),
        feed_title: String::new(),
        feed_url: String::new(),
        published: None,
        updated: None,
        tags: Vec::new(),
        also: Vec::new(),
    };
    let article = Article {
        entry,
        body: String::new(),
        base: None,
        language: None,
        enclosures: Vec::new(),
        full_text,
        page: PageState::default(),
        // Entries with an even number were corrected.
        earlier: (row.id.0 % 2 == 0).then(|| Earlier {
            replaced: Time(0),
            title: row.title.clone(),
            body: String::new(),
        }),
    };
    Laid { article: Arc::new(article), layout: Arc::new(layout) }
}
