//! The queries that eilmeldung keeps in `feed_list` of its `config.toml`, in words of the query language.
//!
//! Its feeds lie in a database of its own; an OPML file that it writes brings them.

use super::import::{Gatherer, Imported, SavedQuery};
use super::newsboat::literals;
use crate::safe;
use crate::search::word;

/// The units of its times, and ours.
const UNITS: &[(&str, &str)] =
    &[("minute", "m"), ("min", "m"), ("hour", "h"), ("day", "d"), ("week", "w"), ("year", "y")];

/// The keys that look for a text, and ours.
const FIELDS: &[(&str, &str)] = &[
    ("title:", "title:"),
    ("summary:", "body:"),
    ("author:", "author:"),
    ("feedurl:", "feed:"),
    ("feed:", "feed:"),
    ("category:", "folder:"),
    ("all:", ""),
];

/// Reads a configuration that has a list of queries; none for any other text.
pub(super) fn read_text(text: &str) -> Option<Imported> {
    let config: toml::Table = text.parse().ok().filter(|_| text.contains("feed_list"))?;
    let list = config.get("feed_list")?.as_array()?;
    let mut gatherer = Gatherer::default();
    gatherer.note("config.toml", "eilmeldung keeps feeds elsewhere; import what `:exportopml FILE` writes there too");
    let queries = list.iter().filter_map(|item| item.as_str()?.trim().strip_prefix("query:"));
    queries.for_each(|query| gatherer.query(saved(query)));
    Some(gatherer.finish())
}

/// `"LABEL" QUERY`
fn saved(labelled: &str) -> SavedQuery {
    let mut reader = Reader { rest: labelled };
    let Some(Token::Text(name)) = reader.next() else {
        let lost = vec!["its name is missing".to_owned()];
        return SavedQuery { name: safe::one_line_max(labelled, 200), query: None, lost };
    };
    let mut lost = Vec::new();
    let mut words = Vec::new();
    while !reader.rest.trim().is_empty() {
        let before = reader.rest.trim_start();
        let said = clause(&mut reader, &mut lost);
        let text = before[..before.len() - reader.rest.len()].trim_end();
        match said {
            Ok(said) => words.extend(said),
            Err(why) => lost.push(safe::one_line(&format!("{text}: {why}"))),
        }
    }
    let query = Some(words.join(" ")).filter(|query| !query.is_empty()).map(|query| safe::one_line(&query));
    SavedQuery { name: safe::one_line_max(&name, 200), query, lost }
}

/// A piece of a query of eilmeldung's.
#[derive(Debug, PartialEq, Eq)]
enum Token<'a> {
    Not,
    /// A word, with the colon behind it if it has one.
    Word(&'a str),
    /// A text in quotes.
    Text(String),
    Regex(&'a str),
    Tags(&'a str),
    /// A sign that means nothing there.
    Other(&'a str),
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<Token<'a>> {
        let rest = self.rest.trim_start();
        let first = rest.chars().next()?;
        let taken = match first {
            '"' | '/' => closing(rest, first).map_or(rest.len(), |at| at + 1),
            '#' => rest.find(|c: char| !c.is_alphanumeric() && c != '#' && c != ',').unwrap_or(rest.len()),
            c if is_word(c) => {
                let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
                end + usize::from(rest[end..].starts_with(':'))
            }
            c => c.len_utf8(),
        };
        let (token, behind) = rest.split_at(taken);
        self.rest = behind;
        let inside = || token[1..].strip_suffix(first).unwrap_or(&token[1..]);
        Some(match first {
            '~' => Token::Not,
            '"' => Token::Text(unescaped(inside())),
            '/' => Token::Regex(inside()),
            '#' => Token::Tags(token),
            c if is_word(c) => Token::Word(token),
            _ => Token::Other(token),
        })
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Where the quote or stroke ends that the text begins with.
fn closing(text: &str, sign: char) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().skip(1).find_map(|(at, c)| {
        let ends = c == sign && !escaped;
        escaped = c == '\\' && !escaped;
        ends.then_some(at)
    })
}

fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => plain.extend(chars.next()),
            c => plain.push(c),
        }
    }
    plain
}

/// A condition, perhaps denied, in our words; nothing for what every entry meets. The error says why it cannot be said.
fn clause(reader: &mut Reader, lost: &mut Vec<String>) -> Result<Option<String>, String> {
    let mut token = reader.next();
    let denied = token == Some(Token::Not);
    if denied {
        token = reader.next();
    }
    let said = match token {
        Some(Token::Word(key)) => condition(key, reader, lost)?,
        Some(Token::Tags(tags)) => Some(tagged(tags)),
        Some(Token::Other("*")) => None,
        _ => return Err("a word or a key was expected".to_owned()),
    };
    Ok(match said {
        Some(said) if denied && !said.starts_with("sort:") => {
            Some(said.strip_prefix('-').map_or(format!("-{said}"), str::to_owned))
        }
        said => said,
    })
}

fn condition(key: &str, reader: &mut Reader, lost: &mut Vec<String>) -> Result<Option<String>, String> {
    if let Some((_, field)) = FIELDS.iter().find(|(known, _)| *known == key) {
        return term(field, reader.next(), lost).map(Some);
    }
    Ok(Some(match key {
        "read" => "is:read".to_owned(),
        "unread" => "is:unread".to_owned(),
        "marked" => "is:starred".to_owned(),
        "unmarked" => "-is:starred".to_owned(),
        "today" => "newer:1d".to_owned(),
        "newer:" | "older:" => match reader.next() {
            Some(Token::Text(time)) => format!("{key}{}", moment(&time).ok_or("this time cannot be said")?),
            _ => return Err("a time in quotes was expected".to_owned()),
        },
        "tag:" => match reader.next() {
            Some(Token::Tags(tags)) => tagged(tags),
            _ => return Err("tags were expected".to_owned()),
        },
        "sort:" => match reader.next() {
            Some(Token::Text(order)) => return sorted(&order, lost),
            _ => return Err("an order in quotes was expected".to_owned()),
        },
        "syncedbefore:" | "syncedafter:" | "feedweburl:" => {
            reader.next();
            return Err("there is no such field".to_owned());
        }
        "lastsync" => return Err("what came last is not told apart; `newer:` may do".to_owned()),
        "tagged" | "flagged" => return Err("name a tag instead".to_owned()),
        _ if key.ends_with(':') => return Err("there is no such field".to_owned()),
        plain => word(plain),
    }))
}

/// A field with the text that is looked for in it; of a regular expression the texts that it names.
fn term(field: &str, token: Option<Token>, lost: &mut Vec<String>) -> Result<String, String> {
    match token {
        Some(Token::Word(text)) => Ok(format!("{field}{}", word(text.trim_end_matches(':')))),
        Some(Token::Text(text)) if !text.trim().is_empty() => Ok(format!("{field}{}", word(&text))),
        Some(Token::Regex(pattern)) => {
            let named = literals(pattern.trim_start_matches("(?i)"));
            let named = named.ok_or("regular expressions are not carried over beyond texts with `|` between them")?;
            if named.anchored {
                lost.push(safe::one_line(&format!("/{pattern}/: it is found anywhere, not only at an edge")));
            }
            // Texts are found by their words; names and addresses contain what is looked for.
            let open = if matches!(field, "" | "title:" | "body:" | "author:") { "*" } else { "" };
            if !open.is_empty() && !named.anchored {
                lost.push(safe::one_line(&format!("/{pattern}/: it is found where a word begins")));
            }
            let terms: Vec<String> = named.texts.iter().map(|text| format!("{field}{}{open}", word(text))).collect();
            Ok(joined(&terms))
        }
        _ => Err("a text was expected".to_owned()),
    }
}

fn joined(terms: &[String]) -> String {
    if let [only] = terms { only.clone() } else { format!("({})", terms.join(" OR ")) }
}

fn tagged(tags: &str) -> String {
    let terms: Vec<String> = tags.split(',').map(|tag| format!("tag:{}", word(tag.trim_start_matches('#')))).collect();
    joined(&terms)
}

/// `feed date` and the like: the first key counts. `>` turns it round.
fn sorted(order: &str, lost: &mut Vec<String>) -> Result<Option<String>, String> {
    let mut keys = order.split_whitespace();
    let first = keys.next().unwrap_or_default();
    if keys.next().is_some() {
        lost.push(safe::one_line(&format!("sort:\"{order}\": only its first key counts")));
    }
    let (minus, name) = first.strip_prefix('>').map_or(("", first.trim_start_matches('<')), |name| ("-", name));
    Ok(match name {
        "date" | "synced" if minus.is_empty() => None,
        "date" | "synced" => Some("sort:oldest".to_owned()),
        "feed" => Some(format!("sort:{minus}source")),
        "title" => Some(format!("sort:{minus}title")),
        _ => return Err("there is no such order".to_owned()),
    })
}

/// `2 weeks ago`, `yesterday`, `2024-12-01`.
fn moment(time: &str) -> Option<String> {
    let mut words = time.split_whitespace().filter(|word| *word != "ago");
    let first = words.next()?;
    let second = words.next();
    if second.is_none() {
        let is_date = first.len() == 10 && first.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        return (is_date || matches!(first, "today" | "yesterday")).then(|| first.to_owned());
    }
    let number: u32 = match first {
        "a" | "an" | "last" => 1,
        digits => digits.parse().ok()?,
    };
    let unit = second?.trim_end_matches('s');
    match (unit, UNITS.iter().find(|(name, _)| *name == unit)) {
        ("month", _) => Some(format!("{}d", number.saturating_mul(30))),
        ("fortnight", _) => Some(format!("{}w", number.saturating_mul(2))),
        (_, Some((_, ours))) => Some(format!("{number}{ours}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::model::Time;

    fn translated(query: &str) -> (Option<String>, usize) {
        let saved = saved(&format!(" \"A name\" {query}"));
        assert_eq!(saved.name, "A name");
        if let Some(query) = &saved.query {
            crate::search::parse(query, Time(0), &TimeZone::UTC).expect("a query of ours");
        }
        (saved.query, saved.lost.len())
    }

    #[test]
    fn queries_are_translated() {
        for (theirs, ours, lost) in [
            ("today unread", "newer:1d is:unread", 0),
            ("marked ~#politics", "is:starred -tag:politics", 0),
            ("~unmarked ~read", "is:starred -is:read", 0),
            ("#a,#b newer:\"1 week ago\"", "(tag:a OR tag:b) newer:1w", 0),
            ("tag:#a older:\"2024-01-01\"", "tag:a older:2024-01-01", 0),
            ("title:/(?i)breaking|urgent/ newer:\"an hour\"", "(title:breaking* OR title:urgent*) newer:1h", 1),
            ("~title:/a|b/", "-(title:a* OR title:b*)", 1),
            ("category:\"IT-News\" feedurl:example", "folder:IT-News feed:example", 0),
            ("all:\"climate change\" summit *", "\"climate change\" summit", 0),
            ("~all:\"climate change\"", "-\"climate change\"", 0),
            ("summary:rap author:/^smith/", "body:rap author:smith*", 1),
            ("unread sort:\"feed date\"", "is:unread sort:source", 1),
            ("unread sort:\">date\"", "is:unread sort:oldest", 0),
            ("sort:\">title\" x", "sort:-title x", 0),
            ("lastsync unread", "is:unread", 1),
            ("syncedafter:\"1 day ago\" unread flagged", "is:unread", 2),
            ("title:/^rust.*guide$/ read", "is:read", 1),
            ("newer:\"when I was young\" read", "is:read", 1),
        ] {
            assert_eq!(translated(theirs), (Some(ours.to_owned()), lost), "{theirs}");
        }
        assert_eq!(translated("tagged"), (None, 1));
    }

    #[test]
    fn a_configuration_is_told_from_other_files() {
        let config =
            "refresh_fps = 60\nfeed_list = ['query: \"Today\" today', \"feeds\", '* tags', 'query: odd']\n[theme]\n";
        let imported = read_text(config).unwrap();
        let [today, odd] = imported.queries.as_slice() else { panic!("{imported:?}") };
        assert_eq!((today.name.as_str(), today.query.as_deref()), ("Today", Some("newer:1d")));
        assert_eq!((&odd.query, odd.lost.len()), (&None, 1));
        for other in ["", "feed_list", "feed_list = 1", "https://a.example/ feed_list", "a = 1"] {
            assert!(read_text(other).is_none(), "{other}");
        }
    }

    #[test]
    fn no_query_panics() {
        for text in
            ["\"", "/", "#", "~", "~~", "title:", "title:\"", "a:b:c", "#,#", "\"\\", "ü/ü", "sort:\"\"", "newer:\"\""]
        {
            saved(text);
            saved(&format!("\"n\" {text}"));
        }
    }
}
