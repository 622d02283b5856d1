//! How much of the newest entries a query finds, and what of an entry a rule may ask for.

use rusqlite::Connection;

use super::facts::{self, Want};
use crate::model::{EntryId, Field, Query, Term, Traits, Weight};
use crate::search::{Facts, Subject};
use crate::store::StoreError;

/// So many of the newest entries tell how much a rule would find.
pub(super) const NEWEST: usize = 500;
/// A word that no more than this share of the entries has tells what a headline is about, per cent.
const RARE: u64 = 5;
/// Words of a headline that are proposed.
const WORDS: usize = 2;
/// Letters of a word that tells something.
const SHORTEST: usize = 4;

pub(super) fn weight(connection: &Connection, query: &Query) -> Result<Weight, StoreError> {
    let newest = newest(connection, Want::of([&query.term]))?;
    Ok(weight_of(&newest, |subject| subject.answers(&query.term)))
}

fn weight_of(newest: &[Subject], found: impl Fn(&Subject) -> bool) -> Weight {
    let count = newest.iter().filter(|subject| found(subject)).count();
    Weight { found: count as u64, of: newest.len() as u64 }
}

/// The newest entries, whether rules hide them or not.
fn newest(connection: &Connection, want: Want) -> Result<Vec<Subject>, StoreError> {
    let sql = "select s.entry from statuses s join feeds f on f.id = s.feed where f.hidden = 0 and s.muted < 2 \
               order by s.entry desc limit ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let ids: Vec<i64> = statement.query_map([NEWEST as i64], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let subjects = ids.into_iter().filter_map(|id| facts::of(connection, EntryId(id), want).transpose());
    subjects.map(|facts| facts.map(Subject::new)).collect()
}

pub(super) fn traits(connection: &Connection, entry: EntryId) -> Result<Option<Traits>, StoreError> {
    let Some(facts) = facts::of(connection, entry, Want::Row)? else { return Ok(None) };
    let newest = newest(connection, Want::Bodies)?;
    let of =
        |field, text: &str| (text.to_owned(), weight_of(&newest, |s| s.answers(&Term::Text(field, text.to_owned()))));
    let words = telling(&facts, &newest);
    let spoken = |words: &Vec<String>| {
        let terms = words.iter().map(|word| Term::Text(Field::Any, word.clone())).collect();
        let term = Term::All(terms);
        (words.join(" "), weight_of(&newest, |subject| subject.answers(&term)))
    };
    Ok(Some(Traits {
        words: Some(words).filter(|words| !words.is_empty()).as_ref().map(spoken),
        author: facts.author.as_deref().filter(|author| !author.trim().is_empty()).map(|a| of(Field::Author, a)),
        feed: Some(of(Field::Feed, &facts.feed_url)),
        folder: Some(facts.folder.as_str()).filter(|folder| !folder.is_empty()).map(|f| of(Field::Folder, f)),
    }))
}

/// The words of a headline that tell most, in its order: those that few of the newest entries have, but more than this one
/// if there are such.
fn telling(facts: &Facts, newest: &[Subject]) -> Vec<String> {
    let most = (newest.len() as u64 * RARE / 100).max(2);
    let own = Subject::new(Facts { title: facts.title.clone(), ..Facts::default() });
    let mut ranked: Vec<(bool, u64, usize, usize, &String)> = Vec::new();
    for (at, word) in own.title().iter().enumerate() {
        let term = Term::Text(Field::Any, word.clone());
        let count = weight_of(newest, |subject| subject.answers(&term)).found;
        let letters = word.chars().count();
        let tells = count <= most && (letters >= SHORTEST || !word.is_ascii()) && word.chars().any(char::is_alphabetic);
        if tells && !ranked.iter().any(|(.., known)| *known == word) {
            ranked.push((count < 2, count, usize::MAX - letters, at, word));
        }
    }
    ranked.sort();
    ranked.truncate(WORDS);
    ranked.sort_by_key(|(_, _, _, at, _)| *at);
    ranked.into_iter().map(|(.., word)| word.clone()).collect()
}
