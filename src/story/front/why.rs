//! Why a story stands where it stands, and what is new of it, in words.

use std::fmt::{self, Display, Formatter};

use crate::model::Time;

/// What a story's rank was reckoned from. Prints as "7 sources, newest 2 h ago, weight 2".
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Why {
    /// Publishers.
    pub sources: usize,
    /// Entries that count: without those of quiet feeds and repeated articles.
    pub entries: usize,
    /// Seconds since the newest entry, as it was when the page was made.
    pub age: i64,
    /// A source posts seldom.
    pub rare: bool,
    /// The reader's own factor for the first source and its folder.
    pub weight: f64,
    pub followed: bool,
    /// Everything of it is read.
    pub read: bool,
}

impl Display for Why {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        match (self.sources, self.entries) {
            (0 | 1, 0 | 1) => write_age(f, self.age)?,
            (0 | 1, entries) => {
                write!(f, "{entries} entries, newest ")?;
                write_age(f, self.age)?;
            }
            (sources, _) => {
                write!(f, "{sources} sources, newest ")?;
                write_age(f, self.age)?;
            }
        }
        let rounded = (self.weight * 100.0).round() / 100.0;
        let weight = format!("weight {rounded}");
        let further =
            [(self.rare, "rare feed"), (rounded != 1.0, &weight), (self.followed, "followed"), (self.read, "read")];
        further.iter().filter(|(holds, _)| *holds).try_for_each(|(_, words)| write!(f, ", {words}"))
    }
}

fn write_age(f: &mut Formatter, seconds: i64) -> fmt::Result {
    match seconds {
        ..Time::MINUTE => f.write_str("just now"),
        Time::MINUTE..Time::HOUR => write!(f, "{} min ago", seconds / Time::MINUTE),
        Time::HOUR..Time::DAY => write!(f, "{} h ago", seconds / Time::HOUR),
        Time::DAY.. => write!(f, "{} d ago", seconds / Time::DAY),
    }
}

/// What happened to a story since the reader last looked. Prints as "new", "2 new sources", "1 new entry" or nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum News {
    /// Nothing of it was there.
    New,
    /// So many publishers joined it; so many entries came, theirs among them, and at least one.
    More { sources: usize, entries: usize },
    #[default]
    Same,
}

impl Display for News {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        match self {
            News::New => f.write_str("new"),
            News::More { sources: 1, .. } => f.write_str("1 new source"),
            News::More { sources: 0, entries: 1 } => f.write_str("1 new entry"),
            News::More { sources: 0, entries } => write!(f, "{entries} new entries"),
            News::More { sources, .. } => write!(f, "{sources} new sources"),
            News::Same => Ok(()),
        }
    }
}
