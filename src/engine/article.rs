//! Articles laid out off the screen's thread, the last few kept, the next ones made ahead.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use jiff::tz::TimeZone;
use tokio::task::spawn_blocking;

use super::core::{Core, lock};
use super::pictures;
use super::reads::refuse;
use super::{Preferences, loose};
use crate::app::effect::Ticket;
use crate::app::event::{Event, Laid};
use crate::feed::Limits;
use crate::html::boilerplate::{Shown, trimmed};
use crate::html::document::{Block, Document, Emphasis, Inline, bare};
use crate::html::{self, plain};
use crate::model::{Article, EntryId};
use crate::safe;
use crate::text;
use crate::text::article::Head;
use crate::text::manner::Manner;

/// Layouts kept.
const KEPT: usize = 16;

/// Characters of white space and of marks by which a text may be ahead of the lead that was made of it.
const MORE: usize = 200;
/// Stands at the end of a text that was cut.
const CUT: &str = "[Cut here: of one entry 2 MiB are kept. Open it in the browser to read on.]";

/// The articles laid out last, each in one manner; the newest last.
#[derive(Default)]
pub struct Cache(Mutex<VecDeque<(EntryId, Laid)>>);

impl Cache {
    pub fn get(&self, entry: EntryId, manner: Manner) -> Option<Laid> {
        let mut kept = lock(&self.0);
        let found = kept.iter().position(|(id, laid)| *id == entry && laid.layout.manner == manner)?;
        let hit = kept.remove(found)?;
        kept.push_back(hit.clone());
        Some(hit.1)
    }

    fn put(&self, entry: EntryId, laid: Laid) {
        let mut kept = lock(&self.0);
        kept.retain(|(id, _)| *id != entry);
        if kept.len() == KEPT {
            kept.pop_front();
        }
        kept.push_back((entry, laid));
    }

    /// Drops entries whose status changes.
    pub fn forget(&self, entries: &[EntryId]) {
        lock(&self.0).retain(|(id, _)| !entries.contains(id));
    }

    pub fn clear(&self) {
        lock(&self.0).clear();
    }
}

/// `Effect::LoadArticle`.
pub async fn load(core: Arc<Core>, ticket: Ticket, entry: EntryId, manner: Manner) {
    if let Some(laid) = core.laid.get(entry, manner) {
        return core.tell(Event::Article { ticket, entry, laid });
    }
    match loose::article(&core, entry).await {
        Ok(Some(article)) => match lay_out(&core, article, manner).await {
            Some(laid) => core.tell(Event::Article { ticket, entry, laid }),
            None => core.failed(Some(ticket), "The article cannot be laid out; please report its address"),
        },
        Ok(None) => core.tell(Event::ArticleGone { ticket, entry }),
        Err(error) => refuse(&core, Some(ticket), &error),
    }
}

/// `Effect::LoadArticle` with the changes marked; made anew each time, for that is seldom asked for.
pub async fn load_changes(core: Arc<Core>, ticket: Ticket, entry: EntryId, manner: Manner) {
    match core.store.feed_article(entry).await {
        Ok(Some(article)) => match set(&core, article, manner, changed).await {
            Some(laid) => core.tell(Event::Article { ticket, entry, laid }),
            None => core.failed(Some(ticket), "The changes cannot be laid out; please report its address"),
        },
        Ok(None) => core.tell(Event::ArticleGone { ticket, entry }),
        Err(error) => refuse(&core, Some(ticket), &error),
    }
}

/// `Effect::Prefetch`.
pub async fn prefetch(core: Arc<Core>, entries: Vec<EntryId>, manner: Manner) {
    for entry in entries {
        if core.laid.get(entry, manner).is_none()
            && let Ok(Some(article)) = core.store.article_aside(entry).await
        {
            lay_out(&core, article, manner).await;
        }
    }
}

/// None if the work panicked.
async fn lay_out(core: &Arc<Core>, article: Article, manner: Manner) -> Option<Laid> {
    let laid = set(core, article, manner, text_of).await?;
    core.laid.put(laid.article.entry.row.id, laid.clone());
    Some(laid)
}

/// An article with boxes for the pictures whose size is known.
pub async fn with_pictures(core: &Arc<Core>, article: Article, manner: Manner, changes: bool) -> Option<Laid> {
    if changes { set(core, article, manner, changed).await } else { lay_out(core, article, manner).await }
}

/// The head of an article. What its text begins with is no standfirst above it: that lead was made of the text.
pub fn head_of(article: &Article, zone: &TimeZone, clock_24h: bool) -> Head {
    let mut head = text::article::head(article, zone, clock_24h);
    if is_lead_of_text(article) {
        head.lead.clear();
    }
    head
}

/// Whether the text begins with the article's lead.
pub(super) fn is_lead_of_text(article: &Article) -> bool {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let lead = &article.entry.row.lead;
    let beginning = plain::text(&article.body, Some(2 * lead.chars().count() + MORE));
    letters(&safe::text(&beginning)).starts_with(&letters(lead))
}

/// An article's text; where more was sent than is kept, its end says so.
pub fn text_of(article: &Article) -> Document {
    let document = html::convert(&article.body, article.base.as_deref());
    let shown = Shown { headline: &article.entry.row.title, ..Shown::default() };
    ended(trimmed(document, &shown), &article.body)
}

/// The first paragraphs of an article, a line each, until there are so many bytes.
pub(super) fn paragraphs(article: &Article, enough: usize) -> String {
    let mut out = String::new();
    for block in &text_of(article).blocks {
        if let Block::Paragraph(text) = block {
            out.push_str(&bare(text).replace('\n', " "));
            out.push('\n');
        }
        if out.len() > enough {
            break;
        }
    }
    out
}

/// The article with what its publisher changed marked in it.
fn changed(article: &Article) -> Document {
    let Some(earlier) = &article.earlier else { return text_of(article) };
    let [older, newer] = [&earlier.body, &article.body].map(|body| html::convert(body, article.base.as_deref()));
    let mut document = html::changes(&older, &newer).unwrap_or(newer);
    if earlier.title != article.entry.row.title {
        document.blocks.insert(0, html::struck("The headline was:", &earlier.title));
    }
    ended(document, &article.body)
}

/// The document of a body, with the word that it was cut if it was.
fn ended(mut document: Document, body: &str) -> Document {
    // Cut between two characters, of at most four bytes each.
    if body.len() + 3 >= Limits::FETCH.body {
        let style = Emphasis { italic: true, ..Emphasis::default() };
        document.blocks.push(Block::Paragraph(vec![Inline::styled(CUT, style)]));
    }
    document
}

/// Sets what is made of an article in lines; none if the work panicked.
async fn set(core: &Arc<Core>, article: Article, manner: Manner, make: fn(&Article) -> Document) -> Option<Laid> {
    let Preferences { zone, clock_24h, .. } = lock(&core.preferences).clone();
    let hyphens = core.hyphens.clone();
    let core = core.clone();
    let work = spawn_blocking(move || {
        let mut head = head_of(&article, &zone, clock_24h);
        let document = make(&article);
        hyphens.choose(&mut head, &document);
        let mut layout = text::article::lay_out(&head, &document, &manner);
        let known = pictures::known(&core, &layout.wanted);
        if !known.is_empty() {
            layout = text::article::lay_out_with(&head, &document, &manner, Arc::new(known));
        }
        Laid { article: Arc::new(article), layout: Arc::new(layout) }
    });
    work.await.ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Entry, EntryRow, FeedId, PageState, Status, Time};
    use crate::text::layout::Layout;

    fn laid(width: u16) -> Laid {
        let row = EntryRow {
            id: EntryId(1),
            feed: FeedId(1),
            title: String::new(),
            lead: String::new(),
            author: None,
            url: None,
            comments: None,
            date: Time(0),
            sort: 0,
            words: 0,
            status: Status::default(),
            story: None,
            tags: Vec::new(),
            seen: false,
            unread_others: Vec::new(),
            followed: false,
            also: 0,
        };
        let (feed_title, feed_url, tags) = Default::default();
        let entry = Entry { row, feed_title, feed_url, published: None, updated: None, tags, also: Vec::new() };
        let (body, enclosures) = Default::default();
        let article = Article {
            entry,
            body,
            base: None,
            language: None,
            enclosures,
            full_text: false,
            page: PageState::default(),
            earlier: None,
        };
        Laid { article: Arc::new(article), layout: Arc::new(Layout { manner: Manner::of(width), ..Layout::default() }) }
    }

    #[test]
    fn a_lead_that_was_made_of_the_text_is_no_standfirst() {
        let lead = |lead: &str, body: &str| {
            let mut article = (*laid(72).article).clone();
            (article.entry.row.lead, article.body) = (lead.to_owned(), body.to_owned());
            head_of(&article, &TimeZone::UTC, true).lead
        };
        for body in [
            "<p>The <math><mi>E</mi><annotation>E</annotation></math>&nbsp;of it<sup>2</sup>.</p><p>More.",
            "<p>The  EE of it2</p>",
        ] {
            assert_eq!(lead("The EE of it2.", body), "", "{body}");
        }
        assert_eq!(lead("What is the E?", "<p>The E of it."), "What is the E?");
    }

    #[test]
    fn the_newest_layouts_are_kept() {
        let cache = Cache::default();
        for n in 0..20 {
            cache.put(EntryId(n), laid(72));
        }
        assert!(cache.get(EntryId(3), Manner::of(72)).is_none());
        assert!(cache.get(EntryId(4), Manner::of(72)).is_some());
        assert!(cache.get(EntryId(4), Manner::of(60)).is_none());
        cache.put(EntryId(20), laid(72));
        assert!(cache.get(EntryId(4), Manner::of(72)).is_some(), "used after the others");
        cache.forget(&[EntryId(4)]);
        assert!(cache.get(EntryId(4), Manner::of(72)).is_none());
    }
}
