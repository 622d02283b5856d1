//! The `urls` file of newsboat: one feed a line, its tags behind it.

use super::Imported;
use super::decode::decode;
use super::import::Gatherer;
use crate::model::Subscription;
use crate::safe;

/// Reads a `urls` file.
pub fn read(bytes: &[u8]) -> Imported {
    read_text(&decode(bytes, None))
}

pub(super) fn read_text(text: &str) -> Imported {
    let mut gatherer = Gatherer::default();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let mut tokens = tokens(line).into_iter();
        let Some(url) = tokens.next().filter(|url| !url.is_empty()) else { continue };
        let mut subscription = Subscription { url, ..Subscription::default() };
        for token in tokens {
            let token = safe::one_line(&token);
            match token.strip_prefix('~') {
                Some(title) => subscription.title = Some(title.to_owned()).filter(|title| !title.is_empty()),
                // `!` hides a feed from newsboat's list; there is no hiding here.
                None if token.starts_with('!') || token.is_empty() || subscription.tags.contains(&token) => {}
                None => subscription.tags.push(token),
            }
        }
        gatherer.add(subscription);
    }
    gatherer.finish()
}

/// The words of a line; `"quoted ones"` know `\n \r \t \" \\` and end with the line at the latest.
fn tokens(line: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut chars = line.chars().peekable();
    while let Some(&first) = chars.peek() {
        if first.is_ascii_whitespace() {
            chars.next();
            continue;
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
        let file = "# comment\n\nhttps://a.example/feed \"Two Words\" tech \"~My \\\"A\\\"\" !hidden\n\
                    https://b.example/\nhttps://a.example/feed more\n\"https://c.example/x\n";
        let imported = read(file.as_bytes());
        let [a, b, c] = imported.subscriptions.as_slice() else { panic!("{imported:?}") };
        assert_eq!((a.url.as_str(), a.title.as_deref()), ("https://a.example/feed", Some("My \"A\"")));
        assert_eq!(a.tags, ["Two Words", "tech", "more"]);
        assert_eq!(b.url, "https://b.example/");
        assert_eq!(c.url, "https://c.example/x");
        assert_eq!(imported.skipped[0].why, "listed twice");
    }
}
