//! What the user changes: queued for the store at once, answered in the order of asking.

use std::sync::Arc;

use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use super::core::Core;
use super::rules;
use crate::app::event::Event;
use crate::model::{Applied, EntryId, FeedId, Rule, RuleId, SearchId, StatusChange, StepId, Subscription};
use crate::store::Pending;

/// A write under way.
pub enum Owed {
    Status(Pending<Applied>),
    Undone { redo: bool, pending: Pending<Option<Applied>> },
    Subscriptions(Pending<Applied>),
    Subscribed(Vec<Subscription>, Pending<Vec<FeedId>>),
    Rules(Pending<Applied>),
    Stories(Pending<Applied>),
}

/// The task that awaits the writes and reports them.
pub fn start(core: &Arc<Core>) -> UnboundedSender<Owed> {
    let (sender, mut owed) = unbounded_channel();
    let answering = core.clone();
    drop(core.spawn(async move {
        while let Some(owed) = owed.recv().await {
            answer(&answering, owed).await;
        }
    }));
    sender
}

pub fn change(core: &Core, change: StatusChange) -> Owed {
    match &change {
        StatusChange::Entries { ids, .. } | StatusChange::Tags { ids, .. } => core.laid.forget(ids),
        StatusChange::List { .. } => core.laid.clear(),
    }
    Owed::Status(core.store.change(change))
}

/// Undoes the latest step, or all down to one.
pub fn undo(core: &Core, down_to: Option<StepId>) -> Owed {
    core.laid.clear();
    let pending = match down_to {
        Some(step) => core.store.undo_down_to(step, core.now()),
        None => core.store.undo(core.now()),
    };
    Owed::Undone { redo: false, pending }
}

/// Does the next step again, or all up to one.
pub fn redo(core: &Core, up_to: Option<StepId>) -> Owed {
    core.laid.clear();
    let pending = match up_to {
        Some(step) => core.store.redo_up_to(step, core.now()),
        None => core.store.redo(core.now()),
    };
    Owed::Undone { redo: true, pending }
}

pub fn edit(core: &Core, feed: FeedId, subscription: Subscription) -> Owed {
    Owed::Subscriptions(core.store.edit(feed, subscription, core.now()))
}

pub fn unsubscribe(core: &Core, feed: FeedId) -> Owed {
    Owed::Subscriptions(core.store.unsubscribe(feed, core.now()))
}

pub fn rename_folder(core: &Core, from: String, to: String) -> Owed {
    Owed::Subscriptions(core.store.rename_folder(from, to, core.now()))
}

pub fn save_search(core: &Core, name: String, query: String) -> Owed {
    Owed::Subscriptions(core.store.save_search(name, query, core.now()))
}

pub fn rename_search(core: &Core, search: SearchId, name: String) -> Owed {
    Owed::Subscriptions(core.store.rename_search(search, name, core.now()))
}

pub fn remove_search(core: &Core, search: SearchId) -> Owed {
    Owed::Subscriptions(core.store.remove_search(search, core.now()))
}

pub fn subscribe_all(core: &Core, all: Vec<Subscription>) -> Owed {
    Owed::Subscribed(all.clone(), core.store.subscribe(all, core.now()))
}

pub fn add_rule(core: &Core, rule: Rule) -> Owed {
    Owed::Rules(core.store.add_rule(rule, core.now()))
}

pub fn change_rule(core: &Core, id: RuleId, rule: Rule) -> Owed {
    Owed::Rules(core.store.change_rule(id, rule, core.now()))
}

pub fn remove_rule(core: &Core, id: RuleId) -> Owed {
    Owed::Rules(core.store.remove_rule(id, core.now()))
}

pub fn split(core: &Core, entry: EntryId) -> Owed {
    Owed::Stories(core.store.split(entry, core.now()))
}

pub fn join(core: &Core, entries: Vec<EntryId>) -> Owed {
    Owed::Stories(core.store.join(entries, core.now()))
}

pub fn follow(core: &Core, entry: EntryId) -> Owed {
    Owed::Stories(core.store.follow(entry, core.now()))
}

async fn answer(core: &Arc<Core>, owed: Owed) {
    match owed {
        Owed::Status(pending) => {
            core.tell(Event::Changed(pending.await.map_err(|error| error.to_string())));
        }
        Owed::Undone { redo, pending } => match pending.await {
            Ok(applied) => {
                core.tell(Event::Undone { redo, applied });
                subscriptions_changed(core).await;
                rules::follow(core);
            }
            Err(error) => core.failed(None, error),
        },
        Owed::Subscriptions(pending) => match pending.await {
            Ok(applied) => {
                core.tell(Event::Edited(applied));
                subscriptions_changed(core).await;
            }
            Err(error) => core.failed(None, error),
        },
        Owed::Rules(pending) => match pending.await {
            Ok(applied) => {
                core.tell(Event::Edited(applied));
                core.tell(Event::StoreChanged { elsewhere: true });
                core.wake.notify_one();
                rules::follow(core);
            }
            Err(error) => core.failed(None, error),
        },
        Owed::Stories(pending) => match pending.await {
            Ok(Applied { entries: 0, text }) => core.tell(Event::Notice(text)),
            Ok(applied) => {
                core.laid.clear();
                core.tell(Event::Edited(applied));
                core.tell(Event::StoreChanged { elsewhere: true });
            }
            Err(error) => core.failed(None, error),
        },
        Owed::Subscribed(all, pending) => match pending.await {
            Ok(ids) => {
                core.tell(subscribed(all, &ids));
                subscriptions_changed(core).await;
            }
            Err(error) => core.failed(None, error),
        },
    }
}

/// A single new feed is gone to, several are only told of.
fn subscribed(mut all: Vec<Subscription>, ids: &[FeedId]) -> Event {
    match (ids, all.pop()) {
        (&[feed], Some(only)) => Event::Subscribed { ticket: None, feed, title: only.title.unwrap_or(only.url) },
        _ => Event::Edited(Applied { entries: 0, text: format!("Subscribed to {} feeds", ids.len()) }),
    }
}

/// Brings `feeds.toml` in line and lets the screen and the timer know.
pub async fn subscriptions_changed(core: &Core) {
    core.write_feeds_file().await;
    core.tell(Event::StoreChanged { elsewhere: false });
    core.group.notify_one();
    core.wake.notify_one();
}
