//! Tags of entries: asked for, taken off, their colours; and what is to be read later, which is one of them.

use crate::app::effect::Effects;
use crate::app::overlay::{Choice, Item, Overlay, Picker, Purpose};
use crate::app::prompt::{Ask, Prompt};
use crate::app::settings::Settings;
use crate::app::state::{Pane, State, Then};
use crate::app::theme::Style;
use crate::app::{complete, status, view};
use crate::model::{EntryId, Mark, View};

/// What is to be read later.
pub const LATER: &str = "later";

/// Asks for tags for the entries that are meant.
pub fn ask(state: &mut State, out: &mut Effects) {
    let ids = state.subjects();
    if ids.is_empty() {
        return state.inform("No entry is selected");
    }
    state.prompt = Some(Prompt::new(Ask::Tag(ids)));
    complete::offer(state, out);
}

/// The tags in a line, parted by commas; a `#` before one is no part of it.
pub fn read(line: &str) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in line.split(',').map(|part| part.trim().trim_start_matches('#').trim()) {
        if !tag.is_empty() && !tags.iter().any(|known| known == tag) {
            tags.push(tag.to_owned());
        }
    }
    tags
}

/// Tags entries with what was typed.
pub fn put_on(state: &mut State, ids: &[EntryId], line: &str, out: &mut Effects) {
    let tags = read(line);
    if !tags.is_empty() {
        status::tag(state, ids.to_vec(), tags, out);
    }
}

/// The only tag of the entries that are meant is taken off; of several one is chosen.
pub fn choose(state: &mut State, out: &mut Effects) {
    let ids = state.subjects();
    let rows = state.loaded(&ids);
    let mut tags: Vec<String> = rows.iter().flat_map(|row| row.tags.clone()).collect();
    let of_feed = rows.iter().any(|row| state.feed(row.feed).is_some_and(|feed| !feed.subscription.tags.is_empty()));
    tags.sort();
    tags.dedup();
    match tags.as_slice() {
        [] if ids.is_empty() => state.inform("No entry is selected"),
        [] if of_feed => state.inform("Its tags are those of its feed; editing the feed changes them"),
        [] => state.inform("There is no tag to take off"),
        [tag] => status::mark(state, ids, Mark::Untag(tag.clone()), out),
        _ => {
            let items = tags.into_iter().map(|tag| Item {
                label: tag.clone(),
                detail: String::new(),
                choice: Choice::Untag(ids.clone(), tag),
                ticked: None,
            });
            state.overlay = Some(Overlay::Picker(Picker::new(Purpose::Tags, "Take off which tag", items.collect())));
        }
    }
}

/// Puts off what is meant, or is done with that where all of it was put off.
pub fn toggle_later(state: &mut State, out: &mut Effects) {
    let ids = state.subjects();
    if ids.is_empty() {
        return state.inform("No entry is selected");
    }
    let rows = state.loaded(&ids);
    let all = rows.len() == ids.len() && rows.iter().all(|row| row.tags.iter().any(|tag| tag == LATER));
    state.inform(if all { "No longer to be read later" } else { "To be read later" });
    let mark = if all { Mark::Untag } else { Mark::Tag };
    status::mark(state, ids, mark(LATER.to_owned()), out);
}

pub fn show_later(state: &mut State, out: &mut Effects) {
    view::open(state, View::Tag(LATER.to_owned()), Then::Nothing, out);
    state.zen = false;
    state.focus = Pane::List;
}

/// How a tag looks: as the configuration says, else one of the theme's looks for tags, always the same.
pub fn style(settings: &Settings, tag: &str) -> Style {
    let lower = tag.to_lowercase();
    if let Some((_, color)) = settings.tag_colors.iter().find(|(name, _)| name.to_lowercase() == lower) {
        return Style { fg: Some(*color), ..Style::default() };
    }
    // Fowler, Noll and Vo's hash: no more is needed than that it stays the same.
    let hash = lower.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let looks = &settings.theme.tags;
    looks.get(hash as usize % looks.len().max(1)).copied().unwrap_or(settings.theme.meta)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::theme::Color;

    #[test]
    fn tags_are_parted_by_commas() {
        assert_eq!(read(" space, #far away ,,space,#"), ["space", "far away"]);
    }

    #[test]
    fn a_tag_keeps_its_colour() {
        let mut settings = Settings::default();
        assert_eq!(style(&settings, "space"), settings.theme.meta);
        let look = |number| Style { fg: Some(Color::Ansi(number)), ..Style::default() };
        settings.theme.tags = (1..7).map(look).collect();
        assert_eq!(style(&settings, "Space"), style(&settings, "space"));
        let several: std::collections::HashSet<_> =
            ["space", "later", "kabul", "law", "sea", "x"].map(|tag| format!("{:?}", style(&settings, tag))).into();
        assert!(several.len() > 2, "{several:?}");
        settings.tag_colors.push(("Space".into(), Color::Ansi(9)));
        assert_eq!(style(&settings, "space"), look(9));
    }
}
