//! What may tell that two entries are the same article, as numbers that an index finds.

use std::collections::HashMap;

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::address::canonical;
use crate::model::NewEntry;

/// What a key was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Address,
    Guid,
    Title,
}

/// A title of fewer words or letters may be that of any article. Letters of scripts without spaces count double, as words too.
const TITLE_WORDS: usize = 5;
const TITLE_LETTERS: usize = 25;

/// The keys of one entry, the surest first.
pub(in crate::store) type Keys = Vec<Key>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) struct Key {
    pub(super) kind: Kind,
    pub(super) hash: i64,
}

impl Key {
    fn new(kind: Kind, text: &str) -> Key {
        Key { kind, hash: xxh3_64_with_seed(text.as_bytes(), kind as u64).cast_signed() }
    }
}

/// The keys of the entries of a document, without those that several of them share, for these tell nothing.
pub(in crate::store) fn keys<'a>(site: Option<&str>, document: impl Iterator<Item = &'a NewEntry>) -> Vec<Keys> {
    // A link to the site itself is that of no article.
    let site = site.and_then(canonical);
    let mut keys: Vec<Keys> = document.map(|entry| keys_of(entry, site.as_deref())).collect();
    let mut times: HashMap<i64, u32> = HashMap::new();
    for key in keys.iter().flatten() {
        *times.entry(key.hash).or_default() += 1;
    }
    keys.iter_mut().for_each(|keys| keys.retain(|key| times.get(&key.hash) == Some(&1)));
    keys
}

fn keys_of(entry: &NewEntry, site: Option<&str>) -> Keys {
    let page = |address: &str| canonical(address).filter(|form| Some(form.as_str()) != site);
    let address = |text: &str| page(text).map(|form| Key::new(Kind::Address, &form));
    let url = entry.url.as_deref().and_then(address);
    // Most guids are the link.
    let guid = entry.guid.as_deref().filter(|_| entry.guid != entry.url);
    let guid_address = guid.and_then(address).filter(|key| Some(*key) != url);
    let guid = guid.filter(|guid| is_of_the_world(guid)).map(|guid| Key::new(Kind::Guid, guid));
    [url, guid_address, guid, title(&entry.title)].into_iter().flatten().collect()
}

/// Whether no two publishers give the same guid.
fn is_of_the_world(guid: &str) -> bool {
    let start = |start: &str| guid.get(..start.len()).is_some_and(|text| text.eq_ignore_ascii_case(start));
    start("tag:") || start("urn:uuid:")
}

/// A title by its words, whatever stands between them. Plainer than the words of a search, since every entry is asked.
fn title(title: &str) -> Option<Key> {
    let mut text = String::with_capacity(title.len());
    let (mut words, mut letters, mut inside) = (0, 0, false);
    for c in title.chars() {
        if !c.is_alphanumeric() {
            inside = false;
            continue;
        }
        let wide = c >= FIRST_WIDE;
        if !inside && !text.is_empty() {
            text.push(' ');
        }
        words += usize::from(wide || !inside);
        letters += if wide { 2 } else { 1 };
        inside = true;
        match c.is_ascii() {
            true => text.push(c.to_ascii_lowercase()),
            false => text.extend(c.to_lowercase()),
        }
    }
    (words >= TITLE_WORDS && letters >= TITLE_LETTERS).then(|| Key::new(Kind::Title, &text))
}

/// From here on letters are those of Chinese and its neighbours.
const FIRST_WIDE: char = '\u{2E80}';

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(title: &str, url: &str, guid: &str) -> NewEntry {
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        NewEntry { title: title.to_owned(), url: given(url), guid: given(guid), ..NewEntry::default() }
    }

    fn kinds(entry: &NewEntry) -> Vec<Kind> {
        keys_of(entry, Some("a.example/news")).into_iter().map(|key| key.kind).collect()
    }

    #[test]
    fn what_any_article_may_have_is_no_key() {
        use Kind::{Address, Guid, Title};
        let long = "Voyager 1 sends science data from all four instruments again";
        for (title, url, guid, found) in [
            (long, "https://a.example/1", "https://a.example/1#0", vec![Address, Title]),
            (long, "https://a.example/1", "https://a.example/?p=1", vec![Address, Address, Title]),
            (long, "https://a.example/news", "17", vec![Title]),
            ("Untitled", "https://a.example/", "urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a", vec![Guid]),
            ("Morning briefing", "", "tag:a.example,2026:1", vec![Guid]),
            ("Things to do this weekend", "", "", vec![]),
            ("今日の天気予報", "", "", vec![]),
            ("探査機はやぶさ2が小惑星リュウグウの試料を持ち帰る", "", "", vec![Title]),
        ] {
            assert_eq!(kinds(&entry(title, url, guid)), found, "{title} {url} {guid}");
        }
    }

    #[test]
    fn titles_are_told_by_their_words() {
        let title = |text| title(text).map(|key| key.hash);
        let first = title("Voyager 1 sends science data from all four instruments again");
        assert_eq!(title("VOYAGER 1 sends science data from all four instruments – again!"), first);
        assert_ne!(title("Voyager 2 sends science data from all four instruments again"), first);
    }

    #[test]
    fn a_key_that_a_document_repeats_is_dropped() {
        let entry =
            |number| entry("The same long title for every entry of it", &format!("https://a.example/{number}"), "");
        let document = keys(None, [entry(1), entry(2)].iter());
        assert!(
            document.iter().all(|keys| matches!(keys.as_slice(), [Key { kind: Kind::Address, .. }])),
            "{document:?}"
        );
    }
}
