//! The form that edits a feed: its fields, the keys in it, and what it asks for.

use tui_input::{Input, InputRequest};

use crate::app::effect::{Effect, Effects};
use crate::app::key::{Code, Key};
use crate::app::overlay::{Form, FormField, Overlay};
use crate::app::prompt;
use crate::app::state::State;
use crate::model::{Feed, Folder, FullText, Subscription};

/// A line of the form: what it is called, what may stand there, and how it is read and written.
struct Setting {
    label: &'static str,
    hint: &'static str,
    show: fn(&Subscription) -> String,
    read: fn(&mut Subscription, &str) -> Result<(), String>,
}

const SETTINGS: &[Setting] = &[
    Setting {
        label: "Title",
        hint: "empty: the feed's own",
        show: |s| s.title.clone().unwrap_or_default(),
        read: |s, text| {
            s.title = given(text);
            Ok(())
        },
    },
    Setting {
        label: "Folder",
        hint: "World/Europe",
        show: |s| s.folder.0.clone(),
        read: |s, text| {
            s.folder = Folder(folder_path(text));
            Ok(())
        },
    },
    Setting {
        label: "Tags",
        hint: "separated by commas",
        show: |s| s.tags.join(", "),
        read: |s, text| {
            let tags = text.split(',').map(str::trim).filter(|tag| !tag.is_empty());
            s.tags = tags.map(str::to_owned).collect();
            Ok(())
        },
    },
    Setting {
        label: "Address",
        hint: "https://…",
        show: |s| s.url.clone(),
        read: |s, text| match text {
            "" => Err("A feed needs an address".to_owned()),
            text => {
                s.url = text.to_owned();
                Ok(())
            }
        },
    },
    Setting {
        label: "Refresh",
        hint: "minutes; empty: as the publisher asks",
        show: |s| s.refresh.map(|seconds| (seconds / 60).to_string()).unwrap_or_default(),
        read: read_refresh,
    },
    Setting {
        label: "Full text",
        hint: "never, on-open or always: when the pages of entries are fetched",
        show: |s| full_text(s.full_text).to_owned(),
        read: |s, text| {
            let known = FULL_TEXTS.iter().find(|(name, _)| *name == text);
            let (_, value) = known.ok_or("Full text takes never, on-open or always")?;
            s.full_text = *value;
            Ok(())
        },
    },
    Setting {
        label: "Quiet",
        hint: "yes: left out of the totals and of the list of all that is unread",
        show: |s| if s.quiet { "yes" } else { "no" }.to_owned(),
        read: |s, text| {
            s.quiet = yes_or_no(text, "Quiet", false)?;
            Ok(())
        },
    },
    Setting {
        label: "Twins",
        hint: "no: its entries are no twins and in no stories",
        show: |s| if s.alone { "no" } else { "yes" }.to_owned(),
        read: |s, text| {
            s.alone = !yes_or_no(text, "Twins", true)?;
            Ok(())
        },
    },
    Setting {
        label: "User agent",
        hint: "what the server is told instead of dateline's name; empty: the truth",
        show: |s| s.user_agent.clone().unwrap_or_default(),
        read: |s, text| {
            s.user_agent = given(text);
            Ok(())
        },
    },
    Setting {
        label: "Headers",
        hint: "Name: value; Other: value, sent to this server only",
        show: |s| {
            s.access.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("; ")
        },
        read: read_headers,
    },
    Setting {
        label: "User name",
        hint: "where the server wants one; the password comes from the command below",
        show: |s| s.access.username.clone().unwrap_or_default(),
        read: |s, text| {
            s.access.username = given(text);
            Ok(())
        },
    },
    Setting {
        label: "Password by",
        hint: "a command that prints it: pass show news, secret-tool lookup site news",
        show: |s| shell_words::join(&s.access.password_command),
        read: |s, text| {
            let words = shell_words::split(text).map_err(|_| "A quotation mark is not closed".to_owned())?;
            s.access.password_command = words;
            Ok(())
        },
    },
    Setting {
        label: "Proxy",
        hint: "socks5://host:port, http://…; empty: as for all feeds",
        show: |s| s.access.proxy.clone().unwrap_or_default(),
        read: |s, text| {
            s.access.proxy = given(text);
            Ok(())
        },
    },
];

const FULL_TEXTS: [(&str, FullText); 3] =
    [("never", FullText::Never), ("on-open", FullText::OnOpen), ("always", FullText::Always)];

fn full_text(value: FullText) -> &'static str {
    FULL_TEXTS.iter().find(|(_, known)| *known == value).map_or("never", |(name, _)| name)
}

fn given(text: &str) -> Option<String> {
    Some(text).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn yes_or_no(text: &str, label: &str, usual: bool) -> Result<bool, String> {
    match text {
        "yes" => Ok(true),
        "no" => Ok(false),
        "" => Ok(usual),
        _ => Err(format!("{label} takes yes or no")),
    }
}

fn read_refresh(subscription: &mut Subscription, text: &str) -> Result<(), String> {
    subscription.refresh = match text {
        "" => None,
        text => match text.parse::<u32>() {
            Ok(minutes) if minutes >= 10 => Some(minutes.saturating_mul(60)),
            _ => return Err("Refresh takes a whole number of minutes, 10 or more".to_owned()),
        },
    };
    Ok(())
}

fn read_headers(subscription: &mut Subscription, text: &str) -> Result<(), String> {
    let field = |part: &str| {
        let (name, value) = part.split_once(':').ok_or_else(|| format!("`{part}` has no colon; write Name: value"))?;
        Ok((name.trim().to_owned(), value.trim().to_owned()))
    };
    let parts = text.split(';').map(str::trim).filter(|part| !part.is_empty());
    subscription.access.headers = parts.map(field).collect::<Result<_, String>>()?;
    Ok(())
}

/// A folder's path without empty parts: ` World // Europe/` is `World/Europe`.
fn folder_path(text: &str) -> String {
    let parts: Vec<&str> = text.split('/').map(str::trim).filter(|part| !part.is_empty()).collect();
    parts.join("/")
}

impl Form {
    /// The settings of a feed.
    pub fn edit(feed: &Feed) -> Form {
        let subscription = &feed.subscription;
        let field = |setting: &Setting| FormField {
            label: setting.label,
            hint: setting.hint,
            input: Input::new((setting.show)(subscription)),
        };
        Form {
            title: feed.title.clone(),
            feed: feed.id,
            before: subscription.clone(),
            fields: SETTINGS.iter().map(field).collect(),
            cursor: 0,
            error: None,
        }
    }

    /// The subscription that the fields describe; a field that was not touched leaves what it stands for as it was.
    fn read(&self) -> Result<Subscription, String> {
        let mut subscription = self.before.clone();
        for (setting, field) in SETTINGS.iter().zip(&self.fields) {
            let text = field.input.value().trim();
            if text != (setting.show)(&self.before).trim() {
                (setting.read)(&mut subscription, text)?;
            }
        }
        subscription.access.check()?;
        Ok(subscription)
    }
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
