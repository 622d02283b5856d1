//! The files that an entry encloses: what they are, and what is done with one.

use crate::app::effect::{Effect, Effects};
use crate::app::overlay::{Choice, Item, Overlay, Picker, Purpose};
use crate::app::state::State;
use crate::app::{commands, download, programs};
use crate::model::Enclosure;
use crate::safe;
use crate::text::article::describe;

/// Asks which file, and what to do with it.
pub fn open(state: &mut State) {
    let shown = state.subject().map(|row| row.id);
    let laid = state.article.laid.as_ref().filter(|laid| Some(laid.article.entry.row.id) == shown);
    let Some(laid) = laid else { return state.inform("Open the article first") };
    match laid.article.enclosures.as_slice() {
        [] => state.inform("This entry encloses no files"),
        [one] => {
            let one = one.clone();
            act_on(state, one);
        }
        all => {
            let items = all.iter().map(|one| Item {
                label: describe(one),
                detail: address(one),
                choice: Choice::Enclosure(Box::new(one.clone())),
                ticked: None,
            });
            let picker = Picker::new(Purpose::Enclosures, "Enclosed files", items.collect());
            state.overlay = Some(Overlay::Picker(picker));
        }
    }
}

fn address(enclosure: &Enclosure) -> String {
    safe::url(&enclosure.url).unwrap_or_else(|| safe::one_line(&enclosure.url))
}

/// Asks what to do with a file.
pub fn act_on(state: &mut State, enclosure: Enclosure) {
    let command = programs::player(&state.settings.players, enclosure.media_type.as_deref(), "");
    let player = command.as_ref().and_then(|command| command.first());
    let open = player.map_or("Open it by the desktop's way".to_owned(), |program| format!("Open it with {program}"));
    let item = |label: &str, detail: &str, choice| Item {
        label: label.to_owned(),
        detail: detail.to_owned(),
        choice,
        ticked: None,
    };
    let items = vec![
        item(&open, "", Choice::Play(Box::new(enclosure.clone()))),
        item("Fetch it", &state.settings.download_dir, Choice::Fetch(Box::new(enclosure.clone()))),
        item("Copy its address", "", Choice::Copy(safe::clip_url(&enclosure.url))),
    ];
    let mut picker = Picker::new(Purpose::Enclosures, &describe(&enclosure), items);
    picker.intro = vec![address(&enclosure)];
    state.overlay = Some(Overlay::Picker(picker));
}

/// Gives a file to its player.
pub fn play(state: &mut State, enclosure: &Enclosure, out: &mut Effects) {
    let address = safe::url(&enclosure.url).filter(|url| url.starts_with("http"));
    let command =
        address.and_then(|url| programs::player(&state.settings.players, enclosure.media_type.as_deref(), &url));
    match command {
        Some(command) => {
            state.inform(format!("Opened with {}", command.first().map_or("", String::as_str)));
            out.push(Effect::Run { command });
        }
        None => drop(commands::open(state, Some(enclosure.url.clone()), "", false, out)),
    }
}

/// Fetches a file, under its title where it has one.
pub fn fetch(state: &mut State, enclosure: &Enclosure, out: &mut Effects) {
    let title = enclosure.title.clone().filter(|title| !title.trim().is_empty());
    download::begin(state, enclosure.url.clone(), title, out);
}
