//! What the attributes of a tag say: sizes, styles, numbering, what is hidden.

use std::str::FromStr;

use super::document::{Align, NumberStyle, Numbering};
use super::token::Tag;
use crate::safe;

/// Longer texts are cut.
const MAX_TEXT: usize = 2_000;
/// The first number of a list that counts down to 1 from however many items it has.
pub const COUNTS_ITEMS: i32 = i32::MIN;

/// Classes of what is there for screen readers or for nobody, and of the numbers of lines in code.
const HIDDEN: &[&str] = &[
    "assistive-text",
    "gutter",
    "hidden-print-only",
    "hljs-ln-numbers",
    "invisible",
    "kg-audio-player-container",
    "kg-video-player-container",
    "line-number",
    "line-numbers-rows",
    "lineno",
    "linenos",
    "ln",
    "lnt",
    "preheader",
    "screen-reader-text",
    "screenreader-only",
    "sr-only",
    "visually-hidden",
    "visuallyhidden",
];
/// Styles by which text is hidden; newsletters hide the lines that mail programs show in their lists.
const HIDDEN_STYLES: &[&str] = &["display:none", "visibility:hidden", "mso-hide:all"];
/// Classes of verse: its lines stay.
const VERSE: &[&str] = &["poem", "poetry", "verse", "stanza", "wp-block-verse"];
const PRESERVED: &[&str] =
    &["white-space:pre", "white-space:pre-wrap", "white-space:pre-line", "white-space:break-spaces"];

/// An attribute as one line of text, none if blank.
pub fn text(tag: &Tag<'_>, name: &str) -> Option<String> {
    let text = safe::one_line_max(&tag.attribute(name)?, MAX_TEXT);
    (!text.is_empty()).then_some(text)
}

/// The number that an attribute begins with.
pub fn number<T: FromStr>(tag: &Tag<'_>, name: &str) -> Option<T> {
    let value = tag.attribute(name)?;
    let value = value.trim();
    let digits = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
    value[..digits].parse().ok().filter(|_| !value[digits..].starts_with('%'))
}

/// Whether one of its classes is in a sorted list.
pub fn has_class(tag: &Tag<'_>, names: &[&str]) -> bool {
    tag.attribute("class").is_some_and(|class| class.split_ascii_whitespace().any(|name| names.contains(&name)))
}

/// How the items of an `ol` are numbered.
pub fn numbering(tag: &Tag<'_>) -> Numbering {
    let reversed = tag.attribute("reversed").is_some();
    let start = tag.attribute("start").and_then(|start| start.trim().parse().ok());
    let style = match tag.attribute("type").unwrap_or_default().trim() {
        "a" => NumberStyle::LowerLetter,
        "A" => NumberStyle::UpperLetter,
        "i" => NumberStyle::LowerRoman,
        "I" => NumberStyle::UpperRoman,
        _ => listed_style(tag),
    };
    let first = start.unwrap_or(if reversed { COUNTS_ITEMS } else { 1 });
    Numbering { first, style, reversed, own: Vec::new() }
}

fn listed_style(tag: &Tag<'_>) -> NumberStyle {
    let has = |style| has_style(tag, &[&format!("list-style-type:{style}"), &format!("list-style:{style}")]);
    match () {
        () if has("lower-alpha") || has("lower-latin") => NumberStyle::LowerLetter,
        () if has("upper-alpha") || has("upper-latin") => NumberStyle::UpperLetter,
        () if has("lower-roman") => NumberStyle::LowerRoman,
        () if has("upper-roman") => NumberStyle::UpperRoman,
        () => NumberStyle::Decimal,
    }
}

/// How the text of a cell is aligned.
pub fn align(tag: &Tag<'_>) -> Align {
    let given = |word: &str| {
        tag.attribute("align").is_some_and(|align| align.trim().eq_ignore_ascii_case(word))
            || has_style(tag, &[&format!("text-align:{word}")])
    };
    match () {
        () if given("right") || given("end") => Align::End,
        () if given("center") => Align::Center,
        () => Align::Start,
    }
}

/// An element that a page does not show, that repeats another for other readers (KaTeX), or that numbers lines of code.
pub fn is_hidden(tag: &Tag<'_>) -> bool {
    let repeats = || tag.name.eq_ignore_ascii_case("span") && tag.attribute("aria-hidden").is_some_and(|v| v == "true");
    tag.has_attributes()
        && (tag.attribute("hidden").is_some() || has_style(tag, HIDDEN_STYLES) || repeats() || has_class(tag, HIDDEN))
}

/// Text in code that is not copied along with it: numbers of lines, prompts.
pub fn is_unselectable(tag: &Tag<'_>) -> bool {
    tag.has_attributes() && has_style(tag, &["user-select:none", "-webkit-user-select:none"])
}

/// Text whose line breaks mean something.
pub fn keeps_lines(tag: &Tag<'_>) -> bool {
    tag.has_attributes() && (has_style(tag, PRESERVED) || is_verse(tag))
}

pub fn is_verse(tag: &Tag<'_>) -> bool {
    has_class(tag, VERSE)
}

/// A picture or frame that is there to count readers.
pub fn is_tracker(tag: &Tag<'_>) -> bool {
    let tiny = |name| number(tag, name).is_some_and(|pixels: u32| pixels <= 1);
    tiny("width") || tiny("height") || has_style(tag, &["width:1px", "height:1px", "width:0", "height:0"])
}

fn has_style(tag: &Tag<'_>, properties: &[&str]) -> bool {
    let Some(style) = tag.attribute("style") else { return false };
    let style: String = style.split_ascii_whitespace().collect::<String>().to_ascii_lowercase();
    // At the start of a property (`max-width:0` and `line-height:1px` are others) and up to its end.
    let begins = |at: usize| at == 0 || style[..at].ends_with(';');
    let ends =
        |end: usize| style[end..].chars().next().is_none_or(|c| !c.is_ascii_alphanumeric() && c != '.' && c != '-');
    properties
        .iter()
        .any(|property| style.match_indices(property).any(|(at, _)| begins(at) && ends(at + property.len())))
}
