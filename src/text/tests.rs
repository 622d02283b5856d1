//! Whole articles: how they look, that no width is exceeded, that no word is lost, that places outlive a resize.

use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::article::{Head, lay_out, to_ansi, to_plain};
use super::layout::{Anchor, Layout};
use super::manner::Manner;
use super::width;
use crate::html::convert;
use crate::model::{Article, Earlier, Enclosure, Entry, EntryId, EntryRow, FeedId, Status, Time};

fn plain_head() -> Head {
    Head { headline: "H".to_owned(), byline: "B".to_owned(), ..Head::default() }
}

fn laid(html: &str, width: u16) -> Layout {
    lay_out(&plain_head(), &convert(html, Some("https://example.org/a")), &Manner::of(width))
}

/// The lines below the head.
fn body(html: &str, width: u16) -> String {
    let text = to_plain(&laid(html, width));
    text.lines().skip(4).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_head_says_who_where_and_when() {
    let row = EntryRow {
        id: EntryId(1),
        feed: FeedId(1),
        title: "Second crew reaches the station".to_owned(),
        lead: String::new(),
        author: Some("A. Author".to_owned()),
        url: None,
        comments: None,
        date: Time(1_795_435_080),
        sort: 0,
        words: 690,
        status: Status::default(),
        story: None,
    };
    let (published, updated) = (None, None);
    let entry =
        Entry { row, feed_title: "BBC News".to_owned(), feed_url: String::new(), published, updated, tags: Vec::new() };
    let enclosure = Enclosure {
        url: "https://example.org/talk.mp3".to_owned(),
        media_type: Some("audio/mpeg".to_owned()),
        length: Some(12_345_678),
        duration: Some(2_500),
        title: None,
    };
    let bad = Enclosure { url: "file:///etc/passwd".to_owned(), ..Enclosure::default() };
    let body = "<p>Read <a href='https://example.org/more'>more</a>.".to_owned();
    let article = Article {
        entry,
        body,
        base: None,
        language: Some("en-GB".to_owned()),
        enclosures: vec![enclosure, bad],
        full_text: true,
        page: crate::model::PageState::Stored { shown: true },
        earlier: Some(Earlier { replaced: Time(1_795_437_600), title: String::new(), body: String::new() }),
    };
    let head = super::article::head(&article, &jiff::tz::TimeZone::UTC, true);
    let layout = lay_out(&head, &convert(&article.body, None), &Manner::of(76));
    let expected = "\
Second crew reaches the station

By A. Author · BBC News · 23 Nov 2026, 11:58
3 min · full text · 2 enclosures · updated 23 Nov 2026, 12:40

Read more[1].

♫ audio/mpeg · 12 MB · 42 min  https://example.org/talk.mp3[2]
⊕ Enclosure  file:///etc/passwd

[1] https://example.org/more
";
    assert_eq!(to_plain(&layout), expected);
    assert_eq!(layout.links, ["https://example.org/more", "https://example.org/talk.mp3"]);
    assert!(to_ansi(&layout).starts_with("\x1b[1mSecond crew reaches the station\x1b[0m\n\n\x1b[2mBy A."));
}

#[test]
fn blocks_are_set() {
    for (html, expected) in [
        ("<p>One two three<p>four", "One two\nthree\n\nfour"),
        ("<h2>A heading</h2><p>b", "A heading\n\nb"),
        ("<blockquote>a quote that wraps<blockquote>b</blockquote></blockquote>", "│ a quote\n│ that wraps\n│\n│ │ b"),
        ("<ul><li>a first item<li>b</ul>", "• a first\n  item\n• b"),
        ("<ol start=9><li>a<li>b</ol>", "9. a\n10. b"),
        ("<pre>if a {\n    b\n}</pre>", "  if a {\n      b\n  }"),
        ("<pre>0123456789abcd</pre>", "  0123456789\n  abcd"),
        ("<img src=/a alt='A ship'>", "▣ A ship"),
        ("<img src=/a>", "▣ Picture"),
        ("a<hr>b", "a\n\n────────────\n\nb"),
    ] {
        let expected = expected.replace("9. a\n10", " 9. a\n10");
        assert_eq!(body(html, 12), expected, "{html}");
    }
    assert_eq!(body("<pre>0123456789abcdefgh</pre>", 16), "  0123456789abcd\n    efgh");
    assert_eq!(
        body("<img src=/a><figure><img src=/b alt=c><figcaption>d</figcaption></figure>", 12),
        "▣ Picture\n\n▣ c\n  d"
    );
    assert_eq!(body("<ul><li>a<ul><li>b</ul><li><p>c</ul>", 12), "• a\n  • b\n• c");
    assert_eq!(body("<ul><li><p>a<p>b<li>c</ul>", 12), "• a\n\n  b\n\n• c");
}

#[test]
fn links_within_the_text_bear_no_number_and_lead_to_their_lines() {
    let html = "<p>One<sup><a href='#n'>1</a></sup> and <a href='/out'>out</a><table><tr><td>a<td id=t>b</table>
        <p><a href='#t'>up</a> the note:<p id=n>here";
    let layout = laid(html, 40);
    assert_eq!(
        to_plain(&layout).lines().skip(4).collect::<Vec<_>>(),
        ["One¹ and out[1]", "", "a  b", "", "up the note:", "", "here", "", "[1] https://example.org/out"]
    );
    assert_eq!(layout.links, ["https://example.org/out", "#n", "#t"]);
    assert_eq!([layout.place(0), layout.place(1), layout.place(2)], [None, Some(10), Some(6)]);
}

#[test]
fn right_to_left_text_is_set_from_the_right() {
    assert_eq!(body("<p>אבג דה", 12), "      הד גבא");
    assert_eq!(body("<ul><li>אבג</ul><ol><li>אבג</ol>", 12), "       גבא •\n\n      גבא .1");
    assert_eq!(body("<p>see אבג דה", 12), "see הד גבא");
}

#[test]
fn cjk_breaks_between_characters() {
    assert_eq!(body("<p>日本語の新聞を読む。", 10), "日本語の新\n聞を読む。");
}

fn too_wide(layout: &Layout) -> Option<String> {
    let text = |line: &super::layout::Line| line.spans.iter().map(|span| span.text.as_str()).collect::<String>();
    let cells = |line: &super::layout::Line| line.spans.iter().map(|span| width::of(&span.text)).sum::<usize>();
    layout.lines.iter().find(|line| cells(line) > usize::from(layout.manner.width.max(1))).map(text)
}

proptest! {
    #[test]
    fn no_width_is_exceeded(html in markup(), cells in 0u16..60) {
        prop_assert_eq!(too_wide(&laid(&html, cells)), None);
    }

    #[test]
    fn no_word_is_lost(words in prop::collection::vec("[a-z日本語éب]{1,14}", 1..40), tag in "p|li|blockquote|pre|h3|td", cells in 2u16..60) {
        let html = format!("<{tag}>{}</{tag}>", words.join(" "));
        let letters = |text: &str| {
            let mut letters: Vec<char> = text.chars().filter(|c| c.is_alphabetic()).collect();
            letters.sort_unstable();
            letters
        };
        prop_assert_eq!(letters(&body(&html, cells)), letters(&words.concat()));
    }

    /// The line found by the place of a line begins at or before it in the same block, and the next one behind it.
    #[test]
    fn places_outlive_a_change_of_width(html in markup(), from in 1u16..80, to in 1u16..80) {
        let (old, new) = (laid(&html, from), laid(&html, to));
        for line in 0..old.lines.len() {
            let place = old.anchor(line);
            let found = new.line_at(place);
            let shown = new.anchor(found);
            prop_assert!(shown <= place);
            prop_assert_eq!(shown.block, place.block);
            let next = new.lines.iter().skip(found).map(|line| line.anchor).find(|anchor| *anchor > shown);
            prop_assert!(next.is_none_or(|next| next > place));
        }
    }

    #[test]
    fn a_line_is_found_by_its_own_place(html in markup(), cells in 1u16..80) {
        let layout = laid(&html, cells);
        prop_assert!(layout.lines.is_sorted_by_key(|line| line.anchor));
        for line in 0..layout.lines.len() {
            let found = layout.line_at(layout.anchor(line));
            prop_assert_eq!(layout.anchor(found), layout.anchor(line));
            prop_assert!(found <= line);
        }
        prop_assert_eq!(layout.line_at(Anchor::default()), 0);
    }
}

fn markup() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        3 => "</?(p|b|a|ul|li|table|tr|td|th|pre|blockquote|h2|figure|figcaption|ol|td|tr|caption)( href=https://example.org/a)?>",
        1 => "<(br|hr|img src=/a alt=ship)>",
        2 => "\\PC{0,12}",
        3 => "[a-z]{1,15} [a-z]{1,15} ",
        1 => "[日本語אבג👨‍👩‍👧🇫🇷 ]{0,12}",
    ];
    prop::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
}

/// The corpus that lies beside the project, if it is there.
fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let shared = std::env::var_os("DATELINE_SHARED").map_or(beside, PathBuf::from);
    Some(shared.join("corpus/html")).filter(|path| path.is_dir())
}

#[test]
fn real_articles_hold_every_width() {
    let Some(corpus) = corpus() else {
        println!("skipped: no corpus");
        return;
    };
    let files = std::fs::read_dir(corpus).expect("a readable corpus").flatten().map(|file| file.path());
    for path in files.filter(|path| path.extension().is_some_and(|extension| extension == "html")) {
        let html = String::from_utf8_lossy(&std::fs::read(&path).expect("a readable file")).into_owned();
        let document = convert(&html, Some("https://example.org/a"));
        for cells in [1, 20, 40, 80, 120] {
            let layout = lay_out(&plain_head(), &document, &Manner::of(cells));
            assert_eq!(too_wide(&layout), None, "{} at {cells}", path.display());
            if let Some(out) = std::env::var_os("DATELINE_RENDERED").filter(|_| cells == 80) {
                let name = path.with_extension("txt");
                let name = name.file_name().expect("a file name");
                std::fs::write(Path::new(&out).join(name), to_plain(&layout)).expect("a place to write to");
            }
        }
    }
}
