//! Whole articles: how they look, that no width is exceeded, that no word is lost, that places outlive a resize.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use super::article::{Head, lay_out, to_ansi, to_plain};
use super::layout::{Anchor, Layout};
use super::manner::Manner;
use super::width;
use crate::html::convert;
use crate::html::document::{
    Align, Block, Cell, Definition, Document, Embed, Emphasis, Figure, Inline, ListKind, Numbering, Table,
};
use crate::model::{Article, Chapter, Earlier, Enclosure, Entry, EntryId, EntryRow, FeedId, Status, Time};

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
        tags: Vec::new(),
        seen: false,
        unread_others: Vec::new(),
        followed: false,
        also: 0,
    };
    let (published, updated) = (None, None);
    let entry = Entry {
        row,
        feed_title: "BBC News".to_owned(),
        feed_url: String::new(),
        published,
        updated,
        tags: Vec::new(),
        also: vec!["DW".to_owned(), "AP".to_owned()],
    };
    let enclosure = Enclosure {
        url: "https://example.org/talk.mp3".to_owned(),
        media_type: Some("audio/mpeg".to_owned()),
        length: Some(12_345_678),
        duration: Some(2_500),
        title: None,
        chapters: vec![
            Chapter { start: 0, title: "Welcome".to_owned(), url: None },
            Chapter { start: 762, title: "Docking".to_owned(), url: Some("https://example.org/dock".to_owned()) },
        ],
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
3 min · full text · also: DW, AP · 2 enclosures · updated 23 Nov 2026, 12:40

Read more[1].

♫ audio/mpeg · 12 MB · 42 min  https://example.org/talk.mp3[2]
   0:00  Welcome
  12:42  Docking[3]
⊕ Enclosure  file:///etc/passwd

[1] https://example.org/more
";
    assert_eq!(to_plain(&layout), expected);
    assert_eq!(layout.links, ["https://example.org/more", "https://example.org/talk.mp3", "https://example.org/dock"]);
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
    let html = "<p>One<sup><a href='#n'>1</a></sup> and <a href='/out'>out</a><table><tr><th>a<td id=t>b</table>
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
    let quote = "<p>אבגדה וזחטי כלמנס<blockquote><p>אבג<p>דה <b>x (1)</b></blockquote>";
    assert_eq!(
        body(quote, 20),
        "    סנמלכ יטחזו הדגבא\n\n               גבא │\n                   │\n          x (1) הד │"
            .replace("    סנ", "   סנ")
    );
    let manner = Manner { terminal_bidi: true, ..Manner::of(12) };
    let layout = lay_out(&Head::default(), &convert("<p>אבג (דה)", None), &manner);
    assert_eq!(to_plain(&layout).trim_matches('\n'), "    אבג (דה)");
}

#[test]
fn cjk_breaks_between_characters() {
    assert_eq!(body("<p>日本語の新聞を読む。", 10), "日本語の新\n聞を読む。");
}

/// Inlines with text of many scripts.
fn text() -> BoxedStrategy<Vec<Inline>> {
    let word = prop_oneof![
        "[a-z]{1,14}",
        "[A-Z][a-z]{2,9}",
        "[日本語、。「」ァー]{1,6}",
        "[אבגד]{1,6}",
        "[ابپت۱۲]{1,6}",
        "[ก-ฮ]{1,6}",
        "[–—«»“”(…)]",
        "👨\u{200d}👩\u{200d}👧",
        "e\u{301}",
        "\u{a0}",
        "https://example\\.org/[a-z/]{1,20}",
    ];
    let styled = (prop::collection::vec(word, 1..12), any::<bool>(), prop::option::of(0u16..4));
    let inline = styled.prop_map(|(words, code, link)| {
        let style = Emphasis { code, ..Emphasis::default() };
        Inline { link, ..Inline::styled(words.join(" ") + " ", style) }
    });
    prop::collection::vec(inline, 0..4).boxed()
}

/// Every kind of block, one in another.
fn blocks() -> impl Strategy<Value = Vec<Block>> {
    let cell = (text(), 1u16..4, 1u16..3, any::<bool>(), 0usize..3).prop_map(|(text, columns, rows, header, align)| {
        let align = [Align::Start, Align::Center, Align::End][align];
        Cell { text, columns, rows, header, align }
    });
    let rows = || prop::collection::vec(prop::collection::vec(cell.clone(), 1..5), 0..3).boxed();
    let table = (text(), rows(), rows()).prop_map(|(caption, header, rows)| Table { caption, header, rows });
    let code = ("[a-z{}\"'/* \n]{0,60}", prop::option::of("rust|python|html"));
    let leaf = prop_oneof![
        4 => text().prop_map(Block::Paragraph),
        1 => (1u8..7, text()).prop_map(|(level, text)| Block::Heading(level, text)),
        1 => code.prop_map(|(text, language)| Block::Code { text, language }),
        1 => (text(), "[a-z ]{0,20}").prop_map(|(caption, alt)| Block::Figure(Figure { caption, alt, ..Figure::default() })),
        1 => "[a-z ]{0,20}".prop_map(|title| Block::Embed(Embed { title, ..Embed::default() })),
        2 => table.prop_map(Block::Table),
        1 => Just(Block::Rule),
    ];
    let block = leaf.prop_recursive(3, 12, 3, move |inner| {
        let inner = prop::collection::vec(inner, 0..3);
        let terms = prop::collection::vec(text(), 0..3);
        let definition = (terms, inner.clone()).prop_map(|(terms, meaning)| Definition { terms, meaning });
        prop_oneof![
            inner.clone().prop_map(Block::Quote),
            prop::collection::vec(inner.clone(), 1..3).prop_map(|items| Block::List(ListKind::Bullet, items)),
            prop::collection::vec(inner.clone(), 1..3)
                .prop_map(|items| Block::List(ListKind::Numbered(Numbering::default()), items)),
            prop::collection::vec(definition, 1..3).prop_map(Block::Definitions),
            (text(), inner).prop_map(|(summary, blocks)| Block::Details { summary, blocks }),
        ]
    });
    prop::collection::vec(block, 0..4)
}

/// The graphemes of the text in blocks that are letters, sorted; marks and hyphens come and go.
fn letters(text: &str) -> Vec<&str> {
    let mut letters: Vec<&str> = text
        .graphemes(true)
        .filter(|cluster| cluster.starts_with(|c: char| c.is_alphabetic() || c > '\u{1F000}'))
        .collect();
    letters.sort_unstable();
    letters
}

fn too_wide(layout: &Layout) -> Option<String> {
    let text = |line: &super::layout::Line| line.spans.iter().map(|span| span.text.as_str()).collect::<String>();
    let cells = |line: &super::layout::Line| line.spans.iter().map(|span| width::of(&span.text)).sum::<usize>();
    layout.lines.iter().find(|line| cells(line) > usize::from(layout.manner.width.max(1))).map(text)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// What is set twice as wide as the text is long breaks nowhere: at any other width the same graphemes stand there.
    #[test]
    fn documents_hold_every_width_and_lose_nothing(
        blocks in blocks(), cells in 1u16..=200, justify: bool, terminal_bidi: bool
    ) {
        let links = (0..4).map(|n| format!("https://example.org/{n}")).collect();
        let document = Document { blocks, links };
        let set = |width| lay_out(&plain_head(), &document, &Manner { justify, terminal_bidi, ..Manner::of(width) });
        let layout = set(cells);
        prop_assert_eq!(too_wide(&layout), None);
        prop_assert!(layout.lines.is_sorted_by_key(|line| line.anchor));
        // In fewer cells a wide grapheme may give way to a sign, and records repeat the names of columns.
        let tables = document.blocks.iter().any(has_table);
        if cells >= 24 && !tables {
            let (narrow, wide) = (to_plain(&layout), to_plain(&set(200)));
            prop_assert_eq!(letters(&narrow), letters(&wide));
        }
    }
}

fn has_table(block: &Block) -> bool {
    match block {
        Block::Table(_) => true,
        Block::Quote(blocks) | Block::Details { blocks, .. } => blocks.iter().any(has_table),
        Block::List(_, items) => items.iter().flatten().any(has_table),
        Block::Definitions(definitions) => definitions.iter().flat_map(|definition| &definition.meaning).any(has_table),
        _ => false,
    }
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
        }
    }
}
