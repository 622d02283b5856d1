//! Whether two entries that share an address, a guid or a title are the same article.

use std::collections::HashSet;

use super::address;
use super::keys::Kind;
use crate::model::Time;
use crate::search::words::words;

/// Between the dates of twins with one address or guid lie at most so many seconds. A link to an old article is news.
const ADDRESS_SPAN: i64 = 7 * Time::DAY;
/// And between those of twins with one title.
const TITLE_SPAN: i64 = Time::DAY;
/// Words by which the beginning of a text can be told from that of another.
const TELLING: usize = 6;

/// What tells whether an entry is the same as another.
pub(super) struct Look<'a> {
    /// Its date, as lists sort by it.
    pub sort: i64,
    pub title: &'a str,
    pub lead: &'a str,
    pub url: Option<&'a str>,
    /// The site of its feed, and the address of the feed.
    pub homes: [Option<&'a str>; 2],
}

impl Look<'_> {
    fn domain(&self) -> Option<String> {
        self.url.and_then(address::domain)
    }

    /// Whether the link leads to the publisher of the feed, and not to what somebody else wrote.
    fn is_own(&self) -> bool {
        let page = self.domain();
        page.is_some() && self.homes.iter().flatten().any(|home| address::domain(home) == page)
    }
}

/// Whether two entries that share something of this kind are the same article.
pub(super) fn same(kind: Kind, one: &Look, other: &Look) -> bool {
    let span = one.sort.saturating_sub(other.sort).saturating_abs();
    match kind {
        // Who writes about an article often gives its address for his own.
        Kind::Address => span <= ADDRESS_SPAN && (one.is_own() && other.is_own() || alike(one.title, other.title, 0.6)),
        Kind::Guid => span <= ADDRESS_SPAN,
        Kind::Title => span <= TITLE_SPAN && say_the_same(one, other),
    }
}

/// Whether two entries with one title begin alike. Where there is not enough to tell, one publisher does not give two
/// articles a title on one day.
fn say_the_same(one: &Look, other: &Look) -> bool {
    let told = [one, other].iter().all(|look| words(look.lead).take(TELLING).count() == TELLING);
    match told {
        true => alike(one.lead, other.lead, 0.5),
        false => one.is_own() && other.is_own() && one.domain() == other.domain(),
    }
}

/// Whether so large a share of the words of the shorter text is in the other.
fn alike(one: &str, other: &str, share: f64) -> bool {
    let set = |text: &str| words(text).map(|(word, _)| word).collect::<HashSet<_>>();
    let (one, other) = (set(one), set(other));
    let shorter = one.len().min(other.len());
    shorter > 0 && one.intersection(&other).count() as f64 >= share * shorter as f64
}
