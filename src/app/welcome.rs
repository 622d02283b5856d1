//! The first screen of a reader without subscriptions: starter feeds by desk, files to import, the demo.

use crate::app::effect::Effects;
use crate::app::key::{Code, Key};
use crate::app::overlay::{Choice, Item, Overlay, Picker, Purpose};
use crate::app::picker::heading;
use crate::app::prompt::{Ask, Prompt};
use crate::app::state::{Starter, State};

/// Opens the welcome.
pub fn open(state: &mut State) {
    let mut items = vec![heading("Begin")];
    items.extend(state.welcome.files.iter().map(|path| Item {
        label: "Import your subscriptions".to_owned(),
        detail: path.clone(),
        choice: Choice::Import(path.clone()),
        ticked: None,
    }));
    items.push(Item {
        label: "Look around in the demo edition".to_owned(),
        detail: "no network needed".to_owned(),
        choice: Choice::Demo,
        ticked: None,
    });
    let mut desk = None;
    for Starter { subscription: feed, language } in &state.welcome.feeds {
        if desk != Some(&feed.folder) {
            desk = Some(&feed.folder);
            items.push(heading(&feed.folder.0));
        }
        items.push(Item {
            label: feed.title.clone().unwrap_or_else(|| feed.url.clone()),
            detail: language.clone(),
            choice: Choice::Subscribe(Box::new(feed.clone())),
            ticked: Some(false),
        });
    }
    let mut picker = Picker::new(Purpose::Welcome, "Welcome to dateline", items);
    picker.filters = false;
    picker.intro = vec![
        "Choose some feeds to begin with: space ticks, enter subscribes to what is ticked.".to_owned(),
        "a  add a feed or site by its address · i  import a file · d  demo · esc  later".to_owned(),
    ];
    state.overlay = Some(Overlay::Picker(picker));
}

/// The keys that the welcome has beside those of every list.
pub fn key(state: &mut State, key: Key, out: &mut Effects) {
    let Some(Overlay::Picker(picker)) = &mut state.overlay else { return };
    match key.code {
        Code::Char('j') => picker.step(1),
        Code::Char('k') => picker.step(-1),
        Code::Char(' ') => {
            picker.tick();
            picker.step(1);
        }
        Code::Char('a') => state.prompt = Some(Prompt::new(Ask::Subscribe)),
        Code::Char('i') => state.prompt = Some(Prompt::new(Ask::Import)),
        Code::Char('d') => {
            picker.cursor = picker.items.iter().position(|item| item.choice == Choice::Demo).unwrap_or(picker.cursor);
            crate::app::picker::choose(state, out);
        }
        Code::Char('q') => state.overlay = None,
        _ => {}
    }
}
