//! What the attributes of a tag say: sizes, languages of code, alternative text.

use super::token::Tag;
use crate::safe;

/// Longer texts are cut.
const MAX_TEXT: usize = 2_000;
/// Pictures up to this many pixels stand in the line: emoji, formulas, icons.
const INLINE_PIXELS: usize = 32;

/// An attribute as one line of text, none if blank.
pub fn text(tag: &Tag<'_>, name: &str) -> Option<String> {
    let text = safe::one_line_max(&tag.attribute(name)?, MAX_TEXT);
    (!text.is_empty()).then_some(text)
}

/// The number that an attribute begins with.
pub fn number(tag: &Tag<'_>, name: &str) -> Option<usize> {
    let value = tag.attribute(name)?;
    let value = value.trim();
    let digits = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
    value[..digits].parse().ok().filter(|_| !value[digits..].starts_with('%'))
}

/// A picture that is there to count readers, or that is not shown.
pub fn is_tracker(tag: &Tag<'_>) -> bool {
    let tiny = |name| number(tag, name).is_some_and(|pixels| pixels <= 1);
    let style: String = tag.attribute("style").unwrap_or_default().split_ascii_whitespace().collect();
    tiny("width")
        || tiny("height")
        || ["display:none", "width:1px", "height:1px", "width:0", "height:0"].iter().any(|hidden| {
            // At the start of a property: `max-width:0` and `line-height:1px` are others.
            style.match_indices(hidden).any(|(at, _)| at == 0 || style[..at].ends_with(';'))
        })
}

/// A picture that is part of the line.
pub fn is_inline_image(tag: &Tag<'_>) -> bool {
    let class = tag.attribute("class").unwrap_or_default();
    let named = class.split_ascii_whitespace().any(|class| matches!(class, "emoji" | "wp-smiley" | "latex" | "icon"));
    let size = number(tag, "height").or_else(|| number(tag, "width"));
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
