//! Tokens to a [`Query`], by recursive descent.

use std::ops::Range;

use jiff::tz::TimeZone;

use super::lex::{Located, Token, lex};
use super::{SORTS, SearchError, TEXT_FIELDS, date};
use crate::model::{Field, Query, Search, Sort, Term, Time};

/// Parentheses may be nested so deep.
const DEEPEST: usize = 64;

pub(super) const FIELDS: &str =
    "title body author category feed folder tag url id is has lang story after before newer older sort";

/// Reads a query; `now` and `zone` say what `yesterday` and `2d` mean. An empty text wants everything.
pub fn parse(text: &str, now: Time, zone: &TimeZone) -> Result<Query, SearchError> {
    let tokens = lex(text)?;
    let mut parser = Parser { text, tokens: &tokens, at: 0, depth: 0, sort: None, now, zone };
    let term = if parser.only_sorts() { Term::All(Vec::new()) } else { parser.either()? };
    while parser.take_sort()? {}
    if let Some((_, span)) = parser.peek() {
        return Err(SearchError::new(span.clone(), "this `)` closes nothing; take it out or quote it"));
    }
    let (sort, reversed) = parser.sort.unwrap_or_default();
    Ok(Query { term, sort, reversed })
}

/// Reads a query that is still being typed: the word at its end may go on, and so may a quote. The search says so in its
/// text.
pub fn typed(text: &str, now: Time, zone: &TimeZone) -> Result<Search, SearchError> {
    let closed = match lex(text) {
        Err(_) => format!("{text}\"*"),
        Ok(tokens) => match tokens.last() {
            Some((Token::Text { quoted: false, open: false, .. }, span)) if span.end == text.len() => {
                format!("{text}*")
            }
            _ => text.to_owned(),
        },
    };
    let read = |text: String| {
        let Query { term, sort, reversed } = parse(&text, now, zone)?;
        Ok(Search { text, query: Query { term: without_stub(term), sort, reversed } })
    };
    read(closed).or_else(|_: SearchError| read(text.to_owned()))
}

/// Leaves out a last word of which only a letter or two are typed: behind others they tell little and cost much.
fn without_stub(term: Term) -> Term {
    match term {
        Term::All(mut terms) if terms.len() > 1 => {
            let stub = |text: &str| text.len() <= 2 && text.bytes().all(|letter| letter.is_ascii_alphanumeric());
            if matches!(terms.last(), Some(Term::Prefix(_, text)) if stub(text)) {
                terms.pop();
            }
            joined(terms, Term::All, Err)
        }
        term => term,
    }
}

/// A word or phrase as it was lexed.
struct Text<'a> {
    value: &'a str,
    quoted: bool,
    open: bool,
}

struct Parser<'a> {
    text: &'a str,
    tokens: &'a [Located],
    at: usize,
    depth: usize,
    sort: Option<(Sort, bool)>,
    now: Time,
    zone: &'a TimeZone,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Located> {
        self.tokens.get(self.at)
    }

    fn accept(&mut self, token: &Token) -> bool {
        let found = self.peek().is_some_and(|(found, _)| found == token);
        self.at += usize::from(found);
        found
    }

    fn end(&self) -> Range<usize> {
        self.text.len()..self.text.len()
    }

    fn field_of(&self, token: &Token) -> Option<&'a str> {
        match token {
            Token::Text { field: Some(field), .. } => self.text.get(field.clone()),
            _ => None,
        }
    }

    /// Whether nothing but an order is asked for.
    fn only_sorts(&self) -> bool {
        self.tokens.iter().all(|(token, _)| self.field_of(token) == Some("sort"))
    }

    fn either(&mut self) -> Result<Term, SearchError> {
        let mut terms = vec![self.all()?];
        while self.accept(&Token::Or) {
            terms.push(self.all()?);
        }
        Ok(joined(terms, Term::Either, |term| match term {
            Term::Either(inner) => Ok(inner),
            term => Err(term),
        }))
    }

    fn all(&mut self) -> Result<Term, SearchError> {
        let mut terms = Vec::new();
        loop {
            while self.take_sort()? {}
            match self.peek() {
                None | Some((Token::Or | Token::Close, _)) => break,
                Some(_) => terms.push(self.item()?),
            }
        }
        if terms.is_empty() {
            let span = self.peek().map_or(self.end(), |(_, span)| span.clone());
            return Err(SearchError::new(span, "something to search for is missing here"));
        }
        Ok(joined(terms, Term::All, |term| match term {
            Term::All(inner) => Ok(inner),
            term => Err(term),
        }))
    }

    fn item(&mut self) -> Result<Term, SearchError> {
        let Some((token, span)) = self.peek() else {
            return Err(SearchError::new(self.end(), "something to search for is missing here"));
        };
        self.at += 1;
        match token {
            Token::Open => self.group(span),
            Token::Minus => self.negated(span),
            Token::Text { value, quoted, open, .. } => {
                let text = Text { value, quoted: *quoted, open: *open };
                self.text_term(self.field_of(token), &text, span)
            }
            Token::Or | Token::Close => Err(SearchError::new(span.clone(), "something to search for is missing here")),
        }
    }

    fn group(&mut self, open: &Range<usize>) -> Result<Term, SearchError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(SearchError::new(open.clone(), format!("more than {DEEPEST} parentheses inside each other")));
        }
        let term = self.either()?;
        if !self.accept(&Token::Close) {
            return Err(SearchError::new(open.clone(), "this `(` is never closed; add `)`"));
        }
        self.depth -= 1;
        Ok(term)
    }

    fn negated(&mut self, minus: &Range<usize>) -> Result<Term, SearchError> {
        match self.peek() {
            Some((Token::Minus, span)) => Err(SearchError::new(
                minus.start..span.end,
                "`--` begins no word of a query; write a single `-` to exclude one",
            )),
            Some((Token::Or | Token::Close, _)) | None => {
                Err(SearchError::new(minus.clone(), "`-` excludes the word behind it, and there is none"))
            }
            Some(_) => Ok(Term::Not(Box::new(self.item()?))),
        }
    }

    /// Takes `sort:` if it comes next; it orders the whole query, so it stands outside of parentheses.
    fn take_sort(&mut self) -> Result<bool, SearchError> {
        let Some((token, span)) = self.peek() else { return Ok(false) };
        let (Some("sort"), Token::Text { value, .. }) = (self.field_of(token), token) else { return Ok(false) };
        if self.depth > 0 {
            return Err(SearchError::new(
                span.clone(),
                "`sort:` orders the whole query; write it outside of the parentheses",
            ));
        }
        let (name, reversed) = value.strip_prefix('-').map_or((value.as_str(), false), |name| (name, true));
        let sort = SORTS.iter().find(|(known, _)| *known == name).map(|(_, sort)| *sort);
        let sort =
            sort.ok_or_else(|| unknown(span, "sort", value, "newest, oldest, source, title, length, score, rare"))?;
        self.sort = Some((sort, reversed));
        self.at += 1;
        Ok(true)
    }

    fn text_term(&self, field: Option<&str>, text: &Text, span: &Range<usize>) -> Result<Term, SearchError> {
        let value = text.value;
        if value.trim().is_empty() {
            let what = field.map_or("the phrase is empty".to_owned(), |name| format!("`{name}:` needs a value"));
            return Err(SearchError::new(span.clone(), what));
        }
        let term = if text.open { Term::Prefix } else { Term::Text };
        let Some(name) = field else { return Ok(term(Field::Any, value.to_owned())) };
        if let Some((_, field)) = TEXT_FIELDS.iter().find(|(known, _)| *known == name) {
            return Ok(term(*field, value.to_owned()));
        }
        let number = || {
            value
                .parse()
                .map_err(|_| SearchError::new(span.clone(), format!("`{name}:` takes a number, not `{value}`")))
        };
        let moment = || date::moment(value, self.now, self.zone).map_err(|why| SearchError::new(span.clone(), why));
        match name {
            "id" => number().map(Term::Id),
            "story" => number().map(Term::Story),
            "is" => match value {
                "unread" => Ok(Term::Unread(true)),
                "read" => Ok(Term::Unread(false)),
                "starred" => Ok(Term::Starred(true)),
                "followed" => Ok(Term::Followed),
                "muted" => Ok(Term::Muted),
                _ => Err(unknown(span, name, value, "unread, read, starred, followed, muted")),
            },
            "has" if value == "enclosure" => Ok(Term::Enclosure),
            "has" => Err(unknown(span, name, value, "enclosure")),
            "after" | "newer" => moment().map(Term::Since),
            "before" | "older" => moment().map(Term::Until),
            _ => Err(unknown_field(name, value, text.quoted, span)),
        }
    }
}

/// One term as it is; several under `join`, with those of the same kind inside them taken out.
fn joined(
    mut terms: Vec<Term>,
    join: impl FnOnce(Vec<Term>) -> Term,
    inner: impl Fn(Term) -> Result<Vec<Term>, Term>,
) -> Term {
    if terms.len() == 1 {
        return terms.remove(0);
    }
    join(terms.into_iter().flat_map(|term| inner(term).unwrap_or_else(|term| vec![term])).collect())
}

fn unknown(span: &Range<usize>, field: &str, value: &str, known: &str) -> SearchError {
    SearchError::new(span.clone(), format!("`{field}:{value}` is not known; `{field}:` takes {known}"))
}

fn unknown_field(name: &str, value: &str, quoted: bool, span: &Range<usize>) -> SearchError {
    let text = if quoted { value.to_owned() } else { format!("{name}:{value}") };
    SearchError::new(
        span.clone(),
        format!("there is no field `{name}:` (fields: {FIELDS}); to search for the words write \"{text}\""),
    )
}
