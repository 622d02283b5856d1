//! How long what the feeds brought is kept, and what is deleted of it when.

use super::{FeedId, Folder, RowKey, Time};

/// A limit that the user set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// None: everything is kept, whatever a wider rule says.
    All,
    /// So many days, or entries.
    Of(u32),
}

/// What the user says of keeping, for all feeds, for a folder or for one feed. Where nothing is said the wider rule holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Retention {
    /// Days for which an entry is kept, from when it came and from when it was read.
    pub keep: Option<Limit>,
    /// Entries of a feed.
    pub entries: Option<Limit>,
    /// Days for which the text of an entry is kept.
    pub bodies: Option<Limit>,
}

impl Retention {
    /// Everything is kept.
    pub const ALL: Retention =
        Retention { keep: Some(Limit::All), entries: Some(Limit::All), bodies: Some(Limit::All) };

    /// What holds where a wider rule fills in what is not said.
    pub fn or(self, wider: Retention) -> Retention {
        Retention {
            keep: self.keep.or(wider.keep),
            entries: self.entries.or(wider.entries),
            bodies: self.bodies.or(wider.bodies),
        }
    }

    /// What holds in a folder: the rules of the folders around it, the nearest first, then the usual one.
    pub fn of_folder(folder: &Folder, rules: &[(Folder, Retention)], usual: Retention) -> Retention {
        let mut around: Vec<_> = rules.iter().filter(|(place, _)| folder.within(place)).collect();
        around.sort_by_key(|(place, _)| std::cmp::Reverse(place.0.len()));
        around.iter().fold(Retention::default(), |near, (_, rule)| near.or(*rule)).or(usual)
    }

    /// What that means at a moment; none where nothing is to be deleted.
    pub fn expiry(self, now: Time) -> Option<Expiry> {
        let before = |limit: Option<Limit>| match limit {
            Some(Limit::Of(days)) => Some(now.plus(-i64::from(days) * Time::DAY)),
            _ => None,
        };
        let most = match self.entries {
            Some(Limit::Of(entries)) => Some(u64::from(entries)),
            _ => None,
        };
        let expiry = Expiry { entries_before: before(self.keep), most, bodies_before: before(self.bodies) };
        (expiry != Expiry::default()).then_some(expiry)
    }
}

/// What may go of a feed. What is unread, starred or tagged stays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Expiry {
    /// Entries that came and were read before this moment.
    pub entries_before: Option<Time>,
    /// The oldest entries beyond so many.
    pub most: Option<u64>,
    /// The texts of entries that came and were read before this moment.
    pub bodies_before: Option<Time>,
}

/// A walk through a feed, the oldest entries first, that deletes what has expired; made slice by slice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sweep {
    pub feed: FeedId,
    pub expiry: Expiry,
    /// The last entry that was looked at.
    pub after: RowKey,
    /// How many of the entries ahead are too many.
    pub surplus: Option<u64>,
    pub done: bool,
    pub swept: Swept,
}

/// What a sweep deleted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    pub entries: u64,
    /// Entries that lost their text.
    pub texts: u64,
}

impl Sweep {
    pub fn new(feed: FeedId, expiry: Expiry) -> Sweep {
        let after = RowKey { sort: i64::MIN, id: super::EntryId(i64::MIN) };
        Sweep { feed, expiry, after, surplus: None, done: false, swept: Swept::default() }
    }
}

impl std::ops::AddAssign for Swept {
    fn add_assign(&mut self, more: Swept) {
        self.entries += more.entries;
        self.texts += more.texts;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAYS: fn(u32) -> Option<Limit> = |days| Some(Limit::Of(days));

    #[test]
    fn the_nearest_rule_holds_and_the_wider_ones_fill_in() {
        let rule = |keep, entries| Retention { keep, entries, bodies: None };
        let rules = [
            (Folder("World".into()), rule(DAYS(30), DAYS(500))),
            (Folder("World/Asia".into()), rule(Some(Limit::All), None)),
            (Folder("Worldly".into()), rule(DAYS(1), None)),
        ];
        let usual = Retention { bodies: DAYS(7), ..Retention::ALL };
        let of = |folder: &str| Retention::of_folder(&Folder(folder.into()), &rules, usual);
        assert_eq!(of("World/Asia/Kabul"), Retention { keep: Some(Limit::All), entries: DAYS(500), bodies: DAYS(7) });
        assert_eq!(of("World/Europe"), Retention { keep: DAYS(30), entries: DAYS(500), bodies: DAYS(7) });
        assert_eq!(of(""), usual);
        assert_eq!(Retention { keep: DAYS(2), ..Retention::default() }.or(of("World")).keep, DAYS(2));
    }

    #[test]
    fn what_is_kept_for_ever_never_expires() {
        assert_eq!(Retention::ALL.expiry(Time(0)), None);
        assert_eq!(Retention::default().expiry(Time(0)), None);
        let expiry = Retention { keep: DAYS(2), ..Retention::ALL }.expiry(Time(10 * Time::DAY));
        assert_eq!(expiry, Some(Expiry { entries_before: Some(Time(8 * Time::DAY)), ..Expiry::default() }));
    }
}
