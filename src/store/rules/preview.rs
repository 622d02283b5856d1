//! How much of the newest entries a query finds, and what of entries a rule may ask for.

use std::cmp::Reverse;

use rusqlite::Connection;

use super::facts::{self, Want};
use super::shared::{Names, Shared};
use crate::model::{EntryId, Field, Query, StoryId, Term, Trait, Traits, Weight};
use crate::search::Subject;
use crate::store::{StoreError, stories};

/// So many of the newest entries tell how much a rule would find.
pub(super) const NEWEST: usize = 500;
/// A word that no more than this share of the entries has tells what a headline is about, per cent.
const RARE: u64 = 5;
/// Words of a headline that are proposed.
const WORDS: usize = 2;
/// Of more authors, feeds or folders no rule is proposed: it would be read by nobody.
const NAMES: usize = 12;
/// Categories that are weighed, and of them proposed.
const WEIGHED: usize = 20;
const CATEGORIES: usize = 5;
/// Letters of a word that tells something.
const SHORTEST: usize = 4;

pub(super) fn weight(connection: &Connection, query: &Query) -> Result<Weight, StoreError> {
    let newest = newest(connection, Want::of([&query.term]))?;
    Ok(weight_of(&newest, &query.term))
}

fn weight_of(newest: &[Subject], term: &Term) -> Weight {
    let count = newest.iter().filter(|subject| subject.answers(term)).count();
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

/// None: all of the entries are gone.
pub(super) fn traits(connection: &Connection, entries: &[EntryId]) -> Result<Option<Traits>, StoreError> {
    let shared = Shared::by(connection, entries)?;
    if shared.entries == 0 {
        return Ok(None);
    }
    let newest = newest(connection, Want::Bodies)?;
    let of = |field, names: Names| {
        let names = names.at_most(NAMES).filter(|names| !names.is_empty())?;
        let weight = weight_of(&newest, &Trait::term(field, &names));
        Some(Trait { field, names, weight })
    };
    let mut named: Vec<Trait> =
        [of(Field::Author, shared.authors), of(Field::Feed, shared.feeds)].into_iter().flatten().collect();
    named.extend(categories(shared.categories, &newest));
    named.extend(of(Field::Folder, shared.folders));
    let words = spoken(&telling(&shared.words, &newest), &newest);
    Ok(Some(Traits { words, story: story(connection, entries, &newest)?, named }))
}

/// The story that all of the entries tell with others, under its headline.
fn story(
    connection: &Connection,
    entries: &[EntryId],
    newest: &[Subject],
) -> Result<Option<(StoryId, String, Weight)>, StoreError> {
    let Some(story) = stories::common(connection, entries)? else { return Ok(None) };
    let weight = weight_of(newest, &Term::Story(story.0));
    Ok(stories::headline(connection, story)?.map(|headline| (story, headline, weight)))
}

fn spoken(words: &[String], newest: &[Subject]) -> Option<(String, Weight)> {
    let term = Term::All(words.iter().map(|word| Term::Text(Field::Any, word.clone())).collect());
    (!words.is_empty()).then(|| (words.join(" "), weight_of(newest, &term)))
}

/// Each category by itself: first those that more of the entries have, then those that few of the newest have, but not
/// these entries alone.
fn categories(names: Names, newest: &[Subject]) -> Vec<Trait> {
    let weighed = names.commonest(WEIGHED).into_iter().map(|(name, held)| {
        let names = vec![name];
        let weight = weight_of(newest, &Trait::term(Field::Category, &names));
        (held, Trait { field: Field::Category, names, weight })
    });
    let mut weighed: Vec<(usize, Trait)> = weighed.collect();
    weighed.sort_by_key(|(held, of)| (Reverse(*held), of.weight.found < 2, of.weight.found));
    weighed.truncate(CATEGORIES);
    weighed.into_iter().map(|(_, of)| of).collect()
}

/// The words of headlines that tell most, in their order: those that few of the newest entries have, but more than one if
/// there are such.
fn telling(words: &[String], newest: &[Subject]) -> Vec<String> {
    let most = (newest.len() as u64 * RARE / 100).max(2);
    let mut ranked: Vec<(bool, u64, usize, usize, &String)> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let count = weight_of(newest, &Term::Text(Field::Any, word.clone())).found;
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
