//! The reader's place on disk: `place.json` in the state directory.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::write;
use crate::app::front::Visits;
use crate::app::lines::Grouping;
use crate::app::place::{Anchor, Place};
use crate::app::state::{Pane, Widths};
use crate::model::{EntryId, FeedId, Folder, ListSpec, Query, Search, Sort, Term, Time, View};

/// The place where the reader was left; none where it was never left or the file is damaged.
pub fn load(path: &Path) -> Option<Place> {
    let file: File = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
    Some(file.into())
}

/// Keeps the place, replacing the file whole.
pub fn save(path: &Path, place: &Place) -> io::Result<()> {
    write::replace(path, &serde_json::to_vec(&File::from(place))?)
}

#[derive(Serialize, Deserialize)]
struct File {
    view: Viewed,
    #[serde(default)]
    filter: Option<String>,
    list_hides_read: bool,
    /// Whether lists open without what is read.
    hide_read: bool,
    #[serde(with = "SortName")]
    sort: Sort,
    reversed: bool,
    selected: Option<i64>,
    #[serde(with = "PaneName")]
    focus: Pane,
    folded: Vec<String>,
    #[serde(default)]
    tags_open: bool,
    #[serde(default, with = "GroupName")]
    group: Grouping,
    #[serde(default)]
    apart: Vec<Viewed>,
    /// Width of the tree, share of the list beside and above the article.
    widths: [u16; 3],
    measure: Option<u16>,
    /// When the front page was looked at: before the last visit, and last.
    #[serde(default)]
    visits: [Option<i64>; 2],
    #[serde(default)]
    images: Option<bool>,
    /// Entry, block, byte.
    scrolls: Vec<(i64, u32, u32)>,
    histories: Vec<(String, Vec<String>)>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Viewed {
    Front,
    Unread,
    All,
    Starred,
    Today,
    Lately,
    Feed(i64),
    Folder(String),
    Tag(String),
    Search(String),
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Sort", rename_all = "kebab-case")]
enum SortName {
    Newest,
    Oldest,
    Source,
    Title,
    Length,
    Score,
    Rare,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Grouping", rename_all = "kebab-case")]
enum GroupName {
    None,
    Day,
    Feed,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Pane", rename_all = "kebab-case")]
enum PaneName {
    Tree,
    List,
    Article,
}

impl From<&View> for Viewed {
    fn from(view: &View) -> Viewed {
        match view {
            View::Front => Viewed::Front,
            View::Unread => Viewed::Unread,
            View::All => Viewed::All,
            View::Starred => Viewed::Starred,
            View::Today => Viewed::Today,
            View::Lately => Viewed::Lately,
            View::Feed(id) => Viewed::Feed(id.0),
            View::Folder(folder) => Viewed::Folder(folder.0.clone()),
            View::Tag(tag) => Viewed::Tag(tag.clone()),
            View::Search(search) => Viewed::Search(search.text.clone()),
        }
    }
}

impl From<Viewed> for View {
    fn from(viewed: Viewed) -> View {
        match viewed {
            Viewed::Front => View::Front,
            Viewed::Unread => View::Unread,
            Viewed::All => View::All,
            Viewed::Starred => View::Starred,
            Viewed::Today => View::Today,
            Viewed::Lately => View::Lately,
            Viewed::Feed(id) => View::Feed(FeedId(id)),
            Viewed::Folder(path) => View::Folder(Folder(path)),
            Viewed::Tag(tag) => View::Tag(tag),
            Viewed::Search(text) => View::Search(unread_search(text)),
        }
    }
}

impl From<&Place> for File {
    fn from(place: &Place) -> File {
        File {
            view: Viewed::from(&place.list.view),
            filter: place.list.filter.as_ref().map(|filter| filter.text.clone()),
            list_hides_read: place.list.hide_read,
            hide_read: place.hide_read,
            sort: place.list.sort,
            reversed: place.list.reversed,
            selected: place.selected.map(|id| id.0),
            focus: place.focus,
            folded: place.folded.iter().map(|folder| folder.0.clone()).collect(),
            tags_open: place.tags_open,
            group: place.group,
            apart: place.apart.iter().map(Viewed::from).collect(),
            widths: [place.widths.tree, place.widths.list_percent, place.widths.list_rows_percent],
            measure: place.measure,
            visits: [place.visits.before, place.visits.latest].map(|visit| visit.map(|moment| moment.0)),
            images: place.images,
            scrolls: place.scrolls.iter().map(|(id, anchor)| (id.0, anchor.block, anchor.byte)).collect(),
            histories: place.histories.clone(),
        }
    }
}

impl From<File> for Place {
    fn from(file: File) -> Place {
        let view = View::from(file.view);
        let [tree, list_percent, list_rows_percent] = file.widths;
        Place {
            list: ListSpec {
                hide_read: file.list_hides_read,
                filter: file.filter.map(unread_search),
                sort: file.sort,
                reversed: file.reversed,
                ..ListSpec::of(view)
            },
            selected: file.selected.map(EntryId),
            focus: file.focus,
            hide_read: file.hide_read,
            folded: file.folded.into_iter().map(Folder).collect(),
            tags_open: file.tags_open,
            group: file.group,
            apart: file.apart.into_iter().map(View::from).collect(),
            widths: Widths { tree, list_percent, list_rows_percent },
            measure: file.measure,
            visits: Visits { before: file.visits[0].map(Time), latest: file.visits[1].map(Time) },
            images: file.images,
            scrolls: file.scrolls.into_iter().map(|(id, block, byte)| (EntryId(id), Anchor { block, byte })).collect(),
            histories: file.histories,
        }
    }
}

/// A search of which only the text is known; what it means is read when it is opened.
fn unread_search(text: String) -> Search {
    Search { text, query: Query { term: Term::EVERYTHING, sort: Sort::Newest, reversed: false } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("place.json");
        assert_eq!(load(&path), None);
        let place = Place {
            list: ListSpec {
                filter: Some(unread_search("climate".into())),
                hide_read: true,
                sort: Sort::Title,
                reversed: true,
                ..ListSpec::of(View::Folder(Folder("a/b".into())))
            },
            selected: Some(EntryId(7)),
            focus: Pane::Article,
            hide_read: true,
            folded: vec![Folder("x".into())],
            tags_open: true,
            group: Grouping::Feed,
            apart: vec![View::Unread, View::Folder(Folder("a/b".into()))],
            widths: Widths { tree: 30, list_percent: 40, list_rows_percent: 50 },
            measure: Some(66),
            visits: Visits { before: Some(Time(3)), latest: Some(Time(9)) },
            images: Some(true),
            scrolls: vec![(EntryId(7), Anchor { block: 1, byte: 2 })],
            histories: vec![("subscribe".into(), vec!["one".into(), "two".into()])],
        };
        save(&path, &place).unwrap();
        assert_eq!(load(&path), Some(place));
    }

    #[test]
    fn a_damaged_file_is_no_place() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("place.json");
        for text in ["", "{", "{\"view\":7}", "[1]", "\u{0}"] {
            std::fs::write(&path, text).unwrap();
            assert_eq!(load(&path), None, "{text:?}");
        }
    }
}
