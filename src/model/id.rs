//! Row numbers of the store, one type for each kind so that they cannot be mixed up.

use std::fmt;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id!(
    /// The account that a feed belongs to; 1 is the local one.
    AccountId
);
id!(
    /// A feed of an account.
    FeedId
);
id!(
    /// An entry; ids grow in the order of arrival, so that one id can serve as a watermark.
    EntryId
);
id!(
    /// A step of the user that can be undone; the later the higher.
    StepId
);
id!(
    /// A story: the entries of several sources that tell the same news.
    StoryId
);

id!(
    /// A rule.
    RuleId
);
id!(
    /// A search that the reader keeps.
    SearchId
);

impl EntryId {
    /// Whether it names a page that is read without being in the store.
    pub fn is_loose(self) -> bool {
        self.0 < 0
    }
}

impl AccountId {
    /// The account of the feeds that dateline fetches itself.
    pub const LOCAL: AccountId = AccountId(1);
    /// The account of what the reader keeps, which comes from no feed.
    pub const OWN: AccountId = AccountId(0);
}
