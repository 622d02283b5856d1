//! Texts that may be HTML or may not.

/// Plain text as HTML, unless it is HTML that is only called plain.
pub fn plain_html(text: String) -> String {
    if is_markup(&text) {
        return text;
    }
    let mut html = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '\n' => html.push_str("<br>\n"),
            _ => html.push(c),
        }
    }
    html
}

/// Whether a text that does not say what it is looks like HTML: it has tags, and all of them are ones that articles use.
pub fn is_markup(text: &str) -> bool {
    const TAGS: &[&str] = &[
        "a",
        "abbr",
        "article",
        "aside",
        "b",
        "big",
        "blockquote",
        "br",
        "center",
        "cite",
        "code",
        "dd",
        "del",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "font",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "i",
        "iframe",
        "img",
        "ins",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "picture",
        "pre",
        "q",
        "s",
        "script",
        "section",
        "small",
        "source",
        "span",
        "strike",
        "strong",
        "style",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "time",
        "tr",
        "tt",
        "u",
        "ul",
        "var",
        "video",
        "wbr",
    ];
    let mut any = false;
    for at in memchr::memchr_iter(b'<', text.as_bytes()) {
        let rest = &text[at + 1..];
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        if end == 0 {
            continue;
        }
        let name = rest[..end.min(10)].to_ascii_lowercase();
        if TAGS.binary_search(&name.as_str()).is_err() {
            return false;
        }
        any = true;
    }
    any
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_is_told_from_text_with_angles() {
        for text in ["<p>a", "a<br/>b", "</B>", "a <i class='x'>b</i> < c"] {
            assert!(is_markup(text), "{text}");
        }
        for text in ["a", "a < b > c", "Vec<String>", "<b>a</b> and Vec<u8>", "<>"] {
            assert!(!is_markup(text), "{text}");
        }
        assert_eq!(plain_html("a < b & c\nd".to_owned()), "a &lt; b &amp; c<br>\nd");
    }
}
