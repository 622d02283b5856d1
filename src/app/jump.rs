//! Choosing any of the newest entries by a few letters of its title: to jump to it, or to join stories.

use crate::app::effect::{Effect, Effects, Ticket};
use crate::app::list;
use crate::app::overlay::{Choice, Item, Overlay, Picker, Purpose};
use crate::app::state::{Pane, State, Then};
use crate::app::{article, view};
use crate::model::{EntryId, FeedId, ListSpec, PageAt, Titled, View};

/// Opens the list to choose from, which is filled when the titles have come.
pub fn open(state: &mut State, out: &mut Effects) {
    let ticket = state.ticket();
    state.overlay = Some(Overlay::Picker(Picker::new(Purpose::Entries(ticket), "Jump to an entry", Vec::new())));
    out.push(Effect::LoadTitles { ticket });
}

/// Fills the list with titles, the newest first; what was typed meanwhile counts.
pub fn arrived(state: &mut State, ticket: Ticket, titles: Vec<Titled>) {
    let source = |id: FeedId| state.feed(id).map(|feed| feed.title.clone()).unwrap_or_default();
    let joined = match &state.overlay {
        Some(Overlay::Picker(Picker { purpose: Purpose::Entries(awaited), .. })) if *awaited == ticket => None,
        Some(Overlay::Picker(Picker { purpose: Purpose::Join { ticket: awaited, entry }, .. }))
            if *awaited == ticket =>
        {
            Some(*entry)
        }
        _ => return,
    };
    let items = titles.into_iter().filter(|titled| Some(titled.entry) != joined);
    let items = items.map(|Titled { entry, feed, title }| Item {
        label: title,
        detail: source(feed),
        choice: joined.map_or(Choice::Entry(entry, feed), |joined| Choice::Join(joined, entry)),
        ticked: None,
    });
    let items = items.collect();
    if let Some(Overlay::Picker(picker)) = &mut state.overlay {
        picker.fill(items);
    }
}

/// Opens an entry in its list, or in that of its feed.
pub fn to(state: &mut State, entry: EntryId, feed: FeedId, out: &mut Effects) {
    if let Some(index) = state.list.index_of(entry) {
        list::select(state, index, out);
        return article::open(state, out);
    }
    article::close(state);
    let spec = ListSpec { hide_read: false, ..view::spec(state, View::Feed(feed)) };
    view::show(state, spec, PageAt::Around(entry), Then::Open, out);
    state.focus = Pane::List;
}
