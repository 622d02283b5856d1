//! Programs and services that the user named for articles and files, as plain data; how they are given what they get.
//! Nothing from a feed becomes a program, an option or a part of another argument.

use crate::app::effect::{Effect, Effects};
use crate::app::overlay::{Choice, Item, Overlay, Picker, Purpose};
use crate::app::state::State;
use crate::model::{EntryRow, Format};
use crate::safe;

/// A program that gets an article from its input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pipe {
    pub name: String,
    pub command: Vec<String>,
    /// It takes the terminal while it runs.
    pub terminal: bool,
    pub format: Format,
}

/// Where an article is shared or kept: an address with `{url}`, `{title}` and `{feed}` in it, or a program with these as
/// arguments of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    pub name: String,
    pub by: ShareBy,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShareBy {
    Address(String),
    Command(Vec<String>),
}

/// What plays files of a kind: `audio`, or the whole of a media type (`audio/mpeg`); `other` for all else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Player {
    pub kind: String,
    pub command: Vec<String>,
}

/// What stands for the placeholders.
struct Values {
    url: Option<String>,
    title: String,
    feed: String,
}

impl Values {
    fn of(state: &State, row: &EntryRow) -> Values {
        let feed = state.feed(row.feed).map(|feed| feed.title.as_str()).unwrap_or_default();
        Values { url: row.url.as_deref().and_then(safe::url), title: argument(&row.title), feed: argument(feed) }
    }

    /// None where the entry has no link.
    fn get(&self, placeholder: &str) -> Option<&str> {
        match placeholder {
            "{url}" => self.url.as_deref(),
            "{title}" => Some(&self.title),
            _ => Some(&self.feed),
        }
    }
}

/// Entries that are shared together: each is an address that opens, or a program that runs.
const AT_ONCE: usize = 20;

const PLACEHOLDERS: [&str; 3] = ["{url}", "{title}", "{feed}"];

/// A text from outside as an argument: one line, and never an option.
fn argument(text: &str) -> String {
    safe::one_line(text).trim_start_matches(['-', ' ']).to_owned()
}

/// Asks for one of the programs that get articles.
pub fn choose_pipe(state: &mut State, out: &mut Effects) {
    let pipes = state.settings.pipes.clone();
    let items = pipes.iter().map(|pipe| item(&pipe.name, &pipe.command.join(" "), Choice::Pipe(pipe.clone())));
    match pipes.as_slice() {
        [] => state
            .inform("No command is named; `[pipe]` in config.toml names them (`dateline config default` shows how)"),
        [one] => run_pipe(state, one.clone(), out),
        _ => pick(state, Purpose::Pipe, "Pipe the article to", items.collect()),
    }
}

/// Asks for one of the places to share with.
pub fn choose_share(state: &mut State, out: &mut Effects) {
    let shares = state.settings.shares.clone();
    let detail = |share: &Share| match &share.by {
        ShareBy::Address(address) => address.clone(),
        ShareBy::Command(command) => command.join(" "),
    };
    let items = shares.iter().map(|share| item(&share.name, &detail(share), Choice::Share(share.clone())));
    match shares.as_slice() {
        [] => {
            state.inform("No place is named; `[share]` in config.toml names them (`dateline config default` shows how)")
        }
        [one] => run_share(state, one, out),
        _ => pick(state, Purpose::Share, "Share or keep the article", items.collect()),
    }
}

fn item(label: &str, detail: &str, choice: Choice) -> Item {
    Item { label: label.to_owned(), detail: detail.to_owned(), choice, ticked: None }
}

fn pick(state: &mut State, purpose: Purpose, title: &str, items: Vec<Item>) {
    state.overlay = Some(Overlay::Picker(Picker::new(purpose, title, items)));
}

pub fn run_pipe(state: &mut State, pipe: Pipe, out: &mut Effects) {
    let entries = state.subjects();
    if entries.is_empty() {
        return state.inform("No entry is selected");
    }
    let Pipe { name, command, terminal, format } = pipe;
    if !terminal {
        state.inform(format!("Given to {name}"));
    }
    out.push(Effect::Pipe { entries, command, terminal, format });
}

pub fn run_share(state: &mut State, share: &Share, out: &mut Effects) {
    let ids = state.subjects();
    if ids.is_empty() {
        return state.inform("No entry is selected");
    }
    if ids.len() > AT_ONCE {
        return state.inform(format!("{} are selected; no more than {AT_ONCE} are shared at once", ids.len()));
    }
    let all: Vec<Values> = state.loaded(&ids).into_iter().map(|row| Values::of(state, row)).collect();
    for values in all {
        match shared(share, &values) {
            Some(effect) => {
                state.inform(format!("Shared by {}", share.name));
                out.push(effect);
            }
            None if values.url.is_none() => state.inform("This entry has no link to share"),
            None => state.complain(format!("`{}` of [share] makes no http, https or mailto address", share.name)),
        }
    }
}

fn shared(share: &Share, values: &Values) -> Option<Effect> {
    match &share.by {
        ShareBy::Address(template) => address(template, values).map(|url| Effect::OpenUrl { url, background: false }),
        ShareBy::Command(command) => arguments(command, values).map(|command| Effect::Run { command }),
    }
}

/// The command with its placeholders filled in, each one argument.
fn arguments(command: &[String], values: &Values) -> Option<Vec<String>> {
    let fill = |argument: &String| match PLACEHOLDERS.contains(&argument.as_str()) {
        true => values.get(argument).map(str::to_owned),
        false => Some(argument.clone()),
    };
    command.iter().map(fill).collect()
}

/// The address with its placeholders filled in, percent-encoded.
fn address(template: &str, values: &Values) -> Option<String> {
    let mut out = String::new();
    let mut rest = template;
    while let Some(start) = rest.find('{') {
        let (before, from) = rest.split_at(start);
        out.push_str(before);
        match PLACEHOLDERS.iter().find(|placeholder| from.starts_with(**placeholder)) {
            Some(placeholder) => {
                encode(values.get(placeholder)?, &mut out);
                rest = &from[placeholder.len()..];
            }
            None => {
                out.push('{');
                rest = &from[1..];
            }
        }
    }
    out.push_str(rest);
    safe::url(&out)
}

/// RFC 3986, section 2.3: all but the unreserved characters.
fn encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
}

/// The command that plays a file of that type at that address; none: the desktop's own way.
pub fn player(players: &[Player], media_type: Option<&str>, url: &str) -> Option<Vec<String>> {
    let media = media_type.unwrap_or_default().to_ascii_lowercase();
    let kind = media.split('/').next().unwrap_or_default();
    let of = |wanted: &str| players.iter().find(|player| player.kind.eq_ignore_ascii_case(wanted));
    let player = of(&media).or_else(|| of(kind)).or_else(|| of("other"))?;
    let mut command: Vec<String> = player
        .command
        .iter()
        .map(|argument| if argument == "{url}" { url.to_owned() } else { argument.clone() })
        .collect();
    if !player.command.iter().any(|argument| argument == "{url}") {
        command.push(url.to_owned());
    }
    Some(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    /// S11, S12.
    #[test]
    fn what_comes_from_a_feed_is_one_argument_and_no_option() {
        for title in
            ["; touch x", "`touch x`", "$(touch x)", "a\nb", "'\"", "-oProxyCommand=touch x", "-- --help", "%0a"]
        {
            let values = Values {
                url: safe::url("https://example.org/$(id)?a=';b"),
                title: argument(title),
                feed: argument("--feed"),
            };
            let command =
                arguments(&words(&["keep", "--", "{url}", "{title}", "x{title}", "{feed}"]), &values).unwrap();
            assert_eq!(command.len(), 6);
            assert_eq!(command[4], "x{title}", "only whole arguments are filled in");
            assert_eq!(command[5], "feed");
            assert!(!command[3].starts_with('-') && !command[3].contains('\n'), "{command:?}");
            let shared = address("https://share.example/?t={title}&u={url}", &values).unwrap_or_default();
            assert!(shared.bytes().all(|byte| byte.is_ascii_graphic()), "{shared}");
        }
        let none = Values { url: None, title: String::new(), feed: String::new() };
        assert_eq!(arguments(&words(&["keep", "{url}"]), &none), None);
        assert_eq!(address("https://share.example/?u={url}", &none), None);
    }

    #[test]
    fn addresses_are_filled_in_encoded() {
        let values = Values {
            url: Some("https://example.org/?a=1&b=2".into()),
            title: "Über & über {url}".into(),
            feed: "F".into(),
        };
        assert_eq!(
            address("mailto:?subject={title}&body={url}", &values).as_deref(),
            Some(
                "mailto:?subject=%C3%9Cber%20%26%20%C3%BCber%20%7Burl%7D&body=https%3A%2F%2Fexample.org%2F%3Fa%3D1%26b%3D2"
            )
        );
        assert_eq!(address("javascript:x('{url}')", &values), None);
        assert_eq!(address("https://x.example/{other}", &values).as_deref(), Some("https://x.example/%7Bother%7D"));
    }

    #[test]
    fn a_file_goes_to_the_player_of_its_kind() {
        let player_of = |kind: &str, command: &[&str]| Player { kind: kind.into(), command: words(command) };
        let players = [player_of("audio", &["mpv", "--no-video", "{url}"]), player_of("video/mp4", &["mpv"])];
        let of = |media| player(&players, media, "https://e.example/a");
        assert_eq!(of(Some("audio/mpeg")), Some(words(&["mpv", "--no-video", "https://e.example/a"])));
        assert_eq!(of(Some("VIDEO/mp4")), Some(words(&["mpv", "https://e.example/a"])));
        assert_eq!((of(Some("image/png")), of(None)), (None, None));
    }
}
