//! What makes an entry the same one at the next fetch.

use std::collections::HashMap;

use xxhash_rust::xxh3::xxh3_128;

use crate::model::NewEntry;

/// How much of a body counts: its end changes (related links, counters) more often than its beginning.
const BODY: usize = 200;

/// Gives every entry its identity, unique in the feed: guid, else link, else a hash of what it says. Where several entries
/// claim one guid, all but the first are told apart by link and title; one that repeats another in guid, link and title is
/// dropped unless `repeats`.
pub fn assign(entries: &mut Vec<NewEntry>, repeats: bool) {
    let mut seen: HashMap<String, usize> = HashMap::with_capacity(entries.len());
    entries.retain_mut(|entry| {
        let first = claimed(entry);
        let fresh = !seen.contains_key(&first);
        let mut identity = if fresh { first } else { format!("{first}#{:x}", hash(&[link(entry), &entry.title])) };
        // The first of a guid also blocks its own exact repetition.
        if fresh {
            seen.insert(format!("{identity}#{:x}", hash(&[link(entry), &entry.title])), 1);
        }
        let count = seen.entry(identity.clone()).or_insert(0);
        *count += 1;
        let count = *count;
        if count > 1 {
            identity = format!("{identity}#{count}");
        }
        entry.identity = identity;
        repeats || count == 1
    });
}

fn claimed(entry: &NewEntry) -> String {
    if let Some(id) = entry.guid.as_ref().or(entry.url.as_ref()) {
        return id.clone();
    }
    let date = entry.published.or(entry.updated).map(|time| time.0.to_string()).unwrap_or_default();
    let body = entry.body.chars().take(BODY).collect::<String>();
    format!("hash:{:x}", hash(&[&entry.title, &date, &body]))
}

fn link(entry: &NewEntry) -> &str {
    entry.url.as_deref().unwrap_or_default()
}

fn hash(parts: &[&str]) -> u128 {
    xxh3_128(parts.join("\0").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(guid: Option<&str>, url: Option<&str>, title: &str) -> NewEntry {
        NewEntry {
            guid: guid.map(str::to_owned),
            url: url.map(str::to_owned),
            title: title.to_owned(),
            ..NewEntry::default()
        }
    }

    fn identities(mut entries: Vec<NewEntry>, repeats: bool) -> Vec<String> {
        assign(&mut entries, repeats);
        entries.into_iter().map(|entry| entry.identity).collect()
    }

    #[test]
    fn guid_before_link_before_hash() {
        let found = identities(
            vec![entry(Some("g"), Some("l"), "t"), entry(None, Some("l"), "t"), entry(None, None, "t")],
            false,
        );
        assert_eq!(found[..2], ["g", "l"]);
        assert!(found[2].starts_with("hash:"));
    }

    #[test]
    fn one_guid_for_several_entries_loses_none() {
        let twins = vec![
            entry(Some("g"), Some("a"), "one"),
            entry(Some("g"), Some("b"), "two"),
            entry(Some("g"), Some("a"), "one"),
            entry(Some("g"), Some("b"), "two"),
        ];
        let found = identities(twins.clone(), false);
        assert_eq!(found.len(), 2);
        assert_ne!(found[0], found[1]);
        assert_eq!(identities(twins.clone(), false), found);
        let mut all = identities(twins, true);
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 4);
    }
}
