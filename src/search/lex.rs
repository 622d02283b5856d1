//! The text of a query to tokens, each with its bytes.

use std::ops::Range;

use super::SearchError;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Open,
    Close,
    Or,
    Minus,
    /// A word or, in quotes, a phrase; `field` is what stood before the first colon.
    Text {
        field: Option<Range<usize>>,
        value: String,
        quoted: bool,
        /// A `*` behind it: the last word may go on.
        open: bool,
    },
}

pub(super) type Located = (Token, Range<usize>);

/// Splits `text` into tokens; the one thing that can be wrong is a quote that never closes.
pub(super) fn lex(text: &str) -> Result<Vec<Located>, SearchError> {
    let mut lexer = Lexer { text, at: 0 };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.next()? {
        tokens.push(token);
    }
    Ok(tokens)
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn next(&mut self) -> Result<Option<Located>, SearchError> {
        self.at = self.text.len() - self.rest().trim_start().len();
        let start = self.at;
        let Some(first) = self.rest().chars().next() else { return Ok(None) };
        let token = match first {
            '(' => self.single(Token::Open),
            ')' => self.single(Token::Close),
            '-' if !self.rest()[1..].starts_with(|c: char| c.is_whitespace()) && self.rest().len() > 1 => {
                self.single(Token::Minus)
            }
            _ => self.text()?,
        };
        Ok(Some((token, start..self.at)))
    }

    fn single(&mut self, token: Token) -> Token {
        self.at += 1;
        token
    }

    fn text(&mut self) -> Result<Token, SearchError> {
        let start = self.at;
        let field = field_length(self.rest()).map(|length| start..start + length);
        if let Some(field) = &field {
            self.at = field.end + 1;
        }
        if self.rest().starts_with('"') {
            let value = self.phrase()?;
            let open = self.rest().starts_with('*');
            self.at += usize::from(open);
            return Ok(Token::Text { field, value, quoted: true, open });
        }
        let rest = self.rest();
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '"')).unwrap_or(rest.len());
        let value = &rest[..end];
        let (value, open) = match value.strip_suffix('*').filter(|word| !word.is_empty()) {
            Some(word) => (word.to_owned(), true),
            None => (value.to_owned(), false),
        };
        self.at += end;
        if field.is_none() && !open && value == "OR" {
            return Ok(Token::Or);
        }
        Ok(Token::Text { field, value, quoted: false, open })
    }

    /// A phrase in quotes, in which `\` takes the next character as it is.
    fn phrase(&mut self) -> Result<String, SearchError> {
        let start = self.at;
        let mut value = String::new();
        let mut chars = self.rest().char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.at += at + 1;
                    return Ok(value);
                }
                '\\' => value.extend(chars.next().map(|(_, c)| c)),
                c => value.push(c),
            }
        }
        Err(SearchError::new(start..self.text.len(), "the quote is never closed; end the phrase with `\"`"))
    }
}

/// The length of the field's name if the text begins with one: letters, a colon, and not an address (`https://`).
pub(super) fn field_length(text: &str) -> Option<usize> {
    let length = text.find(|c: char| !c.is_ascii_lowercase())?;
    let tail = text[length..].strip_prefix(':')?;
    (length > 0 && !tail.starts_with("//")).then_some(length)
}
