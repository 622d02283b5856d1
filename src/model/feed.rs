//! Feeds: what the user asks for, what a feed says of itself, and how it stands.

use super::{Access, AccountId, EntryId, FeedId, NewEntry, Retention, SavedSearch, StoryId, Time};

/// A folder's path, its parts joined by `/`; empty at the top level.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Folder(pub String);

impl Folder {
    pub fn is_top(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `self` is `other` or lies below it. Everything lies below the top.
    pub fn within(&self, other: &Folder) -> bool {
        other.is_top()
            || self.0 == other.0
            || (self.0.starts_with(&other.0) && self.0.as_bytes().get(other.0.len()) == Some(&b'/'))
    }

    /// The folder at the top level that it is or lies in.
    pub fn top(&self) -> Folder {
        Folder(self.0.split('/').next().unwrap_or_default().to_owned())
    }

    /// The paths of the folders in which it lies, from the top level down, its own the last.
    pub fn ancestry(&self) -> impl Iterator<Item = &str> {
        let path = self.0.as_str();
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        ends.filter_map(|end| path.get(..end)).filter(|path| !path.is_empty())
    }

    /// The last part of the path.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }
}

/// Whether the article's page is fetched for its full text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FullText {
    #[default]
    Never,
    OnOpen,
    Always,
}

/// What the user asks for: one `[[feed]]` of `feeds.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subscription {
    /// The address exactly as the user gave it.
    pub url: String,
    /// Overrides the feed's own title.
    pub title: Option<String>,
    pub folder: Folder,
    pub tags: Vec<String>,
    /// A fixed interval between polls, in seconds.
    pub refresh: Option<u32>,
    pub full_text: FullText,
    pub user_agent: Option<String>,
    pub access: Access,
    /// Left out of the totals and of the list of all that is unread.
    pub quiet: bool,
    /// How long what it brings is kept.
    pub retention: Retention,
    /// Its entries are not looked for in other feeds.
    pub alone: bool,
}

impl Subscription {
    /// Whether the user has said nothing of the feed but its address.
    pub fn is_bare(&self) -> bool {
        *self == Subscription { url: self.url.clone(), ..Subscription::default() }
    }
}

/// A feed as `feed` reads it: what it says of itself and its entries in document order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FeedDocument {
    pub title: Option<String>,
    /// The site's page.
    pub site: Option<String>,
    pub language: Option<String>,
    /// Minutes that the publisher asks to wait (RSS `ttl`).
    pub ttl: Option<u32>,
    pub entries: Vec<NewEntry>,
}

/// Numbers kept with a feed by every write.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub total: u64,
    pub unread: u64,
    pub starred: u64,
}

/// How fetching a feed has gone.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Health {
    pub last_success: Option<Time>,
    /// What failed and why, in one line; none after a success.
    pub last_error: Option<String>,
    pub http_status: Option<u16>,
    /// Failures in a row.
    pub failures: u32,
    /// None for a feed that is asked by hand only.
    pub next_poll: Option<Time>,
    /// Why it is asked then, in one line.
    pub why_next: Option<String>,
    /// The first line of what came in place of a feed; safe to show.
    pub error_body: Option<String>,
    /// The publisher took it down for good (410).
    pub gone: bool,
    pub posts_per_week: f32,
}

/// A feed that the user has, as the tree shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Feed {
    pub id: FeedId,
    pub account: AccountId,
    pub subscription: Subscription,
    /// The title to show: the user's, else the feed's, else its address without scheme.
    pub title: String,
    pub site: Option<String>,
    /// Whose feed it is: the registrable domain of its site, else of its address. Feeds of one publisher are one source of
    /// a story.
    pub publisher: String,
    pub counts: Counts,
    pub health: Health,
}

/// Stands where other feeds have their address: the feed of the pages that the reader kept.
pub const KEPT: &str = "dateline:kept";
/// What that feed is called.
pub const KEPT_TITLE: &str = "Kept pages";

/// A page that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub entry: EntryId,
    pub feed: FeedId,
    pub title: String,
    /// It had been kept before.
    pub again: bool,
}

impl Feed {
    /// Whether this is the feed of the kept pages: it is never fetched and has no address.
    pub fn is_kept(&self) -> bool {
        self.account == AccountId::OWN
    }

    /// The lists of several feeds that hold its entries, by the names that [`Spare::scope`] has.
    pub fn scopes(&self) -> Vec<String> {
        let loud = (!self.subscription.quiet).then(|| "loud".to_owned());
        let folders = self.subscription.folder.ancestry().map(|path| format!("folder:{path}"));
        ["all".to_owned()].into_iter().chain(loud).chain(folders).collect()
    }
}

/// All subscriptions with their counts, in the order of the tree, and the newest entry that the counts include.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tree {
    pub feeds: Vec<Feed>,
    pub starred: u64,
    /// What is unread of today, each story once, and each entry by itself; 0 where nobody asked.
    pub today: u64,
    pub today_apart: u64,
    /// In the order of the tree.
    pub searches: Vec<SavedSearch>,
    /// The tags in use, of entries and of feeds, in alphabetical order.
    pub tags: Vec<String>,
    pub watermark: Option<EntryId>,
    pub spares: Vec<Spare>,
    /// The stories that the reader follows.
    pub followed: Followed,
    /// What the stories are called that rules name by their numbers.
    pub headlines: Vec<(StoryId, String)>,
}

/// Stories that the reader follows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Followed {
    pub stories: u64,
    /// Unread rows in the list of them.
    pub unread: u64,
}

/// Unread entries that are no rows in a list of several feeds, since another of their cluster is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spare {
    /// The list: `all`, `loud` (all but the quiet feeds), or `folder:` and a path.
    pub scope: String,
    pub unread: u64,
}

impl Tree {
    /// Whether nothing is subscribed to.
    pub fn is_unsubscribed(&self) -> bool {
        self.feeds.iter().all(Feed::is_kept)
    }

    /// What is unread in all: the count of the list of everything unread, from which quiet feeds are left out.
    pub fn unread(&self) -> u64 {
        self.unread_in("loud", |feed| !feed.subscription.quiet)
    }

    /// The count of the list of what is unread in a folder.
    pub fn unread_in_folder(&self, folder: &Folder) -> u64 {
        let scope = if folder.is_top() { "all".to_owned() } else { format!("folder:{}", folder.0) };
        self.unread_in(&scope, |feed| feed.subscription.folder.within(folder))
    }

    /// The same counts where each entry stands by itself.
    pub fn unread_apart(&self, holds: impl Fn(&Feed) -> bool) -> u64 {
        self.feeds.iter().filter(|feed| holds(feed)).map(|feed| feed.counts.unread).sum()
    }

    fn unread_in(&self, scope: &str, holds: impl Fn(&Feed) -> bool) -> u64 {
        let all = self.unread_apart(holds);
        let spare = self.spares.iter().find(|spare| spare.scope == scope);
        all.saturating_sub(spare.map_or(0, |spare| spare.unread))
    }
}
