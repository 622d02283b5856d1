//! The stories that a query names by their numbers, and their headlines in place of these.

use std::ops::Range;

use super::lex::{Token, lex};
use super::word;
use crate::model::StoryId;

/// Characters of a headline.
const LONGEST: usize = 48;

/// The stories that a query names; none where it cannot be read.
pub fn stories_in(text: &str) -> Vec<StoryId> {
    places(text).into_iter().map(|(story, _)| story).collect()
}

/// A query as it is shown: with the headlines that are known.
pub fn with_headlines(text: &str, known: &[(StoryId, String)]) -> String {
    let mut shown = text.to_owned();
    for (story, place) in places(text).into_iter().rev() {
        if let Some((_, headline)) = known.iter().find(|(known, _)| *known == story) {
            shown.replace_range(place, &format!("story:{}", word(&cut(headline))));
        }
    }
    shown
}

/// Each with the bytes where it stands.
fn places(text: &str) -> Vec<(StoryId, Range<usize>)> {
    let place = |(token, span): (Token, Range<usize>)| match token {
        Token::Text { field: Some(field), value, .. } if text.get(field.clone()) == Some("story") => {
            Some((StoryId(value.parse().ok()?), field.start..span.end))
        }
        _ => None,
    };
    lex(text).unwrap_or_default().into_iter().filter_map(place).collect()
}

fn cut(headline: &str) -> String {
    let Some((end, _)) = headline.char_indices().nth(LONGEST) else { return headline.to_owned() };
    let start = &headline[..end];
    format!("{}…", start.rsplit_once(' ').map_or(start, |(whole, _)| whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headlines_stand_in_place_of_numbers() {
        let known = [(StoryId(7), "Etna erupts".to_owned()), (StoryId(9), "w ".repeat(60))];
        for (text, stories, shown) in [
            ("story:7", &[7][..], "story:\"Etna erupts\""),
            ("mute -story:7 OR (story:8 \"story:7\")", &[7, 8], "mute -story:\"Etna erupts\" OR (story:8 \"story:7\")"),
            ("story:x title:\"story\" 7", &[], "story:x title:\"story\" 7"),
            ("story:7 \"open", &[], "story:7 \"open"),
            ("", &[], ""),
        ] {
            assert_eq!(stories_in(text), stories.iter().copied().map(StoryId).collect::<Vec<_>>(), "{text}");
            assert_eq!(with_headlines(text, &known), shown);
        }
        assert!(with_headlines("story:9", &known).len() < 60);
    }
}
