//! Where a line may end: by Unicode Standard Annex 14, and by what typesetters add to it.

use textwrap::{WordSeparator, WordSplitter};

/// A run of text within which no line ends, and the white space behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub start: usize,
    pub end: usize,
    /// Spaces, each a cell and a byte wide.
    pub space: usize,
    /// No line ends behind it, though Unicode would let it.
    pub bound: bool,
}

/// The tokens of a text without line breaks.
pub fn of(line: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    for word in WordSeparator::UnicodeBreakProperties.find_words(line) {
        let end = at + word.word.len();
        tokens.push(Token { start: at, end, space: word.whitespace.len(), bound: false });
        at = end + word.whitespace.len();
    }
    for index in 1..tokens.len() {
        let parted = index.checked_sub(2).and_then(|before| tokens.get(before)).is_none_or(|before| before.space > 0);
        let [before, after] = [index - 1, index].map(|at| &tokens[at]);
        let last = index + 1 == tokens.len();
        let [left, right] = [before, after].map(|token| &line[token.start..token.end]);
        let bound = if is_dash(right) {
            // Between words it stays with the first; put before a word, as Spanish does, with that.
            before.space == 0 || after.space > 0 || last
        } else {
            closes(right) || opens(left) || (is_dash(left) && parted && before.space == 0) || is_span(left, right)
        };
        tokens[index - 1].bound = bound || (index == 1 && is_dash(left));
    }
    tokens
}

/// Nothing but dashes.
fn is_dash(text: &str) -> bool {
    let bare = text.trim_end_matches([',', ';', '.', ':']);
    !bare.is_empty() && bare.chars().all(|c| matches!(c, '-' | '‐'..='―' | '⸺' | '⸻' | '−'))
}

/// Signs that belong to what stands before them, even where a space parts them.
fn closes(text: &str) -> bool {
    let closing = |c| {
        matches!(c, '”' | '’' | '»' | '›' | ')' | ']' | '}' | '!' | '?' | ';' | ':' | ',' | '.' | '…' | '%' | '·' | '/')
    };
    text.chars().all(closing)
}

/// Signs that belong to what follows.
fn opens(text: &str) -> bool {
    text.chars().all(|c| matches!(c, '“' | '‘' | '„' | '‚' | '«' | '‹' | '(' | '[' | '{' | '¿' | '¡'))
}

/// "1990–1995"
fn is_span(left: &str, right: &str) -> bool {
    left.strip_suffix('–').is_some_and(|number| number.ends_with(char::is_numeric))
        && right.starts_with(char::is_numeric)
}

/// Bytes of a token behind its own hyphens, where a line may end as well. Addresses and numbers stay whole.
pub fn behind_hyphens(text: &str) -> Vec<usize> {
    if !text.contains('-') || text.contains("://") || text.starts_with("www.") {
        return Vec::new();
    }
    let mut points = WordSplitter::HyphenSplitter.split_points(text);
    points.retain(|at| !text[*at..].starts_with(|c: char| c.is_ascii_digit()));
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with "|" where a line may end.
    fn parted(text: &str) -> String {
        let tokens = of(text);
        let mut out = String::new();
        for (index, token) in tokens.iter().enumerate() {
            out.push_str(&text[token.start..token.end + token.space]);
            if index + 1 < tokens.len() && !token.bound {
                out.push('|');
            }
        }
        out
    }

    #[test]
    fn lines_end_where_a_reader_expects_it() {
        for (text, expected) in [
            ("one two", "one |two"),
            // No dash, quotation mark or bracket is left alone.
            ("word – word", "word – |word"),
            ("word — word", "word — |word"),
            ("word -- word", "word -- |word"),
            ("word—word", "word—|word"),
            ("Hola —dijo— y", "Hola |—dijo— |y"),
            ("— Oui, dit", "— Oui, |dit"),
            ("il dit « mot » et", "il |dit |« mot » |et"),
            ("vraiment ! et", "vraiment ! |et"),
            ("a ( b ) c", "a |( b ) |c"),
            ("1990–1995 on", "1990–1995 |on"),
            ("By A · BBC", "By |A · |BBC"),
            ("so … then", "so … |then"),
            // Spaces that do not break.
            ("10\u{a0}km up", "10\u{a0}km |up"),
            ("1\u{202f}000 m", "1\u{202f}000 |m"),
            ("日\u{2060}本", "日\u{2060}本"),
            // Kinsoku.
            ("「日本」の。", "「日|本」|の。"),
            ("日本、東京", "日|本、|東|京"),
            ("ちょっと", "ちょっ|と"),
            ("コーヒー", "コー|ヒー"),
            ("日本語——東京", "日|本|語——|東|京"),
            // Clusters stay whole.
            ("👨\u{200d}👩\u{200d}👧🇫🇷", "👨\u{200d}👩\u{200d}👧|🇫🇷"),
            ("", ""),
        ] {
            assert_eq!(parted(text), expected, "{text}");
        }
    }

    #[test]
    fn words_part_behind_their_own_hyphens() {
        for (text, expected) in
            [("well-known", &[5][..]), ("2026-11-23", &[]), ("https://example.org/a-b", &[]), ("-5", &[])]
        {
            assert_eq!(behind_hyphens(text), expected, "{text}");
        }
    }
}
