//! What the attributes of a tag say: sizes, languages of code, alternative text.

use std::str::FromStr;

use super::document::{Align, NumberStyle, Numbering};
use super::token::Tag;
use crate::safe;

/// Longer texts are cut.
const MAX_TEXT: usize = 2_000;
/// Pictures up to this many pixels stand in the line: emoji, formulas, icons.
const INLINE_PIXELS: u32 = 32;
/// The first number of a list that counts down to 1 from however many items it has.
pub const COUNTS_ITEMS: i32 = i32::MIN;

/// Classes by which highlighters mark the numbers of lines.
const LINE_NUMBERS: [&str; 8] =
    ["lineno", "linenos", "lnt", "ln", "gutter", "line-number", "line-numbers-rows", "hljs-ln-numbers"];

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

/// How the items of an `ol` are numbered.
pub fn numbering(tag: &Tag<'_>) -> Numbering {
    let reversed = tag.attribute("reversed").is_some();
    let start = tag.attribute("start").and_then(|start| start.trim().parse().ok());
    let style = match tag.attribute("type").unwrap_or_default().trim() {
        "a" => NumberStyle::LowerLetter,
        "A" => NumberStyle::UpperLetter,
        "i" => NumberStyle::LowerRoman,
        "I" => NumberStyle::UpperRoman,
        _ => NumberStyle::Decimal,
    };
    let first = start.unwrap_or(if reversed { COUNTS_ITEMS } else { 1 });
    Numbering { first, style, reversed, own: Vec::new() }
}

/// Width and height of a picture in pixels, where both are given.
pub fn size(tag: &Tag<'_>) -> Option<(u32, u32)> {
    let (width, height) = (number(tag, "width")?, number(tag, "height")?);
    (width > 0 && height > 0).then_some((width, height))
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
    let numbers = || {
        tag.attribute("class")
            .is_some_and(|class| class.split_ascii_whitespace().any(|name| LINE_NUMBERS.contains(&name)))
    };
    tag.attribute("hidden").is_some() || has_style(tag, &["display:none"]) || repeats() || numbers()
}

/// A picture that is there to count readers.
pub fn is_tracker(tag: &Tag<'_>) -> bool {
    let tiny = |name| number(tag, name).is_some_and(|pixels: u32| pixels <= 1);
    tiny("width") || tiny("height") || has_style(tag, &["width:1px", "height:1px", "width:0", "height:0"])
}

fn has_style(tag: &Tag<'_>, properties: &[&str]) -> bool {
    let Some(style) = tag.attribute("style") else { return false };
    let style: String = style.split_ascii_whitespace().collect();
    // At the start of a property: `max-width:0` and `line-height:1px` are others.
    let begins = |at: usize| at == 0 || style[..at].ends_with(';');
    properties.iter().any(|property| style.match_indices(property).any(|(at, _)| begins(at)))
}

/// A picture that is part of the line.
pub fn is_inline_image(tag: &Tag<'_>) -> bool {
    let class = tag.attribute("class").unwrap_or_default();
    let named = class.split_ascii_whitespace().any(|class| matches!(class, "emoji" | "wp-smiley" | "latex" | "icon"));
    let size: Option<u32> = number(tag, "height").or_else(|| number(tag, "width"));
    named || size.is_some_and(|pixels| pixels <= INLINE_PIXELS)
}

/// The programming language that the classes of `pre`, `code` or a wrapper name.
pub fn language(tag: &Tag<'_>) -> Option<String> {
    let class = tag.attribute("class")?;
    let words: Vec<&str> = class.split_ascii_whitespace().collect();
    let after_brush = words.iter().position(|word| *word == "brush:").and_then(|index| words.get(index + 1)).copied();
    let prefixed = words.iter().find_map(|word| {
        ["language-", "lang-", "highlight-source-", "brush:"].iter().find_map(|prefix| word.strip_prefix(prefix))
    });
    let name = after_brush.or(prefixed)?.trim_end_matches(';');
    let plain = matches!(name, "" | "plaintext" | "text" | "none" | "plain");
    let fit = name.len() <= 24 && name.chars().all(|c| c.is_ascii_alphanumeric() || "+#-_.".contains(c));
    (fit && !plain).then(|| name.to_ascii_lowercase())
}
