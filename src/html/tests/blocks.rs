//! Lists, code, pictures, tables and whatever else is no paragraph.

use super::{converted, shown};
use crate::html::document::{Align, Block, Cell, Figure, Inline, ListKind, Table, bare};
use crate::html::markup;

fn text(text: &str) -> Vec<Inline> {
    vec![Inline::plain(text)]
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
    assert_eq!(figure("<a href=/t-scaled.jpg?ssl=1><img src=/t.jpg srcset='/t-300x169.jpg 300w'></a>").link, None);
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
        shown("<table><tr><td>a<td><table><tr><td>1<td>2<tr><td>3<td>4</table></table>"),
        "a\n\n|  |  |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 |"
    );
    assert_eq!(
        shown("<table><tr><td>Time<td>6 to 12 months</table>"),
        "Time\n\n6 to 12 months",
        "a row arranges it too"
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
