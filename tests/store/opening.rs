//! Opening: what is there, what is newer, what cannot be written, what is no store.

use std::fs;
use std::time::Duration;

use dateline::model::{Mark, PageAt, PageRequest, Time, View};
use dateline::store::{Access, Store, StoreError};

use crate::{Rig, generator, mark, newest, opened};

fn database(rig: &Rig) -> std::path::PathBuf {
    rig.dir.path().join("dateline.db")
}

#[test]
fn a_newer_store_is_read_and_not_touched() {
    let rig = Rig::filled(2, 5).reopen();
    let path = database(&rig);
    rig.store.clone().close(Duration::from_secs(10));
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.pragma_update(None, "user_version", 1_000).unwrap();
    connection.close().unwrap();
    let before = fs::read(&path).unwrap();

    let newer = Store::open(rig.dir.path()).unwrap();
    let Access::ReadOnly { reason } = newer.access() else { panic!("it can be written") };
    assert!(reason.contains("newer dateline"), "{reason}");
    assert_eq!(newer.tree().wait().unwrap().feeds.len(), 2);
    let refused = newer.change(mark(&[1], Mark::Read, 1)).wait();
    assert!(matches!(refused, Err(StoreError::ReadOnly(_))), "{refused:?}");
    newer.close(Duration::from_secs(10));
    assert!(fs::read(&path).unwrap() == before, "the file changed");
}

/// A store as the first schema left it.
fn first_schema(dir: &std::path::Path) {
    let connection = rusqlite::Connection::open(dir.join("dateline.db")).unwrap();
    connection.execute_batch(include_str!("../../assets/migrations/0001.sql")).unwrap();
    connection
        .execute_batch(
            "pragma application_id = 0x64746c6e; pragma user_version = 1;
             insert into feeds (url, own_title, etag, validator_url, last_success, next_poll, posts_per_week)
                 values ('https://a.example/f', 'A', x'2231ff22', 'https://a.example/f', 1000, 5000, 3.5),
                        ('https://b.example/f', null, null, null, null, null, 0);
             insert into entries (feed, identity, title, lead, date, words, fetched, hash)
                 values (1, 'i', 'Kept', '', 900, 0, 1000, 7);
             insert into statuses (entry, feed, sort, unread, starred) values (1, 1, 900, 0, 1);",
        )
        .unwrap();
}

#[test]
fn a_store_of_the_first_schema_is_lifted_with_all_that_it_holds() {
    let dir = tempfile::tempdir().unwrap();
    first_schema(dir.path());
    for _ in 0..2 {
        let store = Store::open(dir.path()).unwrap();
        let feeds = store.tree().wait().unwrap().feeds;
        let counts = feeds[0].counts;
        assert_eq!((feeds.len(), counts.total, counts.unread, counts.starred), (2, 1, 0, 1));
        let jobs = store.jobs(None).wait().unwrap();
        assert_eq!(jobs[0].validators.etag.as_deref(), Some(&b"\"1\xff\""[..]));
        assert_eq!(
            (jobs[0].last_full, jobs[0].newest, jobs[0].next_poll),
            (Some(Time(1000)), Some(Time(900)), Some(Time(5000)))
        );
        assert_eq!((jobs[1].last_full, jobs[1].newest, jobs[1].gone), (None, None, false));
        assert!(store.hosts().wait().unwrap().is_empty());
        assert_eq!(store.check().wait().unwrap().problems, Vec::<String>::new());
        store.close(Duration::from_secs(10));
    }
    let connection = rusqlite::Connection::open(dir.path().join("dateline.db")).unwrap();
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert!(version > 1);
    // What the user did lies beside it as it was.
    let backup = rusqlite::Connection::open(dir.path().join(format!("dateline.before-{version}.db"))).unwrap();
    let kept: (String, i64) =
        backup.query_row("select identity, starred from statuses", [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    assert_eq!(kept, ("i".to_owned(), 1));
    assert_eq!(
        fs::read_dir(dir.path())
            .unwrap()
            .flatten()
            .filter(|file| file.path().to_string_lossy().contains("partial"))
            .count(),
        0
    );
}

#[cfg(unix)]
#[test]
fn a_directory_that_cannot_be_written_is_read() {
    use std::os::unix::fs::PermissionsExt;
    let rig = Rig::filled(2, 5);
    rig.store.clone().close(Duration::from_secs(10));
    let lock = |mode| {
        fs::set_permissions(database(&rig), fs::Permissions::from_mode(mode & 0o600)).unwrap();
        fs::set_permissions(rig.dir.path(), fs::Permissions::from_mode(mode)).unwrap();
    };
    lock(0o500);
    if fs::write(rig.dir.path().join("probe"), "").is_ok() {
        println!("skipped: this user may write everywhere");
        return;
    }
    let store = Store::open(rig.dir.path()).unwrap();
    assert!(matches!(store.access(), Access::ReadOnly { .. }));
    assert_eq!(store.tree().wait().unwrap().feeds.len(), 2);
    lock(0o700);
}

#[test]
fn a_place_that_cannot_be_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "").unwrap();
    let Err(error) = Store::open(&file) else { panic!("opened a file as a directory") };
    assert!(error.to_string().contains("file"), "{error}");
}

#[test]
fn what_is_no_store_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("dateline.db");
    fs::write(&path, "Dear diary, ".repeat(1_000)).unwrap();
    assert!(matches!(Store::open(dir.path()), Err(StoreError::Corrupt(_))));
    fs::remove_file(&path).unwrap();
    rusqlite::Connection::open(&path).unwrap().execute_batch("create table diary (x)").unwrap();
    assert!(matches!(Store::open(dir.path()), Err(StoreError::Foreign { .. })));
}

#[test]
fn a_damaged_store_is_an_error_and_no_panic() {
    for seed in 0..20_usize {
        let rig = Rig::filled(3, 20);
        let path = database(&rig);
        rig.store.clone().close(Duration::from_secs(10));
        let mut bytes = fs::read(&path).unwrap();
        for place in 0..40 {
            let at = 4_096 + (seed * 7_919 + place * 104_729) % (bytes.len() - 4_096);
            bytes[at] ^= 0x5a;
        }
        fs::write(&path, bytes).unwrap();
        let Ok(store) = Store::open(rig.dir.path()) else { continue };
        let page = PageRequest { list: newest(View::All), snapshot: opened(0), at: PageAt::First, limit: 100 };
        let outcomes = [
            store.tree().wait().err(),
            store.page(page).wait().err(),
            store.change(mark(&[1, 2, 3], Mark::Read, 1)).wait().err(),
            store.check().wait().err(),
        ];
        for error in outcomes.into_iter().flatten() {
            assert!(!matches!(error, StoreError::Closed | StoreError::Superseded), "{error}");
        }
    }
}

#[test]
fn a_closed_store_answers_that_it_is_closed() {
    let rig = Rig::filled(1, 3);
    let store = rig.store.clone();
    let last = store.change(mark(&[1], Mark::Star, 1));
    rig.store.clone().close(Duration::from_secs(10));
    assert_eq!(last.wait().unwrap().entries, 1, "what was queued is finished");
    assert_eq!(store.tree().wait(), Err(StoreError::Closed));
    assert_eq!(store.change(mark(&[1], Mark::Read, 1)).wait(), Err(StoreError::Closed));
    let record = generator::record(dateline::model::FeedId(1), generator::document(0, 3), generator::NOW);
    assert_eq!(store.record(record).wait(), Err(StoreError::Closed));
}

#[test]
fn a_later_page_supersedes_the_earlier_ones() {
    let rig = Rig::filled(5, 200);
    let request = |limit| PageRequest { list: newest(View::All), snapshot: opened(0), at: PageAt::First, limit };
    let pages: Vec<_> = (1..=50).map(|limit| rig.store.page(request(limit))).collect();
    let mut answers: Vec<_> = pages.into_iter().map(|page| page.wait()).collect();
    assert_eq!(answers.pop().unwrap().unwrap().rows.len(), 50, "the latest is answered");
    for answer in answers {
        assert!(matches!(answer, Ok(_) | Err(StoreError::Superseded)), "{answer:?}");
    }
    let article = rig.store.article_aside(dateline::model::EntryId(1)).wait().unwrap().unwrap();
    assert!(article.body.starts_with("<p>"));
}

/// SQLite itself does not wait for another that is just choosing the journal of an empty file.
#[test]
fn many_make_the_same_store_at_once() {
    for round in 0..20 {
        let dir = tempfile::tempdir().unwrap();
        let gate = std::sync::Barrier::new(8);
        let open = || {
            gate.wait();
            Store::open(dir.path())
        };
        std::thread::scope(|scope| {
            let opening: Vec<_> = (0..8).map(|_| scope.spawn(open)).collect();
            for opened in opening {
                let opened = opened.join().unwrap();
                assert!(
                    opened.as_ref().is_ok_and(|store| *store.access() == Access::ReadWrite),
                    "round {round}: {:?}",
                    opened.err()
                );
            }
        });
    }
}
