//! Rules as they are written in one line: an action, a query, and perhaps when it ends.

use jiff::tz::TimeZone;

use super::{SearchError, date, parse};
use crate::model::{Query, Rule, Term, Time};

/// What begins the last word of a rule that ends.
const UNTIL: &str = "until:";

/// Reads the query of a rule.
pub fn rule(text: &str, now: Time, zone: &TimeZone) -> Result<Query, SearchError> {
    let whole = || 0..text.len();
    if text.trim().is_empty() {
        return Err(SearchError::new(whole(), "a rule needs a query, so that nothing is hidden by accident"));
    }
    let query = parse(text, now, zone)?;
    if query.term.any(&|term| *term == Term::Muted) {
        return Err(SearchError::new(whole(), "a rule cannot ask for what rules hide; leave out `is:muted`"));
    }
    Ok(query)
}

/// Reads `mute storm OR flood until:2w`.
pub fn parse_rule(text: &str, now: Time, zone: &TimeZone) -> Result<Rule, SearchError> {
    let start = text.len() - text.trim_start().len();
    let end = text[start..].find(char::is_whitespace).map_or(text.len(), |at| start + at);
    let action = text[start..end].parse().map_err(|why: String| SearchError::new(start..end, why))?;
    let rest = text[end..].trim_end();
    let last = rest.rfind(char::is_whitespace).map_or(rest.len(), |at| at + 1);
    let (query, until) = match rest[last..].strip_prefix(UNTIL) {
        Some(moment) => {
            let span = end + last..end + rest.len();
            let until = date::until(moment, now, zone).map_err(|why| SearchError::new(span, why))?;
            (rest[..last].trim(), Some(until))
        }
        None => (rest.trim(), None),
    };
    let shift = text.len() - text[end..].trim_start().len();
    rule(query, now, zone).map_err(|error| SearchError {
        span: (error.span.start + shift).min(text.len())..(error.span.end + shift).min(text.len()),
        ..error
    })?;
    Ok(Rule { query: query.to_owned(), action, until })
}

/// A rule as [`parse_rule`] reads it back.
pub fn print_rule(rule: &Rule) -> String {
    let until = rule.until.map(|until| format!(" {UNTIL}{}", date::written(until))).unwrap_or_default();
    format!("{} {}{until}", rule.action, rule.query)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Action;

    const NOW: Time = Time(1_795_608_000); // 2026-11-25T12:00:00Z

    fn read(text: &str) -> Result<Rule, SearchError> {
        parse_rule(text, NOW, &TimeZone::UTC)
    }

    #[test]
    fn a_rule_is_one_line() {
        let rule = |query: &str, action, until| Rule { query: query.to_owned(), action, until };
        assert_eq!(read(" mute  storm -\"a b\" "), Ok(rule("storm -\"a b\"", Action::Mute, None)));
        let in_a_week = Some(NOW.plus(7 * Time::DAY));
        assert_eq!(read("tag:space comet until:1w"), Ok(rule("comet", Action::Tag("space".into()), in_a_week)));
        assert_eq!(read("star x until:2026-12-01").unwrap().until, Some(Time(1_796_083_200)));
        assert_eq!(read("mute \"until:1w\"").unwrap().until, None);
        for text in ["mute a OR -b until:2w", "tag:x \"c d\"", "full-text feed:e"] {
            let rule = read(text).unwrap();
            assert_eq!(read(&print_rule(&rule)), Ok(rule), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        for (text, wrong, part) in [
            ("", "", "no action"),
            ("hide x", "hide", "mute, tag:NAME"),
            ("tag: x", "tag:", "name is missing"),
            ("mute", "", "needs a query"),
            ("mute until:1d", "", "needs a query"),
            ("mute x until:soon", "until:soon", "2w"),
            ("mute x until:2020-01-01", "until:2020-01-01", "past"),
            ("mute  is:unraed", "is:unraed", "unread, read"),
            ("mute a is:muted", "a is:muted", "is:muted"),
            ("mute a OR", "", "missing"),
        ] {
            let error = read(text).expect_err(text);
            assert_eq!(text.get(error.span.clone()), Some(wrong), "{text}: {error}");
            assert!(error.message.contains(part), "{text}: {error}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,40}|(mute|tag:x)?[-()\": ORauntil:]{0,40}") {
            if let Err(error) = read(&text) {
                prop_assert!(text.get(error.span.clone()).is_some(), "{:?} outside of {:?}", error, text);
            }
        }
    }
}
