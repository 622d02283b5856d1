//! Texts as people and programs write them, and what is made of them.

use std::fs;

use proptest::prelude::*;

use super::*;

const LONG_TEXT: &str = "The probe fell through the haze of Titan for two and a half hours before it came to rest on a plain \
                         of ice pebbles, and it went on sending for an hour more.";

fn html(text: &str) -> String {
    recognise(text).html.trim_end().to_owned()
}

/// Title, author, source, day.
fn head(text: &str) -> [String; 4] {
    let article = recognise(text);
    let day = article.published.map(|when| when.date().to_string());
    [article.title, article.byline, article.site, day].map(Option::unwrap_or_default)
}

#[test]
fn heads_are_told_from_text() {
    for (opening, wanted) in [
        (
            "By Emily Lakdawalla\nThe Planetary Society\nJanuary 14, 2005",
            ["", "Emily Lakdawalla", "The Planetary Society", "2005-01-14"],
        ),
        (
            "\nHuygens Lands on Titan\n\nBy ESA\n14 January 2005, 12:43 UTC\n",
            ["Huygens Lands on Titan", "ESA", "", "2005-01-14"],
        ),
        (
            "Huygens lands on Titan\nEuropean Space Agency\n2005-01-14",
            ["Huygens lands on Titan", "", "European Space Agency", "2005-01-14"],
        ),
        (
            "Huygens lands\nBy ESA · Far & Cold · 14 Jan 2005, 12:43",
            ["Huygens lands", "ESA", "Far & Cold", "2005-01-14"],
        ),
        ("Huygens lands\n=============\n\nBy ESA", ["Huygens lands", "ESA", "", ""]),
        ("Huygens lands on Titan\n", ["Huygens lands on Titan", "", "", ""]),
        ("Huygens lands on Titan", ["Huygens lands on Titan", "", "", ""]),
        (
            "From: ESA <news@esa.example>\nSubject: Huygens lands\nDate: Fri, 14 Jan 2005 12:43:00 +0100\n",
            ["Huygens lands", "ESA <news@esa.example>", "", "2005-01-14"],
        ),
        ("Von Emily Lakdawalla\n14. Januar 2005", ["", "Emily Lakdawalla", "", "2005-01-14"]),
        ("By then it was clear that the probe had landed.", ["", "", "", ""]),
        ("It fell.", ["", "", "", ""]),
        ("In January 2005, a probe fell.", ["", "", "", ""]),
    ] {
        assert_eq!(head(&format!("{opening}\n{LONG_TEXT}\n{LONG_TEXT}")), wanted, "{opening}");
    }
}

#[test]
fn of_the_fields_of_a_mail_each_is_shown_once() {
    for (fields, wanted, left) in [
        ("From: a <\nSubject: a", ["a", "a <", "", ""], ""),
        ("To: a\nSubject: a", ["a", "", "", ""], "<p>To: a</p>"),
        ("Subject: a\nFrom: b\nFrom: b", ["a", "b", "", ""], "<p>From: b</p>"),
    ] {
        assert_eq!((head(fields), html(fields).as_str()), (wanted.map(String::from), left), "{fields}");
    }
}

#[test]
fn a_single_line_is_text_and_not_a_headline() {
    assert_eq!(
        (head("Huygens lands"), html("Huygens lands")),
        (["", "", "", ""].map(String::from), "<p>Huygens lands</p>".into())
    );
    assert_eq!(html(""), "");
}

#[test]
fn blocks_are_told_apart() {
    let paragraph = format!("<p>{LONG_TEXT}</p>");
    for (between, wanted) in [
        ("Down to the Ground", "<h2>Down to the Ground</h2>"),
        ("\nWhat the microphone heard\n", "<h2>What the microphone heard</h2>"),
        ("What is wind?", "<h2>What is wind?</h2>"),
        ("It fell.", "<p>It fell.</p>"),
        ("\"It fell\"", "<p>\"It fell\"</p>"),
        ("and it fell", "<p>and it fell</p>"),
        ("\n* * *\n", "<hr>"),
        ("\n----------\n", "<hr>"),
        ("\n- one\n- two\n  of them\n- three\n", "<ul>\n<li>one</li>\n<li>two<br>of them</li>\n<li>three</li>\n</ul>"),
        ("\n3. c\n4. d\n", "<ol start=\"3\">\n<li>c</li>\n<li>d</li>\n</ol>"),
        ("\n1997. A launch\n2005. A landing\n", "<p>1997. A launch<br>2005. A landing</p>"),
        ("\n- alone\n", "<p>- alone</p>"),
        (
            "\n> said & done\n> > before\n",
            "<blockquote>\n<p>said &amp; done</p>\n<blockquote>\n<p>before</p>\n</blockquote>\n</blockquote>",
        ),
        ("\n    a = 1\n    b = 2\n", "<pre>    a = 1\n    b = 2\n</pre>"),
        ("\nDown\n====\n", "<h2>Down</h2>"),
        ("\nESA\nParis\nFrance\n", "<p>ESA<br>Paris<br>France</p>"),
        ("\n<b>x</b>\n", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
    ] {
        let text = format!("{LONG_TEXT}\n{between}\n{LONG_TEXT}");
        assert_eq!(html(&text), format!("{paragraph}\n{wanted}\n{paragraph}"), "{between}");
    }
}

#[test]
fn markdown_is_read_as_such_below_its_head() {
    let text =
        format!("# Huygens lands\n\nBy ESA\n\n{LONG_TEXT}\n\n## Down\n\nSee [the descent](https://esa.example/d).\n");
    assert_eq!(head(&text), ["Huygens lands", "ESA", "", ""]);
    assert_eq!(
        html(&text),
        format!("<p>{LONG_TEXT}</p>\n<h2>Down</h2>\n<p>See <a href=\"https://esa.example/d\">the descent</a>.</p>")
    );
    assert_eq!(head(&format!("# Huygens lands\n\n{LONG_TEXT}"))[0], "Huygens lands");
}

#[test]
fn briefs_are_two_or_more_of_one_form() {
    let brief = |source: &str| format!("{source}: the probe has sent pictures of a plain of ice pebbles.");
    let set = |source: &str| {
        format!("<p><strong>{source}:</strong> the probe has sent pictures of a plain of ice pebbles.</p>")
    };
    let text = format!("{LONG_TEXT}\n\n\n{}\n{}\n", brief("ESA"), brief("BBC News"));
    assert_eq!(html(&text), format!("<p>{LONG_TEXT}</p>\n{}\n{}", set("ESA"), set("BBC News")));
    let apart = format!("{}\n\n{}", brief("ESA"), brief("NASA"));
    assert_eq!(html(&apart), format!("{}\n{}", set("ESA"), set("NASA")));
    for text in [
        brief("ESA"),
        format!("{}\n\n{}", brief("When it was over, they said"), brief("And it was said")),
        "Paris: 1\n\nBonn: 2".to_owned(),
    ] {
        assert!(!recognise(&text).html.contains("<strong>"), "{text}");
    }
}

#[test]
fn lines_broken_to_fit_are_joined() {
    let broken = "The probe fell through the haze of Titan for two and a half hours,\nlonger than its builders had hoped, before \
                  it came to rest on ice.\n\nIt went on sending for an hour more, and what it sent were pictures\nof a riverbed. \
                  Nobody had seen that\ncoming.\n\nYours,\nESA\n";
    assert_eq!(
        html(broken),
        "<p>The probe fell through the haze of Titan for two and a half hours, longer than its builders had hoped, before it \
         came to rest on ice.</p>\n<p>It went on sending for an hour more, and what it sent were pictures of a riverbed. Nobody \
         had seen that<br>coming.</p>\n<p>Yours,<br>ESA</p>"
    );
    // Headlines, a line each.
    let lines = "Huygens Lands on Titan After a Voyage of Seven Years to Saturn\nComet Halley Comes Nearest to the Sun for the \
                 First Time Since 1910";
    assert_eq!(html(lines), format!("<p>{}</p>", lines.replace('\n', "<br>")));
}

#[test]
fn paragraphs_may_be_told_by_their_indent() {
    let text = "   The probe fell through the haze of Titan for two and a half hours,\nlonger than its builders had hoped, before it \
                came down.\n   It went on sending for an hour more, and what it sent were some\npictures of a riverbed.";
    assert_eq!(recognise(text).html.matches("<p>").count(), 2, "{}", html(text));
}

#[test]
fn the_example_of_the_corpus_is_read() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpus/text/article-and-briefs.txt");
    let Ok(text) = fs::read_to_string(path) else { return println!("skipped: no corpus at {path}") };
    let article = recognise(&text);
    assert_eq!(head(&text), ["", "Frud Bezhan", "Radio Free Europe/Radio Liberty", "2025-10-24"]);
    let subheads: Vec<_> = article.html.lines().filter(|line| line.starts_with("<h2>")).collect();
    assert_eq!(subheads, ["<h2>Changing Political Situation</h2>", "<h2>Another Boost For Legitimacy</h2>"]);
    assert_eq!(article.html.matches("<p><strong>Amu:</strong> ").count(), 2);
    assert!(article.html.starts_with("<p>A militant group"), "{}", article.html);
}

#[test]
fn bad_texts_take_no_time() {
    for text in [
        "> ".repeat(100_000),
        "- \n".repeat(100_000),
        "a\n===\n".repeat(50_000),
        "x: ".repeat(100_000),
        "1. a\n".repeat(50_000),
    ] {
        recognise(&text);
    }
}

/// What is spoken of a text, sorted.
fn spoken(text: &str) -> Vec<String> {
    let mut words: Vec<String> =
        text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    words.sort();
    words
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "([A-Za-z]{1,9} ){0,9}[A-Za-z]{1,9}[.,:]?",
        2 => "([a-z]{1,9} ){8,25}[a-z]{1,9}\\.",
        1 => "[A-Z][a-z]{1,9}: ([a-z]{2,9} ){8,12}end",
        1 => "By [A-Z][a-z]{1,6} [A-Z][a-z]{1,6}",
        1 => "(> |>> |- |\\* |1\\. |2\\. |    |   ){1,2}([a-z]{1,9} ){1,12}x",
        1 => "(Subject|From|To): [a-z <>]{1,20}",
        1 => "[-=*]{1,12}",
        2 => Just(String::new()),
    ]
}

#[test]
fn addresses_are_links() {
    for (text, expected) in [
        (
            "See (https://a.example/b?c=d&e), or www.a.example.",
            "<p>See (<a href=\"https://a.example/b?c=d&amp;e\">https://a.example/b?c=d&amp;e</a>), or www.a.example.</p>",
        ),
        ("mailto:a@a.example <b>", "<p>mailto:a@a.example &lt;b&gt;</p>"),
    ] {
        assert_eq!(html(text), expected);
    }
}

proptest! {
    #[test]
    fn no_word_is_lost(lines in prop::collection::vec(line(), 0..30)) {
        let text = lines.join("\n");
        let article = recognise(&text);
        let shown = crate::html::plain::text(&article.html, None);
        let parts = [article.title, article.byline, article.site].map(Option::unwrap_or_default);
        let mut kept = spoken(&format!("{} {shown}", parts.join(" ")));
        // Said by where it stands.
        let mut said = spoken(&text);
        for words in [&mut kept, &mut said] {
            words.retain(|word| !["By", "BY", "by", "Von", "Par", "Por", "Subject", "From", "To"].contains(&word.as_str()));
        }
        prop_assert_eq!(said, kept, "{}", article.html);
    }
}
