//! Paragraphs, and what stands in their lines.

use super::{converted, shown};
use crate::html::document::{Block, Part, parts};
use crate::html::markup;

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
    parts(&mut blocks, &mut |part| {
        if let Part::Line(line) = part {
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
fn texts_one_behind_the_other_keep_their_links_and_places() {
    let text = |letter: &str| {
        let html = format!(
            "<p>See <a href='/{letter}'>{letter}</a> and a note<a href='#n'>1</a>.</p><p id=n>The note on {letter}.</p>"
        );
        converted(&html)
    };
    let mut whole = text("a");
    whole.append(text("b"));
    whole.append(text("c"));
    let outer = ["a", "b", "c"].map(|letter| format!("https://example.org/{letter}"));
    assert_eq!(whole.outer_links(), outer);
    let mut leads = Vec::new();
    let mut places = Vec::new();
    parts(&mut whole.blocks, &mut |part| {
        if let Part::Line(line) = part {
            leads.extend(line.iter().filter_map(|inline| inline.link));
            places.extend(line.iter().filter_map(|inline| inline.place));
        }
    });
    assert_eq!((leads, places), (vec![0, 3, 1, 4, 2, 5], vec![3, 4, 5]), "each note belongs to its own text");
    let mut names = whole.links.split_off(3);
    names.dedup();
    assert_eq!(names.len(), 3, "{names:?}");
}
