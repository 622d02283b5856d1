//! Link hints: each link on the screen gets a few letters that lead to it.

use crate::app::effect::Effects;
use crate::app::key::{Code, Key};
use crate::app::prompt::{self, Ask, Prompt};
use crate::app::state::State;
use crate::app::{article, commands, download, page};
use crate::safe;
use crate::text::layout::Layout;

/// The letters of the hints, those under the fingers first. The others are commands: see [`key`].
const LETTERS: &[u8] = b"fdsgheuincmvtbp";

/// The hints while they are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Follow {
    /// The links on the screen as they are met in reading.
    pub labels: Vec<Label>,
    /// Letters or figures typed so far.
    pub typed: String,
    /// The link whose address is shown: an index into `Layout::links`.
    pub focused: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Index into `Layout::links`.
    pub link: u16,
    pub letters: String,
}

/// Shows the hints of the article that is on the screen.
pub fn begin(state: &mut State) {
    state.article.follow = Some(Follow::default());
    label(state);
    match &mut state.article.follow {
        Some(follow) if !follow.labels.is_empty() => follow.focused = follow.labels.first().map(|label| label.link),
        _ => {
            state.article.follow = None;
            let any = state.article.laid.as_ref().is_some_and(|laid| !laid.layout.links.is_empty());
            state.inform(if any { "No link is on the screen" } else { "This article has no links" });
        }
    }
}

/// Gives letters to the links that are on the screen now.
pub fn label(state: &mut State) {
    let page = article::page(state);
    let top = state.article.top;
    let (Some(follow), Some(laid)) = (&mut state.article.follow, &state.article.laid) else { return };
    let links: Vec<u16> = placed(&laid.layout).into_iter().filter(|(line, _)| (top..top + page).contains(line)).fold(
        Vec::new(),
        |mut seen, (_, link)| {
            if !seen.contains(&link) {
                seen.push(link);
            }
            seen
        },
    );
    let count = links.len();
    let labels = links.into_iter().enumerate().take(LETTERS.len().pow(2));
    follow.labels = labels.map(|(at, link)| Label { link, letters: letters(at, count) }).collect();
    follow.typed.clear();
}

/// The letters of the hint at a place: one each where that is enough, else two, so that none begins another.
fn letters(at: usize, count: usize) -> String {
    let letter = |at: usize| char::from(LETTERS[at % LETTERS.len()]);
    match count <= LETTERS.len() {
        true => letter(at).to_string(),
        false => [letter(at / LETTERS.len()), letter(at)].iter().collect(),
    }
}

/// Every place where a link begins or goes on: line and link.
fn placed(layout: &Layout) -> Vec<(usize, u16)> {
    let lines = layout.lines.iter().enumerate();
    lines.flat_map(|(line, set)| set.spans.iter().filter_map(move |span| Some((line, span.link?)))).collect()
}

/// Answers a key while the hints are shown.
pub fn key(state: &mut State, key: Key, out: &mut Effects) {
    let half = (article::page(state) / 2).max(1).cast_signed();
    let Some(follow) = &mut state.article.follow else { return };
    match (key.code, key.ctrl) {
        (Code::Esc, _) | (Code::Char('c'), true) => state.article.follow = None,
        (Code::Enter, _) => act(state, Act::Open, out),
        (Code::Tab, _) => walk(state, if key.shift { -1 } else { 1 }),
        (Code::Backspace, _) => drop(follow.typed.pop()),
        (Code::Char('d'), true) | (Code::PageDown, _) => scroll(state, half),
        (Code::Char('u'), true) | (Code::PageUp, _) => scroll(state, -half),
        (Code::Char('j'), _) | (Code::Down, _) => scroll(state, 1),
        (Code::Char('k'), _) | (Code::Up, _) => scroll(state, -1),
        (Code::Char('y'), false) => act(state, Act::Copy, out),
        (Code::Char('w'), false) => act(state, Act::Save, out),
        (Code::Char('a'), false) => act(state, Act::Subscribe, out),
        (Code::Char('r'), false) => act(state, Act::Read, out),
        (Code::Char('L'), false) => act(state, Act::Keep, out),
        (Code::Char('O'), false) => act(state, Act::OpenBehind, out),
        (Code::Char(c), false) if c.is_ascii_digit() => number(state, c),
        (Code::Char(c), false) => letter(state, c, out),
        _ => {}
    }
}

fn scroll(state: &mut State, lines: isize) {
    article::scroll_by(state, lines);
    label(state);
}

/// The figures name a link wherever in the article it is.
fn number(state: &mut State, figure: char) {
    let (Some(follow), Some(laid)) = (&mut state.article.follow, &state.article.laid) else { return };
    let typed = format!("{}{figure}", follow.typed.trim_matches(|c: char| !c.is_ascii_digit()));
    let wanted = |text: &str| {
        let number: usize = text.parse().ok()?;
        u16::try_from(number.checked_sub(1)?).ok().filter(|link| usize::from(*link) < laid.layout.links.len())
    };
    // What leads beyond the last link begins a new number.
    let (typed, link) = match (wanted(&typed), wanted(&figure.to_string())) {
        (Some(link), _) => (typed, Some(link)),
        (None, link) => (figure.to_string(), link),
    };
    if let Some(link) = link {
        focus(state, link);
        if let Some(follow) = &mut state.article.follow {
            follow.typed = typed;
        }
    }
}

/// The last letter opens the link; as a capital it only chooses it.
fn letter(state: &mut State, c: char, out: &mut Effects) {
    let Some(follow) = &mut state.article.follow else { return };
    let typed: String =
        follow.typed.chars().filter(char::is_ascii_alphabetic).chain([c.to_ascii_lowercase()]).collect();
    let Some(label) = follow.labels.iter().find(|label| label.letters.starts_with(&typed)) else { return };
    follow.focused = Some(label.link);
    let whole = label.letters == typed;
    follow.typed = if whole { String::new() } else { typed };
    if whole && !c.is_ascii_uppercase() {
        act(state, Act::Open, out);
    }
}

/// Goes to the next link of the article or to the one before.
fn walk(state: &mut State, by: isize) {
    let (Some(follow), Some(laid)) = (&state.article.follow, &state.article.laid) else { return };
    let mut order: Vec<u16> = Vec::new();
    for (_, link) in placed(&laid.layout) {
        if order.last() != Some(&link) && (order.len() > 1_000 || !order.contains(&link)) {
            order.push(link);
        }
    }
    let here = follow.focused.and_then(|link| order.iter().position(|other| *other == link));
    let next = here.map_or(0, |here| here.saturating_add_signed(by));
    if let Some(link) = order.get(next).copied() {
        focus(state, link);
    }
}

/// Shows the address of a link, and the place where it stands.
fn focus(state: &mut State, link: u16) {
    let Some(laid) = &state.article.laid else { return };
    let places: Vec<usize> =
        placed(&laid.layout).into_iter().filter(|(_, other)| *other == link).map(|(line, _)| line).collect();
    let (top, page) = (state.article.top, article::page(state));
    if !places.iter().any(|line| (top..top + page).contains(line))
        && let Some(line) = places.first()
    {
        article::bring(state, *line);
    }
    label(state);
    if let Some(follow) = &mut state.article.follow {
        follow.focused = Some(link);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Open,
    OpenBehind,
    Copy,
    Save,
    Subscribe,
    Read,
    Keep,
}

/// Does something with the link that is chosen; the hints are done then.
fn act(state: &mut State, act: Act, out: &mut Effects) {
    let Some(follow) = state.article.follow.take() else { return };
    let laid = state.article.laid.as_ref();
    if let Some(line) = follow.focused.zip(laid).and_then(|(link, laid)| laid.layout.place(link)) {
        // A note or a section of this article is followed within it.
        return article::jump(state, line);
    }
    let address = follow.focused.zip(laid).and_then(|(link, laid)| laid.layout.links.get(usize::from(link)).cloned());
    let Some(address) = address else { return };
    if address.starts_with('#') {
        return state.inform("The place that this link names is not in the article");
    }
    match act {
        Act::Open | Act::OpenBehind => {
            if commands::open(state, Some(address.clone()), "", act == Act::OpenBehind, out) {
                state.inform(format!("Opened {}", safe::one_line(&address)));
            }
        }
        Act::Copy => {
            let address = safe::clip_url(&address);
            state.inform(format!("Copied {address}"));
            commands::copy(state, address, out);
        }
        // The page named the address, not the user.
        Act::Read => drop(page::open(state, address, false, out)),
        Act::Keep => drop(page::keep(state, address, false, out)),
        Act::Save => download::begin(state, address, None, out),
        Act::Subscribe => {
            state.prompt = Some(Prompt::new(Ask::Subscribe).with(address));
            prompt::submit(state, out);
        }
    }
}
