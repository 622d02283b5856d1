//! Puts entries into stories, right behind their insert and never in front of a change of the user.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::sleep;

use super::core::Core;
use crate::app::event::Event;
use crate::model::{Assignment, Gist, Grouped, Placement, StoryId, Time, Ungrouped};
use crate::store::{Store, StoreError};
use crate::story::{Grouping, Item, WINDOW};

/// Entries that are assigned in one write.
const PORTION: usize = 500;
/// Titles from before the window that are read for knowing which words are common.
const BEFORE: usize = 10_000;
/// From one look to the next at least so long: what arrives in a refresh arrives feed by feed.
const REST: Duration = Duration::from_secs(2);

/// Puts entries into stories whenever it is asked to, until it is aborted.
pub async fn run(core: Arc<Core>) {
    let mut desk = StoryDesk::new(core.store.clone());
    loop {
        core.group.notified().await;
        match desk.catch_up(core.now()).await {
            Ok(0) => {}
            Ok(_) => {
                core.laid.clear();
                core.tell(Event::StoreChanged { elsewhere: true });
            }
            Err(StoreError::Closed | StoreError::ReadOnly(_)) => return,
            Err(error) => tracing::warn!(%error, "what is new was not put into stories"),
        }
        sleep(REST).await;
    }
}

/// Puts the entries of a store into stories, and remembers the last days from one time to the next.
pub struct StoryDesk {
    store: Store,
    memory: Option<Memory>,
}

impl StoryDesk {
    pub fn new(store: Store) -> StoryDesk {
        StoryDesk { store, memory: None }
    }

    /// Puts all entries into stories that are in none and young enough; answers how many it put.
    pub async fn catch_up(&mut self, now: Time) -> Result<u64, StoreError> {
        let since = now.plus(-WINDOW);
        let mut count = 0;
        loop {
            let ungrouped = self.store.ungrouped(since, PORTION).await?;
            if ungrouped.gists.is_empty() {
                return Ok(count);
            }
            let memory = match self.memory.take().filter(|memory| memory.turn == ungrouped.turn) {
                Some(memory) => memory,
                None => {
                    let grouped = self.store.grouped(since, BEFORE).await?;
                    aside(move || Memory::of(&grouped)).await?
                }
            };
            // The reader may have changed stories in between.
            if memory.turn != ungrouped.turn {
                continue;
            }
            let (mut memory, assignment) = aside(move || memory.assign(&ungrouped)).await?;
            let placed = assignment.placed.len() as u64;
            if let Some(turn) = self.store.assign(assignment, now).await? {
                memory.turn = turn;
                self.memory = Some(memory);
                count += placed;
            }
        }
    }
}

/// Reckons on a thread of its own.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, StoreError> {
    spawn_blocking(work).await.map_err(|error| StoreError::Internal(format!("stories were not reckoned: {error}")))
}

/// The stories of the last days, as of a turn.
struct Memory {
    turn: i64,
    grouping: Grouping,
    /// The stories of entries that are the same article as others.
    twins: HashMap<i64, StoryId>,
}

impl Memory {
    fn of(grouped: &Grouped) -> Memory {
        let mut memory = Memory { turn: grouped.turn, grouping: Grouping::default(), twins: HashMap::new() };
        grouped.before.iter().for_each(|gist| memory.grouping.count(Item { summary: "", ..item(gist, 0) }));
        for gist in &grouped.gists {
            let Some(story) = gist.story else { continue };
            if !memory.is_reprint(gist, story) {
                memory.grouping.hold(item(gist, story.0), story, gist.parted);
            }
        }
        memory.grouping.resume();
        memory
    }

    fn assign(mut self, ungrouped: &Ungrouped) -> (Memory, Assignment) {
        let mut assignment = Assignment {
            turn: ungrouped.turn,
            placed: Vec::new(),
            joined: Vec::new(),
            up_to: ungrouped.up_to,
            next: ungrouped.next,
        };
        for gist in &ungrouped.gists {
            let known = gist.story.or(gist.twin.and_then(|twin| self.twins.get(&twin).copied()));
            if let Some(story) = known {
                assignment.placed.push(Placement { entry: gist.entry, story, shares: Vec::new() });
                continue;
            }
            let placed = self.grouping.add(item(gist, assignment.next.0));
            if placed.story == assignment.next {
                assignment.next = StoryId(assignment.next.0 + 1);
            }
            if let Some(gone) = placed.absorbed {
                assignment.joined.push((gone, placed.story));
                let earlier = assignment.placed.iter_mut().filter(|earlier| earlier.story == gone);
                earlier.for_each(|earlier| earlier.story = placed.story);
                self.twins.values_mut().filter(|story| **story == gone).for_each(|story| *story = placed.story);
            }
            self.is_reprint(gist, placed.story);
            assignment.placed.push(Placement { entry: gist.entry, story: placed.story, shares: placed.shares });
        }
        (self, assignment)
    }

    /// Whether the same article has been seen already; from now on it has.
    fn is_reprint(&mut self, gist: &Gist, story: StoryId) -> bool {
        gist.twin.is_some_and(|twin| self.twins.insert(twin, story).is_some())
    }
}

fn item(gist: &Gist, story: i64) -> Item<'_> {
    Item {
        id: story,
        time: gist.date,
        publisher: &gist.publisher,
        title: &gist.title,
        summary: &gist.lead,
        language: gist.language.as_deref(),
    }
}
