//! The rows of newsboat's `cache.db` as they lie there: nothing cleaned, nothing judged.

/// What could be read of a `cache.db`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewsboatCache {
    pub feeds: Vec<NewsboatFeed>,
    /// In the order of their ids.
    pub items: Vec<NewsboatItem>,
    /// What could not be read, in words.
    pub damage: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewsboatFeed {
    /// The first word of its line in `urls`: an address, or a command.
    pub rssurl: String,
    pub site: String,
    pub title: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewsboatItem {
    pub guid: String,
    pub title: String,
    pub author: String,
    pub url: String,
    /// The `rssurl` of its feed.
    pub feedurl: String,
    /// Seconds since 1970.
    pub published: i64,
    pub unread: bool,
    pub enclosure_url: String,
    pub enclosure_type: String,
    /// Letters that the user set.
    pub flags: String,
    pub deleted: bool,
    /// Empty in caches from before version 2.22, and HTML then.
    pub content_type: String,
    pub content: String,
}
