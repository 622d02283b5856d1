//! Whether an entry is what a term asks for, told from the entry alone. The store's conditions say the same in SQL.

use std::cell::OnceCell;

use super::fold;
use super::words::{Phrase, words};
use crate::model::{Field, Term, Time};

/// What is known of an entry, as far as terms ask for it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    pub id: i64,
    /// The number of its story, and those that it had before other stories were joined with it.
    pub stories: Vec<i64>,
    pub title: String,
    pub author: Option<String>,
    /// Its full text, or else what its feed gives, without markup.
    pub body: String,
    pub url: Option<String>,
    /// The entry's own, else its feed's.
    pub language: Option<String>,
    pub feed_title: Option<String>,
    pub feed_url: String,
    pub folder: String,
    /// Its own and its feed's.
    pub tags: Vec<String>,
    pub categories: Vec<String>,
    pub enclosures: bool,
    pub unread: bool,
    pub starred: bool,
    /// The reader follows its story.
    pub followed: bool,
    pub muted: bool,
    /// Its date, clamped to the time of fetching.
    pub date: Time,
}

/// An entry to be held against terms; its texts are cut into words once, when a term first asks for them.
#[derive(Debug, Default)]
pub struct Subject {
    facts: Facts,
    title: OnceCell<Vec<String>>,
    author: OnceCell<Vec<String>>,
    body: OnceCell<Vec<String>>,
}

impl Subject {
    pub fn new(facts: Facts) -> Subject {
        Subject { facts, ..Subject::default() }
    }

    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The words of its title, folded.
    pub fn title(&self) -> &[String] {
        self.title.get_or_init(|| cut(&self.facts.title))
    }

    fn author(&self) -> &[String] {
        self.author.get_or_init(|| self.facts.author.as_deref().map(cut).unwrap_or_default())
    }

    fn body(&self) -> &[String] {
        self.body.get_or_init(|| cut(&self.facts.body))
    }

    pub fn answers(&self, term: &Term) -> bool {
        let facts = &self.facts;
        match term {
            Term::Text(field, text) => self.holds(*field, text, false),
            Term::Prefix(field, text) => self.holds(*field, text, true),
            Term::Id(id) => facts.id == *id,
            Term::Story(story) => facts.stories.contains(story),
            Term::Unread(unread) => facts.unread == *unread,
            Term::Starred(starred) => facts.starred == *starred,
            Term::Followed => facts.followed,
            Term::Muted => facts.muted,
            Term::Enclosure => facts.enclosures,
            Term::Since(time) => facts.date >= *time,
            Term::Until(time) => facts.date < *time,
            Term::Not(term) => !self.answers(term),
            Term::All(terms) => terms.iter().all(|term| self.answers(term)),
            Term::Either(terms) => terms.iter().any(|term| self.answers(term)),
        }
    }

    fn holds(&self, field: Field, text: &str, open: bool) -> bool {
        let facts = &self.facts;
        let contains = |held: Option<&str>| held.is_some_and(|held| fold::text(held).contains(&fold::text(text)));
        let has = |names: &[String]| names.iter().any(|name| fold::text(name) == fold::text(text));
        match field {
            Field::Any | Field::Title | Field::Author | Field::Body => self.says(field, &Phrase::of(text, open)),
            Field::Url => contains(facts.url.as_deref()),
            Field::Feed => contains(facts.feed_title.as_deref()) || contains(Some(&facts.feed_url)),
            Field::Folder => contains(Some(&facts.folder)),
            Field::Tag => has(&facts.tags),
            Field::Category => has(&facts.categories),
            Field::Language => facts.language.as_deref().is_some_and(|language| {
                let language = fold::text(language);
                language == fold::text(text) || language.contains(&fold::text(&format!("{text}-")))
            }),
        }
    }

    fn says(&self, field: Field, phrase: &Phrase) -> bool {
        let said = |among: &[String]| phrase.find(among).is_some();
        if phrase.words.is_empty() {
            return true;
        }
        match field {
            Field::Title => said(self.title()),
            Field::Author => said(self.author()),
            Field::Body => said(self.body()),
            _ => said(self.title()) || said(self.author()) || said(self.body()),
        }
    }
}

fn cut(text: &str) -> Vec<String> {
    words(text).map(|(word, _)| word).collect()
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::search::parse;

    #[test]
    fn an_entry_answers_what_it_holds() {
        let subject = Subject::new(Facts {
            id: 7,
            title: "Élections in Moldova".into(),
            author: Some("A. Writer".into()),
            body: "Polls open at seven. The polls close at nine".into(),
            url: Some("https://a.example/x".into()),
            language: Some("de-AT".into()),
            feed_title: Some("Ärzteblatt".into()),
            feed_url: "https://a.example/feed".into(),
            folder: "World/Europe".into(),
            tags: vec!["Later".into()],
            categories: vec!["Société".into(), "World news".into()],
            unread: true,
            date: Time(1_000),
            ..Facts::default()
        });
        for (query, wanted) in [
            ("", true),
            ("elections", true),
            ("\"moldova in\"", false),
            ("mold", false),
            ("mold*", true),
            ("writer polls", true),
            ("title:polls", false),
            ("body:\"close at\"", true),
            ("feed:ärzte folder:europe lang:de tag:later", true),
            ("tag:late", false),
            ("category:societe category:\"world NEWS\"", true),
            ("category:world", false),
            ("feed:arzte -feed:arzteb1att", true),
            ("lang:at", false),
            ("id:7 -id:8 is:unread -is:starred", true),
            ("has:enclosure", false),
            ("before:1971 after:1970", true),
            ("nowhere OR moldova", true),
            ("\"?!\"", true),
        ] {
            let term = parse(query, Time(0), &TimeZone::UTC).unwrap().term;
            assert_eq!(subject.answers(&term), wanted, "{query}");
        }
    }
}
