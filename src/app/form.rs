//! The form that edits a feed: its fields, the keys in it, and what it asks for.

use tui_input::{Input, InputRequest};

use crate::app::effect::{Effect, Effects};
use crate::app::key::{Code, Key};
use crate::app::overlay::{Form, FormField, Overlay};
use crate::app::prompt;
use crate::app::state::State;
use crate::model::{Feed, Folder, Subscription};

impl Form {
    /// The settings of a feed.
    pub fn edit(feed: &Feed) -> Form {
        let subscription = &feed.subscription;
        let field = |label, hint, value: &str| FormField { label, hint, input: Input::new(value.to_owned()) };
        Form {
            title: feed.title.clone(),
            feed: feed.id,
            before: subscription.clone(),
            fields: vec![
                field("Title", "empty: the feed's own", subscription.title.as_deref().unwrap_or_default()),
                field("Folder", "World/Europe", &subscription.folder.0),
                field("Tags", "separated by commas", &subscription.tags.join(", ")),
                field("Address", "https://…", &subscription.url),
                field("Refresh", "minutes; empty: as the publisher asks", &minutes(subscription.refresh)),
            ],
            cursor: 0,
            error: None,
        }
    }

    /// The subscription that the fields describe.
    fn read(&self) -> Result<Subscription, String> {
        let value = |at: usize| self.fields.get(at).map(|field| field.input.value().trim()).unwrap_or_default();
        let url = value(3).to_owned();
        if url.is_empty() {
            return Err("A feed needs an address".to_owned());
        }
        let refresh = match value(4) {
            "" => None,
            text => match text.parse::<u32>() {
                Ok(minutes) if minutes >= 10 => Some(minutes.saturating_mul(60)),
                _ => return Err("Refresh takes a whole number of minutes, 10 or more".to_owned()),
            },
        };
        let tags = value(2).split(',').map(str::trim).filter(|tag| !tag.is_empty()).map(str::to_owned).collect();
        Ok(Subscription {
            url,
            title: Some(value(0)).filter(|title| !title.is_empty()).map(str::to_owned),
            folder: Folder(folder_path(value(1))),
            tags,
            refresh,
            ..self.before.clone()
        })
    }
}

fn minutes(seconds: Option<u32>) -> String {
    seconds.map(|seconds| (seconds / 60).to_string()).unwrap_or_default()
}

/// A folder's path without empty parts: ` World // Europe/` is `World/Europe`.
fn folder_path(text: &str) -> String {
    let parts: Vec<&str> = text.split('/').map(str::trim).filter(|part| !part.is_empty()).collect();
    parts.join("/")
}

/// Answers a key while a form is open.
pub fn key(state: &mut State, key: Key, out: &mut Effects) {
    let Some(Overlay::Form(form)) = &mut state.overlay else { return };
    let last = form.fields.len().saturating_sub(1);
    match (key.code, key.shift) {
        (Code::Esc, _) => state.overlay = None,
        (Code::Enter, _) => submit(state, out),
        (Code::Tab, false) | (Code::Down, _) => form.cursor = if form.cursor == last { 0 } else { form.cursor + 1 },
        (Code::Tab, true) | (Code::Up, _) => form.cursor = form.cursor.checked_sub(1).unwrap_or(last),
        _ => {
            if let Some(request) = prompt::editing(key) {
                edit(form, request);
            }
        }
    }
}

/// Text pasted into the field that has the keys.
pub fn paste(form: &mut Form, text: &str) {
    text.trim().chars().filter(|c| !c.is_control()).for_each(|c| edit(form, InputRequest::InsertChar(c)));
}

fn edit(form: &mut Form, request: InputRequest) {
    form.error = None;
    if let Some(field) = form.fields.get_mut(form.cursor) {
        field.input.handle(request);
    }
}

fn submit(state: &mut State, out: &mut Effects) {
    let Some(Overlay::Form(form)) = &mut state.overlay else { return };
    match form.read() {
        Ok(subscription) => {
            if subscription != form.before {
                out.push(Effect::Edit { feed: form.feed, subscription });
            }
            state.overlay = None;
        }
        Err(problem) => form.error = Some(problem),
    }
}
