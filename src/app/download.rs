//! Files that are being fetched: what is on its way, how much of it has come, and how it ends.

use crate::app::effect::{Effect, Effects, Ticket};
use crate::app::overlay::{Choice, Item, Overlay, Picker, Purpose};
use crate::app::state::State;
use crate::safe;
use crate::text::amount;

/// A file on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    pub ticket: Ticket,
    /// The address without its scheme, to be shown.
    pub name: String,
    /// Bytes that have come.
    pub done: u64,
    /// Bytes in all, as far as the server tells.
    pub total: Option<u64>,
}

/// Begins to fetch a file; `name`: what to call it, where that is known better than by its address.
pub fn begin(state: &mut State, url: String, name: Option<String>, out: &mut Effects) {
    let Some(url) = safe::url(&url).filter(|url| url.starts_with("http")) else {
        return state.complain(format!("Not fetched, only http and https are: {}", safe::one_line(&url)));
    };
    if state.offline {
        return state.inform("The network is off; `:offline` turns it on");
    }
    let ticket = state.ticket();
    let shown = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest).to_owned();
    state.inform(format!("Fetching {shown}{}", remedy(state)));
    state.downloads.push(Download { ticket, name: shown, done: 0, total: None });
    out.push(Effect::Download { ticket, url, name });
}

fn remedy(state: &State) -> String {
    state.keymap.key_for("downloads").map_or_else(String::new, |key| format!(" · `{key}` shows how far it is"))
}

/// More of a file has come.
pub fn progress(state: &mut State, ticket: Ticket, done: u64, total: Option<u64>) {
    if let Some(download) = state.downloads.iter_mut().find(|download| download.ticket == ticket) {
        (download.done, download.total) = (done, total);
    }
}

/// A file has come whole, or will not come.
pub fn ended(state: &mut State, ticket: Ticket, outcome: Result<String, String>) {
    let before = state.downloads.len();
    state.downloads.retain(|download| download.ticket != ticket);
    if state.downloads.len() == before {
        return;
    }
    match outcome {
        Ok(path) => state.inform(format!("Saved {path}")),
        Err(why) => state.complain(why),
    }
}

/// Opens the list of what is on its way.
pub fn list(state: &mut State) {
    if state.downloads.is_empty() {
        return state.inform("Nothing is being fetched");
    }
    let items = state.downloads.iter().map(|download| Item {
        label: download.name.clone(),
        detail: download.amount(),
        choice: Choice::CancelDownload(download.ticket),
        ticked: None,
    });
    let mut picker = Picker::new(Purpose::Downloads, "Files on their way", items.collect());
    picker.intro = vec!["enter stops the one under the cursor".to_owned()];
    state.overlay = Some(Overlay::Picker(picker));
}

/// Stops one.
pub fn cancel(state: &mut State, ticket: Ticket, out: &mut Effects) {
    let Some(at) = state.downloads.iter().position(|download| download.ticket == ticket) else { return };
    let download = state.downloads.remove(at);
    state.inform(format!("Stopped fetching {}", download.name));
    out.push(Effect::CancelDownload(ticket));
}

impl Download {
    /// "3.4 MB of 12 MB"
    fn amount(&self) -> String {
        let done = amount::size(self.done);
        self.total.map_or_else(|| done.clone(), |total| format!("{done} of {}", amount::size(total)))
    }
}
