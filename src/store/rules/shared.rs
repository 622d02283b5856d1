//! What of entries a rule may ask for: words that all their headlines have, and whom they are of.

use std::collections::HashMap;

use rusqlite::Connection;

use crate::model::EntryId;
use crate::search::fold;
use crate::search::words::words;
use crate::store::{StoreError, entries};

/// What some entries have, gathered from all of them.
#[derive(Default)]
pub(super) struct Shared {
    pub entries: usize,
    /// The words of every headline, folded, in the order of the first.
    pub words: Vec<String>,
    pub authors: Names,
    /// Addresses.
    pub feeds: Names,
    pub folders: Names,
    pub categories: Names,
}

impl Shared {
    pub fn by(connection: &Connection, ids: &[EntryId]) -> Result<Shared, StoreError> {
        let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
        let sql = "select e.title, e.author, f.url, f.folder, e.categories \
                   from json_each(?1) wanted cross join statuses s on s.entry = wanted.value \
                   join entries e on e.id = s.entry join feeds f on f.id = s.feed";
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query([entries::json_ids(&ids)])?;
        let mut shared = Shared::default();
        while let Some(row) = rows.next()? {
            shared.add_headline(&row.get::<_, String>(0)?);
            shared.authors.add(&row.get::<_, Option<String>>(1)?.unwrap_or_default());
            shared.feeds.add(&row.get::<_, String>(2)?);
            shared.folders.add(&row.get::<_, String>(3)?);
            let categories = row.get::<_, Option<String>>(4)?.map(|json| entries::read_list(&json));
            categories.iter().flatten().for_each(|category| shared.categories.add(category));
        }
        Ok(shared)
    }

    fn add_headline(&mut self, title: &str) {
        self.entries += 1;
        if self.entries > 1 && self.words.is_empty() {
            return;
        }
        let own: Vec<String> = words(title).map(|(word, _)| word).collect();
        match self.entries {
            1 => self.words = own,
            _ => self.words.retain(|word| own.contains(word)),
        }
    }
}

/// Names, each as it was first written, with how many entries have it.
#[derive(Default)]
pub(super) struct Names {
    counted: Vec<(String, usize)>,
    /// Where each stands, by its folded letters.
    known: HashMap<String, usize>,
}

impl Names {
    fn add(&mut self, name: &str) {
        if name.trim().is_empty() {
            return;
        }
        let at = *self.known.entry(fold::text(name)).or_insert(self.counted.len());
        match self.counted.get_mut(at) {
            Some((_, count)) => *count += 1,
            None => self.counted.push((name.to_owned(), 1)),
        }
    }

    /// All of them, unless they are more.
    pub fn at_most(self, most: usize) -> Option<Vec<String>> {
        (self.counted.len() <= most).then(|| self.counted.into_iter().map(|(name, _)| name).collect())
    }

    /// Those that most entries have, with how many.
    pub fn commonest(mut self, most: usize) -> Vec<(String, usize)> {
        self.counted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        self.counted.truncate(most);
        self.counted
    }
}
