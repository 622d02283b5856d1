//! Places in an article to which its own links lead: notes, where they are called, sections.

use std::collections::HashSet;

use memchr::memmem;

use super::token::{Tag, Token, tokens};

/// More are not followed.
const MAX_PLACES: usize = 4_000;
const MAX_NAME: usize = 200;

/// The names of the elements that links in the same text lead to.
pub fn wanted(html: &str) -> HashSet<String> {
    let mut called = HashSet::new();
    // Most articles have no such link and need no second look.
    if memmem::find(html.as_bytes(), b"#").is_none() {
        return called;
    }
    let mut named = HashSet::new();
    for token in tokens(html) {
        let Token::Open(tag) = token else { continue };
        let href = tag.name.eq_ignore_ascii_case("a").then(|| tag.attribute("href")).flatten();
        if let Some(name) = href.as_deref().and_then(|href| href.split_once('#')).map(|(_, name)| name)
            && called.len() < MAX_PLACES
        {
            called.insert(decoded(name));
        }
        if let Some(name) = name(&tag)
            && named.len() < MAX_PLACES
        {
            named.insert(name);
        }
    }
    called.retain(|name| named.contains(name));
    called
}

/// The name under which links find an element.
pub fn name(tag: &Tag<'_>) -> Option<String> {
    let anchor = || tag.name.eq_ignore_ascii_case("a").then(|| tag.attribute("name")).flatten();
    let name = tag.attribute("id").or_else(anchor)?;
    (!name.is_empty() && name.len() <= MAX_NAME).then(|| name.into_owned())
}

/// A fragment without its percent signs.
pub fn decoded(fragment: &str) -> String {
    if !fragment.contains('%') {
        return fragment.to_owned();
    }
    let key = [b"x=", fragment.as_bytes()].concat();
    url::form_urlencoded::parse(&key).next().map(|(_, value)| value.into_owned()).unwrap_or_default()
}
