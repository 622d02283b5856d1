//! The well-known feeds that a reader without subscriptions is offered.

use serde::Deserialize;

/// A feed on offer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StarterFeed {
    pub url: String,
    pub title: String,
    /// The folder that it would go to.
    #[serde(rename = "folder")]
    pub desk: String,
    /// BCP 47.
    pub language: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    feed: Vec<StarterFeed>,
}

const TEXT: &str = include_str!("../../assets/starter.toml");

/// The feeds on offer, desk by desk.
pub fn starter_feeds() -> Vec<StarterFeed> {
    let file: File = toml::from_str(TEXT).expect("the starter feeds are well formed, as the test sees");
    file.feed
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use url::Url;

    use super::*;

    #[test]
    fn the_offer_is_wide_and_sound() {
        let feeds = starter_feeds();
        let languages: BTreeSet<_> = feeds.iter().map(|feed| &feed.language).collect();
        let addresses: BTreeSet<_> = feeds.iter().map(|feed| &feed.url).collect();
        assert!(feeds.len() >= 35, "{} feeds", feeds.len());
        assert!(languages.len() >= 8, "{languages:?}");
        assert_eq!(addresses.len(), feeds.len(), "an address stands twice");
        for feed in &feeds {
            let url = Url::parse(&feed.url).unwrap();
            assert_eq!(url.scheme(), "https", "{url}");
            assert!(!feed.title.trim().is_empty() && !feed.desk.is_empty(), "{url}");
        }
    }

    #[test]
    fn each_desk_stands_in_one_piece() {
        let mut desks: Vec<_> = starter_feeds().into_iter().map(|feed| feed.desk).collect();
        desks.dedup();
        let distinct: BTreeSet<_> = desks.iter().collect();
        assert_eq!(distinct.len(), desks.len(), "{desks:?}");
    }
}
