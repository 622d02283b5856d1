//! The `urls` file of newsboat: one feed a line, its tags behind it.

use super::translate;
use crate::feed::decode::decode;
use crate::feed::import::{Gatherer, Imported, SavedQuery};
use crate::model::Subscription;
use crate::safe;

/// Reads a `urls` file.
pub fn read(bytes: &[u8]) -> Imported {
    read_text(&decode(bytes, None))
}

pub(in crate::feed) fn read_text(text: &str) -> Imported {
    let mut gatherer = Gatherer::default();
    for line in text.lines() {
        let mut tokens = tokens(line).into_iter();
        let Some(url) = tokens.next().filter(|url| !url.is_empty()) else { continue };
        match url.strip_prefix("query:") {
            Some(query) => gatherer.query(saved(query)),
            None => feed(&mut gatherer, url, tokens),
        }
    }
    gatherer.finish()
}

fn feed(gatherer: &mut Gatherer, url: String, words: impl Iterator<Item = String>) {
    let mut subscription = Subscription { url, ..Subscription::default() };
    let mut hidden = false;
    for word in words {
        let word = safe::one_line(&word);
        match word.strip_prefix('~') {
            Some(title) => subscription.title = Some(title.to_owned()).filter(|title| !title.is_empty()),
            None if word.starts_with('!') => hidden = true,
            None if word.is_empty() || subscription.tags.contains(&word) => {}
            None => subscription.tags.push(word),
        }
    }
    if hidden && super::super::import::address(&subscription.url).is_ok() {
        gatherer.note(&subscription.url, "hidden in newsboat (`!`); it will show here, there is no hiding");
    }
    gatherer.add(subscription);
}

/// `NAME:FILTER`
fn saved(query: &str) -> SavedQuery {
    let (name, filter) = query.split_once(':').unwrap_or((query, ""));
    let name = safe::one_line_max(name, 200);
    match translate(filter) {
        Ok(translation) => {
            let lost = translation.lost.iter().map(|lost| safe::one_line(lost)).collect();
            SavedQuery { name, query: translation.query.map(|query| safe::one_line(&query)), lost }
        }
        Err(why) => {
            let lost = safe::one_line(&format!("`{filter}` cannot be read: {why}"));
            SavedQuery { name, query: None, lost: vec![lost] }
        }
    }
}

/// The words of a line; `"quoted ones"` know `\n \r \t \" \\` and end with the line at the latest. A word that begins
/// with `#` begins a comment.
fn tokens(line: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut chars = line.chars().peekable();
    while let Some(&first) = chars.peek() {
        if first.is_ascii_whitespace() {
            chars.next();
            continue;
        }
        if first == '#' {
            break;
        }
        let mut token = String::new();
        if first == '"' {
            chars.next();
            while let Some(c) = chars.next().filter(|c| *c != '"') {
                match c {
                    '\\' => token.extend(chars.next().map(unescape)),
                    _ => token.push(c),
                }
            }
        } else {
            while let Some(c) = chars.next_if(|c| !c.is_ascii_whitespace()) {
                token.push(c);
            }
        }
        tokens.push(token);
    }
    tokens
}

fn unescape(c: char) -> char {
    match c {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_urls_file() {
        let file = "# comment\n\nhttps://a.example/feed \"Two Words\" tech \"~My \\\"A\\\"\" !hidden \"#c\" # comment\n\
                    \thttps://b.example/\nhttps://a.example/feed more\n\"https://c.example/x\n";
        let imported = read(file.as_bytes());
        let subscriptions = imported.subscriptions();
        let [a, b, c] = subscriptions.as_slice() else { panic!("{imported:?}") };
        assert_eq!((a.url.as_str(), a.title.as_deref()), ("https://a.example/feed", Some("My \"A\"")));
        assert_eq!(a.tags, ["Two Words", "tech", "#c", "more"]);
        assert_eq!(b.url, "https://b.example/");
        assert_eq!(c.url, "https://c.example/x");
        assert_eq!(imported.skipped[0].why, "listed twice");
        assert_eq!(imported.notes.len(), 1);
    }

    #[test]
    fn query_feeds_are_translated() {
        let file = "\"query:New: and odd:unread = \\\"yes\\\"\"\n\"query:News:unread = \\\"yes\\\" and tags # \\\"news\\\"\" x\n\
                    \"query:First:articleindex < 3\"\nquery:Bare\n";
        let imported = read(file.as_bytes());
        let [odd, news, first, bare] = imported.queries.as_slice() else { panic!("{imported:?}") };
        assert_eq!((odd.name.as_str(), &odd.query, odd.lost.len()), ("New", &None, 1));
        assert_eq!((news.name.as_str(), news.query.as_deref()), ("News", Some("is:unread tag:news")));
        assert_eq!((first.query.as_deref(), first.lost.len()), (None, 1));
        assert_eq!((bare.name.as_str(), bare.lost.len()), ("Bare", 1));
    }
}
