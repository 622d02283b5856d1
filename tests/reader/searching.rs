//! Searching in the real program: what is typed, what stands in the list, and the way back.

use crate::demo::{demo, settled};

#[test]
fn a_search_is_typed_kept_and_left() {
    let (mut reader, home) = demo((140, 40));
    settled(&reader, home.path());
    reader.keys("/voyag");
    reader.wait_for_text("Search: voyag*");
    reader.wait_for("what begins with these letters", |screen| {
        let text = screen.contents();
        text.contains("found") && text.contains("Voyager 1")
    });
    reader.keys("\x1b");
    reader.wait_for("the list as it was", |screen| {
        let text = screen.contents();
        !text.contains("Search:") && text.contains("godwit")
    });
    // The last word is not whole, and the list stays nevertheless.
    reader.keys("/voyag\r");
    reader.wait_for_text("Search: voyag*");
    reader.keys("gS");
    reader.wait_for_text("Name of the search:");
    reader.keys("\x15Far away\r");
    reader.wait_for_text("Saved the search Far away");
    reader.wait_for("the search in the tree with its count", |screen| {
        screen.contents().lines().any(|line| {
            let mut words = line.split_whitespace();
            (words.next(), words.next()) == (Some("Far"), Some("away"))
                && words.next().is_some_and(|count| count.parse::<u64>().is_ok())
        })
    });
    reader.keys("u");
    reader.wait_for_text("Undone: Saved the search Far away");
    reader.wait_for("no such search", |screen| !screen.contents().contains("   Far away"));
    reader.keys("Q");
    assert!(reader.wait_for_end().success());
}
