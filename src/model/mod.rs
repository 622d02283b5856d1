//! Plain data that every layer speaks: ids, feeds, entries, lists, fetch results. Imports nothing of ours.

mod access;
mod activity;
mod archive;
mod entry;
mod feed;
mod fetch;
mod format;
mod id;
mod journal;
mod list;
mod manners;
mod newsboat;
mod page;
mod pixels;
mod pulse;
mod query;
mod retention;
mod rule;
mod story;
mod time;
mod weights;

pub use access::Access;
pub use activity::{Activity, WEEKS};
pub use archive::{Archive, ArchivedEntry, ArchivedFeed, ArchivedSearch, Brought};
pub use entry::{Article, Chapter, Earlier, Enclosure, Entry, EntryRow, NewEntry, Status, Titled};
pub use feed::{
    Counts, Feed, FeedDocument, Folder, Followed, FullText, Health, KEPT, KEPT_TITLE, Kept, Spare, Subscription, Tree,
};
pub use fetch::{Aftermath, FetchJob, FetchRecord, Moved, Outcome, StoredFetch, Validators};
pub use format::Format;
pub use id::{AccountId, EntryId, FeedId, RuleId, SearchId, StepId, StoryId};
pub use journal::{Applied, FileEdit, Mark, Reconciled, StatusChange, Step};
pub use list::{ListSpec, Page, PageAt, PageRequest, RowKey, Side, Snapshot, Sort, View};
pub use manners::{Freshness, HostRecord, Politeness, Skips, Source, Wish};
pub use newsboat::{NewsboatCache, NewsboatFeed, NewsboatItem};
pub use page::{PageJob, PageOutcome, PageRecord, PageState, PageText, Showing};
pub use pixels::Pixels;
pub use pulse::{HOURS, Headline, Recent, first_hour};
pub use query::{Field, Query, SavedSearch, Search, Term};
pub use retention::{Expiry, Limit, Retention, Sweep, Swept};
pub use rule::{Action, HiddenBy, Rule, StandingRule, Trait, Traits, Weight};
pub use story::{Assignment, Coverage, Gist, Grouped, Placement, Sibling, Telling, Ungrouped};
pub use time::Time;
pub use weights::Weights;
