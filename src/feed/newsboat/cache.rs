//! newsboat's `cache.db`: its rows to feeds with entries, marks and tombstones.

use std::collections::HashMap;

use crate::feed::import::{Gatherer, Imported, address};
use crate::feed::opml::escape;
use crate::feed::{Limits, date, identity};
use crate::html::{entity, plain};
use crate::model::{
    ArchivedEntry, ArchivedFeed, Enclosure, NewEntry, NewsboatCache, NewsboatFeed, NewsboatItem, Status, Subscription,
    Time,
};
use crate::safe;

/// Characters of a lead.
const LEAD: usize = 300;

/// The tag that a flag becomes. Flags are letters whose meaning is the user's; `s` is read as a star.
pub(super) fn flag_tag(flag: char) -> Option<String> {
    (flag != 's').then(|| format!("flag/{flag}"))
}

/// What the rows say, in our words.
pub fn import(cache: NewsboatCache) -> Imported {
    let NewsboatCache { mut feeds, mut items, damage } = cache;
    // newsboat stores a feed from its top, the newest first; here the newest comes last.
    items.reverse();
    items.sort_by_key(|item| item.published);
    let mut entries: HashMap<String, Vec<ArchivedEntry>> = HashMap::new();
    for item in items {
        if !entries.contains_key(&item.feedurl) && feeds.iter().all(|feed| feed.rssurl != item.feedurl) {
            feeds.push(NewsboatFeed { rssurl: item.feedurl.clone(), ..NewsboatFeed::default() });
        }
        entries.entry(item.feedurl.clone()).or_default().push(entry(item));
    }
    let mut gatherer = Gatherer::default();
    for feed in feeds {
        let entries = entries.remove(&feed.rssurl).unwrap_or_default();
        match address(&feed.rssurl) {
            Ok(_) => gatherer.feed(archived(feed, entries)),
            Err(why) if entries.is_empty() => gatherer.skip(&feed.rssurl, why),
            Err(why) => {
                gatherer.skip(&feed.rssurl, &format!("{why}, and its articles stay behind ({})", entries.len()))
            }
        }
    }
    for lost in damage {
        gatherer.note("damage", &lost);
    }
    gatherer.finish()
}

fn archived(feed: NewsboatFeed, entries: Vec<ArchivedEntry>) -> ArchivedFeed {
    let line = |text: &str| Some(safe::one_line_max(text, Limits::FETCH.title)).filter(|line| !line.is_empty());
    ArchivedFeed {
        own_title: line(&feed.title),
        site: line(&feed.site),
        subscription: Subscription { url: feed.rssurl, ..Subscription::default() },
        entries: identified(entries),
        tombstones: Vec::new(),
    }
}

/// Gives the entries of a feed the identities that they would have if it had been fetched.
pub(in crate::feed) fn identified(mut entries: Vec<ArchivedEntry>) -> Vec<ArchivedEntry> {
    let mut bare: Vec<NewEntry> = entries.iter_mut().map(|archived| std::mem::take(&mut archived.entry)).collect();
    // None is dropped, so that each finds its marks again.
    identity::assign(&mut bare, true);
    for (archived, entry) in entries.iter_mut().zip(bare) {
        archived.entry = entry;
    }
    entries
}

fn entry(item: NewsboatItem) -> ArchivedEntry {
    let flags = || item.flags.chars().filter(char::is_ascii_alphabetic);
    let status = Status {
        unread: item.unread && !item.deleted,
        starred: flags().any(|flag| flag_tag(flag).is_none()),
        read_at: None,
    };
    let mut tags: Vec<String> = flags().filter_map(flag_tag).collect();
    tags.dedup();
    let deleted = item.deleted;
    ArchivedEntry { entry: content(item), fetched: None, status, tags, full_text: None, deleted }
}

fn content(item: NewsboatItem) -> NewEntry {
    let line = |text: &str, most| Some(safe::one_line_max(text, most)).filter(|line| !line.is_empty());
    let guid = guid(&item).map(str::to_owned);
    let body = match item.content_type.as_str() {
        "text/plain" => plain_html(&item.content),
        _ => item.content,
    };
    // Twice the lead: `safe` may take some of it.
    let gist = plain::gist(&body, 2 * LEAD);
    let enclosure = line(&item.enclosure_url, Limits::FETCH.title).map(|url| Enclosure {
        url,
        media_type: line(&item.enclosure_type, 200),
        ..Enclosure::default()
    });
    let mut lead = safe::one_line_max(&gist.start, LEAD);
    // It has the room of the whole text, of which there may be years.
    lead.shrink_to_fit();
    NewEntry {
        guid,
        // newsboat leaves references in plain titles as they are.
        title: safe::one_line_max(&entity::decode(&item.title), Limits::FETCH.title),
        url: line(&item.url, usize::MAX),
        author: line(&item.author, 500),
        published: Some(Time(item.published)).filter(|time| time.0 > 0),
        lead,
        words: gist.words,
        body: cut(body),
        enclosures: enclosure.into_iter().collect(),
        ..NewEntry::default()
    }
}

/// The guid that the feed gave. Where it gave none newsboat makes one up: link and date, else the link, else the title.
fn guid(item: &NewsboatItem) -> Option<&str> {
    let guid = item.guid.trim();
    let made_up = match guid.strip_prefix(item.url.trim()) {
        Some(rest) if !item.url.trim().is_empty() => rest.is_empty() || date::parse(rest).is_some(),
        _ => guid == item.title.trim(),
    };
    Some(guid).filter(|guid| !guid.is_empty() && !made_up)
}

fn plain_html(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    for line in text.lines() {
        escape(&mut html, line);
        html.push_str("<br>\n");
    }
    html
}

fn cut(mut html: String) -> String {
    let most = Limits::FETCH.body;
    if html.len() > most {
        let end = (0..=most).rev().find(|&at| html.is_char_boundary(at)).unwrap_or(0);
        html.truncate(end);
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(guid: &str, url: &str, title: &str) -> NewsboatItem {
        NewsboatItem {
            guid: guid.to_owned(),
            url: url.to_owned(),
            title: title.to_owned(),
            feedurl: "https://a.example/feed".to_owned(),
            ..NewsboatItem::default()
        }
    }

    fn cache(items: Vec<NewsboatItem>) -> NewsboatCache {
        NewsboatCache { items, ..NewsboatCache::default() }
    }

    #[test]
    fn an_article_keeps_its_text_and_marks() {
        let mut row = item("urn:1", "https://a.example/1", "A &amp; \u{1b}[2Jtitle");
        row.flags = "ast".to_owned();
        (row.content, row.published, row.unread) = ("<p>One two</p>".to_owned(), 1_700_000_000, true);
        (row.enclosure_url, row.enclosure_type) = ("https://a.example/1.mp3".to_owned(), "audio/mpeg".to_owned());
        let imported = import(cache(vec![row]));
        let [feed] = imported.feeds.as_slice() else { panic!("{imported:?}") };
        let entry = &feed.entries[0];
        assert!(entry.status.starred && entry.status.unread && !entry.deleted);
        assert_eq!(entry.tags, ["flag/a", "flag/t"]);
        assert_eq!((entry.entry.lead.as_str(), entry.entry.words), ("One two", 2));
        assert_eq!(entry.entry.identity, "urn:1");
        assert_eq!(entry.entry.published, Some(Time(1_700_000_000)));
        assert_eq!(entry.entry.enclosures[0].media_type.as_deref(), Some("audio/mpeg"));
        assert!(
            entry.entry.title.starts_with("A & ") && !entry.entry.title.contains('\u{1b}'),
            "{}",
            entry.entry.title
        );
    }

    #[test]
    fn a_guid_that_newsboat_made_up_is_none() {
        let link = "https://a.example/1";
        for (guid, url, identity) in [
            ("urn:1", link, "urn:1"),
            ("https://a.example/1Tue, 14 Nov 2023 22:13:20 +0000", link, link),
            (link, link, link),
            ("https://a.example/12", link, "https://a.example/12"),
        ] {
            let imported = import(cache(vec![item(guid, url, "T")]));
            assert_eq!(imported.feeds[0].entries[0].entry.identity, identity, "{guid}");
        }
        let untitled = import(cache(vec![item("T", "", "T")]));
        assert!(untitled.feeds[0].entries[0].entry.identity.starts_with("hash:"));
    }

    #[test]
    fn a_deleted_article_is_read_and_a_plain_text_is_escaped() {
        let mut row = item("1", "", "T");
        (row.deleted, row.unread, row.content_type) = (true, true, "text/plain".to_owned());
        row.content = "1 < 2\n& more".to_owned();
        let imported = import(cache(vec![row]));
        let entry = &imported.feeds[0].entries[0];
        assert!(entry.deleted && !entry.status.unread);
        assert_eq!(entry.entry.body, "1 &lt; 2<br>\n&amp; more<br>\n");
    }

    #[test]
    fn articles_of_commands_are_left_and_counted() {
        let mut row = item("1", "", "T");
        row.feedurl = "exec:rm -rf ~".to_owned();
        let imported = import(cache(vec![row]));
        assert_eq!(imported.feeds, []);
        assert!(imported.skipped[0].why.ends_with("its articles stay behind (1)"), "{:?}", imported.skipped);
    }
}
