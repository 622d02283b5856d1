//! What is taken out of text from outside, and what is left alone.

use proptest::prelude::*;

use super::*;

/// Characters that may never reach a terminal, whatever stands around them.
fn forbidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{61C}'
            | '\u{200B}' | '\u{2060}' | '\u{AD}' | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}' | '\u{2028}' | '\u{2029}'
            | '\u{FE00}'..='\u{FE0E}')
}

#[test]
fn controls_vanish_and_line_ends_become_spaces() {
    assert_eq!(one_line("a\u{1b}[31mred\u{7}\u{9b}2J"), "a[31mred2J");
    assert_eq!(one_line("  two\r\n\twords\u{2028}more\u{a0} "), "two words more");
    assert_eq!(one_line("\u{202e}gpj.exe\u{202c}"), "gpj.exe");
    assert_eq!(one_line("pay\u{200b}pal\u{ad}\u{feff}\u{e0041}"), "paypal");
    assert_eq!(one_line("a\u{200d}b\u{fe0f}c\u{200c}d"), "abcd");
    assert_eq!(one_line("\u{200b}\u{2066}"), "");
}

#[test]
fn text_of_several_lines_keeps_them() {
    assert_eq!(text("one\r\ntwo\rthree\u{2029}\tfour\u{1b}c"), "one\ntwo\nthree\n    fourc");
    assert!(matches!(text("plain, — “quoted” 漢字 кириллица\nlines"), Cow::Borrowed(_)));
}

#[test]
fn real_languages_and_emoji_are_left_alone() {
    for line in [
        "Crème brûlée, naïve façade — Ærø",
        "العربية: «خبر عاجل»",
        "می\u{200c}خواهم",
        "中文新闻，日本語ニュース 한국어",
        "สวัสดีชาวโลก नमस्ते क्\u{200d}ष",
        "👨\u{200d}👩\u{200d}👧 ❤\u{fe0f} 👩🏻\u{200d}❤\u{fe0f}\u{200d}💋\u{200d}👨🏼 1\u{fe0f}\u{20e3} 🇦🇫",
        "e\u{301}tude",
    ] {
        assert_eq!(one_line(line), line);
        assert_eq!(text(line), line);
        assert!(is_safe(line));
    }
}

#[test]
fn towers_of_marks_are_cut() {
    let zalgo = format!("z{}a", "\u{301}".repeat(5_000));
    assert_eq!(one_line(&zalgo), format!("z{}a", "\u{301}".repeat(8)));
    let family = "👩\u{200d}".repeat(1_000);
    for cluster in unicode_segmentation::UnicodeSegmentation::graphemes(one_line(&family).as_str(), true) {
        assert!(cluster.len() <= 64);
    }
}

#[test]
fn long_lines_are_cut_with_a_mark() {
    assert_eq!(one_line_max("abcdef", 6), "abcdef");
    assert_eq!(one_line_max("abcdef", 5), "abcd…");
    assert_eq!(one_line_max("äöüß", 3), "äö…");
    assert_eq!(one_line_max("ab cdef", 4), "ab…");
}

#[test]
fn only_plain_addresses_are_opened() {
    assert_eq!(url("https://example.org/a b?q=ü").as_deref(), Some("https://example.org/a%20b?q=%C3%BC"));
    assert_eq!(url("https://google.com@evil.example/").as_deref(), Some("https://evil.example/"));
    assert_eq!(url("mailto:a b@example.org").as_deref(), Some("mailto:a%20b@example.org"));
    for bad in [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "-oProxyCommand=x",
        "https://example.org/\u{1b}]0;x",
        "https://example.org/\nrm",
        "https://example.org/%0a--help",
        "/relative",
        "",
        "data:text/html,x",
        "ssh://host",
        "magnet:?xt=1",
    ] {
        assert_eq!(url(bad), None, "{bad:?}");
    }
    assert_eq!(url_to_ask_about("magnet:?xt=urn").as_deref(), Some("magnet:?xt=urn"));
    assert_eq!(clip_url("https://example.org/\nrm -rf"), "https://example.org/ rm -rf");
}

proptest! {
    #[test]
    fn nothing_dangerous_is_left(any in "\\PC{0,40}|.{0,80}|[\\x00-\\x1f\\x7f-\\x9fa\u{300}-\u{310}\u{200b}-\u{200f}\u{2028}-\u{202e}👩\u{fe0f}]{0,200}") {
        let line = one_line(&any);
        prop_assert!(!line.contains(forbidden));
        prop_assert!(is_safe(&line), "not stable: {line:?}");
        prop_assert!(!text(&any).contains(|c| c != '\n' && forbidden(c)));
        for cluster in unicode_segmentation::UnicodeSegmentation::graphemes(line.as_str(), true) {
            prop_assert!(cluster.len() <= 64 || unicode_width::UnicodeWidthStr::width(cluster) * 64 >= cluster.len());
        }
    }

    #[test]
    fn opened_addresses_are_printable_ascii(any in "(https?://|mailto:|gemini:|-)?.{0,40}") {
        if let Some(address) = url(&any) {
            prop_assert!(address.bytes().all(|b| b.is_ascii_graphic()));
            prop_assert!(address.starts_with("http") || address.starts_with("mailto:"));
        }
    }
}

/// S16.
#[test]
fn an_address_shows_its_real_host() {
    let shown = |address: &str| {
        let ShownAddress { before, host, after, left_out } = shown_address(address);
        format!("{before}|{host}|{after}|{}", left_out.unwrap_or_default())
    };
    for (address, parts) in [
        ("https://example.org/a?b#c", "https://|example.org|/a?b#c|"),
        ("https://google.com@evil.example/", "https://|evil.example|/|google.com"),
        ("https://user:secret@example.org:8080/", "https://|example.org|:8080/|user"),
        ("https://www.аррӏе.com/", "https://|www.xn--80ak6aa92e.com|/|"),
        ("http://http/", "http://|http|/|"),
        ("mailto:desk@example.org", "||mailto:desk@example.org|"),
        ("javascript:alert(1)", "||javascript:alert(1)|"),
        ("https://exa\u{202e}mple.org", "https://|example.org|/|"),
    ] {
        assert_eq!(shown(address), parts);
    }
}
