//! The start tag of an outline, read as its writer meant it: quotes inside of values are not always escaped.

use crate::feed::tag::{Tag, tag_end};

/// How every outline begins.
const START: &str = "<outline";

/// The tag at the beginning of `text` and what follows it; none if it is another one, or cut.
pub(super) fn read(text: &str) -> Option<(Tag<'_>, &str)> {
    let start = text.get(..START.len()).filter(|start| start.eq_ignore_ascii_case(START))?;
    let (tag, rest) = scan(&start[1..], &text[START.len()..])?;
    let names_feed = |text: &str| text.to_ascii_lowercase().contains("xmlurl");
    let read = text.get(..text.len() - rest.len()).unwrap_or_default();
    if tag.get("xmlUrl").is_none() && names_feed(read) {
        // A value was taken too long; by the letter then.
        let (tag, rest) = text.split_at(tag_end(text)?);
        return Some((Tag::read(tag), rest));
    }
    Some((tag, rest))
}

fn scan<'a>(name: &'a str, mut rest: &'a str) -> Option<(Tag<'a>, &'a str)> {
    let mut tag = Tag { name, attributes: Vec::new(), empty: false };
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '='));
        if let Some(after) = rest.strip_prefix("/>") {
            tag.empty = true;
            return Some((tag, after));
        }
        if let Some(after) = rest.strip_prefix('>') {
            return Some((tag, after));
        }
        rest = rest.strip_prefix('/').unwrap_or(rest);
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/'))?;
        let (name, after) = rest.split_at(end);
        let Some(value) = after.trim_start().strip_prefix('=').map(str::trim_start) else {
            rest = after;
            continue;
        };
        let (value, after) = match value.chars().next()? {
            quote @ ('"' | '\'') => {
                let value = &value[1..];
                let end = closing(value, quote)?;
                (&value[..end], &value[end + 1..])
            }
            _ => value.split_at(value.find(|c: char| c.is_whitespace() || c == '>')?),
        };
        tag.attributes.push((name, value));
        rest = after;
    }
}

/// The index of the quote that closes a value: the first behind which the tag goes on or ends, else the first at all.
fn closing(value: &str, quote: char) -> Option<usize> {
    let ends = |at: &usize| {
        let rest = value[at + 1..].trim_start();
        let after = rest.strip_prefix("/>").or_else(|| rest.strip_prefix('>'));
        after.map_or_else(
            || begins_attribute(rest),
            |after| matches!(after.trim_start().chars().next(), None | Some('<')),
        )
    };
    // No value goes on behind the next outline.
    let most = value.find("<outline").unwrap_or(value.len());
    let mut quotes = value.match_indices(quote).map(|(at, _)| at).take_while(|at| *at < most);
    quotes.clone().find(ends).or_else(|| quotes.next())
}

/// `name="`
fn begins_attribute(text: &str) -> bool {
    let end = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | ':' | '-' | '.'))).unwrap_or(0);
    let value = text[end..].trim_start().strip_prefix('=').map(str::trim_start);
    end > 0 && value.is_some_and(|value| value.starts_with(['"', '\'']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> (Vec<(&str, &str)>, bool, &str) {
        let (tag, rest) = read(text).unwrap();
        (tag.attributes, tag.empty, rest)
    }

    #[test]
    fn quotes_inside_of_values_do_not_end_them() {
        let text = r#"<outline text="A "b" c" description="<em class="x">y</em> it's" xmlUrl='u'/><outline"#;
        let wanted = vec![("text", "A \"b\" c"), ("description", "<em class=\"x\">y</em> it's"), ("xmlUrl", "u")];
        assert_eq!(values(text), (wanted, true, "<outline"));
    }

    #[test]
    fn odd_tags_are_read_by_the_letter() {
        assert_eq!(values("<OUTLINE text=\"A\" checked xmlUrl=u >x").0, [("text", "A"), ("xmlUrl", "u")]);
        assert_eq!(values("<outline\ttext='A'xmlUrl=\"a>b\">"), (vec![("text", "A"), ("xmlUrl", "a>b")], false, ""));
        assert_eq!(values("<outline/>x"), (vec![], true, "x"));
        let lenient = values("<outline text=\"A\" checked xmlUrl=\"u\"/>").0;
        assert_eq!(lenient, [("text", "A"), ("checked", ""), ("xmlUrl", "u")]);
        for cut in ["<outline", "<outline text", "<outline text=\"a", "<outline text='a' ", "<body>"] {
            assert!(read(cut).is_none(), "{cut}");
        }
    }
}
