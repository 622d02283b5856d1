//! The words that a list looks for, to be marked where they stand on the screen.

use std::ops::Range;

use crate::model::{Field, ListSpec, View};
use crate::search::phrases;
use crate::search::words::Phrase;

/// What a search and a filter look for. What they exclude is not marked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found(Vec<(Field, Phrase)>);

impl Found {
    pub fn of(list: &ListSpec) -> Found {
        let search = match &list.view {
            View::Search(search) => Some(search),
            _ => None,
        };
        Found(search.into_iter().chain(&list.filter).flat_map(|search| phrases(&search.query.term)).collect())
    }

    /// The bytes of a text that are to be marked, in order and apart; `field` says what the text is.
    pub fn spans(&self, text: &str, field: Field) -> Vec<Range<usize>> {
        let wanted = self.0.iter().filter(|(looked_in, _)| *looked_in == Field::Any || *looked_in == field);
        let mut spans: Vec<Range<usize>> = wanted.flat_map(|(_, phrase)| phrase.spans(text)).collect();
        spans.sort_by_key(|span| span.start);
        spans.dedup_by(|next, before| {
            let joined = next.start <= before.end;
            if joined {
                before.end = before.end.max(next.end);
            }
            joined
        });
        spans
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::model::Time;
    use crate::search;

    fn marked<'a>(query: &str, text: &'a str, field: Field) -> Vec<&'a str> {
        let search = search::typed(query, Time(0), &TimeZone::UTC).unwrap();
        let found = Found::of(&ListSpec::of(View::Search(search)));
        found.spans(text, field).into_iter().map(|span| &text[span]).collect()
    }

    #[test]
    fn what_is_found_is_marked_and_what_is_excluded_is_not() {
        let text = "Rivers at record low as the river harvest nears";
        assert_eq!(marked("riv", text, Field::Title), ["Rivers", "river"]);
        assert_eq!(marked("low OR harvest -record", text, Field::Title), ["low", "harvest"]);
        assert_eq!(marked("\"record low\" low", text, Field::Title), ["record low"]);
        assert_eq!(marked("body:harvest title:low ", text, Field::Title), ["low"]);
        assert_eq!(marked("body:harvest title:low ", text, Field::Body), ["harvest"]);
        assert!(marked("feed:river is:unread", text, Field::Title).is_empty());
    }
}
