//! One start tag taken apart, changed and put together again.

/// A start tag; values stand as written, references not decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag<'a> {
    pub name: &'a str,
    pub attributes: Vec<(&'a str, &'a str)>,
    pub empty: bool,
}

impl<'a> Tag<'a> {
    /// Reads `<name a="b" c>`, with or without the `>`.
    pub fn read(text: &'a str) -> Tag<'a> {
        let body = text.strip_prefix('<').unwrap_or(text);
        let body = body.strip_suffix('>').unwrap_or(body);
        let (body, empty) = match body.strip_suffix('/') {
            Some(body) => (body, true),
            None => (body, false),
        };
        let end = body.find(|c: char| c.is_ascii_whitespace() || c == '/').unwrap_or(body.len());
        let (name, mut rest) = body.split_at(end);
        let mut attributes = Vec::new();
        while let Some((attribute, after)) = attribute(rest) {
            attributes.push(attribute);
            rest = after;
        }
        Tag { name, attributes, empty }
    }

    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.attributes.iter().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }

    /// Sets an attribute, or takes it away.
    pub fn set(&mut self, name: &'a str, value: Option<&'a str>) {
        let at = self.attributes.iter().position(|(found, _)| found.eq_ignore_ascii_case(name));
        match (at, value) {
            (Some(at), Some(value)) => self.attributes[at].1 = value,
            (Some(at), None) => {
                self.attributes.remove(at);
            }
            (None, Some(value)) => self.attributes.push((name, value)),
            (None, None) => {}
        }
    }

    pub fn write(&self, out: &mut String) {
        out.push('<');
        out.push_str(self.name);
        for (name, value) in &self.attributes {
            let quote = if value.contains('"') { '\'' } else { '"' };
            out.extend([" ", name, "="]);
            out.push(quote);
            out.push_str(value);
            out.push(quote);
        }
        out.push_str(if self.empty { "/>" } else { ">" });
    }
}

/// The first attribute of `rest` and what follows it. A name without a value has an empty one.
fn attribute(rest: &str) -> Option<((&str, &str), &str)> {
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '"' | '\'' | '='));
    if rest.is_empty() {
        return None;
    }
    let end = rest.find(|c: char| c.is_ascii_whitespace() || c == '=').unwrap_or(rest.len());
    let (name, after) = rest.split_at(end);
    let Some(value) = after.trim_ascii_start().strip_prefix('=') else { return Some(((name, ""), after)) };
    let value = value.trim_ascii_start();
    match value.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let value = &value[1..];
            let end = value.find(quote).unwrap_or(value.len());
            Some(((name, &value[..end]), value.get(end + 1..).unwrap_or_default()))
        }
        _ => {
            let end = value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len());
            Some(((name, &value[..end]), &value[end..]))
        }
    }
}

/// The index behind the `>` that closes the tag at the beginning of `text`; quoted values may hold one. None if it is cut.
pub fn tag_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 1;
    loop {
        let found = at + memchr::memchr3(b'>', b'"', b'\'', bytes.get(at..)?)?;
        if bytes[found] == b'>' {
            return Some(found + 1);
        }
        // Only behind `=` does a quote open a value.
        at = found + 1;
        if bytes[..found].trim_ascii_end().ends_with(b"=")
            && let Some(close) = memchr::memchr(bytes[found], &bytes[at..])
        {
            at += close + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_read_and_written() {
        let text = "<a:b c='d \"e\"' f=g h i = \"j\"/>";
        let tag = Tag::read(text);
        assert_eq!(tag.attributes, [("c", "d \"e\""), ("f", "g"), ("h", ""), ("i", "j")]);
        assert!(tag.empty);
        let mut out = String::new();
        tag.write(&mut out);
        assert_eq!(out, "<a:b c='d \"e\"' f=\"g\" h=\"\" i=\"j\"/>");
        assert_eq!(tag_end("<a b=\">\">x>"), Some(9));
        assert_eq!(tag_end("<a b"), None);
    }
}
