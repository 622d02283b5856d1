//! The plans of the lists' SQL, and the merging of ranges.

use super::*;
use crate::model::{FeedId, Folder, Time};
use crate::store::schema;

fn plan(connection: &Connection, sql: &str) -> String {
    let mut statement = connection.prepare(&format!("explain query plan {sql}")).unwrap();
    let lines = statement.raw_query().mapped(|row| row.get::<_, String>("detail"));
    lines.collect::<Result<Vec<_>, _>>().unwrap().join("\n")
}

fn scopes() -> [Scope; 5] {
    let feeds = vec![FeedId(1), FeedId(2)];
    let folder = Scope::Folder(Folder("W".into()), feeds.clone());
    [Scope::Everything, Scope::Loud, Scope::Starred, folder, Scope::Feeds(feeds)]
}

#[test]
fn lists_by_date_walk_an_index_and_sort_nothing() {
    let connection = schema::in_memory();
    for scope in scopes() {
        for range in scope.whole().into_iter().chain(scope.unread(Some(Time(1)))) {
            for descending in [true, false] {
                let plan = plan(&connection, &range.keys_sql(descending));
                let covering = matches!(scope, Scope::Loud | Scope::Starred) || plan.contains("COVERING INDEX");
                assert!(covering && plan.contains(range.index), "{range:?}: {plan}");
                assert!(!plan.contains("TEMP B-TREE"), "{range:?}: {plan}");
                assert!(plan.contains("sort>? AND sort<?") || plan.contains("(sort,rowid)>"), "{range:?}: {plan}");
            }
        }
    }
}

#[test]
fn what_was_read_since_is_found_by_the_time_of_reading() {
    let connection = schema::in_memory();
    for scope in scopes() {
        let plan = plan(&connection, &scope.read_since(Time(1)).keys_sql(true));
        assert!(plan.contains("statuses_read (read_at>?"), "{plan}");
    }
}

#[test]
fn many_ranges_merge_into_one_order() {
    let connection = schema::in_memory();
    connection.execute_batch("insert into feeds (id, url) values (1, 'a'), (2, 'b')").unwrap();
    for entry in 1..=100_i64 {
        let feed = 1 + entry % 2 * i64::from(entry < 50);
        connection
            .execute(
                "insert into entries (id, feed, identity, title, lead, date, words, fetched, hash) \
                 values (?1, ?2, ?1, '', '', 0, 0, 0, 0)",
                [entry, feed],
            )
            .unwrap();
        let status = "insert into statuses (entry, feed, sort) values (?1, ?2, ?3)";
        connection.execute(status, [entry, feed, entry / 3]).unwrap();
    }
    let ranges = Scope::Feeds(vec![FeedId(1), FeedId(2)]).whole();
    for limit in [1, 7, 40, 200] {
        let keys = merge(&connection, &ranges, EntryId(90), Between::ALL, true, limit).unwrap();
        let expected: Vec<i64> = (1..=90).rev().take(limit).collect();
        assert_eq!(keys.iter().map(|key| key.id.0).collect::<Vec<_>>(), expected);
    }
    let low = RowKey { sort: 10, id: EntryId(31) };
    let keys = merge(&connection, &ranges, EntryId(90), Between { low, ..Between::ALL }, false, 3).unwrap();
    assert_eq!(keys.first().map(|key| key.id), Some(EntryId(32)));
}
