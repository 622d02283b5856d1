use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;

use jiff::{SignedDuration, Timestamp};
use tokio::runtime::Runtime;

use super::edition::{Edition, Feed};
use super::site::{Answer, Site, Status, file_facts};

fn site() -> Site {
    Site { edition: Edition::built_in(), base_url: "http://127.0.0.1:8000".to_owned(), start: Timestamp::now() }
}

/// A moment at which every entry is out.
fn late(site: &Site) -> Timestamp {
    site.start + SignedDuration::from_hours(1)
}

fn text(answer: Answer) -> String {
    String::from_utf8(answer.body.into_owned()).unwrap()
}

fn sound(site: &Site) -> impl Iterator<Item = &Feed> {
    site.edition.feeds.iter().filter(|feed| !feed.broken)
}

#[test]
fn every_feed_is_read_by_the_parser() {
    let site = site();
    let mut ids = BTreeSet::new();
    for feed in sound(&site) {
        let answer = site.answer(&feed.path(), late(&site));
        assert_eq!(answer.status, Status::Ok, "{}", feed.name);
        let parsed = feed_rs::parser::parse(&*answer.body).unwrap_or_else(|error| panic!("{}: {error}", feed.name));
        assert_eq!(parsed.title.unwrap().content, feed.title);
        assert_eq!(parsed.entries.len(), feed.entries.len(), "{}", feed.name);
        for (read, written) in parsed.entries.iter().zip(&feed.entries) {
            assert_eq!(read.title.as_ref().unwrap().content, written.title);
            let published = read.published.unwrap().timestamp();
            assert_eq!(published, site.date(written).as_second(), "{}", written.slug);
            assert!(ids.insert(read.id.clone()), "{} twice", read.id);
        }
    }
}

#[test]
fn every_page_and_every_file_it_names_answers() {
    let site = site();
    for feed in &site.edition.feeds {
        assert_eq!(site.answer(&feed.page(""), late(&site)).status, Status::Ok);
        for entry in &feed.entries {
            let page = site.answer(&feed.page(&entry.slug), late(&site));
            assert_eq!(page.status, Status::Ok, "{}", entry.slug);
            let page = text(page);
            for path in page.split(['"', '\'']).filter(|path| path.starts_with('/')) {
                assert_ne!(site.answer(path, late(&site)).status, Status::NotFound, "{path} in {}", entry.slug);
            }
            if let Some(audio) = &entry.audio {
                assert!(file_facts(audio).is_some_and(|(bytes, _)| bytes < 30_000), "{audio}");
            }
        }
    }
    assert_eq!(site.answer("/", site.start).status, Status::Ok);
    for path in ["", "x", "//", "/feeds", "/feeds/../feeds", "/pages/apogee/none", "/files/none"] {
        assert_eq!(site.answer(path, site.start).status, Status::NotFound, "{path:?}");
    }
}

#[test]
fn entries_stand_newest_first_and_within_three_days() {
    for feed in Edition::built_in().feeds {
        assert!(feed.entries.iter().map(|entry| entry.age).is_sorted(), "{}", feed.name);
        let oldest = feed.entries.last().map(|entry| entry.age).unwrap_or_default();
        assert!(oldest <= SignedDuration::from_hours(72), "{}", feed.name);
    }
}

#[test]
fn texts_are_fit_to_print() {
    let is_stray = |c: char| (c.is_control() && c != '\n') || c == '\u{feff}';
    for feed in Edition::built_in().feeds {
        for entry in feed.entries {
            for text in [&entry.title, &entry.standfirst, &entry.html()] {
                assert!(!text.contains(is_stray), "{}/{}", feed.name, entry.slug);
                assert!(!text.trim().is_empty(), "{}/{}", feed.name, entry.slug);
            }
            let plain = entry.slug.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
            assert!(plain, "{}", entry.slug);
            assert!(!entry.title.contains('\n') && !entry.standfirst.contains(['\n', '<']), "{}", entry.slug);
        }
    }
}

#[test]
fn a_demo_leaves_nothing_behind() {
    let runtime = Runtime::new().unwrap();
    let demo = super::prepare(&runtime).unwrap();
    let root = demo.config_dir.parent().unwrap().to_owned();
    assert_eq!(fs::metadata(&root).unwrap().permissions().mode() & 0o777, 0o700);
    let feeds: toml::Table = fs::read_to_string(demo.config_dir.join("feeds.toml")).unwrap().parse().unwrap();
    assert_eq!(feeds["feed"].as_array().unwrap().len(), Edition::built_in().feeds.len());
    drop(demo);
    assert!(!root.exists());
}
