//! Regular expressions that do no more than name texts.

/// The texts that an expression names.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::feed) struct Literals {
    pub texts: Vec<String>,
    /// It wants them at an edge of the text or of a word.
    pub anchored: bool,
}

/// Written before or behind a text, these say nothing where it is looked for anywhere.
const ANYWHERE: &[&str] = &[".*", ".+"];

/// What ties a text to an edge.
const EDGES: &[&str] = &["^", "$", "\\b", "\\<", "\\>"];

/// Reads `one`, `one|other`, `(one|other)`, each perhaps with `^ $ .* \b` about it; none for anything beyond that.
pub(in crate::feed) fn literals(pattern: &str) -> Option<Literals> {
    let mut found = Literals { texts: Vec::new(), anchored: false };
    let inner = bare(pattern, &mut found.anchored);
    let inner = inner.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).unwrap_or(inner);
    for part in inner.split('|') {
        let text = unescaped(bare(part, &mut found.anchored))?;
        if !found.texts.contains(&text) {
            found.texts.push(text);
        }
    }
    Some(found)
}

/// Takes off what stands about a text.
fn bare<'a>(mut pattern: &'a str, anchored: &mut bool) -> &'a str {
    loop {
        let before = pattern;
        for mark in ANYWHERE.iter().chain(EDGES) {
            let stripped = pattern.strip_prefix(mark).or_else(|| pattern.strip_suffix(mark));
            *anchored |= stripped.is_some() && EDGES.contains(mark);
            pattern = stripped.unwrap_or(pattern);
        }
        if pattern == before {
            return pattern;
        }
    }
}

fn unescaped(pattern: &str) -> Option<String> {
    let mut text = String::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => text.push(chars.next().filter(char::is_ascii_punctuation)?),
            '.' | '[' | ']' | '(' | ')' | '{' | '}' | '*' | '+' | '?' | '^' | '$' => return None,
            c => text.push(c),
        }
    }
    Some(text).filter(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_names_texts_is_read() {
        let texts = |pattern: &str| literals(pattern).map(|found| (found.texts.join("+"), found.anchored));
        let read = |text: &str, anchored| Some((text.to_owned(), anchored));
        assert_eq!(texts("linux"), read("linux", false));
        assert_eq!(texts("(linux|free bsd)"), read("linux+free bsd", false));
        assert_eq!(texts("^Ad:|.*sponsor.*"), read("Ad:+sponsor", true));
        assert_eq!(texts("\\bC\\+\\+"), read("C++", true));
        for beyond in ["[0-9]+", "a.b", "x*", "(a|b)c", "a{2}", "", ".*", "\\d", "a|", "a\\"] {
            assert_eq!(texts(beyond), None, "{beyond}");
        }
    }
}
