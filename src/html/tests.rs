//! What `convert` makes of HTML, seen through its Markdown, and that no HTML harms it.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::document::{Align, Block, Cell, Document, Figure, Inline, ListKind, Table, bare};
use super::{convert, markdown, markup};

fn converted(html: &str) -> Document {
    convert(html, Some("https://example.org/news/today"))
}

fn shown(html: &str) -> String {
    markdown(&converted(html)).trim_end().to_owned()
}

fn text(text: &str) -> Vec<Inline> {
    vec![Inline::plain(text)]
}

#[test]
fn paragraphs_and_what_stands_between() {
    for (html, markdown) in [
        ("<p>One\n  two</p><p>three", "One two\n\nthree"),
        ("One<div>two</div>three", "One\n\ntwo\n\nthree"),
        ("<p>a<br>b<br><br>c</p>", "a  \nb\n\nc"),
        ("<p>&nbsp;</p><p> <br> </p><p>a</p>", "a"),
        ("<p>a <script>b</script>c<style>d</style><svg><title>e</title><path/></svg></p>", "a c"),
        (
            "a<svg width=400 height=300><title>A map</title><text>b</text></svg><svg><text>c</text> <text>d</text></svg>",
            "a\n\n*A map*\n\n*c d*",
        ),
        (
            "<p style='white-space: pre-line'>a\nb  c\n\nd</p><pre class=wp-block-verse>e\n  f</pre>",
            "a  \nb c\n\nd\n\ne  \n\u{2007}\u{2007}f",
        ),
        ("<h1>A <em>b</em></h1><h6>c</h6>d", "# A *b*\n\n###### c\n\nd"),
        ("<h2>A <a href=#a>#</a></h2><p>b <a href=#c>\u{21a9}\u{fe0e}</a>", "## A\n\nb"),
        ("<p hidden>a</p><p style='color:red; display : none'>b</p><p>c <span aria-hidden=true>d</span>", "c"),
        ("<h2><div>A</div></h2>b", "## A\n\nb"),
        ("a<hr>b", "a\n\n---\n\nb"),
        ("<blockquote>a<blockquote><p>b</blockquote></blockquote>c", "> a\n>\n> > b\n\nc"),
        ("<details><summary>More</summary>text</details>", "**More**\n\ntext"),
        ("<dl><dt>Term<dd>What it is<dt>Next<dd>Thing</dl>", "**Term**\n\n- What it is\n\n**Next**\n\n- Thing"),
        ("<form>Name <input><button>Send</button><select><option>a</select></form>b", "Name\n\nb"),
    ] {
        assert_eq!(shown(html), markdown, "{html}");
    }
}

#[test]
fn text_that_looks_like_marks_stays_text() {
    for (html, markdown) in [
        ("<p>1969. A year", "1969\\. A year"),
        ("<p>1.5 degrees<p>-5 degrees", "1.5 degrees\n\n-5 degrees"),
        ("<p>- no list<p>+ none either<p>---", "\\- no list\n\n\\+ none either\n\n\\---"),
        ("<p>&gt; no quote, 3 &gt; 2<br>=", "\\> no quote, 3 > 2  \n\\="),
        ("<ul><li>2) two</ul>", "- 2\\) two"),
        ("<p>~~not struck~~ # *", "\\~\\~not struck\\~\\~ \\# \\*"),
    ] {
        assert_eq!(shown(html), markdown, "{html}");
    }
}

#[test]
fn emphasis() {
    for (html, markdown) in [
        ("<b>a</b> <i>b</i> <code>c`d</code> <del>e</del>", "**a** *b* `` c`d `` ~~e~~"),
        ("a<b> b </b>c", "a **b** c"),
        ("<b><i>a</b>b</i>", "***a***b"),
        ("<p><b>a</p><p>b", "**a**\n\nb"),
        ("H<sub>2</sub>O, m<sup>2</sup>, 1<sup>st</sup>", "H₂O, m², 1st"),
        ("<q>a</q> 1 &lt; 2 *", "“a” 1 \\< 2 \\*"),
        ("a<a name=x>b</a>c", "abc"),
        ("<kbd>esc</kbd>", "`esc`"),
        ("<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>", "漢(かん)"),
        ("<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</rt></ruby>です", "漢字(かんじ)です"),
        ("a<sup> <a href=#1> 1 </a> </sup>.", "a¹."),
        ("a<sup><a href=#n>[12]</a></sup> x<sup>n+1</sup> v<sub>max.</sub>", "a¹² xⁿ⁺¹ v\\_(max.)"),
        (
            "<abbr title='World Health Organization'>WHO</abbr> <abbr title='World Health Organization'>WHO</abbr>",
            "WHO (World Health Organization) WHO",
        ),
        ("<abbr title='2026-11-25'>today</abbr> <mark>m</mark> <small>s</small> <time>noon</time>", "today m s noon"),
        ("x<sup> two <b>words</b> </sup>.", "xᵗʷᵒ **ʷᵒʳᵈˢ**."),
        ("<input type=checkbox checked> done <input type=checkbox>not", "☑ done ☐ not"),
        ("<span class=sr-only>hidden</span>a<span style='visibility: hidden'>b</span>", "a"),
        ("where \\(x^2 \\le y\\) for $5 <code>$x^2$</code>", "where x² ≤ y for $5 `$x^2$`"),
        ("<math alttext='x^{2}'><mi>y</mi></math>", "x²"),
        (
            "<math><semantics><mrow><mi>y</mi></mrow><annotation encoding='application/x-tex'>\\alpha</annotation></semantics></math>b",
            "αb",
        ),
        ("<math><mfrac><mi>a</mi><msup><mi>b</mi><mn>2</mn></msup></mfrac><mo>=</mo><mn>1</mn></math>", "a/b² = 1"),
        ("x <img class=latex alt='\\frac{a}{b}' src=/f>", "x a/b"),
    ] {
        assert_eq!(shown(html), markdown, "{html}");
    }
}

#[test]
fn links_are_numbered_once_and_only_if_they_may_be_opened() {
    let document = converted(
        "<a href='/a'>one</a> <a href='javascript:x()'>two</a> <a href='file:///etc'>three</a> <a href='#n'>four</a>
         <a href='https://example.org/a'>five <b>six</b></a> <a href='/empty'> </a> <a href='mailto:a@b.example'>seven</a>",
    );
    assert_eq!(document.links, ["https://example.org/a", "mailto:a@b.example"]);
    let [Block::Paragraph(inlines)] = document.blocks.as_slice() else { panic!("one paragraph") };
    let linked: Vec<_> = inlines.iter().filter_map(|inline| Some((inline.text.trim(), inline.link?))).collect();
    assert_eq!(linked, [("one", 0), ("five", 0), ("six", 0), ("seven", 1)]);
}

#[test]
fn notes_and_sections_are_places_to_jump_to() {
    let html = "<p><a href='#s2'>To two</a><p>Text<sup id='r1'><a href='#n1'>1</a></sup> and <a href='/out'>out</a>
        <a href='#nowhere'>x</a><a href='https://example.org/news/today#s2'>again</a><h2 id=s2>Two</h2>
        <ol><li id=n1 value=1><p id=same>Note. <a href='#r1'>\u{21a9}\u{fe0e}</a> <a href='#same'>self</a></ol>";
    let document = converted(html);
    assert_eq!(document.links, ["https://example.org/out", "#s2", "#r1", "#n1"]);
    let mut found = Vec::new();
    let mut blocks = document.blocks.clone();
    super::document::parts(&mut blocks, &mut |part| {
        if let super::document::Part::Line(line) = part {
            let told = line.iter().filter(|inline| inline.link.is_some() || inline.place.is_some());
            found.extend(told.map(|inline| (inline.text.trim().to_owned(), inline.link, inline.place)));
        }
    });
    let found: Vec<_> = found.iter().map(|(text, link, place)| (text.as_str(), *link, *place)).collect();
    assert_eq!(
        found,
        [
            ("To two", Some(1), None),
            ("¹", Some(3), Some(2)),
            ("out", Some(0), None),
            ("again", Some(1), None),
            ("Two", None, Some(1)),
            ("Note.", None, Some(3)),
            ("\u{21a9}", Some(2), None),
            ("self", Some(3), None),
        ]
    );
    assert_eq!(converted(&markup(&document)), document);
}

#[test]
fn lists() {
    for (html, markdown) in [
        ("<ul><li>a<li>b</ul>", "- a\n- b"),
        ("<ol start=7><li>a</li><li><p>b</p><p>c</p></li></ol>", "7. a\n8. b\n\n   c"),
        ("<ul><li>a<ul><li>b</ul><li>c</ul>", "- a\n\n  - b\n- c"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n\n  - b"),
        ("<li>a</li><li>b</li>c", "- a\n- b\n\nc"),
        ("<ul>stray<li></li></ul>", "- stray"),
        ("<ul><li><blockquote>a</blockquote></ul>", "- > a"),
    ] {
        assert_eq!(shown(html), markdown, "{html}");
    }
}

#[test]
fn lists_are_numbered_as_the_page_asks() {
    for (html, first, marks) in [
        ("<ol start='-3'><li>a<li>b</ol>", -3, vec!["-3.", "-2."]),
        ("<ol type=i start=4><li>a<li>b</ol>", 4, vec!["iv.", "v."]),
        ("<ol type=A><li>a<li value=26>b<li>c</ol>", 1, vec!["A.", "Z.", "AA."]),
        ("<ol reversed><li>a<li>b</ol>", 2, vec!["2.", "1."]),
    ] {
        let blocks = converted(html).blocks;
        let [Block::List(kind, items)] = blocks.as_slice() else { panic!("{html} gives {blocks:?}") };
        assert!(matches!(kind, ListKind::Numbered(numbering) if numbering.first == first), "{html}");
        assert_eq!((0..items.len()).map(|index| kind.mark(index)).collect::<Vec<_>>(), marks, "{html}");
    }
    assert_eq!(shown("<ol type=a><li>one<li><p>two<p>three</ol>"), "- a. one\n- b. two\n\n  three");
}

#[test]
fn definitions_and_details() {
    for (html, markdown) in [
        ("<dl><dt>a<dt>b<dd><p>c<dd>d</dl>", "**a**\n\n**b**\n\n- c\n\n  d"),
        ("<dl><div><dt>a</dt><dd>b<dl><dt>c<dd>d</dl></dd></div></dl>", "**a**\n\n- b\n\n  **c**\n\n  - d"),
        ("<dl><dd>b</dl>", "- b"),
        ("<dt>a<dd>b", "**a**\n\nb"),
        ("<dl></dl><details></details>", ""),
        ("<dl><dt><img src=/a alt=b></dt><dd>c</dd></dl>", "![b](https://example.org/a)\n\nc"),
        ("<details>a<summary>b</summary>c</details>", "a\n\n**b**\n\nc"),
    ] {
        assert_eq!(shown(html), markdown, "{html}");
    }
    let details = converted("<details><summary>a <i>b</i></summary><ul><li>c</ul></details>").blocks;
    assert!(
        matches!(details.as_slice(), [Block::Details { summary, blocks }] if summary.len() == 2 && blocks.len() == 1)
    );
}

#[test]
fn code_keeps_its_lines() {
    for (html, markdown) in [
        ("<pre><code class='language-Rust'>\nfn a() {\n    b\n}\n</code></pre>", "```rust\nfn a() {\n    b\n}\n```"),
        ("<div class='highlight-source-c'><pre>a<br>b &lt;c&gt;</pre></div>", "```c\na\nb <c>\n```"),
        ("<pre><div>a</div><div>b <b>c</b></div></pre>d", "```\na\nb c\n```\n\nd"),
        ("<pre><span class=ln>1</span>a</pre>", "```\na\n```"),
        ("<pre><i style='user-select:none'>1</i>a\n<i style='user-select:none'>$ </i>b</pre>", "```\na\n$ b\n```"),
        ("<table><tr><td class=gutter><pre>1</pre></td><td><pre>a</pre></table>", "```\na\n```"),
        ("<table><tr><td><pre>1\n2</pre></td><td><pre>a\nb</pre></table>", "```\na\nb\n```"),
        (
            "<figure class='highlight rust'><table><tr><td class=code><pre>a<br>b</pre></table></figure>",
            "```rust\na\nb\n```",
        ),
        (
            "<table class='highlight js-file-line-container'><tr><td data-line-number=1></td><td>a {</td></tr>
            <tr><td></td><td>  b</td></tr></table>",
            "```\na {\n  b\n```",
        ),
        ("<pre> </pre>", ""),
    ] {
        assert_eq!(shown(html), markdown, "{html}");
    }
}

#[test]
fn pictures() {
    let figure = |html: &str| match converted(html).blocks.as_slice() {
        [Block::Figure(figure)] => figure.clone(),
        other => panic!("{html} gives {other:?}"),
    };
    assert_eq!(
        figure(
            "<figure><a href=/full><img src=a.png alt='A &amp; B'></a><figcaption>By <i>C</i></figcaption></figure>"
        ),
        Figure {
            image: Some("https://example.org/news/a.png".to_owned()),
            alt: "A & B".to_owned(),
            link: Some(0),
            caption: figure("<figure><img src=x><figcaption>By <i>C</i></figcaption></figure>").caption,
            size: None,
        }
    );
    let own = figure("<a href=/a.png><img src=/a.png title=T></a>");
    assert_eq!((own.alt.as_str(), own.link), ("T", None));
    assert_eq!(figure("<img src=a width=640 height='480px'>").size, Some((640, 480)));
    assert_eq!(figure("<img src=a width='100%' height=480>").size, None);
    for nothing in [
        "<img src=/t.gif width=1 height=1>",
        "<img src=/t.gif height='1px'>",
        "<img src=https://feeds.feedburner.com/~r/x/~4/abc>",
        "<img src=t style='border:0; display: none'>",
        "<img src=t style='width:1px;height:1px'>",
    ] {
        assert_eq!(converted(nothing).blocks, [], "{nothing}");
    }
    for (html, markdown) in [
        ("<img src='data:x'><noscript><img src=/a></noscript>", "![](https://example.org/a)"),
        ("<img data-src=/a><noscript><img src=/b>Turn on scripts</noscript>", "![](https://example.org/a)"),
        ("<noscript><img src=/a></noscript><img src=/a>", "![](https://example.org/a)"),
        ("<noscript>Turn on scripts<img src=/t width=1 height=1></noscript>b", "b"),
        (
            "<picture><source srcset='/b 900w'><img src=/a></picture><img src=/c>",
            "![](https://example.org/b)\n\n![](https://example.org/c)",
        ),
        ("<div class=wp-caption><img src=/a><p class=wp-caption-text>C</p></div>", "![](https://example.org/a)\n\nC"),
        (
            "<figure><figure><img src=/a><figcaption>C</figcaption></figure><figcaption>D</figcaption></figure>",
            "![](https://example.org/a)\n\nC\n\nD",
        ),
    ] {
        assert_eq!(shown(html), markdown, "{html}");
    }
    assert_eq!(shown("<img src=a alt=b style='max-width:100%'>"), "![b](https://example.org/news/a)");
    assert_eq!(shown("Hello <img class=emoji alt=👋> you"), "Hello 👋 you");
    assert_eq!(shown("<figure><pre>a</pre><figcaption>b</figcaption></figure>"), "```\na\n```\n\nb");
}

#[test]
fn media_become_links() {
    for (html, markdown) in [
        (
            "<iframe src=https://www.youtube.com/embed/abc title='YouTube video player'></iframe>",
            "[Video: YouTube](https://www.youtube.com/watch?v=abc)",
        ),
        (
            "<iframe data-src=https://player.vimeo.com/video/9 title='A walk'></iframe>",
            "[Vimeo: A walk](https://vimeo.com/9)",
        ),
        (
            "<lite-youtube videoid=abc playlabel='A talk'></lite-youtube>",
            "[YouTube: A talk](https://www.youtube.com/watch?v=abc)",
        ),
        ("<iframe src=https://ad.doubleclick.net/x></iframe><iframe src=/t width=1 height=1></iframe>a", "a"),
        ("<video src=/v.mp4>old browser</video>", "[Video: example.org](https://example.org/v.mp4)"),
        (
            "<video><source src=/v.webm><source src=/v.mp4>no</video>",
            "[Video: example.org](https://example.org/v.webm)",
        ),
        ("<audio title=Talk src=/t.ogg></audio>", "[Audio: Talk](https://example.org/t.ogg)"),
        ("<iframe src='//player.example/1'></iframe>a", "[Embedded: player.example](https://player.example/1)\n\na"),
        ("<iframe src='about:blank'></iframe>a", "a"),
    ] {
        assert_eq!(shown(html), markdown, "{html}");
    }
}

#[test]
fn tables() {
    let html = "<table><caption>C</caption><tr><th>a<th>b</tr><tr><td>1<td>2 | 3</table>";
    let cell = |words: &str, header| Cell { text: text(words), header, ..Cell::default() };
    let table = Table {
        caption: text("C"),
        header: vec![vec![cell("a", true), cell("b", true)]],
        rows: vec![vec![cell("1", false), cell("2 | 3", false)]],
    };
    assert_eq!(converted(html).blocks, [Block::Table(table)]);
    assert_eq!(shown(html), "C\n\n| a | b |\n| --- | --- |\n| 1 | 2 \\| 3 |");
    assert_eq!(
        shown("<table><tr><td><p>a</p><ul><li>b</ul></td></tr></table>"),
        "a\n\n- b",
        "a column arranges the page"
    );
    assert_eq!(shown("<table><tr><td><img src=/a alt=b><td>c</table>"), "![b](https://example.org/a)\n\nc");
    assert_eq!(
        shown("<table><tr><td>a<td><table><tr><td>1<td>2</table></table>"),
        "a\n\n|  |  |\n| --- | --- |\n| 1 | 2 |"
    );
    assert_eq!(
        shown("<table><tr><th>a<th>b<tr><td><pre>c\nd</pre><td><ol type=a><li>e<li>f</ol></table>"),
        "| a | b |\n| --- | --- |\n| c<br>d | a. e<br>b. f |"
    );
    assert_eq!(shown("<table role=presentation><tr><td>a<td>b</table>"), "a\n\nb");
    assert_eq!(
        shown("<table><tr><td colspan=2>a<tr><td>b<td>c</table>"),
        "|  |  |\n| --- | --- |\n| a |  |\n| b | c |"
    );
}

#[test]
fn cells_span_and_are_aligned() {
    let html = "<table><tr><th colspan=2>a<th rowspan=9>b<tr><th>c<th>d<tr><td rowspan=0 align=right>e<td \
        style='text-align: center'>f<td>g<tr><td colspan=0>h<td>i</table>";
    let blocks = converted(html).blocks;
    let [Block::Table(table)] = blocks.as_slice() else { panic!("{blocks:?}") };
    let spans = |rows: &[Vec<Cell>]| {
        let cells = rows.iter().flatten();
        cells.map(|cell| format!("{}{}{}", bare(&cell.text), cell.columns, cell.rows)).collect::<Vec<_>>()
    };
    assert_eq!(spans(&table.header), ["a21", "b12", "c11", "d11"]);
    assert_eq!(spans(&table.rows), ["e12", "f11", "g11", "h11", "i11"]);
    assert_eq!(table.columns(), 3);
    assert_eq!([table.rows[0][0].align, table.rows[0][1].align], [Align::End, Align::Center]);
    let rows = ["| a |  | b |", "| --: | :-: | --- |", "| c | d |  |", "| e | f | g |", "|  | h | i |"];
    assert_eq!(shown(html), rows.join("\n"));
}

/// What is written as HTML is read as the same document.
#[test]
fn markup_is_read_as_it_was() {
    for html in [
        "<h2>a</h2><p>b <b>c</b> <a href=/d>d</a><br>e<blockquote>f</blockquote><hr>",
        "<ol type=I start=3 reversed><li>a<li value=9>b</ol><ul><li>c<ul><li>d</ul></ul>",
        "<dl><dt>a<dd>b<dt>c<dd>d</dl><details><summary>e</summary>f</details>",
        "<pre class=language-c>a\n  b</pre><figure><a href=/x><img src=/c alt=d width=20 height=40></a><figcaption>e</figure>",
        "<table><caption>a</caption><tr><th>b<th>c<tr><td colspan=2 align=right>d<tr><th>e<td>f</table>",
    ] {
        let document = converted(html);
        assert_eq!(converted(&markup(&document)), document, "{html}");
    }
}

#[test]
fn plain_text_is_parted_at_empty_lines() {
    let long = "A line that was broken by its author's mail program at 72";
    for (body, markdown) in [
        ("one\n\ntwo &amp; three\n \n\nfour", "one\n\ntwo & three\n\nfour".to_owned()),
        ("short\nlines", "short  \nlines".to_owned()),
        (&format!("{long}\ncolumns"), format!("{long} columns")),
        ("1 < 2 and 3 > 2", "1 \\< 2 and 3 > 2".to_owned()),
        ("", String::new()),
    ] {
        assert_eq!(shown(body), markdown, "{body}");
    }
}

#[test]
fn markdown_bodies_are_read_as_such() {
    let text = "# A comet\n\nIt was **bright**, see [the map](/map) & `a < b`.\n\n1. one\n2. two\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n- [x] done";
    let set = "# A comet\n\nIt was **bright**, see [the map](https://example.org/map) & `a < b`.\n\n1. one\n2. two\n\n\
        | a | b |\n| --- | --: |\n| 1 | 2 |\n\n- ☑ done";
    for body in [text.replace("a < b", "a &lt; b"), text.replace("a < b", "a &lt; b").replace('\n', "<br>\n")] {
        assert_eq!(shown(&body), set, "{body}");
    }
    assert_eq!(shown("a [b](https://example.org/)<p>c"), "a \\[b\\](https://example.org/)\n\nc");
}

#[test]
fn nothing_unsafe_comes_through() {
    let html = "<p>a&#27;[31mb\u{9b}c\u{202e}d</p><pre>e\u{1b}]0;x\u{7}</pre><img alt='f&#x1b;[2J' src=/f>";
    assert!(!format!("{:?}", converted(html)).contains(['\u{1b}', '\u{7}', '\u{9b}', '\u{202e}']));
    assert!(!markdown(&converted(html)).contains(['\u{1b}', '\u{7}', '\u{9b}', '\u{202e}']));
}

/// Inputs that make a tree builder take the square of their length, or more.
#[test]
fn hostile_markup_takes_linear_time() {
    let count = 60_000;
    let attributes: String = (0..count).map(|n| format!(" a{n}")).collect();
    let formats: String = (0..200).map(|n| format!("<b id={n}>")).collect();
    for html in [
        "<div>".repeat(count),
        "<blockquote>".repeat(count) + "x",
        "<ul><li>".repeat(count) + "x",
        "<table><tr><td>".repeat(count) + "x",
        "<b><i><a href=/x>".repeat(count) + "x",
        "<span><div></span>".repeat(count),
        "<p><b>x".repeat(count),
        format!("<a{attributes}>x"),
        formats + &"<p>x".repeat(count),
        "<a href='".repeat(count),
        "<!--".repeat(count),
        "</".repeat(count),
        "&".repeat(count),
        "<script>".repeat(count),
        "<pre>".repeat(count) + "x",
        "<td colspan=999>".repeat(count),
        "<table><tr>".to_owned() + &"<tr><td colspan=999>x".repeat(count),
        "<svg>".repeat(count) + "</svg>",
        "<figure><figcaption>".repeat(count) + "x",
    ] {
        let start = Instant::now();
        let document = convert(&html, None);
        drop(markdown(&document));
        assert!(start.elapsed() < Duration::from_secs(20), "{}…", &html[..html.floor_char_boundary(40)]);
    }
}

#[test]
fn what_is_too_long_is_cut() {
    let html = "<p>".to_owned() + &"é ".repeat(2 << 20);
    let bytes: usize = converted(&html).blocks.iter().map(|block| format!("{block:?}").len()).sum();
    assert!(bytes < 3 << 20);
    let end = |html: &str| shown(html).lines().last().unwrap_or_default().to_owned();
    assert!(end(&html).starts_with("*\\[Cut here: the text is longer than 2 MiB."));
    assert_eq!(end("<p>short"), "short");
}

/// None of the text is lost where bounds are reached.
#[test]
fn what_is_beyond_a_bound_stays_as_text() {
    let deep = "<blockquote>".repeat(20_000) + "deep" + &"</blockquote>".repeat(20_000) + "<p>after";
    let wide: String = (0..10_000).map(|n| format!("<td>{n}{}", if n % 10 == 9 { "<tr>" } else { "" })).collect();
    let attributes: String = (0..150_000).map(|n| format!(" a{n}")).collect();
    for (html, kept) in [
        (deep.clone(), vec!["deep", "after"]),
        ("<div>".repeat(20_000) + "deep", vec!["deep"]),
        ("<ul><li>".repeat(20_000) + "deep", vec!["deep"]),
        ("<table><tr><td>".repeat(20_000) + "deep", vec!["deep"]),
        (format!("<table><tr>{wide}</table>"), vec!["| 0 | 1 |", "9999"]),
        (format!("<p{attributes}>kept</p>"), vec!["kept"]),
        ("x".repeat(1 << 20) + " <i>last", vec!["*last*"]),
    ] {
        let shown = shown(&html);
        kept.iter().for_each(|text| assert!(shown.contains(text), "{}… lacks {text}", &html[..40]));
    }
}

proptest! {
    #[test]
    fn takes_anything(parts in prop::collection::vec(part(), 0..60)) {
        let document = converted(&parts.concat());
        markdown(&document);
    }

    /// The words of a text come out as they went in, whatever tags stand between.
    #[test]
    fn loses_no_words(parts in prop::collection::vec((shown_tag(), "[a-z]{1,8}"), 0..40)) {
        let html: String = parts.iter().map(|(tag, word)| format!("{tag} {word} ")).collect();
        let out = markdown(&converted(&html));
        let words: Vec<&str> = out.split(|c: char| !c.is_ascii_lowercase()).filter(|word| !word.is_empty()).collect();
        let expected: Vec<&str> = parts.iter().map(|(_, word)| word.as_str()).collect();
        prop_assert_eq!(words, expected);
    }
}

fn part() -> impl Strategy<Value = String> {
    prop_oneof![
        "</?(p|b|a|div|ul|li|table|tr|td|th|pre|blockquote|h2|figure|figcaption|video|svg|q|dd|ol|summary|script)( href=/x)?>",
        "<(br|hr|img src=/a alt=b|source src=c|iframe)/?>",
        "\\PC{0,8}",
        "[<>&;'\"=/ \n-]{0,6}",
    ]
}

fn shown_tag() -> impl Strategy<Value = String> {
    prop::string::string_regex(
        "</?(p|b|i|div|ul|li|tr|td|th|blockquote|h[23]|section|dd|ol|summary|code|pre|tbody|main)>",
    )
    .expect("a valid pattern")
}
