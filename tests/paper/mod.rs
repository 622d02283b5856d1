//! States made by hand: a reader on an ordinary morning, before the first page, without feeds, and under attack.

#![allow(dead_code, reason = "not every test program uses every state")]

use std::sync::Arc;

use dateline::app::effect::Ticket;
use dateline::app::event::{Event, Laid, Progress};
use dateline::app::msg::{Msg, MsgKind};
use dateline::app::state::{Pane, Size, Starter, State, Welcome};
use dateline::app::{Start, update};
use dateline::html::document::Emphasis;
use dateline::model::{
    AccountId, Activity, Article, Counts, Entry, EntryId, EntryRow, Feed, FeedId, Folder, Health, Page, Status,
    Subscription, Time, Tree,
};
use dateline::text::layout::{Anchor, Layout, Line, Role, Span};
use dateline::text::manner::Manner;

/// Monday, 23 November 2026, 12:04 UTC.
pub const NOW: Time = Time(1_795_435_440);

const SIZE: Size = Size { width: 120, height: 30 };

/// A reader with feeds and headlines, the first one shown.
pub fn morning() -> State {
    reader(feeds(), rows(), article())
}

/// Before anything was loaded.
pub fn at_start() -> State {
    State::new(Start::default(), SIZE, NOW).0
}

/// Without subscriptions, the welcome closed.
pub fn empty() -> State {
    let mut state = reader(Vec::new(), Vec::new(), Layout::default());
    state.overlay = None;
    state
}

/// The first screen of a reader without subscriptions.
pub fn newcomer() -> State {
    let starter = |title: &str, folder: &str, language: &str| Starter {
        subscription: Subscription {
            url: format!("https://{language}.example/feed"),
            title: Some(title.to_owned()),
            folder: Folder(folder.to_owned()),
            ..Subscription::default()
        },
        language: language.to_owned(),
    };
    let feeds = vec![
        starter("BBC World", "World", "en"),
        starter("Deutsche Welle", "World", "de"),
        starter("Ars Technica", "Technology", "en"),
    ];
    let welcome = Welcome { feeds, files: vec!["~/.newsboat/urls".to_owned()] };
    let (mut state, _) = State::new(Start { welcome, ..Start::default() }, SIZE, NOW);
    let _ = update(&mut state, Msg { now: NOW, kind: MsgKind::Event(Event::Tree(Tree::default())) });
    state
}

/// Feed health: one feed fails, one is silent, the rest are well.
pub fn ailing() -> State {
    let mut feeds = feeds();
    let day = Time::DAY;
    for (index, feed) in feeds.iter_mut().enumerate() {
        feed.health.last_success = Some(NOW.plus(-600));
        feed.health.next_poll = Some(NOW.plus(3_000));
        feed.health.posts_per_week = index as f32 * 1.5;
    }
    let failing = &mut feeds[1].health;
    failing.last_error = Some("there is nothing at this address; the feed may have moved (HTTP 404)".to_owned());
    (failing.http_status, failing.failures) = (Some(404), 3);
    let activity = feeds.iter().enumerate().map(|(index, feed)| {
        let latest = if index == 2 { NOW.plus(-200 * day) } else { NOW.plus(-3_600) };
        let weeks = std::array::from_fn(|week| if index == 2 { 0 } else { (week * (index + 1)) as u32 % 9 });
        Activity { feed: feed.id, latest: Some(latest), weeks }
    });
    let activity = activity.collect();
    let mut state = reader(feeds, rows(), article());
    let _ = update(&mut state, Msg { now: NOW, kind: MsgKind::Event(Event::Activity(activity)) });
    state
}

/// Every text is chosen to break a screen.
pub fn hostile() -> State {
    let texts = [
        "\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m red".to_owned(),
        "日本語の見出しはとても長い、とても長い、とても長い、とても長い".to_owned(),
        format!("Z{}algo", "\u{301}\u{316}".repeat(200)),
        "\u{202e}الأخبار \u{2066}من اليمين إلى اليسار".to_owned(),
        "👨‍👩‍👧‍👦🇫🇷❤️🏳️‍🌈 emoji ﷽ ｶﾞ क्षत्रिय \u{200b}\u{feff}".to_owned(),
        "tabs\tand\nlines\r\n".to_owned(),
        String::new(),
    ];
    let text = |index: usize| texts[index % texts.len()].clone();
    let feeds = (0..7).map(|index| Feed { title: text(index), ..feed(index as i64 + 1, "", "Böse/日本/深い", 3) });
    let rows = (0..40).map(|index| EntryRow {
        lead: text(index + 1),
        date: Time(i64::MAX - index as i64),
        ..row(index as i64 + 1, &text(index), index as i64 % 7 + 1, 0, true)
    });
    let lines = (0..40).map(|index| line(&[(&text(index), Role::Body)], index as u32)).collect();
    reader(feeds.collect(), rows.collect(), Layout { manner: Manner::of(72), lines, ..Layout::default() })
}

/// The state as it is after the terminal got that size.
pub fn resized(mut state: State, width: u16, height: u16) -> State {
    let _ = update(&mut state, Msg { now: NOW, kind: MsgKind::Resize { width, height } });
    state
}

fn reader(feeds: Vec<Feed>, rows: Vec<EntryRow>, layout: Layout) -> State {
    let (mut state, _) = State::new(Start::default(), SIZE, NOW);
    let starred = rows.iter().filter(|row| row.status.starred).count() as u64;
    let mut tell = |event: Event| {
        let effects = update(&mut state, Msg { now: NOW, kind: MsgKind::Event(event) });
        effects.into_iter().find_map(|effect| match effect {
            dateline::app::effect::Effect::LoadArticle { ticket, entry, .. } => Some((ticket, entry)),
            _ => None,
        })
    };
    tell(Event::Tree(Tree { feeds, starred, watermark: Some(EntryId(40)), ..Tree::default() }));
    let first = rows.first().cloned();
    let total = rows.len();
    let page = Page { rows, start: Some(0), total: Some(total), watermark: Some(EntryId(40)), ..Page::default() };
    let asked = (2..6).find_map(|ticket| tell(Event::Page { ticket: Ticket(ticket), page: page.clone() }));
    if let (Some((ticket, entry)), Some(row)) = (asked, first) {
        tell(Event::Article { ticket, entry, laid: laid(row, layout) });
    }
    if total > 0 {
        tell(Event::RefreshProgress(Progress { done: 42, total: 120, new: 12, failed: 1 }));
        state.list.new = 12;
    }
    state.focus = Pane::List;
    state
}

fn laid(row: EntryRow, layout: Layout) -> Laid {
    let entry = Entry {
        row,
        feed_title: "BBC News".to_owned(),
        feed_url: "https://news.example/feed".to_owned(),
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
        full_text: false,
        page: dateline::model::PageState::default(),
        earlier: None,
    };
    Laid { article: Arc::new(article), layout: Arc::new(layout) }
}

fn feeds() -> Vec<Feed> {
    let mut old = feed(4, "Old Weekly", "World", 0);
    old.health = Health { last_error: Some("404 Not Found".to_owned()), failures: 3, ..Health::default() };
    vec![
        feed(1, "BBC World", "World", 31),
        feed(2, "DW", "World", 18),
        feed(3, "RFE/RL", "World", 15),
        old,
        feed(5, "A journal of very long names for quarterly periodicals", "Technology", 20),
        feed(6, "Notes", "", 0),
    ]
}

fn feed(id: i64, title: &str, folder: &str, unread: u64) -> Feed {
    Feed {
        id: FeedId(id),
        account: AccountId::LOCAL,
        subscription: Subscription {
            url: format!("https://feed{id}.example/rss"),
            folder: Folder(folder.to_owned()),
            ..Subscription::default()
        },
        title: title.to_owned(),
        site: None,
        publisher: format!("feed{id}.example"),
        counts: Counts { total: unread + 100, unread, starred: 0 },
        health: Health { last_success: Some(NOW), ..Health::default() },
    }
}

fn rows() -> Vec<EntryRow> {
    let mut rows = vec![
        row(1, "Second crew reaches the station after a night of delays", 1, 8, true),
        row(2, "Rivers at record low as harvest nears", 2, 21, true),
        row(3, "Parliament passes the budget bill", 3, 61, false),
        row(4, "水位が過去最低を記録、収穫期を前に農家に不安が広がる", 2, 3 * 60, true),
        row(5, "", 5, 26 * 60, true),
        row(
            6,
            "A telescope sees further than any before it, and what it sees is older than was thought",
            5,
            300 * 60,
            false,
        ),
    ];
    rows[0].lead = "Docking was confirmed at 11:42 UTC, eight hours later than had been planned.".to_owned();
    rows[4].lead = "An entry without a headline shows how its text begins.".to_owned();
    rows[2].status.starred = true;
    rows.extend((7..=40).map(|id| row(id, &format!("Headline number {id}"), id % 6 + 1, id * 24 * 60, id % 3 == 0)));
    rows
}

fn row(id: i64, title: &str, feed: i64, minutes: i64, unread: bool) -> EntryRow {
    let date = NOW.plus(-minutes * Time::MINUTE);
    EntryRow {
        id: EntryId(id),
        feed: FeedId(feed),
        title: title.to_owned(),
        lead: format!("The first sentence of entry {id}."),
        author: None,
        url: Some(format!("https://news.example/{id}")),
        comments: None,
        date,
        sort: date.0,
        words: 500,
        status: Status { unread, starred: false, read_at: None },
        story: None,
        tags: Vec::new(),
        seen: false,
        unread_others: Vec::new(),
        followed: false,
        also: 0,
    }
}

fn article() -> Layout {
    let mut lines = vec![
        line(&[("Second crew reaches the station after a night of", Role::Headline)], 0),
        line(&[("delays", Role::Headline)], 1),
        line(&[], 2),
        line(&[("By A. Author · BBC News · 23 Nov 2026, 11:56", Role::Byline)], 3),
        line(&[("3 min · full text", Role::Byline)], 4),
        line(&[], 5),
        line(
            &[("The second crew of the year reached the ", Role::Body), ("station", Role::Link), ("[1]", Role::Mark)],
            6,
        ),
        line(&[("on Monday after ", Role::Body), ("eight hours", Role::Body), (" of delays.", Role::Body)], 7),
        line(&[], 8),
        line(&[("What went wrong", Role::Heading)], 9),
        line(&[("│ ", Role::Mark), ("A valve that would not close, said the agency.", Role::Quote)], 10),
        line(&[("    let valve = Valve::closed();", Role::Code)], 11),
    ];
    lines[7].spans[1].style = Emphasis { strong: true, ..Emphasis::default() };
    lines[6].spans.iter_mut().skip(1).for_each(|span| span.link = Some(0));
    lines.extend((12..60).map(|n| line(&[("Text goes on, line after line, until it ends.", Role::Body)], n)));
    Layout { manner: Manner::of(52), lines, links: vec!["https://station.example/".to_owned()], ..Layout::default() }
}

fn line(spans: &[(&str, Role)], block: u32) -> Line {
    let spans = spans.iter().map(|(text, role)| Span { text: (*text).to_owned(), role: *role, ..Span::default() });
    Line { spans: spans.collect(), anchor: Anchor { block, byte: 0 } }
}
