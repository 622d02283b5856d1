//! newsboat's filters in words of the query language, as far as it can say them.
//!
//! ```text
//! filter = match [ ( "and" | "or" ) filter ]      both bind alike, from the right
//! match  = attribute operator literal | "(" filter ")"
//! ```

mod condition;
mod regex;
#[cfg(test)]
mod tests;

use condition::{Condition, say};
pub(in crate::feed) use regex::literals;

/// Parentheses may be nested so deep.
const DEEPEST: usize = 64;

/// A filter in our words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Translation {
    /// None where nothing of the filter can be said.
    pub query: Option<String>,
    /// What the query does not say, or not quite, and why.
    pub lost: Vec<String>,
}

/// Translates a filter; the error says why it cannot be read.
pub fn translate(filter: &str) -> Result<Translation, String> {
    let mut reader = Reader { rest: filter, depth: 0 };
    let parsed = reader.filter()?;
    if !reader.rest.trim().is_empty() {
        return Err(format!("`{}` is out of place in it", reader.rest.trim()));
    }
    let mut lost = Vec::new();
    let query = parsed.words(&mut lost).map(|words| words.print(false));
    Ok(Translation { query, lost })
}

enum Filter<'a> {
    All(Box<Filter<'a>>, Box<Filter<'a>>),
    Either(Box<Filter<'a>>, Box<Filter<'a>>),
    Match(Condition<'a>),
}

impl Filter<'_> {
    fn words(&self, lost: &mut Vec<String>) -> Option<Words> {
        let (join, left, right): (fn(Words, Words) -> Words, _, _) = match self {
            Filter::Match(condition) => return say(condition, lost),
            Filter::All(left, right) => (Words::and, left, right),
            Filter::Either(left, right) => (Words::or, left, right),
        };
        match (left.words(lost), right.words(lost)) {
            (Some(left), Some(right)) => Some(join(left, right)),
            (left, right) => left.or(right),
        }
    }
}

/// A piece of a query.
pub(super) enum Words {
    Term(String),
    Not(Box<Words>),
    All(Vec<Words>),
    Either(Vec<Words>),
}

impl Words {
    pub(super) fn and(self, other: Words) -> Words {
        let terms = |words| if let Words::All(terms) = words { terms } else { vec![words] };
        Words::All(terms(self).into_iter().chain(terms(other)).collect())
    }

    fn or(self, other: Words) -> Words {
        let terms = |words| if let Words::Either(terms) = words { terms } else { vec![words] };
        Words::Either(terms(self).into_iter().chain(terms(other)).collect())
    }

    fn print(&self, inside: bool) -> String {
        let join = |terms: &[Words], between: &str| {
            let text = terms.iter().map(|term| term.print(true)).collect::<Vec<_>>().join(between);
            if inside && terms.len() > 1 { format!("({text})") } else { text }
        };
        match self {
            Words::Term(term) => term.clone(),
            Words::Not(inner) => format!("-{}", inner.print(true)),
            Words::All(terms) => join(terms, " "),
            Words::Either(terms) => join(terms, " OR "),
        }
    }
}

struct Reader<'a> {
    rest: &'a str,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn filter(&mut self) -> Result<Filter<'a>, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("it is too long or too deep".to_owned());
        }
        let left = if self.accept("(") {
            let inner = self.filter()?;
            if !self.accept(")") {
                return Err("a parenthesis is never closed".to_owned());
            }
            inner
        } else {
            Filter::Match(self.condition()?)
        };
        let filter = if self.accept("and") {
            Filter::All(Box::new(left), Box::new(self.filter()?))
        } else if self.accept("or") {
            Filter::Either(Box::new(left), Box::new(self.filter()?))
        } else {
            left
        };
        self.depth -= 1;
        Ok(filter)
    }

    fn accept(&mut self, word: &str) -> bool {
        let rest = self.rest.trim_start().strip_prefix(word);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn condition(&mut self) -> Result<Condition<'a>, String> {
        let whole = self.rest.trim_start();
        let attribute = self.take(|c| c.is_ascii_alphanumeric() || c == '_');
        let operator = match self.take(|c| matches!(c, '=' | '!' | '~' | '<' | '>' | '#')) {
            "" => self.take(|c| c.is_ascii_alphabetic()),
            operator => operator,
        };
        if attribute.is_empty() || operator.is_empty() {
            return Err(format!("a condition was expected at `{whole}`"));
        }
        let value = self.literal()?;
        let text = whole.get(..whole.len() - self.rest.len()).unwrap_or(whole).trim_end();
        Ok(Condition { attribute, operator, value, text })
    }

    fn take(&mut self, of: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest.trim_start();
        let (taken, rest) = rest.split_at(rest.find(|c| !of(c)).unwrap_or(rest.len()));
        self.rest = rest;
        taken
    }

    /// A text in quotes, in which `\"` is a quote; or a number or a range as it is written.
    fn literal(&mut self) -> Result<String, String> {
        let Some(rest) = self.rest.trim_start().strip_prefix('"') else {
            let number = self.take(|c| c.is_ascii_digit() || matches!(c, '-' | ':'));
            let missing = || format!("a value was expected at `{}`", self.rest.trim_start());
            return Some(number.to_owned()).filter(|number| !number.is_empty()).ok_or_else(missing);
        };
        let mut value = String::new();
        let mut chars = rest.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.rest = &rest[at + 1..];
                    return Ok(value);
                }
                '\\' if chars.next_if(|(_, next)| *next == '"').is_some() => value.push('"'),
                c => value.push(c),
            }
        }
        Err("a text in quotes never ends".to_owned())
    }
}
