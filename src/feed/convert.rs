//! What feed-rs read, as our model: texts cleaned, links resolved, one body chosen.

use std::borrow::Cow;

use feed_rs::model as raw;
use url::Url;

use super::markup::{is_markup, plain_html};
use super::{Limits, identity};
use crate::html::{entity, plain};
use crate::model::{Chapter, Enclosure, FeedDocument, NewEntry, Time};
use crate::safe;

/// Characters of a lead.
const LEAD: usize = 300;
/// An address longer than this is none.
const MAX_URL: usize = 8_192;

/// The whole feed, its entries in document order; `chapters` are those of each entry's recording, where they are told.
pub fn document(mut feed: raw::Feed, chapters: Vec<Vec<Chapter>>, base: Option<&Url>, limits: &Limits) -> FeedDocument {
    // Where not every entry was read, nobody knows whose they are.
    let chapters = if chapters.len() == feed.entries.len() { chapters } else { vec![Vec::new(); feed.entries.len()] };
    let mut told: Vec<(raw::Entry, Vec<Chapter>)> =
        std::mem::take(&mut feed.entries).into_iter().zip(chapters).collect();
    keep_newest(&mut told, limits.entries);
    let reader = Reader { format: feed.feed_type.clone(), base, limits };
    let site = site(&feed, &reader);
    let language = feed.language.as_deref().map(language).filter(|language| !language.is_empty());
    let author = authors(&feed.authors).filter(|_| reader.format == raw::FeedType::Atom);
    let entry = |(entry, chapters)| {
        let mut entry = reader.entry(entry, author.as_deref());
        if let Some(recording) = entry.enclosures.first_mut() {
            recording.chapters = chapters;
        }
        entry
    };
    let mut entries: Vec<NewEntry> = told.into_iter().map(entry).collect();
    identity::assign(&mut entries, limits.repeats);
    FeedDocument {
        title: feed.title.as_ref().map(|title| reader.title(title)).filter(|title| !title.is_empty()),
        site,
        language,
        ttl: feed.ttl,
        entries,
    }
}

/// Drops all but the newest so many; undated ones count as the oldest, earlier ones as newer.
fn keep_newest(entries: &mut Vec<(raw::Entry, Vec<Chapter>)>, limit: usize) {
    if entries.len() <= limit {
        return;
    }
    let date = |(entry, _): &(raw::Entry, Vec<Chapter>)| entry.published.or(entry.updated);
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(date(&entries[index])));
    let mut kept = vec![false; entries.len()];
    for &index in &order[..limit] {
        kept[index] = true;
    }
    let mut kept = kept.into_iter();
    entries.retain(|_| kept.next().unwrap_or(false));
}

fn site(feed: &raw::Feed, reader: &Reader) -> Option<String> {
    let page = |link: &&raw::Link| match link.rel.as_deref() {
        None => true,
        Some(rel) => rel == "alternate" && link.media_type.as_deref().is_none_or(|kind| kind.contains("html")),
    };
    let link =
        feed.links.iter().find(page).or_else(|| feed.links.iter().find(|l| l.rel.as_deref() == Some("alternate")))?;
    reader.url(&link.href)
}

struct Reader<'a> {
    format: raw::FeedType,
    base: Option<&'a Url>,
    limits: &'a Limits,
}

impl Reader<'_> {
    fn entry(&self, entry: raw::Entry, feed_author: Option<&str>) -> NewEntry {
        let guid = Some(entry.id.trim()).filter(|id| !id.is_empty()).map(str::to_owned);
        let url = self.link(&entry, guid.as_deref());
        let comments = entry
            .links
            .iter()
            .find(|link| link.target == Some(raw::LinkTarget::Comments) || link.rel.as_deref() == Some("replies"))
            .and_then(|link| self.url(&link.href));
        let media_title = || entry.media.iter().find_map(|object| object.title.as_ref());
        let title = entry.title.as_ref().filter(|title| !title.content.is_empty()).or_else(media_title);
        let texts = Texts::of(entry.content, entry.summary, &entry.media, &self.format);
        let updated = entry.updated.filter(|updated| {
            // feed-rs copies the date of RSS into this field.
            self.format == raw::FeedType::Atom
                || self.format == raw::FeedType::JSON
                || entry.published != Some(*updated)
        });
        NewEntry {
            identity: String::new(),
            title: title.map(|title| self.title(title)).unwrap_or_default(),
            url,
            comments,
            author: authors(&entry.authors)
                .or_else(|| podcasters(&entry.media))
                .or_else(|| feed_author.map(str::to_owned)),
            published: entry.published.map(|date| Time(date.timestamp())),
            updated: updated.map(|date| Time(date.timestamp())),
            language: entry.language.as_deref().map(language).filter(|language| !language.is_empty()),
            lead: safe::one_line_max(&texts.lead, LEAD),
            words: texts.words,
            summary: texts.summary.map(|html| cut(html, self.limits.body)),
            body: cut(texts.body, self.limits.body),
            enclosures: self.enclosures(&entry.media, &entry.links),
            categories: categories(&entry.categories),
            guid,
        }
    }

    fn title(&self, title: &raw::Text) -> String {
        let text = &title.content;
        let plain = match (title.content_type.subty().as_str(), &self.format) {
            ("plain", raw::FeedType::JSON) => Cow::Borrowed(text.as_str()),
            // Plain by the letter, yet references in it are always a publisher's mistake.
            ("plain", raw::FeedType::Atom) => entity::decode(text),
            ("plain", _) if !is_markup(text) => entity::decode(text),
            _ => Cow::Owned(plain::text(text, None)),
        };
        safe::one_line_max(&plain, self.limits.title)
    }

    /// The page of an entry; a guid that is an address serves where there is no link.
    fn link(&self, entry: &raw::Entry, guid: Option<&str>) -> Option<String> {
        // A blank link has become the address of the feed itself.
        let blank =
            |link: &raw::Link| link.href.trim().is_empty() || self.base.is_some_and(|base| link.href == base.as_str());
        let links = || entry.links.iter().filter(|link| link.target.is_none() && !blank(link));
        let alternate = |link: &&raw::Link| link.rel.as_deref() == Some("alternate");
        let page = |link: &&raw::Link| link.media_type.as_deref().is_none_or(|kind| kind.contains("html"));
        links()
            .find(|link| link.rel.is_none() && link.media_type.is_none())
            .or_else(|| links().filter(alternate).find(page))
            .or_else(|| links().find(alternate))
            .or_else(|| links().find(|link| matches!(link.rel.as_deref(), Some("self" | "related" | "via"))))
            .map(|link| link.href.as_str())
            .or(guid.filter(|guid| ["http://", "https://", "/"].iter().any(|start| guid.starts_with(start))))
            .and_then(|href| self.url(href))
    }

    /// An address as it is shown: absolute where it can be, one safe line.
    fn url(&self, href: &str) -> Option<String> {
        // Escaped once too often; other references may be parameters ("&copy=1").
        let href = href.trim().replace("&amp;", "&");
        let web = href.starts_with("https://") || href.starts_with("http://");
        let relative = || matches!(Url::parse(&href), Err(url::ParseError::RelativeUrlWithoutBase));
        let base = self.base.filter(|_| !web && relative());
        let absolute = base.and_then(|base| base.join(&href).ok());
        let url = safe::one_line(absolute.as_ref().map_or(href.as_str(), Url::as_str));
        Some(url).filter(|url| !url.is_empty() && url.len() <= MAX_URL)
    }

    fn enclosures(&self, media: &[raw::MediaObject], links: &[raw::Link]) -> Vec<Enclosure> {
        let mut found: Vec<Enclosure> = Vec::new();
        // The parser tells of a podcast's own elements as of an object without files.
        let episode = media.iter().filter(|object| object.content.is_empty()).find_map(|object| object.duration);
        for object in media {
            for content in &object.content {
                let Some(url) = content.url.as_ref().and_then(|url| self.url(url.as_str())) else { continue };
                found.push(Enclosure {
                    url,
                    media_type: content.content_type.as_ref().map(|kind| safe::one_line(kind.as_str())),
                    length: content.size.filter(|size| *size > 0),
                    duration: content.duration.or(object.duration).or(episode).map(|duration| duration.as_secs()),
                    title: object.title.as_ref().map(|title| self.title(title)).filter(|title| !title.is_empty()),
                    chapters: Vec::new(),
                });
            }
        }
        // An attachment of JSON Feed comes as a link with a type and no relation.
        let attached = |link: &&raw::Link| match link.rel.as_deref() {
            Some(rel) => rel == "enclosure",
            None => link.media_type.is_some(),
        };
        for link in links.iter().filter(attached) {
            let Some(url) = self.url(&link.href) else { continue };
            found.push(Enclosure {
                url,
                media_type: link.media_type.as_deref().map(safe::one_line).filter(|kind| !kind.is_empty()),
                length: link.length.filter(|size| *size > 0),
                duration: None,
                title: link.title.as_deref().map(safe::one_line).filter(|title| !title.is_empty()),
                chapters: Vec::new(),
            });
        }
        let mut seen = std::collections::HashSet::new();
        found.retain(|enclosure| seen.insert(enclosure.url.clone()));
        found
    }
}

/// The texts of an entry: which is the body, which the summary.
struct Texts {
    body: String,
    /// Words of the body.
    words: u32,
    /// Where it says something else than the body.
    summary: Option<String>,
    /// The beginning of the shorter text, without markup.
    lead: String,
}

impl Texts {
    fn of(
        content: Option<raw::Content>,
        summary: Option<raw::Text>,
        media: &[raw::MediaObject],
        format: &raw::FeedType,
    ) -> Texts {
        // A little more than a lead, as `safe` takes characters out.
        let gist = |html: &str| plain::gist(html, LEAD + LEAD / 4);
        let content = content.and_then(content_html);
        let summary = if content.is_none() { longer(summary, media) } else { summary };
        let summary = summary.map(|text| text_html(text, format));
        let summary = summary.filter(|html| !html.trim().is_empty());
        let (content, summary) = match (content, summary) {
            (Some(content), Some(summary)) => (content, summary),
            (content, summary) => {
                let body = content.or(summary).unwrap_or_default();
                let whole = gist(&body);
                return Texts { body, words: whole.words, summary: None, lead: whole.start };
            }
        };
        let (full, short) = (gist(&content), gist(&summary));
        // The content wins unless it is plainly less than the summary.
        let ((body, full), (less, short)) = if full.words.saturating_mul(2) >= short.words {
            ((content, full), (summary, short))
        } else {
            ((summary, short), (content, full))
        };
        let distinct = !short.start.is_empty() && short != full;
        let lead = if distinct { short.start } else { full.start };
        Texts { body, words: full.words, summary: distinct.then_some(less), lead }
    }
}

/// The summary, or what is said of the media where there is none. A podcast says the same twice and at different lengths:
/// of an object without files, which is how the parser tells of it, the longer text counts.
fn longer(summary: Option<raw::Text>, media: &[raw::MediaObject]) -> Option<raw::Text> {
    let length = |text: &raw::Text| text.content.trim().len();
    let given = summary.as_ref().map_or(0, length);
    let described = media.iter().filter(|object| given == 0 || object.content.is_empty());
    let described = described.filter_map(|object| object.description.as_ref()).find(|text| length(text) > given);
    described.cloned().or(summary)
}

/// The content as HTML; none for images and other things that are no text.
fn content_html(content: raw::Content) -> Option<String> {
    let body = content.body.filter(|body| !body.trim().is_empty())?;
    let kind = content.content_type.as_str();
    match kind {
        "text/plain" => Some(plain_html(body)),
        // feed-rs calls XHTML "application/xhtml".
        _ if kind.starts_with("text/") || kind.contains("xml") || kind.contains("html") => Some(body),
        _ => None,
    }
}

fn text_html(text: raw::Text, format: &raw::FeedType) -> String {
    // RSS says of no text what it is, and means HTML.
    let typed = matches!(format, raw::FeedType::Atom | raw::FeedType::JSON);
    if typed && text.content_type.as_str() == "text/plain" { plain_html(text.content) } else { text.content }
}

fn cut(mut html: String, limit: usize) -> String {
    if html.len() > limit {
        let end = (0..=limit).rev().find(|&at| html.is_char_boundary(at)).unwrap_or(0);
        html.truncate(end);
    }
    html
}

fn authors(people: &[raw::Person]) -> Option<String> {
    // RSS has "mail (name)", and the parser leaves the brackets.
    let bare = |name: &str| name.strip_prefix('(').and_then(|name| name.strip_suffix(')')).unwrap_or(name).to_owned();
    let named = |person: &raw::Person| person.name.as_deref().map(bare).or_else(|| person.email.clone());
    join(people.iter().filter_map(named))
}

/// Who a podcast names; credits of files are photographers and agencies.
fn podcasters(media: &[raw::MediaObject]) -> Option<String> {
    let credits = media.iter().filter(|object| object.content.is_empty()).flat_map(|object| &object.credits);
    join(credits.map(|credit| credit.entity.clone()))
}

fn join(all: impl Iterator<Item = String>) -> Option<String> {
    let mut names: Vec<String> = Vec::new();
    for name in all.take(100) {
        let name = safe::one_line_max(&plain::text(&name, None), 200);
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    (!names.is_empty()).then(|| safe::one_line_max(&names.join(", "), 500))
}

fn categories(categories: &[raw::Category]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for category in categories.iter().take(100) {
        let name = safe::one_line_max(&entity::decode(category.label.as_deref().unwrap_or(&category.term)), 200);
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn language(tag: &str) -> String {
    safe::one_line_max(tag, 35)
}
